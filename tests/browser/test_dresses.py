"""explore_dresses in JupyterLab: a click on a weight, and the switch to the slopes."""

import pytest
from stepper import Stepper
from test_harness import notebook


@pytest.fixture(scope="module")
def page(open_once):
    source = "from nnlib import widgets\nwidgets.explore_dresses()"
    return open_once(notebook(dresses=source)).run_all()


def test_a_click_and_the_switch_change_names_places_and_numbers(page):
    dresses = Stepper(page, page.output("dresses").locator("[data-stepper]"), 0)
    dresses.root.get_by_text("S0: w⁽¹⁾₂₁ = 0.7").wait_for()
    dresses.lab.shot("dresses-weights", dresses.root)
    dresses.root.locator('[data-pick="W[1][1, 2]"]').click()
    dresses.root.get_by_text("S2: w⁽²⁾₃₂").wait_for()
    dresses.root.get_by_label("the slopes of the loss").check()
    remark = dresses.root.locator('[data-name="remark"]')
    remark.get_by_text("twice the others'").wait_for()
    dresses.lab.shot("dresses-slopes", dresses.root)
    dresses.root.locator('[data-pick="W[2][0, 0]"]').click()
    dresses.root.get_by_text("S2: w⁽³⁾₁₁").wait_for()
    page.assert_clean()

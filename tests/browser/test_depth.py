"""explore_depth in JupyterLab: depth, activation and gain by their controls, both ways to look."""

import pytest
from stepper import Stepper
from test_harness import notebook


@pytest.fixture(scope="module")
def page(open_once):
    source = "from nnlib import widgets\nwidgets.explore_depth()"
    return open_once(notebook(depth=source)).run_all()


def test_the_signal_of_sigmoids_looks_healthy_and_their_deltas_die_out(page):
    depth = Stepper(page, page.output("depth").locator("[data-stepper]"), 0)
    remark = depth.root.locator('[data-name="remark"]')
    remark.get_by_text("The signal keeps its size").wait_for()
    depth.lab.shot("depth-signal", depth.root)
    depth.root.get_by_label("the δ on the way back").check()
    remark.get_by_text("The δ dies out on its way down").wait_for()
    depth.lab.shot("depth-back", depth.root)
    depth.root.get_by_label("activation").select_option("relu")
    gain = depth.root.get_by_label("gain: variance × n")
    for _ in range(3):
        gain.press("ArrowRight")
    depth.root.locator('[data-name="v"]').get_by_text("0.02", exact=True).wait_for()
    remark.get_by_text("The δ keeps its size").wait_for()
    assert depth.read("scene.settings['gain']") == 2
    page.assert_clean()

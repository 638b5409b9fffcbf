"""step_tape in JupyterLab: the tape is written and read back, and a slip is chosen."""

import pytest
from stepper import Stepper
from test_harness import notebook

CELLS = {
    "tape": 'from nnlib import widgets\nwidgets.step_tape("y = 2*x; f = y*y + y", {"x": 1.5})',
    "slips": 'widgets.step_tape("y = 2*x; f = y + y*y", {"x": 3}, slips=True)',
    "large": 'widgets.step_tape("y = 2*x; f = y + y*y", {"x": 3}, slips=True, big=True)',
}


@pytest.fixture(scope="module")
def page(open_once):
    return open_once(notebook(**CELLS)).run_all()


def widget(page, cell):
    root = page.output(cell).locator('[data-stepper="tape"]')
    return Stepper(page, root, list(CELLS).index(cell))


def test_a_reader_steps_predicts_and_types_a_formula_of_their_own(page):
    tape = widget(page, "tape")
    for k in range(1, 5):
        tape.click("Step").at(k)
    tape.lab.shot("tape-written", tape.root)
    tape.click("Last").at(9)
    assert tape.number("share") == 14
    field = tape.root.get_by_role("textbox", name="expression")
    field.fill("z = w*x; a = tanh(z)")
    at = tape.root.get_by_role("textbox", name="at", exact=True)
    at.fill("w = 2, x = 0.3")
    at.press("Enter")
    tape.settled().at(0).click("Last").settled()
    assert tape.root.get_by_text("a = tanh(z)").count()
    assert not tape.root.get_by_text("where shares meet").count()


def test_the_recursion_ends_beside_a_centred_difference_that_denies_it(page):
    slips = widget(page, "slips")
    slips.choose("walk", 1)
    slips.settled().at(0)
    for k in range(1, 8):
        slips.click("Step").at(k)
    assert slips.number("share") == 2
    cells = slips.root.locator('.nn-readout tr[data-title="number"]', has_text="26")
    assert cells.count()
    slips.click("Last").settled()
    slips.shows("y has handed on already")
    slips.lab.shot("tape-recursion", slips.root)
    slips.choose("walk", 0)
    slips.choose("meeting", 1)
    slips.settled().at(0)
    slips.click("Last").settled()
    assert slips.number("share") == 12


def test_on_a_small_screen_there_is_room_to_type_a_formula(page):
    tape = widget(page, "tape")
    page.page.set_viewport_size({"width": 390, "height": 900})
    field = tape.root.get_by_role("textbox", name="expression")
    page.page.wait_for_function(
        "r => r.clientWidth < 400", arg=tape.root.element_handle(), polling=100
    )
    try:
        assert field.bounding_box()["width"] > 100
        tape.lab.shot("tape-small", tape.root)
    finally:
        page.page.set_viewport_size({"width": 1400, "height": 1000})


def test_it_is_shown_in_a_lecture(page):
    large = widget(page, "large")
    large.click("Last").settled()
    sizes = large.root.locator("summary").evaluate_all(
        "all => all.map(s => getComputedStyle(s).fontSize)"
    )
    assert set(sizes) == {"20px"}
    large.lab.shot("tape-lecture", large.root)
    page.assert_clean()

"""fold_plane and pick_entry in JupyterLab, by mouse and by keys."""

import pytest
from stepper import Stepper
from test_harness import notebook

CELLS = {
    "fold": "from nnlib import widgets\nwidgets.fold_plane()",
    "entry": "widgets.pick_entry(big=True)",
}


@pytest.fixture(scope="module")
def page(open_once):
    return open_once(notebook(**CELLS)).run_all()


def widget(page, cell):
    return Stepper(page, page.output(cell).locator("[data-stepper]"), list(CELLS).index(cell))


def test_two_parallel_lines_part_xor_and_every_slider_has_its_own_name(page):
    fold = widget(page, "fold")
    remark = fold.root.locator('[data-name="remark"]')
    assert "no straight cut" in remark.inner_text()
    before = fold.pixels()
    for name, index in (("angle0", 15), ("b0", 20), ("angle1", 15), ("b1", 13)):
        fold.choose(name, index)
    assert "A straight cut parts them" in remark.inner_text()
    assert fold.pixels() != before
    fold.lab.shot("fold-parted", fold.root)
    for j in "01":
        for name in ("direction", "bias"):
            slider = fold.root.get_by_role("slider", name=f"line {j}: {name}", exact=True)
            assert slider.count() == 1
    slider.focus()
    slider.press("Home")
    fold.until("JSON.parse(f.dataset.choices).b1 === 0")


def test_an_entry_is_picked_by_mouse_and_by_key(page):
    entry = widget(page, "entry")
    entry.root.locator('.nn-screen [data-pick="dW[1][2, 3]"]').last.click()
    entry.until("f.getAttribute('aria-label').includes('dW[1][2, 3]')")
    field = entry.root.get_by_role("textbox", name="entry")
    assert field.input_value() == "dW[1][2, 3]"
    field.fill("dW[2][0, 1]")
    field.press("Enter")
    entry.until("f.getAttribute('aria-label').includes('dW[2][0, 1]')")
    field.fill("<b>dW</b>")
    field.press("Enter")
    entry.root.locator("[data-notes=set]").get_by_text("“<b>dW</b>” is no entry of a dW").wait_for()
    entry.lab.shot("entry-lecture", entry.root)
    dW = entry.read("player.frame.grads.dW[2].tolist()")
    assert entry.number("difference") == pytest.approx(dW[0][1], abs=6e-5)
    page.assert_clean()

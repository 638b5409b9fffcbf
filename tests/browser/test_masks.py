"""drop_neurons in JupyterLab: masks are drawn one by one, and the settings start anew."""

import pytest
from stepper import Stepper
from test_harness import notebook

CELLS = {
    "masks": "from nnlib import widgets\nwidgets.drop_neurons()",
    "masks-big": "widgets.drop_neurons(keep=0.8, big=True)",
}
RADIOS = """\
from dataclasses import replace
from nnlib.course.widgets.masks import Masks
from nnlib.course.widgets.stage.shell import Shell

class Radios(Masks):
    def __setattr__(self, name, value):
        if name == "choices":
            value = tuple(
                replace(one, kind="radio") if one.name == "scale" else one for one in value
            )
        super().__setattr__(name, value)

Shell(Radios(0.5, 0, 20, False))
"""


@pytest.fixture(scope="module")
def page(open_once):
    return open_once(notebook(**CELLS)).run_all()


def test_masks_are_drawn_and_another_scale_starts_anew(page):
    masks = Stepper(page, page.output("masks").locator("[data-stepper]"), 0)
    masks.click("Step").at(1).click("Step").at(2)
    assert masks.read("player.frame.outputs.shape") == [3, 3]
    assert masks.number("delta") == pytest.approx(
        masks.read("player.frame.grads.delta[1][0, 1].item()"), abs=1e-4
    )
    masks.root.get_by_label("sample i").select_option("2")
    masks.settled()
    assert masks.k == 2
    masks.shows("sample 2")
    masks.lab.shot("masks", masks.root)
    masks.root.locator("details.nn-setup summary").click()
    masks.root.get_by_label("scale", exact=True).select_option("1")
    masks.at(0).shows("Nothing is scaled")
    assert masks.read("scene.settings['scale']") == "none"
    masks.click("Last").settled()
    masks.lab.shot("masks-unscaled", masks.root)
    page.assert_clean()


def test_it_fits_a_narrow_page_and_a_lecture(page):
    for width in (1400, 760):
        page.page.set_viewport_size({"width": width, "height": 1000})
        for number, cell in enumerate(CELLS):
            masks = Stepper(page, page.output(cell).locator("[data-stepper]"), number)
            masks.settled()
            assert masks.root.evaluate("r => r.scrollWidth <= r.clientWidth + 1")
            masks.lab.shot(f"{cell}-{width}", masks.root)
    page.page.set_viewport_size({"width": 1400, "height": 1000})
    page.assert_clean()


def test_a_setting_with_radio_buttons_is_folded_and_said(open_lesson):
    lab = open_lesson(notebook(radios=RADIOS)).run_all()
    masks = Stepper(lab, lab.output("radios").locator("[data-stepper]"), 0)
    masks.click("Step").at(1)
    summary = masks.root.locator("details.nn-setup summary")
    words = "Set up: keep 0.5 · scale 1/keep · masks one a sample · seed 0"
    assert summary.inner_text() == words
    summary.click()
    masks.root.get_by_label("none", exact=True).check()
    masks.at(0).shows("Nothing is scaled")
    summary.click()
    assert summary.inner_text() == words.replace("1/keep", "none")
    lab.assert_clean()

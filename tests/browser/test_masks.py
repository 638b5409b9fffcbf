"""drop_neurons in JupyterLab: masks are drawn one by one, and the settings start anew."""

import pytest
from stepper import Stepper
from test_harness import notebook

CELLS = {
    "masks": "from nnlib import widgets\nwidgets.drop_neurons()",
    "masks-big": "widgets.drop_neurons(keep=0.8, big=True)",
}


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

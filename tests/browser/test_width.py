"""add_neurons in JupyterLab: neurons by buttons and keys, corners by the mouse and by arrows."""

import pytest
from lab import box_of
from stepper import Stepper
from test_harness import notebook


@pytest.fixture(scope="module")
def page(open_once):
    return open_once(
        notebook(width='from nnlib import widgets\nwidgets.add_neurons("waves")')
    ).run_all()


def test_neurons_are_added_and_corners_dragged_and_moved_by_keys(page):
    width = Stepper(page, page.output("width").locator("[data-stepper]"), 0)
    remark = width.root.locator('[data-name="remark"]')
    for _ in range(3):
        width.root.get_by_role("button", name="Add a neuron").click()
    remark.get_by_text("4 neurons, 2 straight pieces").wait_for()
    plane = width.root.locator("[data-plane=curve]")
    plane.press("ArrowUp")
    remark.get_by_text("4 neurons, 4 straight pieces").wait_for()
    plane.press("m")
    heights = width.read("player.frame.heights.tolist()")
    places = width.read("player.frame.places.tolist()")
    width.until(f"Number(f.querySelector('[data-plane]').dataset.y) <= {max(heights) + 1e-3}")
    plane.scroll_into_view_if_needed()
    box = box_of(plane)
    x = box["x"] + (places[1] + 3.4) / 6.8 * box["width"]
    y = box["y"] + (1.8 - heights[1]) / 3.6 * box["height"]
    width.lab.page.mouse.move(x, y)
    width.lab.page.mouse.down()
    width.lab.page.mouse.move(x, box["y"] + box["height"] / 2, steps=4)
    width.lab.page.mouse.up()
    width.until("Math.abs(Number(f.querySelector('[data-plane]').dataset.y)) < 0.05")
    width.lab.shot("width-dragged", width.root)
    page.assert_clean()

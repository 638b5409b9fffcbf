"""The training view in JupyterLab: it plays, pauses where the kernel is, and comes back."""

import re

import pytest
from stepper import Stepper
from test_harness import notebook

VIEW = 'from nnlib import widgets\nwidgets.watch_training("spirals", "2-16-16-1")'


def test_it_plays_and_a_pause_is_a_pause(open_lesson):
    lab = open_lesson(notebook(view=VIEW)).run_all()
    view = Stepper(lab, lab.output("view").locator('[data-stepper="training"]'))
    before = view.pixels()
    view.click("Play").until("Number(f.dataset.k) >= 12")
    view.click("Pause").playing(False)
    lab.execute(f"await {view.shell}.task")
    stopped = view.read("player.index")
    view.at(stopped)
    lab.page.wait_for_timeout(500)
    assert view.k == stopped == view.read("player.index")
    assert view.pixels() != before
    lab.shot("training-spirals", view.root)
    line = view.root.locator('[data-name="line"]').inner_text()
    theta = view.read("player.frame.net.theta.tolist()")
    assert re.search(rf"at={stopped}\)$", line)
    assert lab.read(f"{line}.player.frame.net.theta.tolist()") == theta


def test_other_settings_start_again(open_lesson):
    lab = open_lesson(notebook(view=VIEW.replace(")", ", big=True)"))).run_all()
    view = Stepper(lab, lab.output("view").locator('[data-stepper="training"]'))
    view.click("Step").at(1).click("Play").until("Number(f.dataset.k) >= 3")
    view.choose("data", 0).at(0).playing(False)
    view.choose("network", 1)
    view.click("Last").at(view.read("player.stop"))
    assert float(view.root.locator('[data-name="right"]').inner_text().rstrip("%")) > 90
    lab.shot("training-lecture", view.root)


CELLS = {
    "view": VIEW.replace('"2-16-16-1"', '"2-8-8-1", steps=40, still=0'),
    "mine": 'widgets.watch_training("mine", "2-3-1")',
}


@pytest.fixture(scope="module")
def page(open_once):
    return open_once(notebook(**CELLS)).run_all()


def shown(page, cell):
    return Stepper(page, page.output(cell).locator("[data-stepper]"), list(CELLS).index(cell))


PLANE = """r => {
    const all = [...r.querySelectorAll('[data-swap-target]')];
    const [view, image] = [all[0].getAttribute("viewBox"), all[0].querySelector("image")];
    return all.length === 1 && `${view} of ${image.getAttribute("height")}`;
}"""


def test_a_neurons_field_fills_the_plane_while_it_is_looked_at(page):
    view = shown(page, "view")
    view.click("Step").at(1)
    own, pixels = view.root.evaluate(PLANE), view.pixels()
    field = view.root.get_by_role("img", name="layer 2, neuron 3")
    field.hover()
    assert view.root.evaluate(PLANE) == "0 96 28 28 of 256"
    assert view.pixels() != pixels
    page.shot("training-field-large", view.root)
    page.page.mouse.move(1, 1)
    assert view.root.evaluate(PLANE) == own
    field.focus()
    assert view.root.evaluate(PLANE) == "0 96 28 28 of 256"
    page.page.keyboard.press("ArrowRight")
    view.at(2)
    assert view.root.evaluate(PLANE) == "0 96 28 28 of 256"
    view.until("document.activeElement.dataset.swap === '2 3'")
    page.page.keyboard.press("Shift+Tab")
    assert view.root.evaluate(PLANE) == "0 64 28 28 of 256"
    view.button("Step").focus()
    assert view.root.evaluate(PLANE) == own


def test_points_are_painted_and_removed_by_mouse(page):
    mine = shown(page, "mine")
    assert len(mine.read("scene.points")) == 8
    mine.click("Step").at(1)
    page.page.mouse.click(*mine.spot("points", 0.0, -1.5))
    mine.at(0).until("f.ariaLabel.includes('of 9 samples')")
    *_, (x0, x1, label) = mine.read("scene.points")
    assert (x0, x1, label) == (pytest.approx(0, abs=0.03), pytest.approx(-1.5, abs=0.03), 1)
    mine.choose("paint", 1)
    page.page.mouse.click(*mine.spot("points", 0.4, 0.0))
    mine.until("f.ariaLabel.includes('of 10 samples')")
    assert mine.read("scene.points")[-1][2] == 0
    page.page.mouse.click(*mine.spot("points", 0.4, 0.0))
    mine.until("f.ariaLabel.includes('of 9 samples')")
    page.shot("training-mine", mine.root)


def test_points_are_painted_by_keys(page):
    mine = shown(page, "mine")
    mine.choose("data", 0).choose("data", 3).until("f.ariaLabel.includes('of 8 samples')")
    plane = mine.root.locator('[data-plane="points"]')
    x = float(plane.get_attribute("data-x"))
    plane.focus()
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        page.page.keyboard.press(key)
    mine.until("f.ariaLabel.includes('of 9 samples')")
    assert mine.read("scene.points")[-1][0] == pytest.approx(x + 0.2, abs=0.006)
    mine.until("document.activeElement.dataset.plane === 'points'")
    page.page.keyboard.press("Enter")
    mine.until("f.ariaLabel.includes('of 8 samples')")
    page.assert_clean()


def test_the_loss_of_the_run_before_is_drawn(page):
    view = shown(page, "view")
    view.click("Last").at(40)
    view.choose("seed", 4).at(0)
    view.shows("grey: before")
    assert view.read("scene.ghost.__len__()") == 41
    view.click("Last").at(40)
    page.shot("training-ghost", view.root)

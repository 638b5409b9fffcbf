"""The training view in JupyterLab: it plays, pauses where the kernel is, and comes back."""

import re

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

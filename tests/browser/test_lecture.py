"""A lesson shown live: JupyterLab with one document alone, and steppers in large type."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from stepper import stepper_of

from nnlib.course.editions.slides.deck import Deck
from nnlib.course.editions.slides.live import WORKSPACE, bare_workspace, lecturers_copy
from nnlib.course.lessons.conventions import Lesson

CELLS = (
    new_markdown_cell("# 99 · A walk\n\nWhere does it lead?", id="title"),
    new_code_cell("import numpy as np\nfrom nnlib import widgets", id="setup"),
    new_markdown_cell("## Downhill\n\n**Try:** press Step.", id="walk-text"),
    new_code_cell(
        "X, y = np.array([[0.0], [1.0], [2.0]]), np.array([[1.0], [3.0], [2.0]])\n"
        "widgets.step_descent(X, y)",
        id="walk",
    ),
    new_markdown_cell("The walk goes down.", id="walk-read"),
    new_code_cell('widgets.step_backprop("3-4-3-2", sample="all")', id="backprop"),
)
PROJECTOR, HALL = {"width": 1280, "height": 720}, {"width": 1920, "height": 1080}
DELTA = 9  # the step that shows a delta by BP2, with its sum
BELOW = """(part, root) => {
    root.scrollIntoView();
    const page = root.closest(".jp-WindowedPanel-outer").getBoundingClientRect();
    const top = root.getBoundingClientRect().top;
    return part.getBoundingClientRect().bottom - top - page.height;
}"""


@pytest.fixture(scope="module")
def lab(open_once):
    """The lecturer's copy of a small lesson in single-document mode, on a projector."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = new_notebook(cells=list(CELLS), metadata={"kernelspec": kernel})
    copy = lecturers_copy(Deck(Lesson("99_a_walk.ipynb", notebook)))
    lab = open_once(copy)
    name = lab.page.url.split("/tree/")[1].split("?")[0]
    lab.page.set_viewport_size(PROJECTOR)
    bare_workspace(lab.server.home / "workspaces")
    lab.page.goto(f"{lab.server.url}/doc/workspaces/{WORKSPACE}/tree/{name}")
    lab.page.wait_for_selector(".jp-NotebookPanel .jp-Notebook", timeout=90_000)
    lab.page.wait_for_function(
        "() => jupyterapp.shell.mode === 'single-document' && "
        "jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
    )
    return lab.run_all()


def test_one_document_fills_the_screen_and_its_stepper_is_large(lab):
    stepper = stepper_of(lab, "walk").start_again()
    assert not lab.page.locator(
        "#jp-left-stack:visible, #jp-main-dock-panel .lm-TabBar:visible"
    ).count()
    panel = lab.page.locator(".jp-NotebookPanel").bounding_box()
    assert panel["width"] > 0.9 * PROJECTOR["width"]
    assert stepper.root.evaluate("r => getComputedStyle(r).fontSize") == "26px"
    picture = stepper.root.locator(".nn-figure svg").first.bounding_box()
    assert picture["width"] > 0.8 * PROJECTOR["width"]
    stepper.click("Step").at(1)
    lab.page.keyboard.press("ArrowRight")
    stepper.at(2)
    lab.shot("lecture-live")


@pytest.mark.parametrize("screen", [PROJECTOR, HALL], ids=lambda size: f"{size['width']}")
def test_steps_picture_and_formula_have_one_screen(lab, screen):
    lab.page.set_viewport_size(screen)
    stepper = stepper_of(lab, "backprop").start_again()
    stepper.choose("seek", DELTA)
    assert stepper.root.locator("[data-name=step]").inner_text().startswith("delta[2]")
    root = stepper.root.element_handle()
    for part in ("[data-do=step]", ".nn-figure > div > svg", "[data-name=equation]"):
        below = stepper.root.locator(part).evaluate(BELOW, root)
        assert below <= 0, f"{part} ends {below:.0f} px below the screen"
    lab.shot(f"lecture-backprop-{screen['width']}", stepper.root)

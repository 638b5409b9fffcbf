"""Pictures in JupyterLab: what a screen reader is told, and what a reader without a kernel sees."""

import nbformat
from test_harness import notebook

FIGURE = """\
from nnlib import plots, widgets
fig, ax = plots.panels()
_ = ax.plot([0, 1])
plots.show(fig, "A line from zero to one, 'rising'.")"""

STEPPER = """\
import numpy as np
widgets.step_descent(np.array([[0.0], [1.0]]), np.array([[1.0], [3.0]]))"""

ALT = "A line from zero to one, 'rising'."
PICTURES = ".jp-OutputArea img:visible"


def as_committed(lab):
    """The notebook of the page as it would be in the repository: no widget view in its outputs."""
    stored = notebook(figure=FIGURE, stepper=STEPPER)
    for cell in stored.cells:
        cell.execution_count = 1
        cell.outputs = [nbformat.from_dict(output) for output in lab.outputs(cell.id)]
        for output in cell.outputs:
            output.data.pop("application/vnd.jupyter.widget-view+json", None)
    return stored


def alternative_texts(lab):
    """What a screen reader is told of the visible pictures, which the browser could all decode."""
    for picture in lab.page.locator(PICTURES).all():
        assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 100
    told = lab.page.locator(".jp-OutputArea").get_by_role("img").all()
    return [one.get_attribute("aria-label") for one in told if one.get_attribute("aria-label")]


def test_pictures_have_their_words_and_the_still_shows_only_without_a_widget(open_lesson):
    lab = open_lesson(notebook(figure=FIGURE, stepper=STEPPER)).run_all()
    lab.page.locator("[data-stepper=descent] [data-k]").wait_for()
    still = lab.page.locator(".jp-OutputArea img").nth(1)
    still.wait_for(state="attached")
    assert alternative_texts(lab) == [ALT]
    assert not still.is_visible()
    assert not lab.page.get_by_text("A still of step 8").is_visible()
    lab.shot("still-hidden")

    reopened = open_lesson(as_committed(lab))
    reopened.page.locator(PICTURES).nth(1).wait_for()
    alternative_texts(reopened)  # JupyterLab takes them from a page that it does not trust
    caption = "A still of step 8. Run ▸ Run All Cells to step through it."
    reopened.page.get_by_text(caption, exact=True).wait_for()
    reopened.page.get_by_text("Descent stepper, step 8").wait_for()
    assert reopened.page.locator("[data-stepper]").count() == 0
    trusted = "() => jupyterapp.shell.currentWidget.content.widgets[0].model.trusted"
    assert not reopened.page.evaluate(trusted)
    reopened.shot("still-shown")

"""Pictures in JupyterLab: what a screen reader is told, and what a reader without a kernel sees."""

import nbformat
from test_harness import notebook

FIGURE = """\
from nnlib import plots
fig, ax = plots.panels()
_ = ax.plot([0, 1])
plots.show(fig, "A line from zero to one, 'rising'.")"""

STEPPER = """\
import numpy as np
from nnlib import widgets
widgets.step_descent(np.array([[0.0], [1.0]]), np.array([[1.0], [3.0]]))"""


def as_committed(lab, name):
    """The notebook of the page as it would be in the repository: no widget view in its outputs."""
    stored = notebook(**{name: lab.cell(name)["source"]})
    stored.cells[0].execution_count = 1
    stored.cells[0].outputs = [nbformat.from_dict(output) for output in lab.outputs(name)]
    for output in stored.cells[0].outputs:
        output.data.pop("application/vnd.jupyter.widget-view+json", None)
    return stored


def assert_one_picture(lab, alt):
    """One picture is visible, it has this alternative text, and the browser could decode it."""
    pictures = lab.page.locator(".jp-OutputArea img:visible")
    pictures.first.wait_for()
    assert [picture.get_attribute("alt") for picture in pictures.all()] == [alt]
    assert pictures.first.evaluate("img => img.decode().then(() => img.naturalWidth)") > 100


def test_the_alternative_text_of_a_figure_reaches_the_page_live_and_reopened(open_lesson):
    lab = open_lesson(notebook(figure=FIGURE)).run_all()
    assert_one_picture(lab, "A line from zero to one, 'rising'.")
    reopened = open_lesson(as_committed(lab, "figure"))
    assert_one_picture(reopened, "A line from zero to one, 'rising'.")


def test_the_fallback_hides_beside_a_live_widget_and_shows_without_one(open_lesson):
    lab = open_lesson(notebook(stepper=STEPPER)).run_all()
    lab.page.locator("[data-stepper=descent] [data-k]").wait_for()
    fallback = lab.page.locator("[class^=nn-fb-] img")
    fallback.wait_for(state="attached")
    alt = fallback.get_attribute("alt")
    assert alt.startswith("Descent stepper, step 8")
    assert not fallback.is_visible()
    lab.shot("fallback-hidden")
    reopened = open_lesson(as_committed(lab, "stepper"))
    assert_one_picture(reopened, alt)
    assert reopened.page.locator("[data-stepper]").count() == 0
    trusted = reopened.page.evaluate(
        "() => jupyterapp.shell.currentWidget.content.widgets[0].model.trusted"
    )
    assert not trusted
    reopened.shot("fallback-shown")

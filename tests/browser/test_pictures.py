"""Pictures in JupyterLab: what a screen reader is told, and what a reader without a kernel sees."""

from test_harness import notebook

FIGURE = """\
from matplotlib.figure import Figure
import nnlib as nn
from nnlib import plots
fig = Figure(figsize=(3, 2))
_ = fig.subplots().plot([0, 1])
plots.show(fig, "A line from zero to one, 'rising'.")"""


def test_the_alternative_text_of_a_figure_reaches_the_page(open_lesson):
    lab = open_lesson(notebook(figure=FIGURE)).run_all()
    lab.page.locator(".jp-OutputArea img").wait_for()
    print(
        lab.page.locator(".jp-OutputArea img").evaluate(
            'e => e.outerHTML.replace(/src="[^"]*"/, \'\')'
        )
    )
    lab.page.get_by_role("img", name="A line from zero to one, 'rising'.").wait_for()

"""A lesson run for its deck, on small lessons: figures, players, reviews, and what fails."""

import json
import os
import re
import struct

import numpy as np
import pytest
from matplotlib.text import Text
from nbformat.v4 import new_code_cell, new_notebook, new_output

from nnlib import plots, widgets
from nnlib.course.editions.packages import EditionError
from nnlib.course.editions.slides import running
from nnlib.course.lessons.conventions import Lesson

SETUP = """\
import numpy as np
import nnlib as nn
from nnlib import plots, widgets
X, y = np.array([[0.0], [1.0]]), np.array([[1.0], [3.0]])"""
DRAW = 'fig, ax = plots.panels(height=2)\nplots.show(fig, "An empty pair of axes.")'


def lesson(**cells):
    made = [new_code_cell(source, id=name) for name, source in {"setup": SETUP, **cells}.items()]
    return Lesson("99_made_up.ipynb", new_notebook(cells=made))


def with_picture(made, name):
    """The lesson with a stored picture in a cell, as publishing leaves it."""
    cell = next(one for one in made.code if one.id == name)
    alt = "An empty pair of axes."
    picture = {"image/png": "AAAA", "text/plain": alt}
    cell.outputs = [
        new_output("display_data", picture, metadata={"image/png": {"alt": alt}}),
        new_output("display_data", {"text/html": f'<span role="img" aria-label="{alt}"></span>'}),
    ]
    return made


def test_the_words_of_a_wide_figure_are_legible_on_a_slide():
    fig, ax = plots.panels(3, width=12.0)
    ax[0].set_title("tiny", fontsize=6)
    ax[1].set_title("large", fontsize=30)
    sizes = {
        words.get_text(): words.get_fontsize() for words in running.large_enough(fig).findobj(Text)
    }
    on_slide = {words: size / 72 / 12.0 * 1160 for words, size in sizes.items()}
    assert on_slide["tiny"] == pytest.approx(14) and sizes["large"] == 30
    assert min(on_slide.values()) > 13.99


def test_figures_are_drawn_sharper_than_they_are_stored():
    found = running.run_lesson(with_picture(lesson(figure=DRAW), "figure"))
    ((png, alt),) = found.figures["figure"]
    assert alt == "An empty pair of axes."
    assert struct.unpack(">II", png[16:24]) == (5.5 * running.DPI, 2 * running.DPI)


def test_a_stepper_plays_the_frames_that_its_author_asks_for(played):
    made = lesson(stepper="widgets.step_descent(X, y)")
    made.code[1].metadata["slideshow"] = {"frames": 5, "every": 3}
    page = running.run_lesson(made).players["stepper"]
    shell = widgets.step_descent(np.array([[0.0], [1.0]]), np.array([[1.0], [3.0]]), big=True)
    wanted = [shell.scene.draw(shell.player.recording[k]) for k in range(0, 13, 3)]
    assert [frame["svg"] for frame in played(page)] == wanted
    assert '["0","3","6","9","12"]' in page and 'data-still="2"' in page
    shell.close()


def test_a_choice_can_be_swept(played):
    made = lesson(explorer='widgets.explore_secant("exp")')
    made.code[1].metadata["slideshow"] = {"sweep": "h", "every": 8}
    page = running.run_lesson(made).players["explorer"]
    labels = json.loads(re.search(r'"labels":(\[.*?\])', page)[1])
    assert len(labels) == len({*(frame["svg"] for frame in played(page))}) == 7
    assert len({*labels}) == 7


def test_a_review_becomes_polls():
    ask = 'widgets.take_self_test([widgets.Question("2 + 3?", ("4", "5"), 1, "sums", "page 1")])'
    (poll,) = running.run_lesson(lesson(review=ask)).questions["review"]
    assert (poll.question, poll.options, poll.right) == ("2 + 3?", ("4", "5"), "5")


def test_a_cell_that_fails_is_named_and_checks_are_not_run():
    with pytest.raises(EditionError, match=r"99_made_up.ipynb: cell 'divides' raised ZeroDiv"):
        running.run_lesson(lesson(divides="1 / 0"))
    assert running.run_lesson(lesson(**{"check-9-a": "1 / 0"})).players == {}


def test_nobody_is_asked_and_the_environment_is_left_as_it_was():
    before = dict(os.environ)
    found = lesson(ask="import os\nassert os.environ['NNLIB_EDITION'] == 'published'\nprint('no')")
    running.run_lesson(found)
    assert dict(os.environ) == before

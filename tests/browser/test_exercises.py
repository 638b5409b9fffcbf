"""The exercises in JupyterLab: untouched, wrong in a known way, and right."""

import json

import pytest
from lab import NOTEBOOKS

# The first set, one with a network of the reader's own, lines to arrange, and a task for a person;
# that every untouched set is "not attempted" throughout, its proof says without a browser.
SETS = ("01_a_line_is_one_neuron", "09_build_nnlib_and_prove_it", "11_many_classes",
        "14_digits_and_how_to_fool_them")  # fmt: skip
EXERCISES = [NOTEBOOKS.parent / f"exercises/{name}/{name}.ipynb" for name in SETS]


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_the_untouched_exercise_says_not_attempted_everywhere(open_lesson, path):
    lab = open_lesson(path).run_all()
    checks = [identity for identity, *_ in lab.cells() if identity.startswith("check-")]
    assert len(checks) >= 4
    for identity in checks:
        lab.output(identity).get_by_text("○ Not attempted").wait_for()


FIRST_SLIP, RIGHT = "return y - (b + w * X)", "return b + w * X - y"


def test_a_wrong_answer_is_diagnosed_and_the_right_one_passes(open_lesson):
    lab = open_lesson(with_answer(FIRST_SLIP)).run_all()
    card = lab.output("check-1-2")
    card.get_by_text("✗ Not yet").wait_for()
    card.get_by_text("the opposite sign").wait_for()
    card.locator("summary").click()
    card.get_by_text("residuals_of(X, y, w, b) with").wait_for()
    lab.shot("exercise-wrong", card)
    lab = open_lesson(with_answer(RIGHT)).run_all()
    card = lab.output("check-1-2")
    card.get_by_text("✓ Right").wait_for()
    lab.shot("exercise-right", card)


def with_answer(line):
    """The exercise of lesson 01 with task 1.2 answered."""
    notebook = json.loads(EXERCISES[0].read_text("utf-8"))
    (cell,) = (cell for cell in notebook["cells"] if cell["id"] == "task-1-2")
    stub = "".join(cell["source"])
    assert "raise NotImplementedError()" in stub
    cell["source"] = stub.replace("raise NotImplementedError()", line)
    return notebook

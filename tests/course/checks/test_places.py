"""A reveal speaks of the prediction that its cell stands for, whatever `guess` is by now."""

import json
from pathlib import Path

import pytest

from nnlib.course.checks.asking import Guess
from nnlib.course.checks.places import RevealCells, revealed_by_cell

LESSONS = sorted((Path(__file__).parents[3] / "notebooks").glob("*.ipynb"))


@pytest.fixture
def cells(monkeypatch, records):
    """Run a reveal in a cell; what it displays comes back."""
    shown, now = [], [""]
    places = RevealCells({"lift": "10.p3", "quarter": "10.p4"}, lambda: now[0])
    monkeypatch.setattr("IPython.display.display", lambda one, **_: shown.append(one))

    def ask(question, id, said):
        guess = places.asked[id] = Guess(question, id, records=records, places=places)
        guess.take(said, 2)
        return guess

    def reveal(guess, cell, value):
        shown.clear()
        now[0] = cell
        guess.reveal(value)
        return repr(shown[0])

    return ask, reveal


def test_a_reveal_that_runs_again_speaks_of_its_own_prediction(cells):
    ask, reveal = cells
    guess = ask("How many weights?", "10.p3", 2)
    first = reveal(guess, "lift", 3)
    assert "10.p3" in first and "You said 2" in first
    guess = ask("How many times?", "10.p4", 8)
    assert reveal(guess, "lift", 3) == first
    assert "10.p4" in reveal(guess, "quarter", 4)


def test_a_reveal_whose_question_was_not_asked_says_so_and_tells_nothing(cells):
    ask, reveal = cells
    guess = ask("How many times?", "10.p4", 8)
    told = reveal(guess, "lift", 3)
    assert "10.p3" in told and "Run the cell that asks it" in told and "3." not in told


def test_in_a_cell_of_the_learners_own_the_guess_itself_is_revealed(cells):
    ask, reveal = cells
    assert "10.p4" in reveal(ask("How many times?", "10.p4", 8), "another", 4)


def test_nothing_is_told_by_a_turn_whose_check_does_not_pass(cells):
    ask, reveal = cells
    guess = ask("How many weights?", "10.p3", 2)
    failing = ["10.a", "10.b"]
    object.__setattr__(guess.places, "unproved", lambda: failing)
    told = reveal(guess, "lift", 3)
    assert "10.a and 10.b" in told and "You said" not in told and "3." not in told
    failing.clear()
    assert "You said 2" in reveal(guess, "lift", 3)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_every_prediction_of_a_lesson_has_its_cell(lesson):
    cells = json.loads(lesson.read_text("utf-8"))["cells"]
    source = "\n".join("".join(one["source"]) for one in cells if one["cell_type"] == "code")
    found = list(revealed_by_cell(lesson).values())
    assert len(found) == source.count(".reveal(") and len(set(found)) == len(found)

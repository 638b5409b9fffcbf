"""Turns are proved like tasks: on a made-up lesson, where each proof is seen to fail, and ours."""

import json
import re
from pathlib import Path

import pytest
from made_up_course import make

from nnlib.course.__main__ import main
from nnlib.course.authoring.source import SpecError
from nnlib.course.authoring.turns import TURN_PROOFS, all_turns, build_turns, prove_turns
from nnlib.course.checks import attempts, keys
from nnlib.course.checks.session import Session

OURS = all_turns(folder=Path(__file__).parents[3])


@pytest.mark.parametrize("proof", TURN_PROOFS)
@pytest.mark.parametrize("lesson", OURS, ids=lambda lesson: lesson.name)
def test_the_turns_are_proved(lesson, proof):
    faults = list(TURN_PROOFS[proof](lesson))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("lesson", OURS, ids=lambda lesson: lesson.name)
def test_nobody_is_told_off_for_what_the_solution_uses_as_well(lesson):
    for exercise in lesson.exercises:
        namespace = exercise.namespace(exercise.reference)
        assert attempts.about(exercise.key(), namespace) == "", exercise.task.id


@pytest.fixture
def course(tmp_path):
    return make(tmp_path)


def turns(course):
    (source,) = all_turns(folder=course)
    return source


def faults(course, proof):
    return "\n".join(TURN_PROOFS[proof](turns(course)))


def change(course, path, old, new):
    place = course / path
    text = place.read_text("utf-8")
    old, new = (
        (json.dumps(old)[1:-1], json.dumps(new)[1:-1]) if path[-5:] == "ipynb" else (old, new)
    )
    assert old in text
    place.write_text(text.replace(old, new), "utf-8")


LESSON, SPEC = "notebooks/01_line.ipynb", "solutions/01_line/turns.py"


def test_the_made_up_turns_are_proved(course):
    assert prove_turns(turns(course)) == []


COMMENT = "# What the line says, less the target."
TOLD = "'return w - eta * slope' of the solution is in the learner's edition"
FAULTS = [
    ("turn_is_complete", SPEC, "TURNS = (RESIDUAL, STEP)", "TURNS = (RESIDUAL,)", "turn-1-b"),
    ("turn_is_complete", LESSON, "turn-1-b", "turn-1-c", "turn-1-c stands in the lesson or"),
    ("turn_is_complete", SPEC, '("Downhill is against the slope.",)', "()", "one to three hints"),
    ("turn_is_complete", SPEC, '"rate alone"', '"uphill"', "needs three misconceptions"),
    ("turn_is_complete", SPEC, 'title="A step",', 'title="A step", points=2,', "has points"),
    ("right_answers_pass", SPEC, "w -= slope * eta", "w -= slope", "alternative 1 fails"),
    ("misconceptions_earn_their_message", SPEC, '"w + eta * slope"', '"w - slope"', "earns"),
    ("misconceptions_differ", SPEC, '"w - slope"', '"w - slope * 1"', ""),
    ("misconceptions_differ", SPEC, '"w + eta * slope"', '"w - slope"', "cannot be told apart"),
    ("mutants_are_killed", SPEC, 'uniform(0.3, 3, size=3)', 'uniform(1, 1, size=3)', "passes"),
    ("turns_do_not_leak", LESSON, "Now walk.", "Now: `return w - eta * slope`.", TOLD),
    ("turns_do_not_leak", LESSON, "print(X.sum())", "v = b + w * x", ""),
    ("turns_do_not_leak", LESSON, "print(X.sum())", "def g(b, w, x, y):\n    return b + w * x - y",
     "turn-1-a"),
    ("turns_do_not_leak", LESSON, COMMENT, "# return b + w * x - y", ""),
    ("untouched_turns_are_not_attempted", LESSON, "    ### END SOLUTION", "    ###", "not blank"),
    ("turns_are_up_to_date", SPEC, "walked uphill", "went uphill", "01_line.checks is stale"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("proof", "path", "old", "new", "said"),
    FAULTS,
    ids=[f"{n}-{f[0]}" for n, f in enumerate(FAULTS)],
)
def test_a_planted_fault_is_named(course, proof, path, old, new, said):
    change(course, path, old, new)
    try:
        found = faults(course, proof)
    except SpecError as error:
        found = str(error)
    assert (said in found and found) if said else not found, found


def test_a_turn_that_answers_an_exercise_is_named(course):
    solved = {"cell_type": "code", "id": "task-1-1", "metadata": {}, "outputs": [],
              "execution_count": None, "source": "def f(a, w, b, X):\n    ### BEGIN SOLUTION\n"
              "    return b + w * x - y\n    ### END SOLUTION"}  # fmt: skip
    book = json.loads((course / LESSON).read_text("utf-8")) | {"cells": [solved]}
    (course / "solutions/01_line/01_line.ipynb").write_text(json.dumps(book))
    assert "of a turn is the answer of task-1-1" in faults(course, "no_turn_answers_an_exercise")


def test_a_turn_that_needs_another_is_refused(course):
    change(
        course,
        LESSON,
        "return w - eta * slope",
        "return w - eta * slope + 0 * residual(0, 0, 0, 0)",
    )
    with pytest.raises(SpecError, match=r"needs what the turn turn-1-a defines"):
        faults(course, "right_answers_pass")


def test_a_turn_may_need_cells_that_are_none(course):
    change(course, LESSON, "X, y = np", "half = 0.5\nX, y = np")
    change(course, LESSON, "return w - eta * slope", "return w - 2 * half * eta * slope")
    change(course, SPEC, "w - eta * slope", "w - 2 * half * eta * slope")
    assert faults(course, "right_answers_pass") == ""


def test_the_built_file_is_what_a_learners_check_reads(course, monkeypatch):
    monkeypatch.delenv("NNLIB_EDITION", raising=False)
    monkeypatch.setenv("NNLIB_PROGRESS", "off")
    monkeypatch.chdir(course)
    assert set(keys.read_sheet(course / "notebooks/01_line.checks").keys) == {"1.a", "1.b"}
    names = {"residual": ..., "step": lambda w, slope, eta: w + eta * slope}
    session = Session("01_line", names)
    assert session.check("1.a").kind == "untouched"
    assert session.check("1.b").misconception == "uphill"
    assert "Downhill is against" in repr(session.hint("1.b"))
    names["step"] = lambda w, slope, eta: w - slope * eta
    assert session.check("1.b").right
    assert "return w - eta * slope" in repr(session.solution("1.b"))
    assert "###" not in repr(session.solution("1.b"))


def test_building_again_writes_nothing(course):
    assert build_turns(turns(course)) == []
    (course / "notebooks/01_line.checks").unlink()
    assert build_turns(turns(course), check=True) == [course / "notebooks/01_line.checks"]
    assert not (course / "notebooks/01_line.checks").exists()


def test_a_lesson_may_have_turns_before_it_has_a_set(course, monkeypatch):
    source = turns(course)
    for place in ("building.build_set", "proofs.prove_set"):
        monkeypatch.setattr(f"nnlib.course.authoring.{place}", pytest.fail)
    monkeypatch.setattr("nnlib.course.authoring.turns.all_turns", lambda names: [source])
    made = course / "notebooks/01_line.checks"
    made.unlink()
    assert main(["build", source.name]) == 0
    assert made.is_file()
    monkeypatch.setattr("nnlib.course.authoring.turns.prove_turns", lambda source: [])
    assert main(["prove", source.name]) == 0


def test_turns_do_not_hide_that_there_is_no_such_set(course, monkeypatch, capsys):
    source = turns(course)
    monkeypatch.setattr("nnlib.course.authoring.turns.all_turns", lambda names: [source])
    assert main(["build", source.name, "770"]) == 2
    assert "There is no set 770; the sets are:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("\nTURNS = (", "01_line: turns.py stops in line 2 with SyntaxError: '(' was never closed"),
        ("\n\n1 / 0", "01_line: turns.py stops in line 3 with ZeroDivisionError: division by zero"),
        ("import nothere", "turns.py stops in line 1 with ModuleNotFoundError: No module named"),
        ("TURN = ()", "01_line: turns.py must bind TURNS, a tuple of its tasks."),
        ("TURNS = (1,)", "01_line: turns.py must bind TURNS, a tuple of its tasks."),
    ],
)
def test_a_spec_that_cannot_be_read_is_told_with_its_line(course, written, said):
    (course / SPEC).write_text(written, "utf-8")
    with pytest.raises(SpecError, match=re.escape(said)):
        _ = turns(course).exercises

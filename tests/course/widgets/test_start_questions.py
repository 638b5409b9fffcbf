"""The self-test of lesson 00: right answers, refreshers that exist, and a route."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import sympy

from nnlib import widgets
from nnlib.course.routes import ROUTES

LESSON = Path(__file__).parents[3] / "notebooks" / "00_start_here.ipynb"
QUESTIONS = widgets.START_QUESTIONS
x, w, b = sympy.symbols("x w b")
A = np.array([[1, 2], [3, 4]])
SYMMETRIC = np.array([[2, 1], [1, 2]])
REFRESHERS = {
    "lines": "1", "sums": "2", "derivatives": "3", "partial slopes": "3", "logarithms": "4",
    "matrices": "5", "arrays": "6", "dot products": "7", "eigenvectors": "7",
}  # fmt: skip
WHOLE, WEEKEND, CALCULUS = (route.name for route in ROUTES)


def only_stretched(words):
    u = np.array(eval(words))
    return np.isclose(np.linalg.det([u, SYMMETRIC @ u]), 0)


ANSWERS = (
    ("What is y at x = −1", str(2 - 3 * -1)),
    ("goes through (0, 1) and (2, 5)", f"y = 1 + {(5 - 1) // 2}x"),
    ("sum of i²", str(sum(i**2 for i in (1, 2, 3)))),
    ("slope of 3x²", str(sympy.diff(3 * x**2).subs(x, 2))),
    ("derivative of ½(2x − 1)²", "2(2x − 1)"),
    ("slope in b", str(sympy.diff(w**2 * b, b).subs(w, 3))),
    ("natural logarithm", str(round(float(np.log(np.exp(3) * np.exp(-1)))))),
    ("−log 0.1", f"{-np.log(0.1):.2f}"),
    ("shape of their product", str((np.ones((4, 3)) @ np.ones((3, 2))).shape)),
    ("times the column (5, 6)", f"the column {tuple((A @ [5, 6]).tolist())}"),
    ("dot product of (3, 4) and (4, −3)", str(np.dot([3, 4], [4, -3]))),
    ("A.sum(axis=0)", str(A.sum(axis=0))),
    ("NumPy make of a − y", f"shape {(np.ones((4, 1)) - np.ones(4)).shape}"),
)


@pytest.mark.parametrize(("words", "answer"), ANSWERS)
def test_the_right_choice_is_right(words, answer):
    (question,) = [one for one in QUESTIONS if words in one.text]
    assert question.choices[question.right] == answer


def test_the_derivative_and_the_eigenvector_are_right():
    assert sympy.diff((2 * x - 1) ** 2 / 2) == sympy.expand(2 * (2 * x - 1))
    last = QUESTIONS[-1]
    assert [only_stretched(words) for words in last.choices] == [
        k == last.right for k in range(len(last.choices))
    ]


def test_every_question_is_checked_and_its_choices_differ():
    assert len(QUESTIONS) == len(ANSWERS) + 1
    assert all(len(set(one.choices)) == len(one.choices) for one in QUESTIONS)


def test_each_refresher_is_asked_for_and_each_that_is_named_exists():
    cells = json.loads(LESSON.read_text("utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells)
    there = re.findall(r"^(?:### |<details><summary><b>)(\d) · ", text, re.MULTILINE)
    named = {re.search(r"refresher (\d)", one.refresh)[1] for one in QUESTIONS}
    assert there == sorted(named) == [str(k) for k in range(1, 8)]
    for one in QUESTIONS:
        assert REFRESHERS[one.topic] in one.refresh
    numbers = {14: "Fourteen", 7: "seven"}
    assert f"## {numbers[len(QUESTIONS)]} questions" in text
    assert f"which of {numbers[len(there)]} topics" in text


@pytest.mark.parametrize("topic", ["derivatives", "partial slopes", "eigenvectors"])
def test_who_misses_calculus_is_not_sent_on_its_route(topic):
    assert CALCULUS not in widgets.suggest_route([topic])
    assert WHOLE in widgets.suggest_route([topic]) and WEEKEND in widgets.suggest_route([topic])


def test_who_knows_it_is():
    assert CALCULUS in widgets.suggest_route([]) and CALCULUS in widgets.suggest_route(["arrays"])


def test_the_route_stands_below_the_score(choose):
    shell = widgets.take_self_test(QUESTIONS, advise=widgets.suggest_route)
    assert 'data-name="advice"' not in shell.stage.value
    for k, question in enumerate(QUESTIONS, start=1):
        choose(shell, f"q{k}", question.right + 1)
    assert f"your route can be “{CALCULUS}”" in shell.stage.value
    assert "14 of 14 answers are right" in shell.stage.value
    choose(shell, "q6", 1)
    assert f"Your route is “{WHOLE}”" in shell.stage.value
    assert "refresher 3, below this cell" in shell.stage.value
    shell.close()

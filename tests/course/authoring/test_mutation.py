from pathlib import Path

import numpy as np
import pytest

from nnlib.course.authoring.mutation import habits, mutants
from nnlib.course.authoring.source import sources

MADE = {
    "a - y": {"a + y"},
    "-a": {"a"},
    "2 * a": {"2", "a", "3 * a"},
    "a / m": {"a"},
    "X.T @ d": {"X @ d"},
    "a.sum(axis=0)": {"a.mean(axis=0)", "a.sum(axis=1)"},
    "max(a, axis=-1)": {"max(a, axis=0)", "max(a, axis=-2)", "max(a, axis=1)"},
    "np.max(a)": {"np.min(a)"},
    "z > c": {"z >= c", "z < c"},
    "a[1:]": {"a[2:]"},
    "f(True)": set(),
}  # fmt: skip


@pytest.mark.parametrize("code", MADE)
def test_the_slips_of_an_expression(code):
    assert {source for _, source in mutants(code)} == MADE[code]


def test_one_slip_at_a_time_each_with_its_place():
    code = "def f(a, y):\n    d = a - y\n    return d - a"
    assert [description for description, _ in mutants(code)] == [
        "line 2: a - y → a + y",
        "line 3: d - a → d + a",
    ]
    assert [source.count("+") for _, source in mutants(code)] == [1, 1]


COURSE = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def spoilt():
    """The replies of every habit that fits tasks 1.2 and 1.5, by what it is."""

    def of(id):
        (source,) = sources(["01"], COURSE)
        exercise = source.exercise(id)
        key = exercise.key(misconceptions=())
        return key, dict(habits(exercise, key))

    return {id: of(id) for id in ("1.2", "1.5")}


HABITS = {
    "input w rounded to 1 digit": ("1.2", lambda X, y, w, b: np.round(w, 1) * X + b - y),
    "input X without its sign": ("1.2", lambda X, y, w, b: w * np.abs(X) + b - y),
    "inputs w and b exchanged": ("1.2", lambda X, y, w, b: b * X + w - y),
    "side m: its first only": ("1.2", lambda X, y, w, b: (w * X + b - y)[:1]),
    "answer residuals without its sign": ("1.2", lambda X, y, w, b: np.abs(w * X + b - y)),
    "side k: without its last": (
        "1.5",
        lambda X, W, b: X[:, :-1] @ W[:-1] + b if len(W) > 1 else X @ W + b,
    ),
}


@pytest.mark.parametrize("what", HABITS)
def test_a_habit_replies_what_it_says(spoilt, what):
    id, function = HABITS[what]
    key, found = spoilt[id]
    for case, reply in zip(key.cases, found[what], strict=True):
        (came,) = reply.values()
        assert np.allclose(came, function(**case.inputs), rtol=1e-12, atol=1e-300)


def test_the_notebooks_own_data_and_the_first_answer_stand_in_every_case(spoilt):
    key, found = spoilt["1.2"]
    line = [(case.inputs["w"], case.inputs["b"]) for case in key.cases]
    X = np.arange(4.0)[:, None]
    for (w, b), case, reply in zip(line, key.cases, found["the notebook's own X"], strict=True):
        if len(case.inputs["y"]) in (1, 4):
            assert np.allclose(reply["residuals"], w * X + b - case.inputs["y"])
    first, *rest = found["the first answer in every case"]
    assert all(reply is first for reply in rest)


def test_changing_an_argument_is_noticed_in_every_case(spoilt):
    _, found = spoilt["1.2"]
    assert {reply.kind for reply in found["input X changed in place"]} == {"changed"}

import sys
from pathlib import Path

import numpy as np
import pytest

from nnlib.course.checks.keys import Case, Key
from nnlib.course.checks.probes import Function, reply

sys.path.insert(0, str(Path(__file__).parent))  # for crowd.py


@pytest.fixture(autouse=True)
def learner(monkeypatch):
    """Whoever runs this is a learner, and not who publishes the lessons."""
    monkeypatch.delenv("NNLIB_EDITION", raising=False)


class Kept:
    """The records of one learner, as every notebook of theirs sees them."""

    def __init__(self):
        self.kept = {}

    def of(self, id):
        return dict(self.kept.get(id, {}))

    def change(self, id, renew):
        self.kept[id] = renew(self.of(id))


@pytest.fixture
def records():
    return Kept()


@pytest.fixture
def task():
    """Make a Key from a reference, its inputs and known slips; and judge other functions by it."""

    def make(reference, cases, slips=None, returns=("result",), tolerance=1e-9):
        probe = Function("f", returns)

        def ask(function, inputs):
            return reply(probe, {"f": function}, inputs)

        slips = slips or {}
        made = tuple(
            Case(i, ask(reference, i), {name: ask(slip, i) for name, slip in slips.items()})
            for i in cases
        )
        messages = {name: f"You have {name}." for name in slips}
        hints = ("one", "two", "three")
        return Key(
            id="1.1", title="A task", points=4, difficulty=1, minutes=5, formulas=(), probe=probe,
            hints=hints, tolerance=tolerance, stub="def f(x): ...", messages=messages, cases=made,
        )  # fmt: skip

    return make


@pytest.fixture
def value_task():
    """Make the Key of a task that asks for a value, from the parts of the right one."""

    def make(probe, **answer):
        case = Case({}, {name: np.asarray(value) for name, value in answer.items()}, {})
        return Key(
            id="1.1", title="A value", points=4, difficulty=1, minutes=1, formulas=(), probe=probe,
            hints=("", "", ""), tolerance=1e-6, stub="v = ...", messages={}, cases=(case,),
        )  # fmt: skip

    return make


@pytest.fixture
def columns():
    """Three cases with x of shape (m, 1), of either sign."""
    rng = np.random.default_rng(0)
    return [{"x": rng.normal(size=(m, 1))} for m in (4, 5, 7)]

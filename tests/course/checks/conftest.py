import numpy as np
import pytest

from nnlib.course.checks.keys import Case, Key
from nnlib.course.checks.probes import Function, reply


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
        return Key("1.1", "A task", 4, 1, 5, (), probe, tolerance, hints, messages, made)

    return make


@pytest.fixture
def columns():
    """Three cases with x of shape (m, 1), of either sign."""
    rng = np.random.default_rng(0)
    return [{"x": rng.normal(size=(m, 1))} for m in (4, 5, 7)]

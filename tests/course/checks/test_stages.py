"""Functions of one cell are judged one after the other, and the first that is not right speaks."""

import numpy as np
import pytest

from nnlib.course.checks.judging import verdict_on
from nnlib.course.checks.keys import Case, Key
from nnlib.course.checks.networks import Functions
from nnlib.course.checks.probes import reply

PROBE = Functions(
    "double",
    calls=(
        ("double", ("x",), ("twice",)),
        ("halve", ("x",), ("half",)),
        ("sum", ("x",), ("total",)),
    ),
)
RIGHT = {"double": lambda x: 2 * x, "halve": lambda x: x / 2, "sum": lambda x: x.sum()}
SLIPS = {
    "thrice": {"double": lambda x: 3 * x},
    "signs": {"halve": lambda x: -x / 2, "sum": lambda x: -x.sum()},
    "mean": {"sum": lambda x: x.mean()},
}


def key():
    inputs = [
        {"n": np.array([1, 1]), "theta": np.ones(2), "x": np.arange(1.0, m)} for m in (4, 6, 9)
    ]
    replies = {
        name: [reply(PROBE, RIGHT | slip, one) for one in inputs] for name, slip in SLIPS.items()
    }
    cases = [
        Case(one, reply(PROBE, RIGHT, one), {name: its[i] for name, its in replies.items()})
        for i, one in enumerate(inputs)
    ]
    return Key(
        id="1.a", title="Three", points=0, difficulty=1, minutes=1, formulas=(), probe=PROBE,
        hints=("…",), stub="double = ...\nhalve = ...\nsum = ...", cases=tuple(cases),
        messages={name: f"This is {name}." for name in SLIPS},
    )  # fmt: skip


def verdict(**functions):
    return verdict_on(key(), RIGHT | functions)


def test_all_right():
    assert verdict().right


TOLD = {
    "This is thrice.\nThis is about `double`.": {"double": lambda x: 3 * x},
    "This is mean.\n`double` and `halve` are right; this is about `sum`.": {
        "sum": lambda x: x.mean()
    },
    "This is thrice.": {"double": lambda x: 3 * x, "sum": lambda x: x.mean()},
    "This is thrice.\n": {"double": lambda x: 3 * x, "halve": lambda x: x[99]},
}


@pytest.mark.parametrize("said", TOLD)
def test_a_slip_is_told_by_the_first_function_that_it_spoils(said):
    assert verdict(**TOLD[said]).message.startswith(said)


def test_an_error_in_a_later_function_is_no_matter_to_an_earlier_one():
    shown = verdict(halve=lambda x: x, sum=lambda x: x[99])
    assert "`half`" in shown.message
    assert "IndexError" not in shown.message
    assert shown.message.endswith("`double` is right; this is about `halve`.")


def test_a_slip_that_an_earlier_function_has_not_is_not_told_of_a_later_one():
    assert verdict(**SLIPS["signs"]).misconception == "signs"
    shown = verdict(sum=SLIPS["signs"]["sum"])
    assert shown.misconception is None
    assert "wrong in sign" in shown.message


def test_what_is_not_written_yet_is_no_try():
    shown = verdict(halve=..., sum=...)
    assert (shown.kind, shown.call) == ("open", "")
    assert shown.head.startswith("○ Unfinished")
    assert shown.message == "`halve` is still to be written.\n`double` is right."
    assert verdict(double=lambda x: 3 * x, halve=...).misconception == "thrice"

"""What an author writes beside a solution: the records of `solutions/NAME/spec.py`."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Misconception:
    """A wrong idea as a patch of the reference, and the message that it must earn.

    Each (old, new) of `patches` must find its `old` exactly once in the task's solution cell.
    """

    name: str
    patches: tuple
    message: str


def no_inputs(rng):  # noqa: ARG001
    """The one case of a task that asks for a value."""
    return [{}]


@dataclass(frozen=True, kw_only=True)
class Task:
    """One task.  Its cell in the solution is `task-1-2` for the id "1.2".

    `cases(rng)` returns the inputs of each case, a dict by argument name in call order; `why`
    gives the reason for the tolerance, which is relative to the largest number of a part;
    `alternatives` are right answers written in another way, in place of the whole cell;
    `equivalents` lists operator mutants that are right too, each with the reason.
    """

    id: str
    title: str
    points: int
    difficulty: int
    minutes: int
    formulas: tuple
    probe: object
    hints: tuple
    misconceptions: tuple
    alternatives: tuple
    cases: Callable = no_inputs
    tolerance: float = 1e-9
    why: str = "float64 arithmetic in another order differs by less"
    equivalents: dict = field(default_factory=dict)

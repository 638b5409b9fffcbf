"""What an author writes beside a solution: the records of `solutions/NAME/spec.py`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from ..checks.keys import Exercise


@dataclass(frozen=True)
class Misconception:
    """A wrong idea as a patch of the reference, and the message that it must earn.

    `old` must stand exactly once in the task's solution cell, and `new` takes its place; where
    several places change together, both are tuples.
    """

    name: str
    old: str | tuple
    new: str | tuple
    message: str

    @property
    def patches(self):
        """(old, new) for each place."""
        if isinstance(self.old, str):
            return ((self.old, self.new),)
        return tuple(zip(self.old, self.new, strict=True))


@dataclass(frozen=True, kw_only=True)
class Variants:
    """The numbers of a question that each student has otherwise.

    `printed` has them by name as the set prints them, and `draw(rng)` returns others; both may
    hold what follows from them, and words.  Each of `places` is a piece of the task's text, of its
    code, of what is given, or of its hints and messages, with the names in braces; wherever the
    piece stands with what is printed, it gets what is drawn.
    """

    printed: dict
    draw: Callable
    places: tuple

    def put(self, numbers, text):
        """The text with these numbers in the places of those that are printed."""
        pieces = {place.format(**self.printed): place for place in self.places}
        return finder(tuple(pieces)).sub(lambda found: pieces[found[0]].format(**numbers), text)


@cache
def finder(pieces):
    """The pattern that finds these pieces of a text, none of them inside a word or a number.

    >>> finder(("3", "3 x")).findall("3 x + 3 = 13 - 3.5 x3")
    ['3 x', '3']
    """
    longest_first = sorted(pieces, key=len, reverse=True)
    return re.compile("|".join(map(_whole, longest_first)))


def _whole(piece):
    before = r"(?<![\w.])" if re.match(r"\w", piece) else ""
    behind = r"(?!\w|\.\d)" if re.search(r"\w$", piece) else ""
    return f"{before}{re.escape(piece)}{behind}"


def no_inputs(rng):  # noqa: ARG001
    """The one case of a task that asks for a value."""
    return [{}]


@dataclass(frozen=True, kw_only=True)
class Task(Exercise):
    """One task.  Its cell in the solution is `task-1-2` for the id "1.2".

    `cases(rng)` returns the inputs of each case, a dict by argument name in call order; `ranges`
    says by name what each may be, `extremes` names what the inputs may be together, each with a
    test, and `uncovered` which of their boundaries no case tries, each with the reason.
    `why` gives the reason for the tolerance, which is relative to the largest number of a part;
    `alternatives` are right answers written in another way, in place of the whole cell;
    `equivalents` lists mutants that are right too, each with the reason; `variants` says which
    numbers of a question can differ from student to student.
    """

    misconceptions: tuple
    alternatives: tuple
    cases: Callable = no_inputs
    ranges: dict = field(default_factory=dict)
    extremes: dict = field(default_factory=dict)
    uncovered: dict = field(default_factory=dict)
    why: str = "float64 arithmetic in another order differs by less"
    equivalents: dict = field(default_factory=dict)
    variants: Variants | None = None


@dataclass(frozen=True, kw_only=True)
class Turn(Task):
    """A task inside a lesson: no points, one hint or more, three misconceptions, one alternative.

    Its cell in the lesson is `turn-7-a` for the id "7.a".  Its `ranges` may be left out.
    """

    points: int = 0
    difficulty: int = 1
    minutes: int = 4
    formulas: tuple = ()

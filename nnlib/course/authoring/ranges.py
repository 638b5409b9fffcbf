"""What each input of a task may be, by the task's text, and the boundaries that its cases must try.

Numbers(shape, low, high, above, below)  a number, or an array with named sides: "m n", "m 1"
Whole(shape, low, high)                  whole numbers, alone or in an array
Labels(shape)                            an array of 0 and 1
Word(values)                             one of a few words
Widths()                                 the widths of a network's layers
Wires()                                  wires (parent, child), sorted by child
Free()                                   what another input decides: nothing of its own to try

A wrong answer gets past a check where no case has a 0, a tie, a single row, another size or scale.
So each range lists its Boundaries.  `at_boundaries` makes the cases that it can make by itself,
from cases that the author draws; the others the author adds, or says why there are none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np

LITTLE, LARGE = 1e-6, 1e6
ALMOST = 1e-9


@dataclass(frozen=True)
class Boundary:
    """A place at the edge of a range: whether a value is there, and what moves one there.

    Inputs that lack a boundary of one name are moved there together, or each `alone`.
    """

    name: str
    holds: Callable
    moved: Callable | None = None
    alone: bool = False


def somewhere(values, new, rng):
    """The array with `new` in random places; a number becomes the first of them."""
    if np.ndim(values) == 0:
        return type(values)(new[0])
    array = values.copy()
    places = rng.permutation(array.size)[: len(new)]
    array.flat[places] = new[: len(places)]
    return array


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Numbers from `low` to `high`, or strictly `above` and `below`, but not those in `without`.

    `shape` names an array's sides: one that is a letter may have any length, and "m n" may be
    square or not.  An array may come as NumPy's whole numbers, which cut what is written into an
    array made like them.
    """

    shape: str = ""
    low: float = -inf
    high: float = inf
    above: float = -inf
    below: float = inf
    without: tuple = ()

    def contains(self, number):
        """True for a number that may stand here."""
        inside = self.low <= number <= self.high and self.above < number < self.below
        return inside and number not in self.without

    @property
    def boundaries(self):
        yield from self._values()
        yield from sides(self.shape)

    def _values(self):
        def within(low, high):
            return lambda value: bool(np.any((low <= np.abs(value)) & (np.abs(value) <= high)))

        def put(*new):
            return lambda value, rng: somewhere(value, new, rng)

        for number in (0, 1):
            if self.contains(number):
                yield Boundary(f"{number}", lambda v, n=number: np.any(v == n), put(number))
        for number in {self.low, self.high} - {-inf, inf, 0, 1}:
            yield Boundary(f"{number:g}", lambda v, n=number: np.any(v == n), put(number))
        if self.contains(-1) and self.contains(1):
            for sign, what in ((1, "positive"), (-1, "negative")):
                yield Boundary(
                    f"a {what} number",
                    lambda value, sign=sign: np.any(sign * value > 0),
                    lambda value, rng, sign=sign: sign * np.abs(value),
                )
        if any(map(str.isalpha, self.shape.split())):
            yield Boundary("a tie", tied, tie)
        if self.contains(LITTLE):
            yield Boundary("1e-6", within(1e-2 * LITTLE, 1e2 * LITTLE), scaled(LITTLE), True)
        if self.contains(LARGE):
            yield Boundary("1e6", within(1e-2 * LARGE, inf), scaled(LARGE), True)
        if self.shape and self.contains(1) and self.contains(2):
            yield Boundary("whole numbers", is_whole, self._as_whole, True)
        if self.above > -inf:
            yield Boundary(
                f"almost {self.above:g}",
                lambda value: np.any(value - self.above <= 10 * ALMOST),
                put(self.above + ALMOST),
            )
        if self.below < inf:
            yield Boundary(
                f"almost {self.below:g}",
                lambda value: np.any(self.below - value <= 10 * ALMOST),
                put(self.below - ALMOST),
            )

    def _as_whole(self, array, rng):  # noqa: ARG002
        """The array doubled and rounded, so that few entries become equal; no 0 where none may."""
        whole = np.rint(2 * array).astype(int)
        return whole if self.contains(0) else np.where(whole == 0, 1, whole)


def scaled(factor):
    """What brings a number or a whole array to another scale."""
    return lambda value, rng: value * factor


def is_whole(array):
    """True for an array of NumPy's whole numbers."""
    return np.asarray(array).dtype.kind == "i"


def tied(array):
    """True for an array in which two entries are equal, and others differ."""
    return 1 < len(np.unique(array)) < np.size(array)


def tie(array, rng):
    """The array with one of its entries repeated in another place; of three entries or more."""
    if array.size < 3:
        return array
    here, there = rng.permutation(array.size)[:2]
    array = array.copy()
    array.flat[there] = array.flat[here]
    return array


def sides(shape):
    """The boundaries of an array's sides: each may be 1 and has no fixed length."""
    names = shape.split()
    for axis, side in enumerate(names):
        if side.isalpha():
            yield Boundary(f"{side} = 1", lambda value, axis=axis: np.shape(value)[axis] == 1)
            yield Boundary(f"{side} > 3", lambda value, axis=axis: np.shape(value)[axis] > 3)
    if len(names) == 2 and all(map(str.isalpha, names)):
        yield Boundary(f"{shape} not square", lambda value: len(set(np.shape(value))) == 2)


@dataclass(frozen=True, kw_only=True)
class Whole:
    """Whole numbers from `low` to `high`, alone or in an array."""

    shape: str = ""
    low: int = 0
    high: float = inf

    @property
    def boundaries(self):
        for number in {self.low, self.low + 1, self.high} - {inf}:
            yield Boundary(f"{number}", lambda value, n=number: np.any(value == n))
        yield from sides(self.shape)


@dataclass(frozen=True, kw_only=True)
class Labels:
    """An array of labels, each 0 or 1."""

    shape: str

    @property
    def boundaries(self):
        for label in (0, 1):
            yield Boundary(
                f"every label {label}",
                lambda value, label=label: np.all(value == label),
                lambda value, rng, label=label: np.full_like(value, label),
            )
        yield Boundary("both labels", lambda value: len(np.unique(value)) == 2)
        yield Boundary("whole numbers", is_whole, lambda value, rng: value.astype(int), True)
        yield from sides(self.shape)


@dataclass(frozen=True)
class Word:
    """One of a few words."""

    values: tuple

    @property
    def boundaries(self):
        for word in self.values:
            yield Boundary(word, lambda value, word=word: value == word)


@dataclass(frozen=True)
class Widths:
    """The widths of a network's layers, that of the inputs first."""

    @property
    def boundaries(self):
        yield Boundary("one layer", lambda n: len(n) == 2)
        yield Boundary("two layers", lambda n: len(n) == 3)
        yield Boundary("four layers or more", lambda n: len(n) >= 5)
        yield Boundary("a width of 1 inside", lambda n: np.any(np.asarray(n[1:-1]) == 1))
        yield Boundary("one input", lambda n: n[0] == 1)
        yield Boundary("one output", lambda n: n[-1] == 1)
        yield Boundary("neighbours of one width", lambda n: not np.all(np.diff(n)))
        yield Boundary("neighbours of unlike widths", lambda n: np.all(np.diff(n)))


@dataclass(frozen=True)
class Wires:
    """Wires as rows (parent, child), sorted by child; the last node is the output."""

    @property
    def boundaries(self):
        def children(edges):
            return np.bincount(edges[:, 0], minlength=edges.max() + 1)

        def parents(edges):
            return np.bincount(edges[:, 1], minlength=edges.max() + 1)

        def lengths(edges):
            """For each node, the lengths of the ways to it from nodes without parents."""
            ways = {node: set() for node in range(edges.max() + 1)}
            for node, count in enumerate(parents(edges)):
                if not count:
                    ways[node] = {0}
            for parent, child in edges.tolist():
                ways[child] |= {length + 1 for length in ways[parent]}
            return ways

        yield Boundary("one wire", lambda edges: len(edges) == 1)
        yield Boundary("a chain", lambda edges: len(edges) > 2 and children(edges).max() == 1)
        yield Boundary("a fork of three", lambda edges: children(edges).max() > 2)
        yield Boundary("several inputs", lambda edges: np.sum(parents(edges) == 0) > 1)
        yield Boundary("a dead end", lambda edges: np.any(children(edges)[:-1] == 0))
        yield Boundary("a double wire", lambda edges: len(np.unique(edges, axis=0)) < len(edges))
        yield Boundary(
            "ways of unlike length that meet before they go on",
            lambda edges: any(
                len(found) > 1 and children(edges)[node] for node, found in lengths(edges).items()
            ),
        )


@dataclass(frozen=True)
class Free:
    """An input that another one decides, such as the parameters that belong to the widths."""

    boundaries: tuple = ()


def boundaries(ranges, extremes):
    """{sentence: test of a case's inputs} of every boundary of a task, its own ones included."""
    found = {
        f"{name}: {boundary.name}": lambda inputs, name=name, holds=boundary.holds: bool(
            holds(inputs[name])
        )
        for name, range_ in ranges.items()
        for boundary in range_.boundaries
    }
    own = {
        sentence: lambda inputs, holds=holds: bool(holds(**inputs))
        for sentence, holds in extremes.items()
    }
    return found | own


def excuse(task, sentence):
    """Why no case needs to be at this boundary, or ''; an excuse may leave the input's name out."""
    return task.uncovered.get(sentence) or task.uncovered.get(sentence.split(": ")[-1], "")


def at_boundaries(task, drawn, rng):
    """The cases that are lacking: in each, inputs of a large one drawn are moved to a boundary."""
    if not task.ranges:
        return
    large_first = sorted(drawn, key=lambda case: -sum(map(np.size, case.values())))
    lacking = {}
    for name, range_ in task.ranges.items():
        for boundary in range_.boundaries:
            tried = any(boundary.holds(case[name]) for case in drawn)
            if boundary.moved and not tried and not excuse(task, f"{name}: {boundary.name}"):
                case = (boundary.name, boundary.alone and name)
                lacking.setdefault(case, {})[name] = boundary
    for moves in lacking.values():
        for case in large_first:
            moved = {name: boundary.moved(case[name], rng) for name, boundary in moves.items()}
            if all(boundary.holds(moved[name]) for name, boundary in moves.items()):
                yield case | moved
                break

"""The names by which everything that shows one number lights up together: W1[0,1], delta2[3,0].

They go into `data-part` of wires, neurons, terms and cells.  Samples are counted in the batch.
"""

from itertools import product

import numpy as np
from sympy import Indexed, Piecewise
from sympy.core.function import AppliedUndef

from ...drawing.mathml import group
from ...drawing.style import BLUE, ORANGE, VERMILLION
from ...drawing.svg import compact
from ...drawing.theme import legible
from ...drawing.typeset import LAYER, InNumbers, Typeset, place_of, words
from ...symbolic.notation import entries
from ..equations import slope_by_output

SHOWN_DIGITS = (
    4  # so many that a product of two such numbers is right within the 1 % of a prediction
)
HOMES = {"w": "W", "x": "a0", "∂C/∂w": "dW", "∂C/∂b": "db", "∂C/∂a": "da", "sigma'(z": "z"}
OF_SAMPLES = {"z", "a", "delta", "y", "da", "a0"}
COLOURS = {"a": BLUE, "x": BLUE, "delta": VERMILLION, "∂C/∂w": VERMILLION, "∂C/∂b": VERMILLION,
           "∂C/∂a": VERMILLION, "sigma'(z": ORANGE}  # fmt: skip


def figure(x):
    """x as it is spelt wherever it stands: in a neuron, in a sum, on a wire, in a matrix."""
    return compact(x, SHOWN_DIGITS)


def in_figures(expression, numbers):
    """The right side of an equation in numbers that are spelt like those of the picture."""
    return Figures(numbers, SHOWN_DIGITS).write(expression)


class Figures(InNumbers):
    """Writes numbers as `figure` spells them."""

    def _number(self, array, indices):
        return figure(np.asarray(self.numbers[array])[indices])


def dashed(size):
    """The look of a weight below 0."""
    return {"stroke_dasharray": f"{size / 2:.1f} {size / 3:.1f}"}


def dotted(size):
    """The look of what points to something, a sum to its neuron or a question to its wire."""
    return {"stroke_dasharray": f"0 {size / 2:.1f}", "stroke_linecap": "round"}


def part(home, l, *indices):
    """W1[0,1]; the loss is C."""
    layer = "" if l is None else l
    return f"{home}{layer}[{','.join(map(str, indices))}]" if indices else f"{home}{layer}"


def neuron_parts(l, i, j):
    """All that a neuron shows of sample i."""
    homes = ("z", "a", "delta", "da") if l else ("a",)
    return " ".join([part(home, l, i, j) for home in homes] + [part("b", l, j)] * bool(l))


def wire_parts(l, k, j):
    """A wire is its weight and the slope in it."""
    return f"{part('W', l, k, j)} {part('dW', l, k, j)}"


def parts_of_entry(array, indices, shape):
    """The names of an entry of an equation; an index that is a letter runs over its axis."""
    stem, layer = stem_and_layer(array)
    home = HOMES.get(stem, stem)
    if home in OF_SAMPLES and len(indices) == 1:
        indices, shape = (0, *indices), (1, *shape)
    axes = (
        [one] if isinstance(one, int) else range(length)
        for one, length in zip(indices, shape, strict=True)
    )
    return " ".join(part(home, layer, *place) for place in product(*axes))


def stem_and_layer(array):
    """("∂C/∂w", "2") for ∂C/∂w^{(2)}, ("x", None) for x."""
    before, slash, rest = array.rpartition("∂")
    match = LAYER.search(rest)
    stem = rest[: match.start()] + match[1] if match else rest
    return f"{before}{slash}{stem}", match[2] if match else None


class LitFormula(Typeset):
    """Typesets an equation whose entries have their names and the colour of their meaning."""

    def __init__(self, numbers):
        self.numbers = numbers

    def entry(self, array, indices):
        return self._lit(super().entry(array, indices), array, indices)

    def partial(self, above, below):
        whole = Typeset().partial(above, below)
        if not below.is_Indexed:
            return whole
        array, indices = place_of(below)
        return self._lit(whole, f"∂{above}/∂{array}", indices)

    def _lit(self, inside, array, indices):
        names = parts_of_entry(array, indices, np.shape(self.numbers[array]))
        colour = COLOURS.get(stem_and_layer(array)[0])
        look = f' style="color: {legible(colour)}"' if colour else ""
        return group(inside, f' data-part="{names}"{look}')


class LitNumbers(Figures):
    """Writes numbers as pieces of an SVG text; a term has the colour of the wire that brings it.

    `colours` holds those of the wires (l, k, j).  Where a line may be broken stands a line feed.
    """

    def __init__(self, numbers, colours):
        super().__init__(numbers, SHOWN_DIGITS)
        self.colours, self.of_term = colours, None  # the names that a term is made of

    def sign(self, sign):
        return f"\n{sign.lstrip()}" if sign in (" + ", " − ") else sign

    def entry(self, array, indices):
        return self._lit(super().entry(array, indices), array, indices)

    def argument(self, array, indices):
        return self._lit(super().argument(array, indices), array, indices)

    def slope_of_sigma(self, expression, sigma):
        """The pieces of what σ′ in an expression is: "σ′(−0.9) = 1 − a² = 1 − (−0.7163)² = 0.4869".

        Where the ledger has no row for this σ its number alone.
        """
        (call,) = (one for one in expression.atoms(AppliedUndef) if _is_slope(one))
        unread = {name: one for name, one in self.numbers.items() if not name.startswith("sigma'")}
        letters = LitNumbers(unread, {})
        array, indices = place_of(call.args[0])
        z, slope = np.asarray(self.numbers[array])[indices], slope_by_output(sigma)
        whole, value = letters.write(call), self.write(call)
        if slope is None:
            return [f"{whole} = {value}"]
        if isinstance(slope, Piecewise):
            return [f"{whole} = {value}", "as z > 0" if z > 0 else "as z ≤ 0"]
        if slope.is_number:
            return [f"{whole} = {value}", "for every z"]
        a = entries("a", stem_and_layer(array)[1])[indices]
        numbers = self.write(slope_by_output(sigma, a)).replace("\n", " ")
        return [f"{whole} = {words(slope)}", f"= {numbers}", f"= {value}"]

    def _lit(self, inside, array, indices):
        names = parts_of_entry(array, indices, np.shape(self.numbers[array]))
        if self.of_term is not None:
            self.of_term.append(names)
            return inside
        colour = COLOURS.get(stem_and_layer(array)[0])
        return piece(inside, names, legible(colour) if colour else None)

    def summand(self, term):
        """The term, which lights up with the wire that brings it and has its colour."""
        wire = next((wire for wire in wires_in(term) if wire in self.colours), None)
        if not wire:
            return super().summand(term)
        self.of_term = [wire_parts(*wire)]
        inside, names = super().summand(term), self.of_term
        self.of_term = None
        return piece(inside, " ".join(dict.fromkeys(" ".join(names).split())), self.colours[wire])


def _is_slope(applied):
    return applied.func.__name__ == "sigma'"


def wires_in(term):
    """(l, k, j) of each weight in a term."""
    for array, indices in map(place_of, term.atoms(Indexed)):
        stem, layer = stem_and_layer(array)
        if stem == "w":
            yield (int(layer), *indices)


def piece(inside, names, colour=None):
    """A piece of an SVG text that lights up with what it names."""
    fill = f' fill="{colour}"' if colour else ""
    return f'<tspan data-part="{names}"{fill}>{inside}</tspan>'

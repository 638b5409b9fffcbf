"""The entry picker of lesson 08: one entry of dW_l, as the sum over samples that makes it."""

from dataclasses import dataclass

import numpy as np
from sympy import Eq, MatrixSymbol, Transpose

import nnlib as nn

from ..drawing import svg
from ..drawing.canvas import canvas_of
from ..drawing.mathml import math
from ..drawing.style import BLUE, ORANGE, VERMILLION
from ..drawing.svg import fine_numeral, numeral
from ..drawing.theme import MUTED, PAPER, WRITING, legible
from ..drawing.typeset import formula, in_numbers
from .backprop.focus import Focus, Reference
from .backprop.parts import part
from .differences import by_difference
from .equations import Layer, law
from .stage.bar import Choice, Field
from .stage.scene import Scene
from .stage.shell import Shell

WIDTHS, SAMPLES = (3, 4, 2), 5
SUB = "₀₁₂"
CELL, ROW, TOP = 4.0, 1.9, 4.2  # of a matrix, in font sizes
WIDE, SMALL = 57.4, 0.95  # all three in a row; a number beside the font size
EXAMPLE = "Write dW[1][0, 1], or click an entry."


@dataclass(frozen=True, eq=False)
class Product:
    """dW_l = a_{l-1}ᵀ δ_l of one backward pass, with the entry (k, j) that is looked at."""

    net: nn.Network
    trace: nn.Trace
    grads: nn.Gradients
    l: int
    k: int
    j: int

    @property
    def layer(self):
        return Layer(self.l, self.net.n, SAMPLES)

    @property
    def value(self):
        return float(self.grads.dW[self.l][self.k, self.j])


class EntryPicker(Scene):
    """The three matrices of BP3 side by side; columns k and j and their entry stand out."""

    name, title = "entry", "entry of dW"
    fields = (Field("look", "entry", "dW[1][0, 1]", 12),)

    def __init__(self, seed, big):
        rng = np.random.default_rng(seed)
        self.big = big
        self.net = nn.init(WIDTHS, [nn.activations.tanh, nn.activations.identity], rng)
        self.X, self.y = (
            rng.normal(size=(SAMPLES, 3)).round(1),
            rng.normal(size=(SAMPLES, 2)).round(1),
        )
        self.trace = nn.forward(self.net, self.X)
        self.grads = nn.backward(self.net, self.trace, self.y, nn.losses.squared_error)
        self.chosen = Focus(1, 0, 1)
        dresses = ("index form", "row form", "column form")
        self.choices = (Choice("dress", "written as", dresses, "index form", "select", dresses),)
        super().__init__()

    def first(self):
        return Product(self.net, self.trace, self.grads, *self._place())

    def _place(self):
        return self.chosen.l, self.chosen.k, self.chosen.j

    def enter(self, texts, _):
        """Look at an entry such as dW[2][3, 0]."""
        place = Reference.named(texts["look"])
        if not place:
            name = texts["look"].strip()
            raise ValueError(f"“{name}” is no entry of a dW. {EXAMPLE}")
        if place.kind != "dW":
            raise ValueError(f"{_array(place)} is not shown here, but entries of dW are. {EXAMPLE}")
        if not 1 <= place.l <= self.net.L:
            raise ValueError(f"There is no dW[{place.l}]: the layers are 1 and 2.")
        if not place.indices:
            raise ValueError(f"dW[{place.l}] is the whole matrix: choose an entry of it. {EXAMPLE}")
        self.chosen = self.chosen.at("dW", place.l, place.indices, self.net, SAMPLES)
        return 0

    def text(self, product):
        l, k, j = product.l, product.k, product.j
        return (
            f"Entry of dW: dW[{l}][{k}, {j}] = {self._numbers(product)} = "
            f"{fine_numeral(product.value)}."
        )

    def _numbers(self, product):
        """The sum over the samples, with two decimals."""
        l, a, delta = product.l, product.trace.a, product.grads.delta
        numbers = {f"a^{{({l - 1})}}": a[l - 1], f"delta^{{({l})}}": delta[l]}
        return in_numbers(_index_form(product.layer, product.k, product.j).rhs, numbers, 2)

    def remark(self, product):
        below, l = SUB[product.l - 1], SUB[product.l]
        rows, columns = product.net.W[product.l].shape
        return (
            f"Shapes: a{below}ᵀ is ({rows}, {SAMPLES}) and δ{l} is ({SAMPLES}, {columns}), so "
            f"dW{l} is ({rows}, {columns}), as W{l} is. The samples are summed away."
        )

    def below(self, product):
        equation = DRESSES[self.settings["dress"]](product.layer, product.k, product.j)
        difference = fine_numeral(self._difference(product))
        return (
            f'<p class="nn-remark" data-name="equation">{math(formula(equation))}</p>'
            f'<p class="nn-remark" data-name="numbers">{self._terms(product)} = '
            f"<b>{fine_numeral(product.value)}</b>, by difference "
            f'<span data-name="difference">{difference}</span></p>'
        )

    def _terms(self, product):
        """The sum with each of its terms named: it lights up with its two factors."""
        l, k, j = product.l, product.k, product.j
        terms = self._numbers(product).split(" + ")
        factors = ([part("a", l - 1, i, k), part("delta", l, i, j)] for i in range(SAMPLES))
        return " + ".join(
            f'<span tabindex="0" data-part="{" ".join(both)}">{term}</span>'
            for term, both in zip(terms, factors, strict=True)
        )

    def _difference(self, product):
        at = product.k, product.j
        return by_difference(
            product.net, self.X, self.y, nn.losses.squared_error, "W", product.l, at
        )

    def draw(self, product):
        canvas, l = canvas_of(self), product.l
        chosen = {"k": product.k, "j": product.j}
        matrices = (
            Matrix(
                "a", l - 1, f"a{SUB[l - 1]}, used as a{SUB[l - 1]}ᵀ", "ik", product.trace.a, BLUE
            ),
            Matrix("delta", l, f"δ{SUB[l]}", "ij", product.grads.delta, VERMILLION),
            Matrix("dW", l, f"dW{SUB[l]}", "kj", product.grads.dW, None),
        )
        return _below(matrices, chosen, canvas) if canvas.narrow else _beside(
            matrices, chosen, canvas)  # fmt: skip


@dataclass(frozen=True)
class Matrix:
    """One of the three: the name and layer of the array, its title, the letters of its indices."""

    name: str
    l: int
    title: str
    letters: str
    arrays: dict
    colour: str | None

    @property
    def numbers(self):
        return self.arrays[self.l]

    @property
    def ink(self):
        return legible(self.colour) if self.colour else WRITING

    def draw(self, left, above, chosen, size):
        """Its numbers under the letters of its indices; a band marks those of the chosen entry."""
        down, across = self.letters
        top = above + TOP * size
        corner = left - 0.5 * size, top - 0.6 * size
        shapes = [
            svg.text(self.title, left, above + 1.6 * size, 1.05 * size, weight="bold",
                     fill=self.ink),
            svg.text(f"{down} ╲ {across}", *corner, SMALL * size, "middle", fill=MUTED),
        ]  # fmt: skip
        for c in range(self.numbers.shape[1]):
            x = left + (c + 0.6) * CELL * size
            shapes.append(svg.text(str(c), x, corner[1], SMALL * size, "middle", fill=MUTED))
        for r in range(len(self.numbers)):
            y = top + (r * ROW + 1.25) * size
            shapes.append(svg.text(str(r), corner[0], y, SMALL * size, "end", fill=MUTED))
        for r, c in np.ndindex(self.numbers.shape):
            here = chosen.get(down, r) == r and chosen[across] == c
            place = left + c * CELL * size, top + r * ROW * size
            shapes.append(self._cell(r, c, *place, here, size))
        return "".join(shapes)

    def _cell(self, r, c, x, y, here, size):
        """A number in its box, which lights up with its terms; an entry of dW can be clicked."""
        band = {"fill": ORANGE, "fill_opacity": 0.35} if here else {"fill": PAPER}
        number = numeral(self.numbers[r, c], 3)
        shapes = [
            svg.rect(x, y, CELL * size, ROW * size, stroke=MUTED, stroke_width=0.6, **band),
            svg.text(number, x + CELL * size / 2, y + 1.3 * size, SMALL * size, "middle",
                     "bold" if here else "normal"),
        ]  # fmt: skip
        pick = {"data_pick": f"dW[{self.l}][{r}, {c}]"} if self.name == "dW" else {}
        return svg.tag("g", *shapes, data_part=part(self.name, self.l, r, c), **pick)


def _beside(matrices, chosen, canvas):
    """The three in a row, with the signs of the product between them."""
    size = canvas.width / WIDE
    shapes, x, signs = [], 2.2 * size, ("·", "=", "")
    for matrix, sign in zip(matrices, signs, strict=True):
        shapes.append(matrix.draw(x, 0, chosen, size))
        x += (CELL * matrix.numbers.shape[1] + 1.4) * size
        shapes.append(svg.text(sign, x, (TOP + SAMPLES) * size, 1.4 * size, "middle", "bold"))
        x += 2.8 * size
    return svg.picture(canvas.width, 15 * size, *shapes)


def _below(matrices, chosen, canvas):
    """The three one below the other, for a narrow page."""
    size, shapes, top = canvas.size, [], 0.0
    for matrix in matrices:
        shapes.append(matrix.draw(2.2 * size, top, chosen, size))
        top += (TOP + ROW * len(matrix.numbers) + 1) * size
    return svg.picture(canvas.width, top, *shapes)


def _array(place):
    return f"{place.kind}[{place.l}]" if place.l else place.kind


def _index_form(layer, k, j):
    return layer.entry(law("F3"), k, j)


def _row_form(layer, k, j):
    return Eq(_index_form(layer, k, j).lhs, layer.product(law("F3").rhs, k, j))


def _column_form(layer, k, j):
    """In columns every array is the transpose of what it is in rows, and a product turns round."""
    rows = law("F3").rhs
    columns = {A: MatrixSymbol(A.name, *A.shape[::-1]).T for A in rows.atoms(MatrixSymbol)}
    turned = Transpose(rows.xreplace(columns)).doit()
    return Eq(_index_form(layer, j, k).lhs, layer.product(turned, j, k))


DRESSES = {"index form": _index_form, "row form": _row_form, "column form": _column_form}


def pick_entry(seed=0, big=False, controls="bar"):
    """Click or type an entry of any dW_l, and see the sum over samples that makes it (BP3, F3).

    A network [3, 4, 2] and 5 samples, so that no two numbers of rows and columns agree.  The
    equation can be read in index form, in rows as in this course, or in columns, where W, a and δ
    are transposed and the product turns round.

    Make it the last expression of a cell: it shows itself.
    """
    return Shell(EntryPicker(seed, big), controls=controls)

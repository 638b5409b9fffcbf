"""The entry picker of lesson 08: one entry of dW_l, as the sum over samples that makes it."""

from dataclasses import dataclass

import numpy as np
from sympy import Eq, MatrixSymbol, Transpose

import nnlib as nn

from ..drawing import svg
from ..drawing.mathml import math
from ..drawing.style import BLUE, GREY, INK, ORANGE, VERMILLION
from ..drawing.svg import numeral
from ..drawing.typeset import formula, in_numbers
from .backprop.focus import Focus, read_place
from .differences import by_difference
from .equations import Layer, law
from .stage.bar import Choice, Field
from .stage.scene import Scene
from .stage.shell import Shell

WIDTHS, SAMPLES = (3, 4, 2), 5
SUB = "₀₁₂"
CELL, ROW, TOP = 4.0, 1.9, 4.2  # of a matrix, in font sizes


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
        focus, stage = read_place(texts["look"], self.net, SAMPLES, self.chosen)
        if "," not in texts["look"] or stage != ("dW", focus.l):
            raise ValueError("Write an entry of a dW, such as dW[1][0, 1], or click one.")
        self.chosen = focus
        return 0

    def text(self, product):
        l, k, j = product.l, product.k, product.j
        return (
            f"Entry of dW: dW[{l}][{k}, {j}] = {self._numbers(product)} = {numeral(product.value)}."
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
        words = f"{self._numbers(product)} = <b>{numeral(product.value)}</b>"
        return (
            f'<p class="nn-remark" data-name="equation">{math(formula(equation))}</p>'
            f'<p class="nn-remark" data-name="numbers">{words}; by a centred difference '
            f'<span data-name="difference">{numeral(self._difference(product))}</span></p>'
        )

    def _difference(self, product):
        at = product.k, product.j
        return by_difference(
            product.net, self.X, self.y, nn.losses.squared_error, "W", product.l, at
        )

    def draw(self, product):
        size, l = 19 if self.big else 13, product.l
        chosen = {"k": product.k, "j": product.j}
        shapes, x = [], 2.2 * size
        for title, colour, A, letters, sign in (
            (f"a{SUB[l - 1]}, used as a{SUB[l - 1]}ᵀ", BLUE, product.trace.a[l - 1], "ik", "·"),
            (f"δ{SUB[l]}", VERMILLION, product.grads.delta[l], "ij", "="),
            (f"dW{SUB[l]}", INK, product.grads.dW[l], "kj", ""),
        ):
            name = f"dW[{l}]" * (not sign)
            shapes.append(_matrix(A, x, title, colour, letters, chosen, name, size))
            x += (CELL * A.shape[1] + 1.4) * size
            shapes.append(svg.text(sign, x, (TOP + SAMPLES) * size, 1.4 * size, "middle", "bold"))
            x += 2.8 * size
        return svg.picture(57.4 * size, 15 * size, *shapes)


def _matrix(A, left, title, colour, letters, chosen, name, size):
    """The numbers of A under the letters of its indices; a band marks those of the chosen entry.

    With a `name` the entries can be clicked.
    """
    down, across = letters
    cell, high, top = CELL * size, ROW * size, TOP * size
    corner = left - 0.5 * size, top - 0.6 * size
    shapes = [
        svg.text(title, left, 1.6 * size, 1.05 * size, weight="bold", fill=colour),
        svg.text(f"{down} ╲ {across}", *corner, 0.8 * size, "middle", fill=GREY),
    ]
    for c in range(A.shape[1]):
        x = left + (c + 0.6) * cell
        shapes.append(svg.text(str(c), x, top - 0.6 * size, 0.85 * size, "middle", fill=GREY))
    for r, row_of_A in enumerate(A):
        y = top + r * high
        shapes.append(
            svg.text(str(r), left - 0.5 * size, y + 1.25 * size, 0.85 * size, "end", fill=GREY)
        )
        for c, value in enumerate(row_of_A):
            here = chosen.get(down, r) == r and chosen[across] == c
            band = {"fill": ORANGE, "fill_opacity": 0.35} if here else {"fill": "white"}
            pick = {"data_pick": f"{name}[{r}, {c}]"} if name else {}
            x, words = left + c * cell, numeral(value, 3)
            look = {"weight": "bold" if here else "normal", **pick}
            shapes.append(svg.rect(x, y, cell, high, stroke=GREY, stroke_width=0.6, **band, **pick))
            middle = x + cell / 2, y + 1.3 * size
            shapes.append(svg.text(words, *middle, 0.95 * size, "middle", **look))
    return "".join(shapes)


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

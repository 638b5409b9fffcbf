"""The entry picker of lesson 08: one entry of dW_l, as the sum over samples that makes it."""

from dataclasses import dataclass

import numpy as np

import nnlib as nn

from ..plots.style import BLUE, GREY, INK, ORANGE, VERMILLION
from . import svg
from .bar import Choice, Entry
from .equations import entry, partial_by, row, word
from .focus import Focus, read_place
from .mathml import math
from .shell import Scene, Shell
from .svg import number

WIDTHS, SAMPLES = (3, 4, 2), 5
SUB = "₀₁₂"
loss = nn.losses.squared_error


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
    def factors(self):
        """The m products a_{l-1}[i, k] · δ_l[i, j]."""
        return self.trace.a[self.l - 1][:, self.k], self.grads.delta[self.l][:, self.j]

    @property
    def value(self):
        return float(self.grads.dW[self.l][self.k, self.j])


class EntryPicker(Scene):
    """The three matrices of BP3 side by side; columns k and j and their entry stand out."""

    name, title = "entry", "entry of dW"
    entries = (Entry("look", "entry", "dW[1][0, 1]", 12),)

    def __init__(self, seed, big):
        rng = np.random.default_rng(seed)
        self.big = big
        self.net = nn.init(WIDTHS, [nn.activations.tanh, nn.activations.identity], rng)
        self.X, self.y = (
            rng.normal(size=(SAMPLES, 3)).round(1),
            rng.normal(size=(SAMPLES, 2)).round(1),
        )
        self.trace = nn.forward(self.net, self.X)
        self.grads = nn.backward(self.net, self.trace, self.y, loss)
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
        if "][" not in texts["look"] or stage != ("dW", focus.l):
            raise ValueError("Write an entry of a dW, such as dW[1][0, 1], or click one.")
        self.chosen = focus
        return 0

    def text(self, _, product):
        l, k, j = product.l, product.k, product.j
        return (
            f"Entry of dW: dW[{l}][{k}, {j}] = {self._numbers(product)} = {number(product.value)}."
        )

    def _numbers(self, product):
        """The sum over the samples, with two decimals."""
        terms = (
            f"{_signed(a)}·{_signed(delta)}" for a, delta in zip(*product.factors, strict=True)
        )
        return " + ".join(terms)

    def remark(self, _, product):
        below, l = SUB[product.l - 1], SUB[product.l]
        rows, columns = product.net.W[product.l].shape
        return (
            f"Shapes: a{below}ᵀ is ({rows}, {SAMPLES}) and δ{l} is ({SAMPLES}, {columns}), so "
            f"dW{l} is ({rows}, {columns}), as W{l} is. The samples are summed away."
        )

    def below(self, _, product):
        equation = math(DRESSES[self.settings["dress"]](product.l, product.k, product.j))
        words = f"{self._numbers(product)} = <b>{number(product.value)}</b>"
        return (
            f'<p data-name="equation">{equation}</p>'
            f'<p data-name="numbers">{words}; by a centred difference '
            f'<span data-name="difference">{number(self._difference(product))}</span></p>'
        )

    def _difference(self, product):
        """∂C/∂W_l[k, j] by a centred difference of the real forward pass."""

        def C(w):
            net = product.net.copy()
            net.W[product.l][product.k, product.j] = w
            return loss(nn.predict(net, self.X), self.y)

        return float(nn.numeric_gradient(C, product.net.W[product.l][product.k, product.j]))

    def draw(self, _, product):
        size, width, height = (19, 1200, 290) if self.big else (13, 960, 210)
        l, k, j = product.l, product.k, product.j
        a, delta, dW = product.trace.a[l - 1], product.grads.delta[l], product.grads.dW[l]
        cell = 4.3 * size
        gap = (width - cell * (a.shape[1] + delta.shape[1] + dW.shape[1])) / 4
        x1 = gap
        x2 = x1 + a.shape[1] * cell + gap
        x3 = x2 + delta.shape[1] * cell + gap
        top = 4.6 * size
        places = [
            (a, x1, f"a{SUB[l - 1]}, used as a{SUB[l - 1]}ᵀ", BLUE, lambda i, c: c == k, None),
            (delta, x2, f"δ{SUB[l]}", VERMILLION, lambda i, c: c == j, None),
            (dW, x3, f"dW{SUB[l]}", INK, lambda r, c: (r, c) == (k, j), l),
        ]
        shapes = [_matrix(*place, top, cell, size) for place in places]
        middle = top + SAMPLES * 1.9 * size / 2
        for x, sign in ((x2 - 0.6 * gap, "·"), (x3 - 0.6 * gap, "=")):
            shapes.append(svg.text(sign, x, middle, 1.4 * size, "middle", "bold"))
        return svg.picture(width, height, *shapes)


def _signed(x):
    words = number(x, 2)
    return f"({words})" if words.startswith("-") else words


def _matrix(A, left, title, colour, chosen, layer, top, cell, size):
    """The numbers of A in a grid; a band stands behind those that `chosen(row, column)`."""
    high, shapes = 1.9 * size, []
    rows, columns = A.shape
    name = "sample" if layer is None else "k"
    shapes.append(svg.text(title, left, top - 2.9 * size, 1.05 * size, weight="bold", fill=colour))
    for c in range(columns):
        x = left + (c + 0.5) * cell
        shapes.append(svg.text(str(c), x, top - 0.6 * size, 0.85 * size, "middle", fill=GREY))
    for r in range(rows):
        y = top + (r + 0.5) * high
        label = f"{name} {r}" if r == 0 else str(r)
        shapes.append(
            svg.text(label, left - 0.4 * size, y + 0.3 * size, 0.8 * size, "end", fill=GREY)
        )
        for c in range(columns):
            box = (left + c * cell, top + r * high, cell, high)
            band = {"fill": ORANGE, "fill_opacity": 0.35} if chosen(r, c) else {"fill": "white"}
            pick = {"data_pick": f"dW[{layer}][{r}, {c}]"} if layer else {}
            shapes.append(svg.rect(*box, stroke=GREY, stroke_width=0.6, **band, **pick))
            weight = "bold" if chosen(r, c) else "normal"
            middle = left + (c + 0.5) * cell, y + 0.35 * size
            shapes.append(
                svg.text(number(A[r, c], 3), *middle, 0.95 * size, "middle", weight, **pick)
            )
    return "".join(shapes)


def _index_form(l, k, j):
    symbol = partial_by(word("C"), entry("w", l, k, j))
    return row(symbol, "=", "Σ_i", entry("a", l - 1, "i", k), entry("δ", l, "i", j))


def _row_form(l, k, j):
    left = row("(", _transposed(entry("a", None, l - 1)), entry("δ", None, l), ")")
    return row(partial_by(word("C"), entry("w", l, k, j)), "=", _at(left, k, j))


def _column_form(l, k, j):
    left = row("(", entry("δ", None, l), _transposed(entry("a", None, l - 1)), ")")
    return row(partial_by(word("C"), entry("w", l, j, k)), "=", _at(left, j, k))


def _transposed(term):
    return f'<msup>{term}<mi mathvariant="sans-serif">T</mi></msup>'


def _at(term, r, c):
    return f"<msub>{term}<mrow><mn>{r}</mn><mn>{c}</mn></mrow></msub>"


DRESSES = {"index form": _index_form, "row form": _row_form, "column form": _column_form}


def pick_entry(seed=0, big=False, controls="bar"):
    """Click or type an entry of any dW_l, and see the sum over samples that makes it (BP3, F3).

    A network [3, 4, 2] and 5 samples, so that no two numbers of rows and columns agree.  The
    equation can be read in index form, in rows as in this course, or in columns, where W, a and δ
    are transposed and the product turns round.

    Make it the last expression of a cell: it shows itself.
    """
    return Shell(EntryPicker(seed, big), controls=controls)

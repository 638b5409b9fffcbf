"""The explorer of lesson A: one weight of one network, as five texts and this course write it."""

from dataclasses import dataclass

import numpy as np
from sympy import Eq

import nnlib as nn

from ..drawing import svg
from ..drawing.canvas import canvas_of
from ..drawing.mathml import math
from ..drawing.style import BLUE, ORANGE, VERMILLION
from ..drawing.svg import fine_numeral, numeral, raised
from ..drawing.theme import MUTED, PAPER, WRITING, legible
from ..drawing.typeset import formula, in_numbers
from ..symbolic.notation import entries
from .backprop.focus import Reference
from .differences import by_difference
from .equations import law, put
from .stage.bar import Choice, Field
from .stage.scene import Scene
from .stage.shell import Shell

WIDTHS = (2, 3, 1)
WEIGHTS, SLOPES = "the weights", "the slopes of the loss"
EXAMPLE = "Write W[1][0, 1], or click a number under “here” or a wire of the other layer."
CELL, ROW, HEAD = 3.9, 1.75, 3.6  # of a matrix, in font sizes


@dataclass(frozen=True)
class Dress:
    """How a text writes a weight: its letter, its order, its layers, its bias and its loss."""

    name: str
    letter: str
    to_from: bool = False
    input_layer: int = 0
    first: int = 1
    bias_inside: bool = False
    factor: int = 1

    def matrix(self, W, b):
        """The matrix of a layer as the text has it, of weights or, with its factor, of slopes."""
        whole = np.vstack([W, b]) if self.bias_inside else W
        return whole.T if self.to_from else whole

    def place(self, k, j):
        return (j, k) if self.to_from else (k, j)

    def called(self, l, k, j):
        """The weight from k to j of layer l, by its name in this text."""
        indices = "".join(str(one + self.first) for one in self.place(k, j))
        layer = raised(str(l + self.input_layer))
        return f"{self.letter}⁽{layer}⁾{lowered(indices)}"

    @property
    def says(self):
        order = "to, from" if self.to_from else "from, to"
        return f"{order} · input is layer {self.input_layer}"


HERE = Dress("here", "w", first=0)
DRESSES = (
    Dress("S0", "w", to_from=True, factor=2),
    Dress("S1", "A"),
    Dress("S2", "w", to_from=True, input_layer=1, bias_inside=True),
    Dress("S3", "w"),
    Dress("S4", "w", input_layer=1),
    HERE,
)


def lowered(number):
    """The digits as an index."""
    return number.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def count_of(things, word):
    """How many there are, in words.

    >>> count_of({"a", "b"}, "name"), count_of({"a"}, "place")
    ('two names', 'one place')
    """
    number = ("no", "one", "two", "three", "four", "five", "six")[len(things)]
    return f"{number} {word}{'s' * (len(things) != 1)}"


@dataclass(frozen=True, eq=False)
class Dressed:
    """The network with one pass through it, and the weight (k, j) of layer l that is looked at."""

    net: nn.Network
    trace: nn.Trace
    grads: nn.Gradients
    l: int
    k: int
    j: int
    slopes: bool

    def in_dress(self, dress):
        """(matrix, place): what the text has for this layer, and where the weight stands in it."""
        W, b = (
            (dress.factor * self.grads.dW[self.l], dress.factor * self.grads.db[self.l])
            if self.slopes
            else (self.net.W[self.l], self.net.b[self.l])
        )
        return dress.matrix(W, b), dress.place(self.k, self.j)

    def value(self, dress):
        matrix, place = self.in_dress(dress)
        return float(matrix[place])


class DressExplorer(Scene):
    """The network with a lit path from the weight to the loss, and the six matrices beside it."""

    name, title = "dresses", "one network in five dresses"
    fields = (Field("look", "weight", "W[1][0, 1]", 12),)

    def __init__(self, big):
        self.big = big
        rng = np.random.default_rng(41)
        self.net = nn.init(WIDTHS, [nn.activations.sigmoid] * 2, rng)
        self.net.theta = rng.uniform(-1.6, 1.6, self.net.theta.size).round(1)
        self.X, self.y = np.array([[0.5, -1.0]]), np.array([[0.1]])
        self.trace = nn.forward(self.net, self.X)
        self.grads = nn.backward(self.net, self.trace, self.y, nn.losses.squared_error)
        self.chosen = 1, 0, 1
        shown = (WEIGHTS, SLOPES)
        self.choices = (Choice("shown", "show", shown, WEIGHTS, "radio", shown),)
        super().__init__()

    def first(self):
        slopes = self.settings["shown"] == SLOPES
        return Dressed(self.net, self.trace, self.grads, *self.chosen, slopes)

    def enter(self, texts, _):
        """Look at a weight such as W[2][1, 0]."""
        place = Reference.named(texts["look"])
        if not place or place.kind != "W" or len(place.indices) != 2:
            raise ValueError(f"“{texts['look'].strip()}” is no weight. {EXAMPLE}")
        rows, columns = self.net.W[place.l].shape if place.l in self.net.W else (0, 0)
        k, j = place.indices
        if not (k < rows and j < columns):
            raise ValueError(
                f"There is no {texts['look'].strip()}: W[1] is (2, 3), and W[2] is (3, 1)."
            )
        self.chosen = place.l, k, j
        return 0

    def text(self, d):
        names = ", ".join(f"{one.name} {one.called(d.l, d.k, d.j)}" for one in DRESSES)
        what = "slope" if d.slopes else "weight"
        return (
            f"The weight from {d.k} to {d.j} of layer {d.l} in six dresses: {names}. Its {what} "
            f"here is {fine_numeral(d.value(HERE))}, and in S0 {fine_numeral(d.value(DRESSES[0]))}."
        )

    def remark(self, d):
        if d.slopes:
            return "S0's loss has no ½, so its slopes are twice the others'. All else is place."
        names = count_of({one.called(d.l, d.k, d.j) for one in DRESSES}, "name")
        places = count_of({one.place(d.k, d.j) for one in DRESSES}, "place")
        return (
            f"{names.capitalize()} and {places}, one number: the weight itself is the same "
            "everywhere."
        )

    def below(self, d):
        """The neuron's sum in both orders, in letters and in numbers, and the weight's slope."""
        l, j = d.l, d.j
        numbers = {f"a^{{({l - 1})}}": d.trace.a[l - 1][0], f"b^{{({l})}}": d.net.b[l]}
        numbers |= {f"w^{{({l})}}": d.net.W[l], f"v^{{({l})}}": d.net.W[l].T}
        lines = [self.sum_of(line, l, j) for line in (0, 1)]
        rows = "".join(f'<p class="nn-remark">{math(formula(one))}</p>' for one in lines)
        at = d.k, d.j
        slope = by_difference(self.net, self.X, self.y, nn.losses.squared_error, "W", l, at)
        return (
            f'{rows}<p class="nn-remark" data-name="numbers">'
            f"{in_numbers(lines[0].rhs, numbers, 2)} = <b>{numeral(d.trace.z[l][0, j], 3)}</b>; "
            f"the slope in this weight by a centred difference: "
            f'<span data-name="difference">{fine_numeral(slope)}</span></p>'
        )

    def sum_of(self, line, l, j):
        """Row F11 for the neuron j of layer l: its weights from–to (line 0) or to–from (line 1)."""
        arrays = {f"{name}^{{(l)}}": entries(name, l) for name in "zbwv"}
        arrays |= {"a^{(l-1)}": entries("a", l - 1), "j": j, "n_{l-1}": WIDTHS[l - 1]}
        equation = law("F11", line)
        return Eq(put(equation.lhs, **arrays), put(equation.rhs, **arrays), evaluate=False)

    def draw(self, d):
        canvas = canvas_of(self)
        s, w = canvas.size, canvas.width
        if canvas.narrow:
            columns, left, top = 2, 0.5 * s, 15 * s
            graph = self._network(d, 1.5 * s, 1.0 * s, w - 3 * s, 12 * s, s)
        else:
            columns, left, top = (3 if w > 900 else 2), 0.37 * w, 0.5 * s
            graph = self._network(d, 1.5 * s, 3 * s, 0.31 * w, 14 * s, s)
        step, shapes = (w - left) / columns, [graph]
        high = HEAD + 3 * ROW + 1.0
        for at, dress in enumerate(DRESSES):
            x, y = left + at % columns * step, top + at // columns * high * s
            shapes.append(_matrix(dress, d, x, y, step - s, s))
        rows = -(-len(DRESSES) // columns)
        return svg.picture(w, max(top + rows * high * s, 17 * s), *shapes)

    def _network(self, d, left, top, width, height, s):
        """Neurons and wires; the chosen weight, and all that it reaches up to C, are lit."""
        spots = {}
        for l, n in enumerate(WIDTHS):
            for i in range(n):
                x = left + (0.03 + 0.3 * l) * width
                spots[l, i] = x, top + (i + 0.5 + (3 - n) / 2) * height / 3
        end = left + 0.97 * width, spots[2, 0][1]
        thin, thick, dashes = 0.08 * s, 0.28 * s, f"{s / 3:.0f} {s / 3:.0f}"
        lit = {(d.l, d.k, d.j)} | ({(2, d.j, 0)} if d.l == 1 else set())
        wires = [(l, *place) for l in d.net.W for place in np.ndindex(d.net.W[l].shape)]
        shapes = []
        for l, k, j in sorted(wires, key=lambda wire: wire in lit):
            on = (l, k, j) in lit
            dash = dashes if on and (l, k, j) != (d.l, d.k, d.j) else None
            more = {"stroke_dasharray": dash} if dash else {}
            ink = legible(VERMILLION) if on else MUTED
            ends = *spots[l - 1, k], *spots[l, j]
            wire = svg.line(*ends, ink, thick if on else thin, **more)
            if l != d.l:  # the other layer has no numbers on the page that could be clicked
                wide = svg.line(*ends, "transparent", 0.9 * s)
                wire = svg.tag("g", wide, wire, data_pick=f"W[{l}][{k}, {j}]")
            shapes.append(wire)
        shapes.append(
            svg.line(*spots[2, 0], *end, legible(VERMILLION), thick, stroke_dasharray=dashes)
        )
        for (l, i), (x, y) in spots.items():
            shapes.append(svg.circle(x, y, 1.1 * s, fill=PAPER, stroke=legible(BLUE)))
            shapes.append(svg.text(str(i), x, y + 0.35 * s, s, "middle"))
            value = numeral(d.trace.a[l][0, i], 2)
            shapes.append(svg.text(value, x, y + 2.3 * s, 0.9 * s, "middle", fill=WRITING))
        shapes.append(svg.circle(*end, 1.1 * s, fill=PAPER, stroke=WRITING))
        shapes.append(svg.text("C", end[0], end[1] + 0.35 * s, s, "middle", "bold"))
        loss = nn.losses.squared_error(d.trace.a[2], self.y)
        shapes.append(svg.text(numeral(loss, 3), end[0], end[1] + 2.3 * s, 0.9 * s, "middle"))
        return "".join(shapes)


def _matrix(dress, d, x, y, room, s):
    """A text's matrix under its name for the weight, which stands out in it."""
    matrix, place = d.in_dress(dress)
    wide, digits = min(CELL * s, room / matrix.shape[1]), 3 if d.slopes else 1
    title = f"{dress.name}: {dress.called(d.l, d.k, d.j)} = {numeral(d.value(dress), digits)}"
    shapes = [
        svg.text(title, x, y + 1.3 * s, s, weight="bold"),
        svg.text(dress.says, x, y + 2.6 * s, 0.9 * s, fill=MUTED),
    ]
    for r, c in np.ndindex(matrix.shape):
        left, top, here = x + c * wide, y + (HEAD + r * ROW - 0.4) * s, (r, c) == place
        band = {"fill": ORANGE, "fill_opacity": 0.35} if here else {"fill": PAPER}
        cell = [
            svg.rect(left, top, wide, ROW * s, stroke=MUTED, stroke_width=0.6, **band),
            svg.text(numeral(matrix[r, c], digits), left + wide / 2, top + 1.2 * s, 0.9 * s,
                     "middle", "bold" if here else "normal"),
        ]  # fmt: skip
        pick = {"data_pick": f"W[{d.l}][{r}, {c}]"} if dress is HERE else {}
        shapes.append(svg.tag("g", *cell, **pick))
    return "".join(shapes)


def explore_dresses(big=False, controls="bar"):
    """Choose a weight of a network 2-3-1 and see it in five texts and here, with one number.

    Each text's matrix of the layer, or of the slopes of the loss on one sample, with the weight
    marked in it; the path from the weight to the loss; and the neuron's sum with its weights in
    both orders (F11), beside the centred difference.  S2's matrix has its bias in the last column,
    S0's slopes are those of a loss without the ½.  Make it the last expression of a cell.
    """
    return Shell(DressExplorer(big), controls=controls)

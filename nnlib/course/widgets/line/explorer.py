"""The line explorer: choose w and b by hand; the squares' area is the squared error."""

from dataclasses import dataclass

import numpy as np
from sympy import Pow, Sum, Symbol, symbols

import nnlib as nn

from ...drawing import svg
from ...drawing.canvas import canvas_of
from ...drawing.mathml import identifier, math
from ...drawing.style import BLUE, GREEN, ORANGE, VERMILLION
from ...drawing.svg import numeral
from ...drawing.theme import MUTED, PAPER, WRITING, legible
from ...drawing.typeset import formula, words
from ..equations import law, put
from ..stage.bar import Choice, linear_choice
from ..stage.scene import Reading, Scene
from ..stage.shell import Shell
from .descent import data_limits
from .surface import least, line_neuron, loss, loss_of, parameters, samples

A, Y = symbols("a y")
B1 = put(law("B1"), C=Symbol("C"))
(SUM,) = B1.atoms(Sum)
(SQUARE,) = (power for power in SUM.atoms(Pow) if power.exp == 2)
SQUARES = Sum(SQUARE, *SUM.limits)
# Of the one sample that goes through the neuron.
ERROR, SQUARED = (words(put(one, a=A, y=Y)) for one in (SQUARE.base, SQUARE))


@dataclass(frozen=True, eq=False)
class LineFrame:
    """A choice of w and b, the sample that goes through the neuron, C, and the best C so far."""

    w: float
    b: float
    i: int
    trace: nn.Trace
    C: float
    best: float


class LineExplorer(Scene):
    """Data, line and squares on the left; one sample's way through the neuron on the right."""

    name, title = "line", "line explorer"

    def __init__(self, X, y, w, b, big, formula):
        self.X, self.y = samples(X, y, "explore_line")
        self.big, self.formula = big, formula
        self.least_C = loss_of(line_neuron(*least(self.X, self.y)), self.X, self.y)
        self.first_C = loss_of(line_neuron(w, b), self.X, self.y)
        self.choices = (
            linear_choice("w", "weight w", -3.0, 3.0, 0.05, w),
            linear_choice("b", "bias b", -3.0, 3.0, 0.05, b),
            Choice("i", "sample i", tuple(range(1, len(self.X) + 1)), 1),
        )
        super().__init__()

    def first(self):
        return self._guess(np.inf)

    def refresh(self, guess):
        return self._guess(guess.best)

    def _guess(self, best):
        net = line_neuron(self.settings["w"], self.settings["b"])
        trace = nn.forward(net, self.X)
        C = loss(trace.a[1], self.y)
        return LineFrame(*parameters(net), self.settings["i"] - 1, trace, C, min(best, C))

    def text(self, guess):
        return (
            f"Line explorer: a = w x + b with w = {numeral(guess.w, 2)}, b = {numeral(guess.b, 2)}."
            f" The loss is C = {numeral(guess.C)}, the best so far {numeral(guess.best)}, "
            f"the least possible {numeral(self.least_C)}."
        )

    def remark(self, guess):
        if guess.C < 1.01 * self.least_C:
            return "Within one per cent of the least possible loss: no line does noticeably better."
        if self.least_C < 1e-9:
            return "A line through every point exists."
        return f"C is {guess.C / self.least_C:.1f} times the least possible loss."

    def readout(self, guess):
        squares = float(((guess.trace.a[1] - self.y) ** 2).sum())
        # At lecture size m and the formula of C would push the last column off the page.
        parts, C = [], identifier("C")
        if self.formula:
            parts.append(Reading("squares", math(formula(SQUARES)), numeral(squares)))
        if self.formula and not self.big:
            parts.append(Reading("m", math(identifier("m")), str(len(self.X))))
            C = formula(B1)
        return [
            Reading("w", math(identifier("w")), numeral(guess.w, 2)),
            Reading("b", math(identifier("b")), numeral(guess.b, 2)),
            *parts,
            Reading("C", math(C), numeral(guess.C)),
            Reading("best", "best so far", numeral(guess.best)),
            Reading("least", "least possible", numeral(self.least_C)),
        ]

    def draw(self, guess):
        canvas = canvas_of(self)
        s, w = canvas.size, canvas.width
        if canvas.narrow:
            height, squares = 1.36 * w, (0, 0, w, 0.7 * w)
            neuron, scale = (s, 0.7 * w + s, w - 2 * s, 0.3 * w), (s, 1.18 * w, w - 3 * s)
        else:
            height, left = (0.36 if w > 900 else 0.46) * w, 0.48 * w + 2 * s
            squares = (0, 0, 0.48 * w + s, height)
            neuron = (left, 1.4 * s, w - left - s, 0.55 * height)
            scale = (left, 0.74 * height, w - left - 2.5 * s)
        return svg.picture(
            w, height,
            self._squares(svg.plot_in(*squares, s), s, guess, marked=guess.i),
            self._neuron(*neuron, s, guess), self._scale(*scale, s, guess),
        )  # fmt: skip

    def _squares(self, box, size, guess, marked=None):
        panel = svg.Axes(box, *data_limits(self.X, self.y), size)
        squares, edges, dots = [], "", []
        look = {"fill": VERMILLION, "fill_opacity": 0.1}
        for x, y, a in zip(self.X.ravel(), self.y.ravel(), guess.trace.a[1].ravel(), strict=True):
            (px, point), (_, line) = panel.at(x, y), panel.at(x, a)
            side = abs(line - point)
            left = px - side if (point < line) == (guess.w >= 0) else px  # clear of the line
            if left + side > box[0] + box[2]:
                left = px - side
            elif left < box[0]:
                left = px
            top = min(line, point)
            squares.append(svg.rect(left, top, side, side, **look))
            edges += f"M{left:.1f} {top:.1f}h{side:.1f}v{side:.1f}h{-side:.1f}z"
            dots.append((px, point))
        squares.append(svg.path(edges, fill="none", stroke=legible(VERMILLION)))
        disc = {"stroke": WRITING, "stroke_width": size / 1.7, "stroke_linecap": "round"}
        dots = [svg.path(svg.dots(dots, 1), **disc)]
        if marked is not None:
            px, point = panel.at(self.X[marked, 0], self.y[marked, 0])
            dots.append(
                svg.circle(px, point, size / 1.6, fill="none", stroke=ORANGE, stroke_width=3.0)
            )
            word, room = f"sample {marked + 1}", 2.6 * size  # half the word's width, and some
            middle = min(max(px, box[0] + room), box[0] + box[2] - room)
            dots.append(svg.haloed(word, middle, point + 1.7 * size, size * 0.9, "middle"))
        ends = [panel.at(x, guess.w * x + guess.b) for x in panel.xlim]
        line = svg.polyline(ends, legible(BLUE), size / 4)
        title = f"each square's area is {SQUARED}" if self.formula else "your line and its squares"
        return panel.frame(title, "x", "y") + panel.inside(*squares, line, *dots)

    def _neuron(self, left, top, width, height, size, guess):
        """x → times w, plus b → z = a, with the numbers of the chosen sample, and its error."""
        i, trace = guess.i, guess.trace
        values = self.X[i, 0], trace.z[1][i, 0], trace.a[1][i, 0]
        a, y = values[2], self.y[i, 0]
        r, middle = 2.3 * size, top + 0.58 * height
        first, second, third = left + r, left + width / 2, left + width - r
        w, b, slim, blue = numeral(guess.w, 2), numeral(guess.b, 2), size / 6, legible(BLUE)
        square = numeral((a - y) ** 2, 2)
        error = f"y = {numeral(y, 2)},  {ERROR} = {numeral(a - y, 2)},  {SQUARED} = {square}"
        shapes = [
            svg.text(f"one neuron, sample {i + 1}", left, top + 0.4 * size, size, weight="bold"),
            svg.arrow(first + r, middle, second - r, middle, blue, slim),
            svg.text(f"× w = {w}", (first + second) / 2, middle - size, size, "middle"),
            svg.arrow(second, middle - r - 2.6 * size, second, middle - r, blue, slim),
            svg.text(f"+ b = {b}", second + 0.7 * size, middle - r - 1.4 * size, size),
            svg.arrow(second + r, middle, third - r, middle, blue, slim),
            svg.text("a = z", (second + third) / 2, middle - size, size, "middle"),
            svg.text(
                error, second, middle + r + 2 * size, size, "middle", fill=legible(VERMILLION)
            ),
        ]
        for x, symbol, value in zip((first, second, third), "xza", values, strict=True):
            shapes.append(svg.circle(x, middle, r, fill=PAPER, stroke=blue, stroke_width=2.0))
            shapes.append(svg.text(symbol, x, middle - 0.35 * size, size, "middle"))
            shapes.append(svg.text(numeral(value, 2), x, middle + size, size, "middle", "bold"))
        return "".join(shapes)

    def _scale(self, left, top, width, size, guess):
        """C as a bar, with the best so far and the least possible as marks."""
        most = max(1.25 * self.first_C, 4 * self.least_C, 1e-9)
        height, key = 1.6 * size, top + 4 * size
        bar, best, floor = (
            left + width * min(C / most, 1) for C in (guess.C, guess.best, self.least_C)
        )
        title = f"loss C = {numeral(guess.C)}{' (beyond this scale)' if guess.C > most else ''}"
        dashed = {"stroke_dasharray": "4 2"}
        shapes = [
            svg.text(title, left, top - 0.6 * size, size, weight="bold"),
            svg.rect(left, top, bar - left, height, fill=VERMILLION, fill_opacity=0.5),
            svg.line(best, top, best, top + height, WRITING, 2.5, **dashed),
            svg.line(floor, top, floor, top + height, legible(GREEN), 3.5),
            svg.rect(left, top, width, height, fill="none", stroke=MUTED),
            svg.line(left, key, left + 2 * size, key, WRITING, 2.5, **dashed),
            svg.text("best so far", left + 2.4 * size, key + 0.35 * size, size * 0.9),
            svg.line(left + 11 * size, key, left + 13 * size, key, legible(GREEN), 3.5),
            svg.text("least possible", left + 13.4 * size, key + 0.35 * size, size * 0.9),
        ]
        for C in svg.ticks(0, most):
            x = left + width * C / most
            shapes.append(svg.text(svg.short(C), x, top + 2.7 * size, size * 0.9, "middle"))
        return "".join(shapes)


def explore_line(X, y, w=0.3, b=2.0, big=False, controls="bar", formula=True):
    """Choose w and b with sliders: line, squares of area (a − y)², and one neuron with its numbers.

    X and y have shape (m, 1); the sliders reach from −3 to 3.  The loss is C = 1/(2m) Σ (a − y)²,
    beside the best so far and the least possible; with formula=False no formula of it is shown.
    Make it the last expression of a cell: it shows itself.
    """
    return Shell(LineExplorer(X, y, float(w), float(b), big, bool(formula)), controls=controls)

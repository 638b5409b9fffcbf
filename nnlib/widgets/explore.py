"""The explorer of lesson 01: choose w and b by hand; the squares' area is the squared error."""

from dataclasses import dataclass

import numpy as np

import nnlib as nn

from .. import expect
from ..plots.style import BLUE, GREEN, GREY, INK, ORANGE, SKY, VERMILLION
from . import svg
from .bar import Choice, linear_choice
from .descent import data_limits
from .mathml import identifier, math
from .shell import Quantity, Scene, Shell
from .surface import least, line_neuron, loss, loss_of
from .svg import number


@dataclass(frozen=True, eq=False)
class Guess:
    """A choice of w and b, the sample that goes through the neuron, C, and the least C chosen so far."""

    w: float
    b: float
    i: int
    trace: nn.Trace
    C: float
    best: float


class LineExplorer(Scene):
    """Data, line and squares on the left; one sample's way through the neuron on the right."""

    name, title = "line", "line explorer"

    def __init__(self, X, y, w, b, big):
        self.X = expect.matrix(X, 1, "X", "explore_line", float)
        self.y = expect.matrix(y, 1, "y", "explore_line", float)
        expect.same_rows(X, y, "explore_line")
        self.big = big
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

    def retell(self, guess):
        return self._guess(guess.best)

    def _guess(self, best):
        net = line_neuron(self.settings["w"], self.settings["b"])
        trace = nn.forward(net, self.X)
        C = loss(trace.a[1], self.y)
        return Guess(
            self.settings["w"], self.settings["b"], self.settings["i"] - 1, trace, C, min(best, C)
        )

    def text(self, k, guess):  # noqa: ARG002
        return (
            f"Line explorer: a = w x + b with w = {number(guess.w, 2)} and b = {number(guess.b, 2)}. The loss is "
            f"C = {number(guess.C)}, the best so far {number(guess.best)}, the least possible {number(self.least_C)}."
        )

    def remark(self, k, guess):  # noqa: ARG002
        if guess.C < 1.01 * self.least_C:
            return "Within one per cent of the least possible loss: no line does noticeably better."
        return (
            f"C is {guess.C / self.least_C:.1f} times the least possible loss."
            if self.least_C > 1e-9
            else ""
        )

    def readout(self, k, guess):  # noqa: ARG002
        m = len(self.X)
        squares = ((guess.trace.a[1] - self.y) ** 2).sum()
        sum_of_squares = math(
            "<mo>∑</mo>",
            "<msup><mrow><mo>(</mo><mi>a</mi><mo>−</mo><mi>y</mi><mo>)</mo></mrow><mn>2</mn></msup>",
        )
        return [
            Quantity("w", math(identifier("w")), number(guess.w, 2)),
            Quantity("b", math(identifier("b")), number(guess.b, 2)),
            Quantity("squares", sum_of_squares, number(squares)),
            Quantity("m", math(identifier("m")), str(m)),
            Quantity(
                "C",
                math(
                    "<mi>C</mi><mo>=</mo><mfrac><mn>1</mn><mrow><mn>2</mn><mi>m</mi></mrow></mfrac>"
                )
                + sum_of_squares,
                number(guess.C),
            ),
            Quantity("best", "best so far", number(guess.best)),
            Quantity("least", "least possible", number(self.least_C)),
        ]

    def draw(self, k, guess):  # noqa: ARG002
        size, width, height = (20, 1200, 520) if self.big else (13, 960, 400)
        box = (4.6 * size, 2 * size, 0.48 * width - 4.6 * size, height - 5.6 * size)
        left = 0.48 * width + 2 * size
        return svg.picture(
            width, height,
            self._squares(box, size, guess),
            self._neuron(left, 1.4 * size, width - left - size, 0.55 * height, size, guess),
            self._scale(left, 0.74 * height, width - left - 2.5 * size, size, guess),
        )  # fmt: skip

    def _squares(self, box, size, guess):
        panel = svg.Panel(box, *data_limits(self.X, self.y), size)
        a = guess.trace.a[1].ravel()
        squares, dots = [], []
        for i, (x, v) in enumerate(zip(self.X.ravel(), self.y.ravel(), strict=True)):
            (px, point), (_, line) = panel.at(x, v), panel.at(x, a[i])
            side = abs(line - point)
            # A square lies on the side that keeps it clear of the line, unless it would leave the panel.
            clear = px - side if (point < line) == (guess.w >= 0) else px
            left = (
                px - side
                if clear + side > box[0] + box[2]
                else max(clear, px - (px - box[0] > side) * side)
            )
            place = {"x": left, "y": min(line, point), "width": side, "height": side}
            look = {
                "fill": VERMILLION,
                "fill_opacity": 0.16,
                "stroke": VERMILLION,
                "stroke_width": 1.0,
            }
            squares.append(svg.tag("rect", **place, **look))
            dots.append(svg.circle(px, point, size / 3.4, fill=INK))
            if i == guess.i:
                dots.append(
                    svg.circle(px, point, size / 1.6, fill="none", stroke=ORANGE, stroke_width=3.0)
                )
                word = f"sample {i + 1}"
                dots.append(
                    svg.haloed(word, px, point + 1.7 * size, size * 0.9, text_anchor="middle")
                )
        ends = [panel.at(x, guess.w * x + guess.b) for x in panel.xlim]
        squares.append(svg.polyline(ends, BLUE, size / 4))
        return panel.axes("each square's area is (a − y)²", "x", "y") + panel.inside(
            *squares, *dots
        )

    def _neuron(self, left, top, width, height, size, guess):
        """x → times w, plus b → z = a, with the numbers of the chosen sample, and its error."""
        x, z = self.X[guess.i, 0], guess.trace.z[1][guess.i, 0]
        a, v = guess.trace.a[1][guess.i, 0], self.y[guess.i, 0]
        r, middle = 2.3 * size, top + 0.58 * height
        stations = [left + r, left + width / 2, left + width - r]
        shapes = [
            svg.text(
                f"one neuron, sample {guess.i + 1}",
                left,
                top + 0.4 * size,
                size,
                font_weight="bold",
            )
        ]
        for place, symbol, value, colour in zip(
            stations, ("x", "z", "a"), (x, z, a), (SKY, "white", "white"), strict=True
        ):
            shapes.append(
                svg.circle(
                    place, middle, r, fill=colour, fill_opacity=0.35, stroke=BLUE, stroke_width=2.0
                )
            )
            shapes.append(
                svg.text(
                    symbol,
                    place,
                    middle - 0.35 * size,
                    size,
                    text_anchor="middle",
                    font_style="italic",
                )
            )
            shapes.append(
                svg.text(
                    number(value, 2),
                    place,
                    middle + size,
                    size,
                    text_anchor="middle",
                    font_weight="bold",
                )
            )
        for start, end in zip(stations, stations[1:], strict=False):
            shapes.append(svg.arrow(start + r, middle, end - r, middle, BLUE, size / 6))
        shapes.append(
            svg.text(
                f"× w = {number(guess.w, 2)}",
                (stations[0] + stations[1]) / 2,
                middle - size,
                size,
                text_anchor="middle",
            )
        )
        shapes.append(
            svg.text(
                "a = z", (stations[1] + stations[2]) / 2, middle - size, size, text_anchor="middle"
            )
        )
        shapes.append(
            svg.arrow(stations[1], middle - r - 2.6 * size, stations[1], middle - r, BLUE, size / 6)
        )
        shapes.append(
            svg.text(
                f"+ b = {number(guess.b, 2)}",
                stations[1] + 0.7 * size,
                middle - r - 1.4 * size,
                size,
            )
        )
        words = f"y = {number(v, 2)},  a − y = {number(a - v, 2)},  (a − y)² = {number((a - v) ** 2, 2)}"
        shapes.append(
            svg.text(
                words,
                left + width / 2,
                middle + r + 2 * size,
                size,
                text_anchor="middle",
                fill=VERMILLION,
            )
        )
        return "".join(shapes)

    def _scale(self, left, top, width, size, guess):
        """C as a bar, with the best so far and the least possible as marks."""
        most = max(1.25 * self.first_C, 4 * self.least_C, 1e-9)
        panel = svg.Panel((left, top, width, 1.6 * size), (0, most), (0, 1), size)
        at = [panel.at(C, 0)[0] for C in (guess.C, guess.best, self.least_C)]
        length, full = min(at[0], left + width) - left, guess.C > most
        bar = svg.tag(
            "rect",
            x=float(left),
            y=top,
            width=length,
            height=1.6 * size,
            fill=VERMILLION,
            fill_opacity=0.5,
        )
        best = svg.line(at[1], top, at[1], top + 1.6 * size, INK, 2.5, stroke_dasharray="4 2")
        floor = svg.line(at[2], top, at[2], top + 1.6 * size, GREEN, 3.5)
        words = f"loss C = {number(guess.C)}{' (beyond this scale)' if full else ''}"
        key = svg.line(
            left, top + 4 * size, left + 2 * size, top + 4 * size, INK, 2.5, stroke_dasharray="4 2"
        )
        key += svg.text("best so far", left + 2.4 * size, top + 4.35 * size, size * 0.9)
        key += svg.line(
            left + 11 * size, top + 4 * size, left + 13 * size, top + 4 * size, GREEN, 3.5
        )
        key += svg.text("least possible", left + 13.4 * size, top + 4.35 * size, size * 0.9)
        frame = svg.tag(
            "rect",
            x=float(left),
            y=top,
            width=float(width),
            height=1.6 * size,
            fill="none",
            stroke=GREY,
        )
        title = svg.text(words, left, top - 0.6 * size, size, font_weight="bold")
        marks = [(t, svg.short(t)) for t in svg.ticks(0, most)]
        ticks = "".join(
            svg.text(word, panel.at(t, 0)[0], top + 2.7 * size, size * 0.9, text_anchor="middle")
            for t, word in marks
        )
        return bar + best + floor + frame + title + ticks + key


def explore_line(X, y, w=0.0, b=0.0, big=False, controls="bar"):
    """Choose w and b with sliders: data, line, squares of area (a − y)², and one neuron with its numbers.

    X and y have shape (m, 1); the sliders reach from −3 to 3.  The loss is C = 1/(2m) Σ (a − y)², shown beside
    the best so far and the least possible.  Make it the last expression of a cell: it shows itself.
    """
    return Shell(LineExplorer(X, y, float(w), float(b), big), controls=controls)

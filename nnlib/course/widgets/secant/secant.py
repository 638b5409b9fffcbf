"""The explorer of lesson 02: while h shrinks, a secant turns into the tangent, until floats end."""

from functools import partial
from math import log10

import numpy as np

from .... import expect
from ...drawing import svg
from ...drawing.canvas import canvas_of
from ...drawing.mathml import identifier, math
from ...drawing.style import BLUE, GREEN, ORANGE, VERMILLION
from ...drawing.svg import compact, in_print, numeral, short
from ...drawing.theme import MUTED, WRITING, legible
from ...drawing.typeset import formula, words
from ..equations import law
from ..stage.bar import Choice, linear_choice
from ..stage.scene import Reading, Scene
from ..stage.shell import Shell
from .quotients import EPSILON, LEADING, STEPS, WAYS, Quotients, curves

ZERO = -17.0  # where a logarithmic axis shows an error of exactly 0
SECANT = {"stroke_dasharray": "9 4"}
TANGENT = {"stroke_dasharray": "2 4"}
PREDICTED = {"stroke_dasharray": "5 3"}


class SecantExplorer(Scene):
    """Curve, secant and tangent on the left; the error of both quotients by h on the right."""

    name, title = "secant", "secant explorer"

    def __init__(self, f, x, h, way, big):
        expect.one_of(f, curves(), "function", "explore_secant")
        expect.one_of(way, dict.fromkeys(WAYS), "quotient", "explore_secant")
        if h not in STEPS:
            raise ValueError(
                f"explore_secant: h must be 1, 2 or 5 times a power of ten, from 1e-16 to 1, "
                f"but it is {h!r}."
            )
        if not -2 <= x <= 2:
            raise ValueError(f"explore_secant: x must lie in −2 … 2, but it is {x!r}.")
        self.big = big
        shown = tuple(curve.words for curve in curves().values())
        self.choices = (
            Choice("f", "f(x) =", tuple(curves()), f, "select", shown),
            Choice("way", "quotient", WAYS, way, "select", WAYS),
            linear_choice("x", "point x", -2.0, 2.0, 0.1, x),
            Choice("h", "step h", STEPS, h),
        )
        super().__init__()

    def first(self):
        f, x, h, way = (self.settings[name] for name in ("f", "x", "h", "way"))
        return Quotients.measure(curves()[f], x, h, way)

    def text(self, q):
        slope = "there is no derivative"
        if q.slope is not None:
            slope = f"the derivative {numeral(q.slope)}, the error {short(q.error)}"
        values = ", ".join(f"{name} = {short(value, 10)}" for name, value in q.values.items())
        return (
            f"Secant explorer: f(x) = {q.curve.words} at x = {short(q.x)}, h = {short(q.h)}. "
            f"{values}. "
            f"The {q.way} quotient is {numeral(q.quotient)}, {slope}."
        )

    def remark(self, q):
        left, right = map(short, q.curve.slopes_at_0)
        if q.slope is None:
            return (
                f"No derivative here: the slope is {left} from the left, {right} from the right. "
                f"The forward quotient says {short(q.at('forward'))} "
                f"and the centred one {short(q.at('centred'))}, for every h."
            )
        if q.places[0] == q.places[1]:
            return "In floats the two points are one and the same: nothing is left to subtract."
        if q.curve.kinked and q.places[0] < 0 < q.places[1]:
            return (
                f"The kink is between the two points: the secant mixes slopes {left} and {right}."
            )
        truncation, rounding = abs(q.truncation), abs(q.rounding)
        sizes = f"truncation {short(truncation)}, rounding {short(rounding)}"
        if max(truncation, rounding) == 0:
            return "This quotient is exact."
        if truncation > 3 * rounding:
            predicted = f"{words(LEADING[q.way])} predicts {short(abs(q.predicted(q.way, q.h)))}"
            return f"Truncation dominates: {sizes}; {predicted}. A smaller h is better."
        if rounding > 3 * truncation:
            return f"Rounding dominates: {sizes}; it grows like ε|f|/h. A larger h is better."
        return f"About equal: {sizes}. This h is near the best."

    def readout(self, q):
        digits = 8 if self.big else 12
        slope, error, relative = "none", "none", "none"
        if q.slope is not None:
            slope = short(q.slope, digits)
            error, relative = short(q.error), short(q.relative)
        return [
            Reading("h", math(identifier("h")), short(q.h)),
            Reading("quotient", f"{q.way} quotient", short(q.quotient, digits)),
            Reading("slope", math(formula(law("C1").lhs)), slope),
            Reading("error", "error", error),
            Reading("relative", "relative error", relative),
        ]

    def draw(self, q):
        canvas = canvas_of(self)
        s, w = canvas.size, canvas.width
        high = (19 if self.big else 21) * s
        if canvas.narrow:
            left, right = (svg.plot_in(0, i * high, w, high, s) for i in (0, 1))
            below = 2 * high
        else:
            left, right = svg.side_by_side(2, s, w, high)
            below = high
        digits, legend = (s, below + 1.4 * s), (s, below + 7.4 * s)
        if w >= 66 * s:  # there is room for the legend beside the digits
            legend = right[0], digits[1]
        plot = self._slopes if q.slope is None else self._errors
        return svg.picture(
            w, legend[1] + (5.2 if legend[1] == digits[1] else 2.4) * s,
            self._curve(left, s, q), plot(right, s, q),
            self._digits(*digits, s, q, canvas.narrow), self._legend(*legend, s, q),
        )  # fmt: skip

    def _curve(self, box, size, q):
        """The whole curve; or, where h is small, so near that h is the unit of both axes."""
        if q.zoomed:
            xs, ys = q.points(np.linspace(-3, 3, 301))
            reach = 1.1 * max(1, abs(ys).max())
            ylim = (-reach, reach)
            title = f"zoomed in on a width of {short(6 * q.h)}"
            labels = "distance from x, in steps h", "f − f(x), in steps h"
        else:
            xs, ys = q.points((np.linspace(-3.2, 3.2, 161) - q.x) / q.h)
            heights = [*ys[abs(xs) <= 1.5], *q.values.values()]
            pad = 0.12 * (max(heights) - min(heights))
            ylim = (min(heights) - pad, max(heights) + pad)
            title, labels = f"f(x) = {q.curve.words}", ("x", "f(x)")
        panel = svg.Axes(box, (xs[0], xs[-1]), ylim, size)

        def straight(t, slope, stroke, **dashes):
            x, y = q.points(t)
            ends = [panel.at(end, y + slope * (end - x)) for end in panel.xlim]
            return svg.polyline(ends, stroke, size / 5, **dashes)

        tangents = q.curve.slopes_at_0 if q.slope is None else [q.slope]
        (x0, y0), (x1, y1) = panel.at(*q.points(q.behind)), panel.at(*q.points(1))
        middle = (x0 + x1) / 2
        return panel.frame(title, *labels, (compact, compact)) + panel.inside(
            svg.polyline(panel.places(np.column_stack([xs, ys])), legible(BLUE), size / 3),
            *(straight(0, slope, legible(VERMILLION), **TANGENT) for slope in tangents),
            straight(q.behind, q.quotient, legible(ORANGE), **SECANT),
            svg.polyline([(x0, y0), (x1, y0), (x1, y1)], MUTED, 1.5),
            svg.circle(*panel.at(*q.points(0)), size / 3, fill=WRITING),
            svg.circle(x0, y0, size / 3, fill=legible(ORANGE), stroke=WRITING),
            svg.circle(x1, y1, size / 3, fill=legible(ORANGE), stroke=WRITING),
            svg.haloed(q.span, middle, y0 + (1.3 if y1 <= y0 else -0.5) * size, size, "middle"),
        )

    def _errors(self, box, size, q):
        panel = svg.Axes(box, (-16.6, 0.6), (ZERO - 0.6, 2.0), size)
        heights = {
            way: [log10(error) if error else ZERO for error in abs(q.table[way] - q.slope)]
            for way in WAYS
        }
        axes = panel.frame("error against h", "h", "", (svg.power, svg.power))
        px, py = panel.at(panel.xlim[0], ZERO)
        zero = svg.text("exact", px - 7, py + 0.35 * size, size * 0.9, "end")
        return (
            axes
            + zero
            + panel.inside(
                self._present(panel, q),
                *self._guides(panel, size, q),
                *self._marks(panel, q, heights),
            )
        )

    def _guides(self, panel, size, q):
        """Truncation and rounding as the formulas predict them: straight, of slope 1, 2 and −1."""
        f, slope = abs(float(q.curve.f(q.x))), abs(float(q.curve.prime(q.x)))
        shapes = []
        for predicted, said, x, shift, anchor in (
            (partial(q.predicted, "forward"), "like h", -5.0, -0.8, "end"),
            (partial(q.predicted, "centred"), "like h²", -3.8, 1.6, "start"),
            (lambda h: EPSILON * max(f, abs(q.x) * slope) / h, "like 1/h", -12.0, 0.8, "start"),
        ):
            if predicted(1.0):
                start, label, end = (
                    panel.at(place, log10(abs(predicted(10.0**place))))
                    for place in (panel.xlim[0], x, panel.xlim[1])
                )
                shapes.append(svg.polyline([start, end], MUTED, 1.5, **PREDICTED))
                shapes.append(svg.haloed(said, label[0] + shift * size, label[1], size, anchor))
        return shapes

    def _slopes(self, box, size, q):
        """At a kink no error can be measured: the quotients, and the slopes on both sides."""
        left, right = q.curve.slopes_at_0
        panel = svg.Axes(box, (-16.6, 0.6), (left - 0.6, right + 0.6), size)
        axes = panel.frame("quotient against h: no derivative", "h", "", (svg.power, short))
        levels = []
        for slope, side, lines in (
            (left, "slope from the left", 1.3),
            (right, "slope from the right", -0.7),
        ):
            px, py = panel.at(-16.2, slope)
            levels.append(panel.level(slope, legible(VERMILLION), TANGENT["stroke_dasharray"]))
            levels.append(svg.haloed(side, px, py + lines * size, size))
        return axes + panel.inside(
            self._present(panel, q), *levels, *self._marks(panel, q, q.table)
        )

    def _marks(self, panel, q, heights):
        """A disc for each forward quotient, a square for each centred one, a ring at the chosen."""
        r, shapes = panel.size / 4.5, []
        for way, colour, cap, wide in (
            ("centred", GREEN, "square", 2 * r), ("forward", BLUE, "round", 1.6 * r),
        ):  # fmt: skip
            places = panel.places(np.column_stack([np.log10(STEPS), heights[way]]))
            look = {"stroke": colour, "stroke_linecap": cap, "stroke_width": wide}
            shapes.append(svg.path(svg.dots(places, digits=2), **look))
        x, y = panel.at(log10(q.h), heights[q.way][STEPS.index(q.h)])
        return [*shapes, svg.circle(x, y, 2.2 * r, fill="none", stroke=WRITING, stroke_width=2.5)]

    def _present(self, panel, q):
        x, _ = panel.at(log10(q.h), 0)
        return svg.line(x, panel.top, x, panel.top + panel.height, WRITING, 1.0)

    def _digits(self, left, top, size, q, narrow):
        """The two values, one above the other: the subtraction cancels what they share."""
        values = [in_print(f"{value:.16f}") for value in q.values.values()]
        width = max(map(len, values))
        shapes, shared = [], True
        for i, digits in enumerate(zip(*(value.rjust(width) for value in values), strict=True)):
            shared = shared and digits[0] == digits[1]
            look = {"fill": MUTED} if shared else {"fill": legible(VERMILLION), "weight": "bold"}
            x = left + (6.4 + 0.7 * i) * size
            for row, digit in enumerate(digits):
                y = top + 1.4 * row * size
                shapes.append(svg.text(digit, x, y, size, "middle", **look))
        for row, name in enumerate(q.values):
            shapes.append(svg.text(f"{name} =", left, top + 1.4 * row * size, size))
        difference = q.value(1) - q.value(q.behind)
        difference, quotient = short(difference, 5), numeral(q.quotient)
        lines = [f"difference {difference},", f"divided by {q.span}: {quotient}"]
        lines = lines if narrow else [" ".join(lines)]
        for row, line in enumerate(lines):
            shapes.append(svg.text(line, left, top + (2.8 + 1.4 * row) * size, size))
        return "".join(shapes)

    def _legend(self, left, top, size, q):
        r, middle, below = size / 3, 0.35 * size, top + 1.5 * size
        first, second = top - middle, below - middle
        touching = "slope of one side" if q.slope is None else "tangent"
        tangent = left + 8 * size, second, left + 10.5 * size, second
        shapes = [
            svg.circle(left + 4 * r, first, r, fill=BLUE),
            svg.text("forward", left + 3 * size, top, size),
            svg.rect(left + 9 * size, first - r, 2 * r, 2 * r, fill=GREEN),
            svg.text("centred", left + 11 * size, top, size),
            svg.line(left, second, left + 2.5 * size, second, legible(ORANGE), size / 5, **SECANT),
            svg.text("secant", left + 3 * size, below, size),
            svg.line(*tangent, legible(VERMILLION), size / 5, **TANGENT),
            svg.text(touching, left + 11 * size, below, size),
        ]
        if q.slope is not None:
            guide = left + 16 * size, first, left + 18.5 * size, first
            shapes.append(svg.line(*guide, MUTED, 1.5, **PREDICTED))
            shapes.append(svg.text("predicted", left + 19 * size, top, size))
        return "".join(shapes)


def explore_secant(f="cube", x=1.0, h=0.5, quotient="forward", big=False, controls="bar"):
    """Shrink h: the secant through (x, f(x)) and (x + h, f(x + h)) turns into the tangent.

    The centred one goes through x − h and x + h.  f is one of square, cube, sin, exp, sigmoid, abs
    and relu, x lies in −2 … 2, h in 1e-16 … 1.  The error of both quotients is measured in floats
    for every h, beside SymPy's derivative (C1, C9).  Make it the last expression of a cell: it
    shows itself.
    """
    return Shell(SecantExplorer(f, float(x), float(h), quotient, big), controls=controls)

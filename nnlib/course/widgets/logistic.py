"""The explorer of lesson 06: score z → probability p = σ(z) → loss → slope, by two losses."""

from dataclasses import dataclass
from functools import cache, cached_property
from math import log

import numpy as np
from sympy import lambdify, symbols

import nnlib as nn

from ..drawing import svg
from ..drawing.canvas import canvas_of
from ..drawing.mathml import identifier, math
from ..drawing.style import BLUE, ORANGE, VERMILLION
from ..drawing.svg import compact, numeral, short
from ..drawing.theme import MUTED, PAPER, WRITING, legible
from ..drawing.typeset import formula, words
from ..symbolic.networks import LOSS, SIGMA
from .equations import law, loss_slope, put
from .stage.bar import Choice, linear_choice
from .stage.scene import Reading, Scene
from .stage.shell import Shell

REACH = 8.0
CERTAIN = 0.9
SHADE = {"fill": ORANGE, "fill_opacity": 0.15}
PRINTED = (compact, compact)
SOLID, DASHED = {}, {"stroke_dasharray": "7 4"}


@dataclass(frozen=True, eq=False)
class OnScores:
    """A loss of one sample whose score is z: the loss itself, and σ before it if it takes p."""

    loss: nn.losses.Loss
    sigma: nn.activations.Activation

    def __call__(self, z, y):
        return self.loss(self.sigma(z), y)

    def slope(self, z, y):
        """∂C/∂z by BP1, ∇_a C ⊙ σ′(z)."""
        return (self.loss.grad(self.sigma(z), y) * self.sigma.prime(z)).item()

    @cached_property
    def by_sympy(self):
        """A function of (z, y) that gives C and ∂C/∂z as SymPy derives them."""
        z, y = symbols("z y", real=True)
        C = LOSS[self.loss]([SIGMA[self.sigma](z)], [y])
        return lambdify((z, y), (C, C.diff(z)))


# The cross-entropy has its σ inside.
LOSSES = {
    "cross-entropy": OnScores(nn.losses.binary_cross_entropy, nn.activations.identity),
    "squared error": OnScores(nn.losses.squared_error, nn.activations.sigmoid),
}
P, Y = symbols("p y")
PROBABILITY = put(law("A1", 1), a=P)
SLOPE = loss_slope(symbols("z"))
GAP = put(law("B2", 2).rhs, p_i=P, y=Y)  # p − y, the slope of the cross-entropy
FADING = put(law("D1", 1).rhs, sigma=P)  # p (1 − p), by which the squared error's is smaller
SQUARED = LOSS[nn.losses.squared_error]([P], [Y])


@cache
def entropy(label):
    """The cross-entropy for this label: −log p or −log(1 − p)."""
    return put(law("B2").rhs, p_i=P, y=label).doit()


@dataclass(frozen=True, eq=False)
class Decision:
    """One sample: its score z, its target y, p = σ(z), and C and ∂C/∂z for each of LOSSES."""

    z: float
    y: int
    p: float
    C: dict
    slope: dict

    @classmethod
    def make(cls, z, y):
        at, target = np.array([[z]]), np.array([[y]])
        C = {name: loss(at, target) for name, loss in LOSSES.items()}
        slope = {name: loss.slope(at, target) for name, loss in LOSSES.items()}
        return cls(z, y, nn.activations.sigmoid(at).item(), C, slope)

    def difference(self, name):
        """∂C/∂z by the centred difference."""
        target = np.array([[self.y]])
        at = np.array([[self.z]])
        return nn.numeric_gradient(lambda z: LOSSES[name](z, target), at).item()


class LogisticExplorer(Scene):
    """The sigmoid, both losses and both slopes against z, and the sample's place on each."""

    name, title = "logistic", "logistic explorer"
    rows = ("nnlib", "SymPy", "centred difference")

    def __init__(self, z, y, big):
        if not -REACH <= z <= REACH:
            raise ValueError(f"explore_logistic: z must lie in −8 … 8, but it is {z!r}.")
        if y not in (0, 1):
            raise ValueError(f"explore_logistic: y must be 0 or 1, but it is {y!r}.")
        self.big = big
        self.choices = (
            linear_choice("z", "score z", -REACH, REACH, 0.1, z),
            Choice("y", "target y", (0, 1), y, "select"),
        )
        grid = np.linspace(-REACH, REACH, 161)
        self.curves = {y: [Decision.make(float(z), y) for z in grid] for y in (0, 1)}
        super().__init__()

    def first(self):
        return Decision.make(self.settings["z"], self.settings["y"])

    def text(self, d):
        entropy, squared = (
            f"{name} {numeral(d.C[name])} with slope {numeral(d.slope[name])}" for name in LOSSES
        )
        return (
            f"Logistic explorer: score z = {numeral(d.z, 1)}, target y = {d.y}, "
            f"p = {numeral(d.p)}. Losses: {entropy}; {squared}."
        )

    def remark(self, d):
        entropy, squared = (
            numeral(d.slope["cross-entropy"]),
            short(d.slope["squared error"]),
        )
        factor = f"{words(FADING)} = {short(d.p * (1 - d.p))} times that"
        if abs(d.p - d.y) > CERTAIN:
            return (
                f"Sure and wrong: the cross-entropy still pushes with a slope of {entropy}, "
                f"the squared error only with {squared}: {factor}."
            )
        if abs(d.p - d.y) < 1 - CERTAIN:
            return f"Sure and right: the slopes {entropy} and {squared} leave z almost where it is."
        return f"In doubt: the cross-entropy has the slope {entropy}, the squared error {squared}."

    def readout(self, d):
        # At lecture size z would push the last column off the page; its slider shows it.
        score = [] if self.big else [Reading("z", math(identifier("z")), numeral(d.z, 1))]
        digits = 5 if self.big else 6
        quantities = [*score, Reading("p", math(formula(PROBABILITY)), numeral(d.p, digits))]
        for name, loss in LOSSES.items():
            ours, theirs = (d.C[name], d.slope[name]), loss.by_sympy(d.z, d.y)
            (C, slope), (sympy_C, sympy_slope) = (
                [numeral(value, digits) for value in pair] for pair in (ours, theirs)
            )
            difference = numeral(d.difference(name), digits)
            symbol = math(formula(SLOPE))
            quantities.append(Reading(f"C {name}", name, C, sympy_C))
            quantities.append(Reading(f"dC/dz {name}", symbol, slope, sympy_slope, difference))
        return quantities

    def draw(self, d):
        canvas = canvas_of(self)
        size, width, (boxes, legend, height) = canvas.size, canvas.width, _arranged(canvas)
        scores = (-REACH - 0.5, REACH + 0.5)
        # The slope p − y is the sigmoid lowered by y: on equal scales both gaps are equally long.
        p, C, slope = (
            svg.Axes(box, scores, limits, size)
            for box, limits in zip(
                boxes, ((-0.08, 1.08), (-0.4, 8.6), (-0.08 - d.y, 1.08 - d.y)), strict=True
            )
        )
        return svg.picture(
            width, height,
            self._sigmoid(p, d), self._losses(C, d), self._slopes(slope, d),
            self._legend(*legend, size, d, canvas),
        )  # fmt: skip

    def _ground(self, panel, d):
        """The scores at which the neuron is sure and wrong, shaded; a line at the present score."""
        edge, (least, most) = log(CERTAIN / (1 - CERTAIN)), panel.xlim
        (left, _), (right, _), (x, _) = (
            panel.at(z, 0) for z in ((least, -edge, d.z) if d.y else (edge, most, d.z))
        )
        zone = svg.rect(left, panel.top, right - left, panel.height, **SHADE)
        return zone + svg.line(x, panel.top, x, panel.top + panel.height, MUTED, 1.0)

    def _sigmoid(self, panel, d):
        points = [panel.at(other.z, other.p) for other in self.curves[d.y]]
        (x, p), (_, y) = panel.at(d.z, d.p), panel.at(d.z, d.y)
        size, right = panel.size, d.y == 0
        if abs(d.z) > 5:
            right = d.z < 0
        place = (x + 0.6 * size, "start") if right else (x - 0.6 * size, "end")
        gap = svg.haloed(words(GAP), place[0], (p + y) / 2 + 0.35 * size, size, place[1])
        return panel.frame(
            f"probability {words(PROBABILITY)}", "score z", "p", PRINTED
        ) + panel.inside(
            self._ground(panel, d),
            panel.level(d.y, WRITING, "1 4"),
            svg.polyline(points, legible(BLUE), size / 5),
            svg.line(x, y, x, p, legible(VERMILLION), size / 3),
            gap if abs(y - p) > 1.5 * size else "",
            svg.circle(x, p, size / 2.5, fill=BLUE),
        )

    def _losses(self, panel, d):
        shapes = self._both(panel, d, "C", WRITING)
        return panel.frame("loss C", "score z", "C", PRINTED) + panel.inside(
            self._ground(panel, d), *shapes
        )

    def _slopes(self, panel, d):
        (x, zero), (_, slope) = panel.at(d.z, 0), panel.at(d.z, d.slope["cross-entropy"])
        return panel.frame(f"slope {words(SLOPE)}", "score z", "", PRINTED) + panel.inside(
            self._ground(panel, d),
            panel.level(0, WRITING, "1 4"),
            svg.line(x, zero, x, slope, legible(VERMILLION), panel.size / 3),
            *self._both(panel, d, "slope", legible(VERMILLION)),
        )

    def _both(self, panel, d, quantity, colour):
        """The curve of each loss and its present value: solid and full, dashed and hollow."""
        shapes, r = [], panel.size / 2.5
        for name, dash, fill in zip(LOSSES, (SOLID, DASHED), (colour, PAPER), strict=True):
            points = [
                panel.at(other.z, getattr(other, quantity)[name]) for other in self.curves[d.y]
            ]
            shapes.append(svg.polyline(points, colour, panel.size / 5, **dash))
            here = panel.at(d.z, getattr(d, quantity)[name])
            shapes.append(svg.circle(*here, r, fill=fill, stroke=colour, stroke_width=2.0))
        return shapes

    def _legend(self, left, top, size, d, canvas):
        """Two columns of signs with their words; one column where two have no room."""
        disc = {"stroke": WRITING, "stroke_width": 2.0}
        r = size / 2.5
        rows = (
            (lambda x, y: _stroke(x, y, size, SOLID) + svg.circle(
                x + 1.5 * size, y, r, fill=WRITING, **disc),
             f"cross-entropy {words(entropy(d.y))}"),
            (lambda x, y: _stroke(x, y, size, DASHED) + svg.circle(
                x + 1.5 * size, y, r, fill=PAPER, **disc),
             f"squared error {words(SQUARED)}"),
            (lambda x, y: svg.line(x, y, x + 3 * size, y, legible(VERMILLION), size / 3),
             f"{words(GAP)}, the slope of the cross-entropy"),
            (lambda x, y: svg.rect(x, y - 0.6 * size, 3 * size, 1.2 * size, **SHADE),
             f"sure and wrong: p is off by more than {short(CERTAIN)}"),
        )  # fmt: skip
        columns = 2 if left == 4.6 * size and not canvas.narrow else 1
        shapes = []
        for i, (sign, said) in enumerate(rows):
            x, y = left + i % columns * 27 * size, top + i // columns * 1.7 * size
            shapes.append(sign(x, y) + svg.text(said, x + 3.6 * size, y + 0.35 * size, size))
        return "".join(shapes)


def _stroke(x, y, size, dash):
    return svg.line(x, y, x + 3 * size, y, WRITING, size / 5, **dash)


def _arranged(canvas):
    """(boxes of the three panels, corner of the legend, height) on this canvas."""
    s, w = canvas.size, canvas.width
    if canvas.narrow:
        boxes = [svg.plot_in(0, 17 * s * i, w, 17 * s, s) for i in range(3)]
        return boxes, (s, 52 * s), 58.5 * s
    if w < 66 * s:
        boxes = [svg.plot_in(x, y, w / 2, 18 * s, s) for x, y in ((0, 0), (w / 2, 0), (0, 18 * s))]
        return boxes, (w / 2 + s, 24 * s), 36 * s
    return svg.side_by_side(3, s, w, 23.5 * s), (4.6 * s, 24.5 * s), 27.5 * s


def explore_logistic(z=-4.0, y=1, big=False, controls="bar"):
    """Move the score z of one sample with target y, and see p = σ(z), the loss and its slope ∂C/∂z.

    Cross-entropy and squared error ½(p − y)² side by side, from the course's own losses, beside
    SymPy's derivative and the centred difference.  z lies in −8 … 8, y is 0 or 1 (B2, D1).  Make
    it the last expression of a cell: it shows itself.
    """
    return Shell(LogisticExplorer(float(z), y, big), controls=controls)

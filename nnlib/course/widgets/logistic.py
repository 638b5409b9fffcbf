"""The explorer of lesson 06: score z → probability p = σ(z) → loss → slope, by two losses."""

from dataclasses import dataclass
from functools import cache
from math import log

import numpy as np

import nnlib as nn

from ..drawing import svg
from ..drawing.mathml import identifier, math, partial
from ..drawing.style import BLUE, GREY, INK, ORANGE, VERMILLION
from ..drawing.svg import number, short
from .stage.bar import Choice, linear_choice
from .stage.scene import Quantity, Scene
from .stage.shell import Shell

LOSSES = ("cross-entropy", "squared error")
REACH = 8.0
SURE = 0.9
SHADE = {"fill": ORANGE, "fill_opacity": 0.15}
SOLID, DASHED = {}, {"stroke_dasharray": "7 4"}


def loss_of(name, z, y):
    """C of one sample whose score is z, an array of shape (1, 1)."""
    if name == "cross-entropy":
        return nn.losses.binary_cross_entropy(z, y)
    return nn.losses.squared_error(nn.activations.sigmoid(z), y)


def slope_of(name, z, y):
    """∂C/∂z: the cross-entropy's on the score, the squared error's by BP1, ∇_a C ⊙ σ′(z)."""
    if name == "cross-entropy":
        return nn.losses.binary_cross_entropy.grad(z, y).item()
    sigma = nn.activations.sigmoid
    return (nn.losses.squared_error.grad(sigma(z), y) * sigma.prime(z)).item()


@cache
def by_sympy():
    """For each loss, a function of (z, y) that gives C and ∂C/∂z as SymPy derives them."""
    import sympy

    z, y = sympy.symbols("z y", real=True)
    p = 1 / (1 + sympy.exp(-z))
    losses = (-(y * sympy.log(p) + (1 - y) * sympy.log(1 - p)), (p - y) ** 2 / 2)
    return {
        name: sympy.lambdify((z, y), (C, C.diff(z))) for name, C in zip(LOSSES, losses, strict=True)
    }


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
        C = {name: loss_of(name, at, target) for name in LOSSES}
        slope = {name: slope_of(name, at, target) for name in LOSSES}
        return cls(z, y, nn.activations.sigmoid(at).item(), C, slope)

    def difference(self, name):
        """∂C/∂z by the centred difference."""
        target = np.array([[self.y]])
        at = np.array([[self.z]])
        return nn.numeric_gradient(lambda z: loss_of(name, z, target), at).item()


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

    def text(self, _, d):
        entropy, squared = (
            f"{name} {number(d.C[name])} with slope {number(d.slope[name])}" for name in LOSSES
        )
        return (
            f"Logistic explorer: score z = {number(d.z, 1)}, target y = {d.y}, "
            f"p = {number(d.p)}. Losses: {entropy}; {squared}."
        )

    def remark(self, _, d):
        entropy, squared = number(d.slope["cross-entropy"]), short(d.slope["squared error"])
        factor = f"p(1−p) = {short(d.p * (1 - d.p))} times that"
        if abs(d.p - d.y) > SURE:
            return (
                f"Sure and wrong: the cross-entropy still pushes with a slope of {entropy}, "
                f"the squared error only with {squared}: {factor}."
            )
        if abs(d.p - d.y) < 1 - SURE:
            return f"Sure and right: the slopes {entropy} and {squared} leave z almost where it is."
        return f"In doubt: the cross-entropy has the slope {entropy}, the squared error {squared}."

    def readout(self, _, d):
        # At lecture size z would push the last column off the page; its slider shows it.
        z = [] if self.big else [Quantity("z", math(identifier("z")), number(d.z, 1))]
        digits = 5 if self.big else 6
        p = math("<mi>p</mi><mo>=</mo><mi>σ</mi><mo>(</mo><mi>z</mi><mo>)</mo>")
        quantities = [*z, Quantity("p", p, number(d.p, digits))]
        for name in LOSSES:
            ours, theirs = (d.C[name], d.slope[name]), by_sympy()[name](d.z, d.y)
            (C, slope), (sympy_C, sympy_slope) = (
                [number(value, digits) for value in pair] for pair in (ours, theirs)
            )
            difference = number(d.difference(name), digits)
            symbol = math(partial("C", "z"))
            quantities.append(Quantity(f"C {name}", name, C, sympy_C))
            quantities.append(Quantity(f"dC/dz {name}", symbol, slope, sympy_slope, difference))
        return quantities

    def draw(self, _, d):
        size, width, height = (18, 1200, 470) if self.big else (13, 960, 350)
        scores = (-REACH - 0.5, REACH + 0.5)
        boxes = svg.side_by_side(3, size, width, height - 3.4 * size)
        # The slope p − y is the sigmoid lowered by y: on equal scales both gaps are equally long.
        p, C, slope = (
            svg.Panel(box, scores, limits, size)
            for box, limits in zip(
                boxes, ((-0.08, 1.08), (-0.4, 8.6), (-0.08 - d.y, 1.08 - d.y)), strict=True
            )
        )
        return svg.picture(
            width, height,
            self._sigmoid(p, d), self._losses(C, d), self._slopes(slope, d),
            self._legend(boxes[0][0], height - 2.4 * size, size, d),
        )  # fmt: skip

    def _ground(self, panel, d):
        """The scores at which the neuron is sure and wrong, shaded; a line at the present score."""
        edge, (least, most) = log(SURE / (1 - SURE)), panel.xlim
        (left, _), (right, _), (x, _) = (
            panel.at(z, 0) for z in ((least, -edge, d.z) if d.y else (edge, most, d.z))
        )
        zone = svg.rect(left, panel.top, right - left, panel.height, **SHADE)
        return zone + svg.line(x, panel.top, x, panel.top + panel.height, GREY, 1.0)

    def _sigmoid(self, panel, d):
        points = [panel.at(other.z, other.p) for other in self.curves[d.y]]
        (x, p), (_, y) = panel.at(d.z, d.p), panel.at(d.z, d.y)
        size, right = panel.size, d.y == 0
        if abs(d.z) > 5:
            right = d.z < 0
        place = (x + 0.6 * size, "start") if right else (x - 0.6 * size, "end")
        words = svg.haloed("p − y", place[0], (p + y) / 2 + 0.35 * size, size, place[1])
        return panel.axes("probability p = σ(z)", "score z", "p") + panel.inside(
            self._ground(panel, d),
            panel.level(d.y, INK, "1 4"),
            svg.polyline(points, BLUE, size / 5),
            svg.line(x, y, x, p, VERMILLION, size / 3),
            words if abs(y - p) > 1.5 * size else "",
            svg.circle(x, p, size / 2.5, fill=BLUE),
        )

    def _losses(self, panel, d):
        shapes = self._both(panel, d, "C", INK)
        return panel.axes("loss C", "score z", "C") + panel.inside(self._ground(panel, d), *shapes)

    def _slopes(self, panel, d):
        (x, zero), (_, slope) = panel.at(d.z, 0), panel.at(d.z, d.slope["cross-entropy"])
        return panel.axes("slope ∂C/∂z", "score z", "") + panel.inside(
            self._ground(panel, d),
            panel.level(0, INK, "1 4"),
            svg.line(x, zero, x, slope, VERMILLION, panel.size / 3),
            *self._both(panel, d, "slope", VERMILLION),
        )

    def _both(self, panel, d, quantity, colour):
        """The curve of each loss and its present value: solid and full, dashed and hollow."""
        shapes, r = [], panel.size / 2.5
        for name, dash, fill in zip(LOSSES, (SOLID, DASHED), (colour, "white"), strict=True):
            points = [
                panel.at(other.z, getattr(other, quantity)[name]) for other in self.curves[d.y]
            ]
            shapes.append(svg.polyline(points, colour, panel.size / 5, **dash))
            here = panel.at(d.z, getattr(d, quantity)[name])
            shapes.append(svg.circle(*here, r, fill=fill, stroke=colour, stroke_width=2.0))
        return shapes

    def _legend(self, left, y, size, d):
        shapes, below, second = [], y + 1.6 * size, left + 27 * size
        for words, dash, fill, x in (
            (f"cross-entropy {'−log p' if d.y else '−log(1 − p)'}", SOLID, INK, left),
            ("squared error ½(p − y)²", DASHED, "white", second),
        ):
            shapes.append(svg.line(x, y, x + 3 * size, y, INK, size / 5, **dash))
            disc = {"fill": fill, "stroke": INK, "stroke_width": 2.0}
            shapes.append(svg.circle(x + 1.5 * size, y, size / 2.5, **disc))
            shapes.append(svg.text(words, x + 3.6 * size, y + 0.35 * size, size))
        return "".join([
            *shapes,
            svg.line(left, below, left + 3 * size, below, VERMILLION, size / 3),
            svg.text("p − y, the slope of the cross-entropy", left + 3.6 * size,
                     below + 0.35 * size, size),
            svg.rect(second, below - 0.6 * size, 3 * size, 1.2 * size, **SHADE),
            svg.text(f"sure and wrong: p is off by more than {short(SURE)}", second + 3.6 * size,
                     below + 0.35 * size, size),
        ])  # fmt: skip


def explore_logistic(z=-4.0, y=1, big=False, controls="bar"):
    """Move the score z of one sample with target y, and see p = σ(z), the loss and its slope ∂C/∂z.

    Cross-entropy and squared error ½(p − y)² side by side, from the course's own losses, beside
    SymPy's derivative and the centred difference.  z lies in −8 … 8, y is 0 or 1 (B2, D1).  Make
    it the last expression of a cell: it shows itself.
    """
    return Shell(LogisticExplorer(float(z), y, big), controls=controls)

"""One line, and four points that it cannot part."""

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

import nnlib as nn

from ..drawing import svg
from ..drawing.style import BLUE, SKY, VERMILLION
from ..drawing.svg import numeral, short
from ..drawing.theme import PAPER, WRITING, legible
from .stage.bar import Choice, linear_choice
from .stage.scene import Scene
from .stage.shell import Shell

ANGLES = tuple(range(-180, 181, 15))
WIDE = (-0.75, 1.75)
FAR = 5.0  # beyond the panel
MIDDLE = np.array([0.5, 0.5])
CORNERS, TARGETS = nn.data.xor()


@dataclass(frozen=True, eq=False)
class Line:
    """One neuron z = x W + b with a weight of length 1, and its sums at the four corners."""

    w: np.ndarray
    b: float
    z: np.ndarray

    @property
    def right(self):
        """For each corner, whether z > 0 there just where the target is 1."""
        return (self.z > 0) == (TARGETS[:, 0] == 1)


class PartedPlane(Scene):
    """The plane of the inputs with the line z = 0; the side with z > 0 is shaded."""

    name, title = "part", "one line"

    def __init__(self, big):
        self.big = big
        degrees = tuple(f"{short(angle)}°" for angle in ANGLES)
        self.choices = (
            Choice("angle", "direction", ANGLES, 15, "range", degrees),
            linear_choice("b", "bias", -2.0, 2.0, 0.1, -0.4),
        )
        super().__init__()

    def first(self):
        turn, b = radians(self.settings["angle"]), self.settings["b"]
        w = np.array([cos(turn), sin(turn)])
        return Line(w, b, CORNERS @ w + b)

    def text(self, line):
        angle, b = short(self.settings["angle"]), numeral(self.settings["b"], 1)
        return f"One line in direction {angle}° with bias {b}. {self.remark(line)}"

    def remark(self, line):
        if line.right.all():
            return "All four corners on their side."
        wrong = " and ".join(f"({p:.0f}, {q:.0f})" for p, q in CORNERS[~line.right])
        return f"{line.right.sum()} of 4 corners on their side; wrong: {wrong}."

    def draw(self, line):
        size, side = (20, 500) if self.big else (13, 380)
        (box,) = svg.side_by_side(1, size, side, side)
        panel = svg.Axes(box, WIDE, WIDE, size)
        foot = MIDDLE - (MIDDLE @ line.w + line.b) * line.w
        along = np.array([-line.w[1], line.w[0]]) * FAR
        ends = [foot - along, foot + along]
        field = [*ends, ends[1] + 2 * FAR * line.w, ends[0] + 2 * FAR * line.w]
        points = " ".join("{:.1f},{:.1f}".format(*panel.at(*point)) for point in field)
        (start, end), tip = (panel.at(*one) for one in ends), foot + 0.25 * line.w
        shapes = [
            svg.tag("polygon", points=points, fill=SKY, fill_opacity=0.25),
            svg.line(*start, *end, VERMILLION, size / 5),
            svg.arrow(*panel.at(*foot), *panel.at(*tip), VERMILLION, size / 6),
        ]
        corners = zip(CORNERS, TARGETS[:, 0], line.right, strict=True)
        shapes += [_corner(panel, *corner, size) for corner in corners]
        axes = panel.frame("shaded: z > 0, answer 1", "x₀", "x₁")
        return svg.picture(side, side, panel.inside(*shapes), axes)


def _corner(panel, place, target, right, size):
    """A square where the target is 1, else a circle; a cross lies on one that is wrong."""
    x, up = panel.at(*place)
    r = size / 1.8
    if target:
        shape = svg.rect(x - r, up - r, 2 * r, 2 * r, fill=WRITING, stroke=PAPER, stroke_width=1.2)
    else:
        shape = svg.circle(x, up, r, fill=legible(BLUE), stroke=PAPER, stroke_width=1.2)
    if right:
        return shape
    ends = [(x - r, up - r, x + r, up + r), (x - r, up + r, x + r, up - r)]
    return shape + "".join(svg.line(*end, PAPER, size / 6) for end in ends)


def part_xor(big=False, controls="bar"):
    """Turn and shift the line of one neuron, and try to have squares and circles on two sides.

    The neuron has a weight of length 1, so its line is given by a direction and a bias; it answers
    1 where z > 0.  Three corners of four can be on their side, never all.

    Make it the last expression of a cell: it shows itself.
    """
    return Shell(PartedPlane(big), controls=controls)

"""The folded plane: two hidden neurons fold the plane, until one line parts XOR."""

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

import nnlib as nn

from ... import expect
from ..drawing import svg
from ..drawing.canvas import canvas_of
from ..drawing.style import BLUE, GREEN, ORANGE, VERMILLION
from ..drawing.svg import numeral, short
from ..drawing.theme import MUTED, PAPER, WRITING, legible
from .stage.bar import Choice, linear_choice
from .stage.scene import Reading, Scene
from .stage.shell import Shell

ANGLES = tuple(range(-180, 181, 15))
WIDE = (-0.75, 1.75)
CELLS = 10
SHAPES = ("relu", "tanh", "identity")
MIDDLE = np.array([0.5, 0.5])
CORNERS, TARGETS = nn.data.xor()


def _grid_lines(count=CELLS + 1, fine=41):
    """The grid of the inputs' plane: (lines, points, 2)."""
    x, up = np.broadcast_arrays(np.linspace(*WIDE, count)[:, None], np.linspace(*WIDE, fine))
    return np.concatenate([np.stack([x, up], axis=-1), np.stack([up, x], axis=-1)])


GRID_LINES = _grid_lines()


@dataclass(frozen=True, eq=False)
class Fold:
    """The two lines as a network [2, 2], the corners folded by it, and the cut that parts them.

    `cut` is (middle, direction across) of the widest gap between the classes, None if there is no
    gap; `gap` is its width.
    """

    net: nn.Network
    corners: np.ndarray
    gap: float
    cut: tuple | None


def folded(net, points):
    """The hidden activations of these points, which are their new coordinates."""
    return nn.predict(net, points)


def widest_gap(circles, squares):
    """(width, nearest points) of the gap between two segments in the plane; 0 where they meet."""
    if _cross(*circles, *squares):
        return 0.0, None
    ways = [(_nearest(p, *squares), p) for p in circles]
    ways += [(q, _nearest(q, *circles)) for q in squares]
    q, p = min(ways, key=lambda way: np.linalg.norm(way[0] - way[1]))
    return float(np.linalg.norm(q - p)), (p, q)


def _nearest(p, a, b):
    """The point of the segment from a to b that is nearest to p."""
    along = b - a
    length = along @ along
    t = np.clip((p - a) @ along / length, 0, 1) if length else 0.0
    return a + t * along


def _cross(a, b, c, d):
    """Whether the segments ab and cd cross in their insides."""

    def side(p, q, r):
        return np.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]))

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


class FoldedPlane(Scene):
    """The inputs' plane with both lines on the left, the folded plane on the right."""

    name, title = "fold", "folded plane"
    rows = ("now",)

    def __init__(self, sigma, big):
        self.big = big
        self.choices = (
            Choice("angle0", "line 0: direction", ANGLES, 0, "range", _degrees()),
            linear_choice("b0", "line 0: bias", -2.0, 2.0, 0.1, -0.5),
            Choice("angle1", "line 1: direction", ANGLES, 90, "range", _degrees()),
            linear_choice("b1", "line 1: bias", -2.0, 2.0, 0.1, -0.5),
            Choice("sigma", "σ", SHAPES, sigma, "select", SHAPES),
        )
        super().__init__()

    def first(self):
        s = self.settings
        net = nn.init([2, 2], [nn.activations.ALL[s["sigma"]]], np.random.default_rng(0))
        turns = [radians(s["angle0"]), radians(s["angle1"])]
        net.W[1] = [[cos(turn) for turn in turns], [sin(turn) for turn in turns]]
        net.b[1] = [s["b0"], s["b1"]]
        corners = folded(net, CORNERS)
        gap, cut = widest_gap(corners[TARGETS[:, 0] == 0], corners[TARGETS[:, 0] == 1])
        return Fold(net, corners, gap, cut if gap > 1e-6 else None)

    def refresh(self, _):
        return self.first()

    def text(self, fold):
        s = self.settings
        lines = ", ".join(
            f"line {j} in direction {short(s[f'angle{j}'])}° with bias {numeral(s[f'b{j}'], 1)}"
            for j in (0, 1)
        )
        return f"Folded plane with {s['sigma']}: {lines}. {self.remark(fold)}"

    def remark(self, fold):
        if fold.cut is None:
            return "In the folded plane no straight cut parts circles and squares."
        return f"A straight cut parts them, with a gap of {numeral(fold.gap, 2)}."

    def readout(self, fold):
        corners = ("(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)")
        return [
            Reading(f"a{corner}", f"{corner} goes to", f"{numeral(h[0], 2)}, {numeral(h[1], 2)}")
            for corner, h in zip(corners, fold.corners, strict=True)
        ]

    def draw(self, fold):
        canvas = canvas_of(self)
        s, w = canvas.size, canvas.width
        if canvas.narrow:
            height = 1.5 * w
            rooms = [(0.11 * w, top, 0.89 * w, height / 2) for top in (0, height / 2)]
        else:
            side = {1000: 0.42, 700: 0.5}.get(w, 0.34) * w
            height, rooms = side, [(w / 2 - side, 0, side, side), (w / 2, 0, side, side)]
        left, right = (svg.plot_in(*room, s) for room in rooms)
        return svg.picture(w, height, self._plane(left, s, fold), self._folded(right, s, fold))

    def _plane(self, box, size, fold):
        panel = _square(box, WIDE, WIDE, size)
        shapes = [_mesh(panel, GRID_LINES[:, [0, -1]])]
        for j, colour, dash in ((0, legible(VERMILLION), ""), (1, legible(GREEN), "7 4")):
            w, b = fold.net.W[1][:, j], fold.net.b[1][j]
            along = np.array([-w[1], w[0]])
            foot = MIDDLE - (MIDDLE @ w + b) * w + (0.9 - 1.8 * j) * along  # w has length 1
            ends = [panel.at(*(foot + t * along)) for t in (-5, 5)]
            shapes.append(svg.line(*ends[0], *ends[1], colour, size / 5, stroke_dasharray=dash))
            start, tip = panel.at(*foot), panel.at(*(foot + 0.3 * w))
            shapes.append(svg.arrow(*start, *tip, colour, size / 6))
            x, up = panel.at(*(foot + 0.36 * w))
            x, up = x + 1.6 * size * w[0], up + size * (0.3 - 0.5 * w[1])
            look = {"fill": colour, "stroke_width": 0.7 * size}  # a grid line passes behind
            shapes.append(svg.haloed(f"z{'₀₁'[j]} > 0", x, up, size * 0.9, "middle", **look))
        shapes += _corners(panel, CORNERS, size)
        return panel.inside(*shapes) + panel.frame("the plane of the inputs", "x₀", "x₁")

    def _folded(self, box, size, fold):
        points = folded(fold.net, GRID_LINES.reshape(-1, 2))
        low, high = points.min(), points.max()
        room = 0.12 * (high - low) or 1.0  # all may fall on one point
        limits = (float(low - room), float(high + room))
        panel = _square(box, limits, limits, size)
        shapes = [_mesh(panel, points.reshape(GRID_LINES.shape))]
        if fold.cut is not None:
            p, q = fold.cut
            middle, across = (p + q) / 2, (q - p) / np.linalg.norm(q - p)
            along = np.array([-across[1], across[0]]) * 3 * (high - low)
            ends = panel.at(*(middle - along)), panel.at(*(middle + along))
            shapes.append(svg.line(*ends[0], *ends[1], legible(ORANGE), size / 3.5))
        shapes += _corners(panel, fold.corners, size)
        title = "folded: the hidden activations"
        if fold.cut is not None:
            title += ", with a cut"
        return panel.inside(*shapes) + panel.frame(title, "a₀", "a₁")


def _degrees():
    return tuple(f"{short(angle)}°" for angle in ANGLES)


def _square(box, xlim, ylim, size):
    left, top, width, height = box
    side = min(width, height)
    return svg.Axes((left, top, side, side), xlim, ylim, size)


def _mesh(panel, lines):
    """Lines of points in one element."""
    d = svg.line_paths(map(panel.places, lines))
    return svg.path(d, fill="none", stroke=MUTED, stroke_width=0.6)


def _corners(panel, points, size):
    """The four corners, circles and squares; those that fall together are seen side by side."""
    shapes, taken = [], []
    for (x, up), target in zip(points, TARGETS.ravel(), strict=True):
        px, py = panel.at(x, up)
        while any(abs(px - qx) < size and abs(py - qy) < size for qx, qy in taken):
            px += 1.1 * size
        taken.append((px, py))
        r = size / 2.2
        look = {"stroke": PAPER, "stroke_width": 1.2}
        if target:
            shapes.append(svg.rect(px - r, py - r, 2 * r, 2 * r, fill=WRITING, **look))
        else:
            shapes.append(svg.circle(px, py, r, fill=legible(BLUE), **look))
    return shapes


def fold_plane(sigma="relu", big=False, controls="bar"):
    """Turn and shift the lines of two hidden neurons; the plane is folded along them.

    The neurons have weights of length 1, so a line is given by its direction and its bias.  The
    right panel shows a₁ = σ(x W + b) for every point of a grid and for the four corners of XOR, and
    the straight cut with the widest gap where there is one.  With the identity nothing folds.

    Make it the last expression of a cell: it shows itself.
    """
    expect.one_of(sigma, dict.fromkeys(SHAPES), "activation", "fold_plane")
    return Shell(FoldedPlane(sigma, big), controls=controls)

"""What width buys: hidden neurons are added one by one, and each lets the line turn once more."""

from dataclasses import dataclass

import numpy as np
from sympy import Indexed, evaluate

import nnlib as nn

from ... import expect
from ..drawing import svg
from ..drawing.canvas import canvas_of
from ..drawing.mathml import math
from ..drawing.style import BLUE, ORANGE, VERMILLION
from ..drawing.svg import numeral, short
from ..drawing.theme import MUTED, PAPER, WRITING, legible
from ..drawing.typeset import formula, symbol
from ..symbolic.formulas.d_activations import broken_line
from .equations import law
from .stage.bar import Action, Choice
from .stage.scene import Reading, Scene
from .stage.shell import Shell

REACH, BEYOND = 3.0, 3.4  # the curve's end, and how far the picture shows the line
TALL = 1.8
MOST = 12
APART, FREE = 0.05, 0.1  # the least distance of two corners, and of a new one
ROOMY = 0.5  # nearer than this to another corner, a new one helps the less the nearer it is
LEVEL = 1e-9  # a change of slope below this is no corner
NEAR = 0.25
SEEN = np.linspace(-REACH, REACH, 601)
CURVES = {
    "waves": lambda x: np.sin(2 * x + 0.5) * np.exp(-(x**2) / 8) + 0.3 * np.sin(5 * x),
    "a bell": lambda x: 1.5 * np.exp(-(x**2)) - 0.5,
    "a step": lambda x: np.tanh(8 * x),
}
SLOPE, HEIGHT = law("D5"), law("D5", 1)
CHANGE = HEIGHT.rhs.args[-1].function.args[-1].args[0]  # s_j − s_{j−1}


@dataclass(frozen=True, eq=False)
class Broken:
    """A network [1, n, 1] of ReLUs that meets n + 1 points, the chosen one, and how far it is off.

    `error` is the largest distance from the curve between −3 and 3, `where` the place of it.
    """

    net: nn.Network
    places: np.ndarray
    heights: np.ndarray
    chosen: int
    error: float
    where: float

    @property
    def n(self):
        return self.net.n[1]

    @property
    def changes(self):
        """The output weights, which are the changes of slope."""
        return self.net.W[2].ravel()

    @property
    def pieces(self):
        """How many straight pieces the whole line has."""
        return 1 + int((abs(self.changes) > LEVEL).sum())


class AddNeurons(Scene):
    """The curve and the network's line with its corners; beside it what each neuron adds."""

    name, title = "width", "neurons and pieces"
    rows = ("now",)
    actions = (
        Action("add", "Add a neuron", "a"),
        Action("remove", "Remove one", "Delete"),
        Action("next", "Next corner", "n"),
        Action("meet", "Meet the curve", "m"),
    )

    def __init__(self, curve, n, big):
        self.big = big
        kinds = tuple(CURVES)
        self.choices = (Choice("curve", "curve", kinds, curve, "select", kinds),)
        super().__init__()
        self.places = np.linspace(-REACH, REACH, n + 1)
        self.heights = self.curve(self.places)
        self.chosen = n // 2

    @property
    def curve(self):
        return CURVES[self.settings["curve"]]

    def pictured(self, line):
        """A page without a kernel has four neurons to show where a live one begins with one."""
        return AddNeurons(self.settings["curve"], 4, self.big).first() if line.n == 1 else line

    def first(self):
        net = broken_line(self.places, self.heights)
        off = np.abs(nn.predict(net, SEEN[:, None]).ravel() - self.curve(SEEN))
        worst = int(off.argmax())
        places, heights = self.places.copy(), self.heights.copy()
        return Broken(net, places, heights, self.chosen, float(off[worst]), float(SEEN[worst]))

    def act(self, name):
        """Add a corner where the line is far off, remove the chosen one, choose, or meet."""
        if name == "add":
            self._add()
        elif name == "remove":
            self._remove()
        elif name == "next":
            self.chosen = (self.chosen + 1) % len(self.places)
        else:
            self.heights = self.curve(self.places)
        return 0

    def _add(self):
        """A neuron with the output weight 0: the line stays as it is, until its corner is moved.

        So the line is farthest off where it was, and the next corner has to keep away from this.
        """
        if len(self.places) > MOST:
            raise ValueError(f"{MOST} neurons are the most that this picture has room for.")
        line = self.first()
        off = np.abs(nn.predict(line.net, SEEN[:, None]).ravel() - self.curve(SEEN))
        room = np.abs(SEEN[:, None] - self.places).min(axis=1)
        x = float(SEEN[np.where(room > FREE, off * np.minimum(room, ROOMY), -1).argmax()])
        self.chosen = int(np.searchsorted(self.places, x))
        y = nn.predict(line.net, [[x]]).item()
        self.places = np.insert(self.places, self.chosen, x)
        self.heights = np.insert(self.heights, self.chosen, y)

    def _remove(self):
        if len(self.places) == 2:
            raise ValueError("One neuron is the least: it draws one straight piece.")
        inner = min(max(self.chosen, 1), len(self.places) - 2)  # the ends hold the curve's ends
        self.places = np.delete(self.places, inner)
        self.heights = np.delete(self.heights, inner)
        self.chosen = min(inner, len(self.places) - 1)

    def point(self, _name, x, y, phase):
        """Take the nearest corner, and move it to (x, y) between its neighbours."""
        if phase == "down":
            far = np.hypot((self.places - x) / BEYOND, (self.heights - y) / TALL)
            self.chosen = int(far.argmin())
        j, last = self.chosen, len(self.places) - 1
        if 0 < j < last:
            low, high = self.places[j - 1] + APART, self.places[j + 1] - APART
            self.places[j] = min(max(x, low), high)
        self.heights[j] = y
        return 0

    def text(self, line):
        corners = ", ".join(
            f"({numeral(t, 2)}, {numeral(y, 2)})"
            for t, y in zip(line.places, line.heights, strict=True)
        )
        return (
            f"A broken line of {_count(line.n, 'neuron')} through {corners}, "
            f"beside the curve “{self.settings['curve']}”. {self.remark(line)}"
        )

    def remark(self, line):
        off = f"Farthest from the curve at x = {numeral(line.where, 2)}: {numeral(line.error, 2)}."
        near = f" That is within {short(NEAR)} everywhere." if line.error <= NEAR else ""
        return f"{_count(line.n, 'neuron')}, {_count(line.pieces, 'straight piece')}. {off}{near}"

    def readout(self, line):
        j = line.chosen
        rows = [
            Reading("n", "neurons", str(line.n)),
            Reading("pieces", "pieces", str(line.pieces)),
            Reading("t", math(symbol(f"t_{j}")), numeral(line.places[j], 2)),
            Reading("y", math(symbol(f"y_{j}")), numeral(line.heights[j], 2)),
        ]
        if j < line.n:  # the right end is no corner, and has no neuron
            slope = np.diff(line.heights)[j] / np.diff(line.places)[j]
            rows.append(Reading("s", math(formula(at_corner(SLOPE, j))), numeral(slope, 2)))
        for name, whose, i in (
            ("v left", "left", j - 1),
            ("v", "its", j),
            ("v right", "right", j + 1),
        ):
            if 0 <= i < line.n:
                weight = f"{whose} output weight " + math(formula(change_at(i)))
                rows.append(Reading(name, weight, numeral(line.changes[i], 2)))
        rows.append(Reading("error", "largest error", numeral(line.error, 2)))
        return rows

    def draw(self, line):
        canvas = canvas_of(self)
        s, w = canvas.size, canvas.width
        if canvas.narrow:
            height, rooms = 1.45 * w, [(0, 0, w, 0.8 * w), (0, 0.8 * w, w, 0.65 * w)]
        else:
            height = (0.4 if w > 900 else 0.46) * w
            rooms = [(0, 0, 0.58 * w, height), (0.58 * w, 0, 0.42 * w, height)]
        left, right = (svg.plot_in(*room, s) for room in rooms)
        return svg.picture(w, height, self._line(left, s, line), self._parts(right, s, line))

    def _line(self, box, size, line):
        panel = svg.Axes(box, (-BEYOND, BEYOND), (-TALL, TALL), size)
        curve = [panel.at(x, y) for x, y in zip(SEEN[::4], self.curve(SEEN[::4]), strict=True)]
        at = np.array([-BEYOND, *line.places, BEYOND])
        heights = nn.predict(line.net, at[:, None]).ravel()
        network = [panel.at(x, y) for x, y in zip(at, heights, strict=True)]
        ours = nn.predict(line.net, [[line.where]]).item()
        gap = [panel.at(line.where, y) for y in (ours, self.curve(line.where))]
        shapes = [
            svg.polyline(curve, WRITING, size / 8, stroke_dasharray="2 3"),
            svg.line(*gap[0], *gap[1], legible(VERMILLION), size / 3),
            svg.polyline(network, legible(BLUE), size / 4),
        ]
        for j, (x, y) in enumerate(zip(line.places, line.heights, strict=True)):
            shapes.append(_corner(*panel.at(x, y), size, j == line.chosen, hollow=j == line.n))
        x, y = line.places[line.chosen], line.heights[line.chosen]
        plane = {
            "data_plane": "curve", "data_x0": -BEYOND, "data_x1": BEYOND,
            "data_y0": -TALL, "data_y1": TALL, "data_x": f"{x:.4f}", "data_y": f"{y:.4f}",
            "data_step": 0.05, "tabindex": 0, "role": "application",
            "aria_label": "the line's corners: arrows move the chosen one, n chooses the next",
        }  # fmt: skip
        cover = svg.rect(*box, fill="none", pointer_events="all", **plane)
        frame = panel.frame("the network’s line; dotted: the curve", "x", "a")
        return frame + panel.inside(*shapes) + cover

    def _parts(self, box, size, line):
        """The change of slope times relu(x − t_j) of each neuron, the chosen one bold.

        The scale goes in doublings, so that it seldom moves under a corner that is dragged.
        """
        x = np.array([-BEYOND, BEYOND])
        high = float(np.abs(line.changes * (BEYOND - line.places[:-1])).max())
        high = 2.0 ** np.ceil(np.log2(max(2.0, high)))
        panel = svg.Axes(box, (-BEYOND, BEYOND), (-1.1 * high, 1.1 * high), size)
        shapes = [panel.level(0, MUTED, "1 4")]
        bold = ""
        for j, (t, change) in enumerate(zip(line.places[:-1], line.changes, strict=True)):
            ends = [panel.at(*one) for one in ((x[0], 0), (t, 0), (x[1], change * (x[1] - t)))]
            if j == line.chosen:
                bold = svg.polyline(ends, legible(ORANGE), size / 3)
            else:
                beside = abs(j - line.chosen) == 1
                width, dash = (size / 6, "7 4") if beside else (size / 12, "none")
                shapes.append(svg.polyline(ends, legible(BLUE), width, stroke_dasharray=dash))
        said = ["bold: the chosen one"] * bool(bold) + ["dashed: its neighbours"] * (line.n > 1)
        legend = "".join(
            svg.text(words, panel.left + 0.6 * size, panel.top + (1.4 + 1.3 * i) * size, 0.9 * size)
            for i, words in enumerate(said)
        )
        frame = panel.frame("what each neuron adds", "x", "")
        return frame + panel.inside(*shapes, bold) + legend


def at_corner(expression, j):
    """A row of D5 with the number of a corner for its index j."""
    entries = {
        one: one.base[one.indices[0].subs(dict.fromkeys(one.indices[0].free_symbols, j))]
        for one in expression.atoms(Indexed)
    }
    with evaluate(False):
        return expression.xreplace(entries)


def change_at(j):
    """The change of slope at a corner: of the first it is all of its slope."""
    if j == 0:
        return at_corner(SLOPE.lhs, 0)
    return at_corner(CHANGE, j)


def _count(n, noun):
    return f"{n} {noun}{'s' * (n != 1)}"


def _corner(x, y, size, chosen, hollow):
    """A disc at a corner, in a ring where it is chosen; the right end, no corner, is hollow."""
    look = {"fill": PAPER if hollow else legible(BLUE), "stroke": legible(BLUE)}
    ring = svg.circle(x, y, 0.9 * size, fill="none", stroke=legible(ORANGE), stroke_width=3.0)
    return svg.circle(x, y, size / 2.2, stroke_width=2.0, **look) + ring * chosen


def add_neurons(curve="waves", n=1, big=False, controls="bar"):
    """Add hidden ReLUs one by one, and drag the corners of their line onto a curve.

    The network [1, n, 1] meets n + 1 points, the ends at −3 and 3 among them; its output weights
    are the changes of slope (D5).  A new neuron has the output weight 0, so the line stays
    as it is until its corner is moved.  `curve` is "waves", "a bell" or "a step", and n at most 12.

    Make it the last expression of a cell: it shows itself.
    """
    expect.one_of(curve, dict.fromkeys(CURVES), "curve", "add_neurons")
    expect.whole(n, 1, "n", "add_neurons")
    if n > MOST:
        raise ValueError(f"add_neurons: n must be at most {MOST}, but it is {n}.")
    return Shell(AddNeurons(curve, n, big), controls=controls)

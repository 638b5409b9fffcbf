"""The training view: a network learns two classes, and shows what each of its neurons sees."""

from copy import deepcopy
from dataclasses import dataclass

import numpy as np

import nnlib as nn

from .... import expect
from ...drawing.canvas import canvas_of
from ...drawing.mathml import identifier, math
from ...drawing.svg import numeral, short
from ..stage.bar import Choice, log_choice, seed_choice
from ..stage.scene import Reading, Scene, live_words
from ..stage.shell import Shell
from .picture import Picture

DATA = {"moons": nn.data.moons, "spirals": nn.data.spirals, "circles": nn.data.circles}
SIZES = {
    "2-3-1": [2, 3, 1],
    "2-8-1": [2, 8, 1],
    "2-8-8-1": [2, 8, 8, 1],
    "2-16-16-1": [2, 16, 16, 1],
}
BATCHES = (1, 8, 32, 200)
SAMPLES = 200
MINE = "mine"
CORNERS = tuple(
    (x0, x1, int(x0 * x1 < 0)) for a in (0.8, 1.2) for x0 in (-a, a) for x1 in (-a, a)
)  # what one starts to paint from: XOR
REACH = 2.0  # of the plane on which one paints
NEAR = 0.12  # a click so near to a point removes it
HOVER = "Point at a neuron's field, or Tab to it, and it fills the plane."
PAINT = (
    "Click in the plane to paint a point, on a point to remove it; with keys: Tab to the plane, "
    "arrows, Enter. Choose another set and come back to start again."
)


@dataclass(frozen=True, eq=False)
class TrainingFrame:
    """The network after some updates, its optimizer, and its share of right answers.

    `losses` holds the loss on all samples at each frame so far, `deltas` the mean of |∂C_i/∂z| over
    the samples and neurons of each layer, l = 1 … L.
    """

    updates: int
    net: nn.Network
    optimizer: nn.Adam
    losses: tuple
    deltas: tuple
    accuracy: float

    @property
    def k(self):
        return len(self.losses) - 1

    @property
    def C(self):
        return self.losses[-1]


class TrainingView(Scene):
    """Each step makes `pace` updates by Adam on mini-batches; all numbers come from nnlib."""

    name, title, fps = "training", "training view", 30
    restarts = ("data", "network", "sigma", "eta", "batch_size", "seed")
    rows = ("now",)

    def __init__(self, settings, pace, stop, big, points=CORNERS):
        self.pace, self.stop, self.big = pace, stop, big
        self.given, self.points, self.brush, self.pressed = points, points, (0.0, 0.0), False
        sigmas, sets = tuple(nn.activations.ALL), (*DATA, MINE)
        start = settings
        self.choices = (
            Choice("data", "data", sets, start["data"], "select", (*DATA, "mine: paint")),
            Choice("network", "network", tuple(SIZES), start["network"], "select", tuple(SIZES)),
            Choice("sigma", "hidden σ", sigmas, start["sigma"], "select", sigmas),
            log_choice("eta", "learning rate η", 0.001, 1.0, start["eta"]),
            Choice("batch_size", "batch size", BATCHES, start["batch_size"], "select"),
            seed_choice(start["seed"]),
            Choice("paint", "paint", (1, 0), 1, "select", ("class 1 ■", "class 0 ●")),
        )
        super().__init__()

    def first(self):
        chosen = self.settings
        rng = np.random.default_rng(chosen["seed"])
        if chosen["data"] == MINE:
            points = np.array(self.points, float)
            self.X, self.y, self.reach = points[:, :2], points[:, 2:], REACH
        else:
            X, self.y = DATA[chosen["data"]](SAMPLES, rng)
            self.X, self.points = (X - X.mean(axis=0)) / X.std(axis=0), self.given
            self.reach = 1.15 * float(np.abs(self.X).max())
        n = SIZES[chosen["network"]]
        sigma = [nn.activations.ALL[chosen["sigma"]]] * (len(n) - 2)
        net = nn.init(n, [*sigma, nn.activations.identity], rng)
        self.picture = None
        return self._look(0, net, nn.Adam(chosen["eta"]), ())

    def refresh(self, frame):
        return frame

    def point(self, _name, x0, x1, phase):
        """Paint a point, or remove the one that is clicked; the arrow keys only move the brush."""
        clicked, self.pressed = self.pressed and phase == "up", phase != "up"
        if phase == "up":
            self.brush = (x0, x1)
        if not clicked:
            return None
        self._paint(x0, x1)
        return 0

    def _paint(self, x0, x1):
        rest = tuple(p for p in self.points if np.hypot(p[0] - x0, p[1] - x1) > NEAR)
        if len(rest) == len(self.points):
            rest = (*rest, (round(x0, 2), round(x1, 2), self.settings["paint"]))
        if not rest:
            raise ValueError("One point must stay: without data there is nothing to learn.")
        self.points = rest

    def advance(self, frame):
        if not np.isfinite(frame.C):
            return None
        net, optimizer = frame.net.copy(), deepcopy(frame.optimizer)
        chosen = self.settings
        for update in range(frame.updates, frame.updates + self.pace):
            rng = np.random.default_rng((chosen["seed"], update))
            m = len(self.X)
            rows = rng.choice(m, min(chosen["batch_size"], m), replace=False)
            X, y = self.X[rows], self.y[rows]
            optimizer.step(
                net, nn.backward(net, nn.forward(net, X), y, nn.losses.binary_cross_entropy)
            )
        return self._look(frame.updates + self.pace, net, optimizer, frame.losses)

    def _look(self, updates, net, optimizer, losses):
        """The frame of `net`: its loss on all samples, joined to `losses`."""
        trace = nn.forward(net, self.X)
        scores = trace.a[net.L]
        delta = nn.backward(net, trace, self.y, nn.losses.binary_cross_entropy).delta
        sizes = tuple(float(np.abs(delta[l]).mean()) * len(self.X) for l in range(1, net.L + 1))
        right = float(((scores > 0) == (self.y > 0.5)).mean())
        losses = (*losses, nn.losses.binary_cross_entropy(scores, self.y))
        return TrainingFrame(updates, net, optimizer, losses, sizes, right)

    def text(self, frame):
        return (
            f"Training view, step {frame.k}: {self._words()}. After {frame.updates} updates the "
            f"loss is about {numeral(frame.C, 2)}, and {frame.accuracy:.0%} of {len(self.X)} "
            f"samples are right."
        )  # rounded so that it is the same on every machine: lessons store it

    def _words(self):
        s = self.settings
        return f"{s['data']}, {s['network']}, {s['sigma']}, η = {short(s['eta'])}"

    def remark(self, frame):
        if frame.updates and min(frame.deltas) < 1e-3 * max(frame.deltas):
            return "δ fades towards the input: the first layer hardly learns."
        return ""

    def readout(self, frame):
        deltas = [
            Reading(f"delta{l}", f"mean |δ| of layer {l}", short(size))
            for l, size in enumerate(frame.deltas, start=1)
        ]
        return [
            Reading("updates", "updates", str(frame.updates)),
            Reading("C", math(identifier("C")), numeral(frame.C)),
            Reading("right", "right", f"{frame.accuracy:.1%}"),
            *deltas,
        ]

    def below(self, frame):
        """The line of code that brings this run back, at this step."""
        line = f"widgets.watch_training({self.line(frame.k)})"
        share = f'<p class="nn-remark">To share this run: <code data-name="line">{line}</code></p>'
        painting = f" {PAINT}" if self.settings["data"] == MINE else ""
        return ("" if self.big else live_words(HOVER + painting)) + share

    def line(self, k):
        """The arguments that restore the settings, the seed and the step."""
        whole = self.settings | {"pace": self.pace, "steps": self.stop, "at": k}
        del whole["paint"]
        if self.settings["data"] == MINE:
            whole["points"] = self.points
        return ", ".join(f"{name}={value!r}" for name, value in whole.items())

    def draw(self, frame):
        canvas = canvas_of(self)
        if self.picture is None or self.picture.canvas is not canvas:
            self.picture = Picture(canvas, self.X, self.y, frame.net.n, self.reach)
        ghost = [step.C for step in self.ghost] if self.ghost else ()
        brush = self.brush if self.settings["data"] == MINE else None
        return self.picture.draw(frame, ghost, brush)


def watch_training(
    data="moons", network="2-8-8-1", sigma="tanh", eta=0.03, batch_size=32, seed=0,
    pace=5, at=0, steps=400, big=False, still=60, controls="bar", points=CORNERS,
):  # fmt: skip
    """Watch a network learn: its decision line, each neuron's field, the loss and |δ| by layer.

    `data` is moons, spirals or circles, 200 standardised samples, or mine: the reader's `points`
    (x₀, x₁, class), to which a click in the plane adds one or from which it takes one.  A step
    makes `pace` updates by Adam on mini-batches.  Below the picture stands the line of code that
    brings the run back, at the step `at`.  The fallback picture shows step `still`.

    Make it the last expression of a cell: it shows itself.
    """
    where = "watch_training"
    expect.one_of(data, DATA | {MINE: CORNERS}, "data set", where)
    expect.one_of(network, SIZES, "network", where)
    expect.one_of(sigma, nn.activations.ALL, "activation", where)
    for name, given, least in (("pace", pace, 1), ("at", at, 0), ("steps", steps, 1)):
        expect.whole(given, least, name, where)
    if batch_size not in BATCHES:
        raise ValueError(f"{where}: batch_size must be one of {BATCHES}, but it is {batch_size!r}.")
    settings = {"data": data, "network": network, "sigma": sigma, "eta": eta,
                "batch_size": batch_size, "seed": seed}  # fmt: skip
    shell = Shell(TrainingView(settings, pace, steps, big, _painted(points)), still, controls)
    shell.player.seek(at)
    shell.render()
    return shell


def _painted(points):
    """The points as triples on the plane; ValueError with a sentence for what is none."""
    table = np.asarray(points, float) if len(points) else np.empty((0, 3))
    fits = table.ndim == 2 and table.shape[1:] == (3,) and len(table)
    if not (fits and (np.abs(table[:, :2]) <= REACH).all() and {*table[:, 2]} <= {0, 1}):
        raise ValueError(
            "watch_training: points must be triples (x0, x1, class) with coordinates from "
            f"−{REACH:g} to {REACH:g} and class 0 or 1, but they are {points!r}."
        )
    return tuple((float(x0), float(x1), int(label)) for x0, x1, label in table)

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
from ..stage.scene import Reading, Scene
from ..stage.shell import Shell
from .picture import Picture

DATA = {"moons": nn.data.moons, "spirals": nn.data.spirals, "circles": nn.data.circles}
NETWORKS = {
    "2-3-1": [2, 3, 1],
    "2-8-1": [2, 8, 1],
    "2-8-8-1": [2, 8, 8, 1],
    "2-16-16-1": [2, 16, 16, 1],
}
BATCHES = (1, 8, 32, 200)
SAMPLES = 200


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

    def __init__(self, settings, pace, stop, big):
        self.pace, self.stop, self.big = pace, stop, big
        sigmas = tuple(nn.activations.ALL)
        start = settings
        self.choices = (
            Choice("data", "data", tuple(DATA), start["data"], "select", tuple(DATA)),
            Choice(
                "network", "network", tuple(NETWORKS), start["network"], "select", tuple(NETWORKS)
            ),
            Choice("sigma", "hidden σ", sigmas, start["sigma"], "select", sigmas),
            log_choice("eta", "learning rate η", 0.001, 1.0, start["eta"]),
            Choice("batch_size", "batch size", BATCHES, start["batch_size"], "select"),
            seed_choice(start["seed"]),
        )
        super().__init__()

    def first(self):
        chosen = self.settings
        rng = np.random.default_rng(chosen["seed"])
        X, self.y = DATA[chosen["data"]](SAMPLES, rng)
        self.X = (X - X.mean(axis=0)) / X.std(axis=0)
        n = NETWORKS[chosen["network"]]
        sigma = [nn.activations.ALL[chosen["sigma"]]] * (len(n) - 2)
        net = nn.init(n, [*sigma, nn.activations.identity], rng)
        self.reach = 1.15 * float(np.abs(self.X).max())
        self.picture = None
        return self._look(0, net, nn.Adam(chosen["eta"]), ())

    def advance(self, frame):
        if not np.isfinite(frame.C):
            return None
        net, optimizer = frame.net.copy(), deepcopy(frame.optimizer)
        chosen = self.settings
        for update in range(frame.updates, frame.updates + self.pace):
            rng = np.random.default_rng((chosen["seed"], update))
            rows = rng.choice(SAMPLES, chosen["batch_size"], replace=False)
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
        sizes = tuple(float(np.abs(delta[l]).mean()) * SAMPLES for l in range(1, net.L + 1))
        right = float(((scores > 0) == (self.y > 0.5)).mean())
        losses = (*losses, nn.losses.binary_cross_entropy(scores, self.y))
        return TrainingFrame(updates, net, optimizer, losses, sizes, right)

    def text(self, frame):
        return (
            f"Training view, step {frame.k}: {self._words()}. After {frame.updates} updates the "
            f"loss is about {numeral(frame.C, 2)}, and {frame.accuracy:.0%} of {SAMPLES} samples "
            f"are right."
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
        return f'<p class="nn-remark">To share this run: <code data-name="line">{line}</code></p>'

    def line(self, k):
        """The arguments that restore the settings, the seed and the step."""
        whole = self.settings | {"pace": self.pace, "steps": self.stop, "at": k}
        return ", ".join(f"{name}={value!r}" for name, value in whole.items())

    def draw(self, frame):
        canvas = canvas_of(self)
        if self.picture is None or self.picture.canvas is not canvas:
            self.picture = Picture(canvas, self.X, self.y, frame.net.n, self.reach)
        ghost = [step.C for step in self.ghost] if self.ghost else ()
        return self.picture.draw(frame, ghost)


def watch_training(
    data="moons", network="2-8-8-1", sigma="tanh", eta=0.03, batch_size=32, seed=0,
    pace=5, at=0, steps=400, big=False, still=60, controls="bar",
):  # fmt: skip
    """Watch a network learn: its decision line, each neuron's field, the loss and |δ| by layer.

    `data` is moons, spirals or circles, 200 standardised samples.  A step makes `pace` updates by
    Adam on mini-batches.  Below the picture stands the line of code that brings the run back, at
    the step `at`.  The fallback picture shows step `still`.

    Make it the last expression of a cell: it shows itself.
    """
    where = "watch_training"
    expect.one_of(data, DATA, "data set", where)
    expect.one_of(network, NETWORKS, "network", where)
    expect.one_of(sigma, nn.activations.ALL, "activation", where)
    for name, given, least in (("pace", pace, 1), ("at", at, 0), ("steps", steps, 1)):
        expect.whole(given, least, name, where)
    if batch_size not in BATCHES:
        raise ValueError(f"{where}: batch_size must be one of {BATCHES}, but it is {batch_size!r}.")
    settings = {"data": data, "network": network, "sigma": sigma, "eta": eta,
                "batch_size": batch_size, "seed": seed}  # fmt: skip
    shell = Shell(TrainingView(settings, pace, steps, big), still, controls)
    shell.player.seek(at)
    shell.render()
    return shell

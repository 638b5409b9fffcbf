"""The race of lesson 04: up to five ways down the same loss surface."""

from copy import deepcopy
from dataclasses import dataclass

import numpy as np

import nnlib as nn

from .... import expect
from ...drawing import svg
from ...drawing.style import BLUE, GREEN, INK, ORANGE, PURPLE
from ...drawing.svg import numeral, short
from ..stage.bar import log_choice, seed_choice
from ..stage.scene import Reading, Scene
from ..stage.shell import Shell
from .surface import DIVERGED, Surface, line_neuron, loss, loss_of, parameters, samples

LOOKS = {
    "batch": ("B", BLUE, ""),
    "one sample": ("1", ORANGE, "3 2"),
    "mini-batch": ("m", GREEN, "8 3"),
    "momentum": ("V", PURPLE, "10 3 2 3"),
    "Adam": ("A", INK, "2 3"),
}


@dataclass(frozen=True, eq=False)
class Runner:
    """One way down: its network, its optimizer, its batch size, and C on all samples."""

    name: str
    net: nn.Network
    optimizer: nn.SGD
    size: int
    C: float

    @property
    def out(self):
        return not self.C < DIVERGED

    @property
    def shown(self):
        return "diverged" if self.out else numeral(self.C)


@dataclass(frozen=True, eq=False)
class RaceFrame:
    """All runners after k updates each, and the frame before."""

    k: int
    seed: int
    runners: tuple
    before: "RaceFrame | None"

    @property
    def past(self):
        """The frames up to this one, first to last, and of a long race only about a hundred."""
        frames, frame = [], self
        while frame is not None:
            frames.append(frame)
            frame = frame.before
        frames.reverse()
        return frames[: -1 : 1 + len(frames) // 110] + frames[-1:]


class Race(Scene):
    """Every runner makes one update a step, with the course's own optimizers and mini-batches."""

    name, title = "race", "race of optimizers"
    rows = ("C", "updates", "epochs")
    restarts = ("eta", "seed")

    def __init__(self, X, y, eta, batch_size, runners, w, b, seed, stop, big):
        self.X, self.y = samples(X, y, "race_optimizers")
        for runner in runners:
            expect.one_of(runner, LOOKS, "runner", "race_optimizers")
        self.names, self.start, self.batch_size = tuple(runners), (w, b), batch_size
        self.stop, self.big = stop, big
        self.surface = Surface(self.X, self.y, self.start)
        self.least_C = loss_of(line_neuron(*self.surface.best), self.X, self.y)
        self.choices = (
            log_choice("eta", "learning rate η", 0.001, 10.0, eta),
            seed_choice(seed),
        )
        super().__init__()

    def first(self):
        net, eta, m = line_neuron(*self.start), self.settings["eta"], len(self.X)
        C = loss_of(net, self.X, self.y)
        ways = {
            "batch": (nn.SGD(eta), m),
            "one sample": (nn.SGD(eta), 1),
            "mini-batch": (nn.SGD(eta), self.batch_size),
            "momentum": (nn.Momentum(eta), self.batch_size),
            "Adam": (nn.Adam(eta), self.batch_size),
        }
        runners = tuple(Runner(name, net, *ways[name], C) for name in self.names)
        return RaceFrame(0, self.settings["seed"], runners, None)

    def advance(self, frame):
        if all(runner.out for runner in frame.runners):
            return None
        runners = tuple(self._update(runner, frame) for runner in frame.runners)
        return RaceFrame(frame.k + 1, frame.seed, runners, frame)

    def _update(self, runner, frame):
        """One update on the next batch; each epoch is dealt from the seed and its number."""
        if runner.out:
            return runner
        epoch, turn = divmod(frame.k, -(-len(self.X) // runner.size))
        rng = np.random.default_rng((frame.seed, epoch))
        X, y = list(nn.minibatches(self.X, self.y, runner.size, rng))[turn]
        net, optimizer = runner.net.copy(), deepcopy(runner.optimizer)
        with np.errstate(over="ignore"):
            optimizer.step(net, nn.backward(net, nn.forward(net, X), y, loss))
        return Runner(runner.name, net, optimizer, runner.size, loss_of(net, self.X, self.y))

    def _epochs(self, k, runner):
        """Samples seen / m after k updates; the last batch of an epoch may be small."""
        m = len(self.X)
        epochs, turns = divmod(k, -(-m // runner.size))
        return epochs + turns * runner.size / m

    def text(self, frame):
        losses = ", ".join(f"{runner.name} {runner.shown}" for runner in frame.runners)
        eta = short(frame.runners[0].optimizer.eta)
        return (
            f"Race of optimizers after {frame.k} updates each, learning rate {eta}, "
            f"seed {frame.seed}. C by runner: {losses}."
        )

    def remark(self, frame):
        lost = [runner.name for runner in frame.runners if runner.out]
        return f"diverged: {', '.join(lost)}. Take a smaller learning rate." if lost else ""

    def readout(self, frame):
        quantities = []
        for runner in frame.runners:
            letter, colour, _ = LOOKS[runner.name]
            symbol = f'<span style="color: {colour}">{letter}</span> {runner.name}'
            epochs = short(self._epochs(frame.k, runner))
            quantities.append(
                Reading(f"C {runner.name}", symbol, runner.shown, str(frame.k), epochs)
            )
        return quantities

    def draw(self, frame):
        size, width, height = (20, 1200, 400) if self.big else (13, 960, 330)
        boxes = svg.side_by_side(3, size, width, height - 1.8 * size)
        past, surface = frame.past, self.surface.panel(boxes[0], size)
        paths = [
            [surface.at(*parameters(earlier.runners[i].net)) for earlier in past]
            for i in range(len(self.names))
        ]
        updates = [[earlier.k for earlier in past] for _ in frame.runners]
        epochs = [[self._epochs(earlier.k, runner) for earlier in past] for runner in frame.runners]
        by_epoch = "loss C by epoch", "epochs (samples seen / m)", epochs
        return svg.picture(
            width, height,
            self.surface.draw(surface, "loss C over (w, b)"),
            surface.inside(*self._trails(paths, size)),
            self._curves(boxes[1], size, past, "loss C by update", "updates of each", updates),
            self._curves(boxes[2], size, past, *by_epoch),
            self._legend(size, height),
        )  # fmt: skip

    def _trails(self, paths, size):
        """A dashed line for each runner, then its letter in a disc where it stands now."""
        lines, discs = [], []
        for name, path in zip(self.names, paths, strict=True):
            letter, colour, dash = LOOKS[name]
            lines.append(svg.polyline(path, colour, size / 7, stroke_dasharray=dash))
            discs.append(_disc(letter, colour, *path[-1], size))
        return [*lines, *discs]

    def _curves(self, box, size, past, title, xlabel, xs):
        top = past[0].runners[0].C
        panel = svg.Axes(box, svg.counting(past[-1].k), (-0.06 * top, 1.15 * top), size)
        paths = [
            [panel.at(x, earlier.runners[i].C) for x, earlier in zip(row, past, strict=True)]
            for i, row in enumerate(xs)
        ]
        least = panel.level(self.least_C, INK, "1 4")
        return panel.frame(title, xlabel, "C") + panel.inside(least, *self._trails(paths, size))

    def _legend(self, size, height):
        shapes, x, y = [], 4.6 * size, height - 0.9 * size
        for name in self.names:
            letter, colour, dash = LOOKS[name]
            words = f"{name} of {self.batch_size}" if name == "mini-batch" else name
            shapes.append(svg.line(x, y, x + 3 * size, y, colour, size / 6, stroke_dasharray=dash))
            shapes.append(_disc(letter, colour, x + 1.5 * size, y, size))
            shapes.append(svg.text(words, x + 3.5 * size, y + 0.35 * size, size))
            x += (5 + 0.64 * len(words)) * size
        return "".join(shapes)


def _disc(letter, colour, x, y, size):
    disc = svg.circle(x, y, size * 0.55, fill=colour, stroke="white", stroke_width=1.0)
    return disc + svg.text(letter, x, y + 0.28 * size, size * 0.75, "middle", "bold", fill="white")


def race_optimizers(
    X, y, eta=0.1, batch_size=8, runners=tuple(LOOKS), w=-1.0, b=2.0, seed=0, steps=200, big=False,
    still=20, controls="bar",
):  # fmt: skip
    """Race up to five ways down one loss surface: batch, one sample, mini-batch, momentum, Adam.

    X and y have shape (m, 1).  Every runner makes one update a step, at the same learning rate;
    momentum and Adam use mini-batches of `batch_size` too.  A change of η or seed starts the race
    again.  The fallback picture shows step `still`.  Make it the last expression of a cell: it
    shows itself.
    """
    scene = Race(X, y, float(eta), batch_size, runners, w, b, seed, steps, big)
    return Shell(scene, still, controls=controls)

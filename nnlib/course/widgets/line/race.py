"""The race of lesson 04: up to five ways down the same loss surface."""

from copy import deepcopy
from dataclasses import dataclass
from math import floor, log10

import numpy as np

import nnlib as nn

from .... import expect
from ...drawing import svg
from ...drawing.canvas import canvas_of
from ...drawing.style import BLUE, GREEN, GREY, ORANGE, PURPLE
from ...drawing.svg import numeral, power, short
from ...drawing.theme import MUTED, PAPER, WRITING, legible, on_white
from ..stage.bar import Choice, log_choice, seed_choice
from ..stage.scene import Reading, Scene, live_words
from ..stage.shell import Shell
from .surface import (
    DIVERGED,
    Surface,
    line_neuron,
    loss,
    loss_of,
    parameters,
    rooms,
    samples,
    start_ring,
)

LOOKS = {
    "batch": ("B", legible(BLUE), ""),
    "one sample": ("1", legible(ORANGE), "3 2"),
    "mini-batch": ("m", legible(GREEN), "8 3"),
    "momentum": ("V", legible(PURPLE), "10 3 2 3"),
    "Adam": ("A", WRITING, "2 3"),
}
SIZES = (1, 2, 4, 8, 16, 32, 64)
MOMENTA = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)
POINTS, FAINT_POINTS = 50, 25  # of a line, and of one of the race before
DEPTH = 1e-9  # of the first height above the least C: no logarithmic axis reaches further
BY_UPDATE = "C − least C by update", "updates of each"
BY_EPOCH = "C − least C by epoch", "epochs (samples seen / m)"
TOUCH = "Drag the ring to start elsewhere, or move it with the arrow keys."


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

    def past(self, about):
        """The frames up to this one, first to last, and of a long race only about so many."""
        frames, frame = [], self
        while frame is not None:
            frames.append(frame)
            frame = frame.before
        frames.reverse()
        return frames[: -1 : 1 + len(frames) // about] + frames[-1:]


class Race(Scene):
    """Every runner makes one update a step, with the course's own optimizers and mini-batches."""

    name, title = "race", "race of optimizers"
    rows = ("C", "updates", "epochs")
    restarts = ("eta", "batch_size", "mu", "seed")

    def __init__(self, X, y, eta, batch_size, mu, runners, w, b, seed, stop, big):
        self.X, self.y = samples(X, y, "race_optimizers")
        for runner in runners:
            expect.one_of(runner, LOOKS, "runner", "race_optimizers")
        self.names, self.start, self.stop, self.big = tuple(runners), (w, b), stop, big
        self.surface = Surface(self.X, self.y, self.start)
        self.least_C = self.surface.least_C
        sizes = tuple(sorted({size for size in SIZES if size <= len(self.X)} | {batch_size}))
        momenta = tuple(sorted({*MOMENTA, mu}))
        self.choices = (
            log_choice("eta", "learning rate η", 0.001, 10.0, eta),
            Choice("batch_size", "batch size", sizes, batch_size, "select"),
            Choice("mu", "momentum μ", momenta, mu, "select"),
            seed_choice(seed),
        )
        super().__init__()

    def first(self):
        net, m, chosen = line_neuron(*self.start), len(self.X), self.settings
        C, eta, size = loss_of(net, self.X, self.y), chosen["eta"], chosen["batch_size"]
        self.least_height = max(DEPTH * (C - self.least_C), 1e-12)
        ways = {
            "batch": (nn.SGD(eta), m),
            "one sample": (nn.SGD(eta), 1),
            "mini-batch": (nn.SGD(eta), size),
            "momentum": (nn.Momentum(eta, chosen["mu"]), size),
            "Adam": (nn.Adam(eta), size),
        }
        runners = tuple(Runner(name, net, *ways[name], C) for name in self.names)
        return RaceFrame(0, self.settings["seed"], runners, None)

    def point(self, _name, w, b, _phase):
        """Start the race elsewhere."""
        self.start = (w, b)
        return 0

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
        return (
            f"Race of optimizers after {frame.k} updates each, {self._words()}. "
            f"C by runner: {losses}."
        )

    def _words(self):
        s = self.settings
        return (
            f"learning rate {short(s['eta'])}, batches of {s['batch_size']}, "
            f"momentum {short(s['mu'])}, seed {s['seed']}"
        )

    def remark(self, frame):
        lost = [runner.name for runner in frame.runners if runner.out]
        words = f"diverged: {', '.join(lost)}. Take a smaller learning rate." if lost else ""
        return " ".join(filter(None, [words, self._of_momentum(frame), self._of_depth(frame)]))

    def _of_depth(self, frame):
        """Whose curve ends where the axis does, so that nobody takes it for a walker at rest."""
        low = [one.name for one in frame.runners if one.C - self.least_C < self.least_height]
        return f"lower than the curves show: {', '.join(low)}." if low else ""

    def _of_momentum(self, frame):
        """Whether momentum pays at these settings, which are the same for plain mini-batches."""
        C = {runner.name: runner.C for runner in frame.runners if not runner.out}
        if not frame.k or not {"momentum", "mini-batch"} <= {*C}:
            return ""
        eta, mu = self.settings["eta"], self.settings["mu"]
        if C["momentum"] <= C["mini-batch"] or not mu:
            return ""
        return (
            f"Momentum {short(mu)} is behind plain mini-batches here: on one slope its steps grow "
            f"to η/(1 − μ) = {short(eta / (1 - mu))}, and so does what a small batch gets wrong. "
            "Try a smaller η, a smaller μ or larger batches."
        )

    def below(self, _):
        return "" if self.big else live_words(TOUCH)

    def readout(self, frame):
        quantities = []
        for runner in frame.runners:
            letter, colour, _ = LOOKS[runner.name]
            symbol = f'<b style="border-bottom: .2em solid {colour}">{letter}</b> {runner.name}'
            epochs = short(self._epochs(frame.k, runner))
            quantities.append(
                Reading(f"C {runner.name}", symbol, runner.shown, str(frame.k), epochs)
            )
        return quantities

    def draw(self, frame):
        canvas = canvas_of(self)
        size, (height, panels) = canvas.size, rooms(canvas)
        box, by_update, by_epoch = (svg.plot_in(*room, size) for room in panels)
        past, before = frame.past(POINTS), []
        if self.ghost:
            before = self.ghost[-1].past(FAINT_POINTS)
        legend, lines = self._legend(size, canvas.width, height)
        return svg.picture(
            canvas.width, height + 1.8 * size * lines,
            self._surface_panel(box, size, past, before),
            self._curves(by_update, size, past, before, BY_UPDATE, lambda k, _: k),
            self._curves(by_epoch, size, past, before, BY_EPOCH, self._epochs),
            legend,
        )  # fmt: skip

    def _surface_panel(self, box, size, past, before):
        panel = self.surface.panel(box, size)

        def paths(frames):
            return [
                [panel.at(*parameters(frame.runners[i].net)) for frame in frames]
                for i in range(len(self.names))
            ]

        shapes = [svg.polyline(path, GREY, size / 14) for path in paths(before) if path]
        # A field is pale in any theme.
        shapes += map(on_white, self._trails(paths(past), panel))
        shapes.append(start_ring(*panel.at(*self.start), size))
        plane = self.surface.plane(
            panel, "start", "start of the race", self.start, pointer_events="all"
        )
        title = "loss C over (w, b)" + ("; grey: the race before" if before else "")
        return self.surface.draw(panel, title) + panel.inside(*shapes) + plane

    def _trails(self, paths, panel):
        """A dashed line for each runner, then its letter in a disc where it stands now."""
        lines, heads, taken, size = [], [], [], panel.size
        for name, path in zip(self.names, paths, strict=True):
            letter, colour, dash = LOOKS[name]
            lines.append(svg.polyline(path, colour, size / 7, stroke_dasharray=dash))
            heads.append(_head(letter, colour, *_free_place(path[-1], taken, panel), size))
        return [*lines, *heads]

    def _curves(self, box, size, past, before, words, count):
        """C above the least possible, on a logarithmic axis, by updates or by epochs."""

        def places(frames):
            return [
                [(count(frame.k, frame.runners[i]), self._height(frame.runners[i]))
                 for frame in frames]
                for i in range(len(self.names))
            ]  # fmt: skip

        now, ghosts = places(past), places(before)
        heights = [y for path in now + ghosts for _, y in path]
        lowest = floor(min(*heights, heights[0] - 2) + 0.3)
        last = max(frame.k for frame in (past + before))
        highest = min(max(heights), heights[0] + 1.5)
        room = 0.14 * (highest - lowest)  # for the heads
        ends = (lowest - room, highest + room)
        panel = svg.Axes(box, svg.counting(last), ends, size)

        def drawn(paths):
            return [[panel.at(*place) for place in path] for path in paths if path]

        shapes = [svg.polyline(path, MUTED, size / 14) for path in drawn(ghosts)]
        shapes += self._trails(drawn(now), panel)
        title, xlabel = words
        return panel.frame(title, xlabel, "", words=(short, _whole_power)) + panel.inside(*shapes)

    def _height(self, runner):
        """log10(C − least C); none is so low that it would flatten the others."""
        return log10(min(max(runner.C - self.least_C, self.least_height), DIVERGED))

    def _legend(self, size, width, top):
        """(what stands for each runner, in how many lines)."""
        shapes, x, line = [], 1.5 * size, 0
        for name in self.names:
            letter, colour, dash = LOOKS[name]
            words = self._named(name)
            long = (5 + 0.6 * len(words)) * size
            if x + long > width:
                x, line = 1.5 * size, line + 1
            y = top + (0.6 + 1.8 * line) * size
            shapes.append(svg.line(x, y, x + 3 * size, y, colour, size / 6, stroke_dasharray=dash))
            shapes.append(_head(letter, colour, x + 1.5 * size, y, size))
            shapes.append(svg.text(words, x + 3.5 * size, y + 0.35 * size, size))
            x += long
        return "".join(shapes), line + 1

    def _named(self, name):
        size, mu = self.settings["batch_size"], self.settings["mu"]
        setting = {"mini-batch": f" of {size}", "momentum": f" {short(mu)}"}
        return name + setting.get(name, "")


def _whole_power(exponent):
    return power(exponent) if exponent == round(exponent) else ""


def _free_place(place, taken, panel):
    """The place, or one beside it if others stand there, towards the panel's middle."""
    (x, y), size = place, panel.size
    way = 1 if x < panel.left + panel.width / 2 else -1
    while any(abs(x - p) < 1.1 * size and abs(y - q) < 1.1 * size for p, q in taken):
        x += way * 1.2 * size
    taken.append((x, y))
    return x, y


def _head(letter, colour, x, y, size):
    disc = svg.circle(x, y, size * 0.58, fill=PAPER, stroke=colour, stroke_width=size / 7)
    return disc + svg.text(letter, x, y + 0.31 * size, size * 0.9, "middle", "bold", fill=WRITING)


def race_optimizers(
    X, y, eta=0.1, batch_size=8, runners=tuple(LOOKS), w=-1.0, b=2.0, seed=0, steps=200, big=False,
    still=20, controls="bar", mu=0.9,
):  # fmt: skip
    """Race up to five ways down one loss surface: batch, one sample, mini-batch, momentum, Adam.

    X and y have shape (m, 1).  Every runner makes one update a step, at the same learning rate;
    momentum (μ is `mu`) and Adam use mini-batches of `batch_size` too.  A change of a setting or of
    the start, which is dragged on the surface, starts the race again.  The fallback picture shows
    step `still`.  Make it the last expression of a cell: it shows itself.
    """
    where = "race_optimizers"
    batch_size = expect.setting(batch_size, "batch_size", where)
    mu = float(expect.setting(mu, "mu", where))
    scene = Race(X, y, float(eta), batch_size, mu, runners, w, b, seed, steps, big)
    return Shell(scene, still, controls=controls)

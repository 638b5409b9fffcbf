"""The descent stepper of lesson 03: one neuron goes down its loss surface, a step at a time."""

from dataclasses import dataclass

import numpy as np
from sympy import Symbol

import nnlib as nn

from ...drawing import svg
from ...drawing.mathml import identifier, math
from ...drawing.style import BLUE, GREEN, GREY, INK, VERMILLION
from ...drawing.svg import numeral, short
from ...drawing.typeset import formula
from ..differences import by_difference
from ..equations import loss_slope
from ..stage.bar import Choice, log_choice
from ..stage.scene import Reading, Scene
from ..stage.shell import Shell
from .surface import DIVERGED, Surface, line_neuron, loss, loss_of, parameters, samples

PATH = 400


@dataclass(frozen=True, eq=False)
class DescentFrame:
    """A place (w, b), C on all samples, the gradient on `rows`, and the frame it came from."""

    k: int
    net: nn.Network
    C: float
    rows: np.ndarray
    grads: nn.Gradients | None
    eta: float
    before: "DescentFrame | None"

    @property
    def diverged(self):
        return self.grads is None

    @property
    def path(self):
        """The frames up to this one, first to last, and at most the latest few hundred."""
        frames, frame = [], self
        while frame is not None and len(frames) < PATH:
            frames.append(frame)
            frame = frame.before
        return frames[::-1]


class Descent(Scene):
    """Frames from the course's own forward, backward and SGD.step; draw and text only read them."""

    name, title = "descent", "descent stepper"

    def __init__(self, X, y, eta, batch_size, w, b, seed, stop, big):
        self.X, self.y = samples(X, y, "step_descent")
        self.start, self.seed, self.stop, self.big = (w, b), seed, stop, big
        m = len(self.X)
        sizes = sorted({1, 2, 4, 8, 16, 32, batch_size or m} | {m})
        sizes = tuple(size for size in sizes if size <= m)
        if batch_size is not None and batch_size not in sizes:
            raise ValueError(
                f"step_descent: batch_size must lie in 1 … {m}, but it is {batch_size!r}."
            )
        words = tuple(f"all {m}" if size == m else str(size) for size in sizes)
        self.choices = (
            log_choice("eta", "learning rate η", 0.001, 10.0, eta),
            Choice("batch_size", "batch size", sizes, batch_size or m, "select", words),
        )
        self.surface = Surface(self.X, self.y, self.start)
        self.least_C = loss_of(line_neuron(*self.surface.best), self.X, self.y)
        super().__init__()

    def first(self):
        return self._look(line_neuron(*self.start), 0, None)

    def advance(self, frame):
        if frame.diverged:
            return None
        net = frame.net.copy()
        with np.errstate(over="ignore"):
            nn.SGD(frame.eta).step(net, frame.grads)
        return self._look(net, frame.k + 1, frame)

    def refresh(self, frame):
        return self._look(frame.net, frame.k, frame.before)

    def _look(self, net, k, before):
        """The frame of `net`: its batch comes from the seed and k alone: Back replays it."""
        m, size = len(self.X), self.settings["batch_size"]
        rows = np.sort(np.random.default_rng((self.seed, k)).choice(m, size, replace=False))
        C = loss_of(net, self.X, self.y)
        grads = None
        if C < DIVERGED:
            X, y = self.X[rows], self.y[rows]
            grads = nn.backward(net, nn.forward(net, X), y, loss)
        return DescentFrame(k, net, C, rows, grads, self.settings["eta"], before)

    def differences(self, frame):
        """(∂C/∂w, ∂C/∂b) on the frame's batch by centred differences."""
        X, y = self.X[frame.rows], self.y[frame.rows]
        return [
            by_difference(frame.net, X, y, loss, home, 1, at)
            for home, at in (("W", (0, 0)), ("b", 0))
        ]

    def text(self, frame):
        w, b = parameters(frame.net)
        words = f"Descent stepper, step {frame.k}, learning rate {short(frame.eta)}"
        words += f": w = {numeral(w)}, b = {numeral(b)}"
        if not frame.diverged:
            dw, db = frame.grads.dtheta
            words += f", ∂C/∂w = {numeral(dw)}, ∂C/∂b = {numeral(db)}"
        remark = self.remark(frame)
        return f"{words}, C = {numeral(frame.C)}.{' ' * bool(remark)}{remark}"

    def remark(self, frame):
        if frame.diverged:
            advice = "Take a smaller learning rate and press Reset."
            return f"diverged at step {frame.k}: the loss grew past 10^12. {advice}"
        words = []
        if len(frame.rows) < len(self.X):
            words.append(f"The gradient is that of the batch of {len(frame.rows)}, drawn solid.")
        (w0, w1), (b0, b1) = self.surface.limits
        w, b = parameters(frame.net)
        if not (w0 <= w <= w1 and b0 <= b <= b1):
            words.append("(w, b) has left the loss panel.")
        return " ".join(words)

    def readout(self, frame):
        w, b = map(numeral, parameters(frame.net))
        C = Reading("C", math(identifier("C")), numeral(frame.C), "()")
        here = [
            Reading("w", math(identifier("w")), w, "(1, 1)"),
            Reading("b", math(identifier("b")), b, "(1,)"),
        ]
        if frame.diverged:
            return [*here, C]
        slopes = []
        for name, shape, value, difference in zip(
            "wb", ("(1, 1)", "(1,)"), frame.grads.dtheta, self.differences(frame), strict=True
        ):
            symbol = math(formula(loss_slope(Symbol(name))))
            slopes.append(
                Reading(f"dC/d{name}", symbol, numeral(value), shape, numeral(difference))
            )
        return [*here, *slopes, C]

    def draw(self, frame):
        size, width, height = (20, 1200, 370) if self.big else (13, 960, 310)
        boxes = svg.side_by_side(3, size, width, height)
        return svg.picture(
            width, height,
            data_panel(boxes[0], size, self.X, self.y, frame.net, frame.rows),
            self._surface_panel(boxes[1], size, frame),
            self._curve_panel(boxes[2], size, frame),
        )  # fmt: skip

    def _surface_panel(self, box, size, frame):
        panel = self.surface.panel(box, size)
        path = [panel.at(*parameters(step.net)) for step in frame.path]
        shapes = [svg.polyline(path, INK, size / 9)]
        shapes += [svg.circle(x, y, size / 5, fill=INK) for x, y in path[-60:-1]]
        x, y = path[-1]
        if not frame.diverged:
            with np.errstate(over="ignore"):
                w, b = frame.net.theta - frame.eta * frame.grads.dtheta
            tx, ty = panel.at(float(w), float(b))
            length = abs(tx - x) + abs(ty - y)
            if length > size:
                shapes.append(svg.arrow(x, y, tx, ty, VERMILLION, size / 6))
            if length > 4 * size:
                beside = (x + tx) / 2 + size / 2, (y + ty) / 2
                shapes.append(svg.haloed("−η∇C", *beside, size * 0.9, fill=VERMILLION))
        shapes.append(_here(x, y, size))
        return self.surface.draw(panel, "loss C over (w, b)") + panel.inside(*shapes)

    def _curve_panel(self, box, size, frame):
        losses = [step.C for step in frame.path]
        first = frame.path[0].k
        top = 1.1 * min(max(losses), 3 * max(losses[0], self.least_C, 1e-9))
        panel = svg.Axes(box, svg.counting(frame.k), (-0.05 * top, top), size)
        points = [panel.at(first + i, C) for i, C in enumerate(losses)]
        shapes = [panel.level(self.least_C, GREEN, "6 4"), svg.polyline(points, BLUE, size / 7)]
        shapes += [svg.circle(*point, size / 5, fill=BLUE) for point in points if frame.k <= 30]
        shapes.append(_here(*points[-1], size))
        return panel.frame("loss C by step", "step (dashed: least C)", "C") + panel.inside(*shapes)


def _here(x, y, size):
    return svg.circle(x, y, size / 2.4, fill=BLUE, stroke="white", stroke_width=1.5)


def data_limits(X, y):
    """Limits of x and y that hold the data with room around them."""
    pads = [0.08 * np.ptp(X) or 1, 0.25 * np.ptp(y) or 1]
    sides = zip((X, y), pads, strict=True)
    return [(float(v.min() - pad), float(v.max() + pad)) for v, pad in sides]


def data_panel(box, size, X, y, net, rows):
    """The samples and the line; the samples `rows` are solid and have their residuals drawn."""
    panel = svg.Axes(box, *data_limits(X, y), size)
    ends = np.array(panel.xlim)[:, None]
    with np.errstate(over="ignore", invalid="ignore"):
        line, a = nn.predict(net, ends), nn.predict(net, X)
    shapes, solid = [], set(map(int, rows))
    for i in solid:
        foot, head = panel.at(X[i, 0], y[i, 0]), panel.at(X[i, 0], a[i, 0])
        shapes.append(svg.line(*foot, *head, VERMILLION, size / 9, stroke_dasharray="4 3"))
    points = [panel.at(x, v) for x, v in zip(ends.ravel(), line.ravel(), strict=True)]
    shapes.append(svg.polyline(points, BLUE, size / 5))
    hollow = {"fill": "white", "stroke": GREY, "stroke_width": 1.5}
    for i, (x, v) in enumerate(zip(X.ravel(), y.ravel(), strict=True)):
        look = {"fill": INK} if i in solid else hollow
        shapes.append(svg.circle(*panel.at(x, v), size / 3.6, **look))
    return panel.frame("data and line a = w x + b", "x", "y") + panel.inside(*shapes)


def step_descent(
    X, y, eta=0.1, batch_size=None, w=-1.0, b=2.0, seed=0, steps=100, big=False, still=8,
    controls="bar",
):  # fmt: skip
    """Step a line down its loss surface: data, surface with the path, and loss by step.

    X and y have shape (m, 1).  batch_size None means all m samples; otherwise each step draws that
    many from `seed` and its number.  The run starts at (w, b), has at most `steps` steps, and stops
    where the loss grows past 10^12.  The fallback picture shows step `still`.  big=True is for a
    lecture hall.

    Make it the last expression of a cell: it shows itself.  Assigned to a name it shows nothing
    until the name stands last in a cell.
    """
    scene = Descent(X, y, float(eta), batch_size, w, b, seed, steps, big)
    return Shell(scene, still, controls=controls)

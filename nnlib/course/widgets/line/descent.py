"""The descent stepper: one neuron goes down its loss surface, a step at a time."""

from dataclasses import dataclass

import numpy as np
from sympy import Symbol

import nnlib as nn

from ...drawing import svg
from ...drawing.canvas import canvas_of
from ...drawing.mathml import identifier, math
from ...drawing.style import BLUE, GREEN, GREY, INK, VERMILLION
from ...drawing.svg import numeral, short
from ...drawing.theme import MUTED, PAPER, WRITING, legible
from ...drawing.typeset import formula
from ..differences import by_difference
from ..equations import loss_slope
from ..stage.bar import Choice, log_choice
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

PATH = 400
TOUCH = (
    "Drag the ring to start elsewhere. Click where the next step will land, then press Step. "
    "With keys: Tab to the surface, arrows, Enter."
)


@dataclass(frozen=True)
class PlacedDot:
    """Where the reader, seeing step k, thinks that the next step lands."""

    k: int
    place: tuple

    def said(self, before, after):
        """What is said of it, where the step goes from `before` to `after`, in the plane (w, b)."""
        step, guessed = np.subtract(after, before), np.subtract(self.place, before)
        miss, length = (float(np.linalg.norm(v)) for v in (guessed - step, step))
        if miss <= 0.1 * length:
            return "✓ Your dot is where the step lands, within a tenth of its length."
        share = float(guessed @ step) / (length**2 or 1)
        words = f"✗ Your dot missed by {numeral(miss, 2)}; the step is {numeral(length, 2)} long."
        if share < 0:
            return f"{words} It lies uphill: a step goes against the gradient."
        if np.linalg.norm(guessed - share * step) < 0.15 * np.linalg.norm(guessed):
            return f"{words} The direction is right; yours is {share:.1f} times as long."
        return words


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
        self.least_C = self.surface.least_C
        self.guess, self.dragged = None, False
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

    def point(self, name, w, b, phase):
        """Move the start, by its ring or by keys; anywhere else the place is a guess."""
        if phase == "down":
            self.dragged = self.surface.near((w, b), self.start)
        dragged = name == "start" or self.dragged
        self.dragged = self.dragged and phase != "up"
        if not dragged:
            self.guess = PlacedDot(self.k, (w, b))
            return None
        self.start, self.guess = (w, b), None
        return 0

    def below(self, _):
        return live_words(TOUCH)

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
        if guess := self._guess_at(frame.k):
            words.append("Press Step to see where it lands.")
        elif guess := self._guess_at(frame.k - 1):
            words.append(guess.said(parameters(frame.before.net), parameters(frame.net)))
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

    def _guess_at(self, k):
        return self.guess if self.guess and self.guess.k == k else None

    def draw(self, frame):
        canvas = canvas_of(self)
        size, (height, panels) = canvas.size, rooms(canvas)
        surface, data, curve = (svg.plot_in(*room, size) for room in panels)
        return svg.picture(
            canvas.width, height,
            data_panel(data, size, self.X, self.y, frame.net, frame.rows),
            self._curve_panel(curve, size, frame),
            self._surface_panel(surface, size, frame),
        )  # fmt: skip

    def _surface_panel(self, box, size, frame):
        panel = self.surface.panel(box, size)
        path = [panel.at(*parameters(step.net)) for step in frame.path]
        shapes = []
        if self.ghost:
            before = [panel.at(*parameters(step.net)) for step in self.ghost[-1].path]
            shapes.append(svg.polyline(before, GREY, size / 10))
        shapes.append(svg.polyline(path, INK, size / 9))
        marks = {"stroke": INK, "stroke_width": size / 2.5, "stroke_linecap": "round"}
        shapes.append(svg.path(svg.dots(path[-60:-1], 1), **marks))
        x, y = path[-1]
        if not frame.diverged:
            with np.errstate(over="ignore"):
                w, b = frame.net.theta - frame.eta * frame.grads.dtheta
            if not self._guess_at(frame.k):
                shapes += _arrow_of_the_step((x, y), panel.at(float(w), float(b)), size)
        shapes += self._guess_marks(panel, frame, size)
        shapes += [start_ring(*panel.at(*self.start), size), _here(x, y, size)]
        guess = self.guess.place if self.guess else parameters(frame.net)
        planes = [
            self.surface.plane(panel, "start", "start of the run", self.start,
                               pointer_events="none"),
            self.surface.plane(panel, "surface", "where the next step lands", guess,
                               pointer_events="all", data_press="step"),
        ]  # fmt: skip
        title = "loss C over (w, b)" + ("; grey: the run before" if self.ghost else "")
        return self.surface.draw(panel, title) + panel.inside(*shapes) + "".join(planes)

    def _guess_marks(self, panel, frame, size):
        """The reader's dot before the step, and how far it lies from where the step has led."""
        placed, judged = self._guess_at(frame.k), self._guess_at(frame.k - 1)
        if not (placed or judged):
            return []
        x, y = panel.at(*self.guess.place)
        dot = svg.circle(x, y, size / 2, fill="white", stroke=VERMILLION, stroke_width=2.0)
        dot += svg.text("?", x, y + size / 3.6, 0.8 * size, "middle", "bold", fill=INK)
        if placed:
            return [dot]
        landed = panel.at(*parameters(frame.net))
        return [svg.line(x, y, *landed, VERMILLION, size / 7, stroke_dasharray="2 3"), dot]

    def _curve_panel(self, box, size, frame):
        losses = [step.C for step in frame.path]
        ghost = [step.C for step in self.ghost[-1].path] if self.ghost else []
        first, last = frame.path[0].k, max(frame.k, len(ghost) - 1)
        usual = max(losses[0], *ghost[:1], self.least_C, 1e-9)
        top = 1.1 * min(max(losses), 3 * usual)
        panel = svg.Axes(box, svg.counting(last), (-0.05 * top, top), size)
        points = [panel.at(first + i, C) for i, C in enumerate(losses)]
        before = [panel.at(i, C) for i, C in enumerate(ghost)]
        blue = legible(BLUE)
        shapes = [panel.level(self.least_C, legible(GREEN), "6 4")]
        shapes += [svg.polyline(before, MUTED, size / 10)] if before else []
        shapes.append(svg.polyline(points, blue, size / 7))
        if frame.k <= 30:
            marks = {"stroke": blue, "stroke_width": size / 2.5, "stroke_linecap": "round"}
            shapes.append(svg.path(svg.dots(points, 1), **marks))
        shapes.append(_here(*points[-1], size))
        return panel.frame("loss C by step (dashed: least)", "step", "C") + panel.inside(*shapes)


def _arrow_of_the_step(start, end, size):
    """−η∇C, with its name where there is room."""
    (x, y), (tx, ty) = start, end
    length, shapes = abs(tx - x) + abs(ty - y), []
    if length > size:
        shapes.append(svg.arrow(x, y, tx, ty, VERMILLION, size / 6))
    if length > 4 * size:
        look = {"fill": "#a03c00", "stroke": "white"}
        beside = (x + tx) / 2 + size / 2, (y + ty) / 2
        shapes.append(svg.haloed("−η∇C", *beside, size * 0.9, **look))
    return shapes


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
    solid = {int(i) for i in rows}
    feet = [panel.at(*point) for point in zip(X.ravel(), y.ravel(), strict=True)]
    heads = [panel.at(*point) for point in zip(X.ravel(), a.ravel(), strict=True)]
    errors = "".join(f"M{feet[i][0]:.1f} {feet[i][1]:.1f}V{heads[i][1]:.1f}" for i in sorted(solid))
    points = [panel.at(x, v) for x, v in zip(ends.ravel(), line.ravel(), strict=True)]
    shapes = [
        svg.path(errors, stroke=VERMILLION, stroke_width=size / 9, stroke_dasharray="4 3"),
        svg.polyline(points, legible(BLUE), size / 5),
    ]
    discs = svg.dots([feet[i] for i in sorted(solid)], 1)
    rings = svg.dots([foot for i, foot in enumerate(feet) if i not in solid], 1)
    looks = ((rings, MUTED, 1.8), (rings, PAPER, 3.0), (discs, WRITING, 1.8))
    for d, colour, share in looks:
        mark = {"stroke": colour, "stroke_width": size / share, "stroke_linecap": "round"}
        shapes.append(svg.path(d, **mark))
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

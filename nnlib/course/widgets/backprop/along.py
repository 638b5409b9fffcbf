"""The loss along one parameter: a small curve, the place on it, and the tangent there."""

from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np

import nnlib as nn

from ...drawing import svg
from ...drawing.style import BLUE, VERMILLION
from ...drawing.svg import compact
from ...drawing.theme import MUTED, PAPER, legible
from .parts import figure

POINTS = 33
REACH = 2.0  # the curve goes from −2 to 2, or as far as the parameter needs


@dataclass(frozen=True, eq=False)
class Along:
    """C of a frame's batch as a function of the parameter that is looked at, the others fixed."""

    frame: object
    focus: object
    whose: str = "your chosen"  # or "this step's"

    @property
    def here(self):
        """The value of the parameter."""
        home, at = self.focus.home
        return float(getattr(self.frame.net, home)[self.focus.l][at])

    @property
    def C(self):
        return self.frame.C

    @property
    def moves(self):
        """The parameter that the dot moves."""
        return self.name

    @property
    def slope(self):
        """∂C/∂w by `backward`, once the steps have come to it, else None."""
        home, at = self.focus.home
        slope = float(getattr(self.frame.grads, f"d{home}")[self.focus.l][at])
        return slope if self.frame.knows(f"d{home}", self.focus.l) else None

    @property
    def name(self):
        return self.focus.name

    @property
    def title(self):
        """What the curve goes along, in two lines."""
        kind = "bias" if self.focus.k is None else "weight"
        return f"C along {self.whose} {kind}", f"{self.name} = {figure(self.here)}"

    @property
    def said(self):
        """The slope in words."""
        return f"slope ∂ = {figure(self.slope)}" if self.slope is not None else ""

    @cached_property
    def values(self):
        reach = REACH * max(1, ceil(abs(self.here) / (0.95 * REACH)))
        return np.linspace(-reach, reach, POINTS)

    @cached_property
    def losses(self):
        return self._losses_of(self.frame.net)

    def _losses_of(self, net):
        """C along the parameter, with the other parameters of this network."""
        frame, (home, at), moved = self.frame, self.focus.home, net.copy()
        losses = []
        with np.errstate(over="ignore", invalid="ignore"):
            for value in self.values:
                getattr(moved, home)[self.focus.l][at] = value
                losses.append(frame.loss(nn.predict(moved, frame.X), frame.y))
        return np.array(losses)


@dataclass(frozen=True, eq=False)
class AlongUpdate(Along):
    """The same after the update: the dot has gone to the new value, on the curve that C has now.

    Every parameter has moved, so the curve is another one; `before` is the old one with its dot.
    """

    @property
    def here(self):
        home, at = self.focus.home
        return float(getattr(self.frame.after, home)[self.focus.l][at])

    @cached_property
    def C(self):
        frame = self.frame
        with np.errstate(over="ignore", invalid="ignore"):
            return frame.loss(nn.predict(frame.after, frame.X), frame.y)

    @property
    def slope(self):
        """It is not known before the next pass."""

    @property
    def said(self):
        """The old and the new loss."""
        old, new = figure(self.frame.C), figure(self.C)
        return f"C {self.way}: {old} → {new}" if self.way else f"C stays {new}"

    @property
    def way(self):
        """Where C has gone: "fell", "rose", or "" where it stays."""
        return "fell" if self.C < self.frame.C else "rose" if self.C > self.frame.C else ""

    @cached_property
    def losses(self):
        return self._losses_of(self.frame.after)

    @cached_property
    def before(self):
        """(value, C, losses) of the parameter before the update, on the same values."""
        home, at = self.focus.home
        old = float(getattr(self.frame.net, home)[self.focus.l][at])
        return old, self.frame.C, self._losses_of(self.frame.net)


@dataclass(frozen=True, eq=False)
class AlongSum:
    """C as a function of a neuron's sum in one sample, which its bias moves as far as itself."""

    frame: object
    l: int
    i: int
    j: int

    @property
    def C(self):
        return self.frame.C

    @property
    def moves(self):
        return f"b[{self.l}][{self.j}]"

    @property
    def here(self):
        return float(self.frame.trace.z[self.l][self.i, self.j])

    @property
    def bias(self):
        return float(self.frame.net.b[self.l][self.j])

    @property
    def slope(self):
        return float(self.frame.grads.delta[self.l][self.i, self.j])

    @property
    def name(self):
        return f"z[{self.l}][{self.i}, {self.j}]"

    @property
    def title(self):
        return "C along this step's sum", f"{self.name} = {figure(self.here)}"

    @property
    def said(self):
        return f"slope δ = {figure(self.slope)}"

    @cached_property
    def values(self):
        reach = REACH * max(1, ceil(abs(self.here) / (0.95 * REACH)))
        return np.linspace(-reach, reach, POINTS)

    @cached_property
    def losses(self):
        frame, moved = self.frame, self.frame.net.copy()
        X, y = frame.X[self.i : self.i + 1], frame.y[self.i : self.i + 1]
        own, losses = frame.loss(nn.predict(moved, X), y), []
        with np.errstate(over="ignore", invalid="ignore"):
            for value in self.values:
                moved.b[self.l][self.j] = self.bias + value - self.here
                losses.append(frame.loss(nn.predict(moved, X), y))
        return frame.C + (np.array(losses) - own) / len(frame.X)


def draw_along(along, box, layout):
    """The panel: the curve, a dot at the present value, and there the tangent."""
    here, C, slope, name = along.here, along.C, along.slope, along.name
    size, fine = layout.size, layout.fine * layout.size
    before = getattr(along, "before", None)
    known = [*along.losses, C, *([before[1], *before[2]] if before else [])]
    known = [loss for loss in known if np.isfinite(loss)] or [0.0]
    low, high = min(known), max(known)
    margin = 0.12 * (high - low) or 0.1 * max(abs(high), 1e-6)
    limits = (along.values[0], along.values[-1]), (low - margin, high + margin)
    panel = svg.Axes(box, *limits, size, layout.ticks)
    dot = panel.at(here, C)
    curve = svg.polyline(map(panel.at, along.values, along.losses), BLUE_LINE, size / 7)
    shapes = [_before(panel, *before, along.values) if before else "", curve]
    shapes.append(_tangent(panel, here, C, slope) if slope is not None else "")
    shapes.append(svg.circle(*dot, 0.42 * size, fill=BLUE_LINE, stroke=PAPER, stroke_width=1.2))
    left, top = box[0] - 3.2 * size, box[1]
    lines = [(along.title[0], {}), (along.title[1], {"weight": "bold"})]
    lines.append((along.said, {"fill": legible(VERMILLION)}))
    title = "".join(
        svg.text(words, left, top + (1.25 * line - 3.1) * size, fine, **look)
        for line, (words, look) in enumerate(lines)
    )
    low = box[1] + box[3] + 4.1 * size
    title += svg.text(f"drag ● to move {along.moves}", left, low, fine, fill=MUTED)
    axes = panel.frame("", name, "C", (compact, compact))
    return axes + panel.inside(*shapes) + title + _plane(panel, along, name)


BLUE_LINE = legible(BLUE)


def _before(panel, here, C, losses, values):
    """The curve before the update, dashed and grey, and a ring where the dot was."""
    dash = {"stroke_dasharray": f"{panel.size / 3:.1f} {panel.size / 4:.1f}"}
    curve = svg.polyline(map(panel.at, values, losses), MUTED, panel.size / 10, **dash)
    look = {"fill": PAPER, "stroke": MUTED, "stroke_width": panel.size / 7}
    return curve + svg.circle(*panel.at(here, C), 0.42 * panel.size, **look)


def _tangent(panel, here, C, slope):
    """A line through the dot, as wide as a third of the panel."""
    half = (panel.xlim[1] - panel.xlim[0]) / 4
    ends = [panel.at(here + step, C + slope * step) for step in (-half, half)]
    return svg.polyline(ends, legible(VERMILLION), panel.size / 5.5)


def _plane(panel, along, name):
    """The panel as a plane on which the dot is dragged to the left and to the right."""
    (x0, x1), (y0, y1) = panel.xlim, panel.ylim
    here, C = along.here, along.C
    numbers = {"x0": x0, "x1": x1, "y0": y0, "y1": y1, "x": here, "y": C, "step": 0.1}
    about = {f"data_{key}": f"{number:g}" for key, number in numbers.items()}
    return svg.rect(
        panel.left, panel.top, panel.width, panel.height, fill="transparent",
        data_plane="along", tabindex="0", role="slider", aria_valuenow=f"{here:g}",
        aria_label=f"{name}: the arrow keys move {along.moves}", **about,
    )  # fmt: skip

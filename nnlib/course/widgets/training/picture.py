"""The picture of a network that learns: its neurons as fields, its wires, the plane that it cuts.

All that stays where it is from step to step (samples, wires, frames) is put into words once.
"""

from dataclasses import dataclass

import numpy as np

import nnlib as nn

from ...drawing import svg
from ...drawing.field import diverging_field, diverging_strip
from ...drawing.level import level_path
from ...drawing.style import BLUE, INK, ORANGE, VERMILLION
from ...drawing.theme import MUTED, PAPER, legible

GRID = 56
SMALL = 28  # pixels of a neuron's field, along a side
GAP = 4  # clear pixels below it
CLASS_1 = "#a05a00"
STRENGTHS = (0.08, 0.25, 0.55)  # of the largest weight: thin, middle, thick from these shares on
LINES = 80  # points of a curve


@dataclass(frozen=True)
class Places:
    """The rooms (left, top, width, height) of network, plane and loss on a canvas."""

    height: float
    network: tuple
    plane: tuple
    losses: tuple


def places(canvas):
    """Network left, plane right, the loss beside or below it; on a narrow canvas, a column."""
    s, w = canvas.size, canvas.width
    if canvas.narrow:
        side, top = w - 4 * s, 0.9 * w
        network, plane = (s, 0, w - 2 * s, top - 2 * s), (3 * s, top + s, side, side)
        losses = (0, top + side + 4 * s, w, 12 * s)
        return Places(losses[1] + losses[3], network, plane, losses)
    if w < 900:
        height, side = 0.55 * w, 0.32 * w
        plane = (w - side - s, 2 * s, side, side)
        losses = (plane[0] - 4.4 * s, side + 4 * s, side + 5.4 * s, height - side - 4 * s)
    else:
        height = (0.36 if w == 1000 else 0.31) * w
        side = height - 4 * s
        plane = (0.74 * w - side, 2 * s, side, side)
        losses = (0.745 * w, 0, 0.255 * w, 0.75 * height)
    return Places(height, (s, 0, plane[0] - 3.4 * s, height), plane, losses)


class Picture:
    """One data set and one shape of network on one canvas."""

    def __init__(self, canvas, X, y, n, reach):
        self.canvas, self.size, self.n, self.reach = canvas, canvas.size, n, reach
        self.places = places(canvas)
        limits = (-reach, reach)
        self.panel = svg.Axes(self.places.plane, limits, limits, canvas.size)
        ticks = np.linspace(-reach, reach, GRID)
        self.grid = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
        self.samples = self._samples(X, y)
        self._place_neurons()
        self.wires = [
            [
                [f"M{x0:.0f} {y0:.0f}L{x1:.0f} {y1:.0f}" for x1, y1 in self.ins[l]]
                for x0, y0 in self.outs[l - 1]
            ]
            for l in range(1, len(n))
        ]

    def draw(self, frame, ghost=(), brush=None):
        """The picture of a frame; `ghost` are the losses of the run before.

        With a `brush`, a place on the plane, the reader can paint points there.
        """
        trace = nn.forward(frame.net, self.grid)
        p = nn.activations.sigmoid(trace.a[frame.net.L]).reshape(GRID, GRID)
        return svg.picture(
            self.canvas.width, self.places.height,
            self._words(), self._wires(frame.net), self._neurons(trace.a),
            self._deltas(frame.deltas), self._plane(p), self._losses(frame, ghost),
            self._brush(brush) if brush else "",
        )  # fmt: skip

    def _samples(self, X, y):
        """Discs and squares with a pale edge."""
        order = np.argsort(X[:, 0], kind="stable")
        at, y = [self.panel.at(*x) for x in X[order].tolist()], y[order]
        shapes, r = [], self.size / 1.9
        for kind, colour, cap in ((0, BLUE, "round"), (1, CLASS_1, "square")):
            d = svg.dots(
                [point for point, label in zip(at, y.ravel(), strict=True) if label == kind]
            )
            thick = r * (1.0 if kind == 0 else 0.88)
            for stroke, width in (("white", thick + 1.6), (colour, thick)):
                shapes.append(svg.path(d, stroke=stroke, stroke_width=width, stroke_linecap=cap))
        return "".join(shapes)

    def _place_neurons(self):
        """Where the fields stand, and where wires leave and reach each layer."""
        s, (left, top, width, height) = self.size, self.places.network
        deep, tall = len(self.n) - 1, max(4, *self.n[1:-1])
        top, room = top + 3.8 * s, height - 7.8 * s
        self.side = min(room / tall * SMALL / (SMALL + GAP), 4.5 * s)
        pitch = self.side * (SMALL + GAP) / SMALL
        middle = top + room / 2
        self.columns = [left + 1.2 * s + l / deep * (width - 2.2 * s) for l in range(deep + 1)]
        self.tops = [middle - pitch * count / 2 + (pitch - self.side) / 2 for count in self.n]
        self.pitch, self.middle = pitch, middle
        self.ins, self.outs = [], []
        for l, count in enumerate(self.n):
            half = self.side / 2 if 0 < l < deep else 0.95 * s
            step = pitch if l else 4 * s
            ups = [middle + (j - (count - 1) / 2) * step for j in range(count)]
            self.ins.append([(self.columns[l] - half, up) for up in ups])
            self.outs.append([(self.columns[l] + half, up) for up in ups])

    def _wires(self, net):
        """Each weight: orange and solid above 0, blue and dashed below, thick where it is large."""
        weights = [net.W[l] for l in range(1, net.L + 1)]
        most = max(float(np.abs(W).max()) for W in weights) or 1.0
        bundles = {}
        for W, words in zip(weights, self.wires, strict=True):
            strength = np.digitize(np.abs(W) / most, STRENGTHS)
            for row, sizes, signs in zip(words, strength.tolist(), (W > 0).tolist(), strict=True):
                for d, size, sign in zip(row, sizes, signs, strict=True):
                    bundles.setdefault((size, sign), []).append(d)
        shapes = []
        for (size, positive), lines in sorted(bundles.items()):
            look = _wire_look(size, positive, self.size)
            shapes.append(svg.path("".join(lines), **look))
        return svg.tag("g", *shapes, fill="none")

    def _neurons(self, a):
        """The inputs, and for each hidden neuron its activation over the plane of the inputs."""
        s, shapes = self.size, []
        for j, (_, up) in enumerate(self.ins[0]):
            shapes.append(_node(self.columns[0], up, f"x{'₀₁'[j]}", s))
        shapes += [self._fields(l, a[l]) for l in range(1, len(self.n) - 1)]
        shapes.append(_node(self.columns[-1], self.middle, "p", s))
        return "".join(shapes)

    def _fields(self, l, a):
        """One picture for a layer, and a clear rect on each field, by which it fills the plane."""
        count, most = self.n[l], float(np.abs(a).max()) or 1.0
        fields = a.T.reshape(count, GRID, GRID)[:, ::2, ::2]
        box, pitch = (0, 0, SMALL, (SMALL + GAP) * count), SMALL + GAP
        parts = [
            svg.tag("rect", y=pitch * j, width=SMALL, height=SMALL, tabindex=0, role="img",
                    aria_label=f"layer {l}, neuron {j}", data_swap=f"{l} {j}")
            for j in range(count)
        ]  # fmt: skip
        return svg.tag(
            "svg", svg.image(box, diverging_strip(fields, -most, most, GAP)), *parts,
            x=self.columns[l] - self.side / 2, y=self.tops[l], width=self.side,
            height=self.pitch * count, viewBox="{} {} {} {}".format(*box),
            fill="none", pointer_events="all", stroke=MUTED, stroke_width=0.7,
        )  # fmt: skip

    def _words(self):
        s, (left, top, *_) = self.size, self.places.network
        wires = "wires: solid w > 0, dashed w < 0; thick: large"
        end, plane = self.columns[-1] + 0.95 * s, self.places.plane[0]
        shapes = [
            svg.text("what each neuron sees", left, top + 1.4 * s, s, weight="bold"),
            svg.text(wires, left, top + 2.9 * s, 0.9 * s, fill=MUTED),
        ]
        if not self.canvas.narrow:
            shapes.append(svg.arrow(end, self.middle, plane - 2, self.middle, MUTED, s / 8))
        return "".join(shapes)

    def _deltas(self, deltas):
        """Below each layer the mean |δ| of its neurons, as a bar and a number."""
        s, most = self.size, max(*deltas, 1e-12)
        left, top, width, height = self.places.network
        y, wide = top + height - 3.2 * s, min(0.8 * width / len(self.n), 7 * s)
        shapes = [svg.text("mean |δ|", left, y + s, 0.9 * s)]
        for l, value in enumerate(deltas, start=1):
            x = self.columns[l] - (wide / 2 if l < len(deltas) else wide - s)
            bar = max(wide * value / most, 1.0)
            shapes.append(svg.rect(x, y, bar, 0.8 * s))
            words = f"{l}: {svg.short(value, 2)}"
            shapes.append(svg.text(words, x, y + 2 * s, 0.9 * s))
        return svg.tag("g", *shapes, fill=legible(VERMILLION))

    def _plane(self, p):
        """p over the plane of the inputs, the line p = ½, and the samples."""
        s, (left, top, width, height) = self.size, self.places.plane
        pixels = svg.image((0, 0, GRID, GRID), diverging_field(p, 0, 1))
        box = {"x": left, "y": top, "width": width, "height": height}
        field = svg.tag("svg", pixels, viewBox=f"0 0 {GRID} {GRID}", data_swap_target="", **box)
        line = svg.path(level_path(p, 0.5, self.panel), fill="none", stroke=INK, stroke_width=s / 6)
        return "".join([
            field,
            self.panel.inside(line, self.samples),
            svg.rect(*self.places.plane, fill="none", stroke=MUTED),
            svg.text("p(class 1 ■) over the inputs", left, top - 0.6 * s, s, weight="bold"),
            svg.text("x₀", left + width / 2, top + height + 1.3 * s, s, "middle"),
            svg.text("x₁", left - 0.5 * s, top + s, s, "end"),
        ])  # fmt: skip

    def _brush(self, place):
        """A clear sheet over the plane, and the cross that the arrow keys move on it."""
        reach, (x, y), arm = self.reach, self.panel.at(*place), 0.8 * self.size
        cross = f"M{x - arm:.1f} {y:.1f}h{2 * arm:.1f}M{x:.1f} {y - arm:.1f}v{2 * arm:.1f}"
        left, top, width, height = self.places.plane
        sheet = svg.rect(
            left, top, width, height, fill="none", pointer_events="all", tabindex=0,
            role="application", aria_label="plane to paint points on", data_plane="points",
            data_x=place[0], data_y=place[1], data_step=reach / 20,
            data_x0=-reach, data_x1=reach, data_y0=-reach, data_y1=reach,
        )  # fmt: skip
        return svg.path(cross, stroke=INK, stroke_width=1.5) + sheet

    def _losses(self, frame, ghost):
        first = max(frame.losses[0], *ghost[:1], 0)
        top = 1.1 * max(frame.losses[-1], first)
        last = max(frame.k, len(ghost) - 1)
        box = svg.plot_in(*self.places.losses, self.size, label=False)
        panel = svg.Axes(box, svg.counting(last), (-0.05 * top, top), self.size)
        shapes = []
        if ghost:
            shapes.append(svg.polyline(_curve(panel, ghost), MUTED, self.size / 10))
        points = _curve(panel, frame.losses)
        shapes.append(svg.polyline(points, legible(BLUE), self.size / 7))
        shapes.append(svg.circle(*points[-1], self.size / 3, fill=legible(BLUE)))
        title = "loss C by step" + ("; grey: before" if ghost else "")
        return panel.frame(title, "", "") + panel.inside(*shapes)


def _curve(panel, losses):
    """The points of a curve over the steps, every so many and the last one."""
    stride, last = 1 + len(losses) // LINES, len(losses) - 1
    return [panel.at(t, losses[t]) for t in [*range(0, last, stride), last]]


def _wire_look(size, positive, s):
    dash = {} if positive else {"stroke_dasharray": f"{0.4 * s:.1f} {0.25 * s:.1f}"}
    width = (0.5, 1.0, 2.0, 3.4)[size] * s / 13
    faint = {"stroke_opacity": 0.4} if size == 0 else {}
    colour = legible(ORANGE if positive else BLUE)
    return {"stroke": colour, "stroke_width": width} | dash | faint


def _node(x, y, words, s):
    ring = svg.circle(x, y, 0.95 * s, fill=PAPER, stroke=MUTED, stroke_width=1.2)
    return ring + svg.text(words, x, y + 0.33 * s, s, "middle")

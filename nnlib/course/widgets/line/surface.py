"""The loss of one neuron, a = w x + b, over the plane of (w, b): the widgets walk on it."""

import numpy as np

import nnlib as nn

from .... import expect
from ...drawing import svg
from ...drawing.field import contour_field
from ...drawing.style import GREEN, GREY, INK
from ...drawing.svg import short
from ...drawing.theme import legible, on_white

GRID = 121
NEAR = 0.05  # of the panel's sides: a press so near to the start takes hold of it
DEEP_GREEN = on_white(legible(GREEN))  # for what stands on a field, which is pale in any theme
PRESSES = 50  # of an arrow key, from side to side
DIVERGED = 1e12  # a loss past which a run has diverged
loss = nn.losses.squared_error


def samples(X, y, where):
    """X and y as floats of shape (m, 1), or a sentence that says what does not fit."""
    X, y = (expect.matrix(A, 1, name, where, float) for A, name in ((X, "X"), (y, "y")))
    expect.same_rows(X, y, where)
    return X, y


def line_neuron(w, b):
    """The network of one neuron with the identity as activation, at the given w and b."""
    net = nn.init([1, 1], [nn.activations.identity], np.random.default_rng(0))
    net.W[1], net.b[1] = [[w]], [b]
    return net


def parameters(net):
    """(w, b) of such a network."""
    return float(net.W[1][0, 0]), float(net.b[1][0])


def loss_of(net, X, y):
    """C on these samples, and infinity where the numbers overflow."""
    with np.errstate(over="ignore", invalid="ignore"):
        a = nn.predict(net, X)
        return loss(a, y) if np.isfinite(a).all() else np.inf


def least(X, y):
    """(w, b) of the least loss, by least squares."""
    A = np.hstack([X, np.ones_like(X)])
    w, b = np.linalg.lstsq(A, y, rcond=None)[0].ravel()
    return float(w), float(b)


def slow_descent(X, y, start, steps=40):
    """The points (w, b) of a descent from `start` at a fifth of the rate that is still stable."""
    A = np.hstack([X, np.ones_like(X)])
    optimizer = nn.SGD(0.4 / np.linalg.eigvalsh(A.T @ A / len(X)).max())
    net, points = line_neuron(*start), [start]
    for _ in range(steps):
        optimizer.step(net, nn.backward(net, nn.forward(net, X), y, loss))
        points.append(parameters(net))
    return points


def loss_field(X, y, w, b):
    """C at each pair of the values w and b, shape (len(b), len(w)): a layer of len(w) neurons."""
    wide = nn.init([1, len(w)], [nn.activations.identity], np.random.default_rng(0))
    wide.W[1] = w[None, :]
    values = []
    for height in b:
        wide.b[1] = np.full(len(w), height)
        values.append(((nn.predict(wide, X) - y) ** 2).mean(axis=0) / 2)
    return np.array(values)


def rooms(canvas):
    """(height, rooms of three panels): the surface, and two half as large, one below the other."""
    w = canvas.width
    if canvas.narrow:
        tops = (0, 0.86 * w, 1.42 * w)
        heights = (0.86 * w, 0.56 * w, 0.52 * w)
        return 1.94 * w, [(0, top, w, h) for top, h in zip(tops, heights, strict=True)]
    left, height = 0.58 * w, {1000: 0.38, 700: 0.57}.get(w, 0.34) * w
    half = height / 2
    beside = [(left, top, w - left, half) for top in (0, half)]
    return height, [(0, 0, left, height), *beside]


class Surface:
    """The field of C over a window around the least point that holds a descent from `start`."""

    def __init__(self, X, y, start):
        self.start, self.best = start, least(X, y)
        self.least_C = loss_of(line_neuron(*self.best), X, y)
        A = np.hstack([X, np.ones_like(X)])
        self.bend = A.T @ A / len(X)  # of C, which is a parabola along any line through `best`
        reach = np.abs(np.subtract(slow_descent(X, y, start), self.best)).max(axis=0)
        halves = 1.35 * np.maximum(reach, 0.75)
        self.limits = [
            (best - float(half), best + float(half))
            for best, half in zip(self.best, halves, strict=True)
        ]
        w, b = (np.linspace(*limits, GRID) for limits in self.limits)
        self.values = loss_field(X, y, w, b)
        self.href = contour_field(self.values)

    def panel(self, box, size):
        return svg.Axes(box, *self.limits, size)

    def near(self, one, other):
        """Whether two places are so near that a press on one of them is meant for the other."""
        sides = [high - low for low, high in self.limits]
        return all(abs(p - q) < NEAR * side for p, q, side in zip(one, other, sides, strict=True))

    def draw(self, panel, title):
        """The field with its level lines, axes and least point; a path is drawn on top of it."""
        box = (panel.left, panel.top, panel.width, panel.height)
        x, y = panel.at(*self.best)
        arm = panel.size * 0.55
        cross = svg.path(
            f"M{x - arm:.1f} {y:.1f}h{2 * arm:.1f}M{x:.1f} {y - arm:.1f}v{2 * arm:.1f}",
            stroke=DEEP_GREEN, stroke_width=3.0,
        )  # fmt: skip
        levels = panel.inside(*self._level_lines(panel))
        axes = panel.frame(title, "w (cross: least C)", "b")
        return svg.image(box, self.href) + levels + axes + cross

    def _level_lines(self, panel):
        """Ellipses on which C is a round number, with the number on every one that has room."""
        scale = np.array([
            (high - low) / side
            for (low, high), side in zip(self.limits, (panel.width, -panel.height), strict=True)
        ])  # fmt: skip
        bends, ways = np.linalg.eigh(self.bend * np.outer(scale, scale))
        bends, (x, y) = np.maximum(bends, 1e-12), panel.at(*self.best)
        turn = np.degrees(np.arctan2(ways[1, 0], ways[0, 0]))
        away = np.subtract((x, y), panel.at(*self.start))
        along = ways[:, 0] * (1 if ways[:, 0] @ away > 0 else -1)  # the valley, clear of the run
        rings, words, before = [], [], 0.0
        for C in _round_numbers(self.least_C, float(self.values.max())):
            radii = np.sqrt(2 * (C - self.least_C) / bends)
            rings.append(svg.tag("ellipse", rx=float(radii[0]), ry=float(radii[1])))
            px, py = np.array([x, y]) + radii[0] * along
            if radii[0] - before > 2.5 * panel.size and panel.holds(px, py):
                look = {"fill": INK, "stroke": "white"}
                size = 0.9 * panel.size
                words.append(svg.haloed(short(C), px, py + size / 3, size, "middle", **look))
                before = radii[0]
        place = f"translate({x:.1f} {y:.1f}) rotate({turn:.1f})"
        look = {"fill": "none", "stroke": GREY, "stroke_width": 0.8}
        return [svg.tag("g", *rings, transform=place, **look), *words]

    def plane(self, panel, name, label, place, **look):
        """A clear sheet over the panel, on which a place is pointed at or moved by arrow keys."""
        (w0, w1), (b0, b1) = self.limits
        step = min(w1 - w0, b1 - b0) / PRESSES
        place = np.clip(place, (w0, b0), (w1, b1))
        data = dict(zip(("x0", "x1", "y0", "y1"), (w0, w1, b0, b1), strict=True))
        data |= {"x": place[0], "y": place[1], "step": step}
        data = {f"data_{key}": f"{value:.6g}" for key, value in data.items()}
        return svg.rect(
            panel.left, panel.top, panel.width, panel.height, fill="none",
            data_plane=name, tabindex=0, role="application", aria_label=label, **data, **look,
        )  # fmt: skip


def start_ring(x, y, size):
    """The mark of the place where a run starts, which can be dragged."""
    ring = {"fill": "none", "stroke_width": size / 4}
    return svg.circle(x, y, size * 0.85, stroke="white", **ring) + svg.circle(
        x, y, size * 0.85, stroke=INK, **(ring | {"stroke_width": size / 9})
    )


def _round_numbers(low, high):
    """1, 2, 5, 10, 20 … and their tenths between low and high, no lower than a share of high."""
    numbers = [m * 10.0**e for e in range(-6, 13) for m in (1, 2, 5)]
    return [C for C in numbers if low + 0.004 * (high - low) < C < high]

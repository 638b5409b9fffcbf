"""The loss of one neuron, a = w x + b, over the plane of (w, b): the widgets walk on it."""

import numpy as np

import nnlib as nn

from .... import expect
from ...drawing import svg
from ...drawing.field import contour_field
from ...drawing.style import GREEN

GRID = 121
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


class Surface:
    """The field of C over a window around the least point that holds a descent from `start`."""

    def __init__(self, X, y, start):
        self.best = least(X, y)
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

    def draw(self, panel, title):
        """The field with its axes and the least point; a path is drawn on top of it."""
        box = (panel.left, panel.top, panel.width, panel.height)
        x, y = panel.at(*self.best)
        arm = panel.size * 0.55
        cross = svg.line(x - arm, y, x + arm, y, GREEN, 3.0) + svg.line(
            x, y - arm, x, y + arm, GREEN, 3.0
        )
        return svg.image(box, self.href) + panel.frame(title, "w (cross: least C)", "b") + cross

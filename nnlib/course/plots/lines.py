"""One neuron on one input: the samples, its line, its residuals and their squares."""

import numpy as np

from ..drawing.style import BLUE, INK, VERMILLION


def draw_samples(ax, X, y, label="samples"):
    """The samples (x, y) as dots."""
    ax.plot(np.ravel(X), np.ravel(y), "o", color=INK, markersize=7, label=label, zorder=3)
    ax.set(xlabel="input x", ylabel="target y")


def draw_line(ax, w, b, label="prediction a = b + w x", **style):
    """The line a = b + w x across the panel."""
    ax.axline((0, b), slope=w, **{"color": BLUE, "label": label} | style)


def draw_residuals(ax, X, y, w, b, squares=False):
    """The residual a − y of each sample as a dashed bar, and on request the square on its right."""
    for x, target in zip(np.ravel(X), np.ravel(y), strict=True):
        a = b + w * x
        ax.plot([x, x], [target, a], "--", color=VERMILLION)
        if squares:
            side = abs(a - target)
            corners = [(x, target), (x, a), (x + side, a), (x + side, target)]
            look = {
                "facecolor": f"{VERMILLION}26",
                "edgecolor": VERMILLION,
                "linestyle": "-",
                "linewidth": 1,
            }
            ax.fill(*zip(*corners, strict=True), **look)
    ax.plot([], [], "--", color=VERMILLION, label="residual a − y")
    if squares:
        ax.set_aspect("equal", adjustable="datalim")

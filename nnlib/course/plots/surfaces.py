"""The loss of one neuron as a surface over (w, b), and paths of descent on it."""

import numpy as np

from ...losses import squared_error
from ..drawing.style import BLUE, GREY, INK, VERMILLION


def loss_surface(X, y, w, b, loss=squared_error):
    """C at each pair of the values w and b: shape (len(b), len(w)), for an input of one column."""
    return np.array([[loss(at_b + at_w * X, y) for at_w in w] for at_b in b])


def draw_surface(ax, X, y, w, b, levels=12):
    """The level lines of C over (w, b): their square roots are evenly spaced, as on a bowl."""
    C = loss_surface(X, y, w, b)
    low, high = np.sqrt(C.min()), np.sqrt(C.max())
    heights = np.linspace(low, high, levels + 1)[1:] ** 2
    ax.contourf(w, b, C, [C.min(), *heights], cmap="Greys", alpha=0.45)
    ax.contour(w, b, C, heights, colors=GREY, linewidths=0.7)
    ax.set(xlabel="weight w", ylabel="bias b")
    ax.grid(visible=False)


def draw_minimum(ax, w, b):
    """A star where the loss is least."""
    ax.plot(w, b, "*", color=INK, markersize=14, label="minimum", zorder=4)


def draw_path(ax, path, color=VERMILLION, marker="o", label="descent", **style):
    """The points (w, b) that a descent went through, joined in order."""
    w, b = np.transpose(path)
    ax.plot(w, b, marker=marker, color=color, markersize=4, linewidth=1.5, label=label, **style)


def draw_parabola(ax, curvature, distances):
    """½ λ d² over the distance d, and where a walk stood on it, from the ringed start on."""

    def height(d):
        return curvature * np.square(d) / 2

    reach = 1.15 * np.abs(distances).max()
    d = np.linspace(-reach, reach, 121)
    ax.plot(d, height(d), "-", color=BLUE)
    ax.plot(distances, height(distances), "o--", color=VERMILLION, markersize=4, linewidth=1)
    ax.plot(distances[0], height(distances[0]), "o", color=VERMILLION, mfc="none", markersize=11)

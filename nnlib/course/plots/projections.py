"""The best line as a projection: targets and predictions as arrows, an axis for each sample."""

import numpy as np

from ..drawing.style import BLUE, GREY, INK, VERMILLION

SLANT = np.array([[1.0, 0.0], [0.62, 0.5], [0.0, 1.0]])  # where the three directions point on paper
SIDE = 0.28  # of the sign for a right angle


def draw_projection(ax, X1, target, other=None):
    """The targets as an arrow over the plane of all predictions, and its foot in that plane.

    X1 (m, 2) holds the inputs and a column of ones; its columns, the arrows x and 1, span the
    plane.  Plane and targets need three directions for any m, so the lengths are the true ones,
    seen at a slant.  `other` is the (w, b) of one more line, whose prediction is drawn in grey.
    """
    axes = directions(X1, target)
    best = np.linalg.lstsq(X1, target, rcond=None)[0]
    foot, head = X1 @ best @ axes, target @ axes
    along_x, along_1 = (column @ axes for column in X1.T)
    _shade(ax, np.array([along_x, along_1, foot]))
    for step in (best[0] * along_x, best[1] * along_1):
        _line(ax, step, foot, color=GREY, linestyle=":", linewidth=1.2)
    _line(ax, head, foot, color=VERMILLION, linestyle="--")
    _right_angle(ax, foot, foot / np.linalg.norm(foot))
    if other is not None:
        _line(ax, head, X1 @ other @ axes, color=GREY, linestyle="--", linewidth=1.5)
        _mark(ax, X1 @ other @ axes, "another line", GREY, (6, -14))
    _arrow(ax, along_1, "1", INK, (4, 4))
    _arrow(ax, along_x, "x", INK, (6, 4))
    _arrow(ax, head, "y", INK, (8, 2))
    _arrow(ax, foot, r"$\tilde{X}\theta^*$", BLUE, (6, -14))
    _write(ax, (head + foot) / 2, "r", VERMILLION, (8, 0))
    ax.set_aspect("equal")
    ax.axis("off")


def directions(X1, target):
    """Three orthonormal columns (m, 3): along the ones, across them in the plane, and out of it."""
    ones_first = np.column_stack([X1[:, 1], X1[:, 0], target])
    axes, lengths = np.linalg.qr(ones_first)
    return axes * np.sign(np.diag(lengths))


def _line(ax, start, end, **style):
    ax.plot(*(np.array([start, end]) @ SLANT).T, **{"linewidth": 2, "zorder": 2} | style)


def _arrow(ax, end, name, colour, offset):
    look = {"arrowstyle": "-|>", "color": colour, "linewidth": 2.2, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end @ SLANT, (0, 0), arrowprops=look, zorder=3)
    _write(ax, end, name, colour, offset)


def _write(ax, place, words, colour, offset):
    ax.annotate(words, place @ SLANT, offset, textcoords="offset points", color=colour, fontsize=13)


def _mark(ax, place, name, colour, offset):
    ax.plot(*(place @ SLANT), "o", color=colour, markersize=6, zorder=4)
    _write(ax, place, name, colour, offset)


def _shade(ax, inside):
    """A piece of the plane that holds these points, with some room around them."""
    low, high = inside.min(axis=0).clip(max=0) - 0.8, inside.max(axis=0) + 0.8
    (left, near), (right, far) = low[:2], high[:2]
    corners = [(left, near, 0), (right, near, 0), (right, far, 0), (left, far, 0)]
    ax.fill(*(np.array(corners) @ SLANT).T, color=GREY, alpha=0.16, linewidth=0, zorder=0)


def _right_angle(ax, foot, along):
    up = np.array([0, 0, SIDE])
    corner = [foot - SIDE * along, foot - SIDE * along + up, foot + up]
    ax.plot(*(np.array(corner) @ SLANT).T, color=VERMILLION, linewidth=1.2, zorder=2)

"""What a network answers all over the plane of its two inputs, and the border at one half."""

import numpy as np

from ..drawing.style import BLUE, INK, VERMILLION

BORDER = 0.505  # a little above ½, so that a network that says ½ all over has no border


def draw_border(ax, answer, X, y, limits=(-0.75, 1.75), names=("input x₀", "input x₁"), size=12):
    """The plane shaded by answer(points), with the border where it is ½, and the samples on it.

    `answer` takes points (m, 2) and returns m numbers; darker is nearer to 1.  Samples with the
    target 1 are squares, the others are circles, both of `size` points.
    """
    ticks = np.linspace(*limits, 121)
    points = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    a = np.reshape(answer(points), (121, 121))
    bands = np.arange(-0.05, 1.1, 0.1)  # around 0, 0.1, …, 1, so that no plateau is two-toned
    ax.contourf(ticks, ticks, a.clip(0, 1), bands, cmap="Greys", alpha=0.45)
    if a.min() < BORDER < a.max():
        ax.contour(ticks, ticks, a, [BORDER], colors=VERMILLION, linewidths=2)
    for target, marker, colour in ((0, "o", BLUE), (1, "s", INK)):
        at = X[np.ravel(y) == target]
        style = {"color": colour, "markersize": size, "markeredgecolor": "white"}
        ax.plot(*at.T, marker, linestyle="none", label=f"target {target}", **style)
    ax.set(xlabel=names[0], ylabel=names[1], xlim=limits, ylim=limits, aspect="equal")
    ax.grid(visible=False)

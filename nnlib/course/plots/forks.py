"""The lit fork: what comes back to one neuron from all neurons of the next layer."""

from math import atan2, degrees

from ..drawing.style import BLUE, INK, VERMILLION

RADIUS, WIDE, GAP = 0.5, 7.0, 2.8


def draw_lit_fork(ax, deltas, weights, names=("a_0", "z_{}")):
    """One activation on the left, the sums that it feeds on the right, for one sample.

    `deltas` are ∂C/∂z of these sums and `weights` the wires to them.  On each wire stands its
    weight, in blue, and what comes back along it, δ·w, in vermillion and dashed; below the
    activation stands their sum (F2).
    """
    heights = [GAP * ((len(deltas) - 1) / 2 - t) for t in range(len(deltas))]
    shares = [delta * weight for delta, weight in zip(deltas, weights, strict=True)]
    for t, (height, delta, weight) in enumerate(zip(heights, deltas, weights, strict=True)):
        ax.plot([0, WIDE], [0.12, height + 0.12], "-", color=BLUE, linewidth=1.5, zorder=1)
        back = {"arrowstyle": "-|>", "color": VERMILLION, "linestyle": "--", "linewidth": 1.8}
        ends = (0.6, height * 0.085 - 0.12), (WIDE - RADIUS, height - 0.12)
        ax.annotate("", *ends, arrowprops=back, zorder=2)
        look = {"ha": "center", "rotation": degrees(atan2(height, WIDE)), "rotation_mode": "anchor"}
        x, y = 0.56 * WIDE, 0.56 * height
        ax.text(x, y + 0.25, f"w = {_short(weight)}", color=BLUE, va="bottom", **look)
        share = f"δ w = {_short(delta)} · {_short(weight)} = {_short(shares[t])}"
        ax.text(x, y - 0.25, share, color=VERMILLION, va="top", **look)
        _neuron(ax, WIDE, height, names[1].format(t))
        ax.text(WIDE + 0.7, height, f"δ = {_short(delta)}", color=VERMILLION, va="center")
    _neuron(ax, 0, 0, names[0])
    terms = " + ".join(map(_short, shares)).replace("+ −", "− ")
    total = f"{terms}\n= {_short(sum(shares))}"
    ax.text(0, -RADIUS - 0.15, total, color=VERMILLION, ha="center", va="top")
    ax.set(xlim=(-1.2, WIDE + 2.2), ylim=(heights[-1] - 0.9, heights[0] + 0.9), aspect="equal")
    ax.axis("off")


def _neuron(ax, x, y, name):
    from matplotlib.patches import Circle

    ax.add_patch(Circle((x, y), RADIUS, facecolor="white", edgecolor=INK, linewidth=1.8, zorder=3))
    ax.text(x, y, f"${name}$", ha="center", va="center", color=INK, zorder=4)


def _short(number):
    return f"{number:.3g}".replace("-", "−")

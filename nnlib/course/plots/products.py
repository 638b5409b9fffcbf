"""Matrix products as boxes, drawn to scale."""

from ..drawing.style import GREY, INK

GAP = 1.6


def draw_product(ax, *matrices, title="", room=None, sides=None):
    """The factors of a product, then its result, as boxes to scale with their shapes below.

    Each is a triple (name, (rows, columns), colour).  `room` is the panel's width and height in
    entries; panels with the same room have the same scale.  `sides` names lengths: {5: "samples"}.
    """
    from matplotlib.patches import Rectangle

    right, tallest = 0, max(rows for _, (rows, _), _ in matrices)
    for place, (name, (rows, columns), colour) in enumerate(matrices):
        if place:
            sign = "=" if place == len(matrices) - 1 else "·"
            ax.text(right + GAP / 2, 0, sign, ha="center", va="center", fontsize=18, color=INK)
            right += GAP
        corner = right, -rows / 2
        ax.add_patch(Rectangle(corner, columns, rows, facecolor="white", edgecolor=colour, lw=2))
        middle = right + columns / 2
        ax.text(middle, 0, name, ha="center", va="center", color=colour)
        named = [
            f"{length} {sides[length]}" if sides else str(length) for length in (rows, columns)
        ]
        size = (" ×\n" if sides else " × ").join(named)
        ax.text(middle, -rows / 2 - 0.3, size, ha="center", va="top", color=GREY, fontsize=9)
        right += columns
    width, height = room or (right, tallest)
    ax.set(xlim=(-0.2, width + 0.2), ylim=(-height / 2 - 1.5, height / 2 + 0.3), title=title)
    ax.set_aspect("equal")
    ax.axis("off")

"""A drawing of pixels: the digits of the data, and what is read from them."""

from ..drawing.style import INK, VERMILLION


def draw_pixels(ax, pixels, read, sure, target):
    """A digit of 8×8 pixels under what a network reads and how sure it is; a cross if wrong."""
    wrong = read != target
    ax.imshow(pixels.reshape(8, 8), cmap="Greys", vmin=0, vmax=1)
    ax.set_title(
        f"{'✗ ' * wrong}{read}", loc="center", fontsize=16, color=VERMILLION if wrong else INK
    )
    ax.set_xlabel(f"{sure:.2f}", color=INK)
    ax.set(xticks=[], yticks=[])
    ax.grid(visible=False)
    for side in ax.spines.values():
        side.set(visible=wrong, edgecolor=VERMILLION, linewidth=3)

"""Drawings of squares: the digits of the data, what is read from them, and tables of numbers."""

import numpy as np

from ..drawing.style import INK, VERMILLION


def draw_pixels(ax, pixels, read, sure, target):
    """A digit of 8×8 pixels under what a network reads and how sure it is; a cross if wrong."""
    wrong = bool(read != target)
    ax.imshow(pixels.reshape(8, 8), cmap="Greys", vmin=0, vmax=1)
    ax.set_title(
        f"{'✗ ' * wrong}{read}", loc="center", fontsize=16, color=VERMILLION if wrong else INK
    )
    ax.set_xlabel(f"{sure:.2f}", color=INK)
    ax.set(xticks=[], yticks=[])
    ax.grid(visible=False)
    for side in ax.spines.values():
        side.set(visible=wrong, edgecolor=VERMILLION, linewidth=3)


def draw_numbers(ax, table, dark, marked=None):
    """A table of whole numbers without its zeros, on squares as `dark` as 0 … 1 says for each.

    Where `marked` is true, a number is bold and in another colour.
    """
    ax.imshow(
        np.broadcast_to(dark, table.shape), cmap="Greys", vmin=0, vmax=2
    )  # words stay legible
    for place, number in np.ndenumerate(table):
        look = (
            {"color": VERMILLION, "weight": "bold"} if marked is not None and marked[place] else {}
        )
        ax.text(*place[::-1], f"{number or ''}", ha="center", va="center", **look)
    ax.grid(visible=False)

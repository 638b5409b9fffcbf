"""Drawings of neurons: inputs, weights, the sum z and the activation a."""

import numpy as np

from ..drawing.style import BLUE, GREY, INK

RADIUS = 0.32


def draw_neuron(ax, inputs=("x",), weights=("w",), bias="b", activation="identity"):
    """One neuron: inputs times weights, plus the bias times 1, summed to z, then a = σ(z)."""
    sources = [*zip(inputs, weights, strict=True), ("1", bias)]
    heights = np.linspace(len(sources) - 1, 0, len(sources)) * 1.1
    middle = heights.mean()
    for (source, weight), height in zip(sources, heights, strict=True):
        _node(ax, 0, height, source, edge=GREY if source == "1" else INK)
        _arrow(ax, (0, height), (2.6, middle), label=weight)
    _node(ax, 2.6, middle, "z")
    _node(ax, 4.8, middle, "a", edge=BLUE)
    _arrow(ax, (2.6, middle), (4.8, middle), label=activation)
    ax.set_xlim(-0.6, 5.4)
    ax.set_ylim(-0.7, heights[0] + 0.7)
    ax.set_aspect("equal")
    ax.axis("off")


def draw_layer(ax, inputs=3, neurons=2, chosen=(0, 0)):
    """A layer's wires from each input k to each neuron j; the weight w_kj of `chosen` is marked."""
    places = [
        [(x, y - (count - 1) / 2) for y in range(count - 1, -1, -1)]
        for x, count in ((0, inputs), (3.4, neurons))
    ]
    for k, start in enumerate(places[0]):
        for j, end in enumerate(places[1]):
            if (k, j) == chosen:
                _arrow(ax, start, end, label=f"w_{{{k}{j}}}", width=3.0)
            else:
                _arrow(ax, start, end, color=GREY)
    for name, column, edge in zip("xz", places, (INK, BLUE), strict=True):
        for index, (x, y) in enumerate(column):
            _node(ax, x, y, f"{name}_{index}", edge=edge)
    ax.set_xlim(-0.6, 4.0)
    ax.set_ylim(-inputs / 2 - 0.1, inputs / 2 + 0.1)
    ax.set_aspect("equal")
    ax.axis("off")


def _node(ax, x, y, text, edge=INK):
    from matplotlib.patches import Circle

    ax.add_patch(Circle((x, y), RADIUS, facecolor="white", edgecolor=edge, linewidth=2, zorder=2))
    ax.text(x, y, f"${text}$", ha="center", va="center", zorder=3)


def _arrow(ax, start, end, label="", color=INK, width=1.5):
    start, end = np.array(start, float), np.array(end, float)
    along = (end - start) / np.linalg.norm(end - start)
    tail, head = start + RADIUS * along, end - RADIUS * along
    ax.annotate("", head, tail, arrowprops={"arrowstyle": "->", "color": color, "linewidth": width})
    if label:
        x, y = tail + 0.4 * (head - tail)
        text = label if label.isalpha() and len(label) > 3 else f"${label}$"
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        ax.text(x, y, text, ha="center", va="center", color=BLUE, bbox=box)

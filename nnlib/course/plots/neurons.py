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


def _node(ax, x, y, text, edge=INK):
    from matplotlib.patches import Circle

    ax.add_patch(Circle((x, y), RADIUS, facecolor="white", edgecolor=edge, linewidth=2, zorder=2))
    ax.text(x, y, f"${text}$", ha="center", va="center", zorder=3)


def _arrow(ax, start, end, label):
    start, end = np.array(start, float), np.array(end, float)
    along = (end - start) / np.linalg.norm(end - start)
    tail, head = start + RADIUS * along, end - RADIUS * along
    ax.annotate("", head, tail, arrowprops={"arrowstyle": "->", "color": INK, "linewidth": 1.5})
    x, y = tail + 0.4 * (head - tail)
    text = label if len(label) > 3 else f"${label}$"
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    ax.text(x, y, text, ha="center", va="center", color=BLUE, bbox=box)

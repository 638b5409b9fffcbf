"""A small curve of σ with the tangent at z, whose slope is the σ′(z) of the sum beside it."""

import numpy as np

from ...drawing import svg
from ...drawing.style import BLUE, ORANGE
from ...drawing.theme import MUTED, PAPER, legible

REACH = 3.0  # the curve goes from −3 to 3, or as far as z needs
POINTS = 41
BEND_WIDTH = 5.0  # in font sizes


def draw_bend(sigma, z, left, top, height, size):
    """The picture, BEND_WIDTH font sizes wide."""
    reach = max(REACH, 1.25 * abs(z))
    at = np.unique([*np.linspace(-reach, reach, POINTS), 0.0])  # a kink is drawn as one
    a, slope = sigma(np.array([z])).item(), sigma.prime(np.array([z])).item()
    curve = sigma(at)
    low, high = float(curve.min()), float(curve.max())
    margin = 0.15 * (high - low) or 0.5
    panel = svg.Axes(
        (left, top, BEND_WIDTH * size, height), (-reach, reach), (low - margin, high + margin), size
    )
    half = 0.4 * reach
    tangent = [panel.at(z + step, a + slope * step) for step in (-half, half)]
    shapes = panel.inside(
        svg.line(*panel.at(0, low - margin), *panel.at(0, high + margin), MUTED, 0.7),
        svg.line(*panel.at(-reach, 0), *panel.at(reach, 0), MUTED, 0.7),
        svg.polyline(map(panel.at, at.tolist(), curve.tolist()), legible(BLUE), size / 8),
        svg.polyline(tangent, legible(ORANGE), size / 5),
        svg.circle(*panel.at(z, a), size / 3.2, fill=legible(ORANGE), stroke=PAPER, stroke_width=1),
    )
    told = svg.tag("title", f"{sigma} and its tangent at this z: the tangent's slope is σ′(z)")
    ground = svg.rect(left, top, BEND_WIDTH * size, height, rx=size / 4, fill=PAPER)
    return svg.tag("g", told, ground, shapes, data_name="bend")

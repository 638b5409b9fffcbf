"""The sum of a step in the picture, beside the neuron that it belongs to, its terms as pieces."""

import re
from html import escape

from ...drawing import svg
from ...drawing.typeset import words
from .bend import BEND_WIDTH, draw_bend
from .parts import LitNumbers, figure

LETTER = 0.61  # the width of a letter beside its height
LINE = 1.45  # from a line to the next, in font sizes
TAG = re.compile(r"<[^>]*>")
BOLD = '<tspan font-weight="bold">{}</tspan>'


def sum_of(row, colours):
    """The pieces of "delta[1][0, 1] = 0.2·0.5 + … = 0.31; σ′(−0.9) = 1 − a² = …", for its lines."""
    value, name = BOLD.format(figure(row.value)), BOLD.format(row.name)
    if row.said:
        return [f"{name} = {value},", escape(row.said)]
    arrow = "←" if row.equation.lhs.is_Function else "="
    writer = LitNumbers(row.known(), colours)
    terms = writer.write(row.equation.rhs).split("\n")
    pieces = [f"{name} {arrow}", *terms, f"= {value}"]
    if row.difference is not None:
        pieces[-1] += ","
        pieces.append(f"by difference {figure(row.difference)}")
    if row.above:
        letters, numbers, slope = row.above
        pieces[-1] += ";"
        pieces.append(f"∂C/∂a = {words(letters)}")
        pieces.append("= " + writer.write(numbers).replace("\n", " "))
        pieces.append(f"= {figure(slope)}")
    if row.bend:
        pieces[-1] += ";"
        pieces += writer.slope_of_sigma(row.equation.rhs, row.bend[0])
    return pieces


def letters_in(line):
    """How many letters a line shows."""
    return len(TAG.sub("", line))


def lines_of(pieces, most):
    """The pieces in lines of at most so many letters, as far as they can be broken."""
    lines = []
    for piece in pieces:
        if lines and letters_in(lines[-1]) + 1 + letters_in(piece) <= most:
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
    return lines


class Callout:
    """The box with the sum; `width` is the room for it, in the units of the picture."""

    def __init__(self, row, colours, size, width):
        self.size, self.bend = size, row.bend
        beside = 1.2 + (BEND_WIDTH + 0.8) * bool(row.bend)
        self.lines = lines_of(sum_of(row, colours), int((width / size - beside) / LETTER))
        self.height = (LINE * max(len(self.lines), 2 * bool(row.bend)) + 0.6) * size
        letters = max(map(letters_in, self.lines))
        self.width = min(width, (LETTER * letters + beside) * size)

    def draw(self, x, top, limits, colour, ground):
        """The box as near above x as the limits allow."""
        s, (low, high) = self.size, limits
        left = min(max(x - self.width / 2, low), high - self.width)
        box = svg.rect(left, top, self.width, self.height, rx=0.4 * s, fill=ground, stroke=colour,
                       stroke_width=s / 9)  # fmt: skip
        text = (
            svg.tag("text", line, x=left + 0.6 * s, y=top + (LINE * (i + 0.78) + 0.1) * s,
                    font_size=float(s))
            for i, line in enumerate(self.lines)
        )  # fmt: skip
        bend = ""
        if self.bend:
            bend = draw_bend(
                *self.bend, left + self.width - (BEND_WIDTH + 0.4) * s, top + 0.3 * s,
                self.height - 0.6 * s, s,
            )  # fmt: skip
        return svg.tag("g", box, *text, bend, data_name="sum")

"""SVG by hand: tags, numbers, and Axes that map data to a rectangle of the picture.

A nested svg clips, and needs no id.
"""

from functools import lru_cache
from html import escape
from itertools import pairwise
from math import floor, log10

import numpy as np

from .theme import MUTED, PAPER, WRITING

FONT = "DejaVu Sans, Verdana, sans-serif"
FAR = 1e6


def numeral(x, digits=4):
    """x for people: `digits` decimals, powers of ten when x is huge, words when it is not finite.

    >>> numeral(-0.25), numeral(-0.00001), numeral(1234567.0), numeral(float("inf"))
    ('−0.2500', '0.0000', '1.235·10⁶', 'beyond numbers')
    """
    if not abs(x) < float("inf"):
        return "beyond numbers"
    return in_print(f"{x:.3e}" if abs(x) >= 1e5 else f"{round(x, digits) + 0.0:.{digits}f}")


def fine_numeral(x, decimals=4):
    """x with its decimals, or with a power of ten where they would say nothing.

    >>> fine_numeral(-0.25), fine_numeral(0.00001), fine_numeral(0.0)
    ('−0.2500', '1.0·10⁻⁵', '0.0000')
    """
    if 0 < abs(x) < 0.5 * 10**-decimals:
        return in_print(f"{x:.1e}")
    return numeral(x, decimals)


def in_print(number):
    """A number in Python's notation as a page prints it: a true minus, a power as a power.

    >>> in_print("-0.5"), in_print("1.2e-05"), in_print("beyond numbers")
    ('−0.5', '1.2·10⁻⁵', 'beyond numbers')
    """
    digits, e, exponent = number.partition("e") if number[-1:].isdigit() else (number, "", "")
    return digits.replace("-", "−") + (f"·{power(int(exponent))}" if e else "")


def short(x, count=3):
    """x with at most `count` digits, for ticks and labels.

    >>> short(0.30000000000000004), short(-12.0), short(-0.0), short(1 / 3, 6), short(1e-5)
    ('0.3', '−12', '0', '0.333333', '1·10⁻⁵')
    """
    return in_print(f"{x + 0.0:.{count}g}")


def power(exponent):
    """10 to this power, for the ticks of a logarithmic axis.

    >>> power(-12), power(0)
    ('10⁻¹²', '10⁰')
    """
    return "10" + raised(f"{exponent:g}")


def raised(number):
    """The text of a whole number as an exponent."""
    return number.translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def compact(x, digits=4):
    """x in at most six characters besides its sign, so that it fits on a wire.

    >>> compact(12.6067), compact(-0.997495), compact(12345.6), compact(0.000123), compact(2e-300)
    ('12.61', '−0.9975', '12346', '1.2e−4', '2e−300')
    >>> compact(12.6067, 3), compact(-0.997495, 3), compact(float("nan"))
    ('12.6', '−0.997', 'beyond numbers')
    """
    if not abs(x) < float("inf"):
        return "beyond numbers"
    if x == 0 or 0.001 <= abs(x) < 99999.5:
        decimals = max(digits - len(str(int(abs(x)))) + (abs(x) < 1), 0)
        words = f"{x + 0.0:.{decimals}f}"
        words = words.rstrip("0").rstrip(".") if decimals else words
    else:
        mantissa, exponent = f"{x:.1e}".split("e")
        words = f"{mantissa.removesuffix('.0')}e{int(exponent)}"
    return words.replace("-", "−")


@lru_cache(maxsize=1024)  # a picture says few words, and says them often
def _escaped(words):
    return escape(words)


def _attribute(value):
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return _escaped(str(value))


def tag(name, *children, **attributes):
    """<name attributes>children</name>; stroke_width= becomes stroke-width=, floats are rounded."""
    given = "".join([
        f' {key.replace("_", "-")}="{_attribute(value)}"' for key, value in attributes.items()
    ])  # fmt: skip
    return f"<{name}{given}>{''.join(children)}</{name}>" if children else f"<{name}{given}/>"


def text(words, x, y, size, anchor="start", weight="normal", **attributes):
    """Words whose baseline starts, has its middle, or ends at (x, y)."""
    look = {"x": float(x), "y": float(y), "font_size": float(size)}
    look |= {} if anchor == "start" else {"text_anchor": anchor}
    look |= {} if weight == "normal" else {"font_weight": weight}
    return tag("text", escape(words), **look, **attributes)


def haloed(words, x, y, size, anchor="start", **attributes):
    """Text that stays readable on lines; on a field, with its own fill and stroke."""
    halo = {"paint_order": "stroke", "stroke": PAPER, "stroke_width": 4.0}
    return text(words, x, y, size, anchor, **(halo | attributes), stroke_linejoin="round")


def image(box, href):
    """A picture of pixels, stretched to the box (x, y, width, height)."""
    x, y, width, height = map(float, box)
    place = {"x": x, "y": y, "width": width, "height": height}
    return tag("image", **place, href=href, preserveAspectRatio="none")


def line(x1, y1, x2, y2, stroke=WRITING, width=1.5, **attributes):
    """A line from (x1, y1) to (x2, y2)."""
    ends = {"x1": float(x1), "y1": float(y1), "x2": float(x2), "y2": float(y2)}
    return tag("line", **ends, stroke=stroke, stroke_width=width, **attributes)


def arrow(x1, y1, x2, y2, stroke=WRITING, width=2.0, **attributes):
    """A line with a head at its second end."""
    length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1e-9)
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    h = 3.2 * width
    corners = [(x2, y2), (x2 - h * ux - h / 2 * uy, y2 - h * uy + h / 2 * ux)]
    corners.append((x2 - h * ux + h / 2 * uy, y2 - h * uy - h / 2 * ux))
    shaft = line(x1, y1, x2 - h / 2 * ux, y2 - h / 2 * uy, stroke, width, **attributes)
    return shaft + tag("polygon", points=_points(corners), fill=stroke)


def rect(x, y, width, height, **attributes):
    """A rectangle by its upper left corner."""
    box = {"x": float(x), "y": float(y), "width": float(width), "height": float(height)}
    return tag("rect", **box, **attributes)


def circle(x, y, r, **attributes):
    """A disc of radius r, or a ring with fill="none"."""
    return tag("circle", cx=float(x), cy=float(y), r=float(r), **attributes)


def _near(p):
    return min(max(p, -FAR), FAR) if p == p else FAR  # NaN is what is left of an overflow


def _points(points):
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def polyline(points, stroke, width=2.0, **attributes):
    """Points joined in order."""
    return tag(
        "polyline",
        points=_points(points),
        fill="none",
        stroke=stroke,
        stroke_width=width,
        **attributes,
    )


def pulse(points, stroke, width):
    """A dot that runs along the points, once, where a step arrives on a page; unseen elsewhere."""
    look = {"class": "nn-pulse", "pathLength": 1, "stroke_linecap": "round", "stroke_opacity": 0}
    return polyline(points, stroke, width, **look)


def path(d, **attributes):
    """The outline with these path data."""
    return tag("path", d=d, **attributes)


def line_paths(lines):
    """Path data of lines, each a row of points: one element for a whole grid."""
    return "".join("M" + "L".join([f"{x:.1f} {y:.1f}" for x, y in points]) for points in lines)


def dots(points, digits=0):
    """Path data of a dot at each point: a stroke with round caps makes discs, with square squares.

    Many marks in one element: a page is slow in elements, not in points.

    >>> dots([(10, 20), (14.2, 17.9)])
    'M10 20h0m4-2h0'
    """
    places = [(round(x, digits), round(y, digits)) for x, y in points]
    if not places:
        return ""
    moves = (
        f"m{x1 - x0:.{digits}f} {y1 - y0:.{digits}f}h0".replace(" -", "-")
        for (x0, y0), (x1, y1) in pairwise(places)
    )
    x, y = places[0]
    return f"M{x:.{digits}f} {y:.{digits}f}h0{''.join(moves)}"


def picture(width, height, *shapes):
    """A whole drawing on the page's paper, which scales to the room that it gets."""
    paper = rect(0, 0, width, height, fill=PAPER)
    view = {"viewBox": f"0 0 {width:g} {height:g}", "font_family": FONT, "fill": WRITING}
    view["style"] = f"max-width: {1.4 * width:g}px"
    return tag("svg", paper, *shapes, xmlns="http://www.w3.org/2000/svg", **view)


def ticks(low, high, about=5):
    """Round numbers between low and high, about as many as asked."""
    rough = (high - low) / about
    power = 10.0 ** floor(log10(rough))
    step = next(s * power for s in (1, 2, 5, 10) if s * power >= rough * 0.999)
    first, last = -floor(-low / step + 1e-9), floor(high / step + 1e-9)
    return [i * step for i in range(first, last + 1)]


def side_by_side(count, size, width, height):
    """The boxes of `count` equal panels, with room for their labels at this font size."""
    margin = 4.6 * size
    wide = (width - count * margin - size) / count
    return [
        (margin + i * (wide + margin), 2 * size, wide, height - 5.6 * size) for i in range(count)
    ]


def plot_in(left, top, width, height, size, label=True):
    """The box of a plot within this room, which its title, ticks and labels share with it.

    With label=False nothing stands below the ticks of x.
    """
    below = 3.6 if label else 2.0
    return (left + 4.4 * size, top + 2 * size, width - 5.4 * size, height - (2 + below) * size)


def counting(k):
    """Limits of an axis that counts from 0 to a round number, with room for marks at its ends."""
    reach = next((n for n in (10, 20, 50, 100, 200, 500) if n >= k), k)
    return (-0.03 * reach, 1.05 * reach)


class Axes:
    """A plot in the box (left, top, width, height) that shows x in xlim and y in ylim.

    `fine` is the size of its ticks' numbers, as a share of `size`.
    """

    def __init__(self, box, xlim, ylim, size=13, fine=0.9):
        self.left, self.top, self.width, self.height = box
        self.xlim, self.ylim, self.size, self.fine = xlim, ylim, size, fine

    def at(self, x, y):
        """The place of the data point (x, y) in the picture, kept within what SVG can hold."""
        (x0, x1), (y0, y1) = self.xlim, self.ylim
        px = self.left + (x - x0) / (x1 - x0) * self.width
        py = self.top + (y1 - y) / (y1 - y0) * self.height
        return _near(px), _near(py)

    def places(self, points):
        """The same for rows of points."""
        (x0, x1), (y0, y1) = self.xlim, self.ylim
        ends, sides = np.array([[x0, y1], [x1, y0]]), (self.width, self.height)
        places = (self.left, self.top) + (points - ends[0]) / (ends[1] - ends[0]) * sides
        return np.clip(np.nan_to_num(places, nan=FAR), -FAR, FAR).tolist()

    def holds(self, px, py):
        """Whether a place of the picture lies within them."""
        right, bottom = self.left + self.width, self.top + self.height
        return self.left <= px <= right and self.top <= py <= bottom

    def inside(self, *shapes):
        """Shapes, cut at their edge."""
        box = {"x": self.left, "y": self.top, "width": self.width, "height": self.height}
        box = {key: f"{value:.2f}" for key, value in box.items()}
        return tag("svg", *shapes, viewBox=" ".join(box.values()), **box)

    def level(self, y, stroke, dash):
        """A dashed line across them at the height y."""
        py = self.at(self.xlim[0], y)[1]
        return line(self.left, py, self.left + self.width, py, stroke, 1.5, stroke_dasharray=dash)

    def frame(self, title, xlabel, ylabel, words=(short, short)):
        """The frame with its ticks, labels and title; `words` write the ticks of x and of y."""
        s, bottom = self.size, self.top + self.height
        box = (self.left, self.top, self.width, self.height)
        shapes, marks = [rect(*box, fill="none", stroke=MUTED, stroke_width=1.0)], ""
        for x in ticks(*self.xlim, about=self.width / (5 * s)):
            px, _ = self.at(x, self.ylim[0])
            marks += f"M{px:.1f} {bottom:.1f}v4"
            shapes.append(text(words[0](x), px, bottom + 5 + s, s * self.fine, "middle"))
        for y in ticks(*self.ylim, about=self.height / (2.6 * s)):
            _, py = self.at(self.xlim[0], y)
            marks += f"M{self.left:.1f} {py:.1f}h-4"
            shapes.append(text(words[1](y), self.left - 7, py + 0.35 * s, s * self.fine, "end"))
        shapes.append(path(marks, stroke=MUTED))
        middle = self.top + self.height / 2
        tx = self.left - 3 * s
        turned = f"rotate(-90 {tx:.1f} {middle:.1f})"
        if xlabel:
            below = bottom + 2.5 * s + 3
            shapes.append(text(xlabel, self.left + self.width / 2, below, s, "middle"))
        if ylabel:
            shapes.append(text(ylabel, tx, middle, s, "middle", transform=turned))
        shapes.append(text(title, self.left, self.top - 0.6 * s, s, weight="bold"))
        return "".join(shapes)

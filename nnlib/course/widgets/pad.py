"""The pad of lesson 00: the reader draws a digit, and a network reads it stroke by stroke."""

from dataclasses import dataclass

import numpy as np

import nnlib as nn

from ..drawing import svg
from ..drawing.style import BLUE, ORANGE
from ..drawing.svg import numeral
from ..drawing.theme import FAINT, MUTED, PAPER, WRITING
from .stage.bar import Action, Choice
from .stage.scene import Scene
from .stage.shell import Shell

SIDE, BLOCK = 32, 4  # of the bitmap, and of the squares in which its ink is counted
SQUARES_ACROSS, ALL_INK = SIDE // BLOCK, BLOCK**2
WIDEST = 24  # the data's digits are as high as their bitmap, and seldom wider than this
PEN = 2.6  # half the width of a stroke, in pixels: as much ink as the data have
DARK = 10  # from this count on a square is dark, and its number has the paper's colour
STEP = 2  # how far an arrow key moves the pen
SEEN_AS = ("centred, at full height", "as it lies")
PLANE = "pad: drag to draw, or move the pen with the arrow keys; Space puts it down or lifts it"
# Width, height, font size, then the boxes of the pad, of the numbers, and of the bars.
LAYOUTS = {
    "wide": (1000, 380, 14, (20, 40, 320, 320), (390, 40, 320, 320), (770, 40, 210, 320)),
    "middle": (700, 290, 13, (14, 34, 240, 240), (288, 34, 224, 224), (546, 34, 140, 240)),
    "narrow": (480, 770, 18, (40, 36, 400, 400), (14, 490, 248, 248), (284, 490, 182, 248)),
}
LECTURE = (1000, 400, 18, (20, 46, 330, 330), (384, 46, 330, 330), (750, 46, 235, 330))
EXAMPLE = (
    ((9.0, 25.0), (12.5, 27.5), (17.0, 27.5), (20.0, 24.5), (18.5, 20.5), (14.0, 18.5)),
    ((14.0, 18.5), (19.5, 17.0), (21.5, 13.0), (19.0, 9.0), (14.0, 7.5), (9.5, 9.5)),
)


@dataclass(frozen=True, eq=False)
class Drawing:
    """The strokes, the pen's place, what is counted of them, and a probability for each digit."""

    strokes: tuple
    pen: tuple
    down: bool
    counts: np.ndarray
    p: np.ndarray


def bitmap(strokes):
    """(32, 32) of bool, first row on top: the pixels whose middle lies within PEN of a stroke.

    A stroke is a tuple of points (x to the right, y upwards), each between 0 and 32.
    """
    x, y = np.meshgrid(np.arange(SIDE) + 0.5, SIDE - 0.5 - np.arange(SIDE))
    ink = np.zeros((SIDE, SIDE), bool)
    for stroke in strokes:
        for start, end in zip(stroke, (*stroke[1:], stroke[-1]), strict=True):
            ink |= _distance(x, y, start, end) <= PEN
    return ink


def _distance(x, y, start, end):
    """How far (x, y) lies from the segment between two points."""
    across, up = end[0] - start[0], end[1] - start[1]
    length = across**2 + up**2
    dx, dy = x - start[0], y - start[1]
    t = np.clip((dx * across + dy * up) / length, 0, 1) if length else 0.0
    return np.hypot(dx - t * across, dy - t * up)


def centred(strokes):
    """The strokes in the middle, and made larger or smaller until their ink fills the bitmap."""
    if not strokes:
        return ()
    points = np.vstack(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.array([WIDEST, SIDE]) - 2 * PEN
    scale = (room / np.maximum(high - low, 1)).min()
    return tuple((np.array(one) - (low + high) / 2) * scale + SIDE / 2 for one in strokes)


def ink_counts(ink):
    """(8, 8): how many of the 16 pixels of each 4×4 block have ink, as in the data."""
    return ink.reshape(SQUARES_ACROSS, BLOCK, SQUARES_ACROSS, BLOCK).sum(axis=(1, 3))


class Pad(Scene):
    """Where the reader draws, what the network sees of it, and what it reads."""

    name, title, called = "pad", "pad", "draw_digit"
    actions = (Action("pen", "Pen down or up", " "), Action("clear", "Clear", "Delete"))

    def __init__(self, net, big):
        if (net.n[0], net.n[-1]) != (64, 10):
            raise ValueError(
                f"{self.called}: the network must take 64 numbers and give 10 scores, but its "
                f"widths are {list(net.n)}."
            )
        self.net, self.big = net, big
        ways = (True, False)
        self.choices = (Choice("centred", "the network sees it", ways, True, "select", SEEN_AS),)
        self.strokes, self.pen, self.down, self.untouched = EXAMPLE, EXAMPLE[-1][-1], False, True
        super().__init__()

    def counted(self):
        """(8, 8): the ink in the blocks, of the strokes as the network sees them."""
        seen = centred(self.strokes) if self.settings["centred"] else self.strokes
        return ink_counts(bitmap(seen))

    def first(self):
        counts = self.counted()
        scores = nn.predict(self.net, counts.reshape(1, -1) / ALL_INK)
        return Drawing(self.strokes, self.pen, self.down, counts, nn.activations.sigmoid(scores)[0])

    def point(self, _name, *given):
        """Draw on to the places of a drag; a key moves the pen, which draws where it is down."""
        *places, phase = given
        points = tuple(zip(places[::2], places[1::2], strict=True))
        if phase == "down":
            self._begin(points[0])
        drawing = phase in ("down", "move") or self.down
        if drawing:
            self.strokes = (*self.strokes[:-1], (*self.strokes[-1], *points))
        self.pen = points[-1]
        return 0

    def act(self, name):
        """Put the pen down or lift it, or clear the pad."""
        if name == "clear":
            self.strokes, self.untouched = (), False
        else:
            self.down = not self.down
        if self.down:
            self._begin(self.pen)
        return 0

    def _begin(self, place):
        """A new stroke; the first one takes the place of the example."""
        self.strokes = ((place,),) if self.untouched else (*self.strokes, (place,))
        self.untouched = False

    def text(self, drawing):
        count = len(drawing.strokes)
        strokes = f"{count or 'no'} stroke{'s' * (count != 1)}"
        return f"Pad with {strokes}. {self.remark(drawing)}"

    def remark(self, drawing):
        if not drawing.strokes:
            return "Draw a digit: drag across the pad, or move the pen by key."
        best, second = np.argsort(drawing.p)[:-3:-1]
        first, other = (numeral(drawing.p[digit], 2) for digit in (best, second))
        return f"The network reads {best}, with probability {first}; next comes {second}, {other}."

    def draw(self, drawing):
        layout = LECTURE if self.big else LAYOUTS[self.width]
        width, height, size, *boxes = layout
        parts = zip((self._pad, self._counts, self._bars), boxes, strict=True)
        return svg.picture(width, height, *(part(box, size, drawing) for part, box in parts))

    def _pad(self, box, size, drawing):
        """The sheet with the strokes and the pen, and over it the plane that takes the pointer."""
        left, top, side, _ = box
        sheet = svg.Axes(box, (0, SIDE), (0, SIDE), size)
        scale = side / SIDE
        x, y = sheet.at(*drawing.pen)
        pen = {"fill": ORANGE} if drawing.down else {"fill": "none"}
        shapes = [_stroke([sheet.at(*p) for p in one], 2 * PEN * scale) for one in drawing.strokes]
        shapes.append(svg.circle(x, y, PEN * scale, stroke=ORANGE, stroke_width=2.5, **pen))
        words = "draw here" + (", pen down" if drawing.down else "")
        plane = {
            "data_plane": "pad", "data_x0": 0, "data_x1": SIDE, "data_y0": 0, "data_y1": SIDE,
            "data_x": f"{drawing.pen[0]:.2f}", "data_y": f"{drawing.pen[1]:.2f}",
            "data_step": STEP, "data_trail": "true", "tabindex": 0, "role": "application",
            "aria_label": PLANE,
        }  # fmt: skip
        return (
            svg.text(words, left, top - 0.6 * size, size, weight="bold")
            + _grid(box)
            + sheet.inside(*shapes)
            + svg.rect(*box, fill="transparent", stroke=MUTED, stroke_width=1.5, **plane)
        )

    def _counts(self, box, size, drawing):
        """The 64 numbers as squares, the darker the more ink."""
        left, top, side, _ = box
        cell, shapes = side / SQUARES_ACROSS, []
        for (row, column), count in np.ndenumerate(drawing.counts):
            x, y = left + column * cell, top + row * cell
            shapes.append(svg.rect(x, y, cell, cell, fill=WRITING, fill_opacity=shade(count)))
            if count:
                colour = WRITING if count < DARK else PAPER
                place = x + cell / 2, y + cell / 2 + 0.35 * 0.85 * size
                shapes.append(svg.text(str(count), *place, 0.85 * size, "middle", fill=colour))
        words = "it sees 64 numbers"
        title = svg.text(words, left, top - 0.6 * size, size, weight="bold")
        return title + "".join(shapes) + svg.rect(*box, fill="none", stroke=MUTED, stroke_width=1.5)

    def _bars(self, box, size, drawing):
        """One bar a digit with its probability; the largest is marked."""
        left, top, width, height = box
        row, best, shapes = height / 10, int(drawing.p.argmax()), []
        start, end = left + 1.2 * size, left + width - 3 * size
        for digit, p in enumerate(drawing.p):
            y, reads = top + digit * row, digit == best and drawing.strokes
            weight, middle = "bold" if reads else "normal", y + row / 2 + 0.35 * size
            bar = {"fill": BLUE, "fill_opacity": 1.0 if reads else 0.45, "stroke": BLUE}
            shapes += [
                svg.text(str(digit), left, middle, size, weight=weight),
                svg.rect(start, y + 0.18 * row, (end - start) * p, 0.64 * row, **bar),
                svg.line(start, y, start, y + row, MUTED, 1.0),
                svg.text(numeral(p, 2), left + width, middle, size, "end", weight),
            ]
        words = f"it reads {best}{', unsure' if drawing.p[best] < 0.5 else ''}"
        words = words if drawing.strokes else "of a blank sheet"
        title = svg.text(words, left, top - 0.6 * size, size, weight="bold")
        return title + "".join(shapes)


def shade(count):
    """How dark a square with this much ink is: its number stands out in either theme."""
    return 0.045 * count if count < DARK else 0.62 + 0.047 * (count - DARK)


def _grid(box):
    """The lines between the blocks."""
    left, top, side, _ = box
    lines = []
    for k in range(1, SQUARES_ACROSS):
        x, y = left + side * k / SQUARES_ACROSS, top + side * k / SQUARES_ACROSS
        lines.append(svg.line(x, top, x, top + side, FAINT, 0.7))
        lines.append(svg.line(left, y, left + side, y, FAINT, 0.7))
    return "".join(lines)


def _stroke(points, width):
    """A stroke with round ends; a single point is a dot."""
    look = {"stroke_linecap": "round", "stroke_linejoin": "round"}
    return svg.polyline([*points, points[-1]], WRITING, width, **look)


def draw_digit(net, big=False, controls="bar"):
    """Draw a digit with mouse, finger or keys, and see how a network reads it.

    `net` takes 64 numbers, the ink in the blocks of an 8×8 grid as in `nn.data.digits`, and gives
    for each digit the log-odds that it is this one; the bars show the probabilities.  Make it the
    last expression of a cell: it shows itself.
    """
    return Shell(Pad(net, big), controls=controls)

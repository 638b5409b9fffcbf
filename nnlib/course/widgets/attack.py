"""The pad of lesson 14: the reader draws a digit, and changes its squares against the network."""

from dataclasses import dataclass

import numpy as np
from sympy import evaluate

import nnlib as nn

from ..drawing import svg
from ..drawing.mathml import identifier, math
from ..drawing.style import BLUE, VERMILLION
from ..drawing.svg import fine_numeral, numeral
from ..drawing.theme import MUTED, WRITING, legible
from ..drawing.typeset import formula
from ..symbolic.notation import entries
from .equations import Layer, law
from .pad import ALL_INK, SQUARES_ACROSS, Drawing, Pad
from .stage.bar import Action, Choice
from .stage.scene import Reading
from .stage.shell import Shell

GREY_LEVELS = tuple(range(6))
DECIDERS = ("slopes", "dice")
CROSS_ENTROPY = nn.losses.cross_entropy


@dataclass(frozen=True, eq=False)
class Attacked(Drawing):
    """A drawing whose counts were changed, and what it was before: `counts` and `p` are after.

    `read` is what the network read before, and `slopes` (8, 8) is how its loss for this class
    reacts to each square.
    """

    before: np.ndarray
    p_before: np.ndarray
    read: int
    slopes: np.ndarray


def picture_slopes(net, x, label):
    """∂C/∂x of one picture (1, 64), in the shape of the pad's squares."""
    grads = nn.backward(net, nn.forward(net, x), np.array([label]), CROSS_ENTROPY)
    return (grads.delta[1] @ net.W[1].T).reshape(SQUARES_ACROSS, SQUARES_ACROSS)


class Attack(Pad):
    """Where the reader draws, what the network sees once it is changed, and what it reads then."""

    name, title, called = "attack", "pad and attack", "fool_digit"
    rows = ("now", "before", "centred difference")
    actions = (*Pad.actions, Action("roll", "Roll the dice", "r"))

    def __init__(self, net, levels, big):
        super().__init__(net, big)
        shown = ("by the slopes", "by dice")
        self.choices = (
            Choice(
                "levels", "grey levels", GREY_LEVELS, levels, words=tuple(map(str, GREY_LEVELS))
            ),
            Choice("way", "darker or lighter", DECIDERS, DECIDERS[0], "radio", shown),
            *self.choices,
        )
        self.settings = {choice.name: choice.start for choice in self.choices}
        self.rolls = 0

    def first(self):
        before = self.counted()
        x = before.reshape(1, -1) / ALL_INK
        p_before = nn.losses.softmax(nn.predict(self.net, x))[0]
        read = int(p_before.argmax())
        slopes = picture_slopes(self.net, x, read)
        levels = self.settings["levels"] if self.strokes else 0
        counts = np.clip(before + levels * self.signs(slopes), 0, ALL_INK).astype(int)
        p = nn.losses.softmax(nn.predict(self.net, counts.reshape(1, -1) / ALL_INK))[0]
        return Attacked(
            self.strokes, self.pen, self.down, counts, p, before, p_before, read, slopes
        )

    def signs(self, slopes):
        """+1 where a square is to get darker, −1 where lighter."""
        if self.settings["way"] == "slopes":
            return np.sign(slopes)
        return np.random.default_rng(self.rolls).choice([-1, 1], size=slopes.shape)

    def act(self, name):
        """Roll the dice anew, or what the pad does."""
        if name != "roll":
            return super().act(name)
        if self.settings["way"] != "dice":
            raise ValueError("The slopes decide at present. Choose “by dice”, then roll.")
        self.rolls += 1
        return 0

    def text(self, drawing):
        levels = self.settings["levels"]
        way = "by the slopes" if self.settings["way"] == "slopes" else "by dice"
        changed = f" Changed {way} by {_count(levels, 'grey level')}." if levels else ""
        return f"{super().text(drawing)}{changed}"

    def remark(self, drawing):
        if not drawing.strokes or not self.settings["levels"]:
            return super().remark(drawing)
        now, before = int(drawing.p.argmax()), drawing.read
        moved = f"No square has moved by more than {_count(self.settings['levels'], 'grey level')}"
        reads = (
            f"still reads {now}" if now == before else f"read {before} before and now reads {now}"
        )
        return f"{moved}: the network {reads}, with probability {numeral(drawing.p[now], 2)}."

    def readout(self, drawing):
        if not drawing.strokes:
            return []
        x, y = drawing.before.reshape(1, -1) / ALL_INK, np.array([drawing.read])
        k = int(np.abs(drawing.slopes).argmax())

        def C(x):
            return CROSS_ENTROPY(nn.predict(self.net, x), y)

        now, before = (
            numeral(C(counts.reshape(1, -1) / ALL_INK))
            for counts in (drawing.counts, drawing.before)
        )
        p = entries("p")[drawing.read]
        shares = (numeral(p[drawing.read]) for p in (drawing.p, drawing.p_before))
        slope, difference = drawing.slopes.flat[k], nn.numeric_gradient(C, x)[0, k]
        with evaluate(False):
            of_square = Layer(1, self.net.n, 1).entry(law("G10"), 0, k).lhs  # the rest is a turn
        return [
            Reading("C", math(identifier("C")), now, before),
            Reading("p", math(formula(p)), *shares),
            Reading(
                "slope", math(formula(of_square)), fine_numeral(slope), "", fine_numeral(difference)
            ),
        ]

    def _counts(self, box, size, drawing):
        """The squares as they are now; a small triangle says which way each of them moved."""
        left, top, side, _ = box
        cell, shapes = side / SQUARES_ACROSS, []
        for (row, column), count in np.ndenumerate(drawing.counts):
            moved = count - drawing.before[row, column]
            if moved:
                x, y = left + (column + 0.06) * cell, top + (row + 0.06) * cell
                shapes.append(_triangle(x, y, 0.26 * cell, moved > 0))
        if drawing.strokes:
            row, column = divmod(int(np.abs(drawing.slopes).argmax()), SQUARES_ACROSS)
            x, y = left + column * cell + 1, top + row * cell + 1
            frame = {"stroke": legible(VERMILLION), "stroke_width": 2.5, "stroke_dasharray": "4 2"}
            shapes.append(svg.rect(x, y, cell - 2, cell - 2, fill="none", **frame))
        return super()._counts(box, size, drawing) + "".join(shapes)

    def _bars(self, box, size, drawing):
        """The bars as they are now, and a thick mark where each of them ended before."""
        left, top, width, height = box
        row, start, end = height / 10, left + 1.2 * size, left + width - 3 * size
        marks = []
        for digit, p in enumerate(drawing.p_before):
            x, y = start + (end - start) * p, top + digit * row
            marks.append(svg.line(x, y + 0.05 * row, x, y + 0.95 * row, WRITING, 2.5))
        return super()._bars(box, size, drawing) + "".join(marks) * bool(self.settings["levels"])


def _triangle(x, y, side, up):
    """A small triangle in a corner: upwards for more ink, downwards for less."""
    tip, foot = (y, y + side) if up else (y + side, y)
    points = f"{x:.1f},{foot:.1f} {x + side:.1f},{foot:.1f} {x + side / 2:.1f},{tip:.1f}"
    fill = legible(VERMILLION) if up else legible(BLUE)
    return svg.tag("polygon", points=points, fill=fill, stroke=MUTED, stroke_width=0.5)


def _count(n, noun):
    return f"{n} {noun}{'s' * (n != 1)}"


def fool_digit(net, levels=0, big=False, controls="bar"):
    """Draw a digit, then make its squares darker or lighter until a network reads another.

    `net` takes 64 numbers and gives ten scores, as in `draw_digit`; the bars are their softmax.
    Every square moves by the same number of grey levels, 0 … 5 of 16: by the sign of the loss's
    slope in it (G10), for the class that the network reads at first, or by dice.  Make it the
    last expression of a cell: it shows itself.
    """
    if levels not in GREY_LEVELS:
        raise ValueError(
            f"fool_digit: levels must be 0 to {GREY_LEVELS[-1]}, but it is {levels!r}."
        )
    return Shell(Attack(net, levels, big), controls=controls)

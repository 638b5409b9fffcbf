"""The loss landscape: a line on the left is a point on the right, where C is the height."""

from dataclasses import dataclass

import numpy as np

from ...drawing import svg
from ...drawing.canvas import canvas_of
from ...drawing.field import contour_field
from ...drawing.style import BLUE, GREY, INK
from ...drawing.svg import numeral
from ..stage.bar import Choice
from ..stage.shell import Shell
from .explorer import LineExplorer, LineFrame
from .surface import DEEP_GREEN, least, loss_field

GRID = 121
SIGHT = 0.3  # how far one sees from a place, in units of w and b


@dataclass(frozen=True, eq=False)
class LandscapeFrame(LineFrame):
    """A choice of w and b, where the walk has led so far, and what of the map it has shown."""

    trail: tuple
    seen: np.ndarray


class Landscape(LineExplorer):
    """Data, line and squares on the left; the plane of (w, b) with the loss as height beside it."""

    name, title = "landscape", "loss landscape"

    def __init__(self, X, y, w, b, fog, big, formula):
        super().__init__(X, y, w, b, big, formula)
        ways = (True, False), ("where you have been", "everywhere")
        self.choices = (*self.choices[:2], Choice("fog", "show C", ways[0], fog, "select", ways[1]))
        self.settings = {choice.name: choice.start for choice in self.choices} | {"i": 1}
        self.w, self.b = (
            np.linspace(choice.values[0], choice.values[-1], GRID) for choice in self.choices[:2]
        )
        self.values = loss_field(self.X, self.y, self.w, self.b)

    def _guess(self, best):
        return self._place(super()._guess(best), (), np.zeros(self.values.shape, bool))

    def refresh(self, place):
        return self._place(super()._guess(place.best), place.trail, place.seen)

    def _place(self, guess, trail, seen):
        here = (guess.w, guess.b)
        near = (self.w - guess.w) ** 2 + (self.b[:, None] - guess.b) ** 2 < SIGHT**2
        trail = trail if trail[-1:] == (here,) else (*trail, here)
        known = (guess.w, guess.b, guess.i, guess.trace, guess.C, guess.best)
        return LandscapeFrame(*known, trail, seen | near)

    def text(self, place):
        seen = "all of it is shown"
        if self.settings["fog"]:
            seen = f"fog lies on all but {numeral(100 * place.seen.mean(), 0)} per cent"
        return (
            f"Loss landscape: a = w x + b with w = {numeral(place.w, 2)}, "
            f"b = {numeral(place.b, 2)}. The loss is C = {numeral(place.C)}, "
            f"the best so far {numeral(place.best)}, "
            f"the least possible {numeral(self.least_C)}. Of the map, {seen}."
        )

    def draw(self, place):
        canvas = canvas_of(self)
        s, w = canvas.size, canvas.width
        if canvas.narrow:
            height, rooms = 1.2 * w, [(0, 0, w, 0.5 * w), (0, 0.5 * w, w, 0.7 * w)]
        else:
            height = (0.36 if w > 900 else 0.5) * w
            rooms = [
                (0, 0, w - height - 2 * s, height),
                (w - height - 2 * s, 0, height + 2 * s, height),
            ]
        left, right = (svg.plot_in(*room, s) for room in rooms)
        return svg.picture(w, height, self._squares(left, s, place), self._map(right, s, place))

    def _map(self, box, size, place):
        """The loss over (w, b), the walk so far, and the point that is the line on the left."""
        fog = self.settings["fog"]
        limits = [(axis[0], axis[-1]) for axis in (self.w, self.b)]
        panel = svg.Axes(box, *limits, size)
        field = svg.image(box, contour_field(self.values, place.seen if fog else None))
        marks = [svg.polyline([panel.at(*point) for point in place.trail], GREY, 1.5)]
        if not fog:
            x, y = panel.at(*least(self.X, self.y))
            arm = size * 0.55
            marks.append(svg.line(x - arm, y, x + arm, y, DEEP_GREEN, 3.0))
            marks.append(svg.line(x, y - arm, x, y + arm, DEEP_GREEN, 3.0))
        x, y = panel.at(place.w, place.b)
        marks.append(svg.circle(x, y, size / 2, fill=BLUE, stroke="white", stroke_width=1.5))
        words, below = f"C = {numeral(place.C, 2)}", 1.8 if place.b > -2.5 else -1.0
        look = {"weight": "bold", "fill": INK, "stroke": "white"}
        half = 0.34 * len(words) * size
        x = min(max(x, box[0] + half), box[0] + box[2] - half)
        marks.append(svg.haloed(words, x, y + below * size, size, "middle", **look))
        title = "your line is one point" + (", in fog" if fog else "; the cross is the lowest")
        if self.big and not fog:  # in large type there is room for fewer words
            title = "your point; the cross is the lowest"
        return field + panel.frame(title, "weight w", "bias b") + panel.inside(*marks)


def explore_landscape(X, y, w=0.3, b=2.0, fog=True, big=False, controls="bar", formula=True):
    """Choose w and b, and see the line and its squares beside its point on the plane of (w, b).

    X and y have shape (m, 1).  The map from −3 to 3 is coloured by C = 1/(2m) Σ (a − y)²; with
    fog=True it is shown only where you have been, with formula=False no formula of C is shown.
    Make it the last expression of a cell: it shows itself.
    """
    scene = Landscape(X, y, float(w), float(b), bool(fog), big, bool(formula))
    return Shell(scene, controls=controls)

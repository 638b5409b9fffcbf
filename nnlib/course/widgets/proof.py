"""A slider that proves widgets work: it moves a line and a sentence."""

from ..drawing import svg
from ..drawing.canvas import canvas_of
from ..drawing.style import BLUE, VERMILLION
from ..drawing.svg import compact, numeral
from ..drawing.theme import MUTED, legible
from .stage.bar import linear_choice
from .stage.scene import Scene
from .stage.shell import Shell


class Proof(Scene):
    """A line of slope w through the origin; the frame is w itself."""

    name, title = "proof", "proof that widgets work"
    choices = (linear_choice("w", "slope w", -2.0, 2.0, 0.1, 0.5),)

    def __init__(self, big):
        self.big = big
        super().__init__()

    def first(self):
        return self.settings["w"]

    def text(self, w):
        return f"The line a = w x with w = {numeral(w, 1)}. {self.remark(w)}"

    def remark(self, w):
        if w == 0:
            return "The line is level."
        way = "rises" if w > 0 else "falls"
        return f"The line {way} by {numeral(abs(w), 1)} for each step to the right."

    def draw(self, w):
        canvas = canvas_of(self)
        size, width = canvas.size, canvas.width if canvas.narrow else 0.75 * canvas.width
        height = 20 * size
        box = svg.plot_in(0, 0, width, height, size)
        panel = svg.Axes(box, (-2.0, 2.0), (-4.0, 4.0), size)
        ends = [panel.at(x, w * x) for x in panel.xlim]
        (x0, y0), (x1, y1) = panel.at(0, 0), panel.at(1, w)
        step = svg.line(x0, y0, x1, y0, MUTED, 2.0, stroke_dasharray="4 3")
        rise = svg.line(x1, y0, x1, y1, legible(VERMILLION), 3.0, stroke_dasharray="6 3")
        word = svg.haloed(f"w = {numeral(w, 1)}", x1 + size / 2, (y0 + y1) / 2 + size / 3, size)
        shapes = [step, rise, svg.polyline(ends, legible(BLUE), 3.0), word]
        axes = panel.frame("a = w x", "x", "a", (compact, compact))
        return svg.picture(width, height, axes, panel.inside(*shapes))


def prove_widgets_work(big=False, controls="bar"):
    """Show a slider that moves a line and a sentence: if both follow, widgets work here.

    Make it the last expression of a cell: it shows itself.
    """
    return Shell(Proof(big), controls=controls)

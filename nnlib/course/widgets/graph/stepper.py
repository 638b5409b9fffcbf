"""The graph stepper of lesson 05: values go forward, then derivatives come back, wire by wire."""

from html import escape

from ...drawing.canvas import canvas_of
from ...drawing.graph_layout import Layout
from ...drawing.svg import compact
from ...drawing.typeset import words
from ...symbolic.graph.graph import numbers_by_name
from ..stage.bar import Field
from ..stage.prediction import PREDICTION, numbers_typed
from ..stage.scene import Scene, escape_markdown
from ..stage.shell import Shell
from .picture import Known, graph_svg
from .story import Moment, Story

LONGEST = 14
LARGER = 1.1  # a layout may be a quarter wider than asked, and its words stay legible
SUM = 9.0, 2.6  # the room for two lines below a fork, in units of the font size


class GraphStepper(Scene):
    """The frames are Moments of a Story, whose numbers are the graph's own two passes."""

    name, title, fps = "graph", "graph stepper", 1

    def __init__(self, text, at, big):
        self.big = big
        numbers = ", ".join(f"{name} = {number:.15g}" for name, number in at.items())
        self.fields = (
            PREDICTION,
            Field("expression", "expression", text, max(20, len(text)), folded=False),
            Field("at", "at", numbers, max(6, len(numbers)), folded=False),
        )
        self._tell(text, at)
        super().__init__()

    def _tell(self, text, at):
        self.story = LabelledStory(text, at)
        self.stop = len(self.story.steps)

    def first(self):
        return Moment(self.story, 0)

    def advance(self, moment):
        return Moment(moment.story, moment.k + 1) if moment.k < len(moment.story.steps) else None

    def enter(self, texts, _):
        self._tell(texts["expression"], numbers_typed(texts["at"]))
        return 0

    def judge(self, guess, moment):
        return moment.step.judge(moment.story, guess)

    def question(self, moment, following):
        if following is None:
            return "All derivatives are known."
        return following.step.question(moment.story)

    def text(self, moment):
        story = moment.story
        at = ", ".join(f"{story.names[i]} = {compact(story.values[i])}" for i in story.graph.inputs)
        where = f"step {moment.k} of {len(story.steps)}"
        return f"Graph stepper, {story.text} at {at}, {where}. {self.remark(moment)}"

    def remark(self, moment):
        return moment.step.remark(moment)

    def readout(self, moment):
        return moment.step.readout(moment)

    def below(self, moment):
        """Every node with its value and its derivative as far as they are known."""
        story, values, slopes, rows = moment.story, moment.values, moment.slopes, ""
        for i in story.boxes:
            value = compact(values[i]) if i in values else ""
            number, whole = slopes.get(i, (None, True))
            slope = "" if number is None else compact(number) + " so far" * (not whole)
            head = f'<th scope="row">{escape(story.equation(i))}</th>'
            rows += f"<tr>{head}<td>{value}</td><td>{slope}</td></tr>"
        titles = "node", "value", f"∂{escape(story.names[story.output])}/∂node"
        heads = "".join(f'<th scope="col">{title}</th>' for title in titles)
        return (
            "<details><summary>all numbers so far</summary>"
            f'<table class="nn-readout"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table></details>"
        )

    def listing(self):
        """All steps in words, for readers without a kernel."""
        moments = (Moment(self.story, k) for k in range(1, self.stop + 1))
        steps = [f"{moment.k}. {escape_markdown(self.remark(moment))}" for moment in moments]
        return "\n".join([f"All {self.stop} steps in words:\n", *steps])

    def draw(self, moment):
        story, shares, sums = moment.story, {}, {}
        for share in moment.shares:
            shares[share.child, share.slot] = compact(share.product)
            if story.wires_out[share.parent] > 1:
                more = share.parent in sums
                sums[share.parent] = share.sum() if more else f"{compact(share.total)} + …"
        values = {i: compact(value) for i, value in moment.values.items()}
        turn = "1" if moment.slopes else ""
        known = Known(values, shares, sums, turn, moment.step.marks, backward=bool(turn))
        canvas = canvas_of(self)
        size = LARGER * canvas.size
        return graph_svg(story.laid_out(canvas.width / size), known, size)


class LabelledStory(Story):
    """A story with its words and its layouts."""

    def __init__(self, text, at):
        super().__init__(text, at)
        self.names = {i: words(self.graph.symbol(i)) for i in self.boxes}
        self.layouts = {}

    def laid_out(self, width):
        """The layout for a picture about `width` font sizes wide."""
        if width not in self.layouts:
            labels = {i: self._label(i) for i in self.boxes}
            below = {i: SUM for i in self.boxes if self.wires_out[i] > 1}
            self.layouts[width] = Layout(self.graph, labels, below, width)
        return self.layouts[width]

    def _label(self, i):
        """The lines in box i: the name alone, or the name and what it is."""
        node = self.nodes[i]
        lines = [f"{self.names[i]} =", words(node.expression)] if node.parents else [self.names[i]]
        return [line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…" for line in lines]

    def equation(self, i):
        """z = sin(y), or the name of an input."""
        node = self.nodes[i]
        return f"{self.names[i]} = {words(node.expression)}" if node.parents else self.names[i]

    def slope(self, i):
        """∂f/∂z."""
        return f"∂{self.names[self.output]}/∂{self.names[i]}"


def step_graph(text, at=None, big=False, still=None, controls="bar"):
    """Step through the graph of an expression: values go forward, then derivatives come back.

    `text` is what a reader would type, "x = 2*y; z = sin(y); f = x**2*z", and `at` has the numbers
    of its inputs, {"y": 1.5}.  Both can be changed in the page.  Raises ValueError where the text
    cannot be read or has no value there.  The fallback picture shows step `still`, by default the
    first sum at a fork.  Make it the last expression of a cell: it shows itself.
    """
    lines = (line.strip(" ;") for line in str(text).splitlines())
    scene = GraphStepper("; ".join(filter(None, lines)), numbers_by_name(at), big)
    if still is None:
        shares = Moment(scene.story, scene.stop).shares
        adds = (scene.story.steps.index(s) for s in shares if s.total != s.product)
        still = next(adds, scene.stop - 1) + 1
    return Shell(scene, still, controls=controls)

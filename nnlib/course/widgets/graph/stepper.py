"""The graph stepper of lesson 05: values go forward, then derivatives come back, wire by wire."""

from html import escape

from ...drawing.graph_layout import Layout
from ...drawing.mathml import math, partial
from ...drawing.svg import compact
from ...drawing.typeset import formula, symbol, words
from ..stage.bar import Entry
from ..stage.prediction import PREDICTION, judge, numbers_typed
from ..stage.scene import Quantity, Scene
from ..stage.shell import Shell
from .picture import Numbers, draw_graph
from .story import Forward, Moment, Story, Turn

LONGEST = 14
SUM = 9.0, 2.6  # the room for two lines below a fork, in units of the font size
START = (
    "The inputs have their numbers. Each step is one local operation: first values go forward, "
    "then derivatives come back."
)


class GraphStepper(Scene):
    """The frames are Moments of a Story, whose numbers are the graph's own two passes."""

    name, title, fps = "graph", "graph stepper", 1

    def __init__(self, text, at, big):
        self.big = big
        self.size, self.width = (20, 1200) if big else (13, 960)
        numbers = ", ".join(f"{name} = {number:.15g}" for name, number in at.items())
        self.entries = (
            PREDICTION,
            Entry("expression", "expression", text, max(20, len(text))),
            Entry("at", "at", numbers, max(6, len(numbers))),
        )
        self._tell(text, at)
        super().__init__()

    def _tell(self, text, at):
        self.story = Told(text, at, self.width / self.size)
        self.stop = len(self.story.steps)

    def first(self):
        return Moment(self.story, 0)

    def advance(self, moment):
        return Moment(moment.story, moment.k + 1) if moment.next else None

    def enter(self, texts, _):
        self._tell(texts["expression"], numbers_typed(texts["at"]))
        return 0

    def judge(self, guess, _, moment):
        story, step = moment.story, moment.step
        if isinstance(step, Forward):
            return judge(guess, story.values[step.node])
        if isinstance(step, Turn):
            return judge(guess, 1.0)
        arrived = story.slope(step.child)
        slips = [
            (step.total, "That is the sum; asked is the share that is new."),
            (step.local, f"That is the local slope alone, not yet times {arrived}."),
            (step.upstream, f"That is {arrived}, not yet times the local slope."),
        ]
        return judge(guess, step.product, slips)

    def question(self, _, moment):
        story, step = moment.story, moment.next
        if step is None:
            return "All derivatives are known."
        if isinstance(step, Forward):
            return f"Next: the value of {story.equation(step.node)}."
        if isinstance(step, Turn):
            return f"Next: {story.slope(story.output)}."
        share = "the share of " if story.wires_out[step.parent] > 1 else ""
        return f"Next: {share}{story.slope(step.parent)} through {story.equation(step.child)}."

    def text(self, k, moment):
        story = moment.story
        at = ", ".join(f"{story.names[i]} = {compact(story.values[i])}" for i in story.graph.inputs)
        where = f"step {k} of {len(story.steps)}"
        return f"Graph stepper, {story.text} at {at}, {where}. {self.remark(k, moment)}"

    def remark(self, _, moment):
        story, step = moment.story, moment.step
        if step is None:
            return START
        if isinstance(step, Turn):
            return f"The turn: {story.slope(story.output)} = 1. From here derivatives come back."
        if isinstance(step, Forward):
            parents = dict.fromkeys(parent for _, parent in story.arguments(step.node))
            given = ", ".join(f"{story.names[i]} = {compact(story.values[i])}" for i in parents)
            given = f" with {given}" if given else ""
            value = compact(story.values[step.node])
            return f"Forward: {story.equation(step.node)}{given} is {value}."
        return f"{story.rule(step)} {self._arrival(moment, step)}"

    def _arrival(self, moment, step):
        """What the share of this step is at its parent: all, the first share, or one to add."""
        story, parent = moment.story, step.parent
        slope, count = story.slope(parent), story.wires_out[parent]
        if count == 1:
            return f"That is {slope}."
        came = sum(share.parent == parent for share in moment.shares)
        if came == 1:
            return (
                f"{story.names[parent]} has {count} wires out: this is the first share of {slope}."
            )
        rest = "That is all" if came == count else "More will come"
        return f"Shares add: {story.sum(step)}. {rest} of {slope}."

    def readout(self, _, moment):
        story, step = moment.story, moment.step
        if step is None:
            return []
        if isinstance(step, Turn):
            f = story.nodes[story.output].name
            return [Quantity("turn", math(partial(f, f, symbol)), "1", "()")]
        if isinstance(step, Forward):
            parents = dict.fromkeys(parent for _, parent in story.arguments(step.node))
            return [_value(story, i) for i in [*parents, step.node]]
        return _derivatives(moment, step)

    def below(self, _, moment):
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
        steps = "".join(f"<li>{escape(self.remark(moment.k, moment))}</li>" for moment in moments)
        summary = f"<summary>all {self.stop} steps in words</summary>"
        return f"<details>{summary}<ol>{steps}</ol></details>"

    def draw(self, _, moment):
        story, step = moment.story, moment.step
        shares, sums = {}, {}
        for share in moment.shares:
            shares[share.child, share.slot] = compact(share.product)
            if story.wires_out[share.parent] > 1:
                more = share.parent in sums
                sums[share.parent] = story.sum(share) if more else f"{compact(share.total)} + …"
        if step is None:
            now = set()
        elif isinstance(step, Forward):
            now = {step.node}
        elif isinstance(step, Turn):
            now = {"output"}
        else:
            now = {step.child, (step.child, step.slot), ("sum", step.parent)}
        values = {i: compact(value) for i, value in moment.values.items()}
        turn = "1" if moment.slopes else ""
        numbers = Numbers(values, shares, sums, turn, now, backward=bool(turn))
        return draw_graph(story.layout, numbers, self.size)


class Told(Story):
    """A story with its words and its layout."""

    def __init__(self, text, at, width):
        super().__init__(text, at)
        self.names = {i: words(self.graph.symbol(i)) for i in self.boxes}
        labels = {i: self._label(i) for i in self.boxes}
        below = {i: SUM for i in self.boxes if self.wires_out[i] > 1}
        self.layout = Layout(self.graph, labels, below, width)

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

    def rule(self, share):
        """A local slope at work, in words and numbers."""
        name = f"∂{self.names[share.child]}/∂{self.names[share.parent]}"
        if self.is_one_of_several(share):
            name = "on this wire"
        rule, local = words(self.graph.local(share.child)[share.slot]), compact(share.local)
        rule = local if rule == local else f"{rule} = {local}"
        return (
            f"Back through {self.equation(share.child)}: the local slope {name} is "
            f"{rule}; times {self.slope(share.child)} = {compact(share.upstream)} that makes "
            f"{compact(share.product)}."
        )

    def is_one_of_several(self, share):
        """Whether ∂child/∂parent could also mean the sum over several wires, as in f = y·y."""
        wires = [parent for _, parent in self.arguments(share.child)].count(share.parent)
        fork = self.wires_out[share.parent] > 1
        return wires > 1 or (share.child == self.output and fork)

    def sum(self, share):
        """What stands at a fork when this share has come: 12.1 + 0.8 = 12.9."""
        before, sign = compact(share.total - share.product), "−" if share.product < 0 else "+"
        return f"{before} {sign} {compact(abs(share.product))} = {compact(share.total)}"


def _value(story, i):
    node = story.nodes[i]
    equals = ["<mo>=</mo>", formula(node.expression)] if node.parents else []
    return Quantity(node.name, math(symbol(node.name), *equals), _digits(story.values[i]), "()")


def _derivatives(moment, share):
    """Upstream, local slope and their product; at a fork also the sum."""
    story = moment.story
    f, child, parent = (story.nodes[i].name for i in (story.output, share.child, share.parent))
    upstream, local, slope = (
        partial(*names, symbol) for names in ((f, child), (child, parent), (f, parent))
    )
    if story.is_one_of_several(share):
        local = "<mtext>local slope</mtext>"
    rule = formula(story.graph.local(share.child)[share.slot])
    total, whole = moment.slopes[share.parent]
    fork = story.wires_out[share.parent] > 1
    terms = {
        "upstream": [upstream],
        "local": [local, "<mo>=</mo>", rule],
        "share": [*([] if fork else [slope, "<mo>=</mo>"]), upstream, "<mo>·</mo>", local],
        "sum": [slope, *([] if whole else ["<mtext>\u00a0so far</mtext>"])],
    }
    numbers = share.upstream, share.local, share.product, total
    differences = story.differences(share)
    if not whole:
        differences["sum"] = None
    return [
        Quantity(name, math(*terms[name]), _digits(number), "()", _digits(differences[name]))
        for name, number in zip(terms, numbers, strict=True)
        if fork or name != "sum"
    ]


def _digits(x):
    return "–" if x is None else f"{x + 0.0:.6g}"


def step_graph(text, at=None, big=False, still=None, controls="bar"):
    """Step through the graph of an expression: values go forward, then derivatives come back.

    `text` is what a reader would type, "x = 2*y; z = sin(y); f = x**2*z", and `at` has the numbers
    of its inputs, {"y": 1.5}.  Both can be changed in the page.  Raises ValueError where the text
    cannot be read or has no value there.  The fallback picture shows step `still`, by default the
    first sum at a fork.  Make it the last expression of a cell: it shows itself.
    """
    lines = (line.strip(" ;") for line in str(text).splitlines())
    scene = GraphStepper("; ".join(filter(None, lines)), at or {}, big)
    if still is None:
        shares = Moment(scene.story, scene.stop).shares
        adds = (scene.story.steps.index(s) for s in shares if s.total != s.product)
        still = next(adds, scene.stop - 1) + 1
    return Shell(scene, still, controls=controls)

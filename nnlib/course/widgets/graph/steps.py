"""The steps of a graph's story: what each asks, says and shows, and what it marks in the picture.

Forward finds the value of a node, Seed is the derivative of the output by itself, and each Share
brings what one wire adds to a derivative.
"""

from dataclasses import dataclass

from sympy import Derivative, Eq, Mul, Symbol

from ...drawing.mathml import math
from ...drawing.svg import compact, short
from ...drawing.typeset import formula, words
from ...symbolic.graph.graph import Contribution
from ...symbolic.notation import quantity
from ..equations import law, put
from ..stage.prediction import judge_number
from ..stage.scene import Reading


class Start:
    """Before the first step."""

    marks = frozenset()

    def remark(self, moment):
        unused = moment.story.unused
        left = (
            f" No input is called {' or '.join(unused)}: that number is not used." if unused else ""
        )
        return (
            "The inputs have their numbers. Each step is one local operation: first values go "
            f"forward, then derivatives come back.{left}"
        )

    def readout(self, _):
        return []


@dataclass(frozen=True)
class Forward:
    """The step that finds the value of a node."""

    node: int

    @property
    def marks(self):
        return {self.node}

    def judge(self, story, guess):
        return judge_number(guess, story.values[self.node])

    def question(self, story):
        return f"Next: the value of {story.equation(self.node)}."

    def _parents(self, story):
        """Its parents, each once."""
        return [*dict.fromkeys(parent for _, parent in story.arguments(self.node))]

    def remark(self, moment):
        story = moment.story
        given = ", ".join(
            f"{story.names[i]} = {compact(story.values[i])}" for i in self._parents(story)
        )
        given = f" with {given}" if given else ""
        value = compact(story.values[self.node])
        return f"Forward: {story.equation(self.node)}{given} is {value}."

    def readout(self, moment):
        return [_value(moment.story, i) for i in [*self._parents(moment.story), self.node]]


def _value(story, i):
    node = story.nodes[i]
    name = Symbol(node.name)
    shown = Eq(name, node.expression, evaluate=False) if node.parents else name
    return Reading(node.name, math(formula(shown), part=f"v{i}"), _print(story.values[i]), "()")


def _print(number):
    return short(number, 6)


@dataclass(frozen=True)
class Seed:
    """The step at the end of the graph: the derivative of the output by itself, 1."""

    marks = frozenset({"output"})

    def judge(self, _, guess):
        return judge_number(guess, 1.0)

    def question(self, story):
        return f"Next: {story.slope(story.output)}."

    def remark(self, moment):
        slope = moment.story.slope(moment.story.output)
        return f"The turn: {slope} = 1. From here derivatives come back."

    def readout(self, moment):
        f = Symbol(moment.story.nodes[moment.story.output].name)
        turn = Derivative(quantity(f.name, f), f)
        part = f"d{moment.story.output}"
        return [Reading("turn", math(formula(turn), part=part), "1", "()")]


@dataclass(frozen=True)
class Share(Contribution):
    """The step that brings a contribution of the graph's own sweep back along its wire."""

    @property
    def marks(self):
        return {self.child, (self.child, self.slot), ("sum", self.parent)}

    def judge(self, story, guess):
        arrived = story.slope(self.child)
        slips = [
            (self.total, "That is the sum; asked is the share that is new."),
            (self.local, f"That is the local slope alone, not yet times {arrived}."),
            (self.upstream, f"That is {arrived}, not yet times the local slope."),
        ]
        return judge_number(guess, self.product, slips)

    def question(self, story):
        share = "the share of " if story.wires_out[self.parent] > 1 else ""
        return f"Next: {share}{story.slope(self.parent)} through {story.equation(self.child)}."

    def remark(self, moment):
        return f"{self._rule(moment.story)} {self._arrival(moment)}"

    def _rule(self, story):
        """The local slope at work, in words and numbers."""
        name = f"∂{story.names[self.child]}/∂{story.names[self.parent]}"
        if self.one_of_several(story):
            name = "on this wire"
        rule, local = words(story.graph.local(self.child)[self.slot]), compact(self.local)
        rule = local if rule == local else f"{rule} = {local}"
        return (
            f"Back through {story.equation(self.child)}: the local slope {name} is "
            f"{rule}; times {story.slope(self.child)} = {compact(self.upstream)} that makes "
            f"{compact(self.product)}."
        )

    def _arrival(self, moment):
        """What the share is at its parent: all, the first share, or one to add."""
        story, parent = moment.story, self.parent
        slope, count = story.slope(parent), story.wires_out[parent]
        if count == 1:
            return f"That is {slope}."
        came = sum(share.parent == parent for share in moment.shares)
        if came == 1:
            return (
                f"{story.names[parent]} has {count} wires out: this is the first share of {slope}."
            )
        rest = "That is all" if came == count else "More will come"
        return f"Shares add: {self.sum()}. {rest} of {slope}."

    def sum(self):
        """What stands at a fork when this share has come: 12.1 + 0.8 = 12.9."""
        before, sign = compact(self.total - self.product), "−" if self.product < 0 else "+"
        return f"{before} {sign} {compact(abs(self.product))} = {compact(self.total)}"

    def one_of_several(self, story):
        """Whether ∂child/∂parent could also mean the sum over several wires, as in f = y·y."""
        wires = [parent for _, parent in story.arguments(self.child)].count(self.parent)
        fork = story.wires_out[self.parent] > 1
        return wires > 1 or (self.child == story.output and fork)

    def readout(self, moment):
        """Upstream, local slope and their product by the chain rule; at a fork also the sum."""
        story = moment.story
        f, child, parent = (story.nodes[i].name for i in (story.output, self.child, self.parent))
        inner = quantity(child, Symbol(parent))
        chain = put(law("C2", 1), y=quantity(f, inner), u=inner, x=Symbol(parent))
        upstream, local = chain.rhs.args
        if self.one_of_several(story):
            local = Symbol("local slope")
        rule = story.graph.local(self.child)[self.slot]
        product = Mul(upstream, local, evaluate=False)
        fork = story.wires_out[self.parent] > 1
        share = product if fork else Eq(chain.lhs, product, evaluate=False)
        found, wire = story.differences(self), f"{self.child},{self.slot}"
        shown = [
            self._quantity("upstream", upstream, self.upstream, found, f"d{self.child}"),
            self._quantity("local", Eq(local, rule, evaluate=False), self.local, found, f"l{wire}"),
            self._quantity("share", share, self.product, found, f"s{wire}"),
        ]
        if fork:
            total, whole = moment.slopes[self.parent]
            so_far = "" if whole else "<mtext>\u00a0so far</mtext>"
            found = found if whole else {"sum": None}
            part = f"d{self.parent}"
            shown.append(self._quantity("sum", chain.lhs, total, found, part, so_far))
        return shown

    def _quantity(self, name, expression, value, differences, part, after=""):
        difference = differences[name]
        return Reading(
            name, math(formula(expression), after, part=part), _print(value), "()",
            "–" if difference is None else _print(difference),
        )  # fmt: skip

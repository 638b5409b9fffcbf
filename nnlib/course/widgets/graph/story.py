"""The story of a graph: a value at a time forward, then a share of a derivative at a time back."""

from collections import Counter
from dataclasses import dataclass

from ...symbolic.graph.graph import Graph
from ...symbolic.graph.operations import OPERATIONS
from .steps import Forward, Seed, Share, Start


class Story:
    """A graph at the numbers `at` of its inputs, all its values and derivatives, and the steps.

    After the steps Forward and the Seed, each step is a Share of the graph's own sweep.
    ValueError with a sentence for a text that is no expression, or that has no value there.
    """

    def __init__(self, text, at):
        self.text, self.graph = text, Graph(text)
        self.nodes, self.output = self.graph.nodes, self.graph.output
        self.boxes = [node.index for node in self.nodes if node.operation != "number"]
        self.values = self.graph.forward(self._given(at))
        shares = self.shares()
        self.steps = [Forward(i) for i in self.boxes if self.nodes[i].parents] + [Seed(), *shares]
        self.wires_out = Counter(share.parent for share in shares)

    def shares(self):
        """What comes back along each wire, in the order of the graph's own sweep."""
        return [Share(**vars(one)) for one in self.graph.backward(self.values).contributions]

    def _given(self, at):
        """The inputs' numbers; those that the field holds for another graph are left out."""
        names = [self.nodes[i].name for i in self.graph.inputs]
        self.unused = [name for name in at if name not in names]
        given = {**self.graph.at, **at}
        missing = [name for name in names if name not in given]
        if missing:
            need = "needs a number" if len(missing) == 1 else "need numbers"
            example = ", ".join(f"{name} = 1" for name in missing)
            raise ValueError(f"{' and '.join(missing)} {need} beside the expression: {example}.")
        return {name: given[name] for name in names}

    def arguments(self, i):
        """(slot, parent) of each wire into node i; a number has no wire, it stands in the box."""
        return [(slot, p) for slot, p in enumerate(self.nodes[i].parents) if p in self.boxes]

    def differences(self, share):
        """Centred differences for a share's upstream, local slope, product and sum."""
        x, y = self.values[share.parent], self.values[share.child]

        def child(move):
            arguments = [self.values[parent] for parent in self.nodes[share.child].parents]
            arguments[share.slot] += move
            return OPERATIONS[self.nodes[share.child].operation].value(*arguments)

        return {
            "upstream": _slope(lambda h: self.output_with(share.child, y + h), y),
            "local": _slope(child, x),
            "share": _slope(lambda h: self.output_with(share.child, child(h)), x),
            "sum": _slope(lambda h: self.output_with(share.parent, x + h), x),
        }

    def output_with(self, held, value):
        """The output when node `held` has another value and all after it follow."""
        values = list(self.values)
        values[held] = value
        for node in self.nodes[held + 1 :]:
            if node.parents:
                arguments = [values[parent] for parent in node.parents]
                values[node.index] = OPERATIONS[node.operation].value(*arguments)
        return values[self.output]


def _slope(function, x):
    """The centred difference of function(h) at h = 0, or None where it has no value nearby."""
    h = 1e-5 * max(1.0, abs(x))
    try:
        return (function(h) - function(-h)) / (2 * h)
    except (ValueError, OverflowError, ZeroDivisionError):
        return None


@dataclass(frozen=True, eq=False)
class Moment:
    """A story after its first k steps: what is known by then."""

    story: Story
    k: int

    @property
    def step(self):
        return self.story.steps[self.k - 1] if self.k else Start()

    @property
    def values(self):
        """By node; inputs are known at once, other nodes with their step."""
        done = self.story.steps[: self.k]
        found = {step.node for step in done if isinstance(step, Forward)}
        return {
            i: self.story.values[i]
            for i in self.story.boxes
            if i in found or not self.story.nodes[i].parents
        }

    @property
    def shares(self):
        """The contributions that have come back."""
        turn = self.story.steps.index(Seed())
        return self.story.steps[turn + 1 : self.k]

    @property
    def slopes(self):
        """By node: ∂f/∂node as far as it is known, and whether all its shares are in it."""
        found = {self.story.output: (1.0, True)} if Seed() in self.story.steps[: self.k] else {}
        came = Counter()
        for share in self.shares:
            came[share.parent] += 1
            whole = came[share.parent] == self.story.wires_out[share.parent]
            found[share.parent] = share.total, whole
        return found

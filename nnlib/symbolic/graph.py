"""An expression as a graph of local operations: values forward, derivatives backward.

    graph = Graph("x = 2*y; z = sin(y); f = x**2*z")
    values = graph.forward({"y": 1.5})       # a number at every node, inputs first
    sweep = graph.backward(values)           # ∂f/∂node at every node, output first
    sweep.gradient["y"]

Each node knows its operation and its parents, and nothing else.  (Ledger rows C2–C6.)
"""

import math
from dataclasses import dataclass
from numbers import Real

from sympy import count_ops

from .building import Builder, in_order
from .decompose import program_of
from .operations import ARGUMENTS, OPERATIONS, as_function, evaluate, slope
from .program import Program
from .reading import read


@dataclass(frozen=True)
class Contribution:
    """What `child` sends back to the parent in one of its slots: product = upstream · local.

    `total` is what the parent has received so far, this product included.
    """

    child: int
    slot: int
    parent: int
    local: float
    upstream: float
    product: float
    total: float


@dataclass(frozen=True)
class Sweep:
    """The adjoints ∂f/∂node by index, the contributions in their order, and the inputs' gradient.

    The adjoint of a node that does not vary, such as a number, is None: nobody asks for it.
    """

    adjoints: tuple
    contributions: tuple
    gradient: dict


@dataclass(frozen=True)
class Count:
    """How many additions, multiplications and function calls each pass takes.

    `slopes` are the local derivatives, which `reverse` (once) and `forward` (once for each input)
    then multiply and add.
    """

    values: int
    slopes: int
    reverse: int
    forward: int


class Graph:
    """The graph of a reader's text, of a Program, or of a SymPy expression.

    graph.nodes    every Node, each after its parents
    graph.inputs   the indices of the inputs
    graph.output   the index of the result
    graph.at       the numbers that the text itself gives to inputs

    Equal operations on the same parents are one node.  A SymPy expression goes through sympy.cse
    first, so that equal parts of longer sums and products are one node too.
    Raises ValueError where the expression has an operation that no graph has.
    """

    def __init__(self, source):
        if isinstance(source, str):
            source = read(source)
        program = source if isinstance(source, Program) else program_of(source)
        self.nodes, self.output = Builder().build(program)
        self.inputs = tuple(node.index for node in self.nodes if node.operation == "input")
        self.at = dict(program.at)

    def index(self, name):
        """The index of the node called `name`."""
        for node in self.nodes:
            if node.name == name:
                return node.index
        raise ValueError(f"Graph: there is no node called {name!r}; {self._inputs()}.")

    def symbol(self, i):
        """The SymPy symbol of node i; of a number, the number."""
        return self.nodes[i].symbol

    def local(self, i):
        """The local derivatives of node i, one for each parent slot, in the parents' names."""
        node = self.nodes[i]
        names = dict(zip(ARGUMENTS, map(self.symbol, node.parents), strict=False))
        return tuple(self._rule(node, slot).xreplace(names) for slot in range(len(node.parents)))

    def forward(self, at=None):
        """The values of all nodes by index, where the inputs have the numbers `at`.

        Raises ValueError for an input without a number, and at a node that has no value there.
        """
        given = self._given(at)
        values = []
        for node in self.nodes:
            if node.operation == "input":
                values.append(given[node.name])
            elif node.operation == "number":
                values.append(float(node.expression))
            else:
                row = OPERATIONS[node.operation]
                arguments = [values[parent] for parent in node.parents]
                try:
                    values.append(evaluate(row.value, arguments, row.refuses))
                except ValueError as reason:
                    raise ValueError(
                        f"{node.name} = {node.text} has no value "
                        f"{self._where(node, values)}: {reason}."
                    ) from None
        return tuple(values)

    def backward(self, values):
        """Reverse mode: from the output to the inputs, each node after all of its children.

        A node sends upstream · local to each parent, and what arrives at a parent is added (C4).
        Raises ValueError where a local derivative has no value.
        """
        adjoints = [0.0 if node.varies else None for node in self.nodes]
        adjoints[self.output] = 1.0
        contributions = []
        for child in reversed(self.nodes):
            upstream = adjoints[child.index]
            for slot, parent in self._varying(child):
                local = self._slope(child, slot, values)
                product = upstream * local
                adjoints[parent] += product
                if not math.isfinite(adjoints[parent]):
                    raise ValueError(
                        f"What {child.name} sends back to {self.nodes[parent].name} is too large "
                        f"for a number: {upstream:.6g} times {local:.6g}."
                    )
                contributions.append(
                    Contribution(
                        child.index, slot, parent, local, upstream, product, adjoints[parent]
                    )
                )
        gradient = {self.nodes[i].name: adjoints[i] for i in self.inputs}
        return Sweep(tuple(adjoints), tuple(contributions), gradient)

    def forward_mode(self, values, input):
        """Forward mode: the tangents ∂node/∂input by index, each node after all of its parents."""
        start = input if isinstance(input, int) else self.index(input)
        tangents = []
        for node in self.nodes:
            tangent = 1.0 if node.index == start else 0.0
            for slot, parent in self._varying(node):
                tangent += self._slope(node, slot, values) * tangents[parent]
            tangents.append(tangent)
        return tuple(tangents)

    def count(self):
        """The exact number of operations of each pass, as a Count.

        A local derivative has as many as sympy.count_ops says; each slot takes a multiplication,
        and all arrivals at a node but the first an addition.
        """
        slots = [(node, *place) for node in self.nodes for place in self._varying(node)]
        reached = {parent for _, _, parent in slots}
        reaching = {node.index for node, _, _ in slots}
        return Count(
            values=sum(bool(node.parents) for node in self.nodes),
            slopes=sum(int(count_ops(self._rule(node, slot))) for node, slot, _ in slots),
            reverse=2 * len(slots) - len(reached),
            forward=2 * len(slots) - len(reaching),
        )

    def to_sympy(self):
        """The whole expression in the inputs.

        Each shared node is written out wherever it is used, so this can be far longer than the
        graph: that is the swell that the graph avoids.
        """
        whole = []
        for node in self.nodes:
            if node.parents:
                row = OPERATIONS[node.operation]
                whole.append(row.expression(*(whole[parent] for parent in node.parents)))
            else:
                whole.append(node.expression)
        return whole[self.output]

    def _varying(self, node):
        """The slots of a node whose parents depend on an input, and those parents."""
        return [(s, parent) for s, parent in enumerate(node.parents) if self.nodes[parent].varies]

    def _rule(self, node, slot):
        """The local derivative in u and v; a number in another slot stands in it as a number."""
        arguments = tuple(
            parent.expression if parent.operation == "number" and s != slot else ARGUMENTS[s]
            for s, parent in enumerate(self.nodes[i] for i in node.parents)
        )
        return slope(node.operation, arguments, slot)

    def _slope(self, node, slot, values):
        """The local derivative as a number."""
        function = as_function(self._rule(node, slot))
        arguments = [values[parent] for parent in node.parents]
        arguments += [0.0] * (len(ARGUMENTS) - len(arguments))
        try:
            return evaluate(function, arguments, "there is no such number")
        except ValueError as reason:
            parent = self.nodes[node.parents[slot]].name
            raise ValueError(
                f"∂{node.name}/∂{parent} = {in_order(self.local(node.index)[slot])} has no value "
                f"{self._where(node, values)}: {reason}."
            ) from None

    def _where(self, node, values):
        """The place in a sentence: at x = 2, y = 0."""
        parents = [self.nodes[i] for i in dict.fromkeys(node.parents)]
        named = [parent for parent in parents if parent.operation != "number"]
        return "at " + ", ".join(f"{parent.name} = {values[parent.index]:.6g}" for parent in named)

    def _given(self, at):
        """The number of every input, from `at` and from the text."""
        given = {**self.at, **(at or {})}
        names = [self.nodes[i].name for i in self.inputs]
        for name, number in given.items():
            if name not in names:
                raise ValueError(f"Graph: no input is called {name!r}; {self._inputs()}.")
            if not (isinstance(number, Real) and math.isfinite(number)):
                raise ValueError(f"Graph: {name} must be a finite number, not {number!r}.")
        missing = [name for name in names if name not in given]
        if missing:
            raise ValueError(
                f"Graph: give a number for {', '.join(missing)}, for example {missing[0]} = 1."
            )
        return {name: float(given[name]) for name in names}

    def _inputs(self):
        names = ", ".join(self.nodes[i].name for i in self.inputs)
        return f"its inputs are {names}" if names else "it has no input"

"""An expression as a graph of local operations: values forward, derivatives backward.

    graph = Graph("x = 2*y; z = sin(y); f = x**2*z")
    values = graph.forward({"y": 1.5})    # the value of every node, parents first
    sweep = graph.backward(values)        # ∂f/∂node for every node, children first
    sweep.gradient["y"]                   # df/dy

A node knows its operation and its parents, and nothing else.  (Ledger rows C2–C6.)
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Real

from sympy import count_ops

from .decompose import program_of
from .nodes import Builder, in_order
from .operations import ARGUMENTS, NO_LOGARITHM, OPERATIONS, as_function, finite_value, local_slope
from .program import Program
from .reading import read


@dataclass(frozen=True)
class Contribution:
    """What `child` sends back to the parent in one of its slots: product = upstream · local.

    `local` is ∂child/∂parent through that slot, `upstream` is ∂f/∂child, and `total` is what the
    parent has received so far, this product included.
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
    """A backward pass: ∂f/∂node by index, the contributions in order, ∂f/∂input by name.

    The adjoint of a node that does not vary, such as a number, is None: nobody asks for it.
    """

    adjoints: tuple
    contributions: tuple
    gradient: dict


@dataclass(frozen=True)
class Count:
    """How many additions, multiplications and function calls there are in each part of the work.

    The value of f takes `values`.  Its gradient takes `values` + `slopes` + `reverse` in reverse
    mode, and `values` + `slopes` + n `forward` in forward mode, where n is the number of inputs.
    """

    values: int
    slopes: int
    reverse: int
    forward: int


class Graph:
    """The graph of a reader's text, of a Program, or of a SymPy expression.

    graph.nodes     every Node, after its parents
    graph.inputs    the indices of the inputs
    graph.output    the index of the result
    graph.at        the numbers that the text itself gives to inputs

    Equal operations on the same parents are one node.  A SymPy expression goes through sympy.cse
    first, so that equal parts of longer sums and products are one node too.
    Raises ValueError for a text that cannot be read and for an operation that no graph has.
    """

    def __init__(self, source):
        if isinstance(source, str):
            source = read(source)
        try:
            program = source if isinstance(source, Program) else program_of(source)
            self.nodes, self.output = Builder().build(program)
        except RecursionError:
            raise ValueError(
                "Graph: this expression is nested too deeply, some hundreds of operations one "
                "inside another; make graphs of its parts."
            ) from None
        self.inputs = tuple(node.index for node in self.nodes if node.operation == "input")
        self.at = dict(program.at)

    def __repr__(self):
        written = (f"{node.name} = {node.text}" for node in self.nodes if node.parents)
        return f"Graph({'; '.join(written)})"

    def index(self, name):
        """The index of the node called `name`."""
        for node in self.nodes:
            if node.name == name:
                return node.index
        names = ", ".join(node.name for node in self.nodes if node.operation != "number")
        raise ValueError(f"Graph: there is no node called {name!r}; its nodes are {names}.")

    def symbol(self, i):
        """The name of node i as a SymPy symbol; the number itself if it is a number."""
        return self.nodes[i].symbol

    def local(self, i):
        """The local derivatives of node i in its parents' names, one for each parent slot."""
        node = self.nodes[i]
        names = dict(zip(ARGUMENTS, map(self.symbol, node.parents), strict=False))
        return tuple(self._rule(node, slot).xreplace(names) for slot in range(len(node.parents)))

    def forward(self, at=None):
        """The values of all nodes by index, where `at` gives the inputs' numbers by name.

        Raises ValueError for an input without a number, and for a node that has no value there.
        """
        given = self._given(at)
        values = []
        for node in self.nodes:
            if node.operation == "input":
                values.append(given[node.name])
            else:
                values.append(self._value(node, values))
        return tuple(values)

    def backward(self, values):
        """Reverse mode: ∂f/∂node for every node, from the output back to the inputs, as a Sweep.

        A child sends upstream · local to each parent, and a parent adds what its children send.
        A node is visited after all of its children, when its own sum is complete.  (C4)
        Raises ValueError where a local derivative has no value.
        """
        self._expect_values(values)
        adjoints = [0.0 if node.varies else None for node in self.nodes]
        adjoints[self.output] = 1.0
        contributions = []
        for child in reversed(self.nodes):
            upstream = adjoints[child.index]
            for slot, parent, local in self._slopes(child, values):
                product = upstream * local
                adjoints[parent] += product
                contributions.append(
                    Contribution(
                        child.index, slot, parent, local, upstream, product, adjoints[parent]
                    )
                )
        f = self.nodes[self.output].name
        for node in reversed(self.nodes):
            self._expect_finite(adjoints[node.index], f"∂{f}/∂{node.name}")
        gradient = {self.nodes[i].name: adjoints[i] for i in self.inputs}
        return Sweep(tuple(adjoints), tuple(contributions), gradient)

    def forward_mode(self, values, input):
        """Forward mode: the tangents ∂node/∂input for every node, by index.

        A node adds local · tangent over its parents, after all of them; one pass serves one input.
        """
        self._expect_values(values)
        start = self.index(input) if isinstance(input, str) else input
        if start not in range(len(self.nodes)):
            raise ValueError(
                f"Graph: input must be a node's name or its index, "
                f"0 … {len(self.nodes) - 1}, not {input!r:.60}."
            )
        tangents = []
        for node in self.nodes:
            tangent = 1.0 if node.index == start else 0.0
            for _, parent, local in self._slopes(node, values):
                tangent += local * tangents[parent]
            self._expect_finite(tangent, f"∂{node.name}/∂{self.nodes[start].name}")
            tangents.append(tangent)
        return tuple(tangents)

    def count(self):
        """The exact number of operations, as a Count.

        A node takes one operation, a local derivative as many as sympy.count_ops says, or none if
        it is a number.  In a sweep each slot takes a multiplication, and each arrival at a node but
        its first an addition.  A slot that does not vary takes nothing.
        """
        slots = [
            (node, slot, parent) for node in self.nodes for slot, parent in self._varying(node)
        ]
        parents = {parent for _, _, parent in slots}
        children = {node.index for node, _, _ in slots}
        return Count(
            values=sum(1 for node in self.nodes if node.parents),
            slopes=sum(_work(self._rule(node, slot)) for node, slot, _ in slots),
            reverse=len(slots) + len(slots) - len(parents),
            forward=len(slots) + len(slots) - len(children),
        )

    def to_sympy(self):
        """The result as one SymPy expression in the inputs.

        A shared node is written out wherever it is used, so this can be far longer than the graph.
        """
        whole = []
        for node in self.nodes:
            row = OPERATIONS.get(node.operation)
            parents = (whole[parent] for parent in node.parents)
            whole.append(row.expression(*parents) if row else node.expression)
        return whole[self.output]

    def _value(self, node, values):
        """The value of a number or an operation."""
        if node.operation == "number":
            return float(node.expression)
        row = OPERATIONS[node.operation]
        try:
            return finite_value(row.value, [values[parent] for parent in node.parents], row.refuses)
        except ValueError as reason:
            raise ValueError(
                f"{node.name} = {node.text} has no value {self._where(node, values)}: {reason}."
            ) from None

    def _varying(self, node):
        """The slots of a node whose parents depend on an input, with those parents."""
        for slot, parent in enumerate(node.parents):
            if self.nodes[parent].varies:
                yield slot, parent

    def _rule(self, node, slot):
        """The local derivative in u and v; a number in the other slot stands in it itself."""
        arguments = list(ARGUMENTS[: len(node.parents)])
        for other, parent in enumerate(node.parents):
            if other != slot and self.nodes[parent].operation == "number":
                arguments[other] = self.nodes[parent].expression
        return local_slope(node.operation, tuple(arguments), slot)

    def _slopes(self, node, values):
        """(slot, parent, local derivative as a number) for each slot that varies."""
        for slot, parent in self._varying(node):
            function = as_function(self._rule(node, slot), len(node.parents))
            try:
                local = finite_value(function, [values[i] for i in node.parents], NO_LOGARITHM)
            except ValueError as reason:
                rule = in_order(self.local(node.index)[slot])
                raise ValueError(
                    f"∂{node.name}/∂{self.nodes[parent].name} = {rule} has no value "
                    f"{self._where(node, values)}: {reason}."
                ) from None
            yield slot, parent, local

    def _expect_values(self, values):
        """Raise ValueError unless there is a number for each node."""
        given = "give what this graph's forward returned"
        if not isinstance(values, Iterable) or isinstance(values, (str, Mapping)):
            raise ValueError(  # noqa: TRY004, like a wrong number of values
                f"Graph: the nodes' values were expected, not {values!r:.60}; {given}."
            )
        values = list(values)
        if len(values) != len(self.nodes):
            raise ValueError(
                f"Graph: {len(values)} values came for {len(self.nodes)} nodes; {given}."
            )
        for node, value in zip(self.nodes, values, strict=True):
            _number(f"the value of {node.name}", value)

    def _where(self, node, values):
        """The place in a sentence: at x = 2, y = 0."""
        parents = [self.nodes[i] for i in dict.fromkeys(node.parents)]
        named = [parent for parent in parents if parent.operation != "number"]
        if not named:
            return "at all"
        return "at " + ", ".join(f"{parent.name} = {values[parent.index]:.6g}" for parent in named)

    def _expect_finite(self, derivative, name):
        if derivative is not None and not math.isfinite(derivative):
            raise ValueError(f"{name} is larger than any number that the machine holds, 1.8e308.")

    def _given(self, at):
        """The number of every input by name, from `at` or else from the text."""
        names = [self.nodes[i].name for i in self.inputs]
        given = {**self.at, **numbers_by_name(at)}
        for name in given:
            if name not in names:
                known = f"its inputs are {', '.join(names)}" if names else "it has no inputs"
                raise ValueError(f"Graph: there is no input called {name!r}; {known}.")
        missing = [name for name in names if name not in given]
        if missing:
            euler = "; for Euler's number write exp(1)" if "e" in missing else ""
            raise ValueError(
                f"Graph: give a number for {', '.join(missing)}, for example {missing[0]} = 1"
                f"{euler}."
            )
        return given


def numbers_by_name(at):
    """`at` as a dict of floats by name, as in {"x": 1.0}; None stands for an empty one.

    Raises ValueError where it is no dict, and for what is no finite number.
    """
    if not isinstance(at, Mapping | None):
        raise ValueError(  # noqa: TRY004, like all that a reader types wrongly
            f"Graph: the inputs' numbers come as a dict by name, such as {{'x': 1}}, "
            f"not as {at!r:.60}."
        )
    return {name: _number(name, number) for name, number in (at or {}).items()}


def _number(name, number):
    """The number of an input as a float, if it is finite and real."""
    try:
        if isinstance(number, Real) and not isinstance(number, bool) and math.isfinite(number):
            return float(number)
    except OverflowError:
        raise ValueError(f"Graph: {name} must be a finite number, below 1.8e308.") from None
    quotes = "; write it without quotes" if isinstance(number, str) else ""
    raise ValueError(f"Graph: {name} must be a finite number, not {number!r:.60}{quotes}.")


def _work(rule):
    return 0 if rule.is_number else int(count_ops(rule))

"""From a program to the nodes of its graph: equal operations on the same parents become one."""

from dataclasses import dataclass, field
from itertools import count

from sympy import Expr, Symbol, evaluate, latex, sstr

from .decompose import last_operation
from .operations import OPERATIONS
from .program import Apply


@dataclass(frozen=True)
class Node:
    """A value of the graph: an input, a number, or an operation on its parents.

    `operation` is "input", "number" or a name of operations.OPERATIONS, `parents` are indices.
    `expression` is the operation in the parents' names, as it was written: sin(y) for z = sin(y).
    `varies` says whether the value depends on an input.
    """

    index: int
    name: str
    operation: str
    parents: tuple
    expression: Expr
    varies: bool

    @property
    def symbol(self):
        """The node's name as a SymPy symbol; of an input or a number, what it is itself."""
        return self.expression if not self.parents else Symbol(self.name, real=True)

    @property
    def text(self):
        """The expression in plain text."""
        return in_order(self.expression)

    @property
    def latex(self):
        """x = 2 · y in LaTeX, with a dot for each product; of an input or a number, its name."""
        style = {"order": "none", "mul_symbol": "dot", "fold_short_frac": True}
        result = latex(self.expression, **style)
        return f"{latex(self.symbol)} = {result}" if self.parents else result


def in_order(expression):
    """A SymPy expression in plain text, its terms and factors in the order they were written."""
    return sstr(expression, order="none").replace("Abs(", "abs(")


@dataclass
class _Draft:
    """A node whose name is not settled yet."""

    operation: str
    parents: tuple = ()
    leaf: Expr = None
    name: str = ""


@dataclass
class Builder:
    """Places the parts of a program one after the other, each after its own parts.

    `places` holds the index of each input and of each line's result.
    """

    drafts: list = field(default_factory=list)
    places: dict = field(default_factory=dict)
    made: dict = field(default_factory=dict)

    def build(self, program):
        """The nodes of the program, and the index of its output."""
        for symbol in program.inputs:
            self.places[symbol] = self._append(_Draft("input", leaf=symbol, name=symbol.name))
        for line in program.lines:
            self.places[line.symbol] = self._place_line(line)
        with evaluate(False):  # x*x stays a product, as it was written
            nodes = self._nodes()
        return nodes, self.places[program.lines[-1].symbol]

    def _append(self, draft):
        self.drafts.append(draft)
        return len(self.drafts) - 1

    def _place_line(self, line):
        """A line's name goes to its node, or to a copy of that node if it has a name already."""
        index = self._place(line.result)
        if not line.symbol.is_Dummy:
            if self.drafts[index].name:
                index = self._append(_Draft("identity", (index,)))
            self.drafts[index].name = line.symbol.name
        return index

    def _place(self, part):
        """The index of the node for `part`, which is made if there is none yet."""
        if isinstance(part, Symbol):
            return self.places[part]
        if not isinstance(part, Apply):
            if part.is_Atom:
                return self._append(_Draft("number", leaf=part, name=_text(part)))
            part = last_operation(part)
        parents = tuple(self._place(argument) for argument in part.arguments)
        drafts = [self.drafts[i] for i in parents]
        same = (
            i if draft.leaf is None else draft.leaf
            for i, draft in zip(parents, drafts, strict=True)
        )
        key = (part.operation, *same)
        if key not in self.made:
            self.made[key] = self._append(_Draft(part.operation, parents))
        return self.made[key]

    def _nodes(self):
        """The drafts as nodes; those without a name are called v1, v2 and so on."""
        taken = {draft.name for draft in self.drafts}
        free = (name for i in count(1) if (name := f"v{i}") not in taken)
        nodes = []
        for index, draft in enumerate(self.drafts):
            parents = [nodes[i] for i in draft.parents]
            expression, varies = draft.leaf, draft.operation == "input"
            if parents:
                row = OPERATIONS[draft.operation]
                expression = row.expression(*(parent.symbol for parent in parents))
                varies = any(parent.varies for parent in parents)
            name = draft.name or next(free)
            nodes.append(Node(index, name, draft.operation, draft.parents, expression, varies))
        return tuple(nodes)


def _text(number):
    """A number as a reader writes it."""
    return f"{float(number):.15g}" if number.is_Float else str(number)

"""The equations of the page on SymPy symbols: derive, prove, count operations, typeset.

symbolic.show("C6")       the formula as a lesson displays it
symbolic.prove("C6")      whether it is proved, as a sentence
symbolic.FORMULAS["C6"]   the record behind both: its equations, proof, refutations, numbers
symbolic.network(net)     a network on symbols: its gradient by SymPy and by BP1–BP4
symbolic.Graph(source)    an expression as a graph of local operations: values, derivatives, counts
symbolic.read(text)       a reader's own text as a program, which Graph takes
symbolic.count_operations(net)  what its gradient costs by each method
"""

from .counts import count_operations
from .formula import Comparison, Formula, Misprint, Outcome
from .formulas import FORMULAS
from .graph import Graph, read
from .networks import any_network, network
from .notation import latex

__all__ = [
    "FORMULAS", "Comparison", "Formula", "Graph", "Misprint", "Outcome",
    "any_network", "count_operations", "latex", "network", "prove", "read", "show",
]  # fmt: skip


def show(identity):
    """The formula of a ledger row; as the last expression of a cell it is displayed with its tag.

    Raises KeyError for an id that is not in the registry.
    """
    if not isinstance(identity, str) or identity not in FORMULAS:
        known = ", ".join(FORMULAS)
        raise KeyError(f"{identity!r} is no formula of the registry, which holds {known}.")
    return FORMULAS[identity]


def prove(identity):
    """The proof of a ledger row's formula, which is true or false and prints as a sentence."""
    return show(identity).prove()

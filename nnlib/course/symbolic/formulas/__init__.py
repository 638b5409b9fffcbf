"""The ledger's symbolic rows, a file for each section of docs/ledger.md; F's and G's are in more.

a_regression   linear regression       f_backpropagation   F1–F4, the four equations
b_losses       losses                  f_paths             F5 and F9, from one weight to C
c_derivatives  derivatives             f_rows_and_columns  F10 and F11, the orders of an index
d_activations  activations             g_descent           G1 and G2, descent
e_xor          the XOR example         g_fitting           G7 and G8, weight decay and dropout
                                       examples            what several rows are measured on
"""

from importlib import import_module

from ..formula import Formula

SECTIONS = (
    "a_regression", "b_losses", "c_derivatives", "d_activations", "e_xor",
    "f_backpropagation", "f_paths", "f_rows_and_columns", "g_descent", "g_fitting",
)  # fmt: skip


def rows_of(section):
    """The formulas of a file."""
    file = import_module(f"{__name__}.{section}")
    return [one for one in vars(file).values() if isinstance(one, Formula)]


def _order(formula):
    return formula.id[0], int(formula.id[1:])


FORMULAS = {
    formula.id: formula
    for formula in sorted((row for one in SECTIONS for row in rows_of(one)), key=_order)
}

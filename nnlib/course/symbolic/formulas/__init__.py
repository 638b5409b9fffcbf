"""The ledger's symbolic rows, a file for each section of docs/ledger.md; F's and G's are in more.

What a lesson states beyond the ledger has its own file, and the numbers of its displays as ids.

a_regression   linear regression       f_backpropagation   F1–F4, the four equations
b_losses       losses                  f_paths             F5 and F9, from one weight to C
c_derivatives  derivatives             f_rows_and_columns  F10 and F11, the orders of an index
d_activations  activations             g_descent           G1, G2 and G6, descent and starts
e_xor          the XOR example         g_fitting           G7 and G8, weight decay and dropout
lesson_11      many classes            g_pictures          G10, slopes in the inputs
                                       examples            what several rows are measured on
"""

from importlib import import_module

from ..formula import Formula

SECTIONS = (
    "a_regression", "b_losses", "c_derivatives", "d_activations", "e_xor",
    "f_backpropagation", "f_paths", "f_rows_and_columns", "g_descent", "g_fitting",
    "g_pictures",
)  # fmt: skip
LESSONS = ("lesson_11",)


def rows_of(section):
    """The formulas of a file."""
    file = import_module(f"{__name__}.{section}")
    return [one for one in vars(file).values() if isinstance(one, Formula)]


def _order(formula):
    """The ledger's rows by letter and number; then the displays of lessons."""
    if formula.id[0].isalpha():
        return formula.id[0], int(formula.id[1:]), 0
    return "lesson", *map(int, formula.id.split("."))


FORMULAS = {
    formula.id: formula
    for formula in sorted((row for one in SECTIONS + LESSONS for row in rows_of(one)), key=_order)
}

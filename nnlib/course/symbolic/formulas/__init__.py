"""The ledger's symbolic rows, a file for each part of the subject."""

from . import a_regression as regression
from . import b_losses as losses
from . import c_derivatives as derivatives
from . import d_activations as activations
from . import e_xor as xor
from . import f_backpropagation as backpropagation
from . import f_conventions as conventions
from . import f_recurrence as recurrence
from . import g_descent as descent

PARTS = (
    regression, losses, derivatives, activations, xor,
    backpropagation, recurrence, conventions, descent,
)  # fmt: skip
FORMULAS = {
    formula.id: formula
    for formula in sorted(
        (formula for part in PARTS for formula in part.FORMULAS),
        key=lambda formula: (formula.id[0], int(formula.id[1:])),
    )
}

"""The ledger's symbolic rows, a file for each part of the subject."""

from . import (
    activations,
    backpropagation,
    conventions,
    derivatives,
    descent,
    losses,
    recurrence,
    regression,
    xor,
)

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

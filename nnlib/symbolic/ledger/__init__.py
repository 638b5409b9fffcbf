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
FORMULAS = dict(sorted((formula.id, formula) for part in PARTS for formula in part.FORMULAS))

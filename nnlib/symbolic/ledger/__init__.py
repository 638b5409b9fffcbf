"""The ledger's symbolic rows, a file for each part of the subject."""

from . import (
    activations,
    backpropagation,
    derivatives,
    descent,
    losses,
    recurrence,
    regression,
)

PARTS = regression, losses, derivatives, activations, backpropagation, recurrence, descent
FORMULAS = dict(sorted((formula.id, formula) for part in PARTS for formula in part.FORMULAS))

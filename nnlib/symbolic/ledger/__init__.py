"""The ledger's symbolic rows, a file for each section of docs/ledger.md."""

from . import activations, backpropagation, derivatives, losses, recurrence, regression

SECTIONS = regression, losses, derivatives, activations, backpropagation, recurrence
FORMULAS = {formula.id: formula for section in SECTIONS for formula in section.FORMULAS}

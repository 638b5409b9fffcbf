"""The ledger's symbolic rows, a file for each section of docs/ledger.md."""

from . import activations, derivatives, losses, regression

SECTIONS = regression, losses, derivatives, activations
FORMULAS = {formula.id: formula for section in SECTIONS for formula in section.FORMULAS}

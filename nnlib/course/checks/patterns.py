"""What wrong numbers have in common with the right ones, over all cases of a task.

A pattern takes a Part and returns a clause that says what it sees and where to look, or None.
"""

from dataclasses import dataclass

import numpy as np

from .comparing import agree, close

SLACK = 10  # factors and offsets are computed, so they are a little less exact than the numbers


@dataclass(frozen=True)
class Part:
    """One part of the answer: (case, what came, what was wanted) for each case."""

    triples: list
    tolerance: float

    def agrees(self, change, tolerance=None):
        """True where `change` of what came and of what was wanted agrees, in every case."""
        return all(
            agree(change(came), change(wanted), tolerance or self.tolerance)
            for _, came, wanted in self.triples
        )

    def wrong(self):
        """For each case, True at the entries that are wrong."""
        return [~close(came, wanted, self.tolerance) for _, came, wanted in self.triples]


def one_factor(part):
    """The right numbers times a constant, or times or by the number of rows."""
    factors, rows = [], []
    for case, came, wanted in part.triples:
        if wanted.any():
            factors.append(np.vdot(wanted, came) / np.vdot(wanted, wanted))
            rows.append(next((len(value) for value in case.inputs.values() if np.ndim(value)), 1))
            if not agree(came, factors[-1] * wanted, SLACK * part.tolerance):
                return None
        elif not agree(came, wanted, part.tolerance):
            return None
    # A single number is always some multiple of another.
    if not factors or sum(wanted.size for *_, wanted in part.triples) < 2:
        return None
    for constant, words in (
        (factors, of_factor(factors[0])),
        (np.divide(factors, rows), "m times too large, m being the number of rows. Sum or mean?"),
        (np.multiply(factors, rows), "m times too small, m being the number of rows. Sum or mean?"),
    ):
        wanted = factors[0] if constant is factors else 1.0
        if np.allclose(constant, wanted, rtol=1e-6, atol=1e-9):
            return f"every number is {words}"
    return None


def of_factor(factor):
    """The clause on a constant factor.

    >>> of_factor(-1.0)
    'right in size and wrong in sign. Which minus which?'
    """
    if abs(factor) < 1e-9:
        return "0."
    if np.isclose(factor, -1, rtol=1e-6):
        return "right in size and wrong in sign. Which minus which?"
    return f"{factor:.4g} times what it should be. Is a factor missing, or one too many?"


def one_offset(part):
    """The right numbers and a constant more or less."""
    off = np.concatenate([(came - wanted).ravel() for _, came, wanted in part.triples])
    if len(off) > 1 and agree(off, np.full_like(off, off[0]), SLACK * part.tolerance):
        return f"every number is off by {off[0]:.4g}. Is a term missing, or one too many?"
    return None


def transposed(part):
    """The right numbers with rows and columns changed about."""
    if all(agree(came.T, wanted, part.tolerance) for _, came, wanted in part.triples):
        return "the numbers are right, with rows and columns changed about."
    return None


def other_order(part):
    """The right numbers in another order; of yes and no, as 1 and 0, that says nothing."""
    yes_or_no = all(np.isin(wanted, (0, 1)).all() for *_, wanted in part.triples)
    if not yes_or_no and part.agrees(lambda array: np.sort(array, axis=None)):
        return "the numbers are right and stand in another order."
    return None


def nearly_right(part):
    """The right numbers to three digits."""
    if part.agrees(lambda array: array, tolerance=1e-3):
        return "the numbers are nearly right. Is something rounded, or a step too coarse?"
    return None


def wrong_where_negative(part):
    """Wrong at exactly the entries where an input of the same shape is negative."""
    case, _, wanted = part.triples[0]
    for name, value in case.inputs.items():
        if wanted.ndim and np.shape(value) == wanted.shape:
            below = [case.inputs[name] < 0 for case, *_ in part.triples]
            if all(map(np.array_equal, part.wrong(), below)):
                return f"right where {name} > 0, wrong where {name} < 0. What should happen there?"
    return None


def wrong_at_an_end(part):
    """Wrong only in the first, or only in the last, row or column."""
    for axis, what in enumerate(("row", "column")):
        if any(wanted.ndim <= axis or wanted.shape[axis] < 3 for *_, wanted in part.triples):
            return None
        lines = [np.moveaxis(wrong, axis, 0) for wrong in part.wrong()]
        if not any(line[1:].any() for line in lines):
            return f"only the first {what} is wrong. Where do you begin?"
        if not any(line[:-1].any() for line in lines):
            return f"only the last {what} is wrong. Where do you end?"
    return None


PATTERNS = (
    nearly_right, one_factor, one_offset, transposed, other_order, wrong_where_negative,
    wrong_at_an_end,
)  # fmt: skip


def pattern(part):
    """The first clause that fits, or None."""
    return next(filter(None, (look(part) for look in PATTERNS)), None)

"""The right numbers but for a term: a constant more or less, an input, or nothing but an input."""

import numpy as np

from ..comparing import agree
from .part import SLACK


def an_input(part):
    """An input that comes back as it went in."""
    if len(part.triples) < 2:
        return None
    for name, values in part.inputs():
        if all(agree(t[1], v, part.tolerance) for t, v in zip(part.triples, values, strict=True)):
            return f"what comes back is `{name}`, as it went in. Which line computes the result?"
    return None


def one_offset(part):
    """The right numbers and a constant more or less."""
    if part.wanted.size < 2:
        return None
    # The numbers of the smallest call show it best.
    _, came, wanted = min(part.triples, key=lambda triple: np.abs(triple[2]).max(initial=0))
    off = np.mean(came - wanted)
    if agree(came, wanted, part.tolerance) or not part.agrees(lambda right: right + off):
        return None
    whole = not (part.wanted % 1).any() and not (part.came % 1).any()
    why = "Is a term missing, or one too many?"
    if whole:
        why = "Where does your counting begin and end?" if abs(off) == 1 else ""
    return f"every number is off by {off:.4g}. {why}".rstrip()


def one_input_off(part):
    """Off by an input, or by a simple multiple of one."""
    if len(part.triples) < 2:
        return None
    for name, values in part.inputs():
        for times, words in ((1, f"`{name}`"), (2, f"twice `{name}`"), (0.5, f"half of `{name}`")):
            for sign, more in ((1, "too large"), (-1, "too small")):
                if _off_by(part, values, sign * times):
                    return (
                        f"every number is {more} by {words}. Is a term with it missing, or one too "
                        "many?"
                    )
    return None


def _off_by(part, values, times):
    for value, (_, came, wanted) in zip(values, part.triples, strict=True):
        if value.ndim > wanted.ndim or not value.any():
            return False
        try:
            shifted = wanted + times * value
        except ValueError:
            return False
        if not agree(came, shifted, SLACK * part.tolerance):
            return False
    return True


def one_input_times(part):
    """Each number times, or divided by, the number of an input that stands beside it."""
    for name, values in part.inputs():
        if not any(value.ndim for value in values) or all((np.abs(v) == 1).all() for v in values):
            continue
        for power, word in ((1, "multiplied"), (-1, "divided")):
            if _off_by_factor(part, values, power):
                return (
                    f"every number is {word} by its number of `{name}` once too often. Where does "
                    f"`{name}` come in?"
                )
    return None


def _off_by_factor(part, values, power):
    for value, (_, came, wanted) in zip(values, part.triples, strict=True):
        if value.ndim > wanted.ndim or (power < 0 and not value.all()):
            return False
        try:
            scaled = wanted * value**power
        except ValueError:
            return False
        if not agree(came, scaled, SLACK * part.tolerance):
            return False
    return True

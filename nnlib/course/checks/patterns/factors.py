"""The right numbers times something: a constant, a count, an input; or a step that is."""

import numpy as np

from ..comparing import agree
from .part import SLACK, constant


def ratio(came, wanted, tolerance):
    """The number by which `wanted` must be multiplied to give `came`; None if there is none."""
    if not wanted.any():
        return None
    factor = np.vdot(wanted, came) / np.vdot(wanted, wanted)
    return factor if agree(came, factor * wanted, SLACK * tolerance) else None


def ratios(part, start=None):
    """(cases, factors) where all numbers of a case are one multiple of the right ones, or None.

    With `start`, distances from that input are compared, as of a step from it.
    """
    cases, factors = [], []
    for i, (case, came, wanted) in enumerate(part.triples):
        if start is not None:
            if start[i].shape != wanted.shape:
                return None
            came, wanted = came - start[i], wanted - start[i]
        if not wanted.any():
            if not agree(came, wanted, part.tolerance):
                return None
            continue
        if (factor := ratio(came, wanted, part.tolerance)) is None:
            return None
        cases.append(case)
        factors.append(factor)
    return (cases, np.array(factors)) if factors else None


NAMED = {
    100: "Is it a percentage?", 0.01: "Is it a percentage?",
    180 / np.pi: "Degrees or radians?", np.pi / 180: "Degrees or radians?",
    1 / np.log(2): "Is there a logarithm to base 2?",
    1 / np.log(10): "Is there a logarithm to base 10?",
}  # fmt: skip


def of_factor(factor):
    """The clause on a constant factor.

    >>> of_factor(-1.0)
    'right in size and wrong in sign. Which minus which?'
    """
    if abs(factor) < 1e-9:
        return "0. Is it what it began as, does something cancel, or is it cut by `//` or `int`?"
    if np.isclose(factor, -1, rtol=1e-6):
        return "right in size and wrong in sign. Which minus which?"
    named = [words for number, words in NAMED.items() if np.isclose(factor, number, rtol=1e-6)]
    why = named[0] if named else "Is a factor missing, or one too many?"
    return f"{factor:.4g} times what it should be. {why}"


def sizes(cases):
    """(words, numbers) for what can be counted in the inputs of every case, and varies."""
    for name, value in cases[0].inputs.items():
        axes = min(np.ndim(case.inputs[name]) for case in cases)
        for axis, what in enumerate(("rows", "columns")[:axes]):
            counts = np.array([np.shape(case.inputs[name])[axis] for case in cases], float)
            if not constant(counts) and len(counts) > 1:
                what = what if np.ndim(value) > 1 else "entries"
                yield what, name, counts


def of_size(cases, factors, noun):
    """The clause on factors that go with the size of an input, or None."""
    counted = list(sizes(cases))
    for what, name, counts in counted:
        letter = "m" if what == "rows" else "n"
        being = f"{letter} being the number of {what} of `{name}`"
        for power, way in ((1, "large"), (-1, "small")):
            scaled = factors / counts**power
            if not constant(scaled) or abs(scaled[0]) < 1e-9:
                continue
            if np.isclose(scaled[0], 1, rtol=1e-6):
                return f"{noun} is {letter} times too {way}, {being}. Sum or mean?"
            by = "·" if power == 1 else "/"
            return (
                f"{noun} is {scaled[0]:.4g} {by} {letter} times what it should be, {being}. Does a "
                f"fixed number, or another count, stand where {letter} should?"
            )
        for near in (-1, 1):
            if (counts + near).all() and np.allclose(factors, counts / (counts + near), rtol=1e-6):
                other = f"{letter} {'+' if near > 0 else '-'} 1"
                return f"{noun} is divided by {other} in place of {letter}, {being}."
    for what, name, counts in counted:
        for other, its, others in counted:
            if np.allclose(factors, counts / others, rtol=1e-6):
                return (
                    f"{noun} is divided by the number of {other} of `{its}` where the number of "
                    f"{what} of `{name}` should stand, or the other way round."
                )
    return None


def of_input(part, cases, factors, noun):
    """The clause on factors that are a power of an input that is a single number, or None."""
    for name, values in part.inputs():
        if any(value.ndim for value in values):
            continue
        numbers = np.array([float(case.inputs[name]) for case in cases])
        if constant(numbers) or len(numbers) < 2 or not numbers.all():
            continue
        for power in (1, -1, 2, -2):
            scaled = factors / numbers**power
            if not constant(scaled) or abs(scaled[0]) < 1e-9:
                continue
            if np.isclose(scaled[0], 1, rtol=1e-6):
                verb, other = ("multiplied", "divided")[:: 1 if power > 0 else -1]
                once = f"once too often, or not {other} by it"
                often = once if abs(power) == 1 else "twice too often"
                return f"{noun} is {verb} by `{name}` {often}. Where does `{name}` come in?"
            if abs(power) == 1:
                by = "·" if power == 1 else "/"
                return (
                    f"{noun} is {scaled[0]:.4g} {by} `{name}` times what it should be. Does a "
                    f"fixed number stand where `{name}` should?"
                )
    return None


def multiples(part, start=None, noun="every number"):
    """The right numbers times a constant, a count or an input."""
    found = ratios(part, start)
    if not found:
        return None
    cases, factors = found
    if np.allclose(factors, 1, rtol=1e-3):
        return None  # nearly right is another thing than a factor
    if sum(wanted.size for *_, wanted in part.triples) < 2:
        return None  # a single number is always some multiple of another
    if len(part.triples) == 1 and part.wanted.size < 2:
        return None
    if np.allclose(factors, factors[0], rtol=1e-6, atol=1e-9):
        return f"{noun} is {of_factor(factors[0])}"
    return of_size(cases, factors, noun) or of_input(part, cases, factors, noun)


def one_factor(part):
    """The right numbers times something."""
    return multiples(part)


def one_step(part):
    """A step from an input that is too long, too short, or goes the wrong way."""
    for name, start in part.inputs():
        if any(np.shape(s) != np.shape(w) for s, (*_, w) in zip(start, part.triples, strict=True)):
            continue
        if all(not s.any() for s in start):
            continue
        found = ratios(part, start)
        if found and len(found[1]) > 1:
            if np.allclose(found[1], -1, rtol=1e-6):
                return f"you go from `{name}` as far as you should, in the opposite direction."
            if np.allclose(found[1], 0, atol=1e-9):
                return f"what comes back is `{name}`, unchanged."
            if clause := multiples(part, start, f"the change from `{name}`"):
                return clause
    return None

"""The right numbers with something done to them: cut, rounded, squared, turned, clipped."""

import numpy as np

from ..comparing import agree
from .part import constant


def whole_numbers(part):
    """Fractions lost on the way."""
    if not (part.wanted % 1).any() or (part.came % 1).any():
        return None
    if len(part.triples) > 1 and np.unique(part.came).size < 2:
        return None
    for change in (np.trunc, np.floor, np.ceil, np.round):
        if part.agrees(change):
            return (
                "your numbers are the right ones cut to whole numbers. Look for `//`, `int`, or an "
                "array made of whole numbers, which cuts what is written into it."
            )
    return None


def whole_container(part):
    """Whole numbers in those calls alone in which an array of whole numbers came in."""
    wrong = [entries.any() for entries in part.wrong]
    some = part.where_wrong
    if all(wrong) or (some.came % 1).any() or not (some.wanted % 1).any():
        return None
    for name in part.triples[0][0].inputs:
        whole = [np.asarray(case.inputs[name]).dtype.kind in "iu" for case, *_ in part.triples]
        arrays = all(np.ndim(case.inputs[name]) for case, *_ in part.triples)
        if arrays and whole == wrong:
            return (
                f"where `{name}` holds whole numbers, so do yours, and fractions are cut off. An "
                f"array that is made like `{name}`, or as its copy, takes whole numbers only."
            )
    return None


def all_whole(part):
    """Whole numbers throughout, where fractions are wanted."""
    if (part.came % 1).any() or np.unique(part.came).size < 3 or len(part.came) < 4:
        return None
    if np.mean(part.wanted % 1 != 0) < 0.5:
        return None
    return (
        "your numbers are all whole, and most should have fractions. Is something left out, or cut "
        "by `//`, by `int`, or by an array made of whole numbers?"
    )


def rounded(part):
    """Right to a few digits and no further."""
    for digits in range(1, 8):
        if part.agrees(lambda wanted, k=digits: np.round(wanted, k), 1e-12):
            return (
                f"your numbers are the right ones rounded to {digits} digits. Leave the rounding "
                "to the printing."
            )
    return None


def nearly_right(part):
    """The right numbers to three digits."""
    if all(agree(came, wanted, 1e-6) for _, came, wanted in part.triples):
        return (
            "the numbers agree to six digits and not to the last. Is something rounded, measured "
            "with a small step, or is a small constant added, or another one?"
        )
    if all(agree(came, wanted, 1e-3) for _, came, wanted in part.triples):
        return (
            "the numbers are nearly right. Is something rounded, a step too coarse, or is a small "
            "constant added, or another one?"
        )
    if part.wanted.size > 2 and all(agree(came, wanted, 1e-2) for _, came, wanted in part.triples):
        return "the numbers are off by less than one in a hundred. Is something rounded, or added?"
    return None


CHANGES = (
    (np.abs, "every sign is lost: yours is the absolute value."),
    (lambda w: -np.abs(w), "yours is the absolute value with a minus."),
    (np.square, "yours is the square of what is wanted. One square too many?"),
    (lambda w: np.sqrt(np.where(w < 0, np.nan, w)),
     "yours is the root of what is wanted. One root too many, or a square missing?"),
    (lambda w: 1 - w, "yours is 1 less what is wanted."),
    (lambda w: 1 / np.where(w == 0, np.nan, w),
     "yours is 1 divided by what is wanted. Which divided by which?"),
    (np.exp, "yours is e to the power of what is wanted. One `exp` too many, or a `log` missing?"),
    (lambda w: np.log(np.where(w > 0, w, np.nan)),
     "yours is the logarithm of what is wanted. One `log` too many?"),
    (lambda w: -np.log(np.where(w > 0, w, np.nan)),
     "yours is minus the logarithm of what is wanted. One `log` too many?"),
    (np.tanh, "yours is tanh of what is wanted. One activation too many?"),
    (lambda w: 1 / (1 + np.exp(-w)),
     "yours is the sigmoid of what is wanted. One activation too many?"),
    (lambda w: np.maximum(w, 0),
     "yours is 0 wherever something below 0 is wanted. One ReLU too many?"),
)  # fmt: skip

ARRANGED = (
    (lambda w: w.T, "the numbers are right, with rows and columns changed about."),
    (lambda w: w[::-1], "the numbers are right and come from the last to the first."),
    (lambda w: w[..., ::-1], "each row is right, and its numbers come from the last to the first."),
    (lambda w: np.sort(w, axis=None).reshape(w.shape),
     "the numbers are right and stand in another order: yours are sorted."),
    (lambda w: w.T.reshape(w.shape),
     "the numbers are right and stand in another order, as after a `reshape` where a transpose is "
     "meant."),
    (lambda w: np.cumsum(w, axis=0),
     "yours are sums that go on growing, from entry to entry. Does something start afresh too "
     "late?"),
    (lambda w: np.roll(w, 1, axis=0),
     "each number stands one place too late, and the last has come to the front."),
    (lambda w: np.roll(w, -1, axis=0),
     "each number stands one place too early, and the first has come to the end."),
    (lambda w: w / w.sum(), "yours are the right numbers divided by their sum."),
    (lambda w: w / np.linalg.norm(w), "yours are the right numbers divided by their length."),
    (lambda w: w / np.abs(w).max(), "yours are the right numbers divided by the largest."),
)  # fmt: skip


def changed_after(part):
    """A function of the right numbers, entry by entry; of yes and no, only their exchange."""
    if part.yes_or_no:
        if part.wanted.size > 3 and part.agrees(lambda w: 1 - w):
            return "every answer is the opposite of the right one."
        return None
    if np.unique(part.wanted).size < 2:
        return None
    wrong = np.concatenate([entries.ravel() for entries in part.wrong])
    if np.unique(part.wanted[wrong]).size < 2:
        return None  # a single number can have come about in many ways
    return next((words for change, words in CHANGES if part.agrees(change)), None)


def rearranged(part):
    """The right numbers at other places."""
    if any(wanted.ndim == 0 for *_, wanted in part.triples):
        return None
    for change, words in ARRANGED:
        if part.agrees(change):
            return words
    if all(
        agree(np.sort(c, axis=None), np.sort(w, axis=None), part.tolerance)
        for _, c, w in part.triples
    ):
        return "the numbers are right and stand in another order."
    return None


def late_or_early(part):
    """Each number one place away from where it belongs."""
    if any(wanted.ndim == 0 or len(wanted) < 4 for *_, wanted in part.triples):
        return None
    if all(agree(came[1:], wanted[:-1], part.tolerance) for _, came, wanted in part.triples):
        return "each number stands one place too late. What is noted before the first step?"
    if all(agree(came[:-1], wanted[1:], part.tolerance) for _, came, wanted in part.triples):
        return (
            "each number stands one place too early: the first one wanted is missing. What is "
            "noted before the first step?"
        )
    return None


def clipped(part):
    """Right but for what lies beyond a bound, where the bound itself stands."""
    at = np.concatenate([wrong.ravel() for wrong in part.wrong])
    if at.all() or at.sum() < 2:
        return None
    bound = part.came[at]
    if not constant(bound):
        return None
    for beyond, way in ((part.wanted[at] < bound, "below"), (part.wanted[at] > bound, "above")):
        within = part.wanted[~at] >= bound[0] if way == "below" else part.wanted[~at] <= bound[0]
        if beyond.all() and within.all():
            return (
                f"no number of yours is {way} {bound[0] + 0.0:.4g}, and some should be. Is "
                "something clipped?"
            )
    return None

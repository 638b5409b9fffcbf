"""Where the numbers are wrong: at which entries, at an end, from where on, in which cases."""

import numpy as np

from ..comparing import agree
from .part import constant


def all_alike(part):
    """One and the same number everywhere."""
    for _, came, wanted in part.triples:
        if wanted.size < 2 or constant(wanted.ravel()) or not constant(came.ravel()):
            return None
    if not any(wrong.ravel()[0] for wrong in part.wrong):
        return (
            "all your entries are equal to the first, which is right. What should change from one "
            "to the next?"
        )
    return (
        "all your entries are one and the same number. Is something summed or averaged too early?"
    )


def never_changes(part):
    """The same in every call, whatever goes in."""
    cames = [came for _, came, _ in part.triples]
    wanteds = [wanted for *_, wanted in part.triples]
    if len(cames) < 3 or any(came.shape != cames[0].shape for came in cames):
        return None
    if all(agree(one, wanteds[0], part.tolerance) for one in wanteds):
        return None
    if all(agree(came, cames[0], part.tolerance) for came in cames):
        return "it is the same in every call. Which inputs should it depend on?"
    return None


def left_as_it_began(part):
    """Wrong only where one and the same number stands, as if nothing had been written there."""
    at = np.concatenate([wrong.ravel() for wrong in part.wrong])
    calls = sum(wrong.any() for wrong in part.wrong)
    if at.all() or at.sum() < 3 or 2 * calls < len(part.wrong):
        return None
    left = part.came[at]
    if left[0] in (0, 1) and (left == left[0]).all() and (part.wanted[at] != 0).all():
        single = all(np.ndim(wanted) == 0 for *_, wanted in part.triples)
        why = (
            f"Is it still what it began as, or {bool(left[0])} where a number is wanted?"
            if single
            else "Is something never written there? Look where your loops begin and end."
        )
        return f"wherever it is wrong, yours is {left[0]:g}. {why}"
    return None


def by_kind_of_case(part):
    """Right with one word, or one row or column, among the inputs, and wrong otherwise."""
    wrong = [entries.any() for entries in part.wrong]
    if len(wrong) < 3 or all(wrong):
        return None
    cases = [case for case, *_ in part.triples]
    first_array = next((n for n, v in cases[0].inputs.items() if np.ndim(v)), None)
    for name, value in cases[0].inputs.items():
        values = [case.inputs[name] for case in cases]
        if isinstance(value, str):
            good = {v for v, w in zip(values, wrong, strict=True) if not w}
            bad = {v for v, w in zip(values, wrong, strict=True) if w}
            if not good & bad:
                return f"right with {', '.join(map(repr, sorted(good)))} and wrong with " + (
                    f"{', '.join(map(repr, sorted(bad)))} as `{name}`."
                )
        for axis, what in enumerate(("row", "column")) if name == first_array else ():
            if all(np.ndim(v) > axis for v in values):
                single = [np.shape(v)[axis] == 1 for v in values]
                what = what if np.ndim(value) > 1 else "entry"
                if sum(single) > 1 and [not s for s in single] == wrong:
                    return f"right only where `{name}` has one {what}."
                if any(single) and not all(single) and single == wrong:
                    return f"wrong only where `{name}` has one {what}."
    return None


def wrong_by_sign(part):
    """Wrong at exactly the entries, or in exactly the cases, where an input is negative."""
    for name, values in part.inputs():
        if all(v.shape == w.shape and v.ndim for v, w in zip(values, part.wrong, strict=True)):
            numbers = np.concatenate([value.ravel() for value in values])
            wrong = np.concatenate([entries.ravel() for entries in part.wrong])
        elif all(value.ndim == 0 for value in values) and len(values) > 5:
            numbers, wrong = np.array(values), np.array([w.any() for w in part.wrong])
        else:
            continue
        if min(wrong.sum(), (~wrong).sum()) < 2:
            continue
        for bad, fine, is_bad in (("<", ">", numbers < 0), (">", "<", numbers > 0)):
            if np.array_equal(wrong, is_bad):
                rest = numbers[~is_bad]
                fine = fine if rest.all() else f"{fine}=" if rest.any() else "="
                return (
                    f"right where {name} {fine} 0, wrong where {name} {bad} 0. What should happen "
                    "there?"
                )
    return None


def first_only(part):
    """Right in the first row, column or entry, and nowhere else."""
    for axis, what in enumerate(("row", "column")):
        if any(wanted.ndim <= axis or wanted.shape[axis] < 2 for *_, wanted in part.triples):
            return None
        one = what if all(wanted.ndim > 1 for *_, wanted in part.triples) else "entry"
        lines = [np.moveaxis(wrong, axis, 0) for wrong in part.wrong]
        lines = [line.reshape(len(line), -1).any(axis=1) for line in lines]
        for kept, others, which, suspicion in (
            (0, slice(1, None), "first", "What changes from the first to the next?"),
            (-1, slice(None, -1), "last", ""),
        ):
            if any(line[kept] or not line[others].all() for line in lines):
                continue
            rest = [np.moveaxis(came, axis, 0)[others] for _, came, _ in part.triples]
            if not any(each.any() for each in rest):
                suspicion = "The rest is 0: does a `return` stand inside the loop?"
            if len(lines[0]) == 2:
                suspicion = ""
            return f"only the {which} {one} is right. {suspicion}".rstrip()
    return None


def wrong_at_an_end(part):
    """Wrong only in the first, or only in the last, row, column or entry."""
    for axis, what in enumerate(("row", "column")):
        if any(wanted.ndim <= axis or wanted.shape[axis] < 3 for *_, wanted in part.triples):
            return None
        one = what if all(wanted.ndim > 1 for *_, wanted in part.triples) else "entry"
        lines = [np.moveaxis(wrong, axis, 0) for wrong in part.wrong]
        if not any(line[1:].any() for line in lines):
            return f"only the first {one} is wrong. Where do you begin?"
        if not any(line[:-1].any() for line in lines):
            return f"only the last {one} is wrong. Where do you end?"
    return None


def wrong_at_an_extreme(part):
    """Wrong only where 0 is wanted, or only where it is not."""
    zero = [wanted == 0 for *_, wanted in part.triples]
    if all(np.array_equal(w, z) for w, z in zip(part.wrong, zero, strict=True)):
        return "right everywhere but where 0 is wanted."
    return None


def right_for_a_while(part):
    """Right up to one place, in a row of numbers, and wrong from there on."""
    begins = []
    for wrong in part.wrong:
        if wrong.ndim != 1 or len(wrong) < 3:
            return None
        at = int(np.argmax(wrong)) if wrong.any() else len(wrong)
        if not wrong[at:].all():
            return None
        begins.append((at, len(wrong)))
    starts = {at for at, length in begins if at < length}
    if len(starts) == 1 and (at := starts.pop()) and at < min(length for _, length in begins):
        first = "the first is" if at == 1 else f"the first {at} are"
        return (
            f"{first} right, and all that follow are wrong. What should change from one step to "
            "the next?"
        )
    return None

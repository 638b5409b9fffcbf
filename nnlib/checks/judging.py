"""The judge: an answer key and one reply a case go in, a verdict comes out.

`LOOKS` is the order in which a good teacher looks.  Was anything tried?  Is the name there?  Is
this a slip that I know?  Did the code stop?  Has the answer the right form?  What do its numbers
have in common with the right ones?  Where is the first difference?  The first look that sees
something speaks.

A known slip is recognised by its fingerprint: the reply that it gives to every single case,
numbers, shapes and errors alike.  Nothing more general can say more, so it is looked for before
the errors and the shapes that it may bring with it.
"""

import numpy as np

from .probes import Trouble
from .verdict import Verdict, spelled

PASSED = "Every check here passed. Grading asks the same with fresh numbers."
ADVICE = {
    "NameError": "A name is used that has no value there: misspelt, or from a cell not yet run?",
    "UnboundLocalError": "A name is used before it gets its value in the function.",
    "AttributeError": "The thing before the dot has nothing of that name.",
    "IndexError": "An index lies outside: the first is 0, the last is the length less 1.",
    "KeyError": "A key is asked for that is not there.",
    "ValueError": "Compare the shapes in that line with the shapes in the call below.",
    "TypeError": "Look at what goes into that line, and at how many arguments there are.",
    "ZeroDivisionError": "What is in the denominator, and when is it 0?",
    "RecursionError": "The function calls itself and never stops.",
}


def judge(key, replies):
    """The Verdict on the replies to all cases of a key."""
    seen = next(filter(None, (look(key, replies) for look in LOOKS)), None)
    if seen is None:
        return Verdict(key.id, key.title, key.points, 1.0, "right", PASSED)
    return Verdict(key.id, key.title, key.points, fraction(key, replies), **seen)


def fraction(key, replies):
    """The share of the parts that are right in every case."""
    if troubles(replies):
        return 0.0
    parts = key.cases[0].answer
    return sum(all(matches(key, *pair, part) for pair in pairs(key, replies)) for part in parts) / len(parts)


def pairs(key, replies):
    """(case, reply) for each case."""
    return list(zip(key.cases, replies, strict=True))


def troubles(replies):
    return [reply for reply in replies if isinstance(reply, Trouble)]


def close(came, wanted, tolerance):
    """Entry by entry: is the difference within the tolerance, times the largest number wanted?

    >>> close(np.array([1.0, 2.0]), np.array([1.0, 2.1]), 1e-6)
    array([ True, False])
    """
    if came.dtype.kind == "U" or wanted.dtype.kind == "U":
        return came == wanted
    scale = np.abs(wanted[np.isfinite(wanted)]).max(initial=0)
    return np.isclose(came, wanted, rtol=0, atol=tolerance * (scale or 1), equal_nan=True)


def agree(came, wanted, tolerance):
    """Have two arrays the same shape and the same entries?"""
    came, wanted = np.asarray(came), np.asarray(wanted)
    return came.shape == wanted.shape and bool(np.all(close(came, wanted, tolerance)))


def same(reply, other, tolerance):
    """Are two replies the same: the same parts, or the same trouble?"""
    if isinstance(reply, Trouble) or isinstance(other, Trouble):
        kinds = [(type(one), getattr(one, "kind", ""), getattr(one, "error", "")) for one in (reply, other)]
        return kinds[0] == kinds[1]
    return reply.keys() == other.keys() and all(
        agree(reply[part], other[part], tolerance) for part in other
    )


def matches(key, case, reply, part):
    return part in reply and agree(reply[part], case.answer[part], key.tolerance)


def finding(kind, message, case=None, key=None, misconception=None):
    """What a look has seen; the case that shows it is told as the learner's call."""
    call = spelled(key.probe.name, case.inputs) if case is not None and case.inputs else ""
    return {"kind": kind, "message": message, "call": call, "misconception": misconception}


def is_untouched(key, replies):
    if any(trouble.kind == "untouched" for trouble in troubles(replies)):
        return finding("untouched", "Not attempted yet.")
    return None


def is_missing(key, replies):
    for trouble in troubles(replies):
        if trouble.kind == "missing":
            return finding("missing", f"{trouble.words} Run the cell that defines it; if that cell "
                           "shows an error, mend the error first.")  # fmt: skip
    return None


def is_known(key, replies):
    """A slip whose fingerprint this is, case for case."""
    if all(same(reply, case.answer, key.tolerance) for case, reply in pairs(key, replies)):
        return None
    for name, message in key.messages.items():
        if all(same(reply, case.wrong[name], key.tolerance) for case, reply in pairs(key, replies)):
            stopped = [trouble.line for trouble in troubles(replies) if trouble.line]
            where = f" Your code stops in {stopped[0]}" if stopped else ""
            case = next(c for c, r in pairs(key, replies) if not same(r, c.answer, key.tolerance))
            return finding("misconception", message + where, case, key, name)
    return None


def is_broken(key, replies):
    """Code that stops, changes what it was given, or gives something that cannot be read."""
    for case, trouble in pairs(key, replies):
        if not isinstance(trouble, Trouble):
            continue
        if trouble.kind == "changed":
            words = (
                f"Your code changes `{trouble.words}`, which its caller still needs. "
                "Make a new array instead: no `+=` and no assignment into an argument."
            )
            return finding("changed", words, case, key)
        if trouble.kind == "unfit":
            return finding("unfit", trouble.words, case, key)
        place = f", in {trouble.line}" if trouble.line else ""
        advice = ADVICE.get(trouble.error, "")
        return finding("raised", f"Your code stopped with {trouble.words}{place}\n{advice}", case, key)
    return None


def is_misshapen(key, replies):
    for case, reply in pairs(key, replies):
        if reply.keys() != case.answer.keys():
            lost = ", ".join(case.answer.keys() - reply.keys()) or "nothing"
            extra = ", ".join(reply.keys() - case.answer.keys()) or "nothing"
            return finding("shape", f"Missing: {lost}. Not expected: {extra}.", case, key)
        for part, wanted in case.answer.items():
            came, wanted = reply[part], np.asarray(wanted)
            if came.shape != wanted.shape:
                words = (
                    f"`{part}` has shape {came.shape}, but {wanted.shape} was expected. "
                    + reason_of_shape(came, wanted, key.tolerance)
                )
                return finding("shape", words, case, key)
            if came.dtype.kind != wanted.dtype.kind:
                return finding("shape", f"`{part}` has words for numbers, or numbers for words.", case, key)
    return None


def reason_of_shape(came, wanted, tolerance):
    """What a wrong shape suggests."""
    if agree(came.T, wanted, tolerance):
        return "The numbers are right: rows and columns have changed places."
    if came.size == wanted.size:
        return "The count of numbers is right, their arrangement is not: a column is (m, 1), not (m,)."
    if came.ndim == 2 and came.shape[0] == came.shape[1] == len(np.atleast_1d(wanted)):
        return "NumPy has stretched a column (m, 1) against a row: look where two shapes meet."
    if wanted.ndim == 0:
        return "One number is wanted: is a sum or a mean missing, or does it run along one axis only?"
    if came.ndim == 0:
        return "One number came out: does a sum or a mean run over too much?"
    return "Write the shape of each factor under its name; which axis is the odd one?"


def is_not_finite(key, replies):
    for case, reply in pairs(key, replies):
        for part, wanted in case.answer.items():
            came = reply[part]
            bad = [] if came.dtype.kind == "U" else np.argwhere(~np.isfinite(came) & np.isfinite(wanted))
            if len(bad):
                at = tuple(bad[0])
                words = (
                    f"{place(part, at)} is {came[at]:g}: look for a division by 0, the logarithm "
                    "of 0 or the exponential of a large number."
                )
                return finding("nan", words, case, key)
    return None


def has_a_pattern(key, replies):
    """What all numbers of the first wrong part have in common with the right ones."""
    for part in key.cases[0].answer:
        if all(matches(key, case, reply, part) for case, reply in pairs(key, replies)):
            continue
        triples = [(case, reply[part], np.asarray(case.answer[part])) for case, reply in pairs(key, replies)]
        if triples[0][1].dtype.kind == "U":
            return None
        words = next(filter(None, (pattern(triples, key.tolerance) for pattern in PATTERNS)), None)
        if words:
            case, difference = first_difference(key, replies)
            # Without inputs the number wanted is the answer itself.
            numbers = f" {difference}" if case.inputs else ""
            return finding("pattern", f"`{part}`: {words}{numbers}", case, key)
    return None


def same_factor(triples, tolerance):
    """Is each case's answer the right one times a number?"""
    factors = []
    for case, came, wanted in triples:
        if not wanted.any():
            continue
        factor = np.vdot(wanted, came) / np.vdot(wanted, wanted)
        if not agree(came, factor * wanted, 10 * tolerance):
            return None
        rows = next((len(array) for array in case.inputs.values() if np.ndim(array)), 1)
        factors.append((factor, rows))
    if sum(wanted.size for *_, wanted in triples) < 2 or not factors:
        return None
    (first, m), *_ = factors
    if not all(np.isclose(factor, first, rtol=1e-6, atol=1e-9) for factor, _ in factors):
        if all(np.isclose(factor, rows, rtol=1e-6) for factor, rows in factors):
            return f"every number is m = {m} times too large, m being the number of rows. Is a sum meant to be a mean?"
        if all(np.isclose(factor * rows, 1, rtol=1e-6) for factor, rows in factors):
            return f"every number is m = {m} times too small, m being the number of rows. Is a mean meant to be a sum?"
        return None
    if abs(first) < 1e-9:
        return "every number is 0."
    if np.isclose(first, -1, rtol=1e-6):
        return "every number has the wrong sign and the right size. Which minus which?"
    return f"every number is {first:.4g} times what it should be. Look for a factor that is missing or too many."


def same_offset(triples, tolerance):
    """Is each entry off by the same amount?"""
    off = np.concatenate([(came - wanted).ravel() for _, came, wanted in triples])
    if len(off) < 2 or not agree(off, np.full_like(off, off[0]), 10 * tolerance):
        return None
    return f"every number is off by the same {off[0]:.4g}. Look for a term that is missing or too many."


def transposed(triples, tolerance):
    if all(agree(came.T, wanted, tolerance) for _, came, wanted in triples) and triples[0][1].ndim > 1:
        return "the numbers are right, with rows and columns changed about."
    return None


def other_order(triples, tolerance):
    if all(agree(np.sort(came, None), np.sort(wanted, None), tolerance) for _, came, wanted in triples):
        return "the numbers are right and stand in another order."
    return None


def nearly(triples, tolerance):
    if all(agree(came, wanted, 2e-3) for _, came, wanted in triples):
        return "the numbers are nearly right. Is something rounded, or a step too coarse?"
    return None


def only_where_negative(triples, tolerance):
    """Are exactly the entries wrong at which some input is negative?"""
    case, came, wanted = triples[0]
    for name, value in case.inputs.items():
        if np.shape(value) != wanted.shape or not wanted.ndim:
            continue
        wrong = [~close(came, wanted, tolerance) for _, came, wanted in triples]
        sign = [case.inputs[name] < 0 for case, *_ in triples]
        if all(np.array_equal(*pair) for pair in zip(wrong, sign, strict=True)):
            return f"right where {name} > 0, wrong where {name} < 0. What should happen there?"
    return None


def only_in_places(triples, tolerance):
    """Is one row, or one column, the only one that is wrong?"""
    for axis, what in enumerate(("row", "column")):
        places = []
        for _, came, wanted in triples:
            if wanted.ndim <= axis or wanted.shape[axis] < 2:
                return None
            others = tuple(a for a in range(wanted.ndim) if a != axis)
            places += [np.flatnonzero((~close(came, wanted, tolerance)).any(axis=others)).tolist()]
        if all(len(wrong) <= 1 for wrong in places):
            which = {i for wrong in places for i in wrong}
            last = all(not w or w[0] == t[2].shape[axis] - 1 for w, t in zip(places, triples, strict=True))
            if which == {0} or last:
                return f"only the {'first' if which == {0} else 'last'} {what} is wrong. Where do you begin and end?"
    return None


PATTERNS = (
    same_factor, same_offset, transposed, other_order, nearly, only_where_negative, only_in_places,
)  # fmt: skip


def place(part, at):
    return f"`{part}[{', '.join(map(str, at))}]`" if at else f"`{part}`"


def first_difference(key, replies):
    """(case, sentence) with the first entry that is wrong and both numbers."""
    for case, reply in pairs(key, replies):
        for part, wanted in case.answer.items():
            wanted = np.asarray(wanted)
            wrong = np.argwhere(~np.atleast_1d(close(reply[part], wanted, key.tolerance)))
            if len(wrong):
                at = tuple(wrong[0].tolist()) if wanted.ndim else ()
                return case, f"{place(part, at)} is {shown(reply[part][at])}, expected {shown(wanted[at])}."
    return None


def shown(value):
    return f"'{value}'" if isinstance(value, str) else f"{value:.6g}"


def is_different(key, replies):
    found = first_difference(key, replies)
    if found is None:
        return None
    case, words = found
    if not case.inputs:
        words = "That is not it yet. The first hint says where to begin."
    return finding("different", words, case, key)


LOOKS = (
    is_untouched, is_missing, is_known, is_broken, is_misshapen, is_not_finite, has_a_pattern,
    is_different,
)  # fmt: skip

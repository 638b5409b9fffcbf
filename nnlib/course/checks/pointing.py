"""Where numbers are wrong and where they are right: an entry, a part, a call."""

import numpy as np

from .comparing import close


def rest(work):
    """The sentence on parts that are right while others are wrong, or ''."""
    right = [f"`{part}`" for part in work.right_parts]
    if not right:
        return ""
    return f" {', '.join(right)} {'is' if len(right) == 1 else 'are'} right."


def which(work):
    """Which parts or entries of a value are not right yet; of yes and no, where to look again."""
    wrong = work.wrong_parts
    if len(work.key.cases[0].answer) > 1:
        names = ", ".join(f"`{name}`" for name in wrong)
        return f"Not right yet: {names}.{rest(work)}"
    ((_, came, wanted),) = work.triples(wrong[0])
    at = [tuple(index) for index in np.argwhere(~close(came, wanted, work.key.tolerance))]
    if wanted.size == 1:
        return "Not right yet."
    if len(at) == wanted.size:
        return f"None of the {wanted.size} entries is right yet."
    names = ", ".join(place(wrong[0], index) for index in at)
    if np.isin(wanted, (0, 1)).all():
        return (
            f"{wanted.size - len(at)} of {wanted.size} are right. Look again at "
            f"{place(wrong[0], at[0])}."
        )
    return f"Not right yet: {names}. The others are."


def extent(work, name):
    """How far a part is wrong: in which calls and entries, and in which direction."""
    triples = work.triples(name)
    wrong = [~close(came, wanted, work.key.tolerance) for _, came, wanted in triples]
    fine = sum(not w.any() for w in wrong)
    if 2 * fine >= len(wrong):
        return (
            f" `{name}` is right in {fine} of {len(wrong)} calls: what is special in the one below?"
        )
    if fine:
        cases = [case.inputs for case, *_ in triples]
        where = common_to([c for c, w in zip(cases, wrong, strict=True) if not w.any()], cases)
        calls = f"{fine} of {len(wrong)} calls"
        return f" `{name}` is right only in {calls}{where and f', where {where}'}."
    if not is_numeric(triples[0][1]):
        return ""
    entries = sum(w.size for w in wrong)
    bad = sum(int(w.sum()) for w in wrong)
    off = np.concatenate(
        [(came - wanted)[w] for (_, came, wanted), w in zip(triples, wrong, strict=True)]
    )
    way = " Yours are all too large." if (off > 0).all() else " Yours are all too small."
    if work.key.probe.walks and all(w.ndim and w[0] for w in wrong):
        return " The first is wrong already: where does your walk begin?"
    way = way if bad > 2 and ((off > 0).all() or (off < 0).all()) else ""
    some = f" {entries - bad} of {entries} entries are right." if bad < entries else ""
    return some + way


FORMS = (
    ("{} is 0", lambda a: a.ndim == 0 and a == 0),
    ("{} is 1", lambda a: a.ndim == 0 and a == 1),
    ("{} is 0 throughout", lambda a: a.ndim and not a.any()),
    ("{} is 1 throughout", lambda a: a.ndim and (a == 1).all()),
    ("{} has one entry", lambda a: a.ndim == 1 and len(a) == 1),
    ("{} has two entries", lambda a: a.ndim == 1 and len(a) == 2),
    ("{} has one row", lambda a: a.ndim == 2 and len(a) == 1),
    ("{} has one column", lambda a: a.ndim == 2 and a.shape[1] == 1),
    ("{} is tiny", lambda a: 0 < np.abs(a).max(initial=0) < 1e-3),
    ("{} is huge", lambda a: np.abs(a).max(initial=0) > 1e4),
    ("{} holds a 0", lambda a: a.ndim and (a == 0).any()),
    ("{} holds whole numbers", lambda a: a.ndim and not (a % 1).any()),
    ("{} holds nothing negative", lambda a: a.ndim and (a >= 0).all()),
    ("{} holds nothing positive", lambda a: a.ndim and (a <= 0).all()),
)


# What numbers that are drawn may be by chance: of one call or two it says something only where
# no other call has it.
BY_CHANCE = [words for words, _ in FORMS[-4:]]


def common_to(some, cases):
    """What the inputs of some cases have in common, and those of few others; or ''."""
    for name, value in cases[0].items():
        if not isinstance(value, (int, float, np.ndarray)):
            continue
        for words, holds in FORMS:
            count = sum(bool(holds(np.asarray(case[name]))) for case in cases)
            most = len(some) if words in BY_CHANCE and len(some) < 3 else 2 * len(some)
            if all(holds(np.asarray(case[name])) for case in some) and count <= most:
                return words.format(f"`{name}`")
    return ""


def first_difference(work, name):
    """(case, sentence) on the first wrong entry of a part, with both numbers.

    Where there is no input, the number wanted is the answer itself, and the sentence is ''.
    """
    for case, part, came, wanted in work.entries:
        right = close(came, wanted, work.key.tolerance)
        if part == name and not np.all(right):
            at = tuple(np.argwhere(~np.atleast_1d(right))[0].tolist()) if wanted.ndim else ()
            yes_or_no = wanted.ndim == 0 and all(
                np.isin(number, (0, 1)).all()
                for _, *numbers in work.triples(name)
                for number in numbers
            )
            one, other = (_shown(number, yes_or_no) for number in (came[at], wanted[at]))
            words = f"{place(part, at)} is {one}, expected {other}."
            if one == other:
                words = f"{place(part, at)} is {one}, and off by {came[at] - wanted[at]:.2g}."
            return case, words if case.inputs else ""
    raise LookupError(f"{name} is right")


def place(part, at):
    """An entry as the learner would write it: `dW[0, 1]`."""
    return f"`{part}[{', '.join(map(str, at))}]`" if at else f"`{part}`"


def _shown(value, yes_or_no):
    """A number to six digits, or a word in quotes; True and False have their names beside them."""
    if isinstance(value, str):
        return f"'{value}'"
    return f"{value:.6g} ({bool(value)})" if yes_or_no else f"{value:.6g}"


def is_numeric(array):
    """True for numbers, False for words."""
    return array.dtype.kind != "U"

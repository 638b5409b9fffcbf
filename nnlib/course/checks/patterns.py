"""What wrong numbers have in common with the right ones, over all cases of a task.

A pattern takes a Part and returns a clause that says what it sees and where to look, or None.  It
speaks only where it explains every number of every case, so a clause may be vague and is never
wrong.  PATTERNS goes from what is done to a result as a whole to what happens to a few entries.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .comparing import agree, close

SLACK = 10  # factors and offsets are computed, so they are a little less exact than the numbers


@dataclass(frozen=True)
class Part:
    """One part of the answer: (case, what came, what was wanted) for each case."""

    triples: list
    tolerance: float

    def agrees(self, change, tolerance=None):
        """True where `change` of what was wanted is what came, in every case."""
        with np.errstate(all="ignore"):
            return all(
                agree(came, change(wanted), tolerance or SLACK * self.tolerance)
                for _, came, wanted in self.triples
            )

    @cached_property
    def wrong(self):
        """For each case, True at the entries that are wrong."""
        return [~close(came, wanted, self.tolerance) for _, came, wanted in self.triples]

    @cached_property
    def came(self):
        return np.concatenate([came.ravel() for _, came, _ in self.triples])

    @cached_property
    def wanted(self):
        return np.concatenate([wanted.ravel() for *_, wanted in self.triples])

    @cached_property
    def yes_or_no(self):
        return bool(np.isin(self.wanted, (0, 1)).all())

    def inputs(self):
        """(name, its value in each case) for every input that is a number or an array."""
        cases = [case.inputs for case, *_ in self.triples]
        for name, value in cases[0].items():
            if isinstance(value, (int, float, np.ndarray)) and not isinstance(value, bool):
                yield name, [np.asarray(case[name], float) for case in cases]


def ratio(came, wanted, tolerance):
    """The number by which `wanted` must be multiplied to give `came`; None if there is none."""
    if not wanted.any():
        return None
    factor = np.vdot(wanted, came) / np.vdot(wanted, wanted)
    return factor if agree(came, factor * wanted, SLACK * tolerance) else None


def constant(numbers):
    """True for several numbers that are one and the same."""
    return len(numbers) > 1 and np.allclose(numbers, numbers[0], rtol=1e-6, atol=1e-9)


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
        return "0. Is it cut down, by `//` or `int`, or still what it began as?"
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
                often = "once" if abs(power) == 1 else "twice"
                verb = "multiplied" if power > 0 else "divided"
                return (
                    f"{noun} is {verb} by `{name}` {often} too often. Where does `{name}` come in?"
                )
            if abs(power) == 1:
                by = "·" if power == 1 else "/"
                return (
                    f"{noun} is {scaled[0]:.4g} {by} `{name}` times what it should be. Does a "
                    "fixed "
                    f"number stand where `{name}` should?"
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
    off = part.came - part.wanted
    slack = SLACK * part.tolerance * (1 + np.abs(part.wanted).max())
    if len(off) < 2 or not np.allclose(off, off[0], rtol=0, atol=slack):
        return None
    whole = not (part.wanted % 1).any() and not (part.came % 1).any()
    why = "Is a term missing, or one too many?"
    if whole:
        why = "Where does your counting begin and end?" if abs(off[0]) == 1 else ""
    return f"every number is off by {off[0]:.4g}. {why}".rstrip()


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


def all_whole(part):
    """Whole numbers throughout, where fractions are wanted."""
    if (part.came % 1).any() or np.unique(part.came).size < 3 or len(part.came) < 4:
        return None
    if np.mean(part.wanted % 1 != 0) < 0.5:
        return None
    return (
        "your numbers are all whole, and most should have fractions. Look for `//`, `int`, or an "
        "array made of whole numbers, which cuts what is written into it."
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
            "the numbers agree to six digits and not to the last. Is something rounded, or added "
            "to stay away from 0?"
        )
    if all(agree(came, wanted, 1e-3) for _, came, wanted in part.triples):
        return "the numbers are nearly right. Is something rounded, or a step too coarse?"
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
                f"no number of yours is {way} {bound[0]:.4g}, and some should be. Is something "
                "clipped?"
            )
    return None


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
    if at.all() or at.sum() < 3:
        return None
    left = part.came[at]
    if left[0] in (0, 1) and (left == left[0]).all() and (part.wanted[at] != 0).all():
        return (
            f"wherever it is wrong, yours is {left[0]:g}. Is something never written there? Look "
            "where your loops begin and end."
        )
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
                if any(single) and [not s for s in single] == wrong:
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


PATTERNS = (
    an_input, whole_numbers, rounded, nearly_right, one_factor, one_offset, rearranged,
    changed_after, one_input_off, one_input_times, one_step, late_or_early, never_changes, clipped,
    all_alike, first_only, all_whole, by_kind_of_case, wrong_by_sign, wrong_at_an_end,
    left_as_it_began, wrong_at_an_extreme, right_for_a_while,
)  # fmt: skip


def pattern(part):
    """The first clause that fits, or None."""
    if part.triples[0][2].dtype.kind == "U":
        return None
    looks = (changed_after,) if part.yes_or_no else PATTERNS  # of yes and no, little can be said
    return next(filter(None, (look(part) for look in looks)), None)

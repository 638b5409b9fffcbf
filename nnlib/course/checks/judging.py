"""The judge: an answer key and an attempt go in, a verdict comes out.

LOOKS is the order in which a good teacher looks.  Was anything tried?  Is the name there?  Is
this a slip that I know?  Did the code stop?  Has the answer the right form?  Is each number one?
What do the numbers have in common with the right ones?  Where is the first difference?  The first
look that sees something speaks.

A known slip is recognised by its fingerprint: its reply to every single case, numbers, shapes and
errors alike.  Nothing more general can say more, so it is looked for before the errors and shapes
that it may bring with it.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from .attempts import Attempt, attempt
from .comparing import agree, same
from .failing import WORDS
from .patterns import Part, pattern, shape_clause
from .pointing import extent, first_difference, is_numeric, place, rest, which
from .probes import Failure
from .verdict import Verdict, spelled

PASSED = "Every check here passed."
FRESH = " Grading asks the same with fresh numbers."


def verdict_on(key, namespace):
    """The Verdict on what a namespace holds for a key."""
    return judge(key, attempt(key, namespace))


def judge(key, tried):
    """The Verdict on an Attempt, or on a list with a reply to each case.

    Several functions are judged one after the other, and the first that is not right speaks: one
    that leans on it goes wrong too.
    """
    tried, done = tried if isinstance(tried, Attempt) else Attempt(list(tried)), []
    for one in key.stages:
        verdict = _judged(Work(one, tried.only(one).settled(one.probe)))
        if not verdict.right and key.probe.stages:
            return verdict.after(done, one.probe.name)
        done.append(one.probe.name)
    return verdict


def _judged(work):
    """What the first look says that sees something."""
    passed = PASSED + FRESH * bool(work.key.cases[0].inputs and work.key.points)
    with np.errstate(all="ignore"):  # wrong numbers may be anything, and no warning is about them
        seen = filter(None, (look(work) for look in LOOKS))
        return next(seen, None) or work.verdict("right", passed, fraction=1.0)


@dataclass(frozen=True)
class Work:
    """A learner's work on one task: a reply to each case of the key."""

    key: object
    attempt: Attempt

    @property
    def replies(self):
        return self.attempt.replies

    @cached_property
    def pairs(self):
        """(case, reply) for each case."""
        return list(zip(self.key.cases, self.replies, strict=True))

    @property
    def failures(self):
        """(case, failure) for each case without an answer."""
        return [(case, reply) for case, reply in self.pairs if isinstance(reply, Failure)]

    @property
    def entries(self):
        """(case, part, what came, what is wanted) for every part of every case."""
        for case, reply in self.pairs:
            for part, wanted in case.answer.items():
                wanted = np.asarray(wanted)
                yield case, part, reply[part], wanted if wanted.dtype.kind == "U" else wanted + 0.0

    def triples(self, name):
        """(case, what came, what is wanted) of one part."""
        return [(case, came, wanted) for case, part, came, wanted in self.entries if part == name]

    @cached_property
    def right_in(self):
        """For each case, the names of its right parts."""
        tolerance = self.key.tolerance
        return [
            {
                part
                for part, wanted in case.answer.items()
                if not isinstance(reply, Failure)
                and part in reply
                and agree(reply[part], wanted, tolerance)
            }
            for case, reply in self.pairs
        ]

    @property
    def parts(self):
        """The names of all parts; a short curve has no length, so a case may lack one."""
        return list(dict.fromkeys(part for case in self.key.cases for part in case.answer))

    @cached_property
    def wrong_parts(self):
        """The names of the parts that are wrong in some case, in the key's order."""
        wrong = {
            part
            for (case, _), right in zip(self.pairs, self.right_in, strict=True)
            for part in case.answer.keys() - right
        }
        return [part for part in self.parts if part in wrong]

    @cached_property
    def right_parts(self):
        """The names of the parts that are right in every case, and not by being 0 throughout."""
        return [
            part
            for part in self.parts
            if part not in (*self.wrong_parts, *self.key.probe.forms)
            and any(np.any(reply[part] != 0) for reply in self.replies if part in reply)
        ]

    def verdict(self, kind, message, case=None, misconception=None, fraction=None):
        """A verdict; a part earns its share when it is right in every case."""
        key = self.key
        call = spelled(key.probe, case.inputs) if case and case.inputs else ""
        if fraction is None:
            fraction = self.share(self.right_parts)
        at = next((i for i, one in enumerate(key.cases) if one is case), 0)
        printed = self.attempt.printed[at] if at < len(self.attempt.printed) else ""
        return Verdict(
            key.id, key.title, key.points, fraction, kind, message, call, misconception,
            printed=printed,
        )  # fmt: skip

    @cached_property
    def right_where_answered(self):
        """The names of the parts that are right in every case that has an answer at all."""
        answered = [
            (reply, right)
            for reply, right in zip(self.replies, self.right_in, strict=True)
            if not isinstance(reply, Failure)
        ]
        return [
            part
            for part in self.parts
            if part not in self.key.probe.forms
            and all(part in right for reply, right in answered if part in reply)
            and any(np.any(reply[part] != 0) for reply, _ in answered if part in reply)
        ]

    def share(self, right):
        """The share of the points for the parts that are right; a form counts when it is wrong.

        Not all can be: where every part is right, and yet something is wrong, none is earned.
        """
        forms = self.key.probe.forms
        earning = [part for part in self.parts if part not in forms or part in self.wrong_parts]
        return len(right) / len(earning) if len(right) < len(earning) else 0.0

    @property
    def about(self):
        """What stands out in the code of a wrong answer, as a line of its own."""
        words = self.attempt.about
        return f"\n{words}" if words else ""


def untouched(work):
    """The stub is still there, and nothing with nearly its name."""
    if any(failure.kind == "untouched" for _, failure in work.failures):
        name = work.key.probe.name
        if other := work.attempt.nearly(name):
            words = f"`{name}` is still `...`. Did you mean it, where you write `{other}`?"
            return work.verdict("missing", words)
        return work.verdict("untouched", "Nothing to check yet.")
    return None


def missing(work):
    """The name is not there: not run, misspelt, or its cell does not run."""
    for _, failure in work.failures:
        if failure.kind == "missing":
            then = "Run the cell that defines it; if that cell shows an error, mend that first."
            return work.verdict("missing", f"{failure.words} {then}")
    return None


def known_slip(work):
    """Every reply is the one that a catalogued misconception gives."""
    tolerance = work.key.tolerance
    differing = (case for case, reply in work.pairs if not same(reply, case.answer, tolerance))
    first = next(differing, None)
    for name, message in work.key.messages.items() if first else ():
        replies_alike = (case.may_be(name, reply, tolerance) for case, reply in work.pairs)
        if all(replies_alike) and telling(work.key, name):
            lines = [failure.line for _, failure in work.failures if failure.line]
            where = f"\nYour code stops in {lines[0]}" if lines else ""
            fraction = work.share(work.right_where_answered)
            return work.verdict("misconception", message + where, first, name, fraction)
    return None


def telling(key, name):
    """True for a slip that something other than the type of an error tells from a right answer."""
    for case in key.cases:
        wrong, right = case.wrong.get(name, case.answer), case.answer
        if isinstance(wrong, Failure) and wrong.kind == "raised":
            wrong = wrong.so_far
            right = {part: value for part, value in right.items() if part in wrong}
        if not same(wrong, right, key.tolerance):
            return True
    return False


def no_answer(work):
    """The code stops, changes what it was given, or gives something that cannot be read."""
    for case, failure in work.failures:
        words = WORDS.get(failure.kind, lambda _, failure: failure.words)
        return work.verdict(failure.kind, words(work, failure), case)
    return None


def remembers(work):
    """The same question has another answer when it is asked again."""
    again, first = work.attempt.again, work.replies[0]
    if again is None or same(again, first, work.key.tolerance):
        return None
    return work.verdict(
        "memory",
        "Your code was asked the same twice and answered differently. Something stays from call to "
        "call, as a default argument that is a list or a dict, or a name outside the function; or "
        "chance comes in.",
        work.key.cases[0],
    )


def same_for_all(work):
    """One answer whatever goes in."""
    cases = work.key.cases
    first = work.replies[0]
    if len(cases) < 3 or not work.wrong_parts or isinstance(first, Failure):
        return None
    if all(np.isin(part, (0, 1)).all() for case in cases for part in case.answer.values()):
        return None  # of yes and no, that would say nothing
    first_wanted = cases[0].answer
    if any(
        is_numeric(came) != is_numeric(np.asarray(first_wanted[part])) or not_a_number(came)
        for part, came in first.items()
        if part in first_wanted
    ):
        return None  # another kind of thing, which is said by itself
    wants_one = all(same(case.answer, cases[0].answer, work.key.tolerance) for case in cases)
    if wants_one or not all(same(reply, first, work.key.tolerance) for reply in work.replies[1:]):
        return None
    zero = all(not np.any(part) for part in first.values())
    words = work.key.probe.ever_the_same(cases[0].inputs) or (
        "Every number is 0, whatever goes in: is the result still what it began as?"
        if zero
        else "The same comes back whatever goes in. Does your code use what it is given, or "
        "numbers of its own?"
    )
    return work.verdict("pattern", words + work.about, cases[1])


def not_a_number(array):
    """True for numbers among which is NaN or infinity."""
    return is_numeric(array) and not np.isfinite(array).all()


def other_order(work):
    """Whole parts stand at each other's places."""
    probe, wrong = work.key.probe, work.wrong_parts
    parts = [part for part in probe.returns if any(c in wrong for c in probe.curves(part))]
    if len(parts) < 2 or work.failures:
        return None

    def stands_for(came, wanted):
        names = list(zip(probe.curves(came), probe.curves(wanted), strict=True))
        return all(
            (there in reply) == (name in case.answer)
            and (
                name not in case.answer
                or agree(reply[there], case.answer[name], work.key.tolerance)
            )
            for case, reply in work.pairs
            for there, name in names
        )

    stands = {came: [w for w in parts if w != came and stands_for(came, w)] for came in parts}
    if all(len(found) == 1 for found in stands.values()) and len(
        {found[0] for found in stands.values()}
    ) == len(parts):
        if not work.key.cases[0].inputs:
            return work.verdict("pattern", "The right values are there, in another order.")
        order = ", ".join(f"`{stands[p][0] if p in stands else p}`" for p in probe.returns)
        wanted = ", ".join(f"`{part}`" for part in probe.returns)
        words = (
            f"Your results are right and come in another order. Wanted are {wanted}; yours are "
            f"{order}."
        )
        return work.verdict("pattern", words, work.key.cases[0])
    for came, found in stands.items():
        for other in found if work.key.cases[0].inputs else ():
            if came in stands.get(other, ()):
                words = f"`{came}` and `{other}` have changed places."
                return work.verdict("pattern", words, work.key.cases[0])
    return None


def wrong_shape(work):
    """A part too many or too few, another shape, or words for numbers."""
    for case, reply in work.pairs:
        if reply.keys() != case.answer.keys():
            words = work.key.probe.other_parts(reply, case.answer)
            return work.verdict("shape", words + work.about, case)
    for case, part, came, wanted in work.entries:
        if is_numeric(came) != is_numeric(wanted):
            words = "holds numbers; words were expected."
            if is_numeric(wanted):
                yes_or_no = all(np.isin(right, (0, 1)).all() for *_, right in work.triples(part))
                words = words_for_numbers(came, yes_or_no)
            return work.verdict("shape", f"`{part}` {words}", case)
        if came.shape != wanted.shape:
            why = shape_clause(work.triples(part), work.key.tolerance)
            words = f"`{part}` has shape {came.shape}, but {wanted.shape} was expected. {why}"
            if wanted.ndim == 0:
                words = f"`{part}` should be one number, not an array of shape {came.shape}. {why}"
            if not case.inputs and wanted.ndim == 1:
                words = (
                    f"`{part}` is a table itself; what is wanted is a row of numbers."
                    if came.ndim > 1
                    else f"`{part}`: another number of entries is wanted than yours has."
                )
            others = " The first call is right." if work.right_in[0] == set(case.answer) else ""
            return work.verdict("shape", words + others + work.about, case)
    return None


def words_for_numbers(came, yes_or_no):
    """What is said of words where numbers, or True and False, are wanted."""
    if np.isin(came, ("True", "False")).all() and yes_or_no:
        return "holds the words 'True' and 'False': without quotes they are what is wanted."
    if all(map(_a_number, np.ravel(came))):
        return "holds numbers in quotes, and so words: take the quotes away."
    return f"holds words; {'True or False' if yes_or_no else 'numbers'} were expected."


def _a_number(word):
    try:
        Fraction(str(word))
    except (ValueError, ZeroDivisionError):
        return False
    return True


def not_finite(work):
    """NaN or infinity where a number is wanted."""
    for case, part, came, wanted in work.entries:
        bad = np.argwhere(~np.isfinite(came) & np.isfinite(wanted)) if is_numeric(came) else []
        for at in map(tuple, bad):
            then = (
                "a root or a logarithm of a negative number, 0 / 0, ∞ / ∞, ∞ − ∞, a mean of nothing"
                if np.isnan(came[at])
                else "a logarithm of 0, a division by 0, a large exponent or power"
            )
            words = f"{place(part, at)} is {came[at]:g}. Look for one of these: {then}."
            return work.verdict("nan", words + work.about, case)
    return None


def known_pattern(work):
    """The numbers of a wrong part are the right ones with something done to them."""
    clauses = {
        name: pattern(Part(work.triples(name), work.key.tolerance)) for name in work.wrong_parts
    }
    for name, clause in clauses.items():
        if clause:
            alike = [other for other in clauses if clauses[other] == clause]
            names = ", ".join(f"`{other}`" for other in alike)
            case, numbers = first_difference(work, name)
            words = f"{names}: {clause} {numbers}".rstrip()
            return work.verdict("pattern", words + rest(work) + work.about, case)
    return None


def different(work):
    """A plain difference: the first entry that is wrong, with both numbers, or which are wrong."""
    for name in work.wrong_parts:
        case, numbers = first_difference(work, name)
        if not case.inputs:
            words = f'{which(work)} hint("{work.key.id}") helps.'
            return work.verdict("different", words, case)
        words = f"{numbers}{extent(work, name)}{rest(work)}{work.about}"
        return work.verdict("different", words, case)
    return None


def breaks_rule(work):
    """All numbers are right, and the way to them is one that the task excludes."""
    if words := work.attempt.broken:
        return work.verdict("rule", f"Your numbers are right, and {words}", fraction=0.0)
    return None


LOOKS = (
    untouched, missing, known_slip, remembers, no_answer, other_order, same_for_all, wrong_shape,
    not_finite, known_pattern, different, breaks_rule,
)  # fmt: skip

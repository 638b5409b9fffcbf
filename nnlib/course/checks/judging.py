"""The judge: an answer key and one reply a case go in, a verdict comes out.

LOOKS is the order in which a good teacher looks.  Was anything tried?  Is the name there?  Is
this a slip that I know?  Did the code stop?  Has the answer the right form?  Is each number one?
What do the numbers have in common with the right ones?  Where is the first difference?  The first
look that sees something speaks.

A known slip is recognised by its fingerprint: its reply to every single case, numbers, shapes and
errors alike.  Nothing more general can say more, so it is looked for before the errors and shapes
that it may bring with it.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .comparing import agree, close, same
from .patterns import Part, pattern
from .probes import Plot, Symbolic, Trouble, Value
from .verdict import Verdict, spelled

PASSED = "Every check here passed."
FRESH = " Grading asks the same with fresh numbers."
ADVICE = {
    "AttributeError": "The thing before the dot has nothing of that name.",
    "IndexError": "An index lies outside: the first is 0, the last is the length less 1.",
    "NameError": "A name is used that has no value: misspelt, or from a cell not yet run?",
    "RecursionError": "The function calls itself and never stops.",
    "TypeError": "What goes into that line, and how many arguments? A power is `**`, not `^`.",
    "UnboundLocalError": "A name is used before it gets its value in the function.",
    "ValueError": "Compare the shapes in that line with the shapes in the call below.",
    "ZeroDivisionError": "What is in the denominator, and when is it 0?",
}


def judge(key, replies):
    """The Verdict on the replies to all cases of a key."""
    work = Work(key, replies)
    seen = filter(None, (look(work) for look in LOOKS))
    passed = PASSED + FRESH * bool(key.cases[0].inputs)
    return next(seen, None) or Verdict(key.id, key.title, key.points, 1.0, "right", passed)


@dataclass(frozen=True)
class Work:
    """A learner's work on one task: a reply to each case of the key."""

    key: object
    replies: list

    @cached_property
    def pairs(self):
        """(case, reply) for each case."""
        return list(zip(self.key.cases, self.replies, strict=True))

    @property
    def troubles(self):
        """(case, trouble) for each case without an answer."""
        return [(case, reply) for case, reply in self.pairs if isinstance(reply, Trouble)]

    @property
    def entries(self):
        """(case, part, what came, what is wanted) for every part of every case."""
        for case, reply in self.pairs:
            for part, wanted in case.answer.items():
                yield case, part, reply[part], np.asarray(wanted)

    @cached_property
    def wrong_parts(self):
        """The names of the parts that are wrong in some case, in the key's order."""
        tolerance = self.key.tolerance
        wrong = [
            part
            for case, reply in self.pairs
            for part, wanted in case.answer.items()
            if isinstance(reply, Trouble)
            or part not in reply
            or not agree(reply[part], wanted, tolerance)
        ]
        return [part for part in self.key.cases[0].answer if part in wrong]

    def verdict(self, kind, message, case=None, misconception=None):
        """A verdict other than right: a part earns its share when it is right in every case."""
        key, wrong = self.key, self.wrong_parts
        call = spelled(key.probe, case.inputs) if case and case.inputs else ""
        fraction = 1 - len(wrong) / len(key.cases[0].answer) if wrong else 0.0
        return Verdict(
            key.id, key.title, key.points, fraction, kind, message, call, misconception
        )  # fmt: skip


def untouched(work):
    """The stub is still there."""
    if any(trouble.kind == "untouched" for _, trouble in work.troubles):
        return work.verdict("untouched", "Nothing to check yet.")
    return None


def missing(work):
    """The name is not there: not run, misspelt, or its cell does not run."""
    for _, trouble in work.troubles:
        if trouble.kind == "missing":
            then = "Run the cell that defines it; if that cell shows an error, mend that first."
            return work.verdict("missing", f"{trouble.words} {then}")
    return None


def known_slip(work):
    """Every reply is the one that a catalogued misconception gives."""
    tolerance = work.key.tolerance
    differing = [case for case, reply in work.pairs if not same(reply, case.answer, tolerance)]
    for name, message in work.key.messages.items():
        if differing and all(
            same(reply, case.wrong[name], tolerance) for case, reply in work.pairs
        ):
            lines = [trouble.line for _, trouble in work.troubles if trouble.line]
            where = f"\nYour code stops in {lines[0]}" if lines else ""
            return work.verdict("misconception", message + where, differing[0], name)
    return None


def no_answer(work):
    """The code stops, changes what it was given, or gives something that cannot be read."""
    for case, trouble in work.troubles:
        words = {"raised": stopped, "changed": changed}.get(trouble.kind, lambda one: one.words)
        if trouble.kind == "raised" and isinstance(work.key.probe, (Symbolic, Value)):
            words = unreadable
        return work.verdict(trouble.kind, words(trouble), case)
    return None


def stopped(trouble):
    """An exception, with the learner's own line and what such an error often means."""
    if not trouble.line:
        return (
            f"The call below stopped with {trouble.words}\n"
            "It did not get into your code: does yours take the same arguments, in this order?"
        )
    advice = ADVICE.get(trouble.error, "")
    return f"Your code stopped with {trouble.words}, in {trouble.line}\n{advice}".rstrip()


def unreadable(trouble):
    """What a name holds could not be turned into numbers."""
    return f"What stands there cannot be read as numbers or formulas: {trouble.words}"


def changed(trouble):
    """An input that is not what it was."""
    return (
        f"Your code changes `{trouble.words}`, which its caller still needs. "
        "Make a new array instead: no `+=` on an argument and no assignment into one."
    )


def wrong_shape(work):
    """A part too many or too few, another shape, or words for numbers."""
    for case, reply in work.pairs:
        if reply.keys() != case.answer.keys():
            names = ", ".join(f"`{name}`" for name in work.key.probe.returns)
            words = (
                f"The answer has the parts {names}, in this order; one of them is a single number "
                "where a row of numbers is wanted, or the other way round."
            )
            if isinstance(work.key.probe, Plot):
                came, wanted = ", ".join(reply) or "nothing", ", ".join(case.answer)
                words = f"The drawing holds {came}; expected: {wanted}."
            return work.verdict("shape", words, case)
    for case, part, came, wanted in work.entries:
        if is_numeric(came) != is_numeric(wanted):
            one, other = ("words", "numbers") if is_numeric(wanted) else ("numbers", "words")
            return work.verdict("shape", f"`{part}` holds {one}; {other} were expected.", case)
        if came.shape != wanted.shape:
            why = reason_of_shape(came, wanted, work.key.tolerance)
            words = f"`{part}` has shape {came.shape}, but {wanted.shape} was expected. {why}"
            return work.verdict("shape", words, case)
    return None


def reason_of_shape(came, wanted, tolerance):
    """What a wrong shape suggests."""
    if agree(came.T, wanted, tolerance):
        return "The numbers are right: rows and columns have changed places."
    if came.size == wanted.size == 1:
        few = "many" if came.ndim > wanted.ndim else "few"
        return f"The number may be right, in too {few} brackets; `.item()` takes one out of them."
    if came.size == wanted.size:
        return "Their number is right and their arrangement is not: a column is (m, 1), not (m,)."
    if came.shape == (len(np.atleast_1d(wanted)),) * 2:
        return "NumPy has stretched a column (m, 1) against a vector (m,): where do two meet?"
    if wanted.ndim == 0:
        return "One number is wanted: does a sum or a mean run along one axis only, or not at all?"
    if came.ndim == 0:
        return "A single number came: does a sum or a mean run over too much?"
    return "Which line gives it that shape? Write down the shapes that go into that line."


def not_finite(work):
    """NaN or infinity where a number is wanted."""
    for case, part, came, wanted in work.entries:
        bad = np.argwhere(~np.isfinite(came) & np.isfinite(wanted)) if is_numeric(came) else []
        for at in map(tuple, bad):
            then = (
                "look for a division by 0, a mean of nothing, a logarithm of 0, a large exponent."
            )
            return work.verdict("nan", f"{place(part, at)} is {came[at]:g}: {then}", case)
    return None


def is_numeric(array):
    """True for numbers, False for words."""
    return array.dtype.kind != "U"


def known_pattern(work):
    """The numbers of a wrong part are the right ones with something done to them."""
    for name in work.wrong_parts:
        triples = [
            (case, came, wanted) for case, part, came, wanted in work.entries if part == name
        ]
        clause = pattern(Part(triples, work.key.tolerance)) if is_numeric(triples[0][1]) else None
        if clause:
            case, numbers = first_difference(work, name)
            return work.verdict("pattern", f"`{name}`: {clause} {numbers}".rstrip(), case)
    return None


def different(work):
    """A plain difference: the first entry that is wrong, with both numbers."""
    for name in work.wrong_parts:
        case, numbers = first_difference(work, name)
        return work.verdict(
            "different", numbers or f'Not it yet; hint("{work.key.id}") helps.', case
        )
    return None


def first_difference(work, name):
    """(case, sentence) on the first wrong entry of a part, with both numbers.

    Where there is no input, the number wanted is the answer itself, and the sentence is ''.
    """
    for case, part, came, wanted in work.entries:
        right = close(came, wanted, work.key.tolerance)
        if part == name and not np.all(right):
            at = tuple(np.argwhere(~np.atleast_1d(right))[0].tolist()) if wanted.ndim else ()
            words = f"{place(part, at)} is {shown(came[at])}, expected {shown(wanted[at])}."
            return case, words if case.inputs else ""
    raise LookupError(f"{name} is right")


def place(part, at):
    """An entry as the learner would write it: `dW[0, 1]`."""
    return f"`{part}[{', '.join(map(str, at))}]`" if at else f"`{part}`"


def shown(value):
    """A number to six digits, or a word in quotes."""
    return f"'{value}'" if isinstance(value, str) else f"{value:.6g}"


LOOKS = (
    untouched, missing, known_slip, no_answer, wrong_shape, not_finite, known_pattern, different,
)  # fmt: skip

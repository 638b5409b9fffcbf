"""What is said where the code stops, changes what it was given, or gives nothing.

Each takes the learner's work and one Failure; WORDS finds them by its kind.
"""

import re

from .advice import advise
from .cells import names_in


def stopped(work, failure):
    """An exception, with the learner's own line and what such an error often means."""
    if not work.key.probe.runs:
        return f"What stands there cannot be read as numbers or formulas: {failure.words}"
    if not failure.line:
        return outside(work, failure)
    then = advise(failure.error, failure.words)
    right = any(
        right == case.answer.keys()
        for (case, _), right in zip(work.pairs, work.right_in, strict=True)
    )
    some = "Other calls are right. " if right else ""
    words = failure.words.rstrip(".")
    return f"Your code stopped with {words}, in {failure.line}\n{some}{then}".rstrip() + work.about


def outside(work, failure):
    """An exception in none of the learner's lines: before their code began, or after it was done.

    After it can only be where the check calls a function of the given cells, which calls theirs.
    """
    own = names_in(work.key.stub)
    at_the_door = re.match(r"TypeError: (\S+\.)?(\w+)\(\) (takes|missing|got)", failure.words)
    if own and work.key.probe.name not in own and not at_the_door:
        none = "NoneType" in failure.words
        why = "\nWas it None? Does every way through yours end with a `return`?" * none
        return (
            f"Your `{own[0]}` ran. `{work.key.probe.name}`, which called it, cannot use what came "
            f"back, and stopped with {failure.words}{why}"
        )
    return (
        f"The call below stopped with {failure.words}\n"
        "It did not get into your code: does yours take the same arguments, in this order?"
    )


def endless(work, failure):  # noqa: ARG001
    """The time is up."""
    where = f" It was in {failure.line}" if failure.line else ""
    return (
        f"Your code was still running after {failure.words}, so it was stopped.{where}\n"
        "Does every loop come to an end: what makes its condition false, and when?"
    )


def nothing_came(work, failure):  # noqa: ARG001
    """None where an answer is wanted."""
    if not work.key.probe.runs:
        return (
            "What stands there is None. A call that changes its argument in place gives None back."
        )
    if any(work.attempt.printed):
        return "Your function prints and gives nothing back, only None. Hand it over with `return`."
    return (
        "Nothing came back, only None. Does your function end with `return`, on every way through "
        "it, and does what stands behind it have a value by then?"
    )


def changed(work, failure):  # noqa: ARG001
    """An input that is not what it was."""
    return (
        f"Your code changes `{failure.words}`, which its caller still needs. Make a new array "
        "instead: `+=`, an assignment into an entry, `out=`, `.sort()` and `.pop()` all write "
        "into what came in, and so they do through a slice or another name of it."
    )


WORDS = {"raised": stopped, "endless": endless, "none": nothing_came, "changed": changed}

"""Several functions of one cell, judged one after the other.

A function that leans on a wrong one goes wrong too, so each has a key and an attempt of its own,
and the first that is not right speaks.
"""

from dataclasses import replace

from .comparing import same
from .keys import Case
from .probes import Failure


def by_function(key, attempt):
    """(key, attempt) of each function; of a probe that has no stages, what came.

    A slip is told at the first function that it spoils.
    """
    if not key.probe.stages:
        yield key, attempt
    messages = key.messages
    for probe in key.probe.stages:
        cases = tuple(
            Case(
                case.inputs,
                own(case.answer, probe),
                {m: own(case.wrong[m], probe) for m in messages},
            )
            for case in key.cases
        )
        part = replace(key, probe=probe, cases=cases, messages=messages)
        yield (
            part,
            replace(
                attempt,
                replies=[own(reply, probe) for reply in attempt.replies],
                again=attempt.again and own(attempt.again, probe),
                key=attempt.key and part,
            ),
        )
        messages = {m: words for m, words in messages.items() if not spoils(part, m)}


def own(reply, probe):
    """What one of the functions has replied."""
    if not isinstance(reply, Failure):
        return {part: value for part, value in reply.items() if probe.owns(part)}
    return own(reply.so_far, probe) or replace(reply, so_far={})


def spoils(key, slip):
    """True for a slip with which a function goes wrong."""
    return not all(same(case.wrong[slip], case.answer, key.tolerance) for case in key.cases)


def told_where(verdict, name, done):
    """The verdict on one function, which says also which of those before are right."""
    if verdict.kind in ("untouched", "missing"):
        return verdict
    *some, last = [f"`{one}`" for one in done] or [""]
    right = f"{', '.join(some)} and {last} are right" if some else f"{last} is right"
    if f"`{name}" in verdict.message:
        where = f"{right}." if done else ""
    else:
        where = f"{right}; this is about `{name}`." if done else f"This is about `{name}`."
    call = "" if verdict.kind == "open" else verdict.call
    return replace(verdict, message=f"{verdict.message}\n{where}".rstrip(), call=call)

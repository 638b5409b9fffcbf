"""An attempt: what the learner's names reply to the cases of a key, and what goes with it."""

from dataclasses import dataclass, replace
from difflib import get_close_matches
from inspect import isfunction, unwrap
from zlib import crc32

import numpy as np

from ...parameters import Network
from .cells import ends_at_once, globals_of, unused
from .probes import Failure, reply
from .rules import broken
from .running import LIMIT, Printed, TimeIsUp, time_limit

DATA = (np.ndarray, float, int, Network)
VALUES = (list, tuple, dict, set, int, float, np.ndarray, np.generic)


@dataclass(frozen=True)
class Attempt:
    """A reply to each case, and one to the first case once more; what was printed in each.

    Where the key and the learner's names come with it, their code can be looked at too.
    """

    replies: list
    again: object = None
    printed: tuple = ()
    key: object = None
    namespace: object = None

    def only(self, key):
        """The attempt at one of several functions, which is the one of this key."""
        if not key.probe.stages:
            return self
        return replace(
            self,
            replies=[key.probe.own(reply) for reply in self.replies],
            again=self.again and key.probe.own(self.again),
            key=self.key and key,
        )

    def settled(self, probe):
        """The attempt with its replies as they are compared."""
        again = self.again and probe.settled(self.again)
        return replace(self, replies=[*map(probe.settled, self.replies)], again=again)

    @property
    def about(self):
        """A sentence on how a function that may be wrong is written, or ''."""
        return about(self.key, self.namespace) if self.key else ""

    def nearly(self, name):
        """A value of the learner's under nearly that name, where the name itself holds none; or ''.

        What the notebook imports, or has as a function, is none.
        """
        names = [
            other
            for other, value in (self.namespace or {}).items()
            if not other.startswith("_") and isinstance(value, VALUES) and other != name
        ]
        return next(iter(get_close_matches(name, names, n=1, cutoff=0.8)), "")

    @property
    def broken(self):
        """A sentence on a rule of the task that the code breaks, or ''."""
        return broken(self.key, self.namespace) if self.key else ""

    @property
    def number(self):
        """A number that tells this answer from another."""
        words = [
            f"{reply.kind} {reply.words}".encode()
            if isinstance(reply, Failure)
            else b"".join(part.tobytes() for part in reply.values())
            for reply in self.replies
        ]
        return crc32(b"|".join(words))


def attempt(key, namespace, limit=LIMIT):
    """Ask what a namespace holds for the cases of a key, for `limit` seconds at most."""
    replies, printed = [], []
    cases = key.cases if not key.probe.runs else (*key.cases, key.cases[0])
    try:
        with time_limit(limit):
            for case in cases:
                out = Printed()
                replies.append(reply(key.probe, namespace, case.inputs, key.stub, out))
                printed.append(out.text())
                if isinstance(replies[-1], Failure) and replies[-1].kind == "endless":
                    break
    except TimeIsUp as late:  # between two cases
        replies.append(Failure("endless", str(late)))
    last, unasked = replies[-1], len(cases) - len(replies)
    replies += [last] * unasked
    again = replies.pop() if len(cases) > len(key.cases) else replies[0]
    if unasked:  # what no time was left for has not answered differently
        again = replies[0]
    return Attempt(replies, again, tuple(printed), key, namespace)


def idle_here(key, code):
    """The learner's names for those arguments that the reference does not read either."""
    names = list(key.cases[0].inputs)
    own = code.co_varnames[: code.co_argcount]
    return {mine for theirs, mine in zip(names, own, strict=False) if theirs in key.idle}


def about(key, namespace):
    """What stands out in the code of a function that may be wrong."""
    thing = namespace.get(key.probe.name)
    if not key.cases[0].inputs or not isfunction(thing):
        return ""
    code = unwrap(thing).__code__
    never, over = unused(code)
    never = [name for name in never if name not in idle_here(key, code)]
    wanted, own = list(key.cases[0].inputs), list(code.co_varnames[: code.co_argcount])
    sentences = []
    if own != wanted and sorted(own) == sorted(wanted):
        sentences.append(
            f"Your function takes {', '.join(own)}, in this order, and is called with "
            f"{', '.join(wanted)}."
        )
    if ends_at_once(code):
        sentences.append("A `return` stands inside your loop, which ends in its first round.")
    sentences += [f"Your function never uses `{name}`." for name in never]
    sentences += [f"Your function overwrites `{name}` before it has used it." for name in over]
    sentences += [
        f"Your function uses `{name}` of the notebook, which is none of its arguments."
        for name in globals_of(code)
        if name not in key.given and isinstance(namespace.get(name), DATA)
    ]
    return " ".join(sentences[:2])

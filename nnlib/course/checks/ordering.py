"""Ordered lines: a derivation whose lines the learner puts in order, some of them not its own.

    order = ["c", "a", "d", "b"]

An order is judged by what each line needs, so every order passes in which no line stands before
one that it uses.  Where the learner's code runs, nothing is known of the lines: only the list of
letters leaves it, and the judge settles what it is worth.
"""

import re
from dataclasses import dataclass, field

import numpy as np

from .probes import Failure, Value
from .values import UnfitError, kind_of

MOST = 50  # letters in an answer


@dataclass(frozen=True)
class Order(Value):
    """`name` holds a list of letters: `lines` by letter, `needs` of some, and `strays` among them.

    `lines` is in the order in which they are shown; `needs["c"]` are the letters of the lines that
    c uses; a stray belongs to no derivation of this, and has a misconception of its own.
    """

    lines: dict = field(default_factory=dict)
    needs: dict = field(default_factory=dict)
    strays: tuple = ()

    def settings(self):
        return {"name": self.name}

    def ask(self, thing, inputs):  # noqa: ARG002
        if isinstance(thing, str):
            words = re.findall(r"\w+", thing)  # between commas, arrows, brackets or nothing at all
            thing = list(words[0]) if len(words) == 1 else words
        if isinstance(thing, np.ndarray) and thing.dtype.kind == "U":
            thing = thing.ravel().tolist()
        if not isinstance(thing, (list, tuple)):
            raise UnfitError(
                f"`{self.name}` is {kind_of(thing)}, but a list of letters was expected, such as "
                '["b", "a"].'
            )
        if strange := [one for one in thing if not isinstance(one, str)]:
            raise UnfitError(
                f"`{self.name}` has {kind_of(strange[0])} among its letters. Each letter stands in "
                'quotes, as in ["b", "a"].'
            )
        if len(thing) > MOST:
            raise UnfitError(f"`{self.name}` has {len(thing)} entries, far more than lines.")
        return {self.name: np.array([one.strip() for one in thing], dtype="U")}

    @property
    def own(self):
        """The letters of the lines that belong to the derivation, as they are shown."""
        return tuple(letter for letter in self.lines if letter not in self.strays)

    def lacking(self, letter, above):
        """The lines that this one uses and that do not stand above it."""
        return tuple(need for need in self.needs.get(letter, ()) if need not in above)

    def canonical(self):
        """One right order: always the first line, as they are shown, that has all it needs."""
        order = []
        while len(order) < len(self.own):
            free = (one for one in self.own if one not in order and not self.lacking(one, order))
            order.append(next(free))
        return order

    def settled(self, reply):
        """A right order as the canonical one, another as a Failure that names its first line."""
        if isinstance(reply, Failure):
            return reply
        if not self._is_list(reply):
            return Failure("unfit", f"`{self.name}` is no list of letters.", "no list")
        order, above = [self._letter(one) for one in reply[self.name].tolist()], []
        for letter in order:
            if fault := self.fault(letter, order, above):
                return fault
            above.append(letter)
        if left := len(self.own) - len(above):
            lines = "One line is" if left == 1 else f"{left} lines are"
            right = "The lines so far are in order. " if above else ""
            return Failure("open", f"{right}{lines} still to come.", "incomplete")
        return {self.name: np.array(self.canonical())}

    def _letter(self, one):
        """The letter of a line that is meant: a capital is as good as the letter on the page."""
        return one if one in self.lines else one.lower()

    def _is_list(self, reply):
        """True for a list of words by its name; what comes from a sandbox may be anything."""
        words = reply.get(self.name)
        return reply.keys() == {self.name} and words.dtype.kind == "U" and words.ndim == 1

    def fault(self, letter, order, above):
        """What is wrong with this line below those above it, as a Failure; None where it fits."""
        if letter not in self.lines:
            letters = ", ".join(self.lines)
            words = f"There is no line `{letter}`; the lines are {letters}."
            return Failure("unfit", words, "no line")
        if letter in above:
            return Failure("unfit", f"Line `{letter}` stands there twice.", "twice")
        if letter in self.strays:
            words = f"Line `{letter}` has no place in this derivation."
            return Failure("unfit", words, f"stray {letter}")
        if not (lacking := self.lacking(letter, above)):
            return None
        listed = lacking[0] in order
        where = "which stands below it" if listed else "which your order does not have"
        words = (
            f"The first line out of place is `{letter}`: it uses line `{lacking[0]}`, {where}. All "
            "lines above it are in order."
            if above
            else f"You begin with line `{letter}`, but it uses line `{lacking[0]}`, {where}."
        )
        # A set has its own sentence for a line that comes too early, none for one that is lacking.
        return Failure("unfit", words, f"{letter} {'before' if listed else 'without'} {lacking[0]}")

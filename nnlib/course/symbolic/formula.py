"""A formula: SymPy equations from which its LaTeX, its proof and its numbers are made."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from sympy import Ne
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from .notation import latex
from .proving import both_sides, vanishes


@dataclass(frozen=True)
class Misprint:
    """What a source prints, and a case in which that is false."""

    source: str
    equation: Boolean
    at: dict


@dataclass(frozen=True)
class Outcome:
    """Whether something was shown; it prints as a sentence."""

    ok: bool
    sentence: str

    def __bool__(self):
        return self.ok

    def __repr__(self):
        return self.sentence


@dataclass(frozen=True)
class Comparison:
    """One quantity by three routes, as arrays: SymPy, nnlib, centred differences."""

    symbolic: np.ndarray
    nnlib: np.ndarray
    difference: np.ndarray

    def __bool__(self):
        same_shape = np.shape(self.symbolic) == np.shape(self.nnlib) == np.shape(self.difference)
        return (
            same_shape
            and np.allclose(self.symbolic, self.nnlib, rtol=1e-12, atol=1e-14)
            and np.allclose(self.symbolic, self.difference, rtol=1e-6, atol=1e-8)
        )


def as_it_stands():
    """No symbol stands for anything but itself."""
    return [{}]


@dataclass(frozen=True, repr=False)
class Formula:
    """A row of the ledger: what it says, its equations, and what shows that they are true.

    `instances()` yields the cases of the proof, each a dict of what the symbols stand for: a
    Lambda for a function's name, an explicit matrix for a matrix, a number for a length.
    `argument(equations)` proves what is no equality, and returns a sentence or, if it fails, "".
    `printed` holds false forms of the sources.
    `numbers(equations, rng)` measures the formula in nnlib, on inputs drawn from `rng`.
    """

    id: str
    says: str
    equations: tuple[Relational, ...]
    instances: Callable[[], Iterable[dict]] = as_it_stands
    argument: Callable[[tuple], str] | None = None
    printed: tuple[Misprint, ...] = ()
    numbers: Callable[[tuple, np.random.Generator], Comparison] | None = None

    def latex(self):
        """The LaTeX of the equations, one line each."""
        return "\n".join(latex(equation) for equation in self.equations)

    def _repr_latex_(self):
        body = self.latex()
        if len(self.equations) > 1:
            lines = [
                re.sub(r" (=|\\leftarrow|\\le|<) ", r" &\1 ", line, count=1)
                for line in body.splitlines()
            ]
            lines = " \\\\\n".join(lines)
            body = f"\\begin{{aligned}}\n{lines}\n\\end{{aligned}}"
        return f"$$\n{body}\n\\tag{{{self.id}}}\n$$"

    def __repr__(self):
        return f"({self.id}) {self.says}\n{self.latex()}"

    def prove(self):
        """In every case both sides of every equation must come to the same."""
        if self.argument:
            sentence = self.argument(self.equations)
            return Outcome(bool(sentence), f"{self.id}: {sentence or 'the argument fails.'}")
        cases = 0
        for cases, meaning in enumerate(self.instances(), 1):  # noqa: B007, counted to the end
            for equation in self.equations:
                fault = _fault(equation, meaning)
                if fault:
                    sentence = f"{self.id} is not proved: {latex(equation)}, for {fault}."
                    return Outcome(False, sentence)
        lines, agree = _count(len(self.equations), "equation"), _count(cases, "case")
        return Outcome(cases > 0, f"{self.id} is proved: both sides of {lines} agree in {agree}.")

    def refute(self):
        """Each printed form must fail in its case; the sentence holds what its sides come to."""
        said = []
        for printed in self.printed:
            left, right = both_sides(printed.equation, printed.at)
            same = left == right if isinstance(left, Boolean) else vanishes(left - right)
            if same != isinstance(printed.equation, Ne):
                return Outcome(False, f"{self.id}: what {printed.source} prints holds in its case.")
            said.append(
                f"{self.id}: {printed.source} prints {latex(printed.equation)}, "
                f"but in one case the sides come to {left} and {right}."
            )
        return Outcome(bool(said), " ".join(said) or f"{self.id} has no printed form to refute.")

    def compare(self, rng):
        """The three numbers, on inputs drawn from `rng`."""
        return self.numbers(self.equations, rng)


def _fault(equation, meaning):
    """Why an equation does not hold in a case; "" where it does."""
    try:
        left, right = both_sides(equation, meaning)
        holds = vanishes(left - right)
    except ValueError as error:  # no limit, no least place, shapes that do not fit
        return str(error)
    return "" if holds else f"the sides come to {left} and {right}"


def _count(number, noun):
    return f"{number} {noun}{'s' * (number != 1)}"

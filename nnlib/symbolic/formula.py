"""A formula: one SymPy object from which its LaTeX, its proof and its numbers are made."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from sympy import (
    Lambda,
    MatrixBase,
    Piecewise,
    Sum,
    cancel,
    diff,
    exp,
    expand,
    expand_log,
    piecewise_fold,
)
from sympy.core.function import UndefinedFunction
from sympy.core.relational import Relational

from .notation import latex, prime


@dataclass(frozen=True)
class Printed:
    """What a source prints and is false, with the point at which it fails."""

    source: str
    equation: Relational
    at: dict


@dataclass(frozen=True)
class Proof:
    """Whether a formula is proved; it prints as a sentence."""

    ok: bool
    sentence: str

    def __bool__(self):
        return self.ok

    def __repr__(self):
        return self.sentence


@dataclass(frozen=True)
class Numbers:
    """One quantity by three routes, as arrays: SymPy, nnlib, a centred difference."""

    symbolic: np.ndarray
    nnlib: np.ndarray
    difference: np.ndarray

    def __bool__(self):
        return all(
            np.allclose(self.symbolic, other, rtol=1e-6, atol=1e-8)
            for other in (self.nnlib, self.difference)
        )


def once():
    """The equation as it stands."""
    return [{}]


@dataclass(frozen=True, repr=False)
class Formula:
    """A row of the ledger: what it says, its equations, and what shows that they are true.

    `instances()` yields what the equations' symbols stand for in one case each of the proof: a
    function for a function's name, an explicit matrix for a matrix's, a number for a length.
    `printed` holds the false forms of the sources, `numbers(rng)` measures the formula in nnlib.
    """

    id: str
    says: str
    equations: tuple[Relational, ...]
    instances: Callable[[], Iterable[dict]] = once
    printed: tuple[Printed, ...] = ()
    numbers: Callable | None = None

    def latex(self):
        """The LaTeX of the equations, one line each."""
        return "\n".join(latex(equation) for equation in self.equations)

    def _repr_latex_(self):
        lines = " \\\\\n".join(line.replace(" = ", " &= ", 1) for line in self.latex().splitlines())
        return f"$$\n\\begin{{aligned}}\n{lines}\n\\end{{aligned}}\n\\tag{{{self.id}}}\n$$"

    def __repr__(self):
        return f"({self.id}) {self.says}\n{self.latex()}"

    def prove(self):
        """In every instance both sides of every equation expand to the same."""
        cases = list(self.instances())
        for equation in self.equations:
            for meaning in cases:
                left, right = sides(equation, meaning)
                if not vanishes(left - right):
                    return Proof(False, f"{self.id} is not proved: {left} is not {right}.")
        lines, count = len(self.equations), len(cases)
        return Proof(
            True,
            f"{self.id} is proved: the two sides of its {_count(lines, 'equation')} "
            f"are equal in {_count(count, 'instance')}.",
        )

    def refute(self):
        """Each printed form fails at its point; the sentence holds both numbers."""
        said = []
        for printed in self.printed:
            left, right = sides(printed.equation, printed.at)
            if vanishes(left - right):
                return Proof(False, f"{self.id}: what {printed.source} prints holds, {left}.")
            said.append(f"{self.id}: {printed.source} prints {left} where {right} is right.")
        return Proof(bool(said), " ".join(said) or f"{self.id} has no printed form to refute.")

    def compare(self, rng):
        """The three numbers, on inputs drawn from `rng`."""
        return self.numbers(rng)


def _count(number, noun):
    return f"{number} {noun}{'s' * (number != 1)}"


def sides(equation, meaning):
    """Both sides of an equation, worked out for what its symbols stand for."""
    return [worked_out(side, meaning) for side in equation.args]


def worked_out(side, meaning):
    """`side` with its symbols replaced by what they stand for, multiplied out, then worked out.

    Multiplying out comes first, so that no derivative needs the rule that is to be proved.
    """
    heads = {name: f for name, f in meaning.items() if isinstance(name, UndefinedFunction)}
    side = side.xreplace({name: value for name, value in meaning.items() if name not in heads})
    side = side.replace(Sum, lambda *parts: Sum(*parts).doit())
    for name, f in heads.items():
        if len(f.variables) == 1:
            side = side.subs(prime(name), Lambda(f.variables, diff(f.expr, *f.variables)))
        side = side.subs(name, f)
    return expand(side).doit()


def vanishes(difference):
    """Whether a difference is 0, entry by entry."""
    if isinstance(difference, MatrixBase):
        return all(vanishes(entry) for entry in difference)
    steps = (
        expand,
        lambda e: cancel(e.rewrite(exp)),
        lambda e: expand(expand_log(e)),
        lambda e: piecewise_fold(e.rewrite(Piecewise)),
    )
    return any(step(difference) == 0 for step in steps)

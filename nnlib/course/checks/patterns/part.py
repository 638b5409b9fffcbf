"""One part of an answer, what came and what was wanted, over all cases of a task."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..comparing import agree, close

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

    @cached_property
    def where_wrong(self):
        """The calls in which something is wrong, as a part of their own."""
        pairs = zip(self.triples, self.wrong, strict=True)
        return Part([triple for triple, wrong in pairs if wrong.any()], self.tolerance)

    def inputs(self):
        """(name, its value in each case) for every input that is a number or an array."""
        cases = [case.inputs for case, *_ in self.triples]
        for name, value in cases[0].items():
            if isinstance(value, (int, float, np.ndarray)) and not isinstance(value, bool):
                yield name, [np.asarray(case[name], float) for case in cases]


def constant(numbers):
    """True for several numbers that are one and the same."""
    return len(numbers) > 1 and np.allclose(numbers, numbers[0], rtol=1e-6, atol=1e-9)

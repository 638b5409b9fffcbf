"""Every exercise set is proved: right answers pass, each slip earns its message, mutants die."""

from pathlib import Path

import pytest

from nnlib.course.authoring.proofs import PROOFS
from nnlib.course.authoring.source import sources

SETS = sources(folder=Path(__file__).parents[3])


@pytest.mark.parametrize("proof", PROOFS)
@pytest.mark.parametrize("source", SETS, ids=lambda source: source.name)
def test_the_set_is_proved(source, proof):
    faults = list(PROOFS[proof](source))
    assert not faults, "\n".join(faults)

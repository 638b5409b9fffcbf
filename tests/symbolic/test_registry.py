"""Every registered formula is proved, its printed errors are refuted, its numbers agree."""

import numpy as np
import pytest

from nnlib.symbolic import FORMULAS

MEASURED = [name for name, formula in FORMULAS.items() if formula.numbers]


@pytest.mark.parametrize("name", FORMULAS)
def test_proof(name):
    proof = FORMULAS[name].prove()
    assert proof, proof


@pytest.mark.parametrize("name", [n for n, formula in FORMULAS.items() if formula.printed])
def test_refutation(name):
    refutation = FORMULAS[name].refute()
    assert refutation, refutation


@pytest.mark.parametrize("name", MEASURED)
@pytest.mark.parametrize("seed", range(3))
def test_numbers(name, seed):
    numbers = FORMULAS[name].compare(np.random.default_rng(seed))
    assert numbers, numbers

"""A start is judged by its shapes, its numbers, its spread and by where these come from."""

import re
from itertools import pairwise

import numpy as np
import pytest

from nnlib.course.checks import starts
from nnlib.course.checks.values import UnfitError


def start(n, rng, scale=lambda k, j: k**-0.5, draw=None):
    made = []
    for k, j in pairwise(n):
        made += [(draw or rng.standard_normal)((k, j)) * scale(k, j), np.zeros(j)]
    return made


def sentence(function, n=(2, 4, 1)):
    with pytest.raises(UnfitError) as caught:
        starts.judge_start("start", function, n, 5)
    return str(caught.value)


def test_numbers_of_the_spread_that_is_asked_for_are_a_start_however_they_are_drawn():
    def uniform(n, rng):
        return tuple(start(n, rng, draw=lambda size: rng.uniform(-(3**0.5), 3**0.5, size)))

    for seed in range(200):
        for function in (start, uniform):
            assert starts.judge_start("start", function, (1, 3, 1), seed) == starts.AS_ASKED


SPREADS = {
    1: (lambda k, j: 1, " They are not divided by anything."),
    1 / 25: (lambda k, j: 1 / k, " The root is missing."),
    60**-0.5: (lambda k, j: j**-0.5, " The neurons below count, not those of the layer."),
    5: (lambda k, j: k**0.5, ""),
    (2 / 25) ** 0.5: (lambda k, j: (2 / k) ** 0.5, ""),
    (2 / 85) ** 0.5: (lambda k, j: (2 / (k + j)) ** 0.5, ""),
    1 / 10: (lambda k, j: (4 * k) ** -0.5, ""),
}


@pytest.mark.parametrize("spread", SPREADS)
def test_another_spread_is_told_with_both_numbers(spread):
    scale, then = SPREADS[spread]
    told = re.fullmatch(
        r"With 25 neurons .* by 1/√25 = 0.2; yours spread by (.*?)\.( .*)?",
        sentence(lambda n, rng: start(n, rng, scale)),
    )
    assert float(told[1]) == pytest.approx(spread, rel=0.1)
    assert (told[2] or "") == then


def one_seed(size):
    return np.random.default_rng(0).normal(size=size)


def no_seed(size):
    return np.random.default_rng().normal(size=size)


AMISS = {
    "W1 of `start` holds nan": lambda n, rng: start(n, rng, lambda k, j: np.nan),
    "that of normal numbers is 0": lambda n, rng: start(n, rng, draw=rng.random),
    "All weights of `start` begin alike": lambda n, rng: start(n, rng, draw=np.ones),
    "W1 of `start` has the same numbers": lambda n, rng: start(
        n, rng, draw=lambda size: rng.integers(3, size=size)
    ),
    "`start` draws the same numbers": lambda n, rng: start(n, rng, draw=one_seed),
    "they come from elsewhere": lambda n, rng: start(n, rng, draw=no_seed),
    "b1 of `start` should begin at 0": lambda n, rng: [a + 0.1 for a in start(n, rng)],
    "(4, 2), but (2, 4) was expected. It is turned": lambda n, rng: [a.T for a in start(n, rng)],
    "b1 of `start` has shape (1, 4)": lambda n, rng: [np.atleast_2d(a) for a in start(n, rng)],
    "are there in another order": lambda n, rng: sorted(start(n, rng), key=np.ndim),
    "holds 2; 4 were expected: W1, b1, W2, b2.": lambda n, rng: start(n[:-1], rng),
    "stands a list of 4, where an array": lambda n, rng: (
        [*[a.tolist() for a in start(n, rng)][1:], np.zeros(1)]
    ),
    "it should be flat": lambda n, rng: [tuple(start(n, rng))],
    "one array of shape (17,); a list was expected": lambda n, rng: np.zeros(17),
    "A single number came": lambda n, rng: [rng.normal(*n[:2]), *start(n, rng)[1:]],
}


@pytest.mark.parametrize("said", AMISS)
def test_what_else_is_amiss_is_told(said):
    assert said in sentence(AMISS[said])

"""Closeness, against NumPy's own isclose."""

import itertools

import numpy as np
import pytest

from nnlib.course.checks.comparing import agree, close

ODD = [0.0, -0.0, 1.0, 1 + 1e-7, -1.0, 1e-300, 1e300, np.nan, np.inf, -np.inf]


@pytest.mark.parametrize("scale", [1.0, 1e-6, 1e6])
def test_close_is_isclose_on_every_pair_of_odd_numbers(scale):
    came, wanted = np.array(list(itertools.product(ODD, ODD))).T
    expected = np.isclose(came * scale, wanted * scale, rtol=0, atol=1e-6 * 1e300 * scale,
                          equal_nan=True)  # fmt: skip
    np.testing.assert_array_equal(close(came * scale, wanted * scale, 1e-6), expected)
    few = np.array([each for each in ODD if not abs(each) > 2])  # and where the scale is 1
    came, wanted = np.array(list(itertools.product(few, few))).T
    expected = np.isclose(came, wanted, rtol=0, atol=1e-8, equal_nan=True)
    np.testing.assert_array_equal(close(came, wanted, 1e-8), expected)


@pytest.mark.parametrize("kind", [bool, int, np.float32, float, complex])
@pytest.mark.parametrize("other", [bool, int, np.float32, float, complex])
def test_close_takes_numbers_of_every_kind(kind, other):
    came, wanted = np.array([0, 1, 1, 0]).astype(kind), np.array([0, 1, 0, 1]).astype(other)
    np.testing.assert_array_equal(close(came, wanted, 1e-6), [True, True, False, False])


def test_words_agree_when_they_are_equal_and_nothing_agrees_with_nothing():
    assert agree(np.array(["a", "b"]), np.array(["a", "b"]), 1e-6)
    assert not agree(np.array(["a", "b"]), np.array(["a", "c"]), 1e-6)
    assert not agree(np.array("1"), np.array(1), 1e-6)
    assert agree(np.zeros((0, 2)), np.zeros((0, 2)), 1e-6)

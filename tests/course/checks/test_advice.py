"""Advice fits what an exception says, with the errors that Python and NumPy really raise."""

import math

import numpy as np
import pytest
import sympy

import nnlib as nn
from nnlib.course.checks.advice import advise
from nnlib.course.checks.running import words_of

a, x = np.arange(3.0), sympy.Symbol("x")
M = np.arange(6.0).reshape(2, 3)
NUMBER = 3.0


def method(operation):
    """As in lesson 15."""
    return lambda self, *other: (operation, self, other)


class Value:
    """As in lesson 15."""

    __array_ufunc__ = None
    sum = method("sum")


def unpacks():
    one, other = a
    return one + other


def adds_in_place():
    whole = np.arange(3)
    whole += 0.5


RAISED = {
    "a power": (lambda: a ^ 2, "`**`"),
    "a missing sign": (lambda: NUMBER(4), "no function"),
    "too few arguments": (lambda: unpacks(3), "Compare the arguments"),
    "None": (lambda: None + 3, "Something in that line is None"),
    "None before a dot": (lambda: None.T, "before the dot is None"),
    "math of an array": (lambda: math.exp(a), "`np.exp` takes arrays"),
    "NumPy of a formula": (lambda: np.exp(np.array([x])), "SymPy's want formulas"),
    "math of a formula": (lambda: math.exp(x), "SymPy's want formulas"),
    "a fraction as an index": (lambda: a.tolist()[NUMBER], "whole number"),
    "brackets behind a number": (lambda: NUMBER[0], "Square brackets"),
    "a number to go through": (lambda: list(NUMBER), "Something single"),
    "a text and a number": (lambda: "a" + NUMBER, "a text is no number"),
    "whole numbers in place": (adds_in_place, "whole numbers cannot take fractions"),
    "a logarithm of something below 0": (lambda: math.log(-1), "A logarithm or a root"),
    "an array as yes or no": (lambda: 1 if a > 1 else 0, "entry by entry"),
    "a reshape": (lambda: a.reshape(2, 2), "as many numbers"),
    "a shape refused, with a way out": (
        lambda: nn.losses.squared_error(M[:, :1], a[:2]), "Compare the shapes",
    ),
    "too many things": (unpacks, "Count the names on the left"),
    "rows of two lengths": (lambda: np.array([[1], [1, 2]]), "rows of one length"),
    "a product's inner lengths": (lambda: M @ M, "inner two lengths"),
    "a product with a star": (lambda: M * M.T, "meant as the factors of a matrix product"),
    "a quotient of one turned": (lambda: M / M.T, "Does one of them lie on its side"),
    "another star": (lambda: M * np.ones((2, 4)), "Compare the shapes"),
    "shapes": (lambda: a + np.arange(4), "Compare the shapes"),
    "a mean of nothing": (lambda: max([]), "Something is empty"),
    "too many indices": (lambda: a[0, 1], "fewer axes"),
    "an index outside": (lambda: a[3], "the first is 0"),
    "an index outside a list": (lambda: [1][1], "fewer entries than that index says"),
    "an index outside a shape": (lambda: a.shape[1], "a shape has fewer entries"),
    "what may only be read": (lambda: np.broadcast_to(a, (2, 3)).__iadd__(1), "Make a new one"),
    "no inverse": (lambda: np.linalg.inv(np.ones((2, 2))), "has no inverse"),
    "no square": (lambda: np.linalg.inv(M), "Compare the shapes"),
    "no attribute": (lambda: a.nothing, "nothing of that name"),
    "what a tape has no row for": (lambda: Value() ** 2, "what has a row and a name"),
    "what a tape has no name for": (lambda: Value().mean(), "what has a row and a name"),
    "NumPy's sum of a Value": (lambda: np.sum(Value()), "what has a row and a name"),
    "a Value in a function of nnlib": (lambda: nn.losses.squared_error(Value(), a), "take arrays"),
    "a Value that is on no way": (lambda: {}[Value()], "one and the same tape"),
    "a sign without a row": (lambda: {"+": 1}["/"], "no row for that sign"),
    "no key": (lambda: {1: 2}["1"], "no entry of that name"),
    "no layer": (lambda: {1: 2}[0], "is it made before"),
    "a number for its Value": (lambda: {}[0.25], "its keys are the Values"),
    "a dict called": (lambda: vars(math)(3), "stand in square brackets"),
    "keys for pairs": (lambda: [x for x, y in {1: 2}], "`.items()` gives pairs"),
    "a product without its sign": (lambda: NUMBER + wx, "is a `*`"),  # noqa: F821
    "no name": (lambda: nothing, "has no value"),  # noqa: F821
    "a division": (lambda: 1 / 0, "denominator"),
    "an exponent": (lambda: math.exp(1000), "too large"),
}  # fmt: skip


@pytest.mark.parametrize("what", RAISED)
def test_the_advice_fits(what):
    raises, words = RAISED[what]
    with pytest.raises(Exception) as caught:  # noqa: PT011  every kind of it
        raises()
    said = advise(caught.type.__name__, words_of(caught.value))
    assert words in said


def test_of_an_error_that_says_something_else_nothing_is_advised():
    assert advise("ValueError", "ValueError: X has NaN in row 3.") == ""
    assert advise("TypeError", "TypeError: odd") == ""
    assert advise("OddError", "OddError: broadcast") == ""

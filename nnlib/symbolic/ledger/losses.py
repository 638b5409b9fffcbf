"""Rows B: losses."""

from sympy import Derivative, Eq, Lambda, Rational, Sum, Symbol, evaluate, lambdify, symbols

from ...losses import squared_error
from ...numeric import numeric_gradient
from ..formula import Formula, Numbers
from ..notation import entries, quantity

m = Symbol("m", integer=True, positive=True)
i = Symbol("i", integer=True)  # the index of a sum
this = Symbol("i")  # one sample, whose slope is taken
a, y = entries("a"), entries("y")
u, v = symbols("u v", real=True)

C = quantity("C", a[this], y[this])
HALF = Rational(1, 2)


def three_samples():
    """The loss of three samples, multiplied out; the middle one is looked at."""
    others = sum(a[j] ** 2 - 2 * a[j] * y[j] + y[j] ** 2 for j in (0, 2))
    yield {m: 3, this: 1, C.func: Lambda((u, v), (others + u**2 - 2 * u * v + v**2) / 6)}


def slope_of_squared_error(rng):
    """∂C/∂a_i on seven samples."""
    outputs, targets = rng.normal(size=(2, 7, 1))
    slope = lambdify((m, a[this], y[this]), B1.equations[1].rhs)
    return Numbers(
        slope(7, outputs, targets),
        squared_error.grad(outputs, targets),
        numeric_gradient(lambda at: squared_error(at, targets), outputs),
    )


with evaluate(False):
    B1 = Formula(
        "B1",
        "The loss is the mean of half the squared residuals; without the half its slope is twice "
        "as large.",
        (
            Eq(C, 1 / m * Sum(HALF * (a[i] - y[i]) ** 2, (i, 0, m - 1))),
            Eq(Derivative(C, a[this]), 1 / m * (a[this] - y[this])),
            Eq(Derivative((u - v) ** 2, u), 2 * Derivative(HALF * (u - v) ** 2, u)),
        ),
        three_samples,
        numbers=slope_of_squared_error,
    )

FORMULAS = (B1,)

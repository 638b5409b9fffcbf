"""Rows C: derivatives and the chain rule."""

from sympy import Derivative, Eq, Lambda, cos, evaluate, sin, symbols

from ..formula import Formula
from ..notation import quantity

s, t = symbols("s t", real=True)
y = symbols("y", real=True)

x_of_y, z_of_y = quantity("x", y), quantity("z", y)
f_of_xz = quantity("f", x_of_y, z_of_y)


def malik():
    """S3's example: f = x²z with x = 2y and z = sin y."""
    yield {
        x_of_y.func: Lambda(y, 2 * y),
        z_of_y.func: Lambda(y, sin(y)),
        f_of_xz.func: Lambda((s, t), s**2 * t),
    }


with evaluate(False):
    FORMULAS = (
        Formula(
            "C6",
            "Two paths lead from y to f, and what they bring adds.",
            (
                Eq(
                    Derivative(f_of_xz, y),
                    Derivative(f_of_xz, x_of_y) * Derivative(x_of_y, y)
                    + Derivative(f_of_xz, z_of_y) * Derivative(z_of_y, y),
                ),
                Eq(Derivative(f_of_xz, y), 8 * y * sin(y) + 4 * y**2 * cos(y)),
            ),
            malik,
        ),
    )

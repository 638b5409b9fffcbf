"""Rows C8 and G: which way is down, and how far."""

from sympy import (
    Function,
    ImmutableMatrix,
    Lambda,
    MatrixSymbol,
    cos,
    sin,
    symbols,
)

from ..notation import quantity

w, b, h, phi, alpha = symbols("w b h varphi alpha", real=True)
u_1, u_2 = symbols("u_1 u_2", real=True)
eta, r = symbols("eta r", positive=True)
C = Function("C")
C_of_wb = quantity("C", w, b)


# C8: the steepest way

slope, u = MatrixSymbol("nabla C", 2, 1), MatrixSymbol("u", 2, 1)


def any_cubic():
    """Any cubic in w and b, for the rate; slope and direction in polar coordinates."""
    c = iter(symbols("c:10"))
    cubic = sum(next(c) * w**p * b**q for p in range(4) for q in range(4 - p))
    yield {
        C: Lambda((w, b), cubic),
        C_of_wb.func: Lambda((w, b), cubic),
        slope: r * ImmutableMatrix([cos(alpha), sin(alpha)]),
        u: ImmutableMatrix([cos(alpha + phi), sin(alpha + phi)]),
    }


def rate_of_change(rng):
    """The rate in a random direction: ∇C · u by SymPy and by nnlib, and by differences."""

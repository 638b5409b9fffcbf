"""Row G10: what a network hears of its input, one step below BP2.

G10  the slope of the loss in the inputs
"""

import numpy as np
from sympy.core import Derivative, Eq, evaluate, symbols
from sympy.matrices import ImmutableMatrix, MatrixSymbol

from ....losses import squared_error
from ....network import forward
from ....numeric import numeric_gradient
from ..formula import Comparison, Formula
from ..networks import any_network
from ..notation import quantity
from ..proving import worked_out
from .examples import Example

m, k, n = symbols("m k n", integer=True, positive=True)
X, W_1, delta_1 = MatrixSymbol("X", m, k), MatrixSymbol("W_1", k, n), MatrixSymbol("delta_1", m, n)
slope = Derivative(quantity("C", X, W_1), X)


def first_layers():
    """The first layers of two networks of symbols; every δ and every slope is SymPy's own."""
    for sym in (any_network([3, 2, 2], m=2), any_network([2, 3, 2, 1])):
        arrays = {
            W_1: sym.W[1],
            delta_1: sym.direct().delta[1],
            slope: sym.X.applyfunc(sym.C.diff),
        }
        lengths = {m: sym.m, k: sym.n[0], n: sym.n[1]}
        yield lengths | {name: ImmutableMatrix(A) for name, A in arrays.items()}


def input_slopes(equations, rng):
    """∂C/∂X of a network of three layers."""
    (line,) = equations
    one = Example.drawn(rng)
    arrays = {W_1: one.W[1], delta_1: one.delta[1]}
    lengths = {m: one.m, k: one.n[0], n: one.n[1]}
    meaning = lengths | {name: ImmutableMatrix(A) for name, A in arrays.items()}

    def C(inputs):
        return squared_error(forward(one.net, inputs).a[one.L], one.y)

    return Comparison(
        np.array(worked_out(line.rhs, meaning).tolist(), dtype=float),
        one.delta[1] @ one.W[1].T,
        numeric_gradient(C, one.X),
    )


with evaluate(False):
    G10 = Formula(
        "G10",
        "The slope of the loss in the inputs: δ_1 goes back through W_1, and no σ′ comes.",
        (Eq(slope, delta_1 * W_1.T),),
        first_layers,
        numbers=input_slopes,
    )

"""Rows F10 and F11: the same network in rows and in columns.

F10  a network without biases is a composition of its layers
F11  weights indexed from–to, w_{kj}, and to–from, v_{jk}; S3 and S2 each mix the two
"""

import numpy as np
from sympy.concrete import Sum
from sympy.core import Derivative, Eq, Function, Lambda, Symbol, evaluate, symbols
from sympy.matrices import ImmutableMatrix, MatrixSymbol

from ..arrays import spelt_out
from ..formula import Comparison, Formula, Misprint
from ..networks import any_network
from ..notation import each, entries, quantity
from ..proving import worked_out
from .examples import Example, four_digits, logistic, one_sigma

t = symbols("t", real=True)
m, n, n_in, n_1, n_2, n_3 = symbols("m n n_in n_1 n_2 n_3", integer=True, positive=True)
i, j, k = symbols("i j k", integer=True)
each_i, each_j, each_k = symbols("i j k")  # the indices of sums
sigma, g = Function("sigma"), Function("g")

X, a_3 = MatrixSymbol("X", m, n_in), MatrixSymbol("a_3", m, n_3)
W_1, W_2 = MatrixSymbol("W_1", n_in, n_1), MatrixSymbol("W_2", n_1, n_2)
W_3 = MatrixSymbol("W_3", n_2, n_3)
S1_x, S1_y = MatrixSymbol("x", n, 1), MatrixSymbol("y", 1, 1)
A_1, A_3 = MatrixSymbol("A_1", n, n), MatrixSymbol("A_3", n, 1)


def without_biases():
    """Two networks of three layers, in which no two neighbours have the same width."""
    for widths, samples in (([2, 3, 1, 2], 2), ([1, 2, 3, 2], 1)):
        sym = one_sigma(widths, samples)
        no_bias = {one: 0 for row in sym.b.values() for one in row}
        yield {
            a_3: ImmutableMatrix(sym.a[3].xreplace(no_bias)),
            X: ImmutableMatrix(sym.X),
            **{W: ImmutableMatrix(sym.W[l]) for l, W in enumerate((W_1, W_2, W_3), 1)},
            sigma: Lambda(t, sym.sigma[1](t)),
        }


def equal_widths():
    """A 2-2-2-1 network, so that S1's product has the right shapes without its A_2."""
    net = four_digits([2, 2, 2, 1], [0.8, -0.6, 0.5, 2, -1, 0.4, 3, 0.7, 2, 1, *[0] * 5])
    matrices = {S1_y: net.a[3], S1_x: net.a[0].T, A_1: net.W[1], A_3: net.W[3]}
    return {name: ImmutableMatrix(A) for name, A in matrices.items()} | {sigma: logistic}


with evaluate(False):
    S1_output = each(sigma, A_3.T * each(sigma, A_1.T * S1_x))
    F10 = Formula(
        "F10",
        "A network without biases is a composition, in rows and in columns.",
        (
            Eq(a_3, each(sigma, each(sigma, each(sigma, X * W_1) * W_2) * W_3)),
            Eq(a_3.T, each(sigma, W_3.T * each(sigma, W_2.T * each(sigma, W_1.T * X.T)))),
        ),
        without_biases,
        printed=(Misprint("S1", Eq(S1_y, S1_output), equal_widths()),),
    )


z_l, b_l, delta_l = entries("z", "l"), entries("b", "l"), entries("delta", "l")
w_l, v_l, a_in = entries("w", "l"), entries("v", "l"), entries("a", "l-1")
C_of_v = quantity("C", v_l[j, k], a_in[k])
n_below = Symbol("n_{l-1}", integer=True, positive=True)


def both_orders():
    """Each weight of a 2-3-2 network; ∂C/∂v is taken by SymPy where v_{jk} stands for w_{kj}."""
    sym = any_network([2, 3, 2])
    direct = sym.direct()
    for l, W in sym.W.items():
        arrays = {z_l: sym.z[l], b_l: sym.b[l], delta_l: direct.delta[l], a_in: sym.a[l - 1]}
        known = {n_below: sym.n[l - 1], C_of_v: sym.C, **spelt_out(arrays | {w_l: W, v_l: W.T})}
        for source, own in np.ndindex(W.shape):
            yield {k: source, j: own, **known}


def gradient_of_the_transpose(equations, rng):
    """∂C/∂v for the middle layer of a network: the last line, the transpose of dW, differences."""
    *_, slope = equations
    one = Example.drawn(rng, m=1)
    known = spelt_out({a_in: one.a[1], delta_l: one.delta[2]})
    found = np.empty(one.W[2].T.shape)
    for own, source in np.ndindex(found.shape):
        found[own, source] = worked_out(slope.rhs, known | {j: own, k: source})
    differences = one.gradient_by_differences(lambda net: net.W[2].T)
    return Comparison(found, one.grads.dW[2].T, differences)


x, O_i, h_j = entries("x"), entries("O"), entries("h")
S3_w1, S3_w2, S2_w, S2_b = entries("w", 1), entries("w", 2), entries("w"), entries("b")


def mixed():
    """The letters of S3 and of S2 at the numbers of a 2-2-2 network.

    S3 writes w[source, destination], S2 w[destination, source].
    """
    net = four_digits([2, 2, 2], [0.8, -0.6, 0.5, 2, -1, 0.4, 3, 0.7, *[0] * 4])
    arrays = {O_i: net.a[2], h_j: net.a[1], x: net.a[0]}
    arrays |= {S3_w1: net.W[1], S3_w2: net.W[2], S2_w: net.W[1].T}
    return {i: 0, j: 0, g: logistic, sigma: logistic, S2_b[0]: 0, **spelt_out(arrays)}


with evaluate(False):
    S3_hidden = g(Sum(S3_w1[each_j, each_k] * x[each_k], (each_k, 0, 1)))
    S3_output = g(Sum(S3_w2[i, each_j] * S3_hidden, (each_j, 0, 1)))
    S2_hidden = sigma(Sum(S2_w[each_i, j] * x[each_i], (each_i, 0, 1)) + S2_b[i])
    F11 = Formula(
        "F11",
        "Weights indexed from–to and to–from give the same z, and gradients that are transposes.",
        (
            Eq(z_l[j], Sum(a_in[each_k] * w_l[each_k, j], (each_k, 0, n_below - 1)) + b_l[j]),
            Eq(z_l[j], Sum(v_l[j, each_k] * a_in[each_k], (each_k, 0, n_below - 1)) + b_l[j]),
            Eq(v_l[j, k], w_l[k, j]),
            Eq(Derivative(C_of_v, v_l[j, k]), delta_l[j] * a_in[k]),
        ),
        both_orders,
        printed=(
            Misprint("S3", Eq(O_i[i], S3_output), mixed()),
            Misprint("S2", Eq(h_j[j], S2_hidden), mixed()),
        ),
        numbers=gradient_of_the_transpose,
    )

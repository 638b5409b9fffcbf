"""Rows F9 to F11: one weight's path, the network as a composition, and two orders of an index."""

import numpy as np
from sympy import (
    Derivative,
    Eq,
    Float,
    Function,
    ImmutableMatrix,
    Lambda,
    MatrixSymbol,
    Sum,
    Symbol,
    evaluate,
    symbols,
    tanh,
)

from .... import activations
from ....parameters import init
from ..arrays import spelt_out
from ..formula import Formula, Numbers, Printed
from ..functions import left_open
from ..networks import SymbolicNetwork, any_network
from ..networks import squared_error as symbolic_squared_error
from ..notation import each, entries, prime, quantity
from ..proving import worked_out
from .examples import Example, logistic, measured
from .f_backpropagation import one_sigma

t = symbols("t", real=True)
m, n, n_in, n_1, n_2, n_3 = symbols("m n n_in n_1 n_2 n_3", integer=True, positive=True)
i, j, k = symbols("i j k", integer=True)
sigma, f, g = Function("sigma"), Function("f"), Function("g")


# F9: the path of one weight through a network with one hidden layer and one linear output

w_kj = Symbol("w^{(1)}_{kj}", real=True)
z_j = quantity("z^{(1)}_j", w_kj, k)
a_j = quantity("a^{(1)}_j", z_j, k)
z_out = quantity("z^{(2)}_0", a_j, k)
C_of_z, C_of_w = quantity("C", z_out, k), quantity("C", w_kj, k)
a_2, w_2, x, y, z_1 = entries("a", 2), entries("w", 2), entries("x"), entries("y"), entries("z", 1)


def paths():
    """Each first weight of a 2-3-1 network; the four slopes are taken one layer at a time."""
    sigmas = {1: left_open("f"), 2: lambda z: z}
    sym = SymbolicNetwork((2, 3, 1), sigmas, symbolic_squared_error, 1)
    z, a, W = sym.names.z, sym.names.a, sym.W
    out = z[2][0]
    for source, own in np.ndindex(W[1].shape):
        slopes = {
            Derivative(z_j, w_kj): sym.combine(sym.X, 1)[own].diff(W[1][source, own]),
            Derivative(a_j, z_j): sym.sigma[1](z[1][own]).diff(z[1][own]),
            Derivative(z_out, a_j): sym.combine(a[1], 2)[0].diff(a[1][own]),
            Derivative(C_of_z, z_out): sym.cost_of(2).diff(out),
        }
        yield {
            **{name: sym.full(slope) for name, slope in slopes.items()},
            Derivative(C_of_w, w_kj): sym.C.diff(W[1][source, own]),
            k: source,
            j: own,
            sigma: Lambda(t, sym.sigma[1](t)),
            **spelt_out(x, sym.X),
            **spelt_out(z_1, sym.z[1]),
            w_2[own, 0]: W[2][own, 0],
            a_2[0]: sym.a[2][0],
            y[0]: sym.y[0],
        }


def gradient_by_paths(rng):
    """∂C/∂W_1 of a 2-3-1 network with tanh: the second line, for each weight."""
    net = init([2, 3, 1], [activations.tanh, activations.identity], rng)
    one = Example(rng, m=1, net=net)
    found = np.empty_like(net.W[1])
    for source, own in np.ndindex(found.shape):
        numbers = {x[source]: one.X[0, source], z_1[own]: one.trace.z[1][0, own]}
        numbers |= {w_2[own, 0]: net.W[2][own, 0], a_2[0]: one.trace.a[2].item()}
        numbers |= {y[0]: one.y.item(), k: source, j: own, sigma: Lambda(t, tanh(t))}
        found[source, own] = worked_out(F9.equations[1].rhs, numbers)
    return Numbers(found, one.grads.dW[1], one.gradient_by_differences(lambda net: net.W[1]))


S4_z, S4_w, S4_b, S4_v = entries("z"), entries("w"), entries("b"), entries("w")
z_alone, b_alone = symbols("z b")


def one_hidden_layer():
    """S4's letters at the numbers of a 2-2-1 network: its w_{ij} goes from j to i."""
    W, z, a, _, _ = measured([2, 2, 1], [0.8, -0.6, 0.5, 2, -1, 0.4, 0.1, 0.3, -0.2])
    return {
        i: 0,
        f: logistic,
        b_alone: Float(-0.2, 4),
        z_alone: z[2][0],
        **spelt_out(S4_z, z[1]),
        **spelt_out(S4_w, W[1].T),
        **spelt_out(S4_v, W[2].T),
        **spelt_out(x, a[0]),
        S4_b[0]: Float(0.1, 4),
    }


with evaluate(False):
    F9 = Formula(
        "F9",
        "The slope of C in a first weight is a product of four local slopes along its path.",
        (
            Eq(
                Derivative(C_of_w, w_kj),
                Derivative(z_j, w_kj)
                * Derivative(a_j, z_j)
                * Derivative(z_out, a_j)
                * Derivative(C_of_z, z_out),
            ),
            Eq(
                Derivative(C_of_w, w_kj),
                x[k] * prime(sigma)(z_1[j]) * w_2[j, 0] * (a_2[0] - y[0]),
            ),
        ),
        paths,
        printed=(
            Printed(
                "S4",
                Eq(S4_z[i], Sum(S4_w[i, j] * x[i], (j, 0, 1)) + S4_b[i]),
                one_hidden_layer(),
            ),
            Printed(
                "S4",
                Eq(z_alone, Sum(S4_v[j] * S4_z[j], (j, 0, 1)) + b_alone),
                one_hidden_layer(),
            ),
        ),
        numbers=gradient_by_paths,
    )


# F10: a network without biases is its layers, one inside the other

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
    W, _, a, _, _ = measured([2, 2, 2, 1], [0.8, -0.6, 0.5, 2, -1, 0.4, 3, 0.7, 2, 1, *[0] * 5])
    return {
        S1_y: ImmutableMatrix(a[3]),
        S1_x: ImmutableMatrix(a[0].T),
        A_1: ImmutableMatrix(W[1]),
        A_3: ImmutableMatrix(W[3]),
        sigma: logistic,
    }


with evaluate(False):
    F10 = Formula(
        "F10",
        "A network without biases is a composition, in rows and in columns.",
        (
            Eq(a_3, each(sigma, each(sigma, each(sigma, X * W_1) * W_2) * W_3)),
            Eq(a_3.T, each(sigma, W_3.T * each(sigma, W_2.T * each(sigma, W_1.T * X.T)))),
        ),
        without_biases,
        printed=(
            Printed(
                "S1",
                Eq(S1_y, each(sigma, A_3.T * each(sigma, A_1.T * S1_x))),
                equal_widths(),
            ),
        ),
    )


# F11: w_{kj} goes from k to j, v_{jk} to j from k; S3 and S2 each mix the two

z_l, b_l, delta_l = entries("z", "l"), entries("b", "l"), entries("delta", "l")
w_l, v_l, a_in = entries("w", "l"), entries("v", "l"), entries("a", "l-1")
C_of_v = quantity("C", v_l[j, k], a_in[k])
n_below = Symbol("n_{l-1}", integer=True, positive=True)
each_k = Symbol("k")  # the index of a sum


def both_orders():
    """Each weight of a 2-3-2 network; ∂C/∂v is taken by SymPy where v_{jk} stands for w_{kj}."""
    sym = any_network([2, 3, 2])
    direct = sym.direct()
    for l, W in sym.W.items():
        for source, own in np.ndindex(W.shape):
            yield {
                k: source,
                j: own,
                n_below: sym.n[l - 1],
                C_of_v: sym.C,
                **spelt_out(z_l, sym.z[l]),
                **spelt_out(b_l, sym.b[l]),
                **spelt_out(delta_l, direct.delta[l]),
                **spelt_out(a_in, sym.a[l - 1]),
                **spelt_out(w_l, W),
                **spelt_out(v_l, W.T),
            }


def gradient_of_the_transpose(rng):
    """∂C/∂v for the middle layer of a network: the last line, the transpose of dW, differences."""
    one = Example(rng, m=1)
    v = one.net.W[2].T
    rhs, found = F11.equations[3].rhs, np.empty(v.shape)
    for own, source in np.ndindex(v.shape):
        numbers = {j: own, k: source, a_in[source]: one.trace.a[1][0, source]}
        numbers |= {delta_l[own]: one.grads.delta[2][0, own]}
        found[own, source] = worked_out(rhs, numbers)
    return Numbers(found, one.grads.dW[2].T, one.gradient_by_differences(lambda net: net.W[2].T))


O_i, h_j = entries("O"), entries("h")
S3_w1, S3_w2, S2_w, S2_b = entries("w", 1), entries("w", 2), entries("w"), entries("b")


def mixed():
    """The letters of S3 and of S2 at the numbers of a 2-2-2 network.

    S3 writes w[source, destination], S2 w[destination, source].
    """
    theta = [0.8, -0.6, 0.5, 2, -1, 0.4, 3, 0.7, *[0] * 4]
    W, _, a, _, _ = measured([2, 2, 2], theta)
    return {
        i: 0,
        j: 0,
        g: logistic,
        sigma: logistic,
        **spelt_out(O_i, a[2]),
        **spelt_out(h_j, a[1]),
        **spelt_out(x, a[0]),
        **spelt_out(S3_w1, W[1]),
        **spelt_out(S3_w2, W[2]),
        **spelt_out(S2_w, W[1].T),
        S2_b[0]: 0,
    }


each_i, each_j = symbols("i j")

with evaluate(False):
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
            Printed(
                "S3",
                Eq(
                    O_i[i],
                    g(
                        Sum(
                            S3_w2[i, each_j]
                            * g(Sum(S3_w1[each_j, each_k] * x[each_k], (each_k, 0, 1))),
                            (each_j, 0, 1),
                        )
                    ),
                ),
                mixed(),
            ),
            Printed(
                "S2",
                Eq(h_j[j], sigma(Sum(S2_w[each_i, j] * x[each_i], (each_i, 0, 1)) + S2_b[i])),
                mixed(),
            ),
        ),
        numbers=gradient_of_the_transpose,
    )

FORMULAS = (F9, F10, F11)

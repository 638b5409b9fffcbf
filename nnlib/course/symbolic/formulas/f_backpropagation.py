"""Rows F: the four equations of backpropagation, and what the sources print of them.

A case of a proof is a layer of a network in which no two neighbours have the same width, and whose
activations and loss are left open; each δ in it is SymPy's own ∂C/∂z.
"""

from functools import cache

import numpy as np
from sympy import (
    Derivative,
    Eq,
    Function,
    HadamardProduct,
    ImmutableMatrix,
    Lambda,
    MatrixSymbol,
    Sum,
    Symbol,
    evaluate,
    symbols,
    tanh,
)

from ....losses import squared_error
from ..arrays import Diagonal, SumOverSamples, spelt_out
from ..formula import Formula, Numbers, Printed
from ..functions import left_open
from ..networks import SymbolicNetwork, any_network
from ..notation import each, entries, prime, quantity
from ..proving import worked_out
from .examples import Example, logistic, measured, t

m, n, n_below, n_above, n_top = symbols("m n k p q", integer=True, positive=True)
sigma = Function("sigma")

a_below = MatrixSymbol("a_{l-1}", m, n_below)
W_l, b_l = MatrixSymbol("W_l", n_below, n), MatrixSymbol("b_l", 1, n)
z_l, delta_l = MatrixSymbol("z_l", m, n), MatrixSymbol("delta_l", m, n)
W_above, delta_above = MatrixSymbol("W_{l+1}", n, n_above), MatrixSymbol("delta_{l+1}", m, n_above)
z_above = MatrixSymbol("z_{l+1}", m, n_above)
W_top, delta_top = MatrixSymbol("W_{l+2}", n_above, n_top), MatrixSymbol("delta_{l+2}", m, n_top)
z_L, delta_L, grad_a = (MatrixSymbol(name, m, n) for name in ("z_L", "delta_L", r"\nabla_a C"))
C_of_z, C_of_W = quantity("C", z_l, W_l), quantity("C", W_l, b_l)


def slope(z):
    """σ′(z), entry by entry."""
    return each(prime(sigma), z)


def one_sigma(widths, m=1):
    """A network with the same open activation in every layer."""
    sym = any_network(widths, m)
    return SymbolicNetwork(sym.n, dict.fromkeys(sym.sigma, left_open("f")), sym.loss, m)


def layers_of(sym):
    """What the arrays around each layer of a network stand for, in the names of its z and a.

    Every δ and every ∂C/∂W is SymPy's own; ∂C/∂z_l is left to BP1 and BP2, for F1 to compare.
    """

    def written(A):
        return ImmutableMatrix(sym.short(A))

    direct, by_rules = sym.direct(), sym.backward()
    for l in range(1, sym.L + 1):
        meaning = {
            m: sym.m,
            n_below: sym.n[l - 1],
            n: sym.n[l],
            a_below: written(sym.a[l - 1]),
            z_l: written(sym.z[l]),
            delta_l: written(direct.delta[l]),
            sigma: Lambda(t, sym.sigma[l](t)),
            Derivative(C_of_z, z_l): written(by_rules.delta[l]),
            Derivative(C_of_W, W_l): written(direct.dW[l]),
            Derivative(C_of_W, b_l): written(direct.db[l]),
            delta_L: written(direct.delta[sym.L]),
            grad_a: written(sym.full(sym.grad_C())),
            z_L: written(sym.z[sym.L]),
        }
        for up, W, delta in ((1, W_above, delta_above), (2, W_top, delta_top)):
            if l + up <= sym.L:
                meaning |= {
                    W.shape[1]: sym.n[l + up],
                    W: ImmutableMatrix(sym.W[l + up]),
                    delta: written(direct.delta[l + up]),
                    z_above: written(sym.z[l + 1]),
                }
        yield meaning


@cache
def layers():
    """The layers of two networks, one of them with a batch of two."""
    return [*layers_of(any_network([2, 3, 2], m=2)), *layers_of(any_network([3, 2, 4, 1]))]


def hidden_layers():
    """The layers that have one above them."""
    return [meaning for meaning in layers() if delta_above in meaning]


@cache
def layers_of_one_sigma():
    """The layers of three networks that have one activation throughout."""
    shapes = ([2, 3, 2], 2), ([2, 3, 2, 1], 1), ([2, 1, 3, 2, 1], 1)
    return [meaning for shape in shapes for meaning in layers_of(one_sigma(*shape))]


def two_layers_below():
    """Of one sample, the layers that have two above them."""
    return [one for one in layers_of_one_sigma() if delta_top in one and one[m] == 1]


def by_formula(one, side, meaning):
    """One side of an equation, worked out on the arrays of an example."""
    arrays = {name: ImmutableMatrix(A) for name, A in meaning.items()}
    worked = worked_out(side, {**arrays, m: len(one.X), sigma: Lambda(t, tanh(t))})
    return np.array(worked.tolist(), dtype=float)


def output_delta(rng):
    """δ_L of a network of three layers."""
    one = Example(rng)
    arrays = {grad_a: squared_error.grad(one.trace.a[3], one.y), z_L: one.trace.z[3]}
    return Numbers(
        by_formula(one, F1.equations[1].rhs, arrays), one.grads.delta[3], one.by_differences(3)
    )


def hidden_delta(rng):
    """δ_1 of a network of three layers."""
    one = Example(rng)
    arrays = {delta_above: one.grads.delta[2], W_above: one.net.W[2], z_l: one.trace.z[1]}
    return Numbers(
        by_formula(one, F2.equations[0].rhs, arrays), one.grads.delta[1], one.by_differences(1)
    )


def weight_gradient(rng):
    """∂C/∂W_2 of a network of three layers, and ∂C/∂b_2 as a row beneath it."""
    one = Example(rng)
    arrays = {a_below: one.trace.a[1], delta_l: one.grads.delta[2]}
    return Numbers(
        np.vstack([by_formula(one, equation.rhs, arrays) for equation in F3.equations]),
        np.vstack([one.grads.dW[2], one.grads.db[2]]),
        np.vstack(
            [
                one.gradient_by_differences(lambda net: net.W[2]),
                one.gradient_by_differences(lambda net: net.b[2]),
            ]
        ),
    )


def unrolled_delta(rng):
    """δ_1 of a network of three layers from its δ_3, for one sample."""
    one = Example(rng, m=1)
    arrays = {
        z_l: one.trace.z[1],
        z_above: one.trace.z[2],
        W_above: one.net.W[2],
        W_top: one.net.W[3],
        delta_top: one.grads.delta[3],
    }
    return Numbers(
        by_formula(one, F4.equations[0].rhs, arrays), one.grads.delta[1], one.by_differences(1)
    )


# F1: the last layer.  S3 differentiates the error of one output by δ where it means S.

e_of_delta = quantity("e", Symbol("delta_i", real=True))
s_i, y_i = symbols("s_i y_i", real=True)
g = Function("g")

with evaluate(False):
    F1 = Formula(
        "F1",
        "δ is the slope of C in z; in the last layer it is ∇_a C ⊙ σ′(z_L) (BP1).",
        (
            Eq(delta_l, Derivative(C_of_z, z_l)),
            Eq(delta_L, HadamardProduct(grad_a, slope(z_L))),
        ),
        layers_of_one_sigma,
        printed=(
            Printed(
                "S3",
                Eq(Derivative(e_of_delta, e_of_delta.args[0]), (g(s_i) - y_i) * prime(g)(s_i)),
                # With g(s) = 2s and y = 0: e = 2s², δ = ∂e/∂s = 4s, so that e = δ²/8.
                at={
                    e_of_delta.func: Lambda(t, t**2 / 8),
                    g: Lambda(t, 2 * t),
                    s_i: e_of_delta.args[0] / 4,
                    y_i: 0,
                },
            ),
        ),
        numbers=output_delta,
    )


# F2: one layer back.  S0's line for L − 1 has the slope of layer L; S3's sum holds δ_i for δ_j.


i, j = symbols("i j", integer=True)
delta_low, s_low = entries("delta", "l-1"), entries("S", "l-1")
delta_up, w_up = entries("delta", "l"), entries("w", "l")
delta_0, delta_1, w_1, z_1 = symbols("delta^{(L-1)} delta^{(L)} w^{(L)} z^{(L)}", real=True)


def before_the_last():
    """δ of layer L − 1 in a 1-1-1 network, and what S0's line makes it of."""
    W, z, _, delta, _ = measured([1, 1, 1], [0.8, -0.6, 0.1, 0.3])
    return {
        delta_0: delta[1][0],
        delta_1: delta[2][0],
        w_1: W[2][0],
        z_1: z[2][0],
        sigma: logistic,
    }


def first_of_two():
    """δ of the first neuron below two others, and what S3's sum makes it of."""
    W, z, _, delta, _ = measured([1, 2, 2], [0.8, -0.6, 0.5, 2, -1, 0.4, 0.1, 0.3, -0.2, 0.6])
    return {
        i: 0,
        g: logistic,
        **spelt_out(delta_low, delta[1]),
        **spelt_out(delta_up, delta[2]),
        **spelt_out(w_up, W[2]),
        **spelt_out(s_low, z[1]),
    }


with evaluate(False):
    F2 = Formula(
        "F2",
        "δ comes back through the weights, times the slope of its own layer (BP2).",
        (Eq(delta_l, HadamardProduct(delta_above * W_above.T, slope(z_l))),),
        hidden_layers,
        printed=(
            Printed("S0", Eq(delta_0, delta_1 * w_1 * prime(sigma)(z_1)), before_the_last()),
            Printed(
                "S3",
                Eq(delta_low[i], Sum(delta_up[i] * w_up[i, j] * prime(g)(s_low[i]), (j, 0, 1))),
                first_of_two(),
            ),
        ),
        numbers=hidden_delta,
    )


# F3: the weights and the biases

with evaluate(False):
    F3 = Formula(
        "F3",
        "The gradient of a weight is what comes in along it times δ (BP3), of a bias δ (BP4).",
        (
            Eq(Derivative(C_of_W, W_l), a_below.T * delta_l),
            Eq(Derivative(C_of_W, b_l), SumOverSamples(delta_l)),
        ),
        layers,
        numbers=weight_gradient,
    )


# F4: two layers back at once, in rows, and for one sample in columns.  S4's product has a δ in its
# middle, and shapes that only fit where each layer is one neuron.

d_0, d_1, d_2 = symbols("delta^l delta^{l+1} delta^L", real=True)
s_0, s_1, u_1, u_2 = symbols("z^l z^{l+1} W^{l+1} W^L", real=True)
f = Function("f")


def in_a_row():
    """S4's letters at the numbers of a 1-1-1-1 network."""
    W, z, _, delta, _ = measured([1, 1, 1, 1], [0.8, -0.6, 1.5, 0.1, 0.3, -0.2])
    deltas = {name: delta[l][0] for l, name in enumerate((d_0, d_1, d_2), 1)}
    return deltas | {
        s_0: z[1][0],
        s_1: z[2][0],
        u_1: W[2][0],
        u_2: W[3][0],
        f: logistic,
    }


with evaluate(False):
    F4 = Formula(
        "F4",
        "Unrolled: δ of a layer from the δ two layers above, in rows and, for one sample, columns.",
        (
            Eq(
                delta_l,
                HadamardProduct(
                    HadamardProduct(delta_top * W_top.T, slope(z_above)) * W_above.T, slope(z_l)
                ),
            ),
            Eq(
                delta_l.T,
                Diagonal(slope(z_l)) * W_above * Diagonal(slope(z_above)) * W_top * delta_top.T,
            ),
        ),
        two_layers_below,
        printed=(
            Printed(
                "S4", Eq(d_0, prime(f)(s_0) * u_1 * d_1 * prime(f)(s_1) * u_2 * d_2), in_a_row()
            ),
        ),
        numbers=unrolled_delta,
    )

FORMULAS = (F1, F2, F3, F4)

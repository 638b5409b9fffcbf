"""Rows F1 to F4: the four equations of backpropagation, and what the sources print of them.

F1  δ is ∂C/∂z; in the last layer (BP1)        F3  the gradients of weights (BP3), biases (BP4)
F2  one layer back (BP2)                       F4  two layers back at once

A case of a proof is a layer of a network in which no two neighbours have the same width, and whose
activations and loss are left open; each δ in it is SymPy's own ∂C/∂z.
"""

from functools import cache

import numpy as np
from sympy.concrete import Sum
from sympy.core import Derivative, Eq, Function, Lambda, Symbol, evaluate, symbols
from sympy.matrices import HadamardProduct, ImmutableMatrix, MatrixSymbol

from ....losses import squared_error
from ..arrays import Diagonal, SumOverSamples, spelt_out
from ..formula import Comparison, Formula, Misprint
from ..networks import any_network
from ..notation import each, entries, prime, quantity
from ..proving import worked_out
from .examples import Example, four_digits, logistic, one_sigma, t

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


def slope_at(z):
    """σ′(z), entry by entry."""
    return each(prime(sigma), z)


def around(l, net, delta, grad_C, written=ImmutableMatrix):
    """What the arrays around layer l of a network stand for, `written` in symbols or numbers."""
    arrays = {
        a_below: net.a[l - 1],
        z_l: net.z[l],
        delta_l: delta[l],
        z_L: net.z[net.L],
        delta_L: delta[net.L],
        grad_a: grad_C,
    }
    lengths = {m: net.m, n_below: net.n[l - 1], n: net.n[l]}
    for up, W_up, delta_up in ((1, W_above, delta_above), (2, W_top, delta_top)):
        if l + up <= net.L:
            lengths[W_up.shape[1]] = net.n[l + up]
            arrays |= {W_up: net.W[l + up], delta_up: delta[l + up], z_above: net.z[l + 1]}
    letters = {name: written(A) for name, A in arrays.items()}
    return lengths | letters | {sigma: Lambda(t, net.sigma[l](t))}


def layers_of(sym):
    """What is around each layer of a network of symbols, in the names of its z and a.

    Every δ and every ∂C/∂W is SymPy's own; ∂C/∂z_l is left to BP1 and BP2, for F1 to compare.
    """

    def written(A):
        return ImmutableMatrix(sym.short(A))

    direct, by_rules, grad_C = sym.direct(), sym.backward(), sym.full(sym.grad_C())
    for l in range(1, sym.L + 1):
        yield around(l, sym, direct.delta, grad_C, written) | {
            Derivative(C_of_z, z_l): written(by_rules.delta[l]),
            Derivative(C_of_W, W_l): written(direct.dW[l]),
            Derivative(C_of_W, b_l): written(direct.db[l]),
        }


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


def by_formula(line, l, one):
    """The right side of a line, worked out on the arrays around layer l of an example."""
    meaning = around(l, one, one.delta, squared_error.grad(one.a[one.L], one.y))
    return np.array(worked_out(line.rhs, meaning).tolist(), dtype=float)


def delta_three_ways(line, l, one):
    """δ_l of an example by the line, by nnlib, and by differences."""
    return Comparison(by_formula(line, l, one), one.delta[l], one.delta_by_differences(l))


def output_delta(equations, rng):
    """δ_3 of a network of three layers."""
    _, last = equations
    return delta_three_ways(last, 3, Example.drawn(rng))


def hidden_delta(equations, rng):
    """δ_1 of a network of three layers, from δ_2."""
    (one_back,) = equations
    return delta_three_ways(one_back, 1, Example.drawn(rng))


def weight_gradient(equations, rng):
    """∂C/∂W_2 of a network of three layers, and ∂C/∂b_2 as a row beneath it."""
    one = Example.drawn(rng)
    differences = map(one.gradient_by_differences, (lambda net: net.W[2], lambda net: net.b[2]))
    return Comparison(
        np.vstack([by_formula(line, 2, one) for line in equations]),
        np.vstack([one.grads.dW[2], one.grads.db[2]]),
        np.vstack([*differences]),
    )


def unrolled_delta(equations, rng):
    """δ_1 of a network of three layers from its δ_3, for one sample."""
    in_rows, _ = equations
    return delta_three_ways(in_rows, 1, Example.drawn(rng, m=1))


# S3 differentiates the error of one output by δ where it means S.
e_of_delta = quantity("e", Symbol("delta_i", real=True))
s_i, y_i = symbols("s_i y_i", real=True)
g = Function("g")

with evaluate(False):
    F1 = Formula(
        "F1",
        "δ is the slope of C in z; in the last layer it is ∇_a C ⊙ σ′(z_L) (BP1).",
        (
            Eq(delta_l, Derivative(C_of_z, z_l)),
            Eq(delta_L, HadamardProduct(grad_a, slope_at(z_L))),
        ),
        layers_of_one_sigma,
        printed=(
            Misprint(
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


# S0's line for layer L − 1 has the slope of layer L; S3's sum holds δ_i for δ_j.
i, j = symbols("i j", integer=True)
delta_low, s_low = entries("delta", "l-1"), entries("S", "l-1")
delta_up, w_up = entries("delta", "l"), entries("w", "l")
delta_0, delta_1, w_1, z_1 = symbols("delta^{(L-1)} delta^{(L)} w^{(L)} z^{(L)}", real=True)


def before_the_last():
    """δ of layer L − 1 in a 1-1-1 network, and what S0's line makes it of."""
    net = four_digits([1, 1, 1], [0.8, -0.6, 0.1, 0.3])
    deltas = {delta_0: net.delta[1][0], delta_1: net.delta[2][0]}
    return deltas | {w_1: net.W[2][0], z_1: net.z[2][0], sigma: logistic}


def first_of_two():
    """δ of the first neuron below two others, and what S3's sum makes it of."""
    net = four_digits([1, 2, 2], [0.8, -0.6, 0.5, 2, -1, 0.4, 0.1, 0.3, -0.2, 0.6])
    deltas = {delta_low: net.delta[1], delta_up: net.delta[2]}
    return {i: 0, g: logistic, **spelt_out(deltas | {w_up: net.W[2], s_low: net.z[1]})}


with evaluate(False):
    F2 = Formula(
        "F2",
        "δ comes back through the weights, times the slope of its own layer (BP2).",
        (Eq(delta_l, HadamardProduct(delta_above * W_above.T, slope_at(z_l))),),
        hidden_layers,
        printed=(
            Misprint("S0", Eq(delta_0, delta_1 * w_1 * prime(sigma)(z_1)), before_the_last()),
            Misprint(
                "S3",
                Eq(delta_low[i], Sum(delta_up[i] * w_up[i, j] * prime(g)(s_low[i]), (j, 0, 1))),
                first_of_two(),
            ),
        ),
        numbers=hidden_delta,
    )
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


# S4's product has a δ in its middle, and shapes that only fit where each layer is one neuron.
d_0, d_1, d_2 = symbols("delta^l delta^{l+1} delta^L", real=True)
s_0, s_1, u_1, u_2 = symbols("z^l z^{l+1} W^{l+1} W^L", real=True)
f = Function("f")


def in_a_row():
    """S4's letters at the numbers of a 1-1-1-1 network."""
    net = four_digits([1, 1, 1, 1], [0.8, -0.6, 1.5, 0.1, 0.3, -0.2])
    deltas = {name: net.delta[l][0] for l, name in enumerate((d_0, d_1, d_2), 1)}
    weights = {u_1: net.W[2][0], u_2: net.W[3][0]}
    return deltas | weights | {s_0: net.z[1][0], s_1: net.z[2][0], f: logistic}


with evaluate(False):
    one_back = HadamardProduct(delta_top * W_top.T, slope_at(z_above))
    F4 = Formula(
        "F4",
        "Unrolled: δ of a layer from the δ two layers above, in rows and, for one sample, columns.",
        (
            Eq(delta_l, HadamardProduct(one_back * W_above.T, slope_at(z_l))),
            Eq(
                delta_l.T,
                Diagonal(slope_at(z_l))
                * W_above
                * Diagonal(slope_at(z_above))
                * W_top
                * delta_top.T,
            ),
        ),
        two_layers_below,
        printed=(
            Misprint(
                "S4", Eq(d_0, prime(f)(s_0) * u_1 * d_1 * prime(f)(s_1) * u_2 * d_2), in_a_row()
            ),
        ),
        numbers=unrolled_delta,
    )

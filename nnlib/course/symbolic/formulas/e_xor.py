"""Rows E: the network of S2's XOR example, 2-2-1 with one activation, and its nine gradients."""

import numpy as np
from sympy import (
    Derivative,
    Eq,
    Function,
    Lambda,
    Rational,
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
from ..networks import SymbolicNetwork, squared_error
from ..notation import entries, prime, quantity
from ..proving import vanishes, worked_out
from .examples import Example, logistic, measured

t = symbols("t", real=True)
i, j, k = symbols("i j k", integer=True)
sigma, r = Function("sigma"), Function("r")
x, y = entries("x"), entries("y")
w_1, b_1, z_1, a_1 = (entries(name, 1) for name in "wbza")
w_2, b_2, z_2, a_2 = (entries(name, 2) for name in "wbza")
delta_2 = entries("delta", 2)


def xor_network():
    """2-2-1, one sample, squared error, one activation that is left open."""
    return SymbolicNetwork((2, 2, 1), dict.fromkeys((1, 2), left_open("f")), squared_error, 1)


def parts(sym):
    """What the inputs, the target and the parameters stand for."""
    return {
        sigma: Lambda(t, sym.sigma[1](t)),
        **spelt_out(x, sym.X),
        y[0]: sym.y[0],
        **spelt_out(w_1, sym.W[1]),
        **spelt_out(b_1, sym.b[1]),
        **{w_2[own, 0]: sym.W[2][own, 0] for own in range(2)},
        b_2[0]: sym.b[2][0],
    }


# E3: one function of eleven variables, one of twelve

C = Symbol("C")
each_j, each_k = symbols("j k")  # the indices of sums


def count_variables(equations):
    """Both lines are the network's, and the symbols in them are counted."""
    sym = xor_network()
    (_, output), (_, cost) = (equation.args for equation in equations)
    output = worked_out(output, parts(sym))
    cost = worked_out(cost, {a_2[0]: output, y[0]: sym.y[0]})
    same = vanishes(output - sym.a[2][0]) and vanishes(cost - sym.C)
    inputs, variables = set(sym.X), output.free_symbols
    if not same or variables != {*inputs, *sym.theta} or cost.free_symbols - variables != {*sym.y}:
        return ""
    return (
        f"the output is a function of {len(sym.theta)} weights and {len(inputs)} inputs, "
        f"{len(variables)} variables; the target is number {len(cost.free_symbols)} of the loss."
    )


with evaluate(False):
    E3 = Formula(
        "E3",
        "The whole network is one expression, and so is its loss.",
        (
            Eq(
                a_2[0],
                sigma(
                    Sum(
                        sigma(Sum(x[each_k] * w_1[each_k, each_j], (each_k, 0, 1)) + b_1[each_j])
                        * w_2[each_j, 0],
                        (each_j, 0, 1),
                    )
                    + b_2[0]
                ),
            ),
            Eq(C, Rational(1, 2) * (a_2[0] - y[0]) ** 2),
        ),
        argument=count_variables,
    )


# E4: the nine gradients; j and k are 0 or 1

C_of_w2, C_of_b2 = quantity("C", w_2[j, 0], y[0]), quantity("C", b_2[0], y[0])
C_of_w1, C_of_b1 = quantity("C", w_1[k, j], y[0]), quantity("C", b_1[j], y[0])


def nine_gradients():
    """The four choices of j and k reach all nine parameters."""
    sym = xor_network()
    direct = sym.direct()
    for source, own in np.ndindex(2, 2):
        yield {
            j: own,
            k: source,
            **parts(sym),
            **dict.fromkeys((C_of_w1, C_of_b1, C_of_w2, C_of_b2), sym.C),
            **spelt_out(z_1, sym.z[1]),
            **spelt_out(a_1, sym.a[1]),
            z_2[0]: sym.z[2][0],
            a_2[0]: sym.a[2][0],
            delta_2[0]: direct.delta[2][0],
        }


def gradients_of_2_2_1(rng):
    """All nine, in the order of theta, from the lines of E4."""
    one = Example(rng, m=1, net=init([2, 2, 1], [activations.tanh] * 2, rng))
    delta, *lines = (equation.rhs for equation in E4.equations)
    known = {sigma: Lambda(t, tanh(t)), y[0]: one.y.item()}
    known |= {x[c]: one.X[0, c] for c in range(2)}
    known |= {z_1[c]: one.trace.z[1][0, c] for c in range(2)}
    known |= {a_1[c]: one.trace.a[1][0, c] for c in range(2)}
    known |= {w_2[c, 0]: one.net.W[2][c, 0] for c in range(2)}
    known |= {z_2[0]: one.trace.z[2].item(), a_2[0]: one.trace.a[2].item()}
    known |= {delta_2[0]: worked_out(delta, known)}
    of_w2, of_b2, of_w1, of_b1 = lines
    found = [worked_out(of_w1, known | {k: c, j: d}) for c in range(2) for d in range(2)]
    found += [worked_out(of_w2, known | {j: d}) for d in range(2)]
    found += [worked_out(of_b1, known | {j: d}) for d in range(2)] + [worked_out(of_b2, known)]
    return Numbers(
        np.array(found, dtype=float),
        one.grads.dtheta,
        one.gradient_by_differences(lambda net: net.theta),
    )


S2_w, S2_h, S2_s = entries("w"), entries("h"), Symbol("s_{h_i}")
h_i = quantity("h_i", S2_w[i, j], k)


def first_hidden_neuron():
    """S2's letters at the numbers of a 2-2-1 network: its w_{ij} goes from j to i."""
    W, z, a, _, slopes = measured([2, 2, 1], [0.8, -0.6, 0.5, 2, -1, 0.4, *[0] * 3])
    return {
        i: 0,
        j: 1,
        Derivative(h_i, S2_w[i, j]).xreplace({i: 0, j: 1}): slopes[1][0] * a[0][1],
        r: logistic,
        S2_s: z[1][0],
        **spelt_out(S2_w, W[1].T),
        **spelt_out(S2_h, a[1]),
        **spelt_out(x, a[0]),
    }


with evaluate(False):
    E4 = Formula(
        "E4",
        "The nine gradients of the 2-2-1 network; j and k are 0 or 1.",
        (
            Eq(delta_2[0], (a_2[0] - y[0]) * prime(sigma)(z_2[0])),
            Eq(Derivative(C_of_w2, w_2[j, 0]), delta_2[0] * a_1[j]),
            Eq(Derivative(C_of_b2, b_2[0]), delta_2[0]),
            Eq(
                Derivative(C_of_w1, w_1[k, j]),
                delta_2[0] * w_2[j, 0] * prime(sigma)(z_1[j]) * x[k],
            ),
            Eq(Derivative(C_of_b1, b_1[j]), delta_2[0] * w_2[j, 0] * prime(sigma)(z_1[j])),
        ),
        nine_gradients,
        printed=(
            Printed(
                "S2",
                Eq(
                    Derivative(h_i, S2_w[i, j]),
                    prime(r)(Sum(S2_w[i, each_k] * x[i], (each_k, 0, 1))) * x[j],
                ),
                first_hidden_neuron(),
            ),
            Printed(
                "S2",
                Eq(S2_s, Sum(S2_w[i, each_k] * S2_h[each_k], (each_k, 0, 1))),
                first_hidden_neuron(),
            ),
            Printed(
                "S2",
                Eq(Derivative(h_i, S2_w[i, j]), prime(r)(S2_s) * x[i]),
                first_hidden_neuron(),
            ),
        ),
        numbers=gradients_of_2_2_1,
    )

FORMULAS = (E3, E4)

"""Rows E: the network of S2's XOR example, 2-2-1 with one activation, and its nine gradients.

E3  the network and its loss as one expression
E4  the nine gradients, and what S2 prints of them
"""

import numpy as np
from sympy.concrete import Sum
from sympy.core import Derivative, Eq, Function, Lambda, Rational, Symbol, evaluate, symbols

from .... import activations
from ....losses import squared_error
from ..arrays import spelt_out
from ..formula import Comparison, Formula, Misprint
from ..functions import LOSS, undefined_function
from ..networks import SymbolicNetwork
from ..notation import entries, prime, quantity
from ..proving import vanishes, worked_out
from .examples import Example, four_digits, logistic

t = symbols("t", real=True)
i, j, k = symbols("i j k", integer=True)
each_j, each_k = symbols("j k")  # the indices of sums
sigma, r = Function("sigma"), Function("r")
x, y = entries("x"), entries("y")
w_1, b_1, z_1, a_1 = (entries(name, 1) for name in "wbza")
w_2, b_2, z_2, a_2 = (entries(name, 2) for name in "wbza")
delta_2, C = entries("delta", 2), Symbol("C")


def xor_network():
    """2-2-1, one sample, squared error, one activation that is left open."""
    sigma = dict.fromkeys((1, 2), undefined_function("f"))
    return SymbolicNetwork((2, 2, 1), sigma, LOSS[squared_error], 1)


def letters(net):
    """What the page's letters stand for in a 2-2-1 network, of symbols or of numbers."""
    arrays = {x: net.X, y: net.y}
    arrays |= {w_1: net.W[1], b_1: net.b[1], z_1: net.z[1], a_1: net.a[1]}
    arrays |= {w_2: net.W[2], b_2: net.b[2], z_2: net.z[2], a_2: net.a[2]}
    return {sigma: Lambda(t, net.sigma[1](t)), **spelt_out(arrays)}


def count_variables(equations):
    """Both lines are the network's, and the symbols in them are counted."""
    sym = xor_network()
    output, cost = (equation.rhs for equation in equations)
    output = worked_out(output, letters(sym))
    cost = worked_out(cost, letters(sym) | {a_2[0]: output})
    same = vanishes(output - sym.a[2][0]) and vanishes(cost - sym.C)
    inputs, variables = set(sym.X), output.free_symbols
    if not same or variables != {*inputs, *sym.theta} or cost.free_symbols - variables != {*sym.y}:
        return ""
    return (
        f"the output is a function of {len(sym.theta)} weights and {len(inputs)} inputs, "
        f"{len(variables)} variables; the target is number {len(cost.free_symbols)} of the loss."
    )


with evaluate(False):
    hidden = sigma(Sum(x[each_k] * w_1[each_k, each_j], (each_k, 0, 1)) + b_1[each_j])
    E3 = Formula(
        "E3",
        "The whole network is one expression, and so is its loss.",
        (
            Eq(a_2[0], sigma(Sum(hidden * w_2[each_j, 0], (each_j, 0, 1)) + b_2[0])),
            Eq(C, Rational(1, 2) * (a_2[0] - y[0]) ** 2),
        ),
        argument=count_variables,
    )


C_of_w2, C_of_b2 = quantity("C", w_2[j, 0], y[0]), quantity("C", b_2[0], y[0])
C_of_w1, C_of_b1 = quantity("C", w_1[k, j], y[0]), quantity("C", b_1[j], y[0])


def nine_gradients():
    """The four choices of j and k reach all nine parameters."""
    sym = xor_network()
    known = letters(sym) | spelt_out({delta_2: sym.direct().delta[2]})
    known |= dict.fromkeys((C_of_w1, C_of_b1, C_of_w2, C_of_b2), sym.C)
    for source, own in np.ndindex(2, 2):
        yield {j: own, k: source, **known}


def gradients_of_2_2_1(equations, rng):
    """All nine, in the order of theta."""
    delta, of_w2, of_b2, of_w1, of_b1 = (equation.rhs for equation in equations)
    one = Example.drawn(rng, m=1, n=(2, 2, 1), sigma=(activations.tanh,) * 2)
    known = letters(one)
    known[delta_2[0]] = worked_out(delta, known)
    found = [worked_out(of_w1, known | {k: c, j: d}) for c in range(2) for d in range(2)]
    found += [worked_out(of_w2, known | {j: d}) for d in range(2)]
    found += [worked_out(of_b1, known | {j: d}) for d in range(2)] + [worked_out(of_b2, known)]
    return Comparison(
        np.array(found, dtype=float),
        one.grads.dtheta,
        one.gradient_by_differences(lambda net: net.theta),
    )


S2_w, S2_h, S2_s = entries("w"), entries("h"), Symbol("s_{h_i}")
h_i = quantity("h_i", S2_w[i, j], k)


def first_hidden_neuron():
    """S2's letters at the numbers of a 2-2-1 network: its w_{ij} goes from j to i."""
    net = four_digits([2, 2, 1], [0.8, -0.6, 0.5, 2, -1, 0.4, *[0] * 3])
    return {
        i: 0,
        j: 1,
        Derivative(h_i, S2_w[i, j]).xreplace({i: 0, j: 1}): net.slope[1][0] * net.a[0][1],
        r: logistic,
        S2_s: net.z[1][0],
        **spelt_out({S2_w: net.W[1].T, S2_h: net.a[1], x: net.a[0]}),
    }


with evaluate(False):
    delta_hidden = delta_2[0] * w_2[j, 0] * prime(sigma)(z_1[j])
    S2_slope, at = Derivative(h_i, S2_w[i, j]), first_hidden_neuron()
    S2_sum = Sum(S2_w[i, each_k] * x[i], (each_k, 0, 1))
    E4 = Formula(
        "E4",
        "The nine gradients of the 2-2-1 network; j and k are 0 or 1.",
        (
            Eq(delta_2[0], (a_2[0] - y[0]) * prime(sigma)(z_2[0])),
            Eq(Derivative(C_of_w2, w_2[j, 0]), delta_2[0] * a_1[j]),
            Eq(Derivative(C_of_b2, b_2[0]), delta_2[0]),
            Eq(Derivative(C_of_w1, w_1[k, j]), delta_hidden * x[k]),
            Eq(Derivative(C_of_b1, b_1[j]), delta_hidden),
        ),
        nine_gradients,
        printed=(
            Misprint("S2", Eq(S2_slope, prime(r)(S2_sum) * x[j]), at),
            Misprint("S2", Eq(S2_s, Sum(S2_w[i, each_k] * S2_h[each_k], (each_k, 0, 1))), at),
            Misprint("S2", Eq(S2_slope, prime(r)(S2_s) * x[i]), at),
        ),
        numbers=gradients_of_2_2_1,
    )

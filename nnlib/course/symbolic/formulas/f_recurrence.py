"""Row F5: the forward recurrence of S2, Theorem 1.5.1, one sweep up the layers for each weight.

It is written for one sample.  A case is a weight, a layer above it and a neuron of that layer.
"""

import numpy as np
from sympy import Derivative, Eq, Function, Lambda, Matrix, Sum, Symbol, evaluate, symbols, tanh

from ....losses import squared_error
from ..arrays import entry, spelt_out
from ..formula import Formula, Numbers, Printed
from ..notation import entries, prime, quantity
from ..proving import worked_out
from .examples import Example, measured
from .f_backpropagation import one_sigma

x = symbols("x", real=True)
j, k, s, t, n_L, n_q = symbols("j k s t n_L n_q", integer=True)
each_t = Symbol("t")  # the index of the sum over the outputs
sigma = Function("sigma")
w = Symbol("w^{(l)}_{kj}", real=True)
w_above, z_above = entries("w", "q"), entries("z", "q")
z_own, a_in = entries("z", "l"), entries("a", "l-1")

a_own, a_below = entry("a^{(l)}", j, w), entry("a^{(q-1)}", s, w)
a_above, a_last = entry("a^{(q)}", t, w), entry("a^{(L)}", each_t, w)
C_of_a, C_of_w = quantity("C", a_last, w), quantity("C", w, k)


def moving(a, weight, slopes):
    """What ∂a_j/∂w stands for, for each neuron j of a layer."""
    index = a.args[0]
    slope = Derivative(a, w)
    return {slope.xreplace({index: c, w: weight}): one for c, one in enumerate(slopes)}


def sweeps():
    """Each weight below the last layer of a 2-3-2-1 network and of a 1-2-3."""
    for widths in ([2, 3, 2, 1], [1, 2, 3]):
        sym = one_sigma(widths)
        for l in range(1, sym.L):
            for place in np.ndindex(sym.W[l].shape):
                yield from sweep(sym, l, place)


def sweep(sym, l, place):
    """The cases of the weight `place` of layer l; every derivative is SymPy's own."""
    weight = sym.W[l][place]
    slopes = {q: sym.short(sym.a[q].diff(weight)) for q in range(l, sym.L + 1)}
    last = sym.short(sym.full(sym.grad_C()))
    known = {
        w: weight,
        k: place[0],
        j: place[1],
        n_L: sym.n[-1],
        sigma: Lambda(x, sym.sigma[1](x)),
        **spelt_out(z_own, sym.names.z[l]),
        **spelt_out(a_in, sym.names.a[l - 1]),
        **moving(a_own, weight, slopes[l]),
        **moving(a_last, weight, slopes[sym.L]),
        Derivative(C_of_w, w).xreplace({w: weight, k: place[0]}): sym.short(sym.C.diff(weight)),
    }
    slope = Derivative(C_of_a, a_last)
    known |= {slope.xreplace({each_t: c, w: weight}): one for c, one in enumerate(last)}
    for q in range(l + 1, sym.L + 1):
        above = {
            n_q: sym.n[q - 1],
            **spelt_out(w_above, sym.W[q]),
            **spelt_out(z_above, sym.names.z[q]),
            **moving(a_below, weight, slopes[q - 1]),
            **moving(a_above, weight, slopes[q]),
        }
        for neuron in range(sym.n[q]):
            yield known | above | {t: neuron}


def gradient_by_sweeps(rng):
    """∂C/∂W_1 of a network of three layers: the three lines, in a sweep for each weight."""
    one = Example(rng, m=1)
    net, trace = one.net, one.trace
    onward, start, end = (equation.rhs for equation in F5.equations)
    found = np.empty_like(net.W[1])
    for place in np.ndindex(found.shape):
        known = {
            k: place[0],
            j: place[1],
            n_L: net.n[-1],
            sigma: Lambda(x, tanh(x)),
            **spelt_out(z_own, Matrix(trace.z[1])),
            **spelt_out(a_in, Matrix(trace.a[0])),
        }
        slopes = [0.0] * net.n[1]
        slopes[place[1]] = worked_out(start, known)
        for q in (2, 3):
            known |= {
                n_q: net.n[q - 1],
                **spelt_out(w_above, Matrix(net.W[q])),
                **spelt_out(z_above, Matrix(trace.z[q])),
                **moving(a_below, w, slopes),
            }
            slopes = [worked_out(onward, known | {t: neuron}) for neuron in range(net.n[q])]
        slope = Derivative(C_of_a, a_last)
        last = squared_error.grad(trace.a[3], one.y)[0]
        known |= moving(a_last, w, slopes)
        known |= {slope.xreplace({each_t: c}): value for c, value in enumerate(last)}
        found[place] = worked_out(end, known)
    return Numbers(found, one.grads.dW[1], one.gradient_by_differences(lambda net: net.W[1]))


def first_weight():
    """The first weight of a 1-2-2 network of the logistic function."""
    W, _, a, delta, slopes = measured([1, 2, 2], [0.8, -0.6, 0.5, 2, -1, 0.4, 0.1, 0.3, -0.2, 0.6])
    rise = slopes[1][0] * a[0][0]
    return {
        k: 0,
        j: 0,
        each_t: 0,
        a_own.xreplace({j: 0}): a[1][0],
        **spelt_out(a_in, a[0]),
        **moving(a_own, w, [rise]),
        **moving(a_last, w, [slopes[2][c] * W[2][0, c] * rise for c in range(2)]),
        Derivative(C_of_a, a_last).xreplace({each_t: 0}): delta[2][0] / slopes[2][0],
        Derivative(C_of_w, w).xreplace({k: 0}): delta[1][0] * a[0][0],
    }


with evaluate(False):
    F5 = Formula(
        "F5",
        "Forward, for l = 1 … L: from the one neuron that a weight enters, up the layers, to C.",
        (
            Eq(
                Derivative(a_above, w),
                prime(sigma)(z_above[t])
                * Sum(w_above[s, t] * Derivative(a_below, w), (s, 0, n_q - 1)),
            ),
            Eq(Derivative(a_own, w), prime(sigma)(z_own[j]) * a_in[k]),
            Eq(
                Derivative(C_of_w, w),
                Sum(Derivative(C_of_a, a_last) * Derivative(a_last, w), (each_t, 0, n_L - 1)),
            ),
        ),
        sweeps,
        printed=(
            Printed("S2", Eq(Derivative(a_own, w), a_own * a_in[k]), first_weight()),
            Printed(
                "S2",
                Eq(Derivative(C_of_w, w), Derivative(C_of_a, a_last) * Derivative(a_last, w)),
                first_weight(),
            ),
        ),
        numbers=gradient_by_sweeps,
    )

FORMULAS = (F5,)

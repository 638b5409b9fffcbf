"""Rows F5 and F9: from one weight up the layers to C.

F5  the forward recurrence of S2, Theorem 1.5.1, one sweep for each weight
F9  the path of a first weight through a network with one hidden layer

Both are written for one sample.
"""

from copy import copy

import numpy as np
from sympy.concrete import Sum
from sympy.core import Derivative, Eq, Float, Function, Lambda, Symbol, evaluate, symbols

from .... import activations
from ....losses import squared_error
from ..arrays import spelt_out, varying_entry
from ..formula import Comparison, Formula, Misprint
from ..functions import LOSS, undefined_function
from ..networks import SymbolicNetwork
from ..notation import entries, prime, quantity
from ..proving import worked_out
from .examples import Example, four_digits, logistic, one_sigma

u = symbols("u", real=True)
j, k, s, t, n_L, n_q = symbols("j k s t n_L n_q", integer=True)
each_t = Symbol("t")  # the index of the sum over the outputs
sigma = Function("sigma")
w = Symbol("w^{(l)}_{kj}", real=True)
w_above, z_above = entries("w", "q"), entries("z", "q")
z_own, a_in = entries("z", "l"), entries("a", "l-1")

a_own, a_below = varying_entry("a^{(l)}", j, w), varying_entry("a^{(q-1)}", s, w)
a_above, a_last = varying_entry("a^{(q)}", t, w), varying_entry("a^{(L)}", each_t, w)
C_of_a, C_of_w = quantity("C", a_last, w), quantity("C", w, k)


def moving(a, weight, slopes):
    """What ∂a_j/∂w stands for, for each neuron j of a layer."""
    index, slope = a.args[0], Derivative(a, w)
    return {slope.xreplace({index: c, w: weight}): one for c, one in enumerate(slopes)}


def leaving(weight, slopes):
    """What ∂C/∂a_t stands for, for each output t."""
    slope = Derivative(C_of_a, a_last)
    return {slope.xreplace({each_t: c, w: weight}): one for c, one in enumerate(slopes)}


def own_layer(net, l, place):
    """What the letters of layer l stand for around the weight at `place`, and the lengths."""
    return {
        k: place[0],
        j: place[1],
        n_L: net.n[-1],
        sigma: Lambda(u, net.sigma[1](u)),
        **spelt_out({a_in: net.a[l - 1], z_own: net.z[l]}),
    }


def next_layer(net, q, weight, slopes):
    """What the letters of layer q stand for, where `slopes` are the ∂a/∂w of the layer below."""
    return {
        n_q: net.n[q - 1],
        **spelt_out({w_above: net.W[q], z_above: net.z[q]}),
        **moving(a_below, weight, slopes),
    }


def sweeps():
    """A weight below the last layer, a layer above it, a neuron there, in a 2-3-2-1 and a 1-2-3."""
    for widths in ([2, 3, 2, 1], [1, 2, 3]):
        sym = one_sigma(widths)
        for l in range(1, sym.L):
            for place in np.ndindex(sym.W[l].shape):
                yield from sweep(sym, l, place)


def sweep(sym, l, place):
    """The cases of the weight `place` of layer l; every derivative is SymPy's own."""
    weight = sym.W[l][place]
    slopes = {q: sym.short(sym.a[q].diff(weight)) for q in range(l, sym.L + 1)}
    named = copy(sym)  # its z and a by their names, which keep the slopes short
    named.z, named.a = sym.names.z, sym.names.a
    known = {
        w: weight,
        **own_layer(named, l, place),
        **moving(a_own, weight, slopes[l]),
        **moving(a_last, weight, slopes[sym.L]),
        **leaving(weight, sym.short(sym.full(sym.grad_C()))),
        Derivative(C_of_w, w).xreplace({w: weight, k: place[0]}): sym.short(sym.C.diff(weight)),
    }
    for q in range(l + 1, sym.L + 1):
        above = next_layer(named, q, weight, slopes[q - 1]) | moving(a_above, weight, slopes[q])
        for neuron in range(sym.n[q]):
            yield known | above | {t: neuron}


def gradient_by_sweeps(equations, rng):
    """∂C/∂W_1 of a network of three layers: the three lines, in a sweep for each weight."""
    onward, first, last = (equation.rhs for equation in equations)
    one = Example.drawn(rng, m=1)
    grad_C = squared_error.grad(one.a[3], one.y)[0]
    found = np.empty_like(one.W[1])
    for place in np.ndindex(found.shape):
        known = own_layer(one, 1, place)
        slopes = [0.0] * one.n[1]
        slopes[place[1]] = worked_out(first, known)
        for q in (2, 3):
            known |= next_layer(one, q, w, slopes)
            slopes = [worked_out(onward, known | {t: neuron}) for neuron in range(one.n[q])]
        found[place] = worked_out(last, known | moving(a_last, w, slopes) | leaving(w, grad_C))
    differences = one.gradient_by_differences(lambda net: net.W[1])
    return Comparison(found, one.grads.dW[1], differences)


def first_weight():
    """The first weight of a 1-2-2 network of the logistic function."""
    net = four_digits([1, 2, 2], [0.8, -0.6, 0.5, 2, -1, 0.4, 0.1, 0.3, -0.2, 0.6])
    rise = net.slope[1][0] * net.a[0][0]
    return {
        k: 0,
        j: 0,
        each_t: 0,
        a_own.xreplace({j: 0}): net.a[1][0],
        **spelt_out({a_in: net.a[0]}),
        **moving(a_own, w, [rise]),
        **moving(a_last, w, [net.slope[2][c] * net.W[2][0, c] * rise for c in range(2)]),
        Derivative(C_of_a, a_last).xreplace({each_t: 0}): net.delta[2][0] / net.slope[2][0],
        Derivative(C_of_w, w).xreplace({k: 0}): net.delta[1][0] * net.a[0][0],
    }


with evaluate(False):
    from_below = Sum(w_above[s, t] * Derivative(a_below, w), (s, 0, n_q - 1))
    through_outputs = Derivative(C_of_a, a_last) * Derivative(a_last, w)
    F5 = Formula(
        "F5",
        "Forward, for l = 1 … L: from the one neuron that a weight enters, up the layers, to C.",
        (
            Eq(Derivative(a_above, w), prime(sigma)(z_above[t]) * from_below),
            Eq(Derivative(a_own, w), prime(sigma)(z_own[j]) * a_in[k]),
            Eq(Derivative(C_of_w, w), Sum(through_outputs, (each_t, 0, n_L - 1))),
        ),
        sweeps,
        printed=(
            Misprint("S2", Eq(Derivative(a_own, w), a_own * a_in[k]), first_weight()),
            Misprint("S2", Eq(Derivative(C_of_w, w), through_outputs), first_weight()),
        ),
        numbers=gradient_by_sweeps,
    )


w_kj = Symbol("w^{(1)}_{kj}", real=True)
z_j = quantity("z^{(1)}_j", w_kj, k)
a_j = quantity("a^{(1)}_j", z_j, k)
z_out = quantity("z^{(2)}_0", a_j, k)
C_of_z, C_of_w_kj = quantity("C", z_out, k), quantity("C", w_kj, k)
a_2, w_2, x, y, z_1 = entries("a", 2), entries("w", 2), entries("x"), entries("y"), entries("z", 1)


def along_the_path(net):
    """What the letters of the path stand for, in a 2-3-1 network of symbols or of numbers."""
    arrays = {x: net.X, z_1: net.z[1], w_2: net.W[2], a_2: net.a[2], y: net.y}
    return {sigma: Lambda(u, net.sigma[1](u)), **spelt_out(arrays)}


def paths():
    """Each first weight of a 2-3-1 network; the four slopes are taken one layer at a time."""
    sigmas = {1: undefined_function("f"), 2: lambda z: z}
    sym = SymbolicNetwork((2, 3, 1), sigmas, LOSS[squared_error], 1)
    z, a, W = sym.names.z, sym.names.a, sym.W
    for source, own in np.ndindex(W[1].shape):
        slopes = {
            Derivative(z_j, w_kj): sym.combine(sym.X, 1)[own].diff(W[1][source, own]),
            Derivative(a_j, z_j): sym.sigma[1](z[1][own]).diff(z[1][own]),
            Derivative(z_out, a_j): sym.combine(a[1], 2)[0].diff(a[1][own]),
            Derivative(C_of_z, z_out): sym.cost_of(2).diff(z[2][0]),
            Derivative(C_of_w_kj, w_kj): sym.C.diff(W[1][source, own]),
        }
        slopes = {name: sym.full(slope) for name, slope in slopes.items()}
        yield along_the_path(sym) | slopes | {k: source, j: own}


def gradient_by_paths(equations, rng):
    """∂C/∂W_1 of a 2-3-1 network with tanh: the second line, for each weight."""
    _, path = equations
    one = Example.drawn(rng, 1, (2, 3, 1), (activations.tanh, activations.identity))
    found = np.empty_like(one.W[1])
    for source, own in np.ndindex(found.shape):
        found[source, own] = worked_out(path.rhs, along_the_path(one) | {k: source, j: own})
    differences = one.gradient_by_differences(lambda net: net.W[1])
    return Comparison(found, one.grads.dW[1], differences)


i = symbols("i", integer=True)
f = Function("f")
S4_z, S4_w, S4_b, S4_v = entries("z"), entries("w"), entries("b"), entries("w")
z_alone, b_alone = symbols("z b")


def one_hidden_layer():
    """S4's letters at the numbers of a 2-2-1 network: its w_{ij} goes from j to i."""
    net = four_digits([2, 2, 1], [0.8, -0.6, 0.5, 2, -1, 0.4, 0.1, 0.3, -0.2])
    return {
        i: 0,
        f: logistic,
        b_alone: Float(-0.2, 4),
        z_alone: net.z[2][0],
        **spelt_out({S4_z: net.z[1], S4_w: net.W[1].T, x: net.a[0]}),
        **spelt_out({S4_v: net.W[2].T}),  # of one row, so that it has one index
        S4_b[0]: Float(0.1, 4),
    }


with evaluate(False):
    four_slopes = (
        Derivative(z_j, w_kj)
        * Derivative(a_j, z_j)
        * Derivative(z_out, a_j)
        * Derivative(C_of_z, z_out)
    )
    S4_output = Sum(S4_v[j] * S4_z[j], (j, 0, 1)) + b_alone
    F9 = Formula(
        "F9",
        "The slope of C in a first weight is a product of four local slopes along its path.",
        (
            Eq(Derivative(C_of_w_kj, w_kj), four_slopes),
            Eq(
                Derivative(C_of_w_kj, w_kj),
                x[k] * prime(sigma)(z_1[j]) * w_2[j, 0] * (a_2[0] - y[0]),
            ),
        ),
        paths,
        printed=(
            Misprint(
                "S4",
                Eq(S4_z[i], Sum(S4_w[i, j] * x[i], (j, 0, 1)) + S4_b[i]),
                one_hidden_layer(),
            ),
            Misprint("S4", Eq(z_alone, S4_output), one_hidden_layer()),
        ),
        numbers=gradient_by_paths,
    )

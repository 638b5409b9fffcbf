"""Rows G that keep a network from learning its samples by heart.

G7  a step with the penalty on the weights     G8  dropout, forward and backward
"""

import numpy as np
from sympy.core import Derivative, Eq, Function, Lambda, evaluate, symbols
from sympy.functions import tanh
from sympy.matrices import HadamardProduct, ImmutableMatrix, MatrixSymbol
from sympy.utilities import lambdify

from .... import activations
from ....losses import squared_error
from ....network import backward, forward
from ....numeric import numeric_gradient
from ....optimizers import SGD, l2
from ....parameters import init
from ..formula import Comparison, Formula
from ..notation import each, prime, quantity
from ..operators import after
from ..proving import worked_out
from .examples import any_cubic, line_on_seven_samples, logistic, t

w, b, v = symbols("w b v", real=True)
eta, lam = symbols("eta lambda", positive=True)
C_of_wb = quantity("C", w, b)
slopes = Derivative(C_of_wb, w), Derivative(C_of_wb, b)


def step_on_both():
    """A step of descent on any cubic and the penalty on w."""
    cubic = any_cubic(w, b)
    both = cubic + lam / 2 * w**2
    moved = {after(one): one - eta * both.diff(one) for one in (w, b)}
    yield moved | {C_of_wb.func: Lambda((w, b), cubic)}


def after_a_step_with_lam(equations, rng):
    """w and b after one step of nnlib's optimizer with its lam."""
    net, grads, loss = line_on_seven_samples(rng)
    start, numbers = net.theta.copy(), symbols("s_w s_b")
    right = [line.rhs.subs(dict(zip(slopes, numbers, strict=True))) for line in equations]

    def both(theta):
        other = net.copy()
        other.theta[:] = theta
        return loss(theta) + l2(other, 0.4)

    downhill = start - 0.3 * numeric_gradient(both, start)
    SGD(0.3, lam=0.4).step(net, grads)
    return Comparison(
        np.array(lambdify((w, b, eta, lam, *numbers), right)(*start, 0.3, 0.4, *grads.dtheta)),
        net.theta,
        downhill,
    )


with evaluate(False):
    G7 = Formula(
        "G7",
        "A step with the penalty first shrinks each weight by the factor 1 − ηλ; a bias is spared.",
        (
            Eq(after(w), (1 - eta * lam) * w - eta * slopes[0]),
            Eq(after(b), b - eta * slopes[1]),
        ),
        step_on_both,
        numbers=after_a_step_with_lam,
    )


m, n, p = symbols("m n p", integer=True, positive=True)
sigma = Function("sigma")
z, a, M, delta = (MatrixSymbol(name, m, n) for name in ("z_l", "a_l", "M_l", "delta_l"))
W_above, delta_above = MatrixSymbol("W_{l+1}", n, p), MatrixSymbol("delta_{l+1}", m, p)


def symbols_of(name, rows, columns):
    """A matrix of symbols, one for each entry."""
    return ImmutableMatrix(rows, columns, lambda i, j: symbols(f"{name}_{i}{j}", real=True))


def dropped_layers():
    """A layer of two samples with a mask, below one whose δ is given.

    Of C only that δ matters, so the C that is differentiated is linear in the z above.
    """
    for f in (logistic, Lambda(t, tanh(t))):
        z_, M_, W_, D_ = (
            symbols_of(*of) for of in (("z", 2, 3), ("M", 2, 3), ("w", 3, 2), ("d", 2, 2))
        )
        a_ = z_.applyfunc(f).multiply_elementwise(M_)
        C = sum((a_ * W_).multiply_elementwise(D_))
        by_sympy = z_.applyfunc(lambda one, C=C: C.diff(one))
        lengths = {m: 2, n: 3, p: 2, sigma: f}
        yield lengths | {z: z_, M: M_, a: a_, delta: by_sympy, W_above: W_, delta_above: D_}


def dropped_delta(equations, rng):
    """δ_1 of a network of two layers under a mask: the line, nnlib, and by differences."""
    net = init([2, 3, 2], [activations.tanh, activations.identity], rng)
    X, y = rng.normal(size=(2, 4, 2))
    trace = forward(net, X, keep=0.6, rng=rng)
    grads = backward(net, trace, y, squared_error)
    arrays = {z: trace.z[1], M: trace.mask[1], W_above: net.W[2], delta_above: grads.delta[2]}
    meaning = {name: ImmutableMatrix(A) for name, A in arrays.items()}
    meaning |= {m: 4, n: 3, p: 2, sigma: Lambda(t, tanh(t))}

    def C(z_1):
        return squared_error(np.tanh(z_1) * trace.mask[1] @ net.W[2] + net.b[2], y)

    return Comparison(
        np.array(worked_out(equations[1].rhs, meaning).tolist(), dtype=float),
        grads.delta[1],
        numeric_gradient(C, trace.z[1]),
    )


with evaluate(False):
    G8 = Formula(
        "G8",
        "Dropout multiplies the activations by a mask, and δ by the same mask on its way back.",
        (
            Eq(a, HadamardProduct(each(sigma, z), M)),
            Eq(delta, HadamardProduct(delta_above * W_above.T, each(prime(sigma), z), M)),
        ),
        dropped_layers,
        numbers=dropped_delta,
    )

"""Rows G: how far to go, and where from.

G1  a step of gradient descent                 G2  the largest rate at which a bowl's loss falls
G6  what a layer does to the signal's size
"""

from itertools import product

import numpy as np
from sympy.core import Add, Derivative, Eq, Function, Lambda, Le, Lt, evaluate, oo, pi, symbols
from sympy.functions import exp, sqrt
from sympy.integrals import Integral
from sympy.logic import And, false, true
from sympy.utilities import lambdify

from .... import activations
from ....network import forward
from ....numeric import numeric_gradient
from ....optimizers import SGD
from ....parameters import init
from ..formula import Comparison, Formula
from ..notation import entries, quantity
from ..operators import after
from ..proving import both_sides
from .examples import any_cubic, line_on_seven_samples

w, b, v = symbols("w b v", real=True)
eta, r = symbols("eta r", positive=True)
C, C_of_wb = Function("C"), quantity("C", w, b)
slopes = Derivative(C_of_wb, w), Derivative(C_of_wb, b)


def step_of_nnlib():
    """What nnlib's own SGD leaves in w and b when it is given symbols."""
    cubic = any_cubic(w, b)
    theta = np.array([w, b])
    optimizer = SGD(1)
    optimizer.eta = eta  # the door takes numbers only
    optimizer.update(theta, np.array([cubic.diff(w), cubic.diff(b)]))
    yield {after(w): theta[0], after(b): theta[1], C_of_wb.func: Lambda((w, b), cubic)}


def after_one_step(equations, rng):
    """w and b after one step."""
    net, grads, loss = line_on_seven_samples(rng)
    start, numbers = net.theta.copy(), symbols("s_w s_b")
    right = [line.rhs.subs(dict(zip(slopes, numbers, strict=True))) for line in equations]
    SGD(0.3).step(net, grads)
    return Comparison(
        np.array(lambdify((w, b, eta, *numbers), right)(*start, 0.3, *grads.dtheta)),
        net.theta,
        start - 0.3 * numeric_gradient(loss, start),
    )


with evaluate(False):
    G1 = Formula(
        "G1",
        "A step of gradient descent goes against each slope, η times as far.",
        (
            Eq(after(w), w - eta * Derivative(C_of_wb, w)),
            Eq(after(b), b - eta * Derivative(C_of_wb, b)),
        ),
        step_of_nnlib,
        numbers=after_one_step,
    )


rate, theta_t, theta_next = symbols("eta theta_t theta_{t+1}", real=True)
steepest = symbols(r"lambda_{\max}", positive=True)
flat, more = symbols("lambda d", positive=True)


def two_curvatures(equations):
    """A bowl with the curvatures λ and λ + d, in the coordinates of its eigenvectors.

    In bounds the claim holds along both; out of bounds it fails along the steep one.
    """
    claim, condition = equations
    (upper,) = (part for part in condition.args if part.lhs == rate)
    (lower,) = (part for part in condition.args if part.rhs == rate)
    e = symbols("e_1 e_2", real=True)
    bowl = (flat * e[0] ** 2 + (flat + more) * e[1] ** 2) / 2

    def holds(eta):
        """Whether the claim holds after a step along the flat and along the steep eigenvector."""
        moved = {one: one - eta * bowl.diff(one) for one in e}
        meaning = {theta_t: bowl, theta_next: bowl.subs(moved, simultaneous=True), C: Lambda(v, v)}
        after_step, before = both_sides(claim, meaning)
        rise = (after_step - before).expand()
        return [claim.func(rise.coeff(one, 2).factor(), 0) for one in e]

    bound = upper.rhs.subs(steepest, flat + more)
    within, beyond = bound / (1 + r), bound * (1 + r)
    shown = (
        all(one is true for one in holds(within) + holds(bound))
        and holds(beyond)[1] is holds(-r)[1] is false
        and lower.subs(rate, within) is true
        and lower.subs(rate, -r) is false
    )
    said = "up to the bound no step raises the loss along an eigenvector; past it, one does."
    return said * shown


with evaluate(False):
    G2 = Formula(
        "G2",
        "On a bowl the loss never rises as long as the rate stays under 2 over the largest "
        "curvature.",
        (Le(C(theta_next), C(theta_t)), And(Lt(0, rate), Le(rate, 2 / steepest))),
        argument=two_curvatures,
    )


i, k, j = symbols("i k j", integer=True)
n_below = symbols("n_{l-1}", integer=True, positive=True)
V = symbols("v", positive=True)
E, relu = Function("E"), Function("relu")
z, a = entries("z"), entries("a")


def all_signs():
    """Three weights that are √v or −√v, each as often as the other: eight equally likely sums.

    E is their mean; of the sums of ReLU's line it is the integral over a normal density.
    """
    below, weights = symbols("a_:3", real=True), list(product((-1, 1), repeat=3))
    sums = [
        sqrt(V) * sum(s * one for s, one in zip(signs, below, strict=True)) for signs in weights
    ]
    spread, at = symbols("s", positive=True), symbols("x", real=True)
    density = exp(-(at**2) / (2 * spread**2)) / (sqrt(2 * pi) * spread)
    half = Integral(at**2 * density, (at, 0, oo)).doit()
    whole = Integral(at**2 * density, (at, -oo, oo)).doit()
    yield {
        z[j] ** 2: Add(*(one**2 for one in sums)) / 8,
        a[k] ** 2: Add(*(one**2 for one in below)) / 3,
        relu(z[k]) ** 2: half,
        z[k] ** 2: whole,
        n_below: 3,
        E: Lambda(v, v),
    }


def mean_squares(equations, rng):
    """The mean square of a sum over all 2⁵ signs of its weights, and of ReLU over ±z.

    The third route adds up the squares of the sum's slopes in its weights, and of ReLU's in z.
    """
    signal, halved = equations
    inputs, spread = rng.normal(size=5), rng.uniform(0.5, 1.5)
    signs = spread * np.array(list(product((-1, 1), repeat=5)))
    net = init([5, len(signs), 1], [activations.relu, activations.identity], rng)
    net.W[1] = signs.T
    trace = forward(net, [inputs])
    slopes = numeric_gradient(lambda w: w @ inputs, np.zeros(5))
    by_law = signal.rhs.subs({n_below: 5, V: spread**2})
    by_law = by_law.subs(E(a[k] ** 2), (inputs**2).mean())
    sums = trace.z[1].ravel()
    open_ = numeric_gradient(lambda z: activations.relu(z).sum(), sums)
    by_half = halved.rhs.subs(E(z[k] ** 2), (sums**2).mean())
    return Comparison(
        np.array([float(by_law), float(by_half)]),
        np.array([(sums**2).mean(), (trace.a[1] ** 2).mean()]),
        np.array([spread**2 * (slopes**2).sum(), ((open_ * sums) ** 2).mean()]),
    )


with evaluate(False):
    G6 = Formula(
        "G6",
        "A sum's mean square is n times the weights' variance times that of what comes in; "
        "ReLU halves it.",
        (
            Eq(E(z[j] ** 2), n_below * V * E(a[k] ** 2)),
            Eq(E(relu(z[k]) ** 2), E(z[k] ** 2) / 2),
        ),
        all_signs,
        numbers=mean_squares,
    )

"""Rows G: how far to go.

G1  a step of gradient descent                 G2  the largest rate at which a bowl's loss falls
"""

import numpy as np
from sympy.core import Derivative, Eq, Function, Lambda, Le, Lt, evaluate, symbols
from sympy.logic import And, false, true
from sympy.utilities import lambdify

from ....numeric import numeric_gradient
from ....optimizers import SGD
from ..formula import Comparison, Formula
from ..notation import quantity
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

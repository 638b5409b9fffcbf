"""Rows C8 and G: which way is down, and how far to go."""

import numpy as np
from sympy import (
    And,
    Derivative,
    Eq,
    Function,
    ImmutableMatrix,
    Lambda,
    Le,
    Limit,
    Lt,
    MatrixSymbol,
    cos,
    evaluate,
    false,
    lambdify,
    sin,
    symbols,
    true,
)

from ....activations import identity
from ....losses import squared_error
from ....network import backward, forward
from ....numeric import numeric_gradient
from ....optimizers import SGD
from ....parameters import init
from ..formula import Formula, Numbers
from ..notation import quantity
from ..operators import Dot, Norm, after
from ..proving import sides

w, b, h, phi, alpha, v = symbols("w b h varphi alpha v", real=True)
u_1, u_2 = symbols("u_1 u_2", real=True)
eta, rho, r = symbols("eta rho r", positive=True)
C = Function("C")
C_of_wb = quantity("C", w, b)


def any_cubic():
    """A cubic of w and b with a symbol for each coefficient."""
    c = iter(symbols("c:10"))
    return sum(next(c) * w**p * b**q for p in range(4) for q in range(4 - p))


def line_on_seven_samples(rng):
    """A neuron, nnlib's gradient of its loss, and the loss as a function of (w, b)."""
    net = init([1, 1], [identity], rng)
    X, y = rng.normal(size=(2, 7, 1))

    def loss(theta):
        return squared_error(theta[1] + theta[0] * X, y)

    return net, backward(net, forward(net, X), y, squared_error), loss


gradient, u = MatrixSymbol(r"\nabla C", 2, 1), MatrixSymbol("u", 2, 1)


def rate_and_angle():
    """The rate of any cubic; a gradient and a direction in polar coordinates, φ between them."""
    yield {
        C: Lambda((w, b), any_cubic()),
        C_of_wb.func: Lambda((w, b), any_cubic()),
        gradient: rho * ImmutableMatrix([cos(alpha), sin(alpha)]),
        u: ImmutableMatrix([cos(alpha + phi), sin(alpha + phi)]),
    }


def rate_in_a_direction(rng):
    """How fast the loss of a line changes in a random direction."""
    net, grads, loss = line_on_seven_samples(rng)
    angle = rng.uniform(0, 2 * np.pi)
    way = np.array([np.cos(angle), np.sin(angle)])
    to_gradient = angle - np.arctan2(*grads.dtheta[::-1])
    length = Norm(ImmutableMatrix(grads.dtheta)).doit()
    right = C8.equations[1].rhs.subs({Norm(gradient): length, phi: to_gradient})
    along = numeric_gradient(lambda t: loss(net.theta + t * way), 0.0)
    return Numbers(np.array(float(right)), grads.dtheta @ way, along)


with evaluate(False):
    C8 = Formula(
        "C8",
        "The loss changes fastest along its gradient, and not at all at right angles to it.",
        (
            Eq(
                Limit((C(w + h * u_1, b + h * u_2) - C(w, b)) / h, h, 0, "+-"),
                Derivative(C_of_wb, w) * u_1 + Derivative(C_of_wb, b) * u_2,
            ),
            Eq(Dot(gradient, u), Norm(gradient) * cos(phi)),
        ),
        rate_and_angle,
        numbers=rate_in_a_direction,
    )


def step_of_nnlib():
    """What nnlib's own SGD leaves in w and b when it is given symbols."""
    theta, slopes = np.array([w, b]), np.array([any_cubic().diff(w), any_cubic().diff(b)])
    optimizer = SGD(1)
    optimizer.eta = eta  # the door takes numbers only
    optimizer.update(theta, slopes)
    yield {
        after(w): theta[0],
        after(b): theta[1],
        C_of_wb.func: Lambda((w, b), any_cubic()),
    }


def one_step(rng):
    """w and b after one step."""
    net, grads, loss = line_on_seven_samples(rng)
    start, slopes = net.theta.copy(), symbols("s_w s_b")
    by = dict(zip((Derivative(C_of_wb, w), Derivative(C_of_wb, b)), slopes, strict=True))
    right = [equation.rhs.subs(by) for equation in G1.equations]
    SGD(0.3).step(net, grads)
    return Numbers(
        np.array(lambdify((w, b, eta, *slopes), right)(*start, 0.3, *grads.dtheta)),
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
        numbers=one_step,
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
        after_step, before = sides(claim, meaning)
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
    return "in bounds a step lowers the loss along each eigenvector, and past them not." * shown


with evaluate(False):
    G2 = Formula(
        "G2",
        "On a bowl the loss never rises as long as the rate stays under 2 over the largest "
        "curvature.",
        (
            Le(C(theta_next), C(theta_t)),
            And(Lt(0, rate), Le(rate, 2 / steepest)),
        ),
        argument=two_curvatures,
    )

FORMULAS = (C8, G1, G2)

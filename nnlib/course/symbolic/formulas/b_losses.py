"""Rows B: losses.

B1  squared error, its half and its mean       B4  the gradient of a mean is the mean gradient
B2  binary cross-entropy and its slopes        B5  the penalty on the weights
B3  cross-entropy is a negative log-likelihood
"""

import numpy as np
from sympy.concrete import Product, Sum
from sympy.core import Derivative, Eq, Lambda, Rational, Symbol, evaluate, symbols
from sympy.functions import log
from sympy.utilities import lambdify

from ....activations import identity, sigmoid
from ....losses import binary_cross_entropy, squared_error
from ....network import Gradients, backward, forward
from ....numeric import numeric_gradient
from ....optimizers import SGD, l2
from ....parameters import init
from ..formula import Comparison, Formula, Misprint
from ..notation import entries, quantity
from ..proving import worked_out
from .examples import logistic

HALF = Rational(1, 2)
m, n_0, n_1 = symbols("m n_0 n_1", integer=True, positive=True)
i, j, k = symbols("i j k", integer=True)  # the indices of sums
this, this_j, this_k = symbols("i j k")  # one sample or weight, whose slope is taken
a, x, y, z, p_, W = (entries(name) for name in "axyzpw")
p, u, v, w, b, theta = symbols("p u v w b theta", real=True)


C_of_a = quantity("C", a[this], y[this])


def three_samples():
    """The loss of three samples, multiplied out; the middle one is looked at."""
    others = sum(a[j] ** 2 - 2 * a[j] * y[j] + y[j] ** 2 for j in (0, 2))
    yield {m: 3, this: 1, C_of_a.func: Lambda((u, v), (others + u**2 - 2 * u * v + v**2) / 6)}


def slope_of_squared_error(equations, rng):
    """∂C/∂a_i on seven samples."""
    _, slope, _ = equations
    outputs, targets = rng.normal(size=(2, 7, 1))
    return Comparison(
        lambdify((m, a[this], y[this]), slope.rhs)(7, outputs, targets),
        squared_error.grad(outputs, targets),
        numeric_gradient(lambda at: squared_error(at, targets), outputs),
    )


with evaluate(False):
    B1 = Formula(
        "B1",
        "The loss is the mean of half the squared residuals; without the half, its slope is "
        "twice as large.",
        (
            Eq(C_of_a, 1 / m * Sum(HALF * (a[i] - y[i]) ** 2, (i, 0, m - 1))),
            Eq(Derivative(C_of_a, a[this]), 1 / m * (a[this] - y[this])),
            Eq(Derivative((u - v) ** 2, u), 2 * Derivative(HALF * (u - v) ** 2, u)),
        ),
        three_samples,
        numbers=slope_of_squared_error,
    )


y_i, p_i = y[this], quantity("p_i", z[this])
C_i = quantity("C_i", p_i, y_i)
right_label = {p_i: Rational(1, 4), y_i: 1, C_i.func: Lambda((p, v), -log(p))}


def one_label():
    """−log of what the logistic p gives to the label: p where y is 1, 1 − p where it is 0.

    Every line is linear in y, so that two labels decide it for all.
    """
    for label, given in ((1, p), (0, 1 - p)):
        yield {
            y_i: label,
            C_i.func: Lambda((p, v), -log(given)),
            p_i.func: logistic,
        }


def slope_of_cross_entropy(equations, rng):
    """∂C/∂z_i on seven samples."""
    *_, slope = equations
    scores, targets = rng.normal(size=(7, 1)), rng.random((7, 1))
    return Comparison(
        lambdify((p_i, y_i), slope.rhs)(sigmoid(scores), targets) / 7,
        binary_cross_entropy.grad(scores, targets),
        numeric_gradient(lambda at: binary_cross_entropy(at, targets), scores),
    )


with evaluate(False):
    B2 = Formula(
        "B2",
        "Binary cross-entropy, its slope in p, and its slope in the score z.",
        (
            Eq(C_i, -(y_i * log(p_i) + (1 - y_i) * log(1 - p_i))),
            Eq(Derivative(C_i, p_i), (p_i - y_i) / (p_i * (1 - p_i))),
            Eq(Derivative(C_i, z[this]), p_i - y_i),
        ),
        one_label,
        printed=(
            Misprint("S1", Eq(C_i, y_i * log(p_i) + (1 - y_i) * log(1 - p_i)), right_label),
            Misprint("S3", Eq(C_i, -(y_i * log(p_i) + (1 - y_i) * log(1) - p_i)), right_label),
        ),
        numbers=slope_of_cross_entropy,
    )


C_mean = Symbol("C")
odds = entries("t", positive=True)


def two_samples():
    """C by its definition; p between 0 and 1, since t is positive in p = t/(1 + t)."""
    p = [odds[j] / (1 + odds[j]) for j in range(2)]
    mean = -sum(y[j] * log(p[j]) + (1 - y[j]) * log(1 - p[j]) for j in range(2)) / 2
    yield {p_[i]: odds[i] / (1 + odds[i]), m: 2, C_mean: mean}


def slope_of_likelihood(equations, rng):
    """∂C/∂z for three samples, from the product of the likelihoods."""
    (likelihood,) = equations
    scores, targets = rng.normal(size=(3, 1)), rng.random((3, 1))
    C = likelihood.rhs.subs(m, 3).doit()
    C = C.subs({p_[i]: logistic(z[i]) for i in range(3)})
    at = {z[i]: scores[i, 0] for i in range(3)} | {y[i]: targets[i, 0] for i in range(3)}
    return Comparison(
        np.array([[float(C.diff(z[i]).subs(at))] for i in range(3)]),
        binary_cross_entropy.grad(scores, targets),
        numeric_gradient(lambda at: binary_cross_entropy(at, targets), scores),
    )


with evaluate(False):
    likelihood = Product(p_[i] ** y[i] * (1 - p_[i]) ** (1 - y[i]), (i, 0, m - 1))
    B3 = Formula(
        "B3",
        "Cross-entropy is the mean negative log-likelihood of the labels.",
        (Eq(C_mean, -(1 / m) * log(likelihood)),),
        two_samples,
        numbers=slope_of_likelihood,
    )


C_of_theta, C_i_of_theta = quantity("C", theta), quantity("C_i", i, theta)


def each_slope_in_turn(samples=3):
    """The loss of a line, multiplied out; ∇ is its slope in w, then its slope in b."""

    def half_square(i, w, b):
        return (b + w * x[i] - y[i]) ** 2 / 2

    for one, line in ((w, (theta, b)), (b, (w, theta))):
        mean = sum(half_square(i, *line).expand() for i in range(samples)) / samples
        yield {
            m: samples,
            theta: one,
            C_of_theta.func: Lambda(theta, mean),
            C_i_of_theta.func: Lambda((i, theta), half_square(i, *line)),
        }


def gradient_of_a_line(equations, rng):
    """∇C on seven samples: the mean of the samples' slopes, nnlib's, and by differences."""
    _, mean_slope = equations
    inputs, targets = rng.normal(size=(2, 7, 1))
    net = init([1, 1], [identity], rng)
    at = {w: net.W[1].item(), b: net.b[1].item()}
    at |= {x[i]: inputs[i, 0] for i in range(7)} | {y[i]: targets[i, 0] for i in range(7)}
    slopes = (worked_out(mean_slope.rhs, meaning) for meaning in each_slope_in_turn(7))
    return Comparison(
        np.array([float(slope.subs(at)) for slope in slopes]),
        backward(net, forward(net, inputs), targets, squared_error).dtheta,
        numeric_gradient(lambda at: squared_error(at[1] + at[0] * inputs, targets), net.theta),
    )


lam = symbols("lambda", positive=True)
R = quantity("R", W[this_k, this_j], lam)


def two_by_three():
    """The penalty of a 2 × 3 matrix, multiplied out; the weight in row 1, column 2 is looked at."""
    others = sum(W[k, j] ** 2 for k in range(2) for j in range(3)) - W[1, 2] ** 2
    penalty = Lambda((u, v), v * others / 2 + v * u**2 / 2)
    yield {n_0: 2, n_1: 3, this_k: 1, this_j: 2, R.func: penalty}


def slope_of_penalty(equations, rng):
    """∂R/∂w for the weights of one layer, as the optimizer adds it to the gradient."""
    _, slope = equations
    net = init([2, 3], [identity], rng)
    moved, nothing = net.copy(), Gradients(net)
    nothing.dtheta[:] = 0
    SGD(eta=1, lam=0.3).step(moved, nothing)

    def penalty(weights):
        other = net.copy()
        other.W[1] = weights
        return l2(other, lam=0.3)

    return Comparison(
        lambdify((lam, W[this_k, this_j]), slope.rhs)(0.3, net.W[1]),
        net.W[1] - moved.W[1],
        numeric_gradient(penalty, net.W[1]),
    )


with evaluate(False):
    B4 = Formula(
        "B4",
        "The loss is a mean over samples, and so is its gradient.",
        (
            Eq(C_of_theta, 1 / m * Sum(C_i_of_theta, (i, 0, m - 1))),
            Eq(
                Derivative(C_of_theta, theta),
                1 / m * Sum(Derivative(C_i_of_theta, theta), (i, 0, m - 1)),
            ),
        ),
        each_slope_in_turn,
        numbers=gradient_of_a_line,
    )
    B5 = Formula(
        "B5",
        "The penalty on the weights adds λ times each weight to its slope.",
        (
            Eq(R, lam / 2 * Sum(W[k, j] ** 2, (k, 0, n_0 - 1), (j, 0, n_1 - 1))),
            Eq(Derivative(R, W[this_k, this_j]), lam * W[this_k, this_j]),
        ),
        two_by_three,
        numbers=slope_of_penalty,
    )

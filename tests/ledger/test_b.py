"""Rows B: losses."""

import numpy as np
import pytest
import sympy
from neurons import SEEDLINGS, gradient, neuron

import nnlib as nn
from nnlib.activations import identity, sigmoid, tanh
from nnlib.losses import binary_cross_entropy, squared_error

z, p, y = sympy.symbols("z p y")
LOGISTIC = 1 / (1 + sympy.exp(-z))


def test_B1_half_and_mean_are_conventions():
    X, y = SEEDLINGS
    a = nn.predict(neuron(1, 1), X)
    assert squared_error(a, y) == 3 / 8
    S0, summed = ((a - y) ** 2).mean(), (0.5 * (a - y) ** 2).sum()
    assert S0 == 2 * squared_error(a, y)
    assert summed == 4 * squared_error(a, y)
    # The half halves delta: S0's delta carries a 2 that the other texts lack.
    delta = nn.backward(neuron(1, 1), nn.forward(neuron(1, 1), X), y, squared_error).delta[1]
    S0_slope = nn.numeric_gradient(lambda a: ((a - y) ** 2).mean(), a)
    np.testing.assert_allclose(S0_slope, 2 * delta, atol=1e-9)


def test_B2_the_loss_is_least_at_the_truth_and_the_printed_form_is_greatest_there():
    a = np.linspace(-8, 8, 33)[:, None]
    for label in (0, 1):
        losses = np.array([binary_cross_entropy(one[None], [[label]]) for one in a])
        sure = np.where(label == 1, a, -a).ravel()  # how sure of the right label
        assert (np.diff(losses[np.argsort(sure)]) < 0).all()
        p = sigmoid(a).ravel()
        as_printed = label * np.log(p) + (1 - label) * np.log(1 - p)
        np.testing.assert_allclose(losses, -as_printed, rtol=1e-8)
        assert np.argmax(as_printed) == np.argmax(sure)
    # S3's `log 1 - o`, read strictly, is -o.
    o = sympy.Symbol("o", positive=True)
    assert sympy.log(1) - o == -o != sympy.log(1 - o)


def test_B2_descent_on_the_printed_form_runs_away_from_the_truth(pictures):
    X, y = pictures[:2]
    net = neuron(0, 0, 0)
    for _ in range(50):
        grads = nn.backward(net, nn.forward(net, X), y, binary_cross_entropy)
        grads.dtheta *= -1
        nn.SGD(1.0).step(net, grads)
    assert ((nn.predict(net, X) > 0) == y).mean() < 0.05
    assert binary_cross_entropy(nn.predict(net, X), y) > 10 * np.log(2)


def test_the_slope_of_the_cross_entropy_is_p_minus_y_and_of_squared_error_smaller():
    C_p = (-(y * sympy.log(p) + (1 - y) * sympy.log(1 - p))).diff(p)
    assert sympy.cancel(C_p - (p - y) / (p * (1 - p))) == 0
    assert sympy.simplify((C_p * p * (1 - p)).subs(p, LOGISTIC) - (LOGISTIC - y)) == 0
    squared = ((LOGISTIC - y) ** 2 / 2).diff(z)
    assert sympy.simplify(squared - (LOGISTIC - y) * LOGISTIC * (1 - LOGISTIC)) == 0
    # For a six the squared error pulls hardest at p = 1/3.
    assert sympy.solve(((p - 1) * p * (1 - p)).diff(p), p) == [sympy.Rational(1, 3), 1]
    at = sigmoid(-6.0)
    assert (at, at - 1) == pytest.approx((0.0025, -0.9975), abs=5e-5)
    assert (at - 1) * at * (1 - at) == pytest.approx(-0.0025, abs=5e-5)


def test_the_loss_on_scores_keeps_its_digits():
    C = sympy.log(1 + sympy.exp(z)) - y * z
    for score, label in [(40, 0), (-40, 1), (800, 0), (3, 1), (-0.5, 0)]:
        expected = float(sympy.N(C.subs({z: score, y: label}), 60))
        assert binary_cross_entropy([[score]], [[label]]) == pytest.approx(expected, rel=1e-12)
    assert 0 < sympy.N(C.subs({z: 40, y: 0}), 40) - 40 < 1e-15


def test_squared_error_sleeps_where_the_cross_entropy_learns(pictures):
    X, y = pictures[:2]
    right = {}
    for sigma, loss in ((identity, binary_cross_entropy), (sigmoid, squared_error)):
        net = neuron(5, -5, 0, sigma=sigma)
        nn.fit(net, X, y, loss, nn.SGD(1.0), epochs=20)
        right[loss.name] = ((nn.forward(net, X).z[1] > 0) == y).mean()
    assert right["binary_cross_entropy"] > 0.95 and right["squared_error"] < 0.05


def test_B3_cross_entropy_is_the_mean_negative_log_likelihood():
    expanded = y * sympy.log(p) + (1 - y) * sympy.log(1 - p)
    bernoulli = p**y * (1 - p) ** (1 - y)
    assert bernoulli.subs(y, 1) == p and bernoulli.subs(y, 0) == 1 - p
    assert sympy.expand_log(sympy.log(bernoulli), force=True) - expanded == 0
    rng = np.random.default_rng(5)
    scores, labels = rng.normal(size=(7, 1)), rng.integers(0, 2, size=(7, 1))
    given = np.where(labels == 1, sigmoid(scores), 1 - sigmoid(scores))
    assert binary_cross_entropy(scores, labels) == pytest.approx(-np.log(given.prod()) / 7)


def test_B4_gradient_of_the_mean_is_the_mean_of_the_gradients():
    rng = np.random.default_rng(4)
    net = nn.init([3, 4, 2], [tanh, identity], rng)
    X = rng.normal(size=(7, 3))
    for loss in nn.losses.ALL.values():
        y = rng.integers(0, 2, 7) if loss is nn.losses.cross_entropy else rng.random((7, 2))
        each = [gradient(net, X[i : i + 1], y[i : i + 1], loss) for i in range(7)]
        np.testing.assert_allclose(np.mean(each, axis=0), gradient(net, X, y, loss), atol=1e-14)


def test_B4_the_greatest_residual_is_no_mean():
    X, y = SEEDLINGS

    def greatest(theta, rows):
        return np.abs(theta[1] + theta[0] * X[rows] - y[rows]).max()

    theta = np.array([0.3, 0.2])
    each = [nn.numeric_gradient(lambda t, i=i: greatest(t, [i]), theta) for i in range(4)]
    whole = nn.numeric_gradient(lambda t: greatest(t, slice(None)), theta)
    assert np.abs(np.mean(each, axis=0) - whole).max() > 0.1


def test_B2_behind_a_sigmoid_the_squared_error_curves_by_at_most_0_0771():
    slope = (LOGISTIC - y) * LOGISTIC * (1 - LOGISTIC)
    for target in (0, 1):
        curvature = sympy.lambdify(z, slope.diff(z).subs(y, target))
        sizes = abs(curvature(np.linspace(-20, 20, 40_001)))
        assert 0.077 < sizes.max() < 0.0771

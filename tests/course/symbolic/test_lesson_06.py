"""What lesson 06 says in numbers and prints in no cell, against SymPy, Newton and measurement."""

import numpy as np
import pytest
import sympy

import nnlib as nn
from nnlib.activations import identity, relu, sigmoid, tanh
from nnlib.losses import binary_cross_entropy, squared_error

z, p, y = sympy.symbols("z p y")
LOGISTIC = 1 / (1 + sympy.exp(-z))


def halves(images):
    return np.stack([images[:, :32].mean(axis=1), images[:, 32:].mean(axis=1)], axis=1)


def split_pictures(images, is_six):
    return nn.data.split(images, is_six, np.random.default_rng(0))


@pytest.fixture(scope="module")
def pictures():
    """The lesson's noughts and sixes: X, y and X_new, y_new."""
    images, labels = nn.data.digits()
    chosen = (labels == 0) | (labels == 6)
    is_six = (labels[chosen] == 6).astype(int)
    train, y, new, y_new = split_pictures(images[chosen], is_six)
    mean, spread = halves(train).mean(axis=0), halves(train).std(axis=0)
    X, X_new = (halves(train) - mean) / spread, (halves(new) - mean) / spread
    return X, y[:, None], X_new, y_new[:, None]


def neuron(theta=(0, 0, 0), sigma=identity):
    net = nn.init([2, 1], [sigma], np.random.default_rng(0), scheme="zeros")
    net.theta[:] = theta
    return net


def with_ones(X):
    return np.hstack([X, np.ones((len(X), 1))])


def most_likely(X, y):
    """The maximum of the likelihood by Newton's method, without nnlib."""
    X1, theta = with_ones(X), np.zeros((X.shape[1] + 1, 1))
    for _ in range(30):
        p = 1 / (1 + np.exp(-X1 @ theta))
        theta -= np.linalg.solve(X1.T @ (p * (1 - p) * X1), X1.T @ (p - y))
    assert np.abs(X1.T @ (p - y)).max() < 1e-10
    return theta.ravel()


@pytest.mark.parametrize(
    ("sigma", "expression"),
    [
        (sigmoid, LOGISTIC),
        (tanh, (sympy.exp(z) - sympy.exp(-z)) / (sympy.exp(z) + sympy.exp(-z))),
        (relu, sympy.Piecewise((z, z > 0), (0, True))),
        (identity, z),
    ],
    ids=str,
)
def test_D1_activations_and_their_slopes(sigma, expression):
    at = np.array([-3.1, -0.7, 0.2, 1.9])
    expected = [float(expression.diff(z).subs(z, one)) for one in at]
    np.testing.assert_allclose(
        sigma(at), [float(expression.subs(z, one)) for one in at], atol=1e-12
    )
    np.testing.assert_allclose(sigma.prime(at), expected, atol=1e-12)
    measured = nn.numeric_gradient(lambda z: sigma(z).sum(), at)
    np.testing.assert_allclose(measured, expected, atol=1e-8)


def test_the_tangent_is_a_stretched_sigmoid_and_the_slopes_peak_at_a_quarter_and_at_one():
    at = np.linspace(-5, 5, 101)
    np.testing.assert_allclose(np.tanh(at), 2 * sigmoid(2 * at) - 1, atol=1e-14)
    assert sigmoid.prime(at).max() == pytest.approx(0.25) == sigmoid.prime(np.zeros(1))[0]
    assert tanh.prime(at).max() == pytest.approx(1) == tanh.prime(np.zeros(1))[0]
    assert relu.prime(np.zeros(1))[0] == 0


def test_one_unit_of_the_score_multiplies_the_odds_by_e():
    odds = sympy.simplify(LOGISTIC / (1 - LOGISTIC))
    assert sympy.simplify(odds.subs(z, z + 1) / odds) == sympy.E
    np.testing.assert_allclose(
        np.log(np.divide([0.01, 0.2, 0.5, 0.8, 0.99], [0.99, 0.8, 0.5, 0.2, 0.01])),
        [-4.60, -1.39, 0, 1.39, 4.60],
        atol=0.005,
    )
    assert sigmoid(1.0) == pytest.approx(0.73, abs=0.005)
    assert sigmoid(np.log(99) + 1) == pytest.approx(0.996, abs=0.0005)
    assert sigmoid(-2.0) == pytest.approx(0.12, abs=0.005)
    assert np.exp(2) == pytest.approx(7.4, abs=0.05)


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
    net = neuron()
    for _ in range(50):
        grads = nn.backward(net, nn.forward(net, X), y, binary_cross_entropy)
        grads.dtheta *= -1
        nn.SGD(1.0).step(net, grads)
    assert ((nn.predict(net, X) > 0) == y).mean() < 0.05
    assert binary_cross_entropy(nn.predict(net, X), y) > 10 * np.log(2)


def test_B3_cross_entropy_is_the_mean_negative_log_likelihood():
    expanded = y * sympy.log(p) + (1 - y) * sympy.log(1 - p)
    bernoulli = p**y * (1 - p) ** (1 - y)
    assert bernoulli.subs(y, 1) == p and bernoulli.subs(y, 0) == 1 - p
    assert sympy.expand_log(sympy.log(bernoulli), force=True) - expanded == 0
    rng = np.random.default_rng(5)
    scores, labels = rng.normal(size=(7, 1)), rng.integers(0, 2, size=(7, 1))
    given = np.where(labels == 1, sigmoid(scores), 1 - sigmoid(scores))
    assert binary_cross_entropy(scores, labels) == pytest.approx(-np.log(given.prod()) / 7)


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


def test_D4_the_neuron_is_logistic_regression(pictures):
    X, y = pictures[:2]
    net, oracle = neuron(), most_likely(X, y)
    nn.fit(net, X, y, binary_cross_entropy, nn.SGD(4.0), epochs=2000)
    np.testing.assert_allclose(net.theta, oracle, atol=1e-3)
    np.testing.assert_allclose(
        binary_cross_entropy(nn.predict(net, X), y),
        binary_cross_entropy(nn.predict(neuron(oracle), X), y),
        rtol=1e-9,
    )
    np.testing.assert_allclose(oracle, [-5.53, 5.20, 1.88], atol=0.005)


def test_the_weights_and_the_average_picture_read_as_the_lesson_reads_them(pictures):
    w_0, w_1, b = most_likely(*pictures[:2])
    assert round(np.exp(w_1), -1) == 180
    assert round(np.exp(-w_0), -1) == 250
    assert np.exp(b) == pytest.approx(6.6, abs=0.05)
    assert sigmoid(b) == pytest.approx(0.87, abs=0.005)


def test_the_pictures_are_as_the_lesson_says(pictures):
    X, y, X_new, y_new = pictures
    assert (y == 1).sum() == 136 and (y == 0).sum() == 134
    np.testing.assert_allclose([X.mean(axis=0), X.std(axis=0)], [[0, 0], [1, 1]], atol=1e-12)
    assert 270 * np.log10(0.5) == pytest.approx(-81.3, abs=0.05)
    theta = most_likely(X, y)
    assert ((with_ones(X_new) @ theta > 0) != y_new[:, 0]).sum() == 3
    # No picture lies so near the line that another platform could judge it otherwise.
    assert np.abs(with_ones(np.vstack([X, X_new])) @ theta).min() > 0.05


def test_the_wrong_answers_look_like_the_other_digit(pictures):
    images, labels = nn.data.digits()
    chosen = (labels == 0) | (labels == 6)
    is_six = (labels[chosen] == 6).astype(int)
    train, y, new, y_new = split_pictures(images[chosen], is_six)
    above, below = halves(train).T
    # Noughts are even, and sixes keep most of their ink below.
    assert above[y == 0].mean() == pytest.approx(below[y == 0].mean(), rel=0.02)
    assert below[y == 1].mean() > 1.8 * above[y == 1].mean()
    theta = most_likely(*pictures[:2])
    wrong = (with_ones(pictures[2]) @ theta > 0) != y_new
    assert sorted(y_new[wrong]) == [0, 1, 1]
    for ink, label in zip(halves(new)[wrong], y_new[wrong], strict=True):
        if label == 1:
            assert ink[0] > 1.3 * above[y == 1].mean()
        else:
            assert ink[1] > 1.2 * ink[0]


def test_the_curvature_is_at_most_a_quarter_of_the_lines(pictures):
    X, y = pictures[:2]
    X1 = with_ones(X)
    lam = np.linalg.eigvalsh(X1.T @ X1 / len(X)).max()
    rng = np.random.default_rng(2)
    for theta in rng.normal(scale=3, size=(20, 3)):
        slope = lambda at: binary_cross_entropy.grad(X1 @ at[:, None], y)  # noqa: E731
        columns = [
            X1.T @ (slope(theta + 1e-5 * e) - slope(theta - 1e-5 * e)) / 2e-5 for e in np.eye(3)
        ]
        curvatures = np.linalg.eigvals(np.hstack(columns)).real
        assert -1e-6 < curvatures.min() and curvatures.max() < lam / 4 + 1e-6


def test_squared_error_sleeps_where_the_cross_entropy_learns(pictures):
    X, y = pictures[:2]
    right = {}
    for sigma, loss in ((identity, binary_cross_entropy), (sigmoid, squared_error)):
        net = neuron((5, -5, 0), sigma)
        nn.fit(net, X, y, loss, nn.SGD(1.0), epochs=20)
        right[loss.name] = ((nn.forward(net, X).z[1] > 0) == y).mean()
    assert right["binary_cross_entropy"] > 0.95 and right["squared_error"] < 0.05

"""Rows D: activations, and why a network needs them."""

import numpy as np
import pytest
import sympy
from neurons import most_likely, neuron, with_ones

import nnlib as nn
from nnlib.activations import identity, relu, sigmoid, tanh
from nnlib.course.symbolic import Graph
from nnlib.losses import binary_cross_entropy

z, p, y = sympy.symbols("z p y")
LOGISTIC = 1 / (1 + sympy.exp(-z))


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


def test_D2_three_linear_layers_are_one():
    rng = np.random.default_rng(2)
    deep = nn.init([3, 5, 4, 2], [identity] * 3, rng)
    for l in deep.b:
        deep.b[l] = rng.normal(size=deep.n[l])
    flat = nn.init([3, 2], [identity], rng)
    flat.W[1] = deep.W[1] @ deep.W[2] @ deep.W[3]
    flat.b[1] = (deep.b[1] @ deep.W[2] + deep.b[2]) @ deep.W[3] + deep.b[3]
    X = rng.normal(size=(7, 3))
    np.testing.assert_allclose(nn.predict(deep, X), nn.predict(flat, X), rtol=1e-12)


def test_D3_relu_is_continuous_and_its_slope_jumps():
    for h in (1e-3, 1e-6, 1e-9):
        near = np.array([-h, 0, h])
        assert np.abs(relu(near) - relu(np.zeros(3))).max() <= h
        np.testing.assert_array_equal(relu.prime(near), [0, 0, 1])  # S3 has 1 at 0


def test_D3_at_its_kink_relu_has_the_slope_that_the_course_takes():
    graph = Graph("relu(x)")
    slopes = [graph.backward(graph.forward({"x": x})).gradient["x"] for x in (0, 1e-9)]
    assert slopes == [0, 1]
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


def test_D4_the_neuron_is_logistic_regression(pictures):
    X, y = pictures[:2]
    net, oracle = neuron(0, 0, 0), most_likely(X, y)
    nn.fit(net, X, y, binary_cross_entropy, nn.SGD(4.0), epochs=2000)
    np.testing.assert_allclose(net.theta, oracle, atol=1e-3)
    np.testing.assert_allclose(
        binary_cross_entropy(nn.predict(net, X), y),
        binary_cross_entropy(nn.predict(neuron(*oracle), X), y),
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


def test_the_wrong_answers_look_like_the_other_digit(digits, pictures):
    train, y, new, y_new = digits
    above, below = train.T
    # Noughts are even, and sixes keep most of their ink below.
    assert above[y == 0].mean() == pytest.approx(below[y == 0].mean(), rel=0.02)
    assert below[y == 1].mean() > 1.8 * above[y == 1].mean()
    theta = most_likely(*pictures[:2])
    wrong = (with_ones(pictures[2]) @ theta > 0) != y_new
    assert sorted(y_new[wrong]) == [0, 1, 1]
    for ink, label in zip(new[wrong], y_new[wrong], strict=True):
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


def broken_line(curve, n):
    """A network of n hidden ReLUs that meets the curve at n + 1 even places in −3 … 3."""
    t = np.linspace(-3, 3, n + 1)
    slopes = np.diff(curve(t)) / np.diff(t)
    net = nn.init([1, n, 1], [relu, identity], np.random.default_rng(0), scheme="zeros")
    net.W[1], net.b[1] = np.ones((1, n)), -t[:-1]
    net.W[2], net.b[2] = np.diff(slopes, prepend=0)[:, None], curve(t[:1])
    return net


def two_waves(x):
    return np.sin(x) + 0.3 * np.sin(3 * x)


def test_D5_bends_approximate_a_curve_ever_more_closely():
    x = np.linspace(-3, 3, 601)[:, None]
    errors = np.array(
        [
            np.abs(nn.predict(broken_line(two_waves, n), x) - two_waves(x)).max()
            for n in (8, 16, 32, 64)
        ]
    )
    np.testing.assert_allclose(errors[:-1] / errors[1:], 4, atol=0.4)


def test_D5_three_bends_make_a_bump():
    net = broken_line(lambda x: np.maximum(0, 1 - np.abs(x)), 6)
    np.testing.assert_allclose(net.W[2].ravel(), [0, 0, 1, -2, 1, 0], atol=1e-12)
    x = np.array([[-2], [-1], [-0.25], [0], [0.5], [1], [2.5]])
    outputs = nn.predict(net, x).ravel()
    np.testing.assert_allclose(outputs, [0, 0, 0.75, 1, 0.5, 0, 0], atol=1e-12)


def waves(x):
    """The curve of lesson 10."""
    return np.sin(2 * x + 0.5) * np.exp(-(x**2) / 8) + 0.3 * np.sin(5 * x)


def spread_and_trained(n, seed):
    """[1, n, 1] with corners anywhere between −3 and 3, after a thousand epochs of Adam."""
    rng = np.random.default_rng(seed)
    net = nn.init([1, n, 1], [relu, identity], rng)
    net.b[1] = rng.uniform(-3, 3, n)
    x = np.linspace(-3, 3, 61)[:, None]
    nn.fit(net, x, waves(x), nn.losses.squared_error, nn.Adam(0.02), epochs=1000)
    return net


def test_D5_trained_width_helps_and_the_computed_weights_win():
    x = np.linspace(-3, 3, 601)[:, None]
    medians = [
        np.median(
            [((nn.predict(spread_and_trained(n, s), x) - waves(x)) ** 2).mean() for s in range(5)]
        )
        for n in (2, 8, 32)
    ]
    assert medians[0] > 2 * medians[1] > 8 * medians[2]
    computed = [((nn.predict(broken_line(waves, n), x) - waves(x)) ** 2).mean() for n in (4, 32)]
    assert computed[1] < medians[2] / 5
    assert computed[0] > medians[1]


def test_D5_a_layer_of_relus_has_at_most_one_piece_more_than_neurons():
    x = np.linspace(-50, 50, 400_001)[:, None]
    for n in (1, 2, 5, 9):
        rng = np.random.default_rng(n)
        net = nn.init([1, n, 1], [relu, identity], rng)
        for biases, most in ((np.zeros(n), 2), (rng.uniform(-1, 1, n), n + 1)):
            net.b[1] = biases
            slopes = np.diff(nn.predict(net, x), axis=0).ravel() / np.diff(x[:, 0])
            turned = np.abs(np.diff(slopes)) > 1e-5
            corners = np.count_nonzero(turned & ~np.append(turned[1:], False))
            assert 1 <= corners + 1 <= most


def test_D6_less_is_lost_of_the_delta_through_ten_layers_from_sigmoid_to_tanh_to_relu():
    X, y = nn.data.digits()
    X, y, left = X[:200], y[:200], {}
    for name in ("sigmoid", "tanh", "relu"):
        sigma, lost = nn.activations.ALL[name], []
        for seed in range(5):
            layers = [sigma] * 10 + [nn.activations.identity]
            net = nn.init([64, *[50] * 10, 10], layers, np.random.default_rng(seed))
            delta = nn.backward(net, nn.forward(net, X), y, nn.losses.cross_entropy).delta
            lost.append(np.sqrt((delta[1] ** 2).mean() / (delta[10] ** 2).mean()))
        left[name] = np.median(lost)
    assert left["sigmoid"] < 1e-4 < 0.1 < left["tanh"] < left["relu"]
    assert 0.5 < left["relu"] < 2

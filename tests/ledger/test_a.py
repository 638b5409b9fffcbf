"""Rows A: linear regression is a network with one neuron."""

import numpy as np
import pytest
import sympy
from neurons import SEEDLINGS, descend, least_squares, neuron, stable_rate, with_ones

import nnlib as nn
from nnlib.activations import identity, relu
from nnlib.losses import squared_error


def test_A1_identity_neuron_is_linear_regression():
    rng = np.random.default_rng(0)
    for w, b in rng.normal(size=(5, 2)):
        X = rng.normal(size=(7, 1))
        np.testing.assert_allclose(nn.predict(neuron(w, b), X), b + w * X, rtol=1e-14)
    # The bias is a weight on a constant input 1: it moves the output as such a weight would.
    np.testing.assert_allclose(nn.predict(neuron(0, 1), X), np.ones((7, 1)))


@pytest.mark.parametrize("data", [SEEDLINGS, nn.data.line(50, np.random.default_rng(1))])
def test_A2_two_roads_reach_the_same_line(data):
    theta = descend(*data, eta=0.8 * stable_rate(data[0]), steps=400)[1]
    np.testing.assert_allclose(theta, least_squares(*data), atol=1e-8)


def test_A2_sympy_solves_the_normal_equations():
    xs, ys = sympy.symbols("x1:4"), sympy.symbols("y1:4")
    w, b = sympy.symbols("w b")
    C = sum((b + w * x - y) ** 2 for x, y in zip(xs, ys, strict=True)) / 6
    (solution,) = sympy.solve([C.diff(w), C.diff(b)], [w, b], dict=True)
    x_mean, y_mean = sum(xs) / 3, sum(ys) / 3
    covariance = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    slope = covariance / sum((x - x_mean) ** 2 for x in xs)
    assert sympy.simplify(solution[w] - slope) == 0
    assert sympy.simplify(solution[b] - (y_mean - slope * x_mean)) == 0


def test_A3_bias_is_one_more_weight():
    rng = np.random.default_rng(2)
    net = nn.init([3, 2], [identity], rng)
    net.b[1] = rng.normal(size=2)
    X = rng.normal(size=(7, 3))
    one_matrix = np.vstack([net.W[1], net.b[1]])
    np.testing.assert_allclose(nn.predict(net, X), with_ones(X) @ one_matrix, rtol=1e-13)


def test_A4_layer_is_a_matrix_product():
    rng = np.random.default_rng(3)
    net = nn.init([3, 2], [identity], rng)
    net.b[1] = rng.normal(size=2)
    X = rng.normal(size=(5, 3))
    sums = [
        [net.b[1][j] + sum(X[i, k] * net.W[1][k, j] for k in range(3)) for j in range(2)]
        for i in range(5)
    ]
    np.testing.assert_allclose(nn.forward(net, X).z[1], sums, rtol=1e-13)


@pytest.mark.parametrize("n", [[1, 1], [4, 5, 1], [4, 5, 3, 2]])
def test_A5_layers_and_weight_matrices(n):
    net = nn.init(n, [relu] * (len(n) - 1), np.random.default_rng(0))
    assert len(net.W) == len(n) - 1 == net.L


def test_A6_training_is_an_argmin():
    X, y = SEEDLINGS
    w_grid, b_grid = np.linspace(-2, 4, 61), np.linspace(-2, 4, 61)
    C = np.array([[squared_error(b + w * X, y) for w in w_grid] for b in b_grid])
    row, column = np.unravel_index(C.argmin(), C.shape)
    np.testing.assert_allclose([w_grid[column], b_grid[row]], least_squares(X, y), atol=1e-12)
    # The sum and the mean are least at the same place.
    assert (4 * C).argmin() == C.argmin()

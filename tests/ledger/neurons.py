"""One neuron, as most rows measure it: its samples, its gradient, its descent, its best weights."""

import numpy as np

import nnlib as nn
from nnlib.activations import identity
from nnlib.losses import squared_error

SEEDLINGS = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([[1.0], [3.0], [2.0], [5.0]])


def neuron(*theta, sigma=identity):
    """A neuron with these weights, the bias last."""
    net = nn.init([len(theta) - 1, 1], [sigma], np.random.default_rng(0), scheme="zeros")
    net.theta[:] = theta
    return net


def gradient(net, X, y, loss=squared_error):
    return nn.backward(net, nn.forward(net, X), y, loss).dtheta


def with_ones(X):
    return np.hstack([X, np.ones((len(X), 1))])


def least_squares(X, y):
    return np.linalg.lstsq(with_ones(X), y)[0].ravel()


def descend(X, y, eta, steps):
    """The losses before each step, and (w, b) at the end."""
    net, losses = neuron(0, 0), []
    for _ in range(steps):
        losses.append(squared_error(nn.predict(net, X), y))
        nn.SGD(eta).step(net, nn.backward(net, nn.forward(net, X), y, squared_error))
    return np.array(losses), net.theta


def stable_rate(X):
    """2/λ_max of the loss of one neuron, from the eigenvalues of its Hessian."""
    return 2 / np.linalg.eigvalsh(with_ones(X).T @ with_ones(X) / len(X)).max()


def most_likely(X, y):
    """The maximum of the likelihood by Newton's method, without nnlib."""
    X1, theta = with_ones(X), np.zeros((X.shape[1] + 1, 1))
    for _ in range(30):
        p = 1 / (1 + np.exp(-X1 @ theta))
        theta -= np.linalg.solve(X1.T @ (p * (1 - p) * X1), X1.T @ (p - y))
    assert np.abs(X1.T @ (p - y)).max() < 1e-10
    return theta.ravel()

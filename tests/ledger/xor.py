"""The network [2, 2, 1] on XOR: S2's numbers, and many networks at once by plain NumPy."""

import numpy as np

import nnlib as nn
from nnlib.activations import relu

XOR = nn.data.xor()
S2_TEXT = [[3, 4, 2], [2, 3, 4]], [[5, 5, 2]]
S2_TABLE = [[3, 4, -2], [2, 3, -4]], [[5, -5, -2]]
S2_TRAINED = (
    [[1.52183263, 1.55282077, -1.55282077], [1.0637993, 1.0637993, 0.39200322]],
    [[-1.31420497, 0.94002694, -0.36849359]],
)


def two_two_one(W, U, sigma):
    """S2's W and U, each with its bias as the last column, as a network [2, 2, 1]."""
    W, U = np.array(W, float), np.array(U, float)
    net = nn.init([2, 2, 1], [sigma, sigma], np.random.default_rng(0), scheme="zeros")
    net.W[1], net.b[1], net.W[2], net.b[2] = W[:, :2].T, W[:, 2], U[:, :2].T, U[:, 2]
    return net


def forward_many(theta, sigma=relu):
    """z and a of both layers: (networks, samples, 2) and (networks, samples)."""
    z1 = np.einsum("ik,nkj->nij", XOR[0], theta[:, :4].reshape(-1, 2, 2)) + theta[:, None, 6:8]
    a1 = sigma(z1)
    z2 = (a1 * theta[:, None, 4:6]).sum(axis=2) + theta[:, 8:]
    return z1, a1, z2, sigma(z2)


def costs_of(theta):
    return ((forward_many(theta)[-1] - XOR[1][:, 0]) ** 2).mean(axis=1) / 2

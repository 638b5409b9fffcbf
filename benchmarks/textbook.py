"""A training step in NumPy as textbooks write it: W and b apart, a new array for each result.

The course's speed is measured against it, in the benchmarks and in the guard of the test suite.
"""

from itertools import cycle, islice

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


SIGMA = {
    "identity": (lambda z: z, np.ones_like),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(0, z), lambda z: np.where(z > 0, 1.0, 0.0).astype(z.dtype)),
}


def squared_error(a, y):
    return np.mean(np.sum((a - y) ** 2, axis=1)) / 2, (a - y) / len(a)


def binary_cross_entropy(a, y):
    p = sigmoid(a)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), (p - y) / len(a)


def cross_entropy(a, y):
    e = np.exp(a - np.max(a, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    Y = np.eye(a.shape[1], dtype=a.dtype)[y]
    return -np.mean(np.sum(Y * np.log(p), axis=1)), (p - Y) / len(a)


LOSS = {f.__name__: f for f in (squared_error, binary_cross_entropy, cross_entropy)}


class Textbook:
    """An engine (see `engines.py`)."""

    title, tolerance = "textbook NumPy", 1e-9

    def __init__(self, workload, net, batches):
        self.L, self.eta, self.t, self.batches = net.L, workload.eta, 0, cycle(batches)
        self.sigma, self.prime = SIGMA[workload.hidden]
        self.loss, self.update = LOSS[workload.loss], getattr(self, workload.optimizer)
        self.parts = {("W", l): W.copy() for l, W in net.W.items()}
        self.parts |= {("b", l): b.copy() for l, b in net.b.items()}
        self.s = {key: np.zeros_like(part) for key, part in self.parts.items()}
        self.r = {key: np.zeros_like(part) for key, part in self.parts.items()}

    def run(self, steps):
        for X, y in islice(self.batches, steps):
            self.step(X, y)

    def step(self, X, y):
        L, parts = self.L, self.parts
        z, a, grads = {}, {0: X}, {}
        for l in range(1, L + 1):
            z[l] = a[l - 1] @ parts["W", l] + parts["b", l]
            a[l] = self.sigma(z[l]) if l < L else z[l]
        C, delta = self.loss(a[L], y)
        for l in range(L, 0, -1):
            grads["W", l] = a[l - 1].T @ delta
            grads["b", l] = np.sum(delta, axis=0)
            if l > 1:
                delta = (delta @ parts["W", l].T) * self.prime(z[l - 1])
        self.t += 1
        for key, g in grads.items():
            self.update(key, g)
        return C

    def SGD(self, key, g):
        self.parts[key] = self.parts[key] - self.eta * g

    def Adam(self, key, g, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.s[key] = beta1 * self.s[key] + (1 - beta1) * g
        self.r[key] = beta2 * self.r[key] + (1 - beta2) * g**2
        s = self.s[key] / (1 - beta1**self.t)
        r = self.r[key] / (1 - beta2**self.t)
        self.parts[key] = self.parts[key] - self.eta * s / (np.sqrt(r) + epsilon)

    def parameters(self):
        return np.concatenate([part.ravel() for part in self.parts.values()])

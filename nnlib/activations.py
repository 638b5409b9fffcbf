"""Activations: records σ(z) with σ.prime(z), both elementwise functions of z (ledger row D1)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Activation:
    """σ and σ′ under one name.

    `gain` / n_{l-1} is the variance of the initial weights that keeps the signal's size (G6).
    `kinked` says that σ′ jumps at z = 0, where the course takes σ′(0) = 0, the slope on the left.
    `prime_by_a` is σ′ once more, as a function of a = σ(z), where that takes less work than from z.
    """

    name: str
    f: Callable
    prime: Callable
    gain: float = 1.0
    kinked: bool = False
    prime_by_a: Callable | None = None

    def __call__(self, z):
        return self.f(z)

    def slope(self, z, a):
        """σ′(z) where a = σ(z) is known already."""
        return self.prime_by_a(a) if self.prime_by_a else self.prime(z)

    def __repr__(self):
        return self.name


def _step(z):
    """1 where z > 0 and 0 elsewhere, in the type of z."""
    return (z > 0).astype(z.dtype)


def _sigmoid(z):
    # 1 / (1 + e^-z) = (1 + tanh(z / 2)) / 2, and tanh cannot overflow.
    return 0.5 * (1 + np.tanh(0.5 * z))


def _sigmoid_slope(a):
    return a * (1 - a)


def _tanh_slope(a):
    return 1 - a**2


identity = Activation("identity", lambda z: z, np.ones_like)
sigmoid = Activation(
    "sigmoid", _sigmoid, lambda z: _sigmoid_slope(_sigmoid(z)), prime_by_a=_sigmoid_slope
)
tanh = Activation("tanh", np.tanh, lambda z: _tanh_slope(np.tanh(z)), prime_by_a=_tanh_slope)
relu = Activation("relu", lambda z: np.maximum(z, 0), _step, gain=2.0, kinked=True)
leaky_relu = Activation(
    "leaky_relu",
    lambda z: np.maximum(z, 0.01 * z),
    lambda z: np.maximum(_step(z), 0.01),
    gain=2.0,
    kinked=True,
)

ALL = {sigma.name: sigma for sigma in (identity, sigmoid, tanh, relu, leaky_relu)}

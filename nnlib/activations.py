"""Activations: records σ(z) with σ.prime(z), both elementwise functions of z (ledger row D1)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import expect


@dataclass(frozen=True, slots=True)
class Activation:
    """σ and σ′ under one name.

    `gain` / n_{l-1} is the variance of the initial weights that keeps the signal's size (G6).
    `kinked` says that σ′ jumps at z = 0, where the course takes σ′(0) = 0, the slope on the left.
    `prime_from_output` is σ′ once more, as a function of a = σ(z): less work, and z may be
    forgotten; but where a is 1 to its last digit, so that nothing is left of 1 − a, it is 0.
    """

    name: str
    f: Callable
    prime: Callable
    gain: float = 1.0
    kinked: bool = False
    prime_from_output: Callable | None = None

    def __post_init__(self):
        expect.kind(self.f, "f", self.name, Callable)
        for part in ("prime", "prime_from_output"):
            if f := getattr(self, part):
                object.__setattr__(self, part, expect.elementwise(f, self.name))

    @expect.underflow_to_zero
    def __call__(self, z: np.ndarray) -> np.ndarray:
        return self.f(expect.numbers(z, "z", self.name))

    def __repr__(self):
        return self.name

    __reduce__ = __repr__  # a copy or a pickle of one of ours is that one, not another like it


@np.errstate(over="ignore", under="ignore")  # e^-z may be infinite; then σ is 0
def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


@expect.underflow_to_zero
def _sigmoid_prime(z):
    # σ(z) σ(−z), which is even in z; σ (1 − σ) would cancel in the right tail.
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


@expect.underflow_to_zero
def _tanh_prime(z):
    # 1 − tanh(z)² = 4 σ(2z) σ(−2z)
    e = np.exp(-np.abs(z)) ** 2
    return 4 * e / (1 + e) ** 2


def _leaky_relu(z):
    return np.maximum(z, 0.01 * z)


def _ones(z):
    ones = np.empty_like(z)
    ones.fill(1)  # np.ones_like takes three times as long on a small array
    return ones


def _step(z):
    """1 where z > 0 and 0 elsewhere, in the type of z; relu(z) is above 0 where z is."""
    return (z > 0).astype(z.dtype)


def _leaky_step(z):
    return np.maximum(_step(z), 0.01)


identity = Activation("identity", lambda z: z, _ones, prime_from_output=_ones)
sigmoid = Activation("sigmoid", _sigmoid, _sigmoid_prime, prime_from_output=lambda a: a * (1 - a))
tanh = Activation("tanh", np.tanh, _tanh_prime, 1.0, False, lambda a: (1 - a) * (1 + a))
relu = Activation("relu", lambda z: np.maximum(z, 0), _step, 2.0, True, _step)
leaky_relu = Activation("leaky_relu", _leaky_relu, _leaky_step, 2.0, True, _leaky_step)

ALL = {sigma.name: sigma for sigma in (identity, sigmoid, tanh, relu, leaky_relu)}

"""Losses: records C(a, y) with C.grad(a, y) = ∂C/∂a.  C is the mean over the m samples.

This is the only home of 1/m.  The two cross-entropies take scores, the output of an identity
layer: the logistic and the softmax live inside them, where they can be kept from overflowing.

squared_error          ½ ‖a − y‖² per sample; y has the shape of a (B1)
binary_cross_entropy   −y log p − (1 − y) log(1 − p) with p = 1/(1 + e^−a); y in 0 … 1, like a (B2)
cross_entropy          −log p_y with p = softmax(a); y holds integer labels (m,) or one-hot rows
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import expect
from .activations import sigmoid


@dataclass(frozen=True, slots=True)
class Loss:
    """`C(a, y)` is a float, `C.grad(a, y)` has the shape of a, (m, n_L).

    Raises ValueError when y does not fit a: another shape, a label out of range, NaN.
    """

    name: str
    value: Callable
    slope: Callable
    targets: Callable

    def __call__(self, a, y):
        return float(self.value(*self._checked(a, y)))

    def grad(self, a, y):
        return self.slope(*self._checked(a, y))

    def _checked(self, a, y):
        a = expect.matrix(a, np.shape(a)[-1], "a", self.name)
        y = np.asarray(y)
        expect.same_rows(a, y, self.name, "a")
        return a, self.targets(a, y, self.name)

    def __repr__(self):
        return self.name


def softmax(a):
    """p_j = e^{a_j} / Σ_t e^{a_t} for each row of scores; every row sums to 1.  Shape (m, n_L)."""
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _numbers(a, y, where):
    return expect.matrix(y, a.shape[1], "y", where, dtype=a.dtype)


def _probabilities(a, y, where):
    y = _numbers(a, y, where)
    if y.min() < 0 or y.max() > 1:
        raise ValueError(f"{where}: y must lie in 0 … 1, but reaches from {y.min()} to {y.max()}.")
    return y


def _one_hot(a, y, where):
    """Integer labels (m,) become one-hot rows (m, n_L); rows that sum to 1 pass as they are."""
    classes = a.shape[1]
    if y.ndim == 2:
        y = _probabilities(a, y, where)
        if not np.allclose(y.sum(axis=1), 1):
            raise ValueError(f"{where}: each row of y must sum to 1, as a one-hot row does.")
        return y
    if y.ndim != 1 or y.dtype.kind not in "iu":
        raise ValueError(
            f"{where}: y has shape {y.shape} and type {y.dtype}, "
            f"but integer labels (m,) or one-hot rows (m, {classes}) were expected."
        )
    if y.min() < 0 or y.max() >= classes:
        raise ValueError(
            f"{where}: a has {classes} columns, so labels must lie in 0 … {classes - 1}, "
            f"but y reaches from {y.min()} to {y.max()}."
        )
    Y = np.zeros_like(a)
    Y[np.arange(len(y)), y] = 1
    return Y


def _squared_error(a, y):
    difference = a - y
    return 0.5 * np.vdot(difference, difference) / len(a)


def _squared_error_slope(a, y):
    return (a - y) / len(a)


def _binary_cross_entropy(a, y):
    # log(1 + e^a) = max(a, 0) + log(1 + e^-|a|), whose exponential cannot overflow.
    return (np.maximum(a, 0) - a * y + np.log1p(np.exp(-np.abs(a)))).sum() / len(a)


def _binary_cross_entropy_slope(a, y):
    return (sigmoid(a) - y) / len(a)


def _cross_entropy(a, y):
    a = a - a.max(axis=1, keepdims=True)
    return (np.log(np.exp(a).sum(axis=1)).sum() - np.vdot(a, y)) / len(a)


def _cross_entropy_slope(a, y):
    return (softmax(a) - y) / len(a)


squared_error = Loss("squared_error", _squared_error, _squared_error_slope, _numbers)
binary_cross_entropy = Loss(
    "binary_cross_entropy", _binary_cross_entropy, _binary_cross_entropy_slope, _probabilities
)
cross_entropy = Loss("cross_entropy", _cross_entropy, _cross_entropy_slope, _one_hot)

ALL = {loss.name: loss for loss in (squared_error, binary_cross_entropy, cross_entropy)}

"""Losses: records C(a, y) with C.grad(a, y) = ∂C/∂a.  C is the mean over the m samples.

This is the only home of 1/m.  The two cross-entropies take scores, the output of an identity
layer: the logistic and the softmax live inside them, where they can be kept from overflowing.

squared_error          ½ ‖a − y‖² per sample; y has the shape of a (B1)
binary_cross_entropy   −y log p − (1 − y) log(1 − p) with p = 1/(1 + e^−a); y in 0 … 1, like a (B2)
cross_entropy          −log p_y with p = softmax(a); y holds integer labels (m,) or one-hot rows
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from . import expect


@dataclass(frozen=True, slots=True)
class Loss:
    """`C(a, y)` is a float, `C.grad(a, y)` has the shape of a, (m, n_L).

    `C.value_and_grad(a, y)` returns both; each of the other two costs as much.
    It is made of `f(a, y)`, which computes both, and `targets(a, y, where)`, which judges y and
    returns it in the shape and the type that f takes.
    Raises ValueError when y does not fit a (another shape, a label out of range, NaN), and
    FloatingPointError when C is beyond the type of a.
    """

    name: str
    f: Callable
    targets: Callable

    def __call__(self, a: np.ndarray, y: np.ndarray) -> float:
        return self.value_and_grad(a, y)[0]

    def grad(self, a: np.ndarray, y: np.ndarray) -> np.ndarray:
        return self.value_and_grad(a, y)[1]

    @np.errstate(all="ignore")  # what overflows is seen in C
    def value_and_grad(self, a: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
        a = expect.numbers(a, "a", self.name)
        C, grad = self.f(a, self.targets(a, y, self.name))
        if not isfinite(C):
            raise FloatingPointError(f"{self.name}: the loss is beyond what {a.dtype} can hold.")
        return float(C), grad

    def for_judged_targets(self) -> "Loss":
        """The same loss for what `targets` has returned, which is not looked at once more."""
        return replace(self, targets=lambda a, y, where: y)

    def __repr__(self):
        return self.name

    __reduce__ = __repr__  # as in Activation


@np.errstate(all="ignore")
def softmax(a: np.ndarray) -> np.ndarray:
    """p_j = e^{a_j} / Σ_t e^{a_t} for each row of scores; every row sums to 1.  Shape (m, n_L)."""
    a = expect.matrix(a, None, "a", "softmax")
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _numbers(a, y, where):
    """Targets like a.  Their dot product is finite only when both are, and quickly taken."""
    alike = type(y) is np.ndarray and a.shape == y.shape and a.dtype == y.dtype
    if alike and a.ndim == 2 and len(a) and isfinite(np.vdot(a, y)):
        return y
    y = expect.array(y, "y", where)
    expect.same_rows(expect.matrix(a, None, "a", where), y, where, "a")
    return expect.matrix(y, a.shape[1], "y", where, a.dtype)


def _within(y, top, rule):
    """Refuse entries beyond 0 … top.  On a small array min and max would take thrice the time."""
    least, most = y.item(y.argmin()), y.item(y.argmax())
    if least < 0 or most > top:
        raise ValueError(f"{rule} reaches from {least} to {most}.")


def _probabilities(a, y, where):
    y = _numbers(a, y, where)
    _within(y, 1, f"{where}: y must lie in 0 … 1, but")
    return y


def _one_hot(a, y, where):
    """Integer labels (m,) become one-hot rows (m, n_L); rows that sum to 1 pass as they are."""
    y = expect.array(y, "y", where)
    if y.ndim == 2:
        y = _probabilities(a, y, where)
        if not np.allclose(y.sum(axis=1), 1):
            raise ValueError(f"{where}: each row of y must sum to 1, as a one-hot row does.")
        return y
    expect.same_rows(expect.matrix(a, None, "a", where), y, where, "a")
    classes = a.shape[1]
    if y.ndim != 1 or y.dtype.kind not in "iu":
        wanted = f"integer labels (m,) or one-hot rows (m, {classes}) were expected"
        raise ValueError(f"{where}: y has shape {y.shape} and type {y.dtype}, but {wanted}.")
    rule = f"a has {classes} columns, so labels must lie in 0 … {classes - 1}"
    _within(y, classes - 1, f"{where}: {rule}, but y")
    Y = np.zeros(a.shape, a.dtype)
    Y[np.arange(len(y)), y] = 1
    return Y


def _squared_error(a, y):
    difference = a - y
    return 0.5 * np.vdot(difference, difference) / len(a), difference / len(a)


def _binary_cross_entropy(a, y):
    # log(1 + e^a) − a y, with a y drawn into the logarithm, where nothing overflows or cancels.
    ay = a * y
    C = np.add.reduce(np.logaddexp(-ay, a - ay), axis=None) / len(a)
    return C, (1 / (1 + np.exp(-a)) - y) / len(a)


def _cross_entropy(a, y):
    a = a - a.max(axis=1, keepdims=True)
    e = np.exp(a)
    total = e.sum(axis=1, keepdims=True)
    C = (np.log(total).sum() - np.vdot(a, y)) / len(a)
    return C, (e / total - y) / len(a)


squared_error = Loss("squared_error", _squared_error, _numbers)
binary_cross_entropy = Loss("binary_cross_entropy", _binary_cross_entropy, _probabilities)
cross_entropy = Loss("cross_entropy", _cross_entropy, _one_hot)

ALL = {loss.name: loss for loss in (squared_error, binary_cross_entropy, cross_entropy)}

"""Derivatives by differences, and the check that sets `backward` against them (ledger row C9)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import network
from .expect import finite, judged, kind, matrix, numbers, one_number, same_rows
from .losses import Loss
from .parameters import Network, views


@judged
def numeric_gradient(f: Callable, x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """∂f/∂x_i ≈ (f(x + h e_i) − f(x − h e_i)) / 2h for every entry of x; x itself is not changed.

    Each call of f gets an array of its own, so that f may keep it, change it or hand it back.
    Raises ValueError when x is not finite, or f returns something else than one number.

    >>> numeric_gradient(lambda x: (x**2).sum(), np.array([1.0, -3.0])).round(6)
    array([ 2., -6.])
    """
    x = finite(x, "x", "numeric_gradient").astype(np.float64)
    gradient = np.empty_like(x)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i], below[i] = x[i] + h, x[i] - h
        above, below = (one_number(f(x), "f(x)", "numeric_gradient") for x in (above, below))
        gradient[i] = (above - below) / (2 * h)
    return gradient


@dataclass(frozen=True)
class GradientCheck:
    """Whether `backward` agrees (`ok`), the worst relative error and its place, and all of them."""

    ok: bool
    error: float
    where: str
    errors: dict[str, float]
    scales: dict[str, float]
    moved: bool

    def __bool__(self):
        return self.ok

    def __repr__(self):
        said = "agrees" if self.ok else "DISAGREES"
        moved = " (checked a little beside a kink)" if self.moved else ""
        scale = f"where the gradient has scale {self.scales[self.where]:.1e}{moved}"
        return f"gradcheck {said}: worst relative error {self.error:.1e} in {self.where}, {scale}"


@judged
def gradcheck(
    net: Network, X: np.ndarray, y: np.ndarray, loss: Loss, backward: Callable = network.backward,
    h: float = 1e-5, tolerance: float = 1e-6, keep: float = 1.0, seed: int | None = None,
) -> GradientCheck:  # fmt: skip
    """Compare `backward` with centred differences of the loss, one array dW[l] or db[l] at a time.

    The relative error of an array is max |difference| / max |gradient| over both routes.
    Both are taken in float64.  Where h could reach over ReLU's kink, the parameters move first.
    With keep < 1, `seed` draws the same dropout mask in each forward pass.
    Raises ValueError for a vacuous check: an array whose gradient is 0 by both routes would agree
    with any multiple of itself.
    """
    if keep < 1 and seed is None:
        raise ValueError("gradcheck: keep < 1 draws a mask, so give seed, a whole number.")
    same_rows(X, y, "gradcheck")
    probe = Network(net.n, net.sigma.values(), net.theta.astype(np.float64))
    X = matrix(X, net.n[0], "X", "gradcheck")

    def passed():
        return network.forward(probe, X, keep, np.random.default_rng(seed) if keep < 1 else None)

    def C(theta):
        probe.theta[:] = theta
        return loss(passed().a[probe.L], y)

    moved = _step_off_kinks(probe, passed, margin=20 * h)
    grads = backward(probe, passed(), y, loss)
    dW, db = views(numeric_gradient(C, probe.theta, h), net.n)
    errors, scales = {}, {}
    for name, expected in (("dW", dW), ("db", db)):
        found = kind(getattr(grads, name, None), f"backward's {name}", "gradcheck", dict)
        for l, due in expected.items():
            place = f"{name}[{l}]"
            came = numbers(found.get(l), place, "gradcheck")
            if finite(came, place, "gradcheck").shape != due.shape:
                wanted = f"{due.shape} is due"
                raise ValueError(f"gradcheck: {place} has shape {came.shape}, but {wanted}.")
            scales[place] = max(np.abs(came).max(), np.abs(due).max())
            errors[place] = np.abs(came - due).max() / (scales[place] or 1)
    silent = ", ".join(place for place, scale in scales.items() if not scale > 1e-9)
    if silent:
        way = "so the check would pass whatever backward does; try other parameters or other data"
        raise ValueError(f"gradcheck: the gradient is 0 in {silent} by both routes, {way}.")
    worst, error = max(errors.items(), key=lambda item: item[1])
    return GradientCheck(bool(error < tolerance), error, worst, errors, scales, moved)


def _step_off_kinks(net, passed, margin):
    """Move the parameters until no kinked z is within `margin` of 0; say whether they moved."""
    rng = np.random.default_rng(0)
    for attempt in range(100):
        z = passed().z
        if not any(net.sigma[l].kinked and np.abs(z[l]).min() < margin for l in z):
            return attempt > 0
        net.theta += rng.normal(scale=0.01, size=net.theta.size)
    raise ValueError(f"gradcheck: 100 small moves left some z within {margin:g} of its kink.")

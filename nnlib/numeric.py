"""Derivatives by differences, and the check that sets `backward` against them (ledger row C9)."""

from dataclasses import dataclass

import numpy as np

from . import expect
from .network import Network, forward, views
from .network import backward as course_backward


def numeric_gradient(f, x, h=1e-5):
    """∂f/∂x_i ≈ (f(x + h e_i) − f(x − h e_i)) / 2h for every entry of x; x itself is not changed.

    >>> numeric_gradient(lambda x: (x**2).sum(), np.array([1.0, -3.0])).round(6)
    array([ 2., -6.])
    """
    x = np.array(x, dtype=np.float64)
    gradient = np.empty_like(x)
    for i in np.ndindex(x.shape):
        centre = x[i]
        x[i] = centre + h
        above = f(x)
        x[i] = centre - h
        gradient[i] = (above - f(x)) / (2 * h)
        x[i] = centre
    return gradient


@dataclass(frozen=True)
class GradientCheck:
    """Whether `backward` agrees (`ok`), the worst relative error and its place, and all of them."""

    ok: bool
    error: float
    where: str
    errors: dict
    scales: dict
    moved: bool

    def __bool__(self):
        return self.ok

    def __repr__(self):
        verdict = "agrees" if self.ok else "DISAGREES"
        moved = " (checked a little beside a kink)" if self.moved else ""
        return (
            f"gradcheck {verdict}: worst relative error {self.error:.1e} in {self.where}, "
            f"where the gradient has scale {self.scales[self.where]:.1e}{moved}"
        )


def gradcheck(net, X, y, loss, backward=course_backward, h=1e-5, tolerance=1e-6):
    """Compare `backward` with centred differences of the loss, one array dW[l] or db[l] at a time.

    The relative error of an array is max |difference| / max |gradient| over both routes.
    Both are taken in float64.  Where h could reach over ReLU's kink, the parameters move first.
    Raises ValueError for a vacuous check: an array whose gradient is 0 by both routes would agree
    with any multiple of itself.
    """
    probe = Network(net.n, list(net.sigma.values()), net.theta.astype(np.float64))
    moved = _step_off_kinks(probe, X, margin=20 * h)
    grads = backward(probe, forward(probe, X), y, loss)
    theta = probe.theta.copy()

    def C(at):
        probe.theta[:] = at
        return loss(forward(probe, X).a[probe.L], y)

    dW, db = views(numeric_gradient(C, theta, h), net.n)
    errors, scales = {}, {}
    for symbol, found, expected in (("W", grads.dW, dW), ("b", grads.db, db)):
        for l in expected:
            place = f"d{symbol}[{l}]"
            came, shape = np.shape(found[l]), expected[l].shape
            if came != shape:
                raise ValueError(f"gradcheck: {place} has shape {came}, but {shape} is due.")
            expect.finite(found[l], place, "gradcheck")
            scales[place] = max(np.abs(found[l]).max(), np.abs(expected[l]).max())
            errors[place] = np.abs(found[l] - expected[l]).max() / (scales[place] or 1)
    silent = [place for place, scale in scales.items() if not scale > 1e-9]
    if silent:
        raise ValueError(
            f"gradcheck: the gradient is 0 in {', '.join(silent)} by both routes, so the check "
            f"would pass whatever backward does; try other parameters or other data."
        )
    where = max(errors, key=errors.get)
    return GradientCheck(
        bool(errors[where] < tolerance), errors[where], where, errors, scales, moved
    )


def _step_off_kinks(net, X, margin):
    """Move the parameters until no kinked z is within `margin` of 0; say whether they moved."""
    rng = np.random.default_rng(0)
    for attempt in range(100):
        z = forward(net, X).z
        if not any(net.sigma[l].kinked and np.abs(z[l]).min() < margin for l in z):
            return attempt > 0
        net.theta += rng.normal(scale=0.01, size=net.theta.size)
    raise ValueError(
        f"gradcheck: in 100 small moves some z stayed within {margin:g} of its kink; "
        f"use fewer samples."
    )

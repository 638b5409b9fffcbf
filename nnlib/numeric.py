"""Derivatives by differences, and the check that sets `backward` against them (ledger row C9)."""

from dataclasses import dataclass

import numpy as np

from .network import backward as course_backward
from .network import forward, views


def numeric_gradient(f, x, h=1e-5):
    """∂f/∂x_i ≈ (f(x + h e_i) − f(x − h e_i)) / 2h for every entry of x.  Same shape as x; x is not changed.

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
    """The verdict of `gradcheck`: `ok`, the worst relative error and its place, and each array's error and scale."""

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

    The relative error of an array is max |difference| / max |gradient| over both routes.  ReLU's kink is
    stepped off first: where a z lies within reach of h of 0, the check moves the parameters a little.
    float64 is used whatever the network's type.  Raises ValueError for a vacuous check: an array whose
    gradient is 0 by both routes would agree with any multiple of itself.
    """
    probe = net.copy()
    probe = type(net)(net.n, net.sigma.values(), net.theta.astype(np.float64))
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
            if np.shape(found[l]) != expected[l].shape:
                raise ValueError(
                    f"gradcheck: {place} has shape {np.shape(found[l])}, but {symbol}[{l}] has {expected[l].shape}."
                )
            scales[place] = max(np.abs(found[l]).max(), np.abs(expected[l]).max())
            errors[place] = np.abs(found[l] - expected[l]).max() / (scales[place] or 1)
    silent = [place for place, scale in scales.items() if not scale > 1e-9]
    if silent:
        raise ValueError(
            f"gradcheck: the gradient is 0 in {', '.join(silent)} by both routes, so the check would pass "
            f"whatever backward does; try other parameters or other data."
        )
    where = max(errors, key=errors.get)
    return GradientCheck(errors[where] < tolerance, errors[where], where, errors, scales, moved)


def _step_off_kinks(net, X, margin):
    """Move the parameters until no z of a kinked activation is within `margin` of 0; say whether they moved."""
    rng = np.random.default_rng(0)
    for attempt in range(100):
        z = forward(net, X).z
        if not any(net.sigma[l].kinked and np.abs(z[l]).min() < margin for l in z):
            return attempt > 0
        net.theta += rng.normal(scale=0.01, size=net.theta.size)
    raise ValueError(
        f"gradcheck: 100 small moves found no point where every z is at least {margin:g} off its kink; use fewer samples."
    )

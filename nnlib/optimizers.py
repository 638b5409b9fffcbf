"""Optimizers: `step(net, grads)` moves all parameters at once, on the flat vector theta.

Nothing else changes a network.  With lam > 0 the loss gains the penalty (λ/2) Σ_l ‖W_l‖², so λ W_l
joins the gradient of W_l; biases go free (B5).
"""

import numpy as np

from .expect import judged, kind, underflow_to_zero
from .parameters import Network


@judged
def l2(net: Network, lam: float) -> float:
    """(λ/2) Σ_l ‖W_l‖², the penalty that belongs to an optimizer's lam."""
    return float(0.5 * lam * np.vdot(net.weights, net.weights))


class SGD:
    """θ ← θ − η g, with g the gradient of the batch that was shown (G1)."""

    @judged
    def __init__(self, eta: float, lam: float = 0.0):
        self.eta, self.lam = float(eta), float(lam)
        self.forget()

    def forget(self) -> None:
        """Begin anew, as if no step had been taken."""
        self.t, self.theta, self.moments = 0, None, []

    @underflow_to_zero
    def step(self, net: Network, grads: object) -> None:
        """Change net.theta in place.  Raises ValueError when grads belong to another network.

        `fit` overwrites the grads in its next step: an optimizer that keeps them must copy them.
        """
        theta = kind(net, "net", self, Network).theta
        g = kind(getattr(grads, "dtheta", None), "dtheta of grads", self, np.ndarray)
        if theta.shape != g.shape:
            raise ValueError(f"{self}: {theta.size} parameters came with a gradient of {g.size}.")
        if self.lam:
            g = g.copy()
            g[: net.weights.size] += self.lam * net.weights
        self.update(theta, g)

    def update(self, theta: np.ndarray, g: np.ndarray) -> None:
        theta -= self.eta * g

    def remember(self, count: int, theta: np.ndarray) -> list[np.ndarray]:
        """`count` vectors like theta that start at 0 and stay with these parameters.

        Raises ValueError for others; equal ones are taken for a copy, made with the optimizer's.
        """
        if self.theta is None:
            self.moments = [np.zeros_like(theta) for _ in range(count)]
        elif self.theta is not theta and not np.array_equal(self.theta, theta):
            past = f"{self}: it remembers the moments of {self.theta.size} parameters"
            raise ValueError(f"{past}; make a new one for another network, or let it forget().")
        self.t, self.theta = self.t + 1, theta
        return self.moments

    def __repr__(self):
        return type(self).__name__


class Momentum(SGD):
    """v ← μ v − η g,  θ ← θ + v."""

    @judged
    def __init__(self, eta: float, mu: float = 0.9, lam: float = 0.0):
        super().__init__(eta, lam)
        self.mu = float(mu)

    def update(self, theta: np.ndarray, g: np.ndarray) -> None:
        (v,) = self.remember(1, theta)
        v *= self.mu
        v -= self.eta * g
        theta += v


class Adam(SGD):
    """s ← β₁ s + (1 − β₁) g,  r ← β₂ r + (1 − β₂) g²,  θ ← θ − η ŝ / (√r̂ + ε).

    ŝ = s / (1 − β₁ᵗ) and r̂ = r / (1 − β₂ᵗ) undo the pull of the start at 0 (Kingma and Ba 2015).
    """

    @judged
    def __init__(
        self, eta: float = 0.001, beta1: float = 0.9, beta2: float = 0.999,
        epsilon: float = 1e-8, lam: float = 0.0,
    ):  # fmt: skip
        super().__init__(eta, lam)
        self.beta1, self.beta2, self.epsilon = float(beta1), float(beta2), float(epsilon)

    def update(self, theta: np.ndarray, g: np.ndarray) -> None:
        # As on the page these are five lines, but each operation would make a new vector: with the
        # room u for all of them, 109 thousand parameters take less than a third of that time.
        s, r, u = self.remember(3, theta)
        s *= self.beta1
        s += np.multiply(g, 1 - self.beta1, out=u)
        r *= self.beta2
        np.multiply(g, g, out=u)
        r += np.multiply(u, 1 - self.beta2, out=u)
        np.divide(r, 1 - self.beta2**self.t, out=u)
        np.sqrt(u, out=u)
        u += self.epsilon
        np.divide(s, u, out=u)
        u *= self.eta / (1 - self.beta1**self.t)
        theta -= u

"""Optimizers: `step(net, grads)` moves all parameters at once, on the flat vector theta.

Nothing else changes a network.  With lam > 0 the loss gains the penalty (λ/2) Σ_l ‖W_l‖², so λ W_l
joins the gradient of W_l; biases go free (B5).
"""

import numpy as np


def l2(net, lam):
    """(λ/2) Σ_l ‖W_l‖², the penalty that belongs to an optimizer's lam."""
    return float(0.5 * lam * np.vdot(net.weights, net.weights))


class SGD:
    """θ ← θ − η g, with g the gradient of the batch that was shown (G1)."""

    def __init__(self, eta, lam=0.0):
        if not eta > 0:
            raise ValueError(f"{self}: the learning rate eta must be above 0, but it is {eta!r}.")
        if not lam >= 0:
            raise ValueError(f"{self}: lam must be 0 or above, but it is {lam!r}.")
        self.eta, self.lam = eta, lam

    def step(self, net, grads):
        """Change net.theta in place.  Raises ValueError when grads belong to another network.

        `fit` overwrites the grads in its next step: an optimizer that keeps them must copy them.
        """
        theta, g = net.theta, grads.dtheta
        if theta.shape != g.shape:
            raise ValueError(f"{self}: {theta.size} parameters came with a gradient of {g.size}.")
        if self.lam:
            g = g.copy()
            g[: net.weights.size] += self.lam * net.weights
        self.update(theta, g)

    def update(self, theta, g):
        theta -= self.eta * g

    def _moment(self, name, theta):
        """A vector that starts at 0 and lives with this optimizer, one entry for each parameter.

        Adam's third, u, is no moment but room to compute in.
        """
        if not hasattr(self, name):
            setattr(self, name, np.zeros_like(theta))
        moment = getattr(self, name)
        if moment.shape != theta.shape:
            raise ValueError(
                f"{self}: this optimizer remembers the moments of {moment.size} parameters; "
                f"make a new one for a network of {theta.size}."
            )
        return moment

    def __repr__(self):
        return type(self).__name__


class Momentum(SGD):
    """v ← μ v − η g,  θ ← θ + v."""

    def __init__(self, eta, mu=0.9, lam=0.0):
        super().__init__(eta, lam)
        if not 0 <= mu < 1:
            raise ValueError(f"Momentum: mu must lie in 0 ≤ mu < 1, but it is {mu!r}.")
        self.mu = mu

    def update(self, theta, g):
        v = self._moment("v", theta)
        v *= self.mu
        v -= self.eta * g
        theta += v


class Adam(SGD):
    """s ← β₁ s + (1 − β₁) g,  r ← β₂ r + (1 − β₂) g²,  θ ← θ − η ŝ / (√r̂ + ε).

    ŝ = s / (1 − β₁ᵗ) and r̂ = r / (1 − β₂ᵗ) undo the pull of the start at 0 (Kingma and Ba 2015).
    """

    def __init__(self, eta=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8, lam=0.0):
        super().__init__(eta, lam)
        for name, beta in (("beta1", beta1), ("beta2", beta2)):
            if not 0 <= beta < 1:
                raise ValueError(f"Adam: {name} must lie in 0 ≤ {name} < 1, but it is {beta!r}.")
        self.beta1, self.beta2, self.epsilon, self.t = beta1, beta2, epsilon, 0

    def update(self, theta, g):
        s, r, u = (self._moment(name, theta) for name in "sru")
        self.t += 1
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

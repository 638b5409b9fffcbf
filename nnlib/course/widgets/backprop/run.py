"""The run of the backprop stepper: updates of a small network, one stage at a time."""

from dataclasses import dataclass

import numpy as np

import nnlib as nn

from ...symbolic.networks import LOSS

NETWORKS = {
    "2-2-1": (2, 2, 1),
    "2-3-1": (2, 3, 1),
    "2-3-2": (2, 3, 2),
    "2-2-2-1": (2, 2, 2, 1),
    "3-4-3-2": (3, 4, 3, 2),
}
TOO_LARGE = 1e6
PHASES = {"input": "forward", "z": "forward", "a": "forward", "loss": "loss", "delta": "backward",
          "dW": "backward", "db": "backward", "update": "update"}  # fmt: skip


def losses_shown():
    """The losses by name, without those whose row the registry cannot write."""
    return {name: loss for name, loss in nn.losses.ALL.items() if loss in LOSS}


def stages(L):
    """(kind, l) of each step of one update: forward, loss, backward, slopes, update."""
    forward = [(kind, l) for l in range(1, L + 1) for kind in ("z", "a")]
    deltas = [("delta", l) for l in range(L, 0, -1)]
    slopes = [(kind, l) for l in range(1, L + 1) for kind in ("dW", "db")]
    return (("input", 0), *forward, ("loss", 0), *deltas, *slopes, ("update", 0))


@dataclass(frozen=True, eq=False)
class BackpropFrame:
    """One stage of one update: the network before it, its trace and gradients, and the batch.

    `rows` are the batch's among all samples; `after` is the updated network, at the last stage
    only; `losses` are those before each update.
    """

    updates: int
    stage: int
    net: nn.Network
    rows: tuple
    X: np.ndarray
    y: np.ndarray
    loss: nn.losses.Loss
    eta: float
    trace: nn.Trace
    grads: nn.Gradients
    losses: tuple
    after: nn.Network | None = None

    @property
    def stages(self):
        return stages(self.net.L)

    @property
    def here(self):
        """(kind, l) of what this frame shows."""
        return self.stages[self.stage]

    @property
    def k(self):
        """Its number in the run."""
        return self.updates * len(self.stages) + self.stage

    def knows(self, kind, l=0):
        return self.stages.index((kind, l)) <= self.stage

    @property
    def newest(self):
        """The network as it is after this stage."""
        return self.after or self.net

    @property
    def C(self):
        return self.losses[-1]

    @property
    def outgrown(self):
        """Whether the update has led to parameters past a million."""
        return self.after is not None and not np.abs(self.after.theta).max() < TOO_LARGE

    def loss_of(self, a, i):
        """The loss of sample i alone, for the output a (1, n_L)."""
        return self.loss(a, self.y[i : i + 1])


def four_samples(n, loss):
    """Four inputs with the targets "one of them is above 0, but not two", and "all are"."""
    X = nn.data.xor()[0]
    if n[0] > 2:
        X = np.hstack([X, np.random.default_rng(0).uniform(-1, 1, (4, n[0] - 2)).round(1)])
    above = (X > 0).sum(axis=1)
    if loss is nn.losses.cross_entropy:
        return X, np.minimum(above % 2, n[-1] - 1)
    return X, np.column_stack([above % 2, above == n[0]])[:, : n[-1]].astype(float)


def start_network(n, sigma, seed):
    """A network with round numbers, which a reader can follow with paper and pencil."""
    rng = np.random.default_rng(seed)
    net = nn.init(n, [sigma] * (len(n) - 2) + [nn.activations.identity], rng)
    sizes = rng.uniform(0.1, 1.2, net.theta.size)
    net.theta[:] = (rng.choice([-1, 1], net.theta.size) * sizes).round(1)
    return net

"""The eight training steps that are measured, from one neuron to two layers of 1,024.

a   a line 1-1, all of its 100 points, SGD
b   XOR 2-2-1, all of its four corners, SGD
c   moons 2-16-16-1, batches of 32, Adam
d   digits 64-64-10, batches of 64, Adam
e   784-128-64-10, batches of 128, Adam; es with SGD
f   784-1024-1024-10, batches of 512, Adam; fs with SGD

e and f have the shape of MNIST and are fed with noise: a step takes the same time on any numbers.
"""

from dataclasses import dataclass

import numpy as np

import nnlib as nn


@dataclass(frozen=True)
class Workload:
    """Widths, the hidden activation, a loss on scores, an optimizer, a batch size, and samples."""

    name: str
    n: tuple
    hidden: str
    loss: str
    optimizer: str
    eta: float
    size: int
    samples: object

    @property
    def L(self):
        return len(self.n) - 1

    def batches(self, dtype):
        """The samples in batches of one size, [(X, y), …]; labels are integers (m,)."""
        X, y = self.samples(np.random.default_rng(1))
        y = y if y.ndim == 1 else y.astype(dtype)
        starts = range(0, len(X) - self.size + 1, self.size)
        return [(X[s : s + self.size].astype(dtype), y[s : s + self.size]) for s in starts]

    def network(self, dtype):
        sigma = [nn.activations.ALL[self.hidden]] * (self.L - 1) + [nn.activations.identity]
        return nn.init(self.n, sigma, np.random.default_rng(2), dtype=dtype)

    def flops(self):
        """Multiplications and additions of a step's matrix products; layer 1 has no BP2."""
        sizes = [k * j for k, j in zip(self.n, self.n[1:], strict=False)]
        return 2 * self.size * (3 * sum(sizes) - sizes[0])


def noise(m):
    def draw(rng):
        return rng.normal(size=(m, 784)), rng.integers(0, 10, size=m)

    return draw


SMALL, LARGE = (784, 128, 64, 10), (784, 1024, 1024, 10)
WORKLOADS = {
    each.name: each
    for each in (
        Workload(
            "a", (1, 1), "identity", "squared_error", "SGD", 0.1, 100,
            lambda rng: nn.data.line(100, rng),
        ),
        Workload(
            "b", (2, 2, 1), "sigmoid", "binary_cross_entropy", "SGD", 0.1, 4,
            lambda _: nn.data.xor(),
        ),
        Workload(
            "c", (2, 16, 16, 1), "tanh", "binary_cross_entropy", "Adam", 1e-3, 32,
            lambda rng: nn.data.moons(512, rng, noise=0.3),
        ),
        Workload(
            "d", (64, 64, 10), "relu", "cross_entropy", "Adam", 1e-3, 64,
            lambda _: nn.data.digits(),
        ),
        Workload("e", SMALL, "relu", "cross_entropy", "Adam", 1e-4, 128, noise(1024)),
        Workload("es", SMALL, "relu", "cross_entropy", "SGD", 0.01, 128, noise(1024)),
        Workload("f", LARGE, "relu", "cross_entropy", "Adam", 1e-4, 512, noise(1024)),
        Workload("fs", LARGE, "relu", "cross_entropy", "SGD", 0.01, 512, noise(1024)),
    )
}  # fmt: skip

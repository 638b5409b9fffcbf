"""The engines that take the same training step: `nnlib`, and `nnlib` inside `fit`.

An engine is made from a workload, a network to start from, and batches [(X, y), …] of one size.
`run(steps)` takes that many steps, batch after batch and round again; `parameters()` is theta in
the order of `nnlib`, and may differ from the step's own result by `tolerance` in float64.
The floor is in `floor.py`, the textbook's step in `textbook.py`, libraries are in `peers.py`.
"""

from itertools import cycle, islice

import numpy as np

import nnlib as nn


class Engine:
    """What most engines share: a walk through the batches, one `step(X, y)` at a time."""

    title, tolerance = "", 1e-9

    def __init__(self, workload, net, batches):
        self.workload, self.net = workload, net
        self.prepare()
        self.batches = cycle([self.convert(X, y) for X, y in batches])

    def convert(self, X, y):
        return X, y

    def run(self, steps):
        for X, y in islice(self.batches, steps):
            self.step(X, y)


class Nnlib(Engine):
    """The course's own functions, called as `fit` calls them, with the Gradients of last time."""

    title = "nnlib"

    def prepare(self):
        self.loss = nn.losses.ALL[self.workload.loss]
        self.optimizer = getattr(nn, self.workload.optimizer)(self.workload.eta)
        self.grads = nn.Gradients(self.net)

    def step(self, X, y):
        trace = nn.forward(self.net, X)
        grads = nn.backward(self.net, trace, y, self.loss, out=self.grads)
        self.optimizer.step(self.net, grads)
        return grads.C

    def parameters(self):
        return self.net.theta


class NnlibFit(Nnlib):
    """The same steps inside `nn.fit`, which also shuffles, looks out for overflow, keeps a history.

    The shuffle makes its parameters its own; it is compared with scikit-learn's `fit` alone.
    """

    title, tolerance = "nnlib fit", np.inf

    def __init__(self, workload, net, batches):
        super().__init__(workload, net, batches)
        self.X, self.y = (np.concatenate(parts) for parts in zip(*batches, strict=True))
        self.count, self.rng = len(batches), np.random.default_rng(3)

    def run(self, steps):
        nn.fit(
            self.net, self.X, self.y, self.loss, self.optimizer,
            epochs=steps // self.count, batch_size=self.workload.size, rng=self.rng,
        )  # fmt: skip

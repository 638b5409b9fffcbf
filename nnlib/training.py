"""Training: mini-batches, and `fit`, which goes through them epoch by epoch (E8)."""

from dataclasses import dataclass, field
from math import isfinite

import numpy as np

from . import expect
from .network import Gradients, backward, forward


@dataclass
class History:
    """The mean loss of each epoch, the validation loss after it, and the best epoch (from 1)."""

    loss: list = field(default_factory=list)
    val_loss: list = field(default_factory=list)
    best_epoch: int = 0
    stopped_early: bool = False


def minibatches(X, y, size, rng):
    """Deal the samples in a random order into batches of `size` rows (the last may be smaller).

    Every sample comes exactly once.  Yields (X_batch, y_batch).
    """
    X, y = np.asarray(X), np.asarray(y)
    expect.same_rows(X, y, "minibatches")
    if not (size >= 1 and int(size) == size):
        raise ValueError(f"minibatches: size must be a whole number above 0, but it is {size!r}.")
    order = expect.generator(rng, "minibatches", "shuffles the samples").permutation(len(X))
    for start in range(0, len(X), size):
        rows = order[start : start + size]
        yield X.take(rows, axis=0), y.take(rows, axis=0)


def fit(
    net, X, y, loss, optimizer, *, epochs=100, batch_size=None, rng=None,
    validation=None, patience=None, keep=1.0, progress=False, callback=None,
):  # fmt: skip
    """Train `net` in place and return its History.

    batch_size None is one full batch per epoch; otherwise `rng` shuffles.  keep < 1 is dropout.
    validation = (X_val, y_val) is only looked at.  With `patience`, training stops when the
    validation loss has not improved for that many epochs, and the best parameters come back.
    progress=True shows a bar, in a notebook or a terminal.  callback(epoch, net, history) runs
    after each epoch; True from it ends the training.

    Raises ValueError for data that do not fit, and FloatingPointError when the numbers overflow;
    the network then has the parameters with which that epoch began.
    """
    X = expect.matrix(X, net.n[0], "X", "fit", net.theta.dtype)
    y = np.asarray(y)
    expect.same_rows(X, y, "fit")
    if patience is not None and validation is None:
        raise ValueError("fit: patience needs validation=(X_val, y_val), whose loss it watches.")
    history, best, least, since = History(), net.theta.copy(), np.inf, 0
    grads = Gradients(net)
    for epoch in _epochs(epochs, progress, history):
        start = net.theta.copy()
        batches = [(X, y)] if batch_size is None else minibatches(X, y, batch_size, rng)
        total = sum(
            len(X_batch) * _train_on(net, X_batch, y_batch, loss, optimizer, grads, keep, rng)
            for X_batch, y_batch in batches
        )
        if not (isfinite(total) and expect.is_finite(net.theta)):
            net.theta[:] = start
            raise FloatingPointError(
                f"fit: the numbers overflowed in epoch {epoch}; the learning rate eta = "
                f"{optimizer.eta:g} is probably too large. The network has the parameters with "
                f"which that epoch began."
            )
        history.loss.append(total / len(X))
        if validation is not None:
            history.val_loss.append(loss(forward(net, validation[0]).a[net.L], validation[1]))
        watched = history.val_loss or history.loss
        since += 1
        if watched[-1] < least:
            history.best_epoch, best, least, since = epoch, net.theta.copy(), watched[-1], 0
        history.stopped_early = patience is not None and since >= patience
        if (callback and callback(epoch, net, history) is True) or history.stopped_early:
            break
    if patience is not None:
        net.theta[:] = best
    return history


def _train_on(net, X, y, loss, optimizer, grads, keep, rng):
    """One step on one batch; the loss before it, or infinity when the numbers overflow."""
    with np.errstate(over="ignore", invalid="ignore"):
        trace = forward(net, X, keep, rng)
        if not expect.is_finite(trace.a[net.L]):
            return np.inf
        optimizer.step(net, backward(net, trace, y, loss, out=grads))
    return grads.C


def _epochs(epochs, progress, history):
    """1 … epochs; on request under a bar that shows the latest loss."""
    if not progress:
        yield from range(1, epochs + 1)
        return
    from tqdm.auto import tqdm  # not at the top: `import nnlib` loads numpy and nothing else

    with tqdm(total=epochs, unit="epoch") as bar:
        for epoch in range(1, epochs + 1):
            yield epoch
            latest = (history.val_loss or history.loss)[-1]
            bar.set_postfix(loss=f"{latest:.4f}", refresh=False)
            bar.update()

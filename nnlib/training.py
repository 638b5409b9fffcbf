"""Training: mini-batches, and `fit`, which goes through them epoch by epoch (E8)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from . import expect
from .expect import Generator, Rng, array, brief, finite, generator, judged, matrix, same_rows
from .losses import Loss
from .network import Gradients, backward, forward
from .parameters import Network


@dataclass
class History:
    """The mean loss of each epoch, the validation loss after it, and the best epoch (from 1)."""

    loss: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)
    best_epoch: int = 0
    stopped_early: bool = False


@judged
def minibatches(X: np.ndarray, y: np.ndarray, size: int, rng: Generator) -> Iterator[tuple]:
    """Deal the samples in a random order into batches of `size` rows (the last may be smaller).

    Every sample comes exactly once.  Yields (X_batch, y_batch).
    """
    same_rows(X, y, "minibatches")
    return _deal(X, y, size, rng)


def _deal(X, y, size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), size):
        rows = order[start : start + size]
        yield X.take(rows, axis=0), y.take(rows, axis=0)


@judged
def fit(
    net: Network, X: np.ndarray, y: np.ndarray, loss: Loss, optimizer: object, *,
    epochs: int = 100, batch_size: int | None = None, rng: Rng = None,
    validation: tuple | list | None = None, patience: int | None = None, keep: float = 1.0,
    progress: bool = False, callback: Callable | None = None,
) -> History:  # fmt: skip
    """Train `net` in place and return its History.

    batch_size None is one full batch per epoch; otherwise `rng` shuffles.  keep < 1 is dropout.
    validation = (X_val, y_val) is only looked at.  With `patience`, training stops when the
    validation loss has not improved for that many epochs, and the best parameters come back.
    progress=True shows a bar, in a notebook or a terminal.  callback(epoch, net, history) runs
    after each epoch; True from it ends the training.

    Everything is judged before the first step: ValueError or TypeError for what does not fit.
    Raises FloatingPointError when the numbers overflow; the network then has the parameters with
    which it came, and the optimizer begins anew.
    """
    if isinstance(optimizer, type) or not callable(getattr(optimizer, "step", None)):
        raise TypeError(f"fit: optimizer must be one like nn.SGD(0.1), not {brief(optimizer)}.")
    if batch_size or keep < 1:
        why = "shuffles the samples" if batch_size else "drops neurons at random"
        generator(rng, "rng", "fit", why)
    if len(validation or ()) != 2 and (patience or validation is not None):
        raise ValueError(
            "fit: validation must be a pair (X_val, y_val); patience needs validation."
        )
    before = best = finite(net.theta, "theta", "fit").copy()
    seen = X, y = _samples(net, X, y, loss, "fit")
    unseen = validation and _samples(net, *validation, loss, "fit, validation")
    plain, history, grads = loss.for_judged_targets(), History(), Gradients(net)
    for epoch in _epochs(epochs, progress, history):
        batches = _deal(X, y, batch_size, rng) if batch_size else [seen]
        try:
            history.loss.append(_train(net, batches, plain, optimizer, grads, keep, rng) / len(X))
            if unseen:
                history.val_loss.append(_look(net, *unseen, plain))
        except FloatingPointError:
            net.theta[:] = before
            raise FloatingPointError(_why(net, [seen, unseen], plain, optimizer, epoch)) from None
        losses = history.val_loss or history.loss
        if epoch == 1 or losses[-1] < losses[history.best_epoch - 1]:
            history.best_epoch, best = epoch, net.theta.copy() if patience else best
        history.stopped_early = bool(patience) and epoch - history.best_epoch >= patience
        said = callback(epoch, net, history) if callback else False
        if history.stopped_early or (isinstance(said, bool | np.bool_) and said):
            break
    if patience:
        net.theta[:] = best
    return history


def _samples(net, X, y, loss, where):
    """Inputs and targets, all of them judged; labels come back as one-hot rows."""
    X, y = matrix(X, net.n[0], "X", where, net.theta.dtype), array(y, "y", where)
    same_rows(X, y, where)
    return X, loss.targets(np.zeros((len(X), net.n[-1]), X.dtype), y, where)


@np.errstate(all="ignore")  # what overflows is seen in the loss and in theta
def _train(net, batches, loss, optimizer, grads, keep, rng):
    """One epoch: the sum of the samples' losses, each before its step."""
    total = 0
    for X, y in batches:
        trace = forward(net, X, keep, rng)
        for l, sigma in net.sigma.items():
            if sigma.prime_from_output and l not in trace.mask:
                del trace.z[l]  # z and delta are let go early, for memory's sake
        optimizer.step(net, backward(net, trace, y, loss, out=grads))
        total += len(X) * grads.C
        grads.delta.clear()
    if not expect.is_finite(net.theta):
        raise FloatingPointError
    return total


@np.errstate(all="ignore")
def _look(net, X, y, loss):
    """The loss of samples that no step is taken for."""
    return loss(forward(net, X).a[net.L], y)


def _why(net, sets, loss, optimizer, epoch):
    """Why the numbers overflowed: the very start, or the steps.  The optimizer begins anew."""
    getattr(optimizer, "forget", lambda: None)()
    what = f"fit left the network as it was, for the numbers overflowed in epoch {epoch}"
    try:
        for X, y in filter(None, sets):
            _look(net, X, y, loss)
    except FloatingPointError:
        return f"{what}, as they do before any step: theta reaches {np.abs(net.theta).max():.1e}."
    rate = f"the learning rate eta = {optimizer.eta}" if hasattr(optimizer, "eta") else "each step"
    rate += f", or lam = {optimizer.lam}," if getattr(optimizer, "lam", 0) else ""
    return f"{what}; {rate} seems too large."


def _epochs(epochs, progress, history):
    """1 … epochs; on request under a bar that shows the latest loss."""
    bar = range(1, epochs + 1)
    if progress:
        from tqdm.auto import tqdm  # not at the top: `import nnlib` loads numpy and nothing else

        bar = tqdm(bar, unit="epoch")
    for epoch in bar:
        yield epoch
        if progress:
            bar.set_postfix(loss=f"{(history.val_loss or history.loss)[-1]:.4f}", refresh=False)

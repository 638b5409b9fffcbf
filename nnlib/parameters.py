"""The parameters of a network: one flat vector theta, and W[l], b[l], which are views of it."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from os import PathLike

import numpy as np

from . import expect
from .activations import ALL, Activation


class ByLayer(dict):
    """What belongs to each layer, by the layer's number."""

    def __missing__(self, l):
        raise ValueError(f"layer {l!r}: there is none here; the layers are {list(self)}.")


class Fixed(ByLayer):
    """What belongs to each layer for good."""

    def _refuse(self, *_):
        raise TypeError("The layers of a network stay what they are; nn.Network makes another one.")

    __setitem__ = __delitem__ = __ior__ = update = setdefault = pop = popitem = clear = _refuse

    def __reduce__(self):
        return type(self), (dict(self),)


class Layers(Fixed):
    """Arrays by layer number.  Assigning writes into the array, so a view stays a view."""

    def __setitem__(self, l, value):
        expect.write(self[l], value, f"layer {l}")


class OneVector:
    """A record of one flat vector and its views W, b.  Assigning writes into them, or is refused.

    `names` are those of the three, and `free` is what has nothing to do with them.
    """

    def __setattr__(self, name, value):
        if name in self.free:
            vars(self)[name] = value
        elif isinstance(held := vars(self).get(name), np.ndarray):
            expect.write(held, value, f"{type(self).__name__}: {name}")
        elif isinstance(held, Layers) and isinstance(value, dict) and value.keys() == held.keys():
            for l, A in value.items():
                held[l] = A
        else:
            where = type(self).__name__
            raise TypeError(f"{where}: {name} is not set like this; W and b take {{l: array}}.")

    def __getstate__(self):
        return {name: part for name, part in vars(self).items() if not isinstance(part, Layers)}

    def __setstate__(self, state):
        vector, W, b = self.names
        parts = zip((W, b), views(state[vector], state["n"]), strict=True)
        vars(self).update(state | dict(parts))


def count_parameters(n: Sequence[int]) -> int:
    """Σ_l (n_{l-1} + 1) n_l: each neuron of layer l has n_{l-1} weights and a bias.

    >>> count_parameters([2, 3, 1])
    13
    """
    return sum((k + 1) * j for k, j in pairwise(n))


def views(vector: np.ndarray, n: Sequence[int]) -> tuple[Layers, Layers]:
    """(W, b) as views of one flat vector: W_1 … W_L first, then b_1 … b_L."""
    cuts = np.cumsum([k * j for k, j in pairwise(n)] + list(n[1:-1]))
    parts, L = np.split(vector, cuts), len(n) - 1
    W = {l: part.reshape(n[l - 1 : l + 1]) for l, part in enumerate(parts[:L], start=1)}
    return Layers(W), Layers(enumerate(parts[L:], start=1))


class Network(OneVector):
    """Widths n, activations sigma[l], parameters: one flat vector theta with views W[l], b[l].

    The vector is the network's own, a copy of the one that came: float32, float64 or longer.
    net.theta = …, net.W = {…} and net.W[l] = … write into it; n, L and sigma stay as they are.
    Raises ValueError or TypeError for widths, activations or numbers that do not fit.
    """

    names, free = ("theta", "W", "b"), ()

    def __init__(self, n: Sequence[int], sigma: Iterable[Activation], theta: np.ndarray):
        n, sigma = expect.widths(n, "Network"), expect.as_list(sigma)
        if len(sigma) != len(n) - 1:
            due = f"one activation for each layer with parameters, {len(n) - 1} for n = {list(n)}"
            raise ValueError(f"Network: sigma must list {due}, but it lists {len(sigma)}.")
        for l, one in enumerate(sigma, start=1):
            expect.kind(one, f"the activation of layer {l}", "Network", Activation)
        theta = expect.array(theta, "theta", "Network")
        if theta.shape != (count_parameters(n),):
            due = f"n = {list(n)} takes ({count_parameters(n)},)"
            raise ValueError(f"Network: theta has shape {theta.shape}; {due}.")
        theta = theta.astype(expect.floating(theta.dtype, "the type of theta", "Network"))
        sigma = Fixed(enumerate(sigma, start=1))
        self.__setstate__({"n": n, "L": len(sigma), "sigma": sigma, "theta": theta})

    @property
    def weights(self) -> np.ndarray:
        """The part of theta that holds weights and no bias, as a view."""
        return self.theta[: self.theta.size - sum(self.n[1:])]

    def copy(self) -> "Network":
        """The same network on parameters of its own."""
        return Network(self.n, self.sigma.values(), self.theta)

    def __repr__(self):
        sigma = list(self.sigma.values())
        return f"Network(n={list(self.n)}, sigma={sigma}, {self.theta.size} parameters)"


def _spread(scheme, k, j, gain):
    """The standard deviation of the weights from k neurons to j."""
    schemes = {"fan_in": gain / k, "lecun": 1 / k, "he": 2 / k, "glorot": 2 / (k + j), "zeros": 0}
    return np.sqrt(expect.one_of(scheme, schemes, "scheme", "init"))


@expect.judged
def init(
    n: Sequence[int], sigma: Iterable[Activation], rng: expect.Generator,
    scheme: str = "fan_in", dtype: object = np.float64,
) -> Network:  # fmt: skip
    """A network of widths n: weights are drawn from N(0, the scheme's variance), biases are 0.

    n = [2, 3, 1] and sigma = [tanh, identity]: one activation for each layer with parameters.
    Variance of W_l (G6): fan_in gain/n_{l-1}, where gain is 2 for ReLU and 1 otherwise;
    lecun 1/n_{l-1}; he 2/n_{l-1}; glorot 2/(n_{l-1} + n_l); zeros 0.

    >>> init([2, 3, 1], [ALL["tanh"], ALL["identity"]], np.random.default_rng(0))
    Network(n=[2, 3, 1], sigma=[tanh, identity], 13 parameters)
    """
    n = expect.widths(n, "init")
    if count_parameters(n) > 2**50:  # where NumPy has other words than "no memory"
        raise MemoryError(f"n = {expect.brief(list(n))} has {count_parameters(n)} parameters")
    net = Network(n, sigma, np.zeros(count_parameters(n), expect.floating(dtype, "dtype", "init")))
    for l, W in net.W.items():
        W[...] = rng.normal(scale=_spread(scheme, *W.shape, net.sigma[l].gain), size=W.shape)
    return net


@expect.judged
def save(net: Network, path: str | PathLike) -> None:
    """Write a network as .npz: its widths, its activations' names and theta.

    An old file of that name is replaced only when the new one is whole.
    Raises ValueError for a place where no file can be, and for an activation that is not ours.
    """
    from pathlib import Path  # not at the top: with zipfile it takes half of nnlib's import

    for l, sigma in net.sigma.items():
        if ALL.get(sigma.name) is not sigma:
            raise ValueError(f"save: layer {l} has the activation {sigma}, unknown to load.")
    path = Path(path)
    if path.is_dir() or not path.parent.is_dir():
        raise ValueError(f"save: {path} is a folder itself, or lies in one that is not there.")
    draft, sigma = path.with_name(path.name + ".part"), [one.name for one in net.sigma.values()]
    try:
        with draft.open("wb") as file:
            np.savez(file, n=net.n, sigma=sigma, theta=net.theta)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@expect.judged
def load(path: str | PathLike) -> Network:
    """The network that `save` wrote.  Raises ValueError for a file that is not one."""
    from pathlib import Path

    if not Path(path).is_file():
        raise FileNotFoundError(f"load: there is no file {path}.")
    try:
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as saved:
            n, names, theta = saved["n"].tolist(), saved["sigma"].tolist(), saved["theta"]
        sigma = [expect.one_of(name, ALL, "activation", "load") for name in names]
        return Network(n, sigma, expect.finite(theta, "theta", "load"))
    except Exception as error:  # noqa: BLE001  whatever a damaged file can cause
        why = str(error).partition(". ")[0]  # without NumPy's advice to load it unsafely
        raise ValueError(f"load: {path} is not a network that nnlib saved ({why}).") from None

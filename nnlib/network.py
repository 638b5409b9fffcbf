"""A network, its forward pass and its backward pass.

Rows are samples.  Layer l has n_l neurons; layer 0 is the input.

| quantity  | shape          | equation                                      |
|-----------|----------------|-----------------------------------------------|
| z[l]      | (m, n_l)       | z_l = a_{l-1} W_l + b_l,  a_0 = X             |
| a[l]      | (m, n_l)       | a_l = σ(z_l)                                  |
| delta[L]  | (m, n_L)       | BP1  δ_L = ∇_a C ⊙ σ′(z_L)                    |
| delta[l]  | (m, n_l)       | BP2  δ_l = (δ_{l+1} W_{l+1}ᵀ) ⊙ σ′(z_l)       |
| dW[l]     | (n_{l-1}, n_l) | BP3  ∂C/∂W_l = a_{l-1}ᵀ δ_l                   |
| db[l]     | (n_l,)         | BP4  ∂C/∂b_l = Σ_i δ_l                        |

W[l][k, j] is the weight from neuron k to neuron j.  (Ledger rows F1–F3.)
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from . import activations, expect


class Layers(dict):
    """Arrays keyed by layer number.  Assigning writes into the array, so a view stays a view."""

    def __setitem__(self, l, value):
        if np.shape(value) != self[l].shape:
            raise ValueError(f"layer {l}: shape {np.shape(value)} came for shape {self[l].shape}.")
        self[l][...] = value


def count_parameters(n):
    """Σ_l (n_{l-1} + 1) n_l: each neuron of layer l has n_{l-1} weights and a bias."""
    return sum((k + 1) * j for k, j in pairwise(n))


def views(vector, n):
    """(W, b) as views of one flat vector: W_1 … W_L first, then b_1 … b_L."""
    W, b, stop = {}, {}, 0
    for l in range(1, len(n)):
        start, stop = stop, stop + n[l - 1] * n[l]
        W[l] = vector[start:stop].reshape(n[l - 1], n[l])
    for l in range(1, len(n)):
        start, stop = stop, stop + n[l]
        b[l] = vector[start:stop]
    return Layers(W), Layers(b)


class Network:
    """Widths n, activations sigma[l], parameters: one flat vector theta with views W[l], b[l]."""

    def __init__(self, n, sigma, theta):
        self.n, self.L = tuple(n), len(n) - 1
        if len(sigma) != self.L:
            raise ValueError(
                f"Network: n = {list(n)} has {self.L} layers with parameters, but sigma lists "
                f"{len(sigma)} activations; give one for each layer after the input."
            )
        if theta.shape != (count_parameters(n),):
            raise ValueError(
                f"Network: theta has shape {theta.shape}, which does not fit {list(n)}."
            )
        for l, one in enumerate(sigma, start=1):
            if not isinstance(one, activations.Activation):
                raise TypeError(
                    f"Network: layer {l} has {one!r} as its activation; "
                    f"give a record such as nn.activations.tanh."
                )
        self.sigma = dict(enumerate(sigma, start=1))
        self.theta = theta
        self.W, self.b = views(theta, self.n)

    @property
    def weights(self):
        """The part of theta that holds weights and no bias, as a view."""
        return self.theta[: self.theta.size - sum(self.n[1:])]

    def copy(self):
        """The same network on parameters of its own."""
        return Network(self.n, list(self.sigma.values()), self.theta.copy())

    def __reduce__(self):
        # copy.deepcopy and pickle must rebuild the views on the new vector.
        return Network, (self.n, list(self.sigma.values()), self.theta)

    def __repr__(self):
        sigma = list(self.sigma.values())
        return f"Network(n={list(self.n)}, sigma={sigma}, {self.theta.size} parameters)"


def _spread(scheme, k, j, gain):
    """The standard deviation of the weights from k neurons to j."""
    schemes = {"fan_in": gain / k, "lecun": 1 / k, "he": 2 / k, "glorot": 2 / (k + j), "zeros": 0}
    return np.sqrt(expect.one_of(scheme, schemes, "scheme", "init"))


def init(n, sigma, rng, scheme="fan_in", dtype=np.float64):
    """A network of widths n: weights are drawn from N(0, the scheme's variance), biases are 0.

    n = [2, 3, 1] and sigma = [tanh, identity]: one activation for each layer with parameters.
    Variance of W_l (G6): fan_in gain/n_{l-1}, where gain is 2 for ReLU and 1 otherwise;
    lecun 1/n_{l-1}; he 2/n_{l-1}; glorot 2/(n_{l-1} + n_l); zeros 0.

    >>> init([2, 3, 1], [activations.tanh, activations.identity], np.random.default_rng(0))
    Network(n=[2, 3, 1], sigma=[tanh, identity], 13 parameters)
    """
    if len(n) < 2 or any(int(width) != width or width < 1 for width in n):
        raise ValueError(f"init: n must list two widths or more, whole and above 0, not {n!r}.")
    rng = expect.generator(rng, "init", "draws random weights")
    n = [int(width) for width in n]
    net = Network(n, sigma, np.zeros(count_parameters(n), dtype))
    for l, W in net.W.items():
        W[...] = rng.normal(scale=_spread(scheme, *W.shape, net.sigma[l].gain), size=W.shape)
    return net


@dataclass(slots=True)
class Trace:
    """All of a forward pass: z[l], a[l] with a[0] = X, and mask[l] where dropout was on."""

    z: dict = field(default_factory=dict)
    a: dict = field(default_factory=dict)
    mask: dict = field(default_factory=dict)


class Gradients:
    """C, delta[l] = ∂C/∂z[l], and dW[l], db[l] as views of one flat dtheta, laid out like theta."""

    def __init__(self, net):
        self.n, self.C, self.delta = net.n, None, {}
        self.dtheta = np.empty_like(net.theta)
        self.dW, self.db = views(self.dtheta, net.n)


def forward(net, X, keep=1.0, rng=None):
    """z_l = a_{l-1} W_l + b_l and a_l = σ(z_l) for l = 1 … L, all kept in a Trace.

    X has shape (m, n_0).  With keep < 1 each hidden neuron stays with that probability and is
    scaled by 1/keep, so that its mean is unchanged (dropout, G8).
    Raises ValueError for a wrong shape, an empty batch or NaN.
    """
    if not 0 < keep <= 1:
        raise ValueError(f"forward: keep is a probability above 0 and up to 1, but it is {keep!r}.")
    a = {0: expect.matrix(X, net.n[0], "X", "forward", net.theta.dtype)}
    trace = Trace(a=a)
    for l in range(1, net.L + 1):
        trace.z[l] = a[l - 1] @ net.W[l] + net.b[l]
        a[l] = net.sigma[l](trace.z[l])
        if keep < 1 and l < net.L:
            rng = expect.generator(rng, "forward", "drops neurons at random")
            trace.mask[l] = (rng.random(a[l].shape) < keep).astype(a[l].dtype) / keep
            a[l] = a[l] * trace.mask[l]
    return trace


def slope(net, trace, l):
    """∂a_l/∂z_l = σ′(z_l), times the dropout mask where there is one.  Shape (m, n_l)."""
    if l in trace.mask:
        return net.sigma[l].prime(trace.z[l]) * trace.mask[l]
    return net.sigma[l].slope(trace.z[l], trace.a[l])


def _same_layout(grads, net):
    """Refuse what is no Gradients, or has other widths or another type than the network."""
    if not isinstance(grads, Gradients):
        raise TypeError(f"backward: out must be the Gradients of an earlier step, not {grads!r}.")
    if grads.n != net.n or grads.dtheta.dtype != net.theta.dtype:
        raise ValueError(
            f"backward: out holds {grads.dtheta.dtype} gradients of a network {list(grads.n)}, "
            f"but this one is {list(net.n)} in {net.theta.dtype}."
        )
    return grads


def backward(net, trace, y, loss, out=None):
    """C = loss(a_L, y) and its gradient in every parameter, by BP1–BP4.

    `out` may be the Gradients of an earlier step, which are then overwritten and returned.
    Raises ValueError when y does not fit the network's output, or out another network.
    """
    grads = Gradients(net) if out is None else _same_layout(out, net)
    L, W, a, delta, dW, db = net.L, net.W, trace.a, grads.delta, grads.dW, grads.db
    grads.C, grad_C = loss.with_grad(a[L], y)
    delta[L] = grad_C * slope(net, trace, L)  # BP1
    for l in range(L - 1, 0, -1):
        delta[l] = (delta[l + 1] @ W[l + 1].T) * slope(net, trace, l)  # BP2
    for l in range(1, L + 1):
        np.matmul(a[l - 1].T, delta[l], out=dW[l])  # BP3
        delta[l].sum(axis=0, out=db[l])  # BP4
    return grads


def predict(net, X):
    """a_L for the inputs X (m, n_0): shape (m, n_L)."""
    return forward(net, X).a[net.L]


def save(net, path):
    """Write a network as .npz: its widths, its activations' names and theta.

    An old file of that name is replaced only when the new one is whole.
    """
    from pathlib import Path  # not at the top: with zipfile it takes half of nnlib's import

    for l, sigma in net.sigma.items():
        if activations.ALL.get(sigma.name) is not sigma:
            raise ValueError(f"save: layer {l} has the activation {sigma}, unknown to load.")
    path = Path(path)
    draft = path.with_name(path.name + ".part")
    with draft.open("wb") as file:
        np.savez(file, n=net.n, sigma=[sigma.name for sigma in net.sigma.values()], theta=net.theta)
    draft.replace(path)


def load(path):
    """The network that `save` wrote.  Raises ValueError for a file that is not one."""
    from pathlib import Path
    from zipfile import BadZipFile

    try:
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as saved:
            n, names, theta = saved["n"].tolist(), saved["sigma"].tolist(), saved["theta"]
        sigma = [expect.one_of(name, activations.ALL, "activation", "load") for name in names]
        return Network(n, sigma, expect.finite(theta, "theta", "load"))
    except FileNotFoundError:
        raise FileNotFoundError(f"load: there is no file {path}.") from None
    except (ValueError, KeyError, TypeError, EOFError, AttributeError, BadZipFile) as error:
        raise ValueError(f"load: {path} is not a network that nnlib saved ({error}).") from None

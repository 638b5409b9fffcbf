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

import numpy as np

from . import expect
from .losses import Loss
from .parameters import ByLayer, Network, OneVector


@dataclass(slots=True)
class Trace:
    """All of a forward pass: z[l], a[l] with a[0] = X, and mask[l] where dropout was on.

    `n` are the widths of the network that was passed through.
    """

    z: dict[int, np.ndarray] = field(default_factory=ByLayer)
    a: dict[int, np.ndarray] = field(default_factory=ByLayer)
    mask: dict[int, np.ndarray] = field(default_factory=ByLayer)
    n: tuple[int, ...] | None = None


class Gradients(OneVector):
    """C, delta[l] = ∂C/∂z[l], and dW[l], db[l] as views of one flat dtheta, laid out like theta."""

    names, free = ("dtheta", "dW", "db"), ("C", "delta")

    @expect.judged
    def __init__(self, net: Network):
        dtheta = np.empty_like(net.theta)
        self.__setstate__({"n": net.n, "dtheta": dtheta, "C": None, "delta": ByLayer()})


Used = Gradients | None  # the record of an earlier step, to be written over


@expect.underflow_to_zero
def forward(net: Network, X: np.ndarray, keep: float = 1.0, rng: expect.Rng = None) -> Trace:
    """z_l = a_{l-1} W_l + b_l and a_l = σ(z_l) for l = 1 … L, all kept in a Trace.

    X has shape (m, n_0).  With keep < 1 each hidden neuron stays with that probability and is
    scaled by 1/keep, so that its mean is unchanged (dropout, G8).
    Raises ValueError for a wrong shape, an empty batch or NaN.
    """
    expect.kind(net, "net", "forward", Network)
    keep = keep if type(keep) is float and keep == 1 else expect.setting(keep, "keep", "forward")
    a = ByLayer({0: expect.matrix(X, net.n[0], "X", "forward", net.theta.dtype)})
    trace = Trace(a=a, n=net.n)
    for l in range(1, net.L + 1):
        trace.z[l] = a[l - 1] @ net.W[l] + net.b[l]
        a[l] = net.sigma[l].f(trace.z[l])
        if keep < 1 and l < net.L:
            rng = expect.generator(rng, "rng", "forward", "drops neurons at random")
            trace.mask[l] = (rng.random(a[l].shape) < keep).astype(a[l].dtype) / keep
            a[l] = a[l] * trace.mask[l]
    return trace


def slope(net: Network, trace: Trace, l: int) -> np.ndarray:
    """∂a_l/∂z_l = σ′(z_l), times the dropout mask where there is one.  Shape (m, n_l)."""
    sigma = net.sigma[l]
    if sigma.prime_from_output and l not in trace.mask:
        return sigma.prime_from_output(trace.a[l])
    return sigma.prime(trace.z[l]) * trace.mask.get(l, 1)


def _room(net, trace, loss, out):
    """Gradients to write into; refuses a trace or an `out` of another network."""
    expect.kind(net, "net", "backward", Network)
    expect.kind(trace, "trace", "backward", Trace)
    expect.kind(loss, "loss", "backward", Loss)
    if trace.n not in (None, net.n):
        rule = f"trace is that of a network {list(trace.n)}"
        raise ValueError(f"backward: {rule}, but this one is {list(net.n)}.")
    out = Gradients(net) if out is None else expect.kind(out, "out", "backward", Gradients)
    if out.n != net.n or out.dtheta.dtype != net.theta.dtype:
        rule = f"out holds {out.dtheta.dtype} gradients of a network {list(out.n)}"
        raise ValueError(f"backward: {rule}, but this one is {list(net.n)} in {net.theta.dtype}.")
    return out


@expect.underflow_to_zero
def backward(net: Network, trace: Trace, y: np.ndarray, loss: Loss, out: Used = None) -> Gradients:
    """C = loss(a_L, y) and its gradient in every parameter, by BP1–BP4.

    `out` may be the Gradients of an earlier step, which are then overwritten and returned.
    Raises ValueError when y does not fit the network's output, or trace or out another network.
    """
    grads = _room(net, trace, loss, out)
    L, W, a, delta, dW, db = net.L, net.W, trace.a, grads.delta, grads.dW, grads.db
    grads.C, grad_C = loss.value_and_grad(a[L], y)
    delta[L] = grad_C * slope(net, trace, L)  # BP1
    for l in range(L - 1, 0, -1):
        delta[l] = (delta[l + 1] @ W[l + 1].T) * slope(net, trace, l)  # BP2
    for l in range(1, L + 1):
        np.matmul(a[l - 1].T, delta[l], out=dW[l])  # BP3
        delta[l].sum(axis=0, out=db[l])  # BP4
    return grads


@expect.judged
def predict(net: Network, X: np.ndarray) -> np.ndarray:
    """a_L for the inputs X (m, n_0): shape (m, n_L)."""
    return forward(net, X).a[net.L]

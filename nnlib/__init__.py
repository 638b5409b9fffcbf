"""nnlib: a neural network that you can read in one sitting.

    trace = forward(net, X)                 # every z[l] and a[l]
    grads = backward(net, trace, y, loss)   # delta[l], dW[l], db[l]
    optimizer.step(net, grads)              # the only line that changes anything

Importing nnlib loads numpy and nothing else; nnlib.course, which teaches it, comes when it is
first named: nn.symbolic, nn.plots, nn.widgets, nn.checks, nn.clinic, nn.doctor.
"""

from importlib import import_module

from . import activations, data, losses, network, numeric, optimizers, parameters, training
from .network import Gradients, Trace, backward, forward, predict
from .numeric import gradcheck, numeric_gradient
from .optimizers import SGD, Adam, Momentum, l2
from .parameters import Network, init, load, save
from .training import History, fit, minibatches

ROOMS = ("symbolic", "plots", "widgets", "checks", "clinic", "doctor")

__all__ = [
    "SGD", "Adam", "Gradients", "History", "Momentum", "Network", "Trace",
    "activations", "backward", "data", "fit", "forward", "gradcheck", "init", "l2", "load",
    "losses", "minibatches", "network", "numeric", "numeric_gradient", "optimizers", "parameters",
    "predict", "save", "training",
]  # fmt: skip


def __getattr__(name):
    if name in ROOMS:
        return import_module(f"{__name__}.course.{name}")
    raise AttributeError(f"nnlib has no part called {name!r}.")

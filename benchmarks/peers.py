"""Libraries that people know, each written as its own documentation writes a training step.

A library that is not installed raises ImportError when its engine is made.
"""

import warnings

import numpy as np
from engines import Engine


class Torch(Engine):
    """PyTorch eager: modules, autograd, an optimizer.  The loss stays a tensor."""

    title, options = "PyTorch", {}

    def prepare(self):
        import torch

        self.torch, net = torch, self.net
        sigma = {
            "identity": torch.nn.Identity, "sigmoid": torch.nn.Sigmoid,
            "tanh": torch.nn.Tanh, "relu": torch.nn.ReLU,
        }[self.workload.hidden]  # fmt: skip
        layers = []
        for l in range(1, net.L + 1):
            linear = torch.nn.Linear(*net.W[l].shape, dtype=getattr(torch, net.theta.dtype.name))
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(net.W[l].T.copy()))
                linear.bias.copy_(torch.from_numpy(net.b[l].copy()))
            layers += [linear, sigma()] if l < net.L else [linear]
        self.model = torch.nn.Sequential(*layers)
        self.C = self.loss()
        optimizer = getattr(torch.optim, self.workload.optimizer)
        self.optimizer = optimizer(self.model.parameters(), lr=self.workload.eta, **self.options)

    def loss(self):
        functional = self.torch.nn.functional
        criterion = {
            "squared_error": lambda a, y: 0.5 * functional.mse_loss(a, y),
            "binary_cross_entropy": functional.binary_cross_entropy_with_logits,
            "cross_entropy": functional.cross_entropy,
        }[self.workload.loss]
        return lambda X, y: criterion(self.model(X), y)

    def convert(self, X, y):
        return self.torch.from_numpy(X), self.torch.from_numpy(y)

    def step(self, X, y):
        self.optimizer.zero_grad()
        C = self.C(X, y)
        C.backward()
        self.optimizer.step()
        return C

    def parameters(self):
        linears = [layer for layer in self.model if hasattr(layer, "weight")]
        W = [layer.weight.detach().numpy().T.ravel() for layer in linears]
        return np.concatenate(W + [layer.bias.detach().numpy() for layer in linears])


class TorchCompiled(Torch):
    """The same with model and loss compiled, and the optimizer fused."""

    title, options = "PyTorch compiled", {"fused": True}

    def loss(self):
        return self.torch.compile(super().loss())


class ScikitLearn(Engine):
    """`fit` of MLPRegressor or MLPClassifier: its steps come only by whole epochs.

    `fit` starts from the coefficients that are there, and anew with Adam, as warm_start says.
    Its Adam leaves epsilon out of the second correction, which shows where a gradient is tiny.
    """

    title, tolerance = "scikit-learn", 1e-2

    def __init__(self, workload, net, batches):
        from sklearn import neural_network

        self.X, self.y = (np.concatenate(parts) for parts in zip(*batches, strict=True))
        self.y = self.y.ravel()
        self.count, regression = len(batches), workload.loss == "squared_error"
        kind = neural_network.MLPRegressor if regression else neural_network.MLPClassifier
        self.model = kind(
            hidden_layer_sizes=workload.n[1:-1],
            activation={"sigmoid": "logistic"}.get(workload.hidden, workload.hidden),
            solver=workload.optimizer.lower(), alpha=0, batch_size=workload.size,
            learning_rate_init=workload.eta, momentum=0, shuffle=False, tol=0,
            n_iter_no_change=10**9, max_iter=1, warm_start=True, random_state=0,
        )  # fmt: skip
        self.run(self.count)
        for l in range(1, net.L + 1):
            self.model.coefs_[l - 1][:] = net.W[l]
            self.model.intercepts_[l - 1][:] = net.b[l]

    def run(self, steps):
        self.model.max_iter = steps // self.count
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it has not converged
            self.model.fit(self.X, self.y)

    def parameters(self):
        return np.concatenate([p.ravel() for p in self.model.coefs_ + self.model.intercepts_])


def scores(xp, workload, W, b, X):
    """The network's output, on the arrays of any library with NumPy's names."""
    sigma = {
        "identity": lambda z: z, "sigmoid": lambda z: 0.5 * (1 + xp.tanh(0.5 * z)),
        "tanh": xp.tanh, "relu": lambda z: xp.maximum(z, 0),
    }[workload.hidden]  # fmt: skip
    a = X
    for l in range(1, workload.L + 1):
        z = a @ W[l] + b[l]
        a = sigma(z) if l < workload.L else z
    return a


def loss(xp, workload, W, b, X, y):
    """The loss on the arrays of any library with NumPy's names."""
    a = scores(xp, workload, W, b, X)
    if workload.loss == "squared_error":
        return 0.5 * xp.sum((a - y) ** 2) / len(X)
    if workload.loss == "binary_cross_entropy":
        above = xp.maximum(a, 0) - a * y + xp.log1p(xp.exp(-xp.abs(a)))
        return xp.sum(above) / len(X)
    a = a - xp.max(a, axis=1, keepdims=True)
    right = a[np.arange(len(X)), y]
    return xp.sum(xp.log(xp.sum(xp.exp(a), axis=1)) - right) / len(X)


def update(xp, workload, parts, grads, moments, t):
    """SGD or Adam on lists of arrays; returns the new parts and moments."""
    if workload.optimizer == "SGD":
        return [p - workload.eta * g for p, g in zip(parts, grads, strict=True)], moments
    s = [0.9 * s + 0.1 * g for (s, _), g in zip(moments, grads, strict=True)]
    r = [0.999 * r + 0.001 * g**2 for (_, r), g in zip(moments, grads, strict=True)]
    rate, root = workload.eta / (1 - 0.9**t), 1 - 0.999**t
    parts = [
        p - rate * si / (xp.sqrt(ri / root) + 1e-8) for p, si, ri in zip(parts, s, r, strict=True)
    ]
    return parts, list(zip(s, r, strict=True))


class Functional(Engine):
    """What autograd and JAX share: a loss of lists of arrays, differentiated as a whole."""

    def start(self, xp):
        net = self.net
        self.parts = [xp.array(p) for p in (*net.W.values(), *net.b.values())]
        self.moments = [(xp.zeros_like(p), xp.zeros_like(p)) for p in self.parts]
        self.t = 0

    def C(self, xp, parts, X, y):
        L = self.workload.L
        W, b = dict(enumerate(parts[:L], 1)), dict(enumerate(parts[L:], 1))
        return loss(xp, self.workload, W, b, X, y)

    def parameters(self):
        return np.concatenate([np.asarray(p).ravel() for p in self.parts])


class Autograd(Functional):
    """HIPS autograd: a tape over NumPy."""

    title = "autograd"

    def prepare(self):
        import autograd
        import autograd.numpy as xp

        self.xp = xp
        self.start(np)
        self.value_and_grad = autograd.value_and_grad(lambda parts, X, y: self.C(xp, parts, X, y))

    def step(self, X, y):
        C, grads = self.value_and_grad(self.parts, X, y)
        self.t += 1
        self.parts, self.moments = update(
            np, self.workload, self.parts, grads, self.moments, self.t
        )
        return C


class Jax(Functional):
    """JAX with the whole step compiled; Python takes the loss of each step."""

    title = "JAX"

    def prepare(self):
        import jax

        jax.config.update("jax_enable_x64", self.net.theta.dtype == np.float64)
        self.jax, self.xp = jax, jax.numpy
        self.start(self.xp)
        self.moved = jax.jit(self.one)

    def convert(self, X, y):
        return self.xp.array(X), self.xp.array(y)

    def one(self, parts, moments, t, X, y):
        def C(parts):
            return self.C(self.xp, parts, X, y)

        value, grads = self.jax.value_and_grad(C)(parts)
        return *update(self.xp, self.workload, parts, grads, moments, t), value

    def step(self, X, y):
        self.t += 1
        self.parts, self.moments, C = self.moved(self.parts, self.moments, float(self.t), X, y)
        return C.block_until_ready()


class JaxLoop(Jax):
    """JAX with the loop over the steps compiled too; the losses come at the end."""

    title = "JAX, whole loop"

    def __init__(self, workload, net, batches):
        super().__init__(workload, net, batches)
        X, y = zip(*(self.convert(*batch) for batch in batches), strict=True)
        self.X, self.y, self.count = self.xp.stack(X), self.xp.stack(y), len(batches)
        self.loop = self.jax.jit(self.walk, static_argnums=3)

    def walk(self, parts, moments, t, steps):
        def body(carried, i):
            parts, moments, t = carried
            at = i % self.count
            parts, moments, C = self.one(parts, moments, t + 1, self.X[at], self.y[at])
            return (parts, moments, t + 1), C

        return self.jax.lax.scan(body, (parts, moments, t), self.xp.arange(steps))

    def run(self, steps):
        start = self.parts, self.moments, self.xp.array(float(self.t), self.X.dtype)
        (self.parts, self.moments, _), C = self.loop(*start, steps)
        self.t += steps
        C.block_until_ready()


class Micrograd(Engine):
    """micrograd: a graph of Python numbers.  It has ReLU alone, and a squared error here.

    So its parameters are its own.
    """

    title, tolerance = "micrograd", np.inf

    def prepare(self):
        from micrograd.nn import MLP

        self.model = MLP(self.net.n[0], list(self.net.n[1:]))

    def convert(self, X, y):
        return X.tolist(), y.ravel().tolist()

    def step(self, X, y):
        C = sum((self.model(x) - t) ** 2 for x, t in zip(X, y, strict=True)) * (0.5 / len(X))
        self.model.zero_grad()
        C.backward()
        for p in self.model.parameters():
            p.data -= self.workload.eta * p.grad
        return C.data

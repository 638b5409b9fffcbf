"""What several rows are proved and measured on: a cubic, a line's loss, networks of numbers."""

from types import SimpleNamespace

import numpy as np
from sympy.core import Float, Lambda, Symbol, symbols
from sympy.functions import exp
from sympy.matrices import Matrix

from .... import activations
from ....losses import squared_error
from ....network import backward, forward
from ....numeric import numeric_gradient
from ....parameters import Network, init
from ..functions import SIGMA, undefined_function
from ..networks import SymbolicNetwork, any_network

t = Symbol("t", real=True)
logistic = Lambda(t, 1 / (1 + exp(-t)))


def any_cubic(w, b):
    """A cubic of w and b with a symbol for each coefficient."""
    c = iter(symbols("c:10"))
    return sum(next(c) * w**p * b**q for p in range(4) for q in range(4 - p))


def line_on_seven_samples(rng):
    """A neuron, nnlib's gradient of its loss, and the loss as a function of (w, b)."""
    net = init([1, 1], [activations.identity], rng)
    X, y = rng.normal(size=(2, 7, 1))

    def loss(theta):
        return squared_error(theta[1] + theta[0] * X, y)

    return net, backward(net, forward(net, X), y, squared_error), loss


def one_sigma(widths, m=1):
    """A network of symbols with the same open activation in every layer, and an open loss."""
    sym = any_network(widths, m)
    return SymbolicNetwork(sym.n, dict.fromkeys(sym.sigma, undefined_function("f")), sym.loss, m)


class Example:
    """A network of numbers with a batch, under the names that a SymbolicNetwork has."""

    def __init__(self, net, X, y):
        trace = forward(net, X)
        self.net, self.n, self.L, self.m, self.X, self.y = net, net.n, net.L, len(X), X, y
        self.sigma = {l: SIGMA[one] for l, one in net.sigma.items()}
        self.W, self.b = net.W, {l: b[None] for l, b in net.b.items()}
        self.z, self.a = trace.z, trace.a
        self.grads = backward(net, trace, y, squared_error)
        self.delta = self.grads.delta

    @classmethod
    def drawn(cls, rng, m=3, n=(2, 3, 4, 2), sigma=(activations.tanh,) * 3):
        """Random parameters, and a random batch of m samples."""
        net = init(n, sigma, rng)
        net.theta += rng.normal(scale=0.3, size=net.theta.size)
        X, y = (rng.normal(size=(m, n[end])) for end in (0, -1))
        return cls(net, X, y)

    def delta_by_differences(self, l):
        """∂C/∂z_l by centred differences of the rest of the network."""

        def C(z):
            a = self.net.sigma[l](z)
            for above in range(l + 1, self.L + 1):
                a = self.net.sigma[above](a @ self.W[above] + self.b[above])
            return squared_error(a, self.y)

        return numeric_gradient(C, self.z[l])

    def gradient_by_differences(self, part):
        """∂C/∂θ by centred differences, in the shape of the parameters `part` of a network."""

        def C(values):
            moved = self.net.copy()
            part(moved)[...] = values
            return squared_error(forward(moved, self.X).a[moved.L], self.y)

        return numeric_gradient(C, part(self.net))


def four_digits(widths, theta):
    """A network of the logistic function at x = (1, 2, …) and y = 0, its numbers to four digits."""
    net = Network(widths, [activations.sigmoid] * (len(widths) - 1), np.array(theta))
    one = Example(net, np.arange(1.0, widths[0] + 1)[None], np.zeros((1, widths[-1])))

    def rounded(arrays):
        return {l: Matrix(*A.shape, [Float(one, 4) for one in A.flat]) for l, A in arrays.items()}

    slope = {l: activations.sigmoid.prime(z) for l, z in one.z.items()}
    parts = {"W": one.W, "z": one.z, "a": one.a, "delta": one.delta, "slope": slope}
    return SimpleNamespace(**{name: rounded(arrays) for name, arrays in parts.items()})

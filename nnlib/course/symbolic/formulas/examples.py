"""Networks of numbers: on them the rows of backpropagation are measured, and sources refuted."""

import numpy as np
from sympy import Float, Lambda, Matrix, Symbol, exp

from .... import activations
from ....losses import squared_error
from ....network import backward, forward
from ....numeric import numeric_gradient
from ....parameters import Network, init

t = Symbol("t", real=True)
logistic = Lambda(t, 1 / (1 + exp(-t)))


class Example:
    """A network of numbers, 2-3-4-2 with tanh unless given, with a batch, trace and gradients."""

    def __init__(self, rng, m=3, net=None):
        self.net = net or init([2, 3, 4, 2], [activations.tanh] * 3, rng)
        self.net.theta += rng.normal(scale=0.3, size=self.net.theta.size)
        self.X, self.y = (rng.normal(size=(m, self.net.n[end])) for end in (0, -1))
        self.trace = forward(self.net, self.X)
        self.grads = backward(self.net, self.trace, self.y, squared_error)

    def by_differences(self, l):
        """∂C/∂z_l by centred differences of the rest of the network."""

        def C(z):
            a = np.tanh(z)
            for above in range(l + 1, self.net.L + 1):
                a = np.tanh(a @ self.net.W[above] + self.net.b[above])
            return squared_error(a, self.y)

        return numeric_gradient(C, self.trace.z[l])

    def gradient_by_differences(self, part):
        """∂C/∂θ by centred differences, in the shape of the parameters `part` of a network."""

        def C(values):
            moved = self.net.copy()
            part(moved)[...] = values
            return squared_error(forward(moved, self.X).a[moved.L], self.y)

        return numeric_gradient(C, part(self.net))


def measured(widths, theta):
    """W, z, a, δ and σ′ of a network of the logistic function, at x = (1, 2, …), to four digits."""
    net = Network(widths, [activations.sigmoid] * (len(widths) - 1), np.array(theta))
    trace = forward(net, np.arange(1.0, widths[0] + 1).reshape(1, -1))
    grads = backward(net, trace, np.zeros((1, widths[-1])), squared_error)

    def rounded(arrays):
        return {l: Matrix(*A.shape, [Float(one, 4) for one in A.flat]) for l, A in arrays.items()}

    slopes = {l: activations.sigmoid.prime(z) for l, z in trace.z.items()}
    return tuple(rounded(one) for one in (net.W, trace.z, trace.a, grads.delta, slopes))

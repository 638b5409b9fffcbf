"""How many operations a gradient costs, counted exactly: written out, shared, and by each method.

    count = count_operations(net)
    count.loss, count.gradient        # as expressions in the parameters, written out in full
    count.gradient_shared             # the same gradient, every repeated part computed once
    count.forward, count.backprop     # C by a forward pass; its gradient by BP1–BP4
    count.one_sided, count.centred    # its gradient by finite differences
    count.forward_mode                # its gradient by the recurrence of F5

One convention for all, that of `sympy.count_ops`: each addition, subtraction, multiplication,
division, power, change of sign and call of a function is one operation, whatever it costs.  To
copy, or to multiply by 1 or by a known 0, is none.  The batch is one sample.  Every method keeps z
and a on the way forward, so that the slope 1 − a² of tanh is two operations, and takes each slope
once.  The loss is counted where a method evaluates it, which only finite differences do.
(Ledger rows F5, F6.)
"""

from functools import cached_property
from itertools import pairwise

from sympy import Symbol, count_ops, cse, expand, symbols

from ... import losses
from .networks import expressions_of, network


def count_operations(net, loss=losses.squared_error):
    """The operations of the loss and of its gradient, for one sample of a network like `net`.

    Each is counted when it is asked for.  The three that write expressions out grow quickly, and
    take seconds from 2-4-4-4-1 on; the others suit a network of any size.
    Raises what `network` raises.
    """
    return Operations(net, loss)


class Operations:
    """The counts of one network; each is a whole number."""

    def __init__(self, net, loss):
        sigma, cost = expressions_of(net, loss)
        self.net, self.record = net, loss
        self.n, self.L, self.parameters = net.n, net.L, net.theta.size
        z, a = symbols("z a", real=True)
        values = {l: f(z) for l, f in sigma.items()}
        slopes = {l: value.diff(z).xreplace({value: a}) for l, value in values.items()}
        self._value = {l: count_ops(value) for l, value in values.items()}
        self._slope = {l: count_ops(slope) for l, slope in slopes.items()}
        self._product = {l: int(slope != 1) for l, slope in slopes.items()}
        outputs, targets = ([Symbol(f"{s}{j}") for j in range(self.n[-1])] for s in "ay")
        C = cost(outputs, targets)
        self._cost = shared([C])
        self._cost_slope = shared([expand(C.diff(one)) for one in outputs])

    def __repr__(self):
        return f"Operations(n={list(self.n)}, {self.parameters} parameters)"

    @cached_property
    def _written_out(self):
        sym = network(self.net, 1, self.record)
        return sym.C, [sym.C.diff(one) for one in sym.theta]

    @cached_property
    def loss(self):
        """C in the parameters: what is used twice stands there twice."""
        return count_ops(self._written_out[0])

    @cached_property
    def gradient(self):
        """∂C/∂w and ∂C/∂b for all of them, each written out in the parameters."""
        return count_ops(self._written_out[1])

    @cached_property
    def gradient_shared(self):
        """The gradient after `sympy.cse` has named every part that occurs twice."""
        return shared(self._written_out[1])

    @property
    def _trace(self):
        """z and a: n_{l-1} products and as many sums for each z, and one σ."""
        return sum(j * (2 * k + self._value[l]) for l, (k, j) in enumerate(pairwise(self.n), 1))

    @property
    def forward(self):
        """C by one forward pass."""
        return self._trace + self._cost

    @property
    def backprop(self):
        """A forward pass, then BP1–BP4, of which BP4 only copies where there is one sample."""
        n, L = self.n, self.L
        delta = self._cost_slope + n[L] * (self._slope[L] + self._product[L])  # BP1
        for l in range(1, L):
            delta += n[l] * (2 * n[l + 1] - 1 + self._slope[l] + self._product[l])  # BP2
        dW = sum(k * j for k, j in pairwise(n))  # BP3
        return self._trace + delta + dW

    @property
    def one_sided(self):
        """(C(θ + h) − C(θ))/h: one forward pass more than there are parameters, and 3 for each."""
        return (self.parameters + 1) * self.forward + 3 * self.parameters

    @property
    def centred(self):
        """(C(θ + h) − C(θ − h))/2h: two forward passes a parameter, and 4 operations."""
        return self.parameters * (2 * self.forward + 4)

    @property
    def forward_mode(self):
        """A forward pass with its slopes, then a sweep of ∂a/∂w up the layers for each parameter.

        A sweep starts at the one neuron that its parameter enters, as F5's base case does.
        """
        n, L = self.n, self.L
        up = {L: 2 * n[L] - 1}  # from the slopes of a whole layer to the slope of C
        for l in range(L - 1, 0, -1):
            up[l] = n[l + 1] * (2 * n[l] - 1 + self._product[l + 1]) + up[l + 1]
        total = self._trace + self._cost_slope
        for l in range(1, L + 1):
            fan = n[l + 1] if l < L else 1  # the products with the one neuron's slope
            rest = fan * self._product[l + 1] + up[l + 1] if l < L else 0
            weight = self._product[l] + fan + rest
            bias = self._product[l] * fan + rest
            total += n[l] * (self._slope[l] + n[l - 1] * weight + bias)
        return total


def shared(expressions):
    """The operations of several expressions when every repeated part is computed once."""
    named, rest = cse(expressions)
    return count_ops([part for _, part in named]) + count_ops(rest)

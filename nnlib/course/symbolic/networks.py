"""A network on symbols: its forward pass, its loss, and the gradient by two roads.

    sym = network(net, m=2)      # from the widths and activations of a numeric network
    sym.z[1], sym.a[2], sym.C    # expressions in the entries of X, y, W[l], b[l]
    sym.direct()                 # SymPy differentiates C by every weight and bias
    sym.backward()               # BP1–BP4 on the same symbols
    sym.prove_backward()         # the two agree for every weight, every bias and every δ
    sym.numbers(net, X, y)       # what `direct` gives at a network's numbers, like nn.backward

An entry is written as on the page, with the code's indices: W[1][0, 1] is w^{(1)}_{01}, and
a[1][i, j] is a^{(1)}_{ij}; with one sample the i is left out.  (Ledger rows E4, F1–F3.)
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from sympy import Dummy, Matrix, Symbol, expand, lambdify, ones

from ... import expect, losses
from ...network import Gradients
from ...parameters import Network
from .formula import Outcome
from .functions import LOSS, SIGMA, undefined_function


def network(net, m=1, loss=losses.squared_error):
    """The network `net` on symbols, for a batch of m samples; its numbers are not looked at.

    Raises TypeError when `net` is no Network, ValueError for an activation or a loss that has no
    expression here.
    """
    sigma, cost = expressions_of(net, loss)
    return SymbolicNetwork(net.n, sigma, cost, m, record=(net.sigma, loss))


def expressions_of(net, loss):
    """σ_l for each layer and one sample's loss, as functions of expressions."""
    if not isinstance(net, Network):
        raise TypeError(
            f"symbolic.network: expected a Network, not {net!r}; "
            f"for widths alone there is any_network."
        )
    for l, one in net.sigma.items():
        if one not in SIGMA:
            raise ValueError(
                f"symbolic.network: layer {l} has the activation {one}, which has no expression "
                f"in symbolic.functions; those that have one are {_listed(SIGMA)}."
            )
    if not isinstance(loss, losses.Loss):
        raise TypeError(
            f"symbolic.network: loss must be a record such as nn.losses.squared_error, "
            f"not {loss!r:.60}."
        )
    if loss not in LOSS:
        raise ValueError(
            f"symbolic.network: the loss {loss} has no expression in symbolic.functions; "
            f"those that have one are {_listed(LOSS)}."
        )
    return {l: SIGMA[one] for l, one in net.sigma.items()}, LOSS[loss]


def _listed(table):
    return ", ".join(map(repr, table))


def any_network(n, m=1):
    """A network of widths n whose activations σ_l and loss C are left open.

    What is proved of it holds for every differentiable activation, another in each layer, and
    for every loss that is a mean over the samples.

    >>> any_network([2, 3, 2], m=2).prove_backward()
    BP1–BP4 and direct differentiation agree in all 17 parameters and 10 deltas.
    """
    if not (isinstance(n, (list, tuple)) and len(n) > 1):
        raise ValueError(f"any_network: n must list two widths or more, not {n!r:.60}.")
    for width in n:
        expect.whole(width, 1, "each width", "any_network")
    sigma = {l: undefined_function(f"sigma_{l}") for l in range(1, len(n))}
    loss = undefined_function("C", inputs=2 * n[-1])
    return SymbolicNetwork(tuple(n), sigma, lambda a, y: loss(*a, *y), m)


def symbol_matrix(name, rows, columns, layer=None, keep_row=True):
    """The matrix of the symbols name^{(layer)}_{kj}; `keep_row` says whether k is written."""
    stem = name if layer is None else f"{name}^{{({layer})}}"
    comma = "," if max(rows, columns) > 10 else ""

    def entry(k, j):
        return Symbol(f"{stem}_{{{k}{comma}{j}}}" if keep_row else f"{stem}_{{{j}}}", real=True)

    return Matrix(rows, columns, entry)


@dataclass
class Names:
    """Symbols that stand for z[l], a[l] and delta[l], laid out like them; a[0] is X."""

    z: dict = field(default_factory=dict)
    a: dict = field(default_factory=dict)
    delta: dict = field(default_factory=dict)


@dataclass
class Derivatives:
    """delta[l] = ∂C/∂z[l], dW[l] and db[l] as matrices of expressions; db[l] is one row."""

    delta: dict = field(default_factory=dict)
    dW: dict = field(default_factory=dict)
    db: dict = field(default_factory=dict)

    def map(self, change):
        """The same record with every matrix changed."""
        return Derivatives(
            *({l: change(A) for l, A in part.items()} for part in (self.delta, self.dW, self.db))
        )


class SymbolicNetwork:
    """X (m, n_0), y (m, n_L), W[l], b[l] (one row), z[l], a[l] and C, all of SymPy.

    `theta` lists the parameters in the order of a numeric network's theta.
    `names` has symbols for z[l], a[l] and delta[l], to write one layer's equations with.
    """

    def __init__(self, n, sigma, loss, m, record=None):
        self.m = int(expect.whole(m, 1, "m, the number of samples,", "symbolic"))
        self.n, self.L = n, len(n) - 1
        self.sigma, self.loss, self.record = sigma, loss, record
        layers, batch = range(1, self.L + 1), self.m > 1
        self.X = symbol_matrix("x", self.m, n[0], keep_row=batch)
        self.y = symbol_matrix("y", self.m, n[-1], keep_row=batch)
        self.W = {l: symbol_matrix("w", n[l - 1], n[l], l) for l in layers}
        self.b = {l: symbol_matrix("b", 1, n[l], l, keep_row=False) for l in layers}
        self.theta = [one for part in (self.W, self.b) for A in part.values() for one in A]
        self.names = Names(
            *({l: symbol_matrix(name, self.m, n[l], l, batch) for l in layers} for name in "za"),
            {l: symbol_matrix(r"\delta", self.m, n[l], l, batch) for l in layers},
        )
        self.names.a[0] = self.X
        self.z, self.a = {}, {0: self.X}
        for l in layers:
            self.z[l] = self.combine(self.a[l - 1], l)
            self.a[l] = self.z[l].applyfunc(self.sigma[l])
        self.C = self.cost(self.a[self.L])

    def __repr__(self):
        return f"SymbolicNetwork(n={list(self.n)}, m={self.m}, {len(self.theta)} parameters)"

    def combine(self, a, l):
        """z_l = a_{l-1} W_l + b_l."""
        return a @ self.W[l] + ones(self.m, 1) @ self.b[l]

    def cost(self, a):
        """C, the mean over the samples of the loss of a_L."""
        return sum(self.loss(a.row(i), self.y.row(i)) for i in range(self.m)) / self.m

    def direct(self):
        """Every derivative of C, taken by SymPy from the whole expression."""
        found = Derivatives()
        for l in range(1, self.L + 1):
            found.dW[l] = self.W[l].applyfunc(self.C.diff)
            found.db[l] = self.b[l].applyfunc(self.C.diff)
            found.delta[l] = self.full(self.names.z[l].applyfunc(self.cost_of(l).diff))
        return found

    def cost_of(self, l):
        """C as a function of z[l]: the forward pass from the names of layer l on."""
        z = self.names.z[l]
        for above in range(l, self.L):
            z = self.combine(z.applyfunc(self.sigma[above]), above + 1)
        return self.cost(z.applyfunc(self.sigma[self.L]))

    def backward(self, named=False):
        """Every derivative of C by BP1–BP4; with `named`, in the names of z[l] and a[l]."""
        L, W, a, grads = self.L, self.W, self.names.a, Derivatives()
        delta = grads.delta
        delta[L] = self.grad_C().multiply_elementwise(self.slope(L))  # BP1
        for l in range(L - 1, 0, -1):
            delta[l] = (delta[l + 1] @ W[l + 1].T).multiply_elementwise(self.slope(l))  # BP2
        for l in range(1, L + 1):
            grads.dW[l] = a[l - 1].T @ delta[l]  # BP3
            grads.db[l] = ones(1, self.m) @ delta[l]  # BP4
        return grads if named else grads.map(self.full)

    def grad_C(self):
        """∇_a C in the names of a_L."""
        a = self.names.a[self.L]
        return a.applyfunc(self.cost(a).diff)

    def slope(self, l):
        """σ′(z_l) in the names of z_l."""
        z = Dummy("z", real=True)
        prime = self.sigma[l](z).diff(z)
        return self.names.z[l].applyfunc(lambda one: prime.xreplace({z: one}))

    def full(self, A):
        """A with every name of a z or an a written out, down to the parameters and the inputs."""
        return A.xreplace(self._meanings)

    @cached_property
    def _meanings(self):
        return {
            name: meaning
            for names, written in ((self.names.z, self.z), (self.names.a, self.a))
            for l in range(1, self.L + 1)
            for name, meaning in zip(names[l], written[l], strict=True)
        }

    def short(self, A):
        """A with the names of z and a for what they stand for, wherever that is seen whole."""
        # A sum is dissolved in a larger sum, so that only what stands inside a σ can be found.
        whole = {meaning: name for name, meaning in self._meanings.items() if not meaning.is_Symbol}
        return A.xreplace(whole)

    def prove_backward(self):
        """Prove that `backward` gives what `direct` gives: each difference expands to 0."""
        direct, backward = self.direct(), self.backward()
        for part in ("delta", "dW", "db"):
            for l, expected in getattr(direct, part).items():
                found = getattr(backward, part)[l]
                for place in np.ndindex(expected.shape):
                    difference = expand(self.short(found[place] - expected[place]))
                    if difference != 0:
                        spot = ", ".join(map(str, place))
                        return Outcome(
                            False, f"{part}[{l}][{spot}] by BP1–BP4 is too large by {difference}."
                        )
        deltas = self.m * sum(self.n[1:])
        return Outcome(
            True,
            f"BP1–BP4 and direct differentiation agree in all {len(self.theta)} parameters "
            f"and {deltas} deltas.",
        )

    def numbers(self, net, X, y):
        """The derivatives that `direct` gives, at the numbers of net, X and y, as nn.Gradients.

        Raises ValueError for a network of other widths or activations, for a batch that does not
        have m rows, and where the activations or the loss are left open.
        """
        if self.record is None:
            raise ValueError("numbers: the activations and the loss are open; only symbols are.")
        if not isinstance(net, Network):
            raise TypeError(f"numbers: expected a Network, not {net!r:.60}.")
        sigma, loss = self.record
        if (net.n, net.sigma) != (self.n, sigma):
            raise ValueError(
                f"numbers: {net!r} came for a network of widths {list(self.n)} "
                f"with {list(sigma.values())}."
            )
        X = expect.matrix(X, self.n[0], "X", "numbers", np.float64)
        y = loss.targets(np.zeros((len(X), self.n[-1])), np.asarray(y), "numbers")
        if len(X) != self.m or len(y) != self.m:
            raise ValueError(
                f"numbers: X has {len(X)} rows and y has {len(y)}, but the symbols are for a batch "
                f"of m = {self.m}."
            )
        grads = Gradients(net)
        dtheta, delta = self._compiled(net.theta, X.ravel(), y.ravel())
        grads.dtheta[:] = dtheta
        for l, entries in zip(self.z, delta, strict=True):
            grads.delta[l] = np.reshape(entries, (self.m, self.n[l]))
        return grads

    @cached_property
    def _compiled(self):
        direct = self.direct()
        dtheta = [one for part in (direct.dW, direct.db) for A in part.values() for one in A]
        delta = [list(direct.delta[l]) for l in self.z]
        inputs = [self.theta, list(self.X), list(self.y)]
        return lambdify(inputs, [dtheta, delta], modules="numpy", cse=True)

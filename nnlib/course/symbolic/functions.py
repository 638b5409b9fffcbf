"""The activations and the losses on SymPy symbols: SIGMA and LOSS, by the core's records.

A function stays whole until its definition is asked for, so that a network's expressions stay
readable, and differentiating one gives the σ′ that `nnlib.activations` has beside its σ:

    sigmoid(z).diff(z)           # (1 - sigmoid(z))*sigmoid(z)
    sigmoid(z).rewrite(exp)      # 1/(1 + exp(-z))
    relu(z).rewrite(Piecewise)   # z where z > 0, and 0 elsewhere

Its numbers are those of nnlib.  At the kink of relu the course takes the slope on the left,
step(0) = 0.  Whatever has a row in SIGMA is known to networks and graphs.  (Ledger rows B1, B2,
D1, D3.)
"""

from functools import cache

import numpy as np
from sympy import Function, Piecewise, Rational, S, exp, log, tanh

from ... import activations, losses
from .notation import brackets, latex_name


class Written(Function):
    """A function that is printed as its name, always with its brackets."""

    nargs = 1

    def _latex(self, printer, exp=None):
        power = "" if exp is None else f"^{{{exp}}}"
        inside = ", ".join(printer._print(one) for one in self.args)
        return latex_name(getattr(self, "sign", self.func.__name__)) + power + brackets(inside)

    def _eval_evalf(self, prec):
        written = self.rewrite(exp)
        return None if written == self else written._eval_evalf(prec)


class sigmoid(Written):
    """σ(z) = 1/(1 + e^{−z}), σ′ = σ (1 − σ)."""

    sign = "sigma"
    _imp_ = activations.sigmoid

    @classmethod
    def eval(cls, z):
        if z.is_zero:
            return S.Half
        return None

    def fdiff(self, _argindex=1):
        return self * (1 - self)

    def _eval_rewrite_as_exp(self, z, **_):
        return 1 / (1 + exp(-z))


class step(Written):
    """1 where z > 0, and 0 elsewhere; the slope of relu."""

    _imp_ = staticmethod(lambda z: np.heaviside(z, 0.0))

    @classmethod
    def eval(cls, z):
        if z.is_extended_positive:
            return S.One
        if z.is_extended_nonpositive:
            return S.Zero
        return None

    def fdiff(self, _argindex=1):
        return S.Zero

    def _eval_rewrite_as_Piecewise(self, z, **_):
        return Piecewise((1, z > 0), (0, True))


class relu(Written):
    """max(z, 0), whose slope is step(z)."""

    below = S.Zero
    _imp_ = activations.relu

    @classmethod
    def eval(cls, z):
        if z.is_extended_positive:
            return z
        if z.is_extended_nonpositive:
            return cls.below * z
        return None

    def fdiff(self, _argindex=1):
        return self.below + (1 - self.below) * step(self.args[0])

    def _eval_rewrite_as_Piecewise(self, z, **_):
        return Piecewise((z, z > 0), (self.below * z, True))


class leaky_relu(relu):
    """z where z > 0, and z/100 elsewhere."""

    below = Rational(1, 100)
    _imp_ = activations.leaky_relu


SIGMA = {
    activations.identity: lambda z: z,
    activations.sigmoid: sigmoid,
    activations.tanh: tanh,
    activations.relu: relu,
    activations.leaky_relu: leaky_relu,
}


def _squared_error(a, y):
    """½ ‖a − y‖² (B1)."""
    return sum((one - target) ** 2 for one, target in zip(a, y, strict=True)) / 2


def _binary_cross_entropy(a, y):
    """Σ_j −y_j log p_j − (1 − y_j) log(1 − p_j) with p = σ(a) (B2)."""
    p = [sigmoid(one) for one in a]
    return -sum(
        target * log(one) + (1 - target) * log(1 - one) for one, target in zip(p, y, strict=True)
    )


def _cross_entropy(a, y):
    """−Σ_j y_j log p_j with p = softmax(a), where the y_j sum to 1."""
    return log(sum(map(exp, a))) - sum(one * target for one, target in zip(a, y, strict=True))


LOSS = {  # of one sample, from its outputs and its targets
    losses.squared_error: _squared_error,
    losses.binary_cross_entropy: _binary_cross_entropy,
    losses.cross_entropy: _cross_entropy,
}


@cache
def undefined_function(name, inputs=1):
    """A function of which nothing is said but its name; its derivatives are functions too.

    What is proved with it holds for every differentiable function in its place.
    undefined_function("sigma")(z).diff(z) is sigma'(z); of several inputs, C(a, b).diff(b) is
    C_1'(a, b).
    """

    def fdiff(self, argindex=1):
        number = "" if inputs == 1 else f"_{argindex - 1}"
        return undefined_function(f"{name}{number}'", inputs)(*self.args)

    return type(name, (Written,), {"nargs": inputs, "fdiff": fdiff})

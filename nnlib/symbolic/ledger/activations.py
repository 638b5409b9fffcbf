"""Rows D: activations, and why a network needs them."""

import numpy as np
from sympy import (
    Derivative,
    Eq,
    Function,
    Integer,
    Lambda,
    Max,
    Piecewise,
    evaluate,
    exp,
    lambdify,
    symbols,
    tanh,
)

from ... import activations
from ...numeric import numeric_gradient
from ..formula import Formula, Numbers
from ..notation import prime

z = symbols("z", real=True)
sigma, relu, identity = Function("sigma"), Function("relu"), Function("identity")


def other_forms():
    """σ as `nnlib` computes it, by tanh, and tanh by its exponentials; ReLU by its two pieces."""

    def by_exponentials(z):
        return (exp(z) - exp(-z)) / (exp(z) + exp(-z))

    yield {
        sigma: Lambda(z, (1 + by_exponentials(z / 2)) / 2),
        tanh(z): by_exponentials(z),
        relu: Lambda(z, Piecewise((z, z > 0), (0, True))),
        identity: Lambda(z, z),
    }


def slopes(rng):
    """The four derivatives at seven numbers, a row each."""
    at = rng.normal(size=7)
    order = activations.sigmoid, activations.tanh, activations.relu, activations.identity
    value, *derivatives = (D1.equations[line].rhs for line in (0, 1, 2, 4, 5))
    derivatives[0] = derivatives[0].subs(sigma(z), value)
    return Numbers(
        np.array([lambdify(z, derivative)(at) * np.ones(7) for derivative in derivatives]),
        np.array([one.prime(at) for one in order]),
        np.array([numeric_gradient(lambda z, one=one: one(z).sum(), at) for one in order]),
    )


with evaluate(False):
    D1 = Formula(
        "D1",
        "The four activations and their derivatives.",
        (
            Eq(sigma(z), 1 / (1 + exp(-z))),
            Eq(prime(sigma)(z), sigma(z) * (1 - sigma(z))),
            Eq(Derivative(tanh(z), z), 1 - tanh(z) ** 2),
            Eq(relu(z), Max(0, z)),
            Eq(prime(relu)(z), Piecewise((1, z > 0), (0, True))),
            Eq(prime(identity)(z), Integer(1)),
        ),
        other_forms,
        numbers=slopes,
    )

FORMULAS = (D1,)

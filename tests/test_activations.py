"""Each σ against its SymPy formula, each σ′ against SymPy's derivative of that formula (D1)."""

import numpy as np
import pytest
import sympy

from nnlib import activations

x = sympy.Symbol("x", real=True)
FORMULAS = {
    "identity": x,
    "sigmoid": 1 / (1 + sympy.exp(-x)),
    "tanh": sympy.tanh(x),
    "relu": sympy.Piecewise((x, x > 0), (0, True)),
    "leaky_relu": sympy.Piecewise((x, x > 0), (x / 100, True)),
}
Z = np.random.default_rng(0).normal(scale=3, size=(5, 7))


def evaluate(formula, Z):
    return np.vectorize(lambda z: float(formula.subs(x, z)))(Z)


def test_every_activation_has_a_formula_here():
    assert set(FORMULAS) == set(activations.ALL)


@pytest.mark.parametrize("name", FORMULAS)
def test_value_and_slope_are_the_formula_and_its_derivative(name):
    sigma = activations.ALL[name]
    np.testing.assert_allclose(sigma(Z), evaluate(FORMULAS[name], Z), rtol=1e-12, atol=1e-15)
    slope = evaluate(FORMULAS[name].diff(x), Z)
    np.testing.assert_allclose(sigma.prime(Z), slope, rtol=1e-10, atol=1e-15)
    np.testing.assert_allclose(sigma.prime_from_output(sigma(Z)), slope, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("sigma", activations.ALL.values(), ids=repr)
def test_shape_and_type_are_kept(sigma):
    z = Z.astype(np.float32)
    for result in (sigma(z), sigma.prime(z), sigma.prime_from_output(sigma(z))):
        assert result.shape == z.shape
        assert result.dtype == np.float32


def test_no_activation_overflows_far_out():
    far = np.array([[-1e4, 1e4]])
    for sigma in activations.ALL.values():
        assert np.isfinite(sigma(far)).all(), sigma
        assert np.isfinite(sigma.prime(far)).all(), sigma


def test_at_the_kink_the_course_takes_the_slope_on_the_left():
    zero = np.zeros((1, 1))
    assert activations.relu.prime(zero) == 0
    assert activations.leaky_relu.prime(zero) == 0.01
    for sigma in (activations.relu, activations.leaky_relu):
        assert sigma.prime_from_output(sigma(zero)) == sigma.prime(zero)

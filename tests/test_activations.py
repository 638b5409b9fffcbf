"""Each σ against its SymPy formula, each σ′ against SymPy's derivative of that formula (D1)."""

import mpmath
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
    for name in activations.ALL:
        assert name in FORMULAS, f"no formula for `{name}` in FORMULAS, tests/test_activations.py"
    for name in FORMULAS:
        assert name in activations.ALL, f"FORMULAS has `{name}`, nnlib.activations.ALL has not"


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


def exactly(f, z):
    """f(z) to fifty digits, then rounded."""
    with mpmath.workdps(50):
        return float(f(mpmath.mpf(z)))


@pytest.mark.parametrize(
    ("dtype", "far", "rtol"), [(np.float32, 80, 1e-6), (np.float64, 700, 1e-14)]
)
def test_the_tails_keep_their_digits(dtype, far, rtol):
    for z in (-far, -40, -38, -1, 0, 1, 37, 40, far):
        at = np.array([z], dtype)
        for found, f in (
            (activations.sigmoid(at), lambda z: 1 / (1 + mpmath.exp(-z))),
            (activations.sigmoid.prime(at), lambda z: 1 / (2 + mpmath.exp(z) + mpmath.exp(-z))),
            (activations.tanh.prime(at / 4), lambda z: mpmath.sech(z / 4) ** 2),
        ):
            assert found.dtype == dtype
            assert found[0] == pytest.approx(exactly(f, z), rel=30 * rtol, abs=0), z


def test_whole_numbers_of_any_size_are_taken_for_what_they_are():
    for dtype in (np.int8, np.uint8, np.int32, np.uint64, bool):
        z = np.array([[0, 1, 100]]).astype(dtype)
        for sigma in activations.ALL.values():
            for f in (sigma, sigma.prime, sigma.prime_from_output):
                np.testing.assert_array_equal(f(z), f(z.astype(float)))
                assert f(z).dtype == np.float64
    lowest = np.array([-128], np.int8)
    assert activations.sigmoid.prime(lowest) == activations.sigmoid.prime(-128.0)


def test_lists_and_single_numbers_are_taken_too():
    for sigma in activations.ALL.values():
        np.testing.assert_array_equal(sigma([0, 1]), sigma(np.array([0.0, 1.0])))
        assert sigma.prime(1) == sigma.prime(np.array(1.0))


@pytest.mark.parametrize("sigma", activations.ALL.values(), ids=repr)
def test_tiny_and_far_numbers_raise_nothing_where_numpy_is_told_to_raise(sigma):
    z = np.array([-1e308, -1e4, -750, -1e-160, -1e-310, 0, 1e-310, 1e-160, 750, 1e4, 1e308])
    quiet = sigma(z), sigma.prime(z), sigma.prime_from_output(np.clip(sigma(z), -1, 1))
    with np.errstate(all="raise"):
        loud = sigma(z), sigma.prime(z), sigma.prime_from_output(np.clip(sigma(z), -1, 1))
    np.testing.assert_array_equal(quiet, loud)


def test_what_is_no_function_makes_no_activation():
    for f, prime in ((3, np.ones_like), (np.tanh, "prime")):
        with pytest.raises(TypeError, match="cube: f must be of type Callable"):
            activations.Activation("cube", f, prime)

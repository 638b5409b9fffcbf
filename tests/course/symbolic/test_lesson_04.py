"""What lesson 04 says in numbers and prints in no cell, against SymPy and against measurement."""

import numpy as np
import pytest
import sympy

import nnlib as nn

x, h, eps = sympy.symbols("x h epsilon", positive=True)
PLACES, EPS = np.linspace(0.5, 1.5, 201), np.finfo(float).eps


def forward(f, x, h):
    return (f(x + h) - f(x)) / h


def centred(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


def median_error(quotient, step):
    """Of the relative errors of e^x's quotient over the places of the lesson."""
    return np.median(np.abs(quotient(np.exp, PLACES, step) / np.exp(PLACES) - 1))


@pytest.mark.parametrize("f", [x**2, x**3, 1 / x, sympy.exp(x), x**2 * (3 - x)], ids=str)
def test_C1_the_secants_limit_is_the_derivative(f):
    secant = (f.subs(x, x + h) - f) / h
    assert sympy.expand(sympy.limit(secant, h, 0) - f.diff(x)) == 0
    at = sympy.lambdify(x, f)
    assert centred(at, 1.3, 1e-5) == pytest.approx(float(f.diff(x).subs(x, 1.3)), rel=1e-9)


def test_C7_a_function_may_increase_through_a_slope_of_zero():
    u, v = sympy.symbols("u v", real=True)
    squares = (u + v / 2) ** 2 + sympy.Rational(3, 4) * v**2
    assert sympy.expand((v - u) * squares - (v**3 - u**3)) == 0
    assert sympy.solve([u + v / 2, v], [u, v]) == {u: 0, v: 0}  # so the rise is positive for u < v
    assert (x**3).diff(x).subs(x, 0) == 0
    assert sympy.expand(((0 + h) ** 3 - 0) / h - h**2) == 0


def test_C7_descent_on_a_cube_creeps_to_zero_and_stays():
    w = 1.0
    for _ in range(20_000):
        w -= 0.01 * 3 * w**2
    assert 0 < w < 2e-3


@pytest.mark.parametrize(
    ("quotient", "far", "near", "slope"),
    [
        (forward, 1e-2, 1e-6, 1),
        (centred, 1e-1, 1e-4, 2),
        (forward, 1e-10, 1e-14, -1),
        (centred, 1e-8, 1e-13, -1),
    ],
)
def test_C9_the_flanks_of_the_v_are_straight(quotient, far, near, slope):
    steps = np.geomspace(near, far, 30)
    errors = [median_error(quotient, step) for step in steps]
    fitted = np.polyfit(np.log(steps), np.log(errors), deg=1)[0]
    assert fitted == pytest.approx(slope, abs=0.1 if slope < 0 else 0.01)


@pytest.mark.parametrize(
    ("quotient", "bound", "best", "decade", "digits"),
    [
        (forward, h / 2 + eps / h, sympy.sqrt(2 * eps), -8, 8),
        (centred, h**2 / 6 + eps / (2 * h), sympy.cbrt(3 * eps / 2), -5, 11),
    ],
)
def test_C9_the_best_step_is_where_the_bound_is_lowest(quotient, bound, best, decade, digits):
    (found,) = sympy.solve(bound.diff(h), h)
    assert sympy.simplify(found / best) == 1
    assert round(np.log10(float(best.subs(eps, EPS)))) == decade
    errors = {k: median_error(quotient, 10.0**k) for k in range(-14, 1)}
    assert min(errors, key=errors.get) == decade
    assert round(-np.log10(errors[decade])) == digits


def test_C9_a_twelve_digit_step_leaves_four_digits():
    for quotient in (forward, centred):
        assert -np.log10(median_error(quotient, 1e-12)) == pytest.approx(4.2, abs=0.3)


def test_C9_the_centred_quotient_of_a_parabola_is_its_derivative():
    p, q, r = sympy.symbols("p q r")
    parabola = sympy.Lambda(x, p * x**2 + q * x + r)
    assert sympy.expand(centred(parabola, x, h) - parabola(x).diff(x)) == 0
    assert sympy.expand(forward(parabola, x, h) - parabola(x).diff(x) - h * p) == 0


def test_C9_half_the_step_leaves_half_and_a_quarter_of_the_error():
    for quotient, left in ((forward, 1 / 2), (centred, 1 / 4)):
        ratio = median_error(quotient, 0.05) / median_error(quotient, 0.1)
        assert ratio == pytest.approx(left, rel=0.02)


@pytest.mark.parametrize("step", [1.0, 0.3, 1e-3, 1e-9])
def test_C9_across_relu_s_kink_the_centred_quotient_is_a_half(step):
    relu = nn.activations.relu
    slopes = forward(relu, -step, step), centred(relu, 0.0, step), forward(relu, 0.0, step)
    np.testing.assert_allclose(slopes, (0, 0.5, 1))


def test_C9_one_wrong_formula_is_right_wherever_w_is_the_best_weight():
    w, b = sympy.symbols("w b")
    seedlings = [(0, 1), (1, 3), (2, 2), (3, 5)]
    residuals = [b + w * s - t for s, t in seedlings]
    right = sum(r * s for r, (s, _) in zip(residuals, seedlings, strict=True)) / 4
    wrong = sum(residuals) / 4 * sympy.Rational(6, 4)
    assert sympy.solve(right - wrong, w) == [sympy.Rational(11, 10)]
    assert not (right - wrong).has(b)


def test_C9_the_secant_of_the_product_rule_misses_by_half_h_times_the_second_derivative():
    f = sympy.Lambda(x, x**2 * (3 - x))
    assert sympy.expand(f(x).diff(x, 2)) == 6 - 6 * x
    missed = forward(f, 0.5, 0.001) - 2.25
    assert missed == pytest.approx(0.001 / 2 * 3, rel=1e-3)

"""The printer writes as the card in lesson 00 does."""

import pytest
import sympy
from sympy import (
    Derivative,
    Eq,
    Function,
    HadamardProduct,
    Limit,
    MatMul,
    MatrixSymbol,
    Rational,
    Sum,
)

from nnlib.course.symbolic import latex
from nnlib.course.symbolic.notation import each, entries, prime, quantity
from nnlib.course.symbolic.operators import ArgMin, after

a, b, h, w, x, m, theta, eta = sympy.symbols("a b h w x m theta eta")
i, j, k = sympy.symbols("i j k", integer=True)
f, g, sigma = Function("f"), Function("g"), Function("sigma")
W, delta, z = (MatrixSymbol(name, 3, 3) for name in ("W_{l+1}", "delta_{l+1}", "z_l"))
C, u_of_x = quantity("C", w, b), quantity("u", x)

with sympy.evaluate(False):
    PRINTED = [
        (b + w * x, "b + w x"),
        (w * x + b, "w x + b"),
        (a - (b + x), "a - (b + x)"),
        (1 / (1 + x), r"\frac{1}{1 + x}"),
        ((a - b) / h, r"\frac{a - b}{h}"),
        (x * b**-2, r"\frac{x}{b^2}"),
        (Rational(1, 2) * (a - b) ** 2, r"\frac{1}{2} (a - b)^2"),
        (entries("w", 1)[0, 1], "w^{(1)}_{01}"),
        (entries("delta", 2)[i, j], r"\delta^{(2)}_{ij}"),
        (1 / m * Sum(entries("a")[i], (i, 0, m - 1)), r"\frac{1}{m} \sum_i a_i"),
        (Sum(a + b, (k, 1, m)), r"\sum_k (a + b)"),
        (
            HadamardProduct(delta * W.T, each(prime(sigma), z)),
            r"(\delta_{l+1} W_{l+1}^{\mathsf T}) \odot \sigma'(z_l)",
        ),
        (
            MatMul(HadamardProduct(delta, each(prime(sigma), z)), W.T, evaluate=False),
            r"(\delta_{l+1} \odot \sigma'(z_l)) W_{l+1}^{\mathsf T}",
        ),
        (Derivative(C, w), r"\frac{\partial C}{\partial w}"),
        (Derivative(u_of_x, x), r"\frac{du}{dx}"),
        (Derivative(quantity("C", theta), theta), r"\nabla C"),
        (Derivative(f(g(x)), x), r"(f \circ g)'(x)"),
        (prime(f, 2)(x), "f''(x)"),
        (Limit(f(x), x, 0, "+-"), r"\lim_{x \to 0} f(x)"),
        (Limit(f(x), x, 0, "-"), r"\lim_{x \to 0^-} f(x)"),
        (ArgMin(f(theta), theta), r"\arg\min_{\theta} f(\theta)"),
        (
            Eq(after(w), w - eta * Derivative(C, w)),
            r"w \leftarrow w - \eta \frac{\partial C}{\partial w}",
        ),
        (sympy.log(x / (1 - x)), r"\log \frac{x}{1 - x}"),
        (sympy.Symbol("lambda_{\\max}"), r"\lambda_{\max}"),
    ]


@pytest.mark.parametrize(("expression", "expected"), PRINTED, ids=[one for _, one in PRINTED])
def test_it_prints_as_the_page_writes(expression, expected):
    assert latex(expression) == expected

"""Rows C: derivatives, the chain rule, and the gradient.

C1  the derivative is a limit of slopes        C6  S3's example, by two paths
C2  the chain rule                             C7  a positive slope, and an increase
C3  along a chain local slopes multiply        C8  the loss changes fastest along its gradient
C4  what several paths bring adds              C9  how far difference quotients are off
C5  the product rule is two paths
"""

import numpy as np
from sympy.core import Derivative, Eq, Function, Lambda, Rational, evaluate, symbols
from sympy.functions import cbrt, cos, exp, log, sin, sqrt, tanh
from sympy.integrals import Integral
from sympy.logic import Equivalent
from sympy.matrices import ImmutableMatrix, MatrixSymbol
from sympy.series import Limit, Order
from sympy.utilities import lambdify

from .... import activations
from ....losses import squared_error
from ....network import backward, forward
from ....numeric import numeric_gradient
from ....parameters import Network
from ..formula import Comparison, Formula, Misprint
from ..graph.graph import Graph
from ..notation import prime, quantity
from ..operators import ArgMin, Dot, Norm
from ..proving import worked_out
from .examples import any_cubic, line_on_seven_samples, logistic

h, s, t, u, v, x, y = symbols("h s t u v x y", real=True)
f, g = Function("f"), Function("g")


def polynomial(letter, degree):
    """A polynomial of t with symbols for its coefficients."""
    return sum(symbols(f"{letter}:{degree + 1}")[k] * t**k for k in range(degree + 1))


def smooth_functions():
    """Any quartic, and three functions that are no polynomials."""
    for body in (polynomial("c", 4), exp(3 * t), sin(2 * t), cos(t) + t):
        yield {f: Lambda(t, body)}


def slope_at_points(equations, rng):
    """tanh′ at five points: the limit, nnlib's derivative, the centred difference."""
    (limit,) = equations
    at = rng.normal(size=5)
    slope = worked_out(limit.rhs, {f: Lambda(t, (exp(2 * t) - 1) / (exp(2 * t) + 1))})
    return Comparison(
        lambdify(x, slope)(at),
        activations.tanh.prime(at),
        numeric_gradient(lambda x: np.tanh(x).sum(), at),
    )


with evaluate(False):
    C1 = Formula(
        "C1",
        "The derivative is the limit of the secants' slopes.",
        (Eq(prime(f)(x), Limit((f(x + h) - f(x)) / h, h, 0, "+-")),),
        smooth_functions,
        numbers=slope_at_points,
    )


u_of_x, v_of_x, z_of_x = (quantity(name, x) for name in "uvz")
y_of_u = quantity("y", u_of_x)


def compositions():
    """A cubic of a quadratic, multiplied out before it is differentiated; e to a logarithm."""
    positive = symbols("x", positive=True)
    cubic, quadratic = Lambda(t, polynomial("c", 3)), Lambda(t, polynomial("d", 2))
    yield {f: cubic, g: quadratic, y_of_u.func: cubic, u_of_x.func: quadratic}
    power, third = Lambda(t, exp(t)), Lambda(t, 3 * log(t))  # e^(3 log x) is x³
    yield {x: positive, f: power, g: third, y_of_u.func: power, u_of_x.func: third}


def slope_through_two(equations, rng):
    """(tanh ∘ sigmoid)′ at five points."""
    chain, _ = equations
    at = rng.normal(size=5)
    inner, outer = activations.sigmoid, activations.tanh
    slope = worked_out(chain.rhs, {f: Lambda(t, tanh(t)), g: logistic})
    return Comparison(
        lambdify(x, slope)(at),
        outer.prime(inner(at)) * inner.prime(at),
        numeric_gradient(lambda x: outer(inner(x)).sum(), at),
    )


def slope_of_network(widths, sigma, weights, at):
    """∂a_L/∂x by nnlib and by differences, for one input and one output, without biases."""
    net = Network(widths, sigma, np.concatenate([weights, np.zeros(3)]))
    trace = forward(net, [[at]])
    one = trace.a[net.L] - 1  # the squared error's slope there is 1
    grads = backward(net, trace, one, squared_error)
    by_difference = numeric_gradient(lambda x: forward(net, [x]).a[net.L].item(), [at])
    return (grads.delta[1] @ net.W[1].T).ravel(), by_difference


f3_of_x = quantity("f_3", x)
f2_of_f3 = quantity("f_2", f3_of_x)
f1_of_f2 = quantity("f_1", f2_of_f3)
y_of_x, f1_of_t = quantity("y", x), quantity("f_1", t)


def three_deep():
    """A line, a quadratic and a quadratic inside one another, multiplied out."""
    first, second, third = polynomial("c", 1), polynomial("d", 2), polynomial("e", 2)
    yield {
        y_of_x.func: Lambda(t, first.subs(t, second.subs(t, third))),
        f1_of_f2.func: Lambda(t, first),
        f2_of_f3.func: Lambda(t, second),
        f3_of_x.func: Lambda(t, third),
    }


def slope_through_three(equations, rng):
    """dy/dx for three neurons in a row: sigmoid, then tanh, then a line."""
    (product,) = equations
    w, at = rng.normal(size=3), rng.normal()
    meaning = {
        f1_of_f2.func: Lambda(t, w[2] * t),
        f2_of_f3.func: Lambda(t, tanh(w[1] * t)),
        f3_of_x.func: Lambda(t, logistic(w[0] * t)),
    }
    slope = lambdify(x, worked_out(product.rhs, meaning))(at)
    sigma = [activations.sigmoid, activations.tanh, activations.identity]
    return Comparison(np.array([slope]), *slope_of_network([1, 1, 1, 1], sigma, w, at))


with evaluate(False):
    C2 = Formula(
        "C2",
        "The chain rule: the slope of f at g(x), times the slope of g at x.",
        (
            Eq(Derivative(f(g(x)), x), prime(f)(g(x)) * prime(g)(x)),
            Eq(Derivative(y_of_u, x), Derivative(y_of_u, u_of_x) * Derivative(u_of_x, x)),
        ),
        compositions,
        numbers=slope_through_two,
    )
    local_slopes = (
        Derivative(f1_of_f2, f2_of_f3) * Derivative(f2_of_f3, f3_of_x) * Derivative(f3_of_x, x)
    )
    C3 = Formula(
        "C3",
        "A composition has the product of its local derivatives as its derivative.",
        (Eq(Derivative(y_of_x, x), local_slopes),),
        three_deep,
        numbers=slope_through_three,
        printed=(
            Misprint(
                "S1",
                Eq(Derivative(y_of_x, x), Derivative(f1_of_t, t)),
                at={y_of_x.func: Lambda(t, t**8), f1_of_t.func: Lambda(t, t**2)},
            ),
        ),
    )


h_of_uv = quantity("h", u_of_x, v_of_x)
x_of_y, z_of_y = quantity("x", y), quantity("z", y)
f_of_xz = quantity("f", x_of_y, z_of_y)


def two_paths():
    """Any quadratic h of two quadratics, multiplied out."""
    c1, c2, c3, c4, c5 = symbols("c1:6")
    body = c1 * s + c2 * t + c3 * s**2 + c4 * s * t + c5 * t**2
    u, v = polynomial("d", 2), polynomial("e", 2)
    yield {
        z_of_x.func: Lambda(t, body.subs({s: u, t: v}, simultaneous=True)),
        u_of_x.func: Lambda(t, u),
        v_of_x.func: Lambda(t, v),
        h_of_uv.func: Lambda((s, t), body),
    }


def slope_through_two_neurons(equations, rng):
    """dz/dx for two hidden tanh neurons, u and v, whose sum is z."""
    (both_paths,) = equations
    w, at = rng.normal(size=4), rng.normal()
    meaning = {
        u_of_x.func: Lambda(t, tanh(w[0] * t)),
        v_of_x.func: Lambda(t, tanh(w[1] * t)),
        h_of_uv.func: Lambda((s, t), w[2] * s + w[3] * t),
    }
    slope = lambdify(x, worked_out(both_paths.rhs, meaning))(at)
    sigma = [activations.tanh, activations.identity]
    return Comparison(np.array([slope]), *slope_of_network([1, 2, 1], sigma, w, at))


def factors():
    """Two quadratics, multiplied out; e^x and e^2x, whose product is e^3x."""
    for u, v in ((polynomial("d", 2), polynomial("e", 2)), (exp(t), exp(2 * t))):
        yield {
            u_of_x.func: Lambda(t, u),
            v_of_x.func: Lambda(t, v),
            h_of_uv.func: Lambda((s, t), s * t),
        }


def slope_on_a_graph(text, right, at):
    """df/dy of a text: a formula's right side, the graph's reverse mode, differences."""
    graph = Graph(text)

    def f(y):
        return graph.forward({"y": float(y)})[graph.output]

    gradient = graph.backward(graph.forward({"y": at})).gradient
    return Comparison(
        np.array(float(right.subs(y, at))), np.array(gradient["y"]), numeric_gradient(f, at)
    )


def product_on_a_graph(equations, rng):
    """The slope of tanh y · sin y."""
    product_rule, *_ = equations
    meaning = {u_of_x.func: Lambda(t, tanh(t)), v_of_x.func: Lambda(t, sin(t)), x: y}
    right = worked_out(product_rule.rhs, meaning)
    return slope_on_a_graph("f = tanh(y) * sin(y)", right, rng.normal())


def example_on_a_graph(equations, rng):
    """The slope of S3's example."""
    _, worked = equations
    return slope_on_a_graph("x = 2*y; z = sin(y); f = x^2*z", worked.rhs, rng.normal())


def example_of_S3():
    """f = x²z with x = 2y and z = sin y."""
    yield {
        x_of_y.func: Lambda(y, 2 * y),
        z_of_y.func: Lambda(y, sin(y)),
        f_of_xz.func: Lambda((s, t), s**2 * t),
    }


with evaluate(False):
    C4 = Formula(
        "C4",
        "Where several paths lead from x to z, what they bring adds.",
        (
            Eq(
                Derivative(z_of_x, x),
                Derivative(h_of_uv, u_of_x) * Derivative(u_of_x, x)
                + Derivative(h_of_uv, v_of_x) * Derivative(v_of_x, x),
            ),
        ),
        two_paths,
        numbers=slope_through_two_neurons,
    )
    C5 = Formula(
        "C5",
        "The product rule: two paths lead from x to uv.",
        (
            Eq(
                Derivative(u_of_x * v_of_x, x),
                v_of_x * Derivative(u_of_x, x) + u_of_x * Derivative(v_of_x, x),
            ),
            Eq(Derivative(h_of_uv, u_of_x), v_of_x),
            Eq(Derivative(h_of_uv, v_of_x), u_of_x),
        ),
        factors,
        numbers=product_on_a_graph,
    )
    C6 = Formula(
        "C6",
        "Two paths lead from y to f, one through x and one through z.",
        (
            Eq(
                Derivative(f_of_xz, y),
                Derivative(f_of_xz, x_of_y) * Derivative(x_of_y, y)
                + Derivative(f_of_xz, z_of_y) * Derivative(z_of_y, y),
            ),
            Eq(Derivative(f_of_xz, y), 8 * y * sin(y) + 4 * y**2 * cos(y)),
        ),
        example_of_S3,
        numbers=example_on_a_graph,
    )
    C7 = Formula(
        "C7",
        "Where f′ > 0, f increases, for its rise adds up its slopes; x³ increases too, though "
        "its slope at 0 is 0.",
        (
            Eq(f(v) - f(u), Integral(prime(f)(x), (x, u, v))),
            Eq(v**3 - u**3, (v - u) * ((u + v / 2) ** 2 + 3 * v**2 / 4)),
            Eq(Derivative(x**3, x), 3 * x**2),
        ),
        smooth_functions,
        printed=(
            Misprint(
                "S1",
                Equivalent(f(u) < f(v), prime(f)(u) > 0, evaluate=False),
                at={f: Lambda(t, t**3), u: 0, v: Rational(1, 2)},
            ),
        ),
    )


w, b, phi, alpha, u_1, u_2 = symbols("w b varphi alpha u_1 u_2", real=True)
rho = symbols("rho", positive=True)
C, C_of_wb = Function("C"), quantity("C", w, b)
gradient, direction = MatrixSymbol(r"\nabla C", 2, 1), MatrixSymbol("u", 2, 1)


def rate_and_angle():
    """The rate of any cubic; a gradient and a direction in polar coordinates, φ between them."""
    cubic = Lambda((w, b), any_cubic(w, b))
    yield {
        C: cubic,
        C_of_wb.func: cubic,
        gradient: rho * ImmutableMatrix([cos(alpha), sin(alpha)]),
        direction: ImmutableMatrix([cos(alpha + phi), sin(alpha + phi)]),
    }


def rate_in_a_direction(equations, rng):
    """How fast the loss of a line changes in a random direction."""
    _, by_angle = equations
    net, grads, loss = line_on_seven_samples(rng)
    angle = rng.uniform(0, 2 * np.pi)
    way = np.array([np.cos(angle), np.sin(angle)])
    to_gradient = angle - np.arctan2(*grads.dtheta[::-1])
    length = Norm(ImmutableMatrix(grads.dtheta)).doit()
    return Comparison(
        np.array(float(by_angle.rhs.subs({Norm(gradient): length, phi: to_gradient}))),
        grads.dtheta @ way,
        numeric_gradient(lambda t: loss(net.theta + t * way), 0.0),
    )


with evaluate(False):
    C8 = Formula(
        "C8",
        "The loss changes fastest along its gradient, and not at all at right angles to it.",
        (
            Eq(
                Limit((C(w + h * u_1, b + h * u_2) - C(w, b)) / h, h, 0, "+-"),
                Derivative(C_of_wb, w) * u_1 + Derivative(C_of_wb, b) * u_2,
            ),
            Eq(Dot(gradient, direction), Norm(gradient) * cos(phi)),
        ),
        rate_and_angle,
        numbers=rate_in_a_direction,
    )


step, epsilon = symbols("h varepsilon", positive=True)
rest, small_rest = Order(h**2), Order(h**4)


def quintic():
    """Any polynomial of degree 5."""
    yield {f: Lambda(t, polynomial("c", 5))}


def centred_quotient(equations, rng):
    """The quotient of a cubic with a large h: there is no rest, only h²/6·f‴."""
    _, centred, *_ = equations
    c, at, size = rng.normal(size=4), rng.normal(size=5), 0.5

    def cubic(x):
        return c[0] + c[1] * x + c[2] * x**2 + c[3] * x**3

    right = worked_out(centred.rhs.removeO(), {f: Lambda(t, cubic(t)), h: size})
    return Comparison(
        lambdify(x, right)(at),
        numeric_gradient(lambda x: cubic(x).sum(), at, h=size),
        (cubic(at + size) - cubic(at - size)) / (2 * size),
    )


with evaluate(False):
    C9 = Formula(
        "C9",
        "The forward quotient is off by about h/2·f″, the centred one by about h²/6·f‴.",
        (
            Eq((f(x + h) - f(x)) / h, prime(f)(x) + h / 2 * prime(f, 2)(x) + rest),
            Eq(
                (f(x + h) - f(x - h)) / (2 * h),
                prime(f)(x) + h**2 / 6 * prime(f, 3)(x) + small_rest,
            ),
            Eq(ArgMin(step / 2 + epsilon / step, step), sqrt(2 * epsilon)),
            Eq(ArgMin(step**2 / 6 + epsilon / (2 * step), step), cbrt(3 * epsilon / 2)),
        ),
        quintic,
        numbers=centred_quotient,
    )

"""Rows A: linear regression is a network with one neuron.

A1  a neuron with the identity is a line       A4  a layer is one product of matrices
A2  the normal equations, and descent to them  A6  to train is to look for the least sum of losses
A3  the bias is a weight on a constant input
"""

import numpy as np
from sympy.concrete import Sum
from sympy.core import Eq, Function, Lambda, Rational, Symbol, evaluate, oo, symbols
from sympy.matrices import ImmutableMatrix, Inverse, MatAdd, MatMul, MatrixSymbol, eye, hessian
from sympy.series import Limit
from sympy.solvers import solve
from sympy.utilities import lambdify

from ....activations import identity
from ....losses import squared_error
from ....network import backward, forward, predict
from ....numeric import numeric_gradient
from ....optimizers import SGD
from ....parameters import Network, init
from ..formula import Comparison, Formula, Misprint
from ..notation import entries
from ..operators import ArgMin

w, x, z, a, b = symbols("w x z a b", real=True)
sigma = Function("sigma")
m, n_0 = symbols("m n_0", integer=True, positive=True)
i, j, k = symbols("i j k", integer=True)
xs, ys, ws, bs, zs = (entries(name) for name in "xywbz")


def written_out(array, rows, columns):
    """The explicit matrix of an array's entries."""
    return ImmutableMatrix(rows, columns, lambda i, j: array[i, j])


def identity_neuron():
    """A row (x, 1) times the column (w, b), and an activation that changes nothing."""
    collected = (ImmutableMatrix([[x, 1]]) * ImmutableMatrix([w, b]))[0]
    yield {z: collected, a: collected, sigma: Lambda(z, z)}


def slopes_of_a_neuron(equations, rng):
    """∂a/∂w and ∂a/∂b; nnlib's gradient of C is just that slope where a − y = 1."""
    line, *_ = equations
    net, at = init([1, 1], [identity], rng), rng.normal()
    trace = forward(net, [[at]])

    def output(theta):
        return predict(Network([1, 1], [identity], theta), [[at]]).item()

    return Comparison(
        np.array([float(line.rhs.diff(one).subs(x, at)) for one in (w, b)]),
        backward(net, trace, trace.a[1] - 1, squared_error).dtheta,
        numeric_gradient(output, net.theta),
    )


last_of_U, last_of_W = symbols("u_{15} w_{15}")

with evaluate(False):
    A1 = Formula(
        "A1",
        "A neuron with the identity as its activation is a line.",
        (Eq(z, b + w * x), Eq(a, sigma(z)), Eq(sigma(z), z)),
        identity_neuron,
        numbers=slopes_of_a_neuron,
    )
    A3 = Formula(
        "A3",
        "The bias is a weight on a constant input 1.",
        (Eq(b + w * x, MatMul(ImmutableMatrix([[x, 1]]), ImmutableMatrix([[w], [b]]))),),
        printed=(Misprint("S2", Eq(last_of_U, last_of_W), {last_of_U: 1, last_of_W: 2}),),
    )


eta = Symbol("eta", positive=True)
t = Symbol("t", integer=True, positive=True)
X1, y = MatrixSymbol("Xtilde", 4, 2), MatrixSymbol("y", 4, 1)
here, after_step, best = (
    MatrixSymbol(name, 2, 1) for name in ("theta_t", "theta_{t+1}", "theta^*")
)
gradient, H, one = (
    MatrixSymbol(name, 2, columns) for name, columns in ((r"\nabla C", 1), ("H", 2), ("I", 2))
)


def descent_on_four_samples():
    """Descent at x = 4, 2, 0, 0 with η = 1/6, where both curvatures are rational: 11/2 and 1/2.

    Along each eigenvector of H a step is e ← ρe + κ, so that e_t = ρᵗe_0 + κ(1 − ρᵗ)/(1 − ρ).
    """
    rows, rate = ImmutableMatrix([[4, 1], [2, 1], [0, 1], [0, 1]]), Rational(1, 6)
    targets, start = ImmutableMatrix(symbols("y:4")), ImmutableMatrix(symbols("c:2"))
    C = sum((b + w * rows[s, 0] - targets[s]) ** 2 for s in range(4)).expand() / 8
    slopes, curvature = ImmutableMatrix([C.diff(w), C.diff(b)]), hessian(C, (w, b))

    P, D = curvature.diagonalize()
    e_0, kappa = P.inv() * start, P.inv() * -rate * slopes.subs({w: 0, b: 0})
    rho = [1 - rate * D[s, s] for s in range(2)]
    way = [rho[s] ** t * e_0[s] + kappa[s] * (1 - rho[s] ** t) / (1 - rho[s]) for s in range(2)]
    at = ImmutableMatrix(P * ImmutableMatrix(way))
    slopes_there = slopes.subs({w: at[0], b: at[1]}, simultaneous=True)
    yield {
        X1: rows,
        y: targets,
        eta: rate,
        one: ImmutableMatrix(eye(2)),
        H: ImmutableMatrix(curvature),
        here: at,
        gradient: slopes_there,
        after_step: at - rate * slopes_there,
        best: ImmutableMatrix([w, b]).subs(solve(slopes, [w, b])),
    }


def least_squares_three_ways(equations, rng):
    """θ* by the normal equations, by nnlib's descent, by one Newton step on differences."""
    end_of_descent, *_ = equations
    inputs, targets = rng.normal(size=(2, 4, 1))
    with_ones = np.hstack([inputs, np.ones((4, 1))])
    net = init([1, 1], [identity], rng)

    def slopes(theta):
        return numeric_gradient(
            lambda at: squared_error(with_ones @ at[:, None], targets), theta, 0.5
        )

    zero = np.zeros(2)
    curvature = np.array([slopes(unit) - slopes(zero) for unit in np.eye(2)])
    low, high = np.linalg.eigvalsh(with_ones.T @ with_ones / 4)
    for _ in range(int(20 * high / low) + 50):
        trace = forward(net, inputs)
        SGD(2 / (low + high)).step(net, backward(net, trace, targets, squared_error))
    return Comparison(
        lambdify((X1, y), end_of_descent.rhs)(with_ones, targets).ravel(),
        net.theta,
        np.linalg.solve(curvature, -slopes(zero)),
    )


def less(left, right):
    """left − right, in this order."""
    return MatAdd(left, -right, evaluate=False)


A2 = Formula(
    "A2",
    "Descent ends where the normal equations hold: a step multiplies what is left by I − ηH.",
    (
        Eq(Limit(here, t, oo), Inverse(X1.T * X1) * X1.T * y, evaluate=False),
        Eq(X1.T * X1 * best, X1.T * y, evaluate=False),
        Eq(gradient, MatMul(H, less(here, best), evaluate=False), evaluate=False),
        Eq(
            less(after_step, best),
            MatMul(less(one, eta * H), less(here, best), evaluate=False),
            evaluate=False,
        ),
    ),
    descent_on_four_samples,
    numbers=least_squares_three_ways,
)


X, W, B, Z = (
    MatrixSymbol(name, *shape)
    for name, shape in zip("XWbz", ((2, 3), (3, 2), (2, 2), (2, 2)), strict=True)
)


def two_samples_three_inputs():
    """One entry of the product, and the product of all entries; b is added to every row."""
    bias = ImmutableMatrix(2, 2, lambda row, column: bs[column])
    inputs, weights = written_out(xs, 2, 3), written_out(ws, 3, 2)
    product = inputs * weights + bias
    sums = [
        [bs[q] + sum(xs[p, r] * ws[r, q] for r in range(3)) for q in range(2)] for p in range(2)
    ]
    one_entry = {n_0: 3, zs[i, j]: product[1, 0], i: 1, j: 0}
    matrices = {
        X: written_out(xs, 2, 3),
        W: written_out(ws, 3, 2),
        B: bias,
        Z: ImmutableMatrix(sums),
    }
    yield one_entry | matrices


def slopes_of_one_sum(equations, rng):
    """∂z_ij/∂w_kj for all k, at i = 4 and j = 1; nnlib's ∂C/∂W is just that where y makes δ so."""
    one_sum, _ = equations
    net, inputs = init([3, 2], [identity], rng), rng.normal(size=(5, 3))
    trace, chosen = forward(net, inputs), np.zeros((5, 2))
    chosen[4, 1] = 5  # m times what δ shall be
    by_sum = [one_sum.rhs.subs(n_0, 3).doit().diff(ws[r, j]) for r in range(3)]

    def z_of(column):
        moved = net.copy()
        moved.W[1][:, 1] = column
        return forward(moved, inputs).z[1][4, 1]

    return Comparison(
        np.array([float(one.subs({xs[i, r]: inputs[4, r] for r in range(3)})) for one in by_sum]),
        backward(net, trace, trace.a[1] - chosen, squared_error).dW[1][:, 1],
        numeric_gradient(z_of, net.W[1][:, 1]),
    )


theta, best_theta = symbols("theta theta^*", real=True)
predicted, C_i = Function("a"), Function("C_i")


def lines_through_the_origin():
    """a = θx on three samples: the least sum is where θ = Σxy / Σx²."""
    above, below = (sum(xs[s] * other[s] for s in range(3)) for other in (ys, xs))
    yield {
        m: 3,
        best_theta: above / below,
        predicted: Lambda((x, theta), theta * x),
        C_i: Lambda((a, z), (a - z) ** 2 / 2),
    }


with evaluate(False):
    A4 = Formula(
        "A4",
        "A layer sums over its inputs, neuron by neuron: it is one product of matrices.",
        (
            Eq(zs[i, j], bs[j] + Sum(xs[i, k] * ws[k, j], (k, 0, n_0 - 1))),
            Eq(Z, MatAdd(X * W, B, evaluate=False)),
        ),
        two_samples_three_inputs,
        numbers=slopes_of_one_sum,
    )
    sum_of_losses = Sum(C_i(predicted(xs[i], theta), ys[i]), (i, 0, m - 1))
    A6 = Formula(
        "A6",
        "To train is to look for the parameters with the least sum of losses.",
        (Eq(best_theta, ArgMin(sum_of_losses, theta)),),
        lines_through_the_origin,
    )

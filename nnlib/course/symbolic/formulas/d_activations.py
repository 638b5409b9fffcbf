"""Rows D: activations, and why a network needs them.

D1  four activations and their slopes          D4  a logistic neuron is logistic regression
D2  two linear layers are one                  D5  a broken line as a layer of ReLUs
D3  the kink of ReLU
"""

import numpy as np
from sympy.concrete import Sum
from sympy.core import Derivative, Eq, Function, Integer, Lambda, Ne, evaluate, symbols
from sympy.functions import Max, Piecewise, exp, log, tanh
from sympy.matrices import ImmutableMatrix, MatAdd, MatMul, MatrixSymbol
from sympy.series import Limit
from sympy.utilities import lambdify

from .... import activations
from ....losses import binary_cross_entropy
from ....network import backward, forward, predict
from ....numeric import numeric_gradient
from ....parameters import init
from ..formula import Comparison, Formula, Misprint
from ..notation import each, entries, prime, quantity
from ..proving import worked_out
from .examples import logistic

z = symbols("z", real=True)
sigma, relu, identity = Function("sigma"), Function("relu"), Function("identity")
two_pieces = Lambda(z, Piecewise((z, z > 0), (0, True)))


def other_forms():
    """σ as `nnlib` computes it, by tanh, and tanh by its exponentials; ReLU by its two pieces."""

    def by_exponentials(z):
        return (exp(z) - exp(-z)) / (exp(z) + exp(-z))

    yield {
        sigma: Lambda(z, (1 + by_exponentials(z / 2)) / 2),
        tanh(z): by_exponentials(z),
        relu: two_pieces,
        identity: Lambda(z, z),
    }


def four_slopes(equations, rng):
    """The four derivatives at seven numbers, a row each."""
    sigmoid, of_sigmoid, of_tanh, _, of_relu, of_identity = (line.rhs for line in equations)
    of_sigmoid = of_sigmoid.subs(sigma(z), sigmoid)
    at = rng.normal(size=7)
    order = activations.sigmoid, activations.tanh, activations.relu, activations.identity
    derivatives = of_sigmoid, of_tanh, of_relu, of_identity
    return Comparison(
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
        numbers=four_slopes,
    )


X, W_1, b_1 = MatrixSymbol("X", 2, 3), MatrixSymbol("W_1", 3, 2), MatrixSymbol("b_1", 2, 2)
W_2, b_2 = MatrixSymbol("W_2", 2, 4), MatrixSymbol("b_2", 2, 4)


def matrix_of(letter, rows, columns):
    """A matrix of symbols."""
    return ImmutableMatrix(rows, columns, symbols(f"{letter}:{rows * columns}", real=True))


def bias(letter, width):
    """The same symbols in both rows: a bias is added to every sample."""
    return ImmutableMatrix([symbols(f"{letter}:{width}", real=True)] * 2)


def three_two_four():
    """Two samples through layers of 3, 2 and 4 neurons."""
    yield {
        X: matrix_of("x", 2, 3),
        W_1: matrix_of("v", 3, 2),
        W_2: matrix_of("w", 2, 4),
        b_1: bias("b", 2),
        b_2: bias("c", 4),
    }


def two_linear_layers(equations, rng):
    """The output: by the one matrix, by nnlib's two layers, by the slopes that differences find."""
    (one_layer,) = equations
    net = init([3, 2, 4], [activations.identity] * 2, rng)
    net.theta[:] = rng.normal(size=net.theta.size)
    inputs = rng.normal(size=(2, 3))
    biases = (np.tile(net.b[l], (2, 1)) for l in (1, 2))
    slopes = [
        numeric_gradient(lambda x, j=j: predict(net, [x])[0, j], np.zeros(3)) for j in range(4)
    ]
    return Comparison(
        lambdify((X, W_1, W_2, b_1, b_2), one_layer.rhs)(inputs, net.W[1], net.W[2], *biases),
        predict(net, inputs),
        predict(net, np.zeros((1, 3))) + inputs @ np.transpose(slopes),
    )


def plus(left, right):
    """left + right, in this order."""
    return MatAdd(left, right, evaluate=False)


D2 = Formula(
    "D2",
    "Two linear layers are one: without a nonlinearity, depth adds nothing.",
    (
        Eq(
            plus(MatMul(plus(X * W_1, b_1), W_2, evaluate=False), b_2),
            plus(MatMul(X, MatMul(W_1, W_2)), plus(b_1 * W_2, b_2)),
            evaluate=False,
        ),
    ),
    three_two_four,
    numbers=two_linear_layers,
)


def kink():
    """ReLU by its two pieces."""
    yield {relu: two_pieces}


def slopes_beside_the_kink(equations, rng):
    """ReLU′ at five numbers on either side of 0."""
    _, _, on_the_left, on_the_right, _ = equations
    at = np.abs(rng.normal(size=5)) + 0.1
    both = np.concatenate([-at, at])
    return Comparison(
        np.repeat([float(on_the_left.rhs), float(on_the_right.rhs)], 5),
        activations.relu.prime(both),
        numeric_gradient(lambda z: activations.relu(z).sum(), both),
    )


with evaluate(False):
    D3 = Formula(
        "D3",
        "ReLU has no jump at 0, its derivative has; the course takes 0 there.",
        (
            Eq(Limit(relu(z), z, 0, "-"), relu(0)),
            Eq(Limit(relu(z), z, 0, "+"), relu(0)),
            Eq(Limit(prime(relu)(z), z, 0, "-"), 0),
            Eq(Limit(prime(relu)(z), z, 0, "+"), 1),
            Eq(prime(relu)(0), 0),
        ),
        kink,
        printed=(
            Misprint("S3", Ne(Limit(relu(z), z, 0, "-"), Limit(relu(z), z, 0, "+")), next(kink())),
        ),
        numbers=slopes_beside_the_kink,
    )


m, n_0 = symbols("m n_0", integer=True, positive=True)
i, k = symbols("i k", integer=True)
this, this_k = symbols("i k")
x, w, p, y = (entries(name) for name in "xwpy")
b, u = symbols("b u", real=True)
P, X_2, W, B = (
    MatrixSymbol(name, 2, width) for name, width in (("p", 1), ("X", 2), ("W", 1), ("b", 1))
)
C = quantity("C", w[this_k], b)


def two_samples_two_inputs():
    """p is the logistic of z; C is log(1 + e^z) − yz, which is how nnlib computes it."""
    scores = [b + x[i, 0] * w[0] + x[i, 1] * w[1] for i in range(2)]
    chances = [logistic(score) for score in scores]
    loss = sum(log(1 + exp(score)) - y[i] * score for i, score in enumerate(scores)) / 2
    yield {
        P: ImmutableMatrix(chances),
        X_2: ImmutableMatrix(2, 2, lambda i, k: x[i, k]),
        W: ImmutableMatrix([w[0], w[1]]),
        B: ImmutableMatrix([b, b]),
        sigma: logistic,
        m: 2,
        n_0: 2,
        this: 1,
        this_k: 0,
        p[i]: logistic(b + x[i, 0] * w[0] + x[i, 1] * w[1]),
        p[this]: chances[1],
        C.func: Lambda((u, b), loss.subs(w[0], u)),
    }


def logistic_regression(equations, rng):
    """∂C/∂w of one logistic neuron on seven samples."""
    _, _, slope = equations
    net = init([3, 1], [activations.identity], rng)
    inputs, targets = rng.normal(size=(7, 3)), rng.integers(0, 2, size=(7, 1))
    trace = forward(net, inputs)
    chances = activations.sigmoid(trace.a[1])
    values = {p[i]: chances[i, 0] for i in range(7)} | {y[i]: targets[i, 0] for i in range(7)}
    values |= {x[i, k]: inputs[i, k] for i in range(7) for k in range(3)}
    right = slope.rhs.subs(m, 7).doit()

    def loss(weights):
        return binary_cross_entropy(inputs @ weights + net.b[1], targets)

    return Comparison(
        np.array([[float(right.subs(this_k, k).subs(values))] for k in range(3)]),
        backward(net, trace, targets, binary_cross_entropy).dW[1],
        numeric_gradient(loss, net.W[1]),
    )


with evaluate(False):
    D4 = Formula(
        "D4",
        "A logistic neuron is logistic regression: its score is the logarithm of the odds.",
        (
            Eq(P, each(sigma, plus(X_2 * W, B))),
            Eq(log(p[this] / (1 - p[this])), b + Sum(x[this, k] * w[k], (k, 0, n_0 - 1))),
            Eq(
                Derivative(C, w[this_k]),
                1 / m * Sum((p[i] - y[i]) * x[i, this_k], (i, 0, m - 1)),
            ),
        ),
        two_samples_two_inputs,
        numbers=logistic_regression,
    )


t, s = entries("t"), entries("s")
j, n = symbols("j n", integer=True)
each_j = symbols("j")  # the index of the sum


def broken_line(places, heights):
    """[1, n, 1] with a ReLU that begins at each place but the last, and the changes of slope."""
    n, slopes = len(places) - 1, np.diff(heights) / np.diff(places)
    net = init([1, n, 1], [activations.relu, activations.identity], np.random.default_rng(0))
    net.W[1], net.b[1] = np.ones((1, n)), -places[:-1]
    net.W[2], net.b[2] = np.diff(slopes, prepend=0)[:, None], heights[:1]
    return net


def broken_line_letters(places, heights, slopes):
    """What the entries of t, y and s stand for."""
    arrays = (t, places), (y, heights), (s, slopes)
    return {array[k]: value for array, values in arrays for k, value in enumerate(values)}


def three_pieces():
    """Any four places from left to right, with any four heights: each of them is met."""
    start, first, second, third = symbols("t_0 d_0 d_1 d_2", positive=True)
    places = [start, start + first, start + first + second, start + first + second + third]
    heights = symbols("y_:4", real=True)
    slopes = [(heights[k + 1] - heights[k]) / (first, second, third)[k] for k in range(3)]
    known = broken_line_letters(places, heights, slopes) | {relu: two_pieces, n: 3}
    for place in range(3):
        yield {i: place + 1, j: place, **known}


def heights_met(equations, rng):
    """The heights at the right ends of four pieces; the third route adds up the slopes."""
    _, height = equations
    places, heights = np.cumsum(rng.uniform(0.5, 1.5, size=5)), rng.normal(size=5)
    net, runs = broken_line(places, heights), np.diff(places)
    known = broken_line_letters(places, heights, np.diff(heights) / runs)
    known |= {relu: two_pieces, n: 4}
    middles = (places[:-1] + places[1:]) / 2
    slopes = numeric_gradient(lambda x: predict(net, x[:, None]).sum(), middles)
    return Comparison(
        np.array([float(worked_out(height.rhs, known | {i: k})) for k in range(1, 5)]),
        predict(net, places[1:, None]).ravel(),
        heights[0] + np.cumsum(slopes * runs),
    )


with evaluate(False):
    first_piece = s[0] * relu(t[i] - t[0])
    D5 = Formula(
        "D5",
        "A layer of ReLUs on one input draws a broken line: each adds its change of slope.",
        (
            Eq(s[j], (y[j + 1] - y[j]) / (t[j + 1] - t[j])),
            Eq(
                y[i],
                y[0]
                + first_piece
                + Sum((s[each_j] - s[each_j - 1]) * relu(t[i] - t[each_j]), (each_j, 1, n - 1)),
            ),
        ),
        three_pieces,
        numbers=heights_met,
    )

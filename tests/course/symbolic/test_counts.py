"""Operation counts, against formulas that run on numbers which count what is done to them."""

import math

import numpy as np
import pytest
from sympy import cse

import nnlib as nn
from nnlib import activations, losses
from nnlib.activations import identity, leaky_relu, relu, sigmoid, tanh
from nnlib.course.symbolic import count_operations, network
from nnlib.course.symbolic.counts import shared

squared, binary = losses.squared_error, losses.binary_cross_entropy
cross = losses.cross_entropy


class Counted:
    """A number that counts the operations it takes part in, with its slope along one parameter.

    A slope is None where it is known to be 0, and ONE where it is known to be 1.
    """

    done = 0

    def __init__(self, value, slope=None):
        self.value, self.slope = value, slope

    @staticmethod
    def of(value):
        Counted.done += 1
        return Counted(value)

    def __add__(self, other):
        return Counted.of(self.value + other.value)

    def __sub__(self, other):
        return Counted.of(self.value - other.value)

    def __rsub__(self, number):
        return Counted.of(number - self.value)

    def __mul__(self, other):
        return Counted.of(self.value * getattr(other, "value", other))

    def __rmul__(self, number):
        return self * number

    def __truediv__(self, other):
        return Counted.of(self.value / getattr(other, "value", other))

    def __rtruediv__(self, number):
        return Counted.of(number / self.value)

    def __pow__(self, power):
        return Counted.of(self.value**power)

    def tanh(self):
        return Counted.of(math.tanh(self.value))

    def exp(self):
        return Counted.of(math.exp(self.value))

    def sigmoid(self):
        return Counted.of(1 / (1 + math.exp(-self.value)))

    def relu(self):
        return Counted.of(max(self.value, 0.0))

    def step(self):
        return Counted.of(float(self.value > 0))


ONE = Counted(1.0)


def times(slope, factor):
    """slope · factor, where a known 0 or 1 costs nothing."""
    if slope is None or factor is None:
        return None
    if slope is ONE:
        return factor
    return slope if factor is ONE else slope * factor


def plus(slope, other):
    if slope is None or other is None:
        return other if slope is None else slope
    return slope + other


def each(f):
    return np.frompyfunc(f, 1, 1)


SIGMA = {  # σ(z), and σ′ from z and a
    identity: (lambda z: z, lambda z, a: ONE),
    tanh: (Counted.tanh, lambda z, a: 1 - a**2),
    sigmoid: (Counted.sigmoid, lambda z, a: a * (1 - a)),
    relu: (Counted.relu, lambda z, a: z.step()),
}


def squared_slope(a, y):
    return a - y


def binary_slope(a, y):
    return each(Counted.sigmoid)(a) - y


def cross_slope(a, y):
    e = each(Counted.exp)(a)
    return e * (1 / e.sum()) - y


SLOPES = {squared: squared_slope, binary: binary_slope, cross: cross_slope}


def counted(A):
    return each(Counted)(np.asarray(A, dtype=float))


def trace_of(net, X, slopes=True):
    a, slope = {0: counted(X)}, {}
    for l in range(1, net.L + 1):
        sigma, prime = SIGMA[net.sigma[l]]
        z = a[l - 1] @ counted(net.W[l]) + counted(net.b[l])
        a[l] = each(sigma)(z)
        if slopes:
            slope[l] = np.frompyfunc(prime, 2, 1)(z, a[l])
    return a, slope


def backprop(net, X, y, loss):
    a, slope = trace_of(net, X)
    product = np.frompyfunc(times, 2, 1)
    delta = {net.L: product(SLOPES[loss](a[net.L], counted(y)), slope[net.L])}
    for l in range(net.L - 1, 0, -1):
        delta[l] = product(delta[l + 1] @ counted(net.W[l + 1]).T, slope[l])
    dW = [a[l - 1].T @ delta[l] for l in range(1, net.L + 1)]
    return [*dW, *(delta[l].sum(axis=0) for l in range(1, net.L + 1))]


def forward_mode(net, X, y, loss):
    """∂C/∂θ, one sweep for each entry of theta: every slope starts as a known 0, but one."""
    a, slope = trace_of(net, X)
    grad_C = SLOPES[loss](a[net.L], counted(y))[0]
    found = []
    for place in range(net.theta.size):
        seed = np.zeros(net.theta.size)
        seed[place] = 1
        W, b = nn.parameters.views(seed, net.n)
        moved = [None] * net.n[0]
        for l in range(1, net.L + 1):
            rose = []
            for j in range(net.n[l]):
                total = ONE if b[l][j] else None
                for k in range(net.n[l - 1]):
                    total = plus(total, times(moved[k], Counted(net.W[l][k, j])))
                    total = plus(total, a[l - 1][0, k] if W[l][k, j] else None)
                rose.append(times(total, slope[l][0, j]))
            moved = rose
        total = None
        for t, one in enumerate(moved):
            total = plus(total, times(one, grad_C[t]))
        found.append(total)
    return found


def example(n, sigma, loss):
    rng = np.random.default_rng(len(n))
    net = nn.init(n, sigma, rng)
    net.theta[:] = rng.normal(size=net.theta.size)
    y = np.eye(1, n[-1]) if loss is cross else rng.random((1, n[-1]))
    return net, rng.normal(size=(1, n[0])), y


def half_the_square(net, X, y):
    a, _ = trace_of(net, X, slopes=False)
    return ((a[net.L] - counted(y)) ** 2 / 2).sum()


def one_sided(net, X, y, h=1e-6):
    here, found = half_the_square(net, X, y), []
    for place in range(net.theta.size):
        moved = net.copy()
        moved.theta[place] = (Counted(net.theta[place]) + Counted(h)).value
        found.append((half_the_square(moved, X, y) - here) / h)
    return found


def centred(net, X, y, h=1e-6):
    found = []
    for place in range(net.theta.size):
        above, below = net.copy(), net.copy()
        above.theta[place] = (Counted(net.theta[place]) + Counted(h)).value
        below.theta[place] = (Counted(net.theta[place]) - Counted(h)).value
        rise = half_the_square(above, X, y) - half_the_square(below, X, y)
        found.append(rise / (2 * h))
    return found


NETWORKS = [
    ([1, 1], [sigmoid], squared),
    ([3, 2], [identity], cross),
    ([2, 2, 1], [tanh, identity], squared),
    ([2, 3, 2], [relu, sigmoid], squared),
    ([3, 2, 4, 2], [tanh, identity, tanh], squared),
    ([2, 1, 3, 2, 1], [sigmoid, relu, tanh, identity], binary),
    ([2, 4, 3], [tanh, identity], cross),
]


@pytest.mark.parametrize("method", [backprop, forward_mode])
@pytest.mark.parametrize(("n", "sigma", "loss"), NETWORKS)
def test_a_method_costs_what_is_done_when_it_runs(n, sigma, loss, method):
    net, X, y = example(n, sigma, loss)
    Counted.done = 0
    found = method(net, X, y, loss)
    assert getattr(count_operations(net, loss), method.__name__) == Counted.done
    numbers = np.concatenate([np.ravel(each(lambda one: one.value)(A)) for A in found])
    grads = nn.backward(net, nn.forward(net, X), y, loss)
    np.testing.assert_allclose(numbers.astype(float), grads.dtheta, rtol=1e-10)


@pytest.mark.parametrize("method", [one_sided, centred])
@pytest.mark.parametrize(("n", "sigma"), [([2, 2, 1], [tanh, identity]), ([2, 3, 2], [relu] * 2)])
def test_differences_cost_what_is_done_when_they_run(n, sigma, method):
    net, X, y = example(n, sigma, squared)
    Counted.done = 0
    numbers = [one.value for one in method(net, X, y)]
    assert getattr(count_operations(net), method.__name__) == Counted.done
    grads = nn.backward(net, nn.forward(net, X), y, squared)
    np.testing.assert_allclose(numbers, grads.dtheta, rtol=1e-4, atol=1e-5)


def test_2_2_1_by_hand():
    count = count_operations(example([2, 2, 1], [tanh, identity], squared)[0])
    values = 2 * (2 + 2 + 1) + (2 + 2)  # products, sums and tanh; the output has no tanh
    forward = values + 3  # (a − y)²/2
    assert count.forward == count.loss == forward == 17
    # δ_2 = a − y; δ_1 = δ_2 w (1 − a²) for two neurons; a product for each of six weights.
    assert count.backprop == values + 1 + 2 * 4 + 6 == 29
    assert count.one_sided == 10 * forward + 9 * 3 == 197
    assert count.centred == 18 * forward + 9 * 4 == 342
    # Two slopes, a − y; then a sweep for each of four weights and two biases of the first layer
    # (∂a, times w, times a − y; a bias has its ∂a), and the second layer's weights (a · (a − y)).
    assert count.forward_mode == values + 4 + 1 + 4 * 3 + 2 * 2 + 2 == 37


@pytest.mark.parametrize(
    ("n", "expected", "with_the_loss"),
    [([2, 2, 1], (17, 205, 29), 31), ([2, 4, 4, 1], (127, 7609, 226), 228)],
)
def test_the_gradient_written_out_swells_and_sharing_undoes_most_of_it(n, expected, with_the_loss):
    net = nn.init(n, [tanh] * (len(n) - 2) + [identity], np.random.default_rng(0))
    count = count_operations(net)
    assert (count.loss, count.gradient, count.gradient_shared) == expected
    sym = network(net)
    assert shared([sym.C, *(sym.C.diff(one) for one in sym.theta)]) == with_the_loss
    assert count.backprop <= count.gradient_shared < count.gradient


def test_what_sharing_finds_is_still_the_gradient():
    net, X, y = example([2, 2, 1], [tanh, identity], squared)
    sym = network(net)
    named, rest = cse([sym.C.diff(one) for one in sym.theta])
    known = dict(zip([*sym.theta, *sym.X, *sym.y], [*net.theta, *X[0], *y[0]], strict=True))
    for name, part in named:
        known[name] = part.xreplace(known)
    numbers = [float(one.xreplace(known)) for one in rest]
    grads = nn.backward(net, nn.forward(net, X), y, squared)
    np.testing.assert_allclose(numbers, grads.dtheta, rtol=1e-10)


def test_backprop_grows_with_the_weights_and_finite_differences_with_their_square():
    def count(depth):
        net = nn.init([4] * depth, [tanh] * (depth - 1), np.random.default_rng(0), "zeros")
        return count_operations(net)

    small, large = count(41), count(401)  # 800 and 8000 parameters
    assert large.parameters == 10 * small.parameters
    assert large.backprop / small.backprop == pytest.approx(10, rel=0.05)
    for method in ("one_sided", "centred", "forward_mode"):
        assert getattr(large, method) / getattr(small, method) == pytest.approx(100, rel=0.05)


def test_an_activation_that_sympy_does_not_know_is_refused():
    swish = activations.Activation("swish", np.sin, np.cos)
    net = nn.init([2, 3, 1], [swish, leaky_relu], np.random.default_rng(0))
    with pytest.raises(ValueError, match="layer 1 has the activation swish"):
        count_operations(net)
    assert repr(count_operations(nn.init([2, 1], [leaky_relu], np.random.default_rng(0)))) == (
        "Operations(n=[2, 1], 3 parameters)"
    )

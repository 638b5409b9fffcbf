"""Networks on symbols: one by hand, two roads to the gradient, and the numbers of nn.backward."""

import numpy as np
import pytest
from sympy import Symbol, lambdify, symbols, tanh

import nnlib as nn
from nnlib import activations, losses
from nnlib.course.symbolic import any_network, functions, latex, network
from nnlib.course.symbolic.networks import SymbolicNetwork

identity, relu, leaky = activations.identity, activations.relu, activations.leaky_relu
squared, binary = losses.squared_error, losses.binary_cross_entropy
cross = losses.cross_entropy
NETWORKS = [
    ([3, 2], [identity], 4, cross),
    ([2, 2, 1], [activations.tanh, identity], 1, squared),
    ([2, 3, 2], [activations.sigmoid, activations.tanh], 2, squared),
    ([2, 3, 1], [activations.sigmoid, identity], 4, binary),
    ([2, 3, 4], [activations.tanh, identity], 1, cross),
    ([1, 2, 3, 2], [leaky, activations.tanh, identity], 1, binary),
    ([2, 1, 3, 2, 1], [relu, relu, relu, identity], 2, squared),
]


def example(n, sigma, m, loss):
    rng = np.random.default_rng(len(n))
    net = nn.init(n, sigma, rng)
    net.theta[:] = rng.normal(size=net.theta.size)
    X = rng.normal(size=(m, n[0]))
    y = rng.integers(0, n[-1], m) if loss is cross else rng.random((m, n[-1]))
    return net, X, y


def real(names):
    return symbols(names, real=True)


def test_a_network_by_hand():
    net = nn.init([1, 1, 1], [activations.tanh, identity], np.random.default_rng(0))
    sym = network(net)
    x, y, w1, b1, w2, b2 = real("x_{0} y_{0} w^{(1)}_{00} b^{(1)}_{0} w^{(2)}_{00} b^{(2)}_{0}")
    h = tanh(x * w1 + b1)
    assert sym.z[1][0] == x * w1 + b1
    assert sym.a[1][0] == h
    assert sym.C == (h * w2 + b2 - y) ** 2 / 2
    a2, a1, z1 = real("a^{(2)}_{0} a^{(1)}_{0} z^{(1)}_{0}")
    grads = sym.backward(named=True)
    assert grads.delta[2][0] == a2 - y
    assert grads.delta[1][0] == (a2 - y) * w2 * (1 - tanh(z1) ** 2)
    assert grads.dW[2][0] == a1 * (a2 - y)
    assert sym.direct().dW[1][0].expand() == ((h * w2 + b2 - y) * w2 * (1 - h**2) * x).expand()


def test_an_entry_carries_the_index_of_the_code():
    net = nn.init([2, 12, 1], [relu, identity], np.random.default_rng(0))
    one, batch = network(net), network(net, m=3)
    assert one.W[1][1, 0].name == "w^{(1)}_{1,0}"
    assert batch.W[2][11, 0].name == "w^{(2)}_{11,0}"
    assert batch.b[2][0].name == "b^{(2)}_{0}"
    assert one.X[0, 1].name == "x_{1}"
    assert batch.X[2, 1].name == "x_{21}"
    assert batch.names.delta[2][2, 0].name == r"\delta^{(2)}_{20}"
    assert repr(batch) == "SymbolicNetwork(n=[2, 12, 1], m=3, 49 parameters)"


@pytest.mark.parametrize(("n", "sigma", "m", "loss"), NETWORKS)
def test_bp1_to_bp4_are_the_derivatives(n, sigma, m, loss):
    proof = network(nn.init(n, sigma, np.random.default_rng(0)), m, loss).prove_backward()
    assert proof, proof


@pytest.mark.parametrize(
    ("n", "m"), [([3, 2], 1), ([2, 3, 2], 2), ([3, 2, 4, 2], 1), ([2, 1, 3, 2, 1], 1)]
)
def test_bp1_to_bp4_hold_for_every_activation_and_every_loss(n, m):
    proof = any_network(n, m).prove_backward()
    assert proof, proof


@pytest.mark.parametrize(("n", "sigma", "m", "loss"), NETWORKS)
def test_the_symbols_give_the_numbers_of_nnlib(n, sigma, m, loss):
    net, X, y = example(n, sigma, m, loss)
    sym = network(net, m, loss)
    trace = nn.forward(net, X)
    grads, found = nn.backward(net, trace, y, loss), sym.numbers(net, X, y)
    close = {"rtol": 1e-10, "atol": 1e-12}
    np.testing.assert_allclose(found.dtheta, grads.dtheta, **close)
    Y = np.eye(n[-1])[y] if loss is cross else y
    inputs = [sym.theta, list(sym.X), list(sym.y)]
    expressions = [sym.C, *sym.z.values(), *sym.a.values()]
    C, *layers = lambdify(inputs, expressions, cse=True)(net.theta, X.ravel(), Y.ravel())
    np.testing.assert_allclose(C, loss(trace.a[net.L], y), **close)
    expected = [*trace.z.values(), *trace.a.values()]
    for one, other in zip(layers, expected, strict=True):
        np.testing.assert_allclose(one, other, **close)
    for l, delta in grads.delta.items():
        np.testing.assert_allclose(found.delta[l], delta, **close)


def faulty(change):
    """A network on symbols whose backward pass has a fault."""

    class Faulty(SymbolicNetwork):
        def backward(self, named=False):
            grads = super().backward(named)
            change(self, grads)
            return grads

    sym = any_network([2, 3, 2], m=2)
    return Faulty(sym.n, sym.sigma, sym.loss, sym.m)


def wrong_sign(sym, grads):
    grads.delta[1][1, 2] *= -1


def forgotten_slope(sym, grads):
    carried = grads.delta[2] @ sym.W[2].T
    grads.delta[1] = carried


def slope_of_the_layer_above(sym, grads):
    slope = sym.full(sym.slope(2)[:, :1])
    for j in range(3):
        grads.delta[1][:, j] = (grads.delta[2] @ sym.W[2].T)[:, j].multiply_elementwise(slope)


def index_shifted(sym, grads):
    grads.dW[1][0, 1] = grads.dW[1][1, 1]


def bias_of_one_sample(sym, grads):
    grads.db[2] = grads.delta[2][:1, :]


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        (wrong_sign, "delta[1][1, 2]"),
        (forgotten_slope, "delta[1][0, 0]"),
        (slope_of_the_layer_above, "delta[1][0, 0]"),
        (index_shifted, "dW[1][0, 1]"),
        (bias_of_one_sample, "db[2][0, 0]"),
    ],
)
def test_a_fault_is_found_and_its_place_named(fault, place):
    proof = faulty(fault).prove_backward()
    assert not proof
    assert repr(proof).startswith(f"{place} by BP1–BP4 is too large by ")


def test_the_sound_twin_of_the_faulty_networks_is_proved():
    assert faulty(lambda sym, grads: None).prove_backward()


def test_short_is_undone_by_full():
    sym = network(nn.init([2, 3, 1], [activations.sigmoid] * 2, np.random.default_rng(0)))
    raw = sym.direct().dW[1][0, 1]
    short = sym.short(raw)
    assert Symbol("a^{(1)}_{1}", real=True) in short.free_symbols
    assert short.count_ops() < raw.count_ops()
    assert sym.full(short) == raw


def test_a_network_prints_in_the_notation_of_the_course():
    net = nn.init([1, 1, 1], [activations.sigmoid, relu], np.random.default_rng(0))
    hidden, out = network(net).z[1][0], network(net).z[2][0]
    assert latex(hidden) == "b^{(1)}_0 + w^{(1)}_{00} x_0"
    assert latex(out) == f"b^{{(2)}}_0 + w^{{(2)}}_{{00}} \\sigma({latex(hidden)})"
    delta = any_network([1, 1, 1]).backward(named=True).delta
    assert latex(delta[2][0]) == r"C_0'(a^{(2)}_0, y_0) \sigma_2'(z^{(2)}_0)"
    assert latex(functions.relu(Symbol("z", real=True)) ** 2) == r"\operatorname{relu}^2(z)"


def test_what_has_no_expression_is_refused():
    rng = np.random.default_rng(0)
    swish = activations.Activation("swish", np.sin, np.cos)
    with pytest.raises(ValueError, match=r"layer 2 has the activation swish, which has no expr"):
        network(nn.init([2, 3, 1], [relu, swish], rng))
    other = losses.Loss("absolute", lambda a, y: (abs(a), np.sign(a)), lambda a, y, where: y)
    with pytest.raises(ValueError, match=r"the loss absolute has no expression in sym"):
        network(nn.init([2, 1], [relu], rng), loss=other)
    with pytest.raises(TypeError, match=r"expected a Network, not \[2, 3, 1\]"):
        network([2, 3, 1])
    for loss in ("squared_error", None, [1]):
        with pytest.raises(TypeError, match="loss must be a record such as"):
            network(nn.init([2, 1], [relu], rng), loss=loss)
    for m in (0, 1.5, None, "2", np.nan, [2]):
        with pytest.raises(ValueError, match="m, the number of samples, must be a whole number, 1"):
            network(nn.init([2, 1], [relu], rng), m=m)
    for n in (None, 3, "23", [], [2]):
        with pytest.raises(ValueError, match="any_network: n must list two widths or more"):
            any_network(n)
    for width in (0, 1.5, "3"):
        with pytest.raises(ValueError, match="any_network: each width must be a whole number, 1"):
            any_network([2, width])


def test_numbers_that_do_not_fit_the_symbols_are_refused():
    rng = np.random.default_rng(0)
    net = nn.init([2, 1], [relu], rng)
    X, y = np.ones((3, 2)), np.ones((3, 1))
    with pytest.raises(ValueError, match="X has 3 rows and y has 3, but the symbols are for a"):
        network(net, m=2).numbers(net, X, y)
    with pytest.raises(ValueError, match=r"came for a network of widths \[2, 1\] with \[relu\]"):
        network(net, m=3).numbers(nn.init([2, 1], [identity], rng), X, y)
    with pytest.raises(ValueError, match="the activations and the loss are open"):
        any_network([2, 1], m=3).numbers(net, X, y)
    with pytest.raises(TypeError, match="numbers: expected a Network, not None"):
        network(net, m=3).numbers(None, X, y)
    with pytest.raises(ValueError, match="y has shape"):
        network(net, m=3).numbers(net, X, np.ones(3))

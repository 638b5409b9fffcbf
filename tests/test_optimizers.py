"""Optimizers against their recurrences worked by hand, and least squares against lstsq."""

import copy

import numpy as np
import pytest

import nnlib as nn
from nnlib.activations import identity
from nnlib.losses import squared_error


def walk(optimizer, gradients):
    """The values of one weight as the optimizer is shown one gradient after another."""
    net = nn.init([1, 1], [identity], np.random.default_rng(0), scheme="zeros")
    path = []
    for g in gradients:
        grads = nn.Gradients(net)
        grads.dtheta[:] = g
        optimizer.step(net, grads)
        path.append(net.W[1][0, 0])
    return path


def test_sgd_goes_down_the_gradient():
    np.testing.assert_allclose(walk(nn.SGD(0.1), [1, -2]), [-0.1, 0.1])


def test_momentum_remembers():
    # v = −0.1, then 0.5 · (−0.1) + 0.2 = 0.15
    np.testing.assert_allclose(walk(nn.Momentum(0.1, mu=0.5), [1, -2]), [-0.1, 0.05], atol=1e-15)


def test_adams_first_two_steps_by_hand():
    # t = 1: ŝ = g, r̂ = g², so the step is η whatever the size of g.
    # t = 2: ŝ = (0.9 · 0.1 · 4 + 0.1 · −2) / 0.19, r̂ = (0.999 · 0.001 · 16 + 0.001 · 4) / 0.001999
    s = (0.9 * 0.1 * 4 - 0.1 * 2) / (1 - 0.9**2)
    r = (0.999 * 0.001 * 16 + 0.001 * 4) / (1 - 0.999**2)
    expected = [-0.01, -0.01 - 0.01 * s / np.sqrt(r)]
    np.testing.assert_allclose(walk(nn.Adam(0.01), [4, -2]), expected, rtol=1e-8)


def test_the_penalty_pulls_weights_and_leaves_biases():
    net = nn.init([2, 1], [identity], np.random.default_rng(0))
    net.b[1] = [3.0]
    W, grads = net.W[1].copy(), nn.Gradients(net)
    grads.dtheta[:] = 0
    nn.SGD(eta=0.1, lam=0.5).step(net, grads)
    np.testing.assert_allclose(net.W[1], W * (1 - 0.1 * 0.5))
    assert net.b[1] == 3
    assert not grads.dtheta.any()


def test_the_penalty_is_what_its_gradient_says():
    net = nn.init([3, 2, 1], [identity, identity], np.random.default_rng(0))

    def penalty(theta):
        return nn.l2(nn.Network(net.n, list(net.sigma.values()), theta), lam=0.7)

    expected = 0.7 * net.theta
    expected[net.weights.size :] = 0
    np.testing.assert_allclose(nn.numeric_gradient(penalty, net.theta), expected, atol=1e-9)


@pytest.mark.parametrize("optimizer", [nn.SGD(0.3), nn.Momentum(0.1), nn.Adam(0.05)], ids=repr)
def test_one_neuron_reaches_the_least_squares_line(optimizer):
    X, y = nn.data.line(40, np.random.default_rng(0))
    (b, w), *_ = np.linalg.lstsq(np.column_stack([np.ones(40), X]), y.ravel())
    net = nn.init([1, 1], [identity], np.random.default_rng(1))
    nn.fit(net, X, y, squared_error, optimizer, epochs=3000)
    np.testing.assert_allclose([net.b[1][0], net.W[1][0, 0]], [b, w], atol=1e-8)


def test_an_optimizer_does_not_move_from_one_network_to_a_larger_one():
    small, large = (nn.init([k, 1], [identity], np.random.default_rng(0)) for k in (1, 4))
    optimizer = nn.Adam()
    grads = nn.Gradients(small)
    grads.dtheta[:] = 1
    optimizer.step(small, grads)
    with pytest.raises(ValueError, match="5 parameters came with a gradient of 2"):
        optimizer.step(large, grads)
    with pytest.raises(ValueError, match="remembers the moments of 2 parameters; make a new one"):
        optimizer.step(large, nn.Gradients(large))


def trained(net, optimizer, epochs=3):
    X, y = nn.data.line(10, np.random.default_rng(0))
    nn.fit(net, X, y, squared_error, optimizer, epochs=epochs)
    return net.theta.copy()


def fresh(seed=1):
    return nn.init([1, 1], [identity], np.random.default_rng(seed))


@pytest.mark.parametrize("kind", [nn.Momentum, nn.Adam])
def test_an_optimizer_does_not_carry_its_moments_to_another_network(kind):
    optimizer, net = kind(0.1), fresh()
    trained(net, optimizer)
    with pytest.raises(ValueError, match="remembers the moments of 2 parameters; make a new one"):
        trained(fresh(2), optimizer)
    optimizer.forget()
    np.testing.assert_array_equal(trained(fresh(2), optimizer), trained(fresh(2), kind(0.1)))


@pytest.mark.parametrize("kind", [nn.SGD, nn.Momentum, nn.Adam])
def test_a_copy_of_network_and_optimizer_goes_on_where_they_were(kind):
    optimizer, net = kind(0.1), fresh()
    trained(net, optimizer)
    twin, its = net.copy(), copy.deepcopy(optimizer)
    expected = trained(fresh(), kind(0.1), epochs=6)
    np.testing.assert_array_equal(trained(twin, its), expected)
    np.testing.assert_array_equal(trained(net, optimizer), expected)


def test_moments_fade_away_without_a_complaint():
    net, momentum, adam = fresh(), nn.Momentum(0.1), nn.Adam()
    grads = nn.Gradients(net)
    with np.errstate(all="raise"):
        for dtheta in ([1.0, 1e-200], *[[0.0, 1e-200]] * 9000):
            grads.dtheta = dtheta
            momentum.step(net, grads)
        adam.step(net, grads)
    assert np.isfinite(net.theta).all()


@pytest.mark.parametrize("optimizer", [nn.SGD(0.1), nn.Momentum(0.1), nn.Adam()], ids=repr)
def test_what_is_no_network_or_no_gradients_is_refused_in_a_sentence(optimizer):
    for net, grads in ((fresh(), None), (fresh(), np.ones(2)), (None, nn.Gradients(fresh()))):
        with pytest.raises(TypeError, match=f"{optimizer}: (net|dtheta of grads) must be of type"):
            optimizer.step(net, grads)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: nn.SGD(0), "eta must be above 0, but it is 0"),
        (lambda: nn.SGD(float("nan")), "eta must be above 0, but it is nan"),
        (lambda: nn.Adam(-1), "Adam: eta must be above 0"),
        (lambda: nn.SGD(1, lam=-1), "lam must be 0 or above"),
        (lambda: nn.Momentum(1, mu=1), "mu must lie in 0 ≤ mu < 1"),
        (lambda: nn.Adam(beta2=1.5), "beta2 must lie in 0 ≤ beta2 < 1"),
        (lambda: nn.Adam(beta1=None), "Adam: beta1 must lie in 0 ≤ beta1 < 1, but it is None"),
        (lambda: nn.Adam(epsilon=-1), "Adam: epsilon must be above 0, but it is -1"),
        (lambda: nn.Adam(epsilon=0), "Adam: epsilon must be above 0"),
        (lambda: nn.SGD("0.1"), "SGD: eta must be above 0, but it is '0.1'"),
        (lambda: nn.SGD(True), "SGD: eta must be above 0, but it is True"),
        (lambda: nn.SGD([0.1]), "SGD: eta must be above 0"),
        (lambda: nn.SGD(float("inf")), "SGD: eta must be above 0, but it is inf"),
        (lambda: nn.Momentum(0.1, lam=float("inf")), "lam must be 0 or above, but it is inf"),
        (lambda: nn.l2(fresh(), float("nan")), "l2: lam must be 0 or above, but it is nan"),
    ],
)
def test_settings_that_make_no_sense_are_refused(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()

"""What lesson 08 says in numbers, and what its wrong lines do on networks of other seeds."""

import numpy as np
import pytest
from sympy import symbols

import nnlib as nn

tanh, identity = nn.activations.tanh, nn.activations.identity
loss = nn.losses.squared_error


def wrong_lines():
    return {
        "BP2": lambda delta, W, z, prime: (delta @ W.T) * prime(z[1]),
        "S0": lambda delta, W, z, prime: (delta @ W.T) * prime(z[2]),
        "S3": lambda delta, W, z, prime: delta * W.sum(axis=1) * prime(z[1]),
        "no transpose": lambda delta, W, z, prime: (delta @ W) * prime(z[1]),
    }


def verdict(net, line, rng):
    def backward(net, trace, y, loss):
        grads = nn.backward(net, trace, y, loss)
        grads.delta[1] = line(grads.delta[2], net.W[2], trace.z, net.sigma[1].prime)
        grads.dW[1] = trace.a[0].T @ grads.delta[1]
        grads.db[1] = grads.delta[1].sum(axis=0)
        return grads

    X, y = rng.normal(size=(5, net.n[0])), rng.normal(size=(5, net.n[-1]))
    try:
        return "passes" if nn.gradcheck(net, X, y, loss, backward).ok else "caught"
    except ValueError:
        return "no fit"


@pytest.mark.parametrize("seed", range(5))
def test_F2_each_wrong_line_has_a_network_that_hides_it_and_unequal_widths_hide_none(seed):
    rng = np.random.default_rng(seed)
    bent, linear = [tanh, tanh], [identity, identity]
    nets = {
        "3-4-2": nn.init([3, 4, 2], bent, rng),
        "3-3-3": nn.init([3, 3, 3], bent, rng),
        "1-1-1": nn.init([1, 1, 1], bent, rng),
        "3-4-1": nn.init([3, 4, 1], bent, rng),
        "linear": nn.init([3, 3, 3], linear, rng),
        "symmetric": nn.init([3, 3, 3], bent, rng),
    }
    nets["symmetric"].W[2] += nets["symmetric"].W[2].T.copy()
    found = {
        name: {line for line, rule in wrong_lines().items() if verdict(net, rule, rng) == "passes"}
        for name, net in nets.items()
    }
    assert found == {
        "3-4-2": {"BP2"},
        "3-3-3": {"BP2"},
        "1-1-1": {"BP2", "S3", "no transpose"},
        "3-4-1": {"BP2", "S3"},
        "linear": {"BP2", "S0"},
        "symmetric": {"BP2", "no transpose"},
    }
    wrong = [rule for line, rule in wrong_lines().items() if line != "BP2"]
    assert {verdict(nets["3-4-2"], rule, rng) for rule in wrong} == {"no fit"}


def test_F1_the_slope_in_delta_is_another_one_than_the_slope_in_S():
    S, delta = symbols("S delta")
    e = (2 * S) ** 2 / 2
    assert e.diff(S) == 4 * S
    assert e.subs(S, delta / 4).diff(delta).subs(delta, 4 * S) == S


def test_F9_in_the_printed_sums_a_neuron_sees_the_input_of_its_own_number_only():
    W1, x = np.array([[0.8, -0.6, 0.2], [0.5, 2.0, -1.0]]), np.array([1.0, 2.0])
    printed = [sum(W1[j, i] * x[i] for j in range(2)) for i in range(2)]
    meant = [sum(W1[j, i] * x[j] for j in range(2)) for i in range(3)]
    np.testing.assert_allclose(printed, [1.3, 2.8])
    np.testing.assert_allclose(meant, [1.8, 3.4, -1.8])


def test_the_delta_by_hand():
    assert (0.2 * 3 - 0.1 * 1) * 0.5 == pytest.approx(0.25)


def test_F4_the_printed_product_fits_one_neuron_a_layer_and_is_wrong_there():
    rng = np.random.default_rng(1)
    net = nn.init([1, 1, 1, 1], [tanh] * 3, rng)
    trace = nn.forward(net, rng.normal(size=(1, 1)))
    delta = nn.backward(net, trace, rng.normal(size=(1, 1)), loss).delta
    slope = {l: tanh.prime(z) for l, z in trace.z.items()}
    left, right = slope[1] @ net.W[2], slope[2] @ net.W[3] @ delta[3].T
    np.testing.assert_allclose(left @ right, delta[1], rtol=1e-12)
    assert not np.isclose(left @ delta[2] @ right, delta[1], rtol=0.1)


@pytest.fixture
def unequal():
    """W_1, W_2, A_3 and x of a network with the widths 3, 4, 2 and 1."""
    rng = np.random.default_rng(0)
    return [rng.normal(size=size) for size in ((3, 4), (4, 2), (2, 1), (3,))]


def test_F10_without_its_A_2_the_composition_does_not_fit(unequal):
    W1, W2, A3, x = unequal
    assert (A3.T @ tanh(W2.T @ tanh(W1.T @ x))).shape == (1,)
    with pytest.raises(ValueError, match="mismatch"):
        A3.T @ tanh(W1.T @ x)


def test_F11_S3_and_S2_break_their_own_convention_so_that_nothing_fits(unequal):
    W1, W2, _, x = unequal
    with pytest.raises(ValueError, match="broadcast"):
        np.einsum("ij,jk,k->i", W2, W1, x)
    with pytest.raises(ValueError, match="broadcast"):
        np.einsum("ij,i->j", W1.T, x)
    np.testing.assert_allclose(np.einsum("ji,kj,k->i", W2, W1, x), x @ W1 @ W2)
    np.testing.assert_allclose(np.einsum("ji,i->j", W1.T, x), x @ W1)


def test_F11_from_columns_to_rows_products_turn_and_transposes_stay():
    rng = np.random.default_rng(2)
    net = nn.init([3, 4, 2], [tanh, tanh], rng)
    X, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    trace = nn.forward(net, X)
    grads = nn.backward(net, trace, y, loss)
    V, a, delta, z = net.W[2].T, trace.a[1].T, grads.delta[2].T, trace.z[1].T
    np.testing.assert_allclose(V @ a + net.b[2][:, None], trace.z[2].T, rtol=1e-12)
    np.testing.assert_allclose((V.T @ delta) * tanh.prime(z), grads.delta[1].T, rtol=1e-12)
    np.testing.assert_allclose(delta @ a.T, grads.dW[2].T, rtol=1e-12)
    np.testing.assert_allclose(delta.sum(axis=1), grads.db[2], rtol=1e-12)


def test_F3_each_sample_twice_halves_delta_and_keeps_the_gradient():
    rng = np.random.default_rng(3)
    net = nn.init([3, 4, 2], [tanh, tanh], rng)
    X, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    once = nn.backward(net, nn.forward(net, X), y, loss)
    twice = np.repeat(X, 2, axis=0), np.repeat(y, 2, axis=0)
    both = nn.backward(net, nn.forward(net, twice[0]), twice[1], loss)
    np.testing.assert_allclose(both.delta[1][::2], once.delta[1] / 2)
    np.testing.assert_allclose(both.dtheta, once.dtheta)

"""Rows F: backpropagation, what it costs, and what the sources print of it."""

import numpy as np
import pytest
import sympy
from neurons import gradient

import nnlib as nn
from nnlib.activations import identity, relu, tanh
from nnlib.losses import squared_error


def test_F1_the_slope_in_delta_is_another_one_than_the_slope_in_S():
    S, delta = sympy.symbols("S delta")
    e = (2 * S) ** 2 / 2
    assert e.diff(S) == 4 * S
    assert e.subs(S, delta / 4).diff(delta).subs(delta, 4 * S) == S


def wrong_lines():
    return {
        "BP2": lambda delta, W, z, prime: (delta @ W.T) * prime(z[1]),
        "S0": lambda delta, W, z, prime: (delta @ W.T) * prime(z[2]),
        "S3": lambda delta, W, z, prime: delta * W.sum(axis=1) * prime(z[1]),
        "no transpose": lambda delta, W, z, prime: (delta @ W) * prime(z[1]),
    }


def verdict(net, line, rng):
    def backward(net, trace, y, squared_error):
        grads = nn.backward(net, trace, y, squared_error)
        grads.delta[1] = line(grads.delta[2], net.W[2], trace.z, net.sigma[1].prime)
        grads.dW[1] = trace.a[0].T @ grads.delta[1]
        grads.db[1] = grads.delta[1].sum(axis=0)
        return grads

    X, y = rng.normal(size=(5, net.n[0])), rng.normal(size=(5, net.n[-1]))
    try:
        return "passes" if nn.gradcheck(net, X, y, squared_error, backward).ok else "caught"
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


def test_the_sheet_of_lesson_08_by_hand():
    net = nn.init([2, 2, 2], [relu, identity], np.random.default_rng(0))
    net.W[1], net.b[1] = [[1, -2], [1, 1]], [-2, 1]
    net.W[2], net.b[2] = [[3, 1], [-1, 2]], [0, -1]
    X, y = np.array([[1.0, 2], [3, 1]]), np.array([[1.6, 2.2], [7, 0.6]])
    trace = nn.forward(net, X)
    grads = nn.backward(net, trace, y, squared_error)
    assert (trace.z[1][1, 1], grads.delta[1][1, 1]) == (-4, 0)
    np.testing.assert_allclose(grads.delta[2], [[0.2, -0.1], [-0.5, 0.2]])
    np.testing.assert_allclose(grads.delta[2] @ net.W[2].T, [[0.5, -0.4], [-1.3, 0.9]])
    assert grads.dW[2][0, 0] == pytest.approx(1 * 0.2 + 2 * -0.5)


def test_a_lost_transpose_between_the_digit_readers_hidden_layers_spoils_two_thousand_slopes():
    images, labels = nn.data.digits()
    net = nn.init([64, 32, 32, 10], [tanh, tanh, identity], np.random.default_rng(0))
    trace = nn.forward(net, images)
    grads = nn.backward(net, trace, np.eye(10)[labels], squared_error)
    delta = (grads.delta[2] @ net.W[2]) * tanh.prime(trace.z[1])
    wrong = abs(trace.a[0].T @ delta - grads.dW[1]) > 1e-12
    wrong_biases = abs(delta.sum(axis=0) - grads.db[1]) > 1e-12
    inked = images.any(axis=0).sum()  # a pixel that is always 0 has slopes of 0, bug or not
    assert (wrong.sum(), wrong_biases.sum()) == (inked * 32, 32) == (1952, 32)


def test_F4_the_printed_product_fits_one_neuron_a_layer_and_is_wrong_there():
    rng = np.random.default_rng(1)
    net = nn.init([1, 1, 1, 1], [tanh] * 3, rng)
    trace = nn.forward(net, rng.normal(size=(1, 1)))
    delta = nn.backward(net, trace, rng.normal(size=(1, 1)), squared_error).delta
    slope = {l: tanh.prime(z) for l, z in trace.z.items()}
    left, right = slope[1] @ net.W[2], slope[2] @ net.W[3] @ delta[3].T
    np.testing.assert_allclose(left @ right, delta[1], rtol=1e-12)
    assert not np.isclose(left @ delta[2] @ right, delta[1], rtol=0.1)


def test_F3_each_sample_twice_halves_delta_and_keeps_the_gradient():
    rng = np.random.default_rng(3)
    net = nn.init([3, 4, 2], [tanh, tanh], rng)
    X, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    once = nn.backward(net, nn.forward(net, X), y, squared_error)
    twice = np.repeat(X, 2, axis=0), np.repeat(y, 2, axis=0)
    both = nn.backward(net, nn.forward(net, twice[0]), twice[1], squared_error)
    np.testing.assert_allclose(both.delta[1][::2], once.delta[1] / 2)
    np.testing.assert_allclose(both.dtheta, once.dtheta)


def chain(L, sigma=tanh):
    """A network of L layers of width 4, and a batch of 3 samples for it."""
    rng = np.random.default_rng(L)
    net = nn.init([4] * (L + 1), [sigma] * L, rng)
    net.theta += rng.normal(scale=0.1, size=net.theta.size)
    return net, rng.normal(size=(3, 4)), rng.normal(size=(3, 4))


def counting_tanh():
    """tanh, and how often it and its slope have been asked for, one call a layer."""
    calls = {"f": 0, "prime": 0}

    def counted(name):
        def f(z):
            calls[name] += 1
            return getattr(tanh, name)(z)

        return f

    return nn.activations.Activation("tanh", counted("f"), counted("prime")), calls


@pytest.mark.parametrize("L", [1, 2, 5])
def test_F6_backprop_passes_each_layer_twice_and_differences_each_layer_2W_times(L):
    sigma, calls = counting_tanh()
    net, X, y = chain(L, sigma)
    gradient(net, X, y)
    assert calls == {"f": L, "prime": L}

    def C(theta):
        net.theta[:] = theta
        return squared_error(nn.predict(net, X), y)

    calls.update(f=0, prime=0)
    nn.numeric_gradient(C, net.theta)
    assert calls == {"f": 2 * net.theta.size * L, "prime": 0}


def test_F6_operations_grow_like_W_and_like_its_square():
    counts = [nn.symbolic.count_operations(chain(L)[0]) for L in (64, 128, 192, 256)]
    W = np.array([one.parameters for one in counts])
    # At a constant width, equal steps in depth are equal steps in W.
    for name in ("forward", "backprop"):
        assert set(np.diff([getattr(one, name) for one in counts], n=2)) == {0}
    for name in ("one_sided", "centred", "forward_mode"):
        cost = [getattr(one, name) for one in counts]
        assert set(np.diff(cost, n=3)) == {0}
        assert np.diff(cost, n=2)[0] > 0
    for name, expected in (("backprop", 1), ("centred", 2), ("forward_mode", 2)):
        cost = [getattr(one, name) for one in counts]
        power = np.polyfit(np.log(W), np.log(cost), 1)[0]
        assert power == pytest.approx(expected, abs=0.05)
    assert all(one.backprop < 3 * one.forward for one in counts)


def test_F6_twice_the_width_is_twice_the_neurons_and_four_times_the_work():
    def count(width):
        rng = np.random.default_rng(0)
        net = nn.init([width] * 9, [tanh] * 8, rng)
        return nn.symbolic.count_operations(net), sum(net.n[1:])

    (narrow, few), (wide, many) = count(128), count(256)
    assert many == 2 * few
    assert wide.backprop / narrow.backprop == pytest.approx(4, rel=0.02)
    assert wide.parameters / narrow.parameters == pytest.approx(4, rel=0.02)


@pytest.mark.parametrize(("n", "m"), [([2, 5, 3], 7), ([4, 3, 6, 1], 2)])
def test_F7_a_trace_keeps_two_numbers_a_neuron_and_sample(n, m):
    rng = np.random.default_rng(3)
    net = nn.init(n, [tanh] * (len(n) - 1), rng)
    trace = nn.forward(net, rng.normal(size=(m, n[0])))
    kept = sum(one.size for one in (*trace.z.values(), *trace.a.values()))
    assert kept == m * n[0] + 2 * m * sum(n[1:])


@pytest.mark.parametrize("L", [1, 3, 6])
def test_F7_without_the_trace_the_way_back_computes_every_layer_anew(L):
    sigma, calls = counting_tanh()
    net, X, y = chain(L, sigma)
    expected = gradient(net, X, y)
    calls.update(f=0, prime=0)
    grads, slope, sums = nn.Gradients(net), squared_error.grad(nn.predict(net, X), y), 0
    assert calls["f"] == L
    for l in range(L, 0, -1):
        a = X
        for q in range(1, l + 1):
            below, z, sums = a, a @ net.W[q] + net.b[q], sums + 1
            a = sigma(z) if q < l else None
        delta = slope * sigma.prime(z)
        grads.dW[l], grads.db[l] = below.T @ delta, delta.sum(axis=0)
        slope = delta @ net.W[l].T
    np.testing.assert_allclose(grads.dtheta, expected, rtol=1e-12)
    assert sums == L * (L + 1) // 2
    assert calls == {"f": L + L * (L - 1) // 2, "prime": L}


@pytest.mark.parametrize("s", [2, 3, 4])
def test_F7_with_every_s_th_of_s_squared_layers_kept_each_is_computed_once_more(s):
    sigma, calls = counting_tanh()
    net, X, y = chain(s * s, sigma)
    expected = gradient(net, X, y)
    calls.update(f=0, prime=0)
    a, kept = X, {}
    for l in range(1, net.L + 1):
        if l % s == 1:
            kept[l] = a
        a = sigma(a @ net.W[l] + net.b[l])
    grads, slope, held = nn.Gradients(net), squared_error.grad(a, y), 0
    for first in reversed(kept):
        below, z = {first: kept[first]}, {}
        for l in range(first, first + s):
            z[l] = below[l] @ net.W[l] + net.b[l]
            below[l + 1] = sigma(z[l])
        held = max(held, len(kept) + len(z))
        for l in reversed(z):
            delta = slope * sigma.prime(z[l])
            grads.dW[l], grads.db[l] = below[l].T @ delta, delta.sum(axis=0)
            slope = delta @ net.W[l].T
    np.testing.assert_allclose(grads.dtheta, expected, rtol=1e-12)
    assert calls == {"f": 2 * net.L, "prime": net.L}
    assert held == 2 * s


def test_F8_six_steps_in_the_columns_and_layer_numbers_of_S4():
    net, X, Y = chain(3)
    eta, top = 0.3, 4  # S4 numbers the input layer 1, so the last of these layers is its 4
    W = {l + 1: net.W[l].copy() for l in net.W}
    b = {l + 1: net.b[l].copy() for l in net.b}
    for x, y in zip(X, Y, strict=True):
        a, z = {1: x}, {}
        for l in range(2, top + 1):
            z[l] = W[l].T @ a[l - 1] + b[l]
            a[l] = np.tanh(z[l])
        delta = {top: np.diag(1 - np.tanh(z[top]) ** 2) @ (a[top] - y)}
        for l in range(top - 1, 1, -1):
            delta[l] = np.diag(1 - np.tanh(z[l]) ** 2) @ W[l + 1] @ delta[l + 1]
        for l in delta:
            W[l] -= eta * np.outer(a[l - 1], delta[l])
            b[l] -= eta * delta[l]
        nn.SGD(eta).step(net, nn.backward(net, nn.forward(net, x[None]), y[None], squared_error))
    for l in net.W:
        np.testing.assert_allclose(net.W[l], W[l + 1], rtol=1e-12)
        np.testing.assert_allclose(net.b[l], b[l + 1], rtol=1e-12)


def test_F9_in_the_printed_sums_a_neuron_sees_the_input_of_its_own_number_only():
    W1, x = np.array([[0.8, -0.6, 0.2], [0.5, 2.0, -1.0]]), np.array([1.0, 2.0])
    printed = [sum(W1[j, i] * x[i] for j in range(2)) for i in range(2)]
    meant = [sum(W1[j, i] * x[j] for j in range(2)) for i in range(3)]
    np.testing.assert_allclose(printed, [1.3, 2.8])
    np.testing.assert_allclose(meant, [1.8, 3.4, -1.8])


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
    grads = nn.backward(net, trace, y, squared_error)
    V, a, delta, z = net.W[2].T, trace.a[1].T, grads.delta[2].T, trace.z[1].T
    np.testing.assert_allclose(V @ a + net.b[2][:, None], trace.z[2].T, rtol=1e-12)
    np.testing.assert_allclose((V.T @ delta) * tanh.prime(z), grads.delta[1].T, rtol=1e-12)
    np.testing.assert_allclose(delta @ a.T, grads.dW[2].T, rtol=1e-12)
    np.testing.assert_allclose(delta.sum(axis=1), grads.db[2], rtol=1e-12)

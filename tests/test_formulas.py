"""The checks behind docs/ledger.md: one test for each statement that a lesson teaches."""

import numpy as np
import pytest
import sympy

import nnlib as nn
from nnlib.activations import identity, relu, sigmoid, tanh
from nnlib.losses import squared_error

SEEDLINGS = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([[1.0], [3.0], [2.0], [5.0]])


def neuron(w=0.0, b=0.0):
    net = nn.init([1, 1], [identity], np.random.default_rng(0), scheme="zeros")
    net.theta[:] = w, b
    return net


def gradient(net, X, y, loss=squared_error):
    return nn.backward(net, nn.forward(net, X), y, loss).dtheta


def with_ones(X):
    return np.hstack([X, np.ones((len(X), 1))])


def least_squares(X, y):
    return np.linalg.lstsq(with_ones(X), y)[0].ravel()


def descend(X, y, eta, steps):
    """The losses before each step, and (w, b) at the end."""
    net, losses = neuron(), []
    for _ in range(steps):
        losses.append(squared_error(nn.predict(net, X), y))
        nn.SGD(eta).step(net, nn.backward(net, nn.forward(net, X), y, squared_error))
    return np.array(losses), net.theta


def stable_rate(X):
    """2/λ_max of the loss of one neuron, from the eigenvalues of its Hessian."""
    return 2 / np.linalg.eigvalsh(with_ones(X).T @ with_ones(X) / len(X)).max()


def test_A1_identity_neuron_is_linear_regression():
    rng = np.random.default_rng(0)
    for w, b in rng.normal(size=(5, 2)):
        X = rng.normal(size=(7, 1))
        np.testing.assert_allclose(nn.predict(neuron(w, b), X), b + w * X, rtol=1e-14)
    # The bias is a weight on a constant input 1: it moves the output as such a weight would.
    np.testing.assert_allclose(nn.predict(neuron(0, 1), X), np.ones((7, 1)))


@pytest.mark.parametrize("data", [SEEDLINGS, nn.data.line(50, np.random.default_rng(1))])
def test_A2_two_roads_reach_the_same_line(data):
    theta = descend(*data, eta=0.8 * stable_rate(data[0]), steps=400)[1]
    np.testing.assert_allclose(theta, least_squares(*data), atol=1e-8)


def test_A2_sympy_solves_the_normal_equations():
    xs, ys = sympy.symbols("x1:4"), sympy.symbols("y1:4")
    w, b = sympy.symbols("w b")
    C = sum((b + w * x - y) ** 2 for x, y in zip(xs, ys, strict=True)) / 6
    (solution,) = sympy.solve([C.diff(w), C.diff(b)], [w, b], dict=True)
    x_mean, y_mean = sum(xs) / 3, sum(ys) / 3
    covariance = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    slope = covariance / sum((x - x_mean) ** 2 for x in xs)
    assert sympy.simplify(solution[w] - slope) == 0
    assert sympy.simplify(solution[b] - (y_mean - slope * x_mean)) == 0


def test_A3_bias_is_one_more_weight():
    rng = np.random.default_rng(2)
    net = nn.init([3, 2], [identity], rng)
    net.b[1] = rng.normal(size=2)
    X = rng.normal(size=(7, 3))
    one_matrix = np.vstack([net.W[1], net.b[1]])
    np.testing.assert_allclose(nn.predict(net, X), with_ones(X) @ one_matrix, rtol=1e-13)


def test_A4_layer_is_a_matrix_product():
    rng = np.random.default_rng(3)
    net = nn.init([3, 2], [identity], rng)
    net.b[1] = rng.normal(size=2)
    X = rng.normal(size=(5, 3))
    sums = [
        [net.b[1][j] + sum(X[i, k] * net.W[1][k, j] for k in range(3)) for j in range(2)]
        for i in range(5)
    ]
    np.testing.assert_allclose(nn.forward(net, X).z[1], sums, rtol=1e-13)


@pytest.mark.parametrize("n", [[1, 1], [4, 5, 1], [4, 5, 3, 2]])
def test_A5_layers_and_weight_matrices(n):
    net = nn.init(n, [relu] * (len(n) - 1), np.random.default_rng(0))
    assert len(net.W) == len(n) - 1 == net.L


def test_A6_training_is_an_argmin():
    X, y = SEEDLINGS
    w_grid, b_grid = np.linspace(-2, 4, 61), np.linspace(-2, 4, 61)
    C = np.array([[squared_error(b + w * X, y) for w in w_grid] for b in b_grid])
    row, column = np.unravel_index(C.argmin(), C.shape)
    np.testing.assert_allclose([w_grid[column], b_grid[row]], least_squares(X, y), atol=1e-12)
    # The sum and the mean are least at the same place.
    assert (4 * C).argmin() == C.argmin()


def test_B1_half_and_mean_are_conventions():
    X, y = SEEDLINGS
    a = nn.predict(neuron(1, 1), X)
    assert squared_error(a, y) == 3 / 8
    S0, summed = ((a - y) ** 2).mean(), (0.5 * (a - y) ** 2).sum()
    assert S0 == 2 * squared_error(a, y)
    assert summed == 4 * squared_error(a, y)
    # The half halves delta: S0's delta carries a 2 that the other texts lack.
    delta = nn.backward(neuron(1, 1), nn.forward(neuron(1, 1), X), y, squared_error).delta[1]
    S0_slope = nn.numeric_gradient(lambda a: ((a - y) ** 2).mean(), a)
    np.testing.assert_allclose(S0_slope, 2 * delta, atol=1e-9)


def test_B4_gradient_of_the_mean_is_the_mean_of_the_gradients():
    rng = np.random.default_rng(4)
    net = nn.init([3, 4, 2], [tanh, identity], rng)
    X = rng.normal(size=(7, 3))
    for loss in nn.losses.ALL.values():
        y = rng.integers(0, 2, 7) if loss is nn.losses.cross_entropy else rng.random((7, 2))
        each = [gradient(net, X[i : i + 1], y[i : i + 1], loss) for i in range(7)]
        np.testing.assert_allclose(np.mean(each, axis=0), gradient(net, X, y, loss), atol=1e-14)


def test_B4_the_greatest_residual_is_no_mean():
    X, y = SEEDLINGS

    def greatest(theta, rows):
        return np.abs(theta[1] + theta[0] * X[rows] - y[rows]).max()

    theta = np.array([0.3, 0.2])
    each = [nn.numeric_gradient(lambda t, i=i: greatest(t, [i]), theta) for i in range(4)]
    whole = nn.numeric_gradient(lambda t: greatest(t, slice(None)), theta)
    assert np.abs(np.mean(each, axis=0) - whole).max() > 0.1


def test_C8_gradient_is_steepest_and_crosses_level_sets_at_right_angles():
    rng = np.random.default_rng(5)
    net = nn.init([2, 3, 1], [tanh, identity], rng)
    X, y = nn.data.xor()

    def C(theta):
        return squared_error(nn.predict(nn.Network(net.n, [tanh, identity], theta), X), y)

    g = gradient(net, X, y)
    steepest = g / np.linalg.norm(g)
    for _ in range(50):
        u = rng.normal(size=g.size)
        u /= np.linalg.norm(u)
        rate = (C(net.theta + 1e-5 * u) - C(net.theta - 1e-5 * u)) / 2e-5
        assert rate == pytest.approx(np.linalg.norm(g) * (steepest @ u), abs=1e-8)
        assert rate >= -np.linalg.norm(g)
        level = u - (u @ steepest) * steepest
        assert abs(C(net.theta + 1e-5 * level) - C(net.theta - 1e-5 * level)) < 1e-12


def test_E8_an_epoch_shows_every_sample_once_in_each_way():
    X = y = np.arange(64.0)[:, None]
    for size, steps in ((64, 1), (8, 8), (1, 64)):
        batches = [batch for batch, _ in nn.minibatches(X, y, size, np.random.default_rng(0))]
        assert len(batches) == steps
        np.testing.assert_array_equal(np.sort(np.concatenate(batches), axis=0), X)


def test_E8_noise_falls_with_the_root_of_the_batch_size():
    X, y = nn.data.line(64, np.random.default_rng(3), w=1.1, b=3.3, noise=0.8)
    each = np.array([gradient(neuron(), X[i : i + 1], y[i : i + 1]) for i in range(64)])
    noise = {}
    for size in (1, 4, 16):
        rows = np.random.default_rng(1).integers(0, 64, size=(4000, size))
        errors = each[rows].mean(axis=1) - each.mean(axis=0)
        noise[size] = np.sqrt((errors**2).sum(axis=1).mean())
    assert noise[1] / noise[4] == pytest.approx(2, rel=0.05)
    assert noise[4] / noise[16] == pytest.approx(2, rel=0.05)


def test_E8_too_many_epochs_overfit():
    def sine(m, rng):
        x = rng.uniform(-1, 1, size=(m, 1))
        return x ** np.arange(1, 10), np.sin(3 * x) + rng.normal(scale=0.3, size=(m, 1))

    for seed in range(4):
        rng = np.random.default_rng(seed)
        train, validation = sine(12, rng), sine(300, rng)
        net = nn.init([9, 1], [identity], rng, scheme="zeros")
        options = {"epochs": 5000, "validation": validation}
        history = nn.fit(net, *train, squared_error, nn.Adam(0.01), **options)
        assert history.loss[-1] < history.loss[history.best_epoch - 1]
        assert history.val_loss[-1] > 2 * min(history.val_loss)


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


def test_G1_one_step_by_hand():
    X, y = SEEDLINGS
    net = neuron()
    np.testing.assert_array_equal(gradient(net, X, y), [-5.5, -2.75])
    nn.SGD(0.1).step(net, nn.backward(net, nn.forward(net, X), y, squared_error))
    np.testing.assert_allclose(net.theta, [0.55, 0.275])


def test_G2_the_stable_rate_is_two_over_the_largest_curvature():
    X, y = SEEDLINGS
    # By hand: H = [[7/2, 3/2], [3/2, 1]], so λ_max = (9 + √61) / 4.
    assert stable_rate(X) == pytest.approx(8 / (9 + np.sqrt(61)), rel=1e-12)
    for factor in (0.05, 0.5, 0.99):
        way = descend(X, y, factor * stable_rate(X), 300)[0]
        assert (np.diff(way) <= 1e-15).all()
    way = descend(X, y, 1.01 * stable_rate(X), 300)[0]
    assert way[-1] > 1000 * way[0]


def test_G2_the_minimum_of_a_convex_loss_is_global():
    X, y = SEEDLINGS
    best = squared_error(with_ones(X) @ least_squares(X, y)[:, None], y)
    rng = np.random.default_rng(6)
    for w, b in rng.normal(scale=5, size=(200, 2)):
        assert squared_error(b + w * X, y) > best
    for start in rng.normal(scale=5, size=(10, 2)):
        net = neuron(*start)
        nn.fit(net, X, y, squared_error, nn.SGD(0.4), epochs=300)
        np.testing.assert_allclose(net.theta, least_squares(X, y), atol=1e-8)


def test_G4_noise_leaves_the_pointy_minimum_more_often():
    def C(w):
        return 0.1 * w**2 - np.exp(-((w + 1) ** 2) / 0.02) - np.exp(-((w - 1) ** 2) / 0.72)

    def slope(w):
        pointy, flat = (w + 1) / 0.01, (w - 1) / 0.36
        ascent = pointy * np.exp(-((w + 1) ** 2) / 0.02) + flat * np.exp(-((w - 1) ** 2) / 0.72)
        return 0.2 * w + ascent

    grid = np.linspace(-2, 3, 5001)
    rises = np.diff(C(grid)) > 0
    turns = grid[1:-1][rises[1:] != rises[:-1]]
    np.testing.assert_allclose(turns, [-0.998, -0.686, 0.932], atol=2e-3)  # valley, ridge, valley
    assert abs(C(turns[0]) - C(turns[2])) < 0.01
    np.testing.assert_allclose(slope(grid[1:-1]), (C(grid[2:]) - C(grid[:-2])) / 0.002, atol=1e-3)

    for seed in range(4):
        for noise in (0, 6):
            w, rng = np.repeat([-1.0, 1.0], 200), np.random.default_rng(seed)
            for _ in range(1500):
                w = w - 0.015 * (slope(w) + noise * rng.normal(size=400))
            left_pointy, left_flat = (w[:200] > -0.69).sum(), (w[200:] < -0.69).sum()
            if noise == 0:
                assert left_pointy == left_flat == 0
            else:
                assert left_pointy > 150
                assert left_flat < 30


XOR = nn.data.xor()
S2_TEXT = [[3, 4, 2], [2, 3, 4]], [[5, 5, 2]]
S2_TABLE = [[3, 4, -2], [2, 3, -4]], [[5, -5, -2]]
S2_TRAINED = (
    [[1.52183263, 1.55282077, -1.55282077], [1.0637993, 1.0637993, 0.39200322]],
    [[-1.31420497, 0.94002694, -0.36849359]],
)


def two_two_one(W, U, sigma):
    """S2's W and U, each with its bias as the last column, as a network [2, 2, 1]."""
    W, U = np.array(W, float), np.array(U, float)
    net = nn.init([2, 2, 1], [sigma, sigma], np.random.default_rng(0), scheme="zeros")
    net.W[1], net.b[1], net.W[2], net.b[2] = W[:, :2].T, W[:, 2], U[:, :2].T, U[:, 2]
    return net


def train_many(theta, eta, epochs):
    """Batch descent of many [2, 2, 1] ReLU networks on XOR at once, a row of theta each.

    The slopes are written out by hand here, for nnlib to be compared with.
    """
    theta, (X, y) = theta.copy(), XOR
    for _ in range(epochs):
        *_, z1, a1, z2, a2 = forward_many(theta)
        delta2 = (a2 - y[:, 0]) * (z2 > 0) / len(X)
        delta1 = delta2[:, :, None] * theta[:, None, 4:6] * (z1 > 0)
        slopes = np.einsum("ik,nij->nkj", X, delta1).reshape(-1, 4)
        upper = (a1 * delta2[:, :, None]).sum(axis=1)
        theta -= eta * np.column_stack([slopes, upper, delta1.sum(axis=1), delta2.sum(axis=1)])
    return theta


def forward_many(theta):
    """z and a of both layers: (networks, samples, 2) and (networks, samples)."""
    z1 = np.einsum("ik,nkj->nij", XOR[0], theta[:, :4].reshape(-1, 2, 2)) + theta[:, None, 6:8]
    a1 = np.maximum(z1, 0)
    z2 = (a1 * theta[:, None, 4:6]).sum(axis=2) + theta[:, 8:]
    return z1, a1, z2, np.maximum(z2, 0)


def costs_of(theta):
    return ((forward_many(theta)[-1] - XOR[1][:, 0]) ** 2).mean(axis=1) / 2


def random_starts(count=200):
    """The starts of lesson 07: nine numbers between -1 and 1, after those that `init` draws."""
    for seed in range(count):
        rng = np.random.default_rng(seed)
        nn.init([2, 2, 1], [relu, relu], rng)
        yield rng.uniform(-1, 1, 9)


@pytest.fixture(scope="module")
def xor_runs():
    return train_many(np.array(list(random_starts())), eta=0.1, epochs=1500)


def train_S2(eta, epochs=25_000):
    """S2's experiment: the text's own numbers, ReLU in both layers, all four points a step."""
    net = two_two_one(*S2_TEXT, relu)
    nn.fit(net, *XOR, squared_error, nn.SGD(eta), epochs=epochs)
    return net


def broken_line(curve, n):
    """A network of n hidden ReLUs that meets the curve at n + 1 even places in −3 … 3."""
    t = np.linspace(-3, 3, n + 1)
    slopes = np.diff(curve(t)) / np.diff(t)
    net = nn.init([1, n, 1], [relu, identity], np.random.default_rng(0), scheme="zeros")
    net.W[1], net.b[1] = np.ones((1, n)), -t[:-1]
    net.W[2], net.b[2] = np.diff(slopes, prepend=0)[:, None], curve(t[:1])
    return net


def two_waves(x):
    return np.sin(x) + 0.3 * np.sin(3 * x)


def test_D2_three_linear_layers_are_one():
    rng = np.random.default_rng(2)
    deep = nn.init([3, 5, 4, 2], [identity] * 3, rng)
    for l in deep.b:
        deep.b[l] = rng.normal(size=deep.n[l])
    flat = nn.init([3, 2], [identity], rng)
    flat.W[1] = deep.W[1] @ deep.W[2] @ deep.W[3]
    flat.b[1] = (deep.b[1] @ deep.W[2] + deep.b[2]) @ deep.W[3] + deep.b[3]
    X = rng.normal(size=(7, 3))
    np.testing.assert_allclose(nn.predict(deep, X), nn.predict(flat, X), rtol=1e-12)


def test_D3_relu_is_continuous_and_its_slope_jumps():
    for h in (1e-3, 1e-6, 1e-9):
        near = np.array([-h, 0, h])
        assert np.abs(relu(near) - relu(np.zeros(3))).max() <= h
        np.testing.assert_array_equal(relu.prime(near), [0, 0, 1])  # S3 has 1 at 0


def test_D5_bends_approximate_a_curve_ever_more_closely():
    x = np.linspace(-3, 3, 601)[:, None]
    errors = np.array(
        [
            np.abs(nn.predict(broken_line(two_waves, n), x) - two_waves(x)).max()
            for n in (8, 16, 32, 64)
        ]
    )
    np.testing.assert_allclose(errors[:-1] / errors[1:], 4, atol=0.4)


def test_D5_three_bends_make_a_bump():
    net = broken_line(lambda x: np.maximum(0, 1 - np.abs(x)), 6)
    np.testing.assert_allclose(net.W[2].ravel(), [0, 0, 1, -2, 1, 0], atol=1e-12)
    x = np.array([[-2], [-1], [-0.25], [0], [0.5], [1], [2.5]])
    outputs = nn.predict(net, x).ravel()
    np.testing.assert_allclose(outputs, [0, 0, 0.75, 1, 0.5, 0, 0], atol=1e-12)


def test_E1_the_best_line_for_xor_is_the_constant_half():
    np.testing.assert_allclose(least_squares(*XOR), [0, 0, 0.5], atol=1e-15)
    # No line parts the classes: their midpoints are the same point.
    X, y = XOR
    np.testing.assert_array_equal(X[y[:, 0] == 0].mean(axis=0), X[y[:, 0] == 1].mean(axis=0))


def test_E1_two_parallel_folds_part_xor():
    net = nn.init([2, 2], [relu], np.random.default_rng(0), scheme="zeros")
    net.W[1], net.b[1] = np.full((2, 2), np.sqrt(0.5)), [0, -0.7]
    near, *squares, far = nn.predict(net, XOR[0])
    np.testing.assert_allclose(*squares, atol=1e-15)
    across, to_squares = far - near, squares[0] - near
    side = across[0] * to_squares[1] - across[1] * to_squares[0]
    assert abs(side) / np.linalg.norm(across) > 0.2  # from the circles' line


def test_E1_an_activation_that_falls_lets_one_neuron_compute_xor():
    one = nn.init([2, 1], [identity], np.random.default_rng(0), scheme="zeros")
    one.W[1] = [[1], [-1]]
    np.testing.assert_array_equal(nn.predict(one, XOR[0]) ** 2, XOR[1])


def test_E1_a_network_made_by_hand_computes_xor():
    by_hand = two_two_one([[1, 1, 0], [1, 1, -1]], [[1, -2, 0]], relu)
    np.testing.assert_array_equal(nn.predict(by_hand, XOR[0]), XOR[1])


def test_E2_the_table_and_the_text_are_two_networks():
    order = [2, 0, 1, 3]  # S2 lists (1,0), (0,0), (0,1), (1,1)
    text = two_two_one(*S2_TEXT, relu)
    np.testing.assert_array_equal(nn.predict(text, XOR[0])[order, 0], [57, 32, 67, 92])
    trace = nn.forward(two_two_one(*S2_TABLE, sigmoid), XOR[0])
    table = [[0.731, 0.119], [0.119, 0.018], [0.881, 0.269], [0.993, 0.731]]
    np.testing.assert_allclose(trace.a[1][order], table, atol=5e-4)
    np.testing.assert_allclose(trace.a[2][order, 0], [0.743, 0.183, 0.743, 0.334], atol=5e-4)
    # The printed sums of the output go on with the rounded activations.
    sums = np.array(table) @ [5, -5] - 2
    np.testing.assert_allclose(sums, [1.060, -1.495, 1.060, -0.690], atol=1e-12)


def test_E4_the_input_of_the_neurons_number_passes_where_both_inputs_agree():
    def slipped(net, trace, y, loss):
        grads = nn.backward(net, trace, y, loss)
        grads.dW[1][...] = (trace.a[0] * grads.delta[1]).sum(axis=0)
        return grads

    net = two_two_one([[3, 4, -2], [2, 3, -4]], [[5, -5, -2]], sigmoid)
    X, y = XOR
    found = [
        nn.gradcheck(net, X[i : i + 1], y[i : i + 1], squared_error, slipped).ok for i in (1, 2, 3)
    ]
    assert found == [False, False, True]  # of (0, 1), (1, 0) and (1, 1)


def test_E5_without_a_rate_S2s_own_start_dies_in_its_first_step():
    net = train_S2(eta=1, epochs=1)
    assert (nn.forward(net, XOR[0]).z[2] < 0).all()
    np.testing.assert_array_equal(gradient(net, *XOR), np.zeros(9))
    assert squared_error(nn.predict(net, XOR[0]), XOR[1]) == 0.25


def test_E5_of_two_hundred_random_starts_fewer_arrive_with_a_rate_of_one(xor_runs):
    bold = train_many(np.array(list(random_starts())), eta=1, epochs=200)
    assert (costs_of(bold) < 1e-3).sum() == 9 < (costs_of(xor_runs) < 1e-3).sum()


def test_E6_the_printed_weights_compute_xor():
    net = two_two_one(*S2_TRAINED, relu)
    assert np.abs(nn.predict(net, XOR[0]) - XOR[1]).max() < 2e-9
    as_sigmoid = two_two_one(*S2_TRAINED, sigmoid)
    assert np.abs(nn.predict(as_sigmoid, XOR[0]) - 0.5).max() < 0.15


def test_E6_the_printed_weights_count_the_ones_and_take_two_away():
    net = two_two_one(*S2_TRAINED, relu)
    a = nn.forward(net, XOR[0]).a[1]
    counts = a[:, 1] * net.W[2][1] + net.b[2]
    np.testing.assert_allclose(counts, XOR[0].sum(axis=1), atol=2e-8)
    np.testing.assert_allclose(a[:, 0] * net.W[2][0], [0, 0, 0, -2], atol=2e-8)


def test_E7_the_texts_own_start_reaches_all_nine_printed_weights_to_the_last_digit():
    printed = two_two_one(*S2_TRAINED, relu).theta
    net = train_S2(eta=0.01)
    np.testing.assert_array_equal(net.theta.round(8), printed)
    # Twenty thousand epochs are too few, and more than enough change nothing.
    assert (train_S2(eta=0.01, epochs=20_000).theta.round(8) != printed).any()
    np.testing.assert_array_equal(train_S2(eta=0.01, epochs=40_000).theta.round(8), printed)


def test_E7_the_steps_written_by_hand_reach_them_too():
    printed = two_two_one(*S2_TRAINED, relu).theta
    by_hand = train_many(two_two_one(*S2_TEXT, relu).theta[None], eta=0.01, epochs=25_000)[0]
    np.testing.assert_array_equal(by_hand.round(8), printed)


@pytest.mark.parametrize("eta", [0.005, 0.008, 0.009, 0.009999, 0.0101, 0.011, 0.012])
def test_E7_with_another_rate_the_same_start_reaches_xor_at_other_weights(eta):
    net = train_S2(eta)
    assert squared_error(nn.predict(net, XOR[0]), XOR[1]) < 1e-6
    away = np.abs(net.theta - two_two_one(*S2_TRAINED, relu).theta).max()
    assert away > (0.1 if abs(eta - 0.01) > 5e-4 else 1e-4)


@pytest.mark.parametrize("eta", [0.014, 0.015, 0.02, 0.1, 1])
def test_E7_with_a_larger_rate_it_does_not_arrive(eta):
    net = train_S2(eta)
    assert squared_error(nn.predict(net, XOR[0]), XOR[1]) >= 0.124


def test_E7_the_start_of_the_table_does_not_lead_there():
    for sigma in (relu, sigmoid):
        for eta in (1, 0.1, 0.01, 0.001):
            net = two_two_one(*S2_TABLE, sigma)
            nn.fit(net, *XOR, squared_error, nn.SGD(eta), epochs=25_000)
            assert np.abs(net.theta - two_two_one(*S2_TRAINED, relu).theta).max() > 6


def test_E7_two_hundred_random_starts_end_on_six_levels(xor_runs):
    ends, levels = costs_of(xor_runs), [0, 1 / 16, 1 / 12, 1 / 8, 3 / 16, 1 / 4]
    counts = [int((np.abs(ends - level) < 1e-3).sum()) for level in levels]
    assert counts == [28, 4, 24, 62, 1, 81]
    assert sum(counts) == len(ends)
    dead = (forward_many(np.array(list(random_starts())))[2] <= 0).all(axis=1)
    assert dead.sum() == 73  # of the 81 on the highest level, from the start


def test_E7_starts_are_stuck_in_different_ways(xor_runs):
    z1, a1, z2, a2 = forward_many(xor_runs)
    dead, linear, merged, three = 14, 16, 13, 37
    assert (z2[dead] < 0).all()
    assert (z1[linear, :, 0] < 0).all()
    assert (z1[linear, :, 1] > 0).all()
    np.testing.assert_allclose(a2[linear], 0.5, atol=1e-6)
    np.testing.assert_array_equal(a1[merged][[0, 2]], np.zeros((2, 2)))
    np.testing.assert_allclose(a2[merged], [0.5, 1, 0.5, 0], atol=1e-6)
    np.testing.assert_array_equal(a1[three][[0, 1, 3]], np.zeros((3, 2)))
    np.testing.assert_allclose(a2[three], [1 / 3, 1 / 3, 1, 1 / 3], atol=1e-6)


def test_G3_between_two_perfect_networks_the_loss_rises():
    one = two_two_one(*S2_TRAINED, relu)
    other = one.copy()
    other.W[1], other.b[1], other.W[2] = one.W[1][:, ::-1], one.b[1][::-1], one.W[2][::-1]
    walk = np.array([(1 - t) * one.theta + t * other.theta for t in np.linspace(0, 1, 11)])
    costs = costs_of(walk)
    assert max(costs[0], costs[-1]) < 1e-15
    assert costs[5] == 0.25
    assert (costs[1:-1] > 0.08).all()


def test_G3_the_loss_of_least_squares_never_lies_above_its_chords():
    rng, t = np.random.default_rng(0), np.linspace(0, 1, 11)[:, None]
    for _ in range(20):
        start, end = rng.normal(size=(2, 3))
        residuals = ((1 - t) * start + t * end) @ with_ones(XOR[0]).T - XOR[1].T
        costs = (residuals**2).mean(axis=1) / 2
        assert (costs <= (1 - t[:, 0]) * costs[0] + t[:, 0] * costs[-1] + 1e-12).all()

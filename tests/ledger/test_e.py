"""Rows E: the XOR example, its nine gradients, and training it."""

import numpy as np
import pytest
from neurons import gradient, least_squares, neuron

import nnlib as nn
from nnlib.activations import identity, relu, sigmoid
from nnlib.losses import squared_error

XOR = nn.data.xor()


def two_two_one(W, U, sigma):
    """S2's W and U, each with its bias as the last column, as a network [2, 2, 1]."""
    W, U = np.array(W, float), np.array(U, float)
    net = nn.init([2, 2, 1], [sigma, sigma], np.random.default_rng(0), scheme="zeros")
    net.W[1], net.b[1], net.W[2], net.b[2] = W[:, :2].T, W[:, 2], U[:, :2].T, U[:, 2]
    return net


def train_xor(eta, epochs):
    """Networks [2, 2, 1] of ReLUs after batch descent from twenty starts, and their losses."""
    for seed in range(20):
        rng = np.random.default_rng(seed)
        net = nn.init([2, 2, 1], [relu, relu], rng)
        net.theta[:] = rng.uniform(-1, 1, 9)
        yield net, np.array(nn.fit(net, *XOR, squared_error, nn.SGD(eta), epochs=epochs).loss)


@pytest.fixture(scope="module")
def xor_runs():
    return list(train_xor(eta=0.1, epochs=700))


def test_E8_an_epoch_shows_every_sample_once_in_each_way():
    X = y = np.arange(64.0)[:, None]
    for size, steps in ((64, 1), (8, 8), (1, 64)):
        batches = [batch for batch, _ in nn.minibatches(X, y, size, np.random.default_rng(0))]
        assert len(batches) == steps
        np.testing.assert_array_equal(np.sort(np.concatenate(batches), axis=0), X)


def test_E8_noise_falls_with_the_root_of_the_batch_size():
    X, y = nn.data.line(64, np.random.default_rng(3), w=1.1, b=3.3, noise=0.8)
    each = np.array([gradient(neuron(0, 0), X[i : i + 1], y[i : i + 1]) for i in range(64)])
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


def test_E2_the_printed_table_comes_from_the_sigmoid_and_lost_signs():
    order = [2, 0, 1, 3]  # S2 lists (1,0), (0,0), (0,1), (1,1)
    as_printed = two_two_one([[3, 4, 2], [2, 3, 4]], [[5, 5, 2]], relu)
    np.testing.assert_array_equal(nn.predict(as_printed, XOR[0])[order, 0], [57, 32, 67, 92])
    meant = two_two_one([[3, 4, -2], [2, 3, -4]], [[5, -5, -2]], sigmoid)
    trace = nn.forward(meant, XOR[0])
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


def test_E5_a_rate_of_one_trains_fewer_starts_than_a_tenth(xor_runs):
    bold = sum(way[-1] < 1e-3 for _, way in train_xor(eta=1.0, epochs=200))
    assert bold == 2 < sum(way[-1] < 1e-3 for _, way in xor_runs) == 4


def test_E6_the_printed_weights_compute_xor():
    W = [[1.52183263, 1.55282077, -1.55282077], [1.0637993, 1.0637993, 0.39200322]]
    net = two_two_one(W, [[-1.31420497, 0.94002694, -0.36849359]], relu)
    assert np.abs(nn.predict(net, XOR[0]) - XOR[1]).max() < 2e-9


def test_E7_some_starts_reach_xor_and_the_others_are_stuck(xor_runs):
    found = np.array([way[-1] for _, way in xor_runs])
    counts = [int((np.abs(found - k / 16) < 1e-3).sum()) for k in (0, 1, 2, 4)]
    assert counts == [4, 1, 8, 7]
    assert all(np.ptp(way) < 1e-3 for _, way in xor_runs if way[-1] > 0.2)


def test_E7_three_starts_are_stuck_in_three_ways(xor_runs):
    dead, linear, merged = (nn.forward(xor_runs[seed][0], XOR[0]) for seed in (14, 16, 13))
    assert (dead.z[2] < 0).all()
    assert (linear.z[1][:, 0] < 0).all()
    assert (linear.z[1][:, 1] > 0).all()
    np.testing.assert_array_equal(merged.a[1][[0, 2]], np.zeros((2, 2)))
    np.testing.assert_allclose(merged.a[2][[0, 2], 0], 0.5, atol=1e-3)

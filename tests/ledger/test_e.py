"""Rows E: the XOR example, its nine gradients, and training it."""

import numpy as np
import pytest
from neurons import gradient, least_squares, neuron
from xor import S2_TABLE, S2_TEXT, S2_TRAINED, XOR, costs_of, forward_many, two_two_one

import nnlib as nn
from nnlib.activations import identity, relu, sigmoid
from nnlib.losses import squared_error


def train_many(theta, eta, epochs, sigma=relu):
    """Batch descent of many [2, 2, 1] networks on XOR at once: a row of theta, and of eta, each.

    The slopes are written out by hand here, for nnlib to be compared with.
    """
    theta, (X, y) = theta.copy(), XOR
    for _ in range(epochs):
        z1, a1, z2, a2 = forward_many(theta, sigma)
        delta2 = (a2 - y[:, 0]) * sigma.prime(z2) / len(X)
        delta1 = delta2[:, :, None] * theta[:, None, 4:6] * sigma.prime(z1)
        slopes = np.einsum("ik,nij->nkj", X, delta1).reshape(-1, 4)
        upper = (a1 * delta2[:, :, None]).sum(axis=1)
        theta -= eta * np.column_stack([slopes, upper, delta1.sum(axis=1), delta2.sum(axis=1)])
    return theta


def random_starts(count=100):
    """The starts of lesson 07: nine numbers between -1 and 1, after those that `init` draws."""
    for seed in range(count):
        rng = np.random.default_rng(seed)
        nn.init([2, 2, 1], [relu, relu], rng)
        yield rng.uniform(-1, 1, 9)


@pytest.fixture(scope="module")
def xor_runs():
    return train_many(np.array(list(random_starts())), eta=0.1, epochs=1000)


def train_S2(eta, epochs=25_000):
    """S2's experiment: the text's own numbers, ReLU in both layers, all four points a step."""
    net = two_two_one(*S2_TEXT, relu)
    nn.fit(net, *XOR, squared_error, nn.SGD(eta), epochs=epochs)
    return net


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


def some_line():
    """64 samples near a line, their gradients at its least squares, without nnlib, and the fit."""
    X, y = nn.data.line(64, np.random.default_rng(3), w=1.1, b=3.3, noise=0.8)
    X1 = np.hstack([X + 2, np.ones_like(X)])
    best = np.linalg.solve(X1.T @ X1, X1.T @ y[:, 0])
    return X1, y[:, 0], best, (X1 @ best - y[:, 0])[:, None] * X1


def test_E8_from_the_minimum_every_single_sample_leads_up():
    X1, y, best, each = some_line()
    after = ((best - 0.1 * each) @ X1.T - y) ** 2
    assert (after.mean(axis=1) > ((X1 @ best - y) ** 2).mean()).all()


@pytest.mark.parametrize(("eta", "s"), [(0.02, 1), (0.01, 1), (0.02, 4), (0.04, 4)])
def test_E8_the_floor_is_a_quarter_of_rate_times_squared_spread(eta, s):
    X1, y, best, each = some_line()
    rng, walkers, least = np.random.default_rng(0), np.tile(best, (500, 1)), ((X1 @ best - y) ** 2)
    heights, steps = [], round(30 / eta)
    for step in range(steps):
        rows = rng.integers(0, 64, size=(500, s))
        residuals = np.einsum("rsk,rk->rs", X1[rows], walkers) - y[rows]
        walkers = walkers - eta * np.einsum("rs,rsk->rk", residuals, X1[rows]) / s
        if step > steps / 2:
            losses = ((walkers @ X1.T - y) ** 2).mean(axis=1) / 2
            heights.append(losses.mean() - least.mean() / 2)
    assert np.mean(heights) == pytest.approx(eta / 4 * (each**2).sum(axis=1).mean() / s, rel=0.2)


def test_E8_steps_by_hand_are_those_of_fit():
    X1, y, _, _ = some_line()
    theta, rng = np.zeros(2), np.random.default_rng(5)
    for _ in range(3):
        order = rng.permutation(64)
        for start in range(0, 64, 10):
            rows = order[start : start + 10]
            theta = theta - 0.1 * X1[rows].T @ (X1[rows] @ theta - y[rows]) / len(rows)
    net = neuron(0, 0)
    options = {"epochs": 3, "batch_size": 10, "rng": np.random.default_rng(5)}
    nn.fit(net, X1[:, :1], y[:, None], squared_error, nn.SGD(0.1), **options)
    np.testing.assert_allclose(net.theta, theta, rtol=1e-12)


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

    net = two_two_one(*S2_TABLE, sigmoid)
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


def test_E5_of_a_hundred_random_starts_fewer_arrive_with_a_rate_of_one(xor_runs):
    bold = train_many(np.array(list(random_starts())), eta=1, epochs=200)
    assert (costs_of(bold) < 1e-3).sum() == 4 < (costs_of(xor_runs) < 1e-3).sum()


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


def at_rates(start, rates, sigma):
    """Where the start ends with each of the rates."""
    starts = np.tile(two_two_one(*start, sigma).theta, (len(rates), 1))
    return train_many(starts, np.array(rates)[:, None], 25_000, sigma)


def test_E7_with_another_rate_the_same_start_reaches_xor_at_other_weights():
    rates = [0.005, 0.008, 0.009, 0.009999, 0.0101, 0.011, 0.012]
    ends = at_rates(S2_TEXT, rates, relu)
    assert (costs_of(ends) < 1e-6).all()
    away = np.abs(ends - two_two_one(*S2_TRAINED, relu).theta).max(axis=1)
    assert (away > np.where(np.abs(np.array(rates) - 0.01) > 5e-4, 0.1, 1e-4)).all()


def test_E7_with_a_larger_rate_it_does_not_arrive():
    assert (costs_of(at_rates(S2_TEXT, [0.014, 0.015, 0.02, 0.1, 1], relu)) >= 0.124).all()


@pytest.mark.parametrize("sigma", [relu, sigmoid], ids=lambda sigma: sigma.name)
def test_E7_the_start_of_the_table_does_not_lead_there(sigma):
    ends = at_rates(S2_TABLE, [1, 0.1, 0.01, 0.001], sigma)
    away = np.abs(ends - two_two_one(*S2_TRAINED, relu).theta).max(axis=1)
    assert (away > 6).all()


def test_E7_a_hundred_random_starts_end_on_five_levels(xor_runs):
    ends, levels = costs_of(xor_runs), [0, 1 / 16, 1 / 12, 1 / 8, 1 / 4]
    counts = [int((np.abs(ends - level) < 1e-3).sum()) for level in levels]
    assert counts == [14, 3, 8, 31, 44]
    assert sum(counts) == len(ends)
    dead = (forward_many(np.array(list(random_starts())))[2] <= 0).all(axis=1)
    assert dead.sum() == 42  # of the 44 on the highest level, from the start


def test_E7_the_level_of_an_eighth_has_two_causes(xor_runs):
    outputs = forward_many(xor_runs[np.abs(costs_of(xor_runs) - 1 / 8) < 1e-3])[-1]
    everywhere = (np.abs(outputs - 0.5) < 0.05).all(axis=1)
    one_square = np.array([np.abs(np.sort(row) - [0, 0, 0, 1]).max() < 0.05 for row in outputs])
    assert (everywhere.sum(), one_square.sum()) == (21, 10)


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

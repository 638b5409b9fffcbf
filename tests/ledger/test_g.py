"""Rows G: descent, and where it ends."""

import json
import re
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from neurons import SEEDLINGS, descend, gradient, least_squares, neuron, stable_rate, with_ones
from xor import S2_TRAINED, XOR, costs_of, two_two_one

import nnlib as nn
from nnlib.activations import identity, relu, tanh
from nnlib.losses import squared_error


def test_G1_one_step_by_hand():
    X, y = SEEDLINGS
    net = neuron(0, 0)
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


def test_G2_a_walk_on_a_bowl_is_two_walks_on_parabolas():
    X, y = SEEDLINGS
    curvatures, axes = np.linalg.eigh(with_ones(X).T @ with_ones(X) / 4)
    net, eta, places = neuron(-1, 2), 0.447, []
    for _ in range(15):
        places.append(net.theta.copy())
        nn.SGD(eta).step(net, nn.backward(net, nn.forward(net, X), y, squared_error))
    distances = (np.array(places) - least_squares(X, y)) @ axes
    np.testing.assert_allclose(distances[1:], (1 - eta * curvatures) * distances[:-1], atol=1e-12)
    np.testing.assert_allclose(np.abs(1 - eta * curvatures).round(3), [0.867, 0.879])


def test_G2_which_rate_leads_depends_on_the_start_and_on_the_steps():
    X, y = SEEDLINGS
    curvatures, axes = np.linalg.eigh(with_ones(X).T @ with_ones(X) / 4)
    factors = 1 - np.array([[0.1], [0.99]]) * stable_rate(X) * curvatures
    np.testing.assert_allclose(np.abs(factors).max(axis=1).round(3), [0.986, 0.98])

    def near_the_edge_leads(start, steps):
        distances = (start - least_squares(X, y)) @ axes
        small, large = (curvatures * (factors**steps * distances) ** 2).sum(axis=1)
        return large < small

    from_the_origin = [near_the_edge_leads(np.zeros(2), t) for t in range(1, 1001)]
    assert from_the_origin == [t >= 394 for t in range(1, 1001)]
    from_elsewhere = [near_the_edge_leads(np.array([2, -1]), t) for t in range(1, 121)]
    assert all(from_elsewhere)


def test_G2_one_per_cent_past_the_edge_the_loss_grows_four_hundred_million_times():
    X, y = SEEDLINGS
    H = with_ones(X).T @ with_ones(X) / 4
    assert 1 - 1.01 * stable_rate(X) * np.linalg.eigvalsh(H)[-1] == pytest.approx(-1.02)
    assert 1.0404**500 == pytest.approx(4e8, rel=0.01)
    way = descend(X, y, 1.01 * stable_rate(X), 501)[0]
    assert way[0] == 4.875
    assert way[-1] == pytest.approx(4e8 * 4.5, rel=0.02)


def test_G2_at_the_best_fixed_rate_both_factors_are_alike_and_no_rate_is_better():
    for low, high in ((0.2974, 4.2026), (1.0, 1.25)):
        rates = np.linspace(0, 2 / high, 10_001)
        larger = np.maximum(abs(1 - rates * low), abs(1 - rates * high))
        assert rates[larger.argmin()] == pytest.approx(2 / (low + high), abs=1e-3)
        assert larger.min() == pytest.approx((high / low - 1) / (high / low + 1), abs=1e-3)


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


def test_G3_between_two_perfect_networks_the_loss_rises():
    one = two_two_one(*S2_TRAINED, relu)
    other = one.copy()
    other.W[1], other.b[1], other.W[2] = one.W[1][:, ::-1], one.b[1][::-1], one.W[2][::-1]
    walk = np.array([(1 - t) * one.theta + t * other.theta for t in np.linspace(0, 1, 11)])
    costs = costs_of(walk)
    assert max(costs[0], costs[-1]) < 1e-15
    assert costs[5] == 0.25
    assert (costs[1:-1] > 0.08).all()


def test_G3_between_two_trained_networks_there_is_a_mountain():
    X = np.linspace(-3, 3, 61)[:, None]
    y = np.sin(2 * X + 0.5) * np.exp(-(X**2) / 8) + 0.3 * np.sin(5 * X)
    nets = []
    for seed in (0, 1):
        rng = np.random.default_rng(seed)
        net = nn.init([1, 16, 1], [relu, nn.activations.identity], rng)
        net.b[1] = rng.uniform(-3, 3, 16)
        nn.fit(net, X, y, squared_error, nn.Adam(0.02), epochs=1000)
        nets.append(net)
    one, other = nets
    walk = one.copy()
    costs = []
    for t in np.linspace(0, 1, 21):
        walk.theta[:] = (1 - t) * one.theta + t * other.theta
        costs.append(squared_error(nn.predict(walk, X), y))
    assert max(costs[0], costs[-1]) < 0.06
    assert max(costs) > squared_error(0 * y, y) > 3 * max(costs[0], costs[-1])


def test_G3_exchanged_neurons_leave_the_function_and_give_as_many_minima_as_orders():
    rng = np.random.default_rng(4)
    net = nn.init([2, 3, 2], [relu, nn.activations.identity], rng)
    net.b[1] = rng.normal(size=3)
    X, seen = rng.normal(size=(9, 2)), set()
    for order in permutations(range(3)):
        copy = net.copy()
        order = [*order]
        copy.W[1], copy.b[1], copy.W[2] = net.W[1][:, order], net.b[1][order], net.W[2][order]
        np.testing.assert_allclose(nn.predict(copy, X), nn.predict(net, X), atol=1e-12)
        seen.add(tuple(copy.theta))
    assert len(seen) == 6


def test_G3_the_loss_of_least_squares_never_lies_above_its_chords():
    rng, t = np.random.default_rng(0), np.linspace(0, 1, 11)[:, None]
    for _ in range(20):
        start, end = rng.normal(size=(2, 3))
        residuals = ((1 - t) * start + t * end) @ with_ones(XOR[0]).T - XOR[1].T
        costs = (residuals**2).mean(axis=1) / 2
        assert (costs <= (1 - t[:, 0]) * costs[0] + t[:, 0] * costs[-1] + 1e-12).all()


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


def forty_points(seed):
    """Forty points of two noisy moons, and a network with fifty hidden ReLUs."""
    rng = np.random.default_rng(seed)
    X, y = nn.data.moons(40, rng, noise=0.35)
    net = nn.init([2, 50, 1], [relu, identity], rng)
    net.b[1] = rng.normal(size=50)
    return net, X, y, rng


@pytest.fixture(scope="module")
def unseen():
    return nn.data.moons(1000, np.random.default_rng(99), noise=0.35)


def test_G7_weights_and_the_gap_shrink_as_the_penalty_grows(unseen):
    loss, rows = nn.losses.binary_cross_entropy, []
    for lam in (0, 0.001, 0.01, 0.1):
        runs = []
        for seed in range(5):
            net, X, y, _ = forty_points(seed)
            nn.fit(net, X, y, loss, nn.Adam(0.02, lam=lam), epochs=300)
            old, new = loss(nn.predict(net, X), y), loss(nn.predict(net, unseen[0]), unseen[1])
            runs.append((np.linalg.norm(net.weights), old, new - old))
        rows.append(np.median(runs, axis=0))
    length, training, gap = np.transpose(rows)
    assert (np.diff(length) < 0).all()
    assert (np.diff(training) > 0).all()
    assert (np.diff(gap) < 0).all()
    assert gap[0] > 5 * gap[2]


def masked(change):
    """A backward pass with change(M) in the place of each mask."""

    def backward(net, trace, y, loss):
        masks = {l: change(M) for l, M in trace.mask.items()}
        return nn.backward(net, nn.Trace(trace.z, trace.a, masks, trace.n), y, loss)

    return backward


@pytest.mark.parametrize("keep", [0.5, 0.8, 1.0])
def test_G8_a_check_with_dropout_sees_each_slip_of_the_mask_where_keep_and_drop_differ(keep):
    rng = np.random.default_rng(0)
    net = nn.init([3, 6, 2], [tanh, identity], rng)
    X, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    slips = {
        "none": lambda M: M,
        "left out": np.ones_like,
        "drawn anew": lambda M: M[:, ::-1],
        "not scaled": lambda M: M * keep,
        "scaled twice": lambda M: M / keep,
        "1/drop": lambda M: M * keep / (1 - keep),
    }
    passing = {
        name
        for name, change in slips.items()
        if nn.gradcheck(net, X, y, squared_error, masked(change), keep=keep, seed=0)
    }
    unseen = {0.5: {"1/drop"}, 0.8: set(), 1.0: {*slips}}[keep]
    assert passing == {"none"} | unseen


def test_G8_the_mean_over_all_masks_is_the_pass_without_dropout():
    rng = np.random.default_rng(2)
    net = nn.init([2, 4, 1], [tanh, identity], rng)
    X = rng.normal(size=(3, 2))
    whole = nn.forward(net, X)
    outputs = [
        nn.forward(net, X, keep=0.7, rng=np.random.default_rng(seed)).a[2] for seed in range(4000)
    ]
    spread = np.std(outputs, axis=0) / 4000**0.5
    assert (np.abs(np.mean(outputs, axis=0) - whole.a[2]) < 4 * spread).all()
    mask = nn.forward(net, np.repeat(X, 200, axis=0), keep=0.7, rng=rng).mask[1]
    assert len(np.unique(mask, axis=0)) == 16  # every sample draws its own
    np.testing.assert_allclose(np.unique(mask), [0, 1 / 0.7])


def test_G12_the_backward_pass_moves_no_weight_and_the_step_does():
    net, (X, y) = two_two_one(*S2_TRAINED, tanh), XOR
    before = net.theta.copy()
    grads = nn.backward(net, nn.forward(net, X), y, squared_error)
    assert grads.dtheta.any()
    np.testing.assert_array_equal(net.theta, before)
    nn.SGD(0.1).step(net, grads)
    np.testing.assert_allclose(net.theta, before - 0.1 * grads.dtheta, rtol=1e-15)


def test_G13_ascent_ends_on_a_local_maximum():
    def slope(w):  # of w³ - 3w, which has a maximum of 2 at -1 and grows without end on the right
        return 3 * w**2 - 3

    inside, outside = 0.9, 1.1
    for _ in range(200):
        inside += 0.05 * slope(inside)
    for _ in range(12):
        outside += 0.05 * slope(outside)
    assert inside == pytest.approx(-1)
    assert outside**3 - 3 * outside > 2


def test_G13_too_few_epochs_leave_the_loss_high_and_too_many_overfit():
    def sine(m, rng):
        x = rng.uniform(-1, 1, size=(m, 1))
        return x ** np.arange(1, 10), np.sin(3 * x) + rng.normal(scale=0.3, size=(m, 1))

    for seed in range(4):
        rng = np.random.default_rng(seed)
        train, validation = sine(12, rng), sine(300, rng)
        net = nn.init([9, 1], [identity], rng, scheme="zeros")
        options = {"epochs": 5000, "validation": validation}
        history = nn.fit(net, *train, squared_error, nn.Adam(0.01), **options)
        best = history.best_epoch - 1
        assert history.loss[10] > 2 * history.loss[best]
        assert history.val_loss[10] > 1.5 * history.val_loss[best]
        assert history.loss[-1] < history.loss[best]
        assert history.val_loss[-1] > 2 * min(history.val_loss)


def test_G13_the_loss_that_chose_the_epoch_is_optimistic():
    """As if the mean of every epoch were the same, and only the noise of the few samples chose."""
    losses = np.random.default_rng(0).exponential(size=(200, 12, 30))
    assert losses.mean(axis=1).min(axis=1).mean() < 0.6
    assert losses.mean() == pytest.approx(1, abs=0.02)


def test_G14_work_follows_the_weights_and_not_the_neurons():
    widths = np.array([16, 32, 64, 128])
    nets = [nn.init([n] * 9, [tanh] * 8, np.random.default_rng(0)) for n in widths]
    counts = [nn.symbolic.count_operations(net) for net in nets]
    work, weights = np.array([(one.backprop, one.parameters) for one in counts]).T
    assert np.polyfit(np.log(weights), np.log(work), 1)[0] == pytest.approx(1, abs=0.03)
    assert np.polyfit(np.log(widths), np.log(work), 1)[0] == pytest.approx(2, abs=0.05)


def with_biases(sigma, seed):
    """A start with zero weights and random biases, after 40 steps on noise with labels."""
    rng = np.random.default_rng(seed)
    net = nn.init([3, 6, 4], [sigma, identity], rng, "zeros")
    net.b[1] = rng.normal(size=6)
    X, y = rng.normal(size=(30, 3)), rng.integers(4, size=30)
    for _ in range(40):
        nn.SGD(0.5).step(net, nn.backward(net, nn.forward(net, X), y, nn.losses.cross_entropy))
    return net


def test_G5_zero_weights_of_relu_never_move_and_equal_ones_stay_equal():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(30, 3)), rng.integers(4, size=30)
    for start in (0.0, 0.3):
        net = nn.init([3, 5, 4], [relu, identity], rng, "zeros")
        net.weights[:] = start
        for _ in range(50):
            nn.SGD(0.5).step(net, nn.backward(net, nn.forward(net, X), y, nn.losses.cross_entropy))
        np.testing.assert_allclose(net.W[1], np.repeat(net.W[1][:, :1], 5, axis=1), rtol=1e-9)
        np.testing.assert_allclose(net.W[2], np.repeat(net.W[2][:1], 5, axis=0), rtol=1e-9)
        assert net.W[1].any() == net.W[2].any() == (start != 0)


def test_G5_random_biases_save_no_relu_from_the_symmetry_but_a_tanh():
    for seed in range(5):
        net = with_biases(relu, seed)
        moved = net.W[1].any(axis=0)
        columns = np.vstack([net.W[1], net.b[1]])[:, moved]
        columns /= np.linalg.norm(columns, axis=0)
        np.testing.assert_allclose(columns.T @ columns, 1, rtol=1e-9)
        bent = with_biases(tanh, seed)
        assert np.linalg.matrix_rank(np.vstack([bent.W[1], bent.b[1]]), tol=1e-3) > 1


def size(array):
    return np.sqrt((array**2).mean())


def test_G6_the_signal_keeps_its_size_through_ten_layers_with_the_gain_of_its_activation():
    for sigma, gain, near in ((identity, 1, 2), (relu, 2, 2), (relu, 1, None)):
        ratios = []
        for seed in range(10):
            rng = np.random.default_rng(seed)
            net = nn.init([200] * 12, [sigma] * 11, rng, "lecun")
            net.weights[:] *= np.sqrt(gain)
            a = nn.forward(net, rng.normal(size=(50, 200))).a
            ratios.append(size(a[11]) / size(a[1]))
        ratio = np.median(ratios)
        assert 1 / near < ratio < near if near else ratio == pytest.approx(2**-5, rel=0.5)


@pytest.fixture(scope="module")
def digits():
    """Three parts of the digits, a start and the network that it becomes, as in lesson 14."""
    rng = np.random.default_rng(0)
    rest, labels, *test = nn.data.split(*nn.data.digits(), rng)
    X, y, *validation = nn.data.split(rest, labels, rng)
    net, start = trained(X, y)
    return SimpleNamespace(X=X, y=y, validation=validation, test=test, net=net, start=start)


def trained(X, y, seed=1, epochs=60, descent=None):
    """A network of lesson 14 and its start."""
    rng = np.random.default_rng(seed)
    net = nn.init([64, 32, 10], [relu, identity], rng)
    start = net.copy()
    options = {"epochs": epochs, "batch_size": 32, "rng": rng}
    nn.fit(net, X, y, nn.losses.cross_entropy, descent or nn.Adam(0.005), **options)
    return net, start


def readings(net, X):
    return nn.predict(net, X).argmax(axis=1)


def share_right(net, X, y):
    return (readings(net, X) == y).mean()


def test_G9_a_block_that_was_not_seen_tells_what_the_seen_one_cannot(digits):
    """Labels by dice are learnt by heart, and nothing of it holds on another block."""
    by_dice = np.random.default_rng(0).permutation(digits.y)
    heart, _ = trained(digits.X, by_dice, epochs=100)
    assert share_right(heart, digits.X, by_dice) > 0.35
    assert share_right(heart, *digits.validation) < 0.17
    assert share_right(digits.net, digits.X, digits.y) == 1
    assert 0.94 < share_right(digits.net, *digits.validation) < 0.985
    assert 0.94 < share_right(digits.net, *digits.test) < 0.985


def test_G9_the_best_of_a_thousand_guessers_is_lucky_on_the_block_that_chose_it():
    best, again = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        labels, new = rng.integers(0, 10, size=(2, 100))
        scores = (rng.integers(0, 10, size=(1000, 100)) == labels).sum(axis=1)
        best.append(scores.max())
        again.append((rng.integers(0, 10, size=100) == new).sum())
    assert 18 <= np.mean(best) <= 22 and min(best) >= 17
    assert 8 <= np.mean(again) <= 12


def patched(X, row, column, ink):
    pictures = X.reshape(-1, 8, 8).copy()
    pictures[:, row : row + 2, column : column + 2] = ink
    return pictures.reshape(-1, 64)


def test_G10_a_patch_where_no_digit_is_derails_a_network_that_stays_sure(digits):
    X, y = digits.validation
    places = [*np.ndindex(7, 7)]
    paper, ink = (
        {place: share_right(digits.net, patched(X, *place, one), y) for place in places}
        for one in (0, 1)
    )
    assert min(ink, key=ink.get) == (2, 0)
    assert ink[2, 0] < 0.6 < 0.62 < min(paper.values())
    assert min(paper, key=paper.get) == (2, 2)
    sure = nn.losses.softmax(nn.predict(digits.net, patched(X, 2, 0, 1))).max(axis=1)
    assert sure.mean() > 0.85


def test_G10_the_patch_meets_weights_that_adam_made_large_on_four_pictures(digits):
    """Put to 0 or back to the start they do no harm, and after plain descent neither."""
    X, y = digits.validation
    ink = patched(X, 2, 0, 1)
    assert [(digits.X[:, k] > 0).sum() for k in (16, 24)] == [3, 2]
    assert (digits.X[:, [16, 24]] > 0).any(axis=1).sum() == 4
    growth = np.abs(digits.net.W[1]) / np.abs(digits.start.W[1]).mean()
    assert growth[[16, 24]].mean() > 3.5 > 2.5 > growth.mean()
    rare = digits.X.mean(axis=0) < 1 / 32
    assert rare.sum() == 18
    for quiet in (0, digits.start.W[1][rare]):
        net = digits.net.copy()
        net.W[1][rare] = quiet
        assert share_right(net, ink, y) > 0.92
    plain, start = trained(digits.X, digits.y, descent=nn.SGD(0.1))
    moved = np.abs(plain.W[1]).mean(axis=1) / np.abs(start.W[1]).mean(axis=1)
    assert moved[[16, 24]].max() < 1.1 < moved.mean()
    assert share_right(plain, ink, y) > 0.92
    assert share_right(plain, X, y) < share_right(digits.net, X, y)


def test_G10_a_step_by_the_slopes_signs_derails_it_and_one_by_dice_does_not(digits):
    X, y = digits.validation
    grads = nn.backward(digits.net, nn.forward(digits.net, X), y, nn.losses.cross_entropy)
    signs = np.sign(grads.delta[1] @ digits.net.W[1].T)
    dice = np.random.default_rng(0).choice([-1, 1], size=X.shape)
    other, _ = trained(digits.X, digits.y, seed=2)

    def right(net, step):
        return share_right(net, np.clip(X + step, 0, 1), y)

    assert [round(right(digits.net, k / 16 * signs), 1) for k in (1, 2, 3)] == [0.7, 0.2, 0.0]
    assert all(right(digits.net, k / 16 * dice) > 0.85 for k in (1, 2, 3))
    assert right(other, 2 / 16 * signs) < 0.4  # nobody asked the other network for a slope
    assert right(digits.net, -1 / 16 * signs) > 0.99
    # Where it is fooled it is surer than in its honest mistakes.
    changed, honest = np.clip(X + 2 / 16 * signs, 0, 1), readings(digits.net, X) != y
    fooled = ~honest & (readings(digits.net, changed) != y)
    sure = [
        nn.losses.softmax(nn.predict(digits.net, part)).max(axis=1).mean()
        for part in (changed[fooled], X[honest])
    ]
    assert sure[0] > 0.85 > 0.75 > sure[1]


def test_G10_what_fools_one_network_fools_half_as_many_of_another_on_other_pictures(digits):
    X, y = digits.validation
    for seed in (0, 1):
        halves = nn.data.split(digits.X, digits.y, np.random.default_rng(seed), held_out=0.5)
        one, other = trained(*halves[:2])[0], trained(*halves[2:], seed=2)[0]
        grads = nn.backward(one, nn.forward(one, X), y, nn.losses.cross_entropy)
        changed = np.clip(X + 2 / 16 * np.sign(grads.delta[1] @ one.W[1].T), 0, 1)
        assert share_right(one, changed, y) < 0.3
        lost = [share_right(net, X, y) - share_right(net, changed, y) for net in (one, other)]
        assert 0.45 < lost[1] / lost[0] < 0.65


def test_G10_to_first_order_no_step_raises_the_loss_more_than_the_one_by_signs(digits):
    X, y = (part[:20] for part in digits.validation)
    loss = nn.losses.cross_entropy
    grads = nn.backward(digits.net, nn.forward(digits.net, X), y, loss)
    slopes, eps = grads.delta[1] @ digits.net.W[1].T, 1e-6

    def rise(step):
        return (loss(nn.predict(digits.net, X + step), y) - grads.C) / eps

    assert rise(eps * np.sign(slopes)) == pytest.approx(np.abs(slopes).sum(), rel=1e-3)
    rng = np.random.default_rng(0)
    for _ in range(20):
        assert rise(eps * rng.choice([-1, 1], size=X.shape)) < 0.8 * np.abs(slopes).sum()


def test_G9_what_learnt_from_a_small_block_is_too_sure_on_another(digits):
    X, y = digits.validation
    few, _ = trained(digits.X[:100], digits.y[:100], epochs=1000)
    for net, gap in ((digits.net, (-0.03, 0.03)), (few, (0.08, 0.16))):
        p = nn.losses.softmax(nn.predict(net, X))
        assert gap[0] < p.max(axis=1).mean() - (p.argmax(axis=1) == y).mean() < gap[1]
    p = nn.losses.softmax(nn.predict(few, X))
    near = (p.max(axis=1) >= 0.8) & (p.max(axis=1) < 0.9)
    assert (p.argmax(axis=1) == y)[near].mean() < 0.5


def test_G11_every_date_of_lesson_A_stands_among_the_sources():
    root = Path(__file__).parents[2]
    cells = json.loads((root / "notebooks/A_reading_the_literature.ipynb").read_text("utf-8"))[
        "cells"
    ]
    (figure,) = ("".join(cell["source"]) for cell in cells if cell["id"] == "people-figure")
    sources = (root / "docs/sources.md").read_text("utf-8").splitlines()
    dates = re.findall(r'(\d{4}): "[^"(]+\(([^)]+)\)"', figure)
    assert len(dates) == 10
    for year, names in dates:
        rows = [row for row in sources if year in row and all(n in row for n in names.split(", "))]
        assert rows, (year, names)

"""Rows G: descent, and where it ends."""

import json
import re
from itertools import permutations
from pathlib import Path

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

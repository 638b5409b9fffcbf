"""What lesson 10 says in words and has no cell for, checked by another road."""

from math import factorial

import numpy as np
import pytest

import nnlib as nn

X, AT = np.linspace(-3, 3, 61)[:, None], np.linspace(-3, 3, 601)[:, None]
RELU, IDENTITY = nn.activations.relu, nn.activations.identity


def curve(x):
    return np.sin(2 * x + 0.5) * np.exp(-(x**2) / 8) + 0.3 * np.sin(5 * x)


def loss_after(epochs, n, seed):
    rng = np.random.default_rng(seed)
    net = nn.init([1, n, 1], [RELU, IDENTITY], rng)
    net.b[1] = rng.uniform(-3, 3, n)
    loss = nn.losses.squared_error
    nn.fit(net, X, curve(X), loss, nn.Adam(0.02), epochs=epochs)
    return loss(nn.predict(net, AT), curve(AT))


def test_of_two_starts_with_16_neurons_one_needs_time_and_the_other_is_stuck():
    assert loss_after(5000, 16, 1) < 0.5 * loss_after(1000, 16, 1)
    stuck = loss_after(1000, 16, 0)
    assert 0.95 * stuck < loss_after(5000, 16, 0) < stuck < 0.05


def test_64_neurons_end_at_an_eightieth_of_the_loss_of_one():
    one, many = (np.median([loss_after(1000, n, seed) for seed in range(7)]) for n in (1, 64))
    assert one / many == pytest.approx(80, rel=0.05)


@pytest.mark.parametrize("x", [X, AT])
def test_the_best_single_relu_stays_above_what_sixteen_reach(x):
    """Every corner, looking to either side, with the best height and slope for each."""
    losses = []
    for corner in np.linspace(-3, 3, 601):
        for side in (-1, 1):
            A = np.hstack([np.maximum(side * (x - corner), 0), np.ones_like(x)])
            best, *_ = np.linalg.lstsq(A, curve(x), rcond=None)
            losses.append(nn.losses.squared_error(A @ best, curve(x)))
    assert 0.15 < min(losses) < 0.17


def test_sixteen_neurons_have_about_21_million_million_orders_and_each_a_family():
    assert round(factorial(16) / 1e12) == 21
    net = nn.init([1, 16, 1], [RELU, IDENTITY], np.random.default_rng(0))
    net.b[1] = np.linspace(-2, 2, 16)
    family = nn.Network([1, 16, 1], [RELU, IDENTITY], net.theta.copy())
    family.W[1][0, 3] *= 2
    family.b[1][3] *= 2
    family.W[2][3] /= 2
    np.testing.assert_allclose(nn.predict(family, AT), nn.predict(net, AT), atol=1e-14)


def test_between_a_parabola_and_its_chord_the_gap_falls_by_half_the_bend_times_d_squared():
    bend, h = 1.7, 0.3
    d = np.linspace(-h / 2, h / 2, 101)
    parabola = -bend * d**2 / 2 + 0.4 * d + 1  # with a slope, so that the chord is no level line
    chord = np.interp(d, d[[0, -1]], parabola[[0, -1]])
    np.testing.assert_allclose(parabola - chord, bend / 8 * h**2 - bend / 2 * d**2, atol=1e-15)

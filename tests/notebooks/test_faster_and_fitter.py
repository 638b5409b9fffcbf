"""What lesson 13 tells of momentum and Adam, from more starts and seeds than it shows."""

import numpy as np
import pytest

import nnlib as nn


def roll(curvature, eta, mu, steps):
    """The distances of a ball on a parabola, by nnlib's own momentum."""
    d, ball = np.ones(1), nn.Momentum(eta, mu=mu)
    way = [d[0]]
    for _ in range(steps):
        ball.update(d, curvature * d)
        way.append(d[0])
    return np.array(way)


def steps(optimizer, H, start, most=4000):
    """How many steps bring the height of a bowl down to a millionth."""
    d = np.array(start, float)
    goal = 1e-6 * d @ H @ d
    for t in range(1, most + 1):
        optimizer.update(d, H @ d)
        if d @ H @ d < goal:
            return t
    return most


def best_of(kappa):
    mu = ((kappa**0.5 - 1) / (kappa**0.5 + 1)) ** 2
    return nn.SGD(2 / (1 + kappa)), nn.Momentum(4 / (1 + kappa**0.5) ** 2, mu=mu)


@pytest.mark.parametrize("mu", [0.5, 0.8, 0.9])
def test_inside_the_range_the_envelope_falls_by_the_root_of_mu_and_the_distance_does_not(mu):
    low, high = (1 - mu**0.5) ** 2, (1 + mu**0.5) ** 2
    for curvature in np.linspace(low, high, 7)[1:-1]:
        sizes = np.abs(np.roots([1, -(1 + mu - curvature), mu]))
        np.testing.assert_allclose(sizes, mu**0.5)
        way = np.abs(roll(curvature, 1.0, mu, 60)) / mu ** (np.arange(61) / 2)
        assert way.max() < 10 and way[30:].max() > 0.3  # neither grows nor dies
        assert (np.diff(np.abs(roll(curvature, 1.0, mu, 60))) > 0).any()
    for outside in (low * 0.5, high * 1.05):
        assert np.abs(np.roots([1, -(1 + mu - outside), mu])).max() > mu**0.5 + 1e-3


def test_no_momentum_is_better_than_the_one_for_these_curvatures():
    kappa = 100
    root = (kappa**0.5 - 1) / (kappa**0.5 + 1)

    def slowest(eta, mu):
        pairs = [np.roots([1, -(1 + mu - eta * one), mu]) for one in (1, kappa)]
        return np.abs(pairs).max()

    assert slowest(4 / (1 + kappa**0.5) ** 2, root**2) == pytest.approx(root, abs=1e-6)
    rates, shares = np.linspace(0.001, 0.04, 40), np.linspace(0, 0.95, 40)
    assert min(slowest(eta, mu) for eta in rates for mu in shares) > root - 1e-6


def test_four_times_the_kappa_is_twice_the_steps_for_momentum_and_four_times_for_plain_descent():
    counts = [[steps(one, np.diag([1, k]), (1, 1)) for one in best_of(k)] for k in (100, 400)]
    (plain, ball), (plain_4, ball_4) = counts
    assert plain_4 / plain == pytest.approx(4, abs=0.05)
    assert ball_4 / ball == pytest.approx(2.1, abs=0.1)


def test_each_landscape_has_another_winner():
    turn, long = np.array([[1, -1], [1, 1]]) / 2**0.5, np.diag([1.0, 1000.0])
    starts = np.random.default_rng(7).normal(size=(9, 2))

    def medians(H, turned, **betas):
        low, high = np.linalg.eigvalsh(H)
        counts = [
            [steps(one, H, start) for one in best_of(high / low)]
            + [min(steps(nn.Adam(rate, **betas), H, start) for rate in np.geomspace(0.02, 2, 8))]
            for start in starts @ turned.T
        ]
        return np.median(counts, axis=0)

    plain, ball, adam = medians(np.eye(2), np.eye(2))
    assert plain == ball == 1 and adam > 50
    along, across = medians(long, np.eye(2)), medians(turn @ long @ turn.T, turn)
    assert along.argmin() == 2 and along[2] < along[1] / 2
    assert across.argmin() == 1 and across[2] > 3 * along[2]
    np.testing.assert_array_equal(along[:2], across[:2])
    forgetful = medians(turn @ long @ turn.T, turn, beta2=0.9)[2]  # "Change this line"
    assert forgetful == pytest.approx(across[2] / 2, rel=0.15) and forgetful < across[1]


def test_a_balls_floor_is_that_of_the_long_run_rate():
    X = np.random.default_rng(3).uniform(1, 5, size=64)
    X1 = np.stack([X, np.ones(64)], axis=1)
    residuals = 0.8 * np.random.default_rng(4).normal(size=64)
    residuals -= X1 @ np.linalg.lstsq(X1, residuals)[0]
    H = X1.T @ X1 / 64

    def floor(optimizer, seed):
        d, heights = np.zeros(2), []
        for rows in np.random.default_rng(seed).integers(64, size=(4000, 4)):
            optimizer.update(d, X1[rows].T @ (X1[rows] @ d - residuals[rows]) / 4)
            heights.append(d @ H @ d)
        return np.mean(heights[1000:])

    for mu in (0.5, 0.9):
        ratios = [
            floor(nn.Momentum(0.005, mu=mu), seed) / floor(nn.SGD(0.005), seed) for seed in range(4)
        ]
        assert np.mean(ratios) == pytest.approx(1 / (1 - mu), rel=0.15)


def test_adams_step_on_slopes_that_alternate_is_a_nineteenth():
    theta, adam, way = np.zeros(1), nn.Adam(1.0), []
    for t in range(400):
        before = theta[0]
        adam.update(theta, np.array([2.0 * (-1) ** t]))
        way.append(abs(theta[0] - before))
    assert way[0] == pytest.approx(1)
    assert way[-1] == pytest.approx(0.1 / 1.9, rel=1e-3)


def test_with_twenty_starts_neither_sharpness_nor_loss_tells_the_batches_apart():
    """The experiment of the lesson's end, of which it shows seven starts."""
    relu, linear = nn.activations.relu, nn.activations.identity
    loss, test = (
        nn.losses.binary_cross_entropy,
        nn.data.moons(2000, np.random.default_rng(99), 0.35),
    )

    def found(seed, size, eta):
        rng = np.random.default_rng(seed)
        X, y = nn.data.moons(40, rng, noise=0.35)
        net = nn.init([2, 50, 1], [relu, linear], rng)
        net.b[1] = rng.normal(size=50)

        def reached(epoch, net, history):
            return history.loss[-1] < 0.15

        how = {"epochs": 3000, "batch_size": size, "rng": rng, "callback": reached}
        nn.fit(net, X, y, loss, nn.SGD(eta), **how)
        changes = 1 + 0.1 * rng.normal(size=(20, net.theta.size))
        moved = [nn.Network(net.n, net.sigma.values(), net.theta * change) for change in changes]
        around = np.mean([loss(nn.predict(one, X), y) for one in moved])
        at, tested = (loss(nn.predict(net, x), t) for x, t in ((X, y), test))
        return around - at, tested

    whole, few = (
        np.array([found(seed, *how) for seed in range(20)]) for how in ((40, 0.5), (4, 0.1))
    )
    assert np.median(few[:7, 0]) > 1.3 * np.median(whole[:7, 0])  # what the lesson shows
    for sharp, tested in (whole.T, few.T):
        assert np.median(sharp) == pytest.approx(0.02, abs=0.005)
        assert np.median(tested) == pytest.approx(0.41, abs=0.02)
        assert sharp.max() > 5 * sharp.min()  # from start to start it differs far more


def test_who_is_ahead_in_the_race_and_whom_a_large_rate_throws_out():
    X, y = nn.data.line(64, np.random.default_rng(3), w=1.1, b=4.4, noise=0.8)
    X1 = np.hstack([X + 3, np.ones_like(X)])
    H, best = X1.T @ X1 / 64, np.linalg.lstsq(X1, y)[0].ravel()

    def heights(optimizer):
        theta, found = np.array([2.8, -4.2]), []
        for _ in range(80):
            optimizer.update(theta, H @ (theta - best))
            found.append((theta - best) @ H @ (theta - best) / 2)
        return found

    plain, ball, adam = (
        {eta: heights(one(eta)) for eta in (0.1, 0.2, 0.398)}
        for one in (nn.SGD, lambda eta: nn.Momentum(eta, 0.8), nn.Adam)
    )
    assert 800 < plain[0.1][59] / ball[0.1][59] < 1000
    assert plain[0.2][-1] > 1e6 and ball[0.2][-1] < 1e-6
    assert min(plain[0.398][-1], ball[0.398][-1]) > 1e6 and adam[0.398][-1] < 1e-3
    root = 0.9**0.5
    assert ((1 + root) / (1 - root)) ** 2 == pytest.approx(1400, abs=50)


def test_the_validation_loss_is_least_in_epoch_11_and_then_worse_than_no_knowledge():
    relu, linear = nn.activations.relu, nn.activations.identity
    rng = np.random.default_rng(2)
    old, new = (nn.data.moons(m, rng, noise=0.35) for m in (40, 400))
    net = nn.init([2, 50, 1], [relu, linear], rng)
    net.b[1] = rng.normal(size=50)
    how = {"epochs": 500, "rng": rng, "patience": 500, "validation": new}
    loss = nn.losses.binary_cross_entropy
    history = nn.fit(net, *old, loss, nn.Adam(0.02), **how)
    assert net.theta.size == 201 and history.best_epoch == 11
    assert history.val_loss[-1] > 2 * np.log(2)

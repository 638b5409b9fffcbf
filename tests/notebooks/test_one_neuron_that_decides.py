"""Numbers of lesson 06 that its cells do not print."""

import numpy as np

import nnlib as nn


def training_part():
    """The standardised inputs and the labels of lesson 06."""
    images, labels = nn.data.digits()
    chosen = (labels == 0) | (labels == 6)
    is_six = (labels[chosen] == 6).astype(int)
    X, y, _, _ = nn.data.split(images[chosen], is_six, np.random.default_rng(0))
    X = np.stack([X[:, :32].mean(axis=1), X[:, 32:].mean(axis=1)], axis=1)
    return (X - X.mean(axis=0)) / X.std(axis=0), y[:, None]


def test_the_line_stays_short_of_0_and_1_in_the_middle_of_the_clouds():
    X, y = training_part()
    X = np.hstack([X, np.ones((len(X), 1))])
    a = X @ np.linalg.lstsq(X, y)[0]
    assert [round(a[y == label].mean(), 2) for label in (0, 1)] == [0.09, 0.92]


def test_the_squared_error_wakes_up_slowly():
    X, y = training_part()
    net = nn.Network([2, 1], [nn.activations.sigmoid], np.array([5.0, -5.0, 0.0]))
    sizes = []
    while ((nn.predict(net, X) > 0.5) == y).mean() < 0.9:
        slopes = nn.backward(net, nn.forward(net, X), y, nn.losses.squared_error).dtheta
        sizes.append(np.linalg.norm(slopes))
        net.theta -= slopes
    assert len(sizes) == 589 and np.argmax(sizes) == 419
    assert (np.diff(sizes[:420]) > 0).all()
    assert 9.8 < sizes[419] / sizes[0] < 10


def test_the_slopes_of_the_two_losses_are_nearest_in_doubt():
    # For a six: p − 1, and that times p (1 − p).
    p = nn.activations.sigmoid(np.linspace(-8, 8, 321))
    factor = (1 - p) / ((1 - p) * p * (1 - p))
    assert p[np.argmin(factor)] == 0.5
    np.testing.assert_allclose(factor.min(), 4)

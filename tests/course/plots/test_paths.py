import re

import numpy as np
import pytest

import nnlib as nn
from nnlib import plots


@pytest.fixture
def one_sample():
    rng = np.random.default_rng(4)
    net = nn.init([3, 4, 1], [nn.activations.tanh, nn.activations.sigmoid], rng)
    net.theta[:] = rng.normal(size=net.theta.size)
    X, y = rng.normal(size=(1, 3)), np.array([[0.3]])
    trace = nn.forward(net, X)
    return net, trace, nn.backward(net, trace, y, nn.losses.squared_error), X, y


def texts(ax):
    return [text.get_text().replace("−", "-") for text in ax.texts]


@pytest.mark.parametrize(("k", "j"), [(0, 0), (2, 3), (1, 2)])
def test_the_five_numbers_on_the_path_multiply_to_the_slope(one_sample, k, j):
    net, trace, grads, X, y = one_sample
    ax = plots.panels(width=9)[1]
    plots.draw_lit_path(ax, net, trace, grads, k, j)
    # By a centred difference of the whole network, not from the factors.
    costs = []
    for h in (1e-5, -1e-5):
        nudged = net.copy()
        nudged.W[1][k, j] += h
        costs.append(float(((nn.predict(nudged, X) - y) ** 2).sum() / 2))
    slope = (costs[0] - costs[1]) / 2e-5
    product = next(text for text in texts(ax) if "partial" in text)
    *factors, result = map(float, re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", product.split("$")[2]))
    assert result == pytest.approx(slope, rel=0.01)
    assert len(factors) == 5
    assert np.prod(factors) == pytest.approx(slope, rel=0.03)  # each is rounded to 3 digits
    assert rf"$w^{{(1)}}_{{{k}{j}}}$" in texts(ax)


def test_every_node_shows_its_value(one_sample):
    net, trace, grads, *_ = one_sample
    ax = plots.panels(width=9)[1]
    plots.draw_lit_path(ax, net, trace, grads, 0, 1)
    shown = texts(ax)
    for layer in (*trace.a.values(), *trace.z.values()):
        for value in layer[0]:
            assert f"{value:.3g}" in shown
    assert f"{grads.C:.3g}" in shown

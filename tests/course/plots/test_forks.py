"""What a lit fork says: each wire's share, and the sum that BP2 gives."""

import numpy as np
import pytest

import nnlib as nn
from nnlib import plots
from nnlib.activations import identity


def words_of(deltas, weights):
    ax = plots.panels(height=3)[1]
    plots.draw_lit_fork(ax, deltas, weights)
    return [text.get_text() for text in ax.texts]


def test_the_shares_and_their_sum_stand_on_the_wires():
    words = words_of([0.2, -0.1], [3, 1])
    assert {"w = 3", "w = 1", "δ w = 0.2 · 3 = 0.6", "δ w = −0.1 · 1 = −0.1"} <= {*words}
    assert "0.6 − 0.1\n= 0.5" in words


@pytest.mark.parametrize("outputs", [1, 2, 3])
def test_the_sum_is_the_slope_of_the_loss_in_the_activation(outputs):
    rng = np.random.default_rng(outputs)
    net = nn.init([2, 3, outputs], [identity, identity], rng)  # so delta_1 is the slope in a_1
    X, y = rng.normal(size=(1, 2)), rng.normal(size=(1, outputs))
    grads = nn.backward(net, nn.forward(net, X), y, nn.losses.squared_error)
    words = words_of(grads.delta[2][0], net.W[2][1])
    (total,) = (float(w.rpartition("= ")[2].replace("−", "-")) for w in words if "\n= " in w)
    assert total == pytest.approx(grads.delta[1][0, 1], abs=0.006 * abs(grads.delta[1]).max())

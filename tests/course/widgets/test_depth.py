"""What the explorer of lesson 12 shows is what passes through the network, and the laws."""

import numpy as np
import pytest

import nnlib as nn
from nnlib import widgets
from nnlib.course.widgets.depth import BACK, FORWARD, times


@pytest.fixture
def make(choose):
    shells = []

    def made(*arguments, way=FORWARD, **options):
        shell = widgets.explore_depth(*arguments, **options)
        shells.append(shell)
        choose(shell, "shown", [FORWARD, BACK].index(way))
        return shell.player.frame

    yield made
    for shell in shells:
        shell.close()


def by_loops(activation, depth, gain, seed):
    """The activations of each hidden layer and the δs, written out anew."""
    X, y = nn.data.digits()
    X, y = X[:200] - X[:200].mean(axis=0), y[:200]
    sigma = nn.activations.ALL[activation]
    widths = [64, *[100] * depth, 10]
    layers = [sigma] * depth + [nn.activations.identity]
    start = nn.init(widths, layers, np.random.default_rng(seed), "lecun")
    W = {l: w * (gain**0.5 if l <= depth else 1) for l, w in start.W.items()}
    a, z = {0: X}, {}
    for l in W:
        z[l] = a[l - 1] @ W[l]
        a[l] = sigma(z[l]) if l <= depth else z[l]
    e = np.exp(a[depth + 1] - a[depth + 1].max(axis=1, keepdims=True))
    delta = {depth + 1: (e / e.sum(axis=1, keepdims=True) - np.eye(10)[y]) / len(y)}
    for l in range(depth, 0, -1):
        delta[l] = delta[l + 1] @ W[l + 1].T * sigma.prime(z[l])
    return a, z, delta


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "identity"])
@pytest.mark.parametrize("way", [FORWARD, BACK])
def test_the_sizes_are_those_of_a_pass_written_out(make, activation, way):
    frame = make(activation, 5, 1.5, seed=3, way=way)
    a, _, delta = by_loops(activation, 5, 1.5, 3)
    for l in range(1, 6):
        due = (delta if way == BACK else a)[l]
        assert frame.sizes[l] == pytest.approx(np.sqrt((due**2).mean()), rel=1e-12)


def test_forward_the_law_halves_the_mean_square_of_relu_in_each_layer(make):
    frame = make("relu", 10, 1.0)
    for l in range(1, 11):
        assert frame.law[l] == pytest.approx(frame.sizes[1] * 2 ** (-(l - 1) / 2))
        assert 0.5 < frame.sizes[l] / frame.law[l] < 2
    linear = make("identity", 4, 4.0)
    assert linear.law[3] == pytest.approx(4 * linear.sizes[1])
    assert make("tanh", 4, 1.0).law is None


def test_on_the_way_back_the_law_takes_the_mean_squared_slope_of_each_layer(make):
    frame = make("sigmoid", 10, 4.0, seed=1, way=BACK)
    _, z, _ = by_loops("sigmoid", 10, 4.0, 1)
    due = frame.sizes[10]
    for l in range(9, 0, -1):
        s = 1 / (1 + np.exp(-z[l]))
        due *= np.sqrt(4 * ((s * (1 - s)) ** 2).mean())
        assert frame.law[l] == pytest.approx(due)
        assert 0.5 < frame.sizes[l] / frame.law[l] < 2


def test_what_the_lesson_says_of_gains(make):
    def back(*arguments):
        return make(*arguments, way=BACK).ratio

    assert 0.2 < back("sigmoid", 10, 64.0) < 5
    assert back("sigmoid", 30, 64.0) < 0.1 and 1 < back("sigmoid", 30, 128.0) < 10
    assert 0.5 < make("sigmoid", 30, 128.0).asleep < 0.7
    tanh = make("tanh", 20, 1.25)
    assert 0.5 < tanh.ratio < 2 and tanh.asleep < 0.01


def test_the_remark_says_what_becomes_of_the_signal(make, shown):
    shell = widgets.explore_depth("sigmoid", 10)
    said = shell.scene.remark
    assert said(shell.player.frame) == "The signal keeps its size, within a factor of 10."
    assert "dies out" in said(make("relu", 30, 1.0))
    assert "explodes" in said(make("relu", 30, 4.0))
    assert "saturated" in said(make("tanh", 10, 16.0))
    assert shown(shell)["v"] == "0.01"
    shell.close()
    assert times(20.4) == "20"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("step",), "there is no activation called 'step'"),
        (("relu", 1), "depth"),
        (("relu", 31), "depth at most 30"),
        (("relu", 5, 0), "gain in 0 … 128"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_in_a_sentence(arguments, words):
    with pytest.raises(ValueError, match=words):
        widgets.explore_depth(*arguments)

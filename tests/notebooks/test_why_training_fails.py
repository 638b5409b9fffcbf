"""What lesson 12 says in words and has no cell for, checked by another road."""

import numpy as np
import pytest

import nnlib as nn

relu, tanh, identity = (nn.activations.ALL[name] for name in ("relu", "tanh", "identity"))
LOSS = nn.losses.cross_entropy


@pytest.fixture(scope="module")
def digits():
    return nn.data.split(*nn.data.digits(), np.random.default_rng(0))


def test_zero_weights_and_biases_give_no_weight_a_slope(digits):
    X, y, *_ = digits
    net = nn.init([64, 32, 10], [relu, identity], np.random.default_rng(0), "zeros")
    grads = nn.backward(net, nn.forward(net, X), y, LOSS)
    assert not grads.dW[1].any() and not grads.dW[2].any() and not grads.db[1].any()
    assert grads.db[2].any()


def test_neurons_of_tanh_with_random_biases_part_slowly(digits):
    X, y, X_new, y_new = digits
    right = {}
    for epochs in (10, 30):
        rng = np.random.default_rng(1)
        net = nn.init([64, 32, 10], [tanh, identity], rng, "zeros")
        net.b[1] = rng.normal(size=32)
        rng = np.random.default_rng(0)
        nn.fit(net, X, y, LOSS, nn.SGD(0.1), epochs=epochs, batch_size=25, rng=rng)
        right[epochs] = np.mean(nn.predict(net, X_new).argmax(axis=1) == y_new)
    assert 0.4 < right[10] < 0.6 and right[30] > 0.9


def test_the_numbers_of_the_text():
    assert 2 ** (-29 / 2) == pytest.approx(0.00004, rel=0.1)
    assert 0.01 * np.sqrt(30 / 2) == pytest.approx(0.04, rel=0.05)
    assert np.log10(0.11 * 10) * 100 == pytest.approx(4.1, abs=0.1)  # a tenth more
    z = np.linspace(-20, 20, 4001)
    assert (nn.activations.sigmoid.prime(z) ** 2).max() == pytest.approx(1 / 16)


def test_a_silent_neuron_of_layer_1_never_wakes_and_one_of_layer_3_may(digits):
    X, y, *_ = digits
    woken = {1: 0, 3: 0}
    for seed in range(8):
        rng = np.random.default_rng(seed)
        net = nn.init([64, 30, 30, 30, 10], [relu] * 3 + [identity], rng)
        before = nn.forward(net, X).a
        nn.fit(net, X, y, LOSS, nn.SGD(0.1), epochs=3, batch_size=25, rng=rng)
        after = nn.forward(net, X).a
        for l in woken:
            silent = (before[l] == 0).all(axis=0)
            woken[l] += np.count_nonzero(after[l][:, silent].any(axis=0))
    assert woken[1] == 0 and woken[3] > 0


def test_the_numbers_worked_by_hand_in_the_set():
    assert np.sqrt(3 * 2 / 6) == 1
    assert 1 / np.mean([1, 0.25]) == pytest.approx(1.6)
    assert np.sqrt(8 * 0.25 / 2) == 1
    assert 5 + 3 * 7 == 26
    z = np.array([10.0, 0.0])
    assert 10 / np.sqrt(np.mean(z**2)) == pytest.approx(np.sqrt(2))


def test_how_many_steps_move_a_weight_by_as_much_as_itself(digits):
    X, y, *_ = digits
    net = nn.init([64, 30, 30, 30, 10], [relu] * 3 + [identity], np.random.default_rng(0))
    grads = nn.backward(net, nn.forward(net, X), y, LOSS)
    steps = [np.linalg.norm(net.W[l]) / np.linalg.norm(grads.dW[l]) for l in net.W]
    assert (round(min(steps)), round(max(steps))) == pytest.approx((9.4, 28.2), abs=0.5)
    assert (min(steps) / 3.2, max(steps) / 3.2) == pytest.approx((3, 9), abs=0.3)

"""Batches deal every sample once; `fit` learns digits, stops early, refuses what does not fit."""

import numpy as np
import pytest

import nnlib as nn
from nnlib.activations import identity, relu, tanh
from nnlib.losses import binary_cross_entropy, cross_entropy, squared_error


def digits_accuracy(seed):
    """Test accuracy of a 64-64-10 network on a stratified quarter that it has not seen."""
    rng = np.random.default_rng(seed)
    X, y, X_test, y_test = nn.data.split(*nn.data.digits(), rng)
    net = nn.init([64, 64, 10], [relu, identity], rng)
    nn.fit(net, X, y, cross_entropy, nn.Adam(eta=0.003), epochs=30, batch_size=64, rng=rng)
    return (nn.predict(net, X_test).argmax(axis=1) == y_test).mean()


def test_digits_reach_97_percent_over_five_seeds():
    assert np.mean([digits_accuracy(seed) for seed in range(5)]) >= 0.97


@pytest.mark.parametrize("size", [1, 4, 7, 10, 99])
def test_minibatches_deal_every_sample_once_with_its_target(size):
    X = np.arange(20.0).reshape(10, 2)
    y = X.sum(axis=1, keepdims=True)
    batches = list(nn.minibatches(X, y, size, np.random.default_rng(0)))
    assert all(len(X_batch) <= size for X_batch, _ in batches)
    assert len(batches) == -(-10 // size)
    dealt = np.concatenate([X_batch for X_batch, _ in batches])
    np.testing.assert_array_equal(np.sort(dealt, axis=0), X)
    for X_batch, y_batch in batches:
        np.testing.assert_array_equal(y_batch, X_batch.sum(axis=1, keepdims=True))


def test_two_epochs_are_shuffled_differently_and_a_seed_repeats_them():
    X = y = np.arange(50.0)[:, None]

    def order(rng):
        return np.concatenate([batch for batch, _ in nn.minibatches(X, y, 8, rng)]).ravel().tolist()

    rng = np.random.default_rng(0)
    first, second = order(rng), order(rng)
    assert first != second
    assert order(np.random.default_rng(0)) == first


def test_the_history_holds_the_mean_loss_over_the_samples():
    # With a rate too small to matter, the mean over batches of 4, 4 and 2 is the loss on all 10.
    X, y = nn.data.line(10, np.random.default_rng(0))
    net = nn.init([1, 1], [identity], np.random.default_rng(1))
    whole = squared_error(nn.predict(net, X), y)
    rng = np.random.default_rng(2)
    history = nn.fit(net, X, y, squared_error, nn.SGD(1e-12), epochs=3, batch_size=4, rng=rng)
    np.testing.assert_allclose(history.loss, whole, rtol=1e-9)


def test_early_stopping_gives_back_the_best_parameters():
    rng = np.random.default_rng(0)
    X, y = nn.data.moons(30, rng, noise=0.3)
    validation = nn.data.moons(200, rng, noise=0.3)
    net = nn.init([2, 40, 1], [tanh, identity], rng)
    seen = {}
    history = nn.fit(
        net, X, y, binary_cross_entropy, nn.Adam(0.05), epochs=500, validation=validation,
        patience=10, callback=lambda epoch, net, _: seen.update({epoch: net.theta.copy()}),
    )  # fmt: skip
    assert history.stopped_early
    assert len(history.loss) == history.best_epoch + 10 < 500
    assert history.val_loss[history.best_epoch - 1] == min(history.val_loss)
    np.testing.assert_array_equal(net.theta, seen[history.best_epoch])


def test_a_tie_is_no_improvement():
    X, y = nn.data.line(10, np.random.default_rng(0))
    net = nn.init([1, 1], [identity], np.random.default_rng(1))
    history = nn.fit(
        net, X, y, squared_error, nn.SGD(1e-30), epochs=50, validation=(X, y), patience=5
    )
    assert (history.best_epoch, len(history.loss)) == (1, 6)


def test_a_callback_can_end_the_training():
    X, y = nn.data.line(10, np.random.default_rng(0))
    net = nn.init([1, 1], [identity], np.random.default_rng(1))

    def stop(epoch, same_net, history):
        return epoch == 5 and same_net is net and len(history.loss) == 5

    history = nn.fit(net, X, y, squared_error, nn.SGD(0.1), epochs=50, callback=stop)
    assert len(history.loss) == 5
    assert not history.stopped_early


def test_a_rate_too_large_is_named_and_the_parameters_stay_finite():
    X, y = nn.data.line(20, np.random.default_rng(0))
    net = nn.init([1, 1], [identity], np.random.default_rng(1))
    with pytest.raises(
        FloatingPointError, match=r"overflowed in epoch \d+; the learning rate eta = 50"
    ):
        nn.fit(net, X, y, squared_error, nn.SGD(50), epochs=1000)
    assert np.isfinite(net.theta).all()


def test_the_progress_bar_is_off_unless_asked_for(capsys):
    X, y = nn.data.line(10, np.random.default_rng(0))
    net = nn.init([1, 1], [identity], np.random.default_rng(1))
    nn.fit(net, X, y, squared_error, nn.SGD(0.1), epochs=3)
    assert capsys.readouterr() == ("", "")
    nn.fit(net, X, y, squared_error, nn.SGD(0.1), epochs=3, progress=True)
    assert "3/3" in capsys.readouterr().err


def test_data_that_do_not_fit_are_refused_before_anything_moves():
    net = nn.init([1, 1], [identity], np.random.default_rng(1))
    before, X = net.theta.copy(), np.zeros((5, 1))
    for y, options, sentence in (
        (np.zeros(5), {}, "y has shape"),
        (np.zeros((4, 1)), {}, "fit: X has 5 rows but y has 4"),
        (np.zeros((5, 1)), {"batch_size": 2}, "shuffles the samples: give rng="),
        (np.zeros((5, 1)), {"batch_size": 0, "rng": np.random.default_rng(0)}, "size must be"),
        (np.zeros((5, 1)), {"patience": 3}, "patience needs validation"),
    ):
        with pytest.raises(ValueError, match=sentence):
            nn.fit(net, X, y, squared_error, nn.SGD(0.1), **options)
    with pytest.raises(ValueError, match="fit: X has shape"):
        nn.fit(net, np.zeros((5, 2)), np.zeros((5, 1)), squared_error, nn.SGD(0.1))
    np.testing.assert_array_equal(net.theta, before)

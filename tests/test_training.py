"""Batches deal every sample once; `fit` learns digits, stops early, refuses what does not fit."""

import copy
import tracemalloc

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
        (
            np.zeros((5, 1)),
            {"batch_size": 0, "rng": np.random.default_rng(0)},
            "batch_size must be a whole number, 1 or above",
        ),
        (np.zeros((5, 1)), {"patience": 3}, "patience needs validation"),
    ):
        with pytest.raises(ValueError, match=sentence):
            nn.fit(net, X, y, squared_error, nn.SGD(0.1), **options)
    with pytest.raises(ValueError, match="fit: X has shape"):
        nn.fit(net, np.zeros((5, 2)), np.zeros((5, 1)), squared_error, nn.SGD(0.1))
    np.testing.assert_array_equal(net.theta, before)


def line(seed=1):
    """A network with one neuron, and ten points for it."""
    return nn.init([1, 1], [identity], np.random.default_rng(seed)), *nn.data.line(
        10, np.random.default_rng(0)
    )


def test_all_data_are_judged_before_the_first_step():
    net, X, y = line()
    before, hole = net.theta.copy(), y.copy()
    hole[7] = np.nan
    rng = np.random.default_rng(0)
    for given, options, sentence in (
        (hole, {}, r"fit: y must hold finite numbers.* at y\[7, 0\]"),
        (hole, {"batch_size": 2, "rng": rng}, r"fit: y must hold finite numbers.* at y\[7, 0\]"),
        (y, {"validation": (X, hole)}, r"fit, validation: y must hold finite.* at y\[7, 0\]"),
        (y, {"validation": (X[:, [0, 0]], y)}, r"fit, validation: X has shape \(10, 2\)"),
        (y, {"validation": (X, y[:5])}, "fit, validation: X has 10 rows but y has 5"),
        (y, {"validation": X}, "fit: validation must be of type tuple"),
        (y, {"validation": (X,)}, "fit: validation must be a pair .X_val, y_val."),
        (None, {}, "fit: y must hold real numbers, without gaps, not None"),
        (y.astype(str), {}, "fit: y must hold real numbers"),
    ):
        with pytest.raises((ValueError, TypeError), match=sentence):
            nn.fit(net, X, given, squared_error, nn.SGD(0.1), **options)
    np.testing.assert_array_equal(net.theta, before)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"epochs": -1}, "epochs must be a whole number, 0 or above, but it is -1"),
        ({"epochs": 10.0}, "epochs must be a whole number, 0 or above, but it is 10.0"),
        ({"epochs": True}, "epochs must be a whole number"),
        ({"batch_size": 2.0}, "batch_size must be a whole number, 1 or above, but it is 2.0"),
        ({"batch_size": 2, "rng": 0}, "fit shuffles the samples: give rng="),
        ({"patience": 0}, "patience must be a whole number, 1 or above, but it is 0"),
        ({"keep": 0}, "keep is a probability above 0 and up to 1, but it is 0"),
        ({"keep": 0.5}, "fit drops neurons at random: give rng="),
        ({"callback": "stop"}, "callback must be of type .*Callable"),
        ({"loss": "squared_error"}, "loss must be of type Loss, but it is 'squared_error'"),
        ({"optimizer": "adam"}, "optimizer must be one like nn.SGD.0.1., not 'adam'"),
        ({"optimizer": range(3)}, "optimizer must be one like nn.SGD.0.1., not range"),
        ({"optimizer": nn.SGD}, "optimizer must be one like nn.SGD.0.1., not <class"),
        ({"net": None}, "net must be of type Network, but it is None"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_a_sentence(options, sentence):
    net, X, y = line()
    right = {"net": net, "X": X, "y": y, "loss": squared_error, "optimizer": nn.SGD(0.1)}
    right["validation"] = X, y
    with pytest.raises((ValueError, TypeError), match=sentence):
        nn.fit(**right | options)
    assert nn.fit(**right | {"epochs": np.int8(3), "patience": np.int64(5)}).loss


@pytest.mark.parametrize("yes", [True, np.True_])
def test_a_callback_stops_with_any_true_and_with_nothing_else(yes):
    net, X, y = line()
    for answer, epochs in ((yes, 1), (None, 3), (False, 3), (np.False_, 3), (1, 3), (X, 3)):
        history = nn.fit(
            net, X, y, squared_error, nn.SGD(0.1), epochs=3, callback=lambda *_, a=answer: a
        )
        assert len(history.loss) == epochs


def test_patience_of_one_epoch_and_no_epoch_at_all():
    net, X, y = line()
    options = {"validation": (X, y), "patience": 1}
    history = nn.fit(net, X, y, squared_error, nn.SGD(0.1), epochs=5, **options)
    assert len(history.val_loss) == history.best_epoch == 5  # it improved all the time
    before = net.theta.copy()
    assert nn.fit(net, X, y, squared_error, nn.SGD(0.1), epochs=0, **options).loss == []
    np.testing.assert_array_equal(net.theta, before)


def test_after_an_overflow_all_is_as_it_was():
    net, X, y = line()
    before, optimizer = net.theta.copy(), nn.Momentum(50)
    with pytest.raises(FloatingPointError, match="overflowed in epoch"):
        nn.fit(net, X, y, squared_error, optimizer, epochs=10_000)
    np.testing.assert_array_equal(net.theta, before)
    optimizer.eta = 0.01
    again, expected = (
        nn.fit(each, X, y, squared_error, one)
        for each, one in ((net, optimizer), (line()[0], nn.Momentum(0.01)))
    )
    assert again.loss == expected.loss


class Thrower:
    """An optimizer without a rate, which throws the parameters far away."""

    def step(self, net, _):
        net.theta[:] = 1e300


def test_an_overflow_is_blamed_on_what_caused_it():
    for far, optimizer, options, sentence in (
        (0, nn.SGD(50), {}, "the learning rate eta = 50.0 seems too large"),
        (0, nn.SGD(0.1, lam=1e9), {}, "eta = 0.1, or lam = 1000000000.0, seems too large"),
        (0, Thrower(), {}, "epoch 2; each step seems too large"),
        (1e160, nn.SGD(1e-9), {}, r"epoch 1, as they do before any step: theta reaches 1.0e\+160"),
        (np.nan, nn.SGD(0.1), {}, r"fit: theta must hold finite numbers.* nan at theta\[1\]"),
        (0, nn.SGD(0.1), {"validation": ([[1e200]], [[0.0]])}, "as they do before any step"),
    ):
        net, X, y = line()
        net.theta[1] += far
        with pytest.raises((FloatingPointError, ValueError), match=sentence):
            nn.fit(net, X, y, squared_error, optimizer, epochs=10_000, **options)


@pytest.mark.parametrize("state", ["warn", "raise"])
def test_an_overflow_on_the_way_forward_is_said_in_the_same_sentence(state):
    net = nn.init([1, 5, 1], [relu, identity], np.random.default_rng(0))
    net.theta *= 1e160
    X, y = nn.data.line(10, np.random.default_rng(0))
    with np.errstate(all=state), pytest.raises(FloatingPointError, match="fit left the network"):
        nn.fit(net, X, y, squared_error, nn.SGD(0.1), validation=(X, y))


def test_right_numbers_train_where_numpy_is_told_to_raise():
    X, y = nn.data.moons(20, np.random.default_rng(0))
    for dtype, tiny in ((np.float32, 1e-30), (np.float64, 1e-300)):
        for sigma in nn.activations.ALL.values():
            for optimizer in (nn.SGD(1e-3), nn.Momentum(1e-3), nn.Adam()):
                net = nn.init([2, 3, 1], [sigma, identity], np.random.default_rng(1), dtype=dtype)
                for scale in (tiny, 1, 1e3):
                    twin, its = net.copy(), copy.deepcopy(optimizer)
                    quiet = nn.fit(twin, scale * X, y, binary_cross_entropy, its, epochs=3)
                    twin, its = net.copy(), copy.deepcopy(optimizer)
                    with np.errstate(all="raise"):
                        loud = nn.fit(twin, scale * X, y, binary_cross_entropy, its, epochs=3)
                    assert loud.loss == quiet.loss


def test_a_full_batch_holds_no_array_that_is_not_needed():
    # Needed at once: a_1, a_2, δ_2, the product of BP2, and σ′; of X and y there is one copy.
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(4000, 8)), rng.integers(0, 3, 4000)
    net = nn.init([8, 100, 100, 3], [relu, relu, identity], rng)
    one = 4000 * 100 * 8
    tracemalloc.start()
    nn.fit(net, X, y, cross_entropy, nn.Adam(), epochs=3)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5.9 * one, f"{peak / one:.1f} arrays of a hidden layer's size"

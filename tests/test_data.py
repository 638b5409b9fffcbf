"""Data sets: their shapes, the geometry that each promises, and the digits' known counts."""

import numpy as np
import pytest

from nnlib import data


@pytest.mark.parametrize("make", [data.line, data.circles, data.moons, data.spirals, data.xor])
def test_shapes_are_two_dimensional_and_a_seed_repeats_them(make):
    X, y = make(31, np.random.default_rng(0))
    assert X.shape == (31, 1 if make is data.line else 2)
    assert y.shape == (31, 1)
    again, _ = make(31, np.random.default_rng(0))
    np.testing.assert_array_equal(X, again)
    if make is not data.line:
        assert set(np.unique(y)) == {0.0, 1.0}
        assert abs(y.mean() - 0.5) < 0.05


def test_the_line_has_the_slope_and_height_it_is_given():
    X, y = data.line(50, np.random.default_rng(0), w=-2, b=3, noise=0)
    np.testing.assert_allclose(y, 3 - 2 * X)


def test_circles_moons_and_spirals_without_noise_lie_on_their_curves():
    rng = np.random.default_rng(0)
    X, y = data.circles(40, rng, noise=0)
    np.testing.assert_allclose(np.hypot(*X.T), 1 - 0.5 * y.ravel())
    X, y = data.moons(40, rng, noise=0)
    centre = np.where(y == 0, [0.0, 0.0], [1.0, 0.5])
    np.testing.assert_allclose(np.hypot(*(X - centre).T), 1)
    X, y = data.spirals(40, rng, noise=0)
    angle = 2 * np.pi * np.hypot(*X.T) + np.pi * y.ravel()
    np.testing.assert_allclose(
        X / np.hypot(*X.T)[:, None], np.stack([np.cos(angle), np.sin(angle)], 1)
    )


def test_xor_noise_needs_a_generator():
    with pytest.raises(ValueError, match="adds noise: give rng="):
        data.xor(8, noise=0.1)


def test_digits_are_the_1797_known_images():
    X, y = data.digits()
    assert X.shape == (1797, 64)
    assert (X.min(), X.max()) == (0, 1)
    # The class counts that the UCI repository lists for this set.
    np.testing.assert_array_equal(
        np.bincount(y), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    )
    assert y[:10].tolist() == list(range(10))


def test_a_split_is_stratified_disjoint_and_whole():
    X, y = data.digits()
    X_train, _, X_test, y_test = data.split(X, y, np.random.default_rng(0))
    assert len(X_train) + len(X_test) == len(X)
    np.testing.assert_allclose(np.bincount(y_test) / np.bincount(y), 0.25, atol=0.003)
    rows = np.concatenate([X_train, X_test])
    np.testing.assert_array_equal(np.sort(rows.sum(axis=1)), np.sort(X.sum(axis=1)))
    X, y = data.line(40, np.random.default_rng(0))
    assert len(data.split(X, y, np.random.default_rng(0), held_out=0.1)[2]) == 4
    with pytest.raises(ValueError, match="held_out must lie between 0 and 1"):
        data.split(X, y, np.random.default_rng(0), held_out=25)


def test_one_hot_rows_and_columns_of_labels_are_split_like_labels():
    X, y = data.digits()
    one_hot = np.eye(10, dtype=int)[y]
    held = data.split(X, one_hot, np.random.default_rng(0))[3]
    np.testing.assert_allclose(held.sum(axis=0) / one_hot.sum(axis=0), 0.25, atol=0.003)
    expected = data.split(X, y, np.random.default_rng(0))[3]
    column = data.split(X, y[:, None], np.random.default_rng(0))[3]
    np.testing.assert_array_equal(column, expected[:, None])


def test_a_split_that_leaves_nothing_on_one_side_is_refused():
    X, y = data.line(10, np.random.default_rng(0))
    for targets, held_out in ((np.arange(10), 0.25), (y, 0.01), (y, 0.99)):
        with pytest.raises(ValueError, match=r"split: held_out = .* leaves a part empty"):
            data.split(X, targets, np.random.default_rng(0), held_out)
    assert len(data.split(X.tolist(), y.tolist(), np.random.default_rng(0))[0]) == 8


def test_settings_and_generators_that_do_not_fit_are_refused_in_a_sentence():
    rng = np.random.default_rng(0)
    for call, sentence in (
        (lambda: data.line(10, 0), "line draws at random: give rng=.* not rng=0"),
        (lambda: data.moons(0, rng), "moons: m must be a whole number, 1 or above, but it is 0"),
        (lambda: data.circles(2.0, rng), "circles: m must be a whole number"),
        (lambda: data.spirals(5, rng, noise=-1), "spirals: noise must be 0 or above"),
        (lambda: data.line(5, rng, w="1"), "line: w must be a finite number, but it is '1'"),
        (lambda: data.split([1], [1, 2], rng), "split: X has 1 rows but y has 2"),
        (lambda: data.split([["a"]], [[1]], rng), "split: X must hold real numbers"),
    ):
        with pytest.raises(ValueError, match=sentence):
            call()

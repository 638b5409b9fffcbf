"""What lesson 11 says in words and has no cell for, checked by another road."""

import numpy as np
import pytest
import sympy

import nnlib as nn
from nnlib.course.widgets.shares import TEMPERATURES


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def test_the_shares_worked_by_hand():
    assert softmax(np.log([[2.0, 1.0, 1.0]])) == pytest.approx(np.array([[0.5, 0.25, 0.25]]))


def test_the_long_way_through_all_shares_ends_at_p_minus_y():
    z = sympy.symbols("z_0:3", real=True)
    total = sum(map(sympy.exp, z))
    p = [sympy.exp(one) / total for one in z]
    for t in range(3):
        for j in range(3):
            slope = p[t] * (int(t == j) - p[j])
            assert sympy.simplify(p[t].diff(z[j]) - slope) == 0
            by_chain = -1 / p[t] * slope
            assert sympy.simplify(by_chain - (p[j] - int(j == t))) == 0


def test_at_a_rate_of_1000_it_is_the_third_step_that_has_no_number_and_the_cure_has_one():
    images, labels = nn.data.digits()
    X, y, _, _ = nn.data.split(images, labels, np.random.default_rng(0))
    W, b, largest = np.zeros((64, 10)), np.zeros(10), []
    for _ in range(4):
        z = X @ W + b
        largest.append(z.max())
        delta = (softmax(z) - np.eye(10)[y]) / len(X)
        W, b = W - 1000 * X.T @ delta, b - 1000 * delta.sum(axis=0)
    assert max(largest[:3]) < 650 and largest[3] > 1500  # far from 709.78 on both sides
    assert np.isfinite(nn.losses.cross_entropy(z, y))


def test_at_a_rate_of_200_the_shares_of_some_labels_are_0_before_a_score_overflows():
    images, labels = nn.data.digits()
    X, y, _, _ = nn.data.split(images, labels, np.random.default_rng(0))
    W, b, losses = np.zeros((64, 10)), np.zeros(10), []
    for _ in range(8):
        with np.errstate(all="ignore"):
            e = np.exp(X @ W + b)
            p = e / e.sum(axis=1, keepdims=True)
            own = p[np.arange(len(y)), y]
            losses.append(-np.log(own).mean())
        if np.isinf(losses[-1]):
            assert (own == 0).any() and not np.isnan(own).any()
        delta = (p - np.eye(10)[y]) / len(X)
        W, b = W - 200 * X.T @ delta, b - 200 * delta.sum(axis=0)
    assert np.isfinite(losses[:3]).all() and np.isinf(losses[3:6]).all()
    assert np.isnan(losses[6:]).all()


def test_the_second_class_has_its_largest_share_at_the_temperature_2():
    shares = [softmax(np.array([[2.0, 1.0, 0.0, -1.0]]) / T)[0] for T in TEMPERATURES]
    assert TEMPERATURES[int(np.argmax([p[1] for p in shares]))] == 2
    assert max(p[1] for p in shares) > 0.25
    for rising in (2, 3):
        assert (np.diff([p[rising] for p in shares]) > 0).all()


def test_with_the_subtraction_a_rate_of_1000_reads_nine_of_ten_digits_after_60_steps():
    images, labels = nn.data.digits()
    X, y, X_new, y_new = nn.data.split(images, labels, np.random.default_rng(0))
    W, b = np.zeros((64, 10)), np.zeros(10)
    for _ in range(60):
        delta = (softmax(X @ W + b) - np.eye(10)[y]) / len(X)
        W, b = W - 1000 * X.T @ delta, b - 1000 * delta.sum(axis=0)
    assert ((X_new @ W + b).argmax(axis=1) == y_new).mean() > 0.9


def test_fresh_random_weights_have_losses_about_that_of_chance():
    images, labels = nn.data.digits()
    layers = [nn.activations.relu, nn.activations.identity]
    starts = [nn.init([64, 64, 10], layers, np.random.default_rng(seed)) for seed in range(20)]
    losses = [nn.losses.cross_entropy(nn.predict(net, images), labels) for net in starts]
    assert min(losses) < np.log(10) < np.median(losses) < max(losses) < 2.7


def test_behind_two_softmaxes_no_scores_get_below_the_floor():
    rng = np.random.default_rng(1)
    floor = np.log(np.e + 9) - 1
    z = rng.normal(size=(3000, 10)) * rng.choice([0.1, 1, 10, 100], size=(3000, 1))
    losses = -np.log(softmax(softmax(z))[:, 0])
    assert losses.min() >= floor - 1e-12
    assert losses.min() == pytest.approx(floor, abs=1e-3)
    assert round(floor, 2) == 1.46


def test_one_maximum_for_the_batch_leaves_zero_over_zero_in_the_second_row():
    batch = np.array([[800.0, 799.0], [1.0, 0.0]])
    assert (np.exp(batch - batch.max())[1] == 0).all()
    assert len(str(int(sympy.floor(sympy.exp(100))))) == 44


def test_the_numbers_of_the_half_worked_step_of_the_set():
    z = np.array([[1000.0, 999.0, 998.0]])
    low = z - 1000
    total = np.exp(low).sum()
    assert [round(one, 3) for one in (total, np.log(total))] == [1.503, 0.408]
    assert (low - np.log(total)).round(3).tolist() == [[-0.408, -1.408, -2.408]]
    assert nn.losses.cross_entropy(z, np.array([1])) == pytest.approx(1.408, abs=5e-4)

"""Losses against formulas written out by hand, their slopes against SymPy, and what they refuse."""

import numpy as np
import pytest
import sympy

from nnlib import losses

A = np.array([[0.3, -1.2, 2.0], [1.5, 0.0, -0.7]])


def test_squared_error_is_half_the_squared_distance_averaged_over_the_samples():
    y = np.array([[0.0, 0.0, 1.0], [1.0, 1.0, 1.0]])
    by_hand = (0.5 * (0.3**2 + 1.2**2 + 1.0**2) + 0.5 * (0.5**2 + 1.0**2 + 1.7**2)) / 2
    assert losses.squared_error(A, y) == pytest.approx(by_hand, rel=1e-14)


def test_binary_cross_entropy_is_the_negative_log_likelihood():
    y = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.3]])
    p = 1 / (1 + np.exp(-A))
    by_hand = -(y * np.log(p) + (1 - y) * np.log(1 - p)).sum() / 2
    assert losses.binary_cross_entropy(A, y) == pytest.approx(by_hand, rel=1e-14)


def test_cross_entropy_is_minus_the_log_of_the_right_class():
    p = np.exp(A) / np.exp(A).sum(axis=1, keepdims=True)
    by_hand = -(np.log(p[0, 2]) + np.log(p[1, 0])) / 2
    labels, rows = np.array([2, 0]), np.array([[0.0, 0, 1], [1, 0, 0]])
    assert losses.cross_entropy(A, labels) == pytest.approx(by_hand, rel=1e-14)
    assert losses.cross_entropy(A, rows) == pytest.approx(by_hand, rel=1e-14)
    np.testing.assert_array_equal(
        losses.cross_entropy.grad(A, labels), losses.cross_entropy.grad(A, rows)
    )


def one_sample(name, a, y):
    """The loss of one sample as a SymPy expression of its three outputs."""
    if name == "squared_error":
        return sum((aj - yj) ** 2 for aj, yj in zip(a, y, strict=True)) / 2
    if name == "binary_cross_entropy":
        p = [1 / (1 + sympy.exp(-aj)) for aj in a]
        return -sum(
            yj * sympy.log(pj) + (1 - yj) * sympy.log(1 - pj) for pj, yj in zip(p, y, strict=True)
        )
    if name == "cross_entropy":
        total = sum(map(sympy.exp, a))
        return -sum(yj * sympy.log(sympy.exp(aj) / total) for aj, yj in zip(a, y, strict=True))
    raise NotImplementedError(f"no formula for `{name}` in one_sample, tests/test_losses.py")


@pytest.mark.parametrize("name", losses.ALL)
def test_the_slope_is_sympys_derivative_of_the_mean(name):
    a = sympy.symbols("a1:4")
    Y = np.array([[0.0, 1, 0], [1, 0, 0]])
    expected = np.array(
        [
            [float(one_sample(name, a, y).diff(aj).subs(zip(a, row, strict=True))) for aj in a]
            for row, y in zip(A, Y, strict=True)
        ]
    )
    np.testing.assert_allclose(losses.ALL[name].grad(A, Y), expected / len(A), rtol=1e-12)


def test_scores_of_ten_thousand_overflow_nowhere():
    far = np.array([[1e4, -1e4], [-1e4, 1e4]])
    right, wrong = np.array([0, 1]), np.array([1, 0])
    assert losses.cross_entropy(far, right) == 0
    assert losses.cross_entropy(far, wrong) == pytest.approx(2e4)
    assert losses.binary_cross_entropy(far, np.eye(2)) == 0
    assert losses.binary_cross_entropy(far, 1 - np.eye(2)) == pytest.approx(2e4)
    for loss, y in ((losses.cross_entropy, wrong), (losses.binary_cross_entropy, 1 - np.eye(2))):
        np.testing.assert_allclose(np.abs(loss.grad(far, y)), 0.5)


def test_a_loss_near_zero_keeps_its_digits():
    # For p = 1 − ε the loss is ε, here e^-a, far below the last digit of a = 50.
    for a, y in ((50.0, 1.0), (-50.0, 0.0)):
        C = losses.binary_cross_entropy(np.array([[a]]), np.array([[y]]))
        assert C == pytest.approx(np.exp(-50), rel=1e-12)


@pytest.mark.parametrize("loss", losses.ALL.values(), ids=repr)
def test_value_and_slope_come_together_or_apart(loss):
    y = np.eye(3)[:2]
    C, grad = loss.value_and_grad(A, y)
    assert loss(A, y) == C and isinstance(C, float)
    np.testing.assert_array_equal(loss.grad(A, y), grad)


def test_repeating_a_batch_changes_neither_the_loss_nor_the_sum_of_its_slopes():
    for loss in losses.ALL.values():
        y = np.eye(3)[:2]
        twice = np.concatenate([A, A]), np.concatenate([y, y])
        assert loss(*twice) == pytest.approx(loss(A, y), rel=1e-14)
        np.testing.assert_allclose(loss.grad(*twice).sum(axis=0), loss.grad(A, y).sum(axis=0))


def test_float32_scores_give_float32_slopes():
    for loss in losses.ALL.values():
        assert loss.grad(A.astype(np.float32), np.eye(3)[:2]).dtype == np.float32


def test_whole_numbers_as_outputs_do_not_cut_the_targets():
    a, y = np.array([[1], [3]]), np.array([[0.5], [2.5]])
    assert losses.squared_error(a, y) == 0.125  # ½ · ½², twice, over 2
    np.testing.assert_array_equal(losses.squared_error.grad(a, y), [[0.25], [0.25]])
    assert losses.binary_cross_entropy(np.array([[0]]), [[0.5]]) == pytest.approx(np.log(2))


def test_softmax_rows_are_probabilities():
    p = losses.softmax(np.array([[1e4, 0, -1e4], [0, 0, 0]]))
    np.testing.assert_allclose(p, [[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]])


@pytest.mark.parametrize(
    ("name", "y", "sentence"),
    [
        ("squared_error", np.zeros(2), r"y has shape \(2,\), but \(m, 3\) was expected"),
        ("squared_error", np.zeros((3, 3)), "a has 2 rows but y has 3"),
        ("squared_error", np.full((2, 3), np.nan), r"6 of its 6 are not; the first is nan at y\[0"),
        ("binary_cross_entropy", np.full((2, 3), 2.0), "y must lie in 0 … 1, but reaches"),
        ("cross_entropy", np.array([0, 3]), "labels must lie in 0 … 2, but y reaches from 0 to 3"),
        ("cross_entropy", np.array([-1, 0]), "labels must lie in 0 … 2, but y reaches from -1"),
        ("cross_entropy", np.array([0.0, 1.0]), "integer labels"),
        ("cross_entropy", np.full((2, 3), 0.5), "each row of y must sum to 1"),
    ],
)
def test_targets_that_do_not_fit_are_refused_in_a_sentence(name, y, sentence):
    for use in (losses.ALL[name], losses.ALL[name].grad, losses.ALL[name].value_and_grad):
        with pytest.raises(ValueError, match=sentence):
            use(A, y)


def test_one_column_against_a_vector_is_refused_and_never_broadcast():
    for loss in (losses.squared_error, losses.binary_cross_entropy):
        with pytest.raises(ValueError, match=r"y\.reshape\(-1, 1\)"):
            loss(np.zeros((4, 1)), np.zeros(4))


def test_outputs_that_are_no_matrix_or_not_finite_are_refused():
    for loss in losses.ALL.values():
        with pytest.raises(ValueError, match="a has shape"):
            loss(np.zeros(3), np.zeros(3))
        with pytest.raises(ValueError, match=r"the first is nan at a\[1, 0\]"):
            loss(np.array([[0.0, 0], [np.nan, 0]]), np.eye(2))
        with pytest.raises(ValueError, match="empty batch"):
            loss(np.zeros((0, 2)), np.zeros((0, 2)))


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.uint64, np.float16, bool])
def test_scores_of_small_types_are_taken_for_what_they_are(dtype):
    a = np.array([[0, 100, 200], [1, 2, 3]]).astype(dtype)
    np.testing.assert_allclose(losses.softmax(a), losses.softmax(a.astype(float)), rtol=1e-15)
    for loss in losses.ALL.values():
        y = np.eye(3)[[0, 2]]
        assert loss(a, y) == loss(a.astype(float), y)
        np.testing.assert_array_equal(loss.grad(a, y), loss.grad(a.astype(float), y))


def test_what_is_no_matrix_of_numbers_is_refused_by_softmax():
    for a in (np.zeros(3), np.zeros((0, 2)), [[1, np.nan]], None, "a", [[1], [1, 2]], 3.0):
        with pytest.raises(ValueError, match="softmax: a "):
            losses.softmax(a)


@pytest.mark.parametrize("loss", losses.ALL.values(), ids=repr)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_scores_raise_nothing_where_numpy_is_told_to_raise(loss, dtype):
    y = np.eye(3)[[0, 1]]
    for a in ([[1e4, -1e4, 0], [0, 800, -800]], [[1e-30, -1e-38, 0], [1e-36, 1, 0]]):
        a = np.array(a, dtype)
        quiet = loss.value_and_grad(a, y)
        with np.errstate(all="raise"):
            C, grad = loss.value_and_grad(a, y)
            assert loss(a, y) == C == quiet[0]
            losses.softmax(a)
        np.testing.assert_array_equal(grad, quiet[1])


def test_a_loss_beyond_its_type_is_said_to_be_so():
    with pytest.raises(FloatingPointError, match="squared_error: the loss is beyond what float64"):
        losses.squared_error([[1e200]], [[0.0]])
    assert losses.squared_error([[1e150]], [[0.0]]) == pytest.approx(0.5e300)

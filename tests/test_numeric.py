"""gradcheck sees the seven classic mistakes, is not fooled by a kink, refuses a vacuous pass."""

from types import SimpleNamespace

import numpy as np
import pytest

import nnlib as nn
from nnlib.activations import identity, relu, sigmoid, tanh
from nnlib.losses import cross_entropy, squared_error
from nnlib.network import Gradients, slope

RNG = np.random.default_rng(4)
X, Y = RNG.normal(size=(7, 3)), RNG.normal(size=(7, 3))
NET = nn.init([3, 5, 5, 3], [tanh, sigmoid, tanh], np.random.default_rng(1))
NET.theta += RNG.normal(scale=0.2, size=NET.theta.size)


def backward_with(mistake):
    """`backward`, written out again so that one mistake can be planted in it."""

    def backward(net, trace, y, loss):
        grads, L = Gradients(net), net.L
        delta, a, z, W = grads.delta, trace.a, trace.z, net.W
        delta[L] = loss.grad(a[L], y)
        if mistake != "no slope of the activation at the output":
            delta[L] = delta[L] * slope(net, trace, L)
        if mistake == "sum instead of mean":
            delta[L] = delta[L] * len(y)
        if mistake == "the sign of the residual":
            delta[L] = -delta[L]
        for l in range(L - 1, 0, -1):
            through = W[l + 1] if mistake == "no transpose" and l == 1 else W[l + 1].T
            at = z[l + 1] if mistake == "slope taken one layer up" and l == 1 else z[l]
            if mistake == "slope taken of the activation":
                at = a[l]
            delta[l] = (delta[l + 1] @ through) * net.sigma[l].prime(at)
        for l in range(1, L + 1):
            grads.dW[l] = a[l - 1].T @ delta[l]
            grads.db[l] = delta[l].sum(axis=0)
            if mistake == "bias gradient of the first sample only":
                grads.db[l] = delta[l][0]
        return grads

    return backward


def test_backward_without_a_mistake_passes():
    assert nn.gradcheck(NET, X, Y, squared_error, backward=backward_with(None))


@pytest.mark.parametrize(
    "mistake",
    [
        "no slope of the activation at the output",
        "sum instead of mean",
        "the sign of the residual",
        "no transpose",
        "slope taken one layer up",
        "slope taken of the activation",
        "bias gradient of the first sample only",
    ],
)
def test_each_classic_mistake_is_caught(mistake):
    report = nn.gradcheck(NET, X, Y, squared_error, backward=backward_with(mistake))
    assert not report
    assert report.error > 1e-2
    assert "DISAGREES" in repr(report)


def test_the_report_names_the_place_and_the_scale():
    report = nn.gradcheck(NET, X, Y, squared_error)
    assert report.where in report.errors
    assert set(report.errors) == {"dW[1]", "dW[2]", "dW[3]", "db[1]", "db[2]", "db[3]"}
    assert report.scales["db[3]"] == pytest.approx(
        np.abs(nn.backward(NET, nn.forward(NET, X), Y, squared_error).db[3]).max(), rel=1e-6
    )


def test_a_kink_raises_no_false_alarm():
    # At the XOR corner (0, 0) with biases of 0, every z of the hidden layer is exactly 0.
    net = nn.init([2, 3, 1], [relu, identity], np.random.default_rng(0))
    report = nn.gradcheck(net, *nn.data.xor(), squared_error)
    assert report.ok
    assert report.moved
    assert not nn.gradcheck(NET, X, Y, squared_error).moved


def test_a_vacuous_check_is_refused():
    net = nn.init([2, 3, 1], [relu, relu], np.random.default_rng(0), scheme="zeros")
    net.b[1] = [-1.0, -1.0, -1.0]
    net.b[2] = [0.5]
    with pytest.raises(ValueError, match=r"gradient is 0 in dW\[1\], dW\[2\], db\[1\]"):
        nn.gradcheck(net, *nn.data.xor(), squared_error)


def test_the_network_is_left_as_it_was():
    before = NET.theta.copy()
    nn.gradcheck(NET, X, Y, squared_error)
    np.testing.assert_array_equal(NET.theta, before)


def test_a_float32_network_is_checked_in_float64():
    net = nn.init([3, 4, 2], [tanh, identity], np.random.default_rng(2), dtype=np.float32)
    assert nn.gradcheck(net, X, np.array([0, 1, 1, 0, 1, 0, 0]), cross_entropy).error < 1e-6


def test_gradients_of_a_wrong_shape_are_refused_in_a_sentence():
    def backward(net, trace, y, loss):
        grads = nn.backward(net, trace, y, loss)
        turned = {l: dW.T for l, dW in grads.dW.items()}
        return SimpleNamespace(dW=turned, db=grads.db)

    with pytest.raises(ValueError, match=r"dW\[1\] has shape \(5, 3\), but \(3, 5\) is due"):
        nn.gradcheck(NET, X, Y, squared_error, backward=backward)
    for nothing in (None, SimpleNamespace(dW=[1, 2]), SimpleNamespace(dW={1: None})):
        with pytest.raises((ValueError, TypeError), match="gradcheck: "):
            nn.gradcheck(NET, X, Y, squared_error, backward=lambda *_, nothing=nothing: nothing)


def test_a_gradient_of_nan_is_refused_in_a_sentence():
    def backward(net, trace, y, loss):
        grads = nn.backward(net, trace, y, loss)
        grads.dW[2][1, 1] = np.nan
        return grads

    with pytest.raises(ValueError, match=r"the first is nan at dW\[2\]\[1, 1\]"):
        nn.gradcheck(NET, X, Y, squared_error, backward=backward)


def test_numeric_gradient_keeps_the_shape_and_the_argument():
    A = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(nn.numeric_gradient(lambda A: (A**3).sum(), A), 3 * A**2, atol=1e-8)
    np.testing.assert_array_equal(A, np.arange(6.0).reshape(2, 3))


def test_f_may_hand_back_its_argument_or_a_view_of_it():
    # The course's own witness: a function that returns what it was given has slope 1, not 0.
    for f in (lambda z: z, lambda z: z if z > 0 else 0, lambda z: max(z, 0), lambda z: z[...]):
        assert nn.numeric_gradient(f, 2.0) == pytest.approx(1)
    assert nn.numeric_gradient(lambda z: z if z > 0 else 0, -2.0) == 0
    x = np.array([1.0, -3.0])
    np.testing.assert_allclose(nn.numeric_gradient(lambda x: x[1], x), [0, 1])
    np.testing.assert_allclose(nn.numeric_gradient(lambda x: x[:1].reshape(1, 1), x), [1, 0])


def test_f_may_change_its_argument():
    def doubled(x):
        x *= 2
        return x.sum()

    x = np.array([1.0, -3.0])
    np.testing.assert_allclose(nn.numeric_gradient(doubled, x), [2, 2])
    np.testing.assert_array_equal(x, [1.0, -3.0])


def test_what_is_no_number_is_refused():
    for f, x, sentence in (
        (lambda x: x, np.ones(2), r"f\(x\) must be one number, but it has shape \(2,\)"),
        (lambda x: None, 1.0, r"f\(x\) must hold real numbers"),
        (lambda x: "1", 1.0, r"f\(x\) must hold real numbers"),
        (lambda x: 1j * x, 1.0, r"f\(x\) must hold real numbers"),
        (np.sum, np.array([1.0, np.nan]), "x must hold finite numbers"),
    ):
        with pytest.raises(ValueError, match=f"numeric_gradient: {sentence}"):
            nn.numeric_gradient(f, x)


def test_dropout_is_checked_on_the_mask_that_was_drawn():
    assert nn.gradcheck(NET, X, Y, squared_error, keep=0.6, seed=5)
    one, other = (nn.gradcheck(NET, X, Y, squared_error, keep=0.6, seed=seed) for seed in (5, 6))
    assert one.scales != other.scales
    with pytest.raises(ValueError, match="gradcheck: keep < 1 draws a mask, so give seed"):
        nn.gradcheck(NET, X, Y, squared_error, keep=0.6)


WRONG_MASKS = {
    "no mask": lambda mask, l: 1,
    "not scaled by 1/keep": lambda mask, l: mask[l] * 0.6,
    "scaled twice": lambda mask, l: mask[l] / 0.6,
    "that of the other layer": lambda mask, l: mask[3 - l],
    "drawn anew": lambda mask, l: (RNG.random(mask[l].shape) < 0.6) / 0.6,
    "turned upside down": lambda mask, l: mask[l][::-1],
    "one entry wrong": lambda mask, l: np.where(np.arange(35).reshape(7, 5) == 17, 1, mask[l]),
}


@pytest.mark.parametrize("name", WRONG_MASKS)
def test_a_wrong_dropout_mask_is_caught(name):
    def backward(net, trace, y, loss):
        wrong = {l: WRONG_MASKS[name](trace.mask, l) * np.ones((7, 5)) for l in trace.mask}
        return nn.backward(net, nn.Trace(trace.z, trace.a, wrong), y, loss)

    report = nn.gradcheck(NET, X, Y, squared_error, backward, keep=0.6, seed=5)
    assert not report and report.error > 1e-3

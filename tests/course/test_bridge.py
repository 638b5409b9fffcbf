"""The lines of PyTorch give what nnlib gives: an oracle that shares nothing with it."""

import json

import numpy as np
import pytest

import nnlib as nn
from nnlib.course import bridge


def ours():
    """C and the slopes by nnlib, in the order of the ten lines."""
    X, y, W1, b1, W2, b2 = bridge.arrays()
    tanh, identity = nn.activations.tanh, nn.activations.identity
    net = nn.init([2, 3, 1], [tanh, identity], np.random.default_rng(0))
    net.W[1], net.b[1], net.W[2], net.b[2] = W1, b1, W2, b2
    grads = nn.backward(net, nn.forward(net, X), y, nn.losses.squared_error)
    return grads.C, [grads.dW[1], grads.db[1], grads.dW[2], grads.db[2]]


def assert_alike(C, slopes):
    expected, wanted = ours()
    assert pytest.approx(expected, rel=1e-12) == C
    for found, due in zip(slopes, wanted, strict=True):
        np.testing.assert_allclose(found, due, rtol=1e-12)


def test_the_record_is_what_nnlib_gives():
    record = json.loads(bridge.RECORD.read_text("utf-8"))["ten lines"]
    assert_alike(record["C"], record["slopes"])


def test_the_lesson_gets_the_same():
    C, slopes, source = bridge.pytorch()
    assert_alike(C, slopes)
    assert source.startswith("PyTorch ")


def test_ten_lines_where_pytorch_is_installed():
    pytest.importorskip("torch")
    found = bridge.run()
    assert_alike(found["C"], found["slopes"])


def our_layers(loss, target):
    """The scores, C and the slopes of the network with layers by nnlib."""
    given = bridge.layer_arrays()
    tanh, identity = nn.activations.tanh, nn.activations.identity
    net = nn.init([2, 4, 3], [tanh, identity], np.random.default_rng(0))
    net.W[1], net.b[1], net.W[2], net.b[2] = (given[name] for name in ("W1", "b1", "W2", "b2"))
    trace = nn.forward(net, given["X"])
    grads = nn.backward(net, trace, given[target], loss)
    return trace.a[2], grads.C, [grads.dW[1], grads.db[1], grads.dW[2], grads.db[2]]


def assert_layers_alike(found):
    _, half_squares, _ = our_layers(nn.losses.squared_error, "y")
    z, entropy, slopes = our_layers(nn.losses.cross_entropy, "labels")
    labels = bridge.layer_arrays()["labels"]
    assert 3 / 2 * found["mse"] == pytest.approx(half_squares, rel=1e-12)
    assert found["entropy"] == pytest.approx(entropy, rel=1e-12)
    twice = nn.losses.cross_entropy(nn.losses.softmax(z), labels)
    assert found["of_shares"] == pytest.approx(twice, rel=1e-12)
    for once, two, due in zip(found["once"], found["twice"], slopes, strict=True):
        np.testing.assert_allclose(np.array(once).T, due, rtol=1e-12)
        np.testing.assert_allclose(two, 2 * np.array(once), rtol=1e-12)


def test_the_record_of_the_layers_is_what_nnlib_gives_in_its_own_letters():
    assert_layers_alike(json.loads(bridge.RECORD.read_text("utf-8"))["layers"])


def test_lesson_15_gets_the_same():
    found, source = bridge.pytorch_layers()
    assert_layers_alike(found)
    assert source.startswith("PyTorch ")


def test_no_two_layers_of_the_record_have_one_shape():
    shapes = [np.shape(slope) for slope in bridge.pytorch_layers()[0]["once"]]
    assert shapes == [(4, 2), (4,), (3, 4), (3,)]


def test_layers_where_pytorch_is_installed():
    pytest.importorskip("torch")
    assert_layers_alike(bridge.run_layers())


def test_there_are_ten_lines():
    assert len([line for line in bridge.LINES.splitlines() if line.strip()]) == 10

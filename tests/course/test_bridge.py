"""The ten lines of PyTorch give what nnlib gives."""

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
    record = json.loads(bridge.RECORD.read_text("utf-8"))
    assert_alike(record["C"], record["slopes"])


def test_the_lesson_gets_the_same():
    C, slopes, source = bridge.pytorch()
    assert_alike(C, slopes)
    assert source.startswith("PyTorch ")


def test_ten_lines_where_pytorch_is_installed():
    pytest.importorskip("torch")
    found = bridge.run()
    assert_alike(found["C"], found["slopes"])


def test_there_are_ten_lines():
    assert len([line for line in bridge.LINES.splitlines() if line.strip()]) == 10

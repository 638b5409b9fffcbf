"""What lesson A says of numbers, computed anew."""

import json
from pathlib import Path

import numpy as np
import pytest

import nnlib as nn
from nnlib.course.symbolic import FORMULAS

ROOT = Path(__file__).parents[2]
CELLS = json.loads((ROOT / "notebooks/A_reading_the_literature.ipynb").read_text("utf-8"))["cells"]
TEXT = "\n".join("".join(cell["source"]) for cell in CELLS)


def test_every_row_with_an_error_is_named_in_the_lesson():
    ledger = (ROOT / "docs/ledger.md").read_text("utf-8").splitlines()
    wrong = [row.split(" | ")[0].strip("| ") for row in ledger if "ERR" in row and row[:2] == "| "]
    assert len(wrong) == 15
    named = {one for cell in CELLS for one in cell["metadata"].get("ledger", ())}
    assert not [one for one in wrong if one not in named and f"({one})" not in TEXT]


def test_the_trial_hears_twenty_forms_in_thirteen_rows():
    forms = [one for row in FORMULAS.values() for one in row.printed]
    assert (len(forms), sum(bool(row.printed) for row in FORMULAS.values())) == (20, 13)
    assert "Most of the twenty are of few kinds" in TEXT


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("slip", ["delta", "input"])
def test_for_one_sample_the_quotient_tells_delta_from_input(seed, slip):
    """Against slopes by centred differences, in networks of unequal widths."""
    rng = np.random.default_rng(seed)
    sigma = nn.activations.sigmoid
    net = nn.init([3, 4, 2], [sigma, sigma], rng)
    x, y = rng.uniform(0.5, 2, size=(1, 3)), rng.uniform(size=(1, 2))

    def C(W):
        net.W[1] = W
        return nn.losses.squared_error(nn.predict(net, x), y)

    ours = nn.numeric_gradient(C, net.W[1].copy())
    trace = nn.forward(net, x)
    delta = nn.backward(net, trace, y, nn.losses.squared_error).delta[1]
    wrong_delta, wrong_x = delta * trace.a[1], x[:, [1, 2, 0]]
    page = x.T @ wrong_delta if slip == "delta" else wrong_x.T @ delta
    q = page / ours
    assert np.allclose(q, q[:1], rtol=1e-4) == (slip == "delta")
    assert np.allclose(q, q[:, :1], rtol=1e-4) == (slip == "input")


def test_down_the_printed_cross_entropy_hardly_a_picture_is_read_and_its_loss_falls_below_zero():
    X, labels = nn.data.digits()
    X, y = X[labels < 2], labels[labels < 2]
    w, b = np.zeros(64), 0.0
    for _ in range(100):
        p = 1 / (1 + np.exp(-(X @ w + b)))
        w, b = w + 0.5 * (p - y) @ X / len(y), b + 0.5 * (p - y).mean()
    p = np.clip(1 / (1 + np.exp(-(X @ w + b))), 1e-12, 1 - 1e-12)
    assert ((p > 0.5) == y).mean() < 0.02
    assert np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) < -1


def test_behind_one_output_a_lost_prime_is_one_constant_that_changes_from_sample_to_sample():
    rng = np.random.default_rng(3)
    sigmoid, loss = nn.activations.sigmoid, nn.losses.squared_error
    net = nn.init([3, 3, 1], [sigmoid, sigmoid], rng)
    constants = []
    for x, t in zip(rng.normal(size=(2, 1, 3)), rng.uniform(size=(2, 1, 1)), strict=True):
        trace = nn.forward(net, x)
        ours = nn.backward(net, trace, t, loss).dW
        delta = trace.a[2] - t  # the slope in the output's sum, its σ′ lost
        below = (delta @ net.W[2].T) * sigmoid.prime(trace.z[1])
        quotients = np.append(x.T @ below / ours[1], trace.a[1].T @ delta / ours[2])
        np.testing.assert_allclose(quotients, quotients[0])
        constants.append(quotients[0])
    assert abs(constants[0] - constants[1]) > 0.05

"""What set 14 says of the capstone's beginning, and what the instructor guide says of its way."""

from pathlib import Path

import numpy as np
import pytest

import nnlib as nn

COURSE = Path(__file__).parents[2]
GUIDE = (COURSE / "docs/instructor_guide.md").read_text("utf-8")
(SET,) = (COURSE / "exercises").glob("14_*/14_*.ipynb")


def parts():
    rng = np.random.default_rng(0)
    rest, rest_labels, X_test, y_test = nn.data.split(*nn.data.digits(), rng)
    return *nn.data.split(rest, rest_labels, rng), X_test, y_test


@pytest.fixture(scope="module")
def trained():
    """The published network after 300, 600 and 1,200 epochs, one and the same walk."""
    own, (X, y, *_) = nn.checks.own_network(), parts()
    found, parameters, done = {}, own.start([64, 32, 10], np.random.default_rng(1)), 0
    for epochs in (300, 600, 1200):
        parameters, _ = own.train(parameters, X, np.eye(10)[y], eta=0.1, epochs=epochs - done)
        found[epochs], done = parameters, epochs
    return own, found


def percent(own, parameters, X, y):
    return 100 * (own.predict(parameters, X).argmax(axis=1) == y).mean()


def test_more_epochs_take_it_further(trained):
    own, found = trained
    _, _, X_val, y_val, X_test, y_test = parts()
    shares = [percent(own, parameters, X_val, y_val) for parameters in found.values()]
    one = 100 / len(y_val) + 0.1  # a picture may be read otherwise by another processor
    assert shares == pytest.approx([92.6, 94.1, 95.3], abs=one)
    assert percent(own, found[1200], X_test, y_test) == pytest.approx(95.1, abs=one)
    assert "Epochs 300, 600, 1,200: 92.6, 94.1, 95.3 % of the validation part" in GUIDE
    assert "here it comes to 93 %, and with more epochs further" in SET.read_text("utf-8")


@pytest.mark.filterwarnings("ignore")
def test_above_a_rate_of_about_a_fifth_it_diverges(trained):
    own, (X, y, *_) = trained[0], parts()
    for eta, goes in ((0.2, True), (0.25, False)):
        start = own.start([64, 32, 10], np.random.default_rng(1))
        _, losses = own.train(start, X, np.eye(10)[y], eta=eta, epochs=60)
        assert (losses[-1] < losses[0]) == goes


def test_the_slope_of_the_first_bias_leads_to_the_picture(trained):
    own, parameters = trained[0], trained[1][1200]
    _, _, X_val, y_val, *_ = parts()
    targets = np.eye(10)[y_val]

    def slopes_of(i):
        _, found = own.slopes(parameters, X_val[i : i + 1], targets[i : i + 1])
        return parameters[0] @ found[1]

    measured = nn.numeric_gradient(
        lambda X: own.slopes(parameters, X, targets[:1])[0], X_val[:1].copy()
    )
    assert np.abs(slopes_of(0) - measured).max() < 1e-8
    signs = np.sign([slopes_of(i) for i in range(len(X_val))])
    shares = [
        percent(own, parameters, np.clip(X_val + levels / 16 * signs, 0, 1), y_val)
        for levels in range(4)
    ]
    assert shares == pytest.approx([95, 74, 39, 23], abs=1.2)
    assert "95, 74, 39, 23 % right" in GUIDE

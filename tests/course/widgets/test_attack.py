"""fool_digit: every square moves by whole grey levels, by the slopes' signs or by dice."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

import nnlib as nn
from nnlib import widgets
from nnlib.course.widgets import pad

RELU, IDENTITY = nn.activations.relu, nn.activations.identity
BAR = [[6.0, 16.0], [26.0, 16.0]]


@pytest.fixture(scope="module")
def net():
    """The network of lesson 14."""
    rng = np.random.default_rng(0)
    rest, labels, *_ = nn.data.split(*nn.data.digits(), rng)
    X, y, *_ = nn.data.split(rest, labels, rng)
    rng = np.random.default_rng(1)
    net = nn.init([64, 32, 10], [RELU, IDENTITY], rng)
    options = {"epochs": 60, "batch_size": 32, "rng": rng}
    nn.fit(net, X, y, nn.losses.cross_entropy, nn.Adam(0.005), **options)
    return net


@pytest.fixture
def make(net):
    shells = []

    def shell(*arguments, **options):
        shells.append(widgets.fool_digit(net, *arguments, **options))
        return shells[-1]

    yield shell
    for one in shells:
        one.close()


def press(shell, name):
    shell._handle(action="act", name=name)


def shares(net, counts):
    """The softmax of a picture's scores, without nnlib's."""
    hidden = np.maximum(counts.reshape(1, 64) / 16 @ net.W[1] + net.b[1], 0)
    z = hidden @ net.W[2] + net.b[2]
    e = np.exp(z - z.max())
    return (e / e.sum())[0]


def test_what_is_read_and_how_sure_is_the_networks(make, net):
    for levels in range(6):
        frame = make(levels).player.frame
        np.testing.assert_allclose(frame.p_before, shares(net, frame.before), rtol=1e-10)
        np.testing.assert_allclose(frame.p, shares(net, frame.counts), rtol=1e-10)
        assert frame.read == shares(net, frame.before).argmax() == 3


def test_each_square_moves_up_where_a_difference_says_that_ink_costs(make, net):
    frame = make(2).player.frame

    def C(squares):
        return -np.log(shares(net, 16 * squares)[3])

    slopes = nn.numeric_gradient(C, frame.before / 16)
    np.testing.assert_allclose(frame.slopes, slopes, atol=1e-8)
    wanted = np.clip(frame.before + 2 * np.sign(slopes), 0, 16)
    clear = np.abs(slopes) > 1e-7
    assert (frame.counts == wanted)[clear].all() and clear.sum() > 60
    assert frame.counts.min() >= 0 and frame.counts.max() <= 16


def test_one_level_fools_it_and_ten_rolls_of_dice_do_not(make, choose):
    """What the lesson opens with."""
    shell = make(1)
    assert "the network read 3 before and now reads 9, with probability 0.88" in repr(shell)
    choose(shell, "way", 1)
    seen = set()
    for _ in range(10):
        frame = shell.player.frame
        assert frame.p.argmax() == 3
        assert set(np.unique(np.abs(frame.counts - frame.before))) <= {0, 1}
        seen.add(frame.counts.tobytes())
        press(shell, "roll")
    assert len(seen) == 10
    choose(shell, "levels", 0)
    frame = shell.player.frame
    assert (frame.counts == frame.before).all()
    assert "Changed" not in repr(shell)


def test_dice_that_do_not_decide_are_not_rolled(make):
    shell = make(1)
    press(shell, "roll")
    assert "Choose “by dice”, then roll" in shell.said
    assert shell.scene.rolls == 0


def test_a_drawing_of_the_readers_is_attacked(make, choose):
    shell = make(2)
    press(shell, "clear")
    assert "Draw a digit" in repr(shell)
    assert (shell.player.frame.counts == 0).all() and not shell.scene.readout(shell.player.frame)
    shell._handle(action="point", name="pad", place=BAR[0], phase="down")
    shell._handle(action="point", name="pad", place=BAR[1], phase="move")
    frame = shell.player.frame
    strokes = pad.centred(frame.strokes)
    assert (frame.before == pad.ink_counts(pad.bitmap(strokes))).all()
    assert (frame.counts != frame.before).any()
    choose(shell, "centred", 1)
    assert (shell.player.frame.before == pad.ink_counts(pad.bitmap((BAR,)))).all()


def test_triangles_stand_on_the_squares_that_moved_and_marks_where_bars_ended(make):
    shell = make(1)
    frame = shell.player.frame
    svg = shell.scene.draw(frame)
    ET.fromstring(svg)
    corners = [
        [float(one) for pair in points.split() for one in pair.split(",")]
        for points in re.findall(r'<polygon points="([^"]+)"', svg)
    ]
    up = sum(corner[5] < corner[1] for corner in corners)
    moved = frame.counts - frame.before
    assert (up, len(corners)) == ((moved > 0).sum(), np.count_nonzero(moved))
    assert ">it reads 9<" in svg
    still = make(0)
    assert "<polygon" not in still.scene.draw(still.player.frame)


@pytest.mark.parametrize("levels", [-1, 6, 1.5, "two"])
def test_levels_that_are_none_are_refused(net, levels):
    with pytest.raises(ValueError, match="levels must be 0 to 5"):
        widgets.fool_digit(net, levels)


def test_a_network_of_other_widths_is_refused():
    net = nn.init([2, 1], [IDENTITY], np.random.default_rng(0))
    with pytest.raises(ValueError, match="fool_digit: the network must take 64"):
        widgets.fool_digit(net)

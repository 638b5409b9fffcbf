import xml.etree.ElementTree as ET

import numpy as np
import pytest

import nnlib as nn
from nnlib import widgets
from nnlib.course.widgets.fold import widest_gap


@pytest.fixture
def fold():
    shell = widgets.fold_plane()
    yield shell
    shell.close()


def set_lines(shell, choose, angle0, b0, angle1, b1):
    for name, value in (("angle0", angle0), ("b0", b0), ("angle1", angle1), ("b1", b1)):
        (choice,) = (choice for choice in shell.scene.choices if choice.name == name)
        choose(shell, name, choice.values.index(value))


def test_corners_are_the_hidden_activations_of_the_chosen_lines(fold, choose, shown):
    set_lines(fold, choose, 60, -0.4, -30, 0.3)
    for (x0, x1), corner in zip(nn.data.xor()[0], fold.player.frame.corners, strict=True):
        h = [
            max(0, x0 * np.cos(np.radians(turn)) + x1 * np.sin(np.radians(turn)) + b)
            for turn, b in ((60, -0.4), (-30, 0.3))
        ]
        np.testing.assert_allclose(corner, h, atol=1e-12)
        assert shown(fold)[f"a({x0:.0f}, {x1:.0f})"] == f"{h[0]:.2f}, {h[1]:.2f}"


def test_two_parallel_lines_fold_xor_apart_and_the_identity_never_does(fold, choose):
    assert "no straight cut" in repr(fold)
    set_lines(fold, choose, 45, 0.0, 45, -0.7)
    assert "A straight cut parts them" in repr(fold)
    # By hand: the corners fold to (0, 0), twice (√½, 0.007), and (√2, 0.714).
    h = [0.0, 0.0], [0.5**0.5, 0.5**0.5 - 0.7], [2**0.5, 2**0.5 - 0.7]
    along = np.subtract(h[2], h[0])
    off = abs(along[0] * h[1][1] - along[1] * h[1][0]) / np.hypot(*along)
    assert fold.player.frame.gap == pytest.approx(off)
    choose(fold, "sigma", 2)
    assert "no straight cut" in repr(fold)


def test_the_cut_is_half_way_across_the_widest_gap():
    circles, squares = np.array([[0.0, 0], [0, 2]]), np.array([[3.0, 1], [5, 1]])
    gap, (p, q) = widest_gap(circles, squares)
    assert gap == 3
    np.testing.assert_array_equal([p, q], [[0, 1], [3, 1]])
    crossing = widest_gap(np.array([[0.0, 0], [1, 1]]), np.array([[0.0, 1], [1, 0]]))
    assert crossing == (0.0, None)
    rng = np.random.default_rng(0)
    for _ in range(50):
        a, b, c, d = rng.normal(size=(4, 2))
        t = np.linspace(0, 1, 401)[:, None]
        p, q = a + t * (b - a), c + t * (d - c)
        nearest = np.sqrt(((p[:, None] - q[None]) ** 2).sum(axis=-1).min())
        gap = widest_gap(np.array([a, b]), np.array([c, d]))[0]
        assert gap == pytest.approx(nearest, abs=0.01)


def test_every_setting_can_be_drawn(fold, choose):
    for sigma in range(3):
        choose(fold, "sigma", sigma)
        set_lines(fold, choose, -180, 2.0, 0, -2.0)  # all four corners fall together with ReLU
        ET.fromstring(fold.scene.draw(fold.player.frame))

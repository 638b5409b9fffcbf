import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import nnlib as nn
from nnlib import widgets

AT = np.linspace(-3, 3, 601)


@pytest.fixture
def make():
    shells = []

    def made(*arguments, **options):
        shells.append(widgets.add_neurons(*arguments, **options))
        return shells[-1]

    yield made
    for shell in shells:
        shell.close()


def press(shell, *names):
    for name in names:
        shell._take(shell.scene.act, name)


def drag(shell, start, end):
    shell.touch(shell.scene.point, "curve", *start, phase="down")
    shell.touch(shell.scene.point, "curve", *end, phase="up")


def test_the_network_is_the_broken_line_through_the_corners(make):
    shell = make("waves", 5)
    drag(shell, (0.7, 0.5), (0.9, 1.3))
    line = shell.player.frame
    np.testing.assert_allclose(line.places, [-3, -1.8, -0.6, 0.9, 1.8, 3])
    assert line.heights[3] == 1.3
    drawn = nn.predict(line.net, AT[:, None]).ravel()
    np.testing.assert_allclose(drawn, np.interp(AT, line.places, line.heights), atol=1e-12)
    curve = np.sin(2 * AT + 0.5) * np.exp(-(AT**2) / 8) + 0.3 * np.sin(5 * AT)
    off = np.abs(np.interp(AT, line.places, line.heights) - curve)
    assert line.error == pytest.approx(off.max())
    assert line.where == pytest.approx(AT[off.argmax()])


def test_a_new_neuron_changes_nothing_until_its_corner_is_moved(make, shown):
    shell = make("a bell", 2)
    before = nn.predict(shell.player.frame.net, AT[:, None])
    press(shell, "add")
    line = shell.player.frame
    assert (line.n, line.pieces) == (3, 3)
    np.testing.assert_allclose(nn.predict(line.net, AT[:, None]), before, atol=1e-12)
    shell.render()
    assert shown(shell)["v"] == "0.00"
    x, y = line.places[line.chosen], line.heights[line.chosen]
    drag(shell, (x, y), (x, y + 0.5))
    assert shell.player.frame.pieces == 4
    press(shell, "remove")
    assert shell.player.frame.n == 2


def test_corners_stay_in_order_and_the_ends_on_their_places(make):
    shell = make("a step", 4)
    drag(shell, (0, 0), (2.9, 0))
    drag(shell, (-3, -1), (1, 0.4))
    line = shell.player.frame
    np.testing.assert_allclose(line.places, [-3, -1.5, 1.45, 1.5, 3])
    assert line.heights[0] == 0.4


def test_a_lifted_corner_changes_three_output_weights_as_a_tent_does(make):
    shell = make("a bell", 6)
    before = shell.player.frame.changes
    y = shell.player.frame.heights[3]
    drag(shell, (0, y), (0, y + 0.6))
    np.testing.assert_allclose(
        shell.player.frame.changes - before, [0, 0, 0.6, -1.2, 0.6, 0], atol=1e-12
    )


def test_meet_puts_every_corner_on_the_curve_and_next_goes_round(make):
    shell = make("waves", 3)
    drag(shell, (1, 0), (1.2, -1.5))
    press(shell, "meet")
    line = shell.player.frame
    at = line.places
    curve = np.sin(2 * at + 0.5) * np.exp(-(at**2) / 8) + 0.3 * np.sin(5 * at)
    np.testing.assert_allclose(line.heights, curve, atol=1e-12)
    seen = []
    for _ in range(4):
        press(shell, "next")
        seen.append(shell.player.frame.chosen)
    assert sorted(seen) == [0, 1, 2, 3]


def test_there_is_a_least_and_a_most_and_both_are_said(make):
    shell = make("waves", 12)
    press(shell, "add")
    assert "12 neurons are the most" in shell.said
    assert shell.player.frame.n == 12
    press(shell, *["remove"] * 11)
    assert shell.player.frame.n == 1
    press(shell, "remove")
    assert "One neuron is the least" in shell.said


def test_the_picture_follows_the_curve_that_is_chosen(make, choose):
    shell = make("a bell", 12)
    said = repr(shell)
    assert "within 0.25" in said
    choose(shell, "curve", 2)
    assert "“a step”" in repr(shell) != said
    ET.fromstring(shell.scene.draw(shell.player.frame))


def test_the_drawn_line_goes_through_what_the_network_says(make):
    shell = make("waves", 4)
    line = shell.player.frame
    svg = shell.scene.draw(line)
    solid = max(re.findall(r'<polyline points="([^"]+)"[^>]*stroke-width="3\.1', svg), key=len)
    points = np.array([one.split(",") for one in solid.split()], float)
    assert len(points) == 7  # five corners, and both ends of the picture
    slopes = np.diff(points[:, 1]) / np.diff(points[:, 0])
    heights = [line.heights[0], *line.heights]
    due = np.diff(heights) / np.diff([-3.4, *line.places])
    np.testing.assert_allclose(slopes[:5] / slopes[2], due / due[2], atol=0.02)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("mountains",), "mountains"),
        (("waves", 0), "n"),
        (("waves", 13), "at most 12"),
    ],
)
def test_what_cannot_be_drawn_is_refused(given, words):
    with pytest.raises(ValueError, match=words):
        widgets.add_neurons(*given)


def test_without_a_kernel_four_neurons_are_shown_and_a_live_one_begins_with_one(make):
    scene = make("waves", 1).scene
    assert scene.first().n == 1 and scene.pictured(scene.first()).n == 4
    assert make("waves", 6).scene.pictured(make("waves", 6).scene.first()).n == 6


def test_on_a_step_new_corners_go_where_it_is_steep(make):
    shell = make("a step", 1)
    for _ in range(4):
        press(shell, "add")
        press(shell, "meet")
    assert shell.player.frame.error < 0.25


def test_corners_that_are_only_added_spread_and_six_come_close(make):
    """The line does not move under them, and yet each finds a bend of its own."""
    shell = make("waves", 1)
    press(shell, *["add"] * 5)
    line = shell.player.frame
    assert line.n == 6 and np.diff(line.places).min() > 0.25
    press(shell, "meet")
    assert 0.25 < shell.player.frame.error < 0.3


def test_the_legend_names_what_is_drawn(make):
    def legend(shell):
        svg = shell.scene.draw(shell.player.frame)
        return [words for words in ("bold: the chosen", "dashed: its neighbours") if words in svg]

    alone, three = make("waves", 1), make("waves", 3)
    assert legend(alone) == ["bold: the chosen"]
    assert legend(three) == ["bold: the chosen", "dashed: its neighbours"]
    while three.player.frame.chosen < 3:
        press(three, "next")
    assert legend(three) == ["dashed: its neighbours"]  # the right end has no neuron


def test_the_weights_on_both_sides_of_the_chosen_corner_are_told(make, shown):
    shell = make("waves", 5)
    shell.render()
    told, line = shown(shell), shell.player.frame
    weights = np.diff(np.diff(line.heights) / np.diff(line.places), prepend=0)
    for name, i in (("v left", 1), ("v", 2), ("v right", 3)):
        assert told[name].replace("−", "-") == f"{weights[i]:.2f}"

"""The explorer of lesson A: the same network in every dress, computed anew from what it shows."""

import numpy as np
import pytest

from nnlib import widgets
from nnlib.course.widgets.dresses import DRESSES, HERE, SLOPES, WIDTHS

S0, S1, S2, S3, S4, _ = DRESSES
EVERY = [(l, k, j) for l in (1, 2) for k in range(WIDTHS[l - 1]) for j in range(WIDTHS[l])]


@pytest.fixture
def explorer():
    shell = widgets.explore_dresses()
    yield shell
    shell.close()


def looked(shell, place, shown=None):
    shell.scene.settings["shown"] = shown or shell.scene.settings["shown"]
    shell.scene.enter({"look": "W[{}][{}, {}]".format(*place)}, 0)
    return shell.scene.first()


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def output(scene, dress, layers):
    """What the network answers when a text's own formula is followed with its matrices."""
    a = scene.X[0]
    for l, matrix in enumerate(layers, 1):
        if dress is S2:
            a = sigmoid(matrix @ [*a, 1])
        elif dress is S0:
            a = sigmoid(matrix @ a + scene.net.b[l])
        else:
            a = sigmoid(matrix.T @ a + scene.net.b[l])
    return a[0]


@pytest.mark.parametrize("dress", DRESSES, ids=lambda dress: dress.name)
def test_each_text_s_formula_with_its_matrices_gives_the_same_output(explorer, dress):
    layers = [looked(explorer, (l, 0, 0)).in_dress(dress)[0] for l in (1, 2)]
    expected = explorer.player.frame.trace.a[2][0, 0]
    assert output(explorer.scene, dress, layers) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("place", EVERY)
@pytest.mark.parametrize("dress", DRESSES, ids=lambda dress: dress.name)
def test_the_marked_slope_is_that_of_the_text_s_own_loss(explorer, dress, place):
    d, h = looked(explorer, place, SLOPES), 1e-6
    losses = []
    for step in (h, -h):
        explorer.scene.settings["shown"] = "the weights"
        layers = [looked(explorer, (l, 0, 0)).in_dress(dress)[0].copy() for l in (1, 2)]
        layers[place[0] - 1][dress.place(*place[1:])] += step
        error = output(explorer.scene, dress, layers) - explorer.scene.y[0, 0]
        losses.append(error**2 * (1 if dress is S0 else 0.5))
    assert d.value(dress) == pytest.approx((losses[0] - losses[1]) / (2 * h), rel=1e-6)


def test_names_are_those_of_the_texts():
    assert [one.called(1, 1, 2) for one in DRESSES] == [
        "w⁽¹⁾₃₂", "A⁽¹⁾₂₃", "w⁽²⁾₃₂", "w⁽¹⁾₂₃", "w⁽²⁾₂₃", "w⁽¹⁾₁₂",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((1, 0, 1), "Six names and two places, one number"),
        ((1, 1, 1), "Four names and one place, one number"),
        ((2, 1, 0), "Six names and two places, one number"),
    ],
)
def test_names_and_places_are_counted(explorer, place, words):
    d = looked(explorer, place)
    assert explorer.scene.remark(d).startswith(words)


def test_a_click_chooses_a_weight_and_the_picture_follows(explorer):
    picture = explorer.scene.draw(looked(explorer, (1, 0, 0)))
    numbers = [f'data-pick="W[1][{k}, {j}]"' for k in range(2) for j in range(3)]
    wires = [f'data-pick="W[2][{k}, 0]"' for k in range(3)]
    assert [picture.count(one) for one in (*numbers, *wires)] == [1] * 9
    picture = explorer.scene.draw(looked(explorer, (2, 1, 0)))
    assert [picture.count(one) for one in (*numbers, *wires)] == [1] * 9
    assert "S0: w⁽²⁾₁₂" in picture and "here: w⁽²⁾₁₀" in picture


def test_the_sum_and_the_slope_below_are_those_of_the_network(explorer):
    d = looked(explorer, (1, 1, 2), SLOPES)
    below = explorer.scene.below(d)
    x, net = explorer.scene.X[0], explorer.scene.net
    z = x[0] * net.W[1][0, 2] + x[1] * net.W[1][1, 2] + net.b[1][2]
    shown = below.partition("<b>")[2].partition("</b>")[0].replace("−", "-")
    assert float(shown) == pytest.approx(z, abs=6e-4)
    slope = below.partition('"difference">')[2].partition("<")[0].replace("−", "-")
    assert float(slope) == pytest.approx(d.value(HERE), abs=6e-5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("W[3][0, 0]", "W[1] is (2, 3)"),
        ("W[1][2, 0]", "W[2] is (3, 1)"),
        ("b[1][0]", "is no weight"),
        ("W[1]", "is no weight"),
        ("seven", "is no weight"),
    ],
)
def test_what_is_no_weight_is_told(explorer, text, words):
    with pytest.raises(ValueError, match=r".") as told:
        explorer.scene.enter({"look": text}, 0)
    assert words in str(told.value)

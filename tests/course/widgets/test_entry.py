import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from nnlib import widgets


@pytest.fixture
def picker():
    shell = widgets.pick_entry(seed=2)
    yield shell
    shell.close()


def pick(shell, click, text):
    shell.controls["look"].value = text
    click(shell, "set")


def test_every_entry_is_the_sum_over_the_samples_that_is_shown(picker, click):
    X, y, net = picker.scene.X, picker.scene.y, picker.scene.net
    h = np.tanh(X @ net.W[1] + net.b[1])
    d2 = (h @ net.W[2] + net.b[2] - y) / len(X)
    d1 = np.array([[d2[i] @ net.W[2][j] * (1 - h[i, j] ** 2) for j in range(4)] for i in range(5)])
    for l, a, d in ((1, X, d1), (2, h, d2)):
        for k in range(a.shape[1]):
            for j in range(d.shape[1]):
                pick(picker, click, f"dW[{l}][{k}, {j}]")
                by_hand = sum(a[i, k] * d[i, j] for i in range(5))
                assert f"<b>{by_hand:.4f}</b>" in picker.stage.value
                shown = re.search(r'difference">([-.\d]+)<', picker.stage.value)[1]
                assert float(shown) == pytest.approx(by_hand, abs=6e-5)


def test_the_numbers_shown_add_up(picker, click):
    pick(picker, click, "dW[2][3, 1]")
    terms = re.search(r'data-name="numbers">(.*?) = <b>', picker.stage.value)[1]
    value = float(re.search(r"<b>(.*?)</b>", picker.stage.value)[1])
    assert eval(terms.replace("·", "*")) == pytest.approx(value, abs=0.03)


def test_each_dress_says_the_same_entry(picker, choose, click):
    pick(picker, click, "dW[1][2, 3]")
    pages = []
    for index in range(3):
        choose(picker, "dress", index)
        pages.append(re.search(r'data-name="equation">(.*?)</p>', picker.stage.value)[1])
    assert len(set(pages)) == 3
    index, row, column = (re.findall(r"<mn>(\d)</mn>", page) for page in pages)
    assert index == ["2", "3", "1", "2", "0", "3", "1"]  # w_23 of layer 1, a_i2 of 0, δ_i3 of 1
    assert row[:2] == ["2", "3"] == row[-2:]
    assert column[:2] == ["3", "2"] == column[-2:]


@pytest.mark.parametrize(
    "text", ["dW[1]", "W[1][0, 0]", "delta[1][0, 0]", "db[1][0]", "dW[9][0, 0]", "x"]
)
def test_what_is_no_entry_is_said_and_the_old_one_stays(picker, click, text):
    before = repr(picker)
    pick(picker, click, text)
    assert picker.said
    assert repr(picker) == before


def test_the_picture_is_well_formed_and_offers_every_entry_to_a_click(picker):
    svg = picker.scene.draw(picker.player.frame)
    ET.fromstring(svg)
    assert set(re.findall(r'data-pick="dW\[1\]\[(\d, \d)\]"', svg)) == {
        f"{k}, {j}" for k in range(3) for j in range(4)
    }

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from page_reader import shown_as, value_of

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
                value, difference = re.search(
                    r"<b>(.*?)</b>.*?difference\">(.*?)<", picker.stage.value, re.DOTALL
                ).groups()
                assert shown_as(value)[0] == pytest.approx(by_hand, abs=6e-5)
                assert shown_as(difference)[0] == pytest.approx(by_hand, abs=6e-5)


def test_the_numbers_shown_add_up(picker, click):
    pick(picker, click, "dW[2][3, 1]")
    terms = re.search(r'data-name="numbers">(.*?) = <b>', picker.stage.value, re.DOTALL)[1]
    value = shown_as(re.search(r"<b>(.*?)</b>", picker.stage.value)[1])[0]
    assert value_of(re.sub("<[^>]*>", "", terms), {}) == pytest.approx(value, abs=0.03)
    lit = re.findall(r'data-part="a1\[(\d),3\] delta2\[(\d),1\]"', terms)
    assert lit == [(str(i), str(i)) for i in range(5)]


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
    ("text", "words"),
    [
        ("dW[1]", "dW[1] is the whole matrix: choose an entry of it. Write dW[1][0, 1]"),
        ("W[1][0, 0]", "W[1] is not shown here, but entries of dW are"),
        ("W[1][0]", "W[1] is not shown here, but entries of dW are"),
        ("δ[1]", "delta[1] is not shown here"),
        ("w[1][0, 1]", "W[1] is not shown here"),
        ("loss", "C is not shown here"),
        ("db[1][0]", "db[1] is not shown here"),
        ("dW[1][0]", "dW[1] takes two indices: dW[1][0, 1]"),
        ("dW[9][0, 0]", "There is no dW[9]: the layers are 1 and 2"),
        ("dW[1][3, 0]", "dW[1][3, 0] is not in a network 3-4-2"),
        ("x", "“x” is no entry of a dW. Write dW[1][0, 1], or click an entry"),
    ],
)
def test_what_is_no_entry_is_said_in_the_words_of_this_widget_and_the_old_one_stays(
    picker, click, text, words
):
    before = repr(picker)
    pick(picker, click, text)
    assert words in picker.said and "step" not in picker.said
    assert repr(picker) == before


def test_an_entry_may_be_written_as_the_page_writes_it(picker, click):
    pick(picker, click, "dw[2][3,1]")
    assert picker.player.frame.l == 2 and picker.said == ""


@pytest.mark.parametrize(("width", "least"), [("wide", 1000), ("middle", 700), ("narrow", 360)])
def test_the_picture_is_well_formed_and_offers_every_entry_to_a_click(picker, width, least):
    picker.scene.width = width
    svg = picker.scene.draw(picker.player.frame)
    wide = float(ET.fromstring(svg).get("viewBox").split()[2])
    assert min(map(float, re.findall('font-size="([^"]+)"', svg))) * min(1, least / wide) >= 11
    assert set(re.findall(r'data-pick="dW\[1\]\[(\d, \d)\]"', svg)) == {
        f"{k}, {j}" for k in range(3) for j in range(4)
    }
    rights = (
        float(node.get("x")) + float(node.get("width")) for node in ET.fromstring(svg).iter()
        if node.tag.endswith("}rect")
    )  # fmt: skip
    assert max(rights) <= wide

"""The softmax explorer, against shares, losses and slopes worked out on their own."""

from math import exp, log

import pytest

from nnlib import widgets


@pytest.fixture
def explorer():
    shell = widgets.explore_softmax()
    yield shell
    shell.close()


def readings(shell):
    return {one.name: one for one in shell.scene.readout(shell.player.frame)}


def number(text):
    return float(text.replace("−", "-"))


def by_hand(scores, label):
    e = {name: exp(score - max(scores)) for name, score in zip("ABCD", scores, strict=True)}
    p = {name: value / sum(e.values()) for name, value in e.items()}
    return p, -log(p[label]), {name: p[name] - (name == label) for name in p}


@pytest.mark.parametrize("shift", [0, 1000])
@pytest.mark.parametrize("T", [0.5, 1.0, 20.0])
def test_the_numbers_are_right_at_every_shift_and_temperature(explorer, shift, T):
    scene = explorer.scene
    scene.settings |= {"shift": shift, "T": T, "label": "C"}
    frame = scene.first()
    p, C, slopes = by_hand([(z + shift) / T for z in (2, 1, 0, -1)], "C")
    shown = {one.name: one for one in scene.readout(frame)}
    assert number(shown["C"].value) == pytest.approx(C, abs=1e-4)
    assert number(shown["C"].shape) == pytest.approx(C, abs=1e-4)
    for name in "ABCD":
        assert number(shown[f"p {name}"].value) == pytest.approx(p[name], abs=1e-4)
        reading = shown[f"dC/ds {name}"]
        for text in (reading.value, reading.shape, reading.difference):
            assert number(text) == pytest.approx(slopes[name], abs=1e-4)


def test_without_the_maximum_it_overflows_where_exp_does(explorer):
    scene = explorer.scene
    scene.settings |= {"trick": "do not", "shift": 700}
    assert not scene.first().broken  # 702
    scene.settings["shift"] = 708
    assert scene.first().broken  # 710
    assert "overflows above 709.78" in scene.remark(scene.first())
    assert "nan" in scene.draw(scene.first())
    scene.settings["trick"] = "subtract the largest"
    assert not scene.first().broken
    assert "nan" not in scene.draw(scene.first())


def test_the_label_is_marked_by_more_than_colour(explorer):
    assert "B ★" in explorer.scene.draw(explorer.player.frame)


def test_remarks(explorer):
    scene = explorer.scene
    assert "−log 0.237" in scene.remark(scene.first())
    scene.settings |= {"zA": 6.0, "zB": -6.0}
    assert scene.remark(scene.first()) == (
        "Sure and wrong: B is pulled up and A pushed down, almost by 1."
    )
    scene.settings |= {"zA": -6.0, "zB": 6.0}
    assert "Sure and right" in scene.remark(scene.first())


def test_what_it_does_not_take_is_told():
    with pytest.raises(ValueError, match="must hold 4 scores"):
        widgets.explore_softmax((1, 2, 3))
    with pytest.raises(ValueError, match="label must be A, B, C or D"):
        widgets.explore_softmax(label="E")

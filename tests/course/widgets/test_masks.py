"""Dropout's masks, against passes and means that are worked out on their own."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import nnlib as nn
from nnlib import widgets


@pytest.fixture
def make():
    shells = []

    def made(**options):
        shells.append(widgets.drop_neurons(**options))
        return shells[-1]

    yield made
    for shell in shells:
        shell.close()


def set_to(shell, **settings):
    """The settings as the controls leave them; the run starts anew."""
    shell.scene.settings |= settings
    return [frame := shell.scene.first()] + [frame := shell.scene.advance(frame) for _ in range(4)]


def number(text):
    return float(text.replace("−", "-"))


def read(scene, frame):
    return {one.name: one for one in scene.readout(frame)}


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.8])
def test_the_passes_are_those_of_nnlib_under_its_own_mask(make, keep):
    shell = make(keep=keep)
    scene = shell.scene
    for frame in set_to(shell):
        rng = np.random.default_rng((0, frame.k))
        trace = nn.forward(scene.net, scene.X, keep, rng)
        grads = nn.backward(scene.net, trace, scene.y, nn.losses.squared_error)
        np.testing.assert_array_equal(frame.mask, trace.mask[1])
        np.testing.assert_allclose(frame.trace.a[2], trace.a[2], rtol=1e-12)
        np.testing.assert_allclose(frame.grads.dtheta, grads.dtheta, rtol=1e-12)


@pytest.mark.parametrize("masks", ["one a sample", "one for the batch"])
@pytest.mark.parametrize("scale", ["1/keep", "none"])
def test_delta_agrees_with_its_difference_whatever_the_mask(make, scale, masks):
    shell = make()
    for frame in set_to(shell, scale=scale, mask=masks):
        for i, j in np.ndindex(3, 5):
            shell.scene.settings |= {"sample": i, "neuron": j}
            delta = read(shell.scene, frame)["delta"]
            assert delta.value == delta.difference
            kept = frame.mask[i, j] > 0
            assert (frame.grads.delta[1][i, j] != 0) == kept
            said = re.search(r'name="numbers">.*?: (.*?) = <b>(.*?)</b>', shell.scene.below(frame))
            product = np.prod([number(one) for one in said[1].split(" · ")])
            assert number(said[2]) == pytest.approx(product, abs=2e-3 * max(1, abs(product)))


def test_the_mean_of_all_masks_is_the_output_without_dropout_and_unscaled_keep_times_it(make):
    scene = make(keep=0.3).scene
    a = nn.forward(scene.net, scene.X).a[1]
    masks = np.array([[j >> bit & 1 for bit in range(5)] for j in range(32)])
    chances = 0.3 ** masks.sum(axis=1) * 0.7 ** (5 - masks.sum(axis=1))
    outputs = np.array([a * mask / 0.3 @ scene.net.W[2] for mask in masks])[..., 0]
    np.testing.assert_allclose(chances @ outputs, scene.whole[:, 0], rtol=1e-12)
    np.testing.assert_allclose(chances @ (0.3 * outputs), 0.3 * scene.whole[:, 0], rtol=1e-12)


@pytest.mark.parametrize(("scale", "share"), [("1/keep", 1.0), ("none", 0.5)])
def test_the_drawn_mean_heads_for_it(make, scale, share):
    scene = make().scene
    scene.settings["scale"] = scale
    frame = scene.first()
    for _ in range(600):
        frame = scene.advance(frame)
    spread = frame.outputs.std(axis=0) / len(frame.outputs) ** 0.5
    off = frame.means[-1] - share * scene.whole[:, 0]
    assert (np.abs(off) < 4 * spread).all()
    assert number(read(scene, frame)["mean"].value) == pytest.approx(frame.means[-1, 0], abs=1e-4)


def test_one_mask_for_the_batch_has_equal_rows_and_says_so(make):
    shell = make()
    for frame in set_to(shell, mask="one for the batch"):
        assert len(np.unique(frame.mask, axis=0)) == 1
    assert "their rows are alike" in shell.scene.remark(frame)
    rows = [len(np.unique(frame.mask, axis=0)) for frame in set_to(shell, mask="one a sample")]
    assert max(rows) == 3


def test_remarks(make):
    shell = make()
    scene, (frame, *_) = shell.scene, set_to(shell)
    assert scene.remark(frame).startswith("Single draws are far off")
    scene.settings["scale"] = "none"
    assert "0.5 times the output" in scene.remark(frame)


def test_what_is_dropped_is_struck_out_in_both_tables_and_has_no_wires(make):
    scene = make().scene
    frame = scene.first()
    for width in ("wide", "middle", "narrow"):
        scene.width = width
        texts = [e.text for e in ET.fromstring(scene.draw(frame)).iter() if e.tag.endswith("}text")]
        dropped = (frame.mask == 0).sum()
        assert texts.count("×") == (frame.mask[0] == 0).sum()
        assert sum(text == "0" for text in texts) >= 2 * dropped


def test_another_sample_or_neuron_stays_at_the_same_draw(make):
    shell = make()
    shell.player.seek(7)
    shell.controls["sample"].index = 2
    assert shell.player.frame.k == 7
    assert "Sample 2" in shell.scene.text(shell.player.frame)


def test_what_it_does_not_take_is_told():
    with pytest.raises(ValueError, match="keep is a probability above 0 and up to 1, but it is 0"):
        widgets.drop_neurons(keep=0)

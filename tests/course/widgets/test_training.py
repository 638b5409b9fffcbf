import base64
import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

import nnlib as nn
from nnlib import widgets


@pytest.fixture
def view():
    shell = widgets.watch_training("circles", "2-8-1", steps=60)
    yield shell
    shell.close()


def test_a_step_makes_updates_of_adam_on_batches_drawn_from_the_seed(view, click):
    frame = view.player.frame
    net, optimizer = frame.net.copy(), nn.Adam(0.03)
    for update in range(10):
        rows = np.random.default_rng((0, update)).choice(200, 32, replace=False)
        X, y = view.scene.X[rows], view.scene.y[rows]
        trace = nn.forward(net, X)
        optimizer.step(net, nn.backward(net, trace, y, nn.losses.binary_cross_entropy))
    click(view, "step")
    click(view, "step")
    np.testing.assert_array_equal(view.player.frame.net.theta, net.theta)
    assert view.player.frame.updates == 10


def test_loss_accuracy_and_delta_are_those_of_the_network(view, click, shown):
    click(view, "last")
    net, X, y = view.player.frame.net, view.scene.X, view.scene.y
    p = 1 / (1 + np.exp(-nn.predict(net, X)))
    C = -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()
    assert float(shown(view)["C"]) == pytest.approx(C, abs=6e-5)
    right = ((p > 0.5) == (y == 1)).mean()
    assert shown(view)["right"] == f"{right:.1%}"
    assert right > 0.95
    assert float(shown(view)["delta2"]) == pytest.approx(np.abs(p - y).mean(), rel=5e-3)
    hidden = np.abs((p - y) @ net.W[2].T * (1 - np.tanh(X @ net.W[1] + net.b[1]) ** 2)).mean()
    assert float(shown(view)["delta1"]) == pytest.approx(hidden, rel=5e-3)


def test_the_line_of_code_brings_the_run_back(view, click, choose):
    choose(view, "eta", 30)
    choose(view, "seed", 4)
    choose(view, "data", 0)
    for _ in range(5):
        click(view, "step")
    (line,) = re.findall(r'data-name="line">widgets\.(\w+\([^<]*\))<', view.stage.value)
    again = eval(line, vars(widgets))
    assert again.player.index == 5
    np.testing.assert_array_equal(again.player.frame.net.theta, view.player.frame.net.theta)
    assert repr(again) == repr(view)
    assert again.scene.stop == view.scene.stop == 60
    again.close()


def test_back_shows_the_identical_picture(view, click):
    pictures = []
    for _ in range(4):
        pictures.append(view.scene.draw(view.player.frame))
        click(view, "step")
    for picture in reversed(pictures):
        click(view, "back")
        assert view.scene.draw(view.player.frame) == picture
    assert len(set(pictures)) == 4


SVG = "{http://www.w3.org/2000/svg}"


def pixels(image):
    """An embedded picture as rows of (red, green, blue, alpha)."""
    png = base64.b64decode(image.get("href").partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")).astype(int)


@pytest.mark.parametrize("network", ["2-3-1", "2-8-8-1", "2-16-16-1"])
def test_each_layer_is_one_picture_with_a_field_for_each_neuron(network):
    shell = widgets.watch_training("spirals", network, big=True)
    frame = shell.player.recording[3]
    root = ET.fromstring(shell.scene.draw(frame))
    n = list(map(int, network.split("-")))
    *strips, plane = [pixels(image) for image in root.iter(f"{SVG}image")]
    assert plane.shape[0] == plane.shape[1] and (plane[..., 3] == 255).all()
    reach = shell.scene.reach
    corner = nn.forward(frame.net, np.array([[-reach, -reach]]))
    assert len(strips) == len(n) - 2
    for l, strip in enumerate(strips, start=1):
        fields = strip.reshape(n[l], -1, *strip.shape[1:])
        side = strip.shape[1]
        assert (fields[:, :side, :, 3] == 255).all() and (fields[:, side:, :, 3] == 0).all()
        lower_left = fields[:, side - 1, 0]
        orange = lower_left[:, 0] - lower_left[:, 2]  # redder than blue
        a = corner.a[l][0]
        clear = np.abs(a) > 0.2 * np.abs(a).max()
        assert ((orange > 0) == (a > 0))[clear].all()
    shell.close()


def test_every_weight_is_a_wire_with_its_sign_by_colour_and_dash_and_its_size_by_width(view):
    frame = view.player.recording[20]
    wires = [path for path in ET.fromstring(view.scene.draw(frame)).iter(f"{SVG}path")
             if "L" in path.get("d")]  # fmt: skip
    weights = np.concatenate([frame.net.W[l].ravel() for l in (1, 2)])
    for dashed, sign in ((False, 1), (True, -1)):
        bundles = [path for path in wires if bool(path.get("stroke-dasharray")) == dashed]
        count = sum(path.get("d").count("M") for path in bundles)
        assert count == (weights * sign > 0).sum() > 0
        assert len({path.get("stroke") for path in bundles}) == 1
    assert len({path.get("stroke") for path in wires}) == 2
    thickest = max(wires, key=lambda path: float(path.get("stroke-width")))
    large = np.abs(weights) > 0.55 * np.abs(weights).max()
    widest = [path for path in wires if path.get("stroke-width") == thickest.get("stroke-width")]
    assert sum(path.get("d").count("M") for path in widest) == large.sum()


@pytest.mark.parametrize("width", ["wide", "middle", "narrow"])
def test_a_picture_of_two_layers_of_eight_is_at_most_19_kb(width):
    shell = widgets.watch_training("spirals", "2-8-8-1")
    shell.scene.width = width
    recording = shell.player.recording
    for k in (0, 30, 60, recording.reach(200)):
        assert len(shell.scene.draw(recording[k]).encode()) <= 19_000
    shell.close()


def test_samples_are_written_once_for_each_set_and_canvas(view, choose):
    def samples():
        drawing = view.scene.draw(view.player.frame)
        return view.scene.picture.samples, drawing

    first, drawing = samples()
    assert first in drawing and first.count("<path") == 4
    view.step()
    assert samples()[0] is first
    assert sum(d.count("M") for d in re.findall(r' d="([^"]*)"', first)) == 2 * 200
    view.scene.width = "narrow"
    assert samples()[0] != first
    view.scene.width = "middle"
    choose(view, "seed", 3)
    assert samples()[0] != first


def test_a_rate_far_too_large_is_survived(view, choose, click):
    choose(view, "sigma", list(nn.activations.ALL).index("relu"))
    choose(view, "eta", len(view.scene.choices[3].values) - 1)
    click(view, "last")
    assert "Training view" in repr(view)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"data": "stars"}, "no data set called 'stars'"),
        ({"network": "3-1"}, "no network called '3-1'"),
        ({"sigma": "step"}, "no activation called 'step'"),
        ({"batch_size": 7}, "must be one of"),
    ],
)
def test_what_it_cannot_show_is_said(options, said):
    with pytest.raises(ValueError, match=said):
        widgets.watch_training(**options)

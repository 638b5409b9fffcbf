import base64
import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from test_descent import touch

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
    assert sum(d.count("h0") for d in re.findall(r' d="([^"]*)"', first)) == 2 * 200
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


@pytest.fixture
def mine():
    shell = widgets.watch_training("mine", "2-8-1", steps=100)
    yield shell
    shell.close()


def test_a_click_paints_a_point_of_the_chosen_class_and_a_click_on_it_takes_it_away(mine, choose):
    before = mine.scene.points
    assert len(mine.scene.X) == len(before) == 8
    touch(mine, "points", 0.314, -0.5, "down", "move", "up")
    assert mine.scene.points == (*before, (0.31, -0.5, 1))
    choose(mine, "paint", 1)
    touch(mine, "points", -1.5, 1.9, "down", "up")
    assert mine.scene.points[-1] == (-1.5, 1.9, 0)
    assert mine.scene.X[-1].tolist() == [-1.5, 1.9] and mine.scene.y[-1] == [0]
    assert mine.player.index == 0 and "of 10 samples" in repr(mine)
    touch(mine, "points", -1.45, 1.85, "down", "up")
    touch(mine, "points", 0.3, -0.5, "down", "up")
    assert mine.scene.points == before


def test_a_painted_set_is_learnt_and_its_line_brings_it_back(mine, click):
    touch(mine, "points", 0.0, 0.0, "down", "up")
    click(mine, "last")
    assert mine.player.frame.accuracy == 1.0
    p = nn.predict(mine.player.frame.net, np.array([[0.0, 0.0], [0.8, 0.8]]))
    assert p[0] > 0 > p[1]
    again = eval(f"watch_training({mine.scene.line(100)})", vars(widgets))
    np.testing.assert_array_equal(again.player.frame.net.theta, mine.player.frame.net.theta)
    again.close()


def test_arrow_keys_move_the_brush_and_paint_nothing(mine):
    before = mine.scene.points
    touch(mine, "points", 0.4, 0.2, "up")
    assert mine.scene.points == before and mine.scene.brush == (0.4, 0.2)
    root = ET.fromstring(mine.scene.draw(mine.player.frame))
    (plane,) = (e for e in root.iter(f"{SVG}rect") if e.get("data-plane"))
    assert (plane.get("data-x"), plane.get("data-y"), plane.get("tabindex")) == ("0.4", "0.2", "0")
    assert not plane.get("data-press")  # so Enter clicks there


def test_another_set_and_back_starts_to_paint_again_and_one_point_stays(mine, choose):
    for x0, x1, _ in mine.scene.points[:-1]:
        touch(mine, "points", x0, x1, "down", "up")
    assert len(mine.scene.points) == 1
    touch(mine, "points", *mine.scene.points[0][:2], "down", "up")
    assert "One point must stay" in mine.stage.value and len(mine.scene.points) == 1
    choose(mine, "data", 0)
    assert len(mine.scene.X) == 200 and "data-plane" not in mine.stage.value
    choose(mine, "data", 3)
    assert len(mine.scene.points) == 8


def test_a_choice_of_brush_keeps_the_run(mine, choose, click):
    for _ in range(3):
        click(mine, "step")
    frame = mine.player.frame
    choose(mine, "paint", 1)
    assert mine.player.index == 3 and mine.player.frame is frame


def test_the_loss_of_the_run_before_stays_grey(view, choose, click):
    click(view, "last")
    before = [frame.C for frame in view.player.recording.frames]
    choose(view, "eta", 20)
    click(view, "step")
    assert [frame.C for frame in view.scene.ghost] == before
    root = ET.fromstring(view.scene.draw(view.player.frame))
    ghost, curve = list(root.iter(f"{SVG}polyline"))
    assert len(ghost.get("points").split()) > 50 > 3 > len(curve.get("points").split()) - 1
    assert ghost.get("stroke") != curve.get("stroke")
    assert any("grey: before" in (e.text or "") for e in root.iter(f"{SVG}text"))


def test_each_field_can_fill_the_plane(view):
    root = ET.fromstring(view.scene.draw(view.player.frame))
    (target,) = (e for e in root.iter(f"{SVG}svg") if e.get("data-swap-target") is not None)
    assert target.find(f"{SVG}image") is not None
    names = []
    for strip in root.iter(f"{SVG}svg"):
        for j, rect in enumerate(strip.findall(f"{SVG}rect[@data-swap]")):
            names.append(rect.get("aria-label"))
            height = float(strip.find(f"{SVG}image").get("height"))
            assert float(rect.get("y")) == j * height / 8 and rect.get("tabindex") == "0"
    assert names == [f"layer 1, neuron {j}" for j in range(8)]


@pytest.mark.parametrize(
    "points", [(), ((0, 0),), ((3, 0, 1),), ((0, 0, 2),), ((0, float("nan"), 1),)]
)
def test_points_that_are_none_are_refused(points):
    with pytest.raises(ValueError, match=r"points must be triples \(x0, x1, class\)"):
        widgets.watch_training("mine", points=points)

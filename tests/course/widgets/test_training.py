import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

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


@pytest.mark.parametrize("network", ["2-3-1", "2-8-8-1", "2-16-16-1"])
def test_a_picture_has_a_field_for_the_plane_and_for_each_hidden_neuron(network):
    shell = widgets.watch_training("spirals", network, big=True)
    images = ET.fromstring(shell.scene.draw(shell.player.frame)).iter(
        "{http://www.w3.org/2000/svg}image"
    )
    widths = list(map(int, network.split("-")))
    assert len(list(images)) == 1 + sum(widths[1:-1])
    shell.close()


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

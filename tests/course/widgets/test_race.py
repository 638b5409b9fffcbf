import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from test_descent import SVG, touch

import nnlib as nn
from nnlib import widgets


def test_the_batch_runner_is_plain_descent_and_the_others_see_their_batches(data):
    X, y = data
    shell = widgets.race_optimizers(X, y, eta=0.1, batch_size=5, seed=4)
    m = len(X)
    dealt = list(nn.minibatches(X, y, 5, np.random.default_rng((4, 0))))
    after = shell.player.recording[1]
    runners = dict(zip(shell.scene.names, after.runners, strict=True))
    start = nn.init([1, 1], [nn.activations.identity], np.random.default_rng(0))
    start.theta[:] = -1.0, 2.0

    def one_step(X, y, optimizer):
        net = start.copy()
        optimizer.step(net, nn.backward(net, nn.forward(net, X), y, nn.losses.squared_error))
        return net.theta

    assert runners["batch"].net.theta == pytest.approx(one_step(X, y, nn.SGD(0.1)))
    assert np.array_equal(runners["mini-batch"].net.theta, one_step(*dealt[0], nn.SGD(0.1)))
    assert np.array_equal(runners["Adam"].net.theta, one_step(*dealt[0], nn.Adam(0.1)))
    one_epoch = shell.player.recording[m]
    assert [q.difference for q in shell.scene.readout(one_epoch)][:2] == [f"{m}", "1"]
    shell.close()


def test_frames_stay_as_they_were_when_the_race_goes_on(data, click):
    shell = widgets.race_optimizers(*data)
    click(shell, "last")
    recording = shell.player.recording
    for k in (0, 7, 30):
        again = shell.scene.advance(recording[k])
        for runner, expected in zip(again.runners, recording[k + 1].runners, strict=True):
            assert np.array_equal(runner.net.theta, expected.net.theta), (k, runner.name)
    shell.close()


def test_a_change_of_rate_or_seed_starts_again(data, click, choose):
    shell = widgets.race_optimizers(*data)
    click(shell, "last")
    choose(shell, "seed", 7)
    assert shell.player.index == 0 and len(shell.player.recording) == 1
    click(shell, "step")
    choose(shell, "eta", 10)
    assert shell.player.index == 0
    assert shell.player.frame.runners[0].optimizer.eta == shell.scene.choices[0].values[10]
    shell.close()


def test_a_runner_that_diverges_is_out_and_the_others_go_on(data, click):
    shell = widgets.race_optimizers(*data, eta=2.0)
    click(shell, "last")
    assert shell.player.index == 200
    assert "diverged: batch" in shell.scene.remark(shell.player.frame)
    assert "Adam" not in shell.scene.remark(shell.player.frame)
    shell.close()


def test_an_unknown_runner_is_refused(data):
    with pytest.raises(ValueError, match="no runner called 'newton'; choose one of batch,"):
        widgets.race_optimizers(*data, runners=("batch", "newton"))


def heads(shell):
    """The letters with the places of their discs, in the order of the picture."""
    root = ET.fromstring(shell.scene.draw(shell.player.frame))
    return [
        (e.text, float(e.get("x")), float(e.get("y")))
        for e in root.iter(f"{SVG}text")
        if e.text in {*"B1mVA"} and e.get("font-weight") == "bold"
    ]


@pytest.mark.parametrize("k", [0, 20, 200])
@pytest.mark.parametrize("width", ["wide", "middle", "narrow"])
def test_no_head_hides_another(data, k, width):
    shell = widgets.race_optimizers(*data)
    shell.scene.width = width
    shell.player.seek(k)
    seen = heads(shell)
    assert len(seen) == 4 * 5  # surface, two charts, legend
    for i, (one, x, y) in enumerate(seen):
        for other, p, q in seen[:i]:
            assert max(abs(x - p), abs(y - q)) > 12, (one, other)
    shell.close()


def test_the_charts_show_the_height_above_the_least_loss(data):
    X, y = data
    shell = widgets.race_optimizers(X, y, runners=("batch",))
    frame = shell.player.recording[20]
    root = ET.fromstring(shell.scene.draw(frame))
    powers = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    texts = [e for e in root.iter(f"{SVG}text") if re.match("10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]", e.text or "")]
    ticks = [(int(e.text[2:].translate(powers)), float(e.get("y"))) for e in texts]
    (e0, y0), (e1, y1) = ticks[:2]
    lines = list(root.iter(f"{SVG}polyline"))[1]
    places = [tuple(map(float, point.split(","))) for point in lines.get("points").split()]
    w, b = np.polyfit(X.ravel(), y.ravel(), 1)
    least = float(((w * X + b - y) ** 2).mean() / 2)
    drops = [py - places[0][1] for _, py in places]
    C = [frame.runners[0].C for frame in frame.past(50)]
    due = [(np.log10(C[0] - least) - np.log10(c - least)) * (y0 - y1) / (e1 - e0) for c in C]
    assert drops == pytest.approx(due, abs=0.2)
    shell.close()


def test_batch_size_and_momentum_are_the_readers(data, choose, click):
    X, y = data
    shell = widgets.race_optimizers(X, y, batch_size=4)
    choose(shell, "batch_size", shell.scene.choices[1].values.index(2))
    choose(shell, "mu", shell.scene.choices[2].values.index(0.5))
    click(shell, "step")
    click(shell, "step")
    runner = shell.player.frame.runners[3]
    assert (runner.size, runner.optimizer.mu) == (2, 0.5)
    assert "batches of 2, momentum 0.5, seed 0" in repr(shell)
    assert "mini-batch of 2" in shell.stage.value and "momentum 0.5" in shell.stage.value
    shell.close()


def test_the_curves_go_on_as_far_as_lesson_13_looks_and_their_end_is_said():
    X, y = nn.data.line(64, np.random.default_rng(3), w=1.1, b=4.4, noise=0.8)
    how = {"batch_size": 64, "mu": 0.8, "w": 2.8, "b": -4.2, "steps": 110, "eta": 0.2}
    shell = widgets.race_optimizers(X + 3, y, runners=("momentum", "Adam"), **how)
    scene, heights = shell.scene, []
    for k in range(111):
        shell.player.seek(k)
        ball = shell.player.frame.runners[0]
        height = ball.C - scene.least_C
        heights.append(scene._height(ball))
        shown = heights[-1] == pytest.approx(np.log10(max(height, 1e-12)))
        assert shown != ("curves show: momentum" in scene.remark(shell.player.frame))
    assert heights[80] < -7.5 and heights[110] == heights[109]
    shell.close()


def test_momentum_behind_plain_batches_is_said_and_why(data, click, choose):
    shell = widgets.race_optimizers(*data, eta=0.1, batch_size=2)
    behind = 0
    for k in range(1, 201):
        shell.player.seek(k)
        C = {runner.name: runner.C for runner in shell.player.frame.runners}
        said = shell.scene.remark(shell.player.frame)
        assert ("behind plain mini-batches" in said) == (C["momentum"] > C["mini-batch"])
        behind += "behind" in said
    assert behind
    choose(shell, "mu", 0)
    click(shell, "last")
    assert "behind" not in shell.scene.remark(shell.player.frame)
    shell.close()


def test_the_steps_of_momentum_on_one_slope_grow_as_the_remark_says(data):
    shell = widgets.race_optimizers(*data, eta=0.1, batch_size=2, mu=0.8)
    shell.player.seek(200)
    said = next(filter(None, map(shell.scene.remark, shell.player.recording.frames)))
    bound = float(re.search(r"η/\(1 − μ\) = ([\d.]+)", said)[1])
    net = nn.init([1, 1], [nn.activations.identity], np.random.default_rng(0))
    slope, optimizer = nn.backward(net, nn.forward(net, *data[:1]), data[1],
                                   nn.losses.squared_error), nn.Momentum(0.1, 0.8)  # fmt: skip
    for _ in range(200):
        before = net.theta.copy()
        optimizer.step(net, slope)
    assert before - net.theta == pytest.approx(bound * slope.dtheta, rel=1e-6)
    shell.close()


def test_the_start_is_dragged_and_the_race_before_stays_grey(data, click):
    shell = widgets.race_optimizers(*data)
    click(shell, "last")
    touch(shell, "start", 0.25, 0.5, "down", "move", "up")
    assert shell.player.index == 0
    for runner in shell.player.frame.runners:
        assert tuple(runner.net.theta) == (0.25, 0.5)
    assert "grey: the race before" in shell.stage.value and len(shell.scene.ghost) == 201
    shell.close()

import json
import re
import xml.etree.ElementTree as ET
from itertools import combinations

import numpy as np
import pytest
from page_reader import sides, value_of

import nnlib as nn
from nnlib import widgets
from nnlib.course.widgets.backprop.parts import figure
from nnlib.course.widgets.backprop.run import NETWORKS, start_network

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def backprop():
    shells = []

    def make(*arguments, **options):
        shells.append(widgets.step_backprop(*arguments, **options))
        return shells[-1]

    yield make
    for shell in shells:
        shell.close()


def frames(shell):
    recording = shell.player.recording
    return [recording[k] for k in range(recording.reach(shell.scene.stop) + 1)]


def by_hand(theta, x, y):
    """Every number of one 2-2-1 tanh network on one sample, weight by weight, δ by δ."""
    w00, w01, w10, w11, u0, u1, b0, b1, c = theta
    z0, z1 = x[0] * w00 + x[1] * w10 + b0, x[0] * w01 + x[1] * w11 + b1
    h0, h1 = np.tanh(z0), np.tanh(z1)
    out = h0 * u0 + h1 * u1 + c
    d = out - y
    d0, d1 = d * u0 * (1 - h0**2), d * u1 * (1 - h1**2)
    slopes = [x[0] * d0, x[0] * d1, x[1] * d0, x[1] * d1, h0 * d, h1 * d, d0, d1, d]
    forward = {"z": [z0, z1], "a": [h0, h1], "out": out, "C": d**2 / 2}
    return forward | {"delta": [d0, d1], "dtheta": slopes}


def test_one_update_is_the_one_worked_by_hand(backprop, click, choose):
    shell = backprop("2-2-1", look="W[1][1, 0]", eta=0.5)
    choose(shell, "batch", 1 + 2)  # sample 2 alone
    theta = shell.player.frame.net.theta.copy()
    expected = by_hand(theta, *nn.data.xor()[0][2:3], nn.data.xor()[1][2, 0])
    x = nn.data.xor()[0][2]
    due = [
        ("a[0][0, 1]", x[1]), ("z[1][0, 0]", expected["z"][0]), ("a[1][0, 0]", expected["a"][0]),
        ("z[2][0, 0]", expected["out"]), ("a[2][0, 0]", expected["out"]), ("C", expected["C"]),
        ("delta[2][0, 0]", expected["dtheta"][8]), ("delta[1][0, 0]", expected["delta"][0]),
        ("dW[1][1, 0]", expected["dtheta"][2]), ("db[1][0]", expected["dtheta"][6]),
        ("dW[2][0, 0]", expected["dtheta"][4]), ("db[2][0]", expected["dtheta"][8]),
        ("W[1][1, 0]", theta[2] - shell.player.frame.eta * expected["dtheta"][2]),
    ]  # fmt: skip
    for name, value in due:
        row = shell.scene.row(shell.player.frame)
        assert row.name == name
        assert row.value == pytest.approx(value, rel=1e-12, abs=1e-15)
        assert f'<b data-name="number">{figure(value)}</b>' in shell.stage.value
        click(shell, "step")
    after = theta - 0.5 * np.array(expected["dtheta"])
    np.testing.assert_allclose(shell.player.frame.net.theta, after, rtol=1e-12)
    assert shell.player.frame.updates == 1


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("sigma", nn.activations.ALL)
def test_every_slope_agrees_with_its_difference_and_with_the_numbers_beside_it(
    backprop, name, sigma
):
    for loss in nn.losses.ALL:
        if loss == "cross_entropy" and NETWORKS[name][-1] == 1:
            continue
        shell = backprop(name, sigma=sigma, loss=loss, updates=1, seed=3)
        for frame in frames(shell):
            row = shell.scene.row(frame)
            if row.difference is not None:
                assert row.error < 1e-5, (name, sigma, loss, row)
            if "input" not in row.numbers:
                assert value_of(row.numbers, {}) == pytest.approx(row.value, abs=6e-3), row
        shell.close()


def test_the_picture_holds_only_what_is_known(backprop):
    shell = backprop("2-3-1", seed=4, sample="all")
    drawings = [shell.scene.draw(frame) for k, frame in enumerate(frames(shell)[:13])]
    frame = shell.player.recording[12]
    z, delta = frame.trace.z[1][3, 1], frame.grads.delta[1][3, 1]
    assert [f">{figure(z)}<" in svg for svg in drawings[:3]] == [False, True, True]
    assert [f"δ {figure(delta)}" in svg for svg in drawings[6:9]] == [False, True, True]
    slope = figure(frame.grads.dW[1][0, 1])  # of the weight that is chosen
    assert [f"∂ {slope}" in svg for svg in drawings[7:9]] == [False, True]
    for svg in drawings:
        ET.fromstring(svg)
    assert len(set(drawings)) == 13


def test_going_back_shows_the_identical_page(backprop, click):
    shell = backprop("2-2-2-1")
    pages = []
    for _ in range(20):
        pages.append((shell.player.index, shell.stage.value.split("data-answer")[0], repr(shell)))
        click(shell, "step")
    for page in reversed(pages):
        click(shell, "back")
        assert (shell.player.index, shell.stage.value.split("data-answer")[0], repr(shell)) == page


def look(shell, click, text):
    shell.controls["look"].value = text
    click(shell, "set")


def test_looking_at_a_weight_stays_and_looking_at_a_step_goes_there(backprop, click):
    shell = backprop("3-4-3-2", loss="cross_entropy", sample="all")
    per_update = len(shell.player.frame.stages)
    shell.player.seek(per_update + 4)
    look(shell, click, "W[2][3, 1]")
    assert shell.player.index == per_update + 4
    look(shell, click, "dW[2][3,1]")
    row = shell.scene.row(shell.player.frame)
    assert shell.player.frame.updates == 1
    assert (row.name, row.value) == ("dW[2][3, 1]", shell.player.frame.grads.dW[2][3, 1])
    look(shell, click, "delta[1][2, 3]")
    row = shell.scene.row(shell.player.frame)
    assert (row.name, row.value) == ("delta[1][2, 3]", shell.player.frame.grads.delta[1][2, 3])
    for text, kind in (("C", "loss"), ("update", "update"), ("a[0]", "input"), ("db[3]", "db")):
        look(shell, click, text)
        assert shell.player.frame.here[0] == kind


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no place"),
        ("__import__('os')", "names no place"),
        ("W[0][0, 0]", "layers are 1 to 2"),
        ("dW[3]", "layers are 1 to 2"),
        ("W[1][2, 0]", "not in a network 2-2-1"),
        ("b[1][5]", "not in a network 2-2-1"),
        ("W[1][0]", "takes two indices: W[1][0, 1]"),
        ("W[1]", "takes two indices: W[1][0, 1]"),
        ("b[1][0, 0]", "takes one index: b[1][0]"),
        ("b[1]", "takes one index: b[1][0]"),
        ("dW[1] = 2", "Only a weight or a bias can be moved"),
        ("W[1][0, 1] = x", "is no number"),
        ("W[1][0, 1] = 1e7", "smaller than a million"),
        ("delta[1][9, 0]", "no sample 9"),
    ],
)
def test_a_place_that_is_not_there_is_said_and_nothing_is_lost(backprop, click, text, said):
    shell = backprop("2-2-1", sample="all")
    shell.player.seek(5)
    look(shell, click, text)
    assert said in shell.said
    assert shell.player.index == 5
    assert shell.controls["look"].value == text


def test_a_prediction_is_judged_by_the_next_number(backprop, click):
    shell = backprop("2-2-1")
    click(shell, "step")
    assert "What is a[1][0, 1]?" in shell.stage.value
    a = float(np.tanh(shell.scene.row(shell.player.frame).value))
    shell.controls["prediction"].value = f"{a:.3f}"
    click(shell, "step")
    assert shell.said.startswith("✓")
    shell.controls["prediction"].value = "17"
    click(shell, "step")
    assert shell.said.startswith("✗")
    assert shell.player.index == 3


def test_a_known_slip_is_named(backprop, click):
    shell = backprop("2-3-1", sigma="sigmoid")
    frame = shell.player.recording[7]
    (above, _), *_ = shell.scene.row(frame).slips
    assert above == pytest.approx(frame.grads.delta[2][0] @ frame.net.W[2][1])
    shell.player.seek(6)
    shell.controls["prediction"].value = f"{above:.5f}"
    click(shell, "step")
    assert "not yet times σ′" in shell.said


def test_settings_keep_the_place_or_start_again(backprop, choose, click):
    shell = backprop("2-2-1")
    shell.player.seek(8)
    choose(shell, "eta", 0)
    assert shell.player.index == 8 and shell.player.frame.eta == pytest.approx(0.01)
    choose(shell, "batch", 1)
    assert shell.player.index == 8 and len(shell.player.frame.X) == 1
    look(shell, click, "W[1][1, 1]")
    assert shell.said == ""
    choose(shell, "batch", 0)
    assert shell.player.index == 8 and len(shell.player.frame.X) == 4
    choose(shell, "network", list(NETWORKS).index("3-4-3-2"))
    assert shell.player.index == 0
    assert shell.player.stop == shell.scene.stop == 12 * 18 - 1
    click(shell, "last")
    assert shell.player.index == shell.player.stop
    choose(shell, "network", 0)
    assert shell.player.stop == 12 * 13 - 1


def test_a_given_network_and_its_samples_are_shown(backprop):
    rng = np.random.default_rng(1)
    net = nn.init([3, 2], [nn.activations.sigmoid], rng)
    X, y = rng.normal(size=(5, 3)), rng.random((5, 2))
    shell = backprop(net=net, X=X, y=y, sample="all")
    last = frames(shell)[-1]
    assert "network" not in shell.controls
    other = net.copy()
    for _ in range(12):
        trace = nn.forward(other, X)
        nn.SGD(0.5).step(other, nn.backward(other, trace, y, nn.losses.squared_error))
    np.testing.assert_array_equal(last.after.theta, other.theta)
    with pytest.raises(ValueError, match="shape"):
        widgets.step_backprop(net=net, X=X[:, :2], y=y)
    with pytest.raises(ValueError, match="no network called '9-9'"):
        widgets.step_backprop("9-9")


def test_a_run_that_grows_past_a_million_ends_with_advice(backprop, click, choose):
    shell = backprop("2-2-1", sigma="identity", updates=200)
    choose(shell, "eta", len(shell.scene.choices[-1].values) - 1)
    click(shell, "last")
    assert shell.player.index < shell.scene.stop
    assert "smaller learning rate" in shell.stage.value


def test_the_table_lists_all_arrays_that_are_known(backprop):
    shell = backprop("2-2-1", look="dW[2][1, 0]")
    shell.player.seek(10)
    shell.render()
    listed = re.findall(r'<th scope="row">([^<]+)</th>', shell.stage.value)
    expected = ["X", "W[1]", "b[1]", "W[2]", "b[2]", "z[1]", "a[1]", "z[2]", "a[2]"]
    assert [name for name in listed if name[-1] in "]X"] == [
        *expected, "delta[2]", "delta[1]", "dW[1]", "db[1]", "dW[2]",
    ]  # fmt: skip


def test_with_one_output_cross_entropy_has_nothing_to_learn_and_says_so(backprop, choose, click):
    shell = backprop("2-2-1")
    choose(shell, "loss", list(nn.losses.ALL).index("cross_entropy"))
    assert "choose a network with two outputs" in shell.stage.value
    click(shell, "last")
    assert shell.player.frame.C == 0
    assert not shell.player.frame.grads.dtheta.any()
    choose(shell, "network", list(NETWORKS).index("2-3-2"))
    assert "two outputs" not in shell.stage.value
    assert shell.player.frame.C > 0


def test_at_a_kink_the_row_says_why_slope_and_difference_disagree(backprop, click):
    shell = backprop("2-2-1", sigma="relu", seed=2, sample="all")
    look(shell, click, "delta[1][1, 1]")
    frame = shell.player.frame
    assert frame.trace.z[1][1, 1] == 0
    row = shell.scene.row(frame)
    right = frame.grads.delta[2][1, 0] * frame.net.W[2][1, 0]  # the slope on the right of 0
    assert row.value == 0 and row.difference == pytest.approx(right / 2)
    assert "at the kink" in shell.stage.value
    look(shell, click, "delta[1][0, 1]")  # a sum that is −0.8
    assert "at the kink" not in shell.stage.value


def test_beside_a_huge_loss_the_difference_is_not_believed(backprop, click):
    net = nn.init([1, 2], [nn.activations.identity], np.random.default_rng(0))
    shell = backprop(net=net, X=[[1.0]], y=[[1e5, net.W[1][0, 1] + 1e-3]], look="W[1][0, 1]")
    look(shell, click, "dW[1]")
    assert shell.scene.row(shell.player.frame).error > 1e-4
    assert "rounding errors" in shell.stage.value
    look(shell, click, "dW[1][0, 0]")
    assert "rounding errors" not in shell.stage.value


@pytest.mark.parametrize(
    ("loss", "y"),
    [
        ("squared_error", [[0.5, -1.0, 2.0]]),
        ("binary_cross_entropy", [[0.0, 1.0, 0.25]]),
        ("cross_entropy", [2]),
        ("cross_entropy", [[0.0, 1.0, 0.0]]),
    ],
)
def test_the_loss_of_one_sample_is_written_out(backprop, loss, y):
    rng = np.random.default_rng(5)
    net = nn.init([2, 3], [nn.activations.identity], rng)
    shell = backprop(net=net, X=rng.normal(size=(1, 2)), y=y, loss=loss)
    shell.player.seek(3)
    row = shell.scene.row(shell.player.frame)
    a = nn.predict(net, shell.player.frame.X)
    assert row.name == "C" and row.value == pytest.approx(nn.losses.ALL[loss](a, np.array(y)))
    assert value_of(row.numbers, {}) == pytest.approx(row.value, abs=6e-3)


def test_a_long_sum_over_samples_is_shortened(backprop, click):
    rng = np.random.default_rng(1)
    net = nn.init([2, 1], [nn.activations.identity], rng)
    shell = backprop(net=net, X=rng.normal(size=(60, 2)), y=rng.normal(size=(60, 1)),
                     look="W[1][0, 0]", sample="all")  # fmt: skip
    look(shell, click, "dW[1][1, 0]")
    assert "… + " in shell.stage.value and "(60 terms)" in shell.stage.value


def test_a_sample_alone_keeps_its_number(backprop, choose):
    shell = backprop("2-2-1")
    choose(shell, "batch", 1 + 2)
    assert "of sample 2" in shell.stage.value and "chosen; sample 2" in shell.stage.value


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"eta": 0}, "learning rate η must be a number above 0"),
        ({"eta": -1.0}, "above 0"),
        ({"eta": float("nan")}, "above 0"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"updates": 0}, "updates must be a whole number, 1 or above"),
        ({"look": "W[9][0, 0]"}, "layers are 1 to 2"),
        ({"sample": 4}, 'sample must be "all" or 0 to 3'),
        ({"net": "wide"}, "9-2 is too large to draw"),
        ({"net": "deep"}, "too large to draw"),
        ({"net": "small"}, "give net, X and y"),
        ({"net": "small", "X": [[1e9]], "y": [[0.0]]}, "too large to step through"),
        ({"net": "small", "X": [[np.nan]], "y": [[0.0]]}, "finite"),
    ],
)
def test_what_it_cannot_show_is_refused_in_a_sentence(backprop, options, said):
    widths = {"wide": [9, 2], "deep": [1] * 6, "small": [1, 1]}
    if "net" in options:
        n = widths[options["net"]]
        sigma = [nn.activations.identity] * (len(n) - 1)
        options = options | {"net": nn.init(n, sigma, np.random.default_rng(0))}
    with pytest.raises(ValueError, match=said):
        backprop(**options)


def test_any_seed_and_any_rate_above_0_can_be_given(backprop):
    shell = backprop("2-2-1", seed=42, eta=1e-9)
    assert shell.scene.settings["seed"] == 42 and shell.player.frame.eta == 1e-9
    np.testing.assert_array_equal(
        shell.player.frame.net.theta, start_network((2, 2, 1), nn.activations.tanh, 42).theta
    )


def test_a_network_in_single_precision_is_checked_in_double(backprop):
    rng = np.random.default_rng(0)
    sigma = [nn.activations.tanh, nn.activations.identity]
    net = nn.init([2, 3, 1], sigma, rng, dtype=np.float32)
    X, y = rng.normal(size=(4, 2)), rng.normal(size=(4, 1))
    shell = backprop(net=net, X=X, y=y, sample="all")
    rows = [shell.scene.row(frame) for frame in frames(shell)]
    assert max(row.error for row in rows if row.difference is not None) < 1e-6


def boxes(svg):
    """The rectangles that the words of a picture take: (words, left, top, right, bottom)."""
    for node in ET.fromstring(svg).iter(f"{SVG}text"):
        x, y, size = (float(node.get(name)) for name in ("x", "y", "font-size"))
        if node.get("transform") or not node.text:
            continue
        width = 0.58 * size * len(node.text)
        left = x - width * {"start": 0, "middle": 0.5, "end": 1}[node.get("text-anchor", "start")]
        yield node.text, left, y - 0.74 * size, left + width, y


@pytest.mark.parametrize("n", [*NETWORKS.values(), (1, 1), (5, 5, 4, 5), (2, 2, 2, 2, 2)])
def test_long_numbers_neither_overlap_nor_leave_the_picture(backprop, big, n):
    rng = np.random.default_rng(0)
    sigma = [nn.activations.identity] * (len(n) - 1)
    net = nn.init(n, sigma, rng)
    net.theta[:] = rng.choice([-0.123, -12.35, -1.2e-5, 0.456], net.theta.size)
    X, y = rng.normal(size=(3, n[0])), rng.normal(size=(3, n[-1]))
    shell = backprop(net=net, X=X, y=y, big=big, look="W[1][0, 0]")
    k = len(shell.player.frame.stages) - 2
    drawing = shell.scene.draw(shell.player.recording[k])
    width, height = map(float, ET.fromstring(drawing).get("viewBox").split()[2:])
    words = list(boxes(drawing))
    for one, left, top, right, bottom in words:
        assert 0 <= left and right <= width and 0 <= top and bottom <= height, one
    for i, (one, left, top, right, bottom) in enumerate(words):
        for other, left2, top2, right2, bottom2 in words[i + 1 :]:
            apart = right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top
            assert apart, (one, other)


def test_the_static_player_shows_the_live_frames_and_is_small(backprop, played):
    shell = backprop("3-4-3-2")
    page = shell.to_html(frames=36)
    assert len(page.encode()) <= 1_000_000
    frames = played(page)
    for k, shown in enumerate(frames):
        shell.player.seek(k)
        shell.render()
        assert shown["svg"] in shell.stage.value and shown["below"] in shell.stage.value
    assert len(frames) == 36


def test_round_numbers_to_start_with():
    net = start_network((3, 4, 3, 2), nn.activations.relu, seed=2)
    np.testing.assert_array_equal(net.theta, net.theta.round(1))
    assert np.abs(net.theta).min() >= 0.1


@pytest.mark.parametrize("sample", ["all", 1])
@pytest.mark.parametrize("name", ["2-3-2", "3-4-3-2"])
def test_a_number_is_spelt_alike_in_its_circle_on_its_wire_in_the_sum_and_below(
    backprop, name, sample
):
    shell = backprop(name, seed=1, sample=sample)
    read = 0
    for frame in frames(shell)[: len(shell.player.frame.stages)]:
        picture, below = ET.fromstring(shell.scene.draw(frame)), shell.scene.below(frame)
        spelt = {}  # by what a text or a term names, of the sample that is shown
        for text in picture.iter(f"{SVG}text"):
            names = (text.get("data-part") or "").split()
            if len(names) == 1 and names[0] != "C" and not names[0].startswith("y"):
                spelt.setdefault(names[0], set()).add(text.text.removeprefix("δ "))
        for term in picture.iter(f"{SVG}tspan"):
            names = (term.get("data-part") or "").split()
            if len(names) == 1 and re.match(r"(a|delta)\d\[", names[0]):  # z is named by its σ′
                spelt.setdefault(names[0], set()).add(term.text.strip("()"))
        table = below.partition('data-name="arrays"')[2]
        for name_, number in re.findall(r'<mtd data-part="(\S+)"><mn>([^<]*)</mn>', table):
            if name_ in spelt:
                spelt[name_].add(number)
                read += 1
        assert all(len(ways) == 1 for ways in spelt.values()), (frame.here, spelt)
        row, value = shell.scene.row(frame), figure(shell.scene.row(frame).value)
        assert f'<b data-name="number">{value}</b>' in below, row.name
        said = re.sub("<[^>]*>", "", shell.scene.draw(frame).partition('data-name="sum"')[2])
        assert value in said and value in shell.scene.text(frame)
    assert read > 50


def test_the_step_of_bp2_shows_the_row_of_w_that_it_takes_beside_the_column_of_the_sum(backprop):
    shell = backprop("3-4-3-2", sigma="sigmoid", seed=2, look="W[1][2, 3]")
    for frame in frames(shell)[:18]:
        kind, l = frame.here
        block = shell.scene.below(frame).partition('data-name="transposed"')[2]
        block = block.partition("</div>")[0]
        assert bool(block) == (kind == "delta" and l < 3)
        if not block:
            continue
        net, trace, delta, j = frame.net, frame.trace, frame.grads.delta, {1: 3, 2: 0}[l]
        formula, *matrices = re.findall("<math.*?</math>", block)
        names = {f"δ_{l}": delta[l], f"δ_{l + 1}": delta[l + 1], f"W_{l + 1}": net.W[l + 1],
                 f"z_{l}": trace.z[l], "σ′": net.sigma[l].prime}  # fmt: skip
        left, right = sides(formula, names)
        np.testing.assert_allclose(left, right, rtol=1e-12)
        column, row = (
            re.findall(r'data-part="W\d\[(\d),(\d)\]" style="[^"]*bold[^"]*"><mn>([^<]*)<', matrix)
            for matrix in matrices
        )
        W = net.W[l + 1]
        assert [(int(k), int(t)) for k, t, _ in column] == [(k, 0) for k in range(net.n[l])]
        assert [number for *_, number in column] == [figure(w) for w in W[:, 0]]
        assert [(int(k), int(t)) for k, t, _ in row] == [(j, t) for t in range(net.n[l + 1])]
        assert [number for *_, number in row] == [figure(w) for w in W[j]]
        assert "times, entry by entry" in block and f"takes row {j}," in block


def test_at_the_slope_of_another_weight_the_curve_says_whose_it_is(backprop, click):
    shell = backprop("2-3-2", look="W[1][0, 1]", sample=2)
    (k,) = (f.k for f in frames(shell)[:13] if f.here == ("dW", 2))
    frame = shell.player.recording[k]
    words = [text.text for text in ET.fromstring(shell.scene.draw(frame)).iter(f"{SVG}text")]
    assert shell.scene.row(frame).name == "dW[2][1, 0]"
    assert "C along this step's weight" in words
    assert f"W[2][1, 0] = {figure(frame.net.W[2][1, 0])}" in words
    assert "drag ● to move W[2][1, 0]" in words
    assert shell.scene.along(frame).slope == shell.scene.row(frame).value
    before = shell.player.recording[k - 1]  # what is asked for is another's, and says so
    assert "What is dW[2][1, 0] (your W[1][0, 1] was before)?" in shell.scene.question(
        before, frame
    )
    asked = wire_in(shell.scene.draw(before), "W[2][1, 0]").findall(f"{SVG}line")
    assert asked[0].get("stroke-linecap") == "round"
    explained = [">its slope comes next<" in shell.scene.draw(f) for f in frames(shell)[:13]]
    assert explained[k - 1] and not explained[k]  # in the key, while there are dots
    shell.player.seek(k)
    touch(shell, "point", 1.2, 99.0, name="along")
    assert shell.player.frame.net.W[2][1, 0] == 1.2
    assert shell.controls["look"].value == "W[1][0, 1]"
    look(shell, click, "b[1][1]")
    words = shell.scene.draw(shell.player.recording[9])
    assert "C along your chosen bias" in words
    assert f"b[1][1] = {figure(frame.net.b[1][1])}" in words


def wire_in(drawing, name):
    """The group of a wire."""
    (wire,) = (
        g
        for g in ET.fromstring(drawing).iter(f"{SVG}g")
        if g.get("data-pick") == name and g.get("role") == "button"
    )
    return wire


def test_the_weights_that_a_sum_needs_stand_on_the_picture_before_it_is_asked(backprop):
    shell = backprop("2-3-2", look="W[1][0, 1]", sample=2)
    for k, needed in (
        (0, {"W[1][0, 1]", "W[1][1, 1]"}),
        (2, {f"W[2][{t}, 0]" for t in range(3)}),
        (6, {"W[2][1, 0]", "W[2][1, 1]"}),
    ):
        frame = shell.player.recording[k] if shell.player.recording.reach(k) == k else None
        labels = {
            g.get("data-pick") or g.get("data-drag"): g.find(f"{SVG}text").text
            for g in ET.fromstring(shell.scene.draw(frame)).iter(f"{SVG}g")
            if g.find(f"{SVG}rect") is not None and g.find(f"{SVG}text") is not None
        }
        assert needed <= labels.keys()
        for name in needed:
            l, *place = map(int, re.findall(r"\d+", name))
            assert labels[name].removesuffix(" ↕") == figure(frame.net.W[l][tuple(place)])


def test_at_the_update_the_dot_goes_to_the_new_weight_and_both_losses_stand_there(backprop):
    shell = backprop("2-3-2", look="W[2][1, 1]", sample=2)
    turn = len(shell.player.frame.stages)
    shell.player.seek(turn + 5)
    old, new = shell.player.recording[turn - 1], shell.player.recording[turn + 5]
    drawing = shell.scene.draw(old)
    plane = re.search(r'data-x="([^"]+)" data-y="([^"]+)"', drawing)
    assert float(plane[1]) == pytest.approx(new.net.W[2][1, 1], rel=1e-4)
    assert float(plane[2]) == pytest.approx(new.C, rel=1e-4)
    assert f"C fell: {figure(old.C)} → {figure(new.C)}" in drawing and new.C < old.C
    assert f"C fell from {figure(old.C)} to {figure(new.C)}." in shell.scene.remark(old)
    along = shell.scene.along(old)
    moved = new.net.copy()
    moved.W[2][1, 1] = along.values[3]
    assert along.losses[3] == new.loss(nn.predict(moved, new.X), new.y)
    assert along.before[:2] == (old.net.W[2][1, 1], old.C)
    shell.player.seek(turn - 1)
    touch(shell, "point", 0.4, 0.0, name="along")  # the dot is the new network's
    np.testing.assert_array_equal(shell.player.frame.net.b[1], new.net.b[1])
    assert shell.player.frame.net.W[2][1, 1] == 0.4


def test_the_first_update_plays_slowly(backprop):
    scene = backprop("2-2-1").scene
    assert scene.fps * scene.tempo(0) <= 0.5 and scene.tempo(12) < scene.tempo(13) == 1


def test_the_sum_of_all_paths_is_not_told_before_it_was_asked_for(backprop, choose):
    net = start_network((2, 3, 2), nn.activations.tanh, 0)
    shell = backprop(net=net, X=[[0.7, -0.5]], y=[[0.5, -1.0]], look="W[1][0, 1]")
    choose(shell, "show", 1)
    pages = [re.sub("<[^>]*>", "", shell.scene.below(frame)) for frame in frames(shell)[:13]]
    slope = figure(shell.player.frame.grads.dW[1][0, 1])
    told = [page.partition("all numbers")[0].count(slope) for page in pages]
    assert [k for k, count in enumerate(told) if count] == list(range(8, 13))
    assert "= ?" in pages[7] and "= ?" not in pages[8]


def test_the_first_page_says_what_C_is_how_to_read_an_entry_and_what_a_step_is(backprop):
    scene = backprop("2-3-2", updates=12).scene
    said = scene.remark(scene.first())
    assert "13 steps are an update" in said and "12 updates" in said and "the loss" in said
    assert "z[2][0, 1]" in said and "layer 2; sample 0, neuron 1" in said


def test_with_one_sample_there_is_no_choice_of_samples(backprop):
    net = nn.init([2, 2, 1], [nn.activations.tanh] * 2, np.random.default_rng(0))
    shell = backprop(net=net, X=[[1.0, -0.5]], y=[[0.5]], sample="all")
    assert "batch" not in shell.controls and len(shell.player.frame.X) == 1
    assert "all samples" not in shell.parts[1].value
    assert "batch" in backprop(net=net, X=[[1.0, 0], [0, 1.0]], y=[[0.5], [1.0]]).controls


def leader_of(drawing):
    """The places of the dotted way from the sum to what it belongs to."""
    ways = [
        [tuple(map(float, place.split(","))) for place in line.get("points").split()]
        for line in ET.fromstring(drawing).iter(f"{SVG}polyline")
        if line.get("data-name") == "leader"
    ]
    return ways[0] if ways else None


def test_the_sum_points_at_the_wire_whose_slope_it_is_and_else_at_a_neuron(backprop):
    shell = backprop("3-4-3-2", look="W[2][3, 1]")
    for frame in frames(shell)[:18]:
        drawing, kind = shell.scene.draw(frame), frame.here[0]
        leader = leader_of(drawing)
        assert bool(leader) == (kind != "loss")
        if not leader:
            continue
        x, y = leader[-1]
        if kind in ("dW", "update"):
            row = shell.scene.row(frame).name.removeprefix("d")
            (wire,) = (
                g
                for g in ET.fromstring(drawing).iter(f"{SVG}g")
                if g.get("data-pick") == row and g.get("role") == "button"
            )
            line = wire.findall(f"{SVG}line")[-1]
            x1, y1, x2, y2 = (float(line.get(name)) for name in ("x1", "y1", "x2", "y2"))
            assert x1 < x < x2 and y == pytest.approx(
                y1 + (x - x1) / (x2 - x1) * (y2 - y1), abs=0.2
            )
        else:
            middles = {
                (float(c.get("cx")), float(c.get("cy")))
                for c in ET.fromstring(drawing).iter(f"{SVG}circle")
            }
            assert any(abs(x - cx) < 0.2 and abs(y - cy) < 0.2 for cx, cy in middles)


def test_wires_and_neurons_are_buttons_in_the_order_of_the_tab_key(backprop):
    shell = backprop("2-3-2")
    picks = {
        g.get("data-pick"): (g.get("tabindex"), g.get("role"), g.get("aria-label"))
        for g in ET.fromstring(shell.scene.draw(shell.player.frame)).iter(f"{SVG}g")
        if g.get("data-pick") and g.get("role")
    }
    weights = {
        f"W[{l}][{k}, {j}]" for l in (1, 2) for k, j in np.ndindex((2, 3)[l - 1], (3, 2)[l - 1])
    }
    assert set(picks) == weights | {f"b[1][{j}]" for j in range(3)} | {
        f"b[2][{j}]" for j in range(2)
    }
    net = shell.player.frame.net
    for name, (tab, role, label) in picks.items():
        l, *place = map(int, re.findall(r"\d+", name))
        value = f" = {figure(net.W[l][tuple(place)])}" if name in weights else ""
        assert (tab, role, label) == ("0", "button", f"choose {name}{value}")


def test_on_a_narrow_page_the_curve_stands_below_the_equation(backprop):
    shell = backprop("2-3-2")
    shell.player.seek(7)
    for width, beside in (("wide", True), ("middle", True), ("narrow", False)):
        shell.scene.width = width
        drawing, below = (of(shell.player.frame) for of in (shell.scene.draw, shell.scene.below))
        assert ('data-plane="along"' in drawing) == beside
        if not beside:
            assert below.index('data-name="equation"') < below.index('data-plane="along"')
            wide = float(re.search(r'viewBox="0 0 ([\d.]+)', below)[1])
            assert min(map(float, re.findall(r'font-size="([\d.]+)"', below))) * 360 / wide >= 11
            ET.fromstring(re.search("<svg.*?</svg>(?:<text|<rect|.)*?</svg>", below, re.DOTALL)[0])
        else:
            assert "<svg" not in below


@pytest.mark.parametrize(
    ("number", "words"),
    [(-6.54e-4, "−6.5e−4"), (0.0, "0"), (0.25, "0.25"), (12.3456, "12.35"), (-0.71628, "−0.7163")],
)
def test_numbers_have_four_digits_and_no_zero_behind_them(number, words):
    assert figure(number) == words


# What the reader touches


def touch(shell, action, *place, name="", phase="up"):
    """What the page sends when a number is dragged or a place on a plane is pointed at."""
    told = {"action": action, "name": name, "place": place, "phase": phase}
    shell.message.set_state({"value": json.dumps(told)})


def test_a_dragged_weight_moves_all_that_depends_on_it_and_the_step_stays(backprop):
    shell = backprop("2-3-2", look="W[1][1, 2]")
    shell.player.seek(7)
    start = shell.player.frame.net.copy()
    for phase, value in (("down", 0.4), ("move", 0.7), ("up", -1.3)):
        touch(shell, "tweak", value, name="W[1][1, 2]", phase=phase)
        frame = shell.player.frame
        assert (shell.player.index, frame.here) == (7, ("delta", 1))
        net = start.copy()
        net.W[1][1, 2] = value
        np.testing.assert_array_equal(frame.net.theta, net.theta)
        trace = nn.forward(net, frame.X)
        grads = nn.backward(net, trace, frame.y, frame.loss)
        np.testing.assert_array_equal(frame.grads.dtheta, grads.dtheta)
        assert frame.C == grads.C
    assert f"You moved W[1][1, 2] from {figure(start.W[1][1, 2])} to −1.3." in shell.stage.value
    assert f">{figure(frame.trace.a[1][0, 2])}<" in shell.stage.value


def test_a_weight_moved_in_a_later_update_starts_a_run_from_what_is_seen(backprop, choose):
    shell = backprop("2-2-1", look="W[2][1, 0]")
    per_update = len(shell.player.frame.stages)
    shell.player.seek(2 * per_update + 5)
    seen = shell.player.frame.net.copy()
    touch(shell, "tweak", 0.25)
    seen.W[2][1, 0] = 0.25
    assert shell.player.index == 5 and shell.player.frame.updates == 0
    np.testing.assert_array_equal(shell.player.frame.net.theta, seen.theta)
    choose(shell, "seed", 3)
    other = start_network((2, 2, 1), nn.activations.tanh, 3)
    np.testing.assert_array_equal(shell.player.frame.net.theta, other.theta)
    choose(shell, "seed", 0)
    first = start_network((2, 2, 1), nn.activations.tanh, 0)
    np.testing.assert_array_equal(shell.player.frame.net.theta, first.theta)


def test_a_parameter_can_be_set_by_typing_and_by_the_dot_on_its_curve(backprop, click):
    shell = backprop("2-2-1")
    shell.player.seek(6)
    look(shell, click, "w[1][1, 0] = 0,35")
    assert shell.player.index == 6 and shell.player.frame.net.W[1][1, 0] == 0.35
    look(shell, click, "b[2][0]=-2")
    assert shell.player.frame.net.b[2][0] == -2
    shell.player.seek(5)
    touch(shell, "point", 1.2, 99.0, name="along")
    assert shell.player.frame.net.b[2][0] == 1.2


@pytest.mark.parametrize("sample", ["all", 1])
def test_at_a_delta_the_curve_goes_along_the_sum_and_its_dot_moves_the_bias(backprop, sample):
    shell = backprop("2-3-2", sample=sample, look="W[1][0, 1]")
    shell.player.seek(7)
    frame, (i, j) = shell.player.frame, (shell.scene.along(shell.player.frame).i, 1)
    along = shell.scene.along(frame)
    assert (frame.here, along.name) == (("delta", 1), f"z[1][{i}, 1]")
    assert along.slope == frame.grads.delta[1][i, j] == shell.scene.row(frame).value
    assert f"slope δ = {figure(along.slope)}" in shell.scene.draw(frame)
    for value, loss in zip(along.values[::8], along.losses[::8], strict=True):
        z = frame.trace.z[1].copy()
        z[i, j] = value
        out = np.tanh(z) @ frame.net.W[2] + frame.net.b[2]
        assert loss == pytest.approx(frame.loss(out, frame.y), rel=1e-12)
    bias, z = frame.net.b[1][1], frame.trace.z[1][i, j]
    touch(shell, "point", z + 0.25, 99.0, name="along")
    assert shell.player.frame.net.b[1][1] == pytest.approx(bias + 0.25, abs=6e-4)
    assert shell.player.frame.here == ("delta", 1)
    assert shell.controls["look"].value == "W[1][0, 1]"  # the chosen weight stays chosen
    assert "drag ● to move b[1][1]" in shell.stage.value


def test_what_was_moved_is_said_until_reset_puts_it_back(backprop, click):
    shell = backprop("2-2-1")
    start = shell.player.frame.net.theta.copy()
    for text in ("W[1][0, 1] = 0.35", "b[2][0] = -2", "W[1][1, 0]"):
        look(shell, click, text)
    moved = r"You moved W\[1\]\[0, 1\] from \S+ to 0.35, b\[2\]\[0\] from \S+ to −2. Reset puts"
    assert re.search(moved, shell.stage.value)
    click(shell, "step")  # from here on in a few words
    assert "Moved: W[1][0, 1], b[2][0]. Reset puts them back." in shell.stage.value
    shell.player.seek(15)
    shell.render()
    assert "You moved" not in shell.stage.value
    assert "Reset puts them back" in shell.stage.value
    click(shell, "reset")
    np.testing.assert_array_equal(shell.player.frame.net.theta, start)
    assert "You moved" not in shell.stage.value


@pytest.mark.parametrize("look_at", ["W[1][0, 1]", "b[1][2]", "W[2][1, 0]"])
@pytest.mark.parametrize("sample", ["all", 1])
def test_the_curve_goes_through_the_loss_and_its_tangent_has_the_slope(backprop, look_at, sample):
    from nnlib.course.widgets.backprop.along import Along

    shell = backprop("2-3-2", sigma="sigmoid", look=look_at, sample=sample, seed=3)
    known = {}
    for frame in frames(shell)[:13]:
        along = Along(frame, shell.scene.focus)
        home, at = shell.scene.focus.home
        l = shell.scene.focus.l
        known[frame.here] = along.slope
        for value, loss in zip(along.values[::8], along.losses[::8], strict=True):
            net = frame.net.copy()
            getattr(net, home)[l][at] = value
            assert loss == frame.loss(nn.predict(net, frame.X), frame.y)
    step = along.values[1] - along.values[0]
    near = np.interp([along.here - step, along.here + step], along.values, along.losses)
    assert (near[1] - near[0]) / (2 * step) == pytest.approx(along.slope, rel=0.15, abs=0.01)
    (row,) = [
        shell.scene.row(frame) for frame in frames(shell)[:13] if frame.here == (f"d{home}", l)
    ]
    assert along.slope == row.value == pytest.approx(row.difference, rel=1e-6, abs=1e-9)
    assert known["loss", 0] is None and known[f"d{home}", l] == along.slope
    sym = nn.symbolic.network(frame.net, m=len(frame.X))
    dC = sym.numbers(frame.net, frame.X, frame.y)
    assert getattr(dC, f"d{home}")[l][at] == pytest.approx(along.slope, rel=1e-9, abs=1e-12)


def keys_in(html):
    return {key for names in re.findall(r'data-part="([^"]+)"', html) for key in names.split()}


@pytest.mark.parametrize("sample", ["all", 2])
@pytest.mark.parametrize("show", ["step", "paths"])
def test_what_lights_up_in_the_formula_is_there_in_the_picture_and_among_the_matrices(
    backprop, sample, show
):
    shell = backprop("2-3-2", sample=sample)
    shell.scene.settings["show"] = show
    for frame in frames(shell)[:14]:
        picture, below = shell.scene.draw(frame), shell.scene.below(frame)
        line, matrices = below.split("<details>")
        net, shown = frame.net, min(shell.scene.focus.i, len(frame.X) - 1)
        drawn = keys_in(picture)
        for key in keys_in(line):
            home, _, place = re.fullmatch(r"([a-zA-Z]+?)(\d?)(?:\[(.*)\])?", key).groups()
            if home in ("z", "a", "delta", "y") and not place.startswith(f"{shown},"):
                continue  # of a sample that the picture does not show
            if home not in ("C", "da"):
                assert key in drawn, (key, frame.here)
        every = {f"W{l}[{k},{j}]" for l in (1, 2) for k, j in np.ndindex(net.W[l].shape)}
        assert every <= drawn and every <= keys_in(matrices)


def test_each_step_has_its_phase_and_its_name_on_the_timeline(backprop, choose):
    shell = backprop("2-2-1")
    phases = [shell.scene.phases(k) for k in range(14)]
    assert phases == [
        "start", *["forward"] * 4, "loss", *["backward"] * 6, "update", "forward",
    ]  # fmt: skip
    labels = [shell.scene.label(k) for k in (1, 5, 6, 12, 13)]
    assert labels == [
        "update 1: z[1]", "update 1: C", "update 1: delta[2]", "update 1: the update",
        "update 2: the input",
    ]  # fmt: skip
    choose(shell, "network", list(NETWORKS).index("3-4-3-2"))
    assert [shell.scene.phases(k) for k in (7, 17)] == ["loss", "update"]


@pytest.mark.parametrize("sample", [0, 1, 2, 3])
def test_with_one_sample_the_slope_is_the_activation_times_the_delta_that_is_seen(backprop, sample):
    shell = backprop("2-3-2", look="W[1][1, 2]", sample=sample)
    shell.player.seek(8)
    shell.render()
    row, frame = shell.scene.row(shell.player.frame), shell.player.frame
    assert row.name == "dW[1][1, 2]"
    a, delta = frame.trace.a[0][0, 1], frame.grads.delta[1][0, 2]
    assert row.value == a * delta
    drawing = shell.scene.draw(frame)
    assert f">{figure(a)}<" in drawing and f">δ {figure(delta)}<" in drawing


@pytest.mark.parametrize(("width", "least"), [("wide", 1000), ("middle", 700), ("narrow", 360)])
@pytest.mark.parametrize("name", NETWORKS)
def test_no_word_is_smaller_than_11_pixels_in_its_class_of_width(backprop, width, least, name):
    shell = backprop(name)
    shell.scene.width = width
    for frame in frames(shell)[:14]:
        drawing = shell.scene.draw(frame)
        wide = float(re.search(r'viewBox="0 0 ([\d.]+)', drawing)[1])
        sizes = map(float, re.findall(r'font-size="([\d.]+)"', drawing))
        assert min(sizes) * min(least / wide, 1) >= 11
        words = [*boxes(drawing)]
        assert all(left >= 0 and right <= wide for _, left, _, right, _ in words)
        heads = [word for word in words if word[0].startswith(("update", "the ", "delta", "C ="))]
        for (_, *one), (_, *other) in combinations(heads, 2):
            assert one[2] <= other[0] or one[3] <= other[1] or other[3] <= one[1]


def pulses(drawing):
    """The ways of the dots that run, from left to right or back, by the wires under them."""
    for wire in ET.fromstring(drawing).iter(f"{SVG}g"):
        for way in wire.findall(f"{SVG}polyline[@class='nn-pulse']"):
            assert way.get("stroke-opacity") == "0"  # on paper
            (x0, _), (x1, _) = (map(float, place.split(",")) for place in way.get("points").split())
            yield wire.get("data-pick"), x1 > x0


def test_numbers_run_along_the_wires_of_a_sum_and_back_along_those_of_a_delta(backprop):
    shell = backprop("3-4-3-2", look="W[1][0, 1]")
    ways = {
        frame.here: dict(pulses(shell.scene.draw(frame))) for frame in frames(shell)[:14]
    }  # fmt: skip
    assert ways["z", 1] == {f"W[1][{k}, 1]": True for k in range(3)}
    assert ways["delta", 2] == {f"W[3][0, {j}]": False for j in range(2)}
    sums = {here for here in ways if here[0] in ("z", "delta")} - {("delta", 3)}
    assert {here for here in ways if ways[here]} == sums

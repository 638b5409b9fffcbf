import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import nnlib as nn
from nnlib import widgets


def theta_after(X, y, eta, steps, w=-1.0, b=2.0):
    """The same run, written out."""
    for _ in range(steps):
        e = w * X + b - y
        w, b = w - eta * (e * X).mean(), b - eta * e.mean()
    return float(w), float(b)


def test_steps_are_those_of_gradient_descent(stepper, data, click, shown):
    for k in range(1, 4):
        click(stepper, "step")
        w, b = theta_after(*data, 0.2, k)
        assert shown(stepper)["w"] == f"{w:.4f}" and shown(stepper)["b"] == f"{b:.4f}"
        assert f'data-k="{k}"' in stepper.stage.value


def test_gradients_shown_are_the_difference_quotients(stepper, data, click, shown):
    X, y = data
    for _ in range(3):
        click(stepper, "step")
        w, b = stepper.player.frame.net.theta
        h = 1e-5

        def C(w, b):
            return ((w * X + b - y) ** 2).mean() / 2

        dw, db = (C(w + h, b) - C(w - h, b)) / (2 * h), (C(w, b + h) - C(w, b - h)) / (2 * h)
        assert float(shown(stepper)["dC/dw"]) == pytest.approx(dw, abs=6e-5)
        assert float(shown(stepper)["dC/db"]) == pytest.approx(db, abs=6e-5)
        differences = stepper.scene.differences(stepper.player.frame)
        assert differences == pytest.approx([dw, db], rel=1e-6)
        quantities = {q.name: q for q in stepper.scene.readout(stepper.player.frame)}
        assert quantities["dC/dw"].difference == quantities["dC/dw"].value
        assert (quantities["dC/dw"].shape, quantities["dC/db"].shape) == ("(1, 1)", "(1,)")


def test_back_and_reset_show_the_identical_page(stepper, click):
    def page():
        frame = stepper.player.frame
        return stepper.scene.draw(frame), stepper.scene.text(frame)

    pages = [page()]
    for _ in range(4):
        click(stepper, "step")
        pages.append(page())
    assert len({svg for svg, _ in pages}) == 5
    for k in (3, 2, 1, 0):
        click(stepper, "back")
        assert page() == pages[k]
    click(stepper, "last")
    click(stepper, "reset")
    assert page() == pages[0]


def test_mini_batches_replay_exactly(data, click, choose):
    def run():
        shell = widgets.step_descent(*data, batch_size=4, seed=5)
        click(shell, "last")
        thetas = [frame.net.theta.copy() for frame in shell.player.recording.frames]
        rows = [tuple(frame.rows) for frame in shell.player.recording.frames]
        choose(shell, "seek", 3)
        again = shell.player.frame.net.theta.copy()
        shell.close()
        return thetas, rows, again

    thetas, rows, again = run()
    assert np.array_equal(thetas, run()[0])
    assert np.array_equal(again, thetas[3])
    assert {len(chosen) for chosen in rows} == {4}
    assert len(set(rows)) > 10


def test_the_gradient_of_a_batch_is_that_of_its_rows(data):
    X, y = data
    shell = widgets.step_descent(X, y, batch_size=3)
    frame = shell.player.frame
    net = frame.net
    expected = nn.backward(
        net, nn.forward(net, X[frame.rows]), y[frame.rows], nn.losses.squared_error
    )
    assert np.array_equal(frame.grads.dtheta, expected.dtheta)
    assert "batch of 3" in shell.scene.remark(frame)
    shell.close()


def test_a_change_of_rate_keeps_the_place_and_makes_the_rest_anew(stepper, click, choose, data):
    for _ in range(3):
        click(stepper, "step")
    before = stepper.player.frame.net.theta.copy()
    click(stepper, "last")
    choose(stepper, "seek", 3)
    eta = stepper.scene.choices[0].values[55]
    assert 0.4 < eta < 0.7
    choose(stepper, "eta", 55)
    assert stepper.player.index == 3 and len(stepper.player.recording) == 4
    assert np.array_equal(stepper.player.frame.net.theta, before)
    click(stepper, "step")
    assert stepper.player.frame.net.theta == pytest.approx(theta_after(*data, eta, 1, *before))
    click(stepper, "reset")
    click(stepper, "step")
    assert stepper.player.frame.net.theta == pytest.approx(theta_after(*data, eta, 1))


def test_a_change_of_batch_size_changes_the_gradient_at_once(stepper, choose):
    whole = stepper.player.frame.grads.dtheta.copy()
    choose(stepper, "batch_size", 0)
    assert len(stepper.player.frame.rows) == 1
    assert not np.allclose(stepper.player.frame.grads.dtheta, whole)


def test_seeking_with_the_slider(stepper, choose, shown, data):
    choose(stepper, "seek", 7)
    assert shown(stepper)["w"] == f"{theta_after(*data, 0.2, 7)[0]:.4f}"
    choose(stepper, "seek", 0)
    assert shown(stepper)["w"] == "-1.0000"


@pytest.mark.parametrize("eta", [3.0, 1e8, 1e308])
@pytest.mark.parametrize("big", [False, True])
def test_divergence_is_said_and_ends_the_run(data, click, eta, big):
    shell = widgets.step_descent(*data, eta=eta, big=big)
    click(shell, "last")
    k = shell.player.index
    assert k < 100 and f"diverged at step {k}" in shell.stage.value
    click(shell, "step")
    assert shell.player.index == k
    for i in range(k + 1):
        frame = shell.player.recording[i]
        page = shell.scene.draw(frame) + shell.scene.text(frame)
        assert "nan" not in page.lower() and "inf" not in page.lower()
    shell.close()


def test_leaving_the_panel_is_said(data, click):
    shell = widgets.step_descent(*data, eta=2.2)
    for _ in range(6):
        click(shell, "step")
    assert "(w, b) has left the loss panel." in shell.stage.value
    shell.close()


def test_data_that_do_not_fit_are_refused_in_a_sentence(data):
    X, y = data
    with pytest.raises(ValueError, match=r"step_descent: y has shape \(12,\)"):
        widgets.step_descent(X, y.ravel())
    with pytest.raises(ValueError, match=r"batch_size must lie in 1 … 12, but it is 13"):
        widgets.step_descent(X, y, batch_size=13)
    with pytest.raises(ValueError, match="X has 5 rows but y has 12"):
        widgets.step_descent(X[:5], y)


def test_the_field_is_the_loss(stepper, data):
    X, y = data
    surface = stepper.scene.surface
    (w0, w1), (b0, b1) = surface.limits
    assert surface.values[0, 0] == pytest.approx(((w0 * X + b0 - y) ** 2).mean() / 2)
    assert surface.values[-1, 0] == pytest.approx(((w0 * X + b1 - y) ** 2).mean() / 2)
    assert surface.values[0, -1] == pytest.approx(((w1 * X + b0 - y) ** 2).mean() / 2)
    assert surface.best == pytest.approx(np.polyfit(X.ravel(), y.ravel(), 1))


SVG = "{http://www.w3.org/2000/svg}"


def surface_of(shell):
    """(from pixels to (w, b), the elements of the picture), by the data on its plane."""
    root = ET.fromstring(shell.scene.draw(shell.player.frame))
    plane = next(e for e in root.iter(f"{SVG}rect") if e.get("data-plane") == "surface")
    left, top, width, height, w0, w1, b0, b1 = (
        float(plane.get(name))
        for name in ("x", "y", "width", "height", "data-x0", "data-x1", "data-y0", "data-y1")
    )

    def place(px, py):
        return w0 + (px - left) / width * (w1 - w0), b1 - (py - top) / height * (b1 - b0)

    return place, root


@pytest.mark.parametrize("width", ["wide", "middle", "narrow"])
def test_on_a_level_line_the_loss_is_the_number_written_on_it(stepper, data, width):
    X, y = data
    stepper.scene.width = width
    place, root = surface_of(stepper)
    (group,) = (g for g in root.iter(f"{SVG}g") if g.get("transform", "").startswith("translate"))
    cx, cy, turn = map(float, re.findall(r"[-\d.]+", group.get("transform")))
    turn = np.radians(turn)
    losses = []
    for ring in group:
        rx, ry = float(ring.get("rx")), float(ring.get("ry"))
        t = np.linspace(0, 2 * np.pi, 12)
        u, v = rx * np.cos(t), ry * np.sin(t)
        w, b = place(cx + u * np.cos(turn) - v * np.sin(turn),
                     cy + u * np.sin(turn) + v * np.cos(turn))  # fmt: skip
        C = ((w * X + b - y) ** 2).mean(axis=0) / 2
        assert C == pytest.approx(C[0], rel=0.01)
        losses.append(C[0])
    written = [e.text for e in root.iter(f"{SVG}text") if e.get("paint-order") and e.text[0] != "−"]
    assert len(losses) >= 3 and written
    for words in written:
        assert min(abs(float(words) / np.array(losses) - 1)) < 0.01


def touch(shell, name, x, y, *phases):
    for phase in phases:
        shell.message.value = f'{{"action": "point", "name": "{name}", "place": [{x}, {y}], ' \
                              f'"phase": "{phase}", "time": {next(TIMES)}}}'  # fmt: skip


TIMES = iter(range(10**6))


def test_the_ring_is_dragged_and_the_run_starts_where_it_is_left(stepper, click, data, shown):
    click(stepper, "last")
    before = tuple(stepper.player.recording.frames)
    touch(stepper, "surface", -1.02, 2.03, "down")
    touch(stepper, "surface", 0.5, -0.25, "move", "up")
    assert stepper.player.index == 0
    assert (shown(stepper)["w"], shown(stepper)["b"]) == ("0.5000", "-0.2500")
    click(stepper, "step")
    assert stepper.player.frame.net.theta == pytest.approx(theta_after(*data, 0.2, 1, 0.5, -0.25))
    assert stepper.scene.ghost == before
    assert "grey: the run before" in stepper.stage.value
    assert stepper.scene.guess is None


def test_the_start_moves_by_keys_too(stepper, shown):
    touch(stepper, "start", 0.1, 0.2, "up")
    assert (shown(stepper)["w"], shown(stepper)["b"]) == ("0.1000", "0.2000")
    _, root = surface_of(stepper)
    start, surface = (e for e in root.iter(f"{SVG}rect") if e.get("data-plane"))
    assert (start.get("data-plane"), start.get("data-x"), start.get("data-y")) == (
        "start", "0.1", "0.2",
    )  # fmt: skip
    assert start.get("tabindex") == surface.get("tabindex") == "0"
    assert start.get("aria-label") and surface.get("data-press") == "step"


@pytest.mark.parametrize(
    ("share", "turn", "said"),
    [
        (1.0, 0, "✓ Your dot is where the step lands"),
        (1.05, 0, "✓ Your dot is where the step lands"),
        (2.0, 0, "The direction is right; yours is 2.0 times as long."),
        (0.5, 0, "The direction is right; yours is 0.5 times as long."),
        (-3.0, 0, "It lies uphill: a step goes against the gradient."),
        (1.0, 90, "✗ Your dot missed by"),
    ],
)
def test_a_guess_is_judged_by_the_step(stepper, click, share, turn, said):
    click(stepper, "step")
    here, after = (stepper.player.recording[k].net.theta for k in (1, 2))
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    w, b = here + share * np.array([[c, -s], [s, c]]) @ (after - here)
    touch(stepper, "surface", w, b, "down", "up")
    assert stepper.player.index == 1 and "Press Step to see" in repr(stepper)
    click(stepper, "step")
    assert said in repr(stepper)
    miss = re.search(r"missed by ([\d.]+); the step is ([\d.]+)", repr(stepper))
    if miss:
        assert float(miss[1]) == pytest.approx(np.hypot(*(after - (w, b))), abs=0.006)
        assert float(miss[2]) == pytest.approx(np.hypot(*(after - here)), abs=0.006)
    click(stepper, "step")
    assert "Your dot" not in repr(stepper)


def test_the_dot_hides_the_arrow_that_would_tell(stepper, click):
    click(stepper, "step")
    assert "∇C" in stepper.stage.value
    touch(stepper, "surface", 1.0, 1.0, "down", "up")
    assert "∇C" not in stepper.stage.value

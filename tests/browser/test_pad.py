"""The pad of lesson 00 in JupyterLab: drawn with the mouse, with keys, and read live."""

import json

import pytest
from lab import ROOT, box_of
from stepper import Stepper
from test_harness import notebook

TRAIN = """\
import numpy as np, nnlib as nn
from nnlib import widgets
rng = np.random.default_rng(0)
X, y, *_ = nn.data.split(*nn.data.digits(), rng)
net = nn.init([64, 64, 10], [nn.activations.relu, nn.activations.identity], rng)
loss, descent = nn.losses.binary_cross_entropy, nn.SGD(eta=0.3)
_ = nn.fit(net, X, np.eye(10)[y], loss, descent, epochs=60, batch_size=32, rng=rng)"""
CELLS = {"train": TRAIN, "pad": "widgets.draw_digit(net)"}
LINES = (ROOT / "tests/course/widgets/drawings.jsonl").read_text("utf-8").splitlines()
DRAWINGS = [json.loads(line) for line in LINES]


@pytest.fixture(scope="module")
def page(open_once):
    return open_once(notebook(**CELLS)).run_all()


@pytest.fixture
def pad(page):
    pad = Stepper(page, page.output("pad").locator("[data-stepper]"))
    yield clear(pad)
    page.page.set_viewport_size({"width": 1400, "height": 1000})
    page.assert_clean()


PEN = "f.querySelector('[data-plane]').dataset"


def clear(pad):
    pad.click("Clear").until("f.ariaLabel.startsWith('Pad with no stroke')")
    return pad


def plane(pad):
    return pad.root.locator("[data-plane=pad]")


def drag(pad, strokes):
    """Drag the strokes with the mouse, a few pixels at a time, as a hand does."""
    pad.root.scroll_into_view_if_needed()
    box, mouse = box_of(plane(pad)), pad.lab.page.mouse
    for stroke in strokes:
        places = [
            (box["x"] + x / 32 * box["width"], box["y"] + (32 - y) / 32 * box["height"])
            for x, y in stroke
        ]
        mouse.move(*places[0])
        mouse.down()
        for place in places[1:]:
            mouse.move(*place, steps=2)
        mouse.up()
    pad.until(f"f.ariaLabel.startsWith('Pad with {len(strokes)} stroke')")
    x, y = strokes[-1][-1]
    pad.until(f"Math.abs({PEN}.x - {x}) + Math.abs({PEN}.y - {y}) < 0.3")


def test_ten_digits_are_drawn_and_read(pad):
    """Drawn with the mouse they are read as the same strokes are without a page."""
    read = []
    for drawing in DRAWINGS[:10]:
        drag(clear(pad), drawing["strokes"])
        read.append(pad.read("player.frame.p.argmax().item()"))
        words = pad.root.locator('[data-name="remark"]').inner_text()
        assert words.startswith(f"The network reads {read[-1]}, with probability")
        pad.lab.shot(f"pad-{drawing['digit']}", pad.root)
    assert read == [0, 1, 2, 3, 4, 5, 6, 7, 9, 9]


def test_no_place_of_a_quick_stroke_is_lost(pad):
    drag(pad, [[[4, 28], [28, 28], [28, 4], [4, 4], [4, 24], [24, 24], [24, 8], [8, 8]]])
    points = pad.read("player.frame.strokes[0]")
    assert len(points) >= 7 * 2 and points[0] == pytest.approx([4, 28], abs=0.1)
    corners = [(28, 28), (28, 4), (4, 4), (4, 24), (24, 24), (24, 8), (8, 8)]
    for corner in corners:
        assert min(abs(x - corner[0]) + abs(y - corner[1]) for x, y in points) < 0.2


def test_a_digit_is_drawn_with_keys_alone(pad):
    sheet, press = plane(pad), pad.lab.page.keyboard.press
    pad.root.focus()
    for _ in range(8):
        if sheet.evaluate("e => e === document.activeElement"):
            break
        press("Tab")
    x, y = pad.read("player.frame.pen")
    for key, times in (("ArrowUp", round((28 - y) / 2)), ("ArrowRight", round((12 - x) / 2))):
        for _ in range(abs(times)):
            press(key if times > 0 else {"ArrowUp": "ArrowDown", "ArrowRight": "ArrowLeft"}[key])
    press("Space")
    for _ in range(4):
        press("ArrowRight")
    for _ in range(11):
        press("ArrowDown")
    press("Space")
    pad.until("f.textContent.includes('draw here') && !f.textContent.includes('pen down')")
    pad.until("f.ariaLabel.startsWith('Pad with 1 stroke')")
    (stroke,) = pad.read("player.frame.strokes")
    assert len(stroke) == 1 + 4 + 11
    pad.until("document.activeElement.dataset.plane === 'pad'")
    pad.lab.shot("pad-keys", pad.root)
    press("Delete")
    pad.until("f.ariaLabel.startsWith('Pad with no stroke')")


def test_a_finger_draws(pad):
    pad.root.scroll_into_view_if_needed()
    pad.root.scroll_into_view_if_needed()
    box = box_of(plane(pad))
    hand = pad.lab.page.context.new_cdp_session(pad.lab.page)
    for share in (0.2, 0.4, 0.7):
        at = {"x": box["x"] + share * box["width"], "y": box["y"] + share * box["height"]}
        kind = "touchStart" if share == 0.2 else "touchMove"
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
        pad.until(f"Math.abs({PEN}.x - {32 * share}) < 0.3")
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    pad.until("f.ariaLabel.startsWith('Pad with 1 stroke')")
    (stroke,) = pad.read("player.frame.strokes")
    assert stroke[0] == pytest.approx([6.4, 25.6], abs=0.2)
    assert stroke[-1] == pytest.approx([22.4, 9.6], abs=0.2)

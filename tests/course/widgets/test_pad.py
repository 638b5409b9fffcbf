import json
import re
from pathlib import Path

import numpy as np
import pytest

import nnlib as nn
from nnlib import widgets
from nnlib.course.drawing.theme import COLOURS
from nnlib.course.widgets import pad

LINES = Path(__file__).with_name("drawings.jsonl").read_text("utf-8").splitlines()
LESSON = Path(__file__).parents[3] / "notebooks" / "00_start_here.ipynb"
DRAWINGS = [json.loads(line) for line in LINES]


@pytest.fixture(scope="module")
def net():
    """The network of lesson 00."""
    rng = np.random.default_rng(0)
    X, y, *_ = nn.data.split(*nn.data.digits(), rng)
    net = nn.init([64, 64, 10], [nn.activations.relu, nn.activations.identity], rng)
    loss, descent = nn.losses.binary_cross_entropy, nn.SGD(eta=0.3)
    nn.fit(net, X, np.eye(10)[y], loss, descent, epochs=60, batch_size=32, rng=rng)
    return net


@pytest.fixture
def shell(net):
    shell = widgets.draw_digit(net)
    yield shell
    shell.close()


def press(shell, name):
    shell._handle(action="act", name=name)


def draw(shell, strokes):
    """What the page sends while the strokes are dragged."""
    press(shell, "clear")
    for start, *rest in strokes:
        shell._handle(action="point", name="pad", place=start, phase="down")
        trail = [number for place in rest for number in place]
        shell._handle(action="point", name="pad", place=trail, phase="move")
        shell._handle(action="point", name="pad", place=rest[-1], phase="up")


def test_a_bar_of_ink_is_counted_by_hand():
    # Half a width of 2.6 about the height 16 has the middles 13.5 to 18.5: three rows
    # in each of two blocks.
    counts = pad.ink_counts(pad.bitmap((((6.0, 16.0), (26.0, 16.0)),)))
    assert counts.shape == (8, 8) and counts[[0, 1, 2, 5, 6, 7]].sum() == 0
    assert counts[3, 2:6].tolist() == counts[4, 2:6].tolist() == [12, 12, 12, 12]
    # The round end reaches back to 6 − √(2.6² − d²) = 3.45, 3.88, 5.29 at d = 0.5, 1.5, 2.5: the
    # first middles are 3.5, 4.5, 5.5, so there is 1 in the outer block and 4 + 4 + 3 in the next.
    assert counts[3, :2].tolist() == [1, 11]
    assert (counts == counts[:, ::-1]).all() and (counts == counts[::-1]).all()


def test_a_dot_is_a_disc_and_an_empty_pad_has_no_ink():
    ink = pad.bitmap((((16.0, 16.0),),))
    middles = np.arange(32) + 0.5 - 16
    assert (ink == (middles**2 + middles[:, None] ** 2 <= 2.6**2)).all()
    assert pad.bitmap(()).sum() == 0 and pad.centred(()) == ()


def test_the_first_row_is_on_top():
    counts = pad.ink_counts(pad.bitmap((((4.0, 31.0), (12.0, 31.0)),)))
    assert counts[0].sum() > 0 and counts[1:].sum() == 0
    assert counts[0, :4].sum() == counts.sum()


@pytest.mark.parametrize("drawing", DRAWINGS[:10], ids=lambda one: str(one["digit"]))
def test_centred_ink_fills_the_height_or_the_usual_width(drawing):
    ink = pad.bitmap(pad.centred(drawing["strokes"]))
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert height >= 31 or width in (23, 24)
    assert abs(rows.min() + rows.max() - 31) <= 1 and abs(columns.min() + columns.max() - 31) <= 1


def test_the_readings_are_those_of_predict(net, shell):
    for drawing in DRAWINGS[::3]:
        draw(shell, drawing["strokes"])
        counts = pad.ink_counts(pad.bitmap(pad.centred(drawing["strokes"])))
        scores = nn.predict(net, counts.reshape(1, 64) / 16)[0]
        wanted = 1 / (1 + np.exp(-scores))
        frame = shell.player.frame
        assert (frame.counts == counts).all()
        np.testing.assert_allclose(frame.p, wanted, rtol=1e-12)
        svg = shell.scene.draw(frame)
        doubt = ", unsure" if wanted.max() < 0.5 else ""
        assert f">it reads {wanted.argmax()}{doubt}<" in svg
        assert all(f">{p:.2f}<" in svg for p in wanted)
        assert f"The network reads {wanted.argmax()}, with probability" in repr(shell)


def test_of_thirty_drawings_it_reads_as_many_as_lesson_00_says(net):
    """27 where they are placed like the data, 13 where they lie as they were drawn."""
    assert [one["digit"] for one in DRAWINGS] == [*range(10)] * 3
    cells = json.loads(LESSON.read_text("utf-8"))["cells"]
    words = "".join(*(cell["source"] for cell in cells if cell["id"] == "pad-read"))
    for place, wanted in ((pad.centred, 27), (lambda strokes: strokes, 13)):
        counts = [pad.ink_counts(pad.bitmap(place(one["strokes"]))).ravel() for one in DRAWINGS]
        read = nn.predict(net, np.array(counts) / 16).argmax(axis=1)
        assert sum(read == [one["digit"] for one in DRAWINGS]) == wanted
        assert f"reads {wanted}" in words


def test_the_data_are_as_the_pad_supposes():
    """Digits as high as their bitmap, seldom wider than six blocks, counted up to 16."""
    X, _ = nn.data.digits()
    ink = X.reshape(-1, 8, 8) > 0
    assert (X * 16 == (X * 16).round()).all() and X.max() == 1
    assert ink.any(axis=2)[:, [0, 7]].mean() > 0.99
    assert ink.any(axis=1)[:, [0, 7]].mean() < 0.1


def test_a_stroke_is_as_wide_as_the_ink_of_the_data_wants():
    X, _ = nn.data.digits()
    drawn = [pad.bitmap(pad.centred(one["strokes"])).mean() for one in DRAWINGS]
    assert np.mean(drawn) == pytest.approx(X.mean(), rel=0.02)


def test_the_first_stroke_wipes_the_example_away(shell):
    assert shell.player.frame.strokes == pad.EXAMPLE
    shell._handle(action="point", name="pad", place=[3, 4], phase="down")
    shell._handle(action="point", name="pad", place=[5, 6, 7, 8], phase="move")
    assert [*map(tuple, shell.player.frame.strokes[0])] == [(3, 4), (3, 4), (5, 6), (7, 8)]
    shell._handle(action="point", name="pad", place=[9, 9], phase="down")
    assert len(shell.player.frame.strokes) == 2


def test_keys_move_the_pen_and_draw_only_while_it_is_down(shell):
    press(shell, "clear")
    shell._handle(action="point", name="pad", place=[10, 20], phase="up")
    assert shell.player.frame.strokes == () and shell.player.frame.pen == (10, 20)
    press(shell, "pen")
    shell._handle(action="point", name="pad", place=[12, 20, 12, 22], phase="up")
    press(shell, "pen")
    shell._handle(action="point", name="pad", place=[20, 20], phase="up")
    assert shell.player.frame.strokes == (((10, 20), (12, 20), (12, 22)),)
    assert shell.player.frame.pen == (20, 20) and "pen down" not in shell.scene.draw(
        shell.player.frame
    )


def test_the_choice_of_place_changes_what_is_seen(shell, choose):
    draw(shell, [[[4, 4], [4, 8]]])
    tall = shell.player.frame.counts
    choose(shell, "centred", 1)
    small = shell.player.frame.counts
    assert tall.sum() > 2 * small.sum() and small[:4].sum() == 0
    assert shell.player.frame.strokes


def test_an_empty_pad_says_what_to_do(shell):
    press(shell, "clear")
    assert "Draw a digit" in repr(shell) and "no strokes" in repr(shell)
    assert ">of a blank sheet<" in shell.scene.draw(shell.player.frame)


@pytest.mark.parametrize("width", ["wide", "middle", "narrow"])
def test_no_word_is_smaller_than_eleven_pixels(shell, width):
    shell._handle(action="width", width=width)
    svg = shell.scene.draw(shell.player.frame)
    units = float(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    least = {"wide": 1000, "middle": 700, "narrow": 360}[width]
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)]
    assert min(sizes) * least / units >= 11


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("count", range(1, 17))
def test_each_count_stands_out_on_its_square(theme, count):
    paper, ink = (light(colour) for colour in ([255, 34], [17, 238])[theme])
    grey = ([255, 17][theme] * (1 - pad.shade(count))) + [34, 238][theme] * pad.shade(count)
    words = ink if count < pad.DARK else paper
    low, high = sorted((light(grey), words))
    assert (high + 0.05) / (low + 0.05) >= 4.5
    assert pad.shade(count) > pad.shade(count - 1) >= 0


def light(grey):
    """The relative luminance of a grey between 0 and 255, after WCAG 2."""
    share = grey / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def test_the_greys_are_those_of_the_theme():
    assert COLOURS["paper"] == ("#ffffff", "var(--jp-layout-color0, #111111)")
    assert COLOURS["ink"] == ("#222222", "#eeeeee")


def test_a_network_of_other_widths_is_refused():
    net = nn.init([2, 1], [nn.activations.identity], np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"64 numbers and give 10.*\[2, 1\]"):
        widgets.draw_digit(net)

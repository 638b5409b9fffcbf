import re
from math import exp, log, log1p

import pytest
from page_reader import shown_as

from nnlib import widgets
from nnlib.course.drawing.theme import on_white

BLUE, INK, VERMILLION = "#0072B2", "#222222", "#b34700"
SCORES = [round(-8 + i / 10, 1) for i in range(161)]


@pytest.fixture
def explorer():
    shell = widgets.explore_logistic()
    yield shell
    shell.close()


def by_hand(z, y):
    """p, both losses and both slopes, on paper and without the course's code."""
    p = 1 / (1 + exp(-z))
    q = 1 / (1 + exp(z))  # 1 − p
    entropy = log1p(exp(-z)) if y else log1p(exp(z))
    return {
        "p": p,
        "C cross-entropy": entropy,
        "dC/dz cross-entropy": -q if y else p,
        "C squared error": 0.5 * (q if y else p) ** 2,
        "dC/dz squared error": -q * p * q if y else p * p * q,
    }


def put(shell, choose, z, y):
    choose(shell, "y", y)
    choose(shell, "z", SCORES.index(z))


def remark(shell):
    return shell.scene.remark(shell.player.frame)


def panels(shell):
    """What is drawn inside each of the three panels."""
    svg = on_white(shell.scene.draw(shell.player.frame))
    return [part.split("</svg>")[0] for part in svg.split("<svg ")[2:]]


def dots(panel):
    """The discs of a panel, as (x, y, fill)."""
    found = re.findall(r'<circle cx="([-\d.]+)" cy="([-\d.]+)" r="[\d.]+" fill="([^"]+)"', panel)
    return [(float(x), float(y), fill) for x, y, fill in found]


def curves(panel):
    """The curves of a panel, each as its points on the page."""
    return [
        [tuple(map(float, pair.split(","))) for pair in line.split()]
        for line in re.findall(r'<polyline points="([^"]+)"', panel)
    ]


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", [-8.0, -4.1, -0.3, 0.0, 2.2, 8.0])
def test_the_readout_agrees_with_pencil_and_paper(explorer, choose, shown, z, y):
    put(explorer, choose, z, y)
    numbers = shown(explorer)
    assert numbers.pop("z") == f"{z:.1f}"
    for name, value in by_hand(z, y).items():
        assert float(numbers[name]) == pytest.approx(value, abs=5.1e-7), name


@pytest.mark.parametrize("y", [0, 1])
def test_sympy_and_the_centred_difference_stand_below_and_agree(explorer, choose, y):
    for z in SCORES[::16]:
        put(explorer, choose, z, y)
        expected = by_hand(z, y)
        for quantity in explorer.scene.readout(explorer.player.frame)[2:]:
            below = [quantity.shape] + [quantity.difference] * quantity.name.startswith("dC")
            for number in below:
                assert shown_as(number)[0] == pytest.approx(expected[quantity.name], abs=1.1e-6)
    heads = re.findall(r'<th scope="col">([^<]+)</th>', explorer.stage.value)
    assert heads == ["quantity", "nnlib", "SymPy", "centred difference"]


@pytest.mark.parametrize("y", [0, 1])
def test_the_sample_stands_on_every_curve(explorer, choose, y):
    for z in (-8.0, -2.5, 0.0, 3.7, 8.0):
        put(explorer, choose, z, y)
        sigmoid, losses, slopes = panels(explorer)
        for panel, count in ((sigmoid, 1), (losses, 2), (slopes, 2)):
            assert len(dots(panel)) == len(curves(panel)) == count
            for (x, height, _), curve in zip(dots(panel), curves(panel), strict=True):
                assert (x, height) == pytest.approx(curve[SCORES.index(z)], abs=0.06)
                assert len(curve) == len(SCORES)


def test_the_curves_have_the_shape_that_paper_gives_them(explorer, choose):
    for y in (0, 1):
        put(explorer, choose, 1.0, y)
        names = [
            ("p",),
            ("C cross-entropy", "C squared error"),
            ("dC/dz cross-entropy", "dC/dz squared error"),
        ]
        for panel, losses in zip(panels(explorer), names, strict=True):
            drawn = [height for curve in curves(panel) for _, height in curve]
            paper = [by_hand(z, y)[name] for name in losses for z in SCORES]
            low, high = paper.index(min(paper)), paper.index(max(paper))
            scale = (drawn[high] - drawn[low]) / (paper[high] - paper[low])
            for height, value in zip(drawn, paper, strict=True):
                assert height == pytest.approx(drawn[low] + scale * (value - paper[low]), abs=0.11)


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize(("z", "y"), [(-4.0, 1), (1.5, 0), (6.0, 1)])
def test_the_gap_to_the_target_is_as_long_as_the_slope(z, y, big):
    shell = widgets.explore_logistic(z, y, big=big)
    bars = []
    for panel in (panels(shell)[0], panels(shell)[2]):
        (ends,) = re.findall(
            rf'y1="([\d.]+)" x2="[\d.]+" y2="([\d.]+)" stroke="{VERMILLION}"', panel
        )
        bars.append(float(ends[1]) - float(ends[0]))
    assert bars[0] == pytest.approx(bars[1], abs=0.03)
    assert (bars[0] > 0) == (y == 1)  # down the page from y = 1 to p: a negative slope
    shell.close()


def test_the_zone_is_where_the_neuron_is_sure_and_wrong(explorer, choose):
    for y in (0, 1):
        put(explorer, choose, 0.0, y)
        for panel in panels(explorer):
            ((left, width),) = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', panel)
            left, right = float(left), float(left) + float(width)
            for z, (x, _) in zip(SCORES, curves(panel)[0], strict=True):
                off = abs(by_hand(z, y)["p"] - y)
                if abs(off - 0.9) > 0.001:  # nearer to the edge than a tenth of a pixel
                    assert (left <= x <= right) == (off > 0.9), z


def test_the_remark_tells_sure_and_wrong_from_sure_and_right(explorer, choose):
    put(explorer, choose, -7.0, 1)
    assert remark(explorer) == (
        "Sure and wrong: the cross-entropy still pushes with a slope of −0.9991, "
        "the squared error only with −0.000909: p·(1 − p) = 0.00091 times that."
    )
    put(explorer, choose, 7.0, 0)
    assert remark(explorer).startswith(
        "Sure and wrong: the cross-entropy still pushes with a slope of 0.9991, "
        "the squared error only with 0.000909: p·(1 − p) = 0.00091 times that."
    )
    put(explorer, choose, 3.0, 1)
    assert remark(explorer).startswith("Sure and right: the slopes −0.0474 and −0.00214")
    put(explorer, choose, 0.0, 1)
    assert remark(explorer).startswith("In doubt: the cross-entropy has the slope −0.5000")
    for z, y in ((2.1, 0), (2.2, 0), (-2.1, 1), (-2.2, 1), (2.1, 1), (2.2, 1)):  # log 9 is 2.197
        put(explorer, choose, z, y)
        wrong, right = abs(z) == 2.2 and (z > 0) != y, abs(z) == 2.2 and (z > 0) == y
        start = "Sure and wrong" if wrong else "Sure and right" if right else "In doubt"
        assert remark(explorer).startswith(start), (z, y)


def test_the_words_tell_the_whole_story(explorer, choose):
    assert repr(explorer) == (
        "Logistic explorer: score z = −4.0, target y = 1, p = 0.0180. Losses: cross-entropy "
        "4.0181 with slope −0.9820; squared error 0.4822 with slope −0.0173."
    )
    assert "cross-entropy −log(p)" in explorer.scene.draw(explorer.player.frame)
    choose(explorer, "y", 0)
    assert "target y = 0" in repr(explorer) and f"cross-entropy {log(1 + exp(-4)):.4f}" in repr(
        explorer
    )
    assert "cross-entropy −log(1 − p)" in explorer.scene.draw(explorer.player.frame)


def test_full_is_cross_entropy_and_hollow_is_squared_error(explorer):
    _, losses, slopes = panels(explorer)
    for panel, colour in ((losses, INK), (slopes, VERMILLION)):
        assert [fill for *_, fill in dots(panel)] == [colour, "#ffffff"]
        dashes = re.findall(r"<polyline [^>]*>", panel)
        assert ["stroke-dasharray" in line for line in dashes] == [False, True]
        # At z = −4 and y = 1 cross-entropy is the greater loss, and by far the steeper.
    assert dots(losses)[0][1] < dots(losses)[1][1] and dots(slopes)[0][1] > dots(slopes)[1][1]


def test_what_cannot_be_explored_is_refused():
    with pytest.raises(ValueError, match=r"z must lie in −8 … 8, but it is 9\.0"):
        widgets.explore_logistic(9)
    with pytest.raises(ValueError, match="y must be 0 or 1, but it is 2"):
        widgets.explore_logistic(y=2)

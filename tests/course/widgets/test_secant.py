import re
from fractions import Fraction
from math import cos, exp, log10, sin

import numpy as np
import pytest
from page_reader import plain, shown_as

from nnlib import widgets
from nnlib.course.drawing.theme import COLOURS, on_white
from nnlib.course.widgets.secant.quotients import STEPS

BLUE, GREEN = "#0072B2", "#009E73"
ORANGE, VERMILLION = (COLOURS[name][0] for name in ("orange", "vermillion"))  # for lines


def logistic(x):
    return 1 / (1 + exp(-x))


BY_HAND = {
    "square": (lambda x: x * x, lambda x: 2 * x),
    "cube": (lambda x: x * x * x, lambda x: 3 * x * x),
    "sin": (sin, cos),
    "exp": (exp, exp),
    "sigmoid": (logistic, lambda x: exp(-x) / (1 + exp(-x)) ** 2),
    "abs": (lambda x: -x if x < 0 else x, lambda x: -1.0 if x < 0 else 1.0),
    "relu": (lambda x: 0.0 if x < 0 else x, lambda x: 0.0 if x < 0 else 1.0),
}
FUNCTIONS = tuple(BY_HAND)


@pytest.fixture
def open_secant():
    shells = []

    def make(*args, **kwargs):
        shells.append(widgets.explore_secant(*args, **kwargs))
        return shells[-1]

    yield make
    for shell in shells:
        shell.close()


def by_hand(name, way, x, h):
    f = BY_HAND[name][0]
    return (f(x + h) - f(x)) / h if way == "forward" else (f(x + h) - f(x - h)) / (2 * h)


def drawing(shell):
    return on_white(shell.scene.draw(shell.player.frame))


def remark(shell):
    return plain(shell.scene.remark(shell.player.frame))


def panel(shell, number):
    """What is drawn inside the left panel (1) or the right one (2)."""
    return drawing(shell).split("<svg ")[1 + number].split("</svg>")[0]


def marks(shell):
    """The places on the page of the forward discs and of the centred squares, by rising h."""
    found = {}
    for way, colour, cap in (("forward", BLUE, "round"), ("centred", GREEN, "square")):
        look = rf'stroke="{colour}" stroke-linecap="{cap}"'
        (path,) = re.findall(rf'<path d="([^"]*)" {look}', panel(shell, 2))
        moves = [re.findall(r"-?[\d.]+", move) for move in path.split("h0")[:-1]]
        found[way] = np.cumsum(np.array(moves, float), axis=0).tolist()
        assert len(found[way]) == len(STEPS)
    return found


def digits(svg):
    """The two values as the page has them: their shared digits, in grey, and the rest, in bold."""
    parts = []
    for colour, weight in (("#6b6b6b", ""), (VERMILLION, ' font-weight="bold"')):
        look = rf'y="([\d.]+)"[^>]* text-anchor="middle"{weight} fill="{colour}">(.)</text>'
        rows = {}
        for y, digit in re.findall(look, svg):
            rows[y] = rows.get(y, "") + digit
        parts.append(list(rows.values()))
    return parts


def values(shell):
    shared, rest = digits(drawing(shell))
    return [shown_as(a + b)[0] for a, b in zip(shared or ["", ""], rest or ["", ""], strict=True)]


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("way", ["forward", "centred"])
def test_the_readout_agrees_with_pencil_and_paper(open_secant, choose, shown, name, way):
    shell = open_secant()
    choose(shell, "f", FUNCTIONS.index(name))
    choose(shell, "way", ["forward", "centred"].index(way))
    for place in (3, 24, 37):
        choose(shell, "x", place)
        x = shell.scene.choices[2].values[place]
        for h in (1.0, 0.2, 0.01, 1e-5):
            choose(shell, "h", STEPS.index(h))
            numbers, (f, prime) = shown(shell), BY_HAND[name]
            ahead, behind = f(x + h), f(x if way == "forward" else x - h)
            assert values(shell) == pytest.approx([ahead, behind], rel=1e-15, abs=1e-16)
            assert float(numbers["slope"]) == pytest.approx(prime(x), rel=1e-11)
            quotient = by_hand(name, way, x, h)
            assert float(numbers["h"]) == h
            assert float(numbers["quotient"]) == pytest.approx(quotient, rel=1e-9, abs=1e-9)
            error = abs(quotient - prime(x))
            rounding = 1e-15 * (abs(f(x)) + 1) / h
            assert float(numbers["error"]) == pytest.approx(error, rel=0.006, abs=rounding)
            larger = max(abs(quotient), abs(prime(x))) or 1
            assert float(numbers["relative"]) == pytest.approx(
                error / larger, rel=0.011, abs=rounding / larger
            )


def test_each_control_tells_the_whole_story_anew(open_secant, choose):
    shell = open_secant("square", 1.0, 0.5)
    assert repr(shell) == (
        "Secant explorer: f(x) = x² at x = 1, h = 0.5. f(x + h) = 2.25, f(x) = 1. "
        "The forward quotient is 2.5000, the derivative 2.0000, the error 0.5."
    )
    choose(shell, "way", 1)
    assert "f(x + h) = 2.25, f(x − h) = 0.25. The centred quotient is 2.0000" in repr(shell)
    choose(shell, "f", 1)
    assert "f(x) = x³ at x = 1, h = 0.5. f(x + h) = 3.375, f(x − h) = 0.125." in repr(shell)
    choose(shell, "x", 0)
    assert "at x = −2, h = 0.5." in repr(shell) and "quotient is 12.2500" in repr(shell)
    choose(shell, "h", len(STEPS) - 1)
    assert "at x = −2, h = 1." in repr(shell) and "quotient is 13.0000" in repr(shell)


def scales(shell):
    """The right panel's axes read backwards: the places on the page of h and of an error."""
    svg, axes = drawing(shell), []
    for anchor, coordinate in (("middle", "x"), ("end", "y")):
        at = {}
        for exponent, words in ((0, "10⁰"), (-15, "10⁻¹⁵")):
            label = rf'<text x="([\d.]+)" y="([\d.]+)"[^>]*text-anchor="{anchor}"[^>]*>{words}<'
            x, y = map(float, re.findall(label, svg)[0])
            at[exponent] = x if coordinate == "x" else y - 0.35 * 13  # a label's base is lower
        unit = (at[0] - at[-15]) / 15
        axes.append(lambda value, zero=at[0], unit=unit: zero + unit * log10(value))
    return axes


def test_the_errors_are_drawn_where_the_floats_put_them(open_secant):
    shell = open_secant("exp", 1.0)
    x_of, y_of = scales(shell)
    seen = 0
    for way, places in marks(shell).items():
        for (x, y), h in zip(places, STEPS, strict=True):
            assert x == pytest.approx(x_of(h), abs=0.1)
            error = abs(by_hand("exp", way, 1.0, h) - exp(1))
            if error > 100 * 2.3e-16 / h:  # where the last digit of exp cannot matter
                assert y == pytest.approx(y_of(error), abs=0.3), (way, h)
                seen += 1
    assert seen > 25


def test_both_errors_draw_a_v_with_slopes_one_and_two(open_secant):
    places = marks(open_secant("exp", 1.0))
    scale = {}
    for way, low, high in (("forward", 1e-8, 1e-7), ("centred", 1e-6, 1e-4)):
        depths = [y for _, y in places[way]]  # further down the page: a smaller error
        best = STEPS[depths.index(max(depths))]
        assert low / 10 <= best <= high, way
        (x0, y0), (x1, y1) = (places[way][STEPS.index(h)] for h in (1e-3, 1e-1))
        scale[way] = (y1 - y0) / (x1 - x0)
    assert scale["centred"] / scale["forward"] == pytest.approx(2, abs=0.02)


def test_the_chosen_h_is_marked_on_its_own_quotient(open_secant):
    for way in ("forward", "centred"):
        for h in (1e-13, 1e-6, 0.2):
            shell = open_secant("exp", 0.5, h, way)
            ring = re.findall(
                r'<circle cx="([-\d.]+)" cy="([-\d.]+)" r="[\d.]+" fill="none"', panel(shell, 2)
            )
            (x, y), (rx, ry) = marks(shell)[way][STEPS.index(h)], map(float, ring[0])
            assert (rx, ry) == (pytest.approx(x, abs=0.02), pytest.approx(y, abs=0.02))


@pytest.mark.parametrize("way", ["forward", "centred"])
def test_the_error_splits_into_truncation_and_rounding_as_fractions_say(open_secant, way):
    for x in (0.3, 1.0, -1.7):
        for h in (0.5, 1e-4, 1e-8, 1e-13):
            q = open_secant("cube", x, h, way).player.frame
            X, H = Fraction(x), Fraction(h)
            truncation = 3 * X * H + H**2 if way == "forward" else H**2
            rounding = Fraction(q.quotient) - 3 * X**2 - truncation
            assert q.truncation == pytest.approx(float(truncation), rel=1e-12)
            assert q.rounding == pytest.approx(float(rounding), rel=1e-12)


def test_the_remark_names_the_error_that_dominates(open_secant):
    def words(way, h):
        return remark(open_secant("exp", 1.0, h, way)).partition(":")[0]

    assert [words("forward", h) for h in (1.0, 1e-6)] == 2 * ["Truncation dominates"]
    assert [words("forward", h) for h in (1e-10, 1e-14)] == 2 * ["Rounding dominates"]
    assert [words("centred", h) for h in (1.0, 1e-3)] == 2 * ["Truncation dominates"]
    assert [words("centred", h) for h in (1e-7, 1e-14)] == 2 * ["Rounding dominates"]


def test_the_formulas_predict_the_truncation(open_secant):
    assert "truncation 1e-10" in remark(open_secant("cube", 1.0, 1e-5, "centred"))
    assert "h²/6·f‴(x) predicts 1e-10" in remark(open_secant("cube", 1.0, 1e-5, "centred"))
    half = remark(open_secant("cube", 1.0, 0.5, "forward"))  # 3h + h², of which 3h leads
    assert "truncation 1.75" in half and "h/2·f″(x) predicts 1.5" in half


def test_a_parabola_has_no_truncation_by_the_centred_quotient(open_secant):
    shell = open_secant("square", 1.0, 0.5, "centred")
    assert remark(shell) == "This quotient is exact."
    assert remark(open_secant("square", 0.3, 1e-6, "centred")).startswith(
        "Rounding dominates: truncation 0,"
    )


@pytest.mark.parametrize(("name", "centred", "left"), [("relu", "0.5", "0"), ("abs", "0", "-1")])
def test_at_the_kink_there_is_no_derivative(open_secant, choose, shown, name, centred, left):
    shell = open_secant(name, 0.0, 0.5)
    for i, h in enumerate(STEPS):
        for number, quotient in enumerate(("1", centred)):
            choose(shell, "way", number)
            choose(shell, "h", i)
            numbers = shown(shell)
            assert numbers["quotient"] == quotient, h
            assert {numbers[n] for n in ("slope", "error", "relative")} == {"none"}
    assert remark(shell) == (
        f"No derivative here: the slope is {left} from the left, 1 from the right. "
        f"The forward quotient says 1 and the centred one {centred}, for every h."
    )
    assert "there is no derivative" in repr(shell) and "slope of one side" in drawing(shell)
    assert "slope from the left" in panel(shell, 2) and len(tangents(shell)) == 2


def test_beside_the_kink_the_secant_reaches_over_it(open_secant):
    shell = open_secant("relu", 0.1, 0.5, "centred")
    assert "The kink is between the two points: the secant mixes slopes 0 and 1." == remark(shell)
    assert "exact" in remark(open_secant("relu", -0.5, 0.5, "forward"))
    assert "kink" in remark(open_secant("abs", -0.1, 0.2, "forward"))
    assert "kink" not in remark(open_secant("abs", 0.1, 0.2, "forward"))
    assert len(tangents(shell)) == 1


def test_where_floats_end_nothing_is_left(open_secant, shown):
    shell = open_secant("cube", 1.0, 1e-16)
    assert shown(shell)["quotient"] == "0" and shown(shell)["relative"] == "1"
    assert "one and the same" in remark(shell)
    # Below 1 floats lie twice as dense: 1 − 1e-16 is a float of its own.
    assert "one and the same" not in remark(open_secant("cube", 1.0, 1e-16, "centred"))


def lines(shell, colour):
    found = re.findall(
        rf'<polyline points="([^"]+)" fill="none" stroke="{colour}"', panel(shell, 1)
    )
    return [[tuple(map(float, pair.split(","))) for pair in line.split()] for line in found]


def tangents(shell):
    return lines(shell, VERMILLION)


@pytest.mark.parametrize("big", [False, True])
def test_however_small_h_is_the_two_points_are_seen_apart(open_secant, choose, big):
    shell = open_secant("cube", 1.0, big=big)
    for i, _ in enumerate(STEPS):
        choose(shell, "h", i)
        dots = re.findall(
            rf'<circle cx="([-\d.]+)" cy="([-\d.]+)" r="([\d.]+)" fill="{ORANGE}"', panel(shell, 1)
        )
        (x0, _, r), (x1, _, _) = [tuple(map(float, dot)) for dot in dots]
        assert x1 - x0 > 2 * r
        (secant,) = lines(shell, ORANGE)
        for x, y in ((float(x), float(y)) for x, y, _ in dots):
            (u0, v0), (u1, v1) = secant
            assert y == pytest.approx(v0 + (x - u0) / (u1 - u0) * (v1 - v0), abs=0.2)


def test_near_by_the_tangent_has_the_derivative_as_its_rise_to_the_right(open_secant):
    q = open_secant("cube", 1.0, 1e-4)
    (secant,), (tangent,) = lines(q, ORANGE), tangents(q)
    rise = {name: (a[1] - b[1]) / (b[0] - a[0]) for name, (a, b) in
            (("secant", secant), ("tangent", tangent))}  # fmt: skip
    assert rise["secant"] / rise["tangent"] == pytest.approx(1.0001, abs=2e-3)
    far = open_secant("cube", 1.0, 0.5)
    (secant,), (tangent,) = lines(far, ORANGE), tangents(far)
    up = [(a[1] - b[1]) / (b[0] - a[0]) for a, b in (secant, tangent)]
    assert up[0] / up[1] == pytest.approx(4.75 / 3, abs=2e-3)


def test_the_digits_that_agree_are_told_from_those_that_do_not(open_secant):
    svg = drawing(open_secant("cube", 1.0, 0.01, "centred"))  # 1.030301 and 0.970299
    assert "f(x − h) =" in svg and "difference 0.060002, divided by 2h: 3.0001" in svg
    shared, left_over = digits(drawing(open_secant("square", 1.0, 1e-5)))
    assert shared == ["1.0000", "1.0000"]
    assert [rest[:6] for rest in left_over] == ["200001", "000000"]


def test_what_cannot_be_explored_is_refused():
    with pytest.raises(ValueError, match="no function called 'log'; choose one of square, cube,"):
        widgets.explore_secant("log")
    with pytest.raises(ValueError, match="no quotient called 'back'; choose one of forward,"):
        widgets.explore_secant(quotient="back")
    with pytest.raises(ValueError, match=r"1, 2 or 5 times a power of ten, .* but it is 0\.3"):
        widgets.explore_secant(h=0.3)
    with pytest.raises(ValueError, match=r"x must lie in −2 … 2, but it is 3\.0"):
        widgets.explore_secant(x=3)

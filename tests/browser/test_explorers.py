"""The explorers of lessons 02, 06 and 11 in JupyterLab: move a slider, and the numbers follow."""

from math import exp

import pytest
from stepper import Stepper
from test_harness import notebook

CELLS = {
    "secant": 'from nnlib import widgets\nwidgets.explore_secant("exp", 1.0, 0.5)',
    "secant-big": 'widgets.explore_secant("relu", 0.0, 0.5, "centred", big=True)',
    "logistic": "widgets.explore_logistic(-4.0, 1)",
    "logistic-big": "widgets.explore_logistic(2.0, 0, big=True)",
    "softmax": "widgets.explore_softmax()",
    "shares": "widgets.explore_softmax(whole=False)",
    "softmax-big": "widgets.explore_softmax((6.0, -6.0, 0.0, 1.0), big=True)",
}
LAPTOP, PROJECTOR = {"width": 1400, "height": 1000}, {"width": 1920, "height": 1080}
LETTERS = "bxdd"  # in JupyterLab's command mode: insert a cell below, cut, delete


@pytest.fixture(scope="module")
def page(open_once):
    return open_once(notebook(**CELLS)).run_all()


@pytest.fixture
def explorer(page):
    def find(cell):
        root = page.output(cell).locator("[data-stepper]")
        return Stepper(page, root, list(CELLS).index(cell))

    yield find
    page.page.set_viewport_size(LAPTOP)
    if page.errors or page.foreign:
        page.assert_clean()


def ranges(explorer, name):
    return explorer.root.get_by_role("slider", name=name, exact=True)


def press(explorer, name, key):
    """A key on a range; the picture that comes back is waited for."""
    answer = explorer.figure.get_attribute("data-answer")
    ranges(explorer, name).focus()
    explorer.lab.page.keyboard.press(key)
    explorer.until(f"f.dataset.answer !== '{answer}'")


def words(explorer):
    return explorer.root.locator('[data-name="remark"]').inner_text()


def fits(explorer):
    """No part of the readout or of the bar is wider than the widget."""
    return explorer.root.evaluate(
        "r => [...r.querySelectorAll('.nn-readout, .nn-bar, .nn-figure')]"
        ".every(part => part.scrollWidth <= r.clientWidth + 1)"
    )


def test_the_secant_follows_h_by_mouse_and_by_key(explorer):
    secant = explorer("secant")
    assert secant.number("quotient") == pytest.approx((exp(1.5) - exp(1)) / 0.5)
    picture = secant.pixels()
    press(secant, "step h", "ArrowLeft")
    assert secant.number("h") == 0.2
    assert secant.number("quotient") == pytest.approx((exp(1.2) - exp(1)) / 0.2)
    assert secant.number("slope") == pytest.approx(exp(1))
    assert secant.pixels() != picture
    secant.lab.shot("secant-whole", secant.root)
    press(secant, "step h", "Home")
    assert secant.number("h") == 1e-16 and secant.number("quotient") == 0
    assert "one and the same" in words(secant)
    secant.choose("h", 12).choose("way", 1)
    assert secant.number("h") == 1e-12 and "Rounding dominates" in words(secant)
    secant.lab.shot("secant-rounding", secant.root)
    secant.choose("f", 0).choose("x", 5).choose("h", 48)
    assert secant.number("quotient") == secant.number("slope") == pytest.approx(-3)
    secant.lab.shot("secant-square", secant.root)
    assert fits(secant)


def test_the_kink_at_lecture_size(explorer):
    secant = explorer("secant-big")
    assert fits(secant)
    secant.lab.page.set_viewport_size(PROJECTOR)
    assert secant.number("quotient") == 0.5
    assert words(secant).startswith("No derivative here")
    assert fits(secant)
    secant.lab.shot("secant-big-kink", secant.root)
    secant.choose("f", 3).choose("x", 30).choose("h", 30)
    assert secant.number("h") == 1e-6
    assert fits(secant)
    secant.lab.shot("secant-big", secant.root)


def test_the_logistic_follows_z_by_mouse_and_by_key(explorer):
    logistic = explorer("logistic")
    picture = logistic.pixels()
    press(logistic, "score z", "ArrowRight")
    assert logistic.number("z") == -3.9
    assert logistic.number("p") == pytest.approx(1 / (1 + exp(3.9)), abs=1e-6)
    assert logistic.number("C cross-entropy") == pytest.approx(3.9 + exp(-3.9), abs=3e-4)
    assert logistic.number("dC/dz cross-entropy") == pytest.approx(-1 / (1 + exp(-3.9)), abs=1e-6)
    assert logistic.pixels() != picture
    logistic.choose("y", 0)
    assert logistic.number("dC/dz cross-entropy") == logistic.number("p")
    assert words(logistic).startswith("Sure and right")
    press(logistic, "score z", "End")
    assert logistic.number("z") == 8
    assert words(logistic).startswith("Sure and wrong") and fits(logistic)
    logistic.lab.shot("logistic", logistic.root)


def test_the_logistic_at_lecture_size(explorer):
    logistic = explorer("logistic-big")
    assert fits(logistic)
    logistic.lab.page.set_viewport_size(PROJECTOR)
    logistic.choose("z", 110)
    assert logistic.number("p") == pytest.approx(1 / (1 + exp(-3)), abs=1e-5) and fits(logistic)
    logistic.lab.shot("logistic-big", logistic.root)


def test_letters_on_a_range_leave_the_notebook_alone(explorer, page):
    before = page.cells()
    for cell, name in (("secant", "point x"), ("logistic", "score z")):
        ranges(explorer(cell), name).focus()
        for letter in LETTERS:
            page.page.keyboard.press(letter)
    assert page.cells() == before


def test_the_softmax_follows_its_scores_and_overflows_where_it_may(explorer):
    softmax = explorer("softmax")
    press(softmax, "score A", "ArrowLeft")
    total = exp(1.9) + exp(1) + 1 + exp(-1)
    assert softmax.number("p A") == pytest.approx(exp(1.9) / total, abs=1e-4)
    assert softmax.number("dC/ds B") == pytest.approx(exp(1) / total - 1, abs=1e-4)
    assert fits(softmax)
    softmax.lab.shot("softmax", softmax.root)
    press(softmax, "add c to all scores", "End")
    assert softmax.number("p A") == pytest.approx(exp(1.9) / total, abs=1e-4)
    softmax.root.get_by_role("radio", name="do not").check()
    softmax.root.get_by_text("infinity over infinity is no number").wait_for()
    softmax.lab.shot("softmax-overflow", softmax.root)


def test_the_softmax_fits_at_lecture_size(explorer):
    softmax = explorer("softmax-big")
    softmax.lab.page.set_viewport_size(PROJECTOR)
    assert fits(softmax)
    softmax.lab.shot("softmax-big", softmax.root)


def answer(explorer, guess):
    """Type a prediction and press Enter; what is said to it."""
    k = explorer.k
    entry = explorer.root.get_by_role("textbox", name="my prediction")
    entry.fill(guess)
    entry.press("Enter")
    explorer.at(k + 1)
    return explorer.root.locator('[data-name="said"]').inner_text()


def test_rounds_are_answered_by_keys_and_the_sliders_follow(explorer, page):
    shares = explorer("shares")
    before = page.cells()
    assert answer(shares, "c").startswith("✓ Right: C.")
    assert ranges(shares, "score C").get_attribute("aria-valuetext") == "3"
    shares.lab.shot("shares-round", shares.root)
    assert "✗ Not 0. It is 3." in answer(shares, "0")
    assert ranges(shares, "score A").get_attribute("aria-valuetext") == "−2"
    said = answer(shares, "1/4")
    assert said.startswith("✓ Right: 0.25.") and "That was the last round." in said
    assert fits(shares) and page.cells() == before
    shares.click("Reset").at(0)
    assert ranges(shares, "score A").get_attribute("aria-valuetext") == "2"

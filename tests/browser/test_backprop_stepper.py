"""The backprop stepper as a reader meets it: in JupyterLab, with mouse and keys."""

import numpy as np
import pytest
from stepper import SHELLS, Stepper
from test_harness import notebook

SMALL = "from nnlib import widgets\nwidgets.step_backprop()"
LARGE = 'widgets.step_backprop("3-4-3-2", sigma="relu", loss="cross_entropy", big=True)'


@pytest.fixture(scope="module")
def page(open_once):
    return open_once(notebook(small=SMALL, large=LARGE)).run_all()


@pytest.fixture
def stepper(page):
    root = page.output("small").locator('[data-stepper="backprop"]')
    stepper = Stepper(page, root, page.read(f"[s.cell for s in {SHELLS}].index('small')"))
    stepper.choose("network", 0).start_again()
    yield stepper
    if page.errors or page.foreign:
        page.assert_clean()


def by_hand(theta, x, y):
    """δ of the three neurons and the loss of a 2-2-1 tanh network on one sample, written out."""
    w00, w01, w10, w11, u0, u1, b0, b1, c = theta
    h0 = np.tanh(x[0] * w00 + x[1] * w10 + b0)
    h1 = np.tanh(x[0] * w01 + x[1] * w11 + b1)
    d = h0 * u0 + h1 * u1 + c - y
    return {"C": d**2 / 2, "out": d, "hidden": [d * u0 * (1 - h0**2), d * u1 * (1 - h1**2)]}


def shown(stepper):
    return float(stepper.root.locator('td[data-name="number"]').inner_text())


def test_forward_and_back_with_the_right_numbers(stepper):
    stepper.choose("batch", 3)  # sample 2, (1, 0) with target 1
    theta = stepper.read("player.frame.net.theta.tolist()")
    expected = by_hand(theta, (1, 0), 1)
    pictures = {stepper.pixels()}
    for k in range(1, 13):
        stepper.click("Step").at(k)
        pictures.add(stepper.pixels())
        if k == 5:
            assert shown(stepper) == pytest.approx(expected["C"], abs=6e-5)
        if k == 6:
            assert shown(stepper) == pytest.approx(expected["out"], abs=6e-5)
            difference = stepper.number("centred difference")
            assert difference == pytest.approx(expected["out"], abs=6e-5)
            assert stepper.number("relative error") < 1e-6
        if k == 7:
            assert shown(stepper) == pytest.approx(expected["hidden"][1], abs=6e-5)
            stepper.lab.shot("backprop-delta", stepper.root)
    assert len(pictures) == 13
    for k in range(11, 6, -1):
        stepper.click("Back").at(k)
    assert shown(stepper) == pytest.approx(expected["hidden"][1], abs=6e-5)
    stepper.choose("batch", 0)


def test_a_click_on_a_weight_chooses_it_and_a_typed_place_goes_there(stepper):
    stepper.click("Step").at(1)
    stepper.root.locator('[data-pick="W[2][1, 0]"]').first.click()
    stepper.until("f.getAttribute('aria-label').includes('z[1][3, 1]')")
    field = stepper.root.get_by_role("textbox", name="look at")
    assert field.input_value() == "W[2][1, 0]"
    field.fill("delta[1][3, 0]")
    field.press("Enter")
    stepper.at(7).until("f.getAttribute('aria-label').includes('delta[1][3, 0]')")
    field.fill("dW[7]")
    field.press("Enter")
    said = stepper.root.locator(".nn-said")
    said.get_by_text("There is no dW[7]").wait_for()
    assert stepper.k == 7
    assert field.input_value() == "dW[7]"
    field.fill("W[1][0, 1]")
    field.press("Enter")
    said.get_by_text("There is no dW[7]").wait_for(state="hidden")


def test_a_prediction_is_answered(stepper):
    field = stepper.root.get_by_role("textbox", name="my prediction")
    stepper.root.locator(".nn-said").get_by_text("What is z[1]").wait_for()
    field.fill("17")
    field.press("Enter")
    stepper.at(1).root.locator(".nn-said").get_by_text("✗").wait_for()
    truth = np.tanh(shown(stepper))
    field.fill(f"{truth:.3f}")
    field.press("Enter")
    stepper.at(2).root.locator(".nn-said").get_by_text("✓").wait_for()
    stepper.lab.shot("backprop-predicted", stepper.root)


def test_another_network_while_playing(stepper):
    stepper.click("Play").until("Number(f.dataset.k) >= 2")
    stepper.choose("network", 4).at(0).playing(False)
    assert stepper.read("player.stop") == 12 * 18 - 1
    stepper.click("Play").until("Number(f.dataset.k) >= 3")
    stepper.click("Pause").playing(False)
    stepper.click("Last").at(12 * 18 - 1)
    stepper.lab.shot("backprop-3-4-3-2-last", stepper.root)


def test_keys_alone_do_everything(stepper):
    press = stepper.lab.page.keyboard.press
    stepper.root.focus()
    for key, k in (("ArrowRight", 1), ("Enter", 2), ("ArrowLeft", 1), ("End", 155), ("Home", 0)):
        press(key)
        stepper.at(k)
    press("p")
    stepper.until("Number(f.dataset.k) >= 2")
    press("p")
    stepper.playing(False)


def test_letters_and_arrows_in_a_text_field_only_write(stepper):
    before = stepper.lab.cells()
    field = stepper.root.get_by_role("textbox", name="look at")
    field.fill("")
    for key in ("b", "d", "d", "p", "x", "ArrowLeft", "Home"):
        field.press(key)
    assert field.input_value() == "bddpx"
    assert stepper.lab.cells() == before
    assert stepper.k == 0


def test_two_on_a_page_and_again_after_a_restart(page, stepper):
    large = Stepper(page, page.output("large").locator("[data-stepper]"), 1)
    stepper.click("Step").at(1)
    large.click("Step").at(1).click("Step").at(2)
    assert stepper.k == 1
    page.output("large").locator('[data-pick="W[1][2, 3]"]').first.click()
    large.until("f.getAttribute('aria-label').includes('a[1][3, 3]')")
    for _ in range(8):
        large.click("Step")
    large.at(10)
    page.shot("backprop-lecture", large.root)
    alive = "len(__import__('ipywidgets').widgets.widget._instances)"
    widgets = page.read(alive)
    for _ in range(2):
        page.run_cell("small")
    assert page.read(alive) == widgets
    assert page.output("small").locator("[data-stepper]").count() == 1


def test_after_a_restart_the_cell_shows_one_stepper_that_works(open_lesson):
    lab = open_lesson(notebook(small=SMALL)).run_all()
    Stepper(lab, lab.output("small").locator("[data-stepper]")).click("Step").at(1)
    lab.restart_kernel()
    lab.run_all()
    again = Stepper(lab, lab.output("small").locator("[data-stepper]"))
    again.at(0).click("Step").at(1)
    assert lab.output("small").locator("[data-stepper]").count() == 1
    assert lab.read(f"len({SHELLS})") == 1
    assert again.read("player.index") == 1

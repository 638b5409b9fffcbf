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
    """The number of the step, which has four digits."""
    return stepper.number("number")


def test_forward_and_back_with_the_right_numbers(stepper):
    stepper.choose("batch", 3)  # sample 2, (1, 0) with target 1
    theta = stepper.read("player.frame.net.theta.tolist()")
    expected = by_hand(theta, (1, 0), 1)
    pictures = {stepper.pixels()}
    for k in range(1, 13):
        stepper.click("Step").at(k)
        pictures.add(stepper.pixels())
        if k == 5:
            assert shown(stepper) == pytest.approx(expected["C"], rel=5e-4, abs=6e-5)
        if k == 6:
            assert shown(stepper) == pytest.approx(expected["out"], rel=5e-4, abs=6e-5)
            difference = stepper.number("centred difference")
            assert difference == pytest.approx(expected["out"], rel=5e-4, abs=6e-5)
        if k == 7:
            assert shown(stepper) == pytest.approx(expected["hidden"][1], rel=5e-4, abs=6e-5)
            stepper.lab.shot("backprop-delta", stepper.root)
    assert len(pictures) == 13
    for k in range(11, 6, -1):
        stepper.click("Back").at(k)
    assert shown(stepper) == pytest.approx(expected["hidden"][1], rel=5e-4, abs=6e-5)
    stepper.choose("batch", 4)


def test_a_click_on_a_weight_chooses_it_and_a_typed_place_goes_there(stepper):
    stepper.click("Step").at(1)
    stepper.root.locator('[data-pick="W[2][1, 0]"]').first.click()
    stepper.until("f.getAttribute('aria-label').includes('z[1][0, 1]')")
    field = stepper.root.get_by_role("textbox", name="look at")
    assert field.input_value() == "W[2][1, 0]"
    field.fill("δ[1][0, 0]")
    field.press("Enter")
    stepper.at(7).until("f.getAttribute('aria-label').includes('delta[1][0, 0]')")
    field.fill("dW[7]")
    field.press("Enter")
    said = stepper.root.locator(".nn-setup [data-notes=set]")  # beside the button
    said.get_by_text("There is no dW[7]").wait_for()
    assert stepper.k == 7
    assert field.input_value() == "dW[7]"
    beside = "e => e.getBoundingClientRect().bottom"
    button = stepper.root.locator(".nn-setup [data-do=set]").evaluate(beside)
    assert 0 < said.evaluate(beside) - button < 60
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


def test_what_is_asked_and_answered_stays_in_sight_with_the_steps(stepper):
    field = stepper.root.get_by_role("textbox", name="my prediction")
    stepper.root.locator("details summary").last.scroll_into_view_if_needed()
    stepper.root.locator(".nn-screen").evaluate("e => e.scrollIntoView({block: 'end'})")
    field.fill("17")
    field.press("Enter")
    said = stepper.at(1).root.locator(".nn-steps .nn-said")
    said.get_by_text("✗").wait_for()
    box = said.evaluate("e => e.getBoundingClientRect().top")
    assert 0 < box < stepper.lab.page.viewport_size["height"]
    assert stepper.root.locator(".nn-said").count() == 1


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
    chosen = "r.querySelector('[data-drag]').dataset.drag"
    for key, name in (("Enter", "b[1][1]"), (" ", "b[1][0]"), ("Enter", "W[1][1, 0]")):
        stepper.root.locator(f'[role=button][data-pick="{name}"]').press(key)
        stepper.until(f"{chosen} === '{name}'")
    stepper.root.locator('[data-entry="look"]').evaluate("e => { e.value = 'W[1][0, 1]' }")
    stepper.click("Set").until(f"{chosen} === 'W[1][0, 1]'")


def test_letters_and_arrows_in_a_text_field_only_write(stepper):
    before = stepper.lab.cells()
    field = stepper.root.get_by_role("textbox", name="look at")
    field.fill("")
    for key in ("b", "d", "d", "p", "x", "ArrowLeft", "Home"):
        field.press(key)
    assert field.input_value() == "bddpx"
    assert stepper.lab.cells() == before
    assert stepper.k == 0


LIT = "[...r.querySelectorAll('.nn-lit')].map(e => e.dataset.part)"


def test_a_term_lights_its_wire_and_a_wire_its_term(stepper):
    stepper.choose("seek", 7)
    shown = stepper.root.locator(".nn-screen")
    term = shown.locator('[data-name=sum] [data-part="W2[1,0] dW2[1,0] delta2[0,0]"]')
    term.hover()
    stepper.until(f"{LIT}.includes('W2[1,0] dW2[1,0]')")  # the wire
    stepper.until(f"{LIT}.includes('delta2[0,0]')")  # the number in the neuron
    stepper.lab.shot("backprop-lit", stepper.root)
    shown.locator("summary").last.hover()
    stepper.until(f"{LIT}.length === 0")
    shown.locator('[data-name=equation] [data-part="z1[0,1]"]').hover()
    stepper.until(f"{LIT}.some(names => names.startsWith('z1[0,1] a1[0,1]'))")  # the neuron
    shown.locator("summary").last.hover()
    neuron = shown.locator('g[tabindex][data-part~="delta2[0,0]"]')
    neuron.focus()
    stepper.until(f"{LIT}.includes('W2[1,0] dW2[1,0] delta2[0,0]')")
    neuron.evaluate("e => e.blur()")
    stepper.until(f"{LIT}.length === 0")


# Found and measured in one go: an answer may replace the picture at any time.
MIDDLE = """root => {
    const handle = root.querySelector("[data-drag]");
    handle.scrollIntoView({ block: "center" });
    const box = handle.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
}"""


def test_the_chosen_weight_is_dragged_and_moved_by_keys_and_everything_follows(stepper):
    stepper.choose("seek", 8)
    handle = stepper.root.locator("[data-drag]")
    before = float(handle.get_attribute("data-value"))
    x, y = stepper.root.evaluate(MIDDLE)
    mouse = stepper.lab.page.mouse
    mouse.move(x, y)
    mouse.down()
    for up in (8, 16, 24):
        mouse.move(x, y - up)
    mouse.up()
    moved = "Number(r.querySelector('[data-drag]').dataset.value)"
    stepper.until(f"Math.abs({moved} - {before + 0.6}) < 1e-9").at(8)
    assert stepper.read("player.frame.net.W[1][0, 1]") == pytest.approx(before + 0.6)
    handle.focus()
    handle.press("ArrowDown")
    stepper.until(f"Math.abs({moved} - {before + 0.5}) < 1e-9")
    handle.press("Shift+ArrowDown")
    stepper.until(f"Math.abs({moved} - {before - 0.5}) < 1e-9").at(8)
    stepper.until("document.activeElement === r.querySelector('[data-drag]')")
    assert "You moved W[1][0, 1]" in stepper.root.locator('[data-name="remark"]').inner_text()
    net = stepper.read("player.frame.net.theta.tolist()")
    expected = by_hand(net, (1, 1), 0)
    assert shown(stepper) == pytest.approx(expected["hidden"][1], rel=5e-4, abs=6e-5)
    stepper.lab.shot("backprop-dragged", stepper.root)
    plane = stepper.root.locator('[data-plane="along"]')
    plane.focus()
    plane.press("ArrowRight")
    stepper.until(f"Math.abs({moved} - {before - 0.4}) < 1e-9").at(8)
    stepper.choose("network", 1).choose("network", 0)


def test_all_paths_of_a_weight_light_up_and_add_to_its_slope(stepper):
    stepper.choose("network", 4).choose("show", 1)
    assert not stepper.root.locator('.nn-screen [data-name="sum of paths"]').count()
    stepper.choose("seek", 11)  # its own step
    rows = stepper.root.locator('.nn-screen [data-name="paths"] tbody tr')
    assert rows.count() == 6
    rows.nth(2).focus()
    on_it = "names => names.startsWith('W') && names.split(' ').includes('path2')"
    stepper.until(f"{LIT}.filter({on_it}).length === 3 && {LIT}.length === 4")
    stepper.lab.shot("backprop-paths", stepper.root)
    dW = stepper.read("player.frame.grads.dW[1][0, 1]")
    assert stepper.number("sum of paths") == pytest.approx(dW, rel=5e-4, abs=6e-5)
    stepper.choose("show", 0)
    gap = "e => e.offsetHeight - e.firstChild.offsetHeight"
    assert stepper.root.locator(".nn-room").evaluate(gap) < 2  # where the paths stood
    stepper.choose("network", 0)


def test_a_wire_says_its_name_and_its_weight_to_pointer_and_key(stepper):
    w = stepper.read("player.frame.net.W[1][1, 1].item()")
    wire = stepper.root.locator('[data-pick="W[1][1, 1]"][role=button]')
    tip = stepper.root.locator(".nn-named")
    assert f"{w:.4g}".replace("-", "−") in wire.get_attribute("aria-label")
    wire.hover(force=True)
    said = tip.inner_text()
    assert said == wire.get_attribute("aria-label").removeprefix("choose ")
    assert not wire.locator("title").count()  # the browser does not say it a second time
    stepper.lab.page.mouse.move(1, 1)
    tip.wait_for(state="hidden")
    stepper.lab.page.keyboard.press("Tab")
    wire.focus()
    tip.wait_for()
    assert tip.inner_text() == said


def test_a_text_that_is_no_number_is_left_out_and_reset_clears_it(stepper):
    field = stepper.root.get_by_role("textbox", name="my prediction")
    said = stepper.root.locator(".nn-asked .nn-said")
    field.fill("abc")
    picture = stepper.figure.bounding_box()
    stepper.click("Step").settled()
    said.get_by_text("Step once more").wait_for()
    assert stepper.k == 0 and stepper.figure.bounding_box() == picture  # nothing jumps
    stepper.click("Step").at(1)
    assert field.input_value() == ""
    field.fill("abc")  # not even told to the kernel
    stepper.click("Reset").at(0)
    assert field.input_value() == ""
    stepper.click("Step").at(1)


RUNNING = "document.getAnimations().filter(a => a.animationName === 'nn-pulse').length"


def test_numbers_run_along_the_wires_of_a_new_step_and_of_no_other_picture(stepper):
    page = stepper.lab.page
    page.locator("#at-rest").evaluate(
        "style => { style.textContent = '.nn-pulse { animation-duration: 1e5s !important }' }"
    )
    stepper.click("Step").at(1).until(f"{RUNNING} === 2")
    stepper.choose("eta", 5).until(f"{RUNNING} === 0")
    page.emulate_media(reduced_motion="reduce")
    stepper.click("Back").at(0).click("Step").at(1).until(f"{RUNNING} === 0")
    page.emulate_media(reduced_motion="no-preference")
    page.locator("#at-rest").evaluate(
        "style => { style.textContent = '.nn-pulse { animation: none !important }' }"
    )


def test_a_click_in_the_picture_leaves_no_frame_of_the_focus(stepper):
    wire = stepper.root.locator('[data-pick="W[1][1, 1]"]').first
    stepper.root.locator('[data-entry="look"]').evaluate("e => e.focus()")  # a text: seen focus
    wire.dispatch_event("click")
    handle = stepper.root.locator("[data-drag]")
    stepper.until("r.querySelector('[data-drag]').dataset.drag === 'W[1][1, 1]'")
    handle.click()
    assert (
        handle.evaluate("e => e === document.activeElement && getComputedStyle(e).outlineStyle")
        == "none"
    )
    stepper.lab.page.keyboard.press("ArrowUp")
    stepper.until("getComputedStyle(r.querySelector('[data-drag]')).outlineStyle === 'solid'")
    stepper.choose("network", 1).choose("network", 0)


SMALLEST = """r => Math.min(...[...r.querySelectorAll('.nn-screen svg text')].map(text => {
    const { a, b } = text.getScreenCTM();
    return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
}))"""
FITS = """([root, parts]) => {
    const scroller = root.closest('.jp-WindowedPanel-outer, .jp-Notebook');
    root.scrollIntoView({block: 'start'});
    const boxes = parts.map(part => root.querySelector(part).getBoundingClientRect());
    const high = Math.max(...boxes.map(b => b.bottom)) - Math.min(...boxes.map(b => b.top));
    return [high, scroller.getBoundingClientRect().height];
}"""
PARTS = ['[data-do="step"]', ".nn-screen .nn-figure", '.nn-screen [data-name="equation"]']


@pytest.mark.parametrize("cell", ["small", "large"])
def test_step_picture_and_formula_stand_on_one_screen_with_words_of_11_pixels(page, cell):
    own = page.page.viewport_size
    number = page.read(f"[s.cell for s in {SHELLS}].index({cell!r})")
    stepper = Stepper(page, page.output(cell).locator("[data-stepper]"), number)
    sizes = [(1280, 800), (1024, 800), (760, 800)] if cell == "small" else [(1920, 1080)]
    stepper.choose("network", 4).choose("seek", 9)
    for width, height in sizes:
        page.page.set_viewport_size({"width": width, "height": height})
        stepper.until("f.getBoundingClientRect().width > 0")
        room = stepper.root.evaluate("r => r.clientWidth")
        name = "wide" if room >= 1000 else "middle" if room >= 700 else "narrow"
        wide = {"wide": 1000, "middle": 700, "narrow": 480}[name] if cell == "small" else 1500
        screen = "r.querySelector('.nn-screen svg')"
        stepper.until(f"{screen} && {screen}.viewBox.baseVal.width === {wide}")
        assert stepper.root.evaluate(SMALLEST) >= 10.99, (width, name)
        page.shot(f"backprop-{cell}-{width}", stepper.root)
        page.shot(f"backprop-{cell}-{width}-page")
        if name != "narrow":
            high, visible = page.page.evaluate(FITS, [stepper.root.element_handle(), PARTS])
            assert high <= visible, (width, name, high, visible)
    page.page.set_viewport_size(own)


def test_two_on_a_page_and_again_after_a_restart(page, stepper):
    large = Stepper(page, page.output("large").locator("[data-stepper]"), 1).start_again()
    stepper.click("Step").at(1)
    large.click("Step").at(1).click("Step").at(2)
    assert stepper.k == 1
    page.output("large").locator('[data-pick="W[1][2, 3]"]').first.click()
    large.until("f.getAttribute('aria-label').includes('a[1][0, 3]')")
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

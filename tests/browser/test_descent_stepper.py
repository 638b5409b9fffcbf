"""The descent stepper of lesson 03 as a reader meets it: in JupyterLab, with mouse and keys."""

import numpy as np
import pytest
from lab import NOTEBOOKS
from stepper import SHELLS, Stepper, calls
from test_harness import notebook

LESSON = NOTEBOOKS / "03_two_roads_to_the_best_line.ipynb"


@pytest.fixture(scope="module")
def lesson(open_once):
    return open_once(LESSON)


@pytest.fixture(scope="module")
def cell(lesson):
    """The id of the cell that shows the stepper; it has run, after the lesson's set-up."""
    code = [(identity, source) for identity, kind, source in lesson.cells() if kind == "code"]
    (cell,) = [identity for identity, source in code if calls(source, "step_descent")]
    for identity in (code[0][0], cell):
        lesson.run_cell(identity)
    return cell


@pytest.fixture
def stepper(lesson, cell):
    """The lesson's stepper at step 0, with its parameters as they were; nothing may go wrong."""
    root = lesson.output(cell).locator('[data-stepper="descent"]')
    number = lesson.read(f"[shell.cell for shell in {SHELLS}].index({cell!r})")
    stepper = Stepper(lesson, root, number).start_again()
    start = stepper.read("scene.settings['eta']"), stepper.read("controls['eta'].index")
    batch = stepper.read("controls['batch_size'].index")
    yield stepper
    if lesson.errors or lesson.foreign:
        lesson.assert_clean()
    stepper.choose("eta", start[1]).choose("batch_size", batch)


def by_hand(X, y, w, b):
    """The line's gradient and loss, written out once more without the course's code."""
    X, y = np.ravel(X), np.ravel(y)
    residual = w * X + b - y
    loss = (residual**2).sum() / (2 * len(X))
    return {"dC/dw": (residual * X).sum() / len(X), "dC/db": residual.sum() / len(X), "C": loss}


def run_by_hand(stepper, steps):
    """What the readout must show after each step: rows of w, b, dC/dw, dC/db, C."""
    X, y = stepper.read("scene.X.tolist()"), stepper.read("scene.y.tolist()")
    eta, (w, b) = stepper.read("scene.settings['eta']"), stepper.read("scene.start")
    rows = []
    for _ in range(steps + 1):
        rows.append({"w": w, "b": b, **by_hand(X, y, w, b)})
        w, b = w - eta * rows[-1]["dC/dw"], b - eta * rows[-1]["dC/db"]
    return rows


def assert_shows(stepper, expected):
    shown = stepper.numbers()
    for name, value in expected.items():
        assert shown[name] == pytest.approx(value, abs=6e-5), f"{name} at step {stepper.k}"


def test_step_moves_the_numbers_to_the_right_values_and_changes_the_picture(stepper):
    pictures = [stepper.pixels()]
    for k, expected in enumerate(run_by_hand(stepper, 3)):
        if k:
            stepper.click("Step").at(k)
            pictures.append(stepper.pixels())
        assert_shows(stepper, expected)
        assert stepper.read("player.index") == k
    assert len(set(pictures)) == 4
    stepper.lab.shot("descent-step-3")
    stepper.lab.shot("descent-step-3-stepper", stepper.root)


def test_back_and_reset_bring_the_same_pixels_back(stepper):
    at_0 = stepper.pixels()
    at_1 = stepper.click("Step").at(1).pixels()
    stepper.click("Step").at(2)
    assert stepper.click("Back").at(1).pixels() == at_1 != at_0
    assert stepper.click("Step").at(2).click("Reset").at(0).pixels() == at_0


def test_play_moves_and_pause_stops_it_where_the_kernel_is(stepper):
    stepper.click("Play").until("Number(f.dataset.k) >= 3")
    stepper.click("Pause").playing(False)
    stepper.lab.execute(f"await {stepper.shell}.task")
    stopped = stepper.read("player.index")
    stepper.at(stopped)
    assert_shows(stepper, run_by_hand(stepper, stopped)[-1])
    stepper.lab.shot("descent-paused", stepper.root)
    assert stepper.click("Step").at(stopped + 1).read("player.index") == stopped + 1


def test_last_goes_to_the_end_of_the_run(stepper):
    stop = stepper.read("player.stop")
    stepper.click("Last").at(stop)
    assert_shows(stepper, run_by_hand(stepper, stop)[-1])
    stepper.lab.shot("descent-last", stepper.root)


def test_keys_alone_do_everything(stepper):
    keyboard = stepper.lab.page.keyboard
    stepper.root.focus()
    keyboard.press("ArrowRight")
    stepper.at(1)
    keyboard.press("Enter")
    stepper.at(2)
    keyboard.press("ArrowLeft")
    stepper.at(1)
    keyboard.press("End")
    stepper.at(stepper.read("player.stop"))
    keyboard.press("Home")
    stepper.at(0)
    keyboard.press("p")
    stepper.until("Number(f.dataset.k) >= 2")
    keyboard.press("p")
    stepper.playing(False)
    keyboard.press("Home")
    stepper.at(0)
    keyboard.press("Tab")
    stepper.until("document.activeElement.dataset.do === 'reset'")
    for _ in ("back", "play", "step"):
        keyboard.press("Tab")
    keyboard.press("Enter")
    stepper.at(1)
    keyboard.press("Space")
    stepper.at(2)


def test_the_learning_rate_changes_the_next_step(stepper):
    eta = stepper.root.get_by_role("slider", name="learning rate η")
    before = stepper.read("scene.settings['eta']")
    eta.focus()
    index = int(eta.input_value())
    stepper.lab.page.keyboard.press("ArrowLeft")
    stepper.until(f"JSON.parse(f.dataset.choices).eta === {index - 1}")
    assert stepper.read("scene.settings['eta']") < before
    expected = run_by_hand(stepper, 1)[1]
    assert_shows(stepper.click("Step").at(1), expected)
    assert f"learning rate {eta.get_attribute('aria-valuetext')}" in stepper.figure.get_attribute(
        "aria-label"
    )


def test_a_rate_that_is_too_large_diverges_and_says_so(stepper):
    last = int(stepper.root.get_by_role("slider", name="learning rate η").get_attribute("max"))
    stepper.choose("eta", last).click("Last").until("Number(f.dataset.k) > 1")
    stepper.shows("diverged at step")
    stepper.lab.shot("descent-diverged", stepper.root)


def test_a_batch_of_one_takes_the_gradient_of_one_sample(stepper):
    stepper.choose("batch_size", 0)
    (row,) = stepper.read("player.frame.rows.tolist()")
    X, y = stepper.read("scene.X.tolist()"), stepper.read("scene.y.tolist()")
    slopes = by_hand(X[row], y[row], *stepper.read("scene.start"))
    del slopes["C"]
    assert_shows(stepper, slopes)
    stepper.lab.shot("descent-batch-of-one", stepper.root)


def test_letter_keys_leave_the_notebook_alone(stepper, lesson):
    before = lesson.cells()
    focusable = stepper.root.locator("button:visible, input:visible, select:visible")
    assert focusable.count() >= 8
    for element in [stepper.root, *focusable.all()]:
        for key in ("b", "x", "d", "d"):
            element.focus()
            lesson.page.keyboard.press(key)
        name = element.evaluate("e => e.outerHTML.slice(0, 90)")
        assert lesson.cells() == before, f"A letter changed the notebook from {name}"


def test_the_controls_have_names_for_a_screen_reader(stepper):
    for name in ("Step", "Play", "Back", "Reset", "Last"):
        assert stepper.button(name).count() == 1
    assert stepper.root.get_by_role("slider", name="step number").count() == 1
    assert stepper.root.get_by_role("combobox", name="batch size").count() == 1
    assert stepper.root.get_by_role("toolbar", name="steps").count() == 1
    alt = stepper.figure.get_attribute("aria-label")
    assert stepper.figure.get_attribute("role") == "group"  # it holds what can be dragged
    assert f"w = {stepper.root.locator('td[data-name=w]').inner_text()}" in alt


def test_an_error_while_drawing_is_shown_in_the_page(stepper):
    stepper.lab.execute(f"{stepper.shell}.scene.draw = lambda frame: 1 / 0")
    stepper.click("Step")
    stepper.root.get_by_role("alert").get_by_text("ZeroDivisionError").wait_for()
    stepper.lab.execute(f"del {stepper.shell}.scene.draw")
    stepper.start_again()
    stepper.root.get_by_text("ZeroDivisionError").wait_for(state="hidden")


def test_running_the_cell_again_leaves_one_view(stepper, lesson, cell):
    shells = lesson.read(f"len({SHELLS})")
    for _ in range(3):
        lesson.run_cell(cell)
    root = lesson.output(cell).locator('[data-stepper="descent"]')
    root.wait_for()
    assert root.count() == 1
    assert lesson.read(f"len({SHELLS})") == shells
    root.get_by_role("button", name="Step", exact=True).click()
    root.locator('[data-k="1"]').wait_for()


TWO = """\
import numpy as np
from nnlib import widgets
X = np.array([[0.0], [1.0], [2.0], [3.0]])
y = np.array([[1.0], [3.0], [2.0], [5.0]])
widgets.step_descent(X, y)"""


def test_two_steppers_on_one_page_do_not_disturb_each_other_and_a_dead_kernel_is_said(open_lesson):
    lab = open_lesson(notebook(normal=TWO, large="widgets.step_descent(X, y, big=True)")).run_all()
    normal = Stepper(lab, lab.output("normal").locator("[data-stepper]"), 0)
    large = Stepper(lab, lab.output("large").locator("[data-stepper]"), 1)
    large.click("Step").at(1).click("Step").at(2)
    assert (normal.k, normal.read("player.index"), large.read("player.index")) == (0, 0, 2)
    normal.click("Step").at(1)
    assert large.k == 2
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    assert large.button("Step").evaluate(size) == 20 > normal.button("Step").evaluate(size)
    lab.shot("descent-lecture-size", large.root)
    lab.restart_kernel()
    normal.click("Step")
    normal.shows("The kernel was restarted")
    assert normal.k == 1
    lab.shot("descent-kernel-gone", normal.root)


RACE = """\
X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([[1.0], [3.0], [2.0], [5.0]])
widgets.race_optimizers(X, y, batch_size=2, w=0.0, b=0.0)"""
TOUCHED = {"descent": TWO.replace("(X, y)", "(X, y, w=0.0, b=0.0)"), "race": RACE}


@pytest.fixture(scope="module")
def touched(open_once):
    return open_once(notebook(**TOUCHED)).run_all()


@pytest.fixture
def touch(touched):
    """A widget at step 0, without a run before it, by its name."""

    def find(name):
        root = touched.output(name).locator("[data-stepper]")
        stepper = Stepper(touched, root, list(TOUCHED).index(name))
        touched.execute(
            f"{stepper.shell}.scene.ghost = None; {stepper.shell}.scene.start = 0.0, 0.0"
        )
        return stepper.start_again()

    yield find
    if touched.errors or touched.foreign:
        touched.assert_clean()


@pytest.mark.parametrize(("name", "plane"), [("descent", "surface"), ("race", "start")])
def test_the_start_is_dragged_and_the_run_before_stays_grey(touch, name, plane):
    stepper = touch(name)
    stepper.click("Last").at(stepper.read("player.stop"))
    stepper.drag(plane, (0.0, 0.0), (1.5, 0.4))
    stepper.at(0).shows("grey: the r")
    stepper.until("Math.abs(r.querySelector('[data-plane=start]').dataset.x - 1.5) < 0.1")
    w, b = stepper.read("scene.start")
    assert (w, b) == (pytest.approx(1.5, abs=0.1), pytest.approx(0.4, abs=0.1))
    assert stepper.read("player.index") == stepper.k == 0
    assert stepper.read("scene.ghost.__len__()") > 50
    if name == "descent":
        assert_shows(stepper, run_by_hand(stepper, 0)[0])
        assert_shows(stepper.click("Step").at(1), run_by_hand(stepper, 1)[1])
    stepper.lab.shot(f"{name}-start-dragged", stepper.root)


@pytest.mark.parametrize("name", ["descent", "race"])
def test_the_start_moves_by_keys(touch, name):
    stepper = touch(name)
    plane, keyboard = stepper.root.locator('[data-plane="start"]'), stepper.lab.page.keyboard
    step = float(plane.get_attribute("data-step"))
    plane.focus()
    for _ in range(3):
        keyboard.press("ArrowRight")
    keyboard.press("Shift+ArrowUp")
    stepper.until(f"Math.abs(r.querySelector('[data-plane=start]').dataset.y - {10 * step}) < 1e-3")
    assert stepper.read("scene.start") == pytest.approx([3 * step, 10 * step], abs=1e-3)
    stepper.until("document.activeElement.dataset.plane === 'start'")


def said_of_the_dot(stepper):
    return stepper.root.locator('[data-name="remark"]').inner_text()


def test_a_dot_placed_by_the_mouse_is_judged_by_the_step(touch):
    stepper = touch("descent")
    after = run_by_hand(stepper, 1)[1]
    stepper.lab.page.mouse.click(*stepper.spot("surface", after["w"], after["b"]))
    stepper.shows("Press Step to see where it lands.")
    stepper.lab.shot("descent-dot", stepper.root)
    stepper.click("Step").at(1)
    assert said_of_the_dot(stepper).startswith("✓ Your dot is where the step lands")
    stepper.lab.page.mouse.click(*stepper.spot("surface", after["w"] + 0.8, after["b"]))
    stepper.click("Step").at(2)
    assert said_of_the_dot(stepper).startswith("✗ Your dot missed by")
    stepper.lab.shot("descent-dot-missed", stepper.root)
    stepper.click("Step").at(3)
    assert "Your dot" not in said_of_the_dot(stepper)


def test_a_dot_is_placed_and_judged_by_keys_alone(touch):
    stepper = touch("descent")
    plane, keyboard = stepper.root.locator('[data-plane="surface"]'), stepper.lab.page.keyboard
    after = run_by_hand(stepper, 1)[1]
    step = float(plane.get_attribute("data-step"))
    plane.focus()
    for key, way in (("ArrowRight", after["w"]), ("ArrowUp", after["b"])):
        for _ in range(round(way / step)):
            keyboard.press(key)
    keyboard.press("Enter")
    stepper.at(1)
    assert said_of_the_dot(stepper).startswith("✓ Your dot is where the step lands")
    stepper.until("document.activeElement.dataset.plane === 'surface'")


def test_momentum_and_batch_size_of_the_race_are_chosen(touch):
    race = touch("race")
    race.click("Step").at(1)
    race.choose("mu", 0).at(0)
    race.choose("batch_size", 0)
    assert (race.read("scene.settings['mu']"), race.read("scene.settings['batch_size']")) == (0, 1)
    race.click("Last").at(race.read("player.stop"))
    race.lab.shot("race-last", race.root)

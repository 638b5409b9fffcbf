"""The graph stepper as a reader meets it: in JupyterLab, with mouse, keys and an own expression."""

from math import cos, exp, sin

import pytest
from stepper import SHELLS, Stepper
from test_harness import notebook

S3 = """\
from nnlib import widgets
widgets.step_graph("x = 2*y; z = sin(y); f = x**2*z", {"y": 1.5})"""
LARGE = 'widgets.step_graph("x = 2*y; z = sin(y); f = x**2*z", {"y": 1.5}, big=True)'


@pytest.fixture(scope="module")
def page(open_once):
    return open_once(notebook(normal=S3, large=LARGE)).run_all()


def stepper_of(page, cell):
    root = page.output(cell).locator('[data-stepper="graph"]')
    return Stepper(page, root, page.read(f"[shell.cell for shell in {SHELLS}].index({cell!r})"))


@pytest.fixture
def stepper(page):
    """The stepper of S3's example at step 0; nothing may go wrong in it."""
    page.run_cell("normal")
    yield stepper_of(page, "normal")
    page.assert_clean()


def by_hand(y):
    """What the readout must show after each step of S3's example: name → number."""
    x, z = 2 * y, sin(y)
    v, f = x**2, x**2 * z
    return [
        {},
        {"y": y, "x": x},
        {"y": y, "z": z},
        {"x": x, "v1": v},
        {"v1": v, "z": z, "f": f},
        {"turn": 1},
        {"upstream": 1, "local": z, "share": z},
        {"upstream": 1, "local": v, "share": v},
        {"upstream": z, "local": 2 * x, "share": z * 2 * x},
        {"upstream": v, "local": cos(y), "share": v * cos(y), "sum": v * cos(y)},
        {
            "upstream": z * 2 * x,
            "local": 2,
            "share": 4 * x * z,
            "sum": 8 * y * sin(y) + 4 * y**2 * cos(y),
        },
    ]


def assert_shows(stepper, expected):
    for name, value in expected.items():
        shown = stepper.number(name)
        assert shown == pytest.approx(value, rel=2e-5), f"{name} at step {stepper.k}"


def field(stepper, name):
    return stepper.root.get_by_role("textbox", name=name, exact=True)


def said(stepper, words):
    stepper.root.locator(".nn-said").get_by_text(words).wait_for()


def test_forward_and_back_to_the_end_with_numbers_by_hand(stepper):
    expected = by_hand(1.5)
    pictures = [stepper.pixels()]
    for k in range(1, 11):
        assert_shows(stepper.click("Step").at(k), expected[k])
        pictures.append(stepper.pixels())
        if k in (4, 9, 10):
            stepper.lab.shot(f"graph-step-{k}", stepper.root)
    assert len(set(pictures)) == 11
    said(stepper, "All derivatives are known.")
    for k in (9, 8, 7, 6, 5, 4, 3, 2, 1, 0):
        assert stepper.click("Back").at(k).pixels() == pictures[k]
    stepper.click("Last").at(10).click("Reset").at(0)
    stepper.lab.shot("graph-start")


def test_differences_stand_beside_the_derivatives(stepper):
    for k in (6, 7, 8, 10):
        stepper.choose("seek", k)
        rows = stepper.root.locator(".nn-readout").first.locator("tbody tr")
        for row in rows.all():
            number, shape, difference = row.locator("td").all_inner_texts()
            assert difference == number and shape == "()"


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
    stepper.at(10)
    keyboard.press("Home")
    stepper.at(0)
    keyboard.press("p")
    stepper.at(2)
    keyboard.press("p")
    stepper.playing(False)


def test_play_goes_on_to_the_end(stepper):
    stepper.choose("seek", 8).click("Play").at(10).playing(False)
    assert_shows(stepper, by_hand(1.5)[10])


OWN = "u = a*b + exp(-a); C = (u - 3)**2/2"


def own_by_hand(a, b):
    """∂C/∂a and ∂C/∂b."""
    residual = a * b + exp(-a) - 3
    return residual * (b - exp(-a)), residual * a


def test_an_own_expression_is_typed_and_stepped_through(stepper):
    stepper.click("Step").at(1)
    field(stepper, "expression").fill(OWN)
    field(stepper, "at").fill("a = 0.5, b = -2")
    field(stepper, "at").press("Enter")
    stepper.at(0).until("JSON.parse(f.dataset.choices).expression.startsWith('u')")
    stop = stepper.read("scene.stop")
    assert stepper.read("player.stop") == stop != 10
    assert stepper.root.get_by_role("slider", name="step number").get_attribute("max") == str(stop)
    for k in range(1, stop + 1):
        stepper.click("Step").at(k)
    by_a, by_b = own_by_hand(0.5, -2)
    table = stepper.root.locator("details")
    table.locator("summary").click()
    cells = {
        row.locator("th").inner_text(): row.locator("td").last.inner_text()
        for row in table.locator("tbody tr").all()
    }
    shown = {name: float(cells[name].replace("−", "-")) for name in "ab"}
    assert shown == {"a": pytest.approx(by_a, abs=1e-3), "b": pytest.approx(by_b, abs=1e-3)}
    stepper.lab.shot("graph-own", stepper.root)
    stepper.click("Back").at(stop - 1)
    assert table.evaluate("e => e.open"), "the table folds up with a step"


def test_a_text_that_is_being_written_stays_while_the_picture_steps(stepper):
    field(stepper, "expression").fill("sin(y")
    stepper.click("Step").at(1).click("Back").at(0)
    assert field(stepper, "expression").input_value() == "sin(y"
    assert stepper.read("scene.story.text").startswith("x = 2*y")


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("x = 2*y; z = sin(y", "y = 1.5", "sin(y"),
        ("log(y)", "y = -1", "only a number above 0 has a logarithm"),
        ("1/(y - 2)", "y = 2", "nothing can be divided by 0"),
        ("__import__('os').system('true')", "y = 1", "cannot stand here"),
        ("sin(u*v)", "y = 1.5", "u and v need numbers"),
        ("sin(y)", "y is 2", "gives no input its number"),
    ],
)
def test_a_bad_one_is_said_and_nothing_is_lost(stepper, text, at, message):
    picture = stepper.choose("seek", 3).figure.inner_html()
    field(stepper, "expression").fill(text)
    field(stepper, "at").fill(at)
    stepper.click("Set")
    stepper.root.locator("[data-notes=set]").get_by_text(message).wait_for()
    assert (field(stepper, "expression").input_value(), field(stepper, "at").input_value()) == (
        text,
        at,
    )
    assert stepper.k == 3 and stepper.figure.inner_html() == picture
    stepper.lab.shot("graph-bad-expression", stepper.root)
    field(stepper, "expression").fill("sin(y)**2")
    field(stepper, "at").fill("y = 0.7")
    field(stepper, "expression").press("Enter")
    stepper.at(0).click("Last").until("f.dataset.k === f.dataset.stop")
    assert_shows(stepper, {"upstream": 2 * sin(0.7), "local": cos(0.7), "share": sin(1.4)})
    assert stepper.root.locator(".nn-refused").count() == 0


def test_predictions_are_judged(stepper):
    guess = field(stepper, "my prediction")
    stepper.choose("seek", 7)
    said(stepper, "Next: ∂f/∂x")
    guess.fill("5.98")
    stepper.click("Step").at(8)
    said(stepper, "✓ Right: 5.985.")
    guess.fill("0.0707")
    guess.press("Enter")
    stepper.at(9)
    said(stepper, "✗ That is the local slope alone")
    stepper.lab.shot("graph-prediction-wrong", stepper.root)
    assert guess.input_value() == ""
    stepper.until("document.activeElement.dataset.entry === 'prediction'")
    guess.fill("twelve")
    guess.press("Enter")
    said(stepper, "is no number")
    assert stepper.k == 9 and guess.input_value() == "twelve"
    guess.fill("")
    stepper.click("Step").at(10)
    assert stepper.root.locator(".nn-said strong").count() == 0


def test_keys_in_a_text_field_write_and_do_nothing_else(stepper, page):
    before = page.cells()
    stepper.click("Step").at(1)
    for name in ("my prediction", "expression", "at"):
        entry = field(stepper, name)
        entry.fill("")
        entry.press_sequentially("pPxbdday = 1")
        for key in ("ArrowLeft", "ArrowRight", "Home", "x", "End", "y", "Escape", "d", "d"):
            page.page.keyboard.press(key)
        assert entry.input_value() == "xpPxbdday = 1ydd"
        assert page.cells() == before
    assert stepper.k == 1 and stepper.root.get_attribute("data-playing") == "false"


def test_two_instances_do_not_disturb_each_other(stepper, page):
    large = stepper_of(page, "large")
    large.click("Reset").at(0)
    field(large, "expression").fill("y**3")
    field(large, "expression").press("Enter")
    large.until("JSON.parse(f.dataset.choices).expression === 'y**3'")
    large.click("Last").until("f.dataset.k === f.dataset.stop")
    assert_shows(large, {"share": 3 * 1.5**2})
    assert stepper.k == 0 and field(stepper, "expression").input_value().startswith("x = 2*y")
    stepper.click("Step").at(1)
    assert_shows(stepper, by_hand(1.5)[1])


def test_the_lecture_size_shows_the_fork_adding(page):
    page.run_cell("large")
    large = stepper_of(page, "large")
    large.click("Last").at(10)
    assert_shows(large, by_hand(1.5)[10])
    page.shot("graph-lecture-size", large.root)

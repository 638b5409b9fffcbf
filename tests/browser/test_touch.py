"""The picture under the pointer and the keys: parts light up, places and numbers are dragged."""

import pytest
from lab import box_of
from stepper import Stepper
from test_harness import notebook

PROBE = '''\
from nnlib.course.drawing import svg
from nnlib.course.widgets.stage.scene import Scene
from nnlib.course.widgets.stage.shell import Shell

PLANE = {"data_x0": -10, "data_x1": 10, "data_y0": -10, "data_y1": 10, "data_step": 0.5}

def field(x, y, width, shape, **data):
    return svg.tag("svg", shape, viewBox="0 0 10 10", x=x, y=y, width=width, height=width, **data)

class Probe(Scene):
    """A place that moves right by v each step."""
    name, title, stop = "probe", "probe", 8
    told, at, v = [], (0.0, 0.0), 1.0

    def first(self):
        return self.at

    def advance(self, frame):
        return frame[0] + self.v, frame[1]

    def point(self, name, x, y, phase):
        self.told = [*self.told, (name, round(x, 3), round(y, 3), phase)]
        if y > 9:
            raise ValueError("That is too high.")
        self.at = x, y
        return 3

    def tweak(self, name, value, phase):
        self.told = [*self.told, (name, round(value, 3), phase)]
        self.v = value
        return None if phase == "move" else 0

    def text(self, frame):
        return f"The place is {frame[0]:.2f}, {frame[1]:.2f} on a {self.width} page."

    def draw(self, frame):
        reached = {"tabindex": 0}
        plane = svg.rect(
            0, 0, 200, 200, fill="#eee", data_plane="start", data_x=self.at[0], data_y=self.at[1],
            role="application", aria_label="start", **PLANE, **reached,
        )
        small = [
            field(250 + 30 * r, 10, 20, svg.circle(5, 5, r), data_swap=str(r), **reached)
            for r in (1, 4)
        ]
        large = field(250, 50, 100, svg.rect(1, 1, 8, 8), data_swap_target="")
        number = svg.text(
            f"v = {self.v:.2f}", 210, 30, 14, data_drag="v", data_value=self.v, data_step=0.1,
            data_part="v", role="slider", aria_label="v", aria_valuenow=self.v, **reached,
        )
        wire = svg.line(210, 40, 240, 40, data_part="v w", id="wire")
        ghost = svg.text("ghost" if self.ghost else "none", 210, 190, 12)
        return svg.picture(400, 200, plane, *small, large, number, wire, ghost)

    def below(self, frame):
        last = f'<p id="last">{self.told[-1][-1] if self.told else ""}</p>'
        return last + '<p><span data-part="w">w</span> <span data-part="v" id="term">v</span></p>'

probe = Shell(Probe())
probe'''


@pytest.fixture(scope="module")
def lab(open_once):
    return open_once(notebook(probe=PROBE)).run_all()


@pytest.fixture
def probe(lab):
    lab.execute("scene = probe.scene; scene.at, scene.v, scene.told = (0.0, 0.0), 1.0, []")
    lab.execute("scene.ghost = None")
    probe = Stepper(lab, lab.output("probe").locator("[data-stepper]"))
    lab.page.mouse.move(1, 1)
    return probe.start_again()


def told(probe):
    return [tuple(entry) for entry in probe.read("scene.told")]


def lit(probe):
    return probe.root.locator(".nn-lit").evaluate_all("all => all.map(e => e.id || e.textContent)")


def middle(locator, across=0.5, up=0.5):
    box = box_of(locator)
    return box["x"] + across * box["width"], box["y"] + (1 - up) * box["height"]


def test_all_places_of_one_thing_light_up_together(probe):
    assert lit(probe) == []
    probe.root.locator("#term").hover()
    assert lit(probe) == ["v = 1.00", "wire", "term"]
    probe.root.locator("#wire").hover(force=True)
    assert lit(probe) == ["v = 1.00", "wire", "w", "term"]
    probe.lab.page.mouse.move(1, 1)
    assert lit(probe) == []
    probe.root.locator("[data-drag]").focus()
    assert lit(probe) == ["v = 1.00", "wire", "term"]
    probe.lab.page.keyboard.press("ArrowUp")
    probe.shows("v = 1.10")
    assert lit(probe) == ["v = 1.10", "wire", "term"]


def test_a_place_is_dragged_and_the_last_one_always_arrives(probe):
    plane, mouse = probe.root.locator("[data-plane]"), probe.lab.page.mouse
    mouse.move(*middle(plane, 0.25, 0.5))
    mouse.down()
    probe.at(3)
    mouse.move(*middle(plane, 0.75, 0.7), steps=20)
    mouse.up()
    probe.until("f.ariaLabel.startsWith('The place is 8.0')")
    probe.root.locator("#last").get_by_text("up").wait_for()
    places = told(probe)
    assert [place[3] for place in places[:1] + places[-1:]] == ["down", "up"]
    assert {place[3] for place in places[1:-1]} <= {"move"}
    assert places[0][1] == pytest.approx(-5, abs=0.1) and places[-1][1:3] == pytest.approx(
        (5, 4), abs=0.15
    )
    assert probe.read("player.index") == probe.k == 3
    assert probe.read("scene.ghost") is None


def test_a_gesture_on_a_plane_that_is_out_of_sight_ends_at_its_last_place(probe):
    plane, mouse = probe.root.locator("[data-plane]"), probe.lab.page.mouse
    mouse.move(*middle(plane, 0.75, 0.7))
    mouse.down()
    probe.at(3)
    probe.root.evaluate("r => { r.querySelector('.nn-screen').style.display = 'none' }")
    mouse.move(1, 1)
    mouse.up()
    probe.until("r.querySelector('#last').textContent === 'up'")
    probe.root.evaluate("r => { r.querySelector('.nn-screen').style.display = '' }")
    assert {place[1:3] for place in told(probe)} == {told(probe)[0][1:3]}


def test_a_place_moves_by_keys_and_every_press_counts(probe):
    plane, keyboard = probe.root.locator("[data-plane]"), probe.lab.page.keyboard
    plane.focus()
    for _ in range(4):
        keyboard.press("ArrowRight")
    keyboard.press("Shift+ArrowUp")
    probe.until("f.ariaLabel.includes('5.00, 5.00')")
    assert told(probe)[-1] == ("start", 2, 5, "up")
    probe.until("document.activeElement.dataset.plane === 'start'")
    keyboard.press("Shift+ArrowUp")
    probe.shows("That is too high.")
    assert told(probe)[-1] == ("start", 2, 10, "up")
    keyboard.press("ArrowLeft")
    probe.until("f.ariaLabel.includes('4.50, 5.00')")


def test_a_number_is_dragged_and_a_press_alone_is_a_click(probe):
    number, mouse = probe.root.locator("[data-drag]"), probe.lab.page.mouse
    x, y = middle(number)
    number.click()
    mouse.move(x, y)
    mouse.down()
    mouse.move(x, y - 40, steps=10)
    mouse.up()
    probe.shows("v = 2.00")
    probe.root.locator("#last").get_by_text("up").wait_for()
    calls = told(probe)
    assert [calls[0][2], calls[-1]] == ["down", ("v", 2.0, "up")]
    number.focus()
    probe.lab.page.keyboard.press("ArrowDown")
    probe.lab.page.keyboard.press("Shift+ArrowDown")
    probe.shows("v = 0.90")


def test_the_run_before_a_gesture_stays_as_the_ghost(probe):
    probe.click("Last").at(8)
    plane = probe.root.locator("[data-plane]")
    plane.click(position={"x": 30, "y": 90})
    probe.root.get_by_text("ghost", exact=True).wait_for()
    assert len(probe.read("scene.ghost")) == 9


def test_a_small_picture_fills_the_large_one_while_it_is_looked_at(probe):
    shown = "r => r.querySelector('[data-swap-target]').firstChild.outerHTML"
    own = probe.root.evaluate(shown)
    probe.root.locator("[data-swap='4']").hover()
    assert 'r="4"' in probe.root.evaluate(shown)
    probe.root.locator("[data-swap='1']").hover()
    assert 'r="1"' in probe.root.evaluate(shown)
    probe.lab.page.mouse.move(1, 1)
    assert probe.root.evaluate(shown) == own
    probe.root.locator("[data-swap='4']").focus()
    assert 'r="4"' in probe.root.evaluate(shown)
    probe.lab.page.keyboard.press("End")
    probe.at(8)
    assert 'r="4"' in probe.root.evaluate(shown)


@pytest.mark.parametrize(("window", "name"), [(1900, "wide"), (1200, "middle"), (800, "narrow")])
def test_the_kernel_draws_for_the_width_of_the_page(probe, window, name):
    page = probe.lab.page
    size = page.viewport_size
    page.set_viewport_size({"width": window, "height": 1000})
    probe.until(f"f.ariaLabel.endsWith('on a {name} page.')")
    page.set_viewport_size(size)

"""What every stepper owes its reader: it obeys, keeps the focus, and no key is lost."""

import pytest
from stepper import stepper_of
from test_harness import notebook

CELLS = {
    "view": 'from nnlib import widgets\nview = widgets.watch_training("circles", "2-3-1")\nview',
    "table": 'widgets.step_graph("x = 2*y; z = sin(y); f = x**2*z", {"y": 1.5})',
    "after": "after = 1",
}


@pytest.fixture(scope="module")
def lab(open_once):
    return open_once(notebook(**CELLS)).run_all()


@pytest.fixture
def view(lab):
    return stepper_of(lab, "view").start_again()


@pytest.fixture
def table(lab):
    return stepper_of(lab, "table").start_again()


ACT = """(r, action) => {
    const k = Number(r.querySelector("[data-k]").dataset.k);
    r.querySelector(`[data-do="${action}"]`).click();
    return k;
}"""


@pytest.mark.parametrize(("action", "further"), [("play", 0), ("step", 1), ("back", -1)])
def test_what_ends_playing_starts_from_the_picture_that_is_seen(view, action, further):
    for _ in range(5):
        view.start_again().click("Play").until("Number(f.dataset.k) >= 6")
        seen = view.root.evaluate(ACT, action)
        view.at(seen + further).playing(False)
        view.lab.execute(f"await {view.shell}.task")
        assert view.read("player.index") == view.k == seen + further


def test_presses_that_come_before_the_answer_are_all_obeyed(view):
    view.click("Play").until("Number(f.dataset.k) >= 6")
    seen = view.root.evaluate(ACT, "play")
    for action in ("step", "step", "back", "step", "step"):
        view.root.evaluate(ACT, action)
    view.at(seen + 3).playing(False)  # a step that only the last press comes to
    assert view.read("player.index") == seen + 3


@pytest.mark.parametrize("where", ["root", "[data-do=step]", "[data-choice=seek]"])
def test_shift_enter_runs_the_cell(view, where):
    before = view.lab.cell("after")["execution_count"]
    view.lab.page.evaluate("() => jupyterapp.shell.currentWidget.content.deselectAll()")
    runs = view.lab.cell("view")["execution_count"]
    view.click("Step").at(1)
    element = view.root if where == "root" else view.root.locator(where)
    element.focus()
    view.lab.page.keyboard.press("Shift+Enter")
    view.lab.page.wait_for_function(
        "runs => jupyterapp.shell.currentWidget.content.widgets[0].model.executionCount > runs",
        arg=runs,
    )
    index = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
    assert view.lab.page.evaluate(index) == 1
    assert view.lab.cell("after")["execution_count"] == before
    stepper_of(view.lab, "view").at(0)


def test_ctrl_s_saves_and_the_focus_stays(view):
    view.click("Step").at(1)
    page, dirty = view.lab.page, "jupyterapp.shell.currentWidget.context.model.dirty"
    page.evaluate(f"() => {{ {dirty} = true }}")
    view.button("Step").focus()
    page.keyboard.press("Control+s")
    page.wait_for_function(f"() => !{dirty}")
    view.until("document.activeElement.dataset.do === 'step'")


def test_the_focus_outlives_every_step(table):
    summary = table.root.locator("summary").first
    summary.focus()
    page = table.lab.page
    for k in (1, 2, 3):
        page.keyboard.press("ArrowRight")
        table.at(k)
        table.until("document.activeElement.tagName === 'SUMMARY'")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    table.at(2)
    table.until(
        "document.activeElement === r.querySelector('summary')"
        "&& document.activeElement.parentElement.open"
    )


def test_play_rests_while_nobody_sees_it_and_goes_on(view):
    view.click("Play").until("Number(f.dataset.k) >= 3")
    view.root.evaluate("r => { r.style.display = 'none' }")
    view.until("f.dataset.playing === 'false'")
    rests = view.k
    view.lab.execute(f"await {view.shell}.task")
    assert view.read("player.index") == rests
    view.root.evaluate("r => { r.style.display = '' }")
    view.until(f"Number(f.dataset.k) > {rests + 1}")
    view.click("Pause").playing(False)


RESTED = """r => {
    r.rested = false;
    new MutationObserver(() => { r.rested ||= r.dataset.playing === "false"; })
        .observe(r, { attributeFilter: ["data-playing"] });
    r.style.display = "none";
    setTimeout(() => { r.style.display = ""; }, 100);
}"""


def test_play_does_not_rest_while_the_page_finds_its_place(view):
    view.click("Play").until("Number(f.dataset.k) >= 3")
    view.root.evaluate(RESTED)
    view.until("r.style.display === '' && Number(f.dataset.k) >= 20")
    assert view.root.evaluate("r => r.rested") is False
    view.click("Pause").playing(False)


@pytest.fixture
def on_one_thread(lab):
    """All messages go to the thread that runs the cells, as in the course's own JupyterLab."""
    kernel = "jupyterapp.shell.currentWidget.sessionContext.session.kernel"
    before = lab.page.evaluate(f"() => {kernel}.commsOverSubshells")
    lab.page.evaluate(f"() => {{ {kernel}.commsOverSubshells = 'disabled' }}")
    yield
    lab.page.evaluate(f"way => {{ {kernel}.commsOverSubshells = way }}", before)


def test_play_and_settings_outlive_a_message_that_the_kernel_does_not_say_it_is_done_with(
    lab, on_one_thread
):
    """What comes while a cell awaits gets no "idle", for which ipywidgets would wait for ever."""
    lab.run_cell("view")
    view = stepper_of(lab, "view").start_again()
    view.click("Play").until("Number(f.dataset.k) >= 3")
    lab.execute("import asyncio\nawait asyncio.sleep(0.3)")
    seen = view.k
    view.until(f"Number(f.dataset.k) > {seen} + 12")
    view.click("Pause").playing(False)
    line = view.root.get_by_role("slider", name="step number")
    lab.page.evaluate(
        "() => { jupyterapp.shell.currentWidget.sessionContext.session.kernel"
        ".requestExecute({ code: 'await asyncio.sleep(0.3)' }) }"
    )
    for k in (1, 2, 3):
        line.fill(str(k))
        view.until(f"f.dataset.k === '{k}' && f.dataset.told > ''")
    lab.wait("jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'")
    line.fill("5")
    view.until("f.dataset.k === '5'")
    assert view.read("player.index") == 5


def test_an_interrupted_kernel_stops_playing(view):
    view.click("Play").until("Number(f.dataset.k) >= 3")
    kernel = "jupyterapp.shell.currentWidget.sessionContext.session.kernel"
    view.lab.page.evaluate(f"() => {kernel}.interrupt()")
    view.until("f.dataset.playing === 'false'")
    view.lab.execute(f"await {view.shell}.task")
    stopped = view.read("player.index")
    assert view.k == stopped < view.read("player.stop")
    view.click("Step").at(stopped + 1)


def test_the_timeline_shows_a_step_that_was_seen_without_the_kernel(view):
    for k in (1, 2, 3):
        view.click("Step").at(k)
    line = view.root.get_by_role("slider", name="step number")
    assert line.get_attribute("aria-valuetext") == "step 3 of 400"
    view.lab.execute(f"{view.shell}.scene.draw, drawn = None, {view.shell}.scene.draw")
    line.evaluate("e => { e.value = 1; e.dispatchEvent(new Event('input', {bubbles: true})) }")
    assert view.k == 1
    view.lab.execute(f"{view.shell}.scene.draw = drawn")
    line.evaluate("e => e.dispatchEvent(new Event('change', {bubbles: true}))")
    view.until("f.dataset.k === '1' && f.dataset.told > ''")
    view.click("Step").at(2)
    assert view.read("player.index") == 2


def test_the_timeline_is_dragged_and_named(view):
    line, mouse = view.root.get_by_role("slider", name="step number"), view.lab.page.mouse
    box = line.bounding_box()
    y = box["y"] + box["height"] / 2
    mouse.move(box["x"] + 7, y)
    mouse.down()
    mouse.move(box["x"] + 0.25 * box["width"], y, steps=8)
    tip = view.root.locator(".nn-timeline .nn-tip")
    assert tip.is_visible()
    mouse.move(box["x"] + box["width"] - 1, y)  # at the end it is not cut
    over, whole = tip.bounding_box(), view.root.bounding_box()
    assert over["x"] + over["width"] <= whole["x"] + whole["width"] + 1
    assert over["y"] + over["height"] <= box["y"] + 1  # nor does it lie on what is below
    mouse.move(box["x"] + 0.25 * box["width"], y, steps=4)
    mouse.up()
    view.until("Number(f.dataset.k) > 90 && Number(f.dataset.k) < 110")
    k = int(line.input_value())
    view.at(k)
    view.lab.page.wait_for_function("() => true")
    view.click("Step").at(k + 1)
    assert view.read("player.index") == k + 1


def test_the_settings_are_folded_and_said(view):
    setup = view.root.locator(".nn-setup")
    words = setup.locator("summary").inner_text()
    assert words.startswith("Set up: data circles · network 2-3-1 · hidden σ tanh")
    control = setup.locator('[data-choice="network"]')
    assert not control.is_visible()
    setup.locator("summary").click()
    control.select_option(index=1)
    view.until("JSON.parse(f.dataset.choices).network === 1")
    view.shows("2-8-1")
    assert view.read("scene.settings['network']") == "2-8-1"
    control.select_option(index=0)
    view.until("JSON.parse(f.dataset.choices).network === 0")
    setup.locator("summary").click()


def test_the_page_below_keeps_its_place(table):
    for summary in table.root.locator("details[open] > summary").all():
        summary.click()
    place = "r => r.closest('.jp-Cell').nextElementSibling.offsetTop"
    places, seen = [], range(table.read("player.stop") + 1)
    for _ in range(2):
        for k in seen:
            table.choose("seek", k).at(k)
            places.append(table.root.evaluate(place))
    assert len(set(places[len(seen) :])) == 1


def test_the_steps_stay_in_sight_while_the_rest_scrolls(view):
    page, size = view.lab.page, view.lab.page.viewport_size
    page.set_viewport_size({"width": 1000, "height": 420})
    view.root.locator(".nn-setup").scroll_into_view_if_needed()
    box = view.button("Step").bounding_box()
    assert 0 < box["y"] < 200
    page.set_viewport_size(size)


def test_what_is_read_aloud_begins_with_the_news(table):
    voice = table.root.locator(".nn-voice")
    table.click("Step").at(1).click("Step").at(2)
    table.lab.page.wait_for_function(
        "v => v.textContent.includes('step 2 of')", arg=voice.element_handle()
    )
    words = voice.text_content()  # whether step 1 was read before depends on the clock
    assert words.removeprefix("Forward: ").startswith("z = sin(y) with y = 1.5 is 0.9975. step 2")
    assert "Graph stepper" not in words


def test_a_long_computation_is_told_from_a_kernel_that_is_gone(open_lesson):
    lab = open_lesson(notebook(**CELLS)).run_all()
    view = stepper_of(lab, "view")
    lab.execute("import time; scene = view.scene; draw = scene.draw")
    lab.execute("scene.draw = lambda frame: (time.sleep(2.5), draw(frame))[1]")
    view.click("Step")
    hint = view.root.locator(".nn-hint")
    hint.get_by_text("still computing").wait_for()
    assert "restart" not in hint.inner_text()
    view.at(1)
    assert hint.inner_text() == ""
    lab.restart_kernel()
    view.click("Step")
    hint.get_by_text("Run All Above Selected Cell").wait_for()
    lab.shot("stage-kernel-gone", view.root)
    lab.page.evaluate("() => { jupyterapp.shell.currentWidget.content.activeCellIndex = 1 }")
    lab.page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-above')")
    lab.page.evaluate("() => { jupyterapp.commands.execute('notebook:run-cell') }")
    stepper_of(lab, "table").click("Step").at(1)


def test_play_stops_when_its_cell_is_cleared(open_lesson):
    lab = open_lesson(notebook(**CELLS)).run_all()
    view = stepper_of(lab, "view")
    view.click("Play").until("Number(f.dataset.k) >= 3")
    lab.page.evaluate("() => { jupyterapp.commands.execute('notebook:clear-all-cell-outputs') }")
    lab.execute("await view.task")
    assert lab.read("view.player.playing") is False
    assert lab.read("view.player.index < view.player.stop")

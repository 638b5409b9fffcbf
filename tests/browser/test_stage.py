"""What every stepper owes its reader: it obeys, keeps the focus, and no key is lost."""

import pytest
from stepper import Stepper
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
    view = Stepper(lab, lab.output("view").locator("[data-stepper]"))
    return view.start_again()


@pytest.fixture
def table(lab):
    return Stepper(lab, lab.output("table").locator("[data-stepper]"), 1).start_again()


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
    for action in ("step", "step", "back", "step"):
        view.root.evaluate(ACT, action)
    view.at(seen + 2).playing(False)
    assert view.read("player.index") == seen + 2


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
    Stepper(view.lab, view.lab.output("view").locator("[data-stepper]")).at(0)


def test_ctrl_s_saves_and_the_focus_stays(view):
    view.click("Step").at(1)
    page, dirty = view.lab.page, "jupyterapp.shell.currentWidget.context.model.dirty"
    page.evaluate(f"() => {{ {dirty} = true }}")
    view.button("Step").focus()
    page.keyboard.press("Control+s")
    page.wait_for_function(f"() => !{dirty}")
    assert page.evaluate("() => document.activeElement.dataset.do") == "step"


def test_the_focus_outlives_every_step(table):
    summary = table.root.locator("summary").first
    summary.focus()
    page = table.lab.page
    for k in (1, 2, 3):
        page.keyboard.press("ArrowRight")
        table.at(k)
        assert page.evaluate("() => document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    table.at(2)
    assert summary.evaluate("e => e === document.activeElement && e.parentElement.open")


def test_what_is_read_aloud_begins_with_the_news(table):
    voice = table.root.locator(".nn-voice")
    table.click("Step").at(1).click("Step").at(2)
    table.lab.page.wait_for_function(
        "v => v.textContent.includes('step 2 of')", arg=voice.element_handle()
    )
    assert "Graph stepper" not in voice.inner_text()


def test_a_long_computation_is_told_from_a_kernel_that_is_gone(open_lesson):
    lab = open_lesson(notebook(**CELLS)).run_all()
    view = Stepper(lab, lab.output("view").locator("[data-stepper]"))
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
    Stepper(lab, lab.output("table").locator("[data-stepper]"), 1).click("Step").at(1)


def test_play_stops_when_its_cell_is_cleared(open_lesson):
    lab = open_lesson(notebook(**CELLS)).run_all()
    view = Stepper(lab, lab.output("view").locator("[data-stepper]"))
    view.click("Play").until("Number(f.dataset.k) >= 3")
    lab.page.evaluate("() => { jupyterapp.commands.execute('notebook:clear-all-cell-outputs') }")
    lab.execute("await view.task")
    assert lab.read("view.player.playing") is False
    assert lab.read("view.player.index < view.player.stop")

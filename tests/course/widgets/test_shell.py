import asyncio
import json
import random
import re
import threading
import time
from importlib.metadata import files
from pathlib import Path
from xml.etree import ElementTree as ET

import ipywidgets
import pytest

from nnlib import widgets
from nnlib.course.widgets.stage import shell as shell_module
from nnlib.course.widgets.stage.bar import Choice, Field, log_choice
from nnlib.course.widgets.stage.scene import Scene
from nnlib.course.widgets.stage.shell import Shell


def test_every_drawing_is_valid_and_every_number_finite(any_shell):
    for k in {0, 1, any_shell.player.recording.reach(30)}:
        any_shell.player.seek(k)
        any_shell.render()
        k, frame = any_shell.player.index, any_shell.player.frame
        root = ET.fromstring(any_shell.scene.draw(frame))
        assert root.tag.endswith("svg") and root.get("viewBox")
        figure = rf'<div class="nn-figure" role="(?:img|group)" aria-label="[^"]+" data-k="{k}"'
        assert re.search(figure, any_shell.stage.value)
        words = any_shell.scene.text(frame)
        page = any_shell.stage.value + words
        assert len(words.split()) > 4
        assert not re.search(r"\bnan\b|\binf\b", page, re.IGNORECASE)
        assert not in_programs_notation(page)


def in_programs_notation(page):
    """The numbers that stand on a page as a program writes them, such as -1.5 and 2e-05."""
    read = re.sub(r"<code.*?</code>|<[^>]*>", " ", page)
    return re.findall(r"(?<![\w\d.\])}-])-\d\S*|\b[\d.]+e[-+]?\d+", read)


def test_a_number_in_programs_notation_would_be_found():
    assert in_programs_notation("<p data-x='-1'>w = -0.5, 1.2e-05, −3, 2·10⁻⁵, 3-4-3-2</p>") == [
        "-0.5,", "1.2e-05",
    ]  # fmt: skip


def test_ranges_and_lists_are_printed_as_a_page_prints(any_shell):
    words = [word for choice in any_shell.scene.choices for word in choice.shown]
    assert not in_programs_notation(" ".join(words))


def test_drawing_is_pure(any_shell):
    scene, frame = any_shell.scene, any_shell.player.frame
    before = scene.draw(frame), scene.text(frame)
    any_shell.player.last()
    any_shell.render()
    assert (scene.draw(frame), scene.text(frame)) == before


def test_a_frame_is_small_enough_to_play(any_shell):
    any_shell.player.last()
    any_shell.render()
    assert len(any_shell.stage.value.encode()) <= 40_000


def test_every_control_in_the_bar_has_a_name_and_a_target(any_shell):
    bar = any_shell.parts[1].value
    for name in re.findall(r'data-choice="([^"]+)"', bar):
        assert name in any_shell.controls
    for action in re.findall(r'data-do="([^"]+)"', bar):
        assert f"nn-do-{action}" in any_shell.buttons[action]._dom_classes
    for range_ in re.findall(r'<input type="range"[^>]*>', bar):
        assert re.search(r'aria-label="[^"]+"', range_)
    assert ('role="toolbar" aria-label="steps"' in bar) == (any_shell.scene.stop > 0)
    assert 'role="status" aria-live="polite"' in bar


def test_every_focusable_element_is_guarded_against_the_notebooks_shortcuts(any_shell):
    # The script is what puts the guard on; the browser test sees it work.
    bar = any_shell.parts[1].value
    assert "stops().forEach(guard)" in bar and "controls.forEach(guard)" in bar
    assert "guard(root)" in bar and "data-lm-suppress-shortcuts" in bar


def test_close_leaves_no_widget(data, live):
    before = live()
    shells = [
        widgets.step_descent(*data),
        widgets.explore_line(*data),
        widgets.race_optimizers(*data),
        widgets.step_graph("x**2", {"x": 3}),
        widgets.prove_widgets_work(),
        widgets.step_descent(*data, controls="plain"),
    ]
    assert live() > before
    for shell in shells:
        shell.close()
    assert live() == before


def test_a_cell_that_runs_again_keeps_one_view(data, cell, live):
    cell("a", 1)
    widgets.step_descent(*data)
    count = live()
    for number in range(2, 6):
        cell("a", number)
        shell = widgets.step_descent(*data)
        assert live() == count
    assert shell_module.open_shells == [shell]


def test_two_widgets_of_one_cell_and_of_two_cells_stay(data, cell):
    cell("a", 1)
    one, two = widgets.step_descent(*data), widgets.step_descent(*data)
    cell("b", 2)
    three = widgets.step_descent(*data)
    assert shell_module.open_shells == [one, two, three]


def test_an_error_while_drawing_is_shown_and_raised(stepper, click, monkeypatch):
    def broken(frame):
        raise ValueError("no <ink>")

    monkeypatch.setattr(stepper.scene, "draw", broken)
    with pytest.raises(ValueError, match="no <ink>"):
        stepper.step() or stepper.render()
    assert ">ValueError: no &lt;ink&gt;</div>" in stepper.error.value
    monkeypatch.undo()
    stepper.render()
    assert stepper.error.value == ""


def test_plain_controls_are_seen_and_named(data):
    shell = widgets.step_descent(*data, controls="plain")
    names = [button.description for button in shell.buttons.values()]
    assert names == ["Reset", "Back", "Play", "Step", "Last", "Play slowly"]
    bar, controls = shell.parts[1], shell.parts[4]
    assert "nn-hidden" in bar._dom_classes and "nn-hidden" not in controls._dom_classes
    assert shell.controls["eta"].description == "learning rate η"
    shell.close()
    with pytest.raises(ValueError, match='controls must be "bar" or "plain"'):
        widgets.step_descent(*data, controls="buttons")


def test_a_log_range_holds_its_start_exactly():
    choice = log_choice("eta", "η", 0.001, 10.0, 0.123456)
    assert choice.values[choice.index] == 0.123456
    assert choice.values[0] == 0.001 and choice.values[-1] == 10.0 and len(choice.values) == 82


def play(shell, seconds=5.0):
    """Press Play and wait until it stops by itself."""

    async def run():
        shell.buttons["play"]._handle_custom_msg({"event": "click"}, [])
        await asyncio.wait_for(shell.task, seconds)

    asyncio.run(run())


def test_play_with_a_browser_that_answers_goes_to_the_end(data, monkeypatch):
    shell = widgets.step_descent(*data, steps=25)
    shell.player.fps = 1000
    browser = ipywidgets.link((shell.sent, "value"), (shell.seen, "value"))
    play(shell)
    assert shell.player.index == 25 and not shell.player.playing
    assert 'data-playing="false"' in shell.stage.value
    browser.unlink()
    shell.close()


def test_play_with_a_dead_browser_pauses_after_its_window(data, monkeypatch):
    monkeypatch.setattr(shell_module, "PATIENCE", 0.1)
    shell = widgets.step_descent(*data)
    shell.player.fps = 1000
    play(shell)
    assert shell.player.index == shell_module.WINDOW and not shell.player.playing
    shell.close()


def test_pause_stops_and_any_other_button_pauses(data, click):
    async def run(action):
        shell = widgets.step_descent(*data)
        browser = ipywidgets.link((shell.sent, "value"), (shell.seen, "value"))
        click(shell, "play")
        await asyncio.sleep(0.05)
        assert shell.player.playing and shell.player.index >= 1
        click(shell, action)
        k = shell.player.index
        await asyncio.sleep(0.2)
        assert not shell.player.playing and shell.player.index == k and shell.task.done()
        browser.unlink()
        shell.close()

    for action in ("play", "step", "back", "reset"):
        asyncio.run(run(action))


def test_an_interrupt_while_a_message_is_taken_ends_what_plays(data, cell):
    cell("view", 1)
    shell = widgets.step_descent(*data)
    shell.player.playing = True

    def interrupt(_):
        raise KeyboardInterrupt

    shell.seen.observe(interrupt, "value")
    shell.seen.set_state({"value": 3})
    assert not shell.player.playing


def test_an_interrupted_message_is_answered(walk, monkeypatch):
    def interrupt(frame):
        raise KeyboardInterrupt

    monkeypatch.setattr(walk.scene, "draw", interrupt)
    tell(walk, action="seek", k=4, told="7")
    assert ">KeyboardInterrupt</div>" in walk.error.value
    assert f'data-answer="{walk.answers}"' in walk.error.value
    monkeypatch.undo()
    tell(walk, action="seek", k=5, told="8")
    assert walk.player.index == 5 and walk.error.value == ""


def test_new_controls_for_what_the_page_tells_take_over(walk, live):
    count, old = live(), (walk.message, walk.seen)
    old[1].value = 3
    walk.renewal._handle_custom_msg({"event": "click"}, [])
    assert live() == count and 'data-line="1"' in walk.stage.value
    assert walk.seen.value == 3
    assert [c for c in walk.hidden.children if c in old] == []
    for control in (walk.message, walk.seen):
        assert control in walk.hidden.children and "nn-line-1" in control._dom_classes
    tell(walk, action="seek", k=4, told="7")
    assert walk.player.index == 4 and 'data-told="7"' in walk.stage.value
    walk.close()
    assert live() < count


def test_play_goes_on_with_new_controls_when_the_old_ones_are_silent(data, monkeypatch):
    """A page whose first control has stuck: what it says by that one never comes."""
    monkeypatch.setattr(shell_module, "DOUBT", 0.04)
    shell = widgets.step_descent(*data, steps=25)
    shell.player.fps = 1000

    async def run():
        shell.buttons["play"]._handle_custom_msg({"event": "click"}, [])
        while not shell.task.done():
            if shell.line:
                shell.seen.set_state({"value": shell.sent.value})
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(run(), 10))
    assert shell.player.index == 25 and shell.line == 1
    shell.close()


def test_what_set_refuses_stands_beside_it_and_other_words_beside_the_steps(walk, monkeypatch):
    def refuse(*_):
        raise ValueError("No <such> place.")

    monkeypatch.setattr(walk.scene, "enter", refuse)
    tell(walk, action="set", texts={"note": "x"})
    assert '<p class="nn-refused" data-beside="set">No &lt;such&gt; place.</p>' in walk.stage.value
    assert "<strong>" not in walk.stage.value
    assert '>Set</button><span data-notes="set" role="alert"></span>' in walk.parts[1].value
    tell(walk, action="seek", k=2)
    assert "nn-refused" not in walk.stage.value


def test_a_prediction_that_is_no_number_never_blocks_the_way(click):
    shell = widgets.step_backprop("2-2-1")
    typed = shell.controls["prediction"]
    typed.value = "abc"
    click(shell, "step")
    assert shell.player.index == 0 and typed.value == "abc"
    assert "is no number" in shell.stage.value and "Step once more" in shell.stage.value
    typed.value = "abd"  # another text is told anew
    click(shell, "step")
    assert shell.player.index == 0
    click(shell, "step")
    assert shell.player.index == 1 and typed.value == ""
    assert "“abd” was left out" in shell.stage.value
    typed.value = "abc"
    click(shell, "step")
    click(shell, "reset")
    assert typed.value == "" and "is no number" not in shell.stage.value
    click(shell, "step")
    assert shell.player.index == 1
    shell.close()


def test_closing_ends_playing(data, click):
    async def run():
        shell = widgets.step_descent(*data)
        click(shell, "play")
        await asyncio.sleep(0.02)
        shell.close()
        await asyncio.wait_for(shell.task, 2)

    asyncio.run(run())


def told(shell):
    """All frames that the shell has made, as its page would show them without a run before."""
    shell.scene.ghost = None
    return [shell.scene.draw(frame) for frame in shell.player.recording.frames]


@pytest.mark.parametrize("seed", [0, 2])
def test_two_threads_that_drive_a_shell_leave_the_run_that_one_makes(click, choose, seed):
    def make(batch_size=32):
        settings = {"network": "2-3-1", "steps": 40, "batch_size": batch_size}
        return widgets.watch_training("circles", **settings)

    def slowly(frame):
        time.sleep(0.0005)  # the other thread takes its turn between the frame and its place
        return shell.scene.advance(frame)

    shell, chance = make(), random.Random(seed)
    shell.player.fps, shell.player.recording.advance = 1000, slowly
    browser = ipywidgets.link((shell.sent, "value"), (shell.seen, "value"))

    async def play():
        click(shell, "play")
        await asyncio.sleep(0.03)
        click(shell, "step")

    for _ in range(5):
        player = threading.Thread(target=lambda: asyncio.run(play()))
        player.start()
        choose(shell, "seek", chance.randrange(1, 20))
        choose(shell, "batch_size", chance.randrange(4))
        click(shell, "step")
        choose(shell, "seek", chance.randrange(1, 20))
        player.join()
        alone = make(shell.scene.settings["batch_size"])
        alone.player.seek(shell.player.recording.reach(20))
        assert told(shell)[:21] == told(alone)
        alone.close()
    browser.unlink()
    shell.close()


def test_the_courses_lab_sends_all_messages_of_a_page_to_one_thread():
    """The name and the value are those of the installed JupyterLab's own settings."""
    name, setting = "@jupyterlab/apputils-extension:kernels-settings", "commsOverSubshells"
    ours = Path(__file__).parents[3] / ".jupyter" / "labconfig" / "default_setting_overrides.json"
    value = json.loads(ours.read_text("utf-8"))[name][setting]
    schema = f"schemas/{name.replace(':', '/')}.json"
    kept = f"share/jupyter/lab/{schema}"
    (path,) = {file.locate() for file in files("jupyterlab") if str(file).endswith(kept)}
    ways = json.loads(path.read_text("utf-8"))["properties"][setting]["oneOf"]
    assert value == "disabled" in [way["const"] for way in ways]


class Walk(Scene):
    """A place that moves on by its step; what the page tells is kept in `told`."""

    name, title, stop = "walk", "walk", 6
    choices = (
        Choice("gait", "gait", (0, 1), 0, "radio", ("slow", "quick")),
        Choice("start", "start", (0, 5), 0, "select"),
    )
    fields = (Field("note", "note"),)
    restarts = ("start",)

    def __init__(self):
        super().__init__()
        self.told, self.at = [], 0.0

    def first(self):
        return self.at + self.settings["start"]

    def advance(self, place):
        return place + 1

    def text(self, place):
        return f"The place is {place:g} on a {self.width} page."

    def draw(self, place):
        return f'<svg viewBox="0 0 10 10"><text>{place:g} {bool(self.ghost)}</text></svg>'

    def point(self, name, x, y, phase):
        if y > 9:
            raise ValueError("That is too high.")
        self.told.append((name, x, y, phase))
        self.at = x
        return 3

    def tweak(self, name, value, phase):
        self.told.append((name, value, phase))

    def phases(self, k):
        return ("start", "forward", "forward", "loss", "backward", "backward", "update")[k]

    def label(self, k):
        return "the <loss>" if k == 3 else ""

    def enter(self, _texts, _k):
        return 0


@pytest.fixture
def walk():
    shell = Shell(Walk())
    yield shell
    shell.close()


def tell(shell, **message):
    """What the page sends."""
    shell.message.set_state({"value": json.dumps(message)})


def test_a_gesture_makes_the_run_anew_and_is_one_change(walk):
    walk.last()
    walk.render()
    before = tuple(walk.player.recording.frames)
    for x, phase in ((1.0, "down"), (2.0, "move"), (2.5, "up")):
        tell(walk, action="point", name="plane", place=[x, 1.0], phase=phase, told=phase)
        assert walk.player.index == 3 and walk.player.frame == x + 3
        assert f'data-told="{phase}"' in walk.stage.value
        assert walk.scene.ghost == before
    tell(walk, action="point", name="plane", place=[4.0, 1.0], phase="up")
    assert walk.scene.ghost == (2.5, 3.5, 4.5, 5.5)


def test_what_cannot_be_taken_is_said_and_nothing_changes(walk):
    walk.player.seek(2)
    tell(walk, action="point", name="plane", place=[1.0, 9.5], phase="down")
    assert "<strong>That is too high.</strong>" in walk.stage.value
    assert (walk.player.index, walk.player.frame, walk.scene.ghost) == (2, 2, None)


def test_a_tweak_that_returns_nothing_stays_but_is_drawn_anew(walk):
    walk.player.seek(2)
    version = walk.version
    tell(walk, action="tweak", name="w", place=[0.5], phase="down")
    assert walk.scene.told == [("w", 0.5, "down")] and walk.player.index == 2
    assert walk.version == version + 1


def test_the_ghost_is_the_run_before_a_change_and_only_that(walk, choose, click):
    click(walk, "last")
    click(walk, "reset")
    assert walk.scene.ghost is None
    click(walk, "last")
    choose(walk, "start", 1)
    assert walk.scene.ghost == (0, 1, 2, 3, 4, 5, 6) and walk.player.frame == 5
    choose(walk, "start", 0)
    assert walk.scene.ghost == (0, 1, 2, 3, 4, 5, 6)  # the run in between had no step


def test_the_width_of_the_page_is_drawn_but_never_on_paper(walk):
    tell(walk, action="width", width="narrow", told="1")
    assert "on a narrow page" in walk.stage.value and "on a narrow page" in repr(walk)
    assert walk.scene.width == "narrow"
    assert "middle page" in walk.to_html()


@pytest.mark.parametrize(("action", "k"), [("pause", 2), ("step", 3), ("back", 1)])
def test_what_ends_playing_starts_from_the_step_that_the_page_shows(walk, action, k):
    walk.player.seek(5)
    walk.player.playing = True
    tell(walk, action=action, texts={}, shown=2)
    assert walk.player.index == k and not walk.player.playing


def test_a_choice_is_told_by_its_index_and_one_that_is_set_already_is_answered(walk):
    for index in (1, 1):
        answers = walk.answers
        tell(walk, action="choose", name="gait", index=index, told=str(answers))
        assert walk.scene.settings["gait"] == 1 and walk.answers == answers + 1
    tell(walk, action="seek", k=4)
    assert walk.player.index == 4


def test_radio_buttons_are_there_for_every_value(walk):
    bar = walk.parts[1].value
    assert re.findall(r'type="radio" name="gait" value="(\d)"', bar) == ["0", "1"]


def test_what_starts_the_run_anew_is_folded_away(walk):
    bar = walk.parts[1].value
    folded = bar.partition("<details")[2].partition("</details>")[0]
    assert 'data-choice="start"' in folded and 'data-entry="note"' in folded
    assert bar.count('data-choice="gait"') == 2 and 'data-choice="gait"' not in folded


def test_the_timeline_has_a_band_for_each_phase_and_a_name_for_each_step(walk):
    track = ET.fromstring(walk.track.value)
    names = ["start", "forward", "forward", "the <loss>", "backward", "backward", "update"]
    assert json.loads(track.get("data-names")) == names
    bands = [rect for rect in track if rect.get("class") not in ("nn-base", "nn-ahead")]
    found = [(b.get("class")[3:], float(b.get("x")), float(b.get("width"))) for b in bands]
    expected = [("start", 0, 0.5), ("forward", 0.5, 2), ("loss", 2.5, 1), ("backward", 3.5, 2)]
    assert found == [*expected, ("update", 5.5, 0.5)]
    places = {(b.get("y"), b.get("height")) for b in bands}
    assert len(places) == 4  # loss and update fill the strip; the others differ in place


def test_while_playing_a_picture_is_one_message(data, monkeypatch):
    shell = widgets.step_descent(*data, steps=25)
    shell.player.fps = 1000
    sent = []
    browser = ipywidgets.link((shell.sent, "value"), (shell.seen, "value"))
    monkeypatch.setattr(ipywidgets.Widget, "_send", lambda part, *_, **__: sent.append(part))
    play(shell)
    ours = [part for part in sent if part is not shell.seen]
    assert ours == [shell.stage] * len(ours) and 26 <= len(ours) <= 28
    browser.unlink()
    shell.close()

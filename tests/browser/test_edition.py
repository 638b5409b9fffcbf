"""The learner's edition in JupyterLab: untouched, a prediction, a turn; and every real lesson."""

import shutil
from itertools import count

import pytest
from lab import ROOT, Server
from made_up_course import STEP, make

from nnlib.course.lessons.edition import update

NUMBERS = count(1)


@pytest.fixture(scope="module")
def learner(chromium, tmp_path_factory):
    """A learner's JupyterLab, without the variables of whoever publishes, on a folder of courses.

    Each course keeps a progress file of its own.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("NNLIB_EDITION", raising=False)
        patch.delenv("NNLIB_PROGRESS", raising=False)
        with Server(tmp_path_factory.mktemp("learner")) as server:
            patch.undo()
            yield server


@pytest.fixture
def made_up(learner):
    """A made-up course that nobody has touched."""
    course = make(learner.folder / f"made-up-{next(NUMBERS)}")
    update(course, course / "work")
    return course


@pytest.fixture
def open_page(desk, learner):
    """A function that shows a notebook of a course's edition."""
    with desk(learner) as show:
        yield lambda course, name: show(f"{course.name}/work/{name}")


def text(lab, cell):
    return lab.output(cell).inner_text()


def says(lab, cell, words):
    """Wait until the cell says it: a page that scrolls draws an output a little later."""
    lab.output(cell).get_by_text(words).first.wait_for()


def test_the_untouched_edition_runs_to_its_end_and_says_what_waits(made_up, open_page):
    lab = open_page(made_up, "01_line.ipynb").run_all()
    says(lab, "turn-1-a", "○ Not attempted · 1.a")
    says(lab, "turn-1-b", "○ Not attempted · 1.b")
    says(lab, "check-1-a", "○ Not attempted")
    for cell, turns in (
        ("loss", "1.a"), ("reveal-loss", "1.a"), ("walk", "1.a and 1.b"), ("end", "1.a and 1.b"),
        ("figure", "1.a and 1.b"),
    ):  # fmt: skip
        says(lab, cell, f"○ Waits for {turns}")
    says(lab, "free", "6.0")
    assert text(lab, "free").strip() == "6.0"
    says(lab, "reveal-way", "The answer comes after your guess")
    lab.shot("edition-untouched")


def test_a_prediction_is_typed_revealed_and_found_again(made_up, open_page):
    lab = open_page(made_up, "02_steps.ipynb").run_all()
    form, answer = lab.output("ask-steps"), lab.output("reveal-steps")
    assert "20" not in answer.inner_text()
    form.get_by_role("button", name="Record my guess").click()
    form.get_by_text("Write your guess first").wait_for()
    field = form.get_by_role("textbox", name="Your guess")
    field.fill("100")
    field.press("Tab")
    form.get_by_role("radio", name="quite sure").check()
    form.get_by_role("radio", name="quite sure").press("Enter")
    form.get_by_text("Your guess: 100 steps, quite sure.").wait_for()
    assert form.get_by_role("status").inner_text().startswith("Your guess")
    lab.shot("edition-prediction", form)
    lab.run_cell("reveal-steps")
    answer.get_by_text("You said 100 steps and were quite sure. It is 20 steps.").wait_for()
    answer.get_by_text("It is steeper than that.").wait_for()
    lab.shot("edition-revealed", answer)
    lab.restart_kernel()
    lab.run_all()
    form.get_by_text("Your guess: 100 steps, quite sure.").wait_for()
    assert form.get_by_role("textbox").count() == 0
    answer.get_by_text("You said 100 steps").wait_for()
    saved = (made_up / "progress.json").read_text("utf-8")
    assert '"02_steps/2.p1"' in saved


def test_what_a_cell_shows_below_a_reveal_waits_for_the_guess(made_up, open_page):
    lab = open_page(made_up, "02_steps.ipynb").run_all()
    answer, source = lab.output("reveal-steps"), "way = 'So many: 20'\nguess.reveal(20)\n"
    figure = "fig, ax = plots.panels()\nplots.show(fig, 'A picture of the twenty.')\n"
    set_source(lab, "reveal-steps", source + figure + "print(way)\nway")
    lab.run_cell("reveal-steps")
    answer.get_by_text("The answer comes after your guess").wait_for()
    assert "So many" not in answer.inner_text() and answer.locator("img").count() == 0
    answer.get_by_role("button", name="Show without guessing").click()
    answer.get_by_text("Run this cell again for what else it shows.").wait_for()
    lab.run_cell("reveal-steps")
    answer.get_by_text("You looked without guessing.").wait_for()
    assert answer.inner_text().count("So many: 20") == 2 and answer.locator("img").count() == 1


def test_keys_in_the_form_do_not_edit_the_notebook(made_up, open_page):
    lab = open_page(made_up, "02_steps.ipynb").run_all()
    before = [identity for identity, *_ in lab.cells()]
    radio = lab.output("ask-steps").get_by_role("radio", name="not sure")
    radio.focus()
    for key in ("a", "b", "d", "d", "x", "m", "ArrowDown", "ArrowUp", "j"):
        radio.press(key)
    assert [identity for identity, *_ in lab.cells()] == before


def test_an_answer_without_a_guess_is_shown_on_demand_only(made_up, open_page):
    lab = open_page(made_up, "02_steps.ipynb").run_all()
    answer = lab.output("reveal-steps")
    answer.get_by_role("button", name="Show without guessing").click()
    answer.get_by_text("You looked without guessing. It is 20 steps.").wait_for()
    form = lab.output("ask-steps")
    form.get_by_role("textbox", name="Your guess").fill("20")
    form.get_by_role("radio", name="certain").check()
    form.get_by_role("button", name="Record my guess").click()
    form.get_by_text("this guess is not recorded").wait_for()
    assert '"value"' not in (made_up / "progress.json").read_text("utf-8")


def test_a_turn_wrong_then_hinted_then_right_frees_what_waits(made_up, open_page):
    lab = open_page(made_up, "01_line.ipynb").run_all()
    wrong = "def residual(w, b, x, y):\n    return y - (b + w * x)"
    set_source(lab, "turn-1-a", wrong)
    lab.run_cell("turn-1-a")
    lab.run_cell("check-1-a")
    lab.output("check-1-a").get_by_text("opposite sign").wait_for()
    set_source(lab, "free", 'hint("1.a")')
    lab.run_cell("free")
    lab.output("free").get_by_text("Write down what the line says at x").wait_for()
    set_source(lab, "turn-1-a", wrong.replace("y - (b + w * x)", "b + w * x - y"))
    lab.run_cell("turn-1-a")
    lab.run_cell("check-1-a")
    lab.output("check-1-a").get_by_text("✓ Right").wait_for()
    lab.shot("edition-turn-right", lab.output("check-1-a"))
    lab.run_cell("loss")
    assert text(lab, "loss") == ""
    lab.run_cell("walk")
    assert "○ Waits for 1.b" in text(lab, "walk")
    set_source(
        lab, "turn-1-b", STEP.replace("### BEGIN SOLUTION\n", "").replace("### END SOLUTION", "")
    )
    for cell in ("turn-1-b", "check-1-b", "walk", "end", "figure"):
        lab.run_cell(cell)
    assert "Waits" not in text(lab, "end") + text(lab, "figure")


def set_source(lab, cell, source):
    lab.page.evaluate(
        """([identity, source]) => jupyterapp.shell.currentWidget.content.widgets.find(
            cell => cell.model.id === identity).model.sharedModel.setSource(source)""",
        [cell, source],
    )


@pytest.fixture(scope="module")
def ours(learner):
    course = learner.folder / "ours"
    for part in ("notebooks", "exercises", "solutions"):
        shutil.copytree(ROOT / part, course / part)
    update(course, course / "work")
    return course


LESSONS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("name", LESSONS)
def test_every_untouched_lesson_runs_to_its_end(ours, open_page, name):
    open_page(ours, name).run_all()


def test_an_untouched_exercise_set_runs_in_the_edition(ours, open_page):
    lab = open_page(ours, "exercises/07_two_layers_by_hand.ipynb").run_all()
    assert "○ Not attempted" in text(lab, "check-7-1")

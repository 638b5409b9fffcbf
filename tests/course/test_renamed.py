"""Lessons that took other names: what a learner did under the old ones goes on under today's."""

import json
from pathlib import Path

import pytest

from nnlib.course.authoring.source import sources
from nnlib.course.checks.progress import BLANK, Progress
from nnlib.course.checks.recall import review
from nnlib.course.checks.session import Session
from nnlib.course.folders import MANIFEST
from nnlib.course.lessons.edition import update
from nnlib.course.names import RENAMED, current

COURSE = Path(__file__).parents[2]
LINE, BATCHES, SLOPES = (
    "02_two_roads_to_the_best_line", "03_descent_in_practice", "04_derivatives_three_ways",
)  # fmt: skip
LESSONS = {
    LINE: "03_two_roads_to_the_best_line",
    BATCHES: "04_descent_in_batches",
    SLOPES: "02_slopes_three_ways",
}
TASKS = {
    f"{old}/{old[1]}.{task}": f"{new}/{new[1]}.{task}"
    for old, new in LESSONS.items()
    for task in (*range(1, 6), "a", "p1")
} | {
    "03_descent_in_practice/3.3": "13_faster_and_fitter/13.1",
    "03_descent_in_practice/3.4": "13_faster_and_fitter/13.2",
    "03_descent_in_practice/3.5": "13_faster_and_fitter/13.3",
    "07_two_layers_by_hand/7.4": "10_what_width_buys/10.1",
    "07_two_layers_by_hand/7.3": "07_two_layers_by_hand/7.3",
    "01_a_line_is_one_neuron/1.p2": "01_a_line_is_one_neuron/1.p2",
}


def guess(value, state="open"):
    return {"question": "How many?", "state": state, "value": value, "sure": 2}


def names_of_today():
    """Every name under which a session of today records something."""
    sets = {one.name: one for one in sources(folder=COURSE)}
    tasks = {f"{name}/{it.task.id}" for name, one in sets.items() for it in one.exercises}
    return {path.stem for path in (COURSE / "notebooks").glob("*.ipynb")} | set(sets) | tasks


def test_old_names_lead_to_today_s_and_those_stay_what_they_are():
    assert {old: current(old) for old in LESSONS} == LESSONS
    assert {old: current(old) for old in TASKS} == TASKS
    assert {name: current(name) for name in TASKS.values()} == {
        name: name for name in TASKS.values()
    }
    assert not names_of_today() & set(RENAMED)
    assert {current(name) for name in RENAMED} <= names_of_today()


# What was recorded.


@pytest.fixture
def path(tmp_path):
    """The place of a progress file, in a folder with an umlaut."""
    (tmp_path / "Übungen").mkdir()
    return tmp_path / "Übungen" / "progress.json"


def test_a_progress_file_from_before_is_taken_over_whole_and_once(path):
    tasks = {old: BLANK | {"tries": n, "slips": {old: n}} for n, old in enumerate(TASKS, start=1)}
    guesses = {old: guess(n) for n, old in enumerate(TASKS)}
    path.write_text(json.dumps({"version": 1, "tasks": tasks, "guesses": guesses}), "utf-8")
    progress = Progress(path)
    for old, new in TASKS.items():
        assert progress.of(new) == tasks[old]
        assert progress.guess(new) == guesses[old]
    progress.change("01_a_line_is_one_neuron/1.1", lambda _: {"tries": 1})
    written = path.read_bytes()
    saved = json.loads(written)
    assert set(saved["tasks"]) == {*TASKS.values(), "01_a_line_is_one_neuron/1.1"}
    assert set(saved["guesses"]) == set(TASKS.values())
    later = Progress(path)
    later.change("01_a_line_is_one_neuron/1.1", lambda _: {"tries": 1})
    assert path.read_bytes() == written
    assert list(path.parent.iterdir()) == [path]


def test_records_of_both_names_are_one(path):
    old, new = f"{LINE}/2.1", f"{LESSONS[LINE]}/3.1"
    tasks = {
        new: BLANK | {"tries": 2, "best": 0.5, "slips": {"no half": 1}},
        old: BLANK | {"tries": 5, "best": 0.25, "hints": 1, "slips": {"uphill": 2}},
        f"{LESSONS[SLOPES]}/2.1": BLANK | {"tries": 9},
    }
    guesses = {old: guess(3, "revealed"), new: guess(4)}
    path.write_text(json.dumps({"version": 1, "tasks": tasks, "guesses": guesses}), "utf-8")
    record = Progress(path).of(new)
    assert (record["tries"], record["best"], record["hints"]) == (5, 0.5, 1)
    assert record["slips"] == {"no half": 1, "uphill": 2}
    assert Progress(path).guess(new)["value"] == 3
    assert Progress(path).of(f"{LESSONS[SLOPES]}/2.1")["tries"] == 9


def test_a_notebook_from_before_is_judged_by_its_old_ids(path, monkeypatch):
    monkeypatch.chdir(COURSE)
    (source,) = sources([LESSONS[LINE]], COURSE)
    progress, answer = Progress(path), {}
    exec("import numpy as np\n" + source.exercise("3.3").reference, answer)
    assert Session(LINE, answer, progress=progress).check("2.3").right
    assert progress.of(f"{LESSONS[LINE]}/3.3")["best"] == 1
    moved = repr(Session(BATCHES, {}, progress=progress).check("3.4"))
    assert "it is now 13.2, in 13_faster_and_fitter" in moved
    assert "no task '2.1' here" in repr(Session(LESSONS[LINE], {}, progress=progress).check("2.1"))


def test_a_notebook_from_before_is_asked_about_lessons_that_are_earlier_now(path):
    for old, new in LESSONS.items():
        asked = review(old, 99, Progress(path), COURSE)
        assert asked == review(new, 99, Progress(path), COURSE)
        assert all(question.refresh.removeprefix("lesson ")[:2] < new[:2] for question in asked)


# What was written, in work/.


def notebook(*sources):
    cells = [
        {"cell_type": "markdown", "id": f"c{n}", "metadata": {}, "source": source}
        for n, source in enumerate(sources)
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def put(place, content):
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(content), "utf-8")


def text(place):
    return "".join(cell["source"] for cell in json.loads(place.read_text("utf-8"))["cells"])


def publish(course, names):
    """A course of these lessons with their exercises, and of lesson 00, which keeps its name."""
    for folder in ("notebooks", "exercises"):
        for place in (course / folder).rglob("*.ipynb"):
            place.unlink()
    put(course / "notebooks/00_start_here.ipynb", notebook("start"))
    for name in names:
        put(course / f"notebooks/{name}.ipynb", notebook(name, "lesson"))
        put(course / f"exercises/{name}/{name}.ipynb", notebook(name, "exercise"))


@pytest.fixture
def course(tmp_path):
    """A course whose learner started before the lessons took their new names."""
    course = tmp_path / "Grüße"
    publish(course, LESSONS)
    update(course, course / "work", renamed={})
    publish(course, LESSONS.values())
    return course


def edited(course, *paths):
    for path in paths:
        put(course / "work" / path, notebook(path, "my own words"))


def found(course):
    work = course / "work"
    paths = (path.relative_to(work).as_posix() for path in work.rglob("*") if path.is_file())
    return sorted(set(paths) - {MANIFEST})


def edition(names):
    paths = [path for name in names for path in (f"{name}.ipynb", f"exercises/{name}.ipynb")]
    return sorted(["00_start_here.ipynb", *paths])


def test_what_was_not_edited_gives_way_to_the_new_edition(course):
    said = update(course, course / "work")
    assert found(course) == edition(LESSONS.values())
    for old, new in LESSONS.items():
        gone = f"{old}.ipynb is now {new}.ipynb; you had not changed it, so it is gone."
        assert {gone, f"exercises/{gone}"} <= set(said)
    assert update(course, course / "work") == []


@pytest.mark.parametrize("room", ["", "exercises/"])
@pytest.mark.parametrize("old", LESSONS)
def test_what_was_edited_takes_the_new_name_and_the_new_edition_lies_beside(course, old, room):
    edited(course, f"{room}{old}.ipynb")
    work, new = course / "work", LESSONS[old]
    said = update(course, work)
    assert found(course) == sorted([*edition(LESSONS.values()), f"{room}{new}.updated.ipynb"])
    assert "my own words" in text(work / f"{room}{new}.ipynb")
    assert new in text(work / f"{room}{new}.updated.ipynb")
    mine = f"{room}{old}.ipynb is now {new}.ipynb, and so is yours, which you have changed."
    assert mine in said
    assert f"{room}{new}.ipynb" in json.loads((work / MANIFEST).read_text("utf-8"))["files"]
    before = {path: (work / path).read_bytes() for path in found(course)}
    assert update(course, work) == []
    assert {path: (work / path).read_bytes() for path in found(course)} == before


def test_where_the_new_name_is_taken_both_stay(course):
    old, new = f"{LINE}.ipynb", f"{LESSONS[LINE]}.ipynb"
    edited(course, old, new)
    said = update(course, course / "work")
    assert {text(course / "work" / path) for path in (old, new)} == {
        f"{path}my own words" for path in (old, new)
    }
    assert f"{old} is now {new}; yours, which you have changed, stays as it is." in said
    assert update(course, course / "work") == []


def test_a_file_that_was_renamed_by_hand_is_left_alone(course):
    work = course / "work"
    edited(course, f"{LINE}.ipynb", f"{SLOPES}.ipynb")
    (work / f"{LINE}.ipynb").rename(work / "zwei Straßen, für später.ipynb")
    (work / f"{SLOPES}.ipynb").rename(work / f"{LESSONS[SLOPES]}.ipynb")
    update(course, work)
    assert text(work / "zwei Straßen, für später.ipynb") == f"{LINE}.ipynbmy own words"
    assert text(work / f"{LESSONS[SLOPES]}.ipynb") == f"{SLOPES}.ipynbmy own words"
    assert LESSONS[LINE] in text(work / f"{LESSONS[LINE]}.ipynb")
    assert not (work / f"{LINE}.ipynb").exists()
    assert update(course, work) == []


def test_a_version_beside_that_was_edited_comes_along(course):
    work = course / "work"
    publish(course, LESSONS)
    edited(course, f"{LINE}.ipynb")
    put(course / f"notebooks/{LINE}.ipynb", notebook(LINE, "better"))
    update(course, work, renamed={})
    edited(course, f"{LINE}.updated.ipynb")
    publish(course, LESSONS.values())
    update(course, work)
    new = LESSONS[LINE]
    assert text(work / f"{new}.ipynb") == f"{LINE}.ipynbmy own words"
    assert text(work / f"{new}.updated.ipynb") == f"{LINE}.updated.ipynbmy own words"
    assert text(work / f"{new}.updated-2.ipynb") == f"{new}lesson"
    assert update(course, work) == []


def test_a_file_that_cannot_be_moved_stays_where_it_is(course, monkeypatch):
    edited(course, f"{LINE}.ipynb")

    def refuse(place, target):
        raise PermissionError(13, "Permission denied", str(place))

    monkeypatch.setattr(Path, "rename", refuse)
    said = update(course, course / "work")
    assert "my own words" in text(course / "work" / f"{LINE}.ipynb")
    assert LESSONS[LINE] in text(course / "work" / f"{LESSONS[LINE]}.ipynb")
    assert any("stays as it is" in one for one in said)


class Crash(Exception):
    pass


@pytest.mark.parametrize("number", range(20))
def test_a_crash_on_the_way_is_mended_by_the_next_start(course, monkeypatch, number):
    """The update is broken off before and behind each move and each write in turn."""
    work, steps = course / "work", 0
    mine = {f"{LINE}.ipynb": f"{LESSONS[LINE]}.ipynb",
            f"exercises/{SLOPES}.ipynb": f"exercises/{LESSONS[SLOPES]}.ipynb"}  # fmt: skip
    edited(course, *mine)

    def breaking(real):
        def step(place, target):
            nonlocal steps
            steps += 2
            if steps == number + 1:
                raise Crash
            real(place, target)
            if steps == number + 2:
                raise Crash

        return step

    for name in ("replace", "rename"):
        monkeypatch.setattr(Path, name, breaking(getattr(Path, name)))
    with pytest.raises(Crash):
        update(course, work)
    monkeypatch.undo()
    update(course, work)
    beside = [new.replace(".ipynb", ".updated.ipynb") for new in mine.values()]
    assert found(course) == sorted([*edition(LESSONS.values()), *beside])
    for old, new in mine.items():
        assert text(work / new) == f"{old}my own words"
    assert update(course, work) == []

"""Progress is kept whole, or set aside, and a lesson's review is chosen from it."""

import json

import pytest

from nnlib.course.checks import keys
from nnlib.course.checks.panel import Panel
from nnlib.course.checks.progress import Progress
from nnlib.course.checks.recall import review
from nnlib.course.checks.verdict import Verdict


def verdict(fraction=0.0, kind="different", misconception=None):
    return Verdict("1.1", "", 2, fraction, kind, "", misconception=misconception)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "progress.json"


def test_tries_points_and_slips_are_counted(path):
    Progress(path).count("01_a/1.1", verdict(misconception="no half"))
    Progress(path).count("01_a/1.1", verdict(1.0, "right"))
    Progress(path).count("01_a/1.1", verdict(0.5))
    record = Progress(path).of("01_a/1.1")
    assert (record["tries"], record["best"], record["slips"]) == (3, 1.0, {"no half": 1})
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("kind", ["untouched", "missing", "unavailable"])
def test_what_was_not_attempted_leaves_no_trace(path, kind):
    Progress(path).count("01_a/1.1", verdict(kind=kind))
    assert not path.exists()


def test_two_notebooks_do_not_lose_each_others_records(path):
    one, other = Progress(path), Progress(path)
    one.count("01_a/1.1", verdict())
    other.count("02_b/2.1", verdict())
    one.count("01_a/1.2", verdict())
    assert Progress(path).load()["tasks"].keys() == {"01_a/1.1", "02_b/2.1", "01_a/1.2"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"tasks": 3}', '{"tasks": {"a": 1}}', "\xff"])
def test_a_damaged_file_is_set_aside_with_a_sentence(path, text):
    path.write_bytes(text.encode("latin-1"))
    progress = Progress(path)
    progress.count("01_a/1.1", verdict())
    assert "kept as progress.damaged-1.json" in progress.take_note()
    assert progress.take_note() == ""
    assert path.with_name("progress.damaged-1.json").read_bytes() == text.encode("latin-1")
    assert Progress(path).of("01_a/1.1")["tries"] == 1


def test_a_second_damaged_file_does_not_replace_the_first(path):
    for text in ("{1", "{2"):
        path.write_text(text)
        Progress(path).load()
    assert path.with_name("progress.damaged-1.json").read_text() == "{1"
    assert path.with_name("progress.damaged-2.json").read_text() == "{2"


def test_where_nothing_can_be_written_it_is_kept_in_memory_and_said_once(tmp_path):
    (tmp_path / "a-file").write_text("")
    progress = Progress(tmp_path / "a-file" / "progress.json")
    progress.count("01_a/1.1", verdict())
    assert "until the kernel stops" in progress.take_note()
    progress.count("01_a/1.1", verdict())
    assert progress.take_note() == ""
    assert progress.of("01_a/1.1")["tries"] == 2


def test_off_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("NNLIB_PROGRESS", "off")
    monkeypatch.chdir(tmp_path)
    Progress().count("01_a/1.1", verdict())
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_in_the_courses_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("NNLIB_PROGRESS", raising=False)
    (tmp_path / "exercises/01_a").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "exercises/01_a")
    Progress().count("01_a/1.1", verdict())
    assert json.loads((tmp_path / "progress.json").read_text())["version"] == 1


def test_a_file_of_a_later_version_keeps_what_we_do_not_know(path):
    record = {"tries": 1, "best": 0.0, "hints": 0, "slips": {}, "mood": "fine"}
    path.write_text(json.dumps({"version": 1, "tasks": {"01_a/1.1": record}}))
    Progress(path).count("01_a/1.1", verdict())
    assert Progress(path).of("01_a/1.1")["mood"] == "fine"


@pytest.fixture
def course(tmp_path, task, columns):
    """Two sets with two questions each: q1.1, q1.2 in set 01 and q2.1, q2.2 in set 02."""
    for number in (1, 2):
        questions = tuple(
            keys.Question(f"q{number}.{i}", ("a", "b"), 0, "t", "r", "l", (f"{number}.{i}",))
            for i in (1, 2)
        )
        sheet = keys.Sheet(f"0{number}_x", {"1.1": task(abs, columns)}, questions)
        folder = tmp_path / "exercises" / sheet.name
        folder.mkdir(parents=True)
        (folder / f"{sheet.name}.checks").write_bytes(keys.to_bytes(sheet))
    return tmp_path


def asked(course, path, lesson="03_y"):
    return [question.text for question in review(lesson, progress=Progress(path), folder=course)]


def test_without_records_the_review_takes_each_set_in_turn(course, path):
    assert asked(course, path) == ["q2.1", "q1.2", "q2.2"]
    assert asked(course, path, "02_x") == ["q1.1", "q1.2"]
    assert asked(course, path, "01_x") == []


def test_what_was_missed_comes_first(course, path):
    Progress(path).count("01_x/1.2", verdict(misconception="no half"))
    Progress(path).count("02_x/2.1", verdict(1.0, "right"))
    assert asked(course, path)[0] == "q1.2"


def test_the_panel_tells_every_task_and_reads_again(course, path):
    panel = Panel(Progress(path), course)
    assert repr(panel) == "Progress: 0 of 2 tasks right."
    panel.widget()
    Progress(path).count("01_x/1.1", verdict(misconception="no <half>"))
    Progress(path).count("01_x/1.1", verdict(1.0, "right"))
    panel.button.click()
    assert "✓ right" in panel.table.value
    assert "no &lt;half&gt;" in panel.table.value
    assert repr(panel) == "Progress: 1 of 2 tasks right."

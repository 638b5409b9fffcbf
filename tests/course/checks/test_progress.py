"""Progress is kept whole, or set aside, and a lesson's review is chosen from it."""

import json
import os
import subprocess
import sys

import pytest

from nnlib.course.checks import keys
from nnlib.course.checks import progress as progress_file
from nnlib.course.checks.panel import Panel
from nnlib.course.checks.progress import Progress, may_see_solution
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
    assert Progress(path).load().keys() == {"01_a/1.1", "02_b/2.1", "01_a/1.2"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"tasks": 3}', '{"tasks": {"a": 1}}', "\xff"])
def test_a_damaged_file_is_set_aside_with_a_sentence(path, text):
    path.write_bytes(text.encode("latin-1"))
    progress = Progress(path)
    progress.count("01_a/1.1", verdict())
    assert "kept as progress.damaged-1.json" in progress.take_note()
    assert progress.take_note() == ""
    assert path.with_name("progress.damaged-1.json").read_bytes() == text.encode("latin-1")
    assert Progress(path).of("01_a/1.1")["tries"] == 1


GOOD = {"tries": 2, "best": 0.5, "hints": 1, "slips": {"no half": 1}, "last": "2026-01-01"}


@pytest.mark.parametrize("field", GOOD)
@pytest.mark.parametrize("value", [None, "3", -1, 1.5, [], [1, "a"], {"a": "b"}, True, 10**400])
def test_a_field_that_is_not_what_it_must_be_costs_that_field_alone(path, field, value):
    records = {"01_a/1.1": GOOD | {field: value}, "01_a/1.2": GOOD}
    path.write_text(json.dumps({"version": 1, "tasks": records}))
    progress = Progress(path)
    progress.count("01_a/1.1", verdict())
    assert progress.of("01_a/1.2")["tries"] == 2
    record = Progress(path).of("01_a/1.1")
    assert record["tries"] in (1, 3, 10**400 + 1)
    assert 0 <= record["best"] <= 1
    assert all(record[name] == GOOD[name] for name in ("slips", "hints") if name != field)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"tasks": {"a": {"best": NaN}}}', "3", "null"])
def test_strange_json_is_set_aside_like_a_damaged_file(path, text):
    path.write_text(text)
    progress = Progress(path)
    progress.count("01_a/1.1", verdict())
    assert "kept as progress.damaged-1.json" in progress.take_note()
    assert Progress(path).of("01_a/1.1")["tries"] == 1


def test_a_byte_order_mark_is_read_over(path):
    path.write_text(json.dumps({"version": 1, "tasks": {"01_a/1.1": GOOD}}), "utf-8-sig")
    progress = Progress(path)
    assert progress.of("01_a/1.1")["tries"] == 2
    assert progress.take_note() == ""


def test_a_file_of_the_first_version_keeps_working(path):
    path.write_text(json.dumps({"version": 1, "tasks": {"01_a/1.1": GOOD}}))
    assert may_see_solution(Progress(path).of("01_a/1.1"))
    Progress(path).count("01_a/1.1", verdict(1.0, "right"), 77)
    record = Progress(path).of("01_a/1.1")
    assert (record["tries"], record["best"], record["hints"]) == (3, 1.0, 1)


KERNEL = """
import sys
from nnlib.course.checks import progress as progress_file
from nnlib.course.checks.progress import Progress, may_see_solution
from nnlib.course.checks.verdict import Verdict
progress = Progress(sys.argv[1])
for _ in range(40):
    verdict = Verdict("1.1", "", 2, 0.0, "different", "", misconception="no half")
    progress.count("01_a/1.1", verdict)
    progress.change(f"01_a/{sys.argv[2]}", lambda record: {"hints": record["hints"] + 1})
"""


def test_two_kernels_at_once_lose_nothing(path):
    command = [sys.executable, "-c", KERNEL, str(path)]
    kernels = [subprocess.Popen([*command, name]) for name in ("1.2", "1.3", "1.4")]
    assert [kernel.wait(60) for kernel in kernels] == [0, 0, 0]
    progress = Progress(path)
    assert progress.of("01_a/1.1")["tries"] == 120
    assert progress.of("01_a/1.1")["slips"] == {"no half": 120}
    assert [progress.of(f"01_a/{n}")["hints"] for n in ("1.2", "1.3", "1.4")] == [40, 40, 40]
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_the_lock_of_a_dead_kernel_is_broken(path):
    lock = path.with_name("progress.json.lock")
    lock.write_text("")
    os.utime(lock, (0, 0))
    Progress(path).count("01_a/1.1", verdict())
    assert Progress(path).of("01_a/1.1")["tries"] == 1
    assert not lock.exists()


def test_what_is_read_in_one_place_is_carried_on_in_another(tmp_path):
    """A course folder that can be read and not written, as a file in the place of a folder."""
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps({"version": 1, "tasks": {"01_a/1.1": GOOD}}))

    def progress():
        made = Progress(old)
        made.places.append(new)
        return made

    with pytest.MonkeyPatch.context() as patch:
        real = progress_file.written
        patch.setattr(progress_file, "written", lambda p, text: p != old and real(p, text))
        progress().count("01_a/1.1", verdict(1.0, "right"))
        for hints in (2, 3):
            progress().change("01_a/1.1", lambda record: {"hints": record["hints"] + 1})
            assert progress().of("01_a/1.1")["hints"] == hints
        assert progress().of("01_a/1.1")["best"] == 1
        assert progress().take_note() == ""


def test_a_user_without_a_home_keeps_progress_in_memory(tmp_path, monkeypatch):
    def nowhere():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("NNLIB_PROGRESS", raising=False)
    monkeypatch.setattr("pathlib.Path.home", nowhere)
    monkeypatch.setattr(progress_file, "course_folder", lambda: None)
    progress = Progress()
    progress.count("01_a/1.1", verdict())
    assert progress.of("01_a/1.1")["tries"] == 1


def test_two_different_answers_open_a_solution_and_one_does_not(path):
    for answer, opens in ((5, False), (5, False), (6, True)):
        Progress(path).count("01_a/1.1", verdict(), answer)
        assert may_see_solution(Progress(path).of("01_a/1.1")) is opens
    assert not may_see_solution(Progress(path).of("01_a/1.2"))


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
    (tmp_path / "exercises/01_a/01_a.ipynb").write_text("{}")
    monkeypatch.chdir(tmp_path / "exercises/01_a")
    Progress().count("01_a/1.1", verdict())
    assert json.loads((tmp_path / "progress.json").read_text())["version"] == 1


def test_a_file_of_a_later_version_keeps_what_we_do_not_know(path):
    record = {"tries": 1, "best": 0.0, "hints": 0, "slips": {}, "mood": "fine"}
    path.write_text(json.dumps({"version": 1, "tasks": {"01_a/1.1": record}}))
    Progress(path).count("01_a/1.1", verdict())
    assert Progress(path).of("01_a/1.1")["mood"] == "fine"


def test_what_a_newer_version_says_besides_is_written_again(path):
    saved = {"version": 2, "tasks": {"01_a/1.1": GOOD}, "streak": {"days": 5}}
    path.write_text(json.dumps(saved))
    progress = Progress(path)
    progress.count("01_a/1.1", verdict())
    again = json.loads(path.read_text())
    assert (again["version"], again["streak"]) == (2, {"days": 5})
    assert (again["tasks"]["01_a/1.1"]["tries"], progress.take_note()) == (3, "")


@pytest.mark.parametrize(
    "saved",
    [
        {"version": 2, "tasks": {}, "guesses": {"01_a/1.p1": {"question": "?", "state": "later"}}},
        {"version": 3, "records": [1]},
    ],
)
def test_what_only_a_newer_version_understands_is_kept_beside(path, saved):
    path.write_text(json.dumps(saved))
    progress = Progress(path)
    progress.count("01_a/1.1", verdict())
    assert "by a newer version of the course. It is kept as progress.newer-1.json" in progress.note
    assert json.loads(path.with_name("progress.newer-1.json").read_text()) == saved
    assert Progress(path).of("01_a/1.1")["tries"] == 1


def test_a_file_that_cannot_be_read_is_never_written_over(path, monkeypatch):
    path.write_text(json.dumps({"version": 1, "tasks": {"01_a/1.1": GOOD}}))
    before = path.read_bytes()

    def forbidden(place):
        raise PermissionError(13, "Permission denied", str(place))

    monkeypatch.setattr(progress_file, "stored_text", forbidden)
    progress = Progress(path)
    progress.count("01_a/1.1", verdict())
    assert path.read_bytes() == before
    assert progress.of("01_a/1.1")["tries"] == 1
    said = progress.take_note()
    assert said.startswith("progress.json cannot be read: Permission denied. It stays as it is.")
    assert said.endswith("it is kept until the kernel stops.")


def test_a_damaged_file_that_cannot_be_moved_stays_and_the_learner_hears_it(path, monkeypatch):
    path.write_text("{")

    def stuck(*_):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(type(path), "replace", stuck)
        progress = Progress(path)
        progress.count("01_a/1.1", verdict())
    assert path.read_text() == "{"
    assert "It stays as it is. Your progress cannot be stored here" in progress.take_note()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name here")
def test_a_place_that_is_no_file_is_left_alone(path):
    """A pipe would be waited for, and a device read for ever or moved out of its place."""
    os.mkfifo(path)
    progress = Progress(path)
    progress.count("01_a/1.1", verdict())
    assert path.is_fifo()
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert "progress.json cannot be read: it is no file." in progress.take_note()


@pytest.mark.parametrize("place", [".", os.sep])
def test_a_folder_named_as_the_file_is_refused_in_a_sentence(tmp_path, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NNLIB_PROGRESS", place)
    progress = Progress()
    progress.count("01_a/1.1", verdict())
    assert "cannot be read: it is no file." in progress.take_note()
    assert list(tmp_path.iterdir()) == []


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


def test_a_lesson_that_a_route_leaves_out_is_asked_about_last(course, path):
    Progress(path).count("01_x/1.1", verdict(1.0, "right"))
    assert asked(course, path) == ["q1.2", "q1.1", "q2.1"]
    Progress(path).count("02_x/2.1", verdict(1.0, "right"))
    assert asked(course, path) == ["q2.1", "q1.2", "q2.2"]


def test_the_panel_tells_every_task_and_reads_again(course, path):
    panel = Panel(Progress(path), course)
    assert repr(panel) == "Progress: 0 of 2 tasks right."
    Progress(path).count("01_x/1.1", verdict(misconception="no <half>"))
    Progress(path).count("01_x/1.1", verdict(1.0, "right"))
    assert "✓ right" in panel._repr_html_()
    assert "no &lt;half&gt;" in panel._repr_html_()
    assert repr(panel) == "Progress: 1 of 2 tasks right."


def test_a_damaged_set_stops_neither_the_panel_nor_the_review(course, path):
    (course / "exercises/02_x/02_x.checks").write_bytes(b"not a zip")
    panel = Panel(Progress(path), course)
    assert repr(panel) == "Progress: 0 of 1 tasks right."
    assert "02_x.checks is damaged" in panel._repr_html_()
    assert asked(course, path) == ["q1.1", "q1.2"]

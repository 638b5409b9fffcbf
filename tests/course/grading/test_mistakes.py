"""What a teacher mistypes gets a sentence and a code that is not 0, and nothing is half written."""

import json

import pytest
from made_up_records import SET, record

from nnlib.course.authoring import handout
from nnlib.course.drafts import write_whole
from nnlib.course.folders import course_folder
from nnlib.course.grading import collect, export, grade, report, rubric
from nnlib.course.grading.rosters import read_owners
from nnlib.course.grading.submissions import read_collected
from nnlib.course.grading.tables import TableError

ALONE = record("s001")
ID = ALONE["tasks"][0]["id"]


@pytest.fixture
def run(capsys):
    """`run(module, *arguments)`: the exit code, and what was said."""

    def run(module, *arguments):
        try:
            code = module.main([*map(str, arguments)])
        except SystemExit as error:  # argparse
            code = error.code
        caught = capsys.readouterr()
        return code, caught.out + caught.err

    return run


@pytest.fixture
def marks(write_records):
    return write_records(ALONE)


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        (collect, ["MARKS", "--out", ""]),
        (collect, ["", "--out", "OUT"]),
        (export, ["MARKS", "--lms", "csv", "--out", ""]),
        (report, ["MARKS", "--out", ""]),
        (rubric, ["MARKS", "--out", ""]),
        (grade, ["", "--out", "OUT"]),
        (grade, [".", "--out", ""]),
        (handout, ["05", "--secret", "KEY", "--student", "s001", "--out", ""]),
    ],
)
def test_an_empty_path_is_not_the_folder_that_one_is_in(
    run, tmp_path, monkeypatch, marks, module, arguments
):
    """As where a variable of the shell has no value."""
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    code, said = run(module, *(str(marks) if one == "MARKS" else one for one in arguments))
    assert (code, sorted(tmp_path.rglob("*"))) == (2, before)
    assert "a path is missing; what came is an empty text" in said


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        (export, ["--lms", "csv"]),
        (report, []),
        (rubric, []),
    ],
)
def test_a_place_that_cannot_be_written_is_named(run, tmp_path, marks, module, arguments):
    taken = tmp_path / "taken"
    taken.write_text("mine")
    code, said = run(module, marks, *arguments, "--out", taken / "x")
    assert code == 2
    assert str(taken / "x") in said
    assert said.endswith(
        ("cannot be used: Not a directory.\n", "cannot be read: Not a directory.\n")
    )
    assert "Errno" not in said
    assert taken.read_text() == "mine"


@pytest.mark.parametrize("points", ["nan", "inf", "-1", "0", "x", "1e300"])
def test_points_that_are_none_are_refused(run, tmp_path, marks, points):
    code, said = run(export, marks, "--lms", "csv", f"--scale={points}", "--out", tmp_path / "o")
    assert (code, (tmp_path / "o").exists()) == (2, False)
    assert f"'{points}' are no points to be out of; 10 and 12.5 are" in said


@pytest.mark.parametrize(
    ("added", "words"),
    [
        ("x", "“x” adds no points; 5.1=2 adds two"),
        ("=1", "“=1” adds no points"),
        (f"{ID}=0", "adds no points"),
        ("99.9=1", f"No record has a task “99.9”; the tasks are: {ID}"),
    ],
)
def test_a_rubric_for_no_task_is_refused(run, tmp_path, marks, added, words):
    code, said = run(rubric, marks, "--add", added, "--out", tmp_path / "rubric.csv")
    assert (code, (tmp_path / "rubric.csv").exists()) == (2, False)
    assert words in said


def test_a_rubric_of_no_records_is_refused(run, tmp_path):
    (tmp_path / "none.jsonl").write_text("")
    code, said = run(rubric, tmp_path / "none.jsonl", "--out", tmp_path / "rubric.csv")
    assert (code, said) == (2, "There are no records, so there is nothing to mark by hand.\n")


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--jobs", "x", "a whole number from 1 on was expected, not 'x'"),
        ("--jobs", "0", "a whole number from 1 on was expected, not '0'"),
        ("--seed", "1e3", "a seed is a whole number from 0 to 2^53, not '1e3'"),
    ],
)
def test_a_number_that_is_none_is_named(run, tmp_path, option, value, words):
    code, said = run(grade, tmp_path, "--out", tmp_path / "o", option, value)
    assert code == 2
    assert words in said


ROW = {
    "student": "s001", "set": SET, "from": "a", "refused": None, "time": None, "notes": [],
}  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        "{", "[]", '{"files": null}', '{"files": {}}', '{"files": [1]}', '{"files": [{}]}',
        "[" * 100_000, json.dumps({"files": [ROW | {"student": 1}]}),
        json.dumps({"files": [ROW | {"notes": "x"}]}),
    ],
)  # fmt: skip
def test_a_damaged_list_of_what_was_collected_stops_grading_and_collecting(run, tmp_path, content):
    folder = tmp_path / "submissions"
    (folder / "s001").mkdir(parents=True)
    (folder / "collected.json").write_text(content)
    place = folder / "s001" / f"{SET}.ipynb"
    place.write_text("{}")
    code, said = run(grade, folder, "--out", tmp_path / "marks.jsonl", "--unsafe-no-sandbox")
    assert (code, said.endswith("is damaged; delete it, and collect again.\n")) == (1, True)
    source = tmp_path / "class" / "s001"
    source.mkdir(parents=True)
    (source / f"{SET}.ipynb").write_text('{"cells": []}')
    code, said = run(collect, source.parent, "--out", folder)
    assert (code, said.endswith("is damaged; delete it, and collect again.\n")) == (2, True)
    assert place.read_text() == "{}", "nothing was collected over it"


def test_a_list_as_collect_writes_it_is_read(tmp_path):
    (tmp_path / "collected.json").write_text(json.dumps({"files": [ROW]}))
    assert read_collected(tmp_path) == [ROW]


def test_a_folder_is_not_collected_into_itself(run, tmp_path):
    code, said = run(collect, tmp_path, "--out", tmp_path / ".")
    assert (code, sorted(tmp_path.iterdir())) == (2, [])
    assert "--out must be another folder than" in said


def test_a_collection_of_nothing_is_no_success(run, tmp_path):
    (tmp_path / "class").mkdir()
    code, said = run(collect, tmp_path / "class", "--out", tmp_path / "out")
    assert code == 2
    assert f"No notebook could be taken out of {tmp_path / 'class'}." in said


def test_the_sets_are_those_of_the_course_that_runs_wherever_one_stands(tmp_path, monkeypatch):
    """As in the folder of another version."""
    made = tmp_path / "exercises" / "01_another" / "01_another.ipynb"
    made.parent.mkdir(parents=True)
    made.touch()
    monkeypatch.chdir(tmp_path)
    assert "05_the_chain_rule_is_a_graph" in collect.sources_in()


@pytest.mark.parametrize("text", ["Student,ID,Section\n", "Student,ID,Section\nDoe,?,A\n"])
def test_a_roster_without_a_student_lets_nobody_in(tmp_path, text):
    """For it would be as if none had been given, and everybody would be taken."""
    path = tmp_path / "roster.csv"
    path.write_text(text)
    with pytest.raises(TableError, match=r"roster.csv names no student by an id\."):
        read_owners(path)


@pytest.mark.parametrize("code", ["../../x", "zz", "", "81D4F9D587", "81d4f9d587a"])
def test_a_code_that_is_none_leads_nowhere(run, tmp_path, code):
    out = tmp_path / "a" / "out"
    exit_code, said = run(handout, "05", "--code", code, "--out", out)
    assert (exit_code, sorted(tmp_path.iterdir())) == (2, [])
    assert f"{code!r} is no code of a variant, which has 10 of the characters" in said


def test_no_secret_is_made_for_an_id_that_is_none(run, tmp_path):
    key = tmp_path / "key"
    code, said = run(handout, "05", "--secret", key, "--student", "../x", "--out", tmp_path / "o")
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert "'../x' is no student's id" in said


@pytest.mark.parametrize("place", ["folder/key", "taken/key"])
def test_a_secret_that_cannot_be_kept_is_told(run, tmp_path, place):
    (tmp_path / "taken").write_text("mine")
    key = tmp_path / place
    code, said = run(handout, "05", "--secret", key, "--student", "s001", "--out", tmp_path / "o")
    assert code == 2
    assert said.startswith(f"{key} cannot be used: ")


def test_what_cannot_be_read_is_told_without_the_system_s_numbers(run, tmp_path):
    asked = ["05", "--student", "s001", "--secret"]
    assert run(handout, *asked, tmp_path / "none")[1] == (
        f"The secret {tmp_path / 'none'} cannot be read: No such file or directory.\n"
    )
    (tmp_path / "latin").write_bytes(b"\xff")
    assert run(handout, *asked, tmp_path / "latin")[1] == (
        f"The secret {tmp_path / 'latin'} cannot be read: it is not in UTF-8.\n"
    )


def test_a_full_disk_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    place = tmp_path / "marks.csv"
    write_whole(place, b"old")

    def full(draft, content):
        draft.touch()
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(type(place), "write_bytes", full)
        with pytest.raises(OSError, match="No space left on device") as refused:
            write_whole(place, b"new")
    assert refused.value.filename == str(place)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("marks.csv", b"old")]


def test_the_course_is_found_from_here():
    assert course_folder()


@pytest.mark.parametrize(
    ("module", "more"),
    [(export, ["--lms", "csv"]), (export, ["--lms", "csv", "--wide"]), (rubric, [])],
)
def test_the_records_are_never_written_over(run, marks, module, more):
    before = marks.read_bytes()
    code, said = run(module, marks, *more, "--out", marks.parent / "." / marks.name)
    assert (code, marks.read_bytes()) == (2, before)
    assert "--out must be another file than the records" in said


@pytest.mark.parametrize("option", ["--rubric", "--deadlines"])
def test_what_an_export_reads_is_never_written_over(run, marks, tmp_path, option):
    (tmp_path / "mine.csv").write_text("mine")
    out = tmp_path / "mine.csv"
    code, said = run(export, marks, "--lms", "csv", "--out", out, option, out)
    assert (code, out.read_text()) == (2, "mine")
    assert f"--out must be another file than {option}" in said

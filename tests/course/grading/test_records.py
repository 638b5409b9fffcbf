"""Records: whatever happens to a grader or its disk, what was finished is kept, and kept whole."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from nnlib.course.grading import records
from nnlib.course.grading.records import RecordsError


def made(student="s001", set="01_a", **fields):
    task = {
        "id": "1.1", "title": "Two slopes", "points": 2, "earned": 1.0, "manual": False,
        "status": "partly", "message": "`w`: “half” of it", "misconception": None, "flags": [],
        "case": {"seed": 7, "number": 2},
    }  # fmt: skip
    record = {
        "student": student, "set": set, "file": f"{student}/{set}.ipynb", "submission": "ab",
        "spec": "cd", "grader": "ef", "seed": 7, "variant": None, "submitted": None,
        "graded": "2026-11-30T12:00:00+00:00", "seconds": 0.25, "reason": None, "notes": [],
        "tasks": [task], "earned": 1.0, "of": 2,
    }  # fmt: skip
    return record | fields


@pytest.fixture
def path(tmp_path):
    return tmp_path / "marks.jsonl"


def write(path, *students):
    with records.appending(path) as append:
        for student in students:
            append(made(student))


def students(path):
    return [one["student"] for one in records.history(path)]


def test_a_record_comes_back_as_it_was(path):
    record = made(notes=["line\none", 'quoted: {"student":"s9"}', "\ud800", "é"])
    with records.appending(path) as append:
        append(record)
    assert records.history(path) == [record]
    assert json.loads(path.read_text("utf-8")) == record, "any reader of JSON reads it"


def test_the_last_line_of_a_student_counts_and_all_lines_stay(path, tmp_path):
    write(path, "s001", "s002")
    with records.appending(path) as append:
        append(made("s001", earned=2.0))
        append(made("s001", set="02_b"))
    assert students(path) == ["s001", "s002", "s001", "s001"]
    latest = records.latest(path)
    assert {key: one["earned"] for key, one in latest.items()} == {
        ("s001", "01_a"): 2.0,
        ("s002", "01_a"): 1.0,
        ("s001", "02_b"): 1.0,
    }
    other = tmp_path / "other.jsonl"
    write(other, "s002", "s003")
    assert len(records.latest(path, other)) == 4


@pytest.mark.parametrize("kept", range(0, 400, 37))
def test_a_torn_last_line_is_left_out_and_cut_off(path, kept):
    write(path, "s001", "s002")
    whole = path.read_bytes()
    path.write_bytes(whole + records.as_line(made("s003"))[:kept])
    assert students(path) == ["s001", "s002"]
    write(path, "s004")
    assert students(path) == ["s001", "s002", "s004"]
    assert path.read_bytes() == whole + records.as_line(made("s004"))


def test_a_line_that_lacks_only_its_end_is_finished(path):
    write(path, "s001", "s002")
    path.write_bytes(path.read_bytes()[:-1])
    assert students(path) == ["s001", "s002"]
    write(path, "s003")
    assert students(path) == ["s001", "s002", "s003"]


def test_files_merged_by_cat_are_read_even_behind_a_torn_line(path):
    write(path, "s001", "s002")
    torn = path.read_bytes()[:-40]
    path.write_bytes(torn + records.as_line(made("s003")))
    assert students(path) == ["s001", "s003"]
    write(path, "s004")
    assert students(path) == ["s001", "s003", "s004"]


def test_line_ends_of_windows_and_empty_lines_do_no_harm(path):
    write(path, "s001", "s002")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n\r\n"))
    assert students(path) == ["s001", "s002"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"not JSON", "no JSON"),
        (b"[1]", "it is list"),
        (b"\xff\xfe", "no JSON"),
        (b'{"student":"s001"}', "'set' is missing"),
        (records.as_line(made()).replace(b'"partly"', b'"brilliant"'), "'tasks' is"),
        (records.as_line(made()).replace(b'"earned":1.0', b'"earned":"4000"'), "'tasks' is"),
    ],
)
def test_a_line_that_is_no_record_is_named(path, line, why):
    write(path, "s001")
    path.write_bytes(path.read_bytes() + line.rstrip(b"\n") + b"\n")
    with pytest.raises(RecordsError, match=f"Line 2 of .*marks.jsonl is no record: .*{why}"):
        records.history(path)


@pytest.mark.parametrize(
    ("field", "value"),
    [("earned", float("nan")), ("earned", True), ("seed", 1.5), ("notes", "x"), ("student", None)],
)
def test_nothing_but_a_record_is_written(path, field, value):
    with records.appending(path) as append:
        append(made())
        with pytest.raises(RecordsError, match=f"This is no record: '{field}' is"):
            append(made(**{field: value}))
    assert students(path) == ["s001"]


def test_there_is_one_grader_at_a_time_and_the_other_gets_a_sentence(path):
    with records.appending(path) as append:
        append(made("s001"))
        with (
            pytest.raises(RecordsError, match=rf"Another grader \(process {os.getpid()}\)"),
            records.appending(path),
        ):
            pass
        append(made("s002"))
    write(path, "s003")
    assert students(path) == ["s001", "s002", "s003"]
    assert [one.name for one in path.parent.iterdir()] == [path.name], "no lock is left"


def run(program, path, **options):
    """A process of its own that does something to the file; its last line of output."""
    head = f"""
    import os, resource, signal, sys
    sys.path.insert(0, {str(Path(__file__).parent)!r})
    from nnlib.course.grading import records
    from test_records import made, write
    path = {str(path)!r}
    """  # fmt: skip
    program = textwrap.dedent(head) + textwrap.dedent(program)
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_a_killed_grader_leaves_its_records_and_holds_nobody_up(path):
    killed = run(
        """
        with records.appending(path) as append:
            append(made("s001"))
            os.kill(os.getpid(), signal.SIGKILL)
        """,
        path,
    )
    assert killed.returncode == -9, killed.stderr
    write(path, "s002")
    assert students(path) == ["s001", "s002"]


def test_a_full_disk_is_said_and_tears_nothing(path):
    told = run(
        """
        limit = 3 * len(records.as_line(made("s001"))) + 100
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            write(path, *(f"s{i:03}" for i in range(1, 9)))
        except records.RecordsError as error:
            print(error)
        """,
        path,
    )
    assert "takes no further record" in told.stdout, told.stderr
    assert "--resume" in told.stdout
    assert path.read_bytes().endswith(b"}\n")
    assert students(path) == ["s001", "s002", "s003"]


@pytest.mark.parametrize("place", ["/proc/version", "no/such/folder/marks.jsonl", "."])
def test_a_file_that_cannot_be_written_is_said(tmp_path, place):
    with (
        pytest.raises(RecordsError, match=r"cannot be written: .* Choose another file with --out"),
        records.appending(tmp_path / place),
    ):
        pass


def test_a_read_only_file_is_said_and_stays_as_it_was(path):
    write(path, "s001")
    before = path.read_bytes()
    path.chmod(0o444)
    path.parent.chmod(0o777)
    told = run(
        """
        if os.getuid() == 0:
            os.setuid(65534)  # root may write everything
        try:
            write(path, "s002")
        except records.RecordsError as error:
            print(error)
        """,
        path,
    )
    assert "cannot be written: Permission denied" in told.stdout, told.stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "text", [b"a line of somebody else's", b"name,mark\ns001,1\ns002,2", b'{"cells": []}', b"[1]\n"]
)
def test_a_file_of_something_else_stays_as_it_is(path, text):
    """Its last line may look torn, and must not be cut off for that."""
    path.write_bytes(text)
    with pytest.raises(RecordsError, match=r"no (file of )?record"), records.appending(path):
        pass
    assert path.read_bytes() == text


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name here")
def test_what_is_no_file_is_not_waited_for(path):
    """A pipe would be waited for, and a device such as /dev/full be read without end."""
    os.mkfifo(path)
    with pytest.raises(RecordsError, match="it is no file"), records.appending(path):
        pass
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("value", ["Infinity", "-Infinity", "1" + "0" * 400, "1e300"])
def test_a_number_that_is_no_mark_is_refused(path, value):
    line = records.as_line(made()).replace(b'"earned":', f'"earned":{value},"x":'.encode())
    path.write_bytes(line)
    with pytest.raises(RecordsError, match="Line 1 of"):
        records.latest(path)


def test_a_file_that_is_not_there_is_said(path):
    with pytest.raises(RecordsError, match=r"marks.jsonl cannot be read: No such file"):
        records.history(path)

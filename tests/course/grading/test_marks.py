"""Points by the grader and by a person stand side by side, and lateness is a word."""

import csv

import pytest
from made_up_records import SET, record, task, ungraded

from nnlib.course.grading.deadlines import lateness, read_deadlines, zone_of
from nnlib.course.grading.marks import marks_of
from nnlib.course.grading.records import appending
from nnlib.course.grading.rubric import main, read_rubric
from nnlib.course.grading.tables import TableError


def by_key(*records):
    return {(one["student"], one["set"]): one for one in records}


MANUAL = task("5.3", 4, 0, manual=True, status="manual", message="")


@pytest.fixture
def rubric(tmp_path):
    """`rubric(rows)` reads a rubric with these lines below the headings."""

    def read(rows, head="student,set,task,points,comment,of"):
        place = tmp_path / "rubric.csv"
        place.write_text(f"{head}\n{rows}\n", "utf-8")
        return read_rubric(place)

    return read


def test_without_a_rubric_a_mark_is_the_record(rubric):
    (mark,), sentences = marks_of(by_key(record()))
    assert (mark.earned, mark.of, mark.open, sentences) == (4.5, 5, [], [])


def test_points_by_hand_stand_beside_automatic_ones(rubric):
    records = by_key(record(tasks=[task(), MANUAL]), record("s002", tasks=[task(), MANUAL]))
    entries = rubric(f's001,{SET},5.1,1,,2\ns001,{SET},5.3,"3,5","Clear, short",\ns002,05,5.3,,,')
    (one, other), sentences = marks_of(records, entries)
    by_id = {
        task.id: (task.automatic, task.automatic_of, task.given, task.manual_of)
        for task in one.tasks
    }
    assert by_id == {"5.1": (1.5, 2, 1, 2), "5.3": (0, 0, 3.5, 4)}
    assert (one.earned, one.of, one.open) == (6, 8, [])
    assert one.tasks[1].comment == "Clear, short"
    assert (other.earned, other.of, other.open) == (1.5, 8, ["5.1", "5.3"])
    assert sentences == [
        f"{SET}, 5.1: 1 of 2 wait for points by hand: s002.",
        f"{SET}, 5.3: 1 of 2 wait for points by hand: s002.",
    ]


def test_a_regrade_leaves_points_by_hand_alone(rubric):
    entries = rubric(f"s001,{SET},5.3,3,,")
    first = marks_of(by_key(record(tasks=[task(earned=0), MANUAL])), entries)[0][0]
    again = marks_of(by_key(record(tasks=[task(earned=2), MANUAL])), entries)[0][0]
    assert (first.earned, again.earned) == (3, 5)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (f"s001,{SET},5.3,4.5,,", "line 2: s001 has 4.5 points in 5.3, and 4 are the most"),
        (f"s001,{SET},5.1,3,,2", "line 2: s001 has 3 points in 5.1, and 2 are the most"),
        (f"s001,{SET},5.1,1,,", "5.1 is graded automatically"),
        (f"s001,{SET},5.3,-1,,", "“-1” are no points"),
        (f"s001,{SET},5.3,nan,,", "“nan” are no points"),
        (f"s001,{SET},5.3,1e9,,", "“1e9” are no points"),
        (f"s001,{SET},5.3,1,,\ns001,{SET},5.3,2,,", "line 3: s001 has a row for 5.3 already"),
        (f"s001,{SET},5.3,1,,\ns001,05,5.3,2,,", "s001 has two rows for 05_the_chain"),
        (f"s001,{SET},5.1,1,,2\ns002,{SET},5.1,1,,3", "line 3: 5.1 is out of 3, and out of 2 in"),
    ],
)
def test_points_that_cannot_count_are_refused(rubric, rows, words):
    records = by_key(record(tasks=[task(), MANUAL]))
    with pytest.raises(TableError, match=words.replace(".", r"\.")):
        marks_of(records, rubric(rows))


def test_every_fault_is_named_at_once(rubric):
    entries = rubric(f"s001,{SET},5.3,9,,\ns002,{SET},5.3,8,,")
    records = by_key(*(record(one, tasks=[MANUAL]) for one in ("s001", "s002")))
    with pytest.raises(TableError) as caught:
        marks_of(records, entries)
    assert str(caught.value).count("are the most") == 2


def test_rows_without_a_record_are_listed(rubric):
    entries = rubric(f"s009,{SET},5.3,1,,4\ns002,{SET},5.3,1,,4\ns001,{SET},7.7,1,,4")
    reason = ungraded("s002", "It is no notebook.", [MANUAL])
    (_, other), sentences = marks_of(by_key(record(tasks=[MANUAL]), reason), entries)
    said = "\n".join(sentences)
    assert "line 2: there is no record of s009" in said
    assert "s002" not in said
    assert other.earned == 1, "a person may have marked what the grader could not read"
    assert "line 4: there is no record of s001 for 7.7" in said


def test_an_empty_rubric_is_written_and_later_extended(tmp_path, capsys):
    """What somebody has written into it, in their own spreadsheet's manner, stays byte for byte."""
    files, place = tmp_path / "records.jsonl", tmp_path / "rubric.csv"
    with appending(files) as append:
        append(record(tasks=[task(), MANUAL]))
    assert main([str(files), "--out", str(place), "--add", "5.1=2"]) == 0
    rows = list(csv.DictReader(place.read_text().splitlines()))
    assert [(row["student"], row["task"], row["points"], row["of"]) for row in rows] == [
        ("s001", "5.1", "", "2"), ("s001", "5.3", "", "4"),
    ]  # fmt: skip
    filled = f'\ufeffset;student;task;points;comment;of\r\n{SET};s001;5.3;"1,5";Grüße;4'.encode()
    place.write_bytes(filled)
    with appending(files) as append:
        append(record("s002", tasks=[task(), MANUAL]))
    assert main([str(files), "--out", str(place)]) == 0
    assert place.read_bytes() == filled + f"\r\n{SET};s002;5.3;;;4\r\n".encode()
    assert "1 rows to fill are new; 1 were there" in capsys.readouterr().out
    assert main([str(files), "--out", str(place)]) == 0
    assert place.read_bytes().count(b"s002") == 1
    assert read_rubric(place)["s001", SET, "5.3"].points == 1.5


def test_a_rubric_that_cannot_be_written(tmp_path, capsys):
    assert main([str(tmp_path / "none"), "--out", str(tmp_path / "rubric.csv")]) == 2
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("submitted", "said"),
    [
        ("2026-11-20T23:59:00Z", "in time"),
        ("2026-11-20T23:59:30Z", "late by 1 min"),
        ("2026-11-21T01:04:00Z", "late by 1 h 5 min"),
        ("2026-11-21T00:59:00+01:00", "in time"),
        ("2026-11-28T00:00:00Z", "late by 7 d"),
        (None, ""),
    ],
)
def test_lateness_is_a_word(submitted, said):
    deadlines = {("*", SET): "2026-11-20T23:59:00Z"}
    assert lateness(record(submitted=submitted), deadlines) == said


def test_a_deadline_of_one_s_own(tmp_path):
    place = tmp_path / "deadlines.csv"
    place.write_text("student,set,deadline\n*,05,2026-11-20 23:59\ns002,05,2026-11-27 23:59\n")
    records = by_key(*(record(one, submitted="2026-11-25T12:00:00") for one in ("s001", "s002")))
    marks, _ = marks_of(records, deadlines=read_deadlines(place))
    assert [mark.late for mark in marks] == ["late by 4 d 12 h", "in time"]
    assert {mark.earned for mark in marks} == {4.5}, "lateness takes no points"


def test_times_of_which_one_has_a_zone(tmp_path):
    deadlines = {("*", SET): "2026-11-20T23:59:00"}
    late = record(submitted="2026-11-20T23:30:00Z")
    with pytest.raises(TableError, match=r"lacks its time zone\. Say it with --timezone"):
        lateness(late, deadlines)
    assert lateness(late, deadlines, zone_of("Europe/Paris")) == "late by 31 min"
    assert lateness(late, deadlines, zone_of("UTC")) == "in time"
    with pytest.raises(TableError, match="no time zone “Paris”"):
        zone_of("Paris")


def test_what_the_lms_says_where_no_time_is_known():
    assert lateness(record(notes=["The LMS calls it late."]), {}) == "late, says the LMS"


def test_a_deadline_that_is_none(tmp_path):
    place = tmp_path / "deadlines.csv"
    rows = ("*,05,tomorrow", "s001,05,", "s002,05,2026-11-20", "s002,05,2026-11-21")
    place.write_text("\n".join(["student,set,deadline", *rows]))
    with pytest.raises(TableError) as caught:
        read_deadlines(place)
    said = str(caught.value)
    assert "line 2: “tomorrow” is no time" in said
    assert "line 3: the time is missing" in said
    assert "line 5: s002 has a deadline for 05 already" in said

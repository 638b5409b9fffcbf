"""A filled grade file is the LMS's own but for the marks: read by csv, compared byte by byte."""

import csv
import io

import pytest
from made_up_records import SET, record, task, ungraded

from nnlib.course.grading.export import main

OTHER = "01_a_line_is_one_neuron"
# As Canvas writes it: a row for what is posted by hand, possible points, read-only totals.
CANVAS = '''\
Student,ID,SIS User ID,SIS Login ID,Section,Exercises 05 (8756),Essay (8757),\
Current Score,Final Score\r
,,,,,Manual Posting,,,\r
    Points Possible,,,,,5.00,20.00,(read only),(read only)\r
"Doe, Jane ""JJ""",101,u1,s001,A and B,,17.50,87.5,43.2\r
"Roe, Rick",102,u2,s002,A,,N/A,,\r
"=""=cmd|' /C calc'!A0""",103,u3,s003,A,EX,,,\r
"Öl, Åse",104,u4,s004,B,2.00,,,\r
"Poe, Jo",105,u5,s005,B,,,,\r
"Student, Test",999,,abc123,A,,,,\r
'''
# As Moodle writes a worksheet: quotes where there are spaces, a maximum, a lock, comments in HTML.
MOODLE = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",\
"Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 3001","Jane Doe",s001@x.org,"Submitted for grading",,5.00,Yes,\
"Friday, 20 November 2026, 1:05 PM",-,
"Participant 3002","Rick Roe",s002@x.org,"Submitted for grading",-,5.00,Yes,\
-,-,"<p>Well, ""well""</p>"
"Participant 3003","Lee Coe",s003@x.org,"No submission",,5.00,No,-,-,
"""


@pytest.fixture
def export(tmp_path, write_records, capsys):
    """`export(file's text, records, *options)` runs the command; what came out, said, and code."""

    def run(text, records, *options, lms="canvas", column="Exercises 05", encoding="utf-8"):
        path = write_records(*records)
        roster, out = tmp_path / "grades.csv", tmp_path / "filled.csv"
        out.unlink(missing_ok=True)
        roster.write_bytes(text.encode(encoding))
        asked = ["--lms", lms, "--roster", roster, "--column", column, "--out", out, *options]
        code = main([str(path), *map(str, asked)])
        path.unlink()
        assert roster.read_bytes() == text.encode(encoding), "the LMS's file itself is left alone"
        caught = capsys.readouterr()
        return out.read_bytes() if out.exists() else None, caught.out + caught.err, code

    return run


def cells(text, delimiter=","):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def as_dicts(text, delimiter=","):
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def changed(before, after, delimiter=","):
    """{(name, heading): (old, new)} of the cells that differ, as Python's own reader sees them."""
    one, other = cells(before, delimiter), cells(after, delimiter)
    assert [len(row) for row in one] == [len(row) for row in other]
    return {
        (row[0], one[0][at]): (old, other[number][at])
        for number, row in enumerate(one)
        for at, old in enumerate(row)
        if old != other[number][at]
    }


def class_of(*students):
    return [record(student) for student in students]


def test_canvas_s_file_is_filled_and_nothing_else_changes(export):
    out, said, code = export(CANVAS, class_of("s001", "s002", "s003", "s004", "s009"))
    assert code == 0
    assert changed(CANVAS, out.decode()) == {
        ('Doe, Jane "JJ"', "Exercises 05 (8756)"): ("", "4.50"),
        ("Roe, Rick", "Exercises 05 (8756)"): ("", "4.50"),
    }
    # Byte for byte: without the four letters of each mark it is the file that Canvas wrote.
    assert out.replace(b",4.50,", b",,") == CANVAS.encode()
    assert "“Exercises 05 (8756)”: 2 of 6 students filled." in said
    assert "Left as the LMS has them, excused or not assigned: s003." in said
    assert "Left, since they have another mark: s004 (2.00, here 4.50)." in said
    assert "In the records, and not in the file: s009." in said
    assert "In the file, and not in the records: s005, abc123." in said


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_encoding_mark_and_line_ends_stay(export, encoding, ends):
    text = CANVAS.replace("\r\n", ends)
    out, _, _ = export(text, class_of("s001"), encoding=encoding)
    assert out.decode(encoding).replace(",4.50,", ",,") == text
    assert out.startswith(text.encode(encoding)[:8])


def test_another_mark_is_replaced_only_if_it_is_said(export):
    out, said, _ = export(CANVAS, class_of("s004"), "--replace")
    assert changed(CANVAS, out.decode()) == {("Öl, Åse", "Exercises 05 (8756)"): ("2.00", "4.50")}
    assert "Replaced: s004 (2.00 became 4.50)." in said
    same, said, _ = export(CANVAS.replace("2.00", "4.5"), class_of("s004"))
    assert same == CANVAS.replace("2.00", "4.5").encode()
    assert "Had this mark already: s004." in said


def test_ids_are_those_of_canvas_too(export):
    out, _, _ = export(CANVAS, [record("101"), record("105")])
    assert {name for name, _ in changed(CANVAS, out.decode())} == {'Doe, Jane "JJ"', "Poe, Jo"}


def test_ids_that_stand_in_two_columns_are_not_guessed(export):
    text = CANVAS.replace('Roe, Rick",102,u2,s002', 'Roe, Rick",102,s001,s002')
    out, said, code = export(text, class_of("s001"))
    assert (out, code) == (None, 2)
    assert "s001 stands in “SIS User ID” and in “SIS Login ID”, in different rows" in said
    out, _, _ = export(text, class_of("s001"), "--id-column", "SIS Login ID")
    assert {name for name, _ in changed(text, out.decode())} == {'Doe, Jane "JJ"'}


def test_an_id_in_two_rows_is_not_filled(export):
    text = CANVAS.replace("u5,s005", "u5,s002")
    out, said, _ = export(text, class_of("s001", "s002"))
    assert {name for name, _ in changed(text, out.decode())} == {'Doe, Jane "JJ"'}
    assert "more than one row or record has the id: s002." in said


def test_two_students_of_one_id_are_not_filled(export):
    out, said, _ = export(CANVAS, class_of("s001", "S001", "s002"))
    assert {name for name, _ in changed(CANVAS, out.decode())} == {"Roe, Rick"}
    assert "more than one row or record has the id: S001, s001." in said


@pytest.mark.parametrize("column", ["Student", "ID", "Section", "Current Score", "SIS Login ID"])
def test_columns_that_are_canvas_s_own_are_refused(export, column):
    out, said, code = export(CANVAS, class_of("s001"), column=column)
    assert (out, code) == (None, 2)
    assert f"“{column}” is not for marks" in said


def test_another_maximum_is_not_passed_over(export):
    text = CANVAS.replace("5.00", "10.00")
    out, said, code = export(text, class_of("s001"))
    assert (out, code) == (None, 2)
    assert "is out of 10 in the LMS, and the chosen marks are out of 5" in said
    scaled, _, _ = export(text, class_of("s001"), "--scale")
    assert b",9.00," in scaled
    assert b",4.50," in export(text, class_of("s001"), "--as-points")[0]
    assert b",90.00," in export(text, class_of("s001"), "--scale", "100")[0]


def test_chosen_marks_only(export):
    text = CANVAS.replace("5.00", "3.00")
    both = [record("s001"), record("s001", OTHER, [task("1.1", 4, 4)])]
    out, said, code = export(text, both)
    assert (out, code) == (None, 2)
    assert f"The records have 2 sets: {OTHER}, {SET}" in said
    for only in ("05/5.2", f"{SET}/5.2", "5.2"):
        assert b",3.00,,17.50" not in export(text, both, "--only", only)[0]
        assert b"A and B,3.00,17.50" in export(text, both, "--only", only)[0]
    whole = CANVAS.replace("5.00", "9.00")
    assert b"A and B,8.50,17.50" in export(whole, both, "--all")[0]
    assert b"A and B,8.50,17.50" in export(whole, both, "--only", "01", "05")[0]
    assert "No record has “07”" in export(text, both, "--only", "07")[1]
    assert "No record has “05/9.9”" in export(text, both, "--only", "05/9.9")[1]


def test_what_could_not_be_graded_is_left_and_told(export):
    records = [ungraded("s001", "It is no notebook."), record("s002")]
    out, said, _ = export(CANVAS, records)
    assert {name for name, _ in changed(CANVAS, out.decode())} == {"Roe, Rick"}
    assert f"for want of a mark ({SET}: It is no notebook): s001." in said
    assert b"A and B,0.00,17.50" in export(CANVAS, records, "--zeros")[0]


def test_points_by_hand_that_are_to_come(export, tmp_path):
    manual = [task(), task("5.3", 3, 0, manual=True, status="manual")]
    rubric = tmp_path / "rubric.csv"
    rubric.write_text(f"student,set,task,points,comment\ns001,{SET},5.3,2,\n")
    records = [record("s001", tasks=manual), record("s002", tasks=manual)]
    out, said, _ = export(CANVAS, records, "--rubric", rubric)
    assert b"A and B,3.50,17.50" in out
    assert {name for name, _ in changed(CANVAS, out.decode())} == {'Doe, Jane "JJ"'}
    assert "since points by hand are to come (5.3): s002." in said
    assert f"{SET}, 5.3: 1 of 2 wait for points by hand: s002." in said
    assert b"102,u2,s002,A,1.50," in export(CANVAS, records, "--rubric", rubric, "--partial")[0]


def test_records_out_of_different_points_are_refused(export):
    out, said, code = export(CANVAS, [record("s001"), record("s002", tasks=[task(points=4)])])
    assert (out, code) == (None, 2)
    assert "are out of different points (5 for 1, as s001; 4 for 1, as s002)" in said


def test_moodle_s_worksheet_is_filled_with_grade_and_words(export):
    records = [record("3001"), record("3003"), ungraded("3002", "No <notebook>.")]
    out, said, _ = export(MOODLE, records, "--replace", lms="moodle", column="Grade")
    rows = cells(out.decode())
    assert [row[4] for row in rows] == ["Grade", "4.50", "-", ""]
    assert rows[1][9].startswith(f"{SET}: 4.5 of 5 points<br>◐ 5.1 Slopes, 1.5 of 2 points. Look")
    assert rows[2][9] == f"{SET}<br>No &lt;notebook&gt;."
    assert rows[3] == cells(MOODLE)[3], "its grade is locked"
    assert "Left, since the LMS says that they are locked: 3003." in said
    headings = {heading for _, heading in changed(MOODLE, out.decode())}
    assert headings == {"Grade", "Feedback comments"}


def test_moodle_s_words_can_be_left_alone(export):
    out, _, _ = export(MOODLE, [record("3001")], "--no-feedback", lms="moodle", column="Grade")
    assert out.replace(b",4.50,", b",,") == MOODLE.encode()
    out, said, _ = export(MOODLE, [record("3002")], lms="moodle", column="Grade")
    assert b",4.50," in out
    assert b'"<p>Well, ""well""</p>"' in out
    assert "Left, since they have other feedback: 3002." in said


def test_ids_are_moodle_s_emails_too(export):
    out, _, _ = export(MOODLE, [record("s001@X.org")], lms="moodle", column="Grade")
    assert {name for name, _ in changed(MOODLE, out.decode())} == {"Participant 3001"}


def test_moodle_takes_no_more_than_its_maximum(export):
    records = [record("3001", tasks=[task(points=9, earned=8)])]
    options = "--as-points", "--no-feedback"
    out, said, _ = export(MOODLE, records, *options, lms="moodle", column="Grade")
    assert out == MOODLE.encode()
    assert "Not filled, since Moodle takes no more than 5: 3001." in said


GERMAN = """\
ID;"Vollst\u00e4ndiger Name";E-Mail-Adresse;Bewertung;Bestwertung;"Feedback als Kommentar"
"Teilnehmer/in 3001";"Jane Doe";s001@x.org;;5,00;
"Teilnehmer/in 3002";"Rick Roe";s002@x.org;1,25;5,00;
"""


def test_decimal_commas_as_the_file_has_them(export):
    """A German Moodle has other headings; ids, commas and the maximum are seen all the same."""
    out, _, _ = export(GERMAN, [record("3001")], lms="moodle", column="Bewertung")
    assert changed(GERMAN, out.decode(), ";") == {("Teilnehmer/in 3001", "Bewertung"): ("", "4,50")}
    of_nine = GERMAN.replace("5,00", "9,00")
    _, said, _ = export(of_nine, [record("3001")], lms="moodle", column="Bewertung")
    assert "is out of 9 in the LMS" in said
    words, _, _ = export(
        GERMAN, [record("s001@x.org")], "--feedback-column", "Feedback als Kommentar",
        lms="moodle", column="Bewertung",
    )  # fmt: skip
    assert cells(words.decode(), ";")[1][5].startswith(SET)


def test_a_decimal_comma_is_quoted_where_commas_part_cells(export):
    text = CANVAS.replace("5.00", '"5,00"').replace("2.00", '"2,00"').replace("17.50", '"17,50"')
    text = text.replace("20.00", '"20,00"').replace("0.00", '"0,00"')
    out, _, _ = export(text, class_of("s001"))
    assert b'A and B,"4,50","17,50"' in out
    assert cells(out.decode())[3][5] == "4,50"


def test_decimal_signs_that_disagree_are_not_guessed(export):
    text = CANVAS.replace("2.00", '"2,00"')
    out, said, code = export(text, class_of("s001"))
    assert (out, code) == (None, 2)
    assert "has decimal points and commas; say which with --decimal" in said
    assert b"A and B,4.50,17.50" in export(text, class_of("s001"), "--decimal", "point")[0]


def test_words_in_an_encoding_that_lacks_them(export):
    records = [record("3001", tasks=[task(points=5, message="∂C/∂w is −1 “too” small")])]
    text = MOODLE.replace("Jane", "Jané")
    out, _, _ = export(text, records, lms="moodle", column="Grade", encoding="cp1252")
    assert "&#8706;C/&#8706;w is &#8722;1 “too” small" in cells(out.decode("cp1252"))[1][9]


def test_the_other_lms_s_file_is_seen(export):
    assert "looks like Moodle's file, and --lms says canvas" in export(MOODLE, class_of("s001"))[1]


def test_none_of_the_ids_is_there(export):
    out, said, code = export(CANVAS, class_of("x1", "x2"))
    assert (out, code) == (None, 2)
    assert "none of the 2 ids, as x1, stands in “ID”, “SIS User ID”, “SIS Login ID”" in said


def test_the_roster_is_never_written_over(export, tmp_path):
    out, said, code = export(CANVAS, class_of("s001"), "--out", tmp_path / "grades.csv")
    assert (out, code) == (None, 2)
    assert "must be another file" in said


def test_formulas_in_what_we_write_are_neutralised(export, tmp_path, write_records, capsys):
    cell = '=HYPERLINK("http://x","y")'
    hostile = task(title="+1", message=cell, flags=["@x"], misconception="-2")
    path = write_records(record("s001", tasks=[hostile]), ungraded("s002", "\t=1"))
    out = tmp_path / "long.csv"
    assert main([str(path), "--lms", "csv", "--out", str(out)]) == 0
    one, other = as_dicts(out.read_bytes().decode())
    assert one["message"] == f"'{cell}"
    assert (one["title"], one["flags"], one["misconception"]) == ("'+1", "'@x", "'-2")
    assert (other["reason"], other["points"]) == ("'\t=1", "")
    # What the LMS wrote is its own affair, formula or not.
    assert b'"=""=cmd|' in export(CANVAS, class_of("s001"))[0]


def test_long_and_wide_tables(tmp_path, write_records, capsys):
    manual = task("5.3", 4, 0, manual=True, status="manual", message="")
    path = write_records(
        record("s001", tasks=[task(), manual], submitted="2026-11-21T00:00:00Z"),
        record("s001", OTHER, [task("1.1", 4, 4)]),
        ungraded("s002", "It is no notebook."),
    )
    rubric, deadlines = tmp_path / "rubric.csv", tmp_path / "deadlines.csv"
    rubric.write_text(f"student,set,task,points,comment\ns001,{SET},5.3,3,Clear\n")
    deadlines.write_text("student,set,deadline\n*,05,2026-11-20T23:00:00Z\n")
    out = tmp_path / "out.csv"
    options = ["--rubric", rubric, "--deadlines", deadlines, "--lms", "csv", "--out", out]
    assert main([str(path), *map(str, options)]) == 0
    rows = as_dicts(out.read_bytes().decode())
    columns = ("student", "task", "points", "of", "automatic", "by_hand", "late")
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("s001", "1.1", "4", "4", "4", "", ""),
        ("s001", "5.1", "1.5", "2", "1.5", "", "late by 1 h"),
        ("s001", "5.3", "3", "4", "", "3", "late by 1 h"),
        ("s002", "", "", "5", "", "", ""),
    ]
    assert rows[3]["reason"] == "It is no notebook."
    assert main([str(path), *map(str, options), "--wide", "--decimal", "comma"]) == 0
    text = out.read_bytes().decode("utf-8-sig")
    one, other = as_dicts(text, ";")
    assert (one[f"{SET}/5.1"], one[SET], one[OTHER], one["points"]) == ("1,5", "4,5", "4", "8,5")
    assert (one[f"{SET} late"], other[f"{SET} reason"]) == ("late by 1 h", "It is no notebook.")
    assert (other[SET], other[f"{SET}/5.1"]) == ("", "")

"""Pages tell each student what the level allows, and nothing that a stranger wrote acts in them."""

import csv
import io
import json
import zipfile
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from made_up_records import SET, record, task, ungraded

from nnlib.course.folders import course_folder
from nnlib.course.grading import collect
from nnlib.course.grading.report import main, places_of

OTHER = "01_a_line_is_one_neuron"
VOID = {"meta", "link", "img", "br"}
SCRIPT = "<script>document.title = 'taken'</script>"


class Page(HTMLParser):
    """A page as a browser takes it: its tags, what stands in each, and its words."""

    def __init__(self, content):
        super().__init__()
        self.tags, self.open, self.words, self.ids = [], [], "", []
        self.feed(content.decode("utf-8"))
        assert self.open == [], "each tag is closed"

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.ids += [value for name, value in attributes if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & {*self.open}:
            self.words += data

    def all(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.fixture
def report(tmp_path, write_records, capsys):
    """`report(records, *options)` runs the command: a function that reads its pages, and words."""

    def run(records, *options):
        path, out = write_records(*records), tmp_path / "report"
        code = main([str(path), "--out", str(out), *map(str, options)])
        path.unlink()
        caught = capsys.readouterr()
        assert code == 0, caught.err
        return lambda name: Page((out / name).read_bytes()), caught.out

    return run


WRONG = task(
    "5.3", 3, 0, title="Two paths", status="wrong", misconception="minus lost",
    message="The path through u is right; the one through v has the wrong sign.",
    case={"seed": 7, "number": 1, "call": "f(x) with\n  x = 12.25", "printed": "mine <b>"},
)  # fmt: skip
DIFFERENT = task("5.4", 3, 1, status="partly", message="dx[1] is 3.25 where 4.75 was expected.")
BLANK = task("5.5", 4, 0, status="not attempted", message="Nothing to check yet.")


def test_a_student_s_page(report):
    pages, said = report([record(tasks=[task(), WRONG, DIFFERENT, BLANK], notes=["Renamed."])])
    page = pages("students/s001.html")
    assert "The pages of 1 student are in" in said
    for words in (
        "Feedback for s001", "05 · The chain rule is a graph", "2.5 of 12 points", "Two paths",
        "0 of 3 points", "Not yet right", "Partly right", "Not attempted", "Renamed.",
        "the one through v has the wrong sign", "3.25 where 4.75", "x = 12.25", "mine <b>",
    ):  # fmt: skip
        assert words in page.words, words
    links = [one["href"] for one in page.all("a")]
    assert links == [f"#task-1-{at}" for at in range(4)]
    assert {link[1:] for link in links} <= {*page.ids}
    assert len({*page.ids}) == len(page.ids)


def test_what_is_seen_is_what_the_notebook_s_checks_say_too(report):
    pages, _ = report([record(tasks=[task(), WRONG, DIFFERENT, BLANK])], "--level", "seen")
    words = pages("students/s001.html").words
    assert "2.5 of 12 points" in words
    assert "the one through v has the wrong sign" in words
    assert 'check("5.4")' in words
    for hidden in ("3.25", "4.75", "12.25", "mine"):
        assert hidden not in words


def test_a_receipt_tells_no_result(report):
    flags = ["uses `nnlib.backward`, which the task forbids"]
    records = [record(tasks=[task(flags=flags), WRONG, DIFFERENT, BLANK], submission="ab" * 32)]
    pages, _ = report(records, "--level", "recorded")
    words = pages("students/s001.html").words
    assert words.count("Received") == 3
    assert words.count("Not attempted") == 1
    assert "ab" * 32 in words
    for hidden in ("points", "right", "sign", "3.25", "12.25", "backward", "of 12"):
        assert hidden not in words.replace("Points are told later", ""), hidden


@pytest.mark.parametrize("level", ["full", "seen", "recorded"])
def test_a_reason_is_told_at_every_level(report, level):
    pages, _ = report(
        [ungraded("s001", "05.ipynb is no notebook."), record("s002")], "--level", level
    )
    page = pages("students/s001.html")
    assert "Nothing could be graded" in page.words
    assert "05.ipynb is no notebook." in page.words
    assert page.all("article") == []
    index = pages("index.html")
    assert "05 · The chain rule is a graph: s001." in index.words
    assert "not graded" in index.words


def test_only_flags_that_name_nobody_reach_the_student(report):
    flags = ["uses `nnlib.backward`, which the task forbids", "right for the numbers of s002"]
    pages, _ = report([record(tasks=[task(flags=flags)])])
    assert "nnlib.backward" in pages("students/s001.html").words
    assert "s002" not in pages("students/s001.html").words
    assert "right for the numbers of s002" in pages("index.html").words


def test_points_by_hand_and_lateness_stand_beside(report, tmp_path):
    rubric, deadlines = tmp_path / "rubric.csv", tmp_path / "deadlines.csv"
    manual = task("5.6", 4, 0, manual=True, status="manual", message="")
    rubric.write_text(f"student,set,task,points,comment\ns001,{SET},5.6,3,Well <argued>\n")
    deadlines.write_text("student,set,deadline\n*,05,2026-11-20T23:00:00Z\n")
    records = [
        record(one, tasks=[task(), manual], submitted="2026-11-20T23:30:00Z")
        for one in ("s001", "s002")
    ]
    pages, said = report(records, "--rubric", rubric, "--deadlines", deadlines)
    first, second = pages("students/s001.html").words, pages("students/s002.html").words
    assert "4.5 of 6 points" in first
    assert "By hand: 3 of 4 points." in first
    assert "Well <argued>" in first
    assert "late by 30 min" in first
    assert "1.5 of 6 points so far; 1 wait for points by hand" in second
    assert "4 by hand to come" in second
    assert "5.6: 1 of 2 wait for points by hand: s002." in said


def test_nothing_hostile_acts(report):
    quotes = "\" onmouseover='x' <img src=x onerror=y> & `</code><script>1</script>`"
    hostile = task(
        SCRIPT, title=SCRIPT + quotes, message=SCRIPT + quotes, misconception=SCRIPT,
        flags=[f"uses {SCRIPT}", SCRIPT], status="wrong",
        case={"call": SCRIPT, "printed": SCRIPT + "\u202eevil\x1b[31m\x00"},
    )  # fmt: skip
    strange = ["../../etc/x", "<b>", "a b", "CON ", "é", "\u202exyz", SCRIPT, "s001", "S001", "x."]
    records = [
        record(one, tasks=[hostile], notes=[SCRIPT], reason=SCRIPT if one == "é" else None)
        for one in strange
    ]
    pages, _ = report(records, "--level", "full")
    places = places_of(strange)
    assert len({place.lower() for place in places.values()}) == len(strange)
    names = [*places.values(), "class.html", "index.html"]
    for name in names:
        page = pages(name)
        assert [one for one in page.all("script") if one] == []
        assert len(page.all("script")) == (name == "index.html"), name
        assert not any(key.startswith("on") for _, found in page.tags for key in found)
        assert not {"iframe", "object", "form", "base"} & {tag for tag, _ in page.tags}
        for one in page.all("img"):
            assert one["src"].startswith("data:image/png;base64,")
        assert "\u202e" not in page.words
        assert "\x1b" not in page.words
        (policy,) = [one["content"] for one in page.all("meta") if "http-equiv" in one]
        assert policy.startswith("default-src 'none'; ")
        assert "'unsafe-inline'" not in policy.partition("style-src")[0]
    assert SCRIPT in pages(places["s001"]).words, "it is shown as what it is"
    for place in places.values():
        assert "/" not in place.removeprefix("students/")


def test_pages_ask_for_nothing(report, tmp_path):
    pages, _ = report([record(tasks=[WRONG]), record("s002", tasks=[WRONG])])
    for name in ("students/s001.html", "class.html", "index.html"):
        page = pages(name)
        links = {one["href"] for tag in ("a", "link") for one in page.all(tag)}
        local = {"class.html", "class.csv", "students/s001.html", "students/s002.html", "data:,"}
        assert {one for one in links if not one.startswith("#")} <= local
        content = (tmp_path / "report" / name).read_text("utf-8")
        assert "url(" not in content
        assert "@import" not in content


def test_a_page_can_be_read_by_ear(report):
    pages, _ = report([record(tasks=[WRONG, BLANK]), record("s002", tasks=[WRONG])])
    for name in ("students/s001.html", "class.html", "index.html"):
        page = pages(name)
        assert page.all("html") == [{"lang": "en"}]
        assert len(page.all("h1")) == len(page.all("main")) == 1
        assert all(len(one["alt"].split()) > 3 for one in page.all("img"))
        assert all("scope" in one for one in page.all("th"))
        assert len(page.all("caption")) == len(page.all("table"))
        levels = [int(tag[1]) for tag, _ in page.tags if tag in ("h1", "h2", "h3", "h4")]
        assert all(after - before <= 1 for before, after in pairwise(levels))


def of_class():
    """Six students and two sets: how often each misconception is there is counted below by hand."""
    lost, twice = {"misconception": "minus lost"}, {"misconception": "sum for mean"}
    right, wrong = {"status": "right", "earned": 2}, {"status": "wrong", "earned": 0}
    message = "All of it is too large. How many samples are there?\nYour code stops in line 3 of x"
    first = [wrong | twice, wrong | twice, right, wrong, None, wrong | lost]
    second = [wrong | twice, right, right, wrong | lost, right, right]
    for number, (one, other) in enumerate(zip(first, second, strict=True), 1):
        untouched = {"status": "not attempted", "earned": 0}
        yield record(f"s00{number}", OTHER, [task("1.3", message=message, **(one or untouched))])
        yield record(f"s00{number}", SET, [task("5.1", message=message, **other)])
    yield ungraded("s007", "There is no notebook.", [task("5.1")])


def test_the_class_by_misconception(report, tmp_path):
    pages, _ = report(of_class())
    rows = list(csv.DictReader(io.StringIO((tmp_path / "report/class.csv").read_bytes().decode())))
    counted = [(one["task"], one["misconception"], one["students"], one["tried"]) for one in rows]
    assert counted == [
        ("1.3", "sum for mean", "2", "5"), ("1.3", "minus lost", "1", "5"),
        ("5.1", "minus lost", "1", "6"), ("5.1", "sum for mean", "1", "6"),
    ]  # fmt: skip
    assert [float(one["share"]) for one in rows] == [0.4, 0.2, 0.17, 0.17]
    words = pages("class.html").words
    assert "13 submissions of 7 students in 2 sets; 1 could not be graded" in words
    assert "sum for mean, 2 of 5 in 1.3" in words
    assert "Over the term" in words
    assert "sum for mean2 of 611.3 (40 %), 5.1 (17 %)" in words, "two students, one of them twice"
    assert "minus lost2 of 601.3 (20 %), 5.1 (17 %)" in words
    assert "1.3 Slopes5 of 620 %0 %80 %0 %20 %" in words
    assert not any(f"s00{number}" in words for number in range(1, 8)), "it names nobody"
    (alt, other) = [one["alt"] for one in pages("class.html").all("img")]
    assert "sum for mean in 1.3, 40 %" in alt
    assert "sum for mean from 40 to 17 %" in other


def test_the_sentence_to_say_is_the_spec_s(report, tmp_path):
    """In the records each student's own line may follow; the spec has the message alone."""
    spec = (course_folder() / f"solutions/{OTHER}/spec.py").read_text("utf-8")
    assert "Your loss is m times ours, and it grows with the number of samples." in spec
    pages, _ = report(of_class())
    words = pages("class.html").words
    assert "“Your loss is m times ours, and it grows with the number of samples. " in words
    assert "what stands in front of the sum in (1.2)?”" in words
    assert "Your code stops" not in words


def test_records_of_several_weeks(tmp_path, write_records):
    one = write_records(record("s001"), record("s002", tasks=[task()]), name="05.jsonl")
    two = write_records(record("s001", OTHER, [task("1.1", 4, 4)]), name="01.jsonl")
    again = write_records(record("s002"), name="again.jsonl")
    out = tmp_path / "report"
    assert main([*map(str, (one, two, again)), "--out", str(out)]) == 0
    words = Page((out / "students/s001.html").read_bytes()).words
    assert words.index("01 · A line") < words.index("05 · The chain")
    assert "4.5 of 5" in Page((out / "students/s002.html").read_bytes()).words
    assert main([*map(str, (one, two)), "--out", str(out), "--only", "01"]) == 0
    assert "05 ·" not in Page((out / "students/s001.html").read_bytes()).words


def whose(path):
    """(participant, file) as Moodle's importer finds them in a path of a zip, or None."""
    parts = path.split("/")
    for at, part in enumerate(parts):
        words = part.split("_", 4)
        if len(words) >= 4 and words[1].isdecimal() and words[2:4] == ["assignsubmission", "file"]:
            return int(words[1]), "/".join([*words[4:], *parts[at + 1 :]]).lstrip("/")
    return None


@pytest.fixture
def collected(tmp_path, capsys):
    """The folder of submissions that `collect` makes of a zip of Moodle's, in its three forms."""
    (tmp_path / "ids.csv").write_text(
        "Identifier,ID number\n"
        + "".join(f"Participant {3000 + number},s00{number}\n" for number in range(1, 6))
    )
    with zipfile.ZipFile(tmp_path / "moodle-download.zip", "w") as archive:
        for path in (
            f"Zoë Nobody_3001_assignsubmission_file_/{SET}.ipynb",
            f"No-one_3002_assignsubmission_file/week 5/{SET}.ipynb",
            f"Nobody Else_3003_assignsubmission_file_{SET}.ipynb",
            "Not There_3004_assignsubmission_file/essay.pdf",
        ):
            archive.writestr(path, json.dumps({"cells": [{"id": "task-5-1"}]}))
    out = tmp_path / "submissions"
    roster = ["--ids", tmp_path / "ids.csv", "--set", "05", "--out", out]
    assert collect.main([*map(str, [tmp_path / "moodle-download.zip", *roster])]) == 0
    capsys.readouterr()
    return out


def test_moodle_gets_each_page_back_by_the_folder_of_its_own_download(report, collected, tmp_path):
    everybody = [f"s00{number}" for number in range(1, 6)]
    _, said = report([record(student) for student in everybody], "--moodle", collected)
    with zipfile.ZipFile(tmp_path / "report" / "moodle.zip") as archive:
        found = {whose(path): archive.read(path) for path in archive.namelist()}
    pages = tmp_path / "report" / "students"
    assert found == {
        (3000 + number, "feedback-05.html"): (pages / f"s00{number}.html").read_bytes()
        for number in range(1, 5)
    }
    assert "no page for: s005." in said, "who handed in nothing has no folder"


def test_what_moodle_could_not_take_is_said(collected, tmp_path, write_records, capsys):
    def fault(records, folder):
        path = write_records(*records)
        line = [str(path), "--out", str(tmp_path / "report"), "--moodle", str(folder)]
        assert main(line) == 2
        path.unlink()
        return capsys.readouterr().err

    assert "the records are of 2 sets" in fault([record(), record(set_=OTHER)], collected)
    assert "names no submission of 01" in fault([record(set_=OTHER)], collected)
    assert "Collect its zip first" in fault([record()], tmp_path)
    assert not (tmp_path / "report" / "moodle.zip").exists()


def test_a_class_without_misconceptions(report):
    pages, _ = report([record(), ungraded("s002", "No file.")])
    assert "No misconception was met twice." in pages("class.html").words


def test_what_is_no_file_of_records(tmp_path, capsys):
    (tmp_path / "x").write_text(json.dumps({"student": 3}) + "\n")
    assert main([str(tmp_path / "x"), "--out", str(tmp_path / "report")]) == 2
    assert "is no record" in capsys.readouterr().err
    (tmp_path / "x").write_text("")
    assert main([str(tmp_path / "x"), "--out", str(tmp_path / "report")]) == 2
    assert "There are no records" in capsys.readouterr().err

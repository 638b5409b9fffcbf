"""docs/grading.md as a new teacher reads it: every command is run, in order, on a class."""

import csv
import io
import json
import re
import shlex
import subprocess
import sys
import zipfile

import pytest
from hostile_pages import COURSE, GRAPH, SOURCES
from simulated_class import simulated_class

from nnlib.course.authoring.variants import code_of

PAGE = (COURSE / "docs" / "grading.md").read_text("utf-8")
COMMANDS = re.findall(r"^```console\n(.*?)\n```$", PAGE, re.M | re.S)
CLASS = {work.student: work for work in simulated_class([SOURCES["05"]], 3, seed=4)}
CANVAS = "Student,ID,SIS User ID,SIS Login ID,Section,Exercises 05 (8756),Final Score"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The teacher's folder: the zip and the grade file of a class, and what each command said."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "class").mkdir()
    with zipfile.ZipFile(folder / "class" / "submissions.zip", "w") as archive:
        for number, work in enumerate(CLASS.values(), start=101):
            name = f"nobody{number}_{number}_9{number}_{GRAPH}.ipynb"
            archive.writestr(name, json.dumps(work.notebook))
    rows = [
        f'"Nobody, {number}",{number},u{number},{student},A,,'
        for number, student in enumerate(CLASS, start=101)
    ]
    lines = [CANVAS, "    Points Possible,,,,,15.00,(read only)", *rows]
    (folder / "class" / "gradebook.csv").write_text("\n".join(lines) + "\n", "utf-8")
    # A secret that was made before, so that everybody's numbers are the same in every run.
    (folder / "class" / "term.key").write_text("quiet harbour\n", "utf-8")
    said = {}
    for command in COMMANDS:
        front, *words = shlex.split(command)
        assert (front, words[0]) == ("python3", "course.py")
        run = subprocess.run(
            [sys.executable, "-P", "-m", "nnlib.course", *words[1:]],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, f"{command}\n{run.stdout}{run.stderr}"
        said[command] = run.stdout + run.stderr
    return folder / "class", said


def test_the_page_goes_through_the_whole_work():
    assert [shlex.split(command)[2] for command in COMMANDS] == [
        "collect", "grade", "report", "rubric", "export", "variants", "variants", "grade",
    ]  # fmt: skip


def test_the_filled_file_has_the_marks_that_the_specs_say(desk):
    folder, _ = desk
    filled = csv.DictReader(io.StringIO((folder / "filled.csv").read_text("utf-8")))
    marks = {row["SIS Login ID"]: row["Exercises 05 (8756)"] for row in filled}
    marks.pop("")
    assert {student: float(mark) for student, mark in marks.items()} == {
        student: work.points for student, work in CLASS.items()
    }


def test_everybody_has_a_page(desk):
    folder, _ = desk
    pages = {path.stem for path in (folder / "report").rglob("*.html")}
    assert any("index" in page for page in pages)
    for student in CLASS:
        assert any(student in str(path) for path in (folder / "report").rglob("*.html"))


def test_numbers_of_their_own_decide(desk):
    folder, said = desk
    secret = (folder / "term.key").read_text("utf-8").strip()
    lines = (folder / "marks-variants.jsonl").read_text("utf-8").splitlines()
    records = {record["student"]: record for record in map(json.loads, lines)}
    shown = next(text for command, text in said.items() if command.endswith("--student s001"))
    for student, record in records.items():
        assert record["variant"] == code_of(secret, GRAPH, student)
        (task,) = [task for task in record["tasks"] if task["id"] == "5.1"]
        # All of this class answer the published question, which is nobody's here.
        assert task["earned"] < task["points"]
        if CLASS[student].expected["5.1"].status == "right":
            assert "somebody else has it" in task["message"]
    assert records["s001"]["variant"] in shown


def test_a_test_that_the_page_names_exists():
    tests = "".join(path.read_text("utf-8") for path in COURSE.glob("tests/course/grading/*.py"))
    named = re.findall(r"`(test_\w+)`", PAGE)
    assert len(named) >= 8
    assert [name for name in named if f"def {name}(" not in tests] == []


def test_a_file_that_the_page_names_exists():
    for page in (COURSE / "docs" / "grading.md", COURSE / "docs" / "grading" / "nbgrader.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"

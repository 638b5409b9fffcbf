"""docs/ledger.md, the lessons, the registry and the tests say the same about every formula."""

import ast
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from nnlib.course.symbolic import FORMULAS

ROOT = Path(__file__).resolve().parents[2]
COUNTS = {"A": 6, "B": 5, "C": 9, "D": 6, "E": 8, "F": 11, "G": 14}
IDS = [f"{letter}{number}" for letter, count in COUNTS.items() for number in range(1, count + 1)]
SOURCES = r"S[0-4](?:(?:, |–)S[0-4])*"
VERDICT = r"(?:ok|ERR|claim|context)\b"
LESSON = re.compile(r"\[(?:\d\d|[A-Z])\]\(\.\./notebooks/(\w+)\.ipynb\)")
CHECK = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
PROOF = "`tests/course/symbolic/test_registry.py::test_proof[{}]`"
NOT_YET = "not yet"


@dataclass(frozen=True)
class Row:
    id: str
    statement: str
    source: str
    verdict: str
    taught: str
    check: str


def rows_of(ledger):
    lines = re.findall(r"^\| ([A-Z]\d+) \|(.*)\|$", ledger, re.MULTILINE)
    return [Row(identity, *(cell.strip() for cell in rest.split("|"))) for identity, rest in lines]


def problems(rows, lessons, tests, formulas):
    """Sentences about what does not fit.

    `lessons` maps a lesson's stem to its Markdown, `tests` a file's path to its test functions;
    `formulas` are the ids of the registry.
    """
    return [
        *_form(rows),
        *(sentence for row in rows for sentence in _taught(row, lessons)),
        *(sentence for row in rows for sentence in _checked(row, tests, formulas)),
        *_left_over(rows, lessons, tests),
    ]


def _form(rows):
    ids = [row.id for row in rows]
    for identity in sorted({*ids, *IDS}):
        if ids.count(identity) != IDS.count(identity):
            times = f"{ids.count(identity)} times; expected {IDS.count(identity)}"
            yield f"{identity} is in the ledger {times}"
    for row in rows:
        if not re.fullmatch(SOURCES, row.source):
            yield f"{row.id} has the source '{row.source}'; expected S0 to S4"
        if not re.match(VERDICT, row.verdict):
            yield f"{row.id} has the verdict '{row.verdict}'; expected ok, ERR, claim or context"
        if re.search(r"ERR(?! in S\d:|:| on the way:)", row.verdict):
            yield f"{row.id} has an ERR without what is right"
        if not row.statement.endswith((".", '."')):
            yield f"{row.id} has a statement that is no sentence"


def _taught(row, lessons):
    taught = LESSON.findall(row.taught)
    if row.taught == NOT_YET:
        return
    if not taught or LESSON.sub("", row.taught).strip(", "):
        yield f"{row.id} is taught in '{row.taught}'; expected links to lessons, or not yet"
    if row.check == NOT_YET:
        yield f"{row.id} is taught in '{row.taught}', but has no check"
    for stem in taught:
        if stem not in lessons:
            yield f"{row.id} is taught in {stem}, which does not exist"
        elif not re.search(rf"\\tag\{{{row.id}\}}|\({row.id}\)", lessons[stem]):
            yield f"{row.id} is taught in {stem}, which lacks \\tag{{{row.id}}} and ({row.id})"


def _checked(row, tests, formulas):
    proof = PROOF.format(row.id)
    check = row.check.replace(proof, "")
    if (row.id in formulas) != (check != row.check):
        known = "is" if row.id in formulas else "is not"
        yield f"{row.id} {known} a formula of the registry, but its check is '{row.check}'"
    if row.check == NOT_YET:
        return
    checks = CHECK.findall(check)
    if (not checks and row.id not in formulas) or CHECK.sub("", check).strip(", "):
        yield f"{row.id} has the check '{row.check}'; expected `file::test_{row.id}_…`, or not yet"
    for path, function in checks:
        if function not in tests.get(path, []):
            yield f"{row.id} has the check {path}::{function}, which does not exist"
        if not function.startswith(f"test_{row.id}_"):
            yield f"{row.id} has the check {function}; expected a name like test_{row.id}_…"
        home = f"tests/ledger/test_{row.id[0].lower()}.py"
        if path != home:
            yield f"{row.id} has a check in {path}; expected {home}, the file of its letter"


def _left_over(rows, lessons, tests):
    named = {check for row in rows for check in CHECK.findall(row.check)}
    for path, functions in tests.items():
        for function in functions:
            if re.match(r"test_[A-G]\d+_", function) and (path, function) not in named:
                yield f"{path}::{function} checks a formula, but the ledger does not name it"
    taught = {row.id for row in rows if row.taught != NOT_YET}
    for stem, markdown in lessons.items():
        for tag in sorted(set(re.findall(r"\\tag\{([A-G]\d+)\}", markdown)) - taught):
            yield f"{stem} tags ({tag}), which the ledger does not call taught"


def read_lessons():
    def markdown(path):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        return "\n".join(with_ids(cell) for cell in cells if cell["cell_type"] == "markdown")

    return {path.stem: markdown(path) for path in (ROOT / "notebooks").glob("*.ipynb")}


def with_ids(cell):
    """A Markdown cell's text, with the ids of its metadata as tags."""
    ids = cell["metadata"].get("ledger", ())
    return "\n".join(["".join(cell["source"]), *(f"\\tag{{{identity}}}" for identity in ids)])


def read_tests():
    def functions(path):
        tree = ast.parse(path.read_text("utf-8"))
        return [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]

    files = (ROOT / "tests").rglob("test_*.py")
    return {path.relative_to(ROOT).as_posix(): functions(path) for path in files}


def test_the_ledger_the_lessons_the_registry_and_the_tests_agree():
    rows = rows_of((ROOT / "docs" / "ledger.md").read_text("utf-8"))
    found = problems(rows, read_lessons(), read_tests(), FORMULAS)
    assert not found, "\n".join(["docs/ledger.md:", *found])
    taught = sum(row.taught != NOT_YET for row in rows)
    of, are = f"the [{len(rows)} statements](docs/ledger.md)", f", {taught} are taught and checked;"
    readme = (ROOT / "README.md").read_text("utf-8")
    assert of in readme and are in readme


A1 = Row(
    "A1",
    "z = b + w·x.",
    "S0–S4",
    "ok in the end; ERR: a sign",
    "[01](../notebooks/01_a_line.ipynb)",
    "`tests/ledger/test_a.py::test_A1_line`",
)
GOOD = [A1] + [Row(name, "A sentence.", "S0, S2", "ok", NOT_YET, NOT_YET) for name in IDS[1:]]
LESSONS = {"01_a_line": "$$ z = b + w x \\tag{A1} $$"}
TESTS = {"tests/ledger/test_a.py": ["test_A1_line"], "tests/test_other.py": ["test_shape"]}


def test_ids_in_a_cells_metadata_are_read_like_tags():
    cell = {"source": ["the ", "line"], "metadata": {"ledger": ["A1", "B2"]}}
    assert problems(GOOD, {"01_a_line": with_ids(cell | {"metadata": {}})}, TESTS, ()) != []
    found = problems(GOOD, {"01_a_line": with_ids(cell)}, TESTS, ())
    assert found == ["01_a_line tags (B2), which the ledger does not call taught"]


def planted(**changes):
    return [replace(A1, **changes), *GOOD[1:]]


def test_a_good_ledger_has_no_problems():
    assert problems(GOOD, LESSONS, TESTS, ()) == []
    assert problems(GOOD, {"01_a_line": "the line (A1)"}, TESTS, ()) == []


@pytest.mark.parametrize("earlier", ["", A1.check + ", "])
def test_a_registered_formula_names_its_proof(earlier):
    rows = planted(check=earlier + PROOF.format("A1"))
    tests = TESTS if earlier else {}
    assert problems(rows, LESSONS, tests, ["A1"]) == []
    assert "A1 is not a formula of the registry" in problems(rows, LESSONS, tests, [])[0]
    assert "A1 is a formula of the registry" in problems(GOOD, LESSONS, TESTS, ["A1"])[0]


def test_a_check_may_stand_before_a_lesson_teaches_the_row():
    assert problems(planted(taught=NOT_YET), {}, TESTS, ()) == []


@pytest.mark.parametrize(
    ("rows", "lessons", "tests", "expected"),
    [
        (GOOD[1:], LESSONS, {}, "A1 is in the ledger 0 times; expected 1"),
        ([*GOOD, GOOD[3]], LESSONS, TESTS, "A4 is in the ledger 2 times; expected 1"),
        (planted(id="H1"), LESSONS, TESTS, "H1 is in the ledger 1 times; expected 0"),
        (planted(source="S7"), LESSONS, TESTS, "A1 has the source 'S7'"),
        (planted(verdict="fine"), LESSONS, TESTS, "A1 has the verdict 'fine'"),
        (planted(verdict="ERR"), LESSONS, TESTS, "A1 has an ERR without what is right"),
        (planted(statement="z = b"), LESSONS, TESTS, "A1 has a statement that is no sentence"),
        (planted(taught="soon"), LESSONS, TESTS, "A1 is taught in 'soon'"),
        (planted(taught=NOT_YET), LESSONS, TESTS, "01_a_line tags (A1), which the ledger"),
        (planted(check=NOT_YET), LESSONS, TESTS, "A1 is taught in '[01]"),
        (planted(check="by eye"), LESSONS, TESTS, "A1 has the check 'by eye'"),
        (GOOD, {}, TESTS, "A1 is taught in 01_a_line, which does not exist"),
        (GOOD, {"01_a_line": "no tag"}, TESTS, "which lacks \\tag{A1} and (A1)"),
        (GOOD, LESSONS, {}, "tests/ledger/test_a.py::test_A1_line, which does not exist"),
        (
            planted(check="`tests/test_other.py::test_shape`"),
            LESSONS,
            TESTS,
            "expected a name like test_A1_…",
        ),
        (
            planted(check="`tests/test_other.py::test_A1_line`"),
            LESSONS,
            TESTS,
            "A1 has a check in tests/test_other.py; expected tests/ledger/test_a.py",
        ),
        (
            GOOD,
            LESSONS,
            {**TESTS, "tests/test_other.py": ["test_B1_half"]},
            "tests/test_other.py::test_B1_half checks a formula, but the ledger does not name it",
        ),
        (
            GOOD,
            {**LESSONS, "02_b": "$$ C \\tag{B1} $$"},
            TESTS,
            "02_b tags (B1), which the ledger does not call taught",
        ),
    ],
)
def test_a_planted_fault_is_named(rows, lessons, tests, expected):
    found = problems(rows, lessons, tests, ())
    assert any(expected in sentence for sentence in found), found

"""No text speaks of a lesson by a name, a number or a title that is not its own."""

import json
import re
from importlib import import_module
from pathlib import Path

import pytest

from nnlib.course import widgets
from nnlib.course.authoring.source import sources
from nnlib.course.names import RENAMED, number_in_name

ROOT = Path(__file__).parents[2]
LESSONS = {path.stem[:2]: path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
TO_COME = set()
FOLDERS = ("notebooks", "exercises", "solutions", "nnlib", "tests", "docs", "benchmarks", ".binder")
# What has to name the old ones, and this file.
EXEMPT = {
    "nnlib/course/names.py",
    "tests/course/grading/test_submissions.py",
    "tests/course/test_renamed.py",
    "tests/notebooks/test_lesson_numbers.py",
}
LINK = re.compile(r"\[([^\]\n]+)\]\([^)\s]*?\b((\d\d|[A-Z])_\w+)\.ipynb[^)\s]*\)")
ROW = re.compile(rf"^\| (\d\d|[A-Z]) \| {LINK.pattern}", re.MULTILINE)
SPOKEN = re.compile(r"\b(?:[Ll]esson|[Ss]et)s? (\d\d(?:(?:, | and | to | or )\d\d)*)(?!\d)")


def texts():
    """{path: text} of all that is written by hand: a notebook's sources, and whole files."""
    inside = [path for name in FOLDERS for path in sorted((ROOT / name).rglob("*"))]
    for path in [*sorted(ROOT.glob("*.*")), *inside]:
        if path.suffix == ".ipynb":
            cells = json.loads(path.read_text("utf-8"))["cells"]
            yield path.relative_to(ROOT).as_posix(), "\n".join("".join(c["source"]) for c in cells)
        elif path.suffix in (".py", ".md", ".toml", ".cff", ".json"):
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


TEXTS = {path: text for path, text in texts() if path not in EXEMPT}


def slug(title):
    return re.sub(r"\W+", "_", title.lower()).strip("_")


def numbers(words):
    """The lessons that words speak of: "lessons 01 to 03" are three."""
    for spoken in SPOKEN.findall(words):
        for first, last in re.findall(r"(\d\d)(?: to (\d\d))?", spoken):
            yield from (f"{number:02}" for number in range(int(first), int(last or first) + 1))


def wrong_links(text):
    """Links whose words give another number or another title than the file that they lead to."""
    for words, name, number in LINK.findall(text):
        said = {*numbers(words), *re.findall(r"^(?:\d\d|[A-Z])$", words)}
        title = re.fullmatch(r"[Ll]esson \d\d: (.+)", words)
        if said - {number} or (title and f"{number}_{slug(title[1])}" != name):
            yield f"[{words}] leads to {name}"
    for row, title, name, number in ROW.findall(text):
        if row != number or f"{number}_{slug(title)}" != name:
            yield f"the row {row}, {title}, leads to {name}"


def wrong_titles(path, text):
    """The title of a lesson, a set or its spec that is not its file's name."""
    name = next((part for part in Path(path).parts if re.match(r"(\d\d|[A-Z])_", part)), "")
    name = name.removesuffix(".ipynb")
    start = r'(?:# |# Exercises |"""Exercise set )(\d\d|[A-Z])(?: · |: )([^\n(.]+)'
    said = re.match(start, text) if name else None
    if said and f"{said[1]}_{slug(said[2])}" != name:
        yield f"{said[0]!r} stands in {name}"


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("[lesson 03](03_roads.ipynb) [03](03_roads.ipynb#a) [here](03_roads.ipynb)", 0),
        ("[lesson 02](03_roads.ipynb)", 1),
        ("[A](../notebooks/A_reading.ipynb) | A | [Reading](A_reading.ipynb)", 0),
        ("[A](../notebooks/03_roads.ipynb)", 1),
        ("[the paths of lesson 02](03_roads.ipynb)", 1),
        ("[02](../notebooks/03_roads.ipynb#a)", 1),
        ("[lesson 03: paths](03_roads.ipynb)", 1),
        ("| 03 | [Roads](notebooks/03_roads.ipynb) | [set 03](03_roads.ipynb) |", 0),
        ("| 02 | [Roads](notebooks/03_roads.ipynb) | [set 02](03_roads.ipynb) |", 2),
    ],
)  # fmt: skip
def test_a_link_that_says_another_lesson_is_seen(words, count):
    assert len(list(wrong_links(words))) == count


@pytest.mark.parametrize(
    ("path", "title", "count"),
    [
        ("notebooks/03_two_roads.ipynb", "# 03 · Two roads\n", 0),
        ("notebooks/03_two_roads.ipynb", "# 02 · Two roads\n", 1),
        ("solutions/03_two_roads/03_two_roads.ipynb", "# Exercises 03 · Two paths\n", 1),
        ("solutions/03_two_roads/spec.py", '"""Exercise set 03: two roads (ledger row A2)."""', 0),
        ("solutions/03_two_roads/spec.py", '"""Exercise set 02: two roads (ledger row A2)."""', 1),
    ],
)
def test_a_title_that_is_not_its_file_s_is_seen(path, title, count):
    assert len(list(wrong_titles(path, title))) == count


def test_numbers_are_read_out_of_words():
    words = "You need lessons 01 to 03, and lesson 07; lessons 05 and 06, set 09; not 11"
    assert list(numbers(words)) == ["01", "02", "03", "07", "05", "06", "09"]


@pytest.mark.parametrize("path", TEXTS)
def test_a_text_speaks_of_lessons_by_their_own_names(path):
    text = TEXTS[path]
    assert not [old for old in RENAMED if "/" not in old and old in text]
    assert not [*wrong_links(text), *wrong_titles(path, text)]
    assert set(numbers(text)) <= LESSONS.keys() | TO_COME


@pytest.mark.parametrize("name", sorted(LESSONS.values())[1:])
def test_a_lesson_needs_and_asks_about_earlier_ones_only(name):
    cells = json.loads((ROOT / f"notebooks/{name}.ipynb").read_text("utf-8"))["cells"]
    lines = [line for cell in cells for line in "".join(cell["source"]).splitlines()]
    said = [line for line in lines if line.startswith(("You need ", "Answer each aloud"))]
    assert len(said) > 1 or number_in_name(name) < "02"
    assert all(number < number_in_name(name) for line in said for number in numbers(line))


@pytest.mark.parametrize("source", sources(folder=ROOT), ids=lambda source: source.name)
def test_a_question_names_the_place_that_it_leads_to(source):
    for question in source.questions:
        lesson, _, heading = question.refresh.partition(", ")
        assert lesson == f"lesson {number_in_name(source.name)}"
        assert question.link.startswith(f"{source.name}.ipynb#{heading.replace(' ', '-')}")


@pytest.mark.parametrize("module", sorted(set(widgets.HOMES.values())))
def test_a_widget_stands_in_the_lesson_that_its_file_names(module):
    about = import_module(f"nnlib.course.widgets.{module}").__doc__
    parts = [f"widgets.{name}" for name, home in widgets.HOMES.items() if home == module]
    for number in numbers(about):
        lesson = TEXTS[f"notebooks/{LESSONS[number]}.ipynb"]
        assert any(part in lesson for part in parts), number

"""No text speaks of a lesson by a name, a number or a title that is not its own."""

import json
import re
from importlib import import_module
from pathlib import Path

import pytest

from nnlib.course import widgets
from nnlib.course.authoring.source import sources
from nnlib.course.names import RENAMED

ROOT = Path(__file__).parents[2]
LESSONS = {path.stem[:2]: path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
TO_COME = {f"{number}" for number in range(10, 16)}
FOLDERS = ("notebooks", "exercises", "solutions", "nnlib", "tests", "docs", "benchmarks", ".binder")
HISTORY = {"nnlib/course/names.py", "tests/course/test_renamed.py"}
LINK = re.compile(r"\[([^\]\n]+)\]\([^)\s]*?\b((\d\d)_\w+)\.ipynb[^)\s]*\)")
ROW = re.compile(rf"^\| (\d\d) \| {LINK.pattern}", re.MULTILINE)
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


TEXTS = {path: text for path, text in texts() if path not in HISTORY}


def slug(title):
    return re.sub(r"\W+", "_", title.lower()).strip("_")


def numbers(words):
    """The lessons that words speak of: "lessons 01 to 03" are three."""
    for spoken in SPOKEN.findall(words):
        first, *rest = re.split(r"(, | and | or | to )", spoken)
        yield first
        for word, number in zip(rest[::2], rest[1::2], strict=True):
            yield from ([f"{n:02}" for n in range(int(first) + 1, int(number))] * (word == " to "))
            yield number
            first = number


def wrong_links(text):
    """Links whose words give another number or another title than the file that they lead to."""
    for words, name, number in LINK.findall(text):
        said = re.fullmatch(r"(?:(?:[Ll]esson|[Ss]et) )?(\d\d)(?:: (.+))?", words)
        if said and (said[1] != number or (said[2] and f"{number}_{slug(said[2])}" != name)):
            yield f"[{words}] leads to {name}"
    for row, title, name, number in ROW.findall(text):
        if row != number or f"{number}_{slug(title)}" != name:
            yield f"the row {row}, {title}, leads to {name}"


def wrong_titles(path, text):
    """The title of a lesson, a set or its spec that is not its file's name."""
    name = next((part for part in Path(path).parts if re.match(r"\d\d_", part)), "")
    name = name.removesuffix(".ipynb")
    start = r'(?:# |# Exercises |"""Exercise set )(\d\d)(?: · |: )([^\n(.]+)'
    said = re.match(start, text) if name else None
    if said and f"{said[1]}_{slug(said[2])}" != name:
        yield f"{said[0]!r} stands in {name}"


def test_a_wrong_link_title_or_number_is_seen():
    assert list(wrong_links("[lesson 02](03_roads.ipynb) [02](../notebooks/02_a.ipynb#b)")) == [
        "[lesson 02] leads to 03_roads"
    ]
    assert list(wrong_links("[lesson 03: paths](03_roads.ipynb) [here](03_roads.ipynb)")) == [
        "[lesson 03: paths] leads to 03_roads"
    ]
    assert (
        len(
            list(wrong_links("| 02 | [Roads](notebooks/03_roads.ipynb) | [set 02](03_roads.ipynb)"))
        )
        == 2
    )
    assert list(wrong_titles("notebooks/03_two_roads.ipynb", "# 03 · Two roads\n")) == []
    assert list(wrong_titles("notebooks/03_two_roads.ipynb", "# 02 · Two roads\n")) != []
    assert list(
        wrong_titles("solutions/03_two_roads/spec.py", '"""Exercise set 03: a road (A2)."""')
    )
    assert list(numbers("You need lessons 01 to 04, and lesson 07; see set 09")) == [
        "01", "02", "03", "04", "07", "09",
    ]  # fmt: skip


@pytest.mark.parametrize("path", TEXTS)
def test_a_text_speaks_of_lessons_by_their_own_names(path):
    text = TEXTS[path]
    if path != "tests/notebooks/test_lesson_numbers.py":
        assert not [old for old in RENAMED if "/" not in old and old in text]
        assert not list(wrong_links(text))
    assert not list(wrong_titles(path, text))
    assert set(numbers(text)) <= LESSONS.keys() | TO_COME or path.startswith("tests/")


@pytest.mark.parametrize("name", sorted(LESSONS.values())[1:])
def test_a_lesson_needs_and_asks_about_earlier_ones_only(name):
    cells = json.loads((ROOT / f"notebooks/{name}.ipynb").read_text("utf-8"))["cells"]
    lines = [line for cell in cells for line in "".join(cell["source"]).splitlines()]
    said = [line for line in lines if line.startswith(("You need ", "Answer each aloud"))]
    assert len(said) > 1 or name[:2] < "02"
    assert all(number < name[:2] for line in said for number in numbers(line))


@pytest.mark.parametrize("source", sources(folder=ROOT), ids=lambda source: source.name)
def test_a_question_names_the_place_that_it_leads_to(source):
    for question in source.questions:
        lesson, _, heading = question.refresh.partition(", ")
        assert lesson == f"lesson {source.name[:2]}"
        assert question.link.startswith(f"{source.name}.ipynb#{heading.replace(' ', '-')}")


@pytest.mark.parametrize("module", sorted(set(widgets.HOMES.values())))
def test_a_widget_stands_in_the_lesson_that_its_file_names(module):
    about = import_module(f"nnlib.course.widgets.{module}").__doc__
    parts = [f"widgets.{name}" for name, home in widgets.HOMES.items() if home == module]
    for number in numbers(about):
        lesson = TEXTS[f"notebooks/{LESSONS[number]}.ipynb"]
        assert any(part in lesson for part in parts), number

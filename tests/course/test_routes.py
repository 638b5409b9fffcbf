"""The routes: their hours are sums of what lessons state, and each page tells them as they are."""

import json
from pathlib import Path

import pytest

from nnlib.course import routes
from nnlib.course.files import CourseFileError
from nnlib.course.names import number_in_name

COURSE = Path(__file__).parents[2]
LESSONS = sorted(COURSE.glob("notebooks/*.ipynb"))[1:]
NUMBERS = [number_in_name(path.stem) for path in LESSONS]


def opening(path):
    """The lines of the cell that says what one will be able to do."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    (cell,) = [cell for cell in cells if routes.GOALS in "".join(cell["source"])]
    return "".join(cell["source"]).splitlines()


def test_every_page_is_up_to_date():
    stale = [path.name for path in routes.write_routes(COURSE, check=True)]
    assert not stale, f"{', '.join(stale)}: stale; run: course.py routes"


def test_routes_go_through_lessons_that_exist_and_one_through_all():
    whole, *shorter = routes.ROUTES
    assert [*whole.lessons] == NUMBERS == sorted(routes.STORE)[1:]
    assert [number for region in routes.REGIONS.values() for number in region] == NUMBERS
    for route in shorter:
        assert [*route.lessons] == sorted(route.lessons) and {*route.lessons} < {*NUMBERS}
        assert route.borrows


def test_the_map_of_lesson_00_is_told_with_its_numbers():
    start = (COURSE / "notebooks/00_start_here.ipynb").read_text("utf-8")
    assert [len(route.lessons) for route in routes.ROUTES] == [16, 6, 7]
    words = "Sixteen lessons, 01 to 15 and A, and three routes: "
    assert words + "through all, through six and through seven." in start


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_each_lesson_says_its_routes_once_behind_its_minutes(path):
    lines = opening(path)
    (at,) = [k for k, line in enumerate(lines) if line.startswith("[Routes](")]
    said = [k for k, line in enumerate(lines) if routes.MINUTES.search(line)]
    assert at == (said[0] + 1 if said else len(lines) - 1)
    for route in routes.ROUTES:
        assert (route.name in lines[at]) == (number_in_name(path.stem) in route.lessons)


def test_hours_are_added_up_by_hand(tmp_path):
    for number, minutes in {"01": 95, "02": 55, "05": 70, "07": 115, "08": 75, "09": 80}.items():
        lesson(tmp_path / f"notebooks/{number}_some.ipynb", f"It takes about {minutes} minutes.")
        lesson(tmp_path / f"exercises/{number}_some/{number}_some.ipynb", "About 30 minutes.")
    for number in ("03", "04", "06", "10", "11", "12", "13", "14", "15", "A"):
        lesson(tmp_path / f"notebooks/{number}_some.ipynb", "It takes about 60 minutes.")
    rows = routes.routes_table(tmp_path).splitlines()[2:]
    # The weekend: 490 minutes, 8.2 hours, and with six sets of 30 minutes 11.2.
    assert [row.split(" | ")[2:4] for row in rows] == [["18", "21"], ["8", "11"], ["9", "12"]]


def lesson(path, words):
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [{"cell_type": "markdown", "source": ["# 01 · Title"]}]
    cells += [{"cell_type": "markdown", "source": [words]}]
    path.write_text(json.dumps({"cells": cells}), "utf-8")


def test_a_line_is_put_where_it_belongs_and_replaced():
    cell = f"{routes.GOALS}\n\n- Act.\n\nIt takes about 60 minutes.\nTry it."
    once = routes.with_line(cell, "04")
    line = "[Routes](00_start_here.ipynb): the whole course."
    assert once == cell.replace("minutes.\n", f"minutes.\n{line}\n")
    assert routes.with_line(once, "04") == once
    assert routes.with_line(once.replace("whole", "long"), "04") == once
    assert routes.with_line(f"{routes.GOALS}\n\n- Act.", "04").endswith(f"- Act.\n{line}")


def test_a_table_takes_the_place_of_the_one_with_its_head():
    text = "Before.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\nAfter, | not a table |."
    new = "| a | b |\n|---|---|\n| \\1 | 6 |"
    assert routes.with_tables(text, [new]) == f"Before.\n\n{new}\n\nAfter, | not a table |."
    assert routes.with_tables(text, ["| c |\n|---|\n| 1 |"]) == text


def test_a_stale_page_is_named_and_written(tmp_path):
    for path in [*COURSE.glob("notebooks/*.ipynb"), *COURSE.glob("exercises/*/*.ipynb")]:
        copy = tmp_path / path.relative_to(COURSE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    readme = tmp_path / "README.md"
    readme.write_bytes((COURSE / "README.md").read_bytes())
    assert routes.write_routes(tmp_path) == []
    spoilt = readme.read_text("utf-8").replace(routes.ROUTES[1].whom, "For nobody.")
    readme.write_text(spoilt, "utf-8")
    path = tmp_path / "notebooks" / LESSONS[4].name
    path.write_text(path.read_text("utf-8").replace("[Routes](", "[Ways]("), "utf-8")
    assert routes.write_routes(tmp_path, check=True) == [readme, path]
    assert "For nobody." in readme.read_text("utf-8")
    assert routes.write_routes(tmp_path) == [readme, path]
    assert readme.read_bytes() == (COURSE / "README.md").read_bytes()


def course_with(tmp_path, **lessons):
    """A course of the published lessons, but for those that are given: {number: text or None}."""
    (tmp_path / "README.md").write_text("# A course")
    for path in [COURSE / "notebooks" / routes.HOME, *LESSONS]:
        if (number := number_in_name(path.stem)) not in lessons:
            (tmp_path / "notebooks").mkdir(exist_ok=True)
            (tmp_path / "notebooks" / path.name).write_bytes(path.read_bytes())
        elif lessons[number]:
            lesson(tmp_path / "notebooks" / path.name, lessons[number])
    return tmp_path


@pytest.mark.parametrize(
    ("lessons", "said"),
    [
        ({"07": None}, "leads through lesson 07, and no notebook of notebooks/"),
        ({"07": "Nobody says how long it takes."}, "leads through lesson 07, and no notebook"),
    ],
)
def test_a_lesson_that_routes_cannot_be_written_for_is_named(tmp_path, lessons, said):
    with pytest.raises(CourseFileError, match=said):
        routes.write_routes(course_with(tmp_path, **lessons), check=True)


def test_a_lesson_that_is_new_is_told_what_it_lacks(tmp_path, monkeypatch):
    course = course_with(tmp_path)
    text = f"# 16 · More\n\n{routes.GOALS}\n\nMore, in 50 minutes."
    lesson(course / "notebooks/16_more.ipynb", text)
    with pytest.raises(CourseFileError, match=r"16_more.ipynb has nothing in store: STORE in"):
        routes.write_routes(course)
    monkeypatch.setitem(routes.STORE, "16", "more")
    with pytest.raises(CourseFileError, match=r"No route leads through lesson.16: see ROUTES in"):
        routes.write_routes(course)


def test_a_lesson_without_a_title_is_named(tmp_path):
    path = tmp_path / "07_two.ipynb"
    for cells in ([], [{"cell_type": "markdown", "source": ["Two layers"]}]):
        path.write_text(json.dumps({"cells": cells}), "utf-8")
        with pytest.raises(CourseFileError, match=r"07_two.ipynb does not begin with its title"):
            routes._title(path)


def test_a_region_of_a_lesson_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(routes.REGIONS, "and beyond", ("15", "16", "A"))
    with pytest.raises(CourseFileError, match=r"“and beyond” holds lesson.16, which is not there"):
        list(routes.region_tables(course_with(tmp_path)))

"""The routes through the course, and what each lesson has in store: the one place for both.

`write_routes` puts them where they are read: into the README, into lesson 00, and as one line
into the opening of each lesson.  The hours are the sums of the minutes that are stated there.
"""

import json
import re
from dataclasses import dataclass

from .files import UNFIT, CourseFileError, in_short
from .names import number_in_name

THIS_FILE = "nnlib/course/routes.py"
HOME = "00_start_here.ipynb"
GOALS = "## What you will be able to do"
OPENING_CELLS = 6
MARK = "[Routes]("
MINUTES = re.compile(r"\b(\d+) minutes\b")


@dataclass(frozen=True)
class Route:
    """A way through the course: its lessons, for whom it is, and what it borrows from others."""

    name: str
    lessons: tuple
    whom: str
    borrows: str = ""


ROUTES = (
    Route(
        "the whole course",
        (
            "01",
            "02",
            "03",
            "04",
            "05",
            "06",
            "07",
            "08",
            "09",
            "10",
            "11",
            "12",
            "13",
            "14",
            "15",
            "A",
        ),
        "you want all of it, an evening at a time",
    ),
    Route(
        "a weekend to backpropagation",
        ("01", "02", "05", "07", "08", "09"),
        "you want to know how networks learn, and you have a weekend",
        "the step of descent from 03, the sigmoid from 06",
    ),
    Route(
        "with calculus in hand",
        ("01", "03", "05", "06", "07", "08", "09"),
        "gradients and matrices are old friends, and networks are not",
        "the centred difference from 02",
    ),
)

REGIONS = {
    "one neuron": ("01", "02", "03", "04"),
    "two tools": ("05", "06"),
    "networks": ("07", "08", "09", "10"),
    "in practice": ("11", "12", "13", "14"),
    "and beyond": ("15", "A"),
}
STORE = {
    "00": "a network learns to read digits while you watch, gets one of ten wrong, and reads yours",
    "01": "you find the best line in fog, by feel; then a single typing error drags it away",
    "02": "why the smallest step does not give the best slope, and how a false formula passes",
    "03": "one road solves, the other walks; two per cent of a step decide whether it arrives",
    "04": "few samples at a time take you further, and a fit improves while it gets worse",
    "05": "one walk back through a graph gives every slope at once",
    "06": "a neuron that is certain and wrong hardly learns from it, until you change the loss",
    "07": "the table that no line can learn, and nine printed weights that tell on their author",
    "08": "a digit reader that learns from wrong slopes, and the four equations that find it out",
    "09": "ten lines that differentiate any network, for the price of two and a half losses",
    "10": "one layer follows any curve: first built by hand, then trained, and the two compared",
    "11": "a first loss that looks broken and is healthy, and one subtraction that saves a program",
    "12": "eight networks that will not learn, a chart of each, and you have to say why",
    "13": "a ball against Adam, a valley that each of them loses, and forty points by heart",
    "14": "one grey level makes your 3 a 9, and a spot of ink at the edge halves what is read",
    "15": "fifty lines that differentiate any program, and eight slips",
    "A": "five texts write one weight in five ways, and a quotient tells where one is wrong",
}


def route_line(number):
    """The line of a lesson's opening that says which routes it is on."""
    names = "; ".join(route.name for route in ROUTES if number in route.lessons)
    if not names:
        raise CourseFileError(f"No route leads through lesson {number}: see ROUTES in {THIS_FILE}.")
    return f"{MARK}{HOME}): {names}."


def with_line(cell, number):
    """The source of an opening cell with its line, behind the one that says the minutes."""
    lines = [line for line in cell.splitlines() if not line.startswith(MARK)]
    said = [k for k, line in enumerate(lines, 1) if MINUTES.search(line)]
    lines.insert(said[0] if said else len(lines), route_line(number))
    return "\n".join(lines)


def hours(minutes):
    """Minutes as hours, to the nearest half.

    >>> hours(95), hours(620), hours(25)
    ('1½', '10½', '½')
    """
    halves = max(round(minutes / 30), 1)
    return f"{halves // 2 or ''}{'½' * (halves % 2)}"


def routes_table(course):
    """The routes as a Markdown table, with their hours."""
    rows = ["| route | lessons | hours | with exercises | for you if |", "|---|---|--:|--:|---|"]
    lessons, sets = stated(course, "notebooks/*.ipynb"), stated(course, "exercises/*/*.ipynb")
    for route in ROUTES:
        if lacking := [number for number in route.lessons if number not in lessons]:
            raise CourseFileError(
                f"“{route.name}” leads through lesson {lacking[0]}, and no notebook of notebooks/ "
                f"with this number states its minutes: see ROUTES in {THIS_FILE}."
            )
        reading = sum(lessons[number] for number in route.lessons)
        doing = sum(sets.get(number, 0) for number in route.lessons)
        which = " ".join(route.lessons)
        spent = f"{hours(reading)} | {hours(reading + doing)}"
        rows.append(f"| **{route.name}** | {which} | {spent} | {route.whom} |")
    return "\n".join(rows)


def stated(course, pattern):
    """{number: minutes} as the openings of these notebooks state them."""
    found = {}
    for path in sorted(course.glob(pattern)):
        cells = _read(path)["cells"][:OPENING_CELLS]
        opening = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
        if said := MINUTES.search(opening):
            found[_number(path)] = int(said[1])
    return found


def lessons_table(course):
    """Lessons and exercise sets as a Markdown table, for the README."""
    rows = ["| | lesson | what is in store | exercises |", "|---|---|---|---|"]
    for number, path in _lessons(course).items():
        own = f"exercises/{path.stem}/{path.stem}.ipynb"
        own = f"[set {number}]({own})" if (course / own).exists() else ""
        if number not in STORE:
            raise CourseFileError(
                f"{path.name} has nothing in store: STORE in {THIS_FILE} says it for each lesson."
            )
        title = f"[{_title(path)}](notebooks/{path.name})"
        rows.append(f"| {number} | {title} | {STORE[number]} | {own} |")
    return "\n".join(rows)


def region_tables(course):
    """The lessons of each region as a Markdown table, for lesson 00, which stands beside them."""
    lessons = _lessons(course)
    for region, numbers in REGIONS.items():
        rows = [f"| | {region} | what is in store |", "|---|---|---|"]
        for number in numbers:
            if number not in lessons:
                raise CourseFileError(
                    f"“{region}” holds lesson {number}, which is not there: see REGIONS in "
                    f"{THIS_FILE}."
                )
            title = f"[{_title(lessons[number])}]({lessons[number].name})"
            rows.append(f"| {number} | {title} | {STORE[number]} |")
        yield "\n".join(rows)


def with_tables(text, tables):
    """The text with each table in place of the one with the same head, where there is one."""
    for table in tables:
        head = re.escape(table.splitlines()[0])
        text = re.sub(rf"^{head}(?:\n\|[^\n]*)*", lambda _, new=table: new, text, flags=re.M)
    return text


def write_routes(course, check=False):
    """Bring README, lesson 00 and the lessons' lines up to date; returns the stale files."""
    stale = []
    for path, text in _pages(course):
        if text != path.read_text("utf-8"):
            stale.append(path)
            if not check:
                path.write_text(text, "utf-8", newline="\n")
    return stale


def _pages(course):
    """(path, text) of each page that tells of the routes, with the text as it has to be."""
    routes, readme = routes_table(course), course / "README.md"
    yield readme, with_tables(readme.read_text("utf-8"), (routes, lessons_table(course)))
    tables = (routes, *region_tables(course))
    for number, path in _lessons(course).items():
        notebook = _read(path)
        for cell in notebook["cells"]:
            old = new = "".join(cell["source"])
            if path.name == HOME:
                new = with_tables(old, tables)
            elif cell["cell_type"] == "markdown" and GOALS in old:
                new = with_line(old, number)
            if new != old:
                cell["source"] = new.splitlines(keepends=True)
        yield path, json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _lessons(course):
    """{number: path} of the published lessons."""
    return {_number(path): path for path in sorted(course.glob("notebooks/*.ipynb"))}


def _number(path):
    return number_in_name(path.stem)


def _title(path):
    cells = _read(path)["cells"] or [{"source": ""}]
    title = "".join(cells[0]["source"]).partition("\n")[0].partition(" · ")[2]
    if title:
        return title
    raise CourseFileError(f"{path.name} does not begin with its title, as “# 07 · Two layers”.")


def _read(path):
    try:
        notebook = json.loads(path.read_text("utf-8"))
        _ = [(cell["cell_type"], cell["source"]) for cell in notebook["cells"]]
    except UNFIT as error:
        why = f"{path.name}: this is not a valid notebook ({in_short(error)})."
        raise CourseFileError(why) from None
    return notebook

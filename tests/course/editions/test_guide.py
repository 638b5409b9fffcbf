"""The instructor guide: its plan fits the lessons, its minutes add up, and what it names exists."""

import json
import re
from pathlib import Path

import pytest

from nnlib.course.authoring.source import sources
from nnlib.course.authoring.turns import all_turns
from nnlib.course.editions.guide import command, tables
from nnlib.course.editions.guide.sections import (
    Held,
    PlanError,
    Section,
    held,
    in_whole_minutes,
    sections_of,
)
from nnlib.course.editions.guide.term import LONGEST, TERM, Lecture
from nnlib.course.editions.slides.deck import Deck
from nnlib.course.editions.slides.polls import Poll
from nnlib.course.lessons.anatomy import SAID, minutes_of_cell, pairs, to_five
from nnlib.course.lessons.conventions import Lesson
from nnlib.course.lessons.write import find_lessons
from nnlib.course.names import number_in_name

ROOT = Path(__file__).parents[3]
TEXT = command.GUIDE.read_text("utf-8")
LESSONS = {number_in_name(path.name): Lesson.read(path) for path in find_lessons([])}
HEADING = re.compile(r"^## ((?:\d+|[A-Z])\.\d+) .*\(★+, (\d+) minutes, (\d+) points?", re.MULTILINE)


def lectures(number):
    return held(LESSONS[number], [one for one in TERM if one.lesson == number])


def rows(block):
    """The cells of the rows of a block of the guide that is a table."""
    inside = TEXT.partition(f"<!-- guide: {block} -->\n")[2].partition("<!-- end -->")[0]
    lines = [line.strip("| ").split(" | ") for line in inside.splitlines() if line[:1] == "|"]
    return [[cell.strip() for cell in line] for line in lines[2:]]


@pytest.fixture(scope="module")
def made():
    """Every block as it is made."""
    return tables.every_block()


def test_the_page_is_what_the_lessons_and_sets_make(made):
    assert command.with_blocks(TEXT, made) == TEXT, "run: course.py guide"


def test_a_page_that_is_stale_is_told_and_written(made, monkeypatch, tmp_path, capsys):
    page = tmp_path / "guide.md"
    monkeypatch.setattr(command, "every_block", lambda: made)
    page.write_text(TEXT.replace("| together |", "| altogether |"), "utf-8")
    monkeypatch.setattr(command, "GUIDE", page)
    assert command.main(["--check"]) == 1 and "stale: guide.md" in capsys.readouterr().out
    assert command.main([]) == 0 and page.read_text("utf-8") == TEXT
    assert command.main(["--check"]) == 0 and capsys.readouterr().out == "written: guide.md\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no mark", "0 marks <!-- guide: a -->; expected one"),
        ("<!-- guide: a -->\n" * 2, "2 marks"),
        ("<!-- guide: a -->\n<!-- end -->\n<!-- guide: b -->\n<!-- end -->", "guide: b -->"),
    ],
)
def test_a_mark_that_lacks_or_is_unknown_is_refused(text, said):
    with pytest.raises(PlanError, match=re.escape(said)):
        command.with_blocks(text, {"a": "1"})


def test_a_term_goes_through_all_lessons_in_order():
    order = [one.lesson for one in TERM]
    assert order == sorted(order) and {*order} == {*LESSONS}
    assert len(rows("term")) == len(TERM) + 1


def test_what_the_guide_says_of_the_term_in_words_is_so():
    assert len(TERM) == 37 and "Thirty-seven lectures of fifty minutes" in TEXT
    assert f"A lecture takes at most {LONGEST} minutes of its lesson" in TEXT
    assert f"The deck fills {lectures('00')[0].hall_minutes};" in TEXT
    about = [
        cell["metadata"].get("nbgrader", {})
        for path in ROOT.glob("exercises/[0-9A-Z]*/*.ipynb")
        for cell in json.loads(path.read_text("utf-8"))["cells"]
    ]
    waits_for_a_person = [one for one in about if one.get("grade") and one.get("solution")]
    assert [one["grade_id"] for one in waits_for_a_person] == ["capstone"]
    assert "Of the sixteen sets one task waits for a person" in TEXT


@pytest.mark.parametrize("number", sorted(LESSONS))
def test_every_section_has_one_place_and_the_minutes_are_the_lessons(number):
    lesson, those = LESSONS[number], lectures(number)
    placed = [part for one in those for part in (*one.hall, *one.home)]
    assert sorted(p.title for p in placed) == sorted(p.title for p in sections_of(lesson))
    assert all(0 < one.hall_minutes <= LONGEST for one in those)
    total = sum(one.hall_minutes + one.home_minutes for one in those)
    spent = sum(map(minutes_of_cell, lesson.cells))
    assert total == pytest.approx(spent, abs=0.8)  # words of a cell that is cut in two
    opening = "\n".join(c.source for c in lesson.cells[:6] if c.cell_type == "markdown")
    stated = int(SAID.search(opening)[1])
    assert abs(total - stated) <= 3 and to_five(spent) == stated
    written = [(int(row[2]), int(row[4])) for row in rows(f"lectures {number}")]
    assert written == [(one.hall_minutes, one.home_minutes) for one in those]


def test_sections_and_their_minutes_are_those_of_the_deck():
    """Two sections whose headings stand in one cell are parted as the deck parts them."""
    lesson = LESSONS["08"]
    deck = [sum(slide.minutes for slide in slides) for _, slides in Deck(lesson).sections]
    assert [one.minutes for one in sections_of(lesson)] == pytest.approx(deck, abs=0.2)


@pytest.mark.parametrize("number", sorted(LESSONS))
def test_every_poll_of_a_deck_stands_in_the_guide_once(number):
    wanted = {id for id, *_ in pairs(LESSONS[number])} - {"0.p2"}  # a refresher, for reading alone
    assert {id: TEXT.count(f"**{id}**") for id in wanted} == dict.fromkeys(wanted, 1)


def test_a_poll_tells_the_answer_and_what_each_wrong_choice_shows():
    poll = Poll("1.p1", "Why?", ("up", "down", "2"), "2", "2.3 cm", {"up": "No.", "down": "Nor."})
    told = tables.poll_list(poll, "Where").splitlines()
    assert told[0] == "**1.p1**, in *Where*: Why?"
    assert told[2:] == ["- A · up: *No.*", "- B · down: *Nor.*", "- **C · 2 ✓**: 2.3 cm"]


def test_minutes_and_points_are_what_the_exercises_print():
    found = {}
    for path in sorted(ROOT.glob("exercises/[0-9A-Z]*/*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
        found[number_in_name(path.name)] = tasks = HEADING.findall(text)
        printed = [
            (row[0].split()[0], row[2], row[3]) for row in rows(f"set {number_in_name(path.name)}")
        ]
        assert printed == tasks
    sums = [
        [number, *map(str, (len(t), sum(int(m) for _, m, _ in t), sum(int(p) for *_, p in t)))]
        for number, t in found.items()
    ]
    assert [row[:4] for row in rows("sets")[:-1]] == sums


def test_what_the_guide_names_exists():
    tasks = {e.task.id: e.task for one in (*sources(), *all_turns()) for e in one.exercises}
    polls = {id for lesson in LESSONS.values() for id, *_ in pairs(lesson)}
    cited = re.findall(r"slips? \*([^*]+)\* of ((?:\d\.\d(?:, | and )?)+)", TEXT)
    assert len(cited) >= 7
    for slip, places in cited:
        for place in re.findall(r"\d\.\d", places):
            names = [one.name for one in tasks[place].misconceptions]
            assert slip in names, f"{place} has no slip '{slip}'"
    for place in re.findall(r"\b(?:slips of|turn|set|task) (\d\.[\da-d])\b", TEXT, re.IGNORECASE):
        assert place in tasks, place
    assert {*re.findall(r"\b\d\.p\d\b", TEXT)} <= polls
    assert not re.findall(r"TODO|TRIED", TEXT)


def test_links_lead_somewhere():
    headings = re.findall(r"^#{1,6} (.+)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
    for target in re.findall(r"\]\(([^)\s]+)\)", TEXT):
        path, _, anchor = target.partition("#")
        if path.startswith("http"):
            continue
        assert not path or (command.GUIDE.parent / path).exists(), target
        assert path or anchor in anchors, target


@pytest.mark.parametrize("number", sorted(LESSONS)[1:])
def test_the_three_questions_of_each_lesson_have_marks(number):
    part = TEXT.partition(f"\n## Lesson {number}\n")[2].partition("\n## Lesson")[0]
    assert [row[0] for row in re.findall(r"^\| ((\d) · )", part, re.MULTILINE)] == [
        "1 · ",
        "2 · ",
        "3 · ",
    ]


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ([Lecture("03", "", "No such section"), Lecture("03", "")], "'No such section'"),
        ([Lecture("03", "", home=("No such section",))], "'No such section' is to be left"),
        ([Lecture("03", "", "The edge")], "no lecture goes as far as 'Exercises'"),
        ([Lecture("03", ""), Lecture("03", "")], "'So now you can' is left"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(plan, said):
    with pytest.raises(PlanError, match=re.escape(said)):
        held(LESSONS["03"], plan)


def test_a_lesson_without_a_lecture_and_a_lecture_without_a_lesson_are_refused():
    numbers = [one.lesson for one in TERM]
    tables.refuse_other_lessons(LESSONS, numbers)
    with pytest.raises(PlanError, match=r"^03_two_roads.*: no lecture is about it; see TERM in"):
        tables.refuse_other_lessons(LESSONS, sorted({*numbers} - {"03"}))
    with pytest.raises(PlanError, match=r"about lesson.16, which is not there; see TERM in"):
        tables.refuse_other_lessons(LESSONS, [*numbers, "16"])


def test_whole_minutes_add_up():
    parts = [Section("a", 10.4), Section("b", 10.4, alone=0.4)]
    lectures = in_whole_minutes([Held(None, [part], []) for part in parts])
    assert [(one.hall_minutes, one.home_minutes) for one in lectures] == [(10, 0), (10, 1)]

"""The lecturer's copy of a lesson: blank turns, large widgets, and what begins a slide."""

import ast
import json
import re

import pytest

from nnlib.course.editions.packages import EditionError
from nnlib.course.editions.slides import live, running
from nnlib.course.editions.slides.rule import slide_type

TYPES = {"slide", "subslide", "-", "skip"}


def test_the_copy_is_a_lesson_to_be_run(deck):
    copy = live.lecturers_copy(deck)
    assert [cell["id"] for cell in copy["cells"]] == [cell.id for cell in deck.lesson.cells]
    for cell, own in zip(copy["cells"], deck.lesson.cells, strict=True):
        assert not cell.get("outputs") and "### BEGIN SOLUTION" not in cell["source"]
        assert cell["metadata"]["slideshow"]["slide_type"] in TYPES
        assert slide_type(own) != "skip" or cell["metadata"]["slideshow"]["slide_type"] == "skip"
        if cell["cell_type"] == "code":
            ast.parse(cell["source"])
            called = re.findall(r"\bwidgets\.[a-z_]+\(", own.source)
            assert cell["source"].count("big=True") == len(called), cell["source"]


def test_a_cell_with_a_heading_on_top_begins_a_slide(deck):
    types = live.slide_types(deck)
    for cell in deck.lesson.markdown:
        if cell.source.startswith("#") and slide_type(cell) != "skip":
            assert types[cell.id] == "slide", cell.id
    assert "subslide" in types.values() and "-" in types.values()


def test_the_lesson_itself_is_left_alone(deck):
    before = json.dumps(deck.lesson.notebook, sort_keys=True)
    live.lecturers_copy(deck)
    assert json.dumps(deck.lesson.notebook, sort_keys=True) == before


@pytest.mark.parametrize(
    ("code", "large"),
    [
        ("widgets.part_xor()", "widgets.part_xor(big=True)"),
        ("widgets.part_xor(big=False)", "widgets.part_xor(big=False)"),
        ("x = 'ä'; widgets.fold_plane('ä')", "x = 'ä'; widgets.fold_plane('ä', big=True)"),
        (
            "widgets.take_self_test(nn.checks.review('07'))",
            "widgets.take_self_test(nn.checks.review('07'), big=True)",
        ),
        ("widgets.fold_plane(\n    'relu',\n)", "widgets.fold_plane(\n    'relu',\nbig=True)"),
        ("print(widgets.START_QUESTIONS)", "print(widgets.START_QUESTIONS)"),
    ],
)
def test_widgets_are_made_large(code, large):
    assert running.large(code) == large


def test_a_copy_that_is_there_stays(deck, tmp_path):
    path = live.write_copy(deck, tmp_path)
    assert path.relative_to(tmp_path).as_posix() == f"work/lecture/{deck.lesson.name}"
    path.write_text("mine")
    assert live.write_copy(deck, tmp_path).read_text() == "mine"


def test_where_nothing_can_be_written_it_is_said(deck, tmp_path):
    (tmp_path / "work").write_text("a file")
    with pytest.raises(EditionError, match="cannot be written"):
        live.write_copy(deck, tmp_path)

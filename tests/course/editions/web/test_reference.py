"""The reference: docstrings as Sphinx is to read them, and which names have an entry."""

import ast
from pathlib import Path

import docutils.core
import docutils.nodes
import docutils.utils
import pytest

import nnlib
from nnlib.course.editions.web import joining, reference
from nnlib.course.lessons.conventions import Lesson
from nnlib.course.lessons.write import find_lessons

HOUSE = Path(nnlib.__file__).parent


def tree(docstring):
    text = "\n".join(reference.as_rest(docstring.splitlines()))
    return docutils.core.publish_doctree(text, settings_overrides={"halt_level": 2})


@pytest.mark.parametrize(
    ("docstring", "kinds"),
    [
        ("One line.", ["paragraph"]),
        ("a_0 and *this* | that, W_1*x:\n\n    y = a_0 * b", ["paragraph", "literal_block"]),
        ("The table.\n\n| a | b |\n|---|---|\n| 1 | 2 |", ["paragraph", "literal_block"]),
        ("name      one\nlonger    two", ["literal_block"]),
        ("Gives 2.\n\n>>> 1 + 1\n2", ["paragraph", "doctest_block"]),
    ],
)
def test_a_docstring_keeps_its_shape(docstring, kinds):
    assert [node.tagname for node in tree(docstring).children] == kinds


def test_code_is_code_and_words_are_words():
    (paragraph,) = tree("Take `W[l]` of a_{l-1} and *all* of it_ |x|.").children
    assert [node.astext() for node in paragraph.findall(docutils.nodes.literal)] == ["W[l]"]
    assert paragraph.astext() == "Take W[l] of a_{l-1} and *all* of it_ |x|."


def test_every_docstring_of_the_core_can_be_read():
    for name in reference.CORE:
        module = ast.parse((HOUSE / f"{name}.py").read_text("utf-8"))
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
        for node in (one for one in ast.walk(module) if isinstance(one, documented)):
            assert docutils_can_read(ast.get_docstring(node) or ""), (name, node)


def docutils_can_read(docstring):
    return tree(docstring) is not None


def test_the_core_is_there_whole():
    files = {path.stem for path in HOUSE.glob("*.py")} - {"__init__"}
    assert set(reference.CORE) == files


def test_what_lessons_name_has_an_entry():
    lessons = [*map(Lesson.read, find_lessons([]))]
    pages = reference.reference_pages(lessons)
    assert "nnlib.course.widgets.step_backprop\n" in pages["api/widgets.md"]
    assert "nnlib.course.plots.show\n" in pages["api/plots.md"]
    assert "nnlib.course.symbolic.prove\n" in pages["api/symbolic.md"]
    assert "Session.check\n" in pages["api/checks.md"]
    used = reference.names_in_lessons(lessons)
    assert "prove_widgets_work" not in used["widgets"] and "panels" in used["plots"]


def test_a_display_of_several_rows_keeps_its_number_and_is_not_split():
    display = r"\begin{aligned} a &= b \\ c &= d \end{aligned} \tag{7.3}"
    doctree = docutils.utils.new_document("page")
    doctree += docutils.nodes.math_block("", display)
    joining.keep_displays(None, doctree)
    (kept,) = doctree.children
    assert kept.astext().split() == ["\\[", *display.split(), "\\]"]
    assert kept["no-wrap"] and kept["nowrap"]

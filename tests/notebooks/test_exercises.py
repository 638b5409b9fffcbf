"""The conventions of the lessons that hold for exercises and their solutions too."""

import re
from pathlib import Path

import pytest

from nnlib.course.lessons.conventions import METADATA, RULES, Lesson, failures

COURSE = Path(__file__).parents[2]
SETS = sorted(COURSE.glob("[es]*/[0-9A-Z]*/*.ipynb"))
OF_LESSONS = {
    "setup_cell", "code_is_introduced", "metadata", "title", "widget_fallbacks",
}  # fmt: skip
RUN = {"execution_counts"}


OF_ALL = {name for name, rule in RULES.items() if rule.__module__ == failures.__module__}


@pytest.mark.parametrize("name", sorted(OF_ALL - OF_LESSONS))
@pytest.mark.parametrize("path", SETS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_exercises_keep_the_convention(path, name):
    if name in RUN and path.parts[-3] == "exercises":
        pytest.skip("an exercise has not run")
    sentences = failures(Lesson.read(path), name)
    assert not sentences, "\n".join(f"{path.name}: {sentence}" for sentence in sentences)


@pytest.mark.parametrize("path", SETS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_cells_carry_what_nbgrader_needs(path):
    notebook = Lesson.read(path).notebook
    assert notebook.metadata == METADATA
    marked = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    for cell in marked:
        about = cell.metadata.nbgrader
        assert (about.grade_id, about.schema_version, about.task) == (cell.id, 3, False)
        assert (about.grade, about.solution, about.locked) in KINDS
        assert about.grade == ("points" in about)
    by_hand = {
        one.id for one in marked if one.metadata.nbgrader.grade and one.metadata.nbgrader.solution
    }
    assert {cell.id for cell in marked} - by_hand == {
        cell.id for cell in notebook.cells if is_marked(cell)
    }


# (grade, solution, locked) of given cells, answers and checks, and of answers that a person marks
KINDS = {(False, False, True), (False, True, False), (True, False, True), (True, True, False)}


def is_marked(cell):
    """Not what starts a session, the table of lines in order, or what a capstone begins with."""
    return cell.cell_type == "code" and not re.match("start$|arrange-|capstone-", cell.id)

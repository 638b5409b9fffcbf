"""Every exercise set is proved: right answers pass, each slip earns its message, mutants die."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from nnlib.course.authoring.counting import COUNTS, PAGE, counted
from nnlib.course.authoring.proofs import PROOFS
from nnlib.course.authoring.ranges import Numbers
from nnlib.course.authoring.source import sources, text_id
from nnlib.course.authoring.turns import all_turns

COURSE = Path(__file__).parents[3]
SETS = sources(folder=COURSE)
HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)
NAMED = re.compile(r"\b(?:see|under|in) [\"“]([A-Z][^\"”]+)[\"”]", re.IGNORECASE)


@pytest.mark.parametrize("proof", PROOFS)
@pytest.mark.parametrize("source", SETS, ids=lambda source: source.name)
def test_the_set_is_proved(source, proof):
    faults = list(PROOFS[proof](source))
    assert not faults, "\n".join(faults)


def headings(name):
    """The headings of a lesson, without a mark at their end."""
    cells = nbformat.read(COURSE / "notebooks" / f"{name}.ipynb", 4).cells
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    return {heading.rstrip(".?") for text in texts for heading in HEADING.findall(text)}


def sayings(name):
    """All hints and messages of a set and of its lesson's turns."""
    for source in (*sources([name], COURSE), *all_turns([name], COURSE)):
        for task in (exercise.task for exercise in source.exercises):
            yield from task.hints
            yield from (slip.message for slip in task.misconceptions)


@pytest.mark.parametrize("source", SETS, ids=lambda source: source.name)
def test_a_message_sends_nobody_to_a_heading_that_is_gone(source):
    named = [heading for saying in sayings(source.name) for heading in NAMED.findall(saying)]
    gone = {heading.rstrip(".?") for heading in named} - headings(source.name)
    assert not gone, f"{source.name} has no heading {', '.join(sorted(gone))}."


@pytest.mark.parametrize("number", ["05", "06", "07", "08", "09"])
def test_an_activation_function_is_called_so_before_lesson_10_speaks_of_bends(number):
    house = [saying for saying in sayings(number) if re.search(r"\bbends?\b", saying)]
    assert not house, "\n".join(house)


@pytest.mark.parametrize("source", SETS, ids=lambda source: source.name)
def test_a_set_whose_arrays_may_hold_whole_numbers_says_so(source):
    comes = any(
        isinstance(range_, Numbers)
        and isinstance(case[name], np.ndarray)
        and case[name].dtype.kind == "i"
        for exercise in source.exercises
        for name, range_ in exercise.task.ranges.items()
        for case in exercise.inputs(exercise.seed)
    )
    assert comes == ("may hold whole numbers" in source.notebook.cells[0].source)


def test_what_an_answer_must_not_use_stands_in_its_text():
    silent = set()
    for source in SETS:
        texts = {cell.id: cell.source for cell in source.notebook.cells}
        for exercise in source.exercises:
            text = texts[text_id(exercise.task.id)]
            for rule in exercise.task.without:
                name = rule.rpartition(".")[2]
                if name not in text.replace("nn.", "") and "NumPy alone" not in text:
                    silent.add(exercise.task.id)
    assert not silent


def test_the_page_counts_what_is_proved():
    text = (COURSE / PAGE).read_text("utf-8")
    assert COUNTS.search(text)
    assert text == counted(text, SETS), f"{PAGE}: the counts are stale; run: course.py prove"

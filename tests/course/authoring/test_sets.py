"""Every exercise set is proved: right answers pass, each slip earns its message, mutants die."""

from pathlib import Path

import pytest

from nnlib.course.authoring.counting import COUNTS, PAGE, counted
from nnlib.course.authoring.proofs import PROOFS
from nnlib.course.authoring.source import sources, text_id

COURSE = Path(__file__).parents[3]
SETS = sources(folder=COURSE)


@pytest.mark.parametrize("proof", PROOFS)
@pytest.mark.parametrize("source", SETS, ids=lambda source: source.name)
def test_the_set_is_proved(source, proof):
    faults = list(PROOFS[proof](source))
    assert not faults, "\n".join(faults)


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
    assert silent <= {"14.1"}  # for which `nnlib` has nothing that would do the work


def test_the_page_counts_what_is_proved():
    text = (COURSE / PAGE).read_text("utf-8")
    assert COUNTS.search(text)
    assert text == counted(text, SETS), f"{PAGE}: the counts are stale; run: course.py prove"

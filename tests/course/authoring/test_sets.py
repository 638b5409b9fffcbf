"""Every exercise set is proved: right answers pass, each slip earns its message, mutants die."""

from pathlib import Path

import pytest

from nnlib.course.authoring.counting import COUNTS, PAGE, counted
from nnlib.course.authoring.proofs import PROOFS
from nnlib.course.authoring.source import sources

COURSE = Path(__file__).parents[3]
SETS = sources(folder=COURSE)


@pytest.mark.parametrize("proof", PROOFS)
@pytest.mark.parametrize("source", SETS, ids=lambda source: source.name)
def test_the_set_is_proved(source, proof):
    faults = list(PROOFS[proof](source))
    assert not faults, "\n".join(faults)


def test_the_page_counts_what_is_proved():
    text = (COURSE / PAGE).read_text("utf-8")
    assert COUNTS.search(text)
    assert text == counted(text, SETS), f"{PAGE}: the counts are stale; run: course.py prove"

"""docs/glossary.md: every word that a lesson says is used elsewhere stands in it."""

import json
import re
from pathlib import Path

import pytest

from nnlib.course.names import number_in_name

ROOT = Path(__file__).parents[1]
LESSONS = sorted(ROOT.glob("notebooks/*.ipynb"))
GLOSSARY = ROOT / "docs" / "glossary.md"
MATHS = re.compile(r"\$[^$\n]*\$")
SAID = re.compile(r"\(Elsewhere: [^\n]*", re.IGNORECASE)
TERM = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
COLUMNS = ["here", "symbol", "in code", "shape", "elsewhere", "lesson"]


def terms(markdown):
    """The words in italics of its sentences "(Elsewhere: …)"."""
    return [term for said in SAID.findall(MATHS.sub("", markdown)) for term in TERM.findall(said)]


def unknown(markdown, glossary):
    """The terms that the glossary's column "elsewhere" lacks."""
    known = " ".join(cells(row)[4].lower() for row in glossary.splitlines() if row[:1] == "|")
    return [term for term in terms(markdown) if not stands_in(term.lower(), known)]


def stands_in(term, known):
    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", known) is not None


def cells(row):
    return [cell.strip() for cell in row[1:-1].split("|")]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_words_of_a_lesson_stand_in_the_glossary(path):
    notebook = json.loads(path.read_text("utf-8"))
    told = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    text = "\n".join("".join(cell["source"]) for cell in told)
    missing = unknown(text, GLOSSARY.read_text("utf-8"))
    assert not missing, f"docs/glossary.md lacks {', '.join(missing)}, which {path.stem} names."


def test_a_word_that_is_missing_is_found():
    glossary = (
        "| here | symbol | in code | shape | elsewhere | lesson |\n| sum | | | | *logit* | 1 |"
    )
    assert unknown("(Elsewhere: the *logit*, the *pre-activation*.)\n*free* words", glossary) == [
        "pre-activation"
    ]


def test_every_row_has_its_columns_and_every_lesson_of_it_exists():
    coming = {str(number) for number in range(10, 16)}
    numbers = {number_in_name(path.stem) for path in LESSONS} | coming
    for row in GLOSSARY.read_text("utf-8").splitlines():
        if not row.startswith("|") or set(row) <= set("|- "):
            continue
        parts = cells(row)
        assert len(parts) == len(COLUMNS), row
        assert parts == COLUMNS or set(parts[-1].split(", ")) <= numbers, row

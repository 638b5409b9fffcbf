"""What a lesson displays under a formula's id is what the registry prints and proves."""

import json
import re
from pathlib import Path

import pytest

from nnlib.course.symbolic import FORMULAS, show

LESSONS = sorted((Path(__file__).resolve().parents[3] / "notebooks").glob("*.ipynb"))
DISPLAY = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)
TAG = re.compile(r"\\tag\{([^}]*)\}")
LEDGER_ID = re.compile(r"[A-Z]\d+")

LAYOUT = re.compile(r"\s|&|\\[,;!:]|\\ |\\(?:left|right|[bB]igg?[lr]?)(?![a-zA-Z])")
SHORT_FRACTION = re.compile(r"\\frac\s*(\d)\s*(\w)")
ONE_CHARACTER = re.compile(r"\{(.)\}")
BREAK = re.compile(r"\\\\|\\q?quad|\\text\{[^}]*\}|\\(?:Long|long)?[rR]ightarrow")
NESTED = re.compile(r"\\begin\{(cases|bmatrix)\}.*?\\end\{\1\}", re.DOTALL)


def plain(line):
    """A line without its layout: spaces, sizes of brackets, braces around one character."""
    line = re.sub(r"\\[td]frac", r"\\frac", line)
    line = SHORT_FRACTION.sub(r"\\frac{\1}{\2}", line)
    line = LAYOUT.sub("", line).rstrip(".,;")
    return ONE_CHARACTER.sub(r"\1", line)


def lines_of(display):
    """The equations of a display, plain; a line that starts with = goes on from the one above."""
    kept = []

    def keep(match):
        kept.append(match.group())
        return f"@{len(kept) - 1}@"

    body = NESTED.sub(keep, TAG.sub("", display))
    body = re.sub(r"\\(?:begin|end)\{aligned\}", "", body)
    left = ""
    for piece in BREAK.split(body):
        line = plain(re.sub(r"@(\d+)@", lambda match: kept[int(match[1])], piece))
        if line:
            line = left + line if line.startswith("=") else line
            left = line.split("=")[0]
            yield line


def compared(markdown, ledger=()):
    """(ids, display) of each display that stands for formulas: by its tag, or by its cell's ids."""
    for display in DISPLAY.findall(markdown):
        tags = [tag for tag in TAG.findall(display) if LEDGER_ID.fullmatch(tag) or tag in FORMULAS]
        registered = [identity for identity in ledger if identity in FORMULAS]
        if tags or registered:
            yield tags or registered, display


def faults(markdown, ledger=()):
    """Sentences about the displays that are not what the registry prints.

    `ledger` are the ids in the metadata of the cell; each that is a formula must be displayed.
    """
    seen = set()
    for identities, display in compared(markdown, ledger):
        known = {}
        for identity in identities:
            if identity not in FORMULAS:
                yield f"({identity}) is displayed, but is no formula of the registry."
            else:
                lines = show(identity).latex().splitlines()
                known |= dict.fromkeys(map(plain, lines), identity)
        for line in lines_of(display):
            seen.add(known.get(line))
            if known and line not in known:
                yield (
                    f"({', '.join(identities)}) is displayed as\n  {line}\nbut registered as\n  "
                    + ("\n  ".join(sorted(known)))
                )
    for identity in ledger:
        if identity in FORMULAS and identity not in seen:
            yield f"({identity}) stands in a cell's ledger ids, and no display there is it."


def cells_of(path):
    """(Markdown, ledger ids) of each cell."""
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            yield "".join(cell["source"]), cell["metadata"].get("ledger", ())


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_display_is_the_registered_formula(path):
    found = [sentence for cell in cells_of(path) for sentence in faults(*cell)]
    assert not found, "\n".join(found)


def test_no_fewer_displays_are_compared_than_before():
    every = [cell for path in LESSONS for cell in cells_of(path)]
    assert sum(len(list(compared(*cell))) for cell in every) >= 44


@pytest.mark.parametrize("name", FORMULAS)
def test_what_show_displays_passes(name):
    assert list(faults(show(name)._repr_latex_())) == []


@pytest.mark.parametrize(
    "display",
    [
        r"$$ \frac{\partial C}{\partial a_i} = \tfrac1m\,\bigl(a_{i} - y_i\bigr). \tag{B1} $$",
        r"$$ \begin{aligned} C &= \frac{1}{m} \sum_i \tfrac12\,(a_i - y_i)^2, \\"
        r"\frac{\partial C}{\partial a_i} &= \frac1m (a_i - y_i) \end{aligned} \tag{B1} $$",
        r"$$ a = \sigma(z), \qquad \sigma(z) = z \tag{A1} $$",
        r"$$ \begin{aligned} \frac{df}{dy} &= \frac{\partial f}{\partial x}\frac{dx}{dy} +"
        r"\frac{\partial f}{\partial z}\frac{dz}{dy} \\ &= 8y\sin y + 4y^2\cos y \end{aligned}"
        r"\tag{C6} $$",
    ],
)
def test_layout_is_free(display):
    assert list(faults(display)) == []


@pytest.mark.parametrize(
    ("display", "said"),
    [
        (r"$$ a = \sigma(z), \qquad \sigma(z) = 1 \tag{A1} $$", r"\sigma(z)=1"),
        (r"$$ C = \frac1m \sum_i \tfrac12 (a_i + y_i)^2 \tag{B1} $$", "(a_i+y_i)^2"),
        (r"$$ C = \frac1m \sum_i \tfrac12 (a_i - y_j)^2 \tag{B1} $$", "(a_i-y_j)^2"),
        (r"$$ \frac{df}{dy} = 8y\sin y - 4y^2\cos y \tag{C6} $$", r"8y\siny-4y^2\cosy"),
        (r"$$ \begin{aligned} x &= 1 \\ &= 8y \end{aligned} \tag{C6} $$", "x=8y"),
        (r"$$ x = 1 \tag{C99} $$", "(C99) is displayed, but is no formula"),
    ],
)
def test_a_wrong_display_is_named(display, said):
    found = "\n".join(faults(display))
    assert said in found, found


RIGHT = r"$$ C = \frac1m \sum_i \tfrac12 (a_i - y_i)^2 \tag{7.1} $$"
WRONG = RIGHT.replace("a_i - y_i", "a_i + y_i")
LINE = r"$$ a = \sigma(z) $$"


def test_ids_in_the_metadata_name_the_formulas_of_a_cell():
    assert list(faults(RIGHT, ["B1"])) == []
    assert list(faults(f"{RIGHT}\n\n{LINE}", ["B1", "A1", "E7"])) == []
    assert list(faults(WRONG)) == [], "without an id nothing is compared"


@pytest.mark.parametrize(
    ("markdown", "ledger", "said"),
    [
        (WRONG, ["B1"], "(a_i+y_i)^2"),
        (f"{LINE}\n\n{WRONG}", ["A1", "B1"], "(a_i+y_i)^2"),
        (f"{RIGHT}\n\n$$ x = 1 $$", ["B1"], "x=1"),
        (RIGHT, ["B1", "A1"], "(A1) stands in a cell's ledger ids"),
        ("No display.", ["B1"], "(B1) stands in a cell's ledger ids"),
    ],
)
def test_a_wrong_display_under_ids_in_the_metadata_is_named(markdown, ledger, said):
    found = "\n".join(faults(markdown, ledger))
    assert said in found, found

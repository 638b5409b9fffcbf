"""What a lesson displays under a formula's id is what the registry prints and proves."""

import json
import re
from pathlib import Path

import pytest

from nnlib.course.symbolic import FORMULAS, show

LESSONS = sorted((Path(__file__).resolve().parents[3] / "notebooks").glob("*.ipynb"))
DISPLAY = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)
TAG = re.compile(r"\\tag\{([^}]*)\}")

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


def faults(markdown):
    """Sentences about the tagged displays that are not what the registry prints."""
    for display in DISPLAY.findall(markdown):
        for identity in TAG.findall(display):
            if identity not in FORMULAS:
                yield f"({identity}) is displayed, but is no formula of the registry."
                continue
            formula = show(identity)
            known = {plain(line) for line in formula.latex().splitlines()}
            for line in lines_of(display):
                if line not in known:
                    yield f"({identity}) is displayed as\n  {line}\nbut registered as\n  " + (
                        "\n  ".join(sorted(known))
                    )


def markdown_of(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_tagged_display_is_the_registered_formula(path):
    found = list(faults(markdown_of(path)))
    assert not found, "\n".join(found)


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

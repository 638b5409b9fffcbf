"""A lesson or an exercise set as the website shows it: a notebook with its outputs, none to run.

Steppers become players of their frames, where the lesson was run, or else stills; figures become
files beside the page; predictions and turns keep their answers folded; checks, which judge what a
reader has written, are left out.
"""

import hashlib
import re
import struct
from dataclasses import dataclass
from html import escape

from nbformat.v4 import new_markdown_cell, new_output

from ...lessons.anatomy import tagged
from ...lessons.conventions import UNSEEN, WIDGET, shown_picture
from ...regions import BEGIN
from ..slides import running
from ..slides.cells import printed_by, shared_out
from .answers import (
    answer_html,
    asked_html,
    asks_in,
    fold_html,
    reveals_in,
    turn_markdown,
    turn_stub,
)

FOLDS = "hide-input"
STORED_DPI = 96
OF_A_STILL = re.compile(r"^A still\b.*?\bto (?:try it|step through it)\. ")
LIVE = "In JupyterLab it does more: you can set it yourself."
STILL = "A still; in JupyterLab it moves, and you can set it yourself."
READING = """\
```{note}
This page is for reading.
In JupyterLab, which `python3 course.py lab` opens, each task has a check that says what it sees.
Three hints and a worked solution are there, too.
```"""


@dataclass(frozen=True)
class Studio:
    """Where the pictures of a page go: a folder, and the address at which the page finds it."""

    folder: object
    address: str

    def figure(self, png, alt, words="", dpi=STORED_DPI):
        """A PNG as a figure, kept under the hash of its bytes and shown in the size it was made."""
        name = hashlib.sha256(png).hexdigest()[:16] + ".png"
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(png)
        width, height = (round(k * STORED_DPI / dpi) for k in struct.unpack(">II", png[16:24]))
        said = f"<figcaption>{words}</figcaption>" if words else ""
        picture = f'<img src="{self.address}{name}" alt="{escape(alt)}"'
        return (
            f'<figure class="nn-figure">{picture} width="{width}" height="{height}">{said}</figure>'
        )


def for_the_site(lesson, studio, relink, run=None, exercise=False):
    """The notebook of a page; `relink` says where the links of its text lead."""
    notebook, run = lesson.notebook.copy(), run or running.LessonRun()
    cells = []
    for cell in lesson.cells:
        if cell.cell_type == "markdown":
            found = [cell | {"source": relink(cell.source)}]
        else:
            found = [*code_cells(cell, run, studio)]
        cells += found
        if exercise and cell is lesson.cells[0]:
            cells.append(new_markdown_cell(READING, id="reading"))
    return notebook | {"cells": cells}


def code_cells(cell, run, studio):
    """What becomes of a code cell: itself with other outputs, and what is folded behind it."""
    starts = "nn.checks.start(" in cell.source
    if cell.id.startswith("check-") or (starts and "import" not in cell.source):
        return
    folds = starts or any(map(reveals_in, cell.outputs))
    shown = cell | {"metadata": cell.metadata | {"tags": [*cell.metadata.get("tags", [])]}}
    if folds and not tagged(cell, FOLDS):
        shown["metadata"]["tags"].append(FOLDS)
    if BEGIN in cell.source:
        yield shown | {"source": turn_stub(cell.source), "outputs": []}
        yield new_markdown_cell(turn_markdown(cell.source), id=f"{cell.id}-answer")
        return
    html = [*outputs_of(cell, run, studio)]
    yield shown | {"outputs": html}


def outputs_of(cell, run, studio):
    """The outputs of a cell as they are shown."""
    if WIDGET.search(cell.source):
        yield as_output(widget_html(cell, run, studio))
        yield from (one for one in cell.outputs if one.output_type == "stream")
        if cell.id not in run.questions:
            yield from filter(None, map(questions_of, cell.outputs))
        return
    if "show_progress(" in cell.source:  # of nobody, so it is long and says little
        yield as_output(
            fold_html("The table, with nothing done", "".join(map(bare_html, cell.outputs)))
        )
        return
    drawn = iter(run.figures.get(cell.id, ()))
    outputs = each_with_its_print(cell)
    found = [one for output in outputs for one in shown_output(output, drawn, studio)]
    answers = [place for place, (kind, _) in enumerate(found) if kind == "answer"]
    if answers:
        first = answers[0]
        yield from (shown for _, shown in found[:first])
        behind = "".join(map(bare_html, (shown for _, shown in found[first + 1 :])))
        yield as_output(answer_html(found[first][1], behind))
    else:
        yield from (shown for _, shown in found)


def each_with_its_print(cell):
    """The outputs of a cell; what it prints to each of several pictures stands behind that one.

    A notebook keeps such prints in one piece, behind the first picture.
    """
    pictures = [*filter(shown_picture, cell.outputs)]
    shares = shared_out(printed_by(cell), len(pictures))
    if not shares:
        return cell.outputs
    found = []
    for one in cell.outputs:
        if one.output_type != "stream":
            found.append(one)
        if one in pictures:
            share = f"{shares[pictures.index(one)]}\n"
            found.append(new_output("stream", name="stdout", text=share))
    return found


def shown_output(output, drawn, studio):
    """[(kind, output)] of one stored output: "answer" with what it reveals, or "shown"."""
    stored = shown_picture(output)
    html = output.get("data", {}).get("text/html", "")
    if question := asks_in(output):
        yield "shown", as_output(asked_html(question))
    elif answer := reveals_in(output):
        yield "answer", answer
    elif stored:
        drawn_now = next(drawn, None)
        sharp = studio.figure(*drawn_now, dpi=running.DPI) if drawn_now else studio.figure(*stored)
        yield "shown", as_output(sharp)
    elif not UNSEEN.fullmatch(html):
        yield "shown", output


def bare_html(output):
    """The HTML of an output; text as it was printed."""
    if output.output_type == "stream":
        return f'<pre tabindex="0">{escape(output.text.rstrip())}</pre>'
    data = output.data
    return data.get("text/html") or f'<pre tabindex="0">{escape(data.get("text/plain", ""))}</pre>'


def widget_html(cell, run, studio):
    """A widget as a player of its frames, as its questions, or as its still."""
    if cell.id in run.players:
        return f'{run.players[cell.id]}<p class="nn-caption">{LIVE}</p>'
    if cell.id in run.questions:
        return "".join(
            asked_html((f"{number}", one.question, one.options))
            + fold_html("What it is", f"<p>{escape(one.answer)}</p>")
            for number, one in enumerate(run.questions[cell.id], 1)
        )
    pictures = [shown_picture(one) for one in cell.outputs]
    return "".join(
        studio.figure(png, OF_A_STILL.sub("", alt), STILL) for png, alt in filter(None, pictures)
    )


def questions_of(output):
    """The questions that a self-test shows without a kernel, behind its caption; or None."""
    _, _, questions = output.get("data", {}).get("text/markdown", "").partition("\n\n")
    return new_output("display_data", {"text/markdown": questions}) if questions else None


def as_output(html):
    """HTML as an output of a cell."""
    return new_output("display_data", {"text/html": html})

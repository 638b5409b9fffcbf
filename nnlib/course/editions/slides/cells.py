"""The pieces of a code cell: code and prints, polls, turns, figures and players."""

import base64
import re
import struct
from dataclasses import replace
from html import escape

from ... import dataflow
from ...lessons.anatomy import minutes_of_cell, tagged
from ...lessons.conventions import WIDGET, shown_picture
from ...lessons.edition import DRAWS, blank
from ...regions import BEGIN, END
from . import voting
from .listing import code_piece, code_pieces, predicts, without_predictions
from .piece import FIGURE_LINES, PLAYER_LINES, Piece
from .polls import question_in, revealed
from .rule import settings
from .slips import slips_html

WIDE = 1.75  # times its height; a figure that is less wide stands beside its words
# What the speaker of a player's slide can do there, and what only the live lesson can.
MOVES = re.compile(r'<input[^>]* max="[1-9]')
PLAYS = "Here Play, Step and the slider work, and after a click on the picture the arrows."
STANDS = "Here stands one picture."
ELSE = "What is to be set, dragged, drawn or typed needs the lesson itself: open it with --live."
MARKER = re.compile(rf"^[ \t]*(?:{BEGIN}|{END})\n?", re.MULTILINE)


def pieces_of_code(cell, lesson, polls, run):
    """The pieces of a code cell; `polls` are the lesson's by id, `run` is what a run of it gave."""
    if BEGIN in cell.source:
        found = [*turn(cell, lesson)]
    elif cell.id in run.questions:
        found = [
            piece
            for one in run.questions[cell.id]
            for piece in (voting.question_piece(one, voting.AGAIN), voting.answer_piece(one))
        ]
    elif WIDGET.search(cell.source):
        found = widget(cell, run)
    elif tagged(cell, DRAWS):
        found = drawn(cell, run)
    elif "nn.checks.start(" in cell.source or cell.id.startswith("check-"):
        found = []
    else:
        figures = drawn(cell, run)
        shares = shared_out(printed_by(cell), len(figures))
        found = [*ordinary(cell, lesson, polls, printed="" if shares else printed_by(cell))]
        found = seen_before_a_vote(found, [*below_each(figures, shares)])
    found = found or [Piece("said")]
    votes = [one for one in found if one.kind == "poll"]
    takes = votes[0] if votes else found[0]  # a vote takes the time, not the code above it
    minutes = minutes_of_cell(cell)
    return [
        replace(one, cell=cell.id, minutes=minutes if one is takes else one.minutes)
        for one in found
    ]


def printed_by(cell):
    """What a cell prints, and the error with which it ends."""
    printed = "".join(one.get("text", "") for one in cell.outputs).rstrip()
    return printed + "".join(
        f"\n{one.ename}: {one.evalue}" for one in cell.outputs if "ename" in one
    )


def shared_out(printed, count):
    r"""What a cell prints to each of several figures, equally many rows; [] where it does not.

    >>> shared_out("a\nb\nc\nd", 2), shared_out("a\nb\nc", 2), shared_out("a", 1)
    (['a\nb', 'c\nd'], [], [])
    """
    rows = printed.splitlines()
    if count < 2 or not rows or len(rows) % count:
        return []
    each = len(rows) // count
    return ["\n".join(rows[at : at + each]) for at in range(0, len(rows), each)]


def below_each(figures, shares):
    """The figures, each with its share of the print below it."""
    for figure, share in zip(figures, shares or [""] * len(figures), strict=True):
        yield figure
        if share:
            yield replace(code_piece(share, "printed"), joins=True)


def ordinary(cell, lesson, polls, printed):
    """Code with what it prints, and the predictions that it asks and reveals, in their order."""
    code = cell.source
    if predicts(code):
        code = without_predictions(code, read_elsewhere(lesson, cell))
        if settings(cell).get("code"):
            yield from code_pieces(code)
    else:
        yield from code_pieces(code, printed)
    for output in cell.outputs:
        words = output.get("data", {}).get("text/plain", "")
        if "text" in output and predicts(cell.source):
            yield from code_pieces(code, printed)
        elif question := question_in(words):
            yield voting.question_piece(polls[question[0]])
        elif answer := revealed(words):
            yield voting.answer_piece(polls[answer[0]])


def seen_before_a_vote(pieces, figures):
    """Figures stand behind what a cell prints, and before the question that is asked of them."""
    k = next((k for k, one in enumerate(pieces) if one.kind == "poll"), len(pieces))
    return [*pieces[:k], *figures, *pieces[k:]]


def read_elsewhere(lesson, cell):
    """The names that other cells read in what is shown of them."""
    read = {one.id: dataflow.of(one.source).reads for one in lesson.code}

    def shown(one):
        elsewhere = set().union(*(names for id, names in read.items() if id != one.id))
        return without_predictions(one.source, elsewhere) if predicts(one.source) else one.source

    others = [one for one in lesson.code if one is not cell]
    return set().union(*(dataflow.of(shown(one)).reads for one in others))


def turn(cell, lesson):
    """What is left to the audience, and behind it one way to write it, with the usual slips."""
    yield from code_pieces(blank(cell.source))
    first, *others = code_pieces(MARKER.sub("", cell.source).strip(), call="One way to write it")
    yield from (replace(first, begins=True, said=slips_html(lesson, cell)), *others)


def widget(cell, run):
    """A player of its steps; without a run the still."""
    found = run.players.get(cell.id)
    if not found:
        return drawn(cell, run)
    said = f"<p>{PLAYS if MOVES.search(found) else STANDS} {ELSE}</p>"
    return [Piece("player", found, PLAYER_LINES, said)]


def drawn(cell, run):
    """The figures of a cell: as the run drew them, or as they are stored."""
    stored = list(filter(None, map(shown_picture, cell.outputs)))
    figures = run.figures.get(cell.id) or stored
    words = run.words.get(cell.id) or [0] * len(figures)
    return [figure_piece(*one, least) for one, least in zip(figures, words, strict=True)]


def figure_piece(png, alt, words=0):
    """A figure, which takes the room that the words leave; its smallest ones are so many pixels."""
    width, height = struct.unpack(">II", png[16:24])
    shape = "wide" if width > WIDE * height else "tall"
    source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    known = f' data-words="{words:.1f}"' if words else ""
    html = f'<figure class="{shape}"><img alt="{escape(alt)}"{known} src="{source}"></figure>'
    return Piece("figure", html, FIGURE_LINES)

"""The pieces of a Markdown cell: what it shows by the rule, and all of it as speaker's notes."""

import re
from dataclasses import replace

from ...lessons.anatomy import WORDS_A_MINUTE
from ...lessons.conventions import word_count
from .piece import Piece, bare_words, call_html, display_lines, text_lines
from .rule import SAID_BOXES, chosen, kept_for_a_vote
from .text import blocks, html, inline

# What the audience is told to do on a slide of its own.
CALL = re.compile(r"\*\*(Your turn|Time for a rest)[^*]*\*\*,?")
ROW = 1.2  # lines of a table's row
SEEN = '<span style="opacity: .55">{}</span>'  # the speaker's window has no style sheet of ours


def pieces_of_text(cell):
    """The pieces of a Markdown cell, in order; what is shown behind a box begins a slide again."""
    found, boxed, before = [], False, ""
    for block, sentences in chosen(blocks(cell.source), cell):
        goes_on = before == "display" and block.kind == "paragraph" and block.source[0].islower()
        for piece in pieces_of(block, sentences, cell):
            again = boxed and block.kind != "box" and piece.kind != "said"
            boxed = piece.kind == "box" or (boxed and not again)
            found.append(replace(piece, begins=piece.begins or again, goes_on=goes_on))
        before = block.kind
    return found


def text_of_a_vote(cell):
    """[the piece] of what a Markdown cell keeps for the next vote; its notes are the cell's."""
    sentences = kept_for_a_vote(blocks(cell.source), cell)
    shown = f"<p>{' '.join(map(inline, sentences))}</p>"
    return [Piece("text", shown, text_lines(shown), cell=cell.id)] if sentences else []


def pieces_of(block, sentences, cell):
    """The pieces of one block, of which these sentences are shown."""
    common = {"cell": cell.id, "minutes": word_count(block.source) / WORDS_A_MINUTE}
    if block.kind == "heading":
        kind = "title" if block.source.startswith("# ") else "heading"
        return [Piece(kind, title=block.heading, **common)]
    if block.kind == "paragraph":
        return [paragraph(block, sentences, **common)]
    if block.kind == "box":
        return box(block, cell)
    if block.kind == "rule":
        return []
    return [Piece(block.kind, block.html, LINES[block.kind](block), **common)]


LINES = {
    "display": lambda block: display_lines(block.source),
    "list": lambda block: text_lines(block.html),
    "table": lambda block: ROW * block.source.count("\n") + 0.6,
}


def paragraph(block, sentences, **common):
    """A paragraph: what is shown of it, and all of it for the speaker, pale where it is shown."""
    call = CALL.match(block.source)
    said = " ".join(
        SEEN.format(inline(one)) if one in sentences else inline(one) for one in block.sentences
    )
    said = f"<p>{said}</p>"
    if not sentences:
        return Piece("said", said=said, **common)
    shown = " ".join(inline(CALL.sub("", one).lstrip()) for one in sentences)
    shown = f"<p>{call_html(call[1]) if call else ''} {shown}</p>"
    return Piece("text", shown, text_lines(shown), said, begins=bool(call), **common)


def box(block, cell):
    """A box about the sources is said.  Any other is a slide; being closed, it costs no time."""
    summary, inside = block.box
    if bare_words(summary).startswith(SAID_BOXES):
        return [Piece("said", said=f"<p>{inline(summary)}:</p>{html(inside)}", cell=cell.id)]
    found = [Piece("box", title=inline(summary), cell=cell.id)]
    for one in blocks(inside):
        found += pieces_of(one, one.sentences if one.kind == "paragraph" else [], cell)
    return [replace(piece, minutes=0) for piece in found]

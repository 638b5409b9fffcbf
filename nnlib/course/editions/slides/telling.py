"""The pieces of a Markdown cell: what it shows by the rule, and all of it as the speaker's notes."""

import re
from dataclasses import replace

from ...lessons.anatomy import WORDS_A_MINUTE
from ...lessons.conventions import word_count
from .piece import Piece, display_lines, tag, text_lines
from .rule import SAID_BOXES, shown
from .text import blocks, inline

# What the audience is told to do on a slide of its own.
CALL = re.compile(r"\*\*(Your turn|Time for a rest)[^*]*\*\*,?")
ROW = 1.2  # lines of a table's row


def telling(cell):
    """The pieces of a Markdown cell, in order; what comes behind a box begins a slide again."""
    found, boxed = [], False
    for block, sentences in shown(blocks(cell.source), cell):
        pieces = [*pieces_of(block, sentences, cell)]
        if boxed and pieces[0].html:
            pieces[0] = replace(pieces[0], begins=True)
        boxed = pieces[0].kind == "box" or (boxed and not pieces[0].html) if pieces else boxed
        found += pieces
    return found


def pieces_of(block, sentences, cell):
    """The pieces of one block, of which these sentences are shown."""
    common = {"cell": cell.id, "minutes": word_count(block.source) / WORDS_A_MINUTE}
    if block.kind == "heading":
        kind = "title" if block.source.startswith("# ") else "heading"
        yield Piece(kind, title=block.heading, begins=True, **common)
    elif block.kind == "paragraph":
        yield paragraph(block, sentences, common)
    elif block.kind == "box":
        yield from box(block, cell)
    elif block.kind != "rule":
        lines = {
            "display": display_lines, "list": lambda _: text_lines(block.html),
            "table": lambda source: ROW * source.count("\n") + 0.6,
        }[block.kind](block.source)  # fmt: skip
        yield Piece(block.kind, block.html, lines, **common)


def paragraph(block, sentences, common):
    call = CALL.match(block.source)
    shown = [inline(CALL.sub("", one).lstrip()) for one in sentences]
    html = " ".join(filter(None, [tag(call[1]) if call else "", *shown]))
    html = html and f"<p>{html}</p>"
    said = " ".join(
        f'<span style="opacity: .55">{inline(one)}</span>' if one in sentences else inline(one)
        for one in block.sentences
    )
    lines = text_lines(html) if html else 0
    return Piece("text" if html else "said", html, lines, f"<p>{said}</p>", begins=bool(call), **common)


def box(block, cell):
    """A box about the sources is said; any other is a slide, and costs no minutes, as it is closed."""
    summary, inside = block.box
    if summary.startswith(SAID_BOXES):
        said = "".join(f"<p>{inline(summary)}</p>{one.html}" for one in blocks(inside)[:1])
        said += "".join(one.html for one in blocks(inside)[1:])
        yield Piece("said", said=said, cell=cell.id)
        return
    yield Piece("box", title=inline(summary), begins=True, cell=cell.id)
    for one in blocks(inside):
        sentences = one.sentences if one.kind == "paragraph" else []
        yield from (replace(piece, minutes=0) for piece in pieces_of(one, sentences, cell))

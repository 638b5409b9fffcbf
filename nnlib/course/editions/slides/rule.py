"""What of a lesson's text stands on a slide, and what the speaker says: one rule for every deck.

Displays, tables and lists are shown.  Of a paragraph are shown its first sentence, each that
defines a term (in bold words), each that asks, each with an equation, which can hardly be said, and
the one that leads to a display, a table or a list; a paragraph that opens with bold words tells the
audience what to do, and is shown whole.
All else is said: it stands in the speaker's notes, as do sentences in brackets and boxes about the
sources.  Any other box is what one may think about first, so it is a slide of its own behind.

A cell's metadata overrule this, under "slideshow":

    "slide_type": "skip"        the cell is not in the deck
    "slide_type": "notes"       all of it is said
    "slide_type": "slide"       it begins a slide
    "slide_type": "-"           it stays on the slide before, and leads to nothing behind it
    "show": ["The sum $z$"]     of its paragraphs just these sentences, by how they begin
    "also": ["The sum $z$"]     these as well as what the rule shows
    "vote": ["Throw dice"]      these not yet, but above the next vote

for a cell that asks a prediction, and prints nothing

    "code": true                what it computes is shown before the vote

and for a widget "frames", "every" and "sweep", which `running` explains.
"""

import re
from itertools import pairwise

from ...lessons.conventions import INLINE_MATHS

RELATION, LONG = re.compile(r"[=<>]|\\(?:to|le|ge|ne|approx)\b"), 10
SAID_BOXES = "In the sources"
BOLD = re.compile(r"\*\*[^*]+\*\*")
TYPES = {"skip", "notes", "slide", "-"}
KEYS = {"slide_type", "show", "also", "vote", "frames", "every", "sweep", "code"}


def settings(cell):
    """What the author says about a cell, {} for nothing."""
    return cell.metadata.get("slideshow", {})


def slide_type(cell):
    """What the author says about the cell as a whole; None for nothing."""
    return settings(cell).get("slide_type")


def chosen(blocks, cell):
    """[(block, its sentences on the slide)] of a Markdown cell; other blocks have none."""
    wanted, more = (settings(cell).get(key) for key in ("show", "also"))
    later = tuple(settings(cell).get("vote", ()))
    nothing = slide_type(cell) == "notes"
    found = []
    for block, after in pairwise([*blocks, None]):
        sentences = block.sentences if block.kind == "paragraph" and not nothing else []
        ruled = by_rule(sentences, after) if sentences and wanted is None else []
        extra = tuple(wanted or more or ())
        shown = [one for one in sentences if one in ruled or one.startswith(extra)]
        found.append((block, [one for one in shown if not one.startswith(later)]))
    return found


def kept_for_a_vote(blocks, cell):
    """The sentences of a Markdown cell that stand above the next vote."""
    later = tuple(settings(cell).get("vote", ()))
    every = [one for block in blocks if block.kind == "paragraph" for one in block.sentences]
    return [one for one in every if one.startswith(later)]


def by_rule(sentences, after):
    """The sentences of a paragraph that are shown; `after` is the block behind it, or None.

    >>> by_rule(["It rises.", "Why?", "A **slope** is a rate.", "It is 2.", "(Elsewhere: …)"], None)
    ['It rises.', 'Why?', 'A **slope** is a rate.']
    """
    if sentences[0].startswith("**"):
        return [one for one in sentences if not one.startswith("(")]
    leads = after is not None and after.kind in ("display", "table", "list")
    found = []
    for place, sentence in enumerate(sentences):
        ends = place == 0 or (leads and sentence is sentences[-1])
        asks = sentence.rstrip("*").endswith("?")
        if (ends or asks or must_be_seen(sentence)) and not sentence.startswith("("):
            found.append(sentence)
    return found


def must_be_seen(sentence):
    """True where a sentence defines a term, or has an equation."""
    formulas = (match[0] for match in INLINE_MATHS.finditer(sentence))
    equations = (one for one in formulas if len(one) >= LONG and RELATION.search(one))
    return bool(BOLD.search(sentence)) or any(equations)


def faults(cell):
    """What is wrong with a cell's "slideshow", in words, one by one."""
    given = settings(cell)
    for key in sorted(given.keys() - KEYS):
        yield f"has {key!r} in its slideshow, which the rule does not know"
    if slide_type(cell) not in TYPES | {None}:
        yield f"has the slide type {slide_type(cell)!r}; expected one of {', '.join(sorted(TYPES))}"
    for opening in [one for key in ("show", "also", "vote") for one in given.get(key, ())]:
        count = sum(line.startswith(opening) for line in cell.source.splitlines())
        if count != 1:
            yield f"shows {opening!r}, with which {count} of its sentences begin; expected one"

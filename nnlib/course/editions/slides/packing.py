"""Pieces packed into slides, one idea each, by the room that they take."""

import re
from dataclasses import dataclass, field, replace

from .piece import ROOM, Piece

THIN = 3.5  # lines of a text that rather makes room than has a slide of its own
READING = 4.5  # lines of a text that reads the figure or the print above it
WORDY = 8  # lines of text, which are as much as one takes in from a slide
SHUT = ("code", "player", "poll", "answer")  # kinds of slides below which nobody votes
CALL, CALL_LINES = re.compile(r'<p><span class="call [^>]*>[^<]*</span>'), 1.2
LINE = 1.5  # lines of a text that is one line
LARGE_TYPE, MIDDLE_TYPE = 5.5, 9  # lines up to which the type is larger


@dataclass
class Slide:
    """A title and pieces; `first` says that a section begins with it."""

    title: str
    first: bool = False
    pieces: list = field(default_factory=list)

    @property
    def opens(self):
        """True for the slide with the lesson's title."""
        return any(piece.kind == "title" for piece in self.pieces)

    @property
    def is_box(self):
        """True for a slide of what the lesson has in a box."""
        return any(piece.kind == "box" for piece in self.pieces)

    @property
    def shown(self):
        return [piece for piece in self.pieces if piece.html]

    @property
    def lines(self):
        return sum(piece.lines for piece in self.shown)

    @property
    def kind(self):
        """What the slide is about: the kind of the piece that ends it, or of its last one."""
        kinds = [piece.kind for piece in self.shown if piece.ends or piece is self.shown[-1]]
        return kinds[0] if kinds else "heading"

    @property
    def minutes(self):
        return sum(piece.minutes for piece in self.pieces)

    @property
    def said(self):
        return "".join(piece.said for piece in self.pieces)

    @property
    def cells(self):
        """The ids of the cells that it comes from, in order."""
        return [*dict.fromkeys(piece.cell for piece in self.pieces if piece.cell)]

    @property
    def type_size(self):
        """How much larger than usual the type may be: "large", "middle" or ""."""
        kinds = {piece.kind for piece in self.shown}
        if kinds & {"figure", "player"} or self.lines > MIDDLE_TYPE:
            return ""
        return "middle" if self.lines > LARGE_TYPE or "display" in kinds else "large"

    def takes(self, piece):
        """True where a piece may still come onto this slide."""
        if piece.kind == "said":
            return True
        if piece.title or (self.opens and piece.ends):
            return False
        if not self.shown:
            return True
        new = not piece.joins and piece.cell != self.shown[-1].cell
        full = self.is_box or (self.lines > THIN and not piece.ends)
        if piece.begins or (new and full) or self.is_wordy_with(piece):
            return False
        below = piece.joins and (piece.lines <= READING or piece.kind == "code")
        if any(one.ends for one in self.shown) and not below:
            return False
        return self.lines + piece.lines <= ROOM

    def is_wordy_with(self, piece):
        """True where a further text would be too much.

        A sentence or two may lead to a list of any length, since they say little without it, and a
        last line may stand below one.
        """
        if piece.kind not in ("text", "list"):
            return False
        texts = [one.lines for one in (*self.shown, piece) if one.kind in ("text", "list")]
        leads = piece.kind == "list" and self.lines <= THIN and len(texts) == len(self.shown) + 1
        ends = piece.lines <= LINE and self.shown[-1].kind == "list"
        return sum(texts) > WORDY + (THIN if leads else LINE if ends else 0)

    def with_vote(self, piece):
        """A vote with its options in a row, if it then stands on this slide; None otherwise.

        So a figure, a list or a table stays in sight while it is voted on; a text goes with a vote.
        """
        seen = self.kind == "figure" or (self.shown and self.shown[-1].kind not in (*SHUT, "text"))
        if piece.narrow and not piece.begins and seen:
            html, lines = piece.narrow
            short = replace(piece, html=html, lines=lines, joins=True)
            return short if self.takes(short) else None
        return None

    def gives_way_to(self, piece):
        """True for a sentence or two before a piece that needs their room: they are said."""
        thin = self.lines <= THIN and all(one.kind == "text" for one in self.shown)
        return thin and piece.ends and not piece.begins and not self.opens

    def make_room(self, piece):
        """Leave text to the speaker, from the first on, until a piece has room."""
        for place, one in enumerate(self.pieces):
            if self.lines + piece.lines > ROOM:
                call = CALL.match(one.html)  # that it is their turn must be seen all the same
                html, lines = (f"{call[0]}</p>", CALL_LINES) if call else ("", 0)
                self.pieces[place] = replace(one, html=html, lines=lines)

    def lead(self, piece):
        """[the last text], taken off this slide, where it leads to a piece that has room for it."""
        *others, last = self.shown or [Piece("said")]
        leads = piece.ends or piece.kind in ("display", "table", "list")
        short = last.kind == "text" and last.lines <= min(THIN, ROOM - piece.lines)
        short = short and not (last.goes_on or last.stays)
        alone = sum(one.lines for one in others) <= THIN and not self.opens
        if piece.begins or not leads or not short or alone:
            return []
        place = self.pieces.index(last)
        lead, self.pieces = self.pieces[place:], self.pieces[:place]
        return lead


def packed(pieces):
    """Slides of pieces: a new one where a piece begins, an idea has ended, or room is lacking."""
    slides, section = [], ""
    for piece in pieces:
        if piece.kind in ("title", "heading"):
            section = piece.title
            slides.append(Slide(section, first=True, pieces=[piece]))
            continue
        slide = slides[-1]
        if slide.gives_way_to(piece):
            slide.make_room(piece)
        if slide.takes(piece):
            slide.pieces.append(piece)
        elif short := slide.with_vote(piece):
            slide.pieces.append(short)
        else:
            lead = slide.lead(piece)
            slides.append(Slide(piece.title or section, pieces=[*lead, piece]))
    return slides

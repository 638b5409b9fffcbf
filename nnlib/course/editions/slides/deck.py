"""A lesson as a deck: its pieces packed into slides, one idea each, with notes and minutes."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from ...lessons.anatomy import pairs
from .cells import of_code
from .piece import ROOM, Piece
from .polls import asked, poll, revealed
from .rule import slide_type
from .running import Run
from .telling import telling

THIN, HALF = 3.5, 5  # lines: of a text that is rather said, and of one that fills a slide
LARGE, MIDDLE = 5.5, 9  # lines up to which the type is larger


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
        if kinds & {"figure", "player"} or self.lines > MIDDLE:
            return ""
        return "middle" if self.lines > LARGE or "display" in kinds else "large"

    def takes(self, piece):
        """True where a piece may still come onto this slide."""
        if self.opens and piece.ends:
            return False
        if not self.shown:
            return True
        if piece.begins:
            return False
        ended = any(one.ends for one in self.shown)
        if ended and not (piece.joins and piece.lines <= THIN):
            return False
        elsewhere = self.shown and piece.cell != self.shown[-1].cell
        if elsewhere and self.lines >= HALF and not piece.ends and not piece.joins:
            return False
        return self.lines + piece.lines <= ROOM

    def lead(self, piece):
        """[the last text], taken off this slide, where it leads to a piece that has room for it."""
        *others, last = self.shown or [Piece("said")]
        short = last.kind == "text" and last.lines <= min(THIN, ROOM - piece.lines)
        leads = piece.ends or piece.kind in ("display", "table", "list")
        if piece.begins or not leads or not short or sum(one.lines for one in others) <= THIN:
            return []
        place = self.pieces.index(last)
        lead, self.pieces = self.pieces[place:], self.pieces[:place]
        return lead

    def make_room(self, piece):
        """Leave text to the speaker, from the first on, until a piece has room."""
        for place, one in enumerate(self.pieces):
            if self.lines + piece.lines > ROOM:
                self.pieces[place] = replace(one, html="", lines=0)


@dataclass(frozen=True)
class Deck:
    """A lesson's slides."""

    lesson: object
    run: Run = field(default_factory=Run)

    @property
    def title(self):
        return self.slides[0].title

    @cached_property
    def slides(self):
        return [slide for slide in pack(self.pieces()) if slide.shown or slide.first]

    @cached_property
    def sections(self):
        """[(title, its slides)], as the lesson's headings part it."""
        found = []
        for slide in self.slides:
            if slide.first:
                found.append((slide.title, []))
            found[-1][1].append(slide)
        return found

    def pieces(self):
        polls, ended = polls_of(self.lesson), ""
        for cell in self.lesson.cells:
            how = slide_type(cell)
            if how == "skip":
                continue
            if cell.cell_type == "markdown":
                found = telling(cell)
            else:
                found = of_code(cell, self.lesson, polls, self.run)
            for number, piece in enumerate(found):
                reads = number == 0 and piece.kind == "text" and ended in ("figure", "code")
                begins = piece.begins or (how == "slide" and number == 0)
                joins = how == "-" or (reads and not begins)
                yield replace(piece, begins=begins, joins=joins)
            ended = found[-1].kind if found else ended


def polls_of(lesson):
    """{id: Poll} of a lesson's predictions."""
    words = {
        cell.id: [o.data["text/plain"] for o in cell.get("outputs", []) if "data" in o]
        for cell in lesson.code
    }
    found = {}
    for id, asking, revealing in pairs(lesson):
        questions = filter(None, map(asked, words[asking.id]))
        answers = filter(None, map(revealed, words[revealing.id]))
        question = next(one for one in questions if one[0] == id)
        found[id] = poll(question, next(one for one in answers if one[0] == id))
    return found


def pack(pieces):
    """Slides of pieces: a new one where a piece begins, where one idea has ended, or for want of room."""
    slides, section = [], ""
    for piece in pieces:
        slide = slides[-1] if slides else None
        if piece.kind in ("title", "heading"):
            section = piece.title
            slides.append(Slide(section, first=True, pieces=[piece]))
        elif not piece.html and not piece.begins:
            slide.pieces.append(piece)
        elif slide.takes(piece):
            slide.pieces.append(piece)
        elif piece.ends and not piece.begins and is_thin(slide) and not slide.opens:
            slide.make_room(piece)
            slide.pieces.append(piece)
        else:
            lead = slide.lead(piece)
            slides.append(Slide(piece.title or section, pieces=[*lead, piece]))
    return slides


def is_thin(slide):
    """True for a slide with a sentence or two and nothing else."""
    return slide.lines <= THIN and all(piece.kind == "text" for piece in slide.shown)

"""A lesson as a deck: slides in sections, from its cells and from what a run of it gave."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from ...lessons.anatomy import pairs
from .cells import pieces_of_code
from .packing import packed
from .polls import poll, question_in, revealed
from .rule import slide_type
from .running import LessonRun
from .telling import pieces_of_text


@dataclass(frozen=True)
class Deck:
    """A lesson's slides."""

    lesson: object
    run: LessonRun = field(default_factory=LessonRun)

    @property
    def title(self):
        return self.slides[0].title

    @cached_property
    def slides(self):
        return [slide for slide in packed(self.pieces()) if slide.shown or slide.first]

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
                found = pieces_of_text(cell)
            else:
                found = pieces_of_code(cell, self.lesson, polls, self.run)
            for number, piece in enumerate(found):
                reads = number == 0 and piece.kind == "text" and ended in ("figure", "code")
                begins = piece.begins or (how == "slide" and number == 0)
                joins = how == "-" or (reads and not begins)
                yield replace(piece, begins=begins, joins=joins)
            ended = found[-1].kind if found else ended


def polls_of(lesson):
    """{id: Poll} of a lesson's predictions."""
    words = {
        cell.id: [
            o.data["text/plain"]
            for o in cell.get("outputs", [])
            if "text/plain" in o.get("data", {})
        ]
        for cell in lesson.code
    }
    found = {}
    for id, asking, revealing in pairs(lesson):
        questions = filter(None, map(question_in, words[asking.id]))
        answers = filter(None, map(revealed, words[revealing.id]))
        question = next(one for one in questions if one[0] == id)
        found[id] = poll(question, next(one for one in answers if one[0] == id))
    return found

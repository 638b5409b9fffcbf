"""A lesson as a deck: slides in sections, from its cells and from what a run of it gave."""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from ...lessons.anatomy import pairs
from ...lessons.write import LessonError
from .cells import pieces_of_code
from .packing import packed
from .polls import poll, question_in, revealed
from .rule import slide_type
from .running import LessonRun
from .telling import pieces_of_text, text_of_a_vote

HEADING = re.compile(r"^#+ ", re.MULTILINE)


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
        polls, ended, vote, above = polls_of(self.lesson), "", [], []
        kept = [cell for cell in self.lesson.cells if slide_type(cell) != "skip"]
        for cell, after in pairwise([*kept, None]):
            how = slide_type(cell)
            if cell.cell_type == "markdown":
                found = [*pieces_of_text(cell), *vote]
                above += text_of_a_vote(cell)
            else:
                found = pieces_of_code(cell, self.lesson, polls, self.run)
            vote = found[-1:] if waits(found, after) else []
            found = found[: len(found) - len(vote)]
            for number, piece in enumerate(found):
                if piece.kind == "poll":
                    yield from above
                    above = []
                reads = number == 0 and piece.kind == "text" and ended in ("figure", "code")
                begins = piece.begins or (how == "slide" and number == 0)
                joins = piece.joins or how == "-" or (reads and not begins)
                yield replace(piece, begins=begins, joins=joins, stays=how == "-")
            ended = found[-1].kind if found else ended


def waits(pieces, after):
    """True for a cell that prints or draws and then asks, if the cell `after` it reads that."""
    shows = any(piece.kind == "figure" or 'class="printed' in piece.html for piece in pieces)
    reads = after and after.cell_type == "markdown" and not HEADING.search(after.source)
    return bool(shows and reads and pieces[-1].kind == "poll")


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
        question = next((one for one in questions if one[0] == id), None)
        answer = next((one for one in answers if one[0] == id), None)
        if not (question and answer):
            raise LessonError(
                f"{lesson.stem}: its outputs do not tell of the prediction {id} yet: run it first, "
                f"with `course.py write {lesson.stem}`."
            )
        found[id] = poll(question, answer)
    return found

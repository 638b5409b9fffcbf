"""The sections of a lesson with their minutes, and a term's lectures made of them."""

import re
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from ...lessons.anatomy import BOX, WORDS_A_MINUTE, asks, kind_of_cell, minutes_of_cell
from ...lessons.conventions import word_count
from ..slides.rule import slide_type
from .term import LAST

HEADING = re.compile(r"^##? (.+)$", re.MULTILINE)
SECTION = re.compile(r"^(?=##? )", re.MULTILINE)


class PlanError(Exception):
    """A plan that does not fit its lesson; the message is a sentence for whoever plans."""


@dataclass(frozen=True)
class Section:
    """A section of a lesson: its minutes, how many of them are for home, and its polls."""

    title: str
    minutes: float = 0.0
    alone: float = 0.0
    polls: tuple = ()

    @property
    def words(self):
        """Its title with the ids of its polls; the first, which has the lesson's, is "the opening".

        >>> Section("What squares cost", polls=("1.p3",)).words
        'What squares cost (1.p3)'
        >>> Section("01 · A line is one neuron").words
        'the opening'
        """
        title = "the opening" if " · " in self.title else self.title
        return title + (f" ({', '.join(self.polls)})" if self.polls else "")

    def with_part(self, minutes, alone=False, poll=None):
        """The section with a further piece of text or a further cell."""
        return replace(
            self,
            minutes=self.minutes + minutes,
            alone=self.alone + minutes * alone,
            polls=self.polls + ((poll,) if poll else ()),
        )


def sections_of(lesson):
    """The sections of a lesson in order; the first has the lesson's title.

    What no slide shows and turns that are all blank are for home.
    """
    found = []
    for cell in lesson.cells:
        skipped = slide_type(cell) == "skip"
        if cell.cell_type == "code":
            alone = skipped or kind_of_cell(cell) == "blank"
            poll = None if skipped else asks(cell)
            found[-1] = found[-1].with_part(minutes_of_cell(cell), alone, poll)
            continue
        for part in SECTION.split(BOX.sub("", cell.source)):
            if title := HEADING.match(part):
                found.append(Section(title[1]))
            if found:
                found[-1] = found[-1].with_part(word_count(part) / WORDS_A_MINUTE, skipped)
    return found


@dataclass(frozen=True)
class Held:
    """A lecture with its sections, and its minutes, which add up to the lesson's."""

    lecture: object
    hall: list = field(default_factory=list)
    home: list = field(default_factory=list)
    hall_minutes: int = 0
    home_minutes: int = 0

    @property
    def exact(self):
        """(minutes in the hall, minutes at home), not rounded."""
        alone = sum(one.alone for one in self.hall)
        hall = sum(one.minutes for one in self.hall) - alone
        return hall, alone + sum(one.minutes for one in self.home)


def held(lesson, lectures):
    """The lectures of a lesson, each `Held`; raises PlanError where a section has no place."""
    left, found = sections_of(lesson), []
    for lecture in lectures:
        titles = [one.title for one in left]
        if lecture.to not in titles:
            raise PlanError(
                f"{lesson.stem}: no section '{lecture.to}' is left, to which a lecture is to go; "
                f"left are {', '.join(titles)}."
            )
        end = len(left) if lecture.to == LAST else titles.index(lecture.to) + 1
        mine, left = left[:end], left[end:]
        if unknown := set(lecture.home) - {one.title for one in mine}:
            raise PlanError(
                f"{lesson.stem}: '{min(unknown)}' is to be left for home, but is no section before "
                f"'{lecture.to}'."
            )
        last = next((k for k, one in enumerate(mine, 1) if one.title == LAST), len(mine))
        hall, home = [], []
        for place, one in enumerate(mine):
            away = place >= last or one.title in lecture.home or one.alone == one.minutes
            (home if away else hall).append(one)
        found.append(Held(lecture, hall, home))
    if left:
        raise PlanError(f"{lesson.stem}: no lecture goes as far as '{left[-1].title}'.")
    return in_whole_minutes(found)


def in_whole_minutes(lectures):
    """The lectures with whole minutes, rounded so that they add up to those of the lesson."""
    exact = [minutes for one in lectures for minutes in one.exact]
    ends = [round(end) for end in accumulate(exact, initial=0)]
    whole = iter(after - before for before, after in pairwise(ends))
    return [replace(one, hall_minutes=next(whole), home_minutes=next(whole)) for one in lectures]

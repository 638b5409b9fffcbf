"""Spaced review: short questions from earlier sets, those first whose ideas were missed."""

from pathlib import Path

from ..folders import course_folder
from . import keys
from .progress import Progress


def sheets(folder=None):
    """Every exercise set of the course, in the order of the lessons; a damaged one has no tasks."""
    folder = folder or course_folder()
    paths = sorted(Path(folder).glob("exercises/*/*.checks")) if folder else []
    return [_sheet(path) for path in paths]


def _sheet(path):
    try:
        return keys.read(path)
    except (OSError, ValueError) as error:
        return keys.Sheet(path.stem, {}, damage=str(error))


def review(lesson, count=3, progress=None, folder=None):
    """`count` Questions from the sets before `lesson`, for nn.widgets.take_self_test.

    A question comes the sooner the more its tasks were missed.  Where nothing is recorded, or as
    much, one comes from each set in turn, the latest first, and from an older set a later question,
    so that the next lesson asks another one.
    """
    number = lesson.split("_")[0]
    readable = [sheet for sheet in sheets(folder) if not sheet.damage]
    earlier = [sheet for sheet in readable if sheet.name.split("_")[0] < number]
    tasks = (progress or Progress()).load()
    ranked = []
    for age, sheet in enumerate(reversed(earlier)):
        for place, question in enumerate(sheet.questions):
            missed = sum(misses(tasks.get(f"{sheet.name}/{id}")) for id in question.tasks)
            turn = (place - age) % len(sheet.questions)
            ranked.append((-missed, turn, age, question))
    return tuple(question for *_, question in sorted(ranked, key=lambda one: one[:3])[:count])


def misses(record):
    """How often a task went wrong: its slips, and one more while it is not solved.

    >>> misses(None), misses({"tries": 3, "best": 0.0, "slips": {"no half": 2}})
    (0, 3)
    """
    if not record or not record.get("tries"):
        return 0
    return sum(record.get("slips", {}).values()) + (record.get("best", 0) < 1)

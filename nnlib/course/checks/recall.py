"""Spaced review: what was guessed wrongly and surely, then questions whose ideas were missed."""

from pathlib import Path

from ..folders import course_folder
from ..names import current
from .asking import SURE, shown, with_unit
from .keys import Question, Sheet, read_sheet
from .progress import Progress


def sheets(folder=None, keys=True):
    """Every exercise set of the course, in the order of the lessons; a damaged one has no tasks.

    Without `keys` no set has any: for questions they are not needed.
    """
    folder = folder or course_folder()
    paths = sorted(Path(folder).glob("exercises/*/*.checks")) if folder else []
    return [_sheet(path, keys) for path in paths]


def _sheet(path, keys):
    try:
        return read_sheet(path, keys)
    except (OSError, ValueError) as error:
        return Sheet(path.stem, {}, damage=str(error))


def review(lesson, count=3, progress=None, folder=None):
    """`count` Questions from before `lesson`, for nn.widgets.take_self_test.

    First come predictions that were wrong and sure, then questions of the exercise sets, at least
    one of them where `count` is more than 1.  A question comes the sooner the more its tasks were
    missed.  Where nothing is recorded, or as much, one comes from each set in turn, the latest
    first, and from an older set a later question, so that the next lesson asks another one.
    Once something is recorded, lessons without a record are asked about last: a shorter route
    leaves them out.
    """
    number = _number(current(lesson))
    readable = [sheet for sheet in sheets(folder, keys=False) if not sheet.damage]
    earlier = [sheet for sheet in readable if _number(sheet.name) < number]
    progress = progress or Progress()
    tasks, ranked = progress.load(), []
    visited = {_number(name) for name in (*tasks, *progress.guesses)}
    again = [sure_and_wrong(name, record) for name, record in progress.guesses.items()]
    again = sorted((one for one in again if one and one[2] < number), key=lambda one: one[:2])
    for age, sheet in enumerate(reversed(earlier)):
        new = bool(visited) and _number(sheet.name) not in visited
        for place, question in enumerate(sheet.questions):
            missed = sum(misses(tasks.get(f"{sheet.name}/{id}")) for id in question.tasks)
            turn = (place - age) % len(sheet.questions)
            ranked.append((new, -missed, turn, age, question))
    others = [question for *_, question in sorted(ranked, key=lambda one: one[:4])]
    first = [question for *_, question in again][: max(count - bool(others), 1)]
    return tuple([*first, *others][:count])


def sure_and_wrong(name, record):
    """(−sure, day, lesson's number, Question) of a prediction that was wrong and sure; or None.

    The choices are what was said, what is so, and what others typically say.
    """
    if record.get("state") != "revealed" or record.get("right") or record.get("sure", 1) < 2:
        return None
    lesson, _, id = name.partition("/")
    told = [record["answer"], record["value"], *record.get("typical", ())]
    choices = record.get("options") or sorted({shown(one): one for one in told}.values())
    words = tuple(with_unit(one, record.get("unit", "")) for one in choices)
    right = [shown(one) for one in choices].index(shown(record["answer"]))
    topic = f"prediction {id}, of which you were {SURE[record['sure']]}"
    asked = Question(record["question"], words, right, topic, f"lesson {lesson}", f"{lesson}.ipynb")
    return -record["sure"], record.get("last", ""), _number(lesson), asked


def _number(name):
    return name.partition("_")[0]


def misses(record):
    """How often a task went wrong: its slips, and one more while it is not solved.

    >>> misses(None), misses({"tries": 3, "best": 0.0, "slips": {"no half": 2}})
    (0, 3)
    """
    if not record or not record.get("tries"):
        return 0
    return sum(record.get("slips", {}).values()) + (record.get("best", 0) < 1)

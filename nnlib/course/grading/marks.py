"""Marks: what the grader recorded and what a person gave, side by side, task by task."""

from dataclasses import dataclass

from .deadlines import lateness
from .rubric import maxima
from .tables import TableError


@dataclass(frozen=True)
class TaskMark:
    """A task of a student: its record, and `given` of `manual_of` points by hand, or None yet."""

    record: dict
    manual_of: float = 0
    given: float | None = None
    comment: str = ""

    @property
    def id(self):
        return self.record["id"]

    @property
    def automatic(self):
        """Points by the grader; what a person marks is no affair of its."""
        return 0 if self.record["manual"] else self.record["earned"]

    @property
    def automatic_of(self):
        return 0 if self.record["manual"] else self.record["points"]

    @property
    def earned(self):
        return self.automatic + (self.given or 0)

    @property
    def of(self):
        return self.automatic_of + self.manual_of

    @property
    def open(self):
        """True while points by hand are to come."""
        return self.manual_of > 0 and self.given is None


@dataclass(frozen=True)
class Mark:
    """What a student has in a set; `late` is a word, and no points."""

    record: dict
    tasks: tuple
    late: str = ""

    @property
    def student(self):
        return self.record["student"]

    @property
    def set(self):
        return self.record["set"]

    @property
    def reason(self):
        return self.record["reason"]

    @property
    def earned(self):
        return round(sum(task.earned for task in self.tasks), 6)

    @property
    def of(self):
        return round(sum(task.of for task in self.tasks), 6)

    @property
    def open(self):
        """The ids of the tasks that wait for points by hand; of no notebook nobody waits."""
        return [task.id for task in self.tasks if task.open and not self.reason]

    def only(self, ids):
        """The mark of some of the tasks."""
        return Mark(self.record, tuple(one for one in self.tasks if one.id in ids), self.late)


def marks_of(records, rubric=None, deadlines=None, zone=None):
    """(marks, sentences): the Mark of each record, sorted, and what of a rubric is open or astray.

    Raises TableError for points by hand that are more than can be had; every such row is named.
    """
    sets = {set_ for _, set_ in records}
    rubric, deadlines = (_in_full(table or {}, sets) for table in (rubric, deadlines))
    of, marks, faults = maxima(rubric), [], []
    for record in sorted(records.values(), key=lambda one: (one["set"], one["student"])):
        tasks = tuple(_task(record, task, rubric, of, faults) for task in record["tasks"])
        marks.append(Mark(record, tasks, lateness(record, deadlines, zone)))
    if faults:
        raise TableError("\n".join(faults))
    return marks, [*_open(marks), *_astray(marks, rubric)]


def _in_full(table, sets):
    """A rubric or deadlines with the sets' whole names where only their numbers are written."""
    numbers = {one.split("_")[0]: one for one in sets}
    whole = {(key[0], numbers.get(key[1], key[1]), *key[2:]): row for key, row in table.items()}
    if len(whole) < len(table):
        doubles = [key for key in table if key[1] in numbers and key not in whole]
        student, set_ = next(key[:2] for key in doubles)
        raise TableError(f"{student} has two rows for {numbers[set_]}, which is {set_} as well.")
    return whole


def _task(record, task, rubric, of, faults):
    """A task with its points by hand, if a rubric or the set itself says that it has some."""
    key = record["student"], record["set"], task["id"]
    entry = rubric.get(key)
    possible = of.get(key[1:], task["points"] if task["manual"] else 0)
    if entry is None:
        return TaskMark(task, possible)
    if entry.points is not None and not possible:
        faults.append(
            f"{entry.where}: {task['id']} is graded automatically; for points by hand as well the "
            "column “of” must say how many there are."
        )
    elif (entry.points or 0) > possible:
        faults.append(
            f"{entry.where}: {key[0]} has {entry.points:g} points in {key[2]}, and {possible:g} "
            "are the most."
        )
    return TaskMark(task, possible, entry.points, entry.comment)


def _open(marks):
    """For each task that waits for points by hand, whose."""
    waiting = {}
    for mark in marks:
        for id_ in mark.open:
            waiting.setdefault((mark.set, id_), []).append(mark.student)
    for (set_, id_), students in waiting.items():
        many = sum(mark.set == set_ for mark in marks)
        yield (
            f"{set_}, {id_}: {len(students)} of {many} wait for points by hand: "
            f"{', '.join(students)}."
        )


def _astray(marks, rubric):
    """The rows of a rubric to which there is no record."""
    there = {(mark.student, mark.set, task.id) for mark in marks for task in mark.tasks}
    for (student, set_, task), entry in rubric.items():
        if (student, set_, task) not in there:
            yield f"{entry.where}: there is no record of {student} for {task} of {set_}."

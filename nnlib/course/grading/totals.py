"""What each student has in the chosen sets and tasks together, and what keeps it from counting."""

from dataclasses import dataclass

from .tables import TableError


@dataclass(frozen=True)
class Total:
    """A student's marks in the chosen sets; `missing` are the sets of which there is no record."""

    student: str
    marks: tuple
    missing: tuple = ()

    @property
    def earned(self):
        return round(sum(mark.earned for mark in self.marks), 6)

    @property
    def open(self):
        """The ids of tasks that wait for points by hand."""
        return [id_ for mark in self.marks for id_ in mark.open]

    @property
    def gaps(self):
        """Why a set counts nothing: there is no record of it, or nothing of it could be graded."""
        none = [f"there is no record of {set_}" for set_ in self.missing]
        return none + [f"{mark.set}: {mark.reason}" for mark in self.marks if mark.reason]


def chosen_marks(marks, only=()):
    """The marks of the sets and tasks in `only`, each a set, SET/TASK or a task; all for ().

    A set is said by its name or its number.  Raises TableError for what is in no record, and where
    there are none at all.
    """
    if not marks:
        raise TableError("There are no records, so there are no marks.")
    if not only:
        return list(marks)
    wanted, known = {}, {}
    for mark in marks:
        known.setdefault(mark.set, set()).update(task.id for task in mark.tasks)
    for one in only:
        set_, ids = _meant(one, known)
        wanted[set_] = wanted.get(set_, set()) | ids
    return [mark.only(wanted[mark.set]) for mark in marks if mark.set in wanted]


def _meant(one, known):
    """(set, ids) of what somebody chose."""
    name, _, id_ = one.partition("/")
    for set_, ids in known.items():
        if name in (set_, set_.split("_")[0]) and (not id_ or id_ in ids):
            return set_, {id_} if id_ else ids
        if not id_ and name in ids:
            return set_, {name}
    there = ", ".join(known) or "none"
    raise TableError(
        f"No record has “{one}”; say a set, SET/TASK or a task. The sets are: {there}."
    )


def totals_of(marks):
    """{student: Total} of marks, each student's sets in order."""
    sets = sorted({mark.set for mark in marks})
    by_student = {}
    for mark in marks:
        by_student.setdefault(mark.student, {})[mark.set] = mark
    return {
        student: Total(
            student,
            tuple(theirs[set_] for set_ in sets if set_ in theirs),
            tuple(set_ for set_ in sets if set_ not in theirs),
        )
        for student, theirs in sorted(by_student.items())
    }


def possible(marks):
    """How many points the chosen tasks are worth together.

    Raises TableError where records of one set do not agree, as after a set was changed.
    """
    worth = {}
    for mark in marks:
        if mark.tasks:
            worth.setdefault(mark.set, {}).setdefault(mark.of, []).append(mark.student)
    for set_, found in worth.items():
        if len(found) > 1:
            said = "; ".join(f"{of:g} for {len(who)}, as {who[0]}" for of, who in found.items())
            raise TableError(
                f"The records of {set_} are out of different points ({said}): grade all of them "
                "with one version of the set."
            )
    return sum(of for found in worth.values() for of in found)

"""The learner's session: check, hint and solution for one exercise set, in their own notebook.

    check, hint, solution = start("01_a_line_is_one_neuron")

Names are looked up when `check` is called, so cells may be deleted, copied and reordered.
"""

import json
import os
import sys

from ..folders import course_folder, working_folder
from . import keys
from .advice import advise
from .attempts import attempt
from .cells import last_failure, names_in
from .judging import judge
from .progress import Progress, may_see_solution
from .running import restore
from .verdict import Note, Verdict


def find(name, suffix):
    """A set's file: beside the notebook, or in the course's exercises/; None if in neither."""
    here, course = working_folder(), course_folder()
    places = [here / f"{name}{suffix}"] if here else []
    if course:
        places.append(course / "exercises" / name / f"{name}{suffix}")
    return next((place for place in places if place.is_file()), None)


class Session:
    """One exercise set, the learner's names, and their progress."""

    def __init__(self, name, namespace, path=None, progress=None):
        self.name, self.namespace = name, namespace
        last_failure(())  # from now on, every run of a cell is heard of
        self.sheet, self.failure = None, ""
        # Whoever runs the solutions is not learning from them.
        here = working_folder()
        teaching = here is not None and here.parent.name == "solutions"
        self.progress = progress or Progress(keep=not teaching)
        path = path or find(name, ".checks")
        try:
            if path is None:
                raise FileNotFoundError(f"There is no {name}.checks beside this notebook.")
            self.sheet = keys.read(path)
        except (OSError, ValueError) as error:
            self.failure = f"{error} Open the notebook from the course's folder exercises/{name}."

    def refusal(self, id):
        """Why there is nothing under this id, or ''."""
        if self.failure:
            return self.failure
        if id not in self.sheet.keys:
            which = f"There is no task {id!r} here." if id else "Say which task."
            return f"{which} The tasks are {', '.join(map(repr, self.sheet.keys))}."
        return ""

    def check(self, id=""):
        """The verdict on a task: what is seen, what it suggests, where to look.

        In a notebook it is a card, and its plain text the number of points earned.
        """
        id = str(id)
        if refusal := self.refusal(id):
            return Verdict(id, "", 0, 0.0, "unavailable", refusal)
        key = self.sheet.keys[id]
        if failure := last_failure(names_in(key.stub)):
            return Verdict(id, key.title, key.points, 0.0, "stale", stale(*failure))
        lost = restore()
        tried = attempt(key, self.namespace)
        lost += restore()
        verdict = judge(key, tried)
        self.progress.count(f"{self.name}/{id}", verdict, tried.number)
        notes = [self.progress.take_note()]
        if lost:
            names = ", ".join(f"`{name}`" for name in dict.fromkeys(lost))
            notes.append(f"{names} had been given another meaning, and has its own again.")
        return verdict.noted("\n".join(filter(None, notes)))

    def hint(self, id=""):
        """The next of the task's three hints."""
        id = str(id)
        if refusal := self.refusal(id):
            return Note("No hint", refusal)
        hints, task = self.sheet.keys[id].hints, f"{self.name}/{id}"
        self.progress.change(task, lambda record: {"hints": record["hints"] + 1})
        given = min(self.progress.of(task)["hints"], len(hints))
        return Note(f"Hint {given} of {len(hints)} · {id}", hints[given - 1])

    def solution(self, id="", surrender=False):
        """A worked solution, where the instructor shows it.

        It opens after two different answers or a right one.  `surrender=True` opens it at once, and
        that is recorded.
        """
        id = str(id)
        if refusal := self.refusal(id):
            return Note("No solution", refusal)
        if not self.sheet.solutions or os.environ.get("NNLIB_SOLUTIONS") == "off":
            return Note("No solution", "Your instructor keeps the solutions of this set back.")
        task = f"{self.name}/{id}"
        if not may_see_solution(self.progress.of(task)):
            if surrender is not True:
                return Note("No solution yet", BEFORE.format(id))
            self.progress.give_up(task)
        code = worked(self.name, id)
        if not code:
            words = f"The worked solutions are in the course's folder solutions/{self.name}."
            return Note("No solution here", words)
        return Note(f"Solution · {id}", "One way among several:", code)


BEFORE = (
    'Try it first: two different answers of yours, each run through check("{0}"), open it. The '
    'hints are there before that. If you give up, solution("{0}", surrender=True) shows it at '
    "once, and your progress says so."
)


def stale(kind, words):
    """What to say where the last run of an answer's cell failed."""
    return (
        f"The last run of this cell stopped with {words}\n"
        "What would be judged is what an earlier run left behind, if there was one. Mend the cell, "
        f"run it again, and check then. {advise(kind, words)}"
    ).rstrip()


def worked(name, id):
    """The code of a task in the solutions' notebook, or '' where that folder is missing."""
    course = course_folder()
    path = course and course / "solutions" / name / f"{name}.ipynb"
    if not path or not path.is_file():
        return ""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    wanted = f"task-{id.replace('.', '-')}"
    lines = "".join("".join(cell["source"]) for cell in cells if cell.get("id") == wanted)
    return "\n".join(line for line in lines.splitlines() if not line.strip().startswith("### "))


def start(name):
    """(check, hint, solution) of the set `name`, for the notebook that calls this."""
    session = Session(name, sys._getframe(1).f_globals)
    return session.check, session.hint, session.solution

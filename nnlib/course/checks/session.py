"""The learner's desk: check, hint and solution for one exercise set, in their own notebook.

    check, hint, solution = start("01_a_line_is_one_neuron")

Names are looked up when `check` is called, so cells may be deleted, copied and reordered.
"""

import json
import os
import sys
from pathlib import Path

from ..folders import course_folder
from . import keys
from .judging import judge
from .probes import reply
from .progress import Progress
from .verdict import Note, Verdict


def find(name, suffix):
    """A set's file: beside the notebook, or in the course's exercises/; None if in neither."""
    here, course = Path.cwd(), course_folder()
    places = [here / f"{name}{suffix}"]
    if course:
        places.append(course / "exercises" / name / f"{name}{suffix}")
    return next((place for place in places if place.is_file()), None)


class Session:
    """One exercise set, the learner's names, and their progress."""

    def __init__(self, name, namespace, path=None, progress=None):
        self.name, self.namespace = name, namespace
        self.sheet, self.trouble = None, ""
        # Whoever runs the solutions is not learning from them.
        teaching = Path.cwd().parent.name == "solutions"
        self.progress = progress or Progress(keep=not teaching)
        path = path or find(name, ".checks")
        try:
            if path is None:
                raise FileNotFoundError(f"There is no {name}.checks beside this notebook.")
            self.sheet = keys.read(path)
        except (OSError, ValueError) as error:
            self.trouble = f"{error} Open the notebook from the course's folder exercises/{name}."

    def refusal(self, id):
        """Why there is nothing under this id, or ''."""
        if self.trouble:
            return self.trouble
        if id not in self.sheet.keys:
            which = f"There is no task {id!r} here." if id else "Say which task."
            return f"{which} The tasks are {', '.join(map(repr, self.sheet.keys))}."
        return ""

    def check(self, id=""):
        """The verdict on a task: what is seen, what it suggests, where to look.

        Shown, it is a card; its repr is the number of points earned.
        """
        id = str(id)
        if refusal := self.refusal(id):
            return Verdict(id, "", 0, 0.0, "unavailable", refusal)
        key = self.sheet.keys[id]
        replies = [reply(key.probe, self.namespace, case.inputs) for case in key.cases]
        verdict = judge(key, replies)
        self.progress.count(f"{self.name}/{id}", verdict)
        return verdict.noted(self.progress.take_note())

    def hint(self, id=""):
        """The next of the task's three hints."""
        id = str(id)
        if refusal := self.refusal(id):
            return Note("No hint", refusal)
        hints, task = self.sheet.keys[id].hints, f"{self.name}/{id}"
        given = min(self.progress.of(task)["hints"] + 1, len(hints))
        self.progress.change(task, hints=given)
        return Note(f"Hint {given} of {len(hints)} · {id}", hints[given - 1])

    def solution(self, id=""):
        """A worked solution, once the task has been attempted and where the instructor shows it."""
        id = str(id)
        if refusal := self.refusal(id):
            return Note("No solution", refusal)
        if not self.sheet.solutions or os.environ.get("NNLIB_SOLUTIONS") == "off":
            return Note("No solution", "Your instructor keeps the solutions of this set back.")
        if not self.progress.of(f"{self.name}/{id}")["tries"]:
            return Note("No solution yet", f'Try it first: write something and run check("{id}").')
        code = worked(self.name, id)
        if not code:
            words = f"The worked solutions are in the course's folder solutions/{self.name}."
            return Note("No solution here", words)
        return Note(f"Solution · {id}", "One way among several:", code)


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
    desk = Session(name, sys._getframe(1).f_globals)
    return desk.check, desk.hint, desk.solution

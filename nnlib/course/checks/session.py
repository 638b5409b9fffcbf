"""The learner's session: predictions, checks, hints and solutions of a lesson or an exercise set.

    ask, check, hint, solution = start("01_a_line_is_one_neuron")

Names are looked up when `check` is called, so cells may be deleted, copied and reordered.
"""

import json
import os
import sys

from ..folders import MANIFEST, course_folder, working_folder
from ..names import current
from . import keys, own
from .advice import advise
from .asking import Guess, Records, published
from .attempts import attempt
from .cells import last_failure, names_in
from .judging import judge
from .places import RevealCells, revealed_by_cell
from .progress import Progress, may_see_solution
from .running import restore
from .verdict import Note, Verdict
from .waiting import watch


def find(name, suffix=".checks"):
    """The files with a lesson's answers: beside the notebook, of its exercises, of its turns."""
    here, course = working_folder(), course_folder()
    places = [here / f"{name}{suffix}"] if here else []
    if course:
        places.append(course / "exercises" / name / f"{name}{suffix}")
        places.append(course / "notebooks" / f"{name}{suffix}")
    found = {place.resolve(): place for place in places if place.is_file()}
    return list(found.values())


class Session:
    """A lesson's turns and its exercise set, the learner's names, and their progress."""

    def __init__(self, name, namespace, path=None, progress=None):
        self.named, self.name, self.namespace = name, current(name), namespace
        last_failure(())  # from now on, every run of a cell is heard of
        self.sheets, self.failure, self.places, self.waiting = [], "", None, None
        # Whoever runs the solutions is not learning from them.
        here = working_folder()
        teaching = here is not None and here.parent.name == "solutions"
        self.learning = not teaching and not published()
        self.progress = progress or Progress(keep=self.learning)
        paths = [path] if path else find(self.name)
        if not paths:
            self._fail(f"There is no {self.name}.checks beside this notebook.")
        for one in paths:
            try:
                self.sheets.append(keys.read_sheet(one))
            except (OSError, ValueError) as error:
                self._fail(error)

    def _fail(self, why):
        self.failure = f"{why} Open the notebook from the course's folder exercises/{self.name}."

    @property
    def keys(self):
        """{id: Key} of all tasks and turns; of two for one id, that nearest to the notebook."""
        return {id: key for sheet in reversed(self.sheets) for id, key in sheet.keys.items()}

    def today(self, id):
        """An id as it is now, where the lesson or the task had another name before.

        It may be typed with a space, a comma or another case.
        """
        typed = id.strip().replace(",", ".").lower()
        id = next((one for one in self.keys if one.lower() == typed), id)
        name, _, now = current(f"{self.named}/{id}").partition("/")
        return now if name == self.name else f"{name}/{now}"

    def refusal(self, id):
        """Why there is nothing under this id, or ''."""
        if id in self.keys:
            return ""
        if "/" in id:
            lesson, _, task = id.partition("/")
            return f"This task has moved: it is now {task}, in {lesson}."
        if self.failure:
            return self.failure
        which = f"There is no task {id!r} here." if id else "Say which task."
        return f"{which} The tasks are {', '.join(map(repr, self.keys))}."

    def ask(self, question, id="", unit="", options=(), guess=None, sure=None):
        """Ask for a prediction; `reveal` of the Guess that comes back sets the answer beside it.

        `unit` says what a number counts, `options` are those of a choice.  A front end without the
        form takes the learner's own `guess`, and how `sure` they are: 1, 2 or 3.
        """
        records = Records(self.progress, self.name)
        asked = Guess(question, self.today(str(id)), unit, options, records, self.places)
        if self.places:
            self.places.asked[asked.id] = asked
        asked.ask() if guess is None or published() else asked.type(guess, sure)
        return asked

    def check(self, id=""):
        """The verdict on a task: what is seen, what it suggests, where to look.

        In a notebook it is a card, and its plain text the number of points earned.
        """
        id = self.today(str(id))
        if refusal := self.refusal(id):
            return Verdict(id, "", 0, 0.0, "unavailable", refusal)
        key = self.keys[id]
        if not key.cases:
            return Verdict(id, key.title, key.points, 0.0, "unavailable", SEALED)
        if failure := last_failure(names_in(key.stub)):
            return Verdict(id, key.title, key.points, 0.0, "stale", stale(*failure))
        lost = restore()
        tried = attempt(key, self.namespace)
        lost += restore()
        verdict = judge(key, tried)
        self.progress.count(f"{self.name}/{id}", verdict, tried.number)
        if self.waiting:
            self.waiting.checked(id, verdict)
        notes = [self.progress.take_note()]
        if verdict.right and getattr(key.probe, "keep", "") and self.learning:
            notes.append(own.keep(key, self.namespace))
        if lost:
            names = ", ".join(f"`{name}`" for name in dict.fromkeys(lost))
            notes.append(f"{names} had been given another meaning, and has its own again.")
        return verdict.noted("\n".join(filter(None, notes)))

    def hint(self, id=""):
        """The next of the task's hints."""
        id = self.today(str(id))
        if refusal := self.refusal(id):
            return Note("No hint", refusal)
        hints, task = self.keys[id].hints, f"{self.name}/{id}"
        self.progress.change(task, lambda record: {"hints": record["hints"] + 1})
        given = min(self.progress.of(task)["hints"], len(hints))
        return Note(f"Hint {given} of {len(hints)} · {id}", hints[given - 1])

    def solution(self, id="", surrender=False):
        """A worked solution, where the instructor shows it.

        It opens after two different answers or a right one.  `surrender=True` opens it at once, and
        that is recorded.
        """
        id = self.today(str(id))
        if refusal := self.refusal(id):
            return Note("No solution", refusal)
        kept_back = not all(one.solutions for one in self.sheets if id in one.keys)
        if kept_back or os.environ.get("NNLIB_SOLUTIONS") == "off":
            return Note("No solution", "Your instructor keeps the solutions of this set back.")
        task = f"{self.name}/{id}"
        if not may_see_solution(self.progress.of(task)):
            if surrender is not True:
                return Note("No solution yet", BEFORE.format(id))
            self.progress.give_up(task)
        code = worked(self.name, id)
        if not code:
            where = f"the course's repository, in solutions/{self.name}"
            return Note("No solution here", f"The worked solutions are in {where}.")
        return Note(f"Solution · {id}", "One way among several:", code)


IN_YOUR_CELL = "Write this list into your cell and run the check there: that is what counts."
SEALED = (
    "This question has numbers of your own. Your answer is looked at when the set is graded, and "
    "not before."
)
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
    """The code of a task in the solutions' notebook, or of a turn in its lesson; '' without it."""
    course = course_folder()
    for kind, folder in (("task", f"solutions/{name}"), ("turn", "notebooks")):
        path = course and course / folder / f"{name}.ipynb"
        if path and path.is_file():
            cells = json.loads(path.read_text("utf-8"))["cells"]
            wanted = f"{kind}-{id.lower().replace('.', '-')}"
            found = "".join("".join(cell["source"]) for cell in cells if cell.get("id") == wanted)
            lines = [line for line in found.splitlines() if not line.strip().startswith("### ")]
            if lines:
                return "\n".join(lines)
    return ""


def own_network(name="09_build_nnlib_and_prove_it", id="9.d"):
    """The learner's network of lesson 09 as a module: start, slopes, predict, train.

    Where there is none, or it fails its check, a sentence says so and the published one comes.
    """
    found = [sheet for path in find(name) if id in (sheet := keys.read_sheet(path)).keys]
    if not found:
        raise FileNotFoundError(f"own_network: there is no {name}.checks in the course's folder.")
    key = found[0].keys[id]
    mine, why = (None, "the lesson is being published") if published() else own.kept(key)
    if mine is None:
        print(f"This is the published network, since {why}")
        mine = own.module(key.probe.keep, f"import numpy as np\n\n\n{worked(name, id)}")
    return mine


def arrange(task):
    """The lines of a task such as "11_many_classes/11.4", to be put in order on the page.

    The page shows the list for the learner's cell, which is what counts, and can have it looked at.
    """
    from .arranging import Arrangement
    from .ordering import Order

    name, _, id = task.partition("/")
    session = Session(name, {})
    if refusal := session.refusal(id):
        return Note("No lines", refusal)
    key = session.keys[id]
    if not isinstance(key.probe, Order):
        return Note("No lines", f"Task {id} has no lines to be put in order.")

    def judged(order):
        verdict = judge(key, attempt(key, {key.probe.name: order}))
        return verdict.noted(IN_YOUR_CELL) if verdict.right else verdict

    return Arrangement(f"{id} {key.title}", key.probe, judged)


def reveal_cells_of(name, waiting):
    """The cells of a lesson that reveal, where a notebook's cells are heard of; else None."""
    course = course_folder()
    lesson = course and course / "notebooks" / f"{name}.ipynb"
    if waiting and lesson and lesson.is_file():
        return RevealCells(revealed_by_cell(lesson), lambda: waiting.cell, waiting.unproved)
    return None


def start(name):
    """(ask, check, hint, solution) of a lesson and its exercises, for the notebook that calls this.

    In the learner's edition, cells then wait for the turns that they need.
    """
    namespace, here = sys._getframe(1).f_globals, working_folder()
    session = Session(name, namespace)
    if here is not None and (here / MANIFEST).exists():
        session.waiting = watch(namespace, session.name)
        session.places = reveal_cells_of(session.name, session.waiting)
    return session.ask, session.check, session.hint, session.solution

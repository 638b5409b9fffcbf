"""A class that was never there: students s001, s002, … whose answers and marks are known.

The marks come from the specs, and from numbers set side by side here: no grader has a hand in them.
A student answers each task of a set rightly, with a misconception of its spec, or not at all, and
keeps a notebook as students do: cells of their own, plots, a check that was deleted.
"""

import json
from dataclasses import dataclass
from random import Random

import numpy as np

from nnlib.course.authoring.building import make_exercise
from nnlib.course.authoring.source import cell_id
from nnlib.course.checks.probes import Failure

# How a student works: the chances that a task is right, has a slip, is left as it was, and is left
# out with all that follow it.
MANNERS = {
    "careful": (1.0, 0.0, 0.0, 0.0),
    "learning": (0.55, 0.35, 0.10, 0.0),
    "stuck": (0.2, 0.6, 0.2, 0.0),
    "out of time": (0.75, 0.15, 0.0, 0.10),
    "never began": (0.0, 0.0, 0.0, 1.0),
}
SHARES = (0.3, 0.4, 0.12, 0.12, 0.06)
SCRATCH = (
    "import matplotlib.pyplot as plt",
    "%matplotlib inline",
    "print(np.__version__)",
    "# to do: ask about this one",
    "plt.figure(); plt.plot(np.arange(5) ** 2); plt.show()",
    "np.arange(3) @ np.arange(4)",  # an error that nothing depends on
)
SEEDS = (11, 12)  # inputs on which a slip is looked at; its right parts are right on all of them


@dataclass(frozen=True)
class Expected:
    """What one task of one student is to come to."""

    status: str
    points: float
    misconception: str | None = None


RIGHT, UNTOUCHED = "right", "not attempted"


@dataclass(frozen=True)
class Simulated:
    """One student's notebook of one set, and what each of its tasks is to come to, by id."""

    student: str
    source: object
    notebook: dict
    expected: dict

    @property
    def points(self):
        return round(sum(one.points for one in self.expected.values()), 2)


def simulated_class(sources, size, seed=0):
    """Every student of a class with every set; the same seed makes the same class."""
    rng = Random(seed)
    students = [f"s{number:03d}" for number in range(1, size + 1)]
    for student in students:
        (manner,) = rng.choices([*MANNERS], SHARES)
        for source in sources:
            yield simulated(source, student, MANNERS[manner], rng)


def simulated(source, student, chances, rng):
    """A student's work on a set."""
    notebook, expected, gone = as_dict(make_exercise(source)), {}, False
    for exercise in source.exercises:
        choices = ("right", "slip", "untouched", "gone")
        (what,) = ("gone",) if gone else rng.choices(choices, chances)
        gone = what == "gone"
        code, expected[exercise.task.id] = answered(exercise, what, rng)
        if code:
            cell = next(c for c in notebook["cells"] if c["id"] == cell_id(exercise.task.id))
            cell["source"] = code
    live_in(notebook, rng)
    return Simulated(student, source, notebook, expected)


def answered(exercise, what, rng):
    """(the code of an answer, what it is to come to); no code for one that is left as it was."""
    task = exercise.task
    if what == "right":
        code = rng.choice([exercise.reference, *task.alternatives])
        return code, Expected(RIGHT, task.points)
    if what == "slip":
        slip = rng.choice(task.misconceptions)
        return exercise.mistaken(slip), expected_of(exercise, slip)
    return "", Expected(UNTOUCHED, 0.0)


def expected_of(exercise, slip):
    """What a slip is to come to: the share of the parts that it leaves right, by their numbers."""
    task, wrong, parts = exercise.task, set(), {}
    for seed in SEEDS:
        inputs = exercise.inputs(seed)
        pairs = zip(
            exercise.replies(exercise.reference, inputs),
            exercise.replies(exercise.mistaken(slip), inputs),
            strict=True,
        )
        for right, came in pairs:
            for name, number in right.items():
                parts.setdefault(name, False)
                if isinstance(came, Failure):
                    continue  # what has no answer tells nothing of its parts
                parts[name] |= bool(np.any(number != 0))
                if name not in came or not alike(came[name], number, task.tolerance):
                    wrong.add(name)
    forms = set(task.probe.forms)
    earning = [name for name in parts if name not in forms or name in wrong]
    earned = [name for name in parts if parts[name] and name not in wrong | forms]
    share = len(earned) / len(earning) if len(earned) < len(earning) else 0.0
    points = round(task.points * share, 2)
    return Expected("partly" if points else "wrong", points, slip.name)


def alike(came, wanted, tolerance):
    """True for equal words, or numbers of one shape that differ by no more than the tolerance."""
    came, wanted = np.asarray(came), np.asarray(wanted)
    if came.shape != wanted.shape or (came.dtype.kind == "U") != (wanted.dtype.kind == "U"):
        return False
    if wanted.dtype.kind == "U":
        return bool(np.all(came == wanted))
    largest = np.max(np.abs(wanted[np.isfinite(wanted)]), initial=0) or 1
    return np.allclose(came, wanted, rtol=0, atol=tolerance * largest, equal_nan=True)


def live_in(notebook, rng):
    """What a notebook looks like that somebody has worked in."""
    cells = notebook["cells"]
    for _ in range(rng.randrange(3)):
        source = rng.choice(SCRATCH)
        after = rng.randrange(3, len(cells) + 1)
        cells.insert(after, code_cell(source, f"own-{rng.randrange(10**6):06d}"))
    if rng.random() < 0.2:
        checks = [cell for cell in cells if cell.get("id", "").startswith("check-")]
        cells.remove(rng.choice(checks))
    count = 0
    for cell in cells:
        if cell["cell_type"] == "code" and cell["source"]:
            count += 1
            cell["execution_count"] = count


def code_cell(source, id):
    made = {"cell_type": "code", "id": id, "metadata": {}, "source": source}
    return made | {"outputs": [], "execution_count": None}


def as_dict(notebook):
    """A notebook as JSON has it."""
    return json.loads(json.dumps(notebook))


def hand_in(work, folder):
    """Write a student's notebook where submissions lie; returns its path."""
    path = folder / work.student / f"{work.source.name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(work.notebook), "utf-8")
    return path


def handed_in(sources, size, folder, seed=0):
    """Write a whole class into a folder; returns {(student, set): its Simulated}."""
    made = {}
    for work in simulated_class(sources, size, seed):
        hand_in(work, folder)
        made[work.student, work.source.name] = work
    return made

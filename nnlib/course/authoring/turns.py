"""Turns: what a learner writes inside a lesson, from the lesson and `solutions/NAME/turns.py`.

The reference of turn 7.a is the cell `turn-7-a` of notebooks/NAME.ipynb.  It runs on the set-up and
on those cells above it that it needs, which must be no turns: a slip in one cannot fail another.
Its key comes into notebooks/NAME.checks, and the proofs of tasks run over it too.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import nbformat

from .. import dataflow
from ..checks import keys
from ..checks.judging import verdict_on
from ..checks.waiting import turns_of
from ..folders import course_folder
from ..lessons.edition import blank, lesson
from ..regions import BEGIN, REGION
from .building import equal, make_sheet
from .leakage import strings, tokens
from .proofs import PROOFS
from .source import Source, SourceExercise, SpecError, execute, named, spec_of

START = "nn.checks.start("
IMPORTS = "import numpy as np\nimport nnlib as nn"  # as the set-up of every lesson has them
LEAST, RUN = 5, 8
HEADERS = ("def ", "class ", "for ", "while ", "if ", "with ", "return\n")
# The proofs of tasks that hold for turns as they stand.
SHARED = (
    "right_answers_pass", "misconceptions_earn_their_message", "misconceptions_differ",
    "mutants_are_killed", "the_handed_out_file_judges_alike",
)  # fmt: skip
TURN_PROOFS = {name: PROOFS[name] for name in SHARED}


def turn_proof(function):
    """Register a proof of turns under its own name."""
    TURN_PROOFS[function.__name__] = function
    return function


def turn_id(id):
    """The id of a turn's cell.

    >>> turn_id("7.a")
    'turn-7-a'
    """
    return f"turn-{id.lower().replace('.', '-')}"


@dataclass(frozen=True)
class Turns(Source):
    """The turns of one lesson; `folder` is solutions/NAME."""

    @property
    def path(self):
        """The lesson."""
        return self.folder.parents[1] / "notebooks" / f"{self.name}.ipynb"

    @property
    def handed_out(self):
        """The folder with the `.checks` file."""
        return self.path.parent

    @cached_property
    def notebook(self):
        return nbformat.read(self.path, as_version=4)

    @cached_property
    def _spec(self):
        return spec_of(self.folder / "turns.py", "TURNS")

    @property
    def questions(self):
        return ()

    @cached_property
    def code(self):
        """The code cells, the set-up without the line that starts a session."""
        cells = [cell for cell in self.notebook.cells if cell.cell_type == "code"]
        for number, cell in enumerate(cells):
            if START in cell.source:
                lines = [line for line in cell.source.splitlines() if START not in line]
                cells[number] = nbformat.from_dict(cell | {"source": "\n".join(lines)})
        return cells

    @cached_property
    def exercises(self):
        return tuple(TurnExercise(self, turn) for turn in self._spec["TURNS"])


@dataclass(frozen=True, eq=False)
class TurnExercise(SourceExercise):
    """A turn in its lesson."""

    @cached_property
    def place(self):
        """The number of the turn's cell among the code cells."""
        wanted = turn_id(self.task.id)
        found = [n for n, cell in enumerate(self.source.code) if cell.get("id") == wanted]
        if len(found) != 1 or BEGIN not in self.source.code[found[0]].source:
            raise SpecError(
                f"{self.source.name}: turn {self.task.id} needs one cell of the lesson with the id "
                f"{wanted}, with {BEGIN} in it."
            )
        return found[0]

    @cached_property
    def reference(self):
        return self.source.code[self.place].source

    @cached_property
    def given(self):
        """What every answer may use, and the cells above that it needs, directly or not."""
        above = self.source.code[: self.place]
        sources = [cell.source for cell in above]
        chosen = dataflow.needed(sources, dataflow.of(self.reference).reads)
        for cell in (above[number] for number in chosen):
            if BEGIN in cell.source:
                raise SpecError(
                    f"{self.source.name}: turn {self.task.id} needs what the turn {cell.id} "
                    "defines; let it come in as an argument, so that one slip spoils one turn."
                )
        return [IMPORTS, *(sources[number] for number in chosen)]

    def namespace(self, code):
        try:
            return execute(*self.given, code)
        except Exception as error:
            raise SpecError(
                f"{self.source.name}: turn {self.task.id} stops with {error!r} in\n{code}"
            ) from error

    def key(self, seed=None, misconceptions=None):
        made = super().key(seed, misconceptions)
        return replace(made, stub=blank(self.reference, frozenset(self.task.probe.names)))


def all_turns(names=(), folder=None):
    """The lessons with turns that have these names (whole, or their number); without names, all."""
    specs = sorted((folder or course_folder()).glob("solutions/*/turns.py"))
    every = [Turns(spec.parent) for spec in specs]
    return [one for one in every if not names or named(one, names)]


def build_turns(source, check=False, solutions=True):
    """Write the lesson's `.checks` where it has changed and return its path; or only say so."""
    path = source.handed_out / f"{source.name}.checks"
    made = keys.to_bytes(make_sheet(source, solutions))
    if equal(path, made):
        return []
    if not check:
        path.write_bytes(made)
    return [path]


@turn_proof
def turn_is_complete(source):
    """Each turn of the lesson has a spec, each spec a turn, with what the learner needs."""
    ids = [exercise.task.id for exercise in source.exercises]
    cells = [c.id for c in source.code if BEGIN in c.source]
    for cell in sorted(set(cells) ^ set(map(turn_id, ids))):
        yield f"{cell} stands in the lesson or in turns.py, and not in the other"
    for exercise in source.exercises:
        turn = exercise.task
        names = {m.name for m in turn.misconceptions}
        messages = {m.message for m in turn.misconceptions}
        for fine, fault in (
            (ids.count(turn.id) == 1, "is there twice"),
            (1 <= len(turn.hints) <= 3, "needs one to three hints"),
            (len(turn.alternatives) >= 1, "needs a right answer that is written otherwise"),
            (len(names) >= 3, "needs three misconceptions, each with a name of its own"),
            (len(names) == len(messages), "has two misconceptions that are told the same"),
            (turn.why, "does not say why its tolerance is what it is"),
            (turn.points == 0, "has points, which only an exercise has"),
        ):
            if not fine:
                yield f"turn {turn.id} {fault}"


@turn_proof
def boundaries_of_stated_ranges_are_tried(source):
    """A turn that says what its inputs may be is tried at their boundaries, like a task."""
    stated = [exercise for exercise in source.exercises if exercise.task.ranges]
    yield from PROOFS["boundaries_are_tried"](with_exercises(source, stated))


def with_exercises(source, exercises):
    """The source with these exercises only."""
    other = Turns(source.folder)
    other.__dict__["exercises"] = tuple(exercises)
    return other


@turn_proof
def untouched_turns_are_not_attempted(source):
    """In the learner's edition, where its names stand for nothing yet, no turn is attempted."""
    names = dict.fromkeys(turns_of(source.notebook), ...)
    edition = [cell["source"] for cell in lesson(source.notebook)["cells"]]
    for exercise in source.exercises:
        kind = verdict_on(exercise.key(misconceptions=()), dict(names)).kind
        if kind != "untouched":
            yield f"turn {exercise.task.id}: untouched, it is judged '{kind}'"
        blanked = blank(exercise.reference, frozenset(exercise.task.probe.names))
        if not dataflow.left_open(blanked) or not any(blanked in one for one in edition):
            yield f"turn {exercise.task.id} is not blank in the learner's edition"


@turn_proof
def turns_do_not_leak(source):
    """No line of a turn's solution stands in the learner's edition or in the `.checks` file."""
    with (source.handed_out / f"{source.name}.checks").open("rb") as file:
        words, _ = keys.contents(file)
    edition = [cell["source"] for cell in lesson(source.notebook)["cells"]]
    for cell, line in told(source.code, [*edition, *strings(words)]):
        yield f"{cell}: '{line}' of the solution is in the learner's edition"


@turn_proof
def no_turn_answers_an_exercise(source):
    """No line of an exercise's solution is one of a turn."""
    path = source.folder / f"{source.name}.ipynb"
    if path.is_file():
        cells = nbformat.read(path, as_version=4).cells
        regions = [body for cell in source.code for _, body in REGION.findall(cell.source)]
        for cell, line in told(cells, regions):
            yield f"'{line}' of a turn is the answer of {cell}"


@turn_proof
def turns_are_up_to_date(source):
    """What is committed is what the lesson and its spec generate."""
    for path in build_turns(source, check=True):
        yield f"{path.name} is stale; run: course.py build {source.name}"


def told(cells, texts):
    """(cell id, line) for lines of solution regions that stand in one of the texts.

    A line tells when it has LEAST tokens and stands there whole, or when RUN of them do; one that
    only begins a block tells nothing.
    """
    public = [tuple(tokens(piece)) for text in texts for line in text.splitlines()
              for piece in (line, *line.split("`"))]  # fmt: skip
    for cell in cells:
        for _, body in REGION.findall(cell.source):
            for line in filter(None, map(str.strip, body.splitlines())):
                words = tuple(tokens(line))
                if len(words) < LEAST or line.startswith(HEADERS):
                    continue
                n = min(len(words), RUN)
                runs = {words[i : i + n] for i in range(len(words) - n + 1)}
                if any(one[i : i + n] in runs for one in public for i in range(len(one) - n + 1)):
                    yield cell.get("id"), line


def prove_turns(source):
    """Every fault that the proofs find, as sentences."""
    return [f"{name}: {fault}" for name, check in TURN_PROOFS.items() for fault in check(source)]

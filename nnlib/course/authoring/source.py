"""The single source of an exercise set: `solutions/NAME/NAME.ipynb` and its `spec.py`.

A locked code cell that is not graded is *given*: imports and data, run before every reference.
The reference of task 1.2 is the cell `task-1-2`; it runs on the given cells alone, so that a slip
in one task cannot fail another.
"""

import linecache
import runpy
from contextlib import redirect_stdout
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from inspect import isfunction, unwrap
from io import StringIO
from pathlib import Path
from traceback import extract_tb
from zlib import crc32

import numpy as np

from ..checks import keys, probes
from ..checks.cells import unused
from ..checks.comparing import same
from ..checks.judging import verdict_on
from ..files import UNFIT, in_short
from ..folders import course_folder
from ..regions import BEGIN, END, REGION
from .common import common_slips
from .ranges import at_boundaries
from .rounding import drifted, nudged
from .spec import Task


class SpecError(Exception):
    """A set that is not as it should be; the message is a sentence for its author."""


def nbgrader(cell):
    """The cell's nbgrader metadata, {} where it has none."""
    return cell.metadata.get("nbgrader", {})


def is_given(cell):
    """True for a cell that every reference can rely on."""
    about = nbgrader(cell)
    return cell.cell_type == "code" and about.get("locked", False) and not about.get("grade")


def cell_id(task_id):
    """The id of a task's solution cell."""
    return f"task-{task_id.lower().replace('.', '-')}"


def execute(*sources):
    """The namespace after running pieces of source one after the other, as cells of a notebook.

    What they print is not shown.
    """
    namespace = {"__name__": "__main__"}
    for number, source in enumerate(sources, start=1):
        file = f"<cell {number}>"
        # So that the line of an error can be shown, as Jupyter does it.
        linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
        with redirect_stdout(StringIO()):
            exec(_compiled(source, file), namespace)
    return namespace


@cache
def _compiled(source, file):
    return compile(source, file, "exec")


def text_id(task_id):
    """The id of the cell with a task's text."""
    return f"text-{task_id.lower().replace('.', '-')}"


def stub(space, name):
    """What stands in place of a solution.  At the top level raising would stop the notebook."""
    work = "raise NotImplementedError()" if space else f"{name} = ..."
    return f"{space}# YOUR CODE HERE\n{space}{work}\n"


def emptied(code, name):
    """A task's cell as the learner gets it."""
    return REGION.sub(lambda match: stub(match[1], name), code).rstrip("\n")


def spec_of(path, what):
    """What an author's file defines; `what` is the name of its tasks, or of its turns."""
    try:
        found = runpy.run_path(str(path))
    except Exception as error:
        lines = [at.lineno for at in extract_tb(error.__traceback__) if at.filename == str(path)]
        line = getattr(error, "lineno", None) or (lines or [None])[-1]
        at = f" in line {line}" if line else ""
        raise SpecError(
            f"{path.parent.name}: {path.name} stops{at} with {type(error).__name__}: {error}"
        ) from error
    tasks = found.get(what)
    if not isinstance(tasks, (tuple, list)) or not all(isinstance(one, Task) for one in tasks):
        raise SpecError(f"{path.parent.name}: {path.name} must bind {what}, a tuple of its tasks.")
    return found


def remembered(method):
    """A method whose results its object keeps, as one proof after the other asks for the same."""
    return cached_property(lambda self: cache(method.__get__(self)))


@dataclass(frozen=True)
class Source:
    """A set as its author wrote it."""

    folder: Path

    @property
    def name(self):
        return self.folder.name

    @property
    def handed_out(self):
        """The folder with what a learner gets."""
        return self.folder.parents[1] / "exercises" / self.name

    @cached_property
    def notebook(self):
        import nbformat

        path = self.folder / f"{self.name}.ipynb"
        try:
            notebook = nbformat.read(path, as_version=4)
            nbformat.validate(notebook)
        except (*UNFIT[1:], nbformat.ValidationError) as error:  # what the system refuses, it says
            raise SpecError(f"{path.name} is no notebook ({in_short(error)}).") from None
        return notebook

    @cached_property
    def _spec(self):
        return spec_of(self.folder / "spec.py", "TASKS")

    @property
    def questions(self):
        return self._spec.get("QUESTIONS", ())

    @cached_property
    def given(self):
        """The sources of the given cells."""
        return [cell.source for cell in self.notebook.cells if is_given(cell)]

    @cached_property
    def exercises(self):
        """The exercises of the set, one for each task."""
        return tuple(SourceExercise(self, task) for task in self._spec["TASKS"])

    def exercise(self, id):
        """The exercise with this task id."""
        return next(one for one in self.exercises if one.task.id == id)


@dataclass(frozen=True, eq=False)
class SourceExercise:
    """A task in its set: what is right, what is wrong, and what any code replies in its place."""

    source: Source
    task: Task

    @cached_property
    def reference(self):
        """The source of the task's solution cell."""
        name, id = self.source.name, self.task.id
        found = [cell for cell in self.source.notebook.cells if cell.get("id") == cell_id(id)]
        if len(found) != 1 or BEGIN not in found[0].source or END not in found[0].source:
            raise SpecError(
                f"{name}: task {id} needs one cell with the id {cell_id(id)}, with {BEGIN} and "
                f"{END} in it."
            )
        return found[0].source

    def mistaken(self, misconception):
        """The reference with the misconception's patches; each must find its place exactly once."""
        code = self.reference
        for old, new in misconception.patches:
            if code.count(old) != 1:
                raise SpecError(
                    f"{self.source.name}: task {self.task.id}, misconception "
                    f"'{misconception.name}': {old!r} is there {code.count(old)} times, and must "
                    "be there once."
                )
            code = code.replace(old, new)
        return code

    @property
    def seed(self):
        """The seed of the cases that a learner gets: the same on every machine."""
        return crc32(f"{self.source.name}/{self.task.id}".encode())

    @remembered
    def inputs(self, seed):
        """The inputs of every case: the author's own, then those at the ranges' boundaries."""
        rng = np.random.default_rng(seed)
        drawn = list(self.task.cases(rng))
        return [*drawn, *at_boundaries(self.task, drawn, rng)]

    @remembered
    def answers(self, seed):
        """The right reply to each of these cases.  Raises SpecError where there is none."""
        answers = self.replies(self.reference, self.inputs(seed))
        for answer in answers:
            if isinstance(answer, probes.Failure):
                raise SpecError(
                    f"{self.source.name}: the reference of task {self.task.id} replies {answer}."
                )
        return answers

    def namespace(self, code):
        """What the names hold after `code` has run in place of the task's cell."""
        try:
            return execute(*self.source.given, code)
        except Exception as error:
            raise SpecError(
                f"{self.source.name}: task {self.task.id} stops with {error!r} in\n{code}"
            ) from error

    @remembered
    def namespace_of_ours(self, code):
        """The same for the author's own `code`, which has no memory: it runs once."""
        return self.namespace(code)

    def replies(self, code, cases):
        """What the author's own `code` replies to the inputs `cases`."""
        namespace = self.namespace_of_ours(code)
        probe = self.task.probe
        return [probe.settled(probes.reply(probe, namespace, case)) for case in cases]

    def key(self, seed=None, misconceptions=None):
        """The Key for a seed, a learner's if none is given: right replies, and those of slips.

        Slips are the author's and the common ones, or just the `misconceptions` that are given.
        """
        seed = self.seed if seed is None else seed
        inputs, answers = self.inputs(seed), self.answers(seed)
        wrong, messages = self.mistakes(inputs, answers, misconceptions)
        cases = tuple(
            keys.Case(case, answers[i], {name: replies[i] for name, replies in wrong.items()})
            for i, case in enumerate(inputs)
        )
        return keys.Key(
            **{field.name: getattr(self.task, field.name) for field in fields(keys.Exercise)},
            stub=emptied(self.reference, self.task.probe.name),
            messages=messages,
            cases=cases,
            idle=self.idle,
        )

    def mistakes(self, inputs, answers, misconceptions=None):
        """({slip: replies}, {slip: message}) of the slips that a key knows."""
        slips = self.task.misconceptions if misconceptions is None else misconceptions
        wrong = {m.name: self.replies(self.mistaken(m), inputs) for m in slips}
        messages = {m.name: m.message for m in slips}
        if misconceptions is None:
            for name, message, replies in common_slips(self, inputs, [answers, *wrong.values()]):
                wrong[name], messages[name] = replies, message
        return wrong, messages

    def steady_key(self):
        """The learner's key, without the replies of slips that hang on a processor's rounding.

        One over a curvature of 0 comes out anew on each kind of processor.  Such a reply changes
        when the inputs do in their last digits, and the right answer does not.
        """
        key = self.key()
        near, firm, moved = key.tolerance / 10, set(range(len(key.cases))), set()
        for turn in range(1, 4):
            inputs = [nudged(case, turn) for case in self.inputs(self.seed)]
            answers = self.replies(self.reference, inputs)
            others, _ = self.mistakes(inputs, answers)
            for i, case in enumerate(key.cases):
                if not same(answers[i], case.answer, near):
                    firm.discard(i)
                for slip in case.wrong.keys() & others.keys():
                    if drifted(others[slip][i], case.wrong[slip], near):
                        moved.add((i, slip))
        hangs = {(i, slip) for i, slip in moved if i in firm}
        cases = tuple(
            replace(case, wrong={s: r for s, r in case.wrong.items() if (i, s) not in hangs})
            for i, case in enumerate(key.cases)
        )
        return replace(key, cases=cases)

    @property
    def idle(self):
        """The arguments that the reference or another right answer never reads."""
        found = {}
        for code in (self.reference, *self.task.alternatives):
            thing = self.namespace_of_ours(code).get(self.task.probe.name)
            found |= dict.fromkeys(unused(unwrap(thing).__code__)[0] if isfunction(thing) else ())
        return tuple(found)

    def verdict(self, code, key=None):
        """The verdict on `code` in place of the task's cell, by the key that a learner gets."""
        return verdict_on(key or self.key(), self.namespace(code))


def named(source, names):
    """True for a set that one of the names means: whole, or its number."""
    return bool({source.name, source.name.split("_")[0]} & set(names))


def sources(names=(), folder=None):
    """The sets with these names (whole, or their number); without names, all."""
    specs = sorted((folder or course_folder()).glob("solutions/*/spec.py"))
    every = [Source(spec.parent) for spec in specs]
    chosen = [one for one in every if not names or named(one, names)]
    strange = set(names) - {part for one in every for part in (one.name, one.name.split("_")[0])}
    if strange or not chosen:
        known = ", ".join(one.name for one in every) or "none"
        raise SpecError(
            f"There is no set {', '.join(strange) or 'at all'}; the sets are: {known}. Each is a "
            "folder of solutions/ with its spec.py."
        )
    return chosen

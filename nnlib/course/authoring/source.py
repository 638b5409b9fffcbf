"""The single source of an exercise set: `solutions/NAME/NAME.ipynb` and its `spec.py`.

A locked code cell that is not graded is *given*: imports and data, run before every reference.
The reference of task 1.2 is the cell `task-1-2`; it runs on the given cells alone, so that a slip
in one task cannot fail another.
"""

import linecache
import runpy
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from ..checks import probes
from ..folders import course_folder

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


class SpecError(Exception):
    """A set that is not as it should be; the message is a sentence for its author."""


def nbgrader(cell):
    """The cell's nbgrader metadata, {} where it has none."""
    return cell.metadata.get("nbgrader", {})


def cell_id(task_id):
    """The id of a task's solution cell."""
    return f"task-{task_id.replace('.', '-')}"


def execute(*sources):
    """The namespace after running pieces of source one after the other, as cells of a notebook."""
    namespace = {"__name__": "__main__"}
    for number, source in enumerate(sources, start=1):
        file = f"<cell {number}>"
        # So that the line of an error can be shown, as Jupyter does it.
        linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
        exec(_compiled(source, file), namespace)
    return namespace


@cache
def _compiled(source, file):
    return compile(source, file, "exec")


@dataclass(frozen=True)
class Source:
    """A set as its author wrote it."""

    folder: Path

    @property
    def name(self):
        return self.folder.name

    @cached_property
    def notebook(self):
        import nbformat

        path = self.folder / f"{self.name}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        return notebook

    @cached_property
    def _spec(self):
        return runpy.run_path(str(self.folder / "spec.py"))

    @property
    def tasks(self):
        return self._spec["TASKS"]

    @property
    def questions(self):
        return self._spec.get("QUESTIONS", ())

    @cached_property
    def given(self):
        """The sources of the given cells."""
        return [
            cell.source
            for cell in self.notebook.cells
            if cell.cell_type == "code"
            and nbgrader(cell).get("locked")
            and not nbgrader(cell).get("grade")
        ]

    def reference(self, task):
        """The source of the task's solution cell."""
        found = [cell for cell in self.notebook.cells if cell.get("id") == cell_id(task.id)]
        if len(found) != 1 or BEGIN not in found[0].source or END not in found[0].source:
            raise SpecError(
                f"{self.name}: task {task.id} needs one cell with the id {cell_id(task.id)}, with "
                f"{BEGIN} and {END} in it."
            )
        return found[0].source

    def mistaken(self, task, misconception):
        """The reference with the misconception's patches; each must find its place exactly once."""
        code = self.reference(task)
        for old, new in misconception.patches:
            if code.count(old) != 1:
                raise SpecError(
                    f"{self.name}: task {task.id}, misconception '{misconception.name}': "
                    f"{old!r} is there {code.count(old)} times, and must be there once."
                )
            code = code.replace(old, new)
        return code

    def replies(self, task, code, cases):
        """What `code` in place of the task's cell replies to the inputs `cases`."""
        try:
            namespace = execute(*self.given, code)
        except Exception as error:
            raise SpecError(
                f"{self.name}: task {task.id} stops with {error!r} in\n{code}"
            ) from error
        return [probes.reply(task.probe, namespace, inputs) for inputs in cases]


def sources(names=(), folder=None):
    """The sets with these names (whole, or their number); without names, all."""
    specs = sorted((folder or course_folder()).glob("solutions/*/spec.py"))
    every = [Source(spec.parent) for spec in specs]
    chosen = [one for one in every if not names or {one.name, one.name.split("_")[0]} & set(names)]
    strange = set(names) - {part for one in every for part in (one.name, one.name.split("_")[0])}
    if strange or not chosen:
        known = ", ".join(one.name for one in every) or "none"
        raise SpecError(f"There is no set {', '.join(strange) or 'at all'}; the sets are: {known}.")
    return chosen

"""The code of a class as plain files, one for each task and student: for MOSS, JPlag and Dolos.

DIR/SET/TASK/STUDENT.py is what a student wrote in the task, and DIR/SET/base/TASK.py what was
handed out, which these tools leave out of account.  Cells that nobody wrote in are left out, or all
of them would look alike.
"""

import re

from ..authoring.source import emptied
from ..drafts import write_whole
from ..names import LESSON_NUMBER, LESSON_NUMBER_IN_CELLS
from .handed import cell_names, cell_source, cells_of, notebook_in
from .submissions import submissions_in

CELL_OF_TASK = re.compile(rf"(?:text|task|check)-({LESSON_NUMBER_IN_CELLS})-(\w+)")
HEADING = re.compile(rf"^#+\s*({LESSON_NUMBER}\.\w+)\b", re.MULTILINE)
CHECKS = re.compile(r"\s*(?:check|hint|solution)\([\"'\w.]*\)\s*")
MAGIC = re.compile(r"^(\s*)([%!])", re.MULTILINE)


def answers(content, given=()):
    """{task: code} of a notebook's bytes: the code cells from a task's text to the next task's.

    A cell's id says its task, or else the last heading above it.  Cells as they are `given` to all
    are nobody's answer.
    """
    found, task = {}, None
    for cell in cells_of(notebook_in(content)):
        text = cell_source(cell)
        named = [match for name in cell_names(cell) if (match := CELL_OF_TASK.fullmatch(name))]
        if named:
            lesson, within = named[0].groups()
            task = f"{lesson.upper()}.{within}"
        elif cell.get("cell_type") != "code" and (heading := HEADING.search(text)):
            task = heading[1]
        own = cell.get("cell_type") == "code" and text.strip() and text.strip() not in given
        if task and own and not CHECKS.fullmatch(text):
            found.setdefault(task, []).append(MAGIC.sub(r"\1# \2", text))
    return {task: "\n\n".join(pieces) + "\n" for task, pieces in found.items()}


def stubs_of(source):
    """{task: code} of a set as the learner gets it."""
    return {
        one.task.id: emptied(one.reference, one.task.probe.name) + "\n" for one in source.exercises
    }


def write_plain(submissions, folder, solutions):
    """Write the code of all submissions below `folder`; returns how many answers there are.

    `solutions` are the sets' sources by name.
    """
    found, _ = submissions_in(submissions, list(solutions))
    by_set = {}
    for one in found:
        if one.path is not None:
            by_set.setdefault(one.set, []).append(one)
    return sum(_write_set(solutions[name], ones, folder / name) for name, ones in by_set.items())


def _write_set(source, submissions, folder):
    """The same for one set."""
    bases, given = stubs_of(source), {text.strip() for text in source.given}
    _write_all(folder / "base", bases)
    written = 0
    for one in submissions:
        for task, code in answers(one.path.read_bytes(), given).items():
            if task in bases and code.split() != bases[task].split():
                _write_all(folder / task, {one.student: code})
                written += 1
    return written


def _write_all(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, code in files.items():
        write_whole(folder / f"{name}.py", code.encode("utf-8", "replace"))

"""From the single source, what a learner gets: the notebook with stubs, and the `.checks` file."""

import json
import re
from io import BytesIO
from zipfile import BadZipFile
from zlib import crc32

import numpy as np

from ..checks import keys
from ..checks.probes import Trouble
from .source import BEGIN, END, SpecError, cell_id

REGION = re.compile(rf"^([ \t]*){BEGIN}\n(.*?)^[ \t]*{END}(?:\n|\Z)", re.DOTALL | re.MULTILINE)


def seed(name, task_id):
    """The seed of the cases that a learner gets: the same on every machine."""
    return crc32(f"{name}/{task_id}".encode())


def make_key(source, task, seed):
    """The Key of a task: the reference's and each misconception's replies to the seed's cases."""
    inputs = list(task.cases(np.random.default_rng(seed)))
    answers = source.replies(task, source.reference(task), inputs)
    for answer in answers:
        if isinstance(answer, Trouble):
            raise SpecError(f"{source.name}: the reference of task {task.id} replies {answer}.")
    wrong = {
        m.name: source.replies(task, source.mistaken(task, m), inputs) for m in task.misconceptions
    }
    cases = tuple(
        keys.Case(inputs[i], answers[i], {name: replies[i] for name, replies in wrong.items()})
        for i in range(len(inputs))
    )
    return keys.Key(
        task.id, task.title, task.points, task.difficulty, task.minutes, task.formulas,
        task.probe, task.tolerance, task.hints, {m.name: m.message for m in task.misconceptions},
        cases,
    )  # fmt: skip


def make_sheet(source, solutions=True):
    """The Sheet of a set; `solutions` False keeps the worked solutions back."""
    made = {task.id: make_key(source, task, seed(source.name, task.id)) for task in source.tasks}
    return keys.Sheet(source.name, made, source.questions, solutions)


def stub(space, name):
    """What stands in place of a solution.  At the top level raising would stop the notebook."""
    work = "raise NotImplementedError()" if space else f"{name} = ..."
    return f"{space}# YOUR CODE HERE\n{space}{work}\n"


def emptied(code, name):
    """A task's cell as the learner gets it."""
    return REGION.sub(lambda match: stub(match[1], name), code).rstrip("\n")


def make_exercise(source):
    """The learner's notebook: regions replaced by stubs, no outputs; everything else as written."""
    import nbformat

    notebook = nbformat.from_dict(source.notebook)
    names = {cell_id(task.id): task.probe.name for task in source.tasks}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata.pop("execution", None)
            cell.source = emptied(cell.source, names.get(cell.id))
    return notebook


def texts(source, solutions=True):
    """{file name: bytes} of what a set generates."""
    import nbformat

    notebook = nbformat.writes(make_exercise(source), version=4) + "\n"
    checks = keys.to_bytes(make_sheet(source, solutions))
    return {f"{source.name}.ipynb": notebook.encode(), f"{source.name}.checks": checks}


def folder_of(source):
    """The folder in exercises/ that a set generates."""
    return source.folder.parents[1] / "exercises" / source.name


def equal(path, made):
    """True for a file that says what was made; a number in `.checks` may differ in last digits."""
    if not path.is_file():
        return False
    try:
        if path.suffix != ".checks":
            return json.loads(path.read_bytes()) == json.loads(made)
        with path.open("rb") as file:
            return keys.alike(keys.contents(file), keys.contents(BytesIO(made)))
    except (ValueError, KeyError, EOFError, BadZipFile):
        return False


def build(source, check=False, solutions=True):
    """Write what has changed and return the paths; with `check`, only say what would change."""
    stale = []
    for name, made in texts(source, solutions).items():
        path = folder_of(source) / name
        if equal(path, made):
            continue
        stale.append(path)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made)
    return stale

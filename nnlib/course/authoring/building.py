"""From the single source, what a learner gets: the notebook with stubs, and the `.checks` file."""

import json
from io import BytesIO
from zipfile import BadZipFile

from ..checks import keys
from .source import cell_id, emptied


def make_sheet(source, solutions=True):
    """The Sheet of a set; `solutions` False keeps the worked solutions back."""
    made = {exercise.task.id: exercise.steady_key() for exercise in source.exercises}
    return keys.Sheet(source.name, made, source.questions, solutions)


def make_exercise(source):
    """The learner's notebook: regions replaced by stubs, no outputs; everything else as written."""
    import nbformat

    notebook = nbformat.from_dict(source.notebook)
    names = {cell_id(one.task.id): one.task.probe.name for one in source.exercises}
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
    """The folder that a set generates files in."""
    return source.handed_out


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


def build_set(source, check=False, solutions=True):
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

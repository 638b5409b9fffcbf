"""A paper's fingerprints: of the grader, all the code that decides and none that does not."""

import ast
from pathlib import Path

import nnlib
from nnlib.course.grading import papers

HOUSE = Path(nnlib.__file__).parent
# What reads a notebook, runs it, asks it and judges it, inside of the sandbox and outside.
JUDGING = ("handed", "inside.runner", "marking", "papers", "passed_on", "sandbox")


def file_of(module):
    """The file of a dotted name, or None."""
    place = HOUSE.parent.joinpath(*module.split("."))
    found = (place / "__init__.py", place.with_suffix(".py"))
    return next((file for file in found if file.is_file()), None)


def imported(module):
    """The modules of nnlib that a module names in its imports, wherever they stand in it."""
    file, parts = file_of(module), module.split(".")
    package = parts if file.name == "__init__.py" else parts[:-1]
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            whole = ".".join([*above, *(node.module or "").split(".")]).strip(".")
            yield whole
            yield from (f"{whole}.{alias.name}" for alias in node.names)


def reachable(modules):
    """The files of nnlib that are run when these modules are imported and used."""
    seen, waiting = {}, list(modules)
    while waiting:
        module = waiting.pop()
        if (
            module
            and module not in seen
            and (file := file_of(module))
            and file.is_relative_to(HOUSE)
        ):
            seen[module] = file
            waiting += [*imported(module), module.rpartition(".")[0]]
    return {file.relative_to(HOUSE).as_posix() for file in seen.values()}


def test_a_record_is_good_as_long_as_the_code_that_decides_is_the_same():
    """Where --resume grades again: what judging can reach, and no page, table or export."""
    hashed = {
        path.relative_to(HOUSE).as_posix() for one in papers.DECIDING for path in HOUSE.glob(one)
    }
    assert hashed == reachable(f"nnlib.course.grading.{one}" for one in JUDGING)
    assert "course/checks/judging.py" in hashed
    assert "course/grading/report.py" not in hashed

"""A public name means one thing: no two files of nnlib define it, and no function is its file's.

Functions, classes and records count.  Left out are the letters of the formulas, which are each
page's own, and constants in capitals, a file's own settings, unless other files import them.
"""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

import nnlib

HOUSE = Path(nnlib.__file__).parent
FILES = {
    path.relative_to(HOUSE).as_posix(): path.read_text("utf-8")
    for path in sorted(HOUSE.rglob("*.py"))
}
LETTERS = "course/symbolic/formulas/"
ACTIVATIONS = {"activations", "course/symbolic/functions"}
COMMANDS = {
    "course/__main__",
    *(
        f"course/grading/{verb}"
        for verb in ("collect", "export", "grade", "inside/runner", "report", "rubric")
    ),
    *(f"course/{file}" for file in ("authoring/handout", "lessons/edition", "lessons/write")),
    *(f"course/editions/{kind}/command" for kind in ("browser", "guide", "slides", "web")),
    *(f"course/editions/{file}" for file in ("links", "wheel")),
    "course/start/look",
}
# Each name that has two homes for a reason, with these homes.
RIGHT = {
    # One meaning: an activation is the same function on numbers and on symbols.
    **dict.fromkeys(("sigmoid", "relu", "leaky_relu"), ACTIVATIONS),
    # A registry is named by its file: activations.ALL, losses.ALL.
    "ALL": {"activations", "losses"},
    # Lessons tell them apart by the room that they name: plots.show(fig, alt), symbolic.show("C6").
    "show": {"course/plots/figures", "course/symbolic/__init__"},
    # One with one right choice and where to reread: an exercise set's, and a self-test's.
    "Question": {"course/checks/keys", "course/widgets/quiz/self_test"},
    # Called by their files alone: data.line makes samples, svg.line is SVG's own element.
    "line": {"course/drawing/svg", "data"},
    # What a file does when it is run, as everywhere in Python.
    "main": COMMANDS,
    # The verb of the command, which is typed, and the call that a lesson makes.
    "prove": {"course/__main__", "course/symbolic/__init__"},
}


@cache
def parsed(source):
    return ast.parse(source)


def definitions(tree):
    """(name, whether it is a function or a class) for what a module defines at its top."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name, True
        targets = getattr(node, "targets", []) or [getattr(node, "target", None)]
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            for name in [one for target in targets for one in ast.walk(target)]:
                if isinstance(name, ast.Name):
                    yield name.id, False


def imports(tree):
    """The names that a module imports from other files of nnlib."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.level or node.module.startswith("nnlib")):
            yield from (alias.name for alias in node.names)


def doubles(files):
    """The homes of each public name that has two or more."""
    shared = {name for source in files.values() for name in imports(parsed(source))}
    homes = defaultdict(set)
    for path, source in files.items():
        page = path.startswith(LETTERS) and not path.endswith("__init__.py")
        for name, is_code in definitions(parsed(source)):
            own = name.startswith("_") or (name.isupper() and name not in shared)
            if not own and (is_code or not page):
                homes[name].add(path.removesuffix(".py"))
    return {name: where for name, where in homes.items() if len(where) > 1}


def named_like_their_file(files):
    """The files that define a function of their own name."""
    return {
        path
        for path, source in files.items()
        if Path(path).stem in {name for name, is_code in definitions(parsed(source)) if is_code}
    }


def test_a_public_name_has_one_meaning():
    found = doubles(FILES)
    faults = [
        f"{name} is defined in {', '.join(sorted(where))}: give one of them another name."
        for name, where in found.items()
        if where != RIGHT.get(name)
    ]
    faults += [
        f"{name} is no double any more: take it off the list in tests/test_names.py."
        for name in {*RIGHT} - {*found}
    ]
    assert not faults, "\n".join(faults)


def test_no_function_has_the_name_of_its_file():
    assert not named_like_their_file(FILES)


@pytest.mark.parametrize(
    ("path", "line", "name"),
    [
        ("losses.py", "def forward(): ...", "forward"),
        ("course/plots/lines.py", "class Graph: ...", "Graph"),
        ("course/drawing/svg.py", "tanh = 1", "tanh"),
        ("course/widgets/fold.py", "FORMULAS = 1", "FORMULAS"),
        (f"{LETTERS}e_xor.py", "def latex(): ...", "latex"),
    ],
)
def test_a_second_meaning_is_seen(path, line, name):
    assert name not in doubles(FILES)
    assert name in doubles(FILES | {path: f"{FILES[path]}\n{line}\n"})


def test_letters_and_settings_are_a_file_s_own():
    path = f"{LETTERS}e_xor.py"
    own = {path: f"{FILES[path]}\nline = 1\nINCHES = 2\n_latex = 3\n"}
    assert doubles(FILES | own) == doubles(FILES)


def test_a_function_of_its_file_s_name_is_seen():
    path = "course/plots/lines.py"
    changed = FILES | {path: f"{FILES[path]}\ndef lines(): ...\n"}
    assert named_like_their_file(changed) == {path}

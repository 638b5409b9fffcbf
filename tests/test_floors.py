"""The house keeps its shape: imports go down only, and the core stays small enough to read."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import nnlib

HOUSE = Path(nnlib.__file__).parent
CORE = {
    "expect": {"numpy"},
    "activations": {"numpy", "expect"},
    "losses": {"numpy", "expect"},
    "parameters": {"numpy", "expect", "activations"},
    "network": {"numpy", "expect", "losses", "parameters"},
    "numeric": {"numpy", "expect", "losses", "parameters", "network"},
    "optimizers": {"numpy", "expect", "parameters"},
    "training": {"numpy", "expect", "losses", "parameters", "network", "tqdm"},
    "data": {"numpy", "expect"},
}
DRAWING = {"matplotlib", "cycler", "PIL", "IPython"}
RUNNING = {"PIL", "traitlets", "zmq", "jupyterlab"}
# The rooms of nnlib/course by floor: each may import the core, what it is given here, and
# `folders`; what stands below it is listed by name, so that an arrow is drawn on purpose.
COURSE = {
    "drafts": set(),
    "files": set(),
    "folders": set(),
    "names": set(),
    "dataflow": set(),
    "regions": set(),
    "routes": {"files", "names"},
    "drawing": {"numpy", "sympy", "PIL", "resvg_py"},
    "checks": {"numpy", "folders", "names", "dataflow", "regions", "ipywidgets", "IPython"},
    "lessons": {
        "start",
        *("drafts", "files", "folders", "names", "dataflow", "regions", "routes"),
        *("numpy", "nbformat", "nbclient"),
        *RUNNING,
    },
    "plots": {"numpy", "drawing", "routes", *DRAWING},
    "symbolic": {"numpy", "sympy", "IPython"},
    "authoring": {
        "numpy",
        "drafts",
        "files",
        "folders",
        "dataflow",
        "regions",
        "checks",
        "lessons",
        "nbformat",
    },
    "widgets": {
        *("nnlib", "numpy", "sympy", "drawing", "routes", "plots", "symbolic"),
        *("ipywidgets", "traitlets"),  # an ipywidgets control is a record of traitlets
        *DRAWING,
    },
    "editions": {
        *(
            "nnlib",
            "drafts",
            "files",
            "folders",
            "names",
            "dataflow",
            "regions",
            "routes",
            "drawing",
            "authoring",
            "lessons",
        ),
        *("plots", "widgets", "matplotlib", "mistune", "nbformat", "pygments", "sphinx"),
        *("docutils", "websocket"),
        *("jupyterlab", "jupyterlab_server"),
    },
    "grading": {
        *("numpy", "drafts", "files", "folders", "names", "regions", "nbformat", "tqdm"),
        *("start", "drawing", "plots", "checks", "lessons", "symbolic", "authoring"),
    },
    "clinic": {"numpy", "plots"},
    "start": set(),
    "bridge": {"numpy", "torch"},
    "doctor": {
        *("nnlib", "numpy", "start", "plots", "ipywidgets", "websocket"),
        *("jupyter_client", "jupyter_core", "jupyter_server"),
    },
    "__main__": {
        "files",
        "folders",
        "routes",
        "authoring",
        "lessons",
        "symbolic",
        "grading",
        "editions",
    },
    "__init__": set(),
}
ROOMS = CORE | {"__init__": {*CORE, "numpy"} - {"tqdm"}}
ROOMS |= {f"course/{room}": may | set(CORE) for room, may in COURSE.items()}


def room_of(path):
    parts = path.relative_to(HOUSE).with_suffix("").parts
    return "/".join(parts[:2] if parts[0] == "course" else parts[:1])


def imported(path, source):
    """What a file imports from outside its room, wherever in the file: rooms and third parties."""
    package = ["nnlib", *path.relative_to(HOUSE).parts[:-1]]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            module = [*above, *([node.module] if node.module else [])]
            names = [".".join([*module, alias.name]) for alias in node.names]
        else:
            continue
        yield from filter(None, map(whose, names))


def whose(name):
    """The room or the third party that a dotted name belongs to; "" for the standard library."""
    top, *below = name.split(".")
    if top != "nnlib":
        return "" if top in sys.stdlib_module_names else top
    below = below[1:] if below[:1] == ["course"] else below
    return below[0] if below and below[0] in CORE | COURSE else "nnlib"


def too_high(path, source):
    """What a file imports that its room may not."""
    room = room_of(path)
    return set(imported(path, source)) - ROOMS[room] - {room.removeprefix("course/")}


FILES = sorted(HOUSE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_imports_go_down_only(path):
    assert room_of(path) in ROOMS, "a new room: give it its floor here and in the design"
    assert too_high(path, path.read_text("utf-8")) == set()


@pytest.mark.parametrize(
    ("file", "line", "found"),
    [
        ("losses.py", "from .network import forward", "network"),
        ("losses.py", "from . import network", "network"),
        ("losses.py", "import nnlib.network", "network"),
        ("network.py", "from .training import fit", "training"),
        ("network.py", "def draw():\n    import matplotlib.pyplot as plt", "matplotlib"),
        ("network.py", "import nnlib", "nnlib"),
        ("network.py", "from .course import plots", "plots"),
        ("network.py", "from nnlib.course.plots import lines", "plots"),
        ("course/plots/lines.py", "from ..widgets.stage import shell", "widgets"),
        ("course/plots/lines.py", "from nnlib import widgets", "widgets"),
        ("course/checks/keys.py", "from ..symbolic import Graph", "symbolic"),
        ("course/drawing/svg.py", "from ..plots.figures import png", "plots"),
        ("course/widgets/stage/bar.py", "import plotly", "plotly"),
    ],
)
def test_an_import_upwards_is_seen(file, line, found):
    assert too_high(HOUSE / file, line) == {found}


def loaded_after(modules):
    """The packages that `import nnlib` loads in a process that has these already."""
    program = (
        f"import {modules}; before = set(sys.modules); import nnlib;"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    command = [sys.executable, "-c", program]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_importing_nnlib_loads_numpy_and_nothing_else():
    assert loaded_after("sys") - sys.stdlib_module_names == {"nnlib", "numpy"}


def test_beyond_numpy_importing_nnlib_loads_little():
    # pathlib and zipfile, which only `save`, `load` and `digits` need, would triple its time.
    assert loaded_after("sys, numpy") <= {"nnlib", "copy", "copyreg", "dataclasses", "org"}


def code_lines(source):
    """The lines of code: not blank, no comment, no docstring."""
    tree = ast.parse(source)
    lines = {
        number
        for number, line in enumerate(source.splitlines(), 1)
        if line.strip() and not line.strip().startswith("#")
    }
    for node in ast.walk(tree):
        documented = isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        if documented and ast.get_docstring(node):
            docstring = node.body[0]
            lines -= set(range(docstring.lineno, docstring.end_lineno + 1))
    return len(lines)


def test_the_core_stays_readable_in_one_sitting():
    lines = {name: code_lines((HOUSE / f"{name}.py").read_text("utf-8")) for name in CORE}
    refusing = lines.pop("expect")
    assert refusing < 150, f"expect, which only refuses, has {refusing} lines; the limit is 150."
    total, each = sum(lines.values()), ", ".join(f"{name} {n}" for name, n in lines.items())
    assert total < 600, f"The core has {total} lines of code, the limit is 600: {each}."
    readme = (HOUSE.parent / "README.md").read_text("utf-8")
    assert "The numeric core has fewer than 600 lines of code" in readme


def test_backward_stays_under_twelve_lines():
    source = (HOUSE / "network.py").read_text("utf-8")
    (backward,) = (
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == "backward"
    )
    assert code_lines(ast.get_source_segment(source, backward)) < 12


def test_lines_of_code_are_counted_without_words():
    source = '"""About."""\n\n# why\ndef f(x):\n    """Say\n    more."""\n    return x  # x\n'
    assert code_lines(source) == 2

"""A paper: one exercise set as a batch is examined on it, with fresh inputs and what is right.

Whatever of it goes into the sandbox is `given`, the stubs, the probes and the inputs; the rest
never leaves the grader.
"""

import ast
import hashlib
import platform
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import metadata

from ..authoring.source import nbgrader
from ..folders import ABOVE_NNLIB

# What of the sandbox's packages a set's given cells may ask for: {module: distribution}.
DECLARED = {"sympy": "sympy", "matplotlib": "matplotlib"}
# The code that decides: changed, it may decide otherwise.
DECIDING = (
    "*.py", "course/checks/**/*.py", "course/grading/inside/*.py",
    *(
        f"course/{name}.py"
        for name in ("__init__", "dataflow", "files", "folders", "names", "regions")
    ),
    *(
        f"course/authoring/{name}.py"
        for name in (
            "__init__", "common", "mutation", "ranges", "rounding", "source", "spec", "variants",
        )
    ),
    *(
        f"course/grading/{name}.py"
        for name in (
            "__init__", "handed", "marking", "papers", "passed_on", "protocol", "sandbox",
        )
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """A set, and the seed from which the batch's inputs are drawn, the same for every student."""

    source: object
    seed: int
    published: object = None  # of a variant, the paper that all others sit

    @property
    def name(self):
        return self.source.name

    def seed_of(self, id):
        """The seed of one task's cases; `exercise.inputs(seed)` draws them again."""
        words = f"{self.seed}/{self.name}/{id}".encode()
        return int.from_bytes(hashlib.sha256(words).digest()[:4], "little")

    @cached_property
    def keys(self):
        """The Key of each automatic task, in the set's order."""
        known = {} if self.published is None else {key.id: key for key in self.published.keys}
        return tuple(
            known[one.task.id]
            if one.task.id in known and not one.task.variants
            else one.key(self.seed_of(one.task.id))
            for one in self.source.exercises
        )

    @property
    def rounds(self):
        """[(names that are forbidden, keys)]: the notebook runs once for each of them."""
        found = defaultdict(list)
        for key in self.keys:
            found[tuple(rule for rule in key.without if rule != "loop")].append(key)
        return sorted(found.items())

    @cached_property
    def manual(self):
        """(id, title, points) of each cell that a person marks."""
        return tuple(
            (settings["grade_id"], _title(cell), settings["points"])
            for cell in self.source.notebook.cells
            if (settings := nbgrader(cell)).get("grade") and settings.get("solution")
        )

    @cached_property
    def packages(self):
        """The distributions that the set's given cells import beyond NumPy."""
        trees = map(ast.parse, self.source.given)
        nodes = [node for tree in trees for node in ast.walk(tree)]
        names = {a.name for node in nodes if isinstance(node, ast.Import) for a in node.names}
        names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
        tops = {name.split(".")[0] for name in names if name}
        return tuple(sorted(DECLARED[top] for top in tops & DECLARED.keys()))

    @property
    def reference(self):
        """The master's own code cells: pairs of a source and the cell's names."""
        cells = self.source.notebook.cells
        return [(cell.source, [cell.get("id")]) for cell in cells if cell.cell_type == "code"]

    @cached_property
    def sha256(self):
        """A fingerprint of the set: its notebook and its spec."""
        names = (f"{self.name}.ipynb", "spec.py")
        return _fingerprint(self.source.folder / name for name in names)


def _title(cell):
    """The first heading or line of a cell."""
    return next((line.lstrip("# ") for line in cell.source.splitlines() if line.strip()), "")


@cache
def grader_sha256():
    """A fingerprint of the code that decides, and of the libraries that it decides with."""
    house = ABOVE_NNLIB / "nnlib"
    files = sorted({path for pattern in DECIDING for path in house.glob(pattern)})
    libraries = [f"{name} {metadata.version(name)}" for name in ("numpy", "sympy")]
    words = [_fingerprint(files), platform.python_version(), *libraries]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _fingerprint(files):
    whole = hashlib.sha256()
    for file in files:
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()

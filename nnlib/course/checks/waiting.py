"""Cells that wait: in the learner's edition, what needs a turn that is not written yet says so.

A lesson's turns give names their values.  Until such a name has one, a cell that reads it, or that
reads what another waiting cell would have made, does not run: it says what it waits for.  A cell
in which a `...` still stands for code is not attempted.  IPython hands every cell to `visit` as a
syntax tree before it runs it, so the lesson's own cells know nothing of this.
"""

import ast
import json
import random
import re
from dataclasses import dataclass, field
from types import FunctionType, MethodType, ModuleType

import numpy as np

from ...activations import Activation
from ...losses import Loss
from .. import dataflow
from ..folders import course_folder
from ..regions import BEGIN
from .progress import NOT_TRIED
from .verdict import Note

TURN = re.compile(r"turn-(\w+)-(\w+)")
# Magics whose argument or body is Python.
TIMED = {"time", "timeit", "capture", "prun"}
# Methods that change what they are called on, and functions that change what is handed to them.
CHANGING = {
    "append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "add", "discard",
    "update", "setdefault", "popitem", "fill", "seed",
}  # fmt: skip
TRAINING = {"fit", "step", "train", "shuffle"}
FIXED = (
    ModuleType, FunctionType, MethodType, type, str, bytes, int, float, complex, tuple, frozenset,
    np.ndarray, np.generic, Activation, Loss,
)  # fmt: skip
GENERATORS = (np.random.Generator, random.Random)
A_CELL = "a cell with `...` in it"


def turns_of(notebook):
    """{name: id of the turn that gives it a value} of a notebook, a dict as JSON has it."""
    names = {}
    for cell in notebook["cells"]:
        found = TURN.fullmatch(cell.get("id", ""))
        source = "".join(cell["source"])
        if found and cell["cell_type"] == "code" and BEGIN in source:
            names |= dict.fromkeys(sorted(dataflow.of(source).binds), id_of_turn(found))
    return names


def turns_in(name):
    """The same for the published lesson `name`; {} where it cannot be read."""
    course = course_folder()
    path = course and course / "notebooks" / f"{name}.ipynb"
    try:
        return turns_of(json.loads(path.read_text("utf-8")))
    except (AttributeError, OSError, ValueError, KeyError, TypeError):
        return {}


@dataclass(frozen=True)
class Skipped:
    """Why a name has no value: the cell that gives it one waits for `roots`, names of turns."""

    cell: str
    roots: frozenset


@dataclass
class Waiting:
    """What is not written yet in one notebook.

    `open` maps a name to the turn that is to give it a value, `skipped` to the cell that did not
    run, and `made_with` to every name that what made it has read, directly or through others.
    `failing` has the turns whose last check did not pass.
    """

    namespace: dict
    turns: dict
    open: dict = field(default_factory=dict)
    skipped: dict = field(default_factory=dict)
    made_with: dict = field(default_factory=dict)
    failing: set = field(default_factory=set)
    cell: str = ""
    pending: list = field(default_factory=list)

    def __post_init__(self):
        for name, turn in self.turns.items():
            if self.namespace.get(name, ...) is ...:
                self._open(name, turn)

    def _open(self, name, turn):
        self.open[name] = turn
        self.skipped.pop(name, None)
        self.namespace[name] = ...  # which a check takes for not attempted

    def roots(self, name):
        """The names of turns not written yet that a name waits for."""
        if name in self.open:
            return {name}
        waits = self.skipped.get(name)
        return self.open.keys() & (waits.roots if waits else self.made_with.get(name, set()))

    def holes(self, tree):
        """The lines left open; of a turn with several functions some may wait for another day."""
        written = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
        if not written & self.turns.keys():
            return dataflow.left_open(tree)
        rest = [one for one in tree.body if not is_stub(one)]
        return dataflow.left_open(ast.Module(body=rest, type_ignores=[]))

    def verdict(self, flow, holes):
        """The Note that stands in place of a cell, or None for a cell that runs."""
        if holes:
            return self._not_attempted(flow, holes)
        needs = {name: roots for name in sorted(flow.reads) if (roots := self.roots(name))}
        late = sorted(name for name in flow.reads if self._is_late(name, flow))
        if not (needs or late):
            return None
        self._skip(flow, frozenset().union(*needs.values()))
        if needs:
            turns = sorted({self.open[root] for roots in needs.values() for root in roots})
            return Note(f"○ Waits for {listed(turns)}", _reason(needs, self.open))
        words = f"It needs {listed(map(code, late))}: run the cell above that makes it again."
        return Note("○ Waits for a cell above", words)

    def _not_attempted(self, flow, holes):
        turn = next((self.turns[name] for name in sorted(flow.binds) if name in self.turns), None)
        turn = turn or cell_turn(self.cell)
        for name in flow.binds:
            if not isinstance(self.namespace.get(name), ModuleType):
                self._open(name, turn or A_CELL)
        where = f"line{'s' * (len(holes) > 1)} {listed(map(str, holes))}"
        words = f"Write your own code in place of `...` in {where}, then run this cell."
        return Note(f"○ Not attempted · {turn}" if turn else "○ Not attempted", words)

    def _skip(self, flow, roots):
        changed = flow.changes | {name for name, method in flow.asked if method in CHANGING}
        changed |= {name for name, function in flow.handed if function in TRAINING}
        changed |= {name for name, method in flow.asked if method in TRAINING}
        changed = {one for one in changed if not isinstance(self.namespace.get(one), FIXED)}
        drawn = {one for one in flow.reads if isinstance(self.namespace.get(one), GENERATORS)}
        for name in flow.binds | flow.changes | (flow.reads & (changed | drawn)):
            if name not in self.open:
                self.skipped[name] = Skipped(self.cell, roots)

    def _is_late(self, name, flow):
        """True for what another cell, which no turn holds up any longer, has still to make."""
        skipped = self.skipped.get(name)
        own = name in flow.binds and name in self.namespace
        return skipped is not None and skipped.cell != self.cell and not own

    def visit(self, tree):
        """The cell's tree, or an empty one where the cell waits and has said so."""
        from IPython.display import display

        for part in [tree, *timed(tree)] if isinstance(tree, ast.Module) else ():
            flow = dataflow.of(part)
            if note := self.verdict(flow, self.holes(part)):
                display(note)
                self.pending = []
                return ast.Module(body=[], type_ignores=[])
            before = {name: self.namespace.get(name) for name in flow.binds}
            self.pending.append((flow, before))
        return tree

    def checked(self, turn, verdict):
        """Hear of a check."""
        if verdict.right:
            self.failing.discard(turn)
        elif verdict.kind not in NOT_TRIED:
            self.failing.add(turn)

    def unproved(self):
        """The failing turns on which the cell stands that runs now, in order."""
        reads = {name for flow, _ in self.pending for name in flow.reads}
        reads = reads.union(*(self.made_with.get(name, ()) for name in reads))
        return sorted(self.failing & {self.turns.get(name) for name in reads})

    def before_cell(self, info):
        self.cell = getattr(info, "cell_id", None) or info.raw_cell or ""
        self.pending = []

    def after_cell(self, result):
        """Free what the cell has made; of one that stopped, what it had made by then."""
        for flow, before in self.pending:
            made = {
                name
                for name in flow.binds
                if result.success or self.namespace.get(name) is not before[name]
            }
            for name in [name for name in made if self.namespace.get(name) is ...]:
                self._open(name, self.turns.get(name, A_CELL))
                made.remove(name)
            stands_on = flow.reads.union(*(self.made_with.get(one, ()) for one in flow.reads))
            for name in made:
                self.open.pop(name, None)
                self.skipped.pop(name, None)
                self.made_with[name] = stands_on
            for name in flow.changes - made:
                self.made_with[name] = self.made_with.get(name, frozenset()) | stands_on
            if result.success:
                late = self.skipped.items()
                self.skipped = {name: one for name, one in late if one.cell != self.cell}
        self.pending = []


def is_stub(node):
    """True for `name = ...`, as it is handed out."""
    value = getattr(node, "value", None)
    return isinstance(node, ast.Assign) and isinstance(value, ast.Constant) and value.value is ...


def cell_turn(cell):
    """The turn that a cell's id names, or None."""
    found = TURN.fullmatch(cell)
    return id_of_turn(found) if found else None


def id_of_turn(found):
    """A turn's id, as its check has it: a lesson's letter is small in the ids of cells alone."""
    number, letter = found.groups()
    return f"{number.upper()}.{letter}"


def timed(tree):
    """The Python inside %time, %%time and their like, as syntax trees."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                ast.Attribute(_, "run_cell_magic" | "run_line_magic"),
                [ast.Constant(magic), *rest],
            ) if magic in TIMED:
                text = rest[-1].value if isinstance(rest[-1], ast.Constant) else ""
                try:
                    yield ast.parse(re.sub(r"^(-\w+\s*\d*\s+)+", "", text))
                except SyntaxError:
                    continue


def code(name):
    """A name as it is told."""
    return f"`{name}`"


def listed(words):
    """`a`, `b` and `c`."""
    *some, last = words
    return f"{', '.join(map(str, some))} and {last}" if some else str(last)


def _reason(needs, open_):
    """One sentence: what the cell needs, and whether a turn gives it or is needed for it."""
    direct = [code(name) for name in needs if name in open_]
    if direct:
        return f"This cell needs {listed(direct)}, which you write there."
    return f"This cell needs {listed(map(code, needs))}, made with what you write there."


def watch(namespace, name):
    """Let the cells of the notebook with this namespace wait for the turns of the lesson `name`.

    Returns what hears of each cell; None where no notebook has this namespace.
    """
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None or shell.user_ns is not namespace:
        return None
    for old in [one for one in shell.ast_transformers if isinstance(one, Waiting)]:
        shell.ast_transformers.remove(old)
        shell.events.unregister("pre_run_cell", old.before_cell)
        shell.events.unregister("post_run_cell", old.after_cell)
    waiting = Waiting(namespace, turns_in(name))
    shell.ast_transformers.append(waiting)
    shell.events.register("pre_run_cell", waiting.before_cell)
    shell.events.register("post_run_cell", waiting.after_cell)
    return waiting

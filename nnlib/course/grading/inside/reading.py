"""A student's cells as Python: read and compiled, looked through for what a task forbids, not run.

A notebook's cell may hold lines for IPython alone.  They are looked for only where Python stumbles:
`%time` and its like lead to the code behind them, everything else is left out.
"""

import ast
import importlib
import linecache
import re
from dataclasses import dataclass, field
from types import CodeType, ModuleType

from ...checks.cells import defines
from ...checks.rules import bound, breach, local_names
from ...checks.running import words_of

MAGIC = re.compile(r"(?P<space>\s*)(?P<bound>[\w ,]+=\s*)?(?P<sign>%{1,2}|!{1,2}|\?)(?P<rest>.*)")
HELP = re.compile(r"\s*[\w.]+\?{1,2}\s*$")
TIMING = re.compile(r"(?:time|prun)\s(?P<code>.*)")
MOST = 50  # of IPython's lines in one cell
AROUND = ("time", "capture", "prun")  # magics of a whole cell that run it


@dataclass(frozen=True)
class Cell:
    """A cell's number and source; its code and syntax tree, or else the fault that it has."""

    number: int
    source: str
    code: CodeType | None = None
    tree: ast.Module | None = None
    fault: str = ""

    @property
    def file(self):
        """The name under which a traceback knows the cell."""
        return file_of(self.number)


def file_of(number):
    """The name of a cell as a file."""
    return f"<cell {number}>"


def read_cell(number, source):
    """The Cell of a source, whatever stands in it."""
    try:
        text = without_magics(source)
        tree = ast.parse(text)
        code = compile(tree, file_of(number), "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return Cell(number, source, fault=fault_of_source(error))
    # So that the line of an error can be shown, as Jupyter does it.
    linecache.cache[file_of(number)] = len(text), None, text.splitlines(keepends=True), ""
    return Cell(number, text, code, tree)


def fault_of_source(error):
    """An error of the source, with its line."""
    line = getattr(error, "lineno", None)
    words = f"{type(error).__name__}: {error.msg}" if line else words_of(error)
    text = (getattr(error, "text", None) or "").strip()
    where = f", in line {line} of your cell" + (f": `{text[:200]}`" if text else "")
    return f"stopped with {words}{where if line else ''}"


def without_magics(source):
    r"""A cell without the lines that only IPython understands.

    >>> without_magics("%matplotlib inline\n%time x = 1\nfiles = !ls")
    'pass\nx = 1\nfiles = []'
    """
    first, _, rest = source.lstrip().partition("\n")
    if first.startswith("%%"):
        runs = first[2:].split()[:1] in ([name] for name in AROUND)
        return without_magics("\n" + rest) if runs else ""
    lines = source.split("\n")
    for _ in range(MOST):
        try:
            ast.parse("\n".join(lines))
        except SyntaxError as error:
            at = (error.lineno or 0) - 1
            if not 0 <= at < len(lines) or (plain := _without_magic(lines[at])) is None:
                break
            lines[at] = plain
        else:
            break
    return "\n".join(lines)


def _without_magic(line):
    """A line of IPython's own as Python; None for a line that is none."""
    if HELP.match(line):
        return "pass"
    found = MAGIC.match(line)
    if not found:
        return None
    space, bound, sign, rest = found.group("space", "bound", "sign", "rest")
    if sign == "%" and (timed := TIMING.match(rest)):
        return f"{space}{bound or ''}{timed['code']}"
    return f"{space}{bound}[]" if bound else f"{space}pass"


@dataclass
class Notebook:
    """The cells that have been read so far."""

    cells: dict = field(default_factory=dict)

    def read(self, number, source):
        """Read one more cell; its fault, or ''."""
        self.cells[number] = read_cell(number, source)
        return self.cells[number].fault

    def homes(self, names):
        """The numbers of the cells that are to define one of the names."""
        return [
            cell.number
            for cell in self.cells.values()
            if any(defines(cell.source, name) for name in names)
        ]

    def breach(self, names, without, home):
        """(what the task forbids and the code uses, its cell's number, its line), or None.

        A name that several cells bind is that of the cell `home`, or else the last one's.
        """
        namespace = self._imported()
        for cell, node in self._written(names, home):
            if found := breach(node, without, namespace):
                rule, line = found
                return rule, cell.number, line
        return None

    def _written(self, names, home):
        """(cell, syntax tree) of what is bound to these names, and of what that uses."""
        waiting, seen = [(name, home) for name in names], set()
        while waiting:
            name, near = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            found = [
                (cell, node)
                for cell in self.cells.values()
                for node in (cell.tree.body if cell.tree else ())
                if name in bound(node)
            ]
            numbers = [cell.number for cell, _ in found]
            chosen = near if near in numbers else max(numbers, default=None)
            for cell, node in found:
                if cell.number == chosen:
                    yield cell, node
                    waiting += [(other, cell.number) for other in _used(node)]

    def _imported(self):
        """What the cells' names stand for, as far as imports and plain assignments tell."""
        namespace = {}
        for cell in self.cells.values():
            for node in ast.walk(cell.tree) if cell.tree else ():
                if isinstance(node, ast.Import):
                    for alias in node.names:
                        whole = alias.name if alias.asname else alias.name.split(".")[0]
                        namespace[alias.asname or whole] = _thing(whole)
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    module = _thing(node.module)
                    for alias in node.names:
                        every = vars(module) if alias.name == "*" else {}
                        namespace |= every or {
                            alias.asname or alias.name: getattr(module, alias.name, None)
                        }
                elif isinstance(node, ast.Assign):
                    for target in node.targets:
                        if isinstance(target, ast.Name) and isinstance(node.value, ast.Attribute):
                            namespace[target.id] = _looked_up(node.value, namespace)
        return {name: thing for name, thing in namespace.items() if thing is not None}


OWN_NAMES = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip


def _used(node):
    """The names of the notebook that a statement uses; what a function calls its own is none."""
    waiting, used = [(node, frozenset())], set()
    while waiting:
        one, own = waiting.pop()
        if isinstance(one, OWN_NAMES):
            own |= local_names(one)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load) and one.id not in own:
            used.add(one.id)
        waiting += [(child, own) for child in ast.iter_child_nodes(one)]
    return used


def _thing(name):
    """nnlib or a module of it; None for what is not ours, and is none of our rules."""
    if (name or "").split(".")[0] != "nnlib":
        return None
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _looked_up(node, namespace):
    path = []
    while isinstance(node, ast.Attribute):
        path.insert(0, node.attr)
        node = node.value
    thing = namespace.get(node.id) if isinstance(node, ast.Name) else None
    for name in path:
        thing = getattr(thing, name, None) if isinstance(thing, ModuleType) else None
    return thing

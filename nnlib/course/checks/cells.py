"""The learner's cells: which lines are the answer's own, and how its cell ran last.

Everything is found from what Python and IPython keep anyway; where they keep nothing, as in a plain
script, nothing is claimed.
"""

import ast
import dis
import linecache
import re
import sys
import textwrap
import traceback
from collections import deque
from dataclasses import dataclass
from functools import cache
from inspect import getsource, isclass, unwrap
from types import CodeType
from weakref import WeakKeyDictionary

from .running import words_of


def live_shell():
    """IPython's shell, if this runs in one."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


@cache
def names_in(stub):
    r"""The names that the cell of an answer defines, in order.

    >>> names_in("import math\ndef f(x):\n    ...\ng = h = ...")
    ('f', 'g', 'h')
    """
    names = []
    for node in ast.parse(stub).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
    return tuple(names)


def answer_codes(namespace, names):
    """The code objects of the functions and classes under these names, and those inside them."""
    found = []
    for name in names:
        thing = namespace.get(name)
        members = list(vars(thing).values()) if isclass(thing) else [thing]
        for one in members:
            one = getattr(one, "__func__", getattr(one, "func", one))
            try:
                code = unwrap(one).__code__
            except (AttributeError, ValueError):
                continue
            found += _nested(code)
    return found


def _nested(code):
    if not isinstance(code, CodeType):
        return []
    inner = (one for one in code.co_consts if isinstance(one, CodeType))
    return [code, *(deep for one in inner for deep in _nested(one))]


def line_of(error, codes):
    """The innermost line of the answer's own cell that led to the error: its number and text."""
    files = {code.co_filename for code in codes}
    place = ""
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename in files:
            place = line_at(frame.f_code.co_filename, number)
    return place


def line_at(file, number):
    """A line as a learner is told of it."""
    text = linecache.getline(file, number).strip()
    return f"line {number} of your cell" + (f": `{text}`" if text else "")


def unwritten(error, namespace, codes, stub=""):
    """What a NotImplementedError says of the learner's code.

    '' for the answer's untouched stub, a sentence for a stub elsewhere or a line left standing,
    None where a library raised it.
    """
    frame = [one for one, _ in traceback.walk_tb(error.__traceback__)][-1]
    code = frame.f_code
    if code not in codes:
        if frame.f_globals is not namespace:
            return None
        return (
            f"Your code calls `{code.co_name}`, which is not written yet: it still raises "
            "NotImplementedError."
        )
    if not as_handed_out(code, stub):
        return (
            "The line `raise NotImplementedError()` is still in your function, so it stops there. "
            "Delete that line."
        )
    return ""


def as_handed_out(code, stub):
    """True for a function that does nothing but raise, or that reads as in the stub.

    Docstrings count for nothing, and a function that cannot be seen counts as handed out.
    """
    try:
        (written,) = ast.parse(textwrap.dedent(getsource(code))).body
    except (OSError, TypeError, ValueError, SyntaxError):
        return True
    body = _without_docstring(written)
    return (len(body) == 1 and isinstance(body[0], ast.Raise)) or any(
        _dumped(_without_docstring(node)) == _dumped(body)
        for node in ast.walk(ast.parse(stub))
        if isinstance(node, ast.FunctionDef) and node.name == code.co_name
    )


def _without_docstring(node):
    body = getattr(node, "body", [])
    documented = body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    return body[1:] if documented else body


def _dumped(body):
    return [ast.dump(node) for node in body]


def unused(code):
    """The arguments that a function never reads, and those that it overwrites before reading."""
    first = dict.fromkeys(code.co_cellvars, "read")  # by a function inside
    for step in dis.get_instructions(code):
        # Newer Pythons do two things in one step: STORE_FAST_LOAD_FAST.
        does = [word for word in step.opname.split("_") if word in ("LOAD", "STORE")]
        names = step.argval if isinstance(step.argval, tuple) else (step.argval,)
        for deed, name in zip(does, names, strict=False) if "_FAST" in step.opname else ():
            first.setdefault(name, "overwritten" if deed == "STORE" else "read")
    arguments = code.co_varnames[: code.co_argcount]
    return (
        [name for name in arguments if name not in first],
        [name for name in arguments if first.get(name) == "overwritten"],
    )


def ends_at_once(code):
    """True for a function with a loop that its own `return` ends in the first round."""
    try:
        tree = ast.parse(textwrap.dedent(getsource(code)))
    except (OSError, TypeError, ValueError, SyntaxError):
        return False
    return any(
        isinstance(node, (ast.For, ast.While))
        and any(isinstance(line, ast.Return) for line in node.body)
        and not any(isinstance(one, (ast.Continue, ast.Break)) for one in ast.walk(node))
        for node in ast.walk(tree)
    )


def globals_of(code):
    """The names that a function looks up outside of itself, each once."""
    steps = (step for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL")
    return list(dict.fromkeys(step.argval for step in steps))


@dataclass(frozen=True)
class Run:
    """One run of a cell: its source, the names that it gave values, and the error that ended it.

    The error is () or its type and its words, so that nothing of the failed run is kept alive.
    """

    source: str
    error: tuple
    changed: set


class Runs:
    """The runs of all cells of a shell since it was first asked for, as IPython tells of them."""

    def __init__(self, live):
        self.namespace, self.before, self.latest = live.user_ns, {}, deque(maxlen=500)
        live.events.register("pre_run_cell", self.begin)
        live.events.register("post_run_cell", self.end)

    def begin(self, _):
        self.before = dict(self.namespace)

    def end(self, result):
        source = getattr(result.info, "raw_cell", None) or ""
        error = result.error_before_exec or result.error_in_exec
        before, self.before = self.before, {}
        changed = {n for n, value in self.namespace.items() if before.get(n, self) is not value}
        words = (type(error).__name__, words_of(error)) if error else ()
        self.latest.append(Run(source, words, changed))

    def failure(self, names):
        """The type and the words of the error that ended the newest run that was to define `names`.

        () where that run went well, where it gave them a value before it stopped, or where there
        was none.
        """
        for run in reversed(self.latest):
            if any(defines(run.source, name) for name in names):
                return () if run.changed & set(names) else run.error
        return ()


LISTENING = WeakKeyDictionary()


def last_failure(names):
    """`Runs.failure` of the live shell; () outside of IPython."""
    live = live_shell()
    if live is None:
        return ()
    if live not in LISTENING:
        LISTENING[live] = Runs(live)
    return LISTENING[live].failure(names)


def defines(source, name):
    """True for a cell with a line that is to define the name; it need not be valid Python.

    >>> defines("def f(x:", "f"), defines("f == g", "f"), defines("g, f = 1", "f")
    (True, False, True)
    """
    word = re.escape(name)
    target = rf"[\w ,*=]*\b{word}\b[\w ,*]*(?::[^=\n]*)?=(?!=)"
    return bool(
        re.search(rf"^(?:(?:def|class)\s+{word}\b|(?!def\b|class\b){target})", source, re.M)
    )

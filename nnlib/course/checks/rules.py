"""What a task's text forbids, looked for in the answer's own code: not in comments, not elsewhere.

A task states `without`: "loop", or the dotted name of a module, function or class whose use would
leave the work to somebody else, such as "nnlib.backward".  Names are followed to what they stand
for, so an alias hides nothing; copied source is allowed, and not looked for.
"""

import ast
import linecache
from inspect import ismodule

from .cells import answer_codes, line_at, names_in

LOOPS = (ast.For, ast.While, ast.comprehension, ast.AsyncFor)
# Calls that go through the entries one by one in a function of the learner's: loops as well.
HIDDEN_LOOPS = {"vectorize", "apply_along_axis", "frompyfunc"}


def broken(key, namespace):
    """The sentence on the first line that breaks a rule of the task, or ''."""
    if not key.without:
        return ""
    for file, node in _own_code(namespace, names_in(key.stub)):
        if found := breach(node, key.without, namespace):
            rule, line = found
            return sentence(rule, line_at(file, line))
    return ""


def sentence(rule, place):
    """What is said of code that breaks a rule, at a place as `line_at` names it."""
    what = "a loop" if rule == "loop" else f"`{rule}`"
    return f"the task is to be done without {what}. See {place}"


def breach(node, without, namespace):
    """(the rule, the line) of the first piece of a syntax tree that breaks a rule, or None."""
    local = local_names(node)
    for one in ast.walk(node):
        if rule := next((r for r in without if _breaks(one, r, namespace, local)), ""):
            return rule, getattr(one, "lineno", getattr(getattr(one, "target", None), "lineno", 0))
    return None


def _own_code(namespace, names):
    """(file, syntax tree) of the answer's functions and of those that they call in their cell."""
    # A lambda has no name of its own, and is found by the one that its cell gives it.
    waiting, seen = [], set()
    for name in names:
        for code in answer_codes(namespace, (name,)):
            waiting += [(code.co_filename, one) for one in (code.co_name, name)]
    while waiting:
        file, name = waiting.pop()
        if (file, name) in seen:
            continue
        seen.add((file, name))
        try:
            cell = ast.parse("".join(linecache.getlines(file)))
        except SyntaxError:
            continue
        for node in cell.body:
            if name in bound(node):
                yield file, node
                called = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
                waiting += [(file, other) for other in called]


def bound(node):
    """The names that a statement binds."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {node.name}
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    return {
        one.id
        for target in targets
        if isinstance(target, ast.AST)
        for one in ast.walk(target)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }


def local_names(node):
    """The names that a function, or whatever a syntax tree is of, binds itself."""
    stored = {
        one.id
        for one in ast.walk(node)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }
    return stored | {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}


def _breaks(node, rule, namespace, local):
    """True for a piece of code that uses what the rule forbids."""
    if rule == "loop":
        if isinstance(node, ast.Name):
            return node.id == "map" and node.id not in {*local, *namespace}
        return isinstance(node, LOOPS) or getattr(node, "attr", "") in HIDDEN_LOOPS
    if isinstance(node, ast.Import):
        return any(_is_in(alias.name, rule) for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return any(_is_in(f"{node.module}.{alias.name}", rule) for alias in node.names)
    if isinstance(node, (ast.Name, ast.Attribute)):
        return any(_is_in(name, rule) for name in _meaning(node, namespace, local))
    return False


def _meaning(node, namespace, local):
    """The dotted names of what a name or an attribute stands for."""
    path = []
    while isinstance(node, ast.Attribute):
        path.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id in local or node.id not in namespace:
        return
    thing = namespace[node.id]
    written = thing.__name__ if ismodule(thing) else ""
    for name in path:
        if not ismodule(thing):
            return
        thing, written = getattr(thing, name, None), f"{written}.{name}"
    yield written
    if ismodule(thing):
        yield thing.__name__
    elif module := getattr(thing, "__module__", None):
        yield f"{module}.{getattr(thing, '__qualname__', '')}"


def _is_in(name, rule):
    return name == rule or name.startswith(f"{rule}.")

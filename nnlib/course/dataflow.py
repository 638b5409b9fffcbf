"""What a cell of code needs from other cells, and what it makes for them, by Python's scopes.

>>> flow = of("total = sum(f(x) for x in data)")
>>> sorted(flow.reads), sorted(flow.binds)
(['data', 'f', 'sum'], ['total'])
"""

import ast
import symtable
from dataclasses import dataclass, field
from functools import cache
from textwrap import indent

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Flow:
    """`reads` must be there before the cell runs; `binds` it names, imports or deletes.

    `changes` are names whose objects it assigns into, `x[0] = …` or `x.y = …`; `asked` are pairs
    (name, method) of what it calls on them, and `handed` pairs (name, function) of what it hands
    to calls.
    """

    reads: frozenset
    binds: frozenset
    changes: frozenset
    asked: frozenset
    handed: frozenset


def of(code):
    """The Flow of a cell, given as a text or as a syntax tree."""
    return _of_text(code) if isinstance(code, str) else _of_tree(code)


@cache
def _of_text(text):
    return _of_tree(ast.parse(text))


def _of_tree(tree):
    walk = _Walk()
    walk.block(tree, set())
    # A function's body runs when it is called, and by then all of the cell may have run.
    reads = walk.reads | (walk.later - walk.binds)
    return Flow(*map(frozenset, (reads, walk.binds, walk.changes, walk.asked, walk.handed)))


def left_open(code):
    r"""The lines in which a `...` stands for something not written yet; in brackets it is an index.

    >>> left_open("def f(x):\n    return x[..., 0] + ...")
    [2]
    """
    tree = ast.parse(code) if isinstance(code, str) else code
    inside = {
        id(node)
        for one in ast.walk(tree)
        if isinstance(one, ast.Subscript)
        for node in ast.walk(one.slice)
    }
    return sorted(
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value is ... and id(node) not in inside
    )


def needed(sources, wanted):
    """The indices of the cells of `sources`, in order, that give the names `wanted` their values.

    A cell counts when it binds or changes such a name, and what it reads is wanted in its turn.
    """
    wanted, found = set(wanted), []
    for index in reversed(range(len(sources))):
        flow = of(sources[index])
        if wanted & (flow.binds | flow.changes):
            found.append(index)
            wanted = (wanted - flow.binds) | flow.reads
    return found[::-1]


def root(node):
    """The name at the root of `x`, `x.y[0].z`; None for another expression."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _outer(node):
    """The names that an expression or a definition, put into a function, takes from outside."""
    try:
        source = ast.unparse(node)
        source = f"({source})" if isinstance(node, ast.expr) else source
        whole = symtable.symtable("async def _():\n" + indent(source, " "), "<cell>", "exec")
    except (SyntaxError, ValueError):  # some f-strings cannot be written out again by Python 3.11
        return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    scopes, names = list(whole.get_children()), set()
    while scopes:
        scope = scopes.pop()
        scopes += scope.get_children()
        for symbol in scope.get_symbols():
            if symbol.is_global() and symbol.is_referenced():
                names.add(symbol.get_name())
    return names


@dataclass
class _Walk:
    """A walk through statements in the order in which they run.

    `bound` are the names that are set so far; of two branches both count, as if each had run.
    """

    reads: set = field(default_factory=set)
    later: set = field(default_factory=set)
    binds: set = field(default_factory=set)
    changes: set = field(default_factory=set)
    asked: set = field(default_factory=set)
    handed: set = field(default_factory=set)

    def block(self, body, bound):
        """Walk through the statements of a body; returns what is bound behind it."""
        for statement in body if isinstance(body, list) else body.body:
            bound = self.statement(statement, bound)
        return bound

    def statement(self, node, bound):
        match node:
            case ast.Assign(targets, value):
                bound = self.read(value, bound)
                for target in targets:
                    bound = self.bind(target, bound)
            case ast.AugAssign(target, _, value):
                bound = self.read(value, self.read(target, bound))
                bound = self.bind(target, bound)
                self.changes |= {root(target)} - {None}
            case ast.AnnAssign(target, annotation, value):
                bound = self.read(annotation, bound)
                bound = self.bind(target, self.read(value, bound)) if value else bound
            case ast.Delete(targets):
                for target in targets:
                    bound = self.bind(target, self.read(target, bound))
            case ast.For() | ast.AsyncFor():
                inside = self.bind(node.target, self.read(node.iter, bound))
                bound = self.block(node.orelse, self.block(node.body, inside))
            case ast.While(test, body, orelse):
                bound = self.block(orelse, self.block(body, self.read(test, bound)))
            case ast.If(test, body, orelse):
                bound = self.read(test, bound)
                bound = self.block(body, bound) | self.block(orelse, bound)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    bound = self.read(item.context_expr, bound)
                    bound = self.bind(item.optional_vars, bound) if item.optional_vars else bound
                bound = self.block(node.body, bound)
            case ast.Try() | ast.TryStar():
                tried = self.block(node.orelse, self.block(node.body, bound))
                ends = [tried, *(self.handler(one, bound) for one in node.handlers)]
                bound = self.block(node.finalbody, set.union(*ends))
            case ast.Match(subject, cases):
                bound = self.read(subject, bound)
                ends = [self.block(one.body, self.case(one, bound)) for one in cases]
                bound = bound.union(*ends)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                bound = self.definition(node, bound)
            case ast.Import(names) | ast.ImportFrom(names=names):
                bound = self.name((a.asname or a.name.split(".")[0] for a in names), bound)
            case _:
                for child in ast.iter_child_nodes(node):
                    bound = self.read(child, bound) if isinstance(child, ast.expr) else bound
        return bound

    def name(self, names, bound):
        names = set(names)
        self.binds |= names
        return bound | names

    def read(self, node, bound):
        """An expression: what it reads, what it names with :=, and what it hands to calls."""
        self.reads |= _outer(node.value if isinstance(node, ast.Starred) else node) - bound
        for one in ast.walk(node):
            if isinstance(one, ast.NamedExpr):
                bound = self.name({one.target.id}, bound)
            elif isinstance(one, ast.Call):
                self.call(one)
        return bound

    def call(self, node):
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if isinstance(node.func, ast.Attribute):
            verb = node.func.attr
            self.asked |= {(name, verb) for name in [root(node.func.value)] if name}
        else:
            verb = getattr(node.func, "id", "")
        self.handed |= {(name, verb) for name in map(root, given) if name}

    def bind(self, target, bound):
        """A target of an assignment."""
        match target:
            case ast.Name(id):
                return self.name({id}, bound)
            case ast.Tuple(parts) | ast.List(parts):
                for part in parts:
                    bound = self.bind(part, bound)
                return bound
            case ast.Starred(value):
                return self.bind(value, bound)
        self.changes |= {root(target)} - {None}
        return self.read(target, bound)

    def handler(self, node, bound):
        bound = self.read(node.type, bound) if node.type else bound
        return self.block(node.body, bound | {node.name})

    def case(self, node, bound):
        for one in ast.walk(node.pattern):
            if isinstance(one, ast.expr):
                bound = self.read(one, bound)
            elif getattr(one, "name", None) or getattr(one, "rest", None):
                bound = self.name({getattr(one, "name", None) or one.rest}, bound)
        return self.read(node.guard, bound) if node.guard else bound

    def definition(self, node, bound):
        """A function or a class: its decorators and defaults run now, the body later."""
        now = list(node.decorator_list)
        if isinstance(node, DEFINITIONS):
            now += [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        else:
            now += [*node.bases, *(keyword.value for keyword in node.keywords)]
        for expression in now:
            bound = self.read(expression, bound)
        self.later |= _outer(node) - {node.name}
        for one in ast.walk(node):
            self.binds |= set(one.names) if isinstance(one, ast.Global) else set()
        return self.name({node.name}, bound)

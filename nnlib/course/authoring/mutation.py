"""Mutants of a reference: right code made wrong in one small way, which a check must notice.

Operator mutants have one slip of the pen, made on the syntax tree:

sign            a + b → a - b, -a → a          transpose    a.T → a
dropped factor  a * b → a, b; a / b → a        axis         axis=0 → axis=1
comparison      a < b → a <= b, a > b          off by one   3 → 4
reduction       mean ↔ sum, max ↔ min

Habits leave the code as it is and spoil what goes into it or comes out of it: numbers clipped,
rounded, cut or without their sign; two of one shape exchanged; only the first of a side's entries,
all but the last, or as many as there happened to be; the notebook's own data, or the answer of the
first case, in every case; arguments changed in place.
"""

import ast
from copy import deepcopy
from itertools import combinations

import numpy as np

from ..checks.probes import Class, Symbolic, Value, reply
from .ranges import LARGE, LITTLE, Numbers, excuse

SIGNS = {ast.Add: ast.Sub, ast.Sub: ast.Add}
COMPARISONS = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,),
}  # fmt: skip
REDUCTIONS = {"mean": "sum", "sum": "mean", "max": "min", "min": "max"}


def slips(node):
    """The nodes that could stand in place of this one."""
    match node:
        case ast.BinOp(left, op, right):
            if type(op) in SIGNS:
                yield ast.BinOp(left, SIGNS[type(op)](), right)
            if isinstance(op, (ast.Mult, ast.Div)):
                yield left
            if isinstance(op, ast.Mult):
                yield right
        case ast.UnaryOp(ast.USub(), operand):
            yield operand
        case ast.Attribute(value, "T"):
            yield value
        case ast.Attribute(value, name) if name in REDUCTIONS:
            yield ast.Attribute(value, REDUCTIONS[name], node.ctx)
        case ast.keyword("axis", ast.Constant(int(axis))):
            yield ast.keyword("axis", ast.Constant(1 - axis if axis >= 0 else 0))
        case ast.keyword("axis", ast.UnaryOp(ast.USub())):
            yield ast.keyword("axis", ast.Constant(0))
        case ast.Compare(left, [op], right):
            for other in COMPARISONS.get(type(op), ()):
                yield ast.Compare(left, [other()], right)
        case ast.Constant(int(value)) if not isinstance(value, bool):
            yield ast.Constant(value + 1)


def mutants(code):
    """(description, source) of every mutant; a description is "line 3: a - y → a + y"."""
    tree = ast.parse(code)
    for number, node in enumerate(ast.walk(tree)):
        for slip in slips(node):
            line = getattr(node, "lineno", 0)
            yield (
                f"line {line}: {ast.unparse(node)} → {ast.unparse(slip)}",
                replaced(tree, number, slip),
            )


def replaced(tree, number, slip):
    """The source of the tree with its node of that number replaced."""
    copy = deepcopy(tree)
    target = list(ast.walk(copy))[number]

    class Replace(ast.NodeTransformer):
        def visit(self, node):
            return slip if node is target else self.generic_visit(node)

    return ast.unparse(ast.fix_missing_locations(Replace().visit(copy)))


ROUNDED = {
    "cut to whole numbers": np.trunc,
    "rounded to 1 digit": lambda value: np.round(value, 1),
}
# Each with a number that must be in an input's range, or nothing is spoilt.
CLIPPED = {
    "without its sign": (np.abs, -1),
    "kept below 1,000 in size": (lambda value: np.clip(value, -1e3, 1e3), LARGE),
    "kept above 0.001 in size": (
        lambda value: np.sign(value) * np.maximum(np.abs(value), 1e-3),
        LITTLE,
    ),
}


def habits(exercise, key):
    """(description, replies to the key's cases) of every habit that fits the task."""
    if isinstance(exercise.task.probe, Value):
        return
    yield from _of_answers([case.answer for case in key.cases])
    if isinstance(exercise.task.probe, Symbolic):
        return
    inputs = [case.inputs for case in key.cases]
    for description, spoilt in _of_inputs(exercise, inputs):
        yield description, exercise.replies(exercise.reference, spoilt)
    if not isinstance(exercise.task.probe, Class):
        yield from _in_place(exercise, inputs)


def _of_answers(answers):
    """Habits that spoil the right answers; whole numbers cannot be rounded, nor words spoilt."""
    yield "the first answer in every case", [answers[0]] * len(answers)
    parts = [
        part
        for part, value in answers[0].items()
        if value.dtype.kind != "U" and all(part in answer for answer in answers)
    ]
    for part in parts:
        values = [np.asarray(answer[part]) for answer in answers]
        whole = all(np.array_equal(value, np.trunc(value)) for value in values)
        for how, spoil in {"without its sign": np.abs, **({} if whole else ROUNDED)}.items():
            yield f"answer {part} {how}", [_with(answer, part, spoil) for answer in answers]
        if any(value.ndim and len(value) > 1 for value in values):
            first = [_with(answer, part, _first_row) for answer in answers]
            yield f"answer {part} in its first row only", first
    for one, other in combinations(parts, 2):
        swapped = [_exchanged(answer, one, other) for answer in answers]
        yield f"answers {one} and {other} exchanged", swapped


def _of_inputs(exercise, inputs):
    """Habits that spoil the inputs of a right answer, where the ranges let them matter."""
    task, given = exercise.task, exercise.namespace("")
    for name in inputs[0]:
        if isinstance(task.ranges.get(name), Numbers):
            clipped = {
                how: spoil for how, (spoil, needs) in CLIPPED.items() if tries(task, name, needs)
            }
            for how, spoil in {**ROUNDED, **clipped}.items():
                yield f"input {name} {how}", [_with(one, name, spoil) for one in inputs]
        if isinstance(given.get(name), np.ndarray):
            yield f"the notebook's own {name}", [one | {name: given[name]} for one in inputs]
    for one, other in combinations(inputs[0], 2):
        if _alike(inputs[0][one], inputs[0][other]):
            swapped = [_exchanged(case, one, other) for case in inputs]
            yield f"inputs {one} and {other} exchanged", swapped
    shapes = {name: getattr(of, "shape", "").split() for name, of in task.ranges.items()}
    for side in sorted({side for shape in shapes.values() for side in shape if side.isalpha()}):
        for how, kept in (
            ("without its last", lambda length: max(length - 1, 1)),
            ("its first only", lambda length: min(length, 1)),
            ("its first 3 only", lambda length: min(length, 3)),
        ):
            yield f"side {side}: {how}", [_cut(one, shapes, side, kept) for one in inputs]


def tries(task, name, number):
    """True where an input may be that number, and the spec does not excuse its scale."""
    scale = {LITTLE: f"{name}: 1e-6", LARGE: f"{name}: 1e6"}.get(number, "")
    return task.ranges[name].contains(number) and not excuse(task, scale)


def _in_place(exercise, inputs):
    """The habit of changing what was handed in, for tasks that are given arrays."""
    names = [name for name, value in inputs[0].items() if isinstance(value, np.ndarray)]
    namespace = exercise.namespace(exercise.reference)
    probe = exercise.task.probe
    for place, name in enumerate(inputs[0]):
        if name in names:

            def changing(*arguments, place=place):
                result = namespace[probe.name](*arguments)
                arguments[place][...] = arguments[place] + 1
                return result

            spoilt = namespace | {probe.name: changing}
            yield f"input {name} changed in place", [reply(probe, spoilt, one) for one in inputs]


def _with(record, name, change):
    return record | {name: change(record[name])}


def _exchanged(record, one, other):
    return record | {one: record[other], other: record[one]}


def _first_row(array):
    return np.concatenate([array[:1], np.zeros_like(array[1:])]) if np.ndim(array) else array


def _alike(one, other):
    """True for two inputs that could stand in each other's place."""
    return type(one) is type(other) and np.shape(one) == np.shape(other)


def _cut(inputs, shapes, side, kept):
    """The inputs with a side of all arrays that have it shortened."""
    cut = dict(inputs)
    for name, shape in shapes.items():
        for axis, its in enumerate(shape):
            if its == side:
                cut[name] = np.take(cut[name], range(kept(cut[name].shape[axis])), axis)
    return cut

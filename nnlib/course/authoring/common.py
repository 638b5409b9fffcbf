"""Slips that any task can meet, made from the reference: two arguments mixed up, a bracket lost.

Each is kept in the key beside the author's own misconceptions, with a message that tells the slip
and not the solution.
"""

import ast
from copy import deepcopy
from itertools import combinations, permutations

import numpy as np

from ..checks.comparing import same
from ..checks.networks import Functions, OnNetwork
from ..checks.probes import Class, Failure, Symbolic, Value
from .mutation import replaced
from .ranges import Numbers

BRACKETS = (
    "Your numbers are what comes out when a pair of brackets is lost, or closes too early: a power "
    "goes before a product, and a product before a sum. What belongs together?"
)
MISSING = (
    "Your numbers are what comes out when one term of a sum or a difference is left out. Which is "
    "missing?"
)


# What is done to an input that should stay as it is, and a number that it must be able to be.
SPOILT = (
    (2, "kept between 0 and 1", lambda value: np.clip(value, 0, 1)),
    (0.5, "cut to whole numbers", np.trunc),
    (-0.5, "taken without its sign", np.abs),
    (-0.5, "set to 0 where it is negative", lambda value: np.maximum(value, 0)),
)


def _told(name, words):
    return (
        f"Your numbers are what comes out when `{name}` is {words} before it is used. The text "
        "asks for nothing of the kind."
    )


def common_slips(exercise, inputs, taken):
    """(name, message, replies) of every such slip that can be told from the replies in `taken`."""
    taken, tolerance = list(taken), 1e3 * exercise.task.tolerance

    def told_already(replies):
        pairs = (zip(replies, known, strict=True) for known in taken)
        return any(all(same(*pair, tolerance) for pair in of_one) for of_one in pairs)

    for name, message, replies in _slips(exercise, inputs):
        if not all(map(_numbers, replies)) or _one_number(replies) or told_already(replies):
            continue
        taken.append(replies)
        yield name, message, replies


def _numbers(reply):
    """True for an answer without NaN and infinity, which many slips lead to."""
    return not isinstance(reply, Failure) and all(
        np.isfinite(part).all() for part in reply.values() if part.dtype.kind != "U"
    )


def _one_number(replies):
    """True where all replies are one and the same number throughout, which tells of no slip.

    Whatever ends in 0 would be told of the one slip that does so, too.
    """
    parts = [np.ravel(part) for reply in replies for part in reply.values()]
    if any(part.dtype.kind == "U" for part in parts):
        return False
    numbers = np.concatenate([*parts, []])
    return numbers.size > 1 and bool(np.all(numbers == numbers[0]))


def _slips(exercise, inputs):
    if isinstance(exercise.task.probe, (Class, Value, Symbolic, OnNetwork, Functions)):
        return
    reference = exercise.reference
    pairs = combinations(inputs[0], 2)
    alike = [pair for pair in pairs if all(_alike(case, *pair) for case in inputs)]
    for one, other in alike:
        mixed = [case | {one: case[other], other: case[one]} for case in inputs]
        words = f"You use `{one}` where `{other}` belongs, and `{other}` where `{one}` belongs."
        yield f"{one} and {other} exchanged", words, exercise.replies(reference, mixed)
    for pair in alike:
        for one, other in permutations(pair):
            words = f"You use `{one}` where `{other}` belongs."
            mixed = [case | {other: case[one]} for case in inputs]
            yield f"{one} for {other}", words, exercise.replies(reference, mixed)
    for name, range_ in exercise.task.ranges.items():
        if not isinstance(range_, Numbers):
            continue
        for needed, words, spoil in SPOILT:
            if range_.contains(needed):
                spoilt = [case | {name: spoil(case[name])} for case in inputs]
                yield f"{name} {words}", _told(name, words), exercise.replies(reference, spoilt)
    for number, (message, code) in enumerate(_rewritten(reference), start=1):
        what = "a bracket" if message == BRACKETS else "a term"
        yield f"{what} missing ({number})", message, exercise.replies(code, inputs)


def _alike(case, one, other):
    """True for two inputs that could stand in each other's place."""
    one, other = case[one], case[other]
    return type(one) is type(other) and np.shape(one) == np.shape(other)


def _rewritten(code):
    """(message, code) for the reference without a pair of its brackets, or without a term."""
    tree = ast.parse(code)
    for number, node in enumerate(ast.walk(tree)):
        for other in _without_brackets(node):
            yield BRACKETS, replaced(tree, number, other)
        match node:
            case ast.BinOp(left, ast.Add(), right):
                yield MISSING, replaced(tree, number, left)
                yield MISSING, replaced(tree, number, right)
            case ast.BinOp(left, ast.Sub(), right):
                yield MISSING, replaced(tree, number, left)
                yield MISSING, replaced(tree, number, ast.UnaryOp(ast.USub(), right))


def _without_brackets(node):
    """What a node means when the brackets round one of its parts are left out, or close early."""
    closer = (ast.Mult, ast.Div, ast.Pow, ast.MatMult)
    match node:
        case ast.BinOp(ast.BinOp(left, op, right), above, other) if _binds(above, op):
            yield ast.BinOp(left, op, ast.BinOp(right, above, other))
        case ast.UnaryOp(ast.USub(), ast.BinOp(left, ast.Add() | ast.Sub() as op, right)):
            yield ast.BinOp(ast.UnaryOp(ast.USub(), left), op, right)
        case ast.Call(_, [ast.BinOp(left, op, right)], []) if not isinstance(op, closer):
            early = deepcopy(node)
            early.args = [left]
            yield ast.BinOp(early, op, right)
    match node:
        case ast.BinOp(other, above, ast.BinOp(left, op, right)) if _binds(above, op):
            yield ast.BinOp(ast.BinOp(other, above, left), op, right)
        case ast.BinOp(other, ast.Div(), ast.BinOp(left, ast.Mult(), right)):
            yield ast.BinOp(ast.BinOp(other, ast.Div(), left), ast.Mult(), right)


def _binds(above, below):
    """True where an operator goes before another, so that brackets are needed."""
    order = {ast.Add: 0, ast.Sub: 0, ast.Mult: 1, ast.Div: 1, ast.MatMult: 1, ast.Pow: 2}
    return order.get(type(above), 0) > order.get(type(below), 3)

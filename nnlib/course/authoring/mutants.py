"""Operator mutants: the reference with one slip of the pen, made on its syntax tree.

sign            a + b → a - b, -a → a          transpose    a.T → a
dropped factor  a * b → a, b; a / b → a        axis         axis=0 → axis=1
comparison      a < b → a <= b, a > b          off by one   3 → 4
reduction       mean ↔ sum, max ↔ min
"""

import ast
from copy import deepcopy

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

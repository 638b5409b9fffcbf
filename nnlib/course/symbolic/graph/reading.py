"""A reader's own text as a program, by a small grammar: no part of it is ever evaluated.

    read("x = 2*y; z = sin(y); f = x**2*z")

A line is a name, =, and an expression; `;` or a new line ends it.  The last line is the output,
and is called f if it has no name.  A line that is a number, y = 1.5, gives an input its value.
Python's parser settles what binds first, once every word has been looked at (words.py).
"""

import ast
import re
from dataclasses import dataclass

from sympy import Float, Integer, Symbol, pi

from .operations import ALIASES, FUNCTIONS, OPERATIONS, finite_value
from .program import Apply, Assignment, Program
from .words import check_name, check_words, quote

LONGEST_TEXT, LONGEST_LINE = 600, 200
MOST_PARTS, HIGHEST_POWER, LARGEST_NUMBER = 60, 100, 1e9
BINARY = {row.between: name for name, row in OPERATIONS.items() if row.between}


def read(text):
    """The text as a Program; its operations and their order are kept as they were written.

    Raises ValueError, a sentence with the offending part in it, for whatever is no such text.
    """
    if not isinstance(text, str):
        raise ValueError(f"read: the text must be a string such as 'x**2*y', not {text!r}.")  # noqa: TRY004
    if len(text) > LONGEST_TEXT:
        raise ValueError(
            f"The text has {len(text)} characters; at most {LONGEST_TEXT} can be read."
        )
    *earlier, last = [line.strip() for line in re.split("[;\n]", text) if line.strip()] or [""]
    if not last:
        raise ValueError("There is nothing to read yet; write an expression such as x**2*y.")
    reader = _Reader()
    for line in earlier:
        reader.read_line(line)
    reader.read_line(last, last=True)
    return reader.program()


@dataclass
class _Part:
    """What has been read, its degree as a power of the inputs, and its number if it is constant."""

    tree: object
    degree: float
    number: float = None


class _Reader:
    """Reads line after line and remembers which names are inputs and which are results."""

    def __init__(self):
        self.inputs, self.at, self.results, self.lines = {}, {}, {}, []
        self.used, self.parts = set(), 0

    def read_line(self, line, last=False):
        if len(line) > LONGEST_LINE:
            raise ValueError(
                f"{quote(line)}: this line has {len(line)} characters, and at most {LONGEST_LINE} "
                f"can be read; name a part of it in a line of its own."
            )
        name, _, expression = line.partition("=") if "=" in line else ("", "", line)
        name = self._name(name.strip(), line) if "=" in line else ""
        if not (name or last):
            raise ValueError(
                f"{quote(line)}: only the last line can go without a name; write a = {line}."
            )
        part = self._read(expression.strip(), line)
        if name in self.inputs:
            raise ValueError(
                f"{quote(line)}: {name} stands on both sides; give the result another name."
            )
        if name and part.number is not None and not last:
            self._count(1, line)
            self.inputs[name] = _Part(Symbol(name, real=True), 1)
            self.at[name] = part.number
            return
        self._count(isinstance(part.tree, Symbol), line)
        name = name or self._last_name(line)
        symbol = Symbol(name, real=True)
        self.lines.append(Assignment(symbol, part.tree))
        self.results[name] = _Part(symbol, part.degree, part.number)

    def program(self):
        """The lines as a Program, if each of them leads to the last."""
        *earlier, output = [line.symbol.name for line in self.lines]
        for name in (*self.at, *earlier):
            if name not in self.used:
                raise ValueError(
                    f"{name} is worked out but not used: the last line, {output}, is the result; "
                    f"use {name} in a later line or leave it out."
                )
        if not self.inputs:
            raise ValueError(
                f"{output} is a plain number; use a name in it, such as x, which can then change."
            )
        inputs = tuple(part.tree for part in self.inputs.values())
        return Program(inputs, tuple(self.lines), self.at)

    def _name(self, name, line):
        """The name before =, if it is free."""
        check_name(name, line)
        if name in self.results or name in self.at:
            raise ValueError(
                f"{quote(line)}: {name} has a line already; give this result another name."
            )
        if name in self.inputs:
            raise ValueError(
                f"{quote(line)}: {name} was used before this line; put the line that gives {name} "
                f"first."
            )
        return name

    def _last_name(self, line):
        if "f" in self.inputs or "f" in self.results:
            raise ValueError(
                f"{quote(line)}: f has a meaning in this text already; give this line another "
                f"name, as in g = {line}."
            )
        return "f"

    def _read(self, text, line):
        check_words(text, line)
        text = text.replace("^", "**")
        try:
            tree = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ValueError(f"{quote(line)}: this cannot be read as an expression.") from None
        return self._part(tree, text)

    def _part(self, node, text):
        """The part of the text below this node of Python's syntax tree."""
        match node:
            case ast.BinOp(left, operation, right) if type(operation) in BINARY:
                parts = self._part(left, text), self._part(right, text)
                if ast.unparse(left) == "e" and "e" in self.inputs and "e" not in self.at:
                    self._expect_no_exponential(operation, parts[1], node, text)
                return self._apply(BINARY[type(operation)], parts, node, text)
            case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as number)):
                return self._number(-number, node, text)
            case ast.UnaryOp(ast.USub(), operand):
                return self._apply("negate", (self._part(operand, text),), node, text)
            case ast.UnaryOp(ast.UAdd(), operand):
                return self._part(operand, text)
            case ast.Call(ast.Name(name), [argument], []) if ALIASES.get(name, name) in FUNCTIONS:
                operation = ALIASES.get(name, name)
                return self._apply(operation, (self._part(argument, text),), node, text)
            case ast.Constant(int() | float() as number):
                return self._number(number, node, text)
            case ast.Name("pi"):
                self._count(1, text)
                return _Part(pi, 0, float(pi))
            case ast.Name(name):
                return self._named(name, text)
        raise ValueError(f"{quote(_source(node, text))}: this is not arithmetic.")

    def _count(self, parts, where):
        self.parts += parts
        if self.parts > MOST_PARTS:
            raise ValueError(
                f"{quote(where)}: up to here there are more than {MOST_PARTS} numbers, inputs and "
                f"operations, too many for one picture; write something shorter."
            )

    def _number(self, number, node, text):
        self._count(1, text)
        self._bound(number, node, text)
        return _Part(Integer(number) if isinstance(number, int) else Float(number), 0, number)

    def _named(self, name, text):
        """An input, or the result of an earlier line."""
        self.used.add(name)
        if name in self.results:
            return self.results[name]
        if name not in self.inputs:
            check_name(name, text)
            self._count(1, text)
            self.inputs[name] = _Part(Symbol(name, real=True), 1)
        return self.inputs[name]

    def _apply(self, operation, parts, node, text):
        """The operation on these parts, if its degree and its number stay within bounds."""
        self._count(1, text)
        degrees, numbers = [part.degree for part in parts], [part.number for part in parts]
        number = None
        if None not in numbers:
            row = OPERATIONS[operation]
            try:
                number = finite_value(row.value, numbers, row.refuses)
            except ValueError as reason:
                raise ValueError(f"{quote(_source(node, text))} has no value: {reason}.") from None
            self._bound(number, node, text)
        degree = sum(degrees) if operation in ("multiply", "divide") else max(degrees)
        if operation == "power" and numbers[1] is not None:
            degree = max(degrees[0], 1) * abs(numbers[1])
        self._bound_power(degree, node, text)
        return _Part(Apply(operation, tuple(part.tree for part in parts)), degree, number)

    def _expect_no_exponential(self, operation, exponent, node, text):
        """Raise ValueError for e**x where e is an input like any other."""
        if isinstance(operation, ast.Pow) and exponent.number is None:
            raise ValueError(
                f"{quote(_source(node, text))}: e has no number of its own here; for the "
                f"exponential function write exp(…)."
            )

    def _bound(self, number, node, text):
        # SymPy would work out 9**9**9 exactly, all 369 million digits of it.
        if abs(number) > LARGEST_NUMBER:
            raise ValueError(
                f"{quote(_source(node, text))}: numbers here go up to {LARGEST_NUMBER:,.0f}."
            )

    def _bound_power(self, power, node, text):
        if power > HIGHEST_POWER:
            raise ValueError(
                f"{quote(_source(node, text))}: powers here go up to {HIGHEST_POWER}, "
                f"and this is a power of {power:g}."
            )


def _source(node, text):
    return ast.get_source_segment(text, node)

"""A calculation in lines, one result a line: what a text and a SymPy expression both become."""

from dataclasses import dataclass, field

from sympy import Symbol


@dataclass(frozen=True)
class Apply:
    """An operation by its name, and its arguments: symbols, numbers, expressions, other Applys."""

    operation: str
    arguments: tuple


@dataclass(frozen=True)
class Assignment:
    """symbol = result, where the result may use the inputs and the symbols of earlier lines."""

    symbol: Symbol
    result: object


@dataclass(frozen=True)
class Program:
    """The inputs' symbols, the lines, the last of which is the output, and numbers for inputs."""

    inputs: tuple
    lines: tuple
    at: dict = field(default_factory=dict)

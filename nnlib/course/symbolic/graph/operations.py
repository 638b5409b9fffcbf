"""The local operations of a graph, a row each: on SymPy expressions, and on numbers.

No row holds a derivative.  SymPy finds it, so that a local rule cannot disagree with its operation:

    local_slope("multiply", (u, v), 0)      # ∂(u v)/∂u = v
    local_slope("power", (u, 2), 0)         # ∂u²/∂u = 2 u
"""

import ast
import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import sympy
from sympy import powsimp

from .... import activations
from ..functions import SIGMA

ARGUMENTS = sympy.symbols("u v", real=True)
BEYOND = "the result is larger than any number that the machine holds, 1.8e308"
NO_QUOTIENT = "nothing can be divided by 0"
NO_LOGARITHM = "only a number above 0 has a logarithm"
NO_POWER = "0 has no negative power, and a negative number has whole powers only"
NO_ROOT = "a negative number has no square root"


@dataclass(frozen=True)
class Operation:
    """One operation: how it is written, its SymPy expression, its number, and what it refuses.

    `between` is its sign in Python's syntax tree if it stands between two arguments.
    """

    name: str
    sign: str
    expression: Callable
    value: Callable
    refuses: str = BEYOND
    between: type = None


_ROWS = (
    Operation("add", "+", operator.add, operator.add, between=ast.Add),
    Operation("subtract", "-", operator.sub, operator.sub, between=ast.Sub),
    Operation("multiply", "*", operator.mul, operator.mul, between=ast.Mult),
    Operation("divide", "/", operator.truediv, operator.truediv, NO_QUOTIENT, ast.Div),
    Operation("power", "**", operator.pow, math.pow, NO_POWER, ast.Pow),
    Operation("negate", "-", operator.neg, operator.neg),
    Operation("identity", "", lambda u: u, lambda u: u),
    Operation("sin", "sin", sympy.sin, math.sin),
    Operation("cos", "cos", sympy.cos, math.cos),
    Operation("tan", "tan", sympy.tan, math.tan),
    Operation("exp", "exp", sympy.exp, math.exp),
    Operation("log", "log", sympy.log, math.log, NO_LOGARITHM),
    Operation("sqrt", "sqrt", sympy.sqrt, math.sqrt, NO_ROOT),
    Operation("abs", "abs", sympy.Abs, abs),
    *(
        Operation(sigma.name, sigma.name, expression, sigma)
        for sigma, expression in SIGMA.items()
        if sigma is not activations.identity  # which stands above, without a sign
    ),
)
OPERATIONS = {row.name: row for row in _ROWS}
FUNCTIONS = tuple(row.name for row in _ROWS if row.sign.isidentifier())
ALIASES = {"ln": "log"}


@cache
def local_slope(name, arguments, slot):
    """The derivative of the operation by its argument in `slot`, as SymPy finds it.

    `arguments` are the symbols u and v; a number may stand in the other slot, as in u².
    """
    rule = sympy.diff(OPERATIONS[name].expression(*arguments), arguments[slot])
    # u/|u| has no value at 0, where |u| has no slope; SymPy's sign(u) would say 0.
    return powsimp(rule).replace(sympy.sign, lambda u: u / abs(u))


@cache
def as_function(rule, arguments):
    """The rule in u, or in u and v, as a function of so many numbers."""
    return sympy.lambdify(ARGUMENTS[:arguments], rule, "math")


def finite_value(function, arguments, refuses=BEYOND):
    """function(*arguments) as a finite float; a ValueError says why there is none."""
    try:
        number = function(*arguments)
    except OverflowError:
        raise ValueError(BEYOND) from None
    except ZeroDivisionError:
        raise ValueError(NO_QUOTIENT) from None
    except ValueError:
        raise ValueError(refuses) from None
    if isinstance(number, complex) or math.isnan(number):
        raise ValueError(refuses)
    if math.isinf(number):
        raise ValueError(BEYOND)
    return float(number)

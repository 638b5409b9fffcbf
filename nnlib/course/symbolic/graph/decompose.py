"""A SymPy expression as a local operation on smaller expressions.

SymPy writes x − y as x + (−1) y, x/y as x y⁻¹, and sums and products of any number of terms.
A graph has the operations of the page, each with one argument or two, from left to right.
"""

from collections import Counter
from functools import reduce

from sympy.core import Add, Dummy, Expr, Mul, Pow, S, Symbol, default_sort_key
from sympy.core.function import AppliedUndef, FunctionClass
from sympy.core.numbers import ComplexInfinity, ImaginaryUnit, Infinity, NaN, NegativeInfinity
from sympy.core.sympify import SympifyError, sympify
from sympy.functions import Max, Piecewise
from sympy.simplify import cse
from sympy.utilities import numbered_symbols

from .operations import OPERATIONS
from .program import Apply, Assignment, Program

NAMES = {
    row.expression: name
    for name, row in OPERATIONS.items()
    if isinstance(row.expression, FunctionClass)
}
NO_NUMBER = (ImaginaryUnit, Infinity, NegativeInfinity, ComplexInfinity, NaN)


def program_of(expr):
    """The SymPy expression as a program, in which sympy.cse gives equal parts a line of their own.

    Raises ValueError for what is no number: an equation, a matrix, an infinite or complex constant.
    """
    try:
        expr = sympify(expr, strict=True)
    except SympifyError:
        raise ValueError(
            f"Graph: a text such as 'x**2*y' or a SymPy expression was expected, not {expr!r:.60}."
        ) from None
    if not isinstance(expr, Expr) or expr.atoms(AppliedUndef, *NO_NUMBER):
        raise ValueError(f"Graph: {expr} is not an expression with a real number for its value.")
    inputs = tuple(sorted(expr.free_symbols, key=default_sort_key))
    twice = [name for name, times in Counter(map(str, inputs)).items() if times > 1]
    if twice:
        raise ValueError(f"Graph: {expr} has two different symbols called {twice[0]}.")
    shared, (last,) = cse(expr, symbols=numbered_symbols(cls=Dummy))
    lines = [Assignment(symbol, part) for symbol, part in shared]
    output = Symbol("f") if "f" not in map(str, inputs) else Dummy()
    return Program(inputs, (*lines, Assignment(output, last)))


def last_operation(expr):
    """The Apply whose result is `expr`; ValueError where a graph has no such operation."""
    if isinstance(expr, Add):
        return _sum(expr)
    if isinstance(expr, Mul):
        return _product(expr)
    if isinstance(expr, Pow):
        return _power(expr.base, expr.exp)
    if expr.func in NAMES and len(expr.args) == 1:
        return Apply(NAMES[expr.func], expr.args)
    if isinstance(expr, Max) and len(expr.args) == 2 and S.Zero in expr.args:
        (z,) = (one for one in expr.args if one != 0)
        return Apply("relu", (z,))
    if isinstance(expr, Piecewise):
        z = expr.args[0].expr
        if expr == Piecewise((z, z > 0), (0, True)):
            return Apply("relu", (z,))
    raise ValueError(
        f"Graph: {expr} is no local operation; a graph has + - * / **, sqrt, "
        f"{', '.join(NAMES.values())}."
    )


def _sum(expr):
    terms = expr.as_ordered_terms()
    # −x + y is y − x, one operation instead of two.
    first = next((term for term in terms if not _negative(term)), terms[0])
    terms.remove(first)
    return reduce(
        lambda total, term: (
            Apply("subtract", (total, -term)) if _negative(term) else Apply("add", (total, term))
        ),
        terms,
        first,
    )


def _negative(term):
    return term.as_coeff_Mul()[0].is_negative


def _product(expr):
    coefficient, rest = expr.as_coeff_Mul()
    times, over = coefficient.as_numer_denom()
    above, below = [], [over] if over != 1 else []
    for factor in rest.as_ordered_factors():
        if isinstance(factor, Pow) and factor.exp.is_number and factor.exp.is_negative:
            below.append(1 / factor)
        else:
            above.append(factor)
    minus = times == -1 and len(above) > 0
    if abs(times) != 1 or not above:
        above.insert(0, times)
    result = _multiply(above)
    if below:
        result = Apply("divide", (result, _multiply(below)))
    return Apply("negate", (result,)) if minus else result


def _multiply(factors):
    return reduce(lambda product, factor: Apply("multiply", (product, factor)), factors)


def _power(base, exponent):
    if exponent == S.Half:
        return Apply("sqrt", (base,))
    if exponent.is_number and exponent.is_negative:
        return Apply("divide", (S.One, base**-exponent))
    return Apply("power", (base, exponent))

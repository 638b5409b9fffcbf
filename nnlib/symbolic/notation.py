"""The course's notation: symbols as the page writes them, and the printer that sets them.

A name is the page's name: Symbol("delta_l") prints δ_l, entries("W", 1)[0, 1] prints W^{(1)}_{01}.
Sums and products print in the order in which they were written, inside `with evaluate(False):`.
"""

import re

from sympy import Add, Function, IndexedBase, Mul, Pow, Rational, true
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.printing.latex import LatexPrinter, translate


class Quantity(AppliedUndef):
    """A quantity that depends on others, C(w, b), and is printed by its name alone, C."""


def quantity(name, *of):
    """The quantity `name`, a function of the symbols `of`."""
    return UndefinedFunction(name, bases=(Quantity,))(*of)


def prime(f):
    """f′, the derivative of a function of one variable, as a function of its own."""
    return Function(f"{f.__name__}'")


def entries(name, layer=None):
    """An array by its entries: `entries("w", 1)[k, j]` prints w^{(1)}_{kj}."""
    return IndexedBase(name if layer is None else f"{name}^{{({layer})}}", real=True)


def brackets(inside):
    """Round brackets, which grow only around what is tall."""
    tall = re.search(r"\\frac|\\sum|\\begin", inside)
    return rf"\left({inside}\right)" if tall else f"({inside})"


def spelt(name):
    """A name in LaTeX: its stem in Greek where it is Greek, its marks as they are."""
    stem, marks = re.fullmatch(r"([^_^']*)(.*)", name).groups()
    stem = translate(stem)
    return (rf"\operatorname{{{stem}}}" if stem.isalpha() and len(stem) > 1 else stem) + marks


def subscript(text):
    """_i, or _{01} where braces are needed."""
    return f"_{text}" if len(text) == 1 else f"_{{{text}}}"


class CoursePrinter(LatexPrinter):
    """LaTeX as the lessons write it."""

    def __init__(self):
        super().__init__({"order": "none", "mat_symbol_style": "plain"})

    def _add_parens(self, text):
        return brackets(text)

    def _print_Symbol(self, symbol):
        return spelt(symbol.name)

    def _print_MatrixSymbol(self, matrix):
        return spelt(matrix.name)

    def _print_IndexedBase(self, base):
        return spelt(str(base.label))

    def _print_Indexed(self, entry):
        indices = [self._print(index) for index in entry.indices]
        together = "".join(indices) if all(len(one) == 1 for one in indices) else ", ".join(indices)
        return self._print(entry.base) + subscript(together)

    def _print_Function(self, expr, exp=None):
        name = expr.func.__name__
        if isinstance(expr, Quantity):
            return spelt(name) if exp is None else f"{spelt(name)}^{{{exp}}}"
        known = not isinstance(expr.func, UndefinedFunction)
        head = rf"\{name}" if known else spelt(name)
        if exp is not None:
            head += f"^{{{exp}}}"
        inside = ", ".join(self._print(argument) for argument in expr.args)
        short = known and (expr.args[0].is_Atom or isinstance(expr.args[0], Quantity))
        return f"{head} {inside}" if short else head + brackets(inside)

    def _print_log(self, expr, exp=None):
        return self._print_Function(expr, exp)

    def _print_Piecewise(self, expr):
        cases = (
            rf"{self._print(value)} & \text{{otherwise}}"
            if condition is true
            else rf"{self._print(value)} & \text{{if }} {self._print(condition)}"
            for value, condition in expr.args
        )
        return r"\begin{cases} " + r" \\ ".join(cases) + r" \end{cases}"

    def _print_Max(self, expr):
        return rf"\max({', '.join(self._print(one) for one in expr.args)})"

    def _print_Add(self, expr):
        first, *others = (self._print(term) for term in expr.args)
        signed = (f" - {term[1:]}" if term.startswith("-") else f" + {term}" for term in others)
        return first + "".join(signed)

    def _print_Mul(self, expr):
        factors = list(_factors(expr)) if expr.is_Mul else [expr]
        sign = ""
        if factors[0] == -1 and len(factors) > 1:
            sign, factors = "-", factors[1:]
        printed = ""
        for place, factor in enumerate(factors):
            if isinstance(factor, Pow) and factor.exp == -1:
                below = self._print(factor.base)
                printed = rf"\frac{{{printed or 1}}}{{{below}}}"
                continue
            text = self._print(factor)
            last = place == len(factors) - 1
            if self._needs_mul_brackets(factor, first=place == 0, last=last):
                text = brackets(text)
            times = r" \cdot " if printed and text[0].isdigit() else " "
            printed += times + text if printed else text
        return sign + printed

    def _print_Derivative(self, expr):
        (variable, order), *others = expr.variable_count
        if others or not isinstance(expr.expr, AppliedUndef):
            return super()._print_Derivative(expr)
        partial = len(expr.expr.args) > 1 and variable in expr.expr.args
        d = r"\partial " if partial else "d"
        above = spelt(expr.expr.func.__name__)
        below = self._print(variable)
        if order != 1:
            return rf"\frac{{{d.strip()}^{order} {above}}}{{{d}{below}^{order}}}"
        return rf"\frac{{{d}{above}}}{{{d}{below}}}"

    def _print_Sum(self, expr):
        body = self._print(expr.function)
        index = ", ".join(self._print(limit[0]) for limit in expr.limits)
        return rf"\sum_{{{index}}} " + (brackets(body) if isinstance(expr.function, Add) else body)

    def _print_Transpose(self, expr):
        return self.parenthesize(expr.arg, 1000) + r"^{\mathsf T}"

    def _print_HadamardProduct(self, expr):
        return r" \odot ".join(
            brackets(self._print(one)) if one.is_MatAdd or one.is_MatMul else self._print(one)
            for one in expr.args
        )


def _factors(product):
    """The factors of a product of products, in the order in which they were written."""
    for factor in product.args:
        if isinstance(factor, Mul):
            yield from _factors(factor)
        elif isinstance(factor, Rational) and factor.p == 1 and factor.q != 1:
            yield Pow(factor.q, -1, evaluate=False)
        else:
            yield factor


def latex(expression):
    """The LaTeX of an expression or equation in the course's notation."""
    return re.sub(r"([_^])\{(\w)\}", r"\1\2", CoursePrinter().doprint(expression))

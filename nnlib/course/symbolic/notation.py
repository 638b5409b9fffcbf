"""The course's notation: symbols as the page writes them, and the printer that sets them.

A name is the page's name: Symbol("delta_l") prints δ_l, entries("w", 1)[0, 1] prints w^{(1)}_{01}.
Sums and products print in the order in which they were written, inside `with evaluate(False):`.
"""

import re

from sympy.core import Add, Function, Mul, Pow, Rational, Symbol
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.logic import true
from sympy.matrices import HadamardProduct, MatAdd, MatMul, MatrixSymbol
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.printing.latex import LatexPrinter, translate
from sympy.tensor import IndexedBase

from .operators import after


class DependentVariable(AppliedUndef):
    """A quantity that depends on others, C(w, b), and is printed by its name alone, C."""


def quantity(name, *of):
    """The quantity `name`, a function of the symbols or quantities `of`."""
    return UndefinedFunction(name, bases=(DependentVariable,))(*of)


def prime(f, order=1):
    """f′, the derivative of a function of one variable, as a function of its own; or f″."""
    return Function(f.__name__ + "'" * order)


def entries(name, layer=None, **assumptions):
    """An array by its entries: `entries("w", 1)[k, j]` prints w^{(1)}_{kj}."""
    label = name if layer is None else f"{name}^{{({layer})}}"
    return IndexedBase(label, **(assumptions or {"real": True}))


def each(f, matrix):
    """f of each entry of a matrix, printed f(matrix)."""
    return ElementwiseApplyFunction(f, matrix)


def brackets(inside):
    """Round brackets, which grow only around what is tall."""
    tall = re.search(r"\\frac|\\sum|\\prod|\\begin", inside)
    return rf"\left({inside}\right)" if tall else f"({inside})"


def latex_name(name):
    """A name in LaTeX: its stem in Greek where it is Greek, its marks as they are."""
    stem, marks = re.fullmatch(r"([^_^']*)(.*)", name).groups()
    stem = translate(stem)
    return (rf"\operatorname{{{stem}}}" if stem.isalpha() and len(stem) > 1 else stem) + marks


RELATIONS = {"==": "=", "!=": r"\ne", "<": "<", "<=": r"\le", ">": ">", ">=": r"\ge"}


class CoursePrinter(LatexPrinter):
    """LaTeX as the lessons write it."""

    def __init__(self):
        super().__init__({"order": "none"})

    def _add_parens(self, text):
        return brackets(text)

    def _print_Symbol(self, symbol):
        return latex_name(symbol.name)

    def _print_MatrixSymbol(self, matrix):
        return latex_name(matrix.name)

    def _print_IndexedBase(self, base):
        return latex_name(str(base.label))

    def _print_Indexed(self, entry):
        indices = [self._print(index) for index in entry.indices]
        together = "".join(indices) if all(len(one) == 1 for one in indices) else ", ".join(indices)
        return f"{self._print(entry.base)}_{{{together}}}"

    def _print_Function(self, expr, exp=None):
        name = expr.func.__name__
        power = "" if exp is None else f"^{{{exp}}}"
        if isinstance(expr, DependentVariable):
            return latex_name(name) + power
        known = not isinstance(expr.func, UndefinedFunction)
        head = (rf"\{name}" if known else latex_name(name)) + power
        inside = ", ".join(self._print(argument) for argument in expr.args)
        bare = known and not (expr.args[0].is_Add or expr.args[0].is_Mul)
        bare = bare or (known and expr.args[0].is_Mul and _below(list(_factors(expr.args[0]))[-1]))
        return f"{head} {inside}" if bare else head + brackets(inside)

    def _print_ExpBase(self, expr, exp=None):  # noqa: ARG002, SymPy's signature
        """A fraction in an exponent is written in one line."""
        inside = re.sub(
            r"\\frac\{((?:\w|_\{\w\})+)\}\{(\w+)\}", r"\1 / \2", self._print(expr.args[0])
        )
        return f"e^{{{inside}}}"

    def _print_log(self, expr, exp=None):
        return self._print_Function(expr, exp)

    def _print_ElementwiseApplyFunction(self, expr):
        applied = expr.function(Symbol("z"))
        return latex_name(applied.func.__name__) + brackets(self._print(expr.expr))

    def _print_Order(self, expr):  # noqa: ARG002, what is left out is not said
        return r"\dots"

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

    def _print_Dot(self, expr):
        return r" \cdot ".join(self._print(one) for one in expr.args)

    def _print_Norm(self, expr):
        return rf"\lVert {self._print(expr.args[0])} \rVert"

    def _print_ArgMin(self, expr):
        inside, variable = expr.args
        return rf"\arg\min_{{{self._print(variable)}}} {self._bracketed_sum(inside)}"

    def _print_Limit(self, expr):
        inside, variable, towards, side = expr.args
        sign = "" if str(side) == "+-" or towards.is_infinite else f"^{side}"
        below = rf"{self._print(variable)} \to {self._print(towards)}{sign}"
        return rf"\lim_{{{below}}} {self._bracketed_sum(inside)}"

    def _print_Relational(self, expr):
        left, right = (self._print(side) for side in expr.args)
        if isinstance(expr.lhs, after):
            return rf"{self._print(expr.lhs.args[0])} \leftarrow {right}"
        return f"{left} {RELATIONS[expr.rel_op]} {right}"

    def _print_And(self, expr):
        first, *others = sorted(expr.args, key=lambda one: one.lhs.is_number, reverse=True)
        rest = (self._print(one).removeprefix(self._print(one.lhs)) for one in others)
        return self._print(first) + "".join(rest)

    def _print_Equivalent(self, expr, altchar=None):  # noqa: ARG002, SymPy's signature
        return r" \Longleftrightarrow ".join(self._print(one) for one in expr.args)

    def _print_Add(self, expr):
        first, *others = (self._print(term) for term in expr.args)
        signed = (f" - {term[1:]}" if term.startswith("-") else f" + {term}" for term in others)
        return first + "".join(signed)

    def _needs_mul_brackets(self, expr, first=False, last=False):
        # A function has its own, whatever stands inside.
        return not expr.is_Function and super()._needs_mul_brackets(expr, first, last)

    def _print_Mul(self, expr):
        factors = list(_factors(expr)) if isinstance(expr, (Mul, MatMul)) else [expr]
        sign = "-" if factors[0] == -1 else ""
        if len(factors) > 1 and factors[0] in (1, -1):
            factors = factors[1:]
        printed = ""
        for place, factor in enumerate(factors):
            if _below(factor):
                below = factor.base if factor.exp == -1 else Pow(factor.base, -factor.exp)
                printed = rf"\frac{{{printed or 1}}}{{{self._print(below)}}}"
                continue
            text, last = self._print(factor), place == len(factors) - 1
            alone = place == 0 and not last and _below(factors[1])  # a fraction is its own bracket
            needed = self._needs_mul_brackets(factor, first=place == 0, last=last)
            if not alone and (needed or isinstance(factor, (MatAdd, HadamardProduct))):
                text = brackets(text)
            times = r" \cdot " if printed and text[0].isdigit() else " "
            printed += times + text if printed else text
        return sign + printed

    _print_MatAdd, _print_MatMul = _print_Add, _print_Mul

    def _print_Derivative(self, expr):
        (variable, order), *_ = expr.variable_count
        of, by = expr.expr, self._print(variable)
        if by == r"\theta":
            return rf"\nabla {self._bracketed_sum(of)}"
        if isinstance(of, AppliedUndef) and not isinstance(of, DependentVariable):
            return self._composition(of) + f"'({by})"
        above = self._print(of)
        if isinstance(of, DependentVariable) and _is_partial(of, variable):
            d = r"\partial "
        else:
            d = "d"
            if of.is_Add or of.is_Mul:
                above = brackets(above)
        power = "" if order == 1 else f"^{order}"
        if isinstance(of, DependentVariable) or (of.is_Mul and r"\left" not in above):
            return rf"\frac{{{d.strip()}{power}{d[1:] and ' '}{above}}}{{{d}{by}{power}}}"
        return rf"\frac{{{d.strip()}{power}}}{{{d}{by}{power}}} {above}"

    def _composition(self, applied):
        """f ∘ g for f(g(x))."""
        heads = []
        while isinstance(applied, AppliedUndef):
            heads.append(latex_name(applied.func.__name__))
            applied = applied.args[0]
        together = r" \circ ".join(heads)
        return f"({together})" if len(heads) > 1 else together

    def _print_Sum(self, expr):
        return self._over_index(r"\sum", expr)

    def _print_Product(self, expr):
        return self._over_index(r"\prod", expr)

    def _print_Integral(self, expr):
        ((variable, low, high),) = expr.limits
        limits = f"_{{{self._print(low)}}}^{{{self._print(high)}}}"
        return rf"\int{limits} {self._bracketed_sum(expr.function)} \, d{self._print(variable)}"

    def _over_index(self, sign, expr):
        index = ", ".join(self._print(limit[0]) for limit in expr.limits)
        return rf"{sign}_{{{index}}} {self._bracketed_sum(expr.function)}"

    def _bracketed_sum(self, expr):
        return brackets(self._print(expr)) if isinstance(expr, Add) else self._print(expr)

    def _print_MatrixBase(self, matrix):
        rows = (" & ".join(self._print(entry) for entry in row) for row in matrix.tolist())
        return r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}"

    def _print_Transpose(self, expr):
        arg = self._print(expr.arg)
        bare = isinstance(expr.arg, MatrixSymbol)
        return (arg if bare else brackets(arg)) + r"^{\mathsf T}"

    def _print_Inverse(self, expr):
        return brackets(self._print(expr.arg)) + "^{-1}"

    def _print_HadamardProduct(self, expr):
        return r" \odot ".join(
            brackets(self._print(one)) if isinstance(one, (MatAdd, MatMul)) else self._print(one)
            for one in expr.args
        )


def _factors(product):
    """The factors of a product of products, in the order in which they were written."""
    for factor in product.args:
        if isinstance(factor, (Mul, MatMul)):
            yield from _factors(factor)
        elif isinstance(factor, Rational) and factor.p == 1 and factor.q != 1:
            yield Pow(factor.q, -1, evaluate=False)
        else:
            yield factor


def _is_partial(of, variable):
    """Whether something that `of` depends on stands still when the variable moves."""
    return len(of.args) > 1 if variable in of.args else len(_leaves(of)) > 1


def _leaves(quantity):
    """What a quantity depends on in the end."""
    deeper = (
        _leaves(one) if isinstance(one, DependentVariable) else {one} for one in quantity.args
    )
    return set().union(*deeper)


def _below(factor):
    """Whether a factor is 1/something, and so stands below the line of a fraction."""
    return isinstance(factor, Pow) and factor.exp.is_Integer and factor.exp.is_negative


def latex(expression):
    """The LaTeX of an expression or equation in the course's notation."""
    return re.sub(r"([_^])\{(\w)\}", r"\1\2", CoursePrinter().doprint(expression))

"""SymPy expressions for the page: typeset, in a line of text, or in numbers, in the order written.

`PlainText` knows the structure of an expression and its look as text; `Typeset` and `InNumbers`
change the look alone.  So an equation, its MathML and its line of numbers say the same.
"""

import re
from functools import lru_cache

import numpy as np
from sympy import (
    Derivative,
    Equality,
    HadamardProduct,
    MatrixSymbol,
    S,
    Sum,
    Symbol,
    Transpose,
    evaluate,
    fraction,
)
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.printing.conventions import split_super_sub
from sympy.printing.pretty.pretty_symbology import greek_unicode, pretty_symbol

from . import mathml
from .mathml import identifier
from .svg import compact, fine_numeral, raised, short

BARE = {"sin", "cos", "tan", "tanh", "log"}  # log z, but σ(z) and f″(z)
LAYER = re.compile(r"(\w+)\^\{\((\d+)\)\}")


def symbol(name):
    """The MathML of a name with its Greek letter and its indices: theta_1, v3."""
    stem, above, below = split_super_sub(name)
    stem = identifier(greek_unicode.get(stem, stem))
    indices = "".join(identifier(index) for index in [*above, *below])
    return f"<msub>{stem}<mrow>{indices}</mrow></msub>" if indices else stem


def formula(expression):
    """The MathML of a SymPy expression or equation, to stand in `math`."""
    return Typeset().write(expression)


def words(expression):
    """The expression in a line of text.

    >>> from sympy.abc import x, z
    >>> words(2 * x * z), words(-1 / x**2), words((x - z) ** 2 / 2)
    ('2·x·z', '−1/x²', '(x − z)²/2')
    """
    return PlainText().write(expression)


def in_numbers(expression, numbers, decimals=3):
    """The expression with a number for each name in it.

    `numbers` holds a number, or for entries an array, under a name: {"eta": 0.5, "w^{(1)}": W}.

    >>> from sympy import Indexed, Sum
    >>> from sympy.abc import b, i
    >>> in_numbers(b + Sum(2 * Indexed("x", i), (i, 0, 1)), {"b": -1, "x": [0.5, 3]})
    '(−1) + 2·0.500 + 2·3.000'
    """
    return InNumbers(numbers, decimals).write(expression)


def _called(applied):
    return applied.func.__name__


def _whole(base):
    return base.is_Integer and base.is_nonnegative


def _head(name):
    """σ for sigma and sigmoid, f″ for f''."""
    stem = name.rstrip("'")
    primes = ("", "′", "″", "‴")[len(name) - len(stem)]
    return ("σ" if stem == "sigmoid" else greek_unicode.get(stem, stem)) + primes


def place_of(entry):
    """The array and the indices of an entry; an index is a number or a letter."""
    indices = (int(one) if one.is_Integer else str(one) for one in entry.indices)
    return str(entry.base.label), tuple(indices)


class PlainText:
    """Writes an expression as text: `write` knows its structure, the other methods its look."""

    def write(self, expression):
        if isinstance(expression, Equality):
            left, right = expression.args
            if isinstance(left, AppliedUndef) and _called(left) == "after":
                return self.write(left.args[0]) + self.sign(" ← ") + self.write(right)
            return self.write(left) + self.sign(" = ") + self.write(right)
        if expression.is_Symbol:
            return self.name(expression.name)
        if expression.is_Add:
            terms = list(expression.args)
            first = next((term for term in terms if not self._split(term)[0]), terms[0])
            terms.remove(first)
            signed = (self._split(term) for term in terms)
            terms = (self.sign(f" {sign or '+'} ") + self.term(sign, term) for sign, term in signed)
            return self.write(first) + "".join(terms)
        sign, expression = self._split(expression)
        return self.sign(sign) + self.term(sign, expression) if sign else self._write(expression)

    def term(self, sign, expression):
        """What follows a sign: a sum takes brackets, as in −(a + b)."""
        inside = self.write(expression)
        several = expression.is_Add or (sign and isinstance(expression, Sum))
        return self.brackets(inside) if several else inside

    def _split(self, term):
        """The sign "−" or "" of a term, and the term without it."""
        negative = term.as_coeff_Mul()[0].is_negative
        if not negative:
            return "", term
        if term.is_Mul and term.args[0] == -1:  # keep what is left as it was written
            return "−", term.func(*term.args[1:], evaluate=False)
        return "−", -term

    def _write(self, expression):
        if expression.is_Mul and isinstance(expression.args[-1], Sum):
            *factors, over = (one for one in expression.args if one != 1)
            return "".join(self.factor(one) + self.times for one in factors) + self.last(over)
        above, below = fraction(expression, exact=True)
        if below != 1:
            return self.quotient(above, below)
        if expression.is_Mul or expression.is_MatMul:
            factors = [one for one in expression.args if one != 1]
            return (" " if expression.is_MatMul else self.times).join(map(self.factor, factors))
        if expression.is_Pow:
            base, exponent = expression.args
            return self.root(base) if exponent == S.Half else self.power(base, exponent)
        if expression.is_Indexed:
            return self.entry(*place_of(expression))
        if isinstance(expression, Sum):
            return self.total(expression)
        if isinstance(expression, Derivative):
            below = expression.variables[0]
            below = Symbol(_called(below)) if isinstance(below, AppliedUndef) else below
            return self.partial(_called(expression.expr), below)
        if isinstance(expression, MatrixSymbol):
            return self.name(expression.name)
        if isinstance(expression, Transpose):
            return self.transposed(expression.arg)
        if isinstance(expression, HadamardProduct):
            return self.sign(" ⊙ ").join(map(self.factor_entry_by_entry, expression.args))
        if isinstance(expression, ElementwiseApplyFunction):
            return self.call(_called(expression.function.expr), expression.expr)
        if isinstance(expression, MatrixElement):
            return self.element(*expression.args)
        if expression.is_number and not expression.args:
            return self.number(compact(float(expression)))
        if expression.is_Function and len(expression.args) == 1:
            return self.call(_called(expression), expression.args[0])
        raise TypeError(f"typeset: {expression} of type {type(expression)} cannot be written.")

    def factor(self, expression):
        """The expression, in brackets where it is a sum or has a sign."""
        inside = self.write(expression)
        several = expression.is_Add or isinstance(expression, (Sum, HadamardProduct))
        bare = not (several or self._split(expression)[0])
        return inside if bare else self.brackets(inside)

    def factor_entry_by_entry(self, matrices):
        """A factor of ⊙: a product of matrices takes brackets, as in (δ W) ⊙ σ′(z)."""
        inside = self.write(matrices)
        return self.brackets(inside) if matrices.is_MatMul else inside

    def last(self, over):
        """A Σ at the end of a product."""
        return self.factor(over)

    times = "·"

    def name(self, name):
        return pretty_symbol(name)

    def entry(self, array, indices):
        return pretty_symbol(f"{array}_{''.join(map(str, indices))}")

    def number(self, text):
        return text

    def sign(self, sign):
        return sign

    def brackets(self, inside):
        return f"({inside})"

    def total(self, over):
        return f"Σ{self.factor(over.function)}"

    def partial(self, above, below):
        return f"∂{self.name(above)}/∂{self.write(below)}"

    def quotient(self, above, below):
        below = self.brackets(self.write(below)) if below.is_Mul else self.factor(below)
        return f"{self.factor(above)}/{below}"

    def power(self, base, exponent):
        bare = base.is_symbol or base.is_Function or _whole(base)
        base = self.write(base) if bare else self.brackets(self.write(base))
        whole = exponent.is_Integer
        return base + (raised(str(exponent)) if whole
                       else f"^{self.factor(exponent)}")  # fmt: skip

    def root(self, inside):
        return f"√{self.factor(inside)}"

    def call(self, name, argument):
        if name == "Abs":
            return f"|{self.write(argument)}|"
        return f"{_head(name)}({self.write(argument)})"


class Typeset(PlainText):
    """Writes an expression as MathML."""

    times = '<mo rspace="0.1em" lspace="0.1em">·</mo>'

    def name(self, name):
        return symbol(name)

    def entry(self, array, indices):
        stem, layer = LAYER.fullmatch(array).groups() if "^" in array else (array, None)
        return mathml.entry(greek_unicode.get(stem, stem), layer, *indices)

    def number(self, text):
        return f"<mn>{text}</mn>"

    def sign(self, sign):
        look = "" if sign.startswith(" ") else ' form="prefix"'
        return f"<mo{look}>{sign.strip()}</mo>"

    def brackets(self, inside):
        return f"<mrow><mo>(</mo>{inside}<mo>)</mo></mrow>"

    def last(self, over):
        return self.total(over)  # nothing follows that could be taken into the ∑

    def total(self, over):
        index = identifier(str(over.variables[0]))
        return f"<mrow><munder><mo>∑</mo>{index}</munder>{self.factor(over.function)}</mrow>"

    def partial(self, above, below):
        return mathml.partial(symbol(above), self.write(below))

    def transposed(self, array):
        return mathml.transposed(self.write(array))

    def element(self, array, *indices):
        """An entry of a product of arrays, which stands in brackets: (A B)_kj."""
        indices = "".join(map(self.write, indices))
        return f"<msub>{self.brackets(self.write(array))}<mrow>{indices}</mrow></msub>"

    def quotient(self, above, below):
        return f"<mfrac><mrow>{self.write(above)}</mrow><mrow>{self.write(below)}</mrow></mfrac>"

    def power(self, base, exponent):
        bare = base.is_symbol or _whole(base)
        base = self.write(base) if bare else self.brackets(self.write(base))
        return f"<msup><mrow>{base}</mrow><mrow>{self.write(exponent)}</mrow></msup>"

    def root(self, inside):
        return f"<msqrt>{self.write(inside)}</msqrt>"

    def call(self, name, argument):
        inside = self.write(argument)
        if name == "exp":
            return f"<msup><mi>e</mi><mrow>{inside}</mrow></msup>"
        if name == "Abs":
            return f"<mrow><mo>|</mo>{inside}<mo>|</mo></mrow>"
        name = _head(name)
        if not (argument.is_symbol and name in BARE):
            inside = self.brackets(inside)
        return f"<mrow><mi>{name}</mi><mo>&#x2061;</mo>{inside}</mrow>"


class InNumbers(PlainText):
    """Writes an expression with a number for each name, and a sum over an index term by term."""

    def __init__(self, numbers, decimals):
        self.numbers, self.decimals = numbers, decimals

    def name(self, name):
        return self._signed(short(self.numbers[name]))

    def entry(self, array, indices):
        return self._signed(self._number(array, indices))

    def argument(self, array, indices):
        """An entry that stands alone in the brackets of a function."""
        return self._number(array, indices)

    def _number(self, array, indices):
        return fine_numeral(np.asarray(self.numbers[array])[indices], self.decimals)

    def _signed(self, number):
        return self.brackets(number) if number.startswith("−") or "·" in number else number

    def partial(self, above, below):
        array, indices = place_of(below)
        return self.entry(f"∂{above}/∂{array}", indices)

    def call(self, name, argument):
        """σ by the name of the layer's activation, σ′ by its number; other functions stay."""
        if argument.is_Indexed:
            array, indices = place_of(argument)
            known = self.numbers.get(f"{name}({array})", _head(name))
            if not isinstance(known, str):
                return self.entry(f"{name}({array})", indices)
            return f"{known}({self.argument(array, indices)})"
        return super().call(name, argument)

    def total(self, over):
        """The terms with signs between them; of more than eight the first three and the last."""
        ((_, _, last),) = over.limits
        lengths = ((one, self.numbers[one.name]) for one in last.free_symbols)
        count, shown = _terms(over, tuple(lengths))
        terms = [self.summand(term) for term in shown]
        if count > 8:
            terms[3:] = ["…", f"{terms[3]} ({count} terms)"]
        return self.sign(" + ").join(terms)

    def summand(self, term):
        """One of the terms that a sum is written as."""
        return self.write(term)


@lru_cache(maxsize=512)
def _terms(over, lengths):
    """(count, terms) of a sum; of more than eight terms the first three and the last."""
    ((index, first, last),) = over.limits
    count = int(last.subs(lengths) - first) + 1
    places = [first + at for at in (range(count) if count <= 8 else (0, 1, 2, count - 1))]
    with evaluate(False):
        return count, [over.function.xreplace({index: place}) for place in places]

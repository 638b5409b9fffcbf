"""SymPy expressions for the page: typeset, and in a line of text, with their order kept."""

from sympy import S, fraction
from sympy.printing.conventions import split_super_sub
from sympy.printing.pretty.pretty_symbology import greek_unicode, pretty_symbol

from .mathml import identifier
from .svg import compact, raised


def symbol(name):
    """The MathML of a name with its Greek letter and its indices: theta_1, v3."""
    stem, above, below = split_super_sub(name)
    stem = identifier(greek_unicode.get(stem, stem))
    indices = "".join(identifier(index) for index in [*above, *below])
    return f"<msub>{stem}<mrow>{indices}</mrow></msub>" if indices else stem


def formula(expression):
    """The MathML of a SymPy expression, to stand in `math`."""
    return Typeset().write(expression)


def words(expression):
    """The expression in a line of text.

    >>> from sympy.abc import x, z
    >>> words(2 * x * z), words(-1 / x**2), words((x - z) ** 2 / 2)
    ('2·x·z', '−1/x²', '(x − z)²/2')
    """
    return Line().write(expression)


def _whole(base):
    return base.is_Integer and base.is_nonnegative


class Line:
    """Writes an expression as text: `write` knows its structure, the other methods its look."""

    def write(self, expression):
        if expression.is_Symbol:
            return self.name(expression.name)
        if expression.is_Add:
            terms = list(expression.args)
            first = next((term for term in terms if not self._split(term)[0]), terms[0])
            terms.remove(first)
            signed = (self._split(term) for term in terms)
            terms = (self.sign(f" {sign or '+'} ") + self.write(term) for sign, term in signed)
            return self.write(first) + "".join(terms)
        sign, expression = self._split(expression)
        return (self.sign(sign) if sign else "") + self._write(expression)

    def _split(self, term):
        """The sign "−" or "" of a term, and the term without it."""
        negative = term.as_coeff_Mul()[0].is_negative
        if not negative:
            return "", term
        if term.is_Mul and term.args[0] == -1:  # keep what is left as it was written
            return "−", term.func(*term.args[1:], evaluate=False)
        return "−", -term

    def _write(self, expression):
        above, below = fraction(expression, exact=True)
        if below != 1:
            return self.quotient(above, below)
        if expression.is_Mul:
            return self.times.join(self.factor(factor) for factor in expression.args)
        if expression.is_Pow:
            base, exponent = expression.args
            return self.root(base) if exponent == S.Half else self.power(base, exponent)
        if expression.is_Symbol:
            return self.name(expression.name)
        if expression.is_number and not expression.args:
            return self.number(compact(float(expression)))
        if expression.is_Function and len(expression.args) == 1:
            return self.call(expression.func.__name__.lower(), expression.args[0])
        return self.factor(expression)

    def factor(self, expression):
        """The expression, in brackets where it is a sum or has a sign."""
        inside = self.write(expression)
        bare = not expression.is_Add and not self._split(expression)[0]
        return inside if bare else self.brackets(inside)

    times = "·"

    def name(self, name):
        return pretty_symbol(name)

    def number(self, text):
        return text

    def sign(self, sign):
        return sign

    def brackets(self, inside):
        return f"({inside})"

    def quotient(self, above, below):
        below = self.brackets(self.write(below)) if below.is_Mul else self.factor(below)
        return f"{self.factor(above)}/{below}"

    def power(self, base, exponent):
        bare = base.is_Symbol or base.is_Function or _whole(base)
        base = self.write(base) if bare else self.brackets(self.write(base))
        whole = exponent.is_Integer
        return base + (raised(str(exponent)) if whole
                       else f"^{self.factor(exponent)}")  # fmt: skip

    def root(self, inside):
        return f"√{self.factor(inside)}"

    def call(self, name, argument):
        if name == "abs":
            return f"|{self.write(argument)}|"
        return f"{'σ' if name == 'sigmoid' else name}({self.write(argument)})"


class Typeset(Line):
    """Writes an expression as MathML."""

    times = '<mo rspace="0.1em" lspace="0.1em">·</mo>'

    def name(self, name):
        return symbol(name)

    def number(self, text):
        return f"<mn>{text}</mn>"

    def sign(self, sign):
        look = "" if sign.startswith(" ") else ' form="prefix"'
        return f"<mo{look}>{sign.strip()}</mo>"

    def brackets(self, inside):
        return f"<mrow><mo>(</mo>{inside}<mo>)</mo></mrow>"

    def quotient(self, above, below):
        return f"<mfrac><mrow>{self.write(above)}</mrow><mrow>{self.write(below)}</mrow></mfrac>"

    def power(self, base, exponent):
        bare = base.is_Symbol or _whole(base)
        base = self.write(base) if bare else self.brackets(self.write(base))
        return f"<msup><mrow>{base}</mrow><mrow>{self.write(exponent)}</mrow></msup>"

    def root(self, inside):
        return f"<msqrt>{self.write(inside)}</msqrt>"

    def call(self, name, argument):
        inside = self.write(argument)
        if name == "exp":
            return f"<msup><mi>e</mi><mrow>{inside}</mrow></msup>"
        if name == "abs":
            return f"<mrow><mo>|</mo>{inside}<mo>|</mo></mrow>"
        if not (argument.is_Symbol and name != "sigmoid"):
            inside = self.brackets(inside)
        name = "σ" if name == "sigmoid" else name
        return f"<mrow><mi>{name}</mi><mo>&#x2061;</mo>{inside}</mrow>"

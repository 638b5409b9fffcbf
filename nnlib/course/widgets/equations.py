"""Equations of the ledger with the reader's indices put in, as the steppers show them.

A row of the ledger says what holds of a layer, most often in matrices: BP3 is a_{l−1}ᵀ δ_l.  A
stepper shows one entry of it: entry (2, 3) in layer 1 is Σ_i a^{(0)}_{i2} δ^{(1)}_{i3}.
"""

from dataclasses import dataclass
from functools import lru_cache

from sympy import (
    Derivative,
    Eq,
    Function,
    HadamardProduct,
    Indexed,
    IndexedBase,
    MatMul,
    MatrixSymbol,
    Piecewise,
    Sum,
    Symbol,
    Transpose,
    evaluate,
    symbols,
    sympify,
)
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixElement

from ... import activations
from ..symbolic import FORMULAS
from ..symbolic.arrays import SumOverSamples
from ..symbolic.notation import entries, quantity

# The letter of an index, by the ledger's name of the length that it runs over.
LETTERS = dict(zip("mknp", symbols("i k j t", integer=True), strict=True))
SAMPLE = LETTERS["m"]
MATRICES = {"W": "w", "X": "x"}  # an entry is written small


def law(identity, line=0):
    """An equation of a row of the ledger."""
    return FORMULAS[identity].equations[line]


@lru_cache(maxsize=1024, typed=True)
def put(expression, **meaning):
    """The expression with what stands for the names in it: symbols, arrays and quantities.

    Terms and factors keep the order in which they were written.
    """
    known = {
        one: sympify(meaning[_name(one)])
        for one in expression.atoms(Symbol, Indexed, IndexedBase, AppliedUndef)
        if _name(one) in meaning
    }
    for one in [*known]:  # an array for an array, a letter for each entry of one
        if isinstance(one, Indexed) and isinstance(known[one], IndexedBase):
            del known[one]
    with evaluate(False):
        return expression.xreplace(known)


def _name(one):
    if isinstance(one, AppliedUndef):
        return one.func.__name__
    return str(one.base.label if isinstance(one, Indexed) else one)


@lru_cache(maxsize=64)
def of_one_sample(expression):
    """The expression without the index i of the sample."""
    entries_of_it = (one for one in expression.atoms(Indexed) if SAMPLE in one.indices)
    return expression.xreplace({
        one: one.base[tuple(index for index in one.indices if index != SAMPLE)]
        for one in entries_of_it
    })  # fmt: skip


OUTPUT = Symbol("a")
SLOPES = {  # the line of the row D1 that has σ′
    activations.sigmoid: 1, activations.tanh: 2, activations.relu: 4, activations.identity: 5,
}  # fmt: skip


@lru_cache(maxsize=512)
def slope_by_output(sigma, a=OUTPUT):
    """σ′ written in a = σ(z), by the ledger's row D1: 1 − a² for tanh.  None without a row."""
    if sigma not in SLOPES:
        return None
    slope = law("D1", SLOPES[sigma]).rhs
    if isinstance(slope, Piecewise):
        return slope
    with evaluate(False):
        return slope.xreplace(dict.fromkeys(slope.atoms(Function), a))


def loss_slope(of):
    """∂C/∂of."""
    return Derivative(quantity("C", of), of)


@dataclass(frozen=True)
class Layer:
    """Layer l of a network of widths n with m samples, whose letters an equation is to have.

    With one sample the index i is left out.
    """

    l: int
    n: tuple
    m: int

    @lru_cache(maxsize=1024)  # noqa: B019  (a layer is its sizes, and says the same for ever)
    def entry(self, equation, row, column):
        """The entry (row, column) of an equation between matrices."""
        with evaluate(False):
            left, right = (self._entry(side, row, column) for side in equation.args)
            return Eq(left, right)

    def _entry(self, A, row, column):
        match A:
            case MatrixSymbol(name=r"\nabla_a C"):
                return loss_slope(entries("a", self.l)[self._indices(A, row, column)])
            case MatrixSymbol():
                letter, layer = self._place(A.name)
                return entries(MATRICES.get(letter, letter), layer)[self._indices(A, row, column)]
            case Derivative():
                return loss_slope(self._entry(A.variables[0], row, column))
            case Transpose():
                return self._entry(A.arg, column, row)
            case ElementwiseApplyFunction():
                return A.function(self._entry(A.expr, row, column))
            case HadamardProduct():
                left, right = A.args
                return self._entry(left, row, column) * self._entry(right, row, column)
            case MatMul():
                number, (left, *others) = A.as_coeff_matrices()
                if not others:
                    return number * self._entry(left, row, column)
                right = MatMul(*others)
                product = self._sum(
                    left.shape[1],
                    lambda over: self._entry(left, row, over) * self._entry(right, over, column),
                )
                return product if number == 1 else number * product
            case SumOverSamples():
                (rows,) = A.args
                return self._sum(rows.shape[0], lambda over: self._entry(rows, over, column))
        raise TypeError(f"{A} has no entry.")

    def _place(self, name):
        """("delta", 2) for delta_{l+1} in layer 1; the inputs X are in none."""
        letter, _, place = name.partition("_")
        if place.isdigit() or not place:
            return letter, int(place) if place else None
        steps = {"l": 0, "L": 0, "{l-1}": -1, "{l+1}": 1}
        return letter, self.l + steps[place]

    def _indices(self, A, row, column):
        """Those that are written: not of a single row, and none of a single sample."""
        lengths = (self._size(length) if str(length) == "m" else length for length in A.shape)
        return tuple(one for one, length in zip((row, column), lengths, strict=True) if length != 1)

    def _size(self, length):
        """How long an axis of the ledger's matrices is here."""
        sizes = {"1": 1, "m": self.m, "k": self.n[self.l - 1], "n": self.n[self.l]}
        return (sizes | {"p": (*self.n, 0)[self.l + 1]})[str(length)]

    def _sum(self, length, term):
        """The sum over an axis; over a single sample it is its one term."""
        index = LETTERS[str(length)]
        if index == SAMPLE and self.m == 1:
            return term(index)
        return Sum(term(index), (index, 0, self._size(length) - 1))

    def product(self, matrices, row, column):
        """The entry (row, column) of a product of matrices, which stays a product: (A B)_kj."""
        with evaluate(False):
            named = matrices.xreplace({A: self._named(A) for A in matrices.atoms(MatrixSymbol)})
        return MatrixElement(named, row, column)

    def _named(self, A, shape=None):
        letter, layer = self._place(A.name)
        return MatrixSymbol(f"{letter}_{layer}", *(shape or A.shape))

    def named(self, matrices):
        """An expression of matrices with the numbers of its layers, and as large as they are."""
        named = {A: self._named(A, map(self._size, A.shape)) for A in matrices.atoms(MatrixSymbol)}
        with evaluate(False):
            return matrices.xreplace(named)

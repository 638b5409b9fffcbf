"""Arrays in the equations of backpropagation: two operations on matrices, and named entries."""

from sympy import Indexed, IndexedBase, diag, ones
from sympy.core.function import UndefinedFunction
from sympy.matrices import MatrixBase
from sympy.matrices.expressions.matexpr import MatrixExpr

from .notation import DependentVariable, brackets


class SumOverSamples(MatrixExpr):
    """Σ_i A, the sum of the rows of A (m, n) as one row."""

    @property
    def shape(self):
        return 1, self.args[0].shape[1]

    def doit(self, **hints):
        A = self.args[0].doit(**hints)
        return ones(1, A.rows) * A if isinstance(A, MatrixBase) else self.func(A)

    def _latex(self, printer):
        return r"\sum_{i} " + printer._print(self.args[0])


class Diagonal(MatrixExpr):
    """diag(v): the entries of the row v on the diagonal of a matrix."""

    @property
    def shape(self):
        return (self.args[0].shape[1],) * 2

    def doit(self, **hints):
        v = self.args[0].doit(**hints)
        return diag(*v) if isinstance(v, MatrixBase) else self.func(v)

    def _latex(self, printer):
        return r"\operatorname{diag}" + brackets(printer._print(self.args[0]))


class VaryingEntry(DependentVariable):
    """An entry of an array that depends on a weight: a^{(q)}_t, a function of t and the weight."""

    def _latex(self, printer):
        return printer._print(Indexed(IndexedBase(self.func.__name__), self.args[0]))


def varying_entry(name, index, *of):
    """The entry `index` of the array `name`, a function of the symbols `of`."""
    return UndefinedFunction(name, bases=(VaryingEntry,))(index, *of)


def spelt_out(arrays):
    """What each entry stands for, of several indexed arrays with their matrices.

    Of one row, the entries have one index.

    >>> spelt_out({IndexedBase("w"): ones(2, 1), IndexedBase("x"): ones(1, 2)})
    {w[0, 0]: 1, w[1, 0]: 1, x[0]: 1, x[1]: 1}
    """
    return {
        base[j] if matrix.shape[0] == 1 else base[k, j]: matrix[k, j]
        for base, matrix in arrays.items()
        for k in range(matrix.shape[0])
        for j in range(matrix.shape[1])
    }

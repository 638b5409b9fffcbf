"""Proving an equation: put in what its symbols stand for, work both sides out, take the difference.

Everything is decided by expanding and cancelling small expressions; nothing is simplified at large.
"""

from sympy.concrete import Product, Sum
from sympy.core import Dummy, Expr, Lambda, diff, expand, expand_log, sympify
from sympy.core.function import UndefinedFunction
from sympy.functions import Piecewise, exp, log, piecewise_fold
from sympy.integrals import Integral
from sympy.matrices import MatrixBase
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.polys import cancel, factor, together
from sympy.series import Limit, Order

from .notation import prime


def both_sides(equation, meaning):
    """Both sides of an equation, worked out for what its symbols stand for."""
    return [worked_out(side, meaning) for side in equation.args]


def worked_out(side, meaning):
    """`side` with its symbols replaced by what they stand for, multiplied out, then worked out.

    Multiplying out comes before differentiating, so that a rule is not proved by itself.
    The functions are put in one after the other, and f′ with f.
    """
    heads = {name: f for name, f in meaning.items() if isinstance(name, UndefinedFunction)}
    others = {name: sympify(value) for name, value in meaning.items() if name not in heads}
    side = side.xreplace(others)
    for unrolled in (Sum, Product):
        side = side.replace(unrolled, lambda *parts, one=unrolled: one(*parts).doit())
    side = side.xreplace(others)  # entries whose index only the sum has given
    side = side.replace(ElementwiseApplyFunction, lambda f, M: M.doit().applyfunc(f))
    for name, f in heads.items():
        for order in (1, 2, 3) if len(f.variables) == 1 else ():
            slope = Lambda(f.variables, diff(f.expr, *f.variables, order))
            side = _put(side, prime(name, order), slope)
        side = _put(side, name, f)
    side = side.replace(Limit, _limit)
    side = expand(side).doit() if isinstance(side, Expr) else side.doit()
    if isinstance(side, MatrixExpr):
        side = side.as_explicit()
    return side[0] if isinstance(side, MatrixBase) and side.shape == (1, 1) else side


def _put(side, name, f):
    """f for a function's name.  `subs` stumbles over integrals, so those are worked out first."""
    side = side.replace(
        Integral, lambda inside, *limits: Integral(inside.subs(name, f), *limits).doit()
    )
    return side.subs(name, f)


def _limit(inside, variable, towards, side):
    """A limit, entry by entry where there are several.

    SymPy's limit does not look at the conditions of a Piecewise: a positive distance decides them.
    """
    if isinstance(inside, MatrixBase):
        return inside.applyfunc(lambda entry: _limit(entry, variable, towards, side))
    if inside.has(Piecewise):
        away = Dummy(positive=True)
        inside = inside.subs(variable, towards + {"+": away, "-": -away}[str(side)])
        variable, towards, side = away, 0, "+"
    return Limit(expand(inside).doit(), variable, towards, side).doit()


def vanishes(difference):
    """Whether a difference is 0, entry by entry; or only of the order that was left out."""
    if isinstance(difference, MatrixBase):
        return all(vanishes(entry) for entry in difference)
    return any(
        step(difference) == 0
        for step in (
            _expanded,
            lambda e: cancel(e.rewrite(exp)),
            lambda e: expand(expand_log(e.replace(log, lambda u: log(factor(together(u)))))),
            lambda e: piecewise_fold(e.rewrite(Piecewise)),
        )
    )


def _expanded(difference):
    difference = expand(difference)
    return 0 if isinstance(difference, Order) else difference

"""What the page writes and SymPy has no word for: a ← b, arg min, a · b and the length of a column.

Like a sum or a limit each stands as it was written until `doit()` works it out.
"""

from sympy import Expr, Function, solve, sqrt, trigsimp

after = Function("after")  # Eq(after(w), …) prints w ← …


class ArgMin(Expr):
    """The one place where a convex expression is least: ArgMin(expression, variable).

    Working it out raises ValueError where the slope is 0 at no place or at several, or where the
    expression is not seen to be convex.
    """

    def doit(self, **hints):
        expression, variable = self.args
        expression = expression.doit(**hints)
        places = solve(expression.diff(variable), variable)
        if len(places) != 1:
            raise ValueError(f"{expression} has slope 0 at {places}, not at one place.")
        curvature = expression.diff(variable, 2).factor()
        if not curvature.is_nonnegative:
            raise ValueError(f"{expression} has the curvature {curvature}, which may be below 0.")
        return places[0]


class Dot(Expr):
    """a · b of two columns: Dot(a, b)."""

    def doit(self, **hints):
        a, b = (one.doit(**hints) for one in self.args)
        return (a.T * b)[0]


class Norm(Expr):
    """The length of a column: Norm(a)."""

    def doit(self, **hints):
        (a,) = (one.doit(**hints) for one in self.args)
        return sqrt(trigsimp((a.T * a)[0]))

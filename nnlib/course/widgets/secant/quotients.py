"""Difference quotients for the secant explorer: functions by SymPy, and what floats make of them.

(f(x + h) − f(x)) / h is the forward quotient, (f(x + h) − f(x − h)) / 2h the centred one (C9).
"""

from dataclasses import dataclass
from functools import cache
from math import isclose

import numpy as np
import sympy
from sympy import Rational

import nnlib as nn

from ...symbolic.functions import relu, sigmoid
from ..equations import law, put

STEPS = (*(float(f"{digit}e{k}") for k in range(-16, 0) for digit in (1, 2, 5)), 1.0)
WAYS = ("forward", "centred")
# What C9 adds to f′(x); the rest that it leaves out is far smaller.
LEADING = {way: law("C9", line).rhs.removeO().args[1] for line, way in enumerate(WAYS)}
H, SECOND, THIRD = sympy.symbols("h f_2 f_3")
PREDICTED = {
    way: sympy.lambdify((H, SECOND, THIRD), put(term, h=H, **{"f''": SECOND, "f'''": THIRD}))
    for way, term in LEADING.items()
}
EPSILON = float(np.finfo(float).eps)
WHOLE = 0.2  # from this h on, a picture of the whole curve shows the secant well


class Curve:
    """A function and its derivatives, all made by SymPy from one expression."""

    def __init__(self, words, expression):
        self.words, self.expression = words, expression
        (self.symbol,) = expression.free_symbols
        self.derivative = expression.diff(self.symbol)
        self.f, self.prime, self.second, self.third = (
            sympy.lambdify(self.symbol, expression.diff(self.symbol, n)) for n in range(4)
        )
        # These functions have no kink but at 0; there, limit() does not keep to its side of one.
        t = sympy.Symbol("t", positive=True)
        self.slopes_at_0 = [
            float(sympy.limit(self.derivative.subs(self.symbol, side), t, 0)) for side in (-t, t)
        ]
        self.kinked = not isclose(*self.slopes_at_0)

    def split(self, x, h, way, quotient):
        """(truncation, rounding): how far the exact quotient is off, and what the floats add."""
        x, h = Rational(x), Rational(h)
        behind = x - h if way == "centred" else x
        ahead, behind, slope = (
            expression.subs(self.symbol, place).evalf(60)
            for expression, place in (
                (self.expression, x + h),
                (self.expression, behind),
                (self.derivative, x),
            )
        )
        exact = (ahead - behind) / (2 * h if way == "centred" else h)
        return float(exact - slope), float(Rational(quotient) - exact)


@cache
def curves():
    """The functions to choose from, by name; each is one SymPy expression in x."""
    x = sympy.Symbol("x", real=True)
    return {
        "square": Curve("x²", x**2),
        "cube": Curve("x³", x**3),
        "sin": Curve("sin x", sympy.sin(x)),
        "exp": Curve("eˣ", sympy.exp(x)),
        "sigmoid": Curve("1/(1 + e⁻ˣ)", sigmoid(x).rewrite(sympy.exp)),
        "abs": Curve("|x|", sympy.Piecewise((x, x >= 0), (-x, True))),
        "relu": Curve("relu(x)", relu(x).rewrite(sympy.Piecewise)),
    }


@dataclass(frozen=True, eq=False)
class Quotients:
    """Both quotients of a curve at x for each of STEPS; the reader has chosen `way` and `h`."""

    curve: Curve
    x: float
    h: float
    way: str
    table: dict
    truncation: float
    rounding: float

    @classmethod
    def measure(cls, curve, x, h, way):
        steps = np.array(STEPS)
        table = {
            "forward": (curve.f(x + steps) - curve.f(x)) / steps,
            "centred": np.array([nn.numeric_gradient(curve.f, x, step) for step in STEPS]),
        }
        parts = curve.split(x, h, way, float(table[way][STEPS.index(h)]))
        return cls(curve, x, h, way, table, *parts)

    def at(self, way):
        """The quotient of this kind at the chosen h."""
        return float(self.table[way][STEPS.index(self.h)])

    @property
    def quotient(self):
        return self.at(self.way)

    @property
    def slope(self):
        """f′(x), or None at a kink."""
        return None if self.curve.kinked and self.x == 0 else float(self.curve.prime(self.x))

    @property
    def error(self):
        return abs(self.quotient - self.slope)

    @property
    def relative(self):
        """The course's relative error: over the larger of the two slopes."""
        return self.error / (max(abs(self.quotient), abs(self.slope)) or 1)

    @property
    def behind(self):
        """The secant's first point in steps of h from x; its second is at 1."""
        return -1 if self.way == "centred" else 0

    @property
    def values(self):
        """What f gives at the secant's points, by name, the later one first."""
        behind = "f(x − h)" if self.behind else "f(x)"
        return {"f(x + h)": self.value(1), behind: self.value(self.behind)}

    @property
    def span(self):
        """What the difference of the two values is divided by."""
        return "2h" if self.behind else "h"

    @property
    def places(self):
        """The x of the secant's two points, as floats."""
        return self.x + self.behind * self.h, self.x + self.h

    def value(self, t):
        """f at t steps of h from x, as the computer has it."""
        return float(self.curve.f(self.x + t * self.h))

    def predicted(self, way, h):
        """What C9 says of this quotient's truncation: its leading term."""
        return float(PREDICTED[way](h, self.curve.second(self.x), self.curve.third(self.x)))

    @property
    def zoomed(self):
        return self.h < WHOLE

    def points(self, t):
        """The curve at t steps of h from x; zoomed in, (x, f(x)) and h are the origin and unit."""
        t = np.asarray(t, dtype=float)
        x, y = self.x + t * self.h, self.curve.f(self.x + t * self.h)
        return (t, (y - self.value(0)) / self.h) if self.zoomed else (x, y)

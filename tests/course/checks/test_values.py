"""What a fair teacher would take for an answer is taken, and the rest is told as what it is."""

from collections import OrderedDict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy

from nnlib.course.checks import judging
from nnlib.course.checks.keys import Case, Key
from nnlib.course.checks.probes import Function, Symbolic, Value, reply
from nnlib.course.checks.values import kind_of

x, w, b = sympy.symbols("x w b")
Pair = namedtuple("Pair", "value slope")


class Series:
    """A pandas object, as far as an answer shows it."""

    ndim = 1

    def __init__(self, *numbers):
        self.numbers = numbers

    def __len__(self):
        return len(self.numbers)

    def to_numpy(self):
        return np.array(self.numbers)


PAIRS = {
    "a list": [2, 0.5],
    "a named tuple": Pair(2, 0.5),
    "an array": np.array([2, 0.5]),
    "fractions": (Fraction(2), Fraction(1, 2)),
    "decimals": (Decimal(2), Decimal("0.5")),
    "NumPy's numbers": (np.int8(2), np.float32(0.5)),
    "arrays without axes": (np.array(2), np.array(0.5)),
    "SymPy's numbers": (sympy.Integer(2), sympy.Rational(1, 2)),
    "a SymPy tuple": sympy.Tuple(2, sympy.Rational(1, 2)),
    "a SymPy column": sympy.Matrix([2, sympy.Rational(1, 2)]),
    "a SymPy row": sympy.ImmutableMatrix([[2, sympy.Rational(1, 2)]]),
    "a SymPy array": sympy.Array([2, sympy.Rational(1, 2)]),
    "an unevaluated root": (2, sympy.sqrt(sympy.Rational(1, 4), evaluate=False)),
    "a limit": (2, sympy.Limit(sympy.sin(x) / (2 * x), x, 0)),
    "an integral": (2, sympy.Integral(x, (x, 0, 1))),
    "a complex number that is real": (2 + 0j, np.complex128(0.5 + 1e-18j)),
    "dict values": {"value": 2, "slope": 0.5}.values(),
    "a queue": deque([2, 0.5]),
    "a pandas series": Series(2, 0.5),
}


@pytest.mark.parametrize("what", PAIRS)
def test_a_pair_may_come_as(what):
    got = reply(Function("f", ("value", "slope")), {"f": lambda: PAIRS[what]}, {})
    assert (got["value"], got["slope"]) == (2, 0.5)


VECTORS = {
    "a range": range(3),
    "a list of arrays": [np.array(0), np.array(1), np.array(2)],
    "a SymPy column": sympy.Matrix([0, 1, 2]),
    "a mutable SymPy array": sympy.MutableDenseNDimArray([0, 1, 2]),
    "dict values": OrderedDict(a=0, b=1, c=2).values(),
    "a pandas series": Series(0, 1, 2),
    "yes and no": np.array([0, 1, 2], np.uint8),
}


@pytest.mark.parametrize("what", VECTORS)
def test_a_vector_may_come_as(what):
    assert reply(Value("v"), {"v": VECTORS[what]}, {})["v"].tolist() == [0, 1, 2]


C = (w + b) ** 2 / 2 + w**3
EXPRESSIONS = {
    "two expressions": (C.diff(w), C.diff(b)),
    "a Jacobian": sympy.Matrix([C]).jacobian([w, b]),
    "a gradient": sympy.derive_by_array(C, (w, b)),
    "a column": sympy.Matrix([C.diff(w), C.diff(b)]),
    "a tuple of SymPy": sympy.Tuple(C.diff(w), C.diff(b)),
    "derivatives not carried out": (sympy.Derivative(C, w), sympy.Derivative(C, b)),
    "a limit": (sympy.Limit((C.subs(w, w + x) - C) / x, x, 0), C.diff(b)),
    "an integral": (C.diff(w), sympy.Integral(1, (x, 0, w + b))),
    "cases": (sympy.Piecewise((0, w < -9), (C.diff(w), True)), C.diff(b)),
    "an imaginary part that cancels": (C.diff(w) + sympy.I * w - sympy.I * w, C.diff(b)),
    "a root of a negative number, squared": (C.diff(w), -(sympy.sqrt(-w - b) ** 2)),
    "an array of expressions": np.array([C.diff(w), C.diff(b)]),
    "polynomials": (sympy.Poly(C.diff(w), w, b), sympy.Poly(C.diff(b), w, b)),
}


@pytest.mark.parametrize("what", EXPRESSIONS)
def test_expressions_may_come_as(what):
    at = {"w": 1.25, "b": 0.5}
    got = reply(Symbolic("slopes", ("dw", "db")), {"slopes": EXPRESSIONS[what]}, at)
    assert got["dw"] == pytest.approx(1.75 + 3 * 1.25**2)
    assert got["db"] == pytest.approx(1.75)


NO_ANSWERS = {
    "a function": (lambda: 3, "is a function; give the expression"),
    "an equation": (sympy.Eq(w, b), "is an equation"),
    "a letter too many": (w + x, "only w, b may be left"),
    "a complex number": (sympy.I * w, "is complex"),
}


@pytest.mark.parametrize("what", NO_ANSWERS)
def test_what_is_no_expression_is_told_so(what):
    expression, words = NO_ANSWERS[what]
    got = reply(Symbolic("C"), {"C": expression}, {"w": 2.0, "b": -0.5})
    assert got.kind == "unfit"
    assert words in got.words


@pytest.mark.parametrize(("blank", "kind", "words"), [
    (None, "unfit", "`result[1]` is None. Is it still to be written"),
    (..., "open", "`result[1]` is still `...`"),
])  # fmt: skip
def test_a_blank_among_the_entries_is_no_number(blank, kind, words):
    for function in (lambda: [True, blank], lambda: np.array([1.5, blank], dtype=object)):
        got = reply(Function("f"), {"f": function}, {})
        assert got.kind == kind
        assert got.words.startswith(words)


def test_what_can_be_gone_through_only_once_is_told_so():
    got = reply(Function("f"), {"f": lambda: (n for n in range(3))}, {})
    assert "`list(…)` makes a list of it" in got.words
    assert reply(Function("f", ("a", "b")), {"f": lambda: map(abs, (1, 2))}, {}).kind == "unfit"


@pytest.mark.parametrize(("what", "words"), [
    (np.zeros((4, 2)), "one array of shape (4, 2)"), ((1, 2, 3), "a tuple of 3"),
    ([1], "a list of 1"), (2.5, "a single number"), ("1, 2", "a text"), ({}, "a dict"),
    (abs, "a function"), (int, "a class"),
])  # fmt: skip
def test_what_came_in_place_of_two_results_is_told(what, words):
    assert kind_of(what) == words
    got = reply(Function("f", ("a", "b")), {"f": lambda: what}, {})
    assert (
        got.words == f"2 results are wanted, one after the other: `a`, `b`. What came is {words}."
    )


def key_of_root(tolerance=1e-9):
    probe, inputs = Function("f"), {"x": np.array([2.0, 3.0, 5.0])}
    case = Case(inputs, {"result": np.sqrt(inputs["x"]) - 1}, {})
    return Key(
        id="1.1", title="A task", points=4, difficulty=1, minutes=5, formulas=(), probe=probe,
        hints=("", "", ""), tolerance=tolerance, stub="def f(x): ...", messages={}, cases=(case,),
    )  # fmt: skip


@pytest.mark.parametrize("kind", [np.float32, np.float16])
def test_single_precision_is_no_mistake(kind):
    rooted = {"f": lambda x: np.sqrt(x.astype(kind)) - kind(1)}
    assert judging.verdict_on(key_of_root(), rooted).right
    assert not judging.verdict_on(key_of_root(), {"f": lambda x: np.sqrt(x) - 1.01}).right
    wrong = {"f": lambda x: np.sqrt(x.astype(kind)) - kind(1.01)}
    assert not judging.verdict_on(key_of_root(), wrong).right


def test_where_both_numbers_print_alike_their_difference_is_told():
    verdict = judging.verdict_on(key_of_root(), {"f": lambda x: np.sqrt(x) - 1 + 3e-8 * x})
    assert "`result[0]` is 0.414214, and off by 6e-08." in verdict.message

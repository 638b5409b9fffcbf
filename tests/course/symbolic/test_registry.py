"""Every registered formula is proved, its printed errors are refuted, its numbers agree."""

from dataclasses import replace

import numpy as np
import pytest
from sympy import Add, And, Eq, Ge, Le, Lt, MatAdd, Rational, evaluate, preorder_traversal

from nnlib.activations import relu
from nnlib.course.symbolic import FORMULAS
from nnlib.course.symbolic.formulas import LESSONS, SECTIONS, g_descent, rows_of
from nnlib.course.symbolic.proving import worked_out

MEASURED = [name for name, formula in FORMULAS.items() if formula.numbers]
ERR = [name for name, formula in FORMULAS.items() if formula.printed]
EQUATIONS = [
    pytest.param(name, line, id=f"{name}-{line}")
    for name, formula in FORMULAS.items()
    for line in range(len(formula.equations) * (not formula.argument))
]


@pytest.mark.parametrize("name", FORMULAS)
def test_proof(name):
    proof = FORMULAS[name].prove()
    assert proof, proof


@pytest.mark.parametrize("section", SECTIONS)
def test_a_file_has_the_rows_of_its_letter(section):
    assert {formula.id[0] for formula in rows_of(section)} == {section[0].upper()}


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lessons_file_has_the_numbers_of_its_displays(lesson):
    number = lesson.removeprefix("lesson_").lstrip("0")
    ids = [formula.id for formula in rows_of(lesson)]
    assert ids == [f"{number}.{one}" for one in range(1, len(ids) + 1)]


@pytest.mark.parametrize("name", ERR)
def test_refutation(name):
    refutation = FORMULAS[name].refute()
    assert refutation, refutation


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", MEASURED)
def test_numbers(name, seed):
    numbers = FORMULAS[name].compare(np.random.default_rng(seed))
    assert numbers, numbers


def test_at_its_kink_relu_has_the_slope_of_its_left_side():
    assert relu.prime(np.zeros(1)).tolist() == [float(FORMULAS["D3"].equations[4].rhs)]


def with_a_turned_sign(side):
    """`side` with the sign of one of its terms turned, or negated where it is no sum."""
    sums = [node for node in preorder_traversal(side) if isinstance(node, (Add, MatAdd))]
    if not sums:
        yield -side
    for node in sums:
        *others, last = node.args
        yield side.xreplace({node: node.func(*others, -last, evaluate=False)})


@pytest.mark.parametrize(("name", "line"), EQUATIONS)
def test_a_turned_sign_is_no_longer_proved(name, line):
    formula = FORMULAS[name]
    equations, side = [*formula.equations], formula.equations[line].rhs
    for turned in with_a_turned_sign(side):
        if turned != side and worked_out(side, next(iter(formula.instances()))) != 0:
            equations[line] = Eq(equations[line].lhs, turned, evaluate=False)
            assert not replace(formula, equations=tuple(equations)).prove(), turned


@pytest.mark.parametrize(
    ("relation", "above", "below"),
    [(Ge, 2, 0), (Le, Rational(5, 2), 0), (Le, 1, 0), (Le, 2, -1)],
    ids=["the loss rises", "too high", "too low", "below 0"],
)
def test_another_bound_is_no_longer_proved(relation, above, below):
    with evaluate(False):
        claim = relation(g_descent.C(g_descent.theta_next), g_descent.C(g_descent.theta_t))
        condition = And(Lt(below, g_descent.rate), Le(g_descent.rate, above / g_descent.steepest))
    assert not replace(FORMULAS["G2"], equations=(claim, condition)).prove()

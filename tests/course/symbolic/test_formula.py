"""A formula proves what is true, refutes what is false, and says which."""

import numpy as np
import pytest
from sympy import Eq, Function, Lambda, evaluate, symbols

import nnlib as nn
from nnlib.course.__main__ import main
from nnlib.course.symbolic import Comparison, Formula, Misprint
from nnlib.course.symbolic.operators import ArgMin

a, b, x = symbols("a b x", real=True)
f = Function("f")

with evaluate(False):
    TRUE = Eq((a + b) ** 2, a**2 + 2 * a * b + b**2)
    FALSE = Eq((a + b) ** 2, a**2 + b**2)
    NOWHERE = Eq(ArgMin(x**3, x), 0)


def test_a_true_equation_is_proved_and_a_false_one_is_not():
    proof = Formula("X1", "A square.", (TRUE,)).prove()
    assert proof
    assert repr(proof) == "X1 is proved: both sides of 1 equation agree in 1 case."
    failed = Formula("X1", "A square.", (TRUE, FALSE)).prove()
    assert not failed
    assert repr(failed) == (
        "X1 is not proved: (a + b)^2 = a^2 + b^2, "
        "for the sides come to a**2 + 2*a*b + b**2 and a**2 + b**2."
    )


def test_one_false_case_is_enough():
    cases = [{f: Lambda(x, x**2)}, {f: Lambda(x, x**3)}]
    even = Formula("X2", "Even.", (Eq(f(-a), f(a), evaluate=False),), lambda: cases)
    assert not even.prove()
    assert Formula("X2", "Even.", even.equations, lambda: cases[:1]).prove()


def test_no_case_is_no_proof():
    assert not Formula("X3", "Nothing.", (TRUE,), list).prove()


def test_a_side_without_a_value_is_no_proof():
    proof = Formula("X4", "No least place.", (NOWHERE,)).prove()
    assert not proof
    assert "which may be below 0" in repr(proof)


def test_a_printed_form_that_holds_is_not_refuted():
    wrong, right = Misprint("S1", FALSE, {a: 1, b: 2}), Misprint("S1", FALSE, {a: 0, b: 2})
    assert "come to 9 and 5" in repr(Formula("X5", "A square.", (TRUE,), printed=(wrong,)).refute())
    assert not Formula("X5", "A square.", (TRUE,), printed=(right,)).refute()
    assert not Formula("X5", "A square.", (TRUE,)).refute()


def test_three_numbers_agree_only_if_all_do():
    one = np.ones(2)
    assert Comparison(one, one, one + 1e-9)
    assert not Comparison(one, one + 1e-9, one)
    assert not Comparison(one, one, one + 1e-3)
    assert not Comparison(one, one, np.ones(1))


def test_the_command_prints_what_a_lesson_pastes(capsys):
    assert main(["formulas", "C6"]) == 0
    printed = capsys.readouterr().out
    assert nn.symbolic.show("C6")._repr_latex_() in printed
    assert repr(nn.symbolic.prove("C6")) in printed
    assert main(["formulas", "C6", "Z1"]) == 2
    assert "'Z1' is no formula of the registry" in capsys.readouterr().err


def test_an_unknown_formula_is_a_sentence():
    with pytest.raises(KeyError, match="'Z1' is no formula of the registry, which holds A1"):
        nn.symbolic.prove("Z1")

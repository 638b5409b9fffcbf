"""Each activation and each loss of nnlib stands on symbols and in graphs too, with its numbers."""

import numpy as np
import pytest
from sympy import Piecewise, Rational, Symbol, exp, lambdify, symbols

from nnlib import activations, losses
from nnlib.course.symbolic import Graph
from nnlib.course.symbolic.functions import LOSS, SIGMA, Written

HOME = "nnlib/course/symbolic/functions.py"
Z = Symbol("z", real=True)
AT = np.array([-800.0, -2.5, -0.3, 0.0, 0.4, 3.1, 800.0])


def without_a_row(module, kind, table, name, who):
    """Sentences about the records of a module of the core that no table of the symbols knows."""
    stem = module.__name__.rpartition(".")[2]
    for record in [one for one in vars(module).values() if isinstance(one, kind)]:
        if module.ALL.get(record.name) is not record:
            yield f"`{record}` is in nnlib/{stem}.py, but {stem}.ALL lacks it."
    for record in module.ALL.values():
        if record not in table:
            yield (
                f"`{record}` is in {stem}.ALL but has no row in {name} of {HOME}: "
                f"{who} do not know it."
            )


def activations_without_a_row():
    who = "networks on symbols, graphs and steppers"
    return without_a_row(activations, activations.Activation, SIGMA, "SIGMA", who)


def test_each_activation_has_an_expression():
    gaps = [*activations_without_a_row()]
    assert not gaps, "\n".join(gaps)


def test_each_loss_has_an_expression():
    who = "networks on symbols and steppers"
    gaps = [*without_a_row(losses, losses.Loss, LOSS, "LOSS", who)]
    assert not gaps, "\n".join(gaps)


def test_a_record_without_a_row_is_named(monkeypatch):
    swish = activations.Activation("swish", np.sin, np.cos)
    monkeypatch.setattr(activations, "swish", swish, raising=False)
    assert "`swish` is in nnlib/activations.py, but activations.ALL lacks it." in (
        activations_without_a_row()
    )
    monkeypatch.setitem(activations.ALL, "swish", swish)
    expected = f"`swish` is in activations.ALL but has no row in SIGMA of {HOME}: "
    assert any(gap.startswith(expected) for gap in activations_without_a_row())


def defined(expression):
    """An expression with each function written out."""
    return expression.rewrite(exp).rewrite(Piecewise)


@pytest.mark.parametrize("sigma", SIGMA, ids=str)
def test_an_activation_s_expression_its_slope_and_its_definition_have_its_numbers(sigma):
    value = SIGMA[sigma](Z)
    definition = defined(value)
    assert not definition.has(Written), f"{value} has no definition; give its class a rewrite."
    for expression, record in ((value, sigma), (value.diff(Z), sigma.prime)):
        expected = record(AT)
        np.testing.assert_allclose(lambdify(Z, expression)(AT) + 0 * AT, expected, rtol=1e-12)
        inner = slice(1, -1)  # the definition's exponentials are beyond numbers at ±800
        written = lambdify(Z, defined(expression))
        np.testing.assert_allclose(written(AT[inner]) + 0 * AT[inner], expected[inner], rtol=1e-12)
        exact = [float(expression.subs(Z, Rational(str(z)))) for z in AT[inner]]
        np.testing.assert_allclose(exact, expected[inner], rtol=1e-12)
    for z in AT[inner]:
        if z or not sigma.kinked:
            slope = float(definition.diff(Z).subs(Z, z))
            assert slope == pytest.approx(sigma.prime(np.array([z]))[0])


@pytest.mark.parametrize("sigma", SIGMA, ids=str)
def test_an_activation_is_an_operation_of_graphs(sigma):
    if sigma is activations.identity:  # f = x, which has no word of its own
        return
    graph = Graph(f"{sigma}(x)")
    assert [node.operation for node in graph.nodes] == ["input", sigma.name]
    assert Graph(SIGMA[sigma](Z)).nodes[1].operation == sigma.name
    for z in AT:
        values = graph.forward({"x": z})
        assert values[1] == pytest.approx(sigma(np.array([z]))[0], abs=0)
        slope = graph.backward(values).gradient["x"]
        assert slope == pytest.approx(sigma.prime(np.array([z]))[0], rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("loss", LOSS, ids=str)
def test_a_loss_s_expression_and_its_slopes_have_its_numbers(loss):
    rng = np.random.default_rng(0)
    a, y = rng.normal(size=(1, 3)), rng.dirichlet(np.ones(3), size=1)
    scores, targets = symbols("a:3", real=True), symbols("y:3", real=True)
    C = LOSS[loss](scores, targets)
    found = lambdify([scores, targets], [C, *(C.diff(one) for one in scores)])(a[0], y[0])
    np.testing.assert_allclose(found, [loss(a, y), *loss.grad(a, y)[0]], rtol=1e-12)

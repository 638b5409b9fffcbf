"""The expression graph against SymPy's derivative, centred differences and counts by hand."""

import pytest
import sympy

from nnlib.symbolic import Graph

S3 = "x = 2*y; z = sin(y); f = x**2*z"


def test_C6_the_worked_example_of_S3_by_two_paths():
    graph = Graph(S3)
    y = graph.symbol(graph.inputs[0])
    derivative = 8 * y * sympy.sin(y) + 4 * y**2 * sympy.cos(y)
    assert sympy.expand(graph.to_sympy().diff(y) - derivative) == 0
    sweep = graph.backward(graph.forward({"y": 1.5}))
    assert sweep.gradient["y"] == pytest.approx(float(derivative.subs(y, 1.5)), rel=1e-12)

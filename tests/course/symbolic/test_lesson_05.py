"""What lesson 05 says in numbers and no cell of it prints."""

import math

import numpy as np
import pytest
import sympy

from nnlib.course.symbolic import Graph

EXAMPLE = "x = 2*y; z = sin(y); f = x**2*z"


def test_C2_nudges_that_leave_u_where_it_is_do_not_hurt_the_chain_rule():
    x = sympy.Symbol("x", positive=True)
    g = x**2 * sympy.sin(1 / x)
    assert all(g.subs(x, 1 / (k * sympy.pi)) == 0 for k in (1, 10, 1000, 10**6))
    # (exp∘g)′(0) = exp(0)·g′(0) = 0: the quotients go to 0, also beside the crossings
    steps = np.array([s / ((k + 0.5) * np.pi) for k in (1e2, 1e4, 1e6) for s in (-1, 1)])
    quotients = np.expm1(steps**2 * np.sin(1 / steps)) / steps
    assert (abs(quotients) <= 1.01 * abs(steps)).all()


def test_C2_the_seedlings_loss_moves_by_minus_three():
    def loss(w):
        return (1 + 3 * w - 5) ** 2 / 2

    assert loss(1) == 0.5
    assert (loss(1 + 1e-6) - loss(1 - 1e-6)) / 2e-6 == pytest.approx(-1 * 3)


def test_C3_the_steps_of_the_logarithms_chain():
    chain = Graph("f3 = x**2; f2 = 1 + f3; f1 = log(f2)")
    values = chain.forward({"x": 2.0})
    at = {node.name: values[node.index] for node in chain.nodes}
    assert (at["f3"], at["f2"], at["f1"]) == (4, 5, pytest.approx(math.log(5)))
    assert chain.backward(values).gradient["x"] == pytest.approx(1 / 5 * 1 * 4)


def test_C3_ten_slopes_of_a_quarter_make_about_a_millionth():
    assert 0.25**10 == pytest.approx(1e-6, rel=0.05)


def test_C6_the_numbers_of_the_two_paths():
    x, z, y = 3, math.sin(1.5), 1.5
    assert (round(z, 4), round(x**2 * z, 4)) == (0.9975, 8.9775)
    assert (round(2 * x * z, 4), round(2 * x * z * 2, 4)) == (5.985, 11.9699)
    assert (round(math.cos(y), 4), round(x**2 * math.cos(y), 4)) == (0.0707, 0.6366)


def test_C6_the_table_of_the_walk_back_is_what_backward_hands_over():
    graph = Graph(EXAMPLE)
    sweep = graph.backward(graph.forward({"y": 1.5}))
    handed = [
        (graph.nodes[c.child].name, graph.nodes[c.parent].name, round(c.product, 4))
        for c in sweep.contributions
    ]
    assert handed == [
        ("f", "v1", 0.9975),
        ("f", "z", 9),
        ("v1", "x", 5.985),
        ("z", "y", 0.6366),
        ("x", "y", 11.9699),
    ]
    assert sweep.adjoints[graph.index("z")] == 9  # a nudge of z moves f nine times as far


def test_the_wave_stays_between_the_parabolas_and_crosses_zero_at_each_named_nudge():
    x = np.linspace(-0.11, 0.11, 4000)
    assert not (x == 0).any()
    assert (abs(x**2 * np.sin(1 / x)) <= x**2).all()


def test_C4_needs_more_than_partial_derivatives():
    def h(u, v):
        return u**2 * v / (u**2 + v**2) if u or v else 0.0

    step = 1e-5
    assert (h(step, 0) - h(-step, 0)) / (2 * step) == 0
    assert (h(0, step) - h(0, -step)) / (2 * step) == 0
    assert (h(step, step) - h(-step, -step)) / (2 * step) == pytest.approx(0.5)


def test_C4_at_a_fork_overwriting_loses_a_path():
    graph = Graph(EXAMPLE)
    values = graph.forward({"y": 1.5})
    sweep = graph.backward(values)
    last = [c.product for c in sweep.contributions if c.parent == graph.index("y")][-1]
    by_difference = ((3.00002) ** 2 * math.sin(1.50001) - 2.99998**2 * math.sin(1.49999)) / 2e-5
    assert sweep.gradient["y"] == pytest.approx(by_difference)
    assert last == pytest.approx(11.9699, abs=1e-4)


def test_C5_the_product_rule_is_two_paths():
    x = sympy.Symbol("x", real=True)
    u, v = sympy.exp(x), sympy.sin(x)
    graph = Graph("u*v")
    names = {graph.symbol(graph.index("u")): u, graph.symbol(graph.index("v")): v}
    slots = dict(zip(graph.nodes[graph.output].parents, graph.local(graph.output), strict=True))
    by_u, by_v = (slots[graph.index(name)].subs(names) for name in "uv")
    assert sympy.expand(by_u * u.diff(x) + by_v * v.diff(x) - (u * v).diff(x)) == 0


def test_reverse_mode_costs_about_one_and_a_half_losses_and_forward_mode_132_times_as_much():
    def neuron(n):
        weights = sympy.symbols(f"w:{n}")
        return Graph((sum((k + 2) * w for k, w in enumerate(weights)) - 1) ** 2 / 2).count()

    for n in (1, 10, 100):
        c = neuron(n)
        assert c.slopes + c.reverse == pytest.approx(1.5 * c.values, abs=1)
    assert round((c.slopes + 100 * c.forward) / (c.slopes + c.reverse)) == 132


def test_a_logarithm_of_minus_one_is_refused_in_words():
    with pytest.raises(ValueError, match="only a number above 0 has a logarithm"):
        Graph("log(y)").forward({"y": -1})


def test_the_third_questions_answer():
    assert 2 * 3 + 0 * 7 - 1 * 4 == 2


def test_the_weight_and_the_bias_of_the_seedlings_loss_have_four_children_each():
    samples = ((0, 1), (1, 3), (2, 2), (3, 5))
    total = " + ".join(f"(b + w*{hours} - {growth})**2" for hours, growth in samples)
    graph = Graph(f"C = ({total})/8")
    for name in "wb":
        assert sum(graph.index(name) in node.parents for node in graph.nodes) == 4

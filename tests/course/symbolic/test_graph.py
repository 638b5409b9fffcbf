"""The expression graph against SymPy, centred differences, and counts made by hand."""

import math
import os
import re
from collections import Counter

import numpy as np
import pytest
import sympy
from sympy import Abs, Piecewise, Rational, cos, exp, log, pi, sin, sqrt, symbols, tan, tanh

import nnlib as nn
from nnlib.course.symbolic import Graph, network, read
from nnlib.course.symbolic.functions import SIGMA, relu, sigmoid
from nnlib.course.symbolic.graph.operations import OPERATIONS
from nnlib.course.symbolic.graph.reading import BINARY

S3 = "x = 2*y; z = sin(y); f = x**2*z"
x, y, z, w = symbols("x y z w", real=True)

# What a reader's words mean, in two ways that have nothing to do with the graph.
NUMBERS = {
    **{name: getattr(math, name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "tanh")},
    "sigmoid": lambda u: 1 / (1 + math.exp(-u)),
    "relu": lambda u: max(u, 0.0),
    "abs": abs,
    "pi": math.pi,
}
SYMBOLS = {
    **{f.__name__: f for f in (sin, cos, tan, exp, log, sqrt, tanh)},
    "sigmoid": lambda u: 1 / (1 + exp(-u)),
    "relu": lambda u: Piecewise((u, u > 0), (0, True)),
    "abs": lambda u: Piecewise((u, u > 0), (-u, True)),
    "pi": pi,
    "x": x,
    "y": y,
}


def names(graph):
    return [node.name for node in graph.nodes]


def gradient(source, at):
    graph = Graph(source)
    return graph.backward(graph.forward(at)).gradient


def random_text(rng, depth):
    """An expression in x and y that has a value wherever x and y are between 0.3 and 1.5."""
    if depth == 0:
        return rng.choice(["x", "y", "2", "0.7", "x", "y"])
    a, b = (random_text(rng, int(rng.integers(depth))) for _ in range(2))
    return rng.choice(
        [
            f"({a} + {b})", f"({a} - {b})", f"{a}*{b}", f"(-{a})", f"({a})**2", f"({a})**3",
            f"{a}/(1 + ({b})**2)", f"sin({a})", f"cos({a})", f"tanh({a})", f"sigmoid({a})",
            f"relu({a})", f"abs({a})", f"exp(-({a})**2)", f"log(1 + ({a})**2)",
            f"sqrt(1 + ({a})**2)", f"(1 + ({a})**2)**sin({b})", f"tan(sin({a}))",
        ]
    )  # fmt: skip


def text_of(seed):
    """The expression of this number, between 15 and 200 characters, no kink near its point."""
    rng = np.random.default_rng([405, seed])
    while True:
        text = f"{random_text(rng, 4)} {rng.choice(['+', '-', '*'])} {random_text(rng, 4)}"
        if not (15 < len(text) < 200 and re.search(r"\b[xy]\b", text)):
            continue
        graph = Graph(text)
        values = graph.forward(point(graph))
        kinked = [node for node in graph.nodes if node.operation in ("abs", "relu")]
        if all(abs(values[node.parents[0]]) > 1e-2 for node in kinked if node.varies):
            return text


def point(graph):
    return {graph.nodes[i].name: {"x": 0.83, "y": 1.21}[graph.nodes[i].name] for i in graph.inputs}


SEEDS = range(80)


def test_the_random_expressions_have_every_operation():
    used = {node.operation for seed in SEEDS for node in Graph(text_of(seed)).nodes}
    elsewhere = {sigma.name for sigma in SIGMA} - set(NUMBERS)  # tests/…/test_functions.py
    assert used == set(OPERATIONS) - elsewhere | {"input", "number"}


@pytest.mark.parametrize("seed", SEEDS)
def test_values_and_both_modes_agree_with_sympy_and_centred_differences(seed):
    text = text_of(seed)
    graph = Graph(text)
    at = point(graph)
    values = graph.forward(at)
    assert values[graph.output] == pytest.approx(eval(text, NUMBERS | at), rel=1e-12, abs=1e-12)
    sweep = graph.backward(values)
    wholes = eval(text, dict(SYMBOLS)), graph.to_sympy()
    for name, found in sweep.gradient.items():
        for whole in wholes:
            slope = whole.diff(SYMBOLS[name]).subs({SYMBOLS[k]: v for k, v in at.items()})
            assert found == pytest.approx(float(slope.doit().evalf()), rel=1e-9, abs=1e-9), text
        h = 1e-5
        above, below = (eval(text, NUMBERS | at | {name: at[name] + d}) for d in (h, -h))
        assert found == pytest.approx((above - below) / (2 * h), rel=1e-5, abs=1e-6), text
        tangents = graph.forward_mode(values, name)
        assert tangents[graph.output] == pytest.approx(found, rel=1e-12, abs=1e-15), text
    for step in sweep.contributions:
        # Only a child whose own sum is complete may send anything.
        assert step.upstream == sweep.adjoints[step.child], text
        assert step.product == step.upstream * step.local


def test_a_fork_adds_also_when_both_slots_are_one_parent():
    assert gradient("x*x", {"x": 3})["x"] == 6
    assert gradient("x + x + x", {"x": 3})["x"] == 3
    assert gradient("x - x", {"x": 3})["x"] == 0
    assert gradient("x/x", {"x": 3})["x"] == pytest.approx(0)


def test_a_node_waits_for_its_last_child():
    # u has children on layers 2, 3 and 4; any shorter wait sends y too little.
    text = "u = 3*y; a = u*u; b = a*u; f = b*u"
    assert gradient(text, {"y": 0.5})["y"] == pytest.approx(4 * 81 * 0.5**3)


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_local_rule_is_the_slope_of_its_operation(name):
    row = OPERATIONS[name]
    u, v = symbols("u v", real=True)
    arguments = (u, v) if name in BINARY.values() else (u,)
    graph = Graph(row.expression(*arguments)) if name != "identity" else Graph("f = u")
    at = dict(zip(map(str, arguments), (0.7, 1.3), strict=False))
    h = 1e-6
    for i, argument in enumerate(map(str, arguments)):
        beside = [[at[k] + d * (k == argument) for k in at] for d in (h, -h)]
        quotient = (row.value(*beside[0]) - row.value(*beside[1])) / (2 * h)
        found = graph.backward(graph.forward(at)).gradient[argument]
        assert found == pytest.approx(quotient, rel=1e-7), f"slot {i}"


def test_local_rules_are_in_the_parents_names():
    graph = Graph("u = x/y; f = u**3 - sqrt(u)")
    X, Y, u = (graph.symbol(graph.index(name)) for name in "xyu")
    rules = {node.name: graph.local(node.index) for node in graph.nodes}
    assert rules["u"] == (1 / Y, -X / Y**2)
    assert rules["v1"][0] == 3 * u**2
    assert rules["v2"] == (1 / (2 * sqrt(u)),)
    assert rules["f"] == (1, -1)


def test_what_was_written_is_kept():
    graph = Graph("f = x*x - y/x + 2*3")
    assert repr(graph) == "Graph(v1 = x*x; v2 = y/x; v3 = v1 - v2; v4 = 2*3; f = v3 + v4)"
    assert [node.operation for node in graph.nodes if node.parents] == [
        "multiply", "divide", "subtract", "multiply", "add",
    ]  # fmt: skip


def test_parents_come_first_and_in_the_order_of_the_slots():
    graph = Graph("f = (x - y)/(y - x)")
    assert all(parent < node.index for node in graph.nodes for parent in node.parents)
    assert [node.index for node in graph.nodes] == list(range(len(graph.nodes)))
    first, second = (graph.nodes[i] for i in graph.nodes[graph.output].parents)
    assert (first.text, second.text) == ("x - y", "y - x")


def test_equal_operations_are_one_node():
    graph = Graph("f = sin(x*y) + (x*y)**2 + sin(x*y)")
    assert Counter(node.operation for node in graph.nodes)["multiply"] == 1
    assert Counter(node.operation for node in graph.nodes)["sin"] == 1


def test_a_name_goes_to_the_node_that_is_there_already():
    assert repr(Graph("a = sin(x*y); b = x*y; f = a*b")) == "Graph(b = x*y; a = sin(b); f = a*b)"


def test_a_second_name_is_a_node_of_its_own():
    graph = Graph("a = 2*x; b = 2*x; c = b; f = a*c")
    assert repr(graph) == "Graph(a = 2*x; b = a; c = b; f = a*c)"
    assert gradient("a = 2*x; b = 2*x; c = b; f = a*c", {"x": 5}) == {"x": 40}


def test_new_names_keep_clear_of_the_readers():
    assert names(Graph("f = v1 + x*y*v3")) == ["v1", "x", "y", "v3", "v2", "v4", "f"]


def test_a_number_has_its_text_and_no_adjoint():
    graph = Graph("0.5*x - 12 + 1e-3*pi")
    assert [node.name for node in graph.nodes if node.operation == "number"] == [
        "0.5", "12", "0.001", "pi",
    ]  # fmt: skip
    sweep = graph.backward(graph.forward({"x": 1}))
    for node, adjoint in zip(graph.nodes, sweep.adjoints, strict=True):
        assert (adjoint is None) == (not node.varies)
    assert len(sweep.contributions) == 3
    assert not any(graph.nodes[step.parent].name == "pi" for step in sweep.contributions)


def test_a_text_may_give_its_inputs_numbers():
    graph = Graph("w = 0.5; b = -1; q = pi/2; f = w*x + b + q")
    assert graph.at == {"w": 0.5, "b": -1, "q": math.pi / 2}
    assert graph.forward({"x": 4})[graph.output] == pytest.approx(1 + math.pi / 2)
    assert graph.forward({"x": 4, "b": 3})[graph.output] == pytest.approx(5 + math.pi / 2)
    assert set(graph.backward(graph.forward({"x": 4})).gradient) == {"w", "b", "q", "x"}


def test_a_program_and_its_text_are_one_graph():
    assert Graph(read(S3)).nodes == Graph(S3).nodes


EXPRESSIONS = [
    x - y, y - x, -x - y, -x * y, -2 * x * y / 3, x / 2, -x / 2, 1 / x, -1 / x, x / sqrt(y),
    exp(-x), 1 - x, Rational(3, 4) * x, 2 / (3 * x), x**-2, x**2.5, x**y, 2**x, sqrt(x * y),
    x * y * z * w + sin(x * y * z), pi * x - sympy.E * y, (x + y) / (x - y) ** 2, tan(x) ** -1,
    sigmoid(x * y) - relu(x - y), Abs(x - y), Piecewise((x - 1, x > 1), (0, True)) * y,
    log(1 + exp(x)) - y * x, (x + y + z) ** 3 - (x + y + w) ** 2, x * (1 - y) + y * (1 - x),
    1 / (1 + exp(-x)), x ** Rational(-3, 2), sympy.Float(0.25) * x, x, x * sqrt(2),
]  # fmt: skip
POINT = {x: 1.7, y: 0.6, z: 0.9, w: 1.3}


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_a_sympy_expression_is_a_graph_of_the_same_value_and_slopes(expression):
    graph = Graph(expression)
    at = {str(symbol): POINT[symbol] for symbol in expression.free_symbols}
    values = graph.forward(at)
    defined = expression.replace(sigmoid, lambda u: 1 / (1 + exp(-u)))
    defined = defined.replace(relu, lambda u: Piecewise((u, u > 0), (0, True)))
    defined = defined.replace(Abs, lambda u: Piecewise((u, u > 0), (-u, True)))
    assert values[graph.output] == pytest.approx(float(defined.subs(POINT)), rel=1e-12)
    for symbol in expression.free_symbols:
        slope = float(defined.diff(symbol).subs(POINT))
        assert graph.backward(values).gradient[str(symbol)] == pytest.approx(slope, abs=1e-12)
        tangents = graph.forward_mode(values, graph.index(str(symbol)))
        assert tangents[graph.output] == pytest.approx(slope, abs=1e-12)
    assert float((graph.to_sympy() - expression).subs(POINT)) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("expression", "lines"),
    [
        (x - y, "f = x - y"),
        (y - x, "f = y - x"),
        (x / y, "f = x/y"),
        (-x * y, "v1 = x*y; f = -v1"),
        (-2 * x / 3, "v1 = -2*x; f = v1/3"),
        (1 / x, "f = 1/x"),
        (sqrt(x), "f = sqrt(x)"),
        (1 / sqrt(x), "v1 = sqrt(x); f = 1/v1"),
        (x + y + z, "v1 = x + y; f = v1 + z"),
        (x * y * z, "v1 = x*y; f = v1*z"),
        (x * y / (z * w), "v1 = x*y; v2 = w*z; f = v1/v2"),
        (Piecewise((x, x > 0), (0, True)), "f = relu(x)"),
        (sympy.Max(0, x), "f = relu(x)"),
        (x, "f = x"),
    ],
)
def test_sums_products_and_powers_become_what_a_reader_would_write(expression, lines):
    assert repr(Graph(expression)) == f"Graph({lines})"


def test_cse_finds_what_two_longer_products_share():
    graph = Graph(sin(w * y * z) + cos(x * y * z))
    assert Counter(node.operation for node in graph.nodes)["multiply"] == 3


@pytest.mark.parametrize(
    "source",
    [
        x * sympy.I, x + sympy.oo, sympy.Eq(x, y), x > 0, sympy.Matrix([x]), sympy.gamma(x),
        sympy.Function("g")(x), symbols("x") + x, [S3], ["1+1"], None,
        b"x", np.ones(2), sympy.Max(x, y), sympy.Max(0, x, y),
        Piecewise((x, x > 1), (0, True)),
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_graph_is_refused(source):
    with pytest.raises(ValueError, match=r"^Graph: "):
        Graph(source)


def test_no_string_inside_another_source_is_evaluated(monkeypatch):
    monkeypatch.delenv("EVALUATED", raising=False)
    with pytest.raises(ValueError, match=r"^Graph: a text such as"):
        Graph(["__import__('os').environ.update(EVALUATED='yes') or x"])
    assert "EVALUATED" not in os.environ


@pytest.mark.parametrize(
    ("text", "at", "sentence"),
    [
        ("log(x)", {"x": -2}, "f = log(x) has no value at x = -2: only a number above 0 has"),
        ("a = x - 3; f = y*log(a)", {"x": 3, "y": 1}, "v1 = log(a) has no value at a = 0: only"),
        ("x/y", {"x": 1, "y": 0}, "f = x/y has no value at x = 1, y = 0: nothing can be divided"),
        ("1/(x-x)", {"x": 1}, "f = 1/v1 has no value at v1 = 0: nothing can be divided by 0"),
        ("sqrt(x)", {"x": -1}, "f = sqrt(x) has no value at x = -1: a negative number has no sq"),
        ("x**-2", {"x": 0}, "has no value at x = 0: 0 has no negative power"),
        ("x**0.5", {"x": -4}, "has no value at x = -4: 0 has no negative power, and a negative"),
        ("exp(x)", {"x": 1000}, "f = exp(x) has no value at x = 1000: the result is larger than"),
        ("x*x", {"x": 1e200}, "f = x*x has no value at x = 1e+200: the result is larger than any"),
        ("x**100", {"x": 1e9}, "at x = 1e+09: the result is larger than any number"),
        ("x/y", {"x": 1e300, "y": 1e-300}, "the result is larger than any number"),
    ],
)
def test_a_node_without_a_value_is_named_with_its_parents_numbers(text, at, sentence):
    graph = Graph(text)
    with pytest.raises(ValueError, match=re.escape(sentence)):
        graph.forward(at)


@pytest.mark.parametrize(
    ("text", "at", "sentence"),
    [
        ("sqrt(x)", {"x": 0}, "∂f/∂x = 1/(2*sqrt(x)) has no value at x = 0: nothing can be div"),
        ("abs(x)", {"x": 0}, "∂f/∂x = x/abs(x) has no value at x = 0: nothing can be divided"),
        ("x**0.5", {"x": 0}, "has no value at x = 0: nothing can be divided by 0"),
        ("x**n", {"x": -2, "n": 3}, "∂f/∂n = x**n*log(x) has no value at x = -2, n = 3: only"),
        ("log(x)", {"x": 1e-309}, "∂f/∂x = 1/x has no value at x = 1e-309: the result is larger"),
    ],
)
def test_a_slope_without_a_value_is_named_in_both_modes(text, at, sentence):
    graph = Graph(text)
    values = graph.forward(at)
    with pytest.raises(ValueError, match=re.escape(sentence)):
        graph.backward(values)
    with pytest.raises(ValueError, match="has no value"):
        graph.forward_mode(values, graph.inputs[-1])


def test_a_derivative_beyond_every_number_is_said():
    graph = Graph("a = 1e9*x; f = a*exp(y)")
    values = graph.forward({"x": 1e-10, "y": 700})
    with pytest.raises(ValueError, match="∂f/∂x is larger than any number that the machine holds"):
        graph.backward(values)
    with pytest.raises(ValueError, match="∂f/∂x is larger than any number that the machine holds"):
        graph.forward_mode(values, "x")


def test_far_out_a_sigmoid_neither_overflows_nor_warns():
    assert gradient("sigmoid(x)", {"x": -800}) == {"x": 0}
    assert Graph("sigmoid(x)").forward({"x": 800})[-1] == 1


def test_a_power_of_0_has_the_slope_that_it_has():
    assert gradient("x**2", {"x": 0})["x"] == 0
    assert gradient("x**1", {"x": 0})["x"] == 1
    assert gradient("x**0", {"x": 0})["x"] == 0
    assert gradient("x**(1 + 1)", {"x": 0})["x"] == 0


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ({}, "give a number for x, y, for example x = 1"),
        ({"x": 1}, "give a number for y"),
        ({"x": 1, "y": 2, "q": 3}, "no input called 'q'; its inputs are x, y"),
        ({"x": math.nan, "y": 2}, "x must be a finite number, not nan"),
        ({"x": "2", "y": 2}, "x must be a finite number, not '2'"),
        ({"x": "2", "y": 2}, "write it without quotes"),
        ({"x": 2j, "y": 2}, "x must be a finite number, not 2j"),
        ({"x": None, "y": 2}, "x must be a finite number, not None"),
        ({"x": True, "y": 2}, "x must be a finite number, not True"),
        ({"x": np.ones(2), "y": 2}, "x must be a finite number, not array"),
        ({"x": 10**400, "y": 2}, "x must be a finite number, below 1.8e308"),
        ({x: 1, y: 2}, "no input called x; its inputs are x, y"),
        ([1, 2], "the inputs' numbers come as a dict by name, such as {'x': 1}, not as"),
        ("x = 1", "come as a dict by name, such as {'x': 1}, not as 'x = 1'"),
        (3, "come as a dict by name"),
    ],
)
def test_each_input_needs_a_number(at, sentence):
    graph = Graph("x*y")
    with pytest.raises(ValueError, match=sentence):
        graph.forward(at)


def test_values_of_another_graph_are_refused():
    graph = Graph("x*y")
    for values in (None, 3, "abc", {"x": 1, "y": 2, "f": 2}):
        with pytest.raises(ValueError, match="the nodes' values were expected, not "):
            graph.backward(values)
    with pytest.raises(ValueError, match="the value of f must be a finite number, not '2'"):
        graph.backward([1, 2, "2"])
    for node in (99, -1, 1.5, None):
        with pytest.raises(ValueError, match="input must be a node's name or its index, 0 … 2"):
            graph.forward_mode([1, 2, 2], node)
    with pytest.raises(ValueError, match="2 values came for 3 nodes"):
        Graph("x*y").backward((1.0, 2.0))
    with pytest.raises(ValueError, match="no node called 'q'; its nodes are x, y, f"):
        Graph("x*y").index("q")


def counts(source):
    count = Graph(source).count()
    return count.values, count.slopes, count.reverse, count.forward


def test_counts_by_hand():
    # x = 2*y, z = sin(y), v1 = x**2, f = v1*z; slopes 2, cos(y), 2*x, z and v1.
    # Reverse: five products, and one addition at y.  Forward: five products, one addition at f.
    assert counts(S3) == (4, 1 + 1, 5 + 1, 5 + 1)
    assert counts("x + y") == (1, 0, 2, 3)
    assert counts("x*x") == (1, 0, 2 + 1, 2 + 1)
    assert counts("x/y") == (1, 1 + 3, 2, 3)  # 1/y, and -x/y**2: a sign, a quotient, a power
    assert counts("x - y") == (1, 0, 2, 3)  # slopes that are numbers, 1 and −1, take no work
    assert counts("x/2 + tanh(x)") == (3, 3, 4 + 1, 4 + 1)  # 1 − tanh(x)**2
    assert counts("3*2*x") == (2, 0, 1, 1)  # the product of numbers has no slope


@pytest.mark.parametrize("n", [1, 2, 5, 9])
def test_counts_of_a_weighted_sum_follow_its_formula(n):
    text = " + ".join(f"w{i}*x{i}" for i in range(n))
    # n products and n − 1 sums with two slots each; nothing is used twice.
    slots = 2 * n + 2 * (n - 1)
    assert counts(text) == (2 * n - 1, 0, slots, slots + n + n - 1)


@pytest.mark.parametrize("seed", SEEDS[::10])
def test_the_backward_pass_makes_as_many_products_and_sums_as_are_counted(seed):
    graph = Graph(text_of(seed))
    contributions = graph.backward(graph.forward(point(graph))).contributions
    arrivals = Counter(step.parent for step in contributions)
    additions = sum(times - 1 for times in arrivals.values())
    assert graph.count().reverse == len(contributions) + additions
    senders = Counter(step.child for step in contributions)
    additions = sum(times - 1 for times in senders.values())
    assert graph.count().forward == len(contributions) + additions


identity, sigma, tanh_, relu_ = (
    nn.activations.ALL[name] for name in ("identity", "sigmoid", "tanh", "relu")
)
SIGMAS = [(tanh_, identity), (sigma, sigma), (relu_, identity)]


@pytest.mark.parametrize("sigmas", SIGMAS, ids=str)
def test_the_loss_of_a_network_has_the_gradient_of_backward(sigmas):
    rng = np.random.default_rng(5)
    net = nn.init([2, 3, 1], list(sigmas), rng=rng)
    X, target = rng.normal(size=(1, 2)), rng.uniform(size=(1, 1))
    graph = Graph(network(net).C)
    arrays = {"w": net.W, "b": net.b}
    at = {}
    for name in (graph.nodes[i].name for i in graph.inputs):
        at[name] = entry(name, arrays, X, target)
    found = graph.backward(graph.forward(at)).gradient
    loss = nn.losses.squared_error
    grads = nn.backward(net, nn.forward(net, X), target, loss)
    arrays = {"w": grads.dW, "b": grads.db}
    parameters = [name for name in found if name[0] in arrays]
    assert len(parameters) == net.theta.size
    for name in parameters:
        assert found[name] == pytest.approx(entry(name, arrays, X, target), abs=1e-10)


def entry(name, arrays, X, target):
    """The number that a symbol of the network stands for: w^{(1)}_{01}, b^{(1)}_0, x_0 or y_0."""
    index = tuple(map(int, name.rpartition("_")[2].strip("{}")))
    if name[0] in arrays:
        layer = int(name.partition("(")[2].partition(")")[0])
        return float(arrays[name[0]][layer][index])
    return float({"x": X, "y": target}[name[0].lower()][0][index])


def test_an_expression_that_is_nested_too_deeply_is_refused_in_a_sentence():
    nested = sympy.Symbol("x")
    for _ in range(600):
        nested = sin(nested, evaluate=False)
    with pytest.raises(ValueError, match="nested too deeply"):
        Graph(nested)

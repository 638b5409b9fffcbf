"""What each probe asks, and that `reply` always comes back."""

import linecache
import warnings

import numpy as np
import pytest
import sympy

import nnlib as nn
from nnlib import plots
from nnlib.course.checks.probes import (
    Class,
    Failure,
    Function,
    Functions,
    OnNetwork,
    Plot,
    Symbolic,
    Training,
    Value,
    reply,
)


def test_a_function_gets_its_inputs_in_order():
    got = reply(Function("f", ("d",)), {"f": lambda w, b: w - b}, {"w": 5, "b": 2})
    assert got["d"] == 3


def test_a_value_needs_no_inputs():
    assert reply(Value("C"), {"C": 0.375}, {})["C"] == 0.375
    assert reply(Value("C"), {"C": ...}, {}).kind == "untouched"
    assert reply(Value("C"), {}, {}).kind == "missing"
    assert reply(Value("C", ("w", "b")), {"C": (1, 2)}, {}).keys() == {"w", "b"}
    assert reply(Value("word"), {"word": "a sum"}, {})["word"] == "a sum"


def test_exact_numbers_count_as_numbers_and_a_formula_does_not():
    half, x = sympy.Rational(1, 2), sympy.Symbol("x")
    assert reply(Value("C"), {"C": half}, {})["C"] == 0.5
    assert reply(Value("C"), {"C": [half, sympy.Integer(3)]}, {})["C"].tolist() == [0.5, 3]
    assert reply(Value("C"), {"C": x + 1}, {}).kind == "unfit"
    assert reply(Value("C"), {"C": {"a": 1}}, {}).kind == "unfit"


class Velocity:
    def __init__(self, mu):
        self.mu, self.v = mu, 0.0

    def step(self, g):
        self.v = self.mu * self.v + g
        return self.v


def test_an_object_is_made_called_in_turn_and_read():
    calls = (("step", ("g",), ("first",)), ("step", ("g",), ("second",)))
    probe = Class("Velocity", ("mu",), calls, ("v",))
    got = reply(probe, {"Velocity": Velocity}, {"mu": 0.5, "g": 2.0})
    assert [float(got[part]) for part in ("first", "second", "v")] == [2, 3, 3]
    assert reply(probe, {"Velocity": object}, {"mu": 0.5, "g": 2.0}).kind == "raised"


def test_a_long_curve_is_looked_at_in_few_places_and_counted():
    got = reply(Training("fit", ("losses",), 5), {"fit": np.arange}, {"steps": 101})
    assert got["losses"].tolist() == [0, 25, 50, 75, 100]
    assert got["length of losses"] == 101


def test_a_plot_is_read_by_its_data():
    def draw(x):
        _, ax = plots.panels(xlabel="x", ylabel="y")
        ax.plot(x, 2 * x)
        ax.scatter(x, x)
        return ax

    got = reply(Plot("draw"), {"draw": draw}, {"x": np.arange(3.0)})
    assert got["y of line 1"].tolist() == [0, 2, 4]
    assert got["points 1"].tolist() == [[0, 0], [1, 1], [2, 2]]
    assert got["named axes"] == 1
    assert reply(Plot("draw"), {"draw": lambda x: 3}, {"x": np.arange(3.0)}).kind == "unfit"


w, b = sympy.symbols("w b")


@pytest.mark.parametrize(
    "answer", [(w + b) ** 2, sympy.expand((w + b) ** 2), b * (b + 2 * w) + w**2]
)
def test_an_expression_may_be_written_in_any_way(answer):
    got = reply(Symbolic("C"), {"C": answer}, {"w": 2.0, "b": -0.5})
    assert got["C"] == pytest.approx(2.25)


def test_expressions_of_other_kinds():
    at = {"w": 2.0, "b": -0.5}
    assert reply(Symbolic("C"), {"C": sympy.Matrix([w, b])}, at)["C"].tolist() == [2, -0.5]
    assert reply(Symbolic("C", ("x", "y")), {"C": (w, 3)}, at)["y"] == 3
    assert "equation" in reply(Symbolic("C"), {"C": sympy.Eq(w, b)}, at).words
    assert "only w, b may be left" in reply(Symbolic("C"), {"C": w * sympy.Symbol("u")}, at).words


def test_a_seed_becomes_the_same_generator_each_time():
    probe, namespace = Function("f"), {"f": lambda rng: rng.random(3)}
    first, second = (reply(probe, namespace, {"rng": 7})["result"] for _ in range(2))
    assert np.array_equal(first, second)


def test_the_learners_own_line_is_found_and_not_numpys():
    source = "def f(x):\n    y = x.T\n    return np.linalg.inv(y)\n"
    linecache.cache["<own>"] = len(source), None, source.splitlines(True), "<own>"
    namespace = {"np": np}
    exec(compile(source, "<own>", "exec"), namespace)
    got = reply(Function("f"), namespace, {"x": np.zeros((2, 3))})
    assert got.kind == "raised"
    assert got.line == "line 3 of your cell: `return np.linalg.inv(y)`"


def test_prints_and_warnings_of_a_check_are_not_shown(capfd):
    def noisy(x):
        print("one line for each case")
        warnings.warn("overflow", stacklevel=1)
        return np.exp(x)

    reply(Function("f"), {"f": noisy}, {"x": np.array([1e9])})
    assert capfd.readouterr() == ("", "")


def test_an_interrupt_is_the_learners():
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reply(Function("f"), {"f": interrupted}, {"x": 1})


class Odd:
    def __array__(self, *_, **__):
        raise RuntimeError("no")

    def __eq__(self, other):
        raise RuntimeError("no")

    __hash__ = None


@pytest.mark.parametrize(
    "odd", [Odd(), [Odd()], 1j, {}, {1}, print, np.zeros(2_000_000), [[], [1]]]
)
def test_odd_answers_are_trouble_and_never_an_error(odd):
    assert isinstance(reply(Function("f"), {"f": lambda x: odd}, {"x": 1}), Failure)
    assert isinstance(reply(Value("v"), {"v": odd}, {}), Failure)


NETWORK = {
    "n": (2, 3, 1),
    "sigma": ("tanh", "sigmoid"),
    "theta": np.linspace(-1, 1, 13),
    "X": np.array([[1.0, 2.0]]),
    "y": np.array([[0.5]]),
}


def test_a_function_of_a_network_answers_by_layer_in_dicts_or_in_a_trace():
    probe = OnNetwork("f", takes=("net", "X"), returns=("z", "a"))
    as_trace = reply(probe, {"f": nn.forward}, NETWORK)

    def two(net, X):
        trace = nn.forward(net, X)
        return trace.z, trace.a

    as_dicts = reply(probe, {"f": two}, NETWORK)
    assert set(as_trace) == {"z[1]", "z[2]", "a[0]", "a[1]", "a[2]"}
    assert all(np.array_equal(as_trace[part], as_dicts[part]) for part in as_trace)
    assert probe.call(NETWORK) == "f(net, X)"


OWN = {"n": (2, 1), "theta": np.ones(3), "x": 1.0, "rng": 1}


def test_functions_are_called_in_turn_each_with_inputs_of_its_own():
    def spoil(parameters):
        parameters[0] += 1
        return parameters

    calls = ("f", ("parameters",), ("first",)), ("g", ("parameters",), ("second",))
    answer = reply(Functions("f", calls=calls), {"f": spoil, "g": lambda p: p}, OWN)
    assert answer["first[0]"].tolist() == [[2], [2]]
    assert answer["second[0]"].tolist() == [[1], [1]]
    assert answer["second[1]"].tolist() == [1]
    assert OWN["theta"].tolist() == [1, 1, 1]


def test_of_functions_some_may_be_open():
    probe = Functions("f", calls=(("f", ("x",), ("y",)), ("g", ("x",), ("z",))))
    assert reply(probe, {"f": ..., "g": ...}, OWN).kind == "untouched"
    assert "`g` is still `...`" in reply(probe, {"f": abs, "g": ...}, OWN).words


def test_what_is_drawn_is_judged_by_its_form():
    probe = Functions("start", calls=(("start", ("rng",), ("start",)),))
    drawn = {"start": lambda rng: [rng.normal(size=(2, 3)), np.zeros(3)]}
    answer = reply(probe, drawn, OWN)
    assert answer["shape of start[0]"].tolist() == [2, 3]
    assert answer["numbers in start[0]"] == 6
    assert "numbers in start[1]" not in answer

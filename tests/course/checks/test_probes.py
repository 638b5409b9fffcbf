"""What each probe asks, and that `reply` always comes back."""

import linecache
import warnings

import numpy as np
import pytest
import sympy

from nnlib import plots
from nnlib.course.checks.probes import (
    Class,
    Failure,
    Function,
    Plot,
    Symbolic,
    Training,
    Value,
    reply,
)


def test_a_function_gets_its_inputs_in_order():
    got = reply(Function("f", ("d",)), {"f": lambda w, b: w - b}, {"w": 5, "b": 2})
    assert got["d"] == 3


def test_a_list_is_the_learners_own_and_a_change_of_it_is_seen():
    inputs = {"n": [6, 50, 3]}
    assert reply(Function("f"), {"f": lambda n: n.copy()[:-1]}, inputs)["result"].tolist() == [
        6,
        50,
    ]
    assert reply(Function("f"), {"f": lambda n: n.pop()}, inputs) == Failure("changed", "n")
    assert inputs == {"n": [6, 50, 3]}


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


def test_what_a_method_did_not_keep_in_its_object_is_asked_for_by_self():
    class Forgets(Velocity):
        def __init__(self, mu):
            self.mu, self.w = mu, 0.0

        def step(self, g):
            v = self.mu * g
            return v + 1

    probe = Class("Velocity", ("mu",), (("step", ("g",), ("first",)),), ("v",))
    failure = reply(probe, {"Velocity": Forgets}, {"mu": 0.5, "g": 2.0})
    assert failure.kind == "unfit"
    assert failure.words.endswith(
        "has no attribute `v`. A method keeps a value in it by `self.v = …`."
    )


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

"""What is asked of functions of a network, and of a network of the learner's own."""

import numpy as np
import pytest

import nnlib as nn
from nnlib.course.checks.networks import Functions, OnNetwork
from nnlib.course.checks.probes import Failure, reply
from nnlib.course.checks.verdict import spelled

PASS = {
    "n": np.array([2, 3, 1]),
    "sigma": ("tanh", "sigmoid"),
    "theta": np.linspace(-1, 1, 13),
    "X": np.array([[1.0, 2.0]]),
    "y": np.array([[0.5]]),
}
FORWARD = OnNetwork("f", takes=("net", "X"), returns=("z", "a"))
SLOPES = OnNetwork("f", takes=("trace", "delta"), returns=("dW", "db"))
WANTED = reply(FORWARD, {"f": nn.forward}, PASS)


def forward(net, X):
    trace = nn.forward(net, X)
    return dict(trace.z), dict(trace.a)


def test_a_function_of_a_network_answers_by_layer_in_dicts_or_in_a_trace():
    as_dicts = reply(FORWARD, {"f": forward}, PASS)
    assert set(WANTED) == {"z[1]", "z[2]", "a[0]", "a[1]", "a[2]"}
    assert all(np.array_equal(WANTED[part], as_dicts[part]) for part in as_dicts)


def test_a_single_dict_is_not_taken_out_of_the_network_that_comes():
    probe = OnNetwork("f", takes=("net",), returns=("W",))
    failure = reply(probe, {"f": lambda net: net}, PASS)
    assert failure.words.startswith("`W` is a Network; a dict by layer number was expected")


def test_the_loss_is_the_one_that_a_case_names():
    probe = OnNetwork("f", takes=("loss",), returns=("name",))
    case = PASS | {"y": np.ones((1, 1)), "loss": "binary_cross_entropy"}
    asked = []
    for inputs in (PASS, case):
        reply(probe, {"f": lambda loss: asked.append(loss.name)}, inputs)
    assert asked == ["squared_error", "binary_cross_entropy"]
    assert "loss = nn.losses.binary_cross_entropy" in spelled(probe, case)


NO_DICT = {
    "`z` is one array of shape (1, 3); a dict by layer number": lambda z, a: (z[1], a),
    "`a` is a list of 3; a dict by layer number": lambda z, a: (z, [*a.values()]),
}


@pytest.mark.parametrize("said", NO_DICT)
def test_what_is_no_dict_of_arrays_is_said(said):
    failure = reply(FORWARD, {"f": lambda net, X: NO_DICT[said](*forward(net, X))}, PASS)
    assert failure.kind == "unfit"
    assert failure.words.startswith(said)


@pytest.mark.parametrize(
    ("came", "said"),
    [
        (("a[0]", "a[1]", "a[2]"), "`z` is empty; its layers are 1, 2."),
        (("z[0]", "z[1]", "a[0]", "a[1]", "a[2]"), "`z` has the keys 0, 1; its layers are 1, 2."),
        (("z[2]", "a[0]", "a[1]", "a[2]"), "`z[1]` is missing."),
        (("z[1]", "z[2]", "a[0]"), "`a[1]` and `a[2]` are missing."),
        (("z[0]", "z[1]", "z[2]", "a[0]", "a[1]", "a[2]"), "`z[0]` should not be there"),
    ],
)
def test_other_layers_than_the_wanted_ones_are_named(came, said):
    assert FORWARD.other_parts(dict.fromkeys(came), WANTED).startswith(said)


CHANGES = {
    "fills a delta": ("delta", lambda trace, delta: delta[2].fill(0)),
    "takes a delta away": ("delta", lambda trace, delta: delta.pop(1)),
    "fills an activation": ("trace", lambda trace, delta: trace.a[1].fill(0)),
}


@pytest.mark.parametrize("deed", CHANGES)
def test_a_function_that_changes_what_it_is_given_is_told_so(deed):
    changed, function = CHANGES[deed]
    failure = reply(SLOPES, {"f": function}, PASS)
    assert (failure.kind, failure.words) == ("changed", changed)


def test_the_call_is_told_in_lines_that_make_what_the_function_takes():
    told = spelled(SLOPES, PASS).splitlines()
    code = "\n".join(
        line.strip() for line in told if line.strip().startswith(("net", "trace", "del"))
    )
    names = {"nn": nn, **PASS}
    exec(code, names)
    assert names["net"].n == (2, 3, 1)
    assert np.array_equal(names["trace"].z[2], WANTED["z[2]"])
    assert set(names["delta"]) == {1, 2}
    assert "y" not in spelled(FORWARD, PASS)


OWN = {"n": np.array([2, 1]), "theta": np.ones(3), "x": 1.0, "rng": 1}
LISTS = Functions(
    "f",
    calls=(
        ("f", ("parameters",), ("first {}",)),
        ("g", ("parameters", "x"), ("C", "second {}")),
    ),
)


def same(parameters, *_):
    return parameters


def test_functions_are_called_in_turn_each_with_inputs_of_its_own():
    def spoil(parameters):
        parameters[0] += 1
        return parameters

    answer = reply(LISTS, {"f": spoil, "g": lambda p, x: (x, p)}, OWN)
    assert answer["first W1"].tolist() == [[2], [2]]
    assert answer["second W1"].tolist() == [[1], [1]]
    assert answer["second b1"].tolist() == [1]
    assert OWN["theta"].tolist() == [1, 1, 1]


def test_what_is_changed_and_not_handed_back_is_told():
    def spoil(parameters):
        parameters[0] += 1
        return [np.ones((2, 1)), np.ones(1)]

    failure = reply(LISTS, {"f": spoil, "g": ...}, OWN)
    assert (failure.kind, failure.words) == ("changed", "parameters")


def test_the_functions_before_one_that_fails_have_answered():
    failure = reply(LISTS, {"f": same, "g": lambda p, x: p[7]}, OWN)
    assert failure.error == "IndexError"
    assert failure.so_far.keys() == {"first W1", "first b1"}


def test_of_functions_some_may_be_open():
    assert reply(LISTS, {"f": ..., "g": ...}, OWN).kind == "untouched"
    assert reply(LISTS, {}, OWN, "f = ...\ng = ...").kind == "missing"
    for names in ({"f": same, "g": ...}, {"f": same}):
        failure = reply(LISTS, names, OWN, "f = ...\ng = ...")
        assert (failure.kind, failure.words) == ("open", "`g` is still to be written.")


NO_LIST = {
    "wanted are C, and then a list (second W1, second b1, …)": lambda p, x: p[:1],
    "`g` gives a tuple of 3; wanted are C, and then": lambda p, x: (x, *p),
    "What comes stands in the other order: wanted are C": lambda p, x: (p, x),
    "has lists in it; it should be flat: W1, b1.": lambda p, x: (x, [tuple(p)]),
    "The list that `g` gives holds 1; 2 were expected: W1, b1.": lambda p, x: (x, p[:1]),
    "`g` gives a dict; a list was expected: W1, b1.": lambda p, x: (x, {"W": 1}),
}


@pytest.mark.parametrize("said", NO_LIST)
def test_what_is_no_list_like_the_parameters_is_said(said):
    failure = reply(LISTS, {"f": same, "g": NO_LIST[said]}, OWN)
    assert isinstance(failure, Failure)
    assert said in failure.words


def test_the_call_of_one_function_shows_what_it_takes():
    told = spelled(LISTS.stages[1], OWN)
    assert told.startswith("g(parameters, x) with\n  W1 = ")
    assert "parameters = [W1, b1]" in told
    assert "theta" not in told
    assert "rng" not in told

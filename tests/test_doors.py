"""What comes through a door: every public function gives a result or a sentence that names it."""

import inspect
from fractions import Fraction

import numpy as np
import pytest

import nnlib as nn
from nnlib import activations, data, expect, losses, numeric, optimizers, parameters, training
from nnlib.activations import identity, tanh
from nnlib.losses import squared_error

X, Y = nn.data.xor()
HOSTILE = {
    "None": None, "text": "abc", "a number as text": "0.1", "True": True, "nan": float("nan"),
    "infinity": float("inf"), "-1": -1, "0": 0, "2.5": 2.5, "3.0": 3.0, "10**400": 10**400,
    "1j": 1j, "an object": object(), "a class": nn.SGD, "a dict": {1: 2}, "no list": [],
    "ragged": [[1], [2, 3]], "a date": np.datetime64("2020-01-01"), "0-d": np.array(0.1),
    "dates": np.full((4, 2), np.datetime64("2020-01-01")), "complex": np.ones((4, 2)) * 1j,
    "masked": np.ma.array(np.ones((4, 2)), mask=np.eye(4)[:, :2]), "objects": np.full((4, 2), None),
    "masked rows": [np.ma.array([1.0, 2.0], mask=[0, 1])] * 4, "texts": np.full((4, 2), "1"),
    "no rows": np.ones((0, 2)), "3-d": np.ones((4, 2, 1)), "NaN inside": np.full((4, 2), np.nan),
    "structured": np.zeros(4, [("a", float)]), "labels out of range": np.array([0, 1, 2, -1]),
}  # fmt: skip


def net():
    return nn.init([2, 3, 1], [tanh, identity], np.random.default_rng(0))


def rng():
    return np.random.default_rng(1)


def calls():
    """{name: (function, its right arguments, those that are right with nearly anything)}."""
    trace, grads = nn.forward(net(), X), nn.Gradients(net())
    grads.dtheta = np.zeros(13)
    settings = {"eta": 0.1, "lam": 0.1, "mu": 0.5, "beta1": 0.9, "beta2": 0.9, "epsilon": 1e-8}
    yield "forward", nn.forward, {"net": net(), "X": X, "keep": 0.5, "rng": rng()}
    yield "forward|predict", nn.predict, {"net": net(), "X": X}
    part = {"net": net(), "trace": trace, "y": Y, "loss": squared_error, "out": grads}
    yield "backward|squared_error", nn.backward, part
    part = {"n": [2, 3, 1], "sigma": [tanh, identity], "rng": rng(), "scheme": "he"}
    yield "init|Network", nn.init, part | {"dtype": np.float64}
    yield "Network", nn.Network, {"n": [1, 1], "sigma": [tanh], "theta": np.ones(2)}
    yield "Gradients", nn.Gradients, {"net": net()}
    yield "l2", nn.l2, {"net": net(), "lam": 0.1}
    for kind in (nn.SGD, nn.Momentum, nn.Adam):
        names = inspect.signature(kind).parameters
        yield kind.__name__, kind, {name: settings[name] for name in names}
        yield kind.__name__, kind(0.1).step, {"net": net(), "grads": grads}
    part = {"f": np.sum, "x": X, "h": 1e-5}
    yield "numeric_gradient", nn.numeric_gradient, part
    part = {"net": net(), "X": X, "y": Y, "loss": squared_error, "h": 1e-5, "tolerance": 1e-6}
    yield "gradcheck|squared_error", nn.gradcheck, part | {"keep": 0.9, "seed": 1}
    yield "minibatches", nn.minibatches, {"X": X, "y": Y, "size": 2, "rng": rng()}
    part = {"net": net(), "X": X, "y": Y, "loss": squared_error, "optimizer": nn.SGD(0.1)}
    part |= {"epochs": 1, "batch_size": 2, "rng": rng(), "validation": (X, Y), "patience": 1}
    yield "fit", nn.fit, part | {"keep": 0.5, "callback": None}
    for make in (data.line, data.xor, data.circles, data.moons, data.spirals):
        more = {"line": {"w": 1.0, "b": 1.0}, "spirals": {"turns": 1.0}}.get(make.__name__, {})
        yield make.__name__, make, {"m": 4, "rng": rng(), "noise": 0.1} | more
    yield "split", data.split, {"X": X, "y": Y, "rng": rng(), "held_out": 0.5}
    yield "softmax", losses.softmax, {"a": X}
    for loss in losses.ALL.values():
        for use in (loss, loss.grad, loss.value_and_grad):
            yield loss.name, use, {"a": np.eye(2), "y": np.eye(2)}
    for sigma in activations.ALL.values():
        for use in (sigma, sigma.prime, sigma.prime_from_output):
            yield sigma.name, use, {"z": X}


# What a function of the caller's does with its arguments, and what the machine can hold.
NOT_OURS = {("f", "a class"), ("callback", "a class"), ("m", "10**400")}
CALLS = list(calls())
IDS = [f"{name}-{i}" for i, (name, _, _) in enumerate(CALLS)]


@pytest.mark.parametrize(("name", "function", "right"), CALLS, ids=IDS)
@pytest.mark.parametrize("state", ["warn", "raise"])
def test_a_hostile_argument_gives_a_result_or_a_sentence(name, function, right, state):
    names = name.split("|")
    with np.errstate(all=state):
        function(**right)
        for argument in right:
            for what, value in HOSTILE.items():
                if (argument, what) in NOT_OURS:
                    continue
                try:
                    result = function(**right | {argument: value})
                    if inspect.isgenerator(result):
                        list(result)
                except (ValueError, TypeError, FloatingPointError) as error:
                    if not any(name in str(error) for name in names):
                        raise AssertionError(f"{argument} = {what}: {error}") from error


REALS = (np.float16, np.float32, np.float64, np.longdouble, Fraction)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("real", REALS)
@pytest.mark.parametrize("name", sorted(expect.RULES))
def test_a_setting_is_a_number_of_any_kind_and_no_warning(real, name):
    """One of float32 is not compared in float32, where the largest float is infinite."""
    with np.errstate(all="raise"):
        assert expect.setting(real(0.5), name, "here") == 0.5


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("real", REALS[:-1])
@pytest.mark.parametrize("name", sorted(expect.RULES))
def test_no_kind_of_infinity_or_nan_is_a_setting(real, name):
    for value in (real("inf"), real("-inf"), real("nan"), np.longdouble("1e4000")):
        with np.errstate(all="raise"), pytest.raises(ValueError, match=f"^here: {name} "):
            expect.setting(value, name, "here")


def right_values():
    """The same numbers in every dress that is right."""
    yield [[0, 0], [0, 1], [1, 0], [1, 1]]
    yield [list(row) for row in X]
    for dtype in (bool, np.int8, np.uint64, np.float16, np.float32, np.longdouble, ">f8"):
        yield X.astype(dtype)
    yield np.repeat(X, 2, axis=1)[:, ::2]
    yield np.asfortranarray(X)
    frozen = X.copy()
    frozen.flags.writeable = False
    yield frozen


@pytest.mark.parametrize("inputs", list(right_values()), ids=map(str, range(11)))
def test_right_numbers_in_any_dress_give_the_right_result(inputs):
    expected = nn.predict(net(), X)
    np.testing.assert_allclose(nn.predict(net(), inputs), expected, rtol=1e-6)
    one = net()
    nn.fit(one, inputs, np.asarray(inputs)[:, :1], squared_error, nn.SGD(0.1), epochs=2)
    two = net()
    nn.fit(two, X, X[:, :1], squared_error, nn.SGD(0.1), epochs=2)
    np.testing.assert_allclose(one.theta, two.theta, rtol=1e-6)
    assert squared_error(inputs, X) == 0
    np.testing.assert_allclose(losses.softmax(inputs), losses.softmax(X), rtol=1e-6)
    for sigma in activations.ALL.values():
        np.testing.assert_allclose(sigma(inputs), sigma(X), rtol=1e-6)
        np.testing.assert_allclose(sigma.prime(inputs), sigma.prime(X), rtol=1e-6)


def test_a_number_beyond_float32_is_not_taken_for_infinity_in_silence():
    small = nn.init([1, 1], [identity], rng(), dtype=np.float32)
    with pytest.raises(ValueError, match=r"forward: X must hold finite numbers only.* inf at X\[0"):
        nn.predict(small, [[1e300]])


@pytest.mark.parametrize("n", [[10**6, 10**6, 1], [10**19, 10**19], [10**400, 2]])
def test_more_parameters_than_memory_holds_are_refused_in_a_sentence(n):
    with pytest.raises(MemoryError, match=r"^init: there is no memory for this \(.*\)\.$"):
        nn.init(n, [tanh] * (len(n) - 1), rng())


def test_more_samples_than_memory_holds_are_refused_in_a_sentence():
    with pytest.raises(MemoryError, match=r"^line: there is no memory for this \(.*\)\.$"):
        data.line(10**15, rng())


def test_a_refusal_is_one_line_whatever_came():
    with pytest.raises(TypeError, match=r"but it is array\(\[\[0\., 0\.\], \[0\., 1\.\],.*\]\)\.$"):
        nn.forward(X, net())


def test_a_name_is_not_taken_for_a_list_of_letters():
    with pytest.raises(TypeError, match=r"the activation of layer 1 must .* but it is 'tanh'"):
        nn.init([2, 1], "tanh", rng())


def test_a_theta_of_another_length_is_told_which_one_is_due():
    with pytest.raises(ValueError, match=r"theta has shape \(7,\); n = \[2, 1\] takes \(3,\)"):
        nn.Network([2, 1], [tanh], np.ones(7))


MODULES = (activations, data, losses, nn.network, numeric, optimizers, parameters, training)


def public(module):
    """The public functions of a module and the public methods of its classes."""
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isclass(thing):
            for method, function in vars(thing).items():
                called = method in ("__init__", "__call__") or not method.startswith("_")
                if called and inspect.isfunction(function) and function.__name__ == method:
                    yield f"{name}.{method}", function
        elif inspect.isfunction(thing):
            yield name, thing


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_public_signatures_are_annotated(module):
    for name, function in public(module):
        signature = inspect.signature(function)
        given = [p for p in signature.parameters.values() if p.name != "self"]
        assert all(p.annotation is not p.empty for p in given), name
        assert name.endswith("__init__") or signature.return_annotation is not signature.empty, name


def test_a_default_may_be_given_by_name_or_place():
    args = net(), X + 0.1, Y, squared_error, nn.backward, 1e-5, 1e-6, 1.0
    assert nn.gradcheck(*args, None) == nn.gradcheck(*args, seed=None) == nn.gradcheck(*args)


def test_every_refusal_has_an_example():
    for name, function in public(expect):
        assert ">>>" in inspect.getdoc(function), name

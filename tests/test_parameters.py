"""Parameters: a view never comes loose, nothing is cast in silence, copies and files are whole."""

import contextlib
import copy
import pickle

import numpy as np
import pytest

import nnlib as nn
from nnlib.activations import identity, relu, tanh
from nnlib.losses import squared_error

X, Y = nn.data.xor()


def network(seed=0, dtype=np.float64):
    return nn.init([2, 3, 1], [tanh, identity], np.random.default_rng(seed), dtype=dtype)


def output(theta):
    """a_L on X, written out: theta holds W_1 (2, 3), W_2 (3, 1), b_1 (3,), b_2 (1,)."""
    W, U, b, c = theta[:6].reshape(2, 3), theta[6:9].reshape(3, 1), theta[9:12], theta[12]
    return np.tanh(X @ W + b) @ U + c


def assert_whole(net):
    """Whether forward, W, b, a copy and theta all show the same numbers."""
    np.testing.assert_allclose(nn.predict(net, X), output(net.theta))
    for l in net.W:
        assert np.shares_memory(net.W[l], net.theta) and np.shares_memory(net.b[l], net.theta)
    np.testing.assert_array_equal(net.copy().theta, net.theta)


def test_a_step_written_as_an_assignment_is_a_step():
    net, twin = network(), network()
    grads = nn.backward(net, nn.forward(net, X), Y, squared_error)
    net.theta = net.theta - 0.1 * grads.dtheta
    nn.SGD(0.1).step(twin, grads)
    np.testing.assert_array_equal(net.theta, twin.theta)
    assert_whole(net)


ASSIGNED = {
    "theta": lambda net, A: setattr(net, "theta", np.arange(13.0)),
    "theta from a list": lambda net, A: setattr(net, "theta", list(range(13))),
    "theta in place": lambda net, A: setattr(net, "theta", net.theta.__imul__(2)),
    "a slice of theta": lambda net, A: net.theta.__setitem__(slice(3, 6), [1, 2, 3]),
    "W": lambda net, A: setattr(net, "W", {1: A, 2: [[1], [2], [3]]}),
    "b": lambda net, A: setattr(net, "b", {2: [5.0], 1: [1, 2, 3]}),
    "W[l]": lambda net, A: net.W.__setitem__(1, A),
    "W[l] in place": lambda net, A: net.W.__setitem__(1, net.W[1].__iadd__(A)),
    "a row of W[l]": lambda net, A: net.W[1].__setitem__(0, [1, 2, 3]),
    "b[l]": lambda net, A: net.b.__setitem__(2, np.float32([7])),
}


@pytest.mark.parametrize("way", ASSIGNED)
def test_assigning_writes_through(way):
    net = network()
    before = net.theta.copy()
    ASSIGNED[way](net, np.arange(6.0).reshape(2, 3))
    assert not np.array_equal(net.theta, before)
    assert_whole(net)


REFUSED = {
    "theta": [np.ones(12), np.ones((13, 1)), 3.0, None, "abc", np.ones(13) * 1j, [np.nan] * 13],
    "W": [{1: np.ones((2, 3))}, [np.ones((2, 3))], None, {1: 1, 2: 2}, {0: 0, 1: 1, 2: 2}],
    "b": [np.ones(4), {1: [1, 2], 2: [1]}],
    "n": [(2, 2, 1)],
    "L": [3],
    "sigma": [{1: relu, 2: relu}, None],
    "weights": [np.ones(9)],
    "thetas": [np.ones(13)],
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_not_assigned(name):
    net = network()
    before = net.theta.copy()
    for value in REFUSED[name]:
        with pytest.raises((ValueError, TypeError), match=r"^(Network: |layer \d: )"):
            setattr(net, name, value)
        np.testing.assert_array_equal(net.theta, before)
        assert_whole(net)


@pytest.mark.parametrize(
    "change",
    [
        lambda net: net.W.__setitem__(3, np.ones((1, 1))),
        lambda net: net.W.__setitem__(1, np.ones((3, 2))),
        lambda net: net.W.__setitem__(1, 1.0),
        lambda net: net.W.__setitem__(1, np.ma.ones((2, 3))),
        lambda net: net.W.__setitem__(1, np.full((2, 3), np.datetime64("2020-01-01"))),
        lambda net: net.W.__delitem__(1),
        lambda net: net.W.update({1: np.ones((2, 3))}),
        lambda net: net.W.__ior__({1: np.ones((2, 3))}),
        lambda net: net.W.setdefault(3, 1),
        lambda net: net.W.pop(1),
        lambda net: net.W.clear(),
        lambda net: net.sigma.__setitem__(1, "tanh"),
        lambda net: net.sigma.pop(1),
    ],
    ids=map(str, range(13)),
)
def test_layers_are_neither_exchanged_nor_added_nor_taken_away(change):
    net = network()
    before = net.theta.copy()
    with pytest.raises((ValueError, TypeError), match="layer"):
        change(net)
    np.testing.assert_array_equal(net.theta, before)
    assert_whole(net)


def test_gradients_write_through_too():
    grads = nn.Gradients(network())
    grads.dtheta = np.arange(13.0)
    np.testing.assert_array_equal(grads.dW[1], [[0, 1, 2], [3, 4, 5]])
    grads.dW = {1: np.zeros((2, 3)), 2: np.zeros((3, 1))}
    grads.db[2] = [8]
    np.testing.assert_array_equal(grads.dtheta, [*np.zeros(9), 9, 10, 11, 8])
    with pytest.raises(ValueError, match=r"layer 1: shape \(3, 2\) came for shape \(2, 3\)"):
        grads.dW = {1: np.zeros((3, 2)), 2: np.zeros((3, 1))}


@pytest.mark.parametrize(
    "ask",
    [
        lambda net, trace, grads: net.W[0],
        lambda net, trace, grads: net.b[3],
        lambda net, trace, grads: net.sigma[0],
        lambda net, trace, grads: trace.z[0],
        lambda net, trace, grads: trace.a[3],
        lambda net, trace, grads: trace.mask[1],
        lambda net, trace, grads: grads.dW[0],
        lambda net, trace, grads: grads.delta[0],
    ],
    ids=["W", "b", "sigma", "z", "a", "mask", "dW", "delta"],
)
def test_a_layer_that_is_not_there_is_named(ask):
    net = network()
    trace = nn.forward(net, X)
    with pytest.raises(ValueError, match=r"layer \d: there is none here; the layers are \["):
        ask(net, trace, nn.backward(net, trace, Y, squared_error))


def test_parameters_are_floating_numbers_and_nothing_is_cast():
    for theta in (
        np.array([2, 1]), [2, 1], np.array([True, False]), np.array([2, 1], np.float16),
        np.array([2, 1j]), np.ma.array([2.0, 1.0], mask=[0, 1]), np.array(["2", "1"]),
        np.array([2.0, None]), np.array(["2020-01-01"] * 2, "M8[D]"), np.ones(3), None, "21",
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"^Network: (the type of )?theta"):
            nn.Network([1, 1], [identity], theta)


@pytest.mark.parametrize("dtype", [int, bool, complex, "abc", np.float16, object, "M8[D]", 3])
def test_init_takes_no_type_that_cuts_numbers(dtype):
    with pytest.raises(ValueError, match="init: dtype must be float32, float64 or longer"):
        network(dtype=dtype)


@pytest.mark.parametrize("dtype", [np.float32, "float64", np.longdouble, ">f8"])
def test_floating_types_stay_what_they_are(dtype):
    net = network(dtype=dtype)
    assert net.theta.dtype == np.dtype(dtype).newbyteorder("=")
    assert nn.predict(net, X).dtype == net.theta.dtype


def test_a_network_has_its_own_copy_of_the_vector():
    twice = np.repeat(np.arange(13.0), 2)
    twice.flags.writeable = False
    net = nn.Network([2, 3, 1], [tanh, identity], twice[::2])
    nn.SGD(0.1).step(net, nn.backward(net, nn.forward(net, X), Y, squared_error))
    assert_whole(net)
    other = nn.Network(net.n, net.sigma.values(), net.theta)
    other.theta += 1
    np.testing.assert_allclose(other.theta, net.theta + 1)


def test_activations_that_are_no_list_of_activations_are_refused():
    for sigma in (tanh, "tanh", ["tanh", "identity"], [tanh, None], None, 3, [tanh], np.array(3)):
        with pytest.raises((ValueError, TypeError), match=r"Network: .*activation"):
            nn.init([2, 3, 1], sigma, np.random.default_rng(0))


def test_widths_that_are_no_list_of_whole_numbers_are_refused():
    for n in (3, None, "21", [2, "3"], [2, True], [2, 3.0], [2, None], np.array(3), [2, -1], {}):
        with pytest.raises(ValueError, match="init: n must list two widths or more"):
            nn.init(n, [tanh], np.random.default_rng(0))


def through_pickle(record):
    return pickle.loads(pickle.dumps(record))


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, through_pickle])
def test_copies_and_pickles_are_whole(duplicate):
    net = network()
    trace = nn.forward(net, X)
    grads = nn.backward(net, trace, Y, squared_error)
    twin = duplicate(net)
    np.testing.assert_array_equal(twin.theta, net.theta)
    assert twin.sigma == net.sigma and twin.sigma[1] is tanh
    twin.b = {1: [1, 2, 3], 2: [4]}
    assert_whole(twin)
    np.testing.assert_array_equal(duplicate(net.W)[2], net.W[2])
    again = duplicate(grads)
    again.dW[1] = np.ones((2, 3))
    np.testing.assert_array_equal(again.dtheta[:6], np.ones(6))
    assert again.C == grads.C
    np.testing.assert_array_equal(again.delta[1], grads.delta[1])
    np.testing.assert_array_equal(duplicate(trace).z[1], trace.z[1])
    assert duplicate(tanh) is tanh and duplicate(squared_error) is squared_error
    optimizer = duplicate(nn.Adam(0.1))
    optimizer.step(net, grads)


def test_a_pickle_holds_each_number_once():
    net = nn.init([50, 50], [tanh], np.random.default_rng(0))
    assert len(pickle.dumps(net)) < 1.1 * net.theta.nbytes
    assert len(pickle.dumps(nn.Gradients(net))) < 1.1 * net.theta.nbytes


@pytest.mark.parametrize("duplicate", [copy.deepcopy, through_pickle])
def test_a_copy_that_goes_deep_shares_nothing(duplicate):
    net = network()
    W = duplicate(net.W)
    W[1] = np.ones((2, 3))
    assert not np.array_equal(net.W[1], W[1])
    twin = duplicate(net)
    twin.theta += 1
    assert not np.array_equal(net.theta, twin.theta)


def test_a_deep_copy_and_an_assigned_network_can_be_saved(tmp_path):
    net = copy.deepcopy(network())
    net.W = {1: np.ones((2, 3)), 2: np.ones((3, 1))}
    nn.save(net, tmp_path / "net.npz")
    np.testing.assert_array_equal(nn.load(str(tmp_path / "net.npz")).theta, net.theta)


def test_places_where_no_file_can_be_are_refused_in_a_sentence(tmp_path):
    for path in (tmp_path, tmp_path / "no" / "net.npz", "", None, 3):
        with pytest.raises((ValueError, TypeError), match=r"^save: "):
            nn.save(network(), path)
        with pytest.raises((FileNotFoundError, TypeError), match=r"^load: "):
            nn.load(path)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    nn.save(network(), tmp_path / "net.npz")
    before = (tmp_path / "net.npz").read_bytes()

    def full(file, **_):
        file.write(b"PK")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="No space left on device"):
        nn.save(network(), tmp_path / "net.npz")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("net.npz", before)]


def test_nobody_is_advised_to_load_a_strange_file_unsafely(tmp_path):
    (tmp_path / "x.npz").write_text("no network")
    with pytest.raises(ValueError, match=r"x.npz is not a network that nnlib saved") as refused:
        nn.load(tmp_path / "x.npz")
    assert "unsafe" not in str(refused.value) and "allow_pickle" not in str(refused.value)


def test_a_damaged_file_is_said_to_be_one(tmp_path):
    path, rng = tmp_path / "net.npz", np.random.default_rng(0)
    nn.save(network(), path)
    whole = path.read_bytes()
    for _ in range(300):
        damaged = bytearray(whole[: rng.integers(len(whole)) if rng.random() < 0.3 else None])
        for at in rng.integers(max(len(damaged), 1), size=3):
            damaged[at : at + 1] = rng.bytes(1)
        path.write_bytes(bytes(damaged))
        # A date or a flag of the archive may differ without harm.
        with contextlib.suppress(ValueError):
            np.testing.assert_array_equal(nn.load(path).theta, network().theta)
    for damaged in (whole[:-1], whole[: len(whole) // 2], whole[:4], b""):
        path.write_bytes(damaged)
        with pytest.raises(ValueError, match="is not a network that nnlib saved"):
            nn.load(path)

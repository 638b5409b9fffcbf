"""Forward, backward, init, save, load: a step by hand, gradient checks throughout, refusals."""

import copy

import numpy as np
import pytest

import nnlib as nn
from nnlib import losses
from nnlib.activations import ALL, identity, leaky_relu, relu, sigmoid, tanh

WIDTHS = [3, 5, 4, 6, 2]  # no two alike, and none of them the 7 samples


def example(depth, sigma, loss, seed=1):
    """A network with inputs and targets that fit the loss; all biases differ from 0."""
    rng = np.random.default_rng(seed)
    net = nn.init([*WIDTHS[:depth], 2], [sigma] * depth, rng)
    net.theta += rng.normal(scale=0.1, size=net.theta.size)
    X = rng.normal(size=(7, 3))
    return net, X, rng.integers(0, 2, 7) if loss is losses.cross_entropy else rng.random((7, 2))


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
@pytest.mark.parametrize("loss", losses.ALL.values(), ids=repr)
@pytest.mark.parametrize("sigma", ALL.values(), ids=repr)
def test_backward_agrees_with_centred_differences(sigma, loss, depth):
    report = nn.gradcheck(*example(depth, sigma, loss), loss)
    assert report.error < 1e-6, report


def test_one_step_of_a_2_2_1_network_by_hand():
    # x = (1, 2), y = 1; sigmoid in the hidden layer, identity at the output, C = ½ (a − y)².
    net = nn.init([2, 2, 1], [sigmoid, identity], np.random.default_rng(0), scheme="zeros")
    net.W[1] = [[0.5, -0.5], [0.25, 0.75]]
    net.b[1] = [-1.0, 0.0]
    net.W[2] = [[2.0], [-1.0]]
    net.b[2] = [0.5]
    trace = nn.forward(net, [[1.0, 2.0]])
    grads = nn.backward(net, trace, [[1.0]], losses.squared_error)

    # z1 = (0.5 + 0.5 − 1, −0.5 + 1.5 + 0) = (0, 1)
    np.testing.assert_allclose(trace.z[1], [[0.0, 1.0]])
    s = 1 / (1 + np.exp(-1.0))  # 0.7310585786300049
    np.testing.assert_allclose(trace.a[1], [[0.5, s]])
    # z2 = 2 · 0.5 − s + 0.5 = 1.5 − s, and δ2 = a2 − y = 0.5 − s
    np.testing.assert_allclose(trace.a[2], [[0.7689414213699951]])
    np.testing.assert_allclose(grads.delta[2], [[0.5 - s]])
    np.testing.assert_allclose(grads.dW[2], [[0.5 * (0.5 - s)], [s * (0.5 - s)]])
    np.testing.assert_allclose(grads.db[2], [0.5 - s])
    # δ1 = δ2 · (2, −1) ⊙ (¼, s (1 − s))
    delta1 = [(0.5 - s) * 2 * 0.25, -(0.5 - s) * s * (1 - s)]
    np.testing.assert_allclose(grads.delta[1], [delta1])
    np.testing.assert_allclose(grads.dW[1], [delta1, [2 * d for d in delta1]])
    np.testing.assert_allclose(grads.db[1], delta1)

    nn.SGD(eta=0.1).step(net, grads)
    np.testing.assert_allclose(net.W[1][1, 0], 0.25 - 0.1 * 2 * delta1[0])
    np.testing.assert_allclose(net.b[2], [0.5 - 0.1 * (0.5 - s)])


def test_repeating_a_batch_leaves_the_gradients_unchanged():
    for loss in losses.ALL.values():
        net, X, y = example(3, tanh, loss)
        once = nn.backward(net, nn.forward(net, X), y, loss)
        X, y = np.concatenate([X, X]), np.concatenate([y, y])
        twice = nn.backward(net, nn.forward(net, X), y, loss)
        np.testing.assert_allclose(twice.dtheta, once.dtheta, rtol=1e-12, atol=1e-16)


def test_gradients_can_be_overwritten_and_bring_the_loss_along():
    net, X, y = example(3, tanh, losses.squared_error)
    fresh = nn.backward(net, nn.forward(net, X), y, losses.squared_error)
    used = nn.backward(net, nn.forward(net, X + 1), y, losses.squared_error)
    again = nn.backward(net, nn.forward(net, X), y, losses.squared_error, out=used)
    assert again is used
    np.testing.assert_array_equal(again.dtheta, fresh.dtheta)
    for l in fresh.delta:
        np.testing.assert_array_equal(again.delta[l], fresh.delta[l])
    assert again.C == fresh.C == losses.squared_error(nn.predict(net, X), y)


@pytest.mark.parametrize(
    ("n", "dtype", "sentence"),
    [
        ([3, 5, 2], np.float64, r"out holds float64 gradients of a network \[3, 5, 2\]"),
        ([3, 2], np.float32, r"out holds float32 gradients .* but this one is \[3, 2\] in float64"),
    ],
)
def test_gradients_of_another_network_are_not_overwritten(n, dtype, sentence):
    rng = np.random.default_rng(0)
    other = nn.Gradients(nn.init(n, [tanh] * (len(n) - 1), rng, dtype=dtype))
    net = nn.init([3, 2], [tanh], rng)
    with pytest.raises(ValueError, match=sentence):
        nn.backward(net, nn.forward(net, np.ones((1, 3))), [[0, 0]], losses.squared_error, other)


def test_what_is_no_gradients_is_not_overwritten():
    net = nn.init([3, 2], [tanh], np.random.default_rng(0))
    with pytest.raises(TypeError, match="backward: out must be of type Gradients"):
        nn.backward(
            net, nn.forward(net, np.ones((1, 3))), [[0, 0]], losses.squared_error, net.theta
        )


def test_a_trace_of_another_network_is_refused():
    rng = np.random.default_rng(0)
    deep, flat = nn.init([3, 5, 2], [tanh, tanh], rng), nn.init([3, 2], [tanh], rng)
    for net, other in ((deep, flat), (flat, deep)):
        trace = nn.forward(other, np.ones((1, 3)))
        with pytest.raises(ValueError, match=r"backward: trace is that of a network .* but this"):
            nn.backward(net, trace, [[0, 0]], losses.squared_error)


@pytest.mark.parametrize(("dtype", "tiny"), [(np.float32, 1e-30), (np.float64, 1e-200)])
def test_what_is_too_small_for_its_type_is_0_where_numpy_is_told_to_raise(dtype, tiny):
    net = nn.init([3, 4, 4, 2], [tanh, sigmoid, identity], np.random.default_rng(0), dtype=dtype)
    net.theta *= tiny
    X, y = tiny * np.ones((5, 3)), np.full((5, 2), tiny)
    quiet = nn.backward(net, nn.forward(net, X), y, losses.squared_error)
    with np.errstate(all="raise"):
        loud = nn.backward(net, nn.forward(net, X), y, losses.squared_error)
    np.testing.assert_array_equal(loud.dtheta, quiet.dtheta)


def test_an_activation_in_double_precision_fits_a_network_in_single():
    step = nn.activations.Activation("step", lambda z: z, lambda z: np.where(z > 0, 1.0, 0.0))
    net = nn.init([3, 4, 2], [step, identity], np.random.default_rng(0), dtype=np.float32)
    grads = nn.backward(
        net, nn.forward(net, np.ones((5, 3))), np.zeros((5, 2)), losses.squared_error
    )
    assert grads.dtheta.dtype == np.float32 and np.isfinite(grads.dtheta).all()


def test_the_printed_xor_weights_compute_xor():
    # S2's (1.26) and (1.27), ledger row E6: rows are W[dest, source], the last column is the bias.
    W = [[1.52183263, 1.55282077, -1.55282077], [1.0637993, 1.0637993, 0.39200322]]
    U = [-1.31420497, 0.94002694, -0.36849359]
    net = nn.init([2, 2, 1], [relu, relu], np.random.default_rng(0), scheme="zeros")
    net.W[1], net.b[1] = np.array(W)[:, :2].T, np.array(W)[:, 2]
    net.W[2], net.b[2] = np.array(U)[:2, None], np.array(U)[2:]
    X, y = nn.data.xor()
    np.testing.assert_allclose(nn.predict(net, X), y, atol=2e-8)


def test_all_parameters_are_views_of_one_vector():
    net = nn.init([2, 3, 1], [tanh, identity], np.random.default_rng(0))
    net.theta[:] = np.arange(13)
    np.testing.assert_array_equal(net.W[1], [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(net.W[2], [[6], [7], [8]])
    np.testing.assert_array_equal(net.b[1], [9, 10, 11])
    np.testing.assert_array_equal(net.b[2], [12])
    np.testing.assert_array_equal(net.weights, np.arange(9))
    net.b[2] = [5.0]
    assert net.theta[12] == 5
    with pytest.raises(ValueError, match=r"layer 1: shape \(2,\) came for shape \(3,\)"):
        net.b[1] = [1.0, 2.0]


@pytest.mark.parametrize("duplicate", [nn.Network.copy, copy.deepcopy])
def test_a_copy_has_parameters_of_its_own(duplicate):
    net = nn.init([2, 3, 1], [tanh, identity], np.random.default_rng(0))
    twin = duplicate(net)
    twin.theta += 1
    np.testing.assert_allclose(twin.W[2], net.W[2] + 1)


@pytest.mark.parametrize("scheme", ["fan_in", "lecun", "he", "glorot"])
@pytest.mark.parametrize("sigma", [tanh, relu, leaky_relu])
def test_initial_weights_have_the_schemes_variance(scheme, sigma):
    net = nn.init([300, 400], [sigma], np.random.default_rng(3), scheme=scheme)
    gain = {tanh: 1, relu: 2, leaky_relu: 2}[sigma]
    expected = {"fan_in": gain / 300, "lecun": 1 / 300, "he": 2 / 300, "glorot": 2 / 700}[scheme]
    assert net.W[1].var() == pytest.approx(expected, rel=0.02)  # 120,000 draws: sd of 0.4 %
    assert not net.b[1].any()


def test_float32_stays_float32_from_start_to_end():
    net = nn.init([3, 5, 2], [relu, identity], np.random.default_rng(0), dtype=np.float32)
    X, y = np.random.default_rng(1).normal(size=(7, 3)), np.eye(2)[[0, 1, 0, 1, 0, 1, 0]]
    trace = nn.forward(net, X, keep=0.5, rng=np.random.default_rng(2))
    grads = nn.backward(net, trace, y, losses.cross_entropy)
    nn.Adam().step(net, grads)
    for array in (*trace.z.values(), *trace.a.values(), *grads.delta.values(), grads.dtheta):
        assert array.dtype == np.float32
    assert net.theta.dtype == np.float32


def test_dropout_has_the_gradient_of_the_masked_network():
    net, X, y = example(3, tanh, losses.squared_error)

    def masked(theta):
        probe = nn.Network(net.n, list(net.sigma.values()), theta)
        return nn.forward(probe, X, keep=0.6, rng=np.random.default_rng(5))

    def C(theta):
        return losses.squared_error(masked(theta).a[3], y)

    grads = nn.backward(net, masked(net.theta), y, losses.squared_error)
    np.testing.assert_allclose(grads.dtheta, nn.numeric_gradient(C, net.theta), atol=1e-9)


def test_dropout_keeps_the_mean_and_spares_input_and_output():
    net = nn.init([1, 2000, 1], [identity, identity], np.random.default_rng(0))
    trace = nn.forward(net, [[1.0]], keep=0.25, rng=np.random.default_rng(1))
    assert set(trace.mask) == {1}
    assert set(np.unique(trace.mask[1])) == {0, 4}
    assert trace.mask[1].mean() == pytest.approx(1, abs=0.1)
    with pytest.raises(ValueError, match="drops neurons at random: give rng="):
        nn.forward(net, [[1.0]], keep=0.25)


@pytest.mark.parametrize("keep", [0, -0.5, 1.5, float("nan")])
def test_a_share_to_keep_that_is_no_probability_is_refused(keep):
    net = nn.init([1, 2, 1], [identity, identity], np.random.default_rng(0))
    with pytest.raises(ValueError, match="keep is a probability above 0 and up to 1"):
        nn.forward(net, [[1.0]], keep=keep, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("X", "sentence"),
    [
        (np.zeros((5, 2)), r"forward: X has shape \(5, 2\), but \(m, 3\) was expected"),
        (np.zeros(3), r"forward: X has shape \(3,\), but \(m, 3\) was expected"),
        (np.zeros((0, 3)), "forward: X is an empty batch"),
        ([[0, 1, np.inf]], r"1 of its 3 are not; the first is inf at X\[0, 2\]"),
    ],
)
def test_inputs_that_do_not_fit_are_refused_in_a_sentence(X, sentence):
    net = nn.init([3, 1], [identity], np.random.default_rng(0))
    with pytest.raises(ValueError, match=sentence):
        nn.forward(net, X)


def test_large_finite_inputs_are_not_taken_for_infinite():
    net = nn.init([1, 1], [identity], np.random.default_rng(0))
    assert np.isfinite(nn.predict(net, [[1e200]])).all()


@pytest.mark.parametrize(
    ("n", "sigma", "scheme", "sentence"),
    [
        (
            [2, 3, 1],
            [tanh],
            "he",
            r"each layer with parameters, 2 for n = \[2, 3, 1\], but it lists 1",
        ),
        ([2], [], "he", "two widths or more"),
        ([2, 0, 1], [tanh, tanh], "he", "whole and above 0"),
        ([2, 1.5], [tanh], "he", "whole and above 0"),
        (
            [2, 1],
            ["tanh"],
            "he",
            "the activation of layer 1 must be of type Activation, but it is 'tanh'",
        ),
        ([2, 1], [tanh], "xavier", "no scheme called 'xavier'; choose one of fan_in"),
    ],
)
def test_a_network_that_cannot_be_is_refused_in_a_sentence(n, sigma, scheme, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        nn.init(n, sigma, np.random.default_rng(0), scheme=scheme)
    with pytest.raises(ValueError, match="init draws at random: give rng="):
        nn.init([1, 1], [identity], rng=0)


def test_a_saved_network_comes_back_whole(tmp_path):
    net = nn.init([3, 5, 2], [leaky_relu, identity], np.random.default_rng(0), dtype=np.float32)
    nn.save(net, tmp_path / "net.npz")
    twin = nn.load(tmp_path / "net.npz")
    X = np.random.default_rng(1).normal(size=(7, 3))
    np.testing.assert_array_equal(nn.predict(twin, X), nn.predict(net, X))
    assert twin.theta.dtype == np.float32
    assert [path.name for path in tmp_path.iterdir()] == ["net.npz"]


def test_a_file_that_is_no_network_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "other.npz"
    with pytest.raises(FileNotFoundError, match="there is no file"):
        nn.load(path)
    for spoil in (
        lambda: path.write_text("hello"),
        lambda: path.write_bytes(b""),
        lambda: path.write_bytes(b"PK\x03\x04 half a zip"),
        lambda: (np.save(tmp_path / "a.npy", np.zeros(3)), (tmp_path / "a.npy").replace(path)),
        lambda: np.savez(path, theta=np.zeros(3)),
        lambda: np.savez(path, n=[2, 1], sigma=["tanh"], theta=np.zeros(4)),
        lambda: np.savez(path, n=[2, 1], sigma=["swish"], theta=np.zeros(3)),
        lambda: np.savez(path, n=[2, 1], sigma=["tanh"], theta=np.full(3, np.nan)),
        lambda: np.savez(path, n=[2, 1], sigma=np.array([object()]), theta=np.zeros(3)),
    ):
        spoil()
        with pytest.raises(ValueError, match="is not a network that nnlib saved"):
            nn.load(path)


def test_an_activation_that_load_would_not_know_is_not_saved(tmp_path):
    cube = nn.activations.Activation("cube", lambda z: z**3, lambda z: 3 * z**2)
    net = nn.init([1, 1], [cube], np.random.default_rng(0))
    with pytest.raises(ValueError, match="layer 1 has the activation cube, unknown to load"):
        nn.save(net, tmp_path / "net.npz")
    assert not list(tmp_path.iterdir())

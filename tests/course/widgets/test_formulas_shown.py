"""Every formula that a widget shows is read back from the page and evaluated on its numbers."""

import math
import re
from html import unescape
from itertools import product
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from page_reader import FUNCTIONS, agrees, equations, matrix_in, plain, shown_as, sides, value_of

import nnlib as nn
from nnlib import widgets
from nnlib.course.symbolic import networks
from nnlib.course.widgets.backprop.paths import OPEN
from nnlib.course.widgets.backprop.row import row_of
from nnlib.course.widgets.backprop.run import NETWORKS

MATH = re.compile(r"<math.*?</math>")


@pytest.fixture
def show():
    """Makes a widget by its name, and closes it after the test."""
    shells = []

    def make(name, *arguments, **options):
        shells.append(getattr(widgets, name)(*arguments, **options))
        return shells[-1]

    yield make
    for shell in shells:
        shell.close()


def frames(shell):
    recording = shell.player.recording
    return [recording[k] for k in range(recording.reach(shell.scene.stop) + 1)]


def words_in(svg):
    return [n.text for n in ET.fromstring(svg).iter() if n.tag.endswith("}text") and n.text]


def part(html, name):
    """What stands in the element with this data-name."""
    return unescape(re.search(rf'data-name="{name}">(.*?)</(?:p|td|span|b)>', html, re.DOTALL)[1])


def readout_is_true(shell, numbers, least):
    """Each formula of the readout has the value beside it; returns what it says, by name."""
    quantities = shell.scene.readout(shell.player.frame)
    read = 0
    for quantity in quantities:
        if quantity.symbol.startswith("<math"):
            for value in sides(quantity.symbol, numbers):
                assert agrees(quantity.value, value), (quantity.name, quantity.value, value)
                read += 1
    assert read >= least
    return {quantity.name: quantity for quantity in quantities}


# The backprop stepper


def on_the_page(frame, l):
    """The numbers of a frame under the page's names, with the σ of layer l."""
    net, trace, grads, m = frame.net, frame.trace, frame.grads, len(frame.X)

    def of(A):
        return A if m > 1 else A[0]

    y = frame.loss.targets(trace.a[net.L], frame.y, "test")
    losses = [frame.loss(trace.a[net.L][i : i + 1], frame.y[i : i + 1]) for i in range(m)]
    numbers = {
        "m": m, "η": frame.eta, "x": of(frame.X), "y": of(y), ("a", 0): of(trace.a[0]),
        "C": frame.loss(trace.a[net.L], frame.y), ("C", None): np.array(losses),
        ("∂C/∂a", net.L): of(frame.loss.grad(trace.a[net.L], frame.y)),
    }  # fmt: skip
    for layer in range(1, net.L + 1):
        numbers |= {("w", layer): net.W[layer], ("b", layer): net.b[layer],
                    ("z", layer): of(trace.z[layer]), ("a", layer): of(trace.a[layer]),
                    ("δ", layer): of(grads.delta[layer]), ("∂C/∂w", layer): grads.dW[layer],
                    ("∂C/∂b", layer): grads.db[layer]}  # fmt: skip
    if l:
        sigma = net.sigma[l]
        numbers |= {"σ": lambda z: sigma(np.array([z])).item(),
                    "σ′": lambda z: sigma.prime(np.array([z])).item()}  # fmt: skip
    return numbers


LAWS = {"delta": "BP1 BP2", "dW": "BP3", "db": "BP4"}


def step_is_true(shell, frame):
    """The row of this step: its equation and its numbers make the number beside them."""
    kind, l = frame.here
    html = shell.scene.below(frame).partition("<details")[0]
    (formula,) = MATH.findall(html.partition("</p>")[0])
    name, shown = part(html, "step"), part(html, "number")
    layer = l or shell.scene.focus.l
    left, right = sides(formula, on_the_page(frame, layer))
    assert ("<mo>←</mo>" in formula) == (kind == "update") == ("<mo>=</mo>" not in formula)
    where = (name, shell.scene.settings, formula)
    assert agrees(shown, right), where
    home, place = re.fullmatch(r"(\w+)(?:\[(\d)\]\[([\d, ]+)\])?", name).groups()[0], name
    arrays = {
        "a": frame.trace.a,
        "z": frame.trace.z,
        "delta": frame.grads.delta,
        "dW": frame.grads.dW,
        "db": frame.grads.db,
        "W": frame.net.W,
        "b": frame.net.b,
    }
    named = frame.C
    if home != "C":
        l_named, *indices = map(int, re.findall(r"\d+", place))
        named = arrays[home][l_named][tuple(indices)]
        assert part(html, "shape") == str(arrays[home][l_named].shape), where
        assert l_named == layer or kind in ("input", "update"), where
    assert left == pytest.approx(named, rel=1e-9, abs=1e-12), where
    if kind != "update":
        assert agrees(shown, left), where
    if kind in LAWS and not shell.scene.row(frame).doubt(frame):
        assert shown_as(part(html, "centred difference"))[0] == pytest.approx(
            left, rel=2e-3, abs=6e-5
        ), where
        said = re.search(r"by a centred difference ([^, ]+?)\.? ", shell.scene.text(frame))[1]
        assert said == part(html, "centred difference")
    law = re.search(r"</b>(?:, by (BP\d))?:", html)[1] or ""
    due = LAWS.get(kind, "").split()
    assert law == (due[l < frame.net.L] if len(due) == 2 else "".join(due)), where
    written = part(html, "in numbers")
    if kind == "input":
        assert written == f"input {indices[1]} of sample {frame.rows[indices[0]]}"
    elif "…" not in written:
        assert value_of(written, {}) == pytest.approx(
            right, abs=8e-3, rel=8e-3), (written, right, where)  # fmt: skip
    drawn = sum_in(shell.scene.draw(frame))
    if kind == "input":
        assert drawn == f"{name} = {shown}, {written}"
    else:
        slope = f", by difference {part(html, 'centred difference')}" if kind in LAWS else ""
        arrow = "←" if kind == "update" else "="
        drawn, _, factor = drawn.partition("; ")
        assert drawn == f"{name} {arrow} {written} = {shown}{slope}", where
        assert bool(factor) == (kind == "delta"), where
        if factor:
            *loss, factor = factor.split("; ")
            squared = frame.loss is nn.losses.squared_error and l == frame.net.L
            assert len(loss) == squared, where
            if loss:
                slope_of_loss_is_true(loss[0], written, frame, tuple(indices))
            slope_of_sigma_is_true(factor, written, frame, l, indices)


def slope_of_loss_is_true(words, written, frame, place):
    """The first factor of an output's δ: ∂C/∂a = a − y = (−0.1132) − 0.5 = −0.6132."""
    whole, letters, numbers, slope = words.split(" = ")
    a, y, m = frame.trace.a[frame.net.L], np.asarray(frame.y, float), len(frame.X)
    due = numeric_slope(frame, place)
    assert whole == "∂C/∂a" and agrees(slope, due)
    assert value_of(letters, {"a": a[place], "y": y[place], "m": m}) == pytest.approx(due, rel=1e-6)
    assert value_of(numbers, {}) == pytest.approx(due, rel=2e-3, abs=6e-4)
    assert written.startswith((f"{slope}·", f"({slope})·"))


def numeric_slope(frame, place):
    """∂C/∂a of one output, by a centred difference."""
    h, step = 1e-5, np.zeros_like(frame.trace.a[frame.net.L])
    step[place] = h
    high, low = (frame.loss(frame.trace.a[frame.net.L] + s * step, frame.y) for s in (1, -1))
    return (high - low) / (2 * h)


def slope_of_sigma_is_true(words, written, frame, l, place):
    """The last factor of a δ is σ′ at the sum of its neuron: σ′(−0.9) = 1 − a² = … = 0.4869."""
    words, _, reason = re.match(r"(.*?)( as | for |$)(.*)", words).groups()
    whole, *ways, slope = words.split(" = ")
    (z,) = re.fullmatch(r"σ′\((.+)\)", whole).groups()
    at, sigma = frame.trace.z[l][tuple(place)], frame.net.sigma[l]
    a, prime = frame.trace.a[l][tuple(place)], sigma.prime(np.array([at])).item()
    assert agrees(z, at)
    assert agrees(slope, prime)
    assert written.endswith(f"·{slope}")
    assert len(ways) == 2 * (sigma.name in ("tanh", "sigmoid")), words
    if ways:
        assert value_of(ways[0], {"a": a}) == pytest.approx(prime, rel=1e-6, abs=1e-9)
        assert value_of(ways[1], {}) == pytest.approx(prime, abs=2e-4)
    due = {"relu": "z > 0" if at > 0 else "z ≤ 0", "identity": "every z"}
    assert reason == due.get(sigma.name, "")


def sum_in(svg):
    """The words of the sum in the picture, its lines joined."""
    (group,) = (node for node in ET.fromstring(svg).iter() if node.get("data-name") == "sum")
    lines = ["".join(line.itertext()) for line in group if line.tag.endswith("}text")]
    return " ".join(lines)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("sigma", nn.activations.ALL)
def test_backprop_every_equation_of_every_step_makes_its_number(show, name, sigma):
    for loss, alone in product(nn.losses.ALL, (False, True)):
        shell = show("step_backprop", name, sigma=sigma, loss=loss, updates=1, seed=3)
        shell.scene.settings["batch"] = 2 if alone else "all"
        shell.reset()
        for frame in frames(shell):
            step_is_true(shell, frame)


@pytest.mark.parametrize("m", [1, 4, 12])
@pytest.mark.parametrize("look", ["W[1][2, 0]", "W[2][3, 1]", "W[3][0, 1]", "b[2][2]", "b[3][0]"])
def test_backprop_every_equation_at_another_place_and_with_numbers_that_are_all_different(
    show, m, look
):
    rng = np.random.default_rng(4)
    sigma = [nn.activations.tanh, nn.activations.sigmoid, nn.activations.tanh]
    net = nn.init([3, 4, 3, 2], sigma, rng)
    net.theta += rng.normal(scale=0.6, size=net.theta.size)
    X, y = rng.normal(size=(m, 3)), rng.normal(size=(m, 2))
    shell = show("step_backprop", net=net, X=X, y=y, look=look, updates=2, eta=0.7, sample="all")
    shell.controls["look"].value = f"delta[1][{m - 1}, 2]"
    for _ in range(2):
        for frame in frames(shell):
            step_is_true(shell, frame)
        shell.set()  # and once more with the last sample in view


def test_backprop_says_of_each_step_what_its_equation_says(show):
    shell = show("step_backprop", "2-2-2-1", sample="all")
    X = shell.scene.first().X
    for frame in frames(shell)[: len(shell.player.frame.stages)]:
        kind, l = frame.here
        said = f"{shell.scene.text(frame)} {shell.scene.remark(frame)}"
        (formula,) = MATH.findall(shell.scene.below(frame).partition("</p>")[0])
        layers = set(re.findall(r"<mo>\(</mo><mn>(\d)</mn><mo>\)</mo>", formula))
        for layer in re.findall(r"every sum of layer (\d)", shell.scene.remark(frame)):
            assert kind == "delta" and layer in layers and int(layer) == l + 1
        if kind == "input":
            known = {"a₀": frame.trace.a[0], "X": X}
            assert equations(shell.scene.remark(frame).partition(": ")[2], known) == 1
        if kind == "delta":
            assert f"delta of layer {l}, by {'BP1' if l == 3 else 'BP2'}" in said
            assert ("moves C by ∂C/∂a" in said) == (l == 3) == ("∂" in formula)
            assert ("by its weight" in said) == (l < 3) == ("<mi>w</mi>" in formula)
            assert "moves its activation by σ′" in said and "σ′" in formula
        if kind in ("dW", "db"):
            assert f"of layer {l}, by {LAWS[kind]}" in said
            assert ("summed over the samples" in said) and "∑" in formula
        number = re.search(r": ([\w\[\], ]+) = (\S+?)[,.]? ", shell.scene.text(frame) + " ")
        assert number[1] == part(shell.scene.below(frame), "step")
        assert agrees(number[2], shell.scene.row(frame).value)


@pytest.mark.parametrize("sample", ["all", 2])
def test_backprop_the_picture_writes_each_number_where_it_belongs(show, sample):
    shell = show("step_backprop", "3-4-3-2", seed=2, sample=sample, look="W[2][3, 1]")
    for frame in frames(shell)[:18]:
        numbers_are_in_their_places(shell, frame)


def numbers_are_in_their_places(shell, frame):
    """Every text in a group that names a number is this number, as far as its digits go."""
    i = min(shell.scene.focus.i, len(frame.X) - 1)
    net, homes = frame.after or frame.net, ("z", "a", "delta", "W", "b", "dW", "db")
    arrays = dict(zip(homes, (frame.trace.z, frame.trace.a, frame.grads.delta, net.W, net.b,
                              frame.grads.dW, frame.grads.db), strict=True))  # fmt: skip
    seen = 0
    for group in ET.fromstring(shell.scene.draw(frame)).iter("{http://www.w3.org/2000/svg}g"):
        names = group.get("data-part", "").split()
        texts = [node for node in group if node.tag.endswith("}text")] if names else []
        for text in texts:
            own = text.get("data-part")
            words = text.text.removesuffix(" ↕").split()
            slope = {"∂": 1}.get(words[0], 0)
            name = own or names[slope]
            home, l, *place = re.fullmatch(r"([a-zA-Z]+?)(\d*)\[([\d,]+)\]", name).groups()
            place = tuple(map(int, place[0].split(",")))
            if home == "y":
                assert words[0] == "target" and agrees(words[1], frame.y[place])
                continue
            assert {"δ": "delta", "b": "b", "∂": home}.get(words[0], home) == home
            assert agrees(words[-1], arrays[home][int(l)][place]), name
            assert home in ("W", "b", "dW", "db") or place[0] == i
            seen += 1
    kind, l = frame.here
    assert seen >= frame.net.n[0] + (kind in ("z", "delta", "dW"))


def test_every_loss_and_activation_has_the_row_that_the_stepper_needs(show):
    for loss in nn.losses.ALL.values():
        assert loss in networks.LOSS, (
            f"LOSS in nnlib/course/symbolic lacks a row for {loss}, so the backprop stepper cannot "
            f"show it."
        )
    for sigma in nn.activations.ALL.values():
        assert sigma in networks.SIGMA, (
            f"SIGMA in nnlib/course/symbolic lacks a row for {sigma}, so no widget can derive it."
        )
    (offered,) = (c.values for c in show("step_backprop").scene.choices if c.name == "loss")
    assert set(offered) == set(nn.losses.ALL)


def log_cosh(a, y):
    return float(np.log(np.cosh(a - y)).sum() / len(a)), np.tanh(a - y) / len(a)


def test_a_new_loss_is_offered_with_its_row_and_not_without(show, monkeypatch):
    """Its line in the registry is all that it takes: no widget has a table of losses."""
    from sympy import cosh, log

    other = nn.losses.Loss("log_cosh", log_cosh, nn.losses.squared_error.targets)
    monkeypatch.setitem(nn.losses.ALL, "log_cosh", other)
    for choice in show("step_backprop").scene.choices:
        assert "log_cosh" not in choice.values
    with pytest.raises(ValueError, match="no loss called 'log_cosh'"):
        widgets.step_backprop(loss="log_cosh")
    monkeypatch.setitem(
        networks.LOSS, other, lambda a, y: sum(log(cosh(p - q)) for p, q in zip(a, y, strict=True))
    )
    shell = show("step_backprop", "2-3-2", loss="log_cosh", updates=1)
    for alone in (False, True):
        shell.scene.settings["batch"] = 2 if alone else "all"
        shell.reset()
        for frame in frames(shell):
            step_is_true(shell, frame)


def test_a_new_activation_needs_no_widget(show, monkeypatch):
    softplus = nn.activations.Activation(
        "softplus", lambda z: np.log1p(np.exp(z)), lambda z: 1 / (1 + np.exp(-z))
    )
    monkeypatch.setitem(nn.activations.ALL, "softplus", softplus)
    monkeypatch.setitem(FUNCTIONS, "softplus", lambda z: math.log1p(math.exp(z)))
    shell = show("step_backprop", "2-2-1", sigma="softplus", updates=1)
    for frame in frames(shell):
        step_is_true(shell, frame)


def test_a_turned_sign_in_the_ledger_is_seen(show, monkeypatch):
    """The comparison above is able to fail: BP2 with a minus."""
    from sympy import Eq

    from nnlib.course.symbolic import FORMULAS

    F2 = FORMULAS["F2"]
    wrong = Eq(F2.equations[0].lhs, F2.equations[0].rhs.func(
        -F2.equations[0].rhs.args[0], F2.equations[0].rhs.args[1]))  # fmt: skip
    shell = show("step_backprop", "2-3-1", seed=3)
    frame = frames(shell)[7]
    assert frame.here == ("delta", 1)
    step_is_true(shell, frame)
    row_of.cache_clear()
    monkeypatch.setitem(vars(F2), "equations", (wrong,))
    with pytest.raises(AssertionError):
        step_is_true(shell, frame)
    row_of.cache_clear()


# The paths


def told(shell):
    """The frames that tell the paths' numbers: before, they are still to be foretold."""
    return [frame for frame in frames(shell) if OPEN not in shell.scene.below(frame)]


def paths_are_true(shell, frame, sigma):
    """Each path's product, in letters and in numbers, their sum, and the matrices' entry."""
    scene = shell.scene
    focus, net = scene.paths(frame).focus, frame.net
    l, k, j, i = focus.l, focus.k, focus.j, focus.i
    inputs = frame.trace.a[l - 1]
    letters = {("a", l - 1): inputs[i], f"a_{l - 1}": inputs[i : i + 1]}
    for layer in range(l, net.L + 1):
        z, delta = frame.trace.z[layer], frame.grads.delta[layer]
        letters |= {("w", layer): net.W[layer], f"W_{layer}": net.W[layer],
                    ("z", layer): z[i], f"z_{layer}": z[i : i + 1],
                    ("δ", layer): delta[i], f"δ_{layer}": delta[i : i + 1]}  # fmt: skip
    letters["σ′"] = lambda z: sigma.prime(np.asarray(z))
    html = scene.below(frame).partition("<details")[0].partition('data-name="paths"')[2]
    rows = re.findall(r"<td>(<math.*?)</td><td>(.*?)</td><td[^>]*>(.*?)</td>", html)
    products = []
    for formula, numbers, value in rows:
        (product,) = sides(formula, letters)
        assert agrees(value, float(product)), formula
        assert value_of(numbers, {}) == pytest.approx(float(product), abs=8e-3, rel=8e-3)
        products.append(float(product))
    assert len(products) == min(8, int(np.prod(net.n[l + 1 :])))
    (matrices,) = sides(MATH.findall(part(html, "matrices"))[0], letters)
    own = 1.0 if k is None else inputs[i, k]
    share = own * frame.grads.delta[l][i, j]
    assert float(matrices) == pytest.approx(share, rel=1e-9, abs=1e-12)
    for name in ("sum of paths", "number"):
        assert agrees(part(html, name), share), name
    assert shown_as(part(html, "centred difference"))[0] == pytest.approx(share, rel=2e-3, abs=6e-5)
    if len(products) == np.prod(net.n[l + 1 :]):
        assert sum(products) == pytest.approx(share, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("look", ["W[1][2, 0]", "b[1][3]", "W[2][3, 1]", "W[3][0, 1]", "b[3][0]"])
@pytest.mark.parametrize("sample", ["all", 1])
def test_paths_their_products_add_to_the_slope_and_so_do_the_matrices(show, look, sample):
    rng = np.random.default_rng(4)
    tanh = nn.activations.tanh
    net = nn.init([3, 4, 3, 2], [tanh, tanh, nn.activations.identity], rng)
    net.theta += rng.normal(scale=0.6, size=net.theta.size)
    X, y = rng.normal(size=(3, 3)), rng.normal(size=(3, 2))
    shell = show("step_backprop", net=net, X=X, y=y, look=look, updates=1, sample=sample)
    shell.scene.settings["show"] = "paths"
    assert told(shell)
    for frame in told(shell)[:3]:
        paths_are_true(shell, frame, tanh)


def test_paths_too_many_for_the_page_are_summed_up(show):
    rng = np.random.default_rng(0)
    net = nn.init([2, 3, 4, 3], [nn.activations.tanh] * 3, rng)
    shell = show("step_backprop", net=net, X=rng.normal(size=(1, 2)), y=rng.normal(size=(1, 3)))
    shell.scene.settings["show"] = "paths"
    frame = told(shell)[0]
    paths_are_true(shell, frame, nn.activations.tanh)
    html = shell.scene.below(frame)
    shown = re.findall(r"<td style[^>]*>(.*?)</td>", html)
    rest = re.search(r"<td>4 more</td><td></td><td>(.*?)</td>", html)[1]
    total = sum(shown_as(number)[0] for number in [*shown, rest])
    assert total == pytest.approx(frame.grads.dW[1][0, 1], abs=5e-4)


def test_a_path_without_one_of_its_slopes_is_seen(show, monkeypatch):
    """The comparison above is able to fail: BP2 without its σ′."""
    from sympy import Eq

    from nnlib.course.symbolic import FORMULAS

    F2 = FORMULAS["F2"]
    wrong = Eq(F2.equations[0].lhs, F2.equations[0].rhs.args[0])
    shell = show("step_backprop", "2-3-1")
    shell.scene.settings["show"] = "paths"
    frame = told(shell)[0]
    paths_are_true(shell, frame, nn.activations.tanh)
    monkeypatch.setitem(vars(F2), "equations", (wrong,))
    with pytest.raises(AssertionError):
        paths_are_true(shell, frame, nn.activations.tanh)


# The entry picker


@pytest.mark.parametrize("dress", [0, 1, 2])
def test_entry_every_dress_of_every_entry_makes_its_number(show, choose, click, dress):
    shell = show("pick_entry", seed=1)
    choose(shell, "dress", dress)
    places = [(l, k, j) for l, n in ((1, (3, 4)), (2, (4, 2))) for k, j in np.ndindex(n)]
    for l, k, j in places:
        shell.controls["look"].value = f"dW[{l}][{k}, {j}]"
        click(shell, "set")
        frame = shell.player.frame
        a, delta, dW = frame.trace.a[l - 1], frame.grads.delta[l], frame.grads.dW[l]
        if dress == 2:  # in columns
            a, delta, dW = a.T, delta.T, dW.T
        numbers = {("a", l - 1): a, ("δ", l): delta, ("∂C/∂w", l): dW,
                   f"a_{l - 1}": a, f"δ_{l}": delta}  # fmt: skip
        (formula,) = MATH.findall(shell.stage.value)
        due = frame.grads.dW[l][k, j]
        assert sides(formula, numbers) == pytest.approx([due, due], rel=1e-12), formula
        shown = re.search(r'data-name="numbers">(.*?)</p>', shell.stage.value, re.DOTALL)[1]
        terms, total = re.fullmatch(r"(.*) = <b>(.*)</b>, by .*", shown, re.DOTALL).groups()
        terms = re.sub("<[^>]*>", "", terms)
        assert agrees(total, due) and value_of(terms, {}) == pytest.approx(due, abs=0.04)
        assert agrees(part(shell.stage.value, "difference"), due)
        written = repr(shell).removeprefix("Entry of dW: ").removesuffix(".")
        assert written == f"dW[{l}][{k}, {j}] = {terms} = {total}"
        factors = re.findall(r"(\([^)]+\)|[\d.]+)·(\([^)]+\)|[\d.]+)", terms)
        a, delta = frame.trace.a[l - 1][:, k], frame.grads.delta[l][:, j]
        for one, other, x, d in zip(*zip(*factors, strict=True), a, delta, strict=True):
            assert agrees(one.strip("()"), x) and agrees(other.strip("()"), d)


def test_entry_shapes_and_titles_are_those_of_the_matrices(show, click):
    shell = show("pick_entry")
    for l in (1, 2):
        shell.controls["look"].value = f"dW[{l}][0, 0]"
        click(shell, "set")
        frame = shell.player.frame
        sub = "₀₁₂"
        shapes = {f"a{sub[l - 1]}ᵀ": frame.trace.a[l - 1].T, f"δ{sub[l]}": frame.grads.delta[l],
                  f"dW{sub[l]}": frame.grads.dW[l], f"W{sub[l]}": frame.net.W[l]}  # fmt: skip
        remark = shell.scene.remark(frame)
        said = re.findall(r"(\S+) is (\(\d, \d\))", remark)
        assert len(said) == 3 and f"as {f'W{sub[l]}'} is" in remark
        for name, shape in said:
            assert str(shapes[name].shape) == shape
        drawn = words_in(shell.scene.draw(frame))
        titles = [f"a{sub[l - 1]}, used as a{sub[l - 1]}ᵀ", f"δ{sub[l]}", f"dW{sub[l]}"]
        corners = [word for word in drawn if "╲" in word]
        assert [word for word in drawn if word in titles] == titles
        assert corners == ["i ╲ k", "i ╲ j", "k ╲ j"]
        arrays = [frame.trace.a[l - 1], frame.grads.delta[l], frame.grads.dW[l]]
        numbers = [word for word in drawn if re.fullmatch(r"−?\d+\.\d+", word)]
        for word, value in zip(numbers, np.concatenate([A.ravel() for A in arrays]), strict=True):
            assert agrees(word, value)
        assert [word for word in drawn if word in ("·", "=")] == ["·", "="]


# The graph stepper

GRAPHS = [
    ("x = 2*y; z = sin(y); f = x**2*z", {"y": 1.5}),
    ("z = w_1*x_1 + w_2*x_2 + b; a = sigmoid(z); C = (a - t)**2/2",
     {"w_1": 0.5, "x_1": 2, "w_2": -1.25, "x_2": 0.3, "b": 0.1, "t": 1}),
    ("exp(-(x-m)**2/(2*s**2))/(s*sqrt(2*pi)) + log(1 + x*s)*tanh(x/s) - relu(m*x)",
     {"x": 1.2, "m": 0.4, "s": 0.7}),
    ("u = x*x; v = u*u; w = v*v; f = w*x + u*v", {"x": 1.1}),
    ("x**y - y**x/abs(x) - cos(x)", {"x": 1.7, "y": 2.2}),
    ("tan(x)/x - tanh(abs(x))*sigmoid(-x) + log(2 - x)**3", {"x": -0.3}),
]  # fmt: skip


def node_numbers(story):
    """Every node's value and the derivative of the output by it, under both spellings."""
    slopes = story.graph.backward(story.values)
    totals = {share.parent: share.total for share in slopes.contributions} | {story.output: 1.0}
    f = story.nodes[story.output].name
    numbers = {"σ": FUNCTIONS["sigmoid"], "step": lambda z: float(z > 0)}
    for i in story.boxes:
        for name, output in ((_indexed(story.nodes[i].name), _indexed(f)),
                             (story.names[i], story.names[story.output])):  # fmt: skip
            numbers |= {name: story.values[i], f"∂{output}/∂{name}": totals.get(i, 0.0)}
    return numbers


def _indexed(name):
    """v1 and w_1 as the reader of MathML names them: v_1, w_1."""
    return re.sub(r"^([a-zA-Z]+)_?(\d+)$", r"\1_\2", name)


STEPPED = [("step_graph", *one) for one in GRAPHS] + [("step_tape", *one) for one in GRAPHS[1:3]]


@pytest.mark.parametrize(("stepper", "text", "at"), STEPPED)
def test_graph_every_formula_of_every_step_makes_its_number(show, stepper, text, at):
    shell = show(stepper, text, at)
    story = shell.scene.story
    known, totals = node_numbers(story), {}
    for moment in frames(shell):
        step, numbers = moment.step, dict(known)
        shown = {q.name: q for q in shell.scene.readout(moment)}
        if hasattr(step, "product"):
            child, parent = (_indexed(story.nodes[i].name) for i in (step.child, step.parent))
            both = (story.names[step.child], story.names[step.parent])
            local = _by_difference(story, step)
            totals[step.parent] = totals.get(step.parent, 0.0) + local * known[
                f"∂{_indexed(story.nodes[story.output].name)}/∂{child}"]  # fmt: skip
            for name in (f"∂{child}/∂{parent}", "∂{}/∂{}".format(*both), "local slope"):
                numbers.setdefault(name, local)
            sum_ = shown.get("sum")
            if sum_:
                (total,) = sides(sum_.symbol.replace("<mtext>\u00a0so far</mtext>", ""), numbers)
                assert agrees(sum_.value, totals[step.parent], 1e-5)
                assert ("so far" in sum_.symbol) == (not np.isclose(total, totals[step.parent]))
        for name, quantity in shown.items():
            if name != "sum":
                for value in sides(quantity.symbol, numbers):
                    assert agrees(quantity.value, value, 1e-3 * abs(value)), (name, quantity, value)
        said = shell.scene.remark(moment)
        graph_remark_is_true(said, numbers, totals.get(getattr(step, "parent", None)))


def _by_difference(story, share):
    """The local slope on a wire, from a difference of the operation alone."""
    return story.differences(share)["local"] if share.local else 0.0


def graph_remark_is_true(said, numbers, total):
    def value(words):
        return value_of(words, numbers)

    if back := re.match(r"Back through (.*): the local slope (.*) is (.*); times (.*) = (.*) that "
                        r"makes ([^ ]*)\. ", said):  # fmt: skip
        node, slope, local, upstream, shown, product_ = back.groups()
        name, _, rule = node.partition(" = ")
        assert value(rule) == pytest.approx(value(name), rel=1e-9)
        assert agrees(shown, value(upstream))
        rule, _, number = local.partition(" = ")
        assert agrees(number or rule, value(rule), 1e-9)
        if slope != "on this wire":
            assert value(rule) == pytest.approx(numbers[slope], rel=1e-5, abs=1e-8)
        assert agrees(product_, value(upstream) * value(rule), 1e-9)
        if sums := re.search(r"Shares add: (.*) ([+−]) (.*) = (.*?)\. ", said):
            before, sign, share, after = sums.groups()
            signed = value(share) if sign == "+" else -value(share)
            assert agrees(after, total, 1e-5)
            assert value(before) + signed == pytest.approx(total, rel=2e-3, abs=2e-3)
            assert agrees(share if sign == "+" else f"−{share}", value(upstream) * value(rule))
    elif forward := re.match(r"Forward: (\S+) = (.*?)(?: with (.*))? is (\S+)\.$", said):
        name, rule, given, number = forward.groups()
        assert agrees(number, value(name)) and agrees(number, value(rule), 1e-3 * abs(value(rule)))
        for one in (given or "").split(", "):
            if one:
                left, right = one.split(" = ")
                assert agrees(right, value(left))
    elif turn := re.match(r"The turn: (.*) = (.*)\. From", said):
        assert numbers[turn[1]] == float(turn[2]) == 1
    else:
        assert said.startswith("The inputs have their numbers.")


# The widgets of the line


def line_numbers(X, y, w, b):
    a = w * X + b
    error = (a - y).ravel()
    return {"w": w, "b": b, "x": X.ravel(), "a": a.ravel(), "y": y.ravel(), "m": len(X),
            "C": float((error**2).mean() / 2)}  # fmt: skip


@pytest.mark.parametrize(("w", "b"), [(0.35, -0.6), (-1.2, 1.7)])
def test_line_formulas_and_captions_make_their_numbers(show, data, w, b):
    X, y = data
    shell = show("explore_line", X, y, w=w, b=b)
    readout_is_true(shell, line_numbers(X, y, w, b), least=6)
    for i in range(len(X)):
        shell.scene.settings["i"] = i + 1
        shell.reset()
        frame = shell.player.frame
        x, target = X[i, 0], y[i, 0]
        one = {"x": x, "w": w, "b": b, "z": w * x + b, "a": w * x + b, "y": target}
        one["C"] = float(((w * X + b - y) ** 2).mean() / 2)
        drawn = words_in(shell.scene.draw(frame))
        (error,) = [words for words in drawn if words.startswith("y = ")]
        assert equations(error, one) == 3
        for words in ("× w", "+ b", "a = z", "loss C"):
            (found,) = [word for word in drawn if word.startswith(words)]
            assert equations(found.lstrip("×+ ").partition(" (")[0], one) == 1
        for symbol in "xza":
            assert agrees(drawn[drawn.index(symbol, drawn.index("a = z")) + 1], one[symbol])
        said = shell.scene.text(frame).removeprefix("Line explorer: ")
        assert equations(said.partition("The loss is")[0], one) == 3
        assert agrees(re.search(r"C = ([\d.]+),", said)[1], one["C"])


def test_line_the_caption_of_the_squares_is_their_area(show, data):
    X, y = data
    shell = show("explore_line", X, y, w=0.5, b=0.5)
    svg = shell.scene.draw(shell.player.frame)
    (caption,) = re.findall(r"each square's area is ([^<]*)<", unescape(svg))
    panel = svg.split("<svg")[2].split("</svg>")[0]
    sizes = re.findall(r'<rect [^>]*width="([\d.]+)" height="([\d.]+)"', panel)
    areas = [float(width) * float(height) for width, height in sizes]
    due = [value_of(caption, {"a": 0.5 * x + 0.5, "y": t}) for x, t in zip(*map(np.ravel, data),
                                                                         strict=True)]  # fmt: skip
    assert np.array(areas) / areas[0] == pytest.approx(np.array(due) / due[0], rel=2e-3, abs=2e-3)


@pytest.mark.parametrize("batch", [None, 4])
def test_descent_symbols_numbers_and_captions_agree(show, data, batch):
    X, y = data
    shell = show("step_descent", X, y, eta=0.2, batch_size=batch, steps=6)
    for k, frame in enumerate(frames(shell)):
        shell.player.seek(k)
        w, b = frame.net.theta
        rows = frame.rows
        e = w * X[rows] + b - y[rows]
        numbers = line_numbers(X, y, w, b) | {"∂C/∂w": float((e * X[rows]).mean()), "η": 0.2,
                                              "∂C/∂b": float(e.mean())}  # fmt: skip
        shown = readout_is_true(shell, numbers, least=5)
        for name in ("dC/dw", "dC/db"):
            assert agrees(shown[name].difference, numbers[f"∂C/∂{name[-1]}"], 1e-7)
        assert equations(shell.scene.text(frame).partition("rate")[2].partition(": ")[2]
                         .partition(". The")[0], numbers) == 5  # fmt: skip
        svg = shell.scene.draw(frame)
        (title,) = [words for words in words_in(svg) if "line a = " in words]
        assert equations(title.partition("line ")[2], numbers) == 1


def test_descent_the_arrow_is_what_stands_beside_it(show, data):
    shell = show("step_descent", *data, eta=0.2)
    frame = shell.player.frame
    svg = shell.scene.draw(frame)
    (label,) = [words for words in words_in(svg) if "∇C" in words]
    step = value_of(label, {"η": 0.2, "∇C": frame.grads.dtheta})
    panel = shell.scene.surface.panel(_surface_box(shell), 13)
    corners = re.findall(r'<polygon points="([-\d.]+),([-\d.]+)', svg)
    tip = panel.at(*(frame.net.theta + step))
    assert any(np.allclose([float(x), float(y)], tip, atol=0.06) for x, y in corners)
    after = shell.player.recording[1].net.theta
    assert after == pytest.approx(frame.net.theta + step, rel=1e-12)


def _surface_box(shell):
    from nnlib.course.drawing import svg
    from nnlib.course.drawing.canvas import canvas_of
    from nnlib.course.widgets.line.surface import rooms

    canvas = canvas_of(shell.scene)
    return svg.plot_in(*rooms(canvas)[1][0], canvas.size)


def test_descent_the_bound_that_is_said_is_the_bound(show, data):
    shell = show("step_descent", *data, eta=8.0)
    run = frames(shell)
    said = re.search(r"grew past (\S+)\.", shell.scene.remark(run[-1]))[1]
    assert run[-2].C < value_of(said, {}) <= run[-1].C


def test_race_epochs_are_what_the_axis_says(show, data):
    X, y = data
    shell = show("race_optimizers", X, y, batch_size=5, seed=4)
    drawn = words_in(shell.scene.draw(shell.player.recording[3]))
    assert "epochs (samples seen / m)" in drawn and "C − least C by epoch" in drawn
    for k in (0, 1, 2, 3, 7, 12):
        frame = shell.player.recording[k]
        for runner, quantity in zip(frame.runners, shell.scene.readout(frame), strict=True):
            seen, size, m = 0, runner.size, len(X)
            for update in range(k):
                turn = update % -(-m // size)
                seen += min(size, m - turn * size)
            assert shown_as(quantity.difference)[0] == pytest.approx(seen / m, rel=6e-3)
            w, b = runner.net.theta
            assert agrees(quantity.value, line_numbers(X, y, w, b)["C"])
            assert quantity.shape == str(k)


def test_proof_the_line_is_the_one_that_is_written(show):
    shell = show("prove_widgets_work")
    for index, w in enumerate(shell.scene.choices[0].values):
        shell.controls["w"].index = index
        svg = shell.scene.draw(w)
        said = shell.scene.text(w).removeprefix("The line ").partition(". The")[0]
        for x in (1.0, -0.7):
            numbers = {"a": w * x, "w": w, "x": x}
            assert equations(said, numbers) == 2
            for words in words_in(svg):
                if " = " in words:
                    assert equations(words, numbers) == 1
        rises = re.search(r"(rises|falls) by ([\d.]+) for", shell.scene.text(w))
        assert (w == 0 and not rises) or agrees(rises[2], abs(w))
        assert not rises or (rises[1] == "rises") == (w > 0)


# The logistic explorer


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", [-8.0, -3.1, 0.4, 2.7, 8.0])
def test_logistic_formulas_legends_and_remarks_make_their_numbers(show, z, y):
    shell = show("explore_logistic", z, y)
    d = shell.player.frame
    p = 1 / (1 + math.exp(-z))
    losses = {"cross-entropy": -math.log(p if y else 1 - p), "squared error": (p - y) ** 2 / 2}
    slopes = {"cross-entropy": p - y, "squared error": (p - y) * p * (1 - p)}
    numbers = {"z": z, "y": y, "p": p, "σ": FUNCTIONS["sigmoid"]}
    for quantity in shell.scene.readout(d):
        loss = next((name for name in losses if quantity.name.endswith(name)), None)
        known = numbers | ({"∂C/∂z": slopes[loss], "C": losses[loss]} if loss else {})
        if quantity.symbol.startswith("<math"):
            for value in sides(quantity.symbol, known):
                assert agrees(quantity.value, value), quantity
        else:
            assert quantity.symbol == loss and agrees(quantity.value, losses[loss])
        if loss:
            due = (slopes if quantity.name.startswith("dC") else losses)[loss]
            for shown in filter(None, (quantity.shape, quantity.difference)):
                assert agrees(shown, due, 6e-7), quantity
    drawn = words_in(shell.scene.draw(d))
    for loss, due in losses.items():
        (legend,) = [words for words in drawn if words.startswith(f"{loss} ")]
        assert value_of(legend.removeprefix(loss), numbers) == pytest.approx(due, rel=1e-9)
    (gap,) = [words for words in drawn if words.endswith(", the slope of the cross-entropy")]
    assert value_of(gap.partition(",")[0], numbers) == pytest.approx(p - y)
    for word in ("p − y", "p - y"):
        assert all(value_of(words, numbers) == pytest.approx(p - y)
                   for words in drawn if words == word)  # fmt: skip
    titles = [words for words in drawn if words.startswith(("probability ", "slope "))]
    assert equations(titles[0], numbers) == 1 and titles[1] == "slope ∂C/∂z"
    remark = plain(shell.scene.remark(d)).replace("(1 - p)", "(1 − p)")
    if factor := re.search(r": ([^:]*) = (\S+) times that", remark):
        assert agrees(factor[2], value_of(factor[1], numbers))
        assert slopes["cross-entropy"] * value_of(factor[1], numbers) == pytest.approx(
            slopes["squared error"])  # fmt: skip
    said = re.findall(r"-?\d+\.\d+(?:e-\d+)?", remark.partition(":")[2].partition(": p")[0])
    for number, name in zip(said, slopes, strict=False):
        assert agrees(number, slopes[name])
    text = plain(shell.scene.text(d))
    for loss in losses:
        number, slope = re.search(rf"{loss} (\S+) with slope (-?[\d.]+\d)", text).groups()
        assert agrees(number, losses[loss]) and agrees(slope, slopes[loss])
    assert equations(text.partition("score ")[2].partition(". Losses")[0].replace("target ", ""),
                     numbers) == 3  # fmt: skip


def test_logistic_the_gap_is_labelled(show):
    shell = show("explore_logistic", -1.0, 1)
    assert words_in(shell.scene.draw(shell.player.frame)).count("p − y") == 1


# The secant explorer

CURVES = {
    "square": (lambda x: x * x, lambda _: 2.0, lambda _: 0.0),
    "cube": (lambda x: x**3, lambda x: 6 * x, lambda _: 6.0),
    "sin": (math.sin, lambda x: -math.sin(x), lambda x: -math.cos(x)),
    "exp": (math.exp, math.exp, math.exp),
    "sigmoid": (FUNCTIONS["sigmoid"],
                lambda x: FUNCTIONS["sigmoid"](x) * (1 - FUNCTIONS["sigmoid"](x))
                * (1 - 2 * FUNCTIONS["sigmoid"](x)), None),
    "abs": (abs, lambda _: 0.0, lambda _: 0.0),
    "relu": (lambda x: max(x, 0.0), lambda _: 0.0, lambda _: 0.0),
}  # fmt: skip


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("way", ["forward", "centred"])
def test_secant_formulas_in_words_make_their_numbers(show, name, way):
    f, second, third = CURVES[name]
    for x, h in ((0.7, 0.5), (-1.3, 0.05), (1.1, 1e-4), (0.4, 1e-11)):
        shell = show("explore_secant", name, x, h, way)
        q = shell.player.frame
        numbers = {"x": x, "h": h, "f": f, "f″": second, "f‴": third or (lambda _: None)}
        text = shell.scene.text(q)
        rule, values, rest = re.match(
            r"Secant explorer: f\(x\) = (.*) at x = \S+, h = \S+\. (.*)\. The (.*)", text
        ).groups()
        assert value_of(rule, numbers) == pytest.approx(f(x), rel=1e-12)
        for value in values.split(", "):
            left, right = value.split(" = ")
            assert float(plain(right)) == pytest.approx(
                value_of(left, numbers), rel=2e-9, abs=1e-15
            )
        assert rest.startswith(f"{way} quotient is ")
        ahead, behind = (value_of(value.split(" = ")[0], numbers) for value in values.split(", "))
        drawn = words_in(shell.scene.draw(q))
        (quotient,) = [words for words in drawn if words.startswith("difference ")]
        difference, span, number = re.fullmatch(
            r"difference (\S+), divided by (\S+): (\S+)", quotient
        ).groups()
        difference = shown_as(difference)[0]
        assert difference == pytest.approx(ahead - behind, rel=1e-4, abs=1e-16)
        exact = (ahead - behind) / value_of(span, numbers)
        assert agrees(number, exact) and exact == pytest.approx(q.quotient, rel=1e-9, abs=1e-12)
        labels = [words.removesuffix(" =") for words in drawn if words.endswith(" =")]
        assert [value_of(label, numbers) for label in labels] == [ahead, behind]
        span_drawn = [words for words in drawn if words in ("h", "2h")]
        assert span in span_drawn  # beside the axis, which is named h too
        for words in drawn:
            if words.startswith("f(x) = "):
                assert value_of(words.removeprefix("f(x) = "), numbers) == pytest.approx(f(x))
        for label in filter(re.compile("f .*, in steps h").fullmatch, drawn):
            rise = value_of(f"F{label[1:]}".partition(",")[0], numbers | {"F": ahead}) / h
            assert q.points(1)[1] == pytest.approx(rise, rel=1e-6)
        assert q.zoomed == ("f − f(x), in steps h" in drawn)
        remark = shell.scene.remark(q)
        if predicted := re.search(r"; (.*) predicts (\S+)\. A", remark):
            if third or way == "forward":
                assert agrees(predicted[2], abs(value_of(predicted[1], numbers)))
            assert shown_as(predicted[2])[0] == pytest.approx(
                abs(q.truncation), rel=1.0, abs=1e-15
            )  # the leading term, not the whole
        if rounding := re.search(r"grows like (.*)\. A larger", remark):
            size = value_of(rounding[1].replace("|f|", "|f(x)|"), numbers | {"ε": 2.2e-16})
            assert 1e-3 * abs(q.rounding) <= size


@pytest.mark.parametrize("name", ["cube", "exp"])
def test_secant_the_guides_rise_as_they_are_labelled(show, name):
    x = 0.7
    f, second, third = CURVES[name]
    shell = show("explore_secant", name, x, 0.01)
    svg = shell.scene.draw(shell.player.frame)
    lines = re.findall(
        r'<polyline points="([-\d.]+),([-\d.]+) ([-\d.]+),([-\d.]+)"[^>]*stroke-dasharray="5 3"'
        r"/><text[^>]*>(like [^<]*)<", svg)  # fmt: skip
    assert [label for *_, label in lines] == ["like h", "like h²", "like 1/h"]
    from nnlib.course.drawing import svg as pen

    right = pen.side_by_side(2, 12.5, 700, 21 * 12.5)[1]
    panel = pen.Axes(right, (-16.6, 0.6), (-17.6, 2.0), 12.5)
    sizes = {"like h": abs(second(x)) / 2, "like h²": abs(third(x)) / 6,
             "like 1/h": 2.0**-52 * max(abs(f(x)), abs(x) * abs(_slope(f, x)))}  # fmt: skip
    for *points, label in lines:
        for place, (px, py) in zip((-16.6, 0.6), (points[:2], points[2:]), strict=True):
            h = 10.0**place
            due = math.log10(sizes[label] * value_of(label.removeprefix("like "), {"h": h}))
            assert (float(px), float(py)) == pytest.approx(panel.at(place, due), abs=0.11), label


def _slope(f, x):
    return (f(x + 1e-6) - f(x - 1e-6)) / 2e-6


def test_secant_the_derivative_has_its_sign(show):
    shell = show("explore_secant", "cube", 0.7, 0.01)
    numbers = {"x": 0.7, "f′": lambda x: 3 * x * x, "h": 0.01}
    readout_is_true(shell, numbers, least=2)


# The fold and the training view


def test_fold_each_line_is_marked_on_the_side_where_its_sum_is_positive(show, choose):
    shell = show("fold_plane")
    for angle0, angle1 in ((60, -30), (-135, 90)):
        for name, angle in (("angle0", angle0), ("angle1", angle1)):
            (choice,) = (choice for choice in shell.scene.choices if choice.name == name)
            choose(shell, name, choice.values.index(angle))
        fold = shell.player.frame
        svg = shell.scene.draw(fold)
        frame = ET.fromstring(svg).find("{http://www.w3.org/2000/svg}svg")
        left, top, side = (float(frame.get(name)) for name in ("x", "y", "width"))
        tips = re.findall(r'<polygon points="([-\d.]+),([-\d.]+)', svg)
        labels = [words for words in words_in(svg) if " > 0" in words]
        assert len(labels) == len(tips) == 2
        for label, (px, py) in zip(labels, tips, strict=True):
            x = -0.75 + 2.5 * (float(px) - left) / side
            up = 1.75 - 2.5 * (float(py) - top) / side
            z = [x, up] @ fold.net.W[1] + fold.net.b[1]
            foot = np.array([x, up]) - 0.3 * fold.net.W[1].T
            (j,) = re.fullmatch("z([₀₁]) > 0", label)[1]
            j = "₀₁".index(j)
            # The arrow starts on the line z_j = 0 and its tip is 0.3 further, at z_j = 0.3.
            assert z[j] == pytest.approx(0.3, abs=0.01)
            assert abs(foot[j] @ fold.net.W[1][:, j] + fold.net.b[1][j]) < 0.01
        corners = {q.name: q.value for q in shell.scene.readout(fold)}
        for corner, value in corners.items():
            x = np.array(eval(corner.removeprefix("a")), dtype=float)
            h = np.maximum(x @ fold.net.W[1] + fold.net.b[1], 0)
            for number, due in zip(value.split(", "), h, strict=True):
                assert agrees(number, due)
        axes = [words for words in words_in(svg) if words in ("x₀", "x₁", "a₀", "a₁")]
        assert axes == ["x₀", "x₁", "a₀", "a₁"]


def test_training_symbols_and_bars_agree(show):
    shell = show("watch_training", "circles", "2-3-1", steps=4)
    shell.player.seek(3)
    frame, X, y = shell.player.frame, shell.scene.X, shell.scene.y
    net = frame.net
    p = 1 / (1 + np.exp(-nn.predict(net, X)))
    C = float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())
    shown = readout_is_true(shell, {"C": C}, least=1)
    delta2 = p - y
    delta1 = delta2 @ net.W[2].T * (1 - np.tanh(X @ net.W[1] + net.b[1]) ** 2)
    drawn = words_in(shell.scene.draw(frame))
    for l, delta in ((1, delta1), (2, delta2)):
        size = float(np.abs(delta).mean())
        assert shown[f"delta{l}"].symbol == f"mean |δ| of layer {l}"
        assert agrees(shown[f"delta{l}"].value, size)
        (bar,) = [words for words in drawn if words.startswith(f"{l}: ")]
        assert agrees(bar.removeprefix(f"{l}: "), size)


def test_width_slopes_and_output_weights_make_their_numbers(show):
    shell = show("add_neurons", "waves", 5)
    scene = shell.scene
    for j in range(6):
        scene.chosen = j
        shell.reset()
        line = shell.player.frame
        slopes = np.diff(line.heights) / np.diff(line.places)
        numbers = {"t": line.places, "y": line.heights, "s": slopes}
        shown = readout_is_true(shell, numbers, least=2)
        for name, i in (("v left", j - 1), ("v", j), ("v right", j + 1)):
            assert (name in shown) == (0 <= i < 5)
            if name in shown:
                (formula,) = MATH.findall(shown[name].symbol)
                (value,) = sides(formula, numbers)
                assert agrees(shown[name].value, value)
                assert value == pytest.approx(line.net.W[2][i, 0])


@pytest.mark.parametrize("levels", [0, 2])
def test_attack_slope_losses_and_shares(show, levels):
    layers = [nn.activations.relu, nn.activations.identity]
    net = nn.init([64, 8, 10], layers, np.random.default_rng(0))
    shell = show("fool_digit", net, levels)
    frame = shell.player.frame
    k = int(np.abs(frame.slopes).argmax())
    z = frame.before.reshape(64) / 16 @ net.W[1] + net.b[1]
    back = (frame.p_before - np.eye(10)[frame.read]) @ net.W[2].T
    numbers = {
        "∂C/∂x": net.W[1] @ (back * (z > 0)),
        "C": -np.log(frame.p[frame.read]),
        "p": frame.p,
    }
    shown = readout_is_true(shell, numbers, least=3)
    assert agrees(shown["slope"].difference, frame.slopes.flat[k])
    assert agrees(shown["C"].shape, -np.log(frame.p_before[frame.read]))
    assert agrees(shown["p"].shape, frame.p_before[frame.read])


# All of them


def test_no_widget_writes_its_own_mathml():
    """Only the typesetter writes formulas; a widget may set words beside one."""
    for path in Path(widgets.__file__).parent.rglob("*.py"):
        tags = re.findall(r"<(m[a-z]+)\b", path.read_text("utf-8"))
        assert set(tags) <= {"mtext"}, path.name


def test_every_formula_on_any_page_can_be_read(any_shell, click):
    """No formula escapes the reader: what stands in <math> is made of what it knows."""
    names = set()
    for k in {0, 1, any_shell.scene.stop // 2, any_shell.scene.stop}:
        any_shell.player.seek(k)
        any_shell.render()
        for formula in MATH.findall(any_shell.stage.value):
            names |= set(re.findall(r"<(m\w+)", formula))
    assert names <= {"math", "mrow", "mi", "mo", "mn", "mtext", "mfrac", "msub", "msup", "msubsup",
                     "msqrt", "munder", "mtable", "mtr", "mtd"}  # fmt: skip


# What stands beside the formulas: tables, boxes, questions, known slips


def test_backprop_the_matrices_hold_every_array_under_its_name(show):
    for sample in ("all", 3):
        shell = show("step_backprop", "3-4-3-2", seed=5, updates=1, sample=sample)
        run = frames(shell)
        for frame in run[::4] + run[-1:]:
            matrices_are_true(shell.scene.below(frame), frame)


def matrices_are_true(html, frame):
    table = html.partition('data-name="arrays"')[2]
    rows = re.findall(r'<th scope="row">([^<]*)</th><td>([^<]*)</td><td>(.*?)</td></tr>', table)
    net = frame.after or frame.net
    homes = {"W": net.W, "b": net.b, "z": frame.trace.z, "a": frame.trace.a,
             "delta": frame.grads.delta, "dW": frame.grads.dW, "db": frame.grads.db}  # fmt: skip
    assert {"X", "y", "W[1]", "b[3]"} <= {name for name, *_ in rows}
    for name, shape, mathml in rows:
        home, *layer = re.findall(r"\w+", name)
        array = homes[home][int(layer[0])] if layer else {"X": frame.X, "y": frame.y}[home]
        shown = matrix_in(mathml)
        assert shape == str(array.shape)
        assert np.shape(shown) == np.atleast_2d(array).shape, name
        for number, value in zip(np.ravel(shown), np.ravel(array), strict=True):
            assert agrees(number, value), name


def test_backprop_asks_for_the_number_that_comes_and_knows_the_slips(show):
    shell = show("step_backprop", "2-3-2", sigma="sigmoid", seed=3, updates=2, sample="all")
    run = frames(shell)
    for frame, following in zip(run, [*run[1:], None], strict=True):
        asked = shell.scene.question(frame, following)
        row = shell.scene.row(frame)
        if following is None:
            assert asked == ""
        else:
            kind, l = following.here
            title = f"layer {l}" if l else f"the {kind}"
            assert title in asked
            name = shell.scene.row(following).name
            asked = re.sub(r" \(your \S+ ?\S* (comes later|was before)\)", "", asked)
            assert asked.endswith("of update 2." if kind == "input" else f"What is {name}?")
        (kind, l), i, net = frame.here, shell.scene.focus.i, frame.net
        j = shell.scene.focus.neuron(l) if l else 0
        due = {
            "z": lambda: frame.trace.a[l - 1][i] @ net.W[l][:, j],  # noqa: B023, used at once
            "a": lambda: frame.trace.z[l][i, j],  # noqa: B023
            "update": lambda: 2 * net.W[1][0, 1] - frame.after.W[1][0, 1],  # noqa: B023
        }
        if kind == "delta":
            above = frame.loss.grad(frame.trace.a[l], frame.y)[i, j] if l == net.L else (
                frame.grads.delta[l + 1][i] @ net.W[l + 1][j])  # fmt: skip
            due["delta"] = lambda: above  # noqa: B023
        assert [number for number, _ in row.slips] == (
            [pytest.approx(due[kind](), rel=1e-9, abs=1e-12)] if kind in due else [])  # fmt: skip
        if kind == "loss":
            assert "the mean over the 4 samples" in shell.scene.remark(frame)


def test_line_says_how_far_it_is_from_the_least_loss(show, data):
    X, y = data
    shell = show("explore_line", X, y, w=-0.4, b=0.9)
    w, b = np.polyfit(X.ravel(), y.ravel(), 1)
    C, least = (line_numbers(X, y, *theta)["C"] for theta in ((-0.4, 0.9), (w, b)))
    said = re.fullmatch(r"C is ([\d.]+) times the least possible loss\.",
                        shell.scene.remark(shell.player.frame))  # fmt: skip
    assert agrees(said[1], C / least)
    assert agrees(re.search(r"least possible ([\d.]+)\.", repr(shell))[1], least)


@pytest.mark.parametrize(("text", "at"), GRAPHS)
def test_graph_boxes_table_and_words_say_what_the_nodes_are(show, text, at):
    shell = show("step_graph", text, at)
    story, last = shell.scene.story, frames(shell)[-1]
    known = node_numbers(story)
    drawn = words_in(shell.scene.draw(last))
    for i, lines in story.laid_out(74).labels.items():
        assert set(lines) <= set(drawn)
        assert lines[0].removesuffix(" =") == story.names[i]
        for rule in lines[1:]:
            if not rule.endswith("…"):
                assert value_of(rule, known) == pytest.approx(story.values[i], rel=1e-3)
    table = shell.scene.below(last)
    heads = re.findall(r'<th scope="col">([^<]*)</th>', table)
    assert heads == ["node", "value", f"∂{story.names[story.output]}/∂node"]
    rows = re.findall(r'<th scope="row">([^<]*)</th><td>([^<]*)</td><td>([^<]*)</td>', table)
    assert len(rows) == len(story.boxes)
    for i, (head, value, slope) in zip(story.boxes, rows, strict=True):
        name, _, rule = unescape(head).partition(" = ")
        assert agrees(value, known[name])
        due = known[f"{heads[2].removesuffix('node')}{name}"]
        assert agrees(slope, due) if story.nodes[i].varies else slope == ""
        if rule:
            assert value_of(rule, known) == pytest.approx(known[name], rel=1e-3)
    given = repr(shell).partition(" at ")[2].partition(", step")[0]
    assert equations(given, known) == len(at)
    assert f"step {shell.player.index} of {len(story.steps)}." in repr(shell)


def test_a_turned_sign_in_a_caption_is_seen(show, data, monkeypatch):
    from nnlib.course.widgets import logistic
    from nnlib.course.widgets.line import explorer

    monkeypatch.setattr(explorer, "ERROR", "a + y")
    with pytest.raises(AssertionError, match=r"a \+ y"):
        test_line_formulas_and_captions_make_their_numbers(show, data, 0.35, -0.6)
    test_logistic_formulas_legends_and_remarks_make_their_numbers(show, 0.4, 1)
    monkeypatch.setattr(logistic, "GAP", -logistic.GAP)
    with pytest.raises(AssertionError):
        test_logistic_formulas_legends_and_remarks_make_their_numbers(show, 0.4, 1)

"""Rows C: derivatives and the chain rule."""

import math

import numpy as np
import pytest
import sympy
from neurons import gradient

import nnlib as nn
from nnlib.activations import identity, tanh
from nnlib.course.symbolic import Graph
from nnlib.losses import squared_error

x, h, eps = sympy.symbols("x h epsilon", positive=True)
PLACES, EPS = np.linspace(0.5, 1.5, 201), np.finfo(float).eps
EXAMPLE = "x = 2*y; z = sin(y); f = x**2*z"


def forward(f, x, h):
    return (f(x + h) - f(x)) / h


def centred(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


def median_error(quotient, step):
    """Of the relative errors of e^x's quotient over the places of the lesson."""
    return np.median(np.abs(quotient(np.exp, PLACES, step) / np.exp(PLACES) - 1))


@pytest.mark.parametrize("f", [x**2, x**3, 1 / x, sympy.exp(x), x**2 * (3 - x)], ids=str)
def test_C1_the_secants_limit_is_the_derivative(f):
    secant = (f.subs(x, x + h) - f) / h
    assert sympy.expand(sympy.limit(secant, h, 0) - f.diff(x)) == 0
    at = sympy.lambdify(x, f)
    assert centred(at, 1.3, 1e-5) == pytest.approx(float(f.diff(x).subs(x, 1.3)), rel=1e-9)


def test_C1_the_slopes_of_the_seedlings_loss_at_two_and_zero():
    w, b = sympy.symbols("w b")
    C = sum((b + w * s - t) ** 2 for s, t in ((0, 1), (1, 3), (2, 2), (3, 5))) / sympy.Integer(8)
    cut = sympy.Lambda(w, C.subs(b, 0))
    secant = sympy.expand(forward(cut, w, h))
    assert secant == sympy.Rational(7, 2) * w - sympy.Rational(11, 2) + sympy.Rational(7, 4) * h
    at = {w: 2, b: 0}
    assert (C.diff(w).subs(at), C.diff(b).subs(at)) == (sympy.Rational(3, 2), sympy.Rational(1, 4))
    assert sympy.solve(C.diff(b).subs(w, 2), b) == [sympy.Rational(-1, 4)]
    both = C.subs({w: 1.98, b: 0.01}) - C.subs(at)
    assert float(both) == pytest.approx(-0.0275, rel=0.02)


def test_a_dual_number_carries_the_limit_along():
    u, v, du, dv = sympy.symbols("u v du dv")
    product = sympy.expand((u + du * h) * (v + dv * h))
    assert product.coeff(h, 1) == u * dv + v * du
    assert product.coeff(h, 2) == du * dv


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


def test_the_wave_stays_between_the_parabolas_and_crosses_zero_at_each_named_nudge():
    x = np.linspace(-0.11, 0.11, 4000)
    assert not (x == 0).any()
    assert (abs(x**2 * np.sin(1 / x)) <= x**2).all()


def test_C3_the_steps_of_the_logarithms_chain():
    chain = Graph("f3 = x**2; f2 = 1 + f3; f1 = log(f2)")
    values = chain.forward({"x": 2.0})
    at = {node.name: values[node.index] for node in chain.nodes}
    assert (at["f3"], at["f2"], at["f1"]) == (4, 5, pytest.approx(math.log(5)))
    assert chain.backward(values).gradient["x"] == pytest.approx(1 / 5 * 1 * 4)


def test_C3_ten_slopes_of_a_quarter_make_about_a_millionth():
    assert 0.25**10 == pytest.approx(1e-6, rel=0.05)


def test_C3_along_a_chain_the_local_slopes_multiply():
    graph = Graph("f = exp(sin(3*x))")
    tangents = graph.forward_mode(graph.forward({"x": 0.4}), "x")
    inner = math.exp(math.sin(1.2)) * math.cos(1.2)
    assert tangents[graph.output] == pytest.approx(3 * inner)
    assert graph.backward(graph.forward({"x": 0.4})).adjoints[0] == pytest.approx(3 * inner)


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


def test_C5_the_product_rule_is_the_rule_for_two_paths():
    graph = Graph("u = sin(x); v = exp(x); f = u*v")
    u, v = (graph.symbol(graph.index(name)) for name in "uv")
    assert graph.local(graph.output) == (v, u)
    found = graph.backward(graph.forward({"x": 0.3})).gradient["x"]
    assert found == pytest.approx((math.cos(0.3) + math.sin(0.3)) * math.exp(0.3))


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


def test_C6_the_worked_example_of_S3_by_two_paths():
    graph = Graph(EXAMPLE)
    y = graph.symbol(graph.index("y"))
    derivative = 8 * y * sympy.sin(y) + 4 * y**2 * sympy.cos(y)
    assert sympy.expand(graph.to_sympy().diff(y) - derivative) == 0
    sweep = graph.backward(graph.forward({"y": 1.5}))
    assert sweep.gradient["y"] == pytest.approx(float(derivative.subs(y, 1.5)), rel=1e-12)


def test_C6_is_walked_back_one_local_rule_at_a_time():
    graph = Graph(EXAMPLE)
    values = graph.forward({"y": 1.5})
    assert repr(graph) == "Graph(x = 2*y; z = sin(y); v1 = x**2; f = v1*z)"
    steps = [
        (graph.nodes[step.child].name, graph.nodes[step.parent].name)
        for step in graph.backward(values).contributions
    ]
    assert steps == [("f", "v1"), ("f", "z"), ("v1", "x"), ("z", "y"), ("x", "y")]
    through_x, through_z = 2 * 3 * math.sin(1.5) * 2, 3**2 * math.cos(1.5)
    *_, first, second = graph.backward(values).contributions
    assert first.total == first.product == pytest.approx(through_z)
    assert second.product == pytest.approx(through_x)
    assert second.total == pytest.approx(through_x + through_z)


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


def test_C7_a_function_may_increase_through_a_slope_of_zero():
    u, v = sympy.symbols("u v", real=True)
    squares = (u + v / 2) ** 2 + sympy.Rational(3, 4) * v**2
    assert sympy.expand((v - u) * squares - (v**3 - u**3)) == 0
    assert sympy.solve([u + v / 2, v], [u, v]) == {u: 0, v: 0}  # so the rise is positive for u < v
    assert (x**3).diff(x).subs(x, 0) == 0
    assert sympy.expand(((0 + h) ** 3 - 0) / h - h**2) == 0


def test_C7_descent_on_a_cube_creeps_to_zero_and_stays():
    w = 1.0
    for _ in range(20_000):
        w -= 0.01 * 3 * w**2
    assert 0 < w < 2e-3


def test_C8_gradient_is_steepest_and_crosses_level_sets_at_right_angles():
    rng = np.random.default_rng(5)
    net = nn.init([2, 3, 1], [tanh, identity], rng)
    X, y = nn.data.xor()

    def C(theta):
        return squared_error(nn.predict(nn.Network(net.n, [tanh, identity], theta), X), y)

    g = gradient(net, X, y)
    steepest = g / np.linalg.norm(g)
    for _ in range(50):
        u = rng.normal(size=g.size)
        u /= np.linalg.norm(u)
        rate = (C(net.theta + 1e-5 * u) - C(net.theta - 1e-5 * u)) / 2e-5
        assert rate == pytest.approx(np.linalg.norm(g) * (steepest @ u), abs=1e-8)
        assert rate >= -np.linalg.norm(g)
        level = u - (u @ steepest) * steepest
        assert abs(C(net.theta + 1e-5 * level) - C(net.theta - 1e-5 * level)) < 1e-12


@pytest.mark.parametrize(
    ("quotient", "far", "near", "slope"),
    [
        (forward, 1e-2, 1e-6, 1),
        (centred, 1e-1, 1e-4, 2),
        (forward, 1e-10, 1e-14, -1),
        (centred, 1e-8, 1e-13, -1),
    ],
)
def test_C9_the_flanks_of_the_v_are_straight(quotient, far, near, slope):
    steps = np.geomspace(near, far, 30)
    errors = [median_error(quotient, step) for step in steps]
    fitted = np.polyfit(np.log(steps), np.log(errors), deg=1)[0]
    assert fitted == pytest.approx(slope, abs=0.1 if slope < 0 else 0.01)


@pytest.mark.parametrize(
    ("quotient", "bound", "best", "decade", "digits"),
    [
        (forward, h / 2 + eps / h, sympy.sqrt(2 * eps), -8, 8),
        (centred, h**2 / 6 + eps / (2 * h), sympy.cbrt(3 * eps / 2), -5, 11),
    ],
)
def test_C9_the_best_step_is_where_the_bound_is_lowest(quotient, bound, best, decade, digits):
    (found,) = sympy.solve(bound.diff(h), h)
    assert sympy.simplify(found / best) == 1
    assert round(np.log10(float(best.subs(eps, EPS)))) == decade
    errors = {k: median_error(quotient, 10.0**k) for k in range(-14, 1)}
    assert min(errors, key=errors.get) == decade
    assert round(-np.log10(errors[decade])) == digits


def test_C9_a_twelve_digit_step_leaves_four_digits():
    for quotient in (forward, centred):
        assert -np.log10(median_error(quotient, 1e-12)) == pytest.approx(4.2, abs=0.3)


def test_C9_the_centred_quotient_of_a_parabola_is_its_derivative():
    p, q, r = sympy.symbols("p q r")
    parabola = sympy.Lambda(x, p * x**2 + q * x + r)
    assert sympy.expand(centred(parabola, x, h) - parabola(x).diff(x)) == 0
    assert sympy.expand(forward(parabola, x, h) - parabola(x).diff(x) - h * p) == 0


def test_C9_half_the_step_leaves_half_and_a_quarter_of_the_error():
    for quotient, left in ((forward, 1 / 2), (centred, 1 / 4)):
        ratio = median_error(quotient, 0.05) / median_error(quotient, 0.1)
        assert ratio == pytest.approx(left, rel=0.02)


@pytest.mark.parametrize(
    ("f", "top"),
    [
        (np.exp, lambda near, _, far: np.exp(far)),
        (np.sin, lambda near, order, far: 1.0),
        (lambda t: t**5, lambda near, order, far: math.perm(5, order) * far ** (5 - order)),
    ],
    ids=["exp", "sin", "power"],
)
def test_C9_the_remainder_keeps_its_bound(f, top):
    slope = {np.exp: np.exp, np.sin: np.cos}.get(f, lambda t: 5 * t**4)
    for at in (0.5, 1.0, 2.0):
        for step in (1.0, 0.3, 0.05):
            off = abs(forward(f, at, step) - slope(at)), abs(centred(f, at, step) - slope(at))
            assert 0 < off[0] <= step / 2 * top(at, 2, at + step)
            assert 0 < off[1] <= step**2 / 6 * top(at - step, 3, at + step)


def test_C9_the_centred_quotient_of_a_quartic_leaves_nothing_but_its_second_term():
    c, at = sympy.symbols("c:5"), sympy.Symbol("t")
    quartic = sympy.Lambda(at, sum(c[k] * at**k for k in range(5)))
    slope, third = quartic(at).diff(at), quartic(at).diff(at, 3)
    assert sympy.expand(centred(quartic, at, h) - slope - h**2 / 6 * third) == 0


@pytest.mark.parametrize(
    ("way", "parts", "worst", "median", "above"),
    [("forward", 1, 1.3, 0.3, 0.01), ("centred", 2, 1.8, 0.5, 0.12)],
)
def test_C9_divided_by_the_step_taken_no_error_is_above_its_bound(way, parts, worst, median, above):
    places, step = np.linspace(0.5, 1.5, 20_001), 1e-12
    right, left = places + step, places - step if way == "centred" else places
    rise, bound = np.exp(right) - np.exp(left), EPS / (parts * step)
    asked, taken = (
        abs(rise / width / np.exp(places) - 1) / bound for width in (parts * step, right - left)
    )
    assert asked.max() == pytest.approx(worst, abs=0.05)
    assert np.median(asked) == pytest.approx(median, abs=0.05)
    assert (asked > 1).mean() == pytest.approx(above, abs=0.005)
    assert 0.95 < taken.max() <= 1.05  # np.exp may be off by a little more than half a digit
    assert (taken > 1).mean() < 0.001
    assert np.median(taken) < 0.7 * np.median(asked)
    assert (1 + 1e-12) - 1 == pytest.approx(1e-12 * (1 + 1e-4), rel=2e-5)


@pytest.mark.parametrize("step", [1.0, 0.3, 1e-3, 1e-9])
def test_C9_across_relu_s_kink_the_centred_quotient_is_a_half(step):
    relu = nn.activations.relu
    slopes = forward(relu, -step, step), centred(relu, 0.0, step), forward(relu, 0.0, step)
    np.testing.assert_allclose(slopes, (0, 0.5, 1))


def test_C9_one_wrong_formula_is_right_wherever_w_is_the_best_weight():
    w, b = sympy.symbols("w b")
    seedlings = [(0, 1), (1, 3), (2, 2), (3, 5)]
    residuals = [b + w * s - t for s, t in seedlings]
    right = sum(r * s for r, (s, _) in zip(residuals, seedlings, strict=True)) / 4
    wrong = sum(residuals) / 4 * sympy.Rational(6, 4)
    assert sympy.solve(right - wrong, w) == [sympy.Rational(11, 10)]
    assert sympy.expand(right - wrong - sympy.Rational(5, 4) * (w - sympy.Rational(11, 10))) == 0


def test_C9_the_secant_of_the_product_rule_misses_by_half_h_times_the_second_derivative():
    f = sympy.Lambda(x, x**2 * (3 - x))
    assert sympy.expand(f(x).diff(x, 2)) == 6 - 6 * x
    missed = forward(f, 0.5, 0.001) - 2.25
    assert missed == pytest.approx(0.001 / 2 * 3, rel=1e-3)


def test_C4_twenty_forks_in_a_row_take_the_walk_back_sixty_products():
    lines = [f"u{k + 1} = u{k} + sin(u{k})" for k in range(20)]
    graph = Graph("; ".join(lines))
    sweep = graph.backward(graph.forward({"u0": 0.1}))
    assert len(sweep.contributions) == 60
    slopes = graph.forward_mode(graph.forward({"u0": 0.1}), "u0")
    assert sweep.gradient["u0"] == pytest.approx(slopes[graph.output])

"""Exercise set 05: the chain rule is a graph (ledger rows C2 to C5)."""

import numpy as np

from nnlib.course.authoring import (
    Free,
    Function,
    Misconception,
    Numbers,
    Question,
    Symbolic,
    Task,
    Value,
    Variants,
    Wires,
)

LESSON = "05_the_chain_rule_is_a_graph.ipynb"


def chain(rng, steps):
    """Local slopes of mixed sign, none of size 1, in the order of the forward walk."""
    sizes = rng.uniform(1.2, 3, size=steps) ** rng.choice([-1, 1], size=steps)
    return {"local": (sizes * rng.permutation([-1, *rng.choice([-1, 1], steps - 1)])).round(2)}


def interrupted(rng):
    """A chain in which a step in the midst lets nothing through."""
    local = chain(rng, 5)["local"]
    local[2] = 0
    return {"local": local}


def angle(rng):
    return {"y": round(float(rng.uniform(0.4, 1.2)), 2)}


def two_pairs(rng):
    """Two pairs (value, slope) without a 0, a 1 or two equal numbers among them."""
    sizes = rng.permutation([0.6, 1.4, 2.3, 3.1]) + rng.uniform(-0.2, 0.2, size=4)
    u, v = (sizes * rng.choice([-1, 1], size=4)).round(2).reshape(2, 2)
    return {"u": u, "v": v}


def pairs(rng):
    """Pairs of every kind; then some with a 0 in each place, and one pair twice."""
    cases = [two_pairs(rng) for _ in range(9)]
    for case, name, place in zip(cases[4:], ("u", "v", "u", "v"), (0, 0, 1, 1), strict=False):
        case[name][place] = 0
    cases[8]["v"] = cases[8]["u"].copy()
    return cases


def graph(rng, edges):
    """Wires (parent, child), sorted by child, each with a local slope."""
    sizes = rng.uniform(0.6, 2.5, size=len(edges))
    slopes = (sizes * rng.choice([-1, 1], size=len(edges))).round(2)
    return {"edges": np.array(edges), "slopes": slopes, "nodes": max(max(edges)) + 1}


def graphs(rng):
    """Two roads that meet again; a fork inside; two inputs, a dead end, and a double wire.

    Then a chain; a single wire; a short and a long way to a node that has more to hand on; and an
    output that no wire leads to.
    """
    return [
        graph(rng, [(0, 1), (0, 2), (1, 3), (2, 3)]),
        graph(rng, [(0, 1), (1, 2), (0, 3), (1, 3), (2, 3), (1, 4), (3, 4)]),
        graph(rng, [(0, 2), (1, 2), (2, 3), (2, 3), (1, 4), (2, 5), (3, 5)]),
        graph(rng, [(0, 1), (1, 2), (2, 3)]),
        graph(rng, [(0, 1)]),
        graph(rng, [(0, 1), (1, 2), (1, 3), (2, 4), (3, 5), (4, 5), (0, 6), (5, 6)]),
        graph(rng, [(0, 1), (0, 2), (1, 2)]) | {"nodes": 5},
    ]


def chain_by_hand(p, q, x):
    """u = px − q, v = u² and y = 1/v at x: what is printed, and what follows from it."""
    u = p * x - q
    slopes = [float(p), 2.0 * u, -1 / u**4, -2 * p * u / u**4]
    return {"p": p, "q": q, "x": x, "v": u**2, "other": p * x + q, "slopes": str(slopes)}


# Chains in which no two of u, x, p and 2 are equal, with other slopes than those that are printed.
CHAINS_BY_HAND = [
    (p, q, x)
    for p in range(3, 8)
    for q in range(1, 10)
    for x in range(2, 6)
    if 3 <= p * x - q <= 10 and p * x - q not in (p, x) and (p, p * x - q) != (3, 5)
]

BY_HAND = Task(
    id="5.1",
    title="A chain by hand",
    points=2,
    difficulty=1,
    minutes=5,
    formulas=("C2", "C3"),
    probe=Value("slopes", returns=("du_dx", "dv_du", "dy_dv", "dy_dx")),
    hints=(
        "Walk forward first: which numbers are u and v, if x is 2?",
        "Three slopes belong to one step each. Which number arrives at that step?",
        "A line, a square and 1/v. The slope of the first is the same everywhere, that of the "
        "last is negative; the fourth number joins the other three.",
    ),
    misconceptions=(
        Misconception(
            "each slope at x",
            "2 * u, -1 / v**2",
            "2 * x, -1 / x**2",
            "The first slope is right. The others are taken at x = 2, but 2 never arrives at "
            'those steps. What does? Turn 5.a, under "Longer chains", asks the same.',
        ),
        Misconception(
            "one step too early",
            "-1 / v**2",
            "-1 / u**2",
            "Two slopes are right. In the last step you have −1/25: that is −1/v, or the slope of "
            "1/v taken at u. What is the slope of 1/v, and which number does it get to see?",
        ),
        Misconception(
            "two steps for the second",
            "[du_dx, dv_du, dy_dv,",
            "[du_dx, du_dx * dv_du, dy_dv,",
            "Your second number is the slope of v in x: the first step is in it already. A local "
            "slope belongs to one step, here from u to v.",
        ),
        Misconception(
            "slopes added",
            "du_dx * dv_du * dy_dv",
            "du_dx + dv_du + dy_dv",
            "The three local slopes are right, and you added them. Think of the gears in the "
            "lesson: if one turns twice as fast and the next five times as fast as that, what "
            "becomes of both?",
        ),
        Misconception(
            "sign lost",
            "-1 / v**2",
            "1 / v**2",
            "All sizes are right, and a sign is lost. Does 1/v rise or fall when v rises?",
        ),
        Misconception(
            "logarithm for reciprocal",
            "-1 / v**2",
            "1 / v",
            "Your third slope is 1/v, which is the slope of the logarithm. Here the step itself "
            "is 1/v: write it as a power of v and use the rule for powers.",
        ),
        Misconception(
            "inner slope forgotten",
            "du_dx * dv_du * dy_dv",
            "dv_du * dy_dv",
            "The three local slopes are right, but only two of them went into the fourth number: "
            "you stopped at u. How much does u move when x moves?",
        ),
        Misconception(
            "values for slopes",
            "[du_dx, dv_du, dy_dv, du_dx * dv_du * dy_dv]",
            "[u, v, 1 / v, u * v * (1 / v)]",
            "These are the values of u, v and y, and they are right: the walk forward. Now give "
            "each step its slope.",
        ),
        Misconception(
            "outside in",
            "[du_dx, dv_du, dy_dv,",
            "[dy_dv, dv_du, du_dx,",
            "All numbers are right, and the first and the third have changed places. The step "
            "that x goes through comes first.",
        ),
        Misconception(
            "two for a square",
            "2 * u, -1",
            "2, -1",
            "The second slope is off, and the fourth with it: a square is the steeper, the larger "
            "the number that is squared. Which number arrives there?",
        ),
        Misconception(
            "plus for minus",
            "u = 3 * x - 1",
            "u = 3 * x + 1",
            "The first slope is right. The others are taken as if u were 7: look at the sign in "
            "the first step of the chain.",
        ),
        Misconception(
            "values of the nodes",
            "[du_dx, dv_du, dy_dv, du_dx * dv_du * dy_dv]",
            "[u, v, 1 / v, 1 / v]",
            "These are the values of u, v and y on the way forward. A slope is asked for at each "
            "step: by how many times does what comes out change as fast as what goes in?",
        ),
    ),
    alternatives=(
        "u = 3 * 2 - 1\nv = u**2\nslopes = [3, 2 * u, -1 / v**2, 3 * 2 * u * (-1 / v**2)]",
        "slopes = np.array([3.0, 10.0, -0.0016, -0.048])",
    ),
    tolerance=1e-6,
    why="numbers from paper have few digits, and these need four",
    variants=Variants(
        printed=chain_by_hand(3, 1, 2),
        draw=lambda rng: chain_by_hand(*rng.choice(CHAINS_BY_HAND).tolist()),
        places=(
            "u = {p}x - {q}",
            "x = {x}",
            "u = {p} * x - {q}",
            "u = {p} * x + {q}",
            "= {p}, 2 * u",
            "x is {x}",
            "but {x} never",
            "−1/{v}",
            "as if u were {other}",
            "u = {p} * {x} - {q}",
            "[{p}, 2 * u",
            "{p} * 2 * u",
            "{slopes}",
        ),
    ),
)

BACK = Task(
    id="5.2",
    title="Back along a chain",
    points=3,
    difficulty=2,
    minutes=6,
    formulas=("C3",),
    probe=Function("reach", returns=("slopes",)),
    cases=lambda rng: [*(chain(rng, steps) for steps in (3, 5, 4, 1)), interrupted(rng)],
    ranges={"local": Numbers(shape="n")},
    extremes={"a 0 with steps on both sides": lambda local: np.any(local[1:-1] == 0)},
    hints=(
        "A nudge that enters at step k still has all steps from k to the end before it.",
        "The last entry is the last local slope, and the first is the product of them all. Each "
        "entry follows from its right neighbour.",
        "Start from the end with 1 and multiply your way to the front; or turn the array round, "
        "let NumPy make its running products, and turn it back.",
    ),
    misconceptions=(
        Misconception(
            "from the front",
            "np.cumprod(local[::-1])[::-1]",
            "np.cumprod(local)",
            "You multiply from the input onwards: these tell how each value moves with the first "
            "input. Asked for is how the last value moves with each.",
        ),
        Misconception(
            "not turned back",
            "np.cumprod(local[::-1])[::-1]",
            "np.cumprod(local[::-1])",
            "All your numbers are right and stand in the order of the walk back. They are to "
            "stand like the steps: the first entry belongs to the first step.",
        ),
        Misconception(
            "own step left out",
            "np.cumprod(local[::-1])[::-1]",
            "np.append(np.cumprod(local[::-1])[::-1][1:], 1.0)",
            "Each entry lacks the slope of its own step: you give the slope for what comes out "
            "of the step. What goes in has one more step before it.",
        ),
        Misconception(
            "slopes added",
            "np.cumprod(local[::-1])[::-1]",
            "np.cumsum(local[::-1])[::-1]",
            "You add the slopes along the chain. Sums belong to forks, where paths run side by "
            'side; these steps come one after another. See "One step after another".',
        ),
        Misconception(
            "the whole chain everywhere",
            "np.cumprod(local[::-1])[::-1]",
            "np.full(len(local), np.prod(local))",
            "Every entry is the product of all the slopes. That is right for the first step "
            "alone: a nudge that enters later does not pass through the earlier steps.",
        ),
        Misconception(
            "local slopes",
            "np.cumprod(local[::-1])[::-1]",
            "local",
            "You gave the local slopes back as they came. Only for the last step are they the "
            "answer: what follows after the other steps?",
        ),
        Misconception(
            "one step ahead",
            "np.cumprod(local[::-1])[::-1]",
            "local * np.append(local[1:], 1)",
            "Each entry sees its own step and the next one, and no further. Carry on what you "
            "have already found, from the end.",
        ),
        Misconception(
            "from the front, one step late",
            "np.cumprod(local[::-1])[::-1]",
            "np.append(1.0, np.cumprod(local)[:-1])",
            "You multiply the steps that come before each entry. What goes into a step has left "
            "those behind it; the ones ahead are what counts.",
        ),
        Misconception(
            "all but its own",
            "np.cumprod(local[::-1])[::-1]",
            "np.prod(local) / local",
            "Each entry is the product of all the other steps. Its own step is the first that it "
            "goes through, and the earlier ones are behind it.",
        ),
        Misconception(
            "first step not reached",
            "np.cumprod(local[::-1])[::-1]",
            "np.append(np.cumprod(local[::-1])[::-1][1:][::-1], 1.0)[::-1]",
            "All entries are right but the first, which is still 1: your loop ends before it "
            "gets there. Where does a `range` that counts down stop?",
        ),
        Misconception(
            "divided by the steps before",
            "np.cumprod(local[::-1])[::-1]",
            "np.prod(local) / np.append(1.0, np.cumprod(local)[:-1])",
            "Right as long as no slope is 0. Behind a slope of 0 you divide 0 by 0: what has "
            "been multiplied away cannot be divided out again. Can you build each entry without "
            "a division?",
        ),
        Misconception(
            "divided and multiplied back",
            "np.cumprod(local[::-1])[::-1]",
            "np.prod(local) / np.cumprod(local) * local",
            "Right as long as no slope is 0. From a slope of 0 on you divide 0 by 0, and no "
            "factor brings that back. Start at the end instead, where nothing has to be divided "
            "out.",
        ),
    ),
    alternatives=(
        "def reach(local):\n"
        "    slopes, slope = [], 1.0\n"
        "    for one in reversed(local):\n"
        "        slope *= one\n"
        "        slopes.insert(0, slope)\n"
        "    return slopes",
        "def reach(local):\n    return np.array([np.prod(local[k:]) for k in range(len(local))])",
    ),
)


def two_powers(m, n):
    """u = y to the power m, and v to the power n: what is printed, and what follows from it."""
    return {
        "m": m,
        "n": n,
        "slope_of_u": "2 * y" if m == 2 else f"{m} * y**{m - 1}",
        "n_less_1": n - 1,
        "raised": "³⁴⁵"[n - 3],
        "nth": ("third", "fourth", "fifth")[n - 3],
    }


PATHS = Task(
    id="5.3",
    title="Two paths",
    points=3,
    difficulty=2,
    minutes=6,
    formulas=("C4",),
    probe=Symbolic("paths", returns=("through_u", "through_v", "total")),
    cases=lambda rng: [angle(rng) for _ in range(3)],
    ranges={"y": Numbers()},
    uncovered={"y: 1e6": "the cosine of so large an angle is known to few digits"},
    hints=(
        "Draw it: y forks into u and v, and both meet in f. Each path is a chain of two slopes.",
        "On the path through u, v is a number like any other; on the other path u is.",
        "Four slopes: of f in u, of f in v, of u in y, of v in y. Multiply along each path, and "
        "put in y for u and v at the end.",
    ),
    misconceptions=(
        Misconception(
            "minus lost",
            "* (-sympy.sin(y))",
            "* sympy.sin(y)",
            "The path through u is right; the one through v has the opposite sign. In which "
            "direction does the cosine go when y leaves 0?",
        ),
        Misconception(
            "slope of u forgotten",
            "sympy.cos(y) ** 3 * 2 * y",
            "sympy.cos(y) ** 3",
            "The path through v is right. On the other one you stopped at u: a path goes on "
            "until it has reached y.",
        ),
        Misconception(
            "slope of v forgotten",
            " * (-sympy.sin(y))",
            "",
            "The path through u is right. On the other one you stopped at v: a path goes on "
            "until it has reached y.",
        ),
        Misconception(
            "u left out",
            "y**2 * 3 * sympy.cos(y) ** 2",
            "3 * sympy.cos(y) ** 2",
            "The path through u is right. On the other one a factor is lost: what stands before "
            "v³ in f stays there while v moves.",
        ),
        Misconception(
            "v left out",
            "sympy.cos(y) ** 3 * 2 * y",
            "2 * y",
            "The path through v is right. On the other one a factor is lost: f is u times "
            "something, and that something is the slope of f in u.",
        ),
        Misconception(
            "the last path wins",
            "through_u, through_v, through_u + through_v",
            "through_u, through_v, through_v",
            "Both paths are right, but the total has forgotten the first: the second was written "
            "over it. What happens at a fork?",
        ),
        Misconception(
            "paths multiplied",
            "through_u + through_v",
            "through_u * through_v",
            "Both paths are right, and you multiplied them. Slopes multiply along a path; what do "
            'whole paths do? Nudge p and q once more under "Two paths".',
        ),
        Misconception(
            "paths swapped",
            "(through_u, through_v,",
            "(through_v, through_u,",
            "The total is right, and your two paths have changed places. The path through u is "
            "the one on which v stands still.",
        ),
        Misconception(
            "stopped at u and v",
            ("sympy.cos(y) ** 3 * 2 * y", " * (-sympy.sin(y))"),
            ("sympy.cos(y) ** 3", ""),
            "These are the slopes of f in u and in v, and they are right. Each path has one more "
            "step to go, back to y.",
        ),
        Misconception(
            "u and v alone",
            ("sympy.cos(y) ** 3 * 2 * y", "y**2 * 3 * sympy.cos(y) ** 2 * (-sympy.sin(y))"),
            ("2 * y", "-sympy.sin(y)"),
            "These are the slopes of u and of v in y, and they are right. Neither path has reached "
            "f yet.",
        ),
        Misconception(
            "the total three times",
            "(through_u, through_v, through_u + through_v)",
            "(through_u + through_v, through_u + through_v, through_u + through_v)",
            "The total is right, and stands in the place of the paths too. On one path, the other "
            "of u and v stands still.",
        ),
        Misconception(
            "exponent kept",
            "3 * sympy.cos(y) ** 2",
            "3 * sympy.cos(y) ** 3",
            "The path through u is right. On the other one the 3 has come down and the power "
            "has stayed: what becomes of the exponent when a power is differentiated?",
        ),
        Misconception(
            "cosine of a power",
            "sympy.cos(y) ** 3 * 2 * y",
            "sympy.cos(y**3) * 2 * y",
            "The path through v is right. On the other one you take the cosine of y³; in f the "
            "cosine comes first and then its third power.",
        ),
        Misconception(
            "paths subtracted",
            "through_u, through_v, through_u + through_v",
            "through_u, through_v, through_u - through_v",
            "Both paths are right, and the second one is taken away. Its sign is in it already: "
            "what do paths do where they meet?",
        ),
    ),
    alternatives=(
        "p, q = sympy.symbols('p q')\n"
        "F = (p**2) * sympy.cos(q) ** 3\n"
        "first, second = (F.diff(s).subs({p: y, q: y}) for s in (p, q))\n"
        "paths = [first, second, first + second]",
        "paths = (\n"
        "    2 * y * sympy.cos(y) ** 3,\n"
        "    -3 * y**2 * sympy.sin(y) * sympy.cos(y) ** 2,\n"
        "    sympy.diff(y**2 * sympy.cos(y) ** 3, y),\n"
        ")",
    ),
    variants=Variants(
        printed=two_powers(2, 3),
        draw=lambda rng: two_powers(*rng.integers((2, 3), (6, 6)).tolist()),
        places=(
            "u = y^{m}$",
            "v^{n}$",
            "{slope_of_u}",
            "sympy.cos(y) ** {n} * {slope_of_u}",
            "sympy.cos(y) ** {n}",
            "sympy.cos(y**{n})",
            "y**{m} * {n} * sympy.cos(y) ** {n_less_1}",
            "{n} * sympy.cos(y) ** {n_less_1}",
            "{n} * sympy.cos(y) ** {n}",
            "(p**{m}) * sympy.cos(q) ** {n}",
            "{slope_of_u} * sympy.cos(y) ** {n}",
            "-{n} * y**{m} * sympy.sin(y) * sympy.cos(y) ** {n_less_1}",
            "y**{m} * sympy.cos(y) ** {n}, y",
            "v{raised}",
            "the {n} has come down",
            "of y{raised}",
            "its {nth} power",
        ),
    ),
)

PRODUCT = Task(
    id="5.4",
    title="A product that carries its slope",
    points=3,
    difficulty=2,
    minutes=6,
    formulas=("C5",),
    probe=Function("multiply", returns=("value", "slope")),
    cases=pairs,
    ranges={"u": Numbers(shape="2"), "v": Numbers(shape="2")},
    extremes={
        "u is 0": lambda u, v: u[0] == 0 != v[0],
        "v is 0": lambda u, v: v[0] == 0 != u[0],
        "u does not move": lambda u, v: u[1] == 0 != v[1],
        "v does not move": lambda u, v: v[1] == 0 != u[1],
        "twice the same": lambda u, v: np.array_equal(u, v),
    },
    hints=(
        "The value is an ordinary product. The slope asks how that product moves when both of "
        "its factors move.",
        "There are two paths: the first factor moves and the second stands still, and the other "
        "way round.",
        "Try a square: with u and v both (x, 1), the product must be x², with the slope 2x. On "
        "paper (2, 3) and (5, 4) make (10, 23).",
    ),
    misconceptions=(
        Misconception(
            "slopes multiplied",
            "v[0] * u[1] + u[0] * v[1]",
            "u[1] * v[1]",
            "The value is right. The slope of a product is not the product of the slopes: by that "
            "rule x · x would have the slope 1 everywhere.",
        ),
        Misconception(
            "only u moves",
            "v[0] * u[1] + u[0] * v[1]",
            "v[0] * u[1]",
            "The value is right, and so is the path through u. The second factor moves as well.",
        ),
        Misconception(
            "only v moves",
            "v[0] * u[1] + u[0] * v[1]",
            "u[0] * v[1]",
            "The value is right, and so is the path through v. The first factor moves as well.",
        ),
        Misconception(
            "paths subtracted",
            "v[0] * u[1] + u[0] * v[1]",
            "v[0] * u[1] - u[0] * v[1]",
            "Both paths are right, and you took their difference, as in the rule for quotients. "
            "What do paths do where they meet?",
        ),
        Misconception(
            "own value",
            "v[0] * u[1] + u[0] * v[1]",
            "u[0] * u[1] + v[0] * v[1]",
            "There are two paths and you add them, which is right. But each slope stands beside "
            "its own value: while u moves, which number multiplies its movement?",
        ),
        Misconception(
            "slopes added",
            "v[0] * u[1] + u[0] * v[1]",
            "u[1] + v[1]",
            "You added the slopes, which is the rule for a sum. In a product, how far u's "
            "movement reaches depends on v.",
        ),
        Misconception(
            "slope first",
            "u[0] * v[0], v[0] * u[1] + u[0] * v[1]",
            "v[0] * u[1] + u[0] * v[1], u[0] * v[0]",
            "Both numbers are right and stand in the other order: the value comes first, as in "
            "the pairs that you were given.",
        ),
        Misconception(
            "the corner kept",
            "v[0] * u[1] + u[0] * v[1]",
            "v[0] * u[1] + u[0] * v[1] + u[1] * v[1]",
            "Two of your three terms are right. The third comes from both factors moving at once, "
            "Δu · Δv, and it is gone in the limit; lesson 02 shows it beside the product rule.",
        ),
        Misconception(
            "minus before u's path",
            "v[0] * u[1] + u[0] * v[1]",
            "u[0] * v[1] - v[0] * u[1]",
            "Both paths are right, and one of them has got a minus. Nothing in a product turns "
            "the direction of a factor round.",
        ),
        Misconception(
            "values added",
            "u[0] * v[0], v",
            "u[0] + v[0], v",
            "The slope is right, and the value is a sum. What is the value of u · v?",
        ),
        Misconception(
            "as complex numbers",
            "return u[0] * v[0]",
            "return u[0] * v[0] - u[1] * v[1]",
            "The slope is right. Into the value the product of the two slopes has got, as if "
            "the pairs were complex numbers. Does the value of a product depend on how fast its "
            "factors move?",
        ),
    ),
    alternatives=(
        "def multiply(u, v):\n    value = u[0] * v[0]\n    return [value, np.dot(u[::-1], v)]",
        "def multiply(u, v):\n"
        "    (p, dp), (q, dq) = u, v\n"
        "    return np.array([p * q, p * dq + q * dp])",
    ),
    equivalents={
        "inputs u and v exchanged": "a product does not know its first factor",
    },
)

WALK_BACK = Task(
    id="5.5",
    title="The walk back",
    points=4,
    difficulty=3,
    minutes=9,
    formulas=("C3", "C4"),
    probe=Function("walk_back", returns=("adjoints",)),
    cases=graphs,
    ranges={"edges": Wires(), "slopes": Numbers(shape="e"), "nodes": Free()},
    extremes={
        "an output without a wire": lambda edges, nodes, **_: edges.max() < nodes - 1,
    },
    hints=(
        "Nothing here needs a formula of the nodes: the wires and their slopes are enough. What "
        "is the slope of the output in itself?",
        "Start with 1 at the last node and 0 everywhere else. Each wire then hands something "
        "from its child to its parent. From which end of the table must you go? On paper node 0 "
        "gets 8 over one way and 15 over the other.",
        "One loop over the wires, the last one first: what the child has, times the slope of "
        "this wire, joins what the parent has got so far.",
    ),
    misconceptions=(
        Misconception(
            "overwriting",
            "adjoints[parent] += ",
            "adjoints[parent] = ",
            "Where a node has one child you are right; where it has several, only one of them "
            'has been heard, and the others were overwritten. See "A fork adds".',
        ),
        Misconception(
            "first wire first",
            "zip(edges[::-1], slopes[::-1])",
            "zip(edges, slopes)",
            "You took the wires in the order of the walk forward. Most children had nothing to "
            "hand on yet when you asked them.",
        ),
        Misconception(
            "wires turned, slopes not",
            "slopes[::-1]",
            "slopes",
            "You walk from the end, but each wire has got the slope of another: two tables "
            "belong together, and only one of them was turned round.",
        ),
        Misconception(
            "local slope alone",
            "adjoints[child] * slope",
            "slope",
            "You add up the slopes of the wires that leave a node. That says how its children "
            "move; how far does the output move with them?",
        ),
        Misconception(
            "slopes added along the path",
            "adjoints[child] * slope",
            "adjoints[child] + slope",
            "Along a wire you add what the child has and the wire's slope. What does a nudge do "
            "on its way through two steps?",
        ),
        Misconception(
            "walk forward",
            (
                "adjoints[-1] = 1.0",
                "zip(edges[::-1], slopes[::-1])",
                "adjoints[parent] += adjoints[child] * slope",
            ),
            (
                "adjoints[0] = 1.0",
                "zip(edges, slopes)",
                "adjoints[child] += adjoints[parent] * slope",
            ),
            "This is forward mode: how every node moves with the first one. Asked for is how the "
            "last node moves with every one.",
        ),
        Misconception(
            "nothing to start with",
            "adjoints[-1] = 1.0",
            "adjoints[-1] = 0.0",
            "Only zeros came out: nothing can be handed on where nothing was put in. How does the "
            "output move with itself?",
        ),
        Misconception(
            "everything starts at 1",
            "np.zeros(nodes)",
            "np.ones(nodes)",
            "Every node has something before its children have said a word. Only one of them may "
            "start with 1.",
        ),
        Misconception(
            "parent and child exchanged",
            "for (parent, child), slope",
            "for (child, parent), slope",
            "Nothing ever leaves the last node, so you seem to hand things the wrong way along "
            "the wires. Which column of the table holds the parents?",
        ),
        Misconception(
            "double wires overwritten",
            "zip(edges[::-1], slopes[::-1])",
            "reversed({tuple(e): s for e, s in zip(edges.tolist(), slopes)}.items())",
            "You are right but where two wires join the same two nodes: the second one has "
            "overwritten the first, as in a matrix or a dict with one place for each pair. Both "
            "of them hand something back.",
        ),
        Misconception(
            "handed on too soon",
            (
                "for (parent, child), slope in zip(edges[::-1], slopes[::-1]):\n"
                "        adjoints[parent] += adjoints[child] * slope"
            ),
            (
                "waiting, seen = [nodes - 1], {nodes - 1}\n"
                "    while waiting:\n"
                "        node = waiting.pop()\n"
                "        for (parent, child), slope in zip(edges, slopes):\n"
                "            if child == node:\n"
                "                adjoints[parent] += adjoints[node] * slope\n"
                "                if parent not in seen:\n"
                "                    seen.add(parent)\n"
                "                    waiting.append(parent)"
            ),
            "Where a short and a long way meet, you are wrong: a node hands on what it has "
            "before the long way has arrived. When may the walk back leave a node?",
        ),
        Misconception(
            "forks multiplied",
            ("np.zeros(nodes)", "adjoints[parent] += adjoints[child] * slope"),
            ("np.ones(nodes)", "adjoints[parent] *= adjoints[child] * slope"),
            "Along one way you are right. At a fork you multiply what comes back along its "
            "wires, as if they were one chain. Slopes multiply along a path; what do paths do?",
        ),
    ),
    alternatives=(
        "def walk_back(edges, slopes, nodes):\n"
        "    adjoints = [0.0] * nodes\n"
        "    adjoints[nodes - 1] = 1.0\n"
        "    for node in range(nodes - 1, -1, -1):\n"
        "        for (parent, child), slope in zip(edges, slopes):\n"
        "            if child == node:\n"
        "                adjoints[parent] += slope * adjoints[node]\n"
        "    return adjoints",
        "def walk_back(edges, slopes, nodes):\n"
        "    local = np.zeros((nodes, nodes))\n"
        "    np.add.at(local, tuple(edges.T), slopes)\n"
        "    return np.linalg.solve(np.eye(nodes) - local, np.eye(nodes)[-1])",
    ),
)

TASKS = (BY_HAND, BACK, PATHS, PRODUCT, WALK_BACK)

QUESTIONS = (
    Question(
        "u has the slope 5 in x, and y has the slope 3 in u. What slope has y in x?",
        ("8", "15", "3", "5/3"),
        1,
        "the chain rule",
        "lesson 05, One step after another",
        f"{LESSON}#One-step-after-another",
        ("5.1", "5.2"),
    ),
    Question(
        "A node feeds two others. Back along its two wires come 3 and −1. What is its slope?",
        ("−1", "−3", "2", "1"),
        2,
        "forks",
        "lesson 05, A fork adds",
        f"{LESSON}#A-fork-adds",
        ("5.3", "5.5"),
    ),
    Question(
        "When may the walk back leave a node?",
        (
            "when its value is known",
            "when the first of its children has been visited",
            "when all of its children have been visited",
            "when all of its parents have been visited",
        ),
        2,
        "the order of visits",
        "lesson 05, A fork adds",
        f"{LESSON}#A-fork-adds",
        ("5.5",),
    ),
    Question(
        "One loss, 1,000 weights. How many walks give all slopes, forward or backward?",
        ("1 forward or 1,000 backward", "1,000 each", "1 each", "1,000 forward or 1 backward"),
        3,
        "forward and reverse mode",
        "lesson 05, Forward or backward?",
        f"{LESSON}#Forward-or-backward?",
        ("5.4", "5.5"),
    ),
)

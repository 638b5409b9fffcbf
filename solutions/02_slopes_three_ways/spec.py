"""Exercise set 02: slopes three ways (ledger rows C1, C9)."""

import numpy as np

from nnlib.course.authoring import (
    Function,
    Misconception,
    Numbers,
    Question,
    Symbolic,
    Task,
    Value,
    Variants,
)

LESSON = "02_slopes_three_ways.ipynb"
COLUMN = Numbers(shape="m 1")
EPS = (2.2e-16, 1.2e-7, 9.8e-4)  # of numbers with 64, 32 and 16 bits


def place_and_step(rng):
    """A place away from 0 and a step that is not small."""
    return {
        "x": round(rng.uniform(1.3, 3), 2),
        "h": round(rng.uniform(0.1, 0.5), 2),
    }


def growth(rng, m, h, lift):
    """Samples of a growing neuron, a place and a coarse step; a high `lift` turns both slopes."""
    X = rng.uniform(0.3, 1.5, size=(m, 1)).round(2)
    w, b = rng.uniform(0.3, 0.7), rng.uniform(1, 2)
    y = (lift + np.exp(0.9 * X) + rng.normal(scale=0.1, size=(m, 1))).round(2)
    return {"X": X, "y": y, "w": round(w, 2), "b": round(b, 2), "h": h}


def two_gradients(rng, n, p_is_larger, worst_gap, crossing):
    """Gradients whose largest entry, largest gap and largest ratio stand in different places.

    Where they are `crossing`, the entries at the largest gap have opposite signs.
    """
    worst = rng.integers(n)
    positive, large, small, other = (worst + np.arange(1, 5)) % n
    p = rng.uniform(1, 2, size=n) * rng.choice([-1, 1], size=n)
    p[positive], p[large], p[small] = rng.uniform(3, 4), -rng.uniform(6, 8), 0.05
    off = rng.uniform(0.02, 0.04, size=n)
    off[positive], off[small], off[worst] = 0.05, 0.1, worst_gap
    off[other] = -worst_gap * rng.uniform(0.4, 0.6)
    off[large] = -0.15 if p_is_larger else 0.15  # p is negative there
    if crossing:
        p[worst] = 0.4 * worst_gap
    p, off = p.round(2), off.round(3)
    return {"p": p, "q": p - off}


def at_the_end(gradients):
    """The same gradients, turned so that their largest gap comes last."""
    p, q = gradients.values()
    turn = len(p) - 1 - np.abs(p - q).argmax()
    return {"p": np.roll(p, turn), "q": np.roll(q, turn)}


def curve(rng, eps, *signs):
    """f, f″ and f‴ of different sizes, with these signs."""
    f, f2, f3 = signs * rng.uniform((0.5, 1.5, 4), (1, 3, 8)).round(2)
    return {"f": float(f), "f2": float(f2), "f3": float(f3), "eps": eps}


def two_factors(p, q):
    """(x² + p)(q − 1/x), and what comes of multiplying out."""
    return {"p": p, "q": q, "pq": p * q, "twice_q": 2 * q}


SECANT = Task(
    id="2.1",
    title="From the secant to the tangent",
    points=3,
    difficulty=1,
    minutes=6,
    formulas=("C1",),
    probe=Symbolic("slopes", returns=("secant", "tangent")),
    cases=lambda rng: [place_and_step(rng) for _ in range(3)],
    ranges={"x": Numbers(without=(0,)), "h": Numbers(without=(0,))},
    uncovered={
        "h: 1e-6": "so small a rise is known to few digits",
        "x: 1e6": "beside so large a height the rise is known to few digits",
    },
    hints=(
        "A slope is a rise over a width. Between which two heights does the secant rise?",
        "The height of the second point is what f gives when x + h stands at every place of x.",
        "Give f a name of its own. SymPy puts one thing for another with `.subs`, and `.diff` "
        "differentiates; the tangent by hand is a sum of two products.",
    ),
    misconceptions=(
        Misconception(
            "h added to the height",
            "(f.subs(x, x + h) - f) / h",
            "(f + h - f) / h",
            "Your secant has slope 1 everywhere: h is added to the height f(x), and it belongs "
            "to the place x. The point moves along the axis, and the curve says how high it is.",
        ),
        Misconception(
            "h in place of x",
            "f.subs(x, x + h)",
            "f.subs(x, h)",
            "Your tangent is right. The second point of your secant lies at h; it should lie at a "
            "distance h from x.",
        ),
        Misconception(
            "not divided",
            "(f.subs(x, x + h) - f) / h",
            "f.subs(x, x + h) - f",
            "Your tangent is right. What you call the secant's slope is its rise, and over how "
            "wide a step does it rise?",
        ),
        Misconception(
            "turned round",
            "(f.subs(x, x + h) - f) / h",
            "(f - f.subs(x, x + h)) / h",
            "Your tangent is right, and your secant falls where the curve climbs: the rise goes "
            "from the first point to the second. Which height is taken from which?",
        ),
        Misconception(
            "to both sides",
            "(f.subs(x, x + h) - f) / h",
            "(f.subs(x, x + h) - f.subs(x, x - h)) / (2 * h)",
            "Your tangent is right. Your secant goes through the points at x − h and x + h, the "
            "centred quotient; here its first point is the one at x.",
        ),
        Misconception(
            "behind",
            "(f.subs(x, x + h) - f) / h",
            "(f - f.subs(x, x - h)) / h",
            "Your tangent is right. Your secant ends at x and starts a step before it; here it "
            "starts at x.",
        ),
        Misconception(
            "divided too early",
            "(f.subs(x, x + h) - f) / h",
            "f.subs(x, x + h) - f / h",
            "Your tangent is right. In your secant only the second height is divided by h: a "
            "division comes before a subtraction, unless brackets say otherwise.",
        ),
        Misconception(
            "width",
            "(f.subs(x, x + h) - f) / h",
            "(f.subs(x, x + h) - f) / (x + h)",
            "Your tangent is right, and so is the rise of your secant. How wide is it, from x to "
            "x + h?",
        ),
        Misconception(
            "slope at the far end",
            "tangent = f.diff(x)",
            "tangent = f.diff(x).subs(x, x + h)",
            "Your secant is right. Your tangent touches the curve at its second point, and in the "
            "limit there is only one point left.",
        ),
        Misconception(
            "limit not taken",
            "tangent = f.diff(x)",
            "tangent = secant",
            "Your secant is right, and it stands in both places. The tangent is what it tends to "
            "as h shrinks: no h is left in it. The cell under (2.1) has two words for that.",
        ),
        Misconception(
            "limit taken twice",
            "secant = (f.subs(x, x + h) - f) / h",
            "secant = f.diff(x)",
            "Your tangent is right, and it stands in both places. The secant still has a step h in "
            "it, as large as you please.",
        ),
        Misconception(
            "slopes multiplied",
            "tangent = f.diff(x)",
            "tangent = 2 * x / x**2",
            "Your secant is right. Your tangent is the product of the two factors' slopes; with a "
            "product each factor grows while the other stands still. See what is left of the three "
            'terms under "Rules that spare you the limit".',
        ),
        Misconception(
            "first half only",
            "tangent = f.diff(x)",
            "tangent = 2 * x * (3 - 1 / x)",
            "Your secant is right. Your tangent lets the first factor of f grow and holds the "
            "second still. What happens the other way round?",
        ),
        Misconception(
            "second half only",
            "tangent = f.diff(x)",
            "tangent = (x**2 + 1) / x**2",
            "Your secant is right. Your tangent lets the second factor of f grow and holds the "
            "first still. What happens the other way round?",
        ),
        Misconception(
            "a minus between the products",
            "tangent = f.diff(x)",
            "tangent = 2 * x * (3 - 1 / x) - (x**2 + 1) / x**2",
            "Your secant is right. In your tangent both products are there and one has the wrong "
            "sign: either you subtract them, or the slope of −1/x has lost a minus. Is −1/x rising "
            "or falling for positive x?",
        ),
        Misconception(
            "sign of 1/x",
            "tangent = f.diff(x)",
            "tangent = 6 * x - 1 - 1 / x**2",
            "Your secant is right. You have multiplied out, which is fine, and −1/x has got the "
            "slope of 1/x. Is −1/x rising or falling for positive x?",
        ),
        Misconception(
            "1/x without a slope",
            "tangent = f.diff(x)",
            "tangent = 6 * x - 1",
            "Your secant is right. You have multiplied out, which is fine, and the slope of one "
            "term is missing: −1/x is no constant.",
        ),
        Misconception(
            "power of 1/x",
            "tangent = f.diff(x)",
            "tangent = 2 * x * (3 - 1 / x) + (x**2 + 1)",
            "Your secant is right. In your tangent the slope of −1/x came out as a constant: 1/x "
            "is x to the power −1, and the power rule takes 1 away from that. What is left?",
        ),
        Misconception(
            "order",
            "slopes = (secant, tangent)",
            "slopes = (tangent, secant)",
            "Both expressions are right and stand in the other order. Which comes first?",
        ),
        Misconception(
            "a term lost in multiplying out",
            "tangent = f.diff(x)",
            "tangent = 6 * x + 1 / x**2",
            "Your secant is right. Your tangent is off by the same number everywhere: you "
            "multiplied out, and a term that is x itself has got lost. How many products do two "
            "brackets with two terms each make?",
        ),
    ),
    alternatives=(
        "before = (x**2 + 1) * (3 - 1 / x)\n"
        "after = ((x + h) ** 2 + 1) * (3 - 1 / (x + h))\n"
        "slopes = [(after - before) / h, 2 * x * (3 - 1 / x) + (x**2 + 1) / x**2]",
        "f = sympy.Lambda(x, 3 * x**2 - x + 3 - 1 / x)\n"
        "slope = sympy.simplify((f(x + h) - f(x)) / h)\n"
        "slopes = (slope, sympy.limit(slope, h, 0))",
    ),
    variants=Variants(
        printed=two_factors(1, 3),
        draw=lambda rng: two_factors(*rng.integers((1, 2), (6, 8)).tolist()),
        places=(
            "f(x) = (x^2 + {p})\\,({q} - ",
            "(x**2 + {p})",
            "({q} - 1 / x)",
            "(x + h) ** 2 + {p}",
            "({q} - 1 / (x + h))",
            "{twice_q} * x - 1 - {p} / x**2",
            "{twice_q} * x - 1",
            "{twice_q} * x + {p} / x**2",
            "{q} * x**2 - x + {pq} - {p} / x",
            "−{p}/x has got the slope of {p}/x",
            "−{p}/x is no constant",
        ),
    ),
)

DW = "(C(X, y, w + h, b) - C(X, y, w - h, b)) / (2 * h)"
DB = "(C(X, y, w, b + h) - C(X, y, w, b - h)) / (2 * h)"

MEASURE = Task(
    id="2.2",
    title="The slopes of a program",
    points=3,
    difficulty=2,
    minutes=6,
    formulas=("C9",),
    probe=Function("measure", returns=("dC_dw", "dC_db")),
    cases=lambda rng: [
        growth(rng, *one) for one in ((5, 0.1, 0), (3, 0.2, 6), (8, 0.05, 0), (1, 0.1, 6))
    ],
    ranges={
        "X": COLUMN,
        "y": COLUMN,
        "w": Numbers(),
        "b": Numbers(),
        "h": Numbers(above=0),
    },
    uncovered={
        "1e-6": "a difference of two losses would keep too few digits",
        "1e6": "the exponential overflows, or the difference of two losses keeps too few digits",
        "h: almost 0": "rounding would decide which of two right formulas agrees",
    },
    without=("nnlib.numeric_gradient", "nnlib.numeric.numeric_gradient"),
    hints=(
        "A partial derivative moves one parameter and holds the other still.",
        "Each slope needs two values of C, one from either side of (w, b). How far are the two "
        "places from each other?",
        "Two lines, four calls of C. In the first line only the third argument changes, in the "
        "second only the fourth.",
    ),
    misconceptions=(
        Misconception(
            "forward",
            (DW, DB),
            ("(C(X, y, w + h, b) - C(X, y, w, b)) / h", "(C(X, y, w, b + h) - C(X, y, w, b)) / h"),
            "These are forward quotients, and their error shrinks only as fast as h. Step to the "
            "other side as well.",
        ),
        Misconception(
            "backward",
            (DW, DB),
            ("(C(X, y, w, b) - C(X, y, w - h, b)) / h", "(C(X, y, w, b) - C(X, y, w, b - h)) / h"),
            "Both of your secants end at (w, b) and start a step before it. A centred quotient "
            "reaches over the place, to both sides.",
        ),
        Misconception(
            "divided by one step",
            (DW, DB),
            (DW.replace("(2 * h)", "h"), DB.replace("(2 * h)", "h")),
            "Both slopes are twice too steep. How far apart are your two places?",
        ),
        Misconception(
            "times the step",
            (DW, DB),
            (DW.replace("(2 * h)", "2 * h"), DB.replace("(2 * h)", "2 * h")),
            "Your slopes get smaller and smaller with the step: Python reads `/ 2 * h` from left "
            "to right, so it divides by 2 and then multiplies. Which brackets are missing?",
        ),
        Misconception(
            "not divided",
            (DW, DB),
            (DW.replace(" / (2 * h)", ""), DB.replace(" / (2 * h)", "")),
            "These are the two rises of C. A slope is a rise over a width.",
        ),
        Misconception(
            "one step over two",
            (DW, DB),
            (
                "(C(X, y, w + h, b) - C(X, y, w, b)) / (2 * h)",
                "(C(X, y, w, b + h) - C(X, y, w, b)) / (2 * h)",
            ),
            "Both slopes are about half of what they should be: you rise over one step and divide "
            "by the width of two.",
        ),
        Misconception(
            "half steps",
            (DW, DB),
            (
                "(C(X, y, w + h / 2, b) - C(X, y, w - h / 2, b)) / h",
                "(C(X, y, w, b + h / 2) - C(X, y, w, b - h / 2)) / h",
            ),
            "These are centred quotients with half the step. They are even nearer to the "
            "derivative, but a step h was asked for, to either side.",
        ),
        Misconception(
            "turned round",
            (DW, DB),
            (
                "(C(X, y, w - h, b) - C(X, y, w + h, b)) / (2 * h)",
                "(C(X, y, w, b - h) - C(X, y, w, b + h)) / (2 * h)",
            ),
            "Both slopes have the right size and the opposite sign. Which of the two values is "
            "taken from which?",
        ),
        Misconception(
            "both at once",
            (DW, DB),
            (
                "(C(X, y, w + h, b + h) - C(X, y, w - h, b - h)) / (2 * h)",
                "(C(X, y, w + h, b + h) - C(X, y, w - h, b - h)) / (2 * h)",
            ),
            "Your two slopes are equal, and each is the sum of the two that are wanted: w and b "
            "move together. One at a time.",
        ),
        Misconception(
            "w in both",
            DB,
            "dC_dw",
            "Your slope in w is right, and it stands in both places. Which argument of C moves for "
            "the second?",
        ),
        Misconception(
            "b measured beside",
            DB,
            "(C(X, y, w + h, b + h) - C(X, y, w + h, b - h)) / (2 * h)",
            "Your slope in w is right. Your slope in b is taken at w + h: after the first "
            "measurement w must be back in its place.",
        ),
        Misconception(
            "order",
            "return dC_dw, dC_db",
            "return dC_db, dC_dw",
            "Both slopes are right and come in the other order. Which is promised first?",
        ),
        Misconception(
            "a step of its own",
            (DW, DB),
            (
                "(C(X, y, w + 1e-5, b) - C(X, y, w - 1e-5, b)) / 2e-5",
                "(C(X, y, w, b + 1e-5) - C(X, y, w, b - 1e-5)) / 2e-5",
            ),
            "This is the derivative itself, to all digits that count. Here the quotient was asked "
            "for, with the coarse step `h` of the call; in b there is no difference, as C is a "
            "parabola in b.",
        ),
        Misconception(
            "samples moved",
            (DW, DB),
            (
                "(C(X + h, y, w, b) - C(X - h, y, w, b)) / (2 * h)",
                "(C(X, y + h, w, b) - C(X, y - h, w, b)) / (2 * h)",
            ),
            "You move the samples, and they stand still in training. What does C depend on, when "
            "one asks for its slopes in w and b?",
        ),
        Misconception(
            "places changed about",
            (DW, DB),
            (
                "(C(X, y, b + h, w) - C(X, y, b - h, w)) / (2 * h)",
                "(C(X, y, b, w + h) - C(X, y, b, w - h)) / (2 * h)",
            ),
            "Your calls of C have w and b changed about. In which order does C take them?",
        ),
        Misconception(
            "sizes only",
            "return dC_dw, dC_db",
            "return abs(dC_dw), abs(dC_db)",
            "Your slopes have lost their signs: where C falls, a slope is negative. Descent would "
            "not know where to go.",
        ),
        Misconception(
            "relative step",
            (DW, DB),
            (
                "(C(X, y, w + h * w, b) - C(X, y, w - h * w, b)) / (2 * h * w)",
                "(C(X, y, w, b + h * b) - C(X, y, w, b - h * b)) / (2 * h * b)",
            ),
            "Your steps grow with the parameter itself. That is a good habit of some libraries, "
            "but here the step is h for both.",
        ),
        Misconception(
            "brackets missing round the difference",
            (
                "(C(X, y, w + h, b) - C(X, y, w - h, b)) / (2 * h)",
                "(C(X, y, w, b + h) - C(X, y, w, b - h)) / (2 * h)",
            ),
            (
                "C(X, y, w + h, b) - C(X, y, w - h, b) / (2 * h)",
                "C(X, y, w, b + h) - C(X, y, w, b - h) / (2 * h)",
            ),
            "Only the second of your two values is divided: Python divides before it subtracts, "
            "unless brackets say otherwise. What is to be divided by the width?",
        ),
        Misconception(
            "parameters before the samples",
            ("C(X, y, w + h, b)", "C(X, y, w - h, b)", "C(X, y, w, b + h)", "C(X, y, w, b - h)"),
            ("C(w + h, b, X, y)", "C(w - h, b, X, y)", "C(w, b + h, X, y)", "C(w, b - h, X, y)"),
            "You give `C` the weight and the bias where it takes the samples. In which order "
            "does the first cell ask for its arguments?",
        ),
    ),
    alternatives=(
        "def measure(X, y, w, b, h):\n"
        "    slopes = []\n"
        "    for dw, db in ((h, 0), (0, h)):\n"
        "        ahead, behind = C(X, y, w + dw, b + db), C(X, y, w - dw, b - db)\n"
        "        slopes.append((ahead - behind) / 2 / h)\n"
        "    return slopes",
        "def measure(X, y, w, b, h):\n"
        "    rise = lambda f: (f(h) - f(-h)) / (2 * h)\n"
        "    return rise(lambda e: C(X, y, w + e, b)), rise(lambda e: C(X, y, w, b + e))",
    ),
    why="a difference of two losses keeps fewer digits than each of them",
)

COMPARE = Task(
    id="2.3",
    title="How far apart?",
    points=3,
    difficulty=2,
    minutes=6,
    formulas=("C9",),
    probe=Function("compare", returns=("error", "where")),
    cases=lambda rng: [
        two_gradients(rng, 6, False, -0.5, crossing=True),
        two_gradients(rng, 8, True, 0.6, crossing=False),
        two_gradients(rng, 7, False, -0.4, crossing=False),
        at_the_end(two_gradients(rng, 5, True, 0.5, crossing=False)),
        {"p": np.array([-0.8]), "q": rng.uniform(0.2, 0.6, size=1).round(2)},
    ],
    ranges={"p": Numbers(shape="n"), "q": Numbers(shape="n")},
    hints=(
        "One rule, three steps: how far apart at each place, how large altogether, one over the "
        "other.",
        "Largest always means largest in size. A gap of −3 is farther than one of 2.",
        "Name the array of gaps first, and use it twice: once for its largest entry, once for the "
        "place of that entry, which `argmax` knows.",
    ),
    misconceptions=(
        Misconception(
            "entry by entry",
            ("scale = max(np.abs(p).max(), np.abs(q).max())", "apart = np.abs(p - q)"),
            ("scale = 1", "apart = np.abs(p - q) / np.maximum(abs(p), abs(q))"),
            "You divide entry by entry. Then an entry that should be 0 looks entirely wrong, "
            "however little it misses. What does the lesson's rule measure all entries against?",
        ),
        Misconception(
            "entry by entry, against the first",
            ("scale = max(np.abs(p).max(), np.abs(q).max())", "apart = np.abs(p - q)"),
            ("scale = 1", "apart = np.abs(p - q) / np.abs(p)"),
            "You divide each gap by its own entry of p. Two things: an entry that should be 0 then "
            "looks entirely wrong, however little it misses, and nobody knows whether p is right.",
        ),
        Misconception(
            "entry by entry, against the sum",
            ("scale = max(np.abs(p).max(), np.abs(q).max())", "apart = np.abs(p - q)"),
            ("scale = 1", "apart = np.abs(p - q) / (np.abs(p) + np.abs(q))"),
            "You divide each gap by the two sizes of its own entry. Some books do; but then an "
            "entry that should be 0 looks entirely wrong, however little it misses. The lesson "
            "measures all entries against one size.",
        ),
        Misconception(
            "worst ratio",
            "apart.argmax()",
            "(apart / np.maximum(abs(p), abs(q))).argmax()",
            "Your error is right. Your place is where the gap is largest for its entry; asked for "
            "is where the gap is largest.",
        ),
        Misconception(
            "not divided",
            "apart.max() / scale",
            "apart.max()",
            "Your place is right, and your error is the largest gap itself. Whether that is much "
            "depends on how large the gradients are.",
        ),
        Misconception(
            "first as the truth",
            "scale = max(np.abs(p).max(), np.abs(q).max())",
            "scale = np.abs(p).max()",
            "Your place is right. Where q is larger than p your error is not ours: you measure "
            "against p alone, as if it were known to be right.",
        ),
        Misconception(
            "second as the truth",
            "scale = max(np.abs(p).max(), np.abs(q).max())",
            "scale = np.abs(q).max()",
            "Your place is right. Where p is larger than q your error is not ours: you measure "
            "against q alone, as if it were known to be right.",
        ),
        Misconception(
            "the smaller scale",
            "scale = max(",
            "scale = min(",
            "Your place is right, and your error is a little too large: of the two sizes you take "
            "the smaller one.",
        ),
        Misconception(
            "scales added",
            "scale = max(np.abs(p).max(), np.abs(q).max())",
            "scale = np.abs(p).max() + np.abs(q).max()",
            "Your place is right, and your error is about half of ours: you divide by both sizes "
            "together, which some books do. This course takes one of them.",
        ),
        Misconception(
            "mean gap",
            "apart.max() / scale",
            "apart.mean() / scale",
            "Your place is right. Your error is a mean over the entries, and in a mean one wrong "
            "entry among a million right ones disappears.",
        ),
        Misconception(
            "lengths",
            "apart.max() / scale",
            "np.linalg.norm(p - q) / max(np.linalg.norm(p), np.linalg.norm(q))",
            "Your place is right. You compare lengths of vectors, which is a good rule too, and "
            "not the one of the lesson: that one looks at the largest entries.",
        ),
        Misconception(
            "signs kept",
            "apart = np.abs(p - q)",
            "apart = p - q",
            "You look at gaps with their signs, so those where q is the larger one do not count. "
            "How far apart are 1 and 3, and 3 and 1?",
        ),
        Misconception(
            "signs kept everywhere",
            ("apart = np.abs(p - q)", "max(np.abs(p).max(), np.abs(q).max())"),
            ("apart = p - q", "max(p.max(), q.max())"),
            "You take no sizes anywhere. The largest of the gaps and the largest of the entries "
            "may both be negative: how far apart are 1 and 3?",
        ),
        Misconception(
            "place with signs",
            "apart.argmax()",
            "(p - q).argmax()",
            "Your error is right, and your place is that of the largest positive gap. A negative "
            "one may be larger.",
        ),
        Misconception(
            "scale with signs",
            "max(np.abs(p).max(), np.abs(q).max())",
            "max(p.max(), q.max())",
            "Your place is right, and your error is too large: the largest entry in size is "
            "negative here, and you have passed it over.",
        ),
        Misconception(
            "sizes before the gap",
            "apart = np.abs(p - q)",
            "apart = np.abs(np.abs(p) - np.abs(q))",
            "You compare sizes, so that 2 and −2 would agree. Signs matter until the gap is taken.",
        ),
        Misconception(
            "against the worst entry",
            "apart.max() / scale",
            "apart.max() / max(abs(p[apart.argmax()]), abs(q[apart.argmax()]))",
            "Your place is right. You divide the largest gap by the entry where it stands; the "
            "lesson's rule divides by the largest entry of all.",
        ),
        Misconception(
            "counted from 1",
            "apart.argmax()",
            "apart.argmax() + 1",
            "Your error is right, and your place is one too far: Python counts from 0.",
        ),
        Misconception(
            "place of the best",
            "apart.argmax()",
            "apart.argmin()",
            "Your error is right, and your place is where the two agree best.",
        ),
        Misconception(
            "the gap itself as place",
            "apart.argmax()",
            "apart.max()",
            "Your error is right. Where the place should stand comes the largest gap itself: `max` "
            "says how much, and another word says where.",
        ),
        Misconception(
            "order",
            "return apart.max() / scale, apart.argmax()",
            "return apart.argmax(), apart.max() / scale",
            "Both are right and come in the other order.",
        ),
        Misconception(
            "place of the largest entry",
            "apart.argmax()",
            "np.abs(p).argmax()",
            "Your error is right. Your place is where the gradient is largest; that need not be "
            "where the two disagree most.",
        ),
        Misconception(
            "lengths over both",
            "apart.max() / scale",
            "np.linalg.norm(p - q) / (np.linalg.norm(p) + np.linalg.norm(q))",
            "Your place is right. Your error is that of many courses: the length of the "
            "difference over both lengths together. The lesson's rule looks at largest entries, "
            "and divides by one of them.",
        ),
        Misconception(
            "something added to the scale",
            "apart.max() / scale",
            "apart.max() / (scale + 1e-8)",
            "Your place is right, and your error agrees to a few digits: you add a little below "
            "the line, against a division by 0. Where both gradients are small, that little is "
            "not small beside them.",
        ),
    ),
    alternatives=(
        "def compare(p, q):\n"
        "    gaps = [abs(one - other) for one, other in zip(p, q)]\n"
        "    return max(gaps) / np.abs([p, q]).max(), gaps.index(max(gaps))",
        "def compare(p, q):\n"
        "    where = np.argmax((p - q) ** 2)\n"
        "    return abs(p[where] - q[where]) / np.linalg.norm(np.hstack([p, q]), np.inf), where",
    ),
    equivalents={
        "answer error without its sign": "an error is a size",
        "answer where without its sign": "a place is never negative",
        "inputs p and q exchanged": "neither is known to be the right one",
    },
)

CLAIMED = {  # the pairs of CLAIMS, and which are right
    "(lambda x: x**3 - 2 * x, lambda x: 3 * x**2 - 2)": True,
    "(lambda x: x**2 * np.exp(x), lambda x: 2 * x * np.exp(x))": False,
    "(lambda x: 1 / x**2, lambda x: -2 / x)": False,
    "(nn.activations.relu, lambda x: np.where(x < 0, 0.0, 1.0))": True,
    "(lambda x: 1e6 * x**3, lambda x: 3e6 * x**2)": True,
    "(lambda x: np.e * x**2, lambda x: 5.44 * x)": False,
}


def in_order(pairs):
    return {"pairs": ",\n    ".join(pairs), "is_right": str([CLAIMED[pair] for pair in pairs])}


CLAIMS = Task(
    id="2.4",
    title="Which formulas are wrong?",
    points=2,
    difficulty=2,
    minutes=8,
    formulas=("C9",),
    probe=Value("is_right"),
    hints=(
        "Measure each slope at a few places, and set the claim against it as 4.3 does.",
        "Which places are special for these functions? Keep away from 0 and from 1.",
        "Loop over the pairs. `nn.numeric_gradient` of the sum of f over an array of places gives "
        "f's slopes at all of them; then one relative error a pair, and the lesson's limit.",
    ),
    misconceptions=(
        Misconception(
            "at 1 only",
            "np.array([-1.7, -0.6, 0.8, 2.3])",
            "np.array([1.0])",
            "One wrong claim got past you: it is right at 1 by accident, and nearly nowhere else. "
            'The lesson met such a formula under "Which formulas are wrong?".',
        ),
        Misconception(
            "at 0 only",
            "np.array([-1.7, -0.6, 0.8, 2.3])",
            "np.array([1e-9])",
            "You call right ones wrong. Have you looked at 0 alone? There a slope of 0 makes every "
            "relative error large or undefined, one function has a kink and another has no value.",
        ),
        Misconception(
            "0 among the places",
            "[-1.7, -0.6, 0.8, 2.3]",
            "[-1.7, -0.6, 1e-9, 0.8, 2.3]",
            "You call one right claim wrong. Where exactly does it disagree with the measurement, "
            'and does the derivative exist there? See "Where there is no slope".',
        ),
        Misconception(
            "difference not divided",
            "apart.max() / np.abs(measured).max()",
            "apart.max()",
            "You call one right claim wrong: its slopes are in the millions, so that rounding "
            "alone makes a difference that looks large. Compared with what?",
        ),
        Misconception(
            "limit too loose",
            "< 1e-6",
            "< 1e-2",
            "One wrong claim got past you. It misses by less than one part in a hundred, and yet "
            "by far more than rounding explains: somebody has rounded a number in it.",
        ),
        Misconception(
            "forward",
            "(f(places + 1e-5) - f(places - 1e-5)) / 2e-5",
            "(f(places + 1e-5) - f(places)) / 1e-5",
            "You call right ones wrong; only the function without a bend passes. Your measurement "
            "is too coarse for the limit, as that of a forward quotient is.",
        ),
        Misconception(
            "tiny step",
            "(f(places + 1e-5) - f(places - 1e-5)) / 2e-5",
            "(f(places + 1e-13) - f(places - 1e-13)) / 2e-13",
            "You call all six wrong. Either your step is so small that rounding is all you see, or "
            "you ask with `==`, and two routes never agree in all digits. "
            'Read the left flank of the figure in "How small may h be?".',
        ),
        Misconception(
            "signs kept",
            "np.abs(claim(places) - measured)",
            "claim(places) - measured",
            "One wrong claim got past you: it is too small at every place. Do your differences "
            "keep their signs, so that the largest of them is not the worst?",
        ),
        Misconception(
            "limit too loose and 0 among the places",
            ("[-1.7, -0.6, 0.8, 2.3]", "< 1e-6"),
            ("[-1.7, -0.6, 1e-9, 0.8, 2.3]", "< 1e-2"),
            "Two of your six need another look. One claim was rounded, and misses by less than one "
            "part in a hundred; another is right wherever its function has a derivative, and you "
            "have asked it at its kink.",
        ),
        Misconception(
            "limit too loose and at 1 only",
            ("np.array([-1.7, -0.6, 0.8, 2.3])", "< 1e-6"),
            ("np.array([1.0])", "< 1e-2"),
            "Two wrong claims got past you. One is right at 1 by accident, and nearly nowhere "
            "else; the other misses by less than one part in a hundred, and yet by far more than "
            "rounding explains.",
        ),
        Misconception(
            "numbers of the right ones",
            "    is_right.append(apart.max() / np.abs(measured).max() < 1e-6)",
            "    is_right.append(apart.max() / np.abs(measured).max() < 1e-6)\n"
            "is_right = [k for k, yes in enumerate(is_right, start=1) if yes]",
            "You have found them, and you list their numbers. Asked for is an answer to each of "
            "the six, `True` or `False`, in their order.",
        ),
        Misconception(
            "numbers of the wrong ones",
            "    is_right.append(apart.max() / np.abs(measured).max() < 1e-6)",
            "    is_right.append(apart.max() / np.abs(measured).max() < 1e-6)\n"
            "is_right = [k for k, yes in enumerate(is_right, start=1) if not yes]",
            "You have found the wrong ones, and you list their numbers. Asked for is an answer to "
            "each of the six, `True` or `False`, in their order.",
        ),
        Misconception(
            "wrong for right",
            "< 1e-6",
            "> 1e-6",
            "You have found out all six, and each answer is turned round: is your list one of the "
            "claims that are right, or of those that are wrong?",
        ),
        Misconception(
            "all trusted",
            "    is_right.append(apart.max() / np.abs(measured).max() < 1e-6)",
            "    is_right.append(True)",
            "All six come out as right, and some are wrong. Measure each at several places, and "
            "let it pass only if all of them agree.",
        ),
    ),
    alternatives=(
        "places = np.random.default_rng(7).normal(size=20)\n"
        "is_right = []\n"
        "for f, claim in CLAIMS:\n"
        "    slopes = nn.numeric_gradient(lambda x: f(x).sum(), places)\n"
        "    scale = max(np.abs(slopes).max(), np.abs(claim(places)).max())\n"
        "    is_right.append(np.abs(slopes - claim(places)).max() <= 1e-6 * scale)",
        "is_right = [True, False, False, True, True, False]",
    ),
    why="six times true or false, which are stored as 1 and 0",
    equivalents={
        "line 2: -1.7 → 1.7": "any place away from 0 and 1 serves",
        "line 2: -0.6 → 0.6": "any place away from 0 and 1 serves",
        "line 7: apart.max() / np.abs(measured).max() < 1e-06 → "
        "apart.max() / np.abs(measured).max() <= 1e-06": "no error is that limit exactly",
        "line 7: apart.max → apart.min": "the wrong claims are wrong at all four places",
    },
    variants=Variants(
        printed=in_order(CLAIMED),
        draw=lambda rng: in_order(rng.permutation(list(CLAIMED)).tolist()),
        places=("{pairs}", "{is_right}"),
    ),
)

STEPS = Task(
    id="2.5",
    title="The best step",
    points=3,
    difficulty=3,
    minutes=9,
    formulas=("C9",),
    probe=Function("best_steps", returns=("forward", "centred")),
    cases=lambda rng: [
        curve(rng, EPS[0], 1, -1, 1),
        curve(rng, EPS[1], -1, 1, 1),
        curve(rng, EPS[2], 1, 1, -1),
        curve(rng, EPS[0], -1, -1, -1),
        {"f": 2.5e6, "f2": -3e-6, "f3": 4e-6, "eps": EPS[2]},
        {"f": -2.5e-6, "f2": 3e6, "f3": -4e6, "eps": EPS[0]},
    ],
    ranges={
        "f": Numbers(without=(0,)),
        "f2": Numbers(without=(0,)),
        "f3": Numbers(without=(0,)),
        "eps": Numbers(low=EPS[0], high=EPS[-1]),
    },
    extremes={
        f"f and {name} with signs {one:+d} and {other:+d}": (
            lambda name=name, one=one, other=other, **of: (
                np.sign(of["f"]) == one and np.sign(of[name]) == other
            )
        )
        for name in ("f2", "f3")
        for one in (1, -1)
        for other in (1, -1)
    },
    hints=(
        "Two errors: one grows with h and one shrinks with it. Their sum is least where its "
        "derivative by h is 0.",
        "Write each sum with sizes only, |f|, |f″|, |f‴|: an error has no direction. For eˣ your "
        "steps must come out as in the lesson.",
        "The derivative of 1/h is −1/h². Multiply the equation by h²: for the forward quotient "
        "h² stands alone, for the centred one h³.",
    ),
    misconceptions=(
        Misconception(
            "as for the exponential",
            ("abs(f / f2)", "abs(f / f3)"),
            ("1", "1"),
            "These are the steps for a function whose derivatives all equal its value. Here f, f″ "
            "and f‴ differ: where do they stand in the two errors?",
        ),
        Misconception(
            "upside down",
            ("f / f2", "f / f3"),
            ("f2 / f", "f3 / f"),
            "Your steps grow where they should shrink. The more a curve bends, the shorter a step "
            "it allows; the larger its values, the more rounding there is to outweigh.",
        ),
        Misconception(
            "signs kept",
            ("abs(f / f2)", "abs(f / f3)"),
            ("f / f2", "f / f3"),
            "Where f and a derivative differ in sign, no sensible step comes out: an error counts "
            "with its size, whatever its direction.",
        ),
        Misconception(
            "sign kept under the square root",
            "abs(f / f2)",
            "f / f2",
            "Your centred step is right. Your forward step is no number where f and f″ differ in "
            "sign, for a negative number has no square root: an error counts with its size.",
        ),
        Misconception(
            "sign kept under the cube root",
            "abs(f / f3)",
            "f / f3",
            "Your forward step is right. Your centred step comes out negative where f and f‴ "
            "differ in sign: an error counts with its size.",
        ),
        Misconception(
            "power before division",
            "np.cbrt(1.5 * eps * abs(f / f3))",
            "(1.5 * eps * abs(f / f3)) ** 1 / 3",
            "Your forward step is right. In your centred step Python takes the power first and "
            "divides afterwards: `** 1 / 3` is a third of the first power.",
        ),
        Misconception(
            "precision forgotten",
            ("2 * eps", "1.5 * eps"),
            ("2", "1.5"),
            "Your steps do not depend on the machine precision: with finer numbers a shorter step "
            "pays. Where is ε in the error by rounding?",
        ),
        Misconception(
            "outside the root",
            ("np.sqrt(2 * eps * abs(f / f2))", "np.cbrt(1.5 * eps * abs(f / f3))"),
            ("np.sqrt(2 * eps) * abs(f / f2)", "np.cbrt(1.5 * eps) * abs(f / f3)"),
            "Your root ends too early. Solve for the power of h first, and take the root of all "
            "that stands on the other side.",
        ),
        Misconception(
            "value left out",
            ("abs(f / f2)", "abs(f / f3)"),
            ("abs(1 / f2)", "abs(1 / f3)"),
            "Your steps do not depend on f, but large values bring large rounding errors. Look at "
            "the error by rounding once more.",
        ),
        Misconception(
            "bends left out",
            ("abs(f / f2)", "abs(f / f3)"),
            ("abs(f)", "abs(f)"),
            "Your steps do not depend on f″ and f‴. What spoils a quotient, apart from rounding?",
        ),
        Misconception(
            "rule of thumb",
            ("2 * eps * abs(f / f2)", "1.5 * eps * abs(f / f3)"),
            ("eps", "eps"),
            "These are rules of thumb, and good ones: they have the right power of ε. The pencil "
            "gives the rest.",
        ),
        Misconception(
            "no factors",
            ("2 * eps", "1.5 * eps"),
            ("eps", "eps"),
            "Your steps have the right form, and both lack their number. What stands before h, and "
            "before h², in (2.7)?",
        ),
        Misconception(
            "forward factor",
            "2 * eps",
            "eps",
            "Your centred step is right. Your forward step lacks a number: the term of (2.7) that "
            "spoils the quotient has a half in it, and the derivative by h does not remove it.",
        ),
        Misconception(
            "centred factor",
            "1.5 * eps",
            "3 * eps",
            "Your forward step is right. Under your cube root a number is twice too large. Three "
            "things can do that: a rounding error that is not halved, a 2 lost in the slope of h², "
            "or two errors set equal where the slope of their sum should be 0.",
        ),
        Misconception(
            "six kept",
            "1.5 * eps",
            "6 * eps",
            "Your forward step is right. Under your cube root a number is four times too large: "
            "write down the derivative by h of both centred errors once more, with their 6 and 2.",
        ),
        Misconception(
            "second for third",
            "f / f3",
            "f / f2",
            "Your forward step is right. In the centred quotient f″ cancels, and the next "
            "derivative is the one that counts.",
        ),
        Misconception(
            "square root twice",
            "np.cbrt(",
            "np.sqrt(",
            "Your forward step is right, and your centred step is far too small: its error falls "
            "with the square of h. To which power does h stand in your last equation?",
        ),
        Misconception(
            "no roots",
            ("np.sqrt(", "np.cbrt("),
            ("(", "("),
            "These are the square and the cube of the steps, and they are right. One key of the "
            "calculator is missing.",
        ),
        Misconception(
            "order",
            "return forward, centred",
            "return centred, forward",
            "Both steps are right and come in the other order.",
        ),
        Misconception(
            "the two derivatives exchanged",
            ("2 * eps * abs(f / f2)", "1.5 * eps * abs(f / f3)"),
            ("2 * eps * abs(f / f3)", "1.5 * eps * abs(f / f2)"),
            "Both steps have the right form, and f″ and f‴ have changed places. Which of them "
            "spoils the forward quotient in (2.7)?",
        ),
        Misconception(
            "powers before divisions",
            ("np.sqrt(2 * eps * abs(f / f2))", "np.cbrt(1.5 * eps * abs(f / f3))"),
            ("(2 * eps * abs(f / f2)) ** 1 / 2", "(1.5 * eps * abs(f / f3)) ** 1 / 3"),
            "In both steps Python takes the power first and divides afterwards: a half of the "
            "first power is no root. Which brackets are missing in your exponents?",
        ),
        Misconception(
            "a precision of its own",
            "forward = ",
            "eps = np.finfo(float).eps\n    forward = ",
            "Your steps are those of this computer, whatever precision the function is asked "
            "about. Which argument do you write over?",
        ),
        Misconception(
            "three halves upside down",
            "1.5 * eps",
            "2 / 3 * eps",
            "Your forward step is right. The number under your cube root is upside down: bring "
            "both terms of the equation for the centred step to the same side once more, with "
            "their denominators.",
        ),
        Misconception(
            "brackets missing below the line",
            "1.5 * eps * abs(f / f3)",
            "3 * eps * abs(f) / 2 * abs(f3)",
            "Your forward step is right. In your centred step f‴ stands above the line: Python "
            "works from left to right, so what comes after a division and a `*` multiplies. "
            "Which brackets are missing?",
        ),
        Misconception(
            "size of f alone",
            ("abs(f / f2)", "abs(f / f3)"),
            ("abs(f) / f2", "abs(f) / f3"),
            "Where a derivative is negative, no sensible step comes out: you took the size of "
            "f, and left f″ and f‴ their signs. An error counts with its size, whatever its "
            "direction.",
        ),
    ),
    alternatives=(
        "def best_steps(f, f2, f3, eps):\n"
        "    rounding = eps * np.abs(f)\n"
        "    forward = (2 * rounding / np.abs(f2)) ** 0.5\n"
        "    return forward, (3 * rounding / 2 / np.abs(f3)) ** (1 / 3)",
        "def best_steps(f, f2, f3, eps):\n"
        "    logs = np.log(np.abs([f, f2, f3, eps]))\n"
        "    forward = (np.log(2) + logs @ [1, -1, 0, 1]) / 2\n"
        "    return np.exp([forward, (np.log(1.5) + logs @ [1, 0, -1, 1]) / 3])",
    ),
    why="roots by different functions differ in their last digits",
    equivalents={
        "answer forward without its sign": "a step is a size",
        "answer centred without its sign": "a step is a size",
        "input f without its sign": "only sizes count",
        "input f2 without its sign": "only sizes count",
        "input f3 without its sign": "only sizes count",
    },
)

TASKS = (SECANT, MEASURE, COMPARE, CLAIMS, STEPS)

QUESTIONS = (
    Question(
        "A differentiable function increases everywhere. What do you know of its derivative?",
        ("It is positive", "It increases", "It is nowhere negative", "It is nowhere 0"),
        2,
        "the sign of a derivative",
        "lesson 02, What the sign tells you",
        f"{LESSON}#What-the-sign-tells-you",
        ("2.1",),
    ),
    Question(
        "You halve the step of a centred quotient, still far from rounding. What becomes of its "
        "error?",
        ("It halves", "It falls to a quarter", "It doubles", "It stays the same"),
        1,
        "centred quotients",
        "lesson 02, A slope as a number",
        f"{LESSON}#A-slope-as-a-number",
        ("2.2", "2.5"),
    ),
    Question(
        "Why does a step of 1e-14 measure a slope so badly?",
        (
            "The curve bends too much",
            "Python stops at 1e-10",
            "The limit does not exist",
            "Subtracting leaves mostly rounding errors",
        ),
        3,
        "rounding errors",
        "lesson 02, How small may h be?",
        f"{LESSON}#How-small-may-h-be?",
        ("2.5",),
    ),
    Question(
        "Formula and measurement agree to 1e-9 at the minimum of the loss. What does that prove?",
        ("Little", "The formula is right", "The formula is wrong", "The step is right"),
        0,
        "comparing gradients",
        "lesson 02, When do two numbers agree?",
        f"{LESSON}#When-do-two-numbers-agree?",
        ("2.3", "2.4"),
    ),
)

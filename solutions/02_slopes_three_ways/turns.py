"""The turns of lesson 02: both partial slopes, the step taken, the product of two pairs."""

from nnlib.course.authoring import Function, Misconception, Turn


def place(rng):
    w, b = rng.uniform(-2, 3, size=2).round(2)
    return {"w": float(w), "b": float(b)}


SLOPES = Turn(
    id="2.a",
    title="Both partial slopes",
    probe=Function("slopes", returns=("dC_dw", "dC_db")),
    given=("X", "y"),
    cases=lambda rng: [
        {"w": 0.0, "b": 0.0},
        {"w": 2.0, "b": 0.0},
        {"w": -1.0, "b": 0.5},
        place(rng),
        place(rng),
    ],
    hints=(
        "Each is a mean over the samples. For the bias it is the mean of the residuals themselves.",
        "For the weight, multiply each residual by its input before you take the mean.",
    ),
    misconceptions=(
        Misconception(
            "mean times mean",
            "(r * X).mean(), r",
            "r.mean() * X.mean(), r",
            "Your second slope is right. The first multiplies two means; wanted is the mean of the "
            "products, in which each residual meets its own input.",
        ),
        Misconception(
            "weight's slope without the input",
            "(r * X).mean(), r",
            "r.mean(), r",
            "Both of your slopes are the same. A push of w reaches the residual through x: which "
            "factor does that bring into the first?",
        ),
        Misconception(
            "targets for inputs",
            "(r * X).mean(), r",
            "(r * y).mean(), r",
            "Your second slope is right. In the first each residual meets its target; what "
            "multiplies w is the input.",
        ),
        Misconception(
            "sums for means",
            "(r * X).mean(), r.mean()",
            "(r * X).sum(), r.sum()",
            "Both are four times too large: you take sums, and (2.2) means.",
        ),
        Misconception(
            "two from the square",
            "(r * X).mean(), r.mean()",
            "2 * (r * X).mean(), 2 * r.mean()",
            "Both are twice too large, as for a loss without its half. Here the 2 of the square "
            "and the half cancel.",
        ),
        Misconception(
            "target minus prediction",
            "(r * X).mean(), r.mean()",
            "-(r * X).mean(), -r.mean()",
            "Both have the wrong sign: they are the slopes that you go down by. The residual is "
            "prediction minus target.",
        ),
        Misconception(
            "order",
            "(r * X).mean(), r.mean()",
            "r.mean(), (r * X).mean()",
            "Both are right, and they come in the other order: first the slope in w.",
        ),
        Misconception(
            "residuals squared",
            "(r * X).mean(), r.mean()",
            "(r**2 * X).mean() / 2, (r**2).mean() / 2",
            "You take means of half squares, which is the loss itself. In its slope each residual "
            "stands once.",
        ),
    ),
    alternatives=(
        "def slopes(w, b):\n    r = b + w * X - y\n"
        "    return float((X.T @ r).item() / len(X)), float(np.mean(r))",
        "def slopes(w, b):\n    r = (b + w * X - y).ravel()\n"
        "    return sum(r * X.ravel()) / 4, sum(r) / 4",
    ),
)


def step(rng, h):
    """A place at which h is not a step from float to float."""
    return {"x": round(float(rng.uniform(0.6, 1.9)), 3), "h": h}


CAREFUL = Turn(
    id="2.b",
    title="The step taken",
    formulas=("C9",),
    probe=Function("careful"),
    cases=lambda rng: [
        {"x": 0.0, "h": 1.0},
        {"x": 1.0, "h": 1e-12},
        step(rng, 3e-12),
        step(rng, 0.25),
        {"x": rng.uniform(0.6, 1.9, size=(3, 1)).round(3), "h": 1e-11},
    ],
    hints=("The line goes through the points at x and at ahead. Both places are known exactly.",),
    misconceptions=(
        Misconception(
            "step asked for",
            "(ahead - x)",
            "h",
            "With a large h you are right, and with a tiny one not: you divide by the step asked "
            "for. The step taken ends at ahead.",
        ),
        Misconception(
            "turned round",
            "(ahead - x)",
            "(x - ahead)",
            "Your slope is negative on a curve that climbs: the rise goes from x to ahead, and so "
            "does the width.",
        ),
        Misconception(
            "width forgotten",
            " / (ahead - x)",
            "",
            "That is the rise. A slope is a rise divided by its width.",
        ),
        Misconception(
            "divided by the place",
            "(ahead - x)",
            "ahead",
            "You divide by the place where the line ends. How far is that from x?",
        ),
        Misconception(
            "the true slope",
            "(np.exp(ahead) - np.exp(x)) / (ahead - x)",
            "np.exp(x)",
            "That is the limit itself, by the rule for e^x. Wanted is the quotient, which knows "
            "no rule.",
        ),
        Misconception(
            "brackets missing",
            "(ahead - x)",
            "ahead - x",
            "Python divides before it subtracts. Put the width in brackets.",
        ),
        Misconception(
            "both sides",
            "(np.exp(ahead) - np.exp(x)) / (ahead - x)",
            "(np.exp(ahead) - np.exp(x - h)) / (ahead - (x - h))",
            "That is the centred quotient. Here the line starts at x.",
        ),
    ),
    alternatives=(
        "def careful(x, h):\n    ahead = x + h\n    taken = ahead - x\n"
        "    rise = np.exp(ahead) - np.exp(x)\n    return rise / taken",
        "def careful(x, h):\n    return (np.exp(x + h) - np.exp(x)) / ((x + h) - x)",
    ),
    equivalents={"answer result without its sign": "the curve e^x climbs everywhere"},
)


def pair(rng):
    """A value and a slope of different sizes, neither near 0 nor near 1."""
    value, slope = rng.uniform((1.2, 2.2), (2, 3.5)).round(2) * rng.choice([-1, 1], size=2)
    return float(value), float(slope)


DUAL = Turn(
    id="2.c",
    title="The product of two pairs",
    probe=Function("times", returns=("value", "slope")),
    cases=lambda rng: [
        {"p": (3.0, 1.0), "q": (3.0, 1.0)},
        {"p": (2.0, 1.0), "q": (5.0, 0.0)},
        {"p": (0.0, 2.0), "q": (-1.5, 3.0)},
        *({"p": pair(rng), "q": pair(rng)} for _ in range(2)),
    ],
    hints=(
        "The value is the product of the values. In (2.10) two terms have the factor h.",
        "Take the pairs apart first: u, du = p.",
    ),
    misconceptions=(
        Misconception(
            "slopes multiplied",
            "u * dv + du * v",
            "du * dv",
            "Your value is right. Your slope multiplies the slopes: that is the factor of h², "
            "which counts as 0. Which two terms have the factor h?",
        ),
        Misconception(
            "slopes added",
            "u * dv + du * v",
            "du + dv",
            "Your value is right. Your slope adds the slopes, as for a sum. In a product each "
            "slope is stretched by the other's value.",
        ),
        Misconception(
            "first factor still",
            "u * dv + du * v",
            "u * dv",
            "Your value is right. Your slope lets the second factor move while the first stands "
            "still: the other way round is missing.",
        ),
        Misconception(
            "second factor still",
            "u * dv + du * v",
            "du * v",
            "Your value is right. Your slope lets the first factor move while the second stands "
            "still: the other way round is missing.",
        ),
        Misconception(
            "own slope",
            "u * dv + du * v",
            "u * du + v * dv",
            "Your value is right. Each slope is stretched by the value of the *other* factor, and "
            "yours by its own.",
        ),
        Misconception(
            "minus",
            "u * dv + du * v",
            "u * dv - du * v",
            "Your value is right. In (2.10) both terms are added.",
        ),
        Misconception(
            "square kept",
            "u * dv + du * v",
            "u * dv + du * v + du * dv",
            "Your value is right. Your slope keeps the product of the slopes, which belongs to h²; "
            "and h² counts as 0.",
        ),
    ),
    alternatives=(
        "def times(p, q):\n    return p[0] * q[0], p[0] * q[1] + p[1] * q[0]",
        "def times(p, q):\n    value = p[0] * q[0]\n    slope = q[0] * p[1]\n"
        "    slope += p[0] * q[1]\n    return [value, slope]",
    ),
    equivalents={"inputs p and q exchanged": "a product has no order"},
)

TURNS = (SLOPES, CAREFUL, DUAL)

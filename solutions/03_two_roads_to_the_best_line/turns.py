"""Lesson 03's turns: the gradient, the walk, its two distances, and its forecast (G1, G2)."""

import numpy as np

from nnlib.course.authoring import Function, Misconception, Turn


def place(rng):
    """A point (w, b) away from the axes and from the best line."""
    return {"theta": (rng.uniform(1.5, 4, size=2) * rng.choice([-1, 1], size=2)).round(2)}


def bowl(rng, m, steps):
    """Samples with a column of ones, a start, and a rate at which a few steps change much."""
    X1 = np.hstack([rng.uniform(0.5, 2.5, size=(m, 1)).round(2), np.ones((m, 1))])
    target = rng.uniform(1, 4, size=m).round(2)
    start = rng.uniform(-2, -0.5, size=2).round(2)
    return {"X1": X1, "target": target, "start": start, "eta": 0.1, "steps": steps}


def journey(rng, steps):
    """A start on both axes, and a rate at which both factors are told apart."""
    distances = (rng.uniform(0.5, 2, size=2) * rng.choice([-1, 1], size=2)).round(2)
    return {"distances": distances, "eta": round(float(rng.uniform(0.2, 0.4)), 3), "steps": steps}


GRADIENT = Turn(
    id="3.a",
    title="The gradient for all columns at once",
    probe=Function("gradient"),
    given=("X1", "target"),
    cases=lambda rng: [
        {"theta": np.zeros(2)},
        {"theta": np.array([1.1, 1.1])},
        place(rng),
        place(rng),
    ],
    hints=(
        "Which side must X1 stand on, and must it be turned, so that each of its columns meets "
        "the residual? The result has two entries.",
    ),
    misconceptions=(
        Misconception(
            "sum for mean",
            "X1.T @ residual / len(target)",
            "X1.T @ residual",
            "Four times too large: these are sums over the four samples, and C is a mean.",
        ),
        Misconception(
            "a two too many",
            "X1.T @ residual / len(target)",
            "2 * X1.T @ residual / len(target)",
            "Twice too large. The half in C has cancelled the 2 that comes from the square; or is "
            "it another number than that of the samples by which you divide?",
        ),
        Misconception(
            "half kept",
            "X1.T @ residual / len(target)",
            "X1.T @ residual / (2 * len(target))",
            "Half as large as it should be: the half of C is used up by the slope of the square.",
        ),
        Misconception(
            "uphill turned",
            "X1.T @ residual / len(target)",
            "-X1.T @ residual / len(target)",
            "The size is right and the sign turned: this points downhill. The gradient is the "
            "slope itself.",
        ),
        Misconception(
            "squared residual",
            "X1.T @ residual / len(target)",
            "X1.T @ residual**2 / len(target)",
            "You weight the columns with squared residuals. The slope of half a square is what "
            "was squared, and no square any more.",
        ),
        Misconception(
            "same for both",
            "X1.T @ residual / len(target)",
            "np.full(2, residual.mean())",
            "Your slope in b is right, and your slope in w is the same number: it has to meet the "
            "column of inputs.",
        ),
        Misconception(
            "means first",
            "X1.T @ residual / len(target)",
            "X1.mean(axis=0) * residual.mean()",
            "That is the product of two means, or the mean of all products: with `X` for `X1`, a "
            "column (4, 1) and a vector (4,) make sixteen. Each residual must meet its own row "
            "alone: a dot product.",
        ),
    ),
    alternatives=(
        "def gradient(theta):\n    residual = X1 @ theta - target\n"
        "    return (X1 * residual[:, None]).mean(axis=0)",
        "def gradient(theta):\n    r = theta[0] * X.ravel() + theta[1] - y.ravel()\n"
        "    return np.array([(r * X.ravel()).mean(), r.mean()])",
    ),
)

WALK = Turn(
    id="3.b",
    title="The walk",
    formulas=("G1",),
    probe=Function("walk"),
    cases=lambda rng: [bowl(rng, 4, 1), bowl(rng, 5, 3), bowl(rng, 7, 6)],
    hints=(
        "Three things happen in each round: read the last place, find the slopes there, append.",
        "The slopes are those of (3.5) for the samples that came in; the move is eta times as "
        "long, and goes against them.",
    ),
    misconceptions=(
        Misconception(
            "uphill",
            "here - eta",
            "here + eta",
            "You climb: each step goes with the slopes. Downhill is against them.",
        ),
        Misconception(
            "no rate",
            "here - eta * slopes",
            "here - slopes",
            "Your steps are the whole gradient, whatever the rate: eta is not used.",
        ),
        Misconception(
            "sum for mean",
            "(X1 @ here - target) / len(target)",
            "(X1 @ here - target)",
            "Your steps are m times too long: the slopes are means over the samples, not sums.",
        ),
        Misconception(
            "four for every bowl",
            "/ len(target)",
            "/ 4",
            "With four samples you are right. The function is given other bowls too: how many "
            "samples came in?",
        ),
        Misconception(
            "always the seedlings",
            "X1.T @ (X1 @ here - target) / len(target)",
            "np.array([[3.5, 1.5], [1.5, 1.0]]) @ here - [5.5, 2.75]",
            "These are the slopes of the seedlings, whatever samples come in: your `gradient` "
            "knows theirs only. Take the slopes from X1 and target.",
        ),
        Misconception(
            "nothing appended",
            "places.append(here - eta * slopes)",
            "here = here - eta * slopes",
            "Only the start comes back: each new place is found and forgotten. Append it.",
        ),
        Misconception(
            "one place only",
            "places.append(here - eta * slopes)",
            "places[-1] = here - eta * slopes",
            "One row comes back, the end of the walk: each new place is written over the one "
            "before. Append it instead.",
        ),
        Misconception(
            "slopes of the start",
            "X1 @ here - target",
            "X1 @ places[0] - target",
            "The first step is right, and all others repeat it: you take the slopes of the start. "
            "They change on the way.",
        ),
        Misconception(
            "always from the start",
            "here = places[-1]",
            "here = places[0]",
            "Every row after the first is the same place: each step sets out from the start "
            "again. Where did the last one end?",
        ),
        Misconception(
            "one list, one place",
            "places.append(here - eta * slopes)",
            "here -= eta * slopes\n        places.append(here)",
            "All rows are the same place. `-=` changes the array that the list already holds: "
            "make a new one instead.",
        ),
        Misconception(
            "the slopes kept",
            "append(here - eta * slopes)",
            "append(slopes)",
            "You note the slopes, not the places where the steps lead.",
        ),
    ),
    alternatives=(
        "def walk(X1, target, start, eta, steps):\n    theta = np.array(start, float)\n"
        "    places = [theta]\n    for _ in range(steps):\n"
        "        residual = X1 @ theta - target\n"
        "        theta = theta - eta * (residual @ X1) / len(X1)\n"
        "        places.append(theta)\n    return np.array(places)",
    ),
)

SPLIT = Turn(
    id="3.c",
    title="Two distances",
    probe=Function("split"),
    given=("U", "best"),
    cases=lambda rng: [{"theta": np.zeros(2)}, place(rng), place(rng)],
    hints=(
        "First the arrow from the bottom to theta. Then its dot product with each column of U, "
        "both at once: a product with U.T.",
    ),
    misconceptions=(
        Misconception(
            "rows for columns",
            "U.T @ (theta - best)",
            "U @ (theta - best)",
            "You take dot products with the rows of U. The axes are its columns: which matrix has "
            "them as rows?",
        ),
        Misconception(
            "from the origin",
            "U.T @ (theta - best)",
            "U.T @ theta",
            "These are distances from (0, 0). They should be measured from the bottom.",
        ),
        Misconception(
            "towards the bottom",
            "theta - best",
            "best - theta",
            "The sizes are right and both signs turned: your arrow points from theta to the "
            "bottom.",
        ),
        Misconception(
            "not turned",
            "U.T @ (theta - best)",
            "theta - best",
            "These are the distances along w and b. Along the axes it takes the dot products with "
            "the columns of U.",
        ),
        Misconception(
            "matrix for axes",
            "U.T @",
            "H @",
            "You multiply by H, which gives the gradient at theta, by (3.9). The axes are in U.",
        ),
        Misconception(
            "bottom not turned",
            "U.T @ (theta - best)",
            "U.T @ theta - best",
            "The dot product takes theta alone, and the bottom is taken away afterwards: mind the "
            "brackets.",
        ),
    ),
    alternatives=(
        "def split(theta):\n    return (theta - best) @ U",
        "def split(theta):\n    d = theta - best\n    return np.array([U[:, 0] @ d, U[:, 1] @ d])",
    ),
)

FORECAST = Turn(
    id="3.d",
    title="The forecast",
    formulas=("G2",),
    probe=Function("forecast"),
    given=("curvatures", "least"),
    cases=lambda rng: [
        {"distances": np.array([1.0, 0.0]), "eta": 0.3, "steps": 3},
        {"distances": np.array([0.0, 1.0]), "eta": 0.3, "steps": 2},
        journey(rng, 1),
        journey(rng, 3),
        journey(rng, 4),
    ],
    hints=(
        "After t steps each distance has been multiplied by its own factor 1 − ηλ t times: a "
        "power.",
        "Then half of curvature times squared distance, for both axes, and the two added up.",
        "That is C − least; what is asked for is C.",
    ),
    misconceptions=(
        Misconception(
            "height above the bottom",
            "least + (curv",
            "(curv",
            "This is C − C*, the height above the bottom, and it is right. We asked for C itself.",
        ),
        Misconception(
            "no half",
            ".sum() / 2",
            ".sum()",
            "Your height above the bottom is twice too large: (3.11) has a half.",
        ),
        Misconception(
            "one step only",
            " ** steps * distances",
            " * distances",
            "You take one step, however many are asked for. What do many steps do to the factor?",
        ),
        Misconception(
            "one step too many",
            " ** steps * distances",
            " ** (steps + 1) * distances",
            "This is C one step later: your factor is taken steps + 1 times.",
        ),
        Misconception(
            "times for power",
            " ** steps * distances",
            " * steps * distances",
            "You multiply the factor by the number of steps. Each step multiplies again: that is "
            "a power.",
        ),
        Misconception(
            "distance not squared",
            "after**2",
            "after",
            "The height of a parabola is the square of the distance, times half the curvature: "
            "your distances are not squared.",
        ),
        Misconception(
            "factor not squared",
            "curvatures * after**2",
            "curvatures * after * distances",
            "Your squared distances shrink by the factor itself. The distance does; its square "
            "shrinks by the factor's square.",
        ),
        Misconception(
            "curvature forgotten",
            "(curvatures * after**2)",
            "(after**2)",
            "You add up squared distances as if both axes had the curvature 1.",
        ),
        Misconception(
            "no steps",
            "(1 - eta * curvatures) ** steps * distances",
            "distances",
            "This is C at the start: your distances do not shrink.",
        ),
        Misconception(
            "plus for minus",
            "1 - eta",
            "1 + eta",
            "Your distances grow with every step. Look at the sign in (3.10).",
        ),
    ),
    alternatives=(
        "def forecast(distances, eta, steps):\n    C = least\n"
        "    for lam, d in zip(curvatures, distances):\n"
        "        for _ in range(steps):\n            d = d - eta * lam * d\n"
        "        C += lam * d**2 / 2\n    return C",
    ),
    equivalents={"answer result without its sign": "a loss is never below 0"},
)

TURNS = (GRADIENT, WALK, SPLIT, FORECAST)

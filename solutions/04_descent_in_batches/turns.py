"""Lesson 04's turns: a batch asked one by one, the spread of a cloud, the loop, three parts."""

import numpy as np

from nnlib.course.authoring import Function, Misconception, Turn


def a_place(rng, rows):
    """Parameters and the numbers of some of the lesson's 64 samples."""
    return {"theta": rng.uniform(-2, 3, size=2).round(2), "rows": np.array(rows)}


def cloud(rng, count, columns):
    """Rows that lie well off the origin, farther in one direction than in the others."""
    return {"points": (rng.normal(size=(count, columns)) * [5, 2, 1][:columns] + 3).round(2)}


def a_walk(rng, m, s, epochs):
    """A line's samples, a start, and a seed that deals them."""
    X = rng.uniform(-2, 2, size=(m, 1)).round(2)
    return {
        "theta": rng.uniform(1, 3, size=2).round(2),
        "X": X,
        "y": (rng.normal(size=(m, 1)) - 1.5 * X).round(2),
        "eta": 0.125,
        "s": s,
        "epochs": epochs,
        "rng": int(rng.integers(1, 1000)),
    }


def samples_in_order(rng, m):
    """m samples and an order of their rows."""
    X, y = rng.normal(size=(2, m, 1)).round(2)
    return {"X": X, "y": y, "order": rng.permutation(m)}


ASKED = Turn(
    id="4.a",
    title="A batch, one by one",
    formulas=("B4",),
    probe=Function("asked_one_by_one"),
    given=("X", "y"),
    cases=lambda rng: [
        a_place(rng, [5]),
        a_place(rng, [0, 9, 40]),
        a_place(rng, [63, 2, 17, 30, 8]),
        a_place(rng, list(range(10, 40))),
    ],
    hints=(
        "One number for w and one for b: a mean down the columns of `answers`.",
        "NumPy calls the direction along which a mean is taken `axis`; the rows are axis 0.",
    ),
    misconceptions=(
        Misconception(
            "sum for mean",
            "answers.mean(axis=0)",
            "answers.sum(axis=0)",
            "A single row comes out right; more rows ask for more and more. That is the sum of "
            "their gradients: what does (4.1) have before its sum?",
        ),
        Misconception(
            "one number for both",
            "answers.mean(axis=0)",
            "answers.mean()",
            "You average over everything, the slopes in w and in b together. They belong to two "
            "parameters, so two numbers are wanted.",
        ),
        Misconception(
            "along the rows",
            "answers.mean(axis=0)",
            "answers.mean(axis=1)",
            "You have one number for each sample: the mean of its two slopes. Wanted is one for "
            "each parameter, the mean over the samples.",
        ),
        Misconception(
            "divided by all samples",
            "answers.mean(axis=0)",
            "answers.sum(axis=0) / len(X)",
            "Too small: you divide by the 64 samples of the whole table. Only the rows that were "
            "asked have answered.",
        ),
        Misconception(
            "the last one alone",
            "answers.mean(axis=0)",
            "answers[-1]",
            "That is what the last of the rows asks for. The others have been asked too.",
        ),
    ),
    alternatives=(
        "def asked_one_by_one(theta, rows):\n"
        "    return gradient(theta, X[list(rows)], y[list(rows)])",
        "def asked_one_by_one(theta, rows):\n"
        "    total = np.zeros(2)\n"
        "    for i in rows:\n"
        "        total += gradient(theta, X[i : i + 1], y[i : i + 1])\n"
        "    return total / len(rows)",
    ),
)

SPREAD = Turn(
    id="4.b",
    title="The spread of a cloud",
    formulas=("E8",),
    probe=Function("spread"),
    cases=lambda rng: [cloud(rng, 7, 2), cloud(rng, 4, 3), cloud(rng, 30, 2), cloud(rng, 1, 2)],
    hints=(
        "Three steps: subtract the mean row; square, and add the squares within each row; then "
        "the mean and the root.",
        "Within a row is axis 1, over the rows is axis 0.",
    ),
    misconceptions=(
        Misconception(
            "no root",
            "np.sqrt((offsets**2).sum(axis=1).mean())",
            "(offsets**2).sum(axis=1).mean()",
            "That is the mean squared distance, the variance. One step is missing.",
        ),
        Misconception(
            "divided by one less",
            "(offsets**2).sum(axis=1).mean()",
            "(offsets**2).sum() / (len(points) - 1)",
            "A little too wide, and for a single point not a number: you divide by one less than "
            "the points are. The mean is over all of them.",
        ),
        Misconception(
            "from zero",
            "points - points.mean(axis=0)",
            "points",
            "You measure from the origin. A cloud that lies far off is not wide for that: measure "
            "from its mean.",
        ),
        Misconception(
            "one mean for all columns",
            "points.mean(axis=0)",
            "points.mean()",
            "You subtract one number from everything. The mean of a cloud is a point: one number "
            "for each column.",
        ),
        Misconception(
            "mean over entries",
            ".sum(axis=1).mean()",
            ".mean()",
            "Too small, by the root of the number of columns: you average over single entries. "
            "The squared distance of a point is the sum of its squares.",
        ),
        Misconception(
            "deviation of all numbers",
            "np.sqrt((offsets**2).sum(axis=1).mean())",
            "points.std()",
            "You take the deviation of all numbers from their one mean. Each column has a mean of "
            "its own, and the squared distance of a row is the sum over its columns.",
        ),
        Misconception(
            "mean distance",
            "np.sqrt((offsets**2).sum(axis=1).mean())",
            "np.sqrt((offsets**2).sum(axis=1)).mean()",
            "You take the root of each squared distance and then the mean. The root comes last.",
        ),
        Misconception(
            "sum over the points",
            ".sum(axis=1).mean()",
            ".sum()",
            "Yours grows with the number of points: a sum where a mean is wanted.",
        ),
    ),
    alternatives=(
        "def spread(points):\n    return np.sqrt(points.var(axis=0).sum())",
        "def spread(points):\n"
        "    lengths = np.linalg.norm(points - points.mean(axis=0), axis=1)\n"
        "    return np.mean(lengths**2) ** 0.5",
    ),
    equivalents={"answer result without its sign": "a root is never below 0"},
)

DESCEND = Turn(
    id="4.c",
    title="The loop",
    formulas=("E8", "G1"),
    probe=Function("descend", returns=("path",)),
    cases=lambda rng: [
        a_walk(rng, 6, 6, 3),
        a_walk(rng, 7, 3, 2),
        a_walk(rng, 5, 1, 2),
        a_walk(rng, 8, 4, 1),
    ],
    hints=(
        "for X_batch, y_batch in nn.minibatches(X, y, s, rng): goes through one epoch.",
        "A step takes eta times the gradient of the batch away from theta. Give the new theta "
        "the old name, and append it.",
    ),
    misconceptions=(
        Misconception(
            "uphill",
            "theta - eta",
            "theta + eta",
            "Your walk climbs: it goes with the gradient. Downhill is against it.",
        ),
        Misconception(
            "all samples at each step",
            "gradient(theta, X_batch, y_batch)",
            "gradient(theta, X, y)",
            "Each of your steps asks all samples, whatever the batch: that is batch descent, at "
            "the price of an epoch a step.",
        ),
        Misconception(
            "one point an epoch",
            "            path.append(theta)\n",
            "        path.append(theta)\n",
            "Your steps are right, but the path has one point for each epoch. Wanted is one for "
            "each step: how far is the append indented?",
        ),
        Misconception(
            "first batch only",
            "            path.append(theta)\n",
            "            path.append(theta)\n            break\n",
            "You take one step an epoch. An epoch goes through all its batches.",
        ),
        Misconception(
            "no rate",
            "eta * gradient",
            "gradient",
            "Each step is the whole gradient: eta is not used.",
        ),
        Misconception(
            "every step from the start",
            "            theta = theta - eta * gradient(theta, X_batch, y_batch)\n"
            "            path.append(theta)\n",
            "            path.append(theta - eta * gradient(theta, X_batch, y_batch))\n",
            "Every one of your steps begins at the start again. The new point has to become theta.",
        ),
        Misconception(
            "sum for mean",
            "eta * gradient",
            "len(X_batch) * eta * gradient",
            "Your steps are too long, by the number of samples in the batch. `gradient` is a mean "
            "already, and nothing is left to multiply.",
        ),
        Misconception(
            "divided by the batch size again",
            "eta * gradient",
            "eta / s * gradient",
            "Your steps are too short: you divide by the batch size, and `gradient` is a mean "
            "already. Nothing is left to divide.",
        ),
        Misconception(
            "divided by the batch's rows again",
            "eta * gradient",
            "eta / len(X_batch) * gradient",
            "Your steps are too short, by the number of rows in each batch. The gradient of a "
            "batch is the mean over its rows already.",
        ),
        Misconception(
            "the same order each epoch",
            "nn.minibatches(X, y, s, rng)",
            "nn.minibatches(X, y, s, np.random.default_rng(0))",
            "You deal with a generator of your own, made anew each time, so that every epoch has "
            "the same order. Use the rng that is handed in.",
        ),
        Misconception(
            "the data overwritten",
            ("for X_batch, y_batch in", "gradient(theta, X_batch, y_batch)"),
            ("for X, y in", "gradient(theta, X, y)"),
            "The first epoch is right, and the later ones deal the last batch only: your loop "
            "calls the batch X and y, and so loses the samples. Give it names of its own.",
        ),
        Misconception(
            "batches of one",
            "nn.minibatches(X, y, s, rng)",
            "nn.minibatches(X, y, 1, rng)",
            "You take as many steps as there are samples, whatever s is.",
        ),
    ),
    alternatives=(
        "def descend(theta, X, y, eta, s, epochs, rng):\n"
        "    path = [theta]\n"
        "    for _ in range(epochs):\n"
        "        order = rng.permutation(len(X))\n"
        "        for k in range(0, len(X), s):\n"
        "            rows = order[k : k + s]\n"
        "            path.append(path[-1] - eta * gradient(path[-1], X[rows], y[rows]))\n"
        "    return np.array(path)",
    ),
)

PARTS = Turn(
    id="4.d",
    title="Three parts",
    formulas=("G13",),
    probe=Function("parts", returns=("training", "validation", "test")),
    cases=lambda rng: [samples_in_order(rng, m) for m in (8, 11, 14)],
    hints=(
        "Cut the order into three pieces first; then take the rows of each piece out of X and y.",
        "The pieces begin at 0, at half and at half + quarter; each ends where the next begins.",
    ),
    misconceptions=(
        Misconception(
            "rows in their old order",
            "order[:half], order[half : half + quarter], order[half + quarter :]",
            "range(half), range(half, half + quarter), range(half + quarter, len(X))",
            "You take the rows as they stand in the table; order is not used. A table is often "
            "sorted, and then the three parts are of three kinds.",
        ),
        Misconception(
            "targets not dealt",
            ("y[rows]", "for rows in chosen"),
            (
                "y[old]",
                "for rows, old in zip(chosen, (slice(half), slice(half, half + quarter), "
                "slice(half + quarter, None)))",
            ),
            "The inputs come in the new order and the targets in the old one, so that they no "
            "longer belong together. Take the same rows of both.",
        ),
        Misconception(
            "tested on what was validated",
            "order[half + quarter :]",
            "order[half : half + quarter]",
            "Your test set is your validation set. Then the last number is again one that was "
            "chosen.",
        ),
        Misconception(
            "validated on what was trained on",
            "order[half : half + quarter]",
            "order[:quarter]",
            "Your validation samples are among those that you train on. Where does the second "
            "piece of the order begin?",
        ),
        Misconception(
            "one sample too many in training",
            "order[:half]",
            "order[: half + 1]",
            "Training has one sample too many (5 came for m = 8, 4 were expected), and validation "
            "begins with the same one. The end of a slice is not taken itself.",
        ),
        Misconception(
            "one sample too many in validation",
            "order[half : half + quarter]",
            "order[half : half + quarter + 1]",
            "Validation has one sample too many (3 came for m = 8, 2 were expected), and the test "
            "begins with the same one. The end of a slice is not taken itself.",
        ),
        Misconception(
            "a length for an end",
            "order[half : half + quarter]",
            "order[half:quarter]",
            "No sample came for validation; for m = 8, 2 were expected. What stands behind the "
            "colon is where a slice ends, not how long it is.",
        ),
        Misconception(
            "a length for an end and a start",
            ("order[half : half + quarter]", "order[half + quarter :]"),
            ("order[half:quarter]", "order[quarter:]"),
            "No sample came for validation, and the test has some of the training. Behind the "
            "colon stands where a slice ends: m // 4 is a length, and lies before the half.",
        ),
        Misconception(
            "a gap before the test",
            "order[half + quarter :]",
            "order[half + quarter + 1 :]",
            "The test has one sample too few (1 came for m = 8, 2 were expected). The end of a "
            "slice is not taken itself, so the test begins there.",
        ),
        Misconception(
            "rounded up",
            "len(X) // 2, len(X) // 4",
            "-(-len(X) // 2), -(-len(X) // 4)",
            "Where m is no multiple of 4, a part has one sample more than expected: the half and "
            "the quarter are rounded down, by //.",
        ),
        Misconception(
            "some left out",
            "order[half + quarter :]",
            "order[half + quarter : half + 2 * quarter]",
            "Where m is no multiple of 4, some samples are in no part. The test takes the rest.",
        ),
        Misconception(
            "the last quarter",
            "order[half + quarter :]",
            "order[-quarter:]",
            "Where m is no multiple of 4, your test begins too late, and the rows before it are in "
            "no part. It takes all that is left.",
        ),
        Misconception(
            "three quarters at once",
            ("order[half : half + quarter]", "order[half + quarter :]"),
            ("order[half : 3 * len(X) // 4]", "order[3 * len(X) // 4 :]"),
            "For m = 11 your validation ends at 8, and 5 + 2 is 7: three quarters, rounded once, "
            "are more than a half and a quarter, each rounded down.",
        ),
        Misconception(
            "test before validation",
            "order[half : half + quarter], order[half + quarter :]",
            "order[half + quarter :], order[half : half + quarter]",
            "The second part has the rows of the third, and the third those of the second.",
        ),
        Misconception(
            "thirds",
            "len(X) // 2, len(X) // 4",
            "len(X) // 3, len(X) // 3",
            "You cut into three equal parts. Training needs the most: half of the samples, then a "
            "quarter.",
        ),
    ),
    alternatives=(
        "def parts(X, y, order):\n"
        "    X, y = X[order], y[order]\n"
        "    a = len(X) // 2\n"
        "    b = a + len(X) // 4\n"
        "    return (X[:a], y[:a]), (X[a:b], y[a:b]), (X[b:], y[b:])",
    ),
)

TURNS = (ASKED, SPREAD, DESCEND, PARTS)

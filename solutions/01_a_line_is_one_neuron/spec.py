"""Exercise set 01: a line is one neuron (ledger rows A1, A4, B1)."""

import numpy as np

from nnlib.course.authoring import (
    Function,
    Misconception,
    Numbers,
    Question,
    Task,
    Value,
    Variants,
)

LESSON = "01_a_line_is_one_neuron.ipynb"
COLUMN = Numbers(shape="m 1")


def samples(rng, m):
    """X and y of shape (m, 1), and a line (w, b) that is neither flat nor through the origin."""
    X, y = rng.normal(size=(2, m, 1)).round(2)
    w, b = rng.uniform(0.5, 2, size=2).round(2) * rng.choice([-1, 1], size=2)
    return {"X": X, "y": y, "w": float(w), "b": float(b)}


def predictions(rng, m):
    """a and y of shape (m, 1) whose residuals neither cancel nor stay below 1."""
    y = rng.normal(size=(m, 1)).round(2)
    return {"a": (y + rng.uniform(-1, 3, size=(m, 1))).round(2), "y": y}


def line_and_factor(rng):
    w, b = rng.uniform(0.5, 3, size=2).round(2)
    return {"w": float(w), "b": float(b), "factor": float(rng.choice([2, 10, 60, 0.1]))}


def one_layer(rng, m, inputs, neurons):
    X, W = rng.normal(size=(m, inputs)), rng.normal(size=(inputs, neurons))
    return {"X": X.round(2), "W": W.round(2), "b": rng.uniform(0.5, 2, neurons).round(2)}


SEEDLINGS = ((0, 1), (1, 3), (2, 2), (3, 5))


def line_by_hand(w, b):
    """A line for the four seedlings, and its residuals."""
    return {"w": w, "b": b, "residuals": str([[b + w * x - y] for x, y in SEEDLINGS])}


# Lines above one seedling and below another, so that no slip gives what another one gives.
LINES_BY_HAND = [
    (w, b)
    for w in np.arange(2, 11) / 4
    for b in np.arange(-3, 6) / 2
    if b not in (0, w) and len({np.sign(b + w * x - y) for x, y in SEEDLINGS} - {0}) == 2
]

BY_HAND = Task(
    id="1.1",
    title="Residuals by hand",
    points=2,
    difficulty=1,
    minutes=5,
    formulas=("A1",),
    probe=Value("residuals"),
    hints=(
        "A residual needs a prediction first: which four numbers does the line give at 0, 1, 2, 3?",
        "Write three columns on paper: the prediction, the target, and the first less the second.",
        "Some seedlings lie above the line and some below. Which sign does a residual have above?",
    ),
    misconceptions=(
        Misconception(
            "target minus prediction",
            "b + w * X - y",
            "y - (b + w * X)",
            "All sizes are right and all signs are opposite: you took target minus prediction, as "
            'many books do. See which order the lesson keeps, under "How wrong is a line?".',
        ),
        Misconception(
            "bias forgotten",
            "b + w * X - y",
            "w * X - y",
            "All four are too small by the same amount. Your line seems to go through the origin: "
            "what does this one give at x = 0?",
        ),
        Misconception(
            "absolute values",
            "b + w * X - y",
            "np.abs(b + w * X - y)",
            "These are distances, and a distance has lost its sign. A residual also says on which "
            "side of the line the seedling lies.",
        ),
        Misconception(
            "squared already",
            "b + w * X - y",
            "(b + w * X - y) ** 2",
            "These are squares. Squaring comes one step later, when the loss is made; stop before.",
        ),
        Misconception(
            "predictions",
            "b + w * X - y",
            "b + w * X",
            "These are the predictions of the line, and they are right. One step is still to do: "
            "set each against its target.",
        ),
        Misconception(
            "a vector for a column",
            "b + w * X - y",
            "(b + w * X - y).ravel()",
            "The four numbers are right, but they stand in a vector of shape (4,). Each sample is "
            "a row in this course: compare with the brackets of `y` above.",
        ),
        Misconception(
            "weight and bias exchanged",
            "b + w * X - y",
            "w + b * X - y",
            "Your line starts at 1.5 and rises by 0.5: weight and bias have changed places. "
            "Which of the two is multiplied by the input?",
        ),
    ),
    alternatives=(
        "residuals = (0.5 + 1.5 * X) - y",
        "residuals = [[-0.5], [-1.0], [1.5], [0.0]]",
    ),
    tolerance=1e-6,
    why="numbers from paper have few digits, and these need one",
    variants=Variants(
        printed=line_by_hand(1.5, 0.5),
        draw=lambda rng: line_by_hand(*rng.choice(LINES_BY_HAND).tolist()),
        places=(
            "the weight $w = {w}$ and the bias $b = {b}$",
            "w, b = {w}, {b}",
            "({b} + {w} * X)",
            "{residuals}",
            "starts at {w} and rises by {b}",
        ),
    ),
)

RESIDUALS = Task(
    id="1.2",
    title="Residuals of any line",
    points=3,
    difficulty=1,
    minutes=5,
    formulas=("A1",),
    probe=Function("residuals_of", returns=("residuals",)),
    cases=lambda rng: [samples(rng, m) for m in (5, 3, 8, 1)],
    ranges={"X": COLUMN, "y": COLUMN, "w": Numbers(), "b": Numbers()},
    hints=(
        "What you did on paper in 1.1 had two steps. Give each step a line of its own.",
        "NumPy does a whole column at once: no loop over the samples is needed.",
        "First the neuron's output for the column X, under a name; then that name against y.",
    ),
    misconceptions=(
        Misconception(
            "target minus prediction",
            "return a - y",
            "return y - a",
            "Every residual has the right size and the opposite sign. Books differ in what is "
            'subtracted from what; the lesson keeps one order, under "How wrong is a line?".',
        ),
        Misconception(
            "bias forgotten",
            "a = b + w * X",
            "a = w * X",
            "Every residual is off by the same amount, and that amount is an argument that you "
            "have not used. What else goes into z?",
        ),
        Misconception(
            "weight and bias swapped",
            "a = b + w * X",
            "a = w + b * X",
            "Your line has its slope and its height changed about. Which of w and b says how "
            "heavily the input counts?",
        ),
        Misconception(
            "bias weighed too",
            "a = b + w * X",
            "a = w * (X + b)",
            "The bias is multiplied by the weight in your sum. In the neuron's drawing it has a "
            "wire of its own: what is it multiplied by there?",
        ),
        Misconception(
            "absolute values",
            "return a - y",
            "return np.abs(a - y)",
            "No residual of yours is negative. A residual keeps its sign: it says on which side "
            "of the line the sample lies.",
        ),
        Misconception(
            "squared already",
            "return a - y",
            "return (a - y) ** 2",
            "These are the squares of the residuals. Squaring belongs to the loss, the next task.",
        ),
        Misconception(
            "a vector against a column",
            "return a - y",
            "return a - y.ravel()",
            "A table came out where a column was expected: NumPy stretched a column against a "
            "vector, and every prediction met every target. Print both shapes before you subtract.",
        ),
        Misconception(
            "bias subtracted",
            "a = b + w * X",
            "a = w * X - b",
            "Every residual is off by twice the bias, so it comes in with the opposite sign. "
            "Look for a bracket behind a minus, and at what it does to each term inside.",
        ),
        Misconception(
            "the line of 1.1",
            "a = b + w * X",
            "a = 0.5 + 1.5 * X",
            "You use the line of 1.1 whatever line is asked about: two arguments have no "
            "influence on your result. Which names hold the weight and the bias here?",
        ),
    ),
    alternatives=(
        "def residuals_of(X, y, w, b):\n    return w * X + b - y",
        "def residuals_of(X, y, w, b):\n"
        "    rows = [[b + w * x[0] - t[0]] for x, t in zip(X, y)]\n"
        "    return np.array(rows)",
    ),
)

LOSS = Task(
    id="1.3",
    title="The loss",
    points=3,
    difficulty=2,
    minutes=6,
    formulas=("B1",),
    probe=Function("loss", returns=("C",)),
    cases=lambda rng: [
        *(predictions(rng, m) for m in (4, 7, 12, 1)),
        {"a": np.array([[2.0], [-3.0]]), "y": np.array([[2.0], [-3.0]])},
    ],
    ranges={"a": COLUMN, "y": COLUMN},
    extremes={"no residual at all": lambda a, y: np.array_equal(a, y)},
    without=("nnlib",),
    hints=(
        "Read formula (1.2) from the inside outwards: each sign of it is one step.",
        "Test your function on the seedlings and the line of 1.1: on paper C is 3.5 / 8.",
        "Three things happen to the residuals, in this order: a square, a mean, a factor.",
    ),
    misconceptions=(
        Misconception(
            "no half",
            "np.mean((a - y) ** 2) / 2",
            "np.mean((a - y) ** 2)",
            "Your loss is twice ours, and PyTorch's `MSELoss` is defined your way: look for the "
            'factor in the table under "The same minimum under other names".',
        ),
        Misconception(
            "sum for mean",
            "np.mean((a - y) ** 2) / 2",
            "np.sum((a - y) ** 2) / 2",
            "Your loss is m times ours, and it grows with the number of samples. Some books "
            "define it so; what stands in front of the sum in (1.2)?",
        ),
        Misconception(
            "sum and no half",
            "np.mean((a - y) ** 2) / 2",
            "np.sum((a - y) ** 2)",
            "Your loss is 2m times ours, so two factors of (1.2) are still to come. Which two?",
        ),
        Misconception(
            "errors cancel",
            "np.mean((a - y) ** 2) / 2",
            "np.mean(a - y) ** 2 / 2",
            "Positive and negative residuals cancel in your loss: a line far above one sample and "
            "far below another would cost nothing. What must come first, the square or the mean?",
        ),
        Misconception(
            "absolute values",
            "np.mean((a - y) ** 2) / 2",
            "np.mean(np.abs(a - y)) / 2",
            "Each residual counts by its size. That is a loss too, but not the one whose squares "
            "the lesson draws.",
        ),
        Misconception(
            "a root",
            "np.mean((a - y) ** 2) / 2",
            "np.sqrt(np.mean((a - y) ** 2))",
            "You took a root at the end, as for a standard deviation. (1.2) has none: its slope "
            "would be harder to write down.",
        ),
        Misconception(
            "a vector against a column",
            "np.mean((a - y) ** 2) / 2",
            "np.mean((a - y.ravel()) ** 2) / 2",
            "One number came out, but it is a mean over m × m differences: every prediction met "
            "every target. Somewhere a vector (m,) meets a column (m, 1).",
        ),
        Misconception(
            "a variance",
            "np.mean((a - y) ** 2) / 2",
            "np.var(a - y) / 2",
            "Your loss is 0 as soon as all residuals are equal, however large they are: a "
            "variance takes their mean away first. What does (1.2) square, the residual or its "
            "distance from the mean?",
        ),
        Misconception(
            "one sample less",
            "np.mean((a - y) ** 2) / 2",
            "np.sum((a - y) ** 2) / (2 * (len(y) - 1))",
            "You divide by one less than the number of samples, as statisticians do for a "
            "variance. For a lone sample that is a division by 0: over how many samples is the "
            "mean in (1.2)?",
        ),
        Misconception(
            "four seedlings for m",
            "np.mean((a - y) ** 2) / 2",
            "np.sum((a - y) ** 2) / 8",
            "With four samples you are right, and with no other number: the seedlings of the "
            "lesson have got into your denominator. What stands there in (1.2)?",
        ),
    ),
    alternatives=(
        "def loss(a, y):\n    return np.linalg.norm(a - y) ** 2 / (2 * len(y))",
        "def loss(a, y):\n"
        "    total = 0.0\n"
        "    for i in range(len(a)):\n"
        "        total += 0.5 * (a[i, 0] - y[i, 0]) ** 2\n"
        "    return total / len(a)",
    ),
    equivalents={
        "answer C without its sign": "a loss is never negative",
        "inputs a and y exchanged": "a square does not tell which minus which",
    },
)

RESCALE = Task(
    id="1.4",
    title="Hours into minutes",
    points=2,
    difficulty=2,
    minutes=5,
    formulas=("A1",),
    probe=Function("rescale", returns=("w", "b")),
    cases=lambda rng: [line_and_factor(rng) for _ in range(4)],
    ranges={"w": Numbers(), "b": Numbers(), "factor": Numbers(above=0)},
    hints=(
        "The seedling does not care about units: the prediction must stay what it was.",
        "Write b + w x = b′ + w′ x′ with x′ = factor · x. What does it say at x = 0?",
        "At x = 0 you get one of the two new numbers. Then compare what multiplies x on each side.",
    ),
    misconceptions=(
        Misconception(
            "weight multiplied",
            "w / factor, b",
            "w * factor, b",
            "Your bias is right, and your weight goes the wrong way. If the inputs become 60 times "
            "larger, must each count more or less?",
        ),
        Misconception(
            "bias divided too",
            "w / factor, b",
            "w / factor, b / factor",
            "Your weight is right. Your bias has changed: does the unit of x matter at x = 0?",
        ),
        Misconception(
            "both multiplied",
            "w / factor, b",
            "w * factor, b * factor",
            "You have multiplied both, as if the predictions were to grow as well. They are to "
            "stay the same: write that down as an equation.",
        ),
        Misconception(
            "nothing changed",
            "w / factor, b",
            "w, b",
            "You returned the line as it was. Try it: the same weight on an input in minutes "
            "predicts a giant seedling.",
        ),
        Misconception(
            "weight and bias swapped",
            "w / factor, b",
            "b, w / factor",
            "Your two numbers are right and come in the other order. See what the function "
            "promises to return first.",
        ),
        Misconception(
            "sixty for the factor",
            "w / factor, b",
            "w / 60, b",
            "Your bias is right. Your weight is right for minutes only: the function is also "
            "called with other factors. Which argument have you not used?",
        ),
        Misconception(
            "bias multiplied",
            "w / factor, b",
            "w / factor, b * factor",
            "Your weight is right. Your bias grows with the unit: what does the line predict "
            "where the light is 0, in hours or in minutes?",
        ),
    ),
    alternatives=(
        "def rescale(w, b, factor):\n    return [(1 / factor) * w, b]",
        "def rescale(w, b, factor):\n"
        "    X = np.array([[0.0, 1.0], [factor, 1.0]])\n"
        "    slope, height = np.linalg.solve(X, [b, b + w])\n"
        "    return slope, height",
    ),
)

LAYER = Task(
    id="1.5",
    title="Many inputs, many neurons",
    points=4,
    difficulty=2,
    minutes=7,
    formulas=("A4",),
    probe=Function("layer", returns=("z",)),
    # The first two shapes let no wrong product pass; in the others a slip gives numbers.
    cases=lambda rng: [
        *(
            one_layer(rng, *shape)
            for shape in ((5, 3, 2), (2, 4, 3), (4, 3, 4), (5, 3, 3), (1, 2, 1), (3, 1, 2))
        ),
        {"X": np.array([[2, -1]]), "W": np.array([[3, 0], [1, -2]]), "b": np.array([0.5, -1.5])},
    ],
    ranges={
        "X": Numbers(shape="m k"),
        "W": Numbers(shape="k j"),
        "b": Numbers(shape="j"),
    },
    extremes={
        "X and W whole, b not": lambda X, W, b: X.dtype == W.dtype == int and b.dtype == float
    },
    hints=(
        "Write the shapes under the names: X (m, inputs), W (inputs, neurons). What must z have?",
        "The inner two widths of a product must be equal, and they vanish from the result.",
        "NumPy adds a vector (neurons,) to each row of a table (m, neurons) by itself.",
    ),
    misconceptions=(
        Misconception(
            "W transposed",
            "X @ W + b",
            "X @ W.T + b",
            "You multiply by W lying on its side, as if `W[j, k]` were the weight from k to j. "
            "Some texts index it so. Which of the two indices of W counts the inputs here?",
        ),
        Misconception(
            "bias forgotten",
            "X @ W + b",
            "X @ W",
            "Each column of z is off by a constant. One of the three arguments has not been used.",
        ),
        Misconception(
            "bias along the samples",
            "X @ W + b",
            "X @ W + b[:, None]",
            "You give each sample a bias. A bias belongs to a neuron: along which axis of z do "
            "the neurons lie?",
        ),
        Misconception(
            "samples as columns",
            "X @ W + b",
            "W.T @ X.T + b[:, None]",
            "Your z has one column for each sample, as in the texts that write samples as "
            "columns. In this course they are rows, from X to z.",
        ),
        Misconception(
            "one bias for all",
            "X @ W + b",
            "X @ W + b.sum()",
            "Every neuron gets the same bias in your sum. How many biases does this layer have?",
        ),
        Misconception(
            "entry by entry",
            "X @ W + b",
            "X * W + b",
            "You multiply entry by entry, which fits by accident where a side is 1 and stops "
            "elsewhere. A weighted sum meets each input with its own weight and then adds up: "
            "which sign of NumPy does both?",
        ),
    ),
    alternatives=(
        "def layer(X, W, b):\n    return b + np.einsum('ik,kj->ij', X, W)",
        "def layer(X, W, b):\n"
        "    z = np.zeros((len(X), len(b)))\n"
        "    for i in range(len(X)):\n"
        "        for j in range(len(b)):\n"
        "            z[i, j] = b[j] + np.dot(X[i], W[:, j])\n"
        "    return z",
    ),
)

TASKS = (BY_HAND, RESIDUALS, LOSS, RESCALE, LAYER)

QUESTIONS = (
    Question(
        "A line predicts 2 where the target is 5. What is the residual?",
        ("3", "−3", "9", "4.5"),
        1,
        "residuals",
        "lesson 01, How wrong is a line?",
        f"{LESSON}#How-wrong-is-a-line?",
        ("1.1", "1.2"),
    ),
    Question(
        "Two samples have the residuals 2 and −2. What is the loss C?",
        ("0", "4", "2", "8"),
        2,
        "the loss",
        "lesson 01, How wrong is a line?",
        f"{LESSON}#How-wrong-is-a-line?",
        ("1.3",),
    ),
    Question(
        "X has shape (8, 3) and a layer has 5 neurons. What shape has W?",
        ("(5, 3)", "(8, 5)", "(3, 5)", "(3, 8)"),
        2,
        "layers",
        "lesson 01, Many inputs, many neurons",
        f"{LESSON}#Many-inputs,-many-neurons",
        ("1.5",),
    ),
    Question(
        "All inputs become 10 times larger. What must the weight do for the same line?",
        ("become 10 times larger", "become 10 times smaller", "stay", "change its sign"),
        1,
        "weights",
        "lesson 01, From a line to a neuron",
        f"{LESSON}#From-a-line-to-a-neuron",
        ("1.4",),
    ),
)

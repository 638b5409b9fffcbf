"""Exercise set 03: two roads to the best line (ledger rows A2, B1, G1, G2)."""

import numpy as np

from nnlib.course.authoring import (
    Function,
    Misconception,
    Numbers,
    Question,
    Symbolic,
    Task,
    Training,
    Variants,
    Whole,
)

LESSON = "03_two_roads_to_the_best_line.ipynb"
COLUMN = Numbers(shape="m 1")


def place(rng):
    """A point (w, b) at which no slope is 0."""
    w, b = rng.uniform(3, 6, size=2).round(2)
    return {"w": float(w), "b": float(b)}


def inputs_of(rng, m, inputs):
    """X (m, inputs) whose columns have different spreads and means that are not 0."""
    means, spreads = rng.uniform(0.5, 1.5, size=(2, inputs))
    return (means + spreads * rng.normal(size=(m, inputs))).round(2)


def plane(rng, m, inputs):
    return {"X": inputs_of(rng, m, inputs), "y": rng.normal(1, 1, size=(m, 1)).round(2)}


def below(data):
    """The same far below 0, where the bias is negative."""
    return data | {"y": data["y"] - 9}


def place_and_rate(rng, m):
    w, b = rng.uniform(0.5, 2, size=2).round(2) * rng.choice([-1, 1], size=2)
    rate = {"w": float(w), "b": float(b), "eta": float(rng.choice([0.05, 0.1, 0.2, 0.3]))}
    return plane(rng, m, 1) | rate


def walk(rng, m, steps, sign):
    """A walk at about 0.6 times the largest stable rate: it settles, and not at once.

    The bias has the `sign` of the targets.
    """
    data = plane(rng, m, 1)
    data["y"] *= sign
    curvature = np.linalg.norm(np.hstack([data["X"], np.ones((m, 1))]), 2) ** 2 / m
    return data | {"eta": float((1.2 / curvature).round(3)), "steps": steps}


def three_beans(light, growth):
    """Beans, and the sums in the slopes of their loss."""
    beans = list(zip(light, growth, strict=True))
    sums = {"x": sum(light), "t": sum(growth), "xx": sum(x * x for x in light)}
    return {"beans": str(beans), "xt": sum(x * t for x, t in beans)} | sums


SLOPES = Task(
    id="3.1",
    title="Two slopes",
    points=2,
    difficulty=1,
    minutes=6,
    formulas=("B1",),
    probe=Symbolic("slopes", returns=("dC_dw", "dC_db")),
    cases=lambda rng: [place(rng) for _ in range(3)],
    ranges={"w": Numbers(), "b": Numbers()},
    hints=(
        "A partial derivative lets one of w and b move; the other is a number like any other.",
        "One bean first: half the square of its residual. What does it give for w, what for b?",
        "Build the loss as one expression from a list of three residuals; SymPy has `.diff` for "
        "the rest.",
    ),
    misconceptions=(
        Misconception(
            "no half",
            "/ (2 * len(beans))",
            "/ len(beans)",
            "Both slopes are twice ours: they belong to a loss without the half, such as PyTorch's "
            "`MSELoss`. Look at what stands in front of each square in (1.2).",
        ),
        Misconception(
            "sum for mean",
            "/ (2 * len(beans))",
            "/ 2",
            "Both slopes are three times ours, and there are three beans. Is the loss a sum over "
            "the samples, or their mean?",
        ),
        Misconception(
            "sum and no half",
            " / (2 * len(beans))",
            "",
            "Both slopes are six times ours: two factors of (1.2) are still to come.",
        ),
        Misconception(
            "slopes swapped",
            "(C.diff(w), C.diff(b))",
            "(C.diff(b), C.diff(w))",
            "Your two slopes are right and stand in the other order. Which one comes first?",
        ),
        Misconception(
            "x forgotten",
            "(C.diff(w), C.diff(b))",
            "(C.diff(b), C.diff(b))",
            "Your slope in b is right, and your slope in w is the same expression. Derive once "
            "more what was squared: how fast does it change when only w moves? The chain is "
            'spelt out in the lesson, under "The first road: no steps".',
        ),
        Misconception(
            "squares of x",
            "(C.diff(w), C.diff(b))",
            "(sum(r * x**2 for r, (x, _) in zip(residuals, beans)) / len(beans), C.diff(b))",
            "Your slope in b is right. In your slope in w each input counts one time too many: "
            "in the residual it stands without a square.",
        ),
        Misconception(
            "errors cancel",
            "sum(r**2 for r in residuals) / (2 * len(beans))",
            "(sum(residuals) / len(beans)) ** 2 / 2",
            "Your slope in b is right, and your slope in w sees only the mean bean: residuals "
            "above and below the line cancel before they are squared. Which comes first in (1.2), "
            "the square or the mean?",
        ),
        Misconception(
            "solved already",
            "slopes = (C.diff(w), C.diff(b))",
            "best = sympy.solve([C.diff(w), C.diff(b)], [w, b])\nslopes = (best[w], best[b])",
            "These are two numbers: the weight and the bias of the best line, and they are right. "
            "Asked for are the slopes at any w and b, before anything is set to 0.",
        ),
        Misconception(
            "four seedlings for three beans",
            "/ (2 * len(beans))",
            "/ 8",
            "Both slopes are three quarters of ours: your mean is over four, the number of the "
            "seedlings. How many beans are there?",
        ),
        Misconception(
            "light and growth exchanged",
            "residuals = [b + w * x - t for x, t in beans]",
            "residuals = [b + w * x - t for t, x in beans]",
            "Both slopes belong to a line that predicts the light from the growth. In each pair "
            "of `beans`, which number comes first?",
        ),
        Misconception(
            "last bean only",
            "sum(r**2 for r in residuals)",
            "residuals[-1] ** 2",
            "Only the last bean has a say in your loss. If you build it in a loop, does each "
            "round add to what is there, or begin anew?",
        ),
        Misconception(
            "numbers at the origin",
            "(C.diff(w), C.diff(b))",
            "(C.diff(w).subs({w: 0, b: 0}), C.diff(b).subs({w: 0, b: 0}))",
            "These are two numbers: the slopes where w and b are 0, and there they are right. "
            "Asked for are expressions that hold at any place.",
        ),
        Misconception(
            "the lesson's own slopes",
            "(C.diff(w), C.diff(b))",
            "(3.5 * w + 1.5 * b - 5.5, 1.5 * w + b - 2.75)",
            "These are the slopes of the lesson's seedlings. Three beans have slopes of their "
            "own: begin with their residuals.",
        ),
    ),
    alternatives=(
        "slopes = [(14 * w + 6 * b - 34) / 3, (6 * w + 3 * b - 15) / 3]",
        "dC_dw = dC_db = 0\n"
        "for x, t in beans:\n"
        "    dC_dw += (w * x + b - t) * x / sympy.Integer(3)\n"
        "    dC_db += (w * x + b - t) / sympy.Integer(3)\n"
        "slopes = dC_dw, dC_db",
    ),
    tolerance=1e-6,
    why="a third typed as 0.3333333 is as good as the fraction",
    variants=Variants(
        printed=three_beans([1, 2, 3], [4, 3, 8]),
        draw=lambda rng: three_beans(
            np.sort(rng.permutation(range(1, 6))[:3]).tolist(),
            rng.permutation(range(6, 13))[:3].tolist(),
        ),
        places=(
            "{beans}",
            "({xx} * w + {x} * b - {xt}) / 3",
            "({x} * w + 3 * b - {t}) / 3",
        ),
    ),
)

SOLVE = Task(
    id="3.2",
    title="The first road",
    points=3,
    difficulty=2,
    minutes=6,
    formulas=("A2",),
    probe=Function("solve_line", returns=("W", "b")),
    cases=lambda rng: [
        *(plane(rng, *shape) for shape in ((6, 2), (5, 1), (9, 3), (7, 4), (3, 2))),
        below(plane(rng, 8, 2)),
    ],
    ranges={"X": Numbers(shape="m k"), "y": COLUMN},
    extremes={"no more samples than parameters": lambda X, y: len(y) == len(X[0]) + 1},
    uncovered={
        "m = 1": "many lines go through one sample",
        "X: 1e-6": "beside the ones the normal equations lose all digits of such a column",
        "X: 1e6": "beside the ones the normal equations lose all digits of such a column",
    },
    hints=(
        "The bias is a weight too: of an input that is 1 for every sample.",
        "Give X that input as one more column. Where you put it decides where the bias comes out.",
        "`solve(A, c)` in `np.linalg` solves A θ = c; here A has a row for each parameter. Then "
        "cut θ in two.",
    ),
    misconceptions=(
        Misconception(
            "no column of ones",
            ("np.hstack([X, np.ones((len(X), 1))])", "theta[:-1], theta[-1]"),
            ("X", "theta, np.zeros(1)"),
            "This is the best neuron among those without a bias: it predicts 0 where all inputs "
            'are 0. See what X gets in the lesson before "normal equations" are written down.',
        ),
        Misconception(
            "bias first",
            "[X, np.ones((len(X), 1))]",
            "[np.ones((len(X), 1)), X]",
            "All numbers are right, but the bias stands among the weights and the last weight "
            "in its place. Where in θ does the bias come out, if the ones come first?",
        ),
        Misconception(
            "height at the mean",
            "np.hstack([X, ",
            "np.hstack([X - X.mean(axis=0), ",
            "Your weights are right. Your bias is the height at the mean of the inputs: you have "
            "centred them, and the neuron will get them as they are. What does it predict where "
            'all inputs are 0? "A better bowl" in the lesson is about that shift.',
        ),
        Misconception(
            "each input by itself",
            "return theta[:-1], theta[-1]",
            "dx, dy = X - X.mean(axis=0), y - y.mean()\n"
            "    W = ((dx * dy).sum(axis=0) / (dx**2).sum(axis=0))[:, None]\n"
            "    return W, y.mean(axis=0) - X.mean(axis=0) @ W",
            "With one input you are right. With several, you give each the slope that it would "
            "have alone; but inputs that rise together share the credit. All slopes must be 0 "
            "at the same time: how many equations is that?",
        ),
        Misconception(
            "a mean on one side",
            "X1.T @ y)",
            "X1.T @ y / len(X))",
            "Weights and bias are m times too small: a mean stands on one side of your equations "
            "and a sum on the other.",
        ),
        Misconception(
            "a one for each input",
            ("np.ones((len(X), 1))", "np.linalg.solve(X1.T @ X1, X1.T @ y)"),
            ("np.ones_like(X)", "np.linalg.lstsq(X1, y, rcond=None)[0]"),
            "With one input you are right. With several, X gets as many columns of ones as it has "
            "inputs, and they share the bias among them: `ones_like` makes what X is like. How "
            "many biases has one neuron?",
        ),
        Misconception(
            "y flattened",
            "X1.T @ y)",
            "X1.T @ y.ravel())",
            "The numbers are right, and a dimension is lost: from a vector of targets comes a "
            "vector of parameters. Keep y the column that it is.",
        ),
        Misconception(
            "one slope for all inputs",
            "return theta[:-1], theta[-1]",
            (
                "w = ((X - X.mean()) * (y - y.mean())).sum() / ((X - X.mean()) ** 2).sum()\n"
                "    return np.array([[w]]), np.array([y.mean() - w * X.mean()])"
            ),
            "With one input you are right. With several, you take all entries of X together as "
            "if they were one input, and find one weight. How many weights has the neuron?",
        ),
        Misconception(
            "ones last, bias read first",
            "theta[:-1], theta[-1]",
            "theta[1:], theta[0]",
            "All numbers are right, but you cut θ at the wrong end: what you return as the bias "
            "is a weight. The bias stands where its column of ones stands in X.",
        ),
    ),
    alternatives=(
        "def solve_line(X, y):\n"
        "    X1 = np.column_stack([np.ones(len(X)), X])\n"
        "    theta = np.linalg.lstsq(X1, y, rcond=None)[0]\n"
        "    return theta[1:], theta[0]",
        "def solve_line(X, y):\n"
        "    W = np.linalg.pinv(X - X.mean(axis=0)) @ (y - y.mean())\n"
        "    return W, y.mean(axis=0) - X.mean(axis=0) @ W",
    ),
    tolerance=1e-8,
    why="the normal equations lose twice as many digits as lstsq, and both are right",
)

STEP = Task(
    id="3.3",
    title="One step downhill",
    points=3,
    difficulty=2,
    minutes=5,
    formulas=("G1",),
    probe=Function("step", returns=("w", "b")),
    cases=lambda rng: [place_and_rate(rng, m) for m in (4, 7, 5, 1)],
    ranges={"X": COLUMN, "y": COLUMN, "w": Numbers(), "b": Numbers(), "eta": Numbers(above=0)},
    without=("nnlib",),
    hints=(
        "You need both slopes at the old place before you move anything.",
        "Three samples check it: with (1, 4), (2, 3), (3, 8) and η = 0.3 you must come from "
        "w = b = 0 to w = 3.4 and b = 1.5.",
        "Four lines: the residuals, the slope in w, the slope in b, and both moves at once.",
    ),
    misconceptions=(
        Misconception(
            "uphill",
            ("w - eta * dC_dw", "b - eta * dC_db"),
            ("w + eta * dC_dw", "b + eta * dC_db"),
            "Your step is as long as it should be and goes the opposite way: the loss rises. "
            "Either the sign of the move or the order in your residuals is turned round; "
            '"Which way is down?" has a picture.',
        ),
        Misconception(
            "sum for mean",
            ("np.mean(residuals * X)", "np.mean(residuals)"),
            ("np.sum(residuals * X)", "np.sum(residuals)"),
            "Your step is m times too long. With a sum, a thousand samples would need a rate a "
            "thousand times smaller: what stands in front of the sums in the lesson's slopes?",
        ),
        Misconception(
            "factor 2",
            ("np.mean(residuals * X)", "np.mean(residuals)"),
            ("2 * np.mean(residuals * X)", "2 * np.mean(residuals)"),
            "Your step is twice too long: it belongs to a loss without the half, such as PyTorch's "
            "`MSELoss`. Here the half of (1.2) cancels the 2 that comes from the square.",
        ),
        Misconception(
            "half kept",
            ("np.mean(residuals * X)", "np.mean(residuals)"),
            ("np.mean(residuals * X) / 2", "np.mean(residuals) / 2"),
            "Your step is half as long as it should be. The half of (1.2) stands before a square: "
            "what does the derivative of a square bring with it?",
        ),
        Misconception(
            "x forgotten",
            "np.mean(residuals * X)",
            "np.mean(residuals)",
            "Your new b is right, and w moves by the same amount. What was w multiplied by in the "
            'prediction? "The second road: downhill" says what becomes of it in the slope.',
        ),
        Misconception(
            "means before the product",
            "np.mean(residuals * X)",
            "np.mean(residuals) * np.mean(X)",
            "Your new b is right. For w you took two means and then a product; each residual must "
            "meet its own input before anything is averaged.",
        ),
        Misconception(
            "b after w",
            "np.mean(residuals)",
            "np.mean(b + (w - eta * dC_dw) * X - y)",
            "Your new w is right, but b is moved by a slope at a place where w is new already. "
            "The gradient is taken at one point: work out both slopes before you move.",
        ),
        Misconception(
            "bias left alone",
            "b - eta * dC_db",
            "b",
            "Your new w is right, and b has not moved. It has a slope of its own.",
        ),
        Misconception(
            "w and b swapped",
            "return w - eta * dC_dw, b - eta * dC_db",
            "w, b = w - eta * dC_dw, b - eta * dC_db\n    return b, w",
            "Both numbers are right and come in the other order. Which does the function promise "
            "first?",
        ),
        Misconception(
            "w uphill",
            "w - eta * dC_dw",
            "w + eta * dC_dw",
            "Your new b is right, and w goes as far as it should in the opposite direction: one "
            "move goes down and the other up. Compare the two signs.",
        ),
        Misconception(
            "sum for mean in w",
            "np.mean(residuals * X)",
            "np.sum(residuals * X)",
            "Your new b is right, and w moves m times too far. A product `X.T @ …` adds up over "
            "the samples, as a sum does: what is still to come?",
        ),
        Misconception(
            "no rate",
            ("w - eta * dC_dw", "b - eta * dC_db"),
            ("w - dC_dw", "b - dC_db"),
            "You walk the whole gradient. Which argument says how far to go?",
        ),
        Misconception(
            "the gradient itself",
            "w - eta * dC_dw, b - eta * dC_db",
            "dC_dw, dC_db",
            "These are the two slopes, and they are right. The step is still to be taken: the "
            "result is the place where it ends.",
        ),
        Misconception(
            "the move itself",
            "w - eta * dC_dw, b - eta * dC_db",
            "-eta * dC_dw, -eta * dC_db",
            "This is by how much w and b move, and it is right. The result is the place where the "
            "step ends: from where did you set out?",
        ),
        Misconception(
            "the rate times the gradient",
            "w - eta * dC_dw, b - eta * dC_db",
            "eta * dC_dw, eta * dC_db",
            "These are the rate times the slopes, and both are right. The step goes against them, "
            "and the result is the place where it ends.",
        ),
        Misconception(
            "a vector against a column",
            "w * X - y",
            "w * X - y.ravel()",
            "Two numbers came out, but they are means over m × m residuals: every prediction met "
            "every target. Somewhere a vector (m,) meets a column (m, 1).",
        ),
        Misconception(
            "from the origin",
            "residuals = b + w * X - y",
            "w = b = 0.0\n    residuals = b + w * X - y",
            "Your step sets out from w = b = 0, wherever the function is told to start. The "
            "example by hand starts there; which arguments say where this step begins?",
        ),
    ),
    alternatives=(
        "def step(X, y, w, b, eta):\n"
        "    delta = (w * X + b - y) / len(X)\n"
        "    return w - eta * (X.T @ delta).item(), b - eta * delta.sum()",
        "def step(X, y, w, b, eta):\n"
        "    dw = db = 0.0\n"
        "    for x, t in zip(X[:, 0], y[:, 0]):\n"
        "        dw += (w * x + b - t) * x / len(X)\n"
        "        db += (w * x + b - t) / len(X)\n"
        "    return [w - eta * dw, b - eta * db]",
    ),
)

RATE = Task(
    id="3.4",
    title="The largest stable rate",
    points=3,
    difficulty=3,
    minutes=7,
    formulas=("G2",),
    probe=Function("largest_rate", returns=("eta",)),
    # Without the last, the curvature of the bias is never the largest.
    cases=lambda rng: [
        *({"X": inputs_of(rng, *shape)} for shape in ((5, 1), (7, 2), (12, 3), (8, 4), (1, 2))),
        {"X": (inputs_of(rng, 6, 1) / 10).round(3)},
    ],
    ranges={"X": Numbers(shape="m k")},
    uncovered={"1e-6": "beside the bias's curvature of 1 the others would be mostly rounding"},
    hints=(
        "Each direction has a curvature of its own, and the rate must suit all of them.",
        "The lesson finds all curvatures of the seedlings as eigenvalues of one matrix, made from "
        "the inputs alone. On the seedlings your function must return about 0.476.",
        "The bias is a parameter too, so the matrix has one row more than X has columns. Symmetric "
        "matrices have `eigvalsh`, in `np.linalg`.",
    ),
    misconceptions=(
        Misconception(
            "half the limit",
            "2 / np",
            "1 / np",
            "Your rate is half of the limit. There a step ends at the bottom of the steepest "
            "direction; it may overshoot as far again before the loss rises. A loss without the "
            "half gives this number too.",
        ),
        Misconception(
            "flattest direction",
            "eigvalsh(H).max()",
            "eigvalsh(H).min()",
            "You let the flattest direction decide. At your rate the steepest one would overshoot "
            "by more with every step: which curvature is the first to be too much?",
        ),
        Misconception(
            "sum for mean",
            "X1 / len(X)",
            "X1",
            "Your rate is m times too small: your curvatures are sums over the samples, and "
            "the loss (1.2) is a mean.",
        ),
        Misconception(
            "no column of ones",
            "np.hstack([X, np.ones((len(X), 1))])",
            "X",
            "This is the limit of a neuron without a bias. The bias is a direction to walk in as "
            "well: what does X need so that it takes part?",
        ),
        Misconception(
            "best rate",
            "2 / np.linalg.eigvalsh(H).max()",
            "2 / (np.linalg.eigvalsh(H).max() + np.linalg.eigvalsh(H).min())",
            "This is the rate at which the steepest and the flattest direction shrink alike, from "
            '"A better bowl". Asked for is the limit, and there one curvature alone decides.',
        ),
        Misconception(
            "diagonal only",
            "np.linalg.eigvalsh(H).max()",
            "np.diag(H).max()",
            "You look along the axes of w and b only. The steepest direction runs across them, "
            "and the entries beside the diagonal say how far. What do you ask a matrix for its "
            "own directions?",
        ),
        Misconception(
            "all curvatures together",
            "np.linalg.eigvalsh(H).max()",
            "np.trace(H)",
            "Your rate is safe and a little too careful: you have added the curvatures. The "
            "directions do not add up, each shrinks by itself.",
        ),
        Misconception(
            "inputs centred",
            "np.hstack([X, ",
            "np.hstack([X - X.mean(axis=0), ",
            "This is the limit for centred inputs. It is a better bowl, but the function is asked "
            "about the inputs as they are.",
        ),
        Misconception(
            "singular values",
            "2 / np.linalg.eigvalsh(H).max()",
            "2 / np.linalg.norm(X1, 2)",
            "You took the largest singular value of the inputs as a curvature. Curvature grows "
            "with the square of the inputs, and it is a mean over the samples.",
        ),
        Misconception(
            "one input only",
            ("H = X1.T @ X1 / len(X)", "    X1 = np.hstack([X, np.ones((len(X), 1))])\n"),
            ("H = np.array([[np.mean(X**2), X.mean()], [X.mean(), 1.0]])", ""),
            "With one input you are right. With several, you treat all entries of X as if they "
            "were inputs of one weight: how many weights has the neuron, and how many rows must "
            "its matrix have?",
        ),
        Misconception(
            "no ones and no mean",
            ("np.hstack([X, np.ones((len(X), 1))])", "X1 / len(X)"),
            ("X", "X1"),
            "Two things are missing in your matrix. The loss (1.2) is a mean over the samples, and "
            "the bias is a direction to walk in as well.",
        ),
        Misconception(
            "curvature itself",
            "2 / np.linalg.eigvalsh(H).max()",
            "np.linalg.eigvalsh(H).max()",
            "This is the steepest curvature, and it is right. From it to the rate is one more "
            'line on the parabola in "How far may a step go?".',
        ),
        Misconception(
            "inputs for samples",
            "X1 / len(X)",
            "X1 / len(X[0])",
            "You divide by the number of inputs. The loss is a mean over the samples: which "
            "side of X counts those?",
        ),
        Misconception(
            "four seedlings for m",
            "X1 / len(X)",
            "X1 / 4",
            "With four samples you are right, and with no other number: the seedlings of the "
            "lesson have got into your mean. How many rows has X?",
        ),
        Misconception(
            "a one for each input",
            "np.ones((len(X), 1))",
            "np.ones_like(X)",
            "With one input you are right. With several, X gets as many columns of ones as it "
            "has inputs: `ones_like` makes what X is like. How many biases has one neuron?",
        ),
        Misconception(
            "singular value not squared",
            "2 / np.linalg.eigvalsh(H).max()",
            "2 / (np.linalg.norm(X1, 2) / len(X))",
            "You divide a singular value of the inputs by m and take it for a curvature. The "
            "matrix of the curvatures holds products of inputs with inputs: what becomes of a "
            "singular value in it?",
        ),
        Misconception(
            "curvature in the weight alone",
            "np.linalg.eigvalsh(H).max()",
            "np.mean(X**2)",
            "You take the curvature in the weights alone. The bias is a parameter too, and the "
            "steepest direction mixes both.",
        ),
    ),
    alternatives=(
        "def largest_rate(X):\n"
        "    X1 = np.column_stack([np.ones(len(X)), X])\n"
        "    return 2 * len(X) / np.linalg.norm(X1, 2) ** 2",
        "def largest_rate(X):\n"
        "    rows = [np.append(x, 1.0) for x in X]\n"
        "    H = sum(np.outer(row, row) for row in rows) / len(rows)\n"
        "    return 2 / max(np.linalg.eigvals(H).real)",
    ),
    equivalents={
        "answer eta without its sign": "a curvature is never negative",
    },
)

UPDATE = "w, b = w - eta * np.mean(residuals * X), b - eta * np.mean(residuals)"

DESCENT = Task(
    id="3.5",
    title="The second road",
    points=4,
    difficulty=2,
    minutes=7,
    formulas=("B1", "G1", "A2"),
    probe=Training("descend", returns=("losses", "w", "b")),
    cases=lambda rng: [
        walk(rng, *how) for how in ((6, 20, 1), (9, 14, -1), (4, 16, 1), (1, 2, 1), (5, 1, 1))
    ],
    ranges={"X": Numbers(shape="m 1"), "y": COLUMN, "eta": Numbers(above=0), "steps": Whole(low=1)},
    uncovered={
        "X: 1e6": "the walk leaves every number that a computer has",
        "eta: 1e6": "the walk leaves every number that a computer has",
        "eta: 1": "a walk that does not settle magnifies rounding errors",
    },
    hints=(
        "A walk is the step of 2.3 many times over, each from where the last one ended.",
        "Before the loop: the start and an empty list. In it: look first, then move. After it: "
        "return.",
        "In the loop the residuals serve twice, for the loss and for both slopes. Move w and b in "
        "one line, so that both slopes belong to the old place.",
    ),
    misconceptions=(
        Misconception(
            "loss after the step",
            ("        losses.append(np.mean(residuals**2) / 2)\n", UPDATE),
            ("", UPDATE + "\n        losses.append(np.mean((b + w * X - y) ** 2) / 2)"),
            "The walk is right, and your losses are one step ahead: the first is the loss after "
            "a step. Note the loss before you move.",
        ),
        Misconception(
            "gradient of the start",
            UPDATE,
            UPDATE.replace("residuals", "-y"),
            "Every step of yours goes the same way and the same distance: all of them use the "
            "gradient of the start. The slopes change as you walk, so where must they be computed?",
        ),
        Misconception(
            "back to the start",
            ("    w = b = 0.0\n", "range(steps):\n"),
            ("", "range(steps):\n        w = b = 0.0\n"),
            "All your losses are equal: each step sets out from the origin again. Look which lines "
            "of yours are indented under the loop.",
        ),
        Misconception(
            "return inside the loop",
            "    return losses, w, b",
            "        return losses, w, b",
            "The walk ends after one step. Look how far your `return` is indented.",
        ),
        Misconception(
            "one step too many",
            "range(steps)",
            "range(steps + 1)",
            "You take one step more than was asked. Count the losses against `steps`.",
        ),
        Misconception(
            "one step too few",
            "range(steps)",
            "range(steps - 1)",
            "You take one step less than was asked: there is a loss before each of them. Count "
            "the losses against `steps`.",
        ),
        Misconception(
            "list emptied",
            ("    losses = []\n", "range(steps):\n"),
            ("", "range(steps):\n        losses = []\n"),
            "The walk is right, and one single loss came back, the last: your list is made anew "
            "in each round. Look which lines of yours are indented under the loop.",
        ),
        Misconception(
            "step thrown away",
            f"        {UPDATE}\n",
            "",
            "All your losses are equal, and w and b are still 0 at the end: you never leave the "
            "start. If you call a function that takes the step, where does its result go?",
        ),
        Misconception(
            "losses not averaged",
            "np.mean(residuals**2) / 2",
            "residuals**2 / 2",
            "The walk is right, and each of your losses is a whole column. A loss is one number: "
            "what makes one of the half squares of all samples?",
        ),
        Misconception(
            "last loss too",
            "    return losses, w, b",
            "    return [*losses, np.mean((b + w * X - y) ** 2) / 2], w, b",
            "The walk is right, and there is one loss too many: that of the end. A loss is wanted "
            "before each step only.",
        ),
        Misconception(
            "b after w",
            UPDATE,
            "w = w - eta * np.mean(residuals * X)\n        b = b - eta * np.mean(b + w * X - y)",
            "Your walk takes another path: b moves by a slope at a place where w is new already. "
            "Compute both slopes before either moves.",
        ),
        Misconception(
            "uphill",
            UPDATE,
            UPDATE.replace("- eta", "+ eta"),
            "Your losses rise: every step goes up the gradient. Look at the sign of the move and "
            "at the order in your residuals.",
        ),
        Misconception(
            "no half in the loss",
            "np.mean(residuals**2) / 2",
            "np.mean(residuals**2)",
            "The walk is right, and every loss is twice ours. Look at what stands in front of "
            "each square in (1.2).",
        ),
        Misconception(
            "no half anywhere",
            ("np.mean(residuals**2) / 2", UPDATE),
            ("np.mean(residuals**2)", UPDATE.replace("eta", "2 * eta")),
            "Losses and steps are those of a loss without the half: consistent, as in PyTorch, "
            "and not (1.2). The first loss is twice ours, and each step twice as long.",
        ),
        Misconception(
            "sum for mean",
            UPDATE,
            UPDATE.replace("np.mean", "np.sum"),
            "Your first loss is right, and then the steps are m times too long. Are your slopes "
            "sums over the samples, or means?",
        ),
        Misconception(
            "bias left alone",
            ", b - eta * np.mean(residuals)",
            ", b",
            "Your b is still 0 at the end: only w walks, and the line stays tied to the origin.",
        ),
        Misconception(
            "start at 1",
            "w = b = 0.0",
            "w = b = 1.0",
            "Your first loss is off already, and the steps from there are right: you set out "
            "from w = b = 1. Where does the text begin?",
        ),
        Misconception(
            "residuals of the start",
            ("    losses = []\n", "        residuals = b + w * X - y\n"),
            ("    losses = []\n    residuals = b + w * X - y\n", ""),
            "All your losses are that of the start, and every step is the same: the residuals "
            "are worked out once, before the loop. They change with every move.",
        ),
    ),
    alternatives=(
        "def descend(X, y, eta, steps):\n"
        "    net = nn.init([1, 1], [nn.activations.identity], np.random.default_rng(0), "
        "scheme='zeros')\n"
        "    losses = np.zeros(steps)\n"
        "    for t in range(steps):\n"
        "        trace = nn.forward(net, X)\n"
        "        losses[t] = nn.losses.squared_error(trace.a[1], y)\n"
        "        grads = nn.backward(net, trace, y, nn.losses.squared_error)\n"
        "        nn.SGD(eta).step(net, grads)\n"
        "    return losses, net.W[1].item(), net.b[1].item()",
        "def descend(X, y, eta, steps):\n"
        "    X1 = np.hstack([X, np.ones_like(X)])\n"
        "    way = [np.zeros((2, 1))]\n"
        "    for _ in range(steps):\n"
        "        way.append(way[-1] - eta * X1.T @ (X1 @ way[-1] - y) / len(X))\n"
        "    losses = [((X1 @ theta - y) ** 2).sum() / (2 * len(X)) for theta in way[:steps]]\n"
        "    return losses, *way[steps].ravel().tolist()",
    ),
    why="rounding errors shrink with every step of a walk that settles",
    equivalents={
        "answer losses without its sign": "a loss is never negative",
    },
)

TASKS = (SLOPES, SOLVE, STEP, RATE, DESCENT)

QUESTIONS = (
    Question(
        "You write the loss with the squares of y − a instead of a − y. What becomes of ∂C/∂w?",
        ("It changes its sign", "It doubles", "It stays the same", "It becomes 0"),
        2,
        "slopes",
        "lesson 03, The first road",
        f"{LESSON}#The-first-road:-no-steps",
        ("3.1",),
    ),
    Question(
        "Which point does the least-squares line always go through?",
        ("the origin", "the mean point of the data", "the sample nearest to it", "none"),
        1,
        "least squares",
        "lesson 03, The first road",
        f"{LESSON}#The-first-road:-no-steps",
        ("3.2",),
    ),
    Question(
        "At w = 1 the slope ∂C/∂w is −2. Where is w after one step with η = 0.1?",
        ("0.8", "−0.2", "3", "1.2"),
        3,
        "a step of descent",
        "lesson 03, One step, and then many",
        f"{LESSON}#One-step,-and-then-many",
        ("3.3", "3.5"),
    ),
    Question(
        "A loss has the curvatures 4 and 1. What is the largest stable learning rate?",
        ("0.5", "0.25", "0.4", "2"),
        0,
        "the learning rate",
        "lesson 03, How far may a step go?",
        f"{LESSON}#How-far-may-a-step-go?",
        ("3.4",),
    ),
)

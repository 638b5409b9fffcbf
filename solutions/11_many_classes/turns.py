"""Lesson 11's turns: softmax by rows, the slopes of the scores, log-sum-exp, one step."""

import numpy as np

from nnlib.course.authoring import Function, Misconception, Turn


def scores(rng, m, classes):
    """Scores in which no two rows have one sum."""
    return {"z": rng.uniform(-2, 2, size=(m, classes)).round(2)}


def judged(rng, m, classes):
    """Shares of m samples, and labels with repetitions."""
    e = np.exp(rng.uniform(-1, 1, size=(m, classes)))
    return {"p": e / e.sum(axis=1)[:, None], "y": rng.integers(0, classes, size=m)}


def started(rng, m, inputs, classes):
    """A batch with labels, and a layer that is somewhere on its way."""
    return {
        "X": rng.normal(size=(m, inputs)).round(2),
        "y": rng.integers(0, classes, size=m),
        "W": rng.normal(size=(inputs, classes)).round(2),
        "b": np.resize([0.9, -0.9], classes) + rng.uniform(0, 0.1, size=classes).round(2),
        "eta": float(rng.uniform(0.2, 0.8)),
    }


SHARES = Turn(
    id="11.a",
    title="Softmax",
    probe=Function("shares", returns=("p",)),
    cases=lambda rng: [scores(rng, 4, 3), scores(rng, 2, 5), scores(rng, 3, 3)],
    hints=(
        "Each row divided by its own sum: which axis runs along a row?",
        "The sums are a row of numbers, (m,); with [:, None] they become a column, and every row "
        "finds its own.",
    ),
    misconceptions=(
        Misconception(
            "sum over the batch",
            "e.sum(axis=1)[:, None]",
            "e.sum()",
            "All rows together add up to 1 in yours. Each picture is a question of its own, so "
            "each row has its own sum.",
        ),
        Misconception(
            "sum over the samples",
            "e.sum(axis=1)[:, None]",
            "e.sum(axis=0, keepdims=True)",
            "Your columns add up to 1: you have divided by the sum over the pictures. The classes "
            "of one picture stand in a row.",
        ),
        Misconception(
            "no exponential",
            "e / e.sum(axis=1)[:, None]",
            "z / z.sum(axis=1)[:, None]",
            "You share out the scores themselves. They can be negative, and then so are shares: "
            "the exponentials are to be shared out.",
        ),
        Misconception(
            "divided by the largest",
            "e.sum(axis=1)[:, None]",
            "e.max(axis=1)[:, None]",
            "The largest share of each row is 1 in yours, and the others come on top of it. By "
            "what must you divide, so that a row adds up to 1?",
        ),
        Misconception(
            "each by itself",
            "e / e.sum(axis=1)[:, None]",
            "1 / (1 + np.exp(-z))",
            "You take the logistic of each score by itself, so a row need not add up to 1. A "
            "share depends on all scores of its row.",
        ),
        Misconception(
            "exponential of the sum",
            "e.sum(axis=1)[:, None]",
            "np.exp(z.sum(axis=1))[:, None]",
            "You divide by the exponential of the summed scores. Wanted is the sum of the "
            "exponentials.",
        ),
        Misconception(
            "softmax twice",
            "return e / e.sum(axis=1)[:, None]",
            "p = np.exp(e / e.sum(axis=1)[:, None])\n    return p / p.sum(axis=1)[:, None]",
            "Your rows add up to 1 and are much too even: a softmax has been taken of shares.",
        ),
        Misconception(
            "exponentials alone",
            "e / e.sum(axis=1)[:, None]",
            "e",
            "These are the exponentials. A share is an exponential over the sum of its row.",
        ),
    ),
    alternatives=("def shares(z):\n    e = np.exp(z)\n    return (e.T / e.sum(axis=1)).T",),
    equivalents={"answer p without its sign": "a share is never below 0"},
)

SCORE_SLOPES = Turn(
    id="11.b",
    title="The slopes in the scores",
    probe=Function("score_slopes", returns=("slopes",)),
    cases=lambda rng: [judged(rng, 4, 3), judged(rng, 2, 5), judged(rng, 7, 4)],
    hints=(
        "np.eye(K)[y] has a one-hot row for each label.",
        "The loss is a mean over the samples, so each slope is one m-th of p − y.",
    ),
    misconceptions=(
        Misconception(
            "target first",
            "(p - np.eye(p.shape[1])[y])",
            "(np.eye(p.shape[1])[y] - p)",
            "The sign is turned round: a step against these slopes would lower the score of the "
            "right class.",
        ),
        Misconception(
            "no mean",
            " / len(p)",
            "",
            "These are the slopes of the sum over the samples. The loss is their mean.",
        ),
        Misconception(
            "mean over all entries",
            " / len(p)",
            " / p.size",
            "You divide by the number of all entries. The mean of the loss is over the samples, "
            "not over the classes.",
        ),
        Misconception(
            "the diagonal alone",
            "(p - np.eye(p.shape[1])[y])",
            "(p - np.eye(p.shape[1])[y]) * p * (1 - p)",
            "There is a factor p (1 − p) too many: that belongs to a squared loss behind a "
            "sigmoid, and here it has cancelled.",
        ),
        Misconception(
            "every label in every row",
            "np.eye(p.shape[1])[y]",
            "np.eye(p.shape[1])[y].max(axis=0)",
            "You take 1 from the columns of all labels in every row, as p[:, y] does. Each row "
            "has one label: pair the rows with the labels.",
        ),
        Misconception(
            "the label's share alone",
            "(p - np.eye(p.shape[1])[y])",
            "(p - 1) * np.eye(p.shape[1])[y]",
            "Only the label's class gets a slope. The loss looks at its share, but the scores of "
            "all classes make that share.",
        ),
        Misconception(
            "labels as numbers",
            "np.eye(p.shape[1])[y]",
            "y[:, None]",
            "You subtract the label's number from each share. A label is a name: its row has a "
            "single 1.",
        ),
        Misconception(
            "softmax of shares",
            "p - np.eye(p.shape[1])[y]",
            "np.exp(p) / np.exp(p).sum(axis=1, keepdims=True) - np.eye(p.shape[1])[y]",
            "You take a softmax of `p`. These are shares already.",
        ),
        Misconception(
            "slope of one logistic",
            "(p - np.eye(p.shape[1])[y])",
            "p * (1 - p)",
            "That is the slope of a logistic in its sum. (11.5) has the slope of the loss, and "
            "the labels have a say in it.",
        ),
    ),
    alternatives=(
        "def score_slopes(p, y):\n"
        "    slopes = p.copy()\n"
        "    slopes[np.arange(len(y)), y] -= 1\n"
        "    return slopes / len(y)",
    ),
)

LOG_SUM_EXP = Turn(
    id="11.c",
    title="Log-sum-exp",
    probe=Function("log_sum_exp", returns=("result",)),
    cases=lambda rng: [
        scores(rng, 4, 3),
        {"z": np.array([[1000.0, 999.0], [900.0, -900.0], [1.0, 0.5], [-1000.0, -1001.0]])},
        scores(rng, 3, 5),
    ],
    hints=(
        "Each row has a largest score, shape (m,): give it a name first.",
        "Equation (11.6): subtract it inside the exponential, and add it to the logarithm.",
    ),
    misconceptions=(
        Misconception(
            "no maximum",
            ("top + np.log", "z - top[:, None]"),
            ("np.log", "z"),
            "Right for small scores; for 1000 the exponential is infinite, and for −1000 all are "
            "0. What may be subtracted without a change?",
        ),
        Misconception(
            "one maximum for all",
            "z.max(axis=1)",
            "np.full(len(z), z.max())",
            "You take one maximum for the whole batch. The rows far below it lose all their "
            "exponentials, and the logarithm of 0 is what is left.",
        ),
        Misconception(
            "not added again",
            "top + np.log",
            "np.log",
            "What you subtract inside must come back outside: for one score z alone the result "
            "is z.",
        ),
        Misconception(
            "subtracted again",
            "top + np.log",
            "top - np.log",
            "The logarithm has the wrong sign: what the exponentials add up to makes the result"
            " larger than the largest score.",
        ),
        Misconception(
            "never below 0",
            "z.max(axis=1)",
            "np.maximum(z.max(axis=1), 0)",
            "Your maximum is never below 0, so a row in which all scores are far below 0 gets "
            "nothing but zeros.",
        ),
        Misconception(
            "no logarithm",
            "top + np.log(np.exp(z - top[:, None]).sum(axis=1))",
            "np.exp(z - top[:, None]).sum(axis=1)",
            "That is the sum of the shifted exponentials; its logarithm is asked for, and the "
            "shift is to come back.",
        ),
        Misconception(
            "sum over the samples",
            "- top[:, None]).sum(axis=1)",
            "- top[:, None]).sum()",
            "You add up the exponentials of all rows. Each row has a sum of its own.",
        ),
        Misconception(
            "taken off again",
            "return top + ",
            "return -top + ",
            "What is subtracted inside is to be added outside. You take it off once more.",
        ),
        Misconception(
            "mean of the exponentials",
            ".sum(axis=1))",
            ".mean(axis=1))",
            "You take the mean of the exponentials. Wanted is the logarithm of their sum.",
        ),
        Misconception(
            "less than the largest",
            "z.max(axis=1)",
            "z.min(axis=1)",
            "You subtract less than the largest score of each row, so an exponential may still be "
            "infinite. Which score must become 0, so that none is above 1?",
        ),
        Misconception(
            "logarithm of each",
            "np.log(np.exp(z - top[:, None]).sum(axis=1))",
            "np.log(np.exp(z - top[:, None])).sum(axis=1)",
            "You take the logarithm of each exponential, and then the sum. Wanted is the "
            "logarithm of their sum.",
        ),
        Misconception(
            "logarithm forgotten",
            "np.log(np.exp(z - top[:, None]).sum(axis=1))",
            "np.exp(z - top[:, None]).sum(axis=1)",
            "To the largest score you add the sum itself. Its logarithm is wanted.",
        ),
    ),
    alternatives=("def log_sum_exp(z):\n    return np.logaddexp.reduce(z, axis=1)",),
)

STEP = Turn(
    id="11.d",
    title="One step",
    probe=Function("step", returns=("W", "b")),
    cases=lambda rng: [started(rng, 5, 3, 4), started(rng, 7, 2, 3), started(rng, 4, 6, 2)],
    hints=(
        "Scores, shares, slopes p − y over m: call the slopes delta.",
        "As for every layer: X.T @ delta for W, and the sum of delta over the samples for b.",
        "Give back new arrays: W - eta * …, not W -= …",
    ),
    misconceptions=(
        Misconception(
            "uphill",
            ("W - eta", "b - eta"),
            ("W + eta", "b + eta"),
            "Your step goes up: downhill is against the slope.",
        ),
        Misconception(
            "no mean",
            ("@ p / len(y)", "p.mean(axis=0)"),
            ("@ p", "p.sum(axis=0)"),
            "Your step is m times too long: the loss is a mean over the samples.",
        ),
        Misconception(
            "mean twice",
            ("@ p / len(y)", "p.mean(axis=0)"),
            ("@ p / len(y) ** 2", "p.mean(axis=0) / len(y)"),
            "Your step is m times too short: the 1/m has come in twice.",
        ),
        Misconception(
            "scores for shares",
            "nn.losses.softmax(X @ W + b)",
            "X @ W + b",
            "You subtract the labels from the scores. The slope is made of the shares.",
        ),
        Misconception(
            "no bias in the scores",
            "X @ W + b)",
            "X @ W)",
            "The bias is missing where you compute the scores.",
        ),
        Misconception(
            "a factor too many",
            "    p[np.arange(len(y)), y] -= 1\n",
            "    factor = p * (1 - p)\n    p[np.arange(len(y)), y] -= 1\n    p *= factor\n",
            "There is a factor p (1 − p) too many in your slopes: behind a softmax it has "
            "cancelled.",
        ),
        Misconception(
            "labels left out",
            "    p[np.arange(len(y)), y] -= 1\n",
            "",
            "Your step pushes every class down by its share, the right one too: y is not used.",
        ),
        Misconception(
            "bias left as it was",
            "b - eta * p.mean(axis=0)",
            "b",
            "W is right, and b is where it was. Its slope is the sum of delta over the samples, a "
            "number for each class; over all entries delta adds up to 0.",
        ),
        Misconception(
            "softmax twice",
            "nn.losses.softmax(X @ W + b)",
            "nn.losses.softmax(nn.losses.softmax(X @ W + b))",
            "Your scores go through a softmax twice. `nn.losses.cross_entropy` and its `grad` "
            "take the scores themselves.",
        ),
        Misconception(
            "labels as numbers",
            "p[np.arange(len(y)), y] -= 1",
            "p = p - y[:, None]",
            "You subtract the label's number from each share. A label is a name: its row has a "
            "single 1.",
        ),
        Misconception(
            "slopes for parameters",
            "W - eta * X.T @ p / len(y), b - eta * p.mean(axis=0)",
            "X.T @ p / len(y), p.mean(axis=0)",
            "These are the slopes. Asked are `W` and `b` after a step against them.",
        ),
        Misconception(
            "scores anew with the new W",
            "return W - eta * X.T @ p / len(y), b - eta * p.mean(axis=0)",
            "W = W - eta * X.T @ p / len(y)\n    p = nn.losses.softmax(X @ W + b)\n    "
            "p[np.arange(len(y)), y] -= 1\n    return W, b - eta * p.mean(axis=0)",
            "W is right. For b you take the slopes anew, with the new W. Both slopes belong to "
            "the place where the step begins.",
        ),
        Misconception(
            "a logistic for each",
            "nn.losses.softmax(X @ W + b)",
            "nn.activations.sigmoid(X @ W + b)",
            "You take the logistic of each score by itself, so a row need not add up to 1. The "
            "shares of a picture are a softmax of its scores.",
        ),
        Misconception(
            "softmax of the columns",
            "nn.losses.softmax(X @ W + b)",
            "nn.losses.softmax((X @ W + b).T).T",
            "Your softmax runs down the columns, over the pictures. The scores of one picture "
            "stand in a row.",
        ),
    ),
    alternatives=(
        "def step(X, y, W, b, eta):\n"
        "    delta = (nn.losses.softmax(X @ W + b) - np.eye(W.shape[1])[y]) / len(X)\n"
        "    return W - eta * (X.T @ delta), b - eta * delta.sum(axis=0)",
    ),
)

TURNS = (SHARES, SCORE_SLOPES, LOG_SUM_EXP, STEP)

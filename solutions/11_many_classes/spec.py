"""Exercise set 11: many classes."""

import numpy as np

from nnlib.course.authoring import (
    Free,
    Function,
    Misconception,
    Numbers,
    Order,
    Question,
    Task,
    Whole,
)

LESSON = "11_many_classes.ipynb"


def judged(rng, m, classes):
    """Shares of m pictures, and labels of which not all are alike."""
    e = np.exp(rng.uniform(-1.5, 1.5, size=(m, classes)))
    return {"p": e / e.sum(axis=1, keepdims=True), "y": labels(rng, m, classes)}


def labels(rng, m, classes):
    """Labels that begin with the last class."""
    return np.append(classes - 1, rng.integers(0, classes, size=m - 1))


def layer(rng, inputs):
    """A layer of two classes, none of whose numbers is 0."""
    W = rng.uniform(0.4, 2.0, size=(inputs, 2)) * rng.choice([-1, 1], size=(inputs, 2))
    return {"W": W.round(2), "b": np.array([0.7, -1.2]) + rng.uniform(0, 0.4, size=2).round(2)}


def scored(rng, m, classes):
    """Scores of m pictures with labels."""
    z = rng.uniform(-3, 3, size=(m, classes)).round(2)
    return {"z": z, "y": labels(rng, m, classes)}


def far_apart(rng):
    """Rows whose scores are 1800 apart, and one whose label has a share that no number holds."""
    case = scored(rng, 4, 3)
    case["z"][0] += 900
    case["z"][1] -= 900
    case["z"][2, (case["y"][2] + 1) % 3] += 800
    return case


KNOWN = Task(
    id="11.1",
    title="Two losses to know by heart",
    points=3,
    difficulty=1,
    minutes=5,
    formulas=(),
    probe=Function("known_losses", returns=("first", "floor")),
    cases=lambda rng: [
        {"K": 10},
        {"K": 2},
        {"K": 3},
        {"K": 1000},
        {"K": int(rng.integers(4, 90))},
    ],
    ranges={"K": Whole(low=2, high=1000)},
    hints=(
        "With equal scores every class gets the same share. Which?",
        "On paper, for K = 2: the first is log 2; the second has the scores 1 and 0, the label "
        "on the 1.",
        "The second is a log-sum-exp less the label's score: the label has the score 1, the "
        "other K − 1 classes have 0.",
    ),
    misconceptions=(
        Misconception(
            "another base",
            "np.log(K), np.log(",
            "np.log10(K), np.log10(",
            "These are logarithms to the base 10. The course takes natural ones, as np.log does.",
        ),
        Misconception(
            "the share for its loss",
            "return np.log(K)",
            "return 1 / K",
            "The first number is the share that each class gets. Its loss is minus the logarithm.",
        ),
        Misconception(
            "minus forgotten",
            "return np.log(K)",
            "return -np.log(K)",
            "Your first loss is below 0: a share is below 1, so its logarithm is negative, and "
            "the loss has a minus in front.",
        ),
        Misconception(
            "nothing learnt is loss nothing",
            "return np.log(K)",
            "return 0.0 * K",
            "A loss of 0 would give each label the share 1. Without an opinion the share is small.",
        ),
        Misconception(
            "floor at 0",
            "np.log(np.e + K - 1) - 1",
            "0.0",
            "The first is right. A second softmax gets scores between 0 and 1: how large can a "
            "share become there?",
        ),
        Misconception(
            "share for the floor",
            "np.log(np.e + K - 1) - 1",
            "np.e / (np.e + K - 1)",
            "The first is right. Your second is the largest share that the label can get; its "
            "loss is minus the logarithm.",
        ),
        Misconception(
            "label's score left out",
            "np.log(np.e + K - 1) - 1",
            "np.log(np.e + K - 1)",
            "The first is right. In the second you have the log-sum-exp; the score of the label, "
            "which is 1, is still to be taken off.",
        ),
        Misconception(
            "label counted twice",
            "np.e + K - 1)",
            "np.e + K)",
            "The first is right. In your sum for the second there are K + 1 classes.",
        ),
        Misconception(
            "shares for losses",
            "np.log(K), np.log(np.e + K - 1) - 1",
            "1 / K, np.e / (np.e + K - 1)",
            "These are the shares of the label. A loss is minus the logarithm of such a share.",
        ),
        Misconception(
            "shares with a minus",
            "np.log(K), np.log(np.e + K - 1) - 1",
            "-1 / K, -np.e / (np.e + K - 1)",
            "These are the shares of the label with a minus. The logarithm is missing.",
        ),
        Misconception(
            "no opinion twice",
            "np.log(np.e + K - 1) - 1",
            "np.log(K)",
            "The first is right. For the second the scores are a 1 and zeros, so the label's "
            "share is larger than those of the others.",
        ),
    ),
    alternatives=(
        "def known_losses(K):\n    return -np.log(1 / K), -np.log(np.e / (np.e + K - 1))",
        "def known_losses(K):\n"
        "    hot = np.eye(K)[:1]\n"
        "    loss = nn.losses.cross_entropy\n"
        "    return loss(0 * hot, np.array([0])), loss(hot, np.array([0]))",
    ),
    equivalents={
        "answer first without its sign": "the logarithm of 2 or more is above 0",
        "answer floor without its sign": "e + K − 1 is above e, so its logarithm is above 1",
    },
)

LABEL_LOSS = Task(
    id="11.2",
    title="Of all shares, one",
    points=3,
    difficulty=2,
    minutes=6,
    formulas=(),
    probe=Function("label_loss"),
    cases=lambda rng: [
        judged(rng, 4, 3),
        judged(rng, 5, 6),
        judged(rng, 3, 3),
        judged(rng, 1, 2),
        {"p": np.ones((4, 1)), "y": np.zeros(4, int)},
    ],
    ranges={"p": Numbers(shape="m k", above=0, high=1), "y": Free()},
    without=("nnlib",),
    hints=(
        "Of each row one entry counts: the one in the column that y names.",
        "On paper: shares ½ and ⅛ cost log 2 and 3 log 2, in the mean 2 log 2.",
        "np.arange(len(y)) numbers the rows; with y for the columns it picks one entry a row.",
    ),
    misconceptions=(
        Misconception(
            "no logarithm",
            "-np.log(own).mean()",
            "-own.mean()",
            "Your loss is minus the mean share. It never goes above 0, and a cross-entropy never "
            "goes below: the logarithm is missing.",
        ),
        Misconception(
            "minus forgotten",
            "-np.log(own).mean()",
            "np.log(own).mean()",
            "Your loss is largest where the labels are likeliest: the sign in front is missing.",
        ),
        Misconception(
            "sum for mean",
            ".mean()",
            ".sum()",
            "Yours is m times ours: the loss is the mean over the samples.",
        ),
        Misconception(
            "logarithm of the mean",
            "-np.log(own).mean()",
            "-np.log(own.mean())",
            "You take the logarithm of the mean share. The loss is the mean of the logarithms, "
            "in which a single small share counts for much.",
        ),
        Misconception(
            "all classes",
            "np.log(own)",
            "np.log(p)",
            "You take the logarithm of every share. The loss looks at the label's alone; the "
            "one-hot row has a 0 at all others.",
        ),
        Misconception(
            "mean over all entries",
            ".mean()",
            ".sum() / p.size",
            "You divide by the number of all entries, K times too much: the mean is over the "
            "samples.",
        ),
        Misconception(
            "every label in every row",
            "np.take_along_axis(p, y[:, None], axis=1)",
            "p[:, y]",
            "p[:, y] takes the columns of all labels from every row, m times m numbers. Each row "
            "has one label: pair the rows with the labels.",
        ),
        Misconception(
            "the surest class",
            "np.take_along_axis(p, y[:, None], axis=1)",
            "p.max(axis=1)",
            "You take the largest share of each row, whatever the label is: a network that is "
            "sure and wrong would cost nothing.",
        ),
        Misconception(
            "softmax of shares",
            "own = np.take_along_axis(p, y[:, None], axis=1)",
            "own = np.take_along_axis(np.exp(p) / np.exp(p).sum(axis=1, keepdims=True), y[:, "
            "None], axis=1)",
            "You take a softmax of `p`. These are shares already, and the loss is made of them as "
            "they are.",
        ),
        Misconception(
            "what is missing to 1",
            "-np.log(own).mean()",
            "(1 - own).mean()",
            "You take what the label's share lacks to 1. (11.3) has minus its logarithm.",
        ),
        Misconception(
            "entropy of the shares",
            "-np.log(own).mean()",
            "-(p * np.log(p)).sum(axis=1).mean()",
            "That tells how unsure the shares are, whatever the labels are. The loss asks for the "
            "label's share alone.",
        ),
        Misconception(
            "labels from 1",
            "y[:, None]",
            "y[:, None] - 1",
            "You take the share beside the label's. Labels count from 0, as columns do.",
        ),
    ),
    alternatives=(
        "def label_loss(p, y):\n    return -np.mean(np.log(p[np.arange(len(y)), y]))",
        "def label_loss(p, y):\n    return -sum(np.log(row[k]) for row, k in zip(p, y)) / len(y)",
    ),
    equivalents={"answer result without its sign": "a cross-entropy on labels is never below 0"},
)

AS_ONE = Task(
    id="11.3",
    title="Two scores, one neuron",
    points=3,
    difficulty=2,
    minutes=6,
    formulas=(),
    probe=Function("as_one_neuron", returns=("w", "bias")),
    cases=lambda rng: [layer(rng, n) for n in (3, 2, 5, 1)],
    ranges={"W": Numbers(shape="n 2"), "b": Numbers(shape="2")},
    hints=(
        "Equation (11.2): the softmax of two scores is the logistic of a difference. Of which?",
        "On paper: equal classes give a difference of 0, so the neuron has weights 0 and bias 0.",
        "A difference of scores is a difference of their columns in W and of their entries in b. "
        "A slice such as 1: keeps the axis.",
    ),
    misconceptions=(
        Misconception(
            "the other way round",
            "W[:, 1:] - W[:, :1], b[1:] - b[:1]",
            "W[:, :1] - W[:, 1:], b[:1] - b[1:]",
            "Your neuron gives the share of class 0. Which score has the minus in (11.2)?",
        ),
        Misconception(
            "class 1 alone",
            "W[:, 1:] - W[:, :1], b[1:] - b[:1]",
            "W[:, 1:], b[1:]",
            "You take the score of class 1 and forget that of class 0. A share depends on both.",
        ),
        Misconception(
            "sum of the scores",
            "W[:, 1:] - W[:, :1], b[1:] - b[:1]",
            "W[:, 1:] + W[:, :1], b[1:] + b[:1]",
            "You add the scores. If both rise by the same, the share must stay.",
        ),
        Misconception(
            "half the difference",
            "W[:, 1:] - W[:, :1], b[1:] - b[:1]",
            "(W[:, 1:] - W[:, :1]) / 2, (b[1:] - b[:1]) / 2",
            "Yours is half of ours. That is right for tanh; the logistic takes the whole "
            "difference.",
        ),
        Misconception(
            "bias of class 1",
            "b[1:] - b[:1]",
            "b[1:]",
            "The weights are right. The bias is a part of each score, too.",
        ),
        Misconception(
            "quotient of weights",
            "W[:, 1:] - W[:, :1], b[1:] - b[:1]",
            "W[:, 1:] / W[:, :1], b[1:] / b[:1]",
            "You divide the scores. The exponentials are divided, so the scores are subtracted.",
        ),
        Misconception(
            "class 0 alone",
            "W[:, 1:] - W[:, :1], b[1:] - b[:1]",
            "W[:, :1], b[:1]",
            "You take the score of class 0 alone. Asked is the share of class 1, and it depends "
            "on both scores.",
        ),
    ),
    alternatives=(
        "def as_one_neuron(W, b):\n    return np.diff(W), np.diff(b)",
        "def as_one_neuron(W, b):\n    return W @ [[-1], [1]], np.array([b[1] - b[0]])",
    ),
)

IN_ORDER = Task(
    id="11.4",
    title="The proof of p − y, put in order",
    points=3,
    difficulty=2,
    minutes=7,
    formulas=(),
    probe=Order(
        "order",
        lines={
            "a": r"$\frac{\partial S}{\partial z_j} = e^{z_j}$",
            "b": r"$C = \log S - z_y$",
            "c": r"$\log S = \sum_t z_t$",
            "d": r"$\frac{\partial C}{\partial z_j} = p_j - y_j$",
            "e": r"$p_j = \frac{e^{z_j}}{S}$ with $S = \sum_t e^{z_t}$",
            "f": r"$C = -\log p_y$",
            "g": r"$\frac{\partial \log S}{\partial z_j} = \frac{e^{z_j}}{S} = p_j$",
            "h": r"$\frac{\partial p_y}{\partial z_j} = p_j \, (1 - p_j)$",
            "i": r"$\frac{\partial z_y}{\partial z_j} = 1$",
        },
        needs={"a": ("e",), "b": ("f", "e"), "d": ("b", "g"), "g": ("a",)},
        strays=("c", "h", "i"),
    ),
    hints=(
        "Begin with what the loss is and what a share is; end with what is to be shown.",
        "For each line ask which letters in it were said before: S, C, its slope.",
        "Of the three wrong lines one takes a logarithm of a sum apart, one has the label's share "
        "react to the other scores as to its own, and one forgets that j may be another class.",
    ),
    misconceptions=(
        Misconception(
            "logarithm of a sum",
            '"b", "a"',
            '"b", "c", "a"',
            "Line c takes the logarithm of each term. A logarithm turns a product into a sum; a "
            "sum it leaves as it is.",
        ),
        Misconception(
            "the diagonal alone",
            '"g", "d"',
            '"h", "d"',
            "Line h is true of j = y only. Every score moves the label's share, the others by "
            "−p_y p_j.",
        ),
        Misconception(
            "every score is the label's",
            '"e", "b"',
            '"e", "b", "i"',
            "Line i is true of j = y only: of all scores one is the label's, and the slope of z_y "
            "in the others is 0.",
        ),
        Misconception(
            "result too early",
            '"g", "d"',
            '"d", "g"',
            "The first line out of place is d: the first of its two terms is the slope of log S, "
            "and that comes below it.",
        ),
        Misconception(
            "slope of a sum not yet there",
            '"f", "e", "b", "a"',
            '"f", "a", "e", "b"',
            "The first line out of place is a: it takes the slope of S, and nothing above it says "
            "what S is.",
        ),
        Misconception(
            "loss before its definition",
            '"f", "e", "b"',
            '"b", "f", "e"',
            "The first line out of place is b: it says what becomes of the loss, and nothing above "
            "it says what the loss is.",
        ),
        Misconception(
            "chain from outside",
            '"a", "g"',
            '"g", "a"',
            "The first line out of place is g: by the chain rule it uses the slope of S itself, "
            "which comes below it.",
        ),
    ),
    alternatives=(
        'order = ["e", "f", "b", "a", "g", "d"]',
        'order = ["e", "a", "g", "f", "b", "d"]',
    ),
)

LOSS_AND_SLOPES = Task(
    id="11.5",
    title="Loss and slope, whatever the scores",
    points=3,
    difficulty=3,
    minutes=9,
    formulas=(),
    probe=Function("loss_and_slopes", returns=("C", "slopes")),
    cases=lambda rng: [
        scored(rng, 4, 3),
        scored(rng, 5, 6),
        far_apart(rng),
        scored(rng, 3, 3),
        scored(rng, 1, 2),
        {"z": rng.uniform(-2, 2, size=(4, 1)).round(2), "y": np.zeros(4, int)},
    ],
    ranges={"z": Numbers(shape="m k", low=-1000, high=1000), "y": Free()},
    without=("nnlib",),
    hints=(
        "Subtract from each row its largest score before any exponential.",
        "The loss of a picture is minus the log-share of its label; for the worked one, 1.408.",
        "The exponentials of the log-shares are the shares p. Subtract the one-hot rows, and "
        "remember the mean.",
    ),
    misconceptions=(
        Misconception(
            "no maximum",
            "low = z - z.max(axis=1, keepdims=True)",
            "low = z",
            "Right for small scores, and no numbers for large ones: nothing is subtracted before "
            "the exponential.",
        ),
        Misconception(
            "one maximum for all",
            "z.max(axis=1, keepdims=True)",
            "z.max()",
            "You subtract one maximum of the whole batch. Rows far below it lose all their "
            "exponentials: each row needs its own.",
        ),
        Misconception(
            "every label in every row",
            "-logs[hot].mean()",
            "-logs[:, y].mean()",
            "The slopes are right. For the loss you take the columns of all labels from every row, "
            "m times m numbers: each row has one label.",
        ),
        Misconception(
            "target first",
            "(np.exp(logs) - hot)",
            "(hot - np.exp(logs))",
            "The loss is right. Your slopes have the wrong sign: prediction minus target.",
        ),
        Misconception(
            "one sum for the batch",
            "np.exp(low).sum(axis=1, keepdims=True)",
            "np.exp(low).sum()",
            "You divide by one sum for the whole batch. Each picture is a question of its own: "
            "each row has its own sum.",
        ),
        Misconception(
            "a factor too many",
            "(np.exp(logs) - hot)",
            "(np.exp(logs) - hot) * np.exp(logs) * (1 - np.exp(logs))",
            "The loss is right. Your slopes have a factor p (1 − p) too many: it belongs to a "
            "squared loss behind a logistic.",
        ),
        Misconception(
            "slopes of the sum",
            "- hot) / len(z)",
            "- hot)",
            "The loss is right. Your slopes are m times too large: they belong to the sum over the "
            "samples.",
        ),
        Misconception(
            "mean over all entries",
            "- hot) / len(z)",
            "- hot) / z.size",
            "The loss is right. Your slopes are K times too small: the mean is over the samples, "
            "not over the entries.",
        ),
        Misconception(
            "sum for mean",
            "logs[hot].mean()",
            "logs[hot].sum()",
            "The slopes are right. Your loss is the sum over the samples.",
        ),
        Misconception(
            "no maximum, and shares first",
            ("low = z - z.max(axis=1, keepdims=True)", "logs = low - np.log(total)"),
            ("low = z", "logs = np.log(np.exp(low) / total)"),
            "Right for small scores. For large ones you divide infinity by infinity, as nothing is "
            "subtracted before the exponential.",
        ),
        Misconception(
            "a constant inside the logarithm",
            "-logs[hot].mean()",
            "-np.log(np.exp(logs[hot]) + 1e-12).mean()",
            "Right while the labels' shares are not tiny. Where one is, what you add inside the "
            "logarithm keeps the loss from growing: log-shares made without shares need no help.",
        ),
        Misconception(
            "logarithm of a share of 0",
            "logs = low - np.log(total)",
            "logs = np.log(np.exp(low) / total)",
            "The slopes are right, and your loss is infinite where a label's share has become 0. "
            "Its logarithm is a plain number: which two numbers is it the difference of?",
        ),
        Misconception(
            "log-shares for shares",
            "(np.exp(logs) - hot)",
            "(logs - hot)",
            "The loss is right. Your slopes have the log-shares where the shares belong.",
        ),
        Misconception(
            "shifted scores for log-shares",
            "logs = low - np.log(total)",
            "logs = low",
            "You stop at the shifted scores. They become log-shares when the logarithm of the sum "
            "is taken off.",
        ),
        Misconception(
            "labels as numbers",
            "(np.exp(logs) - hot)",
            "(np.exp(logs) - y[:, None])",
            "The loss is right. In your slopes you subtract the label's number from each share. A "
            "label is a name: its row has a single 1.",
        ),
        Misconception(
            "every label's column in the slopes",
            "(np.exp(logs) - hot)",
            "(np.exp(logs) - np.bincount(y, minlength=z.shape[1]).clip(max=1))",
            "The loss is right. In your slopes you take 1 from the columns of all labels in every "
            "row, as p[:, y] does. Each row has one label.",
        ),
        Misconception(
            "columns for rows",
            ("z.max(axis=1, keepdims=True)", "np.exp(low).sum(axis=1, keepdims=True)"),
            ("z.max(axis=0, keepdims=True)", "np.exp(low).sum(axis=0, keepdims=True)"),
            "Your maxima and sums run down the columns, over the samples. The scores of one "
            "sample stand in a row.",
        ),
        Misconception(
            "largest not added again",
            "-logs[hot].mean()",
            "(np.log(total) - z[hot][:, None]).mean()",
            "The slopes are right. In your loss the largest score is subtracted inside the "
            "exponential and not added again outside.",
        ),
        Misconception(
            "the label's share alone",
            "(np.exp(logs) - hot)",
            "(np.exp(logs) - 1) * hot",
            "The loss is right. In your slopes only the label's class gets one. The loss looks at "
            "its share, but the scores of all classes make that share.",
        ),
        Misconception(
            "less than the largest",
            "z.max(axis=1, keepdims=True)",
            "z.mean(axis=1, keepdims=True)",
            "You subtract less than the largest score of each row, so an exponential may still be "
            "infinite. Which score must become 0, so that none is above 1?",
        ),
    ),
    alternatives=(
        "def loss_and_slopes(z, y):\n"
        "    e = np.exp(z - z.max(axis=1)[:, None])\n"
        "    S, rows = e.sum(axis=1), np.arange(len(y))\n"
        "    C = np.mean(np.log(S) + z.max(axis=1) - z[rows, y])\n"
        "    p = e / S[:, None]\n"
        "    p[rows, y] -= 1\n"
        "    return C, p / len(y)",
        "def loss_and_slopes(z, y):\n"
        "    logs = z - np.logaddexp.reduce(z, axis=1)[:, None]\n"
        "    Y = np.eye(z.shape[1])[y]\n"
        "    return -(Y * logs).sum() / len(z), (np.exp(logs) - Y) / len(z)",
    ),
    equivalents={"answer C without its sign": "a cross-entropy on labels is never below 0"},
)

TASKS = (KNOWN, LABEL_LOSS, AS_ONE, IN_ORDER, LOSS_AND_SLOPES)

QUESTIONS = (
    Question(
        "A classifier for 10 classes starts with zero weights. What is its first cross-entropy?",
        ("0", "0.1", "log 10, about 2.30", "10"),
        2,
        "the first loss",
        "lesson 11, What is the loss of knowing nothing?",
        f"{LESSON}#What-is-the-loss-of-knowing-nothing?",
        ("11.1", "11.2"),
    ),
    Question(
        "To all scores of a picture 7 is added. What becomes of its softmax?",
        ("nothing", "it rises", "it gets sharper", "it overflows"),
        0,
        "shifts of the scores",
        "lesson 11, From scores to shares",
        f"{LESSON}#From-scores-to-shares",
        ("11.3", "11.5"),
    ),
    Question(
        "The label has the share 0.7. What is the cross-entropy's slope in the label's score?",
        ("0.7", "−0.3", "0.21", "−1/0.7"),
        1,
        "the slope p − y",
        "lesson 11, The slope is the residual, again",
        f"{LESSON}#The-slope-is-the-residual,-again",
        ("11.4", "11.5"),
    ),
)

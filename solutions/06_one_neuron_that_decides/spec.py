"""Exercise set 06: one neuron that decides (ledger rows B2, B3, D1, D4)."""

import numpy as np

from nnlib.course.authoring import Function, Labels, Misconception, Numbers, Question, Task

LESSON = "06_one_neuron_that_decides.ipynb"


def scores(rng, m):
    """z of shape (m, 1), of both signs, none near 0, 1 or −1."""
    sizes = rng.uniform(1.2, 3.5, size=(m, 1)).round(2)
    sizes[0] = 0.4
    return {"z": sizes * np.resize([1, -1], m)[:, None]}


def labels(rng, m):
    """A column of m labels, more ones than noughts, in a random order."""
    return rng.permutation(np.arange(m) % 3 > 0).astype(float)[:, None]


def judged(rng, m):
    """Probabilities that are neither sure nor in doubt, and labels."""
    return {"p": rng.uniform(0.1, 0.9, size=(m, 1)).round(2), "y": labels(rng, m)}


def sure_and_wrong(rng):
    """Two sure mistakes, one of each kind, among other samples."""
    case = judged(rng, 5)
    case["p"][:2], case["y"][:2] = [[1e-9], [1 - 1e-9]], [[1], [0]]
    return case


def neuron(rng, m, inputs):
    """Samples with labels, and a neuron that is neither sure nor in doubt about them."""
    X, W = rng.normal(size=(m, inputs)).round(2), rng.normal(size=(inputs, 1)).round(2)
    b = rng.uniform(0.5, 1.5, size=1).round(2)
    return {"X": X, "y": labels(rng, m), "W": W, "b": b}


def steep(case):
    """The same in inputs that are a hundred times as large: slopes are, too, and scores are not."""
    return case | {"X": case["X"] * 100, "W": case["W"] / 100}


def sure(rng, m, score, label):
    """Scores up to 4 in size with labels, and one that is very sure."""
    z, y = rng.uniform(-4, 4, size=(m, 1)).round(2), labels(rng, m)
    z[-1], y[-1] = score, label
    return {"z": z, "y": y}


def a_line(rng, q):
    """Two weights of different size, a bias, a place and a probability."""
    W = (rng.permutation([[0.7], [2.1]]) + rng.uniform(0, 0.9, size=(2, 1))).round(2)
    b, x0 = rng.uniform(0.5, 2, size=2).round(2) * rng.choice([-1, 1], size=2)
    return {"x0": float(x0), "q": q, "W": W * rng.choice([-1, 1], size=(2, 1)), "b": np.array([b])}


LOGISTIC = Task(
    id="6.1",
    title="The logistic and its slope",
    points=3,
    difficulty=1,
    minutes=5,
    formulas=("D1",),
    probe=Function("logistic", returns=("p", "slope")),
    cases=lambda rng: [scores(rng, m) for m in (5, 3, 8, 1)],
    ranges={"z": Numbers(shape="m 1", low=-800, high=800)},
    without=("nnlib",),
    hints=(
        "Both formulas stand in (D1) of the lesson. The second one needs only the result of the "
        "first.",
        "On paper: log-odds of 0 are p = 1/2 with slope 1/4; odds of 3 to 1 are p = 3/4 with "
        "slope 3/16.",
        "Compute p from the exponential and give it a name. The slope is a product of two "
        "factors: that name, and what is left of 1 without it.",
    ),
    misconceptions=(
        Misconception(
            "sign of the score lost",
            "np.exp(-z)",
            "np.exp(z)",
            "Your probabilities fall as the score grows: each is 1 minus what it should be. The "
            "slopes are right all the same, since they do not tell p from its rest. Which sign "
            "has the exponent?",
        ),
        Misconception(
            "brackets lost",
            "1 / (1 + np.exp(-z))",
            "1 / 1 + np.exp(-z)",
            "All your probabilities are larger than 1. What is meant to stand below the line of "
            "the fraction? Python divides before it adds, unless brackets say otherwise.",
        ),
        Misconception(
            "odds for a probability",
            "1 / (1 + np.exp(-z))",
            "np.exp(z)",
            "These are the odds that belong to the scores: 3, where the probability is 3/4. How "
            'does the lesson get from one to the other, under "From odds to the logistic"?',
        ),
        Misconception(
            "hyperbolic tangent",
            "1 / (1 + np.exp(-z))",
            "np.tanh(z)",
            "Your values reach from −1 to 1, and a probability is never negative. That is the "
            'other S-shaped curve under "Four activations".',
        ),
        Misconception(
            "tanh's slope",
            "p, p * (1 - p)",
            "p, 1 - p**2",
            "Your probabilities are right. The slope is that of tanh, which has a similar rule: "
            "see which line of (D1) belongs to which function.",
        ),
        Misconception(
            "slope before it is rewritten",
            "p, p * (1 - p)",
            "p, np.exp(-z) / (1 + np.exp(-z)) ** 2",
            "Right for moderate scores: so the slope stands in the lesson before it is rewritten. "
            "At a score of −800 that is ∞ / ∞. How does the lesson go on from there?",
        ),
        Misconception(
            "rule applied to the score",
            "p, p * (1 - p)",
            "p, z * (1 - z)",
            "Your probabilities are right, and some of your slopes are far below 0, while the "
            "curve always rises. You put the score where (D1) has the value of σ.",
        ),
        Misconception(
            "inner minus forgotten",
            "p, p * (1 - p)",
            "p, -p * (1 - p)",
            "Your slopes have the right size and the wrong sign. The chain has two minus signs, "
            "one from the fraction and one from the exponent: what do they make together?",
        ),
        Misconception(
            "outer slope alone",
            "p, p * (1 - p)",
            "p, -(p**2)",
            "That is the slope of the fraction alone, as if its denominator were the variable. "
            "The chain rule has a second factor here: how fast does the denominator change?",
        ),
        Misconception(
            "rest of the probability",
            "p, p * (1 - p)",
            "p, 1 - p",
            "Your probabilities are right, and your slopes are what is left of 1 without them. "
            "Is the curve that steep where p is almost 0? Another factor flattens it there.",
        ),
        Misconception(
            "swapped",
            "p, p * (1 - p)",
            "p * (1 - p), p",
            "Both are right and come in the other order. See what the function promises first.",
        ),
        Misconception(
            "tanh and its slope",
            ("1 / (1 + np.exp(-z))", "p, p * (1 - p)"),
            ("np.tanh(z)", "p, 1 - p**2"),
            "Both columns belong to tanh, and for tanh they are right. A probability is never "
            "negative: which function does (D1) give for it?",
        ),
        Misconception(
            "infinity over infinity",
            "1 / (1 + np.exp(-z))",
            "np.exp(z) / (1 + np.exp(z))",
            "Right for moderate scores. At a score of 800 the exponential is infinite above the "
            "line and below it, and their quotient is NaN. In which form of (D1) does the "
            "exponential stand in one place only?",
        ),
    ),
    alternatives=(
        "def logistic(z):\n    a = np.tanh(z / 2)\n    return (1 + a) / 2, (1 - a**2) / 4",
        "def logistic(z):\n"
        "    small = np.exp(-np.abs(z))\n"
        "    p = np.where(z > 0, 1, small) / (1 + small)\n"
        "    return [p, small / (1 + small) ** 2]",
    ),
    equivalents={
        "answer p without its sign": "a probability is never negative",
        "answer slope without its sign": "the logistic never falls",
    },
)

LOSS = Task(
    id="6.2",
    title="From likelihood to loss",
    points=3,
    difficulty=2,
    minutes=6,
    formulas=("B2", "B3"),
    probe=Function("loss", returns=("C",)),
    cases=lambda rng: [*(judged(rng, m) for m in (6, 4, 9, 1, 2000)), sure_and_wrong(rng)],
    ranges={"p": Numbers(shape="m 1", above=0, below=1), "y": Labels(shape="m 1")},
    extremes={
        "thousands of samples": lambda p, y: len(p) > 1000,
        "almost 0 where the label is 1": lambda p, y: np.any(p[y == 1] < 1e-8),
        "almost 1 where the label is 0": lambda p, y: np.any(p[y == 0] > 1 - 1e-8),
    },
    hints=(
        "How likely is one label? A label 1 has the probability p, a label 0 has what is left.",
        "Take the logarithm of each such likelihood; then two more things happen, and the result "
        "is positive.",
        "y and its complement can act as switches: one of the two logarithms counts for each "
        "sample. On paper the three pictures cost 4/3 · log 2 = 0.924.",
    ),
    misconceptions=(
        Misconception(
            "minus missing",
            "return -np.mean",
            "return np.mean",
            "Your loss is negative, and largest for a neuron that is always right: it is the form "
            'that S1 prints. See what descent makes of it, under "A minus sign goes missing".',
        ),
        Misconception(
            "sum for mean",
            "-np.mean(",
            "-np.sum(",
            "Your loss is m times ours: minus the logarithm of the whole likelihood. What stands "
            "in front of the logarithm in (B3)?",
        ),
        Misconception(
            "minus for one label only",
            "+ (1 - y) *",
            "- (1 - y) *",
            "Samples with the label 1 cost the right amount, and those with the label 0 pull "
            "the loss down: their logarithm has lost its minus. To how much does the minus in "
            "(B2) apply?",
        ),
        Misconception(
            "probabilities for scores",
            "-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))",
            "nn.losses.binary_cross_entropy(p, y)",
            "That function wants scores, and it takes your probabilities for such: it sends them "
            'through the logistic once more. See "Where the logistic lives".',
        ),
        Misconception(
            "noughts forgotten",
            "y * np.log(p) + (1 - y) * np.log(1 - p)",
            "y * np.log(p)",
            "Only samples with the label 1 cost anything in your loss: a neuron that always says "
            "1 would be perfect. What does a label 0 cost?",
        ),
        Misconception(
            "a switch forgotten",
            "(1 - y) * np.log(1 - p)",
            "np.log(1 - p)",
            "Samples with the label 0 cost the right amount, those with the label 1 too much: "
            "they pay for both logarithms. What turns the second one off for them?",
        ),
        Misconception(
            "labels the other way round",
            "y * np.log(p) + (1 - y) * np.log(1 - p)",
            "(1 - y) * np.log(p) + y * np.log(1 - p)",
            "You take p for the probability of the label 0. A sure and right answer should be "
            "cheap: set y = 1 and p = 0.9, and look which logarithm is left.",
        ),
        Misconception(
            "S3's brackets",
            "np.log(1 - p)",
            "(np.log(1) - p)",
            "A label 0 costs p in your loss, because the logarithm takes the 1 alone, just as "
            "S3 prints it. Where do the brackets belong?",
        ),
        Misconception(
            "mean before the logarithm",
            "np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))",
            "np.log(np.mean(p**y * (1 - p) ** (1 - y)))",
            "You average the likelihoods and then take the logarithm. Independent labels are "
            "likely together by the product of their likelihoods: what does the logarithm make "
            "of a product?",
        ),
        Misconception(
            "logarithm left out",
            "y * np.log(p) + (1 - y) * np.log(1 - p)",
            "p**y * (1 - p) ** (1 - y)",
            "You average the likelihoods themselves. A single label that was called impossible "
            "would then cost no more than its share; which function is missing?",
        ),
        Misconception(
            "a half in front",
            "-np.mean(",
            "-0.5 * np.mean(",
            "Your loss is half of ours. The half belongs to the squared error, where it cancels "
            "a 2; does a logarithm's slope bring one?",
        ),
        Misconception(
            "base two",
            "np.log(p) + (1 - y) * np.log(1",
            "np.log2(p) + (1 - y) * np.log2(1",
            "Your loss is ours in bits: you took logarithms to the base 2. In this course log is "
            "the natural logarithm.",
        ),
        Misconception(
            "base ten",
            "np.log(p) + (1 - y) * np.log(1",
            "np.log10(p) + (1 - y) * np.log10(1",
            "You took logarithms to the base 10. In this course log is the natural logarithm, "
            "whose slope is one over its argument.",
        ),
        Misconception(
            "squared error",
            "-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))",
            "np.mean((p - y) ** 2) / 2",
            "That is half the squared error of the probabilities. It is a loss, but no "
            'likelihood leads to it here; see "How likely are the labels?".',
        ),
        Misconception(
            "kept away from 0 and 1",
            "return -np.mean",
            "p = np.clip(p, 1e-7, 1 - 1e-7)\n    return -np.mean",
            "Right for probabilities in doubt. You clip those near 0 and 1, as code on the "
            "internet does, so that a very sure mistake costs less than it should. No "
            "probability here is exactly 0 or 1.",
        ),
        Misconception(
            "1e-12 added",
            ("np.log(p) +", "np.log(1 - p)"),
            ("np.log(p + 1e-12) +", "np.log(1 - p + 1e-12)"),
            "Nearly right everywhere, and too cheap where a very sure neuron is wrong: you add "
            "10⁻¹² under the logarithm, which is not small beside a probability of that size. "
            "None is exactly 0 here.",
        ),
        Misconception(
            "1e-8 added",
            ("np.log(p) +", "np.log(1 - p)"),
            ("np.log(p + 1e-8) +", "np.log(1 - p + 1e-8)"),
            "Nearly right everywhere, and much too cheap where a very sure neuron is wrong: the "
            "10⁻⁸ under your logarithm is more than such a probability itself. None is exactly "
            "0 here.",
        ),
        Misconception(
            "product before the logarithm",
            "-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))",
            "-np.log(np.prod(p**y * (1 - p) ** (1 - y))) / len(y)",
            "Right for a few samples. For thousands the likelihood is a product so small that "
            "the computer has only 0 for it, and its logarithm is infinite. The lesson says "
            "what a logarithm makes of a product.",
        ),
        Misconception(
            "the likelihood itself",
            "-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))",
            "np.prod(p**y * (1 - p) ** (1 - y))",
            "This is the likelihood itself. The loss is made of it by a logarithm, a sign and a "
            "mean.",
        ),
    ),
    alternatives=(
        "def loss(p, y):\n"
        "    likelihood = np.where(y == 1, p, 1 - p)\n"
        "    return -sum(np.log(likelihood).ravel()) / len(y)",
        "def loss(p, y):\n    return nn.losses.binary_cross_entropy(np.log(p / (1 - p)), y)",
    ),
    equivalents={
        "answer C without its sign": "a loss is never negative",
    },
)

GRADIENT = Task(
    id="6.3",
    title="The gradient of the neuron",
    points=3,
    difficulty=2,
    minutes=7,
    formulas=("D4",),
    probe=Function("gradient", returns=("dW", "db")),
    # In the square case a product with X lying the wrong way gives numbers.
    cases=lambda rng: [
        *(neuron(rng, *shape) for shape in ((6, 2), (5, 3), (4, 4), (7, 1), (1, 2))),
        steep(neuron(rng, 5, 2)),
    ],
    ranges={
        "X": Numbers(shape="m k"),
        "y": Labels(shape="m 1"),
        "W": Numbers(shape="k 1"),
        "b": Numbers(shape="1"),
    },
    uncovered={
        "1e6": "forms of the logistic that are right on paper overflow; 6.4 is about that",
        "W: whole numbers": "parameters that are learnt are floats",
        "b: whole numbers": "parameters that are learnt are floats",
    },
    without=("nnlib",),
    hints=(
        "Go forward first: scores, then probabilities. The slope at the score is the simplest "
        'thing in the lesson; it stands under "The slope is the residual".',
        "A weight's slope gathers, over the samples, that slope times the input that the weight "
        "multiplies. Shapes: (n_0, m) times (m, 1).",
        "Name three things in turn: the probabilities, the residuals over m, and the two "
        "answers: a matrix product with X lying on its side, and a sum down the samples.",
    ),
    misconceptions=(
        Misconception(
            "no 1/m",
            "(p - y) / len(X)",
            "p - y",
            "Your gradient is m times ours: the gradient of the sum of the losses. C is their "
            "mean, and this shows in every slope.",
        ),
        Misconception(
            "target minus prediction",
            "(p - y) / len(X)",
            "(y - p) / len(X)",
            "Every number has the right size and the opposite sign: a step against your gradient "
            "would go uphill. Which minus which is the residual?",
        ),
        Misconception(
            "score for probability",
            "1 / (1 + np.exp(-(X @ W + b)))",
            "X @ W + b",
            "You compare the score with the label, as if the neuron were a line. What must become "
            "of the score first?",
        ),
        Misconception(
            "decision for probability",
            "1 / (1 + np.exp(-(X @ W + b)))",
            "(X @ W + b > 0) * 1.0",
            "You compare the decision, 0 or 1, with the label, so that a right answer teaches "
            "nothing, however unsure it was. The slope needs the probability itself.",
        ),
        Misconception(
            "slope of the logistic kept",
            "(p - y) / len(X)",
            "(p - y) * p * (1 - p) / len(X)",
            "That is the gradient of half the squared error of the probabilities. In the "
            "cross-entropy's chain one factor cancels: see which, under "
            '"The slope is the residual".',
        ),
        Misconception(
            "slope in the probability",
            "(p - y) / len(X)",
            "(p - y) / (p * (1 - p)) / len(X)",
            "You stopped at the slope in p. From p to the score there is one more step of the "
            "chain: how fast does p change with z?",
        ),
        Misconception(
            "bias left out of the score",
            "(X @ W + b)",
            "(X @ W)",
            "Your probabilities belong to a neuron without a bias: one of the four arguments has "
            "not been used.",
        ),
        Misconception(
            "bias added to the probability",
            "(X @ W + b)))",
            "(X @ W))) + b",
            "You add the bias after the logistic, so that some probabilities leave 0 … 1. What "
            "does the score consist of, before it becomes a probability?",
        ),
        Misconception(
            "sign of the score lost",
            "np.exp(-(X @ W + b))",
            "np.exp(X @ W + b)",
            "Your gradient belongs to the probabilities of the other label. Is the sign of the "
            "exponent right? A large score must mean a large p.",
        ),
        Misconception(
            "one m too many",
            "delta.sum(axis=0)",
            "delta.mean(axis=0)",
            "Your dW is right and your db is m times too small: the residuals were divided by m "
            "already. What is left to do with them?",
        ),
        Misconception(
            "one number for the bias",
            "delta.sum(axis=0)",
            "delta",
            "Your db has an entry for each sample. The bias is one parameter that acts on all of "
            "them: what becomes of contributions that meet in one place?",
        ),
        Misconception(
            "X not turned",
            "X.T @ delta",
            "X @ delta",
            "In your product the columns of X meet the samples. Write the two shapes down: the "
            "inner numbers must both count the samples.",
        ),
        Misconception(
            "mean over the inputs",
            "(p - y) / len(X)",
            "(p - y) / len(X[0])",
            "You divide by the number of inputs. C is a mean over the samples: which side of X "
            "counts those?",
        ),
        Misconception(
            "bias not averaged",
            ("(p - y) / len(X)", "X.T @ delta"),
            ("p - y", "X.T @ delta / len(X)"),
            "Your dW is right and your db is m times too large: the mean has reached the "
            "weights only. Where can you take it, so that it serves both?",
        ),
        Misconception(
            "mean taken twice",
            ("X.T @ delta", "delta.sum(axis=0)"),
            ("X.T @ delta / len(X)", "delta.mean(axis=0)"),
            "Both slopes are m times too small: the residuals hold the 1/m already, and you "
            "take the mean once more. Once is enough.",
        ),
    ),
    alternatives=(
        "def gradient(X, y, W, b):\n"
        "    p = (1 + np.tanh((X @ W + b) / 2)) / 2\n"
        "    return np.einsum('ik,ij->kj', X, p - y) / len(X), np.mean(p - y, axis=0)",
        "def gradient(X, y, W, b):\n"
        "    dW, db = np.zeros_like(W), np.zeros_like(b)\n"
        "    for i in range(len(X)):\n"
        "        p = 1 / (1 + np.exp(-(X[i] @ W + b)))\n"
        "        dW[:, 0] += (p - y[i]) * X[i]\n"
        "        db += p - y[i]\n"
        "    return dW / len(X), db / len(X)",
    ),
)

STABLE = Task(
    id="6.4",
    title="A loss that never overflows",
    points=3,
    difficulty=3,
    minutes=9,
    formulas=("B2",),
    probe=Function("loss_on_scores", returns=("C",)),
    cases=lambda rng: [
        sure(rng, *case)
        for case in ((4, 3.5, 1), (5, 800, 0), (3, -900, 1), (4, 45, 0), (3, 800, 1), (1, -2.5, 0))
    ],
    ranges={"z": Numbers(shape="m 1"), "y": Labels(shape="m 1")},
    hints=(
        "A score of 800 costs 800 when the label is 0, and next to nothing when it is 1. No "
        "probability near 1 can tell you that: stay with the scores.",
        'The lesson rewrites the loss for one sample twice under "Where the logistic lives"; the '
        "second time no exponent is ever positive.",
        "Three terms for each sample: the score where it is positive and else 0; a logarithm "
        "whose exponential has minus the size of the score; less the score where the label is 1.",
    ),
    misconceptions=(
        Misconception(
            "probability first",
            "return np.mean(softplus - y * z)",
            "p = 1 / (1 + np.exp(-z))\n"
            "    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))",
            "Right for moderate scores; for a very sure neuron p is rounded to exactly 0 or 1, "
            "and the logarithm of 0 spoils the mean. Do not form p at all.",
        ),
        Misconception(
            "clipped probability",
            "return np.mean(softplus - y * z)",
            "p = np.clip(1 / (1 + np.exp(-z)), 1e-12, 1 - 1e-12)\n"
            "    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))",
            "You keep p away from 0 and 1, so nothing overflows, but a mistake made with a score "
            "of 800 costs about 28 in your loss, and its slope is gone. The cost should be 800.",
        ),
        Misconception(
            "clipped scores",
            "return np.mean(softplus - y * z)",
            "z = np.clip(z, -50, 50)\n    return np.mean(np.log1p(np.exp(z)) - y * z)",
            "You cut the scores off at 50, so nothing overflows, and every mistake beyond costs "
            "the same. The cost should go on growing with the score.",
        ),
        Misconception(
            "exponential of the score",
            "np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))",
            "np.log(1 + np.exp(z))",
            "Your formula is right on paper, and a score of 800 overflows its exponential. The "
            "lesson splits off the larger of z and 0, and no exponent that is left is positive.",
        ),
        Misconception(
            "size of the score forgotten",
            "np.exp(-np.abs(z))",
            "np.exp(-z)",
            "Right for positive scores. For negative ones your exponent is positive, and at −900 "
            "it overflows: what in the lesson's formula makes it negative in both cases?",
        ),
        Misconception(
            "maximum left out",
            "np.maximum(z, 0) + np.log1p",
            "np.log1p",
            "Your logarithm is never larger than log 2, so a mistake with a score of 800 would "
            "cost nothing. A term is missing that is there for positive scores only.",
        ),
        Misconception(
            "score in every case",
            "np.maximum(z, 0) + np",
            "z + np",
            "Right for positive scores. A negative score must not be added: with the label 0 it "
            "is on the right side, and your loss turns negative for it.",
        ),
        Misconception(
            "size for maximum",
            "np.maximum(z, 0)",
            "np.abs(z)",
            "Right for positive scores. For negative ones you add their size, though with the "
            "label 0 such a score is right and should cost almost nothing.",
        ),
        Misconception(
            "score turned round in the logarithm",
            "np.maximum(z, 0)",
            "np.maximum(-z, 0)",
            "Your logarithm belongs to minus the score: with the label 0 a large score should "
            "cost much, and in yours it costs nothing.",
        ),
        Misconception(
            "labels the other way round",
            "y * z",
            "(1 - y) * z",
            "Your labels are the other way round: a large score is right for the label 1.",
        ),
        Misconception(
            "label's term added",
            "softplus - y * z",
            "softplus + y * z",
            "Samples with the label 0 are right; those with the label 1 cost more, the surer the "
            "neuron is. Look at the sign of the term that holds the label.",
        ),
        Misconception(
            "label's term forgotten",
            "softplus - y * z",
            "softplus",
            "You treat every label as 0: one of the two arguments has not been used. Which term "
            "of the lesson's formula holds the label?",
        ),
        Misconception(
            "sum for mean",
            "np.mean(softplus",
            "np.sum(softplus",
            "Your loss is m times ours: the sum over the samples. C is a mean.",
        ),
        Misconception(
            "exponent turned round",
            "np.exp(-np.abs(z))",
            "np.exp(np.abs(z))",
            "Your exponent is the size of the score and not minus it, so it is positive in "
            "every case, and overflows where it should vanish. Look at its sign in the lesson's "
            "formula.",
        ),
        Misconception(
            "labels of −1 and 1",
            "return np.mean(softplus - y * z)",
            "return np.mean(np.logaddexp(0, -y * z))",
            "Samples with the label 1 are right, and every label 0 costs log 2, whatever its "
            "score. Your formula is for labels of −1 and 1, as some texts and libraries have "
            "them; here they are 0 and 1.",
        ),
        Misconception(
            "scores clipped at 500",
            "return np.mean(softplus - y * z)",
            ("z = np.clip(z, -500, 500)\n    return np.mean(np.log(1 + np.exp(z)) - y * z)"),
            "You cut the scores off at 500, so that nothing overflows, and a mistake made with "
            "800 costs no more than 500. The lesson's formula needs no such limit.",
        ),
        Misconception(
            "small term above 0 left out",
            "np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))",
            "np.where(z > 0, z, np.log1p(np.exp(np.minimum(z, 0))))",
            "For scores below 0 you are right. Above 0 you have z alone: a small term, log(1 + "
            "e^(−z)), is left out there.",
        ),
    ),
    alternatives=(
        "def loss_on_scores(z, y):\n    return np.mean(np.logaddexp(0, z) - y * z)",
        "def loss_on_scores(z, y):\n"
        "    wrong = np.where(y == 1, -z, z)  # the score in favour of the other label\n"
        "    return np.mean(np.logaddexp(0, wrong))",
        "def loss_on_scores(z, y):\n    return nn.losses.binary_cross_entropy(z, y)",
    ),
    equivalents={
        "answer C without its sign": "a loss is never negative",
    },
)

HEIGHT = Task(
    id="6.5",
    title="The line of equal probability",
    points=3,
    difficulty=2,
    minutes=7,
    formulas=("D4",),
    probe=Function("height", returns=("x1",)),
    cases=lambda rng: [
        *(a_line(rng, q) for q in (0.5, 0.9, 0.2, 0.7, 0.999, 2e-8, 1 - 2e-8)),
        a_line(rng, 0.6) | {"W": np.array([[0.0], [1.4]])},
    ],
    ranges={
        "x0": Numbers(),
        "q": Numbers(above=0, below=1),
        "W": Numbers(shape="2 1", without=(0,)),
        "b": Numbers(shape="1"),
    },
    extremes={"a level line": lambda W, **_: W[0, 0] == 0},
    uncovered={
        "q: almost 0": "forms such as 2 artanh(2q − 1), which are right, keep few digits there",
        "q: almost 1": "forms such as 1 / q − 1, which are right, keep few digits there",
    },
    tolerance=1e-6,
    why="2 artanh(2q − 1) and log(1 / q − 1), which are right, keep 7 digits at the extremes of q",
    hints=(
        "A probability says how large the score is. Which score belongs to q?",
        'Under "From odds to the logistic" the score is the log-odds. Under "The border" stands '
        "the line for the score 0; yours has another number on its right-hand side.",
        "Write down: the two products and the bias together make the score of q. Bring all but "
        "the term with x1 to the other side; one division is left.",
    ),
    misconceptions=(
        Misconception(
            "decision line only",
            "z = np.log(q / (1 - q))",
            "z = 0.0",
            "Right for q = 0.5, and the same line for every other q. Where p is 0.9 the score is "
            "not 0: which score is it?",
        ),
        Misconception(
            "probability for score",
            "z = np.log(q / (1 - q))",
            "z = q",
            "You set the score equal to q itself. The score is no probability: see what it is "
            'the logarithm of, under "From odds to the logistic".',
        ),
        Misconception(
            "odds for score",
            "np.log(q / (1 - q))",
            "q / (1 - q)",
            "You set the score equal to the odds of q. For q = 0.5 it should be 0, and the odds "
            "are 1: a function is missing.",
        ),
        Misconception(
            "odds upside down",
            "q / (1 - q)",
            "(1 - q) / q",
            "Right for q = 0.5, and your lines for the others lie on the wrong side of it: your "
            "odds are upside down.",
        ),
        Misconception(
            "logarithm of the probability",
            "np.log(q / (1 - q))",
            "np.log(q)",
            "You took the logarithm of q. The score is the logarithm of the odds; for q = 0.5 "
            "it has to be 0.",
        ),
        Misconception(
            "logistic for its inverse",
            "np.log(q / (1 - q))",
            "1 / (1 + np.exp(-q))",
            "You sent q through the logistic. That way leads from a score to a probability; you "
            "have a probability and want the score.",
        ),
        Misconception(
            "bias forgotten",
            "(z - b[0] - W",
            "(z - W",
            "Your lines have the right slope and the wrong height. One of the arguments has not "
            "been used.",
        ),
        Misconception(
            "bias on the wrong side",
            "(z - b[0] - W",
            "(z + b[0] - W",
            "Your lines have the right slope and the wrong height. What happens to the sign of "
            "the bias when it moves to the other side of the equation?",
        ),
        Misconception(
            "slope turned round",
            "b[0] - W[0, 0] * x0",
            "b[0] + W[0, 0] * x0",
            "Your lines rise where they should fall, and the other way round. What happens to the "
            "sign of a term when it moves to the other side of the equation?",
        ),
        Misconception(
            "weights swapped",
            "W[0, 0] * x0) / W[1, 0]",
            "W[1, 0] * x0) / W[0, 0]",
            "You changed the two weights about. Which of them multiplies the input whose value "
            "you know?",
        ),
        Misconception(
            "not divided",
            "(z - b[0] - W[0, 0] * x0) / W[1, 0]",
            "z - b[0] - W[0, 0] * x0",
            "That is what the second input has to contribute to the score, not the input itself. "
            "Its weight has still to be used.",
        ),
        Misconception(
            "last term divided alone",
            "(z - b[0] - W[0, 0] * x0) / W[1, 0]",
            "z - b[0] - W[0, 0] * x0 / W[1, 0]",
            "Only your last term is divided. All that stands on that side of the equation shares "
            "the weight of the second input: brackets?",
        ),
        Misconception(
            "score not divided",
            "(z - b[0] - W[0, 0] * x0) / W[1, 0]",
            "z + (-b[0] - W[0, 0] * x0) / W[1, 0]",
            "Right for q = 0.5. You lift the border by the score itself; but a step "
            "upwards changes the score by a weight, not by 1.",
        ),
        Misconception(
            "divided by the first weight",
            "* x0) / W[1, 0]",
            "* x0) / W[0, 0]",
            "Your numerator is right. It is what the second input contributes, so which weight "
            "has to be divided out?",
        ),
    ),
    alternatives=(
        "def height(x0, q, W, b):\n"
        "    w_0, w_1 = W.ravel()\n"
        "    return (np.log(q) - np.log(1 - q) - b.item() - w_0 * x0) / w_1",
        "def height(x0, q, W, b):\n"
        "    at_0, at_1 = [(np.array([x0, x1]) @ W + b).item() for x1 in (0.0, 1.0)]\n"
        "    return (-np.log(1 / q - 1) - at_0) / (at_1 - at_0)",
    ),
)

TASKS = (LOGISTIC, LOSS, GRADIENT, STABLE, HEIGHT)

QUESTIONS = (
    Question(
        "A logistic neuron has the score 0. What is the probability?",
        ("0", "0.25", "0.5", "1"),
        2,
        "scores and probabilities",
        "lesson 06, From odds to the logistic",
        f"{LESSON}#From-odds-to-the-logistic",
        ("6.1", "6.5"),
    ),
    Question(
        "The neuron says p = 0.9, and the label is 0. What is this sample's cross-entropy?",
        ("−log 0.9", "−log 0.1", "log 0.1", "0.9"),
        1,
        "the cross-entropy",
        "lesson 06, How likely are the labels?",
        f"{LESSON}#How-likely-are-the-labels?",
        ("6.2",),
    ),
    Question(
        "The neuron says p = 0.9, and the label is 1. What is the cross-entropy's slope in z?",
        ("0.1", "−0.1", "−0.009", "−1.11"),
        1,
        "the slope of the cross-entropy",
        "lesson 06, The slope is the residual",
        f"{LESSON}#The-slope-is-the-residual",
        ("6.3",),
    ),
    Question(
        "A score of 800 meets the label 0. What does it cost?",
        ("about 1", "infinitely much", "about 800", "nothing"),
        2,
        "a loss on scores",
        "lesson 06, Where the logistic lives",
        f"{LESSON}#Where-the-logistic-lives",
        ("6.4",),
    ),
)

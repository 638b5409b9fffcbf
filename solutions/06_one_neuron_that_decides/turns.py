"""Lesson 06's turns: log-odds, likelihood, squared error on a score, steps until it is right."""

import numpy as np

from nnlib.course.authoring import Function, Misconception, Turn


def probabilities(rng, m):
    """A column of probabilities between 0 and 1, far from both ends and from ½."""
    return rng.uniform(0.55, 0.97, size=(m, 1)) * rng.choice([-1, 1], size=(m, 1)) % 1


def judged(rng, m):
    """Probabilities and labels of m pictures, both labels among them."""
    y = rng.permutation(np.resize([0, 1, 1], m))[:, None]
    return {"p": probabilities(rng, m), "y": y}


def scored(rng, m):
    """Scores and labels of m pictures, both labels and both signs among them."""
    y = rng.permutation(np.resize([0, 1], m))[:, None]
    return {"z": rng.uniform(0.4, 2.5, size=(m, 1)) * rng.choice([-1, 1], size=(m, 1)), "y": y}


LOG_ODDS = Turn(
    id="6.a",
    title="Log-odds",
    probe=Function("log_odds"),
    cases=lambda rng: [
        {"p": 0.8},
        {"p": float(rng.uniform(0.05, 0.4))},
        {"p": probabilities(rng, 5)},
    ],
    hints=(
        "The odds of 0.8 are 0.8 to 0.2, so a quotient.",
        "np.log is the natural logarithm; it takes the whole quotient.",
    ),
    misconceptions=(
        Misconception(
            "no logarithm",
            "np.log(p / (1 - p))",
            "p / (1 - p)",
            "Those are the odds. Odds are never below 0, so a sum cannot be odds: their logarithm "
            "is still to be taken.",
        ),
        Misconception(
            "log of p",
            "np.log(p / (1 - p))",
            "np.log(p)",
            "That is the logarithm of p itself, which is never above 0. What of the chance that "
            "it does not happen?",
        ),
        Misconception(
            "quotient of logarithms",
            "np.log(p / (1 - p))",
            "np.log(p) / np.log(1 - p)",
            "You divide two logarithms. The logarithm of a quotient is their difference.",
        ),
        Misconception(
            "bracket too early",
            "np.log(p / (1 - p))",
            "np.log(p) / (1 - p)",
            "The logarithm takes p alone, before you divide. It takes the whole quotient.",
        ),
        Misconception(
            "against for",
            "p / (1 - p)",
            "(1 - p) / p",
            "The sign is turned round: you have the odds against. For p above ½ the log-odds are "
            "above 0.",
        ),
        Misconception(
            "brackets lost",
            "p / (1 - p)",
            "p / 1 - p",
            "Python divides first: p / 1 - p is 0. The 1 - p needs brackets of its own.",
        ),
        Misconception(
            "plus for minus",
            "1 - p",
            "1 + p",
            "You divide by 1 + p. For two outcomes the other one has the probability 1 - p.",
        ),
        Misconception(
            "another base",
            "np.log(",
            "np.log10(",
            "The quotient is right; this logarithm is to the base 10. The course takes the "
            "natural one, whose inverse is e to the power.",
        ),
    ),
    alternatives=("def log_odds(p):\n    return np.log(p) - np.log(1 - p)",),
)

LIKELIHOOD = Turn(
    id="6.b",
    title="The likelihood of a neuron",
    probe=Function("likelihood"),
    cases=lambda rng: [
        {"p": np.array([[0.8], [0.6], [0.3]]), "y": np.array([[1], [1], [0]])},
        judged(rng, 4),
        judged(rng, 7),
    ],
    hints=(
        "A label 1 got the probability p, a label 0 the rest, 1 - p; np.where chooses.",
        "All labels happen together, and each is independent of the others: np.prod.",
    ),
    misconceptions=(
        Misconception(
            "every label a six",
            "np.where(y == 1, p, 1 - p)",
            "p",
            "You multiply p for the zeros too. To the third picture, a zero, the neuron gave "
            "1 - 0.3.",
        ),
        Misconception(
            "a zero as impossible",
            "np.where(y == 1, p, 1 - p)",
            "p * y",
            "Your product is 0: every zero brings the factor p · 0. The neuron gave it 1 - p.",
        ),
        Misconception(
            "added",
            "np.prod(",
            "np.sum(",
            "You add the probabilities, and they come to more than 1. That all of it happens is "
            "less likely than each of it: multiply.",
        ),
        Misconception(
            "averaged",
            "np.prod(",
            "np.mean(",
            "That is the mean probability of a label. All labels happen together, so their "
            "probabilities are multiplied.",
        ),
        Misconception(
            "labels exchanged",
            "np.where(y == 1, p, 1 - p)",
            "np.where(y == 1, 1 - p, p)",
            "You have the probability of the opposite labels: p is for y = 1.",
        ),
        Misconception(
            "its logarithm",
            "np.prod(np.where(y == 1, p, 1 - p))",
            "np.log(np.prod(np.where(y == 1, p, 1 - p)))",
            "That is the log-likelihood. The logarithm comes one step later in this lesson; here "
            "the product itself is asked for.",
        ),
        Misconception(
            "sixes only",
            "np.where(y == 1, p, 1 - p)",
            "np.where(y == 1, p, 1)",
            "The zeros are left out: a factor 1 says that they were certain.",
        ),
    ),
    alternatives=(
        "def likelihood(p, y):\n    return np.prod(p**y * (1 - p) ** (1 - y))",
        "def likelihood(p, y):\n"
        "    product = 1.0\n"
        "    for p_i, y_i in zip(p.ravel(), y.ravel()):\n"
        "        product *= p_i if y_i else 1 - p_i\n"
        "    return product",
    ),
    equivalents={"answer result without its sign": "a probability is never below 0"},
)

SQUARED_SLOPE = Turn(
    id="6.c",
    title="Squared error behind a sigmoid",
    probe=Function("squared_slope"),
    cases=lambda rng: [{"z": -2.0, "y": 1}, {"z": 1.2, "y": 0}, scored(rng, 5)],
    hints=(
        "The slope of ½ (p − y)² in p is what the ½ is there for.",
        "The slope of p in z is p (1 − p), or sigma.prime(z).",
    ),
    misconceptions=(
        Misconception(
            "stops at p",
            "(sigma(z) - y) * sigma.prime(z)",
            "sigma(z) - y",
            "That is the slope in p. The score comes before it, over the sigmoid: one factor is "
            "missing, and it is the one this section is about.",
        ),
        Misconception(
            "target first",
            "(sigma(z) - y)",
            "(y - sigma(z))",
            "The sign is turned round: the cost rises with p where p is above y.",
        ),
        Misconception(
            "score for probability",
            "(sigma(z) - y)",
            "(z - y)",
            "In the first factor stands the score where the probability, sigma(z), is meant.",
        ),
        Misconception(
            "slope taken at p",
            "sigma.prime(z)",
            "sigma.prime(sigma(z))",
            "You take the sigmoid's slope at p, which has been through the sigmoid already. It is "
            "taken at z.",
        ),
        Misconception(
            "factor two",
            "(sigma(z) - y)",
            "2 * (sigma(z) - y)",
            "Twice too large: the cost has a ½ in front of its square.",
        ),
        Misconception(
            "half left over",
            "(sigma(z) - y)",
            "(sigma(z) - y) / 2",
            "Half of it: the 2 of the square's slope and the ½ make 1.",
        ),
        Misconception(
            "rule applied to the score",
            "sigma.prime(z)",
            "z * (1 - z)",
            "In the rule p (1 − p) you put the score where the probability belongs.",
        ),
        Misconception(
            "loss for slope",
            "(sigma(z) - y) * sigma.prime(z)",
            "(sigma(z) - y) ** 2 / 2",
            "That is the cost itself, not its slope: take the chain rule to it.",
        ),
        Misconception(
            "sigmoid for its slope",
            "sigma.prime(z)",
            "sigma(z)",
            "The second factor is the sigmoid itself; it should be its slope.",
        ),
    ),
    alternatives=(
        "def squared_slope(z, y):\n    p = sigma(z)\n    return (p - y) * p * (1 - p)",
        "def squared_slope(z, y):\n    p = 1 / (1 + np.exp(-z))\n    return p * (1 - p) * (p - y)",
    ),
)

STEPS_UNTIL = Turn(
    id="6.d",
    title="How long until it is right?",
    probe=Function("steps_until", returns=("steps",)),
    given=("X", "y"),
    cases=lambda rng: [
        {"theta": np.array([-2.0, 2.0, 0.0]), "squared": False, "eta": 1.0, "most": 9},
        {"theta": np.array([5.0, -5.0, 0.0]), "squared": False, "eta": 1.0, "most": 40},
        {"theta": np.array([5.0, -5.0, 0.0]), "squared": False, "eta": 1.0, "most": 5},
        {"theta": np.array([2.5, -2.0, 0.5]), "squared": False, "eta": 0.5, "most": 60},
        {"theta": np.array([1.5, -1.5, 0.0]), "squared": True, "eta": 4.0, "most": 70},
    ],
    hints=(
        "A loop with for steps in range(most), and after it return most.",
        "In the loop look first, then step: at the start no step has been taken yet.",
        "np.mean((z > 0) == y) is the share of the pictures that are right.",
    ),
    misconceptions=(
        Misconception(
            "uphill",
            "theta -=",
            "theta +=",
            "Your neuron never gets there. Does each step go against the slope, and by the whole "
            "eta times the gradient?",
        ),
        Misconception(
            "no rate",
            "theta -= eta * slopes",
            "theta -= slopes",
            "Each step is the whole gradient: eta is not used.",
        ),
        Misconception(
            "one too many",
            "return steps",
            "return steps + 1",
            "You count one step too many: a neuron that is right from the start has taken none.",
        ),
        Misconception(
            "always one loss",
            "neuron(theta, squared)",
            "neuron(theta)",
            "You always take the cross-entropy: squared has to be handed on to neuron.",
        ),
        Misconception(
            "half is enough",
            ">= 0.9",
            ">= 0.5",
            "You stop too early: at least 90 % of the 270 pictures are asked for.",
        ),
        Misconception(
            "probability above 0",
            "(z > 0)",
            "(sigma(z) > 0)",
            "Even a neuron that is right from the start is not seen to be. What do you compare? "
            "A score with 0 (or a probability with ½), and columns with columns: z and y both "
            "have the shape (270, 1).",
        ),
        Misconception(
            "never gives up",
            "range(most)",
            "range(10 * most)",
            "You go on beyond `most` steps.",
        ),
    ),
    alternatives=(
        "def steps_until(theta, squared, eta, most):\n"
        "    steps = 0\n"
        "    z, slopes = neuron(theta, squared)\n"
        "    while ((z > 0) != y).mean() > 0.1 and steps < most:\n"
        "        theta = theta - eta * slopes\n"
        "        z, slopes = neuron(theta, squared)\n"
        "        steps += 1\n"
        "    return steps",
    ),
    equivalents={
        "answer steps without its sign": "a number of steps is never below 0",
        "line 8: z > 0 → z >= 0": "no score is exactly 0",
        "line 8: np.mean((z > 0) == y) >= 0.9 → np.mean((z > 0) == y) > 0.9": (
            "no step ends at exactly 243 of the 270 pictures"
        ),
    },
)

TURNS = (LOG_ODDS, LIKELIHOOD, SQUARED_SLOPE, STEPS_UNTIL)

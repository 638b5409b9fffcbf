"""Lesson 14's turns: the table of mistakes, reliability, the slopes in the inputs, the attack."""

import numpy as np

from nnlib.course.authoring import Function, Misconception, Turn


def readings(rng, m, K):
    """Labels and what is read: each class below K has pictures, and two mistakes come twice."""
    y = np.append(np.arange(K), rng.integers(0, K, size=m))
    read = np.where(rng.random(len(y)) < 0.6, y, rng.integers(0, K, size=len(y)))
    twice = {"y": np.array([0, 0, K - 1, K - 1]), "read": np.array([1, 1, 0, 0])}
    return {"y": np.append(y, twice["y"]), "read": np.append(read, twice["read"]), "K": K}


def confidences(rng, m, bins, ends=()):
    """Confidences away from the bins' ends, two that are exactly 1, and whether each was right.

    `ends` of bins come with them where they are the same number in any way of computing them.
    """
    place = np.append(rng.choice(np.arange(2, bins, 2), size=m), bins - 1)
    sure = (place + rng.uniform(0.05, 0.95, size=len(place))) / bins
    hit = rng.random(len(sure)) < sure
    sure, hit = np.append(sure, [*ends, 1.0, 1.0]), np.append(hit, [*map(bool, ends), True, False])
    return {"sure": sure, "hit": hit, "bins": bins}


def back(rng, m, below, above):
    """δ of a layer and the weights that lead to it."""
    return {
        "delta": rng.normal(size=(m, above)).round(3),
        "W": rng.normal(size=(below, above)).round(3),
    }


def pictures(rng, m, eps):
    """Pictures with paper, ink and all between, and slopes of both signs on each."""
    X = np.resize([0.0, 1.0, 0.5, 0.03, 0.97, 0.3], (m, 12))
    slopes = rng.normal(size=X.shape) * rng.uniform(0.001, 0.1, size=X.shape)
    slopes[:, :2], slopes[:, 2:4] = [[-0.03, 0.04]], [[0.02, -0.05]]
    slopes[:, 6:8] = [[0.03, -0.02]]
    return {"X": X, "slopes": slopes, "eps": eps}


CONFUSION = Turn(
    id="14.a",
    title="The table of mistakes",
    probe=Function("confusion", returns=("table",)),
    cases=lambda rng: [
        readings(rng, 20, 4),
        readings(rng, 9, 3),
        readings(rng, 40, 6) | {"K": 8},  # two classes are without pictures
    ],
    hints=(
        "Go through the pictures one by one: each adds 1 in the row of its label and the column of "
        "what was read.",
    ),
    misconceptions=(
        Misconception(
            "rows and columns exchanged",
            "table[label, digit]",
            "table[digit, label]",
            "Your table lies on its side: rows are what a picture is, columns what it is read as.",
        ),
        Misconception(
            "each pair once",
            "for label, digit in zip(y, read):\n        table[label, digit] += 1",
            "table[y, read] += 1",
            "There is no number above 1 in yours, and a mistake that comes twice has to count "
            "twice. Is a 1 put there instead of added? With arrays as indices NumPy adds to each "
            "place once.",
        ),
        Misconception(
            "shares of a row",
            "    return table",
            "    return table / np.maximum(table.sum(axis=1, keepdims=True), 1)",
            "Your rows hold shares of a class. The table counts pictures.",
        ),
        Misconception(
            "mistakes alone",
            "table[label, digit] += 1",
            "table[label, digit] += label != digit",
            "The diagonal is empty in yours: the pictures that are read right count as well.",
        ),
        Misconception(
            "right ones alone",
            "table[label, digit] += 1",
            "table[label, digit] += label == digit",
            "Beside the diagonal there is nothing in yours, and that is where the mistakes stand.",
        ),
    ),
    alternatives=(
        "def confusion(y, read, K):\n"
        "    table = np.zeros((K, K), int)\n"
        "    np.add.at(table, (y, read), 1)\n"
        "    return table",
        "def confusion(y, read, K):\n"
        "    hot = np.eye(K, dtype=int)\n"
        "    return hot[y].T @ hot[read]",
    ),
    equivalents={"answer table without its sign": "a count is never below 0"},
)

RELIABILITY = Turn(
    id="14.b",
    title="Reliability, bin by bin",
    probe=Function("reliability", returns=("means", "shares", "counts")),
    cases=lambda rng: [
        confidences(rng, 25, 10),
        confidences(rng, 9, 4, ends=(0.75,)),
        confidences(rng, 40, 10),
    ],
    hints=(
        "Ten times a confidence, rounded down, is its bin; exactly 1 needs more care.",
        "np.unique gives the bins in use; for each of them take those pictures whose bin it is.",
    ),
    misconceptions=(
        Misconception(
            "a bin for certainty alone",
            "np.minimum((sure * bins).astype(int), bins - 1)",
            "(sure * bins).astype(int)",
            "A confidence of exactly 1 has a bin of its own in yours. The last bin takes its upper "
            "end too.",
        ),
        Misconception(
            "certainty in no bin",
            ("np.minimum((sure * bins).astype(int), bins - 1)", "np.unique(place)"),
            ("(sure * bins).astype(int)", "np.unique(place[place < bins])"),
            "A confidence of exactly 1 is in no bin of yours: the last takes its upper end too.",
        ),
        Misconception(
            "the bin's middle",
            "np.array([sure[place == one].mean() for one in used])",
            "(used + 0.5) / bins",
            "Your confidences are the middles of the bins. Take the mean of those that are in it: "
            "in the last bin most lie near 1, not near 0.95.",
        ),
        Misconception(
            "empty bins kept",
            "np.unique(place)",
            "np.arange(bins)",
            "You have an entry for every bin. Of a bin without a picture there is no mean, so it "
            "is left out.",
        ),
        Misconception(
            "rounded to the nearest",
            "(sure * bins).astype(int)",
            "(sure * bins).round().astype(int)",
            "You round to the nearest bin, and 0.78 comes into the bin from 0.8 on. A bin takes "
            "what lies between its ends.",
        ),
        Misconception(
            "upper ends",
            "np.minimum((sure * bins).astype(int), bins - 1)",
            "np.maximum(np.ceil(sure * bins).astype(int) - 1, 0)",
            "A confidence at the end of two bins, such as 0.75 with four of them, comes into the "
            "lower one in yours. A bin takes its lower end.",
        ),
        Misconception(
            "hits for the share",
            "hit[place == one].mean()",
            "hit[place == one].sum()",
            "Your second array counts the hits. The share is their mean in the bin.",
        ),
        Misconception(
            "share of all pictures",
            "hit[place == one].mean()",
            "(hit & (place == one)).mean()",
            "You divide the hits of a bin by all pictures. The share is of those in the bin.",
        ),
        Misconception(
            "mistakes for hits",
            "hit[place == one].mean()",
            "1 - hit[place == one].mean()",
            "Your second array is the share that is wrong.",
        ),
    ),
    alternatives=(
        "def reliability(sure, hit, bins=10):\n"
        "    place = np.clip(np.floor(sure * bins), 0, bins - 1).astype(int)\n"
        "    counts = np.bincount(place, minlength=bins)\n"
        "    used = counts > 0\n"
        "    of = [np.bincount(place, one, bins)[used] / counts[used] for one in (sure, hit)]\n"
        "    return *of, counts[used]",
    ),
    equivalents={
        "line 1: 10 → 11": "every case says how many bins there are",
        "answer means without its sign": "a confidence is never below 0",
        "answer shares without its sign": "a share is never below 0",
        "answer counts without its sign": "a count is never below 0",
    },
)

INPUT_SLOPES = Turn(
    id="14.c",
    title="The slopes in the inputs",
    formulas=("G10",),
    probe=Function("input_slopes", returns=("slopes",)),
    cases=lambda rng: [back(rng, 4, 5, 3), back(rng, 3, 3, 3), back(rng, 2, 4, 6)],
    hints=("Shapes: from (m, n_1) to (m, n_0), by a matrix of shape (n_0, n_1).",),
    misconceptions=(
        Misconception(
            "no transpose",
            "delta @ W.T",
            "delta @ W",
            "Forward goes through W; back goes through its transpose, since each square adds up "
            "over the neurons that it reaches.",
        ),
        Misconception(
            "columns",
            "delta @ W.T",
            "W @ delta.T",
            "Your pictures stand in columns. In this course a picture is a row.",
        ),
        Misconception(
            "the pictures added up",
            "delta @ W.T",
            "(delta @ W.T).sum(axis=0)",
            "You have added up the pictures. A weight is shared by all of them; a square belongs "
            "to one.",
        ),
        Misconception(
            "the mean once more",
            "delta @ W.T",
            "delta @ W.T / len(delta)",
            "Yours is m times too small: the 1/m of the loss is in δ already.",
        ),
        Misconception(
            "downhill",
            "delta @ W.T",
            "-delta @ W.T",
            "The sign is turned round. The slope itself is asked for; the step comes later.",
        ),
        Misconception(
            "signs too early",
            "delta @ W.T",
            "np.sign(delta @ W.T)",
            "These are only the signs of the slopes. Here the slopes are asked for.",
        ),
    ),
    alternatives=(
        'def input_slopes(delta, W):\n    return np.einsum("ij,kj->ik", delta, W)',
        "def input_slopes(delta, W):\n    return (W @ delta.T).T",
    ),
)

ATTACK = Turn(
    id="14.d",
    title="One step",
    minutes=10,
    probe=Function("attack", returns=("changed",)),
    cases=lambda rng: [
        pictures(rng, 3, 0.125),
        pictures(rng, 2, 0.0625),
        pictures(rng, 5, 0.3),
    ],
    hints=(
        "np.sign gives +1, 0 or −1. Which way makes the loss larger?",
        "np.clip(…, 0, 1) puts what is below 0 to 0, and what is above 1 to 1.",
    ),
    misconceptions=(
        Misconception(
            "downhill",
            "X + eps * np.sign(slopes)",
            "X - eps * np.sign(slopes)",
            "Your step lowers the loss: training goes against the slope, an attack along it.",
        ),
        Misconception(
            "slopes for their signs",
            "np.sign(slopes)",
            "slopes",
            "Your squares move by ε times the slope, which is next to nothing. Each may go the "
            "whole of ε: its sign says which way.",
        ),
        Misconception(
            "slopes beside the steepest",
            "np.sign(slopes)",
            "slopes / np.abs(slopes).max(axis=1, keepdims=True)",
            "Only the steepest square of each picture moves by ε in yours. All of them may.",
        ),
        Misconception(
            "no clamp",
            "np.clip(X + eps * np.sign(slopes), 0, 1)",
            "X + eps * np.sign(slopes)",
            "Some of your squares have less ink than paper, or more than ink: what goes below 0 or "
            "above 1 is to be clamped.",
        ),
        Misconception(
            "the step clamped",
            "np.clip(X + eps * np.sign(slopes), 0, 1)",
            "X + np.clip(eps * np.sign(slopes), 0, 1)",
            "You clamp the step, so no square gets lighter. It is the picture that has to stay "
            "between 0 and 1.",
        ),
        Misconception(
            "clamped above alone",
            "np.clip(X + eps * np.sign(slopes), 0, 1)",
            "np.minimum(X + eps * np.sign(slopes), 1)",
            "Nothing is above 1, and some squares are below 0: there is no less ink than none.",
        ),
        Misconception(
            "clamped at 16",
            "np.sign(slopes), 0, 1)",
            "np.sign(slopes), 0, 16)",
            "Nothing is below 0, and some squares are above 1: these pictures have numbers from 0 "
            "to 1, not grey levels.",
        ),
        Misconception(
            "the signs alone",
            "X + eps * np.sign(slopes)",
            "eps * np.sign(slopes)",
            "That is the step. It is to be added to the picture.",
        ),
        Misconception(
            "in grey levels",
            "eps * np.sign",
            "eps / 16 * np.sign",
            "Your step is 16 times too small: ε is in the picture's units already.",
        ),
        Misconception(
            "the picture itself",
            "    return np.clip(X + eps * np.sign(slopes), 0, 1)",
            "    X += eps * np.sign(slopes)\n    return np.clip(X, 0, 1)",
            "`X` is changed by your function: `X += …`, `X[…] = …` and `out=X` write into the "
            "pictures themselves.",
        ),
    ),
    alternatives=(
        "def attack(X, slopes, eps):\n"
        "    step = np.where(slopes > 0, eps, np.where(slopes < 0, -eps, 0.0))\n"
        "    return np.minimum(np.maximum(X + step, 0), 1)",
    ),
    equivalents={"answer changed without its sign": "a clamped picture is never below 0"},
)

TURNS = (CONFUSION, RELIABILITY, INPUT_SLOPES, ATTACK)

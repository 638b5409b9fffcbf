"""Exercise set 14: digits and how to fool them."""

import numpy as np

from nnlib.course.authoring import (
    Free,
    Function,
    Labels,
    Misconception,
    Numbers,
    Order,
    Question,
    Task,
    Whole,
)

LESSON = "14_digits_and_how_to_fool_them.ipynb"


def two_parts(rng, m, k, n, still=0):
    """Whole grey levels; one square is always `still`, and one hardly more than paper."""
    X, X_val = (rng.integers(0, 17, size=(rows, n)) for rows in (m, k))
    X[:, 1:2], X[:, -1] = np.arange(m)[:, None] % 2, still
    X.flat[0], X_val.flat[:3] = 16, [1, 0, 16]
    return {"X": X, "X_val": X_val}


def counted(rng, K):
    """A table of mistakes with most of its counts on the diagonal."""
    return {"table": rng.integers(0, 7, size=(K, K)) + np.diag(rng.integers(8, 30, size=K))}


def never_read():
    """A class that is never read, and one without a picture."""
    return {"table": np.array([[7, 0, 0, 1], [3, 0, 0, 2], [0, 0, 0, 0], [1, 0, 2, 9]])}


def confidences(rng, m, places=(2, 4, 5, 7, 9)):
    """Confidences in some of the ten bins, and hits that do not follow them."""
    place = rng.choice(places, size=m)
    sure = (place + rng.uniform(0.05, 0.95, size=m)) / 10
    return {"sure": sure, "hit": (rng.random(m) < 0.6).astype(float)}


def with_ends(rng, m):
    """Among them 0, 0.5 and 1, where neighbouring bins are off to opposite sides."""
    case = confidences(rng, m, (2, 7))
    case["sure"][:8] = [1.0, 1.0, 0.93, 0.94, 0.97, 0.0, 0.12, 0.15]
    case["hit"][:8] = [0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]
    case["sure"][8:12], case["hit"][8:12] = [0.5, 0.57, 0.44, 0.46], [1.0, 1.0, 0.0, 0.0]
    return case


def picture(rng, n, K, eps, step, times):
    """A picture with paper and ink in it, a softmax layer, and a class to aim at."""
    x = rng.uniform(0, 1, size=n).round(2)
    x[: n // 3], x[n // 3 : n // 2] = 0, 1
    return {
        "x": x,
        "W": rng.normal(size=(n, K)).round(2),
        "b": rng.normal(size=K).round(2),
        "target": int(rng.integers(1, K)),
        "eps": eps,
        "step": step,
        "times": times,
    }


def on_the_way(eps, x=(0.5, 0.5)):
    """Another class is in the way after the first steps, and one slope turns round."""
    return {
        "x": np.array(x),
        "W": np.array([[20.0, 0.0, -1.0], [2.0, -2.0, 0.0]]),
        "b": np.array([-7.0, 0.0, -3.0]),
        "target": 2,
        "eps": eps,
        "step": 0.2,
        "times": 4,
    }


STANDARDISED = Task(
    id="14.1",
    title="Measured on one part",
    points=3,
    difficulty=1,
    minutes=6,
    formulas=("G9",),
    probe=Function("standardised", returns=("X", "X_val")),
    cases=lambda rng: [
        two_parts(rng, 6, 4, 5),
        two_parts(rng, 9, 5, 4, still=6),
        two_parts(rng, 4, 4, 4),
        two_parts(rng, 1, 5, 2),
        two_parts(rng, 5, 1, 1),
    ],
    ranges={
        "X": Whole(shape="m n", low=0, high=16),
        "X_val": Whole(shape="k n", low=0, high=16),
    },
    hints=(
        "Both parts get the same means and spreads. Which pictures do these come from?",
        "On paper: a square that is 2 and 6 in two training pictures has the mean 4 and the "
        "spread 2; a 10 in the validation part becomes 3.",
        "Mean and spread go down the columns; where the spread is 0, put a 1 in its place before "
        "you divide.",
    ),
    misconceptions=(
        Misconception(
            "both parts measured",
            "mean, spread = X.mean(axis=0), X.std(axis=0)",
            "mean, spread = np.vstack([X, X_val]).mean(axis=0), np.vstack([X, X_val]).std(axis=0)",
            "You have measured both parts together, so the validation part has told the network "
            "something before it was asked. Measure the training part alone.",
        ),
        Misconception(
            "each part by itself",
            "(X_val - mean) / spread",
            "(X_val - X_val.mean(axis=0)) / np.where(X_val.std(axis=0) > 0, X_val.std(axis=0), 1)",
            "X is right. You have measured the validation part by itself, so the same picture "
            "becomes another one, depending on its company.",
        ),
        Misconception(
            "one mean for all squares",
            "X.mean(axis=0), X.std(axis=0)",
            "X.mean(), X.std()",
            "You have one mean and one spread for all squares. Each square has its own.",
        ),
        Misconception(
            "only centred",
            "(X - mean) / spread, (X_val - mean) / spread",
            "X - mean, X_val - mean",
            "The means are off; the spreads are still there. Divide by them.",
        ),
        Misconception(
            "only scaled",
            "(X - mean) / spread, (X_val - mean) / spread",
            "X / spread, X_val / spread",
            "Your squares are divided by their spreads, and their means are still on. Take them "
            "off first.",
        ),
        Misconception(
            "each picture by itself",
            (
                "mean, spread = X.mean(axis=0), X.std(axis=0)",
                "(X - mean) / spread, (X_val - mean) / spread",
            ),
            (
                "spread = X.std(axis=1, keepdims=True)\n"
                "    own = X_val.std(axis=1, keepdims=True)\n"
                "    own = np.where(own > 0, own, 1)",
                "(X - X.mean(axis=1, keepdims=True)) / spread, "
                "(X_val - X_val.mean(axis=1, keepdims=True)) / own",
            ),
            "You have a mean and a spread for each picture, over its squares. Each square has "
            "its own, over the training pictures.",
        ),
        Misconception(
            "still squares as they are",
            "(X - mean) / spread, (X_val - mean) / spread",
            "np.where(X.std(axis=0) > 0, (X - mean) / spread, X), "
            "np.where(X.std(axis=0) > 0, (X_val - mean) / spread, X_val)",
            "A square with the spread 0 stays as it is in yours. It is not divided; its mean is "
            "taken off all the same.",
        ),
        Misconception(
            "still squares put to 0",
            "(X - mean) / spread, (X_val - mean) / spread",
            "(X - mean) / spread, np.where(X.std(axis=0) > 0, (X_val - mean) / spread, 0)",
            "X is right. A square with the spread 0 is 0 in all your validation pictures, "
            "whatever they have there. Its mean is taken off, and it is not divided.",
        ),
        Misconception(
            "variance for spread",
            "X.std(axis=0)",
            "X.var(axis=0)",
            "You divide by the variance. The spread is its square root.",
        ),
        Misconception(
            "one sample less",
            "X.std(axis=0)",
            "X.std(axis=0, ddof=1)",
            "Your spread divides by m − 1. Asked for is the one that divides by m.",
        ),
        Misconception(
            "one sample less, and nothing for a single one",
            ("X.std(axis=0)", "np.where(spread > 0, spread, 1)"),
            ("X.std(axis=0, ddof=1)", "np.where(spread == 0, 1, spread)"),
            "Your spread divides by m − 1, which is 0 for a single picture. Asked for is the one "
            "that divides by m.",
        ),
        Misconception(
            "divided by 0, and the damage hidden",
            (
                "np.where(spread > 0, spread, 1)",
                "(X - mean) / spread, (X_val - mean) / spread",
            ),
            (
                "spread",
                "np.nan_to_num((X - mean) / spread), np.nan_to_num((X_val - mean) / spread)",
            ),
            "You divide by spreads of 0 and mend what comes out. In the training part that gives "
            "0; a validation picture with ink there gives ∞, of which a huge number is left.",
        ),
        Misconception(
            "divided by 0",
            "np.where(spread > 0, spread, 1)",
            "spread",
            "A square that is the same in all training pictures has the spread 0, and you divide "
            "by it.",
        ),
        Misconception(
            "validation picture as it is",
            "(X_val - mean) / spread",
            "X_val",
            "X is right. The network will see the validation part through the same glasses: it has "
            "to be changed in the same way.",
        ),
    ),
    alternatives=(
        "def standardised(X, X_val):\n"
        "    still = (X == X[0]).all(axis=0)\n"
        "    spread = np.sqrt(((X - X.mean(axis=0)) ** 2).mean(axis=0))\n"
        "    spread[still] = 1\n"
        "    return [(one - X.mean(axis=0)) / spread for one in (X, X_val)]",
        "def standardised(X, X_val):\n"
        "    spread = X.std(axis=0) + (X.std(axis=0) == 0)\n"
        "    return (X - X.mean(axis=0)) / spread, (X_val - X.mean(axis=0)) / spread",
    ),
)

TWO_SHARES = Task(
    id="14.2",
    title="Two questions to one table",
    points=3,
    difficulty=2,
    minutes=6,
    formulas=(),
    probe=Function("found_and_true", returns=("found", "true")),
    cases=lambda rng: [
        counted(rng, 4),
        counted(rng, 3),
        counted(rng, 6),
        never_read(),
        {"table": np.array([[5]])},
        {"table": np.array([[1, 0], [2, 3]])},
        {"table": np.array([[1, 2], [0, 3]])},
    ],
    ranges={"table": Whole(shape="K K", low=0)},
    uncovered={"table: K K not square": "a table of mistakes is square"},
    hints=(
        "Both have the diagonal above the line. What stands below it?",
        "On paper: of 10 fives 8 are read as 5, and 12 pictures are read as 5. The shares are 8/10 "
        "and 8/12.",
        "A row's sum is the number of pictures of its class, a column's sum what is read as it; a "
        "sum of 0 may be replaced by 1, since the number above it is 0.",
    ),
    misconceptions=(
        Misconception(
            "exchanged",
            "right / is_class, right / is_read",
            "right / is_read, right / is_class",
            "The two shares are exchanged: a row holds the pictures of a class, a column what is "
            "read as it.",
        ),
        Misconception(
            "by all pictures",
            "right / is_class, right / is_read",
            "right / table.sum(), right / table.sum()",
            "You divide by all pictures. Each class has a number of its own below the line.",
        ),
        Misconception(
            "one share twice",
            "right / is_class, right / is_read",
            "right / is_class, right / is_class",
            "The first is right. Of what is read as a class, how much is true? Other pictures "
            "stand below that line.",
        ),
        Misconception(
            "mistakes for hits",
            "right = np.diag(table)",
            "right = table.sum(axis=1) - np.diag(table)",
            "You count the mistakes of each class. Above the line stands what is read rightly.",
        ),
        Misconception(
            "hits against mistakes",
            "np.maximum(table.sum(axis=1), 1), np.maximum(table.sum(axis=0), 1)",
            "np.maximum(table.sum(axis=1) - right, 1), np.maximum(table.sum(axis=0) - right, 1)",
            "You divide the hits by the mistakes. A share has all of them below the line, hits "
            "included.",
        ),
        Misconception(
            "one accuracy",
            "right = np.diag(table)",
            "right = np.full(len(table), np.diag(table).sum())",
            "You have added up the diagonal. Each class has its own hits.",
        ),
        Misconception(
            "divided by 0",
            "np.maximum(table.sum(axis=1), 1), np.maximum(table.sum(axis=0), 1)",
            "table.sum(axis=1), table.sum(axis=0)",
            "A class that has no pictures, or is never read, has the share 0 by this task's text; "
            "you divide by 0.",
        ),
    ),
    alternatives=(
        "def found_and_true(table):\n"
        "    K = len(table)\n"
        "    found = [table[j, j] / table[j].sum() if table[j].any() else 0 for j in range(K)]\n"
        "    true = [table[j, j] / max(1, table[:, j].sum()) for j in range(K)]\n"
        "    return np.array(found, float), np.array(true, float)",
        "def found_and_true(table):\n"
        "    hits = table.diagonal()\n"
        "    rows, columns = table @ np.ones(len(table)), np.ones(len(table)) @ table\n"
        "    return hits / (rows + (rows == 0)), hits / (columns + (columns == 0))",
    ),
    equivalents={
        "answer found without its sign": "a share is never below 0",
        "answer true without its sign": "a share is never below 0",
    },
)

GAP = Task(
    id="14.3",
    title="How far from calibrated?",
    points=3,
    difficulty=2,
    minutes=8,
    formulas=(),
    probe=Function("calibration_error"),
    cases=lambda rng: [
        confidences(rng, 30),
        with_ends(rng, 25),
        confidences(rng, 12),
        with_ends(rng, 60),
        {"sure": np.array([0.83]), "hit": np.array([0.0])},
    ],
    ranges={"sure": Numbers(shape="m", low=0, high=1), "hit": Labels(shape="m")},
    hints=(
        "In each bin: the mean of sure less the mean of hit, without its sign. Then a mean over "
        "the pictures, not over the bins.",
        "On paper: three pictures with 0.9, 0.94 and 0.3, of which the first two are right, give "
        "two bins, off by 0.08 and by 0.3; 2/3 of the one and 1/3 of the other are 0.153.",
        "Ten times a confidence, rounded down, is its bin, but for a confidence of 1; a bin's "
        "weight is its share of all pictures.",
    ),
    misconceptions=(
        Misconception(
            "mean over the bins",
            "error += inside.mean() * abs(",
            "error += 1 / len(np.unique(place)) * abs(",
            "Every bin counts the same in yours, a bin of one picture as much as one of a hundred. "
            "Weight each by its share of the pictures.",
        ),
        Misconception(
            "gaps that cancel",
            "abs(sure[inside].mean() - hit[inside].mean())",
            "(sure[inside].mean() - hit[inside].mean())",
            "Too sure in one bin and too shy in another cancel in yours. Each gap counts without "
            "its sign.",
        ),
        Misconception(
            "the bin's middle",
            "sure[inside].mean() -",
            "(one + 0.5) / 10 -",
            "You compare the share with the middle of the bin. Compare it with the mean of the "
            "confidences that are in it.",
        ),
        Misconception(
            "a bin for certainty alone",
            "np.clip(np.floor(10 * sure), 0, 9)",
            "np.floor(10 * sure)",
            "Confidences of exactly 1 have a bin of their own in yours. The last bin has its upper "
            "end too.",
        ),
        Misconception(
            "certainty in no bin",
            ("np.clip(np.floor(10 * sure), 0, 9)", "np.unique(place)"),
            ("np.floor(10 * sure)", "np.unique(place[place < 10])"),
            "Confidences of exactly 1 are in no bin of yours. The last bin has its upper end too.",
        ),
        Misconception(
            "the largest gap",
            "error += inside.mean() * abs(sure[inside].mean() - hit[inside].mean())",
            "error = max(error, abs(sure[inside].mean() - hit[inside].mean()))",
            "Yours is the largest of the distances. Asked for is their mean, by weight.",
        ),
        Misconception(
            "a tenth for each bin",
            "error += inside.mean() * abs(",
            "error += 0.1 * abs(",
            "You divide by ten bins, those without a picture among them. The weight of a bin is "
            "its share of the pictures.",
        ),
        Misconception(
            "rounded to the nearest",
            "np.clip(np.floor(10 * sure), 0, 9)",
            "np.round(10 * sure)",
            "You round to the nearest tenth, and 0.78 comes into the bin from 0.8 on. A bin takes "
            "what lies between its ends.",
        ),
        Misconception(
            "upper ends",
            "np.clip(np.floor(10 * sure), 0, 9)",
            "np.clip(np.ceil(10 * sure) - 1, 0, 9)",
            "A confidence of exactly 0.5 comes into the bin below it in yours, and a bin has its "
            "lower end. (If you divide by 0.1: in Python `0.5 // 0.1` is 4.)",
        ),
        Misconception(
            "all in one bin",
            "np.clip(np.floor(10 * sure), 0, 9)",
            "np.zeros(len(sure))",
            "You compare the two means of all pictures. They can agree while every bin is off.",
        ),
        Misconception(
            "picture by picture",
            "abs(sure[inside].mean() - hit[inside].mean())",
            "abs(sure[inside] - hit[inside]).mean()",
            "You take the distance of each picture's confidence from 0 or 1, and that is large for "
            "any honest doubt. Take the means of a bin first.",
        ),
        Misconception(
            "squared gaps",
            "abs(sure[inside].mean() - hit[inside].mean())",
            "(sure[inside].mean() - hit[inside].mean()) ** 2",
            "Your gaps are squared. Asked for is their size.",
        ),
    ),
    alternatives=(
        "def calibration_error(sure, hit):\n"
        "    place = np.clip(np.floor(10 * sure), 0, 9).astype(int)\n"
        "    return np.abs(np.bincount(place, sure - hit)).sum() / len(sure)",
        "def calibration_error(sure, hit):\n"
        "    place = [min(int(10 * one), 9) for one in sure]\n"
        "    gaps = np.zeros(10)\n"
        "    for k, a, b in zip(place, sure, hit):\n"
        "        gaps[k] += (a - b) / len(sure)\n"
        "    return sum(abs(gaps))",
    ),
    equivalents={"answer result without its sign": "a mean of sizes is never below 0"},
)

IN_ORDER = Task(
    id="14.4",
    title="Why the step goes by signs",
    points=3,
    difficulty=2,
    minutes=8,
    formulas=("G10",),
    probe=Order(
        "order",
        lines={
            "a": r"$C(x + d) \approx C(x) + \sum_k g_k d_k$",
            "b": r"$\frac{\partial z_j}{\partial x_k} = w_{kj}$",
            "c": r"$\frac{\partial z_j}{\partial x_k} = w_{kj} \, \sigma'(z_j)$",
            "d": r"$g_k = \sum_j \delta_j \, w_{kj}$, which a pass back gives",
            "e": r"$g_k d_k \le \varepsilon \, g_k$ as long as $\lvert d_k \rvert \le \varepsilon$",
            "f": r"$z_j = \sum_k x_k w_{kj} + b_j$",
            "g": r"with $d_k = \varepsilon \operatorname{sign} g_k$ each term, and so the sum, is "
            r"as large as it can be",
            "h": r"$g_k = \frac{\partial C}{\partial x_k} = \sum_j \delta_j \, "
            r"\frac{\partial z_j}{\partial x_k}$",
            "i": r"$g_k d_k \le \varepsilon \, \lvert g_k \rvert$ as long as "
            r"$\lvert d_k \rvert \le \varepsilon$",
            "j": r"with $d_k = \varepsilon \, g_k$ each term is as large as it can be",
        },
        needs={"a": ("h",), "b": ("f",), "d": ("b", "h"), "g": ("a", "i"), "i": ("h",)},
        strays=("c", "e", "j"),
    ),
    hints=(
        "Begin with what a sum is, or with what g is; end with the step.",
        "For each line ask which letters and which results it uses: z, its slope, g, the bound.",
        "Of the three wrong lines one bends where nothing bends, one forgets that g may be "
        "negative, and one does not use all that is allowed.",
    ),
    misconceptions=(
        Misconception(
            "a slope too many",
            '"b", "h"',
            '"c", "h"',
            "Line c has a σ′ in it. The sum z_j is made of the x_k before anything bends.",
        ),
        Misconception(
            "a bound with a sign",
            '"a", "i"',
            '"a", "e", "i"',
            "Line e is false where g_k is below 0: then d_k = −ε makes the product positive, and "
            "ε g_k is negative.",
        ),
        Misconception(
            "steep squares far, flat ones hardly",
            '"i", "g"',
            '"i", "j"',
            "Line j moves a square by ε times its slope, so most squares stay far inside of what "
            "is allowed: their terms could be larger.",
        ),
        Misconception(
            "step before its bound",
            '"i", "g"',
            '"g", "i"',
            "The first line out of place is g: it says that a term is as large as it can be, and "
            "how large that is comes below it.",
        ),
        Misconception(
            "slope before the sum",
            '"f", "b"',
            '"b", "f"',
            "The first line out of place is b: it takes the slope of a sum that nothing above it "
            "has written down.",
        ),
        Misconception(
            "result before its parts",
            '"b", "h", "d"',
            '"d", "b", "h"',
            "The first line out of place is d: it puts the weights in for slopes that come below "
            "it.",
        ),
        Misconception(
            "growth before its slopes",
            '"f", "b", "h", "d", "a"',
            '"a", "f", "b", "h", "d"',
            "The first line out of place is a: it uses g, and nothing above it says what g is.",
        ),
    ),
    alternatives=(
        'order = ["h", "f", "b", "d", "a", "i", "g"]',
        'order = ["h", "i", "a", "g", "f", "b", "d"]',
    ),
)

AIMED = Task(
    id="14.5",
    title="A step aimed at a class",
    points=4,
    difficulty=3,
    minutes=14,
    formulas=("G10",),
    probe=Function("aimed", returns=("changed",)),
    cases=lambda rng: [
        picture(rng, 12, 4, 0.2, 0.05, 6),
        picture(rng, 9, 3, 0.1, 0.04, 9),
        picture(rng, 7, 5, 0.3, 0.2, 1),
        picture(rng, 14, 3, 0.15, 0.1, 20),
        picture(rng, 1, 3, 0.4, 0.3, 2),
        picture(rng, 10, 4, 1, 0.3, 5),
        picture(rng, 10, 4, 0.3, 1, 4),
        on_the_way(0.4),
        on_the_way(0.25),
        on_the_way(0.6, (0.5, 0.1)),  # the second square is at 0 when its slope turns
        picture(rng, 8, 6, 1e-9, 0.05, 3),
        picture(rng, 8, 6, 0.2, 1e-9, 3),
    ],
    ranges={
        "x": Numbers(shape="n", low=0, high=1),
        "W": Free(),
        "b": Free(),
        "target": Free(),
        "eps": Numbers(above=0, high=1),
        "step": Numbers(above=0, high=1),
        "times": Whole(low=1, high=20),
    },
    without=("nnlib",),
    hints=(
        "The loss for the class that you aim at is to fall: its slope in the scores is p less a 1 "
        "at the target, and (14.1) takes it to the squares.",
        "After each small step: no square farther than ε from where the picture began, and none "
        "below 0 or above 1.",
        "For one picture the slopes are W @ (p − hot). Keep x, and change a copy.",
    ),
    misconceptions=(
        Misconception(
            "away from the target",
            "changed - step * np.sign(W @ p)",
            "changed + step * np.sign(W @ p)",
            "Your picture moves away from the class that you aim at: that loss is to fall.",
        ),
        Misconception(
            "steps without a limit",
            "np.clip(np.clip(changed, x - eps, x + eps), 0, 1)",
            "np.clip(changed, 0, 1)",
            "Your squares move farther than ε from where they began: many small steps make a large "
            "one. Bring each back after every step.",
        ),
        Misconception(
            "a limit at the end",
            ("np.clip(np.clip(changed, x - eps, x + eps), 0, 1)", "return changed"),
            ("np.clip(changed, 0, 1)", "return np.clip(changed, x - eps, x + eps)"),
            "You bring the squares back once, after the last step. It is to be done after each of "
            "them, since the next slopes are taken where the picture then is.",
        ),
        Misconception(
            "both limits at the end",
            (
                "        changed = np.clip(np.clip(changed, x - eps, x + eps), 0, 1)\n",
                "return changed",
            ),
            ("", "return np.clip(np.clip(changed, x - eps, x + eps), 0, 1)"),
            "Your steps run free, and the squares are brought back once, at the very end, to ε and "
            "to 0 and 1. Both are to be done after each step.",
        ),
        Misconception(
            "one step alone",
            "for _ in range(times):",
            "for _ in range(1):",
            "You go one step, however many `times` asks for. Does your loop end in its first "
            "round?",
        ),
        Misconception(
            "stopped at the target",
            "p = np.exp(z - z.max())",
            "if z.argmax() == target:\n            break\n        p = np.exp(z - z.max())",
            "You stop where the picture is read as the class that you aim at. All `times` steps "
            "are asked for: the later ones make the network surer.",
        ),
        Misconception(
            "away from what is read",
            ("(np.arange(len(p)) == target)", "changed - step * np.sign(W @ p)"),
            (
                "(np.arange(len(p)) == (x @ W + b).argmax())",
                "changed + step * np.sign(W @ p)",
            ),
            "You go away from the class that is read, as the lesson's attack does. Here `target` "
            "says where to go.",
        ),
        Misconception(
            "the number for its place",
            "(np.arange(len(p)) == target)",
            "target",
            "You subtract the number of the class from every share. A 1 is subtracted, at the "
            "place of the class alone.",
        ),
        Misconception(
            "a limit that moves along",
            "changed = np.clip(np.clip(changed, x - eps, x + eps), 0, 1)",
            "changed = x = np.clip(np.clip(changed, x - eps, x + eps), 0, 1)",
            "Your limit moves along with the picture. It is about the picture as it was at first.",
        ),
        Misconception(
            "no clamp",
            "np.clip(np.clip(changed, x - eps, x + eps), 0, 1)",
            "np.clip(changed, x - eps, x + eps)",
            "Some of your squares have less ink than paper, or more than ink.",
        ),
        Misconception(
            "clamped at the end alone",
            ("np.clip(np.clip(changed, x - eps, x + eps), 0, 1)", "return changed"),
            ("np.clip(changed, x - eps, x + eps)", "return np.clip(changed, 0, 1)"),
            "You bring the squares back to 0 and 1 once, after the last step. It is to be done "
            "after each: from a number below 0 the next step starts too low.",
        ),
        Misconception(
            "slopes of the first picture",
            "z = changed @ W + b",
            "z = x @ W + b",
            "You use the slopes of the first picture in every step. They have to be taken anew "
            "where the picture is by now.",
        ),
        Misconception(
            "the whole of it at once",
            "changed - step * np.sign(W @ p)",
            "changed - eps * np.sign(W @ p)",
            "Each of your steps is ε long. It has a length of its own.",
        ),
        Misconception(
            "slopes for their signs",
            "step * np.sign(W @ p)",
            "step * (W @ p)",
            "You step by the slopes themselves. Each square goes a whole step, by the sign.",
        ),
        Misconception(
            "scores for shares",
            "p / p.sum() -",
            "z -",
            "You subtract the 1 from the scores. The slope is made of the shares.",
        ),
        Misconception(
            "the target's weights alone",
            "np.sign(W @ p)",
            "np.sign(-W[:, target])",
            "You pull at the score of the target alone. To lower the others helps as well: all "
            "classes have a slope.",
        ),
    ),
    alternatives=(
        "def aimed(x, W, b, target, eps, step, times):\n"
        "    low, high = np.maximum(x - eps, 0), np.minimum(x + eps, 1)\n"
        "    now = np.array(x, float)\n"
        "    for _ in range(times):\n"
        "        z = now @ W + b\n"
        "        e = np.exp(z - z.max())\n"
        "        now = now + step * np.sign(W[:, target] - W @ (e / e.sum()))\n"
        "        now = np.minimum(np.maximum(now, low), high)\n"
        "    return now",
        "def aimed(x, W, b, target, eps, step, times):\n"
        "    hot, d = np.eye(len(b))[target], np.zeros(len(x))\n"
        "    for _ in range(times):\n"
        "        e = np.exp((x + d) @ W + b)\n"
        "        d = np.clip(d - step * np.sign((e / e.sum() - hot) @ W.T), -eps, eps)\n"
        "        d = np.clip(x + d, 0, 1) - x\n"
        "    return x + d",
    ),
    equivalents={
        "line 7: z - z.max() → z + z.max()": "a common shift of the scores cancels",
        "line 7: z.max → z.min": "a common shift of the scores cancels",
        "answer changed without its sign": "a clamped picture is never below 0",
    },
)

TASKS = (STANDARDISED, TWO_SHARES, GAP, IN_ORDER, AIMED)

QUESTIONS = (
    Question(
        "Of thirty networks you want the best one, and a number that can be believed of it. Which "
        "part of the data chooses?",
        ("the training part", "the validation part", "the test part", "all three together"),
        1,
        "three parts of the data",
        "lesson 14, Three parts",
        f"{LESSON}#Three-parts",
        ("14.1",),
    ),
    Question(
        "A network reads 80 of 100 new pictures and is 93 % sure on average. What is it?",
        ("calibrated", "too sure", "not sure enough", "overtrained, and nothing more can be said"),
        1,
        "calibration",
        "lesson 14, Can you believe its confidence?",
        f"{LESSON}#Can-you-believe-its-confidence?",
        ("14.3",),
    ),
    Question(
        "Every square of a picture may move by 1/16. Which step makes the loss largest, to first "
        "order?",
        (
            "1/16 of the slope",
            "1/16 by the sign of the slope",
            "1/16 in the steepest square alone",
            "1/16 by dice",
        ),
        1,
        "the step by signs",
        "lesson 14, One step",
        f"{LESSON}#One-step",
        ("14.4", "14.5"),
    ),
)

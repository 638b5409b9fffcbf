"""Exercise set 03: descent in practice (ledger rows B4, E8; momentum and Adam)."""

import numpy as np

from nnlib.course.authoring import (
    Class,
    Function,
    Misconception,
    Numbers,
    Pieces,
    Question,
    Task,
    Whole,
)

LESSON = "03_descent_in_practice.ipynb"
COLUMN = Numbers(shape="m 1")


def dealt(rng, m, size):
    """A random order of m samples that is not the order of their rows."""
    order = np.roll(np.arange(m), 1)
    order[1:] = rng.permutation(order[1:])
    return {"order": order, "size": size}


def a_batch(rng, m, start, size):
    """X and y of shape (m, 1), a line, and where a batch of them begins."""
    X, y = rng.normal(size=(2, m, 1)).round(2)
    w, b = rng.uniform(0.5, 2, size=2).round(2) * rng.choice([-1, 1], size=2)
    return {"X": X, "y": y, "w": float(w), "b": float(b), "start": start, "size": size}


def steep(case):
    """The same far from its targets, where slopes are large."""
    return case | {"y": case["y"] + 90}


def on_the_way(rng, n, eta, mu):
    """n parameters that have a velocity and meet a gradient."""
    theta, v, g = rng.uniform(0.5, 3, size=(3, n)).round(2) * rng.choice([-1, 1], size=(3, n))
    return {"theta": theta, "v": v, "g": g, "eta": eta, "mu": mu}


def three_gradients(rng, n, eta, scale):
    """n parameters and three gradients; the first slope is always up, the last always 0."""
    sizes = rng.uniform(1, 4, size=(3, n)).round(2) * scale
    signs = rng.choice([-1, 1], size=(3, n))
    signs[:, 0] = 1
    if n > 2:
        signs[:, 1], signs[:, -1] = (1, -1, 1), 0
    g1, g2, g3 = sizes * signs
    return {"eta": eta, "theta": rng.normal(size=n).round(2), "g1": g1, "g2": g2, "g3": g3}


def curve(rng, ranks, patience):
    """Validation losses that stand to each other as the ranks do."""
    steps = rng.integers(2, 12, size=max(ranks) + 1) / 100
    return {"val_losses": (1 + steps.cumsum()[list(ranks)]).round(2), "patience": patience}


DEAL = Task(
    id="3.1",
    title="Dealing the samples",
    points=3,
    difficulty=1,
    minutes=5,
    formulas=("E8",),
    probe=Pieces("deal", returns=("lengths of the batches", "the batches in a row")),
    cases=lambda rng: [
        dealt(rng, *shape)
        for shape in (
            (8, 3),
            (7, 3),
            (6, 2),
            (5, 2),
            (3, 1),
            (11, 2),
            (5, 3),
            (4, 4),
            (3, 5),
            (1, 1),
        )
    ],
    ranges={"order": Whole(shape="m"), "size": Whole(low=1)},
    extremes={
        "one batch": lambda order, size: len(order) == size,
        "fewer samples than a batch": lambda order, size: len(order) < size,
        "two batches": lambda order, size: size < len(order) <= 2 * size,
        "five batches or more": lambda order, size: len(order) > 4 * size,
        "a short last batch": lambda order, size: len(order) % size > 1,
        "a last batch of one": lambda order, size: len(order) % size == 1 < size,
        "whole batches": lambda order, size: len(order) % size == 0,
    },
    hints=(
        "A slice of `order` is a batch. Where does each begin, and where does it end?",
        "The beginnings are 0, size, 2 · size and so on, as long as there is a sample there. "
        "`range` takes a step as its third argument.",
        "Go through those beginnings, cut a slice that is `size` long from each, and collect "
        "them in a list. A slice that reaches beyond the end is cut off there by NumPy.",
    ),
    misconceptions=(
        Misconception(
            "last short batch dropped",
            "range(0, len(order), size)",
            "range(0, len(order) - size + 1, size)",
            "Whenever the last batch would be shorter than the others, you leave it out: these "
            "samples are not seen in this epoch. What does an epoch promise, under "
            '"Three ways to go down"?',
        ),
        Misconception(
            "an empty batch at the end",
            "range(0, len(order), size)",
            "range(0, len(order) + 1, size)",
            "All is well except when size divides m: then you deal one batch more, and it is "
            "empty. Its mean would be 0 / 0. Does a batch begin where the samples end?",
        ),
        Misconception(
            "one sample too many",
            "start + size]",
            "start + size + 1]",
            "Neighbouring batches share a sample: the one that ends a batch also begins the next. "
            "Is the end of a slice still part of it?",
        ),
        Misconception(
            "one sample too few",
            "start + size]",
            "start + size - 1]",
            "Your full batches are one sample short, and the samples between them are lost. Is "
            "the end of a slice still part of it?",
        ),
        Misconception(
            "order not used",
            "[order[start : start + size] for",
            "[np.arange(len(order))[start:][:size] for",
            "Your batches have the right lengths and hold 0, 1, 2, … in turn. Nothing has been "
            "shuffled: which argument says where each sample comes?",
        ),
        Misconception(
            "a window that slides",
            "range(0, len(order), size)",
            "range(len(order))",
            "You begin a batch at every sample, so that most samples are dealt several times. How "
            "far is it from one beginning to the next?",
        ),
        Misconception(
            "size taken as a number of batches",
            "[order[start : start + size] for start in range(0, len(order), size)]",
            "np.array_split(order, size)",
            "You make `size` batches. How many samples are in a batch is the **batch size**; how "
            "many batches there are follows from it.",
        ),
        Misconception(
            "one card to each in turn",
            "[order[start : start + size] for start in range(0, len(order), size)]",
            "[order[k :: -(-len(order) // size)] for k in range(-(-len(order) // size))]",
            "Every sample is dealt once, but like cards around a table, one to each batch in "
            "turn. Here a batch takes neighbours, and only the last one may be short.",
        ),
        Misconception(
            "first batch only",
            "[order[start : start + size] for start in range(0, len(order), size)]",
            "[order[:size]]",
            "Your first batch is right, and it is the only one. Does a `return` stand inside "
            "your loop? Look how far it is indented.",
        ),
    ),
    alternatives=(
        "def deal(order, size):\n    return np.split(order, range(size, len(order), size))",
        "def deal(order, size):\n"
        "    batches = []\n"
        "    for place, sample in enumerate(order):\n"
        "        if place % size == 0:\n"
        "            batches.append([])\n"
        "        batches[-1].append(sample)\n"
        "    return [np.array(batch) for batch in batches]",
    ),
    why="sample numbers are whole",
    equivalents={
        "answer lengths of the batches without its sign": "whole numbers from 0 on",
        "answer the batches in a row without its sign": "whole numbers from 0 on",
    },
)

GRADIENT = Task(
    id="3.2",
    title="What a batch asks for",
    points=2,
    difficulty=2,
    minutes=7,
    formulas=("B4",),
    probe=Function("batch_gradient", returns=("dw", "db")),
    # The second batch is cut short by the end of the data, the third begins at row 0, and the
    # fourth begins early: there wrong ends of a slice leave it some rows.
    cases=lambda rng: (
        [
            a_batch(rng, *place)
            for place in (
                (7, 3, 3),
                (8, 6, 3),
                (6, 0, 2),
                (9, 1, 4),
                (6, 4, 2),
                (5, 2, 1),
                (4, 0, 4),
                (1, 0, 2),
            )
        ]
        + [steep(a_batch(rng, 6, 1, 4))]
    ),
    ranges={
        "X": COLUMN,
        "y": COLUMN,
        "w": Numbers(),
        "b": Numbers(),
        "start": Whole(),
        "size": Whole(low=1),
    },
    extremes={
        "a batch cut short": lambda X, start, size, **_: len(X) < start + size,
        "a batch that ends with the data": lambda X, start, size, **_: len(X) == start + size,
        "a batch in the midst": lambda X, start, size, **_: 0 < start < len(X) - size,
        "one batch of all": lambda X, start, size, **_: start == 0 and len(X) == size,
    },
    uncovered={"1e6": "slopes by finite differences are right too, and have no digits there"},
    hints=(
        "To a batch, its own samples are all there is: the rest of the data plays no part.",
        "Cut the same rows out of `X` and out of `y`, and give both a name. From there on it is "
        "the gradient of the line, as in the lessons before.",
        "Four steps: the batch, its predictions, its residuals, and two means over the batch, one "
        "with each residual times its input.",
    ),
    misconceptions=(
        Misconception(
            "mean over all the data",
            "np.mean(residuals * X_batch), np.mean(residuals)",
            "np.sum(residuals * X_batch) / len(X), np.sum(residuals) / len(X)",
            "Both slopes are too small, as if the samples outside the batch had asked for 0. "
            'They were not asked: over how many samples is the mean? See "The gradient of a mean".',
        ),
        Misconception(
            "sum for mean",
            "np.mean(residuals * X_batch), np.mean(residuals)",
            "np.sum(residuals * X_batch), np.sum(residuals)",
            "Both slopes are too large, by the number of samples in the batch: larger batches "
            'would take longer steps. Which is it in (B4), under "The gradient of a mean"?',
        ),
        Misconception(
            "divided by size in a short batch",
            "np.mean(residuals * X_batch), np.mean(residuals)",
            "np.sum(residuals * X_batch) / size, np.sum(residuals) / size",
            "Full batches are right, and the last, short one is too small. How many samples are "
            "really in it?",
        ),
        Misconception(
            "targets of other rows",
            "y[start : start + size]",
            "y[:size]",
            "The inputs are those of the batch, and the targets belong to the first rows of the "
            "data: each prediction meets the target of another sample. X and y go together.",
        ),
        Misconception(
            "start not used",
            "X[start : start + size], y[start : start + size]",
            "X[:size], y[:size]",
            "Whatever batch is asked for, you take the first rows. In an epoch of yours the "
            "samples after them would never be seen.",
        ),
        Misconception(
            "size taken as the end",
            "X[start : start + size], y[start : start + size]",
            "X[start:size], y[start:size]",
            "Only a batch that begins at row 0 comes out right; most others are empty, and the "
            "mean of nothing is NaN. In a slice, the second number is a place, not a length.",
        ),
        Misconception(
            "start taken as the number of the batch",
            "X[start : start + size], y[start : start + size]",
            "X[start * size :][:size], y[start * size :][:size]",
            "You skip `start` batches, and so begin far too late: only row 0 is found. What does "
            "the text say that `start` counts, batches or rows?",
        ),
        Misconception(
            "all the data",
            "X[start : start + size], y[start : start + size]",
            "X, y",
            "That is the gradient of all m samples. It is a fine gradient, at the price that "
            "mini-batches are there to avoid: which rows belong to this batch?",
        ),
        Misconception(
            "target minus prediction",
            "b + w * X_batch - y_batch",
            "y_batch - (b + w * X_batch)",
            "Both slopes have the right size and the opposite sign: a step against them would "
            "climb. In which order does the course subtract?",
        ),
        Misconception(
            "slopes exchanged",
            "np.mean(residuals * X_batch), np.mean(residuals)",
            "np.mean(residuals), np.mean(residuals * X_batch)",
            "Both numbers are right and come in the other order. See what the function promises "
            "to return first.",
        ),
        Misconception(
            "input forgotten",
            "np.mean(residuals * X_batch), np.mean",
            "np.mean(residuals), np.mean",
            "∂C/∂b is right, and you give it for w as well. What does the line multiply by w?",
        ),
        Misconception(
            "product of two means",
            "np.mean(residuals * X_batch)",
            "np.mean(residuals) * np.mean(X_batch)",
            "∂C/∂b is right. For w you average before you multiply, so that no residual knows its "
            "own input any more. What does one sample alone ask for?",
        ),
        Misconception(
            "one row too many",
            "X[start : start + size], y[start : start + size]",
            "X[start : start + size + 1], y[start : start + size + 1]",
            "Your batch has one row more than it should, except where the data end. Is the end "
            "of a slice still part of it?",
        ),
        Misconception(
            "one row too few",
            "X[start : start + size], y[start : start + size]",
            "X[start : start + size - 1], y[start : start + size - 1]",
            "Your batch lacks its last row, and a batch of one is empty. Is the end of a slice "
            "still part of it?",
        ),
        Misconception(
            "a last batch made full",
            "X[start : start + size], y[start : start + size]",
            "X[max(0, min(start, len(X) - size)) :][:size], "
            "y[max(0, min(start, len(X) - size)) :][:size]",
            "Full batches are right. Where the data end early you move the batch back until it "
            "is full, so rows that have been seen are seen again. How many rows may the last "
            "batch have?",
        ),
    ),
    alternatives=(
        "def batch_gradient(X, y, w, b, start, size):\n"
        "    rows = slice(start, start + size)\n"
        "    x, t = X[rows].ravel(), y[rows].ravel()\n"
        "    error = w * x + b - t\n"
        "    return error @ x / len(x), error.sum() / len(x)",
        "def batch_gradient(X, y, w, b, start, size):\n"
        "    net = nn.init([1, 1], [nn.activations.identity], np.random.default_rng(0))\n"
        "    net.theta[:] = w, b\n"
        "    rows = np.arange(start, min(start + size, len(X)))\n"
        "    trace = nn.forward(net, X[rows])\n"
        "    grads = nn.backward(net, trace, y[rows], nn.losses.squared_error)\n"
        "    return grads.dW[1][0, 0], grads.db[1][0]",
    ),
    tolerance=1e-6,
    why="slopes by finite differences are right too, and agree to seven digits",
)

MOMENTUM = Task(
    id="3.3",
    title="A step with momentum",
    points=2,
    difficulty=1,
    minutes=5,
    formulas=("G1",),
    probe=Function("momentum_step", returns=("theta", "v")),
    cases=lambda rng: [
        on_the_way(rng, *how)
        for how in ((2, 0.1, 0.9), (4, 0.3, 0.8), (3, 0.05, 0.6), (1, 0.2, 0.7))
    ],
    ranges={
        "theta": Numbers(shape="n"),
        "v": Numbers(shape="n"),
        "g": Numbers(shape="n"),
        "eta": Numbers(above=0),
        "mu": Numbers(low=0, below=1),
    },
    hints=(
        'The lesson has two arrows under "Momentum". Each is one line of code.',
        "The order of the two lines matters: the second one uses what the first one has made.",
        "First the velocity: part of the old one, and one plain step of descent. Then the "
        "parameters move by just that velocity.",
    ),
    misconceptions=(
        Misconception(
            "gradient added",
            "mu * v - eta * g",
            "mu * v + eta * g",
            "The velocity gains a step up the slope, so that you climb faster and faster. Which "
            "way does the gradient point?",
        ),
        Misconception(
            "velocity forgotten",
            "mu * v - eta * g",
            "-eta * g",
            "That is a step of plain descent: what the runner has gathered so far is lost. One "
            "argument has no influence on your result.",
        ),
        Misconception(
            "velocity kept whole",
            "mu * v - eta * g",
            "v - eta * g",
            "The old velocity is kept whole, so nothing ever brakes the runner. What is μ for, "
            'under "Momentum"?',
        ),
        Misconception(
            "mu on the gradient too",
            "mu * v - eta * g",
            "mu * (v - eta * g)",
            "You brake the new step as well as the old velocity. Which of the two terms does μ "
            "stand before in the lesson?",
        ),
        Misconception(
            "a running mean",
            "mu * v - eta * g",
            "mu * v - (1 - mu) * eta * g",
            "You make a running mean, as Adam does, and the new step gets only the share 1 − μ. "
            "Momentum lets steps add up: compare the two sections of the lesson.",
        ),
        Misconception(
            "eta twice",
            "theta + v",
            "theta + eta * v",
            "Your velocity is right, and your parameters move by much less than it. The learning "
            "rate is in the velocity already.",
        ),
        Misconception(
            "eta outside the velocity",
            ("mu * v - eta * g", "theta + v"),
            ("mu * v + g", "theta - eta * v"),
            "Some libraries define it so: the velocity gathers slopes, and rate and minus come "
            'afterwards. The lesson has both inside; see the first arrow under "Momentum".',
        ),
        Misconception(
            "velocity first",
            "return theta + v, v",
            "return v, theta + v",
            "Both vectors are right and come in the other order. See what the function promises "
            "to return first.",
        ),
        Misconception(
            "moved with the old velocity",
            "v = mu * v - eta * g\n    return theta + v, v",
            "return theta + v, mu * v - eta * g",
            "The new velocity is right, but the parameters have moved with the old one: this "
            "gradient comes one step late. Which of the two arrows is first?",
        ),
        Misconception(
            "against the velocity",
            "theta + v",
            "theta - v",
            "Your velocity is right, and the parameters go the opposite way. The minus of descent "
            "is in the velocity already.",
        ),
        Misconception(
            "Nesterov's step",
            "return theta + v, v",
            "return theta + mu * v - eta * g, v",
            "Your velocity is right. Your parameters move by the velocity as it would be one "
            "step later: that is Nesterov's variant, which other texts call momentum too. The "
            "lesson's second arrow is shorter.",
        ),
        Misconception(
            "a running mean of slopes",
            ("mu * v - eta * g", "theta + v"),
            ("mu * v + (1 - mu) * g", "theta - eta * v"),
            "Your velocity is a running mean of the slopes, as in Adam, and the rate comes in "
            "afterwards. In the lesson the velocity is a step: rate and minus are inside it, "
            "and the new slope counts whole.",
        ),
        Misconception(
            "rate on the whole velocity",
            ("mu * v - eta * g", "theta + v"),
            ("mu * v - g", "theta + eta * v"),
            "The rate multiplies your whole velocity, also the part that was a step already. To "
            'which of the two terms does η belong under "Momentum"?',
        ),
    ),
    alternatives=(
        "def momentum_step(theta, v, g, eta, mu):\n"
        "    new = v.astype(float)\n"
        "    new *= mu\n"
        "    new -= eta * g\n"
        "    return [theta + new, new]",
        "def momentum_step(theta, v, g, eta, mu):\n"
        "    after = [t + mu * u - eta * s for t, u, s in zip(theta, v, g)]\n"
        "    return after, np.array(after) - theta",
    ),
)

ADAM = Task(
    id="3.4",
    title="Adam",
    points=3,
    difficulty=3,
    minutes=9,
    formulas=("G1",),
    probe=Class(
        "Adam",
        make=("eta",),
        calls=tuple(("step", ("theta", f"g{i}"), (f"step {i}",)) for i in (1, 2, 3)),
    ),
    # In the second, slopes are so small that epsilon counts; the last slope of each is 0.
    cases=lambda rng: [
        three_gradients(rng, *how)
        for how in ((3, 0.1, 1), (4, 0.5, 1e-4), (5, 0.2, 10), (1, 0.3, 1))
    ],
    ranges={
        "eta": Numbers(above=0),
        "theta": Numbers(shape="n"),
        "g1": Numbers(shape="n"),
        "g2": Numbers(shape="n"),
        "g3": Numbers(shape="n"),
    },
    hints=(
        'Five arrows and equals signs stand under "Adam", and each can be one line. Which of '
        "them need the memory in `self`?",
        "The first step is step 1: count before you correct. Then check it by hand: in the first "
        "step each parameter moves by eta, whatever its slope.",
        "In turn: count; update both running means in `self`; divide each by 1 less a power of "
        "its own rate of keeping; step by their ratio. The hats are not kept.",
    ),
    misconceptions=(
        Misconception(
            "no correction",
            ("self.s / (1 - 0.9**self.t)", "self.r / (1 - 0.999**self.t)"),
            ("self.s", "self.r"),
            "Both running means start at 0, and nothing undoes it: your first step is about three "
            'times too long. What are the hats for, under "Adam"?',
        ),
        Misconception(
            "slopes corrected, squares not",
            "self.r / (1 - 0.999**self.t)",
            "self.r",
            "Your first steps are about 30 times too long: the mean of the squares is still close "
            "to the 0 that it started from. Which of the two hats is missing?",
        ),
        Misconception(
            "squares corrected, slopes not",
            "self.s / (1 - 0.9**self.t)",
            "self.s",
            "Your first step is a tenth of what it should be: the mean of the slopes is still "
            "close to the 0 that it started from. Which of the two hats is missing?",
        ),
        Misconception(
            "square of the mean",
            "self.r / (1 - 0.999**self.t)",
            "s_hat**2",
            "You divide by the size of the mean slope, so every step is as long as the first. r "
            "is a mean of squares; you took the square of a mean.",
        ),
        Misconception(
            "square forgotten",
            "g**2",
            "g",
            "Where slopes are negative your root is NaN, and elsewhere it is off. What is it that "
            "r averages?",
        ),
        Misconception(
            "root forgotten",
            "np.sqrt(r_hat)",
            "r_hat",
            "You divide by a mean of squares: small slopes make giant steps, and large ones tiny. "
            "What stands around r̂ in the denominator?",
        ),
        Misconception(
            "epsilon in the root",
            "np.sqrt(r_hat) + 1e-8",
            "np.sqrt(r_hat + 1e-8)",
            "All is well until the slopes are about as small as 0.0001: there your ε is no longer "
            "negligible. It stands inside the root; where does the lesson put it?",
        ),
        Misconception(
            "no epsilon",
            "(np.sqrt(r_hat) + 1e-8)",
            "np.sqrt(r_hat)",
            "Where a slope is 0 in every step, you divide 0 by 0. The lesson's formula has a guard "
            "against this.",
        ),
        Misconception(
            "t stays at 0",
            "self.t += 1\n        self.s",
            "self.s",
            "Every number is NaN: both corrections divide by 1 − 1. How many steps does `self.t` "
            "say have been taken, at the moment of the first correction?",
        ),
        Misconception(
            "t stays at 1",
            "self.t += 1",
            "self.t = 1",
            "The first step is right, and the later ones are corrected as if they were the first. "
            "Who counts the steps?",
        ),
        Misconception(
            "product for power",
            ("0.9**self.t", "0.999**self.t"),
            ("0.9 * self.t", "0.999 * self.t"),
            "The first step is right; from the second on your corrections are negative, and the "
            "root of a negative number is NaN. In the lesson t is an exponent.",
        ),
        Misconception(
            "hats kept in the memory",
            (
                "s_hat = self.s / (1 - 0.9**self.t)",
                "r_hat = self.r / (1 - 0.999**self.t)",
                "self.eta * s_hat",
                "np.sqrt(r_hat)",
            ),
            (
                "self.s = self.s / (1 - 0.9**self.t)",
                "self.r = self.r / (1 - 0.999**self.t)",
                "self.eta * self.s",
                "np.sqrt(self.r)",
            ),
            "The first step is right. Then you go on from means that have been corrected already, "
            "and correct them once more. What is to be remembered, s or ŝ?",
        ),
        Misconception(
            "memory not used",
            ("0.9 * self.s + 0.1 * g", "0.999 * self.r + 0.001 * g**2"),
            ("0.1 * g", "0.001 * g**2"),
            "The first step is right, and the later ones know nothing of the slopes before them. "
            "Which part of each running mean keeps the past?",
        ),
        Misconception(
            "weights exchanged",
            ("0.9 * self.s + 0.1 * g", "0.999 * self.r + 0.001 * g**2"),
            ("0.1 * self.s + 0.9 * g", "0.001 * self.r + 0.999 * g**2"),
            "Your means forget nearly all of the past in every step. Which of the two weights "
            "belongs to the past, and which to what is new?",
        ),
        Misconception(
            "uphill",
            "theta - self.eta",
            "theta + self.eta",
            "Every step has the right length and goes up the slope. What sign has a step of "
            "descent?",
        ),
        Misconception(
            "counted after the step",
            ("self.t += 1\n        self.s", "return theta - self.eta"),
            ("self.s", "self.t += 1\n        return theta - self.eta"),
            "Your first step is NaN, and from then on the corrections are one step behind: the "
            "step is counted after it has been corrected. Which number is the first step?",
        ),
        Misconception(
            "RMSprop",
            ("self.eta * s_hat", "np.sqrt(r_hat)"),
            ("self.eta * g", "np.sqrt(self.r)"),
            "You divide the slope itself by the root of its running square: that is RMSprop, "
            "one of Adam's parents. The other parent remembers the slopes too, and both "
            "memories are corrected.",
        ),
        Misconception(
            "slopes not remembered",
            "self.eta * s_hat",
            "self.eta * g",
            "The first step is right. Later ones go along the newest slope alone: the running "
            "mean of the slopes is worked out and not used. What stands above the root?",
        ),
        Misconception(
            "rates of keeping exchanged",
            (
                "0.9 * self.s + 0.1 * g",
                "0.999 * self.r + 0.001 * g**2",
                "s_hat = self.s / (1 - 0.9**self.t)",
                "r_hat = self.r / (1 - 0.999**self.t)",
            ),
            (
                "0.999 * self.s + 0.001 * g",
                "0.9 * self.r + 0.1 * g**2",
                "s_hat = self.s / (1 - 0.999**self.t)",
                "r_hat = self.r / (1 - 0.9**self.t)",
            ),
            "The first step is right, and then 0.9 and 0.999 have changed places. Which of the "
            "two memories is the longer one, that of the slopes or that of their squares?",
        ),
        Misconception(
            "one mean square for all",
            "0.001 * g**2",
            "0.001 * np.mean(g**2)",
            "All your parameters share one mean square, so that steep and flat directions get "
            "the same rate. Each slope has a running mean of its own.",
        ),
    ),
    alternatives=(
        "class Adam:\n"
        "    def __init__(self, eta):\n"
        "        self.eta, self.past = eta, []\n\n"
        "    def step(self, theta, g):\n"
        "        self.past.append(g)\n"
        "        age = np.arange(len(self.past))[::-1]\n"
        "        mean = np.average(self.past, axis=0, weights=0.9**age)\n"
        "        square = np.average(np.square(self.past), axis=0, weights=0.999**age)\n"
        "        return theta - self.eta * mean / (square**0.5 + 1e-8)",
        "class Adam:\n"
        "    def __init__(self, eta):\n"
        "        self.eta, self.s, self.r, self.keep_s, self.keep_r = eta, 0, 0, 1, 1\n\n"
        "    def step(self, theta, g):\n"
        "        self.s += 0.1 * (g - self.s)\n"
        "        self.r += 0.001 * (g * g - self.r)\n"
        "        self.keep_s *= 0.9\n"
        "        self.keep_r *= 0.999\n"
        "        root = np.sqrt(self.r / (1 - self.keep_r)) + 1e-8\n"
        "        return theta - self.eta / (1 - self.keep_s) * self.s / root",
    ),
)

STOP = Task(
    id="3.5",
    title="Stopping early",
    points=4,
    difficulty=2,
    minutes=8,
    formulas=("E8",),
    probe=Function("early_stop", returns=("last", "best")),
    # A dip in a rise, and a lower loss after the stop; a tie; losses that end before patience does;
    # a plain fall and rise, which stops whoever stops at all; the first epoch the best, with
    # the losses ending at once, soon and late; nothing but improvements; a single epoch.
    cases=lambda rng: [
        curve(rng, ranks, patience)
        for ranks, patience in (
            ((7, 4, 5, 6, 2, 4, 6, 5, 8, 0, 3), 3),
            ((7, 3, 5, 3, 6, 4, 2, 8), 3),
            ((6, 4, 3, 5, 1, 2, 4), 4),
            ((6, 5, 2, 3, 4, 1, 0), 2),
            ((1, 3, 2, 4, 0, 5), 3),
            ((2, 5, 3, 1, 0), 1),
            ((1, 4, 1, 5), 3),
            ((0, 2, 3), 5),
            ((4, 3, 2, 1), 2),
            ((0,), 1),
        )
    ],
    ranges={"val_losses": Numbers(shape="m", low=0), "patience": Whole(low=1)},
    extremes={
        "no epoch better than the first one before the stop": lambda val_losses, patience: (
            len(val_losses) > 1 + patience and val_losses[: 1 + patience].argmin() == 0
        ),
        "every epoch better": lambda val_losses, patience: (
            len(val_losses) > 3 and np.all(np.diff(val_losses) < 0)
        ),
        "the lowest loss again": lambda val_losses, patience: (
            np.sum(val_losses == val_losses.min()) > 1
        ),
        "more patience than epochs": lambda val_losses, patience: patience > len(val_losses),
    },
    hints=(
        "While you go through the epochs there are two things to remember: how low the loss has "
        "been, and when.",
        "Play it on paper with the losses 5, 3, 4, 6, 2 and patience 2: after each epoch write "
        "down the best epoch so far, and how long ago that was.",
        "Loop over the epochs with `enumerate`, from 1. If the loss is a new low, note it and its "
        "epoch. If the best epoch is then too long ago, leave the loop. Return both after it.",
    ),
    misconceptions=(
        Misconception(
            "patience used up for good",
            ("least, best = np.inf, 0", "least, best = loss, epoch", "epoch - best >="),
            (
                "least, best, good = np.inf, 0, 0",
                "least, best, good = loss, epoch, good + 1",
                "epoch - good >=",
            ),
            "You count all epochs without improvement since the first. A new best epoch gives the "
            'patience back: what does "in a row" say?',
        ),
        Misconception(
            "compared with the epoch before",
            "least, best = loss, epoch",
            "best = epoch\n        least = loss",
            "You compare each loss with the one just before it, so that a small dip in a long rise "
            "counts as an improvement. Below which losses must it be?",
        ),
        Misconception(
            "a tie taken for an improvement",
            "loss < least",
            "loss <= least",
            "You differ only where a loss comes back exactly as low as the lowest so far. Is that "
            "below all losses before it?",
        ),
        Misconception(
            "one epoch too many",
            ">= patience",
            "> patience",
            "You go on for one epoch more than patience allows. Count on your fingers: which epoch "
            "is the first without improvement, and which one makes the number full?",
        ),
        Misconception(
            "one epoch too few",
            ">= patience",
            ">= patience - 1",
            "You stop one epoch too soon. Is the best epoch itself one without improvement?",
        ),
        Misconception(
            "no patience",
            ">= patience",
            ">= 1",
            "You stop at the first epoch that does not improve. The curve of the lesson has a dip "
            'before its best epoch: see "Too many epochs".',
        ),
        Misconception(
            "never stopped",
            "epoch - best >= patience",
            "False",
            "Every training of yours runs to its last epoch. The best epoch of a whole curve is "
            "easy to find, but the point is not to pay for all of it: what is `patience` for?",
        ),
        Misconception(
            "nothing returned when patience lasts",
            "break\n    return epoch, best",
            "return epoch, best",
            "All is well when training is stopped. When the losses end first, your function comes "
            "to its end without a `return`.",
        ),
        Misconception(
            "last epoch taken as the best",
            "return epoch, best",
            "return epoch, epoch",
            "You stop at the right moment and then keep the last parameters, the very ones that "
            "patience has warned of. Which ones come back in early stopping?",
        ),
        Misconception(
            "a look into the future",
            "return epoch, best",
            "return epoch, int(np.argmin(val_losses)) + 1",
            "The epoch where you stop is right. For the best one you look at losses that come "
            "after it: training has ended by then, and they never happen.",
        ),
        Misconception(
            "epochs from 0",
            "return epoch, best",
            "return epoch - 1, best - 1",
            "Both epochs are 1 too small. Python counts from 0; from where do epochs count here?",
        ),
        Misconception(
            "best epoch first",
            "return epoch, best",
            "return best, epoch",
            "Both numbers are right and come in the other order. See what the function promises "
            "to return first.",
        ),
        Misconception(
            "the first epoch counted as none",
            ("least, best = np.inf, 0", "least, best = loss, epoch", "epoch - best >="),
            (
                "least, best, good = val_losses[0], 1, 0",
                "least, best, good = loss, epoch, epoch",
                "epoch - good >=",
            ),
            "Where the first epoch stays the best you stop one epoch too soon: it is compared "
            "with itself, and counted as one without improvement. What does the text say of the "
            "first epoch?",
        ),
        Misconception(
            "the loss for its epoch",
            "return epoch, best",
            "return epoch, least",
            "The epoch where you stop is right. For the best one you return how low the loss "
            "was; asked for is when.",
        ),
    ),
    alternatives=(
        "def early_stop(val_losses, patience):\n"
        "    for last in range(1, len(val_losses) + 1):\n"
        "        best = int(np.argmin(val_losses[:last])) + 1\n"
        "        if last == best + patience:\n"
        "            return last, best\n"
        "    return last, best",
        "def early_stop(val_losses, patience):\n"
        "    best, waited = 0, 0\n"
        "    for i in range(1, len(val_losses)):\n"
        "        waited = waited + 1\n"
        "        if val_losses[i] < val_losses[best]:\n"
        "            best, waited = i, 0\n"
        "        if waited == patience:\n"
        "            return i + 1, best + 1\n"
        "    return len(val_losses), best + 1",
    ),
    why="epochs are whole numbers",
    equivalents={
        "answer last without its sign": "epochs are never negative",
        "answer best without its sign": "epochs are never negative",
        "line 4: 0 → 1": "the first epoch improves on infinity and sets both",
    },
)

TASKS = (DEAL, GRADIENT, MOMENTUM, ADAM, STOP)

QUESTIONS = (
    Question(
        "60 samples are dealt into batches of 8. How many steps has an epoch?",
        ("7", "8", "7.5", "60"),
        1,
        "mini-batches",
        "lesson 03, Three ways to go down",
        f"{LESSON}#Three-ways-to-go-down",
        ("3.1",),
    ),
    Question(
        "Of 100 samples, 4 make a batch. Their slopes add up to 8. What is the batch's slope?",
        ("8", "0.08", "2", "200"),
        2,
        "the gradient of a batch",
        "lesson 03, The gradient of a mean",
        f"{LESSON}#The-gradient-of-a-mean",
        ("3.2",),
    ),
    Question(
        "Velocity −4, μ = 0.5, η = 0.1 and slope 10: what is the new velocity?",
        ("−1", "−2.5", "−5", "−3"),
        3,
        "momentum",
        "lesson 03, Momentum",
        f"{LESSON}#Momentum",
        ("3.3",),
    ),
    Question(
        "How far does Adam's first step move a parameter with slope 50, at a rate of 0.1?",
        ("5", "0.1", "0.5", "50"),
        1,
        "Adam",
        "lesson 03, Adam",
        f"{LESSON}#Adam",
        ("3.4",),
    ),
    Question(
        "Validation losses 6, 3, 4, 5 and patience 2: which epoch's parameters come back?",
        ("epoch 1", "epoch 2", "epoch 3", "epoch 4"),
        1,
        "early stopping",
        "lesson 03, Too many epochs",
        f"{LESSON}#Too-many-epochs",
        ("3.5",),
    ),
)

"""Exercise set 04: descent in batches (ledger rows B4, E8)."""

import numpy as np

from nnlib.course.authoring import Function, Misconception, Numbers, Pieces, Question, Task, Whole

LESSON = "04_descent_in_batches.ipynb"
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


DEAL = Task(
    id="4.1",
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
    id="4.2",
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

TASKS = (DEAL, GRADIENT)

QUESTIONS = (
    Question(
        "60 samples are dealt into batches of 8. How many steps has an epoch?",
        ("7", "8", "7.5", "60"),
        1,
        "mini-batches",
        "lesson 04, Three ways to go down",
        f"{LESSON}#Three-ways-to-go-down",
        ("4.1",),
    ),
    Question(
        "Of 100 samples, 4 make a batch. Their slopes add up to 8. What is the batch's slope?",
        ("8", "0.08", "2", "200"),
        2,
        "the gradient of a batch",
        "lesson 04, The gradient of a mean",
        f"{LESSON}#The-gradient-of-a-mean",
        ("4.2",),
    ),
    Question(
        "Batches of 4 become batches of 64. What becomes of the noise of a step?",
        ("It falls to a quarter", "It falls to a sixteenth", "It halves", "It stays the same"),
        0,
        "the noise of a batch",
        "lesson 04, Three ways to go down",
        f"{LESSON}#Three-ways-to-go-down",
        ("4.2",),
    ),
)

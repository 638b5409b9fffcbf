"""Exercise set 04: descent in batches (ledger rows B4, E8, G13)."""

import numpy as np

from nnlib.course.authoring import (
    Free,
    Function,
    Misconception,
    Numbers,
    Pieces,
    Question,
    Task,
    Value,
    Variants,
    Whole,
)

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


def a_training(rng, m, size, epochs):
    """m samples near a line, a start off it, and a random order of the rows for each epoch."""
    X = (rng.uniform(0.4, 1.8, size=(m, 1)) * rng.choice([-1, 1], size=(m, 1))).round(2)
    w, b = rng.uniform(0.5, 2, size=2).round(2) * rng.choice([-1, 1], size=2)
    return {
        "X": X,
        "y": (1 - 2 * X + rng.normal(size=(m, 1))).round(2),
        "w": float(w),
        "b": float(b),
        "eta": 0.15,
        "size": size,
        "orders": np.array([dealt(rng, m, size)["order"] for _ in range(epochs)]),
    }


def gradients_and_target(rng, m, n, part, scale=1):
    """The gradients of m samples, well off 0 and skewed, and a part of their spread as target."""
    each = (rng.exponential(2, size=(m, n)) - np.arange(1, n + 1)).round(2) * scale
    spread = np.sqrt(each.var(axis=0).sum()) or 1
    s = np.floor(1 / part**2) + rng.uniform(0.3, 0.7)  # so that the size is never nearly whole
    return {"each": each, "target": float(spread / np.sqrt(s))}


def exactly_enough(rng):
    """Rows of which four have exactly the target for their spread: powers of 2 in every step."""
    ups = rng.permutation([4.0, 4.0, -4.0, -4.0])
    return {"each": np.array([ups + 3, 0 * ups + 2]).T, "target": 2.0}


def losses_of(rng, ranks):
    """Losses that stand to each other as the ranks do."""
    steps = rng.integers(2, 12, size=max(ranks) + 1) / 100
    return (0.1 + steps.cumsum()[list(ranks)]).round(2)


def two_curves(rng):
    """Overfits, an early dip and ties among them; runs in which both rise; runs to go on with."""
    return [
        {"train_losses": losses_of(rng, train), "val_losses": losses_of(rng, val) + 0.05}
        for train, val in (
            ((7, 6, 5, 4, 3, 2, 1), (6, 3, 4, 1, 2, 5, 7)),
            ((6, 4, 3, 2, 0, 1), (5, 2, 3, 2, 4, 6)),
            ((5, 2, 4, 3, 4), (4, 1, 3, 2, 5)),
            ((5, 3, 2, 1), (6, 4, 5, 2)),
            ((4, 3, 2), (1, 2, 3)),
            ((3, 1, 0, 1), (4, 1, 2, 3)),
            ((5, 4, 3, 2), (5, 1, 3, 1)),
            ((2, 4), (1, 3)),
            ((1,), (0,)),
        )
    ]


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
            'would take longer steps. Which is it in (4.1), under "The gradient of a mean"?',
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

LOOP = Task(
    id="4.6",
    title="The whole loop",
    points=4,
    difficulty=3,
    minutes=11,
    formulas=("B4", "E8", "G1"),
    probe=Function("train", returns=("w", "b", "losses")),
    # The second has a short last batch of two; then batches of one, one batch of all, a batch
    # larger than the data, one epoch, and one sample.
    cases=lambda rng: [
        a_training(rng, *shape)
        for shape in ((6, 3, 2), (8, 3, 3), (5, 1, 2), (4, 4, 3), (3, 7, 2), (7, 2, 1), (1, 1, 2))
    ],
    ranges={
        "X": COLUMN,
        "y": COLUMN,
        "w": Numbers(),
        "b": Numbers(),
        "eta": Numbers(above=0),
        "size": Whole(low=1),
        "orders": Free(),
    },
    extremes={
        "one epoch": lambda orders, **_: len(orders) == 1,
        "a short last batch": lambda X, size, **_: len(X) % size > 1,
        "batches of one": lambda X, size, **_: size == 1 < len(X),
        "one batch of all": lambda X, size, **_: len(X) == size > 1,
        "fewer samples than a batch": lambda X, size, **_: len(X) < size,
    },
    uncovered={
        "X: 1e6": "the walk leaves every number that a computer has",
        "eta: 1e6": "the walk leaves every number that a computer has",
        "eta: 1": "a walk that does not settle magnifies rounding errors",
        "X: whole numbers": "a rate that is stable for them would be another one",
    },
    hints=(
        "Two loops: the outer one over the rows of `orders`, the inner one over the batches of "
        "that order, as in 4.1.",
        "In the inner loop: the rows of the batch, their residuals, two means as in 4.2, and one "
        "step for both parameters. Below the inner loop: the loss.",
        "Take both slopes before you change w or b: the residuals must not see half a step. The "
        "loss needs the residuals of all of X and y.",
    ),
    misconceptions=(
        Misconception(
            "half a step seen",
            "            w, b = w - eta * np.mean(delta * X[batch]), b - eta * np.mean(delta)\n",
            "            w = w - eta * np.mean(delta * X[batch])\n"
            "            b = b - eta * np.mean(b + w * X[batch] - y[batch])\n",
            "Your bias steps by a slope that was taken after the weight had moved. A step of "
            "descent asks once, at one place, and then moves both.",
        ),
        Misconception(
            "last short batch dropped",
            "range(0, len(order), size)",
            "range(0, len(order) - size + 1, size)",
            "Where the batches do not come out even, you leave the last, short one out: its "
            "samples bring no step.",
        ),
        Misconception(
            "order not used",
            "batch = order[first : first + size]",
            "batch = np.arange(len(X))[first : first + size]",
            "Your batches take the rows as they stand in the table, the same ones in every epoch. "
            "What says in which order the samples come?",
        ),
        Misconception(
            "first order in every epoch",
            "    for order in orders:\n",
            "    for _ in orders:\n        order = orders[0]\n",
            "The first epoch is right, and the later ones are dealt like the first. Each row of "
            "`orders` is for one epoch.",
        ),
        Misconception(
            "sum for mean",
            "np.mean(delta * X[batch]), b - eta * np.mean(delta)",
            "np.sum(delta * X[batch]), b - eta * np.sum(delta)",
            "Batches of one are right, and larger ones take longer steps: you add what the "
            'samples ask for. Which is it in "The gradient of a mean"?',
        ),
        Misconception(
            "divided by size in a short batch",
            "np.mean(delta * X[batch]), b - eta * np.mean(delta)",
            "np.sum(delta * X[batch]) / size, b - eta * np.sum(delta) / size",
            "Full batches are right, and the step of a short one is too short. How many samples "
            "are really in it?",
        ),
        Misconception(
            "all samples at each step",
            "            delta = b + w * X[batch] - y[batch]\n"
            "            w, b = w - eta * np.mean(delta * X[batch]), b - eta * np.mean(delta)\n",
            "            delta = b + w * X - y\n"
            "            w, b = w - eta * np.mean(delta * X), b - eta * np.mean(delta)\n",
            "As many steps as there are batches, and each of them asks all samples. That is batch "
            "descent at its full price.",
        ),
        Misconception(
            "uphill",
            "w - eta * np.mean(delta * X[batch]), b - eta * np.mean(delta)",
            "w + eta * np.mean(delta * X[batch]), b + eta * np.mean(delta)",
            "Your steps climb. Which sign has a step of descent, with residuals that are "
            "prediction minus target?",
        ),
        Misconception(
            "loss of the last batch",
            "(b + w * X - y) ** 2",
            "(b + w * X[batch] - y[batch]) ** 2",
            "Weight and bias are right. The losses are those of the last batch of each epoch, and "
            "asked for is C on all samples.",
        ),
        Misconception(
            "loss of the last batch before its step",
            "(b + w * X - y) ** 2",
            "delta**2",
            "Weight and bias are right. Your losses use the residuals that are left over from the "
            "last batch, of a few samples and from before the step. Asked for is C on all samples, "
            "after the epoch.",
        ),
        Misconception(
            "loss without its half",
            "(b + w * X - y) ** 2) / 2",
            "(b + w * X - y) ** 2)",
            "Weight and bias are right, and the losses are twice too large: the loss of this "
            "course has a half.",
        ),
        Misconception(
            "loss before the epoch",
            "        for first in range(0, len(order), size):\n"
            "            batch = order[first : first + size]\n"
            "            delta = b + w * X[batch] - y[batch]\n"
            "            w, b = w - eta * np.mean(delta * X[batch]), b - eta * np.mean(delta)\n"
            "        losses.append(np.mean((b + w * X - y) ** 2) / 2)\n",
            "        losses.append(np.mean((b + w * X - y) ** 2) / 2)\n"
            "        for first in range(0, len(order), size):\n"
            "            batch = order[first : first + size]\n"
            "            delta = b + w * X[batch] - y[batch]\n"
            "            w, b = w - eta * np.mean(delta * X[batch]), b - eta * np.mean(delta)\n",
            "Weight and bias are right. The losses are one epoch late: the first one is that of "
            "the start. They are asked for after each epoch.",
        ),
        Misconception(
            "loss after each step",
            "        losses.append(np.mean",
            "            losses.append(np.mean",
            "Weight and bias are right, and you note the loss after each step. Asked for is one "
            "an epoch: how far is that line indented?",
        ),
    ),
    alternatives=(
        "def train(X, y, w, b, eta, size, orders):\n"
        "    theta, X1 = np.array([w, b], float), np.column_stack([X, np.ones(len(X))])\n"
        "    losses = np.empty(len(orders))\n"
        "    for epoch, order in enumerate(orders):\n"
        "        for rows in np.split(order, range(size, len(order), size)):\n"
        "            A, t = X1[rows], y[rows, 0]\n"
        "            theta = theta - eta * A.T @ (A @ theta - t) / len(rows)\n"
        "        losses[epoch] = 0.5 * np.mean((X1 @ theta - y[:, 0]) ** 2)\n"
        "    return theta[0], theta[1], losses",
        "def train(X, y, w, b, eta, size, orders):\n"
        "    net = nn.Network([1, 1], [nn.activations.identity], np.array([w, b], float))\n"
        "    loss, losses = nn.losses.squared_error, []\n"
        "    for order in orders:\n"
        "        left = list(order)\n"
        "        while left:\n"
        "            rows, left = left[:size], left[size:]\n"
        "            grads = nn.backward(net, nn.forward(net, X[rows]), y[rows], loss)\n"
        "            net.theta -= eta * grads.dtheta\n"
        "        losses.append(loss(nn.predict(net, X), y))\n"
        "    return *net.theta, losses",
    ),
    equivalents={"answer losses without its sign": "a mean of squares is never below 0"},
)

SIZE = Task(
    id="4.7",
    title="How large a batch?",
    points=3,
    difficulty=2,
    minutes=7,
    formulas=("E8",),
    probe=Function("batch_size", returns=("s",)),
    # Targets of which the spread is a few times as large, many times, and a part; equal rows.
    cases=lambda rng: (
        [
            gradients_and_target(rng, *shape)
            for shape in (
                (9, 2, 0.37),
                (6, 3, 0.11),
                (4, 4, 0.73),
                (12, 2, 1.6),
                (5, 1, 0.23),
                (7, 5, 0.009),
                (1, 2, 0.5),
                (5, 2, 0.21, 1e-5),
                (6, 2, 0.33, 1e5),
            )
        ]
        + [exactly_enough(rng)]
    ),
    ranges={"each": Numbers(shape="m n"), "target": Numbers(above=0)},
    extremes={
        "one sample is enough": lambda each, target: (
            0 < each.var(axis=0).sum() < target**2 and len(each) > 1
        ),
        "equal rows": lambda each, target: each.var(axis=0).sum() == 0 < target,
        "a spread of exactly the target": lambda each, target: (
            each.var(axis=0).sum() == 4 * target**2
        ),
    },
    uncovered={
        "target: almost 0": "so many samples are known to no digit before the point",
    },
    hints=(
        "First the spread of single rows, as in the lesson. Then (4.3) says how it falls with s.",
        "The spread of one, divided by the root of s, is to be at most the target: solve that "
        "for s.",
        "The squared spread is the sum of the columns' variances. Divide it by the squared target, "
        "and round up; even rows that are all alike need a batch of one.",
    ),
    misconceptions=(
        Misconception(
            "noise taken to fall with s",
            "np.ceil(variance / target**2)",
            "np.ceil(np.sqrt(variance) / target)",
            "Too small wherever more than one sample is needed: you divide the spread by the "
            "target. How much noise is left of one sample's in a batch of four?",
        ),
        Misconception(
            "rounded down",
            "max(1, int(np.ceil(variance / target**2)))",
            "int(variance / target**2)",
            "One too few: with your batch the spread is still a little above the target.",
        ),
        Misconception(
            "rounded down, but at least 1",
            "np.ceil(variance / target**2)",
            "np.floor(variance / target**2)",
            "One too few, except where a batch of one is enough: the spread is still a little "
            "above the target. Which way do you round?",
        ),
        Misconception(
            "rounded to the nearest",
            "np.ceil(variance / target**2)",
            "np.round(variance / target**2)",
            "One too few in some calls: you round to the nearest whole number. If the exact size "
            "is 6.25, a batch of 6 does not meet the target.",
        ),
        Misconception(
            "divided by one less",
            "each.var(axis=0).sum()",
            "each.var(axis=0, ddof=1).sum()",
            "A little too large, most of all for few rows: you divide by m − 1, as one does to "
            "estimate a larger crowd. Here the rows are all there are; the mean is over m.",
        ),
        Misconception(
            "one deviation of all numbers",
            "each.var(axis=0).sum()",
            "each.var()",
            "You take the deviation of all numbers from one mean. Each parameter has a mean slope "
            "of its own, and the squared distance of a row is the sum over its columns.",
        ),
        Misconception(
            "rounded down and one more",
            "max(1, int(np.ceil(variance / target**2)))",
            "int(np.floor(variance / target**2)) + 2",
            "One too many: your batch meets the target, and a smaller one does as well.",
        ),
        Misconception(
            "a spread of the target taken for too much",
            "np.ceil(variance / target**2)",
            "np.floor(variance / target**2) + 1",
            "One too many where a batch has exactly the target for its spread. Does “at most” let "
            "it pass?",
        ),
        Misconception(
            "spread from zero",
            "each.var(axis=0).sum()",
            "(each**2).sum(axis=1).mean()",
            "Far too large: you measure from zero. A gradient that all samples share is no noise; "
            "measure from their mean.",
        ),
        Misconception(
            "one mean for all columns",
            "each.var(axis=0).sum()",
            "each.var() * each.shape[1]",
            "You take one mean for all the numbers. Each parameter has a mean slope of its own.",
        ),
        Misconception(
            "mean over the columns",
            "each.var(axis=0).sum()",
            "each.var(axis=0).mean()",
            "A single column is right, and more give too little: the squared distance of a row "
            "from the mean is the sum over its columns.",
        ),
        Misconception(
            "target not squared",
            "target**2",
            "target",
            "You set the squared spread against the target itself. Square both, or neither.",
        ),
        Misconception(
            "empty batch",
            "max(1, int(np.ceil(variance / target**2)))",
            "int(np.ceil(variance / target**2))",
            "Rows that are all alike need no averaging, and for them you return a batch of "
            "nothing. The text has a least s.",
        ),
        Misconception(
            "a spread returned",
            "max(1, int(np.ceil(variance / target**2)))",
            "np.sqrt(variance)",
            "That is the spread of single rows, and it is right. Two steps are left: how many "
            "rows bring it down to the target?",
        ),
    ),
    alternatives=(
        "def batch_size(each, target):\n"
        "    offsets = each - np.mean(each, axis=0)\n"
        "    spread = np.sqrt((offsets * offsets).sum() / len(each))\n"
        "    ratio = (spread / target) ** 2\n"
        "    s = int(ratio)\n"
        "    return s if s >= ratio and s > 0 else s + 1",
        "def batch_size(each, target):\n"
        "    total = sum(np.var(column) for column in each.T)\n"
        "    return int(np.clip(np.ceil(total / target**2), 1, None))",
    ),
    why="batch sizes are whole numbers, and where a ratio is one, all its numbers are exact",
    equivalents={"answer s without its sign": "sizes are positive"},
)

CURVES = Task(
    id="4.8",
    title="Read two curves",
    points=3,
    difficulty=2,
    minutes=8,
    formulas=("E8", "G13"),
    probe=Function("read_curves", returns=("best", "overfitted")),
    cases=two_curves,
    ranges={
        "train_losses": Numbers(shape="m", low=0),
        "val_losses": Numbers(shape="m", low=0),
    },
    extremes={
        "one epoch": lambda train_losses, val_losses: len(train_losses) == len(val_losses) == 1,
        "the first epoch is the best": lambda train_losses, val_losses: (
            len(train_losses) == len(val_losses) > 1 and val_losses.argmin() == 0
        ),
        "two epochs equally good": lambda train_losses, val_losses: (
            len(train_losses) > 1 and np.sum(val_losses == val_losses.min()) > 1
        ),
        "the last as good as the best": lambda train_losses, val_losses: (
            val_losses.argmin() < len(train_losses) - 1 and val_losses[-1] == val_losses.min()
        ),
        "the training loss of the best epoch again": lambda train_losses, val_losses: (
            len(train_losses) > 1 + val_losses.argmin()
            and train_losses[-1] == train_losses[val_losses.argmin()]
        ),
    },
    hints=(
        "Which of the two curves chooses the epoch, and which one tells whether something was "
        "learnt by heart?",
        "`np.argmin` gives the place of the first least number, counted from 0. Keep that place: "
        "you need it for both curves.",
        "Two questions about the last epoch and the best one: is the validation loss higher at the "
        "end, and is the training loss lower? Overfitted is a yes to both.",
    ),
    misconceptions=(
        Misconception(
            "chosen by the training loss",
            "np.argmin(val_losses)",
            "np.argmin(train_losses)",
            "You take the epoch with the least training loss. The samples that were trained on "
            "cannot tell when to stop.",
        ),
        Misconception(
            "epochs from 0",
            "return best + 1, bool",
            "return best, bool",
            "Each best epoch is one too small: Python counts from 0, and epochs count from 1.",
        ),
        Misconception(
            "the last of equals",
            "int(np.argmin(val_losses))",
            "len(val_losses) - 1 - int(np.argmin(val_losses[::-1]))",
            "Where the least validation loss comes twice, you take the later epoch. Asked for is "
            "the first.",
        ),
        Misconception(
            "the first dip",
            "int(np.argmin(val_losses))",
            "int(np.argmax(np.append(np.diff(val_losses) >= 0, True)))",
            "You stop where the loss first ceases to fall. A validation curve can rise a little "
            "and fall lower later: look at all of it.",
        ),
        Misconception(
            "the gap decides the epoch",
            "np.argmin(val_losses)",
            "np.argmin(np.abs(val_losses - train_losses))",
            "You take the epoch at which the two curves are nearest. They may be near and both "
            "high: what counts is how low validation gets.",
        ),
        Misconception(
            "every rise an overfit",
            "bool(worse and learnt)",
            "bool(worse)",
            "The epochs are right. You call each rise of the validation loss an overfit, also "
            "where the training loss has risen too: then nothing was learnt by heart.",
        ),
        Misconception(
            "training alone",
            "bool(worse and learnt)",
            "bool(learnt)",
            "The epochs are right. You only ask whether the training loss has fallen on. As long "
            "as validation is no worse for it, there is no harm.",
        ),
        Misconception(
            "the curves compared at the end",
            "bool(worse and learnt)",
            "bool(train_losses[-1] < val_losses[-1])",
            "The epochs are right. You compare the two curves at the end. Training nearly always "
            "lies lower; ask how each has moved since the best epoch.",
        ),
        Misconception(
            "either for both",
            "worse and learnt",
            "worse or learnt",
            "The epochs are right. You call a run overfitted as soon as its best epoch is not the "
            "last. Overfitted means two things at once: validation worse, training better.",
        ),
        Misconception(
            "compared with the start",
            "train_losses[-1] < train_losses[best]",
            "train_losses[-1] < train_losses[0]",
            "The epochs are right. You ask whether the training loss has fallen since the first "
            "epoch; what happened before the best one does not matter.",
        ),
        Misconception(
            "turned round",
            "bool(worse and learnt)",
            "not (worse and learnt)",
            "The epochs are right, and each answer about overfitting is turned round.",
        ),
        Misconception(
            "the loss for its epoch",
            "return best + 1, bool",
            "return val_losses.min(), bool",
            "For the best epoch you return how low the validation loss was; asked for is when.",
        ),
    ),
    alternatives=(
        "def read_curves(train_losses, val_losses):\n"
        "    epochs = range(1, len(val_losses) + 1)\n"
        "    best = min(epochs, key=lambda epoch: val_losses[epoch - 1])\n"
        "    if val_losses[-1] <= val_losses[best - 1]:\n"
        "        return best, False\n"
        "    return best, train_losses[-1] < train_losses[best - 1]",
        "def read_curves(train_losses, val_losses):\n"
        "    best = list(val_losses).index(min(val_losses))\n"
        "    falls = train_losses[best] > train_losses[-1]\n"
        "    rises = min(val_losses) < val_losses[-1]\n"
        "    return best + 1, int(falls and rises)",
    ),
    why="epochs are whole numbers, and true and false are stored as 1 and 0",
    equivalents={
        "answer best without its sign": "epochs are never negative",
        "answer overfitted without its sign": "true and false are never negative",
    },
)

GUESSES = {  # those of ESTIMATES, and which are right on average
    "lambda each, rng: each[rng.integers(len(each))]": True,
    "lambda each, rng: rng.exponential() * each[rng.integers(len(each))]": True,
    "lambda each, rng: each[rng.integers(len(each), size=8)].sum(axis=0)": False,
    "lambda each, rng: each[np.abs(each).sum(axis=1).argmax()]": False,
    "lambda each, rng: each[rng.permutation(len(each))[:8]].mean(axis=0)": True,
    "lambda each, rng: np.median(each[rng.integers(len(each), size=9)], axis=0)": False,
}


def in_order(guesses):
    is_right = [GUESSES[guess] for guess in guesses]
    return {"estimates": ",\n    ".join(guesses), "is_right": str(is_right)}


ON_AVERAGE = Task(
    id="4.9",
    title="Right on average?",
    points=3,
    difficulty=3,
    minutes=10,
    formulas=("B4", "E8"),
    probe=Value("is_right"),
    hints=(
        "Average many guesses of each kind, and set the average against the mean of all rows of "
        "`each`. For which `each` would a wrong one look right?",
        "Take an `each` without symmetry, whose mean is not 0 and whose rows differ: "
        "numbers that are exponentially distributed will do. A mean of many draws has a spread of "
        "its own, by (4.3).",
        "For each of the six, let the difference of the two means be at most about five times the "
        "standard deviation of the guesses, divided by the root of how many you have drawn.",
    ),
    misconceptions=(
        Misconception(
            "asked where the mean is 0",
            "each = rng.exponential(size=(40, 2))",
            "each = rng.exponential(size=(40, 2))\neach = each - each.mean(axis=0)",
            "One wrong way got past you: it is eight times too large, which is no matter where "
            "the gradient is 0. Did you ask at a minimum?",
        ),
        Misconception(
            "asked with symmetric samples",
            "each = rng.exponential(size=(40, 2))",
            "each = rng.normal(size=(20, 2))\neach = np.vstack([3 + each, 3 - each])",
            "One wrong way got past you: it is right where the rows lie symmetrically about their "
            "mean, and nowhere else. Real gradients have long tails on one side.",
        ),
        Misconception(
            "asked with equal samples",
            "each = rng.exponential(size=(40, 2))",
            "each = np.ones((40, 2))",
            "Two wrong ways got past you. Where all rows are alike, any choice among them is "
            "right; the rows must differ.",
        ),
        Misconception(
            "noise taken for error",
            "off <= 5 * found.std(axis=0) / np.sqrt(draws)",
            "off <= 1e-9",
            "You call all six wrong, for no average of draws meets the mean exactly. It is noisy "
            "itself: (4.3) says how near it has to come.",
        ),
        Misconception(
            "the noisiest refused",
            "off <= 5 * found.std(axis=0) / np.sqrt(draws)",
            "(off <= 5 * found.std(axis=0) / np.sqrt(draws))"
            " & (found.std(axis=0) <= 1.2 * each.std(axis=0))",
            "You call one right way wrong: the noisiest of all. Its factor is 1 on average, so "
            "that more draws bring it as near as you like.",
        ),
        Misconception(
            "single samples refused",
            "off <= 5 * found.std(axis=0) / np.sqrt(draws)",
            "(off <= 5 * found.std(axis=0) / np.sqrt(draws))"
            " & (found.std(axis=0) < 0.6 * each.std(axis=0))",
            "You call two right ways wrong, those that ask a single sample. They are noisy, and "
            'noise is no error on average: see "Right on average".',
        ),
        Misconception(
            "wrong for right",
            "bool(np.all",
            "not bool(np.all",
            "You have found out all six, and each answer is turned round: `True` stands for "
            "right on average.",
        ),
        Misconception(
            "all trusted",
            "bool(np.all(off <= 5 * found.std(axis=0) / np.sqrt(draws)))",
            "True",
            "All six come out as right, and some are not. Average many guesses of each, and "
            "compare.",
        ),
        Misconception(
            "numbers of the right ones",
            "    is_right.append(bool(np.all(off <= 5 * found.std(axis=0) / np.sqrt(draws))))",
            "    is_right.append(bool(np.all(off <= 5 * found.std(axis=0) / np.sqrt(draws))))\n"
            "is_right = [k for k, yes in enumerate(is_right, start=1) if yes]",
            "You have found them, and you list their numbers. Asked for is an answer to each of "
            "the six, `True` or `False`, in their order.",
        ),
    ),
    alternatives=(
        "is_right = [True, True, False, False, True, False]",
        "rng = np.random.default_rng(5)\n"
        "each = rng.exponential(size=(12, 3)) ** 2 + [1, -2, 0]\n"
        "is_right = []\n"
        "for guess in ESTIMATES:\n"
        "    some = np.array([[guess(each, rng) for _ in range(500)] for _ in range(8)])\n"
        "    means = some.mean(axis=1)\n"
        "    error = means.std(axis=0, ddof=1) / 8**0.5 + 1e-12\n"
        "    off = abs(means.mean(axis=0) - each.mean(axis=0))\n"
        "    is_right.append(bool((off < 7 * error).all()))",
    ),
    why="six times true or false, which are stored as 1 and 0",
    equivalents={
        "line 2: 2000 → 2001": "one draw more serves as well",
        "line 2: 0 → 1": "any seed serves",
        "line 3: 40 → 41": "any number of samples serves",
        "line 3: 2 → 3": "any number of parameters serves",
        "line 8: off <= 5 * found.std(axis=0) / np.sqrt(draws) → "
        "off < 5 * found.std(axis=0) / np.sqrt(draws)": "no difference is that limit exactly",
        "line 8: 5 * found.std(axis=0) → 5": "these guesses have a deviation near 1",
        "line 8: 5 → 6": "a limit a little wider serves as well",
    },
    variants=Variants(
        printed=in_order(GUESSES),
        draw=lambda rng: in_order(rng.permutation(list(GUESSES)).tolist()),
        places=("{estimates}", "{is_right}"),
    ),
)

TASKS = (DEAL, GRADIENT, LOOP, SIZE, CURVES, ON_AVERAGE)

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
        "lesson 04, How noisy is a batch?",
        f"{LESSON}#How-noisy-is-a-batch?",
        ("4.7",),
    ),
    Question(
        "The rate of SGD is halved. What becomes of the floor on which it ends?",
        ("It stays", "It lies half as high", "It lies twice as high", "It is gone"),
        1,
        "the floor of SGD",
        "lesson 04, How high is the floor?",
        f"{LESSON}#How-high-is-the-floor?",
        ("4.6",),
    ),
    Question(
        "Training loss 3, 2, 1, validation loss 4, 2, 3: after which epoch do you stop?",
        ("the first", "the second", "the third", "none yet"),
        1,
        "overfitting",
        "lesson 04, Twelve points and a curve",
        f"{LESSON}#Twelve-points-and-a-curve",
        ("4.8",),
    ),
    Question(
        "Which number do you report at the end?",
        (
            "The training loss",
            "The validation loss of the chosen epoch",
            "The loss on samples that chose nothing",
            "The mean of the first two",
        ),
        2,
        "the test set",
        "lesson 04, Chosen by luck",
        f"{LESSON}#Chosen-by-luck",
        ("4.8", "4.9"),
    ),
)

"""Lesson 12's turns: the spread of a start, silent neurons, step over weights, four diagnoses."""

import numpy as np

from nnlib.course.authoring import Function, Misconception, Turn, Words


def layer(rng, m, n):
    """Activations of n ReLUs for m samples: one is silent, two speak once, one nearly always."""
    a = np.maximum(rng.normal(size=(m, n)), 0)
    a[:, 1] = 0
    a[:, 2] = 0
    a[m - 1, 2] = 1e-3
    a[:, 3] = rng.uniform(0.5, 1, size=m)
    a[:, 4] = 0
    a[0, 4] = 0.4
    a[1, [0, 3]] = 0  # at this sample hardly a neuron speaks
    return {"a": a}


def a_step(rng, k, j, eta):
    """Weights and slopes of unlike sizes, with signs that do not cancel."""
    return {
        "W": rng.normal(loc=0.3, scale=0.5, size=(k, j)),
        "dW": rng.normal(loc=-0.2, scale=0.9, size=(k, j)),
        "eta": eta,
    }


SPREAD = Turn(
    id="12.a",
    title="The spread of a start",
    probe=Function("spread"),
    cases=lambda rng: [
        {"k": int(k), "j": int(j), "gain": gain}
        for k, j, gain in zip(
            rng.integers(20, 60, 4), rng.integers(70, 150, 4), (2, 1, 2, 1.25), strict=True
        )
    ],
    hints=(
        "Keep the mean square: n v must be 1 with gain 1, so what is v? Then the gain.",
        "A sum runs over the k neurons below. A standard deviation is the root of a variance.",
    ),
    misconceptions=(
        Misconception(
            "variance for deviation",
            "np.sqrt(gain / k)",
            "gain / k",
            "That is the variance. `scale=` takes the standard deviation, its root; with yours "
            "each layer would make the signal several times smaller.",
        ),
        Misconception(
            "fan-out",
            "gain / k",
            "gain / j",
            "You divide by the neurons above. A sum of this layer runs over the neurons below.",
        ),
        Misconception(
            "between both",
            "gain / k",
            "2 * gain / (k + j)",
            "That lies between what the way forward needs and what the way back needs. Asked for "
            "is what keeps the signal's size, on the way forward.",
        ),
        Misconception(
            "without the gain",
            "gain / k",
            "1 / k",
            "Right for gain 1. With ReLU half of the mean square is lost: what makes up for it?",
        ),
        Misconception(
            "gain outside the root",
            "np.sqrt(gain / k)",
            "gain * np.sqrt(1 / k)",
            "The gain belongs to the variance, so it stands under the root.",
        ),
        Misconception(
            "root of the gain alone",
            "np.sqrt(gain / k)",
            "np.sqrt(gain) / k",
            "The number of neurons stands under the root, too: it divides the variance.",
        ),
        Misconception(
            "always ReLU",
            "gain / k",
            "2 / k",
            "Right for ReLU. The gain of another activation comes in as `gain`.",
        ),
        Misconception(
            "upside down",
            "gain / k",
            "k / gain",
            "Upside down: the more neurons a sum runs over, the smaller each weight has to be.",
        ),
        Misconception(
            "a weight for each pair",
            "np.sqrt(gain / k)",
            "np.full((k, j), np.sqrt(gain / k))",
            "An array in the shape of the weights came. The number in it is right, and `scale=` "
            "takes it as a single one.",
        ),
        Misconception(
            "all neurons",
            "gain / k",
            "gain / (k + j)",
            "You divide by all neurons, below and above. A sum of this layer runs over those "
            "below.",
        ),
    ),
    alternatives=("def spread(k, j, gain):\n    return (gain / k) ** 0.5",),
    equivalents={"answer result without its sign": "a root is never below 0"},
)

SILENT = Turn(
    id="12.b",
    title="Silent neurons",
    probe=Function("silent"),
    cases=lambda rng: [layer(rng, 5, 7), layer(rng, 9, 6)],
    hints=(
        "`a == 0` is a table of True and False: a row a sample, a column a neuron.",
        "`.all(axis=0)` asks of each column whether all of its entries are True.",
    ),
    misconceptions=(
        Misconception(
            "silent for some sample",
            ".all(axis=0)",
            ".any(axis=0)",
            "You call a neuron silent that is 0 for *some* sample. Nearly every ReLU is; asked is "
            "whether it is 0 for all of them.",
        ),
        Misconception(
            "samples for neurons",
            ".all(axis=0)",
            ".all(axis=1)",
            "You say for each sample whether all the neurons are silent. Asked is each neuron, a "
            "column.",
        ),
        Misconception(
            "first sample",
            "(a == 0).all(axis=0)",
            "(a == 0)[0]",
            "You look at the first sample alone. A neuron that is asleep there may be awake at "
            "the next.",
        ),
        Misconception(
            "mostly silent",
            "(a == 0).all(axis=0)",
            "(a == 0).mean(axis=0) > 0.5",
            "A neuron that speaks seldom can still learn from where it speaks. Asked is 0 for "
            "every sample.",
        ),
        Misconception(
            "awake",
            "(a == 0).all(axis=0)",
            "(a > 0).any(axis=0)",
            "Turned round: True stands where a neuron speaks at least once.",
        ),
        Misconception(
            "how many",
            "(a == 0).all(axis=0)",
            "(a == 0).all(axis=0).sum()",
            "That is how many are silent. Asked is an answer for each neuron.",
        ),
        Misconception(
            "the table",
            "(a == 0).all(axis=0)",
            "a == 0",
            "That is the table of all samples and all neurons. Ask of each of its columns whether "
            "all of it is True.",
        ),
        Misconception(
            "which ones",
            "(a == 0).all(axis=0)",
            "np.flatnonzero((a == 0).all(axis=0))",
            "You list the numbers of the silent neurons. Asked is an answer for each neuron, True "
            "or False.",
        ),
        Misconception(
            "below 0",
            "a == 0",
            "a < 0",
            "No activation of a ReLU is below 0: where its sum is, it says 0.",
        ),
        Misconception(
            "share of the samples",
            "(a == 0).all(axis=0)",
            "(a == 0).mean(axis=0)",
            "That is the share of samples for which each neuron is 0. Silent are those for which "
            "it is all of them.",
        ),
    ),
    alternatives=(
        "def silent(a):\n    return a.max(axis=0) == 0",
        "def silent(a):\n    return np.array([not column.any() for column in a.T])",
    ),
    equivalents={"answer result without its sign": "it is True or False"},
)

RATIO = Turn(
    id="12.c",
    title="Step over weights",
    probe=Function("ratio"),
    cases=lambda rng: [a_step(rng, 4, 3, 0.05), a_step(rng, 2, 5, 1.5)],
    hints=(
        "A step changes W by eta * dW.",
        "`size` makes one number of an array: take that of the step, and that of W.",
    ),
    misconceptions=(
        Misconception(
            "without the rate",
            "size(eta * dW)",
            "size(dW)",
            "You compare the slopes with the weights. How far does a step go along a slope?",
        ),
        Misconception(
            "upside down",
            "size(eta * dW) / size(W)",
            "size(W) / size(eta * dW)",
            "Turned round: yours says how many such steps are as large as the weights.",
        ),
        Misconception(
            "entry by entry",
            "size(eta * dW) / size(W)",
            "size(eta * dW / W)",
            "You divide entry by entry, and a weight that happens to be near 0 decides it all. "
            "Take the sizes first, then divide.",
        ),
        Misconception(
            "mean squares",
            "size(eta * dW) / size(W)",
            "np.mean((eta * dW) ** 2) / np.mean(W**2)",
            "That is the ratio of the mean squares. The size is its root.",
        ),
        Misconception(
            "means",
            "size(eta * dW) / size(W)",
            "np.mean(eta * dW) / np.mean(W)",
            "In a mean positive and negative entries cancel. `size` squares them first.",
        ),
        Misconception(
            "absolute values",
            "size(eta * dW) / size(W)",
            "np.mean(np.abs(eta * dW)) / np.mean(np.abs(W))",
            "A fair measure, too. Here the size is the root of the mean square: use `size`.",
        ),
        Misconception(
            "mean of the ratios",
            "size(eta * dW) / size(W)",
            "np.mean(eta * dW / W)",
            "You divide entry by entry and take the mean, in which signs cancel and weights near 0 "
            "decide. Take the sizes first, then divide.",
        ),
        Misconception(
            "weights after the step",
            "/ size(W)",
            "/ size(W - eta * dW)",
            "You divide by the weights after the step. Compare it with those that it changes.",
        ),
        Misconception(
            "the rate outside of the mean squares",
            "size(eta * dW) / size(W)",
            "eta * np.mean(dW**2) / np.mean(W**2)",
            "You divide mean squares. `size` takes the root of each.",
        ),
        Misconception(
            "new weights over old ones",
            "size(eta * dW) / size(W)",
            "size(W - eta * dW) / size(W)",
            "You compare the weights after the step with those before it, so that it is near 1 "
            "for any small step. Above the line stands the step alone.",
        ),
        Misconception(
            "largest entries",
            "size(eta * dW) / size(W)",
            "eta * np.abs(dW).max() / np.abs(W).max()",
            "You compare the largest entries, and a single one decides. `size` takes all of them "
            "together.",
        ),
        Misconception(
            "power of ten",
            "size(eta * dW) / size(W)",
            "np.log10(size(eta * dW) / size(W))",
            "That is the power of ten of the ratio, as the chart's axis has it. Asked is the "
            "ratio.",
        ),
        Misconception(
            "deviations",
            "size(eta * dW) / size(W)",
            "(eta * dW).std() / W.std()",
            "You take standard deviations, which leave out the means. `size` is the root of the "
            "mean square.",
        ),
    ),
    alternatives=(
        "def ratio(W, dW, eta):\n    return eta * np.sqrt((dW**2).sum() / (W**2).sum())",
    ),
    equivalents={"answer result without its sign": "a ratio of sizes is never below 0"},
)

RIGHT = {"E": "start", "F": "pixels", "G": "bias", "H": "backward"}
PARTS = ("activation", "start", "bias", "pixels", "labels", "eta", "backward")
AGREES = "The gradient check agrees, so the code is right."
OTHERS = {
    "E": {
        "eta": "At the end the steps are in the grey band, and still nothing is learnt. How many "
        "different neurons are there?",
        "labels": "With shuffled labels, as in D, the neurons differ from one another.",
        "activation": "They are ReLUs that never sleep, and all of a layer say the same. What "
        "makes neurons the same?",
        "bias": "A bias far from 0 would show as many zeros, or none at all at another size. Look "
        "at the different neurons: why are there three?",
        "backward": AGREES + " Most slopes are 0 at the first step, and rightly so: why?",
        "pixels": "The signal has its usual size. Look at the different neurons: why three?",
    },
    "F": {
        "eta": "The loss jumps, as B's did, but look at the *first* loss: no step had been taken.",
        "start": "Weights that are too large make the signal grow from layer to layer. This one "
        "is as large in layer 1 as in layer 3.",
        "bias": "The shares of zeros are those of the healthy one, so nothing moves the sums to "
        "one side.",
        "activation": "The shares of zeros are those of the healthy one: they are ReLUs.",
        "labels": "The first loss does not depend on how the labels are dealt: without knowledge "
        "it is near log 10. Why is it 8.8?",
        "backward": AGREES + " And the first loss is wrong before any slope is taken.",
    },
    "G": {
        "start": "However large or small the weights: without a bias a sum is as often above 0 as "
        "below, and half of the activations would be 0. Here it is nine in ten.",
        "eta": "The neurons are silent before the first step.",
        "activation": "ReLU gives 0 to a sum below 0. What pushes nearly all sums there?",
        "pixels": "Whatever the size of the pixels, half of the sums would be above 0.",
        "labels": "Labels do not silence neurons. Look at the shares of zeros at the start.",
        "backward": AGREES + " The slopes are 0 because nothing gets through.",
    },
    "H": {
        "eta": "It learns, and its steps have the usual size. But one line of the five says no.",
        "labels": "With shuffled labels it would not read nine new digits in ten.",
        "activation": "The histograms are those of the healthy one. Read the last line.",
        "start": "Nothing differs at the start: neither sizes nor zeros. Read the last line.",
        "bias": "The shares of zeros are those of the healthy one. Read the last line.",
        "pixels": "The first loss and the sizes are those of the healthy one. Read the last line.",
    },
}

ROUND = Turn(
    id="12.d",
    title="Four diagnoses",
    probe=Words("diagnosis", returns=tuple(RIGHT), words=PARTS),
    cases=lambda rng: [{}],
    hints=(
        "Begin with the gradient check: one of the four has a bug, whatever its curve looks like.",
        "Of the other three, look at the first loss, at the different neurons, and at the shares "
        "of zeros: each of the three stands out in one of them.",
    ),
    misconceptions=tuple(
        Misconception(
            f"{patient} by its {part}", f'"{RIGHT[patient]}"', f'"{part}"', f"{patient}: {said}"
        )
        for patient, others in OTHERS.items()
        for part, said in others.items()
    ),
    alternatives=('diagnosis = ("start", "pixels", "bias", "backward")',),
)

TURNS = (SPREAD, SILENT, RATIO, ROUND)

"""Lesson 08's turns: a layer for a batch, BP1, the way back through the weights, and all four."""

import numpy as np

from nnlib.course.authoring import Function, Misconception, Turn


def a_layer(rng, m, below, n):
    return {
        "a": rng.normal(size=(m, below)).round(2),
        "W": rng.normal(size=(below, n)).round(2),
        "b": rng.normal(size=n).round(2),
    }


def outputs(rng, m, n):
    """Sums, their tanh and targets, none of the residuals near 0."""
    z = rng.uniform(0.3, 1.2, size=(m, n)) * rng.choice([-1, 1], size=(m, n))
    y = np.tanh(z) + rng.uniform(0.2, 0.9, size=(m, n)) * rng.choice([-1, 1], size=(m, n))
    return {"a": np.tanh(z), "y": y, "z": z}


def way_back(rng, m, n, above):
    return {
        "delta": rng.normal(size=(m, above)).round(2),
        "W": rng.normal(size=(n, above)).round(2),
    }


def network(rng, m, n):
    """Samples and a network of two layers with the widths n."""
    shapes = {"W1": n[:2], "b1": n[1:2], "W2": n[1:], "b2": n[2:]}
    parameters = {name: rng.normal(size=shape).round(2) for name, shape in shapes.items()}
    return {"X": rng.normal(size=(m, n[0])), "y": rng.normal(size=(m, n[2])), **parameters}


LAYER = Turn(
    id="8.a",
    title="A layer for a batch",
    probe=Function("layer"),
    cases=lambda rng: [a_layer(rng, 5, 3, 4), a_layer(rng, 3, 3, 3), a_layer(rng, 1, 4, 2)],
    hints=("The summed k stands last in a and first in W: in the middle already.",),
    misconceptions=(
        Misconception(
            "no bias",
            "a @ W + b",
            "a @ W",
            "The product is right, and the bias is missing.",
        ),
        Misconception(
            "turned round",
            "a @ W + b",
            "(W.T @ a.T) + b[:, None]",
            "You have the samples as columns. In this course a sample is a row, of a and of z.",
        ),
        Misconception(
            "bias as a column",
            "a @ W + b",
            "a @ W + b[:, None]",
            "b is a row already, with a bias for each neuron. As a column it goes to the samples.",
        ),
        Misconception(
            "bias from the product",
            "a @ W + b",
            "a @ W - b",
            "The bias is taken away where it should be added.",
        ),
        Misconception(
            "bias once for all",
            "a @ W + b",
            "a @ W + b.sum()",
            "You add all biases to every neuron. Each neuron has its own: NumPy adds the row b to "
            "each row.",
        ),
    ),
    alternatives=("def layer(a, W, b):\n    z = a.dot(W)\n    return z + b",),
)

OUTPUT_DELTA = Turn(
    id="8.b",
    title="BP1 for a batch",
    formulas=("F1",),
    probe=Function("output_delta"),
    cases=lambda rng: [outputs(rng, 5, 2), outputs(rng, 3, 3), outputs(rng, 2, 4)],
    hints=(
        "The slope of the mean of half squares in one output is its residual over m.",
        "len(y) is m; tanh.prime(z) has the shape of z.",
    ),
    misconceptions=(
        Misconception(
            "no mean",
            " / len(a)",
            "",
            "Yours is m times too large: the loss is a mean over the samples, and its 1/m belongs "
            "here.",
        ),
        Misconception(
            "mean over the outputs too",
            "len(a)",
            "a.size",
            "You divide by the number of all entries. The loss is a mean over samples and a sum "
            "over outputs.",
        ),
        Misconception(
            "stops at the activation",
            "tanh.prime(z) * ",
            "",
            "That is the slope in the outputs. From there to the sums one factor is missing.",
        ),
        Misconception(
            "target first",
            "(a - y)",
            "(y - a)",
            "All signs are turned round: C rises with an output that is above its target.",
        ),
        Misconception(
            "slope taken at the activation",
            "tanh.prime(z)",
            "tanh.prime(a)",
            "You take tanh's slope at a, which has been through tanh already. It is taken at z.",
        ),
        Misconception(
            "square of the sum",
            "tanh.prime(z)",
            "(1 - z**2)",
            "The slope of tanh is 1 − tanh²(z); you square the sum itself.",
        ),
        Misconception(
            "tanh for its slope",
            "tanh.prime(z)",
            "tanh(z)",
            "The second factor is tanh itself; it should be its slope.",
        ),
        Misconception(
            "factor two",
            "(a - y)",
            "2 * (a - y)",
            "Twice too large: the squares have a ½ in front.",
        ),
    ),
    alternatives=(
        "def output_delta(a, y, z):\n    return (a - y) * (1 - a**2) / y.shape[0]",
        "def output_delta(a, y, z):\n"
        "    m = len(a)\n"
        "    return (a - y) * (1 - np.tanh(z) ** 2) / m",
    ),
)

BACK_THROUGH = Turn(
    id="8.c",
    title="Back through the weights",
    formulas=("F2",),
    probe=Function("back_through"),
    cases=lambda rng: [way_back(rng, 5, 4, 2), way_back(rng, 3, 3, 3), way_back(rng, 2, 2, 3)],
    hints=(
        "The result has a row for each sample, so delta, whose row index that is, comes first.",
        "The summed t stands last in W as well, and has to come to the middle.",
    ),
    misconceptions=(
        Misconception(
            "no transpose",
            "delta @ W.T",
            "delta @ (W if W.shape[0] == W.shape[1] else W.T)",
            "Where W is square you have left it as it is. It fits, and hands each neuron what "
            "belongs to another: the summed index is the second one of W.",
        ),
        Misconception(
            "samples as columns",
            "delta @ W.T",
            "W @ delta.T",
            "The numbers are right, with the samples as columns. In this course a sample is a row.",
        ),
        Misconception(
            "own delta",
            "delta @ W.T",
            "delta.sum(axis=1, keepdims=True) * W.sum(axis=1)",
            "You add the deltas and the weights apart, and multiply then. Each wire has its own "
            "product; the products are added.",
        ),
        Misconception(
            "minus",
            "delta @ W.T",
            "-(delta @ W.T)",
            "All signs are turned round. Nothing is taken downhill here: these are slopes.",
        ),
        Misconception(
            "averaged over the samples",
            "delta @ W.T",
            "(delta @ W.T) / len(delta)",
            "You divide by m once more. The 1/m has entered at the output, and never again.",
        ),
    ),
    alternatives=("def back_through(delta, W):\n    return (W @ delta.T).T",),
)

SLOPES = Turn(
    id="8.d",
    title="Forward and back, from an empty cell",
    formulas=("F1", "F2", "F3"),
    probe=Function("slopes", returns=("dW1", "db1", "dW2", "db2")),
    cases=lambda rng: [
        network(rng, 5, (3, 4, 2)),
        network(rng, 3, (3, 3, 3)),
        network(rng, 2, (1, 4, 2)),
    ],
    hints=(
        "The outputs have no activation, so delta2 is what the loss hands back: (a2 - y) / m.",
        "BP2: delta2 goes back through W2, then meets tanh.prime(z1).",
        "BP3 takes what goes into the layer: X for W1, a1 for W2. BP4 adds the rows of a delta.",
    ),
    misconceptions=(
        Misconception(
            "no mean",
            "(a1 @ W2 + b2 - y) / len(X)",
            "(a1 @ W2 + b2 - y)",
            "All four are m times too large: the loss is a mean over the samples.",
        ),
        Misconception(
            "target first",
            "(a1 @ W2 + b2 - y)",
            "(y - a1 @ W2 - b2)",
            "All signs are turned round: the residual is output minus target.",
        ),
        Misconception(
            "output bias forgotten",
            "a1 @ W2 + b2 - y",
            "a1 @ W2 - y",
            "The outputs lack their bias b2, and all slopes suffer.",
        ),
        Misconception(
            "hidden bias forgotten",
            "z1 = X @ W1 + b1",
            "z1 = X @ W1",
            "The hidden sums lack their bias b1, and all slopes suffer.",
        ),
        Misconception(
            "no hidden slope",
            " * tanh.prime(z1)",
            "",
            "The second layer is right. In the first a factor is missing: what comes back reaches "
            "the activation, and the sum is one step further.",
        ),
        Misconception(
            "hidden slope at the activation",
            "tanh.prime(z1)",
            "tanh.prime(a1)",
            "The second layer is right. In the first you take tanh's slope at a1; it is taken at "
            "z1.",
        ),
        Misconception(
            "no transpose on the way back",
            "delta2 @ W2.T",
            "delta2 @ (W2 if W2.shape[0] == W2.shape[1] else W2.T)",
            "The second layer is right. On the way back W2 has lost its transpose wherever it is "
            "square.",
        ),
        Misconception(
            "bias slopes averaged",
            ("delta1.sum(axis=0)", "delta2.sum(axis=0)"),
            ("delta1.mean(axis=0)", "delta2.mean(axis=0)"),
            "The weights are right. BP4 is a sum: the 1/m is in delta already, and a mean divides "
            "by m twice.",
        ),
        Misconception(
            "activation behind the outputs",
            "(a1 @ W2 + b2 - y) / len(X)",
            "(np.tanh(a1 @ W2 + b2) - y) / len(X) * tanh.prime(a1 @ W2 + b2)",
            "You have put a tanh on the outputs; this network has none there.",
        ),
        Misconception(
            "a slope at the outputs",
            "(a1 @ W2 + b2 - y) / len(X)",
            "(a1 @ W2 + b2 - y) / len(X) * (1 - (a1 @ W2 + b2) ** 2)",
            "The outputs have no activation here, so no slope of one belongs to delta2.",
        ),
        Misconception(
            "ReLU in the hidden layer",
            ("np.tanh(z1)", "tanh.prime(z1)"),
            ("z1.clip(0)", "(z1 > 0)"),
            "Your hidden layer has ReLU, like the one on paper; tanh is asked for.",
        ),
        Misconception(
            "square of the hidden sum",
            "tanh.prime(z1)",
            "(1 - z1**2)",
            "The second layer is right. In the first, the slope of tanh is 1 − tanh²(z1); you "
            "square the sum itself.",
        ),
        Misconception(
            "inputs for activations",
            "a1.T @ delta2",
            "z1.T @ delta2",
            "Three of the four are right. W2 is fed with the activations a1, not with the sums z1.",
        ),
    ),
    alternatives=(
        "def slopes(X, y, W1, b1, W2, b2):\n"
        "    m = X.shape[0]\n"
        "    a1 = np.tanh(X @ W1 + b1)\n"
        "    delta2 = (a1 @ W2 + b2 - y) / m\n"
        "    delta1 = delta2 @ W2.T * (1 - a1**2)\n"
        "    ones = np.ones(m)\n"
        "    return X.T @ delta1, ones @ delta1, a1.T @ delta2, ones @ delta2",
        "def slopes(X, y, W1, b1, W2, b2):\n"
        "    net = nn.init([X.shape[1], len(b1), len(b2)], [tanh, nn.activations.identity],"
        " np.random.default_rng(0))\n"
        "    net.W[1], net.b[1], net.W[2], net.b[2] = W1, b1, W2, b2\n"
        "    grads = nn.backward(net, nn.forward(net, X), y, nn.losses.squared_error)\n"
        "    return grads.dW[1], grads.db[1], grads.dW[2], grads.db[2]",
    ),
)

TURNS = (LAYER, OUTPUT_DELTA, BACK_THROUGH, SLOPES)

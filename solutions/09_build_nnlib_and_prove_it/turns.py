"""Lesson 09's turns: forward, the deltas, the slopes, and a network from an empty cell."""

from itertools import pairwise

import numpy as np

from nnlib.course.authoring import Functions, Misconception, OnNetwork, Turn


def away_from_0(rng, low, high, size):
    """Numbers of both signs, none near 0, so that nothing is right because a factor is 0."""
    return (rng.uniform(low, high, size=size) * rng.choice([-1, 1], size=size)).round(2)


def parameters_of(n):
    return sum((k + 1) * j for k, j in pairwise(n))


def a_pass(rng, n, sigma, m):
    """A network, samples and targets."""
    return {
        "n": np.array(n),
        "sigma": sigma,
        "theta": away_from_0(rng, 0.2, 0.9, parameters_of(n)),
        "X": away_from_0(rng, 0.3, 1.2, (m, n[0])),
        "y": away_from_0(rng, 0.2, 2, (m, n[-1])),
    }


def passes(rng):
    """Three layers of unlike widths, twice; equal widths, where all fits; a single layer."""
    return [
        a_pass(rng, (2, 4, 3, 2), ("tanh", "sigmoid", "tanh"), 5),
        a_pass(rng, (3, 3, 3, 3), ("sigmoid", "tanh", "sigmoid"), 4),
        a_pass(rng, (3, 2), ("tanh",), 6),
        a_pass(rng, (4, 2, 5, 3), ("sigmoid", "tanh", "tanh"), 7),
    ]


def passes_with_losses(rng):
    """The same, and a neuron that decides, whose loss is another one."""
    decides = a_pass(rng, (2, 3, 1), ("tanh", "sigmoid"), 5)
    labels = rng.permutation([0.0, 1.0, 0.0, 1.0, 1.0])[:, None]
    return [*passes(rng), decides | {"y": labels, "loss": "binary_cross_entropy"}]


def own(rng, n, m):
    """What a network of the learner's own is asked with."""
    return {
        "n": np.array(n),
        "rng": int(rng.integers(1000)),
        "theta": away_from_0(rng, 0.2, 0.9, parameters_of(n)),
        "X": away_from_0(rng, 0.3, 1.5, (m, n[0])),
        "y": away_from_0(rng, 0.2, 2, (m, n[-1])),
        "eta": 0.2,
        "epochs": 3,
    }


FORWARD = Turn(
    id="9.a",
    title="Forward",
    probe=OnNetwork("my_forward", takes=("net", "X"), returns=("z", "a")),
    cases=passes,
    hints=("The layer below hands on `below`. Its product with W, and the bias, are z[l].",),
    misconceptions=(
        Misconception(
            "no bias",
            " + net.b[l]",
            "",
            "The products are there; the biases are missing.",
        ),
        Misconception(
            "bias subtracted",
            "below @ net.W[l] + net.b[l]",
            "below @ net.W[l] - net.b[l]",
            "The products are there; the biases are subtracted, where they should be added.",
        ),
        Misconception(
            "activation forgotten",
            "net.sigma[l](z[l])",
            "z[l]",
            "z[1] is right, and each a[l] is its z[l]: σ is missing.",
        ),
        Misconception(
            "sum after the activation",
            ("z[l] = below @ net.W[l] + net.b[l]", "a[l] = net.sigma[l](z[l])"),
            ("z[l] = net.sigma[l](below @ net.W[l] + net.b[l])", "a[l] = z[l]"),
            "Every a[l] is right, and z[l] is the same: z is the sum, before it goes through σ. "
            "The way back needs both.",
        ),
        Misconception(
            "always from the inputs",
            "below @ net.W[l] + net.b[l]",
            "X @ net.W[l] + net.b[l]",
            "Each of your layers takes the inputs X. Only the first one does; the others take what "
            "the layer below hands them.",
        ),
        Misconception(
            "sums handed on",
            "below @ net.W[l] + net.b[l]",
            "(z[l - 1] if l > 1 else X) @ net.W[l] + net.b[l]",
            "Layer 1 is right. The next one is fed with the sums z of the layer below, where it "
            "should get its activations a.",
        ),
        Misconception(
            "transposed weights",
            "below @ net.W[l] + net.b[l]",
            "below @ net.W[l].T + net.b[l]",
            "W[l] has a row for each neuron below and a column for each of its own layer: the way "
            "forward needs no transpose.",
        ),
        Misconception(
            "slope for activation",
            "net.sigma[l](z[l])",
            "net.sigma[l].prime(z[l])",
            "z[1] is right. Your activations are slopes: σ′ belongs to the way back.",
        ),
        Misconception(
            "tanh in every layer",
            "net.sigma[l](z[l])",
            "np.tanh(z[l])",
            "It works where the activation is tanh, and each layer may have another one: it is "
            "net.sigma[l].",
        ),
        Misconception(
            "no activation at the end",
            "net.sigma[l](z[l])",
            "net.sigma[l](z[l]) if l < net.L else z[l]",
            "All is right but for the last layer, which has an activation like the others. (Where "
            "it should do nothing, net.sigma[l] is the identity.)",
        ),
        Misconception(
            "names for entries",
            ("z[l] = below @ net.W[l] + net.b[l]", "a[l] = net.sigma[l](z[l])"),
            ("z = below @ net.W[l] + net.b[l]", "a = net.sigma[l](z)"),
            "z and a are dicts, and your lines give these names to a single array. Write into "
            "their entries: z[l] = …, a[l] = ….",
        ),
        Misconception(
            "a before z",
            "return z, a",
            "return a, z",
            "z and a come back in the other order.",
        ),
    ),
    alternatives=(
        "def my_forward(net, X):\n"
        "    z, a = {}, {0: X}\n"
        "    for l in net.W:\n"
        "        z[l] = (net.W[l].T @ a[l - 1].T).T + net.b[l]\n"
        "        a[l] = net.sigma[l].f(z[l])\n"
        "    return z, a",
    ),
)

DELTAS = Turn(
    id="9.b",
    title="The deltas",
    formulas=("F1", "F2"),
    probe=OnNetwork("my_deltas", takes=("net", "trace", "y", "loss"), returns=("delta",)),
    cases=passes_with_losses,
    hints=(
        "BP1: loss.grad(a, y) is the slope of C in the outputs, with its 1/m; times σ′ at z[L].",
        "BP2: the loop runs down from L, and each turn of it makes the delta one layer below.",
    ),
    misconceptions=(
        Misconception(
            "no slope at the output",
            " * net.sigma[top].prime(z[top])",
            "",
            "BP1 lacks its σ′: what the loss hands back reaches the activation, and δ belongs to "
            "the sum.",
        ),
        Misconception(
            "the squared error for any loss",
            "loss.grad(a[top], y)",
            "(a[top] - y) / len(y)",
            "Right for the squared error. Which loss is it that came in, and what gives its slope?",
        ),
        Misconception(
            "no slope on the way",
            " * net.sigma[l - 1].prime(z[l - 1])",
            "",
            "The last δ is right. BP2 lacks its σ′.",
        ),
        Misconception(
            "slope of the layer above",
            " * net.sigma[l - 1].prime(z[l - 1])",
            " * net.sigma[l].prime(z[l])",
            "The last δ is right. BP2 takes the slope σ′ of the layer that a δ is made for, and "
            "yours does not.",
        ),
        Misconception(
            "slope at the activation, at the top",
            "net.sigma[top].prime(z[top])",
            "net.sigma[top].prime(a[top])",
            "In BP1 your σ′ is taken at a, which has been through σ already; it is taken at z.",
        ),
        Misconception(
            "slope at the activation, on the way",
            "net.sigma[l - 1].prime(z[l - 1])",
            "net.sigma[l - 1].prime(a[l - 1])",
            "The last δ is right. On the way back σ′ is taken at a, which has been through σ "
            "already; it is taken at z.",
        ),
        Misconception(
            "slope at the activation, everywhere",
            ("net.sigma[top].prime(z[top])", "net.sigma[l - 1].prime(z[l - 1])"),
            ("net.sigma[top].prime(a[top])", "net.sigma[l - 1].prime(a[l - 1])"),
            "Both your σ′ are taken at a, which has been through σ already; they are taken at z.",
        ),
        Misconception(
            "activation for slope",
            "net.sigma[l - 1].prime(z[l - 1])",
            "net.sigma[l - 1](z[l - 1])",
            "The last δ is right. On the way back you multiply by σ itself; its slope is .prime.",
        ),
        Misconception(
            "the top's activation for all",
            "net.sigma[l - 1].prime(z[l - 1])",
            "net.sigma[top].prime(z[l - 1])",
            "The last δ is right. You take the top layer's σ′ for all; each layer has its own.",
        ),
        Misconception(
            "tanh's slope for all",
            "net.sigma[l - 1].prime(z[l - 1])",
            "(1 - a[l - 1] ** 2)",
            "The last δ is right, and 1 - a² is the slope of tanh. Not every layer has tanh: its "
            "slope is net.sigma[…].prime.",
        ),
        Misconception(
            "lost transpose",
            "back = delta[l] @ net.W[l].T",
            "back = delta[l] @ net.W[l]",
            "The last δ is right. On the way back the sum runs over the neurons above, which stand "
            "last in W: it is the bug that trains.",
        ),
        Misconception(
            "weights of the layer below",
            "back = delta[l] @ net.W[l].T",
            "back = delta[l] @ net.W[l - 1].T",
            "The last δ is right. The wires from a layer to the next belong to the next: their W "
            "has the number of the δ that comes back.",
        ),
        Misconception(
            "always from the top",
            "back = delta[l] @ net.W[l].T",
            "back = delta[top] @ net.W[l].T",
            "The first step back is right. Each further δ is made from the one right above it, and "
            "yours are all made from the last.",
        ),
        Misconception(
            "the mean once more",
            "back = delta[l] @ net.W[l].T",
            "back = delta[l] @ net.W[l].T / len(y)",
            "The last δ is right. You divide by m at every layer; the 1/m is in loss.grad, once.",
        ),
        Misconception(
            "the mean twice",
            "loss.grad(a[top], y)",
            "loss.grad(a[top], y) / len(y)",
            "All δ are m times too small: the 1/m is in loss.grad already.",
        ),
        Misconception(
            "no mean",
            "loss.grad(a[top], y)",
            "(a[top] - y)",
            "All δ are m times too large: the residual is the slope of a sum. loss.grad has the "
            "1/m in it, and fits any loss.",
        ),
        Misconception(
            "target first",
            "loss.grad(a[top], y)",
            "loss.grad(y, a[top])",
            "All δ have the wrong sign: the output comes first, then the target.",
        ),
        Misconception(
            "the loss for its slope",
            "loss.grad(a[top], y)",
            "loss(a[top], y)",
            "You hand back the loss itself, one number for all; its slope in each output is "
            "loss.grad.",
        ),
    ),
    alternatives=(
        "def my_deltas(net, trace, y, loss):\n"
        "    prime = {l: net.sigma[l].prime(z) for l, z in trace.z.items()}\n"
        "    delta = {net.L: prime[net.L] * loss.grad(trace.a[net.L], y)}\n"
        "    for l in reversed(range(1, net.L)):\n"
        "        delta[l] = prime[l] * (net.W[l + 1] @ delta[l + 1].T).T\n"
        "    return delta",
    ),
)

SLOPES = Turn(
    id="9.c",
    title="The slopes",
    formulas=("F3",),
    probe=OnNetwork("my_slopes", takes=("trace", "delta"), returns=("dW", "db")),
    cases=passes,
    hints=(
        "No `net` comes in: the layers are those of `delta`.",
        "BP3 multiplies what comes in from below with δ, and sums over the samples.",
    ),
    misconceptions=(
        Misconception(
            "sums for activations",
            "below = trace.a[l - 1]",
            "below = trace.z[l - 1] if l > 1 else trace.a[0]",
            "db and dW[1] are right. A weight meets the activation that comes in, not the sum "
            "behind it.",
        ),
        Misconception(
            "activations of the same layer",
            "below = trace.a[l - 1]",
            "below = trace.a[l]",
            "db is right. For dW you take the activations of the layer itself; a weight meets "
            "those of the layer below.",
        ),
        Misconception(
            "always the inputs",
            "below = trace.a[l - 1]",
            "below = trace.a[0]",
            "db and dW[1] are right. Only the first layer meets the inputs; the others meet the "
            "activations below them.",
        ),
        Misconception(
            "bias slopes averaged",
            "np.sum(delta[l], axis=0)",
            "np.mean(delta[l], axis=0)",
            "dW is right. BP4 sums: δ has its 1/m already, and a mean divides once more.",
        ),
        Misconception(
            "weight slopes averaged",
            "below.T @ delta[l]",
            "below.T @ delta[l] / len(below)",
            "db is right, and dW m times too small: the 1/m is in δ already.",
        ),
        Misconception(
            "both averaged",
            ("below.T @ delta[l]", "np.sum(delta[l], axis=0)"),
            ("below.T @ delta[l] / len(below)", "np.mean(delta[l], axis=0)"),
            "All slopes are m times too small: the 1/m is in δ already.",
        ),
        Misconception(
            "biases summed over all",
            "np.sum(delta[l], axis=0)",
            "np.sum(delta[l])",
            "dW is right. Each bias has its own slope: sum over the samples, not over the neurons.",
        ),
        Misconception(
            "biases summed over the neurons",
            "np.sum(delta[l], axis=0)",
            "np.sum(delta[l], axis=1)",
            "dW is right. Your db has a number for each sample: the sum runs over the neurons, and "
            "should run over the samples.",
        ),
        Misconception(
            "turned round",
            "below.T @ delta[l]",
            "delta[l].T @ below",
            "db is right, and each dW lies on its side: an entry is (from below, to this neuron).",
        ),
        Misconception(
            "exchanged",
            "return dW, db",
            "return db, dW",
            "dW and db come back in the other order.",
        ),
        Misconception(
            "the first sample only",
            ("below.T @ delta[l]", "np.sum(delta[l], axis=0)"),
            ("np.outer(below[0], delta[l][0])", "delta[l][0]"),
            "These are the slopes of the first sample. BP3 and BP4 add those of all.",
        ),
    ),
    alternatives=(
        "def my_slopes(trace, delta):\n"
        "    dW = {l: np.einsum('ik,ij->kj', trace.a[l - 1], d) for l, d in delta.items()}\n"
        "    return dW, {l: np.ones(len(d)) @ d for l, d in delta.items()}",
    ),
)

WHOLE = Turn(
    id="9.d",
    title="A network from an empty cell",
    formulas=("F1", "F2", "F3"),
    minutes=10,
    probe=Functions(
        "start",
        calls=(
            ("start", ("n", "rng"), ("start",)),
            ("predict", ("parameters", "X"), ("outputs",)),
            ("slopes", ("parameters", "X", "y"), ("C", "slope of {}")),
            ("train", ("parameters", "X", "y", "eta", "epochs"), ("trained {}", "losses")),
        ),
        keep="my_network.py",
    ),
    cases=lambda rng: [
        own(rng, (2, 4, 1), 4),
        own(rng, (3, 4, 3, 2), 5),
        own(rng, (3, 3, 3), 6),
        own(rng, (4, 2), 3),
    ],
    hints=(
        "Begin with start and predict, run the cell, and let the check look at these two. A helper "
        "that gives the activations of all layers serves predict and slopes alike.",
        "tanh's slope is 1 - a**2, so the activations are all that the way back needs.",
        "In slopes, go through the layers from the last: note a.T @ delta and the sum of delta, "
        "then make the next delta.",
    ),
    misconceptions=(
        Misconception(
            "tanh at the end",
            "np.tanh(z) if l < layers - 1 else z",
            "np.tanh(z)",
            "Your outputs have been through tanh; the last layer is to have none.",
        ),
        Misconception(
            "nothing bends",
            "np.tanh(z) if l < layers - 1 else z",
            "z",
            "There is no tanh in the hidden layers, so they fold into one linear layer.",
        ),
        Misconception(
            "another activation",
            "np.tanh(z) if l < layers - 1 else z",
            "1 / (1 + np.exp(-z)) if l < layers - 1 else z",
            "Your hidden layers have the logistic function; asked for is tanh.",
        ),
        Misconception(
            "no bias",
            " + parameters[2 * l + 1]",
            "",
            "The biases are not used: they are the second of each pair in the list.",
        ),
        Misconception(
            "a sum for the mean",
            ("/ 2 / len(X)", "delta, found = (a[-1] - y) / len(X), []"),
            ("/ 2", "delta, found = (a[-1] - y), []"),
            "Your loss and its slopes are m times too large: C is a mean over the samples.",
        ),
        Misconception(
            "the loss forgets the mean",
            "/ 2 / len(X)",
            "/ 2",
            "The slopes are right, and C is m times too large: it is a mean over the samples.",
        ),
        Misconception(
            "the slope forgets the mean",
            "delta, found = (a[-1] - y) / len(X), []",
            "delta, found = (a[-1] - y), []",
            "C is right and its slopes are m times too large: the 1/m of the loss is missing on "
            "the way back.",
        ),
        Misconception(
            "the half forgotten",
            "/ 2 / len(X)",
            "/ len(X)",
            "The slopes are right, and C is twice what they are the slopes of: the ½ is missing.",
        ),
        Misconception(
            "the half forgotten, slopes to match",
            ("/ 2 / len(X)", "delta, found = (a[-1] - y) / len(X), []"),
            ("/ len(X)", "delta, found = 2 * (a[-1] - y) / len(X), []"),
            "C and its slopes agree with each other, and are twice what is asked for: C is the "
            "mean of half squares.",
        ),
        Misconception(
            "mean over all numbers",
            "((a[-1] - y) ** 2).sum() / 2 / len(X)",
            "((a[-1] - y) ** 2).mean() / 2",
            "The slopes are right. Your C is a mean over all outputs of all samples: a sample's "
            "half squares are added, and the mean is over the samples.",
        ),
        Misconception(
            "mean over all numbers, slopes to match",
            (
                "((a[-1] - y) ** 2).sum() / 2 / len(X)",
                "delta, found = (a[-1] - y) / len(X), []",
            ),
            ("((a[-1] - y) ** 2).mean() / 2", "delta, found = (a[-1] - y) / y.size, []"),
            "C and its slopes agree with each other, and take the mean over all outputs of all "
            "samples: a sample's half squares are added, and the mean is over the samples.",
        ),
        Misconception(
            "target first",
            "delta, found = (a[-1] - y) / len(X), []",
            "delta, found = (y - a[-1]) / len(X), []",
            "C is right, and all slopes have the wrong sign, so your descent would climb.",
        ),
        Misconception(
            "tanh's slope at the output",
            "delta, found = (a[-1] - y) / len(X), []",
            "delta, found = (a[-1] - y) / len(X) * (1 - a[-1] ** 2), []",
            "C is right. BP1 multiplies by the slope of the last layer's activation, and that "
            "layer has none: its slope is 1.",
        ),
        Misconception(
            "no slope on the way",
            " * (1 - a[l] ** 2)",
            "",
            "The last layer's slopes are right. Below it tanh's slope is missing in BP2.",
        ),
        Misconception(
            "no square in tanh's slope",
            "(1 - a[l] ** 2)",
            "(1 - a[l])",
            "The last layer's slopes are right. Below it look at tanh's slope: is it 1 - a?",
        ),
        Misconception(
            "the sigmoid's slope",
            "(1 - a[l] ** 2)",
            "(a[l] * (1 - a[l]))",
            "The last layer's slopes are right. Below it you used a(1 - a), the slope of the "
            "logistic function; these layers have tanh.",
        ),
        Misconception(
            "slope of the layer above",
            "(1 - a[l] ** 2)",
            "(1 - a[l + 1] ** 2)",
            "The last layer's slopes are right. In BP2 you take tanh's slope of the layer above; a "
            "δ needs that of its own layer.",
        ),
        Misconception(
            "lost transpose",
            "parameters[2 * l].T)",
            "parameters[2 * l])",
            "The last layer's slopes are right. On the way back the sum runs over the neurons "
            "above, which stand last in W: it is the bug that trains.",
        ),
        Misconception(
            "activations of the layer itself",
            "a[l].T @ delta",
            "a[l + 1].T @ delta",
            "C and the biases' slopes are right. A weight meets the activations below it, and "
            "yours meets those of its own layer.",
        ),
        Misconception(
            "the next delta too early",
            "found = [a[l].T @ delta, delta.sum(axis=0), *found]\n"
            "        delta = (delta @ parameters[2 * l].T) * (1 - a[l] ** 2)",
            "delta = (delta @ parameters[2 * l].T) * (1 - a[l] ** 2)\n"
            "        found = [a[l].T @ delta, delta.sum(axis=0), *found]",
            "C is right. You go on to the next δ before the slopes of this layer are noted, so "
            "each layer gets the δ below it.",
        ),
        Misconception(
            "weight slopes averaged",
            "a[l].T @ delta",
            "a[l].T @ delta / len(X)",
            "C and the biases' slopes are right. Those of the weights are m times too small: the "
            "1/m is in δ already.",
        ),
        Misconception(
            "bias slopes averaged",
            "delta.sum(axis=0)",
            "delta.mean(axis=0)",
            "The weights' slopes are right. Those of the biases are sums over the samples, not "
            "means.",
        ),
        Misconception(
            "from the last layer",
            "found = [a[l].T @ delta, delta.sum(axis=0), *found]",
            "found = [*found, a[l].T @ delta, delta.sum(axis=0)]",
            "Your list of slopes begins with the last layer, as they were found; it should go W1, "
            "b1, W2, b2, like the parameters.",
        ),
        Misconception(
            "quite backwards",
            "found = [a[l].T @ delta, delta.sum(axis=0), *found]",
            "found = [*found, delta.sum(axis=0), a[l].T @ delta]",
            "Your list of slopes runs backwards, from the last bias to the first weights; it "
            "should go W1, b1, W2, b2, like the parameters.",
        ),
        Misconception(
            "bias before weights",
            "found = [a[l].T @ delta, delta.sum(axis=0), *found]",
            "found = [delta.sum(axis=0), a[l].T @ delta, *found]",
            "In your list of slopes a layer's biases stand before its weights; it should go W1, "
            "b1, W2, b2, like the parameters.",
        ),
        Misconception(
            "uphill",
            "p - eta * g",
            "p + eta * g",
            "train walks uphill: a step goes against the slope.",
        ),
        Misconception(
            "never moves on",
            "here = [p - eta * g",
            "_ = [p - eta * g",
            "train stands still: the step is made and not kept. (`p = p - …` gives a name to a new "
            "array and leaves the list as it is.)",
        ),
        Misconception(
            "slopes of the start only",
            "slopes(here, X, y)",
            "slopes(parameters, X, y)",
            "Every step of train takes the slopes where it began; they change with the parameters.",
        ),
        Misconception(
            "weights only",
            "[p - eta * g for p, g in zip(here, found)]",
            "[p - eta * g if p.ndim == 2 else p for p, g in zip(here, found)]",
            "train moves the weights and not the biases.",
        ),
        Misconception(
            "loss after the step",
            "losses.append(C)",
            "losses.append(slopes(here, X, y)[0])",
            "The parameters are right. Note each loss before its step, so that the first is that "
            "of the start.",
        ),
    ),
    alternatives=(
        "def layers_of(parameters):\n"
        "    return list(zip(parameters[::2], parameters[1::2]))\n\n\n"
        "def start(n, rng):\n"
        "    made = []\n"
        "    for k, j in zip(n[:-1], n[1:]):\n"
        "        made.append(rng.standard_normal((k, j)) / np.sqrt(k))\n"
        "        made.append(np.zeros(j))\n"
        "    return tuple(made)\n\n\n"
        "def forward(parameters, X):\n"
        "    a, kept = X, [X]\n"
        "    for W, b in layers_of(parameters)[:-1]:\n"
        "        a = np.tanh(a @ W + b)\n"
        "        kept.append(a)\n"
        "    W, b = layers_of(parameters)[-1]\n"
        "    return a @ W + b, kept\n\n\n"
        "def predict(parameters, X):\n"
        "    return forward(parameters, X)[0]\n\n\n"
        "def slopes(parameters, X, y):\n"
        "    out, kept = forward(parameters, X)\n"
        "    C = 0.5 * np.mean(np.sum((out - y) ** 2, axis=1))\n"
        "    delta, back = (out - y) / y.shape[0], []\n"
        "    for (W, b), a in zip(layers_of(parameters)[::-1], kept[::-1]):\n"
        "        back += [np.ones(len(X)) @ delta, a.T @ delta]\n"
        "        delta = delta @ W.T * (1 - a * a)\n"
        "    return C, back[::-1]\n\n\n"
        "def train(parameters, X, y, eta, epochs):\n"
        "    losses = np.zeros(epochs)\n"
        "    for step in range(epochs):\n"
        "        losses[step], back = slopes(parameters, X, y)\n"
        "        for p, g in zip(parameters, back):\n"
        "            p -= eta * g\n"
        "    return parameters, losses",
    ),
    equivalents={
        "answer C without its sign": "a mean of squares is never negative",
        "answer losses without its sign": "a mean of squares is never negative",
    },
)

TURNS = (FORWARD, DELTAS, SLOPES, WHOLE)

"""Exercise set 12: why training fails."""

from itertools import pairwise

import numpy as np

from nnlib.course.authoring import (
    Free,
    Function,
    Misconception,
    Numbers,
    OnNetwork,
    Order,
    Question,
    Task,
    Widths,
)

LESSON = "12_why_training_fails.ipynb"

WIDTHS = ([6, 50, 3], [7, 4], [64, 20, 35, 10, 5], [1, 3, 1], [4, 1, 9], [5, 5, 8])


def variances(rng, n):
    """Widths, a variance for each layer that keeps numbers in sight, and a size of the inputs."""
    v = rng.uniform(0.3, 3, size=len(n) - 1) / np.array(n[:-1])
    return {"n": n, "v": v, "start": float(rng.uniform(0.3, 2))}


def activated(rng, m, f):
    """Sums of another size than 1 whose mean is not 0, and what f makes of them."""
    z = rng.normal(loc=0.4, scale=1.7, size=m)
    return {"z": z, "a": f(z)}


def volumes(rng, k, n, classes):
    """A layer whose neurons are one neuron at n volumes, and what goes out of them."""
    beta = np.append(rng.uniform(0.5, 0.9), rng.uniform(1.2, 4, size=n - 1))
    w = rng.uniform(0.4, 1.5, size=(k, 1)) * rng.choice([-1, 1], size=(k, 1))
    U = rng.uniform(0.4, 2, size=(n, classes)) * rng.choice([-1, 1], size=(n, classes))
    return {"W": w * beta, "b": rng.uniform(0.4, 0.9) * beta, "U": U}


def started(rng, n, sigma, m):
    """A network as a start leaves it, its biases at 0, and samples whose mean is not 0."""
    count = sum(k * j for k, j in pairwise(n))
    weights = rng.uniform(0.4, 1.6, size=count) * rng.choice([-1, 1], size=count)
    return {
        "n": np.array(n),
        "sigma": sigma,
        "theta": np.append(weights, np.zeros(sum(n[1:]))),
        "X": rng.uniform(0.2, 1.5, size=(m, n[0])),
        "y": rng.uniform(0.2, 2, size=(m, n[-1])),
    }


LIMITS = Task(
    id="12.1",
    title="A uniform start",
    points=3,
    difficulty=1,
    minutes=5,
    formulas=("G6",),
    probe=Function("limits"),
    cases=lambda rng: [
        {"n": n, "gain": gain}
        for n, gain in zip(
            WIDTHS, (2.0, 1.0, float(rng.uniform(1.2, 3)), 0.5, 2.5, 3.0), strict=True
        )
    ],
    ranges={"n": Widths(), "gain": Numbers(above=0)},
    hints=(
        "(12.1) says which variance the weights should have. Which c has that variance?",
        "On paper: c² / 3 = 2 / 6, so c = 1.",
        "There is a c for each layer that has weights, one fewer than widths: leave the last width "
        "out, and divide by the others at once.",
    ),
    misconceptions=(
        Misconception(
            "deviation for limit",
            "3 * gain",
            "gain",
            "That is the standard deviation of the weights. Uniform numbers between −c and c "
            "spread by c / √3 only.",
        ),
        Misconception(
            "fan-out",
            "n[:-1]",
            "n[1:]",
            "You divide by the neurons above. A sum runs over those below.",
        ),
        Misconception(
            "no root",
            "np.sqrt(3 * gain / np.array(n[:-1]))",
            "3 * gain / np.array(n[:-1])",
            "That is c², not c.",
        ),
        Misconception(
            "without the gain",
            "3 * gain",
            "3",
            "Right for gain 1. Nothing in your answer depends on the gain.",
        ),
        Misconception(
            "whole width",
            "3 * gain",
            "12 * gain",
            "Yours is twice as large: you give the whole width of the distribution, from −c to c.",
        ),
        Misconception(
            "between both",
            "gain / np.array(n[:-1])",
            "2 * gain / (np.array(n[:-1]) + np.array(n[1:]))",
            "That lies between what the two ways need. Asked for is the way forward.",
        ),
        Misconception(
            "gain outside the root",
            "np.sqrt(3 * gain / np.array(n[:-1]))",
            "gain * np.sqrt(3 / np.array(n[:-1]))",
            "The gain multiplies the variance, so it stands under the root.",
        ),
        Misconception(
            "Glorot's start",
            "np.sqrt(3 * gain / np.array(n[:-1]))",
            "np.sqrt(6 / (np.array(n[:-1]) + np.array(n[1:])))",
            "That is the start between both ways, with gain 1. Asked for is the way forward "
            "alone, and with `gain`.",
        ),
        Misconception(
            "always ReLU",
            "3 * gain",
            "6",
            "Right for ReLU. The gain of another activation comes in as `gain`.",
        ),
        Misconception(
            "variance for limit",
            "np.sqrt(3 * gain / np.array(n[:-1]))",
            "gain / np.array(n[:-1])",
            "That is the variance which the weights should have. Which c belongs to it?",
        ),
        Misconception(
            "third on the wrong side",
            "3 * gain / np.array(n[:-1])",
            "gain / (3 * np.array(n[:-1]))",
            "Your 3 stands below the line: solve c² / 3 = v for c.",
        ),
        Misconception(
            "gain 1 in layer 1",
            "3 * gain / np.array(n[:-1])",
            "3 * np.append(1, np.full(len(n) - 2, gain)) / np.array(n[:-1])",
            "In layer 1 you take the gain 1. The text has one gain for all layers.",
        ),
    ),
    alternatives=(
        "def limits(n, gain):\n    return np.array([(3 * gain / k) ** 0.5 for k in n[:-1]])",
        "def limits(n, gain):\n    return [np.sqrt(gain / k) * np.sqrt(3) for k in n[:-1]]",
    ),
    equivalents={"answer result without its sign": "a root is never below 0"},
)

GAIN = Task(
    id="12.2",
    title="The gain of any activation",
    points=3,
    difficulty=1,
    minutes=5,
    formulas=("G6",),
    probe=Function("gain_of"),
    cases=lambda rng: [
        activated(rng, 12, np.tanh),
        activated(rng, 9, lambda z: np.maximum(z, 0.2 * z)),
        activated(rng, (4, 3), lambda z: 1 / (1 + np.exp(-z))),
        activated(rng, (3, 5), np.tanh),
        {"z": np.array([1.0, -1.0, 0.0, -1.0]), "a": np.array([1.0, -0.5, 0.0, -0.5])},
    ],
    ranges={"z": Free(), "a": Free()},
    hints=(
        "The gain makes up for what is lost of the mean square. Which part is left?",
        "On paper: the mean square of the sums is 1, that of 1 and −0.5 is 0.625: the gain is 1.6.",
        "The mean square of z over the mean square of a.",
    ),
    misconceptions=(
        Misconception(
            "upside down",
            "np.mean(z**2) / np.mean(a**2)",
            "np.mean(a**2) / np.mean(z**2)",
            "That is the part which is left. The gain has to make up for it: it is above 1 where "
            "something is lost.",
        ),
        Misconception(
            "sums of size 1",
            "np.mean(z**2) / ",
            "1 / ",
            "Right for sums of size 1. These may have another size: compare with theirs.",
        ),
        Misconception(
            "variances",
            "np.mean(z**2) / np.mean(a**2)",
            "np.var(z) / np.var(a)",
            "You took variances, which leave out the means. What the next layer gets is the mean "
            "square.",
        ),
        Misconception(
            "variance of a",
            "np.mean(a**2)",
            "np.var(a)",
            "np.var subtracts the mean of a first. (12.1) has the mean square, mean included.",
        ),
        Misconception(
            "sizes",
            "np.mean(z**2) / np.mean(a**2)",
            "np.sqrt(np.mean(z**2) / np.mean(a**2))",
            "That is the ratio of the sizes. The gain multiplies a variance, so it is the square.",
        ),
        Misconception(
            "mean of the ratios",
            "np.mean(z**2) / np.mean(a**2)",
            "np.mean(np.divide(z, a, out=np.zeros_like(z), where=a != 0) ** 2)",
            "You divide entry by entry. Take the two mean squares first.",
        ),
        Misconception(
            "absolute values",
            "np.mean(z**2) / np.mean(a**2)",
            "np.mean(np.abs(z)) / np.mean(np.abs(a))",
            "You compare the mean absolute values. The law speaks of mean squares.",
        ),
        Misconception(
            "mean of the ratios, with 0 / 0",
            "np.mean(z**2) / np.mean(a**2)",
            "np.mean(z**2 / a**2)",
            "You divide entry by entry, also where both are 0. Take the two mean squares first.",
        ),
        Misconception(
            "squares of the means",
            "np.mean(z**2) / np.mean(a**2)",
            "np.mean(z) ** 2 / np.mean(a) ** 2",
            "You square the means, in which positive and negative numbers cancel. The mean square "
            "takes the squares first.",
        ),
        Misconception(
            "deviations",
            "np.mean(z**2) / np.mean(a**2)",
            "np.std(z) / np.std(a)",
            "You took standard deviations: they leave out the means, and they are roots. What the "
            "next layer gets is the mean square.",
        ),
        Misconception(
            "difference",
            "np.mean(z**2) / np.mean(a**2)",
            "np.mean(z**2) - np.mean(a**2)",
            "That is how much is lost. The gain is a factor.",
        ),
    ),
    alternatives=(
        "def gain_of(z, a):\n    return (z**2).sum() / (a**2).sum()",
        "def gain_of(z, a):\n    return (np.linalg.norm(z) / np.linalg.norm(a)) ** 2",
    ),
    equivalents={"answer result without its sign": "a ratio of squares is never below 0"},
)

SIZES = Task(
    id="12.3",
    title="The signal, foretold",
    points=3,
    difficulty=2,
    minutes=7,
    formulas=("G6",),
    probe=Function("sizes"),
    cases=lambda rng: [variances(rng, n) for n in WIDTHS],
    ranges={"n": Widths(), "v": Free(), "start": Numbers(above=0)},
    hints=(
        "Mean squares are multiplied by n v / 2 from layer to layer, with n of the layer below.",
        "On paper: 8 · ¼ / 2 = 1, so the mean square stays 1, and so does the size.",
        "np.cumprod multiplies up; or keep one number in a loop. The root comes last.",
    ),
    misconceptions=(
        Misconception(
            "without ReLU",
            "* v / 2",
            "* v",
            "That is the size of the sums, if no ReLU came between. Each takes half of the mean "
            "square.",
        ),
        Misconception(
            "fan-out",
            "n[:-1]",
            "n[1:]",
            "You count the neurons of the layer itself. Its sums run over those below.",
        ),
        Misconception(
            "mean squares",
            "np.sqrt(squares)",
            "squares",
            "These are the mean squares. The size is the root.",
        ),
        Misconception(
            "half of the size",
            "* v / 2)\n    return np.sqrt(squares)",
            "* v)\n    return np.sqrt(squares) / 2 ** np.arange(1, len(n))",
            "You halve the size in each layer. ReLU halves the mean square, so the size shrinks "
            "by √2.",
        ),
        Misconception(
            "deviation for variance",
            "* v / 2",
            "* v**2 / 2",
            "You square v. It is the variance already, the square of the standard deviation.",
        ),
        Misconception(
            "each layer for itself",
            "np.cumprod(np.array(n[:-1]) * v / 2)",
            "(np.array(n[:-1]) * v / 2)",
            "Layer 1 is right. Every further layer begins with what the one below has left.",
        ),
        Misconception(
            "half once",
            "np.cumprod(np.array(n[:-1]) * v / 2)",
            "np.cumprod(np.array(n[:-1]) * v) / 2",
            "Layer 1 is right. There is a ReLU in every layer, and each takes its half.",
        ),
        Misconception(
            "start not squared",
            "start**2",
            "start",
            "`start` is a size. Before it is multiplied with mean squares it has to be squared.",
        ),
        Misconception(
            "a layer late",
            "np.sqrt(squares)",
            "np.append(start, np.sqrt(squares))[:-1]",
            "Your numbers stand one layer too late: the first is the size of the inputs, and "
            "asked is that of a₁ first.",
        ),
        Misconception(
            "the squares' factor on the size",
            "np.sqrt(squares)",
            "squares / start",
            "From layer to layer you multiply the size by n v / 2. That is what (12.1) says of "
            "its square.",
        ),
        Misconception(
            "doubled for halved",
            "* v / 2",
            "* v * 2",
            "You double where ReLU halves. The gain of 2 is what makes up for it, and here v is "
            "given.",
        ),
        Misconception(
            "sizes of the sums",
            "np.sqrt(squares)",
            "np.sqrt(2 * squares)",
            "Yours are √2 times too large in every layer, so they are the sizes of the sums. One "
            "half is missing: that of the layer itself, or that of layer 1.",
        ),
        Misconception(
            "no ReLU at the end",
            "np.sqrt(squares)",
            "np.sqrt(squares * np.append(np.ones(len(n) - 2), 2))",
            "All layers but the last are right. There is a ReLU in the last one, too.",
        ),
    ),
    alternatives=(
        "def sizes(n, v, start):\n"
        "    found, size = [], start\n"
        "    for k, variance in zip(n, v):\n"
        "        size = size * np.sqrt(k * variance / 2)\n"
        "        found.append(size)\n"
        "    return found",
        "def sizes(n, v, start):\n    return start * np.cumprod(np.sqrt(np.array(n[:-1]) * v / 2))",
    ),
    equivalents={"answer result without its sign": "a size is never below 0"},
)

IN_ORDER = Task(
    id="12.4",
    title="The way back, put in order",
    points=3,
    difficulty=2,
    minutes=8,
    formulas=(),
    probe=Order(
        "order",
        lines={
            "a": r"$E(w_{kj} w_{kt}) = v$ for $j = t$, and 0 otherwise",
            "b": r"$\delta_k = \sigma'(z_k) \sum_j \delta_j w_{kj}$",
            "c": r"$E(\delta_k^2) = n_l \, v \, E(\delta_l^2) \, E(\sigma'(z_k)^2)$",
            "d": r"$E\left(\left(\sum_j \delta_j w_{kj}\right)^2\right) = "
            r"n_{l-1} \, v \, E(\delta_l^2)$",
            "e": r"$\delta_k^2 = \sigma'(z_k)^2 \left(\sum_j \delta_j w_{kj}\right)^2$",
            "f": r"$\left(\sum_j \delta_j w_{kj}\right)^2 = "
            r"\sum_j \delta_j^2 \, w_{kj}^2$ in every draw",
            "g": r"$E\left(\left(\sum_j \delta_j w_{kj}\right)^2\right) = "
            r"n_l \, v \, E(\delta_l^2)$",
            "h": r"$\left(\sum_j \delta_j w_{kj}\right)^2 = "
            r"\sum_j \sum_t \delta_j \delta_t \, w_{kj} w_{kt}$",
            "i": r"$E(w_{kj}^2) = v^2$",
        },
        needs={"e": ("b",), "g": ("h", "a"), "c": ("e", "g")},
        strays=("d", "f", "i"),
    ),
    hints=(
        "Begin with BP2 for one neuron; end with (12.2).",
        "Square BP2. The square of the sum has mixed terms, and their mean is 0: which line says "
        "so, and which line uses it?",
        "Of the three wrong lines one counts the neurons on the wrong side, one drops the mixed "
        "terms before any mean is taken, and one squares a variance.",
    ),
    misconceptions=(
        Misconception(
            "fan-in on the way back",
            '"g", "c"',
            '"d", "c"',
            "Line d counts the neurons below. On the way back a neuron adds over its outgoing "
            "weights, so over the n_l above.",
        ),
        Misconception(
            "mixed terms gone at once",
            '"h", "a"',
            '"f", "a"',
            "Line f drops the mixed terms in every draw. They are 0 in the mean only.",
        ),
        Misconception(
            "variance squared",
            '"h", "a", "g"',
            '"h", "i", "g"',
            "Line i squares the variance. For weights of mean 0 the variance is the mean square.",
        ),
        Misconception(
            "result too early",
            '"g", "c"',
            '"c", "g"',
            "The first line out of place is c: it uses the mean square of the sum, which comes "
            "below it.",
        ),
        Misconception(
            "square before BP2",
            '"b", "e"',
            '"e", "b"',
            "The first line out of place is e: it squares an equation that comes below it.",
        ),
        Misconception(
            "mean before the rule of means",
            '"a", "g"',
            '"g", "a"',
            "The first line out of place is g: it uses that mixed terms have the mean 0, which "
            "comes below it.",
        ),
        Misconception(
            "mean before the mixed terms",
            '"h", "a", "g"',
            '"a", "g", "h"',
            "The first line out of place is g: it takes the mean of a double sum, which comes "
            "below it.",
        ),
    ),
    alternatives=(
        'order = ["a", "h", "g", "b", "e", "c"]',
        'order = ["h", "b", "a", "e", "g", "c"]',
    ),
)

AS_ONE = Task(
    id="12.5",
    title="Many volumes, one neuron",
    points=3,
    difficulty=2,
    minutes=7,
    formulas=(),
    probe=Function("as_one", returns=("w", "bias", "u")),
    cases=lambda rng: [
        volumes(rng, 3, 4, 2),
        volumes(rng, 2, 5, 3),
        volumes(rng, 4, 2, 1),
        volumes(rng, 1, 3, 3),
        volumes(rng, 2, 1, 2),
    ],
    ranges={"W": Free(), "b": Free(), "U": Free()},
    hints=(
        "A neuron of volume β says β times what the first one says. What does it send on?",
        "On paper: the second is three times as loud, so together they send 5 + 3 · 7 = 26.",
        "A volume is a bias over the first bias; the outgoing weight is the sum of volume times "
        "weight, for each column of U. A slice such as :1 keeps the axis.",
    ),
    misconceptions=(
        Misconception(
            "all equally loud",
            "b / b[0]",
            "b / b",
            "You add up the outgoing weights as if all neurons were equally loud. A neuron of "
            "volume 3 sends three times as much.",
        ),
        Misconception(
            "the first alone",
            "volumes[None] @ U",
            "U[:1]",
            "Weights and bias are right. You let the first neuron speak alone; the others add to "
            "what it sends.",
        ),
        Misconception(
            "mean for sum",
            "volumes[None] @ U",
            "volumes[None] @ U / len(b)",
            "Weights and bias are right. The next layer adds up what it gets and takes no mean.",
        ),
        Misconception(
            "bias for volume",
            "b / b[0]",
            "b",
            "Weights and bias are right. You take each bias for the volume. Volumes are relative "
            "to the first neuron, whose volume is 1.",
        ),
        Misconception(
            "volume upside down",
            "b / b[0]",
            "b[0] / b",
            "Weights and bias are right. A neuron with a larger bias is louder, not softer.",
        ),
        Misconception(
            "all weights added",
            "W[:, :1], b[:1]",
            "W.sum(axis=1, keepdims=True), b[:1]",
            "Bias and outgoing weights are right. The weights are asked as the first column.",
        ),
        Misconception(
            "volume squared",
            "volumes[None] @ U",
            "volumes[None] ** 2 @ U",
            "Weights and bias are right. The volume counts twice: the neuron is louder by β once.",
        ),
        Misconception(
            "a mean of the weights",
            "volumes[None] @ U",
            "np.mean(U, axis=0, keepdims=True)",
            "Weights and bias are right. You take the mean of the outgoing weights: all send, so "
            "it is a sum, and the louder ones send more.",
        ),
        Misconception(
            "shares for volumes",
            "b / b[0]",
            "b / b.sum()",
            "Weights and bias are right. You take each neuron's share of all the biases. Volumes "
            "are relative to the first neuron, whose volume is 1.",
        ),
        Misconception(
            "relative to the last",
            "b / b[0]",
            "b / b[-1]",
            "Weights and bias are right. Your volumes are relative to the last neuron, and you "
            "hand back the first.",
        ),
    ),
    alternatives=(
        "def as_one(W, b, U):\n"
        "    u = sum(b[j] / b[0] * U[j] for j in range(len(b)))\n"
        "    return W[:, [0]], b[[0]], u.reshape(1, -1)",
        "def as_one(W, b, U):\n"
        "    u = (b[:, None] * U).sum(axis=0)\n"
        "    return W[:, :1], b[:1], u[None] / b[0]",
    ),
    equivalents={"answer bias without its sign": "the biases are above 0"},
)

RESCALED = Task(
    id="12.6",
    title="Let the data set the start",
    points=3,
    difficulty=3,
    minutes=9,
    formulas=(),
    probe=OnNetwork("rescaled", takes=("net", "X"), returns=("W",)),
    cases=lambda rng: [
        started(rng, (3, 5, 4, 2), ("relu", "tanh", "identity"), 6),
        started(rng, (2, 4, 3), ("tanh", "identity"), 5),
        started(rng, (4, 3), ("tanh",), 7),
        started(rng, (1, 3, 1), ("sigmoid", "tanh"), 4),
        started(rng, (3, 3, 3, 1, 2), ("tanh", "leaky_relu", "sigmoid", "identity"), 8),
        started(rng, (2, 4, 3, 3, 2), ("sigmoid", "leaky_relu", "tanh", "identity"), 5),
    ],
    ranges={"n": Widths(), "sigma": Free(), "theta": Free(), "X": Free(), "y": Free()},
    uncovered={},
    hints=(
        "A loop over the layers that carries the activations of the layer below along.",
        "On paper: the second layer gets 1 and 0, so its sums are 10 and 0, of size √50, and the "
        "10 becomes √2.",
        "In the loop: the sums, their size, the new weights, and the activation of the sums "
        "divided by their size.",
    ),
    misconceptions=(
        Misconception(
            "all from one pass",
            "net.sigma[l](z / size)",
            "net.sigma[l](z)",
            "Layer 1 is right. What layer 2 gets must come from layer 1 *after* its weights were "
            "changed.",
        ),
        Misconception(
            "activations' size",
            "np.mean(z**2)",
            "np.mean(net.sigma[l](z) ** 2)",
            "You make the activations of size 1, or try to. Asked for is the size of the sums.",
        ),
        Misconception(
            "mean square",
            "np.sqrt(np.mean(z**2))",
            "np.mean(z**2)",
            "You divide by the mean square. The size is its root.",
        ),
        Misconception(
            "standard deviation",
            "np.sqrt(np.mean(z**2))",
            "z.std()",
            "z.std() takes the mean of the sums off first. The size is the root of the mean "
            "square, as in the lesson.",
        ),
        Misconception(
            "each neuron for itself",
            "np.mean(z**2)",
            "np.mean(z**2, axis=0)",
            "You divide each neuron by a size of its own. There is one size for the whole layer.",
        ),
        Misconception(
            "sums handed on",
            "net.sigma[l](z / size)",
            "z / size",
            "Layer 1 is right. You hand its sums to layer 2, and not its activations.",
        ),
        Misconception(
            "always the inputs' activation",
            "net.sigma[l](",
            "net.sigma[1](",
            "Layers 1 and 2 are right. Each layer has an activation of its own.",
        ),
        Misconception(
            "multiplied",
            "net.W[l] / size",
            "net.W[l] * size",
            "You multiply the weights by the size. Sums that are too large need smaller weights.",
        ),
        Misconception(
            "the weights' own size",
            "np.mean(z**2)",
            "np.mean(net.W[l] ** 2)",
            "You divide by the size of the weights. Asked is that the *sums* have the size 1, so "
            "what comes in has a say.",
        ),
        Misconception(
            "multiplied throughout",
            ("net.W[l] / size", "net.sigma[l](z / size)"),
            ("net.W[l] * size", "net.sigma[l](z * size)"),
            "You multiply by the size where you should divide, and hand on what comes of it. Sums "
            "that are too large need smaller weights.",
        ),
        Misconception(
            "ReLU everywhere",
            "net.sigma[l](z / size)",
            "np.maximum(z / size, 0)",
            "You take ReLU in every layer. Each layer of `net` has an activation of its own.",
        ),
        Misconception(
            "length for size",
            "np.sqrt(np.mean(z**2))",
            "np.linalg.norm(z)",
            "You divide by the length of all the sums together, which grows with their number. "
            "The size is the root of their *mean* square.",
        ),
        Misconception(
            "last layer left out",
            "net.W[l] / size",
            "net.W[l] / (size if l < net.L else 1)",
            "The last layer's weights are as they were. Its sums are to have the size 1, too.",
        ),
        Misconception(
            "first layer alone",
            "net.W[l] / size",
            "net.W[l] / (size if l == 1 else 1)",
            "Layer 1 is right, and the others are as they were. Each has sums whose size is to "
            "become 1.",
        ),
        Misconception(
            "absolute values",
            "np.sqrt(np.mean(z**2))",
            "np.mean(np.abs(z))",
            "You divide by the mean of the absolute values. The size is the root of the mean "
            "square.",
        ),
    ),
    alternatives=(
        "def rescaled(net, X):\n"
        "    new = net.copy()\n"
        "    for l in net.W:\n"
        "        new.W[l] = net.W[l] / np.sqrt(np.mean(nn.forward(new, X).z[l] ** 2))\n"
        "    return dict(new.W)",
        "def rescaled(net, X):\n"
        "    W, below = {}, X\n"
        "    for l in range(1, net.L + 1):\n"
        "        sums = below @ net.W[l]\n"
        "        W[l] = net.W[l] * sums.size**0.5 / np.linalg.norm(sums)\n"
        "        below = net.sigma[l](below @ W[l])\n"
        "    return W",
    ),
)

TASKS = (LIMITS, GAIN, SIZES, IN_ORDER, AS_ONE, RESCALED)

QUESTIONS = (
    Question(
        "A hidden layer of ReLUs starts with zero weights and random biases. What does it learn?",
        ("as much as any other", "as much as one neuron", "nothing at all", "the biases alone"),
        1,
        "a symmetric start",
        "lesson 12, Alike for ever",
        f"{LESSON}#Alike-for-ever",
        ("12.5",),
    ),
    Question(
        "100 ReLUs feed a layer of 25. Which variance of its weights keeps the signal's size?",
        ("1/25", "2/25", "1/100", "2/100"),
        3,
        "the variance of a start",
        "lesson 12, What a layer does to the signal",
        f"{LESSON}#What-a-layer-does-to-the-signal",
        ("12.1", "12.3"),
    ),
    Question(
        "A loss jumps, then lies flat. What tells too large a rate from too large a gradient?",
        ("the curve", "the first loss", "the gradient check", "the share of zeros"),
        2,
        "bugs and choices",
        "lesson 12, The ward",
        f"{LESSON}#The-ward",
        ("12.6",),
    ),
)

"""Lesson 09's turns: forward, the deltas, the slopes, and a network from an empty cell."""

from itertools import pairwise

from nnlib.course.authoring import Functions, Misconception, OnNetwork, Turn

ANY_DRAW = "any way to draw different numbers is a right start"


def a_pass(rng, n, sigma, m):
    """A network, samples and targets, no number near 0."""
    size = sum((k + 1) * j for k, j in pairwise(n))
    return {
        "n": n,
        "sigma": sigma,
        "theta": (rng.uniform(0.2, 0.9, size=size) * rng.choice([-1, 1], size=size)).round(2),
        "X": (rng.uniform(0.3, 1.2, size=(m, n[0])) * rng.choice([-1, 1], (m, n[0]))).round(2),
        "y": rng.uniform(-2, 2, size=(m, n[-1])).round(2),
    }


def passes(rng):
    """Three layers of unlike widths, equal widths, a single layer."""
    return [
        a_pass(rng, (2, 4, 3, 2), ("tanh", "sigmoid", "tanh"), 5),
        a_pass(rng, (3, 3, 3), ("sigmoid", "tanh"), 4),
        a_pass(rng, (3, 2), ("tanh",), 3),
    ]


def own(rng, n, m):
    """What a network of the learner's own is asked with."""
    return {
        "n": n,
        "rng": int(rng.integers(1000)),
        "theta": rng.uniform(-1, 1, size=sum((k + 1) * j for k, j in pairwise(n))).round(2),
        "X": rng.normal(size=(m, n[0])).round(2),
        "y": rng.uniform(-2, 2, size=(m, n[-1])).round(2),
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
            "activation forgotten",
            "net.sigma[l](z[l])",
            "z[l]",
            "z[1] is right, and nothing bends: each a[l] is its z[l]. σ is missing.",
        ),
        Misconception(
            "always from the inputs",
            "below @ net.W[l] + net.b[l]",
            "(X if X.shape == below.shape else below) @ net.W[l] + net.b[l]",
            "Where it fits, your layers take the inputs X. Only the first one does; the others "
            "take what the layer below hands them.",
        ),
        Misconception(
            "sums handed on",
            "below @ net.W[l] + net.b[l]",
            "(z[l - 1] if l > 1 else X) @ net.W[l] + net.b[l]",
            "Layer 1 is right. The next one is fed with the sums z of the layer below, where it "
            "should get its activations a.",
        ),
        Misconception(
            "slope for activation",
            "net.sigma[l](z[l])",
            "net.sigma[l].prime(z[l])",
            "z[1] is right. Your activations are slopes: σ′ belongs to the way back.",
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
    cases=passes,
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
            "no slope on the way",
            " * net.sigma[l - 1].prime(z[l - 1])",
            "",
            "The last δ is right. BP2 lacks its σ′.",
        ),
        Misconception(
            "slope of the layer above",
            " * net.sigma[l - 1].prime(z[l - 1])",
            " * (net.sigma[l].prime(trace.z[l]) if net.n[l] == net.n[l - 1] else 1)",
            "The last δ is right. BP2 takes the slope σ′ of the layer that a δ is made for, and "
            "yours does not.",
        ),
        Misconception(
            "slope at the activation",
            "net.sigma[l - 1].prime(z[l - 1])",
            "net.sigma[l - 1].prime(a[l - 1])",
            "The last δ is right. On the way back σ′ is taken at a, which has been through σ "
            "already; it is taken at z.",
        ),
        Misconception(
            "lost transpose",
            "back = delta[l] @ net.W[l].T",
            "back = (delta[l] @ (net.W[l] if len(set(net.W[l].shape)) == 1 else net.W[l].T))",
            "It is the bug that trains: where W is square, its transpose is lost.",
        ),
        Misconception(
            "the mean once more",
            "back = delta[l] @ net.W[l].T",
            "back = delta[l] @ net.W[l].T / len(y)",
            "The last δ is right. You divide by m at every layer; the 1/m is in loss.grad, once.",
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
    hints=("BP3 multiplies what comes in from below with δ, and sums over the samples.",),
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
            "below = trace.a[l] if trace.a[l].shape == trace.a[l - 1].shape else trace.a[l - 1]",
            "Where it fits, you take the activations of the layer itself. A weight meets those of "
            "the layer below.",
        ),
        Misconception(
            "bias slopes averaged",
            "np.sum(delta[l], axis=0)",
            "np.mean(delta[l], axis=0)",
            "dW is right. BP4 sums: δ has its 1/m already, and a mean divides once more.",
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
            "np.full(delta[l].shape[1], np.sum(delta[l]))",
            "dW is right. Each bias has its own slope: sum over the samples, not over the neurons.",
        ),
        Misconception(
            "turned round",
            "below.T @ delta[l]",
            "delta[l].T @ below",
            "db is right, and each dW lies on its side: an entry is (from below, to this neuron).",
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
        "slopes",
        calls=(
            ("start", ("n", "rng"), ("start",)),
            ("predict", ("parameters", "X"), ("outputs",)),
            ("slopes", ("parameters", "X", "y"), ("C", "slopes")),
            ("train", ("parameters", "X", "y", "eta", "epochs"), ("trained", "losses")),
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
        "Begin with start and predict, and look at the shapes. A helper that gives the activations "
        "of all layers serves predict and slopes alike.",
        "tanh's slope is 1 - a**2, so the activations are all that the way back needs.",
        "In slopes, go through the layers from the last: note a.T @ delta and the sum of delta, "
        "then make the next delta.",
    ),
    misconceptions=(
        Misconception(
            "all weights 0",
            "rng.normal(0, spread, shape)",
            "np.zeros(shape)",
            "All your weights begin alike, so all neurons of a layer are the same and stay so. "
            "Draw them from rng.",
        ),
        Misconception(
            "tanh at the end",
            "np.tanh(z) if l < layers - 1 else z",
            "np.tanh(z)",
            "start is right. Your outputs have been through tanh; the last layer is to have none.",
        ),
        Misconception(
            "nothing bends",
            "np.tanh(z) if l < layers - 1 else z",
            "z",
            "There is no tanh in the hidden layers, so they fold into one linear layer.",
        ),
        Misconception(
            "a sum for the mean",
            ("/ 2 / len(X)", "delta, found = (a[-1] - y) / len(X), []"),
            ("/ 2", "delta, found = (a[-1] - y), []"),
            "The outputs are right. Your loss and its slopes are m times too large: C is a mean "
            "over the samples.",
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
            "target first",
            "delta, found = (a[-1] - y) / len(X), []",
            "delta, found = (y - a[-1]) / len(X), []",
            "C is right, and all slopes have the wrong sign, so your descent climbs.",
        ),
        Misconception(
            "no slope on the way",
            " * (1 - a[l] ** 2)",
            "",
            "The last layer's slopes are right. Below it tanh's slope is missing in BP2.",
        ),
        Misconception(
            "lost transpose",
            "(delta @ parameters[2 * l].T)",
            "(delta @ (parameters[2 * l].T if len(set(parameters[2 * l].shape)) > 1 else "
            "parameters[2 * l]))",
            "It is the bug that trains: where a matrix is square, its transpose is lost on the way "
            "back.",
        ),
        Misconception(
            "bias slopes averaged",
            "delta.sum(axis=0)",
            "delta.mean(axis=0)",
            "The weights' slopes are right. Those of the biases are sums over the samples, not "
            "means.",
        ),
        Misconception(
            "uphill",
            "p - eta * g",
            "p + eta * g",
            "All slopes are right, and train walks uphill: a step goes against the slope.",
        ),
        Misconception(
            "never moves on",
            "here = [p - eta * g",
            "_ = [p - eta * g",
            "All slopes are right, and train stands still: the step is made and not kept.",
        ),
        Misconception(
            "loss after the step",
            "losses.append(C)",
            "losses.append(slopes(here, X, y)[0])",
            "All is right but for the losses: note each before its step, so that the first is that "
            "of the start.",
        ),
    ),
    alternatives=(
        "def layers_of(parameters):\n"
        "    return list(zip(parameters[::2], parameters[1::2]))\n\n\n"
        "def start(n, rng):\n"
        "    made = []\n"
        "    for k, j in zip(n[:-1], n[1:]):\n"
        "        made.append(rng.uniform(-0.5, 0.5, (k, j)))\n"
        "        made.append(rng.normal(size=j))\n"
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
        "line 7: -0.5 → 0.5": ANY_DRAW,
        "line 7: 1 → 2": ANY_DRAW,
        "line 8: 0 → 1": ANY_DRAW,
        "answer shape of start[0] without its sign": "lengths are never negative",
        "answer shape of start[1] without its sign": "lengths are never negative",
        "answer numbers in start[0] without its sign": "counts are never negative",
        "answer C without its sign": "a mean of squares is never negative",
        "answer losses without its sign": "a mean of squares is never negative",
        "input theta changed in place": "each function gets a copy of its own",
    },
)

TURNS = (FORWARD, DELTAS, SLOPES, WHOLE)

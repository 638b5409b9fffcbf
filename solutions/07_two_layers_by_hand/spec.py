"""Exercise set 07: two layers by hand (ledger rows D2, D3, E2, E4, E7)."""

import numpy as np

from nnlib.course.authoring import Function, Misconception, Numbers, Question, Task, Word

LESSON = "07_two_layers_by_hand.ipynb"
COLUMN = Numbers(shape="m 1")


def two_linear_layers(rng, before, hidden, after):
    """Weights and biases of two layers, none of them small."""
    shapes = {"W_1": (before, hidden), "b_1": hidden, "W_2": (hidden, after), "b_2": after}
    return {name: spread(rng, shape) for name, shape in shapes.items()}


def spread(rng, shape, low=0.4, high=2.0):
    """Numbers of both signs and of sizes from low to high."""
    return (rng.uniform(low, high, size=shape) * rng.choice([-1, 1], size=shape)).round(2)


def of_S2(rng, m, before, hidden, after):
    """Samples, and two matrices with the bias in the last column."""
    return {
        "X": spread(rng, (m, before)),
        "W": spread(rng, (hidden, before + 1)),
        "U": spread(rng, (after, hidden + 1)),
    }


def batch(rng, m, name):
    """A batch for the network [2, 2, 1], its parameters, and the activation's name."""
    return {
        "X": spread(rng, (m, 2)),
        "y": spread(rng, (m, 1)),
        "W_1": spread(rng, (2, 2), 0.3, 1),
        "b_1": spread(rng, 2, 0.2, 0.8),
        "W_2": spread(rng, (2, 1), 0.4, 1.2),
        "b_2": spread(rng, 1, 0.2, 0.8),
        "name": name,
    }


def merged(rng, m, width, kinds):
    """Activations of m samples with `kinds` different rows, in groups of different sizes."""
    rows = np.tile(rng.integers(1, 6, size=width) / 2, (kinds, 1))
    kind = np.arange(kinds)
    rows[:, -1] += kind % 2
    rows[:, max(width - 2, 0)] += kind // 2  # neither a column nor a sum tells the kinds apart
    extra = rng.integers(0, (kinds + 1) // 2, size=m - kinds)
    group = rng.permutation(np.concatenate([np.arange(kinds), extra]))
    return {"A": rows[group], "y": spread(rng, (m, 1))}


def nearly_merged(rng):
    """Rows of which some are equal, and others differ by a hair or by less than 1."""
    rows = rng.integers(1, 6, size=(1, 2)) / 2 + np.array([[0, 0], [0, 1e-9], [0.25, 0]])
    group = rng.permutation([0, 0, 1, 1, 2, 2])
    return {"A": rows[group], "y": spread(rng, (6, 1))}


def relu_network(rng, m, before, hidden, after):
    """Quarters, which are exact, so that a sum of each layer is 0 at the first sample."""
    X = rng.integers(-8, 9, size=(m, before)) / 4
    W_1 = rng.integers(1, 7, size=(before, hidden)) * rng.choice([-1, 1], size=(before, hidden)) / 4
    W_2 = rng.integers(1, 7, size=(hidden, after)) * rng.choice([-1, 1], size=(hidden, after)) / 4
    b_1 = rng.choice([-1, -0.5, 0.5, 1], size=hidden)
    b_1[0] = -(X[0] @ W_1[:, 0])
    b_2 = rng.choice([-1, -0.5, 0.5, 1], size=after)
    b_2[0] = -(np.maximum(X[0] @ W_1 + b_1, 0) @ W_2[:, 0])
    return {"X": X, "W_1": W_1, "b_1": b_1, "W_2": W_2, "b_2": b_2}


def networks(rng):
    """Networks of many shapes; then tiny sums and huge ones, which are just as exact."""
    shapes = (8, 2, 3, 2), (12, 3, 4, 1), (10, 2, 5, 3), (7, 3, 5, 2), (1, 1, 2, 4), (9, 5, 1, 2)
    cases = [relu_network(rng, *shape) for shape in shapes]
    for scale in (2.0**-24, 2.0**20):
        case = relu_network(rng, 12, 2, 3, 4)
        cases.append(case | {name: scale * case[name] for name in ("X", "b_1", "b_2")})
    return cases


COLLAPSE = Task(
    id="7.1",
    title="Two layers in one",
    points=2,
    difficulty=1,
    minutes=5,
    formulas=("D2",),
    probe=Function("collapse", returns=("W", "b")),
    # Equal widths let the products in the wrong order give numbers; the others do not.
    cases=lambda rng: [
        two_linear_layers(rng, *widths)
        for widths in ((3, 4, 2), (3, 3, 3), (1, 2, 2), (4, 1, 3), (2, 3, 1), (2, 2, 4))
    ],
    ranges={
        "W_1": Numbers(shape="k h"),
        "b_1": Numbers(shape="h"),
        "W_2": Numbers(shape="h j"),
        "b_2": Numbers(shape="j"),
    },
    hints=(
        "Write the output of the second layer for the input X, put the first layer in, and "
        "multiply out.",
        "Everything that stands behind X is the new weight matrix; everything without X is the "
        "new bias.",
        "The first bias is part of what the second layer receives, so it goes through that "
        "layer's weights before it meets the second bias.",
    ),
    misconceptions=(
        Misconception(
            "wrong order",
            "W_1 @ W_2, b",
            "W_2 @ W_1, b",
            "Your weights come from the product in the wrong order, which fits only when the "
            "widths agree. Rows are samples: which matrix does X meet first?",
        ),
        Misconception(
            "entry by entry",
            "W_1 @ W_2, b",
            "W_1 * W_2, b",
            "You multiplied the weights entry by entry. Between an input and an output there is a "
            "path through every hidden neuron, and a sum over all of them.",
        ),
        Misconception(
            "weights added",
            "W_1 @ W_2, b",
            "W_1 + W_2, b",
            "You added the two weight matrices. A number that goes through two layers is "
            "multiplied twice.",
        ),
        Misconception(
            "first bias lost",
            "b_1 @ W_2 + b_2",
            "b_2",
            "Your weights are right. Your bias is that of the second layer alone: what does the "
            "whole answer for the input 0?",
        ),
        Misconception(
            "second bias lost",
            "b_1 @ W_2 + b_2",
            "b_1 @ W_2",
            "Your weights are right, and so is what becomes of the first bias. One of the four "
            "arguments has not been used.",
        ),
        Misconception(
            "biases added as they are",
            "b_1 @ W_2 + b_2",
            "b_1 + b_2",
            "Your weights are right. You added the biases as they stand, but the first lies in "
            "front of the second layer: send the input 0 through both.",
        ),
        Misconception(
            "both biases carried",
            "b_1 @ W_2 + b_2",
            "(b_1 + b_2) @ W_2",
            "Your weights are right. You sent both biases through the second weights; the second "
            "bias is added after them.",
        ),
        Misconception(
            "wrong bias carried",
            "b_1 @ W_2 + b_2",
            "b_2 @ W_2 + b_1",
            "Your weights are right, and the two biases have changed places: which of them does "
            "the second layer receive?",
        ),
        Misconception(
            "S2's layout",
            "W_1 @ W_2, b",
            "(W_1 @ W_2).T, b",
            "Your bias is right, and your weights lie on their side: a row for each output, as in "
            "S2. Here a row belongs to an input.",
        ),
        Misconception(
            "one bias in front",
            "b_1 @ W_2 + b_2",
            "b_1 @ W_2 - b_2",
            "Your weights are right. In your bias, one of the two parts has the wrong sign.",
        ),
        Misconception(
            "the second weights turned",
            "b_1 @ W_2 +",
            "W_2 @ b_1 +",
            "Your weights are right. In your bias a row of the second weights meets the first "
            "bias; which of its dimensions counts the hidden neurons?",
        ),
        Misconception(
            "wrong order everywhere",
            ("W_1 @ W_2, b", "b_1 @ W_2 + b_2"),
            ("W_2 @ W_1, b", "W_2 @ b_1 + b_2"),
            "Both products are in the order of texts that write samples as columns; here it "
            "runs only where the widths agree. Rows are samples: which matrix does X meet "
            "first?",
        ),
    ),
    alternatives=(
        "def collapse(W_1, b_1, W_2, b_2):\n"
        "    at_zero = b_1 @ W_2 + b_2\n"
        "    return (np.eye(len(W_1)) @ W_1 + b_1) @ W_2 + b_2 - at_zero, at_zero",
        "def collapse(W_1, b_1, W_2, b_2):\n"
        "    W = np.einsum('kj,jt->kt', W_1, W_2)\n"
        "    return W, b_2 + (b_1[:, None] * W_2).sum(axis=0)",
    ),
)

FORWARD = Task(
    id="7.2",
    title="Forward, from S2's matrices",
    points=3,
    difficulty=2,
    minutes=7,
    formulas=("E2",),
    probe=Function("outputs", returns=("h", "y")),
    cases=lambda rng: [
        of_S2(rng, *shape)
        for shape in (
            (4, 2, 2, 1),
            (5, 3, 2, 2),
            (3, 2, 4, 3),
            (6, 3, 3, 1),
            (1, 1, 2, 4),
            (2, 4, 1, 2),
        )
    ],
    ranges={
        "X": Numbers(shape="m k"),
        "W": Numbers(shape="h k+1"),
        "U": Numbers(shape="j h+1"),
    },
    extremes={
        "one input": lambda X, W, U: len(X[0]) == 1,
        "one hidden neuron": lambda X, W, U: len(W) == 1,
    },
    uncovered={"1e6": "forms of the sigmoid that are right on paper overflow"},
    hints=(
        "Take each matrix apart first: which columns are weights, and which one is the bias?",
        "A row of S2's matrix is a column of ours. Write down the shapes of the product before "
        "you type it.",
        "For each layer: the input times the turned weights, plus the last column, all of it "
        "through the sigmoid. Four samples of S2's table have the outputs 0.743, 0.183, 0.743 "
        "and 0.334.",
    ),
    misconceptions=(
        Misconception(
            "hidden weights not turned",
            "X @ W[:, :-1].T",
            "X @ W[:, :-1]",
            "Your hidden weights are used as they lie on S2's page. That fits only where inputs "
            "and hidden neurons are equally many, and even there each weight leaves the wrong "
            "input.",
        ),
        Misconception(
            "output weights not turned",
            "h @ U[:, :-1].T",
            "h @ U[:, :-1]",
            "Your hidden activations are right. The output weights are used as they lie on S2's "
            "page: a row there belongs to an output.",
        ),
        Misconception(
            "ReLU, as S2's text says",
            ("sigmoid(X", "sigmoid(h"),
            ("nn.activations.relu(X", "nn.activations.relu(h"),
            "You took the ReLU. S2's text says so, but its table was made with another "
            'activation; see "The mystery of nine digits", and the task.',
        ),
        Misconception(
            "tanh for sigmoid",
            ("sigmoid(X", "sigmoid(h"),
            ("nn.activations.tanh(X", "nn.activations.tanh(h"),
            "Your activations reach below 0, which the sigmoid never does: that is the other "
            "S-shaped curve.",
        ),
        Misconception(
            "hidden layer without a bend",
            "sigmoid(X @ W[:, :-1].T + W[:, -1])",
            "X @ W[:, :-1].T + W[:, -1]",
            "Your h holds the sums of the hidden neurons. What happens to a sum before it goes "
            "on? Without that, the two layers would collapse into one.",
        ),
        Misconception(
            "hidden sums handed on",
            "sigmoid(h @ U[:, :-1].T",
            "sigmoid((X @ W[:, :-1].T + W[:, -1]) @ U[:, :-1].T",
            "Your hidden activations are right. To the output you hand the hidden sums; what "
            "leaves a hidden neuron?",
        ),
        Misconception(
            "output without a bend",
            "sigmoid(h @ U[:, :-1].T + U[:, -1])",
            "h @ U[:, :-1].T + U[:, -1]",
            "Your hidden activations are right, and your y holds the sums of the outputs. They "
            "have an activation too.",
        ),
        Misconception(
            "bias in the first column",
            ("W[:, :-1].T + W[:, -1]", "U[:, :-1].T + U[:, -1]"),
            ("W[:, 1:].T + W[:, 0]", "U[:, 1:].T + U[:, 0]"),
            "You took the first column for the bias. On which end of a row does S2 put it?",
        ),
        Misconception(
            "no bias",
            ("W[:, :-1].T + W[:, -1]", "U[:, :-1].T + U[:, -1]"),
            ("W[:, :-1].T", "U[:, :-1].T"),
            "Both layers run without their bias: one column of each matrix has not been used.",
        ),
        Misconception(
            "bias of the hidden layer forgotten",
            "W[:, :-1].T + W[:, -1]",
            "W[:, :-1].T",
            "Your hidden sums lack something, and the outputs suffer from it: how many entries "
            "of each row of W have you used?",
        ),
        Misconception(
            "bias of the output forgotten",
            "U[:, :-1].T + U[:, -1]",
            "U[:, :-1].T",
            "Your hidden activations are right. The output's sum lacks something: how many "
            "entries of each row of U have you used?",
        ),
        Misconception(
            "bias after the activation",
            ("W[:, :-1].T + W[:, -1])", "U[:, :-1].T + U[:, -1])"),
            ("W[:, :-1].T) + W[:, -1]", "U[:, :-1].T) + U[:, -1]"),
            "You add each bias after the activation, so some activations leave 0 … 1. A bias "
            "belongs to the sum.",
        ),
        Misconception(
            "bias subtracted",
            ("W[:, :-1].T + W[:, -1]", "U[:, :-1].T + U[:, -1]"),
            ("W[:, :-1].T - W[:, -1]", "U[:, :-1].T - U[:, -1]"),
            "Each bias comes in with the opposite sign. It sits on a constant input 1, like any "
            "other weight on its input.",
        ),
        Misconception(
            "swapped",
            "return h, y",
            "return y, h",
            "Both results are right and come in the other order. See what the function promises "
            "first.",
        ),
        Misconception(
            "samples in columns",
            "return h, y",
            "return h.T, y.T",
            "All numbers are right, with a column for each sample as in S2. Here a row belongs "
            "to a sample.",
        ),
    ),
    alternatives=(
        "def outputs(X, W, U):\n"
        "    ones = np.ones((len(X), 1))\n"
        "    h = nn.activations.sigmoid(np.hstack([X, ones]) @ W.T)\n"
        "    return h, nn.activations.sigmoid(np.hstack([h, ones]) @ U.T)",
        "def outputs(X, W, U):\n"
        "    sigma = nn.activations.sigmoid\n"
        "    net = nn.init([X.shape[1], len(W), len(U)], [sigma] * 2, np.random.default_rng(0))\n"
        "    net.W[1], net.b[1] = W[:, :-1].T, W[:, -1]\n"
        "    net.W[2], net.b[2] = U[:, :-1].T, U[:, -1]\n"
        "    trace = nn.forward(net, X)\n"
        "    return trace.a[1], trace.a[2]",
        "def outputs(X, W, U):\n"
        "    h = (1 / (1 + np.exp(-(W[:, :-1] @ X.T + W[:, -1:])))).T\n"
        "    return h, (1 / (1 + np.exp(-(U[:, :-1] @ h.T + U[:, -1:])))).T",
    ),
    equivalents={
        "answer h without its sign": "a sigmoid is never negative",
        "answer y without its sign": "a sigmoid is never negative",
    },
)

NINE = Task(
    id="7.3",
    title="The nine slopes",
    points=4,
    difficulty=3,
    minutes=12,
    formulas=("E4",),
    probe=Function("nine_slopes", returns=("dW_1", "db_1", "dW_2", "db_2")),
    # With two samples, products with X lying the wrong way give numbers.
    cases=lambda rng: [
        batch(rng, 3, "tanh"),
        batch(rng, 2, "sigmoid"),
        batch(rng, 1, "tanh"),
        batch(rng, 5, "sigmoid"),
        batch(rng, 2, "tanh"),
    ],
    ranges={
        "X": Numbers(shape="m 2"),
        "y": COLUMN,
        "W_1": Numbers(shape="2 2"),
        "b_1": Numbers(shape="2"),
        "W_2": Numbers(shape="2 1"),
        "b_2": Numbers(shape="1"),
        "name": Word(("sigmoid", "tanh")),
    },
    uncovered={
        "W_1: whole numbers": "parameters that are learnt are floats",
        "b_1: whole numbers": "parameters that are learnt are floats",
        "W_2: whole numbers": "parameters that are learnt are floats",
        "b_2: whole numbers": "parameters that are learnt are floats",
        "1e-6": "centred differences, which are right too, keep too few digits there",
        "1e6": "centred differences, which are right too, keep too few digits there",
    },
    without=("nnlib.backward", "nnlib.network.backward"),
    hints=(
        "Go forward first and keep all four: the sums and the activations of both layers. Then "
        "walk back from the loss.",
        "Two deltas are all you need, one for the output and one for each hidden neuron. Every "
        "weight's slope is what came in along its wire, times the delta at the wire's end.",
        "For the output delta: residual, σ′ at its sum, and the 1/m. For the "
        "hidden ones: that delta along the wire's weight, times σ′ there. Then two matrix "
        "products and two sums over the samples.",
    ),
    misconceptions=(
        Misconception(
            "no 1/m",
            " / len(X)",
            "",
            "Your slopes are m times ours: those of the sum of the losses. C is their mean.",
        ),
        Misconception(
            "target minus prediction",
            "(a_2 - y)",
            "(y - a_2)",
            "Every slope has the right size and the opposite sign. Which minus which is the slope "
            "of half a square in the prediction?",
        ),
        Misconception(
            "the half forgotten",
            "(a_2 - y)",
            "2 * (a_2 - y)",
            "All your slopes are twice ours: they belong to the whole squared error, and C has "
            "its half.",
        ),
        Misconception(
            "no bend at the output",
            " * sigma.prime(z_2)",
            "",
            "Your output delta is the residual alone, as if σ were the identity. Which arrow "
            "lies between the output's sum and the output?",
        ),
        Misconception(
            "no bend in the hidden layer",
            " * sigma.prime(z_1)",
            "",
            "The slopes of the output layer are right. Those of the hidden layer lack a factor: "
            "on the way from its activation to its sum each hidden neuron has a σ′.",
        ),
        Misconception(
            "slope at the activation",
            ("sigma.prime(z_2)", "sigma.prime(z_1)"),
            ("sigma.prime(a_2)", "sigma.prime(a_1)"),
            "You take σ′ at the activation. It is a function of what goes into σ: of the sum.",
        ),
        Misconception(
            "slope at the hidden activation",
            "sigma.prime(z_1)",
            "sigma.prime(a_1)",
            "The slopes of the output layer are right. In the hidden layer you take σ′ at the "
            "activation; at the output you took it at the sum.",
        ),
        Misconception(
            "slope at the output's activation",
            "sigma.prime(z_2)",
            "sigma.prime(a_2)",
            "At the output you take σ′ at the activation, and in the hidden layer at the sum. It "
            "is a function of what goes into σ.",
        ),
        Misconception(
            "no bend at all",
            (" * sigma.prime(z_2)", " * sigma.prime(z_1)"),
            ("", ""),
            "You walk back as if every σ were the identity. Every time the walk passes from an "
            "activation to its sum there is one more factor.",
        ),
        Misconception(
            "the sigmoid's rule for every bend",
            ("sigma.prime(z_2)", "sigma.prime(z_1)"),
            ("a_2 * (1 - a_2)", "a_1 * (1 - a_1)"),
            "Right where the activation is the sigmoid. You wrote its rule into the chain, but "
            "the function is also called with tanh.",
        ),
        Misconception(
            "tanh's rule for every bend",
            ("sigma.prime(z_2)", "sigma.prime(z_1)"),
            ("(1 - a_2**2)", "(1 - a_1**2)"),
            "Right where the activation is tanh. You wrote its rule into the chain, but the "
            "function is also called with the sigmoid.",
        ),
        Misconception(
            "sum for output",
            "a_2 = sigma(z_2)",
            "a_2 = z_2",
            "You compare the output's sum with the target. What becomes of a sum before it is "
            "the output?",
        ),
        Misconception(
            "a step before the walk is over",
            "delta_1 = delta_2 @ W_2.T",
            "delta_1 = delta_2 @ (W_2 - a_1.T @ delta_2).T",
            "The slopes of the output layer are right. Those of the hidden layer are taken after "
            "the output weights have made a step; all nine belong to the same network.",
        ),
        Misconception(
            "bend of the wrong layer",
            "sigma.prime(z_1)",
            "sigma.prime(z_2)",
            "The slopes of the output layer are right. In the hidden layer you use σ′ of the "
            "output's sum a second time; S0 has the same slip. Whose sum is it?",
        ),
        Misconception(
            "wire forgotten",
            "delta_2 @ W_2.T",
            "delta_2",
            "The slopes of the output layer are right. On its way back to a hidden neuron the "
            "delta passes a wire, and you left out the wire's weight.",
        ),
        Misconception(
            "the first weights on the way back",
            "delta_2 @ W_2.T",
            "delta_2 @ W_1[:1]",
            "The slopes of the output layer are right. Back to the hidden neurons the delta "
            "travels along the wires between them and the output: you took weights of the other "
            "layer.",
        ),
        Misconception(
            "weights on the way back exchanged",
            "delta_2 @ W_2.T",
            "delta_2 @ W_2[::-1].T",
            "The slopes of the output layer are right. Each hidden neuron gets its delta along "
            "the wire of the other one.",
        ),
        Misconception(
            "S2's index",
            "X.T @ delta_1",
            "np.ones((2, 1)) * (X * delta_1).sum(axis=0)",
            "Three arrays are right. In dW_1 both weights of a hidden neuron get the input with "
            "the neuron's number, as on one line in S2. Which input came in along each wire?",
        ),
        Misconception(
            "inputs exchanged",
            "X.T @ delta_1",
            "X[:, ::-1].T @ delta_1",
            "Three arrays are right. In dW_1 each weight gets the input of its neighbour.",
        ),
        Misconception(
            "first weights turned",
            "X.T @ delta_1",
            "delta_1.T @ X",
            "Three arrays are right, and your dW_1 lies on its side. Its row belongs to an input, "
            "its column to a hidden neuron, as in W_1.",
        ),
        Misconception(
            "X not turned",
            "X.T @ delta_1",
            "X @ delta_1",
            "Three arrays are right. In your product for dW_1 the columns of X meet the samples; "
            "that runs only with two samples, and adds the wrong things even then.",
        ),
        Misconception(
            "first sample only",
            "X.T @ delta_1",
            "np.outer(X[0], delta_1[0])",
            "Three arrays are right, and your dW_1 is right for a batch of one. Every sample "
            "has a say in it.",
        ),
        Misconception(
            "sum for activation",
            "a_1.T @ delta_2",
            "z_1.T @ delta_2",
            "Three arrays are right. In dW_2 you use the hidden sums: what is it that travels "
            "along the wire from a hidden neuron to the output?",
        ),
        Misconception(
            "inputs above",
            "a_1.T @ delta_2",
            "X.T @ delta_2",
            "Three arrays are right. In dW_2 you use the inputs, which fit here because there are "
            "as many of them as hidden neurons. What comes in along a wire to the output?",
        ),
        Misconception(
            "activation above",
            "X.T @ delta_1",
            "a_1.T @ delta_1",
            "Three arrays are right. In dW_1 the hidden activations stand where the inputs "
            "belong: what comes in along a wire of the first layer?",
        ),
        Misconception(
            "bias means",
            ("delta_1.sum(axis=0)", "delta_2.sum(axis=0)"),
            ("delta_1.mean(axis=0)", "delta_2.mean(axis=0)"),
            "Your weights' slopes are right, your biases' m times too small: the deltas hold the "
            "1/m already. What is left to do with them?",
        ),
        Misconception(
            "bias slopes not gathered",
            ("delta_1.sum(axis=0)", "delta_2.sum(axis=0)"),
            ("delta_1", "delta_2"),
            "Your weights' slopes are right, and your biases have one for each sample. A bias is "
            "one parameter for all of them.",
        ),
        Misconception(
            "hidden bias without its wire",
            "delta_1.sum(axis=0)",
            "delta_2.sum(axis=0) * np.ones(2)",
            "Three arrays are right. Both hidden biases get the slope of the output's bias; their "
            "own chain is longer, and it is not the same for the two.",
        ),
        Misconception(
            "bias times input",
            "delta_1.sum(axis=0)",
            "(X * delta_1).sum(axis=0)",
            "Three arrays are right. You multiply the hidden biases' slopes by an input, but a "
            "bias sits on another one: which constant?",
        ),
        Misconception(
            "no activation in the hidden layer",
            "a_1 = sigma(z_1)",
            "a_1 = z_1",
            "Your walk forward has no σ in the hidden layer, so everything after it is off. "
            "Compare your output with nn.predict before you go back.",
        ),
        Misconception(
            "first bias forgotten",
            "X @ W_1 + b_1",
            "X @ W_1",
            "Your walk forward leaves out the hidden bias, so everything after it is off. Compare "
            "your output with nn.predict before you go back.",
        ),
        Misconception(
            "cross-entropy's delta",
            "(a_2 - y) * sigma.prime(z_2) / len(X)\n    delta_1",
            "(a_2 - y) / (a_2 * (1 - a_2)) * sigma.prime(z_2) / len(X)\n    delta_1",
            "You start with the slope of the cross-entropy in its probability. The loss here is "
            "half the squared error, whose slope has no denominator.",
        ),
        Misconception(
            "other order",
            "X.T @ delta_1, delta_1.sum(axis=0), a_1.T @ delta_2, delta_2.sum(axis=0)",
            "a_1.T @ delta_2, delta_2.sum(axis=0), X.T @ delta_1, delta_1.sum(axis=0)",
            "All nine slopes are right, and the output layer comes first. See in which order the "
            "function promises them.",
        ),
        Misconception(
            "the mean in both deltas",
            "* sigma.prime(z_1)",
            "* sigma.prime(z_1) / len(X)",
            "The slopes of the output layer are right, those of the hidden layer m times too "
            "small: the delta that came back held the 1/m already.",
        ),
        Misconception(
            "the sigmoid for every name",
            "sigma = ALL[name]",
            "sigma = sigmoid",
            "Right where the activation is the sigmoid. You use it forward and back whatever "
            "the name says, and the function is also called with tanh.",
        ),
        Misconception(
            "tanh for every name",
            "sigma = ALL[name]",
            'sigma = ALL["tanh"]',
            "Right where the activation is tanh. You use it forward and back whatever the name "
            "says, and the function is also called with the sigmoid.",
        ),
        Misconception(
            "a small step before the walk is over",
            "delta_1 = delta_2 @ W_2.T",
            "delta_1 = delta_2 @ (W_2 - 0.1 * a_1.T @ delta_2).T",
            "The slopes of the output layer are right. Those of the hidden layer are a little "
            "off, as if the output weights had moved by a small step before they were used: all "
            "nine belong to one network.",
        ),
    ),
    alternatives=(
        "def nine_slopes(X, y, W_1, b_1, W_2, b_2, name):\n"
        "    sigma = ALL[name]\n"
        "    slopes = [np.zeros_like(p) for p in (W_1, b_1, W_2, b_2)]\n"
        "    for x, target in zip(X, y):\n"
        "        z = [b_1[j] + sum(x[k] * W_1[k, j] for k in (0, 1)) for j in (0, 1)]\n"
        "        z = np.array(z)\n"
        "        out = b_2[0] + sum(sigma(z)[j] * W_2[j, 0] for j in (0, 1))\n"
        "        delta = (sigma(out) - target[0]) * sigma.prime(out) / len(X)\n"
        "        for j in (0, 1):\n"
        "            hidden = delta * W_2[j, 0] * sigma.prime(z)[j]\n"
        "            slopes[0][:, j] += hidden * x\n"
        "            slopes[1][j] += hidden\n"
        "            slopes[2][j, 0] += delta * sigma(z)[j]\n"
        "        slopes[3][0] += delta\n"
        "    return slopes",
        "def nine_slopes(X, y, W_1, b_1, W_2, b_2, name):\n"
        "    sigma = ALL[name]\n"
        "    parameters = [p.copy() for p in (W_1, b_1, W_2, b_2)]\n"
        "    def C():\n"
        "        W, b, U, c = parameters\n"
        "        return np.mean((sigma(sigma(X @ W + b) @ U + c) - y) ** 2) / 2\n"
        "    slopes, h = [], 1e-5\n"
        "    for p in parameters:\n"
        "        slope = np.zeros_like(p)\n"
        "        for i in np.ndindex(p.shape):\n"
        "            p[i] += h\n"
        "            above = C()\n"
        "            p[i] -= 2 * h\n"
        "            slope[i] = (above - C()) / (2 * h)\n"
        "            p[i] += h\n"
        "        slopes.append(slope)\n"
        "    return slopes",
    ),
    tolerance=1e-6,
    why="who finds the slopes by centred differences has found them too, to about eight digits",
)

AWAKE = Task(
    id="7.5",
    title="Who is awake?",
    points=3,
    difficulty=2,
    minutes=6,
    formulas=("D3", "E7"),
    probe=Function("awake", returns=("hidden", "output")),
    cases=networks,
    ranges={
        "X": Numbers(shape="m k"),
        "W_1": Numbers(shape="k h"),
        "b_1": Numbers(shape="h"),
        "W_2": Numbers(shape="h j"),
        "b_2": Numbers(shape="j"),
    },
    uncovered={
        "W_1: 1e-6": "small inputs and biases make the sums small already",
        "W_1: 1e6": "large inputs and biases make the sums large already",
        "W_2: 1e-6": "small inputs and biases make the sums small already",
        "W_2: 1e6": "large inputs and biases make the sums large already",
    },
    hints=(
        "Go forward, and keep the sums of both layers. What does the output layer receive?",
        "For each neuron, compare its column of sums with 0. How do you count what is true in "
        "each column?",
        "A comparison gives an array of true and false, which NumPy adds up like 1 and 0; choose "
        "the axis so that the samples disappear.",
    ),
    misconceptions=(
        Misconception(
            "zero counted",
            ("(z_1 > 0)", "(z_2 > 0)"),
            ("(z_1 >= 0)", "(z_2 >= 0)"),
            "You count sums of exactly 0 as awake, as S3's formula for the slope does. Which "
            "slope does this course take at the kink?",
        ),
        Misconception(
            "asleep counted",
            ("(z_1 > 0)", "(z_2 > 0)"),
            ("(z_1 <= 0)", "(z_2 <= 0)"),
            "You count the samples at which a neuron is asleep: your counts and ours make m "
            "together.",
        ),
        Misconception(
            "below zero counted",
            ("(z_1 > 0)", "(z_2 > 0)"),
            ("(z_1 < 0)", "(z_2 < 0)"),
            "You count the sums below 0. Those are the samples at which the neuron is silent.",
        ),
        Misconception(
            "sums handed on",
            "np.maximum(z_1, 0) @",
            "z_1 @",
            "Your hidden counts are right. To the output you hand the hidden sums, and the "
            "negative ones count against it; what leaves a hidden neuron whose sum is negative?",
        ),
        Misconception(
            "counts along the samples",
            "(z_1 > 0).sum(axis=0), (z_2 > 0).sum(axis=0)",
            "(z_1 > 0).sum(axis=1), (z_2 > 0).sum(axis=1)",
            "You count, for each sample, the neurons that are awake. Asked for is a count for "
            "each neuron: which axis should disappear?",
        ),
        Misconception(
            "shares",
            "(z_1 > 0).sum(axis=0), (z_2 > 0).sum(axis=0)",
            "(z_1 > 0).mean(axis=0), (z_2 > 0).mean(axis=0)",
            "These are shares of the samples, and they are right. Asked for are counts.",
        ),
        Misconception(
            "whole layer",
            "(z_1 > 0).sum(axis=0), (z_2 > 0).sum(axis=0)",
            "(z_1 > 0).sum(), (z_2 > 0).sum()",
            "You have one count for a whole layer. Each neuron may be dead on its own, so each "
            "needs a count.",
        ),
        Misconception(
            "ever awake",
            "(z_1 > 0).sum(axis=0), (z_2 > 0).sum(axis=0)",
            "(z_1 > 0).any(axis=0), (z_2 > 0).any(axis=0)",
            "You say for each neuron whether it is ever awake. That finds the dead ones; the "
            "counts also tell which ones are linear there.",
        ),
        Misconception(
            "first bias forgotten",
            "X @ W_1 + b_1",
            "X @ W_1",
            "Your hidden sums lack a part, so that every line of a hidden neuron runs through "
            "the origin. One argument has not been used.",
        ),
        Misconception(
            "second bias forgotten",
            "@ W_2 + b_2",
            "@ W_2",
            "Your hidden counts are right. The output's sum lacks a part: one argument has not "
            "been used.",
        ),
        Misconception(
            "sums added",
            "(z_1 > 0).sum(axis=0), (z_2 > 0).sum(axis=0)",
            "z_1.sum(axis=0), z_2.sum(axis=0)",
            "You add up the sums themselves. A single large one can hide many negative ones; "
            "compare each with 0 first.",
        ),
        Misconception(
            "activations added",
            "(z_1 > 0).sum(axis=0), (z_2 > 0).sum(axis=0)",
            "np.maximum(z_1, 0).sum(axis=0), np.maximum(z_2, 0).sum(axis=0)",
            "You add up the activations. That is 0 for a dead neuron, as it should be, but "
            "otherwise no count.",
        ),
        Misconception(
            "at least one everywhere",
            "(z_2 > 0).sum(axis=0)",
            "(np.maximum(z_1, 0) > 0).sum(axis=0)",
            "Your hidden counts are right, and you give them a second time. The output has its "
            "own sum, behind its own weights and bias.",
        ),
        Misconception(
            "everything but 0 counted",
            ("(z_1 > 0)", "(z_2 > 0)"),
            ("(z_1 != 0)", "(z_2 != 0)"),
            "You count every sum that is not 0, those below 0 as well. Awake is a neuron whose "
            "sum is above 0.",
        ),
    ),
    alternatives=(
        "def awake(X, W_1, b_1, W_2, b_2):\n"
        "    relu, m = nn.activations.relu, len(X)\n"
        "    net = nn.init([*W_1.shape, len(b_2)], [relu, relu], np.random.default_rng(0))\n"
        "    net.W[1], net.b[1], net.W[2], net.b[2] = W_1, b_1, W_2, b_2\n"
        "    z = nn.forward(net, X).z\n"
        "    return [m * relu.prime(z[l]).mean(axis=0) for l in (1, 2)]",
        "def awake(X, W_1, b_1, W_2, b_2):\n"
        "    hidden, output = [0] * len(b_1), [0] * len(b_2)\n"
        "    for x in X:\n"
        "        z = x @ W_1 + b_1\n"
        "        for j in range(len(b_1)):\n"
        "            hidden[j] += z[j] > 0\n"
        "        for j in range(len(b_2)):\n"
        "            output[j] += z[z > 0] @ W_2[z > 0, j] + b_2[j] > 0\n"
        "    return hidden, output",
    ),
    equivalents={
        "answer hidden without its sign": "counts are never negative",
        "answer output without its sign": "counts are never negative",
    },
)

FLOOR = Task(
    id="7.6",
    title="The floor of the loss",
    points=3,
    difficulty=2,
    minutes=8,
    formulas=("E7",),
    probe=Function("floor"),
    cases=lambda rng: [
        merged(rng, 7, 2, 3),
        merged(rng, 9, 3, 4),
        merged(rng, 5, 2, 5),
        merged(rng, 6, 1, 1),
        merged(rng, 4, 4, 2),
        merged(rng, 1, 2, 1),
        nearly_merged(rng),
    ],
    ranges={"A": Numbers(shape="m h", low=0), "y": Numbers(shape="m 1")},
    hints=(
        "Samples with the same row of A get the same answer. Which single answer is least wrong, "
        "in squares, for several targets?",
        "It is the mean of their targets. To find the samples that belong together, see what "
        "np.unique does with axis=0 and return_inverse=True. On paper the floor is 1/16.",
        "Give each sample the mean of its group as its answer, and take the loss of all samples.",
    ),
    misconceptions=(
        Misconception(
            "no half",
            ").mean() / 2",
            ").mean()",
            "Your number is twice ours: C has a ½ in front of its squares.",
        ),
        Misconception(
            "sum for mean",
            ").mean() / 2",
            ").sum() / 2",
            "You add over the samples. C is their mean, so your number is m times ours.",
        ),
        Misconception(
            "one answer for all",
            "answers[group]",
            "y.mean()",
            "You give all samples one answer, as if no two could be told apart. Which rows of A "
            "are really the same?",
        ),
        Misconception(
            "group sums",
            " / np.bincount(group)",
            "",
            "You answer with the sum of a group's targets. Which one answer is least wrong for "
            "the targets 0 and 1?",
        ),
        Misconception(
            "first neuron only",
            "np.unique(A,",
            "np.unique(A[:, :1],",
            "You put samples together by their first hidden neuron alone. The others may still "
            "tell them apart.",
        ),
        Misconception(
            "nearly equal taken for equal",
            "np.unique(A,",
            "np.unique(A.round(6),",
            "Right where rows are equal or far apart. You also put rows together that differ by a "
            "hair, for which the last layer can still give two answers.",
        ),
        Misconception(
            "groups counted alike",
            "((y[:, 0] - answers[group]) ** 2).mean() / 2",
            "(np.bincount(group, weights=(y[:, 0] - answers[group]) ** 2) / np.bincount(group))"
            ".mean() / 2",
            "Each group counts the same in yours, one sample as much as five. C is a mean over "
            "the samples.",
        ),
        Misconception(
            "deviation",
            "** 2).mean() / 2",
            "** 2).mean() ** 0.5",
            "You return how far off the answers are. C is half the mean of the squares.",
        ),
    ),
    alternatives=(
        "def floor(A, y):\n"
        "    rows, total = [tuple(row) for row in A], 0.0\n"
        "    for row in set(rows):\n"
        "        own = y[[one == row for one in rows], 0]\n"
        "        total += ((own - own.mean()) ** 2).sum()\n"
        "    return total / (2 * len(y))",
        "def floor(A, y):\n"
        "    same = (A[:, None] == A[None]).all(axis=2)\n"
        "    answers = same @ y / same.sum(axis=1, keepdims=True)\n"
        "    return np.mean((y - answers) ** 2) / 2",
    ),
    equivalents={"answer result without its sign": "no mean of squares is below 0"},
)

TASKS = (COLLAPSE, FORWARD, NINE, AWAKE, FLOOR)

QUESTIONS = (
    Question(
        "You stack ten layers, all with the identity as their activation. What can they do?",
        (
            "what one layer can do",
            "XOR, if they are wide enough",
            "any continuous curve",
            "what ten corners can do",
        ),
        0,
        "linear layers",
        "lesson 07, More of the same",
        f"{LESSON}#More-of-the-same",
        ("7.1",),
    ),
    Question(
        "Which sums make XOR impossible for a single neuron?",
        (
            "those of (0, 0) and (1, 0) are equal",
            "those of both diagonals have the same total",
            "all four are 0",
            "those of (0, 1) and (1, 0) are never equal",
        ),
        1,
        "XOR",
        "lesson 07, No line parts them",
        f"{LESSON}#No-line-parts-them",
        ("7.2",),
    ),
    Question(
        "A wire carries the activation 3, and the neuron at its end has δ = −2. "
        "What is the slope of the loss in the wire's weight?",
        ("1", "−2", "3", "−6"),
        3,
        "slopes of weights",
        "lesson 07, Nine slopes",
        f"{LESSON}#Nine-slopes",
        ("7.3",),
    ),
    Question(
        "All slopes of a network of ReLUs are 0. What do you know?",
        (
            "it has found the best weights",
            "the learning rate is too small",
            "it may be dead: look at its sums",
            "its loss is 0",
        ),
        2,
        "dead networks",
        "lesson 07, A hundred starts",
        f"{LESSON}#A-hundred-starts",
        ("7.5",),
    ),
    Question(
        "A network of ReLUs has stopped at the loss 1/16 on XOR. What is likely?",
        (
            "two corners with different targets have become one point",
            "its learning rate is too small",
            "one corner is wrong by 1",
            "it is dead",
        ),
        0,
        "levels of the loss",
        "lesson 07, A hundred starts",
        f"{LESSON}#A-hundred-starts",
        ("7.6",),
    ),
)

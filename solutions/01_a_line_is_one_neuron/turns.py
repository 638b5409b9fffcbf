"""The turns of lesson 01 (ledger rows A1, A6, B1)."""

from nnlib.course.authoring import Function, Misconception, Turn


def inputs(rng):
    x, w, b = rng.uniform(0.5, 3, size=3).round(2) * rng.choice([-1, 1], size=3)
    return {"x": float(x), "w": float(w), "b": float(b)}


NEURON = Turn(
    id="1.a",
    title="One neuron",
    formulas=("A1",),
    probe=Function("neuron"),
    cases=lambda rng: [
        {"x": 0.0, "w": 1.5, "b": -2.0},
        {"x": 2.0, "w": 1.0, "b": 0.0},
        inputs(rng),
        inputs(rng),
        {"x": rng.normal(size=(3, 1)).round(2), "w": -0.75, "b": 2.5},
    ],
    hints=("Two terms: what the weight makes of the input, and what is there without any input.",),
    misconceptions=(
        Misconception(
            "no bias",
            "b + w * x",
            "w * x",
            "Your line goes through the origin whatever b is. Which term is there even for x = 0?",
        ),
        Misconception(
            "weight and bias exchanged",
            "b + w * x",
            "w + b * x",
            "You multiply the input by b. Which of the two is the slope of the line?",
        ),
        Misconception(
            "bias weighted too",
            "b + w * x",
            "w * (b + x)",
            "The weight multiplies your bias as well. In the drawing only the input passes w; the "
            "bias sits on an input of its own.",
        ),
        Misconception(
            "weight and bias added",
            "b + w * x",
            "(b + w) * x",
            "You add weight and bias first, so that your line goes through the origin and has both "
            "of them for its slope. In the drawing only the weight meets the input.",
        ),
        Misconception(
            "minus the bias",
            "b + w * x",
            "w * x - b",
            "Your line lies b below the origin's height where it should lie b above: look at the "
            "sign of the bias.",
        ),
    ),
    alternatives=(
        "def neuron(x, w, b):\n    return x * w + b",
        "def neuron(x, w, b):\n    z = w * x\n    z = z + b\n    return z",
    ),
    equivalents={"inputs x and w exchanged": "a product has no order"},
)


def line(rng):
    w, b = rng.uniform(-2, 3, size=2).round(2)
    return {"w": float(w), "b": float(b)}


HEIGHT = Turn(
    id="1.b",
    title="The height of the ground",
    formulas=("A6", "B1"),
    probe=Function("height"),
    given=("X", "y"),
    cases=lambda rng: [
        {"w": 0.0, "b": 0.0},
        {"w": 1.0, "b": 1.0},
        {"w": 1.1, "b": 1.1},
        line(rng),
        line(rng),
    ],
    hints=(
        "Two steps: the predictions of this line for all four inputs at once, then one call of "
        "the judge with them and the targets.",
    ),
    misconceptions=(
        Misconception(
            "weight and bias exchanged",
            "b + w * X",
            "w + b * X",
            "At (1, 1) and (1.1, 1.1) you are right, elsewhere not: your line has slope b and "
            "height w.",
        ),
        Misconception(
            "compared with the inputs",
            "b + w * X, y)",
            "b + w * X, X)",
            "You set the predictions against X, the hours of light. The judge needs the targets.",
        ),
        Misconception(
            "sum for mean",
            "nn.losses.squared_error(b + w * X, y)",
            "float(((b + w * X - y) ** 2).sum() / 2)",
            "Four times too large: you take the sum over the four samples, and (1.2) the mean.",
        ),
        Misconception(
            "no half",
            "nn.losses.squared_error(b + w * X, y)",
            "float(((b + w * X - y) ** 2).mean())",
            "Twice too large, which is PyTorch's squared error. Ours has a half.",
        ),
        Misconception(
            "line without its bias",
            "b + w * X",
            "w * X",
            "Your loss does not change with b: the predictions lack the bias.",
        ),
    ),
    alternatives=(
        "def height(w, b):\n    return float(np.mean((w * X + b - y) ** 2) / 2)",
        "def height(w, b):\n    net = nn.init(n=[1, 1], sigma=[nn.activations.identity],"
        " rng=np.random.default_rng(0))\n    net.W[1], net.b[1] = [[w]], [b]\n"
        "    return nn.losses.squared_error(nn.predict(net, X), y)",
    ),
    equivalents={"answer result without its sign": "a mean of squares is never below 0"},
)


def numbers(rng, count):
    return {"values": sorted({float(v) for v in rng.uniform(-3, 4, size=count).round(2)})}


SEARCH = Turn(
    id="1.c",
    title="The bluntest search",
    formulas=("A6",),
    probe=Function("search"),
    given=("X", "y"),
    cases=lambda rng: [
        {"values": [0.5]},
        {"values": [0.0, 1.0, 3.0]},
        {"values": [2.0, -1.0, 1.5, 0.0]},
        {"values": [-2.0, -1.0, -0.5]},
        numbers(rng, 5),
        numbers(rng, 8),
    ],
    hints=(
        "Two loops, one inside the other; keep the least loss so far and the pair that gave it.",
        "Begin with a loss that any line beats: float('inf').",
    ),
    misconceptions=(
        Misconception(
            "bias and weight in the wrong order",
            "pair[1] + pair[0] * X",
            "pair[0] + pair[1] * X",
            "The two numbers belong together, but the weight should come first.",
        ),
        Misconception(
            "the loss for the pair",
            "return min(pairs, key=lambda pair: nn.losses.squared_error(pair[1] + pair[0] * X, y))",
            "return min(nn.losses.squared_error(b + w * X, y) for w, b in pairs)",
            "You return the least loss. Asked is where it lies: the pair (w, b) that gives it.",
        ),
        Misconception(
            "only equal pairs",
            "[(w, b) for w in values for b in values]",
            "[(w, w) for w in values]",
            "You try w and b from the same place of the list only. The map has two directions: "
            "each w meets every b.",
        ),
        Misconception(
            "greatest loss",
            "min(pairs",
            "max(pairs",
            "That is the worst line on the list, not the best.",
        ),
        Misconception(
            "a start that is hard to beat",
            "return min(pairs, key=lambda pair: nn.losses.squared_error(pair[1] + pair[0] * X, y))",
            "least, best = 1, (0, 0)\n    for w, b in pairs:\n"
            "        if (C := nn.losses.squared_error(b + w * X, y)) < least:\n"
            "            least, best = C, (w, b)\n    return best",
            "Where every line on the list is a bad one, none of them beats the loss that you begin "
            "with. Begin with one that any line beats.",
        ),
        Misconception(
            "a start that is hard to beat, with no pair yet",
            "return min(pairs, key=lambda pair: nn.losses.squared_error(pair[1] + pair[0] * X, y))",
            "least, best = 1, None\n    for w, b in pairs:\n"
            "        if (C := nn.losses.squared_error(b + w * X, y)) < least:\n"
            "            least, best = C, (w, b)\n    return best",
            "For some lists you find a pair and for others none: where every line is a bad one, "
            "none beats the loss that you begin with. Begin with one that any line beats.",
        ),
        Misconception(
            "a start that nothing beats",
            "return min(pairs, key=lambda pair: nn.losses.squared_error(pair[1] + pair[0] * X, y))",
            "least, best = 0, None\n    for w, b in pairs:\n"
            "        if (C := nn.losses.squared_error(b + w * X, y)) < least:\n"
            "            least, best = C, (w, b)\n    return best",
            "No loss is below 0, so none of the lines beats the loss that you begin with, and "
            "nothing is ever found. Begin with one that any line beats.",
        ),
        Misconception(
            "back at the first line",
            "return min(pairs, key=lambda pair: nn.losses.squared_error(pair[1] + pair[0] * X, y))",
            "return pairs[0]",
            "You come back with the first pair that you try. Is your `return` inside the loop? It "
            "may come only when all pairs have been tried.",
        ),
        Misconception(
            "first of the list",
            "return min(pairs, key=lambda pair: nn.losses.squared_error(pair[1] + pair[0] * X, y))",
            "return min(pairs)",
            "You return the pair of the smallest numbers. What has to be small is the loss of "
            "their line.",
        ),
    ),
    alternatives=(
        "def search(values):\n    least, best = float('inf'), None\n    for w in values:\n"
        "        for b in values:\n            C = np.mean((b + w * X - y) ** 2) / 2\n"
        "            if C < least:\n                least, best = C, (w, b)\n    return best",
        "def search(values):\n    C = {(w, b): nn.losses.squared_error(b + w * X, y)"
        " for w in values for b in values}\n    return min(C, key=C.get)",
    ),
)

TURNS = (NEURON, HEIGHT, SEARCH)

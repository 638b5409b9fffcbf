"""Lesson 15's turns: a layer's way back, two rows of the tape, the slope of a learning rate."""

import numpy as np

from nnlib.course.authoring import Class, Function, Misconception, Turn


def away_from_0(rng, low, high, size):
    """Numbers of both signs, none near 0, so that nothing is right because a factor is 0."""
    return (rng.uniform(low, high, size=size) * rng.choice([-1, 1], size=size)).round(2)


def passed_through(rng, m, k, j):
    return {
        "W": away_from_0(rng, 0.2, 1.5, (k, j)),
        "b": away_from_0(rng, 0.2, 1, j),
        "a": away_from_0(rng, 0.2, 1.5, (m, k)),
        "delta": away_from_0(rng, 0.1, 0.9, (m, j)),
    }


def quotients(rng):
    """Arrays, a single number, and an s of ones: what comes back to a last operation."""
    return [
        {
            "s": away_from_0(rng, 0.3, 2, shape),
            "out": u / v,
            "u": u,
            "v": v,
        }
        for shape in ((2, 3), (4,), ())
        for u, v in [away_from_0(rng, 0.5, 2.5, (2, *shape))]
    ]


def judged(rng, s, m, K):
    z = rng.uniform(-2, 2, size=(m, K)).round(2)
    Y = np.eye(K)[rng.integers(K, size=m)]
    low = z - z.max(axis=1, keepdims=True)
    logs = low - np.log(np.exp(low).sum(axis=1, keepdims=True))
    return {"s": s, "out": float(-(Y * logs).sum() / m), "z": z, "Y": Y}


LAYER = Turn(
    id="15.a",
    title="A layer's way back",
    probe=Class(
        "Linear",
        make=("W", "b"),
        calls=(("forward", ("a",), ("z",)), ("backward", ("delta",), ("back",))),
        reads=("dW", "db"),
    ),
    cases=lambda rng: [
        passed_through(rng, 5, 3, 2),
        passed_through(rng, 4, 3, 3),
        passed_through(rng, 1, 2, 4),
    ],
    hints=(
        "dW multiplies what came in, self.a, with delta, and sums over the samples.",
        "What goes back to the layer below sums over this layer's neurons: which transpose?",
    ),
    misconceptions=(
        Misconception(
            "sum over the samples forgotten",
            "delta.sum(axis=0)",
            "delta",
            "db has a row for each sample. One bias is copied to all samples, so its slope is "
            "the sum of theirs.",
        ),
        Misconception(
            "bias slopes averaged",
            "delta.sum(axis=0)",
            "delta.mean(axis=0)",
            "db is m times too small: delta has its 1/m already, so it is summed.",
        ),
        Misconception(
            "biases summed over the neurons",
            "delta.sum(axis=0)",
            "delta.sum(axis=1)",
            "db has a number for each sample: you sum over the neurons. Each neuron has a bias.",
        ),
        Misconception(
            "biases summed over all",
            "delta.sum(axis=0)",
            "delta.sum()",
            "db is a single number: the sum runs over the samples, not over the neurons.",
        ),
        Misconception(
            "lost transpose on the way back",
            "delta @ self.W.T",
            "delta @ self.W",
            "dW and db are right. What goes back sums over this layer's neurons, and they are the "
            "columns of W.",
        ),
        Misconception(
            "weight slopes averaged",
            "self.a.T @ delta",
            "self.a.T @ delta / len(delta)",
            "dW is m times too small: the 1/m is in delta already.",
        ),
        Misconception(
            "weight slopes on their side",
            "self.a.T @ delta",
            "delta.T @ self.a",
            "dW lies on its side: an entry is (from the neuron below, to this one), as in W.",
        ),
        Misconception(
            "nothing handed back",
            "return delta @ self.W.T",
            "self.back = delta @ self.W.T",
            "dW and db are kept, and nothing is handed back: the layer below waits for the slope "
            "in a. A `return` is missing.",
        ),
        Misconception(
            "an activation's slope in it",
            "delta @ self.W.T",
            "(delta @ self.W.T) * (1 - self.a**2)",
            "dW and db are right. What you hand back has a σ′ in it, and a Linear has no σ: the σ′ "
            "of BP2 belongs to the activation, which is a layer of its own.",
        ),
        Misconception(
            "delta handed on as it came",
            "return delta @ self.W.T",
            "return delta",
            "dW and db are right. You hand back delta as it came; the slope in a goes through W.",
        ),
        Misconception(
            "sums for activations",
            "self.a.T @ delta",
            "(self.a @ self.W + self.b).T @ delta",
            "db is right. For dW you take the sums z; a weight meets what came in, self.a.",
        ),
    ),
    alternatives=(
        "class Linear:\n"
        "    def __init__(self, W, b):\n"
        "        self.W, self.b = W, b\n"
        "    def forward(self, a):\n"
        "        self.a = a\n"
        "        return a @ self.W + self.b\n"
        "    def backward(self, delta):\n"
        "        self.dW = np.einsum('ik,ij->kj', self.a, delta)\n"
        "        self.db = np.ones(len(delta)) @ delta\n"
        "        return (self.W @ delta.T).T",
    ),
)

QUOTIENT = Turn(
    id="15.b",
    title="The row of a quotient",
    probe=Function("over_back", returns=("share of u", "share of v")),
    cases=quotients,
    hints=(
        "u / v is u times 1/v: its slope in u is 1/v, and in v it is u times the slope of 1/v.",
        "A share is s times a local slope.",
    ),
    misconceptions=(
        Misconception(
            "local slopes alone",
            "s / v, -s * u / v**2",
            "1 / v, -u / v**2",
            "These are the two local slopes, and s is missing. As long as the quotient comes last "
            "nobody notices, for there s is 1.",
        ),
        Misconception(
            "sign of the second",
            "-s * u / v**2",
            "s * u / v**2",
            "The share of u is right. If v grows, the quotient falls: the second share lacks its "
            "minus.",
        ),
        Misconception(
            "numerator forgotten",
            "-s * u / v**2",
            "-s / v**2",
            "The share of u is right. For v you have the slope of 1/v; the quotient is u times "
            "that.",
        ),
        Misconception(
            "not squared",
            "-s * u / v**2",
            "-s * u / v",
            "The share of u is right. In the slope of 1/v there is v².",
        ),
        Misconception(
            "times for over",
            "s / v, -s * u / v**2",
            "s * v, s * u",
            "That is the row of a product, where times swaps. This is a quotient.",
        ),
        Misconception(
            "u's slope kept u",
            "s / v,",
            "s * u / v,",
            "The share of v is right. In u the quotient is a straight line; its slope has no u.",
        ),
        Misconception(
            "exchanged",
            "s / v, -s * u / v**2",
            "-s * u / v**2, s / v",
            "The two shares come in the other order: first that of u.",
        ),
        Misconception(
            "s in the first only",
            "-s * u / v**2",
            "-u / v**2",
            "The share of u is right. The second is a local slope still: s is missing.",
        ),
    ),
    alternatives=(
        "def over_back(s, out, u, v):\n    return s / v, -s * out / v",
        "def over_back(s, out, u, v):\n    to_u = s * (1 / v)\n    return [to_u, -to_u * out]",
    ),
)

CROSS_ENTROPY = Turn(
    id="15.c",
    title="The row of the cross-entropy",
    probe=Function("cross_entropy_back", returns=("share of z",)),
    cases=lambda rng: [
        judged(rng, 1.7, 5, 3),
        judged(rng, -0.6, 4, 4),
        judged(rng, 1.0, 3, 2),
    ],
    hints=(
        "(11.5): the slope in the scores is p − y for one sample, and the loss is a mean.",
        "A share is s times a local slope; a tuple with one entry is written (share,).",
    ),
    misconceptions=(
        Misconception(
            "s forgotten",
            "s * (nn",
            "(nn",
            "That is the slope of a cross-entropy that comes last, where s is 1. What comes back "
            "to it multiplies it.",
        ),
        Misconception(
            "no tuple",
            "len(z),)",
            "len(z))",
            "You return the share itself. The tape takes the shares of all inputs together, here "
            "a tuple with one entry: (share,).",
        ),
        Misconception(
            "mean forgotten",
            " / len(z)",
            "",
            "Yours is m times ours: out is a mean over the samples.",
        ),
        Misconception(
            "mean over all entries",
            "len(z)",
            "z.size",
            "Yours is K times too small: the mean is over the samples, not over the entries.",
        ),
        Misconception(
            "target first",
            "nn.losses.softmax(z) - Y",
            "Y - nn.losses.softmax(z)",
            "The sign is the other way round: prediction minus target.",
        ),
        Misconception(
            "scores for shares",
            "nn.losses.softmax(z)",
            "z",
            "You subtract the target from the scores. Prediction minus target means the softmax "
            "of the scores.",
        ),
        Misconception(
            "softmax down the columns",
            "nn.losses.softmax(z)",
            "nn.losses.softmax(z.T).T",
            "Your softmax goes down the columns, over the samples. It goes along a row: the scores "
            "of one sample make shares that add up to 1.",
        ),
        Misconception(
            "softmax over all",
            "nn.losses.softmax(z)",
            "np.exp(z) / np.exp(z).sum()",
            "Your shares add up to 1 over all samples together. They do so for each sample: "
            "softmax goes along a row.",
        ),
        Misconception(
            "slope in the shares",
            "(nn.losses.softmax(z) - Y)",
            "(-Y / nn.losses.softmax(z))",
            "That is the slope in the shares. The scores come before the softmax, and what is "
            "left there is prediction minus target.",
        ),
        Misconception(
            "the loss for the shares",
            "nn.losses.softmax(z)",
            "out",
            "out is the loss, one number for the whole batch. Prediction minus target means the "
            "softmax of the scores.",
        ),
        Misconception(
            "softmax's own slope",
            "(nn.losses.softmax(z) - Y)",
            "(nn.losses.softmax(z) - Y) * nn.losses.softmax(z) * (1 - nn.losses.softmax(z))",
            "There is a factor p (1 − p) too many. It cancelled in lesson 11: p − y is the slope "
            "in the scores already.",
        ),
        Misconception(
            "the value for its slope",
            "(nn.losses.softmax(z) - Y)",
            "(nn.losses.softmax(z) - Y) * out",
            "You multiply by out, the loss itself. A way back has no use for it here.",
        ),
    ),
    alternatives=(
        "def cross_entropy_back(s, out, z, Y):\n"
        "    e = np.exp(z - z.max(axis=1, keepdims=True))\n"
        "    return ((e / e.sum(axis=1, keepdims=True) - Y) * (s / len(Y)),)",
    ),
)

RATE = Turn(
    id="15.d",
    title="The slope of a learning rate",
    minutes=10,
    given=("Tape", "Value", "light", "height"),
    probe=Function("rate_slope", returns=("C", "slope")),
    cases=lambda rng: [
        {"eta": 0.1, "steps": 2},
        {"eta": 0.2, "steps": 3},
        {"eta": round(float(rng.uniform(0.1, 0.3)), 2), "steps": 6},
    ],
    hints=(
        "Make a Tape, and Values of eta, w and b on it; then write the loop as if they were "
        "numbers.",
        "Both updates use the residuals from before the step; C takes new ones, after the last.",
        "slopes(C) is a dict by Value: look up the one of eta. float(….array) makes a number.",
    ),
    misconceptions=(
        Misconception(
            "residuals off the tape",
            "r = w * light + b - height\n        w",
            "r = w.array * light + b.array - height\n        r = Value(r, own)\n        w",
            "C is right. Each step's residuals are taken off the tape, so the later steps do not "
            "see that eta moved the earlier ones.",
        ),
        Misconception(
            "bias from the new weight",
            "b = b - eta * (0.25 * r.sum())",
            "b = b - eta * (0.25 * (w * light + b - height).sum())",
            "Your b steps from residuals with the new w. Both steps start at the same place.",
        ),
        Misconception(
            "sum for mean in the step",
            ("(0.25 * (r * light).sum())", "(0.25 * r.sum())"),
            ("(r * light).sum()", "r.sum()"),
            "Your steps are four times too long: the slopes are means over the seedlings.",
        ),
        Misconception(
            "no half in the loss",
            "C = 0.125",
            "C = 0.25",
            "Both numbers are twice ours: C is half the mean square.",
        ),
        Misconception(
            "inputs forgotten",
            "(r * light).sum()",
            "r.sum()",
            "Your w steps like b. The slope in w has the input in it, as a factor of each "
            "residual.",
        ),
        Misconception(
            "uphill",
            ("w - eta *", "b - eta *"),
            ("w + eta *", "b + eta *"),
            "Your walk goes uphill: a step of descent subtracts.",
        ),
        Misconception(
            "loss before the last step",
            "(w * light + b - height).square()",
            "r.square()",
            "Your C is that before the last step: either the loop is one step short, or C takes "
            "the residuals from before it.",
        ),
        Misconception(
            "the last step alone",
            "    for _ in range(steps):\n",
            "    for _ in range(steps):\n        eta = Value(eta.array, own)\n",
            "C is right. Your slope is that of the last step alone: the rate is put on a tape "
            "anew for each step. One Value of eta, on one tape, goes through all of them.",
        ),
        Misconception(
            "slope in the weight",
            "own.slopes(C)[eta]",
            "own.slopes(C)[w]",
            "C is right. The slope is that in the last w; asked is the one in eta.",
        ),
    ),
    equivalents={"answer C without its sign": "a mean of squares is never below 0"},
    alternatives=(
        "def rate_slope(eta, steps):\n"
        "    tape = Tape()\n"
        "    A = np.hstack([light, np.ones((4, 1))])\n"
        "    rate, p = Value(eta, tape), Value(np.zeros((2, 1)), tape)\n"
        "    for _ in range(steps):\n"
        "        p = p - rate * (0.25 * (A.T @ (A @ p - height)))\n"
        "    C = (height - A @ p).square().sum() * 0.125\n"
        "    return C.array, tape.slopes(C)[rate]",
    ),
)

TURNS = (LAYER, QUOTIENT, CROSS_ENTROPY, RATE)

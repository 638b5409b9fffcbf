"""Lesson 07's turns: an activation that falls, the pencil network, both deltas, the descent."""

import numpy as np

from nnlib.activations import sigmoid
from nnlib.course.authoring import Function, Misconception, Turn


def sums(rng, m):
    """A column of sums as the four corners give them, in any order and number."""
    return {"z": rng.permutation(np.resize([0.0, -1.0, 1.0], m))[:, None]}


def corners(rng, m):
    """Bits of m samples, among them all four corners."""
    bits = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    rows = rng.permutation(np.vstack([bits, rng.integers(0, 2, size=(m - 4, 2))]))
    return {"x_0": rows[:, 0], "x_1": rows[:, 1]}


def one_wire(rng, y):
    """One sample's output a = σ(z), its target, both sums and the weight between them."""
    z, z_hidden = rng.uniform(0.4, 1.8, size=2) * rng.choice([-1, 1], size=2)
    w = rng.uniform(1.3, 3) * rng.choice([-1, 1])
    return {"a": float(sigmoid(np.array(z))), "y": y, "z": z, "w": w, "z_hidden": z_hidden}


def some_steps(rng, epochs):
    """A start near which no sum of the four corners changes its sign within a few small steps."""
    theta = np.array([1.4, 0.9, 1.2, 1.1, -1.3, 1.6, 0.7, 0.6, 3.5])
    return {"theta": theta + rng.uniform(-0.1, 0.1, 9), "eta": 0.01, "epochs": epochs}


ACTIVATION = Turn(
    id="7.a",
    title="An activation that falls",
    probe=Function("activation"),
    cases=lambda rng: [sums(rng, m) for m in (4, 7)],
    hints=(
        "It has to give 1 for −1 and for 1, and 0 for 0.",
        "It comes down from 1 to 0 and goes up to 1 again: which curves of school do that?",
    ),
    misconceptions=(
        Misconception(
            "the sum itself",
            "z**2",
            "z",
            "That is the identity, which never falls: at (0, 1) the sum is −1, and so is your "
            "answer. What makes 1 of both −1 and 1?",
        ),
        Misconception(
            "ReLU",
            "z**2",
            "z * (z > 0)",
            "That is ReLU, which never falls. It has (1, 0) right, but makes 0 of −1.",
        ),
        Misconception(
            "falls only",
            "z**2",
            "-z",
            "Now (0, 1) is right, and (1, 0) is not: your function only falls. It has to rise "
            "again.",
        ),
        Misconception(
            "upside down",
            "z**2",
            "1 - z**2",
            "The shape is right, and upside down: you answer 1 where the inputs are equal.",
        ),
        Misconception(
            "a sign too many",
            "z**2",
            "-(z**2)",
            "The two squares get the same answer, as they must, but it is −1.",
        ),
    ),
    alternatives=(
        "def activation(z):\n    return abs(z)",
        "def activation(z):\n    return (z != 0) * 1.0",
    ),
    equivalents={"answer result without its sign": "no right answer is below 0"},
)

BY_HAND = Turn(
    id="7.b",
    title="The output neuron, by pencil",
    probe=Function("xor_by_hand"),
    cases=lambda rng: [corners(rng, m) for m in (4, 6)],
    hints=(
        "At (0, 1) only a_0 is above 0, and it is 1: so what is the weight of a_0?",
        "At (1, 1) that weight alone would give 2. a_1 is 1 there, and has to take it away.",
    ),
    misconceptions=(
        Misconception(
            "one too few",
            "a_0 - 2 * a_1",
            "a_0 - a_1",
            "Three corners are right. At (1, 1) a_0 is 2 and a_1 is 1, so 1 is left over.",
        ),
        Misconception(
            "both added",
            "a_0 - 2 * a_1",
            "a_0 + a_1",
            "Three corners are right. At (1, 1) both neurons push up, to 3; one must push down.",
        ),
        Misconception(
            "two added",
            "a_0 - 2 * a_1",
            "a_0 + 2 * a_1",
            "The sizes of the weights are right. At (1, 1) you answer 4: look at a sign.",
        ),
        Misconception(
            "neurons exchanged",
            "a_0 - 2 * a_1",
            "a_1 - 2 * a_0",
            "The two weights have changed places: at (0, 1) only a_0 is above 0, and you answer "
            "−2.",
        ),
        Misconception(
            "first neuron alone",
            "a_0 - 2 * a_1",
            "a_0",
            "You count the ones: 0, 1, 1, 2. The last neuron has to use a_1 to get from 2 to 0.",
        ),
    ),
    alternatives=(
        "def xor_by_hand(x_0, x_1):\n"
        "    a = np.maximum(np.stack([x_0 + x_1, x_0 + x_1 - 1]), 0)\n"
        "    return np.array([1, -2]) @ a",
    ),
    equivalents={
        "answer result without its sign": "no right answer is below 0",
        "inputs x_0 and x_1 exchanged": "XOR does not ask which of its inputs is the 1",
    },
)

DELTAS = Turn(
    id="7.c",
    title="Both deltas",
    probe=Function("deltas", returns=("delta", "delta_hidden")),
    cases=lambda rng: [one_wire(rng, y) for y in (0.0, 1.0, 1.0)],
    hints=(
        "The output's delta has two factors, and the hidden neuron's has that delta and two more.",
        "Every arrow from an activation back to its own sum brings a sigma.prime, taken at that "
        "sum.",
    ),
    misconceptions=(
        Misconception(
            "stops at the output's activation",
            "sigma.prime(z) * (a - y)",
            "a - y",
            "Your first delta is the slope in the activation a. The sum z comes before it: one "
            "factor is missing, here and in what follows.",
        ),
        Misconception(
            "stops at the hidden activation",
            "delta * w * sigma.prime(z_hidden)",
            "delta * w",
            "Your first delta is right. The second has come back over the wire, to the hidden "
            "activation; the hidden sum is one arrow further.",
        ),
        Misconception(
            "wire forgotten",
            "delta * w * sigma",
            "delta * sigma",
            "Your first delta is right. The second does not ask how strong the wire is between "
            "the two neurons.",
        ),
        Misconception(
            "wrong sum",
            "w * sigma.prime(z_hidden)",
            "w * sigma.prime(z)",
            "Your first delta is right. In the second, the last slope is taken at the output's "
            "sum: whose activation is it?",
        ),
        Misconception(
            "target first",
            "(a - y)",
            "(y - a)",
            "Both signs are turned round: C rises with a where a is above y.",
        ),
        Misconception(
            "activation for its slope",
            "w * sigma.prime(z_hidden)",
            "w * sigma(z_hidden)",
            "Your first delta is right. In the second stands the hidden activation where its "
            "slope should be.",
        ),
        Misconception(
            "activation for its slope, twice",
            ("sigma.prime(z) * (a - y)", "w * sigma.prime(z_hidden)"),
            ("sigma(z) * (a - y)", "w * sigma(z_hidden)"),
            "In both stands an activation where its slope should be: sigma where sigma.prime is "
            "meant.",
        ),
        Misconception(
            "slope taken at the activation",
            "sigma.prime(z) * (a - y)",
            "sigma.prime(a) * (a - y)",
            "You take the slope at a, which has been through sigma already. It is the slope in "
            "the sum, so it is taken at z.",
        ),
        Misconception(
            "factor two",
            "(a - y)",
            "2 * (a - y)",
            "Both are twice too large: C has a ½ in front of its square.",
        ),
    ),
    alternatives=(
        "def deltas(a, y, z, w, z_hidden):\n"
        "    delta = (a - y) * a * (1 - a)\n"
        "    h = sigma(z_hidden)\n"
        "    return delta, delta * w * h * (1 - h)",
        "def deltas(a, y, z, w, z_hidden):\n"
        "    slope = sigma(z) * (1 - sigma(z)) * (a - y)\n"
        "    hidden = sigma(z_hidden)\n"
        "    return slope, w * slope * hidden * (1 - hidden)",
    ),
)

DESCEND = Turn(
    id="7.d",
    title="Batch descent from a blank cell",
    probe=Function("descend", returns=("theta",)),
    given=("X", "y", "practice"),
    cases=lambda rng: [some_steps(rng, epochs) for epochs in (1, 2, 4)],
    hints=(
        "Before the loop, make the network once, of theta. After it, return its theta.",
        "nn.forward gives the trace; nn.backward wants the network, the trace, y and the loss.",
        "Each turn of the loop takes eta times the gradient dtheta away from the network's theta.",
    ),
    misconceptions=(
        Misconception(
            "uphill",
            "-= eta",
            "+= eta",
            "Your loss rises: the step goes with the slope. Downhill is against it.",
        ),
        Misconception(
            "no rate",
            "-= eta * nn",
            "-= nn",
            "Each step is the whole gradient, as in S2's formula: eta is not used.",
        ),
        Misconception(
            "sigmoids",
            "[relu, relu]",
            "[sigma, sigma]",
            "Your network is made of sigmoids. Exhibit D computes XOR with ReLU in both layers.",
        ),
        Misconception(
            "one step",
            "range(epochs)",
            "range(1)",
            "You take one step, however many epochs are asked for. Is the return inside the loop?",
        ),
        Misconception(
            "one step short",
            "range(epochs)",
            "range(epochs - 1)",
            "You take one step too few.",
        ),
        Misconception(
            "old slopes",
            "    for _ in range(epochs):\n        net.theta -= eta * nn.backward(net, "
            "nn.forward(net, X), y, loss).dtheta\n",
            "    slopes = nn.backward(net, nn.forward(net, X), y, loss).dtheta\n"
            "    for _ in range(epochs):\n        net.theta -= eta * slopes\n",
            "Every step uses the slopes of the start. They change with each step, so forward and "
            "backward belong into the loop.",
        ),
        Misconception(
            "sum for mean",
            "eta * nn",
            "len(X) * eta * nn",
            "Your steps are four times too long: the slopes of the four samples are added, and "
            "not averaged.",
        ),
    ),
    alternatives=(
        "def descend(theta, eta, epochs):\n"
        "    net = nn.Network([2, 2, 1], [relu] * 2, 1 * theta)\n"
        "    nn.fit(net, X, y, loss, nn.SGD(eta), epochs=epochs)\n"
        "    return net.theta",
    ),
)

TURNS = (ACTIVATION, BY_HAND, DELTAS, DESCEND)

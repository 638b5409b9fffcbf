"""Lesson 10's turns: where a ReLU turns, a bump of sigmoids, a broken line, a slice."""

import numpy as np

from nnlib.course.authoring import Function, Misconception, Turn


def neurons(rng, m):
    """Neurons that look to either side and bend the line up or down; nothing is small."""
    w, b, v = rng.uniform(0.4, 2, size=(3, m))
    w *= np.resize([-1, 1, 1, -1], m)
    v *= np.resize([1, -1, 1, -1], m)
    return {"w": w, "b": b * rng.choice([-1, 1], size=m), "v": v}


def a_bump(rng, m, sign):
    """A column of places, and a bump, up or down, whose edges are no mirror images."""
    left = rng.uniform(-1.6, -0.9)
    return {
        "x": rng.uniform(-3, 3, size=(m, 1)),
        "left": left,
        "right": left + rng.uniform(1.2, 1.5),
        "height": sign * rng.uniform(1.5, 2.5),
        "k": rng.uniform(2.2, 3.4),
    }


def points(rng, n):
    """n + 1 places from left to right with uneven distances, and their heights."""
    t = np.cumsum(rng.uniform(0.4, 1.6, size=n + 1)) - 2.5
    return {"t": t, "y": rng.uniform(0.4, 2, size=n + 1) * rng.choice([-1, 1], size=n + 1)}


def two_networks(rng, parts):
    """Two places in the space of the 49 numbers, and parts of the way between them."""
    start, end = rng.normal(size=(2, 49))
    return {"start": start, "end": end, "parts": np.array(parts)}


CORNER = Turn(
    id="10.a",
    title="Where a ReLU turns",
    probe=Function("corner", returns=("place", "change")),
    cases=lambda rng: [
        *(neurons(rng, m) for m in (3, 4)),
        {"w": -1.5, "b": 0.6, "v": float(rng.uniform(0.5, 2))},
    ],
    hints=(
        "The line turns where w x + b is 0: solve for x.",
        "For w > 0 the neuron is awake on the right, where its slope is v w; on the left it is 0. "
        "For w < 0 it is the other way round: which slope comes first then?",
    ),
    misconceptions=(
        Misconception(
            "mirror image",
            "-b / w",
            "b / w",
            "Your place is the mirror image of the right one: solve w x + b = 0 for x, slowly.",
        ),
        Misconception(
            "product for quotient",
            "-b / w",
            "-b * w",
            "Your place is right only where the weight is 1 or −1. Put it into w x + b: is that 0?",
        ),
        Misconception(
            "bias as a place",
            "-b / w",
            "-b",
            "Your place is right only where the weight is 1. A steep neuron reaches 0 sooner.",
        ),
        Misconception(
            "only neurons that look to the right",
            "v * abs(w)",
            "v * w",
            "Right for positive weights. With w < 0 the neuron is awake on the left and its slope "
            "v w ends at the corner: what is slope on the right minus slope on the left?",
        ),
        Misconception(
            "the slope is the output weight",
            "v * abs(w)",
            "v",
            "Your place is right. Your change leaves out how steeply the neuron's own sum rises.",
        ),
        Misconception(
            "size without a sign",
            "v * abs(w)",
            "abs(v * w)",
            "Your place is right, and so is the size of the change. A negative v bends the line "
            "down.",
        ),
        Misconception(
            "without the output weight",
            "v * abs(w)",
            "abs(w)",
            "Your place is right. The neuron's slope still goes through the weight v.",
        ),
    ),
    alternatives=(
        "def corner(w, b, v):\n"
        "    right = np.where(w > 0, v * w, 0)\n"
        "    left = np.where(w > 0, 0, v * w)\n"
        "    return -b / w, right - left",
    ),
)

BUMP = Turn(
    id="10.b",
    title="A bump of two sigmoids",
    probe=Function("bump"),
    cases=lambda rng: [a_bump(rng, 5, 1), a_bump(rng, 7, -1)],
    hints=(
        "A step up at the place c is sigma(k * (x - c)).",
        "Take the later step away from the earlier one, and make the difference `height` tall.",
    ),
    misconceptions=(
        Misconception(
            "both steps up",
            ") - sigma",
            ") + sigma",
            "You add two steps up: a staircase. After `right` the bump has to come down again.",
        ),
        Misconception(
            "place for bias",
            ("k * (x - left)", "k * (x - right)"),
            ("k * x - left", "k * x - right"),
            "You multiply by k before you take the place away, so your steps stand at left / k "
            "and right / k. Where is the sum 0?",
        ),
        Misconception(
            "places mirrored",
            ("(x - left)", "(x - right)"),
            ("(x + left)", "(x + right)"),
            "Your steps stand at −left and −right: for which x is the sum k (x + left) equal to 0?",
        ),
        Misconception(
            "steepness upside down",
            ("k * (x - left)", "k * (x - right)"),
            ("(x - left) / k", "(x - right) / k"),
            "The steps stand in the right places, and a larger k makes yours gentler: it should"
            " make them steeper.",
        ),
        Misconception(
            "no steepness",
            ("k * (x - left)", "k * (x - right)"),
            ("x - left", "x - right"),
            "The steps stand in the right places, and all are equally gentle: k is not used.",
        ),
        Misconception(
            "no height",
            "height * (sigma",
            "1 * (sigma",
            "The shape is right, and at most 1 tall: the output weight has still to be chosen.",
        ),
        Misconception(
            "upside down",
            "sigma(k * (x - left)) - sigma(k * (x - right))",
            "sigma(k * (x - right)) - sigma(k * (x - left))",
            "The bump is upside down. At `left` the line should step up, and at `right` down: "
            "look at your signs there.",
        ),
        Misconception(
            "product of two neurons",
            "(sigma(k * (x - left)) - sigma(k * (x - right)))",
            "(sigma(k * (x - left)) * sigma(k * (right - x)))",
            "A product of two neurons has nearly this shape, but an output neuron cannot "
            "multiply: it adds weighted activations.",
        ),
        Misconception(
            "height inside",
            "height * (sigma(k * (x - left)) - sigma(k * (x - right)))",
            "sigma(height * k * (x - left)) - sigma(height * k * (x - right))",
            "Your height stands inside the sigmoids, where it makes the steps steeper. What comes "
            "out of them is still at most 1 tall.",
        ),
    ),
    alternatives=(
        "def bump(x, left, right, height, k):\n"
        "    up, down = sigma(k * (x - left)), sigma(k * (right - x))\n"
        "    return height * (up + down - 1)",
    ),
)

OUTPUT_LAYER = Turn(
    id="10.c",
    title="The output layer of a broken line",
    probe=Function("output_layer", returns=("weights", "bias")),
    cases=lambda rng: [points(rng, n) for n in (4, 6)],
    hints=(
        "There are as many weights as slopes. The first one is the first slope itself.",
        "Every further weight is a slope minus the one before it. Left of all corners the line "
        "has the height of its first point.",
    ),
    misconceptions=(
        Misconception(
            "slopes for changes",
            "np.append(slopes[0], slopes[1:] - slopes[:-1])",
            "slopes",
            "Your bias is right, and your weights are the slopes themselves. A neuron that has "
            "woken up stays awake: what must the next one add?",
        ),
        Misconception(
            "changes the wrong way",
            "slopes[1:] - slopes[:-1]",
            "slopes[:-1] - slopes[1:]",
            "The first weight is right; from the second on all signs are turned round. New slope "
            "minus old, not old minus new.",
        ),
        Misconception(
            "first slope forgotten",
            "np.append(slopes[0],",
            "np.append(0,",
            "The changes are right, but your first piece is level: who brings its slope?",
        ),
        Misconception(
            "bias 0",
            "return weights, y[0]",
            "return weights, 0 * y[0]",
            "Your weights are right, but left of all corners your line is at 0. Where does it "
            "have to begin?",
        ),
        Misconception(
            "place for height",
            "return weights, y[0]",
            "return weights, -t[0]",
            "Your weights are right. Your bias is made of a place; the output's bias is a height.",
        ),
        Misconception(
            "height at 0",
            "return weights, y[0]",
            "return weights, y[0] - weights[0] * t[0]",
            "Your weights are right. Your bias is where the first piece, made longer, meets x ="
            " 0. Left of all corners the neurons are silent: which height is that?",
        ),
        Misconception(
            "last height",
            "return weights, y[0]",
            "return weights, y[-1]",
            "Your weights are right. Your bias is the height at the right end; where is every "
            "neuron still silent?",
        ),
    ),
    alternatives=(
        "def output_layer(t, y):\n"
        "    slopes = np.diff(y) / np.diff(t)\n"
        "    weights = slopes.copy()\n"
        "    for j in range(1, len(slopes)):\n"
        "        weights[j] = slopes[j] - slopes[j - 1]\n"
        "    return weights, y[0]",
    ),
)

SLICE = Turn(
    id="10.d",
    title="A slice between two networks",
    probe=Function("slice_of", returns=("losses",)),
    cases=lambda rng: [two_networks(rng, p) for p in ([0, 0.2, 0.7, 1], [0.1, 0.45, 0.9])],
    hints=(
        "At the part 0 you are at `start`, at 1 at `end`, half way at their mean.",
        "The place is (1 - part) times `start` plus part times `end`. Go through the parts, take "
        "loss_at of each place, and make an array of the list.",
    ),
    misconceptions=(
        Misconception(
            "the chord",
            "loss_at((1 - part) * start + part * end)",
            "(1 - part) * loss_at(start) + part * loss_at(end)",
            "You mix the two losses, which gives the straight chord. Mix the weights, and take "
            "the loss there.",
        ),
        Misconception(
            "from the other end",
            "(1 - part) * start + part * end",
            "part * start + (1 - part) * end",
            "You walk from `end` to `start`: the part 0 belongs to `start`.",
        ),
        Misconception(
            "sum for mixture",
            "(1 - part) * start + part * end",
            "start + part * end",
            "You set off in the direction of `end` as seen from 0. The way from `start` goes "
            "along the difference of the two.",
        ),
        Misconception(
            "backwards",
            "(1 - part) * start + part * end",
            "start + part * (start - end)",
            "You walk away from `end`: look at the sign of the direction.",
        ),
        Misconception(
            "direction alone",
            "(1 - part) * start + part * end",
            "part * (end - start)",
            "Your way has the right direction and begins at 0, not at `start`.",
        ),
        Misconception(
            "even steps",
            "for part in parts",
            "for part in np.linspace(0, 1, len(parts))",
            "You take even steps of your own. The parts of the way are given, and need not be "
            "even.",
        ),
        Misconception(
            "summed up",
            "np.array([loss_at((1 - part) * start + part * end) for part in parts])",
            "np.cumsum([loss_at((1 - part) * start + part * end) for part in parts])",
            "The first number is right, and each further one has all earlier losses in it.",
        ),
    ),
    alternatives=(
        "def slice_of(start, end, parts):\n"
        "    way, losses = end - start, np.zeros(len(parts))\n"
        "    for k, part in enumerate(parts):\n"
        "        losses[k] = loss_at(start + part * way)\n"
        "    return losses",
    ),
    equivalents={"answer losses without its sign": "a loss is never below 0"},
)

TURNS = (CORNER, BUMP, OUTPUT_LAYER, SLICE)

"""Exercise set 10: what width buys (ledger rows D5 and G3)."""

import numpy as np

from nnlib.course.authoring import (
    Free,
    Function,
    Misconception,
    Numbers,
    Order,
    Question,
    Task,
)

LESSON = "10_what_width_buys.ipynb"


def a_bump(rng, left, sign, sides=None):
    """A bump that begins at `left`, up or down, with two sides of different width."""
    wide, narrow = rng.permutation([rng.uniform(0.6, 1.2), rng.uniform(1.5, 2.2)]).round(2)
    wide, narrow = sides or (wide, narrow)
    places = np.array([left, left + wide, left + wide + narrow]).round(2)
    height = sign * round(rng.uniform(0.4, 2), 2)
    left, top, right = places.tolist()
    return {"left": left, "top": top, "right": right, "height": height}


def layers(rng, before, hidden, after):
    """Two layers, and an order that is not its own inverse where that is possible."""
    order = np.roll(np.arange(hidden), 1)
    order[: hidden - 3] = rng.permutation(order[: hidden - 3])
    return {
        "W_1": spread(rng, (before, hidden)),
        "b_1": spread(rng, hidden),
        "W_2": spread(rng, (hidden, after)),
        "order": order,
    }


def spread(rng, shape):
    """Numbers of both signs and of sizes from 0.4 to 2."""
    return (rng.uniform(0.4, 2, size=shape) * rng.choice([-1, 1], size=shape)).round(2)


def a_demand(rng, length, bend, tolerance):
    """Three numbers near these, for which no rounding decides."""
    near = rng.uniform(0.95, 1.05, size=3)
    length, bend, tolerance = near * (length, bend, tolerance)
    return {"length": float(length), "bend": float(bend), "tolerance": float(tolerance)}


def a_demand_just_met(rng):
    """Three numbers for which a whole number of pieces meets the bound without any rounding."""
    h, tolerance = 2.0 ** rng.integers(-2, 3), 2.0 ** rng.integers(-4, 2)
    length = h * int(rng.integers(5, 14))
    return {"length": length, "bend": 8 * tolerance / h**2, "tolerance": tolerance}


def just_met(length, bend, tolerance):
    """True where a whole number of pieces meets the bound exactly."""
    return (length * np.sqrt(bend / (8 * tolerance))).is_integer()


def hidden_layer(rng, n):
    """Weights, biases and output weights of n neurons, the first two looking to either side."""
    w = spread(rng, n)
    w[:2] = [abs(w[0]), -abs(w[-1])][: min(n, 2)]
    return {"w": w, "b": spread(rng, n), "v": spread(rng, n)}


def with_level_neurons(rng, n):
    """A layer in which two neurons have the weight 0, one of them silent; and an output's bias."""
    layer = hidden_layer(rng, n)
    layer["w"][2:4], layer["w"][4] = 0, abs(layer["w"][4])
    layer["b"][:5] = [-1.3, 0.8, 0.9, -1.1, 1.4]
    return layer | {"c": float(spread(rng, ()))}


def stretched(bump, factor):
    """The bump with its three places multiplied."""
    return {name: value * factor for name, value in bump.items()} | {"height": bump["height"]}


def bumps(rng):
    """Up and down; right and left of 0 and across it; with equal sides; very wide, very narrow."""
    cases = [
        a_bump(rng, rng.uniform(0.4, 2), 1),
        a_bump(rng, rng.uniform(-1.9, -0.3), -1),
        a_bump(rng, rng.uniform(-8, -5), 1),
        a_bump(rng, 0.0, -1),
        a_bump(rng, -1.5, 1, sides=(1.5, 0.7)),
        a_bump(rng, 0.5, 1, sides=(1.3, 1.3)),
    ]
    return [*cases, stretched(cases[0], 1e-6), stretched(cases[1], 1e6)]


BUMP = Task(
    id="10.1",
    title="A bump to measure",
    points=3,
    difficulty=2,
    minutes=8,
    formulas=("D5",),
    probe=Function("bump", returns=("W_1", "b_1", "W_2", "b_2")),
    cases=bumps,
    ranges={"left": Free(), "top": Free(), "right": Free(), "height": Numbers()},
    extremes={
        "left of 0": lambda right, **_: right < 0,
        "right of 0": lambda left, **_: left > 0,
        "left at 0": lambda left, **_: left == 0,
        "top at 0": lambda top, **_: top == 0,
        "two equal sides": lambda left, top, right, **_: np.isclose(right - top, top - left),
        "1e-6 wide": lambda left, right, **_: right - left < 1e-5,
        "1e6 wide": lambda left, right, **_: right - left > 1e5,
    },
    hints=(
        "Draw it. Which slope does the line have in each of its four parts?",
        "A neuron with weight 1 bends where its sum is 0, and its output weight is the change of "
        'slope there. See how the lesson chooses both under "From points to weights".',
        "The two slopes are rise over run. The changes, from the left: from nothing to the first "
        "slope, from the first to the second, from the second to nothing. They add up to 0.",
    ),
    misconceptions=(
        Misconception(
            "biases with the wrong sign",
            "[-left, -top, -right]",
            "[left, top, right]",
            "Your output weights are right, and your neurons bend at the mirror images of the "
            "three places. Where is the sum x + b equal to 0?",
        ),
        Misconception(
            "twice as much",
            "[-up - down]",
            "[-2 * up]",
            "Right for a bump with two equal sides. Yours falls as steeply as it rises; which "
            "slope is wanted after the top?",
        ),
        Misconception(
            "slopes for changes",
            "[up], [-up - down], [down]",
            "[up], [-down], [0]",
            "Your biases are right, and your output weights are the slopes themselves. A neuron "
            "that has woken up stays awake: what must the next one add to it?",
        ),
        Misconception(
            "never stops",
            "[down]]",
            "[0]]",
            "Up to the right end all is well, and there your line goes on falling. The third "
            "neuron has something to do.",
        ),
        Misconception(
            "only flat after the top",
            "[-up - down]",
            "[-up]",
            "At the top your line becomes level, and it rises again at the right end. The second "
            "neuron has to take back one slope and bring another.",
        ),
        Misconception(
            "falls only as steeply as its own side",
            "[-up - down]",
            "[-down]",
            "Your second neuron brings the slope of the second side, but the first one goes on "
            "pulling up. What has to become of its part?",
        ),
        Misconception(
            "heights for slopes",
            "height / (top - left), height / (right - top)",
            "height, height",
            "Your biases are right. Your slopes are the height itself, which fits only sides "
            "that are 1 wide.",
        ),
        Misconception(
            "run over rise",
            "height / (top - left), height / (right - top)",
            "(top - left) / height, (right - top) / height",
            "Your biases are right, and your slopes are upside down: a bump twice as high must "
            "be twice as steep.",
        ),
        Misconception(
            "sides exchanged",
            "up, down = height / (top - left), height / (right - top)",
            "down, up = height / (top - left), height / (right - top)",
            "Your biases are right, and the slopes of the two sides have changed places.",
        ),
        Misconception(
            "whole width",
            "height / (top - left), height / (right - top)",
            "height / (right - left), height / (right - left)",
            "You divide by the width of the whole bump. The line has to rise to its height on "
            "the first side alone.",
        ),
        Misconception(
            "upside down",
            "[up], [-up - down], [down]",
            "[-up], [up + down], [-down]",
            "Your biases are right, and your bump hangs below the axis: all three changes of "
            "slope have the opposite sign.",
        ),
        Misconception(
            "lifted",
            "np.zeros(1)",
            "np.full(1, height)",
            "All bends are right, and the whole curve is lifted: what should it be left of all "
            "bends, where every hidden neuron is silent?",
        ),
        Misconception(
            "last bend the wrong way",
            "[down]]",
            "[-down]]",
            "At the right end your line falls twice as steeply. Which change makes it level?",
        ),
        Misconception(
            "starts at the first place",
            "np.zeros(1)",
            "np.full(1, left)",
            "All bends are right, and the whole curve is lifted by the first place. The output's "
            "bias is a height, not a place.",
        ),
        Misconception(
            "way down from the left",
            "height / (right - top)",
            "height / (right - left)",
            "Your biases are right, and so is the way up. The way down starts at the top: over "
            "which width does your line fall?",
        ),
        Misconception(
            "always upwards",
            "height / (top - left), height / (right - top)",
            "abs(height) / (top - left), abs(height) / (right - top)",
            "Right for a bump that stands up. Where the height is negative the bump should hang "
            "down, and yours stands all the same: which sign do the slopes take from the "
            "height?",
        ),
        Misconception(
            "both sides alike",
            "[[up], [-up - down], [down]]",
            "[[up], [-2 * up], [up]]",
            "Your biases are right. Your second side is as steep as the first. It has a width of "
            "its own, and so a slope of its own.",
        ),
        Misconception(
            "second side uphill",
            "[[up], [-up - down], [down]]",
            "[[up], [down - up], [-down]]",
            "Your biases are right. Your line goes on in the same direction after the top. On its "
            "way back to 0 its slope has the other sign.",
        ),
    ),
    alternatives=(
        "def bump(left, top, right, height):\n"
        "    places = np.array([left, top, right])\n"
        "    slopes = np.append(np.diff([0, height, 0]) / np.diff(places), 0)\n"
        "    weights = np.diff(slopes, prepend=0)\n"
        "    return np.ones((1, 3)), -places, weights[:, None], [0.0]",
        "def bump(left, top, right, height):\n"
        "    # the outputs at top, right and one further on are height, 0 and 0\n"
        "    b_1 = -np.array([left, top, right])\n"
        "    at = np.array([[top], [right], [right + 1.0]])\n"
        "    weights = np.linalg.solve(np.maximum(at + b_1, 0), [[height], [0], [0]])\n"
        "    return np.ones((1, 3)), b_1, weights, np.zeros(1)",
    ),
    equivalents={
        "answer W_1 without its sign": "all three are 1, as the text has it",
        "answer b_2 without its sign": "it is 0 for every bump",
    },
)

REORDERED = Task(
    id="10.2",
    title="The same network in another order",
    points=3,
    difficulty=2,
    minutes=7,
    formulas=("G3",),
    probe=Function("reordered", returns=("W_1", "b_1", "W_2")),
    cases=lambda rng: [
        layers(rng, *widths)
        for widths in ((2, 4, 3), (5, 5, 5), (1, 3, 2), (3, 5, 1), (4, 1, 2), (6, 4, 4))
    ],
    ranges={
        "W_1": Numbers(shape="k h"),
        "b_1": Numbers(shape="h"),
        "W_2": Numbers(shape="h j"),
        "order": Free(),
    },
    hints=(
        "Follow one hidden neuron: where do its incoming weights, its bias and its outgoing "
        "weights stand?",
        "Rows of W_1 belong to inputs, its columns to hidden neurons. Of W_2 it is the rows that "
        "belong to hidden neurons.",
        "NumPy takes a list of places as an index: b_1[order] begins with b_1[order[0]].",
    ),
    misconceptions=(
        Misconception(
            "rows of the first weights",
            "W_1[:, order]",
            "W_1[order]",
            "You reorder the rows of W_1. A row there belongs to an input, and the inputs stay.",
        ),
        Misconception(
            "bias left behind",
            "b_1[order]",
            "b_1",
            "Both weights have moved, and the biases have stayed: each neuron now turns in "
            "another neuron's place.",
        ),
        Misconception(
            "outgoing weights left behind",
            "W_2[order]",
            "W_2",
            "What comes into the neurons has moved, and what goes out has not: the outputs now "
            "hear the wrong neurons.",
        ),
        Misconception(
            "incoming weights left behind",
            "W_1[:, order]",
            "W_1",
            "The biases and the outgoing weights have moved; the incoming weights have not.",
        ),
        Misconception(
            "columns of the second weights",
            "W_2[order]",
            "W_2[:, order]",
            "You reorder the columns of W_2. A column there belongs to an output, and the outputs "
            "stay.",
        ),
        Misconception(
            "order the other way",
            "return W_1[:, order], b_1[order], W_2[order]",
            "back = np.argsort(order)\n    return W_1[:, back], b_1[back], W_2[back]",
            "It is the same network, in the opposite order: you sent neuron 0 to the place "
            "order[0]. It should be fetched from there.",
        ),
        Misconception(
            "biases alone",
            "W_1[:, order], b_1[order], W_2[order]",
            "W_1, b_1[order], W_2",
            "Only the biases have moved. A neuron is its bias and all its weights together.",
        ),
    ),
    alternatives=(
        "def reordered(W_1, b_1, W_2, order):\n"
        "    P = np.eye(len(order))[order]\n"
        "    return W_1 @ P.T, P @ b_1, P @ W_2",
        "def reordered(W_1, b_1, W_2, order):\n"
        "    incoming = np.stack([W_1[:, j] for j in order], axis=1)\n"
        "    return incoming, b_1.take(order), W_2.take(order, axis=0)",
    ),
)

NEEDED = Task(
    id="10.3",
    title="How wide is wide enough?",
    points=3,
    difficulty=2,
    minutes=8,
    formulas=("D5",),
    probe=Function("pieces_needed"),
    cases=lambda rng: [
        *(
            a_demand(rng, *demand)
            for demand in (
                (6, 4, 0.01),
                (20, 0.7, 0.003),
                (3, 30, 0.2),
                (9, 7, 5),
                (1e-5, 4e6, 1e-6),
                (2e4, 1e-5, 0.3),
                (3e5, 5, 3e4),
            )
        ),
        a_demand_just_met(rng),
    ],
    ranges={
        "length": Numbers(above=0),
        "bend": Numbers(above=0),
        "tolerance": Numbers(above=0),
    },
    extremes={"the bound just met": just_met},
    hints=(
        "With n pieces each has the length h = length / n. Put that into the bound.",
        "Set the bound equal to the tolerance and solve for n.",
        "A root gives the number at which the bound is just met. Where that is a whole number, it "
        "will do; elsewhere it takes the next one.",
    ),
    misconceptions=(
        Misconception(
            "rounded down",
            "np.ceil(",
            "np.floor(",
            "One piece too few: with yours the bound is still above the tolerance.",
        ),
        Misconception(
            "rounded to the nearest",
            "np.ceil(",
            "np.round(",
            "You round to the nearest whole number. Where that is below the root, the bound is "
            "still above the tolerance.",
        ),
        Misconception(
            "one more in any case",
            "np.ceil(",
            "1 + np.floor(",
            "Right wherever the root is no whole number. Where it is one, that many pieces meet "
            "the bound already, as in the example by hand: how many do you take there?",
        ),
        Misconception(
            "number squared",
            "length * np.sqrt(bend / (8 * tolerance))",
            "length**2 * bend / (8 * tolerance)",
            "That is the square of the number of pieces: it is h squared that stands in the "
            "bound. What is still to be taken?",
        ),
        Misconception(
            "no root",
            "length * np.sqrt(bend / (8 * tolerance))",
            "length * bend / (8 * tolerance)",
            "The length of a piece enters the bound squared, so solving for n takes a root.",
        ),
        Misconception(
            "length not squared",
            "length * np.sqrt(bend / (8 * tolerance))",
            "np.sqrt(length * bend / (8 * tolerance))",
            "The whole of h is squared in the bound, the length with it: yours stands under the "
            "root by itself.",
        ),
        Misconception(
            "no eighth",
            "8 * tolerance",
            "1 * tolerance",
            "You need nearly three times as many as you should: the factor of the bound is "
            "missing.",
        ),
        Misconception(
            "half for an eighth",
            "8 * tolerance",
            "2 * tolerance",
            "You need twice as many as you should. The largest gap is at the middle of a piece, "
            "so it is half of h that is squared with the ½.",
        ),
        Misconception(
            "upside down",
            "length * np.sqrt(bend / (8 * tolerance))",
            "np.sqrt(8 * tolerance / bend) / length",
            "Your piece may be as long as you say, but the number of pieces is the length "
            "divided by it, not the other way round.",
        ),
        Misconception(
            "corners for pieces",
            "int(np.ceil(length * np.sqrt(bend / (8 * tolerance))))",
            "int(np.ceil(length * np.sqrt(bend / (8 * tolerance)))) + 1",
            "You are one too high: you have counted the points at which the line meets the curve.",
        ),
        Misconception(
            "not a whole number",
            "int(np.ceil(length * np.sqrt(bend / (8 * tolerance))))",
            "length * np.sqrt(bend / (8 * tolerance))",
            "That is where the bound is just met. Pieces come in whole numbers.",
        ),
        Misconception(
            "eighth on the wrong side",
            "bend / (8 * tolerance)",
            "8 * bend / tolerance",
            "You need eight times as many as you should: on which side of the fraction does the "
            "8 stand once you have solved for n?",
        ),
    ),
    alternatives=(
        "def pieces_needed(length, bend, tolerance):\n"
        "    h = (8 * tolerance / bend) ** 0.5\n"
        "    return -int(-length // h)",
        "def pieces_needed(length, bend, tolerance):\n"
        "    return int(np.ceil(np.sqrt(bend * length**2 / 8 / tolerance)))",
    ),
    equivalents={"answer result without its sign": "a number of pieces is above 0"},
)

FAR_SLOPES = Task(
    id="10.4",
    title="Far out, one half",
    points=2,
    difficulty=1,
    minutes=5,
    formulas=("D5",),
    probe=Function("far_slopes", returns=("left", "right")),
    cases=lambda rng: [
        {key: layer[key] for key in ("w", "v")}
        for layer in (hidden_layer(rng, n) for n in (5, 3, 4, 8, 1))
    ],
    ranges={"w": Numbers(shape="n"), "v": Numbers(shape="n")},
    hints=(
        "A neuron that is awake adds the slope v w; one that is silent adds none.",
        "An array of True and False picks entries of another one: b[w < 0] has some of the biases.",
        "Add up the slopes of those that are awake on the left, then of those on the right.",
    ),
    misconceptions=(
        Misconception(
            "sides exchanged",
            "slope[awake_left].sum(), slope[awake_right].sum()",
            "slope[awake_right].sum(), slope[awake_left].sum()",
            "Both numbers are right and have changed places.",
        ),
        Misconception(
            "level on the left",
            "slope[awake_left].sum(), slope",
            "0 * slope.sum(), slope",
            "The right side is right. Far to the left the neurons with w < 0 are awake, so the "
            "line is not level there.",
        ),
        Misconception(
            "all awake everywhere",
            "slope[awake_left].sum(), slope[awake_right].sum()",
            "slope.sum(), slope.sum()",
            "You add all neurons on both sides. Far out, half of them are silent.",
        ),
        Misconception(
            "output weights alone",
            "slope = v * w",
            "slope = v",
            "You add the output weights. How fast does a neuron's own sum grow with x?",
        ),
        Misconception(
            "hidden weights alone",
            "slope = v * w",
            "slope = w",
            "You add the hidden weights. What they say still goes through the output weights.",
        ),
        Misconception(
            "size of the weight",
            "slope = v * w",
            "slope = v * abs(w)",
            "The right side is right. On the left your signs are turned: a neuron that looks to "
            "the left falls as x grows.",
        ),
        Misconception(
            "size of every slope",
            "slope = v * w",
            "slope = abs(v * w)",
            "You add sizes. Slopes of both signs may cancel.",
        ),
        Misconception(
            "means",
            "slope[awake_left].sum(), slope[awake_right].sum()",
            "slope[awake_left].sum() / len(w), slope[awake_right].sum() / len(w)",
            "You take means over the neurons; an output neuron adds.",
        ),
    ),
    alternatives=(
        "def far_slopes(w, v):\n    return np.minimum(w, 0) @ v, np.maximum(w, 0) @ v",
        "def far_slopes(w, v):\n"
        "    left = sum(a * b for a, b in zip(w, v) if a < 0)\n"
        "    return left, sum(a * b for a, b in zip(w, v) if a > 0)",
    ),
    equivalents={
        "line 3: w < 0 → w <= 0": "a neuron with the weight 0 adds the slope 0",
        "line 3: w > 0 → w >= 0": "a neuron with the weight 0 adds the slope 0",
    },
)

FAR_LINE = Task(
    id="10.5",
    title="Far out, the whole line",
    points=3,
    difficulty=3,
    minutes=10,
    formulas=("D5",),
    probe=Function("far_line", returns=("slope", "height")),
    tolerance=1e-6,
    why="rise over run between two places beyond the last corner is right too, to eight digits",
    cases=lambda rng: [
        *(with_level_neurons(rng, n) for n in (6, 7, 5)),
        hidden_layer(rng, 1) | {"c": 0.7},
    ],
    ranges={
        "w": Numbers(shape="n"),
        "b": Numbers(shape="n"),
        "v": Numbers(shape="n"),
        "c": Numbers(),
    },
    hints=(
        "Far to the right a neuron with w > 0 is awake: it says w x + b, which goes through v.",
        "Sort by powers of x: what stands with x is the slope, all the rest is the height.",
        "A neuron with the weight 0 says relu(b) at every x. The output's bias is added once.",
    ),
    misconceptions=(
        Misconception(
            "output's bias forgotten",
            "height = c + ",
            "height = ",
            "Your slope is right. One bias is missing in your height: the output's own.",
        ),
        Misconception(
            "hidden biases forgotten",
            "height = c + (v * b)[right].sum() +",
            "height = c +",
            "Your slope is right. A neuron that is awake says w x + b: its bias counts as well.",
        ),
        Misconception(
            "biases of the silent ones",
            "(v * b)[right].sum()",
            "(v * b)[~level].sum()",
            "Your slope is right. In your height there are biases of neurons that are silent far "
            "to the right.",
        ),
        Misconception(
            "ReLU of the bias",
            "(v * b)[right].sum()",
            "(v * np.maximum(b, 0))[right].sum()",
            "Your slope is right. You took relu(b) of the neurons that are awake: ReLU acts on "
            "the whole sum, which is far above 0 there.",
        ),
        Misconception(
            "level neurons forgotten",
            " + (v * np.maximum(b, 0))[level].sum()",
            "",
            "Your slope is right. A neuron with the weight 0 has no slope, but it is not always "
            "silent.",
        ),
        Misconception(
            "level neurons without ReLU",
            "np.maximum(b, 0))[level]",
            "b)[level]",
            "Your slope is right. A neuron with the weight 0 and a negative bias says 0, and in "
            "your height it says more.",
        ),
        Misconception(
            "biases without output weights",
            "(v * b)[right].sum()",
            "b[right].sum()",
            "Your slope is right. The hidden biases reach the output through the weights v, too.",
        ),
        Misconception(
            "left side",
            "right, level = w > 0",
            "right, level = w < 0",
            "That is the line far to the left.",
        ),
        Misconception(
            "level neurons without output weights",
            "(v * np.maximum(b, 0))[level]",
            "np.maximum(b, 0)[level]",
            "Your slope is right. What a neuron with the weight 0 says goes through its output "
            "weight, like all others.",
        ),
        Misconception(
            "place of the corner",
            "(v * b)[right].sum()",
            "(-v * b)[right].sum()",
            "Your slope is right. The hidden biases come in with the wrong sign: at x = 0 the sum "
            "is b.",
        ),
        Misconception(
            "value at 0",
            ("(v * b)[right].sum()", "(v * np.maximum(b, 0))[level].sum()"),
            ("(v * np.maximum(b, 0)).sum()", "0"),
            "Your slope is right. Your height is what the network says at x = 0, where other "
            "neurons may be awake than far to the right. Asked is where the line of the right "
            "side meets x = 0.",
        ),
        Misconception(
            "biases of all",
            ("(v * b)[right].sum()", "(v * np.maximum(b, 0))[level].sum()"),
            ("(v * b).sum()", "0"),
            "Your slope is right. Your height counts the biases of all neurons. Far to the right "
            "some of them are silent.",
        ),
        Misconception(
            "all awake",
            ("(v * w)[right].sum()", "(v * b)[right].sum()", "(v * np.maximum(b, 0))[level].sum()"),
            ("(v * w).sum()", "(v * b).sum()", "0"),
            "You add up all neurons. Far to the right those with w < 0 are silent.",
        ),
    ),
    alternatives=(
        "def far_line(w, b, v, c):\n"
        "    awake = (w > 0) | ((w == 0) & (b > 0))\n"
        "    return w[awake] @ v[awake], c + b[awake] @ v[awake]",
        "def far_line(w, b, v, c):\n"
        "    slope, height = 0.0, float(c)\n"
        "    for j in range(len(w)):\n"
        "        if w[j] > 0 or (w[j] == 0 and b[j] > 0):\n"
        "            slope, height = slope + v[j] * w[j], height + v[j] * b[j]\n"
        "    return slope, height",
    ),
)

IN_ORDER = Task(
    id="10.6",
    title="At most n + 1 pieces, put in order",
    points=3,
    difficulty=2,
    minutes=7,
    formulas=("D5",),
    probe=Order(
        "order",
        lines={
            "a": "$N$ has at most $n + 1$ straight pieces.",
            "b": "There are at most $n$ different places $t_j$.",
            "c": "No two of the places $t_j$ are the same.",
            "d": r"$\operatorname{relu}(w_j x + b_j)$ has the slope 0 where $w_j x + b_j < 0$, and "
            "the slope $w_j$ where it is above 0.",
            "e": "Between neighbouring places $t_j$ the line $N$ is a sum of straight lines, and "
            "so straight.",
            "f": r"$\operatorname{relu}(w_j x + b_j)$ turns at one place at most, "
            r"$t_j = -\frac{b_j}{w_j}$.",
            "g": r"$N(x) = c + \sum_j v_j \operatorname{relu}(w_j x + b_j)$, with $n$ neurons.",
            "h": "The places $t_j$ cut the axis into at most $n + 1$ parts.",
            "i": "Each neuron brings two straight pieces, so $n$ neurons bring $2n$.",
            "j": "$N$ turns at every place $t_j$.",
        },
        needs={"a": ("e", "h"), "b": ("f",), "e": ("f", "g"), "f": ("d",), "h": ("b",)},
        strays=("c", "i", "j"),
    ),
    hints=(
        "Begin with what the layer computes and what one ReLU looks like; end with what is to be "
        "shown.",
        "Two things are needed for the end: how many parts there are, and that nothing turns "
        "inside a part.",
        "Of the three wrong lines one counts both sides of every neuron, one forgets that two "
        "neurons may turn at one place, and one that two changes of slope may cancel.",
    ),
    misconceptions=(
        Misconception(
            "two pieces a neuron",
            '"d", "f"',
            '"d", "i", "f"',
            "Line i counts both sides of each neuron. Straight sides that lie side by side are "
            "added up: they do not become more pieces, only corners do.",
        ),
        Misconception(
            "all places different",
            '"f", "b"',
            '"f", "c", "b"',
            "Line c need not be true: at a fresh start with biases of 0 all places are the same. "
            "For “at most” it is not needed either.",
        ),
        Misconception(
            "a turn at every place",
            '"b", "e"',
            '"b", "j", "e"',
            "Line j need not be true: two changes of slope at one place may cancel, and an output "
            "weight may be 0. For “at most” nobody has to turn.",
        ),
        Misconception(
            "result too early",
            '"h", "a"',
            '"a", "h"',
            "The first line out of place is a: it needs the number of parts, which comes below it.",
        ),
        Misconception(
            "place before the slopes",
            '"d", "f"',
            '"f", "d"',
            "The first line out of place is f: that a ReLU turns at one place alone is seen from "
            "its two slopes, which come below it.",
        ),
        Misconception(
            "count before the places",
            '"f", "b"',
            '"b", "f"',
            "The first line out of place is b: it counts places, and nothing above it says what "
            "these places are.",
        ),
        Misconception(
            "sum not yet there",
            '"g", "d", "f", "b", "e"',
            '"d", "f", "e", "g", "b"',
            "The first line out of place is e: it speaks of N, and nothing above it says what N "
            "is a sum of.",
        ),
        Misconception(
            "parts before their cuts",
            '"b", "e", "h"',
            '"h", "b", "e"',
            "The first line out of place is h: it needs how many places there are, which comes "
            "below it.",
        ),
    ),
    alternatives=(
        'order = ["d", "f", "g", "e", "b", "h", "a"]',
        'order = ["d", "g", "f", "b", "h", "e", "a"]',
    ),
)

TASKS = (BUMP, REORDERED, NEEDED, FAR_SLOPES, FAR_LINE, IN_ORDER)

QUESTIONS = (
    Question(
        "A line of ReLUs has the slope 2 before a bend, and 5 is wanted after it. "
        "Which output weight does the neuron that bends there need?",
        ("5", "3", "7", "−3"),
        1,
        "bends",
        "lesson 10, From points to weights",
        f"{LESSON}#From-points-to-weights",
        ("10.1",),
    ),
    Question(
        "A network [1, 7, 1] of ReLUs. How many straight pieces can it draw at most?",
        ("7", "14", "8", "128"),
        2,
        "pieces",
        "lesson 10, How many pieces?",
        f"{LESSON}#How-many-pieces?",
        ("10.3", "10.6"),
    ),
    Question(
        "Two hidden neurons change places, with their biases and all their weights. What changes?",
        (
            "the function",
            "the loss",
            "theta, but not the function",
            "nothing at all, not even theta",
        ),
        2,
        "exchanged neurons",
        "lesson 10, Many networks, one function",
        f"{LESSON}#Many-networks,-one-function",
        ("10.2",),
    ),
    Question(
        "What does a trained network of ReLUs draw far outside of its data?",
        (
            "the curve that it has learned, continued",
            "straight lines, whatever the curve does",
            "its mean over the data",
            "more and more pieces",
        ),
        1,
        "outside",
        "lesson 10, Outside",
        f"{LESSON}#Outside",
        ("10.4", "10.5"),
    ),
)

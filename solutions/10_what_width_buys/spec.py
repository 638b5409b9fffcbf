"""Exercise set 10: what width buys (ledger rows D5 and G3)."""

import numpy as np

from nnlib.course.authoring import (
    Free,
    Function,
    Misconception,
    Numbers,
    Question,
    Task,
    Whole,
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

TASKS = (BUMP,)

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
)

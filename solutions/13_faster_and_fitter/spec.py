"""Exercise set 13: faster and fitter (momentum, Adam, stopping early, decay, dropout)."""

import numpy as np

from nnlib.course.authoring import (
    Class,
    Free,
    Function,
    Misconception,
    Numbers,
    Order,
    Question,
    Task,
    Whole,
)

LESSON = "13_faster_and_fitter.ipynb"


def on_the_way(rng, n, eta, mu):
    """n parameters that have a velocity and meet a gradient."""
    theta, v, g = rng.uniform(0.5, 3, size=(3, n)).round(2) * rng.choice([-1, 1], size=(3, n))
    return {"theta": theta, "v": v, "g": g, "eta": eta, "mu": mu}


def three_gradients(rng, n, eta, scale):
    """n parameters and three gradients; the first slope is always up, the last always 0."""
    sizes = rng.uniform(1, 4, size=(3, n)).round(2) * scale
    signs = rng.choice([-1, 1], size=(3, n))
    signs[:, 0] = 1
    if n > 2:
        signs[:, 1], signs[:, -1] = (1, -1, 1), 0
    g1, g2, g3 = sizes * signs
    return {"eta": eta, "theta": rng.normal(size=n).round(2), "g1": g1, "g2": g2, "g3": g3}


def curve(rng, ranks, patience):
    """Validation losses that stand to each other as the ranks do."""
    steps = rng.integers(2, 12, size=max(ranks) + 1) / 100
    return {"val_losses": (1 + steps.cumsum()[list(ranks)]).round(2), "patience": patience}


def a_layer(rng, k, j):
    """A layer's loss, slopes and parameters, and a λ, none near 0."""
    shapes = {"dW": (k, j), "db": j, "W": (k, j), "b": j}
    arrays = {
        name: (rng.uniform(0.4, 2, size=shape) * rng.choice([-1, 1], size=shape)).round(2)
        for name, shape in shapes.items()
    }
    return {"C": float(rng.uniform(0.5, 2)), **arrays, "lam": float(rng.uniform(0.3, 0.9))}


def masked(rng, m, below, width, above, keep):
    """A masked layer of tanh, what lies around it, and in each row of the mask both kinds."""
    stays = rng.uniform(size=(m, width)) < keep
    stays[:, -1], stays[:, 0] = False, True
    stays[: m // 2] = ~stays[: m // 2]
    return {
        "X": rng.normal(size=(m, below)).round(2),
        "z": (rng.uniform(0.3, 1.2, size=(m, width)) * rng.choice([-1, 1], (m, width))).round(2),
        "M": stays / keep,
        "W_above": rng.normal(size=(width, above)).round(2),
        "delta_above": rng.normal(size=(m, above)).round(2),
    }


MOMENTUM = Task(
    id="13.1",
    title="A step with momentum",
    points=2,
    difficulty=1,
    minutes=5,
    formulas=("G1",),
    probe=Function("momentum_step", returns=("theta", "v")),
    cases=lambda rng: [
        on_the_way(rng, *how)
        for how in ((2, 0.1, 0.9), (4, 0.3, 0.8), (3, 0.05, 0.6), (1, 0.2, 0.7))
    ],
    ranges={
        "theta": Numbers(shape="n"),
        "v": Numbers(shape="n"),
        "g": Numbers(shape="n"),
        "eta": Numbers(above=0),
        "mu": Numbers(low=0, below=1),
    },
    hints=(
        "The lesson has two arrows in (13.1). Each is one line of code.",
        "The order of the two lines matters: the second one uses what the first one has made.",
        "First the velocity: part of the old one, and one plain step of descent. Then the "
        "parameters move by just that velocity.",
    ),
    misconceptions=(
        Misconception(
            "gradient added",
            "mu * v - eta * g",
            "mu * v + eta * g",
            "The velocity gains a step up the slope, so that you climb faster and faster. Which "
            "way does the gradient point?",
        ),
        Misconception(
            "velocity forgotten",
            "mu * v - eta * g",
            "-eta * g",
            "That is a step of plain descent: what the runner has gathered so far is lost. One "
            "argument has no influence on your result.",
        ),
        Misconception(
            "velocity kept whole",
            "mu * v - eta * g",
            "v - eta * g",
            "The old velocity is kept whole, so nothing ever brakes the runner. What is μ for, "
            "in (13.1)?",
        ),
        Misconception(
            "mu on the gradient too",
            "mu * v - eta * g",
            "mu * (v - eta * g)",
            "You brake the new step as well as the old velocity. Which of the two terms does μ "
            "stand before in the lesson?",
        ),
        Misconception(
            "a running mean",
            "mu * v - eta * g",
            "mu * v - (1 - mu) * eta * g",
            "You make a running mean, as Adam does, and the new step gets only the share 1 − μ. "
            "Momentum lets steps add up: compare the two sections of the lesson.",
        ),
        Misconception(
            "eta twice",
            "theta + v",
            "theta + eta * v",
            "Your velocity is right, and your parameters move by much less than it. The learning "
            "rate is in the velocity already.",
        ),
        Misconception(
            "eta outside the velocity",
            ("mu * v - eta * g", "theta + v"),
            ("mu * v + g", "theta - eta * v"),
            "Some libraries define it so: the velocity gathers slopes, and rate and minus come "
            "afterwards. The lesson has both inside; see the first arrow of (13.1).",
        ),
        Misconception(
            "velocity first",
            "return theta + v, v",
            "return v, theta + v",
            "Both vectors are right and come in the other order. See what the function promises "
            "to return first.",
        ),
        Misconception(
            "moved with the old velocity",
            "v = mu * v - eta * g\n    return theta + v, v",
            "return theta + v, mu * v - eta * g",
            "The new velocity is right, but the parameters have moved with the old one: this "
            "gradient comes one step late. Which of the two arrows is first?",
        ),
        Misconception(
            "against the velocity",
            "theta + v",
            "theta - v",
            "Your velocity is right, and the parameters go the opposite way. The minus of descent "
            "is in the velocity already.",
        ),
        Misconception(
            "Nesterov's step",
            "return theta + v, v",
            "return theta + mu * v - eta * g, v",
            "Your velocity is right. Your parameters move by the velocity as it would be one "
            "step later: that is Nesterov's variant, which other texts call momentum too. The "
            "lesson's second arrow is shorter.",
        ),
        Misconception(
            "a running mean of slopes",
            ("mu * v - eta * g", "theta + v"),
            ("mu * v + (1 - mu) * g", "theta - eta * v"),
            "Your velocity is a running mean of the slopes, as in Adam, and the rate comes in "
            "afterwards. In the lesson the velocity is a step: rate and minus are inside it, "
            "and the new slope counts whole.",
        ),
        Misconception(
            "rate on the whole velocity",
            ("mu * v - eta * g", "theta + v"),
            ("mu * v - g", "theta + eta * v"),
            "The rate multiplies your whole velocity, also the part that was a step already. To "
            "which of the two terms does η belong in (13.1)?",
        ),
        Misconception(
            "velocity with the other sign",
            ("mu * v - eta * g", "theta + v"),
            ("mu * v + eta * g", "theta - v"),
            "Your velocity points uphill, and you subtract it. That is the lesson's walk only if "
            "v has pointed uphill from the start; the v that comes in is the lesson's, and points "
            "the way of the walk.",
        ),
        Misconception(
            "no memory at all",
            "v = mu * v - eta * g\n    return theta + v, v",
            "return theta - eta * g, v",
            "That is a step of plain descent, and the velocity comes back as it went in: neither "
            "does it move the parameters, nor does it take up the slope.",
        ),
        Misconception(
            "velocity handed back",
            "v = mu * v - eta * g\n    return theta + v, v",
            "return theta + mu * v - eta * g, v",
            "The parameters are right. The velocity comes back as it went in, so the next step "
            "would not know of this one.",
        ),
        Misconception(
            "step without the velocity's part",
            "v = mu * v - eta * g\n    return theta + v, v",
            "v = mu * v - eta * g\n    return theta - eta * g, v",
            "The velocity is right, and the parameters do not move by it: they make a step of "
            "plain descent. See the second arrow of (13.1).",
        ),
        Misconception(
            "whole numbers stay whole",
            "v = mu * v - eta * g\n    return theta + v, v",
            "moved, new = np.zeros_like(theta), np.zeros_like(v)\n"
            "    new[:] = mu * v - eta * g\n"
            "    moved[:] = theta + new\n"
            "    return moved, new",
            "Right, until `theta` or `v` holds whole numbers: an array made by `zeros_like` has "
            "its model's type, and cuts off what stands behind the point.",
        ),
        Misconception(
            "rate on both terms",
            "mu * v - eta * g",
            "eta * (mu * v - g)",
            "Your rate multiplies both terms, also the velocity, which was a step already. To "
            "which of the two does η belong in (13.1)?",
        ),
        Misconception(
            "mu on the gradient alone",
            "mu * v - eta * g",
            "v - mu * eta * g",
            "Your μ stands before the gradient, and the old velocity is kept whole. In (13.1) μ "
            "stands before the velocity.",
        ),
    ),
    alternatives=(
        "def momentum_step(theta, v, g, eta, mu):\n"
        "    new = v.astype(float)\n"
        "    new *= mu\n"
        "    new -= eta * g\n"
        "    return [theta + new, new]",
        "def momentum_step(theta, v, g, eta, mu):\n"
        "    after = [t + mu * u - eta * s for t, u, s in zip(theta, v, g)]\n"
        "    return after, np.array(after) - theta",
    ),
)

ADAM = Task(
    id="13.2",
    title="Adam",
    points=3,
    difficulty=3,
    minutes=9,
    formulas=("G1",),
    probe=Class(
        "Adam",
        make=("eta",),
        calls=tuple(("step", ("theta", f"g{i}"), (f"step {i}",)) for i in (1, 2, 3)),
    ),
    # In the second, slopes are so small that epsilon counts; the last slope of each is 0.
    cases=lambda rng: [
        three_gradients(rng, *how)
        for how in ((3, 0.1, 1), (4, 0.5, 1e-4), (5, 0.2, 10), (1, 0.3, 1))
    ],
    ranges={
        "eta": Numbers(above=0),
        "theta": Numbers(shape="n"),
        "g1": Numbers(shape="n"),
        "g2": Numbers(shape="n"),
        "g3": Numbers(shape="n"),
    },
    hints=(
        "(13.7) has three arrows, and below it stands what each hat divides by; each of the five "
        "can be one line. Which of them need the memory in `self`?",
        "The first step is right without a memory: each parameter moves by eta, whatever its "
        "slope. It is step 1, so count before you correct.",
        "In turn: count; update both running means in `self`; divide each by 1 less a power of "
        "its own rate of keeping; step by their ratio. The hats are not kept.",
    ),
    misconceptions=(
        Misconception(
            "no correction",
            ("self.s / (1 - 0.9**self.t)", "self.r / (1 - 0.999**self.t)"),
            ("self.s", "self.r"),
            "Both running means start at 0, and nothing undoes it: your first step is about three "
            'times too long. What are the hats for, under "A rate for each parameter"?',
        ),
        Misconception(
            "slopes corrected, squares not",
            "self.r / (1 - 0.999**self.t)",
            "self.r",
            "Your first steps are about 30 times too long: the mean of the squares is still close "
            "to the 0 that it started from. Which of the two hats is missing?",
        ),
        Misconception(
            "squares corrected, slopes not",
            "self.s / (1 - 0.9**self.t)",
            "self.s",
            "Your first step is a tenth of what it should be: the mean of the slopes is still "
            "close to the 0 that it started from. Which of the two hats is missing?",
        ),
        Misconception(
            "square of the mean",
            "self.r / (1 - 0.999**self.t)",
            "s_hat**2",
            "You divide by the size of the mean slope, so every step is as long as the first. r "
            "is a mean of squares; you took the square of a mean.",
        ),
        Misconception(
            "square forgotten",
            "g**2",
            "g",
            "Where slopes are negative your root is NaN, and elsewhere it is off. What is it that "
            "r averages?",
        ),
        Misconception(
            "root forgotten",
            "np.sqrt(r_hat)",
            "r_hat",
            "You divide by a mean of squares: small slopes make giant steps, and large ones tiny. "
            "What stands around r̂ in the denominator?",
        ),
        Misconception(
            "epsilon in the root",
            "np.sqrt(r_hat) + 1e-8",
            "np.sqrt(r_hat + 1e-8)",
            "All is well until the slopes are about as small as 0.0001: there your ε is no longer "
            "negligible. It stands inside the root; where does the lesson put it?",
        ),
        Misconception(
            "no epsilon",
            "(np.sqrt(r_hat) + 1e-8)",
            "np.sqrt(r_hat)",
            "Where a slope is 0 in every step, you divide 0 by 0. The lesson's formula has a guard "
            "against this.",
        ),
        Misconception(
            "t stays at 0",
            "self.t += 1\n        self.s",
            "self.s",
            "Every number is NaN: both corrections divide by 1 − 1. How many steps does `self.t` "
            "say have been taken, at the moment of the first correction?",
        ),
        Misconception(
            "t stays at 1",
            "self.t += 1",
            "self.t = 1",
            "The first step is right, and the later ones are corrected as if they were the first. "
            "Who counts the steps?",
        ),
        Misconception(
            "product for power",
            ("0.9**self.t", "0.999**self.t"),
            ("0.9 * self.t", "0.999 * self.t"),
            "The first step is right; from the second on your corrections are negative, and the "
            "root of a negative number is NaN. In the lesson t is an exponent.",
        ),
        Misconception(
            "hats kept in the memory",
            (
                "s_hat = self.s / (1 - 0.9**self.t)",
                "r_hat = self.r / (1 - 0.999**self.t)",
                "self.eta * s_hat",
                "np.sqrt(r_hat)",
            ),
            (
                "self.s = self.s / (1 - 0.9**self.t)",
                "self.r = self.r / (1 - 0.999**self.t)",
                "self.eta * self.s",
                "np.sqrt(self.r)",
            ),
            "The first step is right. Then you go on from means that have been corrected already, "
            "and correct them once more. What is to be remembered, s or ŝ?",
        ),
        Misconception(
            "memory not used",
            ("0.9 * self.s + 0.1 * g", "0.999 * self.r + 0.001 * g**2"),
            ("0.1 * g", "0.001 * g**2"),
            "The first step is right, and the later ones know nothing of the slopes before them. "
            "Which part of each running mean keeps the past?",
        ),
        Misconception(
            "weights exchanged",
            ("0.9 * self.s + 0.1 * g", "0.999 * self.r + 0.001 * g**2"),
            ("0.1 * self.s + 0.9 * g", "0.001 * self.r + 0.999 * g**2"),
            "Your means forget nearly all of the past in every step. Which of the two weights "
            "belongs to the past, and which to what is new?",
        ),
        Misconception(
            "uphill",
            "theta - self.eta",
            "theta + self.eta",
            "Every step has the right length and goes up the slope. What sign has a step of "
            "descent?",
        ),
        Misconception(
            "counted after the step",
            ("self.t += 1\n        self.s", "return theta - self.eta"),
            ("self.s", "self.t += 1\n        return theta - self.eta"),
            "Your first step is NaN, and from then on the corrections are one step behind: the "
            "step is counted after it has been corrected. Which number is the first step?",
        ),
        Misconception(
            "RMSprop",
            ("self.eta * s_hat", "np.sqrt(r_hat)"),
            ("self.eta * g", "np.sqrt(self.r)"),
            "You divide the slope itself by the root of its running square: that is RMSprop, "
            "one of Adam's parents. The other parent remembers the slopes too, and both "
            "memories are corrected.",
        ),
        Misconception(
            "slopes not remembered",
            "self.eta * s_hat",
            "self.eta * g",
            "The first step is right. Later ones go along the newest slope alone: the running "
            "mean of the slopes is worked out and not used. What stands above the root?",
        ),
        Misconception(
            "rates of keeping exchanged",
            (
                "0.9 * self.s + 0.1 * g",
                "0.999 * self.r + 0.001 * g**2",
                "s_hat = self.s / (1 - 0.9**self.t)",
                "r_hat = self.r / (1 - 0.999**self.t)",
            ),
            (
                "0.999 * self.s + 0.001 * g",
                "0.9 * self.r + 0.1 * g**2",
                "s_hat = self.s / (1 - 0.999**self.t)",
                "r_hat = self.r / (1 - 0.9**self.t)",
            ),
            "The first step is right, and then 0.9 and 0.999 have changed places. Which of the "
            "two memories is the longer one, that of the slopes or that of their squares?",
        ),
        Misconception(
            "one mean square for all",
            "0.001 * g**2",
            "0.001 * np.mean(g**2)",
            "All your parameters share one mean square, so that steep and flat directions get "
            "the same rate. Each slope has a running mean of its own.",
        ),
        Misconception(
            "one beta for both hats",
            "0.999**self.t",
            "0.9**self.t",
            "Your first step is ten times too long: r is mended by the weights of s. Each of the "
            "two means has its own β.",
        ),
        Misconception(
            "newest slope counts whole",
            "+ 0.1 * g",
            "+ g",
            "Every step is ten times too long: the newest slope enters s whole. Which weight has "
            "it in (13.7)?",
        ),
        Misconception(
            "squares of the running mean",
            "0.001 * g**2",
            "0.001 * self.s**2",
            "r averages the squares of your s. What it has to know is how large the slopes "
            "themselves are.",
        ),
        Misconception(
            "the step alone",
            "return theta - self.eta",
            "return -self.eta",
            "Your step is right, and it is all that comes back. Asked are the parameters after it.",
        ),
        Misconception(
            "sums for means",
            ("0.9 * self.s + 0.1 * g", "0.999 * self.r + 0.001 * g**2"),
            ("self.s + g", "self.r + g**2"),
            "You add up all slopes and all squares, and nothing is ever forgotten. A running mean "
            "keeps a part of the past and takes in a part of what is new.",
        ),
        Misconception(
            "epsilon beside a root without its hat",
            ("np.sqrt(r_hat) + 1e-8", "self.eta * s_hat / ("),
            ("np.sqrt(self.r) + 1e-8", "self.eta * np.sqrt(1 - 0.999**self.t) * s_hat / ("),
            "All is well until the slopes are tiny. Your ε stands beside √r and is scaled with "
            "it; in (13.7) which root does it stand beside?",
        ),
        Misconception(
            "hats exchanged",
            ("self.s / (1 - 0.9**self.t)", "self.r / (1 - 0.999**self.t)"),
            ("self.s / (1 - 0.999**self.t)", "self.r / (1 - 0.9**self.t)"),
            "Your two corrections have changed places: s keeps 0.9 of itself, and r keeps 0.999. "
            "By (13.8) each is divided by what its own weights add up to.",
        ),
        Misconception(
            "hats multiplied",
            ("self.s / (1 - 0.9**self.t)", "self.r / (1 - 0.999**self.t)"),
            ("self.s * (1 - 0.9**self.t)", "self.r * (1 - 0.999**self.t)"),
            "You multiply by what the weights add up to. They add up to less than 1, so a mean "
            "made of them is too small and has to grow.",
        ),
        Misconception(
            "newest slope in full",
            ("+ 0.1 * g", "+ 0.001 * g**2"),
            ("+ g", "+ g**2"),
            "Your s and r are sums in which the newest slope counts in full. In a running mean it "
            "has the weight 1 − β.",
        ),
        Misconception(
            "sizes for squares",
            "0.001 * g**2",
            "0.001 * np.abs(g)",
            "Your r is a running mean of the sizes of the slopes, and then you take its root. "
            "(13.7) has their squares there.",
        ),
        Misconception(
            "sign of the slope",
            "self.eta * s_hat / (np.sqrt(r_hat) + 1e-8)",
            "self.eta * np.sign(g)",
            "Your first step is right but for ε, and no step remembers the slopes before it. What "
            "do `self.s` and `self.r` keep for the later ones?",
        ),
        Misconception(
            "step for parameters",
            "theta - self.eta * s_hat",
            "self.eta * s_hat",
            "That is the step itself. Asked are the parameters after it.",
        ),
        Misconception(
            "eta left out",
            "theta - self.eta * s_hat",
            "theta - s_hat",
            "The rate is not used: `self.eta` multiplies the step.",
        ),
    ),
    alternatives=(
        "class Adam:\n"
        "    def __init__(self, eta):\n"
        "        self.eta, self.past = eta, []\n\n"
        "    def step(self, theta, g):\n"
        "        self.past.append(g)\n"
        "        age = np.arange(len(self.past))[::-1]\n"
        "        mean = np.average(self.past, axis=0, weights=0.9**age)\n"
        "        square = np.average(np.square(self.past), axis=0, weights=0.999**age)\n"
        "        return theta - self.eta * mean / (square**0.5 + 1e-8)",
        "class Adam:\n"
        "    def __init__(self, eta):\n"
        "        self.eta, self.s, self.r, self.keep_s, self.keep_r = eta, 0, 0, 1, 1\n\n"
        "    def step(self, theta, g):\n"
        "        self.s += 0.1 * (g - self.s)\n"
        "        self.r += 0.001 * (g * g - self.r)\n"
        "        self.keep_s *= 0.9\n"
        "        self.keep_r *= 0.999\n"
        "        root = np.sqrt(self.r / (1 - self.keep_r)) + 1e-8\n"
        "        return theta - self.eta / (1 - self.keep_s) * self.s / root",
    ),
)

STOP = Task(
    id="13.3",
    title="Stopping early",
    points=4,
    difficulty=2,
    minutes=8,
    formulas=("E8",),
    probe=Function("early_stop", returns=("last", "best")),
    # A dip in a rise, and a lower loss after the stop; a tie; losses that end before patience does;
    # a plain fall and rise, which stops whoever stops at all; the first epoch the best, with
    # the losses ending at once, soon and late; the least of all losses, and enough behind it;
    # nothing but improvements; a single epoch.
    cases=lambda rng: [
        curve(rng, ranks, patience)
        for ranks, patience in (
            ((7, 4, 5, 6, 2, 4, 6, 5, 8, 0, 3), 3),
            ((7, 3, 5, 3, 6, 4, 2, 8), 3),
            ((6, 4, 3, 5, 1, 2, 4), 4),
            ((6, 5, 2, 3, 4, 1, 0), 2),
            ((1, 3, 2, 4, 0, 5), 3),
            ((2, 5, 3, 1, 0), 1),
            ((1, 4, 1, 5), 3),
            ((0, 2, 3), 5),
            ((6, 2, 0, 3, 4, 1, 5), 2),
            ((4, 3, 2, 1), 2),
            ((0,), 1),
        )
    ],
    ranges={"val_losses": Numbers(shape="m", low=0), "patience": Whole(low=1)},
    extremes={
        "no epoch better than the first one before the stop": lambda val_losses, patience: (
            len(val_losses) > 1 + patience and val_losses[: 1 + patience].argmin() == 0
        ),
        "every epoch better": lambda val_losses, patience: (
            len(val_losses) > 3 and np.all(np.diff(val_losses) < 0)
        ),
        "the lowest loss again": lambda val_losses, patience: (
            np.sum(val_losses == val_losses.min()) > 1
        ),
        "more patience than epochs": lambda val_losses, patience: patience > len(val_losses),
    },
    hints=(
        "While you go through the epochs there are two things to remember: how low the loss has "
        "been, and when.",
        "Play it on paper with the losses 5, 3, 4, 6, 2 and patience 2: after each epoch write "
        "down the best epoch so far, and how long ago that was.",
        "Loop over the epochs with `enumerate`, from 1. If the loss is a new low, note it and its "
        "epoch. If the best epoch is then too long ago, leave the loop. Return both after it.",
    ),
    misconceptions=(
        Misconception(
            "patience used up for good",
            ("least, best = np.inf, 0", "least, best = loss, epoch", "epoch - best >="),
            (
                "least, best, good = np.inf, 0, 0",
                "least, best, good = loss, epoch, good + 1",
                "epoch - good >=",
            ),
            "You count all epochs without improvement since the first. A new best epoch gives the "
            'patience back: what does "in a row" say?',
        ),
        Misconception(
            "compared with the epoch before",
            "least, best = loss, epoch",
            "best = epoch\n        least = loss",
            "You compare each loss with the one just before it, so that a small dip in a long rise "
            "counts as an improvement. Below which losses must it be?",
        ),
        Misconception(
            "a tie taken for an improvement",
            "loss < least",
            "loss <= least",
            "You differ only where a loss comes back exactly as low as the lowest so far. Is that "
            "below all losses before it?",
        ),
        Misconception(
            "one epoch too many",
            ">= patience",
            "> patience",
            "You go on for one epoch more than patience allows. Count on your fingers: which epoch "
            "is the first without improvement, and which one makes the number full?",
        ),
        Misconception(
            "one epoch too few",
            ">= patience",
            ">= patience - 1",
            "You stop one epoch too soon. Is the best epoch itself one without improvement?",
        ),
        Misconception(
            "no patience",
            ">= patience",
            ">= 1",
            "You stop at the first epoch that does not improve. The curve of lesson 04 has a dip "
            "before its best epoch, and you would stop there.",
        ),
        Misconception(
            "never stopped",
            "epoch - best >= patience",
            "False",
            "Every training of yours runs to its last epoch. The best epoch of a whole curve is "
            "easy to find, but the point is not to pay for all of it: what is `patience` for?",
        ),
        Misconception(
            "nothing returned when patience lasts",
            "break\n    return epoch, best",
            "return epoch, best",
            "All is well when training is stopped. When the losses end first, your function comes "
            "to its end without a `return`.",
        ),
        Misconception(
            "last epoch taken as the best",
            "return epoch, best",
            "return epoch, epoch",
            "You stop at the right moment and then keep the last parameters, the very ones that "
            "patience has warned of. Which ones come back in early stopping?",
        ),
        Misconception(
            "a look into the future",
            "return epoch, best",
            "return epoch, int(np.argmin(val_losses)) + 1",
            "The epoch where you stop is right. For the best one you look at losses that come "
            "after it: training has ended by then, and they never happen.",
        ),
        Misconception(
            "epochs from 0",
            "return epoch, best",
            "return epoch - 1, best - 1",
            "Both epochs are 1 too small. Python counts from 0; from where do epochs count here?",
        ),
        Misconception(
            "best epoch first",
            "return epoch, best",
            "return best, epoch",
            "Both numbers are right and come in the other order. See what the function promises "
            "to return first.",
        ),
        Misconception(
            "the first epoch counted as none",
            ("least, best = np.inf, 0", "least, best = loss, epoch", "epoch - best >="),
            (
                "least, best, good = val_losses[0], 1, 0",
                "least, best, good = loss, epoch, epoch",
                "epoch - good >=",
            ),
            "Where the first epoch stays the best you stop one epoch too soon: it is compared "
            "with itself, and counted as one without improvement. What does the text say of the "
            "first epoch?",
        ),
        Misconception(
            "the loss for its epoch",
            "return epoch, best",
            "return epoch, least",
            "The epoch where you stop is right. For the best one you return how low the loss "
            "was; asked for is when.",
        ),
        Misconception(
            "patience by the epoch before",
            (
                "least, best = np.inf, 0",
                "if loss < least:\n            least, best = loss, epoch",
                "epoch - best >=",
            ),
            (
                "least, best, before, good = np.inf, 0, np.inf, 0",
                "if loss < before:\n"
                "            good = epoch\n"
                "        before = loss\n"
                "        if loss < least:\n"
                "            least, best = loss, epoch",
                "epoch - good >=",
            ),
            "Your best epoch is right wherever you stop, but patience starts anew at each loss "
            "that is below the one just before it. Below which losses must it be?",
        ),
        Misconception(
            "counted from the least of all",
            "for epoch, loss in enumerate(val_losses, start=1):\n"
            "        if loss < least:\n"
            "            least, best = loss, epoch\n"
            "        if epoch - best >= patience:\n"
            "            break\n"
            "    return epoch, best",
            "best = int(np.argmin(val_losses)) + 1\n"
            "    return min(best + patience, len(val_losses)), best",
            "You look for the least loss of the whole curve. Training goes through it epoch by "
            "epoch, and may stop long before it comes there.",
        ),
        Misconception(
            "patience back from the end",
            "return epoch, best",
            "return epoch, epoch - patience",
            "The epoch where you stop is right. Going back from there by `patience` finds the "
            "best one only where patience has run out: what if the losses end first?",
        ),
    ),
    alternatives=(
        "def early_stop(val_losses, patience):\n"
        "    for last in range(1, len(val_losses) + 1):\n"
        "        best = int(np.argmin(val_losses[:last])) + 1\n"
        "        if last == best + patience:\n"
        "            return last, best\n"
        "    return last, best",
        "def early_stop(val_losses, patience):\n"
        "    best, waited = 0, 0\n"
        "    for i in range(1, len(val_losses)):\n"
        "        waited = waited + 1\n"
        "        if val_losses[i] < val_losses[best]:\n"
        "            best, waited = i, 0\n"
        "        if waited == patience:\n"
        "            return i + 1, best + 1\n"
        "    return len(val_losses), best + 1",
    ),
    why="epochs are whole numbers",
    equivalents={
        "answer last without its sign": "epochs are never negative",
        "answer best without its sign": "epochs are never negative",
        "line 4: 0 → 1": "the first epoch improves on infinity and sets both",
    },
)

# What a mutant does to an input, and what changes nothing where the input has no say.
UNUSED = (
    "cut to whole numbers", "rounded to 1 digit", "without its sign",
    "kept below 1,000 in size", "kept above 0.001 in size",
)  # fmt: skip

ENVELOPE = Task(
    id="13.4",
    title="Why the square root of μ, put in order",
    points=3,
    difficulty=2,
    minutes=7,
    formulas=(),
    probe=Order(
        "order",
        lines={
            "a": r"$\rho^2 - (1 + \mu - \eta\lambda)\,\rho + \mu = 0$",
            "b": r"$\rho + \bar\rho = \mu$",
            "c": r"$v_t = d_t - d_{t-1}$",
            "d": r"$|\rho| = \sqrt\mu$",
            "e": r"$d_{t+1} = (1 + \mu - \eta\lambda)\,d_t - \mu\,d_{t-1}$",
            "f": r"$v_t = d_{t+1} - d_t$",
            "g": r"$\rho\,\bar\rho = \mu$",
            "h": r"$d_{t+1} = d_t + \mu v_t - \eta\lambda d_t$",
            "i": r"$|\rho| = \mu$",
        },
        needs={"e": ("h", "c"), "a": ("e",), "g": ("a",), "d": ("g",)},
        strays=("b", "f", "i"),
    ),
    hints=(
        "Begin with what one step does and with what the velocity is; end with the size of ρ.",
        "The velocity has to go before ρ can come: which line has no v any more?",
        "Of the three wrong lines one is a step off, one takes the sum of the roots for their "
        "product, and one forgets a root.",
    ),
    misconceptions=(
        Misconception(
            "velocity a step late",
            '"h", "c"',
            '"h", "f"',
            "Line f is one step off: before step t + 1 the ball has made the move from d_{t−1} to "
            "d_t.",
        ),
        Misconception(
            "sum for product",
            '"a", "g"',
            '"a", "b", "g"',
            "Line b is wrong: the constant term of a quadratic is the product of its roots, not "
            "their sum.",
        ),
        Misconception(
            "the root forgotten",
            '"g", "d"',
            '"g", "i"',
            "Line i is wrong: the product of ρ and its mirror image is the square of its size.",
        ),
        Misconception(
            "recurrence before the velocity",
            '"h", "c", "e"',
            '"h", "e", "c"',
            "The first line out of place is e: it has no velocity any more, and nothing above it "
            "says what the velocity is.",
        ),
        Misconception(
            "roots before the recurrence",
            '"h", "c", "e", "a"',
            '"a", "h", "c", "e"',
            "The first line out of place is a: it puts ρ to the power of t into the recurrence, "
            "which comes below it.",
        ),
        Misconception(
            "size before the product",
            '"g", "d"',
            '"d", "g"',
            "The first line out of place is d: the size of ρ is read off the product of the roots, "
            "which comes below it.",
        ),
        Misconception(
            "product before the quadratic",
            '"e", "a", "g"',
            '"e", "g", "a"',
            "The first line out of place is g: the product of which roots? Their equation comes "
            "below it.",
        ),
    ),
    alternatives=(
        'order = ["c", "h", "e", "a", "g", "d"]',
        'order = [*"cheagd"]',
    ),
)

PENALTY = Task(
    id="13.5",
    title="What a penalty adds",
    points=3,
    difficulty=1,
    minutes=5,
    formulas=("B5",),
    probe=Function("with_penalty", returns=("loss", "dW", "db")),
    cases=lambda rng: [a_layer(rng, *shape) for shape in ((3, 2), (2, 4), (1, 3), (5, 1))],
    ranges={
        "C": Numbers(low=0),
        "dW": Numbers(shape="k j"),
        "db": Numbers(shape="j"),
        "W": Numbers(shape="k j"),
        "b": Numbers(shape="j"),
        "lam": Numbers(low=0),
    },
    hints=(
        "Three numbers or arrays come back, and each is what came in plus something, or nothing.",
        "The loss gains λ/2 times the sum of the squared weights; its slope in a weight is (13.9).",
        "The slopes of the biases come back as they came: nothing of the penalty is in them.",
    ),
    misconceptions=(
        Misconception(
            "biases pay too",
            "dW + lam * W, db",
            "dW + lam * W, db + lam * b",
            "Loss and weights are right. Your biases pay as well, and they were to go free.",
        ),
        Misconception(
            "biases pay throughout",
            ("np.sum(W**2)", "dW + lam * W, db"),
            ("(np.sum(W**2) + np.sum(b**2))", "dW + lam * W, db + lam * b"),
            "Only dW is right: your penalty counts the biases, in the loss and in their slope.",
        ),
        Misconception(
            "a 2 in the slope",
            "dW + lam * W",
            "dW + 2 * lam * W",
            "The loss is right. Your slope has a 2 that the ½ of the penalty has taken away.",
        ),
        Misconception(
            "no half in the loss",
            "lam / 2 * np.sum",
            "lam * np.sum",
            "The slopes are right. They belong to half the sum of squares, and your loss adds all "
            "of it.",
        ),
        Misconception(
            "penalty not reported",
            "C + lam / 2 * np.sum(W**2)",
            "C",
            "The slopes are right, and the loss does not know of the penalty: a check by centred "
            "differences would find the two at odds.",
        ),
        Misconception(
            "slopes not told",
            "dW + lam * W",
            "dW",
            "The loss is right, and the slope of the penalty is missing: descent would take no "
            "notice of it.",
        ),
        Misconception(
            "mean of the squares",
            "np.sum(W**2)",
            "np.mean(W**2)",
            "The slopes are right. Your loss takes the mean of the squared weights; the penalty is "
            "half their sum.",
        ),
        Misconception(
            "the length itself",
            "lam / 2 * np.sum(W**2)",
            "lam / 2 * np.sqrt(np.sum(W**2))",
            "The slopes are right. Your loss takes the length of the weights; the penalty takes "
            "its square.",
        ),
        Misconception(
            "penalty subtracted",
            ("C + lam / 2", "dW + lam * W"),
            ("C - lam / 2", "dW - lam * W"),
            "Loss and slopes fit each other, and both reward long weights: what costs something "
            "is added.",
        ),
        Misconception(
            "sizes for squares",
            ("lam / 2 * np.sum(W**2)", "dW + lam * W"),
            ("lam * np.sum(np.abs(W))", "dW + lam * np.sign(W)"),
            "That is another penalty, on the sizes of the weights (elsewhere: L1, or lasso): it "
            "pulls at each with the same force. (13.9) has squares.",
        ),
        Misconception(
            "square of the sum",
            "np.sum(W**2)",
            "np.sum(W) ** 2",
            "The slopes are right. In your loss the weights are added first, so that those of "
            "opposite signs cancel; (13.9) squares each.",
        ),
        Misconception(
            "half in the slope too",
            "dW + lam * W",
            "dW + lam / 2 * W",
            "The loss is right. Your slope has kept the ½: what is the derivative of w²?",
        ),
        Misconception(
            "shrinking for the slope",
            "dW + lam * W",
            "(1 - lam) * W - dW",
            "The loss is right. For dW you take a whole step of (13.10). Asked is the slope that "
            "such a step goes against.",
        ),
        Misconception(
            "biases pay in the loss",
            "np.sum(W**2), dW",
            "(np.sum(W**2) + np.sum(b**2)), dW",
            "The slopes are right. Your loss counts the biases as well, and they go free.",
        ),
        Misconception(
            "no slope for the biases",
            "dW + lam * W, db",
            "dW + lam * W, 0 * db",
            "Loss and dW are right. The penalty adds nothing to the slopes of the biases, but the "
            "loss without it has slopes there: hand them back as they came.",
        ),
    ),
    alternatives=(
        "def with_penalty(C, dW, db, W, b, lam):\n"
        "    squares = np.vdot(W, W)\n"
        "    return C + lam * squares / 2, lam * W + dW, db",
        "def with_penalty(C, dW, db, W, b, lam):\n"
        "    for w in np.nditer(W):\n"
        "        C = C + lam * w * w / 2\n"
        "    return C, np.add(dW, np.multiply(lam, W)), np.array(db)",
    ),
    equivalents={"answer loss without its sign": "neither loss nor penalty is below 0"}
    | {f"input b {how}": "biases go free" for how in UNUSED},
)

WAY_BACK = Task(
    id="13.6",
    title="Dropout's way back",
    points=4,
    difficulty=3,
    minutes=10,
    formulas=("G8",),
    probe=Function("back_through_dropout", returns=("dW_above", "delta", "dW")),
    cases=lambda rng: [
        masked(rng, 5, 3, 4, 2, 0.8),
        masked(rng, 4, 2, 6, 3, 0.7),
        masked(rng, 6, 4, 3, 1, 0.4),
        masked(rng, 1, 2, 4, 5, 0.6),
        masked(rng, 4, 1, 1, 2, 0.5),
    ],
    ranges={
        "X": Numbers(shape="m p"),
        "z": Numbers(shape="m k", low=-100, high=100),  # tanh may be made of exponentials
        "M": Free(),
        "W_above": Numbers(shape="k j"),
        "delta_above": Numbers(shape="m j"),
    },
    without=("nnlib.backward", "nnlib.network.backward"),
    hints=(
        "What did the layer above get? Not tanh(z) but its product with the mask.",
        "δ is (δ above times the transposed weights), times the slope of tanh at z, times the "
        "mask, entry by entry.",
        "The slope of tanh is 1 − tanh(z)², of the activation before the mask.",
    ),
    misconceptions=(
        Misconception(
            "no mask on the way back",
            "* (1 - a**2) * M",
            "* (1 - a**2)",
            "The slopes above are right. Your δ lets all neurons through, the dropped ones too: "
            "the mask is a factor on the way back as well.",
        ),
        Misconception(
            "mask without its scale",
            "* (1 - a**2) * M",
            "* (1 - a**2) * (M > 0)",
            "The slopes above are right. Your δ is 0 in the right places and too small elsewhere: "
            "the scale 1/keep is part of the mask.",
        ),
        Misconception(
            "mask twice",
            "* (1 - a**2) * M",
            "* (1 - a**2) * M**2",
            "The slopes above are right. Your δ has the scale once too often: each path goes "
            "through the mask once.",
        ),
        Misconception(
            "another mask",
            "* (1 - a**2) * M",
            "* (1 - a**2) * M[::-1]",
            "The slopes above are right. In your δ other neurons are dropped than on the way "
            "forward: it is the same mask.",
        ),
        Misconception(
            "one mask for the batch",
            "* (1 - a**2) * M",
            "* (1 - a**2) * M[0]",
            "The slopes above are right. You use the first sample's mask for all rows of δ.",
        ),
        Misconception(
            "slope at the masked activation",
            "(1 - a**2)",
            "(1 - (a * M) ** 2)",
            "The slopes above are right. You take the slope of tanh from the masked activation; "
            "tanh was taken before the mask.",
        ),
        Misconception(
            "the layer above got all",
            "(a * M).T @ delta_above",
            "a.T @ delta_above",
            "δ and dW are right. The layer above got the masked activations, and its slopes are "
            "made of what it got.",
        ),
        Misconception(
            "the layer above without scale",
            "(a * M).T @ delta_above",
            "(a * (M > 0)).T @ delta_above",
            "δ and dW are right. What the layer above got was scaled by 1/keep.",
        ),
        Misconception(
            "no slope of tanh",
            " * (1 - a**2) * M",
            " * M",
            "The slopes above are right. δ belongs to z, so the slope of tanh is a factor.",
        ),
        Misconception(
            "dW from the activations",
            "X.T @ delta",
            "X.T @ (delta_above @ W_above.T)",
            "All but dW is right: it is made of your own δ, and you use the slopes in the masked "
            "activations.",
        ),
        Misconception(
            "slope of tanh by z",
            "(1 - a**2)",
            "(1 - z**2)",
            "The slopes above are right. The slope of tanh is 1 less the square of tanh(z), and "
            "you square z itself.",
        ),
        Misconception(
            "mask before tanh",
            ("a = np.tanh(z)", "(a * M).T @ delta_above"),
            ("a = np.tanh(z * M)", "a.T @ delta_above"),
            "You mask the sums and then take tanh, so that the scale goes through tanh as well. In "
            "(13.12) the mask comes after σ.",
        ),
        Misconception(
            "no mask but in the slope",
            "(1 - a**2) * M",
            "(1 - (a * M) ** 2)",
            "The slopes above are right. Your δ takes the slope of tanh from the masked "
            "activation, "
            "and lacks the mask itself: a dropped neuron gets a δ.",
        ),
        Misconception(
            "no tanh on the way forward",
            "(a * M).T @ delta_above",
            "(z * M).T @ delta_above",
            "δ and dW are right. The layer above got activations, and you hand it the sums: tanh "
            "is missing there.",
        ),
        Misconception(
            "slope at the activation",
            "(1 - a**2)",
            "(1 - np.tanh(a) ** 2)",
            "The slopes above are right. You take the slope of tanh at the activation, so tanh "
            "comes twice; it belongs to the sum z.",
        ),
        Misconception(
            "slope at the masked activation, through tanh",
            "(1 - a**2)",
            "(1 - np.tanh(a * M) ** 2)",
            "The slopes above are right. You take the slope of tanh at the masked activation; it "
            "belongs to the sum z.",
        ),
        Misconception(
            "scale left out throughout",
            ("(a * M).T", "(1 - a**2) * M"),
            ("(a * (M > 0)).T", "(1 - a**2) * (M > 0)"),
            "You take from the mask only who stays. It holds the scale 1/keep as well, and that "
            "counts on both ways.",
        ),
        Misconception(
            "no mask at all",
            ("(a * M).T", "(1 - a**2) * M"),
            ("a.T", "(1 - a**2)"),
            "That is the way back without dropout. The mask is a factor on the way forward, and "
            "so on the way back.",
        ),
        Misconception(
            "sigmoid for tanh",
            ("a = np.tanh(z)", "(1 - a**2)"),
            ("a = 1 / (1 + np.exp(-z))", "a * (1 - a)"),
            "You have a layer of sigmoids. This one is of tanh, and its slope is another one, too.",
        ),
        Misconception(
            "dW before the mask",
            "X.T @ delta",
            "X.T @ (delta_above @ W_above.T * (1 - a**2))",
            "All but dW is right: it is made of your own δ, and you use δ without the mask.",
        ),
        Misconception(
            "slope of ReLU",
            "(1 - a**2)",
            "(z > 0)",
            "The slopes above are right. In your δ there is the slope of ReLU; this is a layer of "
            "tanh.",
        ),
        Misconception(
            "square left out of the slope",
            "(1 - a**2)",
            "(1 - a)",
            "The slopes above are right. In your slope of tanh a square is missing.",
        ),
    ),
    alternatives=(
        "def back_through_dropout(X, z, M, W_above, delta_above):\n"
        "    out = M * np.tanh(z)\n"
        "    delta = M / np.cosh(z) ** 2 * np.einsum('mj,kj->mk', delta_above, W_above)\n"
        "    return np.einsum('mk,mj->kj', out, delta_above), delta, X.T @ delta",
        "def back_through_dropout(X, z, M, W_above, delta_above):\n"
        "    t = np.tanh(z)\n"
        "    into_a = np.dot(delta_above, np.transpose(W_above))\n"
        "    delta = into_a * M - into_a * M * t * t\n"
        "    return np.dot((M * t).T, delta_above), delta, np.dot(X.T, delta)",
    ),
)

TASKS = (MOMENTUM, ADAM, STOP, ENVELOPE, PENALTY, WAY_BACK)

QUESTIONS = (
    Question(
        "Velocity −4, μ = 0.5, η = 0.1 and slope 10: what is the new velocity?",
        ("−1", "−2.5", "−5", "−3"),
        3,
        "momentum",
        "lesson 13, A ball that rolls",
        f"{LESSON}#A-ball-that-rolls",
        ("13.1", "13.4"),
    ),
    Question(
        "How far does Adam's first step move a parameter with slope 50, at a rate of 0.1?",
        ("5", "0.1", "0.5", "50"),
        1,
        "Adam",
        "lesson 13, A rate for each parameter",
        f"{LESSON}#A-rate-for-each-parameter",
        ("13.2",),
    ),
    Question(
        "Validation losses 6, 3, 4, 5 and patience 2: which epoch's parameters come back?",
        ("epoch 1", "epoch 2", "epoch 3", "epoch 4"),
        1,
        "early stopping",
        "lesson 13, Home in time",
        f"{LESSON}#Home-in-time",
        ("13.3",),
    ),
    Question(
        "You check dropout's way back with gradcheck. At which keep is 1/(1 − keep) not seen?",
        ("0.2", "0.8", "0.5", "at none"),
        2,
        "dropout",
        "lesson 13, A mask of accidents",
        f"{LESSON}#A-mask-of-accidents",
        ("13.5", "13.6"),
    ),
)

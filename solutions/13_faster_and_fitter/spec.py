"""Exercise set 13: faster and fitter (momentum, Adam, stopping early)."""

import numpy as np

from nnlib.course.authoring import Class, Function, Misconception, Numbers, Question, Task, Whole

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
        'The lesson has two arrows under "Momentum". Each is one line of code.',
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
            'under "Momentum"?',
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
            'afterwards. The lesson has both inside; see the first arrow under "Momentum".',
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
            'which of the two terms does η belong under "Momentum"?',
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
        'Five arrows and equals signs stand under "Adam", and each can be one line. Which of '
        "them need the memory in `self`?",
        "The first step is step 1: count before you correct. Then check it by hand: in the first "
        "step each parameter moves by eta, whatever its slope.",
        "In turn: count; update both running means in `self`; divide each by 1 less a power of "
        "its own rate of keeping; step by their ratio. The hats are not kept.",
    ),
    misconceptions=(
        Misconception(
            "no correction",
            ("self.s / (1 - 0.9**self.t)", "self.r / (1 - 0.999**self.t)"),
            ("self.s", "self.r"),
            "Both running means start at 0, and nothing undoes it: your first step is about three "
            'times too long. What are the hats for, under "Adam"?',
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
    # the losses ending at once, soon and late; nothing but improvements; a single epoch.
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
            'before its best epoch: see "Too many epochs".',
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

TASKS = (MOMENTUM, ADAM, STOP)

QUESTIONS = (
    Question(
        "Velocity −4, μ = 0.5, η = 0.1 and slope 10: what is the new velocity?",
        ("−1", "−2.5", "−5", "−3"),
        3,
        "momentum",
        "lesson 13, Momentum",
        f"{LESSON}#Momentum",
        ("13.1",),
    ),
    Question(
        "How far does Adam's first step move a parameter with slope 50, at a rate of 0.1?",
        ("5", "0.1", "0.5", "50"),
        1,
        "Adam",
        "lesson 13, Adam",
        f"{LESSON}#Adam",
        ("13.2",),
    ),
    Question(
        "Validation losses 6, 3, 4, 5 and patience 2: which epoch's parameters come back?",
        ("epoch 1", "epoch 2", "epoch 3", "epoch 4"),
        1,
        "early stopping",
        "lesson 13, Stopping in time",
        f"{LESSON}#Stopping-in-time",
        ("13.3",),
    ),
)

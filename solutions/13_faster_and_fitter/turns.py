"""Lesson 13's turns: a ball on a parabola, Adam's hats, a mask."""

from nnlib.course.authoring import Function, Misconception, Turn


def a_start(rng, side, mu):
    """A parabola and a ball at rest, on one side of its lowest point."""
    return {
        "d": side * float(rng.uniform(0.8, 2)),
        "curvature": float(rng.uniform(0.5, 2.5)),
        "eta": float(rng.uniform(0.15, 0.4)),
        "mu": mu,
        "steps": 6,
    }


def seen(rng, count, beta1=0.9, beta2=0.999):
    """Slopes of both signs of one parameter, none near 0."""
    sizes = rng.uniform(0.5, 3, size=count) * rng.choice([-1, 1], size=count)
    return {"slopes": sizes.round(2), "beta1": beta1, "beta2": beta2}


def a_draw(rng, shape, keep):
    """Activations, and random numbers of which in each row some lie below `keep`, some above."""
    u = rng.uniform(size=shape)
    u[:, 0], u[:, -1] = keep * rng.uniform(size=len(u)), 1 - (1 - keep) * rng.uniform(size=len(u))
    middle = u[:, 1:-1]
    middle[: len(u) // 2] = 1 - (1 - keep) * middle[: len(u) // 2]  # above
    middle[len(u) // 2 :] *= keep  # below
    a = rng.uniform(0.4, 2, size=shape) * rng.choice([-1, 1], size=shape)
    return {"a": a.round(2), "keep": keep, "u": u}


ROLL = Turn(
    id="13.a",
    title="A ball on a parabola",
    probe=Function("roll", returns=("way",)),
    cases=lambda rng: [a_start(rng, 1, 0.8), a_start(rng, -1, 0.5), a_start(rng, 1, 0.9)],
    hints=(
        "The slope of ½ · curvature · d² at d is curvature · d.",
        "Two lines, as in (13.1): the velocity first, and then the distance by the new velocity.",
    ),
    misconceptions=(
        Misconception(
            "plain descent",
            "push + mu * v",
            "push",
            "That is plain descent: of the velocity nothing is kept. Which part of it does (13.1) "
            "keep?",
        ),
        Misconception(
            "uphill",
            "-eta * curvature",
            "eta * curvature",
            "Your ball rolls uphill, faster and faster: the step of descent has a minus.",
        ),
        Misconception(
            "position first",
            "v = push + mu * v\n        d = d + v",
            "d = d + v\n        v = push + mu * v",
            "Your ball stays where it is for one step: it moves by the old velocity. First the "
            "velocity, then the distance.",
        ),
        Misconception(
            "no friction",
            "push + mu * v",
            "push + v",
            "Your ball keeps all of its velocity and never comes to rest. What is μ for?",
        ),
        Misconception(
            "mu on both",
            "push + mu * v",
            "mu * (push + v)",
            "You brake the new step too. In (13.1) μ stands before the velocity alone.",
        ),
        Misconception(
            "a running mean",
            "push + mu * v",
            "(1 - mu) * push + mu * v",
            "Your velocity is a running mean of the steps. Momentum adds them: the new step counts "
            "in full.",
        ),
        Misconception(
            "slope without the distance",
            "-eta * curvature * d",
            "-eta * curvature",
            "You take the curvature for the slope. The slope is 0 at the lowest point and grows "
            "with the distance from it.",
        ),
        Misconception(
            "curvature left out",
            "-eta * curvature * d",
            "-eta * d",
            "The curvature is not used: on a steeper parabola the slope at d is larger.",
        ),
        Misconception(
            "descent twice",
            "d = d + v",
            "d = d + push + v",
            "The velocity is right, and the step of descent is in it already: you take that step "
            "a second time.",
        ),
        Misconception(
            "distance for velocity",
            "push + mu * v",
            "push + mu * d",
            "μ stands before the velocity in (13.1); you multiply the distance by it.",
        ),
        Misconception(
            "eta twice",
            "d = d + v",
            "d = d + eta * v",
            "The velocity is right. It has the rate in it already, and you multiply by it again.",
        ),
        Misconception(
            "slope at the new place",
            "push = -eta * curvature * d\n        v = push + mu * v\n        d = d + v",
            "d = d + v\n        v = mu * v - eta * curvature * d",
            "Your ball moves before it has asked for the slope, so it waits for one step. First "
            "the velocity, then the distance.",
        ),
        Misconception(
            "loss for slope",
            "-eta * curvature * d",
            "-eta * curvature * d**2 / 2",
            "You take the height of the parabola for its slope. The slope of ½ · curvature · d² "
            "is wanted.",
        ),
        Misconception(
            "velocity alone",
            "d = d + v",
            "d = v",
            "Your distance is the velocity itself. The velocity says by how much the distance "
            "changes.",
        ),
    ),
    alternatives=(
        "def roll(d, curvature, eta, mu, steps):\n"
        "    way = [d, d - eta * curvature * d]\n"
        "    while len(way) <= steps:\n"
        "        way.append((1 + mu - eta * curvature) * way[-1] - mu * way[-2])\n"
        "    return np.array(way[: steps + 1])",
    ),
    equivalents={"inputs curvature and eta exchanged": "only their product matters"},
)

AGREEMENT = Turn(
    id="13.b",
    title="The hats",
    probe=Function("agreement", returns=("share",)),
    tolerance=1e-6,
    why="the ε of (13.7) may stand beside the root",
    cases=lambda rng: [seen(rng, 4), seen(rng, 1), seen(rng, 9, 0.8, 0.99), seen(rng, 3)],
    hints=(
        "By (13.8) the weights in s add up to 1 − β₁ᵗ, and t is the number of slopes.",
        "For r the same with β₂. The root is taken of r with its hat, not of s.",
    ),
    misconceptions=(
        Misconception(
            "no hats",
            "s_hat / r_hat**0.5",
            "s / r**0.5",
            "Without the hats: after few slopes both means are still too near to 0, and r more so "
            "than s.",
        ),
        Misconception(
            "no root",
            "s_hat / r_hat**0.5",
            "s_hat / r_hat",
            "You divide by a mean of squares, so the units do not cancel: twice the slopes would "
            "give half the step. What makes a size of r?",
        ),
        Misconception(
            "product for power",
            ("1 - beta1**t", "1 - beta2**t"),
            ("1 - beta1 * t", "1 - beta2 * t"),
            "Right for one slope. After t steps the first weight has been multiplied by β t times "
            "over: that is a power.",
        ),
        Misconception(
            "t counted from 0",
            "t = len(slopes)",
            "t = len(slopes) - 1",
            "Your t is one too small, and for a single slope you divide by 0. The first slope has "
            "t = 1.",
        ),
        Misconception(
            "one step's correction",
            "t = len(slopes)",
            "t = 1",
            "Right for one slope. You correct as if every slope were the first: t has to count "
            "them.",
        ),
        Misconception(
            "divided by their number",
            ("s / (1 - beta1**t)", "r / (1 - beta2**t)"),
            ("s / t", "r / t"),
            "You divide by how many slopes there were. s is no sum of slopes: its weights add up "
            "to 1 − β₁ᵗ.",
        ),
        Misconception(
            "hat outside of the root",
            "s_hat / r_hat**0.5",
            "s_hat / (r**0.5 / (1 - beta2**t))",
            "Your root is taken of r, and its hat comes afterwards. First the true mean of the "
            "squares, then its root.",
        ),
        Misconception(
            "hat on s alone",
            "s_hat / r_hat**0.5",
            "s_hat / r**0.5",
            "s has its hat and r has not. r starts at 0 as well, and grows much more slowly.",
        ),
        Misconception(
            "hat on r alone",
            "s_hat / r_hat**0.5",
            "s / r_hat**0.5",
            "r has its hat and s has not: your first step is a tenth of what it should be.",
        ),
        Misconception(
            "the same beta in both",
            "1 - beta2**t",
            "1 - beta1**t",
            "You correct r by the weights of s. Each mean has its own β.",
        ),
        Misconception(
            "multiplied by the weights",
            ("s / (1 - beta1**t)", "r / (1 - beta2**t)"),
            ("s * (1 - beta1**t)", "r * (1 - beta2**t)"),
            "You multiply by what the weights add up to. They are less than 1, and what is too "
            "small has to grow.",
        ),
        Misconception(
            "the weights of the past",
            ("1 - beta1**t", "1 - beta2**t"),
            ("beta1**t", "beta2**t"),
            "βᵗ is the weight that is still on the start at 0. What do the weights of the slopes "
            "add up to?",
        ),
        Misconception(
            "downhill already",
            "s_hat / r_hat**0.5",
            "-s_hat / r_hat**0.5",
            "The minus of (13.7) stands before η, and is not asked for. What is the sign of ŝ if "
            "all slopes are above 0?",
        ),
        Misconception(
            "plain means",
            "s_hat / r_hat**0.5",
            "np.mean(slopes) / np.mean(np.square(slopes)) ** 0.5",
            "All slopes weigh alike in yours. In s and r the newer ones weigh more; only their "
            "starts at 0 have to be mended.",
        ),
        Misconception(
            "the hat of r above the line",
            "s_hat / r_hat**0.5",
            "s_hat / r**0.5 / (1 - beta2**t)",
            "You divide the whole step by 1 − β₂ᵗ. It belongs to r, which stands under the root.",
        ),
        Misconception(
            "hats exchanged",
            "s / (1 - beta1**t), r / (1 - beta2**t)",
            "s / (1 - beta2**t), r / (1 - beta1**t)",
            "Your two corrections have changed places: the weights in s are made of β₁, and those "
            "in r of β₂.",
        ),
    ),
    alternatives=(
        "def agreement(slopes, beta1=0.9, beta2=0.999):\n"
        "    g = np.array(slopes)\n"
        "    age = np.arange(len(g))[::-1]\n"
        "    mean = np.average(g, weights=beta1**age)\n"
        "    return mean / (np.average(g**2, weights=beta2**age) ** 0.5 + 1e-8)",
    ),
)

DROP = Turn(
    id="13.c",
    title="Dropout",
    probe=Function("drop", returns=("activations", "mask")),
    cases=lambda rng: [
        a_draw(rng, (4, 5), 0.8),
        a_draw(rng, (6, 3), 0.5),
        a_draw(rng, (5, 4), 0.3),
    ],
    hints=(
        "`u < keep` is True where a neuron stays, and True counts as 1.",
        "What stays is scaled by 1/keep; the scale belongs to the mask.",
        "Once the mask is there, one product with a, entry by entry, is all.",
    ),
    misconceptions=(
        Misconception(
            "no scale",
            "(u < keep) / keep",
            "(u < keep) * 1.0",
            "The right neurons stay, and they are not scaled: the next layer gets keep times as "
            "much as without dropout.",
        ),
        Misconception(
            "scaled by what drops",
            "(u < keep) / keep",
            "(u < keep) / (1 - keep)",
            "You divide by the chance to drop, 1 − keep; the scale is made of the chance to stay.",
        ),
        Misconception(
            "keep for drop",
            "u < keep",
            "u > keep",
            "Where u is below keep, a neuron stays; in yours it is dropped there. (Some texts call "
            "the chance to drop p.)",
        ),
        Misconception(
            "one mask for the batch",
            "(u < keep) / keep",
            "np.tile((u[0] < keep) / keep, (len(u), 1))",
            "All rows have the same mask, that of the first sample. Each sample draws its own.",
        ),
        Misconception(
            "the mask forgets the scale",
            "return a * mask, mask",
            "return a * mask, mask * keep",
            "The activations are right. The mask comes back without its scale, and the way back "
            "would be wrong by that factor.",
        ),
        Misconception(
            "activations left alone",
            "return a * mask, mask",
            "return a, mask",
            "The mask is right, and the activations come back as they were: nothing is dropped.",
        ),
        Misconception(
            "scaled twice",
            "return a * mask, mask",
            "return a * mask / keep, mask",
            "The mask is right. Your activations are scaled once more, although the scale is in "
            "the mask.",
        ),
        Misconception(
            "scaled down",
            "(u < keep) / keep",
            "(u < keep) * keep",
            "You multiply by keep, so that the sum falls twice over. What brings its mean back?",
        ),
        Misconception(
            "chances exchanged",
            "u < keep",
            "u < 1 - keep",
            "You keep a neuron where u is below 1 − keep, so with the chance to drop.",
        ),
        Misconception(
            "the share of this draw",
            "(u < keep) / keep",
            "(u < keep) / (u < keep).mean()",
            "You divide by the share that happens to stay in this draw. The scale is made of the "
            "chance, and does not change from draw to draw.",
        ),
        Misconception(
            "scaled by its square",
            "(u < keep) / keep",
            "(u < keep) / keep**2",
            "The right neurons stay, and they are scaled twice. With a mean of 1 for each entry "
            "of the mask, (13.11), which scale is left?",
        ),
    ),
    alternatives=(
        "def drop(a, keep, u):\n"
        "    mask = np.where(u < keep, 1 / keep, 0.0)\n"
        "    return np.multiply(a, mask), mask",
    ),
    equivalents={
        "line 4: u < keep → u <= keep": "no random number is exactly keep",
        "answer mask without its sign": "a mask is never below 0",
    },
)

TURNS = (ROLL, AGREEMENT, DROP)

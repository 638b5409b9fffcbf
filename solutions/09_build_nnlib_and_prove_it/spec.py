"""Exercise set 09: build nnlib and prove it (ledger rows F1 to F3 and F5 to F7, C9)."""

from itertools import pairwise

import numpy as np

from nnlib.course.authoring import (
    Free,
    Function,
    Misconception,
    Numbers,
    Question,
    Task,
    Whole,
    Widths,
)

LESSON = "09_build_nnlib_and_prove_it.ipynb"


def deep(rng, n, m):
    """A network of widths n and m samples, all numbers different from 0."""
    size = sum((k + 1) * j for k, j in pairwise(n))
    return {
        "n": np.array(n),
        "theta": (rng.uniform(0.2, 0.9, size=size) * rng.choice([-1, 1], size=size)).round(2),
        "X": (rng.uniform(0.3, 1.5, size=(m, n[0])) * rng.choice([-1, 1], (m, n[0]))).round(2),
        "y": rng.uniform(-2, 2, size=(m, n[-1])).round(2),
    }


def networks(rng):
    """One output, on which the broken lines run; two outputs and unlike widths, on which not.

    In the third case the targets are far away, so that some slopes are well above 1.
    """
    cases = [
        deep(rng, n, m)
        for n, m in (
            ([3, 4, 4, 1], 5),
            ([2, 5, 1], 3),
            ([2, 3, 4, 2], 6),
            ([3, 2], 4),
            ([1, 1, 3, 2, 2], 1),
        )
    ]
    cases[2]["y"] = (40 * cases[2]["y"]).round(1)
    return cases


def biases(rng):
    """A bias with two layers above it, with one, with none."""
    cases = []
    for n, l, j in (
        ([2, 3, 4, 2], 1, 2),
        ([3, 4, 3, 2], 2, 1),
        ([2, 4, 3], 2, 0),
        ([2, 3, 3], 1, 1),
        ([3, 2], 1, 1),
        ([1, 2, 1, 3, 1], 1, 1),
    ):
        case = deep(rng, n, 1)
        case["x"], case["y"] = case.pop("X"), case.pop("y")
        cases.append(case | {"l": l, "j": j})
    return cases


def batches(rng):
    """Batches of unlike sides, square ones, one sample, one input."""

    def drawn(m, k, n):
        return {
            "X": rng.uniform(0.3, 1.5, size=(m, k)).round(2) * rng.choice([-1, 1], (m, k)),
            "W": rng.uniform(0.2, 0.9, size=(k, n)).round(2) * rng.choice([-1, 1], (k, n)),
            "y": rng.uniform(0.1, 1.9, size=(m, n)).round(2),
        }

    sides = (5, 3, 4), (3, 3, 3), (2, 4, 3), (1, 2, 3), (4, 1, 2)
    cases = [drawn(*one) for one in sides]
    cases[-1]["W"][0] = 0.6, -0.4  # with equal ones the slopes in X would cancel
    return cases


def pairs_of_arrays(rng):
    """Slopes that agree, that do not, that are large, small or 0; no two cases alike.

    In the first case a small slope is a little off: below the limit beside the largest slope, and
    far above it beside itself.
    """

    def slopes(*shape):
        sizes = rng.uniform(0.5, 2, size=shape) * rng.choice([-1, 1], size=shape)
        return sizes.round(3)

    def spoilt(array, place, factor):
        array = array.copy()
        array[place] *= factor
        return array

    right = slopes(3, 4)
    right[0, 1], right[1, 2] = 0.04, -2.5
    one_off = slopes(4, 2)
    one_off[1, 1] = 2.5
    with_zero = spoilt(slopes(2, 3), (0, 1), 0)
    small, large = 1e-7 * slopes(3, 2), 1e5 * slopes(2, 4)
    nearly = slopes(5)
    nearly[-1] = -3.0
    return [
        {"found": spoilt(right, (0, 1), 1 + 2e-5), "expected": right},
        {"found": spoilt(one_off, (1, 1), 0.9), "expected": one_off},
        {"found": -2 * with_zero, "expected": with_zero},
        {"found": np.zeros((2, 2)), "expected": np.zeros((2, 2))},
        {"found": np.zeros(4), "expected": slopes(4)},
        {"found": spoilt(small, (0, 0), 1.05), "expected": small},
        {"found": large, "expected": large + 1e-3},
        {"found": slopes(3), "expected": np.zeros(3)},
        {"found": spoilt(nearly, -1, 1 + 4e-6), "expected": nearly},
        {"found": 3e-12 * slopes(3), "expected": -2e-12 * slopes(3)},
        {"found": with_zero, "expected": with_zero.copy()},
        {"found": np.array([0.5]), "expected": slopes(1)},
        {"found": np.array([1.0, 1e-6]), "expected": np.array([1.0, 0.0])},
        {"found": np.array([[1e-9, 0.0]]), "expected": np.array([[-1e-9, 0.0]])},
    ]


def widths(rng):
    """One layer to four of unlike widths; then narrow ones, and equal ones."""
    return [
        {"n": rng.permutation([2, 3, 5, 7, 8])[: layers + 1], "m": m}
        for layers, m in ((2, 3), (3, 4), (4, 6), (1, 5))
    ] + [{"n": np.array(n), "m": m} for n, m in (([4, 1, 3], 1), ([1, 3, 3, 1], 2))]


def rooms(rng):
    """Room for a batch and nothing, two numbers, a third of a sample, or almost one more.

    In the last there is not even room for one sample.
    """
    cases = []
    for layers, rest in ((2, None), (3, 2), (4, 0), (3, -3), (1, -1)):
        n = rng.permutation([4, 6, 7, 9, 10])[: layers + 1]
        m = int(rng.integers(20, 40))
        cases.append({"n": n, "room": room(n, m, n[0] + 1 if rest is None else rest)})
    for n, m in (([1, 1, 3], 7), ([4, 4, 1], 1)):
        cases.append({"n": np.array(n), "room": room(np.array(n), m, -1)})
    return cases


def room(n, m, rest):
    """Room for the parameters, their slopes and m samples, with a rest."""
    return int(2 * parameters(n) + m * one_sample(n) + rest)


def parameters(n):
    return sum((n[:-1] + 1) * n[1:])


def one_sample(n):
    return n[0] + 2 * sum(n[1:])


BP1 = "tanh.prime(z[net.L])", "tanh.prime(a[net.L])"
BP2 = "tanh.prime(z[l])", "tanh.prime(z[l + 1])"
BP4 = "delta[l].sum(axis=0)", "np.full(net.n[l], delta[l].sum())"

REPAIR = Task(
    id="9.1",
    title="Three planted bugs",
    points=4,
    difficulty=2,
    minutes=12,
    formulas=("F1", "F2", "F3"),
    probe=Function("backward", returns=("gradient",)),
    cases=networks,
    ranges={
        "n": Widths(),
        "theta": Numbers(shape="n_theta"),
        "X": Numbers(shape="m n_0"),
        "y": Numbers(shape="m n_L"),
    },
    uncovered={
        "theta: 1e6": "every bend is flat there, so every slope is 0",
        "theta: whole numbers": "a network keeps its parameters as floats",
    },
    hints=(
        "Each of the four equations has one line. Say aloud what the line does, then read the "
        "equation beside it.",
        "Three questions: at which number is a slope σ′ taken? Of which layer is it? Over what "
        "does the bias sum?",
        "The mistakes sit in the lines of BP1, BP2 and BP4; that of BP3 is right. A different "
        "letter, a different layer number, and a sum over one axis instead of two.",
    ),
    misconceptions=(
        Misconception(
            "nothing repaired",
            *zip(BP1, BP2, BP4, strict=True),
            "All three mistakes are still there. Hold each line against its equation in the "
            'lesson, under "What the real one adds".',
        ),
        Misconception(
            "output line left",
            *BP1,
            "Two of three are repaired. What is left sits in the first line of the walk back: "
            "look at the letter inside the slope.",
        ),
        Misconception(
            "hidden line left",
            *BP2,
            "Two of three are repaired. What is left spoils every layer but the last: look at "
            "the layer number inside the loop that walks back. S0 made the same slip.",
        ),
        Misconception(
            "bias line left",
            *BP4,
            "All weights have the right slopes now. The biases have not: within a layer they "
            "all got the same number.",
        ),
        Misconception(
            "output and hidden line left",
            *zip(BP1, BP2, strict=True),
            "The bias line is repaired. The two lines that make the deltas still have a mistake "
            "each.",
        ),
        Misconception(
            "output and bias line left",
            *zip(BP1, BP4, strict=True),
            "The loop that walks back is repaired. Two mistakes are left, one at the output and "
            "one where the biases get their slopes.",
        ),
        Misconception(
            "hidden and bias line left",
            *zip(BP2, BP4, strict=True),
            "The delta of the output is right now. Two mistakes are left, one in each loop.",
        ),
        Misconception(
            "mean over the samples",
            "delta[l].sum(axis=0)",
            "delta[l].mean(axis=0)",
            "All weights are right, and all biases are too small by the number of samples: the "
            "mean has been taken already, inside the slope of the loss.",
        ),
        Misconception(
            "BP3 takes the mean",
            "a[l - 1].T @ delta[l]",
            "a[l - 1].T @ delta[l] / len(y)",
            "All biases are right, and all weights too small by the number of samples. The line "
            "of BP3 was right: the mean is inside the delta already.",
        ),
        Misconception(
            "the mean at every layer",
            "tanh.prime(z[l])",
            "tanh.prime(z[l]) / len(y)",
            "The last layer is right. On the way back you divide by the number of samples once "
            "more at each layer; the delta from above has been divided already.",
        ),
        Misconception(
            "the sigmoid's slope",
            "tanh.prime(z[l])",
            "a[l] * (1 - a[l])",
            "The last layer is right. On the way back you used a(1 − a), the slope of the "
            "sigmoid; these layers have tanh.",
        ),
        Misconception(
            "output slope dropped",
            " * tanh.prime(z[net.L])",
            "",
            "The output's δ lacks its σ′. To remove a wrong factor is not to repair it: this "
            "network has tanh at its end too.",
        ),
        Misconception(
            "hidden slope dropped",
            " * tanh.prime(z[l])",
            "",
            "The last layer is right. On the way back you dropped σ′ altogether, where only its "
            "layer was wrong.",
        ),
        Misconception(
            "slope at the activation on the way back",
            "tanh.prime(z[l])",
            "tanh.prime(a[l])",
            "The last layer is right. On the way back σ′ has the right layer now, but is asked "
            "at the activation: it wants to see what went into σ.",
        ),
        Misconception(
            "without the mean",
            " / len(y)",
            "",
            "Your gradient is m times too large: you removed the 1/m of the loss, which was right.",
        ),
        Misconception(
            "sign of the residual turned",
            "(a[net.L] - y)",
            "(y - a[net.L])",
            "Every slope has the wrong sign: in the first line of the walk back you exchanged "
            "output and target, which were right.",
        ),
    ),
    alternatives=(
        "def backward(n, theta, X, y):\n"
        "    net = nn.Network(n, [tanh] * (len(n) - 1), theta)\n"
        "    a, grads = nn.forward(net, X).a, nn.Gradients(net)\n"
        "    slope = (a[net.L] - y) / len(X)\n"
        "    for l in range(net.L, 0, -1):\n"
        "        delta = slope * (1 - a[l] ** 2)\n"
        "        grads.dW[l] = np.einsum('ik,ij->kj', a[l - 1], delta)\n"
        "        grads.db[l] = np.ones(len(X)) @ delta\n"
        "        slope = delta @ net.W[l].T\n"
        "    return grads.dtheta",
        "def backward(n, theta, X, y):\n"
        "    net = nn.Network(n, [tanh] * (len(n) - 1), theta)\n"
        "    total = np.zeros(theta.size)\n"
        "    for x, target in zip(X, y):\n"
        "        trace, grads = nn.forward(net, x[None]), nn.Gradients(net)\n"
        "        delta = (trace.a[net.L][0] - target) * tanh.prime(trace.z[net.L][0])\n"
        "        for l in range(net.L, 0, -1):\n"
        "            grads.dW[l], grads.db[l] = np.outer(trace.a[l - 1][0], delta), delta\n"
        "            if l > 1:\n"
        "                delta = (net.W[l] @ delta) * tanh.prime(trace.z[l - 1][0])\n"
        "        total += grads.dtheta\n"
        "    return total / len(X)",
    ),
    tolerance=1e-12,
    why="another order of sums moves the 14th digit, a centred difference the tenth",
)

COMPARE = Task(
    id="9.2",
    title="A check of your own",
    points=4,
    difficulty=2,
    minutes=8,
    formulas=("C9",),
    probe=Function("compare", returns=("error", "verdict")),
    cases=pairs_of_arrays,
    tolerance=1e-6,
    ranges={"found": Numbers(shape="n"), "expected": Numbers(shape="n")},
    extremes={
        "an error of exactly 1e-6": lambda found, expected: (
            abs(found - expected).max() / abs(expected).max(initial=1e-300) == 1e-6
        ),
        "no slope larger than exactly 1e-9": lambda found, expected: (
            max(abs(found).max(), abs(expected).max()) == 1e-9
        ),
    },
    why="an error of 1e-8 has eight digits fewer where each slope is divided first",
    hints=(
        "Which single entry would you look at, if one of a thousand slopes were wrong? And what "
        "must a check say when both arrays hold nothing but zeros?",
        "Three numbers decide: the largest difference in size, the largest slope in size of "
        "either array, and their quotient. Ask for the empty case before you divide.",
        "Take sizes before you look for the largest. The scale is the larger one of two maxima. "
        "With a scale of almost nothing, leave early.",
    ),
    misconceptions=(
        Misconception(
            "absolute error",
            "difference / scale",
            "difference",
            "This is the largest difference itself. A thousandth is nothing for slopes of 100,000 "
            "and everything for slopes of a millionth: divide by their size.",
        ),
        Misconception(
            "without sizes",
            "np.abs(found - expected).max()",
            "(found - expected).max()",
            "You look for the largest difference with its sign, so a slope that came out too low "
            "is overlooked.",
        ),
        Misconception(
            "the mean difference",
            "np.abs(found - expected).max()",
            "np.abs(found - expected).mean()",
            "You take the mean of the differences: one wrong slope among many right ones is "
            "diluted. Look at the worst one.",
        ),
        Misconception(
            "size of the largest",
            "np.abs(found - expected).max()",
            "abs((found - expected).max())",
            "You look for the largest difference first and take its size afterwards. A slope "
            "that came out far too low is a very negative difference, and is not the largest.",
        ),
        Misconception(
            "lengths of the arrays",
            ("np.abs(found - expected).max()", "max(np.abs(found).max(), np.abs(expected).max())"),
            (
                "np.linalg.norm(found - expected)",
                "max(np.linalg.norm(found), np.linalg.norm(expected))",
            ),
            "You compare the lengths of whole arrays. Many books do; but one wrong slope among "
            "thousands hardly changes a length. Asked for is the worst entry.",
        ),
        Misconception(
            "scale of the differences only",
            "max(np.abs(found).max(), np.abs(expected).max())",
            "np.abs(expected).max()",
            "Your scale looks at `expected` alone. If that is 0 and `found` is not, you call it "
            "untested, though the two disagree completely.",
        ),
        Misconception(
            "scale of what was found",
            "max(np.abs(found).max(), np.abs(expected).max())",
            "np.abs(found).max()",
            "Your scale looks at `found` alone. A backward pass that returns nothing but zeros "
            "would be called untested, instead of wrong.",
        ),
        Misconception(
            "no refusal",
            "        return 0.0, -1",
            "        return 0.0, 1",
            "Two arrays of zeros pass. Any multiple of a gradient of 0 agrees with it, so such a "
            'check has tested nothing; see the refusal under "Plant a bug".',
        ),
        Misconception(
            "zeros fail",
            "        return 0.0, -1",
            "        return 0.0, 0",
            "Two arrays of zeros are called wrong. They agree; it is only that nothing can be "
            "learnt from it, and there is a verdict for that.",
        ),
        Misconception(
            "scale without sizes",
            "max(np.abs(found).max(), np.abs(expected).max())",
            "max(found.max(), expected.max())",
            "Your scale is the largest slope with its sign. An array of negative slopes has a "
            "scale as well.",
        ),
        Misconception(
            "a sum of two scales",
            "max(np.abs(found).max(), np.abs(expected).max())",
            "np.abs(found).max() + np.abs(expected).max()",
            "You add the two scales, and every error is about half as large as asked. It is a "
            "rule that some books use; here the larger one is the scale.",
        ),
        Misconception(
            "verdict turned round",
            "int(error < 1e-6)",
            "int(error > 1e-6)",
            "The errors are right, and the verdicts are the wrong way round: 1 stands for a small "
            "error.",
        ),
        Misconception(
            "always content",
            "int(error < 1e-6)",
            "1",
            "The errors are right, but your check never says no. A check that has not been seen "
            "to fail is no evidence.",
        ),
        Misconception(
            "a generous limit",
            "int(error < 1e-6)",
            "int(error < 1e-5)",
            "The errors are right, but one of them is above the limit and passes all the same. "
            "Which limit was asked for?",
        ),
        Misconception(
            "too strict a limit",
            "int(error < 1e-6)",
            "int(error < 1e-8)",
            "The errors are right, but one that lies below the limit is called wrong. Which "
            "limit was asked for?",
        ),
        Misconception(
            "entry by entry",
            "error = difference / scale",
            "sizes = np.maximum(np.abs(found), np.abs(expected))\n"
            "    error = np.nanmax(np.abs(found - expected) / np.where(sizes, sizes, 1))",
            "You divide each difference by its own slope, and take the worst quotient. One tiny "
            "slope among large ones then fails by rounding alone; one scale for the whole array "
            "was asked for.",
        ),
        Misconception(
            "entry by entry, 0 by 0",
            "error = difference / scale",
            "sizes = np.maximum(np.abs(found), np.abs(expected))\n"
            "    error = (np.abs(found - expected) / sizes).max()",
            "You divide each difference by its own slope. Where both slopes are 0 that is 0 by 0, "
            "and your error is no number. One scale for the whole array was asked for.",
        ),
        Misconception(
            "a scale of at least 1",
            "error = difference / scale",
            "error = difference / max(scale, 1)",
            "Where all slopes are small, your error is absolute: a scale never falls below 1 in "
            "yours, and slopes of 10⁻⁷ that are 5 % off pass.",
        ),
        Misconception(
            "something added to the scale",
            "error = difference / scale",
            "error = difference / (scale + 1e-8)",
            "You add a little to the scale, against a division by 0. The case of a scale near 0 "
            "has left the function by then, and all other errors come out too small.",
        ),
        Misconception(
            "exact zeros only",
            "scale <= 1e-9",
            "scale == 0",
            "You refuse only slopes that are exactly 0. Slopes of 10⁻¹² are what rounding leaves "
            "of a 0, and their quotient says nothing.",
        ),
        Misconception(
            "refusal by the difference",
            "scale <= 1e-9",
            "difference <= 1e-9",
            "You refuse to answer where the difference is small. That is agreement, and the best "
            "that can happen; nothing is tested where the slopes themselves are small.",
        ),
        Misconception(
            "the empty case forgotten",
            "    if scale <= 1e-9:\n        return 0.0, -1\n",
            "",
            "Where no slope is larger than nothing, you divide 0 by 0, or rounding by rounding. "
            "The text has a verdict for that case; it must be asked for before you divide.",
        ),
        Misconception(
            "allclose for the limit",
            "int(error < 1e-6)",
            "int(np.allclose(found, expected))",
            "The errors are right. Your verdict leaves it to `allclose`, which has limits of "
            "its own for each entry; compare the error that you have with the limit of the "
            "text.",
        ),
        Misconception(
            "the limit itself passes",
            "int(error < 1e-6)",
            "int(error <= 1e-6)",
            "You differ in one case only: an error of exactly the limit. Is that below it?",
        ),
        Misconception(
            "a sum of two scales under the difference",
            "difference / scale",
            "difference / (np.abs(found).max() + np.abs(expected).max())",
            "Your error is divided by the sum of the two largest slopes. The larger of the two "
            "alone is the scale here.",
        ),
    ),
    alternatives=(
        "def compare(found, expected):\n"
        "    scale = np.abs([found, expected]).max()\n"
        "    if not scale > 1e-9:\n"
        "        return [0, -1]\n"
        "    error = max(np.ravel(abs(found - expected) / scale))\n"
        "    return [error, 1 if error < 1e-6 else 0]",
        "def compare(found, expected):\n"
        "    found, expected = found.ravel(), expected.ravel()\n"
        "    scale = np.linalg.norm(np.concatenate([found, expected]), ord=np.inf)\n"
        "    if scale <= 1e-9:\n"
        "        return 0, -1\n"
        "    error = np.linalg.norm(found - expected, ord=np.inf) / scale\n"
        "    return error, float(error < 1e-6)",
    ),
    equivalents={
        "answer error without its sign": "an error is a size",
        "inputs found and expected exchanged": "the rule treats both alike",
    },
)

COUNT = Task(
    id="9.3",
    title="Count the multiplications",
    points=3,
    difficulty=2,
    minutes=7,
    formulas=("F6",),
    probe=Function("multiplications", returns=("forward", "backward")),
    cases=widths,
    ranges={"n": Widths(), "m": Whole(low=1)},
    hints=(
        "A product of an (m, k) and a (k, j) matrix has m · j entries. How many multiplications "
        "does each entry take?",
        "Go through BP1 to BP4 one by one, and write the shape beside every array. One of the "
        "four multiplies nothing. On paper it is 9 forward and 16 back.",
        "BP3 takes as many as the forward pass. BP2 takes the same for every layer but one: which "
        "layer's weights does no δ pass through? And every δ is multiplied once more, by σ′.",
    ),
    misconceptions=(
        Misconception(
            "without the elementwise ones",
            "forward + carried_back + elementwise",
            "forward + carried_back",
            "Both counts have all the matrix products. The second lacks the ⊙: each entry of each "
            "δ is multiplied by a slope.",
        ),
        Misconception(
            "back to the inputs",
            "m * sum(n[1:-1] * n[2:])",
            "m * sum(n[:-1] * n[1:])",
            "You carry δ back through every matrix. Nobody asks for the δ of the inputs, so one "
            "of them is not needed.",
        ),
        Misconception(
            "one sample",
            ("    forward = m * sum", "carried_back = m * sum", "elementwise = m * sum"),
            ("    forward = sum", "carried_back = sum", "elementwise = sum"),
            "These are the counts for one sample. Every one of the m rows takes as many.",
        ),
        Misconception(
            "no BP3",
            "forward, forward + carried_back",
            "forward, carried_back",
            "The deltas are counted right, but to find them is not all: BP3 multiplies as well, "
            "and not little.",
        ),
        Misconception(
            "no BP2",
            "forward + carried_back + elementwise",
            "forward + elementwise",
            "You counted BP3 and every ⊙. On its way back, each δ also goes through a matrix.",
        ),
        Misconception(
            "twice the forward pass",
            "forward, forward + carried_back + elementwise",
            "forward, 2 * forward",
            "Twice the forward pass is a good rule of thumb, and not the count: one matrix is "
            "left out on the way back, and every ⊙ joins in.",
        ),
        Misconception(
            "biases multiply",
            "m * sum(n[:-1] * n[1:])",
            "m * sum((n[:-1] + 1) * n[1:])",
            "You count one multiplication for each bias, in every row. A bias is added, not "
            "multiplied.",
        ),
        Misconception(
            "BP3 once for the batch",
            "forward, forward + carried_back",
            "forward, forward // m + carried_back",
            "You counted BP3 as if its matrix product took one multiplication an entry. Each "
            "entry of dW is a sum over the samples.",
        ),
        Misconception(
            "twice for the sums",
            ("    forward = m * sum", "carried_back = m * sum"),
            ("    forward = 2 * m * sum", "carried_back = 2 * m * sum"),
            "You counted the additions inside the matrix products too. Only multiplications were "
            "asked for.",
        ),
        Misconception(
            "slopes of the inputs as well",
            "m * sum(n[1:])",
            "m * sum(n)",
            "One ⊙ too many: layer 0 has no σ, so there is no slope to multiply by.",
        ),
        Misconception(
            "output without its slope",
            "m * sum(n[1:])",
            "m * sum(n[1:-1])",
            "You counted the ⊙ of BP2 for every hidden layer. BP1 has one as well.",
        ),
        Misconception(
            "counts exchanged",
            "forward, forward + carried_back + elementwise",
            "forward + carried_back + elementwise, forward",
            "Both counts are right and stand in the other order: forward first.",
        ),
        Misconception(
            "forward counted twice",
            "forward, forward + carried_back",
            "forward, 2 * forward + carried_back",
            "Your second count holds the forward pass too. BP1 to BP4 alone were asked for, and "
            "BP3 is in it already.",
        ),
        Misconception(
            "the same count twice",
            "forward, forward + carried_back + elementwise",
            "forward, forward",
            "Your first count is right, and it stands in both places. BP1 to BP4 have products "
            "of their own: go through them one by one.",
        ),
        Misconception(
            "biases multiply in every pass",
            ("n[:-1] * n[1:]", "n[1:-1] * n[2:]"),
            ("(n[:-1] + 1) * n[1:]", "(n[1:-1] + 1) * n[2:]"),
            "You count the biases as multiplications, forward and back. A bias is added.",
        ),
    ),
    alternatives=(
        "def multiplications(n, m):\n"
        "    there = back = 0\n"
        "    for l in range(1, len(n)):\n"
        "        there += m * n[l - 1] * n[l]\n"
        "        back += m * n[l - 1] * n[l] + m * n[l]\n"
        "        if l > 1:\n"
        "            back += m * n[l] * n[l - 1]\n"
        "    return there, back",
        "def multiplications(n, m):\n"
        "    there = m * np.dot(n[1:], n[:-1])\n"
        "    return there, 2 * there - m * n[0] * n[1] + m * (np.sum(n) - n[0])",
    ),
    equivalents={
        "answer forward without its sign": "counts are never negative",
        "answer backward without its sign": "counts are never negative",
    },
)

SWEEP = Task(
    id="9.4",
    title="Forward mode for a bias",
    points=4,
    difficulty=3,
    minutes=9,
    formulas=("F5",),
    probe=Function("sweep", returns=("outputs", "loss")),
    cases=biases,
    ranges={
        "n": Widths(),
        "theta": Numbers(shape="n_theta"),
        "x": Numbers(shape="1 n_0"),
        "y": Numbers(shape="1 n_L"),
        "l": Whole(low=1),
        "j": Whole(),
    },
    extremes={
        "the last layer": lambda n, l, **_: l == len(n) - 1 > 1,
        "three layers above": lambda n, l, **_: l <= len(n) - 4,
    },
    uncovered={
        "theta: 1e6": "every bend is flat there, so every slope is 0",
        "theta: whole numbers": "a network keeps its parameters as floats",
    },
    without=("nnlib.backward", "nnlib.network.backward"),
    hints=(
        "A bias is a weight on a constant input. Which number stands in the place of that "
        "input's activation?",
        "At layer l only one neuron moves. From there on, each layer's movement is made from the "
        "one below by the first line of (9.1), and the loss gathers what all outputs do.",
        "Start with an array of zeros of the width of layer l and put one slope into it. Then a "
        "loop over the layers above: through the matrix, then times σ′ at that layer's sums.",
    ),
    misconceptions=(
        Misconception(
            "the printed base case",
            "= tanh.prime(trace.z[l])[0, j]",
            "= trace.a[l][0, j]",
            "Your sweep starts with the neuron's activation, as the theorem is printed in S2. "
            "How far does the activation move with its own sum?",
        ),
        Misconception(
            "starts with 1",
            "= tanh.prime(trace.z[l])[0, j]",
            "= 1.0",
            "Your sweep starts with 1: that is how the sum z moves with its bias. The activation "
            "comes after one more step.",
        ),
        Misconception(
            "slope at the activation",
            "= tanh.prime(trace.z[l])[0, j]",
            "= tanh.prime(trace.a[l])[0, j]",
            "The start is off: the slope σ′ is asked at the neuron's activation. It wants to see "
            "the sum.",
        ),
        Misconception(
            "a weight's base case",
            "= tanh.prime(trace.z[l])[0, j]",
            "= tanh.prime(trace.z[l])[0, j] * trace.a[l - 1][0, 0]",
            "Your sweep starts like that of a weight, with an activation from below. What is the "
            "input that a bias is multiplied by?",
        ),
        Misconception(
            "the whole layer moves",
            "rates[j] = tanh.prime(trace.z[l])[0, j]",
            "rates[:] = tanh.prime(trace.z[l])[0]",
            "You let every neuron of the layer move. One bias enters one neuron; the others "
            "stand still.",
        ),
        Misconception(
            "no slopes on the way",
            " * tanh.prime(trace.z[q])[0]",
            "",
            "The start is right. On the way up you go through the matrices, but each layer also "
            "has a σ′ for what comes through.",
        ),
        Misconception(
            "slope before the matrix",
            "(rates @ net.W[q]) * tanh.prime(trace.z[q])[0]",
            "(rates * tanh.prime(trace.z[q - 1])[0]) @ net.W[q]",
            "On the way up you multiply by the slope of the layer below before you go through the "
            "matrix. That slope is behind you; the one of the layer that you enter comes after.",
        ),
        Misconception(
            "one layer and no further",
            "range(l + 1, net.L + 1)",
            "range(l + 1, min(l + 2, net.L + 1))",
            "Where at most one layer lies above the bias you are right. From there the movement "
            "goes on, up to the last layer.",
        ),
        Misconception(
            "slopes at the activations on the way",
            "tanh.prime(trace.z[q])[0]",
            "tanh.prime(trace.a[q])[0]",
            "The start is right. On the way up, σ′ is asked at the activations; it wants to see "
            "the sums.",
        ),
        Misconception(
            "the sum over outputs is lacking",
            "(trace.a[net.L] - y)[0] @ rates",
            "(trace.a[net.L] - y)[0, 0] * rates[0]",
            "The outputs are right. The loss has only the first of them in it, as S2's formula "
            "reads without its sum: all outputs lead to the loss.",
        ),
        Misconception(
            "outputs added without their weight",
            "(trace.a[net.L] - y)[0] @ rates",
            "rates.sum()",
            "The outputs are right. For the loss you added them up as if it had the slope 1 in "
            "each output.",
        ),
        Misconception(
            "last slope twice",
            "(trace.a[net.L] - y)[0] @ rates",
            "((trace.a[net.L] - y) * tanh.prime(trace.z[net.L]))[0] @ rates",
            "The outputs are right. For the loss you used the δ of the output, which holds a σ′ "
            "that your outputs have behind them already.",
        ),
        Misconception(
            "sign of the residual",
            "(trace.a[net.L] - y)[0]",
            "(y - trace.a[net.L])[0]",
            "The outputs are right, and the loss has the wrong sign: what is the slope of half a "
            "square in the output?",
        ),
        Misconception(
            "the first layer always",
            "rates[j] = tanh.prime(trace.z[l])[0, j]",
            "rates[j] = tanh.prime(trace.z[1])[0, j]",
            "Where the bias belongs to layer 1 you are right. In other layers your start still "
            "looks at the sums of layer 1.",
        ),
        Misconception(
            "slopes at the activations everywhere",
            ("= tanh.prime(trace.z[l])[0, j]", "tanh.prime(trace.z[q])[0]"),
            ("= tanh.prime(trace.a[l])[0, j]", "tanh.prime(trace.a[q])[0]"),
            "In every layer σ′ is asked at the activations; it wants to see the sums, from the "
            "start of the sweep to its end.",
        ),
        Misconception(
            "neurons counted from 1",
            "rates[j] = tanh.prime(trace.z[l])[0, j]",
            "rates[j - 1] = tanh.prime(trace.z[l])[0, j - 1]",
            "Your sweep starts at the neighbour of the neuron that is asked about. From where "
            "do neurons count, as Python counts?",
        ),
        Misconception(
            "one layer too early",
            "range(l + 1, net.L + 1)",
            "range(l + 1, net.L)",
            "The last layer is right where the bias is its own. Elsewhere your sweep ends one "
            "layer below it: is the end of a `range` still part of it?",
        ),
    ),
    alternatives=(
        "def sweep(n, theta, x, y, l, j):\n"
        "    net = nn.Network(n, [tanh] * (len(n) - 1), theta)\n"
        "    a = nn.forward(net, x).a\n"
        "    moves = np.where(np.arange(net.n[l]) == j, 1 - a[l][0] ** 2, 0)\n"
        "    for q in range(l + 1, net.L + 1):\n"
        "        moves = (net.W[q].T @ moves) * (1 - a[q][0] ** 2)\n"
        "    return [moves, ((a[net.L][0] - y[0]) * moves).sum()]",
        "def sweep(n, theta, x, y, l, j):\n"
        "    net = nn.Network(n, [tanh] * (len(n) - 1), theta)\n"
        "    z, a = nn.forward(net, x).z, nn.forward(net, x).a\n"
        "    moves = np.diag(tanh.prime(z[l])[0])[j]\n"
        "    for q in range(l + 1, len(n)):\n"
        "        moves = moves @ net.W[q] @ np.diag(tanh.prime(z[q])[0])\n"
        "    loss = sum((a[len(n) - 1][0, t] - y[0, t]) * moves[t] for t in range(n[-1]))\n"
        "    return moves, loss",
    ),
    tolerance=1e-12,
    why="another order of sums moves the 14th digit, a centred difference the tenth",
    equivalents={
        "input x kept below 1,000 in size": "tanh is flat long before",
    },
)

BATCH = Task(
    id="9.5",
    title="The largest batch",
    points=2,
    difficulty=1,
    minutes=4,
    formulas=("F7",),
    probe=Function("largest_batch", returns=("per_sample", "m")),
    cases=rooms,
    ranges={"n": Widths(), "room": Free()},
    extremes={
        "no sample fits": lambda n, room: room < 2 * parameters(n) + one_sample(n),
        "it fits exactly": lambda n, room: (room - 2 * parameters(n)) % one_sample(n) == 0,
        "one number too few": lambda n, room: (room - 2 * parameters(n) + 1) % one_sample(n) == 0,
    },
    hints=(
        "Some numbers are there once, however large the batch is; others once for each sample.",
        "Layer 0 gives a sample its inputs. Every other layer keeps two numbers for each neuron.",
        "Take away the parameters and their slopes first, then see how often one sample fits "
        "into the rest. A part of a sample is none.",
    ),
    misconceptions=(
        Misconception(
            "activations only",
            "n[0] + 2 * sum(n[1:])",
            "sum(n)",
            "You keep one number for each neuron. The way back needs what went into σ as well as "
            "what came out.",
        ),
        Misconception(
            "inputs twice",
            "n[0] + 2 * sum(n[1:])",
            "2 * sum(n)",
            "The inputs count twice in yours. Layer 0 has no sums: its activations are the "
            "inputs themselves.",
        ),
        Misconception(
            "inputs forgotten",
            "n[0] + 2 * sum(n[1:])",
            "2 * sum(n[1:])",
            "You left out the sample itself: BP3 of the first layer multiplies by the inputs.",
        ),
        Misconception(
            "hidden layers only",
            "n[0] + 2 * sum(n[1:])",
            "n[0] + 2 * sum(n[1:-1])",
            "You left out the last layer. Its sums and activations are where the way back starts.",
        ),
        Misconception(
            "parameters forgotten",
            "room - 2 * count_parameters(n)",
            "room",
            "One sample is right. But the parameters and their slopes lie in the same memory.",
        ),
        Misconception(
            "parameters once",
            "room - 2 * count",
            "room - count",
            "One sample is right, and you made room for the parameters. Their slopes need as much "
            "again.",
        ),
        Misconception(
            "a part of a sample",
            "free // one",
            "free / one",
            "One sample is right. Your batch has a fraction in it; how many whole samples fit?",
        ),
        Misconception(
            "rounded to the nearest",
            "free // one",
            "np.round(free / one)",
            "One sample is right. Your batch is rounded to the nearest number; where that is "
            "upwards, its last sample does not fit.",
        ),
        Misconception(
            "rounded up",
            "free // one",
            "-(-free // one)",
            "One sample is right. Your batch is rounded up, and its last sample does not fit.",
        ),
        Misconception(
            "parameters for every sample",
            ("room - 2 * count_parameters(n)", "free // one"),
            ("room", "free // (one + 2 * count_parameters(n))"),
            "One sample is right. But you charge it for the parameters, which all samples share.",
        ),
        Misconception(
            "weights without biases",
            "2 * count_parameters(n)",
            "2 * sum(n[:-1] * n[1:])",
            "One sample is right. Among the parameters you forgot the biases.",
        ),
        Misconception(
            "parameters divided alone",
            ("free = room - 2 * count_parameters(n)", "free // one"),
            ("free = room - 2 * count_parameters(n) // one", "free"),
            "One sample is right. In your batch only the parameters are divided: a division "
            "comes before a subtraction, unless brackets say otherwise.",
        ),
        Misconception(
            "three numbers for each neuron",
            "2 * sum(n[1:])",
            "3 * sum(n[1:])",
            "You keep three numbers for each neuron. The text names two, and says that nothing "
            "else counts.",
        ),
    ),
    alternatives=(
        "def largest_batch(n, room):\n"
        "    weights = sum((n[l - 1] + 1) * n[l] for l in range(1, len(n)))\n"
        "    sample = 2 * np.sum(n) - n[0]\n"
        "    return sample, int((room - weights - weights) / sample)",
        "def largest_batch(n, room):\n"
        "    sample = n[0]\n"
        "    for width in n[1:]:\n"
        "        sample += width + width\n"
        "    free = room - count_parameters(n) * 2\n"
        "    return np.array([sample, np.floor(free / sample)])",
    ),
    equivalents={
        "answer per_sample without its sign": "counts are never negative",
        "answer m without its sign": "counts are never negative",
    },
)

DOWN = Task(
    id="9.6",
    title="Down to the inputs",
    points=5,
    difficulty=3,
    minutes=14,
    formulas=("F2", "F3"),
    probe=Function("down_to_inputs", returns=("dP", "dZ", "dH", "dW", "dX")),
    cases=batches,
    ranges={
        "X": Numbers(shape="m k", low=-3, high=3),
        "W": Numbers(shape="k n", low=-3, high=3),
        "y": Numbers(shape="m n"),
    },
    uncovered={"n = 1": "a single share is always 1, so that every slope but dP is 0"},
    hints=(
        "Go array by array, from the loss down: P, Z, H, then W and X. For each ask who its "
        "children are, and add over them.",
        "All shares of a row are children of each z in it. All z of a column are children of each "
        "h in it, since the mean is made of all of them.",
        "In a row, what comes back to z_j is p_j times (dP_j less the sum over t of dP_t p_t). In "
        "a column, h takes what comes to its own z, less the mean of what comes to all.",
    ),
    misconceptions=(
        Misconception(
            "the loss without its mean",
            "1 / len(X) * (P - y)",
            "P - y",
            "All five are m times too large: the loss is a mean over the samples.",
        ),
        Misconception(
            "a mean over all entries",
            "1 / len(X) * (P - y)",
            "1 / P.size * (P - y)",
            "You divide by the number of all entries. The loss is a mean over the samples and a "
            "sum over the row.",
        ),
        Misconception(
            "target first",
            "(P - y)",
            "(y - P)",
            "All signs are turned round: the loss rises with a share that is above its target.",
        ),
        Misconception(
            "the slope of another loss",
            "P * (dP - common[:, None])",
            "dP",
            "dP is right, and you take it for dZ as well. That is so for the logarithm of a share; "
            "with squares nothing cancels, and the step through the softmax is still to come.",
        ),
        Misconception(
            "plus for the others' path",
            "dP - common[:, None]",
            "dP + common[:, None]",
            "dP is right. In dZ the shares of the row have the wrong sign: if one z rises, do the "
            "other shares rise or fall?",
        ),
        Misconception(
            "each share by itself",
            "P * (dP - common[:, None])",
            "P * (1 - P) * dP",
            "dP is right. For dZ you follow one child only, a share's own z. The other shares of "
            "the row move as well, since they are divided by the same sum.",
        ),
        Misconception(
            "the row's sum without shares",
            'np.einsum("ij,ij->i", dP, P)',
            "np.sum(dP, 1)",
            "dP is right. In dZ every share of the row counts alike; each belongs into the sum "
            "with its own size p.",
        ),
        Misconception(
            "the sum down a column",
            ('np.einsum("ij,ij->i", dP, P)', "common[:, None]"),
            ('np.einsum("ij,ij->j", dP, P)', "common"),
            "dP is right. In dZ you add down a column; the softmax joins the numbers of a row.",
        ),
        Misconception(
            "the mean's path forgotten",
            " - dZ.mean(axis=0)",
            "",
            "dP and dZ are right. A sum h also enters the mean of its column, and through it every "
            "z of the column; this path is missing in dH.",
        ),
        Misconception(
            "a sum for the mean",
            "dZ.mean(axis=0)",
            "dZ.sum(axis=0)",
            "dP and dZ are right. In dH the path through the mean is m times too strong: each h "
            "has the share 1/m in it.",
        ),
        Misconception(
            "past the mean",
            "X.T @ dH, dH @ W.T",
            "X.T @ dZ, dZ @ W.T",
            "dP, dZ and dH are right. W and X feed H, and you hand them what belongs to Z.",
        ),
        Misconception(
            "the mean's path added",
            "dZ - dZ.mean(axis=0)",
            "dZ + dZ.mean(axis=0)",
            "dP and dZ are right. The mean is taken away on the way forward, so its path brings a "
            "minus.",
        ),
    ),
    alternatives=(
        "def down_to_inputs(X, W, y):\n"
        "    H, Z, P = shares(X, W)\n"
        "    m, n = P.shape\n"
        "    dP = (P - y) / m\n"
        "    dZ = np.zeros_like(P)\n"
        "    for i in range(m):\n"
        "        dZ[i] = dP[i] @ (np.diag(P[i]) - np.outer(P[i], P[i]))\n"
        "    dH = (np.eye(m) - np.full((m, m), 1 / m)) @ dZ\n"
        "    return dP, dZ, dH, X.T @ dH, dH @ W.T",
        "def down_to_inputs(X, W, y):\n"
        "    P = shares(X, W)[2]\n"
        "    dP = (P - y) / X.shape[0]\n"
        "    weighted = dP * P\n"
        "    dZ = weighted - P * weighted.sum(axis=1, keepdims=True)\n"
        "    dH = dZ - np.ones((len(X), 1)) * dZ.sum(axis=0) / len(X)\n"
        "    dW = sum(np.outer(x, d) for x, d in zip(X, dH))\n"
        "    return [dP, dZ, dH, dW, (W @ dH.T).T]",
    ),
)

TASKS = (REPAIR, COMPARE, COUNT, SWEEP, BATCH, DOWN)

QUESTIONS = (
    Question(
        "A gradient check reports errors in dW[1], db[1] and db[2], dW[2], and none in layer 3. "
        "Where is the mistake?",
        (
            "in the loss",
            "in the step from δ of layer 3 to δ of layer 2",
            "in BP4",
            "in the δ of layer 3",
        ),
        1,
        "reading a gradient check",
        "lesson 09, Plant a bug",
        f"{LESSON}#Plant-a-bug",
        ("9.1", "9.2"),
    ),
    Question(
        "Which mistake can no gradient check find?",
        (
            "a wrong sign in BP2",
            "a bias gradient that is a mean",
            "a wrong formula in the forward pass",
            "a transposed matrix in BP3",
        ),
        2,
        "what a gradient check cannot see",
        "lesson 09, Plant a bug",
        f"{LESSON}#Plant-a-bug",
        ("9.2",),
    ),
    Question(
        "Ten times the parameters: about how many times the work for one gradient?",
        (
            "10 by backprop, 100 by differences",
            "10 by both",
            "100 by both",
            "1 by backprop, 10 by differences",
        ),
        0,
        "the cost of a gradient",
        "lesson 09, Cost",
        f"{LESSON}#Cost",
        ("9.3", "9.4"),
    ),
    Question(
        "Why does the forward pass keep every z and a?",
        (
            "to print them",
            "because the update needs them",
            "because BP1 to BP3 use them on the way back",
            "because the loss needs all of them",
        ),
        2,
        "memory for time",
        "lesson 09, Memory",
        f"{LESSON}#Memory",
        ("9.5",),
    ),
)

"""Exercise set 15: from formulas to autograd."""

import numpy as np

from nnlib.course.authoring import (
    Free,
    Function,
    Misconception,
    Numbers,
    Order,
    Question,
    Task,
    Value,
    Variants,
)

LESSON = "15_from_formulas_to_autograd.ipynb"


def repeated(rng, small, large):
    """What comes back in the shape `large` to an array of the shape `small`."""
    u = rng.uniform(-2, 2, size=small).round(2)
    share = rng.uniform(-1.5, 2, size=large).round(2)
    return {"share": share, "u": np.array(u)}


def graph(rng, rows, output):
    """A graph with local slopes of both signs, also where there is no wire."""
    parents = np.array(rows)
    local = rng.uniform(0.5, 1.8, size=parents.shape) * rng.choice([-1, 1], size=parents.shape)
    return {"parents": parents, "local": local.round(2), "output": output}


NONE = [-1, -1]
# f = y + y·y in both orders, numbered the wrong way round; a diamond over a chain of unlike
# lengths, with a node that the output does not use; a single node; one wire out of the last one.
SUM_FIRST = [[1, 2], [3, -1], [1, 1], NONE]
PRODUCT_FIRST = [[2, 1], [3, -1], [1, 1], NONE]
SHUFFLED = [[4, 6], NONE, [1, 5], [2, 0], [1, 5], NONE, [4, 2], [3, 3]]
CHAIN = [[3, -1], NONE, [0, 3], [1, -1]]


def layer(rng, j, k):
    return {
        "weight": rng.uniform(-1.5, 1.5, size=(j, k)).round(2),
        "mse": round(float(rng.uniform(0.3, 2)), 2),
        "grad": rng.uniform(-0.9, 0.9, size=(j, k)).round(2),
    }


SLIPS = {  # the lines of 15.1, and what they are called below
    "a share takes the place of what was there": "over",
    "a node hands on too soon, by a recursion that visits each node once": "soon",
    "shares are added in place": "in_place",
    "the product is not on the tape": "off",
    "the slopes of an earlier walk back were not cleared": "kept",
    "in the row of the product $s$ is left out": "no_s",
}


def numbered(lines):
    numbers = {SLIPS[line]: number for number, line in enumerate(lines, start=1)}
    return numbers | {f"line{number}": line for number, line in enumerate(lines, start=1)}


REPORTS = Task(
    id="15.1",
    title="Five reports",
    points=2,
    difficulty=1,
    minutes=7,
    formulas=(),
    probe=Value("slips"),
    hints=(
        "Look first for what is exactly 0, and for what is right in one order of addends only.",
        "Which of the four formulas has no fork but u itself, and which product is followed by a "
        "step that hands back something else than 1?",
        "p + p hands 2 back to the product. In the last formula a sum copies one array to two "
        "parents.",
    ),
    misconceptions=(
        Misconception(
            "A overwritten",
            "[2,",
            "[1,",
            "A is right on w · w + w, in which w has three wires out. With shares overwritten it "
            "could not be.",
        ),
        Misconception(
            "A and E exchanged",
            "[2, 3, 4, 6, 1]",
            "[1, 3, 4, 6, 2]",
            "A and E are the other way round: which of them is right in one order of the addends?",
        ),
        Misconception(
            "B never cleared",
            "3, 4",
            "5, 4",
            "Slopes that were never cleared are wrong for every formula, and twice as large after "
            "two walks. B is wrong in a single number.",
        ),
        Misconception(
            "C leaves out s",
            "4, 6",
            "6, 6",
            "C has no slope at all for p + p. A row without its s still hands something back.",
        ),
        Misconception(
            "C and D exchanged",
            "4, 6",
            "6, 4",
            "C and D are the other way round: in one of them nothing at all passes the product.",
        ),
        Misconception(
            "D overwritten",
            "6, 1]",
            "1, 1]",
            "D gets w · w + w right, with its fork at w. Ask what comes back to the product in "
            "p + p, and in the other formulas.",
        ),
        Misconception(
            "D and E exchanged",
            "6, 1]",
            "1, 6]",
            "D and E agree on p + p. On the first two formulas one of them has lost shares at a "
            "fork: which?",
        ),
        Misconception(
            "E never cleared",
            "6, 1]",
            "6, 5]",
            "Slopes that were never cleared come out too large. E's are too small, where values "
            "are used more than once: what became of the other shares?",
        ),
        Misconception(
            "E leaves out s",
            "6, 1]",
            "6, 6]",
            "A row without its s would have w · w + w right, since 1 comes back to that product. "
            "E has lost shares there.",
        ),
        Misconception(
            "E too soon",
            "6, 1]",
            "6, 2]",
            "E is wrong in both orders of the addends. A walk that hands on too soon is right in "
            "one of them.",
        ),
    ),
    alternatives=("slips = np.array([2, 3, 4, 6, 1])", "slips = (2, 3, 4, 6, 1)"),
    variants=Variants(
        printed=numbered(SLIPS),
        draw=lambda rng: numbered(rng.permutation(list(SLIPS)).tolist()),
        places=(
            *(f"{number}. {{line{number}}}" for number in range(1, 7)),
            "{soon}, {in_place}, {off}, {no_s}, {over}",
            "{over}, {in_place}, {off}, {no_s}, {soon}",
            "[{soon},",
            "[{over},",
            "{in_place}, {off}",
            "{kept}, {off}",
            "{off}, {no_s}",
            "{no_s}, {off}",
            "{no_s}, {no_s}",
            "{no_s}, {over}]",
            "{over}, {over}]",
            "{over}, {no_s}]",
            "{no_s}, {kept}]",
            "{no_s}, {no_s}]",
            "{no_s}, {soon}]",
        ),
    ),
)

IN_ORDER = Task(
    id="15.2",
    title="The row of the matrix product, put in order",
    points=3,
    difficulty=2,
    minutes=7,
    formulas=(),
    probe=Order(
        "order",
        lines={
            "a": r"$\bar u_{ik} = \sum_j \bar f_{ij} \, v_{kj}$",
            "b": r"$\frac{\partial f_{tj}}{\partial u_{ik}} = v_{kj}$ for every $t$",
            "c": r"$f_{tj} = \sum_k u_{tk} \, v_{kj}$, the entries of $F = U V$",
            "d": r"$\bar U = \bar F \, V^{\mathsf T}$",
            "e": r"$\bar u_{ik} = \sum_i \bar f_{ij} \, v_{kj}$",
            "f": r"$\bar u_{ik} = \sum_t \sum_j \bar f_{tj} "
            r"\frac{\partial f_{tj}}{\partial u_{ik}}$, as all entries $f_{tj}$ may be children "
            r"of $u_{ik}$",
            "g": r"$\bar U = V^{\mathsf T} \, \bar F$",
            "h": r"$\frac{\partial f_{tj}}{\partial u_{ik}} = v_{kj}$ if $t = i$, and 0 otherwise",
            "i": r"$\sum_j \bar f_{ij} \, v_{kj} = \sum_j \bar f_{ij} \, (V^{\mathsf T})_{jk}$, "
            r"the entry $(i, k)$ of $\bar F \, V^{\mathsf T}$",
        },
        needs={"a": ("f", "h"), "d": ("a", "i"), "h": ("c",)},
        strays=("b", "e", "g"),
    ),
    hints=(
        "Begin with what an entry of F is; end with the equation between matrices.",
        "The slope in u_ik adds shares over the entries of F; before the sum gets shorter, ask "
        "which of them know u_ik.",
        "Of the three wrong lines one lets u_ik into every row of F, one sums over the index that "
        "is asked for, and one has shapes that do not fit.",
    ),
    misconceptions=(
        Misconception(
            "every row knows it",
            '"h", "a"',
            '"b", "a"',
            "Line b lets u_ik into every row of F. Row t of F is made of row t of U alone.",
        ),
        Misconception(
            "sum over the index asked for",
            '"h", "a"',
            '"h", "e"',
            "Line e sums over i, and i is the row of u_ik that is asked for; there is nothing "
            "left of it to sum.",
        ),
        Misconception(
            "transpose in front",
            '"i", "d"',
            '"i", "g"',
            "Line g multiplies from the other side. Compare the shapes: U is (m, n), V is (n, p) "
            "and the bar of F is (m, p).",
        ),
        Misconception(
            "sum shortened too early",
            '"f", "h", "a"',
            '"f", "a", "h"',
            "The first line out of place is a: it has dropped all rows but one, and the line that "
            "says why comes below it.",
        ),
        Misconception(
            "shares before their wires",
            '"c", "f", "h", "a"',
            '"c", "h", "a", "f"',
            "The first line out of place is a: it is a sum of shares with most of them gone, and "
            "the whole sum comes below it.",
        ),
        Misconception(
            "result too early",
            '"i", "d"',
            '"d", "i"',
            "The first line out of place is d: it is a line about matrices, and what says which "
            "product its entries are comes below it.",
        ),
        Misconception(
            "slopes before the entries",
            '"c", "f", "h"',
            '"f", "h", "c"',
            "The first line out of place is h: it takes the slope of an entry of F, and what this "
            "entry is made of comes below it.",
        ),
    ),
    alternatives=(
        'order = ["c", "h", "f", "a", "i", "d"]',
        'order = ["i", "f", "c", "h", "a", "d"]',
    ),
)

FIT = Task(
    id="15.3",
    title="Sums for any repetition",
    points=3,
    difficulty=2,
    minutes=8,
    formulas=(),
    probe=Function("fit", returns=("share of u",)),
    cases=lambda rng: [
        repeated(rng, (3,), (4, 3)),
        repeated(rng, (4, 1), (4, 3)),
        repeated(rng, (3, 1), (2, 3, 4)),
        repeated(rng, (1, 3), (3, 3)),
        repeated(rng, (2, 3), (2, 3)),
        repeated(rng, (), (2, 3)),
        repeated(rng, (1,), (5, 1)),
        repeated(rng, (2, 1, 3), (2, 4, 3)),
    ],
    ranges={"share": Free(), "u": Free()},
    hints=(
        "Two kinds of axes are summed: those that u does not have, and those where u has length "
        "1 and share has more.",
        "An axis that u does not have disappears; one of length 1 stays. NumPy's sum has "
        "keepdims=True for the second.",
        "axis may be a tuple of several axes, and an empty tuple sums over none.",
    ),
    misconceptions=(
        Misconception(
            "mean for sum",
            ("share.sum(axis=tuple(range(extra)))", "share.sum(axis=repeated"),
            ("share.mean(axis=tuple(range(extra)))", "share.mean(axis=repeated"),
            "You take means. A number that was used eight times gets eight shares, and they add.",
        ),
        Misconception(
            "front axes only",
            "return share.sum(axis=repeated, keepdims=True)",
            "return share",
            "The axes that are missing in front are summed. Where u has an axis of length 1, it "
            "was repeated as well.",
        ),
        Misconception(
            "front axes forgotten",
            "share = share.sum(axis=tuple(range(extra)))",
            "u = u.reshape((1,) * extra + u.shape)",
            "Your sums are right, and your result has axes of length 1 in front that u does not "
            "have.",
        ),
        Misconception(
            "axis of length 1 lost",
            "keepdims=True",
            "keepdims=False",
            "Your sums are right, and an axis of length 1 has gone with them: the result has the "
            "shape of u.",
        ),
        Misconception(
            "sum over everything",
            "return share.sum(axis=repeated, keepdims=True)",
            "return share.sum() * np.ones(u.shape)",
            "Every number of your result is the sum of all shares. A number of u gets those of "
            "its own copies alone.",
        ),
        Misconception(
            "first copy only",
            "share = share.sum(axis=tuple(range(extra)))",
            "share = share[(0,) * extra]",
            "Along the axes in front you take the first copy; the others have shares too.",
        ),
        Misconception(
            "first copies for all",
            (
                "share = share.sum(axis=tuple(range(extra)))",
                "return share.sum(axis=repeated, keepdims=True)",
            ),
            (
                "share = share[(0,) * extra]",
                "return share[tuple(slice(1 if k in repeated else None) for k in range(u.ndim))]",
            ),
            "You take the first copy along each axis. All copies have shares, and shares add up.",
        ),
        Misconception(
            "one axis in front only",
            "share.sum(axis=tuple(range(extra)))",
            "share.sum(axis=0) if extra else share",
            "With one axis in front you are right; there may be several.",
        ),
    ),
    alternatives=(
        "def fit(share, u):\n"
        "    while share.ndim > u.ndim:\n"
        "        share = share.sum(axis=0)\n"
        "    for axis, length in enumerate(u.shape):\n"
        "        if length == 1:\n"
        "            share = share.sum(axis=axis, keepdims=True)\n"
        "    return share",
        "def fit(share, u):\n"
        "    back, copies = np.zeros(u.shape), np.broadcast_to(np.arange(u.size).reshape(u.shape), "
        "share.shape)\n"
        "    np.add.at(back.reshape(-1), copies.ravel(), share.ravel())\n"
        "    return back",
    ),
)

UNORDERED = Task(
    id="15.4",
    title="An order without a tape",
    points=4,
    difficulty=3,
    minutes=10,
    formulas=("C4",),
    probe=Function("walk_back", returns=("slopes",)),
    cases=lambda rng: [
        graph(rng, SUM_FIRST, 0),
        graph(rng, PRODUCT_FIRST, 0),
        graph(rng, SHUFFLED, 7),
        graph(rng, CHAIN, 2),
        graph(rng, [NONE], 0),
        graph(rng, SHUFFLED, 3),
    ],
    ranges={"parents": Free(), "local": Free(), "output": Free()},
    hints=(
        "Write a function visit(node) inside of yours, which calls itself for the parents.",
        "visit does nothing for -1, which is no node, and for a node that is listed already.",
        "Otherwise it visits both parents, and then appends the node; begin with the output, and "
        "hand the list on.",
    ),
    misconceptions=(
        Misconception(
            "handed on too soon",
            (
                "            for parent in parents[node]:\n"
                "                visit(parent)\n"
                "            listed.append(node)",
                "hand_on(listed, parents",
            ),
            (
                "            listed.append(node)\n"
                "            for parent in parents[node]:\n"
                "                visit(parent)",
                "hand_on(listed[::-1], parents",
            ),
            "Where a short and a long way meet, a node hands on before all its children have been "
            "heard: it is listed when it is met, and not after its parents.",
        ),
        Misconception(
            "listed before its parents",
            "            for parent in parents[node]:\n"
            "                visit(parent)\n"
            "            listed.append(node)",
            "            listed.append(node)\n"
            "            for parent in parents[node]:\n"
            "                visit(parent)",
            "Your list begins with the output. hand_on walks from the end, and takes the last node "
            "for the output.",
        ),
        Misconception(
            "list turned round",
            "hand_on(listed, parents",
            "hand_on(listed[::-1], parents",
            "You turn the list round before it is walked from its end: hand_on does that itself.",
        ),
        Misconception(
            "listed twice",
            "if node >= 0 and node not in listed:",
            "if node >= 0:",
            "Nodes that are met twice are listed twice, and hand on twice: your slopes are too "
            "large where paths meet.",
        ),
        Misconception(
            "by their numbers",
            "hand_on(listed, parents",
            "hand_on(sorted(listed), parents",
            "You go by the numbers of the nodes. They say nothing here: a child may have a "
            "smaller number than its parent.",
        ),
        Misconception(
            "all their numbers",
            "hand_on(listed, parents",
            "hand_on(list(range(len(parents))), parents",
            "You go by the numbers of the nodes, through all of them. They say nothing here: a "
            "child may have a smaller number than its parent.",
        ),
        Misconception(
            "numbers up to the output",
            "hand_on(listed, parents",
            "hand_on(list(range(output + 1)), parents",
            "You go by the numbers of the nodes. They say nothing here: a node that the output "
            "needs may have a larger number.",
        ),
        Misconception(
            "the last row for none",
            "    return hand_on(listed, parents, local)",
            "    slope = np.zeros(len(parents))\n"
            "    slope[output] = 1.0\n"
            "    for node in reversed(listed):\n"
            "        for parent, wire in zip(parents[node], local[node]):\n"
            "            slope[parent] += slope[node] * wire\n"
            "    return slope",
            "Where there is no parent, yours hands a share to the last node: in Python the index "
            "−1 is the last place. Leave such a wire out.",
        ),
        Misconception(
            "overwritten",
            "    return hand_on(listed, parents, local)",
            "    slope = np.zeros(len(parents))\n"
            "    slope[output] = 1.0\n"
            "    for node in reversed(listed):\n"
            "        for parent, wire in zip(parents[node], local[node]):\n"
            "            if parent >= 0:\n"
            "                slope[parent] = slope[node] * wire\n"
            "    return slope",
            "In yours a share takes the place of what was there. Where several wires lead to one "
            "node, their shares add up.",
        ),
        Misconception(
            "one wire of two",
            "    return hand_on(listed, parents, local)",
            "    slope = np.zeros(len(parents))\n"
            "    slope[output] = 1.0\n"
            "    for node in reversed(listed):\n"
            "        for parent, wire in dict(zip(parents[node], local[node])).items():\n"
            "            if parent >= 0:\n"
            "                slope[parent] += slope[node] * wire\n"
            "    return slope",
            "Where both parents are the same node, as in y · y, yours hands on the share of one "
            "wire. There are two.",
        ),
        Misconception(
            "node 0 for none",
            "                visit(parent)",
            "                visit(parent or -1)",
            "Node 0 is a node like the others: a parent that is missing is written as −1.",
        ),
        Misconception(
            "first parent alone",
            "for parent in parents[node]:",
            "for parent in parents[node][:1]:",
            "You go to the first parent of each node only. What lies behind the second is not "
            "listed, and hands nothing on.",
        ),
        Misconception(
            "every node listed",
            "    visit(output)\n",
            "    for node in range(len(parents)):\n        visit(node)\n",
            "You list all nodes, and the last of them need not be the output: hand_on begins with "
            "the last.",
        ),
        Misconception(
            "the last row for the output",
            "    visit(output)\n",
            "    visit(len(parents) - 1)\n",
            "The walk begins at the last row. The output may be any node: `output` says which.",
        ),
    ),
    alternatives=(
        "def walk_back(parents, local, output):\n"
        "    slope, left = np.zeros(len(parents)), np.zeros(len(parents), int)\n"
        "    reached, queue = {output}, [output]\n"
        "    while queue:\n"
        "        for parent in parents[queue.pop()]:\n"
        "            if parent >= 0:\n"
        "                left[parent] += 1\n"
        "                if parent not in reached:\n"
        "                    reached.add(parent)\n"
        "                    queue.append(parent)\n"
        "    slope[output], queue = 1.0, [output]\n"
        "    while queue:\n"
        "        node = queue.pop()\n"
        "        for parent, wire in zip(parents[node], local[node]):\n"
        "            if parent >= 0:\n"
        "                slope[parent] += slope[node] * wire\n"
        "                left[parent] -= 1\n"
        "                if left[parent] == 0:\n"
        "                    queue.append(parent)\n"
        "    return slope",
        "def walk_back(parents, local, output):\n"
        "    n = len(parents)\n"
        "    step = np.zeros((n, n))\n"
        "    for node in range(n):\n"
        "        for parent, wire in zip(parents[node], local[node]):\n"
        "            if parent >= 0:\n"
        "                step[parent, node] += wire\n"
        "    return np.linalg.solve(np.eye(n) - step, np.eye(n)[output])",
    ),
)

LETTERS = Task(
    id="15.5",
    title="PyTorch in our letters",
    points=3,
    difficulty=2,
    minutes=6,
    formulas=(),
    probe=Function("in_our_letters", returns=("W", "C", "dW")),
    cases=lambda rng: [
        layer(rng, 3, 4),
        layer(rng, 5, 5),
        layer(rng, 1, 3),
        layer(rng, 2, 2),
        layer(rng, 4, 1),
    ],
    ranges={
        "weight": Numbers(shape="j k"),
        "mse": Numbers(low=0),
        "grad": Numbers(shape="j k"),
    },
    hints=(
        "PyTorch's weight has a row for each neuron of the layer; our W has a column for it.",
        "MSELoss divides by all m · K entries; ours by m and by 2. By hand: 0.4 becomes 0.6.",
        "K is the number of outputs, and so of the rows of weight. What multiplies a loss "
        "multiplies its slopes.",
    ),
    misconceptions=(
        Misconception(
            "weight as it came",
            "return weight.T",
            "return weight",
            "C and dW are right. Your W has a row for each neuron, as PyTorch has it; ours has a "
            "column.",
        ),
        Misconception(
            "slopes as they came",
            "grad.T",
            "grad",
            "W and C are right. Slopes lie as their weights do.",
        ),
        Misconception(
            "both as they came",
            ("weight.T", "grad.T"),
            ("weight", "grad"),
            "C is right. Both arrays have PyTorch's shape (to, from); ours is (from, to).",
        ),
        Misconception(
            "reshaped for turned",
            ("weight.T", "grad.T"),
            ("weight.reshape(weight.shape[::-1])", "grad.reshape(grad.shape[::-1])"),
            "The shapes are right and the numbers stand in wrong places: reshape keeps the order "
            "in a row, and a transpose exchanges rows and columns.",
        ),
        Misconception(
            "factor upside down",
            ("K / 2 * mse", "K / 2 * grad.T"),
            ("2 / K * mse", "2 / K * grad.T"),
            "The factor is upside down: MSELoss divides by more than we do, so ours is larger for "
            "more than two outputs.",
        ),
        Misconception(
            "half alone",
            ("K / 2 * mse", "K / 2 * grad.T"),
            ("mse / 2", "grad.T / 2"),
            "The ½ is there. MSELoss also divides by the number of outputs, and we do not.",
        ),
        Misconception(
            "no half",
            ("K / 2 * mse", "K / 2 * grad.T"),
            ("K * mse", "K * grad.T"),
            "The number of outputs is there; our ½ is missing.",
        ),
        Misconception(
            "slopes not scaled",
            "K / 2 * grad.T",
            "grad.T",
            "W and C are right. A loss that is K/2 times as large has slopes that are so, too.",
        ),
        Misconception(
            "three outputs",
            "len(weight)",
            "3",
            "With three outputs you are right. K is the number of outputs of the layer at hand.",
        ),
        Misconception(
            "rows of the wrong array",
            "len(weight)",
            "len(weight.T)",
            "You count the inputs of the layer; the mean runs over its outputs.",
        ),
    ),
    alternatives=(
        "def in_our_letters(weight, mse, grad):\n"
        "    times = weight.shape[0] / 2\n"
        "    return np.transpose(weight), times * mse, np.transpose(times * grad)",
        "def in_our_letters(weight, mse, grad):\n"
        "    K = grad.shape[0]\n"
        "    return [np.array(weight).T, mse * K * 0.5, np.einsum('jk->kj', grad) * K / 2]",
    ),
    equivalents={"answer C without its sign": "a mean of squares is never below 0"},
)

TASKS = (REPORTS, IN_ORDER, FIT, UNORDERED, LETTERS)

QUESTIONS = (
    Question(
        "A bias was added to 8 samples. What becomes of the 8 shares that come back to it?",
        ("they add up", "their mean is taken", "the last one stays", "each sample keeps its own"),
        0,
        "sums on the way back",
        "lesson 15, A sum on the way back",
        f"{LESSON}#A-sum-on-the-way-back",
        ("15.3",),
    ),
    Question(
        "Why is a tape read from its last record up?",
        (
            "the last record has the largest slope",
            "every child is then met before its parents",
            "the first records are no longer needed",
            "so that each record is read twice",
        ),
        1,
        "the order of the way back",
        "lesson 15, The whole tape",
        f"{LESSON}#The-whole-tape",
        ("15.1", "15.4"),
    ),
    Question(
        "A layer has 64 inputs and 10 neurons. What is the shape of `weight` in PyTorch's Linear?",
        ("(64, 10)", "(10, 64)", "(640,)", "(10, 65)"),
        1,
        "PyTorch's weight",
        "lesson 15, PyTorch with our letters",
        f"{LESSON}#PyTorch-with-our-letters",
        ("15.5",),
    ),
)

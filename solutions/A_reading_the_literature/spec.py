"""Exercise set A: reading the literature (ledger rows F4, F11)."""

from nnlib.course.authoring import (
    Function,
    Misconception,
    Numbers,
    Order,
    Question,
    Task,
    Whole,
    Word,
)

LESSON = "A_reading_the_literature.ipynb"


def product(rng, q, n):
    """S4's product through q layers of n neurons."""
    return {
        "slopes": rng.uniform(0.1, 1, size=(q, n)).round(2),
        "W": rng.normal(size=(q, n, n)).round(2),
        "delta": (rng.uniform(0.3, 2, size=n) * rng.choice([-1, 1], size=n)).round(2),
    }


NAME = Task(
    id="A.1",
    title="The same weight, elsewhere",
    points=3,
    difficulty=1,
    minutes=5,
    formulas=("F11",),
    probe=Function("elsewhere", returns=("layer", "row", "column")),
    cases=lambda rng: [
        {"l": 2, "k": 1, "j": 4, "order": "to, from", "lowest": 1, "first": 1},
        {"l": 1, "k": 0, "j": 2, "order": "from, to", "lowest": 1, "first": 0},
        {"l": 3, "k": 5, "j": 0, "order": "to, from", "lowest": 0, "first": 1},
        {"l": 1, "k": 1, "j": 1, "order": "from, to", "lowest": 0, "first": 0},
        {"l": 4, "k": 2, "j": 7, "order": "to, from", "lowest": 0, "first": 0},
        {"l": 2, "k": 3, "j": 1, "order": "from, to", "lowest": 1, "first": 1},
    ],
    ranges={
        "l": Whole(low=1),
        "k": Whole(),
        "j": Whole(),
        "order": Word(("to, from", "from, to")),
        "lowest": Whole(high=1),
        "first": Whole(high=1),
    },
    hints=(
        "Three questions, one after the other: which layer, in which order, counted from where?",
        "On paper: our $w^{(1)}_{02}$ in a text with (to, from), input layer 0, counted from 1, is "
        "$w^{(1)}_{31}$.",
        "If the text's lowest layer is 1, every layer's number is one more; if it counts neurons "
        "from 1, so are both indices.",
    ),
    misconceptions=(
        Misconception(
            "orders exchanged",
            'order == "to, from"',
            'order == "from, to"',
            "Your two indices stand in the other order. Which one does the text write first?",
        ),
        Misconception(
            "never turned",
            'order == "to, from"',
            "False",
            "Your row is always where the weight comes from. A text with (to, from) has it turned.",
        ),
        Misconception(
            "layer as here",
            "l + lowest",
            "l",
            "The indices are right. Where the input is layer 1, our layer 1 has another number.",
        ),
        Misconception(
            "layer the other way",
            "l + lowest",
            "l - lowest",
            "The indices are right. If the input is layer 1, is the first hidden layer 0 or 2?",
        ),
        Misconception(
            "counted from 0",
            "k + first, j + first",
            "k, j",
            "You count the neurons from 0 in every text. `first` says where this one begins.",
        ),
        Misconception(
            "one index shifted",
            "k + first, j + first",
            "k + first, j",
            "You count the neuron that the weight comes from as the text does, and the other as "
            "we do.",
        ),
        Misconception(
            "layer and neurons mixed",
            "l + lowest",
            "l + first",
            "The indices are right. The number of the layer goes by `lowest`; where the text "
            "begins to count neurons is another choice.",
        ),
    ),
    alternatives=(
        "def elsewhere(l, k, j, order, lowest, first):\n"
        "    pair = (j, k) if order.startswith('to') else (k, j)\n"
        "    return l + lowest, pair[0] + first, pair[1] + first",
        "def elsewhere(l, k, j, order, lowest, first):\n"
        "    names = {'to': j + first, 'from': k + first}\n"
        "    row, column = order.split(', ')\n"
        "    return l + lowest, names[row], names[column]",
    ),
    equivalents={
        "inputs l and lowest exchanged": "the layer's number is the sum of the two",
        "answer layer without its sign": "no layer has a number below 0",
        "answer row without its sign": "no neuron has a number below 0",
        "answer column without its sign": "no neuron has a number below 0",
    },
)

SAME_STEP = Task(
    id="A.2",
    title="The same step by another loss",
    points=3,
    difficulty=2,
    minutes=8,
    formulas=(),
    probe=Function("same_step", returns=("rate", "penalty")),
    cases=lambda rng: [
        {"eta": 0.1, "lam": 0.02, "m": 50},
        {"eta": 0.003, "lam": 0.0, "m": 7},
        {"eta": float(rng.uniform(0.2, 0.9)), "lam": float(rng.uniform(0.3, 2)), "m": 3},
        {"eta": 0.5, "lam": 0.7, "m": 1},
        {"eta": 1.2, "lam": 1.6, "m": 2},
    ],
    ranges={"eta": Numbers(above=0), "lam": Numbers(low=0), "m": Whole(low=1)},
    hints=(
        "Write both steps out: how many times ours is the slope of the text's first term?",
        "On paper for m = 1: the first term's slope is 2 times ours, and 2 λ W stands beside it.",
        "The rate takes care of the first term. Then choose the penalty so that rate times its "
        "slope, penalty · W, is the text's η times 2 λ W.",
    ),
    misconceptions=(
        Misconception(
            "rate divided",
            "2 * m * eta, lam / m",
            "eta / (2 * m), lam / m",
            "Your rate is too small by the square of the factor: our slopes are the smaller ones, "
            "so our rate must be the larger.",
        ),
        Misconception(
            "upside down",
            "2 * m * eta, lam / m",
            "eta / (2 * m), lam * m",
            "Upside down: with these the text would take our steps. Our slopes are the smaller "
            "ones, so our rate must be the larger.",
        ),
        Misconception(
            "the sum forgotten",
            "2 * m * eta, lam / m",
            "2 * eta, lam",
            "You took care of the ½ and not of the mean: the text adds up over m samples.",
        ),
        Misconception(
            "the half forgotten",
            "2 * m * eta, lam / m",
            "m * eta, 2 * lam / m",
            "You took care of the mean and not of the ½: the text squares without it.",
        ),
        Misconception(
            "mean forgotten in the rate",
            "2 * m * eta",
            "2 * eta",
            "The penalty is right. Your rate minds the ½ and not the mean: the text adds up over "
            "m samples.",
        ),
        Misconception(
            "half forgotten in the rate",
            "2 * m * eta",
            "m * eta",
            "The penalty is right. Your rate minds the mean and not the ½: the text squares "
            "without it.",
        ),
        Misconception(
            "penalty as printed",
            "lam / m",
            "lam",
            "The rate is right. With it the text's penalty would pull m times as hard as there.",
        ),
        Misconception(
            "penalty doubled",
            "lam / m",
            "2 * lam / m",
            "The rate is right. Your penalty is twice too large: our λ/2 and the text's λ differ "
            "by 2, and the losses differ by 2 as well.",
        ),
        Misconception(
            "the half of the penalty alone",
            "lam / m",
            "2 * lam",
            "The rate is right. Your penalty minds that ours is halved, λ′/2, and not that the new "
            "rate multiplies it as well.",
        ),
        Misconception(
            "rate left in the penalty",
            "lam / m",
            "2 * eta * lam",
            "The rate is right. What you give for the penalty is what rate times penalty has to "
            "come to.",
        ),
        Misconception(
            "penalty halved",
            "lam / m",
            "lam / (2 * m)",
            "The rate is right. Your penalty is half of ours: the slope of (λ/2) w² is λ w, and "
            "that of λ w² is 2 λ w.",
        ),
        Misconception(
            "penalty times m",
            "lam / m",
            "lam * m",
            "The rate is right. The penalty goes the other way: our first term is the smaller, so "
            "the second must be smaller too.",
        ),
    ),
    alternatives=(
        "def same_step(eta, lam, m):\n"
        "    rate = eta * 2 * m\n"
        "    return rate, eta * 2 * lam / rate",
        "def same_step(eta, lam, m):\n"
        "    factor = 2 * m\n"
        "    return factor * eta, 2 * lam / factor",
    ),
    equivalents={
        "answer rate without its sign": "a rate is above 0",
        "answer penalty without its sign": "a penalty is never below 0",
    },
)

IN_ORDER = Task(
    id="A.3",
    title="BP2 from columns to rows, put in order",
    points=3,
    difficulty=2,
    minutes=7,
    formulas=("F2",),
    probe=Order(
        "order",
        lines={
            "a": r"$d_l^{\mathsf T} = (V_{l+1}^{\mathsf T} d_{l+1})^{\mathsf T} \odot "
            r"s_l^{\mathsf T}$",
            "b": r"$(V_{l+1}^{\mathsf T} d_{l+1})^{\mathsf T} = V_{l+1} d_{l+1}^{\mathsf T}$",
            "c": r"$\delta_l = (\delta_{l+1} W_{l+1}^{\mathsf T}) \odot \sigma'(z_l)$, as "
            r"$V_{l+1} = W_{l+1}^{\mathsf T}$",
            "d": r"$d_l = (V_{l+1}^{\mathsf T} d_{l+1}) \odot s_l$, as the text prints it",
            "e": r"$d_l^{\mathsf T} = (d_{l+1}^{\mathsf T} V_{l+1}) \odot s_l^{\mathsf T}$",
            "f": r"$V_{l+1} = W_{l+1}$, since both hold the same numbers",
            "g": r"$(V_{l+1}^{\mathsf T} d_{l+1})^{\mathsf T} = d_{l+1}^{\mathsf T} V_{l+1}$",
        },
        needs={"a": ("d",), "e": ("a", "g"), "c": ("e",)},
        strays=("b", "f"),
    ),
    hints=(
        "Begin with what the text prints; end with our BP2.",
        "Transpose both sides first; then say what becomes of a product when it is transposed.",
        "Of the two wrong lines one forgets that a transposed product turns round, and one that "
        "the two orders of the indices are transposes of each other.",
    ),
    misconceptions=(
        Misconception(
            "product not turned",
            '"g", "e"',
            '"b", "e"',
            "Line b is false: when a product is transposed its factors change places.",
        ),
        Misconception(
            "one matrix for both orders",
            '"e", "c"',
            '"e", "f", "c"',
            "Line f is false: (to, from) and (from, to) hold the same numbers in other places.",
        ),
        Misconception(
            "result too early",
            '"e", "c"',
            '"c", "e"',
            "The first line out of place is c: it puts our letters into a line that comes below "
            "it.",
        ),
        Misconception(
            "transposed before it is there",
            '"d", "a"',
            '"a", "d"',
            "The first line out of place is a: it transposes the text's line, which comes below "
            "it.",
        ),
        Misconception(
            "product used too early",
            '"g", "e"',
            '"e", "g"',
            "The first line out of place is e: it has the factors turned, and the reason for that "
            "comes below it.",
        ),
        Misconception(
            "sides not transposed yet",
            '"a", "g", "e"',
            '"g", "e", "a"',
            "The first line out of place is e: both of its sides are transposed, and the line that "
            "does this comes below it.",
        ),
    ),
    alternatives=(
        'order = ["g", "d", "a", "e", "c"]',
        'order = ["d", "g", "a", "e", "c"]',
    ),
)

UNROLLED = Task(
    id="A.4",
    title="S4's product, mended",
    points=3,
    difficulty=3,
    minutes=9,
    formulas=("F4",),
    probe=Function("unrolled"),
    cases=lambda rng: [
        product(rng, 2, 3),
        product(rng, 1, 2),
        product(rng, 4, 4),
        product(rng, 5, 2),
        product(rng, 3, 3),
        product(rng, 2, 1),
    ],
    ranges={
        "slopes": Numbers(shape="q n", low=0),
        "W": Numbers(shape="q n n"),
        "delta": Numbers(shape="n"),
    },
    without=("nnlib",),
    hints=(
        "Read the product from its right end: what is multiplied by δ_L first?",
        "A diagonal matrix times a vector is an entry-by-entry product, slope * vector.",
        "Go through both lists from their ends: in each turn, a matrix times δ, then the slopes.",
    ),
    misconceptions=(
        Misconception(
            "as printed",
            "zip(slopes[::-1], W[::-1]):\n        delta = slope * (w @ delta)",
            "zip(slopes[::-1], W[::-1]):\n        delta = slope * (w @ delta) * delta",
            "A δ is left standing in the product, as in the printed one. BP2 puts all the rest in "
            "its place.",
        ),
        Misconception(
            "as printed, with the last one",
            ("    for slope, w in", "slope * (w @ delta)"),
            ("    last = delta\n    for slope, w in", "slope * (w @ delta) * last"),
            "δ_L is multiplied in once for each matrix, and so a δ is left standing in the "
            "product, as in the printed one. It belongs at the right end alone.",
        ),
        Misconception(
            "all slopes at one end",
            ("slope * (w @ delta)", "return delta"),
            ("w @ delta", "return np.prod(slopes, axis=0) * delta"),
            "You multiply all slopes together at the end. Those of a layer stand between two "
            "matrices, and cannot be moved past a matrix.",
        ),
        Misconception(
            "slopes lost",
            "slope * (w @ delta)",
            "w @ delta",
            "The matrices are right. The slopes are missing: on its way down δ passes a "
            "diagonal matrix in each layer.",
        ),
        Misconception(
            "against the wires",
            "w @ delta",
            "w.T @ delta",
            "Your matrices are transposed. S4's W is (from, to): a row belongs to the neuron "
            "below, which is where δ goes.",
        ),
        Misconception(
            "from the wrong end",
            "zip(slopes[::-1], W[::-1])",
            "zip(slopes, W)",
            "You begin with the lowest matrix. δ_L stands at the right end of the product, beside "
            "the highest.",
        ),
        Misconception(
            "the lowest left out",
            "zip(slopes[::-1], W[::-1])",
            "zip(slopes[:0:-1], W[:0:-1])",
            "You stop one layer too early: W[0], the lowest matrix, and its slopes are not in your "
            "product.",
        ),
        Misconception(
            "slopes from the wrong end",
            "zip(slopes[::-1], W[::-1])",
            "zip(slopes, W[::-1])",
            "The matrices come in the right order and the slopes do not: each layer has its own.",
        ),
        Misconception(
            "slopes before the wires",
            "slope * (w @ delta)",
            "w @ (slope * delta)",
            "You take the slopes above each matrix. They are those of the layer below it: first "
            "through the matrix, then the slopes.",
        ),
        Misconception(
            "entry by entry",
            "slope * (w @ delta)",
            "(w * slope[:, None]).sum(axis=1) * delta.sum()",
            "You add up the weights and the δs apart. In the sum each weight meets the δ of the "
            "neuron that it goes to.",
        ),
        Misconception(
            "mean of the sum",
            "w @ delta",
            "(w * delta).mean(axis=1)",
            "You take the mean over the neurons above. Shares of several wires add up.",
        ),
        Misconception(
            "signs lost",
            "w @ delta",
            "abs(w) @ delta",
            "Your weights have lost their signs. A negative wire turns the sign of what it "
            "carries back.",
        ),
    ),
    alternatives=(
        "def unrolled(slopes, W, delta):\n"
        "    for l in range(len(W) - 1, -1, -1):\n"
        "        delta = np.diag(slopes[l]) @ W[l] @ delta\n"
        "    return delta",
        "def unrolled(slopes, W, delta):\n"
        "    left = np.eye(len(slopes[0]))\n"
        "    for slope, w in zip(slopes, W):\n"
        "        left = left @ (slope[:, None] * w)\n"
        "    return left @ delta",
    ),
)

TASKS = (NAME, SAME_STEP, IN_ORDER, UNROLLED)

QUESTIONS = (
    Question(
        "A text sums over i in z_j = Σ_i w_ij x_i. In which order are its indices?",
        ("from, to", "to, from", "it cannot be told", "layer, neuron"),
        0,
        "the order of two indices",
        "lesson A, Five dialects",
        f"{LESSON}#Five-dialects",
        ("A.1", "A.3"),
    ),
    Question(
        "All slopes of a page are −2 times yours for every sample, and its step adds. What is it?",
        ("a wrong δ", "a wrong input", "a dialect of the loss", "a transposed matrix"),
        2,
        "a dialect and a mistake",
        "lesson A, Divide the page by your own",
        f"{LESSON}#Divide-the-page-by-your-own",
        ("A.2",),
    ),
    Question(
        "A sum over the outputs is lost in a formula. Which network hides it?",
        ("2-3-1", "2-3-2", "1-1-2", "none"),
        0,
        "networks that hide a slip",
        "lesson A, A few kinds",
        f"{LESSON}#A-few-kinds",
        ("A.4",),
    ),
)

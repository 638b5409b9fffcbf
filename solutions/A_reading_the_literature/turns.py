"""Lesson A's turns: a matrix with its bias inside, a quotient that varies, S3's line, a factor."""

import numpy as np

from nnlib.course.authoring import Function, Misconception, Turn


def slopes(rng, k, j):
    """Slopes of one sample, x_k δ_j, none of which is near 0."""
    x = rng.uniform(0.5, 2, size=(k, 1)) * rng.choice([-1, 1], size=(k, 1))
    delta = rng.uniform(0.5, 2, size=j) * rng.choice([-1, 1], size=j)
    return x * delta


def quotients(rng):
    """Pages whose quotient varies nowhere, along a row, from row to row, and both ways."""
    k, j = 3, 4
    rows, columns = np.array([[1.0], [2.5], [-0.7]]), np.array([1.0, 0.4, 3.0, -2.0])
    ours = slopes(rng, k, j)
    yield {"page": 2 * ours, "ours": ours}
    yield {"page": ours * (1 + 1e-13 * rng.uniform(-1, 1, size=(k, j))), "ours": ours}
    for by in (np.ones((k, 1)) * columns, rows * np.ones(j), rows * columns):
        ours = slopes(rng, k, j)
        # What the division gives back is the quotient up to rounding.
        yield {"page": by * ours * (1 + 1e-13 * rng.uniform(-1, 1, size=(k, j))), "ours": ours}
    # One row or one column alone is another: the last, and one between the first and the last.
    for shape, at in (((3, 4), 2), ((4, 3), 1), ((3, 4), 1)):
        ours = slopes(rng, *shape)
        other_row, other_column = np.ones((shape[0], 1)), np.ones(shape[1])
        other_row[at], other_column[at] = 3, 3
        yield {"page": other_row * ours, "ours": ours}
        yield {"page": other_column * ours, "ours": ours}
    # Rows that are not alike have the same sum, and so have the columns.
    ours = slopes(rng, k, k)
    yield {
        "page": np.array([[1.0, 2.0, 4.0], [4.0, 1.0, 2.0], [2.0, 4.0, 1.0]]) * ours,
        "ours": ours,
    }
    # Of one entry in the middle neither the first row nor the first column knows.
    ours = slopes(rng, k, j)
    other = np.ones((k, j))
    other[1, 2] = 3
    yield {"page": other * ours, "ours": ours}


def constants(rng):
    """Pages with one constant, turned or not, and pages with none."""
    ours, square, tall = slopes(rng, 3, 3), slopes(rng, 3, 3), slopes(rng, 4, 2)
    rounding = 1 + 1e-13 * rng.uniform(-1, 1, size=(3, 3))
    yield {"page": 6.283 * ours * rounding, "ours": ours}
    yield {"page": -0.5 * square.T * rounding, "ours": square}
    yield {"page": 2 * tall.T, "ours": tall}
    yield {"page": 3.0 * tall, "ours": tall}
    yield {"page": ours * np.array([1.0, 2.0, 0.4]), "ours": ours}
    yield {"page": tall * np.array([[1.0], [2.0], [0.4], [3.0]]), "ours": tall}
    # NumPy would repeat the single row of ours, and no page of another shape is a multiple of it.
    flat = slopes(rng, 1, 4)
    yield {"page": 2 * flat * np.ones((4, 1)), "ours": flat}
    # The first column is as it should be, and so is the first row.
    almost = 4 * square
    almost[1:, 1:] *= 1.7
    yield {"page": almost, "ours": square}


FROM_S2 = Turn(
    id="A.a",
    title="A matrix with its bias inside",
    probe=Function("from_s2", returns=("W", "b")),
    cases=lambda rng: [{"M": rng.normal(size=shape).round(2)} for shape in ((2, 4), (3, 4))],
    hints=(
        "M[:, -1] is the last column; which slice is every column but the last?",
        "In M a row belongs to the neuron that the weight goes to. In our W it is a column.",
    ),
    misconceptions=(
        Misconception(
            "not transposed",
            "M[:, :-1].T",
            "M[:, :-1]",
            "Your W has a row for each neuron that a weight goes to. Our rows are the neurons that "
            "it comes from.",
        ),
        Misconception(
            "bias kept",
            "M[:, :-1].T",
            "M.T",
            "Your W has the biases as a last row. They come back as b already.",
        ),
        Misconception(
            "last row for the last column",
            "M[:, :-1].T",
            "M[:-1].T",
            "You left out the last row, a whole neuron. The bias is the last column.",
        ),
        Misconception(
            "first column left out",
            "M[:, :-1].T",
            "M[:, 1:].T",
            "You left out the first column. The bias is the last.",
        ),
    ),
    alternatives=(
        "def from_s2(M):\n    both = M.T\n    return both[:-1], both[-1]",
        "def from_s2(M):\n    return np.delete(M, -1, axis=1).T, M[:, -1]",
    ),
)

VARIES = Turn(
    id="A.b",
    title="Where a quotient varies",
    probe=Function("varies", returns=("row_to_row", "along_row")),
    cases=lambda rng: [*quotients(rng)],
    hints=(
        "If nothing varies from row to row, every row is like the first one, q[:1].",
        "np.allclose takes both and says whether they agree; q[:, :1] is the first column.",
    ),
    misconceptions=(
        Misconception(
            "the two exchanged",
            "not np.allclose(q, q[:1]), not np.allclose(q, q[:, :1])",
            "not np.allclose(q, q[:, :1]), not np.allclose(q, q[:1])",
            "The two answers are exchanged: first from row to row, where the input changes; then "
            "along a row, where the neuron changes.",
        ),
        Misconception(
            "constant for varying",
            "not np.allclose(q, q[:1]), not np.allclose(q, q[:, :1])",
            "np.allclose(q, q[:1]), np.allclose(q, q[:, :1])",
            "Turned round: you say True where the quotient stays the same.",
        ),
        Misconception(
            "exact equality",
            "not np.allclose(q, q[:1]), not np.allclose(q, q[:, :1])",
            "bool((q != q[:1]).any()), bool((q != q[:, :1]).any())",
            "You count rounding as variation. Compare with np.allclose.",
        ),
        Misconception(
            "compared with 1",
            "not np.allclose(q, q[:1]), not np.allclose(q, q[:, :1])",
            "not np.allclose(q, 1), not np.allclose(q, 1)",
            "You ask whether the quotient is 1. A constant of 2 varies no more than a 1: compare "
            "the quotient with itself, with its own first row and column.",
        ),
        Misconception(
            "the first two alone",
            "not np.allclose(q, q[:1]), not np.allclose(q, q[:, :1])",
            "not np.allclose(q[0], q[1]), not np.allclose(q[:, 0], q[:, 1])",
            "You compare the first two rows and the first two columns. A later one may be another.",
        ),
        Misconception(
            "first and last alone",
            "not np.allclose(q, q[:1]), not np.allclose(q, q[:, :1])",
            "not np.allclose(q[0], q[-1]), not np.allclose(q[:, 0], q[:, -1])",
            "You compare the first with the last. One between them may be another.",
        ),
        Misconception(
            "first column and first row alone",
            "not np.allclose(q, q[:1]), not np.allclose(q, q[:, :1])",
            "not np.allclose(q[:, 0], q[0, 0]), not np.allclose(q[0], q[0, 0])",
            "You go down the first column and along the first row, and no other. An entry "
            "elsewhere may be another.",
        ),
        Misconception(
            "sums compared",
            "not np.allclose(q, q[:1]), not np.allclose(q, q[:, :1])",
            "not np.allclose(q.sum(axis=1), q.sum(axis=1)[0]), "
            "not np.allclose(q.sum(axis=0), q.sum(axis=0)[0])",
            "You compare the sums, or means, of rows and of columns. Those of unlike rows can "
            "agree: compare the rows themselves.",
        ),
        Misconception(
            "an answer for each",
            "not np.allclose(q, q[:1]), not np.allclose(q, q[:, :1])",
            "np.ptp(q, axis=0) > 1e-9, np.ptp(q, axis=1) > 1e-9",
            "You answer for each column and for each row. One answer is wanted for all of them "
            "together: does any of them vary?",
        ),
        Misconception(
            "the slopes themselves",
            "q = page / ours",
            "q = page",
            "You look at the page's slopes alone. They vary on any page; the quotient is what "
            "tells.",
        ),
    ),
    alternatives=(
        "def varies(page, ours):\n"
        "    q = page / ours\n"
        "    return bool(np.ptp(q, axis=0).max() > 1e-8), bool(np.ptp(q, axis=1).max() > 1e-8)",
    ),
    equivalents={
        "inputs page and ours exchanged": "a quotient upside down varies where the quotient does",
        "answer row_to_row without its sign": "it is True or False",
        "answer along_row without its sign": "it is True or False",
    },
)

DELTA_BELOW = Turn(
    id="A.c",
    title="S3's line, mended",
    probe=Function("delta_below"),
    cases=lambda rng: [
        {
            "delta": rng.normal(size=n),
            "w": rng.normal(size=(d, n)),
            "slope": rng.uniform(0.1, 1, size=d),
        }
        # In a square most slips give numbers, and where no two widths agree they show as such.
        for d, n in ((3, 3), (3, 2), (4, 4), (2, 5))
    ],
    hints=(
        "The sum runs over j, so what stands in it has the index j: which two things?",
        "w has a row for each i. Multiply it by δ along its rows, add up each row, then g′.",
    ),
    misconceptions=(
        Misconception(
            "as printed",
            "w @ delta * slope",
            "np.array([sum(delta[i] * w[i, j] for j in range(len(delta))) * slope[i] "
            "for i in range(len(w))])",
            "That is the printed line, with δ_i: one δ for the whole sum, and where layer l has "
            "fewer neurons not even one. In the sum over j each weight meets the δ of its own j.",
        ),
        Misconception(
            "as printed, in one product",
            "w @ delta",
            "delta * w.sum(axis=1)",
            "That is the printed line: each row of weights is added up, and then one δ for the "
            "whole sum. In the sum over j each weight meets the δ of its own j.",
        ),
        Misconception(
            "the first δ for all",
            "w @ delta",
            "delta[0] * w.sum(axis=1)",
            "You take the first δ for every sum. In the sum over j each weight meets the δ of its "
            "own j.",
        ),
        Misconception(
            "the last share alone",
            "w @ delta",
            "w[:, -1] * delta[-1]",
            "Only the last share of each sum is left in yours. Does `=` stand where `+=` is meant?",
        ),
        Misconception(
            "added up apart",
            "w @ delta",
            "delta.sum() * w.sum(axis=1)",
            "You add up the δs and the weights apart. In the sum each weight meets the δ of its "
            "own j first.",
        ),
        Misconception(
            "transposed",
            "w @ delta",
            "w.T @ delta",
            "You sum over the index i, against the wires. Each δ_j comes back to i along w_ij.",
        ),
        Misconception(
            "added down the columns",
            "w @ delta",
            "(w * delta).sum(axis=0)",
            "Each weight meets the right δ, and then you add over i. The sum runs over j, along a "
            "row of w.",
        ),
        Misconception(
            "the slope inside",
            "w @ delta * slope",
            "w @ (delta * slope)",
            "You multiply the slopes into the δs above. g′ is that of neuron i below, outside the "
            "sum.",
        ),
        Misconception(
            "slope lost",
            "w @ delta * slope",
            "w @ delta",
            "That is the slope in the activation x. The sum S comes before it: g′ is missing.",
        ),
        Misconception(
            "mean for sum",
            "w @ delta",
            "w @ delta / len(delta)",
            "You take the mean over j. Shares of several paths add up.",
        ),
    ),
    alternatives=(
        "def delta_below(delta, w, slope):\n    return (w * delta).sum(axis=1) * slope",
        "def delta_below(delta, w, slope):\n"
        "    return np.array([sum(delta * row) * g for row, g in zip(w, slope)])",
    ),
)

FACTOR = Turn(
    id="A.d",
    title="Dialect or mistake",
    probe=Function("factor"),
    cases=lambda rng: [*constants(rng)],
    hints=(
        "Divide by ours and by ours.T, where the shapes agree: is one of the quotients constant?",
        "Compare all of the quotient with its first entry by np.allclose; that entry is c.",
    ),
    misconceptions=(
        Misconception(
            "never transposed",
            "(ours, ours.T)",
            "(ours,)",
            "A page in the other order is a dialect too: you never try the transpose.",
        ),
        Misconception(
            "transposed only where it must be",
            "(ours, ours.T)",
            "((ours,) if page.shape == ours.shape else (ours.T,))",
            "You transpose only where the shapes ask for it. A square page may lie on its side as "
            "well.",
        ),
        Misconception(
            "always transposed",
            "(ours, ours.T)",
            "(ours.T,)",
            "You only compare with the transpose. A page in our own order is a dialect too.",
        ),
        Misconception(
            "upside down",
            "return q[0, 0]",
            "return 1 / q[0, 0]",
            "Upside down: page = c times ours, so c is the page over ours.",
        ),
        Misconception(
            "a row repeated",
            "page.shape == turned.shape",
            "page.shape[1] == turned.shape[1] and len(turned) in (1, len(page))",
            "Where `ours` has one row, NumPy repeats it for every row of the page. A page of "
            "another shape is a dialect only if it fits after a transpose.",
        ),
        Misconception(
            "mistakes let through",
            "if np.allclose(q, q[0, 0]):",
            "if True:",
            "You return a number where no constant fits. Look at every entry of the quotient "
            "before you trust the first.",
        ),
        Misconception(
            "first row alone",
            "np.allclose(q, q[0, 0])",
            "np.allclose(q[0], q[0, 0])",
            "You look at the first row of the quotient alone. Another row may have another.",
        ),
        Misconception(
            "first column alone",
            "np.allclose(q, q[0, 0])",
            "np.allclose(q[:, 0], q[0, 0])",
            "You look at the first column of the quotient alone. Another may have another.",
        ),
        Misconception(
            "exact equality",
            "np.allclose(q, q[0, 0])",
            "(q == q[0, 0]).all()",
            "You ask for equality to the last digit, and rounding makes a dialect a mistake.",
        ),
    ),
    alternatives=(
        "def factor(page, ours):\n"
        "    for turned in (ours, ours.T):\n"
        "        if page.shape == turned.shape:\n"
        "            c = (page / turned).mean()\n"
        "            if np.allclose(page, c * turned):\n"
        "                return c\n"
        "    return 0.0",
    ),
    equivalents={
        "line 8: 0 → 1": "where one constant fits, each entry is close to any other",
        "line 7: 0 → 1": "where one constant fits, any entry is that constant up to rounding",
    },
)

TURNS = (FROM_S2, VARIES, DELTA_BELOW, FACTOR)

"""Exercise set 08: matrices, shapes and deltas (ledger rows F1 to F3 and F11)."""

import numpy as np

from nnlib.course.authoring import (
    Free,
    Function,
    Misconception,
    Numbers,
    Question,
    Task,
    Value,
    Variants,
    Widths,
)
from nnlib.parameters import count_parameters

LESSON = "08_matrices_shapes_and_deltas.ipynb"


def numbers(rng, *shape):
    """Numbers of mixed sign, none near 0."""
    return (rng.uniform(0.3, 2, size=shape) * rng.choice([-1, 1], size=shape)).round(2)


def three_arrays(rng, r, s, t):
    return {"U": numbers(rng, r, s), "V": numbers(rng, r, t), "M": numbers(rng, s, t)}


def hidden_layer(rng, m, width, above):
    delta, W, z = numbers(rng, m, above), numbers(rng, width, above), numbers(rng, m, width)
    return {"delta": delta, "W": W, "z": z}


def columns(rng, below, width, m):
    return {"A": numbers(rng, below, m), "D": numbers(rng, width, m)}


def whole_network(rng, n, m, *bends):
    """Parameters, inputs and targets for widths n; bends by name, or tanh and then a sigmoid."""
    return {
        "n": np.array(n),
        "bends": bends or ("tanh",) * (len(n) - 2) + ("sigmoid",),
        "theta": rng.uniform(-1.5, 1.5, size=count_parameters(n)).round(2),
        "X": numbers(rng, m, n[0]),
        "y": rng.uniform(0, 1, size=(m, n[-1])).round(2),
    }


def widths_and_batch(m, n0, n1, n2):
    shapes = [[m, n1], [n1, n2], [m, n2], [m, n1], [n0, n1], [n2]]
    return {"m": m, "n0": n0, "n1": n1, "n2": n2, "shapes": str(shapes)}


SHAPES = Task(
    id="8.1",
    title="The shape ledger",
    points=2,
    difficulty=1,
    minutes=5,
    formulas=("F3",),
    probe=Value("shapes", returns=("a_1", "W_2", "z_2", "delta_1", "dW_1", "db_2")),
    hints=(
        "Rows are samples, columns are neurons. Which of the six have anything to do with samples?",
        "A gradient has one number for each number that can be nudged.",
        "Draw the two layers. A weight matrix has a row for each neuron that it comes from.",
    ),
    misconceptions=(
        Misconception(
            "weights (to, from)",
            ("(n1, n2), (m, n2)", "(n0, n1)"),
            ("(n2, n1), (m, n2)", "(n1, n0)"),
            "Your weights have the destination first, as in S0. In this course the first index "
            'of a weight is where it comes from; see "Three notations".',
        ),
        Misconception(
            "samples as columns",
            ("[(m, n1), (n1, n2), (m, n2), (m, n1)", "(n0, n1)"),
            ("[(n1, m), (n2, n1), (n2, m), (n1, m)", "(n1, n0)"),
            "All of this would be right with samples as columns. Here they are rows; see "
            '"A batch is a stack of rows".',
        ),
        Misconception(
            "delta of the layer above",
            "(m, n2), (m, n1)",
            "(m, n2), (m, n2)",
            "Five shapes are right. Your δ of layer 1 has the shape that comes from layer 2, "
            "before it went back through the weights.",
        ),
        Misconception(
            "delta of the layer below",
            "(m, n2), (m, n1)",
            "(m, n2), (m, n0)",
            "Five shapes are right. A δ belongs to the sums of its own layer, not to what comes "
            "into that layer.",
        ),
        Misconception(
            "bias gradient per sample",
            "(n2,)",
            "(m, n2)",
            "Five shapes are right. All samples use the same biases, so what becomes of the "
            "samples in their gradient?",
        ),
        Misconception(
            "bias of the layer below",
            "(n2,)",
            "(n1,)",
            "Five shapes are right. A layer has a bias for each of its own neurons; how many "
            "neurons has layer 2?",
        ),
        Misconception(
            "weight gradient per sample",
            "(n0, n1)",
            "(m, n0, n1)",
            "Five shapes are right. Each sample has its say in the gradient of a weight, and at "
            "the end there is one number for each weight.",
        ),
        Misconception(
            "bias as a matrix",
            "(n2,)",
            "(1, n2)",
            "Five shapes are right, and the last has the right length. In this course a bias is "
            "a row without a second direction: its shape has one number.",
        ),
        Misconception(
            "bias as a column",
            "(n2,)",
            "(n2, 1)",
            "Five shapes are right. You let the biases stand as a column; here they have one "
            "direction only, so that NumPy can add them to every row.",
        ),
        Misconception(
            "a number for a shape",
            "(n2,)]",
            "n2]",
            "Five shapes are right. The last length is right too; a shape is a tuple, also when "
            "it has one number: mind the comma that Python wants there.",
        ),
        Misconception(
            "W_2 turned",
            "(n1, n2), (m, n2)",
            "(n2, n1), (m, n2)",
            "Five shapes are right. Your W₂ has its rows and columns exchanged: in this course "
            "the first index of a weight is where it comes from.",
        ),
        Misconception(
            "gradient of W_1 turned",
            "(n0, n1)",
            "(n1, n0)",
            "Five shapes are right. A gradient has the shape of what it is the gradient of: what "
            "is the shape of W₁?",
        ),
        Misconception(
            "gradient of W_1 like its layer",
            "(n0, n1)",
            "(m, n1)",
            "Five shapes are right. Your gradient of W₁ has a row for each sample, as the δ of "
            "that layer has; but the weights are shared by all samples.",
        ),
        Misconception(
            "gradient of W_2",
            "(n0, n1)",
            "(n1, n2)",
            "Five shapes are right. The gradient that is asked for belongs to the first weights, "
            "those that come from the inputs.",
        ),
        Misconception(
            "sums like the layer below",
            "(n1, n2), (m, n2)",
            "(n1, n2), (m, n1)",
            "Five shapes are right. Your sums of layer 2 have a column for each neuron of layer "
            "1; they have gone through W₂ already.",
        ),
        Misconception(
            "delta like the weights",
            "(m, n2), (m, n1)",
            "(m, n2), (n0, n1)",
            "Five shapes are right. A δ belongs to the sums of a layer, and every sample has "
            "sums of its own.",
        ),
        Misconception(
            "one sample",
            "[(m, n1), (n1, n2), (m, n2), (m, n1), (n0, n1)",
            "[(n1,), (n1, n2), (n2,), (n1,), (n0, n1)",
            "The weights and biases are right. The other three hold one sample only; a batch of "
            "32 goes through.",
        ),
        Misconception(
            "layers counted from 0",
            ("[(m, n1), (n1, n2), (m, n2), (m, n1), (n0, n1)", "(n2,)"),
            ("[(m, n0), (n0, n1), (m, n1), (m, n0), (n0, n1)", "(n1,)"),
            "You seem to count the inputs as layer 1. They are layer 0, so that the first weights "
            "lead to layer 1.",
        ),
    ),
    alternatives=(
        "m, n = 32, (10, 6, 4)\nshapes = ((m, n[1]), n[1:], (m, n[2]), (m, n[1]), n[:2], n[2:])",
        "shapes = [[32, 6], [6, 4], [32, 4], [32, 6], [10, 6], [4]]",
    ),
    variants=Variants(
        printed=widths_and_batch(32, 10, 6, 4),
        draw=lambda rng: widths_and_batch(
            *rng.choice((16, 24, 40, 50), 1).tolist(), *rng.permutation(range(3, 13))[:3].tolist()
        ),
        places=(
            "the widths {n0}, {n1} and {n2}, and a batch of {m} samples",
            "m, n0, n1, n2 = {m}, {n0}, {n1}, {n2}",
            "a batch of {m} goes through",
            "m, n = {m}, ({n0}, {n1}, {n2})",
            "{shapes}",
        ),
    ),
)

PRODUCTS = Task(
    id="8.2",
    title="Sums into products",
    points=3,
    difficulty=2,
    minutes=7,
    formulas=("F3",),
    probe=Function("products", returns=("A", "B", "c")),
    cases=lambda rng: [
        three_arrays(rng, 5, 2, 3),
        three_arrays(rng, 3, 3, 3),
        three_arrays(rng, 4, 3, 2),
        three_arrays(rng, 1, 4, 2),
        three_arrays(rng, 2, 1, 5),
        three_arrays(rng, 3, 2, 1),
    ],
    ranges={"U": Numbers(shape="r s"), "V": Numbers(shape="r t"), "M": Numbers(shape="s t")},
    without=("loop",),
    hints=(
        "In a product of two matrices the summed index is the last of the first factor and the "
        "first of the second.",
        "In A the summed index stands first in both factors, in B last in both. Which of the two "
        "has to be turned?",
        "Begin with the factor that has the result's row index, and turn what does not fit. "
        "The third sum goes down the rows.",
    ),
    misconceptions=(
        Misconception(
            "A turned",
            "U.T @ V",
            "V.T @ U",
            "B and c are right, and A has its rows and columns exchanged: which index of A stands "
            "first in the text?",
        ),
        Misconception(
            "B turned",
            "V @ M.T",
            "M @ V.T",
            "A and c are right, and B has its rows and columns exchanged: which index of B stands "
            "first in the text?",
        ),
        Misconception(
            "wrong factor of A turned",
            "U.T @ V",
            "U @ V.T",
            "In A you turned the other factor, so that the sum runs over the columns of both. "
            "Which index do U and V share in the text?",
        ),
        Misconception(
            "wrong factor of B turned",
            "V @ M.T",
            "V.T @ M",
            "In B you turned the other factor, so that the sum runs over rows. Which index do V "
            "and M share in the text?",
        ),
        Misconception(
            "A without a transpose",
            "U.T @ V",
            "U @ V",
            "In A the summed index stands first in both factors, and nothing is turned: where the "
            'shapes allow it, another sum comes out. See "A product is a sum".',
        ),
        Misconception(
            "B without a transpose",
            "V @ M.T",
            "V @ M",
            "In B the summed index stands last in both factors, and nothing is turned: where the "
            'shapes allow it, another sum comes out. See "A product is a sum".',
        ),
        Misconception(
            "no transpose at all",
            ("U.T @ V", "V @ M.T"),
            ("U @ V", "V @ M"),
            "Neither A nor B has a transpose. Look for the summed index: is it in the middle of "
            "your products?",
        ),
        Misconception(
            "sum along the rows",
            "axis=0",
            "axis=1",
            "A and B are right. Your c has one number for each row of V, but the index that stays "
            "is the one of the columns.",
        ),
        Misconception(
            "sum over everything",
            "V.sum(axis=0)",
            "V.sum()",
            "A and B are right. Your c is a single number: both indices of V are summed, and one "
            "of them is to stay.",
        ),
        Misconception(
            "mean for sum",
            "V.sum(axis=0)",
            "V.mean(axis=0)",
            "A and B are right. Your c is a mean, and the text has a sum; in the course the 1/m "
            "sits in the loss and nowhere else.",
        ),
        Misconception(
            "A and B exchanged",
            "return A, B, c",
            "return B, A, c",
            "All three are right, and A and B have changed places.",
        ),
        Misconception(
            "averages first",
            "U.T @ V",
            "np.outer(U.sum(axis=0), V.sum(axis=0))",
            "B and c are right. In A you sum each factor by itself and multiply afterwards; the "
            "two factors of a term share their row.",
        ),
        Misconception(
            "entry by entry",
            ("U.T @ V", "V @ M.T"),
            ("U * V", "V * M"),
            "You multiply entry by entry, where the shapes allow it. Which sign makes NumPy sum "
            "over the shared index?",
        ),
    ),
    alternatives=(
        "def products(U, V, M):\n"
        "    A = np.einsum('rs,rt->st', U, V)\n"
        "    B = np.einsum('rt,st->rs', V, M)\n"
        "    return A, B, np.einsum('rt->t', V)",
        "def products(U, V, M):\n"
        "    A = np.tensordot(U, V, axes=(0, 0))\n"
        "    return A, (M @ V.T).T, np.ones(len(V)) @ V",
    ),
)

HIDDEN = Task(
    id="8.3",
    title="One layer back",
    points=3,
    difficulty=2,
    minutes=7,
    formulas=("F2",),
    probe=Function("hidden_delta", returns=("delta",)),
    cases=lambda rng: [
        hidden_layer(rng, 5, 4, 2),
        hidden_layer(rng, 3, 3, 3),
        hidden_layer(rng, 4, 2, 3),
        hidden_layer(rng, 5, 4, 1),
        hidden_layer(rng, 1, 2, 4),
        hidden_layer(rng, 3, 1, 2),
    ],
    ranges={
        "delta": Numbers(shape="m j"),
        "W": Numbers(shape="k j"),
        "z": Numbers(shape="m k"),
    },
    hints=(
        "An activation feeds every neuron of the next layer: a fork. What do forks do?",
        "The sum runs over the neurons of the next layer, and their index stands last in both "
        "factors. Only then comes this layer's own σ′.",
        "A matrix product first, with one factor turned; then, entry by entry, the slope of tanh "
        "at z, which lesson 06 writes with the value of tanh itself.",
    ),
    misconceptions=(
        Misconception(
            "slope missing",
            "(delta @ W.T) * slope",
            "delta @ W.T",
            "You went back through the weights, and stopped at the activations. One more step "
            "leads to the sums: the layer's own σ′.",
        ),
        Misconception(
            "no transpose",
            "W.T",
            "W",
            "Where the shapes allow it, you multiply by W as it stands, so the sum runs over the "
            'wrong end of the weights. See "Back through the weights".',
        ),
        Misconception(
            "slope of the layer above",
            "(delta @ W.T) * slope",
            "(delta * slope) @ W.T",
            "You multiply by the slope before the weights, as if it belonged to the next layer: "
            'S0\'s slip, under "Which check catches which slip?".',
        ),
        Misconception(
            "S3's index",
            "(delta @ W.T)",
            "delta * W.sum(axis=1)",
            "Where it fits at all, your δ does not take part in the sum over the next layer: it "
            "has the index of the neuron here. This is S3's slip in the lesson.",
        ),
        Misconception(
            "tanh for its slope",
            "1 - np.tanh(z) ** 2",
            "np.tanh(z)",
            "The way through the weights is right. Then comes the slope of tanh, and you took its "
            "value.",
        ),
        Misconception(
            "slope at the activation",
            "np.tanh(z) ** 2",
            "np.tanh(np.tanh(z)) ** 2",
            "The way through the weights is right. You take the slope at tanh(z); which number "
            "goes into tanh?",
        ),
        Misconception(
            "square of z",
            "np.tanh(z) ** 2",
            "z**2",
            "The way through the weights is right. In the slope of tanh stands the square of the "
            "activation, and you squared the sum.",
        ),
        Misconception(
            "slope of the sigmoid",
            "1 - np.tanh(z) ** 2",
            "np.tanh(z) * (1 - np.tanh(z))",
            "The way through the weights is right. The slope has the form of the sigmoid's; this "
            "layer has another activation.",
        ),
        Misconception(
            "sigmoid's own slope",
            "1 - np.tanh(z) ** 2",
            "nn.activations.sigmoid.prime(z)",
            "The way through the weights is right. Then you took the slope of the sigmoid; this "
            "layer has another activation.",
        ),
        Misconception(
            "square missing",
            "np.tanh(z) ** 2",
            "np.tanh(z)",
            "The way through the weights is right. The slope of tanh lacks a power: what must it "
            "be for a large negative z?",
        ),
        Misconception(
            "mean over the batch",
            "(delta @ W.T) * slope",
            "(delta @ W.T) * slope / len(z)",
            "All is right but for a factor 1/m. It came in with the slope of the loss, so it is "
            "in the δ that you were given.",
        ),
        Misconception(
            "slope added",
            "(delta @ W.T) * slope",
            "(delta @ W.T) + slope",
            "Both parts are right, and you added them. Along a path slopes multiply; sums belong "
            "to forks.",
        ),
        Misconception(
            "delta turned round",
            "(delta @ W.T) * slope",
            "(delta.T @ W) * slope",
            "You turned δ instead of W, where the shapes allow it: then the sum runs over the "
            "samples. Over what should it run?",
        ),
        Misconception(
            "root of the slope",
            "1 - np.tanh(z) ** 2",
            "1 / np.cosh(z)",
            "The way through the weights is right. Your slope is the root of what it should be: "
            "1 / cosh has lost a square. Set both forms of it against each other at z = 1.",
        ),
    ),
    alternatives=(
        "def hidden_delta(delta, W, z):\n"
        "    back = np.einsum('it,jt->ij', delta, W)\n"
        "    return back / np.cosh(z) ** 2",
        "def hidden_delta(delta, W, z):\n    return (W @ delta.T).T * nn.activations.tanh.prime(z)",
    ),
    equivalents={
        "input z without its sign": "the slope of tanh is even",
        "input z kept below 1,000 in size": "tanh is flat long before",
    },
)

COLUMNS = Task(
    id="8.4",
    title="In columns",
    points=3,
    difficulty=2,
    minutes=8,
    formulas=("F3", "F11"),
    probe=Function("column_gradients", returns=("dV", "db")),
    cases=lambda rng: [
        columns(rng, *shape) for shape in ((3, 2, 5), (3, 3, 3), (2, 4, 3), (4, 1, 1), (1, 2, 4))
    ],
    ranges={"A": Numbers(shape="k m"), "D": Numbers(shape="j m")},
    hints=(
        "Write the sum of one neuron of one sample with its indices. Who are the children of one "
        "weight?",
        "The samples are summed away, and they are the columns of both arrays: the index stands "
        "last in both.",
        "From rows to columns each product turns round. The bias has the local slope 1 in every "
        "sample.",
    ),
    misconceptions=(
        Misconception(
            "gradient of the transpose",
            "D @ A.T",
            "A @ D.T",
            "Your first result is the gradient of the transpose of V, so its rows and columns are "
            "exchanged. Which index comes first in this program, to or from?",
        ),
        Misconception(
            "row form kept",
            "D @ A.T",
            "A.T @ D",
            "You kept the product of the row form as it stands; where it fits at all, it sums over "
            "neurons. What do the products do when rows become columns?",
        ),
        Misconception(
            "turned round, transpose moved",
            "D @ A.T",
            "D.T @ A",
            "You turned the product round and the transpose with it. It belongs to its letter, and "
            "stays there.",
        ),
        Misconception(
            "no transpose",
            "D @ A.T",
            "D @ A",
            "Where the shapes allow it, you multiply the two as they stand. The samples are the "
            "last index of both; can they meet in the middle like that?",
        ),
        Misconception(
            "bias summed over neurons",
            "axis=1",
            "axis=0",
            "The gradient of V is right. Your second result has a number for each sample; the "
            "samples are columns here. What is to be left over?",
        ),
        Misconception(
            "one bias for all",
            "D.sum(axis=1)",
            "D.sum()",
            "The gradient of V is right. Your second result is a single number, but every neuron "
            "has a bias of its own.",
        ),
        Misconception(
            "bias per sample",
            "D.sum(axis=1)",
            "D",
            "The gradient of V is right. All samples share a bias, so what they say about it adds "
            "up.",
        ),
        Misconception(
            "mean of the bias",
            "D.sum(axis=1)",
            "D.mean(axis=1)",
            "The gradient of V is right. You took a mean over the samples, but the 1/m of the "
            "loss is in D already.",
        ),
        Misconception(
            "means of both",
            ("D @ A.T", "D.sum(axis=1)"),
            ("D @ A.T / len(A[0])", "D.mean(axis=1)"),
            "Both results lack the same factor: you divided by the number of samples, though D "
            "holds the slopes of the loss itself, 1/m included.",
        ),
        Misconception(
            "mean of the weights",
            "D @ A.T",
            "D @ A.T / len(A[0])",
            "The gradient of b is right, and that of V is divided by the number of samples once "
            "more: the 1/m is in D already.",
        ),
        Misconception(
            "averages first",
            "D @ A.T",
            "np.outer(D.sum(axis=1), A.mean(axis=1))",
            "The gradient of b is right. For V you average the inputs over the samples before "
            "you multiply; each sample's slope needs the input of the same sample.",
        ),
        Misconception(
            "only the last sample",
            ("D @ A.T", "D.sum(axis=1)"),
            ("np.outer(D[:, -1], A[:, -1])", "D[:, -1]"),
            "Both results come from the last sample alone. One weight serves all samples: what "
            "does the fork do?",
        ),
        Misconception(
            "entry by entry",
            "D @ A.T",
            "D * A",
            "The gradient of b is right. For V you multiply entry by entry, where the shapes "
            "allow it. Which sign makes NumPy sum over the samples?",
        ),
        Misconception(
            "row form in both",
            ("D @ A.T", "D.sum(axis=1)"),
            ("A.T @ D", "D.sum(axis=0)"),
            "Both lines are those of the course, for samples as rows. In this program samples "
            "are columns, so the sums must run along the other side.",
        ),
    ),
    alternatives=(
        "def column_gradients(A, D):\n"
        "    return np.einsum('ji,ki->jk', D, A), np.einsum('ji->j', D)",
        "def column_gradients(A, D):\n"
        "    rows, delta = A.T, D.T\n"
        "    return (rows.T @ delta).T, delta.sum(axis=0)",
    ),
)

BACKWARD = Task(
    id="8.5",
    title="Backward, for any number of layers",
    points=6,
    difficulty=3,
    minutes=15,
    formulas=("F1", "F2", "F3"),
    probe=Function(
        "gradients",
        returns=("deltas", "weight slopes", "bias slopes", "shapes"),
        forms=("shapes",),
    ),
    cases=lambda rng: [
        whole_network(rng, [3, 4, 2], 5),
        whole_network(rng, [3, 3, 3, 3], 3),
        whole_network(rng, [2, 3], 4),
        whole_network(rng, [2, 4, 3, 2, 1], 6),
        whole_network(rng, [2, 2, 2, 2], 5),
        whole_network(rng, [1, 1, 2], 1),
        whole_network(rng, [3, 4, 3, 2], 4, "relu", "sigmoid", "identity"),
        whole_network(rng, [2, 3, 3], 4, "identity", "tanh"),
    ],
    ranges={
        "n": Widths(),
        "bends": Free(),
        "theta": Numbers(shape="n_theta"),
        "X": Numbers(shape="m n_0"),
        "y": Numbers(shape="m n_L"),
    },
    uncovered={
        "theta: 1e6": "every bend is flat there, so every slope is 0",
        "theta: whole numbers": "a network keeps its parameters as floats",
    },
    without=("nnlib.backward", "nnlib.network.backward"),
    hints=(
        "Three parts: the last layer's δ; then, going down, each δ from the one above; then all "
        "gradients, which need no order.",
        "Which layer's weights lie between layer l and layer l + 1? Which layer's σ does its "
        "δ pass last? Which activations came into layer l?",
        "One loop counts down from the last hidden layer to 1, another goes over all layers. The "
        "size of the batch appears once, where the slope of the loss does.",
    ),
    misconceptions=(
        Misconception(
            "no slope in the hidden layers",
            " * sigma[l].prime(z[l])",
            "",
            "The last δ is right; those of the hidden layers have come back through the weights, "
            "but not through the layer's own σ.",
        ),
        Misconception(
            "slopes before the deltas",
            "return delta, dW, db",
            "return dW, db, delta",
            "Your three dicts come in another order. Which one does the task name first?",
        ),
        Misconception(
            "no slope in the last layer",
            " * sigma[L].prime(z[L])",
            "",
            "Your last δ is the slope of the loss in the outputs. One step leads from there to "
            'the sums of that layer; see "The last layer".',
        ),
        Misconception(
            "no slope anywhere",
            (" * sigma[L].prime(z[L])", " * sigma[l].prime(z[l])"),
            ("", ""),
            "No σ′ has a say in your δs, in the last layer nor in any other: this would be "
            "right for a linear network.",
        ),
        Misconception(
            "no transpose",
            "W[l + 1].T",
            "W[l + 1]",
            "The last δ is right. On the way back you multiply by the weights as they stand; "
            'where the widths are equal that even runs. See "Back through the weights".',
        ),
        Misconception(
            "1/m in every layer",
            "sigma[l].prime(z[l])",
            "sigma[l].prime(z[l]) / len(y)",
            "The last δ is right. In the hidden layers you divide by m once more, and again in "
            "each layer below: the 1/m enters with the slope of the loss, and comes down with δ.",
        ),
        Misconception(
            "weights of this layer",
            "@ W[l + 1].T",
            "@ W[l].T",
            "The last δ is right. On the way back you went through the weights that lead into "
            "the layer; which ones lead out of it?",
        ),
        Misconception(
            "S0's slip in every layer",
            "sigma[l].prime(z[l])",
            "sigma[l + 1].prime(z[l + 1])",
            "The last δ is right. In the hidden layers you take the slope of the layer above, "
            'which is S0\'s slip: see "Which check catches which slip?".',
        ),
        Misconception(
            "S0's slip, own activation",
            "sigma[l].prime(z[l])",
            "sigma[l].prime(z[l + 1])",
            "The last δ is right. In the hidden layers the right σ′ gets the sums of the layer "
            'above, close to S0\'s slip: see "Which check catches which slip?".',
        ),
        Misconception(
            "S0's slip as printed",
            "sigma[l].prime(z[l])",
            "sigma[l].prime(z[l] if l < L - 1 else z[L])",
            "In the layer before the last one the slope is taken at the sums of the last layer, "
            "as S0 prints it; the layers below that are wrong for this reason only.",
        ),
        Misconception(
            "S3's index",
            "(delta[l + 1] @ W[l + 1].T)",
            "delta[l + 1] * W[l + 1].sum(axis=1)",
            "Where it fits at all, your δ of the layer above stands outside the sum over its "
            "neurons: S3's slip. Each weight belongs to the δ at its own end.",
        ),
        Misconception(
            "slope at the activation",
            "sigma[l].prime(z[l])",
            "sigma[l].prime(a[l])",
            "The last δ is right. In the hidden layers the slope is taken at the activation; "
            "`prime` wants what goes into σ.",
        ),
        Misconception(
            "slope at the output",
            "sigma[L].prime(z[L])",
            "sigma[L].prime(a[L])",
            "In the last layer the slope is taken at the activation; `prime` wants what goes into "
            "σ. Everything below follows from that.",
        ),
        Misconception(
            "weights already updated",
            "W[l + 1].T",
            "(W[l + 1] - a[l].T @ delta[l + 1]).T",
            "The last δ is right. The others have come back through weights that had made their "
            "step already. All slopes belong to one set of weights: update when you have them all.",
        ),
        Misconception(
            "1/m missing",
            " / len(y)",
            "",
            "Everything is m times too large: the loss is a mean over the samples, and its slope "
            "must know that.",
        ),
        Misconception(
            "mean taken twice",
            ("@ delta[l] for", "sum(axis=0)"),
            ("@ delta[l] / len(y) for", "mean(axis=0)"),
            "All δs are right, and your gradients have the mean once more. The 1/m is in the δs "
            "already; what is left is a sum.",
        ),
        Misconception(
            "mean of the bias",
            "sum(axis=0)",
            "mean(axis=0)",
            "δs and weights are right. Your bias gradients are means over the samples, though "
            "the 1/m is in the δs already.",
        ),
        Misconception(
            "mean of the weights",
            "@ delta[l] for",
            "@ delta[l] / len(y) for",
            "δs and biases are right. Your weight gradients are divided by the size of the batch "
            "once more; the 1/m is in the δs already.",
        ),
        Misconception(
            "1/m at the end",
            (" / len(y)", "@ delta[l] for", "sum(axis=0)"),
            ("", "@ delta[l] / len(y) for", "mean(axis=0)"),
            "Your gradients are right, and your δs are m times too large: you divide at the end. "
            "In this course δ is the slope of the mean itself, so that the 1/m comes first.",
        ),
        Misconception(
            "bias not summed",
            ".sum(axis=0)",
            "",
            "δs and weights are right. You took the δs themselves for the bias gradients, a row "
            "for each sample; all samples share one bias.",
        ),
        Misconception(
            "biases as columns",
            "sum(axis=0)",
            "sum(axis=0)[:, None]",
            "All numbers are right. Your bias gradients stand as columns; they must have the "
            "shapes of the biases, or a step of descent will stretch them.",
        ),
        Misconception(
            "biases with two directions",
            "sum(axis=0)",
            "sum(axis=0, keepdims=True)",
            "All numbers are right. Your bias gradients have one direction too many; a gradient "
            "has the shape of what it is the gradient of.",
        ),
        Misconception(
            "bias summed over neurons",
            "sum(axis=0)",
            "sum(axis=1)",
            "δs and weights are right. Your bias gradients hold a number for each sample, but a "
            "bias belongs to a neuron.",
        ),
        Misconception(
            "first sample's bias",
            "delta[l].sum(axis=0)",
            "delta[l][0]",
            "δs and weights are right. For the biases only the first sample is heard.",
        ),
        Misconception(
            "activation of the same layer",
            "a[l - 1].T",
            "a[l].T",
            "δs and biases are right. For the weights you multiply by what the layer gives; which "
            "activations came in along these weights?",
        ),
        Misconception(
            "sums for activations",
            "a[l - 1].T",
            "(z[l - 1] if l > 1 else a[0]).T",
            "δs and biases are right. Along the weights come the activations of the layer below, "
            "and you took its sums, before σ.",
        ),
        Misconception(
            "inputs everywhere",
            "a[l - 1].T",
            "a[0].T",
            "δs and biases are right. Every layer got the inputs of the whole network; only the "
            "first one sees them.",
        ),
        Misconception(
            "gradient turned",
            "a[l - 1].T @ delta[l]",
            "delta[l].T @ a[l - 1]",
            "δs and biases are right, and each weight gradient has its rows and columns "
            "exchanged: that is S0's order, (to, from).",
        ),
        Misconception(
            "averages first",
            "a[l - 1].T @ delta[l]",
            "np.outer(a[l - 1].mean(axis=0), delta[l].sum(axis=0))",
            "δs and biases are right. For the weights you average the activations before you "
            "multiply; each sample's δ needs the activation of the same sample.",
        ),
        Misconception(
            "sign",
            "(a[L] - y)",
            "(y - a[L])",
            "All sizes are right and all signs are wrong. Does the loss rise or fall when an "
            "output that is too large grows?",
        ),
        Misconception(
            "factor 2",
            "(a[L] - y) / len(y)",
            "2 * (a[L] - y) / len(y)",
            "Everything is twice as large as it should be: the loss is half of a square.",
        ),
        Misconception(
            "one half kept",
            "(a[L] - y) / len(y)",
            "(a[L] - y) / (2 * len(y))",
            "Everything is half as large as it should be: what becomes of the ½ when the square "
            "is differentiated?",
        ),
        Misconception(
            "mean over all entries",
            "/ len(y)",
            "/ y.size",
            "With one output you are right, with several you divide by too much: the loss is the "
            "mean over samples, and a sum over outputs.",
        ),
        Misconception(
            "divided by the outputs",
            "/ len(y)",
            "/ len(y[0])",
            "You divide by the number of outputs. The loss is a mean over the samples: how many "
            "rows are there?",
        ),
        Misconception(
            "tanh at the output",
            "sigma[L].prime(z[L])",
            "(1 - a[L] ** 2)",
            "In the last layer you take the slope of tanh; that layer has another σ. Better "
            "ask the layer itself for its slope.",
        ),
        Misconception(
            "sigmoid in the hidden layers",
            "sigma[l].prime(z[l])",
            "a[l] * (1 - a[l])",
            "The last δ is right. In the hidden layers you take the slope of the sigmoid; they "
            "have another σ. Better ask the layer itself for its slope.",
        ),
        Misconception(
            "slopes written out",
            ("sigma[L].prime(z[L])", "sigma[l].prime(z[l])"),
            ("a[L] * (1 - a[L])", "(1 - a[l] ** 2)"),
            "With tanh in the hidden layers and a sigmoid at the end you are right. Other networks "
            "have other activations: ask each layer for the slope of its own.",
        ),
        Misconception(
            "slope of the layer above twice",
            "(delta[l + 1] @ W[l + 1].T) * sigma[l].prime(z[l])",
            "(delta[l + 1] * sigma[l + 1].prime(z[l + 1])) @ W[l + 1].T",
            "The last δ is right. Below it you multiply by the slope of the layer above before "
            "you go through the weights; that one is in its δ already, and your own is missing.",
        ),
        Misconception(
            "first sample only",
            ("a[l - 1].T @ delta[l]", "delta[l].sum(axis=0)"),
            ("np.outer(a[l - 1][0], delta[l][0])", "delta[l][0]"),
            "All δs are right. In the gradients only the first sample is heard; each weight "
            "serves all of them.",
        ),
        Misconception(
            "last sample only",
            ("a[l - 1].T @ delta[l]", "delta[l].sum(axis=0)"),
            ("np.outer(a[l - 1][-1], delta[l][-1])", "delta[l][-1]"),
            "All δs are right. In the gradients only the last sample is heard, as if each had "
            "overwritten the one before; what does a fork do?",
        ),
        Misconception(
            "biases summed over everything",
            "delta[l].sum(axis=0)",
            "np.full(len(W[l][0]), delta[l].sum())",
            "δs and weights are right. All biases of a layer got one and the same number: the "
            "sum may run over the samples only.",
        ),
        Misconception(
            "last delta for all",
            "delta[l + 1] @ W",
            "delta[L] @ W",
            "With one or two layers you are right. In a deeper network each δ comes from the "
            "layer right above, and you start from the last one every time.",
        ),
        Misconception(
            "forgotten bend at the last hidden layer",
            "* sigma[l].prime(z[l])",
            "* (sigma[l].prime(z[l]) if l < L - 1 else 1)",
            "The last δ is right, and the one before it has not passed its own σ. Every layer "
            "has one.",
        ),
        Misconception(
            "slope at the activation everywhere",
            ("sigma[L].prime(z[L])", "sigma[l].prime(z[l])"),
            ("sigma[L].prime(a[L])", "sigma[l].prime(a[l])"),
            "In every layer the slope is taken at the activation. `prime` wants what goes into "
            "σ; how is that called in the trace?",
        ),
        Misconception(
            "one bend for all, the last",
            "sigma[l].prime(z[l])",
            "sigma[L].prime(z[l])",
            "The last δ is right. Every hidden layer gets the slope of the last layer's σ; "
            "each layer has one of its own.",
        ),
        Misconception(
            "one bend for all, the first",
            "sigma[L].prime(z[L])",
            "sigma[1].prime(z[L])",
            "With one layer you are right. In deeper networks the last layer gets the slope of "
            "the first layer's σ; each layer has one of its own.",
        ),
    ),
    alternatives=(
        "def backward(net, trace, y):\n"
        "    delta, dW, db = {}, {}, {}\n"
        "    slope = (trace.a[net.L] - y) / len(y)\n"
        "    for l in range(net.L, 0, -1):\n"
        "        delta[l] = slope * net.sigma[l].prime(trace.z[l])\n"
        "        dW[l] = np.einsum('ik,ij->kj', trace.a[l - 1], delta[l])\n"
        "        db[l] = np.ones(len(y)) @ delta[l]\n"
        "        slope = (net.W[l] @ delta[l].T).T\n"
        "    return delta, dW, db",
        "def backward(net, trace, y):\n"
        "    a, z = trace.a, trace.z\n"
        "    jacobian = [np.diag(net.sigma[net.L].prime(row)) for row in z[net.L]]\n"
        "    delta = {net.L: np.array([J @ r for J, r in zip(jacobian, a[net.L] - y)]) / len(y)}\n"
        "    for l in reversed(range(1, net.L)):\n"
        "        back = np.einsum('ij,kj->ik', delta[l + 1], net.W[l + 1])\n"
        "        delta[l] = np.multiply(back, net.sigma[l].prime(z[l]))\n"
        "    dW = {l: sum(map(np.outer, a[l - 1], delta[l])) for l in delta}\n"
        "    return delta, dW, {l: sum(delta[l]) for l in delta}",
    ),
    equivalents={
        "answer shapes without its sign": "lengths are never negative",
    },
)

TASKS = (SHAPES, PRODUCTS, HIDDEN, COLUMNS, BACKWARD)

QUESTIONS = (
    Question(
        "Which matrix product is the sum of p_ik · d_ij over i, with the result's indices k, j?",
        ("P D", "P Dᵀ", "Pᵀ D", "Dᵀ P"),
        2,
        "sums as products",
        "lesson 08, A product is a sum",
        f"{LESSON}#A-product-is-a-sum",
        ("8.2",),
    ),
    Question(
        "A batch of 50 goes through widths 20-8-3. What is the shape of the gradient of W₂?",
        ("(8, 3)", "(50, 3)", "(3, 8)", "(50, 8, 3)"),
        0,
        "shapes",
        "lesson 08, The shapes, back",
        f"{LESSON}#The-shapes,-back",
        ("8.1", "8.4"),
    ),
    Question(
        "Over what does the sum run when δ goes back through the weights?",
        (
            "the samples of the batch",
            "the neurons of the next layer",
            "the neurons of the layer itself",
            "all layers above",
        ),
        1,
        "δ of a hidden layer",
        "lesson 08, Back through the weights",
        f"{LESSON}#Back-through-the-weights",
        ("8.3", "8.5"),
    ),
    Question(
        "On which network can a check not see that a transpose of W₂ is missing?",
        (
            "one with the widths 3-4-2",
            "one with a symmetric W₂",
            "one with tanh in every layer",
            "one with a single sample",
        ),
        1,
        "what a check can see",
        "lesson 08, Which check catches which slip?",
        f"{LESSON}#Which-check-catches-which-slip?",
        ("8.3", "8.5"),
    ),
)

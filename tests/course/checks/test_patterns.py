"""What is said of wrong numbers that have something in common with the right ones.

Each wrong function is told by words that only its own pattern has; what merely looks like it on
some entries or in some calls is not.
"""

import numpy as np
import pytest

from nnlib.course.checks import judging

RNG = np.random.default_rng(3)
SHAPES = ((5, 3), (4, 2), (7, 3), (6, 4))
TABLES = [
    {"X": RNG.normal(size=shape), "w": float(w), "eta": float(eta)}
    for shape, w, eta in zip(SHAPES, RNG.uniform(1.2, 3, 4), RNG.uniform(0.1, 0.9, 4), strict=True)
]


def table(X, w, eta):
    return X * w + eta


def mean(X, w, eta):
    return (X**2).mean() + w


def step(X, w, eta):
    return w - eta * (X**2).sum()


def columns(X, w, eta):
    return np.abs(X).sum(axis=0) * w


def curve(X, w, eta):
    return w * np.exp(-eta * np.arange(8.0)) + X[0, 0]


def loop(X, w, eta, until):
    out = np.zeros(X.shape[1])
    for j in range(X.shape[1]):
        out[j] = np.abs(X[:, j]).sum() * w
        if until:
            break
    return out


def frozen(X, w, eta):
    return np.full(8, w + X[0, 0])


def late(X, w, eta):
    return w * np.exp(-eta * np.arange(-1.0, 7.0)) + X[0, 0]


def early(X, w, eta):
    return w * np.exp(-eta * np.arange(1.0, 9.0)) + X[0, 0]


def turns(X, w, eta):
    """Right for three steps."""
    right = curve(X, w, eta)
    return np.where(np.arange(8) < 3, right, right * 1.5)


def unwritten(X, w, eta):
    out = np.zeros(X.shape)
    out[1:-1, :-1] = table(X, w, eta)[1:-1, :-1]
    return out


# reference, wrong function, the words
PATTERNS = {
    "another sign": (table, lambda X, w, eta: -table(X, w, eta), "wrong in sign"),
    "a constant factor": (mean, lambda X, w, eta: 2 * mean(X, w, eta), "is 2 times what it"),
    "a percentage": (mean, lambda X, w, eta: 100 * mean(X, w, eta), "Is it a percentage?"),
    "degrees": (mean, lambda X, w, eta: np.rad2deg(mean(X, w, eta)), "Degrees or radians?"),
    "base 2": (mean, lambda X, w, eta: mean(X, w, eta) / np.log(2), "logarithm to base 2"),
    "a sum": (columns, lambda X, w, eta: columns(X, w, eta) / len(X), "m times too small"),
    "a fixed number for m": (
        columns, lambda X, w, eta: columns(X, w, eta) * len(X) / 4, "0.25 · m times",
    ),
    "m less 1": (
        columns, lambda X, w, eta: columns(X, w, eta) * len(X) / (len(X) - 1),
        "divided by m - 1 in place of m",
    ),
    "columns for rows": (
        columns, lambda X, w, eta: columns(X, w, eta) * X.shape[0] / X.shape[1],
        "the number of columns of `X` where the number of rows of `X`",
    ),
    "an input too often": (
        columns, lambda X, w, eta: columns(X, w, eta) * w, "multiplied by `w` once too often",
    ),
    "an input that is missing": (
        columns, lambda X, w, eta: np.abs(X).sum(axis=0), "divided by `w` once too often",
    ),
    "a fixed number for an input": (
        columns, lambda X, w, eta: columns(X, w, eta) / w * 3, "3 / `w` times what it should be",
    ),
    "a constant more": (mean, lambda X, w, eta: mean(X, w, eta) + 0.5, "off by 0.5"),
    "an input more": (table, lambda X, w, eta: X * w + 2 * eta, "too large by `eta`"),
    "an input less": (table, lambda X, w, eta: X * w, "too small by `eta`"),
    "an input twice": (table, lambda X, w, eta: X * w - eta, "too small by twice `eta`"),
    "an array less": (table, lambda X, w, eta: X * (w - 1) + eta, "too small by `X`"),
    "an array more in the product": (
        table, lambda X, w, eta: table(X, w, eta) * X, "multiplied by its number of `X`",
    ),
    "uphill": (step, lambda X, w, eta: 2 * w - step(X, w, eta), "in the opposite direction"),
    "a step too long": (
        step, lambda X, w, eta: w - 2 * eta * (X**2).sum(), "the change from `w` is 2 times",
    ),
    "a mean step": (
        step, lambda X, w, eta: w - eta * (X**2).sum() / len(X),
        "the change from `w` is m times too small",
    ),
    "a step without its rate": (
        step, lambda X, w, eta: w - (X**2).sum(), "the change from `w` is divided by `eta`",
    ),
    "nothing done": (step, lambda X, w, eta: w, "what comes back is `w`"),
    "cut": (columns, lambda X, w, eta: np.floor(columns(X, w, eta)), "cut to whole numbers"),
    "whole": (
        columns, lambda X, w, eta: np.abs(X).sum(axis=0).astype(int) * np.round(w),
        "your numbers are all whole",
    ),
    "rounded": (mean, lambda X, w, eta: round(mean(X, w, eta), 2), "rounded to 2 digits"),
    "a little added": (mean, lambda X, w, eta: mean(X * (1 + 1e-7), w, eta), "agree to six digits"),
    "a step too coarse": (
        mean, lambda X, w, eta: mean(X * 1.0001, w, eta), "the numbers are nearly right",
    ),
    "a size": (table, lambda X, w, eta: np.abs(table(X, w, eta)), "every sign is lost"),
    "a square": (table, lambda X, w, eta: table(X, w, eta) ** 2, "the square of what is wanted"),
    "a root": (columns, lambda X, w, eta: np.sqrt(columns(X, w, eta)), "the root of what is"),
    "a complement": (table, lambda X, w, eta: 1 - table(X, w, eta), "1 less what is wanted"),
    "an inverse": (table, lambda X, w, eta: 1 / table(X, w, eta), "1 divided by what is wanted"),
    "an exponential": (mean, lambda X, w, eta: np.exp(mean(X, w, eta)), "e to the power of"),
    "a logarithm": (mean, lambda X, w, eta: np.log(mean(X, w, eta)), "the logarithm of what"),
    "a ReLU": (table, lambda X, w, eta: np.maximum(table(X, w, eta), 0), "One ReLU too many"),
    "from the end": (columns, lambda X, w, eta: columns(X, w, eta)[::-1], "from the last to the"),
    "sorted": (table, lambda X, w, eta: np.sort(table(X, w, eta).ravel()).reshape(X.shape),
               "yours are sorted"),
    "a reshape": (
        table, lambda X, w, eta: table(X, w, eta).T.reshape(X.shape), "where a transpose is meant",
    ),
    "running sums": (curve, lambda X, w, eta: curve(X, w, eta).cumsum(), "sums that go on growing"),
    "shares": (
        columns, lambda X, w, eta: columns(X, w, eta) / columns(X, w, eta).sum(),
        "divided by their sum",
    ),
    "too late": (curve, late, "one place too late"),
    "too early": (curve, early, "one place too early"),
    "clipped": (table, lambda X, w, eta: table(X, w, eta).clip(-0.5), "is below -0.5"),
    "clipped at 0": (table, lambda X, w, eta: table(X, w, eta).clip(max=-0.0), "is above 0, and"),
    "all alike": (columns, lambda X, w, eta: 0 * columns(X, w, eta) + X[0, 0], "one and the same"),
    "never moving": (curve, frozen, "equal to the first, which is right"),
    "always the same": (mean, lambda X, w, eta: 3.25, "The same comes back whatever goes in"),
    "always 0": (table, lambda X, w, eta: 0 * X, "every number is 0"),
    "a return in the loop": (
        columns, lambda X, w, eta: loop(X, w, eta, until=True), "a `return` stand inside the loop",
    ),
    "never written": (table, unwritten, "wherever it is wrong, yours is 0"),
    "right for a while": (curve, turns, "the first 3 are right, and all that follow are wrong"),
}  # fmt: skip


@pytest.mark.parametrize("name", PATTERNS)
def test_what_the_numbers_have_in_common_is_said(task, name):
    reference, wrong, words = PATTERNS[name]
    verdict = judging.verdict_on(task(reference, TABLES), {"f": wrong})
    assert verdict.kind == "pattern"
    assert words in verdict.message


@pytest.mark.parametrize("name", PATTERNS)
def test_it_is_not_said_where_one_number_in_one_call_is_another(task, name):
    """A pattern explains every number: one that it does not explain takes the words away."""
    reference, wrong, words = PATTERNS[name]

    def nearly(X, w, eta):
        result = np.array(wrong(X, w, eta), float)
        if len(X) == 7:
            result.flat[min(1, result.size - 1)] += 0.377
        return result

    message = judging.verdict_on(task(reference, TABLES), {"f": nearly}).message
    assert words not in message


def test_right_only_at_0_is_said_of_0_and_not_of_what_is_below_it(task):
    cases = [{"x": 1.5 * n, "k": k} for n, k in enumerate((0, 3, 0, 2, 0, 5), 1)]
    key = task(lambda x, k: x + k**2, cases)
    message = judging.verdict_on(key, {"f": lambda x, k: x + k**3 + np.sin(9 * k)}).message
    assert "right where k = 0, wrong where k > 0" in message


@pytest.mark.filterwarnings("error")
def test_numbers_at_the_end_of_what_a_float_can_hold_are_looked_at_without_a_warning(task):
    key = task(columns, TABLES)
    huge = np.finfo(float).max
    for wrong in (
        lambda X, w, eta: np.where(np.arange(X.shape[1]), huge, columns(X, w, eta)),
        lambda X, w, eta: huge * np.sign(columns(X, w, eta)),
        lambda X, w, eta: np.where(np.arange(X.shape[1]), -huge, huge),
    ):
        assert not judging.verdict_on(key, {"f": wrong}).right


def test_right_only_with_some_words_or_one_row(task):
    cases = [
        {"X": RNG.normal(size=(m, 2)), "name": name}
        for m, name in ((3, "tanh"), (1, "tanh"), (4, "sigmoid"), (2, "sigmoid"))
    ]
    key = task(lambda X, name: X.sum() * len(name), cases)
    words = judging.verdict_on(key, {"f": lambda X, name: X.sum() * 4 + 0.1 * (len(name) - 4)})
    assert "right with 'tanh' and wrong with 'sigmoid' as `name`" in words.message
    rows = judging.verdict_on(key, {"f": lambda X, name: X[0].sum() * len(name)})
    assert "right only in 1 of 4 calls, where `X` has one row" in rows.message


def test_of_yes_and_no_only_the_opposite_is_said(task):
    cases = [{"X": RNG.normal(size=6)} for _ in range(3)]
    key = task(lambda X: X > 0, cases)
    assert "the opposite" in judging.verdict_on(key, {"f": lambda X: X <= 0}).message
    for wrong in (lambda X: X > 9, lambda X: X > -9, lambda X: (X > 0)[::-1], lambda X: X < 0.5):
        assert judging.verdict_on(key, {"f": wrong}).kind in ("different", "right")


SCALES = [*TABLES, *({"X": scale * RNG.normal(size=(3, 2)), "w": 1.5, "eta": 0.5 * scale}
                     for scale in (1e-6, 1e6))]  # fmt: skip


def test_numbers_of_very_different_sizes_are_compared_call_by_call(task):
    """What is small beside the numbers of another call is no small mistake."""
    key = task(table, SCALES)

    def one_wrong(X, w, eta):
        result = table(X, w, eta)
        result[0, 0] *= 1.5
        return result

    message = judging.verdict_on(key, {"f": one_wrong}).message
    assert "off by" not in message
    assert "nearly" not in message
    message = judging.verdict_on(key, {"f": lambda X, w, eta: table(X, w, eta) + 1e-3}).message
    assert "every number is off by 0.001" in message


def test_where_some_calls_are_right_the_others_are_looked_at(task):
    key = task(table, [{"X": np.full((1, 1), 2.0), "w": 1.0, "eta": 0.0}, *TABLES])

    def turned(X, w, eta):
        return -table(X, w, eta) if len(X) > 1 else table(X, w, eta)

    message = judging.verdict_on(key, {"f": turned}).message
    assert message.startswith("`result`: in the 4 calls that go wrong, every number is right in")


def test_true_for_a_number_is_no_loop_that_ends_too_early(task):
    rows = [[6.0, 0.3], [-0.7, 0.2], [2.5, 1.0], [3.0, 0.5], [0.0, 0.0]]
    key = task(lambda x: x.sum(), [{"x": np.array(row)} for row in rows])
    message = judging.verdict_on(key, {"f": lambda x: x.sum() != 0}).message
    assert "yours is 1. Is it still what it began as, or True where a number is wanted?" in message
    assert "loop" not in message


def test_a_sign_is_only_told_of_numbers_that_are_there(task):
    """A mask is never below 0: where it is right there, it is where the mask is 0."""
    for least, words in ((0, "right where M = 0"), (-1, "right where M <= 0")):
        masks = [RNG.integers(least, 2, size=(4, 3)) * 1.0 for _ in range(4)]
        cases = [{"M": M, "z": RNG.normal(size=(4, 3))} for M in masks]
        key = task(lambda M, z: np.where(M > 0, M * z, z), cases)
        wrong = judging.verdict_on(key, {"f": lambda M, z: np.where(M > 0, M * z**3 + 1, z)})
        assert words + ", wrong where M > 0" in wrong.message


def test_one_number_is_no_evidence_of_a_function(task):
    cases = [{"x": x} for x in (0.5, 2.0, -0.5, 3.0)]
    verdict = judging.verdict_on(task(lambda x: x, cases), {"f": lambda x: x if x > 0 else 0.0})
    assert "ReLU" not in verdict.message
    cases += [{"x": -0.25}]
    verdict = judging.verdict_on(task(lambda x: x, cases), {"f": lambda x: x if x > 0 else 0.0})
    assert "One ReLU too many?" in verdict.message


def test_an_array_made_like_one_of_whole_numbers_is_told_of(task):
    cases = [{"z": RNG.normal(size=(3, 2))} for _ in range(4)]
    cases.append({"z": np.array([[1, -2], [0, 3]])})
    key = task(np.tanh, cases)

    def like(z):
        out = np.zeros_like(z)
        out[...] = np.tanh(z)
        return out

    def copied(z):
        z = z.copy()
        for i in range(len(z)):
            z[i] = np.tanh(z[i])
        return z

    for function in (like, copied):
        message = judging.verdict_on(key, {"f": function}).message
        assert "where `z` holds whole numbers, so do yours" in message
    message = judging.verdict_on(key, {"f": lambda z: np.tanh(z) + (z.size == 4)}).message
    assert "whole numbers" not in message


def test_a_comparison_warns_of_nothing(task, recwarn):
    cases = [{"x": np.array([0.0, 1.0, 2.0])}, {"x": np.array([3.0, 0.0, 1.0])}]
    key = task(lambda x: x, cases)
    judging.verdict_on(key, {"f": lambda x: np.nan_to_num(1 / x) * 1e3})
    assert not recwarn.list

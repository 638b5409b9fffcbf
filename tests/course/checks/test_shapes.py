"""What is said of a wrong shape: by what the numbers are, and by what is wanted."""

import numpy as np
import pytest

from nnlib.course.checks import judging
from nnlib.course.checks.probes import Value

RNG = np.random.default_rng(5)
CASES = [
    {"X": RNG.normal(size=(m, n)), "y": RNG.normal(size=(m, 1))}
    for m, n in ((5, 3), (4, 2), (7, 3), (6, 4))
]


def vector(X, y):
    return (X * y).sum(axis=0)


def column(X, y):
    return X[:, :1] * 2 - y


def table(X, y):
    return X * y


def number(X, y):
    return (X * y).mean()


def one(X, y):
    return np.array([number(X, y)])


SAID = {
    "several results for one": (
        vector, lambda X, y: (vector(X, y), 2 * vector(X, y)), "the first of them is right",
    ),
    "another result before it": (
        number, lambda X, y: (0.0, number(X, y)), "the last of them is right",
    ),
    "a column for a vector": (vector, lambda X, y: X.T @ y, "yours is a column (n, 1)"),
    "a row for a vector": (vector, lambda X, y: y.T @ X, "yours is a row (1, n)"),
    "a vector for a column": (column, lambda X, y: column(X, y).ravel(), "yours is a vector (n,)"),
    "a row for a column": (column, lambda X, y: column(X, y).T, "rows and columns have changed"),
    "another row for a column": (column, lambda X, y: y.T, "What do the rows of yours stand for?"),
    "brackets round a number": (number, lambda X, y: [[number(X, y)]], "yours stands in brackets"),
    "a number without its brackets": (one, number, "an array with one entry, of shape (1,)"),
    "turned": (table, lambda X, y: table(X, y).T, "rows and columns have changed places"),
    "turned, and wrong": (table, lambda X, y: X.T + 1, "the shape of the transpose"),
    "stretched": (column, lambda X, y: X[:, 0] * 2 - y, "NumPy has stretched a column"),
    "the first only": (vector, lambda X, y: vector(X, y)[:1], "stand inside the loop"),
    "the first column only": (table, lambda X, y: table(X, y)[:, :1], "The first columns are"),
    "one more at the end": (vector, lambda X, y: [*vector(X, y), 0], "one more at the end"),
    "one more at the beginning": (vector, lambda X, y: [0, *vector(X, y)], "at the beginning"),
    "a column of ones": (
        table, lambda X, y: np.c_[table(X, y), np.ones(len(X))], "a column too many stands behind",
    ),
    "summed": (table, vector, "sums of the right ones over the rows"),
    "averaged": (table, lambda X, y: vector(X, y) / len(X), "means of the right ones"),
    "summed to one number": (vector, lambda X, y: vector(X, y).sum(), "the sum of the right ones"),
    "not yet averaged": (number, table, "The mean of yours is what is wanted"),
    "not yet summed": (vector, table, "The sum of yours is what is wanted"),
    "the largest not taken": (lambda X, y: X.max(), lambda X, y: X, "The largest of yours"),
    "along the other axis": (
        vector, lambda X, y: X.sum(axis=1), "as many entries as `X` has columns",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_a_wrong_shape_is_told_by_what_it_suggests(task, name):
    reference, wrong, words = SAID[name]
    verdict = judging.verdict_on(task(reference, CASES), {"f": wrong})
    assert verdict.kind == "shape"
    assert words in verdict.message


@pytest.mark.parametrize("name", ["a column for a vector", "a vector for a column"])
def test_the_numbers_are_called_right_only_where_they_are(task, name):
    reference, wrong, _ = SAID[name]
    key = task(reference, CASES)
    assert "The numbers are right." in judging.verdict_on(key, {"f": wrong}).message
    message = judging.verdict_on(key, {"f": lambda X, y: wrong(X, y) + (len(X) == 7)}).message
    assert "The numbers are right." not in message


def test_in_a_task_about_shapes_no_shape_of_a_shape_is_told(value_task):
    key = value_task(Value("v", ("W_1", "b_1")), W_1=[3, 5], b_1=[5])
    message = judging.verdict_on(key, {"v": (np.zeros((3, 5)), (5,))}).message
    assert message.startswith("`W_1` is a table itself; what is wanted is a row of numbers.")
    message = judging.verdict_on(key, {"v": ((3, 5), (1, 5))}).message
    assert message.startswith("`b_1`: another number of entries is wanted than yours has.")

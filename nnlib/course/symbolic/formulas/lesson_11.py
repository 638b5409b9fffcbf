"""The equations of lesson 11 that no source prints; their ids are the numbers of its displays.

11.1  softmax                         11.5  its slopes, and those of the shares
11.2  two classes: the logistic       11.6  log-sum-exp with a shift
11.3  cross-entropy, a likelihood     11.7  softmax at a temperature
11.4  cross-entropy on scores
"""

import numpy as np
from sympy.concrete import Sum
from sympy.core import Derivative, Eq, Function, Lambda, evaluate, symbols
from sympy.functions import exp, log
from sympy.utilities import lambdify

from .... import losses
from ....activations import sigmoid
from ....numeric import numeric_gradient
from ..formula import Comparison, Formula
from ..notation import entries, quantity
from ..proving import worked_out
from .examples import logistic

K, m = symbols("K m", integer=True, positive=True)
i, j, k, t, y = symbols("i j k t y", integer=True)  # a sample, classes, the label
C_, M, T, A, B = symbols("C M T A B", positive=True)
z, p, y_ = (entries(name) for name in "zpy")
u, v = symbols("u v", real=True)
sigma = Function("sigma")
C, p_j, p_t = (quantity(name, z[j], z[t]) for name in ("C", "p_j", "p_t"))
odds = entries("e", positive=True)  # z = log e


def scores(classes=3):
    """What z stands for: any real scores, since e is positive."""
    return {z[one]: log(odds[one]) for one in range(classes)}


def shares(classes=3):
    """The shares whose odds are those of e, and whose sum is 1."""
    return {
        p[one]: 1 / sum(odds[other] / odds[one] for other in range(classes))
        for one in range(classes)
    }


def log_sum_exp(rows):
    """The logarithm of the sum of each row's exponentials, as nnlib has it inside its loss."""
    first = np.zeros(len(rows), int)
    return len(rows) * losses.cross_entropy(rows, first) + rows[:, 0].sum()


def three_classes():
    """Any two of three classes."""
    for first, second in ((0, 1), (2, 0)):
        yield {K: 3, j: first, k: second} | scores() | shares()


def by_one_row(right, rng, at=1.0):
    """A share by its equation, by nnlib, and as the slope of log-sum-exp, at a temperature."""
    row = rng.normal(size=(1, 4))
    values = {K: 4, T: at} | {z[one]: row[0, one] for one in range(4)}
    formula = [right.xreplace({j: one} | values).doit().xreplace(values) for one in range(4)]
    return Comparison(
        np.array([list(map(float, formula))]),
        losses.softmax(row / at),
        at * numeric_gradient(lambda z: log_sum_exp(z / at), row),
    )


with evaluate(False):
    SOFTMAX = Formula(
        "11.1",
        "Where log-odds are differences of scores, a share is an exponential over their sum.",
        (
            Eq(log(p[j] / p[k]), z[j] - z[k]),
            Eq(p[j], exp(z[j]) / Sum(exp(z[t]), (t, 0, K - 1))),
        ),
        three_classes,
        numbers=lambda equations, rng: by_one_row(equations[1].rhs, rng),
    )


def two_classes():
    """The share of class 1 of two."""
    yield {sigma: logistic} | scores(2) | shares(2)


def logistic_of_the_difference(equations, rng):
    """p_1 of seven samples; its slope in z_1 is that of the logistic, so the sum is compared."""
    rows = rng.normal(size=(7, 2))
    of = lambdify((z[0], z[1]), equations[1].rhs)
    return Comparison(
        of(rows[:, 0], rows[:, 1]),
        sigmoid(rows[:, 1] - rows[:, 0]),
        numeric_gradient(log_sum_exp, rows)[:, 1],
    )


with evaluate(False):
    TWO_CLASSES = Formula(
        "11.2",
        "The softmax of two scores is the logistic of their difference.",
        (
            Eq(p[1], exp(z[1]) / (exp(z[0]) + exp(z[1]))),
            Eq(p[1], 1 / (1 + exp(-(z[1] - z[0])))),
            Eq(p[1], sigma(z[1] - z[0])),
        ),
        two_classes,
        numbers=logistic_of_the_difference,
    )


def likelihood_of_two():
    """Two samples with the labels 2 and 0: minus the mean logarithm of their joint likelihood."""
    likelihood = odds[0] * odds[1]
    labels = {y_[0]: 2, y_[1]: 0}
    joint = {p[0, y_[0]]: odds[0], p[1, y_[1]]: odds[1]}
    yield labels | joint | {m: 2, C_: -log(likelihood) / 2}


with evaluate(False):
    CROSS_ENTROPY = Formula(
        "11.3",
        "Cross-entropy is minus the mean logarithm of the share that each label gets.",
        (Eq(C_, -(1 / m) * Sum(log(p[i, y_[i]]), (i, 0, m - 1))),),
        likelihood_of_two,
    )


def one_label_of_three():
    """A sample of three classes with the label 1: minus the logarithm of its share."""
    yield {K: 3, y: 1, C_: -log(shares()[p[1]])} | scores()


with evaluate(False):
    ON_SCORES = Formula(
        "11.4",
        "On the scores, cross-entropy is log-sum-exp less the label's score.",
        (
            Eq(C_, -log(exp(z[y]) / Sum(exp(z[t]), (t, 0, K - 1)))),
            Eq(C_, log(Sum(exp(z[t]), (t, 0, K - 1))) - z[y]),
        ),
        one_label_of_three,
    )


def the_label_and_another():
    """z_j is the score of the label, then of another class; A is the sum of what else there is."""
    own, other = exp(u) / (A + exp(v) + exp(u)), exp(v) / (A + exp(v) + exp(u))
    total = log(A + exp(v) + exp(u))
    for label, C_here in ((1, total - u), (0, total - log(B))):
        yield {
            j: 0,
            t: 1,
            y_[0]: label,
            C.func: Lambda((u, v), C_here),
            p_j.func: Lambda((u, v), own),
            p_t.func: Lambda((u, v), other),
        }


def slopes_of_the_mean(equations, rng):
    """∂C/∂z of five samples: p − y over m, nnlib's, and by differences."""
    rows, labels = rng.normal(size=(5, 4)), rng.integers(0, 4, size=5)
    of = lambdify((p_j, y_[j]), equations[0].rhs)
    return Comparison(
        of(losses.softmax(rows), np.eye(4)[labels]) / 5,
        losses.cross_entropy.grad(rows, labels),
        numeric_gradient(lambda z: losses.cross_entropy(z, labels), rows),
    )


with evaluate(False):
    SLOPES = Formula(
        "11.5",
        "The slope of cross-entropy in a score is prediction minus target; the shares' own slopes.",
        (
            Eq(Derivative(C, z[j]), p_j - y_[j]),
            Eq(Derivative(p_j, z[j]), p_j * (1 - p_j)),
            Eq(Derivative(p_t, z[j]), -p_t * p_j),
        ),
        the_label_and_another,
        numbers=slopes_of_the_mean,
    )


def any_shift():
    """Three scores and any M, not the largest alone."""
    yield {K: 3, M: log(B)} | scores()


def slopes_of_log_sum_exp(equations, rng):
    """What the shifted form says of four scores near 1000: its slopes, which are the shares."""
    row = 1000 + rng.normal(size=(1, 4))
    values = {K: 4, M: float(row.max())}
    right = worked_out(equations[0].rhs, values)
    at = {z[one]: row[0, one] for one in range(4)}
    return Comparison(
        np.array([[float(right.diff(z[one]).subs(at)) for one in range(4)]]),
        losses.softmax(row),
        numeric_gradient(log_sum_exp, row - row.max()),
    )


with evaluate(False):
    SHIFTED = Formula(
        "11.6",
        "What is subtracted from all scores comes back outside the logarithm.",
        (
            Eq(
                log(Sum(exp(z[t]), (t, 0, K - 1))),
                M + log(Sum(exp(z[t] - M), (t, 0, K - 1))),
            ),
        ),
        any_shift,
        numbers=slopes_of_log_sum_exp,
    )


def three_scores_at_a_temperature():
    """Any two of three classes whose scores are T times as far apart as their log-odds."""
    for first in (0, 2):
        warmer = {one: T * value for one, value in scores().items()}
        yield {K: 3, j: first} | warmer | shares()


with evaluate(False):
    TEMPERATURE = Formula(
        "11.7",
        "A temperature divides the scores before the softmax.",
        (Eq(p[j], exp(z[j] / T) / Sum(exp(z[t] / T), (t, 0, K - 1))),),
        three_scores_at_a_temperature,
        numbers=lambda equations, rng: by_one_row(equations[0].rhs, rng, at=2.5),
    )

"""Predictions as polls: the answer is one of the options, and does not stand out among them."""

import math
import re
from itertools import pairwise

import pytest

from nnlib.course.editions.slides.deck import polls_of
from nnlib.course.editions.slides.polls import ANOTHER, labels_of, poll, question_in, revealed

ONE = r"-?\d+(?:\.\d+)?"
NUMERIC = re.compile(rf"(?:about |up to |less than |more than )?{ONE}(?: to {ONE}| or more)?")


def numbers_of(label, value):
    """The numbers that a label means, as an interval; one number stands for those close to it."""
    values = [float(one) for one in re.findall(ONE, label)]
    if label.startswith("less than"):
        return -math.inf, math.nextafter(values[0], -math.inf)
    if label.startswith("more than"):
        return math.nextafter(values[0], math.inf), math.inf
    if label.startswith("up to"):
        return -math.inf, values[0]
    if label.endswith("or more"):
        return values[0], math.inf
    if len(values) == 1 and value != values[0]:
        return values[0] - 0.04 * abs(values[0]), values[0] + 0.04 * abs(values[0])
    return values[0], values[-1]


def ends(guess):
    values = [float(one) for one in re.findall(ONE, guess)]
    return values[0], values[-1]


CASES = [
    ("92", ("0 to 76", "108 to 270")),
    ("14.6", ("0.5 to 2", "2 to 12", "17 to 60")),
    ("0", ("-9 to -0.01", "0.01 to 9")),
    ("84", ("2 to 5", "6 to 69")),
    ("28", ("45 to 200",)),
    ("-0.0271", ("0.02 to 0.04", "-0.036 to -0.0305", "-0.0302 to -0.0298", "-0.011 to -0.009")),
    ("12.61", ("7.5 to 7.8", "6.2 to 6.4", "11.9 to 12")),
    ("3.96", ("2", "8")),
    ("0.5", ("0", "1")),
    ("0.2504", ("0", "0.63 to 0.66", "1")),
    ("4.605", ("0.0095 to 0.0105", "0.02 to 1", "1.9 to 2.1", "2.2 to 2.4", "99 to 101", "-4.6")),
    ("2", ("0", "1", "3 to 4")),
]


@pytest.mark.parametrize(("value", "said"), CASES)
def test_each_label_means_its_own_guess_and_no_other(value, said):
    labels = labels_of(value, said)
    assert len({*labels.values()}) == len(said) + 1
    for guess, label in labels.items():
        low, high = numbers_of(label, sum(ends(guess)) / 2)
        for other in labels:
            middle = sum(ends(other)) / 2
            assert (low <= middle <= high) == (other == guess), (label, other)


@pytest.mark.parametrize(("value", "said"), CASES)
def test_the_answer_looks_like_the_others(value, said):
    labels = labels_of(value, said)
    right, others = labels.pop(value), [*labels.values()]

    def look(label):
        return re.sub(rf"{ONE}( to {ONE})?", "#", label)

    plain = {"#", "up to #", "# or more", "more than #", "less than #"}
    assert look(right) in {*map(look, others)} | plain
    ranges = [re.fullmatch(rf"{ONE} to {ONE}", label) for label in others]
    assert len(others) < 2 or not all(ranges) or " to " in right


def test_a_poll_is_read_from_what_the_lesson_prints():
    question = question_in("Prediction 7.p3\nHow many learn?\nOf 200?\n– none\n– all")
    assert question == ("7.p3", "How many learn? Of 200?", ("none", "all"))
    answer = revealed("Prediction 7.p3\nIt is none.\nSaid all? Why so?\nThink again.")
    made = poll(question, answer)
    assert (made.right, made.comments, made.more) == ("none", {"all": "Why so?"}, ("Think again.",))
    assert question_in("It is.") is revealed("It is.") is None


def test_the_unit_is_told_once():
    answer = ("1.p1", "-1 cm", {"1": "The size is right.", "2": "That is the prediction."}, ())
    assert poll(("1.p1", "What is it?", ()), answer).question == "What is it? (in cm)"
    assert poll(("1.p1", "How many cm?", ()), answer).question == "How many cm?"


def test_two_options_are_joined_by_another():
    made = poll(("5.p3", "What is it?", ()), ("5.p3", "0.5", {"0": "No."}, ()))
    assert made.options == ("0", "0.5", ANOTHER)


def overlaps(options):
    """The pairs of neighbours among options that have numbers in common, but for a common end."""
    numeric = [one for one in options if NUMERIC.fullmatch(one)]
    spans = sorted(numbers_of(one, float(re.search(ONE, one)[0])) for one in numeric)
    return [(one, after) for one, after in pairwise(spans) if after[0] < one[1]]


def test_an_overlap_would_be_seen():
    assert overlaps(("up to 76", "77 to 89", "90 to 96", "86 or more"))
    assert overlaps(("0.005 to 0.02", "0 to 1", "2"))
    assert not overlaps(("up to 2", "2 to 12", "12 or more", "another number"))


def test_polls_of_the_lessons(deck):
    for one in polls_of(deck.lesson).values():
        assert not overlaps(one.options), one
        assert 2 <= len(one.options) <= 7 and len({*one.options}) == len(one.options)
        assert one.right in one.options, one
        assert {*one.comments} <= {*one.options} - {one.right}, one
        assert one.comments or one.more, f"{one.id} has nothing to say to a wrong vote"

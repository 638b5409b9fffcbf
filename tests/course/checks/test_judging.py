"""What the judge says to each kind of answer, and in which order it looks."""

import numpy as np
import pytest

from nnlib.course.checks.judging import judge
from nnlib.course.checks.keys import Case, Key
from nnlib.course.checks.probes import Trouble, Value, reply


def verdict_on(key, function):
    return judge(key, [reply(key.probe, {"f": function}, case.inputs) for case in key.cases])


def twice(x):
    return 2 * x


def test_right_is_told_without_a_promise(task, columns):
    verdict = verdict_on(task(twice, columns), lambda x: x + x)
    assert verdict.right
    assert repr(verdict) == "4.0"
    assert "Grading asks the same with fresh numbers" in verdict.message
    assert "✓" in str(verdict)


def stub(x):
    raise NotImplementedError


def by_row(x):
    return np.array([[2 * row[0]] for row in x][::-1])


def raises(x):
    return 2 * x.undefined


def last_row_forgotten(x):
    result = 2 * x
    result[-1] = 0
    return result


def leaky(x):
    return np.where(x > 0, 2 * x, 0.1 * x)


SAID = {
    "untouched": (stub, "untouched", "Nothing to check yet"),
    "exception": (raises, "raised", "AttributeError"),
    "too many arguments": (lambda x, y: x, "raised", "missing 1 required positional argument"),
    "exit": (lambda x: exit(), "raised", "SystemExit"),
    "no return": (lambda x: None, "unfit", "return"),
    "uneven": (lambda x: [[1], [1, 2]], "unfit", "parts of different shapes"),
    "an object": (lambda x: object(), "unfit", "numbers were expected"),
    "not a function": (7, "unfit", "a function was expected"),
    "flat": (lambda x: 2 * x.ravel(), "shape", "(m, 1), not (m,)"),
    "lying": (lambda x: 2 * x.T, "shape", "rows and columns have changed places"),
    "stretched": (lambda x: 2 * x - 0 * x.ravel(), "shape", "NumPy has stretched"),
    "summed": (lambda x: 2 * x.sum(), "shape", "A single number came"),
    "words": (lambda x: np.full(x.shape, "a"), "shape", "holds words; numbers were expected"),
    "nan": (lambda x: 2 * x / (x - x), "nan", "a division by 0"),
    "factor": (lambda x: 6 * x, "pattern", "every number is 3 times what it should be"),
    "sign": (lambda x: -2 * x, "pattern", "right in size and wrong in sign"),
    "zero": (lambda x: 0 * x, "pattern", "every number is 0."),
    "mean": (lambda x: 2 * x / len(x), "pattern", "m times too small"),
    "sum": (lambda x: 2 * x * len(x), "pattern", "m times too large"),
    "offset": (lambda x: 2 * x + 1, "pattern", "every number is off by 1."),
    "order": (by_row, "pattern", "in another order"),
    "rounded": (lambda x: (2 * x).round(3), "pattern", "nearly right"),
    "negative": (leaky, "pattern", "right where x > 0, wrong where x < 0"),
    "an end": (last_row_forgotten, "pattern", "only the last row is wrong"),
    "otherwise": (np.exp, "different", "expected"),
}


@pytest.mark.parametrize("name", SAID)
def test_each_fault_is_told_as_what_it_is(task, columns, name):
    function, kind, words = SAID[name]
    verdict = verdict_on(task(twice, columns), function)
    assert (verdict.kind, verdict.earned) == (kind, 0)
    assert words in verdict.message


def test_a_plain_difference_names_the_place_and_both_numbers(task):
    key = task(lambda x: x**2, [{"x": np.array([1.0, 2.0, 3.0, 4.0])}])
    verdict = verdict_on(key, lambda x: x**2 + np.array([0, 0.5, 0, 1.5]))
    assert verdict.message == "`result[1]` is 4.5, expected 4."
    assert "x = [1. 2. 3. 4.]" in verdict.call


def test_no_factor_is_seen_where_0_was_wanted_and_did_not_come(task):
    key = task(lambda x: x > 0, [{"x": np.array(x)} for x in (1.0, 2.0, -1.0)])
    verdict = verdict_on(key, lambda x: x > -2)
    assert verdict.message == "`result` is 1, expected 0."


def test_a_changed_input_is_seen_and_the_next_check_gets_a_fresh_one(task, columns):
    def doubles_in_place(x):
        x *= 2
        return x

    key = task(twice, columns)
    for _ in range(2):
        verdict = verdict_on(key, doubles_in_place)
        assert verdict.kind == "changed"
        assert "`x`" in verdict.message


def test_parts_earn_their_share_only_when_they_are_right_in_every_case(task, columns):
    key = task(lambda x: (x, 3 * x), columns, returns=("dW", "db"))
    verdict = verdict_on(key, lambda x: (x, -3 * x))
    assert (verdict.earned, repr(verdict)) == (2, "2.0")
    assert "`db`: every number is right in size" in verdict.message
    sometimes = verdict_on(key, lambda x: (x * (len(x) != 5), -3 * x))
    assert sometimes.earned == 0


def test_too_few_parts_are_counted(task, columns):
    key = task(lambda x: (x, 3 * x), columns, returns=("dW", "db"))
    assert (
        "Wanted are 2 things: dW, db. What came: 3." in verdict_on(key, lambda x: (1, 2, 3)).message
    )
    assert "What came: one thing, of type float64" in verdict_on(key, np.sum).message


def test_a_forgotten_return_is_named(task, columns):
    key = task(lambda x: (x, 3 * x), columns, returns=("dW", "db"))
    assert "Does your function end with `return`?" in verdict_on(key, lambda x: None).message


def test_a_number_in_brackets_is_told_so(task, columns):
    key = task(lambda x: x.sum(), columns)
    message = verdict_on(key, lambda x: np.array([[x.sum()]])).message
    assert "in too many brackets; `.item()`" in message


def test_arguments_that_do_not_fit_are_told_so(task, columns):
    verdict = verdict_on(task(lambda x: 3 * x, columns), lambda x, y: x)
    assert "does yours take the same arguments" in verdict.message
    assert verdict.call


SLIPS = {"no square": lambda x: x, "a vector": lambda x: (x**2).ravel(), "a cube": lambda x: x**3}


@pytest.mark.parametrize("name", SLIPS)
def test_a_known_slip_is_recognised_whatever_its_shape(task, columns, name):
    verdict = verdict_on(task(np.square, columns, SLIPS), SLIPS[name])
    assert (verdict.kind, verdict.misconception) == ("misconception", name)
    assert verdict.message == f"You have {name}."


def test_a_slip_must_match_every_case(task, columns):
    key = task(np.square, columns, SLIPS)
    verdict = verdict_on(key, lambda x: x if len(x) != 5 else x + 1e-3)
    assert verdict.misconception is None


def test_a_slip_that_stops_some_of_the_time_is_told_from_another_error(task):
    rng = np.random.default_rng(0)
    shapes = ((5, 3, 2), (5, 3, 3))
    cases = [{"X": rng.normal(size=(m, k)), "W": rng.normal(size=(k, j))} for m, k, j in shapes]
    key = task(np.matmul, cases, {"W transposed": lambda X, W: X @ W.T})
    assert verdict_on(key, lambda X, W: X @ W.T).misconception == "W transposed"

    def other_error(X, W):
        return X.reshape(W.shape) @ W

    assert verdict_on(key, other_error).kind == "raised"


def test_the_order_of_the_looks(task, columns):
    """The faults stand in the replies in reverse; the first in the order of the looks is told."""
    key = task(twice, columns[:1] * 5)
    right = reply(key.probe, {"f": twice}, columns[0])
    worse = [
        Trouble("untouched"),
        Trouble("missing", "There is no `f` yet."),
        Trouble("raised", "ValueError", "ValueError"),
        {"result": np.zeros(3)},
        {"result": np.full_like(right["result"], np.nan)},
    ]
    kinds = ["untouched", "missing", "raised", "shape", "nan"]
    for first, kind in enumerate(kinds):
        replies = [right] * first + worse[first:][::-1]
        assert judge(key, replies).kind == kind


def test_numbers_within_the_tolerance_of_the_largest_pass(task):
    key = task(lambda x: x, [{"x": np.array([1e6, 1.0])}], tolerance=1e-6)
    assert verdict_on(key, lambda x: x + 0.5).right
    assert not verdict_on(key, lambda x: x + 2).right


def test_the_number_wanted_is_never_told_where_it_is_the_answer():
    probe = Value("v")
    case = Case({}, {"v": np.array([8.25, 4.5])}, {})
    key = Key("1.1", "A value", 1, 1, 1, (), probe, 1e-6, ("", "", ""), {}, (case,))
    for answer in ([16.5, 9], [9.25, 5.5], [4.5, 8.25], [8.25, 4.4999], [1, 2], [8.25, 0]):
        verdict = judge(key, [reply(probe, {"v": answer}, {})])
        assert not verdict.right
        assert "8.25" not in str(verdict)
        assert "4.5" not in str(verdict)


def test_a_single_number_is_not_called_a_multiple(task):
    key = task(lambda x: x + 1, [{"x": 2.0}])
    assert verdict_on(key, lambda x: x).message == "`result` is 2, expected 3."


def test_a_slip_that_stops_is_told_by_its_error_too(task):
    cases = [{"x": 1.0}, {"x": 0.0}]

    def divides(x):
        return 1 / x

    def indexes(x):
        return 1.0 if x else [][0]

    key = task(lambda x: x, cases, {"a division": divides})
    assert verdict_on(key, divides).misconception == "a division"
    assert verdict_on(key, indexes).misconception is None


def test_yes_and_no_are_not_told_as_another_order():
    key = Key(
        "1.1", "A task", 4, 1, 5, (), Value("f"), 1e-9, ("one", "two", "three"), {},
        (Case({}, {"f": np.array([1.0, 0.0, 0.0, 1.0])}, {}),),
    )  # fmt: skip
    verdict = judge(key, [reply(key.probe, {"f": [True, False, True, False]}, {})])
    assert verdict.kind == "different"
    assert "order" not in verdict.message

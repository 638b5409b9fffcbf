"""What the judge says to each kind of answer, and in which order it looks."""

from dataclasses import replace

import numpy as np
import pytest

from nnlib.course.checks import judging
from nnlib.course.checks.judging import judge
from nnlib.course.checks.keys import Case, Key
from nnlib.course.checks.probes import (
    Failure,
    Function,
    Plot,
    Symbolic,
    Training,
    Value,
    reply,
)  # fmt: skip


def verdict_on(key, function):
    return judging.verdict_on(key, {"f": function})


def twice(x):
    return 2 * x


def test_right_is_told_without_a_promise(task, columns):
    verdict = verdict_on(task(twice, columns), lambda x: x + x)
    assert verdict.right
    assert float(verdict) == 4
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
    "no return": (lambda x: None, "none", "return"),
    "uneven": (lambda x: [[1], [1, 2]], "unfit", "parts of different shapes"),
    "an object": (lambda x: object(), "unfit", "numbers were expected"),
    "not a function": (7, "unfit", "a function was expected"),
    "flat": (lambda x: 2 * x.ravel(), "shape", "Wanted is a column (n, 1)"),
    "lying": (lambda x: 2 * x.T, "shape", "rows and columns have changed places"),
    "stretched": (lambda x: 2 * x - 0 * x.ravel(), "shape", "NumPy has stretched"),
    "summed": (lambda x: 2 * x.sum(), "shape", "sum of the right ones"),
    "picked": (lambda x: x[0, 0], "shape", "A single number came"),
    "words": (lambda x: np.full(x.shape, "a"), "shape", "holds words; numbers were expected"),
    "nan": (lambda x: 2 * x / (x - x), "nan", "a division by 0"),
    "factor": (lambda x: 6 * x, "pattern", "every number is 3 times what it should be"),
    "sign": (lambda x: -2 * x, "pattern", "right in size and wrong in sign"),
    "zero": (lambda x: 0 * x, "pattern", "every number is 0."),
    "mean": (lambda x: 2 * x / len(x), "pattern", "m times too small"),
    "sum": (lambda x: 2 * x * len(x), "pattern", "m times too large"),
    "offset": (lambda x: 2 * x + 1, "pattern", "every number is off by 1."),
    "order": (lambda x: 2 * x[np.argsort(x[:, 0] % 0.3)], "pattern", "in another order"),
    "backwards": (by_row, "pattern", "from the last to the first"),
    "rounded": (lambda x: (2 * x).round(3), "pattern", "rounded to 3 digits"),
    "coarse": (lambda x: np.sin(2e-2 * x) * 100, "pattern", "nearly right"),
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
    assert verdict.message.startswith("`result[1]` is 4.5, expected 4. 2 of 4 entries are right.")
    assert "x = [1. 2. 3. 4.]" in verdict.call


def test_no_factor_is_seen_where_0_was_wanted_and_did_not_come(task):
    key = task(lambda x: x > 0, [{"x": np.array(x)} for x in (1.0, 2.0, -1.0)])
    verdict = verdict_on(key, lambda x: x > -2)
    assert verdict.message.startswith("`result` is 1 (True), expected 0 (False).")


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
    assert verdict.earned == 2
    assert "`db`: every number is right in size" in verdict.message
    sometimes = verdict_on(key, lambda x: (x * (len(x) != 5), -3 * x))
    assert sometimes.earned == 0


def test_too_few_parts_are_counted(task, columns):
    key = task(lambda x: (x, 3 * x), columns, returns=("dW", "db"))
    assert (
        "2 results are wanted, one after the other: `dW`, `db`. What came is a tuple of 3."
        in verdict_on(key, lambda x: (1, 2, 3)).message
    )
    assert "What came is a single number." in verdict_on(key, np.sum).message
    assert "one array of shape (4, 1)" in verdict_on(key, lambda x: x).message


def test_a_forgotten_return_is_named(task, columns):
    key = task(lambda x: (x, 3 * x), columns, returns=("dW", "db"))
    assert "end with `return`" in verdict_on(key, lambda x: None).message


def test_a_number_in_brackets_is_told_so(task, columns):
    key = task(lambda x: x.sum(), columns)
    message = verdict_on(key, lambda x: np.array([[x.sum()]])).message
    assert message.startswith("`result` should be one number, not an array of shape (1, 1).")
    assert "The numbers are right. One number is wanted, and yours stands in brackets" in message


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
        Failure("untouched"),
        Failure("missing", "There is no `f` yet."),
        Failure("raised", "ValueError", "ValueError"),
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


def test_the_number_wanted_is_never_told_where_it_is_the_answer(value_task):
    key = value_task(Value("v"), v=[8.25, 4.5])
    for answer in ([16.5, 9], [9.25, 5.5], [4.5, 8.25], [8.25, 4.4999], [1, 2], [8.25, 0], [8, 4]):
        verdict = judging.verdict_on(key, {"v": answer})
        assert not verdict.right
        assert "8.25" not in str(verdict)
        assert "4.5" not in str(verdict)


def test_a_value_is_told_which_parts_are_not_right_yet(value_task):
    key = value_task(Value("v", ("a", "b", "c")), a=2.5, b=7, c=-1)
    verdict = judging.verdict_on(key, {"v": (2.5, 8, -3)})
    assert verdict.message.startswith("Not right yet: `b`, `c`. `a` is right.")
    assert verdict.earned == pytest.approx(4 / 3, abs=0.01)
    key = value_task(Value("v"), v=[8.25, 4.5, 3])
    assert "`v[1]`. The others are." in judging.verdict_on(key, {"v": [8.25, 5.1, 3]}).message
    assert "None of the 3" in judging.verdict_on(key, {"v": [9, 1, 7.5]}).message


def test_of_yes_and_no_one_place_is_told_and_not_all(value_task):
    key = value_task(Value("v"), v=[True, False, True, True, False])
    message = judging.verdict_on(key, {"v": [True, True, True, False, False]}).message
    assert message.startswith("3 of 5 are right. Look again at `v[1]`.")
    assert "v[3]" not in message


def test_a_single_number_is_not_called_a_multiple(task):
    key = task(lambda x: x + 1, [{"x": 2.0}])
    assert verdict_on(key, lambda x: x).message == "`result` is 2, expected 3."


def test_a_slip_is_not_told_by_the_type_of_an_error_alone(task):
    cases = [{"x": 1.0}, {"x": 0.0}]

    def divides(x):
        return 1 / x

    def divides_later(x):
        return x if x else 3 / x

    key = task(lambda x: x, cases, {"a division": divides})
    assert verdict_on(key, divides_later).misconception is None
    more = task(lambda x: x, [*cases, {"x": 2.0}], {"a division": divides})
    assert verdict_on(more, divides).misconception == "a division"
    assert verdict_on(more, divides_later).misconception is None


def test_yes_and_no_are_not_told_as_another_order(value_task):
    key = value_task(Value("v"), v=[1.0, 0.0, 0.0, 1.0])
    verdict = judging.verdict_on(key, {"v": [True, False, True, False]})
    assert verdict.kind == "different"
    assert "order" not in verdict.message


def test_zeros_of_the_right_shape_earn_nothing(task, columns):
    key = task(lambda x: (x, 0 * x), columns, returns=("W", "b"))
    assert verdict_on(key, lambda x: (0 * x, 0 * x)).earned == 0
    assert verdict_on(key, lambda x: (x, 1 + 0 * x)).earned == 2
    probe = Function("f", ("slopes", "shapes"), forms=("shapes",))
    case = Case({"x": columns[0]["x"]}, {"slopes": columns[0]["x"], "shapes": [4, 1]}, {})
    key = replace(key, probe=probe, cases=(case,))
    assert verdict_on(key, lambda x: (0 * x, x.shape)).earned == 0
    assert verdict_on(key, lambda x: (x, (2, 2))).earned == 2


def test_a_curve_of_the_right_length_earns_nothing_by_its_length(task):
    inputs = {"steps": 30}
    key = task(lambda steps: (np.arange(1.0, steps + 1), 2.0), [inputs], returns=("losses", "w"))
    probe = Training("f", ("losses", "w"))
    answer = reply(probe, {"f": lambda steps: (np.arange(1.0, steps + 1), 2.0)}, inputs)
    key = replace(key, probe=probe, cases=(Case(inputs, answer, {}),))
    assert verdict_on(key, lambda steps: (np.zeros(steps), 0.0)).earned == 0
    assert verdict_on(key, lambda steps: (np.zeros(steps), 2.0)).earned == 2
    short = verdict_on(key, lambda steps: (np.arange(8.0), 2.0)).message
    assert short.startswith("`losses` is 8 numbers, and 30 were expected.")
    one = verdict_on(key, lambda steps: ([3.0], 2.0)).message
    assert one.startswith("`losses` is a single number, and 30 were expected.")


def test_results_in_another_order_are_told_by_their_names(task, columns):
    key = task(lambda x: (x, 3 * x, x.sum()), columns, returns=("W", "b", "C"))
    message = verdict_on(key, lambda x: (x.sum(), x, 3 * x)).message
    assert "Wanted are `W`, `b`, `C`; yours are `C`, `W`, `b`." in message
    message = verdict_on(key, lambda x: (3 * x, x, 7.0)).message
    assert message == "`W` and `b` have changed places."


def test_a_drawing_is_judged_too(task, columns):
    """A probe whose parts have no fixed names."""

    class Axes:
        collections = ()

        def __init__(self, *lines):
            self.lines = lines

        def get_lines(self):
            return [
                type("Line", (), {"get_data": lambda _, i=i: ([0, 1], [0, i])})()
                for i in self.lines
            ]

        def get_xlabel(self):
            return "x"

        get_ylabel = get_xlabel

    probe = Plot("f")
    answer = reply(probe, {"f": Axes(2, 3)}, {})
    key = replace(task(abs, columns), probe=probe, cases=(Case({}, answer, {}),))
    assert judging.verdict_on(key, {"f": Axes(2, 3)}).right
    assert "The drawing holds" in judging.verdict_on(key, {"f": Axes(2)}).message


@pytest.mark.parametrize(("right_from", "words"), [(4, "right only"), (6, "special")])
def test_what_is_special_is_asked_only_where_most_calls_are_right(task, columns, right_from, words):
    key = task(twice, columns)
    message = verdict_on(key, lambda x: 2 * x + (len(x) > right_from) * x**2).message
    asked = "what is special" in message
    assert asked == (words == "special")


YES = [{"x": np.array(x)} for x in ([1.0, -1.0], [2.0, 3.0], [-1.0, -2.0])]


@pytest.mark.parametrize(("came", "words"), [
    (["True", "False"], "holds the words 'True' and 'False': without quotes"),
    (["1", "0"], "holds numbers in quotes"),
    (["yes", "no"], "holds words; True or False were expected"),
])  # fmt: skip
def test_words_for_yes_and_no_are_told_as_what_they_are(task, came, words):
    verdict = verdict_on(task(lambda x: x > 0, YES), lambda x: came)
    assert verdict.kind == "shape"
    assert words in verdict.message


def test_a_fraction_in_quotes_is_a_number_in_quotes(value_task):
    key = value_task(Value("v", ("a", "b")), a=0.5, b=-0.25)
    message = judging.verdict_on(key, {"v": (0.5, "-1/4")}).message
    assert message == "`b` holds numbers in quotes, and so words: take the quotes away."


def test_a_number_for_an_expression_is_told_as_one():
    probe = Symbolic("v", ("slope",))
    cases = tuple(Case({"x": x}, {"slope": np.array(2 * x)}, {}) for x in (1.0, 2.0, 3.0))
    key = Key(
        id="1.1", title="A slope", points=1, difficulty=1, minutes=1, formulas=(), probe=probe,
        hints=("", "", ""), stub="v = ...", messages={}, cases=cases,
    )  # fmt: skip
    verdict = judging.verdict_on(key, {"v": 7.0})
    assert verdict.message.startswith("What stands there does not hold `x`: it is a number")


def test_what_the_reference_does_not_use_is_no_remark(task):
    cases = [{"W": np.arange(4.0) + k, "b": 1.0 + k} for k in range(3)]
    key = task(lambda W, b: W**2, cases)

    def wrong(W, bias):
        return np.cos(W)

    assert "never uses `bias`" in verdict_on(key, wrong).message
    assert "never uses" not in verdict_on(replace(key, idle=("b",)), wrong).message


def test_where_a_given_function_gets_nothing_it_is_asked_about(task, columns):
    key = replace(task(twice, columns), stub="def backward(x): ...")

    def backward(x):
        2 * x

    names = {"backward": backward}
    exec("def f(x):\n    first, second = backward(x)\n    return first", names)
    message = judging.verdict_on(key, names).message
    assert "Your `backward` ran." in message
    assert "Was it None?" in message

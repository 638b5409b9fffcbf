"""Lines in order: what an order is told, by the graph of its lines alone."""

import json
from dataclasses import replace
from graphlib import TopologicalSorter
from itertools import permutations

import numpy as np
import pytest

from nnlib.course.checks import keys
from nnlib.course.checks.arranging import Arrangement
from nnlib.course.checks.judging import judge, verdict_on
from nnlib.course.checks.ordering import Order
from nnlib.course.checks.probes import Failure

LINES = dict(zip("abcde", ("$1$", "$2$", "$3$", "$x$", "$4$"), strict=True))
NEEDS = {"c": ("a", "b"), "e": ("c",)}
PROBE = Order("order", lines=LINES, needs=NEEDS, strays=("d",))
STRAY = Failure("unfit", error="stray d")


def key_of(probe=PROBE):
    right = {probe.name: np.array(probe.canonical())}
    case = keys.Case({}, right, {"the stray": STRAY})
    return keys.Key(
        id="11.4", title="Lines", points=3, difficulty=2, minutes=5, formulas=(), probe=probe,
        hints=("h",), stub="order = ...", messages={"the stray": "A square is nowhere."},
        cases=(case,),
    )  # fmt: skip


def told(order):
    return verdict_on(key_of(), {"order": order})


def test_every_order_that_the_graph_allows_is_right_and_no_other():
    right = {order for order in permutations("abce") if told(list(order)).right}
    assert right == {tuple("abce"), tuple("bace")}
    # And the standard library's sorter takes them for sorted too.
    sorter = TopologicalSorter(NEEDS)
    assert tuple(sorter.static_order()) in right


@pytest.mark.parametrize("order", ["ABCE", ["B", "a", "C", "e"], "A, B, C, E"])
def test_capitals_are_letters_too(order):
    assert told(order).right


@pytest.mark.parametrize(
    "order", ["a → b → c → e", "a > b > c > e", "a-b-c-e", "(a)(b)(c)(e)", "a\nb\nc\ne\n"]
)
def test_whatever_stands_between_the_letters_is_no_letter(order):
    assert told(order).right


@pytest.mark.parametrize(
    ("order", "kind", "words"),
    [
        ("acbe", "unfit", "first line out of place is `c`: it uses line `b`, which stands below"),
        ("cabe", "unfit", "You begin with line `c`, but it uses line `a`"),
        ("ace", "unfit", "it uses line `b`, which your order does not have"),
        ("abc", "open", "The lines so far are in order. One line is still to come."),
        ("", "open", "4 lines are still to come."),
        ("aabce", "unfit", "Line `a` stands there twice."),
        ("abcq", "unfit", "There is no line `q`; the lines are a, b, c, d, e."),
        ("abdce", "misconception", "A square is nowhere."),
    ],
)
def test_the_first_line_out_of_place_is_named(order, kind, words):
    verdict = told(list(order))
    assert (verdict.kind, verdict.right) == (kind, False)
    assert words in verdict.message
    assert verdict.fraction == 0


def test_letters_may_come_as_a_text_or_a_tuple():
    assert (
        told("b a c e").right
        and told("b, a, c, e").right
        and told("bace").right
        and told(tuple("bace")).right
    )


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (3, "a single number, but a list of letters was expected"),
        ([1, 2], "Each letter stands in quotes"),
        (["a"] * 99, "99 entries"),
        (print, "a function, but a list of letters"),
    ],
)
def test_what_is_no_list_of_letters_is_told_so(answer, words):
    verdict = told(answer)
    assert verdict.kind == "unfit" and words in verdict.message


def test_untouched_is_not_attempted():
    assert told(...).kind == "untouched"
    assert verdict_on(key_of(), {}).kind == "missing"


def test_only_the_list_leaves_the_place_where_it_is_asked():
    # What is told of the probe there knows no line, so an order cannot be judged there.
    there = Order(**PROBE.settings())
    reply = there.ask(["c", "a"], {})
    assert set(PROBE.settings()) == {"name"}
    assert reply["order"].tolist() == ["c", "a"]
    assert "`c`" in judge(key_of(), [reply]).message


@pytest.mark.parametrize(
    "forged",
    [
        {"order": np.zeros(4)},
        {"order": np.array("abce")},
        {"other": np.array(["a"])},
        {"order": np.array([["a", "b"], ["c", "e"]])},
        {},
    ],
)
def test_a_forged_reply_is_never_right(forged):
    assert not judge(key_of(), [forged]).right


def test_the_key_survives_its_file(tmp_path):
    path = tmp_path / "x.checks"
    path.write_bytes(keys.to_bytes(keys.Sheet("x", {"11.4": key_of()})))
    again = keys.read_sheet(path).keys["11.4"]
    assert verdict_on(again, {"order": list("bace")}).right
    assert verdict_on(again, {"order": list("dace")}).misconception == "the stray"


def test_the_page_hands_an_order_over_and_shows_its_verdict():
    asked = []

    def judged(order):
        asked.append(order)
        return told(order)

    form = Arrangement("11.4 Lines", PROBE, judged)
    wish = form.widget().children[-1]
    wish.value = json.dumps({"time": 7, "order": list("cab")})
    assert asked == [list("cab")]
    assert 'data-answers="7"' in form.said.value and "You begin with line" in form.said.value
    assert "  a  $1$" in repr(form) and "order = [...]" in repr(form)


def test_the_right_order_is_made_of_the_needs_not_of_how_the_lines_are_shown():
    backwards = Order("order", lines=LINES, needs={"a": ("c",), "b": ("a",)}, strays=("d",))
    assert backwards.canonical() == ["c", "a", "b", "e"]
    assert verdict_on(key_of(backwards), {"order": list("cabe")}).right


def test_of_several_lines_that_are_missing_the_first_is_named():
    probe = Order("order", lines=LINES, needs={"e": ("c", "b")}, strays=("d",))
    fault = probe.settled({"order": np.array(list("aecb"))})
    assert fault.error == "e before c"
    assert "it uses line `c`, which stands below it" in fault.words


def test_a_line_that_is_left_out_is_not_said_to_stand_below():
    # The set's sentence for a line that comes too early speaks of where the other one stands.
    below, absent = (PROBE.settled({"order": np.array(list(order))}) for order in ("acbe", "ace"))
    assert (below.error, absent.error) == ("c before b", "c without b")
    case = keys.Case({}, {"order": np.array(list("abce"))}, {"too early": below})
    key = replace(key_of(), messages={"too early": "b comes below c."}, cases=(case,))
    assert verdict_on(key, {"order": list("acbe")}).message.startswith("b comes below c.")
    assert (
        "it uses line `b`, which your order does not have"
        in verdict_on(key, {"order": list("ace")}).message
    )

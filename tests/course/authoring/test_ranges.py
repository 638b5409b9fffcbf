"""Ranges know their boundaries, and make the cases that an author has not drawn."""

from types import SimpleNamespace

import numpy as np
import pytest

from nnlib.course.authoring.ranges import (
    Labels,
    Numbers,
    Whole,
    Widths,
    Wires,
    Word,
    at_boundaries,
    boundaries,
)


def task(ranges, extremes=None, uncovered=None):
    return SimpleNamespace(ranges=ranges, extremes=extremes or {}, uncovered=uncovered or {})


def names(range_):
    return {boundary.name for boundary in range_.boundaries}


def stands(range_, name, value):
    (boundary,) = (one for one in range_.boundaries if one.name == name)
    return bool(boundary.holds(value))


def test_a_number_of_any_kind_has_a_zero_a_one_both_signs_and_both_scales():
    both = {"0", "1", "a positive number", "a negative number", "1e-6", "1e6"}
    assert names(Numbers()) == both
    assert names(Numbers(shape="m 1")) == {*both, "a tie", "whole numbers", "m = 1", "m > 3"}
    assert names(Numbers(shape="m n")) == {
        *names(Numbers(shape="m 1")), "n = 1", "n > 3", "m n not square",
    }  # fmt: skip


def test_a_range_has_no_boundary_outside_it():
    assert names(Numbers(above=0, below=1)) == {"1e-6", "almost 0", "almost 1"}
    assert names(Numbers(without=(0,))) == names(Numbers()) - {"0"}
    assert names(Numbers(low=-800, high=800)) >= {"-800", "800"}
    assert "1e6" not in names(Numbers(low=-800, high=800))
    assert names(Whole(low=1)) == {"1", "2"}
    assert names(Word(("tanh", "relu"))) == {"tanh", "relu"}


WIRES = {
    "one wire": [(0, 1)],
    "a chain": [(0, 1), (1, 2), (2, 3)],
    "a fork of three": [(0, 1), (0, 2), (0, 3), (1, 3), (2, 3)],
    "several inputs": [(0, 2), (1, 2)],
    "a dead end": [(0, 1), (0, 2)],
    "a double wire": [(0, 1), (0, 1)],
    "ways of unlike length that meet before they go on": [(0, 1), (0, 2), (1, 2), (2, 3)],
}


@pytest.mark.parametrize("kind", WIRES)
def test_a_graph_knows_its_kinds(kind):
    assert set(WIRES) == names(Wires())
    assert stands(Wires(), kind, np.array(WIRES[kind]))
    assert not stands(Wires(), kind, np.array([(0, 1), (0, 2), (1, 3), (2, 3)]))


def test_widths_know_their_kinds():
    assert stands(Widths(), "a width of 1 inside", np.array([2, 1, 2]))
    assert not stands(Widths(), "a width of 1 inside", np.array([1, 2, 1]))
    assert stands(Widths(), "neighbours of one width", np.array([2, 3, 3]))
    assert stands(Widths(), "four layers or more", np.array([2, 3, 4, 3, 2]))


def test_boundary_cases_are_made_from_what_was_drawn_and_only_where_they_lack():
    drawn = [{"X": np.array([[0.25], [-0.5], [2.0], [3.0], [1.0]]), "w": 1.0}]
    ranges = {"X": Numbers(shape="m 1"), "w": Numbers()}
    made = list(at_boundaries(task(ranges), drawn, np.random.default_rng(0)))
    tests = boundaries(ranges, {})
    for sentence in ("X: 0", "w: 0", "X: a tie", "w: a negative number", "X: 1e-6", "w: 1e6"):
        assert not any(tests[sentence](case) for case in drawn)
        assert any(tests[sentence](case) for case in made), sentence
    assert any(case["X"].dtype == int for case in made)
    assert len(made) == 8  # 0 and the negative w together; a tie, four scales and whole X alone
    assert drawn[0]["X"].tolist() == [[0.25], [-0.5], [2.0], [3.0], [1.0]]


def test_every_array_that_may_hold_whole_numbers_comes_as_such_once():
    drawn = [{"v": np.array([0.1, -0.2, 2.3]), "p": np.array([0.1, 0.4, 0.6]), "eta": 0.5}]
    for without in ((), (0,)):
        ranges = {
            "v": Numbers(shape="n", without=without),
            "p": Numbers(shape="n", above=0, below=1),
            "eta": Numbers(above=0),
        }
        made = list(at_boundaries(task(ranges), drawn, np.random.default_rng(0)))
        whole = [case for case in made if case["v"].dtype == int]
        assert len(whole) == 1
        assert 0 not in without or np.all(whole[0]["v"])
        assert all(case["p"].dtype == float for case in made)
        assert isinstance(whole[0]["eta"], float)


def test_an_excused_boundary_makes_no_case():
    drawn = [{"w": 2.0}]
    lacking = task({"w": Numbers()}, uncovered={"1e6": "so", "w: 0": "so"})
    made = [case["w"] for case in at_boundaries(lacking, drawn, np.random.default_rng(0))]
    assert sorted(made) == [-2.0, 2e-6, 1.0]


def test_labels_are_tried_all_alike():
    drawn = [{"y": np.array([[0.0], [1.0], [1.0], [0.0]])}]
    ranges = {"y": Labels(shape="m 1")}
    made = [case["y"] for case in at_boundaries(task(ranges), drawn, np.random.default_rng(0))]
    assert {tuple(y.ravel()) for y in made} == {(0,) * 4, (1,) * 4, (0, 1, 1, 0)}
    assert sum(y.dtype == int for y in made) == 1


def test_what_inputs_are_together_is_tested_too():
    tests = boundaries({}, {"one batch": lambda order, size: len(order) == size})
    assert tests["one batch"]({"order": [1, 0], "size": 2})
    assert not tests["one batch"]({"order": [1, 0], "size": 1})

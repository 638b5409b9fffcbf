import random
import re

import pytest
import sympy

from nnlib import widgets
from nnlib.course.drawing.svg import compact
from nnlib.course.symbolic.graph.graph import Graph
from nnlib.course.widgets.graph.story import Moment
from nnlib.course.widgets.tape.walks import JOIN, RECURSION, REPLACE, TAPE, walk_back

SUM_FIRST, PRODUCT_FIRST = "y = 2*x; f = y + y*y", "y = 2*x; f = y*y + y"


@pytest.fixture
def tape():
    shell = widgets.step_tape(SUM_FIRST, {"x": 3}, slips=True)
    yield shell
    shell.close()


def choose(shell, **chosen):
    for choice in shell.scene.choices:
        if choice.name in chosen:
            shell.controls[choice.name].index = choice.values.index(chosen[choice.name])


def shares(text, at, walk=TAPE, meeting=JOIN):
    graph = Graph(text)
    sweep = graph.backward(graph.forward(at))
    return graph, walk_back(sweep.contributions, graph.output, walk, meeting)


def slope_in(name, text, at, walk=TAPE, meeting=JOIN):
    """What the last share leaves at an input."""
    graph, came = shares(text, at, walk, meeting)
    return [share.total for share in came if share.parent == graph.index(name)][-1]


def test_the_tape_gives_sympys_slopes():
    dice = random.Random(15)
    for text in (SUM_FIRST, PRODUCT_FIRST, "u = x*x; v = u*x + u; f = v*u - sin(v)*x"):
        at = {"x": dice.uniform(0.4, 1.6)}
        exact = Graph(text).to_sympy()
        x = sympy.Symbol("x")
        due = exact.xreplace(dict.fromkeys(exact.free_symbols, x)).diff(x).subs(x, at["x"])
        assert slope_in("x", text, at) == pytest.approx(float(due), rel=1e-12)


def test_a_recursion_is_right_in_one_order_of_the_addends():
    # By hand, at x = 3: y = 6, f' = (1 + 2y) · 2 = 26; handed on with 1 alone it is 2.
    assert slope_in("x", PRODUCT_FIRST, {"x": 3}, RECURSION) == 26
    assert slope_in("x", SUM_FIRST, {"x": 3}, RECURSION) == 2
    assert slope_in("y", SUM_FIRST, {"x": 3}, RECURSION) == 13
    assert slope_in("x", SUM_FIRST, {"x": 3}, TAPE) == 26


def test_the_last_share_alone_stays_where_shares_replace_each_other():
    # The product's second wire comes last and leaves y = 6; through y = 2x that is 12.
    assert slope_in("x", SUM_FIRST, {"x": 3}, TAPE, REPLACE) == 12
    # Here it is the sum's own wire, with 1.
    assert slope_in("y", "y = 2*x; p = y*y; f = p + y", {"x": 3}, TAPE, REPLACE) == 6


def test_every_wire_brings_one_share_on_each_walk():
    for walk in (TAPE, RECURSION):
        graph, came = shares("u = x*x; v = u*u; w = v*v; f = w*x + u*v", {"x": 1.1}, walk)
        wires = {(share.child, share.slot) for share in came}
        assert len(came) == len(wires)
        assert len(wires) == sum(len(node.parents) for node in graph.nodes)


def test_a_share_is_late_only_for_a_parent_that_has_handed_on():
    _, came = shares(SUM_FIRST, {"x": 3}, RECURSION)
    assert [share.late for share in came] == [False, False, False, True, True]
    assert not any(share.late for share in shares(SUM_FIRST, {"x": 3})[1])


def test_the_tape_grows_by_a_record_a_step_and_holds_still_on_the_way_back(tape):
    pictures = [tape.scene.draw(Moment(tape.scene.story, k)) for k in range(tape.scene.stop + 1)]
    records = [picture.count(" = ") for picture in pictures[:4]]
    assert records == [0, 1, 2, 3]
    assert all("f = y + v₁" in picture for picture in pictures[3:])
    assert "nn-pulse" not in pictures[3]
    assert all("nn-pulse" in picture for picture in pictures[5:])


def test_the_sum_where_shares_meet_is_written_out(tape):
    tape.player.seek(8)
    assert "7 + 6 = 13" in tape.scene.draw(tape.player.frame)
    assert "7 + 6 = 13" in tape.scene.remark(tape.player.frame)


def test_a_choice_starts_the_walk_anew_and_stays_for_the_next_expression(tape):
    tape.player.seek(5)
    choose(tape, walk=RECURSION)
    assert tape.player.index == 0
    tape.player.last()
    readings = {r.name: r for r in tape.scene.readout(tape.player.frame)}
    assert readings["sum"].value == "13"
    tape.player.seek(7)
    last = tape.scene.readout(tape.player.frame)[-1]
    assert (last.value, last.difference) == ("2", "26")
    tape.scene.enter({"expression": PRODUCT_FIRST, "at": "x = 3"}, 0)
    assert tape.scene.story.walk == RECURSION
    assert RECURSION in tape.scene.text(tape.scene.first())


def test_what_a_slip_loses_is_said(tape):
    choose(tape, walk=RECURSION)
    tape.player.last()
    said = tape.scene.remark(tape.player.frame)
    assert "y has handed on already" in said
    assert said.endswith("At the end ∂f/∂x is 2; a centred difference says 26.")
    choose(tape, walk=TAPE, meeting=REPLACE)
    tape.player.seek(8)
    said = tape.scene.remark(tape.player.frame)
    assert "It takes the place of what was there: ∂f/∂y was 6." in said
    assert "6 → 6" in tape.scene.draw(tape.player.frame)


def test_a_long_sum_stands_in_two_lines(tape):
    tape.scene.enter({"expression": "y = sin(x); f = y + y*y*y", "at": "x = 0.7321"}, 0)
    moments = [Moment(tape.scene.story, k) for k in range(tape.scene.stop + 1)]
    meets = [moment for moment in moments if getattr(moment.step, "before", 0)]
    picture = tape.scene.draw(meets[-1])
    assert f">= {compact(meets[-1].step.total)}<" in picture


def test_the_still_shows_shares_that_meet(tape):
    assert "Shares add: 1 + 6 = 7" in str(tape.scene.text(tape.player.recording[7]))


def test_without_slips_there_is_one_walk():
    shell = widgets.step_tape(PRODUCT_FIRST, {"x": 3})
    assert not shell.scene.choices
    assert shell.scene.text(shell.player.frame).startswith("Tape stepper, y = 2*x; f = y*y + y")
    shell.close()


def test_a_right_walk_is_not_denied(tape):
    tape.player.last()
    assert tape.scene.remark(tape.player.frame).endswith("That is ∂f/∂x.")


def test_the_rows_hold_the_values_and_the_slopes_of_the_graphs_own_sweep(tape):
    story, last = tape.scene.story, Moment(tape.scene.story, tape.scene.stop)
    picture = tape.scene.draw(last)
    sweep = story.graph.backward(story.values)
    for i in story.boxes:
        assert re.search(rf'data-part="v{i}"[^>]*>{compact(story.values[i])}<', picture)
        assert re.search(rf'data-part="d{i}"[^>]*>{compact(sweep.adjoints[i])}<', picture)

import re

import pytest

from nnlib import widgets


def test_the_line_explorer_shows_the_loss_and_its_parts(data, choose, shown):
    X, y = data
    shell = widgets.explore_line(X, y)
    choose(shell, "w", 80)
    choose(shell, "b", 50)
    w, b = shell.scene.choices[0].values[80], shell.scene.choices[1].values[50]
    squares = float(((w * X + b - y) ** 2).sum())
    assert (w, b) == (1.0, -0.5)
    assert shown(shell)["squares"] == f"{squares:.4f}"
    assert shown(shell)["C"] == f"{squares / 2 / len(X):.4f}"
    shell.close()


def test_the_area_of_a_square_is_the_squared_error(data):
    X, y = data
    shell = widgets.explore_line(X, y, w=0.5, b=0.5)
    svg = shell.scene.draw(shell.player.frame)
    panel = svg.split("<svg")[2].split("</svg>")[0]
    squares = re.findall(r'<rect x="[-\d.]+" y="[-\d.]+" width="([\d.]+)" height="([\d.]+)"', panel)
    errors = (shell.player.frame.trace.a[1] - y).ravel()
    assert len(squares) == len(X)
    scale = float(squares[0][0]) / abs(errors[0])
    for (width, height), error in zip(squares, errors, strict=True):
        assert width == height and float(width) == pytest.approx(scale * abs(error), abs=0.02)
    shell.close()


def test_the_best_so_far_is_kept(data, choose, shown):
    shell = widgets.explore_line(*data)
    first = shown(shell)["C"]
    choose(shell, "w", 0)
    assert float(shown(shell)["C"]) > float(first) and shown(shell)["best"] == first
    choose(shell, "w", 76)
    choose(shell, "b", 70)
    assert shown(shell)["best"] == shown(shell)["C"] < first
    assert float(shown(shell)["least"]) <= float(shown(shell)["best"])
    shell.close()


def test_the_sample_is_followed_through_the_neuron(data, choose):
    X, y = data
    shell = widgets.explore_line(X, y, w=2.0, b=1.0)
    choose(shell, "i", 4)
    svg = shell.scene.draw(shell.player.frame)
    assert "one neuron, sample 5" in svg
    assert f">−{-X[4, 0]:.2f}<" in svg and f">−{-2 * X[4, 0] - 1:.2f}<" in svg
    shell.close()


def test_the_proof_moves_a_picture_and_a_sentence(choose):
    shell = widgets.prove_widgets_work()
    before = shell.stage.value
    choose(shell, "w", 33)
    assert "The line rises by 1.3 for each step to the right." in shell.stage.value
    assert re.findall("<polyline[^>]*>", before) != re.findall("<polyline[^>]*>", shell.stage.value)
    choose(shell, "w", 5)
    assert "The line falls by 1.5" in shell.stage.value
    choose(shell, "w", 20)
    assert "The line is level." in shell.stage.value
    shell.close()


def test_the_self_test_scores_by_topic_and_routes(questions, choose):
    shell = widgets.take_self_test(questions)
    choose(shell, "q1", 2)
    choose(shell, "q2", 1)
    assert "2 of 3 questions answered" in shell.stage.value and "refresh" not in shell.stage.value
    choose(shell, "q3", 2)
    assert "1 of 3 answers are right" in shell.stage.value
    assert ">sums</th><td>1 of 2</td><td>sums, page 3</td>" in shell.stage.value
    assert ">products</th><td>0 of 1</td><td>products, page 2</td>" in shell.stage.value
    choose(shell, "q3", 1)
    choose(shell, "q1", 1)
    assert '<a href="sums.html">sums, page 1</a>' in shell.stage.value
    told = re.findall(
        r'data-beside="(q\d)"><strong>([^<]*)</strong> ([^<]*)</p>', shell.stage.value
    )
    assert told[0] == ("q1", "✗ The right answer is 5.", "Three more than 2.")
    assert [name for name, _, _ in told] == ["q1", "q2", "q3"]
    assert {words for _, words, _ in told} >= {"✓ Right."}
    shell.close()


def test_the_self_test_gives_no_answer_away_before_the_end(questions, choose):
    shell = widgets.take_self_test(questions)
    choose(shell, "q1", 1)
    wrong = shell.scene.draw(shell.player.frame), repr(shell)
    choose(shell, "q1", 2)
    assert (shell.scene.draw(shell.player.frame), repr(shell)) == wrong
    assert "✓" not in wrong[0] and repr(shell) == "Self-test: 1 of 3 questions answered."
    shell.close()


def test_the_self_test_lists_its_questions_without_a_kernel(questions):
    shell = widgets.take_self_test(questions)
    assert shell.scene.listing().startswith("1. What is 2 + 3?\n    - 4\n    - 5\n2. ")
    assert "3. What is \\<2\\> + 2?" in shell.scene.listing()
    shell.close()


def test_no_questions_are_no_error():
    shell = widgets.take_self_test([])
    assert repr(shell) == "Self-test: there is nothing to ask yet."
    shell.close()


def test_questions_that_cannot_be_asked_are_refused():
    with pytest.raises(ValueError, match="so right must lie in 0 … 1, but it is 2"):
        widgets.take_self_test([widgets.Question("?", ("a", "b"), 2, "t", "r")])


@pytest.mark.parametrize("make", [widgets.explore_line, widgets.explore_landscape])
def test_the_formula_of_the_loss_is_kept_for_later_where_it_is_asked_for(data, make):
    def words(**options):
        shell = make(*data, **options)
        page = shell.stage.value
        shell.close()
        return page

    told, kept = words(), words(formula=False)
    assert "(a − y)²" in told and "<msup>" in told and "<mi>m</mi>" in told
    assert "(a − y)²" not in kept.replace("y = ", "", 1).partition("one neuron")[0]
    assert "<msup>" not in kept and "<mi>m</mi>" not in kept
    assert 'data-name="C"' in kept and 'data-name="squares"' not in kept

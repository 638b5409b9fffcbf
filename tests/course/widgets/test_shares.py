"""The softmax explorer, against shares, losses and slopes worked out on their own."""

from math import exp, inf, log

import pytest

from nnlib import widgets
from nnlib.course.widgets.stage.bar import bar_html


@pytest.fixture
def explorer():
    shell = widgets.explore_softmax()
    yield shell
    shell.close()


@pytest.fixture
def first_look():
    shell = widgets.explore_softmax(whole=False)
    yield shell
    shell.close()


def readings(shell):
    return {one.name: one for one in shell.scene.readout(shell.player.frame)}


def number(text):
    return float(text.replace("−", "-"))


def under(scene, **chosen):
    """The first frame after the reader has set these."""
    scene.settings |= chosen
    return scene.refresh(scene.first())


def by_hand(scores, label):
    e = {name: exp(score - max(scores)) for name, score in zip("ABCD", scores, strict=True)}
    p = {name: value / sum(e.values()) for name, value in e.items()}
    return p, -log(p[label]), {name: p[name] - (name == label) for name in p}


@pytest.mark.parametrize("shift", [0, 1000])
@pytest.mark.parametrize("T", [0.5, 1.0, 20.0])
def test_the_numbers_are_right_at_every_shift_and_temperature(explorer, shift, T):
    scene = explorer.scene
    frame = under(scene, shift=shift, T=T, label="C")
    p, C, slopes = by_hand([(z + shift) / T for z in (2, 1, 0, -1)], "C")
    shown = {one.name: one for one in scene.readout(frame)}
    assert number(shown["C"].value) == pytest.approx(C, abs=1e-4)
    assert number(shown["C"].shape) == pytest.approx(C, abs=1e-4)
    for name in "ABCD":
        assert number(shown[f"p {name}"].value) == pytest.approx(p[name], abs=1e-4)
        reading = shown[f"dC/ds {name}"]
        for text in (reading.value, reading.shape, reading.difference):
            assert number(text) == pytest.approx(slopes[name], abs=1e-4)


def test_without_the_maximum_it_overflows_where_exp_does(explorer):
    scene = explorer.scene
    assert not under(scene, trick="do not", shift=700).broken  # 702
    over = under(scene, shift=708)  # 710
    assert over.broken and "overflows above 709.78" in scene.remark(over)
    assert "nan" in scene.draw(over)
    mended = under(scene, trick="subtract the largest")
    assert not mended.broken and "nan" not in scene.draw(mended)


def test_the_label_is_marked_by_more_than_colour(explorer):
    assert "B ★" in explorer.scene.draw(explorer.player.frame)


def test_remarks(explorer):
    scene = explorer.scene
    assert "−log 0.237" in scene.remark(scene.first())
    wrong = under(scene, zA=6.0, zB=-6.0)
    assert scene.remark(wrong) == "Sure and wrong: B is pulled up and A pushed down, almost by 1."
    assert "Sure and right" in scene.remark(under(scene, zA=-6.0, zB=6.0))


def test_what_it_does_not_take_is_told():
    with pytest.raises(ValueError, match="must hold four scores"):
        widgets.explore_softmax((1, 2, 3))
    with pytest.raises(ValueError, match="label must be A, B, C or D"):
        widgets.explore_softmax(label="E")


# What each round asks for, worked out without the explorer.
ON_SHARES = ("C", 3, 0.25)
ON_ALL = (0.25 - 1, 4 * (exp(700) * 4 < inf), 4 * (exp(709) * 4 < inf), 0, 0.25)


def play(shell, guess):
    """Answer the question that stands there, and go on."""
    shell.controls["prediction"].value = str(guess)
    shell._do(shell.step)
    return shell.said


@pytest.mark.parametrize(("which", "right"), [("first_look", ON_SHARES), ("explorer", ON_ALL)])
def test_each_round_asks_and_judges_before_it_moves(request, which, right):
    shell = request.getfixturevalue(which)
    for k, answer in enumerate(right, start=1):
        asked = shell.scene.question(shell.player.frame, shell._following())
        assert asked.startswith(f"Round {k} of {len(right)}: ")
        assert play(shell, answer).startswith("✓ Right: ") and shell.player.index == k
    last = shell.scene.question(shell.player.frame, shell._following())
    assert last == "That was the last round."


@pytest.mark.parametrize(
    ("which", "k", "guess", "words"),
    [
        ("first_look", 1, "a", "✗ Not A. It is C."),
        ("first_look", 2, "0", "✗ Not 0. It is 3."),
        ("first_look", 3, "0", "✗ Not 0. It is 0.25."),
        ("explorer", 1, "0.75", "The size is right, the sign is not."),
        ("explorer", 3, "nan", "✗ Not nan. It is 0. Each exponential is a number, but not their"),
        ("explorer", 4, "4", "✗ Not 4. It is 0."),
    ],
)
def test_a_wrong_answer_is_told_what_is_right_and_why(request, which, k, guess, words):
    shell = request.getfixturevalue(which)
    shell._do(lambda: shell.player.seek(k - 1))
    assert words in play(shell, guess)


@pytest.mark.parametrize(("k", "guess"), [(1, "E"), (1, "2.5"), (1, "AB"), (2, "many"), (3, "B")])
def test_what_is_no_answer_is_told_and_nothing_moves(first_look, k, guess):
    first_look._do(lambda: first_look.player.seek(k - 1))
    assert f"“{guess}” is no" in play(first_look, guess) and first_look.player.index == k - 1


def test_a_first_look_gives_away_nothing_that_the_lesson_asks(first_look):
    labels = {choice.label for choice in first_look.scene.choices}
    assert labels == {"score A", "score B", "score C", "score D"}
    for word in ("slope", "softmax(", "exp(", "★", "loss", "p − y"):
        assert word not in first_look.stage.value, word
    assert [*readings(first_look)] == ["p A", "p B", "p C", "p D"]
    assert first_look.scene.text(first_look.player.frame) == (
        "Softmax explorer: scores 2.0, 1.0, 0.0, −1.0. "
        "Shares: A 0.6439, B 0.2369, C 0.0871, D 0.0321."
    )


def test_the_sliders_follow_the_rounds_and_go_back_with_them(explorer, choose):
    def shown():
        return [explorer.controls[name].value for name in ("zA", "zC", "label", "shift", "trick")]

    choose(explorer, "zA", 0)
    start = shown()
    assert start[0] == -6.0 and explorer.player.index == 0
    explorer._do(explorer.last)
    assert shown() == [0.0, 0.0, "A", 710, "subtract the largest"]
    assert explorer.scene.settings["shift"] == 710
    explorer._do(explorer.reset)
    assert shown() == start, "what was set before the first round is where it begins"


def test_a_slider_moved_between_rounds_counts_and_the_next_round_sets_its_own(explorer, choose):
    explorer._do(explorer.step)
    choose(explorer, "label", 3)
    frame = explorer.player.frame
    assert (frame.k, frame.label, explorer.player.index) == (1, "D", 1)
    assert play(explorer, 4).startswith("✓") and explorer.player.frame.label == "A"


def test_the_shares_before_a_round_are_marked_and_say_what_they_are(explorer):
    scene, first = explorer.scene, explorer.player.frame
    assert "before" not in scene.draw(first)
    explorer._do(explorer.step)
    assert scene.draw(explorer.player.frame).count('stroke-dasharray="4 3"') == 4
    assert "dashed: before" in scene.draw(explorer.player.frame)


def test_what_may_be_typed_stands_beside_the_entry(explorer, first_look):
    assert "a letter or a number" in bar_html(first_look.scene)
    assert "a letter" not in bar_html(explorer.scene) and "± 1 %" in bar_html(explorer.scene)

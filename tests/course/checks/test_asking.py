"""Predictions: what is recorded when, what is said to which guess, and when."""

import json

import numpy as np
import pytest

from nnlib.course.checks.asking import Guess, Records, matches, number, shown
from nnlib.course.checks.form import Form, rich
from nnlib.course.checks.progress import Progress
from nnlib.course.checks.recall import review
from nnlib.course.checks.session import Session

QUESTION = "How many of 100 random starts learn XOR?"
TYPICAL = "Most people say so."
CHOICES = ("up", "down", "no change")


@pytest.fixture
def guess(records):
    return Guess(QUESTION, "7.p3", unit="starts", records=records)


@pytest.fixture
def choice(records):
    return Guess("Which way?", "7.p4", options=CHOICES, records=records)


@pytest.fixture
def shown_by(monkeypatch):
    """A function that does something and gives the texts of what that displays."""
    seen = []
    monkeypatch.setattr("IPython.display.display", lambda one, **_: seen.append(one))

    def texts(act, *arguments, **options):
        seen.clear()
        act(*arguments, **options)
        return "\n".join(map(repr, seen))

    return texts


def test_a_guess_is_set_beside_the_answer(guess, shown_by):
    guess.answer(90, sure=2)
    said = shown_by(guess.reveal, 14, wrong={range(70, 101): TYPICAL})
    assert "You said 90 starts and were quite sure. It is 14 starts." in said
    assert TYPICAL in said


def test_the_record_keeps_what_a_review_needs(guess, records, shown_by):
    guess.answer(90, sure=3)
    before = records.of("7.p3")
    assert (before["question"], before["value"], before["sure"]) == (QUESTION, 90, 3)
    assert "answer" not in before
    shown_by(guess.reveal, np.int64(14), wrong={range(70, 101): TYPICAL, 7: "Half."})
    after = records.of("7.p3")
    assert (after["value"], after["answer"], after["right"]) == (90, 14, False)
    assert (after["comment"], after["typical"]) == (TYPICAL, [7])
    assert type(after["answer"]) is int


def test_without_a_guess_nothing_is_told(guess, shown_by, records):
    said = shown_by(guess.reveal, 14, wrong={range(70, 101): TYPICAL})
    assert "14" not in said
    assert TYPICAL not in said
    assert "guess.skip()" in said
    assert records.kept == {}


def test_the_form_of_a_reveal_holds_no_answer(guess):
    form = Form.of_reveal(guess, 14, {90: TYPICAL}, None)
    page = form.widget()
    texts = [repr(form), form._repr_html_(), *(one.value for one in page.children)]
    assert not any("14" in text or TYPICAL in text for text in texts)


def test_shown_without_a_guess_it_is_recorded_as_skipped(guess, shown_by, records):
    guess.skip()
    assert "You looked without guessing. It is 14 starts." in shown_by(guess.reveal, 14)
    assert records.of("7.p3")["state"] == "skipped"
    assert "value" not in records.of("7.p3")


@pytest.mark.parametrize("first", ["reveal", "skip"])
def test_a_guess_after_the_answer_is_never_recorded(guess, shown_by, records, first):
    if first == "reveal":
        guess.answer(90, sure=2)
    else:
        guess.skip()
    shown_by(guess.reveal, 14)
    before = records.of("7.p3")
    assert "not recorded" in repr(guess.answer(14, sure=3))
    assert records.of("7.p3") == before
    again = shown_by(guess.reveal, 14)
    assert ("You said 90" in again) == (first == "reveal")


def test_before_the_answer_a_guess_may_change(guess, shown_by, records):
    guess.answer(90, sure=2)
    assert "20 starts, not sure" in repr(guess.answer("20", sure="not sure"))
    assert "You said 20 starts and were not sure." in shown_by(guess.reveal, 14)


def test_skip_does_not_throw_a_guess_away(guess, records, shown_by):
    guess.answer(90, sure=2)
    guess.skip()
    guess.answer(80, sure=2)
    assert "You said 80" in shown_by(guess.reveal, 14)


@pytest.mark.parametrize(
    ("unit", "said"),
    [("starts", "1 start and"), ("times", "1 times and"), ("%", "1 % and"), ("cm", "1 cm and")],
)
def test_one_has_its_unit_in_the_singular(records, shown_by, unit, said):
    one = Guess(QUESTION, "7.p3", unit=unit, records=records)
    one.answer(1, sure=2)
    assert f"You said {said} were quite sure. It is 14 {unit}." in shown_by(one.reveal, 14)


def test_another_notebook_and_a_restarted_kernel_see_the_same(records, shown_by):
    one, other = (Guess(QUESTION, "7.p3", unit="starts", records=records) for _ in range(2))
    one.answer(90, sure=2)
    assert "Your guess: 90 starts, quite sure." in shown_by(other.ask)
    shown_by(other.reveal, 14)
    assert "not recorded" in repr(one.answer(14, sure=3))
    assert "90 starts" in shown_by(one.ask)


def test_a_question_that_was_rewritten_is_asked_afresh(records, shown_by):
    Guess("How many of 20?", "7.p3", records=records).answer(5, sure=1)
    shown_by(Guess("How many of 20?", "7.p3", records=records).reveal, 4)
    new = Guess(QUESTION, "7.p3", unit="starts", records=records)
    assert "4" not in shown_by(new.reveal, 14)
    new.answer(90, sure=2)
    assert records.of("7.p3")["question"] == QUESTION
    assert "answer" not in records.of("7.p3")
    assert "You said 90" in shown_by(new.reveal, 14)


@pytest.mark.parametrize(
    ("said", "value", "within", "right"),
    [
        (14, 14, None, True),
        (14.1, 14, None, True),
        (15, 14, None, False),
        (15, 14, 1, True),
        (-14, 14, None, False),
        (0, 0, None, True),
        (0.01, 0, None, False),
        ("1/16", 0.0625, None, True),
        ("0,0625", 0.0625, None, True),
        ("−3", -3.0, None, True),
        (1e-5, 2e-5, None, False),
    ],
)
def test_a_number_is_right_within_a_hundredth(guess, shown_by, said, value, within, right):
    guess.answer(said, sure=2)
    told = shown_by(guess.reveal, value, within=within)
    assert ("You were right." in told) == right
    assert told.startswith("✓" if right else "✗")


def test_a_right_guess_gets_no_sentence_of_a_wrong_one(guess, shown_by, records):
    guess.answer(14.1, sure=2)
    assert TYPICAL not in shown_by(guess.reveal, 14, wrong={(14.05, 20): TYPICAL})
    assert records.of("7.p3")["comment"] == ""


@pytest.mark.parametrize(
    ("typical", "fits", "others"),
    [
        (90, [90, 90.5], [80, "90"]),
        (range(70, 101), [70, 85.5, 100], [69, 101]),
        (range(100, 69, -10), [70, 100], [101]),
        ((0, 0.5), [0, 0.25, 0.5], [0.51, -0.1]),
        (lambda guess: guess < 0, [-1], [0, 1]),
    ],
)
def test_typical_guesses(typical, fits, others):
    assert all(matches(typical, one, 0.9) for one in fits)
    assert not any(matches(typical, one, 0.9) for one in others)


def test_of_several_typical_guesses_the_first_that_fits_speaks(guess, shown_by):
    guess.answer(90, sure=2)
    said = shown_by(
        guess.reveal, 14, wrong={90: "First.", (0, 0): "None.", range(80, 100): "Later."}
    )
    assert "First." in said
    assert "Later." not in said


def test_a_choice(choice, shown_by, records):
    assert "Choose one of" in repr(choice.answer("left", sure=1))
    assert records.kept == {}
    choice.answer("up", sure=3)
    said = shown_by(choice.reveal, "down", wrong={"up": "The slope is negative."})
    assert "You said up and were certain. It is down." in said
    assert "The slope is negative." in said


@pytest.mark.parametrize("said", ["", None, "ninety", "1e999", "nan", "1/0", "1.2.3"])
def test_what_is_no_number_is_said_and_not_recorded(guess, records, said):
    assert "number" in repr(guess.answer(said, sure=1))
    assert records.kept == {}


@pytest.mark.parametrize("sure", [None, 0, 4, "very", 2.5])
def test_how_sure_belongs_to_a_guess(guess, records, sure):
    assert "how sure" in repr(guess.answer(90, sure=sure))
    assert records.kept == {}


@pytest.mark.parametrize(
    ("value", "wrong", "expected"),
    [
        ("many", {}, "asks for a number"),
        (True, {}, "asks for a number"),
        (float("nan"), {}, "asks for a number"),
    ],
)
def test_an_authors_slip_is_refused(guess, monkeypatch, value, wrong, expected):
    monkeypatch.setenv("NNLIB_EDITION", "published")
    with pytest.raises(ValueError, match=expected):
        guess.reveal(value, wrong=wrong)


SAID_TO_A_RIGHT_GUESS = [{14: "No."}, {range(10, 20): "No."}, {(lambda guess: guess > 3): "No."}]


@pytest.mark.parametrize("wrong", SAID_TO_A_RIGHT_GUESS)
def test_a_sentence_that_a_right_guess_would_get_is_refused_to_an_author(guess, monkeypatch, wrong):
    monkeypatch.setenv("NNLIB_EDITION", "published")
    with pytest.raises(ValueError, match="is right, but would get"):
        guess.reveal(14, wrong=wrong)


@pytest.mark.parametrize("wrong", SAID_TO_A_RIGHT_GUESS)
def test_a_learner_who_changed_a_line_gets_the_value_and_no_sentence(guess, shown_by, wrong):
    guess.answer(17, sure=2)
    revealed = shown_by(guess.reveal, 14, wrong | {(90, 100): "Fewer, out of 13."})
    assert "You said 17" in revealed and "It is 14" in revealed
    assert "No." not in revealed


def test_what_a_changed_line_gives_is_shown_and_the_record_stays(guess, records, shown_by):
    wrong = {(0, 12): "More.", (80, 100): "Fewer."}
    guess.answer(90, sure=3)
    shown_by(guess.reveal, 14, wrong)
    (kept,) = [dict(record) for record in records.kept.values()]
    assert (kept["answer"], kept["comment"]) == (14, "Fewer.")
    assert "It is 5" in shown_by(guess.reveal, 5, wrong)
    assert [*records.kept.values()] == [kept]


@pytest.mark.parametrize("value", [float("nan"), None, "many"])
def test_a_value_made_by_a_wrong_turn_is_not_told(guess, records, shown_by, value):
    guess.answer(14, sure=3)
    kept = dict(records.kept)
    words = shown_by(guess.reveal, value, wrong={(80, 100): "Most people say so."})
    assert "Run the checks of your turns above" in words
    assert records.kept == kept  # the guess waits for the cell's next run
    assert "You were right" in shown_by(guess.reveal, 14, wrong={(80, 100): "Most people say so."})


def test_an_authors_slip_in_a_choice_is_refused(choice, monkeypatch):
    monkeypatch.setenv("NNLIB_EDITION", "published")
    with pytest.raises(ValueError, match="asks for one of"):
        choice.reveal("left")
    with pytest.raises(ValueError, match="is none of"):
        choice.reveal("up", wrong={"left": "No."})
    with pytest.raises(ValueError, match="no unit"):
        Guess("?", "7.p1", unit="m", options=CHOICES)
    with pytest.raises(ValueError, match="two or more"):
        Guess("?", "7.p1", options=("a", "a"))
    with pytest.raises(ValueError, match="two or more"):
        Guess("?", "7.p1", options=("a",))


def test_published_a_question_and_its_answer_are_printed_at_once(
    guess, records, shown_by, monkeypatch
):
    monkeypatch.setenv("NNLIB_EDITION", "published")
    assert QUESTION in shown_by(guess.ask)
    wrong = {range(70, 101): TYPICAL, 7: "Half.", (lambda guess: guess < 0): "A count."}
    said = shown_by(guess.reveal, 14, wrong=wrong)
    assert said.splitlines()[1:] == [
        "It is 14 starts.",
        f"Said 70 to 100? {TYPICAL}",
        "Said 7? Half.",
        "A count.",
    ]
    assert records.kept == {}


def test_published_a_choice_shows_its_options(choice, shown_by, monkeypatch):
    monkeypatch.setenv("NNLIB_EDITION", "published")
    said = shown_by(choice.ask)
    assert all(f"– {option}" in said for option in CHOICES)


def send(form, page, **fields):
    form.grant('{"time": 1' + "".join(f', "{k}": "{v}"' for k, v in fields.items()) + "}")
    return page.children[1].value


def test_the_form_records_and_says_so(guess, records):
    form = Form.of_question(guess)
    page = form.widget()
    assert "number" in send(form, page)
    assert "how sure" in send(form, page, guess=90)
    assert records.kept == {}
    assert "Your guess: 90 starts, certain." in send(form, page, guess=90, sure=3)
    assert records.of("7.p3")["value"] == 90
    assert "Your guess: 90 starts" in Form.of_question(guess).widget().children[1].value


def test_show_without_guessing_shows_and_records_it(guess, records):
    form = Form.of_reveal(guess, 14, {}, None)
    page = form.widget()
    assert "It is 14 starts." in send(form, page)
    assert records.of("7.p3")["state"] == "skipped"


def test_what_a_learner_types_is_never_markup(choice, guess, records):
    form = Form.of_question(guess)
    assert "<b>" not in send(form, form.widget(), guess="<b>90</b>", sure=1)
    page = Form.of_question(Guess("Is a < b & c?", "7.p5", options=("<i>", "&"), records=records))
    assert "<i>" not in page.widget().children[0].value


def test_every_control_has_a_name_for_a_screen_reader(guess, choice):
    for one, kind in ((guess, "text"), (choice, "radio")):
        page = Form.of_question(one).widget().children[0].value
        assert page.count("<label><input") + page.count("<label>Your guess <input") == page.count(
            "<input"
        )
        assert f'type="{kind}"' in page
        assert page.count("<fieldset><legend>") == page.count("<fieldset") >= 1


def test_without_the_form_the_cell_says_what_to_type(guess, choice):
    assert "guess=90, sure=2" in repr(Form.of_question(guess))
    assert "guess='up', sure=2" in repr(Form.of_question(choice))


def test_a_stressed_word_is_stressed_and_a_product_is_none():
    assert rich("to *represent* it, 2 * 3 * 4, `a*b*c`") == (
        "to <em>represent</em> it, 2 * 3 * 4, <code>a*b*c</code>"
    )


@pytest.mark.parametrize(("text", "value"), [
    ("2^20", 2**20), ("2**20", 2**20), ("2 ** 20", 2**20), ("10^-3", 0.001), ("-2^2", -4),
    ("3*10^5", 3e5), ("3·10^5", 3e5), ("2 × 3 × 4", 24), ("1,048,576", 2**20),
    ("1 048 576", 2**20), ("0,375", 0.375), ("−1,250,000.5", -1250000.5), ("2^0,5", 2**0.5),
])  # fmt: skip
def test_a_calculation_and_thousands_are_numbers(text, value):
    assert number(text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("text", [
    "", "two", "2^", "^2", "2^3^4", "2*", "--2", "1/0", "0^-1", "10^400", "9**9**9", "nan", "inf",
    "1e400", "1e999999999", "1/2/3", "1e300*1e300", "1,04,576", "__import__('os')",
])  # fmt: skip
def test_what_is_no_number_is_said(text):
    with pytest.raises(ValueError, match=r"is no number\. Write one such as"):
        number(text)


@pytest.mark.parametrize(("text", "said"), [
    ("1,048", "Write 1048 or 1.048."), ("−300,000", "Write -300000 or -300.000."),
])  # fmt: skip
def test_a_comma_that_may_part_thousands_is_asked_about(text, said):
    with pytest.raises(ValueError, match=f"can be read in two ways. {said}"):
        number(text)


def test_numbers_as_they_are_read_and_shown():
    assert [number(text) for text in ("3", "1/4", " 0,5 ", "−2", "1e3", ".5")] == [
        3, 0.25, 0.5, -2, 1000, 0.5,
    ]  # fmt: skip
    assert [shown(value) for value in (3, 0.25, 1 / 3, -2.0, 25000, 1e-7)] == [
        "3", "0.25", "0.3333", "-2", "25000", "1e-07",
    ]  # fmt: skip


@pytest.fixture
def progress(tmp_path):
    return Progress(tmp_path / "progress.json")


def guessed(progress, lesson, id, value, sure, answer, **about):
    guess = Guess(f"How many in {lesson}?", id, records=Records(progress, lesson), **about)
    guess.take(value, sure)
    guess.reveal(answer, wrong={7: "Half."} if not about.get("options") else {})
    return guess.question


def test_sure_and_wrong_comes_first_in_later_reviews(progress, shown_by, tmp_path):
    quite = guessed(progress, "01_line", "1.p1", 90, 2, 14, unit="starts")
    certain = guessed(progress, "02_roads", "2.p1", "up", 3, "down", options=CHOICES)
    guessed(progress, "01_line", "1.p2", 90, 1, 14)
    guessed(progress, "01_line", "1.p3", 14, 3, 14)
    guessed(progress, "05_later", "5.p1", 90, 3, 14)
    first, second = review("04_next", progress=progress, folder=tmp_path)
    assert (first.text, first.choices, first.right) == (certain, CHOICES, 1)
    assert (second.text, second.choices) == (quite, ("7 starts", "14 starts", "90 starts"))
    assert second.choices[second.right] == "14 starts"
    assert second.link == "01_line.ipynb"
    assert review("04_next", count=1, progress=progress, folder=tmp_path) == (first,)
    assert review("01_line", progress=progress, folder=tmp_path) == ()


def test_predictions_leave_room_for_a_question_of_the_sets(progress, shown_by):
    for one in range(4):
        guessed(progress, "01_a_line_is_one_neuron", f"1.p{one}", 90, 3, 14)
    asked = review("05_the_chain_rule_is_a_graph", progress=progress)
    assert [one.text.startswith("How many in") for one in asked] == [True, True, False]


def test_predictions_outlive_kernels_and_notebooks_in_the_file(progress, tmp_path):
    guess = Guess(QUESTION, "7.p3", records=Records(progress, "07_two"))
    guess.take(90, 2)
    other = Progress(tmp_path / "progress.json")
    again = Guess(QUESTION, "7.p3", records=Records(other, "07_two"))
    assert again.told() == guess.told() != ""
    again.take(20, 3)
    assert "20, certain" in guess.told()
    progress.change("07_two/7.1", lambda _: {"tries": 1})
    other.change("07_two/7.2", lambda _: {"tries": 2})
    assert set(progress.load()) == {"07_two/7.1", "07_two/7.2"}
    assert "20, certain" in Guess(QUESTION, "7.p3", records=Records(other, "07_two")).told()


def test_a_file_of_before_there_were_predictions_is_sound(tmp_path):
    path = tmp_path / "progress.json"
    path.write_text('{"version": 1, "tasks": {"01_line/1.1": {"tries": 2}}}')
    progress = Progress(path)
    assert progress.of("01_line/1.1")["tries"] == 2
    Guess(QUESTION, "7.p3", records=Records(progress, "07_two")).take(90, 2)
    assert Progress(path).of("01_line/1.1")["tries"] == 2
    assert progress.take_note() == ""


@pytest.mark.parametrize(
    "damage",
    [
        {"question": 3, "state": "open"},
        {"question": "?", "state": "lost"},
        {"question": "?", "state": "open", "value": 3},
        {"question": "?", "state": "open", "value": [3], "sure": 1},
        {"question": "?", "state": "open", "value": 3, "sure": 7},
        "words",
    ],
)
def test_damaged_predictions_are_set_aside_and_the_rest_is_kept(tmp_path, damage):
    path = tmp_path / "progress.json"
    fine = {"question": QUESTION, "state": "open", "value": 90, "sure": 2}
    saved = {"version": 1, "tasks": {"01_line/1.1": {"tries": 2}},
             "guesses": {"a/1.p1": damage, "b/1.p1": fine}}  # fmt: skip
    path.write_text(json.dumps(saved))
    progress = Progress(path)
    assert progress.guess("a/1.p1") == {}
    assert progress.guess("b/1.p1") == fine
    assert progress.of("01_line/1.1")["tries"] == 2
    assert "could not be read" in progress.take_note()
    assert len(list(tmp_path.glob("*damaged*"))) == 1


def test_where_nothing_can_be_written_a_guess_is_kept_until_the_kernel_stops(tmp_path, shown_by):
    place = tmp_path / "a file"
    place.write_text("")
    progress = Progress(place / "progress.json")
    guess = Guess(QUESTION, "7.p3", records=Records(progress, "07_two"))
    guess.take(90, 2)
    assert "You said 90" in shown_by(guess.reveal, 14)
    assert "not recorded" in repr(guess.answer(14, sure=1))


def test_old_names_of_lessons_and_tasks_are_found(tmp_path, monkeypatch):
    path = tmp_path / "progress.json"
    progress = Progress(path)
    progress.change("02_roads/2.1", lambda _: {"tries": 2, "best": 1.0})
    progress.change("07_two/7.4", lambda _: {"tries": 3})
    Guess(QUESTION, "2.p1", records=Records(progress, "02_roads")).take(90, 2)
    renamed = {"02_roads": "03_two_roads", "07_two/7.4": "10_width/10.1"}
    monkeypatch.setattr("nnlib.course.names.RENAMED", renamed)
    later = Progress(path)
    assert later.of("03_two_roads/3.1")["best"] == 1.0
    assert later.of("10_width/10.1")["tries"] == 3
    assert later.guess("03_two_roads/3.p1")["value"] == 90
    session = Session("02_roads", {}, progress=later)
    assert session.today("2.1") == "3.1"
    assert Session("07_two", {}, progress=later).today("7.1") == "7.1"
    moved = repr(Session("07_two", {}, progress=later).check("7.4"))
    assert "now 10.1, in 10_width" in moved


@pytest.mark.parametrize("typical", [(13, 15), range(12, 17)])
def test_a_distance_that_swallows_a_typical_guess_is_refused(guess, monkeypatch, typical):
    monkeypatch.setenv("NNLIB_EDITION", "published")
    with pytest.raises(ValueError, match="nobody would read"):
        guess.reveal(10, within=6, wrong={typical: "Too many."})

"""Every lesson as a deck: nothing is lost, nothing is told too early, and the minutes add up."""

import re
from dataclasses import replace
from html import escape

import pytest
from nbformat.v4 import new_markdown_cell

from nnlib.course.authoring.turns import Turns, turn_id
from nnlib.course.editions.slides.cells import below_each, seen_before_a_vote
from nnlib.course.editions.slides.deck import Deck, polls_of
from nnlib.course.editions.slides.listing import without_predictions
from nnlib.course.editions.slides.packing import packed
from nnlib.course.editions.slides.piece import ROOM, Piece, bare_words
from nnlib.course.editions.slides.polls import Poll
from nnlib.course.editions.slides.rule import slide_type
from nnlib.course.editions.slides.slips import MOST
from nnlib.course.editions.slides.telling import pieces_of_text
from nnlib.course.editions.slides.text import blocks, inline
from nnlib.course.editions.slides.voting import question_piece
from nnlib.course.lessons.anatomy import minutes_of, minutes_of_cell, turn_cells
from nnlib.course.lessons.conventions import WIDGET, Lesson
from nnlib.course.lessons.write import LessonError, find_lessons

WORDS = 100


def kept(deck):
    return [cell for cell in deck.lesson.cells if slide_type(cell) != "skip"]


def squeezed(html):
    return re.sub(r"\s+", "", bare_words(html))


def test_the_minutes_are_those_of_the_lesson(deck):
    spent = sum(slide.minutes for slide in deck.slides)
    assert spent == pytest.approx(sum(map(minutes_of_cell, kept(deck))), abs=0.3)
    if len(kept(deck)) == len(deck.lesson.cells):
        assert 5 * round(spent / 5) == minutes_of(deck.lesson)


def test_cells_keep_their_order(deck):
    order = [cell.id for cell in deck.lesson.cells]
    first = dict.fromkeys(cell for slide in deck.slides for cell in slide.cells)
    places = [order.index(cell) for cell in first]
    assert places == sorted(places)


def test_what_reads_a_print_comes_before_the_next_vote():
    lesson = Lesson.read(next(iter(find_lessons(["09"]))))
    words = [bare_words("".join(one.html for one in slide.shown)) for slide in Deck(lesson).slides]
    printed, read, vote = (
        next(k for k, one in enumerate(words) if part in one)
        for part in ("BP2 without slope: {", "find the lowest layer", "Now BP1 loses its σ′")
    )
    assert printed < read == vote, "the text stands below the print, with the vote under it"


def test_what_only_a_vote_needs_is_no_code_of_a_slide():
    lesson = Lesson.read(next(iter(find_lessons(["09"]))))
    code = bare_words("".join(one.html for slide in Deck(lesson).slides for one in slide.shown))
    assert "def planted" in code and "layers = (" not in code


def test_every_sentence_is_said_or_shown(deck):
    told = "".join(slide.said + piece.html for slide in deck.slides for piece in slide.shown)
    told = squeezed(told + "".join(slide.said for slide in deck.slides))
    for cell in kept(deck):
        if cell.cell_type == "markdown":
            for block in blocks(cell.source):
                for sentence in block.sentences if block.kind == "paragraph" else []:
                    assert squeezed(inline(sentence)) in told, f"{cell.id}: {sentence}"


def test_a_question_comes_before_its_answer(deck):
    votes = [
        (number, piece.kind, bare_words(piece.html))
        for number, slide in enumerate(deck.slides)
        for piece in slide.shown
        if piece.kind in ("poll", "answer")
    ]
    kinds = {}
    for poll in polls_of(deck.lesson).values():
        start = bare_words(inline(poll.question))[:40]
        found = sorted((number, kind) for number, kind, words in votes if start in words)
        kinds[poll.id] = [kind for _, kind in found]
        assert len({number for number, _ in found}) == len(found)
    if deck.lesson.stem == "00_start_here":  # its refreshers are for reading alone
        del kinds["0.p2"]
    assert all(found == ["poll", "answer"] for found in kinds.values()), kinds


def test_the_answer_stands_on_no_slide_with_its_question(deck):
    for slide in deck.slides:
        kinds = [piece.kind for piece in slide.shown]
        assert not {"poll", "answer"} <= {*kinds}
        assert kinds.count("poll") <= 1


def test_a_turn_is_left_open_before_it_is_written(deck):
    shown = [bare_words(piece.html) for slide in deck.slides for piece in slide.shown]
    for cell in turn_cells(deck.lesson):
        solution = re.search(r"### BEGIN SOLUTION\n(?:\s*#.*\n)*(.*)\n", cell.source)[1].strip()
        places = [number for number, words in enumerate(shown) if solution in words]
        stubs = [number for number, words in enumerate(shown) if "..." in words]
        assert places and any(stub < places[0] for stub in stubs), cell.id
        assert (
            "One way to write it" in shown[places[0]] + shown[places[0] - 1] + shown[places[0] - 2]
        )


def test_every_figure_and_widget_has_its_place(deck):
    pictures = [
        piece.cell for slide in deck.slides for piece in slide.shown if "<img" in piece.html
    ]
    for cell in kept(deck):
        if cell.cell_type == "code":
            drawn = any("image/png" in output.get("data", {}) for output in cell.outputs)
            assert (cell.id in pictures) == drawn, cell.id
            assert drawn or not WIDGET.search(cell.source), cell.id


def test_a_slide_holds_one_idea(deck):
    for slide in deck.slides:
        ending = [piece.kind for piece in slide.shown if piece.ends]
        pairs = (["figure", "poll"], ["figure", "code"])  # a vote on it, or what is printed with it
        assert len(ending) <= 1 or ending in pairs, f"{bare_words(slide.title)}: {ending}"
        texts = [piece.html for piece in slide.shown if piece.kind in ("text", "list")]
        words = " ".join(map(bare_words, texts))
        assert len(words.split()) <= WORDS, f"{bare_words(slide.title)}: {words}"
        assert slide.lines <= ROOM or len(slide.shown) == 1


def test_no_link_leads_into_a_folder_that_a_deck_does_not_have(deck):
    html = "".join(piece.html + piece.said for slide in deck.slides for piece in slide.pieces)
    assert {link.split(":")[0] for link in re.findall(r'href="([^"]*)"', html)} <= {"https", "http"}
    assert not re.search(r'src="(?!data:)', html)


def test_every_slide_has_notes_or_is_said_by_what_it_shows(deck):
    for slide in deck.slides:
        texts = [piece for piece in slide.shown if piece.kind == "text"]
        assert all(squeezed(one.html.split("</span>")[-1]) or one.said for one in texts)
        assert not texts or slide.said, bare_words(slide.title)


def test_a_vote_takes_the_time_and_not_the_code_above_it(deck):
    cells = {cell.id: minutes_of_cell(cell) for cell in deck.lesson.code}
    pieces = [piece for slide in deck.slides for piece in slide.pieces if piece.cell in cells]
    asked = {}
    for piece in pieces:
        if piece.kind == "poll":
            asked.setdefault(piece.cell, piece)
    for cell, vote in asked.items():
        assert vote.minutes == cells[cell] > 0, cell
        others = [one for one in pieces if one.cell == cell and one is not vote]
        assert sum(one.minutes for one in others) == 0, cell


def test_behind_a_turn_the_speaker_has_what_its_check_says_to_the_usual_slips(deck):
    folder = deck.lesson.folder.resolve().parent / "solutions" / deck.lesson.stem
    exercises = Turns(folder).exercises if (folder / "turns.py").is_file() else ()
    turns = {turn_id(one.task.id): one for one in exercises}
    assert [cell.id for cell in turn_cells(deck.lesson)] == [*turns]
    for cell, turn in turns.items():
        slides = [
            slide
            for slide in deck.slides
            if cell in slide.cells and "else you will see" in slide.said
        ]
        (told,) = [squeezed(slide.said) for slide in slides]
        assert "One way to write it" in "".join(piece.html for piece in slides[0].shown)
        for slip in turn.task.misconceptions[:MOST]:
            assert squeezed(escape(slip.message)) in told, (cell, slip.name)


def test_a_name_that_other_cells_bind_anew_is_no_reason_to_show_it():
    """Lesson 06 calls a comment `right`, and a later cell its own numbers."""
    lesson = Lesson.read(find_lessons(["06"])[0])
    code = [piece.html for slide in Deck(lesson).slides for piece in slide.shown]
    assert "through_p" in "".join(code) and "loss of a right answer" not in "".join(
        html for html in code if "<pre" in html
    )


def test_a_figure_stands_before_the_vote_about_it():
    code, vote, answer, figure = map(Piece, ("code", "poll", "answer", "figure"))
    assert seen_before_a_vote([code, vote], [figure]) == [code, figure, vote]
    assert seen_before_a_vote([answer, code], [figure]) == [answer, code, figure]


TITLE, FIGURE = Piece("heading", title="A heading"), Piece("figure", "<figure></figure>", 7)


def test_a_vote_on_short_options_stands_below_its_figure_in_a_row():
    short = question_piece(Poll("9.p1", "Which part?", ("start", "eta", "bias"), "eta", "eta"))
    (slide,) = packed([TITLE, FIGURE, short])
    assert [piece.kind for piece in slide.shown] == ["figure", "poll"] and slide.kind == "figure"
    assert 'class="options row"' in slide.shown[1].html and slide.minutes == short.minutes
    long = question_piece(Poll("9.p2", "Which?", ("so " * 20, "no " * 20), "so " * 20, "so"))
    assert len(packed([TITLE, FIGURE, long])) == 2 and not long.narrow
    assert len(packed([TITLE, Piece("code", "<pre></pre>", 5), short])) == 2, "a print comes first"
    assert len(packed([TITLE, Piece("answer", "<p></p>", 5, begins=True), short])) == 2
    text, display = Piece("text", "<p>Now.</p>", 1.4), Piece("display", "<div></div>", 8)
    assert len(packed([TITLE, display, text, short])) == 2, "a text goes with its vote"


def test_prints_between_figures_stand_below_their_own():
    """Lesson 12 shows four charts from one cell, each with five rows that do not name it."""
    (lesson,) = map(Lesson.read, find_lessons(["12"]))
    slides = [slide for slide in Deck(lesson).slides if "round" in slide.cells]
    charts = [slide for slide in slides if slide.kind == "figure"]
    firsts = [re.search(r"first (\S+),", "".join(p.html for p in one.shown))[1] for one in charts]
    assert firsts == ["2.30", "11.04", "2.30", "2.25"]
    assert [*below_each([FIGURE], [])] == [FIGURE]


def test_a_sentence_that_goes_on_behind_a_display_stays_with_it():
    source = "Divide:\n\n$$\nq = a\n$$\n\nwhere $a$ is a page.\n\nThis is another thought."
    pieces = [one for one in pieces_of_text(new_markdown_cell(source, id="one")) if one.html]
    assert [piece.goes_on for piece in pieces] == [False, False, True, False]
    first, _ = packed([TITLE, *pieces[:3], Piece("code", "<pre></pre>", 9)])
    assert "is a page" in first.shown[-1].html


def test_a_sentence_leads_to_a_list_of_any_length_and_a_last_line_stands_below_one():
    lead, items, last = (
        Piece("text", "So:", 1.4),
        Piece("list", "<ol></ol>", 7.8),
        Piece("text", "", 1.4),
    )
    assert len(packed([TITLE, lead, items])) == 1
    assert len(packed([TITLE, items, last])) == 1
    assert len(packed([TITLE, Piece("text", "much", 5), items])) == 2


def test_a_text_that_stays_leads_to_no_code_behind_it():
    reads, code = Piece("text", "<p>Look.</p>", 2.4, joins=True), Piece("code", "<pre>", 4)
    assert [len(slide.shown) for slide in packed([TITLE, FIGURE, reads, code])] == [1, 2]
    stays = replace(reads, stays=True)
    assert [len(slide.shown) for slide in packed([TITLE, FIGURE, stays, code])] == [2, 1]
    slides = [one for one in deck_of("14").slides if "confusion-read" in one.cells]
    assert [one.kind for one in slides] == ["figure"] and "Read row 5" in words_on(slides[0])


def test_what_a_cell_keeps_for_a_vote_stands_above_it_and_nowhere_before():
    for number, sentence, question in (
        ("14", "throw dice for their labels", "how many of the twenty labels"),
        ("14", "Train a second network", "Of 100 such pictures"),
        ("15", "Another graph has 17 nodes", "Sixteen doublings"),
    ):
        shown = [words_on(slide) for slide in deck_of(number).slides]
        (place,) = [k for k, words in enumerate(shown) if sentence in words]
        assert f"Vote {question}" in shown[place] or question in shown[place]


def deck_of(number):
    return Deck(Lesson.read(find_lessons([number])[0]))


def words_on(slide):
    return bare_words(" ".join(piece.html for piece in slide.shown))


def test_a_turn_that_fills_its_slide_is_called_a_turn_all_the_same():
    call = Piece("text", '<p><span class="call your">Your turn</span> Write.</p>', 2.4, begins=True)
    (_, slide) = packed(
        [TITLE, Piece("text", "<p>So.</p>", 1.4), call, Piece("code", "<pre>", 11.5)]
    )
    assert [bare_words(piece.html) for piece in slide.shown] == ["Your turn", ""]


def test_words_for_an_answer_are_no_code_of_a_slide_and_what_works_on_a_value_is():
    code = (
        "visits = walk(x)\nlow = 'Too few.'\nwrong = {1: low, 2: 'Too many.'}\n"
        "wrong.pop(visits, None)\nguess.reveal(visits, wrong=wrong)\nprint(x.slope)"
    )
    assert without_predictions(code, set()) == "visits = walk(x)\nprint(x.slope)"
    experiment = "p = 1 - f(4)\nloss = -log(p)\nguess.reveal(loss)\nprint(2)"
    assert without_predictions(experiment, set()) == "p = 1 - f(4)\nprint(2)"


def test_a_prediction_that_the_outputs_do_not_tell_of_yet_is_named():
    """As before the lesson has been run."""
    (path,) = find_lessons(["07"])
    lesson = Lesson.read(path)
    for cell in lesson.code:
        cell["outputs"] = []
    with pytest.raises(LessonError, match=r"of the prediction 7\.p\d yet: .* `course.py write 07_"):
        polls_of(lesson)

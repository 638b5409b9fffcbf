"""Every lesson as a deck: nothing is lost, nothing is told too early, and the minutes add up."""

import re

import pytest

from nnlib.course.editions.slides.deck import polls_of
from nnlib.course.editions.slides.piece import ROOM, bare_words
from nnlib.course.editions.slides.rule import slide_type
from nnlib.course.editions.slides.text import blocks, inline
from nnlib.course.lessons.anatomy import minutes_of, minutes_of_cell, turn_cells
from nnlib.course.lessons.conventions import WIDGET

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
    places = [order.index(cell) for slide in deck.slides for cell in slide.cells]
    assert places == sorted(places)


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
        assert len(ending) <= 1, f"{bare_words(slide.title)}: {ending}"
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

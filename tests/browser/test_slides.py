"""A deck in a browser, from its file alone: it fits, asks for nothing, plays, and prints.

The deck is lesson 01's, run and built once; tests/slow/test_decks.py measures those of all lessons.
"""

import re
import shutil
from types import SimpleNamespace

import pytest
from lab import ARTEFACTS, NOTEBOOKS, missing
from slides import crowded, go_to, open_deck

from nnlib.course.editions.slides import paper
from nnlib.course.editions.slides.deck import Deck
from nnlib.course.editions.slides.page import deck_html
from nnlib.course.editions.slides.running import run_lesson
from nnlib.course.lessons.conventions import Lesson

SIZES = [(1280, 720), (1920, 1080), (1024, 768)]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Lesson 01 as a deck, and its file."""
    if not (shutil.which("npm") and shutil.which("node")):
        missing("npm and node, which build decks, are not installed")
    lesson = Lesson.read(NOTEBOOKS / "01_a_line_is_one_neuron.ipynb")
    deck = Deck(lesson, run_lesson(lesson))
    path = tmp_path_factory.mktemp("slides") / "01.html"
    path.write_text(deck_html(deck), "utf-8")
    return SimpleNamespace(deck=deck, path=path)


@pytest.fixture(scope="module")
def shown(built, chromium):
    """The deck in a page of its own."""
    with open_deck(chromium, built.path) as shown:
        yield shown


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_slide_fits(built, shown, size):
    shown.page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    faults = []
    for number in range(1, len(built.deck.slides) + 1):
        go_to(shown.page, number)
        faults += [f"slide {number}: {fault}" for fault in crowded(shown.page)]
    assert not faults, "\n".join(faults)


def number_of(built, cell):
    """The number of the last slide with a part of this cell."""
    return max(k for k, slide in enumerate(built.deck.slides, 1) if cell in slide.cells)


def test_a_slide_that_is_too_full_would_be_seen(shown):
    go_to(shown.page, 3)
    assert not crowded(shown.page)
    shown.page.evaluate(
        """() => Reveal.getCurrentSlide().querySelector('.body').insertAdjacentHTML(
            'beforeend', '<p id="more">' + 'more '.repeat(900) + '</p>')"""
    )
    assert crowded(shown.page)
    shown.page.evaluate("() => document.getElementById('more').remove()")


TINY = """(where) => {
  const words = Reveal.getCurrentSlide().querySelector(where);
  if (words.dataset.words) words.dataset.words = 9 * words.naturalWidth / words.clientWidth;
  else words.style.setProperty("font-size", "9px", "important");
}"""
PLACES = {  # a cell whose slide has such words, and where they stand
    "a title": ("neuron-text", "h2"),
    "a paragraph": ("neuron-text", ".body p"),
    "code": ("network", "pre.code"),
    "a player's picture": ("lifted", ".nn-player [data-figure] text"),
    "a player's number": ("lifted", ".nn-player .nn-cards td[data-name]"),
    "a player's button": ("lifted", ".nn-player button"),
    "a figure": (None, "img[data-words]"),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_word_of_nine_pixels_would_be_seen(built, shown, place):
    cell, where = PLACES[place]
    slides = enumerate(built.deck.slides, 1)
    drawn = [k for k, slide in slides if any("data-words" in one.html for one in slide.shown)]
    shown.page.reload()
    shown.page.wait_for_function("() => Reveal.isReady()")
    go_to(shown.page, number_of(built, cell) if cell else drawn[0])
    assert not crowded(shown.page)
    shown.page.evaluate(TINY, where)
    assert any("px high" in fault for fault in crowded(shown.page)), crowded(shown.page)
    shown.page.reload()
    shown.page.wait_for_function("() => Reveal.isReady()")


def test_arrows_and_space_walk_through_all_slides_in_order(built, shown):
    go_to(shown.page, 1)
    shown.page.locator("body").click(position={"x": 5, "y": 5})
    seen = []
    for key in ["ArrowRight", "Space"] * len(built.deck.slides):
        place = shown.page.evaluate("() => Reveal.getSlidePastCount()")
        seen += [place] if [place] != seen[-1:] else []
        shown.page.keyboard.press(key)
        if shown.page.evaluate("() => Reveal.isLastSlide() && !Reveal.availableFragments().next"):
            break
    assert seen == list(range(len(seen))) and len(seen) >= len(built.deck.slides) - 1


def test_a_print_is_hidden_until_it_is_asked_for(built, shown):
    print_is_seen = "() => Reveal.getCurrentSlide().querySelector('.printed').matches('.visible')"
    go_to(shown.page, number_of(built, "network"), fragments=-1)
    assert not shown.page.evaluate(print_is_seen)
    shown.page.keyboard.press("ArrowRight")
    assert shown.page.evaluate(print_is_seen)


def test_formulas_are_drawn_and_read_aloud(shown):
    maths = shown.page.locator(".maths")
    assert maths.count() > 50
    assert shown.page.evaluate(
        "() => [...document.querySelectorAll('.page .maths')].every("
        "one => one.querySelector('svg path, svg use, svg rect') && one.querySelector('math'))"
    )
    assert not re.search(r"\\(frac|sigma|begin)", shown.page.locator(".slides").inner_text())


def test_a_player_plays_and_keeps_its_keys_to_itself(built, shown):
    number = number_of(built, "lifted")
    go_to(shown.page, number)
    player = shown.page.locator("section.present .nn-player:visible")
    assert player.locator("[data-figure]").get_attribute("data-k") == "0"
    player.get_by_role("button", name="Step").click()
    shown.page.keyboard.press("ArrowRight")
    assert player.locator("[data-figure]").get_attribute("data-k") == "2"
    player.get_by_role("button", name="Last").click()
    last = player.locator("[data-figure] > svg").inner_html()
    player.get_by_role("button", name="Reset").click()
    assert player.locator("[data-figure] > svg").inner_html() != last
    shown.page.screenshot(path=ARTEFACTS / "slides-player.png")
    past = "() => Reveal.getSlidePastCount()"
    assert shown.page.evaluate(past) == number - 1
    shown.page.keyboard.press("PageDown")  # as a presenter's remote control sends it
    assert shown.page.evaluate(past) == number
    shown.page.keyboard.press("ArrowLeft")
    assert shown.page.evaluate(past) == number - 1


def test_the_speaker_sees_the_notes_and_the_minutes(built, shown):
    go_to(shown.page, number_of(built, "neuron-text"))
    with shown.page.expect_popup() as opened:
        shown.page.keyboard.press("s")
    speaker = opened.value
    notes = speaker.locator(".speaker-controls-notes .value")
    notes.get_by_text("minutes").first.wait_for(timeout=30_000)
    assert re.search(r"\d+ of 95 are over", notes.inner_text())
    assert "pre-activation" in notes.inner_text()
    assert notes.locator("svg path").count() > 3
    speaker.close()


def test_the_deck_asks_nobody_for_anything(shown):
    """After all that was done with it; behind the others in this file."""
    assert not shown.errors, "\n".join(shown.errors)
    assert not shown.foreign, "\n".join(shown.foreign)


@pytest.mark.parametrize("notes", [False, True], ids=["slides", "notes"])
def test_a_deck_prints_a_page_for_each_slide(built, notes):
    target = built.path.with_suffix(".pdf")
    paper.to_pdf(built.path, target, notes)
    pages = len(re.findall(rb"/Type\s*/Page\b", target.read_bytes()))
    assert pages == len(built.deck.slides) * (2 if notes else 1)

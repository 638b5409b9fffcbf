"""The deck of every lesson, run, built and measured.

    python3 course.py test tests/slow/test_decks.py -n0

A picture of every slide stays in artifacts/slides/, to be looked at.
"""

import os
import shutil
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))

from lab import BROWSERS, CHROMIUM_FLAGS, ROOT
from slides import crowded, go_to, open_deck

from nnlib.course.editions.slides.deck import Deck
from nnlib.course.editions.slides.page import deck_html
from nnlib.course.editions.slides.running import run_lesson
from nnlib.course.lessons.conventions import Lesson
from nnlib.course.lessons.write import find_lessons

PICTURES = Path(os.environ.get("COURSE_ARTEFACTS", ROOT / "artifacts")) / "slides"

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def browser():
    path = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)


@pytest.mark.parametrize("path", find_lessons([]), ids=lambda path: path.stem)
def test_every_slide_of_every_deck_fits(path, browser, tmp_path):
    lesson = Lesson.read(path)
    deck, file = Deck(lesson, run_lesson(lesson)), tmp_path / "deck.html"
    file.write_text(deck_html(deck), "utf-8")
    folder, faults = PICTURES / path.stem, []
    shutil.rmtree(folder, ignore_errors=True)
    with open_deck(browser, file) as shown:
        for number, _ in enumerate(deck.slides, 1):
            go_to(shown.page, number)
            faults += [f"slide {number}: {fault}" for fault in crowded(shown.page)]
            shown.page.screenshot(path=folder / f"{number:02d}.png", animations="disabled")
    assert not faults + shown.errors + shown.foreign, "\n".join(faults + shown.errors)

"""The verb `slides`: decks of lessons, on screen, on paper, and live."""

import argparse
import sys

from ...drafts import write_whole
from ...files import typed_path
from ...folders import ABOVE_NNLIB
from ...lessons.anatomy import to_five
from ...lessons.conventions import Lesson
from ...lessons.write import NOTEBOOKS, find_lessons
from ..ending import exit_code_of
from ..packages import EditionError
from . import live, paper
from .deck import Deck
from .page import deck_html
from .running import LessonRun, run_lesson

DECKS = ABOVE_NNLIB / "build" / "slides"


def arguments():
    """The parser of what may stand behind the verb."""
    whole = argparse.ArgumentParser(
        prog="course.py slides",
        description="Make a deck of each lesson: one HTML file that needs nothing else. "
        "Key S opens the speaker's window, with notes and minutes.",
    )
    whole.add_argument("names", nargs="*", help="lessons by name or number; without, all")
    whole.add_argument(
        "--to", type=typed_path, default=DECKS, help="the folder; build/slides without it"
    )
    whole.add_argument("--pdf", action="store_true", help="print each deck as a PDF, too")
    whole.add_argument(
        "--notes", action="store_true", help="and one with the notes behind each slide"
    )
    whole.add_argument(
        "--stills", action="store_true", help="run no lesson: stored figures, stills for players"
    )
    whole.add_argument(
        "--live", action="store_true", help="open one lesson in JupyterLab, with large widgets"
    )
    return whole


def make_deck(path, options):
    """Make one deck, and say what came of it."""
    lesson = Lesson.read(path)
    if not options.stills:
        print(f"{path.stem}: running it", flush=True)
    deck = Deck(lesson, LessonRun() if options.stills else run_lesson(lesson))
    html = options.to / f"{path.stem}.html"
    write_whole(html, deck_html(deck).encode())
    minutes = to_five(sum(slide.minutes for slide in deck.slides))
    print(f"{path.stem}: {len(deck.slides)} slides, {minutes} minutes: {html}", flush=True)
    for wanted, notes, ending in (
        (options.pdf, False, ".pdf"),
        (options.notes, True, ".notes.pdf"),
    ):
        if wanted:
            print(f"{path.stem}: printing", flush=True)
            paper.to_pdf(html, html.with_name(path.stem + ending), notes)
            print(f"{path.stem}: {html.with_name(path.stem + ending)}", flush=True)


def lecture(paths):
    """Open the lecturer's copy of one lesson."""
    if len(paths) != 1:
        raise EditionError("--live opens one lesson: name it, as in `slides --live 07`.")
    path = live.write_copy(Deck(Lesson.read(paths[0])), ABOVE_NNLIB)
    print(f"Your copy for the lecture: {path}", file=sys.stderr)
    return live.open_in_lab(path, ABOVE_NNLIB)


def main(argv=None):
    """The command; returns its exit code."""
    options = arguments().parse_args(argv)

    def make():
        paths = find_lessons(options.names)
        if options.live:
            return lecture(paths)
        if not paths:
            raise EditionError(f"There are no lessons in {NOTEBOOKS.name}/.")
        options.to.mkdir(parents=True, exist_ok=True)
        for path in paths:
            make_deck(path, options)
        return 0

    return exit_code_of(make, options.to)

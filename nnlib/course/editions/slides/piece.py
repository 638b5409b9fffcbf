"""What comes onto a slide in one piece, and how much room it takes.

Room is counted in lines of the deck's body text.  It is an estimate, by which a lesson is split;
`deck.js` makes what is still too large smaller, and a test measures every slide in a browser.
"""

import re
from dataclasses import dataclass
from html import unescape
from math import ceil

ROOM = 13  # lines of a slide, without its title
WIDTH = 76  # characters of a line
FIGURE_LINES, PLAYER_LINES = 7, 10  # the least that they need
TALL = re.compile(r"\\(?:d?frac|sum|prod|underbrace|begin\{.?matrix)")
TEX = re.compile(r'<(?:span|div) class="tex">(.*?)</(?:span|div)>', re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A part of a slide: HTML, the lines that it takes, what is said to it, and its minutes.

    `kind` is title, heading, text, display, table, list, box, code, figure, player, poll or answer,
    or "said" for what is not shown; titles, headings and boxes have a `title`, and begin a slide
    with it.  A piece `begins` a slide, or `joins` the one before even behind what ends it.
    A text that `goes_on` ends the sentence of the display above it.
    `narrow` is, for a vote on short options, its HTML with all of them in a row, and its lines.
    """

    kind: str
    html: str = ""
    lines: float = 0
    said: str = ""
    minutes: float = 0
    cell: str = ""
    title: str = ""
    begins: bool = False
    joins: bool = False
    stays: bool = False
    goes_on: bool = False
    narrow: tuple = ()

    @property
    def ends(self):
        """True for what a slide is about, so that nothing comes behind it."""
        return self.kind in ("code", "figure", "player", "poll", "answer")


def text_lines(html, width=WIDTH):
    """The lines of a paragraph or a list, given as HTML."""
    items = re.split(r"</(?:p|li)>", html)
    return sum(ceil(len(bare_words(item)) / width) for item in items if bare_words(item)) + 0.4


def bare_words(html):
    """The words of HTML, each formula as wide as it is when it is set."""
    html = TEX.sub(lambda tex: re.sub(r"\\[A-Za-z]+|[{}^_\\]", "", tex[1]), html)
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def display_lines(tex):
    """The lines of a displayed formula, row by row."""
    rows = re.split(r"\\\\", tex)
    return sum(2 if TALL.search(row) else 1.3 for row in rows) + 0.5


def call_html(words):
    """What the audience is called to do, as a label."""
    return f'<span class="call {words.split()[0].lower()}">{words}</span>'

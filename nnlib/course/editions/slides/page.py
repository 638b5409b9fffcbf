"""A deck as one HTML file that needs nothing else: no network, no server, no folder beside it."""

import base64
import re
from html import escape
from pathlib import Path

from pygments.formatters import HtmlFormatter

from ...lessons.anatomy import to_five
from ..packages import MATHJAX, REVEAL
from .maths import typeset
from .piece import bare_words

HERE = Path(__file__).parent
FACES = {
    "regular": "normal normal", "italic": "normal italic",
    "semibold": "600 normal", "semibolditalic": "600 italic",
}  # fmt: skip
FONT = "dist/theme/fonts/source-sans-pro/source-sans-pro-{}.woff"
FOR_READERS = re.compile(r"<mjx-assistive-mml.*?</mjx-assistive-mml>", re.DOTALL)
NOTES = re.compile(r'<aside class="notes">.*?</aside>', re.DOTALL)


def deck_html(deck):
    """The HTML of a deck.  Raises EditionError where reveal.js or MathJax cannot be had."""
    reveal = REVEAL.folder()
    code_css = HtmlFormatter(style="friendly_grayscale").get_style_defs("pre.code")
    filled = (HERE / "deck.html").read_text("utf-8")
    for slot, text in {
        "TITLE": escape(bare_words(deck.title)),
        "REVEAL": REVEAL.version,
        "MATHJAX": MATHJAX.version,
        "REVEAL_CSS": (reveal / "dist/reset.css").read_text("utf-8")
        + (reveal / "dist/reveal.css").read_text("utf-8"),
        "FONTS": "\n".join(font_face(reveal, *pair) for pair in FACES.items()),
        "CODE_CSS": code_css,
        "DECK_CSS": (HERE / "deck.css").read_text("utf-8"),
        "REVEAL_JS": script(reveal / "dist/reveal.js"),
        "NOTES_JS": script(reveal / "plugin/notes/notes.js"),
        "DECK_JS": script(HERE / "deck.js"),
        "SLIDES": slides_html(deck),
    }.items():
        filled = filled.replace(f"%{slot}%", text)
    return filled


def script(path):
    """A script as it may stand in a page."""
    return path.read_text("utf-8").replace("</script", r"<\/script")


def font_face(reveal, name, look):
    """The rule of CSS for a font that stands in the page."""
    weight, style = look.split()
    data = base64.b64encode((reveal / FONT.format(name)).read_bytes()).decode()
    return (
        f'@font-face {{ font-family: "Source Sans Pro"; font-weight: {weight}; '
        f'font-style: {style}; src: url(data:font/woff;base64,{data}) format("woff"); }}'
    )


def slides_html(deck):
    """The slides as sections of reveal.js: a column for each section of the lesson."""
    total, over, columns = to_five(sum(slide.minutes for slide in deck.slides)), 0.0, []
    for title, slides in deck.sections:
        column = []
        for slide in slides:
            column.append(slide_html(slide, title, clock(slide.minutes, over, total)))
            over += slide.minutes
        columns.append("<section>\n" + "\n".join(column) + "\n</section>")
    html = typeset("\n".join(columns))
    # The window of the speaker has no style that would hide what is there for screen readers.
    return NOTES.sub(lambda notes: FOR_READERS.sub("", notes[0]), html)


def slide_html(slide, section, time):
    """A slide as a section, with its notes."""
    again = "again" if slide.title == section and not slide.first else ""
    opening = "opening" if slide.opens else ""
    classes = " ".join(filter(None, ["slide", slide.kind, slide.type_size, again, opening]))
    page = f'<h2>{slide.title}</h2>\n<div class="body">{body_html(slide)}</div>'
    notes = f'<aside class="notes"><p class="clock">{time}</p>{slide.said}</aside>'
    return f'<section class="{classes}">\n<div class="page">\n{page}\n</div>\n{notes}\n</section>'


def body_html(slide):
    """What a slide shows; a figure that is not wide stands beside its words.

    What reads a print appears with it.
    """
    html, printed = "", False
    for piece in slide.shown:
        html += piece.html.replace("<p>", '<p class="fragment">') if printed else piece.html
        printed = printed or 'class="printed' in piece.html
    tall = next(
        (one.html for one in slide.shown if one.html.startswith('<figure class="tall"')), html
    )
    words = html.replace(tall, "")
    return f'<div class="beside">{tall}<div>{words}</div></div>' if words else html


def clock(minutes, over, total):
    """The time of a slide, in words.

    >>> clock(1.4, 11.8, 95)
    '<b>1½ minutes</b>; 12 of 95 are over'
    """
    return f"<b>{halves(minutes)}</b>; {round(over)} of {total} are over"


def halves(minutes):
    """Minutes to the nearest half.

    >>> halves(0.1), halves(0.6), halves(2), halves(1)
    ('a moment', '½ minute', '2 minutes', '1 minute')
    """
    count = round(2 * minutes)
    number = f"{count // 2 or ''}{'½' * (count % 2)}"
    return f"{number} minute{'s' * (count > 2)}" if count else "a moment"

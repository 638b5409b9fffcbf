"""Predictions and turns of a lesson on a page: the reader guesses, and unfolds the answer.

A page cannot wait for a guess as JupyterLab does, so the answer is folded away beside its question,
and `web.js` repeats in it what the reader chose.
"""

import re
from html import escape

from ...lessons.edition import blank
from ...regions import BEGIN, END
from ..slides.polls import question_in, revealed
from ..slides.voting import worded

MARKER = re.compile(rf"^[ \t]*(?:{BEGIN}|{END})\n?", re.MULTILINE)


def asked_html(question):
    """A prediction that `question_in` gave, as a form of its own."""
    id, words, options = question
    head = f"<legend><strong>Prediction {id}</strong> {worded(words)}</legend>"
    if options:
        rows = "".join(
            f'<label><input type="radio" name="guess-{id}" value="{escape(option)}"> '
            f"{worded(option)}</label>"
            for option in options
        )
    else:
        rows = f'<label>Your guess <input type="text" name="guess-{id}" size="12"></label>'
    return f'<fieldset class="nn-asked" data-id="{id}">{head}{rows}</fieldset>'


def answer_html(answer, behind=""):
    """The answer that `revealed` gave, folded, with the HTML of what its cell shows behind it."""
    id, value, said, more = answer
    rows = [f"<p><strong>It is {worded(value)}.</strong></p>"]
    rows += [f"<p>Said {worded(guess)}? {worded(comment)}</p>" for guess, comment in said.items()]
    rows += [f"<p>{worded(sentence)}</p>" for sentence in more]
    inside = '<p class="nn-said" hidden></p>' + "".join(rows) + behind
    return fold_html(f"Prediction {id}: what it is", inside, f' data-id="{id}"')


def fold_html(summary, inside, attributes=""):
    """HTML that opens with a click on its summary."""
    return f'<details class="nn-answer"{attributes}><summary>{summary}</summary>{inside}</details>'


def plain_text(output):
    """What an output says as text, "" for nothing."""
    return output.get("data", {}).get("text/plain", "")


def asks_in(output):
    """The question that an output asks, or None."""
    return question_in(plain_text(output))


def reveals_in(output):
    """The answer that an output reveals, or None."""
    return revealed(plain_text(output))


def turn_stub(code):
    """What is left to the reader of a turn."""
    return blank(code)


def turn_markdown(code):
    """One way to write a turn, folded."""
    written = MARKER.sub("", code).strip()
    fence = "```"
    return (
        '<details class="nn-answer"><summary>One way to write it</summary>\n\n'
        f"{fence}python\n{written}\n{fence}\n\n</details>"
    )

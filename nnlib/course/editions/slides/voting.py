"""Polls as pieces of a slide: the question with its options, and later the answer."""

import re
from html import escape

from .piece import Piece, call_html, text_lines

OPTION = 0.5  # lines between two options
ROW, APART, HIGH = 95, 6, 1.6  # characters of options in a row and between them; its lines
SAY = "Let them vote, talk to a neighbour, and vote again."
AGAIN = "From an earlier lesson: one vote by hands, half a minute, and go on."


def question_piece(poll, say=SAY):
    """A question with its options, to vote on; `say` is what the speaker does meanwhile."""
    options = "".join(f"<li>{worded(one)}</li>" for one in poll.options)
    asked = f'<p class="question">{call_html("Vote")} {worded(poll.question)}</p>'
    look = look_of(poll.options)
    html = f'{asked}<ol class="{look}" type="A">{options}</ol>'
    lines = text_lines(html) + OPTION * len(poll.options)
    narrow = ()
    if sum(len(option) + APART for option in poll.options) <= ROW:
        row = f'{asked}<ol class="{look} row" type="A">{options}</ol>'
        narrow = row, text_lines(asked) + HIGH
    return Piece("poll", html, lines, f"<p>{say}</p>", narrow=narrow)


def answer_piece(poll):
    """The options again, the right one marked, with a sentence for those who chose another."""
    rows = "".join(map(row, poll.options, comments(poll), [poll] * len(poll.options)))
    html = f'<p class="asked">{call_html("Answer")} {worded(poll.question)}</p>'
    html += f'<ol class="{look_of(poll.options)}" type="A">{rows}</ol>'
    html += "".join(f"<p>{worded(sentence)}</p>" for sentence in poll.more)
    return Piece("answer", html, text_lines(html) + OPTION * len(poll.options), begins=True)


def comments(poll):
    """The comment on each option; one that several neighbours share stands at the last of them."""
    said = [poll.comments.get(option, "") for option in poll.options]
    return [
        "" if one == following else one
        for one, following in zip(said, [*said[1:], None], strict=True)
    ]


def look_of(options):
    """The classes of the list of the options, which may be called as their letters are.

    >>> look_of(("up", "down")), look_of(("A", "B", "C"))
    ('options', 'options letters')
    """
    return "options" + " letters" * ("".join(options) == "ABCDEFGH"[: len(options)])


def row(option, comment, poll):
    """An option beside what is said of it."""
    told = f' <span class="comment">{worded(comment)}</span>' if comment else ""
    if option != poll.right:
        return f'<li class="wrong">{worded(option)}{told}</li>'
    said, exactly = option, ""
    if poll.answer.startswith(f"{option} "):  # the number with its unit
        said = poll.answer
    elif poll.answer != option:
        exactly = f": {worded(poll.answer)}"
    return f'<li class="right"><b>✓ {worded(said)}</b>{exactly}{told}</li>'


def worded(text):
    """Plain words as HTML: with `code`, *stress*, and a minus that is one."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))
    text = re.sub(r"(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])", r"<em>\1</em>", text)
    return re.sub(r"(?<![\w.-])-(?=\d)|(?<=\d )-(?= \d)", "−", text)

"""What the audience writes in a turn, for the speaker: each slip with what its check says of it."""

from functools import cache
from html import escape
from pathlib import Path

from ...authoring.turns import Turns, turn_id

MOST = 4  # that one can look through while the hall writes; the likeliest come first
WHAT_ELSE = "<p>What else you will see, and what the check says to it:</p>"


@cache
def slips_in(folder):
    """{turn's cell: [(the lines that are wrong, the message)]} of solutions/NAME; {} without it."""
    if not (folder / "turns.py").is_file():
        return {}
    return {
        turn_id(one.task.id): [
            (changed_rows(one.reference, one.mistaken(slip)), slip.message)
            for slip in one.task.misconceptions
        ]
        for one in Turns(folder).exercises
    }


def changed_rows(right, wrong):
    r"""The rows of wrong code that the right code does not have.

    >>> changed_rows("a = 1\nreturn a", "a = 1\nreturn -a")
    ['return -a']
    """
    kept = {row.strip() for row in right.splitlines()}
    return [row.strip() for row in wrong.splitlines() if row.strip() not in kept]


def slips_html(lesson, cell):
    """Speaker's notes on the slips of a turn; "" where none are known."""
    folder = Path(lesson.folder).resolve().parent / "solutions" / lesson.stem
    rows = [
        f"<li><code>{escape('; '.join(rows) or 'a line is missing')}</code>: {escape(message)}</li>"
        for rows, message in slips_in(folder).get(cell.id, ())[:MOST]
    ]
    return f"{WHAT_ELSE}<ul>{''.join(rows)}</ul>" if rows else ""

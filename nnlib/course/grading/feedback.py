"""What a student is told of a mark: everything, what their checks say as well, or that it is in.

full      points, what the check said, and the call on which it shows
seen      points, and only words that the checks in the notebook say too: nothing of the inputs with
          which the class was graded gets out
recorded  that it was received, and in which tasks something was written; for exams
"""

import re
from dataclasses import dataclass

LEVELS = ("full", "seen", "recorded")
# Sign and words of each status.
SIGNS = {
    "right": ("✓", "Right"),
    "partly": ("◐", "Partly right"),
    "wrong": ("✗", "Not yet right"),
    "failed": ("!", "Could not be judged"),
    "not attempted": ("○", "Not attempted"),
    "manual": ("✎", "Marked by hand"),
}
RECEIVED = ("●", "Received")
LONGEST = 4_000  # letters of a message; a student's code can make it as long as it likes
# What no reader should be shown as it is: controls, and marks that turn the direction of writing.
UNSHOWN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
USES = "uses "  # how a flag begins that is the student's own business; others may name others


def fit_to_show(text):
    r"""A text from a stranger, of a length and of characters that a page can hold.

    >>> fit_to_show("a\x00b")
    'a�b'
    """
    text = UNSHOWN.sub("�", text.replace("\r\n", "\n"))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} … (cut here)"


@dataclass(frozen=True)
class Told:
    """What is told of a task: a sign and words for its state, points, a message, and more below it.

    `call` is where it shows, `printed` what the student's code prints there.
    """

    id: str
    title: str
    status: str
    sign: str
    state: str
    points: str = ""
    message: str = ""
    hand: str = ""
    comment: str = ""
    flags: tuple = ()
    call: str = ""
    printed: str = ""


def points_of(earned, of):
    """Points as they are written.

    >>> points_of(1.5, 2), points_of(1, 1)
    ('1.5 of 2 points', '1 of 1 point')
    """
    return f"{plain_number(earned)} of {plain_number(of)} point{'s' * (of != 1)}"


def plain_number(value):
    """A number of points without zeros at its end.

    >>> plain_number(2.50), plain_number(1 / 3)
    ('2.5', '0.33')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def told_of(task, level):
    """The Told of a TaskMark at a level."""
    record = task.record
    about = fit_to_show(record["id"]), fit_to_show(record["title"]), record["status"]
    if level == "recorded":
        if record["status"] == "not attempted":
            return Told(*about, *SIGNS["not attempted"])
        return Told(*about[:2], "recorded", *RECEIVED)
    hand = f"By hand: {points_of(task.given or 0, task.manual_of)}." if task.manual_of else ""
    case = (record["case"] or {}) if level == "full" else {}
    return Told(
        *about,
        *SIGNS[record["status"]],
        points=points_of(task.earned, task.of) if not task.open else _while_open(task),
        message=fit_to_show(_message(record, level)) if record["status"] != "right" else "",
        hand="" if task.open else hand,
        comment=fit_to_show(task.comment),
        flags=tuple(fit_to_show(one) for one in record["flags"] if one.startswith(USES)),
        call=fit_to_show(str(case.get("call", ""))),
        printed=fit_to_show(str(case.get("printed", ""))),
    )


def _while_open(task):
    later = f"{plain_number(task.manual_of)} by hand to come"
    return (
        f"{points_of(task.automatic, task.automatic_of)}, {later}" if task.automatic_of else later
    )


def _message(record, level):
    if level == "full" or record["status"] in ("not attempted", "failed", "manual"):
        return record["message"]
    if record["misconception"]:
        return record["message"]
    return f'What the check in your notebook says helps: check("{record["id"]}").'

"""The instructor's page: every student's points, what needs a look, and where the feedback is."""

from collections import defaultdict
from pathlib import Path
from urllib.parse import quote

from .feedback import plain_number
from .pages import apart, page, paragraphs, safe, table, title_of

LONG_LIST = 160  # letters
SCRIPT = Path(__file__).with_name("sorting.js").read_text("utf-8")


def page_of_instructor(marks, places, sentences, level):
    """The page's bytes; `places` is {student: path of their page}, `sentences` what was noticed."""
    sets = sorted({mark.set for mark in marks})
    theirs = defaultdict(dict)
    for mark in marks:
        theirs[mark.student][mark.set] = mark
    headings = ("Student", *map(_heading, sets), "In all", "To look at")
    rows = [_row(student, theirs[student], sets, places) for student in sorted(theirs)]
    caption = f"{len(rows)} students; a heading sorts by its column"
    body = (
        "<header><h1>The class</h1>"
        f'<p>Feedback at the level “{level}”. <a href="class.html">What the class met</a>, for the '
        'next lecture; the same as a <a href="class.csv">table</a>.</p></header>\n<main>\n'
        f"{_noticed(sentences)}{_ungraded(marks)}"
        f"{table(caption, headings, rows, range(1, len(sets) + 2), sortable=True)}\n</main>"
    )
    return page("The class", body, wide=True, script=SCRIPT)


def _heading(set_):
    """A set's number for the eye, and its whole name for the ear."""
    number, _, words = title_of(set_).partition(" · ")
    return f'{safe(number)}<span class="hidden"> {safe(words)}</span>'


def _row(student, marks, sets, places):
    link = f'<a href="{quote(places[student])}">{apart(student)}</a>'
    earned = sum(mark.earned for mark in marks.values())
    cells = [_points(marks.get(one)) for one in sets]
    return [link, *cells, plain_number(earned), "<br>".join(_remarks(marks))]


def _points(mark):
    """A student's points in a set; a dash where there is no record, and why there are none."""
    if mark is None:
        return "–"
    if mark.reason:
        return "not graded"
    late = f"<br><small>{safe(mark.late)}</small>" if mark.late not in ("", "in time") else ""
    return f"{plain_number(mark.earned)} of {plain_number(mark.of)}{late}"


def _remarks(marks):
    """What in a student's records is worth a look."""
    for mark in marks.values():
        number = mark.set.split("_")[0]
        if mark.reason:
            yield safe(f"{number}: {mark.reason}")
        if mark.open:
            yield safe(f"{number}: by hand, {', '.join(mark.open)}")
        for task in mark.tasks:
            yield from (safe(f"{task.id} {flag}") for flag in task.record["flags"])
        yield from (safe(f"{number}: {note}") for note in mark.record["notes"])


def _noticed(sentences):
    if not sentences:
        return ""
    return f'<div class="note"><h2>Noticed</h2>{"".join(map(_folded, sentences))}</div>\n'


def _folded(sentence):
    """A sentence; where it ends in a long list of students, that is folded away."""
    head, colon, whom = sentence.rpartition(": ")
    if not colon or len(whom) < LONG_LIST:
        return paragraphs([sentence])
    return f"<details><summary>{safe(head)}</summary>{paragraphs([whom])}</details>"


def _ungraded(marks):
    """Those of whom something could not be graded, in one sentence each set."""
    found = defaultdict(list)
    for mark in marks:
        if mark.reason:
            found[mark.set].append(mark.student)
    said = [f"{title_of(set_)}: {', '.join(whom)}." for set_, whom in sorted(found.items())]
    if not said:
        return ""
    return f'<div class="note"><h2>Not graded</h2>{paragraphs(said)}</div>\n'

"""The class's page and table: which misconceptions were how common, by task and over the term.

They name nobody, so that they can be shown.
"""

from base64 import b64encode

from ..plots import figure_png
from .class_figures import bars, lines, often, percent
from .pages import page, safe, safe_rich, table, title_of

DPI = 96
SAID = 5  # sentences to say in class
AT_LEAST = 2  # students, before something is worth a word there
SLIP_COLUMNS = ("set", "task", "title", "misconception", "students", "tried", "share", "say")


def page_of_class(marks, counts, slips, habits):
    """The page's bytes, from TaskCounts, Slips and Habits."""
    sets = sorted({mark.set for mark in marks})
    students = len({mark.student for mark in marks})
    ungraded = sum(bool(mark.reason) for mark in marks)
    about = (
        f"{_count(len(marks), 'submission')} of {_count(students, 'student')} in "
        f"{_count(len(sets), 'set')}; {ungraded or 'none'} could not be graded. A misconception is "
        "counted where the check named it, and its share is of those who tried the task."
    )
    parts = [f"<header><h1>What the class met</h1><p>{about}</p></header>\n<main>"]
    parts.append(_to_say(slips))
    if habits:
        parts.append(_over_the_term(habits, counts))
    parts += [_set(set_, counts, slips) for set_ in sets]
    return page("What the class met", "\n".join([*parts, "</main>"]), wide=True)


def slip_rows(slips):
    """The same as rows of a CSV file."""
    for one in slips:
        values = one.set, one.id, one.title, one.name, one.count, one.tried, one.share, one.say
        yield dict(zip(SLIP_COLUMNS, values, strict=True))


def _count(number, noun):
    return f"{number} {noun}{'s' * (number != 1)}"


def _to_say(slips):
    """The most common misconceptions, as a figure and as sentences to say."""
    worth = [one for one in often(slips) if one.count >= AT_LEAST][:SAID]
    if not worth:
        return "<section><h2>To say in class</h2><p>No misconception was met twice.</p></section>"
    items = "".join(
        f"<li><strong>{safe(one.name)}</strong>, {one.count} of {one.tried} in {safe(one.id)} "
        f"<em>{safe(one.title)}</em><br>“{safe_rich(one.say)}”</li>\n"
        for one in worth
    )
    shown = _figure(*bars(slips), "The most common misconceptions, each in its task.")
    return (
        f'<section><h2>To say in class</h2><ol class="say-list">\n{items}</ol>\n{shown}</section>'
    )


def _figure(fig, alt, caption):
    data = b64encode(figure_png(fig, dpi=2 * DPI)).decode()
    width, height = (round(DPI * inches) for inches in fig.get_size_inches())
    return (
        f'<figure><img alt="{safe(alt)}" width="{width}" height="{height}" '
        f'src="data:image/png;base64,{data}"><figcaption>{caption}</figcaption></figure>'
    )


def _over_the_term(habits, counts):
    """Misconceptions that come back in other tasks, and whether they fade."""
    tasks = [(one.set, one.id) for one in counts]
    rows = [
        [
            safe(one.name),
            _bar(one.once, one.tried),
            str(one.again),
            ", ".join(f"{safe(slip.id)} ({percent(slip.share)})" for slip in one.slips),
        ]
        for one in habits
    ]
    headings = ("Misconception", "Students who had it", "In two tasks or more", "Where")
    shown = _figure(*lines(habits, tasks), "Does it fade?")
    listed = table("Misconceptions that go by one name in several tasks", headings, rows, (1, 2))
    sets = {slip.set for one in habits for slip in one.slips}
    head = "Over the term" if len(sets) > 1 else "From task to task"
    return f"<section><h2>{head}</h2>{shown}\n{listed}</section>"


def _set(set_, counts, slips):
    """The tasks of a set, and the misconceptions in each."""
    counted = [one for one in counts if one.set == set_]
    tasks = [
        [
            f"{safe(one.id)} {safe(one.title)}",
            f"{one.tried} of {one.graded}",
            *(percent(one.share(n)) for n in (one.right, one.partly, one.wrong, one.failed)),
            percent(one.points),
        ]
        for one in counted
    ]
    met = [
        [
            f"{safe(one.id)} {safe(one.name)}",
            _bar(one.count, one.tried),
            percent(one.share),
            f"“{safe_rich(one.say)}”",
        ]
        for one in slips
        if one.set == set_
    ]
    headings = ("Task", "Tried", "Right", "Partly", "Wrong", "Stopped", "Mean of the points")
    parts = [f"<section><h2>{safe(title_of(set_))}</h2>"]
    number = safe(set_.split("_")[0])
    parts.append(table(f"{number}: what became of each task", headings, tasks, range(1, 7)))
    if met:
        headings = ("Misconception", "Students", "Share", "To say")
        parts.append(table(f"{number}: misconceptions", headings, met, (1, 2)))
    return "\n".join([*parts, "</section>"])


def _bar(count, of):
    """A count, with a bar below it that is as long as its share."""
    return f'{count} of {of}<span class="share" style="--part: {100 * count / of:.1f}%"></span>'

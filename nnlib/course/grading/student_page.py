"""The page of one student: each set with its points, and what is told of each task."""

from .feedback import plain_number, told_of
from .pages import apart, page, paragraphs, safe, safe_rich, title_of

CLASSES = {"not attempted": "untouched"}
ABOUT = {
    "full": "Each answer was tried with numbers that were drawn anew for the grading.",
    "seen": (
        "Each answer was tried with numbers that were drawn anew for the grading. They are kept "
        "back; the checks in your notebook try others of the same kind."
    ),
    "recorded": "This page says what was received. Points are told later.",
}


def page_of_student(student, marks, level):
    """The page's bytes: of all the marks of a student, at a level of feedback.LEVELS."""
    sections = "\n".join(_section(number, mark, level) for number, mark in enumerate(marks, 1))
    what = "What was received from" if level == "recorded" else "Feedback for"
    body = (
        f"<header><h1>{what} {apart(student)}</h1></header>\n<main>\n{sections}\n</main>\n"
        f"<footer><p>{ABOUT[level]}</p></footer>"
    )
    return page(f"{what} {student}", body)


def _section(number, mark, level):
    """One set."""
    tasks = [] if mark.reason else [told_of(task, level) for task in mark.tasks]
    head = f'<h2 id="set-{number}">{safe(title_of(mark.set))}</h2>'
    parts = [head, _total(mark, level), _facts(mark, level)]
    if mark.reason:
        parts.append(_note("Nothing could be graded", [mark.reason]))
    if mark.record["notes"]:
        parts.append(_note("What was noticed", mark.record["notes"]))
    if tasks and level != "recorded":
        parts.append(_chips(number, mark, tasks))
    parts += [_task(number, at, one) for at, one in enumerate(tasks)]
    inside = "\n".join(filter(None, parts))
    return f'<section aria-labelledby="set-{number}">\n{inside}\n</section>'


def _note(head, sentences):
    return f'<div class="note"><h3>{head}</h3>{paragraphs(sentences)}</div>'


def _total(mark, level):
    if level == "recorded" or mark.reason:
        return ""
    later = f" so far; {len(mark.open)} wait for points by hand" if mark.open else ""
    of = f"of {plain_number(mark.of)} point{'s' * (mark.of != 1)}"
    return f'<p class="total"><strong>{plain_number(mark.earned)}</strong> {of}{later}</p>'


def _facts(mark, level):
    """When it was handed in and whether that was late; as a receipt, the file's fingerprint."""
    time = mark.record["submitted"]
    facts = [f"Handed in {safe(time.replace('T', ', '))}" if time else "", safe(mark.late)]
    if level == "recorded" and mark.record["submission"]:
        facts.append(f"SHA-256 of the file: <code>{safe(mark.record['submission'])}</code>")
    said = " · ".join(filter(None, facts))
    return f'<p class="muted">{said}</p>' if said else ""


def _chips(number, mark, tasks):
    """A link to each task, with its sign and its points."""
    links = "".join(
        f'<li><a class="{_class(told)}" href="#task-{number}-{at}">'
        f'<span aria-hidden="true">{told.sign}</span>'
        f'<span class="hidden">{told.state}: </span> {safe(told.id)} '
        f'<span class="points">{plain_number(task.earned)}/{plain_number(task.of)}</span></a></li>'
        for at, (told, task) in enumerate(zip(tasks, mark.tasks, strict=True))
    )
    label = f"Tasks of {safe(title_of(mark.set))}"
    return f'<nav aria-label="{label}"><ul class="chips">{links}</ul></nav>'


def _class(told):
    return CLASSES.get(told.status, told.status)


def _task(number, at, told):
    """One task: what it came to and what is said of it."""
    points = f'<span class="points">{told.points}</span>' if told.points else ""
    parts = [
        f"<header><h3>{safe(told.id)} {apart(told.title)}</h3>{points}</header>",
        f'<p class="state"><span aria-hidden="true">{told.sign}</span> {told.state}</p>',
        paragraphs([told.message]),
        paragraphs(f"Your code {flag}." for flag in told.flags),
        paragraphs([told.hand]),
        f'<p class="comment">{safe_rich(told.comment)}</p>' if told.comment else "",
        _where(told),
    ]
    inside = "\n".join(filter(None, parts))
    return f'<article class="task {_class(told)}" id="task-{number}-{at}">\n{inside}\n</article>'


def _where(told):
    """The call on which it shows, folded away."""
    if not told.call:
        return ""
    printed = f"<p>Your code prints:</p><pre>{safe(told.printed)}</pre>" if told.printed else ""
    return (
        "<details><summary>Where it shows</summary>"
        f'<pre tabindex="0">{safe(told.call)}</pre>{printed}</details>'
    )

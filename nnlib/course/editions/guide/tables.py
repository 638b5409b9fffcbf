"""What the instructor guide has in tables: the term, each lesson's lectures and polls, the sets."""

from itertools import groupby

from ...authoring.source import sources
from ...lessons.anatomy import minutes_of
from ...lessons.conventions import Lesson
from ...lessons.write import find_lessons
from ...names import number_in_name
from ...routes import ROUTES
from ..slides.deck import polls_of
from .sections import PlanError, held
from .term import TERM

LETTERS = "ABCDEFGH"


def every_block():
    """{name: Markdown} of every generated block of the guide."""
    lessons = {number_in_name(path.name): Lesson.read(path) for path in find_lessons([])}
    sets = {number_in_name(one.name): one for one in sources()}
    refuse_other_lessons(lessons, [one.lesson for one in TERM])
    plan = {
        number: held(lessons[number], [*lectures])
        for number, lectures in groupby(TERM, key=lambda one: one.lesson)
    }
    found = {"term": term_table(plan, sets), "routes": lectures_by_route(plan)}
    found["sets"] = sets_table(sets)
    first = 1
    for number, lectures in plan.items():
        lesson = lessons[number]
        found[f"lectures {number}"] = lectures_table(lesson, lectures, first)
        found[f"polls {number}"] = polls_list(lesson, lectures)
        first += len(lectures)
        if number in sets:
            found[f"set {number}"] = set_table(sets[number])
    return found


def refuse_other_lessons(lessons, numbers):
    """Raise PlanError where a lesson has no lecture, or a lecture no lesson."""
    where = "see TERM in nnlib/course/editions/guide/term.py"
    for number, lesson in lessons.items():
        if number not in numbers:
            raise PlanError(f"{lesson.stem}: no lecture is about it; {where}.")
    for number in numbers:
        if number not in lessons:
            raise PlanError(f"A lecture is about lesson {number}, which is not there; {where}.")


def term_table(plan, sets):
    """The lectures of the term in a table, and what they come to."""
    rows = ["| | lesson | about | in the hall | at home |", "|--:|---|---|--:|--:|"]
    every, home = [one for lectures in plan.values() for one in lectures], 0
    for count, one in enumerate(every, 1):
        number = one.lecture.lesson
        after = one.home_minutes
        if one is plan[number][-1] and number in sets:
            after += sum(exercise.task.minutes for exercise in sets[number].exercises)
        home += after
        rows.append(
            f"| {count} | [{number}](#lesson-{number.lower()}) | {one.lecture.about} "
            f"| {one.hall_minutes} | {after} |"
        )
    hall = sum(one.hall_minutes for one in every)
    rows.append(f"| | | together, in minutes | {hall} | {home} |")
    return "\n".join(rows)


def lectures_by_route(plan):
    """How many lectures each route through the course takes, with lesson 00's."""
    rows = ["| route | lessons | lectures | minutes in the hall |", "|---|---|--:|--:|"]
    for route in ROUTES:
        those = [one for number in ("00", *route.lessons) for one in plan[number]]
        hall = sum(one.hall_minutes for one in those)
        rows.append(f"| {route.name} | 00 {' '.join(route.lessons)} | {len(those)} | {hall} |")
    return "\n".join(rows)


def lectures_table(lesson, lectures, first):
    """A lesson's lectures in a table, a line for each section, and what the lesson states."""
    rows = ["| | in the hall | minutes | at home | minutes |", "|--:|---|--:|---|--:|"]
    for count, one in enumerate(lectures, first):
        hall = [(part.minutes - part.alone, part.words) for part in one.hall]
        home = [
            (part.alone, f"the empty cell of *{part.title}*") for part in one.hall if part.alone
        ]
        home += [(part.minutes, part.words) for part in one.home]
        rows.append(
            f"| {count} | {in_a_column(hall, one.hall_minutes)} | {one.hall_minutes} "
            f"| {in_a_column(home, one.home_minutes)} | {one.home_minutes} |"
        )
    total = sum(one.hall_minutes + one.home_minutes for one in lectures)
    stated = minutes_of(lesson)
    rows.append(f"\nTogether {total} minutes; the lesson states {stated}, to the nearest five.")
    return "\n".join(rows)


def in_a_column(parts, together):
    """Sections, as (minutes, words), in a cell of a table; the minutes add up to what it comes to.

    >>> in_a_column([(9.6, "Cost"), (0.9, "The equations"), (0.4, "Exercises")], 11)
    '10 · Cost<br>1 · The equations<br>under 1 · Exercises'
    """
    whole = in_whole_parts([minutes for minutes, _ in parts], together)
    named = zip(whole, (words for _, words in parts), strict=True)
    return "<br>".join(f"{minutes or 'under 1'} · {words}" for minutes, words in named)


def in_whole_parts(minutes, together):
    """Whole minutes that add up to `together`: rounded down, and 1 more where most is cut off.

    >>> in_whole_parts([9.6, 0.9, 0.4], 11), in_whole_parts([4.6], 4)
    ([10, 1, 0], [4])
    """
    whole = [int(one) for one in minutes]
    most = sorted(range(len(whole)), key=lambda k: whole[k] - minutes[k])
    return [one + (k in most[: together - sum(whole)]) for k, one in enumerate(whole)]


def polls_list(lesson, lectures):
    """The polls of a lesson: their options, and what each wrong one shows."""
    parts = [part for one in lectures for part in (*one.hall, *one.home)]
    places = {poll: part.title for part in parts for poll in part.polls}
    found = polls_of(lesson)
    return "\n\n".join(poll_list(found[id], places[id]) for id in found if id in places)


def poll_list(poll, place):
    """A poll as a list."""
    rows = [f"**{poll.id}**, in *{place}*: {poll.question}", ""]
    for letter, option in zip(LETTERS, poll.options, strict=False):
        if option == poll.right:
            exactly = f": {poll.answer}" if poll.answer != option else ""
            rows.append(f"- **{letter} · {option} ✓**{exactly}")
        else:
            comment = poll.comments.get(option, "")
            rows.append(f"- {letter} · {option}{f': *{comment}*' if comment else ''}")
    return "\n".join(rows + [one for more in poll.more for one in ("", more)])


def sets_table(sets):
    """The exercise sets in a table, with what they come to."""
    rows = ["| set | tasks | minutes | points | numbers of their own | slips known by name |"]
    rows.append("|---|--:|--:|--:|---|--:|")
    totals = [0, 0, 0, 0]
    for number, one in sets.items():
        tasks = [exercise.task for exercise in one.exercises]
        sums = [
            len(tasks),
            sum(task.minutes for task in tasks),
            sum(task.points for task in tasks),
            sum(len(task.misconceptions) for task in tasks),
        ]
        totals = [a + b for a, b in zip(totals, sums, strict=True)]
        own = ", ".join(task.id for task in tasks if task.variants)
        rows.append(f"| {number} | {sums[0]} | {sums[1]} | {sums[2]} | {own} | {sums[3]} |")
    rows.append(f"| together | {totals[0]} | {totals[1]} | {totals[2]} | | {totals[3]} |")
    return "\n".join(rows)


def set_table(source):
    """The tasks of a set in a table."""
    rows = ["| task | | minutes | points | slips known by name |", "|---|---|--:|--:|--:|"]
    for exercise in source.exercises:
        task = exercise.task
        own = ", own numbers" if task.variants else ""
        rows.append(
            f"| {task.id} {task.title} | {'★' * task.difficulty}{own} | {task.minutes} "
            f"| {task.points} | {len(task.misconceptions)} |"
        )
    return "\n".join(rows)

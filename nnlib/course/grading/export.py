"""Marks for an LMS: `nnlib export FILE --lms canvas --roster GRADES.csv --column NAME --out OUT`.

For Canvas and Moodle the file that they exported is filled, and nothing else in it changes.  `csv`
writes a table of its own: a row for each task, or with --wide one for each student.
"""

import argparse
import csv
import io
import math
import sys
from html import escape

from ..drafts import write_whole
from ..files import system_refusal, typed_path
from .deadlines import read_deadlines, zone_of
from .feedback import LEVELS, plain_number, points_of, told_of
from .filling import Manner, filling_of
from .gradefile import FEEDBACK, read_gradefile
from .marks import marks_of
from .records import BEYOND_MARKS, RecordsError, latest
from .rubric import read_rubric
from .tables import TableError, neutral, refuse_writing_over
from .totals import chosen_marks, possible, totals_of

LONG = (
    *("student", "set", "task", "title", "points", "of", "automatic", "by_hand", "status"),
    *("misconception", "flags", "late", "reason", "message", "comment"),
)


def filled(file, marks, column, manner, id_column=None, feedback=None, level="full"):
    """The Filling of a grade file with marks; `feedback` is its column for words, if any."""
    totals = totals_of(marks)
    at = file.mark_column(column)
    filling = filling_of(file, at, file.id_column(totals, id_column), possible(marks), manner)
    for total, row in filling.match(totals):
        filling.put(total, row)
    if feedback is not None:
        texts = {one.student: in_html(one, level) for one in totals.values()}
        filling.add_feedback(file.table.column(feedback), texts)
    return filling


def in_html(total, level):
    """A total in words, as Moodle takes its comments: HTML, on one line."""
    lines = [line for mark in total.marks for line in _lines_of(mark, level)]
    return "<br>".join(escape(line).replace("\n", "<br>") for line in lines)


def _lines_of(mark, level):
    """What is told of one set: its points, what was noted, and each task."""
    bare = level == "recorded" or mark.reason
    yield mark.set if bare else f"{mark.set}: {points_of(mark.earned, mark.of)}"
    yield from filter(None, [mark.reason, *mark.record["notes"]])
    for task in () if mark.reason else mark.tasks:
        told = told_of(task, level)
        points = f", {told.points}" if told.points else ""
        words = " ".join(filter(None, [told.message, told.hand, told.comment, *told.flags]))
        yield f"{told.sign} {told.id} {told.title}{points}. {words}".rstrip()


def long_rows(marks):
    """A row for each task, and one for each record of which nothing could be graded."""
    for mark in marks:
        about = {"student": mark.student, "set": mark.set, "late": mark.late}
        if mark.reason:
            yield about | {"of": mark.of, "reason": mark.reason}
            continue
        for task in mark.tasks:
            yield about | {
                "task": task.id,
                "title": task.record["title"],
                "points": task.earned,
                "of": task.of,
                "automatic": task.automatic if task.automatic_of else None,
                "by_hand": task.given,
                "status": task.record["status"],
                "misconception": task.record["misconception"],
                "flags": "; ".join(task.record["flags"]),
                "message": task.record["message"],
                "comment": task.comment,
            }


def wide_rows(marks):
    """A row for each student: points in each task and set, and in all."""
    for student, total in totals_of(marks).items():
        row = {"student": student, "points": total.earned, "open": " ".join(total.open)}
        for mark in total.marks:
            row[mark.set] = None if mark.reason else mark.earned
            row[f"{mark.set} late"], row[f"{mark.set} reason"] = mark.late, mark.reason
            row |= {
                f"{mark.set}/{task.id}": None if task.open or mark.reason else task.earned
                for task in mark.tasks
            }
        yield row


def wide_columns(marks):
    """The headings of such rows: each set, its tasks, its lateness, its reason."""
    columns = {}
    for mark in marks:
        columns.setdefault(mark.set, {}).update((task.id, None) for task in mark.tasks)
    for set_, ids in sorted(columns.items()):
        yield from (f"{set_}/{id_}" for id_ in ids)
        yield from (set_, f"{set_} late", f"{set_} reason")


def as_csv(rows, columns, comma=False):
    """Rows as the bytes of a CSV file; with decimal commas as spreadsheets there take it."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns, "", delimiter=";" if comma else ",")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _as_cell(value, comma) for name, value in row.items()})
    mark = "\ufeff" if comma else ""
    return (mark + file.getvalue()).encode("utf-8", "replace")


def _as_cell(value, comma):
    if value is None:
        return ""
    if isinstance(value, str):
        return neutral(value)
    return plain_number(value).replace(".", ",") if comma else plain_number(value)


def _worth(text):
    """What a column is out of, as it is typed."""
    try:
        worth = float(text)
    except ValueError:
        worth = math.nan
    if 0 < worth < BEYOND_MARKS:
        return worth
    raise argparse.ArgumentTypeError(f"{text!r} are no points to be out of; 10 and 12.5 are")


def _parser():
    made = argparse.ArgumentParser(prog="course.py export", description=__doc__.split("\n\n")[0])
    made.add_argument("records", nargs="+", type=typed_path, help="files of records")
    made.add_argument("--lms", required=True, choices=("canvas", "moodle", "csv"))
    made.add_argument("--out", required=True, type=typed_path, help="the file to write")
    made.add_argument("--roster", type=typed_path, help="the grade file that the LMS exported")
    made.add_argument("--column", help="the column to fill; Moodle's is Grade if none is said")
    made.add_argument("--id-column", help="the column of the ids, where it is not seen")
    made.add_argument("--feedback-column", help=f"Moodle's column for words, else “{FEEDBACK}”")
    made.add_argument("--no-feedback", action="store_true", help="leave Moodle's words alone")
    made.add_argument("--level", choices=LEVELS, default="full", help="what the words tell")
    made.add_argument("--only", nargs="+", default=(), metavar="SET/TASK", help="these marks only")
    made.add_argument("--all", action="store_true", help="the sum of all the sets in the records")
    made.add_argument("--rubric", type=typed_path, help="points by hand")
    made.add_argument("--deadlines", type=typed_path, help="a CSV file: student, set, deadline")
    made.add_argument("--timezone", help="of times that do not say it, as Europe/Paris")
    convert = "convert to what the LMS's column is out of, or to N"
    made.add_argument(
        "--scale", nargs="?", type=_worth, const=True, default=False, metavar="N", help=convert
    )
    made.add_argument("--as-points", action="store_true", help="write points whatever it is out of")
    made.add_argument("--zeros", action="store_true", help="0 for what could not be graded")
    made.add_argument(
        "--partial", action="store_true", help="also where points by hand are to come"
    )
    made.add_argument("--replace", action="store_true", help="put marks in the place of other ones")
    made.add_argument("--decimal", choices=("point", "comma"), help="else as the file has it")
    made.add_argument("--encoding", help="of the roster, where it is not seen")
    made.add_argument("--wide", action="store_true", help="csv: a row for each student")
    return made


def main(argv=None):
    """The command; returns its exit code."""
    args = _parser().parse_args(argv)
    read = {"--roster": args.roster, "--rubric": args.rubric, "--deadlines": args.deadlines}
    try:
        refuse_writing_over(args.out, args.records, read)
        rubric = read_rubric(args.rubric) if args.rubric else {}
        deadlines = read_deadlines(args.deadlines) if args.deadlines else {}
        marks, sentences = marks_of(
            latest(*args.records), rubric, deadlines, zone_of(args.timezone)
        )
        content, told = _exported(args, chosen_marks(marks, args.only))
        write_whole(args.out, content)
    except (RecordsError, TableError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(system_refusal(error), file=sys.stderr)
        return 2
    for sentence in [*sentences, *told, f"Written: {args.out}"]:
        print(sentence)
    return 0


def _exported(args, marks):
    """(bytes, sentences) of what the options ask for."""
    if args.lms == "csv":
        comma = args.decimal == "comma"
        if args.wide:
            columns = ("student", *wide_columns(marks), "points", "open")
            return as_csv(wide_rows(marks), columns, comma), []
        return as_csv(long_rows(marks), LONG, comma), []
    column = args.column or ("Grade" if args.lms == "moodle" else None)
    if not (args.roster and column):
        raise TableError("Say the file that the LMS exported with --roster, and its --column.")
    sets = sorted({mark.set for mark in marks})
    if len(sets) > 1 and not (args.only or args.all):
        raise TableError(
            f"The records have {len(sets)} sets: {', '.join(sets)}. Say which with --only, or that "
            "you want their sum with --all."
        )
    file = read_gradefile(args.roster, args.lms, args.encoding)
    comma = None if args.decimal is None else args.decimal == "comma"
    manner = Manner(args.scale, args.as_points, args.zeros, args.partial, args.replace, comma)
    filling = filled(file, marks, column, manner, args.id_column, _feedback(args, file), args.level)
    return filling.content, list(filling.sentences())


def _feedback(args, file):
    """The column for words: what is asked for, or Moodle's own where there is one."""
    if args.lms != "moodle" or args.no_feedback:
        return args.feedback_column
    return args.feedback_column or (FEEDBACK if FEEDBACK in file.headings else None)


if __name__ == "__main__":
    sys.exit(main())

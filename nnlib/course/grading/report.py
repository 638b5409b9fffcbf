"""Feedback as pages that open without a network: `nnlib report FILE… --out DIR`.

DIR/students/STUDENT.html is for each student, also for one of whom nothing could be graded;
DIR/index.html and DIR/class.html are for the instructor, and with --moodle DIR/moodle.zip holds the
students' pages as Moodle takes them back.
"""

import argparse
import sys
from collections import defaultdict
from hashlib import sha256

from ..drafts import write_whole
from ..files import system_refusal, typed_path
from .class_page import SLIP_COLUMNS, page_of_class, slip_rows
from .collect import sources_in
from .deadlines import read_deadlines, zone_of
from .export import as_csv
from .feedback import LEVELS
from .feedback_zip import pages_for_moodle
from .index_page import page_of_instructor
from .marks import marks_of
from .misconceptions import messages_of, recurring, slips_met, task_counts
from .records import RecordsError, latest
from .rubric import read_rubric
from .student_page import page_of_student
from .submissions import STUDENT
from .tables import TableError
from .totals import chosen_marks

MOODLE_ZIP = "moodle.zip"


def places_of(students):
    """{student: path of their page}: by the id, or by its fingerprint where no file may have it."""
    places, taken = {}, set()
    for student in sorted(students):
        name = student
        if not STUDENT.fullmatch(student) or student.lower() in taken or student.endswith("."):
            name = f"id-{sha256(student.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
        taken.add(name.lower())
        places[student] = f"students/{name}.html"
    return places


def write_report(marks, out, level, sentences=(), messages=None):
    """Write every page below `out`; returns those of the students, {student: bytes}."""
    theirs = defaultdict(list)
    for mark in marks:
        theirs[mark.student].append(mark)
    places = places_of(theirs)
    (out / "students").mkdir(parents=True, exist_ok=True)
    pages = {student: page_of_student(student, own, level) for student, own in theirs.items()}
    for student, page in pages.items():
        write_whole(out / places[student], page)
    counts, found = task_counts(marks), slips_met(marks, messages or {})
    write_whole(out / "class.html", page_of_class(marks, counts, found, recurring(marks, found)))
    write_whole(out / "class.csv", as_csv(slip_rows(found), SLIP_COLUMNS))
    write_whole(out / "index.html", page_of_instructor(marks, places, sentences, level))
    return pages


def _parser():
    made = argparse.ArgumentParser(prog="course.py report", description=__doc__.split("\n\n")[0])
    made.add_argument(
        "records", nargs="+", type=typed_path, help="files of records, of one set or of a term"
    )
    made.add_argument("--out", required=True, type=typed_path, help="the folder of pages")
    made.add_argument("--level", choices=LEVELS, default="full", help="what students are told")
    made.add_argument("--only", nargs="+", default=(), metavar="SET/TASK", help="these alone")
    made.add_argument("--rubric", type=typed_path, help="points by hand")
    made.add_argument("--deadlines", type=typed_path, help="a CSV file: student, set, deadline")
    made.add_argument("--timezone", help="of times that do not say it, as Europe/Paris")
    made.add_argument("--solutions", type=typed_path, help="a folder of other sets")
    moodle = (
        "pack the pages as Moodle takes them back, by the folder that `collect` made of its zip"
    )
    made.add_argument("--moodle", type=typed_path, metavar="SUBMISSIONS", help=moodle)
    return made


def main(argv=None):
    """The command; returns its exit code."""
    args = _parser().parse_args(argv)
    try:
        rubric = read_rubric(args.rubric) if args.rubric else {}
        deadlines = read_deadlines(args.deadlines) if args.deadlines else {}
        records = latest(*args.records)
        marks, sentences = marks_of(records, rubric, deadlines, zone_of(args.timezone))
        marks = chosen_marks(marks, args.only)
        messages = messages_of(sources_in(args.solutions).values())
        pages = write_report(marks, args.out, args.level, sentences, messages)
        if args.moodle:
            packed, more = pages_for_moodle(marks, pages, args.moodle)
            write_whole(args.out / MOODLE_ZIP, packed)
            sentences = [*sentences, *more]
    except (RecordsError, TableError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(system_refusal(error), file=sys.stderr)
        return 2
    for sentence in sentences:
        print(sentence)
    many = f"{len(pages)} student{'s' * (len(pages) != 1)}"
    print(f"The pages of {many} are in {args.out / 'students'}; begin with index.html.")
    if args.moodle:
        print(f"{args.out / MOODLE_ZIP} is for Moodle.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Sets with numbers of their own for each student: written for handing out, or shown.

    python3 course.py variants 05 --secret term.key --roster ids.txt --out handout
    python3 course.py variants 05 --secret term.key --student s001
    python3 course.py variants 05 --code 81d4f9d587

With --out, a student's notebooks and their .checks go to OUT/STUDENT/SET.  Without it, what was
asked is printed with the right answers, for the instructor.
"""

import argparse
import re
import sys
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import nbformat

from ..checks import keys
from ..checks.probes import Value
from ..drafts import write_whole
from ..files import system_refusal, typed_path
from ..folders import COURSE
from ..lessons.edition import OUTWARDS
from ..regions import REGION
from .building import make_exercise, make_sheet
from .source import SpecError, is_given, sources, text_id
from .variants import DIGITS, STUDENT, code_of, drawn_numbers, varied

CODE = re.compile(rf"[0-9a-f]{{{DIGITS}}}")


def _why(error):
    """Why a file cannot be read."""
    return getattr(error, "strerror", None) or "it is not in UTF-8"


def read_secret(path):
    """The instructor's secret, a line in a file.  Raises SpecError where there is none."""
    try:
        secret = Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"The secret {path} cannot be read: {_why(error)}.") from None
    if not secret or "\n" in secret:
        raise SpecError(f"{path} holds no secret; one line of text was expected.")
    return secret


def make_secret(path):
    """Write a secret that nobody can guess, for its owner's eyes, where there is no file yet."""
    path = Path(path)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(f"{token_hex(16)}\n", "utf-8")


def read_roster(path):
    """The ids in a file, one a line; what stands behind a comma is left alone."""
    try:
        lines = Path(path).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"The roster {path} cannot be read: {_why(error)}.") from None
    return [line.partition(",")[0].strip() for line in lines if line.strip()]


def handed_out(variant, sheet, sealed=False):
    """{file name: bytes} of a set for one student, who may open it anywhere.

    `sheet` is that of the published set.  In a `sealed` one the right answers to the questions with
    numbers of their own are left out, so that `check` leaves them to the grading.
    """
    notebook, made = make_exercise(variant), dict(sheet.keys)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = OUTWARDS.sub(r"\1 (\2 in the course's folder)", cell.source)
    for exercise in variant.exercises:
        id, task = exercise.task.id, exercise.task
        if task.variants and sealed:
            made[id] = replace(made[id], hints=task.hints, messages={}, cases=())
        elif task.variants:
            made[id] = exercise.steady_key()
    text = nbformat.writes(notebook, version=4) + "\n"
    checks = keys.to_bytes(replace(sheet, keys=made))
    return {f"{variant.name}.ipynb": text.encode(), f"{variant.name}.checks": checks}


def asked_and_right(variant):
    """Each question with numbers of its own, as its student reads it, and a right answer."""
    for exercise in variant.exercises:
        task = exercise.task
        if not task.variants:
            continue
        numbers = drawn_numbers(task, variant.code)
        for cell, before in zip(
            variant.notebook.cells, variant.published.notebook.cells, strict=True
        ):
            its_data = is_given(cell) and task.variants.put(numbers, before.source) != before.source
            if its_data or cell.get("id") == text_id(task.id):
                yield cell.source
        yield "\n".join(found[2].rstrip() for found in REGION.finditer(exercise.reference))
        if isinstance(task.probe, Value):
            (reply,) = exercise.replies(exercise.reference, [{}])
            yield "\n".join(f"{part} = {value.tolist()}" for part, value in reply.items())


def _parser():
    """The verb's arguments."""
    verb = argparse.ArgumentParser(
        prog="course.py variants",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.add_argument("names", nargs="*", metavar="SET", help="by name or number; without, all")
    verb.add_argument(
        "--secret", type=typed_path, metavar="FILE", help="yours; with --out it is made if missing"
    )
    verb.add_argument(
        "--student", action="append", default=[], metavar="ID", help="may be repeated"
    )
    verb.add_argument("--roster", type=typed_path, metavar="FILE", help="a file with an id a line")
    verb.add_argument("--code", help="a variant's, as the record of a graded submission has it")
    verb.add_argument(
        "--out", type=typed_path, metavar="DIR", help="write notebooks into DIR/STUDENT/SET"
    )
    sealed = "check leaves the questions with numbers of their own to the grading"
    verb.add_argument("--sealed", action="store_true", help=sealed)
    return verb


def codes(args, name):
    """{whom: code} for the set with this name."""
    if args.code is not None:
        if not CODE.fullmatch(args.code):
            raise SpecError(
                f"{args.code!r} is no code of a variant, which has {DIGITS} of the characters 0 to "
                "9 and a to f."
            )
        return {args.code: args.code}
    if not args.secret:
        raise SpecError("Which numbers? --secret FILE with --student or --roster, or --code CODE.")
    students = [*args.student, *(read_roster(args.roster) if args.roster else ())]
    if not students:
        raise SpecError("Whose numbers? --student ID, or --roster FILE with an id a line.")
    if strange := [student for student in students if not STUDENT.fullmatch(student)]:
        raise SpecError(
            f"{strange[0]!r} is no student's id; letters, digits and . _ @ - were expected, 64 at "
            "most, a letter or a digit first."
        )
    if args.out and not Path(args.secret).exists():
        make_secret(args.secret)
        print(f"A new secret is in {args.secret}. Keep it: it brings every student's numbers back.")
    secret = read_secret(args.secret)
    return {student: code_of(secret, name, student) for student in students}


def main(arguments):
    """The verb; returns its exit code."""
    args = _parser().parse_args(arguments)
    try:
        for source in sources(args.names, COURSE):
            wanted = codes(args, source.name)
            sheet = make_sheet(source, solutions=False) if args.out else None
            for whom, code in wanted.items():
                variant = varied(source, code)
                if args.out:
                    folder = Path(args.out, whom, source.name)
                    write_files(folder, handed_out(variant, sheet, args.sealed))
                elif variant is not source:
                    print(f"# {whom} · {source.name} · {code}")
                    print(*asked_and_right(variant), sep="\n\n", end="\n\n")
    except SpecError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(system_refusal(error), file=sys.stderr)
        return 2
    return 0


def write_files(folder, files):
    """Write {file name: bytes} into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in files.items():
        write_whole(folder / name, made)

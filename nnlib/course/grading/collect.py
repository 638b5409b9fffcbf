"""Take what students handed in out of a zip or a folder: `nnlib collect ZIP --out SUBMISSIONS`.

A file goes to SUBMISSIONS/STUDENT/SET.ipynb, by an id and a name that are known, never by a path of
the archive.  Whatever cannot be taken is a row of collected.json with its reason, and the next file
is looked at.
"""

import argparse
import json
import sys
from pathlib import Path

from ..authoring.source import Source
from ..drafts import write_whole
from ..files import printable, system_refusal, typed_path
from ..folders import COURSE
from .archives import RefusedError
from .intake import Collection, only_set
from .layouts import LMS_LAYOUTS
from .plain import write_plain
from .rosters import Roster, read_owners
from .submissions import COLLECTED, read_collected
from .tables import TableError

ORDER = ("student", "set", "from")


def absentees(found, roster, set_):
    """Rows for those on the roster of whom nothing of the set was found."""
    there = {one.student for one in found if one.set == set_}
    about = dict.fromkeys(("file", "sha256", "time", "late", "from"))
    return [
        {"student": student, "set": set_, "refused": "Nothing was handed in.", "notes": [], **about}
        for student in roster.ids.values()
        if student not in there
    ]


def store(found, out):
    """Write each file that was taken to its place; what cannot be written is refused as well."""
    for one in found:
        if one.refused is None:
            try:
                _store(one, out)
            except (RefusedError, OSError) as error:
                one.refuse(f"It could not be written: {error}")


def _store(one, out):
    place = out / one.student / f"{one.set}.ipynb"
    if place.parent.is_symlink() or place.is_symlink():
        raise RefusedError(f"{place} is a link; move it away.")
    place.parent.mkdir(parents=True, exist_ok=True)
    content = one.member.read()
    if place.exists() and place.read_bytes() != content:
        one.notes.append("It took the place of what had been collected before.")
    write_whole(place, content)


def note_down(rows, out):
    """Put rows into collected.json, each in the place of what it replaces.

    What was taken before stays where this time nothing was, for its notebook is still there.
    """
    new = {}
    for row in rows:
        key = row["student"], row["set"]
        new[key] = new.get(key, False) or row["refused"] is None
    paths = {row["from"] for row in rows} - {None}
    kept = [row for row in read_collected(out) if not _is_replaced(row, new, paths)]
    every = sorted([*kept, *rows], key=lambda row: [row[name] or "" for name in ORDER])
    text = json.dumps({"files": every}, indent=1, ensure_ascii=False, sort_keys=True)
    write_whole(out / COLLECTED, text.encode("utf-8", "replace") + b"\n")


def _is_replaced(row, new, paths):
    key = row["student"], row["set"]
    if row["from"] in paths or None in key:
        return row["from"] in paths
    return new.get(key, False) if row["refused"] is None else key in new


def sources_in(solutions=None):
    """{name: Source} of the sets in a folder of solutions, the course's if none is given."""
    folder = Path(solutions or COURSE / "solutions")
    found = {spec.parent.name: Source(spec.parent) for spec in sorted(folder.glob("*/spec.py"))}
    if not found:
        raise TableError(f"{folder} holds no sets: each is a folder with a spec.py in it.")
    return found


def chosen_set(sets, name):
    """The set with this name or number.  Raises TableError where there is none."""
    found = [one for one in sets if name in (one, one.split("_")[0])]
    if len(found) != 1:
        raise TableError(f"There is no set {name}; the sets are: {', '.join(sets)}.")
    return found[0]


def gather(source, out, collection):
    """Collect a zip or a folder into `out`; returns the layout and the rows, taken and refused."""
    layout, found = collection.found_in(source)
    read_collected(out)  # refused here, before anything is written
    out.mkdir(parents=True, exist_ok=True)
    store(found, out)
    rows = [one.row for one in found]
    if set_ := collection.expected or only_set(found):
        rows += absentees(found, collection.roster, set_)
    note_down(rows, out)
    return layout, rows


def _many(things, what):
    return f"{len(things)} {what}{'s' * (len(things) != 1)}"


def account_of(layout, rows, source, out):
    """What is said of a collection: how much was taken, and each refusal with its reason."""
    taken = [row for row in rows if row["refused"] is None]
    students = {row["student"] for row in taken}
    words = {
        "canvas": "Canvas's layout",
        "moodle": "Moodle's layout",
        "nbgrader": "nbgrader's layout",
    }
    yield (
        f"{source}: {words.get(layout, 'a folder a student')}; {_many(taken, 'notebook')} of "
        f"{_many(students, 'student')} {'is' if len(taken) == 1 else 'are'} in {out}."
    )
    late = [row["student"] for row in taken if row["late"]]
    if late:
        yield f"The LMS calls {len(late)} of them late: {', '.join(sorted(late))}."
    for row in rows:
        if row["refused"] is None:
            yield from (f"{row['student']}: {note}" for note in row["notes"])
    for row in rows:
        if row["refused"] is not None:
            yield f"Refused: {row['from'] or row['student']}: {row['refused']}"


def _parser():
    """The command's options."""
    made = argparse.ArgumentParser(prog="course.py collect", description=__doc__.split("\n\n")[0])
    made.add_argument("source", nargs="?", type=typed_path, help="the LMS's zip, or a folder")
    made.add_argument("--out", required=True, type=typed_path, help="the folder of submissions")
    made.add_argument("--set", dest="expected", help="the only set that is expected, as 05")
    made.add_argument("--layout", choices=LMS_LAYOUTS, help="how files are named; else it is seen")
    made.add_argument(
        "--ids", type=typed_path, help="a roster: the LMS's export, or a CSV of two columns"
    )
    made.add_argument("--key-column", help="the roster's column of what file names say")
    made.add_argument("--id-column", help="the roster's column of the ids that students get here")
    made.add_argument("--time-column", help="the roster's column of the times of submission")
    made.add_argument("--encoding", help="the roster's, where it is not seen")
    others = "a folder of sets other than the course's"
    made.add_argument("--solutions", type=typed_path, help=others)
    plain = "write one .py for each task and student, for MOSS, JPlag and Dolos"
    made.add_argument("--plain", type=typed_path, metavar="DIR", help=plain)
    return made


def main(argv=None):
    """The command; returns its exit code."""
    args = _parser().parse_args(argv)
    if not (args.source or args.plain):
        print("Say what to collect, or where to write code with --plain.", file=sys.stderr)
        return 2
    try:
        solutions = sources_in(args.solutions)
        taken = _collect(args, tuple(solutions)) if args.source else None
        if args.plain:
            written = write_plain(args.out, args.plain, solutions)
            print(f"{written} answers are in {args.plain}, by task; what was handed out, in base/.")
    except (RefusedError, TableError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(system_refusal(error), file=sys.stderr)
        return 2
    if taken == 0:
        print(f"No notebook could be taken out of {args.source}.", file=sys.stderr)
        return 2
    return 0


def _collect(args, sets):
    """Collect, say what became of it, and return how many notebooks were taken."""
    if args.source.resolve() == args.out.resolve():
        raise TableError(f"--out must be another folder than {args.source}, which stays as it is.")
    columns = args.key_column, args.id_column, args.time_column
    roster = read_owners(args.ids, *columns, args.encoding) if args.ids else Roster()
    expected = chosen_set(sets, args.expected) if args.expected else None
    layout, rows = gather(args.source, args.out, Collection(sets, expected, roster, args.layout))
    for sentence in [*roster.sentences, *account_of(layout, rows, args.source, args.out)]:
        print(printable(sentence))
    return sum(row["refused"] is None for row in rows)


if __name__ == "__main__":
    sys.exit(main())

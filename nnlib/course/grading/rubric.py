"""Points that a person gives: a CSV file with a row for each student, set and task.

    student,set,task,points,comment,of
    s001,09_build_nnlib_and_prove_it,9.4,1.5,Clear; the second plot lacks a label.,3

Its rows are joined to the records by the first three, when marks are reported or exported; so no
regrade touches them.  Empty points are still to come.  `of` is what can be had; it may be left out
for a task that the set itself leaves to a person, and gives another task points by hand beside its
automatic ones.
"""

import argparse
import csv
import io
import math
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from ..drafts import write_whole
from ..files import system_refusal, typed_path
from .records import RecordsError, latest
from .tables import TableError, read_table, refuse_writing_over

COLUMNS = ("student", "set", "task", "points", "comment", "of")
POINTS = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Entry:
    """A row of a rubric: `points` is None where they are to come, `of` where it does not say."""

    points: float | None
    of: float | None
    comment: str
    where: str


def read_rubric(path, encoding=None):
    """{(student, set, task): Entry} of a file.

    Raises TableError for a file that is none, and for rows that cannot count; all are named.
    """
    table = read_table(path, encoding)
    columns = {name: table.column(name) for name in COLUMNS[:4]}
    for name in COLUMNS[4:]:
        columns[name] = table.column(name) if name in map(str.strip, table.header) else None
    entries, faults = {}, []
    for row in range(1, len(table.rows)):
        where = f"{table.name}, line {table.line(row)}"
        said = {n: "" if at is None else table.value(row, at) for n, at in columns.items()}
        key = said["student"], said["set"], said["task"]
        try:
            entry = Entry(_number(said["points"]), _number(said["of"]), said["comment"], where)
        except ValueError as error:
            faults.append(f"{where}: {error}")
            continue
        if key in entries:
            faults.append(
                f"{where}: {key[0]} has a row for {key[2]} already, {entries[key].where}."
            )
        entries[key] = entry
    if faults:
        raise TableError("\n".join(faults))
    return entries


def _number(text):
    """Points as they are written, with a decimal point or comma; None for an empty cell."""
    if not text:
        return None
    if not POINTS.fullmatch(text) or not math.isfinite(value := float(text.replace(",", "."))):
        raise ValueError(f"“{text}” are no points; 0, 2 and 1.5 are.")
    return value


def maxima(entries):
    """{(set, task): of}: what can be had in each task by a rubric's own words.

    Raises TableError where two rows say different things of one task.
    """
    found = {}
    for (_, set_, task), entry in entries.items():
        if entry.of is None:
            continue
        of, where = found.setdefault((set_, task), (entry.of, entry.where))
        if of != entry.of:
            raise TableError(
                f"{entry.where}: {task} is out of {entry.of:g}, and out of {of:g} in {where}."
            )
    return {key: of for key, (of, _) in found.items()}


def empty_rows(records, added):
    """The rows of an empty rubric: of each record's manual tasks, and of those that are added."""
    for (student, set_), record in sorted(records.items()):
        for task in record["tasks"]:
            of = added.get(task["id"], task["points"] if task["manual"] else None)
            if of is not None:
                yield {"student": student, "set": set_, "task": task["id"], "of": f"{of:g}"}


def extended(path, rows):
    """(bytes, how many are new): a rubric with the rows that it lacks, the others untouched."""
    if not Path(path).exists():
        return _lines(rows, COLUMNS, ",", "\n", header=True).encode(), len(rows)
    table, there = read_table(path), read_rubric(path)
    new = [row for row in rows if (row["student"], row["set"], row["task"]) not in there]
    end = (re.findall(r"\r\n|\r|\n", table.text) or ["\n"])[0]
    text = _lines(new, [name.strip() for name in table.header], table.delimiter, end)
    between = "" if not new or table.text.endswith(("\r", "\n")) else end
    return table.filled({}) + (between + text).encode(table.encoding), len(new)


def _lines(rows, columns, delimiter, end, header=False):
    file = io.StringIO(newline="")
    writer = csv.DictWriter(
        file, columns, "", extrasaction="ignore", delimiter=delimiter, lineterminator=end
    )
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _added(text):
    """TASK=POINTS as (task, points).  Raises ValueError for another text."""
    task, _, points = text.partition("=")
    if task and (found := _number(points)):
        return task, found
    raise ValueError(f"“{text}” adds no points; 5.1=2 adds two of them to task 5.1.")


def _with_points(records, added):
    """The rows of a rubric.  Raises TableError where there are no records, or none of a task."""
    if not records:
        raise TableError("There are no records, so there is nothing to mark by hand.")
    known = {task["id"] for record in records.values() for task in record["tasks"]}
    if strange := sorted(added.keys() - known):
        raise TableError(
            f"No record has a task “{strange[0]}”; the tasks are: {', '.join(sorted(known))}."
        )
    return list(empty_rows(records, added))


def main(argv=None):
    """The command; returns its exit code."""
    made = argparse.ArgumentParser(
        prog="course.py rubric", description="Write an empty rubric, or add the rows that it lacks."
    )
    made.add_argument("records", nargs="+", type=typed_path, help="files of records")
    made.add_argument("--out", required=True, type=typed_path, help="the rubric")
    also = "points by hand for a task that is graded automatically too, as 5.1=2"
    made.add_argument("--add", action="append", default=[], metavar="TASK=POINTS", help=also)
    args = made.parse_args(argv)
    try:
        refuse_writing_over(args.out, args.records)
        added = dict(map(_added, args.add))
        rows = _with_points(latest(*args.records), added)
        content, new = extended(args.out, rows)
        write_whole(args.out, content)
    except (RecordsError, TableError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(system_refusal(error), file=sys.stderr)
        return 2
    print(f"{args.out}: {new} rows to fill are new; {len(rows) - new} were there.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

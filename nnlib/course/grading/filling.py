"""Marks into the file that an LMS exported: one column, and for Moodle the feedback beside it.

Nothing is guessed.  A row is filled where exactly one student belongs to it and the mark is whole;
whatever stays as it was is told, with the reason.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from .gradefile import EXCUSED, POINTS_GIVEN, GradeFile, number_in
from .tables import TableError, neutral

EMPTY = ("", "-")


@dataclass(frozen=True)
class Manner:
    """How marks go into a file.

    `scale` converts them to the maximum that the LMS says, or to this number; `as_points` writes
    them as they are though the LMS says another.  `zeros` counts what could not be graded as 0,
    `partial` what still waits for points by hand, and `replace` puts marks in the place of others.
    `comma` is True for decimal commas, None for what the file itself has.
    """

    scale: float | bool = False
    as_points: bool = False
    zeros: bool = False
    partial: bool = False
    replace: bool = False
    comma: bool | None = None


@dataclass
class Filling:
    """A grade file with what is to be written into it, {(row, column): text}.

    `left` has the reasons for which something stays as it was, each with those whom it concerns.
    """

    file: GradeFile
    column: int
    id_column: int
    factor: float
    limit: float | None
    comma: bool
    manner: Manner
    changes: dict = field(default_factory=dict)
    left: dict = field(default_factory=lambda: defaultdict(list))
    filled: list = field(default_factory=list)

    def sentences(self):
        """What was done and what was not, with every student's id."""
        heading = self.file.headings[self.column]
        yield f"“{heading}”: {len(self.filled)} of {len(self.file.students)} students filled."
        for reason, whom in self.left.items():
            yield f"{reason}: {', '.join(whom)}."

    def match(self, totals):
        """(total, row) of each student who belongs to exactly one row; the others are told."""
        rows = self.file.rows_of(totals, self.id_column)
        folded = defaultdict(list)
        for student in totals:
            folded[student.casefold()].append(student)
        for student, total in totals.items():
            if student not in rows:
                self.left["In the records, and not in the file"].append(student)
            elif len(rows[student]) > 1 or len(folded[student.casefold()]) > 1:
                self.left["Not filled, since more than one row or record has the id"].append(
                    student
                )
            else:
                yield total, rows[student][0]
        there = {row for found in rows.values() for row in found}
        for row in self.file.students:
            if row not in there:
                id_ = self.file.id_in(row, self.id_column) or f"line {self.file.table.line(row)}"
                self.left["In the file, and not in the records"].append(id_)

    def put(self, total, row):
        """Fill a student's mark into a row, or tell why it stays as it was."""
        if reason := self._reason(total, row):
            self.left[reason].append(total.student)
            return
        new = mark_text(total.earned * self.factor, self.comma)
        old = self.file.table.value(row, self.column)
        if self._stays(total, old, new):
            return
        self.changes[row, self.column] = new
        self.filled.append(total.student)

    def _reason(self, total, row):
        """Why a student's mark is not filled in, or ''."""
        if total.gaps and not self.manner.zeros:
            return f"Not filled, for want of a mark ({'; '.join(total.gaps).rstrip('.')})"
        if total.open and not self.manner.partial:
            return f"Not filled, since points by hand are to come ({', '.join(total.open)})"
        if self.file.table.value(row, self.column).upper() in EXCUSED:
            return "Left as the LMS has them, excused or not assigned"
        if self.limit is not None and total.earned * self.factor > self.limit:
            return f"Not filled, since Moodle takes no more than {self.limit:g}"
        return "" if self.file.may_change(row) else "Left, since the LMS says that they are locked"

    def _stays(self, total, old, new):
        """True where there is a mark already that stays, the same or another."""
        if old in EMPTY:
            return False
        if POINTS_GIVEN.fullmatch(old) and number_in(old) == number_in(new):
            self.left["Had this mark already"].append(total.student)
            return True
        if self.manner.replace:
            self.left["Replaced"].append(f"{total.student} ({old} became {new})")
        else:
            self.left["Left, since they have another mark"].append(
                f"{total.student} ({old}, here {new})"
            )
        return not self.manner.replace

    def add_feedback(self, column, texts):
        """Write texts, {student: HTML}, beside the marks of those who belong to one row."""
        rows = self.file.rows_of(texts, self.id_column)
        for student, text in texts.items():
            if len(found := rows.get(student, ())) != 1 or not self.file.may_change(found[0]):
                continue
            old = self.file.table.value(found[0], column)
            if old and old != text and not self.manner.replace:
                self.left["Left, since they have other feedback"].append(student)
            else:
                self.changes[found[0], column] = neutral(text)

    @property
    def content(self):
        """The file's bytes.  HTML can say any character, so Moodle's feedback lacks none."""
        return self.file.table.filled(self.changes, "xmlcharrefreplace")


def filling_of(file, column, id_column, possible, manner):
    """An empty Filling.  Raises TableError where the file and the marks are out of other points."""
    said = file.maximum(column)
    comma = file.has_commas(column) if manner.comma is None else manner.comma
    factor = _factor(file.headings[column], said, possible, manner)
    limit = said if file.lms == "moodle" else None
    return Filling(file, column, id_column, factor, limit, comma, manner)


def _factor(heading, said, possible, manner):
    """What to multiply marks by."""
    if manner.scale is not False:
        out_of = said if manner.scale is True else manner.scale
        if out_of is None:
            raise TableError(f"“{heading}” does not say what it is out of: say it, as --scale 10.")
        if not possible:
            raise TableError("The chosen tasks are worth no points, and cannot be converted.")
        return out_of / possible
    if said is None or said == possible or manner.as_points:
        return 1
    raise TableError(
        f"“{heading}” is out of {said:g} in the LMS, and the chosen marks are out of {possible:g}. "
        "Convert them with --scale, write them as they are with --as-points, or choose others with "
        "--only."
    )


def mark_text(value, comma=False):
    """A mark with two decimals, as Canvas and Moodle write them; halves are rounded up.

    >>> mark_text(7.125), mark_text(7.5, comma=True)
    ('7.13', '7,50')
    """
    text = str(Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP))
    return text.replace(".", ",") if comma else text

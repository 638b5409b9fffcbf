"""The grade file that an LMS exported: where its ids and marks stand, and how it writes them."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from .rosters import IDS, bare_id, is_about, lms_of, student_rows
from .tables import Table, TableError, read_table

POINTS_GIVEN = re.compile(r"-?\d+(?:[.,]\d+)?")
READ_ONLY = "(read only)"
# Canvas's for a student who is excused, and for one who has not got the assignment.
EXCUSED = ("EX", "N/A")
# Headings of Moodle's; that of the maximum was written otherwise before.
MAXIMUM = ("Maximum grade", "Maximum Grade")
CHANGEABLE, FEEDBACK = "Grade can be changed", "Feedback comments"
# What an LMS knows its rows by, or fills by itself.
OWN = {
    "canvas": ("Student", "LastName", "FirstName", "Root Account", "Section", *IDS["canvas"]),
    "moodle": (
        *("Full name", "First name", "Last name", "Status", "Group", *MAXIMUM, CHANGEABLE),
        *("Last modified (submission)", "Last modified (grade)", *IDS["moodle"]),
    ),
}


@dataclass(frozen=True)
class GradeFile:
    """A table, and the LMS whose it is: "canvas", "moodle" or ""."""

    table: Table
    lms: str

    @cached_property
    def headings(self):
        return [heading.strip() for heading in self.table.header]

    @cached_property
    def students(self):
        """The numbers of the rows with a student."""
        return student_rows(self.table, self.lms)

    @cached_property
    def points_possible(self):
        """The texts of Canvas's row of the points that are possible, by column; {} elsewhere."""
        rows = range(1, len(self.table.rows)) if self.lms == "canvas" else ()
        row = next((row for row in rows if is_about(self.table, row)), None)
        columns = range(len(self.headings)) if row is not None else ()
        return {column: self.table.value(row, column) for column in columns}

    def values(self, column):
        """The texts of a column, of students only."""
        return [self.table.value(row, column) for row in self.students]

    def mark_column(self, name):
        """The number of a column for marks.  Raises TableError for one that is the LMS's own."""
        column = self.table.column(name)
        heading = self.headings[column]
        if heading in OWN.get(self.lms, ()) or self.points_possible.get(column) == READ_ONLY:
            raise TableError(f"{self.table.name}: “{heading}” is not for marks; the LMS fills it.")
        return column

    def id_column(self, ids, name=None):
        """The number of the column in which the ids stand.

        Raises TableError where none does, and where two disagree about whose a row is.
        """
        if name:
            return self.table.column(name)
        known = [at for at, heading in enumerate(self.headings) if heading in IDS.get(self.lms, ())]
        columns = known or range(len(self.headings))
        found = {column: rows for column in columns if (rows := self.rows_of(ids, column))}
        if not found:
            where = ", ".join(f"“{self.headings[column]}”" for column in columns)
            raise TableError(
                f"{self.table.name}: none of the {len(ids)} ids, as {min(ids)}, stands in {where}. "
                "Another column can be said with --id-column."
            )
        best = max(found, key=lambda column: (len(found[column]), -column))
        for column, rows in found.items():
            for id_ in rows.keys() & found[best].keys():
                if rows[id_] != found[best][id_]:
                    raise TableError(
                        f"{self.table.name}: {id_} stands in “{self.headings[best]}” and in "
                        f"“{self.headings[column]}”, in different rows. Say with --id-column which "
                        "of them are the ids."
                    )
        return best

    def id_in(self, row, column):
        """The id in a row, as the LMS writes it but for the word before a participant's number."""
        return bare_id(self.table.value(row, column))

    def rows_of(self, ids, column):
        """{id: rows} of the ids that stand in a column; capitals do not count."""
        rows = defaultdict(list)
        for row in self.students:
            rows[self.id_in(row, column).casefold()].append(row)
        return {one: rows[one.casefold()] for one in ids if one.casefold() in rows}

    @cached_property
    def _maxima(self):
        """The texts of Moodle's column of maxima: in other languages the one with one number."""
        if self.lms != "moodle" or not self.students:
            return []
        columns = [at for at, heading in enumerate(self.headings) if heading in MAXIMUM]
        every = range(len(self.headings))
        alike = [at for at in every if len({*self.values(at)}) == 1 < len(self.students)]
        alike = [at for at in alike if POINTS_GIVEN.fullmatch(self.values(at)[0])]
        (found,) = columns[:1] or (alike if len(alike) == 1 else [None])
        return [] if found is None else self.values(found)

    def maximum(self, column):
        """What the LMS says a column is out of; None where it does not say one number."""
        texts = {self.points_possible.get(column, ""), *self._maxima} - {""}
        numbers = {number_in(text) for text in texts if POINTS_GIVEN.fullmatch(text)}
        return numbers.pop() if len(numbers) == 1 else None

    def has_commas(self, column):
        """True where the LMS writes marks with a decimal comma.

        Raises TableError where it seems to do both.
        """
        texts = [*self.values(column), *self.points_possible.values(), *self._maxima]
        signs = {
            "," in text for text in texts if POINTS_GIVEN.fullmatch(text) and not text.isdecimal()
        }
        if len(signs) == 2:
            raise TableError(
                f"{self.table.name} has decimal points and commas; say which with --decimal."
            )
        return signs == {True}

    def may_change(self, row):
        """False where Moodle says that a grade is locked."""
        if self.lms != "moodle" or CHANGEABLE not in self.headings:
            return True
        return self.table.value(row, self.headings.index(CHANGEABLE)) != "No"


def read_gradefile(path, lms, encoding=None):
    """The GradeFile of a path.  Raises TableError for one that another LMS has exported."""
    table = read_table(path, encoding)
    seen = lms_of(table)
    if seen and seen != lms:
        raise TableError(f"{table.name} looks like {seen.title()}'s file, and --lms says {lms}.")
    return GradeFile(table, lms)


def number_in(text):
    """A mark as a number, written with a decimal point or comma."""
    return float(text.replace(",", "."))

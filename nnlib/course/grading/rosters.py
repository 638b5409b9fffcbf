"""The list of a class that an LMS exports: which rows are students, and by which ids."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from .submissions import STUDENT
from .tables import TableError, read_table

# The columns with ids, the LMS's own first; and with the time of a submission.
IDS = {
    "canvas": ("ID", "SIS Login ID", "SIS User ID", "Integration ID"),
    "moodle": ("Identifier", "ID number", "Username", "Email address"),
}
TIME = "Last modified (submission)"
NUMBERED = re.compile(r".*?(\d+)", re.DOTALL)
# As Moodle writes a time in English: Friday, 20 November 2026, 1:05 PM.
TIMES = ("%A, %d %B %Y, %I:%M %p", "%d %B %Y, %I:%M %p", "%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d %H:%M")


def lms_of(table):
    """The LMS whose export a table is, or ''."""
    headings = {heading.strip() for heading in table.header}
    if {"ID", "Section"} <= headings and {"Student", "LastName"} & headings:
        return "canvas"
    return "moodle" if "Identifier" in headings or "Email address" in headings else ""


def student_rows(table, lms):
    """The numbers of the rows that hold a student."""
    rows = range(1, len(table.rows))
    if lms != "canvas":
        return [row for row in rows if any(cell.value.strip() for cell in table.rows[row])]
    id_column = table.column("ID")
    return [row for row in rows if table.value(row, id_column) and not is_about(table, row)]


def is_about(table, row):
    """True for Canvas's row of the points that are possible."""
    return "Points Possible" in table.value(row, 0)


def participant(value):
    """The number in what Moodle calls a participant, in any language.

    >>> participant("Participant 3001")
    '3001'
    """
    match = NUMBERED.fullmatch(value)
    return match[1] if match else value


def bare_id(value):
    """An id, or the number of what Moodle calls a participant."""
    return value if STUDENT.fullmatch(value) else participant(value)


def read_time(text):
    """A time in ISO's form; None for none.  Raises ValueError for one in another form."""
    text = " ".join(text.split())
    if text in ("", "-"):
        return None
    for form in TIMES:
        try:
            time = datetime.strptime(text, form)
        except ValueError:
            continue
        return time.isoformat() + "Z" * (form.endswith("%Z") and text.endswith(("UTC", "GMT")))
    return datetime.fromisoformat(text).isoformat().replace("+00:00", "Z")


@dataclass
class Roster:
    """What a roster says of those who own files: {owner: id} and {owner: time}.

    `sentences` tell which columns it was read by, and which rows could not be used.
    """

    ids: dict = field(default_factory=dict)
    times: dict = field(default_factory=dict)
    sentences: list = field(default_factory=list)


def read_owners(path, key_column=None, id_column=None, time_column=None, encoding=None):
    """The Roster of a file.  Raises TableError for a file or a column that is not there."""
    table = read_table(path, encoding)
    lms = lms_of(table)
    key, id_ = _key_and_id(table, lms, key_column, id_column)
    time_column = time_column or (TIME if TIME in table.header else None)
    time = table.column(time_column) if time_column else None
    names = table.header[key].strip(), table.header[id_].strip()
    roster = Roster(
        sentences=[f"{table.name}: “{names[0]}” tells whose a file is, “{names[1]}” the id."]
    )
    for row in student_rows(table, lms):
        _take(roster, table, row, key, id_, time)
    if not roster.ids:  # an empty one would let everybody in
        raise TableError("\n".join([*roster.sentences, f"{table.name} names no student by an id."]))
    return roster


def _key_and_id(table, lms, key_column, id_column):
    """The columns of what the LMS's paths say and of the ids; of another table, its first two."""
    known = [name for name in IDS.get(lms, ()) if name in map(str.strip, table.header)]
    default = known or [cell.value for cell in table.rows[0][:2]]
    key = table.column(key_column or default[0])
    filled = [name for name in default[1:] if _is_filled(table, lms, table.column(name))]
    return key, table.column(id_column or (filled or default)[0])


def _is_filled(table, lms, column):
    return all(table.value(row, column) for row in student_rows(table, lms))


def _take(roster, table, row, key, id_, time):
    where = f"{table.name}, line {table.line(row)}"
    owner, student = bare_id(table.value(row, key)), bare_id(table.value(row, id_))
    if not STUDENT.fullmatch(student):
        roster.sentences.append(f"{where}: “{student}” cannot be an id.")
    elif owner in roster.ids:
        roster.sentences.append(f"{where}: “{owner}” is there a second time, and was passed by.")
    else:
        roster.ids[owner] = student
        if time is not None:
            _take_time(roster, owner, table.value(row, time), where)


def _take_time(roster, owner, text, where):
    try:
        roster.times[owner] = read_time(text)
    except ValueError:
        roster.sentences.append(f"{where}: “{text}” is no time that can be read.")

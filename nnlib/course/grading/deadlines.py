"""Until when each student may hand in: a CSV file, with * for all who have no row of their own.

    student,set,deadline
    *,05_the_chain_rule_is_a_graph,2026-11-20 23:59
    s017,05_the_chain_rule_is_a_graph,2026-11-27 23:59

Lateness is a word in a column.  It takes no points.
"""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .rosters import read_time
from .submissions import CALLED_LATE
from .tables import TableError, read_table

EVERYBODY = "*"


def read_deadlines(path, encoding=None):
    """{(student, set): time} of a file.  Raises TableError for rows that say no time, all named."""
    table = read_table(path, encoding)
    columns = [table.column(name) for name in ("student", "set", "deadline")]
    found, faults = {}, []
    for row in range(1, len(table.rows)):
        student, set_, text = (table.value(row, column) for column in columns)
        where = f"{table.name}, line {table.line(row)}"
        if (student, set_) in found:
            faults.append(f"{where}: {student} has a deadline for {set_} already.")
        try:
            found[student, set_] = read_time(text) or faults.append(
                f"{where}: the time is missing."
            )
        except ValueError:
            faults.append(f"{where}: “{text}” is no time; 2026-11-20 23:59 is.")
    if faults:
        raise TableError("\n".join(faults))
    return found


def zone_of(name):
    """The zone of a name such as Europe/Paris, None for none.  Raises TableError for another."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise TableError(f"There is no time zone “{name}”; one is Europe/Paris.") from None


def lateness(record, deadlines, zone=None):
    """What is said of a record: "in time", "late by 2 h 5 min", or "" where nothing is known.

    Raises TableError where one time has a zone and the other has none, and no `zone` is given.
    """
    key = record["student"], record["set"]
    deadline = deadlines.get(key) or deadlines.get((EVERYBODY, record["set"]))
    if record["submitted"] is None or deadline is None:
        return "late, says the LMS" if CALLED_LATE in record["notes"] else ""
    submitted, deadline = (_moment(time, zone) for time in (record["submitted"], deadline))
    if (submitted.tzinfo is None) != (deadline.tzinfo is None):
        raise TableError(
            f"{key[0]}'s {key[1]} was handed in at {record['submitted']}, and the deadline is "
            f"{deadline.isoformat()}: one of them lacks its time zone. Say it with --timezone."
        )
    seconds = (submitted - deadline).total_seconds()
    return f"late by {_span(seconds)}" if seconds > 0 else "in time"


def _moment(text, zone):
    """A time; one without a zone of its own is in `zone`.  Raises TableError for none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise TableError(f"“{text}” is recorded as a time, and is none.") from None
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment


def _span(seconds):
    """A time span in its two largest units.

    >>> _span(59), _span(3660), _span(200_000)
    ('1 min', '1 h 1 min', '2 d 7 h')
    """
    minutes = max(1, round(seconds / 60))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{days} d", f"{hours} h", f"{minutes} min"][0 if days else 1 if hours else 2 :]
    return " ".join(part for part in parts[:2] if not part.startswith("0 "))

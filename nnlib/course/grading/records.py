"""Records: what a grader writes down, one line of JSON for each submission of one set.

The file only grows.  A line is written whole, with one write, and is on the disk before the next
submission is graded; so a grader that is killed leaves at most one torn line, which holds nothing
that was finished and is cut off when the file is next written to.  A later line of the same
student and set takes the place of an earlier one, and files of several machines are merged with
`cat`.
"""

import errno
import json
import math
import os
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

BEYOND_MARKS = 1e15  # a number from here on is no mark and no time
# What a task can have come to.  Of a manual one, a person decides.
STATUSES = ("right", "partly", "wrong", "not attempted", "failed", "manual")


class RecordsError(Exception):
    """A file of records that cannot be read or written; the message is a sentence for a teacher."""


def _is_text(value):
    return isinstance(value, str)


def _is_text_or_null(value):
    return value is None or isinstance(value, str)


def _is_number(value):
    return type(value) in (int, float) and abs(value) < BEYOND_MARKS and math.isfinite(value)


def _is_whole(value):
    return type(value) is int


def _are_texts(value):
    return isinstance(value, list) and all(map(_is_text, value))


# Each field of a task in a record, and what it must be.  Automatic points only: a manual task has
# its points of a rubric, and `earned` 0 here.  `case` is where a wrong answer shows: the seed of
# its inputs and the number of the case, so that anybody can replay it.
TASK_FIELDS = {
    "id": _is_text,
    "title": _is_text,
    "points": _is_number,
    "earned": _is_number,
    "manual": lambda value: isinstance(value, bool),
    "status": lambda value: value in STATUSES,
    "message": _is_text,
    "misconception": _is_text_or_null,
    "flags": _are_texts,
    "case": lambda value: value is None or isinstance(value, dict),
}
# Each field of a record, and what it must be.  `submission`, `spec` and `grader` are SHA-256 of
# what was handed in, of the set, and of the code that decides; `reason` says why nothing could be
# graded; `earned` and `of` are the sums of the automatic tasks.
FIELDS = {
    "student": _is_text,
    "set": _is_text,
    "file": _is_text_or_null,
    "submission": _is_text_or_null,
    "spec": _is_text,
    "grader": _is_text,
    "seed": _is_whole,
    "variant": _is_text_or_null,
    "submitted": _is_text_or_null,
    "graded": _is_text,
    "seconds": _is_number,
    "reason": _is_text_or_null,
    "notes": _are_texts,
    "tasks": lambda value: isinstance(value, list) and not any(map(fault_of_task, value)),
    "earned": _is_number,
    "of": _is_number,
}


def fault_of(record, fields=FIELDS):
    """The first thing that keeps a value from being a record, or ''.

    >>> fault_of({"student": 12})
    "'student' is 12"
    """
    if not isinstance(record, dict):
        return f"it is {type(record).__name__}, not an object"
    for name, fits in fields.items():
        if name not in record:
            return f"{name!r} is missing"
        if not fits(record[name]):
            return f"{name!r} is {record[name]!r:.80}"
    return ""


def fault_of_task(task):
    """The same for a task in a record."""
    return fault_of(task, TASK_FIELDS)


# Of every line.  Quotes inside of a text are escaped, so it stands at the start of a line only.
START = b'{"student":'


def as_line(record):
    """A record as its line.  Raises RecordsError for what is none."""
    if fault := fault_of(record):
        raise RecordsError(f"This is no record: {fault}.")
    ordered = {name: record[name] for name in FIELDS}
    text = json.dumps(ordered, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # Half of a surrogate pair, which JSON can hold and UTF-8 cannot, stays as JSON's own escape.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def history(path):
    """All records of a file, in the order of their lines; a torn last line is left out.

    Raises RecordsError for a file that cannot be read, and for a line that is no record.
    """
    try:
        *lines, last = Path(path).read_bytes().split(b"\n")
    except OSError as error:
        raise RecordsError(f"{path} cannot be read: {error.strerror}.") from None
    records = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            record, fault = _parsed(line)
            if fault:
                raise RecordsError(f"Line {number} of {path} is no record: {fault}.")
            records.append(record)
    record, fault = _parsed(last)
    return records if fault else [*records, record]


def latest(*paths):
    """{(student, set): record} of the files, read in this order: the last line of each counts."""
    return {(one["student"], one["set"]): one for path in paths for one in history(path)}


def _parsed(line):
    """(record, what keeps it from being one).

    Where `cat` has put a whole line behind a torn one, the whole one is read.
    """
    try:
        record = json.loads(line[max(line.rfind(START), 0) :])
    except (ValueError, RecursionError):
        return None, "it is torn, or no JSON"
    return record, fault_of(record)


@contextmanager
def appending(path):
    """Hold a file of records for one grader, and yield the function that appends a record to it.

    The function returns when the record is on the disk.  RecordsError says why a file cannot be
    written, or who else is writing it; whatever happens, the records in it stay whole.
    """
    path = Path(path)
    try:
        strange = path.exists() and not path.is_file()
    except OSError as error:
        raise _unwritable(path, error) from None
    if strange:  # a device may never end
        raise _unwritable(path, OSError(errno.EINVAL, "it is no file"))
    with _locked(path):
        try:
            file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | BINARY, 0o666)
        except OSError as error:
            raise _unwritable(path, error) from None
        try:
            _mend(file, path)
            yield lambda record: _append(file, path, record)
        finally:
            os.close(file)


BINARY = getattr(os, "O_BINARY", 0)  # of Windows, which writes another end of line otherwise


def _append(file, path, record):
    line, before = as_line(record), os.fstat(file).st_size
    try:
        _write(file, line)
        os.fsync(file)
    except OSError as error:
        with suppress(OSError):
            os.ftruncate(file, before)
        raise RecordsError(
            f"{path} takes no further record: {error.strerror}. What it holds is whole; make room, "
            "and go on with --resume."
        ) from None


def _write(file, line):
    """Write all of a line.  A disk or a limit that is nearly reached takes a part of it first."""
    if os.write(file, line) < len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _mend(file, path):
    """Cut off a torn last line; end one that lacks no more than its end.

    Raises RecordsError for a file of something else, which stays as it is.
    """
    history(path)
    with Path(path).open("rb") as whole:
        *_, last = [b"", *whole.read().split(b"\n")]
    said = last.strip(b"\0")  # as a disk fills what it had no time to write
    if not (START in said or START.startswith(said)):
        raise RecordsError(
            f"{path} is no file of records: its last line is none, nor a part of one. Choose "
            "another file with --out."
        )
    try:
        if last and not _parsed(last)[1]:
            os.write(file, b"\n")
        elif last:
            os.ftruncate(file, os.fstat(file).st_size - len(last))
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path, error):
    return RecordsError(
        f"{path} cannot be written: {error.strerror}. Choose another file with --out; what it "
        "holds, if anything, is as it was."
    )


@contextmanager
def _locked(path):
    """Hold the lock file beside a file; the system lets go of it when its holder dies."""
    lock = path.with_name(f"{path.name}.lock")
    try:
        descriptor = _held(lock)
    except BlockingIOError:
        raise RecordsError(
            f"Another grader{_holder(lock)} is writing {path}. Wait for it, or choose another file "
            "with --out; files are merged with cat."
        ) from None
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}".encode())
        yield
    finally:
        with suppress(OSError):  # Windows deletes no open file: it stays, and holds nobody up
            lock.unlink()
        os.close(descriptor)


def _held(lock):
    """The open lock file, held.  Raises BlockingIOError where somebody else holds it."""
    while True:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _hold(descriptor)
            # Its holder may have deleted it between our opening it and our holding it.
            if lock.exists() and os.path.samestat(os.fstat(descriptor), lock.stat()):
                return descriptor
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _hold(descriptor):
    if fcntl:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    import msvcrt

    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    except OSError as error:
        raise BlockingIOError(error.errno, error.strerror) from None


def _holder(lock):
    """The process that a lock file names, in brackets, or ''."""
    with suppress(OSError):
        if number := lock.read_text("utf-8", "replace").strip():
            return f" (process {number})"
    return ""

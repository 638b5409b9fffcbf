"""What the learner has done, in one JSON file of their own; nothing leaves the computer.

The file is `progress.json` in the course's folder, or in the user's data folder where the course
is read-only or pip's; the environment variable NNLIB_PROGRESS names another file, or says `off`.
All of these are read, and the first that can be is written: whole or not at all, by one kernel at
a time.
A file that is damaged, or says what only a newer version of the course knows, is set aside; one
that cannot be read stays as it is.  Neither is ever overwritten.
"""

import errno
import json
import os
import time
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from ..folders import SHIPPED, course_folder, user_folder
from ..names import current

FILE = "progress.json"
VERSION = 1
PATIENCE = 5  # seconds that another kernel may take to write; an older lock is a dead kernel's
NOT_TRIED = ("untouched", "open", "missing", "stale", "unavailable")


def is_count(value):
    """True for a whole number that something can be counted by."""
    return type(value) is int and value >= 0


def is_tally(value):
    """True for counts by name."""
    return isinstance(value, dict) and all(map(is_count, value.values()))


# Each field of a record: what it begins as, what it must be, and what two kernels' values make.
FIELDS = {
    "tries": (0, is_count, max),
    "best": (0.0, lambda value: type(value) in (int, float) and 0 <= value <= 1, max),
    "hints": (0, is_count, max),
    "slips": (
        {},
        is_tally,
        lambda one, other: {k: max(one.get(k, 0), other.get(k, 0)) for k in one | other},
    ),
    "answers": (
        [],
        lambda value: isinstance(value, list) and all(map(is_count, value)),
        lambda one, other: list(dict.fromkeys(one + other))[:2],
    ),
    "shown": ("", lambda value: isinstance(value, str), max),
    "last": ("", lambda value: isinstance(value, str), max),
}
BLANK = {name: begin for name, (begin, *_) in FIELDS.items()}


def sound(record):
    """The fields of a record that are what they must be, and those of later versions."""
    fields = record.items() if isinstance(record, dict) else ()
    return {name: value for name, value in fields if name not in FIELDS or FIELDS[name][1](value)}


def joined(one, other):
    """Two records of one task as one: nothing that either of them knows is lost."""
    both = [(name, FIELDS[name][2]) for name in FIELDS if name in one and name in other]
    return one | other | {name: join(one[name], other[name]) for name, join in both}


STATES = ("open", "revealed", "skipped")


def is_guess(record):
    """True for the record of a prediction: its question, its state, and a guess if there is one."""
    return (
        isinstance(record, dict)
        and isinstance(record.get("question"), str)
        and record.get("state") in STATES
        and ("value" in record) == ("sure" in record)
        and type(record.get("value", 0)) in (int, float, str)
        and record.get("sure", 1) in (1, 2, 3)
    )


def later(one, other):
    """Of two records of one prediction, that in which the answer has been shown, or the newer."""
    return max(one, other, key=lambda record: (record["state"] != "open", record.get("last", "")))


def may_see_solution(record):
    """True after a right answer, two different ones, or a surrender."""
    return record["best"] >= 1 or bool(record["shown"]) or len(record["answers"]) > 1


class Progress:
    """The record of each task and of each prediction, keyed "set/id"; in memory if nowhere else.

    A record counts tries and hints, and keeps the best fraction of the points, the slips by name,
    two different answers by a number, and the day on which a learner gave up.  What a prediction's
    record holds, `asking` says.
    """

    def __init__(self, path=None, keep=True):
        wanted = path or os.environ.get("NNLIB_PROGRESS", "")
        self.places = []
        if keep and wanted != "off":
            folders = [course_folder(), user_folder()]
            folders = [one for one in folders if one not in (None, SHIPPED)]
            self.places = [Path(wanted)] if wanted else [one / FILE for one in folders]
        self.keeps = bool(self.places)
        self.tasks, self.told, self.note = {}, set(), ""
        self.guesses, self.unwritten = {}, {}
        self.more = {}  # what a newer version has in the file besides

    def load(self):
        """All tasks.  Another notebook may have written, so the files are read each time."""
        found = {}
        for path in list(self.places):
            tasks, guesses = self._saved(path)
            for name, record in tasks.items():
                now = current(name)
                self.tasks[now] = joined(self.tasks.get(now, {}), record)
            for name, record in guesses.items():
                now = current(name)
                found[now] = later(found.get(now, record), record)
        self.guesses = found | self.unwritten
        return self.tasks

    def _saved(self, path):
        """(tasks, guesses) in a file; if they are not all sound, the file is set aside."""
        tasks, guesses, newer = {}, {}, False
        try:
            saved = json.loads(stored_text(path))
            newer = is_newer(saved)
            tasks = {name: sound(record) for name, record in saved["tasks"].items()}
            asked = saved.get("guesses", {})
            guesses = {name: record for name, record in asked.items() if is_guess(record)}
            whole = (tasks, guesses) == (saved["tasks"], asked)
            ours = ("tasks", "guesses") if newer else ("tasks", "guesses", "version")
            self.more |= {name: saved[name] for name in saved if name not in ours}
        except (FileNotFoundError, NotADirectoryError):
            return {}, {}
        except OSError as error:
            self._leave(path, f"{path.name or path} cannot be read: {error.strerror}.")
            return {}, {}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            whole = False
        if not whole:
            self._set_aside(path, tasks, guesses, newer)
        return tasks, guesses

    def _leave(self, path, sentence):
        """Neither read nor write a file any more; what it holds stays."""
        self.places.remove(path)
        self._tell(f"{sentence} It stays as it is.")

    def _set_aside(self, path, tasks, guesses, newer):
        kind, why = "damaged", f"{path.name} could not be read."
        if newer:
            kind, why = "newer", f"{path.name} was written by a newer version of the course."
        numbers = range(1, 1000)
        aside = next(
            p for n in numbers if not (p := path.with_suffix(f".{kind}-{n}.json")).exists()
        )
        try:
            path.replace(aside)
        except OSError:
            self._leave(path, why)
            return
        then = "a new one begins"
        if (tasks or guesses) and written(path, as_text(tasks, guesses, self.more)):
            then = "a new one has what could be made out"
        self._tell(f"{why} It is kept as {aside.name}; {then}.")

    def _tell(self, sentence):
        if sentence not in self.told:
            self.told.add(sentence)
            self.note = f"{self.note} {sentence}".strip()

    def take_note(self):
        """The sentence that the learner has not seen yet, or ''."""
        note, self.note = self.note, ""
        return note

    def of(self, name):
        """The record of one task."""
        record = self.load().get(name, {})
        # The first version told no answers apart: each try may have been another one.
        return BLANK | {"answers": [0, 1][: record.get("tries", 0)]} | record

    def change(self, name, change):
        """Write what `change` makes of one task's record: the fields that are to be others."""

        def renew():
            record = self.of(name)
            record = record | change(record) | {"last": date.today().isoformat()}
            return self.tasks | {name: record}, self.guesses

        self._store(renew)

    def guess(self, name):
        """The record of one prediction, {} where there is none."""
        self.load()
        return dict(self.guesses.get(name, {}))

    def change_guess(self, name, change):
        """Write what `change` makes of one prediction's record, all of it."""

        def renew():
            record = change(self.guess(name)) | {"last": date.today().isoformat()}
            return self.tasks, self.guesses | {name: record}

        if not self._store(renew):
            self.unwritten[name] = self.guesses[name]

    def _store(self, renew):
        """Write what `renew` makes of the newest records; False where nothing can be written."""
        self.load()  # which leaves the places where nothing may be written
        for path in list(self.places):
            with locked(path):
                tasks, guesses = renew()
                text = as_text(tasks, guesses, self.more)
                if path in self.places and written(path, text):
                    self.tasks, self.guesses = tasks, guesses
                    return True
        self.tasks, self.guesses = renew()
        if self.keeps:
            self._tell("Your progress cannot be stored here; it is kept until the kernel stops.")
        return False

    def count(self, name, verdict, answer=0):
        """Record one check; `answer` is a number that tells one answer from another.

        A task that was not attempted leaves no trace.
        """
        if verdict.kind in NOT_TRIED:
            return
        slip = {verdict.misconception: 1} if verdict.misconception else {}

        def one_more(record):
            slips = record["slips"]
            return {
                "tries": record["tries"] + 1,
                "best": max(record["best"], verdict.fraction),
                "slips": slips | {name: slips.get(name, 0) + 1 for name in slip},
                "answers": list(dict.fromkeys([*record["answers"], answer]))[:2],
            }

        self.change(name, one_more)

    def give_up(self, name):
        """Record that the solution was asked for before a second answer."""
        self.change(name, lambda _: {"shown": date.today().isoformat()})


def stored_text(path):
    """The text of a file.  Raises OSError for what is none, such as a device that never ends."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no file")
    return path.read_text("utf-8-sig")


def is_newer(saved):
    """True for what a newer version of the course has written."""
    version = saved.get("version", VERSION)
    return type(version) is int and version > VERSION


def as_text(tasks, guesses, more=None):
    """The content of a file with these records, and with `more`, that of a newer version."""
    saved = {"version": VERSION} | (more or {}) | {"tasks": tasks, "guesses": guesses}
    return json.dumps(saved, indent=1, ensure_ascii=False)


@contextmanager
def locked(path):
    """Hold a file for one kernel: a lock file beside it, which only one can create."""
    lock = path.with_name(f"{path.name}.lock")
    mine, until = False, time.monotonic() + PATIENCE
    while not mine and time.monotonic() < until:
        try:
            lock.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            mine = True
        except FileExistsError:
            with suppress(OSError):
                if time.time() - lock.stat().st_mtime > PATIENCE:
                    lock.unlink()
            time.sleep(0.01)
        except PermissionError:
            # Windows says so of a lock that is being deleted; elsewhere nothing can be written.
            if os.name != "nt":
                break
            time.sleep(0.01)
        except OSError:
            break
    try:
        yield
    finally:
        if mine:
            with suppress(OSError):
                lock.unlink()


def written(path, text):
    """Write a file whole; False where that is impossible."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, "utf-8")
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        return False
    return True

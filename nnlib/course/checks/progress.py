"""What the learner has done, in one JSON file of their own; nothing leaves the computer.

The file is `progress.json` in the course's folder, or in the user's data folder where the course
is read-only; the environment variable NNLIB_PROGRESS names another file, or says `off`.  It is
written whole or not at all, and a file that cannot be read is set aside, never overwritten.
"""

import json
import os
from datetime import date
from pathlib import Path

from ..folders import course_folder, user_folder

FILE = "progress.json"
EMPTY = {"version": 1, "tasks": {}}


class Progress:
    """Tries, points, hints and slips of each task, keyed "set/id"; in memory if nowhere else."""

    def __init__(self, path=None, keep=True):
        wanted = path or os.environ.get("NNLIB_PROGRESS", "")
        self.places = []
        if keep and wanted != "off":
            folders = [course_folder(), user_folder()]
            self.places = [Path(wanted)] if wanted else [one / FILE for one in folders if one]
        self.memory, self.told, self.note = EMPTY, set(), ""

    def load(self):
        """All records.  Another notebook may have written since, so the file is read each time."""
        for path in self.places:
            try:
                saved = json.loads(path.read_text("utf-8"))
                tasks = {name: dict(record) for name, record in saved["tasks"].items()}
                self.memory = EMPTY | {"tasks": tasks}
                break
            except OSError:
                continue
            except (ValueError, KeyError, TypeError, AttributeError):
                self._set_aside(path)
        return self.memory

    def _set_aside(self, path):
        numbers = range(1, 1000)
        aside = next(
            p for n in numbers if not (p := path.with_suffix(f".damaged-{n}.json")).exists()
        )
        try:
            path.replace(aside)
            self._tell(
                f"{path.name} could not be read. It is kept as {aside.name}; a new one begins."
            )
        except OSError:
            self.places.remove(path)

    def _tell(self, sentence):
        if sentence not in self.told:
            self.told.add(sentence)
            self.note = sentence

    def take_note(self):
        """The sentence that the learner has not seen yet, or ''."""
        note, self.note = self.note, ""
        return note

    def of(self, name):
        """The record of one task."""
        blank = {"tries": 0, "best": 0.0, "hints": 0, "slips": {}, "last": ""}
        return blank | self.load()["tasks"].get(name, {})

    def change(self, name, **changes):
        """Write one task's record."""
        record = self.of(name) | changes | {"last": date.today().isoformat()}
        self.memory = EMPTY | {"tasks": self.memory["tasks"] | {name: record}}
        text = json.dumps(self.memory, indent=1, ensure_ascii=False)
        if self.places and not any(written(path, text) for path in self.places):
            self._tell("Your progress cannot be stored here; it is kept until the kernel stops.")

    def count(self, name, verdict):
        """Record one check.  A task that was not attempted leaves no trace."""
        if verdict.kind in ("untouched", "missing", "unavailable"):
            return
        record = self.of(name)
        slips = dict(record["slips"])
        if verdict.misconception:
            slips[verdict.misconception] = slips.get(verdict.misconception, 0) + 1
        best = max(record["best"], verdict.fraction)
        self.change(name, tries=record["tries"] + 1, best=best, slips=slips)


def written(path, text):
    """Write a file whole; False where that is impossible."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, "utf-8")
        draft.replace(path)
    except OSError:
        return False
    return True

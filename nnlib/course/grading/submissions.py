"""Submissions as they lie on the disk: SUBMISSIONS/STUDENT/SET.ipynb, as `collect` lays them out.

nbgrader's shape, STUDENT/SET/SET.ipynb, is read as well, and a notebook that was renamed is known
by the ids of its cells.  `collected.json` beside the students tells when each was handed in, and
why a file was refused.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ..authoring.variants import STUDENT
from ..names import LESSON_NUMBER_IN_CELLS, RENAMED, current, number_in_ids
from .handed import LARGEST_NOTEBOOK, cell_names, cells_of, notebook_in
from .tables import TableError

COLLECTED = "collected.json"
ROW = ("student", "set", "refused", "time", "notes")
CALLED_LATE = "The LMS calls it late."
_TASK = re.compile(rf"(?:text|task|check)-({LESSON_NUMBER_IN_CELLS})-\d+")


@dataclass(frozen=True)
class Submission:
    """What a student handed in of one set; `reason` says why there is no notebook at `path`.

    `submitted` is the time that was recorded, in ISO's form; it is never judged.
    """

    student: str
    set: str
    path: Path | None
    reason: str | None = None
    notes: tuple = ()
    submitted: str | None = None


def set_of(file, content, sets):
    """(set, notes): which of `sets` a notebook belongs to, None where nothing tells.

    Its cells know better than its name, which students change.

    >>> set_of("05 (1).ipynb", b'{"cells": [{"id": "task-5-1"}]}', ["05_graphs"])
    ('05_graphs', ('It was handed in as “05 (1).ipynb”.',))
    """
    stem = Path(file).stem
    if stem in RENAMED and current(stem) in sets:
        return current(stem), (f"It was handed in as “{file}”.",)
    by_name = next((one for one in sets if stem == one), None)
    by_cells = _set_of_cells(cells_of(notebook_in(content)), sets)
    if by_name and by_cells in (None, by_name):
        return by_name, ()
    if by_name:
        return by_cells, (f"Its name says {by_name} and its cells say {by_cells}, which counts.",)
    found = by_cells or next((one for one in sets if stem.startswith(one)), None)
    return found, (f"It was handed in as “{file}”.",) if found else ()


def _set_of_cells(cells, sets):
    """The set to which most tasks belong, by the numbers in the ids of their cells."""
    found = [_TASK.fullmatch(name) for cell in cells for name in cell_names(cell)]
    numbers = Counter(match[1].upper() for match in found if match)
    by_number = {number_in_ids(one): one for one in sets}
    (most, often), *rest = [*numbers.most_common(2), (None, 0)]
    return by_number.get(most) if often and often > rest[0][1] else None


def submissions_in(folder, sets):
    """(submissions, sentences): what students handed in of `sets`, sorted, and what was passed by.

    Where `collect` could take nothing of a student for a set, the Submission says so.
    """
    # What was taken of a student for a set speaks louder than what was refused.
    collected = sorted(read_collected(folder), key=lambda row: row["refused"] is None)
    rows = {(row["student"], row["set"]): row for row in collected}
    found, sentences = {}, []
    for place in sorted(Path(folder).iterdir()):
        if place.name.startswith(".") or not (place.is_dir() or place.is_symlink()):
            continue
        if place.is_symlink() or not STUDENT.fullmatch(place.name):
            sentences.append(f"“{place.name}” was passed by: {_what_is_wrong(place)}.")
            continue
        for path in _notebooks(place):
            set_, notes = _set_on_disk(path, sets)
            if set_ is None:
                sentences.append(f"{place.name}: “{path.name}” belongs to no set.")
                continue
            found.setdefault((place.name, set_), []).append((path, notes))
    chosen = [_chosen(*key, files, rows.get(key, {})) for key, files in found.items()]
    for key, row in rows.items():
        if None not in key and key[1] in sets and key not in found:
            reason = row["refused"] or "What was collected is not there any more."
            chosen.append(Submission(*key, None, reason, tuple(row["notes"]), row["time"]))
    return sorted(chosen, key=lambda one: (one.student, one.set)), sentences


def _what_is_wrong(place):
    if place.is_symlink():
        return "it is a link, and links are not followed"
    return "a student's id is of letters, digits and . _ @ -, and starts with a letter or a digit"


def _notebooks(place):
    """A student's notebooks, at the top first; neither links nor Jupyter's own copies."""
    paths = [*sorted(place.glob("*.ipynb")), *sorted(place.glob("[!.]*/*.ipynb"))]
    return [
        path
        for path in paths
        if path.is_file() and not path.is_symlink() and not path.parent.is_symlink()
    ]


def _set_on_disk(path, sets):
    """(set, notes); of a notebook that cannot be read, or is far too large, by its name alone."""
    if path.stem in sets:
        return path.stem, ()
    try:
        small = path.stat().st_size <= LARGEST_NOTEBOOK
        content = path.read_bytes() if small else b""
    except OSError:
        content = b""
    return set_of(path.name, content, sets)


def _chosen(student, set_, files, row):
    """Of several notebooks for one set the one with the set's name, or else the first."""
    files = sorted(files, key=lambda one: one[0].stem != set_)
    (path, notes), *others = files
    passed = [f"“{other.name}” was handed in as well, and was not graded." for other, _ in others]
    notes = (*row.get("notes", ()), *notes, *passed)
    return Submission(student, set_, path, None, notes, row.get("time"))


def read_collected(folder):
    """The rows of collected.json; [] where there is none, as in a folder that was made by hand.

    Raises TableError for one that is damaged.
    """
    place = Path(folder) / COLLECTED
    try:
        rows = json.loads(place.read_text("utf-8"))["files"]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise TableError(f"{place} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        rows = None
    if isinstance(rows, list) and all(map(_is_row, rows)):
        return [{"from": None} | row for row in rows]
    raise TableError(f"{place} is damaged; delete it, and collect again.")


def _is_row(row):
    """True for a row as `collect` writes it."""
    if not isinstance(row, dict) or not all(name in row for name in ROW):
        return False
    texts = [row.get("from"), *(row[name] for name in ROW if name != "notes")]
    notes = row["notes"]
    return all(one is None or isinstance(one, str) for one in texts) and (
        isinstance(notes, list) and all(isinstance(one, str) for one in notes)
    )

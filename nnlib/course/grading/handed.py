"""A notebook as a student handed it in: its code cells, or the reason why there are none.

It is read once, and what is hashed is what is graded.
"""

import hashlib
import json
from dataclasses import dataclass

from ..authoring.variants import handed_to

LARGEST_NOTEBOOK = 50 * 2**20  # bytes of a notebook; pictures of a whole course do not come near it
LONGEST, MOST = 200_000, 500  # characters of a cell, and code cells of a notebook
PARTS = 1_000_000  # lists and objects of a notebook


def is_swollen(content):
    """True for JSON that would fill the memory with empty lists and objects."""
    return content.count(b"[") + content.count(b"{") > PARTS


def notebook_in(content):
    """A notebook's bytes as JSON has it, a dict; {} for bytes that are no notebook."""
    if is_swollen(content):
        return {}
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}
    return notebook if isinstance(notebook, dict) else {}


def cells_of(notebook):
    """The cells of a notebook, or of nbformat 3's first worksheet; [] where there are none."""
    try:
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
    except (KeyError, IndexError, TypeError):
        return []
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []


def cell_names(cell):
    """What a cell is called: its id, and nbgrader's."""
    about = cell.get("metadata")
    about = about.get("nbgrader") if isinstance(about, dict) else None
    names = cell.get("id"), about.get("grade_id") if isinstance(about, dict) else None
    return [name for name in names if isinstance(name, str)]


def cell_source(cell):
    """A cell's text, which is a string, or a list of lines as on the disk, or nbformat 3's."""
    text = cell.get("source", cell.get("input", ""))
    lines = text if isinstance(text, list) else [text]
    return "".join(line for line in lines if isinstance(line, str))


def content_of(one):
    """(bytes, reason) of a Submission: its file as far as the limit, or why there is none."""
    if one.reason:
        return None, one.reason
    try:
        with one.path.open("rb") as file:
            return file.read(LARGEST_NOTEBOOK + 1), None
    except OSError as error:
        return None, f"{one.path.name} cannot be read: {error.strerror}."


def sha256_of(content):
    """The fingerprint of a notebook's bytes; None where there are none."""
    return None if content is None else hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Handed:
    """A notebook as it was handed in: its code cells with their names, or the reason for none."""

    cells: tuple = ()
    reason: str | None = None
    notes: tuple = ()
    variant: str | None = None

    @classmethod
    def read(cls, content, name):
        """What the bytes of a file hold, whatever they are."""
        if len(content) > LARGEST_NOTEBOOK:
            return cls(reason=f"{name} has more than {LARGEST_NOTEBOOK >> 20} MB, the limit.")
        if not content.strip():
            return cls(reason=f"{name} is empty.")
        if is_swollen(content):
            return cls(reason=f"{name} has more parts than a notebook has.")
        notebook = notebook_in(content)
        found = cells_of(notebook)
        if not found:
            return cls(reason=f"{name} is no notebook: no cells can be read from it.")
        cells = [(cell_source(c), cell_names(c)) for c in found if c.get("cell_type") == "code"]
        if not cells:
            return cls(reason=f"{name} holds no code.")
        notes = [
            f"Cell {number} has {len(source):,} characters and was left out."
            for number, (source, _) in enumerate(cells, 1)
            if len(source) > LONGEST
        ]
        if len(cells) > MOST:
            notes.append(f"There are {len(cells):,} code cells; those after {MOST} were left out.")
        kept = [(source if len(source) <= LONGEST else "", names) for source, names in cells]
        return cls(tuple(kept[:MOST]), None, tuple(notes), handed_to(notebook))

"""A notebook as a student handed it in: its code cells, or the reason why there are none.

It is read once, and what is hashed is what is graded.
"""

import hashlib
import json
from dataclasses import dataclass

from ..authoring.variants import handed_to
from .submissions import LARGEST_NOTEBOOK, cell_names, cells_of

LONGEST, MOST = 200_000, 500  # characters of a cell, and code cells of a notebook
PARTS = 1_000_000  # lists and objects of a notebook; more than these are there to fill the memory


@dataclass(frozen=True)
class Handed:
    """A notebook as it was handed in: its code cells with their names, or the reason for none."""

    sha256: str | None = None
    cells: tuple = ()
    reason: str | None = None
    notes: tuple = ()
    variant: str | None = None

    @classmethod
    def read(cls, one):
        """What a Submission holds, whatever it is."""
        if one.reason:
            return cls(reason=one.reason)
        name = one.path.name
        try:
            with one.path.open("rb") as file:
                content = file.read(LARGEST_NOTEBOOK + 1)
        except OSError as error:
            return cls(reason=f"{name} cannot be read: {error.strerror}.")
        sha256 = hashlib.sha256(content).hexdigest()
        if len(content) > LARGEST_NOTEBOOK:
            return cls(
                sha256, reason=f"{name} has more than {LARGEST_NOTEBOOK >> 20} MB, the limit."
            )
        if not content.strip():
            return cls(sha256, reason=f"{name} is empty.")
        if content.count(b"[") + content.count(b"{") > PARTS:
            return cls(sha256, reason=f"{name} has more parts than a notebook has.")
        found = cells_of(content)
        if not found:
            return cls(sha256, reason=f"{name} is no notebook: no cells can be read from it.")
        cells = [(code_in(c), cell_names(c)) for c in found if c.get("cell_type") == "code"]
        if not cells:
            return cls(sha256, reason=f"{name} holds no code.")
        notes = [
            f"Cell {number} has {len(source):,} characters and was left out."
            for number, (source, _) in enumerate(cells, 1)
            if len(source) > LONGEST
        ]
        if len(cells) > MOST:
            notes.append(f"There are {len(cells):,} code cells; those after {MOST} were left out.")
        kept = [(source if len(source) <= LONGEST else "", names) for source, names in cells]
        return cls(sha256, tuple(kept[:MOST]), None, tuple(notes), handed_to(json.loads(content)))


def code_in(cell):
    """A code cell's source, a text or a list of lines, in notebooks of version 3 under `input`."""
    source = cell.get("source", cell.get("input", ""))
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))

"""The progress panel: every task of the course, how it stands, and what to look at again."""

from html import escape

from .progress import Progress
from .recall import sheets

CELL = 'style="padding: 2px 12px 2px 0; text-align: left"'


def standing(record):
    """A sign and words for one task's record.

    >>> standing({}), standing({"tries": 2, "best": 1.0}), standing({"tries": 1, "best": 0.0})
    ('○ open', '✓ right', '✗ tried')
    """
    if record.get("best", 0) >= 1:
        return "✓ right"
    if record.get("shown"):
        return "✗ solution shown"
    return "✗ tried" if record.get("tries") else "○ open"


class Panel:
    """A table of the progress, as it stands whenever it is shown: run its cell again for news."""

    def __init__(self, progress=None, folder=None):
        self.progress, self.folder = progress or Progress(), folder

    def rows(self):
        """(set, task, standing, tries, slips) of every task; a damaged set has one row."""
        tasks = self.progress.load()
        for sheet in sheets(self.folder):
            name = sheet.name.replace("_", " ")
            if sheet.damage:
                yield name, sheet.damage, "! not readable", 0, ""
            for key in sheet.keys.values():
                record = tasks.get(f"{sheet.name}/{key.id}", {})
                slips = ", ".join(record.get("slips", {}))
                task = f"{key.id} {key.title}"
                yield name, task, standing(record), record.get("tries", 0), slips

    def __repr__(self):
        states = [state for _, _, state, *_ in self.rows()]
        done = sum(state.startswith("✓") for state in states)
        every = sum(not state.startswith("!") for state in states)
        return f"Progress: {done} of {every} tasks right."

    def _repr_html_(self):
        head = "".join(
            f'<th scope="col" {CELL}>{name}</th>'
            for name in ("set", "task", "state", "tries", "slips seen")
        )
        body = "".join(
            f"<tr>{''.join(f'<td {CELL}>{escape(str(cell))}</td>' for cell in row)}</tr>"
            for row in self.rows()
        )
        return f"<p>{self!r}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def show_progress():
    """The progress panel of this course."""
    return Panel()

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
    if not record.get("tries"):
        return "○ open"
    return "✓ right" if record.get("best", 0) >= 1 else "✗ tried"


class Panel:
    """A table in a widget: `refresh` reads the progress file again, and so does its button."""

    def __init__(self, progress=None, folder=None):
        self.progress, self.sheets = progress or Progress(), sheets(folder)

    def rows(self):
        """(set, task, standing, tries, slips) of every task."""
        tasks = self.progress.load()["tasks"]
        for sheet in self.sheets:
            for key in sheet.keys.values():
                record = tasks.get(f"{sheet.name}/{key.id}", {})
                slips = ", ".join(record.get("slips", {}))
                yield (
                    sheet.name.replace("_", " "),
                    f"{key.id} {key.title}",
                    standing(record),
                    record.get("tries", 0),
                    slips,
                )

    def __repr__(self):
        done = [state.startswith("✓") for _, _, state, *_ in self.rows()]
        return f"Progress: {sum(done)} of {len(done)} tasks right."

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

    def widget(self):
        import ipywidgets

        self.table = ipywidgets.HTML(self._repr_html_())
        self.button = ipywidgets.Button(description="Read again")
        self.button.on_click(lambda _: self.refresh())
        return ipywidgets.VBox([self.button, self.table])

    def refresh(self):
        self.table.value = self._repr_html_()

    def _ipython_display_(self):
        from IPython.display import display

        view = {"version_major": 2, "version_minor": 0, "model_id": self.widget().model_id}
        data = {"text/plain": repr(self), "text/html": self._repr_html_()}
        display(data | {"application/vnd.jupyter.widget-view+json": view}, raw=True)


def show_progress():
    """The progress panel of this course."""
    return Panel()

"""The lines of a derivation on the page, to be put in order by keys or mouse.

The page moves them; the kernel hears of an order when it is to be checked.  What counts is the list
in the learner's cell, so the page shows the line of code to put there.
"""

import json
from html import escape
from pathlib import Path

from . import form
from .asking import published

SCRIPT = form.WISH + Path(__file__).with_name("arranging.js").read_text(encoding="utf-8")
SHEET = form.STYLE + Path(__file__).with_name("arranging.css").read_text(encoding="utf-8")
HOW = (
    "Choose a line with Tab. Enter takes it into your derivation or out of it, and the up and down "
    "arrows move it; the buttons do the same, and lines can be dragged."
)
SIGNS = (("take", "Take", "take or give back"), ("up", "↑", "move up"), ("down", "↓", "move down"))


class Arrangement:
    """The lines of one task, `title` above them; `judge` makes a verdict of a list of letters."""

    def __init__(self, title, probe, judge):
        self.title, self.probe, self.judge = title, probe, judge

    def widget(self):
        """The live form."""
        import ipywidgets

        script = escape(SCRIPT, quote=True)
        lines = "".join(_item(letter, line) for letter, line in self.probe.lines.items())
        bar = ipywidgets.HTMLMath(
            f'<style>{SHEET}</style><div class="nn-lines" data-name="{self.probe.name}">'
            f"<p><strong>{escape(self.title)}</strong></p><p>{HOW}</p>"
            '<p class="nn-lines-head">Your derivation</p>'
            '<ol class="nn-lines-own" aria-label="Your derivation"></ol>'
            '<p class="nn-lines-head">Lines to choose from</p>'
            f'<ul class="nn-lines-left" aria-label="Lines to choose from">{lines}</ul>'
            '<label>For your cell: <input type="text" class="nn-lines-code" readonly '
            f'value="{self.probe.name} = []"></label> '
            '<button type="button" class="nn-lines-check">Check this order</button>'
            '<span class="nn-hint"></span><p class="nn-lines-moved" aria-live="polite"></p>'
            f'<img src="{form.PIXEL}" alt="" onload="{script}"></div>'
        )
        box, self.said = form.beside_a_wish(bar, self.grant)
        return box

    def grant(self, wish):
        """Judge the order that the page hands over, and show the verdict."""
        fields = json.loads(wish)
        verdict = self.judge(list(fields["order"]))
        self.said.value = (
            f'<span data-answers="{int(fields["time"])}"></span>{verdict._repr_html_()}'
        )

    def __repr__(self):
        lines = "\n".join(f"  {letter}  {line}" for letter, line in self.probe.lines.items())
        return f"{self.title}\n{lines}\nWrite the letters in order: {self.probe.name} = [...]"

    def _repr_html_(self):
        items = "".join(
            f"<li>{letter}: {escape(line)}</li>" for letter, line in self.probe.lines.items()
        )
        name = self.probe.name
        return (
            f"<p><strong>{escape(self.title)}</strong></p><ul>{items}</ul>"
            f"<p>Write the letters in order: <code>{name} = […]</code></p>"
        )

    def _ipython_display_(self):
        from IPython.display import display

        data = {"text/plain": repr(self), "text/html": self._repr_html_()}
        if published():
            return display(data, raw=True)
        try:
            view = {"version_major": 2, "version_minor": 0, "model_id": self.widget().model_id}
        except ImportError:
            pass
        else:
            data[form.WIDGET_VIEW] = view
        return display(data, raw=True)


def _item(letter, line):
    buttons = "".join(
        f'<button type="button" class="nn-lines-{verb}" tabindex="-1" '
        f'aria-label="{words} line {letter}">{sign}</button>'
        for verb, sign, words in SIGNS
    )
    return (
        f'<li tabindex="0" draggable="true" data-letter="{letter}">'
        f'<span class="nn-lines-text"><b>{letter}</b> {escape(line)}</span>'
        f'<span class="nn-lines-buttons">{buttons}</span></li>'
    )

"""A prediction on the page: a form in HTML, and a hidden control that takes it to the kernel.

Stock ipywidgets controls have no names for a screen reader, and with the focus on one of them a
letter key edits the notebook; so the form is HTML, and `form.js` hands over what it holds, by
`wish.js`, which it shares with other forms.
"""

import json
import re
from html import escape
from itertools import count
from pathlib import Path

from .verdict import plain_rich

HERE = Path(__file__).parent
WISH = (HERE / "wish.js").read_text(encoding="utf-8")
SCRIPT = WISH + (HERE / "form.js").read_text(encoding="utf-8")
STYLE = (HERE / "form.css").read_text(encoding="utf-8")
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
NUMBERS = count(1)


def rich(text):
    """Escaped, with `code` set as code and *words* as stressed."""
    return re.sub(
        r"(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])", r"<em>\1</em>", plain_rich(text)
    )


def radios(legend, name, options):
    """A group of radio buttons; `options` are pairs (value, words)."""
    buttons = "".join(
        f'<label><input type="radio" name="{name}" value="{escape(str(value))}"> '
        f"{escape(words)}</label>"
        for value, words in options
    )
    return f"<fieldset><legend>{escape(legend)}</legend>{buttons}</fieldset>"


def beside_a_wish(bar, grant, before=""):
    """(box, said): a bar with what is said to it, and the control that takes its wishes to grant.

    A wish is JSON with the time at which it was made; `grant` gets it as text.
    """
    import ipywidgets

    said, wish = ipywidgets.HTML(before), ipywidgets.Text()
    said.add_class("nn-ask-said")
    wish.add_class("nn-ask-wish")
    wish.layout.display = "none"
    wish.observe(lambda change: grant(change.new), "value")
    box = ipywidgets.VBox([bar, said, wish])
    box.add_class("nn-ask")
    return box, said


class Form:
    """What a cell shows: `head` and `words`, HTML controls, a button, and what came of it."""

    def __init__(self, head, words, controls, button, act, plain):
        self.head, self.words, self.controls = head, words, controls
        self.button, self.act, self.plain = button, act, plain

    @classmethod
    def of_question(cls, guess):
        """The form that asks for a guess and for how sure the learner is."""
        from .asking import SURE

        name = f"nn-{next(NUMBERS)}"
        if guess.options:
            pairs = zip(guess.options, guess.options, strict=True)
            field = radios("Your guess", f"{name}-guess", pairs)
        else:
            field = (
                '<label>Your guess <input type="text" inputmode="decimal" autocomplete="off" '
                f'name="{name}-guess"> {escape(guess.unit)}</label>'
            )
        sure = radios("How sure are you?", f"{name}-sure", SURE.items())

        def act(fields):
            sure = fields.get("sure")
            return rich(guess.take(fields.get("guess"), int(sure) if sure else None))

        plain = f"{guess.text()}\n{guess.told() or guess.how_to_type()}"
        form = cls(
            f"Prediction {guess.id}", guess.question, field + sure, "Record my guess", act, plain
        )
        form.before, form.typed = guess.told(), guess.how_to_type()
        return form

    @classmethod
    def of_reveal(cls, guess, value, wrong, within):
        """What stands in place of an answer to which there is no guess yet."""
        words = "The answer comes after your guess: give one above, then run this cell again."

        def act(_):
            guess.skip()
            more = form.rest and form.rest.is_something
            words = "<div>Run this cell again for what else it shows.</div>" if more else ""
            return guess.side_by_side(value, wrong, within)._repr_html_() + words

        plain = f"{words}\nOr show it without guessing: guess.skip(), and run this cell again."
        form = cls(f"○ Prediction {guess.id}", words, "", "Show without guessing", act, plain)
        return form

    before = typed = ""
    rest = None  # what the cell holds back below a reveal without a guess

    def widget(self):
        """The live form."""
        import ipywidgets

        script = escape(SCRIPT, quote=True)
        bar = ipywidgets.HTML(
            f'<style>{STYLE}</style><div class="nn-ask-bar"><p><strong>{escape(self.head)}</strong>'
            f'</p><p class="nn-question">{rich(self.words)}</p>{self.controls}'
            f'<p class="nn-ask-typed">{rich(self.typed)}</p>'  # away once the script runs
            f'<button type="button">{escape(self.button)}</button>'
            f'<span class="nn-hint"></span><img src="{PIXEL}" alt="" onload="{script}"></div>'
        )
        box, self.said = beside_a_wish(bar, self.grant, rich(self.before))
        return box

    def grant(self, wish):
        """Do what the page asks for, and say what came of it."""
        fields = json.loads(wish)
        try:
            words = self.act(fields)
        except ValueError as error:
            words = rich(str(error))
        # By the stamp the page knows the answer to its own wish, even where the words are the same.
        self.said.value = f'<span data-answers="{int(fields["time"])}"></span>{words}'

    def _repr_html_(self):
        return f"<p><strong>{escape(self.head)}</strong></p><p>{rich(self.plain)}</p>"

    def __repr__(self):
        return f"{self.head}\n{self.plain}"

    def _ipython_display_(self):
        from IPython.display import display

        data = {"text/plain": repr(self), "text/html": self._repr_html_()}
        try:
            view = {"version_major": 2, "version_minor": 0, "model_id": self.widget().model_id}
        except ImportError:
            pass
        else:
            data[WIDGET_VIEW] = view
        display(data, raw=True)

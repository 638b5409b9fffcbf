"""The control bar: buttons, ranges and selects in HTML, which drive the kernel's hidden controls.

The script `shell.js` starts from the `onload` of a one-pixel image, since `widgets.HTML` runs
inline handlers and nothing else.  Stock ipywidgets controls have no names for a screen reader, and
with the focus on one of them a letter key edits the notebook.
"""

import json
from dataclasses import dataclass
from html import escape
from numbers import Real
from pathlib import Path

from .... import expect
from ...drawing import theme
from ...drawing.svg import short

HERE = Path(__file__).parent
SCRIPT = "".join((HERE / name).read_text(encoding="utf-8") for name in ("touch.js", "shell.js"))
STYLE = theme.STYLE + (HERE / "shell.css").read_text(encoding="utf-8")
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
ACTIONS = {"reset": "Reset", "back": "Back", "play": "Play", "step": "Step", "last": "Last"}
KEYS = {"reset": "Home", "back": "←", "play": "P", "step": "→", "last": "End"}


@dataclass(frozen=True)
class Choice:
    """A parameter with its possible `values`; `kind` is "range", "select" or "radio"."""

    name: str
    label: str
    values: tuple
    start: object
    kind: str = "range"
    words: tuple = ()

    @property
    def index(self):
        return self.values.index(self.start)

    @property
    def shown(self):
        return self.words or tuple(short(value) for value in self.values)


@dataclass(frozen=True)
class Field:
    """A text that the reader types; Enter in it presses the button of `action`: "set" or "step"."""

    name: str
    label: str
    start: str = ""
    columns: int = 20
    action: str = "set"


def seed_choice(seed):
    """A select of the seeds 0 … 9, and of `seed`."""
    expect.whole(seed, 0, "seed", "the stepper")
    return Choice("seed", "seed", tuple(sorted({*range(10), seed})), seed, "select")


def log_choice(name, label, low, high, start, per_decade=20):
    """A range on a logarithmic scale, with `start` exactly among its values."""
    if not (isinstance(start, Real) and 0 < start < float("inf")):
        raise ValueError(f"The {label} must be a number above 0, but it is {start!r}.")
    steps = round(per_decade * (len(f"{high / low:.0f}") - 1))
    values = {float(f"{low * 10 ** (i / per_decade):.3g}") for i in range(steps + 1)}
    return Choice(name, label, tuple(sorted(values | {float(start)})), float(start))


def linear_choice(name, label, low, high, step, start):
    """A range from low to high in even steps, with `start` exactly among its values."""
    values = {round(low + i * step, 10) for i in range(round((high - low) / step) + 1)}
    return Choice(name, label, tuple(sorted(values | {float(start)})), float(start))


def _button(action):
    words = ACTIONS[action]
    if action == "play":
        words = '<span data-when="paused">Play</span><span data-when="playing">Pause</span>'
    return f'<button type="button" data-do="{action}" title="key: {KEYS[action]}">{words}</button>'


def _range(name, label, last, index, words=(), seen=None):
    data = f" data-words='{escape(json.dumps(words))}'" if words else ""
    return (
        f'<label><span aria-hidden="true">{escape(seen or label)}</span>'
        f'<input type="range" min="0" max="{last}" value="{index}" data-choice="{name}" '
        f'aria-label="{escape(label)}"{data}><output aria-hidden="true"></output></label>'
    )


def _radios(choice):
    """A question: the first value means that it is not answered yet, and has no radio button."""
    ways = "".join(
        f'<label><input type="radio" name="{choice.name}" value="{i}" '
        f'data-choice="{choice.name}">{escape(word)}</label>'
        for i, word in enumerate(choice.shown)
        if i
    )
    # A form of its own keeps these radio buttons apart from those of another test on the page.
    question = f"<fieldset><legend>{escape(choice.label)}</legend>{ways}</fieldset>"
    return f'<form onsubmit="return false">{question}</form>'


def _choice(choice):
    if choice.kind == "radio":
        return _radios(choice)
    if choice.kind == "range":
        return _range(choice.name, choice.label, len(choice.values) - 1, choice.index, choice.shown)
    options = "".join(
        f'<option value="{i}"{" selected" if i == choice.index else ""}>{escape(word)}</option>'
        for i, word in enumerate(choice.shown)
    )
    return (
        f'<label><span aria-hidden="true">{escape(choice.label)}</span>'
        f'<select data-choice="{choice.name}" aria-label="{escape(choice.label)}">'
        f"{options}</select></label>"
    )


def _fields(fields, action):
    """Fields for what the reader types, which the button of `action` hands over."""
    return "".join(
        f"<label{_share(field)}><span>{escape(field.label)}</span>"
        f'<input type="text" size="{field.columns}" value="{escape(field.start)}" '
        f'data-entry="{field.name}" data-enter="{action}" autocomplete="off" spellcheck="false">'
        "</label>"
        for field in fields
        if field.action == action
    )


def _share(field):
    """How much of its row a field takes; a prediction stands among the buttons and takes none."""
    return f' style="flex-grow: {field.columns}"' if field.action == "set" else ""


def bar_html(scene):
    """The bar of a stepper with the steps 0 … stop; with stop 0 there is nothing to step."""
    seek = _range("seek", "step number", scene.stop, 0, seen="step")
    steps = "".join(map(_button, ACTIONS)) + seek + _fields(scene.fields, "step")
    steps = steps if scene.stop else ""
    typed = _fields(scene.fields, "set")
    if typed:
        typed = f'<div>{typed}<button type="button" data-do="set">Set</button></div>'
    title = escape(scene.title)
    return (
        f'<style>{STYLE}</style><div class="nn-bar" role="toolbar" aria-label="{title}" '
        f'data-name="{scene.name}" data-title="{title}">'
        f"{steps}{''.join(map(_choice, scene.choices))}{typed}"
        f'<span class="nn-hint" role="alert"></span>'
        f'<span class="nn-voice" role="status" aria-live="polite"></span>'
        f'<img alt="" src="{PIXEL}" onload="{escape(SCRIPT + "start(this)")}"></div>'
    )

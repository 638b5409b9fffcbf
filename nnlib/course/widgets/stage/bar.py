"""The control bar: buttons, a timeline, ranges and selects in HTML, which drive the kernel.

Its script starts from the `onload` of a one-pixel image, since `widgets.HTML` runs inline handlers
and nothing else.  Stock ipywidgets controls have no names for a screen reader, and with the focus
on one of them a letter key edits the notebook.
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
SCRIPT = "".join(path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.js")))
STYLE = theme.STYLE + (HERE / "shell.css").read_text(encoding="utf-8")
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
NEAR = "Right within 1 %; a calculation such as 2*0.75 will do."
SHORTLY = "or 0.2*3; ± 1 %"
ACTIONS = {"reset": "Reset", "back": "Back", "play": "Play", "step": "Step", "last": "Last"}
KEYS = {"reset": "Home", "back": "ArrowLeft", "play": "P", "step": "ArrowRight", "last": "End"}


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
    """A text that the reader types; Enter in it presses the button of `action`: "set" or "step".

    In a stepper it is folded away with what starts the run anew, unless `folded` is False.
    Behind a prediction stands in few words what may be typed, `near`.
    """

    name: str
    label: str
    start: str = ""
    columns: int = 20
    action: str = "set"
    folded: bool = True
    near: str = SHORTLY


@dataclass(frozen=True)
class Action:
    """A button of the scene's own; `key` presses it while the focus is on a plane."""

    name: str
    label: str
    key: str

    @property
    def shown_key(self):
        return "Space" if self.key == " " else self.key


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
    key = f'aria-keyshortcuts="{KEYS[action]}" title="key: {KEYS[action]}"'
    return f'<button type="button" data-do="{action}" {key}>{words}</button>'


def _act(action):
    return (
        f'<button type="button" data-act="{action.name}" data-key="{action.key}" '
        f'title="key on the picture: {action.shown_key}">{escape(action.label)}</button>'
    )


def _timeline(stop):
    """The range of the steps, over the track that the shell sends."""
    return (
        '<div class="nn-timeline"><div class="nn-track"></div>'
        f'<input type="range" min="0" max="{stop}" value="0" data-choice="seek" '
        'aria-label="step number"><span class="nn-tip" aria-hidden="true" hidden></span></div>'
    )


def _range(choice):
    data = escape(json.dumps(choice.shown))
    return (
        f'<label><span aria-hidden="true">{escape(choice.label)}</span>'
        f'<input type="range" min="0" max="{len(choice.values) - 1}" value="{choice.index}" '
        f'data-choice="{choice.name}" aria-label="{escape(choice.label)}" data-words=\'{data}\'>'
        '<output aria-hidden="true"></output></label>'
    )


def _select(choice):
    options = "".join(
        f'<option value="{i}"{" selected" if i == choice.index else ""}>{escape(word)}</option>'
        for i, word in enumerate(choice.shown)
    )
    return (
        f'<label><span aria-hidden="true">{escape(choice.label)}</span>'
        f'<select data-choice="{choice.name}" aria-label="{escape(choice.label)}">'
        f"{options}</select></label>"
    )


def _radios(choice):
    """A question; the value None means that it is not answered yet, and has no radio button."""
    ways = "".join(
        f'<label><input type="radio" name="{choice.name}" value="{i}" '
        f'data-choice="{choice.name}">{escape(word)}</label>'
        for i, (word, value) in enumerate(zip(choice.shown, choice.values, strict=True))
        if value is not None
    )
    notes = f'<div data-notes="{choice.name}"></div>'
    # A form of its own keeps these radio buttons apart from those of another test on the page.
    question = f"<fieldset><legend>{escape(choice.label)}</legend>{ways}{notes}</fieldset>"
    return f'<form onsubmit="return false">{question}</form>'


CONTROLS = {"range": _range, "select": _select, "radio": _radios}


def _field(field):
    """A prediction stands among the buttons; another text takes its share of a row.

    Where the row has no room for twenty of its letters it gets a row of its own.
    """
    room = 0.6 * (len(field.label) + min(field.columns, 20)) + 1.8
    share = f' style="flex: {field.columns} 1 {room:.1f}em"'
    share = share if field.action == "set" else f' title="{NEAR}"'
    near = f'<small class="nn-near">{escape(field.near)}</small>' if field.action == "step" else ""
    return (
        f"<label{share}><span>{escape(field.label)}</span>"
        f'<input type="text" size="{field.columns}" value="{escape(field.start)}" '
        f'data-entry="{field.name}" data-enter="{field.action}" autocomplete="off" '
        f'spellcheck="false"></label>{near}'
    )


def _settings(choices, fields):
    """Ranges, selects and texts, and the button that hands the texts over."""
    typed = "".join(map(_field, fields))
    if typed:
        button = '<button type="button" data-do="set">Set</button>'
        typed = f'<div>{typed}{button}<span data-notes="set" role="alert"></span></div>'
    return "".join(CONTROLS[choice.kind](choice) for choice in choices) + typed


def _steps(scene):
    """What moves through the steps 0 … stop; it stays on the screen while the rest scrolls."""
    buttons = (
        "".join(map(_button, ACTIONS)) + '<output class="nn-count" aria-hidden="true"></output>'
    )
    typed = "".join(_field(field) for field in scene.fields if field.action == "step")
    return (
        f'<div class="nn-steps"><div role="toolbar" aria-label="steps">{buttons}{typed}</div>'
        f'<div class="nn-asked"></div>{_timeline(scene.stop)}</div>'
    )


def bar_html(scene):
    """The bar of a scene; with stop 0 there is nothing to step, and nothing is folded away."""
    texts = [field for field in scene.fields if field.action == "set"]
    folded = [choice for choice in scene.choices if scene.stop and choice.name in scene.restarts]
    away = [field for field in texts if scene.stop and field.folded]
    choices = [choice for choice in scene.choices if choice not in folded]
    steps = _steps(scene) if scene.stop else ""
    acts = "".join(map(_act, scene.actions))
    near = acts + _settings(choices, [field for field in texts if field not in away])
    setup = ""
    if folded or away:
        summary = '<summary>Set up: <span class="nn-settings"></span></summary>'
        setup = f'<details class="nn-setup">{summary}<div>{_settings(folded, away)}</div></details>'
    return (
        f'<style>{STYLE}</style><div class="nn-bar" data-name="{scene.name}" '
        f'data-title="{escape(scene.title)}">{steps}'
        f'<div class="nn-choices">{near}</div>{setup}<span class="nn-hint" role="alert"></span>'
        f'<span class="nn-voice" role="status" aria-live="polite"></span>'
        f'<img alt="" src="{PIXEL}" onload="{escape(SCRIPT + "start(this)")}"></div>'
    )

"""What the learner gets to see: a verdict with a sign, words and a colour, and a hint.

In a notebook the plain text of a verdict is the number of points earned, which nbgrader reads as
partial credit; the words are on the card.  In a terminal, which has no cards, it is the words.
"""

from dataclasses import dataclass, replace
from html import escape
from re import sub

import numpy as np

from .cells import live_shell

# Sign, words, colour (Okabe and Ito) and a paler ground that keeps ink readable.
LOOK = {
    "right": ("✓", "Right", "#009E73"),
    "untouched": ("○", "Not attempted", "#757575"),
    "open": ("○", "Unfinished", "#757575"),
    "unavailable": ("!", "Cannot check", "#757575"),
    "stale": ("!", "Run the cell", "#D55E00"),
}
WRONG = ("✗", "Not yet", "#D55E00")


class Verbatim(str):
    """A piece of code among the inputs of a call, which is told as it stands."""

    __repr__ = str.__str__


def spelled(probe, inputs):
    r"""The call that shows it, or the point for expressions, with its inputs; large ones abridged.

    >>> from nnlib.course.checks.probes import Function
    >>> spelled(Function("f"), {"x": np.array([1.0, 2.0]), "eta": 0.1})
    'f(x, eta) with\n  x = [1. 2.]   shape (2,)\n  eta = 0.1'
    """
    lines = [f"{probe.call(inputs)} with"]
    for argument, value in probe.told(inputs).items():
        if isinstance(value, np.ndarray):
            lead = f"  {argument} = "
            lines.append(f"{lead}{spelled_array(value, lead)}   shape {value.shape}")
        elif argument == "rng":
            lines.append(f"  rng = np.random.default_rng({value})")
        else:
            lines.append(f"  {argument} = {value!r}")
    return "\n".join(lines)


def spelled_array(array, lead):
    r"""An array as NumPy prints it; numbers that four decimals do not hold in ten digits each.

    >>> spelled_array(np.array([0.5, -0.0]), ""), spelled_array(np.array([1e-6, 0.5]), "")
    ('[0.5 0. ]', '[1e-06   0.5]')
    """
    if array.dtype.kind != "f":
        return np.array2string(array, threshold=40, prefix=lead)
    plain = array + 0.0  # no −0
    if np.array_equal(plain.round(4), plain):
        return np.array2string(plain, threshold=40, prefix=lead, suppress_small=True)
    width = max(len(f"{number:.10g}") for number in plain.flat)
    form = {"float_kind": lambda number: f"{number:{width}.10g}"}
    return np.array2string(plain, threshold=40, prefix=lead, formatter=form)


def plain_rich(text):
    """Escaped, with `code` set as code and line breaks kept."""
    return sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)).replace("\n", "<br>")


def card(colour, head, body):
    """A box with a coloured edge, in the page's own ink and ground."""
    return (
        f'<div class="nn-verdict" role="status" style="border-left: 5px solid {colour}; '
        f'padding: 2px 12px; margin: 4px 0"><strong>{head}</strong><div>{body}</div></div>'
    )


def shows_cards():
    """True where IPython sends more than plain text, as to a notebook."""
    live = live_shell()
    return live is not None and live.display_formatter.active_types != ["text/plain"]


@dataclass(frozen=True, repr=False)
class Verdict:
    """The judgement on one task: a fraction of its points, a kind, and a teacher's words.

    `misconception` names the known slip, if it is one; `call` is the call that shows what is
    wrong, and `printed` what the learner's code prints there; `note` tells of something beside the
    task, such as a damaged progress file.
    """

    id: str
    title: str
    points: int
    fraction: float
    kind: str
    message: str
    call: str = ""
    misconception: str | None = None
    note: str = ""
    printed: str = ""

    @property
    def right(self):
        return self.kind == "right"

    @property
    def earned(self):
        return round(self.points * self.fraction, 2)

    def after(self, done, name):
        """The verdict on the function `name`; it says which of those before are right."""
        if self.kind in ("untouched", "missing"):
            return self
        *some, last = [f"`{one}`" for one in done] or [""]
        right = f"{', '.join(some)} and {last} are right" if some else f"{last} is right"
        if f"`{name}" in self.message:
            where = f"{right}." if done else ""
        else:
            where = f"{right}; this is about `{name}`." if done else f"This is about `{name}`."
        call = "" if self.kind == "open" else self.call
        return replace(self, message=f"{self.message}\n{where}".rstrip(), call=call)

    def noted(self, note):
        return replace(self, note=note)

    @property
    def head(self):
        sign, words, _ = LOOK.get(self.kind, WRONG)
        points = f" · {self.earned:g} of {self.points} points" if self.points else ""
        return f"{sign} {words} · {self.id} {self.title}".rstrip() + points

    def __float__(self):
        return float(self.earned)

    def __str__(self):
        printed = f"Your code prints:\n{self.printed}".rstrip() if self.printed else ""
        return "\n".join(filter(None, (self.head, self.message, self.call, printed, self.note)))

    __repr__ = __str__

    def _repr_pretty_(self, printer, cycle):  # noqa: ARG002
        """IPython's plain text: the points where a card is shown beside it, the words elsewhere.

        A turn has no points, and its words are compared where a lesson is run as a test.
        """
        counts = self.points or self.kind == "unavailable"
        printer.text(str(float(self)) if counts and shows_cards() else str(self))

    def _repr_html_(self):
        body = plain_rich(self.message)
        if self.call:
            call = f"<summary>Where it shows</summary><pre>{escape(self.call)}</pre>"
            body += f"<details>{call}</details>"
        if self.printed:
            body += f"<div>Your code prints:</div><pre>{escape(self.printed)}</pre>"
        if self.note:
            body += f"<div><em>{plain_rich(self.note)}</em></div>"
        return card(LOOK.get(self.kind, WRONG)[2], escape(self.head), body)


@dataclass(frozen=True)
class Note:
    """A few words with a head: a hint, a solution, or why there is none."""

    head: str
    words: str
    code: str = ""

    def __repr__(self):
        return "\n".join(filter(None, (self.head, self.words, self.code)))

    def _repr_html_(self):
        code = f"<pre>{escape(self.code)}</pre>" if self.code else ""
        return card("#0072B2", escape(self.head), plain_rich(self.words) + code)

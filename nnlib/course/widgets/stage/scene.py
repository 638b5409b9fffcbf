"""A scene: what a widget shows, frame by frame, without a page or a clock."""

import re
from dataclasses import dataclass
from html import escape

from ...drawing.mathml import is_math


@dataclass(frozen=True)
class Reading:
    """A number of the readout: its name, its symbol (HTML or MathML), value, shape, difference."""

    name: str
    symbol: str
    value: str
    shape: str = ""
    difference: str = ""


class Scene:
    """What a widget shows.  A new stepper is a subclass with frames and a drawing.

    `first()` makes frame 0 and `advance(frame)` the next one, or None at the end.  When a parameter
    in `settings` has changed, `refresh(frame)` is the same place under it; for those named in
    `restarts` the run starts again instead.  What is shown of a frame is a pure function of it, of
    what `enter`, `point` and `tweak` took, and of `width` and `ghost`, which the shell sets.
    `k` is the step that the page shows.

    `width` is the page's: "wide" from 1000 CSS pixels on, "narrow" below 700; stills and pages
    without a kernel are drawn "middle".  `ghost` holds the frames of the run before this one, and
    `seen` the frame to which the reader did something.
    """

    name = title = ""
    choices = ()
    fields = ()
    actions = ()
    rows = ("number", "shape", "centred difference")
    restarts = ()
    stop = 0
    fps = 12
    big = False
    width = "middle"
    ghost = seen = None
    k = 0

    def __init__(self):
        self.settings = {choice.name: choice.start for choice in self.choices}

    def first(self):
        raise NotImplementedError

    def advance(self, _):
        return None

    def refresh(self, _):
        return self.first()

    def draw(self, frame):
        raise NotImplementedError

    def text(self, frame):
        raise NotImplementedError

    def readout(self, _frame):
        return []

    def remark(self, _frame):
        return ""

    def enter(self, _texts, _k):
        """Take the reader's texts, by name, at step k, and return the step to go to.

        ValueError, which the page shows, keeps the old run.
        """
        return 0

    def point(self, _name, _x, _y, _phase):
        """Take a place on the plane `_name`, in its own coordinates.

        On a plane with `data-trail`, all places since the last call come, x and y in turn.
        `_phase` is "down", "move" or "up".  Returns the step to go to in a run that is made anew,
        or None to stay.  ValueError, which the page shows, keeps the old run.
        """

    def settings_of(self, _frame):
        """The choices, by name, that this frame has moved; its controls follow."""
        return {}

    def pictured(self, frame):
        """The frame whose picture stands where there is no kernel."""
        return frame

    def texts(self):
        """The fields, by name, whose texts the hand has made others, with what they now say."""
        return {}

    def tweak(self, _name, _value, _phase):
        """Take a value for the number `_name` that is dragged; the same phases and answers."""

    def act(self, _name):
        """Do what the button of this name in `actions` says; the same answers as `point`."""

    def phases(self, _k):
        """What step k belongs to: "start", "forward", "loss", "backward", "update" or None."""

    def tempo(self, _k):
        """How fast it plays on from step k, as a share of `fps`."""
        return 1

    def label(self, _k):
        """The name of step k on the timeline; "" if its number says enough."""
        return ""

    def judge(self, _guess, _frame):
        """What is said of a guess at the number of this frame; ValueError if it is no number."""
        return ""

    def question(self, _frame, _following):
        """What the next frame, None at the end, will show: words for the reader to predict."""
        return ""

    def below(self, _frame):
        """HTML that stands below the readout."""
        return ""

    def listing(self):
        """Markdown that stands below the still and its caption."""
        return ""


def live_words(words):
    """A sentence that stands on a page with a kernel only: what the hand can do in the picture."""
    return f'<p class="nn-remark nn-live" style="display: none">{escape(words)}</p>'


def escape_markdown(words):
    """The words as Markdown that shows them as they are."""
    return re.sub(r"([\\`*_{}\[\]<>#|$~])", r"\\\1", words)


def below_html(scene, frame):
    """What stands below the picture: the readout, the remark, and what the scene adds."""
    remark = f'<p class="nn-remark" data-name="remark">{escape(scene.remark(frame))}</p>'
    return _readout_html(scene, frame) + remark + scene.below(frame)


def _readout_html(scene, frame):
    """A table with one row a quantity; the style sheet makes a card of each, and they wrap."""
    quantities = scene.readout(frame)
    if not quantities:
        return ""
    words = [(q.value, q.shape, q.difference) for q in quantities]
    told = [i for i, title in enumerate(scene.rows) if any(row[i] for row in words)]
    heads = ("quantity", *(scene.rows[i] for i in told))
    rows = "".join(
        _row_html(q, [(scene.rows[i], row[i]) for i in told])
        for q, row in zip(quantities, words, strict=True)
    )
    heads = "".join(f'<th scope="col">{title}</th>' for title in heads)
    return (
        '<table class="nn-readout nn-cards" role="table"><caption>numbers of this step</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _row_html(quantity, told):
    (first, value), *others = told
    cells = f'<td data-name="{escape(quantity.name)}">{escape(value)}</td>' + "".join(
        f'<td data-title="{title}">{escape(word)}</td>' for title, word in others
    )
    # A head that holds nothing but MathML counts as empty for some screen readers.
    name = f' aria-label="{escape(quantity.name)}"' if is_math(quantity.symbol) else ""
    head = f'<th scope="row"{name}>{quantity.symbol}</th>'
    return f'<tr role="row" data-title="{first}">{head}{cells}</tr>'

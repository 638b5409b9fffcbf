"""The explorer of lesson 11: four scores → shares → loss → slopes, and what the maximum is for."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from sympy import Float, symbols

import nnlib as nn

from ..drawing import svg
from ..drawing.canvas import canvas_of
from ..drawing.mathml import identifier, math
from ..drawing.style import BLUE, VERMILLION
from ..drawing.svg import compact, numeral, short
from ..drawing.theme import WRITING, legible
from ..drawing.typeset import formula, words
from ..symbolic.networks import LOSS
from .equations import loss_slope
from .rounds import CLASS_NAMES, OFF, ON, ON_ALL, ON_SHARES, settings_after
from .stage.bar import Choice, linear_choice
from .stage.prediction import PREDICTION
from .stage.scene import Reading, Scene
from .stage.shell import Shell

REACH = 6.0
SHIFTS = (0, 1, 10, 100, 500, 700, 705, 708, 709, 710, 720, 800, 1000)
TEMPERATURES = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 20.0)
UNTOUCHED = {"shift": 0, "T": 1.0, "trick": ON}
SCORES = symbols([f"s_{one}" for one in CLASS_NAMES])
SHARE_OF = symbols([f"p_{one}" for one in CLASS_NAMES])
P, Y = symbols("p y")


@cache
def by_sympy(label):
    """The loss of the class `label` as an expression in the scores, and its four slopes."""
    hot = [int(label == one) for one in CLASS_NAMES]
    C = LOSS[nn.losses.cross_entropy](SCORES, hot)
    return C, tuple(C.diff(one) for one in SCORES)


@dataclass(frozen=True, eq=False)
class Shares:
    """One sample: scores s = (z + c) / T, label, and p, C and ∂C/∂s as the code computes them.

    `chosen` is what was set for it, after round k, and `before` what was shown before that round.
    """

    s: np.ndarray
    label: str
    p: np.ndarray
    C: float
    slope: np.ndarray
    chosen: dict
    k: int = 0
    before: "Shares | None" = None

    @classmethod
    def make(cls, chosen, k=0, before=None):
        chosen = UNTOUCHED | chosen
        z, label = [chosen[f"z{one}"] for one in CLASS_NAMES], chosen["label"]
        s = (np.array([z], float) + chosen["shift"]) / chosen["T"]
        y = np.array([CLASS_NAMES.index(label)])
        if chosen["trick"] == ON:
            C, slope = nn.losses.cross_entropy.value_and_grad(s, y)
            return cls(s[0], label, nn.losses.softmax(s)[0], C, slope[0], chosen, k, before)
        with np.errstate(all="ignore"):  # that it overflows is what is shown
            e = np.exp(s[0])
            p = e / e.sum()
            C, slope = float(-np.log(p[y[0]])), p - (np.arange(len(p)) == y[0])
            return cls(s[0], label, p, C, slope, chosen, k, before)

    @property
    def broken(self):
        """True where what was computed is no number any more."""
        return not (np.isfinite(self.p).all() and np.isfinite(self.C))

    def on_paper(self):
        """The shares as they are where nothing overflows."""
        return nn.losses.softmax(self.s[None])[0]

    def difference(self):
        """∂C/∂s by the centred difference, on scores whose largest is 0."""
        y, at = np.array([CLASS_NAMES.index(self.label)]), self.s[None] - self.s.max()
        return nn.numeric_gradient(lambda s: nn.losses.cross_entropy(s, y), at)[0]

    def exact(self):
        """C and ∂C/∂s by SymPy, whose numbers do not overflow."""
        C, slopes = by_sympy(self.label)
        at = {symbol: Float(float(one), 30) for symbol, one in zip(SCORES, self.s, strict=True)}
        return float(C.evalf(30, subs=at)), [float(one.evalf(30, subs=at)) for one in slopes]


class SoftmaxExplorer(Scene):
    """Bars of the scores, the shares and, in the `whole`, the slopes of four classes.

    The frames are rounds: each sets some of the choices, and what comes of it is asked first.
    """

    name, title, fps = "softmax", "softmax explorer", 0.5
    fields = (PREDICTION,)
    rows = ("computed", "SymPy", "centred difference")

    def __init__(self, z, label, whole, big):
        if len(z) != len(CLASS_NAMES) or not all(-REACH <= one <= REACH for one in z):
            raise ValueError(
                f"explore_softmax: z must hold four scores in −6 … 6, but it is {z!r}."
            )
        if label not in CLASS_NAMES:
            raise ValueError(f"explore_softmax: label must be A, B, C or D, but it is {label!r}.")
        self.big, self.whole = big, whole
        if not whole:
            self.fields = (replace(PREDICTION, near="a letter or a number"),)
        self.rounds = ON_ALL if whole else ON_SHARES
        self.stop = len(self.rounds)
        self.choices = tuple(
            linear_choice(f"z{one}", f"score {one}", -REACH, REACH, 0.1, start)
            for one, start in zip(CLASS_NAMES, z, strict=True)
        )
        if whole:
            self.choices += (
                Choice("label", "label", tuple(CLASS_NAMES), label, "select", tuple(CLASS_NAMES)),
                Choice("shift", "add c to all scores", SHIFTS, 0, words=tuple(map(str, SHIFTS))),
                Choice("T", "temperature T", TEMPERATURES, 1.0),
                Choice("trick", "before exp", (ON, OFF), ON, "radio", (ON, OFF)),
            )
        super().__init__()
        self.start = {"label": label} | self.settings
        self.states = settings_after(self.rounds, self.start)

    def first(self):
        return Shares.make(self.start)

    def advance(self, d):
        if d.k == self.stop:
            return None
        return Shares.make(self.states[d.k + 1], d.k + 1, replace(d, before=None))

    def refresh(self, d):
        """The same round with what the reader has set; without a round it is where to start."""
        chosen = d.chosen | self.settings
        if d.k == 0:
            self.start = chosen
        return Shares.make(chosen, d.k, d.before)

    def settings_of(self, d):
        return {name: d.chosen[name] for name in self.settings}

    def question(self, d, following):
        if following is None:
            return "That was the last round."
        return f"Round {following.k} of {self.stop}: {self.rounds[d.k].question}"

    def judge(self, guess, d):
        return self.rounds[d.k - 1].judge(guess, d)

    def label(self, k):
        return f"round {k}" if k else "start"

    def text(self, d):
        shares = ", ".join(f"{one} {numeral(p)}" for one, p in zip(CLASS_NAMES, d.p, strict=True))
        scores, round_ = ", ".join(numeral(one, 1) for one in d.s), f", round {d.k}" * (d.k > 0)
        label, loss = f", label {d.label}" * self.whole, f" Loss {numeral(d.C)}." * self.whole
        return f"Softmax explorer{round_}: scores {scores}{label}. Shares: {shares}.{loss}"

    def remark(self, d):
        if d.broken and not d.p.any():
            return (
                "The sum of the exponentials overflows: what is divided by infinity is 0, and a "
                "share of 0 has no logarithm."
            )
        if d.broken:
            return (
                "exp overflows above 709.78: infinity over infinity is no number, and a share of 0 "
                "has no logarithm."
            )
        if not self.whole:
            return "The shares always fill one whole."
        top = CLASS_NAMES[int(np.argmax(d.p))]
        own = d.p[CLASS_NAMES.index(d.label)]
        if own > 0.9:
            return "Sure and right: the slopes are almost 0, and a step would change little."
        if top != d.label and d.p.max() > 0.9:
            return f"Sure and wrong: {d.label} is pulled up and {top} pushed down, almost by 1."
        return f"The loss is −log {short(own)}: of the shares it looks at the label's alone."

    def readout(self, d):
        shares = [
            Reading(f"p {name}", math(formula(SHARE_OF[j])), numeral(d.p[j]))
            for j, name in enumerate(CLASS_NAMES)
        ]
        if not self.whole:
            return shares
        C, slopes = d.exact()
        values = [Reading("C", math(identifier("C")), numeral(d.C), numeral(C))]
        for j, (symbol, slope, sympy, difference) in enumerate(
            zip(SCORES, d.slope, slopes, d.difference(), strict=True)
        ):
            values.append(shares[j])
            values.append(
                Reading(
                    f"dC/ds {CLASS_NAMES[j]}", math(formula(loss_slope(symbol))),
                    numeral(slope), numeral(sympy), numeral(difference),
                )
            )  # fmt: skip
        return values

    def draw(self, d):
        canvas, count = canvas_of(self), 3 if self.whole else 2
        s, w = canvas.size, canvas.width
        if canvas.narrow:
            boxes = [svg.plot_in(0, 17 * s * i, w, 17 * s, s) for i in range(count)]
            height = (17 * count + 1) * s
        else:
            boxes, height = svg.side_by_side(count, s, w, 23.5 * s), 22.5 * s
        low, high = float(d.s.min()), float(d.s.max())
        room = 0.12 * max(high - min(low, 0), -low, 8)
        limits = ((min(low, 0) - room, max(high, 0) + room), (0, 1.12), (-1.35, 1.35))
        scores, shares, *slopes = (
            svg.Axes(box, (-0.6, 3.6), limit, s) for box, limit in zip(boxes, limits, strict=False)
        )
        name = "scores s = (z + c) / T" if self.whole else "scores z"
        panels = [self._bars(scores, d, d.s, name, WRITING), self._shares(shares, d)]
        for panel in slopes:
            title = f"slopes of C: {words(P - Y)}"
            panels.append(self._bars(panel, d, d.slope, title, legible(VERMILLION)))
        return svg.picture(w, height, *panels)

    def _shares(self, panel, d):
        """The bars of the shares, behind each a dashed line where it was before this round."""
        before = d.before.p if d.before and not d.before.broken else ()
        marks = [svg.text("dashed: before", *panel.at(3.5, 1.04), panel.size * 0.9, "end")]
        for j, p in enumerate(before):
            (left, y), (right, _) = panel.at(j - 0.45, float(p)), panel.at(j + 0.45, float(p))
            marks.append(svg.line(left, y, right, y, WRITING, 1.5, stroke_dasharray="4 3"))
        title = "shares p = softmax(s)" if self.whole else "shares p"
        behind = marks if len(before) else ()
        return self._bars(panel, d, d.p, title, legible(BLUE), behind)

    def _starred(self, j, d):
        return self.whole and CLASS_NAMES[j] == d.label

    def _bars(self, panel, d, values, title, colour, behind=()):
        """A bar for each class with its number; the label's has a thick rim and a star."""
        s, shapes = panel.size, [panel.level(0, WRITING, "1 4"), *behind]
        for j, value in enumerate(values):
            (left, zero), (right, _) = panel.at(j - 0.32, 0), panel.at(j + 0.32, 0)
            known = np.isfinite(value)
            top = panel.at(j, float(value))[1] if known else zero
            own = self._starred(j, d)
            rim = {"stroke": WRITING, "stroke_width": 2.5} if own else {}
            shapes.append(
                svg.rect(
                    left, min(top, zero), right - left, max(abs(top - zero), 0.5),
                    fill=colour, fill_opacity=0.55, **rim,
                )
            )  # fmt: skip
            said = above_bar(float(value)) if known else ("∞" if np.isposinf(value) else "nan")
            above = top < zero or (top == zero and value >= 0) or not known
            y = min(top, zero) - 0.4 * s if above else max(top, zero) + 1.1 * s
            shapes.append(svg.haloed(said, (left + right) / 2, y, s * 0.9, "middle"))
        names = "".join(
            svg.text(
                f"{one} ★" if self._starred(j, d) else one, panel.at(j, 0)[0],
                panel.top + panel.height + 5 + s, s, "middle",
            )
            for j, one in enumerate(CLASS_NAMES)
        )  # fmt: skip
        return _frame(panel, title) + panel.inside(*shapes) + names


def above_bar(value):
    """A number above its bar, where its neighbours leave it little room: two decimals."""
    if abs(value) >= 100:
        return compact(round(value, 1))
    return short(value) if value == round(value) else numeral(value, 2)


def _frame(panel, title):
    """The frame without numbers below it, where the classes stand."""
    s = panel.size
    box = (panel.left, panel.top, panel.width, panel.height)
    ticks = "".join(
        svg.text(compact(y), panel.left - 7, panel.at(0, y)[1] + 0.35 * s, s * 0.9, "end")
        for y in svg.ticks(*panel.ylim, about=panel.height / (2.6 * s))
    )
    rim = svg.rect(*box, fill="none", stroke=WRITING, stroke_width=1.0)
    return rim + ticks + svg.text(title, panel.left, panel.top - 0.6 * s, s, weight="bold")


def explore_softmax(
    z=(2.0, 1.0, 0.0, -1.0), label="B", whole=True, big=False, controls="bar"
):  # fmt: skip
    """Move the scores of four classes and see their shares, the loss and its slopes p − y.

    `z` holds four scores in −6 … 6, and `label` is the right class; a shift and a temperature make
    the scores s = (z + c) / T that the softmax gets.  The course's own loss, which subtracts
    the largest score first, beside SymPy's derivative and the centred difference; without that
    subtraction the explorer overflows as any program does.  With whole=False it shows scores and
    shares alone.  Each step is a round: what it sets is said, what comes of it is asked, and an
    answer is judged before the bars move.  Make it the last expression of a cell: it shows itself.
    """
    return Shell(SoftmaxExplorer(tuple(map(float, z)), label, whole, big), controls=controls)

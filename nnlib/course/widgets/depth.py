"""The explorer of lesson 12: what depth, activation and start do to the signal and to the δs."""

from dataclasses import dataclass
from functools import cache

import numpy as np

import nnlib as nn

from ... import expect
from ..drawing import svg
from ..drawing.canvas import canvas_of
from ..drawing.style import BLUE, VERMILLION
from ..drawing.svg import in_print, numeral, power, short
from ..drawing.theme import MUTED, WRITING, legible
from .stage.bar import Choice, seed_choice
from .stage.scene import Reading, Scene
from .stage.shell import Shell

ACTIVATIONS = {name: nn.activations.ALL[name] for name in ("sigmoid", "tanh", "relu", "identity")}
DEPTHS = (2, 3, 5, 7, 10, 15, 20, 30)
GAINS = (0.1, 0.25, 0.5, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)
FORWARD, BACK = "the signal a", "the δ on the way back"
WIDTH, SAMPLES = 100, 200
REACH, BINS = 3.0, 41
FAR = 0.95  # where tanh, or the sigmoid stretched to −1 … 1, counts as saturated
LOW, HIGH = -20, 6  # powers of ten
NEAR = 10  # a size that changes by less is kept


@cache
def pictures():
    """200 digits with their labels, each pixel less its mean."""
    X, y = nn.data.digits()
    return X[:SAMPLES] - X[:SAMPLES].mean(axis=0), y[:SAMPLES]


def _size(array):
    """The root of the mean square."""
    return float(np.sqrt((array**2).mean()))


@dataclass(frozen=True, eq=False)
class Deep:
    """A network at its start, what passed through it, and the sizes that the laws promise.

    `values`, `sizes` and `law` go by hidden layer; `law` is None where (12.1) promises nothing.
    """

    activation: str
    gain: float
    back: bool
    values: dict
    sizes: dict
    law: dict | None
    ratio: float
    asleep: float

    @property
    def depth(self):
        return len(self.sizes)

    @classmethod
    def make(cls, activation, depth, gain, back, seed):
        sigma, rng = ACTIVATIONS[activation], np.random.default_rng(seed)
        widths = [64, *[WIDTH] * depth, 10]
        net = nn.init(widths, [sigma] * depth + [ACTIVATIONS["identity"]], rng, "lecun")
        for l in range(1, depth + 1):
            net.W[l] = np.sqrt(gain) * net.W[l]
        X, y = pictures()
        trace = nn.forward(net, X)
        delta = nn.backward(net, trace, y, nn.losses.cross_entropy).delta
        hidden = range(1, depth + 1)
        shown = {l: (delta if back else trace.a)[l] for l in hidden}
        sizes = {l: _size(one) for l, one in shown.items()}
        law = _way_back(net, trace, sizes, gain) if back else _way_up(activation, sizes, gain)
        slopes = np.concatenate([sigma.prime(trace.z[l]) for l in hidden])
        asleep = float((slopes <= (1 - FAR**2) * sigma.prime(np.zeros(1))).mean())
        if activation == "relu":
            asleep = float((slopes == 0).mean())
        ends = sizes[1] / sizes[depth] if back else sizes[depth] / sizes[1]
        return cls(activation, gain, back, shown, sizes, law, ends, asleep)


def _way_up(activation, sizes, gain):
    """What (12.1) promises from layer 1 on: a factor in each layer."""
    if activation not in ("relu", "identity"):
        return None
    factor = np.sqrt(gain / (2 if activation == "relu" else 1))
    return {l: sizes[1] * factor ** (l - 1) for l in sizes}


def _way_back(net, trace, sizes, gain):
    """What (12.2) promises from the last hidden layer down, with the mean of σ′² in each layer."""
    top = max(sizes)
    law = {top: sizes[top]}
    for l in range(top - 1, 0, -1):
        law[l] = law[l + 1] * np.sqrt(gain * (net.sigma[l].prime(trace.z[l]) ** 2).mean())
    return law


class DepthExplorer(Scene):
    """A histogram for each layer, and the sizes of the layers on a logarithmic scale."""

    name, title = "depth", "signals through depth"
    rows = ("number",)

    def __init__(self, activation, depth, gain, seed, big):
        self.big = big
        names = tuple(ACTIVATIONS)
        self.choices = (
            Choice("activation", "activation", names, activation, "select", names),
            Choice("depth", "hidden layers", tuple(sorted({*DEPTHS, depth})), depth),
            Choice("gain", "gain: variance × n", tuple(sorted({*GAINS, gain})), gain),
            Choice("shown", "show", (FORWARD, BACK), FORWARD, "radio", (FORWARD, BACK)),
            seed_choice(seed),
        )
        super().__init__()

    def first(self):
        of = self.settings
        back = of["shown"] == BACK
        return Deep.make(of["activation"], of["depth"], of["gain"], back, of["seed"])

    def text(self, deep):
        what = "δ" if deep.back else "signal"
        first, last = (two_digits(deep.sizes[l]) for l in (1, deep.depth))
        return (
            f"{deep.depth} hidden layers of {WIDTH} neurons, {deep.activation}, gain "
            f"{short(deep.gain)}. Size of the {what}: {first} in layer 1, {last} in layer "
            f"{deep.depth}. {self.remark(deep)}"
        )

    def remark(self, deep):
        what, way = ("δ", "on its way down") if deep.back else ("signal", "on its way up")
        if deep.ratio < 1 / NEAR:
            said = f"The {what} dies out {way}: {times(1 / deep.ratio)} times smaller."
        elif deep.ratio > NEAR:
            said = f"The {what} explodes {way}: {times(deep.ratio)} times larger."
        else:
            said = f"The {what} keeps its size, within a factor of {NEAR}."
        if deep.activation in ("tanh", "sigmoid") and deep.asleep > 0.3:
            said += f" {deep.asleep:.0%} of the neurons are saturated, where σ′ is near 0."
        return said

    def readout(self, deep):
        first, last = (1, deep.depth)
        letter = "δ" if deep.back else "a"
        rows = [
            Reading("v", "variance of W", short(deep.gain / WIDTH)),
            Reading("first", f"size of {letter} in layer 1", two_digits(deep.sizes[first])),
            Reading("last", f"size of {letter} in layer {last}", two_digits(deep.sizes[last])),
        ]
        if deep.activation != "identity":
            word = "asleep" if deep.activation == "relu" else "saturated"
            rows.append(Reading("asleep", word, f"{deep.asleep:.0%}"))
        return rows

    def draw(self, deep):
        canvas = canvas_of(self)
        s, w = canvas.size, canvas.width
        if canvas.narrow:
            height, rooms = 1.3 * w, [(0, 0, w, 0.65 * w), (0, 0.65 * w, w, 0.65 * w)]
        else:
            height = (0.36 if w > 900 else 0.44) * w
            rooms = [(0, 0, 0.5 * w, height), (0.5 * w, 0, 0.5 * w, height)]
        left, right = (svg.plot_in(*room, s) for room in rooms)
        colour = legible(VERMILLION if deep.back else BLUE)
        shapes = self._histograms(left, s, deep, colour), self._sizes(right, s, deep, colour)
        return svg.picture(w, height, *shapes)

    def _histograms(self, box, size, deep, colour):
        """A violin for each layer: how often each value comes, to both sides of its line."""
        panel = svg.Axes(box, (0.4, deep.depth + 0.6), (-REACH, REACH), size)
        unit = deep.sizes[deep.depth] if deep.back else 1
        edges = np.linspace(-REACH, REACH, BINS + 1)
        middles = (edges[1:] + edges[:-1]) / 2
        violins = []
        for l, values in deep.values.items():
            inside = np.clip(values.ravel() / unit, -REACH, REACH)
            counts = np.histogram(inside, bins=edges)[0]
            half = 0.45 * np.sqrt(counts / counts.max())
            right = [panel.at(l + h, v) for h, v in zip(half, middles, strict=True)]
            left = [panel.at(l - h, v) for h, v in zip(half, middles, strict=True)]
            violins.append([*right, *left[::-1], right[0]])
        drawn = svg.path(svg.line_paths(violins), fill=colour, fill_opacity=0.7)
        title = "δ ÷ size in the last layer" if deep.back else "activations a"
        frame = panel.frame(title, "layer", "")
        return frame + panel.inside(panel.level(0, MUTED, "1 4"), drawn)

    def _sizes(self, box, size, deep, colour):
        panel = svg.Axes(box, (0.4, deep.depth + 0.6), (LOW, HIGH), size)
        shapes = []
        if deep.law:
            way = [panel.at(l, _log(one)) for l, one in sorted(deep.law.items())]
            shapes.append(svg.polyline(way, WRITING, size / 8, stroke_dasharray="5 4"))
        for l, one in deep.sizes.items():
            x, y = panel.at(l, _log(one))
            shapes.append(svg.circle(x, y, size / 3, fill=colour))
        law = f"; dashed: ({'12.2' if deep.back else '12.1'})" if deep.law else ""
        frame = panel.frame(f"size{law}", "layer", "", (short, power))
        return frame + panel.inside(*shapes)


def _log(value):
    return float(np.log10(max(value, 1e-300)))


def two_digits(value):
    """A size with two digits at least.

    >>> two_digits(0.50447), two_digits(0.00012)
    ('0.504', '1.2·10⁻⁴')
    """
    return numeral(value, 3) if value >= 0.01 else in_print(f"{value:.1e}")


def times(factor):
    """How many times, in words that fit any size.

    >>> times(25.3), times(48123.0)
    ('25', '5·10⁴')
    """
    return short(factor, 2) if factor < 1000 else short(float(f"{factor:.0e}"), 1)


def explore_depth(activation="sigmoid", depth=10, gain=1.0, seed=0, big=False, controls="bar"):
    """Set activation, depth and start, and see what becomes of the signal and of the δs.

    The network has hidden layers of 100 neurons and meets 200 digits; the weights have the
    variance gain / n.  Dots are measured, the dashed line is what the laws (12.1) and (12.2)
    promise.  Make it the last expression of a cell: it shows itself.
    """
    expect.one_of(activation, ACTIVATIONS, "activation", "explore_depth")
    expect.whole(depth, 2, "depth", "explore_depth")
    if not 0 < gain <= GAINS[-1] or depth > DEPTHS[-1]:
        limits = f"depth at most {DEPTHS[-1]} and gain in 0 … {GAINS[-1]:g}"
        raise ValueError(f"explore_depth: {limits} were expected, but they are {depth}, {gain}.")
    return Shell(DepthExplorer(activation, depth, gain, seed, big), controls=controls)

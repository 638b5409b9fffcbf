"""The stepper of lesson 13: dropout's masks, forward and back, and the mean of many draws."""

from dataclasses import dataclass

import numpy as np

import nnlib as nn

from ... import expect
from ..drawing import svg
from ..drawing.canvas import canvas_of
from ..drawing.mathml import math
from ..drawing.style import BLUE, ORANGE, VERMILLION
from ..drawing.svg import compact, numeral, short
from ..drawing.theme import FAINT, MUTED, NEGATIVE, PAPER, POSITIVE, WRITING, legible
from ..drawing.typeset import formula
from .equations import Layer, law
from .stage.bar import Choice, seed_choice
from .stage.scene import Reading, Scene
from .stage.shell import Shell

WIDTHS, SAMPLES = (2, 5, 1), 3
KEEPS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SCALED, UNSCALED = "1/keep", "none"
EACH, SHARED = "one a sample", "one for the batch"
WIDE, TABLE, CELL, ROW = 57.0, 20.0, 3.4, 1.9  # in font sizes: the picture, a table, its cells
SMALL = 0.95


@dataclass(frozen=True, eq=False)
class Draw:
    """The passes under the mask of draw k, and the outputs of all draws so far, a row for each."""

    k: int
    trace: nn.Trace
    grads: nn.Gradients
    outputs: np.ndarray

    @property
    def mask(self):
        return self.trace.mask[1]

    @property
    def means(self):
        """The mean output of each sample after each draw."""
        return self.outputs.cumsum(axis=0) / np.arange(1, len(self.outputs) + 1)[:, None]


class Masks(Scene):
    """A network whose hidden neurons are dropped, its activations and deltas, and the mean."""

    name, title = "masks", "dropout"
    rows = ("with this mask", "without dropout", "centred difference")
    restarts = ("keep", "scale", "mask", "seed")
    fps = 8

    def __init__(self, keep, seed, stop, big):
        rng = np.random.default_rng(68)  # no weight or slope is near 0
        self.big, self.stop = big, stop
        self.net = nn.init(WIDTHS, [nn.activations.tanh, nn.activations.identity], rng)
        self.net.b[1] = rng.normal(size=WIDTHS[1]).round(1)
        self.X = rng.normal(size=(SAMPLES, WIDTHS[0])).round(1)
        self.y = rng.normal(size=(SAMPLES, 1)).round(1)
        self.whole = nn.predict(self.net, self.X)
        keeps = tuple(sorted({*KEEPS, keep}))
        self.choices = (
            Choice("keep", "keep", keeps, keep),
            Choice("scale", "scale", (SCALED, UNSCALED), SCALED, "select", (SCALED, UNSCALED)),
            Choice("mask", "masks", (EACH, SHARED), EACH, "select", (EACH, SHARED)),
            Choice("sample", "sample i", (0, 1, 2), 0, "select"),
            Choice("neuron", "neuron j", tuple(range(WIDTHS[1])), 1, "select"),
            seed_choice(seed),
        )
        super().__init__()

    def first(self):
        return self._drawn(0, np.empty((0, SAMPLES)))

    def advance(self, frame):
        return self._drawn(frame.k + 1, frame.outputs)

    def refresh(self, frame):
        return frame

    def _drawn(self, k, outputs):
        """The passes under a mask that nnlib draws, changed as the settings say."""
        of = self.settings
        rng = np.random.default_rng((of["seed"], k))
        M = nn.forward(self.net, self.X, of["keep"], rng).mask[1]
        if of["mask"] == SHARED:
            M = np.tile(M[0], (SAMPLES, 1))
        if of["scale"] == UNSCALED:
            M = M * of["keep"]
        trace = nn.forward(self.net, self.X)
        trace.mask[1] = M
        trace.a[1] = trace.a[1] * M
        trace.z[2] = trace.a[2] = self._above(trace.a[1])
        grads = nn.backward(self.net, trace, self.y, nn.losses.squared_error)
        return Draw(k, trace, grads, np.vstack([outputs, trace.a[2].T]))

    def _above(self, a):
        """The outputs of masked activations: the upper layer as a network of its own."""
        theta = np.append(self.net.W[2], self.net.b[2])
        return nn.predict(nn.Network(WIDTHS[1:], [self.net.sigma[2]], theta), a)

    def _difference(self, frame, i, j):
        """∂C/∂z_ij under the mask, by a centred difference."""

        def C(z_ij):
            z = frame.trace.z[1].copy()
            z[i, j] = z_ij[0]
            return nn.losses.squared_error(self._above(np.tanh(z) * frame.mask), self.y)

        return nn.numeric_gradient(C, frame.trace.z[1][i, [j]])[0]

    def _place(self):
        return self.settings["sample"], self.settings["neuron"]

    def text(self, frame):
        of, (i, _) = self.settings, self._place()
        dropped = ", ".join(str(j) for j in np.flatnonzero(frame.mask[i] == 0)) or "none"
        return (
            f"Dropout, draw {frame.k + 1}: keep {short(of['keep'])}, scale {of['scale']}, masks "
            f"{of['mask']}. Sample {i}: dropped {dropped}; output {numeral(frame.trace.a[2][i, 0])}"
            f", mean of all draws {numeral(frame.means[-1, i])}, without dropout "
            f"{numeral(self.whole[i, 0])}."
        )

    def remark(self, frame):
        of, draws = self.settings, frame.k + 1
        if of["mask"] == SHARED:
            return "All three samples lose the same neurons: their rows are alike."
        if of["scale"] == UNSCALED:
            return (
                f"Nothing is scaled: the mean heads for {short(of['keep'])} times the output "
                "without dropout."
            )
        if draws < 20:
            return "Single draws are far off. Their mean needs many of them."
        return f"After {draws} draws the mean is near the output without dropout."

    def readout(self, frame):
        i, j = self._place()
        output = Reading(
            "output", f"output of sample {i}", numeral(frame.trace.a[2][i, 0]),
            numeral(self.whole[i, 0]),
        )  # fmt: skip
        mean = Reading("mean", "mean of all draws", numeral(frame.means[-1, i]))
        delta = Reading(
            "delta", f"δ of neuron {j}", numeral(frame.grads.delta[1][i, j]), "",
            numeral(self._difference(frame, i, j)),
        )  # fmt: skip
        return [output, mean, delta]

    def below(self, frame):
        i, j = self._place()
        layer = Layer(1, WIDTHS, SAMPLES)
        back = float((frame.grads.delta[2] @ self.net.W[2].T)[i, j])
        factors = (back, nn.activations.tanh.prime(frame.trace.z[1][i, j]), frame.mask[i, j])
        numbers = " · ".join(numeral(one, 3) for one in factors)
        value = numeral(frame.grads.delta[1][i, j], 3)
        equations = "".join(
            f'<p class="nn-remark" data-name="{name}">{math(formula(layer.named(law("G8", line))))}'
            "</p>"
            for line, name in enumerate(("forward", "backward"))
        )
        return (
            f'{equations}<p class="nn-remark" data-name="numbers">Sample {i}, neuron {j}: '
            f"{numbers} = <b>{value}</b></p>"
        )

    def draw(self, frame):
        canvas = canvas_of(self)
        if canvas.narrow:
            s, w = canvas.size, canvas.width
            places = [(0.5 * s, 0), (2 * s, 17.5 * s), (2 * s, 27 * s)]
            box, height = svg.plot_in(0, 37 * s, w, 17 * s, s), 54.5 * s
        else:
            s, w = canvas.width / WIDE, canvas.width
            places = [(0.5 * s, 1.5 * s), (17 * s, 0.5 * s), (17 * s, 10.5 * s)]
            box, height = svg.plot_in(35.5 * s, 0.5 * s, 21.5 * s, 19 * s, s), 20.5 * s
        a, delta = frame.trace.a[1], frame.grads.delta[1]
        return svg.picture(
            w, height,
            self._network(*places[0], s, frame),
            self._table("a₁ = σ(z₁) ⊙ M₁", a, frame, *places[1], s, legible(BLUE)),
            self._table("δ₁, on the way back", delta, frame, *places[2], s, legible(VERMILLION)),
            self._means(box, s, frame),
        )  # fmt: skip

    def _network(self, left, top, s, frame):
        """The network of the chosen sample: what is dropped has lost its wires."""
        i, chosen = self._place()
        title = svg.text(f"sample {i}", left + 0.5 * s, top + s, 1.05 * s, weight="bold")
        inputs = [(left + 1.5 * s, top + (7 + 4.4 * k) * s) for k in range(WIDTHS[0])]
        hidden = [(left + 7.5 * s, top + (3.2 + 3 * j) * s) for j in range(WIDTHS[1])]
        output = (left + 13.5 * s, top + 9.2 * s)
        wires, neurons, W = [], [], self.net.W
        for j, place in enumerate(hidden):
            gone = frame.mask[i, j] == 0
            ends = [(x, W[1][k, j]) for k, x in enumerate(inputs)] + [(output, W[2][j, 0])]
            for end, weight in ends:
                colour = POSITIVE if weight > 0 else NEGATIVE
                width = s * min(0.06 + 0.12 * abs(weight), 0.3)
                wires.append("" if gone else svg.line(*end, *place, colour, width))
            look = {"stroke": MUTED, "stroke_dasharray": "3 3"} if gone else {"stroke": WRITING}
            neurons.append(svg.circle(*place, 1.15 * s, fill=PAPER, stroke_width=s / 9, **look))
            said = "×" if gone else compact(round(float(frame.trace.a[1][i, j]), 1))
            fill = MUTED if gone else WRITING
            x, y = place
            neurons.append(svg.text(said, x, y + 0.3 * s, 0.85 * s, "middle", fill=fill))
            if j == chosen:
                ring = {"fill": "none", "stroke": legible(ORANGE), "stroke_width": s / 5}
                neurons.append(svg.circle(*place, 1.35 * s, **ring))
        for (x, y), value in zip(inputs, self.X[i], strict=True):
            neurons.append(svg.circle(x, y, 1.15 * s, fill=PAPER, stroke=WRITING))
            neurons.append(svg.text(numeral(value, 1), x, y + 0.3 * s, 0.85 * s, "middle"))
        x, y = output
        neurons.append(
            svg.circle(x, y, 1.4 * s, fill=PAPER, stroke=legible(BLUE), stroke_width=s / 9)
        )
        said = numeral(frame.trace.a[2][i, 0], 2)
        neurons.append(svg.text(said, x, y + 0.3 * s, 0.85 * s, "middle", "bold"))
        return title + "".join(wires) + "".join(neurons)

    def _table(self, title, numbers, frame, left, top, s, ink):
        """A row for each sample; what the mask leaves out is struck through."""
        i, j = self._place()
        shapes = [svg.text(title, left, top + s, 1.05 * s, weight="bold", fill=ink)]
        for c in range(WIDTHS[1]):
            x = left + (c + 0.6) * CELL * s
            shapes.append(svg.text(str(c), x, top + 2.4 * s, SMALL * s, "middle", fill=MUTED))
        for r, c in np.ndindex(numbers.shape):
            x, y = left + c * CELL * s, top + (2.8 + r * ROW) * s
            gone, here = frame.mask[r, c] == 0, (r, c) == (i, j)
            fill = FAINT if gone else PAPER
            rim = {"stroke": legible(ORANGE), "stroke_width": 2.5} if here else {"stroke": MUTED}
            shapes.append(svg.rect(x, y, CELL * s, ROW * s, fill=fill, **rim))
            said = "0" if gone else numeral(numbers[r, c], 2)
            shapes.append(svg.text(said, x + CELL * s / 2, y + 1.3 * s, SMALL * s, "middle"))
            if gone:
                ends = x + 0.3 * s, y + 1.6 * s, x + (CELL - 0.3) * s, y + 0.3 * s
                shapes.append(svg.line(*ends, WRITING, s / 14))
        for r in range(SAMPLES):
            y = top + (4.1 + r * ROW) * s
            weight = "bold" if r == i else "normal"
            shapes.append(svg.text(str(r), left - 0.5 * s, y, SMALL * s, "end", weight))
        return "".join(shapes)

    def _means(self, box, s, frame):
        """Each output as a dot, their mean as a line, the output without dropout dashed."""
        i, _ = self._place()
        outputs, means, whole = frame.outputs[:, i], frame.means[:, i], float(self.whole[i, 0])
        low, high = min(outputs.min(), whole), max(outputs.max(), whole)
        room = 0.15 * (high - low) + 0.1
        panel = svg.Axes(box, svg.counting(len(outputs)), (low - room, high + room), s)
        draws = np.arange(1, len(outputs) + 1)
        dots = svg.path(
            svg.dots(panel.places(np.stack([draws, outputs], axis=1)), digits=1),
            stroke=MUTED, stroke_width=0.35 * s, stroke_linecap="round", fill="none",
        )  # fmt: skip
        line = [panel.at(*place) for place in zip(draws, means, strict=True)]
        if len(line) == 1:
            line.append((line[0][0] + 0.4 * s, line[0][1]))
        shapes = [
            panel.level(whole, WRITING, "5 3"),
            dots,
            svg.polyline(line, legible(BLUE), s / 5),
        ]
        frame_of = panel.frame("outputs and their mean", "draws; dashed: no dropout", "")
        return frame_of + panel.inside(*shapes)


def drop_neurons(keep=0.5, seed=0, steps=199, still=30, big=False, controls="bar"):
    """Draw dropout masks one after the other: forward, on the way back, and the mean of the draws.

    A network [2, 5, 1] of tanh without an output bias, and three samples.  Each step draws a mask
    with a row for each sample; the scale can be left out and the rows made alike, to see what comes
    of it.  The δ of the chosen neuron stands beside its centred difference (G8).  The fallback
    picture shows step `still`.  Make it the last expression of a cell: it shows itself.
    """
    keep = float(expect.setting(keep, "keep", "drop_neurons"))
    return Shell(Masks(keep, seed, steps, big), still, controls=controls)

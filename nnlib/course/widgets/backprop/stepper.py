"""The backprop stepper: a small network, forward, backward and updated, one quantity at a time."""

from dataclasses import dataclass, replace

import numpy as np

import nnlib as nn

from .... import expect
from ...drawing import svg
from ...drawing.style import BLUE, GREY, ORANGE, VERMILLION
from ...drawing.svg import compact, fine_numeral
from ...symbolic.networks import LOSS
from ..stage.bar import Choice, Field, log_choice, seed_choice
from ..stage.prediction import PREDICTION, judge_number
from ..stage.scene import Scene
from ..stage.shell import Shell
from .focus import Focus, read_place
from .picture import Look, NetworkPicture, room
from .row import row_html, row_of

NETWORKS = {
    "2-2-1": (2, 2, 1),
    "2-3-1": (2, 3, 1),
    "2-3-2": (2, 3, 2),
    "2-2-2-1": (2, 2, 2, 1),
    "3-4-3-2": (3, 4, 3, 2),
}
TOO_LARGE = 1e6
WIDEST, DEEPEST = 5, 4
SAMPLES = 4
CAPTIONS = {
    "input": ("the input", "Layer 0 holds the inputs: a_0 = X."),
    "z": ("the sums of layer {l}", "Each sum adds its inputs, times their weights, and its bias."),
    "a": ("the activations of layer {l}", "Each sum goes through σ, here {sigma}."),
    "loss": ("the loss", "C = {loss}, the mean over {m}. Now everything is known to go back."),
    "delta": (
        "delta of layer {l}, by {law}",
        "δ is the slope of C in each sum z of layer {l}: the slope in its activation, "
        "{from_above}, times σ′ at the sum.",
    ),
    "dW": (
        "the slopes in the weights of layer {l}, by BP3",
        "A weight's slope is what came in along its wire, times the δ at the wire's end{summed}.",
    ),
    "db": (
        "the slopes in the biases of layer {l}, by BP4",
        "A bias has the constant input 1, so its slope is the δ of its neuron{summed}.",
    ),
    "update": ("the update", "Every parameter takes its step; then the next update begins."),
}


def losses_shown():
    """The losses by name, without those whose row the registry cannot write."""
    return {name: loss for name, loss in nn.losses.ALL.items() if loss in LOSS}


def stages(L):
    """(kind, l) of each step of one update: forward, loss, backward, slopes, update."""
    forward = [(kind, l) for l in range(1, L + 1) for kind in ("z", "a")]
    deltas = [("delta", l) for l in range(L, 0, -1)]
    slopes = [(kind, l) for l in range(1, L + 1) for kind in ("dW", "db")]
    return (("input", 0), *forward, ("loss", 0), *deltas, *slopes, ("update", 0))


@dataclass(frozen=True, eq=False)
class BackpropFrame:
    """One stage of one update: the network before it, its trace and gradients, and the batch.

    `rows` are the batch's among all samples; `after` is the updated network, at the last stage
    only; `losses` are those before each update.
    """

    updates: int
    stage: int
    net: nn.Network
    rows: tuple
    X: np.ndarray
    y: np.ndarray
    loss: nn.losses.Loss
    eta: float
    trace: nn.Trace
    grads: nn.Gradients
    losses: tuple
    after: nn.Network | None = None

    @property
    def stages(self):
        return stages(self.net.L)

    @property
    def here(self):
        """(kind, l) of what this frame shows."""
        return self.stages[self.stage]

    @property
    def k(self):
        """Its number in the run."""
        return self.updates * len(self.stages) + self.stage

    def knows(self, kind, l=0):
        return self.stages.index((kind, l)) <= self.stage

    @property
    def C(self):
        return self.losses[-1]

    @property
    def outgrown(self):
        """Whether the update has led to parameters past a million."""
        return self.after is not None and not np.abs(self.after.theta).max() < TOO_LARGE

    def loss_of(self, a, i):
        """The loss of sample i alone, for the output a (1, n_L)."""
        return self.loss(a, self.y[i : i + 1])


def four_samples(n, loss):
    """Four inputs with the targets "one of them is above 0, but not two", and "all are"."""
    X = nn.data.xor()[0]
    if n[0] > 2:
        X = np.hstack([X, np.random.default_rng(0).uniform(-1, 1, (4, n[0] - 2)).round(1)])
    above = (X > 0).sum(axis=1)
    if loss is nn.losses.cross_entropy:
        return X, np.minimum(above % 2, n[-1] - 1)
    return X, np.column_stack([above % 2, above == n[0]])[:, : n[-1]].astype(float)


def start_network(n, sigma, seed):
    """A network with round numbers, which a reader can follow with paper and pencil."""
    rng = np.random.default_rng(seed)
    net = nn.init(n, [sigma] * (len(n) - 2) + [nn.activations.identity], rng)
    sizes = rng.uniform(0.1, 1.2, net.theta.size)
    net.theta[:] = (rng.choice([-1, 1], net.theta.size) * sizes).round(1)
    return net


class Backprop(Scene):
    """Frames hold a Trace and Gradients of the real forward and backward; all else reads them.

    `focus`, the entry that is looked at, belongs to the view and not to the run: choosing another
    one changes how every frame is shown, and no frame.
    """

    name, title, fps = "backprop", "backprop stepper", 3
    restarts = ("network", "sigma", "loss", "seed")

    def __init__(self, given, n, sigma, loss, eta, seed, look, updates, big):
        self.given, self.loss, self.updates, self.big = given, loss, updates, big
        losses, sigmas, names = tuple(losses_shown()), tuple(nn.activations.ALL), tuple(NETWORKS)
        rows = tuple(range(len(given[1]) if given else SAMPLES))
        made = (
            Choice("network", "network", names, n, "select", names),
            Choice("sigma", "hidden σ", sigmas, sigma, "select", sigmas),
            Choice("loss", "loss", losses, loss.name, "select", losses),
            seed_choice(seed),
        )
        batches = ("all samples", *(f"sample {i}" for i in rows))
        self.choices = (
            *(() if given else made),
            Choice("batch", "batch", ("all", *rows), "all", "select", batches),
            log_choice("eta", "learning rate η", 0.01, 10.0, eta),
        )
        self.fields = (PREDICTION, Field("look", "look at", look, 14))
        super().__init__()
        self.focus = Focus(1, 0, 0, rows[-1])
        self.enter({"look": look}, 0)

    def first(self):
        net = self.given[0] if self.given else self._start()
        self.stop = self.updates * len(stages(net.L)) - 1
        if not self.focus.fits(net):
            self.focus = Focus(1, 0, 0, self.focus.i)
        return self._frame(net, 0, ())

    def _start(self):
        sigma = nn.activations.ALL[self.settings["sigma"]]
        return start_network(NETWORKS[self.settings["network"]], sigma, self.settings["seed"])

    def _frame(self, net, updates, losses, stage=0):
        """The frame of `net` and the chosen batch, with its loss joined to `losses`."""
        loss = self.loss if self.given else nn.losses.ALL[self.settings["loss"]]
        X, y = self.given[1:] if self.given else four_samples(net.n, loss)
        i = self.settings["batch"]
        rows = tuple(range(len(X))) if i == "all" else (i,)
        X, y, eta = X[[*rows]], y[[*rows]], self.settings["eta"]
        with np.errstate(over="ignore", invalid="ignore"):
            trace = nn.forward(net, X)
            losses = (*losses, loss(trace.a[net.L], y))
            grads = nn.backward(net, trace, y, loss)
        frame = BackpropFrame(updates, stage, net, rows, X, y, loss, eta, trace, grads, losses)
        return self._updated(frame)

    def _updated(self, frame):
        """The frame, with the updated network if this is the last stage."""
        if frame.stage < len(frame.stages) - 1:
            return frame
        net = frame.net.copy()
        nn.SGD(frame.eta).step(net, frame.grads)
        return replace(frame, after=net)

    def advance(self, frame):
        if frame.after is None:
            return self._updated(replace(frame, stage=frame.stage + 1))
        if frame.outgrown:
            return None
        return self._frame(frame.after, frame.updates + 1, frame.losses)

    def refresh(self, frame):
        return self._frame(frame.net, frame.updates, frame.losses[:-1], frame.stage)

    def enter(self, texts, k):
        """Choose a parameter, as in W[1][0, 1], or go to the step that shows dW[1], delta[2] or C.

        Returns the number of that step.
        """
        net = self.given[0] if self.given else self._start()
        m = 1 if self.settings["batch"] != "all" else len(self.given[1]) if self.given else SAMPLES
        self.focus, stage = read_place(texts["look"], net, m, self.focus)
        if stage is None:
            return k
        steps = stages(net.L)
        return k // len(steps) * len(steps) + steps.index(stage)

    def _looked_at(self, frame):
        """The focus; a batch of one sample has no other to look at."""
        return replace(self.focus, i=min(self.focus.i, len(frame.X) - 1))

    def row(self, frame):
        """The row of the current step, for the chosen parameter and sample."""
        return row_of(frame.here, frame, self._looked_at(frame))

    def _story(self, frame):
        """(title, explanation) of this step."""
        kind, l = frame.here
        m, L = len(frame.X), frame.net.L
        words = {
            "l": l,
            "sigma": frame.net.sigma.get(l, ""),
            "loss": frame.loss.name.replace("_", " "),
            "m": f"the {m} samples" if m > 1 else "one sample",
            "law": "BP1" if l == L else "BP2",
            "from_above": "∂C/∂a" if l == L else f"δ carried back through W[{l + 1}]",
            "summed": ", summed over the samples" if m > 1 else "",
        }
        return tuple(part.format(**words) for part in CAPTIONS[kind])

    def text(self, frame):
        row, (title, _) = self.row(frame), self._story(frame)
        words = f"Backprop stepper, step {frame.k}, update {frame.updates + 1}, {title}: "
        words += f"{row.name} = {fine_numeral(row.value)}"
        if row.difference is not None:
            words += f", by a centred difference {fine_numeral(row.difference)}"
        return f"{words}. C = {fine_numeral(frame.C)}." if frame.knows("loss") else f"{words}."

    def remark(self, frame):
        if frame.loss is nn.losses.cross_entropy and frame.net.n[-1] == 1:
            return "With one output the softmax is always 1: choose a network with two outputs."
        if frame.outgrown:
            return (
                "The parameters grew past a million: take a smaller learning rate and press Reset."
            )
        return f"{self._story(frame)[1]} {self.row(frame).doubt(frame)}".strip()

    def question(self, _, following):
        if following is None:
            return ""
        row, (title, _) = self.row(following), self._story(following)
        return f"Next: {title}. What is {row.name}?"

    def judge(self, guess, frame):
        row = self.row(frame)
        return judge_number(guess, row.value, row.slips)

    def draw(self, frame):
        size = 19 if self.big else 13
        inside, height = room(frame.net.n)
        width = inside + 18
        look = Look(
            frozenset(frame.stages[: frame.stage + 1]),
            frame.here,
            self._looked_at(frame),
        )
        title = f"update {frame.updates + 1}: {self._story(frame)[0]}"
        plot = ((inside + 4.2) * size, 2.6 * size, 12.6 * size, 0.4 * height * size)
        return svg.picture(
            width * size, height * size,
            svg.text(title, size, 1.3 * size, 1.1 * size, weight="bold"),
            NetworkPicture(frame.net.n, size).draw(frame, look),
            self._losses(plot, size, frame),
            self._key((inside + 1) * size, (0.4 * height + 7.4) * size, size, frame),
        )  # fmt: skip

    def _losses(self, box, size, frame):
        """The loss before each update so far."""
        shown = frame.losses if frame.knows("loss") else frame.losses[:-1]
        top = 1.1 * max([*shown, 1e-9])
        panel = svg.Axes(box, svg.counting(max(self.updates, 1)), (-0.05 * top, top), size)
        points = [panel.at(t, C) for t, C in enumerate(shown)]
        shapes = [svg.polyline(points, BLUE, size / 7)] if len(points) > 1 else []
        shapes += [svg.circle(*point, size / 4, fill=BLUE) for point in points]
        return panel.frame("loss C", "updates made", "C") + panel.inside(*shapes)

    def _key(self, x, y, size, frame):
        """The sample that is shown, its target, and what the signs mean."""
        i = self._looked_at(frame).i
        targets = [compact(float(value), 3) for value in np.atleast_1d(frame.y[i])]
        more = ", …" * (len(targets) > 3)
        dashed = {"stroke_dasharray": f"{size / 2:.1f} {size / 3:.1f}"}
        lines = [
            ("", f"shown: sample {frame.rows[i]}"),
            ("", f"target: {', '.join(targets[:3])}{more}"),
            (svg.text("z", x, y + 3.4 * size, size, fill=GREY), "sum, above"),
            (svg.text("a", x, y + 5.1 * size, size, fill=BLUE, weight="bold"), "activation, below"),
            (svg.text("δ ∂", x, y + 6.8 * size, size, fill=VERMILLION), "slopes of C, going back"),
            (_stroke(x, y + 8.5 * size, size, GREY, 1.5, **dashed), "negative weight"),
            (_stroke(x, y + 10.2 * size, size, ORANGE, size / 2.2, stroke_opacity=0.45), "chosen"),
        ]
        return "".join(
            sign + svg.text(words, x + 2.3 * size * bool(sign), y + 1.7 * t * size, 0.92 * size)
            for t, (sign, words) in enumerate(lines)
        )

    def below(self, frame):
        """The row of this step, and a table of all that is known."""
        return row_html(self.row(frame)) + self._table(frame)

    def _table(self, frame):
        """Every array that is known so far, layer by layer, for readers who do not see it."""
        known, net = frame.stages[: frame.stage + 1], frame.after or frame.net
        arrays = [("X", frame.X), ("y", frame.y)]
        for l in range(1, net.L + 1):
            arrays += [(f"W[{l}]", net.W[l]), (f"b[{l}]", net.b[l])]
        for kind, l in known:
            home = frame.trace if kind in ("z", "a") else frame.grads
            if l:
                arrays.append((f"{kind}[{l}]", getattr(home, kind)[l]))
        rows = "".join(
            f'<tr><th scope="row">{name}</th><td>{_words(array)}</td></tr>'
            for name, array in arrays
        )
        return (
            "<details><summary>all numbers as a table</summary>"
            f'<table class="nn-readout" data-name="arrays"><tbody>{rows}</tbody></table></details>'
        )


def _stroke(x, y, size, colour, width, **look):
    """A piece of wire before the words at this height."""
    return svg.line(x, y - size / 3, x + 1.8 * size, y - size / 3, colour, width, **look)


def _words(array):
    """Numbers with commas, rows with semicolons between them."""
    rows = np.atleast_2d(array)
    return "; ".join(", ".join(fine_numeral(value, 3) for value in row) for row in rows)


def _given(net, X, y, loss):
    """The network and samples to show, as floats, where they can be shown."""
    where = "step_backprop"
    if max(net.n) > WIDEST or net.L > DEEPEST:
        raise ValueError(
            f"{where}: a network {'-'.join(map(str, net.n))} is too large to draw with its "
            f"numbers; the widest layer may have {WIDEST} neurons, and L may be {DEEPEST}."
        )
    if X is None or y is None:
        raise ValueError(f"{where}: a network comes with its samples: give net, X and y.")
    X, y = expect.matrix(X, net.n[0], "X", where, float), np.asarray(y)
    expect.same_rows(X, y, where)
    net = nn.Network(net.n, list(net.sigma.values()), net.theta.astype(float))
    C = loss(nn.predict(net, X), y)
    if not C < TOO_LARGE**2:
        raise ValueError(f"{where}: the loss is {C:.3g}, too large to step through; scale X or y.")
    return net, X, y


def step_backprop(
    network="2-2-1", sigma="tanh", loss="squared_error", eta=0.5, seed=0, updates=12,
    net=None, X=None, y=None, look="W[1][0, 1]", big=False, still=None, controls="bar",
):  # fmt: skip
    """Step a small network through forward, loss, backward, slopes and update (BP1–BP4).

    `network` is one of 2-2-1, 2-3-1, 2-3-2, 2-2-2-1 and 3-4-3-2, with round random weights; the
    reader can choose another, and the activation, the loss, the batch and the learning rate.  With
    `net`, X (m, n_0) and y the stepper shows that network on those samples instead; layers of more
    than five neurons and more than four layers are refused, and so is all that is out of range.
    `look` is the parameter whose entries are shown.  The fallback picture shows step `still`.

    Make it the last expression of a cell: it shows itself.
    """
    where = "step_backprop"
    expect.one_of(network, NETWORKS, "network", where)
    expect.one_of(sigma, nn.activations.ALL, "activation", where)
    expect.whole(updates, 1, "updates", where)
    loss = expect.one_of(loss, losses_shown(), "loss", where)
    given = None if net is None else _given(net, X, y, loss)
    if net is not None and net.n[1] == 1 and look == "W[1][0, 1]":
        look = "W[1][0, 0]"
    scene = Backprop(given, network, sigma, loss, eta, seed, look, updates, big)
    turn = len(scene.first().stages)
    return Shell(scene, turn - 2 if still is None else still, controls=controls)

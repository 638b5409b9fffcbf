"""The backprop stepper: a small network, forward, backward and updated, one quantity at a time."""

import re
from dataclasses import replace

import numpy as np

import nnlib as nn

from .... import expect
from ..stage.bar import Choice, Field, log_choice, seed_choice
from ..stage.prediction import PREDICTION, judge_number, number_typed
from ..stage.scene import Scene, live_words
from ..stage.shell import Shell
from .along import Along, AlongSum, AlongUpdate
from .arrays import arrays_html
from .focus import Focus, entry_name, read_place
from .layout import layout_of
from .parts import figure
from .paths import Paths, paths_html
from .picture import Look
from .row import acting, row_html, row_of, weight_at
from .run import (
    NETWORKS,
    PHASES,
    TOO_LARGE,
    BackpropFrame,
    four_samples,
    losses_shown,
    stages,
    start_network,
)
from .sheet import draw_below, draw_sheet
from .transposed import transposed_html

WIDEST, DEEPEST = 5, 4
SAMPLES = 4
LABELS = {
    "input": "the input", "z": "z[{l}]", "a": "a[{l}]", "loss": "C", "delta": "delta[{l}]",
    "dW": "dW[{l}]", "db": "db[{l}]", "update": "the update",
}  # fmt: skip
PARAMETER = re.compile(r"\s*[wWb]\s*\[.*\]\s*")
SHOWN = {"step": "the sum of this step", "paths": "all paths of the weight"}
CAPTIONS = {
    "input": ("the input", "Layer 0 holds the inputs: a₀ = X."),
    "z": ("the sums of layer {l}", "Each sum adds its inputs, times their weights, and its bias."),
    "a": ("the activations of layer {l}", "Each sum goes through σ, here {sigma}."),
    "start": (
        "the input",
        "Layer 0 holds the inputs: a₀ = X. A step makes one kind of number in one layer; {count} "
        "steps are an update, and {updates} follow one another. Read {example} as layer {L}; "
        "sample 0, neuron {last}, counted from 0. C, the loss, says how far the outputs are from "
        "their targets: here by the {loss}.",
    ),
    "loss": ("the loss", "C = {loss}, the mean over {m}. Now everything is known to go back."),
    "delta": (
        "delta of layer {l}, by {law}",
        "δ is C's slope in a sum of layer {l}. {why}",
    ),
    "dW": (
        "the slopes in the weights of layer {l}, by BP3",
        "A weight's slope is what came in along its wire, times the δ at the wire's end{summed}.",
    ),
    "db": (
        "the slopes in the biases of layer {l}, by BP4",
        "A bias has the constant input 1, so its slope is the δ of its neuron{summed}.",
    ),
    "update": (
        "the update",
        "Every parameter takes its step; then the next update begins. The ring and the dashed "
        "curve are those from before it.",
    ),
}
SLOWLY = 0.25  # of the pace of the later updates, in the first one
WHY = {
    "BP1": (
        "The sum moves its activation by σ′, and the activation moves C by ∂C/∂a: multiply. "
        "“By difference” is the same slope measured: the number moved a little to both sides, "
        "the change of C divided by the distance."
    ),
    "BP2": (
        "The sum moves its activation by σ′; the activation feeds every sum of layer {above} by "
        "its weight; each of these moves C by its δ: so multiply along each wire, add, and "
        "multiply by σ′."
    ),
}


class Backprop(Scene):
    """Frames hold a Trace and Gradients of the real forward and backward; all else reads them.

    `focus`, the entry that is looked at, belongs to the view and not to the run: choosing another
    one changes how every frame is shown, and no frame.
    """

    name, title, fps = "backprop", "backprop stepper", 1.5
    restarts = ("network", "sigma", "loss", "seed")

    def __init__(self, given, n, sigma, loss, eta, seed, look, sample, updates, big):
        self.given, self.loss, self.updates, self.big = given, loss, updates, big
        self.moved = None  # the network from which the run starts since a parameter was moved
        self.before = {}  # what was moved, and its value before: {("W", 1, (0, 1)): 0.5}
        self.moved_at = None  # the step at which something was moved last
        self.kept = False  # whether the next first() comes of what the reader did, not of Reset
        losses, sigmas, names = tuple(losses_shown()), tuple(nn.activations.ALL), tuple(NETWORKS)
        rows = tuple(range(len(given[1]) if given else SAMPLES))
        made = (
            Choice("network", "network", names, n, "select", names),
            Choice("sigma", "hidden σ", sigmas, sigma, "select", sigmas),
            Choice("loss", "loss", losses, loss.name, "select", losses),
            seed_choice(seed),
        )
        batches = ("all samples", *(f"sample {i}" for i in rows))
        batch = Choice("batch", "samples", ("all", *rows), _sample(sample, rows), "select", batches)
        self.choices = (
            *(() if given else made),
            *((batch,) if len(rows) > 1 else ()),
            Choice("show", "show", tuple(SHOWN), "step", "select", tuple(SHOWN.values())),
            log_choice("eta", "learning rate η", 0.01, 10.0, eta),
        )
        self.fields = (PREDICTION, Field("look", "look at", look, 14))
        super().__init__()
        self.focus = Focus(1, 0, 0, rows[-1])
        self.enter({"look": look}, 0)

    def first(self):
        if not self.kept or (self.moved and self.moved[0] != self._made()):
            self.moved, self.before = None, {}
        self.kept = False
        net = self._start()
        self.kinds = stages(net.L)
        self.stop = self.updates * len(self.kinds) - 1
        if not self.focus.fits(net):
            self.focus = Focus(1, 0, 0, self.focus.i)
        return self._frame(net, 0, ())

    def _start(self):
        """The network from which the run starts."""
        return self.moved[1] if self.moved else self._original()

    def _made(self):
        """What the reader chose a network by."""
        return tuple(self.settings.get(name) for name in self.restarts)

    def _original(self):
        """The network as it was before a parameter of it was moved."""
        if self.given:
            return self.given[0]
        sigma = nn.activations.ALL[self.settings["sigma"]]
        return start_network(NETWORKS[self.settings["network"]], sigma, self.settings["seed"])

    def _frame(self, net, updates, losses, stage=0):
        """The frame of `net` and the chosen batch, with its loss joined to `losses`."""
        loss = self.loss if self.given else nn.losses.ALL[self.settings["loss"]]
        X, y = self.given[1:] if self.given else four_samples(net.n, loss)
        i = self.settings.get("batch", "all")
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

        W[1][0, 1] = 0.5 moves it.  Returns the number of the step to go to.
        """
        name, equals, value = texts["look"].partition("=")
        net = self.seen.net if self.seen else self._start()
        every = self.settings.get("batch", "all") == "all"
        m = 1 if not every else len(self.given[1]) if self.given else SAMPLES
        focus, stage = read_place(name, net, m, self.focus)
        if equals:
            if stage is not None or not PARAMETER.fullmatch(name):
                raise ValueError("Only a weight or a bias can be moved: W[1][0, 1] = 0.5.")
            self.focus = focus
            return self._move(net, number_typed(value), k)
        self.focus, self.kept = focus, True
        if stage is None:
            return k
        steps = stages(net.L)
        return k // len(steps) * len(steps) + steps.index(stage)

    def tweak(self, _name, value, _phase):
        """Move the parameter that is chosen: a new run starts from the network that is seen."""
        return self._move(self.seen.net, value, self.seen.k)

    def point(self, _name, x, _y, _phase):
        """The same by the dot on the curve, which stays on it; a sum is moved by its bias.

        The chosen parameter stays chosen, though at some steps the curve is another one's.
        """
        along, net = self.along(self.seen), self.seen.newest
        if isinstance(along, AlongSum):
            return self._move(
                net, x + along.bias - along.here, self.seen.k, ("b", along.l, (along.j,))
            )
        (home, at), l = along.focus.home, along.focus.l
        return self._move(net, x, self.seen.k, (home, l, at))

    def texts(self):
        home, at = self.focus.home
        return {"look": entry_name(home, self.focus.l, at)}

    def _move(self, net, value, k, place=None):
        """Put the value at a place (home, l, at), by default that of the chosen parameter."""
        if not abs(value) < TOO_LARGE:
            raise ValueError(f"A parameter must be smaller than a million, but it is {value:g}.")
        net, (home, at) = net.copy(), self.focus.home
        home, l, at = place = place or (home, self.focus.l, at)
        self.before.setdefault(place, _value(net, place))
        getattr(net, home)[l][at] = round(value, 3)
        self.moved, self.kept = (self._made(), net), True
        self.moved_at = k % len(stages(net.L))
        return self.moved_at

    def _said_of_moves(self, frame):
        """What the reader has moved, at this step how far, and how it is moved back."""
        net, moves = self._start(), []
        for place, before in self.before.items():
            now, name = _value(net, place), entry_name(*place)
            if now != before:
                way = f" from {figure(before)} to {figure(now)}"
                moves.append(name + way * (frame.k == self.moved_at))
        back = "puts it back" if len(moves) == 1 else "puts them back"
        verb = "You moved" if frame.k == self.moved_at else "Moved:"
        return f"{verb} {', '.join(moves)}. Reset {back}." if moves else ""

    def phases(self, k):
        return PHASES[self.kinds[k % len(self.kinds)][0]] if k else "start"

    def tempo(self, k):
        """The first update is read, the others are watched."""
        return SLOWLY if k < len(self.kinds) else 1

    def label(self, k):
        kind, l = self.kinds[k % len(self.kinds)]
        return f"update {k // len(self.kinds) + 1}: {LABELS[kind].format(l=l)}"

    def _looked_at(self, frame):
        """The focus; a batch of one sample has no other to look at."""
        return replace(self.focus, i=min(self.focus.i, len(frame.X) - 1))

    def row(self, frame):
        """The row of the current step, for the chosen parameter and sample."""
        return row_of(frame.here, frame, self._looked_at(frame))

    def _story(self, frame):
        """(title, explanation) of this step."""
        (kind, l), (*_, last) = frame.here, frame.net.n
        m, L = len(frame.X), frame.net.L
        kind = kind if frame.k else "start"
        law = "BP1" if l == frame.net.L else "BP2"
        words = {
            "l": l,
            "sigma": frame.net.sigma.get(l, ""),
            "loss": frame.loss.name.replace("_", " "),
            "m": f"the {m} samples" if m > 1 else "one sample",
            "law": law,
            "why": WHY[law].format(above=l + 1),
            "summed": ", summed over the samples" if m > 1 else "",
            "count": len(frame.stages),
            "updates": f"{self.updates} updates" if self.updates > 1 else "one",
            "example": f"z[{L}][0, {last - 1}]",
            "L": L,
            "last": last - 1,
        }
        return tuple(part.format(**words) for part in CAPTIONS[kind])

    def text(self, frame):
        row, (title, _) = self.row(frame), self._story(frame)
        words = f"Backprop stepper, step {frame.k}, update {frame.updates + 1}, {title}: "
        words += f"{row.name} = {figure(row.value)}"
        if row.difference is not None:
            words += f", by a centred difference {figure(row.difference)}"
        return f"{words}. C = {figure(frame.C)}." if frame.knows("loss") else f"{words}."

    def remark(self, frame):
        if frame.loss is nn.losses.cross_entropy and frame.net.n[-1] == 1:
            return "With one output the softmax is always 1: choose a network with two outputs."
        if frame.outgrown:
            return (
                "The parameters grew past a million: take a smaller learning rate and press Reset."
            )
        story = self._story(frame)[1]
        if self.big:  # the lecturer says the rest
            story = story.partition(". ")[0].removesuffix(".") + "."
        told = [story, self.row(frame).doubt(frame), self._said_of_moves(frame)]
        if frame.after is not None and self.along(frame).way:
            along = self.along(frame)
            told.insert(1, f"C {along.way} from {figure(frame.C)} to {figure(along.C)}.")
        return " ".join(filter(None, told))

    def question(self, _, following):
        if following is None:
            return ""
        row, (title, _) = self.row(following), self._story(following)
        if following.here[0] == "input":
            return f"Next: {title} of update {following.updates + 1}."
        return f"Next: {title}. What is {row.name}{self._instead(following)}?"

    def _instead(self, frame):
        """Why a step asks for the slope in another parameter than the chosen one."""
        (kind, l), focus = frame.here, self.focus
        if kind not in ("dW", "db") or self._walked(frame).name == focus.name:
            return ""
        if l == focus.l:
            return " (a weight of your neuron)" if kind == "dW" else ""
        return f" (your {focus.name} {'comes later' if l < focus.l else 'was before'})"

    def _walked(self, frame):
        """The parameter whose slope this step makes, in its own layer."""
        (kind, l), focus = frame.here, self._looked_at(frame)
        k, j = weight_at(l, focus)
        return Focus(l, k if kind == "dW" else None, j, focus.i)

    def judge(self, guess, frame):
        row = self.row(frame)
        return judge_number(guess, row.value, row.slips)

    def draw(self, frame):
        title = f"update {frame.updates + 1}: {self._story(frame)[0]}"
        look, row, along = self._look(frame), self.row(frame), self.along(frame)
        return draw_sheet(layout_of(self), title, frame, look, row, along)

    def _look(self, frame):
        focus, paths = self._looked_at(frame), self.paths(frame)
        wires = () if paths else tuple(acting(frame.here, frame.net, focus))
        return Look(
            frozenset(frame.stages[: frame.stage + 1]), frame.here, focus, wires,
            paths.wires() if paths else {}, *self._coming(frame),
        )  # fmt: skip

    def _coming(self, frame):
        """(wires, name): what the next sum needs, and the parameter that it is about."""
        following = frame.stages[frame.stage + 1 : frame.stage + 2]
        if not following:
            return frozenset(), ""
        (kind, l), focus = following[0], self._looked_at(frame)
        if kind in ("dW", "db"):
            ahead = replace(frame, stage=frame.stage + 1)
            return frozenset(), self._walked(ahead).name
        wires = acting((kind, l), frame.net, focus) if kind in ("z", "delta") else ()
        return frozenset(wires), f"b[{l}][{focus.neuron(l)}]" if kind == "z" else ""

    def along(self, frame):
        """C along what this step makes the slope of, at other steps along the chosen parameter."""
        (kind, l), focus = frame.here, self._looked_at(frame)
        if kind == "delta":
            return AlongSum(frame, l, focus.i, focus.neuron(l))
        if kind == "update":
            return AlongUpdate(frame, focus)
        if kind in ("dW", "db") and self._walked(frame).name != focus.name:
            return Along(frame, self._walked(frame), "this step's")
        return Along(frame, focus)

    def _invitation(self, frame):
        """What the hand can do in the picture."""
        words = (
            "Choose a weight by a click on its wire, a bias by a click on its neuron. "
            "Then drag its number ↕ up or down and watch z, a and C."
        )
        if frame.knows("loss"):
            words += f" Or drag the dot on the curve: it moves {self.along(frame).moves}."
        return words

    def paths(self, frame):
        """The paths of the chosen parameter, where they are to be shown."""
        shown = self.settings["show"] == "paths"
        return Paths(frame, self._looked_at(frame)) if shown else None

    def below(self, frame):
        """The equation of this step, or the paths of the parameter, and all that is known."""
        paths = self.paths(frame)
        shown = ""
        if paths:
            shown = paths_html(paths)
        elif frame.here[0] == "delta" and frame.here[1] < frame.net.L:
            shown = transposed_html(frame, self._looked_at(frame))
        invitation = live_words(self._invitation(frame))
        parts = row_html(self.row(frame)), shown, self._curve_below(frame), invitation
        return "".join(parts) + arrays_html(frame)

    def _curve_below(self, frame):
        """The curve, on a page where it stands below the equation."""
        layout, along = layout_of(self), self.along(frame)
        if not layout.narrow:
            return ""
        drawn = draw_below(layout, frame, self._look(frame), along)
        label = " ".join(along.title)
        return f'<div role="group" aria-label="{label}">{drawn}</div>'


def _value(net, place):
    """The parameter of a network at a place (home, l, at)."""
    home, l, at = place
    return getattr(net, home)[l][at]


def _sample(sample, rows):
    """The sample to begin with: "all", or the number of one, by default the last."""
    if sample is None:
        return rows[-1]
    if sample != "all" and sample not in rows:
        raise ValueError(f'step_backprop: sample must be "all" or 0 to {rows[-1]}: {sample!r}.')
    return sample


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
    net=None, X=None, y=None, look="W[1][0, 1]", sample=None, big=False, still=None,
    controls="bar",
):  # fmt: skip
    """Step a small network through forward, loss, backward, slopes and update (BP1–BP4).

    `network` is one of 2-2-1, 2-3-1, 2-3-2, 2-2-2-1 and 3-4-3-2, with round random weights; the
    reader can choose another, and the activation, the loss, the batch and the learning rate.  With
    `net`, X (m, n_0) and y the stepper shows that network on those samples instead; layers of more
    than five neurons and more than four layers are refused, and so is all that is out of range.
    `look` is the parameter whose entries are shown.  `sample` is the number of the one sample that
    is learnt, by default the last, so that a slope in a weight is an activation times a δ that is
    seen; with "all" every step takes the mean over all of them.  The fallback picture shows step
    `still`.

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
    scene = Backprop(given, network, sigma, loss, eta, seed, look, sample, updates, big)
    turn = len(scene.first().stages)
    return Shell(scene, turn - 2 if still is None else still, controls=controls)

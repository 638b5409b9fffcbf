"""The row of the backprop stepper: one entry of one array, by its equation and in numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from html import escape

import numpy as np
from sympy import Eq, Function, Symbol

import nnlib as nn

from ...drawing.mathml import math
from ...symbolic.functions import sigmoid
from ...symbolic.networks import LOSS
from ...symbolic.notation import entries
from ..differences import by_difference
from ..equations import SAMPLE, Layer, law, of_one_sample, put
from .parts import LitFormula, figure, in_figures

AGREE = 1e-4
MEASURED = (
    "the same slope measured: the number moved a little to both sides, the change of C divided by "
    "the distance"
)
ROUNDING = 1e-10  # a centred difference with h = 1e-5 is sure to about this share of the loss
KINK = (
    "Here a sum is 0, at the kink of its σ: δ takes the slope on its left, the centred difference "
    "the mean of both sides, so they differ."
)
ROUNDED = "Beside a loss of {} so small a slope is lost in the difference's rounding errors."


@dataclass(frozen=True)
class Row:
    """An entry: its name in words, its value, its shape, and its equation, on paper and in numbers.

    `write` makes the equation, and `known` what stands for its letters, for those who look at it.
    `difference` is the centred difference that the value is to agree with, None where the value is
    no derivative.  `slips` are pairs (number, sentence) of what a reader may have taken for it.
    `bend` is (σ, z) where the equation has σ′(z), and `above` what ∂C/∂a is in letters, with its
    entries, and its value, where the equation has it and the ledger a row for this loss.
    """

    name: str
    value: float
    shape: tuple
    write: Callable
    known: Callable
    law: str = ""
    difference: float | None = None
    slips: tuple = ()
    said: str = ""
    bend: tuple = ()
    above: tuple = ()

    @cached_property
    def equation(self):
        return self.write()

    @cached_property
    def numbers(self):
        """The right side of the equation with its numbers, or what is said in their place."""
        return self.said or in_figures(self.equation.rhs, self.known())

    @property
    def error(self):
        """The relative error |value − difference| / max of both, 0 where both are 0."""
        scale = max(abs(self.value), abs(self.difference))
        return abs(self.value - self.difference) / scale if scale > 1e-12 else 0.0

    def doubt(self, frame):
        """Why the centred difference disagrees, where that is no fault of the slope; else ""."""
        if self.difference is None or self.error < AGREE:
            return ""
        if abs(self.value - self.difference) < ROUNDING * abs(frame.C):
            return ROUNDED.format(figure(frame.C))
        return KINK if _at_kink(frame) else ""


def _at_kink(frame):
    """Whether a sum is so near 0, where its σ has a kink, that the difference reaches across."""
    sigma, z = frame.net.sigma, frame.trace.z
    return any(sigma[l].kinked and np.abs(z[l]).min() < AGREE for l in sigma)


@lru_cache(maxsize=8)  # the picture, the line below it, the words: all ask for the same
def row_of(stage, frame, focus):
    """The Row of this stage (kind, l) of a frame."""
    kind, l = stage
    return ROWS[kind](frame, l or focus.l, focus)


def numbers_of(frame):
    """What stands for the letters of the equations; one sample has no index i."""
    net, trace, grads, L = frame.net, frame.trace, frame.grads, frame.net.L

    def of(A):
        return A if len(frame.X) > 1 else A[0]

    numbers = {
        "m": len(frame.X),
        "C": np.array([frame.loss_of(trace.a[L][i : i + 1], i) for i in range(len(frame.X))]),
        "eta": frame.eta,
        "x": of(frame.X),
        "y": of(frame.loss.targets(trace.a[L], frame.y, "the stepper")),
        "a^{(0)}": of(trace.a[0]),
        f"∂C/∂a^{{({L})}}": of(frame.loss.grad(trace.a[L], frame.y)),
    }
    for l in range(1, L + 1):
        layer = f"^{{({l})}}"
        numbers |= {
            f"w{layer}": net.W[l],
            f"b{layer}": net.b[l],
            f"z{layer}": of(trace.z[l]),
            f"a{layer}": of(trace.a[l]),
            f"delta{layer}": of(grads.delta[l]),
            f"∂C/∂w{layer}": grads.dW[l],
            f"∂C/∂b{layer}": grads.db[l],
            f"sigma(z{layer})": net.sigma[l].name,
            f"sigma'(z{layer})": of(nn.network.slope(net, trace, l)),
        }
    return numbers


def _row(frame, symbol, l, indices, array, write, **others):
    """The row of array[indices], which code calls symbol[l]."""
    name = f"{symbol}[{l}][{', '.join(map(str, indices))}]"
    known = partial(numbers_of, frame)
    return Row(name, float(array[indices]), array.shape, write, known, **others)


def _layer(frame, l):
    return Layer(l, frame.net.n, len(frame.X))


def _of_batch(frame, equation):
    return equation if len(frame.X) > 1 else of_one_sample(equation)


def _place(frame, i, j):
    """The indices of an entry of a, z or δ, as the page writes them."""
    return (i, j) if len(frame.X) > 1 else j


def _input(frame, _, focus):
    i, k = focus.i, focus.neuron(0)
    place = _place(frame, i, k)
    return _row(
        frame, "a", 0, (i, k), frame.trace.a[0],
        lambda: Eq(entries("a", 0)[place], entries("x")[place]),  # a_0 is X
        said=f"input {k} of sample {frame.rows[i]}",
    )  # fmt: skip


def _z(frame, l, focus):
    i, j, net, z = focus.i, focus.neuron(l), frame.net, frame.trace.z[l]

    def write():
        return put(
            _of_batch(frame, law("A4")), x=entries("a", l - 1), w=entries("w", l),
            b=entries("b", l), z=entries("z", l), i=i, j=j, n_0=net.n[l - 1],
        )  # fmt: skip

    slips = ((z[i, j] - net.b[l][j], "That is the sum without its bias."),)
    return _row(frame, "z", l, (i, j), z, write, slips=slips)


def _a(frame, l, focus):
    i, j = focus.i, focus.neuron(l)
    place = _place(frame, i, j)
    return _row(
        frame, "a", l, (i, j), frame.trace.a[l],
        lambda: put(law("A1", 1), a=entries("a", l)[place], z=entries("z", l)[place]),
        slips=((frame.trace.z[l][i, j], "That is the sum z, before it goes through σ."),),
    )  # fmt: skip


def _loss(frame, *_):
    L, C = frame.net.L, Symbol("C")

    def write():
        if len(frame.X) > 1:
            return put(law("B4"), C=C, C_i=entries("C")[SAMPLE])
        return Eq(C, _loss_of_one(frame.loss, L, frame.net.n[L]), evaluate=False)

    return Row("C", frame.C, (), write, partial(numbers_of, frame))


@lru_cache(maxsize=16)
def _loss_of_one(loss, L, width):
    a, y = ([A[j] for j in range(width)] for A in (entries("a", L), entries("y")))
    # σ is the layer's activation here, so the loss's own logistic goes by its name.
    return LOSS[loss](a, y).replace(sigmoid, Function("logistic"))


def _delta(frame, l, focus):
    i, j, net, delta = focus.i, focus.neuron(l), frame.net, frame.grads.delta
    if l == net.L:
        label, rule = "BP1", ("F1", 1)
        above = frame.loss.grad(frame.trace.a[l], frame.y)[i, j]
        slope = _slope_in_output(frame, i, j, above)
    else:
        label, rule, slope = "BP2", ("F2", 0), ()
        above = delta[l + 1][i] @ net.W[l + 1][j]
    return _row(
        frame, "delta", l, (i, j), delta[l], lambda: _layer(frame, l).entry(law(*rule), i, j),
        law=label, difference=_difference_in_sum(frame, l, i, j),
        slips=((above, "That is the slope of C in the activation, not yet times σ′."),),
        bend=(net.sigma[l], float(frame.trace.z[l][i, j])), above=slope,
    )  # fmt: skip


def _slope_in_output(frame, i, j, value):
    """(letters, entries, value) of ∂C/∂a by the ledger's row B1, the squared error's slope."""
    if frame.loss is not nn.losses.squared_error:
        return ()
    L, place = frame.net.L, _place(frame, i, j)
    slope = law("B1", 1).rhs
    if len(frame.X) == 1:
        slope = slope.subs(Symbol("m", integer=True, positive=True), 1)
    written = put(slope, a=entries("a", L)[place], y=entries("y")[place])
    return put(slope, a=Symbol("a"), y=Symbol("y")), written, float(value)


def _dW(frame, l, focus):
    k, j = weight_at(l, focus)
    return _row(
        frame, "dW", l, (k, j), frame.grads.dW[l], lambda: _layer(frame, l).entry(law("F3"), k, j),
        law="BP3", difference=_difference(frame, "W", l, (k, j)),
    )  # fmt: skip


def _db(frame, l, focus):
    j = focus.neuron(l)
    return _row(
        frame, "db", l, (j,), frame.grads.db[l],
        lambda: _layer(frame, l).entry(law("F3", 1), None, j),
        law="BP4", difference=_difference(frame, "b", l, (j,)),
    )  # fmt: skip


def _update(frame, l, focus):
    kind, at = focus.home
    letter = kind.lower()
    old, slope = getattr(frame.net, kind)[l][at], getattr(frame.grads, f"d{kind}")[l][at]
    return _row(
        frame, kind, l, at, getattr(frame.after, kind)[l],
        lambda: put(law("G1", "wb".index(letter)), **{letter: entries(letter, l)[at]}),
        slips=((old + frame.eta * slope, "That is a step uphill: the slope is taken away."),),
    )  # fmt: skip


ROWS = {
    "input": _input, "z": _z, "a": _a, "loss": _loss, "delta": _delta, "dW": _dW, "db": _db,
    "update": _update,
}  # fmt: skip


def _difference(frame, home, l, at):
    return by_difference(frame.net, frame.X, frame.y, frame.loss, home, l, at)


def _difference_in_sum(frame, l, i, j):
    """∂C/∂z_l[i, j]: the bias of neuron j moved for sample i alone, and its share 1/m of C."""
    X, y = frame.X[i : i + 1], frame.y[i : i + 1]
    return by_difference(frame.net, X, y, frame.loss, "b", l, j) / len(frame.X)


def acting(stage, net, focus):
    """The wires (l, k, j) that bring the terms of this stage's row."""
    kind, l = stage
    match kind:
        case "z":
            return [(l, k, focus.neuron(l)) for k in range(net.n[l - 1])]
        case "delta" if l < net.L:
            return [(l + 1, focus.neuron(l), t) for t in range(net.n[l + 1])]
        case "dW":
            return [(l, *weight_at(l, focus))]
        case "update" if focus.k is not None:
            return [(focus.l, focus.k, focus.j)]
    return []


def weight_at(l, focus):
    """(k, j) of the weight of layer l that is shown for this focus."""
    chosen = l == focus.l and focus.k is not None
    return focus.k if chosen else focus.neuron(l - 1), focus.neuron(l)


def row_html(row):
    """A Row as a line: its name, its equation in letters, its value and the difference beside it.

    Its numbers stand in the picture; here they are for readers who do not see it.
    """
    law = f", by {row.law}" if row.law else ""
    equation = math(LitFormula(row.known()).write(row.equation))
    unseen = "position: absolute; clip-path: inset(50%)"
    return (
        f'<p class="nn-remark" data-name="equation"><b data-name="step">{row.name}</b>{law}: '
        f'{equation} <span style="{unseen}" data-name="in numbers">{escape(row.numbers)}</span>'
        f'= <b data-name="number">{figure(row.value)}</b>{_difference_html(row)}</p>'
    )


def _difference_html(row):
    shape = f' (shape <span data-name="shape">{row.shape}</span>)'
    if row.difference is None:
        return shape
    difference = figure(row.difference)
    return (
        f', <abbr title="{MEASURED}">by difference</abbr> '
        f'<span data-name="centred difference">{difference}</span>{shape}'
    )

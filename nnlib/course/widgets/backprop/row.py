"""The row of the backprop stepper: one entry of one array, by its equation and in numbers."""

from dataclasses import dataclass, replace
from html import escape

import numpy as np
from sympy import Eq, Function, Symbol

import nnlib as nn

from ...drawing.mathml import math
from ...drawing.svg import digits
from ...drawing.typeset import formula, in_numbers
from ...symbolic.functions import sigmoid
from ...symbolic.networks import LOSS
from ...symbolic.notation import entries
from ..differences import by_difference
from ..equations import SAMPLE, Layer, law, of_one_sample, put

AGREE = 1e-4
ROUNDING = 1e-10  # a centred difference with h = 1e-5 is sure to about this share of the loss
KINK = (
    "Here a sum is 0, at the kink of its σ: δ takes the slope on its left, the centred difference "
    "the mean of both sides, so they differ."
)
ROUNDED = "Beside a loss of {} so small a slope is lost in the difference's rounding errors."


@dataclass(frozen=True)
class Row:
    """An entry: its name in words, its equation, the equation in numbers, its value, its shape.

    `difference` is the centred difference that the value is to agree with, None where the value is
    no derivative.  `slips` are pairs (number, sentence) of what a reader may have taken for it.
    """

    name: str
    equation: Eq
    numbers: str
    value: float
    shape: tuple
    law: str = ""
    difference: float | None = None
    slips: tuple = ()

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
            return ROUNDED.format(digits(frame.C))
        return KINK if _at_kink(frame) else ""


def _at_kink(frame):
    """Whether a sum is so near 0, where its σ has a kink, that the difference reaches across."""
    sigma, z = frame.net.sigma, frame.trace.z
    return any(sigma[l].kinked and np.abs(z[l]).min() < AGREE for l in sigma)


def row_of(stage, frame, focus):
    """The Row of this stage (kind, l) of a frame."""
    kind, l = stage
    return ROWS[kind](frame, l or focus.l, focus)


def _numbers(frame):
    """What stands for the letters of the equations; one sample has no index i."""
    net, trace, grads, L = frame.net, frame.trace, frame.grads, frame.net.L

    def of(A):
        return A if len(frame.X) > 1 else A[0]

    numbers = {
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


def _row(frame, symbol, l, indices, equation, array, **others):
    """The row of array[indices], which code calls symbol[l]."""
    name = f"{symbol}[{l}][{', '.join(map(str, indices))}]"
    numbers = in_numbers(equation.rhs, _numbers(frame))
    return Row(name, equation, numbers, float(array[indices]), array.shape, **others)


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
    equation = Eq(entries("a", 0)[place], entries("x")[place])  # a_0 is X
    row = _row(frame, "a", 0, (i, k), equation, frame.trace.a[0])
    return replace(row, numbers=f"input {k} of sample {frame.rows[i]}")


def _z(frame, l, focus):
    i, j, net, z = focus.i, focus.neuron(l), frame.net, frame.trace.z[l]
    equation = put(
        _of_batch(frame, law("A4")), x=entries("a", l - 1), w=entries("w", l), b=entries("b", l),
        z=entries("z", l), i=i, j=j, n_0=net.n[l - 1],
    )  # fmt: skip
    slips = ((z[i, j] - net.b[l][j], "That is the sum without its bias."),)
    return _row(frame, "z", l, (i, j), equation, z, slips=slips)


def _a(frame, l, focus):
    i, j = focus.i, focus.neuron(l)
    place = _place(frame, i, j)
    equation = put(law("A1", 1), a=entries("a", l)[place], z=entries("z", l)[place])
    slips = ((frame.trace.z[l][i, j], "That is the sum z, before it goes through σ."),)
    return _row(frame, "a", l, (i, j), equation, frame.trace.a[l], slips=slips)


def _loss(frame, *_):
    a, L, m = frame.trace.a[frame.net.L], frame.net.L, len(frame.X)
    numbers, C = _numbers(frame), Symbol("C")
    if m == 1:
        outputs = range(frame.net.n[L])
        a, y = ([A[j] for j in outputs] for A in (entries("a", L), entries("y")))
        # σ is the layer's activation here, so the loss's own logistic goes by its name.
        equation = Eq(C, LOSS[frame.loss](a, y)).replace(sigmoid, Function("logistic"))
    else:
        equation = put(law("B4"), C=C, C_i=entries("C")[SAMPLE])
        numbers["C"] = np.array([frame.loss_of(a[i : i + 1], i) for i in range(m)])
    return Row("C", equation, in_numbers(put(equation.rhs, m=m), numbers), frame.C, ())


def _delta(frame, l, focus):
    i, j, net, delta = focus.i, focus.neuron(l), frame.net, frame.grads.delta
    if l == net.L:
        label, rule = "BP1", law("F1", 1)
        above = frame.loss.grad(frame.trace.a[l], frame.y)[i, j]
    else:
        label, rule = "BP2", law("F2")
        above = delta[l + 1][i] @ net.W[l + 1][j]
    return _row(
        frame, "delta", l, (i, j), _layer(frame, l).entry(rule, i, j), delta[l], law=label,
        difference=_difference_in_sum(frame, l, i, j),
        slips=((above, "That is the slope of C in the activation, not yet times σ′."),),
    )  # fmt: skip


def _dW(frame, l, focus):
    j = focus.neuron(l)
    k = focus.k if l == focus.l and focus.k is not None else focus.neuron(l - 1)
    equation = _layer(frame, l).entry(law("F3"), k, j)
    return _row(
        frame, "dW", l, (k, j), equation, frame.grads.dW[l],
        law="BP3", difference=_difference(frame, "W", l, (k, j)),
    )  # fmt: skip


def _db(frame, l, focus):
    j = focus.neuron(l)
    equation = _layer(frame, l).entry(law("F3", 1), None, j)
    return _row(
        frame, "db", l, (j,), equation, frame.grads.db[l],
        law="BP4", difference=_difference(frame, "b", l, (j,)),
    )  # fmt: skip


def _update(frame, l, focus):
    if focus.k is None:
        kind, at = "b", (focus.j,)
        equation = put(law("G1", 1), b=entries("b", l)[at])
    else:
        kind, at = "W", (focus.k, focus.j)
        equation = put(law("G1"), w=entries("w", l)[at])
    old, slope = getattr(frame.net, kind)[l][at], getattr(frame.grads, f"d{kind}")[l][at]
    slips = ((old + frame.eta * slope, "That is a step uphill: the slope is taken away."),)
    return _row(frame, kind, l, at, equation, getattr(frame.after, kind)[l], slips=slips)


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


def row_html(row):
    """A Row as a line with its equation, and a table of its number and the difference beside it."""
    law = f", by {row.law}" if row.law else ""
    cells = {"number": digits(row.value), "shape": str(row.shape)}
    if row.difference is not None:
        cells["centred difference"] = digits(row.difference)
        cells["relative error"] = f"{row.error:.0e}" if row.error else "0"
    heads = "".join(f'<th scope="col">{name}</th>' for name in cells)
    data = "".join(f'<td data-name="{name}">{escape(value)}</td>' for name, value in cells.items())
    return (
        f'<p class="nn-remark" data-name="equation"><b data-name="step">{row.name}</b>{law}: '
        f"{math(formula(row.equation))} = "
        f'<span data-name="in numbers">{escape(row.numbers)}</span></p>'
        f'<table class="nn-readout"><thead><tr>{heads}</tr></thead>'
        f"<tbody><tr>{data}</tr></tbody></table>"
    )

"""The row of the backprop stepper: one entry of one array, by its equation and in numbers."""

from dataclasses import dataclass
from html import escape

import numpy as np

import nnlib as nn

from ...drawing.mathml import entry, identifier, math, partial, row, squared
from ...drawing.svg import number

AGREE = 1e-4
ROUNDING = 1e-10  # a centred difference with h = 1e-5 is sure to about this share of the loss
KINK = (
    "Here a sum is 0, at the kink of its σ: δ takes the slope on its left, the centred difference "
    "the mean of both sides, so they differ."
)
ROUNDED = "Beside a loss of {} so small a slope is lost in the difference's rounding errors."
C = identifier("C")


@dataclass(frozen=True)
class Row:
    """An entry: its name in words, its equation, the equation in numbers, its value, its shape.

    `difference` is the centred difference that the value is to agree with, None where the value is
    no derivative.  `slips` are pairs (number, sentence) of what a reader may have taken for it.
    """

    name: str
    equation: str
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


def digits(x, decimals=4):
    """x with its decimals, or with a power of ten where they would all be 0."""
    return f"{x:.1e}" if 0 < abs(x) < 0.5 * 10**-decimals else number(x, decimals)


def _short(x):
    words = digits(x, 3)
    return f"({words})" if words.startswith("-") else words


def _sum(terms):
    """Terms with plus signs between them; of more than eight the first three and the last."""
    terms = list(terms)
    if len(terms) > 8:
        return f"{' + '.join(terms[:3])} + … + {terms[-1]} ({len(terms)} terms)"
    return " + ".join(terms)


def _products(left, right):
    """Σ left·right in numbers."""
    return _sum(f"{_short(a)}·{_short(b)}" for a, b in zip(left, right, strict=True))


def _sample(frame, i):
    """The index of the sample, which is left out when there is one sample."""
    return (i,) if len(frame.X) > 1 else ()


def _over_samples(frame):
    """(Σ_i, i) for a sum over the samples, or nothing of both with one sample."""
    return (("Σ_i",), ("i",)) if len(frame.X) > 1 else ((), ())


def _named(symbol, l, indices):
    return f"{symbol}[{l}][{', '.join(map(str, indices))}]"


def _entry_row(symbol, l, indices, equation, numbers, array, **others):
    """The row of array[indices], which code calls symbol[l]."""
    name = _named(symbol, l, indices)
    return Row(name, equation, numbers, float(array[indices]), array.shape, **others)


def _input(frame, _, focus):
    i, k = focus.i, focus.neuron(0)
    at = (*_sample(frame, i), k)
    equation = row(entry("a", 0, *at), "=", entry("x", None, *at))
    words = f"input {k} of sample {frame.rows[i]}"
    return _entry_row("a", 0, (i, k), equation, words, frame.trace.a[0])


def _z(frame, l, focus):
    i, j, net, a = focus.i, focus.neuron(l), frame.net, frame.trace.a[l - 1]
    at, z = _sample(frame, i), frame.trace.z[l]
    terms = row(entry("a", l - 1, *at, "k"), entry("w", l, "k", j))
    equation = row(entry("z", l, *at, j), "=", "Σ_k", terms, "+", entry("b", l, j))
    numbers = f"{_products(a[i], net.W[l][:, j])} + {_short(net.b[l][j])}"
    slips = ((z[i, j] - net.b[l][j], "That is the sum without its bias."),)
    return _entry_row("z", l, (i, j), equation, numbers, z, slips=slips)


def _a(frame, l, focus):
    i, j, z = focus.i, focus.neuron(l), frame.trace.z[l]
    at = (*_sample(frame, i), j)
    equation = row(entry("a", l, *at), "=", identifier("σ"), "(", entry("z", l, *at), ")")
    numbers = f"{frame.net.sigma[l].name}({digits(z[i, j])})"
    slips = ((z[i, j], "That is the sum z, before it goes through σ."),)
    return _entry_row("a", l, (i, j), equation, numbers, frame.trace.a[l], slips=slips)


def _loss(frame, *_):
    if len(frame.X) == 1:
        equation, numbers = LOSSES[frame.loss.name](frame)
    else:
        a = frame.trace.a[frame.net.L]
        losses = [frame.loss_of(a[i : i + 1], i) for i in range(len(a))]
        equation = row("1/m", "Σ_i", entry("C", None, "i"))
        numbers = f"({_sum(map(_short, losses))}) / {len(losses)}"
    return Row("C", row(C, "=", equation), numbers, frame.C, ())


def _squared_error(frame):
    (a,), (y,) = frame.trace.a[frame.net.L], frame.y
    error = row("(", entry("a", frame.net.L, "j"), "−", entry("y", None, "j"), ")")
    terms = (f"({digits(one, 3)} − {_short(due)})²" for one, due in zip(a, y, strict=True))
    return row("1/2", "Σ_j", squared(error)), f"½·({_sum(terms)})"


def _binary_cross_entropy(frame):
    (a,), (y,) = frame.trace.a[frame.net.L], frame.y
    p, due = entry("p", None, "j"), entry("y", None, "j")
    equation = row("−", "Σ_j", "(", due, "log", p, "+", "(", "1", "−", due, ")", "log", "(", "1")
    terms = zip(y, nn.activations.sigmoid(a), strict=True)
    numbers = _sum(f"{y:g}·log {_short(p)} + {1 - y:g}·log {_short(1 - p)}" for y, p in terms)
    return row(equation, "−", p, ")", ")"), f"−({numbers})"


def _cross_entropy(frame):
    """With p = softmax(a); y is a label or a one-hot row."""
    (a,), (y,) = frame.trace.a[frame.net.L], frame.y
    shares = y if np.ndim(y) else np.eye(len(a))[y]
    terms = zip(shares, *nn.losses.softmax(a[None]), strict=True)
    numbers = _sum(f"{share:g}·log {_short(p)}" for share, p in terms)
    return row("−", "Σ_j", entry("y", None, "j"), "log", entry("p", None, "j")), f"−({numbers})"


LOSSES = {
    "squared_error": _squared_error,
    "binary_cross_entropy": _binary_cross_entropy,
    "cross_entropy": _cross_entropy,
}


def _delta(frame, l, focus):
    i, j, net, delta = focus.i, focus.neuron(l), frame.net, frame.grads.delta
    at = _sample(frame, i)
    slope = nn.network.slope(net, frame.trace, l)[i, j]
    prime = row(identifier("σ′"), "(", entry("z", l, *at, j), ")")
    if l == net.L:
        above, law = frame.loss.grad(frame.trace.a[l], frame.y)[i, j], "BP1"
        factor, numbers = partial(C, entry("a", l, *at, j), str), _short(above)
    else:
        above, law = delta[l + 1][i] @ net.W[l + 1][j], "BP2"
        factor = row("(", "Σ_t", entry("δ", l + 1, *at, "t"), entry("w", l + 1, j, "t"), ")")
        numbers = f"({_products(delta[l + 1][i], net.W[l + 1][j])})"
    return _entry_row(
        "delta", l, (i, j), row(entry("δ", l, *at, j), "=", factor, "·", prime),
        f"{numbers}·{_short(slope)}", delta[l], law=law,
        difference=_difference_in_sum(frame, l, i, j),
        slips=((above, "That is the slope of C in the activation, not yet times σ′."),),
    )  # fmt: skip


def _dW(frame, l, focus):
    j, (total, i) = focus.neuron(l), _over_samples(frame)
    k = focus.k if l == focus.l and focus.k is not None else focus.neuron(l - 1)
    a, delta = frame.trace.a[l - 1], frame.grads.delta[l]
    terms = row(entry("a", l - 1, *i, k), entry("δ", l, *i, j))
    equation = row(partial(C, entry("w", l, k, j), str), "=", *total, terms)
    return _entry_row(
        "dW", l, (k, j), equation, _products(a[:, k], delta[:, j]), frame.grads.dW[l],
        law="BP3", difference=difference(frame, "W", l, (k, j)),
    )  # fmt: skip


def _db(frame, l, focus):
    j, (total, i) = focus.neuron(l), _over_samples(frame)
    equation = row(partial(C, entry("b", l, j), str), "=", *total, entry("δ", l, *i, j))
    numbers = _sum(map(_short, frame.grads.delta[l][:, j]))
    return _entry_row(
        "db", l, (j,), equation, numbers, frame.grads.db[l],
        law="BP4", difference=difference(frame, "b", l, (j,)),
    )  # fmt: skip


def _update(frame, l, focus):
    kind, at = ("b", (focus.j,)) if focus.k is None else ("W", (focus.k, focus.j))
    old, slope = getattr(frame.net, kind)[l][at], getattr(frame.grads, f"d{kind}")[l][at]
    symbol = entry(kind.lower(), l, *at)
    equation = row(symbol, "←", symbol, "−", identifier("η"), partial(C, symbol, str))
    numbers = f"{digits(old)} − {frame.eta:g}·{_short(slope)}"
    slips = ((old + frame.eta * slope, "That is a step uphill: the slope is taken away."),)
    new = getattr(frame.after, kind)[l]
    return _entry_row(kind, l, at, equation, numbers, new, slips=slips)


ROWS = {
    "input": _input, "z": _z, "a": _a, "loss": _loss, "delta": _delta, "dW": _dW, "db": _db,
    "update": _update,
}  # fmt: skip


def difference(frame, kind, l, at):
    """∂C/∂W_l or ∂C/∂b_l at an entry, by a centred difference of the real forward pass."""

    def loss(value):
        net = frame.net.copy()
        getattr(net, kind)[l][at] = value
        return frame.loss(nn.predict(net, frame.X), frame.y)

    return float(nn.numeric_gradient(loss, getattr(frame.net, kind)[l][at]))


def _difference_in_sum(frame, l, i, j):
    """∂C/∂z_l[i, j]: the bias of neuron j moved for sample i alone, and its share 1/m of C."""

    def loss(bias):
        net = frame.net.copy()
        net.b[l][j] = bias
        return frame.loss_of(nn.predict(net, frame.X[i : i + 1]), i)

    return float(nn.numeric_gradient(loss, frame.net.b[l][j])) / len(frame.X)


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
        f'{math(row.equation)} = <span data-name="in numbers">{escape(row.numbers)}</span></p>'
        f'<table class="nn-readout"><thead><tr>{heads}</tr></thead>'
        f"<tbody><tr>{data}</tr></tbody></table>"
    )

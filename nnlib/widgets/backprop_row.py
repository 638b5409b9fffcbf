"""The row of the backprop stepper: one entry of one array, by its equation and in numbers."""

from dataclasses import dataclass
from html import escape

import nnlib as nn

from .equations import entry, partial_by, row, word
from .svg import number

H = 1e-5


@dataclass(frozen=True)
class Row:
    """An entry: its name in words, its symbol, its equation, the equation in numbers, its value.

    `difference` is the centred difference that the value is to agree with, None where the value is
    no derivative.  `slips` are pairs (number, sentence) of what a reader may have taken for it.
    """

    name: str
    symbol: str
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


def row_of(stage, frame, focus):
    """The Row of this stage (kind, l) of a frame."""
    kind, l = stage
    return ROWS[kind](frame, l or focus.l, focus)


def _index(frame, i, *indices):
    """The indices of an entry; that of the sample is left out when there is one sample."""
    return (i, *indices) if len(frame.X) > 1 else indices


def _named(symbol, l, indices):
    return f"{symbol}[{l}][{', '.join(map(str, indices))}]"


def _entry_row(frame, symbol, letter, l, indices, equation, numbers, array, **others):
    """A row for an entry of an array with one row a sample."""
    return Row(
        _named(symbol, l, indices), entry(letter, l, *_index(frame, *indices)), equation, numbers,
        float(array[indices]), array.shape, **others,
    )  # fmt: skip


def _products(left, right):
    """Σ left·right in numbers."""
    return " + ".join(f"{_short(a)}·{_short(b)}" for a, b in zip(left, right, strict=True))


def _short(x):
    words = number(x, 3)
    return f"({words})" if words.startswith("-") else words


def _input(frame, _, focus):
    i, k = focus.i, focus.neuron(0)
    x = frame.trace.a[0]
    return _entry_row(
        frame, "a", "a", 0, (i, k), row(entry("a", 0, *_index(frame, i, k)), "=", word("x")),
        f"input {k} of sample {i}", x,
    )  # fmt: skip


def _z(frame, l, focus):
    i, j, net, a = focus.i, focus.neuron(l), frame.net, frame.trace.a[l - 1]
    at = _index(frame, i)
    terms = row(entry("a", l - 1, *at, "k"), entry("w", l, "k", j))
    equation = row(entry("z", l, *at, j), "=", "Σ_k", terms, "+", entry("b", l, j))
    numbers = f"{_products(a[i], net.W[l][:, j])} + {_short(net.b[l][j])}"
    z = frame.trace.z[l]
    slips = ((z[i, j] - net.b[l][j], "That is the sum without its bias."),)
    return _entry_row(frame, "z", "z", l, (i, j), equation, numbers, z, slips=slips)


def _a(frame, l, focus):
    i, j = focus.i, focus.neuron(l)
    z, name = entry("z", l, *_index(frame, i, j)), frame.net.sigma[l].name
    equation = row(entry("a", l, *_index(frame, i, j)), "=", word("σ"), "(", z, ")")
    numbers = f"{name}({number(frame.trace.z[l][i, j], 3)})"
    slips = ((frame.trace.z[l][i, j], "That is the sum z, before it goes through σ."),)
    return _entry_row(frame, "a", "a", l, (i, j), equation, numbers, frame.trace.a[l], slips=slips)


def _loss(frame, _, __):
    losses = [frame.loss_of(frame.trace.a[frame.net.L][i : i + 1], i) for i in range(len(frame.X))]
    mean = " + ".join(map(_short, losses))
    if len(losses) > 1:
        equation = row(word("C"), "=", "1/m", "Σ_i", entry("C", None, "i"))
        numbers = f"({mean}) / {len(losses)}"
    else:
        equation, numbers = row(word("C"), "=", entry("C", None, 0)), mean
    return Row("C", word("C"), equation, numbers, frame.C, ())


def _delta(frame, l, focus):
    i, j, net, trace, delta = focus.i, focus.neuron(l), frame.net, frame.trace, frame.grads.delta
    at = _index(frame, i)
    slope = float(nn.network.slope(net, trace, l)[i, j])
    prime = row(word("σ′"), "(", entry("z", l, *at, j), ")")
    if l == net.L:
        above = float(frame.loss.grad(trace.a[l], frame.y)[i, j])
        equation = row(partial_by(word("C"), entry("a", l, *at, j)), "·", prime)
        numbers, law = f"{_short(above)}·{_short(slope)}", "BP1"
    else:
        terms = row(entry("δ", l + 1, *at, "t"), entry("w", l + 1, j, "t"))
        equation = row("(", "Σ_t", terms, ")", prime)
        numbers = f"({_products(delta[l + 1][i], net.W[l + 1][j])})·{_short(slope)}"
        above, law = delta[l + 1][i] @ net.W[l + 1][j], "BP2"
    return _entry_row(
        frame, "delta", "δ", l, (i, j), row(entry("δ", l, *at, j), "=", equation), numbers,
        delta[l], law=law, difference=_nudge_sum(frame, l, i, j),
        slips=((above, "That is the slope of C in the activation, not yet times σ′."),),
    )  # fmt: skip


def _dW(frame, l, focus):
    k, j = focus.k if l == focus.l and focus.k is not None else focus.neuron(l - 1), focus.neuron(l)
    a, delta = frame.trace.a[l - 1], frame.grads.delta[l]
    symbol = partial_by(word("C"), entry("w", l, k, j))
    many = len(frame.X) > 1
    at = ("i",) if many else ()
    terms = row(entry("a", l - 1, *at, k), entry("δ", l, *at, j))
    equation = row(symbol, "=", *["Σ_i"] * many, terms)
    dW = frame.grads.dW[l]
    return Row(
        _named("dW", l, (k, j)), symbol, equation, _products(a[:, k], delta[:, j]),
        float(dW[k, j]), dW.shape, "BP3", _nudge(frame, lambda net: net.W[l], (k, j)),
    )  # fmt: skip


def _db(frame, l, focus):
    j, delta, db = focus.neuron(l), frame.grads.delta[l], frame.grads.db[l]
    symbol = partial_by(word("C"), entry("b", l, j))
    many = len(frame.X) > 1
    at = ("i",) if many else ()
    equation = row(symbol, "=", *["Σ_i"] * many, entry("δ", l, *at, j))
    numbers = " + ".join(map(_short, delta[:, j]))
    difference = _nudge(frame, lambda net: net.b[l], (j,))
    return Row(
        _named("db", l, (j,)), symbol, equation, numbers, float(db[j]), db.shape, "BP4", difference
    )


def _update(frame, l, focus):
    at = (focus.j,) if focus.k is None else (focus.k, focus.j)
    letter, kind = ("b", "b") if focus.k is None else ("w", "W")
    old, slope = getattr(frame.net, kind)[l], getattr(frame.grads, f"d{kind}")[l]
    new, symbol = getattr(frame.after, kind)[l], entry(letter, l, *at)
    equation = row(symbol, "←", symbol, "−", word("η"), partial_by(word("C"), symbol))
    numbers = f"{number(old[at], 4)} − {number(frame.eta, 3)}·{_short(slope[at])}"
    slips = ((old[at] + frame.eta * slope[at], "That is a step uphill: the slope is taken away."),)
    return Row(
        _named(kind, l, at), symbol, equation, numbers, float(new[at]), new.shape, slips=slips
    )


ROWS = {
    "input": _input, "z": _z, "a": _a, "loss": _loss, "delta": _delta, "dW": _dW, "db": _db,
    "update": _update,
}  # fmt: skip


def _nudge(frame, array_of, at):
    """∂C/∂parameter by a centred difference of the real forward pass."""

    def C(step):
        net = frame.net.copy()
        array_of(net)[at] += step
        return frame.loss(nn.predict(net, frame.X), frame.y)

    return (C(H) - C(-H)) / (2 * H)


def _nudge_sum(frame, l, i, j):
    """∂C/∂z[l][i, j]: sample i alone, its bias b[l][j] nudged, and its share 1/m of the loss."""

    def C(step):
        net = frame.net.copy()
        net.b[l][j] += step
        return frame.loss_of(nn.predict(net, frame.X[i : i + 1]), i)

    return (C(H) - C(-H)) / (2 * H) / len(frame.X)


def row_html(row):
    """A Row as a table of one line."""
    cells = {
        "step": escape(f"{row.name} {row.law}".strip()),
        "equation": f"<math>{row.equation}</math>",
        "in numbers": f"{escape(row.numbers)} =",
        "number": number(row.value),
        "shape": escape(str(row.shape)),
    }
    if row.difference is not None:
        cells["centred difference"] = number(row.difference)
        cells["relative error"] = f"{row.error:.0e}"
    heads = "".join(f'<th scope="col">{name}</th>' for name in cells)
    data = "".join(f'<td data-name="{name}">{value}</td>' for name, value in cells.items())
    return (
        f'<table class="nn-readout nn-row"><thead><tr>{heads}</tr></thead>'
        f"<tbody><tr>{data}</tr></tbody></table>"
    )

"""What the reader of the backprop stepper looks at: a parameter W[l][k, j] or b[l][j], a sample i.

A step that concerns another layer shows the entry on that parameter's way: neuron k in the layer
before, neuron 0 in the others.
"""

import re
from dataclasses import dataclass

PLACE = re.compile(r"(W|b|z|a|delta|dW|db)\[(\d+)\](?:\[(\d+(?:,\d+)?)\])?|(C|update)")
ONE_INDEX = ("b", "db")


@dataclass(frozen=True)
class Focus:
    """The parameter and the sample that the reader looks at; k is None for a bias."""

    l: int
    k: int | None
    j: int
    i: int = 0

    @property
    def home(self):
        """("W", (k, j)) or ("b", (j,)): where the parameter is in layer l."""
        return ("b", (self.j,)) if self.k is None else ("W", (self.k, self.j))

    @property
    def name(self):
        """W[1][0, 1], as code and the picture call the parameter."""
        kind, at = self.home
        return entry_name(kind, self.l, at)

    def fits(self, net):
        """Whether the network has this parameter."""
        return self.l <= net.L and self.j < net.n[self.l] and (self.k or 0) < net.n[self.l - 1]

    def at(self, kind, l, indices, net, m):
        """The focus that `kind`[l][indices] names; a neuron is chosen by its bias.

        Raises ValueError for an entry that is not in the network or in its m samples.
        """
        _count_indices(kind, l, indices)
        *first, j = indices
        if kind in ("W", "dW"):
            focus = Focus(l, first[0], j, self.i)
        else:
            # An input has no bias: its neuron is chosen by its weight to the first neuron above.
            focus = Focus(l, None, j, *first or [self.i]) if l else Focus(1, j, 0, first[0])
        if not focus.fits(net):
            widths = "-".join(map(str, net.n))
            raise ValueError(
                f"{kind}[{l}]{[*indices]} is not in a network {widths}; indices start at 0."
            )
        if focus.i >= m and focus.i != self.i:
            raise ValueError(f"There is no sample {focus.i}: the samples are 0 to {m - 1}.")
        return focus

    def neuron(self, l):
        """The neuron of layer l on this parameter's way."""
        return self.j if l == self.l else (self.k or 0) if l == self.l - 1 else 0


@dataclass(frozen=True)
class Reference:
    """dW[1][0, 1] taken apart; `indices` is () where none are written, and C has no layer."""

    kind: str
    l: int = 0
    indices: tuple = ()

    @classmethod
    def named(cls, text):
        """The place that a text names, also as the page writes it, or None: δ[1], w[1][0, 1]."""
        text = text.replace(" ", "").replace("δ", "delta")
        text = re.sub(r"^(d?)w\[", r"\1W[", "C" if text == "loss" else text)
        match = PLACE.fullmatch(text)
        if not match:
            return None
        kind, l, indices, whole = match.groups()
        if whole:
            return cls(whole)
        return cls(kind, int(l), tuple(map(int, indices.split(","))) if indices else ())


def entry_name(kind, l, at):
    """W[1][0, 1] for ("W", 1, (0, 1))."""
    return f"{kind}[{l}][{', '.join(map(str, at))}]"


def _count_indices(kind, l, indices):
    """Raise ValueError unless there are as many indices as an entry of this array has."""
    due = 1 if kind in ONE_INDEX else 2
    if len(indices) != due:
        example = f"{kind}[{l}][0]" if due == 1 else f"{kind}[{l}][0, 1]"
        raise ValueError(f"{kind}[{l}] takes {('one index', 'two indices')[due - 1]}: {example}.")


def read_place(text, net, m, focus):
    """(focus, stage) for a place that the reader names, in a network with m samples.

    W[l][k, j] and b[l][j] choose a parameter and leave the stage as it is, None.  Raises ValueError
    for a place that is not there.
    """
    place = Reference.named(text)
    if not place:
        raise ValueError(
            f"“{text.strip()}” names no place in the network. Write W[1][0, 1] or b[1][0] to "
            f"choose a parameter, or go to a step by delta[2], dW[1], db[1], z[1], a[1], C or "
            f"update."
        )
    kind, l = place.kind, place.l
    if kind in ("C", "update"):
        return focus, ("loss" if kind == "C" else kind, 0)
    if not (0 if kind == "a" else 1) <= l <= net.L:
        raise ValueError(f"There is no {kind}[{l}]: the layers are 1 to {net.L}.")
    if place.indices or kind in "Wb":
        focus = focus.at(kind, l, place.indices, net, m)
    if kind in "Wb":
        return focus, None
    return focus, (kind, l) if l else ("input", 0)

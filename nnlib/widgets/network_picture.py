"""A small network drawn with its numbers: weights on the edges, z and a in the neurons, δ below."""

from dataclasses import dataclass

from ..plots.style import BLUE, GREY, INK, ORANGE, VERMILLION
from . import svg
from .svg import number

PALE_BLUE, PALE_RED = "#ddeefa", "#fbe3d3"


@dataclass(frozen=True)
class Look:
    """The state of a picture: what is known, the current stage and the chosen parameter."""

    known: frozenset  # of (kind, l)
    stage: tuple
    focus: object

    def has(self, kind, l):
        return (kind, l) in self.known


class NetworkPicture:
    """The places of a network of widths n in the box (left, top, width, height)."""

    def __init__(self, n, box, size):
        self.n, self.size = n, size
        self.left, self.top, self.width, self.height = box
        self.gap = min(10 * size, self.height / max(n))
        self.r = min(2.5 * size, 0.33 * self.gap)

    def at(self, l, j):
        """The middle of neuron j of layer l."""
        x = self.left + self.r + l * (self.width - 2 * self.r) / (len(self.n) - 1)
        y = self.top + self.height / 2 + (j - (self.n[l] - 1) / 2) * self.gap
        return x, y

    def draw(self, frame, look):
        edges = [
            self._edge(frame, look, l, k, j)
            for l in range(1, len(self.n))
            for k in range(self.n[l - 1])
            for j in range(self.n[l])
        ]
        lines, labels = zip(*edges, strict=True)
        nodes = [
            self._node(frame, look, l, j) for l in range(len(self.n)) for j in range(self.n[l])
        ]
        return "".join([*lines, *labels, *nodes])

    def _edge(self, frame, look, l, k, j):
        """The wire and its label.  At 1/(n_l + 1) of the way no two labels of a layer meet."""
        s, W = self.size, (frame.after or frame.net).W[l]
        (x0, y0), (x1, y1) = self.at(l - 1, k), self.at(l, j)
        kind, now = look.stage
        forward = (kind, now) == ("z", l)
        backward = (kind, now) in (("delta", l - 1), ("dW", l))
        colour = BLUE if forward else VERMILLION if backward else GREY
        chosen = look.focus.l == l and (look.focus.k, look.focus.j) == (k, j)
        width = min(0.6 + 1.1 * abs(W[k, j]), 3.5) * s / 13 + (forward or backward) * s / 13
        dash = {"stroke_dasharray": f"{s / 2:.1f} {s / 3:.1f}"} if W[k, j] < 0 else {}
        wire = svg.line(x0 + self.r, y0, x1 - self.r, y1, colour, width, **dash)
        if chosen:
            ends = (x0 + self.r, y0, x1 - self.r, y1)
            wire = svg.line(*ends, ORANGE, width + s / 2.2, stroke_opacity=0.45) + wire
        share = 1 / (self.n[l] + 1)
        x = x0 + self.r + share * (x1 - x0 - 2 * self.r)
        y = y0 + share * (y1 - y0) - 0.22 * s  # just above the wire
        about = {
            "weight": "bold" if chosen else "normal", "data_pick": f"W[{l}][{k}, {j}]"
        }  # fmt: skip
        label = svg.haloed(number(W[k, j], 2), x, y, 0.86 * s, "middle", **about)
        if look.has("dW", l):
            slope = f"∂ {number(frame.grads.dW[l][k, j], 3)}"
            label += svg.haloed(slope, x + 1.5 * s, y, 0.86 * s, fill=VERMILLION, **about)
        return wire, label

    def _node(self, frame, look, l, j):
        s, r, i = self.size, self.r, look.focus.i
        x, y = self.at(l, j)
        kind, now = look.stage
        here = now == l and kind in ("z", "a", "delta", "db", "input")
        backward = kind in ("delta", "db")
        colour = (VERMILLION if backward else BLUE) if here else INK
        fill = (PALE_RED if backward else PALE_BLUE) if here else "white"
        ring = {"fill": fill, "stroke": colour, "stroke_width": (2.4 if here else 1.4) * s / 13}
        shapes = [svg.circle(x, y, r, **ring)]
        a = number(frame.trace.a[l][i, j], 2)
        if l == 0:
            return shapes[0] + svg.text(a, x, y + 0.35 * s, s, "middle", "bold")
        if look.has("z", l):
            z = number(frame.trace.z[l][i, j], 2)
            shapes.append(svg.text(z, x, y - 0.25 * s, 0.9 * s, "middle", fill=GREY))
        if look.has("a", l):
            shapes.append(svg.text(a, x, y + 0.95 * s, s, "middle", "bold", fill=BLUE))
        b = number((frame.after or frame.net).b[l][j], 2)
        chosen = look.focus.l == l and look.focus.k is None and look.focus.j == j
        about = {"weight": "bold" if chosen else "normal", "data_pick": f"b[{l}][{j}]"}
        words = f"b {b}" + (f"  ∂ {number(frame.grads.db[l][j], 3)}" if look.has("db", l) else "")
        shapes.append(svg.haloed(words, x, y - r - 0.35 * s, 0.82 * s, "middle", **about))
        if look.has("delta", l):
            delta = f"δ {number(frame.grads.delta[l][i, j], 3)}"
            place = x, y + r + 0.95 * s
            shapes.append(
                svg.haloed(delta, *place, 0.9 * s, "middle", fill=VERMILLION, weight="bold")
            )
        return "".join(shapes)

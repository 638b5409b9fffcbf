"""A small network drawn with its numbers: weights on the edges, z and a in the neurons, δ below."""

from dataclasses import dataclass

from ...drawing import svg
from ...drawing.style import BLUE, GREY, INK, ORANGE, VERMILLION
from ...drawing.svg import compact

PALE_BLUE, PALE_RED = "#ddeefa", "#fbe3d3"
RADIUS, PITCH = 2.6, 8.4  # of a neuron, and from one neuron down to the next, in font sizes
LETTER = 0.62  # the width of a letter beside its height


@dataclass(frozen=True)
class Look:
    """The state of a picture: what is known, the current stage and the chosen parameter."""

    known: frozenset  # of (kind, l)
    stage: tuple
    focus: object

    def has(self, kind, l):
        return (kind, l) in self.known


def room(n):
    """(width, height) in font sizes that a network of widths n takes with all its numbers."""
    layer = 18 if max(n) < 5 else 19.5
    return max(44, 6 + layer * (len(n) - 1)), max(31, 4 + PITCH * max(n))


class NetworkPicture:
    """The places of a network of widths n at this font size."""

    def __init__(self, n, size):
        self.n, self.size, self.r = n, size, RADIUS * size
        self.width, self.height = room(n)

    def at(self, l, j):
        """The middle of neuron j of layer l."""
        x = 1.2 + RADIUS + l * (self.width - 4 - 2 * RADIUS) / (len(self.n) - 1)
        y = self.height / 2 + 0.8 + (j - (self.n[l] - 1) / 2) * PITCH
        return x * self.size, y * self.size

    def draw(self, frame, look):
        edges = [
            self._edge(frame, look, l, k, j)
            for l in range(1, len(self.n))
            for k in range(self.n[l - 1])
            for j in range(self.n[l])
        ]
        wires, labels = zip(*edges, strict=True)
        nodes = [
            self._node(frame, look, l, j) for l in range(len(self.n)) for j in range(self.n[l])
        ]
        return "".join([*wires, *labels, *nodes])

    def _edge(self, frame, look, l, k, j):
        """The wire and its label.  So far along it no two labels of a layer meet."""
        s, w = self.size, (frame.after or frame.net).W[l][k, j]
        (x0, y0), (x1, y1) = self.at(l - 1, k), self.at(l, j)
        x0, x1 = x0 + self.r, x1 - self.r
        kind, now = look.stage
        forward = (kind, now) == ("z", l)
        backward = (kind, now) in (("delta", l - 1), ("dW", l))
        colour = BLUE if forward else VERMILLION if backward else GREY
        width = min(0.6 + 1.1 * abs(w), 3.5) * s / 13 + (forward or backward) * s / 13
        dash = {"stroke_dasharray": f"{s / 2:.1f} {s / 3:.1f}"} if w < 0 else {}
        wire = svg.line(x0, y0, x1, y1, colour, width, **dash)
        chosen = (look.focus.l, look.focus.k, look.focus.j) == (l, k, j)
        if chosen:
            wire = svg.line(x0, y0, x1, y1, ORANGE, width + s / 2.2, stroke_opacity=0.45) + wire
        share = min(0.25, 1 / (self.n[l] + 1))
        x, y = x0 + share * (x1 - x0) + 0.2 * s, y0 + share * (y1 - y0)
        slope = frame.grads.dW[l][k, j] if look.has("dW", l) else None
        return wire, self._label(f"W[{l}][{k}, {j}]", compact(w, 3), slope, x, y, chosen)

    def _label(self, name, words, slope, x, y, chosen):
        """A parameter, in the middle of (x, y), and beside it the slope of C, once it is known."""
        s = self.size
        letter, weight = 0.86 * s, "bold" if chosen else "normal"
        about = {"weight": weight, "data_pick": name}
        half = LETTER * letter * len(words) / 2
        shown = svg.text(words, x, y + 0.3 * s, letter, "middle", **about)
        wide = 2 * half
        if slope is not None:
            slope = f"∂ {compact(slope, 3)}"
            about["fill"] = VERMILLION
            shown += svg.text(slope, x + half + 0.3 * s, y + 0.3 * s, letter, **about)
            wide += LETTER * letter * len(slope) + 0.3 * s
        paper = svg.rect(x - half, y - 0.5 * s, wide, s, fill="white", fill_opacity=0.85)
        return paper + shown

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
        a = compact(frame.trace.a[l][i, j], 3)
        if l == 0:
            return shapes[0] + svg.text(a, x, y + 0.35 * s, 0.95 * s, "middle", "bold")
        if look.has("z", l):
            z = compact(frame.trace.z[l][i, j], 3)
            shapes.append(svg.text(z, x, y - 0.25 * s, 0.86 * s, "middle", fill=GREY))
        if look.has("a", l):
            shapes.append(svg.text(a, x, y + 0.95 * s, 0.95 * s, "middle", "bold", fill=BLUE))
        chosen = (look.focus.l, look.focus.k, look.focus.j) == (l, None, j)
        b = f"b {compact((frame.after or frame.net).b[l][j], 3)}"
        slope = frame.grads.db[l][j] if look.has("db", l) else None
        left = 2.2 * s if slope is not None else 0
        shapes.append(self._label(f"b[{l}][{j}]", b, slope, x - left, y - r - 0.7 * s, chosen))
        if look.has("delta", l):
            delta = f"δ {compact(frame.grads.delta[l][i, j], 3)}"
            bold = {"fill": VERMILLION, "weight": "bold"}
            shapes.append(svg.text(delta, x, y + r + s, 0.9 * s, "middle", **bold))
        return "".join(shapes)

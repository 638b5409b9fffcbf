"""The lit path: one weight's way to the loss through a small network, a factor on each arrow."""

import numpy as np

from ..drawing.style import BLUE, GREY, INK, VERMILLION

RADIUS, GAP = 0.44, 2.5
X, Z1, A1, Z2, A2, C = 0.0, 4.2, 6.6, 9.7, 12.1, 14.5  # where the columns stand


def draw_lit_path(ax, net, trace, grads, k, j):
    """The path from w_kj of layer 1 to C, in a network of two layers with one output.

    `trace` and `grads` are those of one sample.  Under each node stands its value, in blue, and on
    each lit arrow the slope of its end in its start, by name and by number.  The five numbers
    multiply to ∂C/∂w_kj (E4), which stands below.
    """
    drawing = _Drawing(ax, net, trace, grads, k, j)
    drawing.draw_wires()
    factors = drawing.factors()
    stations = drawing.stations()
    for start, end, factor in zip(stations, stations[1:], factors, strict=False):
        drawing.light(np.array(start), np.array(end), *factor)
    drawing.draw_nodes()
    drawing.write_product([value for _, value in factors])
    top, bottom = drawing.inputs[0][1], drawing.inputs[-1][1]
    ax.set(xlim=(X - 0.6, C + 0.6), ylim=(bottom - 2.1, top + 0.6))
    ax.set_aspect("equal")
    ax.axis("off")


def _short(value):
    return f"{value:.3g}".replace("-", "−")


def _column(x, count):
    return [(x, GAP * ((count - 1) / 2 - place)) for place in range(count)]


class _Drawing:
    def __init__(self, ax, net, trace, grads, k, j):
        self.ax, self.net, self.trace, self.grads = ax, net, trace, grads
        self.k, self.j = k, j
        self.inputs = _column(X, net.n[0])
        self.z1, self.a1 = _column(Z1, net.n[1]), _column(A1, net.n[1])

    def factors(self):
        """The five slopes from the weight on: name and number."""
        net, t, j = self.net, self.trace, self.j
        at_output = net.sigma[2].prime(t.z[2])[0, 0]
        return [
            (f"x_{self.k}", t.a[0][0, self.k]),
            (rf"\sigma'(z^{{(1)}}_{j})", net.sigma[1].prime(t.z[1])[0, j]),
            (rf"w^{{(2)}}_{{{j}0}}", net.W[2][j, 0]),
            (r"\sigma'(z^{(2)}_0)", at_output),
            (r"a^{(2)}_0 - y_0", self.grads.delta[2][0, 0] / at_output),
        ]

    def stations(self):
        (x, y), (u, v) = self.inputs[self.k], self.z1[self.j]
        weight = x + 0.4 * (u - x), y + 0.4 * (v - y)
        return [weight, self.z1[self.j], self.a1[self.j], (Z2, 0), (A2, 0), (C, 0)]

    def draw_wires(self):
        wires = [(x, z) for x in self.inputs for z in self.z1]
        wires += [*zip(self.z1, self.a1, strict=True), *((a, (Z2, 0)) for a in self.a1)]
        for (x, y), (u, v) in wires:
            self.ax.plot([x, u], [y, v], "-", color=GREY, linewidth=0.9, zorder=1)

    def light(self, start, end, name, value):
        """One lit arrow, from edge to edge, with its factor above it."""
        along = (end - start) / np.linalg.norm(end - start)
        look = {"arrowstyle": "-|>", "color": VERMILLION, "linewidth": 2.4, "shrinkA": 0}
        ends = end - RADIUS * along, start + RADIUS * along
        self.ax.annotate("", *ends, arrowprops={**look, "shrinkB": 0}, zorder=2)
        x, y = (start + end) / 2
        words = f"${name}$\n{_short(value)}"
        self.ax.text(x, y + 0.25, words, ha="center", va="bottom", color=VERMILLION)

    def draw_nodes(self):
        t = self.trace
        for i, place in enumerate(self.inputs):
            self._node(place, f"x_{i}", t.a[0][0, i])
        for i, (z, a) in enumerate(zip(self.z1, self.a1, strict=True)):
            edge = INK if i == self.j else GREY
            self._node(z, rf"z^{{(1)}}_{i}", t.z[1][0, i], edge)
            self._node(a, rf"a^{{(1)}}_{i}", t.a[1][0, i], edge)
        self._node((Z2, 0), r"z^{(2)}_0", t.z[2][0, 0])
        self._node((A2, 0), r"a^{(2)}_0", t.a[2][0, 0])
        self._node((C, 0), "C", self.grads.C)
        box = {"boxstyle": "round,pad=0.3", "facecolor": "white", "edgecolor": VERMILLION, "lw": 2}
        name = rf"$w^{{(1)}}_{{{self.k}{self.j}}}$"
        self.ax.text(*self.stations()[0], name, ha="center", va="center", bbox=box, zorder=4)

    def _node(self, place, name, value, edge=INK):
        from matplotlib.patches import Circle

        circle = Circle(place, RADIUS, facecolor="white", edgecolor=edge, linewidth=1.8, zorder=3)
        self.ax.add_patch(circle)
        self.ax.text(*place, f"${name}$", ha="center", va="center", color=edge, zorder=4)
        x, y = place[0], place[1] - RADIUS - 0.1
        self.ax.text(x, y, _short(value), ha="center", va="top", color=BLUE, fontsize=10)

    def write_product(self, values):
        product = " · ".join(f"({_short(v)})" if v < 0 else _short(v) for v in values)
        slope = rf"\partial C\,/\,\partial w^{{(1)}}_{{{self.k}{self.j}}}"
        slope = f"${slope}$ = {product} = {_short(np.prod(values))}"
        middle, low = (X + C) / 2, self.inputs[-1][1] - 1.7
        self.ax.text(middle, low, slope, ha="center", va="center", color=VERMILLION)

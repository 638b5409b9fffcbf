"""The drawing of an expression graph: values above its wires, derivatives below them."""

from itertools import pairwise

from ..drawing.graph_layout import Layout
from ..drawing.style import BLUE, GREY, INK, VERMILLION

LARGEST, SMALLEST = 11, 7.5
PAD, SHIFT = 0.5, 0.28


def draw_graph(ax, graph, values=None, sweep=None, *, factors=False):
    """The graph from left to right, a box for each node, with the numbers that are given.

    Above a wire stands its parent's value, in blue.  Below it, dashed and in vermillion, stands
    what the child sends back, upstream · local, and below a fork the sum of what has arrived;
    with `factors` the two factors are written out.
    Raises ValueError where the figure is too small for numbers that can be read.
    """
    drawing = _Drawing(ax, graph, values or (), sweep, factors)
    drawing.fit()
    for wire in drawing.layout.wires:
        drawing.draw_wire(wire)
    drawing.draw_result()
    for place in drawing.layout.home.values():
        drawing.draw_box(place)


def _four_digits(number):
    """A number in four digits, with a proper minus."""
    return f"{number:.4g}".replace("-", "−")


class _Drawing:
    """Lengths are in units of the font size until `fit` has found how large that can be."""

    def __init__(self, ax, graph, values, sweep, factors):
        self.ax = ax
        self.shares, self.sums, self.seed = _returns(graph, sweep)
        if factors:
            self.shares |= _factors(sweep)
        self.values = {i: _four_digits(number) for i, number in enumerate(values)}
        boxes = [node for node in graph.nodes if node.operation != "number"]
        labels = {node.index: [f"${node.latex}$"] for node in boxes}
        below = {i: (_width(text), 1.25 * (text.count("\n") + 1)) for i, text in self.sums.items()}
        words = [self.values.get(i, "") for i in labels] + [*self.shares.values()]
        strip = max(1.5, *map(_width, words)) + 0.9
        self.layout = Layout(graph, labels, below, wide=_wide, strip=strip)

    def fit(self):
        """Choose the font size that fills the panel."""
        grid, figure = self.ax.get_gridspec(), self.ax.figure
        panel = [72 * length / n for length, n in
                 zip(figure.get_size_inches(), (grid.ncols, grid.nrows), strict=True)]  # fmt: skip
        needed = self.layout.width, self.layout.height
        self.font = min(
            LARGEST, *(0.96 * have / need for have, need in zip(panel, needed, strict=True))
        )
        if self.font < SMALLEST:
            width, height = (SMALLEST * need / 0.95 / 72 for need in needed)
            raise ValueError(
                f"draw_graph: the numbers of this graph can be read in a panel of {width:.1f} by "
                f"{height:.1f} inches, but this one has {panel[0] / 72:.1f} by "
                f"{panel[1] / 72:.1f}; give panels a width and a height."
            )
        spare = [have / self.font - need for have, need in zip(panel, needed, strict=True)]
        self.ax.set_xlim(-spare[0] / 2, needed[0] + spare[0] / 2)
        self.ax.set_ylim(-needed[1] - spare[1] / 2, spare[1] / 2)
        self.ax.set_aspect("equal")
        self.ax.axis("off")

    def draw_wire(self, wire):
        share = self.shares.get((wire.child, wire.slot), "")
        self._draw_line(self.layout.route(wire), self.values.get(wire.parent, ""), share)

    def draw_result(self):
        value = self.values.get(self.layout.output, "")
        self._draw_line(self.layout.way_out(), value, self.seed)

    def _draw_line(self, points, value, share):
        """A wire through `points`, with its numbers on the level strip at its end."""
        points = [(x, -y) for x, y in points]
        self._draw_path(points, BLUE if value else GREY, "-", points[-1], ">")
        middle = points[-1][0] - self.layout.strip / 2
        self._write(value, middle, points[-1][1] + 0.15, BLUE, "bottom")
        if share:
            below = [(x, y - SHIFT) for x, y in points]
            self._draw_path(below, VERMILLION, (0, (3, 1.5)), below[0], "<")
            self._write(share, middle, below[-1][1] - 0.2, VERMILLION, "top")

    def _draw_path(self, points, colour, dashes, tip, head):
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        corners, codes = [points[0]], [Path.MOVETO]
        for (x, y), (u, v) in pairwise(points):
            middle = (x + u) / 2
            corners += [(middle, y), (middle, v), (u, v)]
            codes += [Path.CURVE4] * 3
        look = {"edgecolor": colour, "facecolor": "none", "linestyle": dashes, "linewidth": 1.4}
        self.ax.add_patch(PathPatch(Path(corners, codes), **look))
        x = tip[0] + (0.25 if head == "<" else -0.25)
        self.ax.plot([x], [tip[1]], head, color=colour, markersize=0.42 * self.font)

    def draw_box(self, place):
        from matplotlib.patches import FancyBboxPatch

        x, y, right = place.x, -place.y, place.x + place.width
        look = {"facecolor": "white", "edgecolor": BLUE if self.values else INK, "linewidth": 1.5}
        style = "round,pad=0,rounding_size=0.35"
        height = place.height - 0.3
        frame = (x, y - height / 2), place.width, height
        self.ax.add_patch(FancyBboxPatch(*frame, style, zorder=3, **look))
        (label,) = self.layout.labels[place.node]
        self._write(label, (x + right) / 2, y, INK, "center")
        total = self.sums.get(place.node, "")
        self._write(total, right - 0.3, y - place.half, VERMILLION, "top", ha="right")

    def _write(self, text, x, y, colour, va, ha="center"):
        from matplotlib.patheffects import withStroke

        halo = [withStroke(linewidth=2, foreground="white")]
        self.ax.text(x, y, text, color=colour, fontsize=self.font, ha=ha, va=va, zorder=4,
                     path_effects=halo if va != "center" else [])  # fmt: skip


def _returns(graph, sweep):
    """What comes back: below each wire (child, slot), below each fork, below the output."""
    if sweep is None:
        return {}, {}, ""
    shares = {(step.child, step.slot): _four_digits(step.product) for step in sweep.contributions}
    arrivals = {}
    for step in sweep.contributions:
        arrivals.setdefault(step.parent, []).append(step)
    sums = {}
    for parent, steps in arrivals.items():
        if len(steps) > 1:
            first, *others = (_four_digits(step.product) for step in steps)
            terms = [f"− {term[1:]}" if term[0] == "−" else f"+ {term}" for term in others]
            sums[parent] = "\n".join([first, *terms, f"= {_four_digits(steps[-1].total)}"])
    return shares, sums, _four_digits(sweep.adjoints[graph.output])


def _factors(sweep):
    """What comes back along each wire (child, slot), as a product: 1 · 9 = 9."""
    return {
        (step.child, step.slot): " ".join(
            (_four_digits(step.upstream), "·", _four_digits(step.local), "=",
             _four_digits(step.product))
        )
        for step in sweep.contributions
    }  # fmt: skip


def _width(text):
    """How wide the text is, in units of the font size."""
    from matplotlib.textpath import TextPath

    lines = [TextPath((0, 0), line, size=100) for line in text.split("\n") if line]
    return max((line.get_extents().width / 100 for line in lines), default=0.0)


def _wide(label):
    return _width(*label) + 2 * PAD

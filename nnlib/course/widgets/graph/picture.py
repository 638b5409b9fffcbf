"""A graph with its numbers: the value above each wire, the derivative below it."""

from dataclasses import dataclass

from ...drawing import svg
from ...drawing.style import BLUE, VERMILLION
from ...drawing.theme import MUTED, PALE_BLUE, PALE_VERMILLION, PAPER, WRITING, legible


@dataclass(frozen=True)
class Known:
    """What is known so far, as words; what is not known yet is missing.

    `values` stand above the wires of a node, `shares` below the wire (child, slot), `sums` below
    the box of a fork; `turn` is the derivative of the output by itself.  `now` holds the node, the
    wire and the sum of the current step.
    """

    values: dict
    shares: dict
    sums: dict
    turn: str
    now: set
    backward: bool


def graph_svg(layout, known, size):
    """The SVG of a layout at this font size."""
    pen, width, height = Pen(layout, known, size), layout.width * size, layout.height * size
    wires = [pen.wire(wire) for wire in layout.wires]
    boxes = [pen.place(place) for place in layout.places if place.kind != "bend"]
    return svg.picture(width, height, *wires, pen.output(), *boxes)


class Pen:
    """Draws the wires and boxes of a layout with the numbers that are known."""

    def __init__(self, layout, known, size):
        self.layout, self.known, self.size = layout, known, size

    def at(self, x, y):
        return x * self.size, y * self.size

    def wire(self, wire):
        """Solid blue once its value has gone forward; dashed below it once a share came back."""
        start, *route = self.layout.route(wire)
        points = [start]
        for point in route:
            points += _curve(points[-1], point)
        key = wire.child, wire.slot
        gone = wire.child in self.known.values
        value = self.known.values.get(wire.parent, "")
        shapes = self._wire(points, gone, value, self.known.shares.get(key, ""), key, wire.parent)
        return svg.tag("g", shapes, data_part="l{},{}".format(*key))

    def output(self):
        """The wire that leaves the whole graph."""
        node = self.layout.output
        value = self.known.values.get(node, "")
        way = self.layout.way_out()
        return self._wire(way, bool(value), value, self.known.turn, "output", node)

    def _wire(self, points, gone, value, share, key, start):
        """A wire from the node `start`, with its value and what came back along it."""
        s, back_along = self.size, f"d{start}"
        if key != "output":
            back_along = "s{},{} {}".format(*key, back_along)
        here = key in self.known.now
        bold = 2.2 if here else 1.0
        way = [self.at(x, y) for x, y in points]
        (x, y), shapes = way[-1], []
        if gone:
            shapes += [svg.polyline([*way[:-1], (x - s / 3, y)], legible(BLUE), s / 9)]
            shapes += [_head(x, y, -0.6 * s, BLUE)]
        else:
            shapes += [svg.polyline(way, MUTED, s / 14, stroke_opacity=0.6)]
        if share:
            back = [(px, py + 0.32 * s) for px, py in way]
            (bx, by), *rest = back
            shapes += [svg.polyline([(bx + s / 3, by), *rest], legible(VERMILLION), bold * s / 10,
                                    stroke_dasharray=f"{s / 2.6:.1f} {s / 4:.1f}")]  # fmt: skip
            shapes += [_head(bx, by, 0.6 * s, VERMILLION)]
        if share and here:
            shapes.append(svg.pulse(back[::-1], legible(VERMILLION), 0.6 * s))
        elif gone and not self.known.backward and key[0] in self.known.now:
            shapes.append(svg.pulse(way, legible(BLUE), 0.6 * s))
        middle = x - 0.53 * self.layout.strip * s
        weight = "bold" if here else "normal"
        if value:
            look = {"fill": legible(BLUE), "data_part": f"v{start}"}
            shapes += [svg.haloed(value, middle, y - 0.45 * s, s, "middle", **look)]
        if share:
            look = {"fill": legible(VERMILLION), "weight": weight, "data_part": back_along}
            shapes += [svg.haloed(share, middle, y + 1.35 * s, s, "middle", **look)]
        return "".join(shapes)

    def place(self, place):
        s, node = self.size, place.node
        here = node in self.known.now and place.kind == "box"
        x, y = self.at(place.x, place.y - place.height / 2)
        box = (x, y, place.width * s, place.height * s)
        look = {"fill": PAPER, "stroke": WRITING, "stroke_width": s / 10}
        if place.kind == "tag":
            look |= {"stroke": MUTED, "stroke_dasharray": "3 3"}
        elif node in self.known.values:
            look |= {"stroke": legible(BLUE)}
        if here:
            colour, pale = (
                (VERMILLION, PALE_VERMILLION) if self.known.backward else (BLUE, PALE_BLUE)
            )
            look |= {"fill": pale, "stroke": colour, "stroke_width": s / 5}
        shapes = [svg.rect(*box, **look), self._label(place, x, y)]
        sum_ = self.known.sums.get(node) if place.kind == "box" else None
        if sum_:
            shapes.append(self._sum(sum_, place, ("sum", node) in self.known.now))
        if place.kind == "box" and place.goes_on and not place.right:
            shapes.append(self._onward(place))
        return svg.tag("g", *shapes, data_part=f"v{node}", tabindex="0")

    def _label(self, place, x, y):
        s, lines = self.size, self.layout.labels[place.node]
        lines = lines if place.kind == "box" else [self.layout.names[place.node]]
        x, y = x + place.width * s / 2, y + (place.height / 2 + 0.35 - 0.58 * (len(lines) - 1)) * s
        return "".join(
            svg.text(line, x, y + 1.16 * s * i, s, "middle") for i, line in enumerate(lines)
        )

    def _sum(self, words, place, here):
        """12.1 + 0.8 = 12.9 below a fork, in two lines where one is too long."""
        s = self.size
        room = place.ends[1] - place.ends[0] + 1
        lines = [words]
        if 0.6 * len(words) > room and " = " in words:
            terms, total = words.split(" = ")
            lines = [terms, f"= {total}"]
        half = 0.3 * max(map(len, lines))
        x = min(place.x + place.width / 2, place.x + place.width + 1 - half)
        y = place.y + place.height / 2 + 1.2
        look = {"fill": legible(VERMILLION), "weight": "bold" if here else "normal"}
        look["data_part"] = f"d{place.node}"
        return "".join(
            svg.haloed(line, *self.at(x, y + 1.16 * i), s, "middle", **look)
            for i, line in enumerate(lines)
        )

    def _onward(self, place):
        """The mark of a value that is needed in a lower band."""
        s = self.size
        x, y = self.at(place.x + place.width, place.y)
        bend = [(x, y), (x + s, y), (x + s, y + 1.2 * s)]
        head = [(x + s, y + 1.6 * s), (x + 0.75 * s, y + s), (x + 1.25 * s, y + s)]
        corners = " ".join(f"{px:.1f},{py:.1f}" for px, py in head)
        return svg.polyline(bend, MUTED, s / 12) + svg.tag("polygon", points=corners, fill=MUTED)


def _head(x, y, length, colour):
    """An arrow head with its tip at (x, y); a negative length points to the right."""
    half = abs(length) / 2.4
    corners = f"{x:.1f},{y:.1f} {x + length:.1f},{y - half:.1f} {x + length:.1f},{y + half:.1f}"
    return svg.tag("polygon", points=corners, fill=colour)


def _curve(start, end):
    """Points from start to end of a wire that leaves and arrives level."""
    (x0, y0), (x1, y1) = start, end
    if abs(y0 - y1) < 1e-6:
        return [end]
    ease = [t * t * (3 - 2 * t) for t in (i / 8 for i in range(1, 9))]
    return [(x0 + (x1 - x0) * i / 8, y0 + (y1 - y0) * e) for i, e in enumerate(ease, start=1)]

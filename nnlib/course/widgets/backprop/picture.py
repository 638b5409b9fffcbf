"""A small network drawn with its numbers: z, a and δ in the neurons, weights on wires that act.

All other weights are told by their wires: solid and cool above 0, dashed and warm below, and as
thick as they are large.
"""

from dataclasses import dataclass, field

from ...drawing import svg
from ...drawing.style import BLUE, ORANGE, VERMILLION
from ...drawing.theme import (
    MUTED,
    NEGATIVE,
    PALE_BLUE,
    PALE_VERMILLION,
    PAPER,
    POSITIVE,
    TERMS,
    WRITING,
    legible,
)
from .layout import PITCH, PageLayout
from .parts import dashed, dotted, figure, neuron_parts, part, wire_parts
from .row import weight_at

LETTER = 0.62  # the width of a letter beside its height
LINE = 1.15  # from one line in a neuron to the next, in font sizes
BACKWARD = ("delta", "dW", "db")
CIRCLE = ("z", "a", "delta", "db", "input")  # the stages that a neuron shows


@dataclass(frozen=True)
class Look:
    """The state of a picture: what is known, the stage, the chosen parameter, the wires that act.

    `wires` are those that bring the terms of the sum; `paths`, where these are shown instead, has
    the names of the paths from the parameter to the loss by the wires that they go through.
    `coming` are the wires whose weights the next sum needs, and `asked` the weight or the neuron
    whose number is asked for: W[1][0, 1], b[1][1].
    """

    known: frozenset  # of (kind, l)
    stage: tuple
    focus: object
    wires: tuple = ()
    paths: dict = field(default_factory=dict)
    coming: frozenset = frozenset()
    asked: str = ""

    def has(self, kind, l):
        return (kind, l) in self.known

    @property
    def backward(self):
        return self.stage[0] in BACKWARD

    @property
    def colour(self):
        """Blue forward, vermillion backward."""
        return legible(VERMILLION if self.backward else BLUE)

    @property
    def ground(self):
        return PALE_VERMILLION if self.backward else PALE_BLUE

    @property
    def neuron(self):
        """(l, j) of the neuron that the sum belongs to, or None for the loss."""
        kind, l = self.stage
        if kind == "loss":
            return None
        l = self.focus.l if kind == "update" else l
        return l, self.focus.neuron(l)

    @property
    def wire(self):
        """(l, k, j) of the weight that the sum belongs to, else None."""
        kind, l = self.stage
        if kind == "dW":
            return l, *weight_at(l, self.focus)
        if kind == "update" and self.focus.k is not None:
            return self.focus.l, self.focus.k, self.focus.j
        return None

    @property
    def colours(self):
        """The colour of each wire that brings a term, and of the term."""
        return dict(zip(self.wires, TERMS, strict=False))


@dataclass(frozen=True)
class Label:
    """A parameter's number; `slope` is that of C in it, None as long as it is not known."""

    name: str
    value: float
    words: str
    parts: str
    chosen: bool
    slope: float | None
    fine: float
    colour: str = WRITING

    @property
    def lines(self):
        """(words, look) of its one or two lines."""
        value = f"{self.words} ↕" if self.chosen else self.words
        lines = [(value, {"weight": "bold", "fill": self.colour})]
        if self.slope is not None:
            lines.append((f"∂ {figure(self.slope)}", {"fill": legible(VERMILLION)}))
        return lines

    @property
    def width(self):
        """In font sizes."""
        return LETTER * self.fine * max(len(words) for words, _ in self.lines) + 0.7

    @property
    def height(self):
        return 1.3 * len(self.lines) + 0.6 * self.chosen

    @property
    def handle(self):
        """What makes it a number that can be dragged."""
        number = f"{self.value:.6g}"
        return {
            "data_drag": self.name, "data_value": number, "data_step": "0.1", "tabindex": "0",
            "role": "slider", "aria_valuenow": number,
            "aria_label": f"{self.name}: drag it, or press the up and down keys",
        }  # fmt: skip


@dataclass(frozen=True)
class NetworkPicture:
    """A network of widths n in a box (left, top, width, height) of a page's layout."""

    n: tuple
    box: tuple
    layout: PageLayout

    @property
    def size(self):
        return self.layout.size

    @property
    def fine(self):
        """The size of the small words."""
        return self.layout.fine * self.size

    @property
    def slopes(self):
        """Whether a label has room for its slope."""
        return not self.layout.narrow

    @property
    def r(self):
        return self.layout.radius * self.size

    def at(self, l, j):
        """The middle of neuron j of layer l."""
        left, top, width, height = self.box
        edge = self.r + 0.6 * self.size
        x = left + edge + l * (width - 2 * edge) / (len(self.n) - 1)
        pitch = min(PITCH * self.size, height / self.n[l])
        return x, top + height / 2 + (j - (self.n[l] - 1) / 2) * pitch

    def draw(self, frame, look):
        places = [
            (l, k, j)
            for l in range(1, len(self.n))
            for k in range(self.n[l - 1])
            for j in range(self.n[l])
        ]
        acting = {*look.wires, *look.paths}
        places.sort(key=acting.__contains__)  # what acts is drawn last, above the others
        wires = (self._wire(frame, look, *place) for place in places)
        # What is transparent makes a wire as wide as a finger.
        wires = svg.tag("g", *wires, stroke="transparent", stroke_width=1.2 * self.size)
        labels = [self._weight(frame, look, *place) for place in places]
        nodes = [
            self._node(frame, look, l, j) for l in range(len(self.n)) for j in range(self.n[l])
        ]
        return "".join([wires, self._leader(frame, look), *nodes, *labels])

    def meant(self, frame, look):
        """The place that the sum belongs to: a wire's number, else a neuron; the loss has none."""
        if look.wire:
            return self._place_of(self._weight_label(frame, look, *look.wire), *look.wire)
        return self.at(*look.neuron) if look.neuron else None

    def _leader(self, frame, look):
        """From the sum above the network down to what it belongs to: dots, which no wire has."""
        meant, s = self.meant(frame, look), self.size
        if meant is None:
            return ""
        (x, y), top = meant, self.box[1] - 0.9 * s
        points = [(x, top), (x, y)]
        if look.neuron[1] and not look.wire:
            beside = x + self.r + 0.35 * s  # past the neurons above it
            points = [(beside, top), (beside, y - self.r), (x, y)]
        return svg.polyline(points, look.colour, s / 5, data_name="leader", **dotted(s))

    def _ends(self, l, k, j):
        (x0, y0), (x1, y1) = self.at(l - 1, k), self.at(l, j)
        return x0 + self.r, y0, x1 - self.r, y1

    def _wire(self, frame, look, l, k, j):
        s, w, ends, place = self.size, frame.newest.W[l][k, j], self._ends(l, k, j), (l, k, j)
        width, name = min(0.5 + 1.3 * abs(w), 3.5) * s / 13, f"W[{l}][{k}, {j}]"
        colour = POSITIVE if w >= 0 else NEGATIVE
        if place in look.paths:
            colour, width = legible(VERMILLION), width + s / 8
        if place in look.colours:
            colour, width = look.colours[place], width + s / 8
        shapes = [svg.line(*ends, colour, width, **(dashed(s) if w < 0 else {}))]
        if place in look.colours and look.stage[0] in ("z", "delta"):
            start, end = ends[:2], ends[2:]
            way = (end, start) if look.backward else (start, end)
            shapes.append(svg.pulse(way, colour, 0.75 * s))
        if self._chosen(look, *place):
            shapes.insert(0, svg.line(*ends, ORANGE, width + s / 1.7, stroke_opacity=0.45))
        elif look.asked == name:  # dots beside the wire, which the chosen one has not
            shapes.insert(0, svg.line(*ends, legible(ORANGE), width + s / 2.5, **dotted(s)))
        reach = svg.tag("path", d="M{:.0f},{:.0f}L{:.0f},{:.0f}".format(*ends))
        parts = f"{wire_parts(*place)} {look.paths.get(place, '')}".strip()
        words = f"{name} = {figure(w)}"
        told = svg.tag("title", words)  # it is told at the pointer
        pick = {
            "data_pick": name,
            "tabindex": "0",
            "role": "button",
            "aria_label": f"choose {words}",
        }
        return svg.tag("g", told, *shapes, reach, data_part=parts, **pick)

    def _chosen(self, look, l, k, j):
        return (look.focus.l, look.focus.k, look.focus.j) == (l, k, j)

    def _weight(self, frame, look, l, k, j):
        """The number of a weight that is chosen, acts or is needed next."""
        place = (l, k, j)
        if not (self._chosen(look, *place) or place in look.colours or place in look.coming):
            return ""
        label = self._weight_label(frame, look, l, k, j)
        return self._label(label, *self._place_of(label, l, k, j))

    def _weight_label(self, frame, look, l, k, j):
        place, chosen = (l, k, j), self._chosen(look, l, k, j)
        w = frame.newest.W[l][k, j]
        told = self.slopes and chosen and look.has("dW", l)
        slope = frame.grads.dW[l][k, j] if told else None
        colour, parts = look.colours.get(place, WRITING), wire_parts(*place)
        return Label(
            f"W[{l}][{k}, {j}]", w, figure(w), parts, chosen, slope, self.layout.fine, colour
        )

    def _place_of(self, label, l, k, j):
        """Where a weight's number stands on its wire.  No two of a layer meet."""
        x0, y0, x1, y1 = self._ends(l, k, j)
        along = min(0.25, 1 / (self.n[l] + 1)) * (x1 - x0) + 0.4 * self.size
        along = max(along, min((label.width / 2 + 0.2) * self.size, (x1 - x0) / 2))
        return x0 + along, y0 + along / (x1 - x0) * (y1 - y0)

    def _label(self, label, x, y):
        """A parameter, below it the slope of C once it is known; the chosen one is dragged."""
        s, chosen, lines = self.size, label.chosen, label.lines
        wide, high = label.width * s, label.height * s
        look = {"fill": PAPER, "fill_opacity": 0.88}
        if chosen:
            look = {"fill": PAPER, "stroke": legible(ORANGE), "stroke_width": s / 9}
        shapes = [svg.rect(x - wide / 2, y - high / 2, wide, high, rx=0.35 * s, **look)]
        for i, (words, about) in enumerate(lines):
            low = y + (0.33 + 1.2 * (i - (len(lines) - 1) / 2)) * s
            shapes.append(svg.text(words, x, low, self.fine, "middle", **about))
        about = label.handle if chosen else {"data_pick": label.name}
        return svg.tag("g", *shapes, data_part=label.parts, **about)

    def _node(self, frame, look, l, j):
        s, i, (x, y) = self.size, look.focus.i, self.at(l, j)
        kind, now = look.stage
        here = now == l and kind in CIRCLE
        mine = look.neuron == (l, j)
        ring = {"fill": look.ground if here else PAPER, "stroke": look.colour if here else MUTED,
                "stroke_width": (3.2 if mine and here else 1.5) * s / 13}  # fmt: skip
        numbers = self._numbers(frame, look, l, j)
        shapes = [svg.circle(x, y, self.r, **ring)]
        for line, (words, about) in enumerate(numbers):
            low = (0.36 + LINE * (line - (len(numbers) - 1) / 2)) * s
            about |= self._squeezed(words, low)
            shapes.append(svg.text(words, x, y + low, self.fine, "middle", **about))
        if l:
            shapes.append(self._bias(frame, look, l, j))
            bias = f"b[{l}][{j}]"
            pick = {"data_pick": bias, "role": "button", "aria_label": f"choose {bias}"}
        else:
            pick = {}
        if l == frame.net.L:
            shapes.append(self._target(frame, look, j))
        return svg.tag("g", *shapes, data_part=neuron_parts(l, i, j), tabindex="0", **pick)

    def _squeezed(self, words, low):
        """What keeps a long line in its circle; `low` is how far it is below the middle."""
        edge = max(abs(low), abs(low - 0.7 * self.size))
        room = 2 * (self.r**2 - edge**2) ** 0.5 - 0.3 * self.size
        if LETTER * self.fine * len(words) <= room:
            return {}
        return {"textLength": room, "lengthAdjust": "spacingAndGlyphs"}

    def _numbers(self, frame, look, l, j):
        """(words, look) of the lines in a neuron: z until it went through σ, a, then also δ."""
        i, mine = look.focus.i, look.neuron == (l, j) and look.stage[0] in ("a", "delta")
        numbers = []
        if look.has("z", l) and (mine or not look.has("a", l)):
            about = {"fill": MUTED, "data_part": part("z", l, i, j)}
            numbers.append((figure(frame.trace.z[l][i, j]), about))
        if look.has("a", l) or not l:
            about = {"fill": legible(BLUE), "data_part": part("a", l, i, j), "weight": "bold"}
            numbers.append((figure(frame.trace.a[l][i, j]), about))
        if look.has("delta", l):
            about = {"fill": legible(VERMILLION), "data_part": part("delta", l, i, j)}
            numbers.append((f"δ {figure(frame.grads.delta[l][i, j])}", about))
        return numbers

    def _bias(self, frame, look, l, j):
        """The bias of a neuron that is chosen or whose sum is made or comes next."""
        chosen, asked = self._chosen(look, l, None, j), look.asked == f"b[{l}][{j}]"
        if not (chosen or asked or (look.neuron == (l, j) and look.stage[0] in ("z", "db"))):
            return ""
        b, (x, y) = frame.newest.b[l][j], self.at(l, j)
        slope = frame.grads.db[l][j] if self.slopes and look.has("db", l) else None
        parts = f"{part('b', l, j)} {part('db', l, j)}"
        label = Label(f"b[{l}][{j}]", b, f"b {figure(b)}", parts, chosen, slope, self.layout.fine)
        # Beside the circle, above which there is room for one line: how far this one reaches down.
        depth = label.height / 2 * self.size - 0.1 * self.size
        half = (self.r**2 - (self.r - depth) ** 2) ** 0.5
        right = x - half - 0.1 * self.size
        return self._label(label, right - label.width / 2 * self.size, y - self.r - 0.1 * self.size)

    def _target(self, frame, look, j):
        """What the output is to be, below it."""
        x, y = self.at(len(self.n) - 1, j)
        i, a = look.focus.i, frame.trace.a[frame.net.L]
        target = frame.loss.targets(a, frame.y, "the stepper")[i, j]
        words = f"target {figure(float(target))}"
        return svg.text(words, x, y + self.r + 1.05 * self.size, self.fine, "middle",
                        fill=MUTED, data_part=part("y", None, i, j))  # fmt: skip

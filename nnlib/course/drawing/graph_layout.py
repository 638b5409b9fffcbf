"""Where each box and wire of a graph goes: columns by longest path, few crossings, no overlap.

Lengths are in units of the font size.  A wire ends in a level strip at the left of its box, on
which its two numbers stand; strips never meet, since each box has room for all of its own.
"""

from dataclasses import dataclass, field
from itertools import combinations, pairwise

LANE = 3.1  # from one strip of a box to the next
STRIP = 5.0  # as long as a number of six characters and its sign
FAN = 2.4  # between two columns, where wires change their height
LINE = 1.2
BAND = 0.8  # between two bands
GAP = 0.6  # between two boxes of a column
LETTER = 0.62
SWEEPS = 6
WIDER, NARROWER = 1.25, 0.75  # how far the width may change to hold the graph in one band


@dataclass(eq=False)
class Place:
    """A box of a node, a tag that repeats a node in a lower band, or a bend of a long wire."""

    node: int
    kind: str
    lanes: int = 0
    lines: int = 1
    width: float = 0.0
    tail: float = 0.0  # room below the box
    x: float = 0.0
    y: float = 0.0  # of its middle
    ends: tuple = (0.0, 0.0)  # where its column begins and ends
    goes_on: bool = False  # a tag repeats it
    left: list = field(default_factory=list)  # (place, my strip)
    right: list = field(default_factory=list)  # (place, its strip)

    @property
    def height(self):
        return 0.8 + LINE * self.lines + LANE * max(self.lanes - 1, 0)

    @property
    def half(self):
        """From the middle to the upper edge of the room that this place needs."""
        return GAP if self.kind == "bend" else max(self.height + GAP, LANE * self.lanes) / 2

    def strip(self, lane):
        """How far strip `lane` lies below the middle."""
        return (lane - (self.lanes - 1) / 2) * LANE if self.lanes else 0.0


@dataclass(frozen=True)
class Wire:
    """From a parent to slot `slot` of a child; `path` is the places on its way."""

    parent: int
    child: int
    slot: int
    lane: int
    path: tuple


def wide(lines):
    """How wide a box with these lines is."""
    return 0.9 + LETTER * max(map(len, lines))


class Layout:
    """Places and wires of a graph, about `width` wide, or as wide as needed.

    `labels` are the lines in the boxes by node, parents first; a number has none and no box.
    `below` is the width and height that a node needs under its box, `strip` the length of a wire's
    level end.  What is too wide goes on in a band below, which repeats in tags what it needs from
    above.
    """

    def __init__(self, graph, labels, below, width=None, wide=wide, strip=STRIP):
        self.labels, self.below, self.output = labels, below, graph.output
        self.width, self.wide, self.strip = width, wide, strip
        self.arguments = {
            node: [(slot, p) for slot, p in enumerate(graph.nodes[node].parents) if p in labels]
            for node in labels
        }
        self.names = {node: lines[0].removesuffix(" =") for node, lines in labels.items()}
        self.users = {node: [] for node in labels}
        for node, pairs in self.arguments.items():
            for _, parent in pairs:
                self.users[parent].append(node)
        self.layer = self._layers()
        self.wires, self.home = [], {}
        self.bands = [self._band(*ends) for ends in self._split()]
        self.places = [place for band in self.bands for column in band for place in column]
        self.height = 0.3
        for band in self.bands:
            _order(band)
            _settle(band)
            self._put(band)

    def route(self, wire):
        """The points of a wire, two for each level part; it changes its height in between."""
        start, *bends, end = wire.path
        y = end.y + end.strip(wire.lane)
        points = [(start.x + start.width, start.y), (start.ends[1], start.y)]
        for bend in bends:
            points += [(bend.x, bend.y), (bend.ends[1], bend.y)]
        return [*points, (end.x - self.strip, y), (end.x, y)]

    def way_out(self):
        """The two points of the wire that leaves the whole graph."""
        place = self.home[self.output]
        x = place.x + place.width
        return [(x, place.y), (x + self.strip, place.y)]

    def _layers(self):
        """Operations by longest path; an input stands just before the first box that needs it."""
        layer = {}
        for node, pairs in self.arguments.items():
            layer[node] = max((layer[parent] + 1 for _, parent in pairs), default=0)
        layer[self.output] = max(layer.values())
        for node, users in self.users.items():
            if users and not self.arguments[node]:
                layer[node] = min(layer[user] for user in users) - 1
        return layer

    def _split(self):
        """First and last layer of operations of each band; `width` is settled here too."""
        last = max(self.layer.values())
        layers = [[n for n in self.labels if self.layer[n] == i] for i in range(last + 1)]
        widths = [max((self.wide(self.labels[n]) for n in nodes), default=0.0) for nodes in layers]
        columns = [width + self.strip + FAN for width in widths[1:]]
        sums = [self.below[node][0] for node in layers[0] if node in self.below]
        ends = max([widths[0] + 0.5, *sums]) + self.strip + 0.5
        needed = sum(columns) + ends
        if self.width is None or needed <= WIDER * self.width:
            self.width = max(needed, NARROWER * (self.width or 0.0))
            return [(1, last)]
        room = self.width - ends
        least = -(-sum(columns) // room)
        for limit in (room * i / 20 for i in range(1, 21)):
            bands, length = [[1, 0]], 0.0
            for layer, column in enumerate(columns, start=1):
                if length and length + column > limit:
                    bands.append([layer, layer])
                    length = 0.0
                bands[-1][1], length = layer, length + column
            if len(bands) <= least:
                break
        return bands

    def _place(self, node, kind="box"):
        tail = self.below[node][1] if kind == "box" and node in self.below else 0.0
        lanes = len(self.arguments[node]) if kind == "box" else 0
        lines = self.labels[node] if kind == "box" else [self.names[node]]
        return Place(node, kind, lanes, len(lines), self.wide(lines), tail)

    def _band(self, first, last):
        """The columns of one band: the first holds inputs and tags, the others layers."""
        columns = [[] for _ in range(last - first + 2)]
        start = {}

        def stand(node, kind, column):
            place = self._place(node, kind)
            start[node] = place, column
            columns[column].append(place)
            self.home.setdefault(node, place).goes_on = kind == "tag"

        nodes = [n for n in self.labels if first <= self.layer[n] <= last and self.arguments[n]]
        if not self.users[self.output] and not self.arguments[self.output]:
            stand(self.output, "box", 0)
        for node in nodes:
            stand(node, "box", self.layer[node] - first + 1)
        for node in nodes:
            for _, parent in self.arguments[node]:
                if parent not in start:
                    users = [self.layer[user] for user in self.users[parent] if user in nodes]
                    new = not self.arguments[parent] and self.layer[parent] + 1 >= first
                    stand(parent, "box" if new else "tag", min(users) - first)
        for node in nodes:
            for lane, (slot, parent) in enumerate(self.arguments[node]):
                (place, column), (end, stop) = start[parent], start[node]
                path = [place]
                for between in columns[column + 1 : stop]:
                    path.append(Place(parent, "bend"))
                    between.append(path[-1])
                path.append(end)
                for one, other in pairwise(path):
                    strip = lane if other is end else 0
                    one.right.append((other, strip))
                    other.left.append((one, strip))
                self.wires.append(Wire(parent, node, slot, lane, tuple(path)))
        return columns

    def _put(self, band):
        """Give the places of a band their x, and move the band below the one above it."""
        widths = [max(place.width for place in column) for column in band]
        strips = [self.strip * any(place.lanes for place in column) for column in band]
        sums = [self.below[place.node][0] for place in band[0] if place.tail]
        margin = max([0.5, *(width - widths[0] for width in sums)])
        spare = self.width - margin - sum(widths) - sum(strips) - self.strip - 0.5
        fan = min(max(spare / max(len(band) - 1, 1), FAN), 3 * FAN)
        x = margin + max(spare - fan * (len(band) - 1), 0) / 2
        top = min(place.y - place.half for column in band for place in column)
        bottom = max(place.y + place.half + place.tail for column in band for place in column)
        for column, width, strip in zip(band, widths, strips, strict=True):
            x += strip
            for place in column:
                place.y += self.height - top
                place.x = x if place.lanes else x + width - place.width
                if place.kind == "bend":
                    place.x, place.width = x - strip, width + strip
                place.ends = (x - strip if strip else 0.3), x + width
            x += width + fan
        self.height += bottom - top + BAND


def _order(columns):
    """Order the places of each column by the mean height of their neighbours: few crossings."""
    best, fewest = [column[:] for column in columns], _crossings(columns)
    for sweep in range(2 * SWEEPS):
        forward = sweep % 2 == 0
        rank = {place: i for column in columns for i, place in enumerate(column)}

        def middle(place):
            near = place.left if forward else place.right  # noqa: B023
            ranks = [rank[other] + (0 if forward else 0.1 * lane) for other, lane in near]  # noqa: B023
            return sum(ranks) / len(ranks) if ranks else rank[place]  # noqa: B023

        for column in columns if forward else columns[::-1]:
            column.sort(key=middle)
            rank |= {place: i for i, place in enumerate(column)}
        if _crossings(columns) < fewest:
            best, fewest = [column[:] for column in columns], _crossings(columns)
    for column, ordered in zip(columns, best, strict=True):
        column[:] = ordered


def _crossings(columns):
    count = 0
    for column, following in pairwise(columns):
        rank = {place: i for i, place in enumerate(following)}
        ends = [(i, (rank[other], lane)) for i, place in enumerate(column)
                for other, lane in place.right]  # fmt: skip
        count += sum((a < c) != (b < d) for (a, b), (c, d) in combinations(ends, 2)
                     if a != c and b != d)  # fmt: skip
    return count


def _settle(columns):
    """Heights: every place near the middle of its neighbours, as far as its column has room."""
    for column in columns:
        _stack(column, [0.0] * len(column))
    for sweep in range(2 * SWEEPS):
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            _stack(column, [_wish(place) for place in column])


def _wish(place):
    wishes = [other.y + other.strip(lane) for other, lane in place.right]
    wishes += [other.y - place.strip(lane) for other, lane in place.left]
    return sum(wishes) / len(wishes) if wishes else place.y


def _stack(column, wishes):
    """The heights nearest to the wishes that leave each place its room (pooled neighbours)."""
    offset, offsets = 0.0, []
    for i, place in enumerate(column):
        if i:
            offset += column[i - 1].half + column[i - 1].tail + place.half
        offsets.append(offset)
    pools = []
    for wish, offset in zip(wishes, offsets, strict=True):
        pools.append([wish - offset])
        while len(pools) > 1 and _mean(pools[-2]) > _mean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    levels = [_mean(pool) for pool in pools for _ in pool]
    for place, level, offset in zip(column, levels, offsets, strict=True):
        place.y = level + offset


def _mean(numbers):
    return sum(numbers) / len(numbers)

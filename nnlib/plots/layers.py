"""Where the boxes and wires of a graph stand: in columns, every parent left of its children.

Lengths are in units of the font size.
"""

from dataclasses import dataclass, field
from itertools import pairwise

LINE, LANE, GAP = 1.9, 2.9, 0.5
SWEEPS = 6


@dataclass(eq=False)
class Spot:
    """The box of a node, or the bend of a long wire that passes through a column.

    A box has a lane for each of its wires, the first argument's on top.
    """

    node: int = None
    lanes: int = 1
    below: float = 0.0
    y: float = 0.0
    near: list = field(default_factory=list)

    @property
    def height(self):
        return LINE + LANE * max(self.lanes - 1, 0)

    @property
    def room(self):
        """The height that the box and the numbers on its lanes need, without what is below."""
        return max(self.height, LANE * self.lanes)

    def lane(self, lane):
        """The height of a lane."""
        return self.y + ((self.lanes - 1) / 2 - lane) * LANE


@dataclass(frozen=True)
class Wire:
    """The wire from a parent to a slot of its child, and the spots on its way."""

    parent: int
    child: int
    slot: int
    lane: int
    path: tuple


def arrange(graph, below):
    """The columns of spots, and the wires.  Numbers have no box; they stand in the expressions.

    `below` is the room that a node needs under its box.
    """
    nodes = [node for node in graph.nodes if node.operation != "number"]
    shown = {node.index for node in nodes}
    wired = {
        node.index: [(slot, p) for slot, p in enumerate(node.parents) if p in shown]
        for node in nodes
    }
    children = {i: [child for child in wired for _, p in wired[child] if p == i] for i in wired}
    column = {}
    for i in wired:
        column[i] = max((column[parent] + 1 for _, parent in wired[i]), default=0)
    for i in wired:
        if not wired[i] and children[i]:  # an input stands next to its first child
            column[i] = min(column[child] for child in children[i]) - 1
    columns = [[] for _ in range(max(column.values()) + 1)]
    spots = {}
    for i in wired:
        spots[i] = Spot(i, len(wired[i]), below.get(i, 0.0))
        columns[column[i]].append(spots[i])
    wires = []
    for child in wired:
        for lane, (slot, parent) in enumerate(wired[child]):
            bends = [Spot() for _ in range(column[parent] + 1, column[child])]
            for bend, between in zip(bends, columns[column[parent] + 1 :], strict=False):
                between.append(bend)
            path = (spots[parent], *bends, spots[child])
            for left, right in pairwise(path):
                left.near.append((right, lane if right is spots[child] else 0))
                right.near.append((left, 0))
            wires.append(Wire(parent, child, slot, lane, path))
    _settle(columns)
    return columns, wires


def _settle(columns):
    """Order each column by the mean height of what it is wired to, back and forth."""
    for column in columns:
        _stack(column)
    for sweep in range(SWEEPS):
        for column in columns[:: 1 if sweep % 2 else -1]:
            column.sort(key=_wish, reverse=True)
            _stack(column)


def _wish(spot):
    heights = [other.lane(lane) for other, lane in spot.near]
    return sum(heights) / len(heights) if heights else spot.y


def _stack(column):
    """Stand the spots of a column below one another, around height 0."""
    y = 0.0
    for spot in column:
        spot.y = y - spot.room / 2
        y -= spot.room + spot.below + GAP
    middle = (y + GAP) / 2
    for spot in column:
        spot.y -= middle

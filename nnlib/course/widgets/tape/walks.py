"""Ways back over the same records: the safe one, and two that lose shares."""

from collections import defaultdict
from dataclasses import dataclass, replace

from ..graph.steps import Share

TAPE, RECURSION = "last record first", "recursion, each once"
JOIN, REPLACE = "they add", "the last one stays"
WALKS, MEETINGS = (TAPE, RECURSION), (JOIN, REPLACE)


@dataclass(frozen=True)
class TapeShare(Share):
    """A share on its way back: what its parent held before, and whether it came too late.

    A share is late where its parent has handed on already and will not be visited again.
    """

    before: float = 0.0
    joins: bool = True
    late: bool = False

    def sum(self):
        if self.joins:
            return super().sum()
        return f"{self._held(self.before)} → {self._held(self.total)}"

    @staticmethod
    def _held(number):
        return f"{number:.4g}".replace("-", "−")

    def _arrival(self, moment):
        story = moment.story
        slope, name = story.slope(self.parent), story.names[self.parent]
        first = sum(share.parent == self.parent for share in moment.shares) == 1
        said = super()._arrival(moment)
        if (story.walk, story.meeting) != (TAPE, JOIN):  # nobody promises that it is all
            said = said.replace(f"That is all of {slope}.", f"That is all that {name} gets.")
            said = said.replace(f"That is {slope}.", f"That is what {name} gets.")
        if not (self.joins or first):
            said = f"It takes the place of what was there: {slope} was {self._held(self.before)}."
        if self.late:
            said += f" But {name} has handed on already, and is not visited again."
        return said


def walk_back(contributions, output, walk, meeting):
    """The shares in the order of this walk, each with what has come of the earlier ones.

    The local slopes are those of `contributions`, a right sweep over the same records.
    """
    wires = defaultdict(list)
    for one in contributions:
        wires[one.child].append(one)
    slope, visited, shares = {output: 1.0}, set(), []

    def hand_on(child):
        visited.add(child)
        upstream = slope[child]
        for wire in wires[child]:
            product, before = upstream * wire.local, slope.get(wire.parent, 0.0)
            slope[wire.parent] = before + product if meeting == JOIN else product
            new = {"upstream": upstream, "product": product, "total": slope[wire.parent]}
            late = wire.parent in visited
            share = TapeShare(**vars(replace(wire, **new)), before=before, joins=meeting == JOIN)
            shares.append(replace(share, late=late))

    def recur(child):
        hand_on(child)
        for wire in wires[child]:
            if wire.parent not in visited:
                recur(wire.parent)

    if walk == TAPE:
        for child in sorted(wires, reverse=True):
            hand_on(child)
    else:
        recur(output)
    return shares

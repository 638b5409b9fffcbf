"""The tape of lesson 15: records are appended, then read back, and shares meet at their parents."""

from ...drawing.canvas import canvas_of
from ...drawing.svg import compact
from ...symbolic.graph.graph import numbers_by_name
from ..graph.stepper import GraphStepper, LabelledStory
from ..graph.steps import Forward, Seed, Share
from ..graph.story import Moment
from ..stage.bar import Choice
from ..stage.shell import Shell
from .picture import Arc, TapeRow, tape_svg
from .walks import JOIN, MEETINGS, TAPE, WALKS, walk_back

LONGEST = 16
SLIPS = (
    Choice("walk", "the walk back", WALKS, TAPE, "select", WALKS),
    Choice("meeting", "where shares meet", MEETINGS, JOIN, "select", MEETINGS),
)
RIGHT = {choice.name: choice.start for choice in SLIPS}
ACROSS = 48  # a wide picture has larger words, so many of their sizes across


class TapeStory(LabelledStory):
    """The story of a graph, told by a tape and by one of the ways back over it."""

    def __init__(self, text, at, walk, meeting):
        self.walk, self.meeting = walk, meeting
        super().__init__(text, at)

    def shares(self):
        sweep = self.graph.backward(self.values)
        return walk_back(sweep.contributions, self.output, self.walk, self.meeting)


class TapeStepper(GraphStepper):
    """The frames are Moments of a TapeStory."""

    name, title = "tape", "tape stepper"
    restarts = ("walk", "meeting")

    def __init__(self, text, at, slips, big):
        self.choices = SLIPS if slips else ()
        self.settings = {choice.name: choice.start for choice in self.choices}
        super().__init__(text, at, big)

    def _tell(self, text, at):
        self.at = at
        self.story = TapeStory(text, at, **(RIGHT | self.settings))
        self.stop = len(self.story.steps)

    def first(self):
        self._tell(self.story.text, self.at)
        return Moment(self.story, 0)

    def phases(self, k):
        if k == 0:
            return "start"
        return "forward" if isinstance(self.story.steps[k - 1], Forward) else "backward"

    def text(self, moment):
        story, told = moment.story, super().text(moment)
        ways = f" ({story.walk}; where shares meet, {story.meeting})" if self.choices else ""
        return told.replace("Graph stepper", f"Tape stepper{ways}", 1)

    def remark(self, moment):
        said = super().remark(moment)
        return f"{said} {self._denied(moment)}".strip() if moment.k == self.stop else said

    def _denied(self, moment):
        """What centred differences say against this walk, for the first input that it fails."""
        story = moment.story
        for share in reversed(moment.shares):
            found, due = moment.slopes[share.parent][0], story.differences(share)["sum"]
            lies_below = not story.nodes[share.parent].parents
            if lies_below and due is not None and abs(found - due) > 1e-5 * max(1, abs(due)):
                came = f"At the end {story.slope(share.parent)} is {compact(found)}"
                return f"{came}; a centred difference says {compact(due)}."
        return ""

    def draw(self, moment):
        canvas = canvas_of(self)
        story, step = moment.story, moment.step
        share = step if isinstance(step, Share) else None
        now = share.child if share else getattr(step, "node", None)
        if isinstance(step, Seed):
            now = story.output
        titles = "record", "value", f"∂{story.names[story.output]}/∂…"
        arc = None
        if share:
            wire = f"{share.child},{share.slot}"
            arc = Arc(share.child, share.parent, wire, compact(share.product))
        rows = self._rows(moment, share)
        size = max(canvas.size, canvas.width / ACROSS)
        return tape_svg(rows, len(story.boxes), now, arc, titles, canvas.width, size)

    def _rows(self, moment, share):
        """The inputs, and the records so far."""
        story, values, slopes = moment.story, moment.values, moment.slopes
        read = {one.child for one in moment.shares} - {share.child if share else None}
        rows, numbers = [], iter(range(1, len(story.boxes) + 1))
        for i in story.boxes:
            if i not in values:
                break
            number = str(next(numbers)) if story.nodes[i].parents else ""
            equation = story.equation(i)
            record = equation if len(equation) <= LONGEST else f"{equation[: LONGEST - 1]}…"
            slope = compact(slopes[i][0]) if i in slopes else ""
            here = share is not None and share.parent == i
            if (here and share.total != share.product) or (here and share.before):
                slope = share.sum()
            rows.append(TapeRow(i, number, record, compact(values[i]), slope, i in read, here))
        return rows


def step_tape(text, at=None, slips=False, big=False, still=None, controls="bar"):
    """Step through the tape of an expression: a record for each operation, then the way back.

    `text` is what a reader would type, "y = 2*x; f = y + y*y", and `at` has the numbers of its
    inputs, {"x": 3}.  With `slips` a reader can choose another walk back, and what happens where
    shares meet.  The fallback picture shows step `still`, by default the first sum.
    Make it the last expression of a cell: it shows itself.
    """
    lines = (line.strip(" ;") for line in str(text).splitlines())
    scene = TapeStepper("; ".join(filter(None, lines)), numbers_by_name(at), slips, big)
    if still is None:
        shares = Moment(scene.story, scene.stop).shares
        meets = (scene.story.steps.index(s) for s in shares if s.total != s.product)
        still = next(meets, scene.stop - 1) + 1
    return Shell(scene, still, controls=controls)

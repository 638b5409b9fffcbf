"""Marking: one submission runs in a sandbox, and what it answers is judged here.

A cell that ends the sandbox or cannot be stopped is left out, and the rest runs again in a fresh
one; so it costs what it defines and no more.
"""

import time
from dataclasses import dataclass, field

import numpy as np

from ..authoring.source import cell_id
from ..checks import values
from ..checks.attempts import Attempt
from ..checks.cells import names_in
from ..checks.judging import judge
from ..checks.probes import Failure
from ..checks.rules import sentence
from ..checks.verdict import spelled
from .protocol import ProtocolError
from .sandbox import CELL_SECONDS, EndedError, Sandbox, SandboxError

GRACE = 5  # seconds until a cell that was asked to stop is ended with all that runs
WHOLE = 120  # seconds for all of a submission
PARTS = 64  # of an answer
TEXT = 2_000  # letters of a sentence from inside
KINDS = (
    "untouched", "missing", "open", "unwritten", "raised", "endless", "none", "unfit", "changed",
)  # fmt: skip
RIGHT = "Right, with numbers drawn for this grading."


@dataclass(frozen=True)
class Received(Attempt):
    """An attempt as it came out of the sandbox, with what was said of the code there."""

    said: str = ""
    near: str = ""
    breach: str = ""

    @property
    def about(self):
        return self.said

    def nearly(self, name):  # noqa: ARG002
        return self.near

    @property
    def broken(self):
        return self.breach


@dataclass
class Script:
    """One submission on its way through the sandbox: what each cell and each task came to."""

    paper: object
    cells: list  # pairs: a cell's source, and what the cell is called
    walls: object
    left_out: dict = field(default_factory=dict)  # {number of a cell: how it ended the sandbox}
    faults: dict = field(default_factory=dict)  # {number of a cell: what it stopped with}
    homes: dict = field(default_factory=dict)  # {id: the number of the cell with the answer}
    breaches: dict = field(default_factory=dict)  # {id: (rule, number of the cell, its line)}
    answers: dict = field(default_factory=dict)  # {id: Attempts, or the words why there is none}
    ended: int = 0  # how often the sandbox was ended

    def run(self):
        """Run the cells for each round of the paper, and ask for the answers to its tasks."""
        self.until = time.monotonic() + WHOLE
        self.box = None
        try:
            for without, keys in self.paper.rounds:
                waiting = list(keys)
                while waiting and time.monotonic() < self.until:
                    self._once(without, waiting)
                for key in waiting:
                    self.answers[key.id] = f"came too late: the notebook took {WHOLE} seconds"
        finally:
            self._close()
        return self

    def _once(self, without, waiting):
        """Go through the cells and the tasks until all are done, or the sandbox is ended."""
        try:
            self._open()
            if not self._begin(without):
                return
            for number in self._numbers():
                self.doing = number
                if fault := words_said(self._say("run", number=number)):
                    self.faults[number] = fault
            while waiting:
                self.doing = waiting[0].id
                self.answers[self.doing] = self._ask(waiting[0])
                waiting.pop(0)
            self.doing = None
            if not self.box.end():
                self._close()
        except EndedError as error:
            self._close()
            self._blame(str(error), waiting)
        except ProtocolError as error:
            self._close()
            self._blame(f"gave what cannot be taken: {str(error).removesuffix('.')}", waiting)

    def _say(self, verb, **arguments):
        """The reply to a request, which must come before the time of the whole is up."""
        left = max(self.until - time.monotonic(), 0.1)
        return self.box.ask(verb, min(CELL_SECONDS + GRACE, left), **arguments)

    def _open(self):
        """A sandbox that has read the cells; nothing of the student's has run in it."""
        if self.box:
            return
        self.box, self.fresh = Sandbox(self.walls, CELL_SECONDS), True
        for number in self._numbers():
            self.doing = number
            self._say("read", number=number, source=self.cells[number - 1][0])
        self.doing = None
        for key in self.paper.keys if not self.homes else ():
            homes = self._say("homes", stub=key.stub)
            named = [n for n in homes if cell_id(key.id) in self.cells[n - 1][1]]
            home = self.homes[key.id] = next(iter(named + homes), None)
            if key.without:
                found = self._say("breach", stub=key.stub, without=key.without, home=home)
                self.breaches |= {key.id: found} if found else {}

    def _begin(self, without):
        """A process of its own for the student's code, in which the given cells have run.

        False where that fails after the student's code has run in this sandbox, which a fresh one
        then takes over from.
        """
        names = [name for key in self.paper.keys for name in (*key.probe.names, key.probe.name)]
        names += [name for key in self.paper.keys for name in names_in(key.stub)]
        try:
            given = self.paper.source.given
            self.box.ask("begin", given=given, without=without, names=sorted(set(names)))
        except EndedError as error:
            fresh, self.fresh = self.fresh, False
            self._close()
            if fresh:
                raise SandboxError(
                    f"The given cells of {self.paper.name} do not run: {error}."
                ) from None
            return False
        self.fresh = False
        return True

    def _numbers(self):
        return [n for n in range(1, len(self.cells) + 1) if n not in self.left_out]

    def _ask(self, key):
        """The Attempts at a task: as its own cell left it, and as the notebook's end did."""
        probe = type(key.probe).__name__, key.probe.settings()
        inputs = [case.inputs for case in key.cases]
        rule, _, line = self.breaches.get(key.id, ("", 0, ""))
        attempts = []
        for home in (self.homes[key.id], None):
            reply = self._say(
                "ask", probe=probe, inputs=inputs, stub=key.stub, given=key.given, home=home
            )
            attempts.append(received(key, reply, sentence(rule, line) if rule else ""))
            if home is None or reply.get("moved") is not True:
                break
        return attempts

    def _blame(self, words, waiting):
        """Leave out the cell, or give up the task, that was going on when the sandbox ended."""
        self.ended += 1
        if isinstance(self.doing, int):
            self.left_out[self.doing] = self.faults[self.doing] = words
        elif self.doing:
            self.answers[self.doing] = words
            waiting.pop(0)

    def _close(self):
        if self.box:
            self.box.close()
        self.box = None

    def notes(self):
        """What the teacher should know of cells that were left out."""
        return [
            f"Cell {number} {words}. It was left out, and the rest ran without it."
            for number, words in self.left_out.items()
        ]


def words_said(value):
    """A text from inside: short, and without characters that steer a terminal."""
    if not isinstance(value, str):
        raise ProtocolError("Words were expected.")
    kept = "".join(c for c in value[:TEXT] if c in "\n\t" or c.isprintable())
    return kept + "…" * (len(value) > TEXT)


def received(key, reply, breach):
    """The Attempt that a reply from inside tells of.  Raises ProtocolError for what is none."""
    try:
        if "unsent" in reply:
            raise ProtocolError(words_said(reply["unsent"]))
        replies = [_reply(one) for one in reply["replies"]]
        printed = tuple(map(words_said, reply["printed"]))
        again, said, near = (
            _reply(reply["again"]),
            words_said(reply["about"]),
            words_said(reply["near"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ProtocolError("It does not have the form of an answer.") from None
    if len(replies) != len(key.cases):
        raise ProtocolError("There is another number of answers than of questions.")
    return Received(replies, again, printed, said=said, near=near, breach=breach)


def _reply(value):
    """One reply: a dict of arrays of numbers or of words, or a Failure."""
    if isinstance(value, dict):
        return _parts(value)
    *words, so_far = value
    kind, *words = map(words_said, words)
    if kind not in KINDS:
        raise ValueError(kind)
    return Failure(kind, *words, _parts(so_far))


def _parts(value):
    if len(value) > PARTS:
        raise ValueError(len(value))
    return {words_said(name)[:80]: _part(part) for name, part in value.items()}


def _part(array):
    if not isinstance(array, np.ndarray) or array.size > values.LARGEST:
        raise ValueError(type(array))
    if array.dtype.kind == "U" or array.dtype == np.float32:
        return array
    # Half precision would be compared so coarsely that a wrong method can pass.
    return array.astype(np.float32 if array.dtype == np.float16 else float)


def marks(script):
    """What each task came to, as a record has it."""
    paper = script.paper
    automatic = [_marked(script, key) for key in paper.keys]
    by_hand = [
        _task(id, title, points, status="manual", message="A person marks this.", manual=True)
        for id, title, points in paper.manual
    ]
    return automatic + by_hand


def marks_without(paper, reason):
    """The tasks of a record where nothing could be graded."""
    script = Script(paper, [], None)
    script.answers = dict.fromkeys((key.id for key in paper.keys), reason)
    return [
        task if task["manual"] else task | {"status": "not attempted", "message": reason}
        for task in marks(script)
    ]


def _marked(script, key):
    answer = script.answers[key.id]
    flags = []
    if found := script.breaches.get(key.id):
        rule, number, line = found
        what = "a loop" if rule == "loop" else f"`{rule}`"
        flags.append(f"uses {what}, which the task forbids: cell {number}, {line}")
    if isinstance(answer, str):
        message = f"Your code could not be judged: asked for an answer, it {answer}."
        return _task(key.id, key.title, key.points, status="failed", message=message, flags=flags)
    try:
        with np.errstate(all="ignore"):  # an answer's numbers may be of any size
            verdict = max((judge(key, one) for one in answer), key=lambda one: one.fraction)
    except Exception as error:  # noqa: BLE001  an answer of a form that no honest one has
        message = f"The answer has a form that cannot be judged ({type(error).__name__})."
        return _task(key.id, key.title, key.points, status="failed", message=message, flags=flags)
    fault = script.faults.get(script.homes.get(key.id)) if verdict.kind in NOTHING else None
    return _task(
        key.id,
        key.title,
        key.points,
        earned=float(verdict.earned),
        status="failed" if fault else status_of(verdict),
        message=RIGHT if verdict.right else f"Its cell {fault}" if fault else verdict.message,
        misconception=verdict.misconception,
        flags=flags,
        case=_case(script.paper, key, verdict),
    )


NOTHING = ("untouched", "missing")


def status_of(verdict):
    """A record's word for a verdict."""
    if verdict.right:
        return "right"
    if verdict.kind in NOTHING:
        return "not attempted"
    if verdict.fraction > 0:
        return "partly"
    return "failed" if verdict.kind in ("raised", "endless") else "wrong"


def _case(paper, key, verdict):
    """Where a wrong answer shows, so that it can be tried again; None where no call shows it."""
    calls = [spelled(key.probe, case.inputs) if case.inputs else "" for case in key.cases]
    if not verdict.call or verdict.call not in calls:
        return None
    return {
        "seed": paper.seed_of(key.id),
        "number": calls.index(verdict.call),
        "call": verdict.call,
        "printed": verdict.printed,
    }


def _task(id, title, points, **fields):
    return {
        "id": id,
        "title": title,
        "points": points,
        "earned": 0.0,
        "manual": False,
        "status": "wrong",
        "message": "",
        "misconception": None,
        "flags": [],
        "case": None,
    } | fields

"""Marking: one submission runs in a sandbox, and what it answers is judged here.

A cell that ends the sandbox or cannot be stopped is left out, and the rest runs again in a fresh
one; so it costs what it defines and no more.
"""

import time
from dataclasses import dataclass, field

import numpy as np

from ..checks.attempts import Attempt
from ..checks.judging import judge
from ..checks.probes import Failure
from ..checks.rules import sentence
from ..checks.values import LARGEST
from ..checks.verdict import spelled
from .inside.runner import CELL
from .protocol import ProtocolError
from .sandbox import EndedError, Sandbox, SandboxError

GRACE = 5  # seconds until a cell that was asked to stop is ended with all that runs
WHOLE = 120  # seconds for all of a submission
TEXT = 2_000  # letters of a sentence from inside
KINDS = (
    "untouched", "missing", "unwritten", "raised", "endless", "none", "unfit", "changed",
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
    sources: list
    walls: object
    left_out: dict = field(default_factory=dict)  # {number of a cell: how it ended the sandbox}
    faults: dict = field(default_factory=dict)  # {number of a cell: what it stopped with}
    homes: dict = field(default_factory=dict)  # {id: the number of the cell that is to define it}
    breaches: dict = field(default_factory=dict)  # {id: (rule, number of the cell, its line)}
    answers: dict = field(default_factory=dict)  # {id: an Attempt, or the words why there is none}
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
                    self.answers[key.id] = f"took more than {WHOLE} seconds in all"
        finally:
            self._close()
        return self

    def _once(self, without, waiting):
        """Go through the cells and the tasks until all are done, or the sandbox is ended."""
        try:
            self._open()
            self._begin(without)
            for number in self._numbers():
                self.doing = number
                fault = text_of(self.box.ask("run", CELL + GRACE, number=number))
                if fault:
                    self.faults[number] = fault
            while waiting:
                self.doing = waiting[0].id
                self.answers[self.doing] = self._ask(waiting[0])
                waiting.pop(0)
            self.doing = None
            self.box.ask("end")
        except (EndedError, ProtocolError) as error:
            self._close()
            self._blame(str(error), waiting)

    def _open(self):
        """A sandbox that has read the cells; nothing of the student's has run in it."""
        if self.box:
            return
        self.box = Sandbox(self.walls)
        for number in self._numbers():
            self.doing = number
            self.box.ask("read", CELL + GRACE, number=number, source=self.sources[number - 1])
        if self.homes:
            return
        for key in self.paper.keys:
            self.homes[key.id] = self.box.ask("home", stub=key.stub)
            if found := key.without and self.box.ask("breach", stub=key.stub, without=key.without):
                self.breaches[key.id] = found

    def _begin(self, without):
        """A process of its own for the student's code, in which the given cells have run."""
        try:
            self.box.ask("begin", given=self.paper.source.given, without=without)
        except EndedError as error:
            raise SandboxError(
                f"The given cells of {self.paper.name} do not run: {error}."
            ) from None

    def _numbers(self):
        return [n for n in range(1, len(self.sources) + 1) if n not in self.left_out]

    def _ask(self, key):
        probe = type(key.probe).__name__, vars(key.probe)
        inputs = [case.inputs for case in key.cases]
        reply = self.box.ask(
            "ask", CELL + GRACE, probe=probe, inputs=inputs, stub=key.stub, given=key.given
        )
        rule, _, line = self.breaches.get(key.id, ("", 0, ""))
        return received(key, reply, sentence(rule, line) if rule else "")

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


def text_of(value):
    """A text from inside: short, and without characters that steer a terminal."""
    if not isinstance(value, str):
        raise ProtocolError("Words were expected.")
    kept = "".join(c for c in value[:TEXT] if c in "\n\t" or c.isprintable())
    return kept + "…" * (len(value) > TEXT)


def received(key, reply, breach):
    """The Attempt that a reply from inside tells of.  Raises ProtocolError for what is none."""
    try:
        if "unsent" in reply:
            return f"gives something that cannot be handed over: {text_of(reply['unsent'])}"
        replies = [_reply(one) for one in reply["replies"]]
        printed = tuple(map(text_of, reply["printed"]))
        again, said, near = _reply(reply["again"]), text_of(reply["about"]), text_of(reply["near"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ProtocolError("It does not have the form of an answer.") from None
    if len(replies) != len(key.cases):
        raise ProtocolError("There is another number of answers than of questions.")
    return Received(replies, again, printed, said=said, near=near, breach=breach)


def _reply(value):
    """One reply: a dict of arrays of numbers or of words, or a Failure."""
    if isinstance(value, dict):
        return {text_of(name): _part(part) for name, part in value.items()}
    kind, *words = map(text_of, value)
    if kind not in KINDS:
        raise ValueError(kind)
    return Failure(kind, *words)


def _part(array):
    if not isinstance(array, np.ndarray) or array.size > LARGEST:
        raise ValueError(type(array))
    if array.dtype.kind == "U" or (array.dtype.kind == "f" and array.dtype.itemsize < 8):
        return array
    return array.astype(float)


def marks(script):
    """What each task came to, as a record has it."""
    paper = script.paper
    automatic = [_marked(script, key) for key in paper.keys]
    by_hand = [
        _task(id, title, points, status="manual", message="A person marks this.", manual=True)
        for id, title, points in paper.manual
    ]
    return automatic + by_hand


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
        verdict = judge(key, answer)
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

"""The runner: the program in the sandbox.  It does what the grader asks, one frame at a time.

    read {number, source}     look at a cell, without running it
    homes {stub}              the cells that are to define the answer
    breach {stub, without}    what the answer's code uses although its task forbids it
    begin {given, without}    a process of its own, with the given cells run and names taken away
    run {number}              run a cell in it
    ask {probe, inputs, …}    the answers of what the student's names hold
    end                       the end of that process

Student's code runs only between `begin` and `end`, in a child; so what was said before that is
the runner's own word, and all later words are the student's.  That the child has ended is said by
its parent, over a file of its own.
"""

import ctypes
import os
import signal
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from ...checks.attempts import attempt
from ...checks.cells import line_at, names_in
from ...checks.keys import PROBES, Case
from ...checks.probes import Failure
from ...checks.running import Printed, TimeIsUp, time_limit, words_of
from .. import protocol
from . import silent
from .forbidding import take_away
from .reading import Notebook, file_of
from .refusing import refuse

try:
    import resource
except ImportError:  # Windows
    resource = None

NOBODY = 65534
PR_SET_DUMPABLE = 4


@dataclass(frozen=True)
class Request:
    """As much of a key as an attempt needs."""

    probe: object
    stub: str
    given: tuple
    cases: tuple
    without: tuple = ()


class Sitting:
    """One submission's, between a file of requests and a file of replies."""

    def __init__(self, requests, replies, ends, settings):
        self.requests, self.replies, self.ends = requests, replies, ends
        self.boxed, self.seconds = settings["boxed"], settings["seconds"]
        self.notebook, self.namespace, self.after = Notebook(), {}, {}

    def serve(self):
        """Answer requests until there are no more; in a child, until the end of what was begun."""
        while True:
            try:
                verb, arguments = protocol.receive_frame(self.requests)
            except EOFError:
                break
            if verb == "begin" and hasattr(os, "fork"):
                if child := os.fork():
                    self.outlive(child)
                    continue
                self.ends.close()
                if self.boxed:
                    refuse()
            if verb == "end":
                break
            self.reply(getattr(self, verb)(**arguments))
        if not hasattr(os, "fork"):
            protocol.send_frame(self.ends, 0)
        os._exit(0)

    def outlive(self, child):
        """Wait for a child's end, clear up behind it, and say how it ended."""
        status = os.waitpid(child, 0)[1]
        if self.boxed:
            _end_all_others()
        code = os.waitstatus_to_exitcode(status)
        protocol.send_frame(self.ends, code)
        self.reply({"ended": code})  # to whoever waits for another reply

    def reply(self, value):
        """Send a reply, or the words why it cannot be sent."""
        try:
            protocol.send_frame(self.replies, value)
        except (protocol.ProtocolError, RecursionError) as error:
            protocol.send_frame(self.replies, {"unsent": words_of(error)})

    def read(self, number, source):
        """The fault of a cell's source, or ''."""
        return self.notebook.read(number, source)

    def homes(self, stub):
        """The numbers of the cells that are to define the answer."""
        return self.notebook.homes(names_in(stub))

    def breach(self, stub, without, home):
        """The rule that the answer's code breaks, and where; or None."""
        if found := self.notebook.breach(names_in(stub), without, home):
            rule, number, line = found
            return rule, number, line_at(file_of(number), line)
        return None

    def begin(self, given, without, names):
        """Run the given cells in a new namespace, and take away what is forbidden."""
        main = sys.modules["__main__"] = ModuleType("__main__")
        self.namespace = vars(main)
        self.namespace |= {"display": silent.Silent(), "get_ipython": silent.Silent()}
        for number, source in enumerate(given):
            exec(compile(source, f"<given {number}>", "exec"), self.namespace)
        take_away(without, self.namespace)
        self.names = names

    def run(self, number):
        """Run a cell; the words of what it stopped with and the line, or ''."""
        cell, fault = self.notebook.cells[number], ""
        if not cell.code:
            return cell.fault
        nothing = Printed()
        try:
            with time_limit(self.seconds), redirect_stdout(nothing), redirect_stderr(nothing):
                exec(cell.code, self.namespace)
        except BaseException as error:  # noqa: BLE001  whatever a student can write
            fault = words_of_end(error, cell.file)
        self.after[number] = {n: self.namespace[n] for n in self.names if n in self.namespace}
        return fault

    def ask(self, probe, inputs, stub, given, home):
        """What the student's names reply to the inputs of all cases.

        The names are what they were behind the cell `home`, or at the end where it is None.
        """
        kind, settings = probe
        kept = {
            n: self.after.get(home, {}).get(n, ...) for n in (*names_in(stub), settings["name"])
        }
        kept = {name: thing for name, thing in kept.items() if thing is not ...}
        moved = any(self.namespace.get(name) is not thing for name, thing in kept.items())
        namespace = self.namespace | kept if moved else self.namespace
        cases = tuple(Case(one, {}, {}) for one in inputs)  # what is right is not known here
        tried = attempt(
            Request(PROBES[kind](**settings), stub, given, cases), namespace, self.seconds
        )
        about, near = "", ""
        with suppress(BaseException):  # their names may hold anything
            about, near = str(tried.about), str(tried.nearly(settings["name"]))
        return {
            "replies": [portable(one) for one in tried.replies],
            "again": portable(tried.again),
            "printed": tried.printed,
            "about": about,
            "near": near,
            "moved": moved,
        }


def portable(reply):
    """A reply as what can cross: a dict of arrays, or what a Failure holds."""
    if isinstance(reply, Failure):
        return reply.kind, reply.words, reply.error, reply.line, dict(reply.so_far)
    return dict(reply)


def words_of_end(error, file):
    """An exception in words, with the cell's own line that led to it."""
    with suppress(BaseException):  # an exception may be of the student's own make
        places = [
            number
            for frame, number in traceback.walk_tb(error.__traceback__)
            if frame.f_code.co_filename == file
        ]
        where = f", in {line_at(file, places[-1])}" if places else ""
        if isinstance(error, TimeIsUp):
            return f"was still running after {error} and was stopped{where}"
        return f"stopped with {words_of(error)}{where}"
    return "stopped"


def _end_all_others():
    """End what a child has left behind; in a sandbox there is nobody else to be hit."""
    with suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)


def take_pipes():
    """The two files of frames, out of the way of what the student's code reads and prints."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    lead_nowhere(0, 1)
    return requests, replies


def lead_nowhere(*descriptors):
    """Let what is read or written there come from and go to nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for one in descriptors:
        os.dup2(nowhere, one)


def give_up_rights(user):
    """Go on as a user who owns nothing, if this is root, and out of reach of one's children.

    The process that bubblewrap started waits until it can end: by a change of user it would no
    longer be ended together with the grader.
    """
    if os.getuid() == 0:
        if os.fork():
            os.wait()
            os._exit(0)
        os.setgroups([])
        os.setgid(NOBODY)
        try:
            os.setuid(user)
        except OSError:  # of a container that knows few users
            os.setuid(NOBODY)
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0)  # no child may write this process's memory


def set_limits(limits):
    """Set what this process and its children may use at most."""
    for name, most in limits.items():
        which = getattr(resource, f"RLIMIT_{name}")
        resource.setrlimit(which, (most, most))


def main():
    """Serve one submission, between standard input and output."""
    requests, replies = take_pipes()
    settings = protocol.receive_frame(requests)
    if settings["boxed"]:
        give_up_rights(settings["user"])
    if resource:
        set_limits(settings["limits"])
    silent.stand_in()
    for name in settings["modules"]:
        import_module(name)
    ends = os.fdopen(os.dup(2), "wb")
    lead_nowhere(2)  # until here an error is the grader's to read
    sitting = Sitting(requests, replies, ends, settings)
    sitting.reply("ready")
    sitting.serve()

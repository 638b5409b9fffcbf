"""The sandbox: a process with a few files to read, a small folder to write in, and nothing else.

bubblewrap gives it namespaces of its own, so that it sees no network, no other process and no file
but Python, NumPy, the core of nnlib, the probes, and what else the set declares.  Limits on memory,
time, files and processes are set inside.  The grader holds the two ends of its pipes, and ends it
when an answer is late.
"""

import compileall
import os
import py_compile
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from threading import Event, Timer

from ..folders import ABOVE_NNLIB
from . import protocol

# What the processes inside may use, each; NPROC is counted inside, where only they are counted.
LIMITS = {
    "AS": 2 << 30,
    "CPU": 60,
    "FSIZE": 16 << 20,
    "NOFILE": 256,
    "CORE": 0,
    "NPROC": 16,
}
CELL_SECONDS = 10  # seconds that one cell may run, and that the answers of one task may take
SCRATCH = 64 << 20  # bytes of the folder to write in
START = 30  # seconds until the runner must have begun; a machine may be busy
GRACE = 5  # seconds to end in
USERS = 1 << 30  # numbers from here on belong to nobody
PLACE, PACKAGES = "/course", "/packages"
NEEDED = ("numpy",)
# Of nnlib: its core, and what asks and reads a student's names.
PARTS = (
    "*.py", "digits.npz", "course/__init__.py", "course/checks/*.py", "course/grading/__init__.py",
    "course/grading/protocol.py", "course/grading/inside/*.py",
)  # fmt: skip
PROGRAM = (
    "import sys; sys.path[:0] = {!r}; from nnlib.course.grading.inside.runner import main; main()"
)
# Some processors need a choice made for OpenBLAS; without it, numbers there are wrong.
KEPT = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


class SandboxError(Exception):
    """The sandbox does not work here; the message says why, and what to do."""


class EndedError(Exception):
    """The process inside has ended, or was ended because it was late; the message says how."""

    def __init__(self, words, late=False):
        super().__init__(words)
        self.late = late


@contextmanager
def made_room():
    """A folder with those parts of nnlib that the sandbox gets, compiled; it goes in the end."""
    with tempfile.TemporaryDirectory(prefix="nnlib-grading-") as folder:
        room = Path(folder)
        room.chmod(0o755)
        house = ABOVE_NNLIB / "nnlib"
        for part in (path for pattern in PARTS for path in house.glob(pattern)):
            copy = room / "nnlib" / part.relative_to(house)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(part, copy)
        # The room's checks are those that ask; in a notebook they also speak, which needs more.
        (room / "nnlib/course/checks/__init__.py").write_text("", "utf-8")
        compileall.compile_dir(
            room, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
        )
        yield room


@cache
def found_packages(names):
    """The files and folders of installed distributions, and of all that they need."""
    paths, waiting, seen = {}, list(names), set()
    while waiting:
        name = waiting.pop()
        if name.lower() in seen:
            continue
        seen.add(name.lower())
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            if name in names:
                raise SandboxError(f"The package {name} is not installed here.") from None
            continue  # needed on other systems only
        for file in distribution.files or ():
            top = file.parts[0]
            if not top.startswith("..") and not top.endswith((".dist-info", ".pth")):
                paths[top] = Path(distribution.locate_file(top))
        waiting += [
            re.match(r"[\w.-]+", needed)[0]
            for needed in distribution.requires or ()
            if "extra ==" not in needed
        ]
    return {top: path for top, path in paths.items() if top != "__pycache__" and path.exists()}


@cache
def libraries(files):
    """The shared libraries that programs and modules load, as `ldd` names them."""
    run = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False)
    return sorted(set(re.findall(r"(?:=>\s*|^\s*)(/\S+)\s+\(0x", run.stdout, re.M)))


@cache
def python_binds():
    """The interpreter, its standard library and the shared libraries that these load."""
    python = os.path.realpath(sys.executable)
    standard = sysconfig.get_path("stdlib")
    modules = sorted(map(str, Path(standard, "lib-dynload").glob("*.so")))
    hidden = [str(p) for p in Path(standard).iterdir() if p.name.endswith(("-packages", "test"))]
    return python, standard, libraries((python, *modules)), hidden


def command_of(room, packages, bwrap):
    """The command that starts a runner in bubblewrap."""
    python, standard, loaded, hidden = python_binds()
    found = found_packages(packages)
    modules = tuple(str(p) for path in found.values() for p in sorted(path.rglob("*.so*")))
    files = dict.fromkeys([python, *loaded, *libraries(modules)])
    inside = set(found.values())
    read_only = [(name, name) for name in (*files, standard) if not _within(name, inside)]
    read_only += [(str(path), f"{PACKAGES}/{top}") for top, path in found.items()]
    read_only.append((str(room), PLACE))
    above = {folder for _, place in read_only for folder in Path(place).parents}
    folders = sorted(map(str, above - {Path("/")}))  # which bubblewrap would close to all but root
    root = os.getuid() == 0
    return [
        bwrap,
        *(
            "--unshare-ipc",
            "--unshare-pid",
            "--unshare-net",
            "--unshare-uts",
            "--unshare-cgroup-try",
        ),
        # Root builds the walls with its own rights and gives them up inside; see `runner`.
        *(("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID") if root else ("--unshare-user",)),
        *("--die-with-parent", "--as-pid-1", "--clearenv"),
        *(part for variable in _environment().items() for part in ("--setenv", *variable)),
        *(part for place in folders for part in ("--perms", "0755", "--dir", place)),
        *(part for pair in read_only for part in ("--ro-bind", *pair)),
        *(part for place in hidden for part in ("--tmpfs", place, "--remount-ro", place)),
        *("--dev", "/dev", "--remount-ro", "/dev", "--size", str(SCRATCH), "--perms", "1777"),
        *("--tmpfs", "/tmp", "--remount-ro", "/", "--chdir", "/tmp"),
        *runner_command(python, [PLACE, PACKAGES]),
    ]


def runner_command(python, path):
    """The command that starts a runner which finds its modules in the folders of `path`."""
    return [python, "-ISB", "-X", "utf8", "-c", PROGRAM.format(path)]


def _within(name, folders):
    return any(folder in Path(name).parents for folder in folders)


def _environment():
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "HOME": "/tmp"}


@dataclass(frozen=True)
class Walls:
    """How runners are started here: by which command, and whether that makes a sandbox."""

    command: tuple
    modules: tuple = ()  # imported once, before a student's processes begin
    boxed: bool = True
    environment: dict | None = None
    live: set = field(default_factory=set)  # the processes that run now
    fallen: Event = field(default_factory=Event)  # set when the batch stops: no more begin

    def fall(self):
        """End whatever runs within, and let nothing more begin."""
        self.fallen.set()
        for process in tuple(self.live):
            end_all(process)


def end_all(process):
    """End the process of a runner and all that belongs to it.

    bubblewrap's child goes with it only once all walls stand; until then its group reaches it.
    """
    if not hasattr(os, "killpg"):
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def raised_walls(packages=(), boxed=True):
    """The Walls for a batch.  Raises SandboxError where there can be none."""
    with made_room() as room:
        modules, packages = tuple(packages), (*NEEDED, *packages)
        if boxed:
            yield Walls(tuple(command_of(room, packages, found_bwrap())), modules)
            return
        if hasattr(os, "getuid") and os.getuid() == 0:
            raise SandboxError(
                "Without a sandbox nothing is graded as root: a student's code could do whatever "
                "root may. Become another user, or leave out --unsafe-no-sandbox."
            )
        places = [str(room), *{str(path.parent) for path in found_packages(packages).values()}]
        command = tuple(runner_command(sys.executable, places))
        yield Walls(command, modules, False, os.environ | _environment())


def found_bwrap():
    """Where bubblewrap is.  Raises SandboxError where there is none."""
    if bwrap := shutil.which("bwrap"):
        return bwrap
    raise SandboxError(
        "There is no bubblewrap here, which keeps students' code from everything else. Install it "
        "(`apt-get install bubblewrap`, `dnf install bubblewrap`); on macOS and Windows grade in a "
        "Linux machine or container, or under WSL. `course.py doctor --grading` says more."
    )


class Sandbox:
    """One runner in its walls.  `ask` gives its replies; `close`, or `with`, ends it."""

    def __init__(self, walls, seconds=CELL_SECONDS):
        self.late, self.live = False, walls.live
        self.process = subprocess.Popen(
            walls.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=walls.environment,
            cwd="/",
            start_new_session=True,  # and a group of its own, without a terminal
        )
        self.live.add(self.process)
        if walls.fallen.is_set():
            self.close()
            raise SandboxError("The batch has been stopped.")
        limits = {name: most for name, most in LIMITS.items() if walls.boxed or name != "NPROC"}
        try:
            # A user of its own for each: limits are counted by user.
            user = USERS + self.process.pid % USERS
            settings = {"boxed": walls.boxed, "limits": limits, "user": user, "seconds": seconds}
            self._exchange(settings | {"modules": walls.modules}, START)
        except EndedError:
            why = self._last_words()
            self.close()
            raise SandboxError(f"The sandbox does not start: {why}") from None

    def _last_words(self):
        """What a process that did not start has left to say."""
        end_all(self.process)
        self.process.stdin.close()
        said = self.process.stderr.read().decode("utf-8", "replace")
        lines = [line for line in said.splitlines() if line.strip()]
        return lines[-1] if lines else "it says nothing."

    def ask(self, verb, seconds=START, **arguments):
        """The reply to a request.  Raises EndedError for a runner that has ended or is late."""
        reply = self._exchange((verb, arguments), seconds)
        if isinstance(reply, dict) and "ended" in reply:
            raise EndedError(_how(reply["ended"]))
        return reply

    def end(self):
        """Have the student's process end; who says that it has is not that process.

        False where nothing more can begin in this sandbox.
        """
        self._exchange(("end", {}), GRACE, self.process.stderr)
        if forks := hasattr(os, "fork"):
            self._exchange(None, GRACE)
        return forks

    def _exchange(self, value, seconds, source=None):
        watch = Timer(seconds, self._end_late)
        watch.start()
        try:
            if value is not None:
                protocol.send_frame(self.process.stdin, value)
            return protocol.receive_frame(source or self.process.stdout)
        except (EOFError, OSError, protocol.ProtocolError) as error:
            end_all(self.process)
            words = f"was still running after {seconds:g} seconds" if self.late else _words(error)
            raise EndedError(words, self.late) from None
        finally:
            watch.cancel()

    def _end_late(self):
        self.late = True
        end_all(self.process)

    def close(self):
        """End whatever runs inside."""
        end_all(self.process)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with suppress(OSError):  # what it did not take in
                pipe.close()
        self.process.wait()
        self.live.discard(self.process)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _how(code):
    """How a process has ended, by its exit code."""
    if isinstance(code, int) and -code in set(signal.Signals):
        return f"made Python end by the signal {signal.Signals(-code).name}"
    return "ended the Python that ran it"


def _words(error):
    if isinstance(error, protocol.ProtocolError):
        return f"sent something that is no answer: {str(error).removesuffix('.')}"
    return "ended the Python that ran it"

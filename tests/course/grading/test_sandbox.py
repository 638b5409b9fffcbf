"""The sandbox: what a student's code can see and do there, tried from inside."""

import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from nnlib.course.grading import sandbox
from nnlib.course.grading.sandbox import EndedError, Sandbox, SandboxError, found_packages


def inside(walls, *cells):
    """What each cell stops with, run one after the other in one sandbox."""
    with Sandbox(walls) as box:
        for number, source in enumerate(cells):
            assert box.ask("read", number=number, source=textwrap.dedent(source)) == ""
        box.ask("begin", given=[], without=[], names=[])
        return [box.ask("run", number=number) for number in range(len(cells))]


def test_nothing_but_what_is_needed_is_there(walls):
    (said,) = inside(
        walls,
        """
        import os
        found = sorted(os.path.join(at, name) for at, _, names in os.walk("/") for name in names)
        ours = ("/course/", "/packages/numpy", "/dev/")
        python = [one for one in found if "/lib/python3" in one or ".so" in one]
        raise RuntimeError(sorted({one for one in found if not one.startswith(ours)} - {*python}))
        """,
    )
    assert said.startswith("stopped with RuntimeError: ["), said
    assert eval(said.split("RuntimeError: ")[1].split(", in line")[0]) == [
        os.path.realpath(sys.executable)
    ]


def test_there_is_no_answer_in_it(walls):
    (said,) = inside(
        walls,
        """
        import os
        found = [name for _, _, names in os.walk("/course") for name in names]
        raise RuntimeError([one for one in found if one.endswith((".ipynb", ".checks"))
                            or "spec" in one])
        """,
    )
    assert "RuntimeError: []" in said


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("open('/course/x', 'w')", "Read-only file system"),
        ("open('/x', 'w')", "Read-only file system"),
        ("open('/dev/shm/x', 'w')", "Read-only file system"),
        ("import numpy; open(numpy.__file__, 'a')", "Read-only file system|Permission denied"),
        ("open('/proc/1/mem', 'r+b')", "No such file"),
        ("open('/etc/passwd')", "No such file"),
        ("import os; os.fork()", "Operation not permitted"),
        ("import subprocess, sys; subprocess.run([sys.executable])", "Operation not permitted"),
        ("import os, sys; os.execv(sys.executable, ['x'])", "Operation not permitted"),
        ("import socket; socket.socket()", "Operation not permitted"),
        ("import os; os.setuid(0)", "Operation not permitted|Invalid argument"),
        ("import os; os.unshare(os.CLONE_NEWUSER)", "Operation not permitted|has no attribute"),
        ("input()", "EOF when reading"),
        ("x = bytearray(3 << 30)", "MemoryError"),
        ("f = open('/tmp/x', 'wb'); f.write(b'0' * (17 << 20)); f.flush()", "File too large"),
        ("fs = [open('/dev/null') for _ in range(300)]", "Too many open files"),
    ],
)
def test_what_it_may_not_is_refused(walls, code, error):
    (said,) = inside(walls, code)
    assert re.search(error, said), said


def test_the_folder_to_write_in_is_small(walls):
    (said,) = inside(
        walls,
        """
        for number in range(100):
            with open(f"/tmp/{number}", "wb") as file:
                file.write(bytes(15 << 20))
        """,
    )
    assert "No space left on device" in said


def test_it_is_nobody_with_no_rights(walls):
    (said,) = inside(walls, "import os; raise RuntimeError(os.getuid(), os.getgroups())")
    found = re.search(r"RuntimeError: \((\d+), (.*?)\), in line", said)
    assert int(found[1]) != 0
    assert os.getuid() or found[2] == "[]"


def test_threads_are_allowed_and_few(walls):
    one, many = inside(
        walls,
        """
        import threading
        said = []
        thread = threading.Thread(target=said.append, args=(1,))
        thread.start()
        thread.join()
        assert said == [1]
        """,
        """
        import threading, time
        for _ in range(100):
            threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
        """,
    )
    assert one == ""
    assert "can't start new thread" in many


def test_the_first_process_cannot_be_reached(walls):
    _, still_there = inside(
        walls,
        "import os, signal; os.kill(1, signal.SIGKILL); os.kill(os.getppid(), signal.SIGSTOP)",
        "x = 1",
    )
    assert still_there == ""


def test_nothing_is_left_for_the_next_student(walls):
    inside(walls, "open('/tmp/answers', 'w').write('42')")
    (said,) = inside(walls, "open('/tmp/answers')")
    assert "No such file" in said


STUBBORN = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass"


def test_what_does_not_answer_is_ended(walls):
    with Sandbox(walls) as box:
        box.ask("read", number=1, source=STUBBORN)
        box.ask("begin", given=[], without=[], names=[])
        with pytest.raises(EndedError, match="was still running after 1 seconds") as ended:
            box.ask("run", 1, number=1)
        assert ended.value.late
        assert box.process.wait(10) < 0


def test_walls_that_fall_end_what_runs_and_let_nothing_more_begin(walls):
    walls = replace(walls, live=set(), fallen=Event())
    with Sandbox(walls) as box:
        walls.fall()
        assert box.process.wait(10) < 0
    with pytest.raises(SandboxError, match="The batch has been stopped"):
        Sandbox(walls)


class Silent(Sandbox):
    """A sandbox that is told nothing, so that only its end can end it."""

    def _exchange(self, *_):
        self.live.told.wait(20)
        raise EndedError("has ended")


class Live(set):
    """The processes that run, and whether those who wait for them may go on."""

    def __init__(self):
        self.told = Event()


@pytest.mark.parametrize("moment", range(8))
def test_walls_that_fall_while_they_rise_leave_no_process_behind(walls, moment):
    walls = replace(walls, live=Live(), fallen=Event())

    def begin():
        with pytest.raises(SandboxError):
            Silent(walls)

    thread = Thread(target=begin)
    thread.start()
    while not walls.live:
        time.sleep(0.001)
    (process,) = walls.live
    time.sleep(moment * 0.01)
    walls.fall()
    until = time.monotonic() + 20
    while is_group(process):
        assert time.monotonic() < until, "what was walled in goes on without its walls"
        time.sleep(0.01)
    walls.live.told.set()
    thread.join()


def is_group(process):
    """True where a process of this one's group is still there."""
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_sandbox_ends_with_its_grader():
    program = """
    from nnlib.course.grading.sandbox import Sandbox, raised_walls
    with raised_walls() as walls:
        box = Sandbox(walls)
        box.ask("read", number=1, source=stubborn)
        box.ask("begin", given=[], without=[], names=[])
        print(box.process.pid, flush=True)
        box.ask("run", 600, number=1)
    """
    program = f"stubborn = {STUBBORN!r}\n{textwrap.dedent(program)}"
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as grader:
        bwrap = int(grader.stdout.readline())
        group = {bwrap, *children(bwrap)}
        assert len(group) > 1
        grader.send_signal(signal.SIGKILL)
        grader.wait()
    until = time.monotonic() + 20
    while group := {one for one in group if alive(one)}:
        assert time.monotonic() < until, "a sandbox has outlived its grader"
        time.sleep(0.05)


def children(pid):
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    direct = set(map(int, listed.stdout.split()))
    return direct.union(*map(children, direct))


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_package_that_is_not_installed_is_said():
    with pytest.raises(SandboxError, match="The package no-such-package is not installed here"):
        found_packages(("no-such-package",))


def test_sympy_comes_where_it_is_asked_for_with_what_it_needs():
    assert {"sympy", "mpmath"} <= found_packages(("sympy",)).keys()
    assert "mpmath" not in found_packages(("numpy",))


def test_without_a_sandbox_root_is_refused(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 0)
    with (
        pytest.raises(SandboxError, match="Without a sandbox nothing is graded as root"),
        sandbox.raised_walls(boxed=False),
    ):
        pass

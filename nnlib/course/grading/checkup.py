"""Whether this computer can grade other people's code: `python3 course.py doctor --grading`.

Each thing that a sandbox stands on is tried for real, and what fails is said with what to do.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

from ..authoring.source import sources
from ..start.findings import Cause, CourseError, findings_of, report
from . import sandbox
from .marking import Script, marks
from .papers import Paper
from .sandbox import Sandbox, SandboxError, found_bwrap, raised_walls

SECTION = "the-sandbox-does-not-start"
KERNEL = Path("/proc/sys")
# What students' code must not be able to do, and may.
REFUSED = {
    "read a file of yours": "open('/etc/passwd')",
    "write a file": "open('/course/x', 'w')",
    "reach the network": "import socket; socket.socket()",
    "start a process": "import os; os.fork()",
    "take 4 GB of memory": "bytearray(4 << 30)",
}
ALLOWED = "import numpy as np\nimport nnlib as nn\nassert np.ones(3).sum() == 3"


def name_system():
    """Return the system, which must be Linux: elsewhere there is no such sandbox."""
    system = platform.system()
    if system != "Linux":
        why = f"This is {system}, on which students' code cannot be kept from everything else."
        advice = {
            "Windows": "Grade under WSL 2: `wsl --install`, and there as on any Linux.",
            "Darwin": "Grade in a Linux machine on this one, with Lima, Podman or Docker.",
        }.get(system, "Grade on Linux.")
        raise CourseError(Cause(why, advice, SECTION))
    return platform.platform()


def find_bubblewrap():
    """Return the version of bubblewrap."""
    version = subprocess.run([found_bwrap(), "--version"], capture_output=True, text=True)
    return version.stdout.strip()


def raise_empty_walls():
    """Return that bubblewrap can make its namespaces; if not, say who forbids it."""
    command = [found_bwrap(), "--unshare-all", "--ro-bind", "/", "/", "true"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise CourseError(Cause(f"bubblewrap says: {run.stderr.strip()}", who_forbids(), SECTION))
    return "a user, processes, a network and files of its own"


def who_forbids(kernel=KERNEL, root=Path("/")):
    """What to do where namespaces are refused, by what this system says of itself."""

    def setting(name):
        try:
            return (kernel / name).read_text("utf-8").strip()
        except OSError:
            return ""

    if any((root / mark).exists() for mark in (".dockerenv", "run/.containerenv")) or (
        "KUBERNETES_SERVICE_HOST" in os.environ
    ):
        return (
            "This is a container, which mostly may not make namespaces. With Podman or Docker run "
            "it with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined "
            "--security-opt systempaths=unconfined`, as a user that is not root; in Kubernetes see "
            "docs/grading/kubernetes.yaml. Or grade outside."
        )
    if setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return (
            "AppArmor keeps programs from making namespaces, as Ubuntu has it since 23.10. Give "
            "bubblewrap its profile: `sudo apt-get install apparmor-profiles && sudo ln -s "
            "/usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ && sudo "
            "apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict`."
        )
    if setting("kernel/unprivileged_userns_clone") == "0":
        return "Only root may make namespaces: `sudo sysctl -w kernel.unprivileged_userns_clone=1`."
    if setting("user/max_user_namespaces") == "0":
        return "No namespaces are allowed: `sudo sysctl -w user.max_user_namespaces=10000`."
    return "Ask who looks after this computer to let bubblewrap make user namespaces."


def try_the_walls():
    """Return what students' code is refused, each tried from inside."""
    with raised_walls() as walls, Sandbox(walls) as box:
        tries = [ALLOWED, *REFUSED.values()]
        for number, source in enumerate(tries):
            box.ask("read", number=number, source=source)
        box.ask("begin", given=[], without=[], names=[])
        said = [box.ask("run", number=number) for number in range(len(tries))]
    if said[0]:
        raise SandboxError(f"NumPy and nnlib do not run in the sandbox: it {said[0]}")
    if holes := [what for what, why in zip(REFUSED, said[1:], strict=True) if not why]:
        raise SandboxError(f"In the sandbox one can {', and '.join(holes)}.")
    return f"nobody in it can {', or '.join(REFUSED)}"


def grade_a_reference():
    """Return the set of the course whose own solutions earn every point in the sandbox."""
    paper = Paper(sources()[0], 1)
    with raised_walls(paper.packages) as walls:
        tasks = marks(Script(paper, paper.reference, walls).run())
    if wrong := [task for task in tasks if task["status"] != "right" and not task["manual"]]:
        raise SandboxError(f"The reference of task {wrong[0]['id']} fails: {wrong[0]['message']}")
    return paper.name


def count_room():
    """Return how many sandboxes may run at a time: by processors, and by what each may take."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    most = max(1, int(memory // sandbox.LIMITS["AS"]))
    processors = os.cpu_count() or 1
    if most < processors:
        advice = f"Give `grade` --jobs {most}: a student's code may take 2 GB before it is stopped."
        why = f"There are {processors} processors, and memory for {most} sandboxes."
        raise CourseError(Cause(why, advice, SECTION))
    return f"{processors} processors, {memory / 1e9:.0f} GB"


AGAIN = "Read what it says; then run this again."
CHECKS = {
    name_system: ("this is a system with sandboxes", AGAIN, SECTION),
    find_bubblewrap: ("bubblewrap is installed", "Run: sudo apt-get install bubblewrap", SECTION),
    raise_empty_walls: ("bubblewrap can make namespaces", AGAIN, SECTION),
    try_the_walls: ("a sandbox runs NumPy and refuses everything else", AGAIN, SECTION),
    grade_a_reference: ("the course's own solution earns every point", AGAIN, SECTION),
    count_room: ("the memory is enough for all processors", AGAIN, SECTION),
}


if __name__ == "__main__":
    sys.exit(int(report(findings_of(CHECKS), details=True) > 0))

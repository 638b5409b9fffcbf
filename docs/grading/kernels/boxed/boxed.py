"""Starts an ipykernel in bubblewrap: no network, no other process, and of the files only these.

It can read Python, its packages, nnlib and the exercises, and the folder that it works in; it can
write to a /tmp of its own, and to the folder with its sockets.  The gradebook, the solutions and
other students' work are not there.
"""

import json
import os
import resource
import sys
from pathlib import Path

LIMITS = {"AS": 4 << 30, "CPU": 300, "FSIZE": 16 << 20, "CORE": 0}
COURSE = Path(__file__).resolve().parents[4]
SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache")


def command(connection):
    """The command that runs a kernel for a connection file, whose sockets are files."""
    sockets = Path(json.loads(Path(connection).read_text("utf-8"))["ip"]).parent
    shown = [*SYSTEM, sys.base_prefix, sys.prefix, COURSE / "nnlib", COURSE / "exercises"]
    shown = [str(path) for path in (*shown, connection, Path.cwd()) if Path(path).exists()]
    variables = {"HOME": "/tmp", "PATH": os.defpath, "PYTHONPATH": COURSE, "NNLIB_PROGRESS": "off"}
    return [
        *("bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        *("--clearenv", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"),
        *(part for name, value in variables.items() for part in ("--setenv", name, str(value))),
        *(part for path in shown for part in ("--ro-bind", path, path)),
        *("--bind", str(sockets), str(sockets), "--chdir", str(Path.cwd())),
        *(sys.executable, "-m", "ipykernel_launcher", "-f", connection),
    ]


def main(connection):
    """Become the kernel."""
    for name, most in LIMITS.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    os.execvp("bwrap", command(connection))


if __name__ == "__main__":
    main(sys.argv[1])

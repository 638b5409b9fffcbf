"""Install with uv or with pip: to .venv alone, from where the user's settings say packages are."""

import ast
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from . import causes
from .environment import ROOT, VENV, course_variables, home, python_of, way
from .findings import CourseError

LOCK = "requirements.lock"
# As `python -m pip` does it, but no file of the folder hides a module, and Ctrl-C is no traceback.
PIP = """\
import sys
sys.path[:] = filter(None, sys.path)
try:
    import runpy
    runpy.run_module("pip", run_name="__main__", alter_sys=True)
except KeyboardInterrupt:
    sys.exit(130)
"""
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def say(text):
    """Tell the learner, apart from what a command prints."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def host_python():
    """The Python that .venv is made from: not .venv's own, should that one run the course."""
    python = Path(sys._base_executable)
    return str(python.resolve() if VENV in python.parents else python)


def succeeds(command, **options):
    """Run a command in the course's folder; True when it ends well."""
    options = {"env": course_variables(), **options}
    with contextlib.suppress(OSError):  # a program that cannot be started has not ended well
        # A child that outlives us keeps the lock of `alone`.
        return subprocess.call(command, cwd=ROOT, close_fds=False, **options) == 0
    return False


def has(module, name):
    """True when the host's Python has this part of the standard library, which Debian splits."""
    return succeeds([host_python(), "-c", f"from {module} import {name}"], **QUIET)


def pip_version(python):
    """The version of this Python's pip, as (major, minor); (0, 0) where there is none."""
    asked = subprocess.run(
        [python, "-m", "pip", "--version"], env=course_variables(), capture_output=True, check=False
    )
    found = re.match(rb"pip (\d+)\.(\d+)", asked.stdout)
    return tuple(map(int, found.groups())) if found else (0, 0)


def find_pip():
    """A command of pip that installs into .venv: the host's, or else the one of ensurepip."""
    python = str(python_of())
    if pip_version(host_python()) >= (22, 3):  # the first with --python
        return [host_python(), "-c", PIP, "--python", python]
    if succeeds([python, "-m", "ensurepip"], **QUIET):
        return [python, "-c", PIP]
    return []


def pip_way(pip):
    """Variables for pip: of its configuration files the way to the packages, and no more."""
    asked = subprocess.run(
        [*pip[:3], "config", "list"],
        env=course_variables() | {k: v for k, v in os.environ.items() if k == "PIP_CONFIG_FILE"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )
    found = {}
    for line in asked.stdout.splitlines():
        name, _, value = line.partition("=")
        with contextlib.suppress(ValueError, SyntaxError):
            found[name.split(".")[-1]] = " ".join(str(ast.literal_eval(value)).split())
    kept = {f"PIP_{name.upper().replace('-', '_')}": value for name, value in way(found).items()}
    return {**kept, "PIP_CONFIG_FILE": os.devnull}


def index(pip, variables):
    """The address that pip asks for packages, which its help names; None without a pip."""
    if not pip:
        return None
    asked = subprocess.run(
        [*pip[:3], "install", "--help"], env=variables, capture_output=True, text=True, check=False
    )
    found = re.search(r"\(default\s+(\w+://[^\s)]+)\)", asked.stdout)
    return found and found[1]


def uv_files():
    """uv's configuration files, the system's before the user's."""
    if "UV_CONFIG_FILE" in os.environ:
        return [Path(os.environ["UV_CONFIG_FILE"])]
    if os.name == "nt":
        bases = [os.environ.get("PROGRAMDATA"), os.environ.get("APPDATA")]
    else:
        user = os.environ.get("XDG_CONFIG_HOME") or (home() and home() / ".config")
        shared = os.environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(os.pathsep)
        bases = ["/etc", *reversed(shared), user]
    return [Path(base, "uv", "uv.toml") for base in bases if base]


def uv_way(folder):
    """Variables for uv: of its configuration files the way to the packages, and no more."""
    found = {}
    for path in uv_files():
        with contextlib.suppress(OSError, ValueError):
            settings = tomllib.loads(path.read_text("utf-8"))
            found |= way(settings) | way(settings.get("pip", {}))
    if not found:
        return {"UV_NO_CONFIG": "1"}
    file = Path(folder, "uv.toml")
    file.write_text("".join(f"{name} = {toml(value)}\n" for name, value in found.items()), "utf-8")
    return {"UV_CONFIG_FILE": str(file)}


def toml(value):
    """A value as TOML writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {toml(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def install(requirements, wheels):
    """Install these requirements into .venv, at the versions of the lock."""
    python, pip, uv = str(python_of()), find_pip(), shutil.which("uv")
    if not (pip or uv):
        raise CourseError(causes.no_venv())
    pinned = ["--constraint", LOCK]
    if wheels:
        pinned += ["--no-index", "--find-links", wheels]
    what = pinned + requirements
    slow = [*pip, "install", "--retries", "1", "--disable-pip-version-check"]
    fast = ["pip", "install", "--python", python, "--compile-bytecode"]
    with tempfile.TemporaryDirectory() as folder:
        for_pip = course_variables() | (pip_way(pip) if pip else {})
        for_uv = course_variables() | uv_way(folder)
        # uv installs three times as fast; where it cannot be had or does not work, pip does it.
        if uv:
            uv = [uv]
        elif succeeds([*slow, "--quiet", *pinned, "uv"], env=for_pip):
            uv = [python, "-m", "uv"]
        if uv and succeeds([*uv, *fast, *what], env=for_uv):
            return
    say("That did not work with uv; trying with pip, which is slower.")
    if not (pip and succeeds([*slow, *what], env=for_pip)):
        raise CourseError(causes.of_failed_installation(wheels, index(pip, for_pip)))

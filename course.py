"""The course's front door; on Windows write `py` for `python3`.

    python3 course.py lab       set everything up and open JupyterLab on the first lesson
    python3 course.py test      set everything up and run every test
    python3 course.py doctor    try out what the course needs; say what to do about what fails
    python3 course.py write     run the lessons and write them in place; also build, prove,
                                formulas: each says with --help what it does
    python3 course.py setup     only set everything up

Further arguments go to JupyterLab, to pytest or to the lesson writer. `--offline DIR` installs
from a folder of wheels; `python3 -m pip download -d DIR -r requirements.lock` fills one.
"""

# Old Pythons must be able to read this file, so that it can say that they are too old:
# no f-strings, and nothing is imported above the check that an old Python does not have.
import shutil
import sys

OLDEST, NEWEST = (3, 11), (3, 14)


def python_problem(version, which):
    """Say what to do when this Python is too old or too new; None when it is neither."""
    version = tuple(version[:2])
    if OLDEST <= version <= NEWEST:
        return None
    problem = "The course runs on Python 3.11 to 3.14; this is Python %d.%d, which is too %s.\n"
    problem %= version + ("old" if version < OLDEST else "new",)
    for minor in (14, 13, 12, 11):
        if which("python3.%d" % minor):
            return problem + "You have one that suits: python3.%d course.py lab" % minor
    if which("uv"):
        return problem + "Let uv get one: uv run --no-project --python 3.13 course.py lab"
    if which("py"):
        return problem + "Install Python 3.13, then: py -3.13 course.py lab"
    return problem + "Install Python 3.13, then: python3.13 course.py lab"


PROBLEM = python_problem(sys.version_info, getattr(shutil, "which", lambda name: None))
if PROBLEM:
    sys.exit(PROBLEM)

import hashlib
import json
import os
import signal
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "course.json"
LOCK = "requirements.lock"
START = "/lab/tree/notebooks/00_start_here.ipynb"

NO_VENV = """\
The folder {} could not be made; the lines above say why.
Close whatever still runs from it and see that you may write there, then try again."""

NO_PIP = """\
{} has neither pip nor ensurepip, so nothing can be installed with it.
On Debian and Ubuntu: sudo apt install python3-venv
Elsewhere, install Python 3.13 afresh. Then run the same command again."""

NO_PACKAGES = """\
The packages could not be installed; the lines above say what failed.
Most often the computer is offline or behind a proxy, and then the lines above may speak of
conflicts or of no matching distribution. Connect it (or set HTTPS_PROXY) and run the same
command again. From a folder of wheels: {} course.py lab --offline DIR"""

LONG_PATH = """\
Windows may refuse files this deep: {}
If the installation fails, move the course to a short folder such as C:\\course."""

SYNCED = """\
OneDrive would copy the 500 MB of .venv to the cloud: {}
Better move the course to a folder that is not synchronised, such as C:\\course."""


def say(text):
    sys.stderr.write(text + "\n")


def path_advice(root, windows):
    """Advice for a folder that Windows makes trouble with, or None."""
    if windows and "OneDrive" in str(root):
        return SYNCED.format(root)
    # The deepest file below .venv takes 162 of Windows' 259 characters.
    if windows and len(str(root)) > 95:
        return LONG_PATH.format(root)
    return None


def environment_python(windows=os.name == "nt"):
    return VENV / ("Scripts/python.exe" if windows else "bin/python")


def environment():
    """This process's variables, with .venv first and no other installation's modules."""
    variables = {k: v for k, v in os.environ.items() if k not in ("PYTHONHOME", "PYTHONPATH")}
    folder = str(environment_python().parent)
    variables["VIRTUAL_ENV"] = str(VENV)
    variables["PATH"] = folder + os.pathsep + variables.get("PATH", "")
    variables.setdefault("OPENBLAS_NUM_THREADS", "1")
    return variables


def succeeds(command, **options):
    return subprocess.call(command, cwd=str(ROOT), env=environment(), **options) == 0


def find_pip(python):
    """A pip command that installs into .venv: the host's, or else the one of ensurepip."""
    host = sys._base_executable  # not .venv's own Python, should that one run this file
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if succeeds([host, "-m", "pip", "--version"], **quiet):
        return [host, "-m", "pip", "--python", python]
    if succeeds([python, "-m", "ensurepip"], **quiet):
        return [python, "-m", "pip"]
    return None


def install(extras, wheels):
    """Install the project and the extras into .venv, at the versions of the lock."""
    python = str(environment_python())
    pip = find_pip(python)
    uv = shutil.which("uv")
    if not (pip or uv):
        sys.exit(NO_PIP.format(sys._base_executable))
    pinned = ["--constraint", LOCK]
    if wheels:
        pinned += ["--no-index", "--find-links", wheels]
    what = pinned + ["--editable", "."] + extras
    slow = (pip or []) + ["install", "--retries", "1"]
    fast = ["pip", "install", "--python", python, "--compile-bytecode", "--build-constraint", LOCK]
    # uv installs three times as fast; where it cannot be had or does not work, pip does the same.
    if uv:
        uv = [uv]
    elif succeeds(slow + ["--quiet"] + pinned + ["uv"]):
        uv = [python, "-m", "uv"]
    if uv and succeeds(uv + fast + what):
        return
    say("That did not work with uv; trying with pip, which is slower.")
    if not (pip and succeeds(slow + what)):
        sys.exit(NO_PACKAGES.format(Path(sys.executable).stem))


def test_tools():
    import tomllib

    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]["test"]


def read_stamp():
    try:
        return json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def set_up(tests=False, wheels=None):
    """Make .venv what the lock says; a stamp, written last, lets later starts skip this."""
    inputs = [ROOT / LOCK, ROOT / "pyproject.toml"] + sorted((ROOT / ".jupyter").iterdir())
    home = ["%d.%d" % sys.version_info[:2], str(ROOT)]
    found = read_stamp()
    if found.get("home") != home or not environment_python().exists():
        found = {}
    stamp = {
        "home": home,
        "inputs": hashlib.sha256(b"".join(path.read_bytes() for path in inputs)).hexdigest(),
        "tests": tests or found.get("tests", False),
    }
    if found == stamp:
        return
    say("Setting the course up in .venv; the next start will skip this.")
    advice = path_advice(ROOT, os.name == "nt")
    if advice:
        say(advice)
    STAMP.unlink(missing_ok=True)
    if not found:
        make = [sys._base_executable, "-m", "venv", "--clear", "--without-pip", str(VENV)]
        if not succeeds(make):
            sys.exit(NO_VENV.format(VENV))
    install(test_tools() if stamp["tests"] else [], wheels)
    STAMP.write_text(json.dumps(stamp), "utf-8")


def run(arguments):
    """Run .venv's Python and return its exit code; Ctrl-C is for it to handle, not for us."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        command = [str(environment_python())] + arguments
        return subprocess.call(command, cwd=str(ROOT), env=environment())
    finally:
        signal.signal(signal.SIGINT, before)


def jupyterlab_options():
    options = ["--ServerApp.root_dir=" + str(ROOT), "--LabApp.default_url=" + START]
    options += ["--log-level=WARN"]
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return options + (["--allow-root"] if root else [])


def main(arguments):
    command, rest = (arguments or ["help"])[0], arguments[1:]
    tools = {
        "lab": ["-m", "jupyterlab"] + jupyterlab_options(),
        "test": ["-m", "pytest"],
        "doctor": ["-P", "nnlib/course/doctor.py"],
        "setup": None,
    }
    for verb in ("build", "prove", "write", "formulas"):
        tools[verb] = ["-m", "nnlib.course", verb]
    if command in ("help", "-h", "--help"):
        say(__doc__.strip())
        return 0
    if command not in tools:
        say("course.py has no command {!r}; these it has:\n\n{}".format(command, __doc__.strip()))
        return 2
    wheels = None
    if "--offline" in rest:
        at = rest.index("--offline")
        wheels = "".join(rest[at + 1 : at + 2])
        if not Path(wheels).is_dir() or not wheels:
            say("--offline needs a folder of wheels; {!r} is not one.".format(wheels))
            return 2
        wheels = str(Path(wheels).resolve())
        del rest[at : at + 2]
    proving = command in ("test", "build", "prove", "write")
    if proving:
        os.environ.setdefault("NNLIB_PROGRESS", "off")  # what a learner did must not change it
    set_up(tests=proving, wheels=wheels)
    return run(tools[command] + rest) if tools[command] else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Stopped.")

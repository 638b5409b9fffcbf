"""The doctor's round: this computer first, then .venv, then the way that `lab` goes.

It runs on the Python that runs course.py, so it has something to say also where set-up fails.
"""

import json
import shutil
import subprocess
import sys

from . import causes, hiding, installation
from .environment import (
    ROOT,
    VENV,
    corner,
    course_variables,
    home,
    home_refusal,
    python_of,
    variables_of_venv,
)
from .findings import Cause, CourseError, Finding, findings_of, report
from .installers import has, host_python, index, pip_version, pip_way

SETUP = "Run: python3 course.py setup"


def name_python():
    """Return the version of the Python that runs this, which course.py has found to suit."""
    return "{}.{}.{}, {}".format(*sys.version_info[:3], host_python())


def look_at_folder():
    """Return the room that is left in the course's folder."""
    causes.check(causes.is_closed(ROOT), causes.is_full(ROOT, 50e6))
    return f"{shutil.disk_usage(ROOT).free / 1e9:.1f} GB free at {ROOT}"


def look_at_home():
    """Return the user's own folder, where JupyterLab keeps the theme."""
    why = home_refusal()
    if why is None:
        return str(home())
    place = f"the home folder {home()}" if home() else "a home folder"
    raise CourseError(
        Cause(
            f"Nothing can be kept in {place}: {why}. The course does without it: it keeps its "
            f"settings in {corner()}.",
            "Make room in it if it is full; otherwise set HOME to a folder that you may write to.",
            "the-home-folder-cannot-be-written-to",
        )
    )


def look_for_hiding_files():
    """Return that there are none."""
    found = list(hiding.sentences())
    if found:
        advice = "Rename each of these files, and restart the kernel."
        raise CourseError(Cause(" ".join(found), advice, "a-file-hides-a-module"))
    return "none"


def look_at_venv():
    """Return the Python of .venv, which must be whole and import what the course needs."""
    if not VENV.is_dir():
        raise CourseError(Cause("There is no .venv yet.", SETUP, "the-environment-is-damaged"))
    causes.check(causes.forbids_programs(VENV))
    seen = installation.look(installation.names(installation.requirements()))
    if not installation.serves(seen):
        why = f".venv does not work: {installation.failure_sentence(seen)}."
        raise CourseError(Cause(why, SETUP, "the-environment-is-damaged"))
    stamp = installation.read_stamp()
    if not stamp.items() >= installation.blueprint().items():
        why = ".venv was made by another Python, in another folder, or for another state of it."
        raise CourseError(Cause(why, SETUP, "the-environment-is-damaged"))
    return f"{seen['version']}, {python_of()}"


def can_set_up():
    """Return the tool to install with; all else that an installation needs must be there, too."""
    causes.check(causes.is_full(ROOT), causes.forbids_programs(ROOT))
    tools = {
        "uv": shutil.which("uv"),
        "pip": pip_version(host_python()) >= (22, 3),
        "ensurepip": has("ensurepip", "version"),
    }
    found = [name for name, there in tools.items() if there]
    if not found or not has("venv", "EnvBuilder"):
        raise CourseError(causes.no_venv())
    pip = [host_python(), "-m", "pip"]
    address = index(pip, course_variables() | pip_way(pip)) if tools["pip"] else None
    causes.check(causes.does_not_answer(address))
    return ", ".join(found)


COMPUTER = {
    name_python: ("Python is one that the course runs on", "", ""),
    look_at_folder: ("the course's folder can be written to and has room", "", ""),
    look_at_home: ("the home folder can be written to", "", ""),
    look_for_hiding_files: ("no file hides a module", "", ""),
}
SET_UP = {look_at_venv: (".venv is whole and its Python imports what the course needs", SETUP, "")}
TOOLS = {can_set_up: ("what a set-up needs is there", SETUP, "the-packages-cannot-be-fetched")}


def inside(lab):
    """Yield what the doctor finds within .venv (nnlib/course/doctor.py), started as lab is."""
    options = {
        "cwd": ROOT,
        "env": variables_of_venv(),
        "encoding": "utf-8",
        "errors": "backslashreplace",
    }
    last = ""
    with subprocess.Popen(
        [python_of(), "-P", "-m", "nnlib.course.doctor", *lab],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **options,
    ) as process:
        for line in process.stdout:
            try:
                yield Finding(**json.loads(line))
            except (ValueError, TypeError):
                last = line.strip() or last
    if process.returncode:
        detail = f"{last} (exit code {process.returncode})"
        what = "the checks within .venv run to their end"
        yield Finding(what, False, detail, SETUP, "the-environment-is-damaged")


def everything(lab):
    """Yield all findings; where .venv does not work, what a set-up needs in place of the rest."""
    yield from findings_of(COMPUTER)
    (venv,) = findings_of(SET_UP)
    yield venv
    yield from inside(lab) if venv.ok else findings_of(TOOLS)


def diagnose(lab):
    """Print what was found, where `lab` are the arguments that start JupyterLab; the exit code."""
    sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may not show every character
    return int(report(everything(lab), details=True) > 0)

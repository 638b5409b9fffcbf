"""Make .venv what the lock says, once; believe it only after it has been looked at.

`.venv/course.json`, written last, says what .venv was made from and what was in it.  At each start
.venv's own Python says what is there now (`look.py`), and what was damaged is made anew.
"""

import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

from . import causes
from .environment import ROOT, VENV, course_variables, python_of, variables_of_venv
from .findings import Cause, CourseError
from .installers import LOCK, has, host_python, install, say, succeeds

STAMP = VENV / "course.json"
PROJECT = "pyproject.toml"
GROUPS = (
    "browser",
    "test",
    "web",
)  # of pyproject.toml; each has the name of the verb that asks for it

LONG_PATH = """\
Windows may refuse files this deep: {}
If the installation fails, move the course to a short folder such as C:\\course."""

SYNCED = """\
OneDrive would copy the 500 MB of .venv to the cloud: {}
Better move the course to a folder that is not synchronised, such as C:\\course."""


def path_advice(root, windows):
    """Advice for a folder that Windows makes trouble with, or None."""
    if windows and "OneDrive" in str(root):
        return SYNCED.format(root)
    # The deepest file below .venv takes 162 of Windows' 259 characters.
    if windows and len(str(root)) > 95:
        return LONG_PATH.format(root)
    return None


def project():
    """pyproject.toml."""
    return tomllib.loads((ROOT / PROJECT).read_text("utf-8"))


def requirements(groups=()):
    """What .venv must hold: what the course needs, and what these groups of pyproject.toml add."""
    told = project()
    wanted = [told["dependency-groups"][group] for group in groups]
    return sum(wanted, told["project"]["dependencies"])


def names(wanted):
    """The names of the distributions that the requirements ask for."""
    return [re.match(r"[\w.-]+", requirement)[0] for requirement in wanted]


def blueprint():
    """What .venv is made from: this Python, this folder, the lock and what the project asks for."""
    inputs = (ROOT / LOCK).read_text("utf-8").split(), requirements(GROUPS)
    return {
        "home": ["{}.{}".format(*sys.version_info), os.fsencode(ROOT).hex()],
        "inputs": hashlib.sha256(repr(inputs).encode()).hexdigest(),
    }


def read_stamp():
    """The stamp, or {} where there is none that can be read."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    whole = isinstance(stamp, dict) and isinstance(stamp.get("packages"), list)
    return stamp if whole and all(isinstance(name, str) for name in stamp["packages"]) else {}


def groups_in(stamp):
    """The groups that .venv holds by its stamp."""
    return {group for group in stamp.get("groups", ()) if group in GROUPS}


def look(distributions=()):
    """What .venv's Python says of itself; {} when it cannot say anything."""
    command = [python_of(), "-P", Path(__file__).with_name("look.py"), *distributions]
    with contextlib.suppress(OSError, ValueError, IndexError):
        told = subprocess.run(
            command, cwd=ROOT, env=variables_of_venv(), capture_output=True, check=False
        ).stdout
        return json.loads(told.splitlines()[-1])
    return {}


def real_path(path):
    """A path that .venv's Python told, which is in UTF-8, as this Python writes it."""
    return os.path.realpath(os.fsdecode(path.encode("utf-8", "surrogateescape")))


def is_ours(seen):
    """True for a Python whose packages lie in .venv: anything else is never installed into."""
    return bool(seen) and real_path(seen["prefix"]) == os.path.realpath(VENV)


def finds_nnlib(seen):
    """True for a Python that imports the nnlib of this folder."""
    return bool(seen["nnlib"]) and real_path(seen["nnlib"]).startswith(str(ROOT / "nnlib"))


def is_intact(stamp, seen):
    """True when .venv still holds all that the stamp says, nothing of it damaged."""
    return (
        bool(stamp)
        and is_ours(seen)
        and finds_nnlib(seen)
        and set(stamp["packages"]) <= set(seen["packages"])
    )


def is_ready(stamp, groups):
    """True when .venv is what is wanted now."""
    suits = stamp.items() >= blueprint().items() and groups_in(stamp) >= set(groups)
    return suits and is_intact(stamp, look())


@contextlib.contextmanager
def alone():
    """Wait until no other start sets the course up, and keep others waiting meanwhile.

    The system's own lock, which ends with the process that holds it, however that one ends.
    """
    path = ROOT / ".venv.lock"
    try:
        file = path.open("a+")
    except PermissionError:  # once made with sudo, perhaps
        file = path.open()
    with file:
        os.set_inheritable(file.fileno(), True)
        waited = False
        while not try_lock(file):
            if not waited:
                say("Another start is setting the course up; this one waits for it.")
            waited = True
            time.sleep(0.2)
        yield


def try_lock(file):
    """Lock the file if no other process has; True when it is ours or no lock can be had here."""
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass  # some network disks have no locks
    return True


def make():
    """Make an empty .venv in place of whatever is there."""
    if VENV.is_symlink() and not VENV.is_dir():
        VENV.unlink()
    elif VENV.exists() and not VENV.is_dir():
        aside = Path(tempfile.mkdtemp(prefix=".venv-was-a-file-", dir=ROOT))
        VENV.rename(aside / VENV.name)
        say(f".venv was a file; it is kept in {aside.name}.")
    command = [host_python(), "-m", "venv", "--clear", "--without-pip", str(VENV.resolve())]
    if not succeeds(command):
        causes.check(
            causes.is_closed(ROOT),
            causes.is_closed(VENV),
            causes.is_full(ROOT, 50e6),
            None if has("venv", "EnvBuilder") else causes.no_venv(),
        )
        why = f"The folder {VENV} could not be made; the lines above say why."
        advice = "Close whatever still runs from it, delete it, and run the same command again."
        raise CourseError(Cause(why, advice, "the-environment-is-damaged"))
    causes.check(causes.forbids_programs(VENV))
    if not is_ours(look()):
        why = f"{python_of()} does not work as the Python of {VENV}; nothing was installed."
        advice = "Install Python 3.13 afresh and run the same command with it."
        raise CourseError(Cause(why, advice, "the-environment-is-damaged"))
    point_to_the_course()


def point_to_the_course():
    """Let .venv's Python find nnlib here: a relative path is ASCII, wherever the course lies.

    Python 3.11 and 3.12 read such a file in the encoding of the locale, and an editable
    installation writes the whole path there, in UTF-8.
    """
    ask = [python_of(), "-P", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    told = subprocess.run(ask, env=course_variables(), capture_output=True, check=True).stdout
    packages = Path(os.fsdecode(told.strip()))
    pointer = packages / "nnlib_course.pth"
    pointer.write_text(os.path.relpath(VENV.parent, packages) + "\n", "ascii")


def serves(seen):
    """True for a .venv whose own Python imports what the course needs."""
    return is_ours(seen) and finds_nnlib(seen) and not seen["failures"] and not seen["damaged"]


def write_stamp(stamp):
    """Write the stamp whole or not at all."""
    draft = STAMP.with_suffix(".part")
    draft.write_text(json.dumps(stamp), "utf-8")
    draft.replace(STAMP)


def failure_sentence(seen):
    """The sentence on what .venv's Python could not import."""
    lines = [f"{name}: {error}" for name, error in seen.get("failures", {}).items()]
    lines += [f"{name} is damaged" for name in seen.get("damaged", ())]
    more = [f"and {len(lines) - 3} more"] if len(lines) > 3 else []
    return "; ".join(lines[:3] + more) or "its Python does not answer"


def refuse_missing_lists():
    """Raise CourseError where a file that says what to install is missing or damaged."""
    for name, read in ((LOCK, lambda: (ROOT / LOCK).read_text("utf-8")), (PROJECT, requirements)):
        try:
            read()
        except (OSError, ValueError, KeyError, TypeError) as error:
            words = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
            why = f"The course in {ROOT} is not whole: {name} cannot be read ({words})."
            advice = "Fetch the course again, and run the same command in its folder."
            raise CourseError(Cause(why, advice, "the-course-is-not-whole")) from None


def set_up(groups=(), wheels=None):
    """Make .venv what the lock says, if it is not; CourseError where that does not work.

    Groups that it holds stay, whoever asks next.
    """
    refuse_missing_lists()
    stamp = read_stamp()
    if is_ready(stamp, groups):
        return
    closed = causes.is_closed(ROOT) or causes.is_closed(VENV)
    if closed:
        use_as_it_is(groups, closed)
        return
    with alone():
        stamp = read_stamp()
        if is_ready(stamp, groups):
            return
        say("Setting the course up in .venv; the next start will skip this.")
        advice = path_advice(ROOT, os.name == "nt")
        if advice:
            say(advice)
        groups = sorted(groups_in(stamp).union(groups))
        keeps = stamp.get("home") == blueprint()["home"] and is_intact(stamp, look())
        for anew in (False, True) if keeps else (True,):
            if anew:
                make()
            install(requirements(groups), wheels)
            seen = look(names(requirements(groups)))
            if serves(seen):
                write_stamp(blueprint() | {"groups": groups, "packages": seen["packages"]})
                return
    why = f"The packages were installed, but they do not work: {failure_sentence(seen)}."
    advice = "Run the same command again; should it fail in the same way, ask with these lines."
    raise CourseError(Cause(why, advice, "the-environment-is-damaged"))


def use_as_it_is(groups, closed):
    """Accept a .venv that cannot be changed here, say on a teacher's disk, if it serves."""
    seen = look(names(requirements(groups)))
    if serves(seen):
        say(".venv is from another state of the course and may not be changed here, but it works.")
        return
    if closed.section == "the-disk-is-full":
        raise CourseError(closed)
    missing = failure_sentence(seen) if seen else "it has not been set up for you"
    why = f"This course is in a folder that you may not write to, {ROOT}, and {missing}."
    command = f"{groups[0]} -h" if groups else "setup"
    advice = (
        f"Whoever owns it can run: python3 course.py {command}\nOr copy the course, without .venv, "
        "to a folder of your own and run the same command there."
    )
    raise CourseError(Cause(why, advice, "the-folder-cannot-be-written-to"))

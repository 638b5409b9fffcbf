"""The course's front door."""

# Old Pythons must be able to read this file, so that it can say that they are too old:
# no f-strings, and nothing is imported above the check that an old Python does not have.
import os
import sys


def stop_in_a_word(kind, error, trace):
    """Ctrl-C before `door` is there to catch it: a sentence in place of a traceback."""
    if not issubclass(kind, KeyboardInterrupt):
        return sys.__excepthook__(kind, error, trace)
    if sys.stderr:
        sys.stderr.write("Stopped.\n")
        sys.stderr.flush()
    os._exit(130)


if __name__ == "__main__":
    sys.excepthook = stop_in_a_word

# A file beside this one, say random.py, must not hide Python's own.
HERE = os.path.dirname(os.path.realpath(__file__))
if __name__ == "__main__":
    sys.path[:] = [path for path in sys.path if os.path.realpath(path) != HERE]

import shutil

HELP = """\
The course's front door; on Windows write `py` for `python3`.

    python3 course.py lab       set everything up and open your edition of the lessons, in work/
    python3 course.py test      set everything up and run every test
    python3 course.py doctor    try out what the course needs; say what to do about what fails
                                (with --grading: what grading a class needs)
    python3 course.py setup     only set everything up

For teachers: slides (makes decks for lectures), web (makes a website of the course), browser (makes
one in which the lessons run), links (that open the course on a hub), wheel (the course as one file
for pip).
For authors: write (runs the lessons and writes them in place), build, prove, formulas, minutes,
routes, guide, edition. For a class: variants, collect, grade, rubric, report, export. Each says
with --help what it does.

Further arguments go to JupyterLab, to pytest or to the verb. `--offline DIR` installs from a
folder of wheels; `python3 -m pip download -d DIR -r requirements.lock` fills one."""

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

import errno
import importlib.util
import signal
import subprocess
from pathlib import Path


def load_start():
    """nnlib/course/start as a package of its own, since nnlib needs numpy, which may be missing."""
    folder = os.path.join(HERE, "nnlib", "course", "start")
    spec = importlib.util.spec_from_file_location(
        "start", os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    sys.modules["start"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["start"])


load_start()
from start import causes, diagnosis, environment, hiding, installation
from start.findings import CourseError
from start.installers import say

# What .venv's Python runs for each verb; -P keeps the files of this folder from hiding modules.
PROGRAMS = {
    "lab": ["-P", "-m", "nnlib.course", "edition", "--lab"],
    "test": ["-P", "-m", "pytest"],
}
PROGRAMS.update(
    (verb, ["-P", "-m", "nnlib.course", verb])
    for verb in ["write", "build", "prove", "formulas", "edition", "minutes", "routes", "slides"]
    + ["guide", "variants", "collect", "grade", "rubric", "report", "export"]
    + ["links", "web", "browser", "wheel"]
)
VERBS = ["doctor", "setup"] + sorted(PROGRAMS)
# These take paths, which count from the folder in which they are typed, so they run in it.
WHERE_TYPED = ("collect", "grade", "rubric", "report", "export", "variants")
WHERE_TYPED += ("slides", "web", "browser", "wheel")
# Options of pytest whose value stands behind a space.
VALUED = ("-k", "-m", "-n", "-o", "-p", "-r", "-W")
# The groups of pyproject.toml that a verb needs besides what the course needs.
GROUPS = {
    "test": ("test", "web", "browser"),
    "web": ("web",),
    "browser": ("browser",),
    "wheel": ("test",),
}


def run(arguments, folder=HERE):
    """Run .venv's Python and return its exit code; Ctrl-C is for it to handle, not for us.

    nnlib.course gets a Ctrl-C when it can handle one: until it has imported itself, it is kept.
    """
    before = signal.signal(signal.SIGINT, lambda *_: None)
    keeps = "nnlib.course" in arguments and hasattr(signal, "pthread_sigmask")
    if keeps:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        command = [str(environment.python_of())] + arguments
        code = subprocess.call(command, cwd=folder, env=environment.variables_of_venv())
        return code if code >= 0 else 128 - code  # ended by a signal, as a shell says it
    finally:
        if keeps:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        signal.signal(signal.SIGINT, before)


def as_seen_from_here(words):
    """pytest's arguments, of which those are made absolute that are files where they were typed.

    pytest itself runs in the course's folder, where its settings are.
    """
    for before, word in zip([""] + words, words):  # noqa: B905
        path, colons, part = word.partition("::")
        typed = not word.startswith("-") and before not in VALUED and os.path.exists(path)  # noqa: PTH110
        yield os.path.abspath(path) + colons + part if typed else word  # noqa: PTH100


def take_wheels(arguments):
    """Take `--offline DIR` out of the arguments; return DIR, or None where there is none."""
    if "--offline" not in arguments:
        return None
    at = arguments.index("--offline")
    wheels = "".join(arguments[at + 1 : at + 2])
    if not wheels or not Path(wheels).is_dir():
        raise ValueError("--offline needs a folder of wheels; {!r} is not one.".format(wheels))
    del arguments[at : at + 2]
    return str(Path(wheels).resolve())


def prepare(verb):
    """What a verb needs besides its program: words to the learner, and room for caches."""
    if verb in ("lab", "test"):
        for sentence in hiding.sentences():
            say(sentence)
    if verb != "lab":
        os.environ.setdefault("NNLIB_PROGRESS", "off")  # what a learner did must not change it
        os.environ.setdefault("NNLIB_EDITION", "published")  # where a reveal waits for no guess
    if not causes.is_closed(Path(HERE)):
        return []
    if verb == "lab":
        say("You may not write to {}: what you change cannot be saved there.".format(HERE))
    os.environ.setdefault("COURSE_ARTEFACTS", str(environment.corner() / "artifacts"))
    return ["-o", "cache_dir=" + str(environment.corner() / "pytest")] if verb == "test" else []


def main(arguments):
    verb, rest = (arguments or ["help"])[0], arguments[1:]
    if verb in ("help", "-h", "--help"):
        print(HELP)
        return 0
    if verb not in VERBS:
        say("course.py has no command {!r}; these it has:\n\n{}".format(verb, HELP))
        return 2
    try:
        wheels = take_wheels(rest)
    except ValueError as error:
        say(str(error))
        return 2
    strange = [one for one in rest if verb == "setup" or not one.startswith("-")]
    if verb in ("setup", "doctor") and strange:
        say("course.py {} takes no {!r}.".format(verb, strange[0]))
        return 2
    if verb == "doctor" and "--grading" not in rest:
        return diagnosis.diagnose(PROGRAMS["lab"] + rest)
    try:
        installation.set_up(groups=GROUPS.get(verb, ()), wheels=wheels)
    except CourseError as error:
        say(str(error.args[0]))
        return 1
    if verb == "doctor":
        return run(["-P", "-m", "nnlib.course.grading.checkup"])
    if verb == "setup":
        return 0
    if verb == "test":
        rest = list(as_seen_from_here(rest))
    return run(PROGRAMS[verb] + prepare(verb) + rest, None if verb in WHERE_TYPED else HERE)


def open_closed_streams():
    """Let what is said go nowhere where nobody can read it, as behind `>&-`."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: PTH123, SIM115


def door(arguments):
    """`main`, and what stops it from outside as a sentence; the exit code."""
    open_closed_streams()
    try:
        code = main(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        say("Stopped.")
        return 130
    except OSError as error:
        try:
            sys.stdout.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno == errno.EPIPE:  # as with `| head`, which has read enough
            return 141
        where = "{} cannot be used".format(error.filename) if error.filename else "Stopped"
        say("{}: {}.".format(where, error.strerror or error))
        return 1
    return code


if __name__ == "__main__":
    sys.exit(door(sys.argv[1:]))

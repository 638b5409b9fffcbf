"""course.py's own words: the versions that it accepts, its verbs, and what it passes on.

What it does on a computer is tested in tests/course/start/, and by hand in tests/slow/.
"""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def load():
    spec = importlib.util.spec_from_file_location("course", ROOT / "course.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


COURSE = load()
UNBUFFERED = os.environ | {"PYTHONUNBUFFERED": "1"}


class Commands(list):
    """Commands, and the `folder` of the last one."""


@pytest.fixture
def commands(monkeypatch):
    """What .venv's Python is asked to run, in place of running it; nothing is set up."""
    ran = Commands()
    monkeypatch.setattr(
        COURSE.installation, "set_up", lambda groups, wheels: ran.append((groups, wheels))
    )

    def run(arguments, folder):
        ran.append(arguments)
        ran.folder = folder
        return 7

    monkeypatch.setattr(COURSE, "run", run)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    return ran


@pytest.mark.parametrize(
    ("verb", "program", "groups"),
    [
        ("lab", "nnlib.course edition --lab", ()),
        ("test", "pytest", ("test", "web", "browser")),
        ("write", "nnlib.course write", ()),
        ("build", "nnlib.course build", ()),
        ("prove", "nnlib.course prove", ()),
        ("formulas", "nnlib.course formulas", ()),
        ("edition", "nnlib.course edition", ()),
        ("minutes", "nnlib.course minutes", ()),
        ("slides", "nnlib.course slides", ()),
        ("guide", "nnlib.course guide", ()),
        ("links", "nnlib.course links", ()),
        ("wheel", "nnlib.course wheel", ("test",)),
        ("web", "nnlib.course web", ("web",)),
        ("browser", "nnlib.course browser", ("browser",)),
    ],
)
def test_each_verb_is_passed_on_with_its_arguments_and_gives_its_exit_code(
    commands, verb, program, groups
):
    assert COURSE.main([verb, "--one", "two"]) == 7
    assert commands == [(groups, None), ["-P", "-m", *program.split(), "--one", "two"]]


@pytest.mark.parametrize("words", [["setup", "foo"], ["setup", "--all"], ["doctor", "foo"]])
def test_an_argument_that_a_verb_has_not_is_refused(commands, words, capsys):
    assert COURSE.main(words) == 2
    assert commands == []
    assert capsys.readouterr().err == "course.py {} takes no {!r}.\n".format(*words)


@pytest.mark.skipif(os.name == "nt", reason="a program there cannot begin with closed streams")
def test_a_closed_or_full_output_ends_without_a_traceback(tmp_path):
    """`| head`, `>&-`, and a disk without room: a sentence, or silence where nobody listens."""
    help = [sys.executable, str(ROOT / "course.py"), "--help"]
    shown = subprocess.Popen(help, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=UNBUFFERED)
    shown.stdout.close()
    assert b"Traceback" not in shown.stderr.read()
    shown.stderr.close()
    assert shown.wait() in (0, 141)
    for closed in (1, 2):
        run = subprocess.run(
            help, capture_output=True, preexec_fn=partial(os.close, closed), check=False
        )
        assert (run.returncode, b"Traceback" in run.stdout + run.stderr) == (0, False)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "Stopped.\n"),
        (BrokenPipeError(32, "Broken pipe"), 141, ""),
        (OSError(28, "No space left on device"), 1, "Stopped: No space left on device.\n"),
        (PermissionError(13, "No", "a/b"), 1, "a/b cannot be used: No.\n"),
    ],
)
def test_what_stops_a_verb_from_outside_is_a_sentence(monkeypatch, capsys, error, code, said):
    from nnlib.course import __main__ as verbs

    def stop(*_):
        raise error

    monkeypatch.setattr(COURSE, "main", stop)
    monkeypatch.setattr(verbs, "run_verb", stop)
    for door in (COURSE.door, verbs.main):
        assert door(["minutes"]) == code
        assert capsys.readouterr().err == said


def test_a_verb_that_a_signal_has_ended_gives_the_code_that_a_shell_gives(monkeypatch):
    monkeypatch.setattr(COURSE.subprocess, "call", lambda *_, **__: -2)
    assert COURSE.run(["-c", ""]) == 130


STOPPED = """
import builtins, runpy, sys
real = builtins.__import__
def stop(name, *more, **others):
    if name == "errno":
        raise KeyboardInterrupt
    return real(name, *more, **others)
sys.argv = sys.argv[1:]
builtins.__import__ = stop
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_ctrl_c_while_the_front_door_still_imports_is_a_word():
    command = [sys.executable, "-c", STOPPED, str(ROOT / "course.py"), "minutes"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "Stopped.\n")


@pytest.mark.skipif(os.name == "nt", reason="a signal cannot be kept there")
def test_ctrl_c_while_nnlib_still_imports_is_kept_until_it_can_be_answered(capfd):
    early = "import os, signal; os.kill(os.getpid(), signal.SIGINT)"
    late = "from nnlib.course.__main__ import main; raise SystemExit(main(['--help']))"
    assert COURSE.run(["-P", "-c", f"{early}; {late}", "nnlib.course"]) == 130
    assert capfd.readouterr() == ("", "Stopped.\n")
    assert not COURSE.signal.pthread_sigmask(COURSE.signal.SIG_BLOCK, [])


def test_paths_count_from_the_folder_in_which_they_are_typed(tmp_path, monkeypatch, capfd):
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "notes.txt").write_text("no notebook")
    monkeypatch.chdir(tmp_path)
    words = ["-P", "-m", "nnlib.course", "collect", "class", "--out", "taken/out"]
    COURSE.run(words, None)
    assert (tmp_path / "taken" / "out").is_dir()
    assert str(tmp_path) not in capfd.readouterr().err  # a message has a path as it was typed


def test_every_verb_that_takes_a_path_runs_where_it_is_typed(commands):
    """One that does not runs in the course's folder."""
    for verb in set(COURSE.VERBS) - {"setup", "doctor"}:
        COURSE.main([verb])
        assert commands.folder == (None if takes_a_path(verb) else COURSE.HERE), verb


def takes_a_path(verb):
    from nnlib.course import __main__ as verbs

    module = verbs.MODULES.get(verb)
    path = importlib.util.find_spec(f"nnlib.course{module}").origin if module else os.devnull
    return "type=typed_path" in Path(path).read_text("utf-8")


def test_a_test_is_named_by_its_path_from_where_one_stands(commands, tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "test_one.py").touch()
    monkeypatch.chdir(tmp_path / "mine")
    COURSE.main(["test", "test_one.py::test_a", "-k", "test_one.py", "tests/test_course.py", "-x"])
    found = str(tmp_path / "mine" / "test_one.py") + "::test_a"
    assert commands[-1][3:] == [found, "-k", "test_one.py", "tests/test_course.py", "-x"]


def test_setup_only_sets_up(commands):
    assert COURSE.main(["setup"]) == 0
    assert commands == [((), None)]


def test_every_verb_of_the_course_is_known_here(monkeypatch, capsys):
    """nnlib.course has the verbs that course.py forwards; a typing error is answered at once."""
    from nnlib.course.__main__ import FRONT_DOOR, MODULES, parser

    (verbs,) = (action.choices for action in parser()._actions if action.choices)
    assert {*verbs, *MODULES, *FRONT_DOOR} == set(COURSE.VERBS)
    assert COURSE.main(["labs"]) == 2
    said = capsys.readouterr().err
    assert "no command 'labs'" in said and all(f"{verb}" in said for verb in COURSE.VERBS)


def test_offline_is_taken_out_of_the_arguments(commands, tmp_path):
    assert COURSE.main(["test", "--offline", str(tmp_path), "-x"]) == 7
    assert commands == [(("test", "web", "browser"), str(tmp_path)), ["-P", "-m", "pytest", "-x"]]


@pytest.mark.parametrize("words", [[], ["no such folder"]])
def test_offline_without_a_folder_is_refused(commands, words, capsys):
    assert COURSE.main(["lab", "--offline", *words]) == 2
    assert commands == [] and "needs a folder of wheels" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["test", "write", "build", "prove"])
def test_what_a_learner_did_is_kept_out_of_tests_and_lessons(commands, monkeypatch, verb):
    monkeypatch.delenv("NNLIB_PROGRESS", raising=False)
    COURSE.main(["lab"])
    assert "NNLIB_PROGRESS" not in os.environ
    COURSE.main([verb])
    assert os.environ["NNLIB_PROGRESS"] == "off"


@pytest.mark.parametrize("words", [[], ["help"], ["--help"]])
@pytest.mark.parametrize("level", ["0", "2"])
def test_help(words, level):
    """Also where Python is told to drop docstrings."""
    run = subprocess.run(
        [sys.executable, ROOT / "course.py", *words],
        env=os.environ | {"PYTHONOPTIMIZE": level},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0 and "course.py doctor" in run.stdout


@pytest.mark.parametrize(
    ("version", "present", "said"),
    [
        ((2, 7), [], ["Python 2.7, which is too old", "Install Python 3.13"]),
        ((3, 10), ["python3.12"], ["too old", "python3.12 course.py lab"]),
        ((3, 15), ["python3.14", "python3.12"], ["too new", "python3.14 course.py lab"]),
        ((3, 15), ["uv"], ["too new", "uv run --no-project --python 3.13 course.py lab"]),
        ((3, 10), ["py"], ["too old", "py -3.13 course.py lab"]),
    ],
)
def test_an_unsuitable_python_is_told_what_to_do(version, present, said):
    problem = COURSE.python_problem(version, lambda name: name in present)
    assert all(words in problem for words in said), problem


@pytest.mark.parametrize("minor", [11, 12, 13, 14])
def test_a_suitable_python_is_no_problem(minor):
    assert COURSE.python_problem((3, minor, 2, "final", 0), None) is None


def test_the_range_is_that_of_the_project():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    low, high = re.search(r'requires-python = ">=3\.(\d+),<3\.(\d+)"', text).groups()
    first, last = COURSE.OLDEST, COURSE.NEWEST
    assert (first, last) == ((3, int(low)), (3, int(high) - 1))


def test_an_old_python_can_read_the_file():
    """Else it would show a SyntaxError in place of the sentence; below, whatever is here tries."""
    source = (ROOT / "course.py").read_bytes().decode("ascii")
    too_new = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.Nonlocal, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(source)):
        assert not isinstance(node, too_new), f"line {node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.arguments):
            assert not node.kwonlyargs and not node.posonlyargs
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            assert not any(isinstance(entry, ast.Starred) for entry in node.elts)


def old_pythons():
    names = ["python2.7", *(f"python3.{minor}" for minor in range(6, 11))]
    found = [path for path in map(shutil.which, names) if path]
    found += sorted(Path.home().glob(".pyenv/versions/*/bin/python"))
    for path in map(str, found):
        show = "import sys; print('%d.%d' % sys.version_info[:2])"
        asked = subprocess.run([path, "-c", show], capture_output=True, text=True, check=False)
        version = asked.stdout.strip()
        if version and tuple(map(int, version.split("."))) < (3, 11):
            yield version, path


def test_every_old_python_on_this_computer_says_that_it_is_too_old():
    pythons = dict(old_pythons())
    if not pythons:
        pytest.skip("There is no Python older than 3.11 here.")
    for version, path in pythons.items():
        run = subprocess.run(
            [path, str(ROOT / "course.py"), "lab"], capture_output=True, text=True, check=False
        )
        assert run.returncode == 1
        assert f"this is Python {version}, which is too old." in run.stderr
        assert "Traceback" not in run.stderr and "SyntaxError" not in run.stderr

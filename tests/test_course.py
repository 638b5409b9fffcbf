"""course.py as a learner meets it: on a fine computer, and on one where something is wrong."""

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest

ROOT = Path(__file__).resolve().parents[1]


def load(folder):
    spec = importlib.util.spec_from_file_location("course", folder / "course.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def clone(tmp_path):
    """What course.py needs of the repository, in a folder with a space and an umlaut."""
    folder = tmp_path / "my cöurse"
    shutil.copytree(ROOT / ".jupyter", folder / ".jupyter")
    for name in ("course.py", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


class Computer:
    """Stands in for the processes that course.py starts, and notes them.

    `broken` holds words: a command with one of them among its arguments exits with 1.
    """

    def __init__(self, course):
        self.course, self.commands, self.broken, self.interrupts = course, [], set(), False

    def call(self, command, **_):
        self.commands.append(command)
        if self.broken & set(command):
            return 1
        if "venv" in command:
            python = self.course.environment_python()
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        if self.interrupts and "--editable" in command:
            raise KeyboardInterrupt
        return 0

    def start(self, *arguments):
        """Run course.py and return its exit code and the commands that it ran."""
        self.commands = []
        code = self.course.main(list(arguments))
        return code, self.commands


@pytest.fixture
def computer(clone, monkeypatch):
    course = load(clone)
    computer = Computer(course)
    monkeypatch.setattr(course.subprocess, "call", computer.call)
    monkeypatch.setattr(course.shutil, "which", lambda _: None)
    return computer


def installs(commands):
    return [command for command in commands if "--editable" in command]


def test_the_first_start_sets_up_and_the_second_only_runs(computer):
    code, first = computer.start("test", "-k", "line")
    assert code == 0 and len(installs(first)) == 1
    python = str(computer.course.environment_python())
    assert first[-1] == [python, "-m", "pytest", "-k", "line"]
    assert computer.start("test") == (0, [[python, "-m", "pytest"]])


def test_uv_installs_from_the_lock_and_compiles(computer):
    """Compiling is asked for, since PYTHONDONTWRITEBYTECODE would make every start slow."""
    _, commands = computer.start("setup")
    (install,) = installs(commands)
    assert install[1:3] == ["-m", "uv"]
    assert "--compile-bytecode" in install
    assert install[install.index("--constraint") + 1] == "requirements.lock"


def test_the_uv_of_the_computer_is_used_when_there_is_one(computer, monkeypatch):
    monkeypatch.setattr(computer.course.shutil, "which", {"uv": "/opt/uv"}.get)
    (install,) = installs(computer.start("setup")[1])
    assert install[0] == "/opt/uv"


def test_without_uv_pip_installs(computer):
    computer.broken = {"uv"}
    code, commands = computer.start("setup")
    assert code == 0
    assert "pip" in installs(commands)[0] and "--python" in installs(commands)[0]


def test_when_uv_fails_pip_installs(computer):
    computer.broken = {"--compile-bytecode"}
    code, commands = computer.start("setup")
    assert code == 0 and len(installs(commands)) == 2


def test_lab_installs_no_test_tools_and_test_adds_them(computer):
    def tools(commands):
        return [word for word in installs(commands)[0] if word.startswith("pytest>")]

    assert tools(computer.start("lab")[1]) == []
    _, commands = computer.start("test")
    assert len(tools(commands)) == 1
    assert not any("venv" in command for command in commands)
    assert installs(computer.start("lab")[1]) == []


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml", ".jupyter/overrides.json"])
def test_a_change_of_what_is_installed_installs_anew_in_the_same_environment(computer, clone, name):
    computer.start("setup")
    with (clone / name).open("a") as file:
        file.write("\n")
    _, commands = computer.start("setup")
    assert len(installs(commands)) == 1
    assert not any("venv" in command for command in commands)


def test_a_moved_folder_or_another_python_makes_the_environment_anew(computer):
    computer.start("setup")
    stamp = json.loads(computer.course.STAMP.read_text())
    for home in (["3.10", stamp["home"][1]], [stamp["home"][0], "/elsewhere"]):
        computer.course.STAMP.write_text(json.dumps(stamp | {"home": home}))
        assert any("--clear" in command for command in computer.start("setup")[1])


def test_a_lost_interpreter_makes_the_environment_anew(computer):
    computer.start("setup")
    computer.course.environment_python().unlink()
    assert any("--clear" in command for command in computer.start("setup")[1])


def test_an_interrupted_installation_leaves_no_stamp(computer):
    computer.interrupts = True
    with pytest.raises(KeyboardInterrupt):
        computer.start("setup")
    assert not computer.course.STAMP.exists()
    computer.interrupts = False
    assert any("--clear" in command for command in computer.start("setup")[1])


def test_an_interrupted_update_leaves_no_stamp(computer, clone):
    computer.start("setup")
    (clone / "requirements.lock").write_text("")
    computer.interrupts = True
    with pytest.raises(KeyboardInterrupt):
        computer.start("setup")
    assert not computer.course.STAMP.exists()


def test_a_failed_installation_says_what_to_do_and_leaves_no_stamp(computer):
    computer.broken = {"--editable"}
    with pytest.raises(SystemExit, match=r"could not be installed(.|\n)*offline(.|\n)*--offline"):
        computer.start("lab")
    assert not computer.course.STAMP.exists()


def test_without_pip_and_ensurepip_the_debian_package_is_named(computer):
    computer.broken = {"pip", "ensurepip"}
    with pytest.raises(SystemExit, match=r"neither pip.*\n.*apt install python3-venv"):
        computer.start("lab")


def test_without_pip_ensurepip_brings_one(computer):
    computer.broken = {"--version"}
    code, commands = computer.start("setup")
    python = str(computer.course.environment_python())
    assert code == 0 and [python, "-m", "ensurepip"] in commands


def test_a_folder_that_cannot_be_made_is_said(computer):
    computer.broken = {"venv"}
    with pytest.raises(SystemExit, match=r"\.venv could not be made"):
        computer.start("lab")


def test_offline_installs_only_from_the_folder(computer, tmp_path):
    code, commands = computer.start("test", "--offline", str(tmp_path), "-x")
    assert code == 0
    for command in commands[:-1]:
        if "install" in command:
            assert "--no-index" in command
            assert command[command.index("--find-links") + 1] == str(tmp_path)
    assert commands[-1][-1] == "-x"


@pytest.mark.parametrize("words", [[], ["no such folder"]])
def test_offline_without_a_folder_is_refused(computer, words, capsys):
    assert computer.start("lab", "--offline", *words) == (2, [])
    assert "needs a folder of wheels" in capsys.readouterr().err


def test_what_a_learner_did_is_kept_out_of_the_tests(computer, monkeypatch):
    monkeypatch.setenv("NNLIB_PROGRESS", "")
    monkeypatch.delenv("NNLIB_PROGRESS")
    computer.start("lab")
    assert "NNLIB_PROGRESS" not in os.environ
    computer.start("test")
    assert os.environ["NNLIB_PROGRESS"] == "off"


def test_lab_opens_the_first_lesson_and_passes_arguments_on(computer):
    command = computer.start("lab", "--no-browser")[1][-1]
    assert command[1:3] == ["-m", "jupyterlab"] and command[-1] == "--no-browser"
    (address,) = (word for word in command if "default_url" in word)
    assert (ROOT / address.partition("/lab/tree/")[2]).is_file()


@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_lab_works_for_root(computer, monkeypatch, user, allowed):
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    assert ("--allow-root" in computer.start("lab")[1][-1]) is allowed


@pytest.mark.parametrize("command", ["test", "lab", "doctor", "write"])
def test_the_exit_code_is_that_of_the_tool(computer, command):
    computer.start("setup")
    computer.start("test")
    computer.broken = {str(computer.course.environment_python())}
    assert computer.start(command)[0] == 1


def test_an_unknown_command_is_named_with_those_that_there_are(computer, capsys):
    assert computer.start("labs") == (2, [])
    said = capsys.readouterr().err
    assert "no command 'labs'" in said and "course.py lab " in said


@pytest.mark.parametrize("words", [[], ["help"], ["--help"]])
def test_help(computer, words, capsys):
    assert computer.start(*words) == (0, [])
    assert "course.py doctor" in capsys.readouterr().err


def test_other_installations_do_not_leak_in(computer, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("PYTHONHOME", "elsewhere")
    variables = computer.course.environment()
    assert not {"PYTHONPATH", "PYTHONHOME"} & set(variables)
    assert variables["PATH"].startswith(str(computer.course.environment_python().parent))


def test_the_interpreter_of_either_system(computer):
    course = computer.course
    assert course.environment_python(windows=True) == course.VENV / "Scripts" / "python.exe"
    assert course.environment_python(windows=False) == course.VENV / "bin" / "python"


def test_advice_on_folders_that_windows_makes_trouble_with(computer):
    advice = computer.course.path_advice
    assert advice(PureWindowsPath(r"C:\course"), windows=True) is None
    assert "deep" in advice(PureWindowsPath("C:\\" + "x" * 100), windows=True)
    assert "OneDrive" in advice(PureWindowsPath(r"C:\Users\me\OneDrive\course"), windows=True)
    assert advice(Path("/" + "x" * 200), windows=False) is None


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
def test_an_unsuitable_python_is_told_what_to_do(computer, version, present, said):
    problem = computer.course.python_problem(version, lambda name: name in present)
    assert all(words in problem for words in said), problem


@pytest.mark.parametrize("minor", [11, 12, 13, 14])
def test_a_suitable_python_is_no_problem(computer, minor):
    assert computer.course.python_problem((3, minor, 2, "final", 0), None) is None


def test_the_range_is_that_of_the_project(computer):
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    low, high = re.search(r'requires-python = ">=3\.(\d+),<3\.(\d+)"', text).groups()
    course = computer.course
    first, last = course.OLDEST, course.NEWEST
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


def test_no_network_for_real(clone):
    """Neither pip nor uv may look anywhere: the failure is explained, and leaves no stamp."""
    blind = {
        "PATH": os.defpath,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": "",
        "UV_OFFLINE": "1",
        "UV_NO_CACHE": "1",
    }
    run = subprocess.run(
        [sys._base_executable, str(clone / "course.py"), "setup"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | blind,
    )
    assert run.returncode == 1
    assert "The packages could not be installed" in run.stderr
    assert "Traceback" not in run.stderr.splitlines()[-4:]
    assert not (clone / ".venv" / "course.json").exists()

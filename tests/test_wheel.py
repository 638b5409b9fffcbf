"""What pip installs: built, looked into, installed away from the checkout, and learned from there.

Nothing is downloaded: hatchling is one of the tests' tools, and the environment that the wheel goes
into borrows the packages of this one.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

import pytest

from nnlib.course import __main__ as command
from nnlib.course.editions import wheel as verb
from nnlib.course.editions.packages import EditionError
from nnlib.course.editions.wheel import build_package
from nnlib.course.folders import SHIPPED

ROOT = Path(__file__).resolve().parents[1]
LESSONS = {path.name for path in ROOT.glob("notebooks/*.ipynb")}
SETS = {path.name for path in ROOT.glob("exercises/[0-9A-Z]*/*.ipynb")}
SET = "01_a_line_is_one_neuron"
# What lies about where somebody has worked, and must not be handed to others.
STRAY = (
    "notebooks/.ipynb_checkpoints/01_a_line_is_one_neuron-checkpoint.ipynb",
    "exercises/.ipynb_checkpoints/plans.ipynb",
    f"exercises/{SET}/.ipynb_checkpoints/{SET}-checkpoint.ipynb",
    f"exercises/{SET}/progress.json",
    f"exercises/{SET}/answers.txt",
    "notebooks/marks.csv",
    "nnlib/course/.ipynb_checkpoints/x-checkpoint.py",
    "nnlib/__pycache__/x.cpython-311.pyc",
    "work/01_a_line_is_one_neuron.ipynb",
    "class/submitted/ada/01.ipynb",
    "submissions/ada.ipynb",
    "progress.json",
)
SOLVED = """\
import json, sys
import numpy as np
import nnlib as nn
from nnlib.course.checks.progress import Progress
ask, check, hint, solution = nn.checks.start(sys.argv[1])
residuals = ...
untouched = check("1.1")
residuals = np.array([[-0.5], [-1.0], [1.5], [0.0]])
right = check("1.1")
print(json.dumps([nn.__file__, str(untouched), str(right), repr(solution("1.1"))]))
print(json.dumps([str(one) for one in Progress().places]))
"""


def run(command, folder, **variables):
    """Run a command in a folder; its words are read in UTF-8."""
    environment = {name: value for name, value in os.environ.items() if name[:5] != "NNLIB"}
    return subprocess.run(
        [str(one) for one in command],
        cwd=folder,
        env=environment | {"PYTHONUTF8": "1"} | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    return build_package(ROOT, tmp_path_factory.mktemp("sdist"), "sdist")


@pytest.fixture(scope="module")
def source(sdist, tmp_path_factory):
    """The sdist unpacked, in which somebody has been working since."""
    folder = tmp_path_factory.mktemp("source")
    with tarfile.open(sdist) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
        archive.extractall(folder)
    (folder,) = folder.iterdir()
    for path in STRAY:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("{}")
    return folder


@pytest.fixture(scope="module")
def wheel(source, tmp_path_factory):
    """What `course.py wheel` would build there."""
    folder = tmp_path_factory.mktemp("wheel") / "dist"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verb, "ABOVE_NNLIB", source)
        assert verb.main([f"--to={folder}"]) == 0
    (made,) = folder.iterdir()
    return made


class Computer:
    """An environment of its own with the wheel in it, and a folder to learn in."""

    def __init__(self, folder, wheel):
        self.folder, self.home = folder / "Lernen für mich", folder / "home"
        self.folder.mkdir()
        self.home.mkdir()
        venv.create(folder / "venv", with_pip=find_spec("uv") is None, symlinks=os.name != "nt")
        programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        self.python, self.nnlib = programs / "python", programs / "nnlib"
        paths = {"base": str(folder / "venv"), "platbase": str(folder / "venv")}
        self.packages = Path(sysconfig.get_path("purelib", "venv", paths))
        (self.packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
        self.install(wheel)

    def install(self, wheel):
        tool = [self.python, "-m", "pip", "install"]
        if find_spec("uv"):
            tool = [sys.executable, "-m", "uv", "pip", "install", "--offline", "--no-config"]
            tool += ["--python", self.python]
        ran = run([*tool, "--no-deps", "--no-index", wheel], self.folder)
        assert ran.returncode == 0, ran.stderr

    def run(self, *command, folder=""):
        home = str(self.home)
        where = {"HOME": home, "USERPROFILE": home, "APPDATA": home, "XDG_DATA_HOME": home}
        where |= {"JUPYTER_CONFIG_DIR": home, "JUPYTER_DATA_DIR": home, "IPYTHONDIR": home}
        return run(command, self.folder / folder, **where)

    def files(self):
        """What lies in the installed package."""
        found = (self.packages / "nnlib").rglob("*")
        return {path for path in found if path.is_file() and path.suffix != ".pyc"}


@pytest.fixture(scope="module")
def computer(wheel, tmp_path_factory):
    return Computer(tmp_path_factory.mktemp("computer"), wheel)


def names_in(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def test_the_sdist_is_what_git_has(sdist):
    """Nothing of the repository is lacking, and nothing that git ignores has come in."""

    def listed(*options):
        ran = run(["git", "ls-files", "-z", *options], ROOT)
        return {name for name in ran.stdout.split("\0") if (ROOT / name).is_file()}

    if not (ROOT / ".git").exists():
        pytest.skip("This is no checkout of git.")
    with tarfile.open(sdist) as archive:
        members = [PurePosixPath(one.name) for one in archive.getmembers() if one.isfile()]
    inside = {path.relative_to(path.parts[0]).as_posix() for path in members} - {"PKG-INFO"}
    assert listed() <= inside <= listed("--cached", "--others", "--exclude-standard")


def test_the_wheel_holds_nnlib_lessons_and_exercises_and_nothing_else(source, wheel):
    inside = names_in(wheel)
    course = "nnlib/course/shipped/"
    lessons = [path for path in source.glob("notebooks/*") if path.suffix in (".ipynb", ".checks")]
    sets = [path for name in SETS for path in source.glob(f"exercises/{name[:-6]}/{name[:-6]}.*")]
    python = [path for path in source.glob("nnlib/**/*") if path.is_file()]
    wanted = {course + path.relative_to(source).as_posix() for path in [*lessons, *sets]}
    wanted |= {path.relative_to(source).as_posix() for path in python} - {*STRAY}
    assert len(sets) == 2 * len(SETS) and len(wanted) > 250
    assert {name for name in inside if name.startswith("nnlib/")} == wanted
    others = {name.split("/", 1)[1] for name in inside if not name.startswith("nnlib/")}
    assert others == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses/LICENSE",
        "licenses/LICENSE-CC-BY-4.0",
        "data/share/jupyter/lab/settings/overrides.d/nnlib-course.json",
    }


@pytest.fixture(scope="module")
def work(computer):
    """The edition after `nnlib edition` in the learner's folder, and what was said of it."""
    made = computer.run(computer.nnlib, "edition")
    assert made.returncode == 0, made.stderr
    assert made.stdout.strip() == str(computer.folder / "work")
    return computer.folder / "work", made.stderr


def test_a_learner_s_edition_has_all_lessons_and_exercises(work):
    folder, said = work
    assert f"Your own copy of the course is in {folder}" in said
    assert {path.name for path in folder.glob("*.ipynb")} == LESSONS
    assert {path.name for path in folder.glob("exercises/*.ipynb")} == SETS
    texts = [path.read_text("utf-8") for path in folder.rglob("*.ipynb")]
    assert "in the course's repository)" in "".join(texts)
    assert not [text for text in texts if "](../docs" in text or "](../nnlib" in text]


def test_an_exercise_is_solved_there(computer, work):
    before = computer.files()
    solved = computer.run(computer.python, "-c", SOLVED, SET, folder="work/exercises")
    assert solved.returncode == 0, solved.stderr
    (nnlib, untouched, right, solution), places = map(json.loads, solved.stdout.splitlines())
    assert Path(nnlib).parent == computer.packages / "nnlib"
    assert "not attempted" in untouched.lower()
    assert "2 of 2" in right
    assert "course's repository" in solution
    assert all(Path(place).is_relative_to(computer.home) for place in places)
    assert list(computer.home.rglob("progress.json"))
    assert computer.files() == before, "nothing is written into the package"


def test_a_new_wheel_never_overwrites_what_the_learner_wrote(source, computer, work, tmp_path):
    """`lab` brings it, and opens JupyterLab on the edition that the working directory is in."""
    folder, _ = work
    mine = folder / "exercises" / f"{SET}.ipynb"
    edited = mine.read_text("utf-8").replace("residuals = ...", "residuals = 'my own words'")
    mine.write_text(edited, "utf-8")
    later = tmp_path / "later"
    shutil.copytree(source, later)
    for path in (f"exercises/{SET}/{SET}.ipynb", "notebooks/00_start_here.ipynb"):
        notebook = json.loads((later / path).read_text("utf-8"))
        notebook["cells"][0]["source"] = ["# Better"]
        (later / path).write_text(json.dumps(notebook), "utf-8")
    project = (later / "pyproject.toml").read_text("utf-8")
    (later / "pyproject.toml").write_text(project.replace('\nversion = "', '\nversion = "9.', 1))
    computer.install(build_package(later, tmp_path / "dist"))
    ran = computer.run(computer.nnlib, "lab", "--show-config-json", folder="work/exercises")
    assert ran.returncode == 0, ran.stderr
    assert mine.read_text("utf-8") == edited
    beside = mine.with_suffix(".updated.ipynb")
    assert "# Better" in beside.read_text("utf-8") and beside.name in ran.stderr
    lesson = folder / "00_start_here.ipynb"
    assert "# Better" in lesson.read_text("utf-8") and lesson.name in ran.stderr
    config = json.loads(ran.stdout)
    assert config["ServerApp"]["root_dir"] == str(folder)
    assert config["LabApp"]["default_url"] == "/lab/tree/00_start_here.ipynb"
    assert not list(folder.rglob("work"))


def test_what_needs_the_repository_says_so(computer):
    ran = computer.run(computer.nnlib, "test")
    assert ran.returncode == 2
    assert "`nnlib test` needs the course's repository" in ran.stderr
    assert "python3 course.py test" in ran.stderr


@pytest.mark.parametrize("verb", sorted(command.known() - {*command.INSTALLED}))
def test_no_verb_that_needs_the_repository_is_started_without_it(verb, monkeypatch, capsys):
    monkeypatch.setattr(command, "COURSE", SHIPPED)
    monkeypatch.setattr(command, "import_module", lambda *_: pytest.fail(f"{verb} was started"))
    assert command.main([verb]) == 2
    assert f"python3 course.py {verb}" in capsys.readouterr().err


def test_a_folder_of_exercises_that_are_not_the_courses_is_not_the_course(tmp_path, monkeypatch):
    from nnlib.course.folders import course_folder

    (tmp_path / "exercises/week_1").mkdir(parents=True)
    (tmp_path / "exercises/week_1/sheet.ipynb").write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert course_folder() == ROOT
    (tmp_path / "exercises/week_1/week_1.ipynb").write_text("{}")
    assert course_folder() == tmp_path


def test_the_verb_says_what_is_in_its_way(source, tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    assert verb.main([f"--to={tmp_path / 'file' / 'dist'}"]) == 1
    assert "cannot be written" in capsys.readouterr().err
    monkeypatch.setattr(verb, "ABOVE_NNLIB", tmp_path)
    assert verb.main([f"--to={tmp_path}"]) == 1
    assert "hatchling could not build the wheel" in capsys.readouterr().err
    monkeypatch.setattr(verb, "find_spec", lambda name: None)
    with pytest.raises(EditionError, match=r"start with python3 course\.py wheel"):
        build_package(source, tmp_path)

"""The real nbgrader on the course's sets: generate, autograde, feedback, export; boxed and not.

It lives in an environment of its own, `.venv-nbgrader`, which the first run makes; none of its
versions touches the course's.
"""

import csv
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_pages import COURSE, LINE, SOURCES, notebook_of

pytestmark = pytest.mark.timeout(900)  # the first run installs nbgrader
ROOM, WANTED = COURSE / ".venv-nbgrader", COURSE / "docs" / "grading" / "nbgrader.txt"
SOURCE = SOURCES["01"]
RESIDUALS = SOURCE.exercise("1.2").task.misconceptions[0]
RESCALE = next(
    m for m in SOURCE.exercise("1.4").task.misconceptions if m.name == "weight multiplied"
)
PEEP = f"""\
import socket

HOLES = []
for what in ("solutions/{LINE}/{LINE}.ipynb", "solutions/{LINE}/spec.py"):
    try:
        open(f"{COURSE}/{{what}}").close()
        HOLES.append(what)
    except OSError:
        pass
try:
    open("GRADEBOOK", "r+b").close()
    HOLES.append("the gradebook")
except OSError:
    pass
try:
    socket.create_connection(("127.0.0.1", PORT), 2).close()
    HOLES.append("the network")
except OSError:
    pass
if HOLES:
    residuals = HOLES"""


@pytest.fixture(scope="module")
def room():
    """The environment's folder of programs; made anew when what is wanted has changed."""
    stamp, wanted = ROOM / "wanted.txt", WANTED.read_text("utf-8")
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        uv = [shutil.which("uv", path=Path(sys.executable).parent) or "uv"]
        shutil.rmtree(ROOM, ignore_errors=True)
        python = ROOM / "bin" / "python"
        for command in (
            [*uv, "venv", "--quiet", "--python", sys.executable, ROOM],
            [*uv, "pip", "install", "--quiet", "--python", python, "--requirement", WANTED],
        ):
            subprocess.run(command, check=True, timeout=280)
        stamp.write_text(wanted, "utf-8")
    return ROOM / "bin"


# Several of nbgrader's commands in one process, which imports it once.
PROGRAM = """
import sys
from nbgrader.apps.nbgraderapp import NbGraderApp

for words in sys.argv[1:]:
    NbGraderApp.clear_instance()
    NbGraderApp.launch_instance(argv=words.split())
"""


@pytest.fixture(scope="module")
def site(room, tmp_path_factory):
    """`site(*commands, **variables)` runs nbgrader for a class of its own, in `site.folder`."""
    folder = tmp_path_factory.mktemp("site")

    def run(*commands, **variables):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
        kept |= {
            "NNLIB_CLASS": str(folder),
            "PATH": f"{room}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(COURSE),
            "PYTHONWARNINGS": "ignore",  # SQLAlchemy's, which are none of ours
            "HOME": str(folder),
        }
        done = subprocess.run(
            [room / "python", "-c", PROGRAM, *commands],
            env=kept | variables,
            cwd=COURSE,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]

    run.folder = folder
    run(f"generate_assignment {LINE}")
    return run


def hand_in(site, student, notebook):
    folder = site.folder / "submitted" / student / LINE
    folder.mkdir(parents=True)
    (folder / f"{LINE}.ipynb").write_text(json.dumps(notebook), "utf-8")


def answered(**answers):
    """The right answers but for these cells, named as `task_1_2`; their outputs are not there."""
    notebook = notebook_of(SOURCE)
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["id"].replace("-", "_"), cell["source"])
    return notebook


def released(site):
    return json.loads((site.folder / "release" / LINE / f"{LINE}.ipynb").read_text("utf-8"))


@pytest.fixture(scope="module")
def grades(site):
    """{student: points} after autograding, feedback and export of a small class."""
    hand_in(site, "untouched", released(site))
    hand_in(site, "two-slips", answered(
        task_1_2=SOURCE.exercise("1.2").mistaken(RESIDUALS),
        task_1_4=SOURCE.exercise("1.4").mistaken(RESCALE),
    ))  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as listening:
        peep = PEEP.replace("GRADEBOOK", str(site.folder / "gradebook.db"))
        peep = peep.replace("PORT", str(listening.getsockname()[1]))
        peeps = answered(task_1_1=f"{SOURCE.exercise('1.1').reference}\n{peep}")
        hand_in(site, "peeps", peeps)
        site(f"autograde {LINE}")
        hand_in(site, "peeps-in-the-box", peeps)
        boxed = f"autograde {LINE} --student peeps-in-the-box"
        site(boxed, f"generate_feedback {LINE}", "export", NNLIB_BOXED="1")
    with (site.folder / "grades.csv").open(encoding="utf-8") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


def test_marks_are_those_that_the_specs_say(grades):
    open_ = {name: points for name, points in grades.items() if not name.startswith("peeps")}
    assert open_ == {
        "untouched": 0,
        "two-slips": 14 - 3 - 1,  # of 1.4 one of two numbers is right
    }


def test_the_box_hides_what_is_there_without_it(grades):
    assert grades["peeps"] == 14 - 2
    assert grades["peeps-in-the-box"] == 14


def test_feedback_has_the_check_s_message(grades, site):
    page = site.folder / "feedback" / "two-slips" / LINE / f"{LINE}.html"
    assert RESIDUALS.message.split(".")[0] in page.read_text("utf-8")


def test_a_release_is_the_exercise_but_for_one_stub(site):
    ours = json.loads((COURSE / "exercises" / LINE / f"{LINE}.ipynb").read_text("utf-8"))
    folder = site.folder / "release" / LINE
    assert sorted(path.name for path in folder.iterdir()) == [f"{LINE}.checks", f"{LINE}.ipynb"]
    pairs = zip(ours["cells"], released(site)["cells"], strict=True)
    sources = [["".join(cell["source"]) for cell in pair] for pair in pairs]
    assert [one.splitlines()[0] for one, other in sources if one != other] == ["# YOUR CODE HERE"]
    assert not any("SOLUTION" in other for _, other in sources)

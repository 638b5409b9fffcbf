"""How many submissions a minute: `nnlib grade` beside `nbgrader autograde`, on the same notebooks.

    .venv/bin/python benchmarks/grading.py

Half of the submissions are light (set 01: NumPy alone), half heavy (set 03: SymPy, and lines that
plot and show widgets).  Both graders run in turn on the same processors, two processes each, and
nbgrader in the environment that tests/course/grading/test_nbgrader.py makes; each with its start.
The memory is what one sandbox's processes have as their own.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from nnlib.course.authoring.source import Source
from nnlib.course.grading.papers import Paper
from nnlib.course.grading.sandbox import Sandbox, raised_walls

COURSE = Path(__file__).resolve().parents[1]
ROOM = COURSE / ".venv-nbgrader" / "bin"
LIGHT, HEAVY = "01_a_line_is_one_neuron", "03_two_roads_to_the_best_line"
SHOWING = (
    "import matplotlib.pyplot as plt\nimport ipywidgets\nfrom IPython.display import display\n\n"
    "fig, axes = plt.subplots()\naxes.plot([0, 1], [0, 1])\ndisplay(ipywidgets.IntSlider(3))"
)


def hand_in(folder, name, size, showing):
    """Submissions as nbgrader wants them, STUDENT/SET/SET.ipynb, which `grade` reads as well."""
    notebook = json.loads((COURSE / "solutions" / name / f"{name}.ipynb").read_text("utf-8"))
    if showing:
        cell = {"cell_type": "code", "id": "shows", "metadata": {}, "source": SHOWING}
        notebook["cells"].append(cell | {"outputs": [], "execution_count": None})
    for number in range(size):
        place = folder / f"s{number:03}" / name
        place.mkdir(parents=True)
        (place / f"{name}.ipynb").write_text(json.dumps(notebook), "utf-8")


def ours(school, name, jobs):
    """The seconds that `nnlib grade` takes for a set."""
    out = school / f"{time.monotonic_ns()}.jsonl"
    command = [sys.executable, "-m", "nnlib.course", "grade", school / "submitted"]
    command += ["--out", out, "--only", name, "--jobs", jobs]
    return timed([command], dict(os.environ))


def nbgraders(school, name, jobs, room):
    """The seconds that `nbgrader autograde` takes for it, in processes that share the class."""
    digits = [[str(n) for n in range(10)][first::jobs] for first in range(jobs)]
    commands = [
        [room / "nbgrader", "autograde", name, "--force", f"--student=s*[{''.join(share)}]"]
        for share in digits
    ]
    return timed(commands, surroundings(school, room))


def surroundings(school, room):
    """The variables with which nbgrader finds its class, its kernel and the course."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    path = f"{room}{os.pathsep}{os.environ['PATH']}"
    return kept | {"NNLIB_CLASS": str(school), "PYTHONPATH": str(COURSE), "PATH": path}


def timed(commands, variables):
    """The seconds that commands take which run side by side."""
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        running = [
            subprocess.Popen(
                list(map(str, command)), cwd=COURSE, env=variables, stdout=said, stderr=said
            )
            for command in commands
        ]
        codes = [process.wait() for process in running]
        if any(codes):
            said.seek(0)
            sys.exit(said.read()[-3000:])
    return time.monotonic() - begun


def memory(name):
    """The resident megabytes of a grader's thread: its sandbox after the reference has run."""
    paper = Paper(Source(COURSE / "solutions" / name), 1)
    with raised_walls(paper.packages) as walls, Sandbox(walls) as box:
        box.ask("begin", given=paper.source.given, without=[], names=[])
        sizes = [resident(pid) for pid in descendants(box.process.pid)]
    return sum(sizes) / 2**20


def descendants(pid):
    """A process and all that it has started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    return [pid, *(one for child in listed for one in descendants(int(child)))]


def resident(pid):
    """The bytes of a process's own share of memory."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--size", type=int, default=40, help="submissions of each set")
    arguments.add_argument("--turns", type=int, default=3, help="how often each grader runs")
    arguments.add_argument("--room", type=Path, default=ROOM, help="nbgrader's programs")
    args = arguments.parse_args()
    if not (args.room / "nbgrader").exists():
        sys.exit("tests/course/grading/test_nbgrader.py makes nbgrader's environment: run it first")
    jobs = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        school = Path(folder)
        for name, showing in ((LIGHT, False), (HEAVY, True)):
            hand_in(school / "submitted", name, args.size, showing)
            print(row(school, name, jobs, args), flush=True)


def row(school, name, jobs, args):
    """One set's line: submissions a minute of both, and how many times as many are ours."""
    make = [args.room / "nbgrader", "generate_assignment", name, "--force", "--create"]
    timed([make], surroundings(school, args.room))
    took = {"nnlib grade": [], "nbgrader": []}
    for _ in range(args.turns):
        took["nnlib grade"].append(ours(school, name, jobs))
        took["nbgrader"].append(nbgraders(school, name, jobs, args.room))
    minute = {who: 60 * args.size / statistics.median(times) for who, times in took.items()}
    words = ", ".join(f"{who} {count:.0f} a minute" for who, count in minute.items())
    ratio = minute["nnlib grade"] / minute["nbgrader"]
    return f"{name}: {words}, {ratio:.1f} times as many; {memory(name):.0f} MB a sandbox"


if __name__ == "__main__":
    main()

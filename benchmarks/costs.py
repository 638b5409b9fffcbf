"""What the course costs its readers and its CI: `.venv/bin/python benchmarks/costs.py`.

Imports; the lessons, as CI validates them, two at a time and each alone; a check; the proofs; and,
where there is a Chromium, the steppers.  Some five minutes, on a machine that does nothing else.
"""

import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median
from time import perf_counter
from xml.etree import ElementTree as ET

from machine import machine
from page import publish, rows

from nnlib.course.authoring.source import sources
from nnlib.course.checks.judging import judge
from nnlib.course.checks.probes import reply

ROOT = Path(__file__).resolve().parents[1]
IMPORT = """\
from time import perf_counter
start = perf_counter(); import numpy; between = perf_counter(); import nnlib
print(between - start, perf_counter() - between)"""
# As on a reader's computer, where Python keeps what it has compiled.
CACHE = tempfile.TemporaryDirectory()
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
ENVIRONMENT |= {"OPENBLAS_NUM_THREADS": "1", "NNLIB_PROGRESS": "off"}
ENVIRONMENT |= {"PYTHONPYCACHEPREFIX": CACHE.name}


def output(*command, **variables):
    """What a command prints.  Raises CalledProcessError, with its words shown, when it fails."""
    run = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=ENVIRONMENT | variables, text=True,
        stdout=subprocess.PIPE, check=False,
    )  # fmt: skip
    if run.returncode:
        print(run.stdout)
        run.check_returncode()
    return run.stdout


def imports(times=15):
    """The median milliseconds of `import numpy`, and of `import nnlib` after it."""
    runs = [list(map(float, output("-c", IMPORT).split())) for _ in range(times)]
    return [1000 * median(each) for each in zip(*runs, strict=True)]


def validated(*options):
    """(seconds, {lesson: (seconds of all cells, of the first with the kernel's start)})."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        start = perf_counter()
        output("-m", "pytest", "-q", "notebooks", f"--junitxml={report}", *options)
        wall = perf_counter() - start
        cells = defaultdict(list)
        for case in ET.parse(report).iter("testcase"):
            cells[case.get("classname").split(".")[-2]].append(float(case.get("time")))
    return wall, {name: (sum(times), times[0]) for name, times in sorted(cells.items())}


def checks():
    """How many tasks there are, and checks a second: a right answer's replies and the verdict."""
    seconds, count = 0, 0
    for source in sources(folder=ROOT):
        for exercise in () if source.waiting else source.exercises:
            key, namespace = exercise.key(), exercise.namespace(exercise.reference)
            start = perf_counter()
            verdict = judge(key, [reply(key.probe, namespace, case.inputs) for case in key.cases])
            seconds, count = seconds + perf_counter() - start, count + 1
            assert verdict.right
    return count, count / seconds


def proofs(*command):
    """CPU seconds of a command of `python -m nnlib`, as all its processes count them."""
    before = os.times()
    output("-m", "nnlib", *command)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def steppers():
    """What `widgets.py` prints, or why it could not run."""
    try:
        words = output("benchmarks/widgets.py", PYTHONPATH=f".{os.pathsep}tests/browser")
    except subprocess.CalledProcessError:
        return ["The steppers could not be measured; the lines above say why."]
    return words.splitlines()


def measure():
    rooms = "from nnlib import checks, plots, symbolic, widgets"
    output("-c", f"{rooms}; from nnlib.course import authoring, doctor")
    numpy, ours = imports()
    together, _ = validated("--numprocesses=2")
    _, each = validated("--numprocesses=0")
    count, rate = checks()
    return {
        "machine": machine(),
        "import numpy, ms": numpy,
        "import nnlib after it, ms": ours,
        "lessons, s": each,
        "all lessons, two at a time, s": together,
        "tasks": count,
        "checks a second": rate,
        "proofs of the sets, CPU s": proofs("exercises", "prove"),
        "proofs of the formulas, CPU s": proofs("formulas"),
        "steppers": steppers(),
    }


def blocks(facts):
    """{page: {mark: Markdown}}."""
    numpy, ours = facts["import numpy, ms"], facts["import nnlib after it, ms"]
    costs = [
        ["what", "cost"],
        ["`import nnlib`, after numpy", f"{ours:.0f} ms (numpy itself: {numpy:.0f} ms)"],
        ["all lessons, validated two at a time", f"{facts['all lessons, two at a time, s']:.0f} s"],
        [f"checks, over all {facts['tasks']} tasks", f"{facts['checks a second']:.0f} a second"],
        ["the proofs of all exercise sets", f"{facts['proofs of the sets, CPU s']:.0f} s (CPU)"],
        ["the proofs of all formulas", f"{facts['proofs of the formulas, CPU s']:.0f} s (CPU)"],
    ]
    lessons = [["lesson, alone", "first cell, with the kernel's start", "all cells"]] + [
        [name, f"{first:.1f} s", f"{total:.1f} s"]
        for name, (total, first) in facts["lessons, s"].items()
    ]
    return {
        "performance": {
            "costs": f"{rows(costs)}\n\n{facts['machine']}.",
            "lessons": rows(lessons),
            "steppers": "\n".join(f"    {line}" for line in facts["steppers"]),
        }
    }


def main():
    facts = measure()
    publish("costs", facts, blocks(facts))


if __name__ == "__main__":
    main()

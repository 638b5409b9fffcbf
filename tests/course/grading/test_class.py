"""A class of 200: its marks, and what happens when its grader is killed or shares its work."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from made_up_class import hand_in_class, make_sets

from nnlib.course.grading import records

KILLING = Path(__file__).with_name("killing.py")
SIZE, IDS = 200, ("1.1", "1.2")


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    """A set of two tasks: what is tried here is a batch."""
    return make_sets(tmp_path_factory.mktemp("short") / "solutions", IDS)


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    """(folder of a class's submissions, {student: points})."""
    folder = tmp_path_factory.mktemp("class")
    return folder, hand_in_class(folder, SIZE, IDS)


@pytest.fixture(scope="module")
def some(school, tmp_path_factory):
    """(folder of a part of the class, its size)."""
    folder = tmp_path_factory.mktemp("some")
    students = sorted(school[1])[::25]
    for student in students:
        shutil.copytree(school[0] / student, folder / student)
    return folder, len(students)


@pytest.fixture(scope="module")
def dying(some, sets):
    """`dying(file of records, bytes)` grades a part of the class until it is killed there.

    Without a number of bytes it grades all of it.  It returns how the grader has ended.
    """
    command = [sys.executable, KILLING, some[0], sets]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as graders:

        def run(out, limit=None):
            print(json.dumps([str(out), limit]), file=graders.stdin, flush=True)
            return int(graders.stdout.readline())

        yield run
        graders.stdin.close()


def points(*paths):
    return {student: one["earned"] for (student, _), one in records.latest(*paths).items()}


def grading(school, sets, out, *options):
    """The command that grades the class into a file."""
    command = [sys.executable, "-m", "nnlib.course", "grade", school[0], "--out", out]
    return [*map(str, command), "--solutions", str(sets), "--seed", "5", *options]


def quiet(command, **options):
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False, **options
    )


def killed_when(command, enough, path):
    """Start a command, kill it with signal 9 once the file satisfies `enough`; True if it was."""
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True) as grader:
        while grader.poll() is None:
            if enough(path.stat().st_size if path.exists() else 0):
                os.kill(grader.pid, signal.SIGKILL)
                break
            time.sleep(0.005)
    return grader.returncode == -signal.SIGKILL


def test_a_class_of_200_killed_in_the_middle_and_gone_on_with(school, sets, tmp_path):
    out = tmp_path / "marks.jsonl"
    command = grading(school, sets, out, "--resume", "--jobs", "2")
    assert killed_when(command, lambda size: size > 60_000, out)
    before = {(one["student"], one["set"]): one for one in records.history(out)}
    assert 30 < len(before) < SIZE
    run = quiet(command)
    assert run.returncode == 0, run.stderr
    assert points(out) == school[1]
    lines = records.history(out)
    assert len(lines) == SIZE, "no finished record was made again"
    assert {(one["student"], one["set"]): one for one in lines[: len(before)]} == before
    assert f"{len(before)} had their record" in run.stderr


def test_a_grader_that_is_asked_to_stop_stops_and_says_how_to_go_on(some, sets, tmp_path):
    out = tmp_path / "marks.jsonl"
    command = grading(some, sets, out)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as grader:
        while not (out.exists() and out.stat().st_size):
            time.sleep(0.01)
        grader.terminate()
        said = grader.stderr.read()
    assert grader.returncode == 130
    assert "is whole; --resume goes on" in said
    assert 0 < len(records.history(out)) < some[1]
    assert not list(tmp_path.glob("*.lock"))


@pytest.mark.parametrize("moment", range(12))
def test_killed_at_any_moment_no_finished_record_is_lost(dying, some, tmp_path, moment):
    kill_at_a_moment(dying, some[1], tmp_path / "marks.jsonl", moment)


def kill_at_a_moment(dying, size, out, moment):
    """Kill a grader twice, each time after so many bytes; what was there stays, and it goes on."""
    chance, whole, finished = random.Random(moment), b"", {}
    for _ in range(2):
        limit = chance.randrange(300 * size)
        assert dying(out, limit) == -signal.SIGKILL
        content = out.read_bytes()
        assert content.startswith(whole), "what was finished is as it was"
        assert len(content) - len(whole) <= limit + 1
        assert finished.items() <= records.latest(out).items()
        whole = content[: content.rfind(b"\n") + 1]
        finished = records.latest(out)
        assert len(finished) in (whole.count(b"\n"), whole.count(b"\n") + 1)
    assert dying(out) == 0
    assert len(records.latest(out)) == size == len(records.history(out))
    assert finished.items() <= records.latest(out).items()
    assert out.read_bytes().startswith(whole)


def test_parts_of_a_class_run_by_gnu_parallel_are_the_class(school, some, sets, tmp_path):
    """The job file of the documentation, on a part of the class."""
    parallel = shutil.which("parallel")
    assert parallel, "GNU parallel is not installed; .ci/run installs it (apt-get install parallel)"
    job = Path(__file__).resolve().parents[3] / "docs" / "grading" / "parallel.sh"
    made = quiet(
        ["bash", job, some[0], tmp_path / "marks.jsonl", 3, "--solutions", sets, "--jobs", 1],
        env=os.environ | {"NNLIB_SEED": "5"},
    )
    assert made.returncode == 0, made.stdout + made.stderr
    earned = points(tmp_path / "marks.jsonl")
    assert len(earned) == some[1]
    assert earned.items() <= school[1].items()

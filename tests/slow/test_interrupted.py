"""Decks and the website when their build is stopped, killed, or begun twice, for real.

    python3 course.py test tests/slow/test_interrupted.py -n0

What was complete before must be whole afterwards, and what a killed build leaves is gone after a
later one.  The unit tests of the same are in tests/course/test_files.py.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import pytest

from nnlib.course.drafts import SOON

ROOT = Path(__file__).resolve().parents[2]
VERBS = {  # what is built, and what is said in the middle of it
    "slides": (["slides", "01", "--stills", "--pdf"], "printing"),
    "web": (["web", "--stills"], "writing output 40"),
}
TEMPORARY = Path(tempfile.gettempdir())

pytestmark = [
    pytest.mark.timeout(1200),
    pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX"),
]


def begin(verb, folder):
    command = [sys.executable, "-P", "-m", "nnlib.course", *VERBS[verb][0], "--to", folder]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, **pipes)


def contents(folder):
    """{path: hash} of all files of a folder, but for paper, which has the hour in it."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pdf")
    return {path: sha256(path.read_bytes()).hexdigest() for path in paths}


def of_process(number):
    """What lies among the temporary files and is named after a process."""
    return [*TEMPORARY.glob(f".nnlib-*-{number}-*")]


@pytest.fixture(scope="module", params=VERBS)
def built(request, tmp_path_factory):
    """A verb, and a folder in which it has built once."""
    folder = tmp_path_factory.mktemp(request.param) / "made"
    running = begin(request.param, folder)
    said, _ = running.communicate()
    assert running.returncode == 0, said
    return request.param, folder


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_what_was_there_before_a_build_was_stopped_is_whole(built, stop):
    verb, folder = built
    before, running = contents(folder), begin(verb, folder)
    for line in running.stdout:
        if VERBS[verb][1] in line:
            break
    time.sleep(0.7)
    running.send_signal(stop)  # to the verb alone: a browser of its own must end with it
    rest, _ = running.communicate()
    assert contents(folder) == before
    assert {path.name for path in folder.parent.iterdir()} == {folder.name}
    if stop == signal.SIGINT:
        assert running.returncode == 130 and rest.splitlines()[-1].startswith("Stopped.")
        assert not of_process(running.pid)
    time.sleep(1)
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert f".nnlib-browser-{running.pid}-" not in listed.stdout


def test_two_builds_at_once_both_end_well_and_leave_what_one_would(built):
    verb, folder = built
    before = contents(folder)
    both = [begin(verb, folder) for _ in range(2)]
    said = [one.communicate()[0] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert contents(folder) == before
    assert {path.name for path in folder.parent.iterdir()} == {folder.name}


def test_what_killed_builds_left_is_removed_by_a_later_one(built):
    verb, folder = built
    running = begin(verb, folder)
    for line in running.stdout:
        if VERBS[verb][1] in line:
            break
    time.sleep(0.7)
    running.kill()
    running.communicate()
    assert of_process(running.pid)
    time.sleep(SOON + 1)
    later = begin(verb, folder)
    said, _ = later.communicate()
    assert later.returncode == 0, said
    assert not of_process(running.pid)

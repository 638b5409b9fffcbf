"""Binder's builder and nbgitpuller, for real: `python3 course.py test tests/slow/test_hubs.py -n0`.

Both are installed into an environment of their own, which needs a network.  docs/hubs.md says what
they showed, and docs/slow_suite.md has the last result.
"""

import contextlib
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
import venv
from pathlib import Path

import pytest

from nnlib.course.editions.links import Repository, puller_link
from nnlib.course.lessons.edition import FIRST_LESSON

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("jupyter-repo2docker==2026.4.0", "nbgitpuller==1.3.0")
GIT = ("git", "-c", "user.name=Ada", "-c", "user.email=ada@school.example")

pytestmark = pytest.mark.timeout(900)


def run(*command, cwd=None):
    ran = subprocess.run(
        [str(one) for one in command],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    return ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def tools(tmp_path_factory):
    """The programs of an environment with repo2docker and nbgitpuller."""
    folder = tmp_path_factory.mktemp("tools")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run(sys.executable, "-m", "uv", "pip", "install", "--python", programs / "python", *TOOLS)
    return programs


@pytest.fixture
def teacher(tmp_path):
    """A repository of the course as git has it, with one commit."""
    folder = tmp_path / "teacher"
    names = run("git", "ls-files", "-z", cwd=ROOT).split("\0")
    for name in filter(None, names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    run("git", "init", "-q", "-b", "main", cwd=folder)
    commit(folder)
    return folder


def commit(folder):
    run(*GIT, "add", "-A", cwd=folder)
    run(*GIT, "commit", "-q", "-m", "a version", cwd=folder)


def change(path, *, edit=None, append=None):
    """Edit the first cell of a notebook, or append one."""
    notebook = json.loads(path.read_text("utf-8"))
    if edit:
        notebook["cells"][0]["source"] = [edit]
    if append:
        cell = {"cell_type": "markdown", "id": append.split()[0], "metadata": {}}
        notebook["cells"].append(cell | {"source": [append]})
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")


def test_repo2docker_reads_what_binder_is_meant_to(tools, teacher):
    """Its dry run prints the Dockerfile: the right Python, the lock, the edition, in this order."""
    file = run(tools / "repo2docker", "--no-build", "--debug", teacher)
    assert "Building conda environment for python=3.13" in file
    wanted = [
        r"\nCOPY .*src/ ",
        r"\nRUN .*pip install .*-r \"?\.binder/requirements\.txt",
        r"\nRUN \./\.binder/postBuild",
    ]
    places = [re.search(one, file) for one in wanted]
    assert all(places), file
    assert [one.start() for one in places] == sorted(one.start() for one in places)


def test_nbgitpuller_drops_a_section_behind_the_learner_s_and_leaves_work_alone(
    tools, teacher, tmp_path
):
    learner, lesson = tmp_path / "course", f"notebooks/{FIRST_LESSON}"
    pull = tools / "gitpuller", teacher, "main", learner
    run(*pull)
    change(learner / lesson, append="mine at the end")
    (learner / "work").mkdir()
    shutil.copy(learner / lesson, learner / "work" / FIRST_LESSON)
    mine = (learner / "work" / FIRST_LESSON).read_bytes()
    change(teacher / lesson, edit="# Better", append="theirs at the end")
    commit(teacher)
    run(*pull)
    text = (learner / lesson).read_text("utf-8")
    assert "mine at the end" in text and "# Better" in text
    assert "theirs at the end" not in text
    assert (learner / "work" / FIRST_LESSON).read_bytes() == mine


@contextlib.contextmanager
def server(tools, home):
    """A notebook server without a hub; yields its address and its token."""
    token = secrets.token_hex(16)
    options = ["--no-browser", "--allow-root", "--ServerApp.port=0", f"--ServerApp.root_dir={home}"]
    with (home / "log").open("w+") as log:
        process = subprocess.Popen(
            [tools / "jupyter-server", *options],
            env=os.environ | {"JUPYTER_TOKEN": token},
            stderr=log,
        )
        try:
            found = None
            while not found:
                assert process.poll() is None, (home / "log").read_text()
                time.sleep(0.2)
                found = re.search(r"(http://127\.0\.0\.1:\d+/)", (home / "log").read_text())
            yield found[1], token
        finally:
            process.terminate()
            process.wait(60)


def asked(address, token):
    request = urllib.request.Request(address, headers={"Authorization": f"token {token}"})
    with urllib.request.urlopen(request, timeout=300) as answer:
        return answer.read().decode()


def test_nbgitpuller_understands_our_link(tools, teacher, tmp_path):
    """Of a hub's address only what stands behind /hub/user-redirect/ reaches the server."""
    home = tmp_path / "home"
    home.mkdir()
    hub = "https://hub.example"
    link = puller_link(Repository("https://school.example/course"), hub)
    link = link.replace("https%3A%2F%2Fschool.example%2Fcourse", f"file%3A%2F%2F{teacher}")
    with server(tools, home) as (address, token):
        path = link.removeprefix(f"{hub}/hub/user-redirect/")
        page = asked(address + path, token)
        assert f"lab/tree/course/notebooks/{FIRST_LESSON}" in page
        told = asked(address + path.replace("git-pull?", "git-pull/api?"), token)
    assert '"phase": "finished"' in told, told
    assert (home / "course" / "notebooks" / FIRST_LESSON).is_file()

"""What other people's computers read before a learner sees the course: .binder/, .devcontainer/.

repo2docker reads .binder/ for real in tests/slow/test_hubs.py.
"""

import json
import os
import re
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from nnlib.course.__main__ import known
from nnlib.course.lessons.edition import FIRST_LESSON

ROOT = Path(__file__).resolve().parents[1]
BINDER, CONTAINER = ROOT / ".binder", ROOT / ".devcontainer"
PYTHONS = SpecifierSet(
    tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
)


def configuration():
    return json.loads((CONTAINER / "devcontainer.json").read_text("utf-8"))


def test_binder_installs_the_locked_packages_and_this_course():
    lines = (BINDER / "requirements.txt").read_text("utf-8").split("\n")
    assert lines == ["-r ../requirements.lock", "-e .", ""]


@pytest.mark.parametrize("file", [".binder/runtime.txt", ".devcontainer/Dockerfile"])
def test_the_python_is_one_that_the_course_runs_on(file):
    text = (ROOT / file).read_text("utf-8")
    (version,) = re.findall(r"^(?:FROM python:|python-)(3\.\d+)", text, re.MULTILINE)
    assert version in PYTHONS


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such permission")
def test_binder_can_start_what_makes_the_edition():
    script = BINDER / "postBuild"
    assert os.access(script, os.X_OK)
    shebang, *lines = script.read_text("utf-8").splitlines()
    assert shebang == "#!/bin/bash"
    assert "set -e" in lines, "otherwise a failure would pass unseen"
    assert lines[-1] == "python -m nnlib.course edition"
    assert (ROOT / "notebooks" / FIRST_LESSON).is_file(), "which the links open"


def test_the_devcontainer_runs_verbs_that_there_are():
    settings = configuration()
    commands = [settings[name] for name in ("postCreateCommand", "postStartCommand")]
    assert commands == ["python3 course.py setup", "python3 course.py edition"]
    assert {command.split()[-1] for command in commands} <= known()


def test_the_devcontainer_has_its_user_and_finds_the_packages():
    settings = configuration()
    dockerfile = (CONTAINER / settings["build"]["dockerfile"]).read_text("utf-8")
    assert re.search(rf"useradd .*\b{settings['remoteUser']}\b", dockerfile)
    python = settings["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert python == "${containerWorkspaceFolder}/.venv/bin/python"

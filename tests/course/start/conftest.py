"""Clones of the course to damage: each has its own .venv, linked from the one that runs this."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FILES = ("course.py", "pyproject.toml", "requirements.lock", ".jupyter", "nnlib")
# Installers that can reach nothing: a set-up that they are asked for fails at once.
BLIND = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "UV_OFFLINE": "1", "UV_NO_CACHE": "1"}


def link(source, target):
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)


class Clone:
    """A copy of the course in a folder; `start` runs its course.py as a learner does."""

    def __init__(self, folder, ready=True):
        self.folder, self.venv = folder, folder / ".venv"
        ignore = shutil.ignore_patterns("__pycache__", "lab", "share")
        for name in FILES:
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            options = {"ignore": ignore} if source.is_dir() else {}
            copy(source, folder / name, **options)
        (folder / "notebooks").mkdir()
        if ready:
            shutil.copytree(
                sys.prefix,
                self.venv,
                symlinks=True,
                copy_function=link,
                ignore=lambda folder, _: ["var"] if folder == sys.prefix else [],
            )
            stamp = json.loads((Path(sys.prefix) / "course.json").read_text("utf-8"))
            stamp["home"][1] = os.fsencode(folder.resolve()).hex()
            self.write_stamp(json.dumps(stamp))

    def write_stamp(self, text):
        """Replace the stamp, whose file may be a link to another clone's."""
        stamp = self.venv / "course.json"
        stamp.unlink(missing_ok=True)
        stamp.write_text(text, "utf-8")

    @property
    def packages(self):
        (folder,) = [*self.venv.glob("lib/python*/site-packages"), *self.venv.glob("Lib/site-p*")]
        return folder

    def start(self, *arguments, python=sys._base_executable, blind=False, **variables):
        """Run course.py there; None for a variable takes it out, blind cuts the installers off."""
        variables = (BLIND if blind else {}) | variables
        environment = {k: v for k, v in (os.environ | variables).items() if v is not None}
        return subprocess.run(
            [python, self.folder / "course.py", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=240,
        )


@pytest.fixture
def clone(tmp_path):
    """A clone that is set up, in a folder with a space and an umlaut."""
    folder = tmp_path / "my cöurse"
    folder.mkdir()
    return Clone(folder)


@pytest.fixture
def bare(tmp_path):
    """A clone as it comes, without .venv."""
    folder = tmp_path / "my cöurse"
    folder.mkdir()
    return Clone(folder, ready=False)


@pytest.fixture(scope="module")
def shared_clone(tmp_path_factory):
    """A clone that is set up, for tests that leave it as it is."""
    return Clone(tmp_path_factory.mktemp("cöurse"))


UV = """\
#!{python}
import json, os, sys
with open({log!r}, "a") as log:
    log.write(json.dumps([sys.argv[1:], dict(os.environ)]) + "\\n")
if {fails}:
    sys.exit(1)
venv = os.path.dirname(os.path.dirname(sys.argv[sys.argv.index("--python") + 1]))
for folder in ("bin", "etc", "include", "share", {packages!r}):
    os.makedirs(os.path.join({source!r}, folder), exist_ok=True)
    os.makedirs(os.path.join(venv, folder), exist_ok=True)
    for name in os.listdir(os.path.join({source!r}, folder)):
        if not os.path.lexists(os.path.join(venv, folder, name)):
            os.symlink(os.path.join({source!r}, folder, name), os.path.join(venv, folder, name))
"""


@pytest.fixture
def fake_uv(tmp_path):
    """Make a program named uv that notes how it was called and links this .venv's packages."""
    if os.name == "nt":
        pytest.skip("The stand-in for uv is a script that Windows cannot start.")
    folder = tmp_path / "bin"
    folder.mkdir()
    log = tmp_path / "uv.log"
    log.touch()

    def make(fails=False):
        source = Path(sys.prefix)
        packages = str(Path(pytest.__file__).parents[1].relative_to(source))
        text = UV.format(
            python=sys._base_executable,
            log=str(log),
            fails=fails,
            source=str(source),
            packages=packages,
        )
        (folder / "uv").write_text(text)
        (folder / "uv").chmod(0o755)
        return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}

    make.calls = lambda: [json.loads(line) for line in log.read_text().splitlines()]
    return make


@pytest.fixture(scope="session")
def start():
    """nnlib.course.start, with its modules."""
    from nnlib.course import start
    from nnlib.course.start import (
        causes,  # noqa: F401
        diagnosis,  # noqa: F401
        environment,  # noqa: F401
        hiding,  # noqa: F401
        installation,  # noqa: F401
        installers,  # noqa: F401
    )

    return start

"""The verb `wheel`: the course as one file for pip, with nnlib, the lessons and the exercises.

pyproject.toml says what goes into it, and docs/hubs.md what it is good for.
"""

import argparse
import subprocess
import sys
from importlib.util import find_spec

from ..files import typed_path
from ..folders import ABOVE_NNLIB
from .ending import exit_code_of
from .packages import EditionError


def build_package(source, folder, kind="wheel"):
    """Build the wheel, or the sdist, of the course in `source`; returns the file in `folder`."""
    if find_spec("hatchling") is None:
        raise EditionError(
            "hatchling, which builds the wheel, is not here: start with python3 course.py wheel."
        )
    folder = folder.resolve()
    before = {path: path.stat().st_mtime_ns for path in folder.glob("*")}
    command = [sys.executable, "-P", "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    ran = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    made = [path for path in folder.glob("*") if path.stat().st_mtime_ns != before.get(path)]
    if ran.returncode or len(made) != 1:
        reason = (ran.stderr.strip().splitlines() or ["it does not say why"])[-1]
        raise EditionError(f"hatchling could not build the {kind} in {folder}: {reason}")
    return made[0]


def main(argv=None):
    """The command; returns its exit code."""
    whole = argparse.ArgumentParser(
        prog="course.py wheel",
        description="Build the course as one file for pip. Where it is installed, `nnlib lab` "
        "makes a learner's work/ in the folder in which it is typed, and opens it.",
    )
    whole.add_argument(
        "--to", type=typed_path, default=ABOVE_NNLIB / "dist", help="the folder; dist without it"
    )
    options = whole.parse_args(argv)

    def make():
        options.to.mkdir(parents=True, exist_ok=True)
        wheel = build_package(ABOVE_NNLIB, options.to)
        print(f"{wheel}, {wheel.stat().st_size / 1e6:.1f} MB")

    return exit_code_of(make, options.to)

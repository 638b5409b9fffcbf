"""Where things are: the course, above the working directory or above nnlib, and the user's data."""

import os
import sys
from pathlib import Path

ABOVE_NNLIB = Path(__file__).resolve().parents[2]
# Stands in the learner's edition, which has exercises too and is not the course.
MANIFEST = ".edition.json"
FOLDER = "work"  # of the learner's edition


def working_folder():
    """The working directory; None if it has been deleted."""
    try:
        return Path.cwd()
    except OSError:
        return None


def course_folder(start=None):
    """The folder that holds exercises/: above `start`, or else above nnlib itself; or None."""
    start = Path(start).resolve() if start else working_folder()
    places = (*((start, *start.parents) if start else ()), ABOVE_NNLIB)
    return next((one for one in places if _is_course(one)), None)


def _is_course(folder):
    return (folder / "exercises").is_dir() and not (folder / MANIFEST).exists()


def user_folder():
    """Where this system keeps a user's data; None for a user without a home."""
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", home)) / "nnlib"
    if sys.platform == "darwin":
        return home / "Library/Application Support/nnlib"
    return Path(os.environ.get("XDG_DATA_HOME", home / ".local/share")) / "nnlib"

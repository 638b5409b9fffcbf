"""Where things are: the course, above the working directory or around nnlib; the user's data."""

import os
import sys
from pathlib import Path

ABOVE_NNLIB = Path(__file__).resolve().parents[2]
# Where pip put the lessons and the exercises; in a checkout this folder is not there.
SHIPPED = Path(__file__).resolve().with_name("shipped")
COURSE = SHIPPED if SHIPPED.is_dir() else ABOVE_NNLIB
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
    """The folder that holds exercises/: above `start`, or else that which nnlib is of; or None."""
    start = Path(start).resolve() if start else working_folder()
    places = (*((start, *start.parents) if start else ()), COURSE)
    return next((one for one in places if _is_course(one)), None)


def _is_course(folder):
    """True where exercises/ has a set; other people call a folder so, too."""
    sets = (folder / "exercises").glob("*/*.ipynb")
    return any(one.stem == one.parent.name for one in sets) and not (folder / MANIFEST).exists()


def edition_folder():
    """The learner's edition that the working directory is in, or None."""
    here = working_folder()
    around = (here, *here.parents) if here else ()
    return next((one for one in around if (one / MANIFEST).exists()), None)


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

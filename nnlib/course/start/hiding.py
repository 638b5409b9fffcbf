"""Files that hide a module: Python finds a random.py beside a notebook before its own."""

import os
import sys

from .environment import ROOT, VENV

# Where a learner's own files lie, and Python or a kernel of another program looks first.
PLACES = ("notebooks", "exercises/*", "solutions/*", "work", "work/*")


def installed():
    """The names that the packages in .venv are imported by."""
    places = [*VENV.glob("lib/python*/site-packages"), *VENV.glob("Lib/site-packages")]
    entries = [entry for place in places for entry in place.iterdir()]
    return {entry.name.partition(".")[0] for entry in entries if importable(entry)}


def importable(entry):
    """True for a module's file and for a package's folder."""
    if entry.suffix == ".py" or entry.name.endswith((".so", ".pyd")):
        return True
    return entry.is_dir() and (entry / "__init__.py").is_file()


def hiding_files():
    """The files and folders of the course that have the name of a module which they would hide."""
    taken = sys.stdlib_module_names | installed() | {"nnlib"}
    folders = [ROOT, *(folder for place in PLACES for folder in sorted(ROOT.glob(place)))]
    for folder in folders:
        if not (folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)):
            continue
        for entry in sorted(folder.iterdir()):
            if entry != ROOT / "nnlib" and importable(entry) and entry.stem in taken:
                yield entry.relative_to(ROOT)


def sentences():
    """A sentence for each such file."""
    for path in hiding_files():
        yield (
            f"{path} has the name of the module {path.stem} and can hide it: "
            f"`import {path.stem}` may find your file. Give it another name."
        )

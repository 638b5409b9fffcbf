"""What a Python says of itself, as JSON; run by its path, by the Python that is asked.

python -I look.py                                 what is installed, and what of it is damaged
python -I look.py DISTRIBUTION…                   also what cannot be imported of these
"""

import csv
import importlib
import importlib.util
import json
import os
import sys
import sysconfig
from importlib import metadata
from pathlib import Path

# What is behind the names that are imported first, and has binaries of its own.
DEEP = ("jupyterlab.labapp", "ipykernel.kernelapp", "matplotlib.font_manager")


def is_damaged(record, folder):
    """True when a file that the installer wrote down is not there, or not as long as it was."""
    with record.open(encoding="utf-8", newline="") as lines:
        for path, _, size in csv.reader(lines):
            # There are 15,000 files: this is ten times as fast as with a Path for each.
            if size and os.stat(f"{folder}/{path}").st_size != int(size):  # noqa: PTH116
                return True
    return False


def packages():
    """The packages that are whole, and those that are not, as 'name-version'."""
    whole, damaged = [], []
    folder = Path(sysconfig.get_path("purelib"))
    for entry in sorted(folder.glob("*.dist-info")):
        try:
            bad = is_damaged(entry / "RECORD", folder)
        except (OSError, ValueError):
            bad = True
        (damaged if bad else whole).append(entry.name.removesuffix(".dist-info"))
    return whole, damaged


def modules(distributions):
    """The names under which these distributions are imported, and DEEP."""
    wanted = {name.lower().replace("_", "-") for name in distributions}
    for module, owners in metadata.packages_distributions().items():
        asked = wanted & {owner.lower().replace("_", "-") for owner in owners}
        if asked and module.isidentifier() and not module.startswith("_"):
            yield module
    yield from DEEP


def import_errors(distributions):
    """What cannot be imported, by name, with the error; a distribution that is not there, too."""
    found = {}
    for name in distributions:
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "it is not installed"
    for module in [*modules(distributions), "nnlib"]:
        try:
            importlib.import_module(module)
        except BaseException as error:  # noqa: BLE001  (a damaged file may raise anything)
            found[module] = f"{type(error).__name__}: {error}"
    return found


def main(distributions):
    """Print the answer as one line of JSON."""
    whole, damaged = packages()
    nnlib = importlib.util.find_spec("nnlib")
    answer = {
        "prefix": sys.prefix,
        "version": "{}.{}".format(*sys.version_info),
        "nnlib": nnlib and nnlib.origin,
        "packages": whole,
        "damaged": damaged,
        "failures": import_errors(distributions) if distributions else {},
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1:])

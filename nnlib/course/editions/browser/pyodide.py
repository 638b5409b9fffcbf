"""Python for the browser, and its packages: the pure ones lie in the site, the rest stays away.

Pyodide's lock file names every package that it has, with a file and its hash.  Pyodide's builds of
the pure ones cannot be had from a registry, the projects' own wheels of the same versions can;
compiled ones, such as NumPy, are fetched by the learner's browser from where the kernel looks for
Pyodide.
"""

import hashlib
import json
import re
import shutil
from pathlib import Path

from ...folders import ABOVE_NNLIB
from ..packages import PYODIDE, EditionError, made_once
from .fetching import pip_or_refuse
from .lite import kernel_constants

PINS = Path(__file__).with_name("wheels.txt")
WHEELS = ABOVE_NNLIB / "build" / "wheels"
CORE = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
)
PACKAGE_LOCK = "pyodide-lock.json"
# What the lock does not have: the names that are imported, and the packages that come with them.
WIDGETS = {
    "comm": (["comm"], []),
    "ipywidgets": (["ipywidgets"], ["comm", "ipython", "traitlets"]),
}
OURS = (
    ["nnlib"],
    ["ipywidgets", "matplotlib", "numpy", "pillow", "pygments", "sympy", "tqdm"],
)


def canonical(name):
    """A package's name as the registries compare it.

    >>> canonical("prompt_toolkit")
    'prompt-toolkit'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def elsewhere():
    """The address at which the kernel looks for what the site does not have."""
    return kernel_constants()["PYODIDE_CDN_URL"]


def fetch_wheels(kept=WHEELS):
    """The folder of the pinned wheels, which pip fetches once and compares with their hashes.

    Raises EditionError where pip cannot.
    """
    folder = kept / hashlib.sha256(PINS.read_bytes()).hexdigest()[:16]
    count = len(PINS.read_text("utf-8").splitlines())
    return made_once(
        folder,
        lambda draft: pip_or_refuse(
            f"the {count} packages of the site",
            *("download", "--require-hashes", "--no-deps", "--python-version=3.14"),
            *("--platform=any", "--implementation=py", "--abi=none"),
            *("--dest", str(draft), "--requirement", str(PINS)),
        ),
    )


def lock_entry(wheel, name, imports, depends):
    """A package as Pyodide's lock has it."""
    return {
        "depends": depends,
        "file_name": wheel.name,
        "imports": imports,
        "install_dir": "site",
        "name": name,
        "package_type": "package",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "unvendored_tests": False,
        "version": wheel.name.split("-")[1],
    }


def lock_with(lock, wheels, course, address):
    """Pyodide's lock with these wheels and the course's in it, and all else at the address.

    Raises EditionError for a wheel of another version than the lock's.
    """
    packages = {name: dict(package) for name, package in lock["packages"].items()}
    names = {canonical(name): name for name in packages}
    for package in packages.values():
        package["file_name"] = f"{address.rstrip('/')}/{package['file_name']}"
    for wheel in wheels:
        name = canonical(wheel.name.split("-")[0])
        if name in WIDGETS:
            packages[name] = lock_entry(wheel, name, *WIDGETS[name])
            continue
        package = packages[names[name]] if name in names else {}
        new = lock_entry(wheel, package.get("name"), package.get("imports"), package.get("depends"))
        if new["version"] != package.get("version"):
            raise EditionError(
                f"{PINS.name} has {name} {new['version']}, and Pyodide {PYODIDE.version} has "
                f"{package.get('version', 'none')}: pin that version, with the hash of its wheel."
            )
        package |= {"file_name": new["file_name"], "sha256": new["sha256"]}
    packages["nnlib-course"] = lock_entry(course, "nnlib-course", *OURS)
    return lock | {"packages": packages}


def write_pyodide(folder, course):
    """Pyodide's core, the pinned wheels and the course's in a folder, with a lock that says so."""
    core, wheels = PYODIDE.folder(), sorted(fetch_wheels().glob("*.whl"))
    folder.mkdir(parents=True)
    for path in (*(core / name for name in CORE), *wheels, course):
        shutil.copy(path, folder)
    lock = json.loads((core / PACKAGE_LOCK).read_text("utf-8"))
    made = lock_with(lock, wheels, course, elsewhere())
    (folder / PACKAGE_LOCK).write_text(json.dumps(made), "utf-8")

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
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from ...folders import ABOVE_NNLIB
from ..packages import PYODIDE, EditionError

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


def need_packages():
    """Raises EditionError where JupyterLite is not installed, or expects another Pyodide."""
    for module in ("jupyterlite_core", "jupyterlite_pyodide_kernel", "pip"):
        if find_spec(module) is None:
            raise EditionError(f"{module} is not here: start with python3 course.py browser.")
    from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

    if PYODIDE_VERSION != PYODIDE.version:
        kernel = version("jupyterlite-pyodide-kernel")
        raise EditionError(
            f"jupyterlite-pyodide-kernel {kernel} expects Pyodide {PYODIDE_VERSION}, and the "
            f"course was tested with {PYODIDE.version}: install what requirements.lock says."
        )


def elsewhere():
    """The address at which the kernel looks for what the site does not have."""
    from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL

    return PYODIDE_CDN_URL


def fetch_wheels(kept=WHEELS):
    """The folder of the pinned wheels, which pip fetches once and compares with their hashes.

    Raises EditionError where pip cannot.
    """
    folder = kept / hashlib.sha256(PINS.read_bytes()).hexdigest()[:16]
    if folder.is_dir():
        return folder
    draft = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--require-hashes", "--no-deps", "--only-binary=:all:", "--python-version=3.14"),
        *("--platform=any", "--implementation=py", "--abi=none"),
        *("--dest", str(draft), "--requirement", str(PINS)),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        said = [line for line in ran.stderr.splitlines() if line.startswith("ERROR: ")]
        reason = said[-1].removeprefix("ERROR: ") if said else "it does not say why"
        raise EditionError(
            f"pip could not fetch the {len(PINS.read_text('utf-8').splitlines())} packages that "
            f"the site needs, which is done once: {reason}"
        )
    draft.rename(folder)
    return folder


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

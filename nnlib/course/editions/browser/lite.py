"""JupyterLite in a folder of its own.

In `.venv` JupyterLab would find its kernel for browsers, try to load it, and fail.
"""

import hashlib
import json
import os
import runpy
import subprocess
import sys
import tomllib
from functools import cache

from ...folders import ABOVE_NNLIB
from ..packages import PYODIDE, EditionError, made_once
from .fetching import pip_or_refuse

KEPT = ABOVE_NNLIB / "build" / "jupyterlite"
PINS = ABOVE_NNLIB / "requirements.lock"
BUILD = "jupyter_lite_config.json"  # what JupyterLite is told of how it builds


def asked_for():
    """What pyproject.toml asks for."""
    told = tomllib.loads((ABOVE_NNLIB / "pyproject.toml").read_text("utf-8"))
    return told["dependency-groups"]["jupyterlite"]


def fetch_lite(kept=KEPT):
    """The folder with JupyterLite, which pip fetches once, at the versions of the lock.

    Raises EditionError where pip cannot.
    """
    inputs = sys.version_info[:2], PINS.read_text("utf-8").split(), asked_for()
    folder = kept / hashlib.sha256(repr(inputs).encode()).hexdigest()[:16]
    return made_once(
        folder,
        lambda draft: pip_or_refuse(
            "JupyterLite",
            *("install", "--target", str(draft), "--constraint", str(PINS), *asked_for()),
        ),
    )


@cache
def kernel_constants():
    """The constants of JupyterLite's kernel; EditionError where it expects another Pyodide."""
    found = runpy.run_path(str(fetch_lite() / "jupyterlite_pyodide_kernel" / "constants.py"))
    if found["PYODIDE_VERSION"] != PYODIDE.version:
        raise EditionError(
            f"JupyterLite's kernel expects Pyodide {found['PYODIDE_VERSION']}, and the course was "
            f"tested with {PYODIDE.version}: pin the kernel in pyproject.toml that goes with it."
        )
    return found


def run_lite(folder, made):
    """Let JupyterLite make the site of a folder.  Raises EditionError with its last words."""
    command = [
        *(sys.executable, "-P", "-m", "jupyterlite_core", "build", "--apps=lab"),
        *("--no-sourcemaps", "--no-unused-shared-packages", f"--lite-dir={folder}"),
        f"--contents={folder / 'contents'}",
        f"--output-dir={made}",
    ]
    lite = fetch_lite()
    kernels = {"extra_labextensions_path": [str(lite / "share" / "jupyter" / "labextensions")]}
    (folder / BUILD).write_text(json.dumps({"FederatedExtensionAddon": kernels}), "utf-8")
    found = os.environ | {"PYTHONPATH": str(lite), "PYTHONWARNINGS": "ignore"}
    ran = subprocess.run(
        command, cwd=folder, env=found, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        said = (ran.stderr + ran.stdout).strip().splitlines() or ["it does not say why"]
        raise EditionError("JupyterLite could not make the site: " + "\n".join(said[-3:]))

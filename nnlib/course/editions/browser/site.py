"""The site, made by JupyterLite; nothing in it is executed before a learner opens it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from ..packages import EditionError
from ..wheel import build_package
from .contents import browser_notebooks, fingerprints, write_contents
from .pyodide import need_packages, write_pyodide

HERE = Path(__file__).parent
CONFIG = "jupyter-lite.json"
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
NEWS = "@jupyterlab/apputils-extension:notification"
COPIES = Path("edition.js")  # by which a site of ours is known
LOADS = re.compile(r"await import\(\s*'\.\./config-utils\.js")
DRIVE = "/drive/"  # where the kernel sees the browser's storage


def settings_of_lite():
    """What JupyterLite is told."""
    kernel = {
        "disablePyPIFallback": True,  # what the lock does not have is not asked for elsewhere
        "loadPyodideOptions": {"env": {"NNLIB_PROGRESS": f"{DRIVE}progress.json"}},
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "From a straight line to backpropagation",
            "litePluginSettings": {KERNEL: kernel},
        },
    }


def run_lite(folder, made):
    """Let JupyterLite make the site of a folder.  Raises EditionError with its last words."""
    command = [
        *(sys.executable, "-P", "-m", "jupyterlite_core", "build", "--apps=lab"),
        *("--no-sourcemaps", "--no-unused-shared-packages", f"--lite-dir={folder}"),
        f"--contents={folder / 'contents'}",
        f"--output-dir={made}",
    ]
    quiet = os.environ | {"PYTHONWARNINGS": "ignore"}
    ran = subprocess.run(
        command, cwd=folder, env=quiet, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        said = (ran.stderr + ran.stdout).strip().splitlines() or ["it does not say why"]
        raise EditionError("JupyterLite could not make the site: " + "\n".join(said[-3:]))


def keep_copies(made, prints):
    """Let every start bring the learner's copies up to date before JupyterLab looks at them."""
    page = made / "lab" / "index.html"
    text, count = LOADS.subn(
        lambda match: f"await (await import('../{COPIES}')).bringUpToDate();\n        {match[0]}",
        page.read_text("utf-8"),
    )
    if count != 1:
        raise EditionError(f"{page.name} of this JupyterLite starts otherwise than it did.")
    page.write_text(text, "utf-8")
    (made / COPIES).write_bytes((HERE / COPIES).read_bytes())
    (made / "edition.json").write_text(json.dumps({"files": prints}), "utf-8")


def make_browser_site(course, folder):
    """Make the site of the course in `course`; returns its place in the empty `folder`.

    It says what it is doing.
    """
    need_packages()
    print("The course's wheel", flush=True)
    (folder / "wheel").mkdir()
    wheel = build_package(course, folder / "wheel")
    print("Python for the browser, and its packages (fetched the first time)", flush=True)
    write_pyodide(folder / "lite" / "static" / "pyodide", wheel)
    notebooks = browser_notebooks(course)
    write_contents(folder / "lite" / "contents", notebooks)
    (folder / "lite" / CONFIG).write_text(json.dumps(settings_of_lite()), "utf-8")
    print(f"JupyterLite, with {len(notebooks)} notebooks", flush=True)
    made = folder / "made"
    run_lite(folder / "lite", made)
    keep_copies(made, fingerprints(notebooks))
    (made / "index.html").write_bytes((HERE / "front.html").read_bytes())
    return made

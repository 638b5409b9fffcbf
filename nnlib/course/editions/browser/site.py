"""The site, made by JupyterLite; nothing in it is executed before a learner opens it."""

import json
import re
from pathlib import Path

from ..packages import EditionError
from ..wheel import build_package
from .contents import browser_notebooks, fingerprints, write_contents
from .lite import kernel_constants, run_lite
from .pyodide import write_pyodide

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
    print("JupyterLite (fetched the first time)", flush=True)
    kernel_constants()
    print("The course's wheel", flush=True)
    (folder / "wheel").mkdir()
    wheel = build_package(course, folder / "wheel")
    print("Python for the browser, and its packages (fetched the first time)", flush=True)
    write_pyodide(folder / "lite" / "static" / "pyodide", wheel)
    notebooks = browser_notebooks(course)
    write_contents(folder / "lite" / "contents", notebooks)
    (folder / "lite" / CONFIG).write_text(json.dumps(settings_of_lite()), "utf-8")
    print(f"The site, with {len(notebooks)} notebooks", flush=True)
    made = folder / "made"
    run_lite(folder / "lite", made)
    keep_copies(made, fingerprints(notebooks))
    (made / "index.html").write_bytes((HERE / "front.html").read_bytes())
    return made

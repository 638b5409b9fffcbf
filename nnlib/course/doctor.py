"""Try out what the course needs on this computer, and say what to do about what does not work.

`nnlib.doctor.examine()` in a notebook, `python3 course.py doctor` in a terminal (there with the
versions, and with an exit code). Everything is imported inside the checks, so that a missing or
broken package is a finding like any other.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

AFRESH = "Delete the folder .venv, then run: python3 course.py setup"
SPACE = 0.5e9  # bytes


@dataclass(frozen=True)
class Finding:
    """What one check found: `detail` is the evidence or the error, `advice` what to do about it."""

    what: str
    ok: bool
    detail: str
    advice: str


def check_python():
    """Return this Python's version, which must be 3.11 to 3.14."""
    version = "{}.{}.{}".format(*sys.version_info)
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        raise RuntimeError(f"this is Python {version}; the course runs on Python 3.11 to 3.14")
    return f"{version}, {sys.executable}"


def read_versions():
    """Return the versions of the packages that the lessons import."""
    names = "ipykernel", "ipywidgets", "jupyterlab", "matplotlib", "numpy", "sympy", "tqdm"
    return ", ".join(f"{name} {metadata.version(name)}" for name in names)


def compare_gradients():
    """Return how far a small network's gradients are from centred differences."""
    import numpy as np

    import nnlib as nn

    rng = np.random.default_rng(0)
    net = nn.init([3, 4, 2], [nn.activations.tanh, nn.activations.identity], rng)
    X, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    verdict = nn.gradcheck(net, X, y, nn.losses.squared_error)
    if not verdict.ok:
        raise RuntimeError(str(verdict))
    return str(verdict)


def run_cell():
    """Start a kernel, run a cell in it, and return what the cell printed."""
    from jupyter_client.manager import start_new_kernel

    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    manager, client = start_new_kernel(kernel_name="python3", **quiet)
    try:
        printed = []
        client.execute_interactive(
            "print(6 * 7)", timeout=60, output_hook=lambda m: printed.append(m["content"])
        )
        texts = [content["text"].strip() for content in printed if "text" in content]
        if texts != ["42"]:
            raise RuntimeError(f"the cell print(6 * 7) should print 42; it gave {printed}")
        return "print(6 * 7) gave 42"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def draw_figure():
    """Draw a curve and return the size of its picture."""
    import io

    from matplotlib.figure import Figure

    drawing = Figure(figsize=(3, 2))
    drawing.subplots().plot([0, 1, 2], [0, 1, 4])
    picture = io.BytesIO()
    drawing.savefig(picture, format="png")
    return f"a picture of {len(picture.getvalue()) / 1000:.0f} kB"


def move_slider():
    """Move a slider and return what its listener heard."""
    import ipywidgets

    slider, heard = ipywidgets.IntSlider(), []
    slider.observe(lambda change: heard.append(change["new"]), names="value")
    slider.value = 7
    slider.close()
    if heard != [7]:
        raise RuntimeError(f"a slider moved to 7 should be heard once; heard {heard}")
    return "a slider moved to 7 was heard"


def find_extension():
    """Return the folder from which JupyterLab loads the part of ipywidgets that draws."""
    from jupyter_core.paths import jupyter_path

    places = [
        Path(place, "@jupyter-widgets", "jupyterlab-manager", "package.json")
        for place in jupyter_path("labextensions")
    ]
    found = [place.parent for place in places if place.exists()]
    if not found:
        raise RuntimeError(f"jupyterlab_widgets is in none of {jupyter_path('labextensions')}")
    return str(found[0])


def try_folder():
    """Return the space left where the notebooks are saved, which must be writable."""
    here = Path.cwd()
    with tempfile.TemporaryFile(dir=here):
        free = shutil.disk_usage(here).free
    if free < SPACE:
        raise RuntimeError(f"only {free / 1e9:.1f} GB are free at {here}")
    if os.name == "nt" and len(str(here)) > 95:
        raise RuntimeError(f"{here} is so deep that Windows may refuse files in it")
    return f"{free / 1e9:.0f} GB free at {here}"


CHECKS = {
    check_python: (
        "Python is one that the course runs on",
        "Install Python 3.13, then run: python3.13 course.py setup",
    ),
    read_versions: ("the packages are installed", AFRESH),
    compare_gradients: ("nnlib's gradients agree with finite differences", AFRESH),
    run_cell: (
        "a kernel starts and runs a cell",
        "See whether a firewall or a virus scanner blocks connections of this computer to itself. "
        + AFRESH,
    ),
    draw_figure: ("matplotlib draws a figure", AFRESH),
    move_slider: ("a widget hears its slider", AFRESH),
    find_extension: (
        "JupyterLab can show widgets",
        "JupyterLab and ipywidgets must be in one environment: start with python3 course.py lab.",
    ),
    try_folder: (
        "the folder can be written to and has room",
        "Make room, or move the course to a folder of your own with a short path.",
    ),
}


def diagnose():
    """Yield a `Finding` for each check; a check that raises anything at all has failed."""
    for check, (what, advice) in CHECKS.items():
        try:
            yield Finding(what, True, check(), advice)
        except Exception as error:  # noqa: BLE001  (whatever is wrong, the learner should hear it)
            yield Finding(what, False, f"{type(error).__name__}: {error}", advice)


def examine(details=False):
    """Print a line for each check, with what to do where one fails; return None.

    Without details the text is the same on every computer where everything works.
    """
    report(diagnose(), details)


def report(findings, details):
    """Print the findings and return how many failed."""
    failed = 0
    for finding in findings:
        failed += not finding.ok
        print(f"{'ok' if finding.ok else 'NOT OK':8}{finding.what}")
        if details or not finding.ok:
            print(f"        {finding.detail}")
        if not finding.ok:
            print(f"        What to do: {finding.advice}")
    if failed:
        print(f"\n{failed} of {len(CHECKS)} checks failed.")
    else:
        print("\nEverything works.")
    return failed


if __name__ == "__main__":
    sys.exit(1 if report(diagnose(), details=True) else 0)

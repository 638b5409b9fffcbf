"""Try out what the lessons need, in the environment that they run in.

`nn.doctor.examine()` in a notebook; in a terminal `python3 course.py doctor`, which looks at the
computer first and then starts this file, as JupyterLab is started.  Everything is imported inside
the checks, so that a missing or broken package is a finding like any other.
"""

import contextlib
import dataclasses
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from importlib import metadata
from pathlib import Path

from .start.findings import findings_of, report

SPACE = 0.5e9  # bytes
SECONDS = 90  # for a server or a kernel to answer
CELL = "import sys, nnlib\nprint(6 * 7, sys.prefix, nnlib.__file__, sep='|')"
AFRESH = "Run: python3 course.py setup"


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


def compare_kernel(printed):
    """Return what a kernel printed for CELL; it must run on this Python and find this nnlib."""
    import nnlib

    answer, _, rest = printed.strip().partition("|")
    prefix, _, file = rest.partition("|")
    if answer != "42":
        raise RuntimeError(f"the cell print(6 * 7) should print 42; it gave {printed!r}")
    if (prefix, file) != (sys.prefix, nnlib.__file__):
        raise RuntimeError(
            f"the kernel runs on {prefix} with {file}, not on {sys.prefix} with {nnlib.__file__}"
        )
    return f"a kernel of {prefix}, with {file}"


def text_of(message):
    """What a kernel's message adds to the printed text: of an error, its last line."""
    content = message["content"]
    if message["msg_type"] == "error":
        return f"{content['ename']}: {content['evalue']}"
    return content.get("text", "")


def run_cell():
    """Start a kernel, run a cell in it, and return whose kernel it is."""
    from jupyter_client.manager import start_new_kernel

    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    manager, client = start_new_kernel(kernel_name="python3", **quiet)
    try:
        printed = []
        client.execute_interactive(
            CELL, timeout=60, output_hook=lambda message: printed.append(text_of(message))
        )
        return compare_kernel("".join(printed))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def draw_figure():
    """Draw a curve as the lessons do and return the size of its picture."""
    from . import plots

    plots.use_style()
    fig, ax = plots.panels()
    ax.plot([0, 1, 2], [0, 1, 4])
    return f"a picture of {len(plots.figure_png(fig)) / 1000:.0f} kB"


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


def listens(server):
    """Whether a server that has told its address can be reached there already."""
    try:
        with socket.create_connection((server["hostname"], server["port"]), timeout=1):
            return True
    except OSError:
        return False


@contextlib.contextmanager
def lab_server():
    """JupyterLab, started with the arguments of this command; yields its address and its token."""
    from jupyter_server.serverapp import list_running_servers

    token, end = secrets.token_hex(16), time.monotonic() + SECONDS
    command = [sys.executable, *sys.argv[1:], "--no-browser", "--ServerApp.port=0"]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        server = subprocess.Popen(
            command, env=os.environ | {"JUPYTER_TOKEN": token}, stdout=log, stderr=log
        )
        try:
            found = []
            while not found:
                if server.poll() is not None or time.monotonic() > end:
                    log.seek(0)
                    raise RuntimeError(f"JupyterLab did not start: {log.read()[-2000:].strip()}")
                time.sleep(0.1)
                ours = [one for one in list_running_servers() if one["token"] == token]
                found = [one for one in ours if listens(one)]
            yield found[0]["url"], token
        finally:
            server.terminate()
            server.wait(SECONDS)


def ask(url, token, method, body=None):
    """The server's answer to a request of its API, as Python."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(url, json.dumps(body).encode() if body else None)
    request.method = method
    request.add_header("Authorization", f"token {token}")
    with direct.open(request, timeout=SECONDS) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def run_by_server(address, token):
    """Run CELL in a kernel at this address and return what it printed, or its error."""
    import websocket

    header = {"msg_id": "cell", "msg_type": "execute_request", "username": "", "session": "doctor"}
    header |= {"version": "5.3", "date": ""}
    content = {"code": CELL, "silent": False, "store_history": False, "allow_stdin": False}
    request = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    channel = websocket.create_connection(
        f"{address}?token={token}", timeout=SECONDS, http_no_proxy=["*"]
    )
    printed = ""
    try:
        channel.send(json.dumps(request | {"channel": "shell"}))
        while True:
            message = json.loads(channel.recv())
            if message["parent_header"].get("msg_id") == "cell":
                printed += text_of(message)
                if message["content"].get("execution_state") == "idle":
                    return printed
    finally:
        channel.close()


def open_lab():
    """Start JupyterLab as `lab` does, run a cell in a kernel of it, and return whose it is."""
    with lab_server() as (url, token):
        kernel = ask(f"{url}api/kernels", token, "POST", {"name": "python3"})
        address = f"{url}api/kernels/{kernel['id']}"
        try:
            channels = f"{address.replace('http', 'ws', 1)}/channels"
            return compare_kernel(run_by_server(channels, token))
        finally:
            ask(address, token, "DELETE")


DAMAGED = "the-environment-is-damaged"
PACKAGES = {
    read_versions: ("the packages are installed", AFRESH, DAMAGED),
    compare_gradients: ("nnlib's gradients agree with finite differences", AFRESH, DAMAGED),
}
KERNEL = {
    run_cell: (
        "a kernel starts and runs a cell",
        "Restart JupyterLab with python3 course.py lab; if that changes nothing, see whether a "
        "firewall or a virus scanner blocks connections of this computer to itself.",
        "the-kernel-does-not-start",
    ),
}
DRAWING = {
    draw_figure: ("matplotlib draws a figure", AFRESH, DAMAGED),
    move_slider: ("a widget hears its slider", AFRESH, DAMAGED),
    find_extension: (
        "JupyterLab can show widgets",
        "JupyterLab and ipywidgets must be in one environment: start with python3 course.py lab.",
        "a-widget-is-not-shown",
    ),
}
NOTEBOOK = {
    check_python: (
        "Python is one that the course runs on",
        "Install Python 3.13, then run: python3.13 course.py setup",
        "python-is-too-old-or-too-new",
    ),
    **PACKAGES,
    **KERNEL,
    **DRAWING,
    try_folder: (
        "the folder can be written to and has room",
        "Make room, or move the course to a folder of your own with a short path.",
        "the-folder-cannot-be-written-to",
    ),
}
TERMINAL = {
    **PACKAGES,
    **DRAWING,
    open_lab: (
        "JupyterLab starts, and its kernel runs a cell with nnlib",
        "See whether a firewall or a virus scanner blocks connections of this computer to itself.",
        "the-kernel-does-not-start",
    ),
}


def examine(details=False):
    """Print a line for each check, with what to do where one fails; return None.

    Without details the text is the same on every computer where everything works.
    """
    report(findings_of(NOTEBOOK), details)


if __name__ == "__main__":
    for finding in findings_of(TERMINAL):
        print(json.dumps(dataclasses.asdict(finding)), flush=True)

"""A Chromium that belongs to nobody else, and its protocol: what prints pages and looks at them.

The browser is driven by its own protocol, since it prints on command without waiting for the page.
"""

import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

import websocket

from ..drafts import work_folder
from .packages import EditionError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
SET_PDEATHSIG = 1  # of Linux's prctl: the signal that a process gets when its parent ends
PATIENCE = 120  # seconds for a start, and for a page to be laid out


def browser():
    """The path of a browser that prints; EditionError where there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    found = found or next(filter(os.path.exists, PLACES), None)
    if found is None:
        raise EditionError(
            f"This takes Chromium, Chrome or Edge; none of {', '.join(BROWSERS)} is here."
        )
    return found


@contextlib.contextmanager
def open_page(patience=PATIENCE):
    """A connection to an empty page of a new browser, which has a profile of its own.

    An answer of the page is waited for `patience` seconds.
    """
    with work_folder("browser") as profile, started(profile) as running:
        place = page_of(profile / "DevToolsActivePort", running, browser())
        page = websocket.create_connection(place, timeout=patience, suppress_origin=True)
        yield page
        page.close()


@contextlib.contextmanager
def started(profile):
    """A browser with this profile; it ends with us, however we end."""
    command = [
        browser(), "--headless", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0",
        f"--user-data-dir={profile}", "about:blank",
    ]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.insert(1, "--no-sandbox")  # without it Chromium does not start for root
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = subprocess.Popen(command, preexec_fn=end_with_parent(), **quiet)
    try:
        yield running
    finally:
        running.terminate()
        running.wait()


def end_with_parent():
    """What makes a new process end when ours is killed; None where the system cannot."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return lambda: prctl(SET_PDEATHSIG, signal.SIGTERM)


def page_of(port, running, program):
    """The address at which the page's protocol is spoken, once the browser has written its port."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and running.poll() is None:
        with contextlib.suppress(OSError, IndexError, StopIteration):
            number = port.read_text("utf-8").split()[0]
            with urllib.request.urlopen(
                f"http://127.0.0.1:{number}/json/list", timeout=5
            ) as answer:
                pages = (one for one in json.load(answer) if one["type"] == "page")
                return next(pages)["webSocketDebuggerUrl"]
        time.sleep(0.05)
    raise EditionError(f"The browser {program} did not start.")


def wait_for(page, expression, heard=None, patience=PATIENCE):
    """Wait until an expression of JavaScript has a value in the page; TimeoutError otherwise."""
    end = time.monotonic() + patience
    while "value" not in send(page, "Runtime.evaluate", heard, expression=expression)["result"]:
        if time.monotonic() > end:
            raise TimeoutError(f"it was not laid out within {patience} seconds")
        time.sleep(0.05)


def send(page, method, heard=None, **params):
    """The result of a command of the protocol; KeyError with what the browser says if it failed.

    What the page tells meanwhile, its events, is appended to `heard`.
    """
    page.send(json.dumps({"id": 1, "method": method, "params": params}))
    while (answer := json.loads(page.recv())).get("id") != 1:
        if heard is not None:
            heard.append(answer)
    if "result" not in answer:
        raise KeyError(answer["error"]["message"])
    return answer["result"]

"""The website's pages in a browser: what they ask for, what fails in them, and whom they shut out.

Each page is served on this machine's own loopback and looked at in both themes, with what is folded
open, by axe-core; what axe calls serious or critical is a fault.
"""

import contextlib
import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import websocket

from ..chromium import open_page, send, wait_for
from ..packages import AXE, EditionError
from .booklet import FORMULAS_SET

THEMES = ("light", "dark")
OWN = ("data:", "blob:", "about:")
WIDE, NARROW = (1280, 900), (390, 844)  # a laptop's window, and a telephone's
AT_REST = "Promise.allSettled(document.getAnimations().map(one => one.finished))"
OVER = f"""{AT_REST}.then(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth)"""
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
UNREAD = "document.querySelectorAll('mjx-container:has([data-mjx-error])').length"
# Formulas that are wider than the column that clips them: nothing scrolls to a part of them.
CUT = """[...document.querySelectorAll("mjx-container[display]")].filter(one => {
    const box = one.getBoundingClientRect(), column = one.parentElement.getBoundingClientRect();
    return box.width && (box.left < column.left - 1 || box.right > column.right + 1);
}).length"""
BAD = ("serious", "critical")
EVENTS = ("Network", "Page", "Runtime", "Log")
AXE_RUN = """axe.run(document, {resultTypes: ["violations"]}).then(found => JSON.stringify(
    found.violations.map(one => [one.impact, one.id, one.nodes.map(node => node.target.join(" "))])
))"""


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that says nothing about them."""

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served(folder):
    """The address of a server of this folder, for this machine alone."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def pages_in(folder):
    """The pages of a website, as paths in its folder."""
    for path in sorted(folder.rglob("*.html")):
        if "_static" not in path.relative_to(folder).parts:
            yield path.relative_to(folder).as_posix()


def browse_pages(folder, pages):
    """Yield (page, [what is wrong, in words]) for these pages of the website in a folder.

    Raises EditionError where there is no browser, or no axe-core to be had.
    """
    axe = (AXE.folder() / "axe.min.js").read_text("utf-8")
    try:
        with served(folder) as address, open_page() as page:
            for domain in EVENTS:
                send(page, f"{domain}.enable")
            for name in pages:
                yield name, faults_of_page(page, address, name, axe)
    except (OSError, websocket.WebSocketException, KeyError) as error:
        raise EditionError(f"The browser did not show the website: {error}") from None


def faults_of_page(page, address, name, axe):
    """What is wrong with one page, in words."""
    heard = []
    in_window(page, WIDE)
    in_theme(page, THEMES[0])
    send(page, "Page.navigate", heard, url=address + name)
    wait_for(page, FORMULAS_SET, heard)
    send(page, "Runtime.evaluate", heard, expression=OPEN_ALL)
    send(page, "Runtime.evaluate", heard, expression=axe)
    found = []
    for theme in THEMES:
        in_theme(page, theme)
        wait_for(page, f"document.documentElement.dataset.theme === '{theme}' || undefined", heard)
        evaluated(page, f"{AT_REST}.then(() => 0)", heard)  # colours may be changing still
        run = {"expression": AXE_RUN, "awaitPromise": True, "returnByValue": True}
        told = send(page, "Runtime.evaluate", heard, **run)["result"]["value"]
        found += [
            f"{theme}: axe says {rule}, {len(places)} times, such as {places[0]}"
            for impact, rule, places in json.loads(told)
            if impact in BAD
        ]
    if unread := evaluated(page, UNREAD, heard):
        found.append(f"MathJax cannot read {unread} of its formulas")
    in_window(page, NARROW)
    if (over := evaluated(page, OVER, heard)) > 0:
        found.append(f"it is {over} px too wide for a telephone")
    if cut := evaluated(page, CUT, heard):
        found.append(f"{cut} of its formulas are cut on a telephone")
    return [*faults_heard(heard, address), *found]


def evaluated(page, expression, heard):
    """What an expression of JavaScript comes to in the page."""
    asked = {"expression": expression, "awaitPromise": True}
    return send(page, "Runtime.evaluate", heard, **asked)["result"]["value"]


def in_window(page, size):
    """Show a page in a window of this size."""
    settings = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
    send(page, "Emulation.setDeviceMetricsOverride", **settings)


def in_theme(page, theme):
    """Show a page as a reader has it whose system is light or dark."""
    features = [{"name": "prefers-color-scheme", "value": theme}]
    send(page, "Emulation.setEmulatedMedia", features=features)


def faults_heard(heard, address):
    """What the browser's events tell of requests to others, of what failed, and of errors."""
    for event in heard:
        told = event.get("params", {})
        if event["method"] == "Network.requestWillBeSent":
            url = told["request"]["url"]
            if not url.startswith((address, *OWN)):
                yield f"it asks for {url}"
        elif event["method"] == "Network.responseReceived" and told["response"]["status"] >= 400:
            yield f"{told['response']['url'].removeprefix(address)} is not there"
        elif event["method"] == "Runtime.exceptionThrown":
            yield f"its script fails: {told['exceptionDetails'].get('text', '')}"
        elif event["method"] == "Log.entryAdded" and told["entry"]["level"] == "error":
            yield f"the browser complains: {told['entry']['text']}"

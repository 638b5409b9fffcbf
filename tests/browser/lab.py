"""JupyterLab in Chromium for tests: a server on a copy of the lessons, and a lesson in a page.

Everything waits on a condition of the page or of the kernel, never on time.
"""

import ast
import contextlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
ARTEFACTS = Path(os.environ.get("COURSE_ARTEFACTS", ROOT / "artifacts")) / "browser"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
QUIET = {
    "notification.jupyterlab-settings": {"fetchNews": "false", "checkForUpdates": False},
}
NOISE = [  # JupyterLab's own errors, which harm nothing
    r"reading 'footer'[\s\S]*_ensureFocus",  # a notebook is closed before it has got the focus
]
SKIP = "The browser tests are skipped: {}."

PATIENCE = 180  # seconds that a page may take to open, to run a notebook, or to answer

CURRENT = "jupyterapp.shell.currentWidget"
KERNEL = f"{CURRENT}?.sessionContext?.session?.kernel"
CODE_CELLS = f"{CURRENT}.content.widgets.filter(cell => cell.model.type === 'code')"


def missing(what):
    """In CI a missing browser is a failure, elsewhere the tests say what they lack."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"The browser tests need a browser: {what}.", pytrace=False)
    pytest.skip(SKIP.format(what))


def box_of(locator):
    """Where it is on the page; what is just being replaced has no place for a moment."""
    for _ in range(100):
        if box := locator.bounding_box():
            return box
        locator.page.wait_for_timeout(50)
    raise AssertionError(f"{locator} has no place on the page.")


class Server:
    """A JupyterLab server with its own settings, data and port, on a folder of copied lessons."""

    def __init__(self, home):
        self.home, self.folder = home, home / "notebooks"
        self.token = secrets.token_hex(16)
        self.process = None
        shutil.copytree(NOTEBOOKS, self.folder) if NOTEBOOKS.exists() else self.folder.mkdir()
        settings = home / "settings" / "@jupyterlab" / "apputils-extension"
        settings.mkdir(parents=True)
        for name, values in QUIET.items():
            (settings / name).write_text(json.dumps(values))

    def __enter__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        folders = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "IPYTHONDIR": "ipython",
            "MPLCONFIGDIR": "matplotlib",
        }
        environment = os.environ | {name: str(self.home / path) for name, path in folders.items()}
        environment |= {
            "JUPYTER_TOKEN": self.token,
            "NO_PROXY": "127.0.0.1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        command = [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1"),
            *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
            f"--ServerApp.root_dir={self.folder}",
            "--LabApp.expose_app_in_browser=True",
            f"--LabApp.user_settings_dir={self.home / 'settings'}",
            f"--LabApp.workspaces_dir={self.home / 'workspaces'}",
            "--LabApp.extension_manager=readonly",
            # A killed pytest leaves the server behind; it then ends by itself.
            "--ServerApp.shutdown_no_activity_timeout=600",
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--allow-root")
        self.log = (self.home / "server.log").open("w+")
        self.process = subprocess.Popen(
            command, cwd=self.home, env=environment, stdout=self.log, stderr=subprocess.STDOUT
        )
        try:
            self._wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            # JupyterLab now and then never ends; its kernels do when they see it gone.
            self.process.kill()
            self.process.wait()
        self.log.close()

    def _wait_until_ready(self, seconds=120):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError):
                self.ask("GET", "/api/status")
                return
            time.sleep(0.1)
        self.log.seek(0)
        raise RuntimeError(f"JupyterLab did not answer at {self.url}:\n{self.log.read()[-2000:]}")

    def ask(self, method, path):
        """The server's answer to a request of its API, as Python."""
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Authorization", f"token {self.token}")
        with urllib.request.urlopen(request, timeout=10) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def add(self, name, notebook):
        """Put a notebook (a dict, or the path of one) into the folder; return its name."""
        if isinstance(notebook, Path):
            content = notebook.read_text("utf-8")
        else:
            content = json.dumps(notebook)
        (self.folder / name).write_text(content, "utf-8")
        return name


class LabPage:
    """A page of JupyterLab that shows one notebook; it remembers what went wrong in the browser.

    To load JupyterLab takes many times as long as to open a notebook in it, so a page outlives its
    notebook.
    """

    def __init__(self, page, server):
        self.page, self.server = page, server
        self.errors, self.foreign = [], []
        page.set_default_timeout(1000 * PATIENCE)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._see(request.url))
        page.on("websocket", lambda socket: self._see(socket.url))

    def _hear(self, message):
        words = f"{message.text} ({message.location.get('url', '')})"
        if message.type == "error" and not any(re.search(noise, words) for noise in NOISE):
            self.errors.append(words)

    def _see(self, url):
        if not re.match(r"(?:https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|about:", url):
            self.foreign.append(url)

    def open(self, name):
        """Show the notebook and wait until its kernel is idle."""
        if self.page.url.startswith(self.server.url):
            self.page.bring_to_front()  # a page behind another one draws nothing
            self.page.mouse.move(0, 0)
            self.errors.clear()  # of the notebook before, if they came late
            self.page.evaluate(
                "async path => { await jupyterapp.commands.execute('docmanager:open', {path}) }",
                name,
            )
        else:
            address = f"{self.server.url}/lab/tree/{name}?token={self.server.token}&reset"
            self.page.goto(address, wait_until="domcontentloaded")
        self.page.wait_for_selector(".jp-NotebookPanel .jp-Notebook")
        self.wait(f"{KERNEL}?.status === 'idle'")
        return self

    def close(self):
        """Close the notebook and end its kernel, whatever is said to that; the page stays."""
        self.page.evaluate("() => null")  # what has been said so far is heard
        heard = list(self.errors)
        self.page.evaluate(
            """async () => {
                for (const widget of [...jupyterapp.shell.widgets('main')]) {
                    await widget.sessionContext?.shutdown();
                    widget.dispose();
                }
            }"""
        )
        self.errors[:] = heard

    def run_all(self):
        """Run every cell; AssertionError with the cell and its error as soon as one fails."""
        self.page.evaluate(
            """() => {
                window.ran = false;
                const end = jupyterapp.commands.execute('notebook:run-all-cells');
                end.finally(() => { window.ran = true; });
            }"""
        )
        self.wait(f"window.ran && {KERNEL}.status === 'idle'")
        failed, left = self.page.evaluate(
            f"""() => {{
                const wrong = cell => cell.model.outputs.toJSON().some(
                    output => output.output_type === 'error');
                const cells = {CODE_CELLS}, names = cells => cells.map(cell => cell.model.id);
                return [names(cells.filter(wrong)),
                    names(cells.filter(cell => cell.model.executionCount === null))];
            }}"""
        )
        if failed:
            error = next(o for o in self.outputs(failed[0]) if o["output_type"] == "error")
            raise AssertionError(f"Cell '{failed[0]}' failed: {error['ename']}: {error['evalue']}")
        assert not left, f"Cell '{left[0]}' was not run."
        return self

    def wait(self, condition):
        """Wait for a computation: asked at every picture of the page, it would cost a processor."""
        self.page.wait_for_function(f"() => {condition}", polling=100)

    def run_cell(self, identity):
        """Run one cell again and wait until it is done."""
        self.page.evaluate(
            f"""async identity => {{
                const notebook = {CURRENT}.content;
                notebook.activeCellIndex = notebook.widgets.findIndex(
                    cell => cell.model.id === identity);
                notebook.deselectAll();
                await jupyterapp.commands.execute('notebook:run-cell');
            }}""",
            identity,
        )
        self.wait(f"{KERNEL}.status === 'idle'")

    def output(self, identity):
        """A locator of the cell's output, scrolled into view."""
        self.page.evaluate(
            f"""async identity => {{
                const notebook = {CURRENT}.content;
                const index = notebook.widgets.findIndex(cell => cell.model.id === identity);
                await notebook.scrollToItem(index);
                notebook.widgets[index].node.dataset.cell = identity;
            }}""",
            identity,
        )
        return self.page.locator(f'[data-cell="{identity}"] .jp-OutputArea').first

    def cells(self):
        """The cells as the page holds them: id, type and source."""
        return self.page.evaluate(
            f"() => {CURRENT}.content.widgets.map(cell => "
            "[cell.model.id, cell.model.type, cell.model.sharedModel.getSource()])"
        )

    def cell(self, identity):
        return self.page.evaluate(
            f"identity => {CURRENT}.content.widgets.find("
            "cell => cell.model.id === identity).model.toJSON()",
            identity,
        )

    def outputs(self, identity):
        return self.cell(identity)["outputs"]

    def read(self, expression):
        """The value of a Python expression in the kernel, by way of JSON; no cell is touched."""
        reply = self.page.evaluate(
            f"""async expression => {{
                const kernel = {KERNEL};
                const future = kernel.requestExecute({{
                    code: '', store_history: false,
                    user_expressions: {{value: `__import__('json').dumps(${{expression}})`}}}});
                return (await future.done).content.user_expressions.value;
            }}""",
            expression,
        )
        assert reply["status"] == "ok", f"{expression}: {reply.get('ename')}: {reply.get('evalue')}"
        return json.loads(ast.literal_eval(reply["data"]["text/plain"]))

    def execute(self, code):
        """Run code in the kernel; no cell is touched."""
        self.page.evaluate(
            f"async code => {{ await {KERNEL}.requestExecute({{code}}).done }}",
            code,
        )

    def restart_kernel(self):
        """Give the notebook a new kernel, which knows nothing of the widgets on the page."""
        self.page.evaluate(f"() => {KERNEL}.restart()")
        self.page.wait_for_function(f"() => {KERNEL}?.status === 'idle'")

    def shot(self, name, element=None):
        """Keep a picture of the page, or of an element, among the artefacts; return its bytes."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        return (element or self.page).screenshot(path=ARTEFACTS / f"{name}.png")

    @property
    def is_clean(self):
        return not self.errors and not self.foreign

    def assert_clean(self):
        assert not self.errors, "The browser's console says: " + "\n".join(self.errors)
        self.assert_no_foreign_request()

    def assert_no_foreign_request(self):
        assert not self.foreign, "The page asked other machines: " + "\n".join(self.foreign)

"""The verb `browser`: the course as a website in which the lessons run."""

import argparse
import webbrowser
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from ...drafts import work_folder
from ...files import typed_path
from ...folders import ABOVE_NNLIB
from ..ending import exit_code_of
from ..packages import EditionError
from ..placing import put_in_place
from .site import COPIES, make_browser_site

SITE = ABOVE_NNLIB / "build" / "browser"


def browser_arguments():
    """The parser of what may stand behind the verb."""
    whole = argparse.ArgumentParser(
        prog="course.py browser",
        description="Make the course into a website in which the lessons run, by JupyterLite: "
        "lessons and exercises as learners get them, and Python inside the browser.",
    )
    whole.add_argument(
        "--to", type=typed_path, default=SITE, help="the folder; build/browser without it"
    )
    whole.add_argument(
        "--serve", action="store_true", help="serve it on this computer, and open it, too"
    )
    whole.add_argument("--port", type=int, default=8000, help="where --serve serves it; 8000")
    return whole


class SilentFiles(SimpleHTTPRequestHandler):
    """Files of a folder, each under its type, whatever the system calls it."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".mjs": "text/javascript",
        ".js": "text/javascript",
        ".wasm": "application/wasm",
        ".json": "application/json",
    }

    def log_message(self, *_):
        """Say nothing of each file."""


def serving(folder, port=0):
    """A server of the folder, on this computer alone; port 0 stands for one that is free."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(SilentFiles, directory=str(folder)))


def serve(folder, port):
    """Serve the site until Ctrl-C."""
    try:
        server = serving(folder, port)
    except OSError as error:
        raise EditionError(
            f"Port {port} cannot be served on ({error.strerror}): choose another by --port."
        ) from None
    address = f"http://127.0.0.1:{port}/"
    print(f"Served at {address}; Ctrl-C ends it.", flush=True)
    webbrowser.open(address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()


def main(argv=None):
    """The command; returns its exit code."""
    options = browser_arguments().parse_args(argv)

    def make():
        with work_folder("browser-edition") as folder:
            put_in_place(make_browser_site(ABOVE_NNLIB, folder), options.to, COPIES)
        print(f"The site: {options.to}", flush=True)
        if options.serve:
            serve(options.to, options.port)

    return exit_code_of(make, options.to)

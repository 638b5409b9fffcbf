import shutil
import sys
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from lab import BROWSERS, CHROMIUM_FLAGS, LabPage, Server, missing

NUMBERS = count(1)
# Pictures are compared pixel by pixel, and where something ran a pixel may be shaded otherwise.
AT_REST = """addEventListener("DOMContentLoaded", () => {
    const style = document.createElement("style");
    style.id = "at-rest";
    style.textContent = ".nn-pulse { animation: none !important }";
    document.head.append(style);
})"""


@pytest.fixture(scope="package")
def chromium():
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        missing(f"none of {', '.join(BROWSERS)} is installed")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        missing("the package playwright is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, headless=True, args=CHROMIUM_FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def server(chromium, tmp_path_factory):
    with Server(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="package")
def context(chromium):
    """One browser context for all tests, so that JupyterLab's own files are loaded once."""
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    context.add_init_script(AT_REST)
    yield context
    context.close()


@pytest.fixture(scope="package")
def desk(context, request):
    """A context with a function that opens notebooks of a server; they are closed at its end.

    Their pages are kept for the next ones, unless a test has failed in between.
    """
    free = {}

    @contextmanager
    def at(server):
        pages, failed = [], request.session.testsfailed

        def show(name):
            idle = free.setdefault(server, [])
            pages.append(idle.pop() if idle else LabPage(context.new_page(), server))
            return pages[-1].open(name)

        yield show
        for lab in pages:
            lab.close()
            if request.session.testsfailed == failed and lab.is_clean:
                free[server].append(lab)
            else:
                lab.page.close()
        for lab in pages:
            lab.assert_clean()

    return at


@contextmanager
def opening(desk, server):
    """A function that opens fresh copies of notebooks."""
    with desk(server) as show:

        def open_copy(notebook):
            stem = notebook.stem if isinstance(notebook, Path) else "notebook"
            return show(server.add(f"{stem}-{next(NUMBERS)}.ipynb", notebook))

        yield open_copy


@pytest.fixture
def open_lesson(desk, server):
    """`open_lesson(path_or_dict)` opens a copy; at the end nothing may have gone wrong in it."""
    with opening(desk, server) as open_copy:
        yield open_copy


@pytest.fixture(scope="module")
def open_once(desk, server):
    """The same for a page that the tests of a module share."""
    with opening(desk, server) as open_copy:
        yield open_copy

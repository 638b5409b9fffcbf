"""The browser edition in a browser: a page is run whole, copies are kept, nobody else is asked."""

import json
import shutil
import tempfile
import threading
from contextlib import contextmanager
from math import exp
from pathlib import Path

import pytest
from lab import ARTEFACTS, KERNEL, PATIENCE, LabPage, missing

from nnlib.course.editions.browser.command import serving
from nnlib.course.editions.browser.contents import WITHOUT_NUMPY, fingerprints
from nnlib.course.editions.browser.pyodide import PACKAGE_LOCK, elsewhere
from nnlib.course.editions.browser.site import make_browser_site
from nnlib.course.folders import ABOVE_NNLIB

PAGE = WITHOUT_NUMPY.name
LESSON = "05_the_chain_rule_is_a_graph.ipynb"
COMPILED = ("contourpy", "kiwisolver", "matplotlib", "numpy", "pillow")
EXPOSED = {"exposeAppInBrowser": True}  # so that the tests can ask JupyterLab


@pytest.fixture(scope="module")
def site():
    """The folder of the site, built as the verb builds it."""
    if not shutil.which("npm"):
        missing("npm, which fetches Pyodide, is not installed")
    with tempfile.TemporaryDirectory() as folder:
        made = make_browser_site(ABOVE_NNLIB, Path(folder))
        path = made / "jupyter-lite.json"
        told = json.loads(path.read_text("utf-8"))
        told["jupyter-config-data"] |= EXPOSED
        path.write_text(json.dumps(told), "utf-8")
        yield made


class LitePage(LabPage):
    """JupyterLite with one notebook; requests to others are refused and remembered."""

    def __init__(self, context, address):
        self.address, self.errors, self.foreign = address, [], []
        context.route(lambda url: not url.startswith(address), self._refuse)
        self.page = context.new_page()
        self.page.set_default_timeout(1000 * PATIENCE)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _refuse(self, route):
        if route.request.url.startswith(("http:", "https:")):
            self.foreign.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    def load(self, words=""):
        """JupyterLab anew, as a learner's next visit has it."""
        self.page.goto(f"{self.address}lab/index.html?{words}")
        self.page.wait_for_function("window.jupyterapp !== undefined")
        self.page.evaluate("async () => { await jupyterapp.restored }")
        return self

    def open(self, name):
        self.load(f"path={name}")
        self.page.wait_for_selector(".jp-NotebookPanel .jp-Notebook .jp-Cell")
        self.wait(f"{KERNEL}?.status === 'idle'")
        return self

    def read(self, expression):
        """The value of an expression: this kernel knows no user_expressions, so it is printed."""
        said = self.page.evaluate(
            f"""async code => {{
                const future = {KERNEL}.requestExecute({{code, store_history: false}});
                let said = '';
                future.onIOPub = message => {{ said += message.content.text ?? ''; }};
                await future.done;
                return said;
            }}""",
            f"print(__import__('json').dumps({expression}))",
        )
        return json.loads(said)

    def ask_contents(self, call):
        """What the drive of the browser answers."""
        return self.page.evaluate(f"async () => await jupyterapp.serviceManager.contents.{call}")

    def files(self):
        listed = self.ask_contents("get('', {content: true})")["content"]
        return {one["name"] for one in listed if one["type"] == "notebook"}

    def notebook(self, name):
        return self.ask_contents(f"get({json.dumps(name)}, {{content: true}})")["content"]

    def save(self, name, notebook):
        model = {"type": "notebook", "format": "json", "content": notebook}
        self.ask_contents(f"save({json.dumps(name)}, {json.dumps(model)})")

    def told(self):
        return [one.inner_text() for one in self.page.locator("#nn-said p").all()]

    def visit_again(self):
        """What a start does to the copies, without the seconds that JupyterLab takes to load."""
        self.page.evaluate(
            f"""async () => {{
                document.querySelector('#nn-said')?.remove();
                await (await import('{self.address}edition.js')).bringUpToDate();
            }}"""
        )
        return self


@contextmanager
def visitor(chromium, site):
    """A browser that has never been here, and the site served to it."""
    server = serving(site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    try:
        yield LitePage(context, f"http://127.0.0.1:{server.server_address[1]}/")
    finally:
        context.close()
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def lite(chromium, site):
    """The page without NumPy, run from its first to its last cell."""
    with visitor(chromium, site) as page:
        yield page.open(PAGE).run_all()


def printed(lite, cell):
    return "".join(out.get("text", "") for out in lite.outputs(cell))


def slope(w, x=2, y=1):
    """Written anew: the loss of one sigmoid neuron, in closed form."""
    a = 1 / (1 + exp(-w * x))
    return (a - y) * exp(-w * x) / (1 + exp(-w * x)) ** 2 * x


def test_the_page_without_numpy_runs_whole_and_asks_nobody_for_anything(lite):
    assert f"{slope(0.5):.8f}" in printed(lite, "hand")
    assert printed(lite, "difference").split() == ["0", f"{slope(0.5):.8f}"]
    assert "frac" in lite.outputs("sympy")[0]["data"]["text/latex"]
    assert "You have not chosen" in printed(lite, "answer")
    assert "Not attempted yet" in printed(lite, "check")
    assert (lite.foreign, lite.errors) == ([], [])


def test_its_slider_moves_the_picture_and_the_factors(lite):
    shown = lite.output("slider")
    handle = shown.locator(".noUi-handle")
    handle.wait_for()
    handle.focus()
    for k in range(3):
        lite.page.keyboard.press("ArrowRight")
        now = 0.6 + 0.1 * k
        shown.locator(f"b:text-is('{slope(now):.4f}')").wait_for()
    picture = shown.locator("svg[role=img]")
    assert picture.get_attribute("aria-label").endswith(f"at {now:.1f}")
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    lite.page.screenshot(path=ARTEFACTS / "browser_edition.png")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("(a - y) * a * (1 - a)", "Right: z follows b one to one"),
        ("(a - y) * a * (1 - a) * x", "That is the slope in w."),
        ("a - y", "That is the slope in a."),
        ("a", "Not yet: by trying it is"),
    ],
)
def test_its_turn_is_judged(lite, written, says):
    source = lite.cell("turn")["source"].replace("...", written)
    value = lite.read(f"[exec({source!r}, globals()), judged()][1]")
    assert value.startswith(says)


def test_its_choice_is_answered(lite):
    lite.output("guess").locator("button", has_text="rises").click()
    lite.run_cell("answer")
    assert "makes it larger: nearer to 1" in printed(lite, "answer")


def test_progress_is_kept_where_the_browser_keeps_files(lite):
    assert lite.read("__import__('os').environ['NNLIB_PROGRESS']") == "/drive/progress.json"
    lite.read("open('/drive/progress.json', 'w').write('{}')")
    listed = lite.ask_contents("get('', {content: true})")["content"]
    assert "progress.json" in {one["name"] for one in listed}


def test_a_lesson_s_first_cell_asks_elsewhere_for_the_compiled_packages_alone(lite, site):
    """They are not to be had here, so that is as far as a lesson comes."""
    lock = json.loads((site / "static" / "pyodide" / PACKAGE_LOCK).read_text("utf-8"))
    cells = json.loads((site / "files" / LESSON).read_text("utf-8"))["cells"]
    setup = next(cell["source"] for cell in cells if cell["id"] == "setup")
    before = len(lite.foreign)
    lite.execute(setup)
    wanted = {lock["packages"][name]["file_name"] for name in COMPILED}
    assert all(one.startswith(elsewhere()) for one in wanted)
    assert {*lite.foreign[before:]} == wanted


def with_line(notebook, line):
    """The notebook with another first line."""
    first = notebook["cells"][0]
    return notebook | {"cells": [first | {"source": line}, *notebook["cells"][1:]]}


def with_outputs(notebook):
    """The notebook as it is after a run."""
    ran = [
        cell | {"execution_count": 1, "outputs": [{"output_type": "stream", "name": "stdout"}]}
        if cell["cell_type"] == "code"
        else cell
        for cell in notebook["cells"]
    ]
    for cell in ran:
        for output in cell.get("outputs", ()):
            output["text"] = "1\n"
    return notebook | {"cells": ran}


def first_line(notebook):
    return "".join(notebook["cells"][0]["source"])


def test_a_learner_s_copy_never_hides_a_new_version_and_is_never_lost(chromium, site, tmp_path):
    folder = shutil.copytree(site, tmp_path / "site")
    handed = json.loads((folder / "files" / PAGE).read_text("utf-8"))

    def publish(line, gone=False):
        place, prints = folder / "files" / PAGE, folder / "edition.json"
        now = json.loads(prints.read_text("utf-8"))["files"]
        now |= fingerprints({PAGE: with_line(handed, line)})
        place.write_text(json.dumps(with_line(handed, line)), "utf-8")
        prints.write_text(json.dumps({"files": now}), "utf-8")

    beside, second = "chain_rule.updated.ipynb", "chain_rule.updated-2.ipynb"
    with visitor(chromium, folder) as lite:
        lite.load().save(PAGE, with_outputs(handed))
        publish("the second")  # a copy that was only run: the new version appears
        assert first_line(lite.load().notebook(PAGE)) == "the second"
        assert lite.told() == [f"Brought up to date, since you had not changed it: {PAGE}."]

        lite.save(PAGE, with_line(handed, "mine"))
        assert lite.visit_again().told() == []
        publish("the third")  # an edited copy: it stays, and the new version lies beside it
        lite.visit_again()
        assert first_line(lite.notebook(PAGE)) == "mine"
        assert first_line(lite.notebook(beside)) == "the third" and beside in lite.files()
        assert len(lite.told()) == 1 and f"beside it as {beside}" in lite.told()[0]
        assert lite.visit_again().told() == []  # once

        publish("the fourth")  # takes the place of the third, which nobody has edited
        assert first_line(lite.visit_again().notebook(beside)) == "the fourth"
        lite.save(beside, with_line(handed, "also mine"))
        publish("the fifth")
        lite.visit_again()
        kept = [first_line(lite.notebook(name)) for name in (PAGE, beside, second)]
        assert kept == ["mine", "also mine", "the fifth"]

        lite.save(PAGE, with_line(handed, "the fifth"))  # the learner takes it over
        lite.visit_again()
        assert second not in lite.files() and beside in lite.files()
        assert lite.foreign == []


def test_the_browser_takes_the_fingerprints_that_python_takes(chromium, site):
    """Of every notebook, and of one with every kind of sign."""
    odd = {"cells": [{"cell_type": "markdown", "source": ["é\u2028\x7f", '\t"\\/\b', "😀\n"]}]}
    odd["cells"].append({"cell_type": "raw", "source": " \n"})
    prints = json.loads((site / "edition.json").read_text("utf-8"))["files"]
    with visitor(chromium, site) as lite:
        lite.page.goto(lite.address)
        take = f"""async given => {{
            const {{fingerprint}} = await import('{lite.address}edition.js');
            const found = {{odd: await fingerprint(given[0])}};
            for (const path of given[1]) {{
                const file = await fetch('{lite.address}files/' + path);
                found[path] = await fingerprint(await file.json());
            }}
            return found;
        }}"""
        assert lite.page.evaluate(take, [odd, [*prints]]) == prints | fingerprints({"odd": odd})

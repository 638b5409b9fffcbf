"""The verb `web`: what it says, and what it refuses with a sentence."""

import sys
from pathlib import Path

import pytest

from nnlib.course.editions import chromium, packages
from nnlib.course.editions.packages import EditionError
from nnlib.course.editions.web import booklet, checking, command, site

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def nothing_written(monkeypatch):
    """The verb without its first half, which writes what Sphinx reads."""
    monkeypatch.setattr(command.Website, "write", lambda *_, **__: None)


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    (tmp_path / "made").mkdir()
    with pytest.raises(EditionError, match="holds other files: choose an empty folder"):
        command.put_in_place(tmp_path / "made", tmp_path, command.KNOWN_BY)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_an_older_website_is_replaced_whole(tmp_path):
    made, target = tmp_path / "made", tmp_path / "site"
    for folder, page in ((made, "new.html"), (target, "old.html")):
        (folder / "_static").mkdir(parents=True)
        (folder / "_static" / "web.css").touch()
        (folder / page).touch()
    command.put_in_place(made, target, command.KNOWN_BY)
    assert {path.name for path in target.iterdir()} == {"_static", "new.html", ".nojekyll"}


def test_without_sphinx_it_is_said_what_installs_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "sphinx.application", None)
    with pytest.raises(EditionError, match=r"course\.py web` installs it"):
        site.run_sphinx(tmp_path, tmp_path / "made", {})


def test_without_npm_it_is_said_what_to_install(monkeypatch, tmp_path, capsys, nothing_written):
    monkeypatch.setattr(packages.shutil, "which", lambda name: None)
    monkeypatch.setattr(packages.Package.folder, "__defaults__", (tmp_path / "npm",))
    assert command.main(["--stills", f"--to={tmp_path / 'site'}"]) == 1
    assert "mathjax 3.2.2 is needed once, and npm" in capsys.readouterr().err


def test_without_a_browser_it_is_said_which_would_do(monkeypatch, tmp_path):
    monkeypatch.setattr(chromium.shutil, "which", lambda name: None)
    monkeypatch.setattr(chromium, "PLACES", ())
    monkeypatch.setattr(checking, "AXE", FakePackage(tmp_path))
    with pytest.raises(EditionError, match="Chromium, Chrome or Edge"):
        next(checking.browse_pages(tmp_path, ["index.html"]))
    with pytest.raises(EditionError, match="Chromium, Chrome or Edge"):
        booklet.print_booklet(tmp_path / "index.html", tmp_path / "course.pdf")


class FakePackage:
    def __init__(self, path):
        (path / "axe.min.js").touch()
        self.path = path

    def folder(self):
        return self.path


def test_faults_end_the_check_with_each_of_them(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(command, "pages_in", lambda folder: ["a.html", "b.html"])
    found = [("a.html", []), ("b.html", ["it asks for https://example.org/x.js"])]
    monkeypatch.setattr(command, "browse_pages", lambda folder, pages: iter(found))
    with pytest.raises(EditionError, match=r"1 fault.*\nb\.html: it asks for https://example"):
        command.check_pages(tmp_path)
    assert "a.html: nothing wrong (1 of 2)" in capsys.readouterr().out


HERE = "http://127.0.0.1:5/"


@pytest.mark.parametrize(
    ("method", "params", "fault"),
    [
        ("Network.requestWillBeSent", {"request": {"url": HERE + "a.js"}}, None),
        ("Network.requestWillBeSent", {"request": {"url": "data:image/png;base64,AA"}}, None),
        ("Network.requestWillBeSent", {"request": {"url": "http://127.0.0.1:6/a"}}, "asks for"),
        ("Network.requestWillBeSent", {"request": {"url": "https://a.example/"}}, "asks for"),
        ("Network.responseReceived", {"response": {"status": 404, "url": HERE + "a"}}, "not there"),
        ("Network.responseReceived", {"response": {"status": 200, "url": HERE + "a"}}, None),
        ("Runtime.exceptionThrown", {"exceptionDetails": {"text": "Uncaught"}}, "script fails"),
        ("Log.entryAdded", {"entry": {"level": "error", "text": "x"}}, "complains"),
        ("Log.entryAdded", {"entry": {"level": "warning", "text": "x"}}, None),
        ("Page.loadEventFired", {}, None),
    ],
)
def test_what_a_page_does_is_judged(method, params, fault):
    found = [*checking.faults_heard([{"method": method, "params": params}], HERE)]
    assert len(found) == bool(fault) and (fault or "") in "".join(found)


def test_launchers_stand_only_where_their_address_is_known(tmp_path):
    plain = site.settings_of_sphinx(tmp_path, vars(command.web_arguments().parse_args([])))
    assert "://" not in str(plain)
    told = command.web_arguments().parse_args(
        ["--repository=https://example.org/us/course", "--binderhub=https://binder.example"]
    )
    theme = site.settings_of_sphinx(tmp_path, vars(told))["html_theme_options"]
    assert theme["repository_url"] == "https://example.org/us/course"
    assert theme["launch_buttons"]["binderhub_url"] == "https://binder.example"
    assert "colab_url" not in theme["launch_buttons"]


def test_an_address_in_the_project_file_is_the_repository(monkeypatch, tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project.urls]\nRepository = "https://example.org/x"')
    monkeypatch.setattr(command, "ABOVE_NNLIB", tmp_path)
    assert command.web_arguments().parse_args([]).repository == "https://example.org/x"

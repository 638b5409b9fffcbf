"""The verb `browser`: what it says and refuses."""

import json

import pytest

from nnlib.course.editions import packages
from nnlib.course.editions.browser import command, lite, site
from nnlib.course.editions.packages import EditionError


@pytest.fixture
def built(monkeypatch, tmp_path):
    """A site of one file, in place of the real one."""

    def make(course, folder):
        (folder / "edition.js").touch()
        return folder

    monkeypatch.setattr(command, "make_browser_site", make)
    return tmp_path / "site"


def test_an_older_site_is_replaced_and_nothing_else(built, capsys):
    assert command.main([f"--to={built}"]) == 0
    (built / "old").touch()
    assert command.main([f"--to={built}"]) == 0
    assert {path.name for path in built.iterdir()} == {"edition.js", ".nojekyll"}
    (built / "edition.js").unlink()
    (built / "thesis.txt").touch()
    assert command.main([f"--to={built}"]) == 1
    assert "holds other files" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said(built, capsys):
    with command.serving(built.parent) as server:
        port = server.server_address[1]
        assert command.main([f"--to={built}", "--serve", f"--port={port}"]) == 1
    assert f"Port {port} cannot be served on" in capsys.readouterr().err


def test_without_npm_it_is_said_what_to_install(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(site, "build_package", lambda *_: tmp_path / "course.whl")
    monkeypatch.setattr(packages.shutil, "which", lambda name: None)
    monkeypatch.setattr(packages.Package.folder, "__defaults__", (tmp_path / "npm",))
    assert command.main([f"--to={tmp_path / 'site'}"]) == 1
    assert "pyodide 314.0.6 is needed once, and npm" in capsys.readouterr().err


def test_what_jupyterlite_says_last_is_passed_on(tmp_path):
    (tmp_path / "jupyter-lite.json").write_text("{")
    with pytest.raises(EditionError, match="JupyterLite could not make the site"):
        lite.run_lite(tmp_path, tmp_path / "made")


def test_a_jupyterlite_that_starts_otherwise_is_noticed(tmp_path):
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "index.html").write_text("<script>start()</script>")
    with pytest.raises(EditionError, match="starts otherwise than it did"):
        site.keep_copies(tmp_path, {})


def test_settings_name_no_host():
    assert "//" not in json.dumps(site.settings_of_lite())

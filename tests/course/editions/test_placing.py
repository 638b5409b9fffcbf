"""A site is put where it was asked for, whole; an older one stays until then."""

import shutil

import pytest

from nnlib.course.editions import placing
from nnlib.course.editions.ending import exit_code_of
from nnlib.course.editions.packages import EditionError


def put(made, target):
    placing.put_in_place(made, target, "site.js")


@pytest.fixture
def made(tmp_path):
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "site.js").write_text("new")
    return folder


@pytest.fixture
def target(tmp_path):
    """An older site, in a folder whose name a shell or an address would stumble over."""
    folder = tmp_path / "Kurs für alle" / "Seite"
    folder.mkdir(parents=True)
    (folder / "site.js").write_text("old")
    (folder / "page.html").touch()
    return folder


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_an_older_site_is_replaced_and_nothing_stays_beside_it(made, target):
    put(made, target)
    assert names(target) == {"site.js", ".nojekyll"}
    assert (target / "site.js").read_text() == "new" and names(target.parent) == {"Seite"}


def test_other_files_are_never_replaced(made, target):
    (target / "site.js").unlink()
    with pytest.raises(EditionError, match="holds other files"):
        put(made, target)
    assert names(target) == {"page.html"}


@pytest.mark.parametrize("stop", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_older_site_outlives_a_build_that_breaks_off(made, target, monkeypatch, stop):
    def copy(source, draft, **_):
        draft.mkdir()
        (draft / "half").touch()
        raise stop

    monkeypatch.setattr(placing.shutil, "copytree", copy)
    with pytest.raises(type(stop)):
        put(made, target)
    assert names(target) == {"site.js", "page.html"} and names(target.parent) == {"Seite"}


def test_of_two_builds_at_the_same_time_one_stays_whole(made, target, monkeypatch):
    copytree = shutil.copytree

    def copy(source, draft, **options):
        monkeypatch.setattr(placing.shutil, "copytree", copytree)
        put(made, target)
        copytree(source, draft, **options)

    monkeypatch.setattr(placing.shutil, "copytree", copy)
    put(made, target)
    assert names(target) == {"site.js", ".nojekyll"} and names(target.parent) == {"Seite"}


def test_a_full_disk_is_told_in_a_sentence(capsys, tmp_path):
    def act():
        raise shutil.Error([("a", "b", "[Errno 28] No space left on device: 'b'")])

    assert exit_code_of(act, tmp_path) == 1
    said = capsys.readouterr().err
    assert said == f"{tmp_path} cannot be written: [Errno 28] No space left on device: 'b'.\n"

"""The verb `slides`: what it says, and what it refuses with a sentence."""

import pytest

from nnlib.course.editions import chromium
from nnlib.course.editions.packages import EditionError
from nnlib.course.editions.slides import command, live, maths, paper


def test_an_unknown_lesson_is_named(capsys, tmp_path):
    assert command.main(["77", f"--to={tmp_path}"]) == 1
    assert "There is no lesson '77'; the lessons are: 00_start_here" in capsys.readouterr().err


@pytest.mark.parametrize("names", [[], ["01", "02"]])
def test_live_opens_one_lesson(names, capsys):
    assert command.main([*names, "--live"]) == 1
    assert "--live opens one lesson: name it" in capsys.readouterr().err


def test_live_opens_the_lecturers_copy_as_a_single_document(monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr(command, "ABOVE_NNLIB", tmp_path)
    monkeypatch.setattr("jupyterlab.labapp.main", lambda options: opened.extend(options) or 0)
    monkeypatch.setattr("jupyterlab.commands.get_workspaces_dir", lambda: str(tmp_path / "spaces"))
    assert command.main(["01", "--live"]) == 0
    copy = "work/lecture/01_a_line_is_one_neuron.ipynb"
    assert (tmp_path / copy).is_file()
    assert f"--LabApp.default_url=/doc/workspaces/lecture/tree/{copy}" in opened


def test_a_folder_that_cannot_be_made_is_told(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    assert command.main(["01", "--stills", f"--to={tmp_path / 'file' / 'decks'}"]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_without_node_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr(maths.shutil, "which", lambda name: None)
    with pytest.raises(EditionError, match=r"install Node\.js"):
        maths.typeset('<span class="tex">w</span>')
    assert maths.typeset("<p>no formula</p>") == "<p>no formula</p>"


def test_without_a_browser_it_is_said_which_would_do(monkeypatch, tmp_path):
    monkeypatch.setattr(chromium.shutil, "which", lambda name: None)
    monkeypatch.setattr(chromium, "PLACES", ())
    with pytest.raises(EditionError, match="Chromium, Chrome or Edge"):
        paper.to_pdf(tmp_path / "deck.html", tmp_path / "deck.pdf")


def test_the_copy_lies_where_git_does_not_look():
    assert live.FOLDER == "work" and command.DECKS.parts[-2:] == ("build", "slides")

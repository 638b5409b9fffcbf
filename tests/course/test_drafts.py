"""Files are written whole, by several processes at once; what a killed one leaves is removed."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nnlib.course import drafts
from nnlib.course.editions import placing
from nnlib.course.editions.ending import exit_code_of

GONE = 2**22 + 1  # a process number that no Linux gives
WRITER = """
import sys
from pathlib import Path
from nnlib.course.drafts import write_whole
for _ in range(60):
    write_whole(Path(sys.argv[1]), sys.argv[2].encode() * 400_000)
"""


def set_back(path, age):
    os.utime(path, (time.time() - age, time.time() - age))


def left_behind(place, maker=GONE, age=2 * drafts.SOON):
    """A draft of `place` as a killed process leaves it."""
    draft = place.with_name(f".{place.name}-{maker}-abcd1234")
    draft.write_bytes(b"half")
    set_back(draft, age)
    return draft


def test_two_writers_at_once_never_show_half_of_a_file(tmp_path):
    place = tmp_path / "deck.html"
    writers = [
        subprocess.Popen([sys.executable, "-P", "-c", WRITER, place, letter]) for letter in "ab"
    ]
    seen = set()
    while any(one.poll() is None for one in writers):
        if place.exists():
            content = place.read_bytes()
            seen.add((len(content), *{*content.decode()}))
    assert [one.returncode for one in writers] == [0, 0]
    assert seen <= {(400_000, "a"), (400_000, "b")} and seen
    assert [*tmp_path.iterdir()] == [place]


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell whether a process runs")
def test_what_a_killed_process_left_is_removed_and_what_a_running_one_makes_is_not(tmp_path):
    place = tmp_path / "deck[1].html"
    dead, young = left_behind(place), left_behind(place, GONE + 1, age=0)
    running = left_behind(place, os.getppid())
    other = left_behind(tmp_path / "deck[1].html-notes")
    drafts.write_whole(place, b"whole")
    assert place.read_bytes() == b"whole" and not dead.exists()
    assert young.exists() and running.exists() and other.exists()
    left_behind(place, os.getppid(), age=drafts.LATE + 1)
    drafts.write_whole(place, b"whole")
    assert not running.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell whether a process runs")
def test_a_site_whose_successor_was_killed_between_two_names_comes_back(tmp_path, monkeypatch):
    made, target = tmp_path / "made", tmp_path / "site"
    made.mkdir()
    draft = tmp_path / f".site-{GONE}-abcd1234"
    (draft / "old").mkdir(parents=True)
    (draft / "old" / "site.js").write_text("old")
    set_back(draft, 2 * drafts.SOON)

    def without_room(*_, **__):
        assert (target / "site.js").read_text() == "old"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(placing.shutil, "copytree", without_room)
    with pytest.raises(OSError, match="No space"):
        placing.put_in_place(made, target, "site.js")
    assert (target / "site.js").read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"made", "site"}


def test_a_verb_that_is_stopped_says_so_in_a_sentence(capsys):
    def stopped():
        raise KeyboardInterrupt

    assert exit_code_of(stopped, Path("build") / "slides") == 130
    assert "Stopped.  What was complete in" in capsys.readouterr().err

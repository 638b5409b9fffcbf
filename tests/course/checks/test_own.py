"""The learner's own network: kept when turn 9.d is right, and found again by later lessons."""

import linecache
import shutil
from pathlib import Path

import numpy as np
import pytest

from nnlib.course.checks import own, own_network, session
from nnlib.course.checks.session import Session, worked

COURSE = Path(__file__).parents[3]
NAME, TURN, FILE = "09_build_nnlib_and_prove_it", "9.d", "my_network.py"
RIGHT = worked(NAME, TURN)
OTHERWISE = RIGHT.replace("parameters, []", "parameters, list()")


@pytest.fixture(params=["course", "Kurs für Übermüdete"])
def work(request, tmp_path, monkeypatch):
    """A learner's edition, once in a folder with umlauts; it is the working directory."""
    monkeypatch.delenv("NNLIB_EDITION", raising=False)
    monkeypatch.setattr(own, "user_folder", lambda: tmp_path / "user")
    course = tmp_path / request.param
    (course / "exercises" / NAME).mkdir(parents=True)
    (course / "exercises" / NAME / f"{NAME}.ipynb").write_text("{}")
    (course / "notebooks").mkdir()
    for suffix in ("checks", "ipynb"):
        shutil.copy(COURSE / "notebooks" / f"{NAME}.{suffix}", course / "notebooks")
    (course / "work").mkdir()
    (course / "work" / ".edition.json").write_text("{}")
    monkeypatch.chdir(course / "work")
    return course / "work"


def check(*cells, **names):
    """What check says of cells, of which IPython keeps the lines."""
    namespace = dict(names)
    exec("import numpy as np", namespace)
    for code in cells:
        file = f"<cell {hash(code)}>"
        linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file
        exec(compile(code, file, "exec"), namespace)
    return Session(NAME, namespace).check(TURN)


def test_a_right_answer_is_kept_and_found_again(work, capsys):
    verdict = check(RIGHT)
    assert verdict.right
    assert f"kept in {FILE}" in str(verdict)
    network = own_network()
    assert capsys.readouterr().out == ""
    assert network.__name__ == "my_network"
    assert len(network.start([2, 3, 1], np.random.default_rng(0))) == 4


def test_a_wrong_answer_is_not_kept(work):
    assert not check(RIGHT.replace("p - eta * g", "p + eta * g")).right
    assert not (work / FILE).exists()


def test_a_second_right_answer_takes_the_place_of_the_first(work):
    check(RIGHT)
    check(OTHERWISE)
    assert "parameters, list()" in (work / FILE).read_text("utf-8")
    assert [path.name for path in work.glob("*.py")] == [FILE]


def test_the_same_answer_again_changes_nothing(work):
    check(RIGHT)
    before = (work / FILE).stat()
    assert f"is in {FILE}" in str(check(RIGHT))
    assert (work / FILE).stat().st_mtime_ns == before.st_mtime_ns


def test_what_was_changed_by_hand_is_kept_beside(work):
    for number in (1, 2):
        check(RIGHT)
        mine = (work / FILE).read_text("utf-8") + f"# mine {number}\n"
        (work / FILE).write_text(mine, "utf-8")
        aside = f"my_network.yours-{number}.py"
        assert aside in str(check(OTHERWISE))
        assert (work / aside).read_text("utf-8") == mine


def test_a_file_of_the_learner_s_own_making_is_kept_beside(work):
    (work / FILE).write_text("print('mine')", "utf-8")
    check(RIGHT)
    assert (work / "my_network.yours-1.py").read_text("utf-8") == "print('mine')"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"def start(:", "SyntaxError"),
        (b"raise SystemExit(3)", "SystemExit"),
        (b"x = '\xff'", "no text in UTF-8"),
        (RIGHT.encode(), "np"),  # does not import it
        (b"", "`start`"),
    ],
)
def test_a_broken_file_gives_way_to_the_published_network(work, capsys, text, said):
    (work / FILE).write_bytes(text)
    network = own_network()
    out = capsys.readouterr().out
    assert out.startswith("This is the published network")
    assert said in out
    assert callable(network.slopes)


def test_without_a_file_the_published_network_comes_and_says_so(work, capsys):
    assert callable(own_network().train)
    assert "there is no my_network.py of yours yet" in capsys.readouterr().out


def test_a_read_only_edition_keeps_it_in_the_user_s_folder(work, monkeypatch, tmp_path):
    really = own.written
    monkeypatch.setattr(
        own, "written", lambda path, text: "user" in path.parts and really(path, text)
    )
    assert check(RIGHT).right
    assert not (work / FILE).exists()
    assert (tmp_path / "user" / "work" / FILE).is_file()


def test_where_nothing_can_be_written_it_says_so(work, monkeypatch):
    monkeypatch.setattr(own, "written", lambda *_: False)
    verdict = check(RIGHT)
    assert verdict.right
    assert "cannot be kept" in str(verdict)


def test_an_answer_that_leans_on_the_notebook_is_right_and_not_kept(work):
    leaning = RIGHT.replace("np.tanh(z)", "bend(z)")
    verdict = check(leaning, bend=np.tanh)
    assert verdict.right
    assert "has to stand alone" in str(verdict)
    assert not (work / FILE).exists()


def test_an_answer_in_several_cells_is_kept_whole(work):
    head, predict, tail = RIGHT.partition("def predict")
    start, _, helper = head.partition("def activations")
    verdict = check(f"{predict}{tail}", start, f"def activations{helper}")
    assert f"kept in {FILE}" in str(verdict)
    kept = (work / FILE).read_text("utf-8")
    assert kept.index("def activations") < kept.index("def predict")
    assert callable(own_network().activations)


def test_what_it_lacks_to_stand_alone_is_shown_with_its_own_line(work):
    check(RIGHT)
    said = str(check(RIGHT.replace("np.tanh(z)", "bend(z)"), bend=np.tanh))
    assert f"of {FILE}: `a.append(bend(z)" in said


def test_publishing_keeps_nothing_and_finds_the_published(work, monkeypatch, capsys):
    check(OTHERWISE)
    monkeypatch.setattr(session, "published", lambda: True)
    own_network()
    assert "published" in capsys.readouterr().out
    (work / FILE).unlink()
    check(RIGHT)
    assert not (work / FILE).exists()

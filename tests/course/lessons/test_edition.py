"""The learner's edition: what is in it, and that no start ever loses anybody's work."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from nnlib.course import folders
from nnlib.course.folders import ABOVE_NNLIB, MANIFEST, course_folder
from nnlib.course.lessons import edition
from nnlib.course.lessons.edition import blank, exercise, fingerprint, lesson, prepare, update

SETUP = 'import nnlib as nn\nask, check, hint, solution = nn.checks.start("01_line")'
TURN = (
    'def residual(w, x, y):\n    """Model less target."""\n    ### BEGIN SOLUTION\n'
    "    # Two terms.\n    return w * x - y\n    ### END SOLUTION"
)
OUTPUT = {"output_type": "stream", "name": "stdout", "text": ["5\n"]}


def cell(source, name, kind="code", **metadata):
    made = {"cell_type": kind, "id": name, "metadata": metadata, "source": source}
    return made | ({"outputs": [OUTPUT], "execution_count": 3} if kind == "code" else {})


def notebook(*cells):
    about = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return {"cells": list(cells), "metadata": about, "nbformat": 4, "nbformat_minor": 5}


def words(text="A line."):
    return notebook(cell(text, "title", "markdown"), cell("print(5)", "five"))


@pytest.fixture
def course(tmp_path):
    """A course of two lessons and one exercise set."""
    course = tmp_path / "course"
    put(course, "notebooks/00_start_here.ipynb", words("[1](01_line.ipynb)"))
    link = "[do](../exercises/01_line/01_line.ipynb#a) [why](../docs/ledger.md)"
    cells = [
        cell(SETUP, "setup"),
        cell(TURN, "turn-1-a"),
        cell("fig = 1", "draw", tags=["hide-input"]),
    ]
    cells += [
        cell('g.reveal("up", wrong={"down": "No."})', "reveal"),
        cell("g.reveal(a)\na", "all"),
    ]
    put(course, "notebooks/01_line.ipynb", notebook(cell(link, "links", "markdown"), *cells))
    back = cell("[back](../../notebooks/01_line.ipynb#a)", "back", "markdown")
    put(course, "exercises/01_line/01_line.ipynb", notebook(back))
    return course


def put(folder, path, content):
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(content), "utf-8")


def got(folder, path):
    return json.loads((folder / path).read_text("utf-8"))


def text_of(notebook):
    return "\n".join("".join(one["source"]) for one in notebook["cells"])


def edit(folder, path, source="my own words"):
    changed = got(folder, path)
    changed["cells"][-1]["source"] = source
    put(folder, path, changed)


def files(folder):
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(set(found) - {MANIFEST})


ALL = ["00_start_here.ipynb", "01_line.ipynb", "exercises/01_line.ipynb"]
LESSON = "01_line.ipynb"


@pytest.fixture
def work(course):
    """The edition after a first start."""
    update(course, course / "work")
    return course / "work"


def test_a_first_start_makes_everything_and_says_where(course):
    (sentence,) = update(course, course / "work")
    assert str(course / "work") in sentence
    assert files(course / "work") == ALL
    assert update(course, course / "work") == []


def test_outputs_are_cleared_turns_are_blank_and_drawings_collapsed(work):
    made = nbformat.read(work / LESSON, as_version=4)
    nbformat.validate(made)
    assert not any(one.get("outputs") or one.get("execution_count") for one in made.cells)
    turn = next(one.source for one in made.cells if one.id == "turn-1-a")
    assert turn == (
        'def residual(w, x, y):\n    """Model less target."""\n    # Two terms.\n    ...'
    )
    hidden = [
        one.id for one in made.cells if one.metadata.get("jupyter") == {"source_hidden": True}
    ]
    assert hidden == ["draw", "reveal"]
    told = next(one.source for one in made.cells if one.id == "reveal").splitlines()
    assert told == ["# The answer", 'g.reveal("up", wrong={"down": "No."})']


def test_lessons_and_exercises_link_to_each_other(work):
    assert "[do](exercises/01_line.ipynb#a) [why](../docs/ledger.md)" in text_of(got(work, LESSON))
    assert "[back](../01_line.ipynb#a)" in text_of(got(work, "exercises/01_line.ipynb"))


def test_every_link_of_the_real_edition_leads_somewhere():
    made = {**edition.wanted(ABOVE_NNLIB, ABOVE_NNLIB / "work")}
    assert len(made) >= 19
    for path, one in made.items():
        here = (Path("work") / path).parent
        for match in edition.re.finditer(r"\]\((?!http)([^)#\s]+\.(?:ipynb|md))", text_of(one)):
            target = os.path.normpath(here / match[1])
            inside = Path(target).relative_to("work").as_posix() if target[:4] == "work" else ""
            assert inside in made or (ABOVE_NNLIB / target).exists(), f"{path}: {match[1]}"


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("a = 1\n### BEGIN SOLUTION\n# go down\nb = 2 * a\n### END SOLUTION\nprint(b)",
         "a = 1\n# go down\nb = ...\nprint(b)"),
        ("### BEGIN SOLUTION\n# all of it\ndef f(x):\n    return x\n### END SOLUTION",
         "# all of it\nf = ..."),
        ("w = 0\n### BEGIN SOLUTION\nw = w - 1\n### END SOLUTION", "w = 0\n..."),
        ("def f(x):\n    ### BEGIN SOLUTION\n    a = x\n    ### END SOLUTION\n    return a",
         "def f(x):\n    ...\n    return a"),
        ("x = 1", "x = 1"),
    ],
)  # fmt: skip
def test_a_region_becomes_its_hint_and_three_dots(code, left):
    assert blank(code) == left


def test_a_blank_names_only_what_other_cells_read():
    region = "### BEGIN SOLUTION\nt = 1\nfor i in range(3):\n    b = t\n### END SOLUTION"
    assert blank(region, frozenset({"b"})) == "b = ..."


def test_making_the_edition_changes_nothing_of_the_lesson():
    published = notebook(cell(TURN, "turn-1-a"))
    before = json.dumps(published)
    lesson(published)
    exercise(published)
    assert json.dumps(published) == before


def test_running_a_notebook_is_not_editing_it(course, work):
    ran = got(work, LESSON)
    ran["cells"][1] |= {"outputs": [OUTPUT], "execution_count": 9}
    ran["cells"][1]["source"] = ran["cells"][1]["source"].splitlines(keepends=True)
    ran["cells"].append(cell("", "left-by-shift-enter"))
    ran["metadata"]["widgets"] = {}
    put(work, LESSON, ran)
    put(course, f"notebooks/{LESSON}", words("Better."))
    (said,) = update(course, work)
    assert LESSON in said
    assert "Better." in text_of(got(work, LESSON))
    assert files(work) == ALL


@pytest.mark.parametrize("upstream", [False, True], ids=["as it was", "new version"])
@pytest.mark.parametrize("mine", ["untouched", "edited", "deleted", "damaged", "as the new one"])
@pytest.mark.parametrize("path", ALL)
def test_update(course, work, path, mine, upstream):
    source = f"exercises/01_line/{path[10:]}" if path.startswith("ex") else f"notebooks/{path}"
    old, new = got(work, path), words("Better.")
    if upstream:
        put(course, source, new)
    if mine == "edited":
        edit(work, path)
    elif mine == "deleted":
        (work / path).unlink()
    elif mine == "damaged":
        (work / path).write_text("{")
    elif mine == "as the new one":
        put(work, path, new)
    said = update(course, work)
    beside = path.replace(".ipynb", ".updated.ipynb")
    text = (work / path).read_text("utf-8")
    if mine == "edited":
        assert "my own words" in text
    elif mine == "damaged":
        assert text == "{"
    elif mine == "as the new one" or upstream:
        assert "Better." in text
    else:
        assert fingerprint(json.loads(text)) == fingerprint(old)
    kept = upstream and mine in ("edited", "damaged")
    assert files(work) == sorted([*ALL, *[beside] * kept])
    if kept:
        assert "Better." in text_of(got(work, beside))
    loud = kept or mine == "deleted" or (upstream and mine == "untouched")
    assert len(said) == loud
    assert all(path in one for one in said)
    assert update(course, work) == [], "it is said once"


def test_newer_versions_beside_replace_untouched_ones_and_spare_edited_ones(course, work):
    edit(work, LESSON)
    for number in ("second", "third"):
        put(course, f"notebooks/{LESSON}", words(number))
        update(course, work)
        assert files(work) == sorted([*ALL, "01_line.updated.ipynb"])
        assert number in text_of(got(work, "01_line.updated.ipynb"))
    edit(work, "01_line.updated.ipynb", "I went on here")
    put(course, f"notebooks/{LESSON}", words("fourth"))
    (said,) = update(course, work)
    assert "01_line.updated-2.ipynb" in said
    assert "I went on here" in text_of(got(work, "01_line.updated.ipynb"))
    assert "fourth" in text_of(got(work, "01_line.updated-2.ipynb"))
    assert "my own words" in text_of(got(work, LESSON))


def test_a_version_beside_that_was_deleted_stays_away(course, work):
    edit(work, LESSON)
    put(course, f"notebooks/{LESSON}", words("second"))
    update(course, work)
    (work / "01_line.updated.ipynb").unlink()
    assert update(course, work) == []
    assert files(work) == ALL


def test_a_version_beside_goes_when_it_is_not_needed_any_more(course, work):
    edit(work, LESSON)
    put(course, f"notebooks/{LESSON}", words("second"))
    update(course, work)
    (work / "01_line.updated.ipynb").replace(work / LESSON)
    assert update(course, work) == []
    edit(work, LESSON)
    put(course, f"notebooks/{LESSON}", words("third"))
    update(course, work)
    (work / LESSON).unlink()
    said = "\n".join(update(course, work))
    assert "afresh" in said
    assert files(work) == ALL


def test_a_file_of_the_learners_own_is_never_touched(course, work):
    put(work, "02_mine.ipynb", words("mine"))
    put(course, "notebooks/02_mine.ipynb", words("theirs"))
    (said,) = update(course, work)
    assert "mine" in text_of(got(work, "02_mine.ipynb"))
    assert "theirs" in text_of(got(work, "02_mine.updated.ipynb"))
    assert "02_mine.ipynb" in said


@pytest.mark.parametrize("mine", ["untouched", "edited", "deleted"])
def test_what_the_course_has_no_longer(course, work, mine):
    (course / "notebooks" / LESSON).unlink()
    if mine == "edited":
        edit(work, LESSON)
    elif mine == "deleted":
        (work / LESSON).unlink()
    said = update(course, work)
    assert (work / LESSON).exists() == (mine == "edited")
    about = [one for one in said if one.startswith(LESSON)]
    assert len(about) == (mine != "deleted")
    for one in about:
        assert ("stays" in one, "gone" in one) == (mine == "edited", mine == "untouched")
    assert update(course, work) == []


def test_a_lost_record_loses_nothing(course, work):
    edit(work, LESSON)
    put(course, "notebooks/00_start_here.ipynb", words("Better."))
    put(course, f"notebooks/{LESSON}", words("Better."))
    (work / MANIFEST).write_text("{")
    update(course, work)
    assert "my own words" in text_of(got(work, LESSON))
    assert files(work) == sorted([*ALL, "00_start_here.updated.ipynb", "01_line.updated.ipynb"])


class Crash(Exception):
    pass


@pytest.mark.parametrize("mine", ["untouched", "edited"])
def test_a_crash_at_any_write_is_mended_by_the_next_start(course, monkeypatch, mine):
    """The update is broken off before and behind each write in turn."""

    def prepared(name):
        folder = course / name
        update(course, folder)
        if mine == "edited":
            edit(folder, LESSON)
        return folder

    folders = [prepared(f"work{number}") for number in range(40)]
    put(course, "notebooks/00_start_here.ipynb", words("Better."))
    put(course, f"notebooks/{LESSON}", words("Better."))
    (course / "exercises/01_line/01_line.ipynb").unlink()
    steps, real = 0, Path.replace
    for number, folder in enumerate(folders):
        steps = 0

        def step(place, target, number=number):
            nonlocal steps
            steps += 2
            if steps == number + 1:
                raise Crash
            real(place, target)
            if steps == number + 2:
                raise Crash

        monkeypatch.setattr(Path, "replace", step)
        try:
            update(course, folder)
        except Crash:
            monkeypatch.undo()
            for path in files(folder):
                assert got(folder, path), "no file is half written"
            update(course, folder)
        else:
            monkeypatch.undo()
            assert number > 6, "something was broken off"
            break
        new = "01_line.updated.ipynb" if mine == "edited" else LESSON
        assert files(folder) == sorted({"00_start_here.ipynb", LESSON, new})
        assert all("Better." in text_of(got(folder, path)) for path in ("00_start_here.ipynb", new))
        assert ("my own words" in text_of(got(folder, LESSON))) == (mine == "edited")
    else:
        pytest.fail("the update never came to its end")


def test_two_starts_at_once_end_as_one_does(course, work):
    edit(work, LESSON)
    for path in ("notebooks/00_start_here.ipynb", f"notebooks/{LESSON}"):
        put(course, path, words("Better."))
    code = (
        "import sys; from pathlib import Path; from nnlib.course.lessons.edition import update;"
        "update(Path(sys.argv[1]), Path(sys.argv[1]) / 'work')"
    )
    command = [sys.executable, "-c", code, str(course)]
    starts = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
    for start in starts:
        _, errors = start.communicate()
        assert start.returncode == 0, errors.decode()
    assert files(work) == sorted([*ALL, "01_line.updated.ipynb"])
    assert "my own words" in text_of(got(work, LESSON))
    assert "Better." in text_of(got(work, "00_start_here.ipynb"))
    assert update(course, work) == []


def test_a_read_only_checkout_has_its_edition_in_the_users_folder(course, monkeypatch, tmp_path):
    own = tmp_path / "own"
    monkeypatch.setattr(edition, "user_folder", lambda: own)
    real = Path.write_bytes

    def refuse(place, *args, **options):
        if place.is_relative_to(course):
            raise PermissionError(13, "Permission denied", str(place))
        return real(place, *args, **options)

    monkeypatch.setattr(Path, "write_bytes", refuse)
    folder, said = prepare(course)
    assert folder == own / "work"
    assert str(folder) in said[0]
    assert files(folder) == ALL
    text = text_of(got(folder, LESSON))
    assert "why (docs/ledger.md in the course's folder)" in text
    assert "[do](exercises/01_line.ipynb#a)" in text


def test_a_checkout_that_can_be_written_has_it_inside(course):
    assert prepare(course)[0] == course / "work"


CONFLICT = '{"cells": [\n<<<<<<< HEAD\n'


@pytest.mark.parametrize("text", [CONFLICT, "", "[]", "null", '{"cells": 1}', "[" * 100_000])
def test_a_lesson_that_cannot_be_read_leaves_its_copy_alone(course, work, text):
    before = (work / LESSON).read_bytes()
    (course / "notebooks/01_line.ipynb").write_text(text)
    put(course, "notebooks/00_start_here.ipynb", words("new"))
    said = update(course, work)
    assert (work / LESSON).read_bytes() == before
    assert text_of(got(work, "00_start_here.ipynb")).startswith("new")
    (told,) = [one for one in said if "01_line" in one]
    assert "notebooks/01_line.ipynb is no notebook that can be read" in told.replace(os.sep, "/")
    assert told.endswith("in your copy 01_line.ipynb stays as it is. Fetch the course again.")


@pytest.mark.parametrize("place", ["notebooks", "exercises"])
def test_half_a_course_takes_nothing_away(course, work, place):
    """A download that broke off must not look as if the lessons were no longer in the course."""
    before = files(work)
    (course / place).rename(course / "elsewhere")
    with pytest.raises(edition.HalfACourseError, match=f"there is no (lesson|set) in {place}/"):
        update(course, work)
    assert files(work) == before


@pytest.mark.parametrize("text", ["[" * 100_000, "[]", '{"files": {"a": [1]}, "offered": 3}'])
def test_a_strange_record_loses_nothing(course, work, text):
    edit(work, LESSON)
    (work / MANIFEST).write_text(text)
    update(course, work)
    assert files(work) == sorted([*ALL, "01_line.updated.ipynb"])
    assert "my own words" in text_of(got(work, LESSON))


@pytest.mark.parametrize("path", ["../notebooks/00_start_here.ipynb", "..\\a.ipynb", "C:a.ipynb"])
def test_a_record_leads_to_nothing_outside_of_the_edition(course, work, path):
    outside = words("[1](01_line.ipynb)")
    (work / MANIFEST).write_text(
        json.dumps({"version": 1, "files": {path: fingerprint(outside)}, "offered": {}})
    )
    update(course, work)
    assert (course / "notebooks/00_start_here.ipynb").exists()
    assert path not in got(work, MANIFEST)["files"]


def test_a_full_disk_is_told_in_a_sentence(course, monkeypatch, capsys):
    def full(place, content):
        raise OSError(28, "No space left on device", str(place))

    monkeypatch.setattr(edition, "write_whole", full)
    monkeypatch.setattr(edition, "writable", lambda folder: True)
    monkeypatch.setattr(edition, "course_folder", lambda: course)
    assert edition.main(["--lab"]) == 1
    said = capsys.readouterr().err
    assert "could not be brought up to date" in said
    assert "cannot be used: No space left on device. What you have written is as it was." in said


def test_a_user_without_any_place_hears_what_to_do(course, monkeypatch, capsys):
    monkeypatch.setattr(edition, "writable", lambda folder: False)
    monkeypatch.setattr(edition, "user_folder", lambda: None)
    monkeypatch.setattr(edition, "course_folder", lambda: course)
    assert edition.main() == 1
    assert "this user has no home folder. Copy the course" in capsys.readouterr().err


def test_an_option_that_edition_has_not_is_refused(capsys):
    assert edition.main(["--laab"]) == 2
    assert "not --laab" in capsys.readouterr().err


def test_jupyterlab_opens_the_first_lesson_of_the_edition(course, tmp_path):
    root, url = edition.lab_options(course / "work", course)
    assert root == f"--ServerApp.root_dir={course}"
    assert url.endswith("/lab/tree/work/00_start_here.ipynb")
    root, url = edition.lab_options(tmp_path / "own/work", course)
    assert root == f"--ServerApp.root_dir={tmp_path / 'own/work'}"
    assert url.endswith("/lab/tree/00_start_here.ipynb")


@pytest.mark.parametrize("inside", ["", "exercises"])
def test_inside_the_edition_the_course_is_found(course, work, inside):
    assert course_folder(work / inside) == course


def test_an_edition_elsewhere_finds_the_course_above_nnlib(course, tmp_path):
    update(course, tmp_path / "own/work")
    assert course_folder(tmp_path / "own/work/exercises") == folders.ABOVE_NNLIB

"""Lessons and exercises as pages: nothing is given away, nothing is lost, everything has words."""

import re

import pytest

from nnlib.course.editions.slides.running import LessonRun
from nnlib.course.editions.web.notebooks import Studio, for_the_site
from nnlib.course.lessons.anatomy import pairs
from nnlib.course.lessons.conventions import Lesson, shown_picture
from nnlib.course.lessons.write import find_lessons
from nnlib.course.regions import BEGIN, REGION

PATHS = find_lessons([])
SETS = [
    path.parents[1] / "exercises" / path.stem / path.name
    for path in PATHS
    if not path.stem.startswith("00")
]
ANSWER = re.compile(r'<details class="nn-answer".*?</details>', re.DOTALL)


def made(path, folder, **options):
    lesson = Lesson.read(path)
    studio = Studio(folder, "../_static/figures/")
    return lesson, for_the_site(lesson, studio, lambda text: text, **options)


@pytest.fixture(scope="module", params=PATHS, ids=[path.stem for path in PATHS])
def page(request, tmp_path_factory):
    """(lesson, the cells of its page, the folder of its figures), without a run."""
    folder = tmp_path_factory.mktemp("figures")
    lesson, notebook = made(request.param, folder)
    return lesson, notebook["cells"], folder


def html_of(cell):
    shown = [one.get("data", {}).get("text/html", "") for one in cell.get("outputs", ())]
    return "".join(shown)


def source(cell):
    return cell["source"] if cell["cell_type"] == "markdown" else ""


def test_all_of_the_text_is_there_in_its_order(page):
    lesson, cells, _ = page
    texts = [cell["source"] for cell in cells if cell["cell_type"] == "markdown"]
    own = [text for text in texts if not ANSWER.fullmatch(text)]
    assert own == [cell.source for cell in lesson.cells if cell.cell_type == "markdown"]


def test_each_prediction_asks_and_keeps_its_answer_folded(page):
    lesson, cells, _ = page
    by_id = {cell["id"]: cell for cell in cells}
    for id, asking, revealing in pairs(lesson):
        asked = html_of(by_id[asking.id])
        assert asked.count(f'<fieldset class="nn-asked" data-id="{id}"') == 1, id
        told = html_of(by_id[revealing.id])
        assert f'data-id="{id}"' in ANSWER.search(told)[0]
        assert "It is " in told and "It is " not in ANSWER.sub("", told)
        assert "hide-input" in by_id[revealing.id]["metadata"]["tags"]


def test_what_a_revealing_cell_prints_is_folded_too(tmp_path):
    (path,) = [one for one in PATHS if one.stem.startswith("07_")]
    _, notebook = made(path, tmp_path)
    (cell,) = [one for one in notebook["cells"] if one["id"] == "slip"]
    assert len(cell["outputs"]) == 1
    assert "on all four samples: False" in ANSWER.search(html_of(cell))[0]


def test_each_turn_leaves_its_gap_and_folds_one_way_to_fill_it(page):
    lesson, cells, _ = page
    place = {cell["id"]: k for k, cell in enumerate(cells)}
    for turn in (cell for cell in lesson.code if BEGIN in cell.source):
        stub, answer = cells[place[turn.id]], cells[place[turn.id] + 1]
        assert "..." in stub["source"] and BEGIN not in stub["source"]
        for _, body in REGION.findall(turn.source):
            lines = [line for line in body.splitlines() if not line.strip().startswith("#")]
            assert all(line in answer["source"] for line in lines)
        assert ANSWER.fullmatch(answer["source"]) and BEGIN not in answer["source"]


def test_nobody_is_told_that_they_are_right(page):
    _, cells, _ = page
    assert not any("✓ Right" in str(cell) for cell in cells)
    assert not any(cell["id"].startswith("check-") for cell in cells)


def test_every_picture_has_its_file_and_its_words(page):
    lesson, cells, folder = page
    stored = [one for cell in lesson.code for one in cell.outputs if shown_picture(one)]
    pictures = [one for cell in cells for one in re.findall(r"<img [^>]*>", html_of(cell))]
    assert len(pictures) == len(stored)
    for picture in pictures:
        name = re.search(r'src="\.\./_static/figures/(\w+\.png)"', picture)[1]
        assert (folder / name).read_bytes().startswith(b"\x89PNG")
        assert len(re.search(r'alt="([^"]*)"', picture)[1].split()) > 3
        assert re.search(r'width="\d+" height="\d+"', picture)
    assert not any("Run All Cells to" in html_of(cell) for cell in cells)


def test_a_run_gives_players_and_sharper_figures_of_the_same_size(tmp_path):
    lesson, plain = made(PATHS[7], tmp_path)
    drawn = next(cell for cell in lesson.code if cell.id == "border")
    ((png, alt),) = filter(None, map(shown_picture, drawn.outputs))
    run = LessonRun(figures={"border": [(png, alt)]}, players={"fold": "<div>a player</div>"})
    _, notebook = made(PATHS[7], tmp_path, run=run)
    cells = {cell["id"]: html_of(cell) for cell in notebook["cells"]}
    assert "a player" in cells["fold"] and "A still" not in cells["fold"]
    before = {cell["id"]: html_of(cell) for cell in plain["cells"]}["border"]
    widths = [int(re.search(r'width="(\d+)"', html)[1]) for html in (before, cells["border"])]
    assert widths[1] == round(widths[0] * 96 / 240)


def test_what_is_printed_to_each_of_several_figures_stands_behind_it(tmp_path):
    """Lesson 12 shows four charts from one cell, each with five rows that do not name it."""
    _, notebook = made(find_lessons(["12"])[0], tmp_path)
    (cell,) = [one for one in notebook["cells"] if one["id"] == "round"]
    kinds = [one["output_type"] == "stream" for one in cell["outputs"]]
    assert kinds == [False, True] * 4
    firsts = [re.search(r"first (\S+),", one["text"])[1] for one in cell["outputs"][1::2]]
    assert firsts == ["2.30", "11.04", "2.30", "2.25"]


def test_an_exercise_set_says_what_the_page_is_for_and_has_neither_checks_nor_answers(tmp_path):
    for path in SETS:
        lesson, notebook = made(path, tmp_path, exercise=True)
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert "This page is for reading." in notebook["cells"][1]["source"]
        assert not any("check(" in cell["source"] for cell in code)
        stubs = [one for one in lesson.code if "# YOUR CODE HERE" in one.source]
        assert stubs and {one.source for one in stubs} <= {cell["source"] for cell in code}
        assert not any(cell["outputs"] for cell in code)


def test_the_table_of_nobodys_progress_is_folded(tmp_path):
    _, notebook = made(PATHS[0], tmp_path)
    (cell,) = [one for one in notebook["cells"] if one["id"] == "progress"]
    assert ANSWER.sub("", html_of(cell)) == "" and "<table" in html_of(cell)

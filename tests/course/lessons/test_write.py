import base64
import contextlib
import io
import json

import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from nnlib.course import routes
from nnlib.course.files import CourseFileError
from nnlib.course.lessons import write as write_lessons
from nnlib.course.lessons.conventions import Lesson

FIGURE = """\
import matplotlib.pyplot as plt
from IPython.display import display
fig, ax = plt.subplots(figsize=(1, 1))
_ = ax.plot([0, 1])
plt.close(fig)
display(fig)"""

GOOD = {
    "figure": FIGURE,
    "numbers": "import time\nprint('a = 2'); 1 + 1",
    "slider": "import ipywidgets\nipywidgets.IntSlider(value=3, max=5)",
    "timing": "print(f'{time.perf_counter():.6f} seconds')",
}


def save(path, cells):
    lesson = new_notebook(cells=[new_markdown_cell("# A lesson", id="title")])
    lesson.cells += [new_code_cell(source, id=name) for name, source in cells.items()]
    for cell in lesson.cells:
        if cell.id == "timing":
            cell.metadata["tags"] = ["nbval-ignore-output"]
    nbformat.write(lesson, path)


@pytest.fixture(scope="module")
def lessons(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    save(folder / "01_good.ipynb", GOOD)
    save(folder / "02_raises.ipynb", {"fine": "x = 1", "divides": "x / 0", "never": "x"})
    (folder / "03_not_json.ipynb").write_text("{]")
    save(folder / "04_also_good.ipynb", {"sum": "1 + 1"})
    return folder


@pytest.fixture(scope="module")
def written(lessons):
    """The lessons after one run over all of them, with what was there before and what was said."""
    before = {path.name: path.read_bytes() for path in lessons.iterdir()}
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = write_lessons.main([], lessons)
    return code, out.getvalue(), err.getvalue(), before


def test_an_error_is_named_and_its_lesson_is_left_alone_while_the_others_are_written(
    lessons, written
):
    code, out, err, before = written
    assert code == 1
    assert "02_raises.ipynb: cell 'divides' raised ZeroDivisionError: division by zero" in err
    assert "03_not_json.ipynb: this is not a valid notebook" in err
    assert "01_good.ipynb: written" in out and "04_also_good.ipynb: written" in out
    for name in ("02_raises.ipynb", "03_not_json.ipynb"):
        assert (lessons / name).read_bytes() == before[name]


def test_a_second_run_changes_no_byte(lessons, written, capsys):
    before = (lessons / "01_good.ipynb").read_bytes()
    assert write_lessons.main(["01"], lessons) == 0
    assert (lessons / "01_good.ipynb").read_bytes() == before
    assert "01_good.ipynb: unchanged" in capsys.readouterr().out


def test_line_ends_of_windows_are_no_change(lessons, written, tmp_path, capsys):
    content = (lessons / "01_good.ipynb").read_bytes().replace(b"\n", b"\r\n")
    (tmp_path / "01_good.ipynb").write_bytes(content)
    assert write_lessons.main(["--check"], tmp_path) == 0
    assert "01_good.ipynb: unchanged" in capsys.readouterr().out
    assert (tmp_path / "01_good.ipynb").read_bytes() == content


def test_the_order_of_keys_is_no_change():
    """A file has them sorted; a kernel sends them as they come, metadata and all."""
    data = {"text/plain": "1", "text/html": "<b>1</b>", "application/json": {"b": 1, "a": [2, 3]}}
    turned = {"application/json": {"a": [2, 3], "b": 1}, "text/html": "<b>1</b>", "text/plain": "1"}
    one, other, third = (
        new_output("display_data", data=one, metadata={"y": {"d": 1, "c": 2}, "x": 0})
        for one in (data, turned, data | {"application/json": {"a": [3, 2], "b": 1}})
    )
    other.metadata = {"x": 0, "y": {"c": 2, "d": 1}}
    assert write_lessons._words(one, False) == write_lessons._words(other, False)
    assert write_lessons._words(one, False) != write_lessons._words(third, False)


def test_the_written_file_is_canonical(lessons, written):
    content = (lessons / "01_good.ipynb").read_bytes()
    lesson = nbformat.reads(content.decode(), as_version=4)
    assert b"\r" not in content and content.endswith(b"}\n")
    assert lesson.metadata == write_lessons.METADATA
    code = [cell for cell in lesson.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4]
    assert all(set(cell.metadata) <= {"tags"} for cell in lesson.cells)
    assert b"widget-view" not in content and b"widget-state" not in content
    assert code[2].outputs[0].data == {"text/plain": "IntSlider(value=3, max=5)"}
    assert b"Software" not in base64.b64decode(code[0].outputs[0].data["image/png"])


def test_check_writes_nothing_and_says_what_would_change(lessons, written, tmp_path, capsys):
    lesson = nbformat.read(lessons / "04_also_good.ipynb", as_version=4)
    lesson.cells[1].outputs[0].data["text/plain"] = "3"
    nbformat.write(lesson, tmp_path / "04_also_good.ipynb")
    before = (tmp_path / "04_also_good.ipynb").read_bytes()
    assert write_lessons.main(["--check"], tmp_path) == 1
    assert "04_also_good.ipynb: would change" in capsys.readouterr().out
    assert (tmp_path / "04_also_good.ipynb").read_bytes() == before


def test_an_unknown_name_is_answered_with_the_known_ones(lessons, capsys):
    assert write_lessons.main(["07_nothing"], lessons) == 1
    message = capsys.readouterr().err
    assert "There is no lesson '07_nothing'" in message and "01_good" in message


def test_lessons_are_found_by_number_stem_and_file_name(lessons):
    expected = [lessons / "01_good.ipynb"]
    for name in ("01", "01_good", "01_good.ipynb", "notebooks/01_good.ipynb"):
        assert write_lessons.find_lessons([name], lessons) == expected
    assert len(write_lessons.find_lessons([], lessons)) == 4


def test_an_empty_folder_is_said(tmp_path, capsys):
    assert write_lessons.main([], tmp_path) == 0
    assert "There are no lessons" in capsys.readouterr().out


def picture(line_width=1.0, **options):
    file = io.BytesIO()
    fig = Figure(figsize=(1, 1))
    fig.subplots().plot([0, 1], linewidth=line_width)
    fig.savefig(file, format="png", **options)
    return base64.b64encode(file.getvalue()).decode()


def cell_with(picture, text="a line", tags=()):
    output = new_output(
        "display_data",
        data={"image/png": picture, "text/plain": text},
        metadata={"image/png": {"alt": text}},
    )
    return new_code_cell(
        "draw()", id="draw", outputs=[output], metadata={"tags": list(tags)} if tags else {}
    )


def normalised(new, old):
    lesson = write_lessons.normalise(new_notebook(cells=[new]), new_notebook(cells=[old]))
    return lesson.cells[0].outputs[0]


def test_a_picture_that_only_differs_in_its_encoding_is_kept():
    old = cell_with(picture())
    other_bytes = picture(
        metadata={"Software": "another version"}, pil_kwargs={"compress_level": 1}
    )
    kept = old.outputs[0].data["image/png"]
    assert other_bytes != kept
    assert normalised(cell_with(other_bytes), old).data["image/png"] == kept


def test_a_picture_that_looks_different_is_replaced():
    thick = picture(line_width=1.5)
    assert normalised(cell_with(thick), cell_with(picture())).data[
        "image/png"
    ] == write_lessons.strip_text_chunks(thick)


def test_a_picture_with_another_text_is_replaced():
    stored = normalised(cell_with(picture(), text="a steeper line"), cell_with(picture()))
    assert (
        stored.data["text/plain"] == "a steeper line"
        and stored.metadata["image/png"]["alt"] == "a steeper line"
    )


def test_a_png_without_its_text_chunks_shows_the_same_pixels():
    one = picture()
    other = write_lessons.strip_text_chunks(one)
    assert b"Matplotlib" in base64.b64decode(one) and b"Matplotlib" not in base64.b64decode(other)
    pixels = [np.asarray(Image.open(io.BytesIO(base64.b64decode(p)))) for p in (one, other)]
    assert np.array_equal(*pixels)


def test_a_traceback_keeps_no_path():
    error = new_output(
        "error", ename="ValueError", evalue="no", traceback=["File /somewhere/nnlib/network.py:12"]
    )
    cell = new_code_cell("fail()", id="fail", outputs=[error])
    lesson = write_lessons.normalise(new_notebook(cells=[cell]), new_notebook())
    assert lesson.cells[0].outputs[0].traceback == ["ValueError: no"]


def test_a_missing_file_is_a_sentence(tmp_path):
    with pytest.raises(write_lessons.LessonError, match=r"09_gone\.ipynb: the file does not exist"):
        write_lessons.read_notebook(tmp_path / "09_gone.ipynb")


def test_a_notebook_of_the_wrong_shape_is_a_sentence(tmp_path):
    (tmp_path / "05_list.ipynb").write_text("[1, 2]")
    (tmp_path / "06_cells.ipynb").write_text(
        '{"cells": 3, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    )
    for name in ("05_list.ipynb", "06_cells.ipynb"):
        with pytest.raises(
            write_lessons.LessonError, match=f"{name}: this is not a valid notebook"
        ):
            write_lessons.read_notebook(tmp_path / name)


THIRD = '{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}'
BROKEN = ["", "{", "[]", "null", "[" * 100_000, THIRD, '{"nbformat": 99, "cells": []}']
BROKEN += ['{"nbformat": 4, "cells": null, "metadata": null}', "<<<<<<< HEAD"]


@pytest.mark.parametrize("text", BROKEN)
def test_a_lesson_that_is_none_is_a_sentence_for_every_verb(tmp_path, text):
    place = tmp_path / "01_x.ipynb"
    place.write_text(text)
    for read in (write_lessons.read_notebook, Lesson.read):
        with pytest.raises(CourseFileError, match=r"01_x\.ipynb: this is not a valid notebook \("):
            read(place)
    if "99" not in text:  # which the routes do not look at
        with pytest.raises(CourseFileError, match=r"01_x\.ipynb: this is not a valid notebook \("):
            routes._read(place)


def test_a_folder_in_the_place_of_a_lesson_is_a_sentence(tmp_path):
    for read in (write_lessons.read_notebook, Lesson.read, routes._read):
        with pytest.raises(CourseFileError, match=r"Is a directory|Permission denied"):
            read(tmp_path)


def test_an_id_that_is_there_twice_is_a_sentence(tmp_path):
    lesson = new_notebook()
    lesson.cells = [new_code_cell("1", id="same"), new_code_cell("2", id="same")]
    (tmp_path / "01_twice.ipynb").write_text(json.dumps(lesson))
    with pytest.raises(write_lessons.LessonError, match="the cell id 'same' is there twice"):
        write_lessons.read_notebook(tmp_path / "01_twice.ipynb")


def timed(first, second):
    """A lesson with two cells that print timings: these words."""
    cells = []
    for name, words in (("clock", first), ("fit", second)):
        cell = new_code_cell("print(seconds)", id=name, metadata={"tags": ["nbval-ignore-output"]})
        cell.outputs = [new_output("stream", name="stdout", text=words)]
        cells.append(cell)
    return new_notebook(cells=cells)


@pytest.mark.parametrize(
    ("later", "kept"),
    [
        (("0.3 s", "power 0.98"), ("0.2 s", "power 1.02")),
        (("0.3 s", "power 0.98, noisy"), ("0.3 s", "power 0.98, noisy")),
        (("0.3 s, slow", "power 0.98"), ("0.3 s, slow", "power 0.98")),
    ],
)
def test_timings_of_a_lesson_come_from_one_run(later, kept):
    written = write_lessons.normalise(timed(*later), timed("0.2 s", "power 1.02"))
    assert tuple(cell.outputs[0].text for cell in written.cells) == kept

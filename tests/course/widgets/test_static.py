import base64
import io
import re
import sys

import numpy as np
import pytest
from PIL import Image

from nnlib import widgets
from nnlib.course.drawing.field import contour_field, palette_png


@pytest.mark.parametrize("make", [widgets.step_descent, widgets.race_optimizers])
def test_static_frames_are_the_live_frames(data, make, played):
    shell = make(*data)
    page = shell.to_html(frames=40)
    frames, recording = played(page), shell.player.recording
    assert [frame["svg"] for frame in frames] == [shell.scene.draw(recording[k]) for k in range(40)]
    assert [frame["text"] for frame in frames] == [
        shell.scene.text(recording[k]) for k in range(40)
    ]
    assert page.count("data:image/png") == 2  # the first frame as a whole, and the surface
    assert len(page.encode()) <= 1_000_000
    assert not re.search(r"%[A-Z]+%", page)
    assert '<img alt="' in page and "data:image/png" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    shell.close()


def test_static_page_of_a_run_that_ends_early(data, played):
    shell = widgets.step_descent(*data, eta=8.0)
    assert 2 < len(played(shell.to_html(frames=40))) < 40
    shell.close()


def outputs(shell, monkeypatch):
    seen = []

    def display(data, raw, metadata=None):
        seen.append((data, metadata))

    monkeypatch.setattr("nnlib.course.widgets.stage.shell.display", display)
    shell._ipython_display_()
    return seen


def test_the_outputs_are_a_view_and_a_still_with_its_words(any_shell, monkeypatch):
    (view, _), (picture, metadata), (below, _) = outputs(any_shell, monkeypatch)
    words = picture["text/plain"]
    assert view["application/vnd.jupyter.widget-view+json"]["model_id"] == any_shell.box.model_id
    png = base64.b64decode(picture["image/png"])
    assert len(png) <= 60_000 and Image.open(io.BytesIO(png)).format == "PNG"
    assert set(picture) == {"image/png", "text/plain"}
    assert metadata["image/png"]["alt"] == words
    told = any_shell.scene.text(any_shell.player.recording[any_shell.still])
    assert told == view["text/plain"]
    caption = words.removesuffix(f" {told}")
    assert caption.startswith("A still") and "Run ▸ Run All Cells to" in caption
    assert below["text/markdown"] == below["text/plain"]
    assert below["text/plain"].partition("\n\n")[::2] == (f"*{caption}*", any_shell.scene.listing())


def test_where_nothing_paints_the_widget_comes_without_its_still(any_shell, monkeypatch):
    """As in the browser edition, where the package that paints is not to be had."""
    whole = outputs(any_shell, monkeypatch)
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    assert outputs(any_shell, monkeypatch) == [whole[0], whole[2]]


def test_the_outputs_are_the_same_in_every_run(data, monkeypatch):
    def run():
        shell = widgets.step_descent(*data)
        (view, _), (picture, _), _ = outputs(shell, monkeypatch)
        shell.close()
        return view["text/plain"], picture

    assert run() == run()


def test_the_still_shows_the_step_that_was_chosen(data, monkeypatch):
    shell = widgets.step_descent(*data, still=12)
    picture = outputs(shell, monkeypatch)[1][0]
    run = "A still of step 12. Run ▸ Run All Cells to step through it."
    assert picture["text/plain"].startswith(f"{run} Descent stepper, step 12,")
    assert shell.player.index == 0
    shell.close()


def test_the_png_is_read_back_as_it_was_written():
    index = np.arange(6, dtype=np.uint8).reshape(2, 3)
    palette = np.arange(18).reshape(6, 3)
    image = Image.open(io.BytesIO(palette_png(index, palette)))
    assert np.array_equal(np.asarray(image.convert("RGB")), palette[index])


def test_a_field_is_pale_where_it_is_low_and_its_first_row_is_below():
    uri = contour_field(np.array([[0.0, 1.0], [4.0, 9.0]]))
    grey = np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))).convert("L"))
    assert grey[1, 0] > grey[1, 1] > grey[0, 0] > grey[0, 1]


def test_the_picture_holds_the_colours_of_the_drawing(data):
    shell = widgets.step_descent(*data)
    pixels = np.asarray(Image.open(io.BytesIO(shell.to_png(3))).convert("RGB"), int).reshape(-1, 3)
    for colour in ((0, 114, 178), (0, 114, 79), (34, 34, 34), (255, 255, 255)):
        assert (np.abs(pixels - colour).max(axis=1) <= 12).any()
    shell.close()

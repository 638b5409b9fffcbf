import base64
import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from nnlib import widgets
from nnlib.course.drawing.field import contour_field, palette_png
from nnlib.course.widgets.stage.static import fallback_class


def frames_of(page):
    """The drawings that the page's script will show, put together as it does."""
    found = re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
    store, slot = json.loads(found[1]), re.compile(r"\{\{(\d+)\}\}")

    def fill(svg):
        return slot.sub(lambda match: store["pictures"][int(match[1])], svg)

    return [fill(frame["svg"]) for frame in store["frames"]], store


@pytest.mark.parametrize("make", [widgets.step_descent, widgets.race_optimizers])
def test_static_frames_are_the_live_frames(data, make):
    shell = make(*data)
    page = shell.to_html(frames=40)
    drawings, store = frames_of(page)
    recording = shell.player.recording
    assert drawings == [shell.scene.draw(recording[k]) for k in range(40)]
    texts = [shell.scene.text(recording[k]) for k in range(40)]
    assert [frame["text"] for frame in store["frames"]] == texts
    assert len(store["pictures"]) == 1
    assert len(page.encode()) <= 1_000_000
    assert not re.search(r"%[A-Z]+%", page)
    assert '<img alt="' in page and "data:image/png" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    shell.close()


def test_static_page_of_a_run_that_ends_early(data):
    shell = widgets.step_descent(*data, eta=8.0)
    drawings, _ = frames_of(shell.to_html(frames=40))
    assert 2 < len(drawings) < 40
    shell.close()


def outputs(shell, monkeypatch):
    seen = []

    def display(data, raw, metadata=None):
        seen.append((data, metadata))

    monkeypatch.setattr("nnlib.course.widgets.stage.shell.display", display)
    shell._ipython_display_()
    return seen


def test_the_outputs_are_a_view_and_a_picture(any_shell, monkeypatch):
    (view, _), (picture, metadata) = outputs(any_shell, monkeypatch)
    assert view["text/plain"] == repr(any_shell)
    assert view["application/vnd.jupyter.widget-view+json"]["model_id"] == any_shell.box.model_id
    png = base64.b64decode(picture["image/png"])
    assert len(png) <= 60_000 and Image.open(io.BytesIO(png)).format == "PNG"
    assert picture["text/html"].startswith(f'<div class="{any_shell.id}"><img alt="')
    assert len(picture["text/html"]) <= 80_000
    assert metadata["image/png"]["alt"] == picture["text/plain"]
    hide = any_shell.parts[5].value
    assert hide == f"<style>.{any_shell.id}{{display:none}}</style>"


def test_the_outputs_are_the_same_in_every_run(data, monkeypatch):
    def run():
        shell = widgets.step_descent(*data)
        (view, _), (picture, _) = outputs(shell, monkeypatch)
        shell.close()
        return view["text/plain"], picture

    assert run() == run()


def test_the_fallback_shows_the_step_that_was_chosen(data, monkeypatch):
    shell = widgets.step_descent(*data, still=12)
    picture = outputs(shell, monkeypatch)[1][0]
    assert "step 12," in picture["text/plain"] and shell.player.index == 0
    shell.close()


def test_a_class_is_made_from_the_words_and_never_taken():
    one = fallback_class("words", set())
    assert one == "nn-fb-dba36bffa5"
    assert one == fallback_class("words", {"other"}) != fallback_class("other words", set())
    two = fallback_class("words", {one})
    assert two not in (one, fallback_class("words", {one, two}))


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

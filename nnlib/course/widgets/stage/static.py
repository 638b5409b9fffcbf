"""What stays without a kernel: a still with its caption, and a page that plays the frames."""

import base64
import json
import re
from html import escape
from pathlib import Path

from ...drawing.field import data_uri
from ...drawing.raster import png
from .scene import below_html

PLAYER = (Path(__file__).parent / "static.html").read_text(encoding="utf-8")
RUN = "Run ▸ Run All Cells to"


def caption(scene, k):
    """What a still is, and how it comes to life."""
    return (
        f"A still of step {k}. {RUN} step through it." if scene.stop else f"A still. {RUN} try it."
    )


def still(svg, words):
    """(data, metadata) of an output with the picture, which a live widget hides.

    It holds no HTML: what sanitises HTML would show the picture's bytes as text.
    """
    data = {"image/png": base64.b64encode(png(svg)).decode(), "text/plain": words}
    return data, {"image/png": {"alt": words}}


def player_html(scene, frames, labels=None):
    """A self-contained player of `frames` in plain HTML and JavaScript.

    `labels` are shown beside the slider, one for each frame; without them, the frame's number.
    Its first frame is an <img>, which the script replaces and which stays where there is no script.
    A frame is a list of places in `parts`, so that what does not change is stored once.
    """
    parts = {}

    def places(html):
        return [parts.setdefault(part, len(parts)) for part in re.findall("[^>]*>|[^>]+$", html)]

    shown = [
        {
            "svg": places(scene.draw(frame)),
            "text": scene.text(frame),
            "below": places(below_html(scene, frame)),
        }
        for frame in frames
    ]
    labels = labels or [str(k) for k in range(len(frames))]
    kept = {"parts": [*parts], "frames": shown, "labels": labels}
    store = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    page = PLAYER
    for slot, words in (
        ("TITLE", escape(scene.title)),
        ("LAST", str(len(frames) - 1)),
        ("LABEL", escape(labels[0])),
        ("PERIOD", str(round(1000 / scene.fps))),
        ("ALT", escape(shown[0]["text"])),
        ("FIRST", data_uri(png(scene.draw(frames[0])))),
        ("STORE", store.replace("</", "<\\/")),
    ):
        page = page.replace(f"%{slot}%", words)
    return page

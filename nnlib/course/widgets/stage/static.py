"""What stays without a kernel: a picture that hides itself, and a page that plays the frames."""

import base64
import hashlib
import json
import re
from html import escape
from pathlib import Path

from ...drawing.field import data_uri
from ...drawing.raster import png
from .scene import below_html

PLAYER = (Path(__file__).parent / "static.html").read_text(encoding="utf-8")
PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]+")


def fallback_class(words, taken):
    """A CSS class made from `words` alone, so that stored outputs last, and not in `taken`."""
    wanted = "nn-fb-" + hashlib.sha256(words.encode()).hexdigest()[:10]
    ways = (wanted if i == 1 else f"{wanted}-{i}" for i in range(1, len(taken) + 2))
    return next(way for way in ways if way not in taken)


def fallback(svg, alt, css_class, listing=""):
    """(data, metadata) of an output with the picture, which the style of a live widget hides."""
    picture = png(svg)
    image = f'<img alt="{escape(alt)}" src="{data_uri(picture)}" style="max-width: 100%">'
    data = {
        "text/html": f'<div class="{css_class}">{image}{listing}</div>',
        "image/png": base64.b64encode(picture).decode(),
        "text/plain": alt,
    }
    return data, {"image/png": {"alt": alt}}


def player_html(scene, frames, css_id):
    """A self-contained player of `frames` in plain HTML and JavaScript.

    Its first frame is an <img>, which the script replaces and which stays where there is no script.
    Pictures inside the drawings (the loss surface) are stored once.
    """
    pictures = []

    def once(match):
        if match[0] not in pictures:
            pictures.append(match[0])
        return f"{{{{{pictures.index(match[0])}}}}}"

    shown = [
        {
            "svg": PICTURE.sub(once, scene.draw(frame)),
            "text": scene.text(frame),
            "below": below_html(scene, frame),
        }
        for k, frame in enumerate(frames)
    ]
    store = json.dumps({"pictures": pictures, "frames": shown}, ensure_ascii=False).replace(
        "</", "<\\/"
    )
    page = PLAYER
    for slot, words in (
        ("ID", css_id.replace("nn-fb", "nn-player")),
        ("TITLE", escape(scene.title)),
        ("LAST", str(len(frames) - 1)),
        ("PERIOD", str(round(1000 / scene.fps))),
        ("ALT", escape(shown[0]["text"])),
        ("FIRST", data_uri(png(scene.draw(frames[0])))),
        ("STORE", store),
    ):
        page = page.replace(f"%{slot}%", words)
    return page

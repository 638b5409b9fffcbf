import re

import numpy as np
import pytest

from nnlib.course.drawing import svg, theme
from nnlib.course.drawing.raster import png

PAPERS = {"light": ("#ffffff", 0), "dark": ("#111111", 1), "Lab's dark cells": ("#212121", 1)}


def luminance(colour):
    """The relative luminance of WCAG 2."""
    shares = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", [*filter(re.compile("(?!paper|faint|pale)").match, theme.COLOURS)])
def test_words_of_every_colour_can_be_read_in_either_theme(name, paper):
    ground, which = PAPERS[paper]
    light, dark = sorted((luminance(theme.COLOURS[name][which]), luminance(ground)))[::-1]
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("name", [*filter(re.compile("(?!paper|faint|pale)").match, theme.COLOURS)])
@pytest.mark.parametrize("which", [0, 1])
def test_words_can_be_read_where_they_are_marked(name, which):
    pair = theme.COLOURS[name][which], theme.COLOURS["pale-marked"][which]
    dark, light = sorted(map(luminance, pair))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("name", ["blue", "vermillion"])
@pytest.mark.parametrize("which", [0, 1])
def test_words_can_be_read_on_their_pale_ground(name, which):
    pair = theme.COLOURS[name][which], theme.COLOURS[f"pale-{name}"][which]
    dark, light = sorted(map(luminance, pair))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_still_has_the_colours_of_white_paper():
    drawing = svg.picture(20, 10, svg.rect(0, 0, 10, 10, fill=theme.LEGIBLE[theme.VERMILLION]))
    assert "var(" in drawing and "var(" not in theme.on_white(drawing)
    import io

    from PIL import Image

    pixels = np.asarray(Image.open(io.BytesIO(png(drawing))).convert("RGB"))
    assert tuple(pixels[5, 5]) == (0xB3, 0x47, 0x00) and tuple(pixels[5, 15]) == (255, 255, 255)


def test_the_style_of_the_dark_theme_sets_every_variable():
    for name, (_, dark) in theme.COLOURS.items():
        assert f"--nn-{name}: {dark};" in theme.STYLE
    assert not re.search(r"[{}]{2}", theme.STYLE)

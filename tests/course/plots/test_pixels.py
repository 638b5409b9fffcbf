"""Drawings of squares: a digit under what is read, and a table of numbers."""

import numpy as np
import pytest

from nnlib import plots
from nnlib.course.drawing.style import INK, VERMILLION


@pytest.mark.parametrize(("read", "title"), [(np.int64(3), "3"), (np.int64(5), "✗ 5")])
def test_a_cross_stands_before_what_is_read_wrongly(read, title):
    _, ax = plots.panels()
    plots.draw_pixels(ax, np.linspace(0, 1, 64), read, 0.25, np.int64(3))
    assert (ax.get_title(), ax.get_xlabel()) == (title, "0.25")
    assert ax.title.get_color() == (INK if title == "3" else VERMILLION)


def test_a_table_has_its_numbers_but_for_zeros_and_marks_some():
    table = np.array([[7, 0], [2, 5]])
    _, ax = plots.panels()
    plots.draw_numbers(ax, table, table / 10, marked=~np.eye(2, dtype=bool))
    words = {text.get_position(): text for text in ax.texts}
    said = {place: text.get_text() for place, text in words.items()}
    assert said == {(0, 0): "7", (1, 0): "", (0, 1): "2", (1, 1): "5"}  # (column, row)
    assert (words[0, 1].get_color(), words[0, 1].get_weight()) == (VERMILLION, "bold")
    assert words[1, 1].get_weight() != "bold"

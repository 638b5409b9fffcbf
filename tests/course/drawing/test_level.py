import re

import numpy as np
import pytest

from nnlib.course.drawing import svg
from nnlib.course.drawing.level import level_path

PANEL = svg.Axes((10, 20, 200, 100), (-2, 2), (-1, 1))


def field(f, columns=41, rows=21):
    x, y = np.meshgrid(np.linspace(-2, 2, columns), np.linspace(-1, 1, rows))
    return f(x, y)


def lines(d):
    """The lines of path data, in data coordinates."""
    for line in d.split("M")[1:]:
        moves = [list(map(float, move.split())) for move in line.split("l")]
        points = np.cumsum(moves, axis=0)
        yield np.column_stack([-2 + (points[:, 0] - 10) / 50, 1 - (points[:, 1] - 20) / 50])


def test_a_circle_is_one_closed_line_of_its_radius():
    (ring,) = lines(level_path(field(lambda x, y: x**2 + y**2), 0.25, PANEL))
    assert np.hypot(*ring.T) == pytest.approx(0.5, abs=0.02)
    assert ring[0] == pytest.approx(ring[-1], abs=0.01)
    assert len(ring) > 20


def test_a_slope_is_one_open_line_from_edge_to_edge():
    (line,) = lines(level_path(field(lambda x, y: x + y), 0.3, PANEL))
    assert line.sum(axis=1) == pytest.approx(0.3, abs=0.02)
    assert sorted(line[[0, -1], 1]) == pytest.approx([-1, 1], abs=0.01)


def test_two_hills_are_two_lines_and_a_saddle_is_not_crossed_out():
    hills = field(lambda x, y: np.exp(-8 * ((np.abs(x) - 1) ** 2 + y**2)))
    assert len([*lines(level_path(hills, 0.5, PANEL))]) == 2
    checks = np.array([[1.0, -1.0], [-1.0, 1.0]])
    assert len(re.findall("M", level_path(checks, 0.0, PANEL))) == 2


def test_a_field_without_the_level_and_one_of_no_numbers_have_no_line():
    assert level_path(field(lambda x, y: x), 5.0, PANEL) == ""
    assert level_path(field(lambda x, y: np.nan * x), 0.5, PANEL) == ""

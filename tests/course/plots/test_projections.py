"""The best line as a projection: what is drawn has the lengths and the right angle that it has."""

import numpy as np
import pytest

from nnlib import plots
from nnlib.course.drawing.style import VERMILLION
from nnlib.course.plots.projections import SLANT, directions


def samples(m):
    rng = np.random.default_rng(m)
    return np.column_stack([rng.uniform(0, 3, m), np.ones(m)]), rng.uniform(1, 4, m)


@pytest.mark.parametrize("m", [4, 9])
def test_three_directions_hold_the_plane_and_the_targets_and_keep_every_length(m):
    X1, target = samples(m)
    axes = directions(X1, target)
    np.testing.assert_allclose(axes.T @ axes, np.eye(3), atol=1e-12)
    for arrow in (*X1.T, target):
        assert np.linalg.norm(arrow @ axes) == pytest.approx(np.linalg.norm(arrow))
    np.testing.assert_allclose((X1.T @ axes)[:, 2], 0, atol=1e-12)
    assert (target @ axes)[2] > 0


def test_the_dashed_line_is_the_best_lines_residual_and_stands_upright():
    plots.use_style()
    X1, target = np.column_stack([[0, 1, 2, 3], np.ones(4)]), np.array([1.0, 3, 2, 5])
    ax = plots.panels()[1]
    plots.draw_projection(ax, X1, target, other=(0.3, 2.0))
    (dashed,) = (
        line for line in ax.lines if line.get_linestyle() == "--" and line.get_color() == VERMILLION
    )
    (x_head, y_head), (x_foot, y_foot) = dashed.get_xydata()
    # By hand: w = b = 1.1 leaves the residuals 0.1, -0.8, 1.3 and -0.6.
    assert y_head - y_foot == pytest.approx(np.sqrt(0.01 + 0.64 + 1.69 + 0.36))
    assert x_head == pytest.approx(x_foot)
    grey = [line for line in ax.lines if line.get_linestyle() == "--" and line is not dashed]
    assert len(grey) == 1
    end = (X1 @ [0.3, 2.0]) @ directions(X1, target) @ SLANT
    np.testing.assert_allclose(grey[0].get_xydata()[1], end)


def test_a_walk_stands_on_its_parabola():
    plots.use_style()
    ax = plots.panels()[1]
    plots.draw_parabola(ax, 4.0, np.array([-1.5, 1.2, -0.5]))
    walk = next(line for line in ax.lines if line.get_linestyle() == "--")
    np.testing.assert_allclose(walk.get_xydata(), [[-1.5, 4.5], [1.2, 2.88], [-0.5, 0.5]])
    start = next(line for line in ax.lines if line.get_markerfacecolor() == "none")
    np.testing.assert_allclose(start.get_xydata(), [[-1.5, 4.5]])

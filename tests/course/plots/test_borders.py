import numpy as np
import pytest
from matplotlib.contour import ContourSet

import nnlib as nn
from nnlib import plots

X, y = nn.data.xor()


def border_of(answer):
    """The points of the drawn border, an empty list where none is drawn."""
    ax = plots.panels()[1]
    plots.draw_border(ax, answer, X, y)
    lines = [c for c in ax.collections if isinstance(c, ContourSet) and not c.filled]
    return [point for line in lines for path in line.get_paths() for point in path.vertices]


def test_the_border_is_where_the_answer_is_a_half():
    points = np.array(border_of(lambda P: P @ [1.0, -2.0]))
    assert len(points) > 20
    np.testing.assert_allclose(points @ [1, -2], 0.5, atol=0.01)


def test_two_parallel_lines_are_both_drawn():
    def ridge(P):
        return np.maximum(P.sum(axis=1), 0) - 2 * np.maximum(P.sum(axis=1) - 1, 0)

    sums = np.array(border_of(ridge)).sum(axis=1)
    near, far = sums[sums < 1], sums[sums > 1]
    np.testing.assert_allclose(near, 0.5, atol=0.03)
    np.testing.assert_allclose(far, 1.5, atol=0.03)


@pytest.mark.parametrize("height", [0.0, 0.5, 1.0])
def test_a_network_that_answers_the_same_everywhere_has_no_border(height):
    assert border_of(lambda P: np.full(len(P), height)) == []
    assert border_of(lambda P: height + 1e-9 * np.sin(9 * P[:, 0])) == []

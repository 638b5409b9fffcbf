"""What a drawn product shows: boxes in scale, and every shape in words."""

from itertools import pairwise

import matplotlib.pyplot as plt
import pytest
from matplotlib.patches import Rectangle

from nnlib import plots

FACTORS = (("A", (5, 4), "blue"), ("B", (4, 2), "green"), ("AB", (5, 2), "black"))


@pytest.fixture
def drawn():
    plots.use_style()
    fig, ax = plots.panels()
    plots.draw_product(ax, *FACTORS, title="forward")
    yield ax
    plt.close(fig)


def test_each_matrix_is_a_box_of_its_shape_and_no_two_touch(drawn):
    boxes = [patch for patch in drawn.patches if isinstance(patch, Rectangle)]
    assert [(box.get_height(), box.get_width()) for box in boxes] == [(5, 4), (4, 2), (5, 2)]
    for left, right in pairwise(boxes):
        assert left.get_x() + left.get_width() < right.get_x()
    assert drawn.get_aspect() == 1


def test_names_shapes_and_signs_are_written(drawn):
    words = [text.get_text() for text in drawn.texts]
    assert words == ["A", "5 × 4", "·", "B", "4 × 2", "=", "AB", "5 × 2"]
    assert drawn.get_title("left") == "forward"


def test_panels_of_one_room_have_one_scale():
    fig, axes = plots.panels(2)
    for ax, factors in zip(axes, (FACTORS, FACTORS[:2]), strict=True):
        plots.draw_product(ax, *factors, room=(13, 5))
    fig.canvas.draw()
    one, other = (ax.transData.transform([(0, 0), (1, 1)]) for ax in axes)
    assert (one[1] - one[0]) == pytest.approx(other[1] - other[0])
    plt.close(fig)


def test_named_sides_stand_with_their_lengths():
    ax = plots.panels()[1]
    plots.draw_product(ax, *FACTORS, sides={5: "samples", 4: "below", 2: "above"})
    words = {text.get_text() for text in ax.texts}
    assert words >= {"5 samples ×\n4 below", "4 below ×\n2 above", "5 samples ×\n2 above"}

import numpy as np
import pytest

import nnlib as nn
from nnlib import widgets


@pytest.fixture
def line():
    shell = widgets.part_xor()
    yield shell
    shell.close()


def set_line(shell, choose, angle, b):
    for name, value in (("angle", angle), ("b", b)):
        (choice,) = (choice for choice in shell.scene.choices if choice.name == name)
        choose(shell, name, choice.values.index(value))


@pytest.mark.parametrize(
    ("angle", "b", "words"),
    [
        (45, -0.4, "3 of 4 corners on their side; wrong: (1, 1)."),
        (45, -1.0, "1 of 4 corners on their side; wrong: (0, 1) and (1, 0) and (1, 1)."),
        (0, -0.5, "2 of 4 corners on their side; wrong: (0, 1) and (1, 1)."),
        (0, 0.0, "2 of 4 corners on their side; wrong: (0, 1) and (1, 1)."),
    ],
)
def test_the_corners_on_their_side_are_counted(line, choose, angle, b, words):
    set_line(line, choose, angle, b)
    assert words in repr(line)


def test_no_line_of_the_widget_has_all_four_corners_on_their_side(line, choose):
    X, y = nn.data.xor()
    best = 0
    for angle in line.scene.choices[0].values:
        w = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        for b in line.scene.choices[1].values:
            set_line(line, choose, angle, b)
            right = sum(
                (x @ w + b > 0) == (target == 1) for x, target in zip(X, y[:, 0], strict=True)
            )
            assert line.player.frame.right.sum() == right
            best = max(best, right)
    assert best == 3

import sys
from pathlib import Path

import numpy as np
import pytest

import nnlib as nn

sys.path.insert(0, str(Path(__file__).parent))


def halves(images):
    return np.stack([images[:, :32].mean(axis=1), images[:, 32:].mean(axis=1)], axis=1)


@pytest.fixture(scope="session")
def digits():
    """Lesson 06's noughts and sixes: the halves of each picture, and whether it is a six."""
    images, labels = nn.data.digits()
    chosen = (labels == 0) | (labels == 6)
    is_six = (labels[chosen] == 6).astype(int)
    train, y, new, y_new = nn.data.split(images[chosen], is_six, np.random.default_rng(0))
    return halves(train), y, halves(new), y_new


@pytest.fixture(scope="session")
def pictures(digits):
    """The same, standardised as in the lesson: X, y and X_new, y_new."""
    train, y, new, y_new = digits
    mean, spread = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / spread, y[:, None], (new - mean) / spread, y_new[:, None]

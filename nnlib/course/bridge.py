"""PyTorch's gradient beside ours: ten lines, run where it is installed, or read from the record.

python -m nnlib.course.bridge        # where PyTorch is installed: writes bridge.json anew
"""

import json
from pathlib import Path

import numpy as np

RECORD = Path(__file__).with_suffix(".json")
LINES = """\
import torch

X, y, W1, b1, W2, b2 = (torch.tensor(array) for array in arrays)
parameters = [W1, b1, W2, b2]
for p in parameters:
    p.requires_grad_()
a1 = torch.tanh(X @ W1 + b1)
a2 = a1 @ W2 + b2
C = ((a2 - y) ** 2).sum() / 2 / len(X)
C.backward()
slopes = [p.grad.numpy() for p in parameters]
"""


def arrays():
    """X, y and the parameters of a network 2-3-1: numbers that anybody can type."""
    X = np.array([[1.0, -0.5], [0.3, 2.0], [-1.2, 0.7]])
    y = np.array([[0.5], [-1.0], [2.0]])
    W1, b1 = np.array([[0.4, -0.7, 1.1], [0.9, 0.2, -0.3]]), np.array([0.1, -0.2, 0.3])
    W2, b2 = np.array([[0.8], [-0.6], [0.5]]), np.array([0.2])
    return X, y, W1, b1, W2, b2


def run():
    """C and the slopes by the ten lines; needs PyTorch."""
    names = {"arrays": arrays()}
    exec(LINES, names)
    slopes = [slope.tolist() for slope in names["slopes"]]
    return {"torch": names["torch"].__version__, "C": names["C"].item(), "slopes": slopes}


def pytorch():
    """(C, slopes, where they come from): run here, or as they were recorded."""
    try:
        found = run()
        source = f"PyTorch {found['torch']}, here"
    except ImportError:
        found = json.loads(RECORD.read_text("utf-8"))
        source = f"PyTorch {found['torch']}, recorded"
    return found["C"], [np.array(slope) for slope in found["slopes"]], source


if __name__ == "__main__":
    RECORD.write_text(json.dumps(run(), indent=1) + "\n", "utf-8")

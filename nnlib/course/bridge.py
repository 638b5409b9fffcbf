"""PyTorch beside ours: lines of it, run where it is installed, or read from the record.

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
LAYER_LINES = """\
import torch
from torch.nn import CrossEntropyLoss, Linear, MSELoss, Sequential, Tanh

net = Sequential(Linear(2, 4), Tanh(), Linear(4, 3)).double()
with torch.no_grad():
    for p, array in zip(net.parameters(), (W1.T, b1, W2.T, b2)):
        p.copy_(torch.tensor(array))

scores = net(torch.tensor(X))
mse = MSELoss()(scores, torch.tensor(y))
entropy = CrossEntropyLoss()(scores, torch.tensor(labels))
of_shares = CrossEntropyLoss()(scores.softmax(1), torch.tensor(labels))

entropy.backward(retain_graph=True)
once = [p.grad.clone() for p in net.parameters()]
entropy.backward()
twice = [p.grad.clone() for p in net.parameters()]
"""
LEFT = ("mse", "entropy", "of_shares", "once", "twice")


def arrays():
    """X, y and the parameters of a network 2-3-1: numbers that anybody can type."""
    X = np.array([[1.0, -0.5], [0.3, 2.0], [-1.2, 0.7]])
    y = np.array([[0.5], [-1.0], [2.0]])
    W1, b1 = np.array([[0.4, -0.7, 1.1], [0.9, 0.2, -0.3]]), np.array([0.1, -0.2, 0.3])
    W2, b2 = np.array([[0.8], [-0.6], [0.5]]), np.array([0.2])
    return X, y, W1, b1, W2, b2


def layer_arrays():
    """By name X, targets y, labels and the parameters of a network 2-4-3, for 5 samples."""
    return {
        "X": np.array([[1.0, -0.5], [0.3, 2.0], [-1.2, 0.7], [0.6, 0.9], [-0.4, -1.5]]),
        "y": np.array([[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0], [0, 1.0, 0], [1.0, 0, 0]]),
        "labels": np.array([0, 1, 2, 1, 0]),
        "W1": np.array([[0.4, -0.7, 1.1, 0.3], [0.9, 0.2, -0.3, -0.8]]),
        "b1": np.array([0.1, -0.2, 0.3, 0.4]),
        "W2": np.array([[0.8, -0.1, 0.3], [-0.6, 0.7, 0.2], [0.5, -0.9, 0.6], [0.1, 0.4, -1.0]]),
        "b2": np.array([0.2, -0.3, 0.1]),
    }


def run():
    """C and the slopes by the ten lines; needs PyTorch."""
    names = {"arrays": arrays()}
    exec(LINES, names)
    slopes = [slope.tolist() for slope in names["slopes"]]
    return {"torch": names["torch"].__version__, "C": names["C"].item(), "slopes": slopes}


def run_layers():
    """What the lines with layers leave, by name; needs PyTorch."""
    names = layer_arrays()
    exec(LAYER_LINES, names)
    left = {name: names[name] for name in LEFT}
    plain = {k: [g.tolist() for g in v] if type(v) is list else v.item() for k, v in left.items()}
    return {"torch": names["torch"].__version__, **plain}


def pytorch():
    """(C, slopes, where they come from): run here, or as they were recorded."""
    found, source = _here_or_recorded(run, "ten lines")
    return found["C"], [np.array(slope) for slope in found["slopes"]], source


def pytorch_layers():
    """(what the lines with layers leave, where it comes from): run here, or as it was recorded.

    `once` and `twice` are the slopes in W1, b1, W2, b2 as PyTorch's layers hold them.
    """
    found, source = _here_or_recorded(run_layers, "layers")
    for name in ("once", "twice"):
        found[name] = [np.array(slope) for slope in found[name]]
    return found, source


def _here_or_recorded(lines, name):
    try:
        found, where = lines(), "here"
    except ImportError:
        found, where = json.loads(RECORD.read_text("utf-8"))[name], "recorded"
    return found, f"PyTorch {found['torch']}, {where}"


if __name__ == "__main__":
    found = {"ten lines": run(), "layers": run_layers()}
    RECORD.write_text(json.dumps(found, indent=1) + "\n", "utf-8")

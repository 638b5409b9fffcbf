"""The least that NumPy needs for a training step: straight lines, written out for one workload.

No call of our own, no loop over layers, no check and no new array: each result has its place
beforehand.  Nobody would want to read or change it; it is the floor that `nnlib` stands on.
`python benchmarks/floor.py d` prints the lines for workload d.
"""

import sys
from itertools import cycle, islice
from textwrap import indent

import numpy as np
from workloads import WORKLOADS

from nnlib.parameters import views

# {z} {a} {d} are a layer's z, a and delta; {t} and {k} are room for one more, {k} of booleans.
FORWARD = {
    "identity": [],
    "sigmoid": ["multiply({z}, half, {a})", "tanh({a}, {a})", "{a} *= half", "{a} += half"],
    "tanh": ["tanh({z}, {a})"],
    "relu": ["maximum({z}, zero, out={a})"],
}
BACKWARD = {
    "identity": [],
    "sigmoid": ["subtract(one, {a}, {t})", "{t} *= {a}", "{d} *= {t}"],
    "tanh": ["multiply({a}, {a}, {t})", "subtract(one, {t}, {t})", "{d} *= {t}"],
    "relu": ["greater({a}, zero, {k})", "{d} *= {k}"],
}
# The loss C and delta of the last layer, whose activation is the identity.
LOSS = {
    "squared_error": ["subtract({z}, y, {d})", "C = 0.5 / m * vdot({d}, {d})", "{d} *= by_m"],
    "binary_cross_entropy": [
        "multiply({z}, y, {t})", "subtract({z}, {t}, {d})", "negative({t}, {t})",
        "logaddexp({t}, {d}, {t})", "C = total({t}, None) / m",
        "multiply({z}, half, {d})", "tanh({d}, {d})", "{d} *= half", "{d} += half",
        "{d} -= y", "{d} *= by_m",
    ],
    "cross_entropy": [
        "highest({z}, 1, None, column, True)", "{z} -= column",
        "exp({z}, {d})", "total({d}, 1, None, column, True)", "{d} /= column",
        "log(column, column)", "C = (total(column, None) - total({z}.take(right))) / m",
        "flat[right] -= one", "{d} *= by_m",
    ],
}  # fmt: skip
# u is room for one vector like theta; Adam's two corrections go into its rate and its epsilon.
UPDATE = {
    "SGD": ["multiply(dtheta, eta, u)", "subtract(theta, u, theta)"],
    "Adam": [
        "t += 1", "root = (1 - 0.999**t) ** 0.5",
        "multiply(dtheta, rest1, u)", "multiply(s, beta1, s)", "add(s, u, s)",
        "multiply(dtheta, dtheta, u)", "multiply(u, rest2, u)",
        "multiply(r, beta2, r)", "add(r, u, r)",
        "sqrt(r, u)", "add(u, 1e-8 * root, u)", "divide(s, u, u)",
        "multiply(u, rate * root / (1 - 0.9**t), u)", "subtract(theta, u, theta)",
    ],
}  # fmt: skip


def lines(workload):
    """The straight lines of one step on (X, y); `right` are the places of the labels."""
    L, below = workload.L, "X"
    for l in range(1, L + 1):
        yield from (f"{below}.dot(W{l}, z{l})", f"add(z{l}, b{l}, z{l})")
        if l < L:
            yield from (line.format(z=f"z{l}", a=f"a{l}") for line in FORWARD[workload.hidden])
        below = f"a{l}"
    yield from (line.format(z=f"z{L}", d=f"d{L}", t=f"a{L}") for line in LOSS[workload.loss])
    for l in range(L, 0, -1):
        below = f"a{l - 1}" if l > 1 else "X"
        yield from (f"{below}.T.dot(d{l}, dW{l})", f"ones.dot(d{l}, db{l})")
        if l > 1:
            names = {"a": below, "d": f"d{l - 1}", "t": f"z{l - 1}", "k": f"k{l - 1}"}
            yield f"d{l}.dot(W{l}T, d{l - 1})"
            yield from (line.format(**names) for line in BACKWARD[workload.hidden])
    yield from UPDATE[workload.optimizer]


def room(workload, net):
    """What the lines name: parameters, gradients, places for all results, and constants."""
    theta, dtheta, m, t = net.theta, np.empty_like(net.theta), workload.size, 0
    u, s, r = np.empty_like(theta), np.zeros_like(theta), np.zeros_like(theta)
    ones, column = np.ones(m, theta.dtype), np.empty((m, 1), theta.dtype)
    rate, total, highest = workload.eta, np.add.reduce, np.maximum.reduce
    # As an array without axes a number need not be converted at each use.
    zero, half, one, by_m, eta, beta1, rest1, beta2, rest2 = (
        np.array(x, theta.dtype)
        for x in (0, 0.5, 1, 1 / m, workload.eta, 0.9, 1 - 0.9, 0.999, 1 - 0.999)
    )
    names = {name: value for name, value in locals().items() if name not in ("workload", "net")}
    dW, db = views(dtheta, net.n)
    for l in range(1, net.L + 1):
        names |= {f"W{l}": net.W[l], f"W{l}T": net.W[l].T, f"b{l}": net.b[l]}
        names |= {f"dW{l}": dW[l], f"db{l}": db[l]}
        names |= {f"{x}{l}": np.empty((m, net.n[l]), theta.dtype) for x in "zad"}
        names[f"k{l}"] = np.empty((m, net.n[l]), bool)
    names["flat"] = names[f"d{net.L}"].reshape(-1)
    functions = (
        "add divide exp greater log logaddexp maximum multiply negative sqrt subtract tanh vdot"
    )
    return names | {name: getattr(np, name) for name in functions.split()}


def source(workload, names):
    """A generator of losses: each name is local, and a step costs no call."""
    body = indent("\n".join(lines(workload)), " " * 8)
    head = f"def walk(batches, {', '.join(names)}):\n    for X, y, right in batches:\n"
    return f"{head}{body}\n        yield C\n"


class Floor:
    """The straight lines as an engine (see `engines.py`)."""

    title, tolerance = "straight-line NumPy", 1e-9

    def __init__(self, workload, net, batches):
        self.theta, found = net.theta, {}
        names = room(workload, net)
        exec(source(workload, names), found)
        offsets = np.arange(workload.size) * net.n[-1]
        prepared = [(X, y, offsets + y if y.ndim == 1 else None) for X, y in batches]
        self.walk = found["walk"](cycle(prepared), **names)

    def run(self, steps):
        for _ in islice(self.walk, steps):
            pass

    def parameters(self):
        return self.theta


if __name__ == "__main__":
    print("\n".join(lines(WORKLOADS[sys.argv[1]])))

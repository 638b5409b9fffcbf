"""Every number that is known so far, as matrices, for readers who want them side by side."""

import numpy as np

from ...drawing.mathml import bracketed, math
from .parts import figure, part

OF_TRACE = ("z", "a")


def arrays_html(frame):
    """A folded table: the name of each array, its shape, and its matrix."""
    known, net = frame.stages[: frame.stage + 1], frame.newest
    arrays = [("X", "a", 0, frame.X), ("y", "y", None, np.asarray(frame.y))]
    for l in range(1, net.L + 1):
        arrays += [(f"W[{l}]", "W", l, net.W[l]), (f"b[{l}]", "b", l, net.b[l])]
    for kind, l in known:
        home = frame.trace if kind in OF_TRACE else frame.grads
        if l:
            arrays.append((f"{kind}[{l}]", kind, l, getattr(home, kind)[l]))
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td>{array.shape}</td><td>{_matrix(home, l, array)}</td>'
        "</tr>"
        for name, home, l, array in arrays
    )
    return (
        "<details><summary>all numbers as matrices</summary>"
        f'<table class="nn-readout" data-name="arrays"><tbody>{rows}</tbody></table></details>'
    )


def _matrix(home, l, array):
    rows = [[] for _ in np.atleast_2d(array)]
    for at, value in np.ndenumerate(array):
        name = f' data-part="{part(home, l, *at)}"'
        rows[at[0] if len(at) > 1 else 0].append((figure(value), name))
    return math(bracketed(rows))

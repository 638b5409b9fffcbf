"""The line on which a field has a given value, by marching squares."""

from itertools import pairwise

import numpy as np


def level_path(values, level, panel):
    """Path data of the line where `values` (rows, columns), first row below, are `level`.

    The field fills the panel.
    """
    across, along = _crossings(values - level)
    # Where the line meets the lower, left, upper and right edge of each cell, or NaN.
    edges = np.stack([across[:-1], along[:, :-1], across[1:], along[:, 1:]])
    met = ~np.isnan(edges[..., 0])
    count = met.sum(axis=0)
    strokes = [_pairs(edges, met, count == 2), _pairs(edges, met, count == 4)]
    rows, columns = values.shape
    scale = np.array([panel.width / (columns - 1), -panel.height / (rows - 1)])
    corner = np.array([panel.left, panel.top + panel.height])
    ends = (np.concatenate(strokes) * scale + corner).round(1).tolist()
    return "".join(map(_drawn, _chains([stroke for stroke in ends if stroke[0] != stroke[1]])))


def _chains(strokes):
    """The strokes joined end to end: lists of points."""
    meet = {}
    for stroke in strokes:
        for end in stroke:
            meet.setdefault(tuple(end), []).append(stroke)
    left, chains = {id(stroke) for stroke in strokes}, []
    # Open lines from their ends first; what is left are rings.
    for start in sorted(meet, key=lambda end: len(meet[end])):
        chain = [start]
        while further := next((one for one in meet[chain[-1]] if id(one) in left), None):
            left.remove(id(further))
            chain.append(tuple(further[tuple(further[0]) == chain[-1]]))
        if len(chain) > 1:
            chains.append(chain)
    return chains


def _drawn(chain):
    moves = [f"l{x1 - x0:.1f} {y1 - y0:.1f}" for (x0, y0), (x1, y1) in pairwise(chain)]
    return f"M{chain[0][0]:.1f} {chain[0][1]:.1f}{''.join(moves)}"


def _crossings(values):
    """Where each edge of the grid, along rows and along columns, is crossed: (x, y) or NaN."""
    rows, columns = values.shape
    y, x = np.mgrid[:rows, :columns].astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = values[:, :-1] / (values[:, :-1] - values[:, 1:])
        t[(values[:, :-1] > 0) == (values[:, 1:] > 0)] = np.nan
        across = np.stack([x[:, :-1] + t, y[:, :-1] + 0 * t], axis=-1)
        t = values[:-1] / (values[:-1] - values[1:])
        t[(values[:-1] > 0) == (values[1:] > 0)] = np.nan
        along = np.stack([x[:-1] + 0 * t, y[:-1] + t], axis=-1)
    return across, along


def _pairs(edges, met, cells):
    """The crossings of these cells, two by two: (strokes, 2 ends, 2)."""
    chosen = edges[:, cells].transpose(1, 0, 2)[met[:, cells].T]
    return chosen.reshape(-1, 2, 2)

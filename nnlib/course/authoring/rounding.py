"""The same inputs with other last digits, to find out which replies hang on them."""

import numpy as np

from ..checks.comparing import agree
from ..checks.probes import Failure

UNIT = 2.0**-52  # the last place of a number between 1 and 2
COUNTS = 1e6  # no case has so many of anything


def nudged(value, turn):
    """Inputs a few units in the last place away: numbers that are no whole ones, also in arrays.

    Equal numbers stay equal, and 0, 1 and labels stay what they are.  Each `turn` moves otherwise.

    >>> 0 < abs(nudged({"h": 0.1, "y": np.array([0.0, 1.0])}, turn=1)["h"] - 0.1) < 1e-15
    True
    """
    if isinstance(value, dict):
        return {name: nudged(one, turn) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(nudged(one, turn) for one in value)
    if isinstance(value, float):
        return float(nudged(np.array(value), turn))
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            steps = np.rint(3.5 * np.sin(1e5 * turn * np.log(np.abs(value) + 1)))
            return np.where(value == np.rint(value), value, value * (1 + (2 * steps + 1) * UNIT))
    return value


def drifted(reply, other, tolerance):
    """True for replies that differ in real numbers; a count or a yes that flips is a statement."""
    if isinstance(reply, Failure) or isinstance(other, Failure):
        return isinstance(reply, Failure) != isinstance(other, Failure)
    return any(
        not agree(reply[part], other[part], tolerance)
        and not (counts_alone(reply[part]) and counts_alone(other[part]))
        for part in other
        if part in reply
    )


def counts_alone(values):
    """True for words, and for an answer of counts alone; every huge number is a whole one."""
    values = np.asarray(values)
    counts = values.dtype.kind != "f" or (values == np.rint(values)) & (np.abs(values) < COUNTS)
    return bool(np.all(counts))

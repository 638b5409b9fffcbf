"""Refusals in sentences: what came, what was expected, and where.

Each function returns its argument when it is fit for use and raises ValueError when it is not.
"""

from math import isfinite
from numbers import Integral

import numpy as np


def is_finite(A):
    """Whether A holds no NaN and no infinity; the dot product is the cheapest look at it all."""
    return isfinite(np.vdot(A, A)) or np.isfinite(A).all()


def finite(A, name, where):
    """Refuse NaN and infinity."""
    if is_finite(A):
        return A
    bad = np.argwhere(~np.isfinite(A))
    place = ", ".join(map(str, bad[0]))
    raise ValueError(
        f"{where}: {name} must hold finite numbers only, but {len(bad)} of its {A.size} are not; "
        f"the first is {A[tuple(bad[0])]} at {name}[{place}]."
    )


def matrix(A, columns, name, where, dtype=None):
    """A finite matrix of shape (m, columns) with m >= 1, cast to `dtype`."""
    A = np.asarray(A, dtype=dtype)
    if A.shape[1:] == (columns,) and len(A):
        return A if isfinite(np.vdot(A, A)) else finite(A, name, where)
    if A.ndim == 2 and not len(A):
        raise ValueError(f"{where}: {name} is an empty batch, {A.shape}; give one row or more.")
    hint = f" {name}.reshape(-1, 1) makes one column." if A.ndim == 1 and columns == 1 else ""
    raise ValueError(
        f"{where}: {name} has shape {A.shape}, but (m, {columns}) was expected, "
        f"one row for each sample.{hint}"
    )


def same_rows(X, y, where, name="X"):
    """Refuse targets whose number of rows is not that of the inputs."""
    if len(X) != len(y):
        raise ValueError(
            f"{where}: {name} has {len(X)} rows but y has {len(y)}; give each its target."
        )


def one_of(name, table, what, where):
    """The entry of `table` called `name`."""
    if name in table:
        return table[name]
    names = ", ".join(table)
    raise ValueError(f"{where}: there is no {what} called {name!r}; choose one of {names}.")


def whole(number, least, name, where):
    """A whole number from `least` on."""
    if isinstance(number, Integral) and number >= least:
        return number
    raise ValueError(
        f"{where}: {name} must be a whole number, {least} or above, but it is {number!r}."
    )


def generator(rng, where, why):
    """A numpy random generator; the library holds no seed of its own."""
    if isinstance(rng, np.random.Generator):
        return rng
    raise ValueError(f"{where} {why}: give rng=np.random.default_rng(seed), not rng={rng!r}.")

"""What a learner's name holds or returns, read as a fair teacher reads it: as arrays of numbers.

Lists, tuples, ranges, NumPy's and SymPy's containers, pandas objects, fractions and
decimals all count by their numbers; nothing here imports what they come from.
"""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

import numpy as np

LARGEST = 1_000_000
SEQUENCES = {"range", "dict_values", "dict_keys", "deque", "odict_values"}


class UnfitError(Exception):
    """What the learner's name holds cannot be asked; the message is a sentence for them.

    `sort` tells one way of being unfit from another.
    """

    def __init__(self, sentence, sort=""):
        super().__init__(sentence)
        self.sort = sort


def kind_of(value):
    """What a value is, in a learner's words.

    >>> kind_of(print), kind_of("2.5"), kind_of({}), kind_of((1, 2))
    ('a function', 'a text', 'a dict', 'a tuple of 2')
    """
    if isinstance(value, str):
        return "a text"
    if isinstance(value, type):
        return "a class"
    if isinstance(value, np.ndarray) and value.ndim:
        return f"one array of shape {value.shape}"
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__} of {len(value)}"
    if callable(value):
        return "a function"
    if isinstance(value, (bool, int, float, complex, np.generic, np.ndarray)):
        return "a single number"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def plain(value):
    """Containers as lists and arrays, unevaluated formulas carried out; the rest as it came.

    >>> plain({"w": 1, "b": 2}.values())
    [1, 2]
    """
    if isinstance(value, Iterator):
        raise UnfitError(
            f"What came is {kind_of(value)}, which can be gone through only once. `list(…)` makes "
            "a list of it."
        )
    if type(value).__name__ in SEQUENCES:
        value = list(islice(value, LARGEST + 1))
    elif isinstance(value, (np.ndarray, type)):
        return value
    elif hasattr(value, "to_numpy"):  # pandas
        return value.to_numpy()
    elif hasattr(value, "doit") or hasattr(value, "applyfunc"):
        return _carried_out(value)
    if isinstance(value, (list, tuple)):
        return type(value)(map(plain, value)) if type(value) in (list, tuple) else value
    return value


def _carried_out(value):
    """SymPy's limits, derivatives and integrals evaluated, its containers as lists."""
    value = value.doit() if hasattr(value, "doit") else value
    if hasattr(value, "tolist"):
        return _without_one_axis(value.tolist())
    return list(value) if type(value).__name__ == "Tuple" else value


def _without_one_axis(rows):
    """A column or a row of a matrix as a list; other matrices as rows."""
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
        return rows
    if all(len(row) == 1 for row in rows):
        return [entry for (entry,) in rows]
    return rows[0] if len(rows) == 1 else rows


def parts_of(value, returns):
    """A value as parts by name; several parts come in any container of that length."""
    if len(returns) == 1:
        return {returns[0]: value}
    if not isinstance(value, (tuple, list)):
        value = plain(value)
    several = isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim)
    if several and len(value) == len(returns):
        return dict(zip(returns, value, strict=True))
    if value is None:
        raise UnfitError("", "none")
    names = ", ".join(f"`{name}`" for name in returns)
    raise UnfitError(
        f"{len(returns)} results are wanted, one after the other: {names}. What came is "
        f"{kind_of(value)}.",
        f"{len(value)} parts" if isinstance(value, (tuple, list)) else "one thing",
    )


def readable(value, name):
    """A part as an array of numbers or of words; float32 and float16 stay what they are."""
    if value is None:
        raise UnfitError("", "none")
    if value is ...:
        raise UnfitError(f"`{name}` is still `...`: write your answer in its place.", "open")
    try:
        array = np.asarray(plain(value))
        if array.dtype.kind == "O":
            _refuse_blanks(array, name)
            array = _exact(array)
    except ValueError:
        raise UnfitError(
            f"`{name}` has parts of different shapes. If a function gave several things, take one."
        ) from None
    if array.dtype.kind == "c" and _imaginary_residue(array):
        array = array.real
    if array.dtype.kind == "c":
        raise UnfitError(
            f"`{name}` is complex: a root, or a power that is a fraction, of something below 0?"
        )
    if array.dtype.kind not in "biufU":
        raise UnfitError(f"`{name}` is {kind_of(value)}, but numbers were expected.")
    if array.size > LARGEST:
        raise UnfitError(f"`{name}` has shape {array.shape}: far more numbers than were expected.")
    coarse = array.dtype.kind == "f" and array.dtype.itemsize < 8
    return array if coarse or array.dtype.kind == "U" else array.astype(float)


def _refuse_blanks(array, name):
    """None and `...` among the entries, which NumPy would take for NaN, or for no number."""
    for at, entry in np.ndenumerate(array):
        here = f"`{name}[{', '.join(map(str, at))}]`" if at else f"`{name}`"
        if entry is None:
            raise UnfitError(
                f"{here} is None. Is it still to be written, or is it what a function without a "
                "`return` gave?"
            )
        if entry is ...:
            raise UnfitError(f"{here} is still `...`: write your answer in its place.", "open")


def _exact(array):
    """SymPy's and Python's exact numbers as floats; other objects stay what they are."""
    for kind in (float, complex):
        with suppress(TypeError):
            return array.astype(kind)
    return array


def _imaginary_residue(array):
    """True where imaginary parts are no more than rounding."""
    return np.all(np.abs(array.imag) <= 1e-12 * np.abs(array.real).max(initial=1e-300))

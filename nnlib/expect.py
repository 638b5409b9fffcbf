"""Refusals in sentences: what came, what was expected, and where.

Each function returns its argument, fit for use, or raises ValueError; TypeError where an object of
another kind was expected.  What comes through a door is judged there, once.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial, wraps
from inspect import signature
from math import isfinite
from numbers import Integral, Real
from types import UnionType
from typing import Any, TypeAlias

import numpy as np

# In quotes, since np.random takes long to load.
Generator: TypeAlias = "np.random.Generator"
Rng: TypeAlias = "np.random.Generator | None"
FLOATING = frozenset(map(np.dtype, (np.float32, np.float64, np.longdouble)))
# What is too small for its type is 0, even for those who let np.seterr raise.
underflow_to_zero = np.errstate(under="ignore")

# A setting has one name in all of nnlib, and so one rule.
LEAST = {"m": 1, "size": 1, "batch_size": 1, "patience": 1, "epochs": 0, "seed": 0}
RULES = (
    dict.fromkeys(("eta", "epsilon", "h", "tolerance"), ("must be above 0", lambda x: x > 0))
    | dict.fromkeys(("lam", "noise"), ("must be 0 or above", lambda x: x >= 0))
    | dict.fromkeys(("mu", "beta1", "beta2"), ("must lie in 0 ≤ {} < 1", lambda x: 0 <= x < 1))
    | dict.fromkeys(("w", "b", "turns"), ("must be a finite number", lambda x: True))
    | {"held_out": ("must lie between 0 and 1", lambda x: 0 < x < 1)}
    | {"keep": ("is a probability above 0 and up to 1", lambda x: 0 < x <= 1)}
)


def judged(f: Callable) -> Callable:
    """f behind a door: settings are judged by their names, all else by the kind of the annotation.

    >>> @judged
    ... def train(eta: float, epochs: int = 100):
    ...     return epochs
    >>> train(0.1, epochs=2.5)
    Traceback (most recent call last):
    ValueError: train: epochs must be a whole number, 0 or above, but it is 2.5.
    """
    where, doors = f.__qualname__.removesuffix(".__init__"), []
    for i, (name, given) in enumerate(signature(f).parameters.items()):
        if name in LEAST or name in RULES:
            doors.append((i, name, setting, given.default))
        elif given.annotation is np.ndarray:
            doors.append((i, name, array, given.default))
        elif given.annotation is Generator:
            doors.append((i, name, generator, given.default))
        elif isinstance(given.annotation, type | UnionType) and given.annotation is not given.empty:
            doors.append((i, name, partial(kind, expected=given.annotation), given.default))

    @wraps(f)
    def through(*args, **settings):
        args = list(args)
        for i, name, door, default in doors:
            if i < len(args) and args[i] is not default:
                args[i] = door(args[i], name, where)
            elif settings.get(name, default) is not default:
                settings[name] = door(settings[name], name, where)
        try:
            return f(*args, **settings)
        except MemoryError as error:
            raise MemoryError(f"{where}: there is no memory for this ({error}).") from None

    return through


def brief(value: Any) -> str:
    """A value as a sentence can hold it: its repr in one line, or its type where that is long.

    >>> brief("tanh"), brief(np.eye(2)), brief(np.zeros((40, 2)))
    ("'tanh'", 'array([[1., 0.], [0., 1.]])', 'a long ndarray of float64')
    """
    dtype = getattr(value, "dtype", "its own kind")
    short = " ".join(line.strip() for line in repr(value).splitlines())
    return short if len(short) <= 70 else f"a long {type(value).__name__} of {dtype}"


def kind(value: Any, name: str, where: str, expected: type) -> Any:
    """An object of the kind that is expected.

    >>> kind("adam", "options", "fit", dict)
    Traceback (most recent call last):
    TypeError: fit: options must be of type dict, but it is 'adam'.
    """
    if isinstance(value, expected):
        return value
    expected = getattr(expected, "__name__", expected)
    raise TypeError(f"{where}: {name} must be of type {expected}, but it is {brief(value)}.")


def _unfit(value, name, where, rule):
    """The refusal of a value that breaks a rule."""
    return ValueError(f"{where}: {name} {rule}, but it is {brief(value)}.")


def setting(value: Any, name: str, where: str) -> float:
    """A number that fits the rule of its name; neither text nor a truth value is one.

    >>> setting("0.1", "eta", "SGD")
    Traceback (most recent call last):
    ValueError: SGD: eta must be above 0, but it is '0.1'.
    """
    if name in LEAST:
        return whole(value, LEAST[name], name, where)
    rule, fits = RULES[name]
    real = isinstance(value, Real) and not isinstance(value, bool)
    with suppress(OverflowError):
        # As a float, since one of float32 would be compared in float32.
        if real and isfinite(number := float(value)) and fits(number):
            return number
    raise _unfit(value, name, where, rule.format(name))


def _is_whole(number, least):
    return isinstance(number, Integral) and not isinstance(number, bool) and number >= least


def whole(number: Any, least: int, name: str, where: str) -> int:
    """A whole number from `least` on, written as one.

    >>> whole(10.0, 1, "epochs", "fit")
    Traceback (most recent call last):
    ValueError: fit: epochs must be a whole number, 1 or above, but it is 10.0.
    """
    if _is_whole(number, least):
        return int(number)
    raise _unfit(number, name, where, f"must be a whole number, {least} or above")


def one_of(name: Any, table: Mapping, what: str, where: str) -> Any:
    """The entry of `table` called `name`.

    >>> one_of("xavier", {"glorot": 1, "he": 2}, "scheme", "init")
    Traceback (most recent call last):
    ValueError: init: there is no scheme called 'xavier'; choose one of glorot, he.
    """
    if isinstance(name, str) and name in table:
        return table[name]
    names = ", ".join(table)
    raise ValueError(f"{where}: there is no {what} called {brief(name)}; choose one of {names}.")


def generator(rng: Any, name: str, where: str, why: str = "draws at random") -> Generator:
    """A numpy random generator; the library holds no seed of its own.

    >>> generator(0, "rng", "init")
    Traceback (most recent call last):
    ValueError: init draws at random: give rng=np.random.default_rng(seed), not rng=0.
    """
    if isinstance(rng, np.random.Generator):
        return rng
    way = f"give {name}=np.random.default_rng(seed)"
    raise ValueError(f"{where} {why}: {way}, not {name}={brief(rng)}.")


def is_finite(A: np.ndarray) -> bool:
    """Whether A holds no NaN and no infinity; the dot product is the cheapest look at it all.

    >>> is_finite(np.array([1e200])), is_finite(np.array([1, np.nan]))
    (True, False)
    """
    return isfinite(np.vdot(A, A)) or bool(np.isfinite(A).all())


def finite(A: np.ndarray, name: str, where: str) -> np.ndarray:
    """Numbers without NaN and infinity.

    >>> finite(np.array([np.inf]), "y", "fit")
    Traceback (most recent call last):
    ValueError: fit: y must hold finite numbers only, but 1 of its 1 are not; \
the first is inf at y[0].
    """
    if is_finite(A):
        return A
    bad = np.argwhere(~np.isfinite(A)).tolist()
    fault = f"{len(bad)} of its {A.size} are not; the first is {A[*bad[0]]} at {name}{bad[0]}"
    raise ValueError(f"{where}: {name} must hold finite numbers only, but {fault}.")


def array(A: Any, name: str, where: str) -> np.ndarray:
    """Real numbers as an array of their own type; text, dates, complex and masked ones are refused.

    >>> array(["0.1", "0.2"], "X", "forward")
    Traceback (most recent call last):
    ValueError: forward: X must hold real numbers, without gaps, not ['0.1', '0.2'].
    """
    if type(A) is np.ndarray and A.dtype.kind in "fiub":
        return A
    masked = any(isinstance(a, np.ma.MaskedArray) for a in (A, *(A if type(A) is list else ())))
    found = np.asarray(None)  # which stays for rows of different lengths, say
    with suppress(ValueError, TypeError, RuntimeError, OverflowError):
        found = np.asarray(A)
    if masked or found.dtype.kind not in "fiub":
        raise ValueError(f"{where}: {name} must hold real numbers, without gaps, not {brief(A)}.")
    return found


def floating(dtype: Any, name: str, where: str) -> np.dtype:
    """float32, float64 or a longer type, in the byte order of this machine.

    >>> floating(int, "dtype", "init")
    Traceback (most recent call last):
    ValueError: init: dtype must be float32, float64 or longer, but it is <class 'int'>.
    """
    with suppress(TypeError, ValueError):
        if (found := np.dtype(dtype).newbyteorder("=")) in FLOATING:
            return found
    raise _unfit(dtype, name, where, "must be float32, float64 or longer")


def numbers(A: Any, name: str, where: str, dtype: np.dtype | None = None) -> np.ndarray:
    """Real numbers as an array of `dtype`, or else of their own floating type, or else of float64.

    >>> numbers([1, 2], "X", "forward")
    array([1., 2.])
    """
    if type(A) is np.ndarray and (A.dtype in FLOATING if dtype is None else A.dtype == dtype):
        return A
    A = array(A, name, where)
    own = A.dtype.newbyteorder("=") if dtype is None else dtype
    with np.errstate(all="ignore"):
        return A.astype(own if own in FLOATING else np.float64, copy=False)


def elementwise(f: Callable, where: str) -> Callable:
    """f of an array of floating numbers, made from what comes.

    >>> elementwise(np.sqrt, "root")([1, 4])
    array([1., 2.])
    """
    kind(f, "f", where, Callable)

    def of_numbers(z):
        fit = type(z) is np.ndarray and z.dtype in FLOATING
        return f(z if fit else numbers(z, "z", where))  # a step comes here often

    return of_numbers


def one_number(value: Any, name: str, where: str) -> float:
    """The number that an array of size 1 holds.

    >>> one_number(np.array([[2.5]]), "f(x)", "numeric_gradient")
    2.5
    """
    found = numbers(value, name, where)
    if found.size == 1:
        return found.item()
    raise ValueError(f"{where}: {name} must be one number, but it has shape {found.shape}.")


def matrix(A: Any, columns: int | None, name: str, where: str, dtype: Any = None) -> np.ndarray:
    """A finite matrix of shape (m, columns), or of any width, with m >= 1, as `numbers` makes it.

    >>> matrix([1, 2], 1, "y", "fit")
    Traceback (most recent call last):
    ValueError: fit: y has shape (2,), but (m, 1) was expected, one row for each sample. \
y.reshape(-1, 1) makes one column.
    """
    A = numbers(A, name, where, dtype)
    columns = columns if columns is not None else A.shape[-1] if A.ndim else 1
    if A.shape[1:] == (columns,) and len(A):
        return A if isfinite(np.vdot(A, A)) else finite(A, name, where)
    if A.ndim == 2 and not len(A):
        raise ValueError(f"{where}: {name} is an empty batch, {A.shape}; give one row or more.")
    rows = f"(m, {columns}) was expected, one row for each sample"
    hint = f" {name}.reshape(-1, 1) makes one column." if A.ndim == columns == 1 else ""
    raise ValueError(f"{where}: {name} has shape {A.shape}, but {rows}.{hint}")


def same_rows(X: np.ndarray, y: np.ndarray, where: str, name: str = "X") -> None:
    """Refuse targets whose number of rows is not that of the inputs.

    >>> same_rows(np.zeros((5, 2)), np.zeros(4), "fit")
    Traceback (most recent call last):
    ValueError: fit: X has 5 rows but y has 4; give each its target.
    """
    m, k = (np.shape(A)[0] if np.ndim(A) else 0 for A in (X, y))
    if m != k or not m:
        raise ValueError(f"{where}: {name} has {m} rows but y has {k}; give each its target.")


def write(A: np.ndarray, value: np.ndarray, where: str) -> None:
    """Put finite numbers into A, in its type; other shapes are refused.

    >>> write(np.zeros(3), [1, 2], "layer 1")
    Traceback (most recent call last):
    ValueError: layer 1: shape (2,) came for shape (3,).
    """
    value = finite(numbers(value, "the value", where, A.dtype), "the value", where)
    if value.shape != A.shape:
        raise ValueError(f"{where}: shape {value.shape} came for shape {A.shape}.")
    A[...] = value


def as_list(value: Any) -> list:
    """What can be listed, as a list; anything else, and a text, as the one thing that it is.

    >>> as_list((2, 1)), as_list(3), as_list("tanh")
    ([2, 1], [3], ['tanh'])
    """
    several = isinstance(value, Iterable) and not isinstance(value, str)
    return list(value) if several and getattr(value, "shape", 1) else [value]


def widths(n: Any, where: str) -> tuple[int, ...]:
    """The widths of a network: two or more, from the input's to the output's.

    >>> widths([2, 0], "init")
    Traceback (most recent call last):
    ValueError: init: n must list two widths or more, whole and above 0, but it is [2, 0].
    """
    if len(found := as_list(n)) > 1 and all(_is_whole(j, 1) for j in found):
        return tuple(map(int, found))
    raise _unfit(n, "n", where, "must list two widths or more, whole and above 0")

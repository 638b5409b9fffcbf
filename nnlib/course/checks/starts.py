"""A start: the parameters [W1, b1, W2, b2, …] that a function of the learner's draws.

It is asked for the widths of a case, and for wide layers, in which so many numbers are drawn that
one spread can be told from another.
"""

from itertools import pairwise

import numpy as np

from .values import UnfitError, kind_of, readable

AS_ASKED = "as asked"
WIDE = [25, 60, 100]
NEAR = 0.1  # of the spread that is due: more than five standard errors of 1,500 numbers


def judge_start(name, function, n, seed):
    """AS_ASKED, or an UnfitError that says what of the start is not."""

    def drawn(widths, seed=seed):
        value = function(list(widths), np.random.default_rng(seed))
        arrays = [
            readable(array, f"{which} of `{name}`")
            for which, array in flat_list(name, value, 2 * len(widths) - 2).items()
        ]
        _must_fit(name, arrays, widths)
        return arrays

    arrays = drawn(n)
    _must_differ(name, arrays)
    _must_come_from(name, arrays, drawn(n), drawn(n, seed + 1))
    _must_spread(name, drawn(WIDE))
    return AS_ASKED


def labels(count):
    """The names of so many parameters.

    >>> labels(4)
    ['W1', 'b1', 'W2', 'b2']
    """
    return [f"{'Wb'[i % 2]}{i // 2 + 1}" for i in range(count)]


def flat_list(function, value, count):
    """{label: array} of the list that a function gives; UnfitError where it is no such list."""
    due = ", ".join(labels(count))
    if value is None:
        raise UnfitError("", "none")
    if not isinstance(value, (list, tuple)):
        raise UnfitError(
            f"`{function}` gives {kind_of(value)}; a list was expected: {due}.", "list"
        )
    lists = [one for one in value if isinstance(one, (list, tuple))]
    if any(np.ndim(entry) for one in lists for entry in one if isinstance(entry, np.ndarray)):
        raise UnfitError(
            f"The list that `{function}` gives has lists in it; it should be flat: {due}.",
            "list",
        )
    if lists:
        raise UnfitError(
            f"In the list that `{function}` gives stands {kind_of(lists[0])}, where an array was "
            "expected: `np.array(…)` makes one of it.",
            "list",
        )
    if len(value) != count:
        raise UnfitError(
            f"The list that `{function}` gives holds {len(value)}; {count} were expected: {due}.",
            "list",
        )
    return dict(zip(labels(count), value, strict=True))


def _must_fit(name, arrays, widths):
    due = [shape for k, j in pairwise(widths) for shape in ((k, j), (j,))]
    came = [array.shape for array in arrays]
    order = ", ".join(labels(len(due)))
    if came != due and sorted(came) == sorted(due):
        raise UnfitError(
            f"The shapes are there in another order: `{name}` should give {order}.", "shape"
        )
    for label, shape, wanted in zip(labels(len(due)), came, due, strict=True):
        if shape != wanted:
            raise UnfitError(
                f"{label} of `{name}` has shape {shape}, but {wanted} was expected."
                f"{_why(shape, wanted)}",
                "shape",
            )


def _why(shape, wanted):
    """What a wrong shape suggests, as a sentence after another, or ''."""
    if len(wanted) == 2 and shape == wanted[::-1]:
        return " It is turned round: a row for each neuron below, a column for each of its own."
    if len(wanted) == 1 and len(shape) == 2 and 1 in shape:
        return " A bias is a vector, with one axis."
    if len(shape) == 0:
        return " A single number came: a shape is given as `size=(k, j)`, or as a pair in brackets."
    return ""


def _must_differ(name, arrays):
    for label, array in zip(labels(len(arrays)), arrays, strict=True):
        if array.ndim == 1 and array.any():
            raise UnfitError(f"{label} of `{name}` should begin at 0, and does not.", "bias")
        if not np.isfinite(array).all():
            raise UnfitError(f"{label} of `{name}` holds {array[~np.isfinite(array)][0]:g}.", "nan")
        if array.ndim == 2 and len(np.unique(array)) == 1 < array.size:
            raise UnfitError(
                f"All weights of `{name}` begin alike, so all neurons of a layer are the same and "
                "stay so. Draw them from `rng`.",
                "alike",
            )
        if array.ndim == 2 and len(np.unique(array)) < array.size:
            raise UnfitError(
                f"{label} of `{name}` has the same numbers in several places, so what they belong "
                "to begins alike. Draw a number for each.",
                "alike",
            )


def _must_come_from(name, arrays, again, other):
    if not all(map(np.array_equal, arrays, again)):
        raise UnfitError(
            f"Asked twice with the same generator, `{name}` drew different numbers: they come from "
            "elsewhere. Draw with the `rng` that comes in, so that a run can be repeated.",
            "rng",
        )
    if all(map(np.array_equal, arrays, other)):
        raise UnfitError(
            f"Whatever `rng` it gets, `{name}` draws the same numbers. Draw with the one that "
            "comes in.",
            "rng",
        )


def _must_spread(name, arrays):
    call = f"`{name}({WIDE}, rng)`"
    for (k, j), array in zip(pairwise(WIDE), arrays[::2], strict=True):
        spread, due, mean = array.std(), k**-0.5, array.mean()
        if abs(mean) > 1.2 * NEAR * spread:
            raise UnfitError(
                f"The weights of {call} have the mean {mean:.2g}; that of normal numbers is 0.",
                "mean",
            )
        if not abs(spread / due - 1) < NEAR:
            known = {
                1: " They are not divided by anything.",
                1 / k: " The root is missing.",
                j**-0.5: " The neurons below count, not those of the layer.",
            }
            near = (words for other, words in known.items() if abs(spread / other - 1) < NEAR)
            raise UnfitError(
                f"With {k} neurons below, as in {call}, the weights should spread by "
                f"1/√{k} = {due:.2g}; yours spread by {spread:.2g}.{next(near, '')}",
                "spread",
            )

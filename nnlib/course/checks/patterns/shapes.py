"""What a wrong shape suggests: first by what the numbers are, then by what is wanted."""

import numpy as np

from ..comparing import agree


def shape_clause(triples, tolerance):
    """The sentence on a part whose shape is wrong somewhere: (case, what came, what is wanted)."""
    wrong = [(came, wanted) for _, came, wanted in triples if came.shape != wanted.shape]
    for sees, sentence in NUMBERS:
        with np.errstate(all="ignore"):
            if all(sees(came, wanted, tolerance) for came, wanted in wrong):
                return sentence
    right = all(came.size == wanted.size for came, wanted in wrong) and all(
        agree(came.ravel(), wanted.ravel(), tolerance) for came, wanted in wrong
    )
    came, wanted = wrong[0]
    return (
        f"{'The numbers are right. ' * right}{wanted_form(came, wanted)}"
        or counted_by(triples)
        or "Which line gives it that shape? Write down the shapes that go into that line."
    )


def counted_by(triples):
    """The sentence on an axis that should be as long as one of an input in every case, or ''."""
    for axis, what in enumerate(("rows", "columns")):
        if any(wanted.ndim <= axis for *_, wanted in triples):
            return ""
        wanted_counts = [wanted.shape[axis] for *_, wanted in triples]
        came_counts = [came.shape[axis] if came.ndim > axis else 0 for _, came, _ in triples]
        if came_counts == wanted_counts or len(set(wanted_counts)) < 2:
            continue
        noun = what if triples[0][2].ndim > 1 else "entries"
        for name in triples[0][0].inputs:
            for other, of_input in enumerate(("rows", "columns")):
                shapes = [np.shape(case.inputs[name]) for case, *_ in triples]
                if all(len(shape) > other for shape in shapes) and wanted_counts == [
                    shape[other] for shape in shapes
                ]:
                    theirs = of_input if len(shapes[0]) > 1 else "entries"
                    has = "" if noun == theirs == "entries" else f" has {theirs}"
                    return f"It should have as many {noun} as `{name}`{has}."
    return ""


def _as(change):
    """A look that compares `change` of the one with the other, where that is possible."""

    def sees(came, wanted, tolerance):
        try:
            one, other = change(came, wanted)
        except (ValueError, IndexError, np.exceptions.AxisError):
            return False
        return np.size(other) > 0 and agree(one, other, 10 * tolerance)

    return sees


def _lead(came, wanted, axis):
    """The wanted numbers as far as what came reaches along an axis."""
    if came.ndim != wanted.ndim or not 0 < came.shape[axis] < wanted.shape[axis]:
        raise ValueError
    return came, wanted.take(range(came.shape[axis]), axis)


def _more(came, wanted, axis, where):
    """What came, without a row or column too many at its beginning or its end."""
    if came.ndim != wanted.ndim or came.shape[axis] != wanted.shape[axis] + 1:
        raise ValueError
    kept = range(1, came.shape[axis]) if where == "first" else range(wanted.shape[axis])
    return came.take(kept, axis), wanted


def _one_of_several(came, wanted, number):
    """One of several results that came in a row, each of the shape that is wanted."""
    if came.ndim != wanted.ndim + 1 or len(came) < 2:
        raise ValueError
    return came[number], wanted


def _stretched(came, wanted, _):
    n = wanted.size
    return (
        wanted.ndim in (1, 2) and n == len(np.atleast_1d(wanted)) and came.shape == (n, n) != (1, 1)
    )


def _reduced(name, axis):
    """What is wanted, summed or averaged over an axis, or over all."""

    def change(came, wanted):
        if wanted.ndim == 0 or came.size >= wanted.size or (axis is None) != (came.ndim == 0):
            raise ValueError
        return came.ravel(), np.ravel(getattr(wanted, name)(axis=axis))

    return _as(change)


def _unreduced(name):
    """What came, summed or averaged, is what is wanted."""

    def change(came, wanted):
        if came.size <= 1 or came.size == wanted.size:
            raise ValueError
        if wanted.size == 1:
            return np.ravel(getattr(came, name)()), wanted.ravel()
        return np.ravel(getattr(came, name)(axis=0)), wanted.ravel()

    return _as(change)


NUMBERS = (
    (_as(lambda c, w: (c.T, w) if c.ndim == 2 else (0, w)),
     "The numbers are right: rows and columns have changed places."),
    (_stretched, "NumPy has stretched a column (m, 1) against a vector (m,): where do two meet?"),
    (_as(lambda c, w: _lead(c, w, 0)),
     "The first ones are right, and then it ends: does a `return` stand inside the loop, or a loop "
     "stop too early?"),
    (_as(lambda c, w: _lead(c, w, 1)), "The first columns are right, and the others are missing."),
    (_as(lambda c, w: _more(c, w, 0, "last")),
     "All is right but for one more at the end. Where do you stop?"),
    (_as(lambda c, w: _more(c, w, 0, "first")),
     "All is right but for one more at the beginning. Where do you start?"),
    (_as(lambda c, w: _more(c, w, 1, "last")),
     "The numbers are right, and a column too many stands behind them."),
    (_as(lambda c, w: _more(c, w, 1, "first")),
     "The numbers are right, and a column too many stands before them."),
    (_as(lambda c, w: _one_of_several(c, w, 0)),
     "Several results came in a row where one is wanted: the first of them is right."),
    (_as(lambda c, w: _one_of_several(c, w, -1)),
     "Several results came in a row where one is wanted: the last of them is right."),
    (_reduced("sum", None),
     "Your number is the sum of the right ones: what is summed that should stay apart?"),
    (_reduced("mean", None),
     "Your number is the mean of the right ones: what is averaged that should stay apart?"),
    (_reduced("sum", 0),
     "Your numbers are the sums of the right ones over the rows: what is summed that should stay "
     "apart?"),
    (_reduced("mean", 0),
     "Your numbers are the means of the right ones over the rows: what is averaged that should "
     "stay apart?"),
    (_unreduced("sum"), "The sum of yours is what is wanted: one step is still to do."),
    (_unreduced("mean"), "The mean of yours is what is wanted: one step is still to do."),
    (_unreduced("max"), "The largest of yours is what is wanted: one step is still to do."),
    (_unreduced("min"), "The smallest of yours is what is wanted: one step is still to do."),
)  # fmt: skip


def wanted_form(came, wanted):
    """What is wanted, as against what came, in words."""
    if wanted.ndim == 0:
        if came.size == 1:
            return (
                "One number is wanted, and yours stands in brackets: does a sum or a mean run "
                "along one axis only, or does a matrix product or a call such as `np.where` give "
                "it in brackets? "
                "`.item()` takes one number out of one array."
            )
        return "One number is wanted: does a sum or a mean run along one axis only, or not at all?"
    if came.ndim == 0:
        if wanted.size == 1:
            return (
                f"A bare number came; wanted is an array with one entry, of shape {wanted.shape}."
            )
        return "A single number came: does a sum, a mean or an index run over too much?"
    if came.size == wanted.size:
        if wanted.ndim == 1:
            what = "a row (1, n)" if came.shape[0] == 1 else "a column (n, 1)"
            return (
                f"Wanted is a vector, with one axis; yours is {what}. Look for `keepdims`, for a "
                "`reshape`, or for a column or row that goes into it."
                if came.ndim == 2 and 1 in came.shape
                else "Wanted is a vector, with one axis. Which line makes a second one?"
            )
        if wanted.ndim == 2 and wanted.shape[1] == 1:
            if came.ndim == 1:
                return (
                    "Wanted is a column (n, 1); yours is a vector (n,). "
                    "Which line loses an axis: an index, a `ravel`, a sum along an axis?"
                )
            return "Wanted is a column (n, 1). What do the rows of yours stand for?"
        if came.ndim == 1:
            return "Which line loses an axis: a `ravel`, a `squeeze`, an index?"
    if came.ndim == wanted.ndim and came.shape[::-1] == wanted.shape:
        return "That is the shape of the transpose: do rows and columns stand for what you think?"
    if came.ndim != wanted.ndim:
        more = "more" if came.ndim > wanted.ndim else "fewer"
        return f"It has {more} axes than wanted. Which line gives it that shape?"
    return ""

"""When two answers are the same: shapes must be equal, numbers within the task's tolerance."""

import numpy as np

from .probes import Failure

# A learner's single precision is no mistake; its numbers cannot agree any better than this.
COARSE = {np.dtype(np.float32): 1e-5, np.dtype(np.float16): 4e-3}

HUGE = 1e10  # times the right numbers: what only a division by a rounding error reaches


def close(came, wanted, tolerance):
    """True where entries agree: to the tolerance times the largest number wanted.

    >>> close(np.array([1.0, 2.0]), np.array([1.0, 2.1]), 1e-6)
    array([ True, False])
    """
    if came.dtype.kind == "U" or wanted.dtype.kind == "U":
        return came == wanted
    tolerance = max(tolerance, COARSE.get(came.dtype, 0))
    sizes = np.abs(wanted)
    scale = sizes.max(initial=0)
    if not scale < np.inf:
        scale = sizes[sizes < np.inf].max(initial=0)
    scale = scale or 1
    # As np.isclose has it with equal_nan, in a fifth of its time; a check compares hundreds.
    with np.errstate(invalid="ignore"):
        near = np.abs(np.subtract(came, wanted, dtype=np.result_type(came, wanted, 1.0)))
    near = near <= tolerance * scale
    return near | (came == wanted) | ((came != came) & (wanted != wanted))


def agree(came, wanted, tolerance):
    """True for two arrays of one shape that are close everywhere.

    >>> agree(np.zeros(2), np.zeros((2, 1)), 1e-6)
    False
    """
    came, wanted = np.asarray(came), np.asarray(wanted)
    if came.shape != wanted.shape:
        return False
    # Most parts that agree are equal, and that costs a tenth.
    return bool((came == wanted).all() or close(came, wanted, tolerance).all())


def same(reply, other, tolerance):
    """True for two replies with the same parts, or with the same failure after the same parts."""
    if isinstance(reply, Failure) or isinstance(other, Failure):
        return sort_of(reply) == sort_of(other) and same(reply.so_far, other.so_far, tolerance)
    return reply.keys() == other.keys() and all(
        agree(reply[part], other[part], tolerance) for part in other
    )


def shows_slip(reply, wrong, right, tolerance):
    """True for a reply that is a wrong one's, but for numbers that only rounding has made.

    Where a slip divides by what should be 0, as by the least eigenvalue of a singular matrix, it
    gives some huge number, and another one where the terms are added in another order.
    """
    if same(reply, wrong, tolerance):
        return True
    if isinstance(reply, Failure) or isinstance(wrong, Failure) or reply.keys() != wrong.keys():
        return False
    return all(
        agree(reply[part], wrong[part], tolerance)
        or (part in right and _both_huge(reply[part], wrong[part], right[part], tolerance))
        for part in wrong
    )


def _both_huge(came, wrong, right, tolerance):
    """True where two arrays agree but for entries that are far beyond the right ones in both."""
    came, wrong, right = map(np.asarray, (came, wrong, right))
    if any(one.dtype.kind == "U" or one.shape != right.shape for one in (came, wrong, right)):
        return False
    beyond = HUGE * max(1, np.abs(right).max(initial=0))
    huge = (np.abs(came) > beyond) & (np.abs(wrong) > beyond)
    return bool(huge.any() and agree(came[~huge], wrong[~huge], tolerance))


def sort_of(reply):
    """An answer is an answer; failures are of one sort when their kinds and errors are."""
    return (reply.kind, reply.error) if isinstance(reply, Failure) else "answer"

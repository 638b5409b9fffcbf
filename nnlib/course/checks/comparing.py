"""When two answers are the same: shapes must be equal, numbers within the task's tolerance."""

import numpy as np

from .probes import Failure

# A learner's single precision is no mistake; its numbers cannot agree any better than this.
COARSE = {np.dtype(np.float32): 1e-5, np.dtype(np.float16): 4e-3}


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


def sort_of(reply):
    """An answer is an answer; failures are of one sort when their kinds and errors are."""
    return (reply.kind, reply.error) if isinstance(reply, Failure) else "answer"

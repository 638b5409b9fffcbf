"""What wrong numbers have in common with the right ones, over all cases of a task.

A pattern takes a Part and returns a clause that says what it sees and where to look, or None.  It
speaks only where it explains every number of every case, so a clause may be vague and is never
wrong.  PATTERNS goes from what is done to a result as a whole to what happens to a few entries.
"""

import numpy as np

from .changes import (
    all_whole,
    changed_after,
    clipped,
    late_or_early,
    nearly_right,
    rearranged,
    rounded,
    whole_container,
    whole_numbers,
)  # fmt: skip
from .factors import one_factor, one_step
from .part import Part
from .places import (
    all_alike,
    by_kind_of_case,
    first_only,
    left_as_it_began,
    never_changes,
    right_for_a_while,
    wrong_at_an_end,
    wrong_at_an_extreme,
    wrong_by_sign,
)  # fmt: skip
from .shapes import shape_clause
from .terms import an_input, one_input_off, one_input_times, one_offset

__all__ = ["Part", "pattern", "shape_clause"]

PATTERNS = (
    an_input, whole_numbers, rounded, nearly_right, one_factor, one_offset, rearranged,
    changed_after, one_input_off, one_input_times, one_step, late_or_early, never_changes, clipped,
    all_alike, first_only, all_whole, wrong_by_sign, wrong_at_an_end,
    left_as_it_began, wrong_at_an_extreme, right_for_a_while,
)  # fmt: skip


@np.errstate(all="ignore")  # a learner's numbers may be as large as a float can be
def pattern(part):
    """The first clause that fits all calls, or else all wrong ones, or else tells them apart."""
    if part.triples[0][2].dtype.kind == "U":
        return None
    some = part.where_wrong
    if clause := look_at(part):
        return clause
    if 2 < len(some.triples) < len(part.triples) and some.wanted.size > 5:
        clause = look_at(some)
    if clause:
        return f"in the {len(some.triples)} calls that go wrong, {clause}"
    return whole_container(part) or by_kind_of_case(part)


def look_at(part):
    """The first clause that fits; of yes and no, little can be said."""
    looks = (changed_after,) if part.yes_or_no else PATTERNS
    return next(filter(None, (look(part) for look in looks)), None)

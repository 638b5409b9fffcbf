"""How a verb ends: done, or with the sentence of what stood in its way."""

import sys

from ..lessons.write import LessonError
from .packages import EditionError


def exit_code_of(act, folder):
    """What `act()` returns, or 0; 1 after a sentence where it cannot be done in the folder."""
    try:
        return act() or 0
    except (EditionError, LessonError) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{folder} cannot be written: {error.strerror}.", file=sys.stderr)
    return 1

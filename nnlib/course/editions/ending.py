"""How a verb ends: done, or with the sentence of what stood in its way."""

import shutil
import sys

from ..lessons.write import LessonError
from .packages import EditionError


def exit_code_of(act, folder):
    """What `act()` returns, or 0; 1 after a sentence where it cannot be done in the folder.

    130, as shells have it, where somebody has stopped it.
    """
    try:
        return act() or 0
    except (EditionError, LessonError) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{folder} cannot be written: {cause_of(error)}.", file=sys.stderr)
    except KeyboardInterrupt:
        print(f"Stopped.  What was complete in {folder} is as it was.", file=sys.stderr)
        return 130
    return 1


def cause_of(error):
    """Why the system refused, in its words; a copied folder has them for each of its files."""
    if isinstance(error, shutil.Error):
        (_, _, error), *_ = error.args[0]
    return getattr(error, "strerror", None) or str(error)

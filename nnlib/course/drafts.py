"""Writing files and folders whole: what they are to become lies beside them until it is complete.

A draft is named after the process that makes it, `.NAME-PROCESS-…`, so two of them never write into
one, and what a killed process has left is known for nobody's and removed by the next.
"""

import contextlib
import os
import re
import secrets
import shutil
import tempfile
import time
from glob import escape
from pathlib import Path

SOON, LATE = 60, 86_400  # seconds: a draft so young is left alone, and so old it is nobody's


def write_whole(place, content):
    """Write bytes to a path, whole or not at all: a reader never sees half of a file.

    Two who write it at once have a draft each.  An OSError names the path, whatever failed.
    """
    clear_drafts(place)
    draft = place.with_name(f".{place.name}-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        draft.write_bytes(content)
        draft.replace(place)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(place)) from None
    finally:
        with contextlib.suppress(OSError):  # where no draft could be, none is left
            draft.unlink()


@contextlib.contextmanager
def draft_folder(place):
    """An empty folder beside `place`, for what is to be put there; it is gone afterwards."""
    clear_drafts(place)
    prefix = f".{place.name}-{os.getpid()}-"
    with tempfile.TemporaryDirectory(
        prefix=prefix, dir=place.parent, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


def work_folder(name):
    """An empty folder among the system's temporary ones; it is gone afterwards."""
    return draft_folder(Path(tempfile.gettempdir(), f"nnlib-{name}"))


def clear_drafts(place):
    """Remove the drafts of `place` that ended processes have left."""
    for draft in abandoned_drafts(place):
        if draft.is_dir():
            shutil.rmtree(draft, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                draft.unlink()


def abandoned_drafts(place):
    """The drafts of `place` whose makers are gone."""
    form = re.compile(rf"\.{re.escape(place.name)}-(\d+)-[^-]+")
    for draft in place.parent.glob(f".{escape(place.name)}-*"):
        maker = form.fullmatch(draft.name)
        with contextlib.suppress(OSError):  # it may be gone by now
            age = time.time() - draft.lstat().st_mtime
            if maker and age > SOON and (age > LATE or not is_running(int(maker[1]))):
                yield draft


def is_running(process):
    """True for a process that runs, or of which that cannot be told."""
    if os.name == "nt":  # there os.kill ends a process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True

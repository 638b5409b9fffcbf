"""Paths as they are typed, files written whole, and what is said where the system refuses to."""

import argparse
import os
from contextlib import suppress
from pathlib import Path


def typed_path(text):
    """A path of a command line.  No text at all is none: it is often a variable without a value.

    >>> typed_path("class/marks.jsonl").name
    'marks.jsonl'
    """
    if text:
        return Path(text)
    raise argparse.ArgumentTypeError("a path is missing; what came is an empty text")


def write_whole(place, content):
    """Write bytes to a path, whole or not at all: a reader never sees half of a file.

    Two who write it at once have a draft each.  An OSError names the path, whatever failed.
    """
    draft = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(content)
        draft.replace(place)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(place)) from None
    finally:
        with suppress(OSError):  # where no draft could be, none is left
            draft.unlink()


def refusal(error):
    """The system's refusal as a sentence.

    >>> refusal(FileExistsError(17, "File exists", "class/marks"))
    'class/marks cannot be used: File exists.'
    """
    why = error.strerror or str(error) or type(error).__name__
    return f"{error.filename or 'A file'} cannot be used: {why}."

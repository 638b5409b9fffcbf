"""Paths as they are typed, and what is said where a file, or the system, does not do its part."""

import argparse
from pathlib import Path

# What a file that is no notebook can stop its reader with.
UNFIT = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, SyntaxError)


class CourseFileError(Exception):
    """A file of the course that cannot be used; the message is a sentence for whoever runs it."""


def in_short(error):
    """An error in a few words.

    >>> in_short(KeyError("cells")), in_short(OSError(13, "Permission denied"))
    ("KeyError: 'cells'", 'PermissionError: Permission denied')
    """
    words = getattr(error, "strerror", None) or str(error).partition("\n")[0]
    return f"{type(error).__name__}: {words[:80]}"


def typed_path(text):
    """A path of a command line.  No text at all is none: it is often a variable without a value.

    >>> typed_path("class/marks.jsonl").name
    'marks.jsonl'
    """
    if text:
        return Path(text)
    raise argparse.ArgumentTypeError("a path is missing; what came is an empty text")


def printable(text):
    r"""A text for a terminal, in which no character of a file's name moves the cursor or colours.

    >>> printable("Müller, x\x1b[31m\n")
    'Müller, x\\x1b[31m\\n'
    """
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def system_refusal(error):
    """The system's refusal as a sentence.

    >>> system_refusal(FileExistsError(17, "File exists", "class/marks"))
    'class/marks cannot be used: File exists.'
    """
    why = error.strerror or str(error) or type(error).__name__
    return f"{error.filename} cannot be used: {why}." if error.filename else f"Stopped: {why}."

"""Writing files whole, and what is said where the system refuses to."""

import os


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
        draft.unlink(missing_ok=True)


def refusal(error):
    """The system's refusal as a sentence.

    >>> refusal(FileExistsError(17, "File exists", "class/marks"))
    'class/marks cannot be used: File exists.'
    """
    why = error.strerror or str(error) or type(error).__name__
    return f"{error.filename or 'A file'} cannot be used: {why}."

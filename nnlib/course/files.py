"""Writing files whole."""


def write_whole(place, content):
    """Write bytes to a path, whole or not at all: a reader never sees half of a file."""
    draft = place.with_name(f".{place.name}.part")
    try:
        draft.write_bytes(content)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)

"""Putting a site where it was asked for: in place of an older one, and of nothing else."""

import contextlib
import shutil
import tempfile
from pathlib import Path

from .packages import EditionError


def put_in_place(made, target, known_by, ignore=None):
    """Copy a site to `target`.

    A folder that is not empty is replaced if it has the file `known_by`; EditionError otherwise.
    An older site stays until the new one is whole.
    """
    target = target.resolve()
    empty = not target.exists() or not any(target.iterdir())
    if not (empty or (target / known_by).is_file()):
        raise EditionError(f"{target} holds other files: choose an empty folder, or a new one.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as drafts:
        draft, old = Path(drafts, "new"), Path(drafts, "old")
        shutil.copytree(made, draft, ignore=ignore)
        (draft / ".nojekyll").touch()  # or a code host's pages leave out folders such as _static
        if target.exists():
            target.rename(old)
        try:
            draft.rename(target)
        except OSError:  # perhaps another build was faster
            with contextlib.suppress(OSError):
                old.rename(target)
            raise

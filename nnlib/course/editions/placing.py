"""Putting a site where it was asked for: in place of an older one, and of nothing else."""

import contextlib
import shutil

from ..drafts import abandoned_drafts, draft_folder
from .packages import EditionError


def put_back(target):
    """Put a site back whose successor was killed in the moment in which they changed places."""
    for draft in abandoned_drafts(target):
        if (draft / "old").is_dir() and not target.exists():
            (draft / "old").rename(target)
            shutil.rmtree(draft, ignore_errors=True)


def put_in_place(made, target, known_by, ignore=None):
    """Copy a site to `target`.

    A folder that is not empty is replaced if it has the file `known_by`; EditionError otherwise.
    An older site stays until the new one is whole.
    """
    target = target.resolve()
    put_back(target)
    empty = not target.exists() or not any(target.iterdir())
    if not (empty or (target / known_by).is_file()):
        raise EditionError(f"{target} holds other files: choose an empty folder, or a new one.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with draft_folder(target) as drafts:
        draft, old = drafts / "new", drafts / "old"
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

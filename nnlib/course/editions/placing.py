"""Putting a site where it was asked for: in place of an older one, and of nothing else."""

import shutil

from .packages import EditionError


def put_in_place(made, target, known_by, ignore=None):
    """Copy a site to `target`.

    A folder that is not empty is replaced if it has the file `known_by`; EditionError otherwise.
    """
    if target.exists() and any(target.iterdir()):
        if not (target / known_by).is_file():
            raise EditionError(f"{target} holds other files: choose an empty folder, or a new one.")
        shutil.rmtree(target)
    shutil.copytree(made, target, dirs_exist_ok=True, ignore=ignore)
    (target / ".nojekyll").touch()  # or a code host's pages leave out folders such as _static

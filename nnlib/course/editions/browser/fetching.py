"""What pip fetches for the browser edition."""

import subprocess
import sys
from importlib.util import find_spec

from ..packages import EditionError


def pip_or_refuse(what, command, *arguments):
    """Let pip fetch `what`.  Raises EditionError with its reason where it cannot."""
    if find_spec("pip") is None:
        raise EditionError("pip is not here: start with python3 course.py browser.")
    quiet = ("--quiet", "--disable-pip-version-check", "--only-binary=:all:")
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "pip", command, *quiet, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        said = [line for line in ran.stderr.splitlines() if line.startswith("ERROR: ")]
        reason = said[-1].removeprefix("ERROR: ") if said else "it does not say why"
        raise EditionError(f"pip could not fetch {what}, which is needed once: {reason}")

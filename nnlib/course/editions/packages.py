"""Packages of the web that an edition takes into its pages, fetched once by npm and kept.

A package is fetched under a pinned version and compared with its pinned hash, so an edition is made
of the same files everywhere; what is made needs neither npm nor a network.
"""

import hashlib
import shutil
import subprocess
import tarfile
from base64 import b64encode
from dataclasses import dataclass

from ..drafts import draft_folder
from ..folders import ABOVE_NNLIB

KEPT = ABOVE_NNLIB / "build" / "npm"


class EditionError(Exception):
    """An edition that cannot be made here; the message says what is missing and what to do."""


def made_once(folder, fill):
    """A folder that `fill(draft)` fills, if it is not there; whole, or not there at all.

    Where two builds do so at the same time, that of the first stays.
    """
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with draft_folder(folder) as drafts:
        draft = drafts / folder.name
        draft.mkdir()
        fill(draft)
        try:
            draft.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
    return folder


@dataclass(frozen=True)
class Package:
    """A package of npm: its name, its version, and the sha512 of its archive."""

    name: str
    version: str
    sha512: str

    def folder(self, kept=KEPT):
        """The folder with the package's files, fetched if it is not there.

        Raises EditionError where npm is missing or fails, or the archive is another one.
        """
        folder = kept / f"{self.name}-{self.version}"
        return made_once(folder, self._unpack_into) / "package"

    def _unpack_into(self, draft):
        archive = self._fetch_into(draft)
        with tarfile.open(archive) as files:
            # Pythons before 3.11.4 have no filter; the hash says what is in the archive.
            files.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
            files.extractall(draft)
        archive.unlink()

    def _fetch_into(self, draft):
        npm, what = shutil.which("npm"), f"{self.name} {self.version}"
        if npm is None:
            raise EditionError(
                f"{what} is needed once, and npm, which fetches it, is not here: install Node.js."
            )
        command = [
            npm,
            "pack",
            f"{self.name}@{self.version}",
            "--silent",
            f"--pack-destination={draft}",
        ]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=draft)
        if ran.returncode:
            reason = (ran.stderr.strip().splitlines() or ["it does not say why"])[-1]
            raise EditionError(f"npm could not fetch {what}, which is needed once: {reason}")
        archive = draft / ran.stdout.split()[-1]
        found = b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if found != self.sha512:
            raise EditionError(
                f"What npm brought as {what} is not what the course was tested with: "
                f"its sha512 is {found}, and should be {self.sha512}."
            )
        return archive


REVEAL = Package(
    "reveal.js",
    "5.2.1",
    "r7//6mIM5p34hFiDMvYfXgyjXqGRta+/psd9YtytsgRlrpRzFv4RbH76TXd2qD+7ZPZEbpBDhdRhJaFgfQ7zNQ==",
)
MATHJAX = Package(
    "mathjax",
    "3.2.2",
    "Bt+SSVU8eBG27zChVewOicYs7Xsdt40qm4+UpHyX7k0/O9NliPc+x77k1/FEsPsjKPZGJvtRZM1vO+geW0OhGw==",
)
AXE = Package(
    "axe-core",
    "4.14.1",
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
)
PYODIDE = Package(
    "pyodide",
    "314.0.6",
    "BKDTJyIqFxC4BExLqeRS3f5xvXZIjOt8C3zGLN/Cc7tFxSwvKVhVkchQQ2AGLOtR4YrVOIFxbV8poyDOOmWwxQ==",
)

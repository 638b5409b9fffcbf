"""The verb `links`: addresses that open the course on Binder, in a codespace, on a JupyterHub.

They are made of what only those know who publish the course: where its repository is, and the hub.
docs/hubs.md says what each of these places needs.
"""

import argparse
import sys
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from ..folders import FOLDER
from ..lessons.edition import FIRST_LESSON
from .packages import EditionError

BINDER = "https://mybinder.org"
CODESPACES = "https://codespaces.new"
PULLED = "course"  # the folder in a user's home into which nbgitpuller pulls


@dataclass(frozen=True)
class Repository:
    """A repository of git that others can read, by its address, and one of its branches."""

    address: str
    branch: str = "main"

    def __post_init__(self):
        host, path = self.parts
        if urlsplit(self.address).scheme not in ("http", "https") or not host or not path:
            raise EditionError(
                f"{self.address} is no address that a hub can clone: it should be as "
                "https://HOST/OWNER/NAME."
            )

    @property
    def parts(self):
        """(host, OWNER/NAME)."""
        split = urlsplit(self.address)
        return split.hostname or "", split.path.strip("/").removesuffix(".git")


def binder_link(repository, hub=BINDER):
    """Binder builds the repository once, and opens the edition that .binder/postBuild made."""
    host, path = repository.parts
    provider, where = {
        "github.com": ("gh", path),
        "gitlab.com": ("gl", quote(path, safe="")),
    }.get(host, ("git", quote(repository.address, safe="")))
    branch = quote(repository.branch, safe="")
    query = urlencode({"urlpath": f"lab/tree/{FOLDER}/{FIRST_LESSON}"})
    return f"{hub_root(hub)}/v2/{provider}/{where}/{branch}?{query}"


def codespace_link(repository):
    """GitHub makes a machine as .devcontainer/ says; None for a repository elsewhere."""
    host, path = repository.parts
    if host != "github.com":
        return None
    return f"{CODESPACES}/{path}/tree/{quote(repository.branch)}"


def puller_link(repository, hub, opens=f"notebooks/{FIRST_LESSON}"):
    """nbgitpuller brings the repository to a user's home, in PULLED, and opens a file of it."""
    asked = {"repo": repository.address, "branch": repository.branch, "targetpath": PULLED}
    query = urlencode(asked | {"urlpath": f"lab/tree/{PULLED}/{opens}"})
    return f"{hub_root(hub)}/hub/user-redirect/git-pull?{query}"


def home_link(hub):
    """The edition in the home of a user whose server makes it at each start."""
    return f"{hub_root(hub)}/hub/user-redirect/lab/tree/{FOLDER}/{FIRST_LESSON}"


def hub_root(hub):
    """A hub's address without a slash at its end; EditionError where it is none."""
    split = urlsplit(hub)
    if split.scheme not in ("http", "https") or not split.hostname or split.query:
        raise EditionError(f"{hub} is no address of a hub: it should be as https://HUB.")
    return hub.rstrip("/")


def main(argv=None):
    """The command; returns its exit code."""
    whole = argparse.ArgumentParser(prog="course.py links", description=__doc__.split("\n\n")[1])
    whole.add_argument("repository", help="its address, as https://HOST/OWNER/NAME")
    whole.add_argument("--branch", default="main", help="main without it")
    whole.add_argument("--hub", help="the address of your JupyterHub")
    opens = f"what nbgitpuller's link opens, in the repository; without it notebooks/{FIRST_LESSON}"
    whole.add_argument("--open", default=f"notebooks/{FIRST_LESSON}", help=opens)
    options = whole.parse_args(argv)
    try:
        repository = Repository(options.repository, options.branch)
        found = {"Binder": binder_link(repository), "Codespaces": codespace_link(repository)}
        if options.hub:
            found["nbgitpuller"] = puller_link(repository, options.hub, options.open)
            found["a hub that makes work/"] = home_link(options.hub)
    except EditionError as error:
        print(error, file=sys.stderr)
        return 1
    for name, link in found.items():
        if link:
            print(f"{name}: {link}")
    return 0

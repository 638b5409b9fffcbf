"""Why set-up or the course fails on this computer: what can be looked at, looked at."""

import errno
import os
import shutil
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from pathlib import Path

from .environment import ROOT, VENV, refusal
from .findings import Cause, CourseError

NEEDED = 600e6  # bytes: what an installation takes, and a little room to work in
FULL = {os.strerror(errno.ENOSPC), os.strerror(getattr(errno, "EDQUOT", errno.ENOSPC))}


def is_full(folder, needed=NEEDED):
    """The Cause when a disk has no room for what is to come, or None."""
    folder = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(folder).free
    if free >= needed:
        return None
    return full(f"{free / 1e6:.0f} MB are free at {folder}, and {needed / 1e6:.0f} MB are needed")


def full(how):
    """The Cause for a full disk, or for a user who has filled their share of it."""
    return Cause(
        f"The disk is full: {how}.",
        "Make room there, or move the course to a disk that has room, and run the same command "
        "again.",
        "the-disk-is-full",
    )


def is_closed(folder):
    """The Cause when a folder cannot be written to, or None."""
    why = refusal(folder) if folder.is_dir() else None
    if why is None:
        return None
    if why in FULL:
        return full(f"{folder} takes no more ({why})")
    return Cause(
        f"Nothing can be written to {folder}: {why}.",
        "Copy the course to a folder of your own, and run the same command there.",
        "the-folder-cannot-be-written-to",
    )


def forbids_programs(folder):
    """The Cause when a disk is mounted so that no program may run from it, or None."""
    if not hasattr(os, "ST_NOEXEC") or not os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return None
    return Cause(
        f"No program may run from the disk that holds {folder}: it is mounted with noexec.",
        "Move the course to another disk, such as the one with your home folder, and run the same "
        "command there.",
        "no-program-may-run-from-the-disk",
    )


def does_not_answer(index):
    """The Cause when the packages' index cannot be reached from here, or None."""
    if not index:
        return None
    parts = urllib.parse.urlsplit(index)
    shown = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()  # without a password
    try:
        urllib.request.urlopen(shown, timeout=15).close()
    except urllib.error.HTTPError as error:
        if error.code != 407:
            return None  # it answers, if only to ask who we are
        why = "the proxy wants a name and a password"
    except (OSError, ValueError, HTTPException) as error:  # an address of a proxy that is none
        why = str(getattr(error, "reason", error))
    else:
        return None
    if "CERTIFICATE" in why.upper():
        return Cause(
            f"The certificate of {shown} is not accepted here: {why}.",
            "Your network puts a certificate of its own in between. Ask for its file, set "
            "SSL_CERT_FILE and PIP_CERT to it, and run the same command again.",
            "a-certificate-is-not-accepted",
        )
    return Cause(
        f"The packages cannot be fetched: {shown} does not answer ({why}).",
        "Connect the computer, or set HTTPS_PROXY where there is a proxy, and run the same command "
        "again. Without a network, install from a folder of wheels: course.py lab --offline DIR",
        "the-packages-cannot-be-fetched",
    )


def lacks(wheels):
    """The Cause for an installation from a folder of wheels that did not work."""
    return Cause(
        f"Something is missing in {wheels}; the lines above name it.",
        "Fill the folder on a computer with this system and this Python: "
        "python3 -m pip download -d DIR -r requirements.lock",
        "the-packages-cannot-be-fetched",
    )


def no_venv():
    """The Cause for a Python that cannot make an environment or install into it."""
    return Cause(
        f"{sys._base_executable} has no tool to install with: neither pip nor ensurepip.",
        f"On Debian and Ubuntu: sudo apt install {debian_package()}\nElsewhere, install Python "
        "3.13 afresh. Then run the same command again.",
        "python-comes-without-pip-or-venv",
    )


def debian_package(python=None, usual="/usr/bin/python3"):
    """The Debian package that gives this Python its venv and ensurepip."""
    python = Path(python or sys._base_executable).resolve()
    if python == Path(usual).resolve() or not python.name.startswith("python3."):
        return "python3-venv"
    return f"{python.name}-venv"


UNKNOWN = Cause(
    "The packages could not be installed; the lines above say what failed.",
    "Run the same command again; should it fail in the same way, ask with those lines.",
    "the-packages-cannot-be-fetched",
)


def of_failed_installation(wheels, index):
    """What stopped an installation: a disk, or the network, but that only when it is silent."""
    temporary = Path(tempfile.gettempdir())
    for cause in (is_closed(ROOT), is_closed(VENV), is_full(VENV), is_full(temporary, NEEDED / 4)):
        if cause:
            return cause
    return lacks(wheels) if wheels else does_not_answer(index) or UNKNOWN


def check(*causes):
    """Raise CourseError for the first cause that there is."""
    for cause in causes:
        if cause:
            raise CourseError(cause)

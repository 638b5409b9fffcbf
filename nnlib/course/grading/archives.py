"""What lies in a zip or a folder that strangers filled: each file's path, and its bytes if safe.

Nothing is unpacked to a place that the archive names.  A file that is encrypted, a link, too large
or damaged is refused in a sentence, and the next one is read.
"""

import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from .handed import LARGEST_NOTEBOOK

# Files of a class and the bytes that they unpack to; and those of a student's own zip in it.
MOST_FILES, MOST_BYTES = 100_000, 400 * LARGEST_NOTEBOOK
MOST_FILES_INSIDE, MOST_BYTES_INSIDE = 1_000, 4 * LARGEST_NOTEBOOK
DEEPEST = 20
# Text shrinks to a tenth; a notebook that printed one line for ever to a few hundredths.
READ = (".ipynb", ".zip", ".txt")
SUSPICIOUS, RATIO = 5 * 2**20, 150
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED, NAMED_IN_UTF8 = 0x1, 0x800
# What a zip can stop the reader with.
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, OSError, ValueError, RuntimeError, OverflowError),
)
_ENTRY, _END = b"PK\1\2", b"PK\5\6"


class RefusedError(Exception):
    """A file that is not taken; the message is a sentence that says why."""


@dataclass(frozen=True)
class Member:
    """A file in an archive: its path there, and `read`, which returns its bytes or refuses.

    `time` is the one that the archive gives it, in ISO's form.
    """

    path: str
    read: Callable
    time: str | None = None
    notes: tuple = ()

    @property
    def name(self):
        return self.path.rpartition("/")[2]


def members(source):
    """The files of a zip or of a folder, by path.  Raises RefusedError where it is neither."""
    source = Path(source)
    if source.is_dir():
        found = list(islice(_in_folder(source), MOST_FILES + 1))
        if len(found) > MOST_FILES:
            raise RefusedError(f"{source} holds more than {MOST_FILES} files.")
        return sorted(found, key=lambda one: one.path)
    try:
        with source.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise RefusedError(f"{source} cannot be read: {error.strerror}.") from None
    if not start.startswith((b"PK\3\4", _END)):
        raise RefusedError(f"{source.name} is neither a folder nor a zip{_rather(start)}.")
    return sorted(_in_zip(_opened(source), MOST_FILES, MOST_BYTES), key=lambda one: one.path)


def unpacked(member):
    """The files of a zip that lies in an archive.  Raises RefusedError for one that is not safe."""
    content = member.read()
    at = content.rfind(_END)
    if at < 0 or len(content) < at + 22:
        raise RefusedError(f"It is no zip, or a damaged one{_rather(content[:8])}.")
    (size,) = struct.unpack_from("<L", content, at + 12)
    if size > MOST_FILES_INSIDE * 512:
        raise RefusedError(f"It says that it holds more than {MOST_FILES_INSIDE} files.")
    inside = list(_in_zip(_opened(content), MOST_FILES_INSIDE, MOST_BYTES_INSIDE))
    return [
        replace(one, path=f"{member.path}/{one.path}", notes=(*member.notes, *one.notes))
        for one in inside
    ]


def _rather(start):
    """What a file is instead of a zip, by how it starts."""
    kinds = {b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7z archive", b"\x1f\x8b": "a gzip file"}
    kind = next((kind for sign, kind in kinds.items() if start.startswith(sign)), None)
    return f", but {kind}: unpack it and hand the folder over" if kind else ""


def _opened(source):
    """A ZipFile of a path or of bytes, whatever its names are."""
    try:
        return zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
    except UnicodeDecodeError:
        content = source if isinstance(source, bytes) else source.read_bytes()
    except BROKEN as error:
        raise RefusedError(f"The zip is damaged ({error}).") from None
    try:
        return zipfile.ZipFile(io.BytesIO(_unmarked(content)))
    except BROKEN as error:
        raise RefusedError(f"The zip is damaged ({error}).") from None


def _unmarked(content):
    """A zip without its claim that names are in UTF-8 where they are not.

    Python reads no file of a zip in which one name breaks that claim.
    """
    content = bytearray(content)
    at = content.rfind(_END)
    size, start = struct.unpack_from("<LL", content, at + 12)
    place, before = at - size, at - size - start
    while place < at and content[place : place + 4] == _ENTRY:
        name, extra, comment = struct.unpack_from("<HHH", content, place + 28)
        try:
            content[place + 46 : place + 46 + name].decode("utf-8")
        except UnicodeDecodeError:
            # The claim stands in the list of names, and once more before the file itself.
            (local,) = struct.unpack_from("<L", content, place + 42)
            for flags in (place + 8, before + local + 6):
                (old,) = struct.unpack_from("<H", content, flags)
                struct.pack_into("<H", content, flags, old & ~NAMED_IN_UTF8)
        place += 46 + name + extra + comment
    return bytes(content)


def _in_zip(archive, many, room):
    """The members of an open zip; `room` is how many bytes what is read of it may unpack to."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > many:
        raise RefusedError(f"It holds {len(infos)} files, and {many} are the most.")
    # No entry gives more bytes than it says, so this is known before one is read.
    if sum(info.file_size for info in infos if info.filename.endswith(READ)) > room:
        raise RefusedError(f"It unpacks to more than {_megabytes(room)}.")
    for info in infos:
        path, notes = _name(info)
        yield Member(path, partial(_bytes_of, archive, info), _time(info), notes)


def _name(info):
    """(path, notes): an entry's name with forward slashes, as far as it can be read."""
    name = info.orig_filename
    if info.flag_bits & NAMED_IN_UTF8:
        return name.replace("\\", "/"), ()
    raw = name.encode("cp437")
    try:
        return raw.decode("utf-8").replace("\\", "/"), ()
    except UnicodeDecodeError:
        return name.replace("\\", "/"), ("The zip does not say how this name is written.",)


def _time(info):
    """When a file was changed: in UTC where the zip says so, else as its writer's clock showed."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == 0x5455 and len(extra) >= 9 and extra[4] & 1:  # Info-ZIP's extended timestamp
            return _in_utc(struct.unpack_from("<l", extra, 5)[0])
        extra = extra[4 + size :]
    try:
        return datetime(*info.date_time).isoformat()
    except ValueError:
        return None


def _in_utc(seconds):
    return datetime.fromtimestamp(int(seconds), UTC).isoformat().replace("+00:00", "Z")


def _bytes_of(archive, info):
    """The bytes of an entry.  Raises RefusedError for one that must not or cannot be read."""
    if stat.S_ISLNK(info.external_attr >> 16):
        raise RefusedError("It is a link, and links are not followed.")
    if info.flag_bits & ENCRYPTED:
        raise RefusedError("It is encrypted, and its password is not known here.")
    if info.compress_type not in PLAIN:
        raise RefusedError(f"It is packed by method {info.compress_type}, which is not read here.")
    if info.file_size > LARGEST_NOTEBOOK:
        raise RefusedError(_too_large(info.file_size))
    if info.file_size > SUSPICIOUS and info.file_size > RATIO * max(info.compress_size, 1):
        times = info.file_size // max(info.compress_size, 1)
        raise RefusedError(f"It unpacks to {times} times its size, as a zip bomb does.")
    try:
        with archive.open(info) as file:
            return file.read(info.file_size + 1)  # up to its end, where the sum is checked
    except BROKEN as error:
        raise RefusedError(f"It is damaged in the zip ({error or 'it ends too early'}).") from None


def check_path(path):
    """Refuse a path that leads out of its folder, though nothing is ever written by it."""
    if "\0" in path or path.startswith("/") or re.match(r"[A-Za-z]:", path):
        raise RefusedError("Its path in the zip is absolute, or holds what no name may hold.")
    if ".." in path.split("/"):
        raise RefusedError("Its path in the zip leads out of the folder, by “..”.")
    if path.count("/") > DEEPEST:
        raise RefusedError(f"It lies more than {DEEPEST} folders deep.")


def _too_large(size):
    return f"It has {_megabytes(size)}, and {_megabytes(LARGEST_NOTEBOOK)} are the most."


def _megabytes(size):
    return f"{size / 2**20:.0f} MB"


def _in_folder(folder, prefix="", depth=0):
    """The members of a folder and of those in it; a link or a device is one that refuses."""
    for entry in os.scandir(folder):
        path = prefix + os.fsencode(entry.name).decode("utf-8", "replace")
        if entry.is_dir(follow_symlinks=False) and depth < DEEPEST:
            yield from _in_folder(entry.path, f"{path}/", depth + 1)
        else:
            time = _in_utc(entry.stat(follow_symlinks=False).st_mtime)
            yield Member(path, partial(_bytes_on_disk, Path(entry.path)), time)


def _bytes_on_disk(place):
    """The bytes of a file.  Raises RefusedError for what is none, and for one that is too large."""
    about = place.lstat()
    if stat.S_ISLNK(about.st_mode):
        raise RefusedError("It is a link, and links are not followed.")
    if not stat.S_ISREG(about.st_mode):
        raise RefusedError("It is no file, or lies too deep.")
    if about.st_size > LARGEST_NOTEBOOK:
        raise RefusedError(_too_large(about.st_size))
    try:
        return place.read_bytes()
    except OSError as error:
        raise RefusedError(f"It cannot be read: {error.strerror}.") from None

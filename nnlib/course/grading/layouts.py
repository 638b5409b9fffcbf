"""Who handed a file in, as the paths of an LMS, of nbgrader or of a plain folder tell it.

Canvas   `lastfirst_LATE_101_2001_file.ipynb`: the user's id, then the file's, all in one folder
Moodle   `First Last_3001_assignsubmission_file_/file.ipynb`: the participant's number; before
         Moodle 4.1 and where folders are switched off, a little differently
nbgrader `submitted/STUDENT/SET/file.ipynb`, with `timestamp.txt` beside it
plain    `STUDENT/file.ipynb`, `STUDENT_SET.ipynb` or `STUDENT.ipynb`

Canvas and Moodle pack their zips at the moment of the download, so the times in them say nothing
about when a file was handed in.
"""

import re
from collections import Counter
from dataclasses import dataclass

LMS_LAYOUTS = ("canvas", "moodle", "nbgrader", "plain")
# Canvas leaves no `_12_` in a name, so the first two numbers are the user's and the file's.
CANVAS = re.compile(
    r"(?:(?P<name>.*?)_)??(?:(?P<late>late)_)?(?:anon_(?P<anonymous>\w+?)|(?P<user>\d+))"
    r"_(?:(?P<attachment>\d+)_(?P<file>.+)|(?P<entry>text|link)\.html)",
    re.IGNORECASE | re.DOTALL,
)
MOODLE = re.compile(
    r"(?P<name>[^_/]*)_(?P<user>\d+)_assignsubmission_(?P<kind>file|onlinetext)(?:_?/|_)(?P<file>.+)",
    re.DOTALL,
)
JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.ipynb_checkpoints/|\.DS_Store$|\._|Thumbs\.db$)")


@dataclass(frozen=True)
class Upload:
    """Whose a file is, in the words of its layout; `order` grows with the time of the upload.

    `name` is the person's, where the path has it; `late` is what the LMS says of the file, None
    where it says nothing.
    """

    owner: str
    file: str
    name: str = ""
    late: bool | None = None
    order: int = 0
    note: str = ""


def canvas(path):
    """The Upload of a path in Canvas's zip, or None."""
    *_, name = path.split("/")
    match = CANVAS.fullmatch(name)
    if match is None:
        return None
    file = match["file"] or name
    order = int(match["attachment"] or 0)
    if match["anonymous"]:
        note = "It was handed in anonymously; Canvas tells whose it is when the marks are posted."
        return Upload(match["anonymous"], file, "", bool(match["late"]), order, note)
    return Upload(match["user"], file, match["name"] or "", bool(match["late"]), order)


def moodle(path):
    """The Upload of a path in Moodle's zip, or None."""
    match = MOODLE.search(path)
    if match is None or "/" in path[: match.start()].rstrip("/"):
        return None
    return Upload(match["user"], match["file"].rpartition("/")[2], match["name"])


def of_folder(path, root, sets):
    """The Upload of a path whose first folder below `root` is the student's, or None.

    >>> of_folder("s001_05_graphs.ipynb", "", ["05_graphs"]).owner
    's001'
    """
    owner, slash, rest = path.removeprefix(root).partition("/")
    if slash:
        return Upload(owner, rest.rpartition("/")[2])
    stem = owner.removesuffix(".ipynb")
    if stem in sets:
        return None
    named = next((one for one in sets if stem.endswith((f"_{one}", f"-{one}"))), None)
    return Upload(stem[: -len(named) - 1] if named else stem, f"{named or stem}.ipynb")


def seen_layout(paths):
    """The layout that most of the paths have."""
    paths = [path for path in paths if not JUNK.search(path)]
    votes = Counter({name: sum(map(bool, map(read, paths))) for name, read in READERS.items()})
    name, often = votes.most_common(1)[0]
    if 2 * often > len(paths):
        return name
    stamped = any(path.endswith("/timestamp.txt") for path in paths)
    return (
        "nbgrader" if stamped or any(path.startswith("submitted/") for path in paths) else "plain"
    )


READERS = {"moodle": moodle, "canvas": canvas}


def root_of(paths):
    """The folders above those of the students, as `submitted/`, or ''.

    >>> root_of(["class/s001/05.ipynb", "class/s002/05.ipynb"]), root_of(["s001/05.ipynb"])
    ('class/', '')
    """
    root = ""
    while True:
        tops = {path.removeprefix(root).partition("/")[::2] for path in paths}
        names = {name for name, _ in tops}
        folders = {rest.partition("/")[0] for _, rest in tops if "/" in rest}
        (name, *others) = names or ("",)
        if others or not (name == "submitted" or len(folders) > 1):
            return root
        root += f"{name}/"

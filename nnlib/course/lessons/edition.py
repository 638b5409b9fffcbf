"""The learner's edition: `work/`, made from notebooks/ and exercises/, and kept up to date.

`work/` lies in the course's folder or, where pip installed the course, in the working directory.
`work/NN_name.ipynb` is a lesson with its outputs cleared, its turns blank, and the cells collapsed
that only draw or only reveal; `work/exercises/NN_name.ipynb` is its exercises.  Nobody's work is
lost: a file of which the learner has changed a cell stays as it is, and a new version comes to lie
beside it.  Where the course has renamed a lesson, the learner's file takes the new name as well.
Where a lesson of the course itself cannot be read, as after a `git pull` that broke off, the
learner's copy of it stays as it is.
"""

import ast
import hashlib
import json
import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from .. import dataflow
from ..drafts import clear_drafts, write_whole
from ..files import UNFIT, CourseFileError, in_short, system_refusal
from ..folders import (
    COURSE,
    FOLDER,
    MANIFEST,
    SHIPPED,
    course_folder,
    edition_folder,
    user_folder,
    working_folder,
)
from ..names import current
from ..regions import REGION
from ..start.environment import with_usable_proxies

FIRST_LESSON = "00_start_here.ipynb"
DRAWS = "hide-input"
COVER = "# The answer"  # of a collapsed cell JupyterLab still shows the first line
TO_EXERCISES = re.compile(r"\.\./exercises/(\w+)/\1\.ipynb")
OUTWARDS = re.compile(r"\[([^\]]*)\]\((?:\.\./)+(?!\w+\.ipynb)([^)#]*)[^)]*\)")
BESIDE = re.compile(r"\.updated(?:-\d+)?\.ipynb$")
# What an edition holds: no path in its record may lead anywhere else.
WITHIN = re.compile(r"(?:exercises/)?[^/\\:]+\.ipynb")


class HalfACourseError(CourseFileError):
    """A course of which no edition can be made; the message is a sentence for the learner."""


def blank(code, read=frozenset()):
    r"""A cell with its regions blank: the hint in its first comments stays, the rest is `...`.

    A region without indentation leaves `name = ...` for each name that it is the first to bind;
    where other cells `read` some of them, for these.

    >>> print(blank("def f(x):\n    ### BEGIN SOLUTION\n    # twice\n    return 2 * x\n"
    ...             "    ### END SOLUTION"))
    def f(x):
        # twice
        ...
    """

    def stub(match):
        space, body = match.groups()
        lines = body.splitlines()
        hint = list(takewhile(lambda line: line.strip().startswith("#"), lines))
        names = [] if space else _names(code[: match.start()], body, read)
        return "\n".join([*hint, *([f"{name} = ..." for name in names] or [f"{space}..."]), ""])

    return REGION.sub(stub, code).rstrip("\n")


def _names(before, body, read):
    """The names that a region gives a first value, in their order."""
    names = dataflow.of(body).binds - dataflow.of(REGION.sub("", before)).binds
    names = names & read or {name for name in names if not name.startswith("_")}
    return sorted(names, key=re.findall(r"\w+", body).index)


def lesson(notebook):
    """A published lesson, a dict as JSON has it, as the learner gets it."""
    cells = [_cleared(cell) for cell in notebook["cells"]]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    flows = [dataflow.of(cell["source"]) for cell in code]
    for number, cell in enumerate(code):
        others = flows[:number] + flows[number + 1 :]
        cell["source"] = blank(cell["source"], frozenset().union(*(one.reads for one in others)))
        tells = only_reveals(cell["source"])
        if tells:
            cell["source"] = f"{COVER}\n{cell['source']}"
        if tells or DRAWS in cell["metadata"].get("tags", ()):
            cell["metadata"]["jupyter"] = {"source_hidden": True}
    for cell in cells:
        if cell["cell_type"] == "markdown":
            cell["source"] = TO_EXERCISES.sub(r"exercises/\1.ipynb", cell["source"])
    return notebook | {"cells": cells}


def only_reveals(source):
    """True for a cell that reveals predictions and does nothing else: its text tells the answer."""
    calls = [getattr(one, "value", None) for one in ast.parse(source).body]
    return bool(calls) and all(
        isinstance(one, ast.Call) and getattr(one.func, "attr", "") == "reveal" for one in calls
    )


def exercise(notebook):
    """An exercise as the learner gets it: its links lead to the lessons in work/."""
    cells = [_cleared(cell) for cell in notebook["cells"]]
    for cell in cells:
        if cell["cell_type"] == "markdown":
            cell["source"] = cell["source"].replace("../../notebooks/", "../")
    return notebook | {"cells": cells}


def _cleared(cell):
    cell = cell | {"source": "".join(cell["source"]), "metadata": dict(cell["metadata"])}
    return cell | {"outputs": [], "execution_count": None} if "outputs" in cell else cell


def wanted(course, folder, unread=None):
    """{path in work/: notebook} of the whole edition of the course in `course`.

    What cannot be read goes into `unread`, {path in work/: why}; without it, HalfACourseError says
    so.
    """
    lessons, sets = course.glob("notebooks/*.ipynb"), course.glob("exercises/*/*.ipynb")
    sources = [(path.name, lesson, path) for path in sorted(lessons)]
    sources += [(f"exercises/{path.name}", exercise, path) for path in sorted(sets)]
    made = {}
    for name, make, path in sources:
        try:
            made[name] = make(_read(path))
        except UNFIT as error:
            why = f"{path.relative_to(course)} is no notebook that can be read ({in_short(error)})"
            if unread is None:
                raise HalfACourseError(f"{why}.") from None
            unread[name] = why
    where = "repository" if course == SHIPPED else "folder"
    if folder.parent != course:  # then a link to what is not in the edition would lead nowhere
        for notebook in made.values():
            for cell in notebook["cells"]:
                cell["source"] = OUTWARDS.sub(rf"\1 (\2 in the course's {where})", cell["source"])
    return made


def _read(path):
    return json.loads(path.read_text("utf-8"))


def fingerprint(notebook):
    """A hash of what a reader can edit: the kinds and sources of the cells that are not empty."""
    cells = [(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]]
    cells = [cell for cell in cells if cell[1].strip()]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()[:32]


@dataclass
class Update:
    """One update of an edition's folder, and the sentences that it has for the learner.

    `files` maps a path to the fingerprint of what was handed out under it, `offered` to that of
    a new version that lies beside an edited file.
    """

    folder: Path
    files: dict = field(default_factory=dict)
    offered: dict = field(default_factory=dict)
    fresh: list = field(default_factory=list)
    restored: list = field(default_factory=list)
    replaced: list = field(default_factory=list)
    said: list = field(default_factory=list)

    @classmethod
    def of(cls, folder):
        """An update that knows what was handed out; without a readable record, nothing was."""
        try:
            record = _read(folder / MANIFEST)
            return cls(folder, _within(record["files"]), _within(record["offered"]))
        except UNFIT:
            return cls(folder)

    def bring(self, path, notebook):
        """Bring one file up to date."""
        place, new = self.folder / path, fingerprint(notebook)
        theirs, handed = _theirs(place), self.files.get(path)
        if theirs is None:
            (self.restored if handed else self.fresh).append(path)
            self._write(path, notebook, new)
        elif theirs == new:
            self.files[path] = new
            self.offered.pop(path, None)
        elif theirs == handed:
            self.replaced.append(path)
            self._write(path, notebook, new)
        elif new not in (handed, self.offered.get(path)):
            beside = self._beside(path, new)
            self._write(beside, notebook, new)
            self.offered[path] = new
            self.said.append(
                f"{path} has a new version, and you have changed yours: yours stays as it is, and "
                f"the new one lies beside it as {Path(beside).name}."
            )

    def _beside(self, path, new):
        """The first free name for a new version; one that the learner did not edit is free."""
        stem = path.removesuffix(".ipynb")
        for number in range(1, 1000):
            name = f"{stem}.updated{f'-{number}' * (number > 1)}.ipynb"
            if _theirs(self.folder / name) in (None, new, self.files.get(name, new)):
                return name
        raise OSError(f"{stem} has 999 new versions beside it; delete some.")

    def carry(self, wanted, renamed):
        """Files of an old name that the learner has edited take today's, where that is free."""
        for path in sorted(self.files.keys() - wanted.keys()):
            now = today(path, renamed)
            moved = now != path and BESIDE.sub(".ipynb", now) in wanted
            edited = _theirs(self.folder / path) not in (None, self.files[path])
            if moved and edited and not (self.folder / now).exists():
                with suppress(OSError):  # another start was faster, or it is locked: then it stays
                    self._move(path, now)

    def _move(self, path, now):
        (self.folder / path).rename(self.folder / now)
        self.files[now] = self.files.pop(path)
        self.offered.pop(path, None)
        name = Path(now).name
        self.said.append(f"{path} is now {name}, and so is yours, which you have changed.")

    def retire(self, path, why):
        """A file without a place in the course goes, unless the learner has edited it."""
        place, handed = self.folder / path, self.files.pop(path)
        self.offered.pop(path, None)
        theirs = _theirs(place)
        if theirs == handed:
            place.unlink(missing_ok=True)
            self.said.append(f"{path} {why}; you had not changed it, so it is gone.")
        elif theirs is not None:
            self.said.append(f"{path} {why}; yours, which you have changed, stays as it is.")

    def _write(self, path, notebook, new):
        text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        _write_whole(self.folder / path, text)
        self.files[path] = new
        self.offered.pop(path, None)

    def record(self):
        record = {"version": 1, "files": self.files, "offered": self.offered}
        _write_whole(self.folder / MANIFEST, json.dumps(record, indent=1, sort_keys=True))

    def sentences(self, first):
        if first:
            yield f"Your own copy of the course is in {self.folder}: write in it as you like."
        elif self.fresh:
            yield f"New in your copy: {', '.join(self.fresh)}."
        if self.restored:
            yield f"You had deleted it, so it is there afresh: {', '.join(self.restored)}."
        if self.replaced:
            yield f"Brought up to date, since you had not changed them: {', '.join(self.replaced)}."
        yield from self.said


def _within(fingerprints):
    """Of {path: fingerprint} in a record, what can be in an edition."""
    return {
        path: known
        for path, known in fingerprints.items()
        if WITHIN.fullmatch(path) and isinstance(known, str)
    }


def _theirs(place):
    """The fingerprint of the learner's file: None where there is none, '' for no notebook."""
    try:
        return fingerprint(_read(place))
    except FileNotFoundError:
        return None
    except UNFIT:
        return ""


def _write_whole(place, text):
    """Write a text whole or not at all; a reader never sees half of it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(place, text.encode())


def update(course, folder, renamed=None):
    """Make the edition of `course` in `folder`, or bring it up to date; returns the sentences.

    Each step can be repeated: after a crash in the middle, or with two starts at once, the next
    start finds what is done and does the rest.
    """
    first, unread = not (folder / MANIFEST).exists(), {}
    now = Update.of(folder)
    new = wanted(course, folder, unread)
    refuse_missing_lessons(course, now.files, new.keys() | unread.keys())
    now.record()  # from here on the folder is an edition, whatever happens
    for path, why in unread.items():
        now.said.append(f"{why}; in your copy {path} stays as it is. Fetch the course again.")
    now.carry(new, renamed)
    for path, notebook in new.items():
        now.bring(path, notebook)
    for path in sorted(now.files.keys() - new.keys()):
        base = BESIDE.sub(".ipynb", path)
        if base in unread:
            continue
        if base not in new:
            now.retire(path, _gone(path, renamed))
        elif base not in now.offered:
            now.retire(path, "is not needed any more")
    now.record()
    for path in now.files:
        clear_drafts(folder / path)  # of a start that broke off
    return list(now.sentences(first))


def refuse_missing_lessons(course, handed, found):
    """Raise HalfACourseError where all lessons, or the folders of all exercises, are there no more.

    So it is when a download or a `git pull` has broken off; their copies must not go for that.
    """
    had_exercises = any(path.startswith("exercises/") for path in handed)
    had_lessons = any(not path.startswith("exercises/") for path in handed)
    if had_lessons and all(path.startswith("exercises/") for path in found):
        missing = "no lesson in notebooks/"
    elif had_exercises and not any(course.glob("exercises/*/")):
        missing = "no set in exercises/"
    else:
        return
    raise HalfACourseError(
        f"The course in {course} is not whole: there is {missing}. Your copy stays as it is. Fetch "
        "the course again."
    )


def _gone(path, renamed):
    """What has become of a file that the course has no longer."""
    now = today(path, renamed)
    return f"is now {Path(now).name}" if now != path else "is no longer part of the course"


def today(path, renamed=None):
    """A path in work/ as it is now, if its lesson had another name before.

    >>> today("exercises/02_roads.updated.ipynb", {"02_roads": "03_two_roads"})
    'exercises/03_two_roads.updated.ipynb'
    """
    folder, slash, name = path.rpartition("/")
    lesson, dot, rest = name.partition(".")
    return folder + slash + current(lesson, renamed) + dot + rest


def writable(folder):
    """True where files can be made."""
    try:
        _write_whole(folder / ".try", "")
        (folder / ".try").unlink()
    except OSError:
        return False
    return True


def place_for(course):
    """The edition's folder: work/ in the course, or where the learner is if pip installed it.

    It is in the user's data folder where neither can be written.
    """
    place, users = course / FOLDER, user_folder()
    if course == SHIPPED:
        place = edition_folder() or (working_folder() or users or course) / FOLDER
    if writable(place):
        return place
    if users is None:
        raise HalfACourseError(
            f"There is no place for your copy: {place} cannot be written to, and this user has no "
            "home folder. Copy the course to a folder of your own."
        )
    return users / FOLDER


def prepare(course=COURSE, renamed=None):
    """(folder, sentences): the edition of a course, made or brought up to date."""
    folder = place_for(course)
    return folder, update(course, folder, renamed)


def lab_options(folder, course=COURSE):
    """JupyterLab's options: its root, and the first lesson of the edition in `folder`."""
    root = course if folder.is_relative_to(course) else folder
    first = (folder / FIRST_LESSON).relative_to(root).as_posix()
    return [f"--ServerApp.root_dir={root}", f"--LabApp.default_url=/lab/tree/{first}"]


def main(arguments=()):
    """Make or update the edition and say what there is to say; with --lab, open it."""
    if "--lab" not in arguments and arguments:
        if {"-h", "--help"} & {*arguments}:
            print(__doc__)
            return 0
        print(f"edition takes --lab and JupyterLab's options, not {arguments[0]}.", file=sys.stderr)
        return 2
    course = course_folder() or COURSE
    try:
        folder, sentences = prepare(course)
    except HalfACourseError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        what = "Your copy of the course could not be brought up to date"
        print(
            f"{what}: {system_refusal(error)} What you have written is as it was.", file=sys.stderr
        )
        return 1
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    if "--lab" not in arguments:
        print(folder)
        return 0
    import zmq

    proxies = with_usable_proxies(os.environ)
    for name in os.environ.keys() - proxies.keys():
        del os.environ[name]
    os.environ.update(proxies)
    from jupyterlab.labapp import main as lab

    given = {one.partition("=")[0] for one in arguments}  # the learner's own options win
    ours = [one for one in lab_options(folder, course) if one.partition("=")[0] not in given]
    if zmq.has("curve"):  # otherwise each kernel warns that it is not encrypted
        ours.insert(0, "--KernelManager.transport_encryption=auto")
    return lab([*ours, *(one for one in arguments if one != "--lab")])

"""What is made of each file that was handed in: whose it is, of which set, or why it is refused."""

import hashlib
from dataclasses import dataclass, field, replace
from functools import partial

from .archives import Member, RefusedError, check_path, members, unpacked
from .layouts import JUNK, READERS, Upload, of_folder, root_of, seen_layout
from .rosters import Roster, read_time
from .submissions import CALLED_LATE, STUDENT, set_of


@dataclass
class Found:
    """A file of an archive, whose it is, and of which set; or why it is refused."""

    member: Member
    handed: Upload | None = None
    student: str | None = None
    set: str | None = None
    sha256: str | None = None
    time: str | None = None
    refused: str | None = None
    notes: list = field(default_factory=list)

    def refuse(self, sentence):
        self.refused = sentence
        return self

    @property
    def row(self):
        """The file as collected.json lists it."""
        taken = self.refused is None
        return {
            "student": self.student,
            "set": self.set,
            "file": f"{self.student}/{self.set}.ipynb" if taken else None,
            "sha256": self.sha256,
            "time": self.time,
            "late": self.handed.late if self.handed else None,
            "from": self.member.path,
            "refused": self.refused,
            "notes": self.notes,
        }


@dataclass(frozen=True)
class Collection:
    """How to collect: the names of the sets, the only one that is expected, and the roster."""

    sets: tuple
    expected: str | None = None
    roster: Roster = field(default_factory=Roster)
    layout: str | None = None

    def found_in(self, source):
        """(layout, files found): what an archive holds, each file taken or refused."""
        every = [one for one in members(source) if not JUNK.search(one.path)]
        paths = [one.path for one in every]
        layout = self.layout or seen_layout(paths)
        below = partial(of_folder, root=root_of(paths), sets=self.sets)
        read = READERS.get(layout, below)
        found = [one for member in every for one in self._look(member, read(member.path), layout)]
        if layout == "nbgrader":
            found = _stamped(found)
        _refuse_impostors(found)
        _refuse_likenesses(found)
        _refuse_doubles(found)
        _answer_for_a_set(found, self.expected)
        return layout, found

    def _look(self, member, handed, layout):
        """What is found in a member: itself, or the files of a zip that a student handed in."""
        found = Found(member, handed, notes=[*member.notes])
        try:
            check_path(member.path)
        except RefusedError as error:
            found.handed = None
            return [found.refuse(f"{error}")]
        if handed is None:
            return [found.refuse("Its path does not tell whose it is.")]
        if not member.name.lower().endswith(".zip"):
            return [self._judged(found, layout)]
        try:
            inside = [one for one in unpacked(member) if not JUNK.search(one.path)]
        except RefusedError as error:
            return [self._owned(found).refuse(f"{error}")]
        return [
            self._judged(Found(one, replace(handed, file=one.name), notes=[*one.notes]), layout)
            for one in inside
        ]

    def _owned(self, found):
        """The file with the id of its student, or refused."""
        owner = found.handed.owner
        found.student = self.roster.ids.get(owner, owner if not self.roster.ids else None)
        found.notes += filter(None, [found.handed.note, CALLED_LATE * bool(found.handed.late)])
        if found.student is None:
            return found.refuse(f"“{owner}” is not on the roster.")
        if not STUDENT.fullmatch(found.student):
            found.student = None
            return found.refuse(
                f"“{owner}” cannot be an id, which has letters, digits and . _ @ -; a roster, "
                "with --ids, can give another."
            )
        found.time = self.roster.times.get(owner)
        return found

    def _judged(self, found, layout):
        """The file with its student, its set, its hash and its time, or refused."""
        if self._owned(found).refused:
            return found
        if not found.handed.file.lower().endswith(".ipynb"):
            return found.refuse("It is no notebook.")
        try:
            content = found.member.read()
        except RefusedError as error:
            return found.refuse(f"{error}")
        found.sha256 = hashlib.sha256(content).hexdigest()
        found.time = found.time or (found.member.time if layout == "plain" else None)
        found.set, notes = set_of(found.handed.file, content, self.sets)
        found.notes += notes
        return self._of_expected(found)

    def _of_expected(self, found):
        if found.set is None and self.expected:
            found.set = self.expected
            found.notes.append(
                f"“{found.handed.file}” does not tell its set; it was taken as this."
            )
        elif found.set is None:
            found.refuse("Neither its name nor its cells tell its set; --set can say it.")
        elif self.expected and found.set != self.expected:
            found.refuse(f"It is a notebook of {found.set}; {self.expected} was expected.")
        return found


def _stamped(found):
    """The files of nbgrader's layout with the times of the timestamp.txt beside each."""
    times = {}
    for one in found:
        if one.member.name == "timestamp.txt":
            try:
                words = one.member.read().decode("utf-8").split()
                times[one.member.path.rpartition("/")[0]] = read_time(_seconds(words))
            except (RefusedError, ValueError):
                one.notes.append("It holds no time that can be read.")
    for one in found:
        one.time = one.time or times.get(one.member.path.rpartition("/")[0])
    return [one for one in found if one.member.name != "timestamp.txt"]


def _seconds(words):
    """nbgrader's time without fractions of a second: 2026-11-20 13:05:00.123456 UTC."""
    day, clock, *zone = [*words, ""]
    return " ".join([day, clock.partition(".")[0], *zone]).strip()


def _taken(found):
    return [one for one in found if one.refused is None]


def _refuse_impostors(found):
    """Refuse files of one id that come under two names: a name can be made to look like an id."""
    names = {}
    for one in found:
        if one.handed:
            names.setdefault(one.handed.owner, set()).add(one.handed.name)
    for one in _taken(found):
        if len(claimed := names[one.handed.owner]) > 1:
            who = " and ".join(f"“{name}”" for name in sorted(claimed))
            one.refuse(
                f"The id {one.handed.owner} comes under different names, {who}: look who it is."
            )


def _refuse_likenesses(found):
    """Refuse ids that differ from earlier ones by capitals only: some disks hold one of the two."""
    first = {}
    for one in _taken(found):
        if first.setdefault(one.student.lower(), one.student) != one.student:
            other = first[one.student.lower()]
            one.refuse(f"The ids {other} and {one.student} differ by capitals only.")


def _refuse_doubles(found):
    """Of several files of one student for one set keep one: the last that was handed in."""
    groups = {}
    for one in _taken(found):
        groups.setdefault((one.student, one.set), []).append(one)
    for (_, set_), files in groups.items():
        # A set's own name comes before others where no time and no number tells.
        kept, *others = sorted(
            files,
            key=lambda one: (one.handed.order, one.time or "", one.handed.file == f"{set_}.ipynb"),
            reverse=True,
        )
        for other in others:
            same = other.sha256 == kept.sha256
            what = "The same file again" if same else "Another notebook for the same set"
            other.refuse(f"{what}: “{kept.handed.file}” was taken.")
        if any(other.sha256 != kept.sha256 for other in others):
            kept.notes.append(
                f"Of {len(files)} notebooks for this set “{kept.handed.file}” was taken."
            )


def only_set(found):
    """The set of all the files that were taken; None where there are several, or none."""
    sets = {one.set for one in _taken(found)}
    return sets.pop() if len(sets) == 1 else None


def _answer_for_a_set(found, expected):
    """Let one refused file stand for the set of a student of whom nothing was taken.

    So the student gets a record that says why.  A notebook says most.
    """
    set_ = expected or only_set(found)
    served = {one.student for one in _taken(found) if one.set == set_}
    kinds = (".ipynb", ".zip", "")
    refused = [one for one in found if one.refused and one.student]
    for one in sorted(refused, key=lambda one: _first(kinds, one.member.name.lower().endswith)):
        one.set = None if one.student in served else set_
        served.add(one.student)


def _first(values, test):
    """The number of the first value that passes."""
    return next(number for number, value in enumerate(values) if test(value))

"""Grading a class: every submission runs in a sandbox of its own, and becomes one record.

    nnlib grade SUBMISSIONS --out marks.jsonl

A batch can be killed at any moment and gone on with by --resume, and shared out among machines by
--shard.  Before it begins, and whenever a sandbox is ended by what runs in it, the reference goes
the same way as the submissions: where it does not earn all points, the fault is the sandbox's, and
nobody is given a zero for it.
"""

import argparse
import os
import secrets
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from zlib import crc32

from ..authoring.handout import read_secret
from ..authoring.source import Source, SpecError
from ..authoring.variants import code_of, varied
from ..checks.running import words_of
from ..files import typed_path
from ..folders import COURSE
from . import records
from .handed import Handed, content_of, sha256_of
from .marking import Script, marks, marks_without
from .papers import Paper, grader_sha256
from .passed_on import with_owners
from .sandbox import SandboxError, raised_walls
from .submissions import STUDENT, Submission, submissions_in
from .tables import TableError


class BatchError(Exception):
    """A batch that cannot begin or go on; the message is a sentence for the teacher."""


def main(argv=None):
    """Grade a class; the exit code is 0 where every submission has its record."""
    args = command_line().parse_args(argv)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        batch = Batch(args)
        with ExitStack() as stack:
            batch.run(stack)
    except (BatchError, SandboxError, SpecError, TableError, records.RecordsError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"Stopped. What is in {args.out} is whole; --resume goes on.", file=sys.stderr)
        return 130
    return 0


def command_line():
    """The command's arguments."""
    command = argparse.ArgumentParser(
        prog="course.py grade",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = command.add_argument
    add(
        "submissions",
        type=typed_path,
        help="a folder STUDENT/SET.ipynb, as `nnlib collect` makes it",
    )
    add("--out", type=typed_path, required=True, help="the file of records, which only grows")
    add("--jobs", type=_count, default=os.cpu_count() or 1, help="sandboxes at a time")
    add("--shard", type=_shard, default=(1, 1), metavar="I/N", help="the Ith of N parts of a class")
    add("--resume", action="store_true", help="leave out what has its record in FILE already")
    add("--seed", type=_seed, help="draw these inputs again; without, new ones for each batch")
    add("--solutions", type=typed_path, help="a folder of private sets; without, the course's own")
    add("--only", action="append", default=[], metavar="NAME", help="this set or student alone")
    add(
        "--variants",
        type=typed_path,
        metavar="SECRET",
        help="the file that the variants were made with",
    )
    add(
        "--unsafe-no-sandbox",
        action="store_true",
        help="let students' code do on this computer whatever you may do",
    )
    return command


def _whole(text):
    """The whole number that a text is; -1 for a text that is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else -1


def _count(text):
    if (count := _whole(text)) < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1 on was expected, not {text!r}")
    return count


def _seed(text):
    if not 0 <= (seed := _whole(text)) < 2**53:
        raise argparse.ArgumentTypeError(f"a seed is a whole number from 0 to 2^53, not {text!r}")
    return seed


def _shard(text):
    number, _, of = text.partition("/")
    if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no part of a class; write 1/4, 2/4, 3/4, 4/4"
        )
    return int(number), int(of)


def _interrupt(*_):
    raise KeyboardInterrupt


@dataclass
class Batch:
    """The grading of a class, or of a part of it."""

    args: argparse.Namespace

    def run(self, stack):
        """Grade all that is to be graded, and append its records."""
        begun = time.monotonic()
        append = stack.enter_context(records.appending(self.args.out))
        before = records.latest(self.args.out)
        self.seed = self._chosen_seed(before)
        self.papers = {one.name: Paper(one, self.seed) for one in self._sources()}
        self.secret = read_secret(self.args.variants) if self.args.variants else None
        submissions = self._submissions()
        waiting = [one for one in submissions if not self._is_done(one, before)]
        self._prepare(stack, sorted({one.set for one in waiting}))
        done, reasons = 0, 0
        with self._at_work() as pool, _bar(len(waiting)) as bar:
            for future in as_completed([pool.submit(self.record_of, one) for one in waiting]):
                record = future.result()
                append(record)
                done, reasons = done + 1, reasons + bool(record["reason"])
                bar.update()
        took = time.monotonic() - begun
        print(
            f"{done} submission{'s' * (done != 1)} graded in {took:.0f} seconds with the seed "
            f"{self.seed}, {len(submissions) - done} had their record, {reasons} could not be "
            f"graded; the records are in {self.args.out}.",
            file=sys.stderr,
        )

    def _chosen_seed(self, before):
        """The seed that was asked for, or that of the records so far, or a new one."""
        if self.args.seed is not None:
            return self.args.seed
        if self.args.resume and before:
            return list(before.values())[-1]["seed"]
        if self.args.shard != (1, 1):
            raise BatchError(
                "Every part of a class must be asked the same: give all of them the same --seed, "
                "any whole number that your students do not know."
            )
        return secrets.randbits(32)

    def _sources(self):
        folder = self.args.solutions or COURSE / "solutions"
        found = [Source(spec.resolve().parent) for spec in sorted(folder.glob("*/spec.py"))]
        if not found:
            raise BatchError(f"There is no set in {folder}: no folder there holds a spec.py.")
        return found

    def _submissions(self):
        """What was handed in, and what is missing, of this part of the class."""
        if not self.args.submissions.is_dir():
            raise BatchError(f"{self.args.submissions} is no folder of submissions.")
        found, sentences = submissions_in(self.args.submissions, list(self.papers))
        for one in sentences:
            print(one, file=sys.stderr)
        found += not_handed_in(self.args.submissions, found)
        known = {one.student for one in found} | set(self.papers) | set(map(_number, self.papers))
        if strange := [name for name in self.args.only if name not in known]:
            raise BatchError(f"--only {strange[0]}: no set and no student here has this name.")
        self.students = sorted({one.student for one in found})
        if not found:
            raise BatchError(f"In {self.args.submissions} there is no submission of any set.")
        return [one for one in found if self._is_chosen(one)]

    def _is_chosen(self, one):
        number, of = self.args.shard
        sets = {name for name in self.args.only if name in (one.set, _number(one.set))}
        students = {name for name in self.args.only if name == one.student}
        asked_sets = [
            n for n in self.args.only if n in self.papers or n in map(_number, self.papers)
        ]
        asked_students = [n for n in self.args.only if n not in asked_sets]
        return (
            (bool(sets) or not asked_sets)
            and (bool(students) or not asked_students)
            and crc32(f"{one.student}/{one.set}".encode()) % of == number - 1
        )

    def _is_done(self, one, before):
        """True where a record says what grading would say again."""
        record = before.get((one.student, one.set)) if self.args.resume else None
        if record is None:
            return False
        asked = self._question(one, sha256_of(content_of(one)[0]))
        return asked == {name: record[name] for name in asked}

    def _question(self, one, sha256):
        """What a record is a function of."""
        return {
            "submission": sha256,
            "spec": self.papers[one.set].sha256,
            "grader": grader_sha256(),
            "seed": self.seed,
            "variant": self._code(one.set, one.student),
        }

    def _code(self, name, student):
        return code_of(self.secret, name, student) if self.secret else None

    def _paper(self, one):
        """The paper that a student sat: the set's, or their own variant of it."""
        published = self.papers[one.set]
        source = varied(published.source, self._code(one.set, one.student))
        if source is published.source:
            return published
        paper = Paper(source, self.seed, published)
        with self.lock:  # references run while keys are made, one at a time
            _ = paper.keys
        return paper

    def _prepare(self, stack, names):
        """Raise the walls for each set, and send its reference through them."""
        self.walls, self.lock, self.stack = {}, Lock(), stack
        for name in names:
            self._walls_with(self.papers[name].packages)
            print(f"{name}: the reference is graded first.", file=sys.stderr)
            self.canary(self.papers[name])

    def _walls_with(self, packages):
        """The walls in which these packages are, raised when they are first asked for."""
        boxed = not self.args.unsafe_no_sandbox
        with self.lock:
            if packages not in self.walls:
                self.walls[packages] = self.stack.enter_context(raised_walls(packages, boxed))
        return self.walls[packages]

    def _walls_for(self, paper, cells):
        """Those of the set, with SymPy in them where a cell of the student's speaks of it.

        SymPy is beside every notebook, so a check takes an answer of its numbers in any set.
        """
        own = {"sympy"} if any("sympy" in source for source, _ in cells) else set()
        return self._walls_with(tuple(sorted({*paper.packages, *own})))

    @contextmanager
    def _at_work(self):
        """A pool of threads, each of which waits for a sandbox; stopped at once if need be."""
        pool = ThreadPoolExecutor(self.args.jobs)
        try:
            yield pool
        except BaseException:
            for walls in list(self.walls.values()):
                walls.fall()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def canary(self, paper):
        """Grade the reference.  Raises SandboxError where it does not earn every point."""
        script = Script(paper, paper.reference, self.walls[paper.packages]).run()
        for task in marks(script):
            if not task["manual"] and task["status"] != "right":
                raise SandboxError(
                    f"The reference of task {task['id']} does not pass here, so nothing is graded: "
                    f"{task['message']} The fault is the sandbox's or the set's, and no student's; "
                    "`course.py doctor --grading` and `course.py prove` look for it."
                )

    def record_of(self, one):
        """The record of one submission, whatever is in it."""
        begun, paper = time.monotonic(), self._paper(one)
        content, reason = content_of(one)
        try:
            handed = Handed(reason=reason) if reason else Handed.read(content, one.path.name)
            tasks, notes = self._graded(paper, handed, self._code(one.set, one.student))
        except (SandboxError, OSError, MemoryError):
            raise  # of the machine: whoever comes next would meet it too
        except Exception as error:  # noqa: BLE001  nobody's notebook may stop the others' grading
            words = f"The grader stopped at this notebook ({words_of(error)}): look at it yourself."
            handed, notes = Handed(reason=words), []
            tasks = marks_without(paper, words)
        automatic = [task for task in tasks if not task["manual"]]
        return {
            "student": one.student,
            "set": one.set,
            "file": one.path and one.path.relative_to(self.args.submissions).as_posix(),
            **self._question(one, sha256_of(content)),
            "submitted": one.submitted,
            "graded": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - begun, 3),
            "reason": handed.reason,
            "notes": [*one.notes, *notes],
            "tasks": tasks,
            "earned": round(sum(task["earned"] for task in automatic), 2),
            "of": sum(task["points"] for task in automatic),
        }

    def _graded(self, paper, handed, code):
        """(tasks, notes) of a notebook."""
        notes = [*handed.notes]
        if self.secret and handed.variant not in (None, code):
            notes.append("This notebook was handed out with the numbers of another student.")
        if handed.reason:
            return marks_without(paper, handed.reason), notes
        tasks, more = self._marked(paper, handed.cells, code)
        return tasks, notes + more

    def _marked(self, paper, cells, code):
        """(tasks, notes) of a notebook's cells."""
        script = Script(paper, cells, self._walls_for(paper, cells)).run()
        if script.ended:
            with self.lock:  # one at a time, on a machine that may be short of something
                self.canary(paper)
        tasks = marks(script)
        if paper.published:
            students = {self._code(paper.name, one): one for one in self.students}
            students.pop(code, None)
            with self.lock:
                tasks = [with_owners(script, task, students) for task in tasks]
        return tasks, script.notes()


def not_handed_in(folder, found):
    """A Submission with a reason for each student and set of which there is nothing."""
    students = {one.student for one in found}
    students |= {
        place.name
        for place in folder.iterdir()
        if place.is_dir() and not place.is_symlink() and STUDENT.fullmatch(place.name)
    }
    there, sets = {(one.student, one.set) for one in found}, {one.set for one in found}
    return [
        Submission(student, name, None, f"There is no notebook of {name}.")
        for student in sorted(students)
        for name in sorted(sets)
        if (student, name) not in there
    ]


def _number(name):
    return name.split("_")[0]


def _bar(total):
    """How far a batch is; in a log file, a line now and then."""
    from tqdm import tqdm

    often = 0.2 if sys.stderr.isatty() else 30
    return tqdm(total=total, unit="submission", mininterval=often, disable=not total)

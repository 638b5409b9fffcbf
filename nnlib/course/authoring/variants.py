"""Variants: a set whose questions have numbers of their own for each student.

    code = code_of(secret, "05_the_chain_rule_is_a_graph", "s001")
    source = varied(Source(folder), code)

The secret is the instructor's, and makes the code; the code alone makes the numbers, so that a
record which names it is enough to see again what a student was asked.  A variant is a set: it is
built, proved, judged and graded as every other one, by the same spec.
"""

import copy
import hashlib
import re
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial

import numpy as np

from ..checks.comparing import same
from ..checks.probes import Failure
from .source import Source, SourceExercise, is_given, text_id

STUDENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
DIGITS = 10
NOT_YOURS = (
    "These are right answers to the question as somebody else has it, with other numbers than "
    "yours. Read your own text again, and work with what stands there."
)


def code_of(secret, name, student):
    """The code of a student's variant of the set with this name, in hexadecimal digits.

    >>> code_of("quiet harbour", "05_the_chain_rule_is_a_graph", "s001")
    '81d4f9d587'
    """
    words = "\n".join((secret, name, student))
    return hashlib.sha256(words.encode()).hexdigest()[:DIGITS]


def handed_to(notebook):
    """The code with which a notebook, a dict as JSON has it, was handed out; None without one."""
    about = notebook
    for name in ("metadata", "nnlib", "variant"):
        about = about.get(name) if isinstance(about, dict) else None
    return about if isinstance(about, str) else None


def drawn_numbers(task, code):
    """The numbers of a task's question under a code, by name: never the printed ones.

    Those are what stands under the code None.
    """
    printed = task.variants.printed
    if code is None:
        return printed
    seed = hashlib.sha256(f"{code}/{task.id}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(seed[:16], "big"))
    return next(drawn for drawn in iter(lambda: task.variants.draw(rng), ...) if drawn != printed)


def varied(source, code):
    """The set `source` with the numbers of a code; itself for None, or where nothing varies."""
    if code is None or not any(one.task.variants for one in source.exercises):
        return source
    return Variant(source.folder, source, code)


@dataclass(frozen=True)
class Variant(Source):
    """A set with other numbers in its questions, its solutions, its hints and its messages."""

    published: Source
    code: str

    @cached_property
    def notebook(self):
        made = copy.deepcopy(self.published.notebook)
        made.metadata["nnlib"] = {"variant": self.code}
        for exercise in self.published.exercises:
            for cell in made.cells:
                if of_task(cell, exercise.task):
                    cell.source = self._with_numbers(exercise.task, cell.source)
        return made

    @cached_property
    def exercises(self):
        tasks = (one.task for one in self.published.exercises)
        return tuple(SourceExercise(self, self._asked(task)) for task in tasks)

    def _asked(self, task):
        """The task in the words, and with the patches, that go with its numbers."""

        def put(text):
            if isinstance(text, str):
                return self._with_numbers(task, text)
            return tuple(map(put, text))

        slips = (
            replace(m, old=put(m.old), new=put(m.new), message=put(m.message))
            for m in task.misconceptions
        )
        return replace(
            task,
            hints=put(task.hints),
            alternatives=put(task.alternatives),
            misconceptions=tuple(slips),
        )

    def _with_numbers(self, task, text):
        return task.variants.put(drawn_numbers(task, self.code), text) if task.variants else text


def of_task(cell, task):
    """True for the cells with a task's text and answer, and for what its set is given."""
    return is_given(cell) or cell.get("id", "").endswith(text_id(task.id).removeprefix("text"))


def askers(exercise, seed, replies, codes):
    """Those of the codes under which the replies, to the cases of the seed, are right.

    None among the codes stands for the numbers as they are published.  Where all answers are yes
    and no, somebody has any list of them, so that it would say nothing: then there are none.
    """
    task = exercise.task
    if not task.variants or any(isinstance(reply, Failure) for reply in replies):
        return []
    if all(np.isin(part, (0, 1)).all() for reply in replies for part in reply.values()):
        return []
    published = getattr(exercise.source, "published", exercise.source).exercise(task.id)
    asked = {}
    for code in codes:
        asked.setdefault(tuple(drawn_numbers(published.task, code).values()), []).append(code)
    return [
        code
        for group in asked.values()
        if all(
            map(partial(same, tolerance=task.tolerance), replies, _right(published, group[0], seed))
        )
        for code in group
    ]


@cache
def _right(published, code, seed):
    """The right replies under a code; the cases are those of every other code."""
    exercise = varied(published.source, code).exercise(published.task.id)
    return exercise.replies(exercise.reference, exercise.inputs(seed))

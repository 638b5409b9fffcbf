"""What a crowd of answers is told: `python crowd.py FOLDER`.

The folder holds .jsonl files with an answer in each line: its `id`, the `task` or turn, its `kind`
(right, wrong, or something else to look at) and the `code` that stands in the answer's cell.
Printed are the answers that are judged against their kind, each wrong one that is told numbers
alone, and how many there are of each sort.
"""

import json
import re
import sys
from collections import Counter
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

from nnlib.course.authoring.building import folder_of
from nnlib.course.authoring.source import SpecError, sources
from nnlib.course.authoring.turns import all_turns
from nnlib.course.checks import judging, keys

SLIP, SYMPTOM, NUMBERS = "a slip by name", "a symptom", "numbers alone"
BARE = re.compile(
    r"`[^`]+` is \S+, expected \S+\.( \d+ of \d+ entries are right\.)?( Yours are all too \w+\.)?"
)


@cache
def exercise(task):
    """An exercise or a turn as its author has it, and its key as a learner has it."""
    lesson, _, number = task.partition(".")
    name = lesson.zfill(2) if lesson.isdigit() else lesson
    (source,) = (sources if number.isdigit() else all_turns)([name])
    checks = folder_of(source) / f"{source.name}.checks"
    return source.exercise(task), keys.read_sheet(checks).keys[task]


def verdict_on(answer):
    """The verdict on an answer after the given cells; None where its cell stops with an error."""
    source, key = exercise(answer["task"])
    with redirect_stdout(StringIO()):
        try:
            namespace = source.namespace(answer["code"])
        except SpecError:  # IPython tells the error, and the check that the cell failed
            return None
        return judging.verdict_on(key, namespace)


def told(verdict):
    """Right, or the sort of thing that a wrong answer is told."""
    if verdict is None or verdict.right:
        return SYMPTOM if verdict is None else "right"
    if verdict.kind == "misconception":
        return SLIP
    return NUMBERS if BARE.fullmatch(verdict.message) else SYMPTOM


def report(folder):
    """Judge every answer of a folder and print what stands out."""
    count = Counter()
    for path in sorted(Path(folder).glob("*.jsonl")):
        for answer in map(json.loads, path.read_text("utf-8").splitlines()):
            verdict = verdict_on(answer)
            count[answer["kind"], sort := told(verdict)] += 1
            accepted, right = sort == "right", answer["kind"] == "right"
            if accepted != right or sort == NUMBERS:
                print(f"{answer['id']}, {answer['kind']}: {verdict}\n{answer['code']}\n")
    for (kind, sort), number in sorted(count.items()):
        print(f"{number:5} {kind}: {sort}")


if __name__ == "__main__":
    report(sys.argv[1])

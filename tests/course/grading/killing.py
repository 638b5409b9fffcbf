"""A grader that dies by signal 9 in the middle of writing, where it is told to.

`python killing.py HERE SETS OUT [BYTES]` grades without sandboxes, in which every submission comes
to the same at once, and kills itself when it has written so many bytes of records.
"""

import os
import signal
import sys
from contextlib import nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nnlib.course.grading import grade, records
from nnlib.course.grading.marking import Script, marks


def marked(self, paper, cells, code):
    script = Script(paper, cells, None)
    script.answers = dict.fromkeys((key.id for key in paper.keys), "was not asked")
    return marks(script), []


def dying(written, left):
    """os.write, but for the bytes after the last one that may be written."""

    def write(file, content):
        nonlocal left
        if not content.startswith(records.START):
            return written(file, content)
        if len(content) > left:
            written(file, content[:left])
            os.kill(os.getpid(), signal.SIGKILL)
        left -= len(content)
        return written(file, content)

    return write


if __name__ == "__main__":
    folder, sets, out, *limit = sys.argv[1:]
    if limit:
        os.write = dying(os.write, int(limit[0]))
    grade.Batch._marked = marked
    grade.Batch.canary = lambda *_: None
    grade.raised_walls = lambda *_: nullcontext()
    sys.exit(grade.main([folder, "--out", out, "--solutions", sets, "--seed", "5", "--resume"]))

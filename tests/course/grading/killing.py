"""A grader that is killed: run on a class again and again, until it is done, as a teacher would.

`python killing.py HERE SETS OUT` grades without sandboxes, in which every submission comes to the
same at once: so the moment of its death is a moment of writing records.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nnlib.course.grading import grade
from nnlib.course.grading.marking import Script, marks


def marked(self, paper, cells, code):
    script = Script(paper, cells, None)
    script.answers = dict.fromkeys((key.id for key in paper.keys), "was not asked")
    return marks(script), []


if __name__ == "__main__":
    folder, sets, out = sys.argv[1:]
    grade.Batch._marked = marked
    grade.Batch.canary = lambda *_: None
    sys.exit(grade.main([folder, "--out", out, "--solutions", sets, "--seed", "5", "--resume"]))

"""A grader killed at 50 moments, and a class of 5,000: `course.py test tests/slow/test_grading.py`.

docs/slow_suite.md has the last result.
"""

import importlib.util
import sys
from pathlib import Path

import pytest

PLACE = Path(__file__).resolve().parents[1] / "course" / "grading" / "test_class.py"
spec = importlib.util.spec_from_file_location("grading_test_class", PLACE)
suite = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(suite)
sets, school, some, dying = suite.sets, suite.school, suite.some, suite.dying

pytestmark = pytest.mark.timeout(7200)
SIZE, PARTS = 5_000, 4


@pytest.mark.parametrize("moment", range(100, 150))
def test_killed_at_fifty_moments_no_finished_record_is_lost(dying, some, tmp_path, moment):
    suite.kill_at_a_moment(dying, some[1], tmp_path / "marks.jsonl", moment)


def test_a_class_of_5000_in_parts_killed_and_gone_on_with(sets, tmp_path):
    expected = suite.hand_in_class(tmp_path / "class", SIZE, suite.IDS)
    outs = [tmp_path / f"{part}.jsonl" for part in range(1, PARTS + 1)]
    for part, out in enumerate(outs, 1):
        command = suite.grading(
            (tmp_path / "class",), sets, out, "--resume", "--shard", f"{part}/{PARTS}"
        )
        assert suite.killed_when(command, lambda size: size > 400_000, out)
        before = suite.records.history(out)
        run = suite.quiet(command)
        assert run.returncode == 0, run.stderr
        assert suite.records.history(out)[: len(before)] == before
    assert suite.points(*outs) == expected
    assert sum(len(suite.records.history(out)) for out in outs) == SIZE

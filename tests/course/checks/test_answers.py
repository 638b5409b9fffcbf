"""Answers as learners write them: every right one passes, and no wrong one does.

`answers/NN.jsonl` holds those of a set, one in each line, most of them written before anyone had
seen how the checks ask; `answers/turns/NN.jsonl` those of a lesson's turns, where `says` is a part
of what a wrong one is told.  Answers of kind "debate" may be judged either way, and are not asked
for.
"""

import json
from pathlib import Path

import crowd
import pytest

COURSE = Path(__file__).parents[3]
FOLDER = Path(__file__).parent / "answers"
ANSWERS = sorted(FOLDER.glob("*.jsonl"))
TURNS = sorted(FOLDER.glob("turns/*.jsonl"))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "path", [*ANSWERS, *TURNS], ids=lambda path: path.relative_to(FOLDER).as_posix()
)
def test_right_answers_pass_and_wrong_ones_do_not(path):
    answers = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    verdicts = {a["id"]: crowd.verdict_on(a) for a in answers if a["kind"] != "debate"}
    passing = {id for id, verdict in verdicts.items() if verdict and verdict.right}
    right = {answer["id"] for answer in answers if answer["kind"] == "right"}
    assert right and passing == right
    other = {a["id"]: verdicts[a["id"]].message for a in answers if "says" in a}
    assert not {
        a["id"]: other[a["id"]] for a in answers if a.get("says", "") not in other.get(a["id"], "")
    }


def test_there_are_answers_to_every_set():
    sets = sorted((COURSE / "solutions").glob("*/spec.py"))
    assert [path.stem for path in ANSWERS] == [one.parent.name.split("_")[0] for one in sets]

"""An answer that was passed on is wrong, and says whose numbers it is right for."""

from types import SimpleNamespace

import numpy as np
import pytest
from hostile_pages import LINE, SOURCES

from nnlib.course.authoring.variants import NOT_YOURS, code_of, varied
from nnlib.course.grading.marking import Script
from nnlib.course.grading.papers import Paper
from nnlib.course.grading.passed_on import ANOTHERS, with_owners

CODES = {student: code_of("quiet harbour", LINE, student) for student in ("s001", "s002", "s003")}
WRONG = {"id": "1.1", "status": "wrong", "message": "No.", "misconception": None, "flags": ["one"]}


@pytest.fixture(scope="module")
def paper():
    """The paper of s001."""
    return Paper(varied(SOURCES["01"], CODES["s001"]), 7, Paper(SOURCES["01"], 7))


@pytest.fixture
def told(paper):
    """`told(residuals)` is the task of s001 who answers with them, as their teacher reads it."""

    def told(residuals, task=WRONG):
        script = Script(paper, [], None)
        script.answers = {"1.1": [SimpleNamespace(replies=[{"residuals": np.array(residuals)}])]}
        return with_owners(script, task, {CODES[one]: one for one in ("s002", "s003")})

    return told


def right_for(code):
    exercise = varied(SOURCES["01"], code).exercise("1.1")
    return exercise.replies(exercise.reference, exercise.inputs(7))[0]["residuals"]


@pytest.mark.parametrize(
    ("code", "whose"), [(CODES["s003"], "the numbers of s003"), (None, "the published numbers")]
)
def test_whose_numbers_an_answer_is_right_for(told, code, whose):
    task = told(right_for(code))
    assert task == WRONG | {
        "message": NOT_YOURS,
        "misconception": ANOTHERS,
        "flags": ["one", f"right for {whose}"],
    }


def test_an_answer_that_is_nobody_s_stays_as_it_is(told):
    assert told([[1.0], [2.0], [3.0], [4.0]]) == WRONG
    assert told([["a"], ["b"], ["c"], ["d"]]) == WRONG
    assert told([[1.7e308], [-1.7e308], [np.nan], [np.inf]]) == WRONG, "and without a warning"
    right = WRONG | {"status": "right"}
    assert told(right_for(CODES["s003"]), right) == right

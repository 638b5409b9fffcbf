"""Several words in a list: each is judged by itself, and the first that is not right speaks."""

import pytest

from nnlib.course.checks.judging import verdict_on
from nnlib.course.checks.keys import Case, Key, pack, unpack
from nnlib.course.checks.probes import Words

PROBE = Words("diagnosis", ("E", "F"), ("start", "eta", "bias"))
RIGHT = {"E": "start", "F": "eta"}


@pytest.fixture
def key():
    wrong = {
        "E by its bias": {"E": "bias", "F": "eta"},
        "F by its bias": {"E": "start", "F": "bias"},
    }
    messages = {"E by its bias": "E speaks.", "F by its bias": "F says nothing."}
    return Key(
        id="1.a", title="Two words", points=0, difficulty=1, minutes=1, formulas=(), probe=PROBE,
        hints=(), stub="diagnosis = ...", messages=messages, cases=(Case({}, RIGHT, wrong),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("diagnosis", "told"),
    [
        (["bias", "eta"], "E speaks."),
        (["bias", "bias"], "E speaks."),  # whatever the others are
        (["start", "bias"], "F says nothing.\n`E` is right; this is about `F`."),
        (["starts", "eta"], "`E` is 'starts'; it should be one of start, eta, bias."),
        (["start"], "2 results are wanted"),
    ],
)
def test_the_first_word_that_is_not_right_speaks(key, diagnosis, told):
    verdict = verdict_on(key, {"diagnosis": diagnosis})
    assert not verdict.right and told in verdict.message


def test_the_right_words_are_right_in_a_list_or_a_tuple(key):
    for words in (["start", "eta"], ("start", "eta"), ["Start", " eta "]):
        assert verdict_on(key, {"diagnosis": words}).right
    assert verdict_on(key, {"diagnosis": ...}).kind == "untouched"


def test_the_probe_comes_back_from_its_file():
    assert unpack(pack(PROBE, []), []) == PROBE

from functools import cache

import pytest

from nnlib.course.lessons.conventions import EXEMPT, RULES, Lesson, failures
from nnlib.course.lessons.write import find_lessons

LESSONS = find_lessons([])


@cache
def lesson_at(path):
    return Lesson.read(path)


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_lesson_keeps_the_convention(path, name):
    sentences = failures(lesson_at(path), name)
    assert not sentences, "\n".join(f"{path.name}: {sentence}" for sentence in sentences)


def test_there_are_lessons():
    assert LESSONS, "There is no notebook in notebooks/."


def test_lessons_have_one_number_each():
    numbers = [path.stem.split("_")[0] for path in LESSONS]
    assert sorted(set(numbers)) == sorted(numbers), f"Two lessons share a number: {numbers}."


def test_every_exemption_names_a_lesson_and_a_rule_and_gives_a_reason():
    for stem, rules in EXEMPT.items():
        assert stem in {path.stem for path in LESSONS}, f"{stem} is exempt but does not exist."
        assert set(rules) <= set(RULES), f"{stem} is exempt from a rule that does not exist."
        assert all(len(reason.split()) > 5 for reason in rules.values())
